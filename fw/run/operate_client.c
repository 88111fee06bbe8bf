/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One operator at a socket: a line comes, an answer goes, and that is all.
 *
 * What he does not take waits for him in bounded memory for a bounded time, and
 * nobody else waits.
 */
#define _GNU_SOURCE	/* open_memstream(), struct ucred */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>

#include "operate_client.h"
#include "operate_impl.h"

struct client {
	struct clients	*all;
	struct client	*next, **link;
	struct bufferevent *bev;
	bool		 may_change, answered, stops;
};

struct clients {
	struct event_base *base;
	struct operate_env env;
	uint64_t	 started;	/* ns since 1970 */
	struct client	*first;
	size_t		 n;
	struct client	*reloads;	/* who waits for it, or NULL */
	bool		 reloading;
	bool		 closing;	/* no more than the reload is awaited */
};

static void
client_free(struct client *k)
{
	struct clients *all = k->all;
	bool stops = k->stops;

	if (all->reloads == k)
		all->reloads = NULL;
	*k->link = k->next;
	if (k->next != NULL)
		k->next->link = k->link;
	all->n--;
	bufferevent_free(k->bev);
	free(k);
	/* whether or not he has seen the answer */
	if (stops && all->env.stop != NULL)
		all->env.stop(all->env.arg);
}

/* ---- answers ---- */

static void
answer(struct client *k, const char *first, const char *text, size_t len)
{
	const struct timeval limit = { OPERATE_SECONDS, 0 };
	struct evbuffer *out = bufferevent_get_output(k->bev);

	k->answered = true;
	bufferevent_set_timeouts(k->bev, &limit, &limit);
	if (evbuffer_add_printf(out, "%s\n", first) < 0 ||
	    (len > 0 && evbuffer_add(out, text, len) == -1))
		client_free(k);
}

/* What is told may be several lines, of which the last one may be open. */
static void
told(struct client *k, const char *first, const char *text)
{
	size_t len = text == NULL ? 0 : strlen(text);
	char *line = malloc(len + 2);

	if (line == NULL) {
		answer(k, "no memory", NULL, 0);
		return;
	}
	memcpy(line, text == NULL ? "" : text, len);
	if (len > 0 && line[len - 1] != '\n')
		line[len++] = '\n';
	answer(k, first, line, len);
	free(line);
}

static void
reloaded(void *arg, bool fine, const char *text)
{
	struct clients *all = arg;
	struct client *k = all->reloads;

	all->reloading = false;
	all->reloads = NULL;
	if (all->closing)
		free(all);
	else if (k != NULL)
		told(k, fine ? "fine" : "the configuration was not taken",
		    text);
}

static void
reload(struct client *k)
{
	struct clients *all = k->all;

	if (all->reloading || all->env.reload == NULL) {
		answer(k, all->reloading ? "the configuration is being read "
		    "already" : "there is nothing to reload", NULL, 0);
		return;
	}
	all->reloading = true;
	all->reloads = k;
	/* it may take longer than a client may take to say something */
	bufferevent_set_timeouts(k->bev, NULL, NULL);
	all->env.reload(all->env.arg, reloaded, all);
}

/* Who has changed something is told, without numbers of subscribers. */
static void
tell(struct client *k, const char *did)
{
	struct ucred who = { .uid = (uid_t)-1 };
	socklen_t len = sizeof(who);

	(void)getsockopt(bufferevent_getfd(k->bev), SOL_SOCKET, SO_PEERCRED,
	    &who, &len);
	fprintf(stderr, "breakwater: ctl %s, by user %lu\n", did,
	    (unsigned long)who.uid);
}

static void
carry_out(struct client *k, char *line)
{
	struct call c = { .env = &k->all->env, .may_change = k->may_change,
	    .started = k->all->started };
	char *text = NULL;
	size_t len = 0;
	bool fine;

	c.f = open_memstream(&text, &len);
	if (c.f == NULL) {
		answer(k, "no memory", NULL, 0);
		return;
	}
	fine = call_line(&c, line);
	if (fclose(c.f) != 0)
		fine = call_refuse(&c, "no memory");
	if (fine && c.did != NULL)
		tell(k, c.did);
	if (fine && c.changed && k->all->env.changed != NULL)
		k->all->env.changed(k->all->env.arg);
	if (!fine) {
		answer(k, c.error, NULL, 0);
	} else if (c.after == AFTER_RELOAD) {
		reload(k);
	} else {
		k->stops = c.after == AFTER_STOP;
		answer(k, "fine", text, len);
	}
	free(text);
}

/* ---- lines ---- */

static void
on_read(struct bufferevent *bev, void *arg)
{
	struct client *k = arg;
	struct evbuffer *in = bufferevent_get_input(bev);
	char *line;

	if (k->answered || k->all->reloads == k) {
		evbuffer_drain(in, evbuffer_get_length(in));
		return;
	}
	line = evbuffer_readln(in, NULL, EVBUFFER_EOL_CRLF);
	if (line == NULL && evbuffer_get_length(in) >= OPERATE_LINE)
		answer(k, "the line is too long", NULL, 0);
	if (line == NULL)
		return;
	if (strlen(line) >= OPERATE_LINE)
		answer(k, "the line is too long", NULL, 0);
	else
		carry_out(k, line);
	free(line);
}

/* All of the answer has gone. */
static void
on_written(struct bufferevent *bev, void *arg)
{
	struct client *k = arg;

	(void)bev;
	if (k->answered)
		client_free(k);
}

/* He has gone, or was too slow; but who has only ended what he says may still
 * listen. */
static void
on_event(struct bufferevent *bev, short what, void *arg)
{
	struct client *k = arg;

	if ((what & BEV_EVENT_EOF) != 0 && (k->answered ||
	    k->all->reloads == k)) {
		bufferevent_disable(bev, EV_READ);
		return;
	}
	client_free(k);
}

void
clients_add(struct clients *all, int fd, bool may_change)
{
	const struct timeval limit = { OPERATE_SECONDS, 0 };
	struct client *k = all->n >= OPERATE_CLIENTS ? NULL :
	    calloc(1, sizeof(*k));

	if (k == NULL || (k->bev = bufferevent_socket_new(all->base, fd,
	    BEV_OPT_CLOSE_ON_FREE)) == NULL) {
		free(k);
		close(fd);
		return;
	}
	k->all = all;
	k->may_change = may_change;
	k->next = all->first;
	k->link = &all->first;
	if (k->next != NULL)
		k->next->link = &k->next;
	all->first = k;
	all->n++;
	bufferevent_setcb(k->bev, on_read, on_written, on_event, k);
	bufferevent_setwatermark(k->bev, EV_READ, 0, OPERATE_LINE);
	bufferevent_set_timeouts(k->bev, &limit, &limit);
	bufferevent_enable(k->bev, EV_READ | EV_WRITE);
}

struct clients *
clients_new(struct event_base *base, const struct operate_env *env,
    uint64_t started)
{
	struct clients *all = calloc(1, sizeof(*all));

	if (all == NULL)
		return NULL;
	all->base = base;
	all->env = *env;
	all->started = started;
	return all;
}

/* Who is told at the last moment that we stop is told at once or not at all. */
void
clients_free(struct clients *all)
{
	if (all == NULL)
		return;
	all->env.stop = NULL;
	while (all->first != NULL) {
		if (all->first->answered)
			(void)evbuffer_write(bufferevent_get_output(
			    all->first->bev), bufferevent_getfd(
			    all->first->bev));
		client_free(all->first);
	}
	all->closing = true;
	if (!all->reloading)
		free(all);
}
