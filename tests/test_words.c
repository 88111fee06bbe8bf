/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Words of the rule language: what each stands for, how it is printed again,
 * what is said about one that is none.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../dissectors/diameter.h"
#include "../rules/out.h"
#include "../rules/words.h"

enum { TEXT_SIZE = 400 };

/* ---- items ---- */

static void
printed(char text[TEXT_SIZE], struct conf_item *item, unsigned subject)
{
	struct conf_set set = { item, 1 };
	struct out o;

	out_text(&o, text, TEXT_SIZE);
	out_set(&o, &set, subject);
}

START_TEST(items)
{
	static const struct {
		unsigned	 subject;
		const char	*word;
		bool		 quoted;
		unsigned	 kind;
		const char	*again;	/* as printed; NULL: as written */
	} cases[] = {
		{ SIG_IMSI, "00101*", false, ITEM_DIGITS, NULL },
		{ SIG_IMSI, "001010000000001", false, ITEM_DIGITS, NULL },
		{ SIG_IMSI, "0*", true, ITEM_DIGITS, NULL },
		{ SIG_IMSI, "home", false, ITEM_HOME, NULL },
		{ SIG_VLR, "origin", false, ITEM_ORIGIN, NULL },
		{ SIG_VLR, "link", false, ITEM_LINK, NULL },
		{ SIG_VLR, "unknown", false, ITEM_UNKNOWN, NULL },
		{ SIG_VLR, "any", false, ITEM_ANY, NULL },
		{ SIG_TMSI, "none", false, ITEM_NONE, NULL },
		{ SUBJECT_FROM, "suspended", false, ITEM_STATE, NULL },
		{ SUBJECT_CALLED_GT, "9999999999999999", false, ITEM_DIGITS,
		    NULL },
		{ SUBJECT_VISITED, "001-01", false, ITEM_PLMN, NULL },
		{ SIG_LAI, "999-999", false, ITEM_PLMN, NULL },
		{ SIG_ORIGIN_HOST, "mme.example.org", false, ITEM_NAME, NULL },
		{ SIG_MME_NAME, "*.Example.ORG", false, ITEM_NAME, NULL },
		{ SIG_ROUTE_RECORD, "_a-b", false, ITEM_NAME, "\"_a-b\"" },
		{ SIG_ORIGIN_REALM, "home", true, ITEM_NAME, "\"home\"" },
		{ SIG_ORIGIN_REALM, "3gpp", false, ITEM_REALM_FORM, NULL },
		{ SIG_ORIGIN_REALM, "3gpp", true, ITEM_NAME, "\"3gpp\"" },
		{ SIG_APN, "a \"b\\", true, ITEM_TEXT, "\"a \\\"b\\\\\"" },
		{ SUBJECT_SRC, "192.0.2.0/24", false, ITEM_ADDRESS, NULL },
		{ SUBJECT_SRC, "192.0.2.1", false, ITEM_ADDRESS, NULL },
		{ SUBJECT_SRC, "192.0.2.1/32", false, ITEM_ADDRESS,
		    "192.0.2.1" },
		{ SUBJECT_DST, "0.0.0.0/0", false, ITEM_ADDRESS, NULL },
		{ SIG_HOST_ADDRESS, "2001:DB8:0::/32", false, ITEM_ADDRESS,
		    "2001:db8::/32" },
		{ SUBJECT_DST, "2001:db8::1/128", false, ITEM_ADDRESS,
		    "2001:db8::1" },
		{ SUBJECT_CALLED_SSN, "6", false, ITEM_NUMBER, NULL },
		{ SUBJECT_CALLED_SSN, "006", false, ITEM_NUMBER, "6" },
		{ SUBJECT_CALLED_SSN, "0-255", false, ITEM_NUMBER, NULL },
		{ SUBJECT_CALLED_SSN, "7-7", false, ITEM_NUMBER, "7" },
		{ SUBJECT_COMMAND, "16777215", false, ITEM_NUMBER, NULL },
		{ SUBJECT_AVP, "4294967295", false, ITEM_NUMBER, NULL },
		{ SIG_OC_SEQUENCE, "18446744073709551615", false, ITEM_NUMBER,
		    NULL },
		{ SIG_RAT, "nb-iot", false, ITEM_NUMBER, NULL },
		{ SIG_RAT, "1004", false, ITEM_NUMBER, NULL },
		{ SUBJECT_MAP_OP, "9/15", false, ITEM_PAIR, NULL },
		{ SUBJECT_OPC, "2-100-1", false, ITEM_NUMBER, NULL },
		{ SUBJECT_OPC, "16383", false, ITEM_NUMBER, "7-255-7" },
		{ SUBJECT_CALLED_PC, "16384", false, ITEM_NUMBER, NULL },
		{ SUBJECT_OP, "update-location", false, ITEM_WORD, NULL },
		{ SUBJECT_OP, "cat1", false, ITEM_CATEGORY, NULL },
		{ SUBJECT_VIA, "dra", false, ITEM_VIA, "\"dra\"" },
		{ SUBJECT_VIA, "any", true, ITEM_VIA, "\"any\"" },
		{ SUBJECT_DURING, "a b", true, ITEM_STORM, "\"a b\"" },
		{ SUBJECT_CLASS, "meter", false, ITEM_CLASS, NULL },
		{ SUBJECT_KIND, "reject", false, ITEM_WORD, NULL },
		{ SUBJECT_ANOMALY, "long-tid", false, ITEM_WORD, NULL },
		{ SUBJECT_DEFECT, "none", false, ITEM_NONE, NULL },
		{ SUBJECT_CALLING_RI, "ssn", false, ITEM_WORD, NULL },
	};
	char why[WORD_WHY_MAX], text[TEXT_SIZE];
	struct conf_item item;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ck_assert_msg(word_item(&item, cases[i].subject, cases[i].word,
		    cases[i].quoted, why), "%s: %s", cases[i].word, why);
		ck_assert_msg(item.kind == cases[i].kind, "%s", cases[i].word);
		ck_assert_str_eq(why, "");
		printed(text, &item, cases[i].subject);
		ck_assert_str_eq(text, cases[i].again != NULL ?
		    cases[i].again : cases[i].word);
	}
}
END_TEST

