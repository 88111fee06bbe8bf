/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * AVPs of Diameter: each thing that can be wrong, by a message made for it.
 */
#include "diameter_case.h"

START_TEST(avp_length)
{
	size_t at;

	purge("901700123456789");
	at = used;
	u32(1635, V3GPP, 1);
	b[at + 7] = 11;			/* shorter than its header */
	finish();
	dissect(used);
	DEFECT(AVP_LENGTH);
	b[at + 7] = 17;			/* beyond the message */
	dissect(used);
	DEFECT(AVP_LENGTH);
	ck_assert(hex_is(&m, SIG_IMSI, "901700123456789"));
	/* beyond its group only: the level above goes on */
	purge("901700123456789");
	at = open_avp(1401, V3GPP, M);
	text(1402, V3GPP, "35693803564380");
	close_avp(at);
	b[at + 12 + 7] = 40;
	u32(1635, V3GPP, 3);
	finish();
	dissect(used);
	DEFECT(AVP_LENGTH);
	ck_assert_uint_eq(num(SIG_PUR_FLAGS), 3);
	/* leftovers shorter than an AVP header */
	purge("901700123456789");
	put(0, 4);
	run();
	DEFECT(AVP_LENGTH);
}
END_TEST

START_TEST(padding)
{
	purge("901700123456789");
	b[used - 1] = 1;		/* 23 octets, one of padding */
	finish();
	dissect(used);
	ONLY(AVP_PADDING);
	b[used - 1] = 0;
	used--;
	finish();
	dissect(used);
	ONLY(AVP_PADDING);
	DEFECT(NONE);
	ck_assert(hex_is(&m, SIG_IMSI, "901700123456789"));
}
END_TEST

START_TEST(flags)
{
	size_t at;

	/* Visited-PLMN-Id without its vendor: read, and noted */
	purge("901700123456789");
	octets(1407, 0, "\x00\xf1\x10", 3);
	run();
	ONLY(AVP_FLAGS);
	ck_assert(hex_is(&m, SIG_VISITED_PLMN, "00101"));
	/* Route-Record with the vendor of 3GPP */
	purge("901700123456789");
	text(282, V3GPP, "r.example.org");
	run();
	ONLY(AVP_FLAGS);
	ck_assert(hex_is(&m, SIG_ROUTE_RECORD, "r.example.org"));
	/* of another vendor it is none */
	purge("901700123456789");
	text(282, 9, "r.example.org");
	run();
	CLEAN();
	ck_assert(!sig_has(&m, SIG_ROUTE_RECORD));
	/* vendor 0 said aloud; reserved bits; M clear */
	purge("901700123456789");
	at = open_avp(282, 0, M | 0x80);
	put(0, 4);
	put(0x61, 1);
	close_avp(at);
	run();
	ONLY(AVP_FLAGS);
	purge("901700123456789");
	at = open_avp(1635, V3GPP, 0x01);
	put(0, 4);
	close_avp(at);
	run();
	ONLY(AVP_FLAGS);
	purge("901700123456789");
	at = open_avp(282, 0, 0);
	put(0x61, 1);
	close_avp(at);
	run();
	ONLY(AVP_FLAGS);
	/* unknown and mandatory */
	purge("901700123456789");
	u32(999, 0, 1);
	run();
	ONLY(AVP_UNKNOWN_MANDATORY);
	purge("901700123456789");
	u32(999, 9, 1);
	run();
	CLEAN();
}
END_TEST

