/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Configurations that are accepted: what they become, and that they print as
 * text that becomes the same.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf_text.h"
#include "suite.h"

#define EVERYTHING	"tests/conf/everything.conf"
#define PRINTED		"tests/conf/everything.print"

static char *
print(const struct conf *conf)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	ck_assert_ptr_nonnull(f);
	conf_print(f, conf);
	ck_assert_int_eq(fclose(f), 0);
	return text;
}

static char *
read_file(const char *path)
{
	char *text = calloc(1, 100000);
	FILE *f = fopen(path, "r");

	ck_assert_ptr_nonnull(f);
	ck_assert_ptr_nonnull(text);
	ck_assert_uint_lt(fread(text, 1, 99999, f), 99999);
	fclose(f);
	return text;
}

/* The one rule of the text. */
static const struct conf_rule *
rule_of(struct conf **conf, const char *text)
{
	char all[2000];

	snprintf(all, sizeof(all), "home { } link a { ip 192.0.2.1 } class c"
	    " priority 3 class d priority 4 imsi 00101* table <t> gt"
	    " storm s on reset enter 1/s for 1s leave 1/s for 1s"
	    " partner p { } screen in { %s }", text);
	*conf = parse(all);
	ck_assert_uint_eq((*conf)->in.n, 1);
	return &(*conf)->in.rule[0];
}

/* ---- all of it ---- */

START_TEST(printing_is_a_fixed_point)
{
	struct conf_errors e = { NULL, 0, 0 };
	struct conf *conf = conf_load(EVERYTHING, &e);
	char *golden = read_file(PRINTED), *text;

	ck_assert_msg(conf != NULL, "%s", e.n > 0 ? e.line[0] : "");
	text = print(conf);
	ck_assert_str_eq(text, golden);
	conf_free(conf);
	free(text);
	conf = parse(golden);
	text = print(conf);
	ck_assert_str_eq(text, golden);
	conf_free(conf);
	free(text);
	free(golden);
}
END_TEST

START_TEST(networks)
{
	struct conf *c = parse(
	    "home { plmn 001-01 gt { 88210* 88211* } gt 882129 }\n"
	    "partner hub { gt 99* state suspended rate 5/10s trust drmp\n"
	    "  carries { \"b\" c } link { l \"m\" } ip 2001:db8::/32\n"
	    "  pc 2-100-1 host *.example.org }\n"
	    "partner b { } partner c { } link l { } link m { }");
	const struct conf_network *hub = &c->partner[0];

	ck_assert(c->has_home);
	ck_assert_uint_eq(c->home.at.line, 1);
	ck_assert_uint_eq(c->home.at.column, 1);
	ck_assert_uint_eq(c->home.gt.n, 3);
	ck_assert_uint_eq(c->home.gt.item[2].at.column, 44);
	ck_assert(!c->home.gt.item[2].prefix);
	ck_assert_uint_eq(c->home.gt.item[2].digits.w[0], 0x921288);
	ck_assert_uint_eq(c->npartner, 3);
	ck_assert_str_eq(hub->name, "hub");
	ck_assert_uint_eq(hub->state, STATE_SUSPENDED);
	ck_assert_uint_eq(hub->rate, 5);
	ck_assert_uint_eq(hub->rate_ns, UINT64_C(10000000000));
	ck_assert(hub->trust_drmp);
	ck_assert_uint_eq(hub->carries.n, 2);
	ck_assert_uint_eq(hub->carries.item[1].kind, ITEM_PARTNER);
	ck_assert_uint_eq(hub->carries.item[1].index, 2);
	ck_assert_uint_eq(hub->link.n, 2);
	ck_assert_uint_eq(hub->link.item[1].index, 1);
	ck_assert_uint_eq(hub->pc.item[0].low, 2 << 11 | 100 << 3 | 1);
	ck_assert(hub->host.item[0].wild);
	ck_assert_uint_eq(hub->ip.item[0].bits, 32);
	conf_free(c);
}
END_TEST

