/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Answers octet by octet, and requests that get none.
 */
#include <stdlib.h>

#include "answer_help.h"

/* ---- Diameter ---- */

#define AVP_SESSION	"00000107 4000000d 6d3b313b31 000000"
#define AVP_USER	"00000001 40000017 303031303130313233343536373839 00"
#define AVP_OHOST	"00000108 40000011 6d6d652e782e6f7267 000000"
#define AVP_PROXY_1	"0000011c 40000024 00000118 40000009 61 000000"	\
			"00000021 4000000d 7374617465 000000"
#define AVP_PROXY_2	"0000011c 40000014 00000118 40000009 62 000000"
#define AVP_ROUTE	"0000011a 40000009 61 000000"
#define AVP_DOIC	"0000026d 00000018 0000026e 00000010 0000000000000001"

#define ULR(length, flags, avps)					\
	"01" length flags "00013c 01000023 00000011 00000022" avps
#define ULA(length, flags, avps)					\
	"01" length flags "00013c 01000023 00000011 00000022" AVP_SESSION avps

#define OUR_APP		"00000104 40000020 0000010a 4000000c 000028af"	\
			"00000102 4000000c 01000023"
#define OUR_STATE	"00000115 4000000c 00000001"
#define OUR_HOST	"00000108 40000017 6873732e6578616d706c652e6f7267 00"
#define OUR_REALM	"00000128 40000013 6578616d706c652e6f7267 00"
#define RESULT(code)	"0000010c 4000000c" code
#define EXPERIMENTAL(code)						\
	"00000129 40000020 0000010a 4000000c 000028af 0000012a 4000000c" code

static const char ulr[] = ULR("0000ac", "d0", AVP_SESSION AVP_USER AVP_OHOST
    AVP_PROXY_1 AVP_ROUTE AVP_DOIC AVP_PROXY_2);

static const struct {
	const char	*what;
	enum reject_error error;
	const char	*want;
} results[] = {
	{ "busy", REJECT_BUSY, ULA("000094", "60", RESULT("00000bbc")
	    OUR_HOST OUR_REALM AVP_PROXY_1 AVP_PROXY_2) },
	{ "not allowed", REJECT_NOT_ALLOWED, ULA("0000c0", "40", OUR_APP
	    RESULT("0000138b") OUR_STATE OUR_HOST OUR_REALM AVP_PROXY_1
	    AVP_PROXY_2) },
	{ "roaming not allowed", REJECT_ROAMING, ULA("0000d4", "40", OUR_APP
	    EXPERIMENTAL("0000138c") OUR_STATE OUR_HOST OUR_REALM AVP_PROXY_1
	    AVP_PROXY_2) },
	{ "bad value", REJECT_AVP, ULA("0000e0", "40", OUR_APP
	    RESULT("0000138c") OUR_STATE OUR_HOST OUR_REALM
	    "00000117 40000020" AVP_USER AVP_PROXY_1 AVP_PROXY_2) },
	{ "missing", REJECT_MISSING, ULA("0000d0", "40", OUR_APP
	    RESULT("0000138d") OUR_STATE OUR_HOST OUR_REALM
	    "00000117 40000010 00000128 40000008" AVP_PROXY_1 AVP_PROXY_2) },
};

START_TEST(diameter_results)
{
	struct answer a = answer_make(ANSWER_ERROR, results[_i].error);

	answer_same(results[_i].what, answer_hex(SIG_ENTRY_DIAMETER, ulr, &a),
	    results[_i].want);
}
END_TEST

