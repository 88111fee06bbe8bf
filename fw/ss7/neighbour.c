/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who is active: the library's application servers and the numbers that the
 * channel has for them; and what waits to go out to each.
 *
 * The library tells nobody of a change but by asking, so its lists are looked
 * at after each turn of its loop.  In traffic mode override (RFC 4666 4.3.4.3)
 * a process of another host can take over from ours: 1.6.0 goes on as if it had
 * not, and stays silent when that one is gone.  So what is notified is heeded
 * here: a process that was taken over from counts as inactive, and begins again
 * when nobody is active.  Its transmit queues have no end: it is given
 * a few messages at a time, and more when those are with the kernel.  What
 * waits here is no more than the engine had credit for.
 */
#include "edge_ss7.h"

#include <ctype.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include <osmocom/netif/stream.h>

enum { AGAIN_S = 1 };			/* until it begins */

struct neighbour *
neighbour_of(struct edge *e, uint32_t number)
{
	struct neighbour *b = &e->neighbour[channel_place(number)];

	return b->up && b->number == number ? b : NULL;
}

struct neighbour *
neighbour_as(struct edge *e, const struct osmo_ss7_as *as)
{
	struct neighbour *b;

	for (b = e->neighbour; b < e->neighbour + CHANNEL_NEIGHBOURS; b++)
		if (b->as == as)
			return b;
	return NULL;
}

/* ---- what goes out ---- */

/* A neighbour's last queue is no other's. */
static void
queue_drop(struct edge *e, struct neighbour *b)
{
	struct msgb *msg;

	b->queued = 0;
	while ((msg = msgb_dequeue(&b->queue)) != NULL) {
		lose(e, CHANNEL_LOSS_DOWN);
		msgb_free(msg);
	}
}

bool
neighbour_queue(struct neighbour *b, struct msgb *msg)
{
	/* each took a credit of one, for its length */
	_Static_assert(CHANNEL_M3UA_MAX < CHANNEL_SHARE, "more than one");

	if (b->queued >= CHANNEL_CREDIT) {
		msgb_free(msg);
		return false;
	}
	msgb_enqueue(&b->queue, msg);
	b->queued++;
	return true;
}

/* The i-th of the processes that are active, or NULL. */
static struct osmo_fd *
process_ofd(const struct osmo_ss7_as *as, unsigned i)
{
	if (as->cfg.asps[i] == NULL || !osmo_ss7_asp_active(as->cfg.asps[i]))
		return NULL;
	return guard_ofd(as->cfg.asps[i]);
}

/* Does the library still have octets to write? */
static bool
is_busy(const struct osmo_ss7_as *as)
{
	struct osmo_fd *ofd;
	unsigned i;

	for (i = 0; i < ASPS_MAX; i++) {
		ofd = process_ofd(as, i);
		if (ofd != NULL && stream_busy(ofd))
			return true;
	}
	return false;
}

static void
write_now(const struct osmo_ss7_as *as)
{
	struct osmo_fd *ofd;
	unsigned i;

	for (i = 0; i < ASPS_MAX; i++) {
		ofd = process_ofd(as, i);
		if (ofd != NULL)
			stream_write(ofd);
	}
}

/* Credit goes back with messages, so that it wakes nobody, or when it has
 * become much. */
static void
credit_put(struct edge *e, struct neighbour *b)
{
	uint8_t frame[CHANNEL_HEADER + 4];
	struct wbuf w = wbuf_make(frame, sizeof(frame));

	if (b->owed == 0 || (b->owed < CREDIT_MUCH && e->out_len == 0))
		return;
	channel_credit_put(&w, b->number, b->owed);
	if (pipe_small(e, &w))
		b->owed = 0;
}

static void
queue_go_on(struct edge *e, struct neighbour *b)
{
	struct msgb *msg;
	unsigned i;

	while (!llist_empty(&b->queue) && !is_busy(b->as)) {
		for (i = 0; i < PASS_MAX &&
		    (msg = msgb_dequeue(&b->queue)) != NULL; i++) {
			user_send(e, b, msg);
			b->queued--;
			b->owed++;
		}
		write_now(b->as);
	}
	credit_put(e, b);
}

/* ---- up and down ---- */

/* A frame that has to be told: where there is no room for it the engine has
 * not read for long. */
static void
must_put(struct edge *e, const struct wbuf *w)
{
	if (!pipe_small(e, w))
		give_up("the engine does not read");
}

