/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The usual opening of a MAP dialogue (ITU-T Q.773, 3GPP TS 29.002 17.3).
 *
 * Nearly all dialogues open with the same octets in the same places: a Begin
 * with a transaction id of four octets, a dialogue request without user
 * information, and one Invoke of an operation, all in DER and each element up
 * to the end of the one around it.  These are recognised at once; whatever
 * deviates in any octet goes the general way of tcap.c, which says the same of
 * the usual ones.
 */
#include "begin.h"
#include "map.h"
#include "text.h"

enum begin_number {
	TAG_BEGIN = 0x62, TAG_COMPONENTS = 0x6c, TAG_INVOKE = 0xa1,
	OTID_HEAD = 0x4804,		/* tag and length */
	INVOKE_ID_HEAD = 0x0201, CODE_HEAD = 0x0201,
	AC_CAP_FIRST = 50,		/* contexts from here on are CAP's */

	/* octets behind the tag and length of the Begin */
	AT_OTID = 2, AT_DIALOGUE = 6, AT_OID = 31, AT_AC = 36, AT_VERSION = 37,
	AT_COMPONENTS = 38,
	/* and behind those of the Invoke */
	AT_ID = 2, AT_CODE_HEAD = 3, AT_CODE = 5, AT_ARGUMENT = 6,
};

/* The dialogue portion up to the context number: structured dialogue, request,
 * protocol version 1, application context 0.4.0.0.1.0.AC.VERSION. */
static const uint8_t dialogue[AT_AC - AT_DIALOGUE] = {
	0x6b, 0x1e, 0x28, 0x1c, 0x06, 0x07, 0x00, 0x11, 0x86, 0x05, 0x01, 0x01,
	0x01, 0xa0, 0x11, 0x60, 0x0f, 0x80, 0x02, 0x07, 0x80, 0xa1, 0x09, 0x06,
	0x07, 0x04, 0x00, 0x00, 0x01, 0x00,
};

/* Is c one element of this tag in DER, shorter than 256 octets?  Then c becomes
 * its contents. */
static inline bool
whole(struct cur *c, uint8_t tag)
{
	size_t left = cur_left(c);

	if (left < 2 || c->p[0] != tag)
		return false;
	if (left < 0x82 && c->p[1] == left - 2)
		return cur_skip(c, 2);
	return left >= 0x83 && c->p[1] == 0x81 && c->p[2] == left - 3 &&
	    cur_skip(c, 3);
}

/* The Invoke without linked id; its argument. */
static inline bool
invoke_read(struct cur c, struct sig_comp *comp, struct ber *arg)
{
	const uint8_t *p = c.p;
	uint8_t tag;

	if (cur_left(&c) <= AT_ARGUMENT || text_be16(p) != INVOKE_ID_HEAD ||
	    text_be16(p + AT_CODE_HEAD) != CODE_HEAD || p[AT_CODE] >= 0x80)
		return false;
	tag = p[AT_ARGUMENT];
	c.p += AT_ARGUMENT;
	if ((tag & 0x1f) == 0x1f || !whole(&c, tag))
		return false;
	arg->tag = (uint8_t)(tag & 0xdf);
	arg->constructed = (tag & 0x20) != 0;
	arg->v = c;
	*comp = (struct sig_comp){ .kind = SIG_KIND_REQUEST, .has_code = true,
	    .has_invoke_id = true, .invoke_id = (int8_t)p[AT_ID],
	    .code = p[AT_CODE] };
	return true;
}

bool
begin_dissect(struct cur c, struct sig_msg *m)
{
	struct ber arg;
	const uint8_t *p;

	if (!whole(&c, TAG_BEGIN) || cur_left(&c) <= AT_COMPONENTS)
		return false;
	p = c.p;
	c.p += AT_COMPONENTS;
	if (text_be16(p) != OTID_HEAD || memcmp(p + AT_DIALOGUE, dialogue,
	    sizeof(dialogue)) != 0 || p[AT_AC] >= AC_CAP_FIRST ||
	    !whole(&c, TAG_COMPONENTS) || !whole(&c, TAG_INVOKE) ||
	    !invoke_read(c, &m->comp[0], &arg))
		return false;
	sig_add_layer(m, SIG_LAYER_TCAP);
	sig_add_layer(m, SIG_LAYER_MAP);
	m->proto = SIG_PROTO_MAP;
	m->kind = SIG_KIND_REQUEST;
	m->type = "Begin";
	m->dialogue = SIG_DIALOGUE_BEGIN;
	m->otid = (struct sig_tid){ 4, text_be32(p + AT_OTID) };
	m->has_ac = true;
	m->ac_oid = cur_make(p + AT_OID, AT_COMPONENTS - AT_OID);
	map_context(p[AT_AC], p[AT_VERSION], m);
	m->ncomp = 1;
	map_component(&m->comp[0], &arg, m);
	map_check(m);
	return true;
}
