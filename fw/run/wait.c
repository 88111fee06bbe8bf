/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A ring of lines, and one of the octets of their texts: each text whole, so
 * that what is left at the end of the memory is skipped when it does not fit
 * there.
 */
#include <stdlib.h>
#include <string.h>

#include "wait.h"

struct line {
	uint64_t	 number;	/* not below that of the one before */
	uint64_t	 since;		/* ns */
	uint32_t	 at, len;
	bool		 waits;
};

struct wait {
	void		(*out)(void *, const char *, size_t);
	void		*arg;
	char		*text;
	size_t		 tail;		/* behind the last text */
	size_t		 first, n;	/* of the ring */
	struct line	 line[WAIT_LINES];
};

struct wait *
wait_new(void (*out)(void *, const char *, size_t), void *arg)
{
	struct wait *w = calloc(1, sizeof(*w));

	if (w == NULL)
		return NULL;
	w->out = out;
	w->arg = arg;
	w->text = malloc(WAIT_OCTETS);
	if (w->text != NULL)
		return w;
	free(w);
	return NULL;
}

void
wait_free(struct wait *w)
{
	if (w == NULL)
		return;
	free(w->text);
	free(w);
}

static struct line *
line_at(struct wait *w, size_t i)
{
	return &w->line[(w->first + i) % WAIT_LINES];
}

static void
first_out(struct wait *w)
{
	const struct line *l = line_at(w, 0);

	w->out(w->arg, w->text + l->at, l->len);
	w->first = (w->first + 1) % WAIT_LINES;
	w->n--;
}

static void
drain(struct wait *w)
{
	while (w->n > 0 && !line_at(w, 0)->waits)
		first_out(w);
}

void
wait_flush(struct wait *w)
{
	while (w->n > 0)
		first_out(w);
}

/* Puts the tail where so many octets are free; there are, once the first ones
 * have gone. */
static void
room_make(struct wait *w, size_t size)
{
	size_t head;

	for (;;) {
		if (w->n == 0) {
			w->tail = 0;
			return;
		}
		head = line_at(w, 0)->at;
		if (w->tail > head) {
			if (WAIT_OCTETS - w->tail >= size)
				return;
			if (head >= size) {
				w->tail = 0;
				return;
			}
		} else if (head - w->tail >= size && w->tail < head) {
			return;
		}
		first_out(w);
	}
}

void
wait_add(struct wait *w, uint64_t number, bool waits, uint64_t now,
    const char *text, size_t len)
{
	size_t size = len + (waits ? WAIT_MORE : 0);

	if ((w->n == 0 && !waits) || len < 2 || size > WAIT_OCTETS / 4) {
		wait_flush(w);
		w->out(w->arg, text, len);
		return;
	}
	if (number == 0 && w->n > 0)
		number = line_at(w, w->n - 1)->number;
	else if (w->n > 0 && number < line_at(w, w->n - 1)->number)
		wait_flush(w);		/* numbers have begun again */
	if (w->n == WAIT_LINES)
		first_out(w);
	room_make(w, size);
	*line_at(w, w->n++) = (struct line){ number, now, (uint32_t)w->tail,
	    (uint32_t)len, waits };
	memcpy(w->text + w->tail, text, len);
	w->tail += size;
}

static struct line *
line_find(const struct wait *w, uint64_t number)
{
	struct wait *of = (struct wait *)(uintptr_t)w;
	size_t low = 0, high = w->n, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (line_at(of, mid)->number < number)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < w->n && line_at(of, low)->number == number; low++)
		if (line_at(of, low)->waits)
			return line_at(of, low);
	return NULL;
}

bool
wait_has(const struct wait *w, uint64_t number)
{
	return line_find(w, number) != NULL;
}

/* The line ends in "}\n"; what is too long for its room is left out. */
static void
line_more(struct wait *w, struct line *l, const char *text, size_t len)
{
	char *to = w->text + l->at + l->len - 2;

	l->waits = false;
	if (len == 0 || len + 1 > WAIT_MORE)
		return;
	*to++ = ',';
	memcpy(to, text, len);
	memcpy(to + len, "}\n", 2);
	l->len += (uint32_t)len + 1;
}

void
wait_answer(struct wait *w, uint64_t number, const char *text, size_t len)
{
	struct line *l = line_find(w, number);

	if (l == NULL)
		return;
	line_more(w, l, text, len);
	drain(w);
}

void
wait_turn(struct wait *w, uint64_t now, uint64_t longest, const char *text,
    size_t len)
{
	struct line *l;

	for (; w->n > 0; drain(w)) {
		l = line_at(w, 0);
		if ((now > l->since ? now - l->since : 0) < longest)
			return;
		line_more(w, l, text, len);
	}
}

size_t
wait_count(const struct wait *w)
{
	return w->n;
}
