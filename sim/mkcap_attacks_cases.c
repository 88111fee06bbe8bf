/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Attacks by MAP and CAP operations that are sent as they should be, one line
 * each, and beside them what is honest: categories, spoofed senders, places,
 * short messages.
 *
 * Roles, by letter of the network (mkcap_attacks.h): calling address, visited,
 * home and subscriber's network, gateway.  "aahha" is alpha about home's
 * subscriber who is its guest; "ahaaa" is alpha about its own, who is here.
 */
#include <assert.h>

#include "mkcap_attacks.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

enum { SSN_HLR = 6 };

static const struct map_case cat2[] = {
/* cancelLocation */
{ "ahaaa", 3, 0, PASS, NULL, NULL, "own guest" },
{ "bhbbb", 3, 0, PASS, NULL, NULL, "own guest" },
{ "ghggg", 3, 0, PASS, NULL, NULL, "own guest, three-digit MNC, by the hub" },
{ "ohooo", 3, 0, PASS, NULL, NULL, "own guest, a partner without links" },
{ "ahaha", 3, 0, REFUSE, NULL, "cat2", "home's subscriber" },
{ "ahaba", 3, 0, REFUSE, NULL, "cat2", "another partner's subscriber" },
{ "ahaxa", 3, 0, REFUSE, NULL, "cat2", "nobody's subscriber" },
{ "ghgag", 3, 0, REFUSE, NULL, "cat2", "another partner's subscriber" },
/* provideRoamingNumber */
{ "ahaaa", 4, 0, PASS, NULL, NULL, "a call for an own guest" },
{ "ahaaa", 4, 0, PASS, "msisdn:b", NULL, "own guest, ported number" },
{ "ahaha", 4, 0, REFUSE, NULL, "cat2", "home's subscriber" },
{ "ahaba", 4, 0, REFUSE, "msisdn:a", "cat2", "another's subscriber" },
/* insertSubscriberData, deleteSubscriberData */
{ "ahaaa", 7, 0, PASS, NULL, NULL, "own guest" },
{ "ohooo", 7, 0, PASS, NULL, NULL, "own guest" },
{ "ahaha", 7, 0, REFUSE, NULL, "cat2", "home's subscriber" },
{ "ahaba", 7, 0, REFUSE, "msisdn:a", "cat2", "another's subscriber" },
{ "ahaha", 7, 0, REFUSE, "gsmscf:x", "cat2", "calls to be diverted" },
{ "ahaaa", 8, 0, PASS, NULL, NULL, "own guest" },
{ "ahaha", 8, 0, REFUSE, NULL, "cat2", "home's subscriber" },
{ "ahaga", 8, 0, REFUSE, NULL, "cat2", "another's subscriber" },
/* provideSubscriberInfo */
{ "ahaaa", 70, 0, PASS, NULL, NULL, "where an own guest is" },
{ "ahaha", 70, 0, REFUSE, NULL, "cat2", "where home's subscriber is" },
{ "ahaba", 70, 0, REFUSE, NULL, "cat2", "where another's guest is" },
{ "ahaxa", 70, 0, REFUSE, NULL, "cat2", "where nobody's guest is" },
/* setReportingState, remoteUserFree, ist-Command */
{ "ahaaa", 73, 0, PASS, NULL, NULL, "own guest" },
{ "ahaha", 73, 0, REFUSE, NULL, "cat2", "home's subscriber" },
{ "ahaaa", 75, 0, PASS, NULL, NULL, "own guest" },
{ "ahaha", 75, 0, REFUSE, NULL, "cat2", "home's subscriber" },
{ "ahaaa", 88, 0, PASS, NULL, NULL, "own guest" },
{ "ahaba", 88, 0, REFUSE, NULL, "cat2", "another's subscriber" },
/* unstructuredSS-Request and -Notify, named by destination-reference */
{ "ahaaa", 60, 0, PASS, NULL, NULL, "a menu for an own guest" },
{ "ahaha", 60, 0, REFUSE, NULL, "cat2", "a menu for home's subscriber" },
{ "ahaaa", 61, 0, PASS, NULL, NULL, "a notice to an own guest" },
{ "ahaha", 61, 0, REFUSE, NULL, "cat2", "a notice to home's subscriber" },
/* not to begin with: getPassword, forwardCheckSS-Indication */
{ "ahaha", 18, 0, REFUSE, NULL, NULL, "home's subscriber" },
{ "ahaha", 38, 0, REFUSE, NULL, NULL, "no dialogue of ours" },
/* reset */
{ "ahaaa", 37, 0, REFUSE, "hlr:b hlrid:b hlrid2:b css:b imsi:b msisdn:b",
    "cat2 reset", "another partner's HLR" },
{ "ahaaa", 37, 0, REFUSE, "hlr:h hlrid:h hlrid2:h css:h imsi:h msisdn:h",
    "cat2 reset", "home's HLR" },
};

