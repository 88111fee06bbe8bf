/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where open transactions are kept: records, their index, their lists, their
 * end by time.
 *
 * Records are used from the first on and free ones again at once, so that what
 * is small stays in the cache.
 */
#include "txn_impl.h"

#include <stdlib.h>
#include <string.h>

#include "../../dissectors/hash.h"
#include "../../dissectors/prefetch.h"
#include "pages.h"

/* Mostly a search ends within so many places; to send for what is behind the end
 * of the index does no harm. */
enum { NEAR = 6 };

static uint32_t
number_of(const struct txns *x, const struct txn *t)
{
	return (uint32_t)(t - x->record);
}

/* ---- index ---- */

static uint32_t
tag_of(uint64_t key)
{
	return (uint32_t)(key >> 32);
}

static size_t
home_of(const struct txns *x, uint32_t tag)
{
	return (size_t)((uint64_t)tag * x->places >> 32);
}

static size_t
place_after(const struct txns *x, size_t i)
{
	return i + 1 < x->places ? i + 1 : 0;
}

static bool
has_key(const struct txn *t, uint64_t key)
{
	return t->key[0] == key || t->key[1] == key;
}

/* The place of a key, or the free one where it would stand. */
static size_t
place_of(const struct txns *x, uint64_t key)
{
	uint32_t tag = tag_of(key);
	const struct txn_place *p;
	size_t i;

	for (i = home_of(x, tag);; i = place_after(x, i)) {
		p = &x->place[i];
		if (p->at == 0 ||
		    (p->tag == tag && has_key(&x->record[p->at - 1], key)))
			return i;
	}
}

void
txn_expect_key(const struct txns *x, uint64_t key)
{
	const struct txn_place *p = &x->place[home_of(x, tag_of(key))];

	prefetch(p);
	prefetch(p + NEAR);
}

/* All of it. */
static void
record_expect(const struct txn *t)
{
	prefetch(t);
	prefetch(&t->op);
	prefetch(t->invoke_op);
}

void
txn_expect_record(const struct txns *x, uint64_t key)
{
	uint32_t tag = tag_of(key);
	const struct txn_place *p = &x->place[home_of(x, tag)];

	if (p->at != 0 && p->tag == tag)
		record_expect(&x->record[p->at - 1]);
}

struct txn *
txn_lookup(const struct txns *x, uint64_t key)
{
	uint32_t at = x->place[place_of(x, key)].at;

	return at == 0 ? NULL : &x->record[at - 1];
}

void
txn_index(struct txns *x, uint64_t key, struct txn *t)
{
	x->place[place_of(x, key)] =
	    (struct txn_place){ tag_of(key), number_of(x, t) + 1 };
}

/* How far place i is behind place "from". */
static size_t
distance(const struct txns *x, size_t from, size_t i)
{
	return i >= from ? i - from : i + x->places - from;
}

/* Takes a place out: what stands behind it and would rather stand here moves
 * up. */
static void
place_free(struct txns *x, size_t i)
{
	size_t j = i, home;

	for (;;) {
		j = place_after(x, j);
		if (x->place[j].at == 0)
			break;
		home = home_of(x, x->place[j].tag);
		if (distance(x, home, j) < distance(x, i, j))
			continue;
		x->place[i] = x->place[j];
		i = j;
	}
	x->place[i].at = 0;
}

/* The key may be another's by now, who came later. */
static void
unindex(struct txns *x, uint64_t key, const struct txn *t)
{
	uint32_t tag = tag_of(key), at = number_of(x, t) + 1;
	const struct txn_place *p;
	size_t i;

	if (key == 0)
		return;
	for (i = home_of(x, tag);; i = place_after(x, i)) {
		p = &x->place[i];
		if (p->at == 0)
			return;
		if (p->tag == tag && p->at == at)
			break;
	}
	place_free(x, i);
}

/* ---- lists ---- */

static void
list_take(struct txns *x, const struct txn *t)
{
	if (t->prev == TXN_NOBODY)
		x->first[t->state] = t->next;
	else
		x->record[t->prev].next = t->next;
	if (t->next == TXN_NOBODY)
		x->last[t->state] = t->prev;
	else
		x->record[t->next].prev = t->prev;
}

