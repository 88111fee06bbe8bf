/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The role "client": groups of devices behind MMEs, each with its own rate or
 * window, and what they saw, one line a group.
 *
 *	client [-t s] [-u s] [-w s] [-n count] -g key=value,... ... [ADDRESS:]PORT
 *
 * It warms up for -u seconds, measures for -t, then waits for the answers that
 * are out for -w at most.  Keys: name, imsi (first digits), devices, conns,
 * window, rate, mix (ulr, air, both, attach), host, realm.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "client.h"

enum { GROUPS_MAX = 8, EVENTS = 64, TICK = 100000000 };

struct run {
	struct plan	 plan;
	struct conn	*conn[LOAD_CONNS_MAX];
	unsigned	 nconns;
	int		 epoll;
	uint64_t	 start;
	uint64_t	 measured;	/* ns in which it was */
};

static const char *const mix_names[] = { "ulr", "air", "both", "attach" };

static void
usage(void)
{
	fprintf(stderr, "usage: load_diameter client [-t s] [-u s] [-w s] "
	    "[-n count]\n\t-g key=value,... [ADDRESS:]PORT\n");
	exit(2);
}

static void
text_set(char *to, size_t size, const char *value)
{
	if (strlen(value) >= size)
		usage();
	memcpy(to, value, strlen(value) + 1);
}

static void
group_set(struct group *g, const char *key, const char *value)
{
	unsigned i;

	if (strcmp(key, "name") == 0)
		text_set(g->name, sizeof(g->name), value);
	else if (strcmp(key, "imsi") == 0)
		text_set(g->imsi, sizeof(g->imsi), value);
	else if (strcmp(key, "host") == 0)
		text_set(g->host, sizeof(g->host), value);
	else if (strcmp(key, "realm") == 0)
		text_set(g->realm, sizeof(g->realm), value);
	else if (strcmp(key, "devices") == 0)
		g->devices = (unsigned)atoi(value);
	else if (strcmp(key, "conns") == 0)
		g->conns = (unsigned)atoi(value);
	else if (strcmp(key, "window") == 0)
		g->window = (unsigned)atoi(value);
	else if (strcmp(key, "rate") == 0)
		g->rate = atof(value);
	else if (strcmp(key, "mix") == 0) {
		for (i = 0; i < 4 && strcmp(mix_names[i], value) != 0; i++)
			;
		if (i == 4)
			usage();
		g->mix = (enum mix)i;
	} else
		usage();
}

static void
group_read(struct group *g, char *text)
{
	char *word, *value;

	*g = (struct group){ .name = "all", .imsi = "0010100",
	    .host = "mme", .realm = "epc.mnc070.mcc999.3gppnetwork.org",
	    .devices = 100000, .conns = 1, .window = 64 };
	while ((word = strsep(&text, ",")) != NULL) {
		value = strchr(word, '=');
		if (value == NULL)
			usage();
		*value++ = '\0';
		group_set(g, word, value);
	}
	if (g->devices == 0 || g->conns == 0 || g->window == 0)
		usage();
}

static void
plan_read(struct plan *p, int argc, char **argv)
{
	int c;

	p->time = UINT64_C(3000000000);
	p->wait = UINT64_C(2000000000);
	while ((c = getopt(argc, argv, "g:n:t:u:w:")) != -1) {
		if (c == 'g') {
			if (p->ngroups == GROUPS_MAX)
				usage();
			group_read(&p->group[p->ngroups++], optarg);
		} else if (c == 'n')
			p->count = strtoull(optarg, NULL, 10);
		else if (c == 't')
			p->time = (uint64_t)(atof(optarg) * 1e9);
		else if (c == 'u')
			p->warm = (uint64_t)(atof(optarg) * 1e9);
		else if (c == 'w')
			p->wait = (uint64_t)(atof(optarg) * 1e9);
		else
			usage();
	}
	if (p->ngroups == 0 || optind + 1 != argc)
		usage();
	p->to = address_of(argv[optind]);
}

static void
connect_all(struct run *r)
{
	struct epoll_event e = { .events = EPOLLIN | EPOLLOUT | EPOLLET };
	struct group *g;
	unsigned i;

	r->epoll = epoll_create1(0);
	for (g = r->plan.group; g < r->plan.group + r->plan.ngroups; g++)
		for (i = 0; i < g->conns; i++) {
			if (r->nconns == LOAD_CONNS_MAX)
				usage();
			r->conn[r->nconns] = conn_new(g, i + 1, &r->plan.to);
			e.data.u32 = r->nconns;
			epoll_ctl(r->epoll, EPOLL_CTL_ADD,
			    conn_fd(r->conn[r->nconns]), &e);
			r->nconns++;
		}
}

static bool
measuring(const struct run *r, uint64_t now)
{
	return now - r->start >= r->plan.warm &&
	    now - r->start < r->plan.warm + r->plan.time;
}

