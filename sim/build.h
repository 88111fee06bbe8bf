/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing signalling messages: every layer from MAP and Diameter down to the
 * link, and capture files.
 *
 * A builder appends to a write buffer and never fails by itself: the caller
 * looks at wbuf_ok() once, when the whole message stands.  Payloads are handed
 * in as cursors over octets that the caller keeps.
 *
 * What a message contains is data: a pattern, a short text that names tags or
 * AVP codes and what stands in them.
 *
 *	BER	30{04:imsi 81:msc 8d{80:imeisv} 82=0102 83"text"}
 *		a tag in hexadecimal, then a constructed value in braces, a
 *		named identity, octets, or text.  81:imsi@96 writes the digits
 *		behind that octet of nature and plan.  "~3" after the tag takes
 *		a length of that many octets where fewer would do; !6c80 is
 *		octets as they are.
 *	AVPs	1:imsi 1032=1004 1401{1402:imei} 281"text"
 *		a code from the AVP table, then the same.  "=" takes a number
 *		for a number AVP, and hexadecimal for octets; a "+" before the
 *		code flips the M flag of this one.
 */
#ifndef SIM_BUILD_H
#define SIM_BUILD_H

#include <stdio.h>

#include "../dissectors/ber_write.h"
#include "../dissectors/sccp.h"
#include "../fw/frame.h"

/*
 * Identities that patterns name: X(symbol, name, form in BER, default).  The
 * defaults are test ranges: MCC 001 and 999, numbers of country codes 8821x
 * and 99x, addresses of RFC 5737 and RFC 3849.
 */
#define BUILD_IDS(X)							\
X(IMSI, "imsi", TBCD, "001010123456789")				\
X(MSISDN, "msisdn", ISDN, "88210555000123")				\
X(MSISDN2, "msisdn2", ISDN, "88210555000456")				\
X(IMEI, "imei", TBCD, "359386030656800")				\
X(IMEISV, "imeisv", TBCD, "3593860306568001")				\
X(SOFTWARE, "software", TBCD, "01")					\
X(TMSI, "tmsi", OCTETS, "c0ffee01")					\
X(LMSI, "lmsi", OCTETS, "00c0de01")					\
X(MSC, "msc", ISDN, "99970000011")					\
X(VLR, "vlr", ISDN, "99970000012")					\
X(SGSN, "sgsn", ISDN, "99970000013")					\
X(MME, "mme", ISDN, "99970000014")					\
X(HLR, "hlr", ISDN, "88210000001")					\
X(SMSC, "smsc", ISDN, "88210000005")					\
X(GMLC, "gmlc", ISDN, "88210000006")					\
X(GSMSCF, "gsmscf", ISDN, "88210000007")				\
X(GMSC, "gmsc", ISDN, "88210000008")					\
X(GGSN, "ggsn", ISDN, "88210000009")					\
X(EIR, "eir", ISDN, "88210000010")					\
X(CSS, "css", ISDN, "99970000019")					\
X(OMC, "omc", ISDN, "88210000015")					\
X(NEW_MSC, "newmsc", ISDN, "99980000021")				\
X(NEW_VLR, "newvlr", ISDN, "99980000022")				\
X(NEW_SGSN, "newsgsn", ISDN, "99980000023")				\
X(NEW_MME, "newmme", ISDN, "99980000024")				\
X(OLD_MSC, "oldmsc", ISDN, "99980000031")				\
X(ROAMING, "roaming", ISDN, "99970055501")				\
X(FORWARDED, "forwarded", ISDN, "88210555000999")			\
X(HLR_ID, "hlrid", TBCD, "001010")					\
X(HLR_ID2, "hlrid2", TBCD, "001011")					\
X(CALLING, "calling", ISDN, "88210555000777")				\
X(CALLED, "called", ISDN, "88210555000888")				\
X(PLMN, "plmn", PLMN, "99970")						\
X(PLMN2, "plmn2", PLMN, "00102")					\
X(HOME_PLMN, "homeplmn", PLMN, "00101")					\
X(LAI, "lai", LAI, "9997000fe")						\
X(SGSN_IP, "sgsnip", GSN, "c6336414")					\
X(GGSN_IP, "ggsnip", GSN, "c0000214")					\
X(GMLC_IP, "gmlcip", GSN, "20010db8000000000000000000000061")		\
X(TRACE_IP, "traceip", GSN, "c0000215")					\
X(PEER_IP, "peerip", GSN, "c6336401")					\
X(MME_NAME, "mmename", TEXT,						\
    "mme1.epc.mnc070.mcc999.3gppnetwork.org")				\
