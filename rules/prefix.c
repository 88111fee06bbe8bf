/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Longest digit prefix.
 *
 * While entries come in, all of them are in one hash table.  Sealing leaves the
 * whole numbers there and makes ranges of the prefixes (range.c): digits as
 * half octets, the first one highest, each raised by one so that the end of a
 * number comes before every digit.  A number lies in the range of each of its
 * prefixes, and in that of a longer number's prefix never.
 *
 * An index by the first three digits, ends counted as digits, narrows the
 * search to a handful of ranges in real numbering plans, and tells which
 * lengths of whole numbers are worth a try.  A try costs one cache line: lines
 * hold five entries, filled from the first on; an entry that finds its line
 * full goes to the next one that is not, and marks the lines that it passes.
 */
#include "prefix.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "../dissectors/hash.h"
#include "../dissectors/prefetch.h"
#include "range.h"

enum {
	ENTRIES = 5,			/* of a line */
	LINE_OCTETS = 64,
	HUGE_PAGE = 2 << 20,
	TAG_BITS = 6,			/* of an entry: its tag, 0 when free */
	TAG_MASK = (1 << TAG_BITS) - 1,
	LINES_MAX = 1 << 30,
	GROUP_DIGITS = 3,		/* that the index is for */
	GROUPS = 1 << 4 * GROUP_DIGITS,
	GROUPS_FROM = 128,		/* entries that are worth an index */
	WHOLE = PREFIX_DIGITS_MAX,
};

#define PASSED	(UINT32_C(1) << 31)	/* in the tags of a line */
#define ONES	UINT64_C(0x1111111111111111)
#define LOW	UINT64_C(0x0f0f0f0f0f0f0f0f)

/* The tag of an entry is its length, and WHOLE more when it is whole. */
struct line {
	uint64_t	 key[ENTRIES];
	uint32_t	 value[ENTRIES];
	uint32_t	 tags;
};

_Static_assert(sizeof(struct line) == LINE_OCTETS, "a cache line");

/* Numbers with the same first digits; the first piece of the next group is the
 * last one of this. */
struct group {
	uint32_t	 first;		/* piece of the ranges */
	uint32_t	 whole;		/* 1 << length of whole numbers */
};

struct prefix {
	struct line	*line;
	size_t		 nlines;
	size_t		 n;		/* entries in lines */
	struct ranges	 ranges;
	struct group	*group;		/* GROUPS and one, or NULL */
	uint32_t	 whole;		/* as of a group, of all */
	uint32_t	 outside;	/* value of the prefix of no digits */
	uint32_t	 nothing;	/* of the whole number of none */
	size_t		 prefixes;	/* of the entries that came in lines */
	size_t		 count;
	bool		 sealed;
};

/* The first n digits, at most 16. */
static inline uint64_t
first_digits(uint64_t w, unsigned n)
{
	return n == 0 ? 0 : w & UINT64_MAX >> (64 - 4 * n);
}

/* A number of len digits, at most 16, in the order of ranges. */
static inline uint64_t
in_order(uint64_t w, unsigned len)
{
	w = first_digits(w + ONES, len);
	w = (w & LOW) << 4 | (w >> 4 & LOW);
	return __builtin_bswap64(w);
}

static inline size_t
line_of(const struct prefix *p, uint64_t key, unsigned tag)
{
	uint64_t h = hash_fold(key ^ HASH_A, HASH_B + ((uint64_t)tag << 32));

	return (size_t)((h >> 32) * p->nlines >> 32);
}

static inline unsigned
line_tag(const struct line *l, unsigned i)
{
	return l->tags >> i * TAG_BITS & TAG_MASK;
}

static inline bool
line_full(const struct line *l)
{
	return line_tag(l, ENTRIES - 1) != 0;
}

static inline size_t
line_next(const struct prefix *p, size_t at)
{
	return at + 1 == p->nlines ? 0 : at + 1;
}

/*
 * The value of one entry.  The walk ends: lines are marked when they are full,
 * and there are always some that are not.
 */
