/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The engine's side of an edge that is a process: its end of the channel.
 *
 * Nothing here waits: what the socket does not take lies in a buffer of
 * OUT_MAX octets, and is no reason to take more.  What the edge says is
 * checked like any stranger's; where it is wrong the channel ends.
 */
#include "home_impl.h"

#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../rules/conf.h"
#include "../../rules/ruleset.h"
#include "say.h"

/* ---- the channel ends ---- */

static void
events_free(struct home *h)
{
	if (h->readable != NULL)
		event_free(h->readable);
	if (h->writable != NULL)
		event_free(h->writable);
	if (h->silent != NULL)
		event_free(h->silent);
	h->readable = h->writable = h->silent = NULL;
}

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
		say("%s: %s", h->name, why);
	events_free(h);
	close(h->fd);
	h->fd = -1;
	for (i = 0; i < CHANNEL_NEIGHBOURS; i++) {
		if (h->neighbour[i].way != NULL)
			way[n++] = h->neighbour[i].way;
		h->neighbour[i] = (struct neighbour){ .home = h };
	}
	h->owing = NULL;
	for (i = 0; i < n; i++)
		engine_down(h->engine, way[i], "edge is gone");
}

/* ---- writing ---- */

uint8_t *
home_room(struct home *h, size_t n)
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
void
home_put(struct home *h, enum channel_kind kind, uint32_t neighbour,
    uint32_t count)
{
	uint8_t *p = home_room(h, CHANNEL_HEADER + sizeof(count));
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

/* Every frame that is whole; what is left moves to the front. */
static void
frames_read(struct home *h)
{
	enum channel_read got = CHANNEL_MORE;
	const char *why = NULL;
	struct channel_frame f;
	size_t from = 0, used;

	while (h->fd != -1 && why == NULL) {
		got = channel_next(h->in + from, h->in_len - from,
		    h->protocol, h->message, &f, &used, &why);
		if (got != CHANNEL_FRAME)
			break;
		from += used;
		why = home_frame(h, &f);
	}
	if (why != NULL)
		channel_end(h, why);
	neighbours_credit(h);
	h->in_len -= from;
	memmove(h->in, h->in + from, h->in_len);
}

static void
readable(evutil_socket_t fd, short what, void *arg)
{
	struct home *h = arg;
	ssize_t n;

	(void)what;
	engine_wake(h->engine);
	n = recv(fd, h->in + h->in_len, h->in_size - h->in_len, 0);
	if (n == -1 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		channel_end(h, "its process has ended");
		return;
	}
	h->heard = true;
	h->in_len += (size_t)n;
	frames_read(h);
	if (h->fd != -1)
		flush(h);
}

/* Once each CHANNEL_SILENCE: a process that hangs is as good as none. */
static void
silent(evutil_socket_t fd, short what, void *arg)
{
	struct home *h = arg;

	(void)fd;
	(void)what;
	if (!h->heard) {
		engine_wake(h->engine);
		channel_end(h, "says nothing any more");
	}
	h->heard = false;
}

/* ---- exported ---- */

static size_t
message_max(const struct conf *conf, enum channel_protocol protocol)
{
	size_t n = conf->diameter.message;

	if (protocol == CHANNEL_M3UA)
		return CHANNEL_M3UA_MAX;
	if (n == 0)
		return MESSAGE_DEFAULT;
	return n < CHANNEL_MESSAGE_MAX ? n : CHANNEL_MESSAGE_MAX;
}

struct home *
home_new(struct engine *engine, const struct ruleset *rules,
    struct event_base *base, enum channel_protocol protocol)
{
	struct home *h = calloc(1, sizeof(*h));
	unsigned i;

	if (h == NULL)
		return NULL;
	h->engine = engine;
	h->rules = rules;
	h->base = base;
	h->fd = -1;
	h->protocol = protocol;
	h->name = protocol == CHANNEL_M3UA ? "SS7 edge" : "freeDiameter edge";
	h->message = message_max(ruleset_conf(rules), protocol);
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
	uint8_t *p = home_room(h, HELLO_ROOM);
	struct wbuf w = wbuf_make(p, HELLO_ROOM);
	uint64_t ms = conf->diameter.answer / 1000000;

	if (p == NULL)
		return;
	if (ms > 0 && ms <= UINT32_MAX)
		hello.answer_ms = (uint32_t)ms;
	channel_hello_put(&w, &hello);
	h->out_len += w.len;
}

static bool
events_make(struct home *h, int fd)
{
	static const struct timeval silence = { CHANNEL_SILENCE, 0 };

	h->readable = event_new(h->base, fd, EV_READ | EV_PERSIST, readable, h);
	h->writable = event_new(h->base, fd, EV_WRITE, writable, h);
	h->silent = event_new(h->base, -1, EV_PERSIST, silent, h);
	return h->readable != NULL && h->writable != NULL &&
	    h->silent != NULL && evutil_make_socket_nonblocking(fd) == 0 &&
	    event_add(h->readable, NULL) == 0 &&
	    event_add(h->silent, &silence) == 0;
}

void
home_attach(struct home *h, int fd)
{
	channel_end(h, "another process takes its place");
	if (!events_make(h, fd)) {
		say("%s: no memory for its channel", h->name);
		events_free(h);
		close(fd);
		return;
	}
	h->fd = fd;
	h->greeted = h->waits = false;
	h->heard = true;
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
	hello_put(h);
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
	home_put(h, CHANNEL_STOP, 0, 0);
}

uint64_t
home_lost(const struct home *h, enum channel_loss loss)
{
	return h->lost[loss];
}
