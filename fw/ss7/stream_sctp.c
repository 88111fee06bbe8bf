/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * M3UA over SCTP: messages that are there are read one after another.
 *
 * The library ends an association when there is nothing to read, so each
 * message is read before the library's callback is called for it.  What it gets
 * is the same as if it had asked the kernel, with errors and the end.
 */
#include "edge_ss7.h"

#include <errno.h>
#include <netinet/sctp.h>
#include <string.h>
#include <sys/socket.h>

enum { HOT_MAX = 64, AHEAD_MAX = 64, ROOM = 4096, RESTS_MAX = 64 };

static struct osmo_fd *hot[HOT_MAX];	/* that a message came by */
static unsigned nhot;
static size_t asked;			/* octets that the library takes */
static sctp_reader *next;

static struct {
	int		 fd;		/* -1: nothing */
	int		 n, error, flags;
	struct sctp_sndrcvinfo info;
	uint8_t		 octets[ROOM];
} ahead = { .fd = -1 };

static int
ahead_take(void *p, size_t size, struct sctp_sndrcvinfo *info, int *flags)
{
	ahead.fd = -1;
	errno = ahead.error;
	if (info != NULL)
		*info = ahead.info;
	if (flags != NULL)
		*flags = ahead.flags;
	if (ahead.n > 0 && (size_t)ahead.n > size) {
		errno = EMSGSIZE;
		return -1;
	}
	if (ahead.n > 0)
		memcpy(p, ahead.octets, (size_t)ahead.n);
	return ahead.n;
}

int
sctp_next(int fd, void *p, size_t size, struct sockaddr *from,
    socklen_t *from_len, struct sctp_sndrcvinfo *info, int *flags)
{
	asked = size;
	if (ahead.fd == fd && from == NULL)
		return ahead_take(p, size, info, flags);
	return next(fd, p, size, from, from_len, info, flags);
}

bool
sctp_rest(int fd)
{
	static uint8_t octets[ROOM];
	struct sctp_sndrcvinfo info;
	unsigned i;
	int flags;

	for (i = 0; i < RESTS_MAX; i++) {
		flags = MSG_DONTWAIT;
		if (next(fd, octets, sizeof(octets), NULL, NULL, &info,
		    &flags) <= 0 || (flags & MSG_NOTIFICATION))
			return false;
		if (flags & MSG_EOR)
			return true;
	}
	return false;
}

void
sctp_more(struct osmo_fd *ofd)
{
	unsigned i;

	for (i = 0; i < nhot; i++)
		if (hot[i] == ofd)
			return;
	if (nhot < HOT_MAX && ofd != NULL)
		hot[nhot++] = ofd;
}

void
sctp_forget(const struct osmo_fd *ofd)
{
	unsigned i;

	for (i = 0; i < nhot; i++)
		if (hot[i] == ofd)
			hot[i] = NULL;
	if (ahead.fd == ofd->fd)
		ahead.fd = -1;
}

/* False: nothing is there. */
static bool
ahead_read(int fd)
{
	ahead.flags = MSG_DONTWAIT;
	ahead.info = (struct sctp_sndrcvinfo){ .sinfo_stream = 0 };
	ahead.n = next(fd, ahead.octets, asked < ROOM ? asked : ROOM, NULL,
	    NULL, &ahead.info, &ahead.flags);
	ahead.error = errno;
	if (ahead.n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK ||
	    errno == EINTR))
		return false;
	ahead.fd = fd;
	return true;
}

void
sctp_read(void)
{
	unsigned i, n;

	for (i = 0; i < nhot; i++)
		for (n = 0; n < AHEAD_MAX && hot[i] != NULL; n++) {
			if (!ahead_read(hot[i]->fd))
				break;
			hot[i]->cb(hot[i], OSMO_FD_READ);
			ahead.fd = -1;
		}
	nhot = 0;
}

bool
sctp_begin(void)
{
	return guard_next("sctp_recvmsg", &next, sizeof(next)) &&
	    guard_is_first("sctp_recvmsg");
}