START_TEST(statements)
{
	struct conf *c = parse("home { }\n"
	    "table <t> imei { 35000001* { 350000012345678 } } file \"a.csv\"\n"
	    " persist size 20 timeout 1h\n"
	    "table <u> imsi file \"/abs/a.csv\"\n"
	    "category k { map-op { 5 9/15 } op m } category m { op reset }\n"
	    "class c priority 1 imsi <u> floor 5/m reserve 10% imei any\n"
	    "link a { } protect p { link a capacity 20/s latency 3s }\n"
	    "storm s leave 1/s for 1m enter auto for 3s on { reset k }"
	    " per protect p");

	ck_assert_str_eq(c->table[0].file, "a.csv");
	ck_assert_str_eq(c->table[0].path, "some/dir/a.csv");
	ck_assert_str_eq(c->table[1].path, "/abs/a.csv");
	ck_assert_uint_eq(c->table[0].type, TABLE_IMEI);
	ck_assert_uint_eq(c->table[0].set.n, 2);
	ck_assert(c->table[0].persist && !c->table[1].persist);
	ck_assert_uint_eq(c->table[0].size, 20);
	ck_assert_uint_eq(c->table[0].timeout, UINT64_C(3600000000000));
	ck_assert_uint_eq(c->category[0].map_op.item[1].kind, ITEM_PAIR);
	ck_assert_uint_eq(c->category[0].map_op.item[1].high, 15);
	ck_assert_uint_eq(c->category[0].op.item[0].index, 1);
	ck_assert_uint_eq(c->class[0].priority, 1);
	ck_assert_uint_eq(c->class[0].ntest, 2);
	ck_assert_uint_eq(c->class[0].test[0].set.item[0].index, 1);
	ck_assert_uint_eq(c->class[0].reserve, 10);
	ck_assert_uint_eq(c->class[0].floor, 5);
	ck_assert_uint_eq(c->protect[0].capacity, 20);
	ck_assert_uint_eq(c->protect[0].latency, UINT64_C(3000000000));
	ck_assert(c->storm[0].auto_enter);
	ck_assert_uint_eq(c->storm[0].scope, STORM_PROTECT);
	ck_assert_uint_eq(c->storm[0].op.n, 2);
	ck_assert_uint_eq(c->storm[0].enter_for, UINT64_C(3000000000));
	ck_assert_uint_eq(c->storm[0].leave_ns, UINT64_C(1000000000));
	conf_free(c);
}
END_TEST

/* ---- rules ---- */

START_TEST(actions)
{
	const struct conf_rule *r;
	struct conf *c;

	r = rule_of(&c, "reject (busy, back-off 5s) log monitor label \"x\"");
	ck_assert_uint_eq(r->action, ACTION_REJECT);
	ck_assert_uint_eq(r->error, REJECT_BUSY);
	ck_assert(r->back_off && !r->back_off_auto && r->log && r->monitor);
	ck_assert_uint_eq(r->back_off_ns, UINT64_C(5000000000));
	ck_assert_str_eq(r->label, "x");
	ck_assert_uint_eq(r->ntest, 0);
	conf_free(c);
	r = rule_of(&c, "match set class d");
	ck_assert_uint_eq(r->action, ACTION_MATCH);
	ck_assert(r->has_class);
	ck_assert_uint_eq(r->cls, 1);
	conf_free(c);
	r = rule_of(&c, "steer away (4 in 10m)");
	ck_assert_uint_eq(r->steer_times, 4);
	ck_assert_uint_eq(r->steer_ns, UINT64_C(600000000000));
	conf_free(c);
	r = rule_of(&c, "steer away (4 in 10m, network 2, country 3)");
	ck_assert_uint_eq(r->steer_network, 2);
	ck_assert_uint_eq(r->steer_country, 3);
	ck_assert_uint_eq(c->sinkhole.term, UINT64_C(3600000000000));
	conf_free(c);
	r = rule_of(&c, "sink subscriber");
	ck_assert_uint_eq(r->sink, SINK_SUBSCRIBER);
	ck_assert_uint_eq(r->sink_ns, 0);
	conf_free(c);
	r = rule_of(&c, "sink");
	ck_assert_uint_eq(r->action, ACTION_SINK);
	ck_assert_ptr_null(r->to);
	conf_free(c);
}
END_TEST

