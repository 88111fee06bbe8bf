/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The engine: what it is made of, time, other rules, its end.
 *
 * RFC 6733 2.8.1 (relay agents), 5.5.4 (fail-over), 6 (routing), 7 (errors).
 */
#include <stdlib.h>
#include <string.h>

#include "../../dissectors/diameter.h"
#include "clock.h"
#include "transfer.h"

const char *
engine_end_name(enum engine_end end)
{
	static const char *const names[] = {
#define X(sym, name)	[END_##sym] = name,
		ENGINE_ENDS(X)
#undef X
	};

	return (unsigned)end < END_COUNT ? names[end] : NULL;
}

/* ---- parts that depend on the configuration ---- */

static struct cur
name(const char *text)
{
	return cur_make(text, text == NULL ? 0 : strlen(text));
}

static uint32_t
requests_of(const struct conf *c)
{
	return c->diameter.requests != 0 ? c->diameter.requests :
	    ENGINE_REQUESTS;
}

static size_t
tickets_of(const struct conf *c)
{
	return (size_t)ENGINE_TICKETS * requests_of(c);
}

static bool
hides(const struct conf *c)
{
	return c->diameter.hide && c->diameter.host != NULL;
}

static size_t
message_of(const struct conf *c)
{
	return c->diameter.message != 0 ? c->diameter.message :
	    ENGINE_MESSAGE;
}

static struct hide *
hide_of(const struct ruleset *rules, uint64_t secret)
{
	return hide_new(rules, name(rules->conf->diameter.host),
	    message_of(rules->conf), secret);
}

/* What needs no memory. */
static void
follow(struct engine *e)
{
	const struct conf_diameter *d = &e->rules->conf->diameter;

	e->host = name(d->host);
	e->realm = name(d->realm);
	e->answer_ns = d->answer != 0 ? d->answer : ENGINE_ANSWER;
	e->requests = requests_of(e->rules->conf);
	e->record_len = (uint16_t)record_make(e->record, e->host);
	if (e->hide != NULL)
		hide_follow(e->hide, e->rules, e->host);
}

static void
notice(void *arg, const struct notice *n)
{
	struct engine *e = arg;

	if (e->events != NULL)
		events_notice(e->events, e->rules, n);
}

/* ---- beginning and end ---- */

struct engine *
engine_new(const struct engine_config *c, uint64_t now)
{
	struct engine *e = calloc(1, sizeof(*e));

	if (e == NULL)
		return NULL;
	e->rules = c->rules;
	e->secret = c->secret;
	e->events = c->events;
	e->now = now;
	e->time = c->clock;
	e->routes = routes_new(c->rules, c->secret);
	e->tickets = tickets_new(tickets_of(c->rules->conf));
	if (!c->unjudged)
		e->judge = judge_new(c->rules, c->secret);
	if (hides(c->rules->conf))
		e->hide = hide_of(c->rules, c->secret);
	if (e->routes == NULL || e->tickets == NULL ||
	    (e->judge == NULL && !c->unjudged) ||
	    (e->hide == NULL && hides(c->rules->conf))) {
		e->rules = NULL;	/* the caller's still */
		engine_free(e);
		return NULL;
	}
	follow(e);
	if (e->judge != NULL)
		judge_notices(e->judge, notice, e);
	return e;
}

void
engine_free(struct engine *e)
{
	size_t i;

	if (e == NULL)
		return;
	for (i = 0; i < e->nway; i++)
		free(e->way[i]);
	tickets_free(e->tickets);
	routes_free(e->routes);
	hide_free(e->hide);
	transfer_end(e);
	judge_free(e->judge);
	ruleset_free(e->rules);
	free(e);
}

/* ---- messages and time ---- */

void
engine_message(struct engine *e, struct way *w, uint8_t *p, size_t n)
{
	if (!w->up || (n < HEADER_LEN && !w->ss7))
		return;
	e->messages++;
	if (w->ss7)
		transfer_message(e, w, p, n);
	else if (p[HEADER_FLAGS] & DIAMETER_REQUEST)
		relay_request(e, w, p, n);
	else
		reply_take(e, w, p, n);
}

void
engine_time(struct engine *e, uint64_t now)
{
	uint64_t step = now > e->now ? now - e->now : 0;

	e->clock += step < ENGINE_STEP ? step : ENGINE_STEP;
	e->now = now;
}

void
engine_wake(struct engine *e)
{
	if (e->time != NULL)
		engine_time(e, clock_now(e->time));
}

/* RFC 6733 gives no time; after this long nobody waits any more. */
static void
expire(struct engine *e)
{
	struct ticket *t;
	unsigned i;

	for (i = 0; i < ENGINE_EXPIRE_MAX; i++) {
		t = ticket_first(e->tickets);
		if (t == NULL || e->clock - t->since < e->answer_ns)
			return;
		t->to->counts.unanswered++;
		local_ticket(e, t, 3002, "no answer in time");
		relay_end(e, t, END_UNANSWERED);
	}
}

void
engine_turn(struct engine *e)
{
	expire(e);
	tickets_turn(e->tickets);
	transfer_turn(e);
	if (e->stopping && tickets_open(e->tickets) == 0)
		ways_close(e);
}

/* ---- other rules ---- */

/* What is known of hidden names stays, when it has room for messages of the new
 * length. */
static bool
hide_other(const struct engine *e, const struct ruleset *rules,
    struct hide **hide)
{
	*hide = NULL;
	if (!hides(rules->conf))
		return true;
	*hide = e->hide != NULL && message_of(rules->conf) <=
	    message_of(e->rules->conf) ? e->hide : hide_of(rules, e->secret);
	return *hide != NULL;
}

bool
engine_swap(struct engine *e, struct ruleset *rules)
{
	struct ruleset *old = e->rules;
	struct routes *routes = routes_new(rules, e->secret);
	struct transfer *transfer = NULL;
	struct hide *hide = NULL;

	if (e->transfer != NULL)
		transfer = transfer_new(rules);
	if (routes == NULL || (transfer == NULL && e->transfer != NULL) ||
	    !hide_other(e, rules, &hide) ||
	    !tickets_resize(e->tickets, tickets_of(rules->conf)) ||
	    (e->judge != NULL && !judge_swap(e->judge, rules))) {
		(void)tickets_resize(e->tickets, tickets_of(old->conf));
		routes_free(routes);
		transfer_free(transfer);
		if (hide != e->hide)
			hide_free(hide);
		return false;
	}
	if (hide != e->hide)
		hide_free(e->hide);
	e->hide = hide;
	routes_free(e->routes);
	e->routes = routes;
	transfer_free(e->transfer);
	e->transfer = transfer;
	e->rules = rules;
	follow(e);
	ways_follow(e, old->conf);
	ruleset_free(old);
	return true;
}

void
engine_stop(struct engine *e)
{
	e->stopping = true;
}

bool
engine_stopped(const struct engine *e)
{
	return e->stopping && tickets_open(e->tickets) == 0;
}

/* ---- for operators ---- */

struct judge *
engine_judge(struct engine *e)
{
	return e->judge;
}

const struct ruleset *
engine_rules(const struct engine *e)
{
	return e->rules;
}

uint64_t
engine_now(const struct engine *e)
{
	return e->now;
}

size_t
engine_open(const struct engine *e)
{
	return tickets_open(e->tickets);
}

uint64_t
engine_verdicts(const struct engine *e, unsigned action)
{
	return action < ACTION_COUNT ? e->verdicts[action] : 0;
}
