/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One MAP or CAP operation towards home, put in any of the shapes that hide
 * something, or that only look as if they did.
 *
 * ITU-T Q.773 3, X.690 8.1; 3GPP TS 29.002 17.1, 17.3.
 */
#include <assert.h>

#include "../rules/owner.h"
#include "mkcap_attacks.h"

enum {
	PATTERN_MAX = 4096,
	AC_SS = 18, AC_USSD = 19,
	UDT_DATA_MAX = 194,	/* what lab_tcap() puts into a UDT */
	OP_CANCEL = 3, OP_RESET = 37, AC_CANCEL = 2, AC_RESET = 10,
};

static const char *const shape_names[] = {
#define X(sym, name)	[SHAPE_##sym] = name,
	SHAPES(X)
#undef X
};

void
shot_make(struct map_shot *shot, const struct set *s,
    const struct map_form *f, const struct build_ids *ids,
    const struct roles *roles)
{
	memset(shot, 0, sizeof(*shot));
	shot->form = f;
	shot->ids = ids;
	shot->roles = *roles;
	shot->head.calling = net_party(s->nets, roles->from, f->from,
	    true);
	shot->head.called = net_party(s->nets, NET_HOME, f->to, false);
}

/* text with the first "was" replaced; true when there is one. */
static bool
replaced(char *to, size_t size, const char *text, const char *was,
    const char *by)
{
	const char *at = strstr(text, was);

	if (at == NULL)
		return false;
	snprintf(to, size, "%.*s%s%s", (int)(at - text), text, by,
	    at + strlen(was));
	return true;
}

/* The argument, with its subscriber in the form of the shape. */
static void
argument_text(char *to, size_t size, const struct map_shot *shot)
{
	static const char *const forms[][3] = {	/* [0], OCTET STRING, MSISDN */
		[SHAPE_HIGH_TAG] = { "9f00:imsi", "1f04:imsi", "9f01:msisdn" },
		[SHAPE_CONSTRUCTED] = { "a0{04:imsi}", "24{04:imsi}",
		    "a1{04:msisdn}" },
		[SHAPE_DUPLICATE] = { "80:imsi 80:imsi", "80:imsi 80:imsi",
		    "81:msisdn 81:msisdn" },
	};
	const char *text = shot->form->argument;

	if (text == NULL)
		text = "";
	switch (shot->shape) {
	case SHAPE_HIGH_TAG:
	case SHAPE_CONSTRUCTED:
	case SHAPE_DUPLICATE:
		if (replaced(to, size, text, "80:imsi",
		    forms[shot->shape][0]) ||
		    replaced(to, size, text, "04:imsi",
		    forms[shot->shape][1]) ||
		    replaced(to, size, text, "81:msisdn",
		    forms[shot->shape][2]))
			return;
		break;
	case SHAPE_TRAILING:
		snprintf(to, size, "%s 04=00", text);
		return;
	default:
		break;
	}
	snprintf(to, size, "%s", text);
}

static void
opcode_text(char *to, size_t size, const struct map_shot *shot)
{
	if (shot->shape == SHAPE_GLOBAL_OPCODE)
		snprintf(to, size, "06=040000010001%02x", shot->form->op);
	else
		snprintf(to, size, "02=%s%02x",
		    shot->shape == SHAPE_PADDED_OPCODE ? "00" : "",
		    shot->form->op);
}

static void
components_put(struct wbuf *w, const struct map_shot *shot)
{
	char argument[PATTERN_MAX], opcode[32], text[2 * PATTERN_MAX];
	struct build_ids good = *shot->ids;
	size_t at;

	argument_text(argument, sizeof(argument), shot);
	opcode_text(opcode, sizeof(opcode), shot);
	if (shot->shape == SHAPE_INDEFINITE) {
		snprintf(text, sizeof(text),
		    "!6c80 !a180 02=01 %s %s !0000 !0000", opcode, argument);
		ber_pattern(w, text, shot->ids);
		return;
	}
	at = tcap_components(w);
	if (shot->shape == SHAPE_BEHIND) {
		good.v[BUILD_ID_IMSI] = shot->good;
		tcap_invoke(w, 1, OP_CANCEL, "04:imsi", &good);
	}
	snprintf(text, sizeof(text), "a1%s{02=02 %s %s}",
	    shot->shape == SHAPE_LONG_LENGTH ? "~4" : "", opcode, argument);
	ber_pattern(w, text, shot->ids);
	if (shot->shape == SHAPE_RIDER)
		ber_pattern(w, "a1{02=03 02=00c8 30{80=01}}", shot->ids);
	ber_close(w, at);
}

