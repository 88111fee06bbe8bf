/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CAP components (3GPP TS 29.078 5, 6): every operation by name; subscriber
 * and numbers of those that open a dialogue or send a call elsewhere.
 */
#include "cap.h"
#include "param.h"

/* Slots by context tag. */
#define VAL(tag, type, field)	[tag] = { PARAM_##type, SIG_##field, 0 }
#define IN(tag, spec)	[tag] = { PARAM_SEQUENCE, 0, &spec }
#define OF(tag, spec)	[tag] = { PARAM_LIST, 0, &spec }
#define SPEC(name, ...)							\
static const struct param_spec name = { .slot = { __VA_ARGS__ } }

SPEC(cell, VAL(0, PLMN, LAI), VAL(1, PLMN, LAI));
SPEC(location, VAL(1, ADDRESS, VLR), IN(3, cell), VAL(6, ADDRESS, MSC));
SPEC(location_gprs, VAL(0, PLMN, LAI), VAL(1, PLMN, LAI), VAL(3, ADDRESS, SGSN));
SPEC(extension, VAL(0, ADDRESS, GMSC), VAL(1, ISUP, CALLED_NUMBER),
    VAL(5, IMEI, IMEI));
SPEC(initial_dp, VAL(2, ISUP, CALLED_NUMBER), VAL(3, ISUP, CALLING_NUMBER),
    VAL(50, IMSI, IMSI), IN(52, location), VAL(55, ADDRESS, MSC),
    VAL(56, ADDRESS, CALLED_NUMBER), IN(59, extension));
SPEC(initial_dp_sms, VAL(1, ADDRESS, CALLED_NUMBER),
    VAL(2, ADDRESS, CALLING_NUMBER), VAL(4, IMSI, IMSI), IN(5, location),
    IN(6, location_gprs), VAL(7, ADDRESS, SMSC), VAL(15, ADDRESS, MSC),
    VAL(16, ADDRESS, SGSN), VAL(19, IMEI, IMEI), VAL(20, ISUP, CALLED_NUMBER));
SPEC(initial_dp_gprs, VAL(2, ADDRESS, MSISDN), VAL(3, IMSI, IMSI),
    VAL(9, PLMN, LAI), IN(12, location_gprs), VAL(15, GSN, GGSN_ADDRESS),
    VAL(17, IMEI, IMEI));
SPEC(isup_numbers, VAL(PARAM_SLOT_OCTETS, ISUP, CALLED_NUMBER));
SPEC(connect, OF(0, isup_numbers));
SPEC(call_attempt, OF(0, isup_numbers), VAL(30, ISUP, CALLING_NUMBER));
SPEC(resource, VAL(0, ISUP, CALLED_NUMBER));
SPEC(connect_sms, VAL(0, ADDRESS, CALLING_NUMBER),
    VAL(1, ADDRESS, CALLED_NUMBER), VAL(2, ADDRESS, SMSC));

