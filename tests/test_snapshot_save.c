/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Saving snapshots: killed at any moment, on a full disk, beside another.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include "snapshot_help.h"

enum { KILLS = 50 };

/* ---- what is done to the disk, in order ---- */

static char done[8];
static bool no_disk;		/* nothing waits for it */

static void
did(char what)
{
	size_t n = strlen(done);

	if (n + 1 < sizeof(done))
		done[n] = what;
}

int
fsync(int fd)
{
	struct stat st;

	did(fstat(fd, &st) == 0 && S_ISDIR(st.st_mode) ? 'd' : 'f');
	return no_disk ? 0 : (int)syscall(SYS_fsync, fd);
}

int
rename(const char *from, const char *to)
{
	did('r');
	return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

/* ---- saving ---- */

static bool
save_names(struct subscribers *t, const char *name, size_t n)
{
	const char **all = calloc(n, sizeof(*all));
	struct snapshot_names list = { all, n };
	bool fine;
	size_t i;

	for (i = 1; i < n; i++)
		all[i] = name;
	fine = snapshot_save(path, alone(t), &list, NOW, error);
	free(all);
	return fine;
}

static uint16_t
any(void *arg, const char *name)
{
	++*(unsigned *)arg;
	ck_assert_uint_eq(strlen(name), 255);
	return 1;
}

START_TEST(names_of_any_length)
{
	struct subscribers *t = people(3, 1);
	char name[300];
	unsigned asked = 0;
	uint64_t at;

	memset(name, 'n', sizeof(name));
	name[255] = '\0';
	ck_assert(save_names(t, name, 65536));
	ck_assert(snapshot_load(path, alone(t), any, &asked, &at, error));
	ck_assert_uint_eq(asked, 65535);
	ck_assert(!save_names(t, name, 65537));
	ck_assert_str_eq(error + strlen(path),
	    ": 65537 networks, and at most 65536 can be saved");
	name[255] = 'n';
	name[256] = '\0';
	ck_assert(!save_names(t, name, 3));
	ck_assert_str_eq(error + strlen(path),
	    ": the name of network 1 has 256 octets, more than 255");
	must_save(t, NOW);
	ck_assert(snapshot_save(path, alone(t),
	    &(struct snapshot_names){ NULL, 0 }, NOW, error));
	must_load(t, NOW);
	subscribers_free(t);
}
END_TEST

/* All of it is on the disk before it gets its name, and the name after. */
START_TEST(order_of_things)
{
	struct subscribers *t = people(3, 1);

	memset(done, 0, sizeof(done));
	must_save(t, NOW);
	ck_assert_str_eq(done, "frd");
	subscribers_free(t);
}
END_TEST

START_TEST(where_it_cannot_be_written)
{
	struct subscribers *t = people(3, 1);
	static char far[5000];

	ck_assert(!snapshot_save("/nonexistent/of/example.org", alone(t),
	    &three, NOW, error));
	ck_assert_str_eq(error, "/nonexistent/of/example.org: cannot write "
	    "its .new: No such file or directory");
	memset(far, 'x', sizeof(far) - 1);
	ck_assert(!snapshot_save(far, alone(t), &three, NOW, error));
	ck_assert_uint_lt(strlen(error), sizeof(error));
	ck_assert_ptr_nonnull(strstr(error, ": File name too long"));
	/* a link that somebody left there is not followed */
	must_save(t, NOW);
	ck_assert_int_eq(symlink(path, aside), 0);
	ck_assert(!save(t, NOW + 1));
	unlink(aside);
	must_load(t, NOW);
	subscribers_free(t);
}
END_TEST

/* What is no snapshot stays; an empty file may be one that was made to be. */
START_TEST(something_else_is_there)
{
	static const char *const text[] = { "BWPLACE", "home { }\n",
	    "bwplaces and more" };
	struct subscribers *t = people(10, 1);
	char got[32];
	size_t i, n;
	FILE *f;

	for (i = 0; i < sizeof(text) / sizeof(text[0]); i++) {
		f = fopen(path, "w");
		ck_assert(f != NULL && fputs(text[i], f) >= 0 &&
		    fclose(f) == 0);
		ck_assert(!snapshot_may_replace(path, error));
		ck_assert(!save_names(t, "near", 3));
		ck_assert_ptr_nonnull(strstr(error, "is no snapshot"));
		f = fopen(path, "r");
		n = fread(got, 1, sizeof(got), f);
		fclose(f);
		ck_assert_uint_eq(n, strlen(text[i]));
		ck_assert_mem_eq(got, text[i], n);
	}
	ck_assert_int_eq(truncate(path, 0), 0);
	ck_assert(save_names(t, "near", 3));
	ck_assert(save_names(t, "near", 3));
	ck_assert(!snapshot_may_replace("/tmp", error));
	ck_assert(snapshot_may_replace("/tmp/no/such", error));
	subscribers_free(t);
}
END_TEST

START_TEST(another_is_saving)
{
	struct subscribers *t = people(3, 1);
	int fd;

	must_save(t, NOW);
	fd = open(aside, O_RDWR | O_CREAT, 0600);
	ck_assert_int_eq(flock(fd, LOCK_EX), 0);
	ck_assert(!save(t, NOW + 1));
	ck_assert_str_eq(error + strlen(path),
	    ": cannot write its .new: another process is saving");
	must_load(t, NOW);
	close(fd);
	must_save(t, NOW + 2);
	must_load(t, NOW + 2);
	subscribers_free(t);
}
END_TEST

/* A file may not grow beyond so much: what was there stays. */
START_TEST(disk_full)
{
	struct subscribers *t = people(3, 1), *u = people(MANY, 1);
	struct rlimit limit, was;
	rlim_t whole = 70 + 32 * MANY;

	must_save(t, NOW);
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &was), 0);
	limit = was;
	for (limit.rlim_cur = 0; limit.rlim_cur < whole;
	    limit.rlim_cur += limit.rlim_cur < 600000 ? 49999 : 7777) {
		ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
		ck_assert(!save(u, NOW + 1));
		ck_assert_str_eq(error + strlen(path),
		    ": cannot be saved: File too large");
		ck_assert_int_ne(access(aside, F_OK), 0);
		must_load(t, NOW);
		holds_people(t, 3);
	}
	limit.rlim_cur = whole;
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	must_save(u, NOW + 2);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &was), 0);
	subscribers_free(t);
	subscribers_free(u);
}
END_TEST

