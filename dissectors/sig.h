/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The view of one signalling message: what rules, memory and reports judge.
 *
 * struct sig_msg is flat, owns nothing and allocates nothing.  Text and octets
 * in it point into the octets that were dissected and live as long as those.
 * Identities and addresses stand in one list of values, in the order in which
 * they were found, all occurrences of each; a bit per field tells which are
 * there.  Only the part of the structure before "val" is zeroed for a message.
 */
#ifndef DISSECTORS_SIG_H
#define DISSECTORS_SIG_H

#include "cursor.h"
#include "defect.h"
#include "op.h"

enum sig_limit {
	SIG_DIGITS_MAX = 32,	/* digits kept of one number */
	SIG_VALUES_MAX = 96,	/* values of one message */
	SIG_COMPONENTS_MAX = 16, /* components of one TCAP message */
	SIG_LAYERS_MAX = 14,
	SIG_SCRATCH_MAX = 256,	/* octets of strings that came in pieces */
	SIG_DEPTH_MAX = 16,	/* nested BER elements, grouped AVPs */
};

/*	X(symbol, JSON name) */
#define SIG_PROTOS(X)							\
X(NONE, "none") X(MAP, "map") X(CAP, "cap") X(DIAMETER, "diameter")	\
X(TCAP, "tcap") X(ANSI_TCAP, "ansi-tcap") X(INAP, "inap")		\
X(SCMG, "scmg") X(SCCP, "sccp") X(ISUP, "isup") X(BICC, "bicc")	\
X(MTP3, "mtp3") X(MTP2, "mtp2")	X(M3UA, "m3ua") X(M2UA, "m2ua")		\
X(M2PA, "m2pa") X(SUA, "sua")

/*	X(symbol, name in "layers") */
#define SIG_LAYERS(X)							\
X(ETH, "eth") X(VLAN, "vlan") X(SLL, "sll") X(SLL2, "sll2")		\
X(NULL, "null") X(IP, "ip") X(IP6, "ip6") X(SCTP, "sctp") X(TCP, "tcp")	\
X(M3UA, "m3ua") X(M2UA, "m2ua") X(M2PA, "m2pa") X(SUA, "sua")		\
X(MTP2, "mtp2") X(MTP3, "mtp3") X(SCCP, "sccp") X(TCAP, "tcap")	\
X(ANSI_TCAP, "ansi-tcap") X(MAP, "map") X(CAP, "cap")			\
X(DIAMETER, "diameter") X(ISUP, "isup") X(BICC, "bicc") X(SCMG, "scmg")	\
X(INAP, "inap")

/*	X(symbol, name) */
#define SIG_KINDS(X)							\
X(NONE, "none") X(REQUEST, "request") X(ANSWER, "answer")		\
X(ERROR, "error") X(REJECT, "reject") X(ABORT, "abort")			\
X(CONTINUE, "continue") X(NOTICE, "notice")

/*
 * Fields of the value list: X(symbol, name, type).  The name is that of JSON
 * and rules; the type is enum sig_type.
 */
