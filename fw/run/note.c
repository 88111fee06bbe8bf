/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The other side is not trusted: the engine is what strangers talk to.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "note.h"

union control {
	struct cmsghdr	 head;
	char		 room[CMSG_SPACE(sizeof(int))];
};

bool
note_pair(int fd[2])
{
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC |
	    SOCK_NONBLOCK, 0, fd) == 0;
}

static void
put_fd(struct msghdr *m, union control *c, int fd)
{
	struct cmsghdr *h;

	memset(c, 0, sizeof(*c));
	m->msg_control = c;
	m->msg_controllen = sizeof(c->room);
	h = CMSG_FIRSTHDR(m);
	h->cmsg_level = SOL_SOCKET;
	h->cmsg_type = SCM_RIGHTS;
	h->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(h), &fd, sizeof(fd));
}

bool
note_send(int to, enum note_type type, const char *text, int fd)
{
	struct note n = { .type = type };
	struct iovec v = { .iov_base = &n, .iov_len = sizeof(n) };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1 };
	union control c;
	ssize_t done;

	if (text != NULL)
		memcpy(n.text, text, strnlen(text, sizeof(n.text) - 1));
	if (fd >= 0)
		put_fd(&m, &c, fd);
	do
		done = sendmsg(to, &m, MSG_NOSIGNAL | MSG_DONTWAIT);
	while (done < 0 && errno == EINTR);
	return done == (ssize_t)sizeof(n);
}

/* There is room for one descriptor, so the kernel closes any others. */
static int
take_fd(struct msghdr *m)
{
	struct cmsghdr *h = CMSG_FIRSTHDR(m);
	int fd = -1;

	if (h != NULL && h->cmsg_level == SOL_SOCKET &&
	    h->cmsg_type == SCM_RIGHTS && h->cmsg_len == CMSG_LEN(sizeof(fd)))
		memcpy(&fd, CMSG_DATA(h), sizeof(fd));
	return fd;
}

static bool
valid(struct note *n, ssize_t len)
{
	size_t i;

	if (len != (ssize_t)sizeof(*n) || n->type >= NOTE_COUNT ||
	    memchr(n->text, '\0', sizeof(n->text)) == NULL)
		return false;
	for (i = 0; n->text[i] != '\0'; i++)
		if ((unsigned char)n->text[i] < ' ' || n->text[i] == 0x7f)
			n->text[i] = '?';
	return true;
}

int
note_receive(int from, struct note *n, int *fd)
{
	struct iovec v = { .iov_base = n, .iov_len = sizeof(*n) };
	union control c = { .room = { 0 } };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1,
	    /* not CMSG_SPACE(), in which there is room for a second one */
	    .msg_control = &c, .msg_controllen = CMSG_LEN(sizeof(*fd)) };
	ssize_t len;

	*fd = -1;
	do
		len = recvmsg(from, &m, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
	while (len < 0 && errno == EINTR);
	if (len < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return 0;
	if (len <= 0)
		return -1;
	*fd = take_fd(&m);
	if (valid(n, len))
		return 1;
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
	return -1;
}
