/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a message carries of a subject, as a plain list.  Part of the oracle
 * (oracle.h).
 */
#ifndef TESTS_ORACLE_VALUE_H
#define TESTS_ORACLE_VALUE_H

#include "oracle_owner.h"
#include "../dissectors/diameter.h"

enum { ORACLE_VALUES = 512, ORACLE_RATES = 4096, ORACLE_BLOCKS = 4096 };

struct oracle_rate {
	char		 key[320];	/* rule, then value */
	uint64_t	 tat;		/* theoretical arrival, ns * count */
};

struct oracle_block {
	uint32_t	 table;
	char		 key[260];
	uint64_t	 until;
};

struct oracle {
	const struct conf *c;
	uint64_t	 now;
	size_t		 nrate, nblock;
	bool		 every;		/* related to all values, not to one */
	bool		 watched;	/* the rule, or its list */
	struct oracle_rate rate[ORACLE_RATES];
	struct oracle_block block[ORACLE_BLOCKS];
};

/* A message as one of its components is judged. */
struct oracle_look {
	struct oracle	*o;
	const struct conf *c;
	const struct sig_msg *m;
	uint64_t	 now;
	unsigned	 comp;
	unsigned	 direction;
	int		 link, cls;
	unsigned	 from, to;
	bool		 watched;	/* its partner is */
};

struct oracle_value {
	enum subject_type type;
	unsigned	 subject;
	const struct sig_addr *party;	/* a global title's */
	struct oracle_number digits;	/* DIGITS, PLMN */
	struct cur	 text;		/* NAME, TEXT, OCTETS, ADDRESS */
	uint64_t	 number;	/* the others */
};

struct oracle_values {
	size_t		 n;
	struct oracle_value v[ORACLE_VALUES];
};

static inline struct oracle_value *
oracle_more(struct oracle_values *l, enum subject_type type, unsigned subject)
{
	struct oracle_value *v = &l->v[l->n];

	if (l->n == ORACLE_VALUES)
		abort();
	l->n++;
	memset(v, 0, sizeof(*v));
	v->type = type;
	v->subject = subject;
	return v;
}

static inline void
oracle_put(struct oracle_values *l, unsigned subject, bool there,
    uint64_t number)
{
	if (there)
		oracle_more(l, subject_type(subject), subject)->number = number;
}

static inline void
oracle_put_digits(struct oracle_values *l, enum subject_type type,
    unsigned subject, const struct sig_digits *d, size_t len)
{
	oracle_more(l, type, subject)->digits = oracle_number(d, len);
}

/* Values of the dialogue portion are every component's. */
static inline bool
oracle_of_component(const struct oracle_look *k, const struct sig_value *v)
{
	return v->comp == k->comp || v->field == SIG_DESTINATION_REFERENCE ||
	    v->field == SIG_ORIGINATION_REFERENCE;
}

static inline void
oracle_put_field(struct oracle_values *l, const struct oracle_look *k,
    unsigned field, unsigned as)
{
	const struct sig_value *v;
	struct oracle_value *o;
	unsigned i;

	for (i = 0; i < k->m->nval; i++) {
		v = &k->m->val[i];
		if (v->field != field || !oracle_of_component(k, v))
			continue;
		/* found in the reference before it, which is asked below */
		if (field == SIG_IMSI && i > 0 &&
		    v[-1].field == SIG_DESTINATION_REFERENCE &&
		    v[-1].np == 6)
			continue;
		o = oracle_more(l, subject_type(field), as);
		if (v->type == SIG_TYPE_DIGITS || v->type == SIG_TYPE_PLMN)
			o->digits = oracle_number(&v->digits, v->len);
		else if (v->type == SIG_TYPE_UINT)
			o->number = v->num;
		else
			o->text = cur_make(v->text, v->len);
	}
}

/* Operations whose subscriber is in the dialogue portion (TS 29.002: no IMSI
 * in their arguments). */
static inline bool
oracle_op_by_reference(unsigned op)
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
	case SIG_OP_PROCESS_USSD_DATA:
	case SIG_OP_PROCESS_USSD:
	case SIG_OP_USSD_REQUEST:
	case SIG_OP_USSD_NOTIFY:
		return true;
	default:
		return false;
	}
}