static void
down(struct edge *e, struct neighbour *b, enum channel_why why)
{
	uint8_t frame[CHANNEL_HEADER + 1];
	struct wbuf w = wbuf_make(frame, sizeof(frame));

	b->up = false;
	queue_drop(e, b);
	channel_down_put(&w, b->number, why);
	must_put(e, &w);
}

static uint8_t
address_get(const struct sockaddr_storage *ss, uint8_t *octets, uint16_t *port)
{
	const struct sockaddr_in *in = (const void *)ss;
	const struct sockaddr_in6 *in6 = (const void *)ss;

	if (ss->ss_family == AF_INET) {
		*port = ntohs(in->sin_port);
		memcpy(octets, &in->sin_addr, 4);
		return 4;
	}
	if (ss->ss_family != AF_INET6)
		return 0;
	*port = ntohs(in6->sin6_port);
	memcpy(octets, &in6->sin6_addr, 16);
	return 16;
}

/* Of the first process that is active. */
static void
addresses_get(struct channel_up *u, const struct osmo_ss7_as *as)
{
	struct sockaddr_storage far = { .ss_family = AF_UNSPEC }, near = far;
	socklen_t far_len = sizeof(far), near_len = sizeof(near);
	const struct osmo_fd *ofd = NULL;
	unsigned i;

	for (i = 0; i < ASPS_MAX && ofd == NULL; i++)
		ofd = process_ofd(as, i);
	if (ofd == NULL ||
	    getpeername(ofd->fd, (struct sockaddr *)&far, &far_len) != 0 ||
	    getsockname(ofd->fd, (struct sockaddr *)&near, &near_len) != 0 ||
	    far.ss_family != near.ss_family)
		return;
	u->address_len = address_get(&far, u->src, &u->sport);
	(void)address_get(&near, u->dst, &u->dport);
}

static void
up(struct edge *e, struct neighbour *b)
{
	uint8_t frame[CHANNEL_HEADER + CHANNEL_UP_MAX];
	struct wbuf w = wbuf_make(frame, sizeof(frame));
	struct channel_up u = {
		.transport = b->as->cfg.proto == OSMO_SS7_ASP_PROT_IPA ?
		    CHANNEL_OVER_IPA : CHANNEL_OVER_M3UA,
		.instance = (uint8_t)b->as->inst->cfg.id,
	};

	b->up = true;
	b->number += CHANNEL_NEIGHBOURS;
	b->credit = b->owed = 0;
	b->active = 0;
	memccpy(u.host, b->as->cfg.name, '\0', sizeof(u.host) - 1);
	addresses_get(&u, b->as);
	channel_up_put(&w, b->number, &u);
	must_put(e, &w);
}

/* ---- its processes ---- */

static void
event_put(struct edge *e, const struct neighbour *b, const struct way_event *ev)
{
	uint8_t frame[CHANNEL_HEADER + 8];
	struct wbuf w = wbuf_make(frame, sizeof(frame));

	/* not of the reserve, for a peer can send any number of them */
	if (!b->up || OUT_MAX - (e->out_len - e->out_from) < OUT_RESERVE)
		return;
	channel_event_put(&w, b->number, ev);
	(void)pipe_small(e, &w);
}

void
neighbour_event(struct edge *e, struct osmo_ss7_asp *asp,
    const struct way_event *ev)
{
	struct neighbour *b;

	for (b = e->neighbour; b < e->neighbour + CHANNEL_NEIGHBOURS; b++)
		if (b->up && osmo_ss7_as_has_asp(b->as, asp))
			event_put(e, b, ev);
}

/* Ours of that place is active, and no other one has taken over. */
static bool
is_active(const struct neighbour *b, unsigned i)
{
	const struct osmo_ss7_asp *asp = b->as->cfg.asps[i];

	return asp != NULL && osmo_ss7_asp_active(asp) &&
	    !(b->standby >> i & 1);
}

void
neighbour_status(struct edge *e, const struct osmo_ss7_asp *asp,
    uint32_t status)
{
	struct neighbour *b;
	unsigned i;

	for (b = e->neighbour; b < e->neighbour + CHANNEL_NEIGHBOURS; b++)
		for (i = 0; b->as != NULL && i < ASPS_MAX; i++) {
			if (b->as->cfg.asps[i] != asp)
				continue;
			if (status == M3UA_OTHER_ACTIVE)
				b->standby |= (uint16_t)(1u << i);
			else if (status == M3UA_AS_PENDING ||
			    status == M3UA_AS_INACTIVE)
				b->again |= b->standby & (uint16_t)(1u << i);
		}
}

