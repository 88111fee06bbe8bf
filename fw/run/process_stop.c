/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The end of the engine process, in its order.
 */
#include "engine.h"
#include "home.h"
#include "note.h"
#include "peers.h"
#include "process.h"
#include "say.h"

#define DRAIN_MAX	(5 * CLOCK_S)	/* for answers to what is open */
#define LEAVE_MAX	(2 * CLOCK_S)	/* for goodbyes to be answered */

static void
phase_begin(struct process *p, enum phase phase, uint64_t max)
{
	p->phase = phase;
	p->until = clock_mono() + max;
}

void
process_stop(struct process *p)
{
	if (p->phase != SERVING)
		return;
	(void)note_send(p->env->notes, NOTE_STOPPING, NULL, -1);
	phase_begin(p, DRAINING, DRAIN_MAX);
	engine_stop(p->parts.engine);
}

static void
leave(struct process *p)
{
	size_t n = engine_open(p->parts.engine);

	if (n > 0)
		say("%zu requests were not answered in time for the end", n);
	phase_begin(p, LEAVING, LEAVE_MAX);
	peers_stop(p->parts.peers);
	home_stop(p->parts.home);
	home_stop(p->parts.sigtran);
}

static bool
anybody(const struct process *p)
{
	struct engine_way w;
	size_t i;

	for (i = 0; engine_way(p->parts.engine, i, &w); i++)
		if (w.up)
			return true;
	return !peers_stopped(p->parts.peers);
}

void
process_stop_turn(struct process *p)
{
	if (p->phase == DRAINING && (engine_stopped(p->parts.engine) ||
	    clock_mono() >= p->until))
		leave(p);
	else if (p->phase == LEAVING && (!anybody(p) ||
	    clock_mono() >= p->until))
		p->phase = DONE;
}
