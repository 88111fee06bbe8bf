/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The role "fault": a peer that does what none should.
 *
 *	fault half COUNT SECONDS PORT	connections that say nothing, or half
 *	fault stall COUNT SECONDS PORT	asks, and reads no answer
 *	fault mutate COUNT SEED before|after PORT
 *					messages with octets that were changed,
 *					before or after capabilities
 *	fault length before|after PORT	claims 16 MB, and sends a part of it
 *
 * The same seed makes the same octets.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "load.h"

enum { HALF_MAX = 900, VECTORS = 5, PART = 1 << 20 };

static const struct identity me = {
	"fault1.epc.mnc070.mcc999.3gppnetwork.org",
	"epc.mnc070.mcc999.3gppnetwork.org"
};
static uint64_t seed = 1;

static uint64_t
random_next(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed * UINT64_C(0x2545f4914f6cdd1d) >> 11;
}

static int
dial(const struct sockaddr_in *to)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd != -1 && connect(fd, (const struct sockaddr *)to,
	    sizeof(*to)) == -1) {
		close(fd);
		fd = -1;
	}
	if (fd != -1)
		socket_ready(fd);
	return fd;
}

/* What comes is read and forgotten.  False: the connection is over. */
static bool
drain(int fd)
{
	static uint8_t p[LOAD_READ];
	ssize_t n;

	while ((n = recv(fd, p, sizeof(p), 0)) > 0)
		;
	return n == -1 && (errno == EAGAIN || errno == EINTR);
}

static int
half(unsigned count, unsigned seconds, const struct sockaddr_in *to)
{
	static int fd[HALF_MAX];
	static const uint8_t begin[10] = { 1, 0, 0, 200, 0x80, 0, 1, 1 };
	uint64_t end = now_ns() + (uint64_t)seconds * 1000000000;
	struct timespec pause = { 0, 50000000 };
	unsigned i, open = 0, opened;

	for (i = 0; i < count && i < HALF_MAX; i++) {
		fd[i] = dial(to);
		if (fd[i] == -1)
			continue;
		open++;
		if (i % 3 == 0 && send(fd[i], begin, sizeof(begin),
		    MSG_NOSIGNAL) == -1)
			continue;
	}
	opened = open;
	printf("opened=%u\n", opened);
	fflush(stdout);
	while (open > 0 && now_ns() < end && !stopping) {
		for (i = 0; i < count && i < HALF_MAX; i++)
			if (fd[i] != -1 && !drain(fd[i])) {
				close(fd[i]);
				fd[i] = -1;
				open--;
			}
		nanosleep(&pause, NULL);
	}
	printf("opened=%u closed=%u\n", opened, opened - open);
	return 0;
}

static int
stall(unsigned count, unsigned seconds, const struct sockaddr_in *to)
{
	uint64_t end = now_ns() + (uint64_t)seconds * 1000000000;
	struct timespec pause = { 0, 10000000 };
	struct octets out = { 0 };
	uint8_t p[LOAD_MESSAGE];
	size_t len = wire_request(p, CODE_ULR, &me, "001010000000001",
	    "fault1.epc.mnc070.mcc999.3gppnetwork.org;1;1");
	int fd = socket_peer(to, &me, 5000);
	bool open = true;
	unsigned sent = 0;

	while (now_ns() < end && !stopping && open) {
		for (; sent < count && octets_left(&out) < LOAD_READ; sent++) {
			put32(p + 12, sent + 1);
			put32(p + 16, sent + 1);
			octets_put(&out, p, len);
		}
		open = socket_flush(fd, &out);
		nanosleep(&pause, NULL);
	}
	printf("sent=%u closed=%u\n",
	    sent - (unsigned)(octets_left(&out) / len), !open);
	close(fd);
	free(out.p);
	return 0;
}

static size_t
vector(unsigned which, uint8_t *p)
{
	const char *session = "fault1.epc.mnc070.mcc999.3gppnetwork.org;1;2";

	switch (which) {
	case 0:
		return wire_capabilities(p, false, &me);
	case 1:
		return wire_peer_answer(p, CODE_DWR, &me);
	case 2:
		return wire_answer(p, CODE_ULR, &me);
	case 3:
		return wire_request(p, CODE_AIR, &me, "001010000000001",
		    session);
	default:
		return wire_request(p, CODE_ULR, &me, "001010000000001",
		    session);
	}
}

