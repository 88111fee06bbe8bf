/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a service manager is told, and notes between parent and engine.
 */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "../fw/run/note.h"
#include "../fw/run/notify.h"

/* A manager's socket with that name; "@" stands for the abstract space. */
static int
manager(const char *name)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_uint_lt(strlen(name), sizeof(sun.sun_path));
	memcpy(sun.sun_path, name, strlen(name));
	if (name[0] == '@')
		sun.sun_path[0] = '\0';
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&sun, (socklen_t)
	    (offsetof(struct sockaddr_un, sun_path) + strlen(name))), 0);
	return fd;
}

static void
expect(int fd, const char *want)
{
	char text[NOTIFY_MAX + 1];
	ssize_t n = recv(fd, text, sizeof(text) - 1, 0);

	if (want == NULL) {
		ck_assert_int_lt(n, 0);
		return;
	}
	ck_assert_int_ge(n, 0);
	text[n] = '\0';
	ck_assert_str_eq(text, want);
}

static void
told(const char *name)
{
	char pid[32], longer[NOTIFY_MAX + 10];
	struct notify n;
	int fd = manager(name);

	snprintf(pid, sizeof(pid), "%ld", (long)getpid());
	setenv("NOTIFY_SOCKET", name, 1);
	setenv("WATCHDOG_USEC", "30000000", 1);
	setenv("WATCHDOG_PID", pid, 1);
	ck_assert(notify_open(&n));
	ck_assert_uint_eq(n.watchdog, UINT64_C(30000000000));
	ck_assert_ptr_null(getenv("NOTIFY_SOCKET"));
	ck_assert_ptr_null(getenv("WATCHDOG_USEC"));
	ck_assert_ptr_null(getenv("WATCHDOG_PID"));
	expect(fd, NULL);
	notify_send(&n, "READY=1\nSTATUS=%s", "fine");
	expect(fd, "READY=1\nSTATUS=fine");
	notify_send(&n, "STOPPING=1");
	expect(fd, "STOPPING=1");
	/* half of it would be something else */
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	notify_send(&n, "STATUS=%s", longer);
	expect(fd, NULL);
	close(fd);
	notify_send(&n, "WATCHDOG=1");	/* nobody is there: no harm */
	notify_close(&n);
	notify_send(&n, "READY=1");
}

START_TEST(notify_tells)
{
	char path[64], name[64];

	snprintf(path, sizeof(path), "/tmp/test_notify.%ld", (long)getpid());
	(void)unlink(path);
	told(path);
	(void)unlink(path);
	snprintf(name, sizeof(name), "@test_notify.%ld", (long)getpid());
	told(name);
}
END_TEST

START_TEST(notify_nobody)
{
	struct notify n;

	unsetenv("NOTIFY_SOCKET");
	setenv("WATCHDOG_USEC", "30000000", 1);
	ck_assert(notify_open(&n));
	ck_assert_int_eq(n.fd, -1);
	ck_assert_uint_eq(n.watchdog, 0);
	notify_send(&n, "READY=1");
}
END_TEST

/* No socket's name, none there, too long a name. */
START_TEST(notify_refuses)
{
	static const char *const names[] = { "", "@", "relative", "/",
	    "/tmp/test_notify.none/there" };
	char longer[200];
	struct notify n;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		setenv("NOTIFY_SOCKET", names[i], 1);
		ck_assert(!notify_open(&n));
		ck_assert_int_eq(n.fd, -1);
	}
	memset(longer, '/', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	setenv("NOTIFY_SOCKET", longer, 1);
	ck_assert(!notify_open(&n));
}
END_TEST

/* A watchdog of another process, and numbers that are none. */
START_TEST(notify_watchdog)
{
	static const char *const wrong[] = { "", "x", "1x",
	    "99999999999999999999999" };
	struct notify n;
	char name[64];
	size_t i;
	int fd;

	snprintf(name, sizeof(name), "@test_watchdog.%ld", (long)getpid());
	fd = manager(name);
	setenv("NOTIFY_SOCKET", name, 1);
	setenv("WATCHDOG_USEC", "1000", 1);
	setenv("WATCHDOG_PID", "1", 1);
	ck_assert(notify_open(&n));
	ck_assert_uint_eq(n.watchdog, 0);
	notify_close(&n);
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		setenv("NOTIFY_SOCKET", name, 1);
		setenv("WATCHDOG_USEC", wrong[i], 1);
		ck_assert(notify_open(&n));
		ck_assert_uint_eq(n.watchdog, 0);
		notify_close(&n);
	}
	close(fd);
}
END_TEST

/* ---- note.h ---- */

