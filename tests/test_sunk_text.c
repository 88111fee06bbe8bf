/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sinkhole as text: written, read and written again; what an operator may
 * leave out; what is refused, word for word.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../dissectors/hash.h"
#include "../dissectors/op.h"
#include "../rules/state/sunk.h"
#include "../rules/state/sunk_time.h"
#include "random.h"

#define S	UINT64_C(1000000000)
#define START	(UINT64_C(1790000000) * S)	/* 2026-09-21T14:13:20Z */

enum { ERRORS_MAX = 2000, TABLES = 60 };

static const struct sunk_limits limits = { .max = 40, .term = 60 * S,
	.longest = 600 * S, .probation = 30 * S };

/* ---- names ---- */

static const char *const partners[] = { NULL, "north", "s\"\xc3\xbc""d\\" };

static const char *
partner_name(void *arg, uint16_t number)
{
	(void)arg;
	return number < 3 ? partners[number] : NULL;
}

static bool
partner(void *arg, const char *name, uint16_t *number)
{
	(void)arg;
	for (*number = 1; *number < 3; ++*number)
		if (strcmp(partners[*number], name) == 0)
			return true;
	*number = 0;
	return false;
}

static bool
key(void *arg, struct sunk_source *s, const uint8_t *name, size_t len)
{
	(void)arg;
	s->key = hash_octets(5, name, len) | 1;
	/* a global title is digits */
	return s->scope != SUNK_GT || (name[0] >= '0' && name[0] <= '9');
}

static const struct sunk_names names = { NULL, partner_name, partner, key };

/* ---- there and back ---- */

static char *
text_of(const struct sunks *t, size_t *lost)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	*lost = sunks_write(t, f, &names);
	fclose(f);
	return text;
}

static char errors[ERRORS_MAX];

static void
error(void *arg, unsigned line, const char *sentence)
{
	size_t n = strlen(errors);

	(void)arg;
	snprintf(errors + n, sizeof(errors) - n, "%u: %s\n", line, sentence);
}

static bool
text_read(struct sunks *t, const char *text)
{
	/* exactly as long, so that nothing behind it is looked at */
	size_t len = strlen(text);
	char *copy = malloc(len > 0 ? len : 1);
	bool fine;

	memcpy(copy, text, len);
	errors[0] = '\0';
	fine = sunks_read(t, copy, len, START, &names, error, NULL);
	free(copy);
	ck_assert_int_eq(fine, errors[0] == '\0');
	return fine;
}

static void
source_random(struct sunks *t, unsigned i)
{
	uint8_t name[SUNK_NAME_MAX];
	struct sunk_order o = { .name = name, .whole = true,
	    .how = (uint8_t)random_below(SUNK_HOWS),
	    .source = { .partner = (uint16_t)(1 + random_below(2)),
	    .scope = (uint8_t)random_below(SUNK_PARTNER) },
	    .term = random_below(3) * (random_below(500) * S +
	    random_below(2) * random_below((unsigned)S)),
	    .why = random_below(2) ? "a \"reason\" \x1b\xff" : NULL };
	struct sunk_events events;
	uint32_t place;
	unsigned n;

	name[0] = '0';
	for (o.len = 1; o.len < 4 + random_below(SUNK_NAME_MAX - 4); o.len++)
		name[o.len] = (uint8_t)random_below(256);
	name[1] = (uint8_t)i;
	(void)key(NULL, &o.source, name, o.len);
	ck_assert(sunk_add(t, &o, START - random_below(100) * S, &events));
	place = sunk_find(t, &o.source);
	for (n = random_below(30); n > 0; n--)
		sunk_count(t, place, 1 + random_below(3), random_below(300),
		    1 + random_below(20), START - random_below(100) * S);
}

