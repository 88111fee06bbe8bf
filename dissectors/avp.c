/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The AVP list of avp.def as tables: entries, names, and indexes by code.
 */
#include "avp.h"

enum { M_MAY = 0, M_MUST = AVP_MANDATORY };

#define PLAIN(code, vendor, type, name)					\
	AVP(code, vendor, type, MAY, ANY, NONE, NONE, name)

#define AVP(code, vendor, ...)	AVP_##vendor##_##code,
enum avp_index { AVP_NONE = AVP_UNKNOWN,
#include "avp.def"
	AVP_COUNT };
#undef AVP
#define AVP(code, vendor, type, m, where, field, number, name)		\
	[AVP_##vendor##_##code] = { T_##type, F_##field, WHERE_##where,	\
	    M_##m, DIAMETER_N_##number },
const struct avp avp_table[AVP_COUNT] = {
	[AVP_NONE] = { T_OCTETS, F_NONE, 0, 0, DIAMETER_N_NONE },
#include "avp.def"
};
#undef AVP
#define AVP(code, vendor, type, m, where, field, number, name)		\
	[AVP_##vendor##_##code] = name,
static const char *const avp_names[AVP_COUNT] = {
#include "avp.def"
};
#undef AVP

#define TABLE_BASE(code, i)	[code] = i,
#define TABLE_TGPP(code, i)
#define AVP(code, vendor, ...)	TABLE_##vendor(code, AVP_##vendor##_##code)
const uint16_t avp_base_index[AVP_BASE_SPAN] = {
#include "avp.def"
};
#undef TABLE_BASE
#undef TABLE_TGPP
#define TABLE_BASE(code, i)
#define TABLE_TGPP(code, i)	[code] = i,
const uint16_t avp_tgpp_index[AVP_TGPP_SPAN] = {
#include "avp.def"
};
#undef AVP

const char *
diameter_avp_name(uint32_t code, uint32_t vendor)
{
	if (vendor == 0 && code < AVP_BASE_SPAN)
		return avp_names[avp_base_index[code]];
	if (vendor == DIAMETER_VENDOR_3GPP && code < AVP_TGPP_SPAN)
		return avp_names[avp_tgpp_index[code]];
	return NULL;
}
