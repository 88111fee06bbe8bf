/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Outcomes made by hand: what is expected and met, tables, the page.
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../sim/lab/report.h"
#include "../sim/lab/scenario_read.h"
#include "../sim/lab/table.h"

enum { SECONDS = 600, DEVICES = 1000 };

static const char text[] =
    "title \"<b>Made & by hand\"\n"
    "class first priority 1 class last priority 9\n"
    "home { capacity 10/s } network n { }\n"
    "population a { count 100 class first networks n }\n"
    "population b { count 900 class last networks n }\n"
    "at 10s outage { network n }\n"
    "policy none policy rate \"a <rate>\" policy breakwater\n"
    "expect breakwater class first delay p99 < 2s\n"		/* met */
    "expect breakwater done 100% < 4m\n"			/* not */
    "expect breakwater done 100% < others\n"			/* met twice */
    "expect breakwater done 100% within 1.10 reachable\n"	/* not */
    "expect none done 100% > 10m\n"				/* never: met */
    "expect none load > 200%\n"					/* met */
    "expect \"a <rate>\" wasted <= none\n";			/* equal */

enum { MET = 6, UNMET = 2 };

static struct scenario *s;
static struct outcome outcome[3];
static bool ran[3];

static void
second_make(struct outcome_second *z, unsigned i, unsigned policy)
{
	z->offered = i < 10 ? 0 : 50;
	z->admitted = policy == 0 ? z->offered : i < 10 ? 0 : 10;
	z->refused = z->offered - z->admitted;
	z->capacity = 10;
	z->load = (float)z->admitted / 10;
	z->latency = policy == 0 ? 12.5f : .01f;
	z->answered = 1;
	z->backing_off = 600 - i;
	z->registered[0] = 100;
	z->registered[1] = policy == 0 ? 0 : i;
}

static void
outcome_make(struct outcome *o, unsigned policy)
{
	static const uint64_t done[] = { 100, 200, 240, 300 };
	unsigned i;

	*o = (struct outcome){ .kind = s->policy[policy].kind, .seed = 1,
	    .first = 10 * LAB_S, .end = SECONDS * LAB_S, .seconds = SECONDS,
	    .devices = DEVICES, .concerned = DEVICES, .back = DEVICES,
	    .load_most = policy == 0 ? 5 : 1, .work = 1000, .wasted = 250,
	    .messages_device = 4.25 };
	strcpy(o->policy, s->policy[policy].name);
	o->second = calloc(SECONDS, sizeof(*o->second));
	ck_assert_ptr_nonnull(o->second);
	for (i = 0; i < SECONDS; i++)
		second_make(&o->second[i], i, policy);
	for (i = 0; i < LAB_QUANTILES; i++) {
		o->done[i] = policy == 0 ? LAB_NEVER :
		    done[i] * LAB_S + (2 - policy) * LAB_S;
		o->fluid[i] = 100 * LAB_S;
		o->reachable[i] = 250 * LAB_S;
	}
	for (i = 0; i < 2; i++) {
		o->cls[i] = (struct outcome_class){ .devices = i == 0 ? 100 :
		    900, .concerned = i == 0 ? 100 : 900, .back = 100 };
		o->cls[i].delay[LAB_Q99] = 1500 * LAB_MS;
	}
	o->refused_times[0] = 10;
	o->refused_times[3] = 990;
}

static void
setup(void)
{
	struct conf_errors errors = { .n = 0 };
	unsigned i;

	s = scenario_parse("made.sim", text, strlen(text), &errors);
	ck_assert_ptr_nonnull(s);
	for (i = 0; i < 3; i++) {
		outcome_make(&outcome[i], i);
		ran[i] = true;
	}
}

static void
teardown(void)
{
	unsigned i;

	for (i = 0; i < 3; i++)
		outcome_free(&outcome[i]);
	scenario_free(s);
}

static struct lab_result
made(void)
{
	return (struct lab_result){ s, outcome, ran };
}

/* What a function writes. */
static char *
written(void (*write)(FILE *, const struct lab_result *))
{
	const struct lab_result r = made();
	char *buf = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&buf, &size);

	ck_assert_ptr_nonnull(f);
	write(f, &r);
	ck_assert_int_eq(fclose(f), 0);
	return buf;
}

