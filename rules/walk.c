/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The values that a message carries of a subject.
 *
 * A value belongs to the component that carried it, and only that one is held
 * against it; what the dialogue portion carries belongs to all.  Supplementary
 * services and USSD name their subscriber there and not in the argument (3GPP
 * TS 29.002 7.3.1, destination-reference): for them that is the IMSI.
 */
#include <string.h>

#include "../dissectors/diameter.h"
#include "look.h"

enum {
	STEP_END = UINT16_MAX,
	STEP_FALLBACK = 1 << 12,	/* at the destination reference */
	STEP_FIELD = 1 << 8,		/* a field of visited_fields */
};

/* Numbers and names of the node that serves the subscriber. */
const uint8_t visited_fields[VISITED_FIELDS] = { SIG_VISITED_PLMN, SIG_VLR,
	SIG_MSC, SIG_SGSN, SIG_MME };

void
walk_start(struct walk *w, const struct look *l, unsigned subject)
{
	w->look = l;
	w->subject = subject;
	w->step = 0;
	w->octets = l->m->octets;
	if (subject == SUBJECT_AVP && (l->m->proto != SIG_PROTO_DIAMETER ||
	    !cur_skip(&w->octets, DIAMETER_HEADER_LEN)))
		w->octets.p = w->octets.end;
}

/* Value number i of the list or the next that belongs to the component; 0 for
 * i with a field starts with its first. */
static const struct sig_value *
value_from(const struct look *l, unsigned field, unsigned after)
{
	const struct sig_msg *m = l->m;
	const struct sig_value *v;

	if (!sig_has(m, field))
		return NULL;
	v = after == 0 ? &m->val[m->first[field]] :
	    sig_next(m, &m->val[after - 1]);
	while (v != NULL && !look_belongs(l, v))
		v = sig_next(m, v);
	return v;
}

/* Operations whose arguments have no place for an IMSI; others would be given
 * one by whoever sends them. */
static bool
named_by_dialogue(unsigned op)
{
	switch (op) {
	case SIG_OP_REGISTER_SS:
	case SIG_OP_ERASE_SS:
	case SIG_OP_ACTIVATE_SS:
	case SIG_OP_DEACTIVATE_SS:
	case SIG_OP_INTERROGATE_SS:
	case SIG_OP_REGISTER_PASSWORD:
	case SIG_OP_GET_PASSWORD:
	case SIG_OP_NOTIFY_SS:
	case SIG_OP_FORWARD_CHECK_SS:
	case SIG_OP_REGISTER_CC_ENTRY:
	case SIG_OP_ERASE_CC_ENTRY:
	case SIG_OP_PROCESS_USSD:
	case SIG_OP_PROCESS_USSD_DATA:
	case SIG_OP_USSD_REQUEST:
	case SIG_OP_USSD_NOTIFY:
		return true;
	default:
		return false;
	}
}

/* The destination reference behind value number "after", as in value_from(). */
static const struct sig_value *
fallback(const struct look *l, unsigned after)
{
	const struct sig_value *v;

	if (l->m->proto != SIG_PROTO_MAP || !named_by_dialogue(look_op(l)))
		return NULL;
	v = value_from(l, SIG_DESTINATION_REFERENCE, after);
	while (v != NULL && v->np != NP_E212)
		v = sig_next(l->m, v);
	return v;
}

static bool
next_field(struct walk *w, struct got *g, unsigned field)
{
	const struct sig_value *v = w->step & STEP_FALLBACK ? NULL :
	    value_from(w->look, field, w->step & 0xff);

	if (v != NULL) {
		w->step = (w->step & ~0xffU) |
		    (unsigned)(v - w->look->m->val + 1);
		got_from(w->look, g, v);
		return true;
	}
	if (field == SIG_IMSI && (w->step == 0 || w->step & STEP_FALLBACK) &&
	    (v = fallback(w->look, w->step & 0xff)) != NULL) {
		w->step = STEP_FALLBACK |
		    (unsigned)(v - w->look->m->val + 1);
		got_from(w->look, g, v);
		g->v = NULL;		/* its owner is another's */
		g->field = SIG_IMSI;
		return true;
	}
	return false;
}

/* The device of a message that does not tell it, for those who may ask. */
static bool
next_device(struct walk *w, struct got *g)
{
	const struct look *l = w->look;
	unsigned len;

	if (next_field(w, g, SIG_IMEI))
		return true;
	if (w->step != 0 || !l->recalls || l->context == NULL)
		return false;
	w->step = STEP_END;
	len = context_device(l, &w->device);
	*g = (struct got){ .type = TYPE_DIGITS, .field = SIG_IMEI,
	    .digits = &w->device, .len = len };
	return len > 0;
}

static bool
next_visited(struct walk *w, struct got *g)
{
	unsigned i;

	while ((i = w->step / STEP_FIELD) < VISITED_FIELDS) {
		if (next_field(w, g, visited_fields[i]))
			return true;
		w->step = (i + 1) * STEP_FIELD;
	}
	return false;
}