START_TEST(there_and_back)
{
	struct sunks *a, *b;
	struct sunk_event event;
	char *first, *second;
	size_t lost;
	unsigned i, k, probed = 0;

	seed = 0x5eed;
	for (k = 0; k < TABLES; k++) {
		a = sunks_new(&limits, k);
		b = sunks_new(&limits, ~k);
		for (i = 0; i < limits.max; i++) {
			source_random(a, i);
			if (random_below(8) == 0 &&
			    sunks_turn(a, START, &event))
				probed += event.change == SUNK_PROBED;
		}
		first = text_of(a, &lost);
		ck_assert_uint_eq(lost, 0);
		ck_assert_msg(text_read(b, first), "%s%s", errors, first);
		second = text_of(b, &lost);
		ck_assert_str_eq(first, second);
		ck_assert_uint_eq(sunks_count(a), sunks_count(b));
		free(first);
		free(second);
		/* and they go on as those that were never written */
		while (sunks_turn(a, START + 5000 * S, &event)) {
			uint64_t at = event.at;
			unsigned change = event.change;

			ck_assert(sunks_turn(b, START + 5000 * S, &event));
			ck_assert_uint_eq(event.at, at);
			ck_assert_uint_eq(event.change, change);
		}
		ck_assert(!sunks_turn(b, START + 5000 * S, &event));
		ck_assert_uint_eq(sunks_count(a), sunks_count(b));
		sunks_free(a);
		sunks_free(b);
	}
	ck_assert_uint_gt(probed, 20);
}
END_TEST

START_TEST(one_line)
{
	static const char want[] = "host \"mme\\x22\\x5c\\xc3.example.org\" "
	    "partner \"s\\x22\\xc3\\xbcd\\x5c\" by finding why \"scan\" state "
	    "diverted since 2026-09-21T14:13:20Z until 2026-09-21T14:15:00.5Z "
	    "term 100500ms times 1 messages 3 octets 210 subscribers 2 first "
	    "2026-09-21T14:13:21Z last 2026-09-21T14:13:22.000000001Z op "
	    "authenticate 2 op update-location 1\n";
	struct sunk_order o = { .name = (const uint8_t *)
	    "mme\"\\\xc3.example.org", .len = 18, .why = "scan",
	    .how = SUNK_BY_FINDING, .term = 100500 * (S / 1000),
	    .source = { .key = 1, .partner = 2 } };
	struct sunks *t = sunks_new(&limits, 1);
	struct sunk_events events;
	char *text;
	size_t lost;

	ck_assert(sunk_add(t, &o, START, &events));
	sunk_count(t, 0, SIG_OP_AUTHENTICATE, 70, 1, START + S);
	sunk_count(t, 0, SIG_OP_UPDATE_LOCATION, 70, 1, START + S);
	sunk_count(t, 0, SIG_OP_AUTHENTICATE, 70, 2, START + 2 * S + 1);
	text = text_of(t, &lost);
	ck_assert_str_eq(text, want);
	free(text);
	sunks_free(t);
}
END_TEST

/* What cannot be read again is a comment. */
START_TEST(comments)
{
	struct sunks *t = sunks_new(&limits, 1), *b = sunks_new(&limits, 1);
	struct sunk_events events;
	uint8_t name[300];
	struct sunk_order o = { .name = name, .len = sizeof(name),
	    .source = { .key = 1, .partner = 1 } };
	size_t lost;
	char *text;

	memset(name, 'a', sizeof(name));
	ck_assert(sunk_add(t, &o, START, &events));
	o.source.key = 2;
	o.len = 10;
	o.source.partner = 3;
	ck_assert(sunk_add(t, &o, START, &events));
	o.source.partner = 1;
	ck_assert(sunk_add(t, &o, START, &events));
	text = text_of(t, &lost);
	ck_assert_uint_eq(lost, 2);
	ck_assert_ptr_nonnull(strstr(text, "# the name is longer: host "));
	ck_assert_ptr_nonnull(strstr(text, "# a partner without a name: "));
	ck_assert(text_read(b, text));
	ck_assert_uint_eq(sunks_count(b), 1);
	free(text);
	sunks_free(t);
	sunks_free(b);
}
END_TEST

