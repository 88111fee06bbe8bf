/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random views, filled by hand or dissected from what the builders of sim/
 * write, whose values are near those of the world that random configurations
 * are made from (random_conf.h).
 */
#ifndef TESTS_RANDOM_VIEW_H
#define TESTS_RANDOM_VIEW_H

#include "judge_input.h"
#include "random_conf.h"
#include "../dissectors/diameter.h"

enum { VIEW_OCTETS = 400, VIEW_TEXTS = 24, VIEW_TEXT = 80 };

struct random_view {
	const struct sig_msg *p;	/* m, or the one of in */
	struct sig_msg	 m;
	struct input	 in;
	uint8_t		 octets[VIEW_OCTETS];
	uint8_t		 src[16], dst[16];
	size_t		 ntext;
	char		 text[VIEW_TEXTS][VIEW_TEXT];
};

static inline void
view_digits(struct sig_digits *d, uint8_t *len, const char *text)
{
	static const char characters[] = "0123456789*#abc";
	const char *at;

	d->w[0] = d->w[1] = 0;
	for (*len = 0; text[*len] != '\0' && *len < SIG_DIGITS_MAX; (*len)++) {
		at = strchr(characters, text[*len]);
		d->w[*len / 16] |= (uint64_t)(at - characters) <<
		    (4 * (*len % 16));
	}
}

/* A number that some entries of the world are prefixes of, or nearly. */
static inline void
view_number(struct random *r, char text[64])
{
	static const char characters[] = "0123456789012345678901234567890abc*";
	const char *from;
	size_t len, n;

	switch (random_below(r, 5)) {
	case 0:
		from = RANDOM_OF(r, world_msisdn);
		break;
	case 1:
		from = RANDOM_OF(r, world_imsi);
		break;
	case 2:
		from = RANDOM_OF(r, world_mgt);
		break;
	default:
		from = RANDOM_OF(r, world_gt);
		break;
	}
	len = strcspn(from, "*");
	memcpy(text, from, len);
	n = random_chance(r, 30) ? 0 : random_chance(r, 10) ? 14 :
	    random_below(r, 6);
	while (n-- > 0)
		text[len++] = random_chance(r, 80) ?
		    (char)('0' + random_below(r, 10)) :
		    characters[random_below(r, sizeof(characters) - 1)];
	if (random_chance(r, 4) && len > 3)
		len = random_below(r, 4);
	text[len] = '\0';
}

static inline void
view_imsi(struct random *r, char text[64])
{
	const char *from = RANDOM_OF(r, world_imsi);
	size_t len = strcspn(from, "*"), n = random_below(r, 8);

	if (random_chance(r, 10)) {
		view_number(r, text);
		return;
	}
	memcpy(text, from, len);
	while (n-- > 0 && len < 16)
		text[len++] = (char)('0' + random_below(r, 10));
	text[len] = '\0';
}

static inline void
view_add_digits(struct random *r, struct sig_msg *m, enum sig_field f)
{
	struct sig_value *v = sig_add(m, f);
	char text[64];
	uint8_t len;

	if (v == NULL)
		return;
	if (f == SIG_IMSI || (f == SIG_DESTINATION_REFERENCE &&
	    random_chance(r, 70)))
		view_imsi(r, text);
	else if (f == SIG_IMEI)
		strcpy(text, random_chance(r, 50) ? "359386030656800" :
		    "3593870306568001");
	else
		view_number(r, text);
	view_digits(&v->digits, &len, text);
	v->len = len;
	v->np = f == SIG_DESTINATION_REFERENCE && random_chance(r, 70) ? 6 : 1;
}

static inline void
view_add_plmn(struct random *r, struct sig_msg *m, enum sig_field f)
{
	struct sig_value *v = sig_add(m, f);
	const char *from = RANDOM_OF(r, world_plmn);
	char text[8];
	uint8_t len;

	if (v == NULL)
		return;
	(void)snprintf(text, sizeof(text), "%.3s%s", from, from + 4);
	view_digits(&v->digits, &len, text);
	v->len = len;
}