START_TEST(diameter_options)
{
	static const struct answer_overload report = { .sequence = 7,
	    .realm = true, .reduction = 40, .validity = 60 };
	struct answer a = answer_make(ANSWER_ERROR, REJECT_BUSY);
	const char *plain = ULR("000074", "c0", AVP_SESSION AVP_USER AVP_OHOST
	    AVP_PROXY_1);

	a.overload = &report;
	a.has_drmp = true;
	a.drmp = 5;
	a.message = "later";
	answer_same("overload report, priority and message",
	    answer_hex(SIG_ENTRY_DIAMETER, ulr, &a), ULA("000104", "60",
	    "0000012d 0000000c 00000005" RESULT("00000bbc") OUR_HOST OUR_REALM
	    AVP_DOIC "0000026f 0000003c 00000270 00000010 0000000000000007"
	    "00000272 0000000c 00000001 00000273 0000000c 00000028"
	    "00000271 0000000c 0000003c"
	    "00000119 0000000d 6c61746572 000000" AVP_PROXY_1 AVP_PROXY_2));
	a.has_drmp = false;
	a.message = NULL;
	answer_same("no report for who did not ask",
	    answer_hex(SIG_ENTRY_DIAMETER, plain, &a), ULA("000080", "60",
	    RESULT("00000bbc") OUR_HOST OUR_REALM AVP_PROXY_1));
	answer_same("nor for who cannot do it", answer_hex(SIG_ENTRY_DIAMETER,
	    ULR("000068", "c0", AVP_SESSION AVP_USER AVP_OHOST
	    "0000026d 00000018 0000026e 00000010 0000000000000004"), &a),
	    ULA("00005c", "60", RESULT("00000bbc") OUR_HOST OUR_REALM));
	a.overload = NULL;
	a.error = REJECT_SUBSCRIPTION;
	a.has_diagnostic = true;
	a.diagnostic = 1;
	answer_same("diagnostic", answer_hex(SIG_ENTRY_DIAMETER, plain, &a),
	    ULA("0000d0", "40", OUR_APP EXPERIMENTAL("0000152c")
	    "0000064e 80000010 000028af 00000001" OUR_STATE OUR_HOST OUR_REALM
	    AVP_PROXY_1));
	a.error = REJECT_MISSING;
	a.failed_code = 1032;
	a.failed_vendor = 10415;
	answer_same("the AVP that the caller misses",
	    answer_hex(SIG_ENTRY_DIAMETER, plain, &a),
	    ULA("0000c4", "40", OUR_APP RESULT("0000138d") OUR_STATE OUR_HOST
	    OUR_REALM "00000117 40000018 00000408 c0000010 000028af 00000000"
	    AVP_PROXY_1));
}
END_TEST

/* What an agent says for itself, whatever the error of a rule. */
START_TEST(diameter_agent)
{
	struct answer a = answer_make(ANSWER_ERROR, REJECT_ROAMING);

	a.result = 3005;
	answer_same("loop", answer_hex(SIG_ENTRY_DIAMETER, ulr, &a),
	    ULA("000094", "60", RESULT("00000bbd") OUR_HOST OUR_REALM
	    AVP_PROXY_1 AVP_PROXY_2));
	a.result = 5014;
	answer_same("an AVP that leads nowhere",
	    answer_hex(SIG_ENTRY_DIAMETER, ULR("00002c", "c0", AVP_SESSION
	    "00000119 400000ff"), &a), ULA("000098", "40", OUR_APP
	    RESULT("00001396") OUR_STATE OUR_HOST OUR_REALM
	    "00000117 40000010 00000119 40000008"));
	answer_same("one of a vendor", answer_hex(SIG_ENTRY_DIAMETER,
	    ULR("000030", "c0", AVP_SESSION "00000408 c0000000 000028af"),
	    &a), ULA("00009c", "40", OUR_APP RESULT("00001396") OUR_STATE
	    OUR_HOST OUR_REALM "00000117 40000014 00000408 c000000c 000028af"));
}
END_TEST

