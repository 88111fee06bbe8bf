/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Judging: over which link, from whom to whom, and every kind of value that a
 * test is held against.
 */
#include "../rules/owner.h"
#include "judge_case.h"

/* ---- links and directions ---- */

static const char links[] =
    "!home { plmn 001-01 gt 88210* link lan\n"
    "	realm " REALM_HOME " }\n"
    "partner red { plmn 999-70 gt 9997* link direct realm " REALM_RED " }\n"
    "partner blue { plmn 999-80 gt 9998* realm " REALM_BLUE " }\n"
    "partner green { plmn 999-90 gt 9999* }\n"
    "partner hub { gt 99900* link ipx carries blue }\n"
    "link lan { ip 192.0.2.0/24 pc 1-1-1 }\n"
    "link direct { ip 198.51.100.0/25 pc 2-1-1 }\n"
    "link ipx { ip 198.51.100.128/25 }\n"
    "screen in { drop from ! link label spoofed pass label fine }\n"
    "screen out { pass label outside }\n";

enum {
	LAN = ADDRESS_OF(192, 0, 2, 9),
	DIRECT = ADDRESS_OF(198, 51, 100, 1),
	IPX = ADDRESS_OF(198, 51, 100, 200),
	NOWHERE = ADDRESS_OF(203, 0, 113, 1),
};

static const char *
over(uint32_t src, const char *calling)
{
	return judged(&r, links, input_map(&in, &(struct map_input){
	    .src = src, .calling = calling }));
}

START_TEST(from_over_a_link)
{
	ck_assert_str_eq(over(DIRECT, "99970000001"), "drop spoofed");
	/* without the point code of the link it is another's */
	ck_assert_int_eq(r.v.link, LINK_UNKNOWN);
	ck_assert_str_eq(over(IPX, "99980000001"), "pass fine");
	ck_assert_int_eq(r.v.link, 2);
	ck_assert_str_eq(over(IPX, "99900000001"), "pass fine");
	ck_assert_str_eq(over(IPX, "99970000001"), "drop spoofed");
	/* nobody's link may be anybody's who has none */
	ck_assert_str_eq(over(NOWHERE, "99990000001"), "pass fine");
	ck_assert_str_eq(over(IPX, "99990000001"), "pass fine");
	ck_assert_str_eq(over(NOWHERE, "99980000001"), "drop spoofed");
	ck_assert_str_eq(over(NOWHERE, "77700000001"), "drop spoofed");
}
END_TEST

START_TEST(link_of_address_and_point_code)
{
	struct map_input i = { .src = DIRECT, .opc = 2 << 11 | 1 << 3 | 1 };

	ck_assert_str_eq(judged(&r, links, input_map(&in, &i)), "pass fine");
	ck_assert_int_eq(r.v.link, 1);
	ck_assert_str_eq(ruleset_link_name(NULL, -1) == NULL ? "" : "?", "");
	/* one of the two alone is enough when the other is not known */
	i.src = 0;
	judged(&r, links, input_map(&in, &i));
	ck_assert_int_eq(r.v.link, 1);
	i.src = LAN;
	judged(&r, links, input_map(&in, &i));
	ck_assert_int_eq(r.v.link, LINK_UNKNOWN);
}
END_TEST

START_TEST(spoofed_home)
{
	ck_assert_str_eq(over(IPX, "88210000001"), "drop spoofed");
	ck_assert_uint_eq(r.v.from, OWNER_HOME);
	ck_assert_int_eq(r.v.direction, DIRECTION_IN);
}
END_TEST

START_TEST(direction_by_link)
{
	struct map_input i = { .src = LAN, .opc = 1 << 11 | 1 << 3 | 1 };

	/* whoever it says it is from */
	ck_assert_str_eq(judged(&r, links, input_map(&in, &i)), "pass outside");
	i = (struct map_input){ .dst = LAN, .dpc = 1 << 11 | 1 << 3 | 1,
	    .calling = "88210000001", .called = "99970000001" };
	judged(&r, links, input_map(&in, &i));
	ck_assert_int_eq(r.v.direction, DIRECTION_IN);
	i = (struct map_input){ .dst = IPX };
	judged(&r, links, input_map(&in, &i));
	ck_assert_int_eq(r.v.direction, DIRECTION_OUT);
}
END_TEST