/* reset with ranges: in version 3 its second and third form name a CSS and
 * Reset-Ids. */
static const struct map_case reset[] = {
{ "ahaaa", 37, 2, PASS, NULL, NULL, "own HLR, own range" },
{ "ahaaa", 37, 1, PASS, NULL, NULL, "own HLR, own range" },
{ "ahaaa", 37, 3, PASS, NULL, NULL, "own HLR" },
{ "ahaaa", 37, 2, REFUSE, "hlrid:h", "cat2 reset", "home's range" },
{ "ahaaa", 37, 1, REFUSE, "hlrid:b", "cat2 reset", "another's range" },
};

static const struct map_case cat3[] = {
/* updateLocation, updateGprsLocation */
{ "aahha", 2, 0, PASS, NULL, NULL, "registers" },
{ "bbhhb", 2, 0, PASS, NULL, NULL, "registers" },
{ "gghhg", 2, 0, PASS, NULL, NULL, "registers, by the hub" },
{ "oohho", 2, 0, PASS, NULL, NULL, "registers, partner without links" },
{ "aahaa", 2, 0, REFUSE, NULL, "cat3", "its own subscriber" },
{ "aahba", 2, 0, REFUSE, NULL, "cat3", "another's subscriber" },
{ "aahxa", 2, 0, REFUSE, NULL, "cat3", "nobody's subscriber" },
{ "aahha", 2, 0, REFUSE, "vlr:b", "cat3 place", "VLR of another partner" },
{ "aahha", 2, 0, REFUSE, "vlr:x", "cat3 place", "VLR of nobody" },
{ "aahha", 2, 0, REFUSE, "vlr:h", "cat3 place", "VLR of home" },
{ "abhha", 2, 0, REFUSE, "mmename:a mmerealm:a", "cat3 place",
    "VLR and MSC of another partner" },
{ "aahha", 2, 3, REFUSE, "msc:b", "cat3 place", "MSC of another partner" },
{ "aahha", 2, 2, REFUSE, "msc:x", "cat3 place", "MSC of nobody" },
{ "aahha", 2, 3, REFUSE, "mmename:b mmerealm:b", "cat3 place",
    "MME of another partner" },
{ "aahha", 2, 3, PASS, "plmn2:b", NULL, "with neighbours as equivalents" },
{ "aahha", 23, 0, PASS, NULL, NULL, "registers" },
{ "gghhg", 23, 0, PASS, NULL, NULL, "registers, by the hub" },
{ "aahba", 23, 0, REFUSE, NULL, "cat3", "another's subscriber" },
{ "aahha", 23, 0, REFUSE, "sgsn:b", "cat3 place", "SGSN of another" },
{ "aahha", 23, 0, REFUSE, "sgsn:x", "cat3 place", "SGSN of nobody" },
{ "aahha", 23, 0, REFUSE, "sgsnname:b sgsnrealm:b", "cat3 place",
    "SGSN name of another" },
/* sendAuthenticationInfo, sendParameters */
{ "aahha", 56, 0, PASS, NULL, NULL, "asks for vectors" },
{ "oohho", 56, 0, PASS, NULL, NULL, "asks for vectors" },
{ "gghhg", 56, 3, PASS, NULL, NULL, "three-digit MNC" },
{ "aahaa", 56, 0, REFUSE, NULL, "cat3", "its own subscriber" },
{ "aahba", 56, 0, REFUSE, NULL, "cat3", "another's subscriber" },
{ "aahha", 56, 3, REFUSE, "plmn:b", "cat3 place", "for another network" },
{ "aahha", 56, 3, REFUSE, "plmn:x", "cat3 place", "for nobody's network" },
{ "aahba", 9, 0, REFUSE, NULL, NULL, "another's subscriber" },
/* authenticationFailureReport, purgeMS, restoreData */
{ "aahha", 15, 0, PASS, NULL, NULL, "reports" },
{ "aahba", 15, 0, REFUSE, NULL, "cat3", "another's subscriber" },
{ "aahha", 15, 0, REFUSE, "vlr:b", "cat3 place", "VLR of another" },
{ "aahha", 67, 0, PASS, NULL, NULL, "purges" },
{ "bbhhb", 67, 0, PASS, NULL, NULL, "purges" },
{ "aahga", 67, 0, REFUSE, NULL, "cat3", "another's subscriber" },
{ "aahha", 67, 0, REFUSE, "vlr:b", "cat3 place", "VLR of another" },
{ "aahha", 67, 3, REFUSE, "sgsn:b", "cat3 place", "SGSN of another" },
{ "aahha", 57, 0, PASS, NULL, NULL, "after a restart" },
{ "aahba", 57, 0, REFUSE, NULL, "cat3", "another's subscriber" },
/* readyForSM, noteSubscriberPresent, beginSubscriberActivity */
{ "aahha", 66, 0, PASS, NULL, NULL, "can be reached" },
{ "aahba", 66, 0, REFUSE, NULL, "cat3", "another's subscriber" },
{ "aahha", 48, 0, PASS, NULL, NULL, "can be reached" },
{ "aahba", 48, 0, REFUSE, NULL, "cat3", "another's subscriber" },
{ "aahha", 54, 0, PASS, NULL, NULL, "begins" },
{ "aahba", 54, 0, REFUSE, NULL, "cat3", "another's subscriber" },
{ "aahha", 54, 0, REFUSE, "vlr:b", "cat3 place", "VLR of another" },
/* ist-Alert, statusReport, noteMM-Event */
{ "aahha", 87, 0, PASS, NULL, NULL, "a call goes on" },
{ "aahba", 87, 0, REFUSE, NULL, "cat3", "another's subscriber" },
{ "aahha", 74, 0, PASS, NULL, NULL, "idle again" },
{ "aahba", 74, 0, REFUSE, NULL, "cat3", "another's subscriber" },
{ "aahha", 89, 0, PASS, NULL, NULL, "moved" },
{ "aahba", 89, 0, REFUSE, NULL, "cat3", "another's subscriber" },
{ "aahha", 89, 0, REFUSE, "vlr:b", "cat3 place", "VLR of another" },
/* supplementary services, named by destination-reference */
{ "aahha", 10, 2, PASS, NULL, NULL, "forwards" },
{ "aahba", 10, 2, REFUSE, NULL, "cat3", "another's subscriber" },
{ "aahha", 10, 1, REFUSE, NULL, NULL, "of nobody: no reference" },
{ "aahha", 11, 2, PASS, NULL, NULL, "erases" },
{ "aahba", 11, 2, REFUSE, NULL, "cat3", "another's subscriber" },
{ "aahha", 12, 2, PASS, NULL, NULL, "activates" },
{ "aahxa", 12, 2, REFUSE, NULL, "cat3", "nobody's subscriber" },
{ "aahha", 13, 2, PASS, NULL, NULL, "deactivates" },
{ "aahba", 13, 2, REFUSE, NULL, "cat3", "another's subscriber" },
{ "aahha", 14, 2, PASS, NULL, NULL, "asks" },
{ "aahba", 14, 2, REFUSE, NULL, "cat3", "another's subscriber" },
{ "aahha", 17, 2, PASS, NULL, NULL, "a new password" },
{ "aahba", 17, 2, REFUSE, NULL, "cat3", "another's subscriber" },
{ "aahha", 59, 2, PASS, NULL, NULL, "USSD while abroad" },
{ "gghhg", 59, 2, PASS, NULL, NULL, "USSD while abroad" },
{ "aahaa", 59, 2, REFUSE, NULL, "cat3", "its own subscriber" },
{ "aahba", 59, 2, REFUSE, NULL, "cat3", "another's subscriber" },
{ "aahha", 59, 2, REFUSE, "vlr:b", "cat3 place", "VLR of another" },
};

