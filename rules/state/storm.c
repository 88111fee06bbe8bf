/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Storms of one scope.
 *
 * Messages are counted in ticks, an eighth of the window, and judged whenever a
 * tick is over.  The window is the longer unit of the two rates, at least one
 * second and at most a minute, so that "20/m" is not decided by one message.
 *
 * What is usual is learned by quarter of an hour: at its end, the mean of a
 * quarter that was watched nearly whole goes into that quarter's value with a
 * weight of a quarter, so that a week is remembered and a day is not believed
 * too much.  A quarter in which there was a storm teaches nothing.  What is
 * usual at a moment is the greater of its quarter and the next, so that a
 * morning that begins a little early is no storm; where neither is known, the
 * greatest of all.  Before anything is known it is the mean of the calm time
 * since the start; and in the first minute of that no rate is a storm, as there
 * is nothing to compare with.
 *
 * The state is a table: what the rate is like, and whether it has been so for
 * long enough, leads to the next state.  Between the two thresholds nothing
 * changes, so that a rate near one of them is no stream of events; but the time
 * that it takes to enter or to leave begins anew.
 */
#include "storm.h"

#include <stdlib.h>
#include <string.h>

#define S		UINT64_C(1000000000)
#define QUARTER		(UINT64_C(900) * S)
#define WINDOW_MAX	(UINT64_C(60) * S)
#define KNOWN_AFTER	(UINT64_C(60) * S)

static const float WEIGHT = 0.25F;	/* of a new day */
static const double WATCHED = 0.8;	/* share of a quarter that teaches */

/* What a tick shows. */
enum event {
	OVER,			/* at "enter" or above */
	OVER_LONG,		/* for as long as it takes */
	BETWEEN,
	UNDER,			/* below "leave" */
	UNDER_LONG,
	EVENTS
};

static const uint8_t next_state[STORM_STATES][EVENTS] = {
	[STORM_CALM] = {
		[OVER] = STORM_WATCH, [OVER_LONG] = STORM_STORM,
		[BETWEEN] = STORM_CALM,
		[UNDER] = STORM_CALM, [UNDER_LONG] = STORM_CALM,
	},
	[STORM_WATCH] = {
		[OVER] = STORM_WATCH, [OVER_LONG] = STORM_STORM,
		[BETWEEN] = STORM_WATCH,
		[UNDER] = STORM_CALM, [UNDER_LONG] = STORM_CALM,
	},
	[STORM_STORM] = {
		[OVER] = STORM_STORM, [OVER_LONG] = STORM_STORM,
		[BETWEEN] = STORM_STORM,
		[UNDER] = STORM_RECOVERY, [UNDER_LONG] = STORM_CALM,
	},
	[STORM_RECOVERY] = {
		[OVER] = STORM_STORM, [OVER_LONG] = STORM_STORM,
		[BETWEEN] = STORM_RECOVERY,
		[UNDER] = STORM_RECOVERY, [UNDER_LONG] = STORM_CALM,
	},
};

static const char *const state_names[STORM_STATES] = { "calm", "watch",
	"storm", "recovery" };

/* Per second for each quarter, below 0: not known; and the current one. */
struct learned {
	float		 usual[STORM_QUARTERS];
	uint64_t	 quarter;	/* since 1970 */
	uint64_t	 messages;
	uint64_t	 watched;	/* ns */
	bool		 stormy;
	double		 calm;		/* per second, of about a quarter ... */
	uint64_t	 calm_ns;	/* ... after so long of it */
};

struct storm {
	struct storm_setup setup;
	uint64_t	 length;	/* ns of a tick */
	uint64_t	 tick;		/* number of the current one */
	uint32_t	 count[STORM_TICKS];
	uint32_t	 now;		/* messages in the current tick */
	uint8_t		 seen;		/* ticks that count, of the window */
	uint8_t		 state;		/* enum storm_state */
	uint8_t		 like;		/* OVER, BETWEEN or UNDER ... */
	uint64_t	 like_since;	/* ... from here, ns */
	uint64_t	 since;		/* ns: of the state */
	double		 rate;
	struct learned	*learned;	/* or NULL */
};

static double
per_second(uint32_t count, uint64_t ns)
{
	return (double)count * (double)S / (double)(ns > 0 ? ns : S);
}

/* ---- what is usual ---- */

static void
quarter_end(struct learned *l)
{
	float mean, *u = &l->usual[l->quarter % STORM_QUARTERS];

	if (!l->stormy && (double)l->watched >= WATCHED * (double)QUARTER) {
		mean = (float)((double)l->messages * (double)S /
		    (double)l->watched);
		*u = *u < 0 ? mean : *u + WEIGHT * (mean - *u);
	}
	l->messages = 0;
	l->watched = 0;
	l->stormy = false;
}