START_TEST(values)
{
	char why[WORD_WHY_MAX], text[SIG_DIGITS_MAX];
	struct conf_item it;

	ck_assert(word_item(&it, SIG_IMSI, "00101*", false, why));
	ck_assert(it.prefix);
	ck_assert_uint_eq(it.len, 5);
	ck_assert_uint_eq(it.digits.w[0], 0x10100);
	ck_assert(word_item(&it, SIG_MSC, "1234567890123456", false, why));
	ck_assert(!it.prefix);
	ck_assert_uint_eq(sig_digits_text(&it.digits, it.len, text), 16);
	ck_assert_mem_eq(text, "1234567890123456", 16);
	ck_assert(word_item(&it, SUBJECT_VISITED, "310-260", false, why));
	ck_assert_uint_eq(it.len, 6);
	ck_assert_uint_eq(it.digits.w[0], 0x062013);
	ck_assert(word_item(&it, SIG_ORIGIN_HOST, "*.a", false, why));
	ck_assert(it.wild);
	ck_assert_str_eq(it.text, "*.a");
	ck_assert(word_item(&it, SUBJECT_SRC, "192.0.2.128/25", false, why));
	ck_assert_uint_eq(it.len, 4);
	ck_assert_uint_eq(it.bits, 25);
	ck_assert_mem_eq(it.address, "\300\0\2\200", 4);
	ck_assert(word_item(&it, SUBJECT_CALLED_SSN, "6-9", false, why));
	ck_assert_uint_eq(it.low, 6);
	ck_assert_uint_eq(it.high, 9);
	ck_assert(word_item(&it, SUBJECT_OPC, "2-100-1", false, why));
	ck_assert_uint_eq(it.low, 2 << 11 | 100 << 3 | 1);
	ck_assert_uint_eq(it.high, it.low);
	ck_assert(word_item(&it, SUBJECT_MAP_OP, "9/15", false, why));
	ck_assert_uint_eq(it.low, 9);
	ck_assert_uint_eq(it.high, 15);
	ck_assert(word_item(&it, SIG_RAT, "eutran", false, why));
	ck_assert_uint_eq(it.low, 1004);
	ck_assert(word_item(&it, SUBJECT_FLAGS, "request", false, why));
	ck_assert_uint_eq(it.index, DIAMETER_REQUEST);
	ck_assert(word_item(&it, SUBJECT_OP, "reset", false, why));
	ck_assert_uint_eq(it.index, SIG_OP_RESET);
	ck_assert(word_item(&it, SUBJECT_FROM, "test", false, why));
	ck_assert_uint_eq(it.index, STATE_TEST);
}
END_TEST

