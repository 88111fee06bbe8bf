/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TCAP dialogues of the story: who speaks to whom in which context, ids of one
 * to four octets, and what stands in a message.
 *
 * 3GPP TS 29.002 6.1, 17.3; ITU-T Q.773 3.
 */
#include "mkcap.h"
#include "story_impl.h"

enum {
	PATTERN_MAX = 1024,
	ID_OCTETS = 6,		/* of an id as tcap_open() writes it */
	NP_E164 = 1, NP_E214 = 7,
	CAP_AC = 0,
};

/* Usual parties of a context. */
static const struct {
	uint8_t	 ac, from, from_id, to, to_id;
} parties[] = {
	{ CAP_AC, SSN_CAP, BUILD_ID_MSC, SSN_CAP, BUILD_ID_GSMSCF },
	{ AC_UPDATE, SSN_VLR, BUILD_ID_VLR, SSN_HLR, BUILD_ID_HLR },
	{ AC_CANCEL, SSN_HLR, BUILD_ID_HLR, SSN_VLR, BUILD_ID_VLR },
	{ AC_ROAMING, SSN_HLR, BUILD_ID_HLR, SSN_VLR, BUILD_ID_VLR },
	{ AC_IST, SSN_MSC, BUILD_ID_MSC, SSN_HLR, BUILD_ID_HLR },
	{ AC_CC, SSN_VLR, BUILD_ID_VLR, SSN_HLR, BUILD_ID_HLR },
	{ AC_RESET, SSN_HLR, BUILD_ID_HLR, SSN_VLR, BUILD_ID_VLR },
	{ AC_AUTHENTICATE, SSN_VLR, BUILD_ID_VLR, SSN_HLR, BUILD_ID_HLR },
	{ AC_DATA, SSN_HLR, BUILD_ID_HLR, SSN_VLR, BUILD_ID_VLR },
	{ AC_SS, SSN_VLR, BUILD_ID_VLR, SSN_HLR, BUILD_ID_HLR },
	{ AC_USSD, SSN_VLR, BUILD_ID_VLR, SSN_HLR, BUILD_ID_HLR },
	{ AC_ROUTING_SM, SSN_MSC, BUILD_ID_SMSC, SSN_HLR, BUILD_ID_HLR },
	{ AC_MO, SSN_MSC, BUILD_ID_MSC, SSN_MSC, BUILD_ID_SMSC },
	{ AC_ALERT, SSN_HLR, BUILD_ID_HLR, SSN_MSC, BUILD_ID_SMSC },
	{ AC_READY, SSN_VLR, BUILD_ID_VLR, SSN_HLR, BUILD_ID_HLR },
	{ AC_MT, SSN_MSC, BUILD_ID_SMSC, SSN_MSC, BUILD_ID_MSC },
	{ AC_PURGE, SSN_VLR, BUILD_ID_VLR, SSN_HLR, BUILD_ID_HLR },
	{ AC_ENQUIRY, SSN_HLR, BUILD_ID_HLR, SSN_VLR, BUILD_ID_VLR },
	{ AC_ANY_TIME, SSN_SCF, BUILD_ID_GSMSCF, SSN_HLR, BUILD_ID_HLR },
	{ AC_UPDATE_GPRS, SSN_SGSN, BUILD_ID_SGSN, SSN_HLR, BUILD_ID_HLR },
	{ AC_FAILURE, SSN_VLR, BUILD_ID_VLR, SSN_HLR, BUILD_ID_HLR },
	{ AC_EVENT, SSN_VLR, BUILD_ID_VLR, SSN_SCF, BUILD_ID_GSMSCF },
};

static const char *
number_of(const struct names *n, unsigned ssn)
{
	return lab_party(ssn, &n->ids).gt;
}

