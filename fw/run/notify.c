/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Datagrams to the socket that NOTIFY_SOCKET names: a path, or after "@" a name
 * in the abstract space.
 */
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "notify.h"
#include "say.h"

static bool
address(const char *name, struct sockaddr_un *sun, socklen_t *len)
{
	size_t n = strlen(name);

	memset(sun, 0, sizeof(*sun));
	if ((name[0] != '/' && name[0] != '@') || n < 2 ||
	    n >= sizeof(sun->sun_path))
		return false;
	sun->sun_family = AF_UNIX;
	memcpy(sun->sun_path, name, n);
	if (name[0] == '@')
		sun->sun_path[0] = '\0';
	*len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n);
	return true;
}

static bool
join(struct notify *n, const char *name)
{
	struct sockaddr_un sun;
	socklen_t len;

	if (!address(name, &sun, &len)) {
		say("NOTIFY_SOCKET is no socket's name: %s", name);
		return false;
	}
	n->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (n->fd >= 0 && connect(n->fd, (struct sockaddr *)&sun, len) == 0)
		return true;
	say("NOTIFY_SOCKET %s: %s", name, strerror(errno));
	notify_close(n);
	return false;
}

/* The interval that is asked of this process, or 0. */
static uint64_t
watchdog(void)
{
	const char *usec = getenv("WATCHDOG_USEC");
	const char *pid = getenv("WATCHDOG_PID");
	unsigned long long v;
	char *end;

	if (usec == NULL || (pid != NULL && atol(pid) != (long)getpid()))
		return 0;
	errno = 0;
	v = strtoull(usec, &end, 10);
	return errno == 0 && end != usec && *end == '\0' &&
	    v <= UINT64_MAX / 1000 ? (uint64_t)v * 1000 : 0;
}

bool
notify_open(struct notify *n)
{
	const char *name = getenv("NOTIFY_SOCKET");
	bool fine = true;

	*n = (struct notify){ .fd = -1 };
	if (name != NULL && (fine = join(n, name)))
		n->watchdog = watchdog();
	(void)unsetenv("NOTIFY_SOCKET");
	(void)unsetenv("WATCHDOG_USEC");
	(void)unsetenv("WATCHDOG_PID");
	return fine;
}

void
notify_send(const struct notify *n, const char *format, ...)
{
	char text[NOTIFY_MAX];
	va_list ap;
	int len;

	if (n->fd < 0)
		return;
	va_start(ap, format);
	len = vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	if (len > 0 && (size_t)len < sizeof(text))
		(void)send(n->fd, text, (size_t)len, MSG_NOSIGNAL);
}

void
notify_close(struct notify *n)
{
	if (n->fd >= 0)
		close(n->fd);
	n->fd = -1;
}
