/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TCAP (ITU-T Q.773): transaction, dialogue and component portions, read in
 * whatever BER form they come.  ANSI TCAP (T1.114) is named and left unread.
 */
#include "begin.h"
#include "ber.h"
#include "cap.h"
#include "dialogue.h"
#include "map.h"
#include "sccp.h"
#include "tcap.h"

enum tcap_tag {			/* Q.773 table 8, 9, 13, 14 */
	TCAP_UNI = BER_APP(1), TCAP_BEGIN = BER_APP(2), TCAP_END = BER_APP(4),
	TCAP_CONTINUE = BER_APP(5), TCAP_ABORT = BER_APP(7),
	TCAP_OTID = BER_APP(8), TCAP_DTID = BER_APP(9),
	TCAP_P_ABORT = BER_APP(10), TCAP_DIALOGUE = BER_APP(11),
	TCAP_COMPONENTS = BER_APP(12),
	COMP_INVOKE = BER_CTX(1), COMP_RESULT_LAST = BER_CTX(2),
	COMP_ERROR = BER_CTX(3), COMP_REJECT = BER_CTX(4),
	COMP_RESULT_NOT_LAST = BER_CTX(7),
};

enum { SSN_GSM_SCF = 147 };	/* 3GPP TS 23.003 8.2 */

static const struct {
	uint8_t		 tag, dialogue;
	const char	*name;
} messages[] = {
	{ TCAP_BEGIN, SIG_DIALOGUE_BEGIN, "Begin" },
	{ TCAP_END, SIG_DIALOGUE_END, "End" },
	{ TCAP_CONTINUE, SIG_DIALOGUE_CONTINUE, "Continue" },
	{ TCAP_ABORT, SIG_DIALOGUE_ABORT, "Abort" },
	{ TCAP_UNI, SIG_DIALOGUE_UNI, "Unidirectional" },
};

/* T1.114.3 table 1: private class, constructed. */
static const char *
ansi_name(uint8_t tag)
{
	static const char *const names[] = {
		[1] = "Unidirectional", [2] = "QueryWithPermission",
		[3] = "QueryWithoutPermission", [4] = "Response",
		[5] = "ConversationWithPermission",
		[6] = "ConversationWithoutPermission", [22] = "Abort",
	};
	uint8_t n = tag & 0x1f;

	return (tag & 0xe0) == 0xe0 && n < 23 ? names[n] : NULL;
}

bool
tcap_tag_known(uint8_t tag)
{
	size_t i;

	for (i = 0; i < sizeof(messages) / sizeof(messages[0]); i++)
		if ((tag & 0xdf) == messages[i].tag)
			return true;
	return ansi_name(tag) != NULL;
}

static inline void
tid_read(const struct ber *b, struct sig_tid *tid, struct sig_msg *m)
{
	struct cur c = b->v;
	size_t len = cur_left(&c);
	uint8_t octet;

	if (b->constructed)
		sig_anomaly(m, SIG_ANOMALY_TAG_FORM);
	if (tid->len > 0)
		sig_anomaly(m, SIG_ANOMALY_DUPLICATE_PARAMETER);
	tid->len = (uint8_t)(len < 255 ? len : 255);
	if (CUR_FAST && len == 4 && cur_be32(&c, &tid->id))
		return;
	if (len == 0 || len > 4)
		sig_anomaly(m, SIG_ANOMALY_LONG_TID);
	tid->id = 0;
	while (cur_u8(&c, &octet))
		tid->id = tid->id << 8 | octet;
}

/*
 * Operation or error code: local INTEGER or global OBJECT IDENTIFIER.  A
 * global one whose last arc is small is read as that operation would be, for
 * lenient receivers do so (TS 29.002 17.1.2.1 forbids it for MAP).
 */
static bool
code_read(const struct ber *b, int64_t *code, struct sig_msg *m)
{
	size_t len = cur_left(&b->v);

	if (b->tag == BER_UNI(BER_INTEGER))
		return ber_int(b, m, code);
	if (b->tag != BER_UNI(BER_OID) || len == 0)
		return false;
	sig_anomaly(m, SIG_ANOMALY_GLOBAL_OPCODE);
	*code = cur_at(&b->v, len - 1);
	return *code < 0x80;
}

static void
user_argument(struct sig_comp *comp, const struct ber *arg,
    struct sig_msg *m)
{
	if (m->proto == SIG_PROTO_MAP)
		map_component(comp, arg, m);
	else if (m->proto == SIG_PROTO_CAP)
		cap_component(comp, arg, m);
}