/* A host or realm of the world, below one, its letters of either case. */
static inline void
view_name(struct random *r, char *text, size_t size)
{
	static const char *const below[] = { "", "", "a.", "mme1.", "x.y.",
		"dra.", "mme1.sub.one." };
	const char *from = random_chance(r, 60) ? RANDOM_OF(r, world_realm) :
	    RANDOM_OF(r, world_host);
	size_t i;

	if (*from == '*')
		from += random_chance(r, 80) ? 2 : 1;
	(void)snprintf(text, size, "%s%s", RANDOM_OF(r, below), from);
	if (random_chance(r, 2))
		text[0] = '\0';
	for (i = 0; text[i] != '\0'; i++)
		if (text[i] >= 'a' && text[i] <= 'z' && random_chance(r, 3))
			text[i] = (char)(text[i] - 'a' + 'A');
}

static inline void
view_add_text(struct random *r, struct random_view *w, enum sig_field f)
{
	char *text = w->text[w->ntext];
	size_t len;

	if (w->ntext == VIEW_TEXTS)
		return;
	w->ntext++;
	if (f == SIG_APN || f == SIG_TMSI)
		(void)snprintf(text, VIEW_TEXT, "%s", RANDOM_OF(r, world_text));
	else
		view_name(r, text, VIEW_TEXT - 8);
	if (f == SIG_SESSION_ID && random_chance(r, 70))
		strcat(text, ";1;2");
	len = strlen(text);
	/* lengths that repeat, so that "same" holds at times */
	if (sig_get(&w->m, SIG_ORIGIN_HOST) != NULL && random_chance(r, 15)) {
		len = sig_get(&w->m, SIG_ORIGIN_HOST)->len;
		memcpy(text, sig_get(&w->m, SIG_ORIGIN_HOST)->text, len);
	}
	sig_add_text(&w->m, f, cur_make(text, len));
}

/* An address within one of the blocks, or anywhere. */
static inline struct cur
view_address(struct random *r, uint8_t a[16])
{
	static const uint8_t block[][4] = { { 192, 0, 2, 0 },
		{ 198, 51, 100, 0 }, { 203, 0, 113, 0 }, { 198, 51, 100, 7 } };
	unsigned i;

	for (i = 0; i < 16; i++)
		a[i] = (uint8_t)random_below(r, 256);
	if (random_chance(r, 20)) {
		memcpy(a, "\x20\x01\x0d\xb8\x00", 5);
		a[5] = (uint8_t)random_below(r, 3);
		return cur_make(a, 16);
	}
	memcpy(a, RANDOM_OF(r, block), 4);
	if (a[3] == 0)
		a[3] = (uint8_t)random_below(r, 256);
	return cur_make(a, 4);
}

static inline void
view_add_field(struct random *r, struct random_view *w, enum sig_field f)
{
	struct cur a;

	switch (sig_field_type(f)) {
	case SIG_TYPE_DIGITS:
		view_add_digits(r, &w->m, f);
		break;
	case SIG_TYPE_PLMN:
		view_add_plmn(r, &w->m, f);
		break;
	case SIG_TYPE_IP:
		if (w->ntext == VIEW_TEXTS)
			break;
		a = view_address(r, (uint8_t *)w->text[w->ntext++]);
		sig_add_text(&w->m, f, a);
		break;
	case SIG_TYPE_UINT:
		sig_add_uint(&w->m, f, random_below(r, 9));
		break;
	default:
		view_add_text(r, w, f);
		break;
	}
}

static const enum sig_field view_fields[] = { SIG_IMSI, SIG_IMSI, SIG_IMSI,
	SIG_MSISDN, SIG_IMEI, SIG_VLR, SIG_VLR, SIG_MSC, SIG_SGSN, SIG_SMSC,
	SIG_TMSI, SIG_VISITED_PLMN, SIG_VISITED_PLMN, SIG_HOST_ADDRESS,
	SIG_DEST_HOST, SIG_ROUTE_RECORD, SIG_ROUTE_RECORD, SIG_SESSION_ID,
	SIG_APN, SIG_RAT, SIG_IDR_FLAGS, SIG_DESTINATION_REFERENCE,
	SIG_ORIGIN_HOST, SIG_DEST_REALM };

