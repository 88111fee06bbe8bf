/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The role "server": an HSS that answers every AIR and ULR at once, and tells
 * at its end how much it was asked.
 *
 *	server [-h host] [-r realm] [-x fault] [ADDRESS:]PORT
 *
 * Faults: duplicate (each answer twice), unasked (each with one that nobody
 * asked for), silent (no answers), stall (reads no more after a while).
 */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "load.h"

enum { EVENTS = 64, SLICE = 100000000, OUT_MAX = 8 << 20, STALL = 50 };
enum fault { FAULT_NONE, FAULT_DUPLICATE, FAULT_UNASKED, FAULT_SILENT,
	FAULT_STALL };

struct asker {
	int		 fd;
	bool		 held;		/* not read from: much waits for it */
	struct octets	 in, out;
};

/* An answer without its Session-Id, which is the request's. */
struct answer {
	uint8_t		 p[4096];
	size_t		 len;		/* with the header */
};

static struct identity me = { "hss1.epc.mnc001.mcc001.3gppnetwork.org",
    "epc.mnc001.mcc001.3gppnetwork.org" };
static struct answer aia, ula;
static enum fault fault;
static uint64_t requests, others;
static uint64_t slice, slice_n, slice_most;	/* of 100 ms */

static void
answer_make(struct answer *a, uint32_t code)
{
	static uint8_t p[LOAD_MESSAGE];
	size_t len = wire_answer(p, code, &me), session;
	const uint8_t *at;

	session = (message_avp(p, len, 263, &at) + 3) & ~(size_t)3;
	a->len = len - session;
	memcpy(a->p, p, HEAD);
	memcpy(a->p + HEAD, p + HEAD + session, len - session - HEAD);
}

static void
peer_message(struct asker *k, const uint8_t *p)
{
	static uint8_t a[LOAD_MESSAGE];
	uint32_t code = get24(p + 5);
	size_t n;

	if (code == CODE_CER)
		n = wire_capabilities(a, true, &me);
	else
		n = wire_peer_answer(a, code, &me);
	memcpy(a + 12, p + 12, 8);
	octets_put(&k->out, a, n);
	others++;
}

static void
answer_put(struct asker *k, const uint8_t *p, size_t len,
    const struct answer *a)
{
	const uint8_t *session = p;
	size_t n = (message_avp(p, len, 263, &session) + 3) & ~(size_t)3;
	uint8_t *to = octets_room(&k->out, a->len + n);
	uint32_t length = (uint32_t)(a->len + n);

	memcpy(to, a->p, HEAD);
	put32(to, 0x01000000 | length);
	memcpy(to + 12, p + 12, 8);
	memcpy(to + HEAD, session, n);
	memcpy(to + HEAD + n, a->p + HEAD, a->len - HEAD);
	k->out.to += length;
}

static void
s6a_message(struct asker *k, uint8_t *p, size_t len, const struct answer *a)
{
	requests++;
	slice_n++;
	if (fault == FAULT_SILENT)
		return;
	answer_put(k, p, len, a);
	if (fault == FAULT_UNASKED)
		put32(p + 12, ~get32(p + 12));
	if (fault == FAULT_DUPLICATE || fault == FAULT_UNASKED)
		answer_put(k, p, len, a);
}

static void
slice_turn(void)
{
	uint64_t now = now_ns();

	if (now - slice < SLICE)
		return;
	if (slice_n > slice_most)
		slice_most = slice_n;
	slice_n = 0;
	slice = now;
}

static void
asked(struct asker *k)
{
	uint8_t *p;
	size_t len;

	while ((p = message_next(&k->in, &len)) != NULL) {
		if (!(p[4] & FLAG_REQUEST))
			continue;
		if (get24(p + 5) == CODE_ULR)
			s6a_message(k, p, len, &ula);
		else if (get24(p + 5) == CODE_AIR)
			s6a_message(k, p, len, &aia);
		else
			peer_message(k, p);
	}
}

/* False: gone.  Who does not read what he asked for is asked nothing more until
 * he does, and stays. */
static bool
asker_readable(struct asker *k)
{
	enum fill fill;

	slice_turn();
	if (fault == FAULT_STALL && requests > STALL)
		return true;
	do {
		fill = socket_fill(k->fd, &k->in);
		asked(k);
		if (!socket_flush(k->fd, &k->out))
			return false;
		k->held = octets_left(&k->out) >= OUT_MAX;
	} while (fill == FILL_MORE && !k->held);
	return fill != FILL_GONE;
}

static void
asker_new(int epoll, int listening)
{
	int fd = accept(listening, NULL, NULL);
	struct asker *k;
	struct epoll_event e = { .events = EPOLLIN | EPOLLOUT | EPOLLET };

	if (fd == -1)
		return;
	k = calloc(1, sizeof(*k));
	if (k == NULL)
		exit(1);
	socket_ready(fd);
	k->fd = fd;
	e.data.ptr = k;
	epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &e);
}

static void
asker_free(struct asker *k)
{
	close(k->fd);
	free(k->in.p);
	free(k->out.p);
	free(k);
}

static void
serve(int epoll, int listening)
{
	struct epoll_event e[EVENTS];
	int n = epoll_wait(epoll, e, EVENTS, 100);
	struct asker *k;
	bool open;

	while (n-- > 0) {
		k = e[n].data.ptr;
		if (k == NULL) {
			asker_new(epoll, listening);
			continue;
		}
		open = socket_flush(k->fd, &k->out);
		if (open && (k->held || e[n].events & (EPOLLIN | EPOLLHUP |
		    EPOLLERR)) && octets_left(&k->out) < OUT_MAX)
			open = asker_readable(k);
		if (!open)
			asker_free(k);
	}
}

static bool
fault_read(const char *name)
{
	static const char *const names[] = { "none", "duplicate", "unasked",
	    "silent", "stall" };
	unsigned i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], name) == 0) {
			fault = (enum fault)i;
			return true;
		}
	return false;
}

int
server_main(int argc, char **argv)
{
	struct epoll_event e = { .events = EPOLLIN, .data.ptr = NULL };
	struct sockaddr_in at;
	int c, epoll, fd;

	while ((c = getopt(argc, argv, "h:r:x:")) != -1)
		if (c == 'h')
			me.host = optarg;
		else if (c == 'r')
			me.realm = optarg;
		else if (c != 'x' || !fault_read(optarg))
			return 2;
	if (optind + 1 != argc)
		return 2;
	at = address_of(argv[optind]);
	answer_make(&aia, CODE_AIR);
	answer_make(&ula, CODE_ULR);
	stop_on_signals();
	fd = socket_listen(&at);
	epoll = epoll_create1(0);
	epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &e);
	while (!stopping)
		serve(epoll, fd);
	slice_turn();
	printf("requests=%llu peer=%llu most=%llu\n",
	    (unsigned long long)requests, (unsigned long long)others,
	    (unsigned long long)slice_most * 10);
	return 0;
}
