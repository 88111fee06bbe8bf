/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Diameter: whole messages, every prefix of them, and each thing that can be
 * wrong with a message or its sender, by a message made for it.
 */
#include "diameter_case.h"

START_TEST(vectors_requests)
{
	vector(ulr);
	ck_assert_int_eq(m.proto, SIG_PROTO_DIAMETER);
	ck_assert_int_eq(m.layer[0], SIG_LAYER_DIAMETER);
	ck_assert_int_eq(m.kind, SIG_KIND_REQUEST);
	ck_assert_int_eq(m.comp[0].op, SIG_OP_UPDATE_LOCATION);
	ck_assert_uint_eq(m.comp[0].code, 316);
	ck_assert_str_eq(m.comp[0].name, "ULR");
	ck_assert_str_eq(m.app_name, "S6a");
	ck_assert(hex_is(&m, SIG_IMSI, "901700123456789"));
	ck_assert(hex_is(&m, SIG_USER_NAME, "901700123456789"));
	ck_assert(hex_is(&m, SIG_IMEI, "35693803564380"));
	ck_assert(hex_is(&m, SIG_VISITED_PLMN, "00101"));
	ck_assert(hex_is(&m, SIG_DEST_REALM,
	    "epc.mnc070.mcc901.3gppnetwork.org"));
	ck_assert(hex_is(&m, SIG_ROUTE_RECORD,
	    "mme01.epc.mnc001.mcc001.3gppnetwork.org"));
	ck_assert_uint_eq(num(SIG_RAT), 1004);
	ck_assert_uint_eq(num(SIG_ULR_FLAGS), 34);
	ck_assert_uint_eq(num(SIG_DRMP), 5);
	ck_assert_uint_eq(num(SIG_OC_FEATURES), 1);
	ck_assert_uint_eq(num(SIG_AUTH_APP), S6A);
	vector(air);
	ck_assert_uint_eq(num(SIG_VECTORS), 1);
	vector(clr);
	ck_assert_uint_eq(num(SIG_CANCELLATION_TYPE), 2);
	vector(idr);
	ck_assert_uint_eq(num(SIG_IDR_FLAGS), 24);
}
END_TEST

START_TEST(vectors_answers)
{
	vector(ula_roaming);
	ck_assert_int_eq(m.kind, SIG_KIND_ERROR);
	ck_assert_str_eq(m.type, "ULA");
	ck_assert_uint_eq(num(SIG_EXPERIMENTAL_RESULT), 5004);
	ck_assert_uint_eq(num(SIG_EXPERIMENTAL_VENDOR), 10415);
	ck_assert_uint_eq(num(SIG_OC_REDUCTION), 40);
	ck_assert_uint_eq(num(SIG_OC_VALIDITY), 60);
	ck_assert_uint_eq(num(SIG_OC_SEQUENCE), 1);
	vector(ula_unknown);
	ck_assert_uint_eq(num(SIG_ERROR_DIAGNOSTIC), 1);
	vector(too_busy);
	ck_assert_uint_eq(num(SIG_RESULT), 3004);
	ck_assert_int_eq(m.kind, SIG_KIND_ERROR);
}
END_TEST

START_TEST(kinds)
{
	answer(321, 0x40, S6A);
	u32(268, 0, 2001);
	run();
	CLEAN();
	ck_assert_int_eq(m.kind, SIG_KIND_ANSWER);
	/* one bad result of two is no success */
	u32(268, 0, 5012);
	run();
	ck_assert_int_eq(m.kind, SIG_KIND_ERROR);
	ONLY(AVP_DUPLICATE);
	answer(321, 0x40, S6A);
	run();
	DEFECT(AVP_MISSING);
}
END_TEST

START_TEST(header)
{
	purge("901700123456789");
	run();
	CLEAN();
	b[0] = 2;
	dissect(used);
	DEFECT(DIAMETER_HEADER);
	b[0] = 1;
	b[3] = (uint8_t)(used + 4);
	dissect(used);
	DEFECT(DIAMETER_HEADER);
	m.cut = true;
	sig_reset(&m);
	diameter_dissect(cur_make(b, used), &m);
	DEFECT(CUT_OFF);
	b[3] = 19;
	b[2] = 0;
	dissect(used);
	DEFECT(DIAMETER_HEADER);
	finish();
	b[used] = 0;
	dissect(used + 1);
	ONLY(TRAILING_OCTETS);
	DEFECT(NONE);
	b[4] = 0xe0;
	dissect(used);
	ONLY(HEADER_FLAGS);
	b[4] = 0xc1;
	dissect(used);
	ONLY(HEADER_FLAGS);
	b[4] = 0xd0;
	dissect(used);
	CLEAN();
	answer(321, 0x50, S6A);
	u32(268, 0, 2001);
	run();
	ONLY(HEADER_FLAGS);
}
END_TEST

