/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The engine's side of the freeDiameter edge: neighbours behind the channel
 * become ways.
 *
 * The edge tells who is open; the configuration tells which link that is, by
 * its Diameter identity among the hosts of the links that freeDiameter leads
 * to.  Who is no such host gets no way and no credit, so the edge refuses its
 * requests.
 *
 * Nothing here waits: what the socket does not take lies in a buffer of
 * OUT_MAX octets, and is no reason to take more.  What the edge says is
 * checked like any stranger's; where it is wrong the channel ends.
 */
#include "home.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "../../rules/conf.h"
#include "../../rules/domain.h"
#include "../../rules/ruleset.h"
#include "channel.h"
#include "engine.h"

enum {
	IN_MAX = 256 << 10,		/* and a message */
	OUT_MAX = 4 << 20,
	OUT_RESERVE = 64 << 10,		/* of it for what is no request */
	MESSAGE_DEFAULT = 64 << 10,
	ANSWER_MS_DEFAULT = 10000,
};

struct neighbour {
	struct home	*home;
	bool		 up;		/* UP came, and no DOWN */
	bool		 hold;
	uint32_t	 number;
	struct channel_up end;
	struct way	*way;		/* NULL: none of a link's hosts */
	uint32_t	 credit;	/* of ours, towards it */
	uint32_t	 theirs;	/* of its, towards us */
	uint32_t	 owed;		/* of its, not given back for hold */
};

struct home {
	struct engine	*engine;
	const struct ruleset *rules;
	struct event_base *base;
	struct event	*readable, *writable;
	int		 fd;		/* -1: no edge */
	bool		 greeted;
	bool		 waits;		/* for the socket to take more */
	size_t		 message;	/* octets of one at most */
	uint8_t		*in, *out;
	size_t		 in_len, in_size;
	size_t		 out_from, out_len;	/* what waits lies between */
	struct neighbour neighbour[CHANNEL_NEIGHBOURS];
};

static uint64_t
clock_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (uint64_t)t.tv_sec * UINT64_C(1000000000) + (uint64_t)t.tv_nsec;
}

/* ---- the channel ends ---- */

/* Every neighbour is gone at once; requests that wait for them end or move, but
 * not to another one here.  why: NULL, we end it ourselves. */
static void
channel_end(struct home *h, const char *why)
{
	struct way *way[CHANNEL_NEIGHBOURS];
	unsigned i, n = 0;

	if (h->fd == -1)
		return;
	if (why != NULL)
		fprintf(stderr, "breakwater: freeDiameter edge: %s\n", why);
	event_free(h->readable);
	event_free(h->writable);
	h->readable = h->writable = NULL;
	close(h->fd);
	h->fd = -1;
	for (i = 0; i < CHANNEL_NEIGHBOURS; i++) {
		if (h->neighbour[i].way != NULL)
			way[n++] = h->neighbour[i].way;
		h->neighbour[i] = (struct neighbour){ .home = h };
	}
	for (i = 0; i < n; i++)
		engine_down(h->engine, way[i], "edge is gone");
}

/* ---- writing ---- */

/* Room for n octets behind what waits, or NULL. */
static uint8_t *
room(struct home *h, size_t n)
{
	if (h->fd == -1 || OUT_MAX - (h->out_len - h->out_from) < n)
		return NULL;
	if (OUT_MAX - h->out_len < n) {
		memmove(h->out, h->out + h->out_from, h->out_len - h->out_from);
		h->out_len -= h->out_from;
		h->out_from = 0;
	}
	return h->out + h->out_len;
}

/* A small frame; the reserve is for them, and an edge that lets it fill up
 * does not read at all. */
static void
frame_put(struct home *h, enum channel_kind kind, uint32_t neighbour,
    uint32_t count)
{
	uint8_t *p = room(h, CHANNEL_HEADER + sizeof(count));
	struct wbuf w = wbuf_make(p, CHANNEL_HEADER + sizeof(count));

	if (h->fd == -1)
		return;
	if (p == NULL) {
		shutdown(h->fd, SHUT_RDWR);	/* and then we read its end */
		return;
	}
	if (kind == CHANNEL_CREDIT_BACK)
		channel_credit_put(&w, neighbour, count);
	else
		channel_head(&w, kind, neighbour, 0);
	h->out_len += w.len;
}

