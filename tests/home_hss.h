/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A home subscriber server on a thread, with messages for it.
 *
 * It answers every request with success, and with the request's own octets in
 * an AVP where it is told to, so that a test sees what came.
 */
#ifndef TESTS_HOME_HSS_H
#define TESTS_HOME_HSS_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "../dissectors/diameter.h"
#include "../dissectors/wbuf.h"

#define REALM	"epc.mnc001.mcc001.3gppnetwork.org"
#define NS	UINT64_C(1000000000)

enum { HSS_BUFFER = 1 << 20, ECHO_AVP = 9001, ECHO_VENDOR = 99999,
	MESSAGE_MAX = 4096, CLR = 317, ULR = 316, DEADLINE = 30 };

static uint64_t
clock_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * NS + (uint64_t)t.tv_nsec;
}

/* ---- messages ---- */

static void
avp_flags(struct wbuf *w, uint32_t code, unsigned flags, const void *p,
    size_t n)
{
	wbuf_be32(w, code);
	wbuf_u8(w, flags);
	wbuf_be24(w, (uint32_t)(8 + n));
	wbuf_octets(w, p, n);
	wbuf_fill(w, 0, -n & 3);
}

static void
avp_text(struct wbuf *w, uint32_t code, const char *text)
{
	avp_flags(w, code, 0x40, text, strlen(text));
}

static void
avp_number(struct wbuf *w, uint32_t code, uint32_t v)
{
	uint32_t be = htobe32(v);

	avp_flags(w, code, 0x40, &be, sizeof(be));
}

static void
head_put(struct wbuf *w, unsigned flags, uint32_t code, uint32_t app,
    uint32_t hop, uint32_t end)
{
	wbuf_be32(w, 1 << 24);
	wbuf_u8(w, flags);
	wbuf_be24(w, code);
	wbuf_be32(w, app);
	wbuf_be32(w, hop);
	wbuf_be32(w, end);
}

static void
length_put(struct wbuf *w)
{
	wbuf_patch(w, 1, 3, w->len);
}

static uint32_t
be32_at(const uint8_t *p, size_t at)
{
	return (uint32_t)p[at] << 24 | (uint32_t)p[at + 1] << 16 |
	    (uint32_t)p[at + 2] << 8 | p[at + 3];
}

/* A request with AVPs that no dictionary has, groups, and those without the M
 * flag: nothing of it may change on its way. */
static void
request_put(struct wbuf *w, uint32_t command, uint32_t hop, const char *to,
    size_t extra)
{
	static const uint8_t group[] = { 0, 0, 0x05, 0x7a, 0xc0, 0, 0, 16, 0, 0,
	    0x28, 0xaf, 0, 0, 0, 7 };
	static const uint8_t odd[] = { 0, 0, 0x28, 0xaf, 0xff, 0x00, 0x80 };

	head_put(w, 0xc0, command, 16777251, hop, hop ^ 0x5a5a5a5a);
	avp_text(w, 263, "mme1.visited.example.org;1;2;3");
	avp_number(w, 277, 1);
	avp_text(w, 264, "mme1.visited.example.org");
	avp_text(w, 296, "visited.example.org");
	avp_text(w, 293, to);
	avp_text(w, 283, REALM);
	avp_text(w, 1, "001010123456789");
	avp_flags(w, 282, 0x40, "dra.visited.example.org", 23);
	avp_flags(w, 1400, 0xc0, odd, sizeof(odd));	/* padded by one */
	avp_flags(w, 3999, 0x00, group, sizeof(group));
	avp_flags(w, 260, 0x40, group, sizeof(group));
	wbuf_be32(w, 70000);
	wbuf_u8(w, 0);
	wbuf_be24(w, (uint32_t)(8 + extra));
	wbuf_fill(w, 'x', extra);
	wbuf_fill(w, 0, -extra & 3);
	length_put(w);
}

/* Its Result-Code, or 0. */
static uint32_t
result_of(const uint8_t *p, size_t n)
{
	struct cur c = cur_make(p, n), before;
	struct diameter_avp a;

	if (!cur_skip(&c, 20))
		return 0;
	for (before = c; diameter_avp_next(&c, &a); before = c)
		if (a.code == 268 && a.vendor == 0)
			return be32_at(before.p, 8);
	return 0;
}

