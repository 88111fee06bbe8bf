/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Neutral operations: one name for what a message asks, whichever protocol
 * carries it.  The tables of map.c, cap.c and diameter.c map their own codes
 * onto these; rules, counters and JSON ("op") use the names.
 */
#ifndef DISSECTORS_OP_H
#define DISSECTORS_OP_H

/*	X(symbol, name) */
#define SIG_OPS(X)							\
/* mobility: MAP (TS 29.002) and S6a (TS 29.272) */			\
X(UPDATE_LOCATION, "update-location")					\
X(AUTHENTICATE, "authenticate")						\
X(CANCEL_LOCATION, "cancel-location")					\
X(INSERT_SUBSCRIBER_DATA, "insert-subscriber-data")			\
X(DELETE_SUBSCRIBER_DATA, "delete-subscriber-data")			\
X(PURGE, "purge")							\
X(RESET, "reset")							\
X(NOTIFY, "notify")							\
X(RESTORE_DATA, "restore-data")						\
X(SEND_PARAMETERS, "send-parameters")					\
X(SEND_IDENTIFICATION, "send-identification")				\
X(AUTHENTICATION_FAILURE_REPORT, "authentication-failure-report")	\
X(CHECK_IMEI, "check-imei")						\
X(FORWARD_CHECK_SS, "forward-check-ss")					\
X(UPDATE_VCSG_LOCATION, "update-vcsg-location")				\
X(CANCEL_VCSG_LOCATION, "cancel-vcsg-location")				\
X(NOTE_MM_EVENT, "note-mm-event")					\
/* call handling and subscriber information */				\
X(PROVIDE_ROAMING_NUMBER, "provide-roaming-number")			\
X(PROVIDE_SUBSCRIBER_INFO, "provide-subscriber-info")			\
X(SEND_ROUTING_INFO, "send-routing-info")				\
X(SEND_ROUTING_INFO_GPRS, "send-routing-info-gprs")			\
X(SEND_IMSI, "send-imsi")						\
X(ANY_TIME_INTERROGATION, "any-time-interrogation")			\
X(ANY_TIME_MODIFICATION, "any-time-modification")			\
X(ANY_TIME_SUBSCRIPTION_INTERROGATION, "any-time-subscription-interrogation")	\
X(NOTE_SUBSCRIBER_DATA_MODIFIED, "note-subscriber-data-modified")	\
X(RESUME_CALL_HANDLING, "resume-call-handling")				\
X(RELEASE_RESOURCES, "release-resources")				\
X(SET_REPORTING_STATE, "set-reporting-state")				\
X(STATUS_REPORT, "status-report")					\
X(REMOTE_USER_FREE, "remote-user-free")					\
X(IST_ALERT, "ist-alert")						\
X(IST_COMMAND, "ist-command")						\
X(FAILURE_REPORT, "failure-report")					\
X(NOTE_MS_PRESENT_GPRS, "note-ms-present-gprs")				\
/* supplementary services */						\
X(REGISTER_SS, "register-ss")						\
X(ERASE_SS, "erase-ss")							\
X(ACTIVATE_SS, "activate-ss")						\
X(DEACTIVATE_SS, "deactivate-ss")					\
X(INTERROGATE_SS, "interrogate-ss")					\
X(REGISTER_PASSWORD, "register-password")				\
X(GET_PASSWORD, "get-password")						\
X(NOTIFY_SS, "notify-ss")						\
X(PROCESS_USSD, "process-ussd")						\
X(USSD_REQUEST, "ussd-request")						\
X(USSD_NOTIFY, "ussd-notify")						\
X(PROCESS_USSD_DATA, "process-ussd-data")				\
X(BEGIN_SUBSCRIBER_ACTIVITY, "begin-subscriber-activity")		\
X(SS_INVOCATION_NOTIFICATION, "ss-invocation-notification")		\
X(REGISTER_CC_ENTRY, "register-cc-entry")				\
X(ERASE_CC_ENTRY, "erase-cc-entry")					\
/* short messages */							\
X(SEND_ROUTING_INFO_SM, "send-routing-info-sm")				\
X(MO_FORWARD_SM, "mo-forward-sm")					\
X(MT_FORWARD_SM, "mt-forward-sm")					\
X(MT_FORWARD_SM_VGCS, "mt-forward-sm-vgcs")				\
X(REPORT_SM_DELIVERY_STATUS, "report-sm-delivery-status")		\
X(ALERT_SERVICE_CENTRE, "alert-service-centre")				\
X(INFORM_SERVICE_CENTRE, "inform-service-centre")			\
X(READY_FOR_SM, "ready-for-sm")						\
X(NOTE_SUBSCRIBER_PRESENT, "note-subscriber-present")			\
/* location services */							\
X(SEND_ROUTING_INFO_LCS, "send-routing-info-lcs")			\
X(PROVIDE_SUBSCRIBER_LOCATION, "provide-subscriber-location")		\
X(SUBSCRIBER_LOCATION_REPORT, "subscriber-location-report")		\
X(LCS_SUPPLEMENTARY, "lcs-supplementary")				\
/* tracing, handover, group calls */					\
X(ACTIVATE_TRACE, "activate-trace")					\
X(DEACTIVATE_TRACE, "deactivate-trace")					\
X(TRACE_SUBSCRIBER_ACTIVITY, "trace-subscriber-activity")		\
X(HANDOVER, "handover")							\
X(GROUP_CALL, "group-call")						\
X(SECURE_TRANSPORT, "secure-transport")					\
X(CALL_SUPPLEMENTARY, "call-supplementary")				\
X(UNALLOCATED, "unallocated")						\
/* CAP (TS 29.078) */							\
X(INITIAL_DP, "initial-dp")						\
X(CAMEL_CALL, "camel-call")						\
X(CAMEL_SMS, "camel-sms")						\
X(CAMEL_GPRS, "camel-gprs")						\
/* Diameter base (RFC 6733) and other applications */			\
X(CAPABILITIES_EXCHANGE, "capabilities-exchange")			\
X(DEVICE_WATCHDOG, "device-watchdog")					\
X(DISCONNECT_PEER, "disconnect-peer")					\
X(RE_AUTH, "re-auth")							\
X(ABORT_SESSION, "abort-session")					\
X(SESSION_TERMINATION, "session-termination")				\
X(ACCOUNTING, "accounting")						\
X(CREDIT_CONTROL, "credit-control")					\
X(AA, "aa")								\
X(IMS_REGISTRATION, "ims-registration")					\
X(IMS_LOCATION_INFO, "ims-location-info")				\
X(IMS_USER_DATA, "ims-user-data")					\
X(NON_3GPP_ACCESS, "non-3gpp-access")					\
/* below the user: management of links and subsystems */		\
X(LINK_MANAGEMENT, "link-management")					\
X(SUBSYSTEM_MANAGEMENT, "subsystem-management")

enum sig_op {
	SIG_OP_NONE,		/* none carried, or not known */
#define X(sym, name)	SIG_OP_##sym,
	SIG_OPS(X)
#undef X
	SIG_OP_COUNT
};

/* The name; NULL for SIG_OP_NONE and for a number outside the list. */
const char	*sig_op_name(enum sig_op);

#endif