/* Senders that are not who they say, and some that may. */
static const struct map_case spoofed[] = {
{ "haaha", 2, 0, REFUSE, NULL, "spoofed origin", "as home" },
{ "hahha", 56, 0, REFUSE, NULL, "spoofed origin", "as home" },
{ "hhhha", 7, 0, REFUSE, NULL, "spoofed origin", "as home's HLR" },
{ "hhhha", 3, 0, REFUSE, NULL, "spoofed origin", "as home's HLR" },
{ "hhhho", 70, 0, REFUSE, NULL, "spoofed origin", "as home's HLR" },
{ "xxhha", 2, 0, REFUSE, NULL, "spoofed origin", "as nobody" },
{ "xahha", 2, 0, REFUSE, NULL, "spoofed origin", "as nobody, for alpha" },
{ "xhxxo", 3, 0, REFUSE, NULL, "spoofed origin", "as nobody" },
{ "bbhha", 2, 0, REFUSE, NULL, "spoofed origin", "not behind the link" },
{ "bbhha", 56, 0, REFUSE, NULL, "spoofed origin", "not behind the link" },
{ "gghha", 56, 0, REFUSE, NULL, "spoofed origin", "not behind the link" },
{ "aahhg", 2, 0, REFUSE, NULL, "spoofed origin", "not carried by the hub" },
{ "bhbba", 3, 0, REFUSE, NULL, "spoofed origin", "not behind the link" },
{ "ahaab", 7, 0, REFUSE, NULL, "spoofed origin", "not behind the link" },
{ "ahaao", 4, 0, REFUSE, NULL, "spoofed origin", "over no link at all" },
{ "ddhhd", 2, 0, REFUSE, NULL, "suspended partner", "suspended" },
{ "ddhhd", 56, 0, REFUSE, NULL, "suspended partner", "suspended" },
{ "dhddd", 3, 0, REFUSE, NULL, "suspended partner", "suspended" },
{ "ddhha", 2, 0, REFUSE, NULL, "spoofed origin", "suspended, elsewhere" },
{ "oohho", 2, 0, PASS, NULL, NULL, "a partner without links" },
{ "oohhx", 2, 0, PASS, NULL, NULL, "the same, from another address" },
{ "gghhg", 2, 0, PASS, NULL, NULL, "carried by the hub" },
{ "bbhhg", 2, 0, PASS, NULL, NULL, "carried by the hub as well" },
{ "bbhhb", 2, 0, PASS, NULL, NULL, "over its own link" },
{ "bhbbb", 7, 0, PASS, NULL, NULL, "over its own link" },
};