/* Several Session-Ids, padding left out, groups that lie, no Session-Id. */
START_TEST(diameter_odd)
{
	struct answer a = answer_make(ANSWER_ERROR, REJECT_BUSY);

	answer_same("the first Session-Id counts",
	    answer_hex(SIG_ENTRY_DIAMETER, ULR("000034", "c0", AVP_SESSION
	    "00000107 4000000d 4e4f4e4f4e 000000"), &a), ULA("00005c", "60",
	    RESULT("00000bbc") OUR_HOST OUR_REALM));
	answer_same("no Session-Id", answer_hex(SIG_ENTRY_DIAMETER,
	    ULR("000014", "80", ""), &a), "0100004c" "20"
	    "00013c 01000023 00000011 00000022" RESULT("00000bbc") OUR_HOST
	    OUR_REALM);
	answer_same("padding missing at the end",
	    answer_hex(SIG_ENTRY_DIAMETER, ULR("000045", "c0", AVP_PROXY_1
	    "00000107 4000000d 6d3b313b31"), &a), ULA("000080", "60",
	    RESULT("00000bbc") OUR_HOST OUR_REALM AVP_PROXY_1));
	answer_same("what is behind an AVP that lies is not seen",
	    answer_hex(SIG_ENTRY_DIAMETER, ULR("000054", "c0", AVP_SESSION
	    "0000011c 400000ff 00000000" AVP_PROXY_1), &a), ULA("00005c", "60",
	    RESULT("00000bbc") OUR_HOST OUR_REALM));
	answer_same("nor what is behind the message",
	    answer_hex(SIG_ENTRY_DIAMETER, ULR("000024", "c0", AVP_SESSION
	    AVP_PROXY_1), &a), ULA("00005c", "60", RESULT("00000bbc") OUR_HOST
	    OUR_REALM));
}
END_TEST

/* ---- MAP ---- */

#define OTID		"48 04 000000a1"
#define DTID		"49 04 000000a1"
#define AARQ(ac, v)	"6b1e 281c 06 07 00118605010101 a011 60 0f"	\
			"80 02 0780 a1 09 06 07 0400000100" ac v
#define AARE(ac, v)	"6b2a 2828 06 07 00118605010101 a01d 61 1b"	\
			"80 02 0780 a1 09 06 07 0400000100" ac v	\
			"a2 03 020100 a3 05 a103 020100"
#define IMSI		"04 08 0010101032547698"
#define UL		"a1 18 020105 020102 30 10" IMSI "81 01 91 04 01 91"
#define PSI		"a1 12 020106 020146 30 0a 80 08 0010101032547698"

