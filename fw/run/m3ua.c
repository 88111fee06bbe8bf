/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * M3UA messages: RFC 4666 3.1 to 3.8.
 */
#include "m3ua.h"

#include <string.h>

enum tag { TAG_INFO = 0x0004, TAG_CONTEXT = 0x0006, TAG_MODE = 0x000b,
	TAG_ERROR = 0x000c, TAG_STATUS = 0x000d, TAG_AFFECTED = 0x0012,
	TAG_LEVEL = 0x0205, TAG_CAUSE = 0x0204, TAG_DATA = 0x0210,
	TAG_HIDDEN = 0xff };		/* high octet of one nobody knows */

enum { CONTEXTS_MAX = 16, INFO_MAX = 255, ANY = UINT16_MAX, MODE_MAX = 3,
	LEVEL_MAX = 3 };

/* Octets of the value; those that are not here may have any length. */
static const struct {
	uint16_t	 tag, min, max;
} parameters[] = {
	{ TAG_INFO, 0, INFO_MAX },
	{ TAG_CONTEXT, 4, 4 * CONTEXTS_MAX },
	{ 0x0007, 0, ANY },		/* diagnostic information */
	{ 0x0009, 0, ANY },		/* heartbeat data */
	{ TAG_MODE, 4, 4 },
	{ TAG_ERROR, 4, 4 },
	{ TAG_STATUS, 4, 4 },
	{ 0x0011, 4, 4 },		/* ASP identifier */
	{ TAG_AFFECTED, 4, 4 * M3UA_AFFECTED_MAX },
	{ 0x0013, 4, 4 },		/* correlation id */
	{ 0x0200, 4, 4 },		/* network appearance */
	{ TAG_CAUSE, 4, 4 },
	{ TAG_LEVEL, 4, 4 },
	{ 0x0206, 4, 4 },		/* concerned destination */
	{ TAG_DATA, M3UA_LABEL, ANY },
};

enum { PARAMETERS = sizeof(parameters) / sizeof(parameters[0]) };

/* Which parameter a kind cannot be without. */
static const struct {
	uint16_t	 kind, tag;
} needs[] = {
	{ M3UA_ERROR, TAG_ERROR }, { M3UA_NOTIFY, TAG_STATUS },
	{ M3UA_DATA, TAG_DATA }, { M3UA_UNAVAILABLE, TAG_AFFECTED },
	{ M3UA_AVAILABLE, TAG_AFFECTED }, { M3UA_AUDIT, TAG_AFFECTED },
	{ M3UA_CONGESTION, TAG_AFFECTED }, { M3UA_RESTRICTED, TAG_AFFECTED },
	{ M3UA_USER_UNAVAILABLE, TAG_AFFECTED },
	{ M3UA_USER_UNAVAILABLE, TAG_CAUSE },
};

static int
parameter_of(uint16_t tag)
{
	int i;

	for (i = 0; i < PARAMETERS; i++)
		if (parameters[i].tag == tag)
			return i;
	return -1;
}

static bool
label_get(struct cur *c, struct m3ua_label *l)
{
	return cur_be32(c, &l->opc) && cur_be32(c, &l->dpc) &&
	    cur_u8(c, &l->si) && cur_u8(c, &l->ni) && cur_u8(c, &l->mp) &&
	    cur_u8(c, &l->sls) && l->opc <= M3UA_PC_MAX &&
	    l->dpc <= M3UA_PC_MAX && l->ni <= 3 && l->mp <= 3;
}

static void
affected_get(struct cur c, struct m3ua *m)
{
	uint32_t word;

	while (m->naffected < M3UA_AFFECTED_MAX && cur_be32(&c, &word))
		m->affected[m->naffected++] = word;
}

/* NULL, or what is wrong with the value. */
static const char *
value_get(uint16_t tag, struct cur value, struct m3ua *m)
{
	uint32_t word;

	switch (tag) {
	case TAG_CONTEXT:
		m->has_context = cur_be32(&value, &m->context);
		return cur_left(&value) % 4 == 0 ? NULL :
		    "a routing context that is cut";
	case TAG_MODE:
		return cur_be32(&value, &word) && word >= 1 &&
		    word <= MODE_MAX ? NULL : "a traffic mode of no known kind";
	case TAG_AFFECTED:
		affected_get(value, m);
		return cur_left(&value) % 4 == 0 ? NULL :
		    "an affected point code that is cut";
	case TAG_LEVEL:
		if (!cur_be32(&value, &word) || (word & 0xff) > LEVEL_MAX)
			return "a congestion level of no known kind";
		m->level = word & 0xff;
		return NULL;
	case TAG_STATUS:
		return cur_be32(&value, &m->status) ? NULL :
		    "a status that is cut";
	case TAG_DATA:
		if (!label_get(&value, &m->label))
			return "a routing label with impossible values";
		m->data = value;
		return NULL;
	}
	return NULL;
}

