/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TCAP and MAP: legal operations, the known evasions, errors, dialogues.
 */
#include <check.h>

#include "hex.h"

#define A(name)	(UINT64_C(1) << SIG_ANOMALY_##name)

static struct sig_msg m;

static const struct {
	const char	*what, *hex;
	unsigned	 code;
	const char	*imsi;
	uint64_t	 anomalies;
} vectors[] = {
	{ "updateLocation v3 with ADD-Info IMEISV",
	    "625a4804000000016b1e281c060700118605010101a011600f80020780a109"
	    "0607040000010001036c32a1300201010201023028040800010121436587f9"
	    "810791889209000010040791889209000010ad0a80085396833065340819",
	    2, "001010123456789", 0 },
	{ "updateGprsLocation v3",
	    "624c4804000000016b1e281c060700118605010101a011600f80020780a109"
	    "0607040000010020036c24a122020101020117301a040800010121436587f9"
	    "0407918892090000200405040a000001",
	    23, "001010123456789", 0 },
	{ "sendAuthenticationInfo v3",
	    "623f4804000000016b1e281c060700118605010101a011600f80020780a109"
	    "060704000001000e036c17a115020101020138300d800800010121436587f9"
	    "020105",
	    56, "001010123456789", 0 },
	{ "cancelLocation v3",
	    "623c4804000000016b1e281c060700118605010101a011600f80020780a109"
	    "0607040000010002036c14a112020101020103a30a040800010121436587f9",
	    3, "001010123456789", 0 },
	{ "provideSubscriberInfo v3",
	    "62404804000000016b1e281c060700118605010101a011600f80020780a109"
	    "060704000001001c036c18a116020101020146300e800800010121436587f9"
	    "a2028000",
	    70, "001010123456789", 0 },
	{ "anyTimeInterrogation v3",
	    "624a4804000000016b1e281c060700118605010101a011600f80020780a109"
	    "060704000001001d036c22a1200201010201473018a0098107918892090000"
	    "90a1028000830791889209000077",
	    71, NULL, 0 },
	{ "purgeMS v3",
	    "62454804000000016b1e281c060700118605010101a011600f80020780a109"
	    "060704000001001b036c1da11b020101020143a313040800010121436587f9"
	    "800791889209000010",
	    67, "001010123456789", 0 },
	{ "sendRoutingInfoForSM v3",
	    "62474804000000016b1e281c060700118605010101a011600f80020780a109"
	    "0607040000010014036c1fa11d02010102012d301580079188920900009081"
	    "01ff820791889209000005",
	    45, NULL, 0 },
	{ "opcode as global OID (06) instead of local (02)",
	    "62464804000000016b1e281c060700118605010101a011600f80020780a109"
	    "060704000001001c036c1ea11c020101060704000001010146300e80080001"
	    "0121436587f9a2028000",
	    70, "001010123456789",
	    A(GLOBAL_OPCODE) },
	{ "two Invoke components in one Begin (59 then 70)",
	    "62504804000000016b1e281c060700118605010101a011600f80020780a109"
	    "060704000001001c036c28a10e02010102013b300604010f0401aaa1160201"
	    "02020146300e800800010121436587f9a2028000",
	    59, "001010123456789",
	    A(AC_OPERATION) },
	{ "indefinite length component portion (6c 80 .. 00 00)",
	    "62424804000000016b1e281c060700118605010101a011600f80020780a109"
	    "060704000001001c036c80a116020101020146300e800800010121436587f9"
	    "a20280000000",
	    70, "001010123456789",
	    A(INDEFINITE_LENGTH) },
	{ "over-long definite lengths (84 00 00 00 nn) on invoke",
	    "62444804000000016b1e281c060700118605010101a011600f80020780a109"
	    "060704000001001c036c1ca18400000016020101020146300e800800010121"
	    "436587f9a2028000",
	    70, "001010123456789",
	    A(LONG_LENGTH) },
	{ "opcode INTEGER with leading zero octet (02 02 00 46)",
	    "62414804000000016b1e281c060700118605010101a011600f80020780a109"
	    "060704000001001c036c19a11702010102020046300e800800010121436587"
	    "f9a2028000",
	    70, "001010123456789",
	    A(PADDED_INTEGER) },
	{ "IMSI tag in high-tag-number form (9f 00 instead of 80)",
	    "62414804000000016b1e281c060700118605010101a011600f80020780a109"
	    "060704000001001c036c19a117020101020146300f9f000800010121436587"
	    "f9a2028000",
	    70, "001010123456789",
	    A(HIGH_TAG) },
	{ "no dialogue portion (implies MAP v1) with v3 opcode",
	    "62204804000000016c18a116020101020146300e800800010121436587f9a2"
	    "028000",
	    70, "001010123456789",
	    A(AC_MISSING) },
	{ "AC networkLocUp-v3 (1) carrying PSI opcode 70",
	    "62404804000000016b1e281c060700118605010101a011600f80020780a109"
	    "0607040000010001036c18a116020101020146300e800800010121436587f9"
	    "a2028000",
	    70, "001010123456789",
	    A(AC_OPERATION) },
};

