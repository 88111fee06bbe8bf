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
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "../../dissectors/wbuf.h"
#include "../../rules/judge.h"
#include "../../rules/ruleset.h"
#include "confine.h"
#include "engine.h"
#include "events.h"
#include "home.h"
#include "kept.h"
#include "note.h"
#include "operate.h"
#include "peers.h"
#include "privilege.h"
#include "process.h"
#include "reload.h"
#include "say.h"

enum {
	TEXT_MAX = 1024,		/* of what is ready */
	FILES_MORE = 256,		/* descriptors besides connections */
};

const struct ruleset *
process_rules(const struct process *p)
{
	return engine_rules(p->parts.engine);
}

struct memory *
process_memory(const struct process *p)
{
	struct judge *judge = engine_judge(p->parts.engine);

	/* there is none where nothing is judged */
	return judge == NULL ? NULL : judge_memory(judge);
}

void
process_keep(struct process *p)
{
	p->keep = clock_mono() + ruleset_conf(process_rules(p))->run.state_every;
	keeper_save(&p->keeper, process_rules(p),
	    engine_judge(p->parts.engine), engine_now(p->parts.engine));
}

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
	saver_load(&p->saver, rules, process_memory(p));
	kept_load(rules, engine_judge(p->parts.engine),
	    engine_now(p->parts.engine));
	p->keep = clock_mono() + ruleset_conf(rules)->run.state_every;
	return true;
}

static bool
sides_open(struct process *p)
{
	struct parts *parts = &p->parts;
	uint64_t secret;

	if (!secret_draw(&secret))
		return false;
	parts->peers = peers_new(parts->engine, process_rules(p), p->base,
	    secret);
	if (parts->peers == NULL)
		return false;
	parts->home = home_new(parts->engine, process_rules(p), p->base,
	    CHANNEL_DIAMETER);
	parts->sigtran = home_new(parts->engine, process_rules(p), p->base,
	    CHANNEL_M3UA);
	if (parts->home == NULL || parts->sigtran == NULL)
		say("no memory for the edges");
	return parts->home != NULL && parts->sigtran != NULL;
}

static void
stop(void *arg)
{
	process_stop(arg);
}

static void
changed(void *arg)
{
	process_keep(arg);
}

static bool
operate_open_all(struct process *p)
{
	const struct operate_env env = { .engine = p->parts.engine,
	    .peers = p->parts.peers, .events = p->parts.events,
	    .sigtran = p->parts.sigtran, .reload = process_reload, .stop = stop,
	    .changed = changed, .arg = p };

	p->parts.operate = operate_open(ruleset_conf(process_rules(p)), p->base,
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
	p->reload = reload_new(p->base, p->env->conf, process_reloaded, p);
	return p->reload != NULL && process_listen(p) &&
	    confine(CONFINE_ENGINE);
}

static void
close_all(struct process *p)
{
	reload_free(p->reload);
	operate_close(p->parts.operate);
	peers_free(p->parts.peers);
	home_free(p->parts.home);
	home_free(p->parts.sigtran);
	engine_free(p->parts.engine);
	events_close(p->parts.events);
	process_deafen(p);
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
	    &ruleset_conf(process_rules(p))->diameter;
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
	const struct conf *conf = ruleset_conf(process_rules(p));
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
	home_turn(p->parts.sigtran);
	peers_turn(p->parts.peers);
	events_turn(p->parts.events, now);
	if (p->phase != SERVING)
		process_stop_turn(p);
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
	saver_end(&p->saver, process_rules(p), process_memory(p));
	keeper_end(&p->keeper, process_rules(p),
	    engine_judge(p->parts.engine), engine_now(p->parts.engine));
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
