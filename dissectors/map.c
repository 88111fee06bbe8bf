/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MAP components (3GPP TS 29.002 17): by the tables of map_tab.c, whatever the
 * version, since senders use the forms of one version in another's context.
 */
#include "map.h"

enum {
	OP_FORWARD_SM = 46,		/* in version 2 of both directions */
	AC_SHORT_MSG_MT_RELAY = 25,
};

void
map_context(uint8_t ac, uint8_t version, struct sig_msg *m)
{
	const struct map_ac *a = map_ac_find(ac);

	if (a == NULL) {
		sig_anomaly(m, SIG_ANOMALY_AC_UNKNOWN);
		return;
	}
	m->ac = ac;
	m->ac_name = a->name;
	m->ac_version = version;
	if (version < 2 || version > a->highest)
		sig_anomaly(m, SIG_ANOMALY_AC_VERSION);
}

/* The outermost element of an argument, result or error parameter. */
static void
form_read(const struct map_form *f, const struct ber *b, struct sig_msg *m)
{
	const struct param_spec *spec;

	if (f->has_bare && b->tag == BER_UNI(BER_OCTETS)) {
		param_value(b, f->bare, f->bare_field, m);
		return;
	}
	if (f->sequence == NULL && f->tagged == NULL)
		return;
	if (!b->constructed) {
		sig_defect(m, SIG_DEFECT_ARGUMENT);
		return;
	}
	if (b->tag != BER_UNI(BER_SEQUENCE) &&
	    !(b->tag == BER_CTX(3) && f->tagged != NULL))
		sig_anomaly(m, SIG_ANOMALY_UNKNOWN_PARAMETER);
	spec = b->tag == BER_UNI(BER_SEQUENCE) || f->tagged == NULL ?
	    f->sequence : f->tagged;
	if (spec != NULL)
		param_elements(b->v, spec, false, m);
}

static void
error_read(struct sig_comp *comp, const struct ber *arg, struct sig_msg *m)
{
	const struct param_spec *spec = map_error_spec(comp->error);

	comp->name = map_error_name(comp->error);
	if (arg != NULL && spec != NULL && arg->constructed)
		param_elements(arg->v, spec, false, m);
}

/* Does the named application context contain the operation? */
static bool
in_context(const struct sig_msg *m, uint32_t code)
{
	const struct map_ac *a = map_ac_find(m->ac);
	size_t i;

	if (a == NULL)
		return true;
	for (i = 0; i < sizeof(a->ops) && a->ops[i] != 0; i++)
		if (a->ops[i] == code)
			return true;
	return false;
}

void
map_component(struct sig_comp *comp, const struct ber *arg, struct sig_msg *m)
{
	const struct map_op *op;
	const struct map_form *form;

	if (comp->kind == SIG_KIND_ERROR) {
		error_read(comp, arg, m);
		return;
	}
	op = map_op_find(comp->code);
	if (op == NULL) {
		sig_anomaly(m, SIG_ANOMALY_UNKNOWN_OPERATION);
		return;
	}
	comp->op = op->op;
	comp->name = op->name;
	if (comp->code == OP_FORWARD_SM && m->ac == AC_SHORT_MSG_MT_RELAY)
		comp->op = SIG_OP_MT_FORWARD_SM;
	if (m->ac != 0 && !in_context(m, comp->code))
		sig_anomaly(m, SIG_ANOMALY_AC_OPERATION);
	if (comp->kind == SIG_KIND_REQUEST && !m->has_ac &&
	    m->dialogue == SIG_DIALOGUE_BEGIN && !op->version1)
		sig_anomaly(m, SIG_ANOMALY_AC_MISSING);
	form = comp->kind == SIG_KIND_REQUEST ? op->argument : op->result;
	if (arg != NULL && form != NULL)
		form_read(form, arg, m);
}

/* Fields that name a subscriber: the first ones of the list, bits of a word. */
enum {
	SUBSCRIBER = 1 << SIG_IMSI | 1 << SIG_MSISDN | 1 << SIG_IMEI |
	    1 << SIG_TMSI | 1 << SIG_LMSI,
};

static bool
has_subscriber(const struct sig_msg *m, unsigned comp)
{
	unsigned i;

	if ((m->seen[0] & SUBSCRIBER) == 0)
		return false;
	for (i = 0; i < m->nval; i++)
		if (m->val[i].comp == comp && m->val[i].len > 0 &&
		    m->val[i].field <= SIG_LMSI &&
		    (SUBSCRIBER >> m->val[i].field & 1))
			return true;
	return false;
}

void
map_check(struct sig_msg *m)
{
	const struct map_op *op;
	unsigned i;

	if (m->dialogue == SIG_DIALOGUE_UNI)	/* no MAP operation uses it */
		sig_anomaly(m, SIG_ANOMALY_DIALOGUE_FORM);
	for (i = 0; i < m->ncomp; i++) {
		if (m->comp[i].kind != SIG_KIND_REQUEST ||
		    !m->comp[i].has_code)
			continue;
		op = map_op_find(m->comp[i].code);
		if (op == NULL || !op->subscriber)
			continue;
		/* within an update's dialogue its opening names whose data */
		if (m->dialogue != SIG_DIALOGUE_BEGIN &&
		    (op->op == SIG_OP_INSERT_SUBSCRIBER_DATA ||
		    op->op == SIG_OP_DELETE_SUBSCRIBER_DATA))
			continue;
		if (!has_subscriber(m, i))
			sig_defect(m, SIG_DEFECT_NO_SUBSCRIBER);
	}
}
