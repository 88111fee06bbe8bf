/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events to syslog, as syslog(3) would write them, but that it may wait for a
 * log daemon that does not read: a datagram each, RFC 3164 4.1, and what is not
 * taken at once is lost.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "events_impl.h"

enum { HEAD_MAX = 80 };

const char *events_log_path = "/dev/log";

static bool
dial(struct sink *s)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };

	s->tried = s->now;
	(void)snprintf(sa.sun_path, sizeof(sa.sun_path), "%s",
	    events_log_path);
	s->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (s->fd != -1 &&
	    connect(s->fd, (struct sockaddr *)&sa, sizeof(sa)) == 0)
		return true;
	sink_fails(s, strerror(errno));
	if (s->fd != -1)
		close(s->fd);
	s->fd = -1;
	return false;
}

static bool
syslog_open(struct sink *s)
{
	(void)dial(s);
	return true;
}

static void
syslog_close(struct sink *s)
{
	if (s->fd != -1)
		close(s->fd);
	s->fd = -1;
}

/* The time as it is here, made once a second. */
static const char *
date(struct sink *s)
{
	time_t t = (time_t)(s->now / 1000000000);
	struct tm tm;

	if (s->date[0] != '\0' && s->second == s->now / 1000000000)
		return s->date;
	s->second = s->now / 1000000000;
	if (localtime_r(&t, &tm) == NULL ||
	    strftime(s->date, sizeof(s->date), "%b %e %T", &tm) == 0)
		s->date[0] = '\0';
	return s->date;
}

static void
syslog_line(struct sink *s, const char *text, size_t len)
{
	char octets[HEAD_MAX + EVENTS_WORDS_MAX];
	int n, room = (int)sizeof(octets);

	if (s->fd == -1 && (s->now <= s->tried ||
	    s->now - s->tried >= EVENTS_RETRY))
		(void)dial(s);
	n = snprintf(octets, sizeof(octets), "<%d>%s breakwater[%ld]: %.*s",
	    LOG_DAEMON | LOG_NOTICE, date(s), (long)getpid(), (int)len, text);
	if (n > 0 && s->fd != -1 && send(s->fd, octets, (size_t)(n < room ?
	    n : room - 1), MSG_NOSIGNAL | MSG_DONTWAIT) != -1) {
		s->counts.written++;
		sink_works(s);
		return;
	}
	s->counts.lost++;
	if (s->fd == -1)
		return;
	sink_fails(s, strerror(errno));
	if (errno != EAGAIN && errno != EMSGSIZE && errno != ENOBUFS)
		syslog_close(s);
}

static void
syslog_flush(struct sink *s)
{
	(void)s;
}

static void
syslog_reopen(struct sink *s)
{
	syslog_close(s);
	(void)dial(s);
}

const struct sink_ops sink_syslog = { syslog_open, syslog_close, syslog_line,
	syslog_flush, syslog_reopen };
