/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hosts and realms by name or suffix.
 *
 * One hash table of all entries.  The hash takes words of eight octets from the
 * end of a name, so that the sums over these words, once made, serve the name
 * and each of its suffixes: what is left of a suffix before its whole words is
 * one word more.  Suffixes are tried by the lengths that entries have, and only
 * behind a dot.  A name of any length costs no more than its last 255 octets.
 *
 * Names are compared without case, as in RFC 4343: of letters A to Z only.  The
 * hash folds more than those, which costs it nothing but some accidents.
 */
#include "domain.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "../dissectors/hash.h"
#include "../dissectors/text.h"

enum {
	SLOTS = 8,			/* of a new table, a power of two */
	WORD = 8,
	WORDS = DOMAIN_NAME_MAX / WORD,
	POOL = 256,
};

enum kind { FREE, WHOLE, WILD };

struct slot {
	uint32_t	 hash;
	uint32_t	 name;		/* where in the pool */
	uint32_t	 value;
	uint8_t		 len;
	uint8_t		 kind;		/* enum kind */
};

struct domain {
	struct slot	*slot;
	size_t		 nslots, n;
	uint8_t		*pool;		/* names in small letters */
	size_t		 used, room;
	bool		 whole[DOMAIN_NAME_MAX + 1];	/* by length */
	bool		 wild[DOMAIN_NAME_MAX + 1];
	uint8_t		 suffix[DOMAIN_NAME_MAX];	/* longest first */
	unsigned	 nsuffixes;
	bool		 sealed;
};

/* The sums over whole words from the end of a name. */
struct sums {
	const uint8_t	*end;
	uint64_t	 sum[WORDS + 1];
};

static inline uint64_t
small_letters(uint64_t w)
{
	uint64_t large = text_within(w & ~TEXT_HIGH, 'A', 'Z') & ~w & TEXT_HIGH;

	return w | large >> 2;
}

static inline uint64_t
few_octets(const uint8_t *p, size_t n)
{
	uint64_t w = 0;

	while (n-- > 0)
		w = w << 8 | p[n];
	return w;
}

static inline bool
word_same(uint64_t a, uint64_t b)
{
	return a == b || small_letters(a) == small_letters(b);
}

/* The same but for case, n octets of at least one word. */
static __attribute__((noinline)) bool
same_folded(const uint8_t *a, const uint8_t *b, size_t n)
{
	size_t i;

	for (i = 0; i + WORD < n; i += WORD)
		if (!word_same(text_eight(a + i), text_eight(b + i)))
			return false;
	return word_same(text_eight(a + n - WORD), text_eight(b + n - WORD));
}

static inline uint64_t
differ(const uint8_t *a, const uint8_t *b)
{
	return text_eight(a) ^ text_eight(b);
}

/* Nearly all names that are the same are so in case too: all that differs in
 * one word, and a second look only where that may be case. */
static inline bool
same(const uint8_t *a, const uint8_t *b, size_t n)
{
	uint64_t d;
	size_t i;

	if (n < WORD)
		return word_same(few_octets(a, n), few_octets(b, n));
	d = differ(a, b) | differ(a + n - WORD, b + n - WORD);
	for (i = WORD; i + 2 * WORD < n; i += 2 * WORD)
		d |= differ(a + i, b + i) | differ(a + i + WORD, b + i + WORD);
	if (i + WORD < n)
		d |= differ(a + i, b + i);
	return d == 0 || ((d & ~(TEXT_ONES << 5)) == 0 && same_folded(a, b, n));
}

static inline uint64_t
fold(uint64_t w)
{
	return w | TEXT_ONES << 5;
}

/* len: at most DOMAIN_NAME_MAX, before end.  Each place has a multiplier of its
 * own, or names that only swap digits between two words would collide. */
static inline void
sums_make(struct sums *s, const uint8_t *end, size_t len)
{
	size_t i;

	s->end = end;
	s->sum[0] = HASH_D;
	for (i = 0; i < len / WORD; i++)
		s->sum[i + 1] = s->sum[i] + hash_fold(HASH_A + i * HASH_B,
		    fold(text_eight(end - (i + 1) * WORD)) ^ HASH_C);
}

/* The hash of the last len octets as an entry of that kind. */
static inline uint32_t
sums_hash(const struct sums *s, size_t len, enum kind kind)
{
	const uint8_t *p = s->end - len;
	size_t left = len % WORD;
	uint64_t w = left;

	if (len < WORD)
		w = fold(few_octets(p, len));
	else if (left > 0)
		w = fold(text_eight(p)) << (64 - 8 * left);
	w ^= HASH_B ^ (uint64_t)kind << 8;
	return (uint32_t)(hash_fold(s->sum[len / WORD] ^ len, w) >> 16);
}

static struct slot *
slot_find(const struct domain *d, const struct sums *s, size_t len,
    enum kind kind)
{
	uint32_t hash = sums_hash(s, len, kind);
	size_t at = hash & (d->nslots - 1);
	struct slot *t;

