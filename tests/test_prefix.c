/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Longest digit prefix, held against a walk over all entries.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../rules/prefix.h"
#include "random.h"
#include "suite.h"

enum { ENTRIES = 3000, TABLES = 120, LOOKS = 3000, LARGE = 200000 };

struct entry {
	char		 digits[PREFIX_DIGITS_MAX + 1];
	unsigned	 len;
	bool		 whole;
	uint32_t	 value;
};

static struct entry entries[ENTRIES];
static unsigned nentries;

static unsigned
digits_of(const char *text, struct sig_digits *d)
{
	unsigned i, n = (unsigned)strlen(text);

	memset(d, 0, sizeof(*d));
	for (i = 0; i < n; i++)
		d->w[i / 16] |= (uint64_t)(text[i] <= '9' ? text[i] - '0' :
		    text[i] - 'a' + 10) << 4 * (i % 16);
	return n;
}

static enum prefix_result
add(struct prefix *p, const char *text, bool whole, uint32_t value)
{
	struct sig_digits d;
	unsigned len = digits_of(text, &d);

	return prefix_add(p, &d, len, whole, value);
}

static uint32_t
find(const struct prefix *p, const char *text)
{
	struct sig_digits d;
	unsigned len = digits_of(text, &d);

	return prefix_find(p, &d, len);
}

/* Unlike ck_assert() nothing is written when all is well. */
static void
expect(const struct prefix *p, const char *text, uint32_t value)
{
	uint32_t got = find(p, text);

	if (got != value)
		ck_abort_msg("\"%s\": %u instead of %u", text, got, value);
}

/* What prefix_find() promises, one entry after the other. */
static uint32_t
naive(const char *text)
{
	const struct entry *e, *best = NULL;
	size_t len = strlen(text);

	for (e = entries; e < entries + nentries; e++) {
		if (strncmp(e->digits, text, e->len) != 0 || e->len > len)
			continue;
		if (e->whole && e->len == len)
			return e->value;
		if (!e->whole && (best == NULL || e->len > best->len))
			best = e;
	}
	return best == NULL ? PREFIX_NOTHING : best->value;
}

/* Digits up to base, the later the more different. */
static void
random_digits(char *text, unsigned len, unsigned base)
{
	unsigned i, d;

	for (i = 0; i < len; i++) {
		d = i < 4 ? random_below(3) : random_below(base);
		text[i] = "0123456789abcde"[d];
	}
	text[len] = '\0';
}

static bool
known(const struct entry *e)
{
	const struct entry *o;

	for (o = entries; o < entries + nentries; o++)
		if (o->whole == e->whole && strcmp(o->digits, e->digits) == 0)
			return true;
	return false;
}

static void
random_table(struct prefix *p, unsigned n, unsigned most, unsigned base)
{
	struct entry *e;
	unsigned i;

	nentries = 0;
	for (i = 0; i < n; i++) {
		e = &entries[nentries];
		e->len = random_below(most + 1);
		random_digits(e->digits, e->len, base);
		if (nentries > 0 && random_below(3) == 0) {	/* nest */
			unsigned at = random_below(nentries);

			memcpy(e->digits, entries[at].digits,
			    e->len < entries[at].len ? e->len :
			    entries[at].len);
		}
		e->whole = random_below(3) == 0;
		e->value = random_below(8) == 0 ? 7 : i + 100;
		if (known(e)) {
			ck_assert(add(p, e->digits, e->whole, 1) ==
			    PREFIX_EXISTS);
			continue;
		}
		ck_assert(add(p, e->digits, e->whole, e->value) ==
		    PREFIX_ADDED);
		nentries++;
	}
}

/* A number at random, or one about an entry. */
static void
random_number(char *text, unsigned base)
{
	const struct entry *e = &entries[random_below(nentries)];
	unsigned len = random_below(SIG_DIGITS_MAX + 1);

	if (random_below(2) == 0)
		len = e->len + random_below(2);
	random_digits(text, len, base);
	if (random_below(4) != 0)
		memcpy(text, e->digits, e->len < len ? e->len : len);
}

START_TEST(against_naive)
{
	static const unsigned bases[] = { 2, 10, 15 };
	char text[SIG_DIGITS_MAX + 1];
	unsigned t, i, base;
	struct prefix *p;

	seed = 0x5eed;
	for (t = 0; t < TABLES; t++) {
		base = bases[t % 3];
		p = prefix_new();
		ck_assert_ptr_nonnull(p);
		random_table(p, t % 10 == 0 ? ENTRIES : 1 + random_below(150),
		    1 + random_below(PREFIX_DIGITS_MAX), base);
		ck_assert(prefix_seal(p));
		ck_assert_uint_eq(prefix_count(p), nentries);
		for (i = 0; i < LOOKS; i++) {
			random_number(text, base);
			expect(p, text, naive(text));
		}
		prefix_free(p);
	}
}
END_TEST