START_TEST(note_goes)
{
	char longer[NOTE_TEXT_MAX * 2];
	int pair[2], pipes[2], fd;
	struct note n;

	ck_assert(note_pair(pair));
	ck_assert_int_eq(note_receive(pair[1], &n, &fd), 0);
	ck_assert(note_send(pair[0], NOTE_READY, "ready: 2\npartners\177", -1));
	ck_assert(note_send(pair[0], NOTE_ALIVE, NULL, -1));
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	ck_assert(note_send(pair[0], NOTE_REFUSED, longer, -1));
	ck_assert_int_eq(note_receive(pair[1], &n, &fd), 1);
	ck_assert_uint_eq(n.type, NOTE_READY);
	ck_assert_str_eq(n.text, "ready: 2?partners?");
	ck_assert_int_eq(fd, -1);
	ck_assert_int_eq(note_receive(pair[1], &n, &fd), 1);
	ck_assert_uint_eq(n.type, NOTE_ALIVE);
	ck_assert_str_eq(n.text, "");
	ck_assert_int_eq(note_receive(pair[1], &n, &fd), 1);
	ck_assert_uint_eq(strlen(n.text), NOTE_TEXT_MAX - 1);

	/* a descriptor works at the other side, and is closed by exec */
	ck_assert_int_eq(pipe(pipes), 0);
	ck_assert(note_send(pair[0], NOTE_EDGE, NULL, pipes[1]));
	close(pipes[1]);
	ck_assert_int_eq(note_receive(pair[1], &n, &fd), 1);
	ck_assert_uint_eq(n.type, NOTE_EDGE);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	ck_assert_int_eq(write(fd, "x", 1), 1);
	ck_assert_int_eq(read(pipes[0], longer, 1), 1);
	close(fd);
	close(pipes[0]);

	close(pair[0]);
	ck_assert(!note_send(pair[1], NOTE_ALIVE, NULL, -1));
	ck_assert_int_eq(note_receive(pair[1], &n, &fd), -1);
	close(pair[1]);
}
END_TEST

/* Nobody reads: sending does not wait. */
START_TEST(note_full)
{
	int pair[2], i;

	ck_assert(note_pair(pair));
	for (i = 0; i < 100000; i++)
		if (!note_send(pair[0], NOTE_ALIVE, NULL, -1))
			break;
	ck_assert_int_lt(i, 100000);
	close(pair[0]);
	close(pair[1]);
}
END_TEST

static int
next_fd(void)
{
	int fd = dup(STDERR_FILENO);

	close(fd);
	return fd;
}

static void
send_raw(int to, const void *p, size_t len, const int *fd, unsigned nfd)
{
	char room[CMSG_SPACE(4 * sizeof(int))] = { 0 };
	struct iovec v = { .iov_base = (void *)(uintptr_t)p, .iov_len = len };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1 };
	struct cmsghdr *h;

	if (nfd > 0) {
		m.msg_control = room;
		m.msg_controllen = CMSG_SPACE(nfd * sizeof(int));
		h = CMSG_FIRSTHDR(&m);
		h->cmsg_level = SOL_SOCKET;
		h->cmsg_type = SCM_RIGHTS;
		h->cmsg_len = CMSG_LEN(nfd * sizeof(int));
		memcpy(CMSG_DATA(h), fd, nfd * sizeof(int));
	}
	ck_assert_int_eq(sendmsg(to, &m, 0), (ssize_t)len);
}

/* What an engine that was taken over might send: nothing of it is believed, and
 * no descriptor of it stays. */
START_TEST(note_hostile)
{
	const int two[2] = { STDERR_FILENO, STDERR_FILENO };
	struct note n, bad = { .type = NOTE_COUNT };
	int pair[2], fd, before;

	ck_assert(note_pair(pair));
	before = next_fd();
	send_raw(pair[0], &bad, sizeof(bad), NULL, 0);
	ck_assert_int_eq(note_receive(pair[1], &n, &fd), -1);
	bad.type = NOTE_READY;
	send_raw(pair[0], &bad, sizeof(bad) - 1, NULL, 0);
	ck_assert_int_eq(note_receive(pair[1], &n, &fd), -1);
	memset(bad.text, 'x', sizeof(bad.text));
	send_raw(pair[0], &bad, sizeof(bad), NULL, 0);
	ck_assert_int_eq(note_receive(pair[1], &n, &fd), -1);
	send_raw(pair[0], &bad, sizeof(bad), two, 1);
	ck_assert_int_eq(note_receive(pair[1], &n, &fd), -1);
	ck_assert_int_eq(fd, -1);
	ck_assert_int_eq(next_fd(), before);
	/* two where one has room */
	memset(bad.text, 0, sizeof(bad.text));
	send_raw(pair[0], &bad, sizeof(bad), two, 2);
	ck_assert_int_eq(note_receive(pair[1], &n, &fd), 1);
	if (fd >= 0)
		close(fd);
	ck_assert_int_eq(next_fd(), before);
	close(pair[0]);
	close(pair[1]);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("notify");
	TCase *t = tcase_create("notify");
	SRunner *r;
	int failed;

	tcase_add_test(t, notify_tells);
	tcase_add_test(t, notify_nobody);
	tcase_add_test(t, notify_refuses);
	tcase_add_test(t, notify_watchdog);
	tcase_add_test(t, note_goes);
	tcase_add_test(t, note_full);
	tcase_add_test(t, note_hostile);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