/* Most nodes write four octets; some write what it takes. */
static void
id_make(struct talk *t, unsigned side)
{
	uint32_t id = ++t->s->tid;
	uint64_t sort = story_random(t->s, 100);

	t->id_len[side] = sort < 84 ? 4 : sort < 92 ? 3 : sort < 99 ? 2 : 1;
	if (t->id_len[side] == 3)
		id = 0x010000U | (id & 0xffffU);
	else if (t->id_len[side] == 2)
		id = 0x0100U | (id & 0xfeffU);
	else if (t->id_len[side] == 1)
		id = 1U + id % 255U;
	t->id[side] = id;
}

void
talk_make(struct talk *t, struct story *s, struct names *n,
    const struct scene *scene, unsigned role, bool from_home, unsigned ac,
    unsigned version)
{
	size_t i;

	memset(t, 0, sizeof(*t));
	t->s = s;
	t->scene = *scene;
	t->names = n;
	t->ts = s->now;
	t->via = (uint8_t)s->plan->net[role].via;
	t->opener = from_home;
	t->ac = (uint8_t)ac;
	t->version = (uint8_t)version;
	for (i = 0; i < COUNT(parties); i++) {
		if (parties[i].ac != ac)
			continue;
		t->ssn[0] = parties[i].from;
		t->ssn[1] = parties[i].to;
		t->gt[0] = n->ids.v[parties[i].from_id];
		t->gt[1] = n->ids.v[parties[i].to_id];
	}
	id_make(t, 0);
	id_make(t, 1);
}

void
talk_ssn(struct talk *t, unsigned from, unsigned to)
{
	const unsigned ssn[2] = { from, to };
	unsigned i;

	for (i = 0; i < 2; i++) {
		if (t->ssn[i] == ssn[i])
			continue;
		t->ssn[i] = (uint8_t)ssn[i];
		t->gt[i] = number_of(t->names, ssn[i]);
	}
}

void
talk_e214(struct talk *t)
{
	if (t->names->e214[0] == '\0')
		return;
	t->called = t->names->e214;
	t->called_np = NP_E214;
}

void
talk_by_number(struct talk *t)
{
	t->called = t->names->ids.v[BUILD_ID_MSISDN];
	t->called_np = NP_E164;
}

void
talk_wait(struct talk *t, uint64_t ns)
{
	t->ts += ns;
}

static struct sccp_head
head_make(const struct talk *t, unsigned side, bool first)
{
	struct sccp_head h = { .type = SCCP_UDT };

	h.calling = (struct sccp_party){ .gt = t->gt[side],
	    .ssn = t->ssn[side] };
	h.called = (struct sccp_party){ .gt = t->gt[1 - side],
	    .ssn = t->ssn[1 - side] };
	if (first && t->called != NULL) {
		h.called.gt = t->called;
		h.called.np = t->called_np;
	}
	return h;
}

static void
id_put(struct wbuf *w, uint32_t tag, const struct talk *t, unsigned side)
{
	size_t at = ber_open(w, tag);

	wbuf_uint(w, t->id_len[side], t->id[side]);
	ber_close(w, at);
}

/* What tcap_open() writes, with ids of as many octets as they have here. */
static void
tcap_put(struct wbuf *w, const struct talk *t, unsigned side,
    const struct tcap_head *h, const char *components)
{
	uint8_t mem[MESSAGE_MAX];
	struct wbuf inner = wbuf_make(mem, sizeof(mem));
	bool has_from = h->type == TCAP_BEGIN || h->type == TCAP_CONTINUE;
	bool has_to = h->type != TCAP_BEGIN;
	size_t at = tcap_open(&inner, h), part, outer;
	struct cur rest;

	if (components != NULL) {
		part = tcap_components(&inner);
		ber_pattern(&inner, components, &t->names->ids);
		ber_close(&inner, part);
	}
	rest = wbuf_cur(&inner);
	if (!cur_skip(&rest, at + ID_OCTETS * ((size_t)has_from +
	    (size_t)has_to)))
		w->overflow = true;
	outer = ber_open(w, h->type);
	if (has_from)
		id_put(w, 0x48, t, side);
	if (has_to)
		id_put(w, 0x49, t, 1 - side);
	wbuf_put(w, rest);
	ber_close(w, outer);
	w->overflow = w->overflow || inner.overflow;
}

