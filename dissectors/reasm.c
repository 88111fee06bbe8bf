/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Putting pieces together.
 *
 * A set is one message under way: a sorted chain of pieces that do not
 * overlap.  The octets of a piece lie in a chain of small blocks from one
 * pool, so memory never fragments.  A new piece is first compared with every
 * piece that it overlaps; only then the parts that nobody has yet are stored.
 * Where positions count octets (the span is the number of octets), pieces may
 * overlap in part; otherwise only exactly.  Sets hang in hash chains and in a
 * list by age, whose old end gives way when room is short.  Positions are kept
 * relative to the first piece that came, so wrap-around needs no care.  A set
 * given up leaves its origin in a ring for the caller to collect: what never
 * became whole may be what somebody wanted hidden.
 */
#include <string.h>

#include "hash.h"
#include "reasm.h"

enum limits {
	KEY_MAX = 96,
	MESSAGE_MAX = 65536,	/* octets of one message */
	PIECES_MAX = 512,	/* pieces of one message */
	BLOCK_OCTETS = 236,
	OCTETS_MIN = 128 * 1024,
	EXPIRE_MAX = 4,		/* sets expired by one call */
	LOST_MAX = 512,		/* above MESSAGE_MAX / BLOCK_OCTETS + 8 */
};

#define NIL	UINT32_MAX

struct block {
	uint32_t	 more;		/* next block of this piece, or free */
	uint32_t	 next;		/* first block of the next piece */
	int32_t		 at;		/* relative to the set's base */
	uint32_t	 span;
	uint32_t	 len;		/* octets of the piece */
	uint8_t		 d[BLOCK_OCTETS];
};

struct set {
	uint64_t	 hash, start;
	uint32_t	 chain;		/* same bucket, or free */
	uint32_t	 older, newer;
	uint32_t	 head, tail;	/* pieces, by position */
	uint32_t	 base;		/* position that counts as 0 */
	int32_t		 first, end;	/* relative */
	uint32_t	 covered, octets, pieces;
	bool		 has_first, has_end;
	bool		 loud;		/* a piece was not quiet */
	uint8_t		 tag, marks;
	uint8_t		 keylen;
	uint8_t		 key[KEY_MAX];
	struct reasm_origin origin;
};

struct reasm {
	struct reasm_stats stats;
	uint64_t	 timeout, secret;
	struct set	*set;
	struct block	*block;
	uint32_t	*bucket;
	uint32_t	 mask;
	uint32_t	 free_set, free_block, blocks_left;
	uint32_t	 fresh;		/* blocks from here on are unused */
	uint32_t	 oldest, newest;
	reasm_note	*note;
	void		*note_arg;
	uint8_t		 tag, marks;	/* of the last whole set */
	uint32_t	 lost_head;
	struct reasm_origin lost[LOST_MAX];
	uint8_t		 whole[MESSAGE_MAX];
};

struct layout {
	size_t		 sets, blocks, buckets;
	size_t		 at_set, at_block, at_bucket, size;
};

static struct layout
layout_of(const struct reasm_conf *conf)
{
	size_t octets = conf->octets < OCTETS_MIN ? OCTETS_MIN : conf->octets;
	struct layout l = { .sets = conf->sets, .buckets = 16 };

	if (l.sets < 1)
		l.sets = 1;
	if (l.sets > NIL / 4)
		l.sets = NIL / 4;
	while (l.buckets < l.sets)
		l.buckets *= 2;
	l.blocks = octets / sizeof(struct block);
	if (l.blocks > NIL - 1)
		l.blocks = NIL - 1;
	l.at_set = (sizeof(struct reasm) + 15) / 16 * 16;
	l.at_block = (l.at_set + l.sets * sizeof(struct set) + 15) / 16 * 16;
	l.at_bucket = (l.at_block + l.blocks * sizeof(struct block) + 15) /
	    16 * 16;
	l.size = l.at_bucket + l.buckets * sizeof(uint32_t);
	return l;
}