static const char *
context_text(char *to, size_t size, const struct map_shot *shot)
{
	const struct map_form *f = shot->form;

	if (f->cap_ac != NULL)
		return f->cap_ac;
	switch (shot->shape) {
	case SHAPE_AC_EXTENDED:
		snprintf(to, size, "0.4.0.0.1.0.%u.%u.1", f->ac, f->version);
		return to;
	case SHAPE_AC_UNKNOWN:
		return "0.4.0.0.1.0.99.3";
	case SHAPE_AC_OTHER:
		return map_ac(to, size, f->ac == AC_RESET ? AC_CANCEL :
		    AC_RESET, f->version);
	case SHAPE_AC_VERSION:
		return map_ac(to, size, f->ac, 9);
	default:
		return map_ac(to, size, f->ac, f->version);
	}
}

/* Supplementary services and USSD name their subscriber when they open. */
static const char *
open_text(const struct map_form *f)
{
	return f->ac == AC_SS || f->ac == AC_USSD ? "a0{80:imsi@96 81:vlr}" :
	    NULL;
}

static void
tcap_put(struct wbuf *w, const struct map_shot *shot, uint32_t tid)
{
	const struct map_form *f = shot->form;
	char ac[40];
	struct tcap_head t = { .type = TCAP_BEGIN, .otid = tid,
	    .ac = context_text(ac, sizeof(ac), shot), .user = open_text(f),
	    .ids = shot->ids };
	size_t at;

	if ((f->version > 1 || f->cap_ac != NULL) &&
	    shot->shape != SHAPE_AC_MISSING)
		t.dialogue = TCAP_AARQ;
	at = tcap_open(w, &t);
	if (shot->shape == SHAPE_LONG_TID) {	/* 48 05 00 ... */
		wbuf_gap(w, at + 2, 1);
		wbuf_patch(w, at + 1, 2, 0x0500);
	}
	components_put(w, shot);
	ber_close(w, at);
}

/* As an XUDT, or two of them. */
static void
extended_put(struct set *s, struct map_shot *shot, struct cur tcap,
    bool segments)
{
	struct sccp_head *h = &shot->head;
	size_t part = cur_left(&tcap) / 2 + 1;
	struct cur piece;
	struct wbuf *w;

	h->type = SCCP_XUDT;
	h->segmented = segments;
	h->first = true;
	h->cls = segments;
	h->remaining = 1;
	h->reference = ++s->lab->transaction & 0xffffff;
	while (cur_left(&tcap) > 0) {
		piece = cur_take_most(&tcap, segments ? part : SIZE_MAX);
		w = lab_buffer(s->lab, LAB_SCCP);
		sccp_build(w, h, piece);
		lab_sccp(s->lab, &s->ss7[shot->roles.via], 0, wbuf_cur(w));
		h->first = false;
		h->remaining = 0;
	}
}

/* Over another adaptation layer than M3UA. */
static void
carried_put(struct set *s, struct map_shot *shot, struct cur tcap)
{
	const struct xua_extra x = { .has_rc = true, .rc = 100 };
	struct path *p = &s->ss7[shot->roles.via];
	struct wbuf *sccp = lab_buffer(s->lab, LAB_SCCP);
	struct wbuf *mtp3 = lab_buffer(s->lab, LAB_MTP3);
	struct wbuf *w = lab_buffer(s->lab, LAB_XUA);
	uint32_t ppid = PPID_SUA;

	shot->head.type = SCCP_UDT;
	sccp_build(sccp, &shot->head, tcap);
	mtp3_build(mtp3, &p->label, wbuf_cur(sccp));
	if (shot->shape == SHAPE_SUA) {
		sua_build(w, &shot->head, &x, tcap);
	} else if (shot->shape == SHAPE_M2PA) {
		m2pa_build(w, 1, 1, wbuf_cur(mtp3));
		ppid = PPID_M2PA;
	} else {
		m2ua_build(w, 1, wbuf_cur(mtp3));
		ppid = PPID_M2UA;
	}
	s->failed = s->failed || !wbuf_ok(w);
	lab_sctp(s->lab, p, 0, ppid, wbuf_cur(w));
}