START_TEST(direction_by_address)
{
	static const char both[] = "screen in { pass label inwards }\n"
	    "screen out { pass label outside }\n";
	struct map_input i = { .calling = "88210000001",
	    .called = "99970000001" };

	ck_assert_str_eq(judged(&r, both, input_map(&in, &i)), "pass outside");
	ck_assert_str_eq(judged(&r, both, ul()), "pass inwards");
	i.called = "88210000002";
	ck_assert_str_eq(judged(&r, both, input_map(&in, &i)), "pass inwards");
	ck_assert_str_eq(judged(&r, both, ulr()), "pass inwards");
	ck_assert_str_eq(judged(&r, both, input_diameter(&in,
	    &(struct diameter_input){ .realm = REALM_HOME,
	    .dest_realm = REALM_RED })), "pass outside");
}
END_TEST

START_TEST(via_a_link)
{
	static const struct {
		const char	*rules, *want;
		uint32_t	 src;
	} t[] = {
		{ "drop via ipx label a", "drop a", IPX },
		{ "drop via ! ipx label a", "drop (default)", IPX },
		{ "drop via ! ipx label a", "drop (default)", NOWHERE },
		{ "drop via none label a", "drop a", NOWHERE },
	};
	char text[2000];
	size_t i;

	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		(void)snprintf(text, sizeof(text), "!home { }\n"
		    "link ipx { ip 198.51.100.128/25 }\nscreen in { %s }\n",
		    t[i].rules);
		ck_assert_str_eq(judged(&r, text, input_map(&in,
		    &(struct map_input){ .src = t[i].src })), t[i].want);
	}
}
END_TEST

/* ---- owners ---- */

START_TEST(states_of_partners)
{
	static const char text[] = "screen in { drop from suspended label a\n"
	    "pass from active label b drop from unknown label c }\n";

	ck_assert_str_eq(judged(&r, text, input_map(&in, &(struct map_input){
	    .calling = "99980000001" })), "drop a");
	ck_assert_str_eq(judged(&r, text, ul()), "pass b");
	ck_assert_str_eq(judged(&r, text, input_map(&in, &(struct map_input){
	    .calling = "5550001" })), "drop c");
}
END_TEST

START_TEST(owners_of_values)
{
	CASES(ul(),
	    { "pass imsi home vlr origin from partner red label a", "pass a" },
	    { "pass vlr { partner blue }", "drop (default)" },
	    { "pass calling gt origin called gt home label a", "pass a" },
	    { "drop imsi origin label a pass to home label b", "pass b" });
	/* the whole number before prefixes, the longer prefix before others */
	CASES(input_map(&in, &(struct map_input){ .calling = "99970000012" }),
	    { "!home { } partner a { gt 9997* } partner b { gt 999700* } "
	    "screen in { drop from partner b label a }",
	    "drop a" },
	    { "!home { } partner a { gt 99970000012 } "
	    "partner b { gt 99970000012* } "
	    "screen in { drop from partner a label a }",
	    "drop a" });
}
END_TEST

START_TEST(visited_by_plmn_and_by_number)
{
	static const char text[] = "table <near> plmn { 999-70 }\n"
	    "screen in { pass visited <near> visited 999-70 visited origin "
	    "label a }\n";
	struct diameter_input d = { .plmn = "99980" };

	ck_assert_str_eq(judged(&r, text, ul()), "pass a");
	ck_assert_str_eq(judged(&r, text, input_map(&in, &(struct map_input){
	    .vlr = "99980000001" })), "drop (default)");
	/* the MME number of this ULR is the partner's, the network is not */
	ck_assert_str_eq(judged(&r, text, input_diameter(&in, &d)),
	    "drop (default)");
	d.plmn = "99970";
	ck_assert_str_eq(judged(&r, text, input_diameter(&in, &d)), "pass a");
	/* SRI-SM says nothing of a place */
	ck_assert_str_eq(judged(&r, "screen in { pass visited ! origin }\n",
	    input_map(&in, &(struct map_input){ .op = 45 })),
	    "drop (default)");
}
END_TEST

