/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The freeDiameter edge as a process, and an engine that only counts, for tests
 * of home.c and fw/fd.
 */
#ifndef TESTS_HOME_HELP_H
#define TESTS_HOME_HELP_H

#include <event2/event.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include "../fw/run/edge.h"
#include "../fw/run/engine.h"
#include "../fw/run/home.h"
#include "../rules/conf.h"
#include "../rules/ruleset.h"
#include "home_hss.h"

/* ---- the edge's process ---- */

/* For a process that will listen on it; none of those that the kernel gives to
 * whoever connects (from 32768 on), lest somebody has it before, and each once.
 */
static uint16_t
port_free(void)
{
	enum { FIRST = 10000, PORTS = 22000 };
	static unsigned step;
	struct sockaddr_in a = { .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	unsigned from = (unsigned)getpid() * 37 + (unsigned)(clock_ns() >> 20);
	int fd, got = -1;

	while (got != 0) {
		a.sin_port = htons((uint16_t)(FIRST + (from + step++ * 7) %
		    PORTS));
		fd = socket(AF_INET, SOCK_STREAM, 0);
		got = bind(fd, (struct sockaddr *)&a, sizeof(a));
		close(fd);
	}
	return ntohs(a.sin_port);
}

#define DAEMON	"/usr/bin/freeDiameterd"

/* Starts freeDiameter's daemon as the server h, which is not run. */
static inline pid_t
daemon_begin(const char *path, const struct hss *h)
{
	FILE *f = fopen(path, "w");
	pid_t pid;
	int null;

	if (f == NULL)
		abort();
	fprintf(f, "Identity = \"%s\";\nRealm = \"" REALM "\";\n"
	    "Port = %u;\nSecPort = 0;\nNo_SCTP;\nNo_IPv6;\n"
	    "ListenOn = \"127.0.0.1\";\nConnectPeer = \"fw1." REALM "\" { "
	    "ConnectTo = \"127.0.0.1\"; Port = %u; No_TLS; };\n", h->host,
	    h->port, port_free());
	fclose(f);
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		null = open("/dev/null", O_RDWR);
		dup2(null, 1);
		dup2(null, 2);
		execl(DAEMON, DAEMON, "-c", path, (char *)NULL);
		_exit(127);
	}
	return pid;
}

/* Of this process, static. */
static inline const char *
home_conf_path(void)
{
	static char path[400];
	const char *b = getenv("B");

	snprintf(path, sizeof(path), "%s/home-%d.fd.conf",
	    b != NULL ? b : "build", (int)getpid());
	return path;
}

/* Writes freeDiameter's configuration for n servers. */
static void
edge_conf(const char *path, struct hss *h, unsigned n)
{
	FILE *f = fopen(path, "w");
	unsigned i;

	if (f == NULL)
		abort();
	fprintf(f, "Identity = \"fw1." REALM "\";\nRealm = \"" REALM "\";\n"
	    "Port = %u;\nSecPort = 0;\nNo_SCTP;\nNo_IPv6;\n"
	    "ListenOn = \"127.0.0.1\";\nTcTimer = 6;\nTwTimer = 6;\n",
	    port_free());
	for (i = 0; i < n; i++)
		fprintf(f, "ConnectPeer = \"%s\" { ConnectTo = \"127.0.0.1\"; "
		    "Port = %u; No_TLS; TcTimer = 1; };\n", h[i].host,
		    h[i].port);
	fclose(f);
}

/* Starts it; *fd: our end of its channel. */
static pid_t
edge_begin(const char *conf, int *fd)
{
	const char *b = getenv("B");
	char program[512], number[16];
	int pair[2];
	pid_t pid;

	snprintf(program, sizeof(program), "%s/breakwater-freediameter",
	    b != NULL ? b : "build");
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
		abort();
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(pair[0]);
		snprintf(number, sizeof(number), "%d", pair[1]);
		execl(program, program, number, conf, (char *)NULL);
		_exit(127);
	}
	close(pair[1]);
	fcntl(pair[0], F_SETFD, FD_CLOEXEC);
	*fd = pair[0];
	return pid;
}

/* What memory may grow by: instruments keep what was freed. */
#if defined(__SANITIZE_ADDRESS__)
enum { MEMORY_MORE = 128 << 20 };
#else
enum { MEMORY_MORE = 8 << 20 };
#endif

/* Octets of memory that the process has. */
static inline size_t
process_memory(pid_t pid)
{
	char path[64], line[256];
	size_t kb = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	f = fopen(path, "r");
	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		if (sscanf(line, "VmRSS: %zu", &kb) == 1)
			break;
	if (f != NULL)
		fclose(f);
	return kb << 10;
}

/* ---- the engine ---- */

struct way {
	bool		 up;
	struct way_end	 end;
	char		 host[EDGE_NAME_MAX];
	const struct way_ops *ops;
	void		*arg;
	const char	*why;		/* that it is down */
};

struct engine {
	struct way	 way[64];
	unsigned	 ups, downs, nup;
	unsigned	 requests, answers, unable, busy, links;
	struct way_event link;		/* the last one */
	uint8_t		 last[1 << 17];	/* message, an answer or request */
	size_t		 last_n;
	bool		 mute;		/* answers no request */
	bool		 refill;	/* answers lead to requests: bench */
	void		(*answered)(struct way *, const uint8_t *, size_t);
};

