/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Connections over SCTP: one-to-one sockets, a message of ours a message of
 * theirs (RFC 6733 2.1.1; RFC 6458 4, 5).
 *
 * Several addresses of one end are bound or connected to together.  Streams
 * are taken in turn, so that a message that is lost holds up only those of its
 * own stream; what neighbours say to each other goes on the first.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/sctp.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "../../dissectors/diameter.h"
#include "../../rules/conf.h"
#include "peers_impl.h"

enum {
	BACKLOG = 256,
	STREAMS = 16,			/* asked for, each way */
	PPID = 46,			/* RFC 6733 11.4, without DTLS */
	ADDRESSES_MAX = 8,
};

/* Addresses one after the other, as sctp_bindx() has them. */
struct addresses {
	uint8_t		 octets[ADDRESSES_MAX * sizeof(struct sockaddr_in6)];
	int		 n;
	sa_family_t	 family;
};

static void
pack(struct addresses *a, const struct conf_end *e)
{
	struct sockaddr_storage ss;
	socklen_t len;
	size_t i, at = 0;

	memset(a, 0, sizeof(*a));
	a->family = AF_INET;
	for (i = 0; i < e->address.n && i < ADDRESSES_MAX; i++) {
		len = address_make(&ss, e, i);
		if (ss.ss_family == AF_INET6)
			a->family = AF_INET6;
		memcpy(a->octets + at, &ss, len);
		at += len;
		a->n++;
	}
}

static int
socket_of(sa_family_t family, char why[CONN_WHY_MAX])
{
	struct sctp_initmsg init = { .sinit_num_ostreams = STREAMS,
	    .sinit_max_instreams = STREAMS };
	int fd, on = 1;

	fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
	    IPPROTO_SCTP);
	if (fd == -1 && errno == EPROTONOSUPPORT) {
		snprintf(why, CONN_WHY_MAX, "this kernel has no SCTP "
		    "(perhaps its module is not loaded)");
		return -1;
	}
	if (fd != -1 && setsockopt(fd, IPPROTO_SCTP, SCTP_INITMSG, &init,
	    sizeof(init)) == 0 && setsockopt(fd, IPPROTO_SCTP, SCTP_NODELAY,
	    &on, sizeof(on)) == 0)
		return fd;
	snprintf(why, CONN_WHY_MAX, "%s", strerror(errno));
	if (fd != -1)
		close(fd);
	return -1;
}

static int
sctp_end(int fd, char why[CONN_WHY_MAX])
{
	snprintf(why, CONN_WHY_MAX, "%s", strerror(errno));
	close(fd);
	return -1;
}

static int
sctp_begin_listen(const struct conf_end *e, char why[CONN_WHY_MAX])
{
	struct addresses a;
	int fd, on = 1;

	pack(&a, e);
	fd = socket_of(a.family, why);
	if (fd == -1)
		return -1;
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
	    sctp_bindx(fd, (struct sockaddr *)(void *)a.octets, a.n,
	    SCTP_BINDX_ADD_ADDR) != 0 || listen(fd, BACKLOG) != 0)
		return sctp_end(fd, why);
	return fd;
}

static int
sctp_dial(const struct conf_end *e, char why[CONN_WHY_MAX])
{
	struct addresses a;
	sctp_assoc_t id;
	int fd;

	pack(&a, e);
	fd = socket_of(a.family, why);
	if (fd == -1)
		return -1;
	if (sctp_connectx(fd, (struct sockaddr *)(void *)a.octets, a.n, &id)
	    != 0 && errno != EINPROGRESS)
		return sctp_end(fd, why);
	return fd;
}

/* How many streams the far side lets us have. */
static void
count_streams(struct conn *c)
{
	struct sctp_status s;
	socklen_t len = sizeof(s);

	memset(&s, 0, sizeof(s));
	if (getsockopt(c->fd, IPPROTO_SCTP, SCTP_STATUS, &s, &len) == 0 &&
	    s.sstat_outstrms > 0)
		c->streams = s.sstat_outstrms;
}

static bool
start(struct conn *c)
{
	int on = 1;

	(void)setsockopt(c->fd, IPPROTO_SCTP, SCTP_NODELAY, &on, sizeof(on));
	count_streams(c);
	if (event_add(&c->read, NULL) != 0)
		return false;
	conn_started(c);
	return true;
}

/* One piece of a user message; larger ones come in several (RFC 6458 3.1.3,
 * partial delivery).  False: nothing more for now. */
static bool
take(struct conn *c)
{
	uint8_t *p = c->peers->buffer;
	struct iovec part = { p, CONN_READ };
	struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1 };
	ssize_t n = recvmsg(c->fd, &m, 0);

	if (n > 0 && (m.msg_flags & MSG_NOTIFICATION) != 0)
		return true;		/* none was asked for */
	if (n > 0)
		return conn_feed_end(c, p, (size_t)n,
		    (m.msg_flags & MSG_EOR) != 0);
	conn_unread(c, n);
	return false;
}

static bool
sctp_readable(struct conn *c)
{
	int n;

	for (n = 0; n < CONN_MESSAGES && c->held == 0; n++)
		if (!take(c))
			return false;
	return true;
}

/* Requests and answers of applications in turn on the others. */
static uint16_t
stream_of(struct conn *c, const struct base_header *h)
{
	if (h->app == DIAMETER_APP_BASE || c->streams == 1)
		return 0;
	if (++c->stream >= c->streams)
		c->stream = 1;
	return c->stream;
}

static ssize_t
send_one(struct conn *c, uint8_t *p, size_t n, uint16_t stream)
{
	struct iovec part = { p, n };
	struct sctp_sndinfo info = { .snd_sid = stream,
	    .snd_ppid = htonl(PPID) };
	union {
		struct cmsghdr	 head;
		uint8_t		 room[CMSG_SPACE(sizeof(info))];
	} control;
	struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1,
	    .msg_control = &control, .msg_controllen = sizeof(control) };
	struct cmsghdr *cm;

	memset(&control, 0, sizeof(control));
	cm = CMSG_FIRSTHDR(&m);
	cm->cmsg_level = IPPROTO_SCTP;
	cm->cmsg_type = SCTP_SNDINFO;
	cm->cmsg_len = CMSG_LEN(sizeof(info));
	memcpy(CMSG_DATA(cm), &info, sizeof(info));
	return sendmsg(c->fd, &m, MSG_NOSIGNAL);
}

/* What waits is whole messages, each as long as its header says. */
static void
flush(struct conn *c)
{
	struct output *o = &c->out;
	struct base_header h;
	ssize_t n;

	while (o->end > o->at) {
		if (!base_header(&h, o->p + o->at, o->end - o->at)) {
			conn_fail(c, CONN_LOST, "what was to be sent is none");
			return;
		}
		n = send_one(c, o->p + o->at, h.length, stream_of(c, &h));
		if (n >= 0) {
			conn_sent(c, h.length);
			continue;
		}
		if (!conn_unsent(c))
			return;
	}
	conn_blocked(c, false);
}

const struct transport transport_sctp = {
	.name = "sctp",
	.listen = sctp_begin_listen,
	.dial = sctp_dial,
	.start = start,
	.readable = sctp_readable,
	.flush = flush,
};