static unsigned
count(const char *in, const char *what)
{
	unsigned n = 0;

	for (; (in = strstr(in, what)) != NULL; in += strlen(what))
		n++;
	return n;
}

/* ---- expectations ---- */

START_TEST(met_and_unmet)
{
	static const enum table_verdict want[] = { TABLE_MET, TABLE_UNMET,
	    TABLE_MET, TABLE_MET, TABLE_UNMET, TABLE_MET, TABLE_MET,
	    TABLE_MET };
	const struct lab_result r = made();
	double value, against;
	unsigned i;

	ck_assert_uint_eq(s->expectations, MET + UNMET);
	for (i = 0; i < s->expectations; i++)
		if (table_expectation(&r, &s->expectation[i], &value,
		    &against) != want[i])
			ck_abort_msg("expectation %u: %f, %f", i, value,
			    against);
	ck_assert_uint_eq(table_unmet(&r), UNMET);
	(void)table_expectation(&r, &s->expectation[4], &value, &against);
	ck_assert_double_eq_tol(value, 1.2, 1e-9);
	ck_assert_double_eq_tol(against, 1.1, 1e-9);
}
END_TEST

START_TEST(not_run_is_not_tried)
{
	const struct lab_result r = made();
	double value, against;

	ran[0] = false;
	ck_assert_int_eq(table_expectation(&r, &s->expectation[2], &value,
	    &against), TABLE_UNTRIED);		/* others: none */
	ck_assert_int_eq(table_expectation(&r, &s->expectation[3], &value,
	    &against), TABLE_MET);
	ck_assert_int_eq(table_expectation(&r, &s->expectation[5], &value,
	    &against), TABLE_UNTRIED);
	ck_assert_uint_eq(table_unmet(&r), UNMET);
}
END_TEST

/* Nobody of the class lost anything: then nothing was shown. */
START_TEST(no_value_is_unmet)
{
	const struct lab_result r = made();
	double value, against;

	outcome[2].cls[0].concerned = 0;
	ck_assert_int_eq(table_expectation(&r, &s->expectation[0], &value,
	    &against), TABLE_UNMET);
	ck_assert(isnan(value));
}
END_TEST

START_TEST(values_as_text)
{
	char buf[TABLE_TEXT];

	ck_assert_str_eq(table_value(buf, LAB_METRIC_DONE, INFINITY), "never");
	ck_assert_str_eq(table_value(buf, LAB_METRIC_DONE, NAN), "-");
	ck_assert_str_eq(table_value(buf, LAB_METRIC_DONE, 65e9), "1 min 5 s");
	ck_assert_str_eq(table_value(buf, LAB_METRIC_OVERLOAD, 0), "0 s");
	ck_assert_str_eq(table_value(buf, LAB_METRIC_LOAD, 1.019), "101.9 %");
	ck_assert_str_eq(table_value(buf, LAB_METRIC_LOAD, 1), "100 %");
	ck_assert_str_eq(table_value(buf, LAB_METRIC_LOAD, 0), "0 %");
	ck_assert_str_eq(table_value(buf, LAB_METRIC_LOAD, 62.6), "6260 %");
	ck_assert_str_eq(table_value(buf, LAB_METRIC_SUCCESS, .9999),
	    ">99.9 %");
	ck_assert_str_eq(table_value(buf, LAB_METRIC_SUCCESS, .0001),
	    "<0.1 %");
	ck_assert_str_eq(table_value(buf, LAB_METRIC_MESSAGES, 4.256), "4.26");
}
END_TEST

/* ---- tables ---- */

START_TEST(text_fits)
{
	char *out = written(table_text), *line, *rest = NULL;

	ck_assert_uint_eq(count(out, "UNMET"), UNMET);
	ck_assert_uint_eq(count(out, "  met "), MET);
	ck_assert_ptr_nonnull(strstr(out, "a <rate>"));
	for (line = strtok_r(out, "\n", &rest); line != NULL;
	    line = strtok_r(NULL, "\n", &rest))
		if (strlen(line) > 80 && strstr(line, "expect ") == NULL)
			ck_abort_msg("%zu columns: %s", strlen(line), line);
	free(out);
}
END_TEST

