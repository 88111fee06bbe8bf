/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SS7 edges as processes with osmo-stp between them, and an engine that only
 * counts behind each.  The protocol is IPA, or M3UA over SCTP where the
 * environment says so (SIGTRAN=m3ua) and the kernel can.
 */
#ifndef TESTS_SIGTRAN_HELP_H
#define TESTS_SIGTRAN_HELP_H

#include "../fw/run/m3ua.h"
#include "home_help.h"

#define STP	"/usr/bin/osmo-stp"

enum { PC_FAR = 1 << 11 | 1 << 3 | 1, PC_NEAR = 2 << 11 | 2 << 3 | 2,
	CONTEXT_FAR = 11, CONTEXT_NEAR = 12 };

struct side {
	const char	*name;		/* of process and application server */
	const char	*pc, *other;	/* point codes */
	unsigned	 context;
	struct engine	*engine;
	struct home	*home;
	pid_t		 pid;
	char		 conf[300];
	uint16_t	 vty, port;
};

struct lab {
	struct event_base *base;
	struct ruleset	*rules;
	struct side	 far, near;
	pid_t		 stp;
	char		 conf[300];
	uint16_t	 port;
	bool		 m3ua;
	uint32_t	 hellos;	/* lab_meet */
};

static const struct m3ua_label to_near = { .opc = PC_FAR, .dpc = PC_NEAR,
	.si = M3UA_SCCP, .ni = 2, .mp = 1, .sls = 11 };
static const struct m3ua_label to_far = { .opc = PC_NEAR, .dpc = PC_FAR,
	.si = M3UA_SCCP, .ni = 2, .mp = 1, .sls = 3 };

static const char lab_rules[] =
"home { realm " REALM "\n imsi 00101* }\n"
"link \"other\" { ip 192.0.2.1 }\n"
"ss7 { sigtran \"cs7.cfg\" pc 2-2-2 }\n"
"link \"far\" { pc 1-1-1 sigtran as far instance 3 }\n"
"link \"near\" { pc 2-2-2 sigtran as near instance 3 }\n";

static inline void
path_make(char path[300], const char *name)
{
	const char *b = getenv("B");

	snprintf(path, 300, "%s/sigtran-%d-%s.cfg", b != NULL ? b : "build",
	    (int)getpid(), name);
}

static inline FILE *
file_make(char path[300], const char *name)
{
	FILE *f;

	path_make(path, name);
	f = fopen(path, "w");
	if (f == NULL)
		abort();
	return f;
}

static inline void
stp_as_put(FILE *f, const struct lab *l, const struct side *s)
{
	if (l->m3ua)
		fprintf(f, " asp %s %u %u m3ua\n  local-ip 127.0.0.1\n"
		    "  remote-ip 127.0.0.1\n", s->name, s->port, l->port);
	fprintf(f, " as %s %s\n", s->name, l->m3ua ? "m3ua" : "ipa");
	if (l->m3ua)
		fprintf(f, "  asp %s\n", s->name);
	fprintf(f, "  routing-key %u %s\n", l->m3ua ? s->context : 0, s->pc);
	if (!l->m3ua)
		fprintf(f, "  point-code override dpc %s\n", s->other);
}

static inline void
stp_conf(struct lab *l)
{
	FILE *f = file_make(l->conf, "stp");

	/* its VTY has one port alone */
	fprintf(f, "line vty\n no login\n bind 127.%u.%u.1\n"
	    "cs7 instance 0\n point-code 0.0.1\n", 1 + getpid() % 250,
	    getpid() / 250 % 250);
	stp_as_put(f, l, &l->far);
	stp_as_put(f, l, &l->near);
	if (l->m3ua)
		fprintf(f, " route-table system\n"
		    "  update route 1.1.1 7.255.7 linkset far\n"
		    "  update route 2.2.2 7.255.7 linkset near\n");
	fprintf(f, " listen %s %u\n  local-ip 127.0.0.1\n"
	    "  accept-asp-connections %s\n", l->m3ua ? "m3ua" : "ipa", l->port,
	    l->m3ua ? "pre-configured" : "dynamic-permitted");
	fclose(f);
}

static inline void
side_conf(struct lab *l, struct side *s)
{
	FILE *f = file_make(s->conf, s->name);
	const char *proto = l->m3ua ? "m3ua" : "ipa";

	fprintf(f, "line vty\n no login\n bind 127.0.0.1 %u\n"
	    "cs7 instance 3\n point-code %s\n"
	    " asp %s %u %u %s\n  local-ip 127.0.0.1\n  remote-ip 127.0.0.1\n"
	    "  role asp\n  sctp-role client\n"
	    " as %s %s\n  asp %s\n  routing-key %u %s\n", s->vty, s->pc,
	    s->name, l->port, l->m3ua ? s->port : 0, proto, s->name, proto,
	    s->name, l->m3ua ? s->context : 0, s->pc);
	if (!l->m3ua)
		fprintf(f, "  point-code override dpc %s\n", s->other);
	fprintf(f, " route-table system\n"
	    "  update route %s 7.255.7 linkset %s\n", s->other, s->name);
	fclose(f);
}

