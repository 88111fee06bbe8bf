/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The forms of MAP arguments, results and error parameters (map_param.c).
 */
#ifndef DISSECTORS_MAP_PARAM_H
#define DISSECTORS_MAP_PARAM_H

#include "map.h"

extern const struct map_form
    map_update_location, map_location_res, map_cancel_location,
    map_provide_roaming_number, map_roaming_number_res,
    map_subscriber_data_modified, map_resume_call, map_insert_data, map_imsi0,
    map_send_parameters, map_send_parameters_res, map_register_ss,
    map_failure_report_auth, map_release_resources, map_mt_forward,
    map_mt_forward_vgcs, map_mo_forward, map_send_routing_info, map_send_routing_info_res,
    map_update_gprs, map_gprs_routing, map_gprs_routing_res,
    map_gprs_failure, map_gprs_present, map_handover_subsequent,
    map_forward_access, map_reset, map_group_call, map_check_imei,
    map_routing_sm, map_routing_sm_res, map_report_sm, map_report_sm_res,
    map_imsi_bare, map_alert, map_trace, map_vcsg_update, map_begin_activity,
    map_send_identification, map_send_identification_res, map_authenticate,
    map_imsi_first, map_msisdn_bare, map_ussd, map_ati, map_atsi, map_atm,
    map_inform_sc, map_purge, map_handover, map_handover_res,
    map_subscriber_info, map_subscriber_info_res, map_purge_res,
    map_ss_invocation, map_remote_free,
    map_provide_location, map_group_call_info, map_group_call_info_res, map_routing_lcs,
    map_routing_lcs_res, map_location_report, map_mm_event, map_ss_code,
    map_password;

extern const struct param_spec map_absent_sm;

#endif
