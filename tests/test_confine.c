/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a confined process can do still, and what ends it; and that privileges
 * are gone.  Each case is a child of its own, which says by its status what it
 * met.
 */
#define _GNU_SOURCE
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../fw/run/confine.h"
#include "../fw/run/privilege.h"

enum { FINE = 0, NOT_CONFINED = 100 };

/* Status of waitpid() of a child that is confined and does that. */
static int
confined(enum confine_role role, int (*act)(void))
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		/* it would write a core file and a lot of text */
		struct rlimit none = { 0, 0 };

		(void)setrlimit(RLIMIT_CORE, &none);
		(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		_exit(confine(role) ? act() : NOT_CONFINED);
	}
	ck_assert_int_gt(pid, 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return status;
}

/* ---- what ends it ---- */

static int
act_execve(void)
{
	char name[] = "/bin/true";
	char *argv[] = { name, NULL };

	execv(name, argv);
	return errno;
}

static int
act_ptrace(void)
{
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0 ? FINE : errno;
}

static int
act_mount(void)
{
	return mount("none", "/none", "tmpfs", 0, NULL) == 0 ? FINE : errno;
}

static int
act_unshare(void)
{
	return unshare(CLONE_NEWUSER) == 0 ? FINE : errno;
}

static int
act_setuid(void)
{
	return setuid(0) == 0 ? FINE : errno;
}

static void *
thread_execve(void *arg)
{
	(void)arg;
	(void)act_execve();
	return NULL;
}

static int
act_thread_execve(void)
{
	pthread_t t;

	if (pthread_create(&t, NULL, thread_execve, NULL) != 0)
		return 1;
	(void)pthread_join(t, NULL);
	return FINE;
}

static int
act_child_execve(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(act_execve());
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return 1;
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS ? FINE : 2;
}

START_TEST(confine_kills)
{
	static int (*const acts[])(void) = { act_execve, act_ptrace, act_mount,
	    act_unshare, act_setuid, act_thread_execve };
	enum confine_role role;
	size_t i;
	int status;

	for (role = CONFINE_ENGINE; role <= CONFINE_SIGTRAN; role++)
		for (i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
			status = confined(role, acts[i]);
			ck_assert_msg(WIFSIGNALED(status) &&
			    WTERMSIG(status) == SIGSYS, "role %d act %zu: "
			    "status %#x", role, i, (unsigned)status);
		}
	/* a child of it is confined too */
	status = confined(CONFINE_ENGINE, act_child_execve);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), FINE);
}
END_TEST

/* ---- what is refused ---- */

static int
refused(long result)
{
	return result < 0 && errno == ENOSYS ? FINE : 1;
}

static int
act_raw_socket(void)
{
	return refused(socket(AF_PACKET, SOCK_RAW, 0));
}

static int
act_kill(void)
{
	return refused(kill(getppid(), 0));
}

static int
act_executable(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return refused(p == MAP_FAILED ? -1 : 0);
}

static int
act_make_executable(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? 2 : refused(mprotect(p, 4096, PROT_READ |
	    PROT_EXEC));
}

static int
act_namespace(void)
{
	return refused(syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, NULL, NULL,
	    NULL, NULL));
}

static int
act_other_limits(void)
{
	struct rlimit r;

	return refused(prlimit(getppid(), RLIMIT_CORE, NULL, &r));
}

static int
act_netlink(void)
{
	return refused(socket(AF_NETLINK, SOCK_RAW, 0));
}

START_TEST(confine_refuses)
{
	static int (*const acts[])(void) = { act_raw_socket, act_kill,
	    act_executable, act_make_executable, act_namespace,
	    act_other_limits, act_netlink };
	enum confine_role role;
	size_t i;
	int status;

	for (role = CONFINE_ENGINE; role <= CONFINE_SIGTRAN; role++)
		for (i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
			/* which the edge needs for addresses */
			bool may = role == CONFINE_EDGE &&
			    acts[i] == act_netlink;

			status = confined(role, acts[i]);
			ck_assert_msg(WIFEXITED(status) &&
			    WEXITSTATUS(status) == (may ? 1 : FINE),
			    "role %d act %zu: status %#x", role, i,
			    (unsigned)status);
		}
}
END_TEST

/* ---- what goes on ---- */

static void *
thread_works(void *arg)
{
	void *p = malloc(1 << 20);

	*(bool *)arg = p != NULL;
	free(p);
	return NULL;
}

static int
act_thread(void)
{
	bool worked = false;
	pthread_t t;

	if (pthread_create(&t, NULL, thread_works, &worked) != 0 ||
	    pthread_join(t, NULL) != 0)
		return 1;
	return worked ? FINE : 2;
}