static inline void
view_party(struct random *r, struct sig_addr *a)
{
	static const uint8_t plans[] = { 1, 1, 1, 1, 6, 7, 7, 3 };
	char text[64];

	a->present = random_chance(r, 90);
	a->has_gt = random_chance(r, 80);
	a->has_pc = random_chance(r, 40);
	a->has_ssn = random_chance(r, 80);
	a->on_ssn = random_chance(r, 30);
	a->gti = a->has_gt ? 4 : 0;
	a->ssn = (uint8_t)random_below(r, 10);
	a->pc = random_chance(r, 50) ? 4711 : 2 << 11 | 100 << 3 | 1;
	if (!a->has_gt)
		return;
	a->tt = (uint8_t)random_below(r, 3);
	a->np = RANDOM_OF(r, plans);
	a->nai = (uint8_t)random_below(r, 6);
	if (a->np == 6)
		view_imsi(r, text);
	else
		view_number(r, text);
	view_digits(&a->digits, &a->len, text);
}

static inline void
view_label(struct random *r, struct sig_msg *m)
{
	static const uint32_t pcs[] = { 2 << 11 | 100 << 3 | 1,
		2 << 11 | 100 << 3 | 2, 3 << 11 | 1 << 3, 4711, 17, 20000, 5 };

	m->has_label = true;
	m->opc = RANDOM_OF(r, pcs);
	m->dpc = RANDOM_OF(r, pcs);
	m->ni = (uint8_t)random_below(r, 4);
}

static inline void
view_sccp(struct random *r, struct sig_msg *m)
{
	if (random_chance(r, 85))
		view_label(r, m);
	view_party(r, &m->calling);
	view_party(r, &m->called);
	m->hops = (uint8_t)(random_chance(r, 30) ? random_below(r, 9) : 0);
	m->has_cause = random_chance(r, 20);
	m->cause = (uint8_t)(m->has_cause ? random_below(r, 9) : 0);
	m->dialogue = (uint8_t)random_below(r, 6);
	m->has_ac = random_chance(r, 80);
	if (m->has_ac) {
		m->ac = (uint8_t)(random_chance(r, 30) ? 15 :
		    random_below(r, 9));
		m->ac_version = (uint8_t)random_below(r, 4);
	}
}

/* A header and some AVPs; now and then the last one does not fit. */
static inline void
view_avps(struct random *r, struct random_view *w)
{
	size_t at = DIAMETER_HEADER_LEN, n = random_below(r, 5), len;
	uint8_t *p;

	memset(w->octets, 0, sizeof(w->octets));
	while (n-- > 0) {
		p = w->octets + at;
		len = random_below(r, 20);
		p[2] = (uint8_t)(RANDOM_OF(r, world_code) >> 8);
		p[3] = (uint8_t)RANDOM_OF(r, world_code);
		p[7] = (uint8_t)(len + 8 + (random_chance(r, 3) ? 200 : 0));
		at += 8 + (len + 3) / 4 * 4;
	}
	w->m.octets = cur_make(w->octets, at);
}

static inline void
view_diameter(struct random *r, struct random_view *w)
{
	struct sig_msg *m = &w->m;

	m->flags = (uint8_t)(random_below(r, 16) << 4);
	m->app = random_chance(r, 50) ? 16777251 : random_below(r, 9);
	view_avps(r, w);
	m->ncomp = 1;
	if (random_chance(r, 92))
		view_add_text(r, w, SIG_ORIGIN_HOST);
	if (random_chance(r, 92))
		view_add_text(r, w, SIG_ORIGIN_REALM);
	if (random_chance(r, 70))
		view_add_text(r, w, SIG_DEST_REALM);
}

static inline unsigned
view_op(const char *name)
{
	unsigned op;

	for (op = 1; op < SIG_OP_COUNT; op++)
		if (strcmp(sig_op_name((enum sig_op)op), name) == 0)
			return op;
	abort();
}

static inline void
view_component(struct random *r, struct random_view *w, unsigned i)
{
	struct sig_comp *p = &w->m.comp[i];
	unsigned op = random_below(r, RANDOM_COUNT(world_op) + 1), n;

	memset(p, 0, sizeof(*p));
	p->kind = (uint8_t)random_below(r, SIG_KIND_COUNT);
	p->has_code = random_chance(r, 85);
	p->code = RANDOM_OF(r, world_code);
	p->op = (uint8_t)(random_chance(r, 90) && op < 9 ?
	    view_op(world_op[op]) : SIG_OP_NONE);
	p->has_error = random_chance(r, 20);
	p->error = (int32_t)(p->has_error ? random_below(r, 9) : 0);
	w->m.ncomp = (uint8_t)(i + 1);
	for (n = random_below(r, 9); n > 0; n--)
		view_add_field(r, w, RANDOM_OF(r, view_fields));
}

