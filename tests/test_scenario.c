/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scenarios as text: what is read, that printing is a fixed point, values from
 * the command line, and that damaged text does no harm.
 */
#include <check.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../sim/lab/scenario_read.h"
#include "random.h"

/* Everything that the language has, with values that are not the defaults. */
static const char everything[] =
    "# a comment\n"
    "title \"Everything \\\"quoted\\\"\" seed 7 length 2h calm never\n"
    "many = 5000\n"
    "class critical priority 0\n"
    "class \"all\" priority 15\n"
    "home { capacity 1500.5/s servers 3 service erlang authenticate 40%\n"
    "  queue 77 full silent busy-cost 0.5 doic-queue 2s doic-validity 20s\n"
    "  plmn 001-012 gt 88210099 }\n"
    "network green { plmn 999-70 gt 99970000 mmes 1 vlrs 2 sgsns 3\n"
    "  delay 5ms access 50ms timeout 3s retries 2 map-timeout 15s\n"
    "  cause 5012 is 22 cause map 34 is 42\n"
    "  cause experimental 5420 diagnostic 1 is 7\n"
    "  cause-busy 22 cause-timeout 15 cause-other 17 t3346 none\n"
    "  doic 12.5% react cause throttled 17 rogue 33.333% repeat 1s up no }\n"
    "network \"a b\" { t3346 1m to 90m }\n"
    "population p { count $many class critical imsi 001010000000100\n"
    "  tac 12345678 tech map-cs networks { green, \"a b\" }\n"
    "  registered 50% periodic 54m\n"
    "  behaviour handset { attempts 3 answer 1s retry 2s long 3s search 4s\n"
    "    no-service 5s bar 6s areas 2 leave 10% look-home 7m\n"
    "    back-off 8s to 9s reset-after 4 reset-time 10s restart 20%\n"
    "    restart-within 11s to 12s loop 13m } }\n"
    "population q { class \"all\" networks \"a b\" }\n"
    "at 1m outage { network green population p until 2m share 30%\n"
    "  arrivals series over 1h { 1 2.5 0 } }\n"
    "at 0 reset\n"
    "at 90s capacity { factor 0.25 until 3m }\n"
    "at 4m link { network green ways 1 }\n"
    "at 5m flood { network all population q rate 90/m tech map-ps }\n"
    "at 6m scan { imsi 001019999999990 own-node yes }\n"
    "at 7m firmware { population p behaviour iot { loop 1m } }\n"
    "at 8m reregister { arrivals step }\n"
    "at 9m restart { share 10% arrivals beta over 5s }\n"
    "at 10m blackout { until 11m }\n"
    "policy none\n"
    "policy rate { limit 1000/s }\n"
    "policy backoff \"back off longer\" { back-off 10m reserve 5% }\n"
    "policy breakwater { conf \"x.conf\" sink 500/s }\n"
    "expect breakwater class critical delay p99 < 2s\n"
    "expect breakwater class \"all\" success >= 99.5%\n"
    "expect breakwater done 100% within 1.1 reachable\n"
    "expect breakwater done 95% within 1.25 fluid\n"
    "expect breakwater done 50% < others\n"
    "expect \"back off longer\" load <= rate\n"
    "expect none messages > 3.5\n"
    "expect none overload > 1m\n";

static struct scenario *
parse(const char *text, size_t len)
{
	struct conf_errors errors = { .n = 0 };
	struct scenario *s = scenario_parse("dir/t.sim", text, len, &errors);

	if (s == NULL && errors.n > 0)
		printf("%s\n", errors.line[0]);
	ck_assert_ptr_nonnull(s);
	ck_assert_uint_eq(errors.n, 0);
	return s;
}

static char *
print(const struct scenario *s)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(f);
	scenario_print(f, s);
	ck_assert_int_eq(fclose(f), 0);
	return text;
}