static const struct {
	const char	*what;
	enum answer_kind kind;
	enum reject_error error;
	uint8_t		 number;	/* problem or cause */
	uint8_t		 version;
	const char	*request, *want;
} tcap[] = {
	{ "version 3, system failure", ANSWER_ERROR, REJECT_BUSY, 0, 0,
	    "62 42" OTID AARQ("01", "03") "6c 1a" UL,
	    "64 41" DTID AARE("01", "03")
	    "6c 0d a3 0b 020105 020122 30 03 0a0100" },
	{ "version 2, system failure", ANSWER_ERROR, REJECT_BUSY, 0, 0,
	    "62 42" OTID AARQ("01", "02") "6c 1a" UL,
	    "64 3f" DTID AARE("01", "02")
	    "6c 0b a3 09 020105 020122 0a0100" },
	{ "version 1, system failure", ANSWER_ERROR, REJECT_BUSY, 0, 0,
	    "62 22" OTID "6c 1a" UL,
	    "64 13" DTID "6c 0b a3 09 020105 020122 0a0100" },
	{ "version 3, roaming not allowed", ANSWER_ERROR, REJECT_ROAMING, 0, 0,
	    "62 42" OTID AARQ("01", "03") "6c 1a" UL,
	    "64 41" DTID AARE("01", "03")
	    "6c 0d a3 0b 020105 020108 30 03 0a0100" },
	{ "version 3, RAT not allowed", ANSWER_ERROR, REJECT_RAT, 0, 0,
	    "62 42" OTID AARQ("01", "03") "6c 1a" UL,
	    "64 44" DTID AARE("01", "03")
	    "6c 10 a3 0e 020105 020108 30 06 0a0100 800100" },
	{ "version 2, RAT not allowed", ANSWER_ERROR, REJECT_RAT, 0, 0,
	    "62 42" OTID AARQ("01", "02") "6c 1a" UL,
	    "64 41" DTID AARE("01", "02")
	    "6c 0d a3 0b 020105 020108 30 03 0a0100" },
	{ "version 3, unknown subscriber", ANSWER_ERROR,
	    REJECT_UNKNOWN_SUBSCRIBER, 0, 0,
	    "62 42" OTID AARQ("01", "03") "6c 1a" UL,
	    "64 41" DTID AARE("01", "03")
	    "6c 0d a3 0b 020105 020101 30 03 0a0100" },
	{ "version 3, unknown subscription", ANSWER_ERROR, REJECT_SUBSCRIPTION,
	    0, 0, "62 42" OTID AARQ("01", "03") "6c 1a" UL,
	    "64 41" DTID AARE("01", "03")
	    "6c 0d a3 0b 020105 020101 30 03 0a0101" },
	{ "version 2, unknown subscriber", ANSWER_ERROR,
	    REJECT_UNKNOWN_SUBSCRIBER, 0, 0,
	    "62 42" OTID AARQ("01", "02") "6c 1a" UL,
	    "64 3c" DTID AARE("01", "02") "6c 08 a3 06 020105 020101" },
	{ "nearest error: not allowed is unexpected data", ANSWER_ERROR,
	    REJECT_NOT_ALLOWED, 0, 0,
	    "62 42" OTID AARQ("01", "03") "6c 1a" UL,
	    "64 3c" DTID AARE("01", "03") "6c 08 a3 06 020105 020124" },
	{ "no near error: busy is resource limitation", ANSWER_ERROR,
	    REJECT_BUSY, 0, 0,
	    "62 3c" OTID AARQ("1c", "03") "6c 14" PSI,
	    "64 3c" DTID AARE("1c", "03") "6c 08 a4 06 020106 810103" },
	{ "an answer a component", ANSWER_ERROR, REJECT_AVP, 0, 0,
	    "62 56" OTID AARQ("01", "03") "6c 2e" UL PSI,
	    "64 44" DTID AARE("01", "03")
	    "6c 10 a3 06 020105 020124 a3 06 020106 020124" },
	{ "within a dialogue of version 3", ANSWER_ERROR, REJECT_BUSY, 0, 3,
	    "65 28" OTID "49 04 000000b2" "6c 1a" UL,
	    "64 15" DTID "6c 0d a3 0b 020105 020122 30 03 0a0100" },
	{ "within a dialogue of no known version", ANSWER_ERROR, REJECT_BUSY,
	    0, 0, "65 28" OTID "49 04 000000b2" "6c 1a" UL,
	    "64 10" DTID "6c 08 a3 06 020105 020122" },
	{ "an id of one octet", ANSWER_ERROR, REJECT_AVP, 0, 0,
	    "62 1f 48 01 a1 6c 1a" UL,
	    "64 0d 49 01 a1 6c 08 a3 06 020105 020124" },
	{ "global operation code", ANSWER_ERROR, REJECT_AVP, 0, 0,
	    "62 16" OTID "6c 0e a1 0c 020105 06 01 02 30 04 80 02 0010",
	    "64 10" DTID "6c 08 a4 06 020105 810101" },
	{ "unknown context", ANSWER_ERROR, REJECT_BUSY, 0, 0,
	    "62 42" OTID AARQ("2a", "03") "6c 1a" UL,
	    "64 41" DTID AARE("2a", "03")
	    "6c 0d a3 0b 020105 020122 30 03 0a0100" },
	{ "a context of nobody", ANSWER_ERROR, REJECT_BUSY, 0, 0,
	    "62 42" OTID AARQ("31", "03") "6c 1a" UL,
	    "67 32" DTID "6b2a 2828 06 07 00118605010101 a01d 61 1b"
	    "80 02 0780 a1 09 06 07 0400000100 3103"
	    "a2 03 020101 a3 05 a103 020102" },
	{ "reject", ANSWER_REJECT, 0, PROBLEM_PARAMETER, 0,
	    "62 42" OTID AARQ("01", "03") "6c 1a" UL,
	    "64 3c" DTID AARE("01", "03") "6c 08 a4 06 020105 810102" },
	{ "abort", ANSWER_ABORT, 0, 0, 0,
	    "62 42" OTID AARQ("01", "03") "6c 1a" UL,
	    "67 2e" DTID "6b26 2824 06 07 00118605010101 a019 64 17"
	    "800100 be12 2810 06 07 04000001010101 a005 a403 820100" },
	{ "abort in version 1", ANSWER_ABORT, 0, 0, 0,
	    "62 22" OTID "6c 1a" UL, "67 06" DTID },
	{ "abort of a dialogue of version 1", ANSWER_ABORT, 0, 0, 1,
	    "65 28" OTID "49 04 000000b2" "6c 1a" UL, "67 06" DTID },
	{ "abort by the provider", ANSWER_P_ABORT, 0, P_ABORT_RESOURCE, 0,
	    "62 42" OTID AARQ("01", "03") "6c 1a" UL,
	    "67 09" DTID "4a 01 04" },
	{ "Begin without components", ANSWER_ERROR, REJECT_UNABLE, 0, 0,
	    "62 26" OTID AARQ("01", "03"),
	    "67 2d" DTID "6b25 2823 06 07 00118605010101 a018 64 16"
	    "800100 be11 280f 06 07 04000001010101 a004 a402 8000" },
	{ "End", ANSWER_ERROR, REJECT_BUSY, 0, 0, "64 22" DTID "6c 1a" UL,
	    "" },
	{ "End, to be aborted", ANSWER_ABORT, 0, 0, 0,
	    "64 22" DTID "6c 1a" UL, "" },
	{ "an id of five octets", ANSWER_ERROR, REJECT_BUSY, 0, 0,
	    "62 23 48 05 00000000a1 6c 1a" UL, "" },
	{ "no id", ANSWER_ERROR, REJECT_BUSY, 0, 0, "62 1c 6c 1a" UL, "" },
	{ "no such P-Abort cause", ANSWER_P_ABORT, 0, 5, 0,
	    "62 22" OTID "6c 1a" UL, "" },
};