/* What an operator writes. */
START_TEST(by_hand)
{
	static const struct {
		const char	*text;
		uint64_t	 until, term;
		int		 scope, state, how;
	} cases[] = {
		{ "host \"a\" partner \"north\"", SUNK_ALWAYS, SUNK_ALWAYS,
		    SUNK_HOST, SUNK_DIVERTED, SUNK_BY_HAND },
		{ "partner \"north\" # all", SUNK_ALWAYS, SUNK_ALWAYS,
		    SUNK_PARTNER, SUNK_DIVERTED, SUNK_BY_HAND },
		{ "\t gt \"99970\"  partner \"north\" until removed \r",
		    SUNK_ALWAYS, SUNK_ALWAYS, SUNK_GT, SUNK_DIVERTED,
		    SUNK_BY_HAND },
		{ "pc \"2-1-1\" term 2h partner \"north\" by rule",
		    START + 7200 * S, 7200 * S, SUNK_PC, SUNK_DIVERTED,
		    SUNK_BY_RULE },
		{ "subscriber \"001010000000001\" partner \"north\" until "
		    "2026-09-21T14:13:30Z", START + 10 * S, 10 * S,
		    SUNK_SUBSCRIBER, SUNK_DIVERTED, SUNK_BY_HAND },
		/* longer than it was: so he wants it */
		{ "host \"b\" partner \"north\" term 5s until "
		    "2026-09-21T14:23:20Z", START + 600 * S, 5 * S,
		    SUNK_HOST, SUNK_DIVERTED, SUNK_BY_HAND },
		{ "host \"c\" partner \"north\" state probation term 5s until "
		    "2026-09-21T14:23:20Z", START + 600 * S, 5 * S,
		    SUNK_HOST, SUNK_PROBATION, SUNK_BY_HAND },
		/* over already, and sunks_turn() tells */
		{ "host \"d\" partner \"north\" term 5s until "
		    "1970-01-01T00:00:00Z", 0, 5 * S, SUNK_HOST,
		    SUNK_DIVERTED, SUNK_BY_HAND },
	};
	struct sunk_event event;
	struct sunk_view v;
	struct sunks *t;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		t = sunks_new(&limits, 1);
		ck_assert_msg(text_read(t, cases[i].text), "%s", errors);
		ck_assert_uint_eq(sunks_count(t), 1);
		sunk_view(t, sunks_next(t, SUNK_NONE), &v);
		ck_assert_uint_eq(v.until, cases[i].until);
		ck_assert_uint_eq(v.term, cases[i].term);
		ck_assert_uint_eq(v.source.scope, cases[i].scope);
		ck_assert_uint_eq(v.source.partner, 1);
		ck_assert_uint_eq(v.state, cases[i].state);
		ck_assert_uint_eq(v.how, cases[i].how);
		ck_assert_uint_eq(v.times, 1);
		/* the end is taken as it stands, and comes */
		if (v.until == 0) {
			ck_assert(sunks_turn(t, START, &event));
		} else {
			ck_assert(!sunks_turn(t, START, &event));
			sunk_view(t, sunks_next(t, SUNK_NONE), &v);
			ck_assert_uint_eq(v.until, cases[i].until);
			/* a clock that is set back gives it no more */
			ck_assert(!sunks_turn(t, START - 9 * S, &event));
			sunk_view(t, sunks_next(t, SUNK_NONE), &v);
			ck_assert_uint_eq(v.until, v.until == SUNK_ALWAYS ?
			    SUNK_ALWAYS : cases[i].until - 9 * S);
			ck_assert_int_eq(sunks_turn(t, cases[i].until, &event),
			    cases[i].until != SUNK_ALWAYS);
		}
		sunks_free(t);
	}
}
END_TEST

#define A	"host \"a\" partner \"north\" "

