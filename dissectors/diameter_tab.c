/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Diameter applications, commands and results: RFC 6733 3.1, 7.1, RFC 4006,
 * 3GPP TS 29.272 7.2 and 7.4, 29.338, 29.172, 29.173, 29.229, 29.329, 29.273,
 * 29.212, 29.214, 29.219, 29.128, 29.336.
 */
#include "diameter.h"

enum { COMMAND_3GPP = 8388608, COMMAND_SPAN = 512 };

#define N_HEAD	(DIAMETER_BIT(ORIGIN_HOST) | DIAMETER_BIT(ORIGIN_REALM))
#define N_SESSION	(N_HEAD | DIAMETER_BIT(SESSION_ID))
#define N_APP	(N_SESSION | DIAMETER_BIT(DEST_REALM) | DIAMETER_BIT(AUTH_APP))
#define N_S6A	(N_SESSION | DIAMETER_BIT(DEST_REALM) |			\
		DIAMETER_BIT(AUTH_STATE))
#define N_TO_NODE	(N_S6A | DIAMETER_BIT(DEST_HOST))
#define N(sym)	DIAMETER_BIT(sym)

/*
 * X(code, request, answer, operation, must name a subscriber, AVPs that the
 * request must carry).  User-Name is not among them: its absence, or one that
 * is no IMSI, is what "must name a subscriber" finds.
 */
#define COMMANDS_IETF(X)						\
X(257, CER, "CER", "CEA", CAPABILITIES_EXCHANGE, 0,			\
    N_HEAD | N(HOST_ADDRESS) | N(VENDOR_ID) | N(PRODUCT_NAME))		\
X(258, RAR, "RAR", "RAA", RE_AUTH, 0,					\
    N_APP | N(DEST_HOST) | N(REAUTH_TYPE))				\
X(265, AAR, "AAR", "AAA", AA, 0, N_SESSION)				\
X(268, DER, "DER", "DEA", AA, 0, N_SESSION)				\
X(271, ACR, "ACR", "ACA", ACCOUNTING, 0,				\
    N_SESSION | N(DEST_REALM) | N(RECORD_TYPE) | N(RECORD_NUMBER))	\
X(272, CCR, "CCR", "CCA", CREDIT_CONTROL, 0, N_SESSION)			\
X(274, ASR, "ASR", "ASA", ABORT_SESSION, 0, N_APP | N(DEST_HOST))	\
X(275, STR, "STR", "STA", SESSION_TERMINATION, 0,			\
    N_APP | N(TERMINATION_CAUSE))					\
X(280, DWR, "DWR", "DWA", DEVICE_WATCHDOG, 0, N_HEAD)			\
X(282, DPR, "DPR", "DPA", DISCONNECT_PEER, 0,				\
    N_HEAD | N(DISCONNECT_CAUSE))					\
X(300, UAR, "UAR", "UAA", IMS_REGISTRATION, 0, N_SESSION)		\
X(301, SAR, "SAR", "SAA", IMS_REGISTRATION, 0, N_SESSION)		\
X(302, LIR, "LIR", "LIA", IMS_LOCATION_INFO, 0, N_SESSION)		\
X(303, MAR, "MAR", "MAA", IMS_REGISTRATION, 0, N_SESSION)		\
X(304, RTR, "RTR", "RTA", IMS_REGISTRATION, 0, N_SESSION)		\
X(305, PPR, "PPR", "PPA", IMS_REGISTRATION, 0, N_SESSION)		\
X(306, UDR, "UDR", "UDA", IMS_USER_DATA, 0, N_SESSION)			\
X(307, PUR_SH, "PUR", "PUA", IMS_USER_DATA, 0, N_SESSION)		\
X(308, SNR, "SNR", "SNA", IMS_USER_DATA, 0, N_SESSION)			\
X(309, PNR, "PNR", "PNA", IMS_USER_DATA, 0, N_SESSION)			\
X(316, ULR, "ULR", "ULA", UPDATE_LOCATION, 1,				\
    N_S6A | N(ULR_FLAGS) | N(VISITED_PLMN) | N(RAT))			\
