/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lab's messages for a device, a node and a transaction: a template with
 * its marks overwritten.
 *
 * RFC 6733 6.2 (answers), RFC 7683 7 (overload reports), TS 29.002 7.3.
 */
#include "octets_impl.h"

#include <stdlib.h>
#include <string.h>

enum {
	T_FLAG = 0x10, FLAGS_AT = 4,
	PORT_DIAMETER = 3868, PORT_M3UA = 2905,
	CODE_AUTHENTICATE = 318, CODE_UPDATE = 316,
	OP_SAI = 56, OP_UL = 2, OP_UGL = 23,
	SSN_SGSN = 149,
	SESSION_DIGITS = 17, NODE_DIGITS = 4,
	AVP_OC_FEATURES = 621, AVP_OC_VECTOR = 622, AVP_OC_OLR = 623,
	AVP_OC_SEQUENCE = 624, AVP_OC_VALIDITY = 625, AVP_OC_TYPE = 626,
	AVP_OC_REDUCTION = 627,
	OC_REALM = 1, OC_LOSS = 1,
};

/* ---- writing ---- */

static void
digits_put(uint8_t *p, size_t n, uint64_t v)
{
	for (; n > 0; v /= 10)
		p[--n] = (uint8_t)('0' + v % 10);
}

/* n digits in n / 2 octets, and a filler when n is odd. */
static void
tbcd_put(uint8_t *p, size_t n, uint64_t v)
{
	uint8_t digit[16];
	size_t i;

	digits_put(digit, n, v);
	digit[n] = 0xf;
	for (i = 0; i < n; i += 2)
		p[i / 2] = (uint8_t)((digit[i] & 0xf) |
		    (digit[i + 1] & 0xf) << 4);
}

static void
be32_put(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 24);
	p[1] = (uint8_t)(v >> 16);
	p[2] = (uint8_t)(v >> 8);
	p[3] = (uint8_t)v;
}

static void
hex_put(uint8_t *p, uint32_t v)
{
	static const char digit[] = "0123456789abcdef";
	unsigned i;

	for (i = 0; i < 8; i++)
		p[i] = (uint8_t)digit[v >> (28 - 4 * i) & 15];
}

/* What varies and is no part of who. */
struct patching {
	uint32_t	 pc, code;
};

static void
patch_put(uint8_t *p, unsigned what, const struct octets_who *who,
    const struct patching *x)
{
	switch (what) {
	case PATCH_IMSI_TEXT:
		digits_put(p, 15, who->imsi);
		break;
	case PATCH_IMSI_TBCD:
		tbcd_put(p, 15, who->imsi);
		break;
	case PATCH_IMEI_TEXT:
		digits_put(p, 14, who->imei);
		break;
	case PATCH_IMEI_TBCD:
		tbcd_put(p, 14, who->imei);
		break;
	case PATCH_NODE_TEXT:
		digits_put(p, NODE_DIGITS, who->node);
		break;
	case PATCH_NODE_TBCD:
		tbcd_put(p, NODE_DIGITS, who->node);
		break;
	case PATCH_SESSION:
		hex_put(p, (uint32_t)(who->session >> 32));
		hex_put(p + 9, (uint32_t)who->session);
		break;
	case PATCH_ID:
		be32_put(p, who->id);
		break;
	case PATCH_HOME_ID:
		be32_put(p, ~who->id);
		break;
	case PATCH_E2E:
		be32_put(p, who->e2e);
		break;
	case PATCH_WAY:
		be32_put(p, x->pc + who->way);
		break;
	case PATCH_SLS:
		p[0] = (uint8_t)(who->session & 15);
		break;
	case PATCH_CODE:
		be32_put(p, x->code);
		break;
	case PATCH_ERROR:
		p[0] = (uint8_t)x->code;
		break;
	}
}

static void
template_put(const struct template *t, const struct octets_who *who,
    const struct patching *x, struct wbuf *w)
{
	uint8_t *p = w->p + w->len;
	unsigned i;

	if (!wbuf_room(w, t->len))
		return;
	memcpy(p, t->octets, t->len);
	w->len += t->len;
	for (i = 0; i < t->patches; i++)
		patch_put(p + t->patch[i].at, t->patch[i].what, who, x);
}

void
octets_request(const struct octets *o, enum lab_step step,
    const struct octets_who *who, struct wbuf *w)
{
	const struct templates *t = &o->t[who->network];
	struct patching x = { t->pc, 0 };
	size_t at = w->len;

	template_put(&t->request[who->tech][step][who->doic], who, &x, w);
	if (who->again && who->tech == LAB_TECH_S6A && wbuf_ok(w))
		w->p[at + FLAGS_AT] |= T_FLAG;
}