START_TEST(csv_is_whole)
{
	char *out = written(table_csv), *end = strchr(out, '\r');
	unsigned columns;

	*end = '\0';
	columns = count(out, ",");
	ck_assert_uint_eq(columns, 1 + 15 + 5 + 2);
	*end = '\r';
	ck_assert_uint_eq(count(out, "\r\n"), 1 + 3 * SECONDS);
	ck_assert_uint_eq(count(out, ","), columns * (1 + 3 * SECONDS));
	ck_assert_ptr_nonnull(strstr(out, "\"a <rate>\",11,50,0,0,10,40,"));
	free(out);
}
END_TEST

START_TEST(json_names)
{
	char *out = written(table_json);

	ck_assert_ptr_nonnull(strstr(out, "\"title\":\"<b>Made & by hand\""));
	ck_assert_ptr_nonnull(strstr(out, "\"reachable\":{\"50\":250,\"95\":250"
	    ",\"99\":250,\"100\":250}"));
	ck_assert_ptr_nonnull(strstr(out, "\"done\":{\"50\":null,"));
	ck_assert_ptr_nonnull(strstr(out, "\"done\":{\"50\":100,\"95\":200,"
	    "\"99\":240,\"100\":300}"));
	ck_assert_uint_eq(count(out, "\"verdict\":\"unmet\""), UNMET);
	ck_assert_uint_eq(count(out, "\"backing_off\":["), 3);
	ck_assert_uint_eq(count(out, "{"), count(out, "}"));
	ck_assert_uint_eq(count(out, "["), count(out, "]"));
	free(out);
}
END_TEST

/* ---- the page ---- */

static void
page(FILE *f, const struct lab_result *r)
{
	ck_assert(lab_report_html(f, r));
}

START_TEST(page_is_escaped)
{
	char *out = written(page);

	ck_assert_ptr_nonnull(strstr(out, "<h1>&lt;b&gt;Made &amp; by hand"));
	ck_assert_ptr_null(strstr(out, "<b>Made"));
	ck_assert_ptr_null(strstr(out, "<rate>"));
	ck_assert_ptr_nonnull(strstr(out, "a &lt;rate&gt;"));
	ck_assert_ptr_null(strstr(out, "nan"));
	ck_assert_ptr_null(strstr(out, "<script"));
	ck_assert_ptr_null(strstr(out, "http"));
	free(out);
}
END_TEST

START_TEST(page_has_pictures)
{
	char *out = written(page);

	/* registered: all and 2 classes; 3 panels; load; back-off; latency */
	ck_assert_uint_eq(count(out, "<figure"), 1 + 2 + 3 + 1 + 1 + 1);
	ck_assert_uint_eq(count(out, "<figure"), count(out, "</figure>"));
	ck_assert_uint_eq(count(out, ">not met<"), UNMET);
	ck_assert_uint_eq(count(out, ">met<"), MET);
	ck_assert_ptr_nonnull(strstr(out, "6 of 8"));
	/* a refused share of 99 % of the devices, three times */
	ck_assert_uint_eq(count(out, ">99.0 %"), 3);
	free(out);
}
END_TEST

START_TEST(page_of_nothing)
{
	char *out;

	ran[0] = ran[1] = ran[2] = false;
	out = written(page);
	ck_assert_ptr_nonnull(strstr(out, "No policy was run."));
	ck_assert_uint_eq(count(out, "<figure"), 0);
	free(out);
}
END_TEST

/* A run without a single second, such as one that was stopped at once. */
START_TEST(page_of_no_time)
{
	char *out;
	unsigned i;

	for (i = 0; i < 3; i++)
		outcome[i].seconds = 0;
	out = written(page);
	ck_assert_ptr_null(strstr(out, "nan"));
	ck_assert_ptr_nonnull(strstr(out, "</html>"));
	free(out);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tables and page of the lab");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, met_and_unmet);
	tcase_add_test(t, not_run_is_not_tried);
	tcase_add_test(t, no_value_is_unmet);
	tcase_add_test(t, values_as_text);
	tcase_add_test(t, text_fits);
	tcase_add_test(t, csv_is_whole);
	tcase_add_test(t, json_names);
	tcase_add_test(t, page_is_escaped);
	tcase_add_test(t, page_has_pictures);
	tcase_add_test(t, page_of_nothing);
	tcase_add_test(t, page_of_no_time);
	suite_add_tcase(suite, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