#define SIG_FIELDS(X)							\
X(IMSI, "imsi", DIGITS)							\
X(MSISDN, "msisdn", DIGITS)						\
X(IMEI, "imei", DIGITS)							\
X(TMSI, "tmsi", OCTETS)							\
X(LMSI, "lmsi", OCTETS)							\
X(MSC, "msc", DIGITS)							\
X(VLR, "vlr", DIGITS)							\
X(SGSN, "sgsn", DIGITS)							\
X(MME, "mme", DIGITS)							\
X(HLR, "hlr", DIGITS)							\
X(SMSC, "smsc", DIGITS)							\
X(GMLC, "gmlc", DIGITS)							\
X(GSMSCF, "gsmscf", DIGITS)						\
X(GMSC, "gmsc", DIGITS)							\
X(GGSN, "ggsn", DIGITS)							\
X(OMC, "omc", DIGITS)							\
X(NEW_MSC, "new_msc", DIGITS)						\
X(NEW_VLR, "new_vlr", DIGITS)						\
X(NEW_SGSN, "new_sgsn", DIGITS)						\
X(NEW_MME, "new_mme", DIGITS)						\
X(OLD_MSC, "old_msc", DIGITS)						\
X(ROAMING_NUMBER, "roaming_number", DIGITS)				\
X(FORWARDED_TO, "forwarded_to", DIGITS)					\
X(HLR_ID, "hlr_id", DIGITS)						\
X(CALLING_NUMBER, "calling_number", DIGITS)				\
X(CALLED_NUMBER, "called_number", DIGITS)				\
X(ADDITIONAL_MSISDN, "additional_msisdn", DIGITS)			\
X(DESTINATION_REFERENCE, "destination_reference", DIGITS)		\
X(ORIGINATION_REFERENCE, "origination_reference", DIGITS)		\
X(VISITED_PLMN, "visited_plmn", PLMN)					\
X(OTHER_PLMN, "other_plmn", PLMN)					\
X(LAI, "lai", PLMN)							\
X(SGSN_ADDRESS, "sgsn_address", IP)					\
X(GGSN_ADDRESS, "ggsn_address", IP)					\
X(GMLC_ADDRESS, "gmlc_address", IP)					\
X(TRACE_ADDRESS, "trace_address", IP)					\
X(HOST_ADDRESS, "host_address", IP)					\
X(MME_NAME, "mme_name", TEXT)						\
X(MME_REALM, "mme_realm", TEXT)						\
X(SGSN_NAME, "sgsn_name", TEXT)						\
X(SGSN_REALM, "sgsn_realm", TEXT)					\
X(SMSC_NAME, "smsc_name", TEXT)						\
X(SMSC_REALM, "smsc_realm", TEXT)					\
X(NODE_NAME, "node_name", TEXT)						\
X(NODE_REALM, "node_realm", TEXT)					\
X(SESSION_ID, "session_id", TEXT)					\
X(ORIGIN_HOST, "origin_host", TEXT)					\
X(ORIGIN_REALM, "origin_realm", TEXT)					\
X(DEST_HOST, "dest_host", TEXT)						\
X(DEST_REALM, "dest_realm", TEXT)					\
X(ROUTE_RECORD, "route_record", TEXT)					\
X(PROXY_HOST, "proxy_host", TEXT)					\
X(USER_NAME, "user_name", TEXT)						\
X(PUBLIC_IDENTITY, "public_identity", TEXT)				\
X(USER_ID, "user_id", DIGITS)						\
X(VISITED_NETWORK, "visited_network", TEXT)				\
X(ERROR_MESSAGE, "error_message", TEXT)					\
X(APN, "apn", TEXT)							\
X(RESULT, "result", UINT)						\
X(EXPERIMENTAL_RESULT, "experimental_result", UINT)			\
X(EXPERIMENTAL_VENDOR, "experimental_vendor", UINT)			\
X(ERROR_DIAGNOSTIC, "error_diagnostic", UINT)				\
X(RAT, "rat", UINT)							\
X(AUTH_APP, "auth_app", UINT)						\
X(ULR_FLAGS, "ulr_flags", UINT)						\
X(IDR_FLAGS, "idr_flags", UINT)						\
X(CLR_FLAGS, "clr_flags", UINT)						\
X(DSR_FLAGS, "dsr_flags", UINT)						\
X(NOR_FLAGS, "nor_flags", UINT)						\
X(PUR_FLAGS, "pur_flags", UINT)						\
X(FREEZE, "freeze", UINT)						\
X(CANCELLATION_TYPE, "cancellation_type", UINT)				\
X(DRMP, "drmp", UINT)							\
X(OC_FEATURES, "oc_features", UINT)					\
X(OC_SEQUENCE, "oc_sequence", UINT)					\
X(OC_REPORT_TYPE, "oc_report_type", UINT)				\
X(OC_REDUCTION, "oc_reduction", UINT)					\
X(OC_VALIDITY, "oc_validity", UINT)					\
X(OC_RATE, "oc_rate", UINT)						\
X(LOAD_TYPE, "load_type", UINT)						\
X(LOAD_VALUE, "load_value", UINT)					\
X(LOAD_SOURCE, "load_source", TEXT)					\
X(DISCONNECT_CAUSE, "disconnect_cause", UINT)				\
X(VECTORS, "vectors", UINT)						\
X(SS_CODE, "ss_code", UINT)						\
X(EQUIPMENT_STATUS, "equipment_status", UINT)				\
X(NETWORK_NODE, "network_node", DIGITS)					\
X(AFFECTED_PC, "affected_pc", UINT)					\
X(AFFECTED_SSN, "affected_ssn", UINT)					\
X(CONGESTION_LEVEL, "congestion_level", UINT)				\
X(EMERGENCY_NUMBER, "emergency_number", DIGITS)