X(317, CLR, "CLR", "CLA", CANCEL_LOCATION, 1,				\
    N_TO_NODE | N(CANCELLATION_TYPE))					\
X(318, AIR, "AIR", "AIA", AUTHENTICATE, 1, N_S6A | N(VISITED_PLMN))	\
X(319, IDR, "IDR", "IDA", INSERT_SUBSCRIBER_DATA, 1,			\
    N_TO_NODE | N(SUBSCRIPTION_DATA))					\
X(320, DSR, "DSR", "DSA", DELETE_SUBSCRIBER_DATA, 1,			\
    N_TO_NODE | N(DSR_FLAGS))						\
X(321, PUR, "PUR", "PUA", PURGE, 1, N_S6A)				\
X(322, RSR, "RSR", "RSA", RESET, 0, N_TO_NODE)				\
X(323, NOR, "NOR", "NOA", NOTIFY, 1, N_S6A)				\
X(324, ECR, "ECR", "ECA", CHECK_IMEI, 0, N_S6A | N(TERMINAL))

/* Vendor-specific command codes, counted from 8388608: same columns. */
#define COMMANDS_3GPP(X)						\
X(12, PLR, "PLR", "PLA", PROVIDE_SUBSCRIBER_LOCATION, 0, N_SESSION)	\
X(13, LRR, "LRR", "LRA", SUBSCRIBER_LOCATION_REPORT, 0, N_SESSION)	\
X(14, RIR, "RIR", "RIA", SEND_ROUTING_INFO_LCS, 0, N_SESSION)		\
X(27, SLR, "SLR", "SLA", NONE, 0, N_SESSION)				\
X(28, SSNR, "SNR", "SNA", NONE, 0, N_SESSION)				\
X(29, TSR, "TSR", "TSA", NONE, 0, N_SESSION)				\
X(30, UVR, "UVR", "UVA", UPDATE_VCSG_LOCATION, 0, N_SESSION)		\
X(33, SIR, "SIR", "SIA", NONE, 0, N_SESSION)				\
X(34, CVR, "CVR", "CVA", CANCEL_VCSG_LOCATION, 0, N_SESSION)		\
X(35, DTR, "DTR", "DTA", NONE, 0, N_SESSION)				\
X(36, DRR, "DRR", "DRA", NONE, 0, N_SESSION)				\
X(37, OFR, "OFR", "OFA", MO_FORWARD_SM, 0, N_SESSION)			\
X(38, TFR, "TFR", "TFA", MT_FORWARD_SM, 0, N_SESSION)			\
X(39, SRR, "SRR", "SRA", SEND_ROUTING_INFO_SM, 0, N_SESSION)		\
X(40, ALR, "ALR", "ALA", ALERT_SERVICE_CENTRE, 0, N_SESSION)		\
X(41, RDR, "RDR", "RDA", REPORT_SM_DELIVERY_STATUS, 0, N_SESSION)	\
X(110, CIR, "CIR", "CIA", NONE, 0, N_SESSION)				\
X(111, RIR_T6A, "RIR", "RIA", NONE, 0, N_SESSION)			\
X(118, NIR, "NIR", "NIA", NONE, 0, N_SESSION)				\
X(124, CMR, "CMR", "CMA", NONE, 0, N_SESSION)				\
X(125, ODR, "ODR", "ODA", NONE, 0, N_SESSION)				\
X(126, TDR, "TDR", "TDA", NONE, 0, N_SESSION)

enum command {
	C_NONE,
#define X(code, req, ...)	C_##req,
	COMMANDS_IETF(X)
	COMMANDS_3GPP(X)
#undef X
	C_COUNT
};
_Static_assert(C_COUNT <= 64, "commands are bits of one word");

