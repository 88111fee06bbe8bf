/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the edge says: one line each on standard error, the library's notices
 * too, and no more than a few of those a second.
 */
#include "edge_ss7.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <osmocom/core/application.h>
#include <osmocom/core/logging.h>

enum { LINE_MAX_OCTETS = 400 };

static const char name[] = "breakwater-sigtran: ";

/* One write, so that lines of several processes stay whole. */
static void
line_put(char *line, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
			line[i] = ' ';
	while (n > 0 && line[n - 1] == ' ')
		n--;
	line[n++] = '\n';
	if (write(STDERR_FILENO, line, n) == -1)
		return;		/* nobody can be told */
}

void
tell(const char *format, ...)
{
	char line[LINE_MAX_OCTETS];
	size_t n = sizeof(name) - 1;
	va_list ap;
	int added;

	memcpy(line, name, n);
	va_start(ap, format);
	added = vsnprintf(line + n, sizeof(line) - n - 1, format, ap);
	va_end(ap);
	if (added < 0)
		return;
	n += (size_t)added < sizeof(line) - n - 2 ? (size_t)added :
	    sizeof(line) - n - 2;
	line_put(line, n);
}

static bool
may(void)
{
	static time_t second;
	static unsigned lines;
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	if (t.tv_sec != second)
		lines = 0;
	second = t.tv_sec;
	return lines++ < OFTEN;
}

static void
library_said(struct log_target *target, unsigned level, const char *text)
{
	(void)target;
	(void)level;
	if (text[0] != '\0' && text[0] != '\n' && may())
		tell("%s", text);
}

/* Its own targets, which a configuration file can name, are not confined to a
 * few lines; that is the operator's choice. */
void
log_begin(void *context)
{
	static const struct log_info info = { .cat = NULL };
	struct log_target *target;

	if (osmo_init_logging2(context, &info) != 0)
		give_up("the library's log cannot be set up");
	log_del_target(osmo_stderr_target);
	target = log_target_create();
	if (target == NULL)
		give_up("no memory");
	target->output = library_said;
	target->use_color = 0;
	log_set_print_filename2(target, LOG_FILENAME_NONE);
	log_set_print_category_hex(target, 0);
	log_set_print_category(target, 0);
	log_set_print_timestamp(target, 0);
	log_set_print_level(target, 0);
	log_set_all_filter(target, 1);
	log_set_log_level(target, LOGL_ERROR);
	log_add_target(target);
}

void
give_up(const char *why)
{
	tell("%s", why);
	_exit(1);
}
