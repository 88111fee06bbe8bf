/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The edge's end of the channel, in the library's loop; nothing here waits.
 */
#include "edge_ss7.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* ---- towards the engine ---- */

static uint8_t *
room(struct edge *e, size_t n)
{
	if (OUT_MAX - (e->out_len - e->out_from) < n)
		return NULL;
	if (OUT_MAX - e->out_len < n) {
		memmove(e->out, e->out + e->out_from, e->out_len - e->out_from);
		e->out_len -= e->out_from;
		e->out_from = 0;
	}
	return e->out + e->out_len;
}

bool
pipe_small(struct edge *e, const struct wbuf *w)
{
	uint8_t *p = wbuf_ok(w) ? room(e, w->len) : NULL;

	if (p == NULL)
		return false;
	memcpy(p, w->p, w->len);
	e->out_len += w->len;
	return true;
}

bool
pipe_message(struct edge *e, uint32_t number, const struct m3ua_label *l,
    const uint8_t *octets, size_t n)
{
	size_t len = M3UA_DATA_HEAD + n + m3ua_padding(n);
	uint8_t *p = room(e, CHANNEL_HEADER + len + OUT_RESERVE);
	struct wbuf w = wbuf_make(p, CHANNEL_HEADER + len);

	if (p == NULL)
		return false;
	channel_head(&w, CHANNEL_MESSAGE, number, len);
	m3ua_data_head(&w, l, n);
	wbuf_octets(&w, octets, n);
	wbuf_fill(&w, 0, m3ua_padding(n));
	e->out_len += w.len;
	return true;
}

static void
flush(struct edge *e)
{
	ssize_t n = 0;

	while (e->out_from < e->out_len) {
		n = send(e->ofd.fd, e->out + e->out_from,
		    e->out_len - e->out_from, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			break;
		e->out_from += (size_t)n;
	}
	if (e->out_from == e->out_len)
		e->out_from = e->out_len = 0;
	else if (errno != EAGAIN && errno != EWOULDBLOCK)
		e->stop = true;
}

void
pipe_turn(struct edge *e)
{
	flush(e);
	if (e->out_len > 0)
		osmo_fd_write_enable(&e->ofd);
	else
		osmo_fd_write_disable(&e->ofd);
}

void
pipe_end(struct edge *e)
{
	enum { TRIES = 20, TRY_MS = 10 };
	struct pollfd f = { .fd = e->ofd.fd, .events = POLLOUT };
	unsigned i;

	for (i = 0; i < TRIES; i++) {
		flush(e);
		if (e->out_len == 0)
			return;
		(void)poll(&f, 1, TRY_MS);
	}
}

/* ---- from the engine ---- */

static const char *
hello_came(struct edge *e, const struct channel_frame *f)
{
	struct channel_hello hello;

	if (!channel_hello_get(f, &hello) ||
	    hello.message != CHANNEL_M3UA_MAX)
		return "the engine speaks another version";
	e->ready = true;
	return NULL;
}

static const char *
message_came(struct edge *e, const struct channel_frame *f)
{
	struct neighbour *b = neighbour_of(e, f->neighbour);
	struct msgb *msg;
	struct m3ua m;

	if (b == NULL) {
		/* it was sent before the engine knew */
		lose(e, CHANNEL_LOSS_DOWN);
		return NULL;
	}
	msg = m3ua_data_get(cur_make(f->p, f->n), &m) ? user_request(&m) :
	    NULL;
	if (msg == NULL)
		return "no memory for a message of the engine's";
	return neighbour_queue(b, msg) ? NULL :
	    "the engine sent more than it had credit for";
}

static const char *
credit_came(struct edge *e, const struct channel_frame *f)
{
	struct neighbour *b = neighbour_of(e, f->neighbour);
	uint32_t credit;

	if (!channel_count_get(f, &credit))
		return "the engine gave no credit";
	if (b != NULL && credit <= UINT32_MAX - b->credit)
		b->credit += credit;
	return NULL;
}

static const char *
close_came(struct edge *e, const struct channel_frame *f)
{
	struct neighbour *b = neighbour_of(e, f->neighbour);

	if (b != NULL)
		b->credit = 0;
	return NULL;
}

static const char *
frame_came(struct edge *e, const struct channel_frame *f)
{
	if (!e->ready && f->kind != CHANNEL_HELLO)
		return "the engine did not say hello";
	switch (f->kind) {
	case CHANNEL_HELLO:
		return hello_came(e, f);
	case CHANNEL_MESSAGE:
		return message_came(e, f);
	case CHANNEL_CREDIT_BACK:
		return credit_came(e, f);
	case CHANNEL_CLOSE:
		return close_came(e, f);
	case CHANNEL_STOP:
		e->stop = true;
		return NULL;
	}
	return "the engine said what only an edge says";
}

/* Every frame that is whole; what is left moves to the front. */
static void
frames_read(struct edge *e)
{
	const char *why = NULL;
	struct channel_frame f;
	size_t from = 0, used;

	while (why == NULL && channel_next(e->in + from, e->in_len - from,
	    CHANNEL_M3UA, CHANNEL_M3UA_MAX, &f, &used, &why) ==
	    CHANNEL_FRAME) {
		from += used;
		why = frame_came(e, &f);
	}
	if (why != NULL) {
		tell("%s", why);
		e->stop = true;
	}
	e->in_len -= from;
	memmove(e->in, e->in + from, e->in_len);
}

static int
happened(struct osmo_fd *ofd, unsigned what)
{
	struct edge *e = ofd->data;
	ssize_t n;

	if (!(what & OSMO_FD_READ))
		return 0;
	n = recv(ofd->fd, e->in + e->in_len, IN_MAX - e->in_len, MSG_DONTWAIT);
	if (n == -1 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n <= 0) {
		e->stop = true;
		osmo_fd_read_disable(ofd);
		return 0;
	}
	e->in_len += (size_t)n;
	frames_read(e);
	return 0;
}

/* ---- exported ---- */

bool
pipe_begin(struct edge *e, int fd)
{
	static const struct channel_hello hello = {
		.version = CHANNEL_VERSION,
	};
	struct wbuf w;

	/* a frame fits always: CHANNEL_M3UA_MAX is the longest */
	_Static_assert(IN_MAX > CHANNEL_HEADER + CHANNEL_M3UA_MAX, "IN_MAX");
	e->out = malloc(OUT_MAX);
	e->in = malloc(IN_MAX);
	if (e->out == NULL || e->in == NULL)
		return false;
	w = wbuf_make(e->out, OUT_MAX);
	channel_hello_put(&w, &hello);
	e->out_len = w.len;
	osmo_fd_setup(&e->ofd, fd, OSMO_FD_READ | OSMO_FD_WRITE, happened, e,
	    0);
	return osmo_fd_register(&e->ofd) == 0;
}
