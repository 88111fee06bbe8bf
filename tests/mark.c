/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a test is, for what libcheck says of one that crashes.
 *
 * It writes the place of every assertion that holds to a file, which is nearly
 * all of the time of a test that makes a million of them.  Here the latest
 * place is kept in memory, and written when the program dies of a signal; and
 * from time to time, for a test that is killed because it takes too long.
 * Linked with --wrap=_mark_point.
 */
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

enum { EVERY = 4096, PATIENCE = 10 };

void	__real__mark_point(const char *, int);
void	__wrap__mark_point(const char *, int);

static const char *last_file;
static int last_line;
static unsigned marks;

/* Writing may hang where memory is damaged: the alarm ends that. */
static void
on_death(int signo)
{
	alarm(PATIENCE);
	if (last_file != NULL)
		__real__mark_point(last_file, last_line);
	signal(signo, SIG_DFL);
	raise(signo);
}

/* A sanitizer's handlers stay. */
static void __attribute__((constructor))
listen_to_death(void)
{
	static const int signals[] = { SIGABRT, SIGBUS, SIGFPE, SIGILL,
	    SIGSEGV };
	struct sigaction sa = { .sa_handler = on_death,
	    .sa_flags = SA_NODEFER }, old;
	size_t i;

	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		if (sigaction(signals[i], NULL, &old) == 0 &&
		    old.sa_handler == SIG_DFL)
			(void)sigaction(signals[i], &sa, NULL);
}

void
__wrap__mark_point(const char *file, int line)
{
	last_file = file;
	last_line = line;
	if (marks++ % EVERY == 0)
		__real__mark_point(file, line);
}
