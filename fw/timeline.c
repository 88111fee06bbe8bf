/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counts over time: buckets by their number since 1970, so that two of them
 * become one of twice the width wherever the first of them stands.
 */
#include <stdlib.h>
#include <string.h>

#include "timeline.h"

enum { WIDTH_FIRST = 1953125 };		/* ns: 1/512 s */

struct timeline {
	size_t		 series;
	size_t		 n;		/* buckets in use */
	uint64_t	 width;
	uint64_t	 first;		/* number of bucket 0: time / width */
	uint64_t	 (*count)[TIMELINE_BUCKETS];	/* of each series */
};

struct timeline *
timeline_new(size_t series)
{
	struct timeline *t = calloc(1, sizeof(*t));

	if (t == NULL)
		return NULL;
	t->series = series;
	t->width = WIDTH_FIRST;
	t->count = calloc(series > 0 ? series : 1, sizeof(*t->count));
	if (t->count == NULL) {
		free(t);
		return NULL;
	}
	return t;
}

void
timeline_free(struct timeline *t)
{
	if (t == NULL)
		return;
	free(t->count);
	free(t);
}

/* Every two buckets become one. */
static void
halve(struct timeline *t)
{
	uint64_t first = t->first / 2, n;
	size_t s, i, to;

	for (s = 0; s < t->series; s++) {
		uint64_t *count = t->count[s];

		for (i = 0; i < t->n; i++) {
			to = (size_t)((t->first + i) / 2 - first);
			n = count[i];
			count[i] = 0;
			count[to] += n;
		}
	}
	if (t->n > 0)
		t->n = (size_t)((t->first + t->n - 1) / 2 - first + 1);
	t->first = first;
	t->width *= 2;
}

/* Makes bucket 0 stand so many buckets earlier; there is room. */
static void
shift(struct timeline *t, size_t by)
{
	size_t s;

	for (s = 0; s < t->series; s++) {
		memmove(t->count[s] + by, t->count[s],
		    t->n * sizeof(t->count[s][0]));
		memset(t->count[s], 0, by * sizeof(t->count[s][0]));
	}
	t->n += by;
	t->first -= by;
}

/* The buckets reach to ts, whatever that takes. */
static size_t
reach(struct timeline *t, uint64_t ts)
{
	uint64_t b = ts / t->width;

	if (t->n == 0)
		t->first = b;
	while (b >= t->first ? b - t->first >= TIMELINE_BUCKETS :
	    t->first - b + t->n > TIMELINE_BUCKETS) {
		halve(t);
		b = ts / t->width;
	}
	if (b < t->first)
		shift(t, (size_t)(t->first - b));
	if (b - t->first >= t->n)
		t->n = (size_t)(b - t->first) + 1;
	return (size_t)(b - t->first);
}

void
timeline_add(struct timeline *t, size_t series, uint64_t ts)
{
	t->count[series][reach(t, ts)]++;
}

size_t
timeline_buckets(const struct timeline *t)
{
	return t->n;
}

uint64_t
timeline_width(const struct timeline *t)
{
	return t->width;
}

uint64_t
timeline_start(const struct timeline *t)
{
	return t->first * t->width;
}

uint64_t
timeline_count(const struct timeline *t, size_t series, size_t bucket)
{
	return t->count[series][bucket];
}