START_TEST(ussd_names_its_subscriber_in_the_dialogue)
{
	static const char text[] =
	    "screen in { pass imsi home label a drop imsi any label b }\n";
	struct map_input i = { .op = 59, .version = 2,
	    .user = "a0{80:imsi@96 81:vlr}" };

	ck_assert_str_eq(judged(&r, text, input_map(&in, &i)), "pass a");
	i.imsi = "999700000000001";
	ck_assert_str_eq(judged(&r, text, input_map(&in, &i)), "drop b");
	/* a number of another plan is no IMSI */
	i.user = "a0{80:imsi@91 81:vlr}";
	ck_assert_str_eq(judged(&r, text, input_map(&in, &i)),
	    "drop (default)");
	/* it is that of every such operation, and of no other one behind it */
	i = (struct map_input){ .op = 59, .version = 2, .op2 = 61,
	    .user = "a0{80:imsi@96 81:vlr}" };
	ck_assert_str_eq(judged(&r, text, input_map(&in, &i)), "pass a");
	i.op2 = 45;
	i.argument2 = "30{80:msisdn 81=ff 82:smsc}";
	ck_assert_str_eq(judged(&r, text, input_map(&in, &i)),
	    "drop (default)");
	ck_assert_uint_eq(r.v.comp, 1);
}
END_TEST

/* A reference in another plan hides nothing of what stands behind it. */
START_TEST(a_reference_hides_no_subscriber)
{
	struct map_input i = { .user = "a0{80:imsi@91}" };

	ck_assert_str_eq(judged(&r, "screen in { drop imsi home label a "
	    "pass label b }\n", input_map(&in, &i)), "drop a");
	ck_assert_str_eq(judged(&r, "screen in { pass imsi none }\n",
	    input_map(&in, &i)), "drop (default)");
}
END_TEST

/* Nor does a second realm bear out what the first does not. */
START_TEST(another_value_bears_nothing_out)
{
	struct diameter_input i = { .host = "mme.evil.example",
	    .more = "296\"evil.example\"" };

	ck_assert_str_eq(judged(&r, "screen in { drop origin_host ! under "
	    "origin_realm label a pass label b }\n",
	    input_diameter(&in, &i)), "drop a");
	ck_assert_str_eq(judged(&r, "screen in { pass origin_host under "
	    "origin_realm }\n", input_diameter(&in, &i)), "drop (default)");
	ck_assert_uint_eq(r.v.from, OWNER_NOBODY);
}
END_TEST

/* The address tells the link, whatever point code the sender writes; what
 * comes over no link of home's does not go out. */
START_TEST(no_sender_chooses_his_link)
{
	static const char text[] =
	    "!home { plmn 001-01 gt 88210* link lan }\n"
	    "partner red { plmn 999-70 gt 9997* link direct }\n"
	    "link lan { pc 1-1-1 } link direct { ip 198.51.100.0/25 }\n"
	    "screen in { drop from home label spoofed pass }\n"
	    "screen out { pass label outside }\n";
	struct map_input i = { .calling = "88210000001", .opc = 2057,
	    .src = 0xc6336401 };

	ck_assert_str_eq(judged(&r, text, input_map(&in, &i)), "drop spoofed");
	ck_assert_int_eq(r.v.link, 1);
	i = (struct map_input){ .calling = "88210000001", .opc = 9,
	    .called = "44770000001", .src = 0xcb007101 };
	ck_assert_str_eq(judged(&r, text, input_map(&in, &i)), "drop spoofed");
}
END_TEST