START_TEST(operations)
{
	const char *what = vectors[_i].what;

	ck_assert(hex_dissect(SIG_ENTRY_TCAP, vectors[_i].hex, &m));
	ck_assert_int_eq(m.proto, SIG_PROTO_MAP);
	ck_assert_int_eq(m.kind, SIG_KIND_REQUEST);
	ck_assert_int_eq(m.dialogue, SIG_DIALOGUE_BEGIN);
	ck_assert_uint_eq(m.otid.id, 1);
	ck_assert_msg(m.defect == SIG_DEFECT_NONE, "%s: %s", what,
	    sig_defect_name(m.defect));
	ck_assert_msg(m.comp[0].code == vectors[_i].code, "%s: code %u", what,
	    m.comp[0].code);
	ck_assert_msg(m.anomalies == vectors[_i].anomalies, "%s: %llx", what,
	    (unsigned long long)m.anomalies);
	if (vectors[_i].imsi != NULL)
		ck_assert_msg(hex_is(&m, SIG_IMSI, vectors[_i].imsi), "%s",
		    what);
}
END_TEST

START_TEST(update_location_addresses)
{
	hex_dissect(SIG_ENTRY_TCAP, vectors[0].hex, &m);
	ck_assert(hex_is(&m, SIG_VLR, "882990000001"));
	ck_assert(hex_is(&m, SIG_MSC, "882990000001"));
	ck_assert(hex_is(&m, SIG_IMEI, "3569380356438091"));
	ck_assert_int_eq(m.comp[0].op, SIG_OP_UPDATE_LOCATION);
	ck_assert_int_eq(m.ac, 1);
	ck_assert_int_eq(m.ac_version, 3);
}
END_TEST

START_TEST(all_components)
{
	hex_dissect(SIG_ENTRY_TCAP, vectors[9].hex, &m);
	ck_assert_uint_eq(m.ncomp, 2);
	ck_assert_uint_eq(m.comp[1].code, 70);
	ck_assert_uint_eq(sig_get(&m, SIG_IMSI)->comp, 1);
}
END_TEST

/* Messages below: type, what is expected of them. */
static const struct {
	const char	*what, *hex;
	enum sig_kind	 kind;
	enum sig_defect	 defect;
	uint64_t	 anomalies;
} messages[] = {
	{ "End with ReturnError roamingNotAllowed",
	    "6412490400000001 6c0a a308 020101 020108 3000",
	    SIG_KIND_ERROR, SIG_DEFECT_NONE, 0 },
	{ "End with Reject of an invoke",
	    "6410490400000001 6c08 a406 020101 810100",
	    SIG_KIND_REJECT, SIG_DEFECT_NONE, 0 },
	{ "Reject without an invoke id",
	    "640f490400000001 6c07 a405 0500 800102",
	    SIG_KIND_REJECT, SIG_DEFECT_NONE, 0 },
	{ "Abort with P-AbortCause 3", "6709490400000001 4a0103",
	    SIG_KIND_ABORT, SIG_DEFECT_NONE, 0 },
	{ "Continue without a component", "650c480400000001490400000002",
	    SIG_KIND_CONTINUE, SIG_DEFECT_NONE, 0 },
	{ "Begin with a transaction id of five octets",
	    "62074805 0000000001", SIG_KIND_REQUEST, SIG_DEFECT_NONE,
	    A(LONG_TID) },
	{ "Begin without a transaction id", "6200", SIG_KIND_REQUEST,
	    SIG_DEFECT_TCAP_TRANSACTION, 0 },
	{ "End with two transaction ids", "640c480400000001490400000002",
	    SIG_KIND_ANSWER, SIG_DEFECT_TCAP_TRANSACTION, 0 },
	{ "provideSubscriberInfo without its subscriber",
	    "6212480400000001 6c0a a108 020101 020146 3000",
	    SIG_KIND_REQUEST, SIG_DEFECT_NO_SUBSCRIBER, A(AC_MISSING) },
	{ "operation code 99",
	    "6210480400000001 6c08 a106 020101 020163",
	    SIG_KIND_REQUEST, SIG_DEFECT_NONE, A(UNKNOWN_OPERATION) },
	{ "octets behind the message", "6606", SIG_KIND_NONE,
	    SIG_DEFECT_BER_LENGTH, 0 },
	{ "IMSI in pieces",
	    "6220480400000001 6c18 a116 020101 020146 300e"
	    "a00c 0404 00010121 0404 436587f9",
	    SIG_KIND_REQUEST, SIG_DEFECT_NONE,
	    A(CONSTRUCTED_STRING) | A(AC_MISSING) },
	{ "components in two portions: all are read",
	    "621c480400000001 6c08 a106 020101 02013b"
	    "6c0a a108 020102 020146 3000",
	    SIG_KIND_REQUEST, SIG_DEFECT_NO_SUBSCRIBER,
	    A(DUPLICATE_PARAMETER) | A(AC_MISSING) },
	{ "an octet string by a tag of nobody's",
	    "621e480400000001 6c16 a114 020101 020138 300c"
	    "0c08 00010121436587f9 0500",
	    SIG_KIND_REQUEST, SIG_DEFECT_NO_SUBSCRIBER,
	    A(UNKNOWN_PARAMETER) | A(AC_MISSING) },
	{ "an argument in a SET",
	    "621c480400000001 6c14 a112 020101 020146 310a"
	    "8008 00010121436587f9",
	    SIG_KIND_REQUEST, SIG_DEFECT_NONE,
	    A(UNKNOWN_PARAMETER) | A(AC_MISSING) },
	{ "updateLocation without its argument, in a Continue",
	    "6518 480400000001 490400000002 6c0a a108 020101 020102 0500",
	    SIG_KIND_REQUEST, SIG_DEFECT_ARGUMENT, 0 },
	{ "no end of contents: a constructed element of no length",
	    "6280480400000001 6c80 2000 a108 020101 020146 3000 0000 0000",
	    SIG_KIND_REQUEST, SIG_DEFECT_TCAP_COMPONENT,
	    A(INDEFINITE_LENGTH) | A(AC_MISSING) },
	{ "a primitive Begin", "42064804 00000001", SIG_KIND_REQUEST,
	    SIG_DEFECT_NONE, A(TAG_FORM) },
	{ "a Begin by the high form of its tag", "7f02064804 00000001",
	    SIG_KIND_REQUEST, SIG_DEFECT_NONE, A(HIGH_TAG) },
	{ "the same parameter twice",
	    "622a480400000001 6c22 a120 020101 020146 3018"
	    "8008 00010121436587f9 8008 00010121436587f8 a200 ffff",
	    SIG_KIND_REQUEST, SIG_DEFECT_BER_LENGTH,
	    A(DUPLICATE_PARAMETER) | A(SECOND_SUBSCRIBER) | A(AC_MISSING) },
};