START_TEST(head_is_read)
{
	struct scenario *s = parse(everything, strlen(everything));

	ck_assert_str_eq(s->name, "t");
	ck_assert_str_eq(s->title, "Everything \"quoted\"");
	ck_assert_uint_eq(s->seed, 7);
	ck_assert_uint_eq(s->length, 2 * LAB_HOUR);
	ck_assert_uint_eq(s->calm, 0);
	ck_assert_uint_eq(s->classes, 2);
	ck_assert_uint_eq(s->cls[1].priority, 15);
	ck_assert_double_eq_tol(s->home.capacity, 1500.5, 1e-9);
	ck_assert_int_eq(s->home.service, LAB_SERVICE_ERLANG);
	ck_assert_int_eq(s->home.full, LAB_FULL_SILENT);
	ck_assert_double_eq_tol(s->home.authenticate, .4, 1e-12);
	ck_assert_str_eq(s->home.plmn, "001012");
	scenario_free(s);
}
END_TEST

START_TEST(elements_are_read)
{
	struct scenario *s = parse(everything, strlen(everything));
	const struct scenario_network *n = &s->network[0];
	const struct scenario_population *p = &s->population[0];

	ck_assert_uint_eq(s->networks, 2);
	ck_assert_str_eq(s->network[1].name, "a b");
	ck_assert_uint_eq(n->causes, 3);
	ck_assert(n->cause[1].map && n->cause[1].error == 34 &&
	    n->cause[1].cause == 42 && n->cause[1].diagnostic == -1);
	ck_assert(n->cause[2].experimental && n->cause[2].diagnostic == 1);
	ck_assert_uint_eq(n->t3346_most, 0);
	ck_assert_uint_eq(s->network[1].t3346_most, 90 * LAB_MIN);
	ck_assert(!n->up && s->network[1].up);
	ck_assert_uint_eq(p->count, 5000);
	ck_assert_uint_eq(p->imsi, UINT64_C(1010000000100));
	ck_assert_uint_eq(p->networks, 2);
	ck_assert_int_eq(p->network[1], 1);
	ck_assert_int_eq(p->behaviour.kind, LAB_BEHAVE_HANDSET);
	ck_assert_uint_eq(p->behaviour.restart_most, 12 * LAB_S);
	/* the technology of a population gives its behaviour the defaults */
	ck_assert_uint_eq(s->population[1].behaviour.attempts, 5);
	ck_assert_uint_eq(s->population[1].imsi, p->imsi + p->count);
	scenario_free(s);
}
END_TEST

START_TEST(events_are_read)
{
	struct scenario *s = parse(everything, strlen(everything));
	const struct scenario_event *e = s->event;

	ck_assert_uint_eq(s->events, 10);
	ck_assert_int_eq(e[0].kind, LAB_EVENT_OUTAGE);
	ck_assert_uint_eq(e[0].arrival.steps, 3);
	ck_assert_double_eq_tol((double)e[0].arrival.weight[1], 2.5, 1e-6);
	ck_assert_uint_eq(e[0].until, 2 * LAB_MIN);
	ck_assert_int_eq(e[1].network, SCENARIO_ALL);
	ck_assert_double_eq_tol(e[2].factor, .25, 1e-12);
	ck_assert_double_eq_tol(e[4].rate, 1.5, 1e-12);
	ck_assert_int_eq(e[4].population, 1);
	/* defaults of a firmware are those of its population's technology */
	ck_assert_int_eq(e[6].behaviour.kind, LAB_BEHAVE_IOT);
	ck_assert_uint_eq(e[6].behaviour.attempts, 4);
	ck_assert_uint_eq(e[6].behaviour.loop, LAB_MIN);
	scenario_free(s);
}
END_TEST

