/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests a second through the freeDiameter edge and back, with so many open
 * at a time, and what one takes.  Server, edge and engine share the cores.
 */
#include "home_help.h"

enum { SECONDS = 3, OPEN_MAX = 1024 };

static struct hss hss;
static struct world world;
static uint8_t octets[MESSAGE_MAX];
static size_t octets_n;
static uint64_t sent_at[1 << 16], end, samples[1 << 20];
static unsigned nsamples, hop;

static bool
has_way(struct world *w, void *arg)
{
	(void)arg;
	return w->engine->nup == 1;
}

static void
one_more(struct way *w)
{
	struct wbuf b = wbuf_make(octets + 12, 4);

	wbuf_be32(&b, ++hop);
	sent_at[hop % (1 << 16)] = clock_ns();
	if (!way_send(w, octets, octets_n))
		abort();
}

static void
answered(struct way *w, const uint8_t *p, size_t n)
{
	uint64_t now = clock_ns();

	(void)n;
	if (nsamples < sizeof(samples) / sizeof(samples[0]))
		samples[nsamples++] = now -
		    sent_at[be32_at(p, 12) % (1 << 16)];
	if (now < end)
		one_more(w);
}

static bool
all_there(struct world *w, void *arg)
{
	(void)arg;
	return w->engine->answers == hop;
}

static int
before(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void
round_of(unsigned open)
{
	struct way *way = engine_way_of(world.engine, hss.host);
	uint64_t begin = clock_ns();
	double seconds;
	unsigned i;

	nsamples = 0;
	end = begin + SECONDS * NS;
	for (i = 0; i < open; i++)
		one_more(way);
	home_turn(world.home);
	if (!world_until(&world, all_there, NULL))
		abort();
	seconds = (double)(clock_ns() - begin) / 1e9;
	qsort(samples, nsamples, sizeof(samples[0]), before);
	fflush(stdout);
	printf("home edge, %4u open: %6.0f requests/s, median %5.0f us, "
	    "p99 %6.0f us\n", open, nsamples / seconds,
	    (double)samples[nsamples / 2] / 1e3,
	    (double)samples[nsamples - 1 - nsamples / 100] / 1e3);
}

int
main(void)
{
	static const unsigned opens[] = { 1, 16, 64, 256, OPEN_MAX };
	struct wbuf w = wbuf_make(octets, sizeof(octets));
	unsigned i;

	hss_begin(&hss, "hss1." REALM, false);
	hss.echo = false;
	world_begin(&world, &hss, 1);
	if (!world_until(&world, has_way, NULL))
		return 1;
	request_put(&w, ULR, 0, hss.host, 60);
	octets_n = w.len;
	world.engine->answered = answered;
	for (i = 0; i < sizeof(opens) / sizeof(opens[0]); i++)
		round_of(opens[i]);
	printf("home edge: %zu KB of memory, requests of %zu octets\n",
	    process_memory(world.pid) >> 10, octets_n);
	world_end(&world);
	return 0;
}
