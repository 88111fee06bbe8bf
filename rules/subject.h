/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a test of a rule can be about: every field of the value list under its
 * JSON name, and the subjects below, which belong to the whole message or are
 * worked out from it.
 */
#ifndef RULES_SUBJECT_H
#define RULES_SUBJECT_H

#include "../dissectors/sig.h"

/*
 * What stands in the set that a subject is held against; every set may also
 * hold "any" (it is there) and "none" (it is not), and where the values have
 * an owner (DIGITS, PLMN, NAME, OWNER, ADDRESS) home, origin, link, unknown,
 * active, suspended, test and partner "name".
 */
enum subject_type {
	TYPE_FLAG,		/* no set: "malformed" */
	TYPE_DIGITS,		/* 4477*, 44771234, <table> */
	TYPE_PLMN,		/* 234-15, <table> */
	TYPE_NAME,		/* host.example, *.example, <table> */
	TYPE_TEXT,		/* "text" */
	TYPE_OCTETS,		/* any and none only */
	TYPE_ADDRESS,	/* 192.0.2.0/24, 2001:db8::/32 */
	TYPE_NUMBER,		/* 7, 3-9, bit 3; or compared: > 5 */
	TYPE_PC,		/* 2-100-1, 1234 */
	TYPE_OWNER,		/* home, origin, link, partner "name" ... */
	TYPE_LINK,		/* "name" of a link */
	TYPE_OP,		/* neutral operation or category */
	TYPE_ENUM,		/* a word of a list of names */
	TYPE_CLASS,		/* name of a class; or compared */
	TYPE_STORM,		/* "name" of a storm */
	TYPE_MOVED,		/* "moved", or "moved faster than 1000km/h" */
	TYPE_LOAD,		/* "load > 80%": of a protected group */
	TYPE_RATE,		/* "rate > 20/s per calling" */
};

/*	X(symbol, words, type) */
#define SUBJECTS(X)							\
X(MALFORMED, "malformed", FLAG)						\
X(DEFECT, "defect", ENUM)						\
X(ANOMALY, "anomaly", ENUM)						\
X(PROTO, "proto", ENUM)							\
X(KIND, "kind", ENUM)							\
X(DIALOGUE, "dialogue", ENUM)						\
X(MESSAGE_TYPE, "type", TEXT)						\
X(FLAGS, "flag", ENUM)							\
X(OP, "op", OP)								\
X(MAP_OP, "map-op", NUMBER)						\
X(CAP_OP, "cap-op", NUMBER)						\
X(COMMAND, "command", NUMBER)						\
X(APP, "app", NUMBER)							\
X(AC, "ac", NUMBER)							\
X(AC_VERSION, "ac_version", NUMBER)					\
X(ERROR, "error", NUMBER)						\
X(COMPONENTS, "components", NUMBER)					\
X(AVP, "avp", NUMBER)							\
X(FROM, "from", OWNER)							\
X(TO, "to", OWNER)							\
X(VIA, "via", LINK)							\
X(VISITED, "visited", PLMN)						\
X(SRC, "src", ADDRESS)							\
X(DST, "dst", ADDRESS)							\
X(SPORT, "sport", NUMBER)						\
X(DPORT, "dport", NUMBER)						\
X(LAYER, "layer", ENUM)							\
X(OPC, "opc", PC)							\
X(DPC, "dpc", PC)							\
X(NI, "ni", NUMBER)							\
X(SI, "si", NUMBER)							\
X(SLS, "sls", NUMBER)							\
X(ANSI, "ansi", NUMBER)							\
X(HOPS, "hops", NUMBER)							\
X(CAUSE, "cause", NUMBER)						\
X(SCCP_TYPE, "sccp_type", NUMBER)					\
X(SCCP_CLASS, "sccp_class", NUMBER)					\
X(SEGMENTED, "segmented", NUMBER)					\
X(OTID, "otid", NUMBER)							\
X(DTID, "dtid", NUMBER)							\
X(P_ABORT, "p_abort", NUMBER)						\
X(AC_RESULT, "ac_result", NUMBER)					\
X(INVOKE, "invoke", NUMBER)						\
X(HBH, "hbh", NUMBER)							\
X(E2E, "e2e", NUMBER)							\
X(CALLING_GT, "calling gt", DIGITS)					\
X(CALLING_SSN, "calling ssn", NUMBER)					\
X(CALLING_PC, "calling pc", PC)						\
X(CALLING_RI, "calling ri", ENUM)					\
X(CALLING_GTI, "calling gti", NUMBER)					\
X(CALLING_TT, "calling tt", NUMBER)					\
X(CALLING_NP, "calling np", NUMBER)					\
X(CALLING_NAI, "calling nai", NUMBER)					\
X(CALLING_ES, "calling es", NUMBER)					\
X(CALLED_GT, "called gt", DIGITS)					\
X(CALLED_SSN, "called ssn", NUMBER)					\
X(CALLED_PC, "called pc", PC)						\
X(CALLED_RI, "called ri", ENUM)						\
X(CALLED_GTI, "called gti", NUMBER)					\
X(CALLED_TT, "called tt", NUMBER)					\
X(CALLED_NP, "called np", NUMBER)					\
X(CALLED_NAI, "called nai", NUMBER)					\
X(CALLED_ES, "called es", NUMBER)					\
X(CLASS, "class", CLASS)						\
X(DURING, "during", STORM)						\
X(MOVED, "moved", MOVED)						\
X(FINDING, "finding", ENUM)						\
X(WITHIN, "within", OP)							\
X(OPENER, "opener", OWNER)						\
X(DEVICE, "device", ENUM)						\
X(LOAD, "load", LOAD)							\
X(RATE, "rate", RATE)

/* The fields of the value list come first: subject f is enum sig_field f. */
enum subject {
	SUBJECT_BEFORE = SIG_FIELD_COUNT - 1,
#define X(sym, ...)	SUBJECT_##sym,
	SUBJECTS(X)
#undef X
	SUBJECT_COUNT
};

/* Lists that hold a device; a class that is exempt from them is on none. */
enum device_list { DEVICE_BLACK, DEVICE_GREY, DEVICE_LISTS };

/* Its words, as in a rule; NULL outside the list. */
const char	*subject_name(unsigned subject);
enum subject_type subject_type(unsigned subject);

/* Number of a word in the list of an ENUM subject (enum sig_defect, enum
 * sig_anomaly, enum check of "finding", enum device_list, ...; for "flag" the
 * bit of enum diameter_flag, for "ri" 0 gt and 1 ssn), -1 when it is none; and
 * back, NULL outside the list. */
int		 subject_word_find(unsigned subject, const char *word);
const char	*subject_word(unsigned subject, unsigned number);

#endif
