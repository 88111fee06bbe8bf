/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Far ends: counters of each, and whether it is stalled.
 *
 * An array by number.  One more behind its end takes what has no place, and is
 * never told of.
 */
#include "far.h"

#include <stdlib.h>
#include <string.h>

enum { LINE = 64 };

struct entry {
	_Alignas(LINE) uint64_t since;	/* ns: when "waiting" became enough */
	uint64_t	 sent_at;	/* ns: its latest; 0: never */
	uint32_t	 waiting;	/* asked since its latest answer */
	struct far	 far;
};

struct fars {
	struct entry	*entry;
	size_t		 max, stalled;
};

static uint64_t
sum(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

static uint64_t
elapsed(uint64_t now, uint64_t then)
{
	return now > then ? now - then : 0;
}

/* A clock that was set back starts the wait anew. */
static void
time_take(struct entry *e, uint64_t now)
{
	e->far.last = now;
	if (e->far.first > now)
		e->far.first = now;
	if (e->since > now)
		e->since = now;
	if (e->sent_at > now)
		e->sent_at = now;
}

static struct entry *
entry_get(struct fars *f, uint32_t number, uint64_t now)
{
	struct entry *e = &f->entry[number < f->max ? number : f->max];

	if (!e->far.known) {
		e->far.known = true;
		e->far.first = now;
	}
	time_take(e, now);
	return e;
}

/* It sent of late, while enough of ours wait for long.  One that never sent
 * did so at 0, which is as long ago as any wait. */
static enum far_event
check(struct fars *f, struct entry *e, uint64_t now)
{
	if (e->far.stalled || e->waiting < FAR_STALL_REQUESTS ||
	    elapsed(now, e->since) < FAR_STALL_NS ||
	    elapsed(now, e->sent_at) >= FAR_STALL_NS ||
	    e == &f->entry[f->max])
		return FAR_NONE;
	e->far.stalled = true;
	e->far.stalls++;
	f->stalled++;
	return FAR_STALLED;
}

/* Where a code is counted: its own line, a free one, or that of one that was
 * seen once.  NULL: none of these. */
static struct far_code *
code_get(struct far *far, unsigned domain, uint32_t code)
{
	struct far_code *c, *once = NULL;

	for (c = far->code; c < far->code + FAR_CODES && c->count > 0; c++) {
		if (c->code == code && c->domain == (uint8_t)domain)
			return c;
		if (c->count == 1)
			once = c;
	}
	if (c == far->code + FAR_CODES) {
		if (once == NULL)
			return NULL;
		far->other += once->count;
		c = once;
	}
	*c = (struct far_code){ 0, code, (uint8_t)domain };
	return c;
}

struct fars *
fars_new(size_t max)
{
	struct fars *f;

	if (max == 0 || max > NODE_MAX || (f = calloc(1, sizeof(*f))) == NULL)
		return NULL;
	f->max = max;
	f->entry = aligned_alloc(LINE, (max + 1) * sizeof(*f->entry));
	if (f->entry == NULL) {
		free(f);
		return NULL;
	}
	memset(f->entry, 0, (max + 1) * sizeof(*f->entry));
	return f;
}

void
fars_free(struct fars *f)
{
	if (f == NULL)
		return;
	free(f->entry);
	free(f);
}

void
far_name(struct fars *f, uint32_t number, const char *name)
{
	struct node n = { .key = number, .partner = (uint16_t)number,
	    .name = (const uint8_t *)name,
	    .len = name == NULL ? 0 : strlen(name) };

	if (number < f->max)
		node_name_set(&f->entry[number].far.node, &n);
}

enum far_event
far_asked(struct fars *f, uint32_t number, uint64_t now)
{
	struct entry *e = entry_get(f, number, now);

	e->far.asked++;
	if (e->waiting < FAR_STALL_REQUESTS &&
	    ++e->waiting == FAR_STALL_REQUESTS)
		e->since = now;
	return check(f, e, now);
}

void
far_unasked(struct fars *f, uint32_t number, uint64_t now)
{
	struct entry *e = entry_get(f, number, now);

	if (e->far.asked > 0)
		e->far.asked--;
	if (e->waiting > 0 && (e->waiting < FAR_STALL_REQUESTS ||
	    e->since == now))
		e->waiting--;
}

enum far_event
far_answered(struct fars *f, uint32_t number, uint64_t now,
    uint64_t ns, bool late)
{
	struct entry *e = entry_get(f, number, now);

	e->far.answered++;
	e->far.late += late;
	e->far.answer_ns = sum(e->far.answer_ns, ns);
	if (ns > e->far.answer_max)
		e->far.answer_max = ns;
	e->waiting = 0;
	if (!e->far.stalled)
		return FAR_NONE;
	e->far.stalled = false;
	f->stalled--;
	return FAR_RECOVERED;
}

void
far_error(struct fars *f, uint32_t number, uint64_t now,
    unsigned domain, uint32_t code)
{
	struct entry *e = entry_get(f, number, now);
	struct far_code *c = code_get(&e->far, domain, code);

	e->far.errors++;
	if (c == NULL)
		e->far.other++;
	else
		c->count++;
}

enum far_event
far_unanswered(struct fars *f, uint32_t number, uint64_t now)
{
	struct entry *e = entry_get(f, number, now);

	e->far.unanswered++;
	return check(f, e, now);
}

enum far_event
far_sent(struct fars *f, uint32_t number, uint64_t now)
{
	struct entry *e = entry_get(f, number, now);

	e->far.sent++;
	e->sent_at = now;
	return check(f, e, now);
}

const struct far *
far_find(const struct fars *f, uint32_t number)
{
	if (number >= f->max || !f->entry[number].far.known)
		return NULL;
	return &f->entry[number].far;
}

void
far_keep(struct fars *to, uint32_t n, const struct fars *from, uint32_t k)
{
	struct node_name name;

	if (n >= to->max || k >= from->max)
		return;
	name = to->entry[n].far.node;
	to->stalled -= to->entry[n].far.stalled;
	to->entry[n] = from->entry[k];
	to->entry[n].far.node = name;
	to->stalled += to->entry[n].far.stalled;
}

size_t
fars_octets(const struct fars *f)
{
	return sizeof(*f) + (f->max + 1) * sizeof(*f->entry);
}

size_t
fars_stalled(const struct fars *f)
{
	return f->stalled;
}

void
fars_walk(const struct fars *f, void (*visit)(void *, const struct far *),
    void *arg)
{
	size_t i;

	for (i = 0; i < f->max; i++)
		if (f->entry[i].far.known)
			visit(arg, &f->entry[i].far);
}
