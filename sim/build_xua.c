/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing M3UA, M2UA, M2PA and SUA messages.
 *
 * RFC 4666 3.3.1, RFC 3331 3.3.1, RFC 4165 2, RFC 3868 3.3.1 and 3.10.
 */
#include "build.h"

static size_t
head_open(struct wbuf *w, unsigned int cls, unsigned int type)
{
	wbuf_u8(w, 1);		/* version */
	wbuf_u8(w, 0);
	wbuf_u8(w, cls);
	wbuf_u8(w, type);
	wbuf_be32(w, 0);
	return w->len;
}

static void
head_close(struct wbuf *w, size_t at)
{
	wbuf_patch(w, at - 4, 4, w->len - at + 8);
}

static size_t
param_open(struct wbuf *w, unsigned int tag)
{
	wbuf_be16(w, tag);
	wbuf_be16(w, 0);
	return w->len;
}

static void
param_close(struct wbuf *w, size_t at)
{
	wbuf_patch(w, at - 2, 2, w->len - at + 4);
	wbuf_pad(w, at, 4);
}

static void
param_u32(struct wbuf *w, unsigned int tag, uint32_t v)
{
	size_t at = param_open(w, tag);

	wbuf_be32(w, v);
	param_close(w, at);
}

void
m3ua_build(struct wbuf *w, const struct mtp3_label *l,
    const struct xua_extra *x, struct cur data)
{
	size_t at = head_open(w, 1, 1), param;

	if (x != NULL && x->has_na)
		param_u32(w, 0x0200, x->na);
	if (x != NULL && x->has_rc)
		param_u32(w, 0x0006, x->rc);
	param = param_open(w, 0x0210);
	wbuf_be32(w, l->opc);
	wbuf_be32(w, l->dpc);
	wbuf_u8(w, l->si);
	wbuf_u8(w, l->ni);
	wbuf_u8(w, l->mp);
	wbuf_u8(w, l->sls);
	wbuf_put(w, data);
	param_close(w, param);
	head_close(w, at);
}

void
m2ua_build(struct wbuf *w, uint32_t interface, struct cur mtp3)
{
	size_t at = head_open(w, 6, 1), param;

	param_u32(w, 0x0001, interface);
	param = param_open(w, 0x0300);
	wbuf_put(w, mtp3);
	param_close(w, param);
	head_close(w, at);
}

/* mtp3 starts with the service information octet. */
void
m2pa_build(struct wbuf *w, uint32_t bsn, uint32_t fsn, struct cur mtp3)
{
	size_t at = head_open(w, 11, 1);

	wbuf_be32(w, bsn & 0xffffff);
	wbuf_be32(w, fsn & 0xffffff);
	wbuf_u8(w, 0);		/* priority, spare in ITU networks */
	wbuf_put(w, mtp3);
	head_close(w, at);
}

static void
sua_address(struct wbuf *w, unsigned int tag, const struct sccp_party *a)
{
	size_t at = param_open(w, tag), gt;

	/* routing indicator: 1 on GT, 2 on SSN and PC; then what to include */
	wbuf_be16(w, a->on_ssn ? 2 : 1);
	wbuf_be16(w, (a->no_ssn ? 0 : 1U) | (a->has_pc ? 2U : 0) |
	    (a->gt != NULL ? 4U : 0));
	if (a->gt != NULL) {
		gt = param_open(w, 0x8001);
		wbuf_be24(w, 0);
		wbuf_u8(w, a->gti == 0 ? 4 : a->gti);
		wbuf_u8(w, (unsigned int)strlen(a->gt));
		wbuf_u8(w, a->tt);
		wbuf_u8(w, a->np == 0 ? 1 : a->np);
		wbuf_u8(w, a->nai == 0 ? 4 : a->nai);
		build_tbcd(w, a->gt);
		if (strlen(a->gt) % 2 != 0 && !w->overflow)
			w->p[w->len - 1] &= 0x0f;
		param_close(w, gt);
	}
	if (a->has_pc)
		param_u32(w, 0x8002, a->pc);
	if (!a->no_ssn)
		param_u32(w, 0x8003, a->ssn);
	param_close(w, at);
}

/* CLDT, or CLDR for the service messages. */
void
sua_build(struct wbuf *w, const struct sccp_head *h,
    const struct xua_extra *x, struct cur data)
{
	bool notice = h->type == SCCP_UDTS || h->type == SCCP_XUDTS ||
	    h->type == SCCP_LUDTS;
	size_t at = head_open(w, 7, notice ? 2 : 1), param;

	param_u32(w, 0x0006, x != NULL && x->has_rc ? x->rc : 0);
	if (notice)
		param_u32(w, 0x0106, 0x0100U | h->cls);
	else
		param_u32(w, 0x0115, h->cls);
	sua_address(w, 0x0102, &h->calling);
	sua_address(w, 0x0103, &h->called);
	if (!notice)
		param_u32(w, 0x0116, 0);	/* sequence control */
	if (h->hops != 0)
		param_u32(w, 0x0101, h->hops);
	if (h->segmented)
		param_u32(w, 0x0117, (h->first ? 0x80000000U : 0) |
		    (uint32_t)(h->remaining & 0x7f) << 24 |
		    (h->reference & 0xffffff));
	param = param_open(w, 0x010b);
	wbuf_put(w, data);
	param_close(w, param);
	head_close(w, at);
}

void
xua_build(struct wbuf *w, unsigned int cls, unsigned int type,
    struct cur parameters)
{
	size_t at = head_open(w, cls, type);

	wbuf_put(w, parameters);
	head_close(w, at);
}