/* "to" is a link behind sink and steer and a test everywhere. */
START_TEST(to)
{
	static const struct {
		const char	*text;
		const char	*to;
		size_t		 ntest;
	} cases[] = {
		{ "sink to a", "a", 0 },
		{ "sink to \"a\" to home", "a", 1 },
		{ "sink to home", NULL, 1 },
		{ "sink to home to a", "a", 1 },
		{ "steer log to a to { unknown test }", "a", 1 },
		{ "sink to ! home", NULL, 1 },
		{ "sink to partner p", NULL, 1 },
		{ "pass to home", NULL, 1 },
	};
	const struct conf_rule *r;
	struct conf *c;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		r = rule_of(&c, cases[i].text);
		ck_assert_uint_eq(r->ntest, cases[i].ntest);
		if (cases[i].to != NULL)
			ck_assert_str_eq(r->to, cases[i].to);
		else
			ck_assert_ptr_null(r->to);
		conf_free(c);
	}
}
END_TEST

START_TEST(tests)
{
	const struct conf_test *t;
	struct conf *c;

	t = rule_of(&c, "drop imsi ! { home partner \"p\", 00101* { 2* } } hops"
	    " > 5 class <= c idr_flags bit 3 vlr same calling gt moved\n"
	    " moved faster than 7km/h load >= 80% during s malformed")->test;
	ck_assert_uint_eq(c->in.rule[0].ntest, 10);
	ck_assert(t[0].negated && t[0].subject == SIG_IMSI);
	ck_assert_uint_eq(t[0].set.n, 4);
	ck_assert_uint_eq(t[0].set.item[1].kind, ITEM_PARTNER);
	ck_assert(t[1].compare == COMPARE_GT && t[1].number == 5);
	ck_assert(t[2].compare == COMPARE_LE && t[2].number == 0);
	ck_assert_uint_eq(t[3].set.item[0].kind, ITEM_BIT);
	ck_assert_uint_eq(t[3].set.item[0].low, 3);
	ck_assert_uint_eq(t[4].set.item[0].kind, ITEM_SAME);
	ck_assert_uint_eq(t[4].set.item[0].index, SUBJECT_CALLING_GT);
	ck_assert(t[5].subject == SUBJECT_MOVED && t[5].number == 0);
	ck_assert(t[6].subject == SUBJECT_MOVED && t[6].number == 7);
	ck_assert_uint_eq(t[6].at.line, 2);
	ck_assert_uint_eq(t[6].at.column, 2);
	ck_assert(t[7].compare == COMPARE_GE && t[7].number == 80);
	ck_assert_uint_eq(t[8].set.item[0].kind, ITEM_STORM);
	ck_assert_uint_eq(t[9].subject, SUBJECT_MALFORMED);
	conf_free(c);
}
END_TEST

START_TEST(rates)
{
	const struct conf_test *t;
	struct conf *c;

	t = rule_of(&c, "drop rate > 20/m per calling block in <t> for 1h")
	    ->test;
	ck_assert_uint_eq(t->rate.count, 20);
	ck_assert_uint_eq(t->rate.ns, UINT64_C(60000000000));
	ck_assert_uint_eq(t->rate.per, SUBJECT_CALLING_GT);
	ck_assert(t->rate.block && !t->rate.partner);
	ck_assert_uint_eq(t->rate.block_ns, UINT64_C(3600000000000));
	conf_free(c);
	t = rule_of(&c, "drop rate > 1/s per called ssn")->test;
	ck_assert_uint_eq(t->rate.per, SUBJECT_CALLED_SSN);
	ck_assert(!t->rate.block);
	conf_free(c);
	t = rule_of(&c, "drop rate > partner")->test;
	ck_assert(t->rate.partner);
	conf_free(c);
}
END_TEST

START_TEST(screens_add_up)
{
	struct conf *c = parse("home { } screen in { drop } screen out monitor"
	    " { pass\npass }\nscreen in { pass }");

	ck_assert_uint_eq(c->in.n, 2);
	ck_assert_uint_eq(c->in.rule[0].action, ACTION_DROP);
	ck_assert_uint_eq(c->in.rule[1].at.line, 3);
	ck_assert_uint_eq(c->in.rule[1].at.column, 13);
	ck_assert(c->in.there && !c->in.monitor);
	ck_assert(c->out.there && c->out.monitor);
	ck_assert_uint_eq(c->out.n, 2);
	conf_free(c);
}
END_TEST

/* ---- words ---- */

/* A word of every list stands in a set without quotes, also where it is a word
 * of the grammar too. */
