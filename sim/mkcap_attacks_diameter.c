/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Diameter between networks: honest S6a in the orders that vendors write it
 * in, what each of the fourteen checks must find, and other applications.
 *
 * RFC 6733 3, 4, 8.8; RFC 7683; 3GPP TS 29.272 7.2.
 */
#include <assert.h>

#include "../rules/owner.h"
#include "mkcap_attacks.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

enum {
	S6A = 16777251,
	IMSI_MAX = 15,		/* digits */
	REQUEST = 0x80, PROXIABLE = 0x40, ERROR = 0x20, AGAIN = 0x10,
	USUAL_FLAGS = REQUEST | PROXIABLE,
	ULR = 316, CLR, AIR, IDR, DSR, PUR, RSR, NOR,
};

/* AVPs that the builder does not know, behind the others. */
struct raw_avp {
	uint32_t	 code, vendor;	/* code 0: none */
	uint8_t		 flags;
};

struct diameter_case {
	uint8_t		 cls;		/* enum attack_class */
	const char	*roles;
	uint32_t	 code;
	uint8_t		 expect;	/* enum expect */
	const char	*change;
	const char	*avps;
	const char	*label, *what;
	uint32_t	 app;		/* 0: S6a */
	uint8_t		 flags;		/* 0: R and P */
	struct raw_avp	 raw;
};

/* Classes of the cases below. */
enum {
	D1 = CLASS_D1, D2, D3, D4, D5, D6, D7, D8, D9, D10, D11, D12, D13, D14,
	SPOOFED = CLASS_DSPOOFED, CAT2 = CLASS_CAT2, PEER = CLASS_MANAGEMENT,
};

#define APP_BASE	0xfffffffeU	/* of a case: 0 */
#define SESSION	"263:session 260{266=10415 258=16777251} 277=1 "
#define ORIGIN	"264:ohost 296:orealm "
#define HEAD	SESSION ORIGIN "283:drealm "
#define HEAD_TO	SESSION ORIGIN "293:dhost 283:drealm "
#define PHONE	"1401{1402:imei 1403:software} "
#define ULR_AVPS	"1:imsi 1032=1004 1405=34 1407:plmn "
#define AIR_AVPS	"1:imsi 1408{1410=1 1412=0} 1407:plmn "
#define DATA	"1400{1424=0 701:msisdn} "

