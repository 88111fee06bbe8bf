/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The queue before fd_msg_send(), and the thread that calls it: the call waits
 * while freeDiameter's own queue is full.
 */
#include "edge_fd.h"

#include <stdlib.h>

static bool
is_request(const struct item *it)
{
	struct cur c = cur_make(it->octets, it->n);

	return cur_at(&c, 4) & CMD_FLAG_REQUEST;
}

static void
item_take(struct edge *e, struct item *it)
{
	*it = e->item[e->item_first];
	e->item_first = (e->item_first + 1) % QUEUE_MAX;
	e->items--;
	e->item_octets -= it->n;
	e->sending_since = clock_ns();
	pthread_cond_signal(&e->item_fewer);
}

static void *
sender(void *arg)
{
	struct edge *e = arg;
	struct item it;

	for (;;) {
		pthread_mutex_lock(&e->lock);
		e->sending_since = 0;
		while (e->items == 0)
			pthread_cond_wait(&e->item_more, &e->lock);
		item_take(e, &it);
		pthread_mutex_unlock(&e->lock);
		if (is_request(&it))
			ask_send(e, &it);
		else
			query_answer(e, &it);
	}
	return NULL;
}

static bool
full(const struct edge *e)
{
	return e->items == QUEUE_MAX || e->item_octets > QUEUE_OCTETS;
}

static void
put(struct edge *e, const struct item *it)
{
	e->item[(e->item_first + e->items) % QUEUE_MAX] = *it;
	e->items++;
	e->item_octets += it->n;
	pthread_cond_signal(&e->item_more);
}

void
send_put(struct edge *e, const struct item *it)
{
	pthread_mutex_lock(&e->lock);
	while (full(e))
		pthread_cond_wait(&e->item_fewer, &e->lock);
	put(e, it);
	pthread_mutex_unlock(&e->lock);
}

bool
send_try(struct edge *e, const struct item *it)
{
	bool fits;

	pthread_mutex_lock(&e->lock);
	fits = !full(e);
	if (fits)
		put(e, it);
	pthread_mutex_unlock(&e->lock);
	return fits;
}

bool
send_begin(struct edge *e)
{
	pthread_t thread;

	e->item = calloc(QUEUE_MAX, sizeof(*e->item));
	return e->item != NULL &&
	    pthread_create(&thread, NULL, sender, e) == 0;
}