static inline const struct sig_comp *
oracle_comp(const struct oracle_look *k)
{
	return k->comp < k->m->ncomp ? &k->m->comp[k->comp] : NULL;
}

static inline void
oracle_put_reference(struct oracle_values *l, const struct oracle_look *k)
{
	const struct sig_comp *p = oracle_comp(k);
	const struct sig_value *v;
	unsigned i;

	if (k->m->proto != SIG_PROTO_MAP || p == NULL ||
	    !oracle_op_by_reference(p->op))
		return;
	for (i = 0; i < k->m->nval; i++) {
		v = &k->m->val[i];
		if (v->field == SIG_DESTINATION_REFERENCE && v->np == 6)
			oracle_put_digits(l, TYPE_DIGITS, SIG_IMSI, &v->digits,
			    v->len);
	}
}

static inline void
oracle_put_visited(struct oracle_values *l, const struct oracle_look *k)
{
	oracle_put_field(l, k, SIG_VISITED_PLMN, SIG_VISITED_PLMN);
	oracle_put_field(l, k, SIG_VLR, SIG_VLR);
	oracle_put_field(l, k, SIG_MSC, SIG_MSC);
	oracle_put_field(l, k, SIG_SGSN, SIG_SGSN);
	oracle_put_field(l, k, SIG_MME, SIG_MME);
}

/* The part of a party address, by the subject of the calling one. */
static inline void
oracle_put_party(struct oracle_values *l, const struct sig_addr *a,
    unsigned part, unsigned subject)
{
	struct oracle_value *v;

	if (part == SUBJECT_CALLING_GT && a->present && a->has_gt &&
	    a->len > 0) {
		v = oracle_more(l, TYPE_DIGITS, subject);
		v->digits = oracle_number(&a->digits, a->len);
		v->party = a;
	}
	oracle_put(l, subject, part == SUBJECT_CALLING_SSN && a->present &&
	    a->has_ssn, a->ssn);
	oracle_put(l, subject, part == SUBJECT_CALLING_PC && a->present &&
	    a->has_pc, a->pc);
	oracle_put(l, subject, part == SUBJECT_CALLING_RI && a->present,
	    a->on_ssn);
	oracle_put(l, subject, part == SUBJECT_CALLING_GTI && a->present,
	    a->gti);
	oracle_put(l, subject, part == SUBJECT_CALLING_TT && a->present &&
	    a->has_gt, a->tt);
	oracle_put(l, subject, part == SUBJECT_CALLING_NP && a->present &&
	    a->has_gt, a->np);
	oracle_put(l, subject, part == SUBJECT_CALLING_NAI && a->present &&
	    a->has_gt, a->nai);
}

static inline void
oracle_put_avps(struct oracle_values *l, const struct sig_msg *m)
{
	struct cur c = m->octets;
	struct diameter_avp a;

	if (m->proto != SIG_PROTO_DIAMETER ||
	    !cur_skip(&c, DIAMETER_HEADER_LEN))
		return;
	while (diameter_avp_next(&c, &a))
		oracle_put(l, SUBJECT_AVP, a.vendor == 0 ||
		    a.vendor == 10415 || a.mandatory, a.code);
}

static inline void
oracle_put_bits(struct oracle_values *l, unsigned subject, uint64_t bits)
{
	unsigned i;

	for (i = 0; i < 64; i++)
		oracle_put(l, subject, (bits >> i & 1) != 0,
		    subject == SUBJECT_FLAGS ? UINT64_C(1) << i : i);
}

static inline void
oracle_put_address(struct oracle_values *l, unsigned subject, struct cur a)
{
	if (cur_left(&a) > 0)
		oracle_more(l, TYPE_ADDRESS, subject)->text = a;
}