#define NAME_32	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define NAME_64	NAME_32 NAME_32
#define SHOWN	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa..."
#define OWNERS	"expected home, origin, link, unknown, active, "	\
		"suspended, test or partner \"name\""
#define ADDRESS	"expected an address or network such as "		\
		"192.0.2.0/24 or 2001:db8::/32"
#define HOST	"expected a host such as mme.example.org or *.example.org"
#define PC	"expected a point code such as 2-100-1, or a number "	\
		"up to 16777215"
#define PLMN	"expected a PLMN such as 001-01"

START_TEST(no_items)
{
	static const struct {
		unsigned	 subject;
		const char	*word, *why;	/* but for the word */
	} cases[] = {
		{ SIG_IMSI, "23x", "expected an IMSI prefix such as 00101*" },
		{ SIG_IMSI, "", "expected an IMSI prefix such as 00101*" },
		{ SIG_IMSI, "12**", "expected an IMSI prefix such as 00101*" },
		{ SIG_IMSI, "*", "expected an IMSI prefix such as 00101*, or"
		    " any in a test" },
		{ SUBJECT_CALLING_GT, "*", "expected a global title prefix such"
		    " as 88210*, or any in a test" },
		{ SIG_IMSI, "+00101", "expected an IMSI prefix such as"
		    " 00101*" },
		{ SIG_IMSI, "0010100000000012", "expected at most 15 digits" },
		{ SIG_VLR, "12345678901234567*", "expected at most 16 digits" },
		{ SIG_MSISDN, "a", "expected an MSISDN prefix such as 88210*" },
		{ SIG_IMEI, "a", "expected an IMEI prefix such as 35000001*" },
		{ SIG_IMEI, "3500000100001", "expected an IMEI of 14 digits or"
		    " more, 8 digits that tell a model, or a prefix such as"
		    " 35000001*" },
		{ SUBJECT_CALLING_GT, "a", "expected a global title prefix such"
		    " as 88210*" },
		{ SIG_VLR, "a", "expected a number or prefix such as 88210*" },
		{ SIG_VLR, "3gpp", "expected a number or prefix such as"
		    " 88210*" },
		{ SUBJECT_VISITED, "00101", PLMN },
		{ SUBJECT_VISITED, "01-01", PLMN },
		{ SUBJECT_VISITED, "001-1", PLMN ": three digits of MCC, two or"
		    " three of MNC" },
		{ SUBJECT_VISITED, "001-0101", PLMN ": three digits of MCC, two"
		    " or three of MNC" },
		{ SUBJECT_VISITED, "001-", PLMN ": three digits of MCC, two or"
		    " three of MNC" },
		{ SIG_ORIGIN_HOST, "a..b", HOST },
		{ SIG_ORIGIN_HOST, ".a", HOST },
		{ SIG_ORIGIN_HOST, "a.", HOST },
		{ SIG_ORIGIN_HOST, "*.", HOST },
		{ SIG_ORIGIN_HOST, "a.*.b", HOST },
		{ SIG_ORIGIN_HOST, "*", HOST ", or any in a test" },
		{ SIG_ORIGIN_REALM, "a b", "expected a realm such as"
		    " mme.example.org or *.example.org" },
		{ SUBJECT_SRC, "192.0.2.1/24", "expected the network"
		    " 192.0.2.0/24" },
		{ SUBJECT_SRC, "2001:db8::1/64", "expected the network"
		    " 2001:db8::/64" },
		{ SUBJECT_SRC, "192.0.2.0/33", "expected /0 to /32 behind the"
		    " address" },
		{ SUBJECT_SRC, "2001:db8::/129", "expected /0 to /128 behind"
		    " the address" },
		{ SUBJECT_SRC, "192.0.2.0/", "expected /0 to /32 behind the"
		    " address" },
		{ SUBJECT_SRC, "192.0.2", ADDRESS },
		{ SUBJECT_SRC, "/24", ADDRESS },
		{ SUBJECT_SRC, "", ADDRESS },
		{ SUBJECT_CALLED_SSN, "256", "expected a number from 0 to"
		    " 255" },
		{ SUBJECT_CALLED_SSN, "6-256", "expected numbers from 0 to"
		    " 255" },
		{ SUBJECT_CALLED_SSN, "9-6", "expected the lower number"
		    " first" },
		{ SUBJECT_CALLED_SSN, "6-", "expected numbers from 0 to 255" },
		{ SUBJECT_CALLED_SSN, "-6", "expected a number such as 7 or"
		    " 3-9" },
		{ SUBJECT_CALLED_SSN, "6x", "expected a number such as 7 or"
		    " 3-9" },
		{ SUBJECT_CALLED_SSN, "9/15", "expected a number such as 7 or"
		    " 3-9" },
		{ SUBJECT_AVP, "4294967296", "expected a number from 0 to"
		    " 4294967295" },
		{ SIG_OC_SEQUENCE, "18446744073709551616", "expected a number"
		    " from 0 to 18446744073709551615" },
		{ SIG_OC_SEQUENCE, "111111111111111111111", "expected a number"
		    " from 0 to 18446744073709551615" },
		{ SIG_RAT, "gprs", "expected eutran, nb-iot, lte-m, utran,"
		    " geran, wlan or a number" },
		{ SUBJECT_MAP_OP, "9/", "expected numbers from 0 to 255" },
		{ SUBJECT_OPC, "8-0-0", PC }, { SUBJECT_OPC, "0-256-0", PC },
		{ SUBJECT_OPC, "1-2", PC }, { SUBJECT_OPC, "1-2-3-4", PC },
		{ SUBJECT_OPC, "16777216", PC }, { SUBJECT_OPC, "", PC },
		{ SUBJECT_FROM, "uk", OWNERS },
		{ SUBJECT_TO, "3gpp", OWNERS },
		{ SUBJECT_VIA, "", "expected a name of 1 to 64 octets" },
		{ SIG_APN, "internet", "expected a text in quotes such as"
		    " \"internet\"" },
		{ SIG_TMSI, "00", "expected any or none" },
		{ SUBJECT_KIND, "foo", "expected request, answer, error,"
		    " reject, abort, continue or notice" },
		{ SUBJECT_DIALOGUE, "foo", "expected uni, begin, continue, end"
		    " or abort" },
		{ SUBJECT_FLAGS, "foo", "expected request, proxiable, error or"
		    " retransmitted" },
		{ SUBJECT_CALLED_RI, "pc", "expected gt or ssn" },
		{ SUBJECT_PROTO, "foo", "expected a protocol such as map, cap"
		    " or diameter" },
		{ SUBJECT_DEFECT, "foo", "expected a defect such as"
		    " ber-length" },
		{ SUBJECT_ANOMALY, "foo", "expected an anomaly such as"
		    " long-tid" },
		{ SUBJECT_MALFORMED, "foo", "expected any or none" },
	};
	char why[WORD_WHY_MAX], all[WORD_WHY_MAX + 100];
	struct conf_item item;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(all, sizeof(all), "%s, not \"%s\"", cases[i].why,
		    cases[i].word);
		ck_assert_msg(!word_item(&item, cases[i].subject,
		    cases[i].word, false, why), "%s", cases[i].word);
		ck_assert_str_eq(why, all);
		ck_assert_uint_eq(item.kind, 0);
	}
	/* quoted words of the language, long words, control octets */
	ck_assert(!word_item(&item, SIG_IMSI, "home", true, why));
	ck_assert(!word_item(&item, SUBJECT_DEFECT, "none", true, why));
	ck_assert(!word_item(&item, SIG_IMSI, NAME_64, false, why));
	ck_assert_str_eq(why, "expected an IMSI prefix such as 00101*, not \""
	    SHOWN "\"");
	ck_assert(word_item(&item, SUBJECT_VIA, NAME_64, false, why));
	ck_assert(!word_item(&item, SUBJECT_VIA, NAME_64 "a", false, why));
	ck_assert(!word_item(&item, SIG_IMSI, "\033[2J\177", false, why));
	ck_assert_str_eq(why, "expected an IMSI prefix such as 00101*, not"
	    " \"?[2J?\"");
}
END_TEST

