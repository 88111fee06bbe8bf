/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Admission in random worlds: rates, classes and what is guaranteed to them,
 * ways in which devices come back, floods, pauses, second halves and reports of
 * home, each decision held against plain counts.
 *
 *	tokens		no second has more of them than 102 % of the rate, or
 *			the burst of a small one; half of one is free again when
 *			no second request follows, and no more than that
 *	slots		what is booked is what was told, and never more than
 *			there is for a class and those above it
 *	appointments	who keeps his is refused only when home has all it
 *			can bear
 *	priority	where one is refused, at the same moment none of a lower
 *			class, and none of his class who stands behind him
 *	guarantees	who is within his own is refused only when home has all,
 *			and gets nothing beyond it
 *	memory		who comes early costs nothing and is told the same
 */
#include "admit_world.h"

/* ---- what is asked ---- */

static struct admit_answer
decide(const struct device *d, bool continues, bool emergency)
{
	struct admit_request r = { .key = (uint64_t)(d - w.d) + 1,
	    .priority = d->class, .continues = continues || !w.halves,
	    .registered = d->registered, .emergency = emergency,
	    .reach = ways[d->way].reach, .nreach = ways[d->way].n };
	uint64_t next = admit_capacity(w.a)->next;
	double used = ahead_by(w.own[d->class]);
	struct admit_answer to = admit_decide(w.a, &r, w.now);

	w.seen[to.why]++;
	if (!to.admitted || to.why == ADMIT_CONTINUES)
		ck_assert_uint_eq(admit_capacity(w.a)->next, next);
	else
		token_count(d->class);
	/* nobody is guaranteed more than his own, as soon as the rate is what
	 * it is; the clock here goes back by a part of a ms at times */
	if (to.why == ADMIT_GUARANTEED && !foremost(d->class) &&
	    w.now > w.changed + 3 * S && guaranteed(d->class) > 8)
		ck_assert(used < RIGHT + MS);
	if (!to.admitted)
		ck_assert(to.why == ADMIT_EARLY || to.why == ADMIT_FULL ||
		    to.why == ADMIT_BUMPED);
	return to;
}

static struct device *
device_new(unsigned class)
{
	struct device *d = w.ndevice < DEVICES ? &w.d[w.ndevice++] : NULL;

	if (d != NULL)
		*d = (struct device){ .class = (uint8_t)class,
		    .way = (uint8_t)below(WAYS),
		    .registered = below(3) == 0 };
	return d;
}

static void
plan(struct device *d, uint64_t t)
{
	uint64_t ms = (t - START) / MS;

	if (ms < w.planned)
		ms = w.planned;
	if (ms >= PLANNED || d->next != 0)
		return;
	d->next = w.list[ms] != 0 ? w.list[ms] : UINT32_MAX;
	w.list[ms] = (uint32_t)(d - w.d) + 1;
}

/* It was told something: it keeps to it, is late, or comes too soon as well;
 * some never come. */
static void
told(struct device *d, const struct admit_answer *to)
{
	unsigned lot = below(20);

	if (lot == 0)
		d->out = true;
	if (lot == 1)
		plan(d, to->when + below(4000) * MS);
	else if (lot == 2)
		plan(d, w.now + below(2000) * MS);
	else if (lot > 2)
		plan(d, to->when + below(200) * MS);
}

/* Nobody who stands behind him gets in now. */
static void
nobody_behind(const struct device *d, bool due)
{
	struct admit_answer to;
	struct device *other;
	unsigned c;

	for (c = d->class; c < DRAIN_CLASSES; c++) {
		if (!w.setup.class[c].there || guarantee(c) > 0 ||
		    (c == d->class && !due && !d->registered))
			continue;
		other = device_new(c);
		if (other == NULL)
			return;
		if (c == d->class)
			other->registered = due && below(2) == 0;
		to = decide(other, false, false);
		if (to.admitted)
			ck_abort_msg("class %u, refused at its appointment: "
			    "%d, and class %u is not", d->class, due, c);
		other->refused = 1;
		note(other, &to);
		w.below++;
		return;		/* one of them is enough at a time */
	}
}

