/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What can be wrong with a message: two lists, one line an entry.
 *
 * A defect means that the message could not be read to its end: the view holds
 * what came before.  Only the first defect of a message is kept.  An anomaly
 * means that a lenient receiver understands the message, and so did we, but
 * that its form is not the one the standard asks for; all anomalies are kept,
 * as bits.  The names are those of JSON, rules, counters and manuals.
 */
#ifndef DISSECTORS_DEFECT_H
#define DISSECTORS_DEFECT_H

#include <stdint.h>

/*	X(symbol, name, what it means) */
#define SIG_DEFECTS(X)							\
X(NONE, "none", "read to its end")					\
X(CUT_OFF, "cut-off", "the capture ends before the message does")	\
X(EMPTY, "empty", "a layer carries no octets")				\
X(IP_HEADER, "ip-header", "IP header or its lengths")			\
X(IP_FRAGMENT, "ip-fragment", "IP fragments that contradict each other")	\
X(SCTP_CHUNK, "sctp-chunk", "SCTP header or chunk length")		\
X(TCP_HEADER, "tcp-header", "TCP header or its length")			\
X(XUA_HEADER, "xua-header", "M3UA, M2UA, M2PA or SUA common header")	\
X(XUA_PARAMETER, "xua-parameter", "M3UA, M2UA or SUA parameter length")	\
X(XUA_DUPLICATE, "xua-duplicate", "more than one data parameter: the first was read")	\
X(XUA_NO_DATA, "xua-no-data", "a data message without its data parameter")	\
X(MTP2, "mtp2", "MTP2 length indicator")				\
X(MTP3, "mtp3", "MTP3 routing label")					\
X(SCCP_TYPE, "sccp-type", "SCCP message type not in Q.713")		\
X(SCCP_POINTER, "sccp-pointer", "SCCP pointer or variable part length")	\
X(SCCP_ADDRESS, "sccp-address", "SCCP party address")			\
X(SCCP_OPTION, "sccp-option", "SCCP optional part")			\
X(SCCP_SEGMENT, "sccp-segment", "SCCP segments that contradict each other")	\
X(TCAP_TAG, "tcap-tag", "not a TCAP message type of Q.773")		\
X(TCAP_TRANSACTION, "tcap-transaction", "TCAP transaction portion")	\
X(TCAP_DIALOGUE, "tcap-dialogue", "TCAP dialogue portion")		\
X(TCAP_COMPONENT, "tcap-component", "TCAP component portion")		\
X(ANSI_TCAP, "ansi-tcap", "ANSI T1.114 TCAP: named, not read")		\
X(BER_LENGTH, "ber-length", "BER length beyond what holds it")		\
X(BER_DEPTH, "ber-depth", "BER nested deeper than the limit")		\
X(ARGUMENT, "argument", "operation argument not of its type")		\
X(NO_SUBSCRIBER, "no-subscriber", "the operation must name a subscriber and does not")	\
X(COMPONENTS, "too-many-components", "more components than the limit")	\
X(VALUES, "too-many-values", "more identities and addresses than the limit")	\
X(DIAMETER_HEADER, "diameter-header", "Diameter version or message length")	\
X(AVP_LENGTH, "avp-length", "AVP length beyond what holds it")		\
X(AVP_VALUE, "avp-value", "AVP data not of its type")			\
X(AVP_DEPTH, "avp-depth", "grouped AVPs nested deeper than the limit")	\
X(AVP_MISSING, "avp-missing", "an AVP that the command must carry is absent")	\
X(TOO_LONG, "too-long", "a message longer than the limit for one")	\
X(REASSEMBLY, "reassembly", "given up: parts missing or memory full")

