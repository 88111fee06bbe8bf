/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A neighbour that is open: the engine's way to it, and its watchdog
 * (RFC 6733 5.5; RFC 3539 3.4.1).
 */
#include <string.h>
#include <sys/uio.h>

#include "../../dissectors/diameter.h"
#include "peers_impl.h"

enum { BUSY_MAX = 4096 };		/* octets of an answer that says so */

static bool
op_send(void *arg, const struct iovec *part, int n)
{
	struct conn *c = arg;

	return c->state == PEER_OPEN && conn_send(c, part, n);
}

static void
op_close(void *arg)
{
	peer_goodbye(arg, BASE_REBOOTING);
}

static size_t
op_waiting(const void *arg)
{
	return conn_waiting(arg);
}

static void
op_hold(void *arg, bool on)
{
	conn_hold(arg, HOLD_ENGINE, on);
}

static const struct way_ops ops = {
	.send = op_send,
	.close = op_close,
	.waiting = op_waiting,
	.hold = op_hold,
};

static void
up(struct conn *c)
{
	struct way_end end = {
		.link = (unsigned)c->link,
		.host = c->host,
		.realm = c->realm,
		.address_len = c->address_len,
		.sport = c->sport,
		.dport = c->dport,
		.transport = c->transport->name,
	};

	if (c->way != NULL || c->dead)
		return;
	memcpy(end.src, c->src, sizeof(end.src));
	memcpy(end.dst, c->dst, sizeof(end.dst));
	c->way = engine_up(c->peers->engine, &end, &ops, c);
	if (c->way == NULL)
		conn_fail(c, CONN_LOST, "one neighbour too many");
}

void
peer_down(struct conn *c, const char *why)
{
	struct way *w = c->way;

	c->way = NULL;
	if (w != NULL)
		engine_down(c->peers->engine, w, why);
	conn_hold(c, HOLD_ENGINE, false);
}

static void
say_dwr(struct conn *c)
{
	uint8_t mem[BASE_WRITE_MAX];
	struct wbuf w = wbuf_make(mem, sizeof(mem));

	c->hop++;
	base_dwr(&w, &c->peers->self, c->hop, c->hop);
	peer_write(c, &w);
}

/* Tw, within 2 s of what is configured, less where that is little (RFC 3539
 * 3.4.1). */
static void
wait_again(struct conn *c)
{
	uint64_t tw = c->peers->times.watchdog;

	c->watch_for = peers_jitter(c->peers, tw,
	    tw / 4 < 2 * SEC ? tw / 4 : 2 * SEC);
	c->watch_at = peers_now() + c->watch_for;
	conn_timer(c);
}

/* From whom we do not read we hear nothing, and that is not its fault. */
static bool
deaf(const struct conn *c, enum watchdog_event e)
{
	return e == WATCHDOG_TIME && c->held != 0;
}

unsigned
peer_watch(struct conn *c, enum watchdog_event e)
{
	unsigned act;

	if (c->state != PEER_OPEN)
		return 0;
	act = deaf(c, e) ? WATCHDOG_SET : watchdog_event(&c->watchdog, e);
	if (act & WATCHDOG_CLOSE) {
		peer_set_failed(c->peers, c, true);
		conn_fail(c, CONN_LOST, "no answer to the watchdog");
		return act;
	}
	if (act & WATCHDOG_SET)
		wait_again(c);
	if (act & WATCHDOG_ASK)
		say_dwr(c);
	if (act & WATCHDOG_FAIL_OVER)
		peer_down(c, "no answer to the watchdog");
	if (act & (WATCHDOG_OPEN | WATCHDOG_FAIL_BACK)) {
		peer_set_failed(c->peers, c, false);
		up(c);
	}
	return act;
}

void
peer_open(struct conn *c)
{
	c->state = PEER_OPEN;
	c->deadline = 0;
	tell_open(c);
	watchdog_init(&c->watchdog, peer_has_failed(c->peers, c));
	(void)peer_watch(c, WATCHDOG_UP);
}

/* A request while it is being watched for coming back (REOPEN), or while
 * nobody is there to take it: the neighbour may try elsewhere. */
static void
turn_away(struct conn *c, const struct base_header *h, const uint8_t *p,
    size_t n)
{
	uint8_t mem[BUSY_MAX];
	struct wbuf w = wbuf_make(mem, sizeof(mem));

	if ((h->flags & DIAMETER_REQUEST) == 0)
		return;
	base_busy(&w, &c->peers->self, cur_make(p, n));
	peer_write(c, &w);
}

void
peer_pass(struct conn *c, const struct base_header *h, uint8_t *p, size_t n)
{
	/* the usual case of WATCHDOG_MESSAGE, without a look at the timer:
	 * it fires early and goes on */
	if (c->watchdog.state == WATCHDOG_OKAY && c->watch_at != 0)
		c->watch_at = c->peers->now + c->watch_for;
	else
		(void)peer_watch(c, WATCHDOG_MESSAGE);
	if (c->way != NULL)
		engine_message(c->peers->engine, c->way, p, n);
	else
		turn_away(c, h, p, n);
}