/* Refused: is that so? */
static void
must_be_full(const struct device *d, bool due)
{
	double mine = guaranteed(d->class), all = depth();

	if (due && !full_second() &&
	    ahead_by(w.tat) < all * LEAST_SHARE / 256 - NEAR)
		ck_abort_msg("refused at its appointment, with %f ns ahead "
		    "of %f", ahead_by(w.tat), all);
	if (mine <= 0)
		return;
	w.guaranteed++;
	if (ahead_by(w.own[d->class]) < RIGHT - NEAR &&
	    ahead_by(w.tat) < all * GUARANTEED_SHARE / 256 - NEAR)
		ck_abort_msg("refused within its guarantee of %f/s", mine);
}

static void
refused(struct device *d, bool due, const struct admit_answer *to)
{
	ck_assert_int_eq(to->why, due ? ADMIT_BUMPED : ADMIT_FULL);
	ck_assert_uint_eq(to->refused, d->refused < BACKOFF_REFUSED_MAX ?
	    d->refused + 1U : BACKOFF_REFUSED_MAX);
	must_be_full(d, due);
	d->refused = to->refused;
	note(d, to);
	told(d, to);
	nobody_behind(d, due);
}

/* It comes when it comes: near its time it is due, and at any other it may be
 * told another one. */
static bool
in_steps(const struct device *d)
{
	return ways[d->way].reach->step > 0;
}

/* The same as before, or an earlier one of the grid. */
static void
too_early(struct device *d, const struct admit_answer *to)
{
	ck_assert(to->booked || !d->booked || in_steps(d));
	ck_assert_uint_eq(to->refused, d->refused);
	ck_assert(to->left == d->when - w.now || in_steps(d));
	if (to->when != d->when || to->booked != d->booked) {
		ck_assert(ways[d->way].reach->grid > 0 || in_steps(d));
		ck_assert(to->when <= d->when || in_steps(d));
		if (d->booked)
			let_go(d);
		note(d, to);
	}
	told(d, to);
}

static void
admitted(struct device *d, bool due, const struct admit_answer *to)
{
	if (d->booked && !due)
		let_go(d);
	ck_assert_int_eq(to->why == ADMIT_KEPT, due);
	d->when = 0;
	d->booked = false;
	d->admitted = w.now;
	d->token = w.ntoken - 1;
	if (w.halves && below(4) > 0)
		plan(d, w.now + below(800) * MS);
}

/* The other half of its procedure, or the same once more. */
static void
again(struct device *d)
{
	bool half = below(4) > 0;
	struct admit_answer to = decide(d, half, false);

	if (to.why == ADMIT_CONTINUES) {
		ck_assert(half || !w.halves);
		w.went[d->token] = true;
		ck_assert_uint_lt(w.npass, TOKENS);
		w.pass[w.npass++] = w.now;
	} else if (to.admitted) {
		d->token = w.ntoken - 1;
	}
	ck_assert(to.admitted || !to.booked);
}

static void
come(struct device *d)
{
	struct admit_answer to;
	bool early, due;

	if (d->admitted != 0 && w.now - d->admitted < 29 * S) {
		again(d);
		return;
	}
	if (d->when != 0 && w.now + 2 * UNIT > d->until) {
		if (w.now < d->until + 2 * UNIT)
			return;		/* it ends about now */
		d->when = 0;
		d->booked = false;
		d->refused = 0;
	}
	early = d->when != 0 && w.now + EARLY_MS * MS < d->when;
	due = d->booked && !early;
	to = decide(d, false, false);
	if (in_steps(d) && d->booked) {
		due = to.why == ADMIT_KEPT || to.why == ADMIT_BUMPED;
		early = to.why == ADMIT_EARLY;
	}
	w.due += due;
	if (to.admitted)
		admitted(d, due, &to);
	else if (early)
		too_early(d, &to);
	else
		refused(d, due, &to);
	w.bumped += due && !to.admitted;
}

/* ---- a world ---- */

static void
world_make(uint64_t seed)
{
	static const uint32_t rates[] = { 3, 20, 49, 60, 150, 400, 1000, 2500 };
	unsigned i, n = 0;

	memset(&w, 0, sizeof(w));
	w.seed = (seed + 1) * UINT64_C(0x9e3779b97f4a7c15);
	w.rate = rates[below(8)] + below(3);
	w.setup = (struct admit_setup){ .capacity.rate = w.rate,
	    .devices = DEVICES, .secret = seed };
	for (i = 0; i < DRAIN_CLASSES; i++) {
		struct admit_class *c = &w.setup.class[i];

		c->there = below(4) == 0 || i == 9;
		n += c->there;
		if (!c->there || i == 9 || below(3) > 0)
			continue;
		if (below(2) == 0)
			c->reserve = below(40);
		else
			c->floor = below(w.rate / 3 + 2);
	}
	w.per_ms = w.rate * (1 + below(6)) * 16 / 1000 + 1;
	w.halves = below(2) == 0;
	w.now = w.upto = START;
	w.a = admit_new(&w.setup, w.now);
	ck_assert_ptr_nonnull(w.a);
	/* the bucket that admission asks for */
	w.setup.capacity.burst = 2 * n + 2;
	w.force = w.before = w.rate;
}

