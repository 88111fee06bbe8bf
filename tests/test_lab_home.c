/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Home against closed forms, and the collapse that time-outs make of it.
 */
#include <math.h>

#include "lab_help.h"

/* ---- M/M/c/K ---- */

struct queue_law {
	double		 loss, wait;	/* share; s, of those served */
};

/* c servers of rate mu, K in the system, arrivals of rate lambda. */
static struct queue_law
mmck(double lambda, double mu, unsigned c, unsigned K)
{
	struct queue_law q = { 0, 0 };
	double p[512], sum = 0, waiting = 0;
	unsigned n;

	ck_assert_uint_lt(K, 512);
	for (n = 0; n <= K; n++) {
		p[n] = n == 0 ? 1 : p[n - 1] * lambda / (mu * (n < c ? n : c));
		sum += p[n];
	}
	for (n = c; n <= K; n++)
		waiting += (n - c) * p[n] / sum;
	q.loss = p[K] / sum;
	q.wait = waiting / (lambda * (1 - q.loss));
	return q;
}

/* Poisson arrivals are a flood; home gives all its work to authenticates. */
static void
against_law(double load, unsigned servers, unsigned queue)
{
	struct scenario *s = lab_scenario(100, LAB_TECH_S6A, 1,
	    LAB_POLICY_NONE);
	struct scenario_event *e = scenario_add_event(s, LAB_EVENT_FLOOD);
	double rate = 100 * servers * load, mu = 100, latency = 0, n = 0;
	struct queue_law q = mmck(rate, mu, servers, servers + queue);
	struct outcome o;
	uint32_t i;

	s->home.capacity = mu * servers;
	s->home.servers = servers;
	s->home.queue = queue;
	s->home.full = LAB_FULL_SILENT;
	s->home.authenticate = 1;
	s->length = (uint64_t)(300000 / rate) * LAB_S;
	e->rate = rate;
	lab_run(s, NULL, &o);
	ck_assert_uint_gt(o.offered, 250000);
	ck_assert_double_eq_tol((double)o.offered / (double)(s->length /
	    LAB_S), rate, 0.01 * rate);
	ck_assert_double_eq_tol((double)o.dropped / (double)o.offered, q.loss,
	    0.05 * q.loss + 0.001);
	for (i = 0; i < o.seconds; i++) {
		latency += (double)o.second[i].latency *
		    (o.second[i].admitted - o.second[i].dropped);
		n += o.second[i].admitted - o.second[i].dropped;
	}
	ck_assert_double_eq_tol(latency / n - 1 / mu, q.wait,
	    0.05 * q.wait + 0.0002);
	outcome_free(&o);
	scenario_free(s);
}

START_TEST(queue_follows_its_law)
{
	ck_assert_double_eq_tol(mmck(1, 1, 1, 1).loss, 0.5, 1e-12);
	against_law(0.7, 1, 5);
	against_law(0.9, 4, 20);
	against_law(1.2, 8, 12);
	against_law(0.8, 2, 0);		/* Erlang B */
}
END_TEST

/* One server, any service: Pollaczek and Khinchine, rho / (1 - rho) times half
 * of one and the squared coefficient of variation, in mean services. */
static void
against_service(enum lab_service service, double cv2)
{
	struct scenario *s = lab_scenario(100, LAB_TECH_S6A, 1,
	    LAB_POLICY_NONE);
	struct scenario_event *e = scenario_add_event(s, LAB_EVENT_FLOOD);
	double rho = 0.7, mu = 100, latency = 0, n = 0;
	double wait = rho / (1 - rho) * (1 + cv2) / 2 / mu;
	struct outcome o;
	uint32_t i;

	s->home.capacity = mu;
	s->home.servers = 1;
	s->home.queue = 100000;
	s->home.authenticate = 1;
	s->home.service = service;
	s->length = 8000 * LAB_S;
	e->rate = rho * mu;
	lab_run(s, NULL, &o);
	for (i = 0; i < o.seconds; i++) {
		latency += (double)o.second[i].latency * o.second[i].admitted;
		n += o.second[i].admitted;
	}
	ck_assert_double_eq_tol(latency / n - 1 / mu, wait, 0.06 * wait);
	ck_assert_double_eq_tol((double)o.work / 1e9 / n, 1 / mu,
	    0.01 / mu);
	outcome_free(&o);
	scenario_free(s);
}

