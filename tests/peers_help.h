/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A world for the edge of our own: an engine that only notes what it is told,
 * and neighbours that are plain sockets of the test.
 */
#ifndef TESTS_PEERS_HELP_H
#define TESTS_PEERS_HELP_H

#include <arpa/inet.h>
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "../dissectors/diameter.h"
#include "../fw/run/peers_impl.h"
#include "../rules/ruleset.h"

enum { WAYS = 300, MESSAGE_MAX = 70000 };

struct way {
	struct way_end	 end;
	const struct way_ops *ops;
	void		*arg;
	bool		 up;
	char		 host[EDGE_NAME_MAX];
	const char	*why;
	unsigned	 messages;
};

struct engine {
	struct way	 way[WAYS];
	unsigned	 nway, ups, downs, messages;
	uint8_t		 last[MESSAGE_MAX];
	size_t		 len;
	uint64_t	 sum;		/* of all octets of all messages */
	bool		 full;		/* takes no more ways */
	bool		 echo;		/* answers what comes */
};

struct world {
	struct engine	 engine;
	struct ruleset	*rules;
	struct event_base *base;
	struct event	*tick;
	struct peers	*peers;
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
	struct way *w = &e->way[e->nway];

	if (e->full || e->nway == WAYS)
		return NULL;
	e->nway++;
	e->ups++;
	w->end = *end;
	snprintf(w->host, sizeof(w->host), "%s", end->host);
	w->ops = ops;
	w->arg = arg;
	w->up = true;
	return w;
}

void
engine_down(struct engine *e, struct way *w, const char *why)
{
	ck_assert(w->up);
	e->downs++;
	w->up = false;
	w->why = why;
}

void
engine_message(struct engine *e, struct way *w, uint8_t *p, size_t n)
{
	struct iovec part = { p, n };
	size_t i;

	ck_assert(w->up);
	ck_assert_uint_le(n, MESSAGE_MAX);
	w->messages++;
	e->messages++;
	for (i = 0; i < n; i++)
		e->sum += p[i];
	memcpy(e->last, p, n);
	e->len = n;
	if (e->echo) {
		p[4] &= 0x7f;
		(void)w->ops->send(w->arg, &part, 1);
	}
}

/* ---- the world ---- */

static inline void
ticked(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	(void)arg;
}

static inline uint64_t
clock_ms(void)
{
	return peers_now() / MS;
}

static inline struct ruleset *
world_rules(const char *text)
{
	struct conf_errors errors = { .n = 0 };
	struct conf *c = conf_parse("test.conf", text, strlen(text), &errors);
	struct ruleset *rs = c == NULL ? NULL : ruleset_build(c, &errors);

	if (rs == NULL)
		ck_abort_msg("%s", errors.n > 0 ? errors.line[0] : "?");
	conf_errors_free(&errors);
	return rs;
}

/* Times that make a test short. */
static inline struct peers_times
world_times(void)
{
	return (struct peers_times){ .watchdog = 10 * SEC, .connect = 2 * SEC,
	    .capabilities = 2 * SEC, .goodbye = 2 * SEC, .stalled = 2 * SEC,
	    .redial = 200 * MS, .redial_first = 20 * MS };
}

static inline void
world_open(struct world *w, const char *text)
{
	const struct timeval tv = { 0, 2000 };
	struct peers_times t = world_times();

	memset(w, 0, sizeof(*w));
	w->rules = world_rules(text);
	w->base = event_base_new();
	w->tick = event_new(w->base, -1, EV_PERSIST, ticked, NULL);
	event_add(w->tick, &tv);
	w->peers = peers_new(&w->engine, w->rules, w->base, 42);
	ck_assert_ptr_nonnull(w->peers);
	peers_set_times(w->peers, &t);
}

static inline void
world_close(struct world *w)
{
	peers_free(w->peers);
	ck_assert_uint_eq(w->engine.ups, w->engine.downs);
	event_free(w->tick);
	event_base_free(w->base);
	ruleset_free(w->rules);
}

static inline void
world_turn(struct world *w)
{
	event_base_loop(w->base, EVLOOP_ONCE);
	peers_turn(w->peers);
}

static inline struct peers_counts
world_counts(const struct world *w)
{
	struct peers_counts n;

	peers_counts(w->peers, &n);
	return n;
}

/* Turns the loop until it holds; fails after ten seconds. */
#define WAIT(w, holds) do {						\
	uint64_t end_ = clock_ms() + 10000;				\
	while (!(holds)) {						\
		if (clock_ms() > end_)					\
			ck_abort_msg("never: %s", #holds);		\
		world_turn(w);						\
	}								\
} while (0)

/* Turns it for so long, for what must not happen. */
static inline void
world_pass(struct world *w, unsigned ms)
{
	uint64_t end = clock_ms() + ms;

	while (clock_ms() < end)
		world_turn(w);
}

/* ---- neighbours ---- */

static inline int
far_connect(uint16_t port)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
	    .sin_port = htons(port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert_int_ne(fd, -1);
	ck_assert_int_eq(connect(fd, (struct sockaddr *)&in, sizeof(in)), 0);
	ck_assert_int_eq(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on,
	    sizeof(on)), 0);
	return fd;
}

