/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When a device comes again, and where, by what it was told.
 *
 * 3GPP TS 24.301 5.5.1.2.5, 5.5.1.2.6; TS 24.008 4.4.4.7, 4.7.3.1.4; TS 29.272
 * annex A.
 */
#include "lab_script.h"

static void
counted(enum lab_tech tech, unsigned attempts, uint64_t retry, uint64_t later)
{
	struct scenario *s = scripted(tech, 2, 1);
	struct outcome o;
	unsigned i;

	s->length = 90 * LAB_MIN;
	scripted_run(s, &o);
	for (i = 1; i < attempts; i++)
		comes(i, retry, 0);
	comes(i, later, 0);
	comes(i + 1, retry, 0);
	ck_assert_uint_eq(o.back, 0);
	ck_assert_uint_eq(o.refusals_most, script.seen);
	outcome_free(&o);
}

START_TEST(network_failure_counts)
{
	counted(LAB_TECH_S6A, 5, 10, 720);
	counted(LAB_TECH_MAP_PS, 5, 15, 720);
	counted(LAB_TECH_MAP_CS, 4, 15, 3600);
}
END_TEST

/* It goes to the second network; when that fails, back to the first after so
 * long (0: never). */
static void
elsewhere(uint8_t cause, enum lab_tech tech, uint64_t barred)
{
	struct scenario *s = scripted(tech, 2, 1);
	struct scenario_event *e;
	struct outcome o;
	uint64_t again;

	cause_set(s, cause);
	e = scenario_add_event(s, LAB_EVENT_OUTAGE);
	e->network = 1;
	e->at = 10 * LAB_MIN;
	e->arrival.kind = LAB_ARRIVE_STEP;
	scripted_run(s, &o);
	comes(1, 10, 1);
	if (barred == 0) {
		ck_assert_uint_eq(script.seen, 2);
		ck_assert_uint_eq(o.back, 0);
		ck_assert_uint_eq(o.dead, cause == 11 || cause == 14 ? 0 : 1);
	} else {
		ck_assert_uint_gt(script.seen, 2);
		ck_assert_uint_eq(script.network[2], 0);
		again = script.at[2] - script.at[0];
		ck_assert_uint_ge(again, barred);
		ck_assert_uint_le(again, barred + 3 * LAB_MIN);
	}
	outcome_free(&o);
}

START_TEST(other_networks)
{
	elsewhere(11, LAB_TECH_S6A, 0);
	elsewhere(14, LAB_TECH_S6A, 0);
	elsewhere(13, LAB_TECH_S6A, 30 * LAB_MIN);
	elsewhere(15, LAB_TECH_S6A, 30 * LAB_MIN);
	elsewhere(42, LAB_TECH_S6A, 30 * LAB_MIN);
	elsewhere(11, LAB_TECH_MAP_CS, 0);
	elsewhere(15, LAB_TECH_MAP_PS, 30 * LAB_MIN);
}
END_TEST

/* A power cycle lifts 14 and leaves 11. */
START_TEST(power_cycle_and_lists)
{
	const uint8_t causes[2] = { 11, 14 };
	struct scenario *s;
	struct scenario_event *e;
	struct outcome o;
	unsigned i;

	for (i = 0; i < 2; i++) {
		s = scripted(LAB_TECH_S6A, 1, 1);
		cause_set(s, causes[i]);
		e = scenario_add_event(s, LAB_EVENT_BLACKOUT);
		e->at = 10 * LAB_MIN;
		e->until = 11 * LAB_MIN;
		e->arrival.kind = LAB_ARRIVE_STEP;
		scripted_run(s, &o);
		ck_assert_uint_eq(script.seen, causes[i] == 14 ? 2 : 1);
		ck_assert_uint_eq(o.dead, 1);
		outcome_free(&o);
	}
}
END_TEST

