/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Octets of peers in few calls of the kernel.
 *
 * libosmo-sigtran 1.6.0 reads a header, then a message, and writes a message,
 * each with a turn of poll() before it.  So the library's calls for octets come
 * here: what it reads of IPA comes from a block that was read at once, what it
 * writes of it for us goes to one that is written at once, and its callback is
 * called as long as there is something for it.  Framing stays the library's.
 * Messages of M3UA are read (stream_sctp.c) and written each by itself, but
 * without poll() between them.
 *
 * A connection ends by osmo_fd_unregister(), and with it what is here of it:
 * its octets are never those of the next one that has its number.
 */
#undef _FORTIFY_SOURCE			/* it has a recv() of its own */
#include "edge_ss7.h"

#include <errno.h>
#include <netinet/sctp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <osmocom/gsm/protocol/ipaccess.h>
#include <osmocom/netif/ipa.h>

enum {
	STREAMS_MAX = 1024,		/* beyond it goes the library's way */
	READ_MAX = 16 << 10,
	WRITE_MAX = 32 << 10,
	WRITE_RESERVE = 4 << 10,	/* of it for what is no message */
};

struct stream {
	struct osmo_fd	*ofd;		/* NULL: nobody's */
	uint8_t		*in, *out;
	size_t		 in_from, in_len, out_from, out_len;
	bool		 sctp;		/* out: each with a head before it */
	bool		 listed;
};

/* Before a message of SCTP that waits. */
struct head {
	size_t		 n;
	struct sctp_sndrcvinfo info;
};

static struct stream streams[STREAMS_MAX];	/* by descriptor */
static int listed[STREAMS_MAX];		/* that something is to be done for */
static unsigned nlisted;
static struct stream *reading, *writing;
static bool refill;			/* whether reading asks the kernel */

static ssize_t (*next_recv)(int, void *, size_t, int);
static ssize_t (*next_send)(int, const void *, size_t, int);
static void (*next_unregister)(struct osmo_fd *);
static int (*next_pong)(int);
static int (*next_sctp)(int, const void *, size_t,
    const struct sctp_sndrcvinfo *, int);

/* ---- which ---- */

static struct stream *
stream_at(int fd)
{
	return fd >= 0 && fd < STREAMS_MAX && streams[fd].ofd != NULL ?
	    &streams[fd] : NULL;
}

static void
clear(struct stream *s)
{
	if (reading == s)
		reading = NULL;
	if (writing == s)
		writing = NULL;
	free(s->in);
	*s = (struct stream){ .listed = s->listed };
}

static struct stream *
stream_make(struct osmo_fd *ofd)
{
	struct stream *s;

	if (ofd == NULL || ofd->fd < 0 || ofd->fd >= STREAMS_MAX)
		return NULL;
	s = &streams[ofd->fd];
	if (s->ofd == ofd)
		return s;
	clear(s);
	s->in = malloc(READ_MAX + WRITE_MAX);
	if (s->in == NULL)
		return NULL;
	s->out = s->in + READ_MAX;
	s->ofd = ofd;
	return s;
}

static void
list(struct stream *s)
{
	if (!s->listed)
		listed[nlisted++] = (int)(s - streams);
	s->listed = true;
}

static size_t
unread(const struct stream *s)
{
	return s->in_len - s->in_from;
}

static size_t
unwritten(const struct stream *s)
{
	return s->out_len - s->out_from;
}

/* ---- what the library calls ---- */

/* Declared by <sys/socket.h>. */
ssize_t
recv(int fd, void *p, size_t n, int flags)
{
	struct stream *s = reading;
	ssize_t got;

	if (s == NULL || s->ofd->fd != fd)
		return next_recv(fd, p, n, flags);
	if (unread(s) == 0) {
		if (!refill) {
			errno = EAGAIN;
			return -1;
		}
		refill = false;
		got = next_recv(fd, s->in, READ_MAX, flags);
		if (got <= 0)
			return got;
		s->in_from = 0;
		s->in_len = (size_t)got;
	}
	if (n > unread(s))
		n = unread(s);
	memcpy(p, s->in + s->in_from, n);
	s->in_from += n;
	return (ssize_t)n;
}

/* Behind what waits there is nothing else that is written. */
static bool
takes(const struct stream *s)
{
	return s != NULL && (s == writing || unwritten(s) > 0);
}

/* Declared by <sys/socket.h>. */
ssize_t
send(int fd, const void *p, size_t n, int flags)
{
	struct stream *s = stream_at(fd);

	if (!takes(s))
		return next_send(fd, p, n, flags);
	if (n > WRITE_MAX - s->out_len) {
		errno = EAGAIN;
		return -1;
	}
	memcpy(s->out + s->out_len, p, n);
	s->out_len += n;
	list(s);
	return (ssize_t)n;
}

/* Declared by <netinet/sctp.h>; what is said beside our messages does not wait
 * for them. */