/* A few octets become others; now and then the end is cut off, and the length
 * in the header is right or not. */
static size_t
mutated(uint8_t *p)
{
	size_t len = vector((unsigned)(random_next() % VECTORS), p);
	unsigned n = 1 + (unsigned)(random_next() % 6);

	put32(p + 12, (uint32_t)random_next());
	put32(p + 16, (uint32_t)random_next());
	while (n-- > 0)
		p[4 + random_next() % (len - 4)] = (uint8_t)random_next();
	if (random_next() % 4 == 0)
		len = 4 + (size_t)(random_next() % (len - 4));
	switch (random_next() % 8) {
	case 0:
		put32(p, (uint32_t)random_next());
		break;
	case 1:
		put32(p, 0x01000000 | (uint32_t)(random_next() % 4096));
		break;
	default:
		put32(p, 0x01000000 | (uint32_t)len);
	}
	return len;
}

static bool
send_all(int fd, const uint8_t *p, size_t len)
{
	struct pollfd f = { fd, POLLOUT, 0 };
	ssize_t n;

	while (len > 0) {
		n = send(fd, p, len, MSG_NOSIGNAL);
		if (n == -1 && errno != EAGAIN)
			return false;
		if (n == -1 && (!drain(fd) || poll(&f, 1, 2000) != 1))
			return false;
		if (n > 0) {
			p += n;
			len -= (size_t)n;
		}
	}
	return drain(fd);
}

static int
mutate(unsigned count, bool after, const struct sockaddr_in *to)
{
	struct timespec pause = { 0, 2000000 };
	uint8_t p[LOAD_MESSAGE];
	unsigned i, connections = 0, refused = 0, result;
	int fd = -1;

	for (i = 0; i < count && !stopping; i++) {
		while (fd == -1 && refused < count && !stopping) {
			fd = after ? socket_try(to, &me, 2000, &result) :
			    dial(to);
			if (fd == -1) {
				refused++;
				nanosleep(&pause, NULL);
			}
		}
		if (fd == -1)
			break;
		if (!send_all(fd, p, mutated(p))) {
			close(fd);
			fd = -1;
			connections++;
		}
	}
	if (fd != -1)
		close(fd);
	printf("messages=%u connections=%u refused=%u\n", i, connections + 1,
	    refused);
	return i == count ? 0 : 1;
}

static int
length(bool after, const struct sockaddr_in *to)
{
	static uint8_t p[PART] = { 1, 0xff, 0xff, 0xfc, 0xc0, 0, 1, 0x3c };
	struct pollfd f;
	bool closed;

	f = (struct pollfd){ after ? socket_peer(to, &me, 5000) : dial(to),
	    POLLIN, 0 };
	closed = !send_all(f.fd, p, sizeof(p));
	while (!closed && poll(&f, 1, 3000) == 1)
		closed = !drain(f.fd);
	printf("closed=%u\n", closed);
	return 0;
}

int
fault_main(int argc, char **argv)
{
	struct sockaddr_in to;
	const char *what = argc > 1 ? argv[1] : "";

	stop_on_signals();
	if (argc < 4)
		return 2;
	to = address_of(argv[argc - 1]);
	if (strcmp(what, "half") == 0 && argc == 5)
		return half((unsigned)atoi(argv[2]), (unsigned)atoi(argv[3]),
		    &to);
	if (strcmp(what, "stall") == 0 && argc == 5)
		return stall((unsigned)atoi(argv[2]), (unsigned)atoi(argv[3]),
		    &to);
	if (strcmp(what, "mutate") == 0 && argc == 6) {
		seed = strtoull(argv[3], NULL, 10) * 2 + 1;
		return mutate((unsigned)atoi(argv[2]),
		    strcmp(argv[4], "after") == 0, &to);
	}
	if (strcmp(what, "length") == 0 && argc == 4)
		return length(strcmp(argv[2], "after") == 0, &to);
	return 2;
}