START_TEST(applications)
{
	size_t at;

	purge("901700123456789");
	at = open_avp(260, 0, M);
	u32(266, 0, V3GPP);
	u32(258, 0, 16777252);
	close_avp(at);
	run();
	ONLY(APP_AVP);
	head(257, 0x80, 0);
	text(264, 0, "h.example.org");
	text(296, 0, "example.org");
	octets(257, 0, "\0\1\1\2\3\4", 6);
	u32(266, 0, V3GPP);
	text(269, 0, "x");
	u32(258, 0, S6A);
	u32(258, 0, 16777252);
	run();
	CLEAN();
	ck_assert_int_eq(m.comp[0].op, SIG_OP_CAPABILITIES_EXCHANGE);
	ck_assert_uint_eq(sig_get(&m, SIG_HOST_ADDRESS)->len, 4);
	head(321, 0xc0, 16777252);	/* PUR in S13 */
	session();
	u32(277, 0, 1);
	text(283, 0, "example.net");
	text(1, 0, "901700123456789");
	run();
	ONLY(APP_COMMAND);
	head(321, 0xc0, 12345);
	session();
	u32(277, 0, 1);
	text(283, 0, "example.net");
	text(1, 0, "901700123456789");
	run();
	ONLY(APP_UNKNOWN);
	ck_assert_ptr_null(m.app_name);
	head(399, 0xc0, S6A);
	session();
	run();
	ONLY(UNKNOWN_OPERATION);
	ck_assert_int_eq(m.comp[0].op, SIG_OP_NONE);
	ck_assert_uint_eq(m.comp[0].code, 399);
}
END_TEST

/* The operation of a command in an application. */
static void
op_is(uint32_t code, uint32_t app, enum sig_op op, const char *name)
{
	head(code, 0xc0, app);
	session();
	finish();
	dissect(used);
	ck_assert_int_eq(m.comp[0].op, op);
	ck_assert_str_eq(m.comp[0].name, name);
	ck_assert_uint_eq(m.anomalies, 0);
}

START_TEST(operations)
{
	op_is(307, 16777217, SIG_OP_IMS_USER_DATA, "PUR");
	op_is(321, S6A, SIG_OP_PURGE, "PUR");
	op_is(323, S6A, SIG_OP_NOTIFY, "NOR");
	op_is(303, 16777216, SIG_OP_IMS_REGISTRATION, "MAR");
	op_is(303, 16777265, SIG_OP_NON_3GPP_ACCESS, "MAR");
	op_is(302, 16777216, SIG_OP_IMS_LOCATION_INFO, "LIR");
	op_is(265, 16777236, SIG_OP_AA, "AAR");
	op_is(272, 16777238, SIG_OP_CREDIT_CONTROL, "CCR");
	op_is(275, 16777272, SIG_OP_SESSION_TERMINATION, "STR");
	op_is(8388620, 16777255, SIG_OP_PROVIDE_SUBSCRIBER_LOCATION, "PLR");
	op_is(8388621, 16777255, SIG_OP_SUBSCRIBER_LOCATION_REPORT, "LRR");
	op_is(8388622, 16777291, SIG_OP_SEND_ROUTING_INFO_LCS, "RIR");
	op_is(8388645, 16777313, SIG_OP_MO_FORWARD_SM, "OFR");
	op_is(8388646, 16777313, SIG_OP_MT_FORWARD_SM, "TFR");
	op_is(8388647, 16777312, SIG_OP_SEND_ROUTING_INFO_SM, "SRR");
	op_is(8388648, 16777312, SIG_OP_ALERT_SERVICE_CENTRE, "ALR");
	op_is(8388649, 16777312, SIG_OP_REPORT_SM_DELIVERY_STATUS, "RDR");
	op_is(8388638, 16777308, SIG_OP_UPDATE_VCSG_LOCATION, "UVR");
	op_is(8388642, 16777308, SIG_OP_CANCEL_VCSG_LOCATION, "CVR");
	op_is(324, 16777252, SIG_OP_CHECK_IMEI, "ECR");
}
END_TEST

