/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The answer that a rejected message gets, as octets.
 *
 * What is answered is a view with its octets; what is said is one of the
 * neutral errors of the rules, or one of the ways in which TCAP and SCCP end
 * what they will not serve.  What comes out is for the sender: addresses are
 * swapped and otherwise kept octet for octet, ids are the sender's.
 *
 * A message that is nothing but hostile octets gets no answer rather than a
 * wrong one: answer_build() is then false, and the message is to be dropped.
 *
 * Diameter: RFC 6733 6.2, 7.1, 7.2, 7.5; 3GPP TS 29.272 7.4; RFC 7683 (DOIC);
 * RFC 7944 (DRMP).  MAP: TS 29.002 15, 17; ITU-T Q.773, Q.774.  SCCP: Q.713,
 * Q.714 4.2.  M3UA: RFC 4666 3.3.1.
 */
#ifndef FW_ANSWER_H
#define FW_ANSWER_H

#include "../dissectors/wbuf.h"
#include "../rules/conf.h"

struct sig_msg;

enum answer_limit {
	/* Octets that hold every answer to an honest request; Session-Id and
	 * Proxy-Info are as long as the sender made them. */
	ANSWER_MAX = 4096,
	ANSWER_FAILED_MAX = 512,	/* octets of the AVP in Failed-AVP */
};

enum answer_kind {
	ANSWER_ERROR,		/* .error, as the protocol can say it */
	ANSWER_REJECT,		/* TCAP: Reject of each Invoke, .problem */
	ANSWER_ABORT,		/* TCAP: an abort by the user */
	ANSWER_P_ABORT,		/* TCAP: an abort by the provider, .cause */
	ANSWER_RETURN,		/* SCCP: the message comes back, .cause */
	ANSWER_KIND_COUNT
};

/* Problems of an Invoke (Q.773 4.2.2.5), for .problem. */
enum answer_problem {
	PROBLEM_DUPLICATE_ID = 0,
	PROBLEM_OPERATION = 1,		/* unrecognized */
	PROBLEM_PARAMETER = 2,		/* mistyped */
	PROBLEM_RESOURCE = 3,		/* resource limitation */
	PROBLEM_RELEASE = 4,		/* initiating release */
};

/* P-Abort causes for .cause (Q.773 4.2.1.5).  3, a bad transaction portion,
 * makes a MAP user come again in version 1 (TS 29.002 15.2.1). */
enum answer_p_abort {
	P_ABORT_MESSAGE_TYPE = 0,
	P_ABORT_TRANSACTION = 1,
	P_ABORT_FORMAT = 2,
	P_ABORT_PORTION = 3,
	P_ABORT_RESOURCE = 4,
};

/* Return causes for .cause (Q.713 3.12); 14 are in use. */
enum answer_return {
	RETURN_NO_TRANSLATION = 1,
	RETURN_SUBSYSTEM_CONGESTION = 2,
	RETURN_SUBSYSTEM_FAILURE = 3,
	RETURN_NETWORK_CONGESTION = 6,
	RETURN_UNQUALIFIED = 7,
};

/* An overload report (RFC 7683 7.3 to 7.7). */
struct answer_overload {
	uint64_t	 sequence;
	bool		 realm;		/* for requests without a host */
	uint8_t		 reduction;	/* percent, at most 100 */
	uint32_t	 validity;	/* s, at most 86400; 0 ends it */
};

enum { ANSWER_DIAGNOSTIC_COUNT = 5 };	/* TS 29.272 7.3.128 */

struct answer {
	uint8_t		 kind;		/* enum answer_kind */
	uint8_t		 error;		/* enum reject_error, of ANSWER_ERROR */
	uint8_t		 problem;	/* enum answer_problem */
	uint8_t		 cause;

	/* MAP */
	uint8_t		 version;	/* of a dialogue under way, when known;
					 * a Begin tells its own */
	/* Diameter */
	uint32_t	 result;	/* Result-Code of an agent's own in place
					 * of .error (RFC 6733 7.1.3), or 0 */
	struct cur	 host, realm;	/* the home network's, needed */
	const struct answer_overload *overload;	/* or NULL; goes only to who
					 * announced that it understands it */
	bool		 has_drmp;
	uint8_t		 drmp;		/* priority mark, 0 to 15 */
	bool		 has_diagnostic;
	uint8_t		 diagnostic;	/* Error-Diagnostic, of roaming and
					 * subscription errors */
	const char	*message;	/* Error-Message, UTF-8, or NULL */
	/* The AVP that was wrong or missing; code 0: found out here. */
	uint32_t	 failed_code, failed_vendor;
};

/*
 * Writes the answer to m, which is fresh from sig_dissect() with its octets,
 * into an empty w.  What is written starts with the layer that m started with:
 * M3UA, TCAP or Diameter; with SCCP where that was below SCCP, for other links
 * than M3UA.  False, and w is empty, when m can not be answered so: no
 * request, an address or id that does not allow it, no return option, SUA; and
 * when w has no room, which stays to be seen in w.
 */
bool	answer_build(const struct sig_msg *m, const struct answer *,
	    struct wbuf *w) __attribute__((warn_unused_result));

/* The parts. */
bool	answer_diameter(const struct sig_msg *, const struct answer *,
	    struct wbuf *) __attribute__((warn_unused_result));
/* The TCAP message alone. */
bool	answer_tcap(const struct sig_msg *, const struct answer *,
	    struct wbuf *) __attribute__((warn_unused_result));

/* What a MAP operation can be told: an error that it may carry
 * (TS 29.002 17.3), or a Reject. */
struct answer_map {
	bool		 reject;
	uint8_t		 code;		/* local error code, or problem */
};

/* The code itself where the operation may carry it, else the nearest. */
struct answer_map answer_map_find(unsigned int op, enum reject_error);
/* May the operation carry this error?  Of those that rejects lead to. */
bool	answer_map_may(unsigned int op, unsigned int error);

/* Result-Code or 0, and Experimental-Result-Code or 0, of an error. */
void	answer_results(enum reject_error, uint32_t *result,
	    uint32_t *experimental);

#endif
