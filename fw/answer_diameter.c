/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Answers to Diameter requests.
 *
 * RFC 6733 3 (header), 4.1 (AVP), 6.2 (making an answer), 7.1 (results), 7.2
 * (the error bit), 7.5 (Failed-AVP); 3GPP TS 29.272 7.2 (what S6a answers
 * carry, and in what order), 7.3.128, 7.4; RFC 7683 7; RFC 7944 9.
 *
 * The request is walked once, for what must come back.  Route-Record is not
 * copied: it tells nothing to whom it came from.
 */
#include "answer_impl.h"
#include "../dissectors/diameter.h"

enum avp {
	AVP_USER_NAME = 1, AVP_HOST_ADDRESS = 257, AVP_AUTH_APP = 258,
	AVP_VENDOR_APP = 260, AVP_SESSION_ID = 263, AVP_ORIGIN_HOST = 264,
	AVP_VENDOR_ID = 266, AVP_RESULT = 268, AVP_PRODUCT_NAME = 269,
	AVP_DISCONNECT_CAUSE = 273, AVP_AUTH_STATE = 277, AVP_FAILED = 279,
	AVP_ERROR_MESSAGE = 281, AVP_DEST_REALM = 283, AVP_PROXY_INFO = 284,
	AVP_REAUTH_TYPE = 285, AVP_DEST_HOST = 293,
	AVP_TERMINATION_CAUSE = 295, AVP_ORIGIN_REALM = 296,
	AVP_EXPERIMENTAL = 297, AVP_EXPERIMENTAL_CODE = 298, AVP_DRMP = 301,
	AVP_RECORD_TYPE = 480, AVP_RECORD_NUMBER = 485,
	AVP_OC_SUPPORTED = 621, AVP_OC_FEATURES = 622, AVP_OC_OLR = 623,
	AVP_OC_SEQUENCE = 624, AVP_OC_VALIDITY = 625, AVP_OC_TYPE = 626,
	AVP_OC_REDUCTION = 627,
	/* of 3GPP */
	AVP_RAT = 1032, AVP_SUBSCRIPTION_DATA = 1400, AVP_TERMINAL = 1401,
	AVP_ULR_FLAGS = 1405, AVP_VISITED_PLMN = 1407,
	AVP_CANCELLATION_TYPE = 1420, AVP_DSR_FLAGS = 1421,
	AVP_ERROR_DIAGNOSTIC = 1614,
};

enum {
	VENDOR = 0x80, MUST = 0x40,	/* AVP flags */
	VENDOR_APPS = 1 << 24,		/* application ids of vendors */
	NO_STATE_MAINTAINED = 1,
	OC_REPORT_HOST = 0, OC_REPORT_REALM = 1,
	OC_DEFAULT_ALGORITHM = 1,	/* feature: loss, RFC 7683 7.2 */
	OC_VALIDITY_MAX = 86400,
	RESULT_BAD_VALUE = 5004, RESULT_MISSING = 5005,
	RESULT_AVP_LENGTH = 5014,
	PROTOCOL_ERRORS = 3,		/* the thousands that set the E bit */
};

#define RELAY_APP	UINT32_MAX

/* AVPs that a command may need, and what stands for one that is not there: zero
 * octets, as many as the type has at least (RFC 6733 7.5). */
static const struct needed {
	uint64_t	 bit;
	uint16_t	 code;
	bool		 tgpp;
	uint8_t		 len;
} needed[] = {
#define X(sym, code, tgpp, len)	{ DIAMETER_BIT(sym), code, tgpp, len },
X(SESSION_ID, AVP_SESSION_ID, 0, 0) X(ORIGIN_HOST, AVP_ORIGIN_HOST, 0, 0)
X(ORIGIN_REALM, AVP_ORIGIN_REALM, 0, 0) X(USER_NAME, AVP_USER_NAME, 0, 0)
X(DEST_REALM, AVP_DEST_REALM, 0, 0) X(DEST_HOST, AVP_DEST_HOST, 0, 0)
X(AUTH_STATE, AVP_AUTH_STATE, 0, 4) X(AUTH_APP, AVP_AUTH_APP, 0, 4)
X(ULR_FLAGS, AVP_ULR_FLAGS, 1, 4) X(VISITED_PLMN, AVP_VISITED_PLMN, 1, 3)
X(RAT, AVP_RAT, 1, 4) X(CANCELLATION_TYPE, AVP_CANCELLATION_TYPE, 1, 4)
X(SUBSCRIPTION_DATA, AVP_SUBSCRIPTION_DATA, 1, 0)
X(DSR_FLAGS, AVP_DSR_FLAGS, 1, 4) X(TERMINAL, AVP_TERMINAL, 1, 0)
X(HOST_ADDRESS, AVP_HOST_ADDRESS, 0, 6) X(VENDOR_ID, AVP_VENDOR_ID, 0, 4)
X(PRODUCT_NAME, AVP_PRODUCT_NAME, 0, 0)
X(DISCONNECT_CAUSE, AVP_DISCONNECT_CAUSE, 0, 4)
X(REAUTH_TYPE, AVP_REAUTH_TYPE, 0, 4)
X(TERMINATION_CAUSE, AVP_TERMINATION_CAUSE, 0, 4)
X(RECORD_TYPE, AVP_RECORD_TYPE, 0, 4)
X(RECORD_NUMBER, AVP_RECORD_NUMBER, 0, 4)
#undef X
};
enum { NEEDED_COUNT = sizeof(needed) / sizeof(needed[0]) };

