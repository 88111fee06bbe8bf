/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands of operators: a line of words, in quotes where they hold spaces.
 */
#include <stdarg.h>
#include <string.h>

#include "../../rules/state/sunk_time.h"
#include "engine.h"
#include "operate_impl.h"
#include "show_impl.h"

struct command {
	const char	*word, *second;	/* second: NULL: whatever comes */
	call_run	*run;
	int		 least, most;	/* words behind these */
	bool		 changes;
	const char	*usage, *text;
};

static call_run	help;

static const struct command commands[] = {
	{ "help", NULL, help, 0, 0, false, "help", "this list" },
	{ "show", "totals", show_totals, 0, 0, false, "show totals",
	  "since when, how many" },
	{ "show", "ends", show_ends, 0, 0, false, "show ends",
	  "what became of requests" },
	{ "show", "peers", show_peers, 0, 0, false, "show peers",
	  "neighbours" },
	{ "show", "partners", show_partners, 0, 0, false, "show partners",
	  "messages by network and verdict" },
	{ "show", "rules", show_rules, 0, 0, false, "show rules",
	  "how often each held" },
	{ "show", "tables", show_tables, 0, 1, false, "show tables [TABLE]",
	  "their sizes; entries added while running" },
	{ "show", "storm", show_storm, 0, 0, false, "show storm",
	  "storms and protected groups" },
	{ "show", "backoff", show_backoff, 0, 1, false, "show backoff [IMSI]",
	  "who was told to come later" },
	{ "show", "sunk", show_sunk, 0, 0, false, "show sunk",
	  "sources whose messages are diverted" },
	{ "show", "steered", show_steered, 0, 0, false, "show steered",
	  "devices steered away" },
	{ "show", "place", show_place, 1, 1, false, "show place IMSI",
	  "where a subscriber was last" },
	{ "show", "memory", show_memory, 0, 0, false, "show memory",
	  "what is remembered, and how much" },
	{ "show", "events", show_events, 0, 0, false, "show events",
	  "where they go, and what was lost" },
	{ "block", NULL, act_block, 2, 4, true,
	  "block TABLE ENTRY [for TIME]", "adds to a table" },
	{ "sink", NULL, act_sink, 2, 8, true,
	  "sink SCOPE NAME [partner PARTNER] [for TIME] [why TEXT]",
	  "diverts a source" },
	{ "steer", NULL, act_steer, 1, 5, true,
	  "steer ENTRY [in TABLE] [for TIME]",
	  "adds to a table that a steer rule asks" },
	{ "release", NULL, act_release, 2, 5, true,
	  "release TABLE ENTRY | source SCOPE NAME [partner PARTNER] | "
	  "steered IMSI", "takes one of these back" },
	{ "alias", NULL, act_alias, 1, 1, true, "alias NUMBER",
	  "what stands for it in syslog" },
	{ "ring", NULL, act_ring, 0, 0, true, "ring",
	  "writes the capture of what was refused" },
	{ "reopen", NULL, act_reopen, 0, 0, true, "reopen",
	  "begins new event files" },
	{ "reload", NULL, act_reload, 0, 0, true, "reload",
	  "reads the configuration again" },
	{ "stop", NULL, act_stop, 0, 0, true, "stop",
	  "ends when open requests have" },
};

enum { COMMANDS = sizeof(commands) / sizeof(commands[0]) };

bool
call_refuse(struct call *c, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	(void)vsnprintf(c->error, sizeof(c->error), format, ap);
	va_end(ap);
	return false;
}

void
call_list(FILE *f, bool may_change)
{
	size_t i;

	for (i = 0; i < COMMANDS; i++)
		if (may_change || !commands[i].changes)
			fprintf(f, "%s\n        %s\n", commands[i].usage,
			    commands[i].text);
	fputs("json COMMAND\n        rows of \"show\" as JSON Lines\n", f);
}

static bool
help(struct call *c)
{
	call_list(c->f, c->may_change);
	return true;
}

/* ---- words ---- */

static bool
blank(char c)
{
	return c == ' ' || c == '\t';
}

/* One word, ended in place; false: a quote that is not closed. */
static bool
word(char **p, char **to)
{
	char *from = *p, *put;

	*to = put = from;
	if (*from != '"') {
		while (*from != '\0' && !blank(*from))
			from++;
		*p = from + (*from != '\0');
		*from = '\0';
		return true;
	}
	for (from++; *from != '"'; *put++ = *from++) {
		if (*from == '\\' && (from[1] == '"' || from[1] == '\\'))
			from++;
		if (*from == '\0')
			return false;
	}
	*p = from + 1;
	*put = '\0';
	return **p == '\0' || blank(**p);
}

static bool
words(struct call *c, char *line)
{
	for (c->argc = 0; ; c->argc++) {
		while (blank(*line))
			line++;
		if (*line == '\0')
			break;
		if (c->argc == OPERATE_WORDS)
			return call_refuse(c, "too many words");
		if (!word(&line, &c->argv[c->argc]))
			return call_refuse(c, "a quote is not closed");
	}
	c->argv[c->argc] = NULL;
	return true;
}

/* Names come back in sentences. */
static bool
printable(const char *p)
{
	for (; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			return false;
	return true;
}

static void
drop_words(struct call *c, int n)
{
	c->argc -= n;
	memmove(c->argv, c->argv + n,
	    ((size_t)c->argc + 1) * sizeof(c->argv[0]));
}

/* ---- finding and running ---- */

static bool
is_command(const struct command *k, const struct call *c)
{
	return strcmp(c->argv[0], k->word) == 0 && (k->second == NULL ||
	    (c->argc > 1 && strcmp(c->argv[1], k->second) == 0));
}

static bool
run(struct call *c, const struct command *k)
{
	if (k->changes && !c->may_change)
		return call_refuse(c, "this socket only shows");
	drop_words(c, k->second == NULL ? 1 : 2);
	if (c->argc < k->least || c->argc > k->most)
		return call_refuse(c, "expected: %s", k->usage);
	if (k->changes)
		c->did = k->word;
	return k->run(c);
}

bool
call_line(struct call *c, char *line)
{
	size_t i;

	c->error[0] = '\0';
	if (!printable(line))
		return call_refuse(c, "expected a line of printable words");
	if (!words(c, line))
		return false;
	if (c->argc > 0 && strcmp(c->argv[0], "json") == 0) {
		c->json = true;
		drop_words(c, 1);
	}
	for (i = 0; c->argc > 0 && i < COMMANDS; i++)
		if (is_command(&commands[i], c))
			return run(c, &commands[i]);
	return call_refuse(c, c->argc == 0 ? "expected a command; \"help\" "
	    "lists them" : "no such command; \"help\" lists them");
}

struct judge *
call_judge(struct call *c)
{
	struct judge *j = engine_judge(c->env->engine);

	if (j == NULL)
		(void)call_refuse(c, "nothing is judged: the engine failed "
		    "again and again, and what comes is passed on");
	return j;
}

bool
call_term(struct call *c, uint64_t *ns)
{
	const char *text;

	if (c->argc < 2 || strcmp(c->argv[c->argc - 2], "for") != 0)
		return true;
	text = c->argv[c->argc - 1];
	if (strcmp(text, "ever") == 0)
		*ns = UINT64_MAX;
	else if (!sunk_term(text, strlen(text), ns))
		return call_refuse(c, "expected how long, such as 30s, 90m, "
		    "12h, 7d or ever, not \"%.40s\"", text);
	c->argc -= 2;
	c->argv[c->argc] = NULL;
	return true;
}
