/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A world of a few partners, and what home answers.
 */
#ifndef TESTS_CONTEXT_HELP_H
#define TESTS_CONTEXT_HELP_H

#include "../rules/context.h"
#include "judge_case.h"

#define HOME_HLR	"88210000001"
#define RED_VLR		"99970000012"
#define BLUE_VLR	"99980000012"
#define WORLD								\
    "!home { plmn 001-01 gt 88210* realm " REALM_HOME " }\n"		\
    "partner \"red\" { plmn 999-70 gt 9997* realm " REALM_RED " }\n"	\
    "partner \"blue\" { plmn 999-80 gt 9998* realm " REALM_BLUE " }\n"	\
    "partner \"green\" { plmn 999-90 realm green.example.org }\n"		\
    "memory { }\n"

#define START		(1000 * SECOND)

static uint64_t now;

static inline const char *
judge(const struct sig_msg *m)
{
	now += SECOND / 10;
	return rules_judge(&r, m, now);
}

static inline void
world(const char *text)
{
	now = 1000 * SECOND;
	rules_open(&r, text);
}

/* Home's End to what the message of input_map() asked. */
static inline const struct sig_msg *
home_says(const char *to, unsigned ssn, const char *components)
{
	const struct build_ids *ids = &build_ids_default;
	struct tcap_head t = { .type = TCAP_END, .dtid = 1, .ids = ids };
	struct sccp_head h = { .type = SCCP_UDT,
	    .calling = { .gt = "88210000001", .ssn = 6 },
	    .called = { .gt = to, .ssn = (uint8_t)ssn } };
	struct mtp3_label l = { .opc = 2, .dpc = 1, .si = 3 };
	struct wbuf tcap = wbuf_make(in.tcap, sizeof(in.tcap));
	struct wbuf sccp = wbuf_make(in.sccp, sizeof(in.sccp));
	struct wbuf w = wbuf_make(in.octets, sizeof(in.octets));
	size_t at = tcap_open(&tcap, &t), part = tcap_components(&tcap);

	ber_pattern(&tcap, components, ids);
	ber_close(&tcap, part);
	ber_close(&tcap, at);
	sccp_build(&sccp, &h, wbuf_cur(&tcap));
	mtp3_build(&w, &l, wbuf_cur(&sccp));
	input_read(&in, SIG_ENTRY_MTP3, &w, 0, 0);
	return &in.m;
}

static inline const struct sig_msg *
home_accepts(const char *to, unsigned ssn, unsigned op)
{
	char text[64];

	(void)snprintf(text, sizeof(text), "a2{02=01 30{02=%02x 30{04:hlr}}}",
	    op);
	return home_says(to, ssn, text);
}

#endif