START_TEST(values)
{
	purge("901700123456789");
	octets(1635, V3GPP, "\0\0\1", 3);
	run();
	DEFECT(AVP_VALUE);
	ck_assert(hex_is(&m, SIG_IMSI, "901700123456789"));
	purge("901700123456789");
	octets(1407, V3GPP, "\x00\xf1", 2);
	run();
	DEFECT(AVP_VALUE);
	purge("901700123456789");
	octets(1452, V3GPP, "\0\1\1\2\3", 5);
	run();
	DEFECT(AVP_VALUE);
	purge("901700123456789");
	octets(1452, V3GPP, "\0\1\1\2\3\4", 6);
	octets(701, V3GPP, "\x44\x77\xf5", 3);
	octets(1643, V3GPP, "\x44\x77", 2);
	octets(1489, V3GPP, "\x44\x78", 2);
	octets(2400, V3GPP, "abcd", 4);
	text(18, V3GPP, "90170");
	text(1444, V3GPP, "90170");
	text(294, 0, "e.example.org");
	run();
	CLEAN();
	ck_assert_uint_eq(sig_get(&m, SIG_TRACE_ADDRESS)->len, 4);
	ck_assert(hex_is(&m, SIG_MSISDN, "44775"));
	ck_assert(hex_is(&m, SIG_ADDITIONAL_MSISDN, "4477"));
	ck_assert(hex_is(&m, SIG_SGSN, "4487"));
	ck_assert(hex_is(&m, SIG_OTHER_PLMN, "90170"));
	ck_assert(!sig_has(&m, SIG_VISITED_PLMN));
	ck_assert(hex_is(&m, SIG_USER_ID, "90170"));
	ck_assert_uint_eq(sig_get(&m, SIG_LMSI)->len, 4);
}
END_TEST

START_TEST(many_values)
{
	unsigned i;

	purge("901700123456789");
	for (i = 0; i < SIG_VALUES_MAX; i++)
		text(282, 0, "r.example.org");
	finish();
	dissect(used);
	DEFECT(VALUES);
	ck_assert_uint_eq(m.nval, SIG_VALUES_MAX);
}
END_TEST

START_TEST(duplicates_and_order)
{
	purge("901700123456789");
	text(264, 0, "other.example.org");
	run();
	ONLY(AVP_DUPLICATE);
	ck_assert(sig_next(&m, sig_get(&m, SIG_ORIGIN_HOST)) != NULL);
	purge("901700123456789");
	text(1, 0, "901700123456780");
	run();
	ck_assert_uint_eq(m.anomalies, hex_bit(SIG_ANOMALY_AVP_DUPLICATE) |
	    hex_bit(SIG_ANOMALY_SECOND_SUBSCRIBER));
	purge("901700123456789");
	text(282, 0, "a.example.org");
	text(282, 0, "b.example.org");
	run();
	CLEAN();
	head(280, 0x80, 0);
	text(264, 0, "h.example.org");
	text(296, 0, "example.org");
	run();
	CLEAN();
	text(263, 0, "a;1;2");
	run();
	ONLY(AVP_ORDER);
}
END_TEST

START_TEST(groups)
{
	size_t at, in;
	unsigned i;

	/* members of Failed-AVP and strangers in groups are not taken */
	answer(321, 0x40, S6A);
	u32(268, 0, 5004);
	at = open_avp(279, 0, M);
	text(1, 0, "901700123456789");
	octets(1407, V3GPP, "\0", 1);
	close_avp(at);
	at = open_avp(284, 0, M);
	text(280, 0, "p.example.org");
	octets(33, 0, "x", 1);
	u32(268, 0, 2001);
	close_avp(at);
	at = open_avp(1400, V3GPP, M);
	text(264, 0, "false.example.org");
	close_avp(at);
	run();
	CLEAN();
	ck_assert(!sig_has(&m, SIG_USER_NAME) && !sig_has(&m, SIG_IMSI));
	ck_assert(hex_is(&m, SIG_PROXY_HOST, "p.example.org"));
	ck_assert(hex_is(&m, SIG_ORIGIN_HOST, "h.example.org"));
	ck_assert(sig_next(&m, sig_get(&m, SIG_ORIGIN_HOST)) == NULL);
	ck_assert(sig_next(&m, sig_get(&m, SIG_RESULT)) == NULL);
	/* PLMNs of a list are not the visited one */
	purge("901700123456789");
	at = open_avp(1637, V3GPP, 0);
	octets(1407, V3GPP, "\x00\xf1\x10", 3);
	close_avp(at);
	run();
	CLEAN();
	ck_assert(!sig_has(&m, SIG_VISITED_PLMN));
	ck_assert(hex_is(&m, SIG_OTHER_PLMN, "00101"));
	/* Load: only its own SourceID */
	purge("901700123456789");
	at = open_avp(650, 0, 0);
	u32(651, 0, 1);
	in = open_avp(652, 0, 0);
	put(7, 8);
	close_avp(in);
	text(649, 0, "l.example.org");
	close_avp(at);
	run();
	CLEAN();
	ck_assert_uint_eq(num(SIG_LOAD_VALUE), 7);
	ck_assert(hex_is(&m, SIG_LOAD_SOURCE, "l.example.org"));
	/* depth */
	purge("901700123456789");
	at = used;
	for (i = 0; i < SIG_DEPTH_MAX + 1; i++)
		(void)open_avp(1400, V3GPP, M);
	for (; i-- > 0;)
		close_avp(at + 12 * i);
	finish();
	dissect(used);
	DEFECT(AVP_DEPTH);
}
END_TEST