START_TEST(services_follow_theirs)
{
	against_service(LAB_SERVICE_CONSTANT, 0);
	against_service(LAB_SERVICE_ERLANG, 0.25);
	against_service(LAB_SERVICE_EXPONENTIAL, 1);
	against_service(LAB_SERVICE_LOGNORMAL, 1);
}
END_TEST

/* Twice what home can do, and no room to wait: half is told that it is busy, or
 * nothing, and such an answer costs a part of a message's work. */
static void
turned_away(enum lab_full full, double cost, struct outcome *o)
{
	struct scenario *s = lab_scenario(100, LAB_TECH_S6A, 1,
	    LAB_POLICY_NONE);

	s->home.capacity = 100;
	s->home.servers = 4;
	s->home.queue = 4;
	s->home.authenticate = 1;
	s->home.full = full;
	s->home.busy_cost = cost;
	s->length = 300 * LAB_S;
	scenario_add_event(s, LAB_EVENT_FLOOD)->rate = 200;
	lab_run(s, NULL, o);
	scenario_free(s);
}

START_TEST(full_says_so_or_not)
{
	struct outcome o;

	turned_away(LAB_FULL_SILENT, 0.5, &o);
	ck_assert_uint_eq(o.busy, 0);
	ck_assert_double_eq_tol((double)o.dropped / (double)o.offered, 0.5,
	    0.03);
	outcome_free(&o);
	turned_away(LAB_FULL_BUSY, 0, &o);
	ck_assert_uint_eq(o.dropped, 0);
	ck_assert_double_eq_tol((double)o.busy / (double)o.offered, 0.5, 0.03);
	outcome_free(&o);
	/* 200 a second: one in three is served, 67, and 133 cost 33 more */
	turned_away(LAB_FULL_BUSY, 0.25, &o);
	ck_assert_double_eq_tol((double)o.busy / (double)o.offered, 2 / 3.0,
	    0.03);
	outcome_free(&o);
}
END_TEST

/* ---- drain ---- */

static void
patient(struct scenario *s)
{
	struct scenario_network *n = &s->network[0];
	struct scenario_behaviour *b = &s->population[0].behaviour;

	n->timeout = n->map_timeout = LAB_HOUR;
	n->retries = 0;
	b->t_answer = LAB_HOUR;
	s->home.queue = 1000000;
}

/* All at once, nobody gives up: N / capacity, by the run and by both bounds. */
static void
drains(enum lab_tech tech, double factor)
{
	struct scenario *s = lab_scenario(10000, tech, 1, LAB_POLICY_NONE);
	struct scenario_event *e;
	struct outcome o;
	struct bounds b;
	double fluid = 10000 / (100 * factor);

	patient(s);
	s->home.capacity = 100;
	lab_storm(s, 0);
	if (factor < 1) {
		e = scenario_add_event(s, LAB_EVENT_CAPACITY);
		e->factor = factor;
	}
	lab_run(s, NULL, &o);
	ck_assert(o.recovered);
	ck_assert_double_eq_tol((double)o.done[LAB_Q100] / (double)LAB_S,
	    fluid, 0.03 * fluid);
	/* Authenticates of all come before updates, first come first served. */
	ck_assert_uint_eq(o.late, 0);
	ck_assert_double_le((double)o.wasted, 0.001 * (double)o.work);
	ck_assert_double_eq_tol(o.goodput, 1, 0.03);
	ck_assert(bounds_find(s, &b));
	ck_assert_double_eq_tol((double)b.fluid[LAB_Q100] / (double)LAB_S,
	    fluid, 0.001 * fluid);
	ck_assert_double_eq_tol((double)b.fluid[LAB_Q50] / (double)LAB_S,
	    fluid / 2, 0.001 * fluid);
	ck_assert_uint_ge(b.reachable[LAB_Q100], b.fluid[LAB_Q100] - LAB_S);
	outcome_free(&o);
	scenario_free(s);
}