X(MME_REALM, "mmerealm", TEXT, "epc.mnc070.mcc999.3gppnetwork.org")	\
X(SGSN_NAME, "sgsnname", TEXT,						\
    "sgsn1.epc.mnc070.mcc999.3gppnetwork.org")				\
X(SGSN_REALM, "sgsnrealm", TEXT, "epc.mnc070.mcc999.3gppnetwork.org")	\
X(SMSC_NAME, "smscname", TEXT,						\
    "smsc1.epc.mnc001.mcc001.3gppnetwork.org")				\
X(SMSC_REALM, "smscrealm", TEXT, "epc.mnc001.mcc001.3gppnetwork.org")	\
X(HSS_NAME, "hssname", TEXT, "hss1.epc.mnc001.mcc001.3gppnetwork.org")	\
X(HSS_REALM, "hssrealm", TEXT, "epc.mnc001.mcc001.3gppnetwork.org")	\
X(SESSION, "session", TEXT,						\
    "mme1.epc.mnc070.mcc999.3gppnetwork.org;1;1;a")			\
X(ORIGIN_HOST, "ohost", TEXT, "mme1.epc.mnc070.mcc999.3gppnetwork.org")	\
X(ORIGIN_REALM, "orealm", TEXT, "epc.mnc070.mcc999.3gppnetwork.org")	\
X(DEST_HOST, "dhost", TEXT, "hss1.epc.mnc001.mcc001.3gppnetwork.org")	\
X(DEST_REALM, "drealm", TEXT, "epc.mnc001.mcc001.3gppnetwork.org")	\
X(RELAY, "relay", TEXT, "dra1.ipx.example.org")

enum build_id {
#define X(sym, name, form, text)	BUILD_ID_##sym,
	BUILD_IDS(X)
#undef X
	BUILD_ID_COUNT
};

struct build_ids {
	const char	*v[BUILD_ID_COUNT];
};

extern const struct build_ids build_ids_default;

/* How an identity stands in octets. */
enum build_form {
	FORM_TBCD,
	FORM_ISDN,		/* nature and plan, then TBCD; bare in AVPs */
	FORM_OCTETS,
	FORM_PLMN,
	FORM_LAI,
	FORM_GSN,
	FORM_TEXT,
};

enum build_form	 build_id_form(enum build_id);
/* The identity that the text up to end names; BUILD_ID_COUNT: none. */
enum build_id	 build_id_find(const char *name, size_t len);

/* digits.  Two digits an octet, the first one low; filler F at the end. */
void		 build_tbcd(struct wbuf *, const char *digits);
void		 build_plmn(struct wbuf *, const char *digits);
void		 build_hex(struct wbuf *, const char *hex, size_t len);

/* build_ber.c: X.690, beside ber_write.h. */
/* An object identifier written with dots. */
void		 ber_oid(struct wbuf *, uint32_t tag, const char *dotted);
/* A pattern; a mistake in it is a mistake of ours and is fatal. */
void		 ber_pattern(struct wbuf *, const char *pattern,
		    const struct build_ids *);

/* build_tcap.c: Q.773. */
enum tcap_type {
	TCAP_UNI = 0x61,
	TCAP_BEGIN = 0x62,
	TCAP_END = 0x64,
	TCAP_CONTINUE = 0x65,
	TCAP_ABORT = 0x67,
};

