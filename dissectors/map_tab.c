/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MAP operations (3GPP TS 29.002 17.5), application contexts (17.3) and errors
 * (17.6), one line each.
 */
#include "map_param.h"

#define V1	true	/* exists in version 1 (15.2.2) */
#define V2	false
#define SUB	true	/* the argument must name a subscriber */
#define ANY	false
#define NONE	NULL

static const struct map_op ops[] = {
/*	code	name	neutral	version	subscriber	argument	result */
[2] = { "updateLocation", SIG_OP_UPDATE_LOCATION, V1, SUB, &map_update_location, &map_location_res },
[3] = { "cancelLocation", SIG_OP_CANCEL_LOCATION, V1, SUB, &map_cancel_location, NONE },
[4] = { "provideRoamingNumber", SIG_OP_PROVIDE_ROAMING_NUMBER, V1, SUB, &map_provide_roaming_number, &map_roaming_number_res },
[5] = { "noteSubscriberDataModified", SIG_OP_NOTE_SUBSCRIBER_DATA_MODIFIED, V2, SUB, &map_subscriber_data_modified, NONE },
[6] = { "resumeCallHandling", SIG_OP_RESUME_CALL_HANDLING, V2, ANY, &map_resume_call, NONE },
[7] = { "insertSubscriberData", SIG_OP_INSERT_SUBSCRIBER_DATA, V1, SUB, &map_insert_data, NONE },
[8] = { "deleteSubscriberData", SIG_OP_DELETE_SUBSCRIBER_DATA, V1, SUB, &map_imsi0, NONE },
[9] = { "sendParameters", SIG_OP_SEND_PARAMETERS, V1, ANY, &map_send_parameters, &map_send_parameters_res },
[10] = { "registerSS", SIG_OP_REGISTER_SS, V1, ANY, &map_register_ss, NONE },
[11] = { "eraseSS", SIG_OP_ERASE_SS, V1, ANY, &map_ss_code, NONE },
[12] = { "activateSS", SIG_OP_ACTIVATE_SS, V1, ANY, &map_ss_code, NONE },
[13] = { "deactivateSS", SIG_OP_DEACTIVATE_SS, V1, ANY, &map_ss_code, NONE },
[14] = { "interrogateSS", SIG_OP_INTERROGATE_SS, V1, ANY, &map_ss_code, NONE },
[15] = { "authenticationFailureReport", SIG_OP_AUTHENTICATION_FAILURE_REPORT, V2, SUB, &map_failure_report_auth, NONE },
[16] = { "notifySS", SIG_OP_NOTIFY_SS, V1, ANY, NONE, NONE },
[17] = { "registerPassword", SIG_OP_REGISTER_PASSWORD, V1, ANY, &map_password, NONE },
[18] = { "getPassword", SIG_OP_GET_PASSWORD, V1, ANY, NONE, NONE },
[19] = { "processUnstructuredSS-Data", SIG_OP_PROCESS_USSD_DATA, V1, ANY, NONE, NONE },
[20] = { "releaseResources", SIG_OP_RELEASE_RESOURCES, V2, ANY, &map_release_resources, NONE },
[21] = { "mt-ForwardSM-VGCS", SIG_OP_MT_FORWARD_SM_VGCS, V2, ANY, &map_mt_forward_vgcs, NONE },
[22] = { "sendRoutingInfo", SIG_OP_SEND_ROUTING_INFO, V1, SUB, &map_send_routing_info, &map_send_routing_info_res },
[23] = { "updateGprsLocation", SIG_OP_UPDATE_LOCATION, V2, SUB, &map_update_gprs, &map_location_res },
[24] = { "sendRoutingInfoForGprs", SIG_OP_SEND_ROUTING_INFO_GPRS, V2, SUB, &map_gprs_routing, &map_gprs_routing_res },
[25] = { "failureReport", SIG_OP_FAILURE_REPORT, V2, SUB, &map_gprs_failure, &map_gprs_routing_res },
[26] = { "noteMsPresentForGprs", SIG_OP_NOTE_MS_PRESENT_GPRS, V2, SUB, &map_gprs_present, NONE },
[27] = { "unAllocated", SIG_OP_UNALLOCATED, V2, ANY, NONE, NONE },
[28] = { "performHandover", SIG_OP_HANDOVER, V1, ANY, NONE, NONE },
[29] = { "sendEndSignal", SIG_OP_HANDOVER, V1, ANY, NONE, NONE },
[30] = { "performSubsequentHandover", SIG_OP_HANDOVER, V1, ANY, &map_handover_subsequent, NONE },
[31] = { "provideSIWFSNumber", SIG_OP_UNALLOCATED, V2, ANY, NONE, NONE },
[32] = { "sIWFSSignallingModify", SIG_OP_UNALLOCATED, V2, ANY, NONE, NONE },
[33] = { "processAccessSignalling", SIG_OP_HANDOVER, V1, ANY, NONE, NONE },
[34] = { "forwardAccessSignalling", SIG_OP_HANDOVER, V1, ANY, &map_forward_access, NONE },
[35] = { "noteInternalHandover", SIG_OP_HANDOVER, V1, ANY, NONE, NONE },
[36] = { "cancelVcsgLocation", SIG_OP_CANCEL_VCSG_LOCATION, V2, SUB, &map_cancel_location, NONE },
[37] = { "reset", SIG_OP_RESET, V1, ANY, &map_reset, NONE },
[38] = { "forwardCheckSS-Indication", SIG_OP_FORWARD_CHECK_SS, V1, ANY, NONE, NONE },
[39] = { "prepareGroupCall", SIG_OP_GROUP_CALL, V2, ANY, NONE, NONE },
[40] = { "sendGroupCallEndSignal", SIG_OP_GROUP_CALL, V2, ANY, &map_group_call, NONE },
[41] = { "processGroupCallSignalling", SIG_OP_GROUP_CALL, V2, ANY, NONE, NONE },
[42] = { "forwardGroupCallSignalling", SIG_OP_GROUP_CALL, V2, ANY, &map_group_call, NONE },
[43] = { "checkIMEI", SIG_OP_CHECK_IMEI, V1, SUB, &map_check_imei, NONE },
[44] = { "mt-ForwardSM", SIG_OP_MT_FORWARD_SM, V2, ANY, &map_mt_forward, NONE },
[45] = { "sendRoutingInfoForSM", SIG_OP_SEND_ROUTING_INFO_SM, V1, SUB, &map_routing_sm, &map_routing_sm_res },
[46] = { "mo-ForwardSM", SIG_OP_MO_FORWARD_SM, V1, ANY, &map_mo_forward, NONE },
[47] = { "reportSM-DeliveryStatus", SIG_OP_REPORT_SM_DELIVERY_STATUS, V1, SUB, &map_report_sm, &map_report_sm_res },
[48] = { "noteSubscriberPresent", SIG_OP_NOTE_SUBSCRIBER_PRESENT, V1, SUB, &map_imsi_bare, NONE },
[49] = { "alertServiceCentreWithoutResult", SIG_OP_ALERT_SERVICE_CENTRE, V1, SUB, &map_alert, NONE },
[50] = { "activateTraceMode", SIG_OP_ACTIVATE_TRACE, V1, ANY, &map_trace, NONE },
[51] = { "deactivateTraceMode", SIG_OP_DEACTIVATE_TRACE, V1, ANY, &map_trace, NONE },
[52] = { "traceSubscriberActivity", SIG_OP_TRACE_SUBSCRIBER_ACTIVITY, V1, ANY, &map_trace, NONE },
[53] = { "updateVcsgLocation", SIG_OP_UPDATE_VCSG_LOCATION, V2, SUB, &map_vcsg_update, NONE },
[54] = { "beginSubscriberActivity", SIG_OP_BEGIN_SUBSCRIBER_ACTIVITY, V1, SUB, &map_begin_activity, NONE },
[55] = { "sendIdentification", SIG_OP_SEND_IDENTIFICATION, V2, SUB, &map_send_identification, &map_send_identification_res },
[56] = { "sendAuthenticationInfo", SIG_OP_AUTHENTICATE, V2, SUB, &map_authenticate, NONE },
[57] = { "restoreData", SIG_OP_RESTORE_DATA, V2, SUB, &map_imsi_first, &map_location_res },
[58] = { "sendIMSI", SIG_OP_SEND_IMSI, V2, SUB, &map_msisdn_bare, &map_imsi_bare },
[59] = { "processUnstructuredSS-Request", SIG_OP_PROCESS_USSD, V2, ANY, &map_ussd, NONE },
[60] = { "unstructuredSS-Request", SIG_OP_USSD_REQUEST, V2, ANY, &map_ussd, NONE },
[61] = { "unstructuredSS-Notify", SIG_OP_USSD_NOTIFY, V2, ANY, &map_ussd, NONE },
[62] = { "anyTimeSubscriptionInterrogation", SIG_OP_ANY_TIME_SUBSCRIPTION_INTERROGATION, V2, SUB, &map_atsi, NONE },
[63] = { "informServiceCentre", SIG_OP_INFORM_SERVICE_CENTRE, V2, ANY, &map_inform_sc, NONE },
[64] = { "alertServiceCentre", SIG_OP_ALERT_SERVICE_CENTRE, V2, SUB, &map_alert, NONE },
[65] = { "anyTimeModification", SIG_OP_ANY_TIME_MODIFICATION, V2, SUB, &map_atm, NONE },
[66] = { "readyForSM", SIG_OP_READY_FOR_SM, V2, SUB, &map_imsi0, NONE },
[67] = { "purgeMS", SIG_OP_PURGE, V2, SUB, &map_purge, NONE },
[68] = { "prepareHandover", SIG_OP_HANDOVER, V2, ANY, &map_handover, &map_handover_res },
[69] = { "prepareSubsequentHandover", SIG_OP_HANDOVER, V2, ANY, &map_handover_subsequent, NONE },
[70] = { "provideSubscriberInfo", SIG_OP_PROVIDE_SUBSCRIBER_INFO, V2, SUB, &map_subscriber_info, &map_subscriber_info_res },
[71] = { "anyTimeInterrogation", SIG_OP_ANY_TIME_INTERROGATION, V2, SUB, &map_ati, &map_subscriber_info_res },
[72] = { "ss-InvocationNotification", SIG_OP_SS_INVOCATION_NOTIFICATION, V2, SUB, &map_ss_invocation, NONE },
[73] = { "setReportingState", SIG_OP_SET_REPORTING_STATE, V2, ANY, &map_imsi0, NONE },
[74] = { "statusReport", SIG_OP_STATUS_REPORT, V2, SUB, &map_imsi0, NONE },
[75] = { "remoteUserFree", SIG_OP_REMOTE_USER_FREE, V2, SUB, &map_remote_free, NONE },
[76] = { "registerCC-Entry", SIG_OP_REGISTER_CC_ENTRY, V2, ANY, NONE, NONE },
[77] = { "eraseCC-Entry", SIG_OP_ERASE_CC_ENTRY, V2, ANY, NONE, NONE },
[78] = { "secureTransportClass1", SIG_OP_SECURE_TRANSPORT, V2, ANY, NONE, NONE },
[79] = { "secureTransportClass2", SIG_OP_SECURE_TRANSPORT, V2, ANY, NONE, NONE },
[80] = { "secureTransportClass3", SIG_OP_SECURE_TRANSPORT, V2, ANY, NONE, NONE },
[81] = { "secureTransportClass4", SIG_OP_SECURE_TRANSPORT, V2, ANY, NONE, NONE },
[82] = { "unAllocated", SIG_OP_UNALLOCATED, V2, ANY, NONE, NONE },
[83] = { "provideSubscriberLocation", SIG_OP_PROVIDE_SUBSCRIBER_LOCATION, V2, SUB, &map_provide_location, NONE },
[84] = { "sendGroupCallInfo", SIG_OP_GROUP_CALL, V2, ANY, &map_group_call_info, &map_group_call_info_res },
[85] = { "sendRoutingInfoForLCS", SIG_OP_SEND_ROUTING_INFO_LCS, V2, SUB, &map_routing_lcs, &map_routing_lcs_res },
[86] = { "subscriberLocationReport", SIG_OP_SUBSCRIBER_LOCATION_REPORT, V2, ANY, &map_location_report, NONE },
[87] = { "ist-Alert", SIG_OP_IST_ALERT, V2, SUB, &map_imsi0, NONE },
[88] = { "ist-Command", SIG_OP_IST_COMMAND, V2, SUB, &map_imsi0, NONE },
[89] = { "noteMM-Event", SIG_OP_NOTE_MM_EVENT, V2, SUB, &map_mm_event, NONE },
/* TS 24.080 4.5, between the network and a handset: never between networks */
[109] = { "lcs-PeriodicLocationCancellation", SIG_OP_LCS_SUPPLEMENTARY, V2, ANY, NONE, NONE },
[110] = { "lcs-LocationUpdate", SIG_OP_LCS_SUPPLEMENTARY, V2, ANY, NONE, NONE },
[111] = { "lcs-PeriodicLocationRequest", SIG_OP_LCS_SUPPLEMENTARY, V2, ANY, NONE, NONE },
[112] = { "lcs-AreaEventCancellation", SIG_OP_LCS_SUPPLEMENTARY, V2, ANY, NONE, NONE },
[113] = { "lcs-AreaEventReport", SIG_OP_LCS_SUPPLEMENTARY, V2, ANY, NONE, NONE },
[114] = { "lcs-AreaEventRequest", SIG_OP_LCS_SUPPLEMENTARY, V2, ANY, NONE, NONE },
[115] = { "lcs-MOLR", SIG_OP_LCS_SUPPLEMENTARY, V2, ANY, NONE, NONE },
[116] = { "lcs-LocationNotification", SIG_OP_LCS_SUPPLEMENTARY, V2, ANY, NONE, NONE },
[117] = { "callDeflection", SIG_OP_CALL_SUPPLEMENTARY, V2, ANY, NONE, NONE },
[118] = { "userUserService", SIG_OP_CALL_SUPPLEMENTARY, V2, ANY, NONE, NONE },
[119] = { "accessRegisterCCEntry", SIG_OP_CALL_SUPPLEMENTARY, V2, ANY, NONE, NONE },
[120] = { "forwardCUG-Info", SIG_OP_CALL_SUPPLEMENTARY, V2, ANY, NONE, NONE },
[121] = { "splitMPTY", SIG_OP_CALL_SUPPLEMENTARY, V2, ANY, NONE, NONE },
[122] = { "retrieveMPTY", SIG_OP_CALL_SUPPLEMENTARY, V2, ANY, NONE, NONE },
[123] = { "holdMPTY", SIG_OP_CALL_SUPPLEMENTARY, V2, ANY, NONE, NONE },
[124] = { "buildMPTY", SIG_OP_CALL_SUPPLEMENTARY, V2, ANY, NONE, NONE },
[125] = { "forwardChargeAdvice", SIG_OP_CALL_SUPPLEMENTARY, V2, ANY, NONE, NONE },
[126] = { "explicitCT", SIG_OP_CALL_SUPPLEMENTARY, V2, ANY, NONE, NONE },
};