	for (;; at = (at + 1) & (d->nslots - 1)) {
		t = &d->slot[at];
		if (t->kind == FREE)
			return NULL;
		if (t->hash == hash && t->len == len && t->kind == kind &&
		    same(&d->pool[t->name], s->end - len, len))
			return t;
	}
}

static void
slot_place(struct domain *d, const struct slot *t)
{
	size_t at = t->hash & (d->nslots - 1);

	while (d->slot[at].kind != FREE)
		at = (at + 1) & (d->nslots - 1);
	d->slot[at] = *t;
}

/* Half of the slots stay free. */
static bool
slots_room(struct domain *d)
{
	struct domain old = *d;
	size_t i;

	if (2 * (d->n + 1) <= d->nslots)
		return true;
	d->slot = calloc(2 * d->nslots, sizeof(*d->slot));
	if (d->slot == NULL) {
		d->slot = old.slot;
		return false;
	}
	d->nslots *= 2;
	for (i = 0; i < old.nslots; i++)
		if (old.slot[i].kind != FREE)
			slot_place(d, &old.slot[i]);
	free(old.slot);
	return true;
}

static bool
pool_room(struct domain *d, size_t len)
{
	uint8_t *pool;

	if (d->room - d->used >= len)
		return true;
	if (d->room > UINT32_MAX / 2)
		return false;
	pool = realloc(d->pool, 2 * d->room + POOL);
	if (pool == NULL)
		return false;
	d->pool = pool;
	d->room = 2 * d->room + POOL;
	return true;
}

struct domain *
domain_new(void)
{
	struct domain *d = calloc(1, sizeof(*d));

	if (d == NULL)
		return NULL;
	d->slot = calloc(SLOTS, sizeof(*d->slot));
	if (d->slot == NULL) {
		free(d);
		return NULL;
	}
	d->nslots = SLOTS;
	return d;
}

void
domain_free(struct domain *d)
{
	if (d == NULL)
		return;
	free(d->slot);
	free(d->pool);
	free(d);
}

enum domain_result
domain_add(struct domain *d, const uint8_t *name, size_t len, bool wild,
    uint32_t value)
{
	enum kind kind = wild ? WILD : WHOLE;
	struct slot t = { .value = value, .kind = (uint8_t)kind };
	struct sums s;
	size_t i;

	assert(!d->sealed && len >= 1 && len <= DOMAIN_NAME_MAX &&
	    value != DOMAIN_NOTHING);
	sums_make(&s, name + len, len);
	if (slot_find(d, &s, len, kind) != NULL)
		return DOMAIN_EXISTS;
	if (!slots_room(d) || !pool_room(d, len))
		return DOMAIN_NO_MEMORY;
	t.hash = sums_hash(&s, len, kind);
	t.name = (uint32_t)d->used;
	t.len = (uint8_t)len;
	for (i = 0; i < len; i++)
		d->pool[d->used++] = (uint8_t)small_letters(name[i]);
	slot_place(d, &t);
	*(wild ? &d->wild[len] : &d->whole[len]) = true;
	d->n++;
	return DOMAIN_ADDED;
}

bool
domain_seal(struct domain *d)
{
	unsigned len;

	if (d->sealed)
		return true;
	for (len = DOMAIN_NAME_MAX; len > 0; len--)
		if (d->wild[len])
			d->suffix[d->nsuffixes++] = (uint8_t)len;
	d->sealed = true;
	return true;
}

size_t
domain_count(const struct domain *d)
{
	return d->n;
}

uint32_t
domain_find(const struct domain *d, const uint8_t *name, size_t len)
{
	const struct slot *t;
	const uint8_t *end;
	struct sums s;
	unsigned i;
	size_t n;

	if (len == 0)
		return DOMAIN_NOTHING;
	end = name + len;
	sums_make(&s, end, len < DOMAIN_NAME_MAX ? len : DOMAIN_NAME_MAX);
	if (len <= DOMAIN_NAME_MAX && d->whole[len] &&
	    (t = slot_find(d, &s, len, WHOLE)) != NULL)
		return t->value;
	for (i = 0; i < d->nsuffixes; i++) {
		n = d->suffix[i];
		if (n < len && end[-(ptrdiff_t)n - 1] == '.' &&
		    (t = slot_find(d, &s, n, WILD)) != NULL)
			return t->value;
	}
	return DOMAIN_NOTHING;
}

bool
domain_same(const uint8_t *a, size_t alen, const uint8_t *b, size_t blen)
{
	return alen == blen && same(a, b, alen);
}

/* Nothing is under a name of no octets. */
bool
domain_under(const uint8_t *name, size_t len, const uint8_t *other,
    size_t other_len)
{
	if (other_len == 0 || len < other_len)
		return false;
	if (len > other_len && name[len - other_len - 1] != '.')
		return false;
	return same(name + len - other_len, other, other_len);
}
