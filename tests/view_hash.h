/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All that a view says, as one number: view_hash().  Octets count by what they
 * are, not by where they lie.
 */
#ifndef TESTS_VIEW_HASH_H
#define TESTS_VIEW_HASH_H

#include <string.h>

#include "../dissectors/sig.h"

static inline void
view_octets(uint64_t *h, const void *octets, size_t n)
{
	const uint8_t *p = octets;

	for (; n > 0; n--)
		*h = (*h ^ *p++) * UINT64_C(0x100000001b3);
}

static inline void
view_num(uint64_t *h, uint64_t v)
{
	*h = (*h ^ v) * UINT64_C(0x9e3779b97f4a7c15);
	*h ^= *h >> 29;
}

static inline void
view_text(uint64_t *h, const char *text)
{
	if (text == NULL)
		text = "-";
	view_octets(h, text, strlen(text) + 1);
}

static inline void
view_cur(uint64_t *h, struct cur c)
{
	view_num(h, cur_left(&c));
	view_octets(h, c.p, cur_left(&c));
}

static inline void
view_address(uint64_t *h, const struct sig_addr *a)
{
	view_num(h, (uint64_t)a->present | (uint64_t)a->has_pc << 1 |
	    (uint64_t)a->has_ssn << 2 | (uint64_t)a->has_gt << 3 |
	    (uint64_t)a->on_ssn << 4 | (uint64_t)a->national << 5);
	view_num(h, (uint64_t)a->ssn << 40 | (uint64_t)a->gti << 32 |
	    (uint64_t)a->tt << 24 | (uint64_t)a->np << 16 |
	    (uint64_t)a->es << 8 | a->nai);
	view_num(h, (uint64_t)a->pc << 8 | a->len);
	view_num(h, a->digits.w[0]);
	view_num(h, a->digits.w[1]);
}

static inline void
view_value(uint64_t *h, const struct sig_value *v)
{
	view_num(h, (uint64_t)v->field << 40 | (uint64_t)v->comp << 32 |
	    (uint64_t)v->type << 24 | (uint64_t)v->nai << 16 |
	    (uint64_t)v->np << 8 | v->next);
	view_num(h, v->len);
	if (v->type == SIG_TYPE_UINT) {
		view_num(h, v->num);
	} else if (v->type == SIG_TYPE_DIGITS || v->type == SIG_TYPE_PLMN) {
		/* those of an empty value are nobody's */
		view_num(h, v->len > 0 ? v->digits.w[0] : 0);
		view_num(h, v->len > 0 ? v->digits.w[1] : 0);
	} else {
		view_cur(h, cur_make(v->text, v->len));
	}
}

static inline void
view_comp(uint64_t *h, const struct sig_comp *c)
{
	view_num(h, (uint64_t)c->kind << 40 | (uint64_t)c->has_code << 32 |
	    (uint64_t)c->has_invoke_id << 24 | (uint64_t)c->has_error << 16 |
	    (uint64_t)c->not_last << 8 | c->op);
	view_num(h, (uint64_t)(uint8_t)c->invoke_id << 40 |
	    (uint64_t)c->problem_type << 32 | c->code);
	view_num(h, (uint64_t)(int64_t)c->error);
	view_text(h, c->name);
}

static inline void
view_lower(uint64_t *h, const struct sig_msg *m)
{
	view_octets(h, m->layer, m->nlayers);
	view_num(h, (uint64_t)m->proto << 24 | (uint64_t)m->kind << 16 |
	    (uint64_t)m->defect << 8 | m->base_layers);
	view_num(h, m->anomalies);
	view_text(h, m->type);
	view_num(h, (uint64_t)m->has_label | (uint64_t)m->ansi << 1 |
	    (uint64_t)m->sccp_return << 2 | (uint64_t)m->has_cause << 3 |
	    (uint64_t)m->segmented << 4 | (uint64_t)m->has_p_abort << 5 |
	    (uint64_t)m->u_abort << 6 | (uint64_t)m->has_ac << 7 |
	    (uint64_t)m->has_ac_result << 8);
	view_num(h, (uint64_t)m->si << 16 | (uint64_t)m->ni << 8 | m->sls);
	view_num(h, (uint64_t)m->opc << 32 | m->dpc);
	view_cur(h, m->sccp);
	view_num(h, (uint64_t)m->sccp_type << 24 |
	    (uint64_t)m->sccp_class << 16 | (uint64_t)m->cause << 8 | m->hops);
	view_address(h, &m->calling);
	view_address(h, &m->called);
}

static inline void
view_hash(uint64_t *h, const struct sig_msg *m)
{
	unsigned i;

	view_lower(h, m);
	view_num(h, (uint64_t)m->dialogue << 32 | (uint64_t)m->p_abort << 24 |
	    (uint64_t)m->ac_version << 16 | (uint64_t)m->ac << 8 |
	    m->ac_result);
	view_cur(h, m->ac_oid);
	view_text(h, m->ac_name);
	view_num(h, (uint64_t)m->otid.len << 32 | m->otid.id);
	view_num(h, (uint64_t)m->dtid.len << 32 | m->dtid.id);
	view_num(h, (uint64_t)m->flags << 32 | m->app);
	view_num(h, (uint64_t)m->hbh << 32 | m->e2e);
	view_text(h, m->app_name);
	view_num(h, m->nscratch);
	view_num(h, m->seen[0]);
	view_num(h, m->seen[1]);
	for (i = 0; i < SIG_FIELD_COUNT; i++)
		if (sig_has(m, (enum sig_field)i))
			view_num(h, (uint64_t)m->first[i] << 8 | m->last[i]);
	for (i = 0; i < m->nval; i++)
		view_value(h, &m->val[i]);
	for (i = 0; i < m->ncomp; i++)
		view_comp(h, &m->comp[i]);
}

#endif
