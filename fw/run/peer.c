/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The peer state machine (RFC 6733 5.6), a connection at a time.
 *
 * The standard has one machine for a peer with up to two connections, one that
 * we began and one that it did; here each connection has a state, and what the
 * standard calls Wait-Conn-Ack/Elect and Wait-Returns is ELECT of the one while
 * the other is CONNECTING or WAIT_CEA (meet.c).
 */
#include <sys/uio.h>

#include "../../dissectors/diameter.h"
#include "peers_impl.h"

enum event_of { GOT_CER, GOT_CEA, GOT_DWR, GOT_DWA, GOT_DPR, GOT_DPA,
	GOT_OTHER, GOT_COUNT };

typedef void	 step(struct conn *, const struct base_header *, uint8_t *,
		    size_t);

bool
peer_unidentified(const struct conn *c)
{
	return c->host == NULL;
}

void
peer_write(struct conn *c, const struct wbuf *w)
{
	struct iovec part = { w->p, w->len };

	if (wbuf_ok(w))
		(void)conn_send_own(c, &part, 1);
}

static void
deadline(struct conn *c, uint64_t ns)
{
	c->deadline = peers_now() + ns;
	conn_timer(c);
}

static void
say_cer(struct conn *c)
{
	uint8_t mem[BASE_WRITE_MAX];
	struct wbuf w = wbuf_make(mem, sizeof(mem));
	struct base_self self = peer_self(c);

	c->asked = ++c->hop;
	base_cer(&w, &self, c->asked, c->asked);
	peer_write(c, &w);
}

void
conn_started(struct conn *c)
{
	c->state = c->dialled ? PEER_WAIT_CEA : PEER_WAIT_CER;
	if (c->dialled)
		say_cer(c);
	deadline(c, c->peers->times.capabilities);
}

/* ---- steps ---- */

static void
ignore(struct conn *c, const struct base_header *h, uint8_t *p, size_t n)
{
	(void)c;
	(void)h;
	(void)p;
	(void)n;
}

static void
wrong(struct conn *c, const struct base_header *h, uint8_t *p, size_t n)
{
	(void)h;
	(void)p;
	(void)n;
	c->peers->counts.strangers++;
	conn_fail(c, CONN_STRANGER, "has not said who it is");
}

static void
answer(struct conn *c, const struct base_header *h, uint32_t result)
{
	uint8_t mem[BASE_WRITE_MAX];
	struct wbuf w = wbuf_make(mem, sizeof(mem));

	base_answer(&w, &c->peers->self, h, result);
	peer_write(c, &w);
}

/* Capabilities do not change while it is open (RFC 6733 5.3). */
static void
cer_again(struct conn *c, const struct base_header *h, uint8_t *p, size_t n)
{
	struct base_message m = { .header = *h };
	struct base_self self = peer_self(c);
	uint8_t mem[BASE_WRITE_MAX];
	struct wbuf w = wbuf_make(mem, sizeof(mem));

	(void)p;
	(void)n;
	(void)peer_watch(c, WATCHDOG_MESSAGE);
	base_cea(&w, &self, &m, BASE_UNABLE);
	peer_write(c, &w);
}

static void
dwr(struct conn *c, const struct base_header *h, uint8_t *p, size_t n)
{
	struct base_message m;
	uint32_t result = base_read(&m, cur_make(p, n));

	(void)peer_watch(c, WATCHDOG_MESSAGE);
	answer(c, h, result);
}

static void
dwa(struct conn *c, const struct base_header *h, uint8_t *p, size_t n)
{
	(void)h;
	(void)p;
	(void)n;
	(void)peer_watch(c, WATCHDOG_DWA);
}

/* It closes when it has our answer (RFC 6733 5.4.1). */
static void
dpr(struct conn *c, const struct base_header *h, uint8_t *p, size_t n)
{
	struct base_message m;
	uint32_t result = base_read(&m, cur_make(p, n));

	c->cause = m.cause > BASE_DO_NOT_WANT ? 1 : m.cause + 1;
	answer(c, h, result);
	c->why = "goodbye from the neighbour";
	peer_down(c, c->why);
	c->state = PEER_LEAVING;
	c->watch_at = 0;
	deadline(c, c->peers->times.goodbye);
}

static void
dpa(struct conn *c, const struct base_header *h, uint8_t *p, size_t n)
{
	(void)p;
	(void)n;
	if (h->hop == c->asked)
		conn_fail(c, CONN_DONE, "goodbye");
}

