/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing TCAP messages.
 *
 * ITU-T Q.773 4.2; 3GPP TS 29.002 17.1 for the MAP dialogue PDUs.
 */
#include "build.h"

#define DIALOGUE_AS	"0.0.17.773.1.1.1"
#define UNI_AS		"0.0.17.773.1.2.1"
#define MAP_DIALOGUE_AS	"0.4.0.0.1.1.1.1"

static void
user_put(struct wbuf *w, const struct tcap_head *t)
{
	size_t info, external, single;

	if (t->user == NULL)
		return;
	info = ber_open(w, 0xbe);
	external = ber_open(w, 0x28);
	ber_oid(w, 0x06, MAP_DIALOGUE_AS);
	single = ber_open(w, 0xa0);
	ber_pattern(w, t->user, t->ids);
	ber_close(w, single);
	ber_close(w, external);
	ber_close(w, info);
}

static void
context_put(struct wbuf *w, const char *ac)
{
	size_t at;

	ber_put_octets(w, 0x80, cur_make("\x07\x80", 2));	/* version 1 */
	at = ber_open(w, 0xa1);
	ber_oid(w, 0x06, ac);
	ber_close(w, at);
}

static void
aare_put(struct wbuf *w, const struct tcap_head *t, bool refused)
{
	size_t pdu = ber_open(w, 0x61), at, source;

	context_put(w, t->ac);
	at = ber_open(w, 0xa2);
	ber_put_int(w, 0x02, refused);
	ber_close(w, at);
	at = ber_open(w, 0xa3);
	source = ber_open(w, 0xa1);	/* by the user */
	ber_put_int(w, 0x02, t->diagnostic);
	ber_close(w, source);
	ber_close(w, at);
	user_put(w, t);
	ber_close(w, pdu);
}

static void
dialogue_put(struct wbuf *w, const struct tcap_head *t)
{
	size_t portion, external, single, pdu;

	if (t->dialogue == TCAP_NO_DIALOGUE)
		return;
	portion = ber_open(w, 0x6b);
	external = ber_open(w, 0x28);
	ber_oid(w, 0x06, t->dialogue == TCAP_AUDT ? UNI_AS : DIALOGUE_AS);
	single = ber_open(w, 0xa0);
	if (t->dialogue == TCAP_AARE || t->dialogue == TCAP_REFUSED) {
		aare_put(w, t, t->dialogue == TCAP_REFUSED);
	} else if (t->dialogue == TCAP_ABRT) {
		pdu = ber_open(w, 0x64);
		ber_put_int(w, 0x80, 0);
		user_put(w, t);
		ber_close(w, pdu);
	} else {
		pdu = ber_open(w, 0x60);
		context_put(w, t->ac);
		user_put(w, t);
		ber_close(w, pdu);
	}
	ber_close(w, single);
	ber_close(w, external);
	ber_close(w, portion);
}

static void
tid_put(struct wbuf *w, uint32_t tag, uint32_t id)
{
	size_t at = ber_open(w, tag);

	wbuf_be32(w, id);
	ber_close(w, at);
}

size_t
tcap_open(struct wbuf *w, const struct tcap_head *t)
{
	size_t at = ber_open(w, t->type);

	if (t->type == TCAP_BEGIN || t->type == TCAP_CONTINUE)
		tid_put(w, 0x48, t->otid);
	if (t->type == TCAP_END || t->type == TCAP_CONTINUE ||
	    t->type == TCAP_ABORT)
		tid_put(w, 0x49, t->dtid);
	if (t->type == TCAP_ABORT && t->dialogue == TCAP_NO_DIALOGUE)
		ber_put_int(w, 0x4a, t->p_abort);
	dialogue_put(w, t);
	return at;
}

size_t
tcap_components(struct wbuf *w)
{
	return ber_open(w, 0x6c);
}

void
tcap_invoke(struct wbuf *w, int id, int op, const char *pattern,
    const struct build_ids *ids)
{
	size_t at = ber_open(w, 0xa1);

	ber_put_int(w, 0x02, id);
	ber_put_int(w, 0x02, op);
	if (pattern != NULL)
		ber_pattern(w, pattern, ids);
	ber_close(w, at);
}

void
tcap_result(struct wbuf *w, int id, int op, const char *pattern,
    const struct build_ids *ids)
{
	size_t at = ber_open(w, 0xa2), seq;

	ber_put_int(w, 0x02, id);
	if (pattern != NULL) {
		seq = ber_open(w, 0x30);
		ber_put_int(w, 0x02, op);
		ber_pattern(w, pattern, ids);
		ber_close(w, seq);
	}
	ber_close(w, at);
}

void
tcap_error(struct wbuf *w, int id, int error, const char *pattern,
    const struct build_ids *ids)
{
	size_t at = ber_open(w, 0xa3);

	ber_put_int(w, 0x02, id);
	ber_put_int(w, 0x02, error);
	if (pattern != NULL)
		ber_pattern(w, pattern, ids);
	ber_close(w, at);
}

void
tcap_reject(struct wbuf *w, int id, unsigned int type, unsigned int problem)
{
	size_t at = ber_open(w, 0xa4);

	if (id == -1000)
		ber_put_octets(w, 0x05, cur_make("", 0));
	else
		ber_put_int(w, 0x02, id);
	ber_put_int(w, 0x80 | type, problem);
	ber_close(w, at);
}
