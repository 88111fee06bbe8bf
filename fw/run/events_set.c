/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Opening and closing the places where events go, and going over to those of
 * another configuration.
 */
#define _GNU_SOURCE	/* open_memstream() */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>

#include "events_impl.h"
#include "tally.h"

#define ANSWER_DEFAULT	UINT64_C(10000000000)	/* ns, without "diameter" */

/* ---- sinks ---- */

static void
line_out(void *arg, const char *text, size_t len)
{
	struct sink *s = arg;

	s->ops->line(s, text, len);
}

static void
sink_free(struct sink *s)
{
	if (s == NULL)
		return;
	if (s->ops != NULL)
		s->ops->close(s);
	wait_free(s->wait);
	free(s->spool.p);
	free(s->path);
	free(s);
}

static void
sink_conf(struct sink *s, const struct conf_events *c)
{
	if (s->conf.rotate != c->rotate)
		s->limit = c->rotate;
	s->conf = *c;
	s->conf.path = s->path;
	s->conf.text = NULL;
}

/* NULL after a sentence. */
static struct sink *
sink_new(const struct events *ev, const struct conf_events *c)
{
	static const struct sink_ops *const ops[EVENTS_COUNT] = {
		[EVENTS_FILE] = &sink_file, [EVENTS_SOCKET] = &sink_socket,
		[EVENTS_SYSLOG] = &sink_syslog,
	};
	struct sink *s = calloc(1, sizeof(*s));
	bool fine = s != NULL;

	if (fine) {
		s->fd = -1;
		s->base = ev->base;
		s->now = ev->now;
		s->ops = ops[c->to];
		s->path = c->path == NULL ? NULL : strdup(c->path);
		fine = c->path == NULL || s->path != NULL;
	}
	if (fine && c->to != EVENTS_SYSLOG)
		fine = spool_new(&s->spool) &&
		    (s->wait = wait_new(line_out, s)) != NULL;
	if (fine)
		sink_conf(s, c);
	else
		fprintf(stderr, "breakwater: no memory for events\n");
	if (fine && s->ops->open(s))
		return s;
	sink_free(s);
	return NULL;
}

static bool
is_same(const struct sink *s, const struct conf_events *c)
{
	return s->conf.to == c->to && (c->to == EVENTS_SYSLOG ||
	    strcmp(s->path, c->path) == 0);
}

static struct sink *
sink_find(struct sink *const *list, size_t n, const struct conf_events *c)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (is_same(list[i], c))
			return list[i];
	return NULL;
}

/* What waits goes out as it is, and what nobody takes is lost. */
static void
sink_end(struct events *ev, struct sink *s)
{
	if (s->wait != NULL)
		wait_flush(s->wait);
	s->tried = 0;
	s->ops->flush(s);
	if (s->spool.p != NULL)
		s->counts.lost += spool_lines(&s->spool);
	if (s->counts.lost > s->lost_before && s->failing)
		fprintf(stderr, "breakwater: events to %s: %" PRIu64
		    " were lost\n", s->path != NULL ? s->path : "syslog",
		    s->counts.lost - s->lost_before);
	ev->gone.written += s->counts.written;
	ev->gone.lost += s->counts.lost;
	sink_free(s);
}

/* ---- all of them ---- */

static bool
refuses(const struct conf *conf)
{
	const struct conf_run *run = &conf->run;
	size_t i, k;

	if (run->nevents > EVENTS_SINKS) {
		fprintf(stderr, "breakwater: events go to at most %d places\n",
		    EVENTS_SINKS);
		return true;
	}
	for (i = 0; i < run->nevents; i++)
		for (k = 0; k < i; k++)
			if (run->events[i].to == run->events[k].to &&
			    (run->events[i].to == EVENTS_SYSLOG ||
			    strcmp(run->events[i].path,
			    run->events[k].path) == 0)) {
				fprintf(stderr, "breakwater: events go twice "
				    "to %s\n", run->events[i].path == NULL ?
				    "syslog" : run->events[i].path);
				return true;
			}
	return false;
}

static void
adopt(struct events *ev, const struct conf *conf)
{
	ev->longest = conf->diameter.answer != 0 ? conf->diameter.answer :
	    ANSWER_DEFAULT;
	ev->silent = ev->n == 0;
}

/* The list as the configuration has it: old ones that are in it, and new ones.
 * False after sentences, and then the new ones are gone again. */
static bool
sinks_make(const struct events *ev, const struct conf_run *run,
    struct sink *list[EVENTS_SINKS])
{
	bool fine = true;
	size_t i;

