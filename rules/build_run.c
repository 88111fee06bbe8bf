/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The process that runs inline: who it is, where its events go, its sockets.
 */
#include <string.h>
#include <sys/un.h>

#include "row.h"
#include "source.h"
#include "words.h"

enum {
	USER_MAX = 32,			/* octets, as useradd(8) has it */
	SOCKET_MAX = sizeof(((struct sockaddr_un *)0)->sun_path) - 1,
	KEEP = 5, KEEP_MAX = 1000,
	PORT_METRICS = 9468,
};

#define SECOND	UINT64_C(1000000000)
#define K	UINT64_C(1024)
#define G	(1024 * 1024 * K)

void
build_run(struct parse *p, const struct token *t)
{
	struct conf_run *run = &p->conf->run;

	if (run->there)
		build_twice(p, t->at, "run", run->at);
	run->there = true;
	run->at = t->at;
	p->keys = 0;
	lex_keys(p->lex, KEYS_RUN);
}

void
build_run_end(struct parse *p)
{
	lex_keys(p->lex, KEYS_NONE);
}

static void
user_key(struct row *r, struct conf_run *run)
{
	const struct token *t = row_next(r, "the name of a user");
	size_t n;

	if (t == NULL)
		return;
	n = strlen(t->text);
	if (n == 0 || n > USER_MAX || strpbrk(t->text, ":/ ") != NULL)
		row_refuse(r, "the name of a user");
	else if (row_end(r, ""))
		run->user = t->text;
}

/* ---- events ---- */

/* Those that only a file has come last; before them what syslog lacks. */
enum events_option { OPTION_ONLY, OPTION_PSEUDONYMS, OPTION_ROTATE,
	OPTION_KEEP, OPTIONS };

static bool
only_option(struct row *r, uint32_t *only)
{
	static const char what[] =
	    "pass, steer, reject, sink, drop, monitor or would";
	const struct token *cell[ONLY_COUNT];
	size_t i, n = row_cells(r, what, cell, ONLY_COUNT);
	int word;

	for (i = 0; i < n; i++) {
		if ((word = word_only(cell[i]->text)) < 0) {
			build_expected(r->p, cell[i], what);
			return false;
		}
		*only |= 1U << word;
	}
	return n > 0;
}

static bool
option_value(struct row *r, struct conf_events *e, enum events_option option)
{
	switch (option) {
	case OPTION_ONLY:
		return only_option(r, &e->only);
	case OPTION_PSEUDONYMS:
		e->pseudonyms = true;
		return true;
	case OPTION_ROTATE:
		return row_size(r, 64 * K, UINT64_MAX, "a size from 64k",
		    &e->rotate);
	default:
		return row_number(r, 1, KEEP_MAX, &e->keep);
	}
}

/* In any order, each once. */
static bool
events_options(struct row *r, struct conf_events *e)
{
	static const char *const words[OPTIONS] = { [OPTION_ONLY] = "only",
	    [OPTION_PSEUDONYMS] = "pseudonyms",
	    [OPTION_ROTATE] = "rotate", [OPTION_KEEP] = "keep" };
	static const struct {
		size_t		 options;
		const char	*or;
	} has[EVENTS_COUNT] = {
		[EVENTS_FILE] = { OPTIONS,
		    "only, pseudonyms, rotate, keep or " },
		[EVENTS_SOCKET] = { OPTION_ROTATE, "only, pseudonyms or " },
		[EVENTS_SYSLOG] = { OPTION_PSEUDONYMS, "only or " },
	};
	size_t i, n = has[e->to].options;
	bool there[OPTIONS] = { false };

	for (i = 0; i < n;) {
		if (!row_word(r, words[i])) {
			i++;
			continue;
		}
		if (there[i])
			return row_refuse(r, "the next key");
		there[i] = true;
		if (!option_value(r, e, (enum events_option)i))
			return false;
		i = 0;
	}
	if (!row_end(r, has[e->to].or))
		return false;
	if (!there[OPTION_KEEP] || there[OPTION_ROTATE])
		return true;
	build_error(r->p, r->key.at, "expected rotate with keep: without it"
	    " there are no older files");
	return false;
}

