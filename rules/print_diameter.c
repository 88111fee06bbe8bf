/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is about running inline, as canonical text.
 */
#include "out.h"

static void
put_quoted(struct out *o, const char *key, const char *text)
{
	if (text == NULL)
		return;
	out_put(o, "\t%s ", key);
	out_quoted(o, text);
	out_put(o, "\n");
}

static void
put_time(struct out *o, const char *key, uint64_t ns)
{
	out_put(o, "\t%s ", key);
	out_time(o, ns);
	out_put(o, "\n");
}

static void
put_size(struct out *o, const char *key, uint64_t octets)
{
	out_put(o, "\t%s ", key);
	out_size(o, octets);
	out_put(o, "\n");
}

static void
put_address(struct out *o, const struct conf_end *end)
{
	out_set(o, &end->address, SUBJECT_SRC);
	out_put(o, " port %u\n", end->port);
}

static void
put_end(struct out *o, const char *key, const struct conf_end *end)
{
	out_put(o, "\t%s %s ", key, conf_transport_name(end->transport));
	put_address(o, end);
}

void
out_link(struct out *o, const struct conf_link *l)
{
	if (l->host.n > 0) {
		out_put(o, "\thost ");
		out_set(o, &l->host, SIG_ORIGIN_HOST);
		out_put(o, "\n");
	}
	if (l->tls && !(l->dials && l->connect.transport == TRANSPORT_TLS))
		out_put(o, "\ttls\n");
	if (l->dials)
		put_end(o, "connect", &l->connect);
	if (l->freediameter)
		out_put(o, "\tedge freediameter\n");
	if (l->as != NULL) {
		out_put(o, "\tsigtran as ");
		out_quoted(o, l->as);
		out_put(o, " instance %u", l->instance);
		if (l->own.n > 0) {
			out_put(o, " own ");
			out_set(o, &l->own, SUBJECT_OPC);
		}
		out_put(o, "\n");
	}
	put_quoted(o, "pair", l->pair != NULL ? l->pair->text : NULL);
}

void
out_diameter(struct out *o, const struct conf_diameter *d)
{
	size_t i;

	if (!d->there)
		return;
	out_put(o, "\ndiameter {\n");
	put_quoted(o, "host", d->host);
	put_quoted(o, "realm", d->realm);
	for (i = 0; i < d->nlisten; i++)
		put_end(o, "listen", &d->listen[i]);
	put_quoted(o, "certificate", d->certificate);
	put_quoted(o, "key", d->key);
	put_quoted(o, "authority", d->authority);
	put_quoted(o, "crl", d->crl);
	put_time(o, "watchdog", d->watchdog);
	put_time(o, "answer", d->answer);
	out_put(o, "\trequests %lu\n\tconnections %lu\n",
	    (unsigned long)d->requests, (unsigned long)d->connections);
	put_size(o, "output", d->output);
	put_size(o, "message", d->message);
	if (d->hide)
		out_put(o, "\thide hosts\n");
	put_quoted(o, "freediameter", d->freediameter);
	out_put(o, "}\n");
}

static void
put_route(struct out *o, const struct conf_route *r)
{
	struct conf_item pc = { .kind = ITEM_NUMBER, .low = r->pc,
	    .high = r->pc };
	struct conf_set one = { &pc, 1 };

	out_put(o, "\troute gt ");
	out_set(o, &r->gt, SUBJECT_CALLED_GT);
	if (r->from.n > 0) {
		out_put(o, " from ");
		out_set(o, &r->from, SUBJECT_VIA);
	}
	out_put(o, " to ");
	out_set(o, &r->to, SUBJECT_VIA);
	if (r->has_pc) {
		out_put(o, " pc ");
		out_set(o, &one, SUBJECT_OPC);
	}
	out_put(o, "\n");
}

void
out_ss7(struct out *o, const struct conf_ss7 *s)
{
	size_t i;

	if (!s->there)
		return;
	out_put(o, "\nss7 {\n");
	put_quoted(o, "sigtran", s->sigtran);
	if (s->pc.n > 0) {
		out_put(o, "\tpc ");
		out_set(o, &s->pc, SUBJECT_OPC);
		out_put(o, "\n");
	}
	out_put(o, "\thops %u\n", s->hops);
	for (i = 0; i < s->nroute; i++)
		put_route(o, &s->route[i]);
	out_put(o, "}\n");
}

static void
put_only(struct out *o, uint32_t only)
{
	unsigned i;

	if (only == 0)
		return;
	out_put(o, " only {");
	for (i = 0; i < ONLY_COUNT; i++)
		if (only & 1U << i)
			out_put(o, " %s", conf_only_name(i));
	out_put(o, " }");
}

static void
put_events(struct out *o, const struct conf_events *e)
{
	out_put(o, "\tevents %s", conf_events_name(e->to));
	if (e->text != NULL) {
		out_put(o, " ");
		out_quoted(o, e->text);
	}
	put_only(o, e->only);
	if (e->pseudonyms)
		out_put(o, " pseudonyms");
	if (e->rotate > 0) {
		out_put(o, " rotate ");
		out_size(o, e->rotate);
		out_put(o, " keep %lu", (unsigned long)e->keep);
	}
	out_put(o, "\n");
}

/* A path and the quantity behind it. */
static void
put_ring(struct out *o, const struct conf_run *run)
{
	if (run->ring_text == NULL)
		return;
	out_put(o, "\tring ");
	out_quoted(o, run->ring_text);
	out_put(o, " ");
	out_size(o, run->ring_octets);
	out_put(o, "\n");
}

static void
put_state(struct out *o, const struct conf_run *run)
{
	if (run->state_text == NULL)
		return;
	out_put(o, "\tstate ");
	out_quoted(o, run->state_text);
	out_put(o, " every ");
	out_time(o, run->state_every);
	out_put(o, "\n");
}

void
out_run(struct out *o, const struct conf_run *run)
{
	size_t i;

	if (!run->there)
		return;
	out_put(o, "\nrun {\n");
	put_quoted(o, "user", run->user);
	for (i = 0; i < run->nevents; i++)
		put_events(o, &run->events[i]);
	put_ring(o, run);
	put_quoted(o, "control", run->control_text);
	put_quoted(o, "status", run->status_text);
	if (run->metrics.address.n > 0) {
		out_put(o, "\tmetrics ");
		put_address(o, &run->metrics);
	}
	put_state(o, run);
	out_put(o, "\ton failure %s\n}\n", run->failure_pass ? "pass" :
	    "drop");
}