START_TEST(cut_text)
{
	static const char source[] = "home { gt 8* } screen in {\n"
	    "drop imsi { home 5* } op reset label \"x\"\npass }";
	static const char whole[] = "imsi { home 5* } op reset";
	struct conf_errors errors = { NULL, 0, 0 };
	struct conf *conf = conf_parse("a.conf", source, sizeof(source) - 1,
	    &errors);
	const struct conf_rule *r;
	char text[TEXT_SIZE];
	size_t size;

	ck_assert_ptr_nonnull(conf);
	r = &conf->in.rule[0];
	for (size = 1; size < sizeof(whole) + 2; size++) {
		memset(text, 'x', sizeof(text));
		conf_tests_text(text, size, conf, r->test, r->ntest);
		ck_assert_int_eq(strncmp(text, whole, size - 1), 0);
		ck_assert_uint_eq(strlen(text), size <= sizeof(whole) ?
		    size - 1 : sizeof(whole) - 1);
		ck_assert_int_eq(text[size], 'x');
	}
	conf_test_text(text, sizeof(text), conf, &r->test[1]);
	ck_assert_str_eq(text, "op reset");
	conf_tests_text(text, sizeof(text), conf, r[1].test, r[1].ntest);
	ck_assert_str_eq(text, "all");
	conf_free(conf);
}
END_TEST