	for (i = 0; i < run->nevents; i++) {
		list[i] = sink_find(ev->sink, ev->n, &run->events[i]);
		if (list[i] == NULL)
			list[i] = sink_new(ev, &run->events[i]);
		fine = fine && list[i] != NULL;
	}
	for (i = 0; !fine && i < run->nevents; i++)
		if (list[i] != NULL && sink_find(ev->sink, ev->n,
		    &run->events[i]) == NULL)
			sink_free(list[i]);
	return fine;
}

/* What the configuration asks for besides, before anything changes. */
struct plan {
	struct refused	*refused;
	struct tally	*tally;
	bool		 same;		/* ring as before */
};

static void
plan_drop(const struct plan *p)
{
	if (!p->same)
		refused_free(p->refused);
	tally_free(p->tally);
}

static bool
plan_make(const struct events *ev, const struct conf *conf, struct plan *p)
{
	*p = (struct plan){ .same = refused_is(ev->refused, &conf->run) };
	p->tally = tally_new(conf, ev->tally);
	p->refused = p->same ? ev->refused : conf->run.ring == NULL ? NULL :
	    refused_new(&conf->run);
	if (p->tally != NULL && (p->refused != NULL || conf->run.ring == NULL))
		return true;
	fprintf(stderr, "breakwater: no memory for events\n");
	plan_drop(p);
	return false;
}

static void
plan_take(struct events *ev, const struct plan *p)
{
	if (!p->same)
		refused_free(ev->refused);
	ev->refused = p->refused;
	tally_free(ev->tally);
	ev->tally = p->tally;
}

bool
events_swap(struct events *ev, const struct conf *conf)
{
	const struct conf_run *run = &conf->run;
	struct sink *list[EVENTS_SINKS];
	struct plan plan;
	size_t i;

	if (refuses(conf) || !plan_make(ev, conf, &plan))
		return false;
	if (!sinks_make(ev, run, list)) {
		plan_drop(&plan);
		return false;
	}
	for (i = 0; i < ev->n; i++)
		if (sink_find(list, run->nevents, &ev->sink[i]->conf) == NULL)
			sink_end(ev, ev->sink[i]);
	for (i = 0; i < run->nevents; i++)
		sink_conf(ev->sink[i] = list[i], &run->events[i]);
	ev->n = run->nevents;
	plan_take(ev, &plan);
	adopt(ev, conf);
	return true;
}

/* With a key that nobody has but this process. */
static EVP_MAC_CTX *
mac_new(void)
{
	char name[] = "SHA256";
	const OSSL_PARAM params[] = { OSSL_PARAM_construct_utf8_string(
	    OSSL_MAC_PARAM_DIGEST, name, 0), OSSL_PARAM_construct_end() };
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	EVP_MAC_CTX *ctx = mac == NULL ? NULL : EVP_MAC_CTX_new(mac);
	uint8_t key[EVENTS_KEY];

	EVP_MAC_free(mac);
	if (ctx != NULL && getrandom(key, sizeof(key), 0) ==
	    (ssize_t)sizeof(key) &&
	    EVP_MAC_init(ctx, key, sizeof(key), params) == 1)
		return ctx;
	EVP_MAC_CTX_free(ctx);
	return NULL;
}

struct events *
events_open(const struct conf *conf, struct event_base *base)
{
	struct events *ev = calloc(1, sizeof(*ev));

	if (ev == NULL || (ev->stream = open_memstream(&ev->text,
	    &ev->len)) == NULL || (ev->hidden_stream = open_memstream(
	    &ev->hidden, &ev->hidden_len)) == NULL ||
	    (ev->mac = mac_new()) == NULL) {
		fprintf(stderr, "breakwater: no memory for events\n");
		events_close(ev);
		return NULL;
	}
	ev->base = base;
	if (events_swap(ev, conf))
		return ev;
	events_close(ev);
	return NULL;
}

void
events_close(struct events *ev)
{
	char text[EVENTS_TEXT_MAX];
	size_t i;

	if (ev == NULL)
		return;
	for (i = 0; i < ev->n; i++)
		sink_end(ev, ev->sink[i]);
	if (ev->refused != NULL)
		refused_finish(ev->refused);
	if (ev->refused != NULL && !refused_write(ev->refused, text))
		fprintf(stderr, "breakwater: %s\n", text);
	refused_free(ev->refused);
	tally_free(ev->tally);
	if (ev->stream != NULL)
		fclose(ev->stream);
	if (ev->hidden_stream != NULL)
		fclose(ev->hidden_stream);
	free(ev->hidden);
	EVP_MAC_CTX_free(ev->mac);
	free(ev->text);
	free(ev);
}