static void
learn_calm(struct storm *s, uint32_t n)
{
	struct learned *l = s->learned;

	if (s->state != STORM_CALM || s->seen < STORM_TICKS)
		return;
	if (l->calm_ns < QUARTER)
		l->calm_ns += s->length;
	l->calm += (per_second(n, s->length) - l->calm) *
	    (double)s->length / (double)l->calm_ns;
}

/* One tick of n messages that ends at "end". */
static void
learn(struct storm *s, uint32_t n, uint64_t end)
{
	struct learned *l = s->learned;

	if (l == NULL)
		return;
	if ((end - 1) / QUARTER != l->quarter) {
		quarter_end(l);
		l->quarter = (end - 1) / QUARTER;
	}
	learn_calm(s, n);
	l->messages += n;
	l->watched += s->length;
	l->stormy |= s->state == STORM_STORM || s->state == STORM_RECOVERY;
}

double
storm_usual(const struct storm *s, uint64_t now)
{
	const struct learned *l = s->learned;
	unsigned q = (unsigned)(now / QUARTER % STORM_QUARTERS), i;
	float usual;

	if (l == NULL)
		return 0;
	usual = l->usual[q];
	if (l->usual[(q + 1) % STORM_QUARTERS] > usual)
		usual = l->usual[(q + 1) % STORM_QUARTERS];
	for (i = 0; i < STORM_QUARTERS && l->usual[q] < 0; i++)
		if (l->usual[i] > usual)
			usual = l->usual[i];
	if (usual < 0 && l->calm_ns >= KNOWN_AFTER)
		return l->calm;
	return usual > 0 ? (double)usual : 0;
}

/* Whether anything is known. */
static bool
is_known(const struct learned *l)
{
	unsigned i;

	if (l->calm_ns >= KNOWN_AFTER)
		return true;
	for (i = 0; i < STORM_QUARTERS; i++)
		if (l->usual[i] >= 0)
			return true;
	return false;
}

bool
storm_learned(const struct storm *s, float usual[STORM_QUARTERS])
{
	bool any = false;
	unsigned i;

	if (s->learned == NULL)
		return false;
	for (i = 0; i < STORM_QUARTERS; i++) {
		usual[i] = s->learned->usual[i];
		any |= usual[i] >= 0;
	}
	return any;
}

void
storm_teach(struct storm *s, const float usual[STORM_QUARTERS])
{
	struct learned *l = s->learned;
	unsigned i;

	for (i = 0; l != NULL && i < STORM_QUARTERS; i++)
		if (l->usual[i] < 0 && usual[i] >= 0)
			l->usual[i] = usual[i];
}

static double
automatic(const struct storm *s, uint32_t factor, uint64_t now)
{
	double usual = (is_known(s->learned) ? storm_usual(s, now) : s->rate) *
	    factor / 100;
	double least = s->setup.floor * factor / s->setup.factor_enter;

	return usual > least ? usual : least;
}

double
storm_enter(const struct storm *s, uint64_t now)
{
	if (s->setup.automatic)
		return automatic(s, s->setup.factor_enter, now);
	return per_second(s->setup.enter, s->setup.enter_ns);
}

/* Never above "enter", or it would be left as it is entered. */
double
storm_leave(const struct storm *s, uint64_t now)
{
	double enter = storm_enter(s, now), leave;

	if (s->setup.automatic && s->setup.leave == 0)
		leave = automatic(s, s->setup.factor_leave, now);
	else
		leave = per_second(s->setup.leave, s->setup.leave_ns);
	return leave < enter ? leave : enter;
}

/* ---- the state ---- */

static enum event
like_of(const struct storm *s, double enter, double leave)
{
	if (s->rate >= enter)
		return OVER;
	return s->rate < leave ? UNDER : BETWEEN;
}

/* What the tick that ends at "end" shows, with the time it has been so. */
static enum event
event_of(struct storm *s, enum event like, uint64_t end)
{
	uint64_t gone;

	if (like != s->like) {
		s->like = (uint8_t)like;
		s->like_since = end;
	}
	gone = end > s->like_since ? end - s->like_since : 0;
	if (like == OVER && gone >= s->setup.enter_for)
		return OVER_LONG;
	if (like == UNDER && gone >= s->setup.leave_for)
		return UNDER_LONG;
	return like;
}