START_TEST(expectations_are_read)
{
	struct scenario *s = parse(everything, strlen(everything));
	const struct scenario_expectation *e = s->expectation;

	/* "others" are three */
	ck_assert_uint_eq(s->expectations, 10);
	ck_assert_int_eq(e[0].metric, LAB_METRIC_DELAY);
	ck_assert_int_eq(e[0].cls, 0);
	ck_assert_double_eq_tol(e[0].value, 2e9, 1);
	ck_assert_int_eq(e[0].compare, LAB_LESS);
	ck_assert_double_eq_tol(e[1].value, .995, 1e-12);
	ck_assert_int_eq(e[2].metric, LAB_METRIC_DONE_REACHABLE);
	ck_assert_int_eq(e[3].metric, LAB_METRIC_DONE_FLUID);
	ck_assert_double_eq_tol(e[3].quantile, .95, 1e-12);
	ck_assert_int_eq(e[6].other, 2);
	ck_assert_int_eq(e[7].policy, 2);
	ck_assert_int_eq(e[7].other, 1);
	ck_assert_uint_eq(e[7].line, 44);
	scenario_free(s);
}
END_TEST

/* Without a policy all of them are compared. */
START_TEST(all_policies)
{
	static const char text[] = "class a priority 1 network n { } "
	    "population p { class a networks n }";
	struct scenario *s = parse(text, strlen(text));
	unsigned i;

	ck_assert_uint_eq(s->policies, LAB_POLICY_COUNT);
	for (i = 0; i < s->policies; i++)
		ck_assert_int_eq(s->policy[i].kind, (enum lab_policy)i);
	scenario_free(s);
}
END_TEST

static void
fixed_point(struct scenario *s)
{
	char *once = print(s), *twice;
	struct scenario *again = parse(once, strlen(once));

	twice = print(again);
	ck_assert_str_eq(once, twice);
	scenario_free(again);
	free(once);
	free(twice);
}

START_TEST(printing_is_fixed)
{
	struct scenario *s = parse(everything, strlen(everything));

	fixed_point(s);
	scenario_free(s);
}
END_TEST

/* What is printed keeps every value: both are the same but for the lines. */
START_TEST(printing_keeps)
{
	struct scenario *s = parse(everything, strlen(everything)), *again;
	char *text = print(s);
	unsigned i;

	again = parse(text, strlen(text));
	for (i = 0; i < s->expectations; i++)
		s->expectation[i].line = again->expectation[i].line = 0;
	for (i = 0; i < s->events; i++) {
		free(s->event[i].arrival.weight);
		free(again->event[i].arrival.weight);
		s->event[i].arrival.weight = NULL;
		again->event[i].arrival.weight = NULL;
	}
	ck_assert_mem_eq(&s->home, &again->home, sizeof(s->home));
	ck_assert_mem_eq(s->network, again->network, sizeof(s->network));
	ck_assert_mem_eq(s->population, again->population,
	    sizeof(s->population));
	ck_assert_mem_eq(s->event, again->event, sizeof(s->event));
	ck_assert_mem_eq(s->policy, again->policy, sizeof(s->policy));
	ck_assert_mem_eq(s->expectation, again->expectation,
	    sizeof(s->expectation));
	ck_assert_uint_eq(s->calm, again->calm);
	scenario_free(s);
	scenario_free(again);
	free(text);
}
END_TEST

START_TEST(shipped_are_fixed)
{
	struct conf_errors errors = { .n = 0 };
	struct scenario *s;
	glob_t g;
	size_t i;

	ck_assert_int_eq(glob("sim/scenarios/*.sim", 0, NULL, &g), 0);
	ck_assert_uint_ge(g.gl_pathc, 11);
	for (i = 0; i < g.gl_pathc; i++) {
		s = scenario_load(g.gl_pathv[i], &errors);
		if (s == NULL)
			ck_abort_msg("%s", errors.n > 0 ? errors.line[0] :
			    "no memory");
		ck_assert_uint_gt(s->expectations, 0);
		ck_assert_uint_gt(strlen(s->title), 10);
		fixed_point(s);
		scenario_free(s);
	}
	globfree(&g);
}
END_TEST

