/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Octets that are read or written whole, over a pipe that takes a part of them
 * at a time and while signals interrupt both sides.
 */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../rules/whole.h"

enum { OCTETS = 3 << 20, OFTEN = 5 };

/* Signals that came to this process, and to the one that writes. */
static volatile unsigned *came;

static void
on_alarm(int sig)
{
	(void)sig;
	++*came;
}

static void
interrupt_often(volatile unsigned *count)
{
	const struct itimerval ms = { { 0, 1000 }, { 0, 1000 } };
	struct sigaction act = { .sa_handler = on_alarm };

	came = count;
	ck_assert_int_eq(sigaction(SIGALRM, &act, NULL), 0);
	ck_assert_int_eq(setitimer(ITIMER_REAL, &ms, NULL), 0);
}

static void
until_often(volatile unsigned *count)
{
	unsigned from = *count;

	while (*count - from < OFTEN)
		sched_yield();
}

/* The writer begins when the reader was interrupted while nothing came, and is
 * interrupted itself while nothing is taken. */
START_TEST(parts_and_signals)
{
	volatile unsigned *count = mmap(NULL, 2 * sizeof(*count), PROT_READ |
	    PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	uint8_t *out = malloc(OCTETS), *in = calloc(1, OCTETS + 1);
	size_t i, len;
	int fd[2], status;
	pid_t pid;

	ck_assert(count != MAP_FAILED && out != NULL && in != NULL);
	for (i = 0; i < OCTETS; i++)
		out[i] = (uint8_t)(i * 2654435761U >> 24);
	ck_assert_int_eq(pipe(fd), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		close(fd[0]);
		until_often(&count[0]);
		interrupt_often(&count[1]);
		_exit(whole_write(fd[1], out, OCTETS));
	}
	close(fd[1]);
	interrupt_often(&count[0]);
	ck_assert_int_eq(whole_read(fd[0], in, 1, &len), 0);
	ck_assert_uint_eq(len, 1);
	until_often(&count[1]);
	ck_assert_int_eq(whole_read(fd[0], in + 1, OCTETS, &len), 0);
	ck_assert_uint_eq(len, OCTETS - 1);	/* as many as there are */
	ck_assert_int_eq(memcmp(in, out, OCTETS), 0);
	while (waitpid(pid, &status, 0) < 0)
		ck_assert_int_eq(errno, EINTR);
	ck_assert_int_eq(status, 0);
	free(out);
	free(in);
}
END_TEST

START_TEST(failures)
{
	int full = open("/dev/full", O_WRONLY), none = open("/dev/null",
	    O_RDONLY), dir = open("/", O_RDONLY | O_DIRECTORY);
	char octets[64] = "";
	size_t len = 1;

	ck_assert_int_eq(whole_write(full, octets, sizeof(octets)), ENOSPC);
	ck_assert_int_eq(whole_write(none, octets, 1), EBADF);
	ck_assert_int_eq(whole_write(full, octets, 0), 0);
	ck_assert_int_eq(whole_read(none, octets, sizeof(octets), &len), 0);
	ck_assert_uint_eq(len, 0);
	len = 1;
	ck_assert_int_eq(whole_read(dir, octets, sizeof(octets), &len), EISDIR);
	ck_assert_uint_eq(len, 0);
	close(full);
	close(none);
	close(dir);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("whole");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_test(t, parts_and_signals);
	tcase_add_test(t, failures);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