START_TEST(identities)
{
	size_t at;

	purge("9017001234567x9");
	run();
	DEFECT(NO_SUBSCRIBER);
	ONLY(DIGITS);
	purge("90170");
	run();
	ONLY(DIGITS_LENGTH);
	purge("9017001234567890");
	run();
	ONLY(DIGITS_LENGTH);
	DEFECT(NO_SUBSCRIBER);
	purge("901700");
	run();
	CLEAN();
	ck_assert(hex_is(&m, SIG_IMSI, "901700"));
	head(265, 0xc0, 16777272);
	session();
	text(1, 0, "0901700123456789@nai.epc.example.org");
	run();
	CLEAN();
	ck_assert(hex_is(&m, SIG_IMSI, "901700123456789"));
	head(8388647, 0xc0, 16777312);
	session();
	at = open_avp(3102, V3GPP, M);
	text(1, 0, "901700123456789");
	octets(701, V3GPP, "\x44\x77", 2);
	close_avp(at);
	octets(3300, V3GPP, "\x44\x78", 2);
	run();
	CLEAN();
	ck_assert(hex_is(&m, SIG_IMSI, "901700123456789"));
	ck_assert(hex_is(&m, SIG_MSISDN, "4477"));
	ck_assert(hex_is(&m, SIG_SMSC, "4487"));
	head(272, 0xc0, 4);
	session();
	at = open_avp(443, 0, M);
	text(444, 0, "901700123456789");
	u32(450, 0, 1);
	close_avp(at);
	at = open_avp(443, 0, M);
	u32(450, 0, 0);
	text(444, 0, "4477");
	close_avp(at);
	run();
	CLEAN();
	ck_assert(hex_is(&m, SIG_IMSI, "901700123456789"));
	ck_assert(hex_is(&m, SIG_MSISDN, "4477"));
	/* a group inside hides nothing of what stands beside it */
	head(272, 0xc0, 4);
	session();
	at = open_avp(443, 0, M);
	text(444, 0, "901700123456789");
	u32(450, 0, 1);
	close_avp(open_avp(628, V3GPP, M));
	close_avp(at);
	run();
	ck_assert(hex_is(&m, SIG_IMSI, "901700123456789"));
}
END_TEST

/* Every octet, at every place of texts of 1 to 36 octets. */
START_TEST(identity_form)
{
	char s[37];
	size_t len, at;
	unsigned o;
	bool good;

	for (len = 1; len <= 36; len++)
		for (at = 0; at < len; at++)
			for (o = 0; o < 256; o++) {
				memset(s, 'a', len);
				s[at] = (char)o;
				purge("901700123456789");
				octets(282, 0, s, len);
				finish();
				dissect(used);
				good = (o >= 'a' && o <= 'z') ||
				    (o >= 'A' && o <= 'Z') ||
				    (o >= '0' && o <= '9') ||
				    o == '-' || o == '.' || o == '_';
				ck_assert_uint_eq(m.anomalies, good ? 0 :
				    hex_bit(SIG_ANOMALY_IDENTITY_FORM));
			}
	head(321, 0xc0, S6A);
	text(263, 0, "host;1 2;\x01");
	finish();
	dissect(used);
	ck_assert(m.anomalies & hex_bit(SIG_ANOMALY_IDENTITY_FORM));
	for (o = 0; o < 256; o++)
		for (at = 0; at < 36; at++) {
			memset(s, '~', 36);
			s[at] = (char)o;
			head(321, 0xc0, S6A);
			octets(263, 0, s, 36);
			finish();
			dissect(used);
			ck_assert_int_eq(o < ' ' || o > '~', (m.anomalies &
			    hex_bit(SIG_ANOMALY_IDENTITY_FORM)) != 0);
		}
}
END_TEST

START_TEST(names)
{
	ck_assert_str_eq(diameter_command_name(316, true), "ULR");
	ck_assert_str_eq(diameter_command_name(316, false), "ULA");
	ck_assert_ptr_null(diameter_command_name(0, true));
	ck_assert_ptr_null(diameter_command_name(8388608, true));
	ck_assert_ptr_null(diameter_command_name(0xffffffff, true));
	ck_assert_str_eq(diameter_app_name(S6A), "S6a");
	ck_assert_ptr_null(diameter_app_name(42));
	ck_assert_str_eq(diameter_avp_name(1407, V3GPP), "Visited-PLMN-Id");
	ck_assert_str_eq(diameter_avp_name(1, 0), "User-Name");
	ck_assert_ptr_null(diameter_avp_name(1407, 0));
	ck_assert_ptr_null(diameter_avp_name(70000, V3GPP));
	ck_assert_str_eq(diameter_result_name(5004, 0), "invalid-avp-value");
	ck_assert_str_eq(diameter_result_name(5004, V3GPP),
	    "roaming-not-allowed");
	ck_assert_ptr_null(diameter_result_name(1, 0));
}
END_TEST

static void
add(TCase *tc)
{
	tcase_add_test(tc, vectors_requests);
	tcase_add_test(tc, vectors_answers);
	tcase_add_test(tc, kinds);
	tcase_add_test(tc, header);
	tcase_add_test(tc, applications);
	tcase_add_test(tc, operations);
	tcase_add_test(tc, identities);
	tcase_add_test(tc, identity_form);
	tcase_add_test(tc, names);
}

int
main(void)
{
	return suite_main("diameter", add);
}