START_TEST(map_goldens)
{
	struct answer a = answer_make(tcap[_i].kind, tcap[_i].error);

	a.problem = a.cause = tcap[_i].number;
	a.version = tcap[_i].version;
	answer_same(tcap[_i].what, answer_hex(SIG_ENTRY_TCAP,
	    tcap[_i].request, &a), tcap[_i].want);
}
END_TEST

/* ---- SCCP and M3UA ---- */

#define CALLED		"0b 12 06 00 12 04 889209000010"
#define CALLING		"0b 12 07 00 12 04 889209000020"
#define NO_CALLING	"01 00"
#define BEGIN		"24 62 22" OTID "6c 1a" UL
#define END		"15 64 13" DTID "6c 0b a3 09 020105 020122 0a0101"

static const struct {
	const char	*what;
	enum answer_kind kind;
	uint8_t		 cause;
	enum sig_entry	 entry;
	const char	*request, *want;
} carried[] = {
	{ "UDT", ANSWER_ERROR, 0, SIG_ENTRY_SCCP,
	    "09 81 03 0e 19" CALLED CALLING BEGIN,
	    "09 01 03 0e 19" CALLING CALLED END },
	{ "UDT, calling before called", ANSWER_ERROR, 0, SIG_ENTRY_SCCP,
	    "09 80 0f 02 19" CALLING CALLED BEGIN,
	    "09 00 03 0e 19" CALLING CALLED END },
	{ "XUDT", ANSWER_ERROR, 0, SIG_ENTRY_SCCP,
	    "11 80 03 04 0f 1a 00" CALLED CALLING BEGIN,
	    "11 00 0f 04 0f 1a 00" CALLING CALLED END },
	{ "XUDT in one segment, with importance", ANSWER_ERROR, 0,
	    SIG_ENTRY_SCCP, "11 80 03 04 0f 1a 3e" CALLED CALLING BEGIN
	    "10 04 80 000001 12 01 04 00",
	    "11 00 0f 04 0f 1a 00" CALLING CALLED END },
	{ "LUDT", ANSWER_ERROR, 0, SIG_ENTRY_SCCP,
	    "13 00 03 0700 1100 1b00 0000" CALLED CALLING "2400 62 22" OTID
	    "6c 1a" UL, "13 00 0f 0700 1100 1b00 0000" CALLING CALLED
	    "1500 64 13" DTID "6c 0b a3 09 020105 020122 0a0101" },
	{ "UDTS", ANSWER_RETURN, RETURN_SUBSYSTEM_CONGESTION, SIG_ENTRY_SCCP,
	    "09 81 03 0e 19" CALLED CALLING BEGIN,
	    "0a 02 03 0e 19" CALLING CALLED BEGIN },
	{ "XUDTS", ANSWER_RETURN, RETURN_UNQUALIFIED, SIG_ENTRY_SCCP,
	    "11 80 03 04 0f 1a 3e" CALLED CALLING BEGIN
	    "10 04 80 000001 12 01 04 00",
	    "12 07 0f 04 0f 1a 3e" CALLING CALLED BEGIN
	    "10 04 80 000001 12 01 04 00" },
	{ "LUDTS", ANSWER_RETURN, RETURN_NO_TRANSLATION, SIG_ENTRY_SCCP,
	    "13 81 03 0700 1100 1b00 0000" CALLED CALLING "2400 62 22" OTID
	    "6c 1a" UL, "14 01 0f 0700 1100 1b00 0000" CALLING CALLED
	    "2400 62 22" OTID "6c 1a" UL },
	{ "a return nobody asked for", ANSWER_RETURN, 2, SIG_ENTRY_SCCP,
	    "09 01 03 0e 19" CALLED CALLING BEGIN, "" },
	{ "a return of a return", ANSWER_RETURN, 2, SIG_ENTRY_SCCP,
	    "0a 80 03 0e 19" CALLED CALLING BEGIN, "" },
	{ "no such cause", ANSWER_RETURN, 15, SIG_ENTRY_SCCP,
	    "09 81 03 0e 19" CALLED CALLING BEGIN, "" },
	{ "nobody called", ANSWER_ERROR, 0, SIG_ENTRY_SCCP,
	    "09 81 03 0e 0f" CALLED NO_CALLING BEGIN, "" },
	{ "pointer beyond the end", ANSWER_ERROR, 0, SIG_ENTRY_SCCP,
	    "09 81 03 0e ff" CALLED CALLING BEGIN, "" },
	{ "errors longer than a unitdata message, so an abort", ANSWER_ERROR,
	    0, SIG_ENTRY_SCCP, "09 81 03 0e 19" CALLED CALLING
	    "ac 62 81a9" OTID AARQ("01", "03") "6c 8180"
	    "a1 06 020101 020102" "a1 06 020102 020102"
	    "a1 06 020103 020102" "a1 06 020104 020102"
	    "a1 06 020105 020102" "a1 06 020106 020102"
	    "a1 06 020107 020102" "a1 06 020108 020102"
	    "a1 06 020109 020102" "a1 06 02010a 020102"
	    "a1 06 02010b 020102" "a1 06 02010c 020102"
	    "a1 06 02010d 020102" "a1 06 02010e 020102"
	    "a1 06 02010f 020102" "a1 06 020110 020102",
	    "09 01 03 0e 19" CALLING CALLED "30 67 2e" DTID
	    "6b26 2824 06 07 00118605010101 a019 64 17"
	    "800100 be12 2810 06 07 04000001010101 a005 a403 820100" },
	{ "M3UA with appearance and routing context", ANSWER_ERROR, 0,
	    SIG_ENTRY_M3UA, "01000101 0000006c"
	    "0200 0008 00000009 0006 0008 00000064"
	    "0210 0052 00000111 00000222 03020107"
	    "09 81 03 0e 19" CALLED CALLING BEGIN "0000",
	    "01000101 0000005c"
	    "0200 0008 00000009 0006 0008 00000064"
	    "0210 0043 00000222 00000111 03020107"
	    "09 01 03 0e 19" CALLING CALLED END "00" },
	{ "MTP3", ANSWER_ERROR, 0, SIG_ENTRY_MTP3, "83 11018000"
	    "09 81 03 0e 19" CALLED CALLING BEGIN,
	    "09 01 03 0e 19" CALLING CALLED END },
	{ "M3UA about links", ANSWER_ERROR, 0, SIG_ENTRY_M3UA,
	    "01000301 00000008", "" },
};