static uint32_t
set_find(const struct reasm *r, uint64_t hash, const void *key, size_t keylen)
{
	uint32_t i = r->bucket[hash & r->mask];

	for (; i != NIL; i = r->set[i].chain)
		if (r->set[i].hash == hash && r->set[i].keylen == keylen &&
		    memcmp(r->set[i].key, key, keylen) == 0)
			break;
	return i;
}

static void
piece_free(struct reasm *r, uint32_t b)
{
	uint32_t last = b;

	r->blocks_left++;
	while (r->block[last].more != NIL) {
		last = r->block[last].more;
		r->blocks_left++;
	}
	r->block[last].more = r->free_block;
	r->free_block = b;
}

static void
set_free(struct reasm *r, uint32_t i)
{
	struct set *s = &r->set[i];
	uint32_t *link = &r->bucket[s->hash & r->mask];
	uint32_t b, next;

	for (b = s->head; b != NIL; b = next) {
		next = r->block[b].next;
		piece_free(r, b);
	}
	while (*link != i)
		link = &r->set[*link].chain;
	*link = s->chain;
	if (s->older != NIL)
		r->set[s->older].newer = s->newer;
	else
		r->oldest = s->newer;
	if (s->newer != NIL)
		r->set[s->newer].older = s->older;
	else
		r->newest = s->older;
	s->chain = r->free_set;
	r->free_set = i;
	r->stats.waiting--;
}

/* Free a set that is not whole, and remember that it was there. */
static void
set_lose(struct reasm *r, uint32_t i)
{
	if (r->set[i].loud && r->stats.lost == LOST_MAX)
		r->stats.untold++;
	else if (r->set[i].loud)
		r->lost[(r->lost_head + r->stats.lost++) % LOST_MAX] =
		    r->set[i].origin;
	set_free(r, i);
}

/* Clocks of captures jump both ways: far from the start is too far. */
static bool
set_stale(const struct reasm *r, uint32_t i, uint64_t now)
{
	uint64_t start = r->set[i].start;

	return (now > start ? now - start : start - now) > r->timeout;
}

static void
set_expire(struct reasm *r, uint64_t now)
{
	for (int n = 0; n < EXPIRE_MAX && r->oldest != NIL &&
	    set_stale(r, r->oldest, now); n++) {
		set_lose(r, r->oldest);
		r->stats.expired++;
	}
}

static uint32_t
set_new(struct reasm *r, uint64_t hash, const void *key, size_t keylen,
    uint64_t now, uint32_t base)
{
	uint32_t i, *bucket = &r->bucket[hash & r->mask];
	struct set *s;

	if (r->free_set == NIL) {
		set_lose(r, r->oldest);
		r->stats.evicted++;
	}
	i = r->free_set;
	s = &r->set[i];
	r->free_set = s->chain;
	*s = (struct set){ .hash = hash, .start = now, .chain = *bucket,
	    .older = r->newest, .newer = NIL, .head = NIL, .tail = NIL,
	    .base = base, .keylen = (uint8_t)keylen };
	memcpy(s->key, key, keylen);
	if (r->note != NULL)
		r->note(r->note_arg, &s->origin);
	*bucket = i;
	if (r->newest != NIL)
		r->set[r->newest].newer = i;
	else
		r->oldest = i;
	r->newest = i;
	r->stats.waiting++;
	return i;
}

/* Enough blocks for len octets, at the cost of sets older than this one, or
 * else of younger ones; false when this set alone fills the memory. */
static bool
room_make(struct reasm *r, uint32_t keep, size_t len)
{
	size_t need = len / BLOCK_OCTETS + 1;
	uint32_t i;

	while (r->blocks_left < need) {
		i = r->oldest == keep ? r->set[keep].newer : r->oldest;
		if (i == NIL)
			return false;
		set_lose(r, i);
		r->stats.evicted++;
	}
	return true;
}

static uint32_t
block_get(struct reasm *r)
{
	uint32_t b = r->free_block;

	if (b == NIL)
		b = r->fresh++;
	else
		r->free_block = r->block[b].more;
	r->blocks_left--;
	r->block[b].more = NIL;
	return b;
}