START_TEST(paths_are_from_here)
{
	struct scenario *s = parse(everything, strlen(everything));

	ck_assert(scenario_paths(s, "dir/t.sim"));
	ck_assert_str_eq(s->policy[3].conf, "dir/x.conf");
	ck_assert_str_eq(s->policy[0].conf, "");
	scenario_free(s);
}
END_TEST

/* Ten times as many devices still have IMSIs of their own. */
START_TEST(scaled_up)
{
	struct scenario *s = parse(everything, strlen(everything));
	char why[200];

	scenario_scale(s, 10);
	ck_assert_uint_eq(s->population[0].count, 50000);
	ck_assert_double_eq_tol(s->home.capacity, 15005, 1e-6);
	/* each as quick as before, but there are more or less of them */
	ck_assert_uint_eq(s->home.servers, 30);
	ck_assert_double_eq_tol(s->policy[3].sink, 5000, 1e-6);
	scenario_scale(s, 0.01);
	ck_assert_uint_eq(s->home.servers, 1);
	scenario_scale(s, 100);
	if (!scenario_check(s, why, sizeof(why)))
		ck_abort_msg("%s", why);
	scenario_free(s);
}
END_TEST

/* Identities that are not said are the next free ones. */
START_TEST(networks_are_told_apart)
{
	static const char text[] = "network n { plmn 999-02 gt 999702 } "
	    "network m { } network o { } class a priority 1 "
	    "population p { class a networks { n m o } }";
	struct scenario *s = parse(text, strlen(text));

	ck_assert_str_eq(s->network[0].plmn, "99902");
	ck_assert_str_ne(s->network[1].plmn, "99902");
	ck_assert(!scenario_same_plmn(s->network[1].plmn,
	    s->network[2].plmn));
	ck_assert_str_ne(s->network[2].gt, "999702");
	scenario_free(s);
}
END_TEST

/* ---- from the command line ---- */

static bool
set(struct scenario *s, const char *name, const char *text, const char *said)
{
	struct conf_errors errors = { .n = 0 };
	bool fine = scenario_set(s, name, text, &errors);

	ck_assert_uint_eq(errors.n, fine ? 0 : 1);
	if (!fine)
		ck_assert_str_eq(errors.line[0], said);
	conf_errors_free(&errors);
	return fine;
}

START_TEST(values_are_set)
{
	struct scenario *s = parse(everything, strlen(everything));

	ck_assert(set(s, "home.capacity", "250/s", NULL));
	ck_assert_double_eq_tol(s->home.capacity, 250, 1e-9);
	ck_assert(set(s, "length", "5m", NULL));
	ck_assert_uint_eq(s->length, 5 * LAB_MIN);
	ck_assert(set(s, "network.green.doic", "75%", NULL));
	ck_assert_double_eq_tol(s->network[0].doic, .75, 1e-12);
	ck_assert_double_eq_tol(s->network[1].doic, 0, 1e-12);
	ck_assert(set(s, "network.t3346", "2m to 3m", NULL));
	ck_assert_uint_eq(s->network[0].t3346_least, 2 * LAB_MIN);
	ck_assert_uint_eq(s->network[1].t3346_least, 2 * LAB_MIN);
	ck_assert(set(s, "population.p.count", "12", NULL));
	ck_assert_uint_eq(s->population[0].count, 12);
	/* who comes behind makes room */
	ck_assert(set(s, "population.p.count", "2000000", NULL));
	ck_assert(s->population[1].imsi >= s->population[0].imsi + 2000000);
	ck_assert(set(s, "population.leave", "50%", NULL));
	ck_assert_double_eq_tol(s->population[1].behaviour.leave, .5, 1e-12);
	ck_assert(set(s, "policy.rate.limit", "9/s", NULL));
	ck_assert_double_eq_tol(s->policy[1].limit, 9, 1e-12);
	ck_assert(set(s, "policy.reserve", "25%", NULL));
	ck_assert_double_eq_tol(s->policy[1].reserve, .25, 1e-12);
	ck_assert(set(s, "population.p.back-off", "20s to 90s", NULL));
	ck_assert_uint_eq(s->population[0].behaviour.backoff_first, 20 * LAB_S);
	ck_assert_uint_eq(s->population[0].behaviour.backoff_most, 90 * LAB_S);
	ck_assert(set(s, "policy.back off longer.back-off", "2m", NULL));
	ck_assert_uint_eq(s->policy[2].backoff, 2 * LAB_MIN);
	scenario_free(s);
}
END_TEST