static bool
offering(const struct run *r, uint64_t now)
{
	unsigned i;

	if (stopping || now - r->start >= r->plan.warm + r->plan.time)
		return false;
	for (i = 0; i < r->plan.ngroups && r->plan.count > 0; i++)
		if (r->plan.group[i].sent >= r->plan.count)
			return false;
	return true;
}

/* A connection that is over is heard no more. */
static void
conn_over(struct run *r, unsigned i)
{
	fprintf(stderr, "load: a connection was closed\n");
	conn_end(r->conn[i]);
	r->conn[i] = NULL;
}

static void
hear(struct run *r, uint64_t wait)
{
	struct timespec t = { (time_t)(wait / 1000000000),
	    (long)(wait % 1000000000) };
	struct epoll_event e[EVENTS];
	int n = epoll_pwait2(r->epoll, e, EVENTS, &t, NULL);
	bool open, measure = measuring(r, now_ns());

	while (n-- > 0) {
		struct conn *c = r->conn[e[n].data.u32];

		if (c == NULL)
			continue;
		open = true;
		if (e[n].events & EPOLLOUT)
			open = conn_writable(c);
		if (open && e[n].events & (EPOLLIN | EPOLLHUP | EPOLLERR))
			open = conn_readable(c, measure);
		if (!open)
			conn_over(r, e[n].data.u32);
	}
}

/* Everything that is due; how long to wait then. */
static uint64_t
offer_all(struct run *r, uint64_t now)
{
	uint64_t wait = TICK, at;
	unsigned i;

	for (i = 0; i < r->nconns; i++) {
		if (r->conn[i] == NULL)
			continue;
		at = conn_offer(r->conn[i], now, measuring(r, now));
		if (at != 0 && at - now < wait)
			wait = at > now ? at - now : 0;
	}
	return wait;
}

static bool
waits(const struct run *r)
{
	unsigned i;

	for (i = 0; i < r->nconns; i++)
		if (r->conn[i] != NULL && conn_waits(r->conn[i]))
			return true;
	return false;
}

static void
expire_all(struct run *r, uint64_t now)
{
	unsigned i;

	for (i = 0; i < r->nconns; i++)
		if (r->conn[i] != NULL)
			conn_expire(r->conn[i], now, r->plan.wait);
}

static void
run_all(struct run *r)
{
	uint64_t now = now_ns(), end, tick = now;
	unsigned i;

	r->start = now;
	for (i = 0; i < r->nconns; i++)
		conn_begin(r->conn[i], now);
	while (offering(r, now)) {
		hear(r, offer_all(r, now));
		now = now_ns();
		if (now - tick > TICK) {
			expire_all(r, now);
			tick = now;
		}
	}
	r->measured = now - r->start > r->plan.warm ?
	    now - r->start - r->plan.warm : 0;
	end = now + r->plan.wait;
	while (waits(r) && now < end) {
		hear(r, TICK);
		now = now_ns();
		expire_all(r, now);
	}
	for (i = 0; i < r->nconns; i++)
		if (r->conn[i] != NULL)
			conn_end(r->conn[i]);
}

static double
us(const struct histogram *h, double share)
{
	return (double)histogram_at(h, share) / 1e3;
}

static void
group_print(const struct group *g, double seconds)
{
	unsigned i;

	printf("group=%s seconds=%.2f offered=%.0f rate=%.0f good=%.0f "
	    "p50=%.1f p99=%.1f max=%.1f good_p50=%.1f good_p99=%.1f "
	    "sent=%llu answered=%llu unanswered=%llu lost=%llu unasked=%llu",
	    g->name, seconds, (double)g->measured_sent / seconds,
	    (double)g->measured / seconds, (double)g->fine.n / seconds,
	    us(&g->all, 0.5), us(&g->all, 0.99), (double)g->all.max / 1e3,
	    us(&g->fine, 0.5), us(&g->fine, 0.99),
	    (unsigned long long)g->sent, (unsigned long long)g->answered,
	    (unsigned long long)g->unanswered, (unsigned long long)g->lost,
	    (unsigned long long)g->unasked);
	for (i = 0; i < LOAD_CODES_MAX && g->code[i].n > 0; i++)
		printf(" r%u=%llu", g->code[i].code,
		    (unsigned long long)g->code[i].n);
	printf("\n");
}

int
client_main(int argc, char **argv)
{
	static struct group group[GROUPS_MAX];
	static struct run r = { .plan.group = group };
	unsigned i;

	plan_read(&r.plan, argc, argv);
	stop_on_signals();
	connect_all(&r);
	run_all(&r);
	for (i = 0; i < r.plan.ngroups; i++)
		group_print(&group[i], (double)r.measured / 1e9);
	return 0;
}
