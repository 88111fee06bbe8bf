/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests of the engine's, from the channel to their end.
 *
 * freeDiameter has its own hop-by-hop identifier on the wire; the engine's
 * stays in the ask, which the message carries as the data of its callbacks.
 * The message is given a source, as if it were relayed: so its answer comes to
 * the callback for what is forwarded, in the routing thread, and never to
 * dispatching, which would want a dictionary.
 *
 * It goes to the peer that the engine chose and to no other: failing over is
 * the engine's, which knows what each link protects.  When freeDiameter hands
 * back what a broken connection left unanswered (fail-over), it is dropped
 * here, and the engine hears that the neighbour is down and moves it.
 *
 * An ask ends once: answered, expired, refused, or lost with its neighbour.
 * Then it gives back its credit.
 */
#include "edge_fd.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static char source[] = "engine.breakwater.invalid";

/* Never called: answers of what has a source are forwarded.  That it is there
 * tells whose request it is. */
static void
answered(void *data, struct msg **msg)
{
	struct ask *a = data;

	pthread_mutex_lock(&a->edge->lock);
	ask_end(a);
	pthread_mutex_unlock(&a->edge->lock);
	fd_msg_free(*msg);
	*msg = NULL;
}

/* In time; the engine has told whoever asked. */
static void
expired(void *data, DiamId_t to, size_t len, struct msg **msg)
{
	struct ask *a = data;

	(void)to;
	(void)len;
	pthread_mutex_lock(&a->edge->lock);
	ask_end(a);
	pthread_mutex_unlock(&a->edge->lock);
	fd_msg_free(*msg);
	*msg = NULL;
}

bool
asks_begin(struct edge *e)
{
	unsigned i;

	e->ask = calloc(ASKS_MAX, sizeof(*e->ask));
	if (e->ask == NULL)
		return false;
	for (i = 0; i < ASKS_MAX; i++) {
		e->ask[i].edge = e;
		e->ask[i].next = i + 1 < ASKS_MAX ? &e->ask[i + 1] : NULL;
	}
	e->ask_free = e->ask;
	return true;
}

struct ask *
ask_of(struct msg *msg)
{
	void (*callback)(void *, struct msg **) = NULL;
	struct msg_hdr *head;
	void *data = NULL;

	if (msg == NULL || fd_msg_hdr(msg, &head) != 0 ||
	    !(head->msg_flags & CMD_FLAG_REQUEST) ||
	    fd_msg_anscb_get(msg, &callback, NULL, &data) != 0 ||
	    callback != answered)
		return NULL;
	return data;
}

void
ask_end(struct ask *a)
{
	struct edge *e = a->edge;

	if (!a->used)
		return;
	if (a->orphan)
		e->orphans--;
	else
		neighbour_credit(e, a->number, a->cost);
	a->used = false;
	a->next = e->ask_free;
	e->ask_free = a;
}

/* With the lock held.  NULL: the neighbour is not there any more, or there are
 * too many; the engine then has its credit back. */
static struct ask *
ask_new(struct edge *e, const struct item *it)
{
	struct ask *a = e->ask_free;

	if (neighbour_of(e, it->number) == NULL)
		return NULL;
	if (a == NULL) {
		neighbour_credit(e, it->number, channel_cost(it->n));
		return NULL;
	}
	e->ask_free = a->next;
	a->used = true;
	a->orphan = a->routed = false;
	a->number = it->number;
	a->cost = channel_cost(it->n);
	a->hop_by_hop = 0;
	a->until = clock_ns() + e->expiry;
	return a;
}

static void
expiry_get(const struct edge *e, struct timespec *t)
{
	uint64_t ns;

	clock_gettime(CLOCK_REALTIME, t);
	ns = (uint64_t)t->tv_nsec + e->expiry;
	t->tv_sec += (time_t)(ns / NS);
	t->tv_nsec = (long)(ns % NS);
}

/* Hands it over; fd_msg_send_timeout() may wait. */
static bool
hand_over(struct ask *a, struct item *it)
{
	struct msg *msg = NULL;
	struct timespec t;

	if (fd_msg_parse_buffer(&it->octets, it->n, &msg) != 0)
		return false;
	if (fd_msg_source_set(msg, source, sizeof(source) - 1) == 0) {
		expiry_get(a->edge, &t);
		if (fd_msg_send_timeout(&msg, answered, a, expired, &t) == 0)
			return true;
	}
	if (msg != NULL)
		fd_msg_free(msg);
	return false;
}

static void
refuse(struct ask *a, struct cur request, enum result result)
{
	uint8_t refusal[REFUSAL_MAX];
	struct wbuf w = wbuf_make(refusal, sizeof(refusal));
	struct edge *e = a->edge;

	pthread_mutex_lock(&e->lock);
	if (a->used && !a->orphan && neighbour_of(e, a->number) != NULL &&
	    refuse_put(&w, request, result))
		pipe_message(e, a->number, w.p, w.len, a->hop_by_hop);
	ask_end(a);
	pthread_mutex_unlock(&e->lock);
}

/* What freeDiameter can not read, for AVPs that do not stand in a row, it can
 * not send either. */
void
ask_send(struct edge *e, struct item *it)
{
	struct cur c = cur_make(it->octets, it->n);
	uint32_t id;
	struct ask *a;

	pthread_mutex_lock(&e->lock);
	a = ask_new(e, it);
	pthread_mutex_unlock(&e->lock);
	if (a != NULL && cur_skip(&c, 12) && cur_be32(&c, &id)) {
		a->hop_by_hop = id;
		if (!hand_over(a, it))
			refuse(a, cur_make(it->octets, it->octets != NULL ?
			    it->n : 0), RESULT_UNABLE_TO_DELIVER);
	}
	free(it->octets);
}

void
ask_refuse(struct ask *a, struct msg *msg, enum result result)
{
	uint8_t *octets = NULL;
	size_t n = 0;

	if (fd_msg_bufferize(msg, &octets, &n) != 0)
		octets = NULL;
	refuse(a, cur_make(octets, octets != NULL ? n : 0), result);
	free(octets);
}

/*
 * What freeDiameter holds beyond its time, in a queue behind a peer that does
 * not read: its credit goes back, its place waits for it.  More and more of
 * them are a fault that only a new process mends.
 */
void
asks_overdue(struct edge *e, uint64_t now)
{
	struct ask *a;
	bool many;

	pthread_mutex_lock(&e->lock);
	for (a = e->ask; a < e->ask + ASKS_MAX; a++) {
		if (!a->used || a->orphan || now < a->until + NS)
			continue;
		neighbour_credit(e, a->number, a->cost);
		a->orphan = true;
		e->orphans++;
	}
	many = e->orphans > ORPHANS_MAX;
	pthread_mutex_unlock(&e->lock);
	if (many)
		give_up("too many requests stay in freeDiameter");
}