/* What the walk over the request finds. */
struct found {
	struct cur	 avps;		/* all, behind the header */
	struct cur	 session;	/* data of the first Session-Id */
	bool		 has_session;
	bool		 proxies;
	bool		 doic;		/* announced, with the loss algorithm */
};

/* ---- writing ---- */

static inline void
head_put(struct wbuf *w, uint32_t code, unsigned flags, size_t len)
{
	wbuf_uint(w, 8, (uint64_t)code << 32 | (uint64_t)flags << 24 |
	    (len + 8));
}

static inline void
u32_put(struct wbuf *w, uint32_t code, unsigned flags, uint32_t v)
{
	head_put(w, code, flags, 4);
	wbuf_be32(w, v);
}

static inline void
u64_put(struct wbuf *w, uint32_t code, unsigned flags, uint64_t v)
{
	head_put(w, code, flags, 8);
	wbuf_uint(w, 8, v);
}

static inline void
text_put(struct wbuf *w, uint32_t code, unsigned flags, struct cur text)
{
	size_t len = cur_left(&text);

	head_put(w, code, flags, len);
	wbuf_put(w, text);
	wbuf_fill(w, 0, -len & 3);
}

/* Data of a group stands between group_open() and group_close(). */
static size_t
group_open(struct wbuf *w, uint32_t code, unsigned flags)
{
	head_put(w, code, flags, 0);
	return w->len;
}

static void
group_close(struct wbuf *w, size_t at)
{
	wbuf_patch(w, at - 3, 3, w->len - at + 8);
}

/* An AVP as it came, its padding made right. */
static void
copy_put(struct wbuf *w, struct cur avp)
{
	wbuf_put(w, avp);
	wbuf_fill(w, 0, -cur_left(&avp) & 3);
}

/* ---- reading ---- */

/* The next AVP of c, whole but for its padding, and its data. */
static inline bool
next(struct cur *c, struct diameter_avp *a, struct cur *whole,
    struct cur *data)
{
	struct cur at = *c, head = *c;
	uint32_t word;

	*whole = *data = (struct cur){ c->end, c->end };
	if (!diameter_avp_next(c, a) || !cur_skip(&head, 4) ||
	    !cur_be32(&head, &word) ||
	    !cur_take(&at, word & 0xffffff, whole))
		return false;
	*data = *whole;
	return cur_skip(data, word >> 31 ? 12 : 8);
}

/* Does OC-Supported-Features say that loss is understood?  It does without a
 * vector of features (RFC 7683 7.2). */
static bool
understands_loss(struct cur group)
{
	struct diameter_avp a;
	struct cur whole, data;
	uint64_t vector;

	while (next(&group, &a, &whole, &data))
		if (a.code == AVP_OC_FEATURES && a.vendor == 0)
			return cur_uint(&data, 8, &vector) &&
			    (vector & OC_DEFAULT_ALGORITHM);
	return true;
}

static void
note(struct found *f, const struct diameter_avp *a, struct cur data)
{
	if (a->vendor != 0)
		return;
	switch (a->code) {
	case AVP_SESSION_ID:
		if (!f->has_session)
			f->session = data;
		f->has_session = true;
		break;
	case AVP_PROXY_INFO:
		f->proxies = true;
		break;
	case AVP_OC_SUPPORTED:
		f->doic = understands_loss(data);
		break;
	}
}

/* False when the octets are no request that an answer could belong to. */
static bool
find(const struct sig_msg *m, struct found *f)
{
	struct diameter_avp a;
	struct cur c = m->octets, whole, data;
	uint32_t head, flags;

	*f = (struct found){ .has_session = false };
	if (!cur_be32(&c, &head) || !cur_be32(&c, &flags) ||
	    !cur_skip(&c, DIAMETER_HEADER_LEN - 8) || head >> 24 != 1 ||
	    !(flags >> 24 & DIAMETER_REQUEST))
		return false;
	head &= 0xffffff;
	if (head < DIAMETER_HEADER_LEN)
		return false;
	head -= DIAMETER_HEADER_LEN;
	f->avps = cur_take_most(&c, head);
	c = f->avps;
	while (next(&c, &a, &whole, &data))
		note(f, &a, data);
	return true;
}