/*	X(symbol, name, what it means) */
#define SIG_ANOMALIES(X)						\
X(INDEFINITE_LENGTH, "indefinite-length", "BER indefinite length")	\
X(LONG_LENGTH, "long-length", "BER length in more octets than needed")	\
X(HIGH_TAG, "high-tag", "BER high-tag-number form for a tag below 31")	\
X(CONSTRUCTED_STRING, "constructed-string", "BER string in pieces")	\
X(PADDED_INTEGER, "padded-integer", "BER INTEGER with superfluous octets")	\
X(TRAILING_OCTETS, "trailing-octets", "octets left over after the end")	\
X(DUPLICATE_PARAMETER, "duplicate-parameter", "a parameter that may stand once stands twice")	\
X(UNKNOWN_PARAMETER, "unknown-parameter", "an element that no version of the type has")	\
X(TAG_FORM, "tag-form", "constructed where primitive is due, or the other way round")	\
X(GLOBAL_OPCODE, "global-opcode", "operation code as object identifier")	\
X(UNKNOWN_OPERATION, "unknown-operation", "operation or command code not in the tables")	\
X(LONG_TID, "long-tid", "TCAP transaction id not of 1 to 4 octets")	\
X(AC_MISSING, "ac-missing", "no dialogue portion, yet an operation that version 1 lacks")	\
X(AC_UNKNOWN, "ac-unknown", "application context not in the tables")	\
X(AC_EXTENDED, "ac-extended", "application context with additional arcs")	\
X(AC_VERSION, "ac-version", "application context version not defined, or version 1 said aloud")	\
X(AC_OPERATION, "ac-operation", "operation that the application context does not contain")	\
X(AC_SSN, "ac-ssn", "application context and subsystem number of different users")	\
X(DIALOGUE_FORM, "dialogue-form", "dialogue portion not in the form of Q.773, or MAP outside a dialogue")	\
X(SECOND_SUBSCRIBER, "second-subscriber", "two different subscribers in one message")	\
X(DIGITS, "digits", "digits A to F, or filler, inside a number")	\
X(DIGITS_LENGTH, "digits-length", "a number shorter or longer than its type")	\
X(GT_PARITY, "gt-parity", "odd/even mark against the digits of a global title")	\
X(SSN_MISSING, "ssn-missing", "an SCCP address without a subsystem number, or with 0")	\
X(SCCP_ORDER, "sccp-order", "SCCP parts overlap, leave gaps or stand out of order")	\
X(SCCP_SPARE, "sccp-spare", "SCCP value that the standard keeps spare")	\
X(XUA_PADDING, "xua-padding", "M3UA, M2UA or SUA lengths and padding disagree")	\
X(TSN_REUSED, "tsn-reused", "an SCTP TSN seen before with other octets")	\
X(PPID, "ppid", "SCTP payload protocol identifier missing or wrong")	\
X(OVERLAP, "overlap", "fragments or TCP segments overlap with different octets")	\
X(RESYNCHRONISED, "resynchronised", "octets before it were lost or were no Diameter")	\
X(HEADER_FLAGS, "header-flags", "Diameter command flags that contradict or are reserved")	\
X(AVP_FLAGS, "avp-flags", "AVP flags not those of its definition, or reserved")	\
X(AVP_PADDING, "avp-padding", "AVP padding absent or not zero")		\
X(AVP_DUPLICATE, "avp-duplicate", "an AVP that may stand once stands twice")	\
X(AVP_ORDER, "avp-order", "Session-Id is not the first AVP")		\
X(AVP_UNKNOWN_MANDATORY, "avp-unknown-mandatory", "unknown AVP with the M flag")	\
X(APP_UNKNOWN, "app-unknown", "application id not in the tables")	\
X(APP_COMMAND, "app-command", "command that the application does not contain")	\
X(APP_AVP, "app-avp", "application in the header and in an AVP differ")	\
X(IDENTITY_FORM, "identity-form", "host, realm or session id with octets that none may have")			\
X(SCTP_FRAGMENT, "sctp-fragment", "fragments of one message differ in stream or sequence number")

enum sig_defect {
#define X(sym, name, text)	SIG_DEFECT_##sym,
	SIG_DEFECTS(X)
#undef X
	SIG_DEFECT_COUNT
};

enum sig_anomaly {
#define X(sym, name, text)	SIG_ANOMALY_##sym,
	SIG_ANOMALIES(X)
#undef X
	SIG_ANOMALY_COUNT	/* at most 64: they are bits of one word */
};

/* Names and one-line texts; "?" for a number outside the list. */
const char	*sig_defect_name(enum sig_defect);
const char	*sig_defect_text(enum sig_defect);
const char	*sig_anomaly_name(enum sig_anomaly);
const char	*sig_anomaly_text(enum sig_anomaly);

#endif