/* ---- the server ---- */

struct hss {
	pthread_t	 thread;
	const char	*host;
	uint16_t	 port;
	bool		 narrow;	/* the network takes little at once */
	int		 listener, peer;
	atomic_bool	 stall, echo, shut, hang_up, end, silent;
	atomic_int	 ask;		/* CLRs to send */
	atomic_bool	 greeted;	/* the CEA is out */
	atomic_uint	 requests, answers;
	atomic_uint	 answer_hop, answer_result;
	atomic_uint	 busy;		/* answers 3004 */
	atomic_uint	 garbage;	/* octets to send as they are */
	atomic_int	 mutants;	/* damaged requests to send */
	uint8_t		 bad[256];
	uint8_t		*in, *out;
	size_t		 in_len;
};

static void
hss_write(struct hss *h, const uint8_t *p, size_t n)
{
	ssize_t done;

	while (n > 0 && h->peer != -1) {
		done = send(h->peer, p, n, MSG_NOSIGNAL);
		if (done <= 0)
			return;
		p += done;
		n -= (size_t)done;
	}
}

static void
hss_own(struct wbuf *w, const struct hss *h)
{
	avp_number(w, 268, 2001);
	avp_text(w, 264, h->host);
	avp_text(w, 296, REALM);
}

/* An answer to one message. */
static void
hss_answer(struct hss *h, struct wbuf *w, const uint8_t *p, size_t n)
{
	static const uint8_t loopback[] = { 0, 1, 127, 0, 0, 1 };
	uint32_t code = be32_at(p, 4) & 0xffffff;
	size_t from = w->len;

	head_put(w, p[4] & 0x4f, code, be32_at(p, 8), be32_at(p, 12),
	    be32_at(p, 16));
	hss_own(w, h);
	if (code == 257) {
		avp_flags(w, 257, 0x40, loopback, sizeof(loopback));
		avp_number(w, 266, 0);
		avp_flags(w, 269, 0, "hss", 3);
		avp_number(w, 258, UINT32_MAX);
		h->greeted = true;
	} else if (code == 282) {
		h->hang_up = true;
	} else if (code != 280 && h->echo) {
		wbuf_be32(w, ECHO_AVP);
		wbuf_u8(w, 0x80);
		wbuf_be24(w, (uint32_t)(12 + n));
		wbuf_be32(w, ECHO_VENDOR);
		wbuf_octets(w, p, n);
	}
	wbuf_patch(w, from + 1, 3, w->len - from);
}

static void
hss_message(struct hss *h, struct wbuf *w, const uint8_t *p, size_t n)
{
	uint32_t code = be32_at(p, 4) & 0xffffff;

	if (p[4] & 0x80) {
		if (code != 257 && code != 280 && code != 282) {
			h->requests++;
			if (h->silent)
				return;
		}
		hss_answer(h, w, p, n);
		return;
	}
	if (code != CLR)
		abort();
	h->answer_hop = be32_at(p, 12);
	h->answer_result = result_of(p, n);
	h->busy += h->answer_result == 3004;
	h->answers++;
}

static void
hss_read(struct hss *h)
{
	ssize_t n = recv(h->peer, h->in + h->in_len, HSS_BUFFER - h->in_len, 0);
	struct wbuf w = wbuf_make(h->out, 8 * HSS_BUFFER);
	size_t at = 0, len;

	if (n <= 0) {
		close(h->peer);
		h->peer = -1;
		h->greeted = false;
		return;
	}
	h->in_len += (size_t)n;
	while (h->in_len - at >= 20) {
		len = be32_at(h->in, at) & 0xffffff;
		if (h->in_len - at < len)
			break;
		hss_message(h, &w, h->in + at, len);
		at += len;
	}
	h->in_len -= at;
	memmove(h->in, h->in + at, h->in_len);
	hss_write(h, w.p, w.len);
}

