/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SCCP, MTP3 and the SIGTRAN layers below TCAP.
 */
#include <check.h>

#include "../dissectors/reasm.h"
#include "../dissectors/sccp.h"
#include "hex.h"

#define A(name)	(UINT64_C(1) << SIG_ANOMALY_##name)

static struct sig_msg m;

/* An empty TCAP Begin, and its length. */
#define BEGIN	"6206 4804 00000001"
#define CALLED	"0b 12 06 00 12 04 889209000010"	/* HLR */
#define CALLING	"0b 12 07 00 12 04 889209000020"	/* VLR */

START_TEST(udt)
{
	hex_dissect(SIG_ENTRY_SCCP,
	    "09 81 03 0e 19" CALLED CALLING "08" BEGIN, &m);
	ck_assert_int_eq(m.defect, SIG_DEFECT_NONE);
	ck_assert_uint_eq(m.anomalies, 0);
	ck_assert_int_eq(m.sccp_class, 1);
	ck_assert(m.sccp_return);
	ck_assert_int_eq(m.called.ssn, 6);
	ck_assert_int_eq(m.called.gti, 4);
	ck_assert_int_eq(m.called.nai, 4);
	ck_assert_int_eq(m.called.np, 1);
	ck_assert(!m.called.on_ssn);
	ck_assert_int_eq(m.called.len, 12);
	ck_assert(hex_digits(&m.called.digits, 12, "882990000001"));
	ck_assert(hex_digits(&m.calling.digits, 12, "882990000002"));
	ck_assert_int_eq(m.dialogue, SIG_DIALOGUE_BEGIN);
	ck_assert_int_eq(m.proto, SIG_PROTO_MAP);
}
END_TEST

static const struct {
	const char	*what, *hex;
	enum sig_defect	 defect;
	uint64_t	 anomalies;
	enum sig_dialogue dialogue;
} messages[] = {
	{ "LUDT", "13 81 0f 0700 1100 1b00 0000" CALLED CALLING "0800" BEGIN,
	    0, 0, SIG_DIALOGUE_BEGIN },
	{ "XUDT", "11 81 0f 04 0f 1a 00" CALLED CALLING "08" BEGIN,
	    0, 0, SIG_DIALOGUE_BEGIN },
	{ "XUDTS", "12 01 0f 04 0f 1a 00" CALLED CALLING "08" BEGIN,
	    0, 0, SIG_DIALOGUE_BEGIN },
	{ "UDTS", "0a 01 03 0e 19" CALLED CALLING "08" BEGIN,
	    0, 0, SIG_DIALOGUE_BEGIN },
	{ "calling before called", "09 81 0f 02 19" CALLING CALLED "08" BEGIN,
	    SIG_DEFECT_NONE, A(SCCP_ORDER),
	    SIG_DIALOGUE_BEGIN },
	{ "one address for both", "09 81 03 02 0d" CALLED "08" BEGIN,
	    SIG_DEFECT_NONE, A(SCCP_ORDER),
	    SIG_DIALOGUE_BEGIN },
	{ "octet behind", "09 81 03 0e 19" CALLED CALLING "08" BEGIN "00",
	    SIG_DEFECT_NONE, A(TRAILING_OCTETS),
	    SIG_DIALOGUE_BEGIN },
	{ "pointer beyond the end", "09 81 03 0e ff" CALLED CALLING,
	    SIG_DEFECT_SCCP_POINTER, 0, SIG_DIALOGUE_NONE },
	{ "pointer of zero", "09 81 00 0e 19" CALLED CALLING "08" BEGIN,
	    SIG_DEFECT_SCCP_POINTER, 0, SIG_DIALOGUE_NONE },
	{ "class 3", "09 03 03 0e 19" CALLED CALLING "08" BEGIN,
	    SIG_DEFECT_NONE, A(SCCP_SPARE),
	    SIG_DIALOGUE_BEGIN },
	{ "even mark with filler", "09 81 03 0e 19 0b 12 06 00 12 04"
	    "8892090000f0" CALLING "08" BEGIN, SIG_DEFECT_NONE,
	    A(GT_PARITY), SIG_DIALOGUE_BEGIN },
	{ "unknown type", "2a 00", SIG_DEFECT_SCCP_TYPE, 0,
	    SIG_DIALOGUE_NONE },
	{ "a data part that is no TCAP",
	    "09 81 03 0e 19" CALLED CALLING "02 ffff", SIG_DEFECT_TCAP_TAG, 0,
	    SIG_DIALOGUE_NONE },
	{ "optional part without its end", "11 81 0f 04 0f 1a 22" CALLED
	    CALLING "08" BEGIN "12 01 00", SIG_DEFECT_SCCP_OPTION, 0,
	    SIG_DIALOGUE_BEGIN },
};

