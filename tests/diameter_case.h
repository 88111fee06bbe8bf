/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is said about a message of Diameter that a test has put together.
 */
#ifndef TESTS_DIAMETER_CASE_H
#define TESTS_DIAMETER_CASE_H

#include "diameter_input.h"
#include "suite.h"

#define ONLY(a)		ck_assert_uint_eq(m.anomalies, hex_bit(SIG_ANOMALY_##a))
#define DEFECT(d)	ck_assert_str_eq(sig_defect_name((enum sig_defect)	\
			    m.defect), sig_defect_name(SIG_DEFECT_##d))
#define CLEAN()		do {						\
	DEFECT(NONE);							\
	ck_assert_uint_eq(m.anomalies, 0);				\
} while (0)

static inline uint64_t
num(enum sig_field f)
{
	const struct sig_value *v = sig_get(&m, f);

	ck_assert_msg(v != NULL, "%s is absent", sig_field_name(f));
	return v->num;
}

static inline void
vector(const char *hex)
{
	uint8_t copy[HEX_MAX];

	used = hex_octets(hex, copy);
	memcpy(b, copy, used);
	run();
	CLEAN();
}

#endif
