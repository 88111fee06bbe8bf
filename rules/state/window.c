/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A ring of counts and their sum.
 */
#include "window.h"

#include <string.h>

#define S	UINT64_C(1000000000)

enum { RING = WINDOW_PARTS + 1 };

void
window_turn(struct window *w, uint64_t now)
{
	uint64_t part = now / (S / WINDOW_PARTS);
	uint32_t *count;

	if (part == w->part)
		return;
	if (part < w->part || part - w->part >= RING) {
		memset(w, 0, sizeof(*w));
		w->part = part;
		return;
	}
	while (w->part < part) {
		count = &w->count[++w->part % RING];
		w->sum -= *count;
		*count = 0;
	}
}

void
window_add(struct window *w, unsigned n)
{
	w->count[w->part % RING] += n;
	w->sum += n;
}