static inline void
view_parts(struct random *r, struct random_view *w)
{
	static const uint8_t protos[] = { SIG_PROTO_MAP, SIG_PROTO_MAP,
		SIG_PROTO_MAP, SIG_PROTO_DIAMETER, SIG_PROTO_DIAMETER,
		SIG_PROTO_DIAMETER, SIG_PROTO_CAP, SIG_PROTO_TCAP,
		SIG_PROTO_M3UA, SIG_PROTO_NONE };
	struct sig_msg *m = &w->m;
	unsigned i, n;

	m->proto = RANDOM_OF(r, protos);
	if (m->proto == SIG_PROTO_DIAMETER) {
		view_diameter(r, w);
		view_component(r, w, 0);
	} else if (m->proto == SIG_PROTO_M3UA || m->proto == SIG_PROTO_NONE) {
		if (random_chance(r, 30))
			view_label(r, m);
		if (random_chance(r, 50))
			view_component(r, w, 0);
	} else {
		view_sccp(r, m);
		if (random_chance(r, 30))
			view_add_field(r, w, SIG_DESTINATION_REFERENCE);
		n = random_chance(r, 70) ? 1 : random_below(r, 5);
		for (i = 0; i < n; i++)
			view_component(r, w, i);
	}
	m->kind = m->ncomp > 0 ? m->comp[0].kind :
	    (uint8_t)random_below(r, SIG_KIND_COUNT);
}

/* ---- messages that are built ---- */

static inline const struct sig_msg *
view_map(struct random *r, struct random_view *w)
{
	static const uint8_t ops[] = { 2, 3, 45, 56, 59, 67, 70, 71 };
	char imsi[64], vlr[64], calling[64], called[64];
	struct map_input i = { .op = RANDOM_OF(r, ops), .imsi = imsi,
	    .vlr = vlr, .calling = calling, .called = called,
	    .opc = random_below(r, 100), .dpc = 4711 };

	view_imsi(r, imsi);
	view_number(r, vlr);
	view_number(r, calling);
	view_number(r, called);
	imsi[strcspn(imsi, "*abc")] = vlr[strcspn(vlr, "*abc")] =
	    calling[strcspn(calling, "*abc")] =
	    called[strcspn(called, "*abc")] = '\0';
	i.version = i.op == 59 ? 2 : 3;
	if (i.op == 59)
		i.user = "a0{80:imsi@96 81:vlr}";
	else if (random_chance(r, 20))
		i.op2 = RANDOM_OF(r, ops);
	if (i.op2 == 59)
		i.op2 = 2;
	i.called_np = (uint8_t)(random_chance(r, 30) ? 7 : 1);
	i.src = ADDRESS_OF(192, 0, 2, random_below(r, 256));
	return input_map(&w->in, &i);
}

static inline const struct sig_msg *
view_s6a(struct random *r, struct random_view *w)
{
	static const uint16_t codes[] = { 316, 317, 318, 321, 323 };
	char imsi[64], host[VIEW_TEXT], realm[VIEW_TEXT], dest[VIEW_TEXT];
	struct diameter_input i = { .code = RANDOM_OF(r, codes), .imsi = imsi,
	    .host = host, .realm = realm, .dest_realm = dest };

	view_imsi(r, imsi);
	imsi[strcspn(imsi, "*abc")] = '\0';
	view_name(r, host, sizeof(host));
	view_name(r, realm, sizeof(realm));
	view_name(r, dest, sizeof(dest));
	i.src = ADDRESS_OF(198, 51, 100, random_below(r, 256));
	return input_diameter(&w->in, &i);
}

/* Must stay where it is: the view points into itself. */
static inline void
random_view(struct random *r, struct random_view *w)
{
	struct sig_msg *m = &w->m;

	w->p = m;
	if (random_chance(r, 15)) {
		w->p = random_chance(r, 50) ? view_map(r, w) : view_s6a(r, w);
		return;
	}
	memset(m, 0, sizeof(*m));
	w->ntext = 0;
	if (random_chance(r, 80)) {
		m->src = view_address(r, w->src);
		m->dst = view_address(r, w->dst);
	}
	if (random_chance(r, 10))
		m->defect = (uint8_t)random_below(r, SIG_DEFECT_COUNT);
	if (random_chance(r, 20))
		m->anomalies = UINT64_C(1) << random_below(r, 8) |
		    UINT64_C(1) << random_below(r, 8);
	view_parts(r, w);
}

#endif
