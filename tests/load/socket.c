/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sockets of the load, of loopback unless more was asked for. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "load.h"

bool anywhere;
volatile bool stopping;

static void
fail(const char *what)
{
	fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
	exit(1);
}

uint64_t
now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static void
on_signal(int number)
{
	(void)number;
	stopping = true;
}

void
stop_on_signals(void)
{
	struct sigaction a = { .sa_handler = on_signal };

	sigaction(SIGTERM, &a, NULL);
	sigaction(SIGINT, &a, NULL);
	signal(SIGPIPE, SIG_IGN);
}

struct sockaddr_in
address_of(const char *text)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	const char *colon = strrchr(text, ':');
	char host[32] = "127.0.0.1";

	if (colon != NULL)
		snprintf(host, sizeof(host), "%.*s", (int)(colon - text),
		    text);
	a.sin_port = htons((uint16_t)strtoul(colon ? colon + 1 : text, NULL,
	    10));
	if (inet_pton(AF_INET, host, &a.sin_addr) != 1 || a.sin_port == 0) {
		fprintf(stderr, "load: %s: expected ADDRESS:PORT\n", text);
		exit(2);
	}
	if (!anywhere && ntohl(a.sin_addr.s_addr) >> 24 != 127) {
		fprintf(stderr, "load: %s is not loopback; --anywhere allows "
		    "it\n", host);
		exit(2);
	}
	return a;
}

void
socket_ready(int fd)
{
	int on = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	fcntl(fd, F_SETFL, O_NONBLOCK);
}

bool
socket_flush(int fd, struct octets *o)
{
	ssize_t n;

	while (octets_left(o) > 0) {
		n = send(fd, o->p + o->from, octets_left(o), MSG_NOSIGNAL);
		if (n < 0)
			return errno == EAGAIN || errno == EINTR;
		octets_take(o, (size_t)n);
	}
	return true;
}

enum fill
socket_fill(int fd, struct octets *o)
{
	uint8_t *p = octets_room(o, LOAD_READ);
	ssize_t n = recv(fd, p, LOAD_READ, 0);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? FILL_ALL :
		    FILL_GONE;
	o->to += (size_t)n;
	return n == 0 ? FILL_GONE : n < LOAD_READ ? FILL_ALL : FILL_MORE;
}

/* All of one message, within a deadline. */
static size_t
message_wait(int fd, struct octets *o, uint8_t **p, uint64_t deadline)
{
	struct pollfd f = { fd, POLLIN, 0 };
	size_t len;

	while ((*p = message_next(o, &len)) == NULL) {
		if (now_ns() > deadline || poll(&f, 1, 100) < 0)
			return 0;
		if (f.revents != 0 && socket_fill(fd, o) == FILL_GONE)
			return 0;
		f.revents = 0;
	}
	return len;
}

static int
connected(const struct sockaddr_in *to, uint64_t deadline)
{
	struct timespec pause = { 0, 20000000 };
	int fd;

	while (now_ns() < deadline && !stopping) {
		fd = socket(AF_INET, SOCK_STREAM, 0);
		if (fd == -1)
			fail("socket");
		if (connect(fd, (const struct sockaddr *)to,
		    sizeof(*to)) == 0)
			return fd;
		close(fd);
		nanosleep(&pause, NULL);
	}
	return -1;
}

int
socket_try(const struct sockaddr_in *to, const struct identity *who,
    unsigned ms, unsigned *result)
{
	uint64_t deadline = now_ns() + (uint64_t)ms * 1000000;
	struct octets in = { 0 }, out = { 0 };
	uint8_t *p = octets_room(&out, LOAD_MESSAGE);
	int fd = connected(to, deadline);
	size_t len = 0;

	*result = 0;
	out.to = wire_capabilities(p, false, who);
	if (fd != -1 && socket_flush(fd, &out))
		len = message_wait(fd, &in, &p, deadline);
	if (len != 0)
		*result = message_result(p, len);
	free(in.p);
	free(out.p);
	if (fd != -1 && *result != 2001) {
		close(fd);
		fd = -1;
	}
	if (fd != -1)
		socket_ready(fd);
	return fd;
}

int
socket_peer(const struct sockaddr_in *to, const struct identity *who,
    unsigned ms)
{
	unsigned result;
	int fd = socket_try(to, who, ms, &result);

	if (fd == -1) {
		fprintf(stderr, "load: %s: capabilities refused: %u\n",
		    who->host, result);
		exit(1);
	}
	return fd;
}

int
socket_listen(const struct sockaddr_in *at)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

	if (fd == -1)
		fail("socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (const struct sockaddr *)at, sizeof(*at)) == -1 ||
	    listen(fd, 128) == -1)
		fail("listen");
	socket_ready(fd);
	return fd;
}