/* Sent as they should be. */
static const struct diameter_case honest[] = {
{ .roles = "aahha", .code = AIR, .avps = HEAD AIR_AVPS },
{ .roles = "aahha", .code = ULR, .avps = HEAD ULR_AVPS PHONE },
{ .roles = "aahha", .code = ULR, .avps = HEAD_TO ULR_AVPS PHONE,
    .what = "to a host" },
{ .roles = "aahha", .code = ULR, .avps = HEAD_TO "1:imsi 628{266=10415 "
    "629=1 630=134217735} " PHONE "1032=1004 1405=34 1615=1 1407:plmn "
    "1489:sgsn 1493=1 2405:gmlcip 1612{1423=1 493\"internet\"} "
    "1637{1407:plmn 1407:plmn2} 1645:mme 1648=0 1666:sgsnname "
    "1672{1407:plmn2}", .what = "with everything" },
{ .roles = "aahha", .code = ULR, .avps = "263:session 301=10 " ORIGIN
    "277=1 283:drealm 1407:plmn 1405=34 1032=1005 1:imsi 621{622=1}",
    .what = "another order, overload control, narrow band" },
{ .roles = "aahha", .code = ULR, .avps = "263:session 1:imsi 1407:plmn "
    "1032=1004 1405=34 283:drealm 296:orealm 264:ohost 277=1",
    .what = "the other way round" },
{ .roles = "aahha", .code = ULR, .avps = HEAD "1:imsi 1032=1000 1405=0 "
    "1407:plmn 1489:sgsn", .what = "from an SGSN" },
{ .roles = "aahha", .code = ULR, .flags = USUAL_FLAGS | AGAIN,
    .avps = HEAD ULR_AVPS, .what = "once more" },
{ .roles = "aahha", .code = AIR, .flags = USUAL_FLAGS | AGAIN,
    .avps = HEAD AIR_AVPS, .what = "once more" },
{ .roles = "aahha", .code = AIR, .avps = HEAD "1:imsi 1409{1410=2} "
    "1408{1410=2 1412=1} 1407:plmn 1679=1", .what = "both sorts of vectors" },
{ .roles = "aahha", .code = PUR, .avps = HEAD_TO "1:imsi 1635=1" },
{ .roles = "aahha", .code = NOR, .avps = HEAD_TO "1:imsi 1443=1 " PHONE
    "1434=0 1615=1" },
{ .roles = "aahha", .code = ULR, .change =
    "ohost=%ca",
    .avps = HEAD ULR_AVPS, .what = "in capitals" },
{ .roles = "aahha", .code = AIR,
    .change = "imsi=%ph987654321", .avps = HEAD AIR_AVPS,
    .what = "an IMSI of fourteen digits" },
{ .roles = "gghhg", .code = AIR, .avps = HEAD AIR_AVPS "282:relay" },
{ .roles = "gghhg", .code = ULR, .avps = HEAD ULR_AVPS PHONE "282:relay" },
{ .roles = "gghhg", .code = ULR, .avps = HEAD ULR_AVPS
    "282:mmename 282:relay", .what = "two hops, by the hub" },
{ .roles = "gghhg", .code = ULR, .avps = HEAD ULR_AVPS
    "282:relay 284{280:relay 33=00112233}", .what = "with proxy information" },
{ .roles = "gghhg", .code = PUR, .avps = HEAD "1:imsi 282:relay" },
{ .roles = "bbhhg", .code = AIR, .avps = HEAD AIR_AVPS "282:relay",
    .what = "by the hub" },
{ .roles = "bbhhg", .code = ULR, .avps = HEAD ULR_AVPS "282:relay",
    .what = "by the hub" },
{ .roles = "oohho", .code = AIR, .avps = HEAD AIR_AVPS },
{ .roles = "oohho", .code = ULR, .avps = HEAD ULR_AVPS },
{ .roles = "ahaaa", .code = CLR, .avps = HEAD_TO "1:imsi 1420=0 1638=1" },
{ .roles = "ahaaa", .code = CLR, .avps = HEAD_TO "1:imsi 1420=2",
    .what = "subscription withdrawn" },
{ .roles = "ahaaa", .code = IDR, .avps = HEAD_TO "1:imsi " DATA "1490=0" },
{ .roles = "ahaaa", .code = IDR, .avps = HEAD_TO "1:imsi " DATA "1490=24",
    .what = "where its own guest is" },
{ .roles = "ahaaa", .code = DSR, .avps = HEAD_TO "1:imsi 1421=1 1423=1" },
{ .roles = "ahaaa", .code = RSR, .avps = HEAD_TO },
{ .roles = "ghggg", .code = CLR, .avps = HEAD_TO "1:imsi 1420=0 282:relay" },
{ .roles = "ghggg", .code = IDR, .avps = HEAD_TO "1:imsi " DATA
    "1490=0 282:relay" },
{ .roles = "ohooo", .code = CLR, .avps = HEAD_TO "1:imsi 1420=0" },
};

