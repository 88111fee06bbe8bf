/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whole runs: the same twice, octets that are read as they were meant, policies
 * beside each other, and what a run costs.
 */
#include <sys/resource.h>
#include <time.h>

#include "../sim/lab/command_pcap.h"
#include "lab_help.h"

static uint64_t
clock_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * LAB_S + (uint64_t)t.tv_nsec;
}

/* Everything that happens, in one scenario. */
static struct scenario *
busy_scenario(uint64_t seed, enum lab_policy policy)
{
	struct scenario *s = lab_scenario(2000, LAB_TECH_S6A, 3, policy);
	struct scenario_population *p;
	struct scenario_event *e;
	unsigned i;

	s->seed = seed;
	s->length = 20 * LAB_MIN;
	s->home.capacity = 20;
	s->home.queue = 400;
	s->home.doic_queue = 2 * LAB_S;
	s->network[1].doic = 1;
	s->network[2].rogue = 0.5;
	s->population[0].periodic = 10 * LAB_MIN;
	for (i = 1; i < LAB_BEHAVE_COUNT; i++) {
		p = scenario_add_population(s);
		p->tech = (enum lab_tech)(i % LAB_TECH_COUNT);
		behaviour_default(&p->behaviour, (enum lab_behave)i, p->tech);
		p->behaviour.look_home = 4 * LAB_MIN;
		p->networks = 3;
		p->network[0] = (int)i % 3;
		p->network[1] = (int)(i + 1) % 3;
		p->network[2] = (int)(i + 2) % 3;
	}
	for (i = 0; i < LAB_EVENT_COUNT; i++) {
		e = scenario_add_event(s, (enum lab_event)i);
		e->at = (20 + 30 * i) * LAB_S;
		e->until = e->at + 40 * LAB_S;
		e->network = (int)i % 3;
		e->share = 0.7;
		e->rate = 30;
		e->ways = 1 + i % 2;
		e->tech = (enum lab_tech)(i % LAB_TECH_COUNT);
	}
	return s;
}

static void
same(uint64_t seed, enum lab_policy policy, struct outcome *a,
    struct outcome *b)
{
	struct scenario *s = busy_scenario(seed, policy);

	lab_run(s, NULL, a);
	lab_run(s, NULL, b);
	scenario_free(s);
	ck_assert_uint_eq(a->seconds, b->seconds);
	ck_assert_mem_eq(a->second, b->second,
	    a->seconds * sizeof(*a->second));
	free(b->second);
	b->second = a->second;		/* all but where it stands */
	ck_assert_mem_eq(a, b, sizeof(*a));
}

START_TEST(runs_are_the_same_twice)
{
	struct outcome a, b, c, d;
	unsigned i;

	for (i = 0; i < LAB_POLICY_BREAKWATER; i++) {
		same(1, (enum lab_policy)i, &a, &b);
		ck_assert_uint_gt(a.messages, 5000);
		ck_assert_uint_gt(a.hostile, 1000);
		ck_assert_uint_gt(a.succeeded, 300);
		ck_assert_uint_gt(a.lost, 0);
		ck_assert_uint_eq(a.unreadable, 0);
		same(2, (enum lab_policy)i, &c, &d);
		ck_assert_uint_ne(a.messages, c.messages);
		outcome_free(&a);
		outcome_free(&c);
	}
}
END_TEST

/* ---- octets ---- */

struct tapped {
	unsigned	 count[SIG_PROTO_COUNT][2], unsound, strange;
	unsigned	 codes[512];
};

static void
tapped_take(void *arg, const struct policy_msg *pm, bool by_policy)
{
	struct tapped *t = arg;
	const struct sig_msg *m = pm->view;
	bool opening = m->kind == SIG_KIND_REQUEST && !pm->from_home;
	uint64_t imsi = octets_imsi(m);

	(void)by_policy;
	t->unsound += m->defect != SIG_DEFECT_NONE;
	t->count[m->proto][pm->from_home]++;
	if (opening) {
		t->strange += imsi < UINT64_C(1010000000000) ||
		    imsi > UINT64_C(1019999999999);
		t->codes[m->comp[0].code % 512]++;
	}
	if (m->proto == SIG_PROTO_DIAMETER)
		t->strange += !sig_has(m, SIG_SESSION_ID) ||
		    !sig_has(m, SIG_ORIGIN_HOST);
	else
		t->strange += !m->calling.present || !m->called.present ||
		    m->opc == m->dpc;
}