START_TEST(whole_and_nested)
{
	static const struct {
		const char	*text;
		uint32_t	 value;
	} cases[] = {
		{ "", PREFIX_NOTHING }, { "4", PREFIX_NOTHING }, { "44", 1 },
		{ "440", 1 }, { "4477", 2 }, { "447", 1 }, { "447712345", 3 },
		{ "44771234", 2 }, { "4477123450", 2 },
		{ "45", PREFIX_NOTHING },
		{ "0", PREFIX_NOTHING }, { "00", 4 }, { "000", PREFIX_NOTHING },
		{ "eeeeeeeeeeeeeeee", 5 },
		{ "eeeeeeeeeeeeeee", PREFIX_NOTHING },
		{ "eeeeeeeeeeeeeeeee", 5 }, { "1234567890123456", 6 },
		{ "12345678901234567", PREFIX_NOTHING }, { "4a", 8 },
		{ "4ab", PREFIX_NOTHING },
		{ "44000000000000000000000000000000", 1 },
	};
	struct prefix *p = prefix_new();
	size_t i;

	ck_assert(add(p, "44", false, 1) == PREFIX_ADDED);
	ck_assert(add(p, "4477", false, 2) == PREFIX_ADDED);
	ck_assert(add(p, "447712345", true, 3) == PREFIX_ADDED);
	ck_assert(add(p, "00", true, 4) == PREFIX_ADDED);
	ck_assert(add(p, "eeeeeeeeeeeeeeee", false, 5) == PREFIX_ADDED);
	ck_assert(add(p, "1234567890123456", true, 6) == PREFIX_ADDED);
	ck_assert(add(p, "4a", true, 8) == PREFIX_ADDED);
	ck_assert(add(p, "44", false, 9) == PREFIX_EXISTS);
	ck_assert(add(p, "00", true, 9) == PREFIX_EXISTS);
	ck_assert(prefix_seal(p));
	ck_assert(prefix_seal(p));
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect(p, cases[i].text, cases[i].value);
	prefix_free(p);
}
END_TEST

START_TEST(no_digits)
{
	struct prefix *p = prefix_new();

	ck_assert(prefix_seal(p));
	ck_assert_uint_eq(find(p, ""), PREFIX_NOTHING);
	ck_assert_uint_eq(find(p, "123"), PREFIX_NOTHING);
	ck_assert_uint_eq(prefix_count(p), 0);
	prefix_free(p);

	p = prefix_new();
	ck_assert(add(p, "", true, 0) == PREFIX_ADDED);
	ck_assert(add(p, "", true, 1) == PREFIX_EXISTS);
	ck_assert(add(p, "", false, 2) == PREFIX_ADDED);
	ck_assert(add(p, "", false, 3) == PREFIX_EXISTS);
	ck_assert(prefix_seal(p));
	ck_assert_uint_eq(prefix_count(p), 2);
	ck_assert_uint_eq(find(p, ""), 0);
	ck_assert_uint_eq(find(p, "1"), 2);
	ck_assert_uint_eq(find(p, "12345678901234567890"), 2);
	prefix_free(p);
	prefix_free(NULL);
}
END_TEST

/* Digits behind the end of an entry count for nothing. */
START_TEST(behind_the_end)
{
	struct sig_digits d = { { UINT64_C(0x7744), 0 } };
	struct prefix *p = prefix_new();

	ck_assert(prefix_add(p, &d, 2, false, 1) == PREFIX_ADDED);
	ck_assert(add(p, "44", false, 2) == PREFIX_EXISTS);
	ck_assert(prefix_seal(p));
	ck_assert_uint_eq(find(p, "445"), 1);
	prefix_free(p);
}
END_TEST

/* Every fifth number of a run of them, each also as a prefix of one more digit
 * than that: found, and its neighbours are not. */
START_TEST(large)
{
	char text[32], longer[40];
	struct prefix *p = prefix_new();
	unsigned i, added = 0;

	for (i = 0; i < LARGE; i++) {
		snprintf(text, sizeof(text), "0010100%08u", i * 5);
		added += add(p, text, true, i) == PREFIX_ADDED;
		if (i % 4 != 0)
			continue;
		snprintf(text, sizeof(text), "9990%07u", i * 5);
		added += add(p, text, false, LARGE + i) == PREFIX_ADDED;
	}
	ck_assert(prefix_seal(p));
	ck_assert_uint_eq(added, LARGE + LARGE / 4);
	ck_assert_uint_eq(prefix_count(p), added);
	ck_assert_uint_lt(prefix_octets(p), prefix_count(p) * 40);
	for (i = 0; i < 5 * LARGE; i++) {
		snprintf(text, sizeof(text), "0010100%08u", i);
		expect(p, text, i % 5 == 0 ? i / 5 : PREFIX_NOTHING);
		snprintf(longer, sizeof(longer), "9990%07u%u", i, i % 10);
		expect(p, longer, i % 20 == 0 ? LARGE + i / 5 :
		    PREFIX_NOTHING);
	}
	prefix_free(p);
}
END_TEST

/* A handful of prefixes in a rule takes next to nothing. */
START_TEST(small)
{
	struct prefix *p = prefix_new();
	char text[8];
	unsigned i;

	for (i = 0; i < 5; i++) {
		snprintf(text, sizeof(text), "447%u", i);
		ck_assert(add(p, text, false, 0) == PREFIX_ADDED);
	}
	ck_assert(prefix_seal(p));
	ck_assert_uint_lt(prefix_octets(p), 1000);
	prefix_free(p);
}
END_TEST

static void
add_tests(TCase *t)
{
	tcase_add_test(t, against_naive);
	tcase_add_test(t, whole_and_nested);
	tcase_add_test(t, no_digits);
	tcase_add_test(t, behind_the_end);
	tcase_add_test(t, large);
	tcase_add_test(t, small);
}

int
main(void)
{
	return suite_main("prefix", add_tests);
}
