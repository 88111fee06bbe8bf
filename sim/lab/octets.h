/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lab's messages as octets: made once with the builders of sim/build.h,
 * later copied and patched where identities stand.
 *
 * Diameter stands alone, MAP in M3UA, SCCP and TCAP.  Network n of a scenario
 * is known by these names and addresses, which rules may refer to:
 *
 *	hosts		mme0000.epc.mncMNC.mccMCC.3gppnetwork.org, ...
 *	titles		GT prefix, 01 (VLR), 02 (SGSN) or 03 (MSC), node in 4
 *	IP		198.18.n.1 on its first way, 198.18.n.2 on the other
 *	point code	1000 + 2n, 1001 + 2n on the other way
 * and home by hss1.epc.mncMNC.mccMCC.3gppnetwork.org, its HLR's title,
 * 192.0.2.10 and point code 2.
 */
#ifndef SIM_LAB_OCTETS_H
#define SIM_LAB_OCTETS_H

#include "../../dissectors/sig.h"
#include "../../dissectors/wbuf.h"
#include "policy.h"

/* Steps of a procedure. */
enum lab_step {
	STEP_AUTHENTICATE,	/* AIR, SAI */
	STEP_UPDATE,		/* ULR, UL, UGL */
	STEP_INSERT,		/* ISD and its result, MAP only */
	STEPS,
};

/* Whom and what a message of a node is about. */
struct octets_who {
	uint64_t	 imsi;
	uint64_t	 imei;		/* 14 digits */
	uint64_t	 session;
	uint32_t	 id;		/* hop-by-hop, TCAP id of the node */
	uint32_t	 e2e;
	uint16_t	 network, node;
	uint8_t		 tech;		/* enum lab_tech */
	uint8_t		 way;
	bool		 doic;		/* announces it */
	bool		 again;		/* sent again: T flag */
};

/* A result that is no success. */
struct octets_error {
	uint32_t	 code;		/* Result-Code, or MAP error */
	bool		 experimental;	/* of Experimental-Result */
};

/* OC-OLR, RFC 7683 7.3. */
struct octets_report {
	uint64_t	 sequence;
	uint32_t	 reduction;	/* percent */
	uint32_t	 validity;	/* s */
};

/* NULL: no memory. */
struct octets	*octets_new(const struct scenario *);
void		 octets_free(struct octets *);
size_t		 octets_memory(const struct octets *);

/* From the node: the request of a step; STEP_INSERT: MAP's answer to it. */
void		 octets_request(const struct octets *, enum lab_step,
		    const struct octets_who *, struct wbuf *);
/* From home: success of a step; STEP_INSERT: MAP's request within the dialogue
 * that the update opened. */
void		 octets_result(const struct octets *, enum lab_step,
		    const struct octets_who *, struct wbuf *);
void		 octets_failure(const struct octets *, enum lab_step,
		    const struct octets_who *, struct octets_error,
		    struct wbuf *);

/* From home: who registered at it is lost (RSR, MAP reset); and the node's
 * answer to RSR, which MAP has none for. */
void		 octets_reset(const struct octets *, const struct octets_who *,
		    struct wbuf *);
void		 octets_reset_done(const struct octets *,
		    const struct octets_who *, struct wbuf *);

/* For policies: the refusal of a request, in its own protocol.  False, with
 * nothing written, when it is not a request that can be refused. */
bool		 octets_refuse(const struct octets *,
		    const struct policy_msg *, struct octets_error diameter,
		    struct octets_error map, struct wbuf *)
		    __attribute__((warn_unused_result));
/* A Diameter answer with an overload report at its end. */
void		 octets_overload(struct cur answer,
		    const struct octets_report *, struct wbuf *);

/* The view of a message; sets what stands below sig_dissect(). */
void		 octets_view(const struct octets *, struct cur,
		    const struct octets_who *, bool from_home, uint64_t now,
		    struct sig_msg *);
/* The only IMSI of a view as a number; 0: none. */
uint64_t	 octets_imsi(const struct sig_msg *);

#endif