static const struct map_ac acs[] = {
/*	number	name	highest version	operations of either side */
[1] = { "networkLocUp", 3, { 2, 57, 9, 38, 7, 50 } },
[2] = { "locationCancel", 3, { 3 } },
[3] = { "roamingNbEnquiry", 3, { 4 } },
[4] = { "istAlerting", 3, { 87 } },
[5] = { "locInfoRetrieval", 3, { 22 } },
[6] = { "callControlTransfer", 4, { 6 } },
[7] = { "reporting", 3, { 73, 74, 75 } },
[8] = { "callCompletion", 3, { 76, 77 } },
[9] = { "immediateTermination", 3, { 88 } },
[10] = { "reset", 3, { 37 } },
[11] = { "handoverControl", 3, { 68, 34, 29, 33, 69, 28, 30, 35 } },
[13] = { "equipmentMngt", 3, { 43 } },
[14] = { "infoRetrieval", 3, { 56, 9 } },
[15] = { "interVlrInfoRetrieval", 3, { 55 } },
[16] = { "subscriberDataMngt", 3, { 7, 8 } },
[17] = { "tracing", 3, { 50, 51 } },
[18] = { "networkFunctionalSs", 2, { 10, 11, 12, 13, 14, 17, 18 } },
[19] = { "networkUnstructuredSs", 2, { 59, 60, 61 } },
[20] = { "shortMsgGateway", 3, { 45, 47, 63 } },
[21] = { "shortMsgMO-Relay", 3, { 46 } },
[22] = { "subscriberDataModificationNotification", 3, { 5 } },
[23] = { "shortMsgAlert", 2, { 64, 49 } },
[24] = { "mwdMngt", 3, { 66, 48 } },
[25] = { "shortMsgMT-Relay", 3, { 44, 46 } },
[26] = { "imsiRetrieval", 2, { 58 } },
[27] = { "msPurging", 3, { 67 } },
[28] = { "subscriberInfoEnquiry", 3, { 70 } },
[29] = { "anyTimeInfoEnquiry", 3, { 71 } },
[31] = { "groupCallControl", 3, { 39, 42, 40, 41 } },
[32] = { "gprsLocationUpdate", 3, { 23, 7, 50 } },
[33] = { "gprsLocationInfoRetrieval", 4, { 24 } },
[34] = { "failureReport", 3, { 25 } },
[35] = { "gprsNotify", 3, { 26 } },
[36] = { "ss-InvocationNotification", 3, { 72 } },
[37] = { "locationSvcGateway", 3, { 85 } },
[38] = { "locationSvcEnquiry", 3, { 83, 86 } },
[39] = { "authenticationFailureReport", 3, { 15 } },
[41] = { "shortMsgMT-Relay-VGCS", 3, { 21 } },
[42] = { "mm-EventReporting", 3, { 89 } },
[43] = { "anyTimeInfoHandling", 3, { 62, 65 } },
[44] = { "resourceManagement", 3, { 20 } },
[45] = { "groupCallInfoRetrieval", 3, { 84 } },
[46] = { "vcsgLocationUpdate", 3, { 53, 7 } },
[47] = { "vcsgLocationCancel", 3, { 36 } },
};