/* What each state does with each message; CONNECTING hears nothing. */
static step *const steps[PEER_STATES][GOT_COUNT] = {
	[PEER_CONNECTING] = { wrong, wrong, wrong, wrong, wrong, wrong,
	    wrong },
	[PEER_WAIT_CEA] = {
		[GOT_CER] = wrong, [GOT_CEA] = peer_cea, [GOT_DWR] = wrong,
		[GOT_DWA] = wrong, [GOT_DPR] = wrong, [GOT_DPA] = wrong,
		[GOT_OTHER] = wrong },
	[PEER_WAIT_CER] = {
		[GOT_CER] = peer_cer, [GOT_CEA] = wrong, [GOT_DWR] = wrong,
		[GOT_DWA] = wrong, [GOT_DPR] = wrong, [GOT_DPA] = wrong,
		[GOT_OTHER] = wrong },
	[PEER_ELECT] = { wrong, wrong, wrong, wrong, wrong, wrong, wrong },
	[PEER_OPEN] = {
		[GOT_CER] = cer_again, [GOT_CEA] = ignore, [GOT_DWR] = dwr,
		[GOT_DWA] = dwa, [GOT_DPR] = dpr, [GOT_DPA] = ignore,
		[GOT_OTHER] = peer_pass },
	[PEER_CLOSING] = {		/* a DPR of ours has no answer yet */
		[GOT_CER] = ignore, [GOT_CEA] = ignore, [GOT_DWR] = dwr,
		[GOT_DWA] = ignore, [GOT_DPR] = dpr, [GOT_DPA] = dpa,
		[GOT_OTHER] = peer_pass },
	[PEER_LEAVING] = { ignore, ignore, ignore, ignore, ignore, ignore,
	    ignore },
};

static enum event_of
event_of(const struct base_header *h)
{
	bool asks = (h->flags & DIAMETER_REQUEST) != 0;

	if (h->app != DIAMETER_APP_BASE)
		return GOT_OTHER;
	switch (h->command) {
	case BASE_CE:
		return asks ? GOT_CER : GOT_CEA;
	case BASE_DW:
		return asks ? GOT_DWR : GOT_DWA;
	case BASE_DP:
		return asks ? GOT_DPR : GOT_DPA;
	}
	return GOT_OTHER;
}

void
peer_message(struct conn *c, const struct base_header *h, uint8_t *p, size_t n)
{
	steps[c->state][event_of(h)](c, h, p, n);
}

/* ---- time, end ---- */

/* What a state's deadline means. */
static const struct {
	uint8_t		 end;		/* enum conn_end */
	const char	*why;
} late[PEER_STATES] = {
	[PEER_CONNECTING] = { CONN_LOST, "no connection in time" },
	[PEER_WAIT_CEA] = { CONN_LOST, "no CEA in time" },
	[PEER_WAIT_CER] = { CONN_SILENT, "no CER in time" },
	[PEER_ELECT] = { CONN_LOST, "no end of the election in time" },
	[PEER_OPEN] = { CONN_LOST, "" },
	[PEER_CLOSING] = { CONN_DONE, "no answer to our goodbye" },
	[PEER_LEAVING] = { CONN_DONE, NULL },
};

void
peer_time(struct conn *c, uint64_t now)
{
	unsigned end = late[c->state].end;
	const char *why = late[c->state].why;

	if (c->watch_at != 0 && c->watch_at <= now)
		(void)peer_watch(c, WATCHDOG_TIME);
	if (c->dead || c->deadline == 0 || c->deadline > now)
		return;
	if (c->state == PEER_CONNECTING && !c->dialled)
		end = CONN_SILENT;
	conn_fail(c, end, why != NULL ? why : c->why);
}

void
peer_flushed(struct conn *c)
{
	if (!c->last || c->dead || conn_waiting(c) > 0)
		return;
	c->last = false;
	conn_shut(c);
}

void
peer_goodbye(struct conn *c, uint32_t cause)
{
	uint8_t mem[BASE_WRITE_MAX];
	struct wbuf w = wbuf_make(mem, sizeof(mem));

	if (c->state == PEER_CLOSING || c->state == PEER_LEAVING)
		return;
	if (c->state != PEER_OPEN) {
		conn_fail(c, CONN_DONE, "no longer wanted");
		return;
	}
	c->asked = ++c->hop;
	base_dpr(&w, &c->peers->self, c->asked, c->asked, cause);
	peer_write(c, &w);
	c->state = PEER_CLOSING;
	c->watch_at = 0;
	deadline(c, c->peers->times.goodbye);
}

void
peer_gone(struct conn *c)
{
	struct peers *ps = c->peers;

	peer_down(c, c->why);
	tell_gone(c);
	if (peer_unidentified(c) && !c->dialled) {
		ps->counts.unidentified--;
		ps->unknown -= c->unknown;
	}
	meet_gone(c);
	if (c->dialled)
		dial_over(c);
	else if (c->link != -1)
		dial_again(ps, c->link);
}
