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
	return input_end(&in, &(struct map_end){ .called = to,
	    .called_ssn = (uint8_t)ssn, .components = components });
}

static inline const struct sig_msg *
home_accepts(const char *to, unsigned ssn, unsigned op)
{
	char text[64];

	(void)snprintf(text, sizeof(text), "a2{02=01 30{02=%02x 30{04:hlr}}}",
	    op);
	return home_says(to, ssn, text);
}

/* The answer by that node to a ULR. */
static inline const struct sig_msg *
answers(const char *host, const char *realm, unsigned flags,
    const char *result)
{
	return input_answer(&in, &(struct diameter_answer_input){
	    .host = host, .realm = realm, .flags = flags,
	    .result = result });
}

#endif