START_TEST(called_by_e214)
{
	struct map_input i = { .called = "882171234567890", .called_np = 7 };

	ck_assert_str_eq(judged(&r, "screen in { pass to home called gt home "
	    "called np 7 label a }\n", input_map(&in, &i)), "pass a");
	/* the same digits as E.164 are nobody's, as E.212 those of an IMSI */
	i.called_np = 1;
	ck_assert_str_eq(judged(&r, "screen in { pass to unknown label a }\n",
	    input_map(&in, &i)), "pass a");
	i = (struct map_input){ .called = "001010123456789", .called_np = 6 };
	ck_assert_str_eq(judged(&r, "screen in { pass to home label a }\n",
	    input_map(&in, &i)), "pass a");
}
END_TEST

START_TEST(party_without_title)
{
	static const char text[] = "!home { }\n"
	    "partner a { pc 2-1-1 gt 9997* }\npartner b { pc 3-1-1 }\n"
	    "screen in { pass from partner a label a "
	    "pass from partner b calling gt none label b }\n";

	(void)input_map(&in, &(struct map_input){ .opc = 2 << 11 | 1 << 3 | 1,
	    .calling = "5550001" });
	/* a title that nobody owns is nobody's, whatever the point code */
	ck_assert_str_eq(judged(&r, text, &in.m), "drop (default)");
	in.m.calling.has_gt = false;
	ck_assert_str_eq(judged(&r, text, &in.m), "pass a");
	in.m.calling.has_pc = true;
	in.m.calling.pc = 3 << 11 | 1 << 3 | 1;
	ck_assert_str_eq(judged(&r, text, &in.m), "pass b");
	/* one without digits is none */
	in.m.calling.has_gt = true;
	in.m.calling.len = 0;
	ck_assert_str_eq(judged(&r, text, &in.m), "pass b");
}
END_TEST

START_TEST(hosts_of_realms)
{
	static const char text[] = "!home { }\n"
	    "partner a { realm *.one.example.org }\n"
	    "partner b { realm one.example.org }\n"
	    "screen in { pass origin_host partner a label a "
	    "pass origin_host partner b label b }\n";
	struct diameter_input d = { .host = "x.one.example.org" };

	ck_assert_str_eq(judged(&r, text, input_diameter(&in, &d)), "pass a");
	d.host = "one.example.org";
	ck_assert_str_eq(judged(&r, text, input_diameter(&in, &d)), "pass b");
	d.host = "ONE.example.ORG";
	ck_assert_str_eq(judged(&r, text, input_diameter(&in, &d)), "pass b");
	d.host = "twoone.example.org";
	ck_assert_str_eq(judged(&r, text, input_diameter(&in, &d)),
	    "drop (default)");
}
END_TEST

/* ---- names ---- */

START_TEST(case_of_names)
{
	struct diameter_input d = { .host = "MME1.epc.MNC070.mcc999."
	    "3gppnetwork.org", .realm = "EPC.mnc070.mcc999.3GPPnetwork.org" };

	CASES(input_diameter(&in, &d),
	    { "pass origin_realm " REALM_RED " label a", "pass a" },
	    { "pass origin_host *." REALM_RED " label a", "pass a" },
	    { "pass origin_host *.EPC.mnc070.mcc999.3gppnetwork.org label a",
	    "pass a" },
	    { "pass from partner red origin_host origin label a", "pass a" },
	    { "pass origin_host under origin_realm label a", "pass a" },
	    { "pass origin_realm 3gpp origin_host 3gpp label a", "pass a" });
}
END_TEST

START_TEST(names_against_each_other)
{
	CASES(ulr(),
	    { "pass session_id begins origin_host label a", "pass a" },
	    { "drop session_id ! begins origin_host label a pass", "pass" },
	    { "pass origin_host under origin_realm label a", "pass a" },
	    { "pass origin_realm under origin_realm label a", "pass a" },
	    { "pass origin_realm under origin_host", "drop (default)" },
	    { "pass origin_realm same origin_realm label a", "pass a" },
	    { "pass origin_realm same dest_realm", "drop (default)" },
	    { "pass origin_realm ! same dest_realm label a", "pass a" },
	    { "drop origin_host { hss.example.org under dest_realm } label a "
	    "pass label b", "pass b" });
	CASES(input_diameter(&in, &(struct diameter_input){
	    .session = "other.example.org;1;2",
	    .realm = "70.mcc999.3gppnetwork.org" }),
	    { "drop session_id ! begins origin_host label a pass", "drop a" },
	    /* the end of a label is not the end of a name */
	    { "drop origin_host ! under origin_realm label a pass", "drop a" });
	/* every text begins with no octets, which says nothing */
	CASES(input_diameter(&in, &(struct diameter_input){ .host = "" }),
	    { "pass session_id begins origin_host", "drop (default)" });
}
END_TEST