static int
act_files(void)
{
	char path[] = "/tmp/test_confine.XXXXXX", aside[64];
	int fd = mkstemp(path);

	if (fd < 0)
		return 1;
	strcpy(aside, path);
	strcat(aside, ".1");
	if (write(fd, "x", 1) != 1 || fsync(fd) != 0 || close(fd) != 0 ||
	    rename(path, aside) != 0 || open(aside, O_RDONLY) < 0 ||
	    chmod(aside, 0600) != 0 || unlink(aside) != 0)
		return 2;
	return FINE;
}

static int
act_sockets(void)
{
	struct epoll_event e = { .events = EPOLLIN };
	int domain[] = { AF_UNIX, AF_INET }, fd, i, poll;

	poll = epoll_create1(EPOLL_CLOEXEC);
	if (poll < 0)
		return 1;
	for (i = 0; i < 2; i++) {
		fd = socket(domain[i], SOCK_STREAM, 0);
		if (fd < 0 || epoll_ctl(poll, EPOLL_CTL_ADD, fd, &e) != 0)
			return 2;
	}
	return epoll_wait(poll, &e, 1, 0) >= 0 ? FINE : 3;
}

static int
act_child(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(FINE);
	return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0 ?
	    FINE : 1;
}

static int
act_abort(void)
{
	abort();
}

START_TEST(confine_lets)
{
	static int (*const acts[])(void) = { act_thread, act_files,
	    act_sockets, act_child };
	enum confine_role role;
	size_t i;
	int status;

	for (role = CONFINE_ENGINE; role <= CONFINE_SIGTRAN; role++) {
		for (i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
			/* one that has no files to change cannot */
			bool may = role != CONFINE_SIGTRAN ||
			    acts[i] != act_files;

			status = confined(role, acts[i]);
			ck_assert_msg((status == FINE) == may,
			    "role %d act %zu: status %#x", role, i,
			    (unsigned)status);
		}
		status = confined(role, act_abort);
		ck_assert(WIFSIGNALED(status));
		ck_assert_int_eq(WTERMSIG(status), SIGABRT);
	}
}
END_TEST

/* Threads that were there before are confined too. */
static void *
thread_waits(void *arg)
{
	int *fd = arg;
	char c;

	if (read(fd[0], &c, 1) == 1)
		(void)act_execve();
	return NULL;
}

START_TEST(confine_all_threads)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		pthread_t t;
		int fd[2];

		(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		if (pipe(fd) != 0 ||
		    pthread_create(&t, NULL, thread_waits, fd) != 0 ||
		    !confine(CONFINE_EDGE) || write(fd[1], "x", 1) != 1)
			_exit(NOT_CONFINED);
		(void)pthread_join(t, NULL);
		_exit(FINE);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(WTERMSIG(status), SIGSYS);
}
END_TEST

/* ---- privilege.h ---- */

static unsigned long long
capabilities(void)
{
	char text[4096], *at;
	int fd = open("/proc/self/status", O_RDONLY);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = '\0';
	at = strstr(text, "CapPrm:");
	return at == NULL ? ~0ULL : strtoull(at + 7, NULL, 16);
}

/* In a child: becomes that user; its status says what is wrong. */
static int
dropped(const char *user)
{
	struct privilege p;
	struct rlimit core;
	bool root = geteuid() == 0;

	if (!privilege_find(&p, user))
		return 1;
	if (!privilege_drop(&p))
		return 2;
	if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1)
		return 3;
	if (getrlimit(RLIMIT_CORE, &core) != 0 || core.rlim_max != 0)
		return 4;
	if (confine_able() && prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0)
		return 5;
	if (root && user != NULL && (geteuid() == 0 || getuid() == 0 ||
	    getegid() == 0 || setuid(0) == 0 || getgroups(0, NULL) != 1))
		return 6;
	/* CAP_DAC_OVERRIDE is 1, and root's alone */
	return (capabilities() & (user == NULL ? ~2ULL : ~0ULL)) != 0 ? 7 :
	    FINE;
}

START_TEST(privilege_drops)
{
	static const char *const users[] = { NULL, "nobody" };
	size_t i;
	int status;
	pid_t pid;

	for (i = 0; i < 2; i++) {
		pid = fork();
		if (pid == 0)
			_exit(dropped(users[i]));
		ck_assert_int_eq(waitpid(pid, &status, 0), pid);
		ck_assert_msg(status == 0, "user %zu: status %#x", i,
		    (unsigned)status);
	}
}
END_TEST

START_TEST(privilege_refuses)
{
	struct privilege p;

	if (geteuid() != 0)
		return;			/* then it does not matter */
	ck_assert(!privilege_find(&p, "no-such-user-is-here"));
	ck_assert(!p.drop);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("confine");
	TCase *t = tcase_create("confine");
	SRunner *r;
	int failed;

	if (confine_able()) {
		tcase_add_test(t, confine_kills);
		tcase_add_test(t, confine_refuses);
		tcase_add_test(t, confine_lets);
		tcase_add_test(t, confine_all_threads);
	}
	tcase_add_test(t, privilege_drops);
	tcase_add_test(t, privilege_refuses);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