START_TEST(long_names)
{
	char name[300], why[WORD_WHY_MAX];
	struct conf_item item;
	size_t i;

	for (i = 0; i < sizeof(name); i++)
		name[i] = i % 64 == 63 ? '.' : 'a';
	name[255] = '\0';
	ck_assert(word_item(&item, SIG_ORIGIN_HOST, name, false, why));
	name[255] = '.';
	name[256] = 'a';
	name[257] = '\0';
	ck_assert(!word_item(&item, SIG_ORIGIN_HOST, name, false, why));
	ck_assert_str_eq(why, "expected a name of at most 255 octets, not"
	    " \"" SHOWN "\"");
	ck_assert(!word_item(&item, SIG_ORIGIN_HOST, NAME_64, false, why));
	ck_assert(word_item(&item, SIG_ORIGIN_HOST, &NAME_64[1], false,
	    why));
}
END_TEST

/* ---- quantities ---- */

START_TEST(rates_and_times)
{
	static const struct {
		const char	*word;
		uint32_t	 count;
		uint64_t	 ns;
		const char	*again;
	} rates[] = {
		{ "400/s", 400, 1000000000, NULL },
		{ "20/m", 20, UINT64_C(60000000000), NULL },
		{ "1000/h", 1000, UINT64_C(3600000000000), NULL },
		{ "5/10s", 5, UINT64_C(10000000000), NULL },
		{ "5/60s", 5, UINT64_C(60000000000), "5/m" },
		{ "1/500ms", 1, 500000000, NULL },
		{ "4294967295/d", UINT32_MAX, UINT64_C(86400000000000), NULL },
	}, times[] = {
		{ "500ms", 0, 500000000, NULL },
		{ "3s", 0, UINT64_C(3000000000), NULL },
		{ "90s", 0, UINT64_C(90000000000), NULL },
		{ "60m", 0, UINT64_C(3600000000000), "1h" },
		{ "24h", 0, UINT64_C(86400000000000), "1d" },
	};
	static const char *const no_rates[] = { "", "400", "/s", "0/s", "5/0s",
	    "5/s ", "5/x", "-5/s", "4294967296/s", "5/4294967296s", "5/", "5/5",
	    "5/200000d" };
	static const char *const no_times[] = { "", "5", "s", "0s", "5 s",
	    "5x", "200000d", "4294967296s", "-1s", "1.5s" };
	char text[TEXT_SIZE];
	struct out o;
	uint32_t count;
	uint64_t ns;
	size_t i;

	for (i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
		ck_assert(word_rate(rates[i].word, &count, &ns));
		ck_assert_uint_eq(count, rates[i].count);
		ck_assert_uint_eq(ns, rates[i].ns);
		out_text(&o, text, sizeof(text));
		out_rate(&o, count, ns);
		ck_assert_str_eq(text, rates[i].again != NULL ?
		    rates[i].again : rates[i].word);
	}
	for (i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		ck_assert(word_time(times[i].word, &ns));
		ck_assert_uint_eq(ns, times[i].ns);
		out_text(&o, text, sizeof(text));
		out_time(&o, ns);
		ck_assert_str_eq(text, times[i].again != NULL ?
		    times[i].again : times[i].word);
	}
	for (i = 0; i < sizeof(no_rates) / sizeof(no_rates[0]); i++)
		ck_assert_msg(!word_rate(no_rates[i], &count, &ns) &&
		    count == 0, "%s", no_rates[i]);
	for (i = 0; i < sizeof(no_times) / sizeof(no_times[0]); i++)
		ck_assert_msg(!word_time(no_times[i], &ns) && ns == 0, "%s",
		    no_times[i]);
}
END_TEST