/* Exactly these sentences. */
START_TEST(refused)
{
	static const struct {
		const char	*text, *want;
	} cases[] = {
		{ "hsot \"a\"", "1: expected host, gt, pc, subscriber or "
		    "partner, not \"hsot\"\n" },
		{ "\n\n \"a\"", "3: expected host, gt, pc, subscriber or "
		    "partner, not \"a\"\n" },
		{ "host", "1: expected a name in quotes\n" },
		{ "host a", "1: expected a name in quotes, of at most 255 "
		    "octets, not \"a\"\n" },
		{ "host \"\"", "1: expected a name in quotes, of at most 255 "
		    "octets, not \"\"\n" },
		{ "host \"a", "1: expected a name in quotes, of at most 255 "
		    "octets, not \"a\"\n" },
		{ "host \"\\x4\"", "1: expected a name in quotes, of at most "
		    "255 octets, not \"\\x4\"\n" },
		{ "host \"\\n44\"", "1: expected a name in quotes, of at most "
		    "255 octets, not \"\\n44\"\n" },
		{ "host \"\x1b[2J\xff\"", "1: expected a name in quotes, of at "
		    "most 255 octets, not \"?[2J?\"\n" },
		{ "host \"a\"", "1: expected partner and whose source it "
		    "is\n" },
		{ "host \"a\" partner north", "1: expected the name of a "
		    "partner in quotes, not \"north\"\n" },
		{ "host \"a\" partner \"west\"", "1: expected the name of a "
		    "partner in quotes, not \"west\"\n" },
		{ "partner \"west\"", "1: expected the name of a partner in "
		    "quotes, not \"west\"\n" },
		{ "gt \"a\" partner \"north\"", "1: expected the name of a gt, "
		    "not \"a\"\n" },
		{ A "form rule", "1: expected partner, by, why, state, since, "
		    "until, term or what was counted, not \"form\"\n" },
		{ A "by", "1: expected a value behind the last word, not "
		    "\"by\"\n" },
		{ A "by me", "1: expected rule, finding or hand, not \"me\"\n" },
		{ A "by \"rule\"", "1: expected rule, finding or hand, not "
		    "\"rule\"\n" },
		{ A "by rule by rule", "1: expected each word once, not "
		    "\"by\"\n" },
		{ A "partner \"north\"", "1: expected each word once, not "
		    "\"partner\"\n" },
		{ A "why scan", "1: expected a reason of at most 63 octets in "
		    "quotes, not \"scan\"\n" },
		{ A "why \"\\x00\"", "1: expected a reason of at most 63 octets "
		    "in quotes, not \"\\x00\"\n" },
		{ A "state none", "1: expected diverted or probation, not "
		    "\"none\"\n" },
		{ A "since now", "1: expected a time such as "
		    "2026-01-31T12:00:00Z, not \"now\"\n" },
		{ A "until 2026-02-29T00:00:00Z", "1: expected a time such as "
		    "2026-01-31T12:00:00Z, or removed, not "
		    "\"2026-02-29T00:00:00Z\"\n" },
		{ A "until 2026-01-01T00:00:00Z", "1: expected a time to come "
		    "behind until, or a term\n" },
		{ A "until removed term 5m", "1: expected a time behind until, "
		    "or no term\n" },
		{ A "state probation", "1: expected until and when the "
		    "probation ends\n" },
		{ A "term 0s", "1: expected how long, such as 30s, 90m, 12h or "
		    "7d, not \"0s\"\n" },
		{ A "term 5", "1: expected how long, such as 30s, 90m, 12h or "
		    "7d, not \"5\"\n" },
		{ A "times 0", "1: expected a number, not \"0\"\n" },
		{ A "times 4294967296", "1: expected a number, not "
		    "\"4294967296\"\n" },
		{ A "octets 18446744073709551616", "1: expected a number, not "
		    "\"18446744073709551616\"\n" },
		{ A "messages -1", "1: expected a number, not \"-1\"\n" },
		{ A "op", "1: expected a value behind the last word, not "
		    "\"op\"\n" },
		{ A "op call 1", "1: expected the name of an operation, not "
		    "\"call\"\n" },
		{ A "op purge", "1: expected a number behind the operation\n" },
		{ A "op purge 1 op purge 2", "1: expected each operation once, "
		    "not \"purge\"\n" },
		{ A "\n" A, "2: expected each source once, not \"a\"\n" },
		/* all that is wrong, a line each */
		{ "x\n" A "y\n" A "\nhost\n", "1: expected host, gt, pc, "
		    "subscriber or partner, not \"x\"\n2: expected partner, "
		    "by, why, state, since, until, term or what was counted, "
		    "not \"y\"\n4: expected a name in quotes\n" },
		{ "0123456789012345678901234567890123456789x", "1: expected "
		    "host, gt, pc, subscriber or partner, not "
		    "\"0123456789012345678901234567890123456789\"\n" },
	};
	struct sunks *t;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		t = sunks_new(&limits, 1);
		ck_assert(!text_read(t, cases[i].text));
		ck_assert_str_eq(errors, cases[i].want);
		sunks_free(t);
	}
}
END_TEST

START_TEST(too_many)
{
	struct sunks *t = sunks_new(&limits, 1);
	char text[4096];
	size_t n = 0, i;

	for (i = 0; i <= limits.max; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n,
		    "host \"%zu\" partner \"north\"\n", i);
	ck_assert(!text_read(t, text));
	ck_assert_str_eq(errors, "41: expected at most 40 sources, not "
	    "\"40\"\n");
	ck_assert(text_read(t, "# nothing\n\n   \n\r\n"));
	ck_assert(text_read(t, ""));
	sunks_free(t);
}
END_TEST