START_TEST(forms)
{
	const char *what = messages[_i].what;

	ck_assert(hex_dissect(SIG_ENTRY_TCAP, messages[_i].hex, &m));
	ck_assert_msg(m.kind == messages[_i].kind, "%s: kind %s", what,
	    sig_kind_name(m.kind));
	ck_assert_msg(m.defect == messages[_i].defect, "%s: defect %s", what,
	    sig_defect_name(m.defect));
	ck_assert_msg(m.anomalies == messages[_i].anomalies,
	    "%s: anomalies %llx", what, (unsigned long long)m.anomalies);
}
END_TEST

START_TEST(errors)
{
	hex_dissect(SIG_ENTRY_TCAP,
	    "6411490400000001 6c09 a307 020101 020108 05", &m);
	ck_assert_int_eq(m.comp[0].error, 8);
	ck_assert_str_eq(m.comp[0].name, "roamingNotAllowed");
	hex_dissect(SIG_ENTRY_TCAP, "6709490400000001 4a0103", &m);
	ck_assert(m.has_p_abort);
	ck_assert_int_eq(m.p_abort, 3);
}
END_TEST

/* A count of components above the limit is a defect, not an overflow. */
START_TEST(many_components)
{
	char text[1024] = "6281c9480400000001 6c81c0";
	int i;

	for (i = 0; i < 24; i++)
		strcat(text, "a106020101020146");
	hex_dissect(SIG_ENTRY_TCAP, text, &m);
	ck_assert_uint_eq(m.ncomp, SIG_COMPONENTS_MAX);
	ck_assert_int_eq(m.defect, SIG_DEFECT_COMPONENTS);
}
END_TEST

START_TEST(ansi_named)
{
	hex_dissect(SIG_ENTRY_TCAP, "e20ac70400000001e8020000", &m);
	ck_assert_int_eq(m.proto, SIG_PROTO_ANSI_TCAP);
	ck_assert_str_eq(m.type, "QueryWithPermission");
	ck_assert_int_eq(m.defect, SIG_DEFECT_ANSI_TCAP);
	ck_assert_uint_eq(m.ncomp, 0);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("tcap and map");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_loop_test(t, operations, 0,
	    (int)(sizeof(vectors) / sizeof(vectors[0])));
	tcase_add_test(t, update_location_addresses);
	tcase_add_test(t, all_components);
	tcase_add_loop_test(t, forms, 0,
	    (int)(sizeof(messages) / sizeof(messages[0])));
	tcase_add_test(t, errors);
	tcase_add_test(t, many_components);
	tcase_add_test(t, ansi_named);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