/* Code and argument of an invoke, a result or an error. */
static void
component_body(struct cur *c, struct sig_comp *comp, struct sig_msg *m)
{
	struct ber b, *arg = NULL;
	int64_t code;

	if (!ber_next(c, &b, m) || !code_read(&b, &code, m) ||
	    code < INT32_MIN || code > INT32_MAX) {
		sig_defect(m, SIG_DEFECT_TCAP_COMPONENT);
		return;
	}
	if (comp->kind == SIG_KIND_ERROR) {
		comp->has_error = true;
		comp->error = (int32_t)code;
	} else {
		comp->has_code = true;
		comp->code = (uint32_t)code;
	}
	if (ber_next(c, &b, m))
		arg = &b;
	user_argument(comp, arg, m);
	if (cur_left(c) > 0)
		sig_anomaly(m, SIG_ANOMALY_TRAILING_OCTETS);
}

/* Reject: the problem, by its type. */
static void
reject_body(struct cur *c, struct sig_comp *comp, struct sig_msg *m)
{
	struct ber b;
	int64_t problem;

	if (!ber_next(c, &b, m) || (b.tag & 0xc0) != 0x80 ||
	    (b.tag & 0x3f) > 3 || !ber_int(&b, m, &problem)) {
		sig_defect(m, SIG_DEFECT_TCAP_COMPONENT);
		return;
	}
	comp->problem_type = b.tag & 3;
	comp->has_error = true;
	comp->error = (int32_t)(problem & 0xff);
}

/* The invoke id, then what the type of component holds. */
static void
component_read(const struct ber *b, struct sig_comp *comp, struct sig_msg *m)
{
	struct cur c = b->v;
	struct ber e;
	int64_t id;

	if (!ber_next(&c, &e, m)) {
		sig_defect(m, SIG_DEFECT_TCAP_COMPONENT);
		return;
	}
	if (e.tag == BER_UNI(BER_INTEGER) && ber_int(&e, m, &id)) {
		comp->has_invoke_id = true;
		comp->invoke_id = (int8_t)(id & 0xff);
	} else if (comp->kind != SIG_KIND_REJECT ||
	    e.tag != BER_UNI(BER_NULL)) {
		sig_defect(m, SIG_DEFECT_TCAP_COMPONENT);
	}
	switch (comp->kind) {
	case SIG_KIND_REQUEST:
		/* a linked id may stand before the code */
		if ((cur_peek(&c) & 0xc0) == 0x80) {
			if (cur_peek(&c) != BER_CTX(0))
				sig_anomaly(m, SIG_ANOMALY_TAG_FORM);
			if (!ber_next(&c, &e, m))
				break;
		}
		component_body(&c, comp, m);
		break;
	case SIG_KIND_ANSWER:
		if (cur_left(&c) == 0)
			break;
		if (!ber_next(&c, &e, m) || e.tag != BER_UNI(BER_SEQUENCE) ||
		    !e.constructed) {
			sig_defect(m, SIG_DEFECT_TCAP_COMPONENT);
			break;
		}
		component_body(&e.v, comp, m);
		break;
	case SIG_KIND_ERROR:
		component_body(&c, comp, m);
		break;
	default:
		reject_body(&c, comp, m);
		break;
	}
}

static void
components_read(struct cur c, struct sig_msg *m)
{
	struct sig_comp *comp;
	struct ber b;
	uint8_t kind;

	if (cur_left(&c) == 0)
		sig_defect(m, SIG_DEFECT_TCAP_COMPONENT);
	while (ber_next(&c, &b, m)) {
		switch (b.tag) {
		case COMP_INVOKE:
			kind = SIG_KIND_REQUEST;
			break;
		case COMP_RESULT_LAST:
		case COMP_RESULT_NOT_LAST:
			kind = SIG_KIND_ANSWER;
			break;
		case COMP_ERROR:
			kind = SIG_KIND_ERROR;
			break;
		case COMP_REJECT:
			kind = SIG_KIND_REJECT;
			break;
		default:
			sig_defect(m, SIG_DEFECT_TCAP_COMPONENT);
			continue;
		}
		if (m->ncomp == SIG_COMPONENTS_MAX) {
			sig_defect(m, SIG_DEFECT_COMPONENTS);
			return;
		}
		if (!b.constructed)
			sig_anomaly(m, SIG_ANOMALY_TAG_FORM);
		comp = &m->comp[m->ncomp++];
		*comp = (struct sig_comp){ .kind = kind,
			.not_last = b.tag == COMP_RESULT_NOT_LAST };
		component_read(&b, comp, m);
	}
}

/*
 * Who uses this dialogue: the application context tells; without one, the
 * called subsystem number does, and the calling one, which is its sender's
 * choice, only when that is nobody's.  In doubt it is taken for MAP, so that a
 * wrong subsystem number hides nothing.
 */
