/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The engine process: opens everything as the user that it has become, so that
 * what can be opened at the start can be opened at a reload too; confines
 * itself; and serves one loop.
 */
#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "../../dissectors/wbuf.h"
#include "../../rules/judge.h"
#include "../../rules/ruleset.h"
#include "../command.h"
#include "clock.h"
#include "confine.h"
#include "engine.h"
#include "engine_process.h"
#include "events.h"
#include "home.h"
#include "note.h"
#include "operate.h"
#include "peers.h"
#include "privilege.h"
#include "reload.h"
#include "saver.h"
#include "say.h"
#include "swap.h"

#define DRAIN_MAX	(5 * CLOCK_S)	/* for answers to what is open */
#define LEAVE_MAX	(2 * CLOCK_S)	/* for goodbyes to be answered */

enum {
	TICK_MS = 10,			/* time-outs are that exact */
	TEXT_MAX = 4096,		/* of sentences about a reload */
	FILES_MORE = 256,		/* descriptors besides connections */
};

enum phase { SERVING, DRAINING, LEAVING, DONE };

/* Timers and signals, each with what it calls. */
enum { ON_TICK, ON_SECOND, ON_NOTE, ON_TERM, ON_INT, ON_HUP, ON_USR1, ONS };

struct process {
	const struct engine_env *env;
	struct event_base *base;
	struct event	*on[ONS];
	struct clock	 clock;
	struct parts	 parts;
	struct reload	*reload;
	struct saver	 saver;
	enum phase	 phase;
	uint64_t	 until;		/* of the phase; clock_mono() */
	enum engine_status status;
	bool		 again;		/* a reload was asked for meanwhile */
	/* whom to tell how a reload went, or NULL */
	void		(*told)(void *, bool, const char *);
	void		*told_arg;
};

static const struct ruleset *
rules_of(const struct process *p)
{
	return engine_rules(p->parts.engine);
}

static struct memory *
memory_of(const struct process *p)
{
	struct judge *judge = engine_judge(p->parts.engine);

	/* there is none where nothing is judged */
	return judge == NULL ? NULL : judge_memory(judge);
}

/* ---- stopping ---- */

static void
phase_begin(struct process *p, enum phase phase, uint64_t max)
{
	p->phase = phase;
	p->until = clock_mono() + max;
}

static void
drain(struct process *p)
{
	if (p->phase != SERVING)
		return;
	(void)note_send(p->env->notes, NOTE_STOPPING, NULL, -1);
	phase_begin(p, DRAINING, DRAIN_MAX);
	engine_stop(p->parts.engine);
}

static void
leave(struct process *p)
{
	size_t n = engine_open(p->parts.engine);

	if (n > 0)
		say("%zu requests were not answered in time for the end", n);
	phase_begin(p, LEAVING, LEAVE_MAX);
	peers_stop(p->parts.peers);
	home_stop(p->parts.home);
}

static bool
anybody(const struct process *p)
{
	struct engine_way w;
	size_t i;

	for (i = 0; engine_way(p->parts.engine, i, &w); i++)
		if (w.up)
			return true;
	return !peers_stopped(p->parts.peers);
}

static void
phase_turn(struct process *p)
{
	if (p->phase == DRAINING && (engine_stopped(p->parts.engine) ||
	    clock_mono() >= p->until))
		leave(p);
	else if (p->phase == LEAVING && (!anybody(p) ||
	    clock_mono() >= p->until))
		p->phase = DONE;
}

static void
stop(void *arg)
{
	drain(arg);
}

/* ---- reloading ---- */

static void
tell(struct process *p, bool fine, const char *text)
{
	void (*told)(void *, bool, const char *) = p->told;

	p->told = NULL;
	if (told != NULL)
		told(p->told_arg, fine, text);
}

/* What runs goes on; text is for whoever asked. */
static void
unchanged(struct process *p, const char *text)
{
	say("%s is not taken; what runs goes on as before", p->env->conf);
	(void)note_send(p->env->notes, NOTE_REFUSED,
	    "A new configuration was not taken; the old one goes on.", -1);
	tell(p, false, text);
}