enum tcap_dialogue {
	TCAP_NO_DIALOGUE,
	TCAP_AARQ,
	TCAP_AARE,		/* accepted */
	TCAP_REFUSED,		/* AARE, rejected permanently */
	TCAP_ABRT,		/* by the user */
	TCAP_AUDT,		/* in Uni */
};

struct tcap_head {
	enum tcap_type		 type;
	enum tcap_dialogue	 dialogue;
	uint32_t		 otid, dtid;	/* used as the type asks */
	const char		*ac;		/* dotted */
	/* MAP dialogue PDU as a pattern, or NULL */
	const char		*user;
	int			 p_abort;	/* ABORT without dialogue */
	unsigned int		 diagnostic;	/* of a refusal */
	const struct build_ids	*ids;
};

/* Writes up to the components; returns the position for ber_close(). */
size_t		 tcap_open(struct wbuf *, const struct tcap_head *);
/* The component portion; ber_close() ends it. */
size_t		 tcap_components(struct wbuf *);
/* Components; pattern may be NULL. */
void		 tcap_invoke(struct wbuf *, int id, int op,
		    const char *pattern, const struct build_ids *);
void		 tcap_result(struct wbuf *, int id, int op,
		    const char *pattern, const struct build_ids *);
void		 tcap_error(struct wbuf *, int id, int error,
		    const char *pattern, const struct build_ids *);
/* type: 0 general, 1 invoke, 2 return result, 3 return error; id may be -1000
 * when it is not derivable. */
void		 tcap_reject(struct wbuf *, int id, unsigned int type,
		    unsigned int problem);

/* build_map.c: TS 29.002 and TS 29.078 as tables. */
struct map_form {
	uint8_t		 op;
	uint8_t		 version;	/* of the application context */
	uint8_t		 ac;		/* 0: CAP, see cap_ac */
	uint8_t		 from, to;	/* SSN of initiator and responder */
	const char	*argument;	/* pattern */
	const char	*result;	/* pattern; "" empty, NULL none */
	const char	*cap_ac;	/* dotted, CAP only */
};

struct map_error {
	uint8_t		 error;
	uint8_t		 op;		/* one that may return it */
	uint8_t		 version;
	const char	*parameter;	/* NULL: none */
};

extern const struct map_form map_forms[];
extern const size_t map_forms_count;
extern const struct map_error map_errors[];
extern const size_t map_errors_count;

/* The first form of an operation in a version; NULL when there is none. */
const struct map_form *map_form_find(unsigned int op, unsigned int version);
/* Dotted application context into text (at least 32 octets). */
const char	*map_ac(char *text, size_t size, unsigned int ac,
		    unsigned int version);

/* build_sccp.c: Q.713, with the T1.112 address form. */
struct sccp_party {
	const char	*gt;		/* digits, NULL: no global title */
	uint8_t		 gti;		/* 1 to 4; 0 means 4 with gt */
	uint8_t		 tt, np, nai;	/* np 0 means 1, nai 0 means 4 */
	uint8_t		 ssn;
	bool		 no_ssn;
	bool		 has_pc;
	bool		 on_ssn;
	bool		 ansi;
	uint32_t	 pc;
};

struct sccp_head {
	enum sccp_type	 type;
	uint8_t		 cls;		/* protocol class, or return cause */
	uint8_t		 hops;		/* 0 means 15 */
	int		 importance;	/* -1 or below: absent */
	bool		 segmented;
	bool		 first;
	uint8_t		 remaining;
	uint32_t	 reference;
	struct sccp_party calling, called;
};

void		 sccp_build(struct wbuf *, const struct sccp_head *,
		    struct cur data);
/* SCCP management: SSA, SSP, SST, SOR, SOG, SSC of one subsystem. */
void		 scmg_build(struct wbuf *, unsigned int type, unsigned int ssn,
		    unsigned int pc, unsigned int level);