/* Labels begin with the number of the check in the public list. */
static const struct diameter_case checks[] = {
/* 1: applications */
{ D1, "aahha", ULR, REFUSE, NULL, HEAD ULR_AVPS, "diameter 1 application",
    "relay application", 0xffffffff, 0, { 0, 0, 0 } },
{ D1, "aahha", ULR, REFUSE, NULL, HEAD ULR_AVPS, "diameter 1 application",
    "application of nobody", 4711, 0, { 0, 0, 0 } },
{ D1, "aahha", ULR, REFUSE, NULL, HEAD ULR_AVPS, "diameter 1 application",
    "S13", 16777252, 0, { 0, 0, 0 } },
/* 2: commands */
{ D2, "aahha", 324, REFUSE, NULL, HEAD PHONE "1:imsi", NULL, "ECR as S6a",
    0, 0, { 0, 0, 0 } },
{ D2, "aahha", 8388622, REFUSE, NULL, HEAD "1:imsi", NULL, "RIR as S6a",
    0, 0, { 0, 0, 0 } },
{ D2, "aahha", 9999, REFUSE, NULL, HEAD "1:imsi", NULL, "no command", 0, 0,
    { 0, 0, 0 } },
{ D2, "aahha", ULR, REFUSE, NULL, "263:session 260{266=10415 258=16777252} "
    "277=1 " ORIGIN "283:drealm " ULR_AVPS, NULL, "two applications",
    0, 0, { 0, 0, 0 } },
{ D2, "aahha", ULR, REFUSE, NULL, HEAD ULR_AVPS, NULL, "request and error",
    0, USUAL_FLAGS | ERROR, { 0, 0, 0 } },
/* 3: realms */
{ D3, "xahha", AIR, REFUSE, NULL, HEAD AIR_AVPS, "diameter 3 realm",
    "from nobody", 0, 0, { 0, 0, 0 } },
{ D3, "xxhhg", ULR, REFUSE, NULL, HEAD ULR_AVPS, "diameter 3 realm",
    "from nobody", 0, 0, { 0, 0, 0 } },
{ D3, "aahha", AIR, REFUSE, "drealm:x dhost:x", HEAD AIR_AVPS,
    "diameter 3 realm", "to nobody", 0, 0, { 0, 0, 0 } },
{ D3, "aahha", AIR, REFUSE, "drealm:b dhost:b", HEAD_TO AIR_AVPS, NULL,
    "to another", 0, 0, { 0, 0, 0 } },
{ D3, "aahha", AIR, REFUSE, "ohost=mme1.%sa orealm=%sa", HEAD AIR_AVPS, NULL,
    "two digits of MNC", 0, 0, { 0, 0, 0 } },
/* spoofed: as home, as another, as one that is suspended */
{ SPOOFED, "hahha", AIR, REFUSE, NULL, HEAD AIR_AVPS, "spoofed origin",
    "as home", 0, 0, { 0, 0, 0 } },
{ SPOOFED, "hhhha", CLR, REFUSE, NULL, HEAD_TO "1:imsi 1420=2",
    "spoofed origin", "as home's HSS", 0, 0, { 0, 0, 0 } },
{ SPOOFED, "bbhha", ULR, REFUSE, NULL, HEAD ULR_AVPS, "spoofed origin",
    "not behind the link", 0, 0, { 0, 0, 0 } },
{ SPOOFED, "bhbba", CLR, REFUSE, NULL, HEAD_TO "1:imsi 1420=0",
    "spoofed origin", "not behind the link", 0, 0, { 0, 0, 0 } },
{ SPOOFED, "aahhg", ULR, REFUSE, NULL, HEAD ULR_AVPS, "spoofed origin",
    "not carried by the hub", 0, 0, { 0, 0, 0 } },
{ SPOOFED, "ddhhd", ULR, REFUSE, NULL, HEAD ULR_AVPS, "suspended partner",
    "suspended", 0, 0, { 0, 0, 0 } },
{ SPOOFED, "ddhhd", AIR, REFUSE, NULL, HEAD AIR_AVPS, "suspended partner",
    "suspended", 0, 0, { 0, 0, 0 } },
/* 4: host and realm */
{ D4, "aahha", ULR, REFUSE, "ohost:b", HEAD ULR_AVPS,
    "diameter 4 host and realm", "host of another", 0, 0, { 0, 0, 0 } },
{ D4, "aahha", ULR, REFUSE, "ohost:h", HEAD ULR_AVPS,
    "diameter 4 host and realm", "host of home", 0, 0, { 0, 0, 0 } },
{ D4, "aahha", ULR, REFUSE, "ohost:x", HEAD ULR_AVPS,
    "diameter 4 host and realm", "host of nobody", 0, 0, { 0, 0, 0 } },
{ D4, "aahha", ULR, REFUSE, "ohost=mme1.x%ra",
    HEAD ULR_AVPS, "diameter 4 host and realm", "only ends alike", 0, 0,
    { 0, 0, 0 } },
{ D4, "aahha", ULR, REFUSE, "ohost=mme1.%oa",
    HEAD ULR_AVPS, "diameter 4 host and realm", "its other realm's host", 0, 0,
    { 0, 0, 0 } },
{ D4, "oohho", ULR, REFUSE, "ohost=mme2.%ro",
    HEAD ULR_AVPS, "diameter 4 host and realm", "no host on its list", 0, 0,
    { 0, 0, 0 } },
{ D4, "gghhg", ULR, REFUSE, "ohost:b", HEAD ULR_AVPS "282:relay",
    "diameter 4 host and realm", "host of another, same hub", 0, 0,
    { 0, 0, 0 } },
{ D4, "gghhg", CLR, REFUSE, "ohost:b imsi:g", HEAD_TO "1:imsi 1420=0",
    "diameter 4 host and realm", "host of another, same hub", 0, 0,
    { 0, 0, 0 } },
/* 5: the same realm */
{ D5, "aahha", AIR, REFUSE, "drealm:a", HEAD AIR_AVPS, "diameter 5 same realm",
    "to itself", 0, 0, { 0, 0, 0 } },
{ D5, "hahha", AIR, REFUSE, NULL, HEAD AIR_AVPS, NULL, "from home to home", 0,
    0, { 0, 0, 0 } },
/* 6: place */
{ D6, "aahha", ULR, REFUSE, "plmn:b", HEAD ULR_AVPS,
    "diameter 6 visited network", "in another's network", 0, 0, { 0, 0, 0 } },
{ D6, "aahha", ULR, REFUSE, "plmn:h", HEAD ULR_AVPS,
    "diameter 6 visited network", "in home's network", 0, 0, { 0, 0, 0 } },
{ D6, "aahha", AIR, REFUSE, "plmn:x", HEAD AIR_AVPS,
    "diameter 6 visited network", "in nobody's network", 0, 0, { 0, 0, 0 } },
{ D6, "gghhg", AIR, REFUSE, "plmn:b", HEAD AIR_AVPS "282:relay",
    "diameter 6 visited network", "in another's, same hub", 0, 0,
    { 0, 0, 0 } },
{ D6, "aahha", ULR, REFUSE, "sgsn:b", HEAD ULR_AVPS "1489:sgsn", "cat3 place",
    "SGSN of another", 0, 0, { 0, 0, 0 } },
{ D6, "aahha", ULR, REFUSE, "mme:h", HEAD ULR_AVPS "1645:mme", "cat3 place",
    "MME of home", 0, 0, { 0, 0, 0 } },
/* 7: subscriber and realm */
{ D7, "aahaa", ULR, REFUSE, NULL, HEAD ULR_AVPS, "diameter 7 realm and imsi",
    "its own subscriber", 0, 0, { 0, 0, 0 } },
{ D7, "aahba", AIR, REFUSE, NULL, HEAD AIR_AVPS, "diameter 7 realm and imsi",
    "another's subscriber", 0, 0, { 0, 0, 0 } },
{ D7, "aahxa", AIR, REFUSE, NULL, HEAD AIR_AVPS, "diameter 7 realm and imsi",
    "nobody's subscriber", 0, 0, { 0, 0, 0 } },
{ D7, "aahba", PUR, REFUSE, NULL, HEAD "1:imsi", "diameter 7 realm and imsi",
    "another's subscriber", 0, 0, { 0, 0, 0 } },
{ D7, "aahba", NOR, REFUSE, NULL, HEAD "1:imsi 1443=0",
    "diameter 7 realm and imsi", "another's subscriber", 0, 0, { 0, 0, 0 } },
{ D7, "ahaha", CLR, REFUSE, NULL, HEAD_TO "1:imsi 1420=2",
    "diameter 7 realm and imsi", "home's subscriber", 0, 0, { 0, 0, 0 } },
{ D7, "ahaha", IDR, REFUSE, NULL, HEAD_TO "1:imsi " DATA "1490=24",
    "diameter 7 realm and imsi", "where home's subscriber is", 0, 0,
    { 0, 0, 0 } },
{ D7, "ahaba", IDR, REFUSE, NULL, HEAD_TO "1:imsi " DATA "1490=0",
    "diameter 7 realm and imsi", "another's subscriber", 0, 0, { 0, 0, 0 } },
{ D7, "ahaha", DSR, REFUSE, NULL, HEAD_TO "1:imsi 1421=1",
    "diameter 7 realm and imsi", "home's subscriber", 0, 0, { 0, 0, 0 } },
{ D7, "ghgbg", CLR, REFUSE, NULL, HEAD_TO "1:imsi 1420=0 282:relay",
    "diameter 7 realm and imsi", "another's, same hub", 0, 0, { 0, 0, 0 } },
{ D7, "ahaaa", RSR, REFUSE, ".imsi=%ph", HEAD_TO "1444:imsi", NULL,
    "home's range", 0, 0, { 0, 0, 0 } },
/* 8: subscribers */
{ D8, "aahha", ULR, REFUSE, "imsi=%ph012345678X", HEAD ULR_AVPS, NULL,
    "a letter in it", 0, 0, { 0, 0, 0 } },
{ D8, "aahha", ULR, REFUSE, "imsi=%ph01234567890123", HEAD ULR_AVPS, NULL,
    "too long", 0, 0, { 0, 0, 0 } },
{ D8, "aahha", ULR, REFUSE, "imsi=%fh", HEAD ULR_AVPS, NULL, "too short",
    0, 0, { 0, 0, 0 } },
{ D8, "aahha", ULR, REFUSE,
    "imsi=%ih@%rh", HEAD ULR_AVPS,
    NULL, "a name of another kind", 0, 0, { 0, 0, 0 } },
{ D8, "aahha", ULR, REFUSE, NULL, HEAD "1032=1004 1405=34 1407:plmn", NULL,
    "nobody", 0, 0, { 0, 0, 0 } },
/* 9: AVPs that harm */
{ D9, "aahha", ULR, REFUSE, NULL, HEAD ULR_AVPS
    "623{624=1 626=1 627=50 625=60}", "diameter 9 overload report",
    "overload report in a request", 0, 0, { 0, 0, 0 } },
/* 10: twice */
{ D10, "aahha", ULR, REFUSE, NULL, HEAD ULR_AVPS "264:ohost", NULL,
    "Origin-Host twice", 0, 0, { 0, 0, 0 } },
{ D10, "aahha", ULR, REFUSE, NULL, HEAD ULR_AVPS "1:imsi", NULL,
    "User-Name twice", 0, 0, { 0, 0, 0 } },
{ D10, "aahha", ULR, REFUSE, NULL, HEAD ULR_AVPS "1407:plmn2", NULL,
    "two visited networks", 0, 0, { 0, 0, 0 } },
{ D10, "aahha", AIR, REFUSE, NULL, HEAD AIR_AVPS "296:orealm", NULL,
    "Origin-Realm twice", 0, 0, { 0, 0, 0 } },
/* 11: AVPs that S6a lacks */
{ D11, "aahha", ULR, REFUSE, NULL, HEAD ULR_AVPS, "diameter 11 avp",
    "charging rule", 0, 0, { 1001, 10415, 0xc0 } },
{ D11, "aahha", ULR, REFUSE, NULL, HEAD ULR_AVPS, "diameter 11 avp",
    "no AVP, mandatory", 0, 0, { 65000, 0, 0x40 } },
{ D11, "aahha", AIR, REFUSE, NULL, HEAD AIR_AVPS, "diameter 11 avp",
    "no AVP, optional", 0, 0, { 65000, 0, 0 } },
{ D11, "aahha", AIR, PASS, NULL, HEAD AIR_AVPS, NULL,
    "a vendor's, optional", 0, 0, { 4242, 32473, 0x80 } },
{ D11, "aahha", AIR, REFUSE, NULL, HEAD AIR_AVPS, "diameter 11 avp",
    "a vendor's, mandatory", 0, 0, { 4242, 32473, 0xc0 } },
{ CAT2, "ahaaa", IDR, REFUSE, "msisdn:h", HEAD_TO
    "1:imsi 1400{701:msisdn} 1490=0",
    "cat2 number", "its subscriber with a number of ours", 0, 0, { 0, 0, 0 } },
{ D13, "aahha", ULR, REFUSE, "session=%ha.b;1;1",
    HEAD ULR_AVPS, "diameter 13 session", "session of a longer name", 0, 0,
    { 0, 0, 0 } },
/* 12, 14: names that are none */
{ D12, "aahha", ULR, REFUSE, "ohost=mme1;drop.%ra",
    HEAD ULR_AVPS, NULL, "semicolon in the host", 0, 0, { 0, 0, 0 } },
{ D14, "aahha", ULR, REFUSE, "dhost:b", HEAD_TO ULR_AVPS, NULL,
    "destination host of another", 0, 0, { 0, 0, 0 } },
{ D14, "aahha", ULR, REFUSE, "dhost=hss1.%nx", HEAD_TO ULR_AVPS, NULL,
    "destination host of nobody", 0, 0, { 0, 0, 0 } },
/* 13: sessions */
{ D13, "aahha", ULR, REFUSE, "session=mme1.example.org;1;1", HEAD ULR_AVPS,
    "diameter 13 session", "another's session", 0, 0, { 0, 0, 0 } },
{ D13, "aahha", AIR, REFUSE, "session=1", HEAD AIR_AVPS, "diameter 13 session",
    "no session", 0, 0, { 0, 0, 0 } },
/* between neighbours only */
{ PEER, "aahha", 282, REFUSE, NULL, ORIGIN "293:dhost 283:drealm 273=0",
    "peer",
    "disconnects by way of others", APP_BASE, 0, { 0, 0, 0 } },
/* the path */
{ D4, "aahha", ULR, REFUSE, NULL, HEAD ULR_AVPS "282:hssname", "route record",
    "through home", 0, 0, { 0, 0, 0 } },
{ D4, "aahha", ULR, REFUSE, "mmename:b", HEAD ULR_AVPS "282:mmename",
    "route record", "through another", 0, 0, { 0, 0, 0 } },
};