/* Events by place, by kind, and all that have the key. */
START_TEST(values_of_events)
{
	static const char text[] = "class a priority 3\n"
	    "network n { }\nnetwork m { }\n"
	    "population p { class a networks n }\n"
	    "at 5s outage { network n }\n"
	    "at 6s flood { network m rate 7/s }\n"
	    "at 7s firmware { population p behaviour aggressive }\n";
	struct scenario *s = parse(text, strlen(text));

	ck_assert(set(s, "event.1.arrivals", "beta over 30s", NULL));
	ck_assert_int_eq(s->event[0].arrival.kind, LAB_ARRIVE_BETA);
	ck_assert_uint_eq(s->event[0].arrival.over, 30 * LAB_S);
	ck_assert(set(s, "event.arrivals", "series over 4s { 1 2 }", NULL));
	ck_assert_uint_eq(s->event[0].arrival.steps, 2);
	ck_assert(set(s, "event.flood.rate", "12/s", NULL));
	ck_assert_double_eq_tol(s->event[1].rate, 12, 1e-12);
	ck_assert(set(s, "event.flood.network", "n", NULL));
	ck_assert_int_eq(s->event[1].network, 0);
	ck_assert(set(s, "event.2.at", "9s", NULL));
	ck_assert_uint_eq(s->event[1].at, 9 * LAB_S);
	ck_assert_uint_eq(s->event[0].at, 5 * LAB_S);
	ck_assert(set(s, "event.until", "1m", NULL));
	ck_assert_uint_eq(s->event[0].until, LAB_MIN);
	ck_assert_uint_eq(s->event[2].until, LAB_MIN);
	ck_assert(set(s, "event.3.reset-time", "3s", NULL));
	ck_assert_uint_eq(s->event[2].behaviour.reset_time, 3 * LAB_S);
	ck_assert(set(s, "class.a.priority", "0", NULL));
	ck_assert_uint_eq(s->cls[0].priority, 0);
	ck_assert(!set(s, "event.4.at", "9s", "event.4.at: the scenario has no"
	    " such event; expected 1 (outage), 2 (flood) or 3 (firmware)"));
	ck_assert(!set(s, "event.1.rate", "9/s", "event.1.rate: no value is "
	    "called so; expected one of at, until, network, population, share,"
	    " arrivals"));
	ck_assert(!set(s, "event.imsi", "1", "event.imsi: no event of the "
	    "scenario has \"imsi\""));
	ck_assert(!set(s, "class.b.priority", "1", "class.b.priority: the "
	    "scenario has no such class; expected \"a\""));
	scenario_free(s);
}
END_TEST

START_TEST(values_are_refused)
{
	struct scenario *s = parse(everything, strlen(everything));

	ck_assert(!set(s, "home.capacity", "fast", "home.capacity: expected a "
	    "rate such as 400/s or 20/m, not \"fast\""));
	ck_assert(!set(s, "home.capacity", "5/s queue 6", "home.capacity: "
	    "expected nothing behind the value, not \"queue\""));
	ck_assert(!set(s, "home.colour", "red", "home.colour: no value is "
	    "called so; expected one of capacity, servers, service, "
	    "authenticate, queue, full, busy-cost, doic-queue, doic-validity, "
	    "plmn, gt"));
	ck_assert(!set(s, "network.red.doic", "5%", "network.red.doic: the "
	    "scenario has no such network; expected \"green\" or \"a b\""));
	ck_assert(!set(s, "capacity", "5/s", "capacity: no value is called so; "
	    "expected title, seed, length, calm, home.KEY, or class, network, "
	    "population, policy or event with .KEY or .NAME.KEY, such as "
	    "home.capacity, network.green.doic, event.1.arrivals"));
	ck_assert(!set(s, "", "5/s", ": no value is called so; "
	    "expected title, seed, length, calm, home.KEY, or class, network, "
	    "population, policy or event with .KEY or .NAME.KEY, such as "
	    "home.capacity, network.green.doic, event.1.arrivals"));
	scenario_free(s);
}
END_TEST

