/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reports: what is shown of judged messages, whoever sent them.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "../fw/report_impl.h"

/* ---- numbers and names ---- */

START_TEST(numbers)
{
	char b[SHOW_MAX];

	ck_assert_str_eq(show_count(b, 0), "0");
	ck_assert_str_eq(show_count(b, 999), "999");
	ck_assert_str_eq(show_count(b, 1000), "1,000");
	ck_assert_str_eq(show_count(b, UINT64_MAX),
	    "18,446,744,073,709,551,615");
	ck_assert_str_eq(show_compact(b, 999), "999");
	ck_assert_str_eq(show_compact(b, 1000), "1.0k");
	ck_assert_str_eq(show_compact(b, 9999), "9.9k");
	ck_assert_str_eq(show_compact(b, 999999), "999k");
	ck_assert_str_eq(show_compact(b, 1000000), "1.0M");
	ck_assert_str_eq(show_compact(b, UINT64_MAX), "18E");
	ck_assert_str_eq(show_share(b, 0, 10), "0 %");
	ck_assert_str_eq(show_share(b, 5, 0), "0 %");
	ck_assert_str_eq(show_share(b, 10, 10), "100 %");
	ck_assert_str_eq(show_share(b, 1, 1000000), "<0.1 %");
	ck_assert_str_eq(show_share(b, 999999, 1000000), ">99.9 %");
	ck_assert_str_eq(show_share(b, 1, 3), "33.3 %");
}
END_TEST

START_TEST(dates)
{
	const uint64_t second = 1000000000;
	char b[SHOW_MAX];

	ck_assert_str_eq(show_date(b, 951782400 * second), "2000-02-29");
	ck_assert_str_eq(show_clock(b, 86399 * second + 987654321, 0),
	    "23:59:59");
	ck_assert_str_eq(show_clock(b, 86399 * second + 987654321, 3),
	    "23:59:59.987");
	show_date(b, UINT64_MAX);	/* no crash is all it takes */
	ck_assert_str_eq(show_span(b, 0), "0 ns");
	ck_assert_str_eq(show_span(b, 1953125), "1.95 ms");
	ck_assert_str_eq(show_span(b, 250000000), "250 ms");
	ck_assert_str_eq(show_span(b, second), "1 s");
	ck_assert_str_eq(show_span(b, 65 * second), "1 min 5 s");
	ck_assert_str_eq(show_span(b, 3600 * second - 1), "1 h");
	ck_assert_str_eq(show_span(b, 4199 * second), "1 h 10 min");
	ck_assert_str_eq(show_span(b, 86400 * second), "1 d");
	ck_assert_str_eq(show_span(b, UINT64_MAX), "213503 d 23 h");
}
END_TEST

static const struct {
	const char	*text, *shown;
	size_t		 width;
	bool		 utf8;
} texts[] = {
	{ "plain", "plain", 10, false },
	{ "plain", "plain", 5, false },
	{ "plainer", "plai>", 5, false },
	{ "a\x1b[31mb\n", "a.[31mb.", 20, true },
	{ "Stra\xc3\x9f" "e", "Stra..e", 20, false },
	{ "Stra\xc3\x9f" "e", "Stra\xc3\x9f" "e", 6, true },
	{ "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e", "\xe6\x97\xa5>", 2, true },
	{ "\xc2\x9b" "31m", "..31m", 20, true },	/* a control, C1 */
	{ "\xc0\xbc" "b>", "..b>", 20, true },		/* over-long < */
	{ "\xed\xa0\x80", "...", 20, true },		/* a surrogate */
	{ "\xf4\x90\x80\x80", "....", 20, true },
	{ "cut \xe6\x97", "cut ..", 20, true },
	{ "", "", 5, true },
};

START_TEST(names)
{
	char b[64];

	ck_assert_str_eq(show_text(b, sizeof(b), texts[_i].width,
	    texts[_i].text, strlen(texts[_i].text), texts[_i].utf8),
	    texts[_i].shown);
	ck_assert_uint_le(show_width(b), texts[_i].width);
}
END_TEST

START_TEST(names_bounded)
{
	char b[9], text[64];
	size_t size;

	memset(text, 'x', sizeof(text));
	for (size = 1; size <= 8; size++) {
		b[size] = '#';
		show_text(b, size, 60, text, sizeof(text), true);
		ck_assert_uint_eq(strlen(b), size - 1);
		ck_assert(b[size] == '#');
	}
}
END_TEST

/* ---- the report ---- */