/* Home is where the subscriber's HLR is; the centre is what smsc says. */
static const struct map_case sms[] = {
/* sendRoutingInfoForSM */
{ "aahha", 45, 0, PASS, "smsc:a", NULL, "a message for our subscriber" },
{ "gghhg", 45, 0, PASS, "smsc:g", NULL, "a message for our subscriber" },
{ "aahba", 45, 0, REFUSE, "smsc:a", "sms", "another's subscriber" },
{ "aahaa", 45, 0, REFUSE, "smsc:a", "sms", "its own subscriber" },
{ "aahha", 45, 0, REFUSE, "smsc:b", "sms service centre", "another's centre" },
{ "aahha", 45, 0, REFUSE, "smsc:h", "sms service centre", "home's centre" },
{ "aahha", 45, 0, REFUSE, "smsc:x", "sms service centre", "nobody's centre" },
/* reportSM-DeliveryStatus */
{ "aahha", 47, 0, PASS, "smsc:a", NULL, "could not be delivered" },
{ "aahba", 47, 0, REFUSE, "smsc:a", "sms", "another's subscriber" },
{ "aahha", 47, 3, REFUSE, "smsc:b", "sms service centre", "another's centre" },
/* mt-forwardSM */
{ "ahaaa", 44, 0, PASS, NULL, NULL, "to an own guest" },
{ "ahaba", 44, 0, PASS, NULL, NULL, "to another's guest" },
{ "ahaha", 44, 0, PASS, NULL, NULL, "to our subscriber" },
{ "ahaaa", 44, 0, REFUSE, "smsc:b", "sms service centre", "another's centre" },
{ "ahaha", 44, 0, REFUSE, "smsc:h", "sms service centre", "home's centre" },
/* mo-forwardSM: the second and third form of version 2 go the other way */
{ "aahha", 46, 3, PASS, NULL, NULL, "from our subscriber abroad" },
{ "aahha", 46, 1, PASS, NULL, NULL, "from our subscriber abroad" },
{ "aahba", 46, 3, REFUSE, NULL, "sms", "from another's subscriber" },
{ "aahha", 46, 3, REFUSE, "imsi:b", "sms", "two subscribers" },
{ "aahha", 46, 3, REFUSE, "msisdn:b", "sms", "number of another" },
{ "aahxa", 46, 1, REFUSE, NULL, "sms", "from nobody's subscriber" },
{ "aaxha", 46, 3, REFUSE, NULL, "sms", "by a centre that is not ours" },
{ "aabha", 46, 1, REFUSE, NULL, "sms", "by a centre that is not ours" },
/* alertServiceCentre, informServiceCentre */
{ "ahaaa", 64, 0, PASS, "smsc:h", NULL, "own subscriber is back" },
{ "ahaaa", 49, 0, PASS, "smsc:h", NULL, "own subscriber is back" },
{ "ahaha", 64, 0, REFUSE, "smsc:h", "sms", "home's subscriber" },
{ "ahaaa", 64, 0, REFUSE, "smsc:b", "sms", "another's centre" },
{ "ahaba", 49, 0, REFUSE, "smsc:h", "sms", "another's subscriber" },
{ "ahaaa", 63, 0, REFUSE, NULL, NULL, "informs without being asked" },
};