START_TEST(crowd_drains_as_a_fluid)
{
	drains(LAB_TECH_S6A, 1);
	drains(LAB_TECH_MAP_CS, 1);
	drains(LAB_TECH_MAP_PS, 1);
	drains(LAB_TECH_S6A, 0.5);
}
END_TEST

/* ---- collapse ---- */

/* Ten times the capacity for a hundred seconds; until all are back, or for
 * twice as long as home needs for them. */
static void
overloaded(bool is_patient, struct outcome *o)
{
	struct scenario *s = lab_scenario(100000, LAB_TECH_S6A, 1,
	    LAB_POLICY_NONE);

	s->home.capacity = 100;
	s->home.queue = 4000;		/* 20 s of work */
	s->home.busy_cost = 0;
	s->length = 2000 * LAB_S;
	if (is_patient)
		patient(s);
	lab_storm(s, 100 * LAB_S);
	lab_run(s, NULL, o);
	scenario_free(s);
}

START_TEST(impatience_makes_it_collapse)
{
	struct outcome o;

	overloaded(false, &o);
	printf("goodput at ten times the load: impatient %.3f", o.goodput);
	ck_assert_double_lt(o.goodput, 0.5);
	ck_assert(!o.recovered);
	ck_assert_uint_gt(o.late, o.answered);
	ck_assert_uint_gt(o.retransmitted, 1000);
	ck_assert_double_gt((double)o.wasted, 0.5 * (double)o.work);
	/* It works all the time, for nobody. */
	ck_assert_double_gt((double)o.second[60].used, 0.8);
	ck_assert_uint_lt(o.second[60].done, 10);
	outcome_free(&o);
	overloaded(true, &o);
	printf(", patient %.3f\n", o.goodput);
	ck_assert_double_gt(o.goodput, 0.95);
	ck_assert(o.recovered);
	ck_assert_uint_eq(o.late, 0);
	ck_assert_uint_eq(o.retransmitted, 0);
	outcome_free(&o);
}
END_TEST

START_TEST(standstill_and_back)
{
	struct scenario *s = lab_scenario(1000, LAB_TECH_S6A, 1,
	    LAB_POLICY_NONE);
	struct scenario_event *e;
	struct outcome o;

	patient(s);
	s->home.capacity = 1000;
	lab_storm(s, 0);
	e = scenario_add_event(s, LAB_EVENT_CAPACITY);
	e->factor = 0;
	e->at = 0;
	e->until = 100 * LAB_S;
	lab_run(s, NULL, &o);
	ck_assert(o.recovered);
	ck_assert_uint_gt(o.done[LAB_Q50], 98 * LAB_S);
	ck_assert_uint_lt(o.done[LAB_Q100], 103 * LAB_S);
	ck_assert_uint_eq(o.second[50].queue, 1000);
	/* load is by what it does otherwise, and all of it too much */
	ck_assert_double_eq_tol((double)o.second[1].load, 0.5, 0.01);
	ck_assert_uint_ge(o.overload, LAB_S);
	ck_assert_uint_le(o.overload, 3 * LAB_S);
	outcome_free(&o);
	scenario_free(s);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("home");

	tcase_add_test(t, queue_follows_its_law);
	tcase_add_test(t, services_follow_theirs);
	tcase_add_test(t, full_says_so_or_not);
	tcase_add_test(t, crowd_drains_as_a_fluid);
	tcase_add_test(t, impatience_makes_it_collapse);
	tcase_add_test(t, standstill_and_back);
	return lab_main("lab: home", t);
}