static void
flush(struct home *h)
{
	ssize_t n;

	while (h->out_from < h->out_len) {
		n = send(h->fd, h->out + h->out_from, h->out_len - h->out_from,
		    MSG_NOSIGNAL);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			break;
		h->out_from += (size_t)n;
	}
	if (h->out_from == h->out_len)
		h->out_from = h->out_len = 0;
	else if (errno != EAGAIN && errno != EWOULDBLOCK)
		shutdown(h->fd, SHUT_RDWR);
	if (h->out_len > 0 && !h->waits)
		h->waits = event_add(h->writable, NULL) == 0;
}

static void
writable(evutil_socket_t fd, short what, void *arg)
{
	struct home *h = arg;

	(void)fd;
	(void)what;
	h->waits = false;
	flush(h);
}

/* ---- what the engine does with a way ---- */

static bool
neighbour_send(void *arg, const struct iovec *iov, int n)
{
	struct neighbour *b = arg;
	struct home *h = b->home;
	size_t len = 0, at = 4;
	bool request = false;
	struct wbuf w;
	uint8_t *p;
	int i;

	for (i = 0; i < n; i++) {
		if (at >= len && at - len < iov[i].iov_len)
			request = ((const uint8_t *)iov[i].iov_base)[at - len]
			    & 0x80;
		len += iov[i].iov_len;
	}
	if (!b->up || len < CHANNEL_MESSAGE_MIN || len > h->message ||
	    (request && b->credit < channel_cost(len)))
		return false;
	p = room(h, CHANNEL_HEADER + len + OUT_RESERVE);
	if (p == NULL)
		return false;
	w = wbuf_make(p, CHANNEL_HEADER + len);
	channel_head(&w, CHANNEL_MESSAGE, b->number, len);
	for (i = 0; i < n; i++)
		wbuf_octets(&w, iov[i].iov_base, iov[i].iov_len);
	h->out_len += w.len;
	if (request)
		b->credit -= channel_cost(len);
	return true;
}

/* freeDiameter 1.2.1 has no call that says goodbye to one neighbour: the edge
 * refuses what it asks from now on. */
static void
neighbour_close(void *arg)
{
	struct neighbour *b = arg;
	struct way *way = b->way;

	b->way = NULL;
	b->hold = false;
	b->owed = 0;
	frame_put(b->home, CHANNEL_CLOSE, b->number, 0);
	if (way != NULL)
		engine_down(b->home->engine, way, "closed");
}

/* All neighbours wait in the same place. */
static size_t
neighbour_waiting(const void *arg)
{
	const struct neighbour *b = arg;

	return b->home->out_len - b->home->out_from;
}

static void
give_back(struct neighbour *b, uint32_t credit)
{
	b->theirs += credit;
	frame_put(b->home, CHANNEL_CREDIT_BACK, b->number, credit);
}

/* One that gets no credit back is soon refused by the edge. */
static void
neighbour_hold(void *arg, bool hold)
{
	struct neighbour *b = arg;

	b->hold = hold;
	if (hold || b->owed == 0)
		return;
	give_back(b, b->owed);
	b->owed = 0;
}

static const struct way_ops ops = {
	.send = neighbour_send,
	.close = neighbour_close,
	.waiting = neighbour_waiting,
	.hold = neighbour_hold,
};

/* ---- neighbours and links ---- */

static bool
name_fits(const struct conf_item *it, const char *host)
{
	const uint8_t *name = (const uint8_t *)host, *text;

	if (it->kind != ITEM_NAME)
		return false;
	text = (const uint8_t *)it->text + (it->wild ? 2 : 0);
	return it->wild ?
	    !domain_same(name, strlen(host), text, strlen(it->text) - 2) &&
	    domain_under(name, strlen(host), text, strlen(it->text) - 2) :
	    domain_same(name, strlen(host), text, strlen(it->text));
}

/* The number of the link that leads to the host, or -1. */
static int
link_of(const struct conf *conf, const char *host)
{
	size_t i, j;

	for (i = 0; i < conf->nlink; i++)
		for (j = 0; conf->link[i].freediameter &&
		    j < conf->link[i].host.n; j++)
			if (name_fits(&conf->link[i].host.item[j], host))
				return (int)i;
	return -1;
}