/* build_ss7.c: Q.703, Q.704, T1.111. */
struct mtp3_label {
	uint32_t	 opc, dpc;
	uint8_t		 si, ni, sls, mp;
	bool		 ansi;
};

void		 mtp3_build(struct wbuf *, const struct mtp3_label *,
		    struct cur);
void		 mtp2_build(struct wbuf *, unsigned int bsn, unsigned int fsn,
		    struct cur mtp3);

/* build_xua.c: RFC 4666, 3331, 4165, 3868. */
struct xua_extra {
	bool		 has_rc, has_na;
	uint32_t	 rc, na;
};

void		 m3ua_build(struct wbuf *, const struct mtp3_label *,
		    const struct xua_extra *, struct cur data);
void		 m2ua_build(struct wbuf *, uint32_t interface, struct cur mtp3);
void		 m2pa_build(struct wbuf *, uint32_t bsn, uint32_t fsn,
		    struct cur mtp3);
void		 sua_build(struct wbuf *, const struct sccp_head *,
		    const struct xua_extra *, struct cur data);
/* A message without data: class, type, and parameters as they are. */
void		 xua_build(struct wbuf *, unsigned int cls, unsigned int type,
		    struct cur parameters);

/* build_diameter.c: RFC 6733 and TS 29.272. */
enum avp_type {
	AVP_OCTETS,
	AVP_U32,
	AVP_U64,
	AVP_TEXT,
	AVP_ADDRESS,
	AVP_GROUP,
};

struct avp_def {
	uint32_t	 code;
	uint16_t	 vendor;
	bool		 must;		/* M flag */
	uint8_t		 type;		/* enum avp_type */
};

struct diameter_head {
	uint8_t		 flags;		/* R 0x80, P 0x40, E 0x20, T 0x10 */
	uint32_t	 code, app, hbh, e2e;
};

/* What stands in a command before that which its pattern names. */
enum diameter_usual {
	DIAMETER_PEER,		/* origin only: between neighbours */
	DIAMETER_SESSION,	/* session, origin, destination, application */
	DIAMETER_3GPP,		/* and a vendor specific application */
};

struct diameter_form {
	uint32_t	 code, app;
	uint8_t		 usual;		/* enum diameter_usual */
	bool		 from_home;	/* sent by the home network */
	const char	*request, *answer;	/* behind the usual AVPs */
};

extern const struct avp_def avp_defs[];
extern const size_t avp_defs_count;
extern const struct diameter_form diameter_forms[];
extern const size_t diameter_forms_count;

const struct avp_def *avp_def_find(uint32_t code);
const struct diameter_form *diameter_form_find(uint32_t code);
void		 avp_pattern(struct wbuf *, const char *pattern,
		    const struct build_ids *);
/* A whole message of a form, with more AVPs at the end or NULL. */
void		 diameter_request(struct wbuf *, const struct diameter_form *,
		    const struct diameter_head *, const struct build_ids *,
		    const char *more);
/* result: pattern of the result; with a success the form's answer follows.
 * The origin of ids is that of the answer. */
void		 diameter_answer(struct wbuf *, const struct diameter_form *,
		    const struct diameter_head *, const struct build_ids *,
		    const char *result, bool success);
/* Returns the position for diameter_close(). */
size_t		 diameter_open(struct wbuf *, const struct diameter_head *);
void		 diameter_close(struct wbuf *, size_t at);

/* build_file.c: capture files. */
enum writer_format {
	WRITER_MICRO,
	WRITER_NANO,
	WRITER_MICRO_SWAPPED,
	WRITER_NANO_SWAPPED,
	WRITER_NG,
};

struct writer {
	FILE			*f;
	enum writer_format	 format;
	bool			 failed;
};

/* false with errno set when the file cannot be made. */
bool		 writer_open(struct writer *, const char *path,
		    enum writer_format, int link);
void		 writer_put(struct writer *, uint64_t ts, struct cur);
/* false when anything could not be written. */
bool		 writer_close(struct writer *);

#endif
