/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests to answer, and answers as hexadecimal.
 */
#ifndef TESTS_ANSWER_HELP_H
#define TESTS_ANSWER_HELP_H

#include <check.h>

#include "../dissectors/sig.h"
#include "../fw/answer.h"
#include "hex.h"

#define ANSWER_HOST	"hss.example.org"
#define ANSWER_REALM	"example.org"

static uint8_t answer_mem[ANSWER_MAX];

static inline struct answer
answer_make(enum answer_kind kind, enum reject_error error)
{
	return (struct answer){ .kind = (uint8_t)kind, .error = (uint8_t)error,
	    .host = cur_make(ANSWER_HOST, strlen(ANSWER_HOST)),
	    .realm = cur_make(ANSWER_REALM, strlen(ANSWER_REALM)) };
}

static inline bool
answer_dissect(enum sig_entry entry, struct cur c, struct sig_msg *m)
{
	memset(m, 0, offsetof(struct sig_msg, proto));
	return sig_dissect(entry, c, NULL, m);
}

/* Where the dissection of an answer to m starts. */
static inline enum sig_entry
answer_entry(const struct sig_msg *m)
{
	switch (m->layer[m->base_layers]) {
	case SIG_LAYER_M3UA:
		return SIG_ENTRY_M3UA;
	case SIG_LAYER_DIAMETER:
		return SIG_ENTRY_DIAMETER;
	case SIG_LAYER_TCAP:
		return SIG_ENTRY_TCAP;
	default:
		return SIG_ENTRY_SCCP;
	}
}

/* The answer to a request given as hexadecimal; nothing when there is none. */
static inline struct cur
answer_hex(enum sig_entry entry, const char *hex, const struct answer *a)
{
	static uint8_t octets[HEX_MAX];
	static struct sig_msg m;
	struct wbuf w = wbuf_make(answer_mem, sizeof(answer_mem));
	size_t len = hex_octets(hex, octets);

	ck_assert(answer_dissect(entry, cur_make(octets, len), &m));
	if (!answer_build(&m, a, &w))
		ck_assert_uint_eq(w.len, 0);
	return wbuf_cur(&w);
}

static inline void
answer_same(const char *what, struct cur got, const char *want)
{
	static uint8_t octets[HEX_MAX];
	size_t len = hex_octets(want, octets), i;

	if (cur_left(&got) == len && memcmp(got.p, octets, len) == 0)
		return;
	fprintf(stderr, "%s:\n", what);
	for (i = 0; i < cur_left(&got); i++)
		fprintf(stderr, "%02x", got.p[i]);
	fprintf(stderr, "\nwanted:\n%s\n", want);
	ck_abort_msg("%s: other octets", what);
}

#endif
