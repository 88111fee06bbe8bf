/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests of the home's, which the engine has until it answers.
 *
 * Each has a place in a table; place and round are its hop-by-hop identifier
 * towards the engine, so an answer that comes late finds nothing.  The message
 * waits there, for freeDiameter sends an answer back the way its request came
 * and with the identifier that it had (fd_msg_answ_associate).
 */
#include "edge_fd.h"

#include <stdlib.h>
#include <string.h>

bool
queries_begin(struct edge *e)
{
	e->query = calloc(QUERIES_MAX, sizeof(*e->query));
	return e->query != NULL;
}

/* With the lock held: a free place and its identifier. */
static struct query *
query_new(struct edge *e, uint32_t *id)
{
	struct query *q;
	unsigned i;

	for (i = 0; i < QUERIES_MAX; i++) {
		q = &e->query[e->query_next++ % QUERIES_MAX];
		if (q->msg != NULL)
			continue;
		q->round++;
		*id = q->round * QUERIES_MAX + (uint32_t)(q - e->query);
		return q;
	}
	return NULL;
}

static struct msg *
query_take(struct edge *e, uint32_t id)
{
	struct query *q = &e->query[id % QUERIES_MAX];
	struct msg *msg = q->msg;

	if (msg == NULL ||
	    q->round * QUERIES_MAX + (uint32_t)(q - e->query) != id)
		return NULL;
	q->msg = NULL;
	return msg;
}

/* Gives it to the engine, on credit. */
static bool
query_give(struct edge *e, struct msg *msg, const char *host, size_t len,
    const uint8_t *p, size_t n, enum result *why)
{
	struct neighbour *b = neighbour_named(e, host, len);
	struct query *q;
	uint32_t id;

	*why = RESULT_UNABLE_TO_DELIVER;
	if (b == NULL || !b->up)
		return false;
	*why = RESULT_TOO_BUSY;
	if (b->credit < channel_cost(n))
		return false;
	q = query_new(e, &id);
	if (q == NULL || !pipe_message(e, b->number, p, n, id))
		return false;
	b->credit -= channel_cost(n);
	q->msg = msg;
	q->number = b->number;
	q->until = clock_ns() + e->expiry;
	return true;
}

static void
refuse(struct edge *e, struct msg *msg, const uint8_t *p, size_t n,
    enum result result)
{
	uint8_t refusal[REFUSAL_MAX];
	struct wbuf w = wbuf_make(refusal, sizeof(refusal));
	struct item it = { .query = msg };

	if (refuse_put(&w, cur_make(p, n), result) &&
	    (it.octets = malloc(w.len)) != NULL) {
		memcpy(it.octets, w.p, w.len);
		it.n = w.len;
		if (send_try(e, &it))
			return;
	}
	free(it.octets);
	fd_msg_free(msg);
}

void
query_came(struct edge *e, struct msg *msg, const uint8_t *p, size_t n)
{
	enum result why = RESULT_UNABLE_TO_DELIVER;
	DiamId_t host = NULL;
	size_t len = 0;
	bool given = false;

	if (fd_msg_source_get(msg, &host, &len) == 0 && host != NULL) {
		pthread_mutex_lock(&e->lock);
		given = query_give(e, msg, host, len, p, n, &why);
		pthread_mutex_unlock(&e->lock);
	}
	if (!given)
		refuse(e, msg, p, n, why);
}

void
query_answer(struct edge *e, struct item *it)
{
	struct msg *query = it->query, *answer = NULL;
	struct cur c = cur_make(it->octets, it->n);
	uint32_t id;

	if (query == NULL && cur_skip(&c, 12) && cur_be32(&c, &id)) {
		pthread_mutex_lock(&e->lock);
		query = query_take(e, id);
		pthread_mutex_unlock(&e->lock);
	}
	if (query != NULL &&
	    fd_msg_parse_buffer(&it->octets, it->n, &answer) == 0 &&
	    fd_msg_answ_associate(answer, query) == 0) {
		query = NULL;		/* the answer's now */
		if (fd_msg_send(&answer, NULL, NULL) == 0)
			answer = NULL;
	}
	if (answer != NULL)
		fd_msg_free(answer);
	if (query != NULL)
		fd_msg_free(query);
	free(it->octets);
}

/* The engine has closed the neighbour and answers none of its requests. */
void
queries_close(struct edge *e, uint32_t number)
{
	struct msg *msg;
	struct cur raw;
	unsigned i;

	for (i = 0; i < QUERIES_MAX; i++) {
		pthread_mutex_lock(&e->lock);
		msg = e->query[i].number == number ? e->query[i].msg : NULL;
		if (msg != NULL)
			e->query[i].msg = NULL;
		pthread_mutex_unlock(&e->lock);
		if (msg == NULL)
			continue;
		raw = raw_of(msg);
		refuse(e, msg, raw.p, cur_left(&raw),
		    RESULT_UNABLE_TO_DELIVER);
	}
}

void
queries_overdue(struct edge *e, uint64_t now)
{
	struct msg *msg;
	unsigned i;

	for (i = 0; i < QUERIES_MAX; i++) {
		pthread_mutex_lock(&e->lock);
		msg = e->query[i].msg;
		if (msg != NULL && now < e->query[i].until)
			msg = NULL;
		if (msg != NULL)
			e->query[i].msg = NULL;
		pthread_mutex_unlock(&e->lock);
		if (msg != NULL)
			fd_msg_free(msg);
	}
}
