/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Far ends: counters of each, and whether it is stalled.
 */
#include "far.h"

#include <stdlib.h>
#include <string.h>

struct entry {
	struct far	 far;
	uint64_t	 since;		/* ns: when "waiting" became enough */
	uint64_t	 sent_at;	/* ns: its latest; 0: never */
	uint32_t	 waiting;	/* asked since its latest answer */
};

struct fars {
	struct nodes	*nodes;
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
entry_get(struct fars *f, const struct node *node, uint64_t now)
{
	bool fresh;
	struct entry *e = &f->entry[nodes_get(f->nodes, node->key, &fresh)];

	if (fresh) {
		f->stalled -= e->far.stalled;
		memset(e, 0, sizeof(*e));
		e->far.first = now;
	}
	if (e->far.node.len == 0)
		node_name_set(&e->far.node, node);
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
	    elapsed(now, e->sent_at) >= FAR_STALL_NS)
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
fars_new(size_t max, uint64_t secret)
{
	struct fars *f = calloc(1, sizeof(*f));

	if (f == NULL)
		return NULL;
	f->max = max;
	f->nodes = nodes_new(max, secret);
	if (f->nodes != NULL)
		f->entry = calloc(max, sizeof(*f->entry));
	if (f->entry == NULL) {
		fars_free(f);
		return NULL;
	}
	return f;
}

void
fars_free(struct fars *f)
{
	if (f == NULL)
		return;
	nodes_free(f->nodes);
	free(f->entry);
	free(f);
}

enum far_event
far_asked(struct fars *f, const struct node *node, uint64_t now)
{
	struct entry *e = entry_get(f, node, now);

	e->far.asked++;
	if (e->waiting < FAR_STALL_REQUESTS &&
	    ++e->waiting == FAR_STALL_REQUESTS)
		e->since = now;
	return check(f, e, now);
}

enum far_event
far_answered(struct fars *f, const struct node *node, uint64_t now,
    uint64_t ns, bool late)
{
	struct entry *e = entry_get(f, node, now);

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
far_error(struct fars *f, const struct node *node, uint64_t now,
    unsigned domain, uint32_t code)
{
	struct entry *e = entry_get(f, node, now);
	struct far_code *c = code_get(&e->far, domain, code);

	e->far.errors++;
	if (c == NULL)
		e->far.other++;
	else
		c->count++;
}

enum far_event
far_unanswered(struct fars *f, const struct node *node, uint64_t now)
{
	struct entry *e = entry_get(f, node, now);

	e->far.unanswered++;
	return check(f, e, now);
}

enum far_event
far_sent(struct fars *f, const struct node *node, uint64_t now)
{
	struct entry *e = entry_get(f, node, now);

	e->far.sent++;
	e->sent_at = now;
	return check(f, e, now);
}

const struct far *
far_find(const struct fars *f, uint64_t key)
{
	uint32_t place = nodes_find(f->nodes, key);

	return place == NODE_NONE ? NULL : &f->entry[place].far;
}

size_t
fars_count(const struct fars *f)
{
	return nodes_count(f->nodes);
}

uint64_t
fars_lost(const struct fars *f)
{
	return nodes_lost(f->nodes);
}

size_t
fars_octets(const struct fars *f)
{
	return sizeof(*f) + nodes_octets(f->nodes) +
	    f->max * sizeof(*f->entry);
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
	uint32_t place = NODE_NONE;

	while ((place = nodes_next(f->nodes, place)) != NODE_NONE)
		visit(arg, &f->entry[place].far);
}