/* What belongs to the component, or to the layer of its protocol. */
static inline void
oracle_put_component(struct oracle_values *l, const struct oracle_look *k,
    unsigned s)
{
	const struct sig_comp *p = oracle_comp(k);
	const struct sig_msg *m = k->m;
	bool code = p != NULL && p->has_code;

	oracle_put(l, s, s == SUBJECT_KIND &&
	    (p != NULL ? p->kind : m->kind) != SIG_KIND_NONE,
	    p != NULL ? p->kind : m->kind);
	oracle_put(l, s, s == SUBJECT_OP && p != NULL &&
	    (p->op != SIG_OP_NONE || p->has_code), p != NULL ? p->op : 0);
	oracle_put(l, s, s == SUBJECT_MAP_OP && code &&
	    m->proto == SIG_PROTO_MAP, code ? p->code : 0);
	oracle_put(l, s, s == SUBJECT_CAP_OP && code &&
	    m->proto == SIG_PROTO_CAP, code ? p->code : 0);
	oracle_put(l, s, s == SUBJECT_COMMAND && code &&
	    m->proto == SIG_PROTO_DIAMETER, code ? p->code : 0);
	oracle_put(l, s, s == SUBJECT_ERROR && p != NULL && p->has_error,
	    p != NULL ? (uint32_t)p->error : 0);
	oracle_put(l, s, s == SUBJECT_COMPONENTS, m->ncomp);
	oracle_put(l, s, s == SUBJECT_APP && m->proto == SIG_PROTO_DIAMETER,
	    m->app);
	oracle_put(l, s, s == SUBJECT_AC && m->has_ac && m->ac != 0, m->ac);
	oracle_put(l, s, s == SUBJECT_AC_VERSION && m->has_ac &&
	    m->ac_version != 0, m->ac_version);
}

static inline void
oracle_put_transaction(struct oracle_values *l, const struct oracle_look *k,
    unsigned s)
{
	const struct sig_comp *p = oracle_comp(k);
	const struct sig_msg *m = k->m;
	unsigned i;

	oracle_put(l, s, s == SUBJECT_OTID && m->otid.len > 0, m->otid.id);
	oracle_put(l, s, s == SUBJECT_DTID && m->dtid.len > 0, m->dtid.id);
	oracle_put(l, s, s == SUBJECT_P_ABORT && m->has_p_abort, m->p_abort);
	oracle_put(l, s, s == SUBJECT_AC_RESULT && m->has_ac_result,
	    m->ac_result);
	oracle_put(l, s, s == SUBJECT_HBH && m->proto == SIG_PROTO_DIAMETER,
	    m->hbh);
	oracle_put(l, s, s == SUBJECT_E2E && m->proto == SIG_PROTO_DIAMETER,
	    m->e2e);
	oracle_put(l, s, s == SUBJECT_INVOKE && p != NULL && p->has_invoke_id,
	    p != NULL ? (uint8_t)p->invoke_id : 0);
	for (i = 0; s == SUBJECT_LAYER && i < m->nlayers; i++)
		oracle_put(l, s, true, m->layer[i]);
}

