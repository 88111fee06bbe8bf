/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Answers to TCAP messages: End with the errors or rejects of a Begin or a
 * Continue, and aborts.
 *
 * ITU-T Q.773 4.2, Q.774 3.3; 3GPP TS 29.002 15.2.1 (contexts and versions),
 * 17.1 (dialogue PDUs), 17.6 and 17.7.7 (errors and their parameters).
 *
 * The first answer in a dialogue that opened with an application context
 * accepts the context; version 1 has none.  Only MAP is told errors: CAP, INAP
 * and what cannot be told from them have errors of their own, and are aborted.
 */
#include "answer_impl.h"
#include "../dissectors/ber_write.h"
#include "../dissectors/sig.h"

enum tag {
	TAG_END = 0x64, TAG_ABORT = 0x67, TAG_DTID = 0x49,
	TAG_P_ABORT = 0x4a, TAG_DIALOGUE = 0x6b, TAG_COMPONENTS = 0x6c,
	TAG_AARE = 0x61, TAG_ABRT = 0x64,
	TAG_RETURN_ERROR = 0xa3, TAG_REJECT = 0xa4,
	TAG_INTEGER = 0x02, TAG_NULL = 0x05, TAG_OID = 0x06,
	TAG_EXTERNAL = 0x28, TAG_ENUMERATED = 0x0a, TAG_SEQUENCE = 0x30,
	TAG_SINGLE_TYPE = 0xa0,		/* of an EXTERNAL */
	TAG_AC_NAME = 0xa1, TAG_AC_RESULT = 0xa2, TAG_AC_SOURCE = 0xa3,
	TAG_BY_USER = 0xa1, TAG_ABORT_SOURCE = 0x80, TAG_USER = 0xbe,
	TAG_GENERAL_PROBLEM = 0x80, TAG_INVOKE_PROBLEM = 0x81,
	TAG_MAP_USER_ABORT = 0xa4,
};

enum {
	TID_MAX = 4,
	MISTYPED_COMPONENT = 1,		/* a general problem */
	AC_NOT_SUPPORTED = 2,		/* why a context is refused */
	ABORT_BY_USER = 0,
	MAP_SPECIFIC_REASON = 0x80,	/* choices of a MAP user abort */
	MAP_UNAVAILABLE = 0x82,
};

/* Object identifiers, their contents: the structured dialogue of TCAP
 * 0.0.17.773.1.1.1, that of MAP 0.4.0.0.1.1.1.1. */
static const uint8_t dialogue_oid[] = { 0, 17, 0x86, 5, 1, 1, 1 };
static const uint8_t map_dialogue_oid[] = { 4, 0, 0, 1, 1, 1, 1 };

/* ---- the parameters of errors ---- */

/* What failed, by the subsystem that was asked: NetworkResource, or one of
 * those that came later, which version 3 alone knows (TS 29.002 17.7.7). */
static const struct resource {
	uint8_t		 ssn, resource;
	bool		 additional;
} resources[] = {
	{ 6, 1, false },	/* HLR */
	{ 7, 2, false },	/* VLR */
	{ 8, 5, false },	/* visited MSC */
	{ 9, 6, false },	/* EIR */
	{ 10, 5, true },	/* AuC */
	{ 145, 2, true },	/* GMLC */
	{ 147, 3, true },	/* gsmSCF */
	{ 149, 0, true },	/* SGSN */
	{ 150, 1, true },	/* GGSN */
};

static void
system_failure(struct wbuf *w, uint8_t ssn, unsigned version)
{
	static const struct resource plmn = { 0, 0, false };
	const struct resource *r = &plmn;
	size_t i, at;

	for (i = 0; i < sizeof(resources) / sizeof(resources[0]); i++)
		if (resources[i].ssn == ssn)
			r = &resources[i];
	if (version < 3) {
		ber_put_int(w, TAG_ENUMERATED, r->additional ? 0 :
		    r->resource);
		return;
	}
	at = ber_open(w, TAG_SEQUENCE);
	ber_put_int(w, r->additional ? 0x80 : TAG_ENUMERATED, r->resource);
	ber_close(w, at);
}

/* A SEQUENCE in every version: where the form changes with the version the
 * specification has a CHOICE (TS 29.002 17.1.4), and here it has none. */
static void
roaming_not_allowed(struct wbuf *w, enum reject_error error,
    unsigned version)
{
	size_t at = ber_open(w, TAG_SEQUENCE);

	ber_put_int(w, TAG_ENUMERATED, 0);	/* PLMN */
	if (error == REJECT_RAT && version >= 3)
		ber_put_int(w, 0x80, 0);	/* supported RAT types */
	ber_close(w, at);
}

/* The diagnostic where it says something; the IMSI is only unknown where it
 * was what was asked by. */
static void
unknown_subscriber(struct wbuf *w, const struct sig_msg *m,
    enum reject_error error, unsigned version)
{
	size_t at;