static bool
judge(struct storm *s, uint64_t end, struct storm_change *c)
{
	double enter = storm_enter(s, end), leave = storm_leave(s, end);
	enum event like = like_of(s, enter, leave);
	uint8_t to = next_state[s->state][event_of(s, like, end)];

	if (to == s->state)
		return false;
	*c = (struct storm_change){
		.from = (enum storm_state)s->state,
		.to = (enum storm_state)to,
		.rate = s->rate,
		.threshold = like == UNDER ? leave : enter,
		.usual = storm_usual(s, end),
		.since = s->since,
	};
	s->state = to;
	s->since = end;
	return true;
}

/* ---- ticks ---- */

/* The current tick is over. */
static void
tick_end(struct storm *s)
{
	uint64_t sum = 0;
	unsigned i;

	s->count[s->tick % STORM_TICKS] = s->now;
	learn(s, s->now, (s->tick + 1) * s->length);
	s->now = 0;
	s->tick++;
	if (s->seen < STORM_TICKS)
		s->seen++;
	for (i = 0; i < STORM_TICKS; i++)
		sum += s->count[i];
	s->rate = (double)sum * (double)S /
	    ((double)s->length * STORM_TICKS);
}

/* Counting begins anew at now; what was learned and the state stay. */
static void
begin(struct storm *s, uint64_t now)
{
	struct learned *l = s->learned;

	memset(s->count, 0, sizeof(s->count));
	s->tick = now / s->length;
	s->now = 0;
	s->seen = 0;
	s->rate = 0;
	s->like = EVENTS;
	s->like_since = now;
	if (s->since > now)
		s->since = now;
	if (l == NULL)
		return;
	l->quarter = now / QUARTER;
	l->messages = 0;
	l->watched = 0;
	l->stormy = false;
}

/*
 * A long silence is not worked off tick by tick: once the window is empty the
 * rest of it is one step, as long as nobody learns from it, for what has been
 * silent only because nobody asked is not known to be so.
 */
static void
skip(struct storm *s, uint64_t tick)
{
	uint64_t behind = tick - s->tick;

	if (behind <= 2 * STORM_TICKS || s->rate > 0 || s->now > 0)
		return;
	s->tick = tick - STORM_TICKS;
	if (s->learned != NULL && behind * s->length > QUARTER / 2) {
		s->learned->watched = 0;
		s->learned->messages = 0;
		s->learned->quarter = tick * s->length / QUARTER;
	} else if (s->learned != NULL) {
		s->learned->watched += (behind - STORM_TICKS) * s->length;
	}
}

bool
storm_count(struct storm *s, uint32_t n, uint64_t now, struct storm_change *c)
{
	uint64_t tick = now / s->length;
	bool changed = false;

	*c = (struct storm_change){ 0 };
	if (tick < s->tick)
		begin(s, now);
	while (s->tick < tick) {
		skip(s, tick);
		tick_end(s);
		if (!changed && s->seen == STORM_TICKS)
			changed = judge(s, s->tick * s->length, c);
	}
	s->now = n > UINT32_MAX - s->now ? UINT32_MAX : s->now + n;
	return changed;
}

/* ---- the rest ---- */

static uint64_t
window_of(const struct storm_setup *u)
{
	uint64_t w = u->enter_ns > u->leave_ns ? u->enter_ns : u->leave_ns;

	if (w < S)
		return S;
	return w > WINDOW_MAX ? WINDOW_MAX : w;
}

static struct learned *
learned_new(void)
{
	struct learned *l = calloc(1, sizeof(*l));
	unsigned i;

	for (i = 0; l != NULL && i < STORM_QUARTERS; i++)
		l->usual[i] = -1;
	return l;
}

struct storm *
storm_new(const struct storm_setup *setup, uint64_t now)
{
	struct storm *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	s->setup = *setup;
	if (s->setup.factor_enter == 0)
		s->setup.factor_enter = STORM_FACTOR_ENTER;
	if (s->setup.factor_leave == 0)
		s->setup.factor_leave = STORM_FACTOR_LEAVE;
	if (!(s->setup.floor > 0))
		s->setup.floor = STORM_FLOOR;
	s->length = window_of(setup) / STORM_TICKS;
	s->since = now;
	if (setup->automatic && (s->learned = learned_new()) == NULL) {
		free(s);
		return NULL;
	}
	begin(s, now);
	return s;
}

void
storm_free(struct storm *s)
{
	if (s == NULL)
		return;
	free(s->learned);
	free(s);
}

enum storm_state
storm_state(const struct storm *s)
{
	return (enum storm_state)s->state;
}

uint64_t
storm_since(const struct storm *s)
{
	return s->since;
}

double
storm_rate(const struct storm *s)
{
	return s->rate;
}

const char *
storm_state_name(unsigned state)
{
	return state < STORM_STATES ? state_names[state] : NULL;
}