/* Makes a neighbour a way, where it has a link, and lets it ask. */
static void
neighbour_open(struct neighbour *b)
{
	struct home *h = b->home;
	int link = link_of(ruleset_conf(h->rules), b->end.host);
	struct way_end end = {
		.link = (unsigned)link, .host = b->end.host,
		.realm = b->end.realm, .address_len = b->end.address_len,
		.sport = b->end.sport, .dport = b->end.dport,
		.transport = channel_transport_name(b->end.transport),
	};

	if (link == -1)
		return;
	memcpy(end.src, b->end.src, sizeof(end.src));
	memcpy(end.dst, b->end.dst, sizeof(end.dst));
	b->way = engine_up(h->engine, &end, &ops, b);
	if (b->way != NULL)
		give_back(b, CHANNEL_CREDIT);
}

/* ---- what the edge says: NULL, or what is wrong with it ---- */

/* The neighbour of a frame, or NULL. */
static struct neighbour *
neighbour_of(struct home *h, const struct channel_frame *f)
{
	struct neighbour *b = &h->neighbour[channel_place(f->neighbour)];

	return b->up && b->number == f->neighbour ? b : NULL;
}

static const char *
up_came(struct home *h, const struct channel_frame *f)
{
	struct neighbour *b = &h->neighbour[channel_place(f->neighbour)];

	if (b->up || !channel_up_get(f, &b->end))
		return "told of a neighbour in a wrong way";
	b->up = true;
	b->number = f->neighbour;
	b->credit = CHANNEL_CREDIT;
	b->theirs = b->owed = 0;
	b->hold = false;
	neighbour_open(b);
	if (b->way == NULL)
		fprintf(stderr, "breakwater: freeDiameter edge: %s is no host "
		    "of a link that freeDiameter leads to\n", b->end.host);
	return NULL;
}

static const char *
down_came(struct home *h, const struct channel_frame *f)
{
	struct neighbour *b = neighbour_of(h, f);
	const char *why = channel_why_get(f);
	struct way *way;

	if (b == NULL || why == NULL)
		return "closed a neighbour that was not open";
	way = b->way;
	b->up = false;
	b->way = NULL;
	if (way != NULL)
		engine_down(h->engine, way, why);
	return NULL;
}

static const char *
credit_came(struct home *h, const struct channel_frame *f)
{
	struct neighbour *b = neighbour_of(h, f);
	uint32_t credit;

	if (b == NULL || !channel_count_get(f, &credit) ||
	    credit > CHANNEL_CREDIT - b->credit)
		return "gave back credit that nothing took";
	b->credit += credit;
	return NULL;
}

/* What comes from a neighbour without a way was sent before it was closed; the
 * edge refuses it when it hears that. */
static const char *
message_came(struct home *h, const struct channel_frame *f)
{
	struct neighbour *b = neighbour_of(h, f);
	uint32_t cost = 0;

	if (b == NULL)
		return "a message of a neighbour that is not open";
	if (channel_is_request(f))
		cost = channel_cost(f->n);
	if (cost > b->theirs)
		return "more requests than there was credit for";
	b->theirs -= cost;
	if (b->way == NULL)
		return NULL;
	engine_message(h->engine, b->way, f->p, f->n);
	/* all of it may be gone now, and the place have another one */
	if (cost == 0 || neighbour_of(h, f) != b || b->way == NULL)
		return NULL;
	if (b->hold)
		b->owed += cost;
	else
		give_back(b, cost);
	return NULL;
}

static const char *
hello_came(struct home *h, const struct channel_frame *f)
{
	struct channel_hello hello;

	if (h->greeted || !channel_hello_get(f, &hello))
		return "speaks another version";
	h->greeted = true;
	return NULL;
}

static const char *
frame_came(struct home *h, const struct channel_frame *f)
{
	if (!h->greeted && f->kind != CHANNEL_HELLO)
		return "speaks without saying hello";
	switch (f->kind) {
	case CHANNEL_HELLO:
		return hello_came(h, f);
	case CHANNEL_UP:
		return up_came(h, f);
	case CHANNEL_DOWN:
		return down_came(h, f);
	case CHANNEL_MESSAGE:
		return message_came(h, f);
	case CHANNEL_CREDIT_BACK:
		return credit_came(h, f);
	}
	return "said what only the engine says";
}