START_TEST(realm_form)
{
	static const struct {
		const char	*realm, *want;
	} t[] = {
		{ "epc.mnc070.mcc999.3gppnetwork.org", "pass" },
		{ "x.epc.mnc070.mcc999.3gppnetwork.org", "pass" },
		{ "epc.mnc70.mcc999.3gppnetwork.org", "drop (default)" },
		{ "xepc.mnc070.mcc999.3gppnetwork.org", "drop (default)" },
		{ "epc.mnc070.mcc999.3gppnetwork.org.example.org",
		    "drop (default)" },
		{ "epc.mncabc.mcc999.3gppnetwork.org", "drop (default)" },
	};
	size_t i;

	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		ck_assert_str_eq(judged(&r,
		    "screen in { pass origin_realm 3gpp }\n",
		    input_diameter(&in, &(struct diameter_input){
		    .realm = t[i].realm })), t[i].want);
}
END_TEST

/* Every octet of the form counts, letters in either case, digits as any. */
START_TEST(realm_form_octets)
{
	static const char form[] = "epc.mnc070.mcc999.3gppnetwork.org";
	static const char text[] = "screen in { pass origin_realm 3gpp }\n";
	char realm[sizeof(form)];
	struct diameter_input d = { .realm = realm };
	bool digit;
	size_t i;

	for (i = 0; i + 1 < sizeof(form); i++) {
		digit = (i >= 7 && i < 10) || (i >= 14 && i < 17);
		memcpy(realm, form, sizeof(form));
		if (form[i] >= 'a')
			realm[i] -= 'a' - 'A';
		else if (digit)
			realm[i] = '5';
		ck_assert_str_eq(judged(&r, text, input_diameter(&in, &d)),
		    "pass");
		realm[i] = '-';
		ck_assert_str_eq(judged(&r, text, input_diameter(&in, &d)),
		    "drop (default)");
		/* the neighbour by the bit that is the case of letters */
		realm[i] = (char)(form[i] ^ (form[i] >= 'a' ? 0x01 : 0x20));
		ck_assert_str_eq(judged(&r, text, input_diameter(&in, &d)),
		    "drop (default)");
	}
}
END_TEST

/* ---- operations, numbers, AVPs ---- */

START_TEST(categories_and_pairs)
{
	static const char text[] =
	    "category location { map-op { 2/1 } command { 316 } }\n"
	    "category wrong { map-op { 2/2 } op purge }\n"
	    "category both { op { wrong location } }\n"
	    "screen in { drop op wrong label a pass op location op both "
	    "label b }\n";

	ck_assert_str_eq(judged(&r, text, ul()), "pass b");
	ck_assert_str_eq(judged(&r, text, ulr()), "pass b");
	ck_assert_str_eq(judged(&r, text, input_map(&in, &(struct map_input){
	    .op = 67 })), "drop a");
	/* without an application context there is no pair */
	(void)ul();
	in.m.has_ac = false;
	in.m.ac = 0;
	ck_assert_str_eq(judged(&r, text, &in.m), "drop (default)");
}
END_TEST