/* Arguments that are put together for the purpose. */
static const struct map_own own[] = {
{ { "aahha", 2, 3, REFUSE, NULL, "cat3 place", "no VLR at all" },
    "30{04:imsi}" },
{ { "aahha", 2, 1, REFUSE, "roaming:b", "cat3 place", "number of another" },
    "30{04:imsi 80:roaming 04:vlr}" },
{ { "aahha", 2, 3, REFUSE, NULL, "cat3 place", "an MSC and no VLR" },
    "30{04:imsi 81:msc}" },
{ { "ahaaa", 7, 3, REFUSE, "msisdn:h", "cat2 number",
    "its subscriber with a number of ours" }, "30{80:imsi 81:msisdn}" },
{ { "ahaaa", 61, 2, REFUSE, "msisdn:h", "cat2 number",
    "its subscriber, a number of ours" }, "30{04=0f 04=aa18 80:msisdn}" },
{ { "aahha", 2, 3, REFUSE, "mmename:b", "cat3 place", "MME of another" },
    "30{04:imsi 81:msc 04:vlr a4{80:mmename}}" },
{ { "aahha", 2, 3, REFUSE, "mmerealm:b", "cat3 place", "realm of another" },
    "30{04:imsi 81:msc 04:vlr a4{81:mmerealm}}" },
{ { "aahha", 23, 3, REFUSE, "sgsnname:b", "cat3 place", "SGSN of another" },
    "30{04:imsi 04:sgsn 04:sgsnip 93:sgsnname}" },
{ { "aahha", 23, 3, REFUSE, "sgsnrealm:b", "cat3 place",
    "realm of another" }, "30{04:imsi 04:sgsn 04:sgsnip 94:sgsnrealm}" },
{ { "aahha", 23, 3, REFUSE, "sgsnip=%ab", "cat3 place",
    "address of another" }, "30{04:imsi 04:sgsn 04:sgsnip}" },
{ { "aahha", 23, 3, REFUSE, "mme:b", "cat3 place", "MME of another" },
    "30{04:imsi 04:sgsn 04:sgsnip 90:mme}" },
{ { "aahha", 23, 3, PASS, NULL, NULL, "no more than it must" },
    "30{04:imsi 04:sgsn 04:sgsnip}" },
{ { "aahha", 56, 3, PASS, NULL, NULL, "network not named" },
    "30{80:imsi 02=05}" },
{ { "aahha", 56, 3, REFUSE, ".imsi=%ph0102*43657", "evasion",
    "digits beyond nine" }, "30{80:imsi 02=05}" },
{ { "aahha", 56, 3, REFUSE, ".imsi=%ph0103254769810", "evasion",
    "too many digits" }, "30{80:imsi 02=05}" },
{ { "aahha", 9, 1, PASS, NULL, NULL, "vectors, version 1" },
    "30{80:imsi 30{0a=00}}" },
{ { "aahha", 9, 1, REFUSE, NULL, NULL, "for a TMSI" },
    "30{81:tmsi 30{0a=00}}" },
{ { "ahaaa", 37, 3, REFUSE, "imsi:b", "cat2 reset", "another's subscriber" },
    "30{04:hlr a3{80:imsi}}" },
{ { "ahaaa", 60, 2, PASS, NULL, NULL, "with a number besides" },
    "30{04=0f 04=aa180c3602 80:msisdn}" },
{ { "aahha", 45, 3, REFUSE, "smsc:a imsi:b", "sms", "another's IMSI" },
    "30{80:msisdn 81=ff 82:smsc 8c:imsi}" },
{ { "aahha", 45, 3, REFUSE, "smsc:a", NULL, "no number" },
    "30{81=ff 82:smsc 8c:imsi}" },
{ { "ahaxa", 44, 3, REFUSE, NULL, "sms", "to nobody's guest" },
    "30{80:imsi 84:smsc 04=040b9188}" },
{ { "ahaaa", 44, 3, REFUSE, NULL, NULL, "from no centre" },
    "30{80:imsi 82:msisdn 04=040b9188}" },
{ { "ahaaa", 46, 1, PASS, NULL, NULL, "to a guest, version 1" },
    "30{80:imsi 84:smsc 04=040b9188}" },
{ { "ahaba", 46, 1, PASS, NULL, NULL, "to another's guest, version 1" },
    "30{80:imsi 84:smsc 04=040b9188}" },
{ { "ahaaa", 46, 1, REFUSE, "smsc:b", "sms", "centre of another" },
    "30{80:imsi 84:smsc 04=040b9188}" },
};