#define X(sym, ...)	SIG_PROTO_##sym,
enum sig_proto { SIG_PROTOS(X) SIG_PROTO_COUNT };
#undef X
#define X(sym, ...)	SIG_LAYER_##sym,
enum sig_layer { SIG_LAYERS(X) SIG_LAYER_COUNT };
#undef X
#define X(sym, ...)	SIG_KIND_##sym,
enum sig_kind { SIG_KINDS(X) SIG_KIND_COUNT };
#undef X
#define X(sym, ...)	SIG_##sym,
enum sig_field { SIG_FIELDS(X) SIG_FIELD_COUNT };
#undef X

enum sig_type {
	SIG_TYPE_DIGITS,	/* digits, len of them */
	SIG_TYPE_PLMN,		/* digits: MCC, then MNC of 2 or 3 */
	SIG_TYPE_TEXT,		/* text: not terminated, may hold any octet */
	SIG_TYPE_OCTETS,	/* text: printed as hexadecimal */
	SIG_TYPE_IP,		/* text: 4 or 16 octets */
	SIG_TYPE_UINT,		/* num */
};

/*
 * Digits as half octets, the first one lowest: digit i is half octet i % 16 of
 * w[i / 16], 10 to 14 are * # a b c.  What is behind the last digit is zero, so
 * that equal numbers of equal length have equal words.
 */
struct sig_digits {
	uint64_t	 w[SIG_DIGITS_MAX / 16];
};

/* One identity, address or number that the message carries. */
struct sig_value {
	uint8_t		 field;		/* enum sig_field */
	uint8_t		 comp;		/* component it belongs to, from 0 */
	uint8_t		 type;		/* enum sig_type: of this value */
	uint8_t		 nai;		/* nature of address, 0 if none */
	uint8_t		 np;		/* numbering plan, 0 if none */
	uint8_t		 next;		/* next of the same field, 0: none */
	uint16_t	 len;		/* digits or octets */
	union {
		struct sig_digits digits;
		const uint8_t	*text;
		uint64_t	 num;
	};
};

/* An SCCP party address (Q.713 3.4, 3.5). */
struct sig_addr {
	bool		 present;
	bool		 has_pc, has_ssn, has_gt;
	bool		 on_ssn;	/* routing indicator: true on SSN */
	bool		 national;	/* bit 8 of the address indicator */
	uint8_t		 ssn;
	uint8_t		 gti;		/* global title indicator, 0 to 15 */
	uint8_t		 tt, np, es, nai;
	uint8_t		 len;		/* digits of the global title */
	uint32_t	 pc;
	struct sig_digits digits;	/* of the global title */
};

/* A TCAP transaction id; len 0 when absent, octets above 4 are in "long-tid". */
struct sig_tid {
	uint8_t		 len;		/* as on the wire */
	uint32_t	 id;		/* its last four octets, big endian */
};

enum sig_dialogue {			/* TCAP message type */
	SIG_DIALOGUE_NONE,
	SIG_DIALOGUE_UNI,
	SIG_DIALOGUE_BEGIN,
	SIG_DIALOGUE_CONTINUE,
	SIG_DIALOGUE_END,
	SIG_DIALOGUE_ABORT,
};

