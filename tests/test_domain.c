/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hosts and realms, held against a walk over all entries; names end at an
 * unreadable page.
 */
#include <check.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../rules/domain.h"
#include "random.h"
#include "suite.h"

enum { ENTRIES = 400, TABLES = 60, LOOKS = 4000, LONG = 65535 };

struct entry {
	char		 name[DOMAIN_NAME_MAX + 1];
	size_t		 len;
	bool		 wild;
	uint32_t	 value;
};

static struct entry entries[ENTRIES];
static unsigned nentries;

/* A copy that ends where memory does, until the next one. */
static const uint8_t *
at_end(const char *name, size_t len)
{
	static uint8_t *end;
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t all = (LONG / page + 2) * page;

	if (end == NULL) {
		end = mmap(NULL, all, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		ck_assert(end != MAP_FAILED);
		end += all - page;
		ck_assert(mprotect(end, page, PROT_NONE) == 0);
	}
	return memcpy(end - len, name, len);
}

static enum domain_result
add(struct domain *d, const char *name, bool wild, uint32_t value)
{
	return domain_add(d, (const uint8_t *)name, strlen(name), wild, value);
}

/* Unlike ck_assert() nothing is written when all is well. */
static void
expect(const struct domain *d, const char *name, size_t len, uint32_t value)
{
	uint32_t got = domain_find(d, at_end(name, len), len);

	if (got != value)
		ck_abort_msg("\"%.*s\": %u instead of %u", (int)len, name, got,
		    value);
}

static bool
ends_under(const char *name, size_t len, const struct entry *e)
{
	return len > e->len && name[len - e->len - 1] == '.' &&
	    strncasecmp(name + len - e->len, e->name, e->len) == 0;
}

static uint32_t
naive(const char *name, size_t len)
{
	const struct entry *e, *best = NULL;

	for (e = entries; e < entries + nentries; e++) {
		if (!e->wild && len == e->len &&
		    strncasecmp(name, e->name, len) == 0)
			return e->value;
		if (e->wild && ends_under(name, len, e) &&
		    (best == NULL || e->len > best->len))
			best = e;
	}
	return best == NULL ? DOMAIN_NOTHING : best->value;
}

/* Labels that meet often, in letters of both sizes, and octets next to them. */
static size_t
random_name(char *name, size_t most)
{
	static const char *const labels[] = { "", "a", "b", "org", "epc",
	    "mnc001", "mcc001", "3gppnetwork", "hss", "A", "ePc", "[", "{",
	    "@", "`", "-", "\r", "M", "a-long-label-of-a-host-01" };
	size_t n = 0, labels_left = random_below(random_below(8) ? 8 : 60) + 1u;

	while (labels_left-- > 0 && n < most) {
		const char *label = labels[random_below(sizeof(labels) /
		    sizeof(labels[0]))];

		(void)snprintf(name + n, most + 1 - n, "%s%s", label,
		    labels_left > 0 ? "." : "");
		n += strlen(name + n);
	}
	return n;
}

static bool
known(const struct entry *e)
{
	const struct entry *o;

	for (o = entries; o < entries + nentries; o++)
		if (o->wild == e->wild && o->len == e->len &&
		    strncasecmp(o->name, e->name, e->len) == 0)
			return true;
	return false;
}

static void
random_table(struct domain *d, unsigned n)
{
	struct entry *e;
	unsigned i;

	nentries = 0;
	for (i = 0; i < n; i++) {
		e = &entries[nentries];
		e->len = random_name(e->name, DOMAIN_NAME_MAX);
		e->wild = random_below(2) == 0;
		e->value = i;
		if (e->len == 0)
			continue;
		if (add(d, e->name, e->wild, e->value) !=
		    (known(e) ? DOMAIN_EXISTS : DOMAIN_ADDED))
			ck_abort_msg("%s", e->name);
		nentries += !known(e);
	}
}

START_TEST(against_naive)
{
	char name[2 * DOMAIN_NAME_MAX + 1], *at;
	const struct entry *e;
	struct domain *d;
	unsigned t, i;
	size_t len;

	seed = 0x5eed;
	for (t = 0; t < TABLES; t++) {
		d = domain_new();
		ck_assert_ptr_nonnull(d);
		random_table(d, 1 + random_below(t % 6 ? 20 : ENTRIES));
		ck_assert(domain_seal(d));
		ck_assert_uint_eq(domain_count(d), nentries);
		for (i = 0; i < LOOKS && nentries > 0; i++) {
			len = random_name(name, DOMAIN_NAME_MAX);
			e = &entries[random_below(nentries)];
			if (random_below(3) > 0) {
				memcpy(name + len, e->name, e->len);
				len += e->len;
			}
			at = name + random_below(2) * (len - e->len) *
			    (len > e->len);
			len -= (size_t)(at - name);
			expect(d, at, len, naive(at, len));
		}
		domain_free(d);
	}
}
END_TEST

START_TEST(order)
{
	static const struct {
		const char	*name;
		uint32_t	 value;
	} cases[] = {
		{ "example.org", 1 }, { "EXAMPLE.org", 1 },
		{ "a.example.org", 2 },
		{ "b.a.Example.Org", 3 }, { "c.b.a.example.org", 3 },
		{ "x.example.org", 4 }, { "xexample.org", DOMAIN_NOTHING },
		{ "org", DOMAIN_NOTHING }, { "", DOMAIN_NOTHING },
		{ ".", DOMAIN_NOTHING }, { "example.org.", DOMAIN_NOTHING },
		{ "y", 5 }, { "a.y", DOMAIN_NOTHING }, { "z.z", 6 },
		{ "z", DOMAIN_NOTHING }, { "exa\xcdple.org", DOMAIN_NOTHING },
	};
	struct domain *d = domain_new();
	size_t i;

	ck_assert(add(d, "Example.org", false, 1) == DOMAIN_ADDED);
	ck_assert(add(d, "example.ORG", false, 9) == DOMAIN_EXISTS);
	ck_assert(add(d, "example.org", true, 4) == DOMAIN_ADDED);
	ck_assert(add(d, "a.example.org", false, 2) == DOMAIN_ADDED);
	ck_assert(add(d, "a.example.org", true, 3) == DOMAIN_ADDED);
	ck_assert(add(d, "A.EXAMPLE.ORG", true, 9) == DOMAIN_EXISTS);
	ck_assert(add(d, "y", false, 5) == DOMAIN_ADDED);
	ck_assert(add(d, "z", true, 6) == DOMAIN_ADDED);
	ck_assert(domain_seal(d));
	ck_assert_uint_eq(domain_count(d), 6);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect(d, cases[i].name, strlen(cases[i].name), cases[i].value);
	domain_free(d);
}
END_TEST

/* Entries of every length, names that are long and all dots. */
START_TEST(hostile)
{
	static char name[LONG];
	struct domain *d = domain_new();
	struct entry *e = entries;
	size_t len, i;

	nentries = 0;
	ck_assert(domain_find(d, NULL, 0) == DOMAIN_NOTHING);
	memset(name, '.', sizeof(name));
	memset(e->name, '.', sizeof(e->name));
	e->name[0] = 'x';	/* so that none matches */
	for (len = 2; len <= DOMAIN_NAME_MAX; len++)
		if (domain_add(d, (uint8_t *)e->name, len, true, 1) !=
		    DOMAIN_ADDED)
			ck_abort_msg("%zu", len);
	ck_assert(domain_add(d, (uint8_t *)name, DOMAIN_NAME_MAX, false, 2) ==
	    DOMAIN_ADDED);
	ck_assert(domain_seal(d));
	for (i = 0; i < 200; i++)
		expect(d, name, sizeof(name), DOMAIN_NOTHING);
	expect(d, name, DOMAIN_NAME_MAX, 2);
	expect(d, name, DOMAIN_NAME_MAX + 1, DOMAIN_NOTHING);
	name[LONG - DOMAIN_NAME_MAX] = 'X';
	expect(d, name, sizeof(name), 1);
	expect(d, name + LONG - DOMAIN_NAME_MAX, DOMAIN_NAME_MAX,
	    DOMAIN_NOTHING);
	domain_free(d);
	domain_free(NULL);
}
END_TEST

/* Of the octets only the letters A to Z are the same as another. */
START_TEST(letters)
{
	uint8_t a[9] = "aaaaaaaaa", b[9] = "aaaaaaaaa";
	unsigned x, y, at;
	bool equal;

	for (x = 0; x < 256; x++)
		for (y = 0; y < 256; y++) {
			at = (x + y) % sizeof(a);
			a[at] = (uint8_t)x;
			b[at] = (uint8_t)y;
			equal = x == y || (x < 128 && y < 128 &&
			    tolower((int)x) == tolower((int)y));
			if (domain_same(a, 9, b, 9) != equal ||
			    domain_same(a, at + 1, b, at + 1) != equal ||
			    domain_same(&a[at], 1, &b[at], 1) != equal)
				ck_abort_msg("%02x %02x", x, y);
			a[at] = b[at] = 'a';
		}
	ck_assert(!domain_same(a, 9, b, 8));
}
END_TEST

/* Every length, and every place where two names may differ. */
START_TEST(same_anywhere)
{
	enum { LONGEST = 80 };
	char a[LONGEST + 1], b[LONGEST + 1];
	const uint8_t *p;
	size_t n, i;

	for (n = 1; n <= LONGEST; n++)
		for (i = 0; i < n; i++) {
			memset(a, 'a', n);
			memset(b, 'a', n);
			p = at_end(a, n);
			ck_assert(domain_same(p, n, (uint8_t *)b, n));
			b[i] = 'A';
			ck_assert(domain_same(p, n, (uint8_t *)b, n));
			b[i] = 'b';
			ck_assert(!domain_same(p, n, (uint8_t *)b, n));
			a[i] = '\x0e';	/* "." but for the bit of case */
			b[i] = '.';
			p = at_end(a, n);
			ck_assert(!domain_same(p, n, (uint8_t *)b, n));
		}
}
END_TEST

static bool
under(const char *name, const char *other)
{
	return domain_under(at_end(name, strlen(name)), strlen(name),
	    (const uint8_t *)other, strlen(other));
}

START_TEST(is_under)
{
	ck_assert(under("example.org", "EXAMPLE.ORG"));
	ck_assert(under("mme.example.org", "example.org"));
	ck_assert(under("a.b", "b"));
	ck_assert(!under("xexample.org", "example.org"));
	ck_assert(!under("example.org", "mme.example.org"));
	ck_assert(!under("example.org.", "example.org"));
	ck_assert(!under("mme.example.com", "example.org"));
	ck_assert(!under("example.org", ""));
	ck_assert(!under("example.", ""));
	ck_assert(!under("", ""));
	ck_assert(!under("", "a"));
}
END_TEST

static void
add_tests(TCase *t)
{
	tcase_add_test(t, against_naive);
	tcase_add_test(t, order);
	tcase_add_test(t, hostile);
	tcase_add_test(t, letters);
	tcase_add_test(t, same_anywhere);
	tcase_add_test(t, is_under);
}

int
main(void)
{
	return suite_main("domain", add_tests);
}