static const char conf[] =
    "home { plmn 001-01 gt 88210* realm home.example.org }\n"
    "partner \"north\" { plmn 999-70 gt 99970* realm north.example.org }\n"
    "partner \"<b>&south\" { plmn 999-71 gt 99971* }\n"
    "screen in {\n"
    "	drop op purge label \"one & <two>\"\n"		/* line 5 */
    "	reject (busy) op reset\n"
    "	drop op notify monitor label \"watched\"\n"
    "	sink op any-time-interrogation label \"one & <two>\"\n"
    "	drop op handover label \"seldom\" drop op handover\n"
    "	match op notify label \"mark\"\n"		/* line 10 */
    "	pass op { update-location notify }\n"
    "}\n"
    "screen out { pass op cancel-location }\n";

struct world {
	struct ruleset	*rules;
	struct judge	*judge;
	struct report	*report;
	struct sig_msg	 m;
	char		 host[80];
	const char	*realm;		/* or NULL */
};

static void
world_new(struct world *w)
{
	struct conf_errors errors = { NULL, 0, 0 };
	struct conf *c = conf_parse("test.conf", conf, sizeof(conf) - 1,
	    &errors);

	memset(w, 0, sizeof(*w));
	ck_assert_msg(c != NULL, "%s", errors.n > 0 ? errors.line[0] : "");
	w->rules = ruleset_build(c, &errors);
	ck_assert_ptr_nonnull(w->rules);
	w->judge = judge_new(w->rules, 5);
	w->report = report_new(w->rules);
	ck_assert(w->judge != NULL && w->report != NULL);
}

static void
world_free(struct world *w)
{
	report_free(w->report);
	judge_free(w->judge);
	ruleset_free(w->rules);
}

/* A request from a host, judged by the rules. */
static void
told(struct world *w, enum sig_op op, const char *host, uint64_t ts,
    const char *file)
{
	struct sig_msg *m = &w->m;
	struct verdict v;

	snprintf(w->host, sizeof(w->host), "%s", host);
	sig_reset(m);
	m->frame++;
	m->ts = ts;
	m->proto = SIG_PROTO_DIAMETER;
	m->kind = SIG_KIND_REQUEST;
	m->ncomp = 1;
	memset(&m->comp[0], 0, sizeof(m->comp[0]));
	m->comp[0].kind = SIG_KIND_REQUEST;
	m->comp[0].op = (uint8_t)op;
	sig_add_text(m, SIG_ORIGIN_HOST, cur_make(w->host, strlen(w->host)));
	if (w->realm != NULL)
		sig_add_text(m, SIG_ORIGIN_REALM,
		    cur_make(w->realm, strlen(w->realm)));
	if (op == SIG_OP_RESET)
		sig_defect(m, SIG_DEFECT_AVP_VALUE);
	judge_message(w->judge, m, ts, &v);
	report_message(w->report, m, &v, w->judge, file);
}

/* What report_text() or report_html() writes; free it. */
static char *
shown(const struct world *w, bool html, const struct report_head *head)
{
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);

	ck_assert_ptr_nonnull(f);
	if (html)
		ck_assert(report_html(f, w->report, head));
	else
		report_text(f, w->report, head != NULL ? head->wire : NULL);
	ck_assert_int_eq(fclose(f), 0);
	return text;
}

static void
story(struct world *w)
{
	const uint64_t at = UINT64_C(1700000000000000000);
	const uint64_t second = 1000000000;
	int i;

	for (i = 0; i < 1200; i++)
		told(w, SIG_OP_UPDATE_LOCATION, "MME1.North.example.org",
		    at + (uint64_t)i * second, NULL);
	for (i = 0; i < 30; i++)
		told(w, SIG_OP_PURGE, "bad.north.example.org",
		    at + (600 + (uint64_t)i) * second, NULL);
	for (i = 0; i < 7; i++)
		told(w, SIG_OP_RESET, "hss.nowhere.example.org", at, NULL);
	for (i = 0; i < 3; i++)
		told(w, SIG_OP_NOTIFY, "mme1.north.example.org", at, NULL);
	told(w, SIG_OP_ANY_TIME_INTERROGATION, "bad.north.example.org", at,
	    NULL);
	told(w, SIG_OP_CAMEL_SMS, "bad.north.example.org", at, NULL);
}

static void
has(const char *text, const char *line)
{
	ck_assert_msg(strstr(text, line) != NULL, "no \"%s\" in:\n%.3000s",
	    line, text);
}