/* Two that write to the same place would write into each other. */
static bool
is_taken(struct row *r, const struct conf_run *run,
    const struct conf_events *e)
{
	const struct conf_events *other;
	size_t i;

	for (i = 0; i < run->nevents; i++) {
		other = &run->events[i];
		if (other->to != e->to || (e->path != NULL &&
		    strcmp(other->path, e->path) != 0))
			continue;
		build_twice(r->p, e->at, e->path == NULL ? "events syslog" :
		    "events to that path", other->at);
		return true;
	}
	return false;
}

static void
events_key(struct row *r, struct conf_run *run)
{
	struct conf_events e = { .at = r->key.at, .keep = KEEP }, *grown;

	if (row_word(r, "file"))
		e.to = EVENTS_FILE;
	else if (row_word(r, "socket"))
		e.to = EVENTS_SOCKET;
	else if (row_word(r, "syslog"))
		e.to = EVENTS_SYSLOG;
	else
		row_other(r, "file, socket or syslog");
	if (e.to != EVENTS_SYSLOG && !row_path(r, e.to == EVENTS_SOCKET ?
	    (size_t)SOCKET_MAX : SOURCE_PATH_MAX, &e.text, &e.path))
		return;
	if (!events_options(r, &e) || is_taken(r, run, &e))
		return;
	if (run->nevents == CONF_EVENTS_MAX) {
		build_error(r->p, e.at, "there is one events too many: %d are"
		    " the most", CONF_EVENTS_MAX);
		return;
	}
	if ((grown = build_grow(r->p, run->events, run->nevents,
	    sizeof(*grown))) == NULL)
		return;
	run->events = grown;
	run->events[run->nevents++] = e;
}

/* ---- the others ---- */

static void
ring_key(struct row *r, struct conf_run *run)
{
	const char *text, *path;
	uint64_t octets;

	if (!row_path(r, SOURCE_PATH_MAX, &text, &path) ||
	    !row_size(r, 4 * K, G, "a size from 4k to 1G", &octets) ||
	    !row_end(r, ""))
		return;
	run->ring = path;
	run->ring_text = text;
	run->ring_octets = octets;
}

/* other: the path of the other one, or NULL. */
static void
socket_key(struct row *r, const char **to, const char **to_text,
    const char *other)
{
	const char *text, *path;

	if (!row_path(r, SOCKET_MAX, &text, &path) || !row_end(r, ""))
		return;
	if (other != NULL && strcmp(path, other) == 0)
		build_error(r->p, r->key.at, "expected different paths for"
		    " control and status");
	*to = path;
	*to_text = text;
}

static void
metrics_key(struct row *r, struct conf_run *run)
{
	struct conf_end end = { .transport = TRANSPORT_TCP,
	    .at = r->key.at };

	if (row_address(r, &end, PORT_METRICS, 0) && row_end(r, "port or "))
		run->metrics = end;
}

static void
state_key(struct row *r, struct conf_run *run)
{
	const char *text, *path;
	uint64_t every = run->state_every;

	if (!row_path(r, SOURCE_PATH_MAX, &text, &path))
		return;
	if (row_word(r, "every") && !row_time(r, SECOND, 86400 * SECOND,
	    "a time from 1s to 1d", &every))
		return;
	if (!row_end(r, "every or "))
		return;
	run->state = path;
	run->state_text = text;
	run->state_every = every;
}

/* "on failure pass" */
static void
on_key(struct row *r, struct conf_run *run)
{
	bool pass;

	if (!row_must(r, "failure"))
		return;
	pass = row_word(r, "pass");
	if (!pass && !row_word(r, "drop"))
		row_other(r, "drop or pass");
	else if (row_end(r, ""))
		run->failure_pass = pass;
}

void
build_run_key(struct parse *p, const struct token *t)
{
	enum run_key key = (enum run_key)keys_find(KEYS_RUN, t->text);
	struct conf_run *run = &p->conf->run;
	struct row r;

	if (!row_start(&r, p, t, key, key == RUN_EVENTS))
		return;
	switch (key) {
	case RUN_USER:
		user_key(&r, run);
		break;
	case RUN_EVENTS:
		events_key(&r, run);
		break;
	case RUN_RING:
		ring_key(&r, run);
		break;
	case RUN_CONTROL:
		socket_key(&r, &run->control, &run->control_text,
		    run->status);
		break;
	case RUN_STATUS:
		socket_key(&r, &run->status, &run->status_text, run->control);
		break;
	case RUN_METRICS:
		metrics_key(&r, run);
		break;
	case RUN_STATE:
		state_key(&r, run);
		break;
	default:
		on_key(&r, run);
	}
}