void
shot_fire(struct set *s, struct map_shot *shot)
{
	struct wbuf *w = lab_buffer(s->lab, LAB_TCAP);
	struct cur tcap;

	tcap_put(w, shot, ++s->lab->transaction);
	s->failed = s->failed || !wbuf_ok(w);
	tcap = wbuf_cur(w);
	if (shot->shape == SHAPE_SEGMENTS)
		extended_put(s, shot, tcap, true);
	else if (shot->shape == SHAPE_EXTENDED &&
	    cur_left(&tcap) <= UDT_DATA_MAX)
		extended_put(s, shot, tcap, false);
	else if (shot->shape >= SHAPE_SUA && cur_left(&tcap) <= UDT_DATA_MAX)
		carried_put(s, shot, tcap);
	else
		lab_tcap(s->lab, &s->ss7[shot->roles.via], 0, &shot->head,
		    tcap);
}

/* The class of an operation by its code. */
static enum attack_class
op_class(unsigned op)
{
	static const uint8_t cat1[] = { 22, 71 };
	static const uint8_t cat2[] = { 3, 4, 7, 8, 18, 37, 38, 60, 61, 70, 73,
	    75, 88 };
	static const uint8_t sms[] = { 44, 45, 46, 47, 49, 63, 64 };

	if (memchr(cat1, (int)op, sizeof(cat1)) != NULL)
		return CLASS_CAT1;
	if (memchr(cat2, (int)op, sizeof(cat2)) != NULL)
		return CLASS_CAT2;
	return memchr(sms, (int)op, sizeof(sms)) != NULL ? CLASS_SMS :
	    CLASS_CAT3;
}

/* Its form tells, if that is what it is about; or what refuses it; or what it
 * is. */
static enum attack_class
case_class(const struct map_case *c, enum shape shape, enum attack_class cls)
{
	static const uint8_t by_shape[SHAPES_COUNT] = {
		[SHAPE_INDEFINITE] = CLASS_LENGTHS,
		[SHAPE_LONG_LENGTH] = CLASS_LENGTHS,
		[SHAPE_GLOBAL_OPCODE] = CLASS_GLOBAL_OPCODE,
		[SHAPE_PADDED_OPCODE] = CLASS_PADDED,
		[SHAPE_AC_EXTENDED] = CLASS_CONTEXT_EXTENDED,
		[SHAPE_AC_UNKNOWN] = CLASS_CONTEXT_EXTENDED,
		[SHAPE_AC_OTHER] = CLASS_CONTEXT_OTHER,
		[SHAPE_AC_VERSION] = CLASS_CONTEXT_OTHER,
		[SHAPE_AC_MISSING] = CLASS_CONTEXT_MISSING,
		[SHAPE_LONG_TID] = CLASS_LONG_TID,
		[SHAPE_HIGH_TAG] = CLASS_HIGH_TAG,
		[SHAPE_CONSTRUCTED] = CLASS_FORMS,
		[SHAPE_DUPLICATE] = CLASS_FORMS,
		[SHAPE_TRAILING] = CLASS_FORMS,
		[SHAPE_BEHIND] = CLASS_BEHIND,
		[SHAPE_RIDER] = CLASS_RIDER,
		[SHAPE_SEGMENTS] = CLASS_SEGMENTS,
		[SHAPE_EXTENDED] = CLASS_SEGMENTS,
		[SHAPE_SUA] = CLASS_LAYERS,
		[SHAPE_M2PA] = CLASS_LAYERS,
		[SHAPE_M2UA] = CLASS_LAYERS,
	};

	if (cls == CLASS_SPOOFED)
		return cls;
	if (c->label != NULL && strcmp(c->label, "evasion") == 0)
		return CLASS_DIGITS;
	if (cls == CLASSES_COUNT && by_shape[shape] != 0)
		return (enum attack_class)by_shape[shape];
	if (c->label != NULL && (strcmp(c->label, "cat3 place") == 0 ||
	    strcmp(c->label, "sms service centre") == 0))
		return CLASS_WITHIN;
	return cls == CLASS_CAT1 ? cls : op_class(c->op);
}