void
octets_result(const struct octets *o, enum lab_step step,
    const struct octets_who *who, struct wbuf *w)
{
	const struct templates *t = &o->t[who->network];
	struct patching x = { t->pc, 0 };

	template_put(&t->result[who->tech][step][who->doic], who, &x, w);
}

void
octets_failure(const struct octets *o, enum lab_step step,
    const struct octets_who *who, struct octets_error e, struct wbuf *w)
{
	const struct templates *t = &o->t[who->network];
	struct patching x = { t->pc, e.code };
	unsigned form = FAILURE_BASE;

	if (who->tech != LAB_TECH_S6A)
		form = e.code == MAP_ERROR_ROAMING ? FAILURE_ROAMING :
		    FAILURE_MAP;
	else if (e.experimental)
		form = FAILURE_EXPERIMENTAL;
	else if (e.code / 1000 == 3)
		form = FAILURE_PROTOCOL;
	template_put(&t->failure[who->tech][step][form], who, &x, w);
}

void
octets_reset(const struct octets *o, const struct octets_who *who,
    struct wbuf *w)
{
	const struct templates *t = &o->t[who->network];
	struct patching x = { t->pc, 0 };

	template_put(&t->reset[who->tech], who, &x, w);
}

void
octets_reset_done(const struct octets *o, const struct octets_who *who,
    struct wbuf *w)
{
	const struct templates *t = &o->t[who->network];
	struct patching x = { t->pc, 0 };

	template_put(&t->reset_done, who, &x, w);
}

/* ---- reading ---- */

static uint64_t
number_of(const struct sig_digits *d, size_t from, size_t to)
{
	uint64_t v = 0;

	for (; from < to; from++)
		v = 10 * v + (d->w[from / 16] >> 4 * (from % 16) & 15);
	return v;
}

uint64_t
octets_imsi(const struct sig_msg *m)
{
	const struct sig_value *v = sig_get(m, SIG_IMSI);

	return v == NULL || v->len < 5 || v->len > 15 ? 0 :
	    number_of(&v->digits, 0, v->len);
}

static bool
hex_read(const uint8_t *p, size_t n, uint32_t *v)
{
	size_t i;

	for (*v = 0, i = 0; i < n; i++)
		if (p[i] >= '0' && p[i] <= '9')
			*v = *v << 4 | (uint32_t)(p[i] - '0');
		else if (p[i] >= 'a' && p[i] <= 'f')
			*v = *v << 4 | (uint32_t)(p[i] - 'a' + 10);
		else
			return false;
	return true;
}

/* Who asks: the lab's own names, as the templates have them. */
static bool
diameter_who(const struct sig_msg *m, struct octets_who *who)
{
	const struct sig_value *s = sig_get(m, SIG_SESSION_ID);
	const struct sig_value *h = sig_get(m, SIG_ORIGIN_HOST);
	uint32_t high, low, node;

	if (s == NULL || h == NULL || s->len < SESSION_DIGITS || h->len < 8 ||
	    !hex_read(s->text + s->len - SESSION_DIGITS, 8, &high) ||
	    !hex_read(s->text + s->len - 8, 8, &low) ||
	    !hex_read(h->text + 3, NODE_DIGITS, &node))
		return false;
	who->session = (uint64_t)high << 32 | low;
	who->node = (uint16_t)((node >> 12) * 1000 + (node >> 8 & 15) * 100 +
	    (node >> 4 & 15) * 10 + (node & 15));
	who->id = m->hbh;
	who->e2e = m->e2e;
	who->tech = LAB_TECH_S6A;
	who->doic = sig_has(m, SIG_OC_FEATURES);
	return true;
}

static bool
map_who(const struct sig_msg *m, struct octets_who *who)
{
	const struct sig_addr *a = &m->calling;

	if (!a->present || a->len < NODE_DIGITS || m->otid.len != 4)
		return false;
	who->node = (uint16_t)number_of(&a->digits, a->len - NODE_DIGITS,
	    a->len);
	who->session = m->sls;
	who->id = m->otid.id;
	who->tech = a->ssn == SSN_SGSN ? LAB_TECH_MAP_PS : LAB_TECH_MAP_CS;
	return true;
}