#define X(code, sym, request, answer, op, who, need)			\
	[C_##sym] = { code, SIG_OP_##op, who, request, answer, need,	\
	    UINT64_C(1) << C_##sym },
#define Y(code, sym, request, answer, op, who, need)			\
	[C_##sym] = { COMMAND_3GPP + code, SIG_OP_##op, who, request,	\
	    answer, need, UINT64_C(1) << C_##sym },
static const struct diameter_command commands[C_COUNT] = {
	COMMANDS_IETF(X)
	COMMANDS_3GPP(Y)
};
#undef X
#undef Y

#define X(c, req, ...)	[c] = C_##req,
static const uint8_t ietf_index[COMMAND_SPAN] = { COMMANDS_IETF(X) };
static const uint8_t tgpp_index[COMMAND_SPAN] = { COMMANDS_3GPP(X) };
#undef X

#define C(sym)	UINT64_C(1) << C_##sym
#define SESSION	(C(RAR) | C(ASR) | C(STR))

/*	X(id, name, commands, operation of its AA and IMS commands) */
#define APPS(X)								\
X(16777251, "S6a", C(ULR) | C(CLR) | C(AIR) | C(IDR) | C(DSR) |		\
    C(PUR) | C(RSR) | C(NOR), NONE)					\
X(0, "Base", C(CER) | C(DWR) | C(DPR) | SESSION | C(ACR), NONE)	\
X(16777238, "Gx", C(CCR) | SESSION, NONE)				\
X(4, "Gy", C(CCR) | SESSION, NONE)					\
X(16777216, "Cx", C(UAR) | C(SAR) | C(LIR) | C(MAR) | C(RTR) |		\
    C(PPR), NONE)							\
X(16777217, "Sh", C(UDR) | C(PUR_SH) | C(SNR) | C(PNR), NONE)	\
X(16777236, "Rx", C(AAR) | SESSION, NONE)				\
X(16777252, "S13", C(ECR), NONE)					\
X(16777255, "SLg", C(PLR) | C(LRR), NONE)				\
X(16777291, "SLh", C(RIR), NONE)					\
X(16777312, "S6c", C(SRR) | C(ALR) | C(RDR), NONE)			\
X(16777313, "SGd", C(OFR) | C(TFR) | C(ALR), NONE)			\
X(16777308, "S7a", C(UVR) | C(CVR), NONE)				\
X(16777265, "SWx", C(SAR) | C(MAR) | C(RTR) | C(PPR),			\
    NON_3GPP_ACCESS)							\
X(16777264, "SWm", C(DER) | C(AAR) | SESSION, NON_3GPP_ACCESS)	\
X(16777250, "STa", C(DER) | C(AAR) | SESSION, NON_3GPP_ACCESS)	\
X(16777272, "S6b", C(DER) | C(AAR) | SESSION, NON_3GPP_ACCESS)	\
X(16777267, "S9", C(CCR) | C(AAR) | SESSION, NONE)			\
X(16777266, "Gxx", C(CCR) | SESSION, NONE)				\
X(16777302, "Sy", C(SLR) | C(SSNR) | SESSION, NONE)			\
X(16777303, "Sd", C(TSR) | C(CCR) | SESSION, NONE)			\
X(16777310, "S6m", C(SIR), NONE)					\
X(16777311, "T4", C(DTR) | C(DRR), NONE)				\
X(16777345, "S6t", C(CIR) | C(RIR_T6A) | C(NIR), NONE)		\
X(16777346, "T6a", C(CIR) | C(RIR_T6A) | C(CMR) | C(ODR) | C(TDR),	\
    NONE)								\
X(3, "Rf", C(ACR) | SESSION, NONE)					\
X(1, "NASREQ", C(AAR) | C(ACR) | SESSION, NONE)			\
X(5, "EAP", C(DER) | C(ACR) | SESSION, NONE)				\
X(0xffffffff, "Relay", 0, NONE)

#define X(id, name, commands, op)					\
	{ id, SIG_OP_##op, name, commands },
static const struct diameter_app apps[] = { APPS(X) };
#undef X
#undef C

/*	X(code, name): Result-Code, RFC 6733 7.1, RFC 4006 9, RFC 7683 */
#define RESULTS(X)							\
X(1001, "multi-round-auth") X(2001, "success")				\
X(2002, "limited-success") X(3001, "command-unsupported")		\
X(3002, "unable-to-deliver") X(3003, "realm-not-served")		\
X(3004, "too-busy") X(3005, "loop-detected")				\
X(3006, "redirect-indication") X(3007, "application-unsupported")	\
X(3008, "invalid-hdr-bits") X(3009, "invalid-avp-bits")			\
X(3010, "unknown-peer") X(4001, "authentication-rejected")		\
X(4002, "out-of-space") X(4003, "election-lost")			\
X(4010, "end-user-service-denied")					\
X(4011, "credit-control-not-applicable") X(4012, "credit-limit-reached") \
X(5001, "avp-unsupported") X(5002, "unknown-session-id")		\
X(5003, "authorization-rejected") X(5004, "invalid-avp-value")		\
X(5005, "missing-avp") X(5006, "resources-exceeded")			\
X(5007, "contradicting-avps") X(5008, "avp-not-allowed")		\
X(5009, "avp-occurs-too-many-times") X(5010, "no-common-application")	\
X(5011, "unsupported-version") X(5012, "unable-to-comply")		\
X(5013, "invalid-bit-in-header") X(5014, "invalid-avp-length")		\
X(5015, "invalid-message-length") X(5016, "invalid-avp-bit-combo")	\
X(5017, "no-common-security") X(5030, "user-unknown")			\
X(5031, "rating-failed")

/*	X(code, name): Experimental-Result-Code of vendor 10415 */
#define RESULTS_3GPP(X)							\
X(2001, "first-registration") X(2002, "subsequent-registration")	\
X(2003, "unregistered-service") X(2004, "success-server-name-not-stored") \
X(4100, "user-data-not-available") X(4181, "authentication-data-unavailable") \
X(4182, "camel-subscription-present") X(4201, "absent-user")		\
X(5001, "user-unknown") X(5002, "identities-dont-match")		\
X(5003, "identity-not-registered") X(5004, "roaming-not-allowed")	\
X(5005, "identity-already-registered")					\
X(5006, "auth-scheme-not-supported") X(5007, "in-assignment-type")	\
X(5008, "too-much-data") X(5009, "not-supported-user-data")		\
X(5011, "feature-unsupported")						\
X(5012, "serving-node-feature-unsupported")				\
X(5420, "unknown-eps-subscription") X(5421, "rat-not-allowed")		\
X(5422, "equipment-unknown") X(5423, "unknown-serving-node")		\
X(5450, "user-no-non-3gpp-subscription")				\
X(5451, "user-no-apn-subscription") X(5452, "rat-type-not-allowed")	\
X(5490, "unauthorized-requesting-network")				\
X(5510, "unauthorized-requesting-entity")				\
X(5550, "absent-user") X(5551, "user-busy-for-mt-sms")			\
X(5552, "facility-not-supported") X(5553, "illegal-user")		\
X(5554, "illegal-equipment") X(5555, "sm-delivery-failure")		\
X(5556, "service-not-subscribed") X(5557, "service-barred")		\
X(5558, "mwd-list-full") X(5653, "user-temporarily-unreachable")

const struct diameter_command *
diameter_command_find(uint32_t code)
{
	uint8_t i = C_NONE;

	if (code < COMMAND_SPAN)
		i = ietf_index[code];
	else if (code - COMMAND_3GPP < COMMAND_SPAN)
		i = tgpp_index[code - COMMAND_3GPP];
	return i == C_NONE ? NULL : &commands[i];
}

const struct diameter_app *
diameter_app_find(uint32_t id)
{
	size_t i;

	for (i = 0; i < sizeof(apps) / sizeof(apps[0]); i++)
		if (apps[i].id == id)
			return &apps[i];
	return NULL;
}

const char *
diameter_command_name(uint32_t code, bool request)
{
	const struct diameter_command *c = diameter_command_find(code);

	if (c == NULL)
		return NULL;
	return request ? c->request : c->answer;
}

const char *
diameter_app_name(uint32_t id)
{
	const struct diameter_app *a = diameter_app_find(id);

	return a == NULL ? NULL : a->name;
}

#define X(code, name)	case code: return name;
const char *
diameter_result_name(uint32_t code, uint32_t vendor)
{
	if (vendor == DIAMETER_VENDOR_3GPP) {
		switch (code) {
		RESULTS_3GPP(X)
		}
	} else if (vendor == 0) {
		switch (code) {
		RESULTS(X)
		}
	}
	return NULL;
}
#undef X