START_TEST(numbers)
{
	CASES(ulr(),
	    { "pass command 316 app 16777251 label a", "pass a" },
	    { "pass command > 316", "drop (default)" },
	    { "pass command >= 316 command < 317 label a", "pass a" },
	    { "pass command 300-320 rat eutran label a", "pass a" },
	    { "pass ulr_flags bit 1 ulr_flags bit 5 label a", "pass a" },
	    { "pass ulr_flags bit 0", "drop (default)" },
	    { "pass ulr_flags ! bit 0 label a", "pass a" },
	    { "drop flag ! { request proxiable } label a pass", "pass" },
	    { "drop flag retransmitted label a pass", "pass" });
	CASES(ul(),
	    { "pass calling ssn 7 called ssn 6 called ri gt label a",
	    "pass a" },
	    { "pass map-op 2 ac 1 ac_version 3 label a", "pass a" },
	    { "pass dialogue begin kind request proto map label a", "pass a" },
	    { "pass opc 0-0-1 dpc 2 label a", "pass a" },
	    { "pass cap-op any", "drop (default)" });
}
END_TEST

START_TEST(avp_whitelist)
{
	static const char text[] = "screen in { drop avp ! { 263 260 277 264 "
	    "296 293 283 1 1032 1405 1407 } label a pass label b }\n";
	static uint8_t mem[INPUT_MAX];
	struct wbuf w = wbuf_make(mem, sizeof(mem));
	struct diameter_head h = { .flags = 0xc0, .code = 316,
	    .app = 16777251, .hbh = 1, .e2e = 1 };
	struct diameter_form f = *diameter_form_find(316);

	f.request = "1:imsi 1032=1004 1405=34 1407:plmn";
	diameter_request(&w, &f, &h, &build_ids_default, NULL);
	input_read(&in, SIG_ENTRY_DIAMETER, &w, 0, 0);
	ck_assert_str_eq(judged(&r, text, &in.m), "pass b");
	wbuf_reset(&w);
	diameter_request(&w, &f, &h, &build_ids_default, "281\"x\"");
	input_read(&in, SIG_ENTRY_DIAMETER, &w, 0, 0);
	ck_assert_str_eq(judged(&r, text, &in.m), "drop a");
	CASES(&in.m, { "drop avp 281 label a", "drop a" },
	    { "drop avp 282 label a pass", "pass" });
	/* an AVP that is none */
	ck_assert_str_eq(judged(&r, text, ul()), "pass b");
}
END_TEST

START_TEST(addresses)
{
	CASES(input_map(&in, &(struct map_input){ .src = IPX, .dst = LAN }),
	    { "pass src 198.51.100.0/24 dst 192.0.2.9 label a", "pass a" },
	    { "pass src 198.51.100.0/25", "drop (default)" },
	    { "pass src 0.0.0.0/0 label a", "pass a" },
	    { "pass src ::/0", "drop (default)" },
	    { "!home { ip 192.0.2.0/24 } partner p { ip 198.51.100.192/26 } "
	    "screen in { pass src partner p dst home label a }",
	    "pass a" });
}
END_TEST

static void
add(TCase *tc)
{
	tcase_add_test(tc, from_over_a_link);
	tcase_add_test(tc, link_of_address_and_point_code);
	tcase_add_test(tc, spoofed_home);
	tcase_add_test(tc, direction_by_link);
	tcase_add_test(tc, direction_by_address);
	tcase_add_test(tc, via_a_link);
	tcase_add_test(tc, states_of_partners);
	tcase_add_test(tc, owners_of_values);
	tcase_add_test(tc, visited_by_plmn_and_by_number);
	tcase_add_test(tc, ussd_names_its_subscriber_in_the_dialogue);
	tcase_add_test(tc, called_by_e214);
	tcase_add_test(tc, party_without_title);
	tcase_add_test(tc, hosts_of_realms);
	tcase_add_test(tc, case_of_names);
	tcase_add_test(tc, names_against_each_other);
	tcase_add_test(tc, realm_form);
	tcase_add_test(tc, realm_form_octets);
	tcase_add_test(tc, categories_and_pairs);
	tcase_add_test(tc, numbers);
	tcase_add_test(tc, a_reference_hides_no_subscriber);
	tcase_add_test(tc, another_value_bears_nothing_out);
	tcase_add_test(tc, no_sender_chooses_his_link);
	tcase_add_test(tc, avp_whitelist);
	tcase_add_test(tc, addresses);
}

int
main(void)
{
	return judge_main("judge values", add);
}
