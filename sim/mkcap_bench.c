/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Long captures for measuring: S6a pairs of 584 and 940 octets, MAP Begins of
 * 144 octets from the M3UA header on.
 *
 * Each message has its own identities, ids and sequence numbers, and a right
 * SCTP checksum.
 */
#include "mkcap.h"

enum { DIGITS = 16 };

static const char ulr_pattern[] =
    "621{622=1} 1:imsi 628{266=10415 629=1 630=134217735} "
    "1401{1402:imei 1403:software} 1032=1004 1405=34 1615=1 1407:plmn "
    "1612{1423=1 493\"internet\"}";
static const char ula_pattern[] =
    "1406=1 1400{1424=0 701:msisdn 1417=2 1435{516=50000000 515=100000000} "
    "1429{1423=1 1428=0 1430{1423=1 1456=0 493\"internet\" "
    "1431{1028=9 1034{1046=8 1047=1 1048=1}}}}}";

/* Decimal digits of n with zeros before them. */
static void
digits_set(char *text, size_t len, unsigned long n)
{
	for (text[len] = '\0'; len > 0; n /= 10)
		text[--len] = (char)('0' + n % 10);
}

static void
vary(struct build_ids *ids, char imsi[DIGITS], char msisdn[DIGITS],
    char session[96], unsigned long n)
{
	/* a full-period walk over ten million subscribers */
	digits_set(imsi, 15, 1010000000000 + n * 7919 % 10000000);
	digits_set(msisdn, 14, 88210550000000 + n * 7919 % 10000000);
	ids->v[BUILD_ID_IMSI] = imsi;
	ids->v[BUILD_ID_MSISDN] = msisdn;
	snprintf(session, 96, "mme1.epc.mnc070.mcc999.3gppnetwork.org;"
	    "1794657600;%010lu", n);
	ids->v[BUILD_ID_SESSION] = session;
}

/* Fill up to the wanted length with one AVP of octets or text. */
static void
filled_put(struct wbuf *w, size_t want, uint32_t code, unsigned int flags)
{
	size_t len;

	if (w->overflow || w->len + 8 >= want)
		return;
	len = want - w->len;
	wbuf_be32(w, code);
	wbuf_be32(w, (uint32_t)(flags << 24 | len));
	wbuf_fill(w, 'r', len - 8);
	wbuf_patch(w, 1, 3, want);
}

bool
mkcap_s6a(unsigned long count, const char *file)
{
	struct diameter_form form = *diameter_form_find(316);
	struct lab *lab = lab_open(file, WRITER_NANO, 1);
	char imsi[DIGITS], msisdn[DIGITS], session[96];
	struct build_ids ids = build_ids_default, home;
	struct diameter_head h = { 0, 316, form.app, 0, 0 };
	struct wbuf *w;
	struct path p;
	unsigned long n;

	if (lab == NULL)
		return false;
	path_make(&p, 4, 3868);
	lab->step = 1000;
	form.request = ulr_pattern;
	form.answer = ula_pattern;
	for (n = 0; n < count; n++) {
		w = lab_buffer(lab, LAB_TCAP);
		vary(&ids, imsi, msisdn, session, n / 2);
		h.hbh = (uint32_t)(n / 2 + 1);
		h.e2e = 0x9e000000U + (uint32_t)(n / 2);
		if (n % 2 == 0) {
			h.flags = 0xc0;
			diameter_request(w, &form, &h, &ids, NULL);
			filled_put(w, 584, 282, 0x40);
		} else {
			home = ids;
			home.v[BUILD_ID_ORIGIN_HOST] =
			    ids.v[BUILD_ID_DEST_HOST];
			home.v[BUILD_ID_ORIGIN_REALM] =
			    ids.v[BUILD_ID_DEST_REALM];
			h.flags = 0x40;
			diameter_answer(w, &form, &h, &home, "268=2001", true);
			filled_put(w, 940, 25, 0x40);
		}
		lab_sctp(lab, &p, n % 2 != 0, PPID_DIAMETER, wbuf_cur(w));
	}
	return lab_close(lab);
}

static void
map_begin(struct wbuf *w, const struct map_form *f, uint32_t otid,
    const struct build_ids *ids, const char *argument)
{
	char ac[32];
	struct tcap_head t = { .type = TCAP_BEGIN, .dialogue = TCAP_AARQ,
	    .otid = otid, .ac = map_ac(ac, sizeof(ac), f->ac, f->version),
	    .ids = ids };
	size_t at, part;

	at = tcap_open(w, &t);
	part = tcap_components(w);
	tcap_invoke(w, 1, f->op, argument, ids);
	ber_close(w, part);
	ber_close(w, at);
}

bool
mkcap_map(unsigned long count, const char *file)
{
	static const char *const argument[] = {
		"30{04:imsi 81:msc 04:vlr}",
		"30{80:imsi 02=05 81= 83=00 84:plmn 85=05 86=}",
	};
	const struct map_form *f[] = { map_form_find(2, 3),
	    map_form_find(56, 3) };
	struct lab *lab = lab_open(file, WRITER_NANO, 1);
	char imsi[DIGITS], msisdn[DIGITS], session[96];
	struct build_ids ids = build_ids_default;
	struct sccp_head h;
	struct wbuf *w;
	struct path p;
	unsigned long n;

	if (lab == NULL)
		return false;
	path_make(&p, 4, 2905);
	lab->step = 1000;
	h = lab_head(7, 6, &ids);
	for (n = 0; n < count; n++) {
		w = lab_buffer(lab, LAB_TCAP);
		vary(&ids, imsi, msisdn, session, n);
		map_begin(w, f[n % 2], (uint32_t)(n + 1), &ids,
		    argument[n % 2]);
		lab_tcap(lab, &p, 0, &h, wbuf_cur(w));
	}
	return lab_close(lab);
}