START_TEST(other_quantities)
{
	uint32_t n;
	uint64_t v;
	int i;

	ck_assert(word_share("10%", &n) && n == 10);
	ck_assert(word_share("100%", &n) && n == 100);
	ck_assert(!word_share("101%", &n) && n == 0);
	ck_assert(!word_share("10", &n) && !word_share("%", &n));
	ck_assert(word_speed("1000km/h", &n) && n == 1000);
	ck_assert(!word_speed("1000", &n) && !word_speed("0km/h", &n));
	ck_assert(!word_speed("9999999999km/h", &n));
	ck_assert(word_distance("100km", &n) && n == 100);
	ck_assert(word_distance("0km", &n) && n == 0);
	ck_assert(!word_distance("100", &n) && !word_distance("km", &n));
	ck_assert(!word_distance("100km/h", &n) && n == 0);
	ck_assert(!word_distance("4294967296km", &n));
	ck_assert(word_size("0", &v) && v == 0);
	ck_assert(word_size("65537", &v) && v == 65537);
	ck_assert(word_size("64k", &v) && v == 65536);
	ck_assert(word_size("4M", &v) && v == 4 << 20);
	ck_assert(word_size("4294967295G", &v) &&
	    v == UINT64_C(4294967295) << 30);
	ck_assert(!word_size("4294967296G", &v) && v == 0);
	ck_assert(!word_size("", &v) && !word_size("k", &v));
	ck_assert(!word_size("4K", &v) && !word_size("4kM", &v));
	ck_assert(!word_size("4m", &v) && !word_size("-4k", &v) && v == 0);
	ck_assert(word_number("15", 15, &v) && v == 15);
	ck_assert(!word_number("16", 15, &v) && v == 0);
	ck_assert(!word_number("", 15, &v) && !word_number("1 ", 15, &v));
	ck_assert(word_number("18446744073709551615", UINT64_MAX, &v));
	ck_assert_uint_eq(v, UINT64_MAX);
	ck_assert(!word_number("5", 4, &v) && word_number("0", 0, &v));
	for (i = 0; i < REJECT_COUNT; i++)
		ck_assert_int_eq(word_error(conf_error_name((unsigned)i)), i);
	for (i = 0; i < TABLE_COUNT; i++)
		ck_assert_int_eq(word_table_type(conf_table_type_name(
		    (unsigned)i)), i);
	for (i = 0; i < TRANSPORT_COUNT; i++)
		ck_assert_int_eq(word_transport(conf_transport_name(
		    (unsigned)i)), i);
	for (i = 0; i < ONLY_COUNT; i++)
		ck_assert(i == ACTION_MATCH ||
		    word_only(conf_only_name((unsigned)i)) == i);
	ck_assert_int_eq(word_only("match"), -1);
	ck_assert_ptr_null(conf_only_name(ONLY_COUNT));
	ck_assert_ptr_null(conf_transport_name(TRANSPORT_COUNT));
	ck_assert_ptr_null(conf_events_name(EVENTS_COUNT));
	for (i = 0; i < STATE_COUNT; i++)
		ck_assert_int_eq(word_state(conf_state_name((unsigned)i)), i);
	for (i = 0; i < ROAMING_COUNT; i++)
		ck_assert_int_eq(word_roaming(conf_roaming_name((unsigned)i)),
		    i);
	for (i = 0; i < CHECK_COUNT; i++)
		ck_assert_int_eq(word_check(check_name((unsigned)i)), i);
	for (i = 0; i < CHECK_MODES; i++)
		ck_assert_int_eq(word_check_mode(check_mode_name((unsigned)i)),
		    i);
	ck_assert_int_eq(word_roaming("any"), -1);
	ck_assert_int_eq(word_check("place"), -1);
	ck_assert_int_eq(word_check_mode("then"), -1);
	ck_assert_ptr_null(check_name(CHECK_COUNT));
	ck_assert_ptr_null(check_mode_name(CHECK_MODES));
	ck_assert_ptr_null(conf_roaming_name(ROAMING_COUNT));
	ck_assert_int_eq(word_error("none"), -1);
	ck_assert_int_eq(word_table_type(""), -1);
	ck_assert_int_eq(word_state("closed"), -1);
}
END_TEST

