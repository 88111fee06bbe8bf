/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The role "relay": what any relay on libevent has to do, and nothing else.
 * Requests get a hop-by-hop identifier of ours and go to the one server, their
 * answers go back with the asker's; all messages of one read go out at once.
 * The reference that judging is measured against.
 *
 *	relay [ADDRESS:]PORT [SERVER:]PORT
 */
#include <event2/event.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "load.h"

enum { OPEN_MAX_BITS = 20, NEIGHBOURS_MAX = 64 };

struct neighbour {
	int		 fd;
	uint32_t	 number;
	struct octets	 in, out;
	struct event	*readable, *writable;
};

struct open_request {
	uint32_t	 hbh, asker;
};

static const struct identity me = { "fw1.epc.mnc001.mcc001.3gppnetwork.org",
    "epc.mnc001.mcc001.3gppnetwork.org" };
static struct event_base *base;
static struct neighbour *neighbour[NEIGHBOURS_MAX];	/* 0: the server */
static struct open_request open_requests[1 << OPEN_MAX_BITS];
static uint32_t next_open;

static void
flush(struct neighbour *n)
{
	if (n->fd == -1)
		return;
	if (!socket_flush(n->fd, &n->out))
		n->out.from = n->out.to = 0;
	if (octets_left(&n->out) > 0)
		event_add(n->writable, NULL);
}

static void
on_writable(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	flush(arg);
}

static void
request(struct neighbour *n, uint8_t *p, size_t len)
{
	struct open_request *r =
	    &open_requests[next_open & ((1 << OPEN_MAX_BITS) - 1)];

	r->hbh = get32(p + 12);
	r->asker = n->number;
	put32(p + 12, next_open++);
	octets_put(&neighbour[0]->out, p, len);
}

static void
answer(uint8_t *p, size_t len)
{
	struct open_request *r =
	    &open_requests[get32(p + 12) & ((1 << OPEN_MAX_BITS) - 1)];

	put32(p + 12, r->hbh);
	octets_put(&neighbour[r->asker]->out, p, len);
}

static void
peer_message(struct neighbour *n, const uint8_t *p)
{
	static uint8_t a[LOAD_MESSAGE];
	uint32_t code = get24(p + 5);
	size_t len = code == CODE_CER ? wire_capabilities(a, true, &me) :
	    wire_peer_answer(a, code, &me);

	memcpy(a + 12, p + 12, 8);
	octets_put(&n->out, a, len);
}

static void
message(struct neighbour *n, uint8_t *p, size_t len)
{
	bool asks = p[4] & FLAG_REQUEST;

	if (get32(p + 8) == 0) {
		if (asks)
			peer_message(n, p);
	} else if (asks)
		request(n, p, len);
	else
		answer(p, len);
}

static void
over(struct neighbour *n)
{
	event_free(n->readable);
	event_del(n->writable);
	close(n->fd);
	n->fd = -1;
	if (n->number == 0)
		event_base_loopbreak(base);
}

static void
on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct neighbour *n = arg;
	enum fill fill = socket_fill((int)fd, &n->in);
	uint8_t *p;
	size_t len, i;

	(void)what;
	while ((p = message_next(&n->in, &len)) != NULL)
		message(n, p, len);
	for (i = 0; i < NEIGHBOURS_MAX; i++)
		if (neighbour[i] != NULL && octets_left(&neighbour[i]->out))
			flush(neighbour[i]);
	if (fill == FILL_GONE)
		over(n);
}

static void
neighbour_new(uint32_t number, int fd)
{
	struct neighbour *n = calloc(1, sizeof(*n));

	if (n == NULL)
		exit(1);
	socket_ready(fd);
	n->fd = fd;
	n->number = number;
	n->readable = event_new(base, fd, EV_READ | EV_PERSIST, on_readable,
	    n);
	n->writable = event_new(base, fd, EV_WRITE, on_writable, n);
	event_add(n->readable, NULL);
	neighbour[number] = n;
}

static void
on_connection(evutil_socket_t fd, short what, void *arg)
{
	int got = accept((int)fd, NULL, NULL);
	uint32_t i;

	(void)what;
	(void)arg;
	for (i = 1; got != -1 && i < NEIGHBOURS_MAX; i++)
		if (neighbour[i] == NULL) {
			neighbour_new(i, got);
			return;
		}
	if (got != -1)
		close(got);
}

static void
on_signal(evutil_socket_t number, short what, void *arg)
{
	(void)number;
	(void)what;
	event_base_loopbreak(arg);
}

int
relay_main(int argc, char **argv)
{
	struct sockaddr_in at, to;
	struct event *listening, *term;

	if (argc != 3)
		return 2;
	at = address_of(argv[1]);
	to = address_of(argv[2]);
	base = event_base_new();
	if (base == NULL)
		return 1;
	neighbour_new(0, socket_peer(&to, &me, 10000));
	listening = event_new(base, socket_listen(&at), EV_READ | EV_PERSIST,
	    on_connection, NULL);
	event_add(listening, NULL);
	term = evsignal_new(base, SIGTERM, on_signal, base);
	event_add(term, NULL);
	event_base_dispatch(base);
	return 0;
}