static void
refused(struct process *p, struct conf_errors *errors)
{
	char text[TEXT_MAX] = "";
	size_t i, len = 0;

	for (i = 0; i < errors->n && len < sizeof(text); i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    "%s\n", errors->line[i]);
	command_errors("", errors);
	unchanged(p, text);
}

static void
swapped(struct process *p)
{
	char text[NOTE_TEXT_MAX], line[NOTE_TEXT_MAX + 1];

	saver_swap(&p->saver, rules_of(p), memory_of(p));
	snprintf(text, sizeof(text), "reloaded %s: %zu partners",
	    p->env->conf, ruleset_conf(rules_of(p))->npartner);
	say("%s", text);
	(void)note_send(p->env->notes, NOTE_RELOADED, text, -1);
	snprintf(line, sizeof(line), "%s\n", text);
	tell(p, true, line);
	if (!p->env->unjudged)
		return;
	say("judging begins again, with an engine that is started anew");
	p->status = ENGINE_AGAIN;
	drain(p);
}

static void reload(void *, void (*)(void *, bool, const char *), void *);

/* The thread has read. */
static void
has_reloaded(void *arg, struct ruleset *rules, struct conf_errors *errors)
{
	struct process *p = arg;

	engine_time(p->parts.engine, clock_now(&p->clock));
	if (rules == NULL) {
		refused(p, errors);
	} else if (!ruleset_conf(rules)->diameter.there) {
		ruleset_free(rules);
		say("%s has no \"diameter\"", p->env->conf);
		unchanged(p, "it has no \"diameter\"\n");
	} else if (swap(&p->parts, rules)) {
		swapped(p);
	} else {
		unchanged(p, "the log of breakwater says why not\n");
	}
	if (p->again && p->phase == SERVING) {
		p->again = false;
		reload(p, NULL, NULL);
	}
}

static void
reload(void *arg, void (*told)(void *, bool, const char *), void *told_arg)
{
	struct process *p = arg;
	bool busy = reload_busy(p->reload);

	if (p->phase != SERVING || busy) {
		if (told != NULL)
			told(told_arg, false, busy ? "a reload is under way\n" :
			    "breakwater is stopping\n");
		else
			p->again = busy;
		return;
	}
	p->told = told;
	p->told_arg = told_arg;
	(void)note_send(p->env->notes, NOTE_RELOADING, NULL, -1);
	if (!reload_start(p->reload)) {
		(void)note_send(p->env->notes, NOTE_REFUSED, NULL, -1);
		tell(p, false, "no thread to read it with\n");
	}
}

/* ---- what the loop calls ---- */

/* The turn that follows does what time brings. */
static void
on_tick(int fd, short what, void *arg)
{
	(void)fd, (void)what, (void)arg;
}

static void
clock_look(struct process *p)
{
	int64_t jump = clock_check(&p->clock, clock_mono(), clock_real());

	if (jump == 0)
		return;
	say("the clock jumped %.1f s %s: time here runs a tenth %s until both "
	    "are even in %.0f s; a restart follows at once",
	    (double)(jump < 0 ? -jump : jump) / 1e9,
	    jump < 0 ? "back" : "forward",
	    p->clock.lose ? "slower" : "faster",
	    (double)clock_even(&p->clock) / 1e9);
}

static void
on_second(int fd, short what, void *arg)
{
	struct process *p = arg;

	(void)fd, (void)what;
	clock_look(p);
	(void)note_send(p->env->notes, NOTE_ALIVE, NULL, -1);
	saver_turn(&p->saver, rules_of(p), memory_of(p), clock_mono());
}

