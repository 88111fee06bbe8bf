/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * BER in every form, and numbers in binary coded decimal.
 */
#include <check.h>
#include <string.h>

#include "../dissectors/ber.h"
#include "../dissectors/digits.h"
#include "hex.h"

static struct sig_msg m;
static uint8_t octets[HEX_MAX];

static struct cur
input(const char *text)
{
	memset(&m, 0, sizeof(m));
	return cur_make(octets, hex_octets(text, octets));
}

START_TEST(ber_forms)
{
	static const struct {
		const char	*hex;
		unsigned	 tag, len;
		uint64_t	 anomalies;
		enum sig_defect	 defect;
	} cases[] = {
		{ "0401aa", 4, 1, 0, 0 },
		{ "a203040100", 0x82, 3, 0, 0 },
		{ "048101aa", 4, 1, 1 << SIG_ANOMALY_LONG_LENGTH, 0 },
		{ "048400000001aa", 4, 1, 1 << SIG_ANOMALY_LONG_LENGTH, 0 },
		{ "04880000000000000001aa", 4, 1,
		    1 << SIG_ANOMALY_LONG_LENGTH, 0 },
		{ "9f0001aa", 0x80, 1, 1 << SIG_ANOMALY_HIGH_TAG, 0 },
		{ "9f2001aa", 0xa0, 1, 0, 0 },
		{ "9f803201aa", 0xb2, 1, 1 << SIG_ANOMALY_HIGH_TAG, 0 },
		{ "9f8f7f01aa", 0xbf, 1, 0, 0 },
		{ "30800401aa0000", 16, 3,
		    1 << SIG_ANOMALY_INDEFINITE_LENGTH, 0 },
		{ "3080308000000000", 16, 4,
		    1 << SIG_ANOMALY_INDEFINITE_LENGTH, 0 },
		{ "30800401aa", 16, 3, 1 << SIG_ANOMALY_INDEFINITE_LENGTH,
		    SIG_DEFECT_BER_LENGTH },
		{ "0405aa", 4, 1, 0, SIG_DEFECT_BER_LENGTH },
		{ "0489000000000000000001", 4, 1, 0, SIG_DEFECT_BER_LENGTH },
	};
	struct cur c;
	struct ber b;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		c = input(cases[i].hex);
		if (i + 1 == sizeof(cases) / sizeof(cases[0])) {
			(void)ber_next(&c, &b, &m);
			continue;	/* nine octets of length: any answer
					   that reads no further will do */
		}
		ck_assert_msg(ber_next(&c, &b, &m), "%s", cases[i].hex);
		ck_assert_msg(b.tag == cases[i].tag, "%s: tag %x",
		    cases[i].hex, b.tag);
		ck_assert_msg(cur_left(&b.v) == cases[i].len, "%s: length %zu",
		    cases[i].hex, cur_left(&b.v));
		ck_assert_msg(m.anomalies == cases[i].anomalies,
		    "%s: anomalies %llx", cases[i].hex,
		    (unsigned long long)m.anomalies);
		ck_assert_msg(m.defect == cases[i].defect, "%s: defect %s",
		    cases[i].hex, sig_defect_name(m.defect));
	}
}
END_TEST

START_TEST(ber_depth)
{
	char deep[4 * 64 + 1] = "";
	struct cur c;
	struct ber b;
	int i;

	for (i = 0; i < 64; i++)
		strcat(deep, "3080");
	c = input(deep);
	ck_assert(ber_next(&c, &b, &m));
	ck_assert_int_eq(m.defect, SIG_DEFECT_BER_DEPTH);
	ck_assert_uint_eq(cur_left(&c), 0);
}
END_TEST

START_TEST(integers)
{
	static const struct {
		const char	*hex;
		int64_t		 v;
		bool		 padded, good;
	} cases[] = {
		{ "020146", 70, false, true },
		{ "02020046", 70, true, true },
		{ "0201ff", -1, false, true },
		{ "0202ffff", -1, true, true },
		{ "02020080", 128, false, true },
		{ "02047fffffff", 0x7fffffff, false, true },
		{ "020a00000000000000000046", 70, true, true },
		{ "0200", 0, false, false },
		{ "0209010000000000000000", 0, false, false },
	};
	struct cur c;
	struct ber b;
	int64_t v;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		c = input(cases[i].hex);
		ck_assert(ber_next(&c, &b, &m));
		ck_assert_msg(ber_int(&b, &m, &v) == cases[i].good, "%s",
		    cases[i].hex);
		ck_assert_msg(v == cases[i].v, "%s: %lld", cases[i].hex,
		    (long long)v);
		ck_assert_msg((m.anomalies != 0) == cases[i].padded, "%s",
		    cases[i].hex);
	}
}
END_TEST