static const struct {
	const char	*name;
	uint8_t		 op;
	const struct param_spec *argument;
} ops[] = {
[0] = { "initialDP", SIG_OP_INITIAL_DP, &initial_dp },
[16] = { "assistRequestInstructions", SIG_OP_CAMEL_CALL, NULL },
[17] = { "establishTemporaryConnection", SIG_OP_CAMEL_CALL, &resource },
[18] = { "disconnectForwardConnection", SIG_OP_CAMEL_CALL, NULL },
[19] = { "connectToResource", SIG_OP_CAMEL_CALL, &resource },
[20] = { "connect", SIG_OP_CAMEL_CALL, &connect },
[22] = { "releaseCall", SIG_OP_CAMEL_CALL, NULL },
[23] = { "requestReportBCSMEvent", SIG_OP_CAMEL_CALL, NULL },
[24] = { "eventReportBCSM", SIG_OP_CAMEL_CALL, NULL },
[27] = { "collectInformation", SIG_OP_CAMEL_CALL, NULL },
[31] = { "continue", SIG_OP_CAMEL_CALL, NULL },
[32] = { "initiateCallAttempt", SIG_OP_CAMEL_CALL, &call_attempt },
[33] = { "resetTimer", SIG_OP_CAMEL_CALL, NULL },
[34] = { "furnishChargingInformation", SIG_OP_CAMEL_CALL, NULL },
[35] = { "applyCharging", SIG_OP_CAMEL_CALL, NULL },
[36] = { "applyChargingReport", SIG_OP_CAMEL_CALL, NULL },
[41] = { "callGap", SIG_OP_CAMEL_CALL, NULL },
[44] = { "callInformationReport", SIG_OP_CAMEL_CALL, NULL },
[45] = { "callInformationRequest", SIG_OP_CAMEL_CALL, NULL },
[46] = { "sendChargingInformation", SIG_OP_CAMEL_CALL, NULL },
[47] = { "playAnnouncement", SIG_OP_CAMEL_CALL, NULL },
[48] = { "promptAndCollectUserInformation", SIG_OP_CAMEL_CALL, NULL },
[49] = { "specializedResourceReport", SIG_OP_CAMEL_CALL, NULL },
[53] = { "cancel", SIG_OP_CAMEL_CALL, NULL },
[55] = { "activityTest", SIG_OP_CAMEL_CALL, NULL },
[56] = { "continueWithArgument", SIG_OP_CAMEL_CALL, NULL },
[60] = { "initialDPSMS", SIG_OP_CAMEL_SMS, &initial_dp_sms },
[61] = { "furnishChargingInformationSMS", SIG_OP_CAMEL_SMS, NULL },
[62] = { "connectSMS", SIG_OP_CAMEL_SMS, &connect_sms },
[63] = { "requestReportSMSEvent", SIG_OP_CAMEL_SMS, NULL },
[64] = { "eventReportSMS", SIG_OP_CAMEL_SMS, NULL },
[65] = { "continueSMS", SIG_OP_CAMEL_SMS, NULL },
[66] = { "releaseSMS", SIG_OP_CAMEL_SMS, NULL },
[67] = { "resetTimerSMS", SIG_OP_CAMEL_SMS, NULL },
[70] = { "activityTestGPRS", SIG_OP_CAMEL_GPRS, NULL },
[71] = { "applyChargingGPRS", SIG_OP_CAMEL_GPRS, NULL },
[72] = { "applyChargingReportGPRS", SIG_OP_CAMEL_GPRS, NULL },
[73] = { "cancelGPRS", SIG_OP_CAMEL_GPRS, NULL },
[74] = { "connectGPRS", SIG_OP_CAMEL_GPRS, NULL },
[75] = { "continueGPRS", SIG_OP_CAMEL_GPRS, NULL },
[76] = { "entityReleasedGPRS", SIG_OP_CAMEL_GPRS, NULL },
[77] = { "furnishChargingInformationGPRS", SIG_OP_CAMEL_GPRS, NULL },
[78] = { "initialDPGPRS", SIG_OP_CAMEL_GPRS, &initial_dp_gprs },
[79] = { "releaseGPRS", SIG_OP_CAMEL_GPRS, NULL },
[80] = { "eventReportGPRS", SIG_OP_CAMEL_GPRS, NULL },
[81] = { "requestReportGPRSEvent", SIG_OP_CAMEL_GPRS, NULL },
[82] = { "resetTimerGPRS", SIG_OP_CAMEL_GPRS, NULL },
[83] = { "sendChargingInformationGPRS", SIG_OP_CAMEL_GPRS, NULL },
[86] = { "dFCWithArgument", SIG_OP_CAMEL_CALL, NULL },
[88] = { "continueWithArgument", SIG_OP_CAMEL_CALL, NULL },
[90] = { "disconnectLeg", SIG_OP_CAMEL_CALL, NULL },
[93] = { "moveLeg", SIG_OP_CAMEL_CALL, NULL },
[95] = { "splitLeg", SIG_OP_CAMEL_CALL, NULL },
[96] = { "entityReleased", SIG_OP_CAMEL_CALL, NULL },
[97] = { "playTone", SIG_OP_CAMEL_CALL, NULL },
};

/* TS 29.078 5.7, 5.8: errors. */
static const char *const errors[] = {
[0] = "canceled", [1] = "cancelFailed", [3] = "eTCFailed",
[4] = "improperCallerResponse", [6] = "missingCustomerRecord",
[7] = "missingParameter", [8] = "parameterOutOfRange",
[10] = "requestedInfoError", [11] = "systemFailure",
[12] = "taskRefused", [13] = "unavailableResource",
[14] = "unexpectedComponentSequence", [15] = "unexpectedDataValue",
[16] = "unexpectedParameter", [17] = "unknownLegID",
[50] = "unknownPDPID", [51] = "unknownCSID",
};

const char *
cap_op_name(uint32_t code)
{
	return code < sizeof(ops) / sizeof(ops[0]) ? ops[code].name : NULL;
}

void
cap_component(struct sig_comp *comp, const struct ber *arg, struct sig_msg *m)
{
	size_t error = (size_t)comp->error;

	if (comp->kind == SIG_KIND_ERROR) {
		if (comp->error >= 0 &&
		    error < sizeof(errors) / sizeof(errors[0]))
			comp->name = errors[error];
		return;
	}
	comp->name = cap_op_name(comp->code);
	if (comp->name == NULL) {
		sig_anomaly(m, SIG_ANOMALY_UNKNOWN_OPERATION);
		return;
	}
	comp->op = ops[comp->code].op;
	if (comp->kind == SIG_KIND_REQUEST && arg != NULL &&
	    arg->constructed && ops[comp->code].argument != NULL)
		param_elements(arg->v, ops[comp->code].argument, false, m);
}
