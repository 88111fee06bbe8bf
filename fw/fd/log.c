/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the edge says: one line each on standard error, freeDiameter's errors
 * too, and no more than a few of those a second.
 */
#include "edge_fd.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LINE_MAX_OCTETS = 400, LINES_A_SECOND = 10 };

/* What freeDiameter says is wanted until it runs; after that its errors are
 * traces of its insides, and the hooks tell what happened. */
static atomic_int wanted = FD_LOG_ERROR;

uint64_t
clock_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * NS + (uint64_t)t.tv_nsec;
}

/* One write, so that lines of several threads stay whole. */
static void
line_put(const char *format, va_list ap)
{
	static const char name[] = "breakwater-freediameter: ";
	char line[LINE_MAX_OCTETS];
	size_t n = sizeof(name) - 1, i;
	int added;

	memcpy(line, name, n);
	added = vsnprintf(line + n, sizeof(line) - n - 1, format, ap);
	if (added < 0)
		return;
	n += (size_t)added < sizeof(line) - n - 2 ? (size_t)added :
	    sizeof(line) - n - 2;
	for (i = 0; i < n; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
			line[i] = ' ';
	line[n++] = '\n';
	if (write(STDERR_FILENO, line, n) == -1)
		return;		/* nobody can be told */
}

void
tell(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	line_put(format, ap);
	va_end(ap);
}

bool
log_may(void)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static uint64_t second;
	static unsigned lines;
	uint64_t now = clock_ns() / NS;
	bool may;

	pthread_mutex_lock(&lock);
	if (now != second)
		lines = 0;
	second = now;
	may = lines++ < LINES_A_SECOND;
	pthread_mutex_unlock(&lock);
	return may;
}

/* Its sentences, not the calls that failed on the way up. */
static void
library_said(int level, const char *format, va_list ap)
{
	static const char trace[] = "ERROR: in '";

	if (level >= atomic_load(&wanted) &&
	    strncmp(format, trace, sizeof(trace) - 1) != 0 && log_may())
		line_put(format, ap);
}

void
log_runs(void)
{
	atomic_store(&wanted, FD_LOG_FATAL);
}

void
log_ends(void)
{
	atomic_store(&wanted, FD_LOG_FATAL + 1);
}

void
log_begin(void)
{
	fd_g_debug_lvl = FD_LOG_ERROR;
	fd_log_handler_register(library_said);
}

void
give_up(const char *why)
{
	tell("%s", why);
	_exit(1);
}

void
stop_ask(struct edge *e)
{
	pthread_mutex_lock(&e->lock);
	e->stop_asked = true;
	pthread_mutex_unlock(&e->lock);
}