static void
cat1_op(struct set *s, unsigned op)
{
	static const char *const roles[] = { "aahha", "ahaha", "ahaaa" };
	struct map_case c = { .op = (uint8_t)op, .expect = REFUSE,
	    .label = "cat1", .what = "category 1" };
	size_t i;

	for (i = 0; i < COUNT(roles); i++) {
		c.roles = roles[i];
		map_cases_put(s, &c, 1, CLASS_CAT1);
	}
}

/* Operations without an entry in map_forms: the code is what counts. */
static void
cat1_bare(struct set *s, unsigned op)
{
	const struct map_form f = { (uint8_t)op, 3, 0, 8, 6, "30{80:imsi}",
	    NULL, NULL };
	struct map_form v1 = f;
	struct roles roles = roles_read("aahha");
	struct change_store store;
	struct map_shot shot;
	struct build_ids ids;

	v1.version = 1;
	if (!set_begin(s, CLASS_CAT1, REFUSE, &roles, NULL))
		return;
	ids_make(&ids, s->nets, &roles, NULL, &store);
	shot_make(&shot, s, &f, &ids, &roles);
	shot_fire(s, &shot);
	set_label(s, REFUSE, NULL, "operation %u, context 0", op);
	set_begin(s, CLASS_CAT1, REFUSE, &roles, NULL);
	shot.form = &v1;
	shot_fire(s, &shot);
	set_label(s, REFUSE, NULL, "operation %u, no context", op);
}