static void
raw_put(struct wbuf *w, const struct raw_avp *raw)
{
	if (raw->code == 0)
		return;
	wbuf_be32(w, raw->code);
	wbuf_u8(w, raw->flags);
	wbuf_be24(w, raw->vendor != 0 ? 16 : 12);
	if (raw->vendor != 0)
		wbuf_be32(w, raw->vendor);
	wbuf_be32(w, 1);
}

/* The home network's command? */
static bool
is_of_home(uint32_t code)
{
	const struct diameter_form *f = diameter_form_find(code);

	return f != NULL && f->from_home;
}

static void
names_make(struct build_ids *ids, const struct nets *n, enum net from,
    enum net to, bool of_home)
{
	ids->v[BUILD_ID_ORIGIN_HOST] = n->text[from][of_home ?
	    BUILD_ID_HSS_NAME : BUILD_ID_ORIGIN_HOST];
	ids->v[BUILD_ID_ORIGIN_REALM] = n->text[from][BUILD_ID_ORIGIN_REALM];
	ids->v[BUILD_ID_DEST_HOST] = n->text[to][of_home ?
	    BUILD_ID_ORIGIN_HOST : BUILD_ID_HSS_NAME];
	ids->v[BUILD_ID_DEST_REALM] = n->text[to][BUILD_ID_DEST_REALM];
	ids->v[BUILD_ID_SESSION] = NULL;
}