	if (version < 3 || (error != REJECT_SUBSCRIPTION &&
	    !sig_has(m, SIG_IMSI)))
		return;
	at = ber_open(w, TAG_SEQUENCE);
	ber_put_int(w, TAG_ENUMERATED, error == REJECT_SUBSCRIPTION);
	ber_close(w, at);
}

/* Of those errors that have a parameter worth saying; it is optional in all
 * others.  Version 0, not known: only what every version must carry. */
static void
parameter_put(struct wbuf *w, unsigned code, const struct sig_msg *m,
    enum reject_error error, unsigned version)
{
	switch (code) {
	case 1:
		unknown_subscriber(w, m, error, version);
		break;
	case 8:
		roaming_not_allowed(w, error, version);
		break;
	case 34:
		if (version > 0)
			system_failure(w, m->called.ssn, version);
		break;
	}
}

/* ---- components ---- */

static void
reject_put(struct wbuf *w, const struct sig_comp *c, unsigned problem)
{
	size_t at = ber_open(w, TAG_REJECT);

	if (c->has_invoke_id) {
		ber_put_int(w, TAG_INTEGER, c->invoke_id);
		ber_put_int(w, TAG_INVOKE_PROBLEM, problem);
	} else {
		ber_close(w, ber_open(w, TAG_NULL));
		ber_put_int(w, TAG_GENERAL_PROBLEM, MISTYPED_COMPONENT);
	}
	ber_close(w, at);
}

static void
error_put(struct wbuf *w, const struct sig_msg *m, const struct sig_comp *c,
    const struct answer *a, unsigned version)
{
	enum reject_error error = (enum reject_error)a->error;
	struct answer_map said;
	size_t at;

	if (!c->has_code || !c->has_invoke_id) {
		reject_put(w, c, PROBLEM_PARAMETER);
		return;
	}
	said = answer_map_find(c->code, error);
	/* MAP has no operations by object identifier (TS 29.002 17.1.2.1) */
	if (m->anomalies >> SIG_ANOMALY_GLOBAL_OPCODE & 1)
		said = (struct answer_map){ true, PROBLEM_OPERATION };
	if (said.reject) {
		reject_put(w, c, said.code);
		return;
	}
	at = ber_open(w, TAG_RETURN_ERROR);
	ber_put_int(w, TAG_INTEGER, c->invoke_id);
	ber_put_int(w, TAG_INTEGER, said.code);
	parameter_put(w, said.code, m, error, version);
	ber_close(w, at);
}

/* One for each Invoke; returns their number. */
static unsigned
components_put(struct wbuf *w, const struct sig_msg *m,
    const struct answer *a, unsigned version)
{
	size_t at = ber_open(w, TAG_COMPONENTS);
	unsigned i, n = 0;

	for (i = 0; i < m->ncomp; i++) {
		if (m->comp[i].kind != SIG_KIND_REQUEST)
			continue;
		if (a->kind == ANSWER_REJECT)
			reject_put(w, &m->comp[i], a->problem);
		else
			error_put(w, m, &m->comp[i], a, version);
		n++;
	}
	ber_close(w, at);
	return n;
}

/* ---- the dialogue portion ---- */

static void
oid_put(struct wbuf *w, const uint8_t *oid, size_t len)
{
	ber_put_octets(w, TAG_OID, cur_make(oid, len));
}

struct portion {
	size_t		 portion, external, single;
};

static struct portion
portion_open(struct wbuf *w)
{
	struct portion p;

	p.portion = ber_open(w, TAG_DIALOGUE);
	p.external = ber_open(w, TAG_EXTERNAL);
	oid_put(w, dialogue_oid, sizeof(dialogue_oid));
	p.single = ber_open(w, TAG_SINGLE_TYPE);
	return p;
}

static void
portion_close(struct wbuf *w, const struct portion *p)
{
	ber_close(w, p->single);
	ber_close(w, p->external);
	ber_close(w, p->portion);
}

/* The context is accepted, or refused for good. */
static void
aare_put(struct wbuf *w, struct cur context, bool refused)
{
	struct portion p = portion_open(w);
	size_t pdu = ber_open(w, TAG_AARE), at, source;

	ber_put_octets(w, 0x80, cur_make("\x07\x80", 2));	/* version 1 */
	at = ber_open(w, TAG_AC_NAME);
	ber_put_octets(w, TAG_OID, context);
	ber_close(w, at);
	at = ber_open(w, TAG_AC_RESULT);
	ber_put_int(w, TAG_INTEGER, refused);
	ber_close(w, at);
	at = ber_open(w, TAG_AC_SOURCE);
	source = ber_open(w, TAG_BY_USER);
	ber_put_int(w, TAG_INTEGER, refused ? AC_NOT_SUPPORTED : 0);
	ber_close(w, source);
	ber_close(w, at);
	ber_close(w, pdu);
	portion_close(w, &p);
}