START_TEST(octets_are_sound)
{
	struct scenario *s = busy_scenario(3, LAB_POLICY_PRIORITY);
	struct tapped t;
	struct run_options options = { .tap = tapped_take, .arg = &t };
	struct outcome o;
	static const unsigned codes[] = { 318, 316, 56, 2, 23 };
	unsigned i;

	memset(&t, 0, sizeof(t));
	lab_checked(s);
	ck_assert(run_policy(s, 0, &options, &o));
	ck_assert_uint_eq(t.unsound, 0);
	ck_assert_uint_eq(t.strange, 0);
	for (i = 0; i < 2; i++) {
		ck_assert_uint_gt(t.count[SIG_PROTO_DIAMETER][i], 100);
		ck_assert_uint_gt(t.count[SIG_PROTO_MAP][i], 100);
	}
	for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		ck_assert_msg(t.codes[codes[i]] > 0, "code %u", codes[i]);
	ck_assert_uint_eq(t.count[SIG_PROTO_DIAMETER][0] +
	    t.count[SIG_PROTO_DIAMETER][1] + t.count[SIG_PROTO_MAP][0] +
	    t.count[SIG_PROTO_MAP][1], o.messages);
	outcome_free(&o);
	scenario_free(s);
}
END_TEST

static void
read_back(const struct octets *o, struct cur c, const struct octets_who *who,
    bool from_home, struct sig_msg *m)
{
	octets_view(o, c, who, from_home, 5, m);
	ck_assert_uint_eq(m->defect, SIG_DEFECT_NONE);
	if (m->proto == SIG_PROTO_DIAMETER) {
		ck_assert_uint_eq(m->hbh, who->id);
		ck_assert_uint_eq(m->e2e, who->e2e);
	} else if (from_home) {
		ck_assert_uint_eq(m->dtid.id, who->id);
	} else {
		ck_assert_uint_eq(m->otid.id, who->id);
	}
}

static struct sig_msg view;

static void
request_means(const struct octets *o, enum lab_step step,
    const struct octets_who *who)
{
	uint8_t mem[1024];
	struct wbuf w = wbuf_make(mem, sizeof(mem));
	const struct sig_msg *m = &view;

	octets_request(o, step, who, &w);
	ck_assert(wbuf_ok(&w));
	read_back(o, wbuf_cur(&w), who, false, &view);
	ck_assert_uint_eq(m->kind, step == STEP_INSERT ? SIG_KIND_ANSWER :
	    SIG_KIND_REQUEST);
	if (step != STEP_INSERT)
		ck_assert_uint_eq(octets_imsi(m), who->imsi);
	if (who->tech == LAB_TECH_S6A) {
		ck_assert(sig_has(m, SIG_OC_FEATURES));
		ck_assert_uint_eq(m->flags, 0xd0);
	} else {
		ck_assert_uint_eq(m->opc, 1003);
		ck_assert_uint_eq(m->dpc, 2);
	}
}

static void
report_means(const struct octets *o, struct cur answer,
    const struct octets_who *who)
{
	struct octets_report report = { 77, 42, 300 };
	uint8_t mem[1024];
	struct wbuf w = wbuf_make(mem, sizeof(mem));

	octets_overload(answer, &report, &w);
	read_back(o, wbuf_cur(&w), who, true, &view);
	ck_assert_uint_eq(sig_get(&view, SIG_RESULT)->num, 3004);
	ck_assert_uint_eq(sig_get(&view, SIG_OC_SEQUENCE)->num, 77);
	ck_assert_uint_eq(sig_get(&view, SIG_OC_REDUCTION)->num, 42);
	ck_assert_uint_eq(sig_get(&view, SIG_OC_VALIDITY)->num, 300);
}

