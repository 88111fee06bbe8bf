/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages that wait for their time.
 *
 * A procedure is written down whole, with the times of its messages, and what
 * others do meanwhile gets between them here: a heap by time, and by order of
 * writing where times are equal.
 */
#include <stdlib.h>

#include "story_impl.h"

struct waiting {
	struct story_message m;
	uint64_t	 order;
	char		 gt[2][DIGITS_MAX + 1];
	size_t		 len;
	uint8_t		 octets[MESSAGE_MAX];
};

static bool
before(const struct waiting *a, const struct waiting *b)
{
	return a->m.ts != b->m.ts ? a->m.ts < b->m.ts : a->order < b->order;
}

static bool
grow(struct queue *q)
{
	size_t size = q->size == 0 ? 256 : 2 * q->size;
	struct waiting **heap = realloc(q->heap, size * sizeof(*heap));

	if (heap == NULL)
		return false;
	q->heap = heap;
	q->size = size;
	return true;
}

static void
number_keep(struct sccp_party *party, char text[DIGITS_MAX + 1])
{
	if (party->gt == NULL)
		return;
	snprintf(text, DIGITS_MAX + 1, "%s", party->gt);
	party->gt = text;
}

void
queue_put(struct story *s, const struct story_message *m)
{
	struct queue *q = &s->queue;
	struct waiting *w;
	size_t i, up;

	if (cur_left(&m->octets) == 0 || cur_left(&m->octets) > MESSAGE_MAX ||
	    (q->n == q->size && !grow(q)) ||
	    (w = malloc(sizeof(*w))) == NULL) {
		s->failed = true;
		return;
	}
	w->m = *m;
	w->order = q->order++;
	w->len = cur_left(&m->octets);
	memcpy(w->octets, m->octets.p, w->len);
	if (w->m.ts < s->now)
		w->m.ts = s->now;
	number_keep(&w->m.head.calling, w->gt[0]);
	number_keep(&w->m.head.called, w->gt[1]);
	for (i = q->n++; i > 0; i = up) {
		up = (i - 1) / 2;
		if (!before(w, q->heap[up]))
			break;
		q->heap[i] = q->heap[up];
	}
	q->heap[i] = w;
}

static struct waiting *
take(struct queue *q)
{
	struct waiting *top = q->heap[0], *last = q->heap[--q->n];
	size_t i = 0, down;

	while ((down = 2 * i + 1) < q->n) {
		if (down + 1 < q->n && before(q->heap[down + 1], q->heap[down]))
			down++;
		if (!before(q->heap[down], last))
			break;
		q->heap[i] = q->heap[down];
		i = down;
	}
	q->heap[i] = last;
	return top;
}

void
queue_run(struct story *s, uint64_t until)
{
	struct waiting *w;

	while (s->queue.n > 0 && s->queue.heap[0]->m.ts <= until) {
		w = take(&s->queue);
		w->m.octets = cur_make(w->octets, w->len);
		s->emit(s->arg, &w->m);
		free(w);
	}
	if (until > s->now)
		s->now = until;
}

void
queue_free(struct queue *q)
{
	while (q->n > 0)
		free(q->heap[--q->n]);
	free(q->heap);
	q->heap = NULL;
}