static void
session_make(struct build_ids *ids, char *text, size_t size)
{
	if (ids->v[BUILD_ID_SESSION] != NULL)
		return;
	snprintf(text, size, "%s;1794657600;1;1",
	    ids->v[BUILD_ID_ORIGIN_HOST]);
	ids->v[BUILD_ID_SESSION] = text;
}

static void
send(struct set *s, enum net far, int way, bool tcp, struct cur octets)
{
	if (tcp)
		lab_tcp(s->lab, &s->tcp[far], way, octets);
	else
		lab_sctp(s->lab, &s->sctp[far], way, PPID_DIAMETER, octets);
}

/* A name of our own making may be one that the sender has. */
static const char *
names_lack(const struct nets *n, const struct diameter_case *c,
    const struct roles *r, const struct build_ids *ids)
{
	const char *host = ids->v[BUILD_ID_ORIGIN_HOST];
	const char *realm = ids->v[BUILD_ID_ORIGIN_REALM];
	size_t len = strlen(host), tail = strlen(realm);

	if (n->owners == NULL)
		return NULL;
	if (c->expect == PASS && strlen(ids->v[BUILD_ID_IMSI]) > IMSI_MAX)
		return "IMSIs begin with too many digits for it";
	if (c->expect == REFUSE && strstr(c->avps, "282:mmename") != NULL &&
	    link_leads_to(n->owners, n->diameter[r->via].link,
	    owner_host(n->owners, (const uint8_t *)ids->v[BUILD_ID_MME_NAME],
	    strlen(ids->v[BUILD_ID_MME_NAME]))))
		return "no link tells the sender apart";
	if (c->cls == CLASS_D4 && strstr(c->avps, "282:") == NULL &&
	    owner_host(n->owners, (const uint8_t *)host, len) ==
	    n->who[r->from].owner && (strstr(host, ".3gppnetwork.") == NULL ||
	    (len > tail && strcmp(host + len - tail, realm) == 0)))
		return "the hosts of a network in it may have any name";
	return NULL;
}

