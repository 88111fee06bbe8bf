/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where MAP arguments and results carry identities and addresses (3GPP TS
 * 29.002 17.7).  The rows of all versions of an operation stand together: no
 * tag means one thing in one version and another in the next, but for the few
 * cases that have a form of their own.
 */
#include "map_param.h"

#define C(n)	PARAM_SLOT_CONTEXT + (n)	/* context tag n */
#define OCT(n)	PARAM_SLOT_OCTETS + (n)		/* the n-th OCTET STRING */
#define SEQ(n)	PARAM_SLOT_SEQUENCE + (n)
#define INT(n)	PARAM_SLOT_INTEGER + (n)

/* A slot, its type and its field; a slot with a type inside. */
#define VAL(at, type, field)	[at] = { PARAM_##type, SIG_##field, 0 }
#define PRIM(at, type, field)						\
	[at] = { PARAM_##type | PARAM_ONLY_PRIMITIVE, SIG_##field, 0 }
#define IN(at, spec)		[at] = { PARAM_SEQUENCE, 0, &spec }
#define OF(at, spec)		[at] = { PARAM_LIST, 0, &spec }

#define SPEC(name, ...)							\
static const struct param_spec name = { .slot = { __VA_ARGS__ } }
#define SPEC_SPLIT(name, rest, ...)					\
static const struct param_spec name = { .slot = { __VA_ARGS__ }, .behind = &rest }

#define FORM(name, seq)							\
const struct map_form name = { .sequence = &seq }
#define FORM_TAGGED(name, seq, tag)					\
const struct map_form name = { .sequence = &seq, .tagged = &tag }
#define FORM_BARE(name, type, field)					\
const struct map_form name = { .has_bare = true,			\
	.bare = PARAM_##type, .bare_field = SIG_##field }
#define FORM_BOTH(name, seq, type, field)				\
const struct map_form name = { .sequence = &seq, .has_bare = true,	\
	.bare = PARAM_##type, .bare_field = SIG_##field }

/* ---- parts that several operations share ---- */

SPEC(imsi_lmsi, VAL(OCT(1), IMSI, IMSI), VAL(OCT(2), OCTETS, LMSI));
SPEC(imsi_msisdn, VAL(C(0), IMSI, IMSI), VAL(C(1), ADDRESS, MSISDN));
SPEC(hlr_ids, VAL(OCT(0), TBCD, HLR_ID));
SPEC(correlation, VAL(C(0), TBCD, HLR_ID));
SPEC(plmns, VAL(OCT(0), PLMN, OTHER_PLMN));
SPEC(imeisv, VAL(C(0), IMEI, IMEI));
SPEC(mme_diameter, VAL(C(0), TEXT, MME_NAME),
    VAL(C(1), TEXT, MME_REALM));
SPEC(smsc_diameter, VAL(C(0), TEXT, SMSC_NAME),
    VAL(C(1), TEXT, SMSC_REALM));
SPEC(sgsn_diameter, VAL(C(0), TEXT, SGSN_NAME),
    VAL(C(1), TEXT, SGSN_REALM));
SPEC(node_diameter, VAL(C(0), TEXT, NODE_NAME),
    VAL(C(1), TEXT, NODE_REALM));

/* Forwarding: feature list of a service. */
SPEC(forwarding_feature, VAL(C(5), ADDRESS, FORWARDED_TO),
    VAL(C(10), ADDRESS, FORWARDED_TO));
SPEC(forwarding_features, IN(SEQ(0), forwarding_feature));
SPEC(forwarding_info, OF(SEQ(1), forwarding_features));
SPEC(provisioned_ss, IN(C(0), forwarding_info));
SPEC(forwarding_data, VAL(C(5), ADDRESS, FORWARDED_TO),
    VAL(C(8), ADDRESS, FORWARDED_TO));

/* CAMEL subscription: every gsmSCF address. */
SPEC(scf_0, VAL(C(0), ADDRESS, GSMSCF));
SPEC(scf_2, VAL(C(2), ADDRESS, GSMSCF));
SPEC(tdp_list, IN(SEQ(0), scf_0));
SPEC(bcsm_csi, OF(SEQ(1), tdp_list));
SPEC(ss_camel_data, VAL(OCT(1), ADDRESS, GSMSCF));
SPEC(ss_csi, IN(SEQ(1), ss_camel_data));
SPEC(tdp_list_2, IN(SEQ(0), scf_2));
SPEC(sms_csi, OF(C(0), tdp_list_2));
SPEC(d_csi_data, VAL(OCT(1), ADDRESS, CALLED_NUMBER),
    VAL(OCT(2), ADDRESS, GSMSCF));
SPEC(d_csi_list, IN(SEQ(0), d_csi_data));
SPEC(d_csi, OF(C(0), d_csi_list));
SPEC(vlr_camel, IN(C(0), bcsm_csi), IN(C(2), ss_csi),
    IN(C(5), scf_0), IN(C(6), sms_csi), IN(C(7), bcsm_csi),
    IN(C(9), d_csi), IN(C(10), sms_csi));
SPEC(sgsn_camel, IN(C(0), sms_csi), IN(C(1), sms_csi),
    IN(C(3), sms_csi), IN(C(5), scf_0));

/* Where a subscriber is (17.7.1, LocationInformation and its kin). */
SPEC(cell, VAL(C(0), PLMN, LAI), VAL(C(1), PLMN, LAI));
SPEC(location_eps, VAL(C(0), PLMN, LAI), VAL(C(7), TEXT, MME_NAME));
SPEC(location_cs, VAL(C(1), ADDRESS, VLR), IN(C(3), cell),
    VAL(C(6), ADDRESS, MSC), IN(C(10), location_eps));
SPEC(location_ps, IN(C(0), cell), VAL(C(1), PLMN, LAI),
    VAL(C(3), ADDRESS, SGSN));
SPEC(number_portability, VAL(C(1), IMSI, IMSI),
    VAL(C(2), ADDRESS, MSISDN));
SPEC(subscriber_info, IN(C(0), location_cs), IN(C(3), location_ps),
    VAL(C(5), IMEI, IMEI), IN(C(8), number_portability),
    IN(C(13), location_eps));
SPEC(subscriber_info_res, IN(SEQ(1), subscriber_info));
FORM(map_subscriber_info_res, subscriber_info_res);

SPEC(additional_number, VAL(C(0), ADDRESS, MSC),
    VAL(C(1), ADDRESS, SGSN));
SPEC(serving_node, VAL(C(0), ADDRESS, MSC), VAL(C(1), ADDRESS, SGSN),
    VAL(C(2), TEXT, MME_NAME));

/* ---- mobility ---- */

SPEC(update_location, VAL(OCT(1), IMSI, IMSI), VAL(OCT(2), ADDRESS, VLR),
    VAL(C(0), ADDRESS, ROAMING_NUMBER), VAL(C(1), ADDRESS, MSC),
    VAL(C(2), GSN, GMLC_ADDRESS), OF(C(3), plmns),
    IN(C(4), mme_diameter), VAL(C(10), OCTETS, LMSI),
    IN(C(13), imeisv));
FORM(map_update_location, update_location);
SPEC(location_res, VAL(OCT(1), ADDRESS, HLR));
FORM_BOTH(map_location_res, location_res, ADDRESS, HLR);

SPEC(update_gprs, VAL(OCT(1), IMSI, IMSI), VAL(OCT(2), ADDRESS, SGSN),
    VAL(OCT(3), GSN, SGSN_ADDRESS), VAL(C(3), GSN, GMLC_ADDRESS),
    IN(C(4), imeisv), VAL(C(8), UINT, RAT), OF(C(15), plmns),
    VAL(C(16), ADDRESS, MME), VAL(C(19), TEXT, SGSN_NAME),
    VAL(C(20), TEXT, SGSN_REALM), OF(C(23), plmns));
FORM(map_update_gprs, update_gprs);

SPEC(cancel_location, VAL(OCT(1), IMSI, IMSI), VAL(OCT(2), OCTETS, LMSI),
    IN(SEQ(1), imsi_lmsi), VAL(C(3), ADDRESS, NEW_MSC),
    VAL(C(4), ADDRESS, NEW_VLR), VAL(C(5), OCTETS, LMSI));
const struct map_form map_cancel_location = {
	.sequence = &cancel_location, .tagged = &cancel_location,
	.has_bare = true, .bare = PARAM_IMSI, .bare_field = SIG_IMSI,
};

SPEC(purge_2, VAL(OCT(1), IMSI, IMSI), VAL(OCT(2), ADDRESS, VLR));
SPEC(purge_3, VAL(OCT(1), IMSI, IMSI), VAL(C(0), ADDRESS, VLR),
    VAL(C(1), ADDRESS, SGSN));
FORM_TAGGED(map_purge, purge_2, purge_3);
SPEC(purge_res, VAL(C(0), NULL, FREEZE), VAL(C(1), NULL, FREEZE),
    VAL(C(2), NULL, FREEZE));
FORM(map_purge_res, purge_res);

SPEC(imsi_first, VAL(OCT(1), IMSI, IMSI), VAL(OCT(2), OCTETS, LMSI));
FORM(map_imsi_first, imsi_first);
SPEC(imsi0, VAL(C(0), IMSI, IMSI));
FORM(map_imsi0, imsi0);
SPEC(imsi0_lmsi1, VAL(C(0), IMSI, IMSI), VAL(C(1), OCTETS, LMSI));
FORM(map_subscriber_info, imsi0_lmsi1);
FORM_BARE(map_imsi_bare, IMSI, IMSI);
FORM_BARE(map_msisdn_bare, ADDRESS, MSISDN);

SPEC(authenticate, VAL(C(0), IMSI, IMSI), VAL(C(4), PLMN, VISITED_PLMN),
    VAL(INT(1), UINT, VECTORS));
FORM_BOTH(map_authenticate, authenticate, IMSI, IMSI);

SPEC(failure_report_auth, VAL(OCT(1), IMSI, IMSI), VAL(C(0), ADDRESS, VLR),
    VAL(C(1), ADDRESS, SGSN));
FORM(map_failure_report_auth, failure_report_auth);

SPEC(insert_data, VAL(C(0), IMSI, IMSI), VAL(C(1), ADDRESS, MSISDN),
    OF(C(7), provisioned_ss), IN(C(13), vlr_camel),
    IN(C(17), sgsn_camel), VAL(C(34), ADDRESS, SGSN),
    VAL(C(35), TEXT, MME_NAME), VAL(C(41), ADDRESS, ADDITIONAL_MSISDN));
FORM(map_insert_data, insert_data);

SPEC(parameters_subscriber, VAL(C(0), IMSI, IMSI),
    VAL(C(1), OCTETS, TMSI));
FORM(map_send_parameters, parameters_subscriber);
SPEC(parameters_data, VAL(C(1), ADDRESS, MSISDN));
SPEC(parameters_res, VAL(C(0), IMSI, IMSI), IN(C(2), parameters_data));
FORM(map_send_parameters_res, parameters_res);

SPEC(send_identification, VAL(OCT(1), OCTETS, TMSI),
    VAL(OCT(2), ADDRESS, MSC), VAL(C(0), PLMN, LAI),
    VAL(C(3), ADDRESS, NEW_VLR), VAL(C(4), OCTETS, LMSI));
FORM_BOTH(map_send_identification, send_identification, OCTETS, TMSI);
const struct map_form map_send_identification_res = {
	.sequence = &imsi_first, .tagged = &imsi_first,
};

SPEC(reset_subscriber, VAL(C(0), IMSI, IMSI));
/* [1] is css-Number, or, constructed, the Reset-Ids */
SPEC(reset, VAL(OCT(1), ADDRESS, HLR), PRIM(C(1), ADDRESS, HLR),
    OF(SEQ(1), hlr_ids), IN(C(2), insert_data),
    IN(C(3), reset_subscriber));
FORM(map_reset, reset);

SPEC(check_imei, VAL(OCT(1), IMEI, IMEI));
FORM_BOTH(map_check_imei, check_imei, IMEI, IMEI);

SPEC(vcsg_update, VAL(OCT(1), IMSI, IMSI), VAL(C(0), ADDRESS, VLR),
    VAL(C(1), ADDRESS, SGSN), VAL(C(2), ADDRESS, MSISDN));
FORM(map_vcsg_update, vcsg_update);

SPEC(mm_location, VAL(C(1), ADDRESS, VLR), IN(C(3), cell),
    VAL(C(6), ADDRESS, MSC));
SPEC(mm_event, VAL(C(1), IMSI, IMSI), VAL(C(2), ADDRESS, MSISDN),
    IN(C(3), mm_location), IN(C(7), location_ps));
FORM(map_mm_event, mm_event);

/* ---- calls ---- */

SPEC(provide_roaming_number, VAL(C(0), IMSI, IMSI),
    VAL(C(1), ADDRESS, MSC), VAL(C(2), ADDRESS, MSISDN),
    VAL(C(3), ADDRESS, ROAMING_NUMBER), VAL(C(4), OCTETS, LMSI),
    VAL(C(8), ADDRESS, GMSC), VAL(C(25), ADDRESS, OLD_MSC),
    VAL(C(26), PLMN, OTHER_PLMN));
FORM(map_provide_roaming_number, provide_roaming_number);
SPEC(roaming_number_res, VAL(OCT(1), ADDRESS, ROAMING_NUMBER),
    VAL(OCT(2), ADDRESS, MSC));
FORM_BOTH(map_roaming_number_res, roaming_number_res, ADDRESS,
    ROAMING_NUMBER);

SPEC(modified_feature, VAL(C(5), ADDRESS, FORWARDED_TO),
    VAL(C(10), ADDRESS, FORWARDED_TO));
SPEC(modified_features, IN(SEQ(0), modified_feature));
SPEC(modified_forwarding, OF(C(1), modified_features));
SPEC(data_modified, VAL(OCT(1), IMSI, IMSI), VAL(OCT(2), ADDRESS, MSISDN),
    IN(C(0), modified_forwarding));
FORM(map_subscriber_data_modified, data_modified);

SPEC(numbers, VAL(OCT(0), ADDRESS, CALLED_NUMBER));
SPEC(destination_criteria, OF(C(1), numbers));
SPEC(bcsm_criteria, IN(C(0), destination_criteria));
SPEC(bcsm_criteria_list, IN(SEQ(0), bcsm_criteria));
SPEC(resume_call, IN(C(2), forwarding_data), VAL(C(3), IMSI, IMSI),
    VAL(C(9), ADDRESS, MSISDN), OF(C(13), bcsm_criteria_list));
FORM(map_resume_call, resume_call);

SPEC(release_resources, VAL(OCT(1), ADDRESS, ROAMING_NUMBER));
FORM(map_release_resources, release_resources);

SPEC(send_routing_info, VAL(C(0), ADDRESS, MSISDN),
    VAL(C(6), ADDRESS, GMSC));
FORM(map_send_routing_info, send_routing_info);
SPEC(routing_2, VAL(OCT(1), IMSI, IMSI), VAL(OCT(2), ADDRESS, ROAMING_NUMBER),
    IN(SEQ(1), forwarding_data));
SPEC(routing_camel, IN(SEQ(0), forwarding_data));
SPEC(routing_3, VAL(OCT(1), ADDRESS, ROAMING_NUMBER),
    VAL(C(2), ADDRESS, MSC), IN(SEQ(1), forwarding_data),
    IN(C(7), subscriber_info), IN(C(8), routing_camel),
    VAL(C(9), IMSI, IMSI), VAL(C(12), ADDRESS, MSISDN));
FORM_TAGGED(map_send_routing_info_res, routing_2, routing_3);

SPEC(remote_free, VAL(C(0), IMSI, IMSI),
    VAL(C(3), ADDRESS, CALLED_NUMBER));
FORM(map_remote_free, remote_free);

/* ---- packet domain ---- */

SPEC(gprs_routing, VAL(C(0), IMSI, IMSI), VAL(C(1), GSN, GGSN_ADDRESS),
    VAL(C(2), ADDRESS, GGSN));
FORM(map_gprs_routing, gprs_routing);
SPEC(gprs_routing_res, VAL(C(0), GSN, SGSN_ADDRESS),
    VAL(C(1), GSN, GGSN_ADDRESS));
FORM(map_gprs_routing_res, gprs_routing_res);
SPEC(gprs_failure, VAL(C(0), IMSI, IMSI), VAL(C(1), ADDRESS, GGSN),
    VAL(C(2), GSN, GGSN_ADDRESS));
FORM(map_gprs_failure, gprs_failure);
SPEC(gprs_present, VAL(C(0), IMSI, IMSI), VAL(C(1), GSN, SGSN_ADDRESS),
    VAL(C(2), GSN, GGSN_ADDRESS));
FORM(map_gprs_present, gprs_present);

/* ---- supplementary services ---- */

SPEC(register_ss, VAL(OCT(1), UINT, SS_CODE),
    VAL(C(4), ADDRESS, FORWARDED_TO));
FORM(map_register_ss, register_ss);
SPEC(ss_code, VAL(OCT(1), UINT, SS_CODE));
FORM(map_ss_code, ss_code);
FORM_BARE(map_password, UINT, SS_CODE);
SPEC(ussd, VAL(C(0), ADDRESS, MSISDN));
FORM(map_ussd, ussd);
SPEC(begin_activity, VAL(OCT(1), IMSI, IMSI),
    VAL(OCT(2), ADDRESS, ORIGINATION_REFERENCE));
FORM(map_begin_activity, begin_activity);
SPEC(ss_event, VAL(OCT(0), ADDRESS, CALLED_NUMBER));
SPEC(ss_invocation, VAL(C(0), IMSI, IMSI), VAL(C(1), ADDRESS, MSISDN),
    OF(C(3), ss_event), VAL(C(5), ADDRESS, CALLED_NUMBER));
FORM(map_ss_invocation, ss_invocation);

/* ---- subscriber information for gsmSCF ---- */

SPEC(ati, IN(C(0), imsi_msisdn), VAL(C(3), ADDRESS, GSMSCF));
FORM(map_ati, ati);
SPEC(atsi, IN(C(0), imsi_msisdn), VAL(C(2), ADDRESS, GSMSCF));
FORM(map_atsi, atsi);
SPEC(atm_forwarding, VAL(C(3), ADDRESS, FORWARDED_TO));
SPEC(atm_gateway, IN(C(2), node_diameter));
SPEC(atm, IN(C(0), imsi_msisdn), VAL(C(1), ADDRESS, GSMSCF),
    IN(C(2), atm_forwarding), IN(C(8), atm_gateway));
FORM(map_atm, atm);

/* ---- short messages ---- */

/* SM-RP-DA and SM-RP-OA are choices whose tags mean other things behind
 * SM-RP-UI, the first OCTET STRING. */
SPEC(mt_forward_rest, IN(C(1), correlation), VAL(C(3), ADDRESS, GMSC),
    IN(C(4), smsc_diameter));
SPEC_SPLIT(mt_forward, mt_forward_rest, VAL(C(0), IMSI, IMSI),
    VAL(C(1), OCTETS, LMSI), VAL(C(2), ADDRESS, MSISDN),
    VAL(C(4), ADDRESS, SMSC));
FORM(map_mt_forward, mt_forward);
SPEC(mt_forward_vgcs, VAL(C(2), ADDRESS, MSISDN),
    VAL(C(4), ADDRESS, SMSC));
FORM(map_mt_forward_vgcs, mt_forward_vgcs);
SPEC(mo_forward_rest, VAL(OCT(2), IMSI, IMSI), IN(C(0), correlation));
SPEC_SPLIT(mo_forward, mo_forward_rest, VAL(C(0), IMSI, IMSI),
    VAL(C(1), OCTETS, LMSI), VAL(C(2), ADDRESS, MSISDN),
    VAL(C(3), ADDRESS, ROAMING_NUMBER), VAL(C(4), ADDRESS, SMSC));
FORM(map_mo_forward, mo_forward);

SPEC(routing_sm, VAL(C(0), ADDRESS, MSISDN), VAL(C(2), ADDRESS, SMSC),
    VAL(C(12), IMSI, IMSI), IN(C(15), correlation));
FORM(map_routing_sm, routing_sm);
SPEC(sm_location, VAL(C(0), ADDRESS, ROAMING_NUMBER),
    VAL(C(1), ADDRESS, NETWORK_NODE), VAL(OCT(1), OCTETS, LMSI),
    IN(C(6), additional_number), IN(C(7), node_diameter),
    IN(C(8), node_diameter), IN(C(9), additional_number));
SPEC(routing_sm_res, VAL(OCT(1), IMSI, IMSI), IN(C(0), sm_location));
FORM(map_routing_sm_res, routing_sm_res);

SPEC(report_sm, VAL(OCT(1), ADDRESS, MSISDN), VAL(OCT(2), ADDRESS, SMSC),
    VAL(C(9), IMSI, IMSI), IN(C(11), correlation));
FORM(map_report_sm, report_sm);
SPEC(report_sm_res, VAL(OCT(1), ADDRESS, MSISDN));
FORM_BOTH(map_report_sm_res, report_sm_res, ADDRESS, MSISDN);
SPEC(alert, VAL(OCT(1), ADDRESS, MSISDN), VAL(OCT(2), ADDRESS, SMSC),
    VAL(OCT(3), IMSI, IMSI), IN(SEQ(1), correlation),
    IN(C(2), smsc_diameter), VAL(C(3), ADDRESS, NEW_SGSN),
    IN(C(4), sgsn_diameter), VAL(C(5), ADDRESS, NEW_MME),
    IN(C(6), mme_diameter), VAL(C(7), ADDRESS, NEW_MSC));
FORM(map_alert, alert);
SPEC(inform_sc, VAL(OCT(1), ADDRESS, MSISDN));
FORM(map_inform_sc, inform_sc);
const struct param_spec map_absent_sm = {
	.slot = { VAL(C(1), IMSI, IMSI) },
};

/* ---- tracing, handover, group calls ---- */

SPEC(trace, VAL(C(0), IMSI, IMSI), VAL(C(3), ADDRESS, OMC),
    VAL(C(10), GSN, TRACE_ADDRESS));
FORM(map_trace, trace);
SPEC(handover, VAL(C(4), IMSI, IMSI), VAL(C(22), IMEI, IMEI));
FORM_TAGGED(map_handover, handover, handover);
SPEC(handover_res, VAL(C(0), ADDRESS, ROAMING_NUMBER));
FORM_TAGGED(map_handover_res, handover_res, handover_res);
SPEC(forward_access, VAL(C(21), IMEI, IMEI));
FORM_TAGGED(map_forward_access, forward_access, forward_access);
SPEC(subsequent_2, VAL(OCT(3), ADDRESS, NEW_MSC));
SPEC(subsequent_3, VAL(C(1), ADDRESS, NEW_MSC));
FORM_TAGGED(map_handover_subsequent, subsequent_2, subsequent_3);
SPEC(group_call, VAL(OCT(1), IMSI, IMSI));
FORM(map_group_call, group_call);
SPEC(group_call_info, VAL(C(1), IMSI, IMSI), VAL(C(2), OCTETS, TMSI));
FORM(map_group_call_info, group_call_info);
SPEC(group_call_info_res, VAL(C(0), ADDRESS, MSC), VAL(C(2), IMSI, IMSI));
FORM(map_group_call_info_res, group_call_info_res);

/* ---- location services ---- */

SPEC(reporting_plmn, VAL(C(0), PLMN, OTHER_PLMN));
SPEC(reporting_plmns, IN(SEQ(0), reporting_plmn));
SPEC(reporting_list, OF(C(1), reporting_plmns));
SPEC(provide_location, VAL(OCT(1), ADDRESS, GMLC), VAL(C(2), IMSI, IMSI),
    VAL(C(3), ADDRESS, MSISDN), VAL(C(4), OCTETS, LMSI),
    VAL(C(5), IMEI, IMEI), VAL(C(15), GSN, GMLC_ADDRESS),
    IN(C(18), reporting_list));
FORM(map_provide_location, provide_location);

SPEC(routing_lcs, VAL(C(0), ADDRESS, GMLC), IN(C(1), imsi_msisdn));
FORM(map_routing_lcs, routing_lcs);
SPEC(lcs_location, VAL(OCT(1), ADDRESS, NETWORK_NODE),
    VAL(C(0), OCTETS, LMSI), IN(C(3), additional_number),
    VAL(C(6), TEXT, MME_NAME), VAL(C(8), TEXT, NODE_NAME),
    VAL(C(9), TEXT, SGSN_NAME), VAL(C(10), TEXT, SGSN_REALM));
SPEC(routing_lcs_res, IN(C(0), imsi_msisdn), IN(C(1), lcs_location),
    VAL(C(3), GSN, GMLC_ADDRESS), VAL(C(4), GSN, GMLC_ADDRESS),
    VAL(C(6), GSN, GMLC_ADDRESS));
FORM(map_routing_lcs_res, routing_lcs_res);

SPEC(location_report, VAL(C(0), ADDRESS, MSISDN), VAL(C(1), IMSI, IMSI),
    VAL(C(2), IMEI, IMEI), VAL(C(3), ADDRESS, EMERGENCY_NUMBER),
    VAL(C(4), ADDRESS, EMERGENCY_NUMBER), VAL(C(14), GSN, GMLC_ADDRESS),
    IN(SEQ(2), lcs_location), IN(C(26), serving_node));
FORM(map_location_report, location_report);