START_TEST(dead_until_power_cycle)
{
	const uint8_t causes[] = { 2, 3, 6, 7, 8 };
	struct scenario *s;
	struct outcome o;
	unsigned i;

	for (i = 0; i < sizeof(causes); i++) {
		s = scripted(LAB_TECH_S6A, 2, 1);
		cause_set(s, causes[i]);
		scripted_run(s, &o);
		ck_assert_uint_eq(script.seen, 1);
		ck_assert_uint_eq(o.dead, 1);
		outcome_free(&o);
	}
	s = scripted(LAB_TECH_S6A, 1, 1);
	cause_set(s, 8);
	behaviour_default(&s->population[0].behaviour, LAB_BEHAVE_HANDSET,
	    LAB_TECH_S6A);
	s->population[0].behaviour.restart = 1;
	scripted_run(s, &o);
	ck_assert_uint_gt(script.seen, 20);
	for (i = 1; i < 20; i++) {
		ck_assert_uint_ge(script.at[i] - script.at[i - 1], LAB_MIN);
		ck_assert_uint_le(script.at[i] - script.at[i - 1],
		    5 * LAB_MIN + LAB_S);
	}
	outcome_free(&o);
}
END_TEST

/* Congestion with T3346 parks it where it is and resets the counter, without
 * it counts. */
START_TEST(congestion)
{
	struct scenario *s = scripted(LAB_TECH_S6A, 2, 1);
	struct outcome o;
	unsigned i;

	cause_set(s, 22);
	s->length = 6 * LAB_HOUR;
	scripted_run(s, &o);
	ck_assert_uint_gt(script.seen, 10);
	for (i = 1; i < script.seen; i++) {
		ck_assert_uint_ge(script.at[i] - script.at[i - 1],
		    15 * LAB_MIN);
		ck_assert_uint_le(script.at[i] - script.at[i - 1],
		    30 * LAB_MIN + LAB_S);
		ck_assert_uint_eq(script.network[i], 0);
	}
	outcome_free(&o);
	s = scripted(LAB_TECH_S6A, 2, 1);
	cause_set(s, 22);
	s->network[0].t3346_least = s->network[0].t3346_most = 0;
	scripted_run(s, &o);
	for (i = 1; i < 5; i++)
		comes(i, 10, 0);
	comes(i, 720, 0);
	outcome_free(&o);
}
END_TEST

/* A device that is registered and updates: 22 puts that off by T3346, 17 counts,
 * 15 and 42 take it elsewhere. */
START_TEST(periodic_update)
{
	static const struct {
		uint8_t		 cause;
		unsigned	 network;
		uint64_t	 gap;
	} told[] = { { 22, 0, 900 }, { 17, 0, 10 }, { 15, 1, 10 },
	    { 42, 1, 10 } };
	struct scenario *s;
	struct outcome o;
	unsigned i;

	for (i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
		s = scripted(LAB_TECH_S6A, 2, 1);
		s->events = 0;
		s->population[0].periodic = LAB_MIN;
		s->network[0].t3346_most = s->network[0].t3346_least;
		cause_set(s, told[i].cause);
		scripted_run(s, &o);
		comes(1, told[i].gap, told[i].network);
		ck_assert_uint_eq(o.concerned, told[i].network);
		outcome_free(&o);
	}
}
END_TEST

START_TEST(area_not_allowed_and_areas)
{
	struct scenario *s = scripted(LAB_TECH_S6A, 2, 1);
	struct outcome o;

	cause_set(s, 12);
	scripted_run(s, &o);
	comes(1, 1800, 0);
	outcome_free(&o);
	s = scripted(LAB_TECH_S6A, 2, 1);
	cause_set(s, 15);
	s->population[0].behaviour.areas = 3;
	scripted_run(s, &o);
	comes(1, 10, 0);
	comes(2, 10, 0);
	comes(3, 10, 1);
	ck_assert_uint_eq(o.back, 1);
	outcome_free(&o);
}
END_TEST

/* Without an answer its node asks on the other way and gives up at 10 s. */
START_TEST(silence)
{
	struct scenario *s = scripted(LAB_TECH_S6A, 1, 1);
	struct outcome o;

	script.silent = true;
	scripted_run(s, &o);
	comes(1, 5, 0);
	ck_assert_uint_ne(script.way[1], script.way[0]);
	ck_assert_uint_eq(script.imsi[1], script.imsi[0]);
	comes(2, 15, 0);		/* 5 s more, then T3411 */
	comes(3, 5, 0);
	ck_assert_uint_gt(o.retransmitted, 0);
	outcome_free(&o);
	s = scripted(LAB_TECH_MAP_CS, 1, 1);	/* T3210 is before timer m */
	script.silent = true;
	s->network[0].map_timeout = 30 * LAB_S;
	scripted_run(s, &o);
	comes(1, 35, 0);
	ck_assert_uint_eq(o.retransmitted, 0);
	outcome_free(&o);
}
END_TEST

