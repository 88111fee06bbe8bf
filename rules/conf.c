/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A configuration in memory: loading, its memory, its errors, its names.
 *
 * All of it lies in chunks that are freed together.  An array that grows is
 * copied to twice its size and the old one stays where it is, so that what
 * points into it stays good; that costs as much again as the array has.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "build.h"
#include "words.h"

enum {
	CHUNK_OCTETS = 64 * 1024,
	ALIGNMENT = 16,
	SENTENCE_MAX = 4600,		/* with a path of SOURCE_PATH_MAX */
};

#define SECOND	UINT64_C(1000000000)

struct chunk {
	struct chunk	*next;
	size_t		 used, size;
	_Alignas(ALIGNMENT) uint8_t octets[];
};

/* ---- memory ---- */

static struct chunk *
chunk_new(struct conf *conf, size_t size)
{
	struct chunk *c, *first = conf->chunks;

	if (size > SIZE_MAX - sizeof(*c) ||
	    (c = calloc(1, sizeof(*c) + size)) == NULL)
		return NULL;
	c->size = size;
	if (first != NULL && size > CHUNK_OCTETS) {	/* a chunk of its own */
		c->next = first->next;
		first->next = c;
	} else {
		c->next = first;
		conf->chunks = c;
	}
	return c;
}

void *
conf_alloc(struct conf *conf, size_t size)
{
	struct chunk *c = conf->chunks;

	if (size > SIZE_MAX - ALIGNMENT)
		return NULL;
	size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if (c == NULL || c->size - c->used < size)
		c = chunk_new(conf, size > CHUNK_OCTETS ? size : CHUNK_OCTETS);
	if (c == NULL)
		return NULL;
	c->used += size;
	return c->octets + c->used - size;
}

void *
conf_grow(struct conf *conf, void *array, size_t n, size_t size)
{
	size_t room = n == 0 ? 1 : n * 2;
	void *grown;

	if (n != 0 && (n & (n - 1)) != 0)	/* a power of two is full */
		return array;
	if (room > SIZE_MAX / size ||
	    (grown = conf_alloc(conf, room * size)) == NULL)
		return NULL;
	if (n > 0)
		memcpy(grown, array, n * size);
	return grown;
}

void
conf_free(struct conf *conf)
{
	struct chunk *c, *next;

	if (conf == NULL)
		return;
	for (c = conf->chunks; c != NULL; c = next) {
		next = c->next;
		free(c);
	}
	free(conf);
}

/* ---- errors ---- */

void
conf_error(struct conf_errors *e, const struct conf *conf, struct conf_at at,
    const char *format, ...)
{
	char text[SENTENCE_MAX];
	const char *path = at.file < CONF_FILES_MAX &&
	    conf->file[at.file].path != NULL ? conf->file[at.file].path : "?";
	char **grown;
	va_list ap;
	int n;

	if (e->n == CONF_ERRORS_MAX) {
		e->more++;
		return;
	}
	n = at.line == 0 ? snprintf(text, sizeof(text), "%s: ", path) :
	    snprintf(text, sizeof(text), "%s:%u:%u: ", path, at.line,
	    at.column);
	if (n < 0 || (size_t)n >= sizeof(text))
		n = 0;
	va_start(ap, format);
	vsnprintf(text + n, sizeof(text) - (size_t)n, format, ap);
	va_end(ap);
	grown = realloc(e->line, (e->n + 1) * sizeof(*grown));
	if (grown == NULL || (e->line = grown, grown[e->n] = strdup(text)) ==
	    NULL) {
		e->more++;
		return;
	}
	e->n++;
}

void
conf_errors_free(struct conf_errors *e)
{
	size_t i;

	for (i = 0; i < e->n; i++)
		free(e->line[i]);
	free(e->line);
	*e = (struct conf_errors){ NULL, 0, 0 };
}

/* ---- loading ---- */

static size_t
told(const struct conf_errors *e)
{
	return e->n + e->more;
}

static void
defaults(struct conf *conf)
{
#define X(sym, name, learn, takes, within_s, count)			\
	conf->check[CHECK_##sym] = (struct conf_check){			\
	    .mode = CHECK_LEARN, .then = CHECK_ENFORCE,			\
	    .learn_ns = (learn) * SECOND,				\
	    .coverage = (takes) & CHECK_TAKES_COVERAGE ?		\
	    CHECK_COVERAGE : 0,						\
	    .speed = (takes) & CHECK_TAKES_SPEED ? CHECK_SPEED : 0,	\
	    .slack = (takes) & CHECK_TAKES_SLACK ? CHECK_SLACK : 0,	\
	    .within = (within_s) * SECOND, .over = (count),		\
	    .over_ns = (takes) & CHECK_TAKES_RATE ? SECOND : 0 };
	CHECKS(X)
#undef X
	conf->memory = (struct conf_memory){ .subscribers = 1000000,
	    .transactions = 100000, .sources = 10000,
	    .answer = 30 * SECOND, .forget = 600 * SECOND };
	conf->sinkhole = (struct conf_sinkhole){ .term = 3600 * SECOND,
	    .longest = 7 * 86400 * SECOND, .probation = 600 * SECOND,
	    .sources = 65536 };
	conf->diameter = (struct conf_diameter){ .watchdog = 30 * SECOND,
	    .answer = 10 * SECOND, .requests = 10000, .connections = 1000,
	    .output = 4 << 20, .message = 64 << 10 };
	conf->ss7 = (struct conf_ss7){ .hops = 15 };
	conf->run = (struct conf_run){ .state_every = 60 * SECOND };
}

