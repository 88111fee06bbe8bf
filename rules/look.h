/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A message under judgement: what is worked out once a message, and the values
 * that a test is held against.
 */
#ifndef RULES_LOOK_H
#define RULES_LOOK_H

#include <string.h>

#include "../dissectors/diameter.h"
#include "context.h"
#include "control.h"
#include "ruleset_impl.h"

enum { NP_E212 = 6 };			/* numbering plan of IMSIs, Q.713 */

enum { VISITED_FIELDS = 5 };		/* that "visited" is about */
extern const uint8_t visited_fields[VISITED_FIELDS];

struct look {
	struct judge	*judge;
	const struct ruleset *rs;
	const struct sig_msg *m;
	uint64_t	 now;
	unsigned	 comp;		/* the component that is judged */
	bool		 asks;		/* explaining: change no state */
	bool		 tested;	/* the rule at hand holds by what a check
					 * in mode "test" found */
	bool		 recalls;	/* "imei" is also the one remembered */
	bool		 watched;	/* its partner is under monitor */
	struct context	*context;	/* NULL: nothing is remembered */
	int32_t		 plan;		/* first rule that says how to answer if
					 * there is no room, or -1 */
	uint8_t		 direction;
	int16_t		 link;		/* ingress, or LINK_UNKNOWN */
	int16_t		 cls;
	bool		 cls_known;
	uint16_t	 from, to;
	uint64_t	 owned[(SIG_VALUES_MAX + 63) / 64];	/* in owner */
	uint16_t	 owner[SIG_VALUES_MAX];	/* of values looked up */
};

/* One value of a subject. */
struct got {
	enum subject_type type;
	unsigned	 field;		/* enum sig_field, or the subject */
	const struct sig_value *v;	/* in the list, or NULL */
	const struct sig_digits *digits;
	unsigned	 len;		/* digits */
	struct cur	 text;		/* TEXT, NAME, OCTETS, ADDRESS */
	uint64_t	 number;	/* NUMBER, PC, ENUM; owner, link */
};

/* Goes through the values of a subject for the component that is judged. */
struct walk {
	const struct look *look;
	unsigned	 subject;
	unsigned	 step;		/* inside walk_next() */
	struct cur	 octets;	/* of AVPs still to come */
	struct sig_digits device;	/* an IMEI that is remembered */
};

/* Fills in what belongs to the whole message. */
void		 look_start(struct look *, struct judge *,
		    const struct sig_msg *, uint64_t now);
/* The class of the component's device; -1: none. */
int		 look_class(struct look *);
/* The link that it leaves by, or LINK_UNKNOWN. */
int		 look_link_out(const struct look *);
/* The owner of a value. */
unsigned	 look_owner(struct look *, const struct got *);

/* The one number of a subject that is none of the fields; -1: absent. */
int64_t		 look_number(const struct look *, unsigned subject);

void		 walk_start(struct walk *, const struct look *,
		    unsigned subject);
bool		 walk_next(struct walk *, struct got *);

/* judge.c: what a rule that matched leaves behind; true when it decides. */
bool		 judge_decides(struct look *, struct verdict *,
		    const struct rule *, size_t n);
/* The verdict, without counting or remembering anything. */
void		 judge_quietly(struct judge *, const struct sig_msg *,
		    uint64_t now, struct verdict *);

static inline const struct sig_comp *
look_comp(const struct look *l)
{
	return l->comp < l->m->ncomp ? &l->m->comp[l->comp] : NULL;
}

static inline unsigned
look_kind(const struct look *l)
{
	return l->m->ncomp > 0 ? l->m->comp[l->comp].kind : l->m->kind;
}

/* An operation without a neutral name is one all the same. */
static inline bool
look_has_op(const struct look *l)
{
	const struct sig_comp *c = look_comp(l);

	return c != NULL && (c->op != SIG_OP_NONE || c->has_code);
}

/* Memory speaks against it. */
static inline bool
look_found(const struct look *l)
{
	return l->context != NULL && l->context->found != 0;
}

/* 1: a defect, 2: anomalies, 4: findings, added up. */
static inline unsigned
look_sound(const struct look *l)
{
	return (l->m->defect != SIG_DEFECT_NONE) +
	    2U * (l->m->anomalies != 0) + 4U * look_found(l);
}

static inline unsigned
look_op(const struct look *l)
{
	return l->m->ncomp > 0 ? l->m->comp[l->comp].op : SIG_OP_NONE;
}

/* An IMSI that was found in the destination reference, behind which it stands
 * in the list. */
static inline bool
from_dialogue(const struct look *l, const struct sig_value *v)
{
	return v->field == SIG_IMSI && v > l->m->val &&
	    v[-1].field == SIG_DESTINATION_REFERENCE && v[-1].np == NP_E212;
}

/* Does the value belong to the component that is judged?  References of the
 * dialogue portion belong to all. */
static inline bool
look_belongs(const struct look *l, const struct sig_value *v)
{
	if (from_dialogue(l, v))
		return false;
	return l->m->ncomp <= 1 || v->comp == l->comp ||
	    v->field == SIG_DESTINATION_REFERENCE ||
	    v->field == SIG_ORIGINATION_REFERENCE;
}

/* The code of the next AVP that "avp" is about.  Vendors other than 3GPP may
 * add what whoever does not know it ignores (TS 29.272 7.2, "*[AVP]"): that is
 * not asked about. */
static inline bool
look_avp(struct cur *c, uint32_t *code)
{
	struct diameter_avp a;

	do {
		if (!diameter_avp_next(c, &a))
			return false;
	} while (a.vendor != 0 && a.vendor != DIAMETER_VENDOR_3GPP &&
	    !a.mandatory);
	*code = a.code;
	return true;
}

/* The one value of a field in a message of one component, which most are;
 * NULL: there are several, none, or it is not the argument's. */
static inline const struct sig_value *
look_only(const struct look *l, unsigned field)
{
	const struct sig_msg *m = l->m;
	const struct sig_value *v;

	if (!sig_has(m, field) || m->ncomp > 1)
		return NULL;
	v = &m->val[m->first[field]];
	return v->next == 0 && !from_dialogue(l, v) ? v : NULL;
}

/* The value as it is held against a set. */
static inline void
got_from(const struct look *l, struct got *g, const struct sig_value *v)
{
	g->v = v;
	g->field = v->field;
	switch (v->type) {
	case SIG_TYPE_DIGITS:
	case SIG_TYPE_PLMN:
		g->type = v->type == SIG_TYPE_PLMN ? TYPE_PLMN : TYPE_DIGITS;
		g->digits = &v->digits;
		g->len = v->len;
		break;
	case SIG_TYPE_UINT:
		g->type = TYPE_NUMBER;
		g->number = v->num;
		break;
	default:
		g->type = l->rs->type[v->field];
		g->text = cur_make(v->text, v->len);
	}
}

/* Its owner, which is looked up once a message. */
static inline unsigned
look_value_owner(struct look *l, const struct sig_value *v)
{
	size_t i = (size_t)(v - l->m->val);
	struct got g;

	if (l->owned[i / 64] >> (i % 64) & 1)
		return l->owner[i];
	memset(&g, 0, sizeof(g));
	got_from(l, &g, v);
	return look_owner(l, &g);
}

#endif