/* The first AVP of a code; false when there is none. */
static bool
find_avp(struct cur c, uint32_t code, uint32_t vendor, struct cur *whole)
{
	struct diameter_avp a;
	struct cur data;

	while (next(&c, &a, whole, &data))
		if (a.code == code && a.vendor == vendor)
			return true;
	return false;
}

/* ---- what an answer carries ---- */

static void
header_put(struct wbuf *w, const struct sig_msg *m, uint32_t result)
{
	struct cur c = m->octets;
	uint32_t word;
	unsigned flags;

	/* find() has seen that they are there */
	if (!cur_skip(&c, 4) || !cur_be32(&c, &word))
		return;
	flags = word >> 24 & DIAMETER_PROXIABLE;
	if (result / 1000 == PROTOCOL_ERRORS)
		flags |= DIAMETER_ERROR;
	wbuf_be32(w, 1 << 24);
	wbuf_be32(w, flags << 24 | (word & 0xffffff));
	wbuf_put(w, cur_take_most(&c, 12));
}

static void
application_put(struct wbuf *w, uint32_t app)
{
	size_t at = group_open(w, AVP_VENDOR_APP, MUST);

	u32_put(w, AVP_VENDOR_ID, MUST, DIAMETER_VENDOR_3GPP);
	u32_put(w, AVP_AUTH_APP, MUST, app);
	group_close(w, at);
}

/* TS 29.272 7.4: one or the other, never both. */
static void
result_put(struct wbuf *w, const struct answer *a, uint32_t result,
    uint32_t experimental)
{
	size_t at;

	if (result != 0) {
		u32_put(w, AVP_RESULT, MUST, result);
		return;
	}
	at = group_open(w, AVP_EXPERIMENTAL, MUST);
	u32_put(w, AVP_VENDOR_ID, MUST, DIAMETER_VENDOR_3GPP);
	u32_put(w, AVP_EXPERIMENTAL_CODE, MUST, experimental);
	group_close(w, at);
	if (!a->has_diagnostic || (a->error != REJECT_ROAMING &&
	    a->error != REJECT_SUBSCRIPTION))
		return;
	wbuf_uint(w, 8, (uint64_t)AVP_ERROR_DIAGNOSTIC << 32 |
	    (uint64_t)VENDOR << 24 | 16);
	wbuf_be32(w, DIAMETER_VENDOR_3GPP);
	wbuf_be32(w, a->diagnostic);
}

static void
overload_put(struct wbuf *w, const struct answer_overload *o)
{
	size_t at = group_open(w, AVP_OC_SUPPORTED, 0);

	u64_put(w, AVP_OC_FEATURES, 0, OC_DEFAULT_ALGORITHM);
	group_close(w, at);
	at = group_open(w, AVP_OC_OLR, 0);
	u64_put(w, AVP_OC_SEQUENCE, 0, o->sequence);
	u32_put(w, AVP_OC_TYPE, 0, o->realm ? OC_REPORT_REALM :
	    OC_REPORT_HOST);
	u32_put(w, AVP_OC_REDUCTION, 0, o->reduction < 100 ? o->reduction :
	    100);
	u32_put(w, AVP_OC_VALIDITY, 0, o->validity < OC_VALIDITY_MAX ?
	    o->validity : OC_VALIDITY_MAX);
	group_close(w, at);
}

/* An AVP that is missing, by the shortest example. */
static void
example_put(struct wbuf *w, uint32_t code, uint32_t vendor, size_t len)
{
	size_t at = group_open(w, AVP_FAILED, MUST);

	if (vendor != 0) {
		wbuf_uint(w, 8, (uint64_t)code << 32 |
		    (uint64_t)(VENDOR | MUST) << 24 | (len + 12));
		wbuf_be32(w, vendor);
	} else {
		head_put(w, code, MUST, len);
	}
	wbuf_fill(w, 0, (len + 3) & ~(size_t)3);
	group_close(w, at);
}

/* The AVP that the caller names, or the first that the command needs and the
 * request has not; nothing when all are there. */