static inline bool
far_reaches(uint16_t port)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
	    .sin_port = htons(port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool reaches;

	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	reaches = connect(fd, (struct sockaddr *)&in, sizeof(in)) == 0;
	close(fd);
	return reaches;
}

static inline int
far_listen(uint16_t *port)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	socklen_t len = sizeof(in);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
	    0);

	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&in, sizeof(in)), 0);
	ck_assert_int_eq(listen(fd, 16), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&in, &len), 0);
	*port = ntohs(in.sin_port);
	return fd;
}

static inline int
far_accept(struct world *w, int fd)
{
	int got;

	WAIT(w, (got = accept(fd, NULL, NULL)) != -1);
	return got;
}

static inline void
far_send(int fd, const void *p, size_t n)
{
	ck_assert_int_eq(send(fd, p, n, MSG_NOSIGNAL), (ssize_t)n);
}

/* Octets that have come, n of them; fewer at the end of the connection. */
static inline size_t
far_take(struct world *w, int fd, uint8_t *p, size_t n)
{
	size_t has = 0;
	ssize_t got = 1;

	while (has < n && got != 0) {
		WAIT(w, (got = recv(fd, p + has, n - has, MSG_DONTWAIT)) !=
		    -1 || errno != EAGAIN);
		if (got == -1)
			got = 0;	/* reset */
		has += (size_t)got;
	}
	return has;
}

/* One whole message; 0: the end. */
static inline size_t
far_read(struct world *w, int fd, uint8_t p[MESSAGE_MAX])
{
	size_t len;

	if (far_take(w, fd, p, BASE_HEADER) < BASE_HEADER)
		return 0;
	len = text_be32(p) & 0xffffff;
	ck_assert_uint_ge(len, BASE_HEADER);
	ck_assert_uint_le(len, MESSAGE_MAX);
	if (far_take(w, fd, p + BASE_HEADER, len - BASE_HEADER) <
	    len - BASE_HEADER)
		return 0;
	return len;
}

/* The same of that command; others are passed over. */
static inline void
far_expect(struct world *w, int fd, struct base_message *m, uint32_t command,
    bool request)
{
	static uint8_t mem[MESSAGE_MAX];
	uint32_t result;
	size_t n;

	do {
		n = far_read(w, fd, mem);
		ck_assert_msg(n > 0, "closed, not command %u", command);
		result = base_read(m, cur_make(mem, n));
		ck_assert_uint_ne(result, 0);
	} while (m->header.command != command ||
	    ((m->header.flags & DIAMETER_REQUEST) != 0) != request);
}

static inline void
far_closed(struct world *w, int fd)
{
	uint8_t p[512];

	while (far_take(w, fd, p, sizeof(p)) > 0)
		;
	close(fd);
}

static inline struct base_self
far_self(const char *host, const char *realm)
{
	struct base_self s = { .host = host, .realm = realm, .state = 7,
	    .naddress = 1 };

	s.address[0].len = 4;
	memcpy(s.address[0].octets, "\x7f\0\0\1", 4);
	return s;
}

static inline size_t
far_cer(uint8_t mem[BASE_WRITE_MAX], const char *host, const char *realm)
{
	struct base_self s = far_self(host, realm);
	struct wbuf w = wbuf_make(mem, BASE_WRITE_MAX);

	base_cer(&w, &s, 0x1234, 0x5678);
	ck_assert(wbuf_ok(&w));
	return w.len;
}

/* Says who it is; returns what the CEA says. */
static inline uint32_t
far_meet(struct world *w, int fd, const char *host, const char *realm)
{
	uint8_t mem[BASE_WRITE_MAX];
	struct base_message m;

	far_send(fd, mem, far_cer(mem, host, realm));
	far_expect(w, fd, &m, BASE_CE, false);
	ck_assert_uint_eq(m.header.hop, 0x1234);
	ck_assert_uint_eq(m.header.end, 0x5678);
	return m.result;
}

static inline void
far_write(int fd, struct wbuf *w)
{
	ck_assert(wbuf_ok(w));
	far_send(fd, w->p, w->len);
}

/* A request of S6a with n octets of value that tell nothing. */
static inline size_t
far_request(uint8_t mem[MESSAGE_MAX], uint32_t hop, size_t n)
{
	struct wbuf w = wbuf_make(mem, MESSAGE_MAX);

	wbuf_be32(&w, UINT32_C(1) << 24);
	wbuf_be32(&w, UINT32_C(0xc0) << 24 | 316);
	wbuf_be32(&w, DIAMETER_APP_S6A);
	wbuf_be32(&w, hop);
	wbuf_be32(&w, hop);
	wbuf_be32(&w, 263);
	wbuf_be32(&w, UINT32_C(0x40) << 24 | (uint32_t)(8 + n));
	wbuf_fill(&w, 'x', n);
	wbuf_pad(&w, 0, 4);
	wbuf_patch(&w, 1, 3, w.len);
	ck_assert(wbuf_ok(&w));
	return w.len;
}

#endif