int
sctp_send(int fd, const void *p, size_t n, const struct sctp_sndrcvinfo *info,
    int flags)
{
	struct stream *s = stream_at(fd);
	struct head h = { .n = n };

	if (s == NULL || s != writing || info == NULL)
		return next_sctp(fd, p, n, info, flags);
	if (sizeof(h) + n > WRITE_MAX - s->out_len) {
		errno = EAGAIN;
		return -1;
	}
	h.info = *info;
	memcpy(s->out + s->out_len, &h, sizeof(h));
	memcpy(s->out + s->out_len + sizeof(h), p, n);
	s->out_len += sizeof(h) + n;
	s->sctp = true;
	list(s);
	return (int)n;
}

/* Declared by <osmocom/netif/ipa.h>. */
int
ipaccess_send_pong(int fd)
{
	static const uint8_t pong[] = { 0, 1, IPAC_PROTO_IPACCESS,
		IPAC_MSGT_PONG };

	if (!takes(stream_at(fd)))
		return next_pong(fd);
	return send(fd, pong, sizeof(pong), 0) == sizeof(pong) ? 0 : -1;
}

/* Declared by <osmocom/core/select.h>. */
void
osmo_fd_unregister(struct osmo_fd *ofd)
{
	struct stream *s = stream_at(ofd->fd);

	if (s != NULL && s->ofd == ofd)
		clear(s);
	sctp_forget(ofd);
	next_unregister(ofd);
}

/* ---- exported ---- */

void
stream_read_begin(struct osmo_fd *ofd)
{
	reading = stream_make(ofd);
	refill = reading != NULL && unread(reading) == 0;
}

void
stream_read_end(void)
{
	if (reading != NULL && unread(reading) > 0)
		list(reading);
	reading = NULL;
}

void
stream_write(struct osmo_fd *ofd)
{
	writing = stream_make(ofd);
	while (writing != NULL && (ofd->when & OSMO_FD_WRITE))
		ofd->cb(ofd, OSMO_FD_WRITE);
	writing = NULL;
}

/* Its callback reads one message, or less. */
static void
read_all(int fd)
{
	struct stream *s;
	size_t before;

	while ((s = stream_at(fd)) != NULL && (before = unread(s)) > 0) {
		s->ofd->cb(s->ofd, OSMO_FD_READ);
		s = stream_at(fd);
		if (s != NULL && unread(s) == before)
			return;
	}
}

void
streams_read(void)
{
	unsigned i;

	for (i = 0; i < nlisted; i++)
		read_all(listed[i]);
	sctp_read();
}

/* Octets of the next message, or of all; false: the kernel does not take
 * them. */
static bool
write_some(struct stream *s)
{
	struct head h = { .n = 0 };
	ssize_t n;

	if (s->sctp) {
		memcpy(&h, s->out + s->out_from, sizeof(h));
		n = next_sctp(s->ofd->fd, s->out + s->out_from + sizeof(h),
		    h.n, &h.info, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n != -1)
			n = (ssize_t)(sizeof(h) + h.n);
	} else
		n = next_send(s->ofd->fd, s->out + s->out_from, unwritten(s),
		    MSG_NOSIGNAL | MSG_DONTWAIT);
	if (n != -1)
		s->out_from += (size_t)n;
	return n != -1 || errno == EINTR;
}

/* What the kernel does not take waits until poll() says that it would; the
 * library's callback has nothing to do then, and asks no more.  What is wrong
 * with a connection the library finds when it reads. */
static void
flush(struct stream *s)
{
	bool takes_more = true;

	while (takes_more && unwritten(s) > 0)
		takes_more = write_some(s);
	if (!takes_more && (errno == EAGAIN || errno == EWOULDBLOCK))
		osmo_fd_write_enable(s->ofd);
	else
		s->out_from = s->out_len = 0;
}

bool
stream_busy(struct osmo_fd *ofd)
{
	struct stream *s = stream_at(ofd->fd);

	if (s != NULL && s->ofd == ofd && s->out_len > WRITE_MAX -
	    WRITE_RESERVE - PASS_MAX * (sizeof(struct head) + CHANNEL_M3UA_MAX))
		flush(s);
	return ofd->when & OSMO_FD_WRITE;
}

void
streams_flush(void)
{
	unsigned i, n = nlisted;
	struct stream *s;

	nlisted = 0;
	for (i = 0; i < n; i++) {
		s = &streams[listed[i]];
		s->listed = false;
		if (s->ofd == NULL)
			continue;
		if (unwritten(s) > 0)
			flush(s);
		if (unread(s) + unwritten(s) > 0)
			list(s);
	}
}

bool
streams_begin(void)
{
	return guard_next("recv", &next_recv, sizeof(next_recv)) &&
	    guard_next("send", &next_send, sizeof(next_send)) &&
	    guard_next("sctp_send", &next_sctp, sizeof(next_sctp)) &&
	    guard_next("ipaccess_send_pong", &next_pong, sizeof(next_pong)) &&
	    guard_next("osmo_fd_unregister", &next_unregister,
	    sizeof(next_unregister)) &&
	    guard_is_first("recv") && guard_is_first("send") &&
	    guard_is_first("sctp_send") &&
	    guard_is_first("ipaccess_send_pong") &&
	    guard_is_first("osmo_fd_unregister");
}