/* One component of a TCAP message; a Diameter message has exactly one. */
struct sig_comp {
	uint8_t		 kind;		/* enum sig_kind */
	bool		 has_code, has_invoke_id, has_error;
	bool		 not_last;	/* ReturnResultNotLast */
	int8_t		 invoke_id;
	uint8_t		 op;		/* enum sig_op */
	uint8_t		 problem_type;	/* of a Reject: tag 0 to 3 */
	uint32_t	 code;		/* operation or command code */
	int32_t		 error;		/* MAP error code, Reject problem */
	const char	*name;		/* standard name, static, or NULL */
};

struct sig_msg {
	/* where it came from; set by whoever calls sig_dissect() */
	uint64_t	 ts;		/* nanoseconds since 1970 */
	uint64_t	 frame;		/* capture frame, from 1 */
	uint32_t	 idx;		/* message within the frame, from 0 */
	bool		 cut;		/* the octets end before the message */

	uint8_t		 nlayers;
	uint8_t		 layer[SIG_LAYERS_MAX];	/* enum sig_layer */
	struct cur	 src, dst;	/* IP addresses, 4 or 16 octets */
	uint16_t	 sport, dport;
	/* Links by their numbers, plus one: known by the connection it came
	 * over, and by the one it will take.  0: found by the addresses. */
	uint16_t	 link_in, link_out;

	/* everything from here on is zeroed by sig_reset(), sixteen octets at
	 * a time */
	_Alignas(16) uint8_t proto;	/* enum sig_proto */
	uint8_t		 kind;		/* of the first component */
	uint8_t		 defect;	/* enum sig_defect, the first one */
	uint8_t		 base_layers;	/* layers below sig_dissect() */
	uint64_t	 anomalies;	/* 1 << enum sig_anomaly */
	const char	*type;		/* message type by its standard name */
	struct cur	 octets;	/* all of it, from its entry on */

	/* MTP3 or M3UA */
	bool		 has_label;	/* opc, dpc, ni, si, sls are there */
	bool		 ansi;		/* ANSI routing label or address */
	uint8_t		 si, ni;
	uint8_t		 sls;
	uint32_t	 opc, dpc;

	/* SCCP */
	struct cur	 sccp;		/* its message within octets, from the
					 * type on; of segments the last one */
	uint8_t		 sccp_type;	/* Q.713 table 1, 0: none */
	uint8_t		 sccp_class;	/* low four bits; valid for *UDT */
	bool		 sccp_return;	/* return message on error */
	bool		 has_cause;
	bool		 segmented;	/* came in segments, put together */
	uint8_t		 cause;		/* return cause of a service message */
	uint8_t		 hops;		/* hop counter, 0: none */
	struct sig_addr	 calling, called;

	/* TCAP */
	uint8_t		 dialogue;	/* enum sig_dialogue */
	bool		 has_p_abort, u_abort;
	uint8_t		 p_abort;	/* P-AbortCause */
	bool		 has_ac;
	uint8_t		 ac_version;	/* 0: no known context */
	uint8_t		 ac;		/* MAP context number, 0: not MAP */
	struct cur	 ac_oid;	/* contents octets of the OID */
	const char	*ac_name;	/* static, or NULL */
	bool		 has_ac_result;
	uint8_t		 ac_result;	/* AARE: 0 accepted, 1 refused */
	struct sig_tid	 otid, dtid;

	/* Diameter */
	uint8_t		 flags;		/* command flags */
	uint32_t	 app, hbh, e2e;
	const char	*app_name;	/* static, or NULL */

	/* components and values */
	uint8_t		 ncomp;
	uint8_t		 nval;
	uint16_t	 nscratch;
	uint64_t	 seen[2];	/* bit per enum sig_field */

	struct sig_value val[SIG_VALUES_MAX];
	uint8_t		 first[SIG_FIELD_COUNT];	/* index into val */
	uint8_t		 last[SIG_FIELD_COUNT];
	struct sig_comp	 comp[SIG_COMPONENTS_MAX];
	uint8_t		 scratch[SIG_SCRATCH_MAX];
};