/* TS 29.272 annex A as it stands, without anything of a vendor. */
START_TEST(annex_a)
{
	static const struct {
		struct octets_error e;
		unsigned	 seen;	/* requests within ten minutes */
		uint64_t	 gap;
		unsigned	 network;
	} cases[] = {
		{ { 5001, true }, 1, 0, 0 },
		{ { 5004, true }, 2, 10, 1 },
		{ { 5420, true }, 2, 10, 1 },
		{ { 5421, true }, 2, 10, 1 },
		{ { 3002, false }, 2, 10, 1 },
		{ { 3003, false }, 2, 10, 1 },
		{ { 5003, false }, 2, 10, 1 },
		{ { 5012, false }, 5, 10, 0 },
		{ { 4181, true }, 5, 10, 0 },
		{ { 3004, false }, 5, 10, 0 },	/* cause_busy */
		{ { 5999, false }, 2, 10, 1 },	/* cause_other: 42 */
	};
	struct scenario *s;
	struct outcome o;
	unsigned i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		s = scripted(LAB_TECH_S6A, 2, 1);
		s->length = 10 * LAB_MIN;
		script.diameter = cases[i].e;
		scripted_run(s, &o);
		ck_assert_msg(script.seen == cases[i].seen, "%u: %u requests",
		    cases[i].e.code, script.seen);
		if (cases[i].seen > 1)
			comes(1, cases[i].gap, cases[i].network);
		outcome_free(&o);
	}
}
END_TEST

/* TS 29.010: what MAP's errors make of a device of a VLR and of an SGSN. */
START_TEST(map_errors)
{
	static const struct {
		unsigned	 error, seen;	/* within fifty minutes */
		uint64_t	 gap;
		unsigned	 network, dead;
	} cases[] = {
		{ 1, 1, 0, 0, 1 },		/* unknownSubscriber: 2, 8 */
		{ 8, 2, 10, 1, 0 },		/* roamingNotAllowed: 11 */
		{ 9, 1, 0, 0, 1 },		/* illegalSubscriber: 3 */
		{ 12, 1, 0, 0, 1 },		/* illegalEquipment: 6 */
		{ 34, 4, 15, 0, 0 },		/* systemFailure: 17 */
		{ 35, 4, 15, 0, 0 },		/* dataMissing */
		{ 36, 4, 15, 0, 0 },		/* unexpectedDataValue */
		{ 51, 4, 15, 0, 0 },		/* resourceLimitation */
		{ 21, 2, 10, 1, 0 },		/* cause_other: 42 */
	};
	struct scenario *s;
	struct outcome o;
	enum lab_tech tech;
	unsigned i;

	for (i = 0; i < 2 * sizeof(cases) / sizeof(cases[0]); i++) {
		tech = i & 1 ? LAB_TECH_MAP_PS : LAB_TECH_MAP_CS;
		s = scripted(tech, 2, 1);
		s->length = 10 * LAB_MIN;
		script.map.code = cases[i / 2].error;
		scripted_run(s, &o);
		ck_assert_msg(script.seen == cases[i / 2].seen + (i & 1 &&
		    cases[i / 2].seen == 4), "%u: %u requests",
		    cases[i / 2].error, script.seen);
		if (cases[i / 2].seen > 1)
			comes(1, cases[i / 2].gap, cases[i / 2].network);
		ck_assert_uint_eq(o.dead, cases[i / 2].dead);
		outcome_free(&o);
	}
}
END_TEST

