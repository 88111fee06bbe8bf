/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Diameter (RFC 6733) with the applications of 3GPP, S6a first (TS 29.272).
 */
#ifndef DISSECTORS_DIAMETER_H
#define DISSECTORS_DIAMETER_H

#include "sig.h"
#include "text.h"

enum diameter_flag {			/* of the header, RFC 6733 3 */
	DIAMETER_REQUEST = 0x80,
	DIAMETER_PROXIABLE = 0x40,
	DIAMETER_ERROR = 0x20,
	DIAMETER_RETRANSMITTED = 0x10,
	DIAMETER_RESERVED = 0x0f,
};

enum diameter_number {
	DIAMETER_HEADER_LEN = 20,
	DIAMETER_VENDOR_3GPP = 10415,
	DIAMETER_APP_BASE = 0,
	DIAMETER_APP_S6A = 16777251,
	DIAMETER_CER = 257,
};

/* AVPs that a command must carry or that stand at most once: X(name). */
#define DIAMETER_NUMBERS(X)						\
X(SESSION_ID) X(ORIGIN_HOST) X(ORIGIN_REALM) X(DEST_HOST) X(DEST_REALM)	\
X(USER_NAME) X(RESULT) X(EXPERIMENTAL) X(AUTH_STATE) X(VISITED_PLMN)	\
X(RAT) X(ULR_FLAGS) X(ULA_FLAGS) X(IDR_FLAGS) X(CLR_FLAGS)		\
X(DSR_FLAGS) X(NOR_FLAGS) X(PUR_FLAGS) X(CANCELLATION_TYPE)		\
X(SUBSCRIPTION_DATA) X(TERMINAL) X(EUTRAN_INFO) X(UTRAN_INFO)		\
X(EQUIPMENT_STATUS) X(ERROR_DIAGNOSTIC) X(ERROR_MESSAGE) X(DRMP)	\
X(OC_SUPPORTED) X(DISCONNECT_CAUSE) X(VENDOR_ID) X(PRODUCT_NAME)	\
X(ORIGIN_STATE) X(REAUTH_TYPE) X(TERMINATION_CAUSE) X(RECORD_TYPE)	\
X(RECORD_NUMBER)							\
/* from here on: may stand more than once */				\
X(AUTH_APP) X(VENDOR_APP) X(HOST_ADDRESS) X(OC_OLR)

enum diameter_avp_number {
	DIAMETER_N_NONE,
#define X(sym)	DIAMETER_N_##sym,
	DIAMETER_NUMBERS(X)
#undef X
	DIAMETER_N_COUNT,
	DIAMETER_N_MANY = DIAMETER_N_AUTH_APP,
};
_Static_assert(DIAMETER_N_COUNT <= 64, "numbers are bits of one word");

#define DIAMETER_BIT(sym)	(UINT64_C(1) << DIAMETER_N_##sym)
#define DIAMETER_ONCE		((UINT64_C(1) << DIAMETER_N_MANY) - 2)

struct diameter_command {
	uint32_t	 code;
	uint8_t		 op;		/* enum sig_op */
	bool		 subscriber;	/* the request must name one */
	const char	*request, *answer;	/* "ULR", "ULA" */
	uint64_t	 need;		/* DIAMETER_BIT()s of the request */
	uint64_t	 bit;		/* this command, in an application */
};

struct diameter_app {
	uint32_t	 id;
	uint8_t		 access_op;	/* for AA and IMS commands, or 0 */
	const char	*name;
	uint64_t	 commands;	/* bits of those that it contains */
};

/* NULL when not in the tables. */
const struct diameter_command *diameter_command_find(uint32_t code);
const struct diameter_app *diameter_app_find(uint32_t id);

/* Names, static; NULL when not in the tables. */
const char	*diameter_command_name(uint32_t code, bool request);
const char	*diameter_app_name(uint32_t id);
const char	*diameter_avp_name(uint32_t code, uint32_t vendor);
/* vendor: 0 for a Result-Code, that of the group for an
 * Experimental-Result-Code. */
const char	*diameter_result_name(uint32_t code, uint32_t vendor);

/* An AVP as it stands (RFC 6733 4.1). */
struct diameter_avp {
	uint32_t	 code, vendor;
	bool		 mandatory;	/* the M flag */
};

/* Takes the next AVP of c, which stands behind the header or at the start of a
 * group; false at the end, or where an AVP does not fit. */
static inline bool
diameter_avp_next(struct cur *c, struct diameter_avp *a)
{
	const uint8_t *p = c->p;
	size_t left = cur_left(c), len, head;

	if (left < 8)
		return false;
	a->code = text_be32(p);
	a->mandatory = (p[4] & 0x40) != 0;
	len = text_be32(p + 4) & 0xffffff;
	head = p[4] & 0x80 ? 12 : 8;
	if (left < head || len < head || len > left)
		return false;
	a->vendor = head == 12 ? text_be32(p + 8) : 0;
	len = (len + 3) & ~(size_t)3;
	c->p = p + (len < left ? len : left);
	return true;
}

/* What the header says; the cursor is behind it, and ends where the message
 * does.  False: what follows cannot be read. */
bool		 diameter_header(struct cur *, struct sig_msg *);
/* The octets of one message, after sig_reset(). */
void		 diameter_dissect(struct cur, struct sig_msg *);

#endif