static void
list_append(struct txns *x, struct txn *t, enum txn_state state)
{
	uint32_t at = number_of(x, t), last = x->last[state];

	t->state = (uint8_t)state;
	t->prev = last;
	t->next = TXN_NOBODY;
	x->last[state] = at;
	if (last == TXN_NOBODY)
		x->first[state] = at;
	else
		x->record[last].next = at;
}

static struct txn *
list_first(struct txns *x, enum txn_state state)
{
	uint32_t at = x->first[state];

	return at == TXN_NOBODY ? NULL : &x->record[at];
}

/* Lists are in the order of time, but for what a clock that goes back brings:
 * then it is not known when something is due. */
static void
time_take(struct txns *x, uint64_t now)
{
	if (now < x->latest)
		x->due = 0;
	x->latest = now;
}

void
txn_touch(struct txns *x, struct txn *t, enum txn_state state, uint64_t now)
{
	t->active = now;
	time_take(x, now);
	if (t->state == state && t->next == TXN_NOBODY)
		return;
	list_take(x, t);
	list_append(x, t, state);
}

/* The rest of it, and its neighbours' links. */
void
txn_prefetch(const struct txns *x, const struct txn *t)
{
	record_expect(t);
	if (t->prev != TXN_NOBODY)
		prefetch(&x->record[t->prev].next);
	if (t->next != TXN_NOBODY)
		prefetch(&x->record[t->next].prev);
}

/* ---- records ---- */

/* Its time is from before the clock was set back. */
static bool
from_before(const struct txn *t, uint64_t now)
{
	return t->active > now && t->active - now > TXN_BACK;
}

static uint64_t
quiet_for(const struct txn *t, uint64_t now)
{
	if (from_before(t, now))
		return UINT64_MAX;
	return now > t->active ? now - t->active : 0;
}

static struct txn *
quietest(struct txns *x, uint64_t now)
{
	struct txn *found = NULL, *t;
	unsigned state;

	for (state = TXN_WAITING; state < TXN_STATES; state++) {
		t = list_first(x, state);
		if (t != NULL && (found == NULL ||
		    quiet_for(t, now) > quiet_for(found, now)))
			found = t;
	}
	return found;
}

/* This one will end next, and the one behind it soon. */
static void
expect_after(const struct txns *x, const struct txn *t)
{
	unsigned i;

	if (t == NULL)
		return;
	for (i = 0; i < 2; i++)
		if (t->key[i] != 0)
			txn_expect_key(x, t->key[i]);
	if (t->next != TXN_NOBODY)
		record_expect(&x->record[t->next]);
}

void
txn_end(struct txns *x, struct txn *t)
{
	unindex(x, t->key[0], t);
	unindex(x, t->key[1], t);
	list_take(x, t);
	t->state = TXN_FREE;
	t->next = x->freed;
	x->freed = number_of(x, t);
	x->n--;
}

struct txn *
txn_new(struct txns *x, uint64_t now)
{
	struct txn *t;

	if (x->n == x->max) {
		txn_end(x, quietest(x, now));
		x->lost++;
		expect_after(x, quietest(x, now));
	}
	if (x->freed == TXN_NOBODY) {
		t = &x->record[x->fresh++];
	} else {
		t = &x->record[x->freed];
		x->freed = t->next;
	}
	memset(t, 0, sizeof(*t));
	t->started = t->active = now;
	time_take(x, now);
	list_append(x, t, TXN_WAITING);
	x->n++;
	return t;
}

/* ---- time ---- */

/* What is left from before the clock was set back begins to count at now. */
static void
renew(struct txns *x, struct txn *t, uint64_t now)
{
	if (t->started > now)
		t->started = now;
	txn_touch(x, t, t->state, now);
}

/* The first of a list, if it has been quiet for longer than "limit". */
static struct txn *
first_over(struct txns *x, enum txn_state state, uint64_t now, uint64_t limit,
    unsigned *left)
{
	struct txn *t;

	while (*left > 0 && (t = list_first(x, state)) != NULL) {
		if (!from_before(t, now)) {
			if (quiet_for(t, now) <= limit)
				break;
			--*left;
			return t;
		}
		--*left;
		renew(x, t, now);
	}
	return NULL;
}

/* When the first of a list will have been quiet for "limit", and be it one that
 * comes only now. */