static void
missing_put(struct wbuf *w, const struct sig_msg *m, const struct answer *a,
    const struct found *f)
{
	const struct diameter_command *command;
	const struct needed *n;
	struct cur whole;
	uint64_t need;
	size_t i;

	command = m->ncomp > 0 ? diameter_command_find(m->comp[0].code) : NULL;
	need = command == NULL ? 0 : command->need |
	    (command->subscriber ? DIAMETER_BIT(USER_NAME) : 0);
	for (i = 0; i < NEEDED_COUNT; i++) {
		n = &needed[i];
		if (a->failed_code != 0 ? a->failed_code == n->code &&
		    a->failed_vendor ==
		    (n->tgpp ? DIAMETER_VENDOR_3GPP : 0U) :
		    (need & n->bit) && !find_avp(f->avps, n->code,
		    n->tgpp ? DIAMETER_VENDOR_3GPP : 0, &whole))
			break;
	}
	if (i < NEEDED_COUNT)
		example_put(w, needed[i].code, needed[i].tgpp ?
		    DIAMETER_VENDOR_3GPP : 0, needed[i].len);
	else if (a->failed_code != 0)
		example_put(w, a->failed_code, a->failed_vendor, 0);
}

/* The AVP that the caller names; without a name that of the subscriber, or
 * that of the sender, which is what rules look at. */
static void
wrong_put(struct wbuf *w, const struct answer *a, const struct found *f)
{
	struct cur avp;
	size_t at;
	bool there;

	if (a->failed_code != 0)
		there = find_avp(f->avps, a->failed_code, a->failed_vendor,
		    &avp);
	else
		there = find_avp(f->avps, AVP_USER_NAME, 0, &avp) ||
		    find_avp(f->avps, AVP_ORIGIN_HOST, 0, &avp);
	if (!there || cur_left(&avp) > ANSWER_FAILED_MAX)
		return;
	at = group_open(w, AVP_FAILED, MUST);
	copy_put(w, avp);
	group_close(w, at);
}

/* The first AVP whose length leads nowhere, by its code alone. */
static void
lengthless_put(struct wbuf *w, const struct found *f)
{
	struct cur c = f->avps;
	struct diameter_avp a;
	uint32_t code, flags, vendor = 0;

	while (diameter_avp_next(&c, &a))
		;
	if (!cur_be32(&c, &code) || !cur_be32(&c, &flags))
		return;
	if (flags >> 31 && !cur_be32(&c, &vendor))
		return;
	example_put(w, code, vendor, 0);
}

static void
proxies_put(struct wbuf *w, struct cur c)
{
	struct diameter_avp a;
	struct cur whole, data;

	while (next(&c, &a, &whole, &data))
		if (a.code == AVP_PROXY_INFO && a.vendor == 0)
			copy_put(w, whole);
}

/* In the order of TS 29.272 7.2; the parts of S6a are not for answers whose E
 * bit says that they were made on the way (RFC 6733 7.2). */
static void
body_put(struct wbuf *w, const struct sig_msg *m, const struct answer *a,
    const struct found *f, uint32_t result, uint32_t experimental)
{
	bool whole = result / 1000 != PROTOCOL_ERRORS &&
	    m->app >= VENDOR_APPS && m->app != RELAY_APP;

	if (f->has_session)
		text_put(w, AVP_SESSION_ID, MUST, f->session);
	if (a->has_drmp)
		u32_put(w, AVP_DRMP, 0, a->drmp);
	if (whole && diameter_app_find(m->app) != NULL)
		application_put(w, m->app);
	result_put(w, a, result, experimental);
	if (whole)
		u32_put(w, AVP_AUTH_STATE, MUST, NO_STATE_MAINTAINED);
	text_put(w, AVP_ORIGIN_HOST, MUST, a->host);
	text_put(w, AVP_ORIGIN_REALM, MUST, a->realm);
	if (a->overload != NULL && f->doic)
		overload_put(w, a->overload);
	if (a->message != NULL)
		text_put(w, AVP_ERROR_MESSAGE, 0, cur_make(a->message,
		    strlen(a->message)));
	if (result == RESULT_MISSING)
		missing_put(w, m, a, f);
	else if (result == RESULT_BAD_VALUE)
		wrong_put(w, a, f);
	else if (result == RESULT_AVP_LENGTH)
		lengthless_put(w, f);
	if (f->proxies)
		proxies_put(w, f->avps);
}

bool
answer_diameter(const struct sig_msg *m, const struct answer *a,
    struct wbuf *w)
{
	uint32_t result, experimental;
	struct found f;

	if (a->kind != ANSWER_ERROR || cur_left(&a->host) == 0 ||
	    cur_left(&a->realm) == 0 || !find(m, &f))
		return false;
	answer_results(a->error, &result, &experimental);
	if (a->result != 0) {
		result = a->result;
		experimental = 0;
	}
	header_put(w, m, result);
	body_put(w, m, a, &f, result, experimental);
	if (w->len > 0xffffff)
		return false;
	wbuf_patch(w, 1, 3, w->len);
	return wbuf_ok(w);
}