START_TEST(carried_goldens)
{
	struct answer a = answer_make(carried[_i].kind, REJECT_BUSY);

	a.cause = carried[_i].cause;
	answer_same(carried[_i].what, answer_hex(carried[_i].entry,
	    carried[_i].request, &a), carried[_i].want);
}
END_TEST

/* ---- limits ---- */

static const struct {
	enum sig_entry	 entry;
	const char	*request;
} whole[] = {
	{ SIG_ENTRY_DIAMETER, ulr },
	{ SIG_ENTRY_TCAP, "62 42" OTID AARQ("01", "03") "6c 1a" UL },
	{ SIG_ENTRY_SCCP, "09 81 03 0e 19" CALLED CALLING BEGIN },
	{ SIG_ENTRY_SCCP, "13 81 03 0700 1100 1b00 0000" CALLED CALLING
	    "2400 62 22" OTID "6c 1a" UL },
	{ SIG_ENTRY_M3UA, "01000101 0000005c" "0210 0052 00000111 00000222"
	    "03020107" "09 81 03 0e 19" CALLED CALLING BEGIN "0000" },
};

/* In a buffer of every size: all of the answer, or nothing and told so; never
 * an octet behind the buffer. */
START_TEST(room)
{
	static uint8_t octets[HEX_MAX];
	static struct sig_msg m;
	struct answer a = answer_make(ANSWER_ERROR, REJECT_BUSY);
	size_t len = hex_octets(whole[_i].request, octets), n, kind;
	uint8_t *mem;
	struct wbuf w;
	bool fits;

	ck_assert(answer_dissect(whole[_i].entry, cur_make(octets, len), &m));
	for (kind = 0; kind < ANSWER_KIND_COUNT; kind++) {
		a.kind = (uint8_t)kind;
		fits = false;
		for (n = 0; n <= 400; n++) {
			mem = malloc(n + 1);
			mem[n] = 0x5a;
			w = wbuf_make(mem, n);
			if (answer_build(&m, &a, &w)) {
				fits = true;
				ck_assert_uint_gt(w.len, 0);
			} else {
				ck_assert_uint_eq(w.len, 0);
				/* a kind that the protocol has not is told by
				 * no overflow */
				ck_assert(!fits);
			}
			ck_assert_uint_eq(mem[n], 0x5a);
			free(mem);
		}
		ck_assert(fits == (_i > 0 ? kind != ANSWER_RETURN || _i > 1 :
		    kind == ANSWER_ERROR));
	}
}
END_TEST

