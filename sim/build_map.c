/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What MAP and CAP operations carry, as patterns: one entry an operation and
 * version of its application context, first the plain form of each.
 *
 * 3GPP TS 29.002 17.6, 17.7 (versions 1 and 2 also GSM 09.02); TS 29.078 5 to
 * 8.  Version 1 has no dialogue portion.  Every identity and address that an
 * operation has room for is there.
 */
#include "build.h"

enum ssn {
	HLR = 6, VLR = 7, MSC = 8, EIR = 9, GMLC = 145, CAP = 146,
	SCF = 147, SGSN = 149, GGSN = 150, CSS = 248,
};

#define ISUP_CALLED	"839012128850008808"
#define ISUP_CALLING	"831312885550007707"
#define BCD_CALLED	"91881250558088f8"
#define DELIVER								\
	"040b918812000010f0000062112112000000" "02e834"
#define SUBMIT		"01000b918812000010f0000002e834"
#define RAND16		"00112233445566778899aabbccddeeff"
#define TRIPLET		"30{04=" RAND16 " 04=01020304 04=0102030405060708}"
#define QUINTUPLET	"30{04=" RAND16 " 04=0102030405060708 04=" RAND16 \
	" 04=" RAND16 " 04=" RAND16 "}"
#define SIP		"82\"sip:b@ims.example.org\""
#define USSD		"04=0f 04=aa180c3602"
#define CELL		"99f90700010001"
#define EPS_LOCATION	"80=99f90700000101 81=99f9070001 87:mmename"
#define CS_LOCATION	"02=05 81:vlr a3{80=" CELL "} 86:msc"
#define PS_LOCATION	"a0{81=99f9070001} 81=99f907000101 83:sgsn"
#define CAP_PS_LOCATION	"80=" CELL " 81=99f907000101 83:sgsn"
#define SUBSCRIBER_INFO							\
	"30{a0{" CS_LOCATION " aa{" EPS_LOCATION "}} a1{80=} "		\
	"a3{" PS_LOCATION "} 85:imei ad{" EPS_LOCATION "}}"
#define FORWARDING	"30{83=11 84=07 85:forwarded}"
#define LCS_LOCATION							\
	"04:msc 80:lmsi a3{81:sgsn} 86:mmename 89:sgsnname 8a:sgsnrealm"
#define SUBSCRIBER_V2							\
	"80:imsi 81:msisdn 82=0a 83=00 a4{04=17} a6{04=11 04=21} "	\
	"a7{a0{04=21 30{" FORWARDING "}}}"
#define SUBSCRIBER_V3							\
	"80:imsi 81:msisdn 82=0a 83=00 a4{04=17} a6{04=11 04=21 04=22} " \
	"a7{a0{04=21 30{30{83=11 84=07 85:forwarded 8a:called}}} "	\
	"a3{04=11 84=05}} "						\
	"ad{a0{30{30{0a=02 02=64 80:gsmscf 81=00}} 80=02}} "		\
	"b0{a1{30{02=01 90=f121 92=1b9311 94=036d326d}}} 98=00 "	\
	"b1{a0{a0{30{80=02 81=01 82:gsmscf 83=00}} 81=03}} "		\
	"9f22:sgsn 9f23:mmename 9f29:msisdn2"
#define AC_CAP1		"0.4.0.0.1.0.50.0"
#define AC_CAP2		"0.4.0.0.1.0.50.1"
#define AC_CAP3		"0.4.0.0.1.21.3.4"
#define AC_CAP4		"0.4.0.0.1.23.3.4"
#define AC_CAP3_SMS	"0.4.0.0.1.21.3.61"
#define AC_CAP4_SMS	"0.4.0.0.1.23.3.61"
#define AC_CAP3_GPRS	"0.4.0.0.1.21.3.50"
#define INITIAL_DP							\
	"30{80=64 82=" ISUP_CALLED " 83=" ISUP_CALLING " 85=0a "	\
	"bb{80=8090a3} 9c=02 9f32:imsi bf34{" CS_LOCATION "} "		\
	"bf35{83=11} 9f36=0102030405 9f37:msc 9f38=" BCD_CALLED " "	\
	"9f39=0262111221120000"
