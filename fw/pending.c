/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A ring of lines, of which some wait.
 */
#define _GNU_SOURCE	/* open_memstream() */
#include <stdlib.h>
#include <string.h>

#include "pending.h"

struct line {
	char		*text;		/* with its newline */
	size_t		 len;
	uint64_t	 number;	/* not below that of the one before */
	bool		 waits;
};

struct pending {
	FILE		*out;
	FILE		*stream;	/* the event at hand, in memory */
	char		*text;
	size_t		 len;
	size_t		 first, n;	/* of the ring */
	size_t		 octets;
	struct line	 line[PENDING_MAX];
};

struct pending *
pending_new(FILE *out)
{
	struct pending *p = calloc(1, sizeof(*p));

	if (p == NULL)
		return NULL;
	p->out = out;
	p->stream = open_memstream(&p->text, &p->len);
	if (p->stream != NULL)
		return p;
	free(p);
	return NULL;
}

static struct line *
line_at(struct pending *p, size_t i)
{
	return &p->line[(p->first + i) % PENDING_MAX];
}

static void
first_out(struct pending *p)
{
	struct line *l = line_at(p, 0);

	fwrite_unlocked(l->text, 1, l->len, p->out);
	p->octets -= l->len;
	free(l->text);
	p->first = (p->first + 1) % PENDING_MAX;
	p->n--;
}

static void
drain(struct pending *p)
{
	while (p->n > 0 && !line_at(p, 0)->waits)
		first_out(p);
}

void
pending_flush(struct pending *p)
{
	while (p->n > 0)
		first_out(p);
}

void
pending_free(struct pending *p)
{
	size_t i;

	if (p == NULL)
		return;
	for (i = 0; i < p->n; i++)
		free(line_at(p, i)->text);
	fclose(p->stream);
	free(p->text);
	free(p);
}

FILE *
pending_stream(struct pending *p)
{
	rewind(p->stream);
	return p->stream;
}

void
pending_add(struct pending *p, uint64_t number, bool waits)
{
	struct line *l;

	fflush(p->stream);
	while (p->n == PENDING_MAX || p->octets > PENDING_OCTETS)
		first_out(p);
	if (p->n == 0 && !waits) {
		fwrite_unlocked(p->text, 1, p->len, p->out);
		return;
	}
	if (number == 0 && p->n > 0)
		number = line_at(p, p->n - 1)->number;
	l = line_at(p, p->n);
	*l = (struct line){ malloc(p->len), p->len, number, waits };
	if (l->text == NULL) {		/* then it goes first, and whole */
		fwrite_unlocked(p->text, 1, p->len, p->out);
		return;
	}
	memcpy(l->text, p->text, p->len);
	p->octets += p->len;
	p->n++;
}

static struct line *
line_find(struct pending *p, uint64_t number)
{
	size_t low = 0, high = p->n, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (line_at(p, mid)->number < number)
			low = mid + 1;
		else
			high = mid;
	}
	return low < p->n && line_at(p, low)->number == number ?
	    line_at(p, low) : NULL;
}

void
pending_answer(struct pending *p, uint64_t number)
{
	struct line *l = line_find(p, number);
	size_t more;
	char *text;

	fflush(p->stream);
	if (l == NULL || !l->waits)
		return;
	l->waits = false;
	more = p->len + 1;		/* and a comma */
	text = l->len < 2 ? NULL : realloc(l->text, l->len + more);
	if (text != NULL) {
		l->text = text;
		text += l->len - 2;	/* the line ends in "}\n" */
		*text++ = ',';
		memcpy(text, p->text, p->len);
		memcpy(text + p->len, "}\n", 2);
		l->len += more;
		p->octets += more;
	}
	drain(p);
}
