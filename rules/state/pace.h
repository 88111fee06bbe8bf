/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much later than its timers say a device is here again, by its network and
 * by how it was refused: the way takes its time, and so does a network that
 * gets no answer, or it gives up before the device does.
 *
 * A few devices at a time are watched from one refusal to the next return.
 */
#ifndef RULES_STATE_PACE_H
#define RULES_STATE_PACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PACE_KINDS = 16, PACE_WATCHED = 256 };

struct pace;

/* NULL: no memory. */
struct pace	*pace_new(size_t networks);
void		 pace_free(struct pace *);
/* The device of that key, not 0, was told to come in ns, exact, or its timers
 * say so.  Keys are hashes. */
void		 pace_told(struct pace *, unsigned network, unsigned kind,
		    uint64_t key, uint64_t ns, bool exact, uint64_t now);
/* It is here. */
void		 pace_came(struct pace *, uint64_t key, uint64_t now);
/* ns that they come later than they were told, most of them or, where it is by
 * their timers, in the mean; below 0: earlier. */
int64_t		 pace_late(const struct pace *, unsigned network,
		    unsigned kind);

#endif