static void
on_note(int fd, short what, void *arg)
{
	struct process *p = arg;
	struct note n;
	int passed, got;

	(void)what;
	while ((got = note_receive(fd, &n, &passed)) > 0) {
		if (passed >= 0 && n.type == NOTE_EDGE && p->phase == SERVING)
			home_attach(p->parts.home, passed);
		else if (passed >= 0)
			close(passed);
	}
	if (got == 0)
		return;
	say("the parent process is gone; ending");
	(void)event_del(p->on[ON_NOTE]);
	drain(p);
}

static void
on_stop(int sig, short what, void *arg)
{
	struct process *p = arg;

	(void)sig, (void)what;
	p->status = ENGINE_DONE;
	drain(p);
}

static void
on_hup(int sig, short what, void *arg)
{
	(void)sig, (void)what;
	reload(arg, NULL, NULL);
}

static void
on_usr1(int sig, short what, void *arg)
{
	struct process *p = arg;

	(void)sig, (void)what;
	events_reopen(p->parts.events);
}

static const struct {
	int		 fd;		/* or signal; -1: none */
	short		 what;
	long		 ms;		/* 0: no time */
	event_callback_fn call;
} ons[ONS] = {
	[ON_TICK] = { -1, EV_PERSIST, TICK_MS, on_tick },
	[ON_SECOND] = { -1, EV_PERSIST, 1000, on_second },
	[ON_NOTE] = { -1, EV_READ | EV_PERSIST, 0, on_note },
	[ON_TERM] = { SIGTERM, EV_SIGNAL | EV_PERSIST, 0, on_stop },
	[ON_INT] = { SIGINT, EV_SIGNAL | EV_PERSIST, 0, on_stop },
	[ON_HUP] = { SIGHUP, EV_SIGNAL | EV_PERSIST, 0, on_hup },
	[ON_USR1] = { SIGUSR1, EV_SIGNAL | EV_PERSIST, 0, on_usr1 },
};

static bool
listen_all(struct process *p)
{
	struct timeval tv;
	unsigned i;

	for (i = 0; i < ONS; i++) {
		tv.tv_sec = ons[i].ms / 1000;
		tv.tv_usec = ons[i].ms % 1000 * 1000;
		p->on[i] = event_new(p->base, i == ON_NOTE ? p->env->notes :
		    ons[i].fd, ons[i].what, ons[i].call, p);
		if (p->on[i] == NULL ||
		    event_add(p->on[i], ons[i].ms > 0 ? &tv : NULL) != 0) {
			say("no memory");
			return false;
		}
	}
	return true;
}

/* ---- the whole of it ---- */

static bool
secret_draw(uint64_t *secret)
{
	if (getrandom(secret, sizeof(*secret), 0) == (ssize_t)sizeof(*secret))
		return true;
	say("no secret can be drawn: %s", strerror(errno));
	return false;
}

static bool
engine_open_all(struct process *p, struct ruleset *rules)
{
	struct engine_config config = { .rules = rules,
	    .events = p->parts.events, .unjudged = p->env->unjudged,
	    .clock = &p->clock };

	if (secret_draw(&config.secret))
		p->parts.engine = engine_new(&config, clock_now(&p->clock));
	if (p->parts.engine == NULL) {
		say("no memory for the engine");
		ruleset_free(rules);
		return false;
	}
	saver_load(&p->saver, rules, memory_of(p));
	return true;
}

static bool
sides_open(struct process *p)
{
	struct parts *parts = &p->parts;
	uint64_t secret;

	if (!secret_draw(&secret))
		return false;
	parts->peers = peers_new(parts->engine, rules_of(p), p->base, secret);
	if (parts->peers == NULL)
		return false;
	parts->home = home_new(parts->engine, rules_of(p), p->base);
	if (parts->home == NULL)
		say("no memory for the home side");
	return parts->home != NULL;
}

static bool
operate_open_all(struct process *p)
{
	const struct operate_env env = { .engine = p->parts.engine,
	    .peers = p->parts.peers, .events = p->parts.events,
	    .reload = reload, .stop = stop, .arg = p };

	p->parts.operate = operate_open(ruleset_conf(rules_of(p)), p->base,
	    &env);
	return p->parts.operate != NULL;
}

