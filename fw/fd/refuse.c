/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Answers of the edge's own, where the engine or a peer can not be asked:
 * protocol errors (RFC 6733 7.1.3, 7.2; order of 6.2).
 */
#include "edge_fd.h"
#include "../../dissectors/diameter.h"

enum { AVP_SESSION_ID = 263, AVP_ORIGIN_HOST = 264, AVP_RESULT = 268,
	AVP_PROXY_INFO = 284, AVP_ORIGIN_REALM = 296, MUST = 0x40 };

static void
avp_put(struct wbuf *w, uint32_t code, const void *p, size_t n)
{
	wbuf_be32(w, code);
	wbuf_u8(w, MUST);
	wbuf_be24(w, (uint32_t)(8 + n));
	wbuf_octets(w, p, n);
	wbuf_fill(w, 0, -n & 3);
}

/* AVPs of the request that its answer has again, padding and all. */
static void
copy_put(struct wbuf *w, struct cur c, uint32_t code)
{
	struct diameter_avp a;
	struct cur at = c, whole;

	while (diameter_avp_next(&c, &a)) {
		if (!cur_take(&at, cur_left(&at) - cur_left(&c), &whole))
			return;
		if (a.code == code && a.vendor == 0)
			wbuf_put(w, whole);
	}
}

bool
refuse_put(struct wbuf *w, struct cur request, enum result result)
{
	struct cur c = request, head;
	uint32_t first, flags, code = htobe32(result);

	if (!cur_take(&c, CHANNEL_MESSAGE_MIN, &head) ||
	    !cur_be32(&head, &first) || !cur_be32(&head, &flags))
		return false;
	flags = (flags & ~((uint32_t)(DIAMETER_REQUEST |
	    DIAMETER_RETRANSMITTED) << 24)) | (uint32_t)DIAMETER_ERROR << 24;
	wbuf_be32(w, first);
	wbuf_be32(w, flags);
	wbuf_put(w, head);
	copy_put(w, c, AVP_SESSION_ID);
	avp_put(w, AVP_RESULT, &code, sizeof(code));
	avp_put(w, AVP_ORIGIN_HOST, fd_g_config->cnf_diamid,
	    fd_g_config->cnf_diamid_len);
	avp_put(w, AVP_ORIGIN_REALM, fd_g_config->cnf_diamrlm,
	    fd_g_config->cnf_diamrlm_len);
	copy_put(w, c, AVP_PROXY_INFO);
	wbuf_patch(w, 1, 3, w->len);
	return wbuf_ok(w);
}