START_TEST(text_story)
{
	struct world w;
	char *text;

	world_new(&w);
	story(&w);
	text = shown(&w, false, NULL);
	has(text, "1,242 messages, 2023-11-14 22:13:20 to 22:33:19 UTC "
	    "(19 min 59 s)\n");
	has(text, "drop              31     2.5 %          31           -  "
	    "#\n");
	has(text, "pass           1,203    96.9 %       1,203           -  #");
	has(text, "3 met a rule under monitor that would have decided\n");
	has(text, "in 5   drop                 30  22:23:20  22:23:49  "
	    "one & <two>                1201, 1202, 1203\n");
	has(text, "in 6   reject                7  22:13:20  22:13:20  ");
	has(text, "in 7   would drop            3  22:13:20  22:13:20  "
	    "watched                    1238, 1239, 1240\n");
	has(text, "in 10  match                 3   ");
	has(text, "in -   drop                  1  22:13:20  22:13:20  "
	    "(no rule decided)          1242\n");
	has(text, "\nnever matched: in 9; out 13\n");
	/* 30 purges, one interrogation, one that no rule let in */
	has(text, "         32    bad.north.example.org                   "
	    "north              one & <two>\n");
	has(text, "          7    hss.nowhere.example.org   ");
	has(text, "north                           1,235   2.6 %         31"
	    "          1          -      1,203\n");
	has(text, "(unknown)                           7   100 %          -"
	    "          -          7          -\n");
	has(text, "update-location                 1,200       -          -");
	has(text, "avp-value                           7            -  ");
	free(text);
	world_free(&w);
}
END_TEST