#define INITIAL_DP_SMS							\
	"30{80=64 81=" BCD_CALLED " 82:msisdn 83=01 84:imsi a5{"	\
	CS_LOCATION "} a6{" CAP_PS_LOCATION "} 87:smsc "		\
	"88=0262111221120000 8f:msc 90:sgsn 93:imei 94:called}"

const struct map_form map_forms[] = {
{ 2, 3, 1, VLR, HLR, "30{04:imsi 81:msc 04:vlr 8a:lmsi a6{80=0480} 82:gmlcip "
    "ad{80:imeisv} a3{04:plmn 04:plmn2} a4{80:mmename 81:mmerealm}}",
    "30{04:hlr}", NULL },
{ 2, 2, 1, VLR, HLR, "30{04:imsi 81:msc 04:vlr 8a:lmsi}", "30{04:hlr}", NULL },
{ 2, 1, 1, VLR, HLR, "30{04:imsi 81:msc 04:vlr 8a:lmsi}", "04:hlr", NULL },
{ 2, 1, 1, VLR, HLR, "30{04:imsi 80:roaming 04:vlr}", "04:hlr", NULL },
{ 3, 3, 2, HLR, VLR, "a3{30{04:imsi 04:lmsi} 0a=00 83:newmsc 84:newvlr}",
    "30{}", NULL },
{ 3, 3, 2, HLR, SGSN, "a3{04:imsi 0a=01}", "30{}", NULL },
{ 3, 2, 2, HLR, VLR, "30{04:imsi 04:lmsi}", NULL, NULL },
{ 3, 1, 2, HLR, VLR, "04:imsi", NULL, NULL },
{ 4, 3, 3, HLR, VLR, "30{80:imsi 81:msc 82:msisdn 84:lmsi 88:gmsc "
    "89=0102030405 99:oldmsc 9a:plmn}", "30{04:roaming 04:msc}", NULL },
{ 4, 2, 3, HLR, VLR, "30{80:imsi 81:msc 82:msisdn 84:lmsi}", "04:roaming",
    NULL },
{ 4, 1, 3, HLR, VLR, "30{80:imsi 81:msc 82:msisdn 83:roaming 84:lmsi}",
    "04:roaming", NULL },
{ 5, 3, 22, HLR, SCF, "30{04:imsi 04:msisdn "
    "a0{80=21 a1{30{83=11 84=05 85:forwarded 8a:called}}} 84=}", "30{}", NULL },
{ 6, 4, 6, MSC, MSC, "30{80=0102030405 a1{83=11} a2{85:forwarded 86=40 "
    "88:called} 83:imsi 89:msisdn 8b= ad{30{0a=02 a0{80=00 a1{04:called}}}}}",
    "30{}", NULL },
{ 6, 3, 6, MSC, MSC, "30{80=0102030405 a1{83=11} a2{85:forwarded 86=40} "
    "83:imsi}", "30{}", NULL },
{ 7, 3, 16, HLR, VLR, "30{" SUBSCRIBER_V3 "}", "30{a1{04=22} 86=0480}", NULL },
{ 7, 2, 16, HLR, VLR, "30{" SUBSCRIBER_V2 "}", "30{a1{04=22}}", NULL },
{ 7, 1, 16, HLR, VLR, "30{" SUBSCRIBER_V2 "}", "30{a1{04=22}}", NULL },
{ 8, 3, 16, HLR, VLR, "30{80:imsi a1{83=11} a2{04=21}}", "30{}", NULL },
{ 8, 2, 16, HLR, VLR, "30{80:imsi a1{83=11}}", "30{}", NULL },
{ 8, 1, 16, HLR, VLR, "30{80:imsi a1{83=11}}", "30{}", NULL },
{ 9, 1, 14, VLR, HLR, "30{80:imsi 30{0a=00 0a=01}}", "30{80:imsi}", NULL },
{ 9, 1, 14, VLR, HLR, "30{81:tmsi 30{0a=00}}", "30{80:imsi}", NULL },
{ 10, 2, 18, VLR, HLR, "30{04=21 83=11 84:forwarded 85=14}",
    "a0{04=21 30{" FORWARDING "}}", NULL },
{ 10, 1, 18, VLR, HLR, "30{04=21 83=11 84:forwarded}",
    "a0{04=21 30{" FORWARDING "}}", NULL },
{ 11, 2, 18, VLR, HLR, "30{04=21 83=11}", "a0{04=21 30{30{83=11 84=04}}}",
    NULL },
{ 11, 1, 18, VLR, HLR, "30{04=21 83=11}", "a0{04=21 30{30{83=11 84=04}}}",
    NULL },
{ 12, 2, 18, VLR, HLR, "30{04=9a 83=11}", "a1{04=9a 30{30{83=11 84=05}}}",
    NULL },
{ 12, 1, 18, VLR, HLR, "30{04=9a 83=11}", "a1{04=9a 30{30{83=11 84=05}}}",
    NULL },
{ 13, 2, 18, VLR, HLR, "30{04=9a 83=11}", "a1{04=9a 30{30{83=11 84=04}}}",
    NULL },
{ 13, 1, 18, VLR, HLR, "30{04=9a 83=11}", "a1{04=9a 30{30{83=11 84=04}}}",
    NULL },
{ 14, 2, 18, VLR, HLR, "30{04=21 83=11}", "a3{" FORWARDING "}", NULL },
{ 14, 1, 18, VLR, HLR, "30{04=21 83=11}", "a3{" FORWARDING "}", NULL },
{ 15, 3, 39, VLR, HLR, "30{04:imsi 0a=00 01=00 0a=01 04=" RAND16
    " 80:vlr 81:sgsn}", "30{}", NULL },
{ 17, 2, 18, VLR, HLR, "04=21", "12\"1234\"", NULL },
{ 17, 1, 18, VLR, HLR, "04=21", "12\"1234\"", NULL },
{ 18, 2, 18, HLR, VLR, "0a=00", "12\"1234\"", NULL },
{ 18, 1, 18, HLR, VLR, "0a=00", "12\"1234\"", NULL },
{ 19, 1, 18, VLR, HLR, "16\"*100#\"", "16\"ok\"", NULL },
{ 20, 3, 44, MSC, MSC, "30{04:roaming}", "30{}", NULL },
{ 21, 3, 41, MSC, MSC, "30{04=21436587 82:msisdn 04=" DELIVER "}", "30{}",
    NULL },
{ 21, 3, 41, MSC, MSC, "30{04=21436587 84:smsc 04=" DELIVER "}", "30{}",
    NULL },
{ 22, 3, 5, MSC, HLR, "30{80:msisdn 83=00 86:gmsc 87=0102030405}",
    "a3{89:imsi 04:roaming 82:msc 8c:msisdn}", NULL },
{ 22, 2, 5, MSC, HLR, "30{80:msisdn}", "30{04:imsi 04:roaming}", NULL },
{ 22, 1, 5, MSC, HLR, "30{80:msisdn}", "30{04:imsi 04:roaming}", NULL },
{ 23, 3, 32, SGSN, HLR, "30{04:imsi 04:sgsn 04:sgsnip 83:gmlcip "
    "a4{80:imeisv} 88=04 af{04:plmn} 90:mme 93:sgsnname 94:sgsnrealm "
    "b7{04:plmn2}}", "30{04:hlr}", NULL },
{ 24, 4, 33, GGSN, HLR, "30{80:imsi 81:ggsnip 82:ggsn}",
    "30{80:sgsnip 81:ggsnip}", NULL },
{ 24, 3, 33, GGSN, HLR, "30{80:imsi 81:ggsnip 82:ggsn}",
    "30{80:sgsnip 81:ggsnip}", NULL },
{ 25, 3, 34, GGSN, HLR, "30{80:imsi 81:ggsn 82:ggsnip}", "30{80:ggsnip}",
    NULL },
{ 26, 3, 35, HLR, GGSN, "30{80:imsi 81:sgsnip 82:ggsnip}", "30{}", NULL },
{ 28, 1, 11, MSC, MSC, "30{04=" CELL " 04=" CELL " 04=01 04=3357}", NULL,
    NULL },
{ 29, 3, 11, MSC, MSC, "a3{30{0a=01 04=000114}}", "30{}", NULL },
{ 29, 2, 11, MSC, MSC, "30{0a=03 04=000114}", NULL, NULL },
{ 29, 1, 11, MSC, MSC, "30{0a=03 04=000114}", NULL, NULL },
{ 30, 1, 11, MSC, MSC, "30{04=" CELL " 04=" CELL " 04:newmsc 8a=3357}", NULL,
    NULL },
{ 33, 3, 11, MSC, MSC, "a3{30{0a=01 04=000114}}", NULL, NULL },
{ 33, 2, 11, MSC, MSC, "30{0a=03 04=000114}", NULL, NULL },
{ 33, 1, 11, MSC, MSC, "30{0a=03 04=000114}", NULL, NULL },
{ 34, 3, 11, MSC, MSC, "a3{30{0a=01 04=000114} 95:imeisv}", NULL, NULL },
{ 34, 2, 11, MSC, MSC, "30{0a=03 04=000114}", NULL, NULL },
{ 34, 1, 11, MSC, MSC, "30{0a=03 04=000114}", NULL, NULL },
{ 35, 1, 11, MSC, MSC, "30{0a=00}", NULL, NULL },
{ 36, 3, 47, CSS, VLR, "30{30{04:imsi 04:lmsi}}", "30{}", NULL },
{ 37, 3, 10, HLR, VLR, "30{04:hlr 30{04:hlrid 04:hlrid2}}", NULL, NULL },
{ 37, 3, 10, CSS, VLR, "30{81:css}", NULL, NULL },
{ 37, 3, 10, HLR, VLR, "30{04:hlr a1{04=01020304} a2{80:imsi 81:msisdn} "
    "a3{80:imsi}}", NULL, NULL },
{ 37, 2, 10, HLR, VLR, "30{04:hlr 30{04:hlrid}}", NULL, NULL },
{ 37, 1, 10, HLR, VLR, "30{0a=01 04:hlr 30{04:hlrid}}", NULL, NULL },
{ 38, 3, 1, HLR, VLR, NULL, NULL, NULL },
{ 39, 3, 31, MSC, MSC, "30{04=92 04=21436587 04=0102030405 04=00 83=}",
    "30{04:roaming}", NULL },
{ 40, 3, 31, MSC, MSC, "30{04:imsi}", "30{}", NULL },
{ 41, 3, 31, MSC, MSC, "30{80=}", NULL, NULL },
{ 42, 3, 31, MSC, MSC, "30{04:imsi 80=}", NULL, NULL },
{ 43, 3, 13, MSC, EIR, "30{04:imei 03=0680}", "30{0a=00}", NULL },
{ 43, 2, 13, MSC, EIR, "04:imei", "0a=00", NULL },
{ 43, 1, 13, MSC, EIR, "04:imei", "0a=00", NULL },
{ 44, 3, 25, MSC, MSC, "30{80:imsi 84:smsc 04=" DELIVER " a1{80:hlrid " SIP
    "} 83:gmsc a4{80:smscname 81:smscrealm}}", "30{}", NULL },
{ 44, 3, 25, MSC, MSC, "30{81:lmsi 84:smsc 04=" DELIVER "}", "30{}", NULL },
{ 45, 3, 20, MSC, HLR, "30{80:msisdn 81=ff 82:smsc 87= 8c:imsi af{80:hlrid "
    SIP "}}", "30{04:imsi a0{81:msc 04:lmsi a6{81:sgsn} "
    "a7{80:mmename 81:mmerealm}}}", NULL },
{ 45, 2, 20, MSC, HLR, "30{80:msisdn 81=ff 82:smsc}",
    "30{04:imsi a0{81:msc 04:lmsi}}", NULL },
{ 45, 1, 20, MSC, HLR, "30{80:msisdn 81=ff 82:smsc}",
    "30{04:imsi a0{81:msc 04:lmsi}}", NULL },
{ 46, 3, 21, MSC, MSC, "30{84:smsc 82:msisdn 04=" SUBMIT " 04:imsi a0{80:hlrid "
    SIP "}}", "30{}", NULL },
{ 46, 2, 21, MSC, MSC, "30{84:smsc 82:msisdn 04=" SUBMIT "}", NULL, NULL },
{ 46, 1, 21, MSC, MSC, "30{84:smsc 82:msisdn 04=" SUBMIT "}", NULL, NULL },
{ 46, 2, 25, MSC, MSC, "30{80:imsi 84:smsc 04=" DELIVER " 05=}", NULL, NULL },
{ 46, 2, 25, MSC, MSC, "30{83:roaming 84:smsc 04=" DELIVER "}", NULL, NULL },
{ 47, 3, 20, MSC, HLR, "30{04:msisdn 04:smsc 0a=01 80=06 89:imsi "
    "ab{80:hlrid " SIP "}}", "30{04:msisdn}", NULL },
{ 47, 2, 20, MSC, HLR, "30{04:msisdn 04:smsc 0a=01}", "04:msisdn", NULL },
{ 47, 1, 20, MSC, HLR, "30{04:msisdn 04:smsc}", NULL, NULL },
{ 48, 1, 24, VLR, HLR, "04:imsi", NULL, NULL },
{ 49, 1, 23, HLR, MSC, "30{04:msisdn 04:smsc}", NULL, NULL },
{ 50, 3, 17, HLR, VLR, "30{80:imsi 81=0001 82=01 83:omc 8a:traceip}", "30{}",
    NULL },
{ 50, 2, 17, HLR, VLR, "30{80:imsi 81=0001 82=01 83:omc}", "30{}", NULL },
{ 50, 1, 17, HLR, VLR, "30{80:imsi 81=0001 82=01 83:omc}", "30{}", NULL },
{ 51, 3, 17, HLR, VLR, "30{80:imsi 81=0001}", "30{}", NULL },
{ 51, 2, 17, HLR, VLR, "30{80:imsi 81=0001}", "30{}", NULL },
{ 51, 1, 17, HLR, VLR, "30{80:imsi 81=0001}", "30{}", NULL },
{ 52, 1, 11, MSC, MSC, "30{80:imsi 81=0001 82=01 83:omc}", NULL, NULL },
{ 53, 3, 46, VLR, CSS, "30{04:imsi 82:msisdn 80:vlr 81:sgsn}", "30{}", NULL },
{ 54, 1, 18, VLR, HLR, "30{04:imsi 04:vlr}", NULL, NULL },
{ 55, 3, 15, VLR, VLR, "30{04:tmsi 02=05 04:msc 80:lai 83:newvlr 84:lmsi}",
    "a3{04:imsi a0{" TRIPLET "}}", NULL },
{ 55, 2, 15, VLR, VLR, "04:tmsi", "30{04:imsi 30{" TRIPLET "}}", NULL },
{ 56, 3, 14, VLR, HLR, "30{80:imsi 02=05 83=00 84:plmn}",
    "a3{a1{" QUINTUPLET "}}", NULL },
{ 56, 2, 14, VLR, HLR, "04:imsi", "30{" TRIPLET "}", NULL },
{ 57, 3, 1, VLR, HLR, "30{04:imsi 04:lmsi a6{80=0480}}", "30{04:hlr}", NULL },
{ 57, 2, 1, VLR, HLR, "30{04:imsi 04:lmsi}", "30{04:hlr}", NULL },
{ 58, 2, 26, VLR, HLR, "04:msisdn", "04:imsi", NULL },
{ 59, 2, 19, VLR, HLR, "30{" USSD " 80:msisdn}", "30{" USSD "}", NULL },
{ 60, 2, 19, HLR, VLR, "30{" USSD " 80:msisdn}", "30{" USSD "}", NULL },
{ 61, 2, 19, HLR, VLR, "30{" USSD " 80:msisdn}", NULL, NULL },
{ 62, 3, 43, SCF, HLR, "30{a0{81:msisdn} a1{a1{04=21}} 82:gsmscf}",
    "30{a1{30{" FORWARDING "}}}", NULL },
{ 62, 3, 43, SCF, HLR, "30{a0{80:imsi} a1{a1{04=21}} 82:gsmscf}", "30{}",
    NULL },
{ 63, 3, 20, HLR, MSC, "30{04:msisdn 03=0240 02=06}", NULL, NULL },
{ 63, 2, 20, HLR, MSC, "30{04:msisdn 03=0240}", NULL, NULL },
{ 64, 2, 23, HLR, MSC, "30{04:msisdn 04:smsc}", NULL, NULL },
{ 64, 2, 23, HLR, MSC, "30{04:msisdn 04:smsc 04:imsi 30{80:hlrid " SIP
    "} a2{80:smscname 81:smscrealm} 83:newsgsn a4{80:sgsnname 81:sgsnrealm} "
    "85:newmme a6{80:mmename 81:mmerealm} 87:newmsc}", NULL, NULL },
{ 65, 3, 43, SCF, HLR, "30{a0{80:imsi} 81:gsmscf "
    "a2{80=21 82=05 83:forwarded}}", "30{}", NULL },
{ 65, 3, 43, SCF, HLR, "30{a0{81:msisdn} 81:gsmscf a8{80=01 "
    "a2{80:smscname 81:smscrealm}}}", "30{}", NULL },
{ 66, 3, 24, SGSN, HLR, "30{80:imsi 0a=00 05=}", "30{}", NULL },
{ 66, 2, 24, VLR, HLR, "30{80:imsi 0a=00}", NULL, NULL },
{ 67, 3, 27, VLR, HLR, "a3{04:imsi 80:vlr 81:sgsn}", "30{80=}", NULL },
{ 67, 2, 27, VLR, HLR, "30{04:imsi 04:vlr}", NULL, NULL },
{ 68, 3, 11, MSC, MSC, "a3{80=" CELL " a2{0a=01 04=000114} 84:imsi 96:imeisv}",
    "a3{80:roaming}", NULL },
{ 68, 2, 11, MSC, MSC, "30{04=" CELL " 30{0a=03 04=000114}}", "30{04:roaming}",
    NULL },
{ 69, 3, 11, MSC, MSC, "a3{80=" CELL " 81:newmsc a3{0a=01 04=000114}}",
    "a3{30{0a=01 04=000114}}", NULL },
{ 69, 2, 11, MSC, MSC, "30{04=" CELL " 04:newmsc 30{0a=03 04=000114}}",
    "30{0a=03 04=000114}", NULL },
{ 70, 3, 28, HLR, VLR, "30{80:imsi 81:lmsi a2{80= 81= 83= 86=}}",
    "30{" SUBSCRIBER_INFO "}", NULL },
{ 71, 3, 29, SCF, HLR, "30{a0{81:msisdn} a1{80= 81= 83=} 83:gsmscf}",
    "30{" SUBSCRIBER_INFO "}", NULL },
{ 71, 3, 29, SCF, HLR, "30{a0{80:imsi} a1{80= 81=} 83:gsmscf}",
    "30{" SUBSCRIBER_INFO "}", NULL },
{ 72, 3, 36, MSC, SCF, "30{80:imsi 81:msisdn 82=24 a3{04:called} 85:called}",
    "30{}", NULL },
{ 73, 3, 7, HLR, VLR, "30{80:imsi 81:lmsi 82=01}", "30{80=00}", NULL },
{ 74, 3, 7, VLR, HLR, "30{80:imsi a1{80=00}}", "30{}", NULL },
{ 75, 3, 7, HLR, VLR, "30{80:imsi a1{0a=01 04=000114} a2{80=01 81:called} "
    "83:called}", "30{80=00}", NULL },
{ 76, 3, 8, VLR, HLR, "30{80=43 a1{a0{80=01} 81:called a3{0a=01 04=000114} "
    "a4{0a=01 04=000114}}}", "30{a0{80=01}}", NULL },
{ 77, 3, 8, VLR, HLR, "30{80=43 81=01}", "30{80=43}", NULL },
{ 83, 3, 38, GMLC, MSC, "30{30{80=00} 04:gmlc a0{80=00} 82:imsi 83:msisdn "
    "84:lmsi 85:imei 8f:gmlcip b2{a1{30{80:plmn}}}}",
    "30{04=104a5b6c1a2b3c 80=05 a6{80=" CELL "}}", NULL },
{ 84, 3, 45, MSC, MSC, "30{0a=00 04=0021436587 04=91 81:imsi 82:tmsi}",
    "30{80:msc 81=21436587 82:imsi}", NULL },
{ 85, 3, 37, GMLC, HLR, "30{80:gmlc a1{80:imsi}}", "30{a0{81:msisdn} a1{"
    LCS_LOCATION "} 83:gmlcip 84:gmlcip}", NULL },
{ 85, 3, 37, GMLC, HLR, "30{80:gmlc a1{81:msisdn}}", "30{a0{80:imsi} a1{"
    LCS_LOCATION "}}", NULL },
{ 86, 3, 38, MSC, GMLC, "30{0a=00 30{80=00} 30{" LCS_LOCATION "} 80:msisdn "
    "81:imsi 82:imei 83:called 84:calling 8e:gmlcip ba{80:newmsc}}",
    "30{80:calling}", NULL },
{ 87, 3, 4, MSC, HLR, "30{80:imsi}", "30{80=1e}", NULL },
{ 88, 3, 9, HLR, MSC, "30{80:imsi}", "30{}", NULL },
{ 89, 3, 42, VLR, SCF, "30{02=01 80=00 81:imsi 82:msisdn a3{" CS_LOCATION
    "}}", "30{}", NULL },
{ 0, 4, 0, CAP, CAP, INITIAL_DP " bf3b{80:gmsc 83:imei}}", NULL, AC_CAP4 },
{ 0, 3, 0, CAP, CAP, INITIAL_DP "}", NULL, AC_CAP3 },
{ 0, 2, 0, CAP, CAP, INITIAL_DP "}", NULL, AC_CAP2 },
{ 0, 1, 0, CAP, CAP, "30{80=64 82=" ISUP_CALLED " 83=" ISUP_CALLING " 85=0a "
    "9c=02 9f32:imsi bf34{" CS_LOCATION "}}", NULL, AC_CAP1 },
{ 60, 3, 0, CAP, CAP, INITIAL_DP_SMS, NULL, AC_CAP3_SMS },
{ 60, 4, 0, CAP, CAP, INITIAL_DP_SMS, NULL, AC_CAP4_SMS },
{ 78, 3, 0, CAP, CAP, "30{80=64 81=02 82:msisdn 83:imsi "
    "84=0262111221120000 88=036d326d 8a=01020304 ac{" CAP_PS_LOCATION
    "} 8f:ggsnip 91:imei}", NULL, AC_CAP3_GPRS },
};
const size_t map_forms_count = sizeof(map_forms) / sizeof(map_forms[0]);

