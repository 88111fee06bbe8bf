/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SS7 edges and osmo-stp: messages pass as they are, whoever dies comes again.
 */
#include <check.h>

#include "sigtran_help.h"

static struct lab lab;

static bool
near_has(struct lab *l, unsigned n)
{
	return l->near.engine->answers >= n;
}

static bool
far_has(struct lab *l, unsigned n)
{
	return l->far.engine->answers >= n;
}

static bool
near_up(struct lab *l, unsigned n)
{
	return l->near.engine->nup == n;
}

static bool
near_downs(struct lab *l, unsigned n)
{
	return l->near.engine->downs >= n;
}

/* UDT of SCCP and what looks like it, of any length. */
static void
octets_make(uint8_t *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		p[i] = (uint8_t)(i * 7 + n);
	p[0] = 9;
}

/* What came is what was sent; over IPA there is no label. */
static void
check_came(const struct side *s, const struct m3ua_label *l, const uint8_t *p,
    size_t n)
{
	struct m3ua m;

	ck_assert(m3ua_data_get(cur_make(s->engine->last, s->engine->last_n),
	    &m));
	ck_assert_uint_eq(cur_left(&m.data), n);
	ck_assert_mem_eq(m.data.p, p, n);
	ck_assert_uint_eq(m.label.opc, l->opc);
	ck_assert_uint_eq(m.label.dpc, l->dpc);
	if (!lab.m3ua)
		return;
	ck_assert_uint_eq(m.label.ni, l->ni);
	ck_assert_uint_eq(m.label.sls, l->sls);
	ck_assert_uint_eq(m.label.mp, l->mp);
}

START_TEST(there_and_back)
{
	static const size_t lengths[] = { 1, 2, 3, 4, 60, 61, 272, 1000 };
	uint8_t octets[1000];
	struct way *way;
	unsigned i;

	lab_begin(&lab);
	ck_assert(lab_meet(&lab));
	way = engine_way_of(lab.near.engine, "near");
	ck_assert_uint_eq(way->end.link, 2);
	ck_assert(way->end.ss7);
	ck_assert_uint_eq(way->end.address_len, 4);
	for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		octets_make(octets, lengths[i]);
		ck_assert(side_send(&lab.far, &to_near, octets, lengths[i]));
		ck_assert(lab_until(&lab, near_has, i + 1));
		check_came(&lab.near, &to_near, octets, lengths[i]);
		ck_assert(side_send(&lab.near, &to_far, octets, lengths[i]));
		ck_assert(lab_until(&lab, far_has, i + 1));
		check_came(&lab.far, &to_far, octets, lengths[i]);
	}
	lab_end(&lab);
}
END_TEST

static void
message_passes(unsigned n)
{
	uint8_t octets[100];

	octets_make(octets, sizeof(octets));
	ck_assert(side_send(&lab.far, &to_near, octets, sizeof(octets)));
	ck_assert(lab_until(&lab, near_has, n));
	check_came(&lab.near, &to_near, octets, sizeof(octets));
}

/* The edge dies: its ways are down at once, and with the next process up. */
START_TEST(edge_killed)
{
	int status;

	lab_begin(&lab);
	ck_assert(lab_meet(&lab));
	message_passes(1);
	(void)kill(lab.near.pid, SIGKILL);
	ck_assert(lab_until(&lab, near_up, 0));
	waitpid(lab.near.pid, &status, 0);
	ck_assert(WIFSIGNALED(status));
	ck_assert_uint_eq(lab.near.engine->downs, 1);
	side_begin(&lab.near);
	ck_assert(lab_meet(&lab));
	message_passes(1);
	lab_end(&lab);
}
END_TEST

/* It hangs: after CHANNEL_SILENCE it is taken for dead. */
START_TEST(edge_hangs)
{
	lab_begin(&lab);
	ck_assert(lab_meet(&lab));
	(void)kill(lab.near.pid, SIGSTOP);
	ck_assert(lab_until(&lab, near_up, 0));
	(void)kill(lab.near.pid, SIGCONT);
	lab_end(&lab);
}
END_TEST

/* The node on the other side dies: the link is down, and up with it. */
START_TEST(node_killed)
{
	lab_begin(&lab);
	ck_assert(lab_meet(&lab));
	(void)kill(lab.stp, SIGKILL);
	ck_assert(lab_until(&lab, both_up, 0));
	ck_assert_str_eq(lab.near.engine->way[0].why,
	    "no application server process is active");
	process_end(lab.stp);
	lab.stp = program_begin(STP, "-c", lab.conf);
	ck_assert(lab_meet(&lab));
	message_passes(1);
	lab_end(&lab);
}
END_TEST

/* Told to stop, it says so and ends in order. */
START_TEST(edge_stopped)
{
	int status;

	lab_begin(&lab);
	ck_assert(lab_meet(&lab));
	home_stop(lab.near.home);
	ck_assert(lab_until(&lab, near_downs, 1));
	ck_assert_str_eq(lab.near.engine->way[0].why, "edge is stopping");
	ck_assert_int_eq(waitpid(lab.near.pid, &status, 0), lab.near.pid);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	lab.near.pid = 0;
	lab_end(&lab);
}
END_TEST

/* Each of many arrives, in their order, and the credit comes back. */
START_TEST(many)
{
	enum { MANY = 5000 };
	uint8_t octets[200];
	unsigned i;

	lab_begin(&lab);
	ck_assert(lab_meet(&lab));
	octets_make(octets, sizeof(octets));
	for (i = 0; i < MANY; i++) {
		octets[1] = (uint8_t)(i >> 8);
		octets[2] = (uint8_t)i;
		if (!side_send(&lab.far, &to_near, octets, sizeof(octets))) {
			/* the credit is used up: as many as it is good for
			 * are under way */
			ck_assert_uint_ge(i - lab.near.engine->answers,
			    CHANNEL_CREDIT / 2);
			ck_assert(lab_until(&lab, near_has, i));
			i--;
			continue;
		}
		if (i % 16 == 0)
			ck_assert(lab_until(&lab, near_has, 0));
	}
	ck_assert(lab_until(&lab, near_has, MANY));
	check_came(&lab.near, &to_near, octets, sizeof(octets));
	ck_assert_uint_eq(lab.near.engine->answers, MANY);
	lab_end(&lab);
}
END_TEST

/* A message of ours for a point code that no route leads to the server is not
 * sent elsewhere, and those after it are. */
START_TEST(no_route)
{
	struct m3ua_label nowhere = to_near;
	uint8_t octets[20];
	unsigned i;

	lab_begin(&lab);
	ck_assert(lab_meet(&lab));
	octets_make(octets, sizeof(octets));
	nowhere.dpc = 77;
	for (i = 0; i < 20; i++)
		ck_assert(side_send(&lab.far, &nowhere, octets,
		    sizeof(octets)));
	nowhere.dpc = PC_FAR;		/* which is our own */
	ck_assert(side_send(&lab.far, &nowhere, octets, sizeof(octets)));
	message_passes(1);
	ck_assert_uint_eq(lab.far.engine->answers, 0);
	lab_end(&lab);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("sigtran_stp");
	TCase *t = tcase_create("sigtran_stp");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, there_and_back);
	tcase_add_test(t, edge_killed);
	tcase_add_test(t, edge_hangs);
	tcase_add_test(t, node_killed);
	tcase_add_test(t, edge_stopped);
	tcase_add_test(t, many);
	tcase_add_test(t, no_route);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	SRunner *sr = srunner_create(suite());
	int failed;

	if (access(STP, X_OK) != 0) {
		puts("osmo-stp is not here");
		return 77;
	}
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
