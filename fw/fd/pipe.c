/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The edge's end of the channel: one thread that writes what others have put
 * into a buffer, one that reads frames and passes them on.
 */
#include "edge_fd.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { IN_MAX = 256 << 10 };

/* ---- towards the engine ---- */

static bool
put(struct edge *e, const void *octets, size_t n)
{
	if (OUT_MAX - e->out_len < n)
		return false;
	memcpy(e->out + e->out_len, octets, n);
	e->out_len += n;
	return true;
}

bool
pipe_small(struct edge *e, const struct wbuf *w)
{
	if (!wbuf_ok(w) || !put(e, w->p, w->len))
		return false;
	pthread_cond_signal(&e->more);
	return true;
}

bool
pipe_message(struct edge *e, uint32_t number, const uint8_t *octets, size_t n,
    uint32_t hop_by_hop)
{
	uint8_t head[CHANNEL_HEADER];
	struct wbuf w = wbuf_make(head, sizeof(head)), id;

	if (n < CHANNEL_MESSAGE_MIN || n > e->message || n % 4 != 0 ||
	    OUT_MAX - e->out_len < OUT_RESERVE + sizeof(head) + n) {
		e->lost++;
		return false;
	}
	channel_head(&w, CHANNEL_MESSAGE, number, n);
	put(e, head, w.len);
	id = wbuf_make(e->out + e->out_len + 12, 4);
	put(e, octets, n);
	wbuf_be32(&id, hop_by_hop);
	pthread_cond_signal(&e->more);
	return true;
}

static bool
write_all(int fd, const uint8_t *p, size_t n)
{
	ssize_t done;

	while (n > 0) {
		done = send(fd, p, n, MSG_NOSIGNAL);
		if (done == -1 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		p += done;
		n -= (size_t)done;
	}
	return true;
}

/* Takes what waits and writes it. */
static void *
writer(void *arg)
{
	struct edge *e = arg;
	uint8_t *full;
	size_t n;

	pthread_mutex_lock(&e->lock);
	for (;;) {
		if (e->out_len == 0) {
			pthread_cond_wait(&e->more, &e->lock);
			continue;
		}
		full = e->out;
		n = e->out_len;
		e->out = e->spare;
		e->spare = NULL;
		e->out_len = 0;
		pthread_mutex_unlock(&e->lock);
		if (!write_all(e->fd, full, n))
			stop_ask(e);
		pthread_mutex_lock(&e->lock);
		e->spare = full;
	}
	return NULL;
}

/* ---- from the engine ---- */

static const char *
hello_came(struct edge *e, const struct channel_frame *f)
{
	struct channel_hello hello;

	if (!channel_hello_get(f, &hello) ||
	    hello.message < CHANNEL_MESSAGE_MIN ||
	    hello.message > CHANNEL_MESSAGE_MAX)
		return "the engine speaks another version";
	pthread_mutex_lock(&e->lock);
	e->message = hello.message;
	e->expiry = (hello.answer_ms + EXPIRY_MARGIN_MS) * NS_MS;
	e->ready = true;
	pthread_mutex_unlock(&e->lock);
	return NULL;
}

static const char *
message_came(struct edge *e, const struct channel_frame *f)
{
	struct item it = { .octets = malloc(f->n), .n = f->n,
	    .number = f->neighbour };

	if (it.octets == NULL)
		return "no memory for a message of the engine's";
	memcpy(it.octets, f->p, f->n);
	send_put(e, &it);
	return NULL;
}

static const char *
credit_came(struct edge *e, const struct channel_frame *f)
{
	struct neighbour *b;
	uint32_t credit;

	if (!channel_count_get(f, &credit))
		return "the engine gave no credit";
	pthread_mutex_lock(&e->lock);
	b = neighbour_of(e, f->neighbour);
	if (b != NULL && credit <= UINT32_MAX - b->credit)
		b->credit += credit;
	pthread_mutex_unlock(&e->lock);
	return NULL;
}

static const char *
close_came(struct edge *e, const struct channel_frame *f)
{
	struct neighbour *b;

	pthread_mutex_lock(&e->lock);
	b = neighbour_of(e, f->neighbour);
	if (b != NULL)
		b->credit = 0;
	pthread_mutex_unlock(&e->lock);
	queries_close(e, f->neighbour);
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
		stop_ask(e);
		return NULL;
	}
	return "the engine said what only an edge says";
}

/* Frames that are whole; returns octets of them, why when they are wrong. */
static size_t
frames_read(struct edge *e, uint8_t *p, size_t n, const char **why)
{
	struct channel_frame f;
	size_t from = 0, used;

	*why = NULL;
	while (*why == NULL && channel_next(p + from, n - from,
	    CHANNEL_DIAMETER, CHANNEL_MESSAGE_MAX, &f, &used, why) == CHANNEL_FRAME) {
		from += used;
		*why = frame_came(e, &f);
	}
	return from;
}

/* Makes room for a frame of the length that stands at the front. */
static bool
grow(uint8_t **p, size_t *size, size_t len)
{
	struct cur c = cur_make(*p, len);
	uint32_t need;
	uint8_t *more;

	if (!cur_be32(&c, &need) || need <= *size)
		return true;
	more = realloc(*p, need);
	if (more == NULL)
		return false;
	*p = more;
	*size = need;
	return true;
}

static void *
reader(void *arg)
{
	struct edge *e = arg;
	size_t size = IN_MAX, len = 0, used;
	uint8_t *p = malloc(size);
	const char *why;
	ssize_t n;

	while (p != NULL) {
		n = recv(e->fd, p + len, size - len, 0);
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		len += (size_t)n;
		used = frames_read(e, p, len, &why);
		if (why != NULL) {
			tell("%s", why);
			break;
		}
		len -= used;
		memmove(p, p + used, len);
		if (!grow(&p, &size, len))
			break;
	}
	free(p);
	stop_ask(e);
	return NULL;
}

/* ---- exported ---- */

bool
pipe_begin(struct edge *e, int fd)
{
	static const struct channel_hello hello = {
		.version = CHANNEL_VERSION,
	};
	pthread_t thread;
	struct wbuf w;

	e->fd = fd;
	e->message = MESSAGE_MAX;
	e->out = malloc(OUT_MAX);
	e->spare = malloc(OUT_MAX);
	if (e->out == NULL || e->spare == NULL)
		return false;
	w = wbuf_make(e->out, OUT_MAX);
	channel_hello_put(&w, &hello);
	e->out_len = w.len;
	return pthread_create(&thread, NULL, writer, e) == 0 &&
	    pthread_create(&thread, NULL, reader, e) == 0;
}

void
pipe_end(struct edge *e)
{
	enum { TRIES = 20, TRY_US = 10000 };
	unsigned i;
	bool empty;

	for (i = 0; i < TRIES; i++) {
		pthread_mutex_lock(&e->lock);
		empty = e->out_len == 0 && e->spare != NULL;
		pthread_mutex_unlock(&e->lock);
		if (empty)
			break;
		usleep(TRY_US);
	}
}