static void
case_put(struct set *s, enum attack_class cls, const struct diameter_case *c,
    bool tcp)
{
	struct roles roles = roles_read(c->roles);
	struct wbuf *w = lab_buffer(s->lab, LAB_TCAP);
	uint32_t id = ++s->lab->transaction;
	struct diameter_head h = { c->flags == 0 ? USUAL_FLAGS : c->flags,
	    c->code, c->app == 0 ? S6A : c->app == APP_BASE ? 0 : c->app, id,
	    0x9e000000U + id };
	struct change_store store;
	struct build_ids ids;
	char session[2 * NET_TEXT_MAX];
	const char *why;
	size_t at;

	if (!set_begin(s, cls, (enum expect)c->expect, &roles, c->change))
		return;
	ids_make(&ids, s->nets, &roles, NULL, &store);
	names_make(&ids, s->nets, roles.from, NET_HOME, is_of_home(c->code));
	ids_change(&ids, s->nets, c->change, &store);
	if ((why = names_lack(s->nets, c, &roles, &ids)) != NULL) {
		set_begin_unless(s, cls, why);
		return;
	}
	session_make(&ids, session, sizeof(session));
	at = diameter_open(w, &h);
	avp_pattern(w, c->avps, &ids);
	raw_put(w, &c->raw);
	diameter_close(w, at);
	s->failed = s->failed || !wbuf_ok(w);
	send(s, roles.via, 0, tcp, wbuf_cur(w));
	set_label(s, (enum expect)c->expect, c->label, "command %u %s%s: %s",
	    c->code, c->roles, store.told, c->what == NULL ? "usual" : c->what);
}

