/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sinkhole around the rules: what comes from a source that is sunk is
 * diverted before any rule, and a rule that says so sinks the source of what it
 * decides on.
 *
 * A source is the node that sent the message, known together with the partner
 * over whose link it came, or its subscriber; a partner as a whole only where
 * the rule names the partner.
 */
#include <string.h>

#include "control_impl.h"
#include "state/number.h"

/* Whose link it came over, or else who it says it is from. */
static uint16_t
partner_of(const struct look *l)
{
	unsigned owner = owner_of_link(l->rs->owners, l->link);

	return (uint16_t)(owner != OWNER_NOBODY ? owner : l->from);
}

static struct sunk_source
node_of(const struct look *l)
{
	const struct sig_msg *m = l->m;

	return (struct sunk_source){
		.key = context_source_key(l->judge->secret, m),
		.partner = partner_of(l),
		.scope = m->proto == SIG_PROTO_DIAMETER ? SUNK_HOST :
		    m->calling.present && m->calling.has_gt &&
		    m->calling.len > 0 ? SUNK_GT : SUNK_PC,
	};
}

/* Whom the component is about, itself or by its dialogue; or NULL. */
static const struct sig_value *
imsi_of(const struct look *l)
{
	const struct sig_value *first = sig_get(l->m, SIG_IMSI), *v;

	for (v = first; v != NULL; v = sig_next(l->m, v))
		if (look_belongs(l, v))
			return v;
	return first != NULL && from_dialogue(l, first) ? first : NULL;
}

static struct sunk_source
subscriber_of(const struct look *l, const struct sig_value *v)
{
	return (struct sunk_source){ .key = v == NULL ? 0 :
	    number_pack(&v->digits, v->len), .partner = partner_of(l),
	    .scope = SUNK_SUBSCRIBER };
}

static struct sunk_source
whole_of(const struct look *l)
{
	return (struct sunk_source){ .key = partner_of(l),
	    .partner = partner_of(l), .scope = SUNK_PARTNER };
}

/* ---- before the rules ---- */

static bool
is_proven(const struct look *l)
{
	unsigned owner = owner_of_link(l->rs->owners, l->link);

	return owner != OWNER_NOBODY && owner == l->from;
}

/* Everybody whom it is about: another does not get by with a critical one. */
static bool
is_critical(struct look *l)
{
	const struct conf_class *all = l->rs->conf->class;
	bool critical = true;
	unsigned i;
	int cls;

	for (i = l->m->ncomp > 0 ? l->m->ncomp : 1; critical && i-- > 0;) {
		l->cls_known = l->cls_known && l->comp == i;
		l->comp = i;
		cls = look_class(l);
		critical = cls >= 0 && all[cls].critical;
	}
	l->cls_known = l->comp == 0;
	l->comp = 0;
	return critical;
}

static bool
is_diverted(struct look *l, const struct sunk_source *source,
    struct verdict *v)
{
	struct sunks *s = l->judge->control->sunks;
	uint32_t place;

	if (source->key == 0 || (place = sunk_find(s, source)) == SUNK_NONE ||
	    sunk_state(s, place) != SUNK_DIVERTED)
		return false;
	if (!sunk_diverts(s, place, is_critical(l), is_proven(l)))
		return false;
	*v = (struct verdict){ .action = ACTION_SINK, .why = WHY_SUNK,
	    .direction = l->direction, .link = l->link,
	    .from = l->from, .to = l->to, .rule = -1, .would = -1,
	    .cls = (int16_t)look_class(l), .monitor = l->watched };
	sunk_count(s, place, look_op(l), cur_left(&l->m->octets),
	    subscriber_of(l, sig_get(l->m, SIG_IMSI)).key, l->now);
	return true;
}

/* By whom it comes, or by any of those whom it is about. */
bool
divert_meet(struct look *l, struct verdict *v)
{
	const struct sig_value *imsi;
	struct sunk_source s;

	if (sunks_count(l->judge->control->sunks) == 0 ||
	    l->direction != DIRECTION_IN)
		return false;
	s = whole_of(l);
	if (is_diverted(l, &s, v))
		return true;
	s = node_of(l);
	if (is_diverted(l, &s, v))
		return true;
	for (imsi = sig_get(l->m, SIG_IMSI); imsi != NULL;
	    imsi = sig_next(l->m, imsi)) {
		s = subscriber_of(l, imsi);
		if (is_diverted(l, &s, v))
			return true;
	}
	return false;
}