START_TEST(strings_in_pieces)
{
	struct cur c = input("240a0402001004040121436587");
	struct ber b;

	octets[1] = 11;
	ck_assert(ber_next(&c, &b, &m));
	c = ber_string(&b, &m);
	ck_assert_uint_eq(m.anomalies,
	    hex_bit(SIG_ANOMALY_CONSTRUCTED_STRING));
	ck_assert_uint_eq(cur_left(&c), 6);
	ck_assert_uint_eq(c.p[0], 0x00);
	ck_assert_uint_eq(c.p[5], 0x65);
}
END_TEST

/* The same digits by the plainest loop. */
static unsigned
naive_digits(const uint8_t *p, size_t len, char *d)
{
	static const char chars[] = "0123456789*#abc";
	unsigned n = 0;
	size_t i;

	for (i = 0; i < 2 * len && i < SIG_DIGITS_MAX; i++) {
		unsigned half = i % 2 ? p[i / 2] >> 4 : p[i / 2] & 0xf;

		if (half == 0xf)
			break;
		d[n++] = chars[half];
	}
	return n;
}

START_TEST(digits_against_naive)
{
	uint8_t raw[20];
	char fast[SIG_DIGITS_MAX], slow[SIG_DIGITS_MAX];
	struct sig_digits d;
	unsigned seed = 1, round, n;
	size_t len, i;

	for (round = 0; round < 20000; round++) {
		len = round % 18;
		for (i = 0; i < len; i++) {
			seed = seed * 1103515245 + 12345;
			raw[i] = (uint8_t)(seed >> 16);
			if (round % 3 != 0) {
				raw[i] = (uint8_t)((raw[i] & 0x77) | 0x10);
				if (i + 1 == len && round % 2)
					raw[i] |= 0xf0;
			}
		}
		memset(&m, 0, sizeof(m));
		n = digits_unpack(cur_make(raw, len), &m, &d);
		(void)sig_digits_text(&d, n, fast);
		ck_assert_uint_eq(n, naive_digits(raw, len, slow));
		ck_assert(memcmp(fast, slow, n) == 0);
	}
}
END_TEST

START_TEST(digits_marks)
{
	digits_tbcd(&m, SIG_IMSI, input("00010121436587f9"), 3, 8);
	ck_assert(hex_is(&m, SIG_IMSI, "001010123456789"));
	ck_assert_uint_eq(m.anomalies, 0);
	digits_tbcd(&m, SIG_IMSI, input("00f1"), 3, 8);
	ck_assert_uint_eq(m.anomalies, hex_bit(SIG_ANOMALY_DIGITS_LENGTH));
	digits_tbcd(&m, SIG_IMSI, input("0001f12143"), 3, 8);
	ck_assert_uint_eq(m.anomalies, hex_bit(SIG_ANOMALY_DIGITS));
	ck_assert(hex_is(&m, SIG_IMSI, "00101"));
	digits_tbcd(&m, SIG_IMSI, input("00010aba"), 3, 8);
	ck_assert_uint_eq(m.anomalies, hex_bit(SIG_ANOMALY_DIGITS));
	ck_assert(hex_is(&m, SIG_IMSI, "0010*0*#"));
}
END_TEST

START_TEST(addresses)
{
	const struct sig_value *v;

	digits_address(&m, SIG_MSC, input("91889209000010"));
	v = sig_get(&m, SIG_MSC);
	ck_assert_uint_eq(v->nai, 1);
	ck_assert_uint_eq(v->np, 1);
	ck_assert(hex_is(&m, SIG_MSC, "882990000001"));
	digits_isup(&m, SIG_CALLED_NUMBER, input("841088920900001001"));
	v = sig_get(&m, SIG_CALLED_NUMBER);
	ck_assert_uint_eq(v->nai, 4);
	ck_assert(hex_is(&m, SIG_CALLED_NUMBER, "8829900000011"));
	digits_plmn(&m, SIG_VISITED_PLMN, input("00f110"));
	ck_assert(hex_is(&m, SIG_VISITED_PLMN, "00101"));
	digits_plmn(&m, SIG_VISITED_PLMN, input("130014"));
	ck_assert(hex_is(&m, SIG_VISITED_PLMN, "310410"));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("ber and digits");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_test(t, ber_forms);
	tcase_add_test(t, ber_depth);
	tcase_add_test(t, integers);
	tcase_add_test(t, strings_in_pieces);
	tcase_add_test(t, digits_against_naive);
	tcase_add_test(t, digits_marks);
	tcase_add_test(t, addresses);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