/* Takes the rules, also when it fails. */
static bool
open_all(struct process *p, struct ruleset *rules)
{
	const struct conf *conf = ruleset_conf(rules);

	privilege_files((uint64_t)conf->diameter.connections + FILES_MORE);
	if (privilege_drop(p->env->privilege)) {
		clock_start(&p->clock, clock_mono(), clock_real());
		p->base = event_base_new();
	}
	if (p->base != NULL)
		p->parts.events = events_open(conf, p->base);
	if (p->parts.events == NULL) {
		ruleset_free(rules);
		return false;
	}
	if (!engine_open_all(p, rules) || !sides_open(p) ||
	    !operate_open_all(p))
		return false;
	p->reload = reload_new(p->base, p->env->conf, has_reloaded, p);
	return p->reload != NULL && listen_all(p) && confine(CONFINE_ENGINE);
}

static void
close_all(struct process *p)
{
	unsigned i;

	reload_free(p->reload);
	operate_close(p->parts.operate);
	peers_free(p->parts.peers);
	home_free(p->parts.home);
	engine_free(p->parts.engine);
	events_close(p->parts.events);
	for (i = 0; i < ONS; i++)
		if (p->on[i] != NULL)
			event_free(p->on[i]);
	if (p->base != NULL)
		event_base_free(p->base);
	close(p->env->notes);
}

static void
put(struct wbuf *w, const char *text)
{
	wbuf_octets(w, text, strlen(text));
}

/* ", listening on tcp 192.0.2.1 port 3868, ..." as far as there is room. */
static void
listening(const struct process *p, char *text, size_t size)
{
	const struct conf_diameter *d =
	    &ruleset_conf(rules_of(p))->diameter;
	const struct conf_end *end;
	struct wbuf w = wbuf_make((uint8_t *)text, size - 1);
	char port[32];
	size_t i, j;

	for (i = 0; i < d->nlisten; i++) {
		end = &d->listen[i];
		put(&w, i == 0 ? ", listening on " : ", ");
		put(&w, conf_transport_name(end->transport));
		for (j = 0; j < end->address.n; j++) {
			put(&w, " ");
			put(&w, end->address.item[j].text);
		}
		snprintf(port, sizeof(port), " port %u",
		    peers_port(p->parts.peers, i));
		put(&w, port);
	}
	text[w.len] = '\0';
}

static void
ready(struct process *p)
{
	const struct conf *conf = ruleset_conf(rules_of(p));
	char text[TEXT_MAX];
	int n;

	n = snprintf(text, sizeof(text), "ready: %zu partners",
	    conf->npartner);
	listening(p, text + n, sizeof(text) - (size_t)n);
	say("%s", text);
	(void)note_send(p->env->notes, NOTE_READY, text, -1);
}

static void
turn(struct process *p)
{
	const uint64_t now = clock_now(&p->clock);

	engine_time(p->parts.engine, now);
	engine_turn(p->parts.engine);
	home_turn(p->parts.home);
	peers_turn(p->parts.peers);
	events_turn(p->parts.events, now);
	if (p->phase != SERVING)
		phase_turn(p);
}

static void
serve(struct process *p)
{
	while (p->phase != DONE) {
		if (event_base_loop(p->base, EVLOOP_ONCE) < 0) {
			say("the event loop ends: %s", strerror(errno));
			p->status = ENGINE_CANNOT;
			break;
		}
		turn(p);
	}
	saver_end(&p->saver, rules_of(p), memory_of(p));
}

enum engine_status
engine_process(const struct engine_env *env)
{
	struct process p = { .env = env, .status = ENGINE_DONE };

	(void)signal(SIGPIPE, SIG_IGN);
	if (open_all(&p, env->rules)) {
		ready(&p);
		serve(&p);
	} else {
		p.status = ENGINE_CANNOT;
	}
	close_all(&p);
	return p.status;
}
