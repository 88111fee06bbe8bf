/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events of a running engine: made once for all who want them, and not at all
 * for nobody.
 */
#include <inttypes.h>
#include <stdio.h>

#include <openssl/evp.h>

#include "../../rules/notice.h"
#include "../event.h"
#include "events_impl.h"
#include "say.h"
#include "tally.h"

enum { ALIAS_OCTETS = 6 };

/* ---- events ---- */

static FILE *
begin(struct events *ev)
{
	rewind(ev->stream);
	return ev->stream;
}

static void
answer_make(struct events *ev, const struct event *e, bool undelivered)
{
	if (e != NULL)
		event_answer(begin(ev), e);
	else if (undelivered)
		event_undelivered(begin(ev));
	else
		event_unanswered(begin(ev));
	fflush(ev->stream);
}

/* To those that wait for it.  e: the answer, or NULL: there is none. */
static void
answered(struct events *ev, uint64_t serial, const struct event *e,
    bool undelivered)
{
	bool made = false;
	struct sink *s;
	size_t i;

	for (i = 0; i < ev->n; i++) {
		s = ev->sink[i];
		if (s->wait == NULL || !wait_has(s->wait, serial))
			continue;
		if (!made)
			answer_make(ev, e, undelivered);
		made = true;
		wait_answer(s->wait, serial, ev->text, ev->len);
	}
}

/* A sentence each up to a rate that somebody could read, then their number. */
static bool
worth_a_sentence(struct sink *s, uint64_t now)
{
	uint64_t second = now / 1000000000;
	char text[80];
	int n;

	s->now = now;
	if (second != s->told_second && s->spared > 0) {
		n = snprintf(text, sizeof(text), "%" PRIu64 " events more were "
		    "above %d a second", s->spared, EVENTS_SENTENCES);
		s->ops->line(s, text, (size_t)n);
		s->spared = 0;
	}
	if (second != s->told_second) {
		s->told_second = second;
		s->told = 0;
	}
	if (s->told == EVENTS_SENTENCES) {
		s->spared++;
		s->counts.lost++;
		return false;
	}
	s->told++;
	return true;
}

/* The event as that sink is to have it, made once of each kind. */
static void
written(struct events *ev, struct sink *s, const struct event *e,
    bool made[2])
{
	bool hidden = s->conf.pseudonyms;

	if (!made[false]) {
		event_json(begin(ev), e);
		fflush(ev->stream);
		made[false] = true;
	}
	if (hidden && !made[true]) {
		events_hide(ev, e);
		made[true] = true;
	}
	wait_add(s->wait, e->v->serial, e->v->waits, ev->now,
	    hidden ? ev->hidden : ev->text,
	    hidden ? ev->hidden_len : ev->len);
}

static void
told(struct events *ev, const struct event *e)
{
	char words[EVENTS_WORDS_MAX];
	bool made[2] = { false, false };
	struct sink *s;
	size_t i, n = 0;

	for (i = 0; i < ev->n; i++) {
		s = ev->sink[i];
		if (!event_selected(e, s->conf.only))
			continue;
		if (s->wait == NULL) {
			if (!worth_a_sentence(s, e->m->ts))
				continue;
			n = n > 0 ? n : events_words(words, ev, e);
			s->ops->line(s, words, n);
			continue;
		}
		written(ev, s, e, made);
	}
}

void
events_message(struct events *ev, const struct event *e)
{
	tally_add(ev->tally, event_partner(e), e->v->action);
	if (ev->refused != NULL)
		refused_message(ev->refused, e);
	if (ev->silent)
		return;
	if (e->v->request != 0)
		answered(ev, e->v->request, e, false);
	told(ev, e);
}

void
events_notice(struct events *ev, const struct ruleset *rules,
    const struct notice *n)
{
	bool undelivered = n->type == NOTICE_UNDELIVERED;
	char words[EVENTS_WORDS_MAX];
	struct sink *s;
	size_t len, i;
	bool hidden;

	if (undelivered || n->type == NOTICE_UNANSWERED) {
		answered(ev, n->serial, NULL, undelivered);
		return;
	}
	len = events_notice_words(words, ev, rules, n);
	if (n->type == NOTICE_STORM)
		say("%s", words);
	if (ev->silent)
		return;
	event_notice(begin(ev), rules, n);
	fflush(ev->stream);
	events_hide_notice(ev, n);
	for (i = 0; i < ev->n; i++) {
		s = ev->sink[i];
		hidden = s->conf.pseudonyms;
		if (s->wait != NULL) {
			wait_add(s->wait, 0, false, ev->now,
			    hidden ? ev->hidden : ev->text,
			    hidden ? ev->hidden_len : ev->len);
			continue;
		}
		s->now = n->now;
		s->ops->line(s, words, len);
	}
}

void
events_turn(struct events *ev, uint64_t now)
{
	static const char none[] = "\"answer\":\"none\"";
	struct sink *s;
	size_t i;

	ev->now = now;
	if (ev->refused != NULL)
		refused_turn(ev->refused);
	for (i = 0; i < ev->n; i++) {
		s = ev->sink[i];
		s->now = now;
		if (s->wait != NULL)
			wait_turn(s->wait, now, ev->longest, none,
			    sizeof(none) - 1);
		s->ops->flush(s);
	}
}

void
events_reopen(struct events *ev)
{
	size_t i;

	for (i = 0; i < ev->n; i++)
		ev->sink[i]->ops->reopen(ev->sink[i]);
}

/* ---- for operators ---- */

void
events_counts(const struct events *ev, struct events_counts *c)
{
	size_t i;

	*c = ev->gone;
	for (i = 0; i < ev->n; i++) {
		c->written += ev->sink[i]->counts.written;
		c->lost += ev->sink[i]->counts.lost;
	}
}

bool
events_sink(const struct events *ev, size_t i, struct events_sink *to)
{
	const struct sink *s;

	if (i >= ev->n)
		return false;
	s = ev->sink[i];
	*to = (struct events_sink){ s->path != NULL ? s->path : "syslog",
	    s->failing, s->wait == NULL ? 0 : wait_count(s->wait),
	    s->counts };
	return true;
}

uint64_t
events_verdicts(const struct events *ev, unsigned owner, unsigned action)
{
	return tally_count(ev->tally, owner, action);
}

bool
events_ring(struct events *ev, char text[EVENTS_TEXT_MAX])
{
	if (ev->refused != NULL)
		return refused_write(ev->refused, text);
	(void)snprintf(text, EVENTS_TEXT_MAX, "the configuration has no "
	    "\"ring\"");
	return false;
}

void
events_alias(const struct events *ev, const char *digits, size_t len,
    char alias[EVENTS_ALIAS_MAX])
{
	unsigned char md[EVP_MAX_MD_SIZE];
	size_t n = 0, i;

	(void)snprintf(alias, EVENTS_ALIAS_MAX, "~");
	if (EVP_MAC_init(ev->mac, NULL, 0, NULL) != 1 ||
	    EVP_MAC_update(ev->mac, (const unsigned char *)digits, len) != 1 ||
	    EVP_MAC_final(ev->mac, md, &n, sizeof(md)) != 1)
		return;
	for (i = 0; i < ALIAS_OCTETS && i < n; i++) {
		alias[1 + 2 * i] = "0123456789abcdef"[md[i] >> 4];
		alias[2 + 2 * i] = "0123456789abcdef"[md[i] & 15];
	}
	alias[1 + 2 * i] = '\0';
}