static bool
next_avp(struct walk *w, struct got *g)
{
	uint32_t code;

	if (!look_avp(&w->octets, &code))
		return false;
	g->number = code;
	return true;
}

static bool
got_number(struct got *g, bool there, uint64_t number)
{
	g->number = number;
	return there;
}

/* A title without digits is none, as in owner_party(). */
static bool
got_gt(struct got *g, const struct sig_addr *a)
{
	g->digits = &a->digits;
	g->len = a->len;
	return a->present && a->has_gt && a->len > 0;
}

static bool
got_address(struct got *g, struct cur c)
{
	g->text = c;
	return cur_left(&c) > 0;
}

/* Parts of an SCCP address, by the subject as if it were the calling one. */
static bool
got_party(struct got *g, const struct sig_addr *a, unsigned part)
{
	switch (part) {
	case SUBJECT_CALLING_GT:
		return got_gt(g, a);
	case SUBJECT_CALLING_SSN:
		return got_number(g, a->present && a->has_ssn, a->ssn);
	case SUBJECT_CALLING_PC:
		return got_number(g, a->present && a->has_pc, a->pc);
	case SUBJECT_CALLING_RI:
		return got_number(g, a->present, a->on_ssn);
	case SUBJECT_CALLING_GTI:
		return got_number(g, a->present, a->gti);
	case SUBJECT_CALLING_TT:
		return got_number(g, a->present && a->has_gt, a->tt);
	case SUBJECT_CALLING_NP:
		return got_number(g, a->present && a->has_gt, a->np);
	case SUBJECT_CALLING_NAI:
		return got_number(g, a->present && a->has_gt, a->nai);
	case SUBJECT_CALLING_ES:
		return got_number(g, a->present && a->has_gt, a->es);
	default:
		return false;
	}
}

/* What belongs to the component. */
static bool
got_component(struct got *g, const struct look *l, unsigned subject)
{
	const struct sig_msg *m = l->m;
	const struct sig_comp *c = look_comp(l);

	switch (subject) {
	case SUBJECT_OP:
		return got_number(g, look_has_op(l), look_op(l));
	case SUBJECT_KIND:
		return got_number(g, look_kind(l) != SIG_KIND_NONE,
		    look_kind(l));
	case SUBJECT_MAP_OP:
		return c != NULL && m->proto == SIG_PROTO_MAP &&
		    got_number(g, c->has_code, c->code);
	case SUBJECT_CAP_OP:
		return c != NULL && m->proto == SIG_PROTO_CAP &&
		    got_number(g, c->has_code, c->code);
	case SUBJECT_COMMAND:
		return c != NULL && m->proto == SIG_PROTO_DIAMETER &&
		    got_number(g, c->has_code, c->code);
	case SUBJECT_INVOKE:
		return c != NULL && got_number(g, c->has_invoke_id,
		    (uint8_t)c->invoke_id);
	case SUBJECT_ERROR:
		return c != NULL && got_number(g, c->has_error,
		    (uint64_t)(uint32_t)c->error);
	default:
		return false;
	}
}

/* Of TCAP and of the Diameter header. */
static bool
got_transaction(struct got *g, const struct sig_msg *m, unsigned subject)
{
	bool diameter = m->proto == SIG_PROTO_DIAMETER;

	switch (subject) {
	case SUBJECT_OTID:
		return got_number(g, m->otid.len > 0, m->otid.id);
	case SUBJECT_DTID:
		return got_number(g, m->dtid.len > 0, m->dtid.id);
	case SUBJECT_P_ABORT:
		return got_number(g, m->has_p_abort, m->p_abort);
	case SUBJECT_AC_RESULT:
		return got_number(g, m->has_ac_result, m->ac_result);
	case SUBJECT_APP:
		return got_number(g, diameter, m->app);
	case SUBJECT_HBH:
		return got_number(g, diameter, m->hbh);
	case SUBJECT_E2E:
		return got_number(g, diameter, m->e2e);
	default:
		return false;
	}
}

/* Of the label and of the SCCP message. */
static bool
got_envelope(struct got *g, const struct sig_msg *m, unsigned subject)
{
	switch (subject) {
	case SUBJECT_OPC:
		return got_number(g, m->has_label, m->opc);
	case SUBJECT_DPC:
		return got_number(g, m->has_label, m->dpc);
	case SUBJECT_NI:
		return got_number(g, m->has_label, m->ni);
	case SUBJECT_SI:
		return got_number(g, m->has_label, m->si);
	case SUBJECT_SLS:
		return got_number(g, m->has_label, m->sls);
	case SUBJECT_ANSI:
		return got_number(g, m->ansi, 1);
	case SUBJECT_SCCP_TYPE:
		return got_number(g, m->sccp_type != 0, m->sccp_type);
	case SUBJECT_SCCP_CLASS:
		return got_number(g, m->sccp_type != 0 && !m->has_cause,
		    m->sccp_class);
	case SUBJECT_SEGMENTED:
		return got_number(g, m->segmented, 1);
	case SUBJECT_HOPS:
		return got_number(g, m->hops != 0, m->hops);
	case SUBJECT_CAUSE:
		return got_number(g, m->has_cause, m->cause);
	default:
		return false;
	}
}

