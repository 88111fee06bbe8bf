/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * AVPs and what Diameter commands carry, as patterns.
 *
 * RFC 6733 4.5, RFC 7683 7, RFC 7944 9.1, RFC 8581, RFC 8582, RFC 8583; 3GPP
 * TS 29.272 7.2 and 7.3, TS 29.172 6 and 7, TS 29.173 6, TS 29.338 5 and 6.
 */
#include "build.h"

/* Sorted by code; in these applications no code stands for two AVPs. */
const struct avp_def avp_defs[] = {
{ 1, 0, true, AVP_TEXT },	/* User-Name */
{ 33, 0, true, AVP_OCTETS },	/* Proxy-State */
{ 55, 0, true, AVP_U32 },	/* Event-Timestamp */
{ 257, 0, true, AVP_ADDRESS },	/* Host-IP-Address */
{ 258, 0, true, AVP_U32 },	/* Auth-Application-Id */
{ 259, 0, true, AVP_U32 },	/* Acct-Application-Id */
{ 260, 0, true, AVP_GROUP },	/* Vendor-Specific-Application-Id */
{ 261, 0, true, AVP_U32 },	/* Redirect-Host-Usage */
{ 263, 0, true, AVP_TEXT },	/* Session-Id */
{ 264, 0, true, AVP_TEXT },	/* Origin-Host */
{ 265, 0, true, AVP_U32 },	/* Supported-Vendor-Id */
{ 266, 0, true, AVP_U32 },	/* Vendor-Id */
{ 267, 0, false, AVP_U32 },	/* Firmware-Revision */
{ 268, 0, true, AVP_U32 },	/* Result-Code */
{ 269, 0, false, AVP_TEXT },	/* Product-Name */
{ 273, 0, true, AVP_U32 },	/* Disconnect-Cause */
{ 277, 0, true, AVP_U32 },	/* Auth-Session-State */
{ 278, 0, true, AVP_U32 },	/* Origin-State-Id */
{ 279, 0, true, AVP_GROUP },	/* Failed-AVP */
{ 280, 0, true, AVP_TEXT },	/* Proxy-Host */
{ 281, 0, false, AVP_TEXT },	/* Error-Message */
{ 282, 0, true, AVP_TEXT },	/* Route-Record */
{ 283, 0, true, AVP_TEXT },	/* Destination-Realm */
{ 284, 0, true, AVP_GROUP },	/* Proxy-Info */
{ 285, 0, true, AVP_U32 },	/* Re-Auth-Request-Type */
{ 291, 0, true, AVP_U32 },	/* Authorization-Lifetime */
{ 292, 0, true, AVP_TEXT },	/* Redirect-Host */
{ 293, 0, true, AVP_TEXT },	/* Destination-Host */
{ 294, 0, false, AVP_TEXT },	/* Error-Reporting-Host */
{ 295, 0, true, AVP_U32 },	/* Termination-Cause */
{ 296, 0, true, AVP_TEXT },	/* Origin-Realm */
{ 297, 0, true, AVP_GROUP },	/* Experimental-Result */
{ 298, 0, true, AVP_U32 },	/* Experimental-Result-Code */
{ 299, 0, true, AVP_U32 },	/* Inband-Security-Id */
{ 301, 0, false, AVP_U32 },	/* DRMP */
{ 348, 0, true, AVP_GROUP },	/* MIP-Home-Agent-Host */
{ 415, 0, true, AVP_U32 },	/* CC-Request-Number */
{ 416, 0, true, AVP_U32 },	/* CC-Request-Type */
{ 443, 0, true, AVP_GROUP },	/* Subscription-Id */
{ 444, 0, true, AVP_TEXT },	/* Subscription-Id-Data */
{ 450, 0, true, AVP_U32 },	/* Subscription-Id-Type */
{ 461, 0, true, AVP_TEXT },	/* Service-Context-Id */
{ 480, 0, true, AVP_U32 },	/* Accounting-Record-Type */
{ 485, 0, true, AVP_U32 },	/* Accounting-Record-Number */
{ 486, 0, true, AVP_GROUP },	/* MIP6-Agent-Info */
{ 493, 0, true, AVP_TEXT },	/* Service-Selection */
{ 515, 10415, true, AVP_U32 },	/* Max-Requested-Bandwidth-DL */
{ 516, 10415, true, AVP_U32 },	/* Max-Requested-Bandwidth-UL */
{ 600, 10415, true, AVP_OCTETS },	/* Visited-Network-Identifier */
{ 621, 0, false, AVP_GROUP },	/* OC-Supported-Features */
{ 622, 0, false, AVP_U64 },	/* OC-Feature-Vector */
{ 623, 0, false, AVP_GROUP },	/* OC-OLR */
{ 624, 0, false, AVP_U64 },	/* OC-Sequence-Number */
{ 625, 0, false, AVP_U32 },	/* OC-Validity-Duration */
{ 626, 0, false, AVP_U32 },	/* OC-Report-Type */
{ 627, 0, false, AVP_U32 },	/* OC-Reduction-Percentage */
{ 628, 10415, true, AVP_GROUP },	/* Supported-Features */
{ 629, 10415, true, AVP_U32 },	/* Feature-List-ID */
{ 630, 10415, true, AVP_U32 },	/* Feature-List */
{ 648, 0, false, AVP_U64 },	/* OC-Peer-Algo */
{ 649, 0, false, AVP_TEXT },	/* SourceID */
{ 650, 0, false, AVP_GROUP },	/* Load */
{ 651, 0, false, AVP_U32 },	/* Load-Type */
{ 652, 0, false, AVP_U64 },	/* Load-Value */
{ 670, 0, false, AVP_U32 },	/* OC-Maximum-Rate */
{ 701, 10415, true, AVP_OCTETS },	/* MSISDN */
{ 1028, 10415, true, AVP_U32 },	/* QoS-Class-Identifier */
{ 1032, 10415, false, AVP_U32 },	/* RAT-Type */
{ 1034, 10415, true, AVP_GROUP },	/* Allocation-Retention-Priority */
{ 1046, 10415, true, AVP_U32 },	/* Priority-Level */
{ 1047, 10415, true, AVP_U32 },	/* Pre-emption-Capability */
{ 1048, 10415, true, AVP_U32 },	/* Pre-emption-Vulnerability */
{ 1237, 10415, true, AVP_U32 },	/* LCS-Format-Indicator */
{ 1238, 10415, true, AVP_TEXT },	/* LCS-Name-String */
{ 1241, 10415, true, AVP_U32 },	/* LCS-Client-Type */
{ 1242, 10415, true, AVP_OCTETS },	/* Location-Estimate */
{ 1400, 10415, true, AVP_GROUP },	/* Subscription-Data */
{ 1401, 10415, true, AVP_GROUP },	/* Terminal-Information */
{ 1402, 10415, true, AVP_TEXT },	/* IMEI */
{ 1403, 10415, true, AVP_TEXT },	/* Software-Version */
{ 1405, 10415, true, AVP_U32 },	/* ULR-Flags */
{ 1406, 10415, true, AVP_U32 },	/* ULA-Flags */
{ 1407, 10415, true, AVP_OCTETS },	/* Visited-PLMN-Id */
{ 1408, 10415, true, AVP_GROUP },	/* Requested-EUTRAN-Authentication */
{ 1409, 10415, true, AVP_GROUP },	/* Requested-UTRAN-GERAN */
{ 1410, 10415, true, AVP_U32 },	/* Number-Of-Requested-Vectors */
{ 1412, 10415, true, AVP_U32 },	/* Immediate-Response-Preferred */
{ 1413, 10415, true, AVP_GROUP },	/* Authentication-Info */
{ 1414, 10415, true, AVP_GROUP },	/* E-UTRAN-Vector */
{ 1416, 10415, true, AVP_GROUP },	/* GERAN-Vector */
{ 1417, 10415, true, AVP_U32 },	/* Network-Access-Mode */
{ 1419, 10415, true, AVP_U32 },	/* Item-Number */
{ 1420, 10415, true, AVP_U32 },	/* Cancellation-Type */
{ 1421, 10415, true, AVP_U32 },	/* DSR-Flags */
{ 1422, 10415, true, AVP_U32 },	/* DSA-Flags */
{ 1423, 10415, true, AVP_U32 },	/* Context-Identifier */
{ 1424, 10415, true, AVP_U32 },	/* Subscriber-Status */
{ 1425, 10415, true, AVP_U32 },	/* Operator-Determined-Barring */
{ 1426, 10415, true, AVP_U32 },	/* Access-Restriction-Data */
{ 1428, 10415, true, AVP_U32 },	/* All-APN-Configurations-Included-Indicator */
{ 1429, 10415, true, AVP_GROUP },	/* APN-Configuration-Profile */
{ 1430, 10415, true, AVP_GROUP },	/* APN-Configuration */
{ 1431, 10415, true, AVP_GROUP },	/* EPS-Subscribed-QoS-Profile */
{ 1432, 10415, true, AVP_U32 },	/* VPLMN-Dynamic-Address-Allowed */
{ 1433, 10415, true, AVP_OCTETS },	/* STN-SR */
{ 1434, 10415, true, AVP_U32 },	/* Alert-Reason */
{ 1435, 10415, true, AVP_GROUP },	/* AMBR */
{ 1440, 10415, true, AVP_U32 },	/* RAT-Frequency-Selection-Priority-ID */
{ 1441, 10415, true, AVP_U32 },	/* IDA-Flags */
{ 1442, 10415, true, AVP_U32 },	/* PUA-Flags */
{ 1443, 10415, true, AVP_U32 },	/* NOR-Flags */
{ 1444, 10415, false, AVP_TEXT },	/* User-Id */
{ 1445, 10415, true, AVP_U32 },	/* Equipment-Status */
{ 1447, 10415, true, AVP_OCTETS },	/* RAND */
{ 1448, 10415, true, AVP_OCTETS },	/* XRES */
{ 1449, 10415, true, AVP_OCTETS },	/* AUTN */
{ 1450, 10415, true, AVP_OCTETS },	/* KASME */
{ 1453, 10415, true, AVP_OCTETS },	/* Kc */
{ 1454, 10415, true, AVP_OCTETS },	/* SRES */
{ 1456, 10415, true, AVP_U32 },	/* PDN-Type */
{ 1472, 10415, true, AVP_GROUP },	/* Specific-APN-Info */
{ 1473, 10415, true, AVP_GROUP },	/* LCS-Info */
{ 1474, 10415, true, AVP_OCTETS },	/* GMLC-Number */
{ 1489, 10415, true, AVP_OCTETS },	/* SGSN-Number */
{ 1490, 10415, true, AVP_U32 },	/* IDR-Flags */
{ 1492, 10415, false, AVP_U32 },	/* IMS-Voice-Over-PS-Sessions */
{ 1493, 10415, false, AVP_U32 },	/* Homogeneous-Support-of-IMS-Voice */
{ 1494, 10415, false, AVP_U32 },	/* Last-UE-Activity-Time */
{ 1495, 10415, false, AVP_GROUP },	/* EPS-User-State */
{ 1496, 10415, false, AVP_GROUP },	/* EPS-Location-Information */
{ 1497, 10415, false, AVP_GROUP },	/* MME-User-State */
{ 1499, 10415, false, AVP_U32 },	/* User-State */
{ 1600, 10415, false, AVP_GROUP },	/* MME-Location-Information */
{ 1601, 10415, false, AVP_GROUP },	/* SGSN-Location-Information */
{ 1602, 10415, false, AVP_OCTETS },	/* E-UTRAN-Cell-Global-Identity */
{ 1603, 10415, false, AVP_OCTETS },	/* Tracking-Area-Identity */
{ 1604, 10415, false, AVP_OCTETS },	/* Cell-Global-Identity */
{ 1605, 10415, false, AVP_OCTETS },	/* Routing-Area-Identity */
{ 1610, 10415, false, AVP_U32 },	/* Current-Location-Retrieved */
{ 1611, 10415, false, AVP_U32 },	/* Age-Of-Location-Information */
{ 1612, 10415, false, AVP_GROUP },	/* Active-APN */
{ 1614, 10415, false, AVP_U32 },	/* Error-Diagnostic */
{ 1615, 10415, false, AVP_U32 },	/* UE-SRVCC-Capability */
{ 1619, 10415, false, AVP_U32 },	/* Subscribed-Periodic-RAU-TAU-Timer */
{ 1635, 10415, false, AVP_U32 },	/* PUR-Flags */
{ 1637, 10415, false, AVP_GROUP },	/* Equivalent-PLMN-List */
{ 1638, 10415, false, AVP_U32 },	/* CLR-Flags */
{ 1639, 10415, false, AVP_U32 },	/* UVR-Flags */
{ 1640, 10415, false, AVP_U32 },	/* UVA-Flags */
{ 1642, 10415, false, AVP_TEXT },	/* Time-Zone */
{ 1643, 10415, false, AVP_OCTETS },	/* A-MSISDN */
{ 1645, 10415, false, AVP_OCTETS },	/* MME-Number-for-MT-SMS */
{ 1648, 10415, false, AVP_U32 },	/* SMS-Register-Request */
{ 1649, 10415, false, AVP_GROUP },	/* Local-Time-Zone */
{ 1650, 10415, false, AVP_U32 },	/* Daylight-Saving-Time */
{ 1664, 10415, false, AVP_TEXT },	/* SGs-MME-Identity */
{ 1666, 10415, false, AVP_TEXT },	/* Coupled-Node-Diameter-ID */
{ 1670, 10415, false, AVP_OCTETS },	/* Reset-ID */
{ 1672, 10415, false, AVP_GROUP },	/* Adjacent-PLMNs */
{ 1679, 10415, false, AVP_U32 },	/* AIR-Flags */
{ 1680, 10415, false, AVP_U32 },	/* UE-Usage-Type */
{ 2400, 10415, true, AVP_OCTETS },	/* LMSI */
{ 2401, 10415, true, AVP_GROUP },	/* Serving-Node */
{ 2402, 10415, true, AVP_TEXT },	/* MME-Name */
{ 2403, 10415, true, AVP_OCTETS },	/* MSC-Number */
{ 2404, 10415, true, AVP_U32 },	/* LCS-Capabilities-Sets */
{ 2405, 10415, true, AVP_ADDRESS },	/* GMLC-Address */
{ 2406, 10415, true, AVP_GROUP },	/* Additional-Serving-Node */
{ 2407, 10415, true, AVP_ADDRESS },	/* PSR-Address */
{ 2408, 10415, false, AVP_TEXT },	/* MME-Realm */
{ 2409, 10415, false, AVP_TEXT },	/* SGSN-Name */
{ 2410, 10415, false, AVP_TEXT },	/* SGSN-Realm */
{ 2411, 10415, false, AVP_U32 },	/* RIA-Flags */
{ 2500, 10415, true, AVP_U32 },	/* Slg-Location-Type */
{ 2501, 10415, true, AVP_GROUP },	/* LCS-EPS-Client-Name */
{ 2513, 10415, true, AVP_U32 },	/* Accuracy-Fulfilment-Indicator */
{ 2514, 10415, true, AVP_U32 },	/* Age-Of-Location-Estimate */
{ 2517, 10415, true, AVP_OCTETS },	/* ECGI */
{ 2518, 10415, true, AVP_U32 },	/* Location-Event */
{ 2531, 10415, false, AVP_OCTETS },	/* LCS-Reference-Number */
{ 3102, 10415, true, AVP_GROUP },	/* User-Identifier */
{ 3300, 10415, true, AVP_OCTETS },	/* SC-Address */
{ 3301, 10415, true, AVP_OCTETS },	/* SM-RP-UI */
{ 3302, 10415, false, AVP_U32 },	/* TFR-Flags */
{ 3310, 10415, false, AVP_U32 },	/* SRR-Flags */
{ 3312, 10415, false, AVP_U32 },	/* MWD-Status */
{ 3316, 10415, false, AVP_GROUP },	/* SM-Delivery-Outcome */
{ 3317, 10415, false, AVP_GROUP },	/* MME-SM-Delivery-Outcome */
{ 3321, 10415, false, AVP_U32 },	/* SM-Delivery-Cause */
{ 3322, 10415, false, AVP_U32 },	/* Absent-User-Diagnostic-SM */
{ 3323, 10415, false, AVP_U32 },	/* RDR-Flags */
{ 3332, 10415, false, AVP_OCTETS },	/* SMS-GMSC-Address */
{ 3333, 10415, false, AVP_U32 },	/* SMS-GMSC-Alert-Event */
};
const size_t avp_defs_count = sizeof(avp_defs) / sizeof(avp_defs[0]);