const char *
form_lacks(const struct nets *n, const struct map_form *f, enum net visited)
{
	static const char word[] = ":plmn";
	const char *at = f->argument;

	if (n->owners == NULL || n->owned[visited][BUILD_ID_PLMN])
		return NULL;
	while (at != NULL && (at = strstr(at, word)) != NULL) {
		at += strlen(word);
		if (*at != '2')		/* "plmn2" is of others */
			return "no plmn of a network in it";
	}
	return NULL;
}

/* What the message needs beside its networks. */
static const char *
message_lacks(const struct set *s, const struct roles *r,
    const struct map_form *f, enum shape shape, enum expect expect)
{
	const struct nets *n = s->nets;

	if (n->owners == NULL)
		return NULL;
	/* no routing label: the address alone tells the link */
	if (shape == SHAPE_SUA && !link_leads_to(n->owners,
	    n->ss7[r->via].bare, n->who[r->from].owner))
		return "no address of a node tells its link";
	if (f->op == OP_RESET && expect == PASS &&
	    !n->owned[r->from][BUILD_ID_HLR_ID])
		return "no range of IMSIs as short as an HLR tells it";
	return expect == PASS ? form_lacks(n, f, r->visited) : NULL;
}

static void
form_put(struct set *s, const struct map_case *c, const struct map_form *f,
    enum shape shape, enum attack_class cls)
{
	struct roles roles = roles_read(c->roles);
	struct change_store store;
	struct map_shot shot;
	struct build_ids ids;
	const char *why = message_lacks(s, &roles, f, shape,
	    (enum expect)c->expect);

	cls = case_class(c, shape, cls);
	if (why != NULL ? !set_begin_unless(s, cls, why) :
	    !set_begin(s, cls, (enum expect)c->expect, &roles, c->change))
		return;
	ids_make(&ids, s->nets, &roles, c->change, &store);
	shot_make(&shot, s, f, &ids, &roles);
	shot.shape = shape;
	shot.good = s->nets->text[roles.from][BUILD_ID_IMSI];
	shot_fire(s, &shot);
	set_label(s, (enum expect)c->expect, c->label,
	    "operation %u version %u %s%s: %s; %s", f->op, f->version,
	    c->roles, store.told, c->what, shape_names[shape]);
}

void
map_own_put(struct set *s, const struct map_own *own)
{
	const struct map_form *f = map_form_find(own->c.op, own->c.version);
	struct map_form form;

	assert(f != NULL);
	form = *f;
	form.argument = own->argument;
	form_put(s, &own->c, &form, SHAPE_USUAL, CLASS_CAT3);
}

void
map_case_put(struct set *s, const struct map_case *c, enum shape shape,
    enum attack_class cls)
{
	const struct map_form *f;
	size_t i, n = 0;

	for (i = 0; i < map_forms_count; i++) {
		f = &map_forms[i];
		if (f->op != c->op || (c->version != 0 && f->version !=
		    c->version) || f->cap_ac != NULL)
			continue;
		form_put(s, c, f, shape, cls);
		n++;
	}
	assert(n > 0);
}

void
map_cases_put(struct set *s, const struct map_case *c, size_t n,
    enum attack_class cls)
{
	static const enum shape shapes[] = { SHAPE_USUAL, SHAPE_EXTENDED,
	    SHAPE_SEGMENTS };
	size_t i, k;

	for (i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		for (k = 0; k < n; k++)
			map_case_put(s, &c[k], shapes[i], cls);
}
