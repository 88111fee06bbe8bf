/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Clients of the control socket: those who do not behave, where they find it,
 * and breakwater ctl.
 */
#define _GNU_SOURCE	/* asprintf() */
#include <fcntl.h>
#include <sys/wait.h>

#include "../fw/command.h"
#include "../rules/state/sunk.h"
#include "operate_help.h"

/* ---- those who do not behave ---- */

START_TEST(lines_without_an_end)
{
	static char long_line[10000];
	int fd[40], i, open = 0;
	char octet;

	open_all(rules);
	memset(long_line, 'x', sizeof(long_line));
	fd[0] = dial(control);
	(void)!write(fd[0], long_line, sizeof(long_line));
	ck_assert(hear(fd[0]));
	ck_assert_str_eq(reply, "the line is too long\n");
	/* more than there is room for; those that are there go on */
	for (i = 0; i < 40; i++) {
		fd[i] = dial(control);
		turn();
	}
	for (i = 0; i < 40; i++)
		open += read(fd[i], &octet, 1) == -1;
	ck_assert_int_eq(open, 32);
	ck_assert_int_eq(write(fd[0], "he", 2), 2);
	turn();
	ck_assert_int_eq(write(fd[0], "lp\nhelp\n", 8), 8);
	ck_assert(hear(fd[0]));
	ck_assert_int_eq(strncmp(reply, "fine\n", 5), 0);
	for (i = 1; i < 40; i++)
		close(fd[i]);
	turn();
	turn();
	fine("help");
	close_all();
}
END_TEST

/* One asks for much and takes nothing; the next one is served all the same,
 * and the answer is bounded. */
START_TEST(a_slow_client_is_nobody_elses_trouble)
{
	struct engine *e = &fake_engine;
	int slow;
	size_t i;

	open_all(rules);
	e->nway = FAKE_WAYS;
	for (i = 0; i < FAKE_WAYS; i++)
		e->way[i] = (struct engine_way){ .host = "h.example.org",
		    .realm = "x", .transport = "tcp", .up = true };
	slow = dial(control);
	ck_assert_int_eq(write(slow, "json show peers\n", 16), 16);
	for (i = 0; i < 10; i++)
		turn();
	fine("show totals");
	ck_assert(hear(slow));
	ck_assert_uint_gt(strlen(reply), 1000000);
	ck_assert_int_eq(reply[strlen(reply) - 1], '\n');
	close_all();
}
END_TEST

START_TEST(garbage)
{
	uint64_t seed = 7;
	char line[64];
	size_t i, k, n;
	int fd;

	open_all(rules);
	for (i = 0; i < 500; i++) {
		fd = dial(i % 2 ? control : status);
		for (k = 0; k + 1 < sizeof(line); k++) {
			seed = seed * UINT64_C(6364136223846793005) + 1;
			line[k] = (char)(seed >> 56);
		}
		n = (seed >> 40) % sizeof(line);
		line[n] = '\n';
		ck_assert_int_gt(write(fd, line, n + 1), 0);
		ck_assert(hear(fd));
		ck_assert_int_ne(strncmp(reply, "fine\n", 5), 0);
	}
	close_all();
}
END_TEST

/* ---- where it listens ---- */

START_TEST(sockets_that_are_left_or_taken)
{
	struct operate *other;
	char *path;
	int fd, saved, null = open("/dev/null", O_WRONLY);

	open_all(rules);
	saved = dup(STDERR_FILENO);
	dup2(null, STDERR_FILENO);
	/* somebody listens there */
	other = operate_open(&conf, base, &env);
	ck_assert_ptr_null(other);
	fine("help");
	/* a file is no socket */
	ck_assert_int_gt(asprintf(&path, "%s/file", dir), 0);
	fd = open(path, O_CREAT | O_WRONLY, 0600);
	close(fd);
	conf.run.status = path;
	ck_assert(!operate_swap(operate, &conf));
	ck_assert_int_eq(unlink(path), 0);
	fine("help");
	asks_at(status, "help");
	/* another place */
	ck_assert(operate_swap(operate, &conf));
	ck_assert_int_eq(access(status, F_OK), -1);
	asks_at(path, "help");
	conf.run.status = status;
	ck_assert(operate_swap(operate, &conf));
	/* left behind by who was killed */
	conf.run.status = NULL;
	ck_assert(operate_swap(operate, &conf));
	ck_assert_int_eq(access(status, F_OK), -1);
	{
		struct sockaddr_un sa = { .sun_family = AF_UNIX };

		snprintf(sa.sun_path, sizeof(sa.sun_path), "%s", status);
		fd = socket(AF_UNIX, SOCK_STREAM, 0);
		ck_assert_int_eq(bind(fd, (struct sockaddr *)&sa,
		    sizeof(sa)), 0);
		close(fd);
	}
	conf.run.status = status;
	ck_assert(operate_swap(operate, &conf));
	asks_at(status, "help");
	conf.run.status = conf.run.control;
	ck_assert(!operate_swap(operate, &conf));
	dup2(saved, STDERR_FILENO);
	close(null);
	close(saved);
	free(path);
	close_all();
}
END_TEST