/* Where dissection of a unit of octets starts. */
enum sig_entry {
	SIG_ENTRY_M3UA,		/* RFC 4666, one message */
	SIG_ENTRY_M2UA,		/* RFC 3331 */
	SIG_ENTRY_M2PA,		/* RFC 4165 */
	SIG_ENTRY_SUA,		/* RFC 3868 */
	SIG_ENTRY_MTP2,		/* Q.703 signal unit from its BSN */
	SIG_ENTRY_MTP3,		/* Q.704 from the service information octet */
	SIG_ENTRY_SCCP,		/* Q.713 */
	SIG_ENTRY_TCAP,		/* Q.773 */
	SIG_ENTRY_DIAMETER,	/* RFC 6733, one whole message */
};

struct reasm;

/*
 * Read one message.  Total: never fails; m->defect tells how far it got.  The
 * caller has set the fields of m up to and including dport, and m->layer for
 * the layers below.  r holds segments of SCCP messages and may be NULL, then
 * a segment stays undecoded.  Returns false when the octets complete no
 * message: a segment that waits for others.
 */
bool		 sig_dissect(enum sig_entry, struct cur, struct reasm *,
		    struct sig_msg *m);

/* The digits as characters, not terminated; returns len, at most
 * SIG_DIGITS_MAX. */
size_t		 sig_digits_text(const struct sig_digits *, size_t len,
		    char text[SIG_DIGITS_MAX]);
/* Digits from such characters; false: there are others, none or too many. */
bool		 sig_digits_read(struct sig_digits *, const uint8_t *text,
		    size_t len) __attribute__((warn_unused_result));

/* The first value of a field, or NULL. */
const struct sig_value *sig_get(const struct sig_msg *, enum sig_field);
/* The next one of the same field, or NULL. */
const struct sig_value *sig_next(const struct sig_msg *,
		    const struct sig_value *);

/* For dissectors. */
void		 sig_reset(struct sig_msg *);
void		 sig_add_uint(struct sig_msg *, enum sig_field, uint64_t);
void		 sig_add_text(struct sig_msg *, enum sig_field, struct cur);

static inline void
sig_defect(struct sig_msg *m, enum sig_defect d)
{
	if (m->defect == SIG_DEFECT_NONE)
		m->defect = (uint8_t)(m->cut ? SIG_DEFECT_CUT_OFF : d);
}

static inline void
sig_anomaly(struct sig_msg *m, enum sig_anomaly a)
{
	m->anomalies |= UINT64_C(1) << a;
}

static inline void
sig_add_layer(struct sig_msg *m, enum sig_layer l)
{
	if (m->nlayers < SIG_LAYERS_MAX)
		m->layer[m->nlayers++] = (uint8_t)l;
}

static inline bool
sig_digits_equal(const struct sig_digits *a, const struct sig_digits *b)
{
	return a->w[0] == b->w[0] && a->w[1] == b->w[1];
}

static inline bool
sig_has(const struct sig_msg *m, enum sig_field f)
{
	return m->seen[f / 64] >> (f % 64) & 1;
}

extern const uint8_t sig_field_types[SIG_FIELD_COUNT];

/* A new value, its type that of the field and the rest to be filled in; NULL
 * when the list is full, and then the defect is noted. */
static inline struct sig_value *
sig_add(struct sig_msg *m, enum sig_field f)
{
	uint8_t i = m->nval;
	struct sig_value *v = &m->val[i];

	if (i == SIG_VALUES_MAX) {
		sig_defect(m, SIG_DEFECT_VALUES);
		return NULL;
	}
	if (sig_has(m, f)) {
		m->val[m->last[f]].next = i;
	} else {
		m->seen[f / 64] |= UINT64_C(1) << (f % 64);
		m->first[f] = i;
	}
	m->last[f] = i;
	m->nval = (uint8_t)(i + 1);
	v->field = (uint8_t)f;
	v->comp = (uint8_t)(m->ncomp - (m->ncomp > 0));
	v->type = sig_field_types[f];
	v->nai = v->np = v->next = 0;
	v->len = 0;
	return v;
}

/* Names as in JSON; NULL outside the lists. */
const char	*sig_proto_name(enum sig_proto);
const char	*sig_layer_name(enum sig_layer);
const char	*sig_kind_name(enum sig_kind);
const char	*sig_field_name(enum sig_field);
enum sig_type	 sig_field_type(enum sig_field);

#endif