/* Tag, length, value and padding, the last of which may be missing at the end
 * of a message (RFC 4666 3.1.4). */
static bool
parameter_next(struct cur *c, uint16_t *tag, struct cur *value)
{
	uint16_t len;
	size_t pad;

	if (!cur_be16(c, tag) || !cur_be16(c, &len) || len < 4 ||
	    !cur_take(c, len - 4u, value))
		return false;
	pad = m3ua_padding(len);
	return cur_skip(c, pad) || (cur_left(c) < pad &&
	    cur_skip(c, cur_left(c)));
}

static const char *
parameters_get(uint8_t *p, struct cur c, struct m3ua *m, uint32_t *seen)
{
	const char *why = NULL;
	const uint8_t *at;
	struct cur value;
	uint16_t tag;
	int i;

	while (why == NULL && cur_left(&c) > 0) {
		at = c.p;
		if (!parameter_next(&c, &tag, &value))
			return "parameters that do not stand in a row";
		i = parameter_of(tag);
		if (i == -1)
			continue;
		if (*seen & (uint32_t)1 << i)
			return "a parameter twice";
		*seen |= (uint32_t)1 << i;
		if (cur_left(&value) < parameters[i].min ||
		    cur_left(&value) > parameters[i].max)
			return "a parameter of a wrong length";
		why = value_get(tag, value, m);
		if (tag == TAG_INFO)
			p[at - p] = TAG_HIDDEN;
	}
	return why;
}

static const char *
needs_missing(const struct m3ua *m, uint32_t seen)
{
	size_t i;

	for (i = 0; i < sizeof(needs) / sizeof(needs[0]); i++)
		if (needs[i].kind == m->kind &&
		    !(seen & (uint32_t)1 << parameter_of(needs[i].tag)))
			return "without a parameter that it needs";
	return NULL;
}

static bool
head_get(struct cur *c, struct m3ua *m)
{
	size_t n = cur_left(c);
	uint8_t version, reserved;
	uint16_t kind;
	uint32_t len;

	*m = (struct m3ua){ .has_context = false };
	if (!cur_u8(c, &version) || !cur_u8(c, &reserved) ||
	    !cur_be16(c, &kind) || !cur_be32(c, &len))
		return false;
	m->kind = kind;
	return version == 1 && len == n;
}

const char *
m3ua_check(uint8_t *p, size_t n, struct m3ua *m)
{
	struct cur c = cur_make(p, n);
	uint32_t seen = 0;
	const char *why;

	if (!head_get(&c, m))
		return "a header that does not fit";
	why = parameters_get(p, c, m, &seen);
	return why != NULL ? why : needs_missing(m, seen);
}

bool
m3ua_data_get(struct cur c, struct m3ua *m)
{
	size_t n = cur_left(&c);
	struct cur value;
	uint16_t tag;

	return head_get(&c, m) && m->kind == M3UA_DATA && n % 4 == 0 &&
	    parameter_next(&c, &tag, &value) && tag == TAG_DATA &&
	    cur_left(&c) == 0 && value_get(tag, value, m) == NULL &&
	    m->label.si == M3UA_SCCP && cur_left(&m->data) > 0;
}

void
m3ua_data_head(struct wbuf *w, const struct m3ua_label *l, size_t n)
{
	wbuf_be32(w, UINT32_C(1) << 24 | M3UA_DATA);
	wbuf_be32(w, (uint32_t)(M3UA_DATA_HEAD + n + m3ua_padding(n)));
	wbuf_be32(w, (uint32_t)TAG_DATA << 16 |
	    (uint32_t)(4 + M3UA_LABEL + n));
	wbuf_be32(w, l->opc);
	wbuf_be32(w, l->dpc);
	wbuf_u8(w, l->si);
	wbuf_u8(w, l->ni);
	wbuf_u8(w, l->mp);
	wbuf_u8(w, l->sls);
}
