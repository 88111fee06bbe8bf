/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SS7 edges and osmo-stp: messages pass as they are, whoever dies comes again.
 */
#include <check.h>

#include "sigtran_help.h"

static struct lab lab;

static const struct m3ua_label to_near = { .opc = PC_FAR, .dpc = PC_NEAR,
	.si = M3UA_SCCP, .ni = 2, .mp = 1, .sls = 11 };
static const struct m3ua_label to_far = { .opc = PC_NEAR, .dpc = PC_FAR,
	.si = M3UA_SCCP, .ni = 2, .mp = 1, .sls = 3 };

static bool
both_up(struct lab *l, unsigned n)
{
	return l->far.engine->nup == n && l->near.engine->nup == n;
}

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
	ck_assert(lab_until(&lab, both_up, 1));
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

static Suite *
suite(void)
{
	Suite *s = suite_create("sigtran_stp");
	TCase *t = tcase_create("sigtran_stp");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, there_and_back);
	suite_add_tcase(s, t);
	(void)near_up;
	(void)near_downs;
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