static inline void
oracle_put_message(struct oracle_values *l, const struct oracle_look *k,
    unsigned s)
{
	const struct sig_msg *m = k->m;

	oracle_put(l, s, s == SUBJECT_DEFECT && m->defect != SIG_DEFECT_NONE,
	    m->defect);
	oracle_put(l, s, s == SUBJECT_PROTO && m->proto != SIG_PROTO_NONE,
	    m->proto);
	oracle_put(l, s, s == SUBJECT_DIALOGUE &&
	    m->dialogue != SIG_DIALOGUE_NONE, m->dialogue);
	if (s == SUBJECT_MESSAGE_TYPE && m->type != NULL)
		oracle_more(l, TYPE_TEXT, s)->text =
		    cur_make(m->type, strlen(m->type));
	oracle_put(l, s, s == SUBJECT_FROM, k->from);
	oracle_put(l, s, s == SUBJECT_TO, k->to);
	oracle_put(l, s, s == SUBJECT_VIA && k->link >= 0,
	    (uint64_t)(unsigned)k->link);
	oracle_put(l, s, s == SUBJECT_OPC && m->has_label, m->opc);
	oracle_put(l, s, s == SUBJECT_DPC && m->has_label, m->dpc);
	oracle_put(l, s, s == SUBJECT_NI && m->has_label, m->ni);
	oracle_put(l, s, s == SUBJECT_SI && m->has_label, m->si);
	oracle_put(l, s, s == SUBJECT_SLS && m->has_label, m->sls);
	oracle_put(l, s, s == SUBJECT_ANSI && m->ansi, 1);
	oracle_put(l, s, s == SUBJECT_SPORT && m->sport != 0, m->sport);
	oracle_put(l, s, s == SUBJECT_DPORT && m->dport != 0, m->dport);
	oracle_put(l, s, s == SUBJECT_SCCP_TYPE && m->sccp_type != 0,
	    m->sccp_type);
	oracle_put(l, s, s == SUBJECT_SCCP_CLASS && m->sccp_type != 0 &&
	    !m->has_cause, m->sccp_class);
	oracle_put(l, s, s == SUBJECT_SEGMENTED && m->segmented, 1);
	oracle_put(l, s, s == SUBJECT_HOPS && m->hops != 0, m->hops);
	oracle_put(l, s, s == SUBJECT_CAUSE && m->has_cause, m->cause);
	oracle_put(l, s, s == SUBJECT_CLASS && k->cls >= 0,
	    (uint64_t)(unsigned)k->cls);
	if (s == SUBJECT_ANOMALY)
		oracle_put_bits(l, s, m->anomalies);
	if (s == SUBJECT_FLAGS && m->proto == SIG_PROTO_DIAMETER)
		oracle_put_bits(l, s, m->flags);
	if (s == SUBJECT_SRC)
		oracle_put_address(l, s, m->src);
	if (s == SUBJECT_DST)
		oracle_put_address(l, s, m->dst);
	if (s == SUBJECT_AVP)
		oracle_put_avps(l, m);
}

/* All values of a subject that the component carries. */
static inline void
oracle_values(struct oracle_values *l, const struct oracle_look *k, unsigned s)
{
	l->n = 0;
	if (s < SUBJECT_MALFORMED)
		oracle_put_field(l, k, s, s);
	if (s == SIG_IMSI && l->n == 0)
		oracle_put_reference(l, k);
	if (s == SUBJECT_VISITED)
		oracle_put_visited(l, k);
	if (s >= SUBJECT_CALLING_GT && s <= SUBJECT_CALLING_NAI)
		oracle_put_party(l, &k->m->calling, s, s);
	if (s >= SUBJECT_CALLED_GT && s <= SUBJECT_CALLED_NAI)
		oracle_put_party(l, &k->m->called,
		    s - SUBJECT_CALLED_GT + SUBJECT_CALLING_GT, s);
	if (s >= SUBJECT_MALFORMED) {
		oracle_put_component(l, k, s);
		oracle_put_message(l, k, s);
		oracle_put_transaction(l, k, s);
	}
}

static inline unsigned
oracle_field_key(unsigned s)
{
	return s == SIG_IMSI || s == SIG_HLR_ID || s == SIG_USER_ID ?
	    ORACLE_IMSI :
	    s == SIG_MSISDN || s == SIG_ADDITIONAL_MSISDN ? ORACLE_MSISDN :
	    ORACLE_GT;
}

static inline unsigned
oracle_owner(const struct oracle_look *k, const struct oracle_value *v)
{
	const char *name = subject_name(v->subject);
	size_t len = strlen(name);

	switch (v->type) {
	case TYPE_OWNER:
		return (unsigned)v->number;
	case TYPE_PLMN:
		return oracle_owner_digits(k->c, ORACLE_PLMN, &v->digits);
	case TYPE_NAME:
		return oracle_owner_name(k->c, len > 6 &&
		    strcmp(name + len - 6, "_realm") == 0, v->text);
	case TYPE_ADDRESS:
		return oracle_owner_address(k->c, v->text);
	case TYPE_DIGITS:
		return v->party != NULL ? oracle_owner_gt(k->c, v->party) :
		    oracle_owner_digits(k->c, oracle_field_key(v->subject),
		    &v->digits);
	default:
		return OWNER_NOBODY;
	}
}

#endif