/* Saves one table and the other in turn, until it is killed, and tells of each
 * time.  What a process wrote outlives it without the disk. */
static void
save_for_ever(struct subscribers *t[2], int tell)
{
	unsigned i;

	no_disk = true;
	for (i = 0;; i ^= 1)
		if (!save(t[i], i) || write(tell, "", 1) != 1)
			_exit(1);
}

/* Some files later, and a part of one. */
static void
kill_child(pid_t child, int told)
{
	struct timespec wait = { 0, rand() % 8000000 };
	int status, n = rand() % 3;
	char c;

	while (n-- > 0)
		ck_assert_int_eq(read(told, &c, 1), 1);
	nanosleep(&wait, NULL);
	ck_assert_int_eq(kill(child, SIGKILL), 0);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

START_TEST(killed_while_saving)
{
	struct subscribers *t = people(MANY, 1), *u = people(MANY / 2, 1);
	struct subscribers *both[2] = { t, u };
	unsigned i, caught = 0, seen[2] = { 0, 0 };
	struct subscribers *now;
	uint64_t at;
	pid_t child;
	int tell[2];

	must_save(t, 0);
	srand(7);
	for (i = 0; i < KILLS; i++) {
		ck_assert_int_eq(pipe(tell), 0);
		child = fork();
		if (child == 0)
			save_for_ever(both, tell[1]);
		close(tell[1]);
		kill_child(child, tell[0]);
		close(tell[0]);
		caught += access(aside, F_OK) == 0;
		now = subscribers_new(MANY, i);
		if (!load(now, &at))
			ck_abort_msg("%s", error);
		ck_assert_uint_le(at, 1);
		holds_people(now, at == 0 ? MANY : MANY / 2);
		seen[at]++;
		subscribers_free(now);
	}
	ck_assert_uint_gt(caught, 0);
	ck_assert_uint_gt(seen[0], 0);
	ck_assert_uint_gt(seen[1], 0);
	must_save(t, NOW);	/* what the last one left is no hindrance */
	must_load(t, NOW);
	subscribers_free(t);
	subscribers_free(u);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("saving snapshots");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	if (!directory_make())
		return 1;
	tcase_set_timeout(t, 60);
	tcase_add_test(t, names_of_any_length);
	tcase_add_test(t, order_of_things);
	tcase_add_test(t, where_it_cannot_be_written);
	tcase_add_test(t, something_else_is_there);
	tcase_add_test(t, another_is_saving);
	tcase_add_test(t, disk_full);
	tcase_add_test(t, killed_while_saving);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	directory_remove();
	return failed != 0;
}