/* What callers must not do is refused, not believed. */
START_TEST(callers)
{
	struct answer a = answer_make(ANSWER_ERROR, REJECT_BUSY);
	struct cur none;

	a.host = cur_make("", 0);
	none = answer_hex(SIG_ENTRY_DIAMETER, ulr, &a);
	ck_assert_uint_eq(cur_left(&none), 0);
	a = answer_make(ANSWER_ERROR, REJECT_SILENCE);
	none = answer_hex(SIG_ENTRY_DIAMETER, ulr, &a);
	ck_assert_uint_eq(cur_left(&none), 0);
	a = answer_make(ANSWER_ERROR, REJECT_COUNT);
	none = answer_hex(SIG_ENTRY_DIAMETER, ulr, &a);
	ck_assert_uint_eq(cur_left(&none), 0);
	a = answer_make(ANSWER_ABORT, REJECT_BUSY);
	none = answer_hex(SIG_ENTRY_DIAMETER, ulr, &a);
	ck_assert_uint_eq(cur_left(&none), 0);
	a = answer_make(ANSWER_ERROR, REJECT_BUSY);
	none = answer_hex(SIG_ENTRY_DIAMETER, "01000014 40 00013c 01000023"
	    "00000011 00000022", &a);
	ck_assert_uint_eq(cur_left(&none), 0);
	none = answer_hex(SIG_ENTRY_DIAMETER, "02000014 c0 00013c 01000023"
	    "00000011 00000022", &a);
	ck_assert_uint_eq(cur_left(&none), 0);
	none = answer_hex(SIG_ENTRY_DIAMETER, "01000013 c0 00013c 01000023"
	    "00000011 00000022", &a);
	ck_assert_uint_eq(cur_left(&none), 0);
}
END_TEST