void
set_diameter_checks(struct set *s)
{
	size_t i;

	for (i = 0; i < COUNT(checks); i++) {
		case_put(s, (enum attack_class)checks[i].cls, &checks[i],
		    false);
		case_put(s, (enum attack_class)checks[i].cls, &checks[i],
		    true);
	}
}

/* Asked by one side and answered by the other, with that result. */
static void
exchange(struct set *s, const struct diameter_form *f, enum net far, int way,
    const char *result, bool tcp)
{
	enum net from = way == 0 ? far : NET_HOME;
	enum net to = way == 0 ? NET_HOME : far;
	struct roles roles = { from, from, to, to, far };
	struct diameter_form own = *f;
	struct wbuf *w = lab_buffer(s->lab, LAB_TCAP);
	uint32_t id = ++s->lab->transaction;
	struct diameter_head h = { USUAL_FLAGS, f->code, f->app, id, id };
	struct change_store store;
	struct build_ids ids, back;
	char session[2 * NET_TEXT_MAX];

	if (f->usual == DIAMETER_PEER)
		h.flags = REQUEST;
	if (f->from_home)
		roles = (struct roles){ from, to, from, from, far };
	if (!set_begin(s, CLASS_DHONEST, PASS, &roles, NULL))
		return;
	ids_make(&ids, s->nets, &roles, NULL, &store);
	names_make(&ids, s->nets, from, to, f->from_home);
	session_make(&ids, session, sizeof(session));
	back = ids;
	back.v[BUILD_ID_ORIGIN_HOST] = ids.v[BUILD_ID_DEST_HOST];
	back.v[BUILD_ID_ORIGIN_REALM] = ids.v[BUILD_ID_DEST_REALM];
	if (f->code == ULR)	/* the form names a relay */
		own.request = ULR_AVPS PHONE;
	else if (f->code == RSR)
		own.request = "";
	diameter_request(w, &own, &h, &ids, NULL);
	send(s, far, way, tcp, wbuf_cur(w));
	set_label(s, PASS, NULL, "command %u %s", f->code, way == 0 ?
	    "from a partner" : "from home");
	w = lab_buffer(s->lab, LAB_TCAP);
	h.flags = (uint8_t)((h.flags & PROXIABLE) |
	    (strncmp(result, "268=3", 5) == 0 ? ERROR : 0));
	diameter_answer(w, &own, &h, &back, result,
	    strncmp(result, "268=2", 5) == 0);
	s->failed = s->failed || !wbuf_ok(w);
	send(s, far, 1 - way, tcp, wbuf_cur(w));
	set_label(s, PASS, NULL, "answer to command %u, %s", f->code, result);
}