/* Store octets as a piece behind the piece prev, or in front if NIL. */
static bool
piece_put(struct reasm *r, uint32_t i, uint32_t prev, int32_t at,
    uint32_t span, struct cur octets)
{
	struct set *s = &r->set[i];
	uint32_t len = (uint32_t)cur_left(&octets), head, b;
	struct cur part;

	if (s->pieces >= PIECES_MAX || len > MESSAGE_MAX - s->octets ||
	    !room_make(r, i, len))
		return false;
	head = b = block_get(r);
	r->block[b].at = at;
	r->block[b].span = span;
	r->block[b].len = len;
	for (;;) {
		part = cur_take_most(&octets, BLOCK_OCTETS);
		if (cur_left(&part) > 0)
			memcpy(r->block[b].d, part.p, cur_left(&part));
		if (cur_left(&octets) == 0)
			break;
		r->block[b].more = block_get(r);
		b = r->block[b].more;
	}
	r->block[head].next = prev == NIL ? s->head : r->block[prev].next;
	if (prev == NIL)
		s->head = head;
	else
		r->block[prev].next = head;
	if (r->block[head].next == NIL)
		s->tail = head;
	s->covered += span;
	s->octets += len;
	s->pieces++;
	return true;
}

/* Are the octets of the piece b from position skip those? */
static bool
piece_equal(const struct reasm *r, uint32_t b, uint32_t skip, struct cur c)
{
	struct cur part;

	for (; skip >= BLOCK_OCTETS; skip -= BLOCK_OCTETS)
		b = r->block[b].more;
	while (cur_left(&c) > 0) {
		part = cur_take_most(&c, BLOCK_OCTETS - skip);
		if (memcmp(r->block[b].d + skip, part.p, cur_left(&part)) != 0)
			return false;
		b = r->block[b].more;
		skip = 0;
	}
	return true;
}

/* The octets of c that lie on [from, to), c starting at position at. */
static struct cur
slice(struct cur c, int32_t at, int32_t from, int32_t to)
{
	if (!cur_skip(&c, (size_t)(from - at)))
		return cur_make(NULL, 0);
	return cur_take_most(&c, (size_t)(to - from));
}

/* Does the new piece [at, to) say the same as b where they overlap? */
static bool
overlap_agrees(const struct reasm *r, uint32_t b, int32_t at, int32_t to,
    struct cur c)
{
	const struct block *k = &r->block[b];
	int32_t kto = k->at + (int32_t)k->span;
	int32_t from = at > k->at ? at : k->at, upto = to < kto ? to : kto;

	if (from >= upto)
		return true;
	if (k->at == at && kto == to && k->len == cur_left(&c))
		return piece_equal(r, b, 0, c);
	if (k->len != k->span || cur_left(&c) != (size_t)(to - at))
		return false;
	return piece_equal(r, b, (uint32_t)(from - k->at),
	    slice(c, at, from, upto));
}

/* Do the ends that this piece tells fit those known, and all pieces? */
static bool
ends_agree(struct reasm *r, struct set *s, int32_t at, int32_t to,
    const struct reasm_piece *p)
{
	const struct block *tail = s->tail == NIL ? NULL : &r->block[s->tail];

	if ((s->has_first && (p->first ? at != s->first : at < s->first)) ||
	    (s->has_end && (p->last ? to != s->end : to > s->end)))
		return false;
	if (p->first && ((s->has_first && p->tag != s->tag) ||
	    (s->head != NIL && r->block[s->head].at < at)))
		return false;
	if (p->last && tail != NULL && tail->at + (int32_t)tail->span > to)
		return false;
	if (p->first) {
		s->has_first = true;
		s->first = at;
		s->tag = p->tag;
	}
	if (p->last) {
		s->has_end = true;
		s->end = to;
	}
	return true;
}