static void
user_find(struct sig_msg *m)
{
	static const enum sig_layer layers[SIG_PROTO_COUNT] = {
		[SIG_PROTO_MAP] = SIG_LAYER_MAP,
		[SIG_PROTO_CAP] = SIG_LAYER_CAP,
		[SIG_PROTO_INAP] = SIG_LAYER_INAP,
	};

	if (m->proto != SIG_PROTO_TCAP) {
		/* a gsmSCF may have one number for MAP and CAP */
		if (m->proto != SIG_PROTO_MAP && sccp_ssn_map(m->called.ssn) &&
		    m->called.ssn != SSN_GSM_SCF)
			sig_anomaly(m, SIG_ANOMALY_AC_SSN);
	} else if (sccp_ssn_cap(m->called.ssn) ||
	    (sccp_ssn_cap(m->calling.ssn) && !sccp_ssn_map(m->called.ssn))) {
		m->proto = SIG_PROTO_CAP;
	} else {
		m->proto = SIG_PROTO_MAP;
	}
	sig_add_layer(m, layers[m->proto]);
}

static void
transaction_read(struct cur c, struct sig_msg *m)
{
	struct cur components[2] = { { NULL, NULL }, { NULL, NULL } };
	struct ber b;
	int64_t cause;
	size_t n = 0, i;

	while (ber_next(&c, &b, m)) {
		switch (b.tag) {
		case TCAP_OTID:
			tid_read(&b, &m->otid, m);
			break;
		case TCAP_DTID:
			tid_read(&b, &m->dtid, m);
			break;
		case TCAP_P_ABORT:
			if (!ber_int(&b, m, &cause))
				break;
			m->has_p_abort = true;
			m->p_abort = (uint8_t)(cause & 0xff);
			break;
		case TCAP_DIALOGUE:
			dialogue_read(b.v, m);
			break;
		case TCAP_COMPONENTS:
			if (!b.constructed)
				sig_anomaly(m, SIG_ANOMALY_TAG_FORM);
			if (n > 0)
				sig_anomaly(m,
				    SIG_ANOMALY_DUPLICATE_PARAMETER);
			if (n < 2)
				components[n++] = b.v;
			else
				sig_defect(m, SIG_DEFECT_TCAP_TRANSACTION);
			break;
		default:
			sig_defect(m, SIG_DEFECT_TCAP_TRANSACTION);
			break;
		}
	}
	user_find(m);
	for (i = 0; i < n; i++)
		components_read(components[i], m);
}

/* Q.773 3.1: which transaction ids each message type must have. */
static bool
tids_complete(const struct sig_msg *m)
{
	bool o = m->otid.len > 0, d = m->dtid.len > 0;

	switch (m->dialogue) {
	case SIG_DIALOGUE_BEGIN:
		return o && !d;
	case SIG_DIALOGUE_CONTINUE:
		return o && d;
	case SIG_DIALOGUE_END:
	case SIG_DIALOGUE_ABORT:
		return d && !o;
	default:
		return !o && !d;
	}
}

static uint8_t
kind_without_component(const struct sig_msg *m)
{
	switch (m->dialogue) {
	case SIG_DIALOGUE_BEGIN:
	case SIG_DIALOGUE_UNI:
		return SIG_KIND_REQUEST;
	case SIG_DIALOGUE_CONTINUE:
		return SIG_KIND_CONTINUE;
	case SIG_DIALOGUE_END:
		return SIG_KIND_ANSWER;
	default:
		return SIG_KIND_ABORT;
	}
}

void
tcap_dissect(struct cur c, struct sig_msg *m)
{
	uint8_t first = cur_peek(&c);
	struct ber b;
	size_t i;

	if (CUR_FAST && begin_dissect(c, m))
		return;
	m->type = ansi_name(first);
	if (m->type != NULL) {
		m->proto = SIG_PROTO_ANSI_TCAP;
		sig_add_layer(m, SIG_LAYER_ANSI_TCAP);
		sig_defect(m, SIG_DEFECT_ANSI_TCAP);
		return;
	}
	m->proto = SIG_PROTO_TCAP;
	sig_add_layer(m, SIG_LAYER_TCAP);
	if (!ber_next(&c, &b, m)) {
		sig_defect(m, SIG_DEFECT_TCAP_TAG);
		return;
	}
	for (i = 0; i < sizeof(messages) / sizeof(messages[0]); i++)
		if (b.tag == messages[i].tag)
			break;
	if (i == sizeof(messages) / sizeof(messages[0])) {
		sig_defect(m, SIG_DEFECT_TCAP_TAG);
		return;
	}
	m->dialogue = messages[i].dialogue;
	m->type = messages[i].name;
	if (cur_left(&c) > 0)
		sig_anomaly(m, SIG_ANOMALY_TRAILING_OCTETS);
	if (!b.constructed)
		sig_anomaly(m, SIG_ANOMALY_TAG_FORM);
	transaction_read(b.v, m);
	if (!tids_complete(m))
		sig_defect(m, SIG_DEFECT_TCAP_TRANSACTION);
	m->kind = m->ncomp > 0 ? m->comp[0].kind : kind_without_component(m);
	if (m->proto == SIG_PROTO_MAP)
		map_check(m);
}