/* ---- behind them ---- */

void
sink_tell(struct control *c, const struct sunk_event *e)
{
	struct notice n = { .type = NOTICE_SUNK, .link = -1, .now = e->at,
	    .owner = e->view.source.partner, .sunk = e };

	control_notice(c, &n);
}

static void
tell_all(struct control *c, const struct sunk_events *e)
{
	unsigned i;

	for (i = 0; i < e->n; i++)
		sink_tell(c, &e->event[i]);
}

static size_t
name_of(const struct look *l, const struct sunk_source *s,
    char text[SUNK_NAME_MAX + 1])
{
	const struct sig_value *v;
	const char *name;

	text[0] = '\0';
	switch (s->scope) {
	case SUNK_HOST:
		v = sig_get(l->m, SIG_ORIGIN_HOST);
		if (v == NULL)
			return 0;
		memcpy(text, v->text, v->len < SUNK_NAME_MAX ? v->len :
		    SUNK_NAME_MAX);
		return v->len < SUNK_NAME_MAX ? v->len : SUNK_NAME_MAX;
	case SUNK_GT:
		return sig_digits_text(&l->m->calling.digits,
		    l->m->calling.len, text);
	case SUNK_PC:
		return (size_t)snprintf(text, SUNK_NAME_MAX, "%u",
		    (unsigned)l->m->opc);
	case SUNK_SUBSCRIBER:
		v = imsi_of(l);
		return v == NULL ? 0 : sig_digits_text(&v->digits, v->len,
		    text);
	default:
		name = ruleset_owner_name(l->rs, s->partner);
		return (size_t)snprintf(text, SUNK_NAME_MAX, "%s", name);
	}
}

/* A rule that asks for a finding acts on it.  One that names a partner is an
 * order of its own: no finding sinks a partner. */
static unsigned
sunk_by(const struct conf_rule *r)
{
	size_t i;

	for (i = 0; i < r->ntest && r->sink != SINK_PARTNER; i++)
		if (r->test[i].subject == SUBJECT_FINDING)
			return SUNK_BY_FINDING;
	return SUNK_BY_RULE;
}

void
divert_decide(struct look *l, const struct verdict *v)
{
	const struct conf_rule *r = v->rule < 0 ? NULL :
	    l->rs->list[v->direction].rule[v->rule].written;
	struct control *c = l->judge->control;
	char name[SUNK_NAME_MAX + 1];
	struct sunk_order o;
	struct sunk_events e;

	if (r == NULL || r->sink == SINK_MESSAGE || v->monitor ||
	    l->direction != DIRECTION_IN || partner_of(l) < OWNER_PARTNER)
		return;
	o = (struct sunk_order){ .why = v->label, .term = r->sink_ns,
	    .how = (uint8_t)sunk_by(r),
	    .whole = r->sink == SINK_PARTNER };
	o.source = r->sink == SINK_PARTNER ? whole_of(l) :
	    r->sink == SINK_SUBSCRIBER ? subscriber_of(l, imsi_of(l)) :
	    node_of(l);
	if (o.source.key == 0)
		return;
	o.len = name_of(l, &o.source, name);
	o.name = (const uint8_t *)name;
	if (sunk_add(c->sunks, &o, l->now, &e))
		tell_all(c, &e);
}

/* One host or subscriber does not bring its whole partner back. */
void
divert_offence(struct look *l)
{
	struct control *c = l->judge->control;
	struct sunk_source all[] = { node_of(l),
	    subscriber_of(l, imsi_of(l)) };
	struct sunk_events e;
	unsigned i;

	if (sunks_count(c->sunks) == 0 || l->direction != DIRECTION_IN ||
	    look_kind(l) != SIG_KIND_REQUEST)
		return;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (all[i].key != 0 &&
		    sunk_offence(c->sunks, &all[i], l->now, &e))
			tell_all(c, &e);
}

void
divert_tick(struct control *c, uint64_t now)
{
	struct sunk_event e;

	while (sunks_turn(c->sunks, now, &e))
		sink_tell(c, &e);
}