static const char *const errors[] = {
[1] = "unknownSubscriber", [2] = "unknownBaseStation", [3] = "unknownMSC",
[4] = "secureTransportError", [5] = "unidentifiedSubscriber",
[6] = "absentSubscriberSM", [7] = "unknownEquipment",
[8] = "roamingNotAllowed", [9] = "illegalSubscriber",
[10] = "bearerServiceNotProvisioned", [11] = "teleserviceNotProvisioned",
[12] = "illegalEquipment", [13] = "callBarred", [14] = "forwardingViolation",
[15] = "cug-Reject", [16] = "illegalSS-Operation", [17] = "ss-ErrorStatus",
[18] = "ss-NotAvailable", [19] = "ss-SubscriptionViolation",
[20] = "ss-Incompatibility", [21] = "facilityNotSupported",
[22] = "ongoingGroupCall", [23] = "invalidTargetBaseStation",
[24] = "noRadioResourceAvailable", [25] = "noHandoverNumberAvailable",
[26] = "subsequentHandoverFailure", [27] = "absentSubscriber",
[28] = "incompatibleTerminal", [29] = "shortTermDenial",
[30] = "longTermDenial", [31] = "subscriberBusyForMT-SMS",
[32] = "sm-DeliveryFailure", [33] = "messageWaitingListFull",
[34] = "systemFailure", [35] = "dataMissing", [36] = "unexpectedDataValue",
[37] = "pw-RegistrationFailure", [38] = "negativePW-Check",
[39] = "noRoamingNumberAvailable", [40] = "tracingBufferFull",
[42] = "targetCellOutsideGroupCallArea",
[43] = "numberOfPW-AttemptsViolation", [44] = "numberChanged",
[45] = "busySubscriber", [46] = "noSubscriberReply",
[47] = "forwardingFailed", [48] = "or-NotAllowed", [49] = "ati-NotAllowed",
[50] = "noGroupCallNumberAvailable", [51] = "resourceLimitation",
[52] = "unauthorizedRequestingNetwork", [53] = "unauthorizedLCSClient",
[54] = "positionMethodFailure", [58] = "unknownOrUnreachableLCSClient",
[59] = "mm-EventNotSupported", [60] = "atsi-NotAllowed",
[61] = "atm-NotAllowed", [62] = "informationNotAvailable",
[71] = "unknownAlphabet", [72] = "ussd-Busy",
};

enum { ERROR_ABSENT_SUBSCRIBER_SM = 6 };

const struct map_op *
map_op_find(uint32_t code)
{
	if (code >= sizeof(ops) / sizeof(ops[0]) || ops[code].name == NULL)
		return NULL;
	return &ops[code];
}

const struct map_ac *
map_ac_find(uint8_t ac)
{
	if (ac >= sizeof(acs) / sizeof(acs[0]) || acs[ac].name == NULL)
		return NULL;
	return &acs[ac];
}

const char *
map_error_name(int32_t code)
{
	if (code < 0 || (size_t)code >= sizeof(errors) / sizeof(errors[0]))
		return NULL;
	return errors[code];
}

const struct param_spec *
map_error_spec(int32_t code)
{
	return code == ERROR_ABSENT_SUBSCRIBER_SM ? &map_absent_sm : NULL;
}