/* Why, as MAP says it (TS 29.002 17.4). */
static void
map_abort_put(struct wbuf *w, const struct answer *a)
{
	size_t info = ber_open(w, TAG_USER);
	size_t external = ber_open(w, TAG_EXTERNAL), single, at;

	oid_put(w, map_dialogue_oid, sizeof(map_dialogue_oid));
	single = ber_open(w, TAG_SINGLE_TYPE);
	at = ber_open(w, TAG_MAP_USER_ABORT);
	if (a->kind == ANSWER_ERROR && a->error != REJECT_BUSY)
		ber_close(w, ber_open(w, MAP_SPECIFIC_REASON));
	else
		ber_put_int(w, MAP_UNAVAILABLE, 0);	/* short term */
	ber_close(w, at);
	ber_close(w, single);
	ber_close(w, external);
	ber_close(w, info);
}

static void
abrt_put(struct wbuf *w, const struct sig_msg *m, const struct answer *a)
{
	struct portion p = portion_open(w);
	size_t pdu = ber_open(w, TAG_ABRT);

	ber_put_int(w, TAG_ABORT_SOURCE, ABORT_BY_USER);
	if (m->proto == SIG_PROTO_MAP)
		map_abort_put(w, a);
	ber_close(w, pdu);
	portion_close(w, &p);
}

/* ---- messages ---- */

/* The sender's id becomes the destination's, in as many octets. */
static size_t
message_open(struct wbuf *w, uint32_t tag, const struct sig_msg *m)
{
	size_t at = ber_open(w, tag), tid = ber_open(w, TAG_DTID);

	wbuf_uint(w, m->otid.len, m->otid.id);
	ber_close(w, tid);
	return at;
}

/* Version 1 has no dialogue portion, and neither has what answers it. */
static bool
version_1(const struct sig_msg *m, const struct answer *a)
{
	return m->dialogue == SIG_DIALOGUE_BEGIN ? !m->has_ac :
	    a->version == 1;
}

static void
user_abort_put(struct wbuf *w, const struct sig_msg *m,
    const struct answer *a)
{
	size_t at = message_open(w, TAG_ABORT, m);

	if (!version_1(m, a))
		abrt_put(w, m, a);
	ber_close(w, at);
}

static void
provider_abort_put(struct wbuf *w, const struct sig_msg *m, uint8_t cause)
{
	size_t at = message_open(w, TAG_ABORT, m);

	ber_put_int(w, TAG_P_ABORT, cause);
	ber_close(w, at);
}

/* A context that nobody knows is refused, with no word on what was asked. */
static void
refusal_put(struct wbuf *w, const struct sig_msg *m)
{
	size_t at = message_open(w, TAG_ABORT, m);

	aare_put(w, m->ac_oid, true);
	ber_close(w, at);
}

static bool
end_put(struct wbuf *w, const struct sig_msg *m, const struct answer *a)
{
	bool begins = m->dialogue == SIG_DIALOGUE_BEGIN;
	unsigned version, n;
	size_t at;

	version = !begins ? a->version : m->has_ac ? m->ac_version : 1;
	at = message_open(w, TAG_END, m);
	if (begins && m->has_ac)
		aare_put(w, m->ac_oid, false);
	n = components_put(w, m, a, version);
	ber_close(w, at);
	return n > 0;
}

/* Rejects and MAP's errors in an End; a message without an Invoke, and the
 * users of TCAP whose errors are others, get an abort. */
static void
error_end_put(struct wbuf *w, const struct sig_msg *m,
    const struct answer *a)
{
	size_t at = w->len;

	if (a->kind == ANSWER_ERROR && m->dialogue == SIG_DIALOGUE_BEGIN &&
	    m->has_ac && m->proto != SIG_PROTO_CAP &&
	    m->proto != SIG_PROTO_INAP && m->ac == 0) {
		refusal_put(w, m);
		return;
	}
	if (a->kind == ANSWER_REJECT || m->proto == SIG_PROTO_MAP) {
		if (end_put(w, m, a))
			return;
		w->len = at;
	}
	user_abort_put(w, m, a);
}

bool
answer_tcap(const struct sig_msg *m, const struct answer *a, struct wbuf *w)
{
	if ((m->dialogue != SIG_DIALOGUE_BEGIN &&
	    m->dialogue != SIG_DIALOGUE_CONTINUE) || m->otid.len == 0 ||
	    m->otid.len > TID_MAX)
		return false;
	switch (a->kind) {
	case ANSWER_ERROR:
	case ANSWER_REJECT:
		error_end_put(w, m, a);
		break;
	case ANSWER_ABORT:
		user_abort_put(w, m, a);
		break;
	case ANSWER_P_ABORT:
		if (a->cause > P_ABORT_RESOURCE)
			return false;
		provider_abort_put(w, m, a->cause);
		break;
	default:
		return false;
	}
	return wbuf_ok(w);
}
