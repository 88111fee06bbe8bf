/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The AVP list of avp.def as tables by code, one for each vendor, and names.
 */
#include "avp.h"

enum { M_MAY = 0, M_MUST = AVP_MANDATORY };

/* Without a field, octets and texts need no look, and numbers only one at
 * their length. */
#define IDLE(type, field)						\
	((type) == T_SKIP || ((field) == F_NONE &&			\
	((type) == T_OCTETS || (type) == T_UTF8)))
#define SIZED(type, field)						\
	((field) == F_NONE && ((type) == T_U32 || (type) == T_U64))
#define ENTRY(t, f, v, w, m, n) {					\
	.type = SIZED(t, f) ? T_LENGTH : (t), .field = f,		\
	.where = IDLE(t, f) ? 0 : (w), .must = m,			\
	.checked = (m) | AVP_RESERVED, .number = n,			\
	.length = (t) == T_U64 ? 8 : 4,					\
	.value = v }

/* The type of each field; groups have none. */
enum {
#define X(sym, name, type)	V_##sym = SIG_TYPE_##type,
	SIG_FIELDS(X)
#undef X
	V_NONE = 0, V_PLAIN = 0, V_APPS = 0, V_WHO = 0, V_EXPERIMENTAL = 0,
	V_LOAD = 0, V_SUBSCRIPTION = 0, V_PROXY = 0,
};

#define PLAIN(code, vendor, type, name)					\
	AVP(code, vendor, type, MAY, ANY, NONE, NONE, name)

/* Each list below is that of one vendor, made of the lines with its name. */
#define AVP(code, vendor, ...)	LINE_##vendor(code, __VA_ARGS__)
#define LINE(code, type, m, where, field, number, name)			\
	[code] = ENTRY(T_##type, F_##field, V_##field, WHERE_##where,	\
	    M_##m, DIAMETER_N_##number),
#define LINE_BASE(...)		LINE(__VA_ARGS__)
#define LINE_TGPP(...)
const struct avp avp_base[AVP_BASE_SPAN] = {
#include "avp.def"
};
#undef LINE_BASE
#undef LINE_TGPP
#define LINE_BASE(...)
#define LINE_TGPP(...)		LINE(__VA_ARGS__)
const struct avp avp_tgpp[AVP_TGPP_SPAN] = {
#include "avp.def"
};
#undef LINE
const struct avp avp_unknown = { .type = T_SKIP };

#define LINE(code, type, m, where, field, number, name)	[code] = name,
static const char *const tgpp_names[AVP_TGPP_SPAN] = {
#include "avp.def"
};
#undef LINE_BASE
#undef LINE_TGPP
#define LINE_BASE(...)		LINE(__VA_ARGS__)
#define LINE_TGPP(...)
static const char *const base_names[AVP_BASE_SPAN] = {
#include "avp.def"
};

uint32_t
avp_padding_cut(struct cur c)
{
	uint32_t padding = AVP_PADDING_CUT;
	uint8_t octet;

	while (cur_u8(&c, &octet))
		padding |= octet;
	return padding;
}

const char *
diameter_avp_name(uint32_t code, uint32_t vendor)
{
	if (vendor == 0 && code < AVP_BASE_SPAN)
		return base_names[code];
	if (vendor == DIAMETER_VENDOR_3GPP && code < AVP_TGPP_SPAN)
		return tgpp_names[code];
	return NULL;
}