static void
answers_mean(const struct octets *o, enum lab_step step,
    const struct octets_who *who)
{
	struct octets_error error = { who->tech == LAB_TECH_S6A ? 3004 : 34,
	    false };
	uint8_t mem[1024];
	struct wbuf w = wbuf_make(mem, sizeof(mem));

	octets_result(o, step, who, &w);
	read_back(o, wbuf_cur(&w), who, true, &view);
	ck_assert_uint_eq(view.kind, step == STEP_INSERT ? SIG_KIND_REQUEST :
	    SIG_KIND_ANSWER);
	wbuf_reset(&w);
	octets_failure(o, step, who, error, &w);
	read_back(o, wbuf_cur(&w), who, true, &view);
	if (who->tech == LAB_TECH_S6A) {
		ck_assert_uint_eq(sig_get(&view, SIG_RESULT)->num, 3004);
		ck_assert_uint_eq(view.flags, 0x60);
		report_means(o, wbuf_cur(&w), who);
	} else {
		ck_assert_uint_eq(view.kind, SIG_KIND_ERROR);
		ck_assert_int_eq(view.comp[0].error, 34);
	}
}

/* Every message of every technology means what it was made for; an answer with
 * a report carries it. */
START_TEST(octets_mean_what_they_say)
{
	struct scenario *s = lab_scenario(10, LAB_TECH_S6A, 2,
	    LAB_POLICY_NONE);
	struct octets *o = octets_new(s);
	struct octets_who who = { 1010123456789ULL, 35938603123456ULL,
	    0x1234567890ULL, 0xabcdef01, 0x34567890, 1, 3, 0, 1, true, true };
	unsigned step;

	for (who.tech = 0; who.tech < LAB_TECH_COUNT; who.tech++)
		for (step = 0; step < STEPS; step++) {
			if (who.tech == LAB_TECH_S6A && step == STEP_INSERT)
				continue;
			request_means(o, (enum lab_step)step, &who);
			answers_mean(o, (enum lab_step)step, &who);
		}
	octets_free(o);
	scenario_free(s);
}
END_TEST

/* A capture holds what came first, up to its limit. */
START_TEST(captures_have_a_limit)
{
	enum { MOST = 50000, BESIDE = 200 };	/* octets; of a frame */
	struct scenario *s = lab_scenario(1000, LAB_TECH_S6A, 1,
	    LAB_POLICY_NONE);
	FILE *f = tmpfile();
	struct lab_pcap *p = lab_pcap_new(f, MOST);
	struct run_options options = { .tap = lab_pcap_tap, .arg = p };
	uint64_t all, written;
	struct outcome o;

	ck_assert_ptr_nonnull(p);
	lab_storm(s, LAB_S);
	lab_checked(s);
	ck_assert(run_policy(s, 0, &options, &o));
	lab_pcap_count(p, &all, &written);
	ck_assert_uint_eq(all, o.messages);
	ck_assert_uint_gt(all, 4 * written);
	ck_assert_int_gt(ftell(f), MOST * 95 / 100);
	ck_assert_int_lt(ftell(f), (long)(MOST + BESIDE * (written + 1)));
	lab_pcap_free(p);
	fclose(f);
	outcome_free(&o);
	scenario_free(s);
}
END_TEST

/* ---- policies ---- */

/* A tenth of the devices of a high class, ten times the capacity. */
START_TEST(policies_differ)
{
	struct scenario *s = lab_scenario(18000, LAB_TECH_S6A, 1,
	    LAB_POLICY_NONE);
	struct scenario_population *p;
	struct outcome o[LAB_POLICY_BREAKWATER];
	struct run_options options = { .clock = NULL };
	unsigned i;

	strcpy(scenario_add_class(s)->name, "rest");
	s->population[0].cls = 1;
	p = scenario_add_population(s);
	p->count = 300;
	p->network[0] = 0;
	p->networks = 1;
	s->home.capacity = 100;
	s->home.queue = 2000;
	s->length = 10 * LAB_MIN;
	s->network[0].doic = 1;
	for (i = 1; i < LAB_POLICY_BREAKWATER; i++)
		(void)scenario_add_policy(s, (enum lab_policy)i);
	lab_storm(s, 18 * LAB_S);
	lab_checked(s);
	for (i = 0; i < LAB_POLICY_BREAKWATER; i++)
		ck_assert(run_policy(s, i, &options, &o[i]));
	ck_assert_uint_eq(o[LAB_POLICY_NONE].refused, 0);
	ck_assert_double_gt(o[LAB_POLICY_NONE].load_most, 3);
	ck_assert_uint_gt(o[LAB_POLICY_NONE].late, 1000);
	ck_assert_double_lt(o[LAB_POLICY_RATE].load_most, 1.2);
	ck_assert_double_lt(o[LAB_POLICY_PRIORITY].load_most, 1.2);
	/* Plain limits refuse updates too, whose authenticate is lost then. */
	ck_assert_double_gt((double)o[LAB_POLICY_RATE].wasted,
	    0.2 * (double)o[LAB_POLICY_RATE].work);
	ck_assert_double_lt((double)o[LAB_POLICY_PRIORITY].wasted,
	    0.05 * (double)o[LAB_POLICY_PRIORITY].work);
	ck_assert_uint_lt(o[LAB_POLICY_PRIORITY].cls[0].delay[LAB_Q95],
	    11 * LAB_S);
	ck_assert_uint_gt(o[LAB_POLICY_PRIORITY].cls[1].delay[LAB_Q95],
	    60 * LAB_S);
	ck_assert_uint_gt(o[LAB_POLICY_DOIC].throttled, 1000);
	ck_assert_uint_gt(o[LAB_POLICY_DOIC].back, o[LAB_POLICY_NONE].back);
	for (i = 0; i < LAB_POLICY_BREAKWATER; i++)
		outcome_free(&o[i]);
	scenario_free(s);
}
END_TEST

