/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SS7 messages, on their way on.
 *
 * Where one would go is found first, for storm control asks by which link; then
 * it is judged, and then carried out.  What a rule drops or diverts stays so
 * whatever else is wrong with it; a return of what can not be delivered is owed
 * to who set the option alone (ITU-T Q.714 4.2).
 */
#include "transfer.h"

enum { LABEL_DPC = 4, SCCP_HOPS = 2, LABEL_LEN = 8 };

/* One message, with the segments that it came in. */
struct transit {
	struct engine	*e;
	struct way	*from;
	uint8_t		*p;
	size_t		 n;
	struct segments_set *set;	/* or NULL: it is p alone */
	bool		 stops;		/* never goes on */
	struct heading	 h;
	struct verdict	 v;
	struct event	 event;
};

/* ---- sending ---- */

/* sccp: where the SCCP message begins, with the label before it. */
static void
relabel(const struct transit *x, uint8_t *sccp)
{
	const struct heading *h = &x->h;
	uint8_t hops;

	if (!h->relabel)
		return;
	octets_put32(sccp - TRANSFER_LABEL,
	    transfer_opc(x->e->transfer, h));
	octets_put32(sccp - TRANSFER_LABEL + LABEL_DPC,
	    transfer_dpc(x->e->transfer, h));
	if (h->hops == 0)
		return;
	hops = (uint8_t)(sccp[SCCP_HOPS] - 1);
	sccp[SCCP_HOPS] = hops < h->hops ? hops : h->hops;
}

static bool
send_octets(struct way *to, const uint8_t *p, size_t n)
{
	struct iovec part = octets_part(cur_make(p, n));

	return to->ops->send(to->arg, &part, 1);
}

/* As it came, so that it can be answered. */
static bool
send_one(const struct transit *x)
{
	uint8_t *sccp, label[LABEL_LEN];
	bool sent;

	if (!x->h.relabel)
		return send_octets(x->h.to, x->p, x->n);
	sccp = x->p + (x->e->m.sccp.p - x->p);
	memcpy(label, sccp - TRANSFER_LABEL, sizeof(label));
	relabel(x, sccp);
	sent = send_octets(x->h.to, x->p, x->n);
	memcpy(sccp - TRANSFER_LABEL, label, sizeof(label));
	if (x->h.hops != 0)
		sccp[SCCP_HOPS] = x->e->m.hops;
	return sent;
}

/* Once the first was taken there is no other way for the rest. */
static bool
send_set(const struct transit *x, bool *begun)
{
	struct engine *e = x->e;
	uint16_t mark;
	unsigned i;
	size_t n;

	for (i = 0; i < x->set->n; i++) {
		n = segments_order(e->segments, x->set, i, e->segment, &mark);
		relabel(x, e->segment + mark);
		if (!send_octets(x->h.to, e->segment, n))
			return false;
		*begun = true;
	}
	return true;
}

static bool
send_any(struct transit *x)
{
	bool begun = false;

	do {
		if (x->set == NULL ? send_one(x) : send_set(x, &begun))
			return true;
	} while (!begun && transfer_other(x->e->transfer, x->from, &x->h));
	return false;
}

/* ---- carrying out ---- */

static enum engine_end
refuse(const struct transit *x, enum engine_end end, unsigned cause)
{
	view_undelivered(x->e, &x->v);
	if (cause != TRANSFER_SILENT)
		(void)local_return(x->e, x->from, cause);
	return end;
}

/* A copy to who looks into it. */
static void
divert(struct transit *x, int link)
{
	transfer_only(x->e->transfer, x->from, &x->e->m, link, &x->h);
	if (x->h.end == END_COUNT && send_any(x))
		x->h.to->counts.sent++;
}

/* Who asks is told of, and what ends is counted. */
static bool
asks(const struct sig_msg *m)
{
	switch (m->kind) {
	case SIG_KIND_ANSWER:
	case SIG_KIND_ERROR:
	case SIG_KIND_REJECT:
	case SIG_KIND_ABORT:
		return false;
	default:
		return true;
	}
}

static enum engine_end
forward(struct transit *x)
{
	if (x->h.end != END_COUNT)
		return refuse(x, x->h.end, x->h.cause);
	if (!send_any(x))
		return refuse(x, END_NO_WAY, TRANSFER_FULL);
	if (asks(&x->e->m))
		x->h.to->counts.sent++;
	else
		x->h.to->counts.sent_answers++;
	return END_PASSED;
}

static enum engine_end
carry_out(struct transit *x)
{
	const struct conf_rule *rule = event_rule(&x->event);
	unsigned action = x->v.monitor ? ACTION_PASS : x->v.action;
	int link = rule == NULL || rule->to_link == NULL || x->v.monitor ?
	    LINK_UNKNOWN : (int)rule->to_link->index;

	if (x->v.why == WHY_POLICED)
		return END_POLICED;
	if (action == ACTION_DROP ||
	    (action == ACTION_REJECT && x->v.error == REJECT_SILENCE))
		return END_DROPPED;
	if (action == ACTION_SINK) {
		if (link != LINK_UNKNOWN && x->e->m.sccp.p != NULL)
			divert(x, link);
		return END_SUNK;
	}
	if (action == ACTION_STEER && link != LINK_UNKNOWN)
		transfer_only(x->e->transfer, x->from, &x->e->m, link, &x->h);
	else if (action != ACTION_PASS)
		return local_verdict(x->e, x->from, &x->event) ?
		    END_REFUSED : END_DROPPED;
	return forward(x);
}

static enum engine_end
judge(struct transit *x)
{
	struct engine *e = x->e;

	if (x->from->link == LINK_UNKNOWN)
		return END_NO_WAY;
	transfer_find(e->transfer, x->from, &e->m,
	    x->set == NULL ? e->m.hops : x->set->hops, &x->h);
	e->m.link_out = (uint16_t)(x->h.link + 1);
	view_police(e, &x->event, &x->v, x->stops);
	return carry_out(x);
}

void
transfer_message(struct engine *e, struct way *w, uint8_t *p, size_t n)
{
	struct transit x = { .e = e, .from = w, .p = p, .n = n };
	enum engine_end end;
	bool conflict;

	if (!held_view(e, w, p, n, &x.set, &conflict))
		return;
	x.stops = conflict || police_stops(e, w, &e->m);
	end = judge(&x);
	if (asks(&e->m)) {
		w->counts.requests++;
		w->counts.end[end]++;
	} else {
		w->counts.answers++;
		w->counts.stopped += end != END_PASSED;
	}
	if (x.set != NULL)
		segments_end(e->segments, x.set);
}
