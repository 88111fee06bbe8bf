/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libFuzzer: one entry of sig_dissect(), FUZZ_ENTRY.  The first octet is
 * flags: with 0x80, lengths of two octets cut the rest into messages, so that
 * segments meet each other; with 0x40, they are cut off by the capture.
 */
#ifndef TESTS_FUZZ_ENTRY_H
#define TESTS_FUZZ_ENTRY_H

#include <stdlib.h>

#include "../dissectors/reasm.h"
#include "../dissectors/sig.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void	*memory;
static const struct reasm_conf conf = { .octets = 256 * 1024, .sets = 16,
	.timeout = UINT64_C(1000000000), .secret = 1 };

/* Every value of the view must point to readable memory or hold its digits. */
static unsigned
view_read(const struct sig_msg *m)
{
	const struct sig_value *v;
	unsigned sum = 0, i, n;

	for (i = 0; i < m->nval; i++) {
		v = &m->val[i];
		if (v->type == SIG_TYPE_DIGITS || v->type == SIG_TYPE_PLMN) {
			if (v->len > SIG_DIGITS_MAX)
				abort();
		} else if (v->type != SIG_TYPE_UINT) {
			for (n = 0; n < v->len; n++)
				sum += v->text[n];
		}
	}
	return sum;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct sig_msg m;
	static volatile unsigned sink;
	struct reasm *r;
	struct cur c, piece;
	uint8_t flags;
	uint16_t len;

	if (memory == NULL && (memory = malloc(reasm_size(&conf))) == NULL)
		abort();
	r = reasm_init(memory, &conf);
	c = cur_make(data, size);
	if (!cur_u8(&c, &flags))
		return 0;
	m.ts = 0;
	while (cur_left(&c) > 0) {
		piece = c;
		if (flags & 0x80 && cur_be16(&c, &len))
			piece = cur_take_most(&c, len);
		else
			c.p = c.end;
		m.nlayers = 0;
		m.cut = (flags & 0x40) != 0;
		if (sig_dissect(FUZZ_ENTRY, piece, r, &m))
			sink += view_read(&m);
		m.ts++;
	}
	return 0;
}

#endif