/*
 * Its association ends, and begins again by the library's own timer.  Restarted
 * at once it may find our port still in use, or the far end not yet done with
 * the one before: that then says that another process has taken over from us.
 */
static void
begins(struct osmo_ss7_asp *asp)
{
	if (asp->client != NULL)
		osmo_stream_cli_set_reconnect_timeout(asp->client, AGAIN_S);
	osmo_ss7_asp_disconnect(asp);
}

/* Not while the library is within one of them. */
static void
standby_look(struct neighbour *b)
{
	struct osmo_ss7_asp *asp;
	uint16_t bit;
	unsigned i;

	for (i = 0; i < ASPS_MAX && (b->standby | b->again) != 0; i++) {
		bit = (uint16_t)(1u << i);
		asp = b->as->cfg.asps[i];
		if (asp != NULL && b->again & bit)
			begins(asp);
		b->again &= (uint16_t)~bit;
		if (asp == NULL || !osmo_ss7_asp_active(asp))
			b->standby &= (uint16_t)~bit;
	}
}

/* Is any of them? */
static bool
is_there(const struct neighbour *b)
{
	unsigned i;

	if (!osmo_ss7_as_active(b->as))
		return false;
	for (i = 0; i < ASPS_MAX && b->standby != 0; i++)
		if (is_active(b, i))
			return true;
	return b->standby == 0;
}

static void
processes_look(struct edge *e, struct neighbour *b)
{
	struct way_event ev = { .what = WAY_EVENT_ASP_DOWN };
	uint16_t active = 0;
	unsigned i;

	for (i = 0; i < ASPS_MAX; i++)
		if (is_active(b, i))
			active |= (uint16_t)(1u << i);
	for (i = 0; i < ASPS_MAX && b->active != 0; i++) {
		if (((active ^ b->active) >> i & 1) == 0)
			continue;
		ev.what = active >> i & 1 ? WAY_EVENT_ASP_UP :
		    WAY_EVENT_ASP_DOWN;
		event_put(e, b, &ev);
	}
	b->active = active;
}

/* ---- the library's lists ---- */

/* What the channel takes for a name. */
static bool
is_name(const char *name)
{
	size_t i, n = strlen(name);

	for (i = 0; i < n; i++)
		if (!isalnum((unsigned char)name[i]) &&
		    strchr("-._", name[i]) == NULL)
			return false;
	return n > 0 && n < EDGE_NAME_MAX;
}

static struct neighbour *
place_for(struct edge *e, struct osmo_ss7_as *as)
{
	struct neighbour *b = neighbour_as(e, as);

	if (b != NULL || !is_name(as->cfg.name) ||
	    as->inst->cfg.id > INSTANCE_MAX ||
	    e->user[as->inst->cfg.id].inst != as->inst ||
	    (b = neighbour_as(e, NULL)) == NULL)
		return b;
	b->as = as;
	if (b->number == 0)
		b->number = (uint32_t)(b - e->neighbour);
	INIT_LLIST_HEAD(&b->queue);
	b->queued = 0;
	b->standby = b->again = 0;
	return b;
}

static void
look(struct edge *e, struct osmo_ss7_as *as)
{
	struct neighbour *b = place_for(e, as);
	bool active;

	if (b == NULL)
		return;
	b->seen = true;
	standby_look(b);
	active = is_there(b);
	if (active && !b->up)
		up(e, b);
	else if (!active && b->up)
		down(e, b, CHANNEL_WHY_INACTIVE);
	if (!b->up)
		return;
	processes_look(e, b);
	queue_go_on(e, b);
}

/* One that is not in a list any more, by an operator, is never touched. */
void
neighbours_look(struct edge *e)
{
	struct osmo_ss7_instance *inst;
	struct osmo_ss7_as *as;
	struct neighbour *b;

	if (!e->ready)
		return;
	llist_for_each_entry(inst, &osmo_ss7_instances, list)
		llist_for_each_entry(as, &inst->as_list, list)
			look(e, as);
	for (b = e->neighbour; b < e->neighbour + CHANNEL_NEIGHBOURS; b++) {
		if (b->as != NULL && !b->seen) {
			if (b->up)
				down(e, b, CHANNEL_WHY_LOST);
			b->as = NULL;
		}
		b->seen = false;
	}
}

void
neighbours_stop(struct edge *e)
{
	struct neighbour *b;

	for (b = e->neighbour; b < e->neighbour + CHANNEL_NEIGHBOURS; b++)
		if (b->up)
			down(e, b, CHANNEL_WHY_STOPPING);
}
