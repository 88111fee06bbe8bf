/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The home side: engine and server with the freeDiameter edge between.
 */
#include <check.h>

#include "home_help.h"

#define HSS1	"hss1." REALM
#define HSS2	"b.hss." REALM

static struct hss hss[2];
static struct world world;

static bool
has_ways(struct world *w, void *n)
{
	return w->engine->nup == *(unsigned *)n;
}

static bool
has_answers(struct world *w, void *n)
{
	return w->engine->answers >= *(unsigned *)n;
}

static void
begin(unsigned servers)
{
	static const char *const names[] = { HSS1, HSS2 };
	unsigned i;

	for (i = 0; i < servers; i++)
		hss_begin(&hss[i], names[i]);
	world_begin(&world, hss, servers);
	ck_assert(world_until(&world, has_ways, &servers));
}

static void
ask(const char *host, uint32_t hop, size_t extra, uint8_t *octets, size_t *n)
{
	struct way *way = engine_way_of(world.engine, host);
	struct wbuf w = wbuf_make(octets, MESSAGE_MAX);

	ck_assert_ptr_nonnull(way);
	request_put(&w, ULR, hop, HSS1, extra);
	ck_assert(wbuf_ok(&w));
	ck_assert(way_send(way, w.p, w.len));
	*n = w.len;
}

/* What the server saw of the request, from its answer. */
static struct cur
echo_of(const uint8_t *p, size_t n)
{
	struct cur c = cur_make(p, n), before, whole;
	struct diameter_avp a;

	ck_assert(cur_skip(&c, 20));
	for (before = c; diameter_avp_next(&c, &a); before = c)
		if (a.code == ECHO_AVP && a.vendor == ECHO_VENDOR) {
			ck_assert(cur_take(&before, cur_left(&before) -
			    cur_left(&c), &whole));
			ck_assert(cur_skip(&whole, 12));
			return whole;
		}
	ck_abort_msg("no echo");
}

START_TEST(request_and_answer)
{
	uint8_t octets[MESSAGE_MAX];
	unsigned want = 1;
	struct cur seen;
	size_t n;

	begin(1);
	ck_assert_uint_eq(engine_way_of(world.engine, HSS1)->end.link, 1);
	ask(HSS1, 0x12345678, 5, octets, &n);
	ck_assert(world_until(&world, has_answers, &want));
	/* with our identifier, whatever was on the wire */
	ck_assert_uint_eq(be32_at(world.engine->last, 12), 0x12345678);
	ck_assert_uint_eq(be32_at(world.engine->last, 4), ULR | 0x40 << 24);
	seen = echo_of(world.engine->last, world.engine->last_n);
	ck_assert_uint_eq(cur_left(&seen), n);
	ck_assert_mem_eq(seen.p, octets, 12);
	ck_assert_mem_eq(seen.p + 16, octets + 16, n - 16);
	world_end(&world);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("home");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_set_timeout(t, 120);
	tcase_add_test(t, request_and_answer);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