/* The step that a request opens; STEPS: none. */
static enum lab_step
step_of(const struct sig_msg *m)
{
	if (m->kind != SIG_KIND_REQUEST || m->ncomp == 0)
		return STEPS;
	switch (m->comp[0].code) {
	case CODE_AUTHENTICATE:
	case OP_SAI:
		return STEP_AUTHENTICATE;
	case CODE_UPDATE:
	case OP_UL:
	case OP_UGL:
		return STEP_UPDATE;
	default:
		return STEPS;
	}
}

bool
octets_refuse(const struct octets *o, const struct policy_msg *pm,
    struct octets_error diameter, struct octets_error map, struct wbuf *w)
{
	struct octets_who who = { .network = pm->network, .way = pm->way };
	const struct sig_msg *m = pm->view;
	enum lab_step step = step_of(m);

	if (step == STEPS || pm->network >= o->networks)
		return false;
	if (m->proto == SIG_PROTO_DIAMETER) {
		if (!diameter_who(m, &who))
			return false;
		octets_failure(o, step, &who, diameter, w);
	} else {
		if (m->dialogue != SIG_DIALOGUE_BEGIN || !map_who(m, &who))
			return false;
		octets_failure(o, step, &who, map, w);
	}
	return wbuf_ok(w);
}

static void
avp_head(struct wbuf *w, uint32_t code, uint32_t len)
{
	wbuf_be32(w, code);
	wbuf_be32(w, len);		/* no flags: M is clear */
}

void
octets_overload(struct cur answer, const struct octets_report *r,
    struct wbuf *w)
{
	size_t at = w->len;

	wbuf_put(w, answer);
	avp_head(w, AVP_OC_FEATURES, 24);
	avp_head(w, AVP_OC_VECTOR, 16);
	wbuf_uint(w, 8, OC_LOSS);
	avp_head(w, AVP_OC_OLR, 60);
	avp_head(w, AVP_OC_SEQUENCE, 16);
	wbuf_uint(w, 8, r->sequence);
	avp_head(w, AVP_OC_TYPE, 12);
	wbuf_be32(w, OC_REALM);
	avp_head(w, AVP_OC_REDUCTION, 12);
	wbuf_be32(w, r->reduction);
	avp_head(w, AVP_OC_VALIDITY, 12);
	wbuf_be32(w, r->validity);
	wbuf_patch(w, at + 1, 3, w->len - at);
}

/* ---- views ---- */

/* Addresses of network n: 198.18.n.1 and .2; nobody changes them, views point
 * at them. */
static const uint8_t home_ip[4] = { 192, 0, 2, 10 };
#define NETWORK_IP(n)	{ { 198, 18, n, 1 }, { 198, 18, n, 2 } }
#define NETWORK_IPS(n)							\
	NETWORK_IP(n), NETWORK_IP(n + 1), NETWORK_IP(n + 2),		\
	NETWORK_IP(n + 3), NETWORK_IP(n + 4), NETWORK_IP(n + 5),	\
	NETWORK_IP(n + 6), NETWORK_IP(n + 7)
static const uint8_t network_ip[SCENARIO_NETWORKS][2][4] = {
	NETWORK_IPS(0), NETWORK_IPS(8), NETWORK_IPS(16), NETWORK_IPS(24),
};

void
octets_view(const struct octets *o, struct cur c,
    const struct octets_who *who, bool from_home, uint64_t now,
    struct sig_msg *m)
{
	bool diameter = who->tech == LAB_TECH_S6A;
	struct cur node = cur_make(network_ip[who->network][who->way & 1], 4);
	struct cur home = cur_make(home_ip, 4);

	(void)o;
	m->ts = now;
	m->idx = 0;
	m->cut = false;
	m->nlayers = 0;
	m->src = from_home ? home : node;
	m->dst = from_home ? node : home;
	m->sport = m->dport = diameter ? PORT_DIAMETER : PORT_M3UA;
	sig_add_layer(m, SIG_LAYER_IP);
	sig_add_layer(m, SIG_LAYER_SCTP);
	(void)sig_dissect(diameter ? SIG_ENTRY_DIAMETER : SIG_ENTRY_M3UA, c,
	    NULL, m);
}

struct octets *
octets_new(const struct scenario *s)
{
	struct octets *o;
	unsigned i;

	o = malloc(sizeof(*o) + s->networks * sizeof(o->t[0]));
	if (o == NULL)
		return NULL;
	o->networks = s->networks;
	for (i = 0; i < s->networks; i++)
		templates_make(&o->t[i], s, i);
	return o;
}

void
octets_free(struct octets *o)
{
	free(o);
}

size_t
octets_memory(const struct octets *o)
{
	return sizeof(*o) + o->networks * sizeof(o->t[0]);
}
