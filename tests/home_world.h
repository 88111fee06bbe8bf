/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two servers behind the freeDiameter edge, asked one after the other.
 */
#ifndef TESTS_HOME_WORLD_H
#define TESTS_HOME_WORLD_H

#include <check.h>

#include "home_help.h"
#include "suite.h"

#define HSS1	"hss1." REALM
#define HSS2	"b.hss." REALM

static struct hss hss[2];
static struct world world;
static bool narrow;

static inline bool
has_ways(struct world *w, void *n)
{
	return w->engine->nup == *(unsigned *)n;
}

static inline bool
has_answers(struct world *w, void *n)
{
	return w->engine->answers >= *(unsigned *)n;
}

static inline void
begin(unsigned servers)
{
	static const char *const names[] = { HSS1, HSS2 };
	unsigned i;

	for (i = 0; i < servers; i++)
		hss_begin(&hss[i], names[i], narrow);
	world_begin(&world, hss, servers);
	ck_assert(world_until(&world, has_ways, &servers));
}

static inline void
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

static inline bool
server_has(struct world *w, void *arg)
{
	const unsigned *want = arg;

	(void)w;
	return hss[want[0]].requests >= want[1] &&
	    hss[want[0]].answers >= want[2];
}

static inline bool
until_server(unsigned server, unsigned requests, unsigned answers)
{
	unsigned want[] = { server, requests, answers };

	return world_until(&world, server_has, want);
}

static inline bool
until_ways(unsigned n)
{
	return world_until(&world, has_ways, &n);
}

static inline bool
until_answers(unsigned n)
{
	return world_until(&world, has_answers, &n);
}

#endif