/* A purge that announces overload control: with a vector of so many octets. */
static void
announces(unsigned octets, uint64_t vector)
{
	size_t at, in;

	purge("901700123456789");
	at = open_avp(621, 0, 0);
	if (octets > 0) {
		in = open_avp(622, 0, 0);
		put(vector, octets);
		close_avp(in);
	}
	close_avp(at);
	run();
}

/* RFC 7683 7.2: without a vector it is the default algorithm, loss. */
START_TEST(features_of_overload_control)
{
	announces(0, 0);
	CLEAN();
	ck_assert_uint_eq(num(SIG_OC_FEATURES), 1);
	announces(8, 1);
	CLEAN();
	ck_assert_uint_eq(num(SIG_OC_FEATURES), 1);
	announces(8, 4);
	CLEAN();
	ck_assert_uint_eq(num(SIG_OC_FEATURES), 4);
	ck_assert(sig_next(&m, sig_get(&m, SIG_OC_FEATURES)) == NULL);
	announces(8, 0);
	CLEAN();
	ck_assert_uint_eq(num(SIG_OC_FEATURES), 0);
	/* one that cannot be read says nothing */
	announces(4, 1);
	DEFECT(AVP_VALUE);
	ck_assert(!sig_has(&m, SIG_OC_FEATURES));
	/* nor does who announces nothing */
	purge("901700123456789");
	run();
	CLEAN();
	ck_assert(!sig_has(&m, SIG_OC_FEATURES));
}
END_TEST

START_TEST(presence)
{
	request(316);
	text(1, 0, "901700123456789");
	u32(1405, V3GPP, 2);
	octets(1407, V3GPP, "\x00\xf1\x10", 3);
	run();
	DEFECT(AVP_MISSING);
	u32(1032, V3GPP, 1004);
	run();
	CLEAN();
	request(316);
	u32(1405, V3GPP, 2);
	octets(1407, V3GPP, "\x00\xf1\x10", 3);
	u32(1032, V3GPP, 1004);
	run();
	DEFECT(NO_SUBSCRIBER);
	request(322);			/* RSR names no one */
	run();
	CLEAN();
	head(282, 0x80, 0);
	text(264, 0, "h.example.org");
	text(296, 0, "example.org");
	run();
	DEFECT(AVP_MISSING);
	u32(273, 0, 0);
	run();
	CLEAN();
	ck_assert_uint_eq(num(SIG_DISCONNECT_CAUSE), 0);
	/* a protocol error may be without Session-Id, no other answer may */
	head(321, 0x60, S6A);
	text(264, 0, "h.example.org");
	text(296, 0, "example.org");
	u32(268, 0, 3002);
	run();
	CLEAN();
	b[4] = 0x40;
	dissect(used);
	DEFECT(AVP_MISSING);
}
END_TEST

static void
add(TCase *tc)
{
	tcase_add_test(tc, avp_length);
	tcase_add_test(tc, padding);
	tcase_add_test(tc, flags);
	tcase_add_test(tc, values);
	tcase_add_test(tc, many_values);
	tcase_add_test(tc, duplicates_and_order);
	tcase_add_test(tc, groups);
	tcase_add_test(tc, features_of_overload_control);
	tcase_add_test(tc, presence);
}

int
main(void)
{
	return suite_main("diameter avp", add);
}
