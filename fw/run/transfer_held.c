/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Segments: held until the message that they make up can be judged.
 *
 * They are read in the order in which they came, as a capture would show them;
 * the set that is read is always one that is whole, or one that has just been
 * contradicted, so that memory for a single message is enough to read it.
 */
#include <stdlib.h>

#include "../../dissectors/hash.h"
#include "../../dissectors/reasm.h"
#include "../../dissectors/sccp.h"
#include "transfer.h"

enum { SEGMENTATION = 0x10, SEGMENTATION_LEN = 4, FIRST = 0x80,
	REMAINING = 0x0f };	/* Q.713 3.17 */

/* ---- beginning and end ---- */

bool
transfer_begin(struct engine *e)
{
	const struct reasm_conf c = { .sets = 1, .timeout = UINT64_MAX,
	    .secret = e->secret };
	void *mem;

	if (e->transfer == NULL)
		e->transfer = transfer_new(e->rules);
	if (e->segments == NULL)
		e->segments = segments_new();
	if (e->reasm == NULL && (mem = malloc(reasm_size(&c))) != NULL)
		e->reasm = reasm_init(mem, &c);
	return e->transfer != NULL && e->segments != NULL && e->reasm != NULL;
}

void
transfer_end(struct engine *e)
{
	transfer_free(e->transfer);
	segments_free(e->segments);
	free(e->reasm);
}

/* ---- which set ---- */

/* Its segmentation parameter, which it has. */
static bool
segmentation(struct cur optional, uint32_t *value)
{
	uint8_t name, len;
	struct cur part;

	while (cur_u8(&optional, &name) && name != 0 &&
	    cur_u8(&optional, &len) && cur_take(&optional, len, &part))
		if (name == SEGMENTATION)
			return len == SEGMENTATION_LEN &&
			    cur_be32(&part, value);
	return false;
}

static bool
describe(const struct engine *e, const uint8_t *p, size_t n, struct segment *g)
{
	const struct sig_msg *m = &e->m;
	struct sccp_parts parts;
	uint32_t value = 0;
	uint64_t h;

	if (n > SEGMENTS_MESSAGE || m->sccp.p == NULL ||
	    !sccp_parts(m->sccp, &parts) ||
	    !segmentation(parts.optional, &value))
		return false;
	h = hash_u64(e->secret, (uint64_t)m->opc << 32 | m->dpc);
	h = hash_u64(h, value & 0xffffff);
	*g = (struct segment){ .octets = cur_make(p, n),
	    .key = hash_octets(h, parts.calling.p, cur_left(&parts.calling)),
	    .remaining = value >> 24 & REMAINING,
	    .first = (value >> 24 & FIRST) != 0, .hops = m->hops,
	    .mark = (uint16_t)(m->sccp.p - p) };
	g->data = hash_octets(e->secret, parts.data.p, cur_left(&parts.data));
	h = hash_u64(e->secret, (uint64_t)m->sccp_type << 16 |
	    (uint64_t)m->sccp_class << 8 | m->ni);
	g->same = hash_octets(h, parts.called.p, cur_left(&parts.called));
	return true;
}

/* ---- given up ---- */

/* As a capture's end shows it: when the first came, and nothing of it. */
static void
lost_tell(struct engine *e, struct way *w, uint64_t ts, uint64_t message)
{
	struct verdict v;
	struct event event;

	view_begin(e, w);
	e->m.ts = ts;
	e->m.frame = message;
	sig_reset(&e->m);
	e->m.base_layers = e->m.nlayers;
	sig_defect(&e->m, SIG_DEFECT_REASSEMBLY);
	view_police(e, &event, &v, true);
	w->counts.requests++;
	w->counts.end[END_INCOMPLETE]++;
}

static void
give_up(struct engine *e, struct segments_set *set)
{
	uint64_t ts = set->ts, message = set->message;
	struct way *w = set->from;

	segments_end(e->segments, set);
	lost_tell(e, w, ts, message);
}

void
transfer_down(struct engine *e, struct way *w)
{
	struct segments_set *set;

	while (e->segments != NULL &&
	    (set = segments_oldest(e->segments, &w->held)) != NULL)
		give_up(e, set);
}

void
transfer_turn(struct engine *e)
{
	struct segments_set *set;

	while (e->segments != NULL &&
	    (set = segments_overdue(e->segments, e->clock)) != NULL)
		give_up(e, set);
}

/* ---- reading ---- */

static void
reader_clear(struct reasm *r)
{
	struct reasm_origin o;

	while (reasm_give_up(r))
		;
	while (reasm_lost(r, &o))
		;
}

/* Those that came before, then this one. */
static bool
read_all(struct engine *e, const struct way *w, const struct segments_set *set,
    unsigned before, const uint8_t *p, size_t n)
{
	unsigned i;
	bool whole;
	size_t len;

	for (i = 0; i < before; i++) {
		len = segments_came(e->segments, set, i, e->segment);
		(void)view_ss7(e, w, e->segment, len, e->reasm);
	}
	whole = view_ss7(e, w, p, n, e->reasm);
	reader_clear(e->reasm);
	return whole;
}

static enum segments_result
add(struct engine *e, struct way *w, const struct segment *g,
    struct segments_set **set)
{
	enum segments_result r;
	struct segments_set *old;

	while ((old = segments_full(e->segments, &w->held,
	    cur_left(&g->octets))) != NULL)
		give_up(e, old);
	r = segments_add(e->segments, &w->held, g, e->clock, set);
	if ((*set)->n == 1 && r == SEGMENTS_HELD) {
		(*set)->from = w;
		(*set)->ts = e->now;
		(*set)->message = e->messages;
	}
	return r;
}

bool
held_view(struct engine *e, struct way *w, const uint8_t *p, size_t n,
    struct segments_set **set, bool *conflict)
{
	enum segments_result r;
	struct segment g;

	*set = NULL;
	*conflict = false;
	if (view_ss7(e, w, p, n, e->judge != NULL ? e->reasm : NULL))
		return true;
	reader_clear(e->reasm);
	if (!describe(e, p, n, &g)) {
		lost_tell(e, w, e->now, e->messages);
		return false;
	}
	r = add(e, w, &g, set);
	if (r == SEGMENTS_HELD || r == SEGMENTS_AGAIN) {
		*set = NULL;
		return false;
	}
	if (!read_all(e, w, *set, (*set)->n - (r == SEGMENTS_WHOLE), p, n) ||
	    r == SEGMENTS_CONFLICT) {
		sig_defect(&e->m, SIG_DEFECT_SCCP_SEGMENT);
		*conflict = true;
	}
	return true;
}