static uint64_t
due_first(struct txns *x, enum txn_state state, uint64_t now, uint64_t limit)
{
	const struct txn *t = list_first(x, state);
	uint64_t from = t != NULL && t->active < now ? t->active : now;

	return from > UINT64_MAX - limit ? UINT64_MAX : from + limit;
}

/* In a dialogue about a call nothing is said as long as people talk. */
static uint64_t
limit_of(const struct txns *x, unsigned state)
{
	return state == TXN_CALLING && x->forget < TXN_CALL ? TXN_CALL :
	    x->forget;
}

static uint64_t
due(struct txns *x, uint64_t now)
{
	uint64_t when = due_first(x, TXN_WAITING, now, x->answer), next;
	unsigned state;

	for (state = TXN_WAITING; state < TXN_STATES; state++) {
		next = due_first(x, state, now, limit_of(x, state));
		when = next < when ? next : when;
	}
	return when;
}

/* Has it a first that has been quiet for longer, or is from before? */
static inline bool
is_due(struct txns *x, enum txn_state state, uint64_t now, uint64_t limit)
{
	const struct txn *t = list_first(x, state);

	return t != NULL && (t->active > now || now - t->active > limit);
}

bool
txns_expire(struct txns *x, uint64_t now, uint64_t answer, uint64_t forget,
    void (*unanswered)(void *, struct txn *), void *arg)
{
	unsigned left = TXN_EXPIRE_MAX, state;
	uint64_t limit;
	struct txn *t;

	time_take(x, now);
	if (now < x->due && answer == x->answer && forget == x->forget)
		return false;
	x->answer = answer;
	x->forget = forget;
	while (is_due(x, TXN_WAITING, now, answer) &&
	    (t = first_over(x, TXN_WAITING, now, answer, &left)) != NULL) {
		list_take(x, t);
		list_append(x, t, TXN_TOLD);
		expect_after(x, list_first(x, TXN_WAITING));
		if (t->refused)
			continue;
		t->overdue = true;
		unanswered(arg, t);
	}
	for (state = TXN_WAITING; state < TXN_STATES; state++) {
		limit = limit_of(x, state);
		while (is_due(x, state, now, limit) &&
		    (t = first_over(x, state, now, limit, &left)) != NULL) {
			txn_end(x, t);
			expect_after(x, list_first(x, state));
		}
	}
	x->due = left > 0 ? due(x, now) : 0;
	return left == 0;
}

/* ---- the whole ---- */

struct txns *
txns_new(size_t max, uint64_t secret)
{
	struct txns *x;

	if (max == 0)
		max = 1;
	if (max > UINT32_MAX / 4)
		return NULL;
	x = calloc(1, sizeof(*x));
	if (x == NULL)
		return NULL;
	x->max = max;
	x->places = TXN_PLACES * max + 1;	/* one is always free */
	x->record = pages_new(max * sizeof(*x->record));
	x->place = pages_new(x->places * sizeof(*x->place));
	if (x->record == NULL || x->place == NULL) {
		txns_free(x);
		return NULL;
	}
	x->freed = TXN_NOBODY;
	memset(x->first, 0xff, sizeof(x->first));	/* TXN_NOBODY */
	memset(x->last, 0xff, sizeof(x->last));
	x->salt_address = hash_u64(secret, HASH_A);
	x->salt_tid = hash_u64(secret, HASH_B);
	x->salt_request = hash_u64(secret, HASH_C);
	x->salt_session = hash_u64(secret, HASH_D);
	return x;
}

void
txns_free(struct txns *x)
{
	if (x == NULL)
		return;
	pages_free(x->record, x->max * sizeof(*x->record));
	pages_free(x->place, x->places * sizeof(*x->place));
	free(x);
}

void
txns_walk(struct txns *x, void (*visit)(void *, struct txn *), void *arg)
{
	size_t i;

	for (i = 0; i < x->fresh; i++)
		if (x->record[i].state != TXN_FREE)
			visit(arg, &x->record[i]);
}

size_t
txns_count(const struct txns *x)
{
	return x->n;
}

uint64_t
txns_lost(const struct txns *x)
{
	return x->lost;
}

size_t
txns_octets(const struct txns *x)
{
	return sizeof(*x) + pages_octets(x->max * sizeof(*x->record)) +
	    pages_octets(x->places * sizeof(*x->place));
}