/* Of the dialogue or request that it belongs to. */
static bool
got_opening(struct got *g, const struct look *l, unsigned subject)
{
	const struct txn *t = l->context == NULL ? NULL :
	    l->context->meeting.txn;

	if (t == NULL)
		return false;
	if (subject == SUBJECT_WITHIN)
		return got_number(g, t->op != SIG_OP_NONE, t->op);
	return subject == SUBJECT_OPENER && got_number(g, true, t->from);
}

static bool
got_message(struct got *g, const struct look *l, unsigned subject)
{
	const struct sig_msg *m = l->m;

	switch (subject) {
	case SUBJECT_MALFORMED:
	case SUBJECT_DEFECT:
		return got_number(g, m->defect != SIG_DEFECT_NONE, m->defect);
	case SUBJECT_PROTO:
		return got_number(g, m->proto != SIG_PROTO_NONE, m->proto);
	case SUBJECT_DIALOGUE:
		return got_number(g, m->dialogue != SIG_DIALOGUE_NONE,
		    m->dialogue);
	case SUBJECT_MESSAGE_TYPE:
		return m->type != NULL && got_address(g, cur_make(m->type,
		    strlen(m->type)));
	case SUBJECT_AC:
		return got_number(g, m->has_ac && m->ac != 0, m->ac);
	case SUBJECT_AC_VERSION:
		return got_number(g, m->has_ac && m->ac_version != 0,
		    m->ac_version);
	case SUBJECT_COMPONENTS:
		return got_number(g, true, m->ncomp);
	case SUBJECT_FROM:
		return got_number(g, true, l->from);
	case SUBJECT_TO:
		return got_number(g, true, l->to);
	case SUBJECT_VIA:
		return got_number(g, l->link != LINK_UNKNOWN,
		    (uint64_t)l->link);
	case SUBJECT_SRC:
		return got_address(g, m->src);
	case SUBJECT_DST:
		return got_address(g, m->dst);
	case SUBJECT_SPORT:
		return got_number(g, m->sport != 0, m->sport);
	case SUBJECT_DPORT:
		return got_number(g, m->dport != 0, m->dport);
	default:
		return false;
	}
}

/* Bits of a word, one value each. */
static bool
next_bit(struct walk *w, struct got *g, uint64_t bits)
{
	while (w->step < 64 && !(bits >> w->step & 1))
		w->step++;
	g->number = w->step;
	return w->step++ < 64;
}

static bool
got_single(const struct look *l, struct got *g, unsigned subject)
{
	if (subject >= SUBJECT_CALLING_GT && subject <= SUBJECT_CALLING_ES)
		return got_party(g, &l->m->calling, subject);
	if (subject >= SUBJECT_CALLED_GT && subject <= SUBJECT_CALLED_ES)
		return got_party(g, &l->m->called, subject -
		    SUBJECT_CALLED_GT + SUBJECT_CALLING_GT);
	return got_component(g, l, subject) || got_message(g, l, subject) ||
	    got_envelope(g, l->m, subject) || got_opening(g, l, subject) ||
	    got_transaction(g, l->m, subject);
}

int64_t
look_number(const struct look *l, unsigned subject)
{
	struct got g;

	return got_single(l, &g, subject) ? (int64_t)g.number : -1;
}

bool
walk_next(struct walk *w, struct got *g)
{
	const struct sig_msg *m = w->look->m;

	if (w->step == STEP_END)
		return false;
	if (w->subject == SIG_IMEI)
		return next_device(w, g);
	if (w->subject < SIG_FIELD_COUNT)
		return next_field(w, g, w->subject);
	g->v = NULL;
	g->field = w->subject;
	g->type = w->look->rs->type[w->subject];
	switch (w->subject) {
	case SUBJECT_VISITED:
		return next_visited(w, g);
	case SUBJECT_AVP:
		return next_avp(w, g);
	case SUBJECT_LAYER:
		if (w->step >= m->nlayers)
			return false;
		g->number = m->layer[w->step++];
		return true;
	case SUBJECT_ANOMALY:
		return next_bit(w, g, m->anomalies);
	case SUBJECT_FINDING:
		return next_bit(w, g, w->look->context == NULL ? 0 :
		    w->look->context->enforced | w->look->context->tested);
	case SUBJECT_FLAGS:
		if (m->proto != SIG_PROTO_DIAMETER ||
		    !next_bit(w, g, m->flags))
			return false;
		g->number = UINT64_C(1) << g->number;
		return true;
	default:
		w->step = STEP_END;
		return got_single(w->look, g, w->subject);
	}
}