/* Where annex A asks for Error-Diagnostic; a network that does otherwise. */
START_TEST(diagnostics)
{
	static const struct {
		uint32_t	 error;
		int		 diagnostic;	/* -1: none */
		unsigned	 cause;
	} cases[] = {
		{ 5420, -1, 15 }, { 5420, 0, 15 }, { 5420, 1, 7 },
		{ 5004, -1, 11 }, { 5004, 2, 19 }, { 5004, 3, 14 },
		{ 5004, 4, 14 },
	};
	struct scenario *s = lab_scenario(1, LAB_TECH_S6A, 1, LAB_POLICY_NONE);
	struct scenario_network *n = &s->network[0];
	static struct sig_msg m;
	unsigned i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		memset(&m, 0, sizeof(m));
		m.kind = SIG_KIND_ANSWER;
		sig_add_uint(&m, SIG_EXPERIMENTAL_RESULT, cases[i].error);
		if (cases[i].diagnostic >= 0)
			sig_add_uint(&m, SIG_ERROR_DIAGNOSTIC,
			    (uint64_t)cases[i].diagnostic);
		ck_assert_uint_eq(nas_cause(n, LAB_TECH_S6A, &m),
		    cases[i].cause);
	}
	/* m is 5004 with 4 */
	n->cause[0] = (struct scenario_cause){ 5004, true, false, 2, 111 };
	n->cause[1] = (struct scenario_cause){ 5004, true, false, 4, 17 };
	n->cause[2] = (struct scenario_cause){ 5004, true, false, -1, 13 };
	n->causes = 3;
	ck_assert_uint_eq(nas_cause(n, LAB_TECH_S6A, &m), 17);
	n->cause[1].experimental = false;
	ck_assert_uint_eq(nas_cause(n, LAB_TECH_S6A, &m), 13);
	memset(&m, 0, sizeof(m));
	m.kind = SIG_KIND_ERROR;
	m.ncomp = 1;
	m.comp[0].has_error = true;
	m.comp[0].error = 1;		/* unknownSubscriber */
	ck_assert_uint_eq(nas_cause(n, LAB_TECH_MAP_CS, &m), 2);
	ck_assert_uint_eq(nas_cause(n, LAB_TECH_MAP_PS, &m), 8);
	scenario_free(s);
}
END_TEST

/* GPRS timer 2, TS 24.008 10.5.7.4: 2 s up to 62, minutes up to 31, then
 * tenths of an hour. */
START_TEST(timer_says_what_it_can)
{
	ck_assert_uint_eq(nas_timer(0), 2);
	ck_assert_uint_eq(nas_timer(3 * LAB_S), 4);
	ck_assert_uint_eq(nas_timer(62 * LAB_S), 62);
	ck_assert_uint_eq(nas_timer(63 * LAB_S), 120);
	ck_assert_uint_eq(nas_timer(31 * LAB_MIN), 1860);
	ck_assert_uint_eq(nas_timer(31 * LAB_MIN + 1), 2160);
	ck_assert_uint_eq(nas_timer(24 * LAB_HOUR), 11160);
}
END_TEST

/* T3346 lies in the range of its network. */
START_TEST(networks_have_their_own_t3346)
{
	struct scenario *s = scripted(LAB_TECH_S6A, 1, 1);
	uint64_t gap, least = LAB_NEVER, most = 0;
	struct outcome o;
	unsigned i;

	cause_set(s, 22);
	s->network[0].t3346_least = 3 * LAB_MIN;
	s->network[0].t3346_most = 6 * LAB_MIN;
	s->length = 6 * LAB_HOUR;
	scripted_run(s, &o);
	ck_assert_uint_gt(script.seen, 50);
	for (i = 1; i < script.seen; i++) {
		gap = script.at[i] - script.at[i - 1];
		least = gap < least ? gap : least;
		most = gap > most ? gap : most;
	}
	ck_assert_uint_ge(least, 3 * LAB_MIN);
	ck_assert_uint_lt(least, 5 * LAB_MIN);
	ck_assert_uint_gt(most, 5 * LAB_MIN);
	ck_assert_uint_le(most, 6 * LAB_MIN + LAB_S);
	outcome_free(&o);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("causes");

	tcase_add_test(t, network_failure_counts);
	tcase_add_test(t, other_networks);
	tcase_add_test(t, power_cycle_and_lists);
	tcase_add_test(t, dead_until_power_cycle);
	tcase_add_test(t, congestion);
	tcase_add_test(t, periodic_update);
	tcase_add_test(t, area_not_allowed_and_areas);
	tcase_add_test(t, silence);
	tcase_add_test(t, annex_a);
	tcase_add_test(t, map_errors);
	tcase_add_test(t, diagnostics);
	tcase_add_test(t, timer_says_what_it_can);
	tcase_add_test(t, networks_have_their_own_t3346);
	return lab_main("lab: causes", t);
}