/* Every frame that is whole; what is left moves to the front. */
static void
frames_read(struct home *h)
{
	enum channel_read got = CHANNEL_MORE;
	const char *why = NULL;
	struct channel_frame f;
	size_t from = 0, used;

	while (h->fd != -1 && why == NULL) {
		got = channel_next(h->in + from, h->in_len - from, h->message,
		    &f, &used, &why);
		if (got != CHANNEL_FRAME)
			break;
		from += used;
		why = frame_came(h, &f);
	}
	if (why != NULL)
		channel_end(h, why);
	h->in_len -= from;
	memmove(h->in, h->in + from, h->in_len);
}

static void
readable(evutil_socket_t fd, short what, void *arg)
{
	struct home *h = arg;
	ssize_t n;

	(void)what;
	engine_time(h->engine, clock_now());
	n = recv(fd, h->in + h->in_len, h->in_size - h->in_len, 0);
	if (n == -1 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		channel_end(h, "its process has ended");
		return;
	}
	h->in_len += (size_t)n;
	frames_read(h);
	if (h->fd != -1)
		flush(h);
}

/* ---- exported ---- */

struct home *
home_new(struct engine *engine, const struct ruleset *rules,
    struct event_base *base)
{
	const struct conf *conf = ruleset_conf(rules);
	struct home *h = calloc(1, sizeof(*h));
	unsigned i;

	if (h == NULL)
		return NULL;
	h->engine = engine;
	h->rules = rules;
	h->base = base;
	h->fd = -1;
	h->message = conf->diameter.message != 0 ? conf->diameter.message :
	    MESSAGE_DEFAULT;
	if (h->message > CHANNEL_MESSAGE_MAX)
		h->message = CHANNEL_MESSAGE_MAX;
	for (i = 0; i < CHANNEL_NEIGHBOURS; i++)
		h->neighbour[i].home = h;
	h->in_size = IN_MAX + CHANNEL_HEADER + h->message;
	h->in = malloc(h->in_size);
	h->out = malloc(OUT_MAX);
	if (h->in == NULL || h->out == NULL) {
		home_free(h);
		return NULL;
	}
	return h;
}

void
home_free(struct home *h)
{
	if (h == NULL)
		return;
	channel_end(h, NULL);
	free(h->in);
	free(h->out);
	free(h);
}

/* The edge is told what it needs of the configuration as it is now. */
static void
hello_put(struct home *h)
{
	const struct conf *conf = ruleset_conf(h->rules);
	struct channel_hello hello = {
		.version = CHANNEL_VERSION,
		.answer_ms = ANSWER_MS_DEFAULT,
		.message = (uint32_t)h->message,
	};
	struct wbuf w = wbuf_make(h->out, OUT_MAX);
	uint64_t ms = conf->diameter.answer / 1000000;

	if (ms > 0 && ms <= UINT32_MAX)
		hello.answer_ms = (uint32_t)ms;
	channel_hello_put(&w, &hello);
	h->out_len = w.len;
}

void
home_attach(struct home *h, int fd)
{
	channel_end(h, "another process takes its place");
	h->readable = event_new(h->base, fd, EV_READ | EV_PERSIST, readable, h);
	h->writable = event_new(h->base, fd, EV_WRITE, writable, h);
	if (h->readable == NULL || h->writable == NULL ||
	    evutil_make_socket_nonblocking(fd) == -1 ||
	    event_add(h->readable, NULL) == -1) {
		fprintf(stderr, "breakwater: freeDiameter edge: no memory for "
		    "its channel\n");
		if (h->readable != NULL)
			event_free(h->readable);
		if (h->writable != NULL)
			event_free(h->writable);
		close(fd);
		return;
	}
	h->fd = fd;
	h->greeted = h->waits = false;
	h->in_len = h->out_from = h->out_len = 0;
	hello_put(h);
	flush(h);
}

/* Neighbours that had no link may have one now; the engine has closed those
 * whose link is no more. */
void
home_swap(struct home *h, const struct ruleset *rules)
{
	unsigned i;

	h->rules = rules;
	for (i = 0; i < CHANNEL_NEIGHBOURS; i++)
		if (h->neighbour[i].up && h->neighbour[i].way == NULL)
			neighbour_open(&h->neighbour[i]);
}

void
home_turn(struct home *h)
{
	if (h->fd != -1 && h->out_len > 0 && !h->waits)
		flush(h);
}

void
home_stop(struct home *h)
{
	frame_put(h, CHANNEL_STOP, 0, 0);
}