void
set_cat1(struct set *s)
{
	static const uint8_t ops[] = { 5, 6, 20, 21, 22, 24, 25, 26, 28, 29,
	    30, 33, 34, 35, 36, 39, 40, 41, 42, 43, 50, 51, 52, 53, 55, 58,
	    62, 65, 68, 69, 71, 72, 76, 77, 83, 84, 85, 86 };
	static const uint8_t bare[] = { 16, 27, 31, 32, 78, 79, 80, 81, 82,
	    109, 110, 111, 112, 113, 114, 115, 116, 117, 118, 119, 120, 121,
	    122, 123, 124, 125, 126, 90, 100, 127 };
	size_t i;

	for (i = 0; i < COUNT(ops); i++)
		cat1_op(s, ops[i]);
	for (i = 0; i < COUNT(bare); i++)
		cat1_bare(s, bare[i]);
}

void
set_cat2(struct set *s)
{
	map_cases_put(s, cat2, COUNT(cat2), CLASS_CAT2);
	map_cases_put(s, reset, COUNT(reset), CLASS_CAT2);
}

void
set_cat3(struct set *s)
{
	size_t i;

	map_cases_put(s, cat3, COUNT(cat3), CLASS_CAT3);
	for (i = 0; i < COUNT(own); i++)
		map_own_put(s, &own[i]);
}

void
set_spoofed(struct set *s)
{
	map_cases_put(s, spoofed, COUNT(spoofed), CLASS_SPOOFED);
}

void
set_sms(struct set *s)
{
	map_cases_put(s, sms, COUNT(sms), CLASS_SMS);
}

/* CAMEL: initialDP, initialDPSMS, initialDPGPRS. */
void
set_camel(struct set *s)
{
	static const struct {
		const char	*roles, *change;
		enum expect	 expect;
		const char	*what;
	} cases[] = {
		{ "aahha", NULL, PASS, "our subscriber calls" },
		{ "bbhhb", NULL, PASS, "our subscriber calls" },
		{ "gghhg", NULL, PASS, "our subscriber calls" },
		{ "aahba", NULL, REFUSE, "another's subscriber" },
		{ "aahxa", NULL, REFUSE, "nobody's subscriber" },
		{ "xahha", NULL, REFUSE, "from nobody" },
		{ "hahha", NULL, REFUSE, "as home" },
		{ "ddhhd", NULL, REFUSE, "suspended" },
		{ "aahha", "vlr:b msc:b sgsn:b", REFUSE, "at another's" },
		{ "aahha", NULL, REFUSE, "to an HLR" },
	};
	struct change_store store;
	struct map_shot shot;
	struct build_ids ids;
	struct roles roles;
	size_t i, k;

	for (i = 0; i < COUNT(cases); i++) {
		roles = roles_read(cases[i].roles);
		ids_make(&ids, s->nets, &roles, cases[i].change, &store);
		for (k = 0; k < map_forms_count; k++) {
			if (map_forms[k].cap_ac == NULL || !set_begin(s,
			    CLASS_CAMEL, cases[i].expect, &roles,
			    cases[i].change))
				continue;
			shot_make(&shot, s, &map_forms[k], &ids, &roles);
			if (i == COUNT(cases) - 1)
				shot.head.called.ssn = SSN_HLR;
			shot_fire(s, &shot);
			set_label(s, cases[i].expect, NULL,
			    "CAP operation %u phase %u %s: %s",
			    map_forms[k].op, map_forms[k].version,
			    cases[i].roles, cases[i].what);
		}
	}
}
