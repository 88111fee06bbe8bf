/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which error a MAP operation can be answered with.
 *
 * 3GPP TS 29.002 17.3.2 and 17.6 (errors of each operation), ITU-T Q.773
 * 4.2.2.5 (problems of an Invoke).
 */
#include "answer.h"

enum {
	OPERATIONS = 90,
	CODES_MAX = 7,
};

#define E(code)	(UINT64_C(1) << (code))
/* Of all but the oldest operations: data missing, unexpected data value. */
#define DATA	(E(35) | E(36))
#define ALL	(E(34) | DATA)

/*
 * The errors of TS 29.002 that a reject can lead to, by operation code: unknown
 * subscriber 1, unidentified subscriber 5, roaming not allowed 8, facility not
 * supported 21, system failure 34, data missing 35, unexpected data value 36,
 * any time interrogation not allowed 49, resource limitation 51, unauthorized
 * requesting network 52, subscription interrogation 60 and modification 61 not
 * allowed.  Operations that are not here carry none of them, or belong to
 * version 1 only.
 */
static const uint64_t carries[OPERATIONS] = {
	[2] = E(1) | E(8) | ALL, [3] = DATA, [4] = E(21) | ALL,
	[5] = E(1) | DATA, [6] = DATA, [7] = E(5) | DATA, [8] = E(5) | DATA,
	[10] = ALL, [11] = ALL, [12] = ALL, [13] = ALL, [14] = ALL,
	[15] = E(1) | E(34) | E(36), [17] = ALL, [20] = E(34) | E(36),
	[21] = E(34) | E(36), [22] = E(1) | E(21) | ALL,
	[23] = E(1) | E(8) | E(34) | E(36), [24] = E(1) | ALL, [25] = E(1) | ALL,
	[26] = E(1) | ALL, [36] = DATA, [39] = E(34) | E(36),
	[43] = E(34) | E(35), [44] = E(5) | E(21) | ALL,
	[45] = E(1) | E(21) | ALL, [46] = E(21) | E(34) | E(36),
	[47] = E(1) | DATA, [50] = E(5) | E(21) | ALL, [51] = E(5) | E(21) | ALL,
	[53] = E(1) | E(34) | E(36), [55] = E(5) | E(35), [56] = E(1) | ALL,
	[57] = E(1) | ALL, [58] = E(1) | DATA, [59] = ALL, [60] = ALL,
	[61] = ALL, [62] = E(1) | DATA | E(60), [64] = ALL,
	[65] = E(1) | DATA | E(61), [66] = E(1) | E(21) | DATA,
	[67] = E(1) | DATA, [68] = ALL, [69] = DATA, [70] = DATA,
	[71] = E(1) | ALL | E(49), [72] = E(1) | DATA,
	[73] = E(5) | E(21) | ALL | E(51), [74] = E(1) | ALL, [75] = ALL,
	[76] = E(21) | ALL, [77] = ALL, [83] = E(5) | E(21) | ALL | E(52),
	[84] = E(1) | ALL, [85] = E(1) | E(21) | ALL | E(52),
	[86] = E(1) | ALL | E(51) | E(52),
	[87] = E(1) | E(21) | E(34) | E(36) | E(51),
	[88] = E(1) | E(21) | E(34) | E(36) | E(51), [89] = E(1) | DATA,
};

/* What is tried for an error, the code of the rules first; then a Reject. */
static const struct {
	uint8_t		 code[CODES_MAX];	/* zero ends them */
	uint8_t		 problem;		/* enum answer_problem */
} chains[REJECT_COUNT] = {
	/* that somebody may not ask is nowhere said but in a few places */
	[REJECT_NOT_ALLOWED] = { { 21, 52, 49, 60, 61, 36, 34 },
	    PROBLEM_OPERATION },
	/* a Reject says it better than an error that blames the data */
	[REJECT_BUSY] = { { 34, 51 }, PROBLEM_RESOURCE },
	[REJECT_UNABLE] = { { 34, 36, 35 }, PROBLEM_RESOURCE },
	[REJECT_NO_ROUTE] = { { 34, 36, 35 }, PROBLEM_RESOURCE },
	[REJECT_REALM] = { { 34, 36, 35 }, PROBLEM_RESOURCE },
	[REJECT_COMMAND] = { { 21 }, PROBLEM_OPERATION },
	[REJECT_APPLICATION] = { { 21 }, PROBLEM_OPERATION },
	[REJECT_AVP] = { { 36, 35 }, PROBLEM_PARAMETER },
	[REJECT_MISSING] = { { 35, 36 }, PROBLEM_PARAMETER },
	[REJECT_AUTH_DATA] = { { 34, 36, 35 }, PROBLEM_RESOURCE },
	[REJECT_UNKNOWN_SUBSCRIBER] = { { 1, 5, 36, 35 }, PROBLEM_PARAMETER },
	/* never unknown subscriber, which ends a device's service for good */
	[REJECT_ROAMING] = { { 8, 36, 34, 35 }, PROBLEM_RESOURCE },
	[REJECT_SUBSCRIPTION] = { { 1, 5, 36, 35 }, PROBLEM_PARAMETER },
	[REJECT_RAT] = { { 8, 36, 34, 35 }, PROBLEM_RESOURCE },
};

bool
answer_map_may(unsigned int op, unsigned int error)
{
	return op < OPERATIONS && error < 64 && (carries[op] >> error & 1);
}

struct answer_map
answer_map_find(unsigned int op, enum reject_error error)
{
	size_t i;

	for (i = 0; i < CODES_MAX && chains[error].code[i] != 0; i++)
		if (answer_map_may(op, chains[error].code[i]))
			return (struct answer_map){ false,
			    chains[error].code[i] };
	return (struct answer_map){ true, chains[error].problem };
}