/* Where it may say what it likes: nowhere, or with SIGTRAN_LOUD here. */
static inline pid_t
program_begin(const char *program, const char *a, const char *b)
{
	pid_t pid = fork();
	int null;

	if (pid != 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	null = open("/dev/null", O_RDWR);
	if (getenv("SIGTRAN_LOUD") == NULL) {
		dup2(null, 1);
		dup2(null, 2);
	}
	execl(program, program, a, b, (char *)NULL);
	_exit(127);
}

static inline void
side_begin(struct side *s)
{
	const char *b = getenv("B");
	char program[512], number[16];
	int pair[2];

	snprintf(program, sizeof(program), "%s/breakwater-sigtran",
	    b != NULL ? b : "build");
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
		abort();
	fcntl(pair[0], F_SETFD, FD_CLOEXEC);
	fcntl(pair[0], F_SETFL, O_NONBLOCK);
	snprintf(number, sizeof(number), "%d", pair[1]);
	s->pid = program_begin(program, number, s->conf);
	close(pair[1]);
	home_attach(s->home, pair[0]);
}

static inline void
lab_begin(struct lab *l)
{
	struct side *const sides[] = { &l->far, &l->near };
	const char *protocol = getenv("SIGTRAN");
	unsigned i;

	*l = (struct lab){ .m3ua = protocol != NULL &&
	    strcmp(protocol, "m3ua") == 0,
	    .far = { .name = "far", .pc = "1.1.1", .other = "2.2.2",
	    .context = CONTEXT_FAR },
	    .near = { .name = "near", .pc = "2.2.2", .other = "1.1.1",
	    .context = CONTEXT_NEAR } };
	l->base = event_base_new();
	l->rules = rules_make(lab_rules);
	l->port = port_free();
	for (i = 0; i < 2; i++) {
		sides[i]->vty = port_free();
		sides[i]->port = port_free();
		sides[i]->engine = calloc(1, sizeof(*sides[i]->engine));
		sides[i]->home = home_new(sides[i]->engine, l->rules, l->base,
		    CHANNEL_M3UA);
	}
	stp_conf(l);
	l->stp = program_begin(STP, "-c", l->conf);
	for (i = 0; i < 2; i++) {
		side_conf(l, sides[i]);
		side_begin(sides[i]);
	}
}

static inline void
process_end(pid_t pid)
{
	int status;

	if (pid == 0)
		return;		/* it has ended already */
	(void)kill(pid, SIGTERM);
	waitpid(pid, &status, 0);
}

static inline void
side_end(struct side *s)
{
	home_free(s->home);
	process_end(s->pid);
	free(s->engine);
	unlink(s->conf);
}

static inline void
lab_end(struct lab *l)
{
	side_end(&l->far);
	side_end(&l->near);
	process_end(l->stp);
	unlink(l->conf);
	ruleset_free(l->rules);
	event_base_free(l->base);
}

/* Turns the loop until the condition holds; false: not in that many ms. */
static inline bool
lab_within(struct lab *l, unsigned ms,
    bool (*done)(struct lab *, unsigned), unsigned arg)
{
	uint64_t end = clock_ns() + ms * (uint64_t)1000000;
	struct timeval tick = { 0, 5000 };

	while (!done(l, arg)) {
		if (clock_ns() > end)
			return false;
		event_base_loopexit(l->base, &tick);
		event_base_loop(l->base, EVLOOP_ONCE);
		home_turn(l->far.home);
		home_turn(l->near.home);
	}
	return true;
}

static inline bool
lab_until(struct lab *l, bool (*done)(struct lab *, unsigned), unsigned arg)
{
	return lab_within(l, 3 * DEADLINE * 1000, done, arg);
}

/* One message on the way of a side. */
static inline bool
side_send(struct side *s, const struct m3ua_label *l, const uint8_t *p,
    size_t n)
{
	uint8_t octets[CHANNEL_M3UA_MAX + 64];
	struct wbuf w = wbuf_make(octets, sizeof(octets));
	struct way *way = engine_way_of(s->engine, s->name);

	m3ua_data_head(&w, l, n);
	wbuf_octets(&w, p, n);
	wbuf_fill(&w, 0, m3ua_padding(n));
	return way != NULL && wbuf_ok(&w) && way_send(way, w.p, w.len);
}

/* The last message that came ends with that number. */
static inline bool
side_has(const struct side *s, uint32_t number)
{
	const struct engine *e = s->engine;

	return e->last_n >= 4 && be32_at(e->last, e->last_n - 4) == number;
}

static inline bool
near_met(struct lab *l, unsigned number)
{
	return side_has(&l->near, number);
}

static inline bool
far_met(struct lab *l, unsigned number)
{
	return side_has(&l->far, number);
}

static inline bool
both_up(struct lab *l, unsigned n)
{
	return l->far.engine->nup == n && l->near.engine->nup == n;
}

/*
 * Both ways are up, and the node between passes on what they send: over IPA it
 * takes a side for active a moment after that side itself does, and loses what
 * comes for it until then.  The count of messages begins here.
 */
static inline bool
lab_meet(struct lab *l)
{
	uint64_t end = clock_ns() + 3 * (uint64_t)DEADLINE * NS;
	uint8_t hello[4];
	struct wbuf w = wbuf_make(hello, sizeof(hello));
	bool met;

	if (!lab_until(l, both_up, 1))
		return false;
	do {
		wbuf_reset(&w);
		wbuf_be32(&w, ++l->hellos);
		met = side_send(&l->far, &to_near, hello, sizeof(hello)) &&
		    side_send(&l->near, &to_far, hello, sizeof(hello)) &&
		    lab_within(l, 200, near_met, l->hellos) &&
		    lab_within(l, 200, far_met, l->hellos);
	} while (!met && clock_ns() < end);
	l->near.engine->answers = l->far.engine->answers = 0;
	return met;
}

#endif