START_TEST(listed_words)
{
	static const unsigned subjects[] = { SUBJECT_DEFECT, SUBJECT_ANOMALY,
	    SUBJECT_PROTO, SUBJECT_KIND, SUBJECT_DIALOGUE, SUBJECT_CALLING_RI,
	    SUBJECT_LAYER, SUBJECT_FINDING, SUBJECT_DEVICE };
	const struct conf_rule *r;
	const char *word;
	char text[200];
	struct conf *c;
	unsigned i, k;

	for (i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++)
		for (k = 0; (word = subject_word(subjects[i], k)) != NULL;
		    k++) {
			if (strcmp(word, "none") == 0)
				continue;
			snprintf(text, sizeof(text), "drop %s { %s %s } %s %s",
			    subject_name(subjects[i]), word, word,
			    subject_name(subjects[i]), word);
			r = rule_of(&c, text);
			ck_assert_uint_eq(r->test[0].set.n, 2);
			ck_assert_uint_eq(r->test[1].set.item[0].index, k);
			conf_free(c);
		}
	for (k = SIG_OP_NONE + 1; k < SIG_OP_COUNT; k++) {
		snprintf(text, sizeof(text), "drop op %s",
		    sig_op_name((enum sig_op)k));
		r = rule_of(&c, text);
		ck_assert_uint_eq(r->test[0].set.item[0].kind, ITEM_WORD);
		ck_assert_uint_eq(r->test[0].set.item[0].index, k);
		conf_free(c);
	}
}
END_TEST

START_TEST(subjects)
{
	const struct conf_rule *r;
	char text[200];
	struct conf *c;
	unsigned s;

	for (s = 0; s < SUBJECT_COUNT; s++) {
		switch (subject_type(s)) {
		case TYPE_FLAG:
		case TYPE_MOVED:
		case TYPE_LOAD:
		case TYPE_RATE:
			continue;	/* tests, rates */
		default:
			break;
		}
		snprintf(text, sizeof(text), "drop %s any", subject_name(s));
		r = rule_of(&c, text);
		ck_assert_uint_eq(r->test[0].subject, s);
		ck_assert_uint_eq(r->test[0].set.item[0].kind, ITEM_ANY);
		conf_free(c);
	}
}
END_TEST

START_TEST(macros)
{
	struct conf *c = parse("one = 00101*\nl-1 = \"dra x\"\n"
	    "all={ $one, partner p { 00102* } }# and so on\n"
	    "home { imsi $one }\npartner p { link { $l-1 } }\n"
	    "link $l-1 { }\nscreen in { drop imsi ! { $all home } }");
	const struct conf_test *t = &c->in.rule[0].test[0];

	ck_assert_str_eq(c->link[0].name, "dra x");
	ck_assert_uint_eq(c->home.imsi.item[0].at.line, 4);
	ck_assert_uint_eq(c->home.imsi.item[0].at.column, 13);
	ck_assert_uint_eq(t->set.n, 4);
	ck_assert_uint_eq(t->set.item[1].kind, ITEM_PARTNER);
	ck_assert_uint_eq(t->set.item[3].kind, ITEM_HOME);
	conf_free(c);
}
END_TEST

START_TEST(layout)
{
	struct conf *c = parse("home{plmn 001-01}#x\r\n\t screen\rin{drop"
	    "#}\n\nimsi!{00101*,002*}hops<=5 ac<2 label\"\\\"\\\\\303\251\"}");
	const struct conf_rule *r = &c->in.rule[0];

	ck_assert_uint_eq(r->ntest, 3);
	ck_assert_uint_eq(r->test[0].set.n, 2);
	ck_assert_uint_eq(r->test[1].compare, COMPARE_LE);
	ck_assert_uint_eq(r->test[2].compare, COMPARE_LT);
	ck_assert_str_eq(r->label, "\"\\\303\251");
	ck_assert_uint_eq(r->test[1].at.line, 4);
	conf_free(c);
}
END_TEST

static void
add(TCase *t)
{
	tcase_add_test(t, printing_is_a_fixed_point);
	tcase_add_test(t, networks);
	tcase_add_test(t, statements);
	tcase_add_test(t, actions);
	tcase_add_test(t, to);
	tcase_add_test(t, tests);
	tcase_add_test(t, rates);
	tcase_add_test(t, screens_add_up);
	tcase_add_test(t, listed_words);
	tcase_add_test(t, subjects);
	tcase_add_test(t, macros);
	tcase_add_test(t, layout);
}

int
main(void)
{
	return suite_main("conf", add);
}