/* ---- breakwater ctl ---- */

static int
ctl(const char *const argv[])
{
	char *out, *copy[12] = { NULL };
	int state = 0, i, fd;
	pid_t pid;

	ck_assert_int_gt(asprintf(&out, "%s/out", dir), 0);
	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		fd = open(out, O_CREAT | O_TRUNC | O_WRONLY, 0600);
		dup2(fd, STDOUT_FILENO);
		dup2(fd, STDERR_FILENO);
		for (i = 0; argv[i] != NULL; i++)
			copy[i] = strdup(argv[i]);
		i = ctl_command(i, copy);
		fflush(NULL);
		_exit(i);
	}
	while (waitpid(pid, &state, WNOHANG) == 0) {
		turn();
		usleep(500);
	}
	ck_assert(WIFEXITED(state));
	fd = open(out, O_RDONLY);
	reply[read(fd, reply, sizeof(reply) - 1)] = '\0';
	close(fd);
	unlink(out);
	free(out);
	return WEXITSTATUS(state);
}

#define CTL(...)	ctl((const char *const[]){ "ctl", __VA_ARGS__, NULL })

START_TEST(from_the_command_line)
{
	char *path;
	FILE *f;

	open_all(rules);
	ck_assert_int_eq(CTL("-s", control, "show", "totals"), EXIT_FINE);
	has("requests open");
	ck_assert_ptr_null(strstr(reply, "fine"));
	ck_assert_int_eq(CTL("-j", "-s", control, "show", "rules"), EXIT_FINE);
	has("{\"direction\":\"in\"");
	ck_assert_int_eq(CTL("-s", control, "sink", "host", "a b\"c",
	    "partner", "red", "why", "words of mine"), EXIT_FINE);
	ck_assert_uint_eq(sunks_count(control_sunks(judge_control(r.judge))),
	    1);
	ck_assert_int_eq(CTL("-s", control, "block", "nothing", "1"),
	    EXIT_PROBLEM);
	ck_assert_str_eq(reply, "breakwater ctl: no table \"nothing\"\n");
	ck_assert_int_eq(CTL("-s", "/nonexistent", "help"), EXIT_PROBLEM);
	has("/nonexistent: no breakwater listens there");
	ck_assert_int_eq(CTL("-s", control), EXIT_USAGE);
	ck_assert_int_eq(CTL("-x", "help"), EXIT_USAGE);
	ck_assert_int_eq(CTL("-s", control, "-c", "x", "help"), EXIT_USAGE);
	ck_assert_int_eq(CTL("-s", control, "a\nb"), EXIT_USAGE);
	ck_assert_int_eq(CTL("-h"), EXIT_FINE);
	ck_assert_int_eq(CTL("-c", "/nonexistent", "help"), EXIT_PROBLEM);
	ck_assert_int_gt(asprintf(&path, "%s/a.conf", dir), 0);
	f = fopen(path, "w");
	fprintf(f, "home { plmn 001-01 }\nrun { control \"%s\" }\n", control);
	fclose(f);
	ck_assert_int_eq(CTL("-c", path, "help"), EXIT_FINE);
	unlink(path);
	free(path);
	close_all();
}
END_TEST

static void
add(TCase *tc)
{
	tcase_add_test(tc, lines_without_an_end);
	tcase_add_test(tc, a_slow_client_is_nobody_elses_trouble);
	tcase_add_test(tc, garbage);
	tcase_add_test(tc, sockets_that_are_left_or_taken);
	tcase_add_test(tc, from_the_command_line);
}

int
main(void)
{
	return suite_main("operate client", add);
}