const struct map_error map_errors[] = {
{ 1, 2, 3, "30{0a=00}" }, { 1, 2, 3, "30{}" }, { 1, 2, 2, NULL },
{ 2, 28, 1, NULL }, { 3, 69, 3, NULL }, { 5, 7, 3, "30{}" },
{ 6, 44, 3, "30{02=01 80=01 81:imsi 82=e5b50000}" },
{ 7, 43, 3, NULL }, { 8, 2, 3, "30{0a=00}" }, { 8, 2, 3, "30{0a=03 80=00}" },
{ 8, 2, 2, "0a=00" }, { 9, 44, 3, "30{}" }, { 10, 22, 3, "30{}" },
{ 11, 22, 3, "30{}" }, { 12, 44, 3, "30{}" }, { 13, 22, 3, "30{0a=01}" },
{ 13, 22, 2, "0a=01" }, { 14, 22, 3, "30{}" }, { 15, 22, 3, "30{0a=00}" },
{ 16, 12, 2, NULL }, { 17, 12, 2, "04=01" }, { 18, 14, 2, NULL },
{ 19, 12, 2, NULL }, { 20, 12, 2, "30{81=21 84=05}" },
{ 21, 44, 3, "30{80=}" }, { 22, 84, 3, "30{}" }, { 23, 28, 1, NULL },
{ 25, 68, 3, NULL }, { 26, 69, 3, NULL }, { 27, 4, 3, "30{80=00}" },
{ 28, 75, 3, "30{}" }, { 29, 76, 3, "30{}" }, { 30, 76, 3, "30{}" },
{ 31, 44, 3, "30{}" }, { 32, 44, 3, "30{0a=00 04=00d300}" },
{ 32, 46, 1, "0a=00" }, { 33, 47, 3, "30{}" }, { 34, 2, 3, "30{0a=01 80=05}" },
{ 34, 2, 2, "0a=01" }, { 35, 2, 3, "30{}" }, { 36, 2, 3, "30{80=}" },
{ 37, 17, 2, "0a=00" }, { 38, 17, 2, NULL }, { 39, 4, 3, "30{}" },
{ 40, 50, 3, "30{}" }, { 42, 68, 3, "30{}" }, { 43, 17, 2, NULL },
{ 44, 22, 3, "30{}" }, { 45, 22, 3, "30{}" }, { 46, 22, 3, "30{}" },
{ 47, 6, 4, "30{}" }, { 48, 4, 3, "30{}" }, { 49, 71, 3, "30{}" },
{ 50, 39, 3, "30{}" }, { 51, 86, 3, "30{}" }, { 52, 83, 3, "30{}" },
{ 53, 83, 3, "30{80=00}" }, { 54, 83, 3, "30{80=00}" }, { 58, 86, 3, "30{}" },
{ 59, 89, 3, "30{}" }, { 60, 62, 3, "30{}" }, { 61, 65, 3, "30{}" },
{ 62, 62, 3, "30{}" }, { 71, 59, 2, NULL }, { 72, 60, 2, NULL },
};
const size_t map_errors_count = sizeof(map_errors) / sizeof(map_errors[0]);

const struct map_form *
map_form_find(unsigned int op, unsigned int version)
{
	size_t i;

	for (i = 0; i < map_forms_count; i++)
		if (map_forms[i].op == op && map_forms[i].version == version &&
		    map_forms[i].ac != 0)
			return &map_forms[i];
	return NULL;
}

const char *
map_ac(char *text, size_t size, unsigned int ac, unsigned int version)
{
	snprintf(text, size, "0.4.0.0.1.0.%u.%u", ac, version);
	return text;
}