START_TEST(forms)
{
	const char *what = messages[_i].what;
	struct sccp_parts parts;

	ck_assert(hex_dissect(SIG_ENTRY_SCCP, messages[_i].hex, &m));
	ck_assert_msg(m.defect == messages[_i].defect, "%s: defect %s", what,
	    sig_defect_name(m.defect));
	ck_assert_msg(m.anomalies == messages[_i].anomalies,
	    "%s: anomalies %llx", what, (unsigned long long)m.anomalies);
	ck_assert_msg(m.dialogue == messages[_i].dialogue, "%s: dialogue %u",
	    what, m.dialogue);
	ck_assert_ptr_eq(m.sccp.p, m.octets.p);
	ck_assert_ptr_eq(m.sccp.end, m.octets.end);
	if (sccp_parts(m.sccp, &parts)) {
		ck_assert_uint_gt(cur_left(&parts.called), 0);
		ck_assert_uint_gt(cur_left(&parts.calling), 0);
		ck_assert_uint_gt(cur_left(&parts.data), 0);
	} else {
		ck_assert(messages[_i].defect == SIG_DEFECT_SCCP_POINTER ||
		    messages[_i].defect == SIG_DEFECT_SCCP_TYPE);
		ck_assert(parts.data.p == NULL);
	}
}
END_TEST

START_TEST(addresses)
{
	/* point code 2 with subsystem 8, routed on it; title type alone */
	hex_dissect(SIG_ENTRY_SCCP,
	    "09 00 03 07 0d 04 43 0200 08 06 0a 07 05 214365 08" BEGIN, &m);
	ck_assert(m.called.has_pc && m.called.pc == 2);
	ck_assert(m.called.on_ssn && m.called.ssn == 8);
	ck_assert(!m.called.has_gt);
	ck_assert_int_eq(m.calling.gti, 2);
	ck_assert_int_eq(m.calling.tt, 5);
	ck_assert_int_eq(m.calling.len, 6);
	ck_assert_int_eq(m.defect, SIG_DEFECT_NONE);
	ck_assert_uint_eq(m.anomalies, 0);
	/* no calling address but its indicator */
	hex_dissect(SIG_ENTRY_SCCP,
	    "09 00 03 07 08 04 43 0200 08 01 00 08" BEGIN, &m);
	ck_assert(m.calling.present && !m.calling.has_ssn);
	ck_assert_int_eq(m.defect, SIG_DEFECT_NONE);
}
END_TEST

/* The digits of a global title by the plainest reading of Q.713 3.4.2.3. */
static unsigned
naive_title(const uint8_t *p, size_t len, unsigned es, char *text)
{
	static const char characters[] = "0123456789*#abc";
	unsigned n = 0, half;
	size_t i;

	for (i = 0; i < 2 * len; i++) {
		half = i % 2 ? p[i / 2] >> 4 : p[i / 2] & 0xf;
		if (half == 0xf)
			break;
		text[n++] = characters[half];
	}
	/* an odd mark: the last half octet is filler, if it is a zero */
	if (es == 1 && n > 0 && n == 2 * len && p[len - 1] >> 4 == 0)
		n--;
	return n;
}

