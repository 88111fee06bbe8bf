/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Policies side by side: how many at a time; one after the other.
 */
#define _GNU_SOURCE	/* CPU_COUNT() */
#include <sched.h>
#include <stdio.h>

#include "../../fw/show.h"
#include "side_impl.h"

enum { DEVICE_OCTETS = 400 };		/* of memory, in a run */
#define MEMORY	(UINT64_C(2) << 30)	/* of all of them, about */

struct turn {
	struct side	*x;
	unsigned	 policy, nth, all;
	uint64_t	 shown;		/* ns of this computer */
};

static unsigned
processors(void)
{
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	if (sched_getaffinity(0, sizeof(cpus), &cpus) != 0)
		return 1;
	return (unsigned)CPU_COUNT(&cpus);
}

static unsigned
at_once(const struct side *x)
{
	uint64_t most = MEMORY / ((scenario_devices(x->s) + 1) *
	    DEVICE_OCTETS);

	if (x->options.tap != NULL)
		return 1;
	if (x->at_once > 0)
		return x->at_once;
	return most < processors() ? (unsigned)most : processors();
}

static bool
progress(void *arg, const struct run_progress *p)
{
	char now[SHOW_MAX], length[SHOW_MAX], back[SHOW_MAX];
	struct turn *t = arg;
	uint64_t clock = t->x->options.clock();

	if (clock - t->shown < SIDE_SHOWN_NS)
		return true;
	t->shown = clock;
	fprintf(stderr, "\r\033[K%.20s (%u of %u): %s of %s, %s back, home at "
	    "%.0f %%", t->x->s->policy[t->policy].name, t->nth, t->all,
	    show_clock(now, p->now, 0), show_clock(length, p->length, 0),
	    show_share(back, p->back, p->concerned), 100 * p->home);
	return true;
}

static void
tap(void *arg, const struct policy_msg *pm, bool by_policy)
{
	struct turn *t = arg;

	t->x->options.tap(t->x->options.arg, pm, by_policy);
}

static bool
failed(const struct side *x, const char *what, const char *name)
{
	if (x->progress)
		fputs("\r\033[K", stderr);
	fprintf(stderr, "breakwater sim: %s%s%s\n", what, name == NULL ? "" :
	    name, name == NULL ? "" : "\" could not be run");
	return false;
}

static bool
in_turn(struct side *x, unsigned all)
{
	struct turn t = { .x = x, .all = all };
	struct run_options o = x->options;
	struct bounds bounds;

	o.arg = &t;
	o.progress = x->progress ? progress : NULL;
	o.tap = x->options.tap == NULL ? NULL : tap;
	if (x->progress)
		fputs("\r\033[Kbounds", stderr);
	if (!bounds_find(x->s, &bounds))
		return failed(x, "no memory for the bounds", NULL);
	for (; t.policy < x->s->policies; t.policy++) {
		if (!x->wanted[t.policy])
			continue;
		t.nth++;
		if (!run_policy(x->s, t.policy, &o, &x->outcome[t.policy]))
			return failed(x, "policy \"",
			    x->s->policy[t.policy].name);
		bounds_put(&bounds, &x->outcome[t.policy]);
		x->ran[t.policy] = true;
	}
	if (x->progress)
		fputs("\r\033[K", stderr);
	return true;
}

bool
side_run(struct side *x)
{
	unsigned i, all = 0;

	for (i = 0; i < x->s->policies; i++)
		all += x->wanted[i];
	x->at_once = at_once(x);
	return all > 1 && x->at_once > 1 ? side_fork(x) : in_turn(x, all);
}