/* ---- damage ---- */

/* Words are put in, taken out, doubled; octets are changed. */
static size_t
damage(char *text, size_t len, size_t room)
{
	static const char *const words[] = { "{", "}", "{ { {", "expect ", "=",
	    "$many", "\"", "99999999999999999999", "at ", "all ", "% ", "\n",
	    "network ", "behaviour ", " 0 ", "include \"/\" ", "<", "# " };
	const char *word;
	size_t at, n;

	at = random_below((unsigned)len);
	switch (random_below(3)) {
	case 0:
		text[at] = (char)random_below(256);
		return len;
	case 1:
		n = random_below(20);
		n = n > len - at ? len - at : n;
		memmove(text + at, text + at + n, len - at - n);
		return len - n;
	default:
		word = words[random_below(sizeof(words) / sizeof(words[0]))];
		n = strlen(word);
		if (len + n > room)
			return len;
		memmove(text + at + n, text + at, len - at);
		memcpy(text + at, word, n);
		return len + n;
	}
}

START_TEST(damaged_text)
{
	enum { ROUNDS = 6000, ROOM = sizeof(everything) + 400 };
	struct conf_errors errors;
	unsigned i, k, fine = 0;
	struct scenario *s;
	char text[ROOM];
	size_t len;

	for (i = 0; i < ROUNDS; i++) {
		memcpy(text, everything, sizeof(everything));
		len = sizeof(everything) - 1;
		for (k = random_below(4); k < 4; k++)
			len = damage(text, len, ROOM);
		memset(&errors, 0, sizeof(errors));
		s = scenario_parse("t.sim", text, len, &errors);
		/* refused with a reason, or as good as any other */
		ck_assert((s == NULL) == (errors.n > 0));
		if (s != NULL && fine++ % 8 == 0)
			fixed_point(s);
		scenario_free(s);
		conf_errors_free(&errors);
	}
	ck_assert_uint_gt(fine, ROUNDS / 100);
	ck_assert_uint_lt(fine, ROUNDS / 2);
}
END_TEST

/* Cut off anywhere. */
START_TEST(shorter_text)
{
	struct conf_errors errors;
	struct scenario *s;
	size_t len;

	for (len = 0; len < sizeof(everything) - 1; len++) {
		memset(&errors, 0, sizeof(errors));
		s = scenario_parse("t.sim", everything, len, &errors);
		ck_assert((s == NULL) == (errors.n > 0));
		scenario_free(s);
		conf_errors_free(&errors);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("scenarios");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	seed = 0x5eed;
	tcase_set_timeout(t, 120);
	tcase_add_test(t, head_is_read);
	tcase_add_test(t, elements_are_read);
	tcase_add_test(t, events_are_read);
	tcase_add_test(t, expectations_are_read);
	tcase_add_test(t, all_policies);
	tcase_add_test(t, printing_is_fixed);
	tcase_add_test(t, printing_keeps);
	tcase_add_test(t, shipped_are_fixed);
	tcase_add_test(t, paths_are_from_here);
	tcase_add_test(t, scaled_up);
	tcase_add_test(t, networks_are_told_apart);
	tcase_add_test(t, values_are_set);
	tcase_add_test(t, values_of_events);
	tcase_add_test(t, values_are_refused);
	tcase_add_test(t, damaged_text);
	tcase_add_test(t, shorter_text);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