START_TEST(global_titles)
{
	static const uint8_t around[] = { 0x09, 0x81, 0x03, 0, 0 };
	uint8_t octets[64], *gt;
	char want[SIG_DIGITS_MAX];
	unsigned seed = 7, round, es, n;
	size_t len, i, at;

	for (round = 0; round < 30000; round++) {
		len = round % 13;
		es = round % 3;
		at = sizeof(around);
		memcpy(octets, around, at);
		octets[at++] = (uint8_t)(5 + len);
		memcpy(octets + at, "\x12\x06\x00", 3);
		octets[at + 3] = (uint8_t)(0x10 | es);
		octets[at + 4] = 4;
		at += 5;
		gt = octets + at;
		for (i = 0; i < len; i++) {
			seed = seed * 1103515245 + 12345;
			gt[i] = (uint8_t)(seed >> 16);
			if (round % 4 != 0)
				gt[i] &= 0x77;
		}
		if (len > 0 && round % 5 == 0)
			gt[len - 1] = (uint8_t)((gt[len - 1] & 0xf) |
			    (round % 2 ? 0xf0 : 0));
		at += len;
		octets[3] = (uint8_t)(at - 3);
		octets[at++] = 1;
		octets[at++] = 0;
		octets[4] = (uint8_t)(at - 4);
		octets[at++] = 1;
		octets[at++] = 0;
		memset(&m, 0, offsetof(struct sig_msg, proto));
		(void)sig_dissect(SIG_ENTRY_SCCP, cur_make(octets, at), NULL,
		    &m);
		n = naive_title(gt, len, es, want);
		ck_assert_uint_eq(m.called.len, n);
		want[n] = '\0';
		ck_assert(hex_digits(&m.called.digits, n, want));
	}
}
END_TEST

START_TEST(management)
{
	hex_dissect(SIG_ENTRY_SCCP,
	    "09 00 03 05 07 02 42 01 02 42 01 05 02 06 0300 00", &m);
	ck_assert_int_eq(m.proto, SIG_PROTO_SCMG);
	ck_assert_str_eq(m.type, "SSP");
	ck_assert_uint_eq(sig_get(&m, SIG_AFFECTED_SSN)->num, 6);
	ck_assert_uint_eq(sig_get(&m, SIG_AFFECTED_PC)->num, 3);
}
END_TEST

START_TEST(m3ua)
{
	hex_dissect(SIG_ENTRY_M3UA, "01 00 01 01 00000044 0006 0008 00000001"
	    "0210 0034 00000102 00000203 03 02 00 05"
	    "09 81 03 0c 15 09 12 06 00 11 04 889209 00"
	    "09 12 07 00 11 04 889209 00 08 6206480400000001", &m);
	ck_assert_int_eq(m.opc, 0x102);
	ck_assert_int_eq(m.dpc, 0x203);
	ck_assert_int_eq(m.ni, 2);
	ck_assert_int_eq(m.sls, 5);
	ck_assert_int_eq(m.dialogue, SIG_DIALOGUE_BEGIN);
	hex_dissect(SIG_ENTRY_M3UA, "01 00 02 04 00000018"
	    "0012 0008 00000203 0205 0008 00000002", &m);
	ck_assert_int_eq(m.proto, SIG_PROTO_M3UA);
	ck_assert_str_eq(m.type, "SCON");
	ck_assert_uint_eq(sig_get(&m, SIG_AFFECTED_PC)->num, 0x203);
	ck_assert_uint_eq(sig_get(&m, SIG_CONGESTION_LEVEL)->num, 2);
	ck_assert_int_eq(m.defect, SIG_DEFECT_NONE);
	hex_dissect(SIG_ENTRY_M3UA, "01 00 01 01 00000010 0006 0008 00000001",
	    &m);
	ck_assert_int_eq(m.defect, SIG_DEFECT_XUA_NO_DATA);
	hex_dissect(SIG_ENTRY_M3UA, "02 00 01 01 00000008", &m);
	ck_assert_int_eq(m.defect, SIG_DEFECT_XUA_HEADER);
}
END_TEST

START_TEST(mtp3_labels)
{
	hex_dissect(SIG_ENTRY_MTP3, "83 0340 8090"
	    "09 81 03 0e 19" CALLED CALLING "08" BEGIN, &m);
	ck_assert(!m.ansi);
	ck_assert_int_eq(m.dpc, 3);
	ck_assert_int_eq(m.opc, 513);
	ck_assert_int_eq(m.sls, 9);
	hex_dissect(SIG_ENTRY_MTP3, "83 030201 060504 07"
	    "09 81 03 0e 19" CALLED CALLING "08" BEGIN, &m);
	ck_assert(m.ansi);
	ck_assert_int_eq(m.dpc, 0x010203);
	ck_assert_int_eq(m.opc, 0x040506);
	ck_assert_int_eq(m.dialogue, SIG_DIALOGUE_BEGIN);
	/* fill-in signal unit: nothing above */
	ck_assert(!hex_dissect(SIG_ENTRY_MTP2, "818000", &m));
}
END_TEST