/* Answers of partners that must not come through. */
static void
reports(struct set *s)
{
	static const char *const bad[] = {
		"268=2001 621{622=1} 623{624=7 626=0 627=100 625=60}",
		"268=2001 621{622=1} 623{624=7 626=1 627=100 625=86400}",
		"268=2001 621{622=1} 623{624=7 626=1 627=50 625=604800}",
	};
	const struct diameter_form *f = diameter_form_find(CLR);
	struct roles roles = roles_read("aahha");
	struct diameter_head h = { PROXIABLE, f->code, f->app, 1, 1 };
	struct change_store store;
	struct build_ids ids;
	char session[2 * NET_TEXT_MAX];
	struct wbuf *w;
	size_t i;

	ids_make(&ids, s->nets, &roles, NULL, &store);
	names_make(&ids, s->nets, NET_ALPHA, NET_HOME, false);
	session_make(&ids, session, sizeof(session));
	for (i = 0; i < COUNT(bad); i++) {
		if (!set_begin(s, CLASS_D9, REFUSE, &roles, NULL))
			continue;
		w = lab_buffer(s->lab, LAB_TCAP);
		diameter_answer(w, f, &h, &ids, bad[i], true);
		send(s, NET_ALPHA, 0, false, wbuf_cur(w));
		set_label(s, REFUSE, NULL, "forged report: %s", bad[i]);
	}
	if (!set_begin(s, CLASS_D1, REFUSE, &roles, NULL))
		return;
	h.app = 16777216;
	w = lab_buffer(s->lab, LAB_TCAP);
	diameter_answer(w, f, &h, &ids, "268=2001", true);
	send(s, NET_ALPHA, 0, false, wbuf_cur(w));
	set_label(s, REFUSE, "diameter 1 application",
	    "answer of another application");
}

void
set_diameter(struct set *s)
{
	static const char *const results[] = {
		"268=2001", "268=3002", "268=3004", "268=5012",
		"268=2001 621{622=1} 623{624=7 626=0 627=10 625=60}",
		"297{266=10415 298=5001}", "297{266=10415 298=5004} 1614=3",
		"297{266=10415 298=5420} 1614=1", "297{266=10415 298=5421}",
	};
	static const enum net far[] = { NET_ALPHA, NET_OMEGA };
	const struct diameter_form *f;
	size_t i, k, n;

	for (i = 0; i < COUNT(honest); i++) {
		case_put(s, CLASS_DHONEST, &honest[i], false);
		case_put(s, CLASS_DHONEST, &honest[i], true);
	}
	for (i = 0; i < diameter_forms_count; i++) {
		f = &diameter_forms[i];
		if (f->app != S6A && f->usual != DIAMETER_PEER)
			continue;
		for (k = 0; k < COUNT(far); k++)
			for (n = 0; n < COUNT(results); n++) {
				if (n > 0 && f->usual == DIAMETER_PEER)
					continue;
				exchange(s, f, far[k], 0, results[n], false);
				exchange(s, f, far[k], 1, results[n], true);
			}
	}
	reports(s);
}

/* Every command outside S6a, in its own application and as S6a. */
void
set_diameter_apps(struct set *s)
{
	struct diameter_case c = { .roles = "aahha", .expect = REFUSE };
	static const uint32_t more[] = { 300, 301, 302, 303, 304, 305, 306, 307,
	    308, 309, 265, 268, 8388635, 8388636, 8388718 };
	static const uint32_t apps[] = { 16777216, 16777217, 16777265, 16777264,
	    16777250, 16777272, 16777267, 16777236, 16777238, 16777345,
	    16777346, 3, 4, 1, 5 };
	const struct diameter_form *f;
	char avps[1024];
	size_t i, k;

	c.avps = avps;
	for (i = 0; i < diameter_forms_count; i++) {
		f = &diameter_forms[i];
		if (f->app == S6A || f->usual == DIAMETER_PEER)
			continue;
		snprintf(avps, sizeof(avps), "263:session 277=1 " ORIGIN
		    "293:dhost 283:drealm %s", f->request);
		c.code = f->code;
		c.app = f->app == 0 ? S6A : f->app;
		c.what = f->app == 0 ? "in S6a" : "in its application";
		case_put(s, c.app == S6A ? CLASS_D2 : CLASS_D1, &c, false);
		c.app = S6A;
		c.what = "in S6a";
		case_put(s, CLASS_D2, &c, true);
	}
	snprintf(avps, sizeof(avps), "263:session 277=1 " ORIGIN
	    "293:dhost 283:drealm 1:imsi");
	for (i = 0; i < COUNT(more); i++)
		for (k = 0; k < COUNT(apps); k++) {
			c.code = more[i];
			c.app = apps[k];
			c.what = "of another application";
			case_put(s, CLASS_D1, &c, (i + k) % 2 != 0);
		}
}