#define RAND16		"00112233445566778899aabbccddeeff"
#define QCI		"1431{1028=9 1034{1046=8 1047=1 1048=1}}"
#define AMBR		"1435{516=50000000 515=100000000}"
#define TERMINAL	"1401{1402:imei 1403:software}"
#define MME_LOCATION							\
	"1600{1602=99f90700000101 1603=99f9070001 1610=0 1611=5}"
#define SGSN_LOCATION	"1601{1604=99f90700010001 1605=99f907000101 1489:sgsn}"
#define SERVING								\
	"1489:sgsn 2409:sgsnname 2410:sgsnrealm 2402:mmename 2408:mmerealm " \
	"2403:msc 2404=3 2405:gmlcip"
#define USER		"3102{1:imsi 701:msisdn}"
#define DELIVER		"040b918812000010f000006211211200000002e834"
#define SUBMIT		"01000b918812000010f0000002e834"

enum {
	S6A = 16777251,
	S13 = 16777252,
	SLG = 16777255,
	SLH = 16777291,
	S7A = 16777308,
	S6C = 16777312,
	SGD = 16777313,
};

const struct diameter_form diameter_forms[] = {
{ 316, S6A, DIAMETER_3GPP, false,
    "1:imsi 628{266=10415 629=1 630=134217735} " TERMINAL " 1032=1004 1405=34 "
    "1615=1 1407:plmn 1489:sgsn 1493=1 2405:gmlcip 1612{1423=1 493\"internet\" "
    "1472{493\"internet\"}} 1637{1407:plmn 1407:plmn2} 1645:mme 1648=0 "
    "1664\"mme.example.org\" 1666:sgsnname 1672{1407:plmn2} 282:relay",
    "628{266=10415 629=1 630=134217735} 1406=1 1400{1424=0 701:msisdn "
    "1643:msisdn2 1433:msc 1417=2 1425=0 1426=32 " AMBR " 1429{1423=1 1428=0 "
    "1430{1423=1 1456=0 493\"internet\" " QCI " 1432=1 " AMBR "} "
    "1430{1423=2 1456=2 493\"ims\" " QCI "}} 1473{1474:gmlc} "
    "1440=5 1619=3600}" },
{ 317, S6A, DIAMETER_3GPP, true, "1:imsi 1420=2 1638=1", "" },
{ 318, S6A, DIAMETER_3GPP, false,
    "1:imsi 1408{1410=1 1412=0} 1409{1410=1} 1407:plmn 1679=1",
    "1413{1414{1419=1 1447=" RAND16 " 1448=0102030405060708 1449=" RAND16
    " 1450=" RAND16 RAND16 "} 1416{1419=2 1447=" RAND16
    " 1454=01020304 1453=0102030405060708}} 1680=1" },
{ 319, S6A, DIAMETER_3GPP, true,
    "1:imsi 1400{701:msisdn 1643:msisdn2} 1490=24",
    "1441=0 1496{" MME_LOCATION " " SGSN_LOCATION "} 1495{1497{1499=2}} "
    "1649{1642\"+4\" 1650=0} 1032=1004 1492=1 1494=0" },
{ 320, S6A, DIAMETER_3GPP, true, "1:imsi 1421=1 1423=1", "1422=0" },
{ 321, S6A, DIAMETER_3GPP, false,
    "1:imsi 1635=1 1496{" MME_LOCATION "}", "1442=1" },
{ 322, S6A, DIAMETER_3GPP, true, "1444\"001010\" 1444\"001011\" 1670=01020304",
    "" },
{ 323, S6A, DIAMETER_3GPP, false,
    "1:imsi " TERMINAL " 486{348{283:drealm 293:dhost}} 600:homeplmn 1423=1 "
    "493\"internet\" 1434=0 1615=1 1443=1 1645:mme", "" },
{ 324, S13, DIAMETER_3GPP, false, TERMINAL " 1:imsi", "1445=0" },
{ 8388638, S7A, DIAMETER_3GPP, false,
    "1:imsi 701:msisdn 1489:sgsn 1639=1", "1640=1" },
{ 8388642, S7A, DIAMETER_3GPP, true, "1:imsi 1420=2", "" },
{ 8388620, SLG, DIAMETER_3GPP, true,
    "2500=0 1:imsi 701:msisdn 1402:imei 2501{1238\"lab\" 1237=0} 1241=0 "
    "2405:gmlcip", "1242=104a5b6c1a2b3c 2513=0 2514=1 2517=99f90700000101 "
    "2401{" SERVING "}" },
{ 8388621, SLG, DIAMETER_3GPP, false,
    "2518=1 1:imsi 701:msisdn 1402:imei 1241=0 1242=104a5b6c1a2b3c 2514=1 "
    "2401{" SERVING "} 2531=01", "2405:gmlcip" },
{ 8388622, SLH, DIAMETER_3GPP, false, "1:imsi 701:msisdn 1474:gmlc",
    "1:imsi 701:msisdn 2400:lmsi 2401{" SERVING "} 2406{2403:newmsc} "
    "2405:gmlcip 2407:gmlcip 2411=1" },
{ 8388645, SGD, DIAMETER_3GPP, false, "3300:smsc " USER " 3301=" SUBMIT, "" },
{ 8388646, SGD, DIAMETER_3GPP, true, "1:imsi 3300:smsc 3301=" DELIVER
    " 1645:mme 1489:sgsn 3302=1 3332:gmsc", "" },
{ 8388647, S6C, DIAMETER_3GPP, false, "701:msisdn 1:imsi 3300:smsc 3310=1",
    "1:imsi 2401{1489:sgsn 2402:mmename 2408:mmerealm 1645:mme} 2400:lmsi "
    "3102{701:msisdn} 3312=0" },
{ 8388648, S6C, DIAMETER_3GPP, true, "3300:smsc " USER " 3333=1 "
    "2401{1489:newsgsn 1645:newmme}", "" },
{ 8388649, S6C, DIAMETER_3GPP, false, USER " 3300:smsc "
    "3316{3317{3321=1 3322=1}} 3323=0", "3102{701:msisdn}" },
{ 257, 0, DIAMETER_PEER, false,
    "257:peerip 266=10415 269\"lab\" 278=1 265=10415 258=16777251 "
    "260{266=10415 258=16777251} 299=0 267=1",
    "257:peerip 266=10415 269\"lab\" 265=10415 260{266=10415 258=16777251}" },
{ 280, 0, DIAMETER_PEER, false, "278=1", "278=1" },
{ 282, 0, DIAMETER_PEER, false, "273=1", "" },
{ 258, 0, DIAMETER_SESSION, true, "258=16777251 285=0 1:imsi", "1:imsi" },
{ 274, 0, DIAMETER_SESSION, true, "258=16777251 1:imsi", "1:imsi" },
{ 275, 0, DIAMETER_SESSION, false, "258=16777251 295=1 1:imsi", "1:imsi" },
{ 271, 3, DIAMETER_SESSION, false, "259=3 480=1 485=0 1:imsi", "480=1 485=0" },
{ 272, 4, DIAMETER_SESSION, false,
    "258=4 461\"32251@3gpp.org\" 416=1 415=0 443{450=1 444:imsi}",
    "258=4 416=1 415=0" },
};
const size_t diameter_forms_count =
    sizeof(diameter_forms) / sizeof(diameter_forms[0]);