/* As long as a name may be, and one more. */
START_TEST(long_name)
{
	struct sunks *t = sunks_new(&limits, 1);
	char text[400];

	snprintf(text, sizeof(text), "host \"%0255d\" partner \"north\"", 1);
	ck_assert(text_read(t, text));
	snprintf(text, sizeof(text), "host \"%0256d\" partner \"north\"", 1);
	ck_assert(!text_read(t, text));
	snprintf(text, sizeof(text), A "why \"%064d\"", 1);
	ck_assert(!text_read(t, text));
	snprintf(text, sizeof(text), A "why \"%063d\"", 1);
	ck_assert(text_read(t, text));
	sunks_free(t);
}
END_TEST

/* Damaged text is read to its end, whatever it is. */
START_TEST(damaged)
{
	static const char good[] = A "by rule why \"scan\" state diverted "
	    "since 2026-09-21T14:13:20Z until 2026-09-21T14:15:00.5Z term "
	    "100s times 1 messages 3 octets 210 subscribers 2 first "
	    "2026-09-21T14:13:21Z last 2026-09-21T14:13:22.01Z op "
	    "authenticate 2 op update-location 1\n";
	char text[sizeof(good)];
	unsigned i, k, fine = 0;
	struct sunks *t;

	seed = 0x5eed;
	for (i = 0; i < 5000; i++) {
		strcpy(text, good);
		for (k = random_below(4); k > 0; k--)
			text[random_below(sizeof(good) - 1)] =
			    (char)(1 + random_below(255));
		text[random_below(4) ? sizeof(good) - 1 :
		    random_below(sizeof(good))] = '\0';
		t = sunks_new(&limits, 1);
		fine += text_read(t, text);
		sunks_free(t);
	}
	ck_assert_uint_gt(fine, 500);
	ck_assert_uint_lt(fine, 4000);
}
END_TEST

/* Against the C library, for days of five centuries. */
START_TEST(times)
{
	char text[SUNK_TIME_MAX], want[SUNK_TIME_MAX];
	uint64_t s, back;
	struct tm tm;
	time_t c;

	for (s = 0; s < UINT64_MAX / S - 86400; s += 86400 * 3 + 4567) {
		c = (time_t)s;
		gmtime_r(&c, &tm);
		strftime(want, sizeof(want), "%Y-%m-%dT%H:%M:%SZ", &tm);
		sunk_time_text(s * S, text);
		if (strcmp(text, want) != 0)
			ck_abort_msg("%s, not %s", text, want);
		if (!sunk_time(text, strlen(text), &back) || back != s * S)
			ck_abort_msg("%s: %lu", text, (unsigned long)back);
	}
	sunk_time_text(UINT64_MAX, text);
	ck_assert_str_eq(text, "2554-07-21T23:34:33.709551615Z");
	ck_assert(sunk_time(text, strlen(text), &back));
	ck_assert_uint_eq(back, UINT64_MAX);
	ck_assert(!sunk_time("2554-07-21T23:34:33.709551616Z", 30, &back));
	ck_assert(!sunk_time("2026-01-01T00:00:00.Z", 21, &back));
	ck_assert(!sunk_time("2026-01-01T00:00:00.0000000001Z", 31, &back));
	ck_assert(!sunk_time("2026-01-01T00:00:60Z", 20, &back));
	ck_assert(!sunk_time("2026-01-01 00:00:00Z", 20, &back));
	ck_assert(!sunk_time("9999-01-01T00:00:00Z", 20, &back));
	ck_assert(sunk_time("2000-02-29T23:59:59.5Z", 22, &back));
	ck_assert(!sunk_time("2100-02-29T00:00:00Z", 20, &back));
	sunk_term_text(90 * 60 * S, text);
	ck_assert_str_eq(text, "90m");
	sunk_term_text(UINT64_MAX, text);
	ck_assert_str_eq(text, "18446744073709551615ns");
	ck_assert(sunk_term(text, strlen(text), &back));
	ck_assert_uint_eq(back, UINT64_MAX);
	ck_assert(!sunk_term("18446744073709551615us", 22, &back));
	ck_assert(!sunk_term("5x", 2, &back));
	ck_assert(!sunk_term("s", 1, &back));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("sunk text");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_test(t, there_and_back);
	tcase_add_test(t, one_line);
	tcase_add_test(t, comments);
	tcase_add_test(t, by_hand);
	tcase_add_test(t, refused);
	tcase_add_test(t, too_many);
	tcase_add_test(t, long_name);
	tcase_add_test(t, damaged);
	tcase_add_test(t, times);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