static inline uint32_t
probe(const struct prefix *p, uint64_t key, unsigned tag)
{
	size_t at = line_of(p, key, tag);
	const struct line *l;
	unsigned i;

	for (;; at = line_next(p, at)) {
		l = &p->line[at];
		for (i = 0; i < ENTRIES; i++)
			if (l->key[i] == key && line_tag(l, i) == tag)
				return l->value[i];
		if (!(l->tags & PASSED))
			return PREFIX_NOTHING;
	}
}

/* Puts in an entry that is not there yet. */
static void
place(struct prefix *p, uint64_t key, unsigned tag, uint32_t value)
{
	size_t at = line_of(p, key, tag);
	struct line *l;
	unsigned i;

	for (; line_full(&p->line[at]); at = line_next(p, at))
		p->line[at].tags |= PASSED;
	l = &p->line[at];
	for (i = 0; line_tag(l, i) != 0; i++)
		;
	l->key[i] = key;
	l->value[i] = value;
	l->tags |= (uint32_t)tag << i * TAG_BITS;
}

/* Many lines stand in huge pages, where there are such: a look-up then misses
 * the cache and not the page table too. */
static struct line *
lines_alloc(size_t nlines)
{
	size_t size = nlines * sizeof(struct line);
	void *p;

	if (size < HUGE_PAGE)
		return aligned_alloc(LINE_OCTETS, size);
	size = (size + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
	p = aligned_alloc(HUGE_PAGE, size);
	if (p != NULL)
		(void)madvise(p, size, MADV_HUGEPAGE);
	return p;
}

/* Empty lines instead of those there are, which become the caller's. */
static bool
lines_new(struct prefix *p, size_t nlines)
{
	struct line *line;

	if (nlines > LINES_MAX)
		return false;
	line = lines_alloc(nlines);
	if (line == NULL)
		return false;
	p->line = memset(line, 0, nlines * sizeof(*line));
	p->nlines = nlines;
	return true;
}

/* Lines for n entries, of which two in three places are taken. */
static size_t
lines_for(size_t n)
{
	return n * 3 / (2 * ENTRIES) + 1;
}

/* Lines follow the order of the hash, so that new ones are written from first
 * to last. */
static bool
lines_double(struct prefix *p)
{
	struct prefix old = *p;
	const struct line *l;
	unsigned i;

	if (!lines_new(p, 2 * p->nlines))
		return false;
	for (l = old.line; l < old.line + old.nlines; l++)
		for (i = 0; i < ENTRIES && line_tag(l, i) != 0; i++)
			place(p, l->key[i], line_tag(l, i), l->value[i]);
	free(old.line);
	return true;
}

static struct range
range_of(uint64_t key, unsigned len, uint32_t value)
{
	return (struct range){ in_order(key, len), value,
	    (uint8_t)(4 * (PREFIX_DIGITS_MAX - len)) };
}

/* Prefixes go to e, which has room for all; the others to lines of their own.
 * Returns how many went to e. */
static size_t
part(struct prefix *p, const struct prefix *old, struct range *e)
{
	const struct line *l;
	unsigned i, tag;
	size_t n = 0;

	for (l = old->line; l < old->line + old->nlines; l++)
		for (i = 0; i < ENTRIES && (tag = line_tag(l, i)) != 0; i++)
			if (tag > WHOLE)
				place(p, l->key[i], tag, l->value[i]);
			else
				e[n++] = range_of(l->key[i], tag, l->value[i]);
	return n;
}

static bool
make_ranges(struct prefix *p)
{
	struct range *e = calloc(p->prefixes + 1, sizeof(*e));
	struct prefix old = *p;
	bool fine;

	if (e == NULL)
		return false;
	if (!lines_new(p, lines_for(p->n - p->prefixes))) {
		free(e);
		return false;
	}
	p->n -= p->prefixes;
	fine = ranges_build(&p->ranges, e, part(p, &old, e), p->outside);
	free(old.line);
	free(e);
	return fine;
}

static inline size_t
group_of(uint64_t ordered)
{
	return ordered >> (64 - 4 * GROUP_DIGITS);
}

static bool
make_groups(struct prefix *p)
{
	size_t i, last = ranges_last(&p->ranges);
	const struct line *l;
	unsigned tag;

	p->group = calloc(GROUPS + 1, sizeof(*p->group));
	if (p->group == NULL)
		return false;
	for (i = 0; i < GROUPS; i++)
		p->group[i].first = (uint32_t)ranges_find(&p->ranges, 0, last,
		    (uint64_t)i << (64 - 4 * GROUP_DIGITS));
	p->group[GROUPS].first = (uint32_t)last;
	p->group[0].whole = p->whole & 1;	/* the number of no digits */
	for (l = p->line; l < p->line + p->nlines; l++)
		for (i = 0; i < ENTRIES && (tag = line_tag(l,
		    (unsigned)i)) != 0; i++)
			p->group[group_of(in_order(l->key[i], tag - WHOLE))]
			    .whole |= UINT32_C(1) << (tag - WHOLE);
	return true;
}

struct prefix *
prefix_new(void)
{
	struct prefix *p = calloc(1, sizeof(*p));

	if (p == NULL || !lines_new(p, 1)) {
		free(p);
		return NULL;
	}
	p->outside = p->nothing = PREFIX_NOTHING;
	return p;
}

void
prefix_free(struct prefix *p)
{
	if (p == NULL)
		return;
	free(p->group);
	ranges_free(&p->ranges);
	free(p->line);
	free(p);
}

/* The number of no digits is in no line. */
static enum prefix_result
add_nothing(struct prefix *p, bool whole, uint32_t value)
{
	uint32_t *at = whole ? &p->nothing : &p->outside;

	if (*at != PREFIX_NOTHING)
		return PREFIX_EXISTS;
	*at = value;
	p->whole |= whole;
	p->count++;
	return PREFIX_ADDED;
}

enum prefix_result
prefix_add(struct prefix *p, const struct sig_digits *d, unsigned len,
    bool whole, uint32_t value)
{
	unsigned tag = len + (whole ? WHOLE : 0);
	uint64_t key;

	assert(!p->sealed && len <= PREFIX_DIGITS_MAX &&
	    value != PREFIX_NOTHING);
	if (len == 0)
		return add_nothing(p, whole, value);
	key = first_digits(d->w[0], len);
	if (probe(p, key, tag) != PREFIX_NOTHING)
		return PREFIX_EXISTS;
	if (lines_for(p->n + 1) > p->nlines && !lines_double(p))
		return PREFIX_NO_MEMORY;
	place(p, key, tag, value);
	p->n++;
	p->count++;
	if (whole)
		p->whole |= UINT32_C(1) << len;
	else
		p->prefixes++;
	return PREFIX_ADDED;
}

bool
prefix_seal(struct prefix *p)
{
	if (p->sealed)
		return true;
	if (!make_ranges(p))
		return false;
	if (p->count >= GROUPS_FROM && !make_groups(p))
		return false;
	p->sealed = true;
	return true;
}

size_t
prefix_count(const struct prefix *p)
{
	return p->count;
}

size_t
prefix_octets(const struct prefix *p)
{
	return sizeof(*p) + p->nlines * sizeof(*p->line) +
	    ranges_octets(&p->ranges) +
	    (p->group == NULL ? 0 : (GROUPS + 1) * sizeof(*p->group));
}

uint32_t
prefix_find(const struct prefix *p, const struct sig_digits *d, unsigned len)
{
	unsigned kept = len < PREFIX_DIGITS_MAX ? len : PREFIX_DIGITS_MAX;
	uint64_t key = first_digits(d->w[0], kept);
	uint64_t ordered = in_order(key, kept);
	size_t from = 0, to = ranges_last(&p->ranges);
	uint32_t lengths = p->whole, value;
	const struct group *g;

	if (p->group != NULL) {
		g = &p->group[group_of(ordered)];
		from = g[0].first;
		to = g[1].first;
		lengths = g->whole;
	}
	if (lengths >> kept & 1 && len == kept) {
		value = len == 0 ? p->nothing : probe(p, key, len + WHOLE);
		if (value != PREFIX_NOTHING)
			return value;
	}
	return p->ranges.value[ranges_find(&p->ranges, from, to, ordered)];
}

void
prefix_expect(const struct prefix *p, const struct sig_digits *d, unsigned len)
{
	if (len > 0 && len <= PREFIX_DIGITS_MAX && p->whole >> len & 1)
		prefetch(&p->line[line_of(p,
		    first_digits(d->w[0], len), len + WHOLE)]);
}