/* The first choice is the code that the rules name, wherever it may be. */
START_TEST(choices)
{
#define X(sym, name, map, base, tgpp)	[REJECT_##sym] = map,
	static const uint8_t codes[REJECT_COUNT] = { REJECT_ERRORS(X) };
#undef X
	struct answer_map said;
	unsigned op, error, plain[REJECT_COUNT] = { 0 };

	for (op = 0; op < 256; op++) {
		for (error = 0; error < REJECT_SILENCE; error++) {
			said = answer_map_find(op, (enum reject_error)error);
			if (said.reject) {
				ck_assert_uint_le(said.code, 7);
				continue;
			}
			ck_assert(answer_map_may(op, said.code));
			if (answer_map_may(op, codes[error]))
				ck_assert_uint_eq(said.code, codes[error]);
			plain[error] += said.code == codes[error];
			/* a device that is told so is dead (TS 24.301 5.5.1) */
			if (codes[error] != 1)
				ck_assert_uint_ne(said.code, 1);
		}
	}
	for (error = 0; error < REJECT_SILENCE; error++)
		ck_assert_uint_gt(plain[error], 1);
	/* TS 29.002 17.3: what the facts say of the three that matter most */
	ck_assert(answer_map_may(2, 8) && answer_map_may(23, 8));
	ck_assert(!answer_map_may(56, 8) && answer_map_may(56, 34));
	ck_assert(!answer_map_may(23, 35) && answer_map_may(2, 35));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("answer");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_loop_test(t, diameter_results, 0,
	    (int)(sizeof(results) / sizeof(results[0])));
	tcase_add_test(t, diameter_options);
	tcase_add_test(t, diameter_agent);
	tcase_add_test(t, diameter_odd);
	tcase_add_loop_test(t, map_goldens, 0,
	    (int)(sizeof(tcap) / sizeof(tcap[0])));
	tcase_add_loop_test(t, carried_goldens, 0,
	    (int)(sizeof(carried) / sizeof(carried[0])));
	tcase_add_loop_test(t, room, 0,
	    (int)(sizeof(whole) / sizeof(whole[0])));
	tcase_add_test(t, callers);
	tcase_add_test(t, choices);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