START_TEST(html_story)
{
	const char *files[] = { "/captures/a&b.pcap" };
	const struct wire_stats wire = { .frames = 1300, .bad = 4 };
	const struct report_head head = { "A <title>", "test.conf", files, 1,
	    &wire, NULL, NULL, NULL };
	/* whatever would need something else, or do something */
	static const char *const never[] = {
		"<script", "<img", "<link", "<iframe", "http:", "https:",
		"url(", "@import", "href=", "src=", "onload", "onclick",
	};
	struct world w;
	char *text;
	size_t i;

	world_new(&w);
	story(&w);
	text = shown(&w, true, &head);
	has(text, "<title>A &lt;title&gt;</title>");
	has(text, "Captures: /captures/a&amp;b.pcap</p>");
	has(text, "<b>1,242</b>messages</div>");
	has(text, "<b>31</b>drop");
	has(text, "<th scope=row>one &amp; &lt;two&gt;<td>drop, sink"
	    "<td class=n>31");
	has(text, "<code>drop op purge label &quot;one &amp; &lt;two&gt;&quot;"
	    "</code>");
	has(text, "title=\"north, purge: 30 messages, 30 refused\"");
	has(text, "<tr><td>with a broken lower layer<td class=n>4");
	for (i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		ck_assert_msg(strstr(text, never[i]) == NULL,
		    "%s in the page", never[i]);
	free(text);
	world_free(&w);
}
END_TEST

/* Whatever stands in a message: it stays text, and the page needs nothing. */
START_TEST(html_hostile)
{
	static const char *const never[] = {
		"<script", "<img", "\"onload", "'>", "<b>&south", "\x1b",
	};
	struct world w;
	char *text;
	size_t i;

	world_new(&w);
	told(&w, SIG_OP_RESET, "<script>alert(1)</script>", 1, "<img src=x>");
	told(&w, SIG_OP_RESET, "\"onload=\"x\x1b[2J&lt;", 2, "a\" b");
	told(&w, SIG_OP_RESET, "'><img src=x>", 3, "c'd");
	text = shown(&w, true, NULL);
	for (i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		ck_assert_msg(strstr(text, never[i]) == NULL,
		    "%s in the page", never[i]);
	has(text, "&lt;script&gt;alert(1)&lt;/script&gt;");
	has(text, "&quot;onload=&quot;x.[2j&amp;lt;");
	free(text);
	text = shown(&w, false, NULL);
	ck_assert(strchr(text, '\x1b') == NULL);
	free(text);
	world_free(&w);
}
END_TEST

/* The owner is that of the realm, so it is the realm that nobody owns. */
START_TEST(unowned)
{
	struct world w;
	char *text;
	int html;

	world_new(&w);
	w.realm = "foreign.example.org";
	told(&w, SIG_OP_UPDATE_LOCATION, "mme1.north.example.org", 1, NULL);
	for (html = 0; html < 2; html++) {
		text = shown(&w, html != 0, NULL);
		has(text, "foreign.example.org");
		ck_assert(strstr(text, "mme1.north") == NULL);
		free(text);
	}
	world_free(&w);
}
END_TEST

/* Addresses seen once are listed as long as all of them are. */
START_TEST(seen_once)
{
	struct world w;
	char host[40], *text;
	int i;

	world_new(&w);
	for (i = 0; i < 10; i++) {
		snprintf(host, sizeof(host), "once%d.nowhere.example.org", i);
		told(&w, SIG_OP_RESET, host, 1, NULL);
	}
	text = shown(&w, false, NULL);
	has(text, "          1    once9.nowhere.example.org ");
	free(text);
	told(&w, SIG_OP_RESET, "more.nowhere.example.org", 1, NULL);
	text = shown(&w, false, NULL);
	ck_assert(strstr(text, "once") == NULL);
	has(text, "    11 of which none is sure to have come twice\n");
	free(text);
	told(&w, SIG_OP_RESET, "once4.nowhere.example.org", 1, NULL);
	for (i = 0; i < 3000; i++) {
		snprintf(host, sizeof(host), "spoof%d.nowhere.example.org", i);
		told(&w, SIG_OP_RESET, host, 1, NULL);
		told(&w, SIG_OP_RESET, "often.nowhere.example.org", 1, NULL);
	}
	text = shown(&w, false, NULL);
	has(text, "3,000    often.nowhere.example.org ");
	ck_assert(strstr(text, "spoof") == NULL);
	has(text, "    and others, at least 1023 more\n");
	free(text);
	world_free(&w);
}
END_TEST

/* Many sources, names and files as long as they come. */
static void
crowd(struct world *w)
{
	static char file[2][300];	/* the report points to them */
	char host[80];
	int i;

	memset(file, 'f', sizeof(file));
	file[0][299] = file[1][299] = '\0';
	file[1][0] = 'g';
	for (i = 0; i < 20000; i++) {
		snprintf(host, sizeof(host), "%060d.example.org", i % 7919);
		told(w, (enum sig_op)(i % SIG_OP_COUNT), host,
		    (uint64_t)i * UINT64_C(77000000000), file[i % 2]);
	}
	for (i = 0; i < 2; i++) {
		char *text = shown(w, i != 0, NULL), *line, *end;

		ck_assert_uint_lt(strlen(text), 300000);
		for (line = text; i == 0 && *line != '\0'; line = end + 1) {
			end = strchr(line, '\n');
			ck_assert_msg(end != NULL && end - line <= 100,
			    "%ld columns: %.*s", (long)(end - line),
			    (int)(end - line), line);
			ck_assert_msg(end == line || end[-1] != ' ',
			    "blank at the end: %.*s", (int)(end - line), line);
		}
		free(text);
	}
}

START_TEST(bounded)
{
	struct world w;

	world_new(&w);
	crowd(&w);
	world_free(&w);
}
END_TEST

/* Secrets differ from one report to the next, what they show does not. */
START_TEST(same_twice)
{
	struct world a, b;
	char *x, *y;
	int html;

	world_new(&a);
	world_new(&b);
	crowd(&a);
	crowd(&b);
	story(&a);
	story(&b);
	for (html = 0; html < 2; html++) {
		x = shown(&a, html != 0, NULL);
		y = shown(&b, html != 0, NULL);
		ck_assert(strcmp(x, y) == 0);
		free(x);
		free(y);
	}
	world_free(&a);
	world_free(&b);
}
END_TEST

START_TEST(nothing)
{
	struct world w;
	char *text;

	world_new(&w);
	text = shown(&w, false, NULL);
	ck_assert_str_eq(text, "0 messages\n");
	free(text);
	text = shown(&w, true, NULL);
	has(text, "No signalling message was found.");
	ck_assert(strstr(text, "Never matched") == NULL);
	free(text);
	world_free(&w);
}
END_TEST

START_TEST(disk_full)
{
	struct world w;
	FILE *f = fopen("/dev/full", "w");

	world_new(&w);
	story(&w);
	if (f != NULL) {
		ck_assert(!report_html(f, w.report, NULL));
		fclose(f);
	}
	world_free(&w);
}
END_TEST

static Suite *
report_suite(void)
{
	Suite *s = suite_create("report");
	TCase *t = tcase_create("report");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, numbers);
	tcase_add_test(t, dates);
	tcase_add_loop_test(t, names, 0,
	    (int)(sizeof(texts) / sizeof(texts[0])));
	tcase_add_test(t, names_bounded);
	tcase_add_test(t, text_story);
	tcase_add_test(t, html_story);
	tcase_add_test(t, html_hostile);
	tcase_add_test(t, unowned);
	tcase_add_test(t, seen_once);
	tcase_add_test(t, bounded);
	tcase_add_test(t, same_twice);
	tcase_add_test(t, nothing);
	tcase_add_test(t, disk_full);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	SRunner *r = srunner_create(report_suite());
	int failed;

	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