void
engine_wake(struct engine *e)
{
	(void)e;
}

struct way *
engine_up(struct engine *e, const struct way_end *end,
    const struct way_ops *ops, void *arg)
{
	struct way *w = &e->way[e->ups++ % 64];

	*w = (struct way){ .up = true, .end = *end, .ops = ops, .arg = arg };
	snprintf(w->host, sizeof(w->host), "%s", end->host);
	e->nup++;
	return w;
}

void
engine_down(struct engine *e, struct way *w, const char *why)
{
	if (!w->up)
		abort();
	w->up = false;
	w->why = why;
	e->nup--;
	e->downs++;
}

void
engine_link(struct engine *e, struct way *w, const struct way_event *ev)
{
	if (!w->up)
		abort();
	e->links++;
	e->link = *ev;
}

/* Success, with the identifier it had. */
static void
engine_answer(struct way *w, const uint8_t *p)
{
	uint8_t octets[MESSAGE_MAX];
	struct wbuf b = wbuf_make(octets, sizeof(octets));
	struct iovec iov[2];

	head_put(&b, p[4] & 0x4f, be32_at(p, 4) & 0xffffff, be32_at(p, 8),
	    be32_at(p, 12), be32_at(p, 16));
	avp_number(&b, 268, 2001);
	avp_text(&b, 264, "mme1.visited.example.org");
	avp_text(&b, 296, "visited.example.org");
	length_put(&b);
	iov[0] = (struct iovec){ b.p, 3 };
	iov[1] = (struct iovec){ b.p + 3, b.len - 3 };
	if (!w->ops->send(w->arg, iov, 2))
		abort();
}

void
engine_message(struct engine *e, struct way *w, uint8_t *p, size_t n)
{
	if (!w->up)
		abort();
	e->last_n = n < sizeof(e->last) ? n : sizeof(e->last);
	memcpy(e->last, p, e->last_n);
	if (p[4] & 0x80) {
		e->requests++;
		if (!e->mute)
			engine_answer(w, p);
		return;
	}
	e->answers++;
	if (p[4] & 0x20)
		e->unable++;
	if (e->answered != NULL)
		e->answered(w, p, n);
}

static struct way *
engine_way_of(struct engine *e, const char *host)
{
	unsigned i;

	for (i = 0; i < 64; i++)
		if (e->way[i].up && strcmp(e->way[i].host, host) == 0)
			return &e->way[i];
	return NULL;
}

static bool
way_send(struct way *w, const uint8_t *p, size_t n)
{
	struct iovec iov = { (void *)(uintptr_t)p, n };

	return w->ops->send(w->arg, &iov, 1);
}

/* ---- the loop ---- */

struct world {
	struct event_base *base;
	struct engine	*engine;
	struct ruleset	*rules;
	struct home	*home;
	pid_t		 pid;
	char		 conf[512];
};

static const char world_rules[] =
"home { realm " REALM "\n imsi 00101* }\n"
"diameter { host fw1." REALM "\n realm " REALM "\n answer 2s\n"
"	freediameter \"home.fd.conf\"\n listen tcp 127.0.0.1 port 3868\n }\n"
"link \"other\" { ip 192.0.2.1 }\n"
"link \"hss1\" { host hss1." REALM "\n edge freediameter }\n"
"link \"hss2\" { host b.hss." REALM "\n edge freediameter }\n";

static struct ruleset *
rules_make(const char *text)
{
	struct conf_errors e = { 0 };
	struct conf *c = conf_parse("home.conf", text, strlen(text), &e);
	struct ruleset *rs = c == NULL ? NULL : ruleset_build(c, &e);
	size_t i;

	for (i = 0; i < e.n; i++)
		fprintf(stderr, "%s\n", e.line[i]);
	if (rs == NULL)
		abort();
	conf_errors_free(&e);
	return rs;
}

/* Turns the loop until the condition holds; false: not in time. */
static inline bool
world_until(struct world *w, bool (*done)(struct world *, void *), void *arg)
{
	uint64_t end = clock_ns() + DEADLINE * NS;
	struct timeval tick = { 0, 5000 };

	while (!done(w, arg)) {
		if (clock_ns() > end)
			return false;
		event_base_loopexit(w->base, &tick);
		event_base_loop(w->base, EVLOOP_ONCE);
		home_turn(w->home);
	}
	return true;
}

static inline void
world_begin(struct world *w, struct hss *h, unsigned n)
{
	int fd;

	w->base = event_base_new();
	w->engine = calloc(1, sizeof(*w->engine));
	w->rules = rules_make(world_rules);
	w->home = home_new(w->engine, w->rules, w->base,
	    CHANNEL_DIAMETER);
	snprintf(w->conf, sizeof(w->conf), "%s", home_conf_path());
	edge_conf(w->conf, h, n);
	w->pid = edge_begin(w->conf, &fd);
	home_attach(w->home, fd);
}

static inline void
world_end(struct world *w)
{
	int status;

	home_free(w->home);
	waitpid(w->pid, &status, 0);
	ruleset_free(w->rules);
	free(w->engine);
	event_base_free(w->base);
	unlink(w->conf);
}

#endif