/* The calling subsystem number is its sender's choice and hides nothing. */
START_TEST(user_by_called_ssn)
{
	static const char dialogue[] = "09 81 03 0e 19" CALLED
	    "0b 12 92 00 12 04 889209000020" "3e 623c 4804 00000001"
	    "6b1c 281a 0607 00118605010101 a00f 600d a10b 0609 0400000100 32"
	    "01 00 00 6c16 a114 020101 020146 300c 8008 00010121436587f9 a200";

	hex_dissect(SIG_ENTRY_SCCP, "09 81 03 0e 19" CALLED
	    "0b 12 92 00 12 04 889209000020" "1e 621c 4804 00000001"
	    "6c14 a112 020101 020146 300a 8008 00010121436587f9", &m);
	ck_assert_int_eq(m.proto, SIG_PROTO_MAP);
	ck_assert_uint_eq(m.comp[0].code, 70);
	ck_assert(hex_is(&m, SIG_IMSI, "001010123456789"));
	hex_dissect(SIG_ENTRY_SCCP, dialogue, &m);
	ck_assert_int_eq(m.proto, SIG_PROTO_CAP);
	ck_assert(m.anomalies & A(AC_SSN));
}
END_TEST

/* A broken ITU message is broken; it does not become an ANSI one. */
START_TEST(broken_stays_itu)
{
	hex_dissect(SIG_ENTRY_MTP3, "83 0340 8090"
	    "09 81 03 0e 19" CALLED CALLING "09" BEGIN, &m);
	ck_assert(!m.ansi);
	ck_assert_int_eq(m.sccp_type, 9);
	ck_assert_int_eq(m.defect, SIG_DEFECT_SCCP_POINTER);
	/* a length indicator does not shorten a unit */
	hex_dissect(SIG_ENTRY_MTP2, "8080 1e 83 0340 8090"
	    "09 81 03 0e 19" CALLED CALLING "08" BEGIN, &m);
	ck_assert_int_eq(m.dialogue, SIG_DIALOGUE_BEGIN);
	ck_assert(m.anomalies & A(TRAILING_OCTETS));
}
END_TEST

/* Two XUDT segments, in order and then the other way round. */
START_TEST(segments)
{
	static const char *const hex[] = {
		"11 81 0f 04 0f 1a 1e" CALLED CALLING "04 6206 4804"
		    "10 04 81 000001 00",
		"11 81 0f 04 0f 1a 1e" CALLED CALLING "04 00000001"
		    "10 04 00 000001 00",
	};
	struct reasm_conf conf = { .octets = 256 * 1024, .sets = 16,
		.timeout = UINT64_C(1000000000), .secret = 1 };
	void *mem = calloc(1, reasm_size(&conf));
	struct reasm *r = reasm_init(mem, &conf);
	uint8_t octets[2][HEX_MAX];
	size_t len[2];
	int order;

	len[0] = hex_octets(hex[0], octets[0]);
	len[1] = hex_octets(hex[1], octets[1]);
	for (order = 0; order < 2; order++) {
		memset(&m, 0, sizeof(m));
		m.ts = 1;
		ck_assert(!sig_dissect(SIG_ENTRY_SCCP, cur_make(octets[order],
		    len[order]), r, &m));
		memset(&m, 0, sizeof(m));
		m.ts = 2;
		ck_assert(sig_dissect(SIG_ENTRY_SCCP, cur_make(
		    octets[1 - order], len[1 - order]), r, &m));
		ck_assert(m.segmented);
		ck_assert_int_eq(m.defect, SIG_DEFECT_NONE);
		ck_assert_int_eq(m.dialogue, SIG_DIALOGUE_BEGIN);
		ck_assert_uint_eq(m.otid.id, 1);
	}
	free(mem);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("ss7");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_test(t, udt);
	tcase_add_loop_test(t, forms, 0,
	    (int)(sizeof(messages) / sizeof(messages[0])));
	tcase_add_test(t, addresses);
	tcase_add_test(t, global_titles);
	tcase_add_test(t, management);
	tcase_add_test(t, m3ua);
	tcase_add_test(t, mtp3_labels);
	tcase_add_test(t, user_by_called_ssn);
	tcase_add_test(t, broken_stays_itu);
	tcase_add_test(t, segments);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