/* ---- subjects ---- */

START_TEST(subjects)
{
	unsigned s, n, words = 0;
	const char *word;

	for (s = 0; s < SUBJECT_COUNT; s++) {
		ck_assert_ptr_nonnull(subject_name(s));
		for (n = 0; n < 256; n++) {
			word = subject_word(s, n);
			if (word == NULL || strcmp(word, "none") == 0)
				continue;
			ck_assert_uint_eq(subject_type(s), TYPE_ENUM);
			ck_assert_int_eq(subject_word_find(s, word), (int)n);
			words++;
		}
		ck_assert_int_eq(subject_word_find(s, "none"), -1);
		ck_assert_int_eq(subject_word_find(s, ""), -1);
	}
	ck_assert_uint_gt(words, 100);
	ck_assert_ptr_null(subject_name(SUBJECT_COUNT));
	ck_assert_str_eq(subject_name(SIG_IMSI), "imsi");
	ck_assert_str_eq(subject_name(SUBJECT_CALLED_GT), "called gt");
	ck_assert_uint_eq(subject_type(SIG_MME_NAME), TYPE_NAME);
	ck_assert_uint_eq(subject_type(SIG_PROXY_HOST), TYPE_NAME);
	ck_assert_uint_eq(subject_type(SIG_NODE_REALM), TYPE_NAME);
	ck_assert_uint_eq(subject_type(SIG_SESSION_ID), TYPE_TEXT);
	ck_assert_uint_eq(subject_type(SIG_USER_NAME), TYPE_TEXT);
	ck_assert_uint_eq(subject_type(SIG_TMSI), TYPE_OCTETS);
	ck_assert_uint_eq(subject_type(SIG_LAI), TYPE_PLMN);
	ck_assert_uint_eq(subject_type(SIG_SGSN_ADDRESS), TYPE_ADDRESS);
	ck_assert_uint_eq(subject_type(SIG_IDR_FLAGS), TYPE_NUMBER);
	ck_assert_int_eq(subject_word_find(SUBJECT_FLAGS, "proxiable"), 0x40);
	ck_assert_int_eq(subject_word_find(SUBJECT_CALLING_RI, "ssn"), 1);
	ck_assert_int_eq(subject_word_find(SUBJECT_FINDING, "scan"),
	    CHECK_SCAN);
	ck_assert_int_eq(subject_word_find(SUBJECT_DEVICE, "grey"),
	    DEVICE_GREY);
	ck_assert_uint_eq(subject_type(SUBJECT_WITHIN), TYPE_OP);
	ck_assert_uint_eq(subject_type(SUBJECT_OPENER), TYPE_OWNER);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("words");
	TCase *tc = tcase_create("words");
	SRunner *sr;
	int failed;

	tcase_add_test(tc, items);
	tcase_add_test(tc, values);
	tcase_add_test(tc, no_items);
	tcase_add_test(tc, long_names);
	tcase_add_test(tc, cut_text);
	tcase_add_test(tc, rates_and_times);
	tcase_add_test(tc, other_quantities);
	tcase_add_test(tc, subjects);
	suite_add_tcase(s, tc);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed != 0;
}
