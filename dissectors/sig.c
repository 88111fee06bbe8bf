/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The message view: names and values.
 */
#include <stddef.h>
#include <string.h>

#include "sig.h"

#define X(sym, name, ...)	[SIG_DEFECT_##sym] = name,
static const char *const defect_names[] = { SIG_DEFECTS(X) };
#undef X
#define X(sym, name, text)	[SIG_DEFECT_##sym] = text,
static const char *const defect_texts[] = { SIG_DEFECTS(X) };
#undef X
#define X(sym, name, ...)	[SIG_ANOMALY_##sym] = name,
static const char *const anomaly_names[] = { SIG_ANOMALIES(X) };
#undef X
#define X(sym, name, text)	[SIG_ANOMALY_##sym] = text,
static const char *const anomaly_texts[] = { SIG_ANOMALIES(X) };
#undef X
#define X(sym, name)	[SIG_OP_##sym] = name,
static const char *const op_names[] = { SIG_OPS(X) };
#undef X
#define X(sym, name)	[SIG_PROTO_##sym] = name,
static const char *const proto_names[] = { SIG_PROTOS(X) };
#undef X
#define X(sym, name)	[SIG_LAYER_##sym] = name,
static const char *const layer_names[] = { SIG_LAYERS(X) };
#undef X
#define X(sym, name)	[SIG_KIND_##sym] = name,
static const char *const kind_names[] = { SIG_KINDS(X) };
#undef X
#define X(sym, name, type)	[SIG_##sym] = name,
static const char *const field_names[] = { SIG_FIELDS(X) };
#undef X
#define X(sym, name, type)	[SIG_##sym] = SIG_TYPE_##type,
const uint8_t sig_field_types[SIG_FIELD_COUNT] = { SIG_FIELDS(X) };
#undef X

_Static_assert(SIG_ANOMALY_COUNT <= 64, "anomalies are bits of one word");
_Static_assert(SIG_FIELD_COUNT <= 128, "fields are bits of two words");

const char *
sig_defect_name(enum sig_defect d)
{
	return (unsigned)d < SIG_DEFECT_COUNT ? defect_names[d] : "?";
}

const char *
sig_defect_text(enum sig_defect d)
{
	return (unsigned)d < SIG_DEFECT_COUNT ? defect_texts[d] : "?";
}

const char *
sig_anomaly_name(enum sig_anomaly a)
{
	return (unsigned)a < SIG_ANOMALY_COUNT ? anomaly_names[a] : "?";
}

const char *
sig_anomaly_text(enum sig_anomaly a)
{
	return (unsigned)a < SIG_ANOMALY_COUNT ? anomaly_texts[a] : "?";
}

const char *
sig_op_name(enum sig_op op)
{
	return (unsigned)op < SIG_OP_COUNT ? op_names[op] : NULL;
}

const char *
sig_proto_name(enum sig_proto p)
{
	return (unsigned)p < SIG_PROTO_COUNT ? proto_names[p] : NULL;
}

const char *
sig_layer_name(enum sig_layer l)
{
	return (unsigned)l < SIG_LAYER_COUNT ? layer_names[l] : NULL;
}

const char *
sig_kind_name(enum sig_kind k)
{
	return (unsigned)k < SIG_KIND_COUNT ? kind_names[k] : NULL;
}

const char *
sig_field_name(enum sig_field f)
{
	return (unsigned)f < SIG_FIELD_COUNT ? field_names[f] : NULL;
}

enum sig_type
sig_field_type(enum sig_field f)
{
	return (enum sig_type)sig_field_types[f];
}

void
sig_add_uint(struct sig_msg *m, enum sig_field f, uint64_t num)
{
	struct sig_value *v = sig_add(m, f);

	if (v != NULL)
		v->num = num;
}

void
sig_add_text(struct sig_msg *m, enum sig_field f, struct cur text)
{
	struct sig_value *v = sig_add(m, f);
	size_t len = cur_left(&text);

	if (v != NULL) {
		v->text = text.p;
		v->len = (uint16_t)(len > UINT16_MAX ? UINT16_MAX : len);
	}
}

static const char characters[] = "0123456789*#abcf";

size_t
sig_digits_text(const struct sig_digits *d, size_t len,
    char text[SIG_DIGITS_MAX])
{
	size_t i;

	if (len > SIG_DIGITS_MAX)
		len = SIG_DIGITS_MAX;
	for (i = 0; i < len; i++)
		text[i] = characters[d->w[i / 16] >> (4 * (i % 16)) & 0xf];
	return len;
}

bool
sig_digits_read(struct sig_digits *d, const uint8_t *text, size_t len)
{
	const char *at;
	size_t i;

	*d = (struct sig_digits){ { 0, 0 } };
	for (i = 0; i < len && i < SIG_DIGITS_MAX; i++) {
		at = text[i] == '\0' ? NULL : strchr(characters, text[i]);
		if (at == NULL)
			return false;
		d->w[i / 16] |= (uint64_t)(at - characters) << 4 * (i % 16);
	}
	return len > 0 && i == len;
}

const struct sig_value *
sig_get(const struct sig_msg *m, enum sig_field f)
{
	return sig_has(m, f) ? &m->val[m->first[f]] : NULL;
}

const struct sig_value *
sig_next(const struct sig_msg *m, const struct sig_value *v)
{
	return v->next != 0 ? &m->val[v->next] : NULL;
}