static unsigned
class_any(void)
{
	unsigned c;

	do
		c = below(DRAIN_CLASSES);
	while (!w.setup.class[c].there);
	return below(2) == 0 ? 9 : c;
}

/* Home says that it can do less, or all again. */
static void
home_reports(void)
{
	struct capacity *c = admit_capacity(w.a);
	double owed, most;

	if (w.now < w.changed + 3 * S)
		return;
	budget_bring();
	w.before = w.force;
	w.changed = w.now;
	capacity_report(c, below(3) == 0 ? 0 : below(70), 100 * S, w.now);
	w.force = capacity_rate(c);
	/* as many tokens as before, and no more time than a bucket */
	owed = ahead_by(w.tat) * interval() / ceil((double)S / w.before);
	most = depth() + interval();
	if (ahead_by(w.tat) > most)
		most = ahead_by(w.tat);
	w.tat = w.now + (uint64_t)(owed < most ? owed : most);
}

static void
everybody_planned(uint64_t ms)
{
	uint32_t i = w.list[ms], next;

	for (w.list[ms] = 0; i != 0; i = next) {
		next = w.d[i - 1].next == UINT32_MAX ? 0 : w.d[i - 1].next;
		w.d[i - 1].next = 0;
		if (!w.d[i - 1].out)
			come(&w.d[i - 1]);
	}
}

/* Only what home has is too little for him. */
static void
in_need(void)
{
	struct device *d = device_new(class_any());
	struct admit_answer to;

	if (d == NULL)
		return;
	to = decide(d, false, true);
	d->admitted = w.now;
	if (to.admitted)
		return;
	ck_assert(ahead_by(w.tat) > depth() - NEAR);
	d->admitted = 0;
	d->refused = 1;
	note(d, &to);
}

static void
somebody(void)
{
	unsigned lot = below(64);
	struct device *d;

	if (lot == 1) {
		in_need();
		return;
	}
	if (lot == 0 && w.ndevice > 0)
		d = &w.d[below(w.ndevice)];
	else
		d = device_new(class_any());
	if (d == NULL)
		d = &w.d[below(DEVICES)];
	if (d->next == 0)
		come(d);
}

static void
world_run(void)
{
	unsigned paused = 0, n;
	uint64_t ms;

	for (ms = 0; ms < PLANNED; ms++) {
		if (paused > 0 && --paused > 0)
			continue;
		/* what was planned meanwhile comes at once */
		w.now = START + ms * MS;
		while (w.planned <= ms)
			everybody_planned(w.planned++);
		for (n = (w.per_ms + below(16)) / 16; n > 0; n--) {
			somebody();
			w.now += below((unsigned)(MS / 64));
		}
		if (below(3000) == 0)
			paused = 1 + below(600);
		if (below(1500) == 0)
			home_reports();
	}
}

/* What the worlds were full of, or nothing was shown. */
static uint64_t seen[ADMIT_WHYS], due, bumped, behind, guarantees;

START_TEST(random_worlds)
{
	unsigned i, k;

	for (i = 0; i < WORLDS; i++) {
		world_make(i);
		world_run();
		budget_kept();
		admit_free(w.a);
		for (k = 0; k < ADMIT_WHYS; k++)
			seen[k] += w.seen[k];
		due += w.due;
		bumped += w.bumped;
		behind += w.below;
		guarantees += w.guaranteed;
	}
	for (k = 0; k < ADMIT_WHYS; k++)
		ck_assert_uint_gt(seen[k], 1000);
	ck_assert_uint_gt(due, 20000);
	ck_assert_uint_gt(bumped, 1000);
	ck_assert_uint_gt(behind, 20000);
	ck_assert_uint_gt(guarantees, 5000);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("admit_random");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_set_timeout(t, 120);
	tcase_add_test(t, random_worlds);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