/* Damages an AVP, but for its length: so that it is still one of a row. */
static void
avp_damage(struct wbuf *w, uint64_t *seed)
{
	struct cur c = cur_make(w->p, w->len), before;
	struct diameter_avp a;
	uint8_t *p;
	size_t n;

	*seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407;
	if (!cur_skip(&c, 20))
		abort();
	for (before = c; diameter_avp_next(&c, &a); before = c) {
		n = (size_t)(c.p - before.p);
		if ((*seed >> 33) % 11 != 0) {
			*seed += UINT64_C(1) << 40;
			*seed *= UINT64_C(0x9e3779b97f4a7c15) | 1;
			continue;
		}
		p = w->p + (before.p - w->p);
		n = (*seed >> 20) % n;
		if (n < 5 || n > 7)
			p[n] ^= (uint8_t)(*seed >> 50);
	}
}

static void
hss_mutants(struct hss *h)
{
	static uint64_t seed = 1;
	uint8_t octets[MESSAGE_MAX];
	struct wbuf w = wbuf_make(octets, sizeof(octets));
	unsigned i;

	for (i = 0; i < 32 && h->greeted && h->mutants > 0; i++) {
		wbuf_reset(&w);
		request_put(&w, CLR, 0xc2000000, "mme1.visited.example.org",
		    4);
		avp_damage(&w, &seed);
		hss_write(h, w.p, w.len);
		h->mutants--;
	}
}

static void
hss_asks(struct hss *h)
{
	uint8_t octets[MESSAGE_MAX];
	struct wbuf w = wbuf_make(octets, sizeof(octets));

	for (; h->greeted && h->ask > 0; h->ask--) {
		wbuf_reset(&w);
		request_put(&w, CLR, 0xc1000000 + (uint32_t)h->ask,
		    "mme1.visited.example.org", 4);
		hss_write(h, w.p, w.len);
	}
	if (h->garbage > 0)
		hss_write(h, h->bad, h->garbage);
	h->garbage = 0;
	hss_mutants(h);
}

static int
hss_listen(struct hss *h)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
	    .sin_port = htons(h->port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1, few = 536;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (h->narrow) {
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &few, sizeof(few));
		setsockopt(fd, IPPROTO_TCP, TCP_MAXSEG, &few, sizeof(few));
	}
	if (bind(fd, (struct sockaddr *)&a, sizeof(a)) != 0 ||
	    listen(fd, 8) != 0)
		abort();
	getsockname(fd, (struct sockaddr *)&a, &len);
	h->port = ntohs(a.sin_port);
	return fd;
}

static void
hss_hang_up(struct hss *h)
{
	struct linger l = { 1, 0 };

	if (h->peer != -1) {
		if (h->shut)
			setsockopt(h->peer, SOL_SOCKET, SO_LINGER, &l,
			    sizeof(l));
		close(h->peer);
	}
	h->peer = -1;
	h->greeted = false;
	h->hang_up = false;
}

static void *
hss_run(void *arg)
{
	struct hss *h = arg;
	struct pollfd p[2];

	while (!h->end) {
		if (h->hang_up || (h->shut && h->peer != -1))
			hss_hang_up(h);
		p[0] = (struct pollfd){ h->shut ? -1 : h->listener, POLLIN, 0 };
		p[1] = (struct pollfd){ h->stall ? -1 : h->peer, POLLIN, 0 };
		poll(p, 2, 10);
		if (p[0].revents && h->peer == -1) {
			h->peer = accept(h->listener, NULL, NULL);
			h->in_len = 0;
		}
		if (p[1].revents && h->peer != -1)
			hss_read(h);
		hss_asks(h);
	}
	return NULL;
}

static inline void
hss_begin(struct hss *h, const char *host, bool narrow)
{
	memset(h, 0, sizeof(*h));
	h->narrow = narrow;
	h->host = host;
	h->peer = -1;
	h->echo = true;
	h->in = malloc(HSS_BUFFER);
	h->out = malloc(8 * HSS_BUFFER);
	h->listener = hss_listen(h);
	if (h->in == NULL || h->out == NULL ||
	    pthread_create(&h->thread, NULL, hss_run, h) != 0)
		abort();
}

#endif