/* Refusals are of those who lost their registration, of a class as of all. */
START_TEST(refusals_of_a_class)
{
	struct scenario *s = lab_scenario(2000, LAB_TECH_S6A, 1,
	    LAB_POLICY_RATE);
	struct outcome o;
	double all, one;

	s->home.capacity = 20;
	s->length = 10 * LAB_MIN;
	s->population[0].periodic = LAB_MIN;
	lab_storm(s, 10 * LAB_S)->share = 0.25;
	lab_run(s, NULL, &o);
	ck_assert(outcome_metric(&o, LAB_METRIC_REFUSALS, SCENARIO_ALL, 1,
	    &all));
	ck_assert(outcome_metric(&o, LAB_METRIC_REFUSALS, 0, 1, &one));
	ck_assert_double_gt(all, 1);
	ck_assert_double_eq(all, one);
	ck_assert_uint_gt(o.cls[0].refused, o.cls[0].refusals);
	outcome_free(&o);
	scenario_free(s);
}
END_TEST

/* Breakwater's place is the joiner's: without it there is no run. */
START_TEST(no_engine_no_run)
{
	struct scenario *s = lab_scenario(10, LAB_TECH_S6A, 1,
	    LAB_POLICY_BREAKWATER);
	struct run_options options = { .clock = NULL };
	struct outcome o;

	lab_checked(s);
	ck_assert(!run_policy(s, 0, &options, &o));
	ck_assert_ptr_null(o.second);
	scenario_free(s);
}
END_TEST

/* ---- cost ---- */

START_TEST(hundred_thousand)
{
	struct scenario *s = lab_scenario(100000, LAB_TECH_S6A, 2,
	    LAB_POLICY_NONE);
	struct run_options options = { .clock = clock_now };
	struct scenario_event *e = scenario_add_event(s, LAB_EVENT_OUTAGE);
	struct outcome o;
	struct rusage use;

	s->home.capacity = 200;
	s->home.queue = 4000;
	e->network = 0;
	e->at = 10 * LAB_S;
	e->arrival.over = 30 * LAB_S;
	lab_checked(s);
	ck_assert(run_policy(s, 0, &options, &o));
	getrusage(RUSAGE_SELF, &use);
	printf("100,000 devices, %.0f min: %.1f million messages, %.1f s "
	    "(%.0f ns each), %.1f MB (%.0f octets a device), %.1f MB in all\n",
	    (double)o.end / 60e9, (double)o.messages / 1e6, o.run_seconds,
	    o.run_seconds * 1e9 / (double)o.messages, (double)o.memory / 1e6,
	    (double)o.memory / 100000, (double)use.ru_maxrss / 1024);
	ck_assert_uint_gt(o.messages, 1000000);
	ck_assert_uint_lt(o.memory, 40000000);
	outcome_free(&o);
	scenario_free(s);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("runs");

	tcase_add_test(t, runs_are_the_same_twice);
	tcase_add_test(t, octets_are_sound);
	tcase_add_test(t, octets_mean_what_they_say);
	tcase_add_test(t, captures_have_a_limit);
	tcase_add_test(t, policies_differ);
	tcase_add_test(t, refusals_of_a_class);
	tcase_add_test(t, no_engine_no_run);
	tcase_add_test(t, hundred_thousand);
	return lab_main("lab: runs", t);
}