static void
send(struct talk *t, unsigned side, const struct tcap_head *h,
    const char *components)
{
	uint8_t mem[MESSAGE_MAX];
	struct wbuf w = wbuf_make(mem, sizeof(mem));
	struct story_message m = { .ts = t->ts, .via = t->via,
	    .way = side != t->opener, .proto = STORY_TCAP,
	    .expect = t->scene.expect, .cls = t->scene.cls,
	    .head = head_make(t, side, h->type == TCAP_BEGIN),
	    .what = t->scene.what };

	tcap_put(&w, t, side, h, components);
	m.octets = wbuf_cur(&w);
	queue_put(t->s, &m);
	t->ts += (30 + story_random(t->s, 370)) * MS;
}

static struct tcap_head
tcap_make(const struct talk *t, enum tcap_type type, char ac[32])
{
	struct tcap_head h = { .type = type, .ids = &t->names->ids };

	h.ac = t->cap_ac != NULL ? t->cap_ac :
	    map_ac(ac, 32, t->ac, t->version);
	return h;
}

void
talk_say(struct talk *t, unsigned side, enum tcap_type type,
    const char *components)
{
	char ac[32];
	struct tcap_head h = tcap_make(t, type, ac);

	if (t->version > 1 || t->cap_ac != NULL) {
		if (type == TCAP_BEGIN) {
			h.dialogue = TCAP_AARQ;
			if ((t->ac == AC_SS || t->ac == AC_USSD) &&
			    !t->no_reference && t->cap_ac == NULL)
				h.user = "a0{80:imsi@96 81:vlr}";
		} else if (side == 1 && !t->accepted) {
			h.dialogue = TCAP_AARE;
		}
	}
	t->accepted = t->accepted || side == 1;
	send(t, side, &h, components);
}

void
talk_abort(struct talk *t, unsigned side)
{
	struct tcap_head h = { .type = TCAP_ABORT, .p_abort = 1,
	    .ids = &t->names->ids };

	send(t, side, &h, NULL);
}

void
talk_refuse(struct talk *t, unsigned side)
{
	char ac[32];
	struct tcap_head h = tcap_make(t, TCAP_ABORT, ac);

	h.dialogue = TCAP_REFUSED;
	h.diagnostic = 2;	/* context not supported: this one is */
	h.ac = map_ac(ac, sizeof(ac), t->ac, t->version - 1U);
	send(t, side, &h, NULL);
}

void
talk_invoke(struct talk *t, unsigned side, enum tcap_type type, unsigned op,
    const char *argument)
{
	char text[PATTERN_MAX];

	snprintf(text, sizeof(text), "a1{02=0%u 02=%02x %s}", side + 1, op,
	    argument == NULL ? "" : argument);
	talk_say(t, side, type, text);
}

void
talk_result(struct talk *t, unsigned side, enum tcap_type type, unsigned op,
    const char *value)
{
	char text[PATTERN_MAX];

	if (value == NULL)
		snprintf(text, sizeof(text), "a2{02=0%u}", 2 - side);
	else
		snprintf(text, sizeof(text), "a2{02=0%u 30{02=%02x %s}}",
		    2 - side, op, value);
	talk_say(t, side, type, text);
}

void
talk_error(struct talk *t, unsigned side, unsigned error,
    const char *parameter)
{
	char text[PATTERN_MAX];

	snprintf(text, sizeof(text), "a3{02=0%u 02=%02x %s}", 2 - side, error,
	    parameter == NULL ? "" : parameter);
	talk_say(t, side, TCAP_END, text);
}

void
talk_ask(struct talk *t, unsigned op, const char *argument, const char *value)
{
	talk_invoke(t, 0, TCAP_BEGIN, op, argument);
	talk_result(t, 1, TCAP_END, op, value);
}