/* Reads the file, or the text when there is one, into conf.  What was left out
 * makes names unknown, so that they are looked up only in a whole one. */
static bool
read_conf(struct conf *conf, const char *path, const char *text, size_t len,
    struct conf_errors *errors)
{
	struct parse p = { .conf = conf, .errors = errors };
	size_t before = told(errors);
	bool whole;

	if ((p.lex = lex_new(conf, errors, "a file of rules")) == NULL) {
		conf->file[0].path = path;
		conf_error(errors, conf, (struct conf_at){ 0, 0, 0 },
		    "there is no memory");
		return false;
	}
	whole = (text == NULL ? lex_file(p.lex, path) :
	    lex_text(p.lex, path, text, len)) && parse_run(&p) &&
	    !p.broken && !lex_failed(p.lex);
	lex_free(p.lex);
	free(p.raw);
	if (whole)
		whole = conf_resolve(conf, errors);
	return whole && told(errors) == before;
}

static struct conf *
load(const char *path, const char *text, size_t len,
    struct conf_errors *errors)
{
	struct conf *conf = calloc(1, sizeof(*conf));

	if (conf == NULL) {
		errors->more++;
		return NULL;
	}
	defaults(conf);
	if (read_conf(conf, path, text, len, errors))
		return conf;
	conf_free(conf);
	return NULL;
}

struct conf *
conf_load(const char *path, struct conf_errors *errors)
{
	return load(path, NULL, 0, errors);
}

struct conf *
conf_parse(const char *path, const char *text, size_t len,
    struct conf_errors *errors)
{
	return load(path, text == NULL ? "" : text, text == NULL ? 0 : len,
	    errors);
}

/* ---- names ---- */

static const char *
name_of(const char *const *names, size_t n, unsigned i)
{
	return i < n ? names[i] : NULL;
}

const char *
conf_action_name(unsigned action)
{
	static const char *const names[ACTION_COUNT] = {
		[ACTION_PASS] = "pass", [ACTION_STEER] = "steer",
		[ACTION_REJECT] = "reject", [ACTION_SINK] = "sink",
		[ACTION_DROP] = "drop", [ACTION_MATCH] = "match",
	};

	return name_of(names, ACTION_COUNT, action);
}

const char *
conf_error_name(unsigned reject_error)
{
#define X(sym, name, ...)	[REJECT_##sym] = name,
	static const char *const names[REJECT_COUNT] = { REJECT_ERRORS(X) };
#undef X

	return name_of(names, REJECT_COUNT, reject_error);
}

const char *
conf_state_name(unsigned state)
{
	static const char *const names[STATE_COUNT] = {
		[STATE_ACTIVE] = "active", [STATE_SUSPENDED] = "suspended",
		[STATE_TEST] = "test",
	};

	return name_of(names, STATE_COUNT, state);
}

const char *
conf_roaming_name(unsigned roaming)
{
	static const char *const names[ROAMING_COUNT] = {
		[ROAMING_BOTH] = "both", [ROAMING_IN] = "in",
		[ROAMING_OUT] = "out", [ROAMING_NONE] = "none",
	};

	return name_of(names, ROAMING_COUNT, roaming);
}

const char *
conf_table_type_name(unsigned type)
{
	static const char *const names[TABLE_COUNT] = {
		[TABLE_IMSI] = "imsi", [TABLE_MSISDN] = "msisdn",
		[TABLE_GT] = "gt", [TABLE_IMEI] = "imei",
		[TABLE_HOST] = "host", [TABLE_REALM] = "realm",
		[TABLE_PLMN] = "plmn",
	};

	return name_of(names, TABLE_COUNT, type);
}

const char *
conf_transport_name(unsigned transport)
{
	static const char *const names[TRANSPORT_COUNT] = {
		[TRANSPORT_TCP] = "tcp", [TRANSPORT_SCTP] = "sctp",
		[TRANSPORT_TLS] = "tls",
	};

	return name_of(names, TRANSPORT_COUNT, transport);
}

const char *
conf_events_name(unsigned to)
{
	static const char *const names[EVENTS_COUNT] = {
		[EVENTS_FILE] = "file", [EVENTS_SOCKET] = "socket",
		[EVENTS_SYSLOG] = "syslog",
	};

	return name_of(names, EVENTS_COUNT, to);
}

/* "match" is no verdict. */
const char *
conf_only_name(unsigned only)
{
	if (only < ACTION_COUNT)
		return only == ACTION_MATCH ? NULL : conf_action_name(only);
	return only == ONLY_MONITOR ? "monitor" :
	    only == ONLY_WOULD ? "would" : NULL;
}
