/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SUA (RFC 3868): connectionless data; the rest by name.
 */
#include <string.h>

#include "digits.h"
#include "reasm.h"
#include "sccp.h"
#include "xua.h"
#include "xua_impl.h"

enum {
	SUA_HOPS = 0x0101, SUA_SOURCE = 0x0102, SUA_DESTINATION = 0x0103,
	SUA_CAUSE = 0x0106, SUA_DATA = 0x010b, SUA_CLASS = 0x0115,
	SUA_SEGMENTATION = 0x0117,
	SUA_GT = 0x8001, SUA_PC = 0x8002, SUA_SSN = 0x8003,
};

/* RFC 3868 3.10.2.3: spare, indicator, count, type, plan, nature, digits. */
static bool
global_title(struct cur c, struct sig_addr *a, struct sig_msg *m)
{
	struct cur digits;
	uint8_t count;

	if (!cur_skip(&c, 3) || !cur_u8(&c, &a->gti) || !cur_u8(&c, &count) ||
	    !cur_u8(&c, &a->tt) || !cur_u8(&c, &a->np) ||
	    !cur_u8(&c, &a->nai))
		return false;
	a->has_gt = true;
	if (!cur_take(&c, (count + 1u) / 2, &digits))
		return false;
	a->len = digits_unpack(digits, m, &a->digits);
	if (count % 2 != 0 && a->len == count + 1)
		a->len = digits_drop_last(&a->digits, a->len);
	return true;
}

/* RFC 3868 3.10.2: routing indicator, address indicator, then parameters. */
static void
address(struct cur c, struct sig_addr *a, struct sig_msg *m)
{
	struct xua_param p;
	uint16_t routing, indicator;
	uint32_t v;
	bool ok = true;

	if (a->present) {	/* the first one counts */
		sig_anomaly(m, SIG_ANOMALY_DUPLICATE_PARAMETER);
		return;
	}
	if (!cur_be16(&c, &routing) || !cur_be16(&c, &indicator)) {
		sig_defect(m, SIG_DEFECT_SCCP_ADDRESS);
		return;
	}
	a->present = true;
	a->on_ssn = routing == 2;
	while (xua_param(&c, &p, m)) {
		switch (p.tag) {
		case SUA_GT:
			ok = global_title(p.v, a, m) && ok;
			break;
		case SUA_PC:
			a->has_pc = cur_be32(&p.v, &a->pc);
			ok = a->has_pc && ok;
			break;
		case SUA_SSN:
			a->has_ssn = cur_be32(&p.v, &v);
			a->ssn = v & 0xff;
			ok = a->has_ssn && ok;
			break;
		default:
			break;
		}
	}
	if (!ok)
		sig_defect(m, SIG_DEFECT_SCCP_ADDRESS);
}

/* RFC 3868 3.10.23: first bit and remaining segments, then the reference. */
static bool
segment_join(struct cur segmentation, struct cur source, struct cur *data,
    struct reasm *r, struct sig_msg *m)
{
	uint8_t head = cur_peek(&segmentation), key[64], octet;
	struct reasm_piece piece = {
		.at = 128u - (head & 0x7f), .span = 1,
		.first = (head & 0x80) != 0, .last = (head & 0x7f) == 0,
		.octets = *data,
	};
	size_t n = 0;

	m->segmented = true;
	if (piece.first && piece.last)
		return true;
	if (r == NULL || !cur_u8(&segmentation, &octet)) {
		sig_defect(m, SIG_DEFECT_REASSEMBLY);
		return true;
	}
	key[n++] = 'S';
	while (n < sizeof(key) && cur_u8(&segmentation, &octet))
		key[n++] = octet;
	while (n < sizeof(key) && cur_u8(&source, &octet))
		key[n++] = octet;
	switch (reasm_add(r, key, n, m->ts, &piece, data)) {
	case REASM_WHOLE:
		return true;
	case REASM_MORE:
	case REASM_AGAIN:
		return false;
	case REASM_CONFLICT:
	case REASM_TOO_LONG:
		break;
	}
	sig_defect(m, SIG_DEFECT_SCCP_SEGMENT);
	return true;
}

/* Octet i of a parameter of four octets. */
static uint8_t
octet_of(const struct xua_param *p, size_t i)
{
	return cur_at(&p->v, i);
}

static bool
connectionless(struct cur c, struct reasm *r, struct sig_msg *m)
{
	struct cur data = { NULL, NULL }, source = { NULL, NULL };
	struct cur segmentation = { NULL, NULL };
	struct xua_param p;

	while (xua_param(&c, &p, m)) {
		switch (p.tag) {
		case SUA_SOURCE:
			source = p.v;
			address(p.v, &m->calling, m);
			break;
		case SUA_DESTINATION:
			address(p.v, &m->called, m);
			break;
		case SUA_HOPS:
			m->hops = octet_of(&p, 3);
			break;
		case SUA_CLASS:
			m->sccp_class = octet_of(&p, 3) & 0xf;
			m->sccp_return = (octet_of(&p, 3) & 0x80) != 0;
			break;
		case SUA_CAUSE:
			m->has_cause = true;
			m->cause = octet_of(&p, 3);
			break;
		case SUA_SEGMENTATION:
			segmentation = p.v;
			break;
		case SUA_DATA:
			if (data.p != NULL)
				sig_defect(m, SIG_DEFECT_XUA_DUPLICATE);
			else
				data = p.v;
			break;
		default:
			break;
		}
	}
	if (data.p == NULL) {
		sig_defect(m, SIG_DEFECT_XUA_NO_DATA);
		return true;
	}
	if (segmentation.p != NULL && m->defect == SIG_DEFECT_NONE &&
	    !segment_join(segmentation, source, &data, r, m))
		return false;
	sccp_user(data, m);
	return true;
}

bool
sua_dissect(struct cur c, struct reasm *r, struct sig_msg *m)
{
	struct xua x;
	bool whole;

	m->proto = SIG_PROTO_SUA;
	m->kind = SIG_KIND_NOTICE;
	sig_add_layer(m, SIG_LAYER_SUA);
	if (!xua_header(&c, &x, m))
		return true;
	if (x.class == 8)
		return true;	/* connection oriented: no user of ours */
	if (x.class != 7 || (x.type != 1 && x.type != 2))
		return xua_management(c, &x, m);
	whole = connectionless(c, r, m);
	if (x.type == 2)
		m->kind = SIG_KIND_ERROR;
	return whole;
}