/* Put what is new of [at, to) between the pieces that are there. */
static enum reasm_result
gaps_fill(struct reasm *r, uint32_t i, int32_t at, int32_t to, struct cur c)
{
	bool exact = cur_left(&c) != (size_t)(to - at), added = false;
	uint32_t b = r->set[i].head, prev = NIL;
	int32_t pos = at, stop, bto;

	if (r->set[i].tail != NIL) {
		b = r->set[i].tail;
		if (r->block[b].at + (int32_t)r->block[b].span <= at) {
			prev = b;
			b = NIL;
		} else {
			b = r->set[i].head;
		}
	}
	while (pos < to) {
		stop = b == NIL || r->block[b].at > to ? to : r->block[b].at;
		if (pos < stop) {
			if (!piece_put(r, i, prev, pos, (uint32_t)(stop - pos),
			    exact ? c : slice(c, at, pos, stop)))
				return REASM_TOO_LONG;
			added = true;
			pos = stop;
		}
		if (b == NIL)
			break;
		bto = r->block[b].at + (int32_t)r->block[b].span;
		pos = bto > pos ? bto : pos;
		prev = b;
		b = r->block[b].next;
	}
	return added || at == to ? REASM_MORE : REASM_AGAIN;
}

static enum reasm_result
set_add(struct reasm *r, uint32_t i, const struct reasm_piece *p)
{
	struct set *s = &r->set[i];
	int32_t at = (int32_t)(p->at - s->base), to;
	const struct block *tail;

	if (p->span > MESSAGE_MAX || at > MESSAGE_MAX || at < -MESSAGE_MAX)
		return REASM_TOO_LONG;
	to = at + (int32_t)p->span;
	tail = s->tail == NIL ? NULL : &r->block[s->tail];
	if (tail != NULL && at < tail->at + (int32_t)tail->span)
		for (uint32_t b = s->head; b != NIL; b = r->block[b].next)
			if (!overlap_agrees(r, b, at, to, p->octets))
				return REASM_CONFLICT;
	if (!ends_agree(r, s, at, to, p))
		return REASM_CONFLICT;
	return gaps_fill(r, i, at, to, p->octets);
}

/* Hang the pieces of one set before or behind those of another. */
static void
set_splice(struct reasm *r, struct set *to, struct set *from)
{
	int32_t shift = (int32_t)(from->base - to->base);
	int32_t begin = r->block[from->head].at + shift;
	const struct block *tail = &r->block[from->tail];
	int32_t end = tail->at + (int32_t)tail->span + shift;
	bool behind = begin >= r->block[to->tail].at +
	    (int32_t)r->block[to->tail].span;

	if ((!behind && end > r->block[to->head].at) ||
	    (behind ? to->has_end || from->has_first :
	    to->has_first || from->has_end) ||
	    to->pieces + from->pieces > PIECES_MAX ||
	    to->octets + from->octets > MESSAGE_MAX)
		return;
	for (uint32_t b = from->head; b != NIL; b = r->block[b].next)
		r->block[b].at += shift;
	if (behind) {
		r->block[to->tail].next = from->head;
		to->tail = from->tail;
	} else {
		r->block[from->tail].next = to->head;
		to->head = from->head;
	}
	if (from->has_first) {
		to->has_first = true;
		to->first = from->first + shift;
		to->tag = from->tag;
	}
	if (from->has_end) {
		to->has_end = true;
		to->end = from->end + shift;
	}
	to->covered += from->covered;
	to->octets += from->octets;
	to->pieces += from->pieces;
	to->marks |= from->marks;
	to->loud |= from->loud;
	if (from->origin.frame < to->origin.frame)
		to->origin = from->origin;
	from->head = from->tail = NIL;
}

static struct cur
set_join(struct reasm *r, const struct set *s)
{
	size_t n, left, at = 0;

	for (uint32_t b = s->head; b != NIL; b = r->block[b].next) {
		left = r->block[b].len;
		for (uint32_t k = b; left > 0; k = r->block[k].more) {
			n = left < BLOCK_OCTETS ? left : BLOCK_OCTETS;
			memcpy(r->whole + at, r->block[k].d, n);
			at += n;
			left -= n;
		}
	}
	return cur_make(r->whole, at);
}

size_t
reasm_size(const struct reasm_conf *conf)
{
	return layout_of(conf).size;
}

struct reasm *
reasm_init(void *mem, const struct reasm_conf *conf)
{
	struct layout l = layout_of(conf);
	struct reasm *r = mem;
	uint8_t *base = mem;

	memset(&r->stats, 0, sizeof(r->stats));
	r->timeout = conf->timeout;
	r->secret = conf->secret;
	r->set = (void *)(base + l.at_set);
	r->block = (void *)(base + l.at_block);
	r->bucket = (void *)(base + l.at_bucket);
	r->mask = (uint32_t)l.buckets - 1;
	memset(r->bucket, 0xff, l.buckets * sizeof(*r->bucket));
	for (uint32_t i = 0; i < l.sets; i++)
		r->set[i].chain = i + 1 < l.sets ? i + 1 : NIL;
	r->free_set = r->fresh = 0;
	r->free_block = NIL;
	r->blocks_left = (uint32_t)l.blocks;
	r->oldest = r->newest = NIL;
	r->note = conf->note;
	r->note_arg = conf->note_arg;
	r->tag = r->marks = 0;
	r->lost_head = 0;
	return r;
}

enum reasm_result
reasm_add(struct reasm *r, const void *key, size_t keylen, uint64_t now,
    const struct reasm_piece *p, struct cur *whole)
{
	enum reasm_result result;
	struct set *s;
	uint64_t hash;
	uint32_t i;

	*whole = cur_make(NULL, 0);
	keylen = keylen > KEY_MAX ? KEY_MAX : keylen;
	set_expire(r, now);
	hash = hash_octets(r->secret, key, keylen);
	i = set_find(r, hash, key, keylen);
	if (i != NIL && set_stale(r, i, now)) {
		set_lose(r, i);
		r->stats.expired++;
		i = NIL;
	}
	if (i == NIL)
		i = set_new(r, hash, key, keylen, now, p->at);
	s = &r->set[i];
	s->marks |= p->marks;
	s->loud |= !p->quiet;
	result = set_add(r, i, p);
	if (result == REASM_CONFLICT || result == REASM_TOO_LONG) {
		r->stats.conflict += result == REASM_CONFLICT;
		r->stats.too_long += result == REASM_TOO_LONG;
		set_free(r, i);
	} else if (s->has_first && s->has_end &&
	    s->covered == (uint32_t)(s->end - s->first)) {
		result = REASM_WHOLE;
		r->tag = s->tag;
		r->marks = s->marks;
		*whole = set_join(r, s);
		set_free(r, i);
		r->stats.whole++;
	}
	return result;
}

uint8_t
reasm_tag(const struct reasm *r, uint8_t *marks)
{
	*marks = r->marks;
	return r->tag;
}

void
reasm_merge(struct reasm *r, const void *to, const void *from, size_t keylen)
{
	uint32_t a, b;

	keylen = keylen > KEY_MAX ? KEY_MAX : keylen;
	a = set_find(r, hash_octets(r->secret, to, keylen), to, keylen);
	b = set_find(r, hash_octets(r->secret, from, keylen), from, keylen);
	if (a == NIL || b == NIL || a == b)
		return;
	set_splice(r, &r->set[a], &r->set[b]);
	if (r->set[b].head == NIL)
		set_free(r, b);
}

bool
reasm_lost(struct reasm *r, struct reasm_origin *o)
{
	if (r->stats.lost == 0)
		return false;
	*o = r->lost[r->lost_head];
	r->lost_head = (r->lost_head + 1) % LOST_MAX;
	r->stats.lost--;
	return true;
}

bool
reasm_give_up(struct reasm *r)
{
	if (r->oldest == NIL)
		return false;
	set_lose(r, r->oldest);
	return true;
}

const struct reasm_stats *
reasm_stats(const struct reasm *r)
{
	return &r->stats;
}
