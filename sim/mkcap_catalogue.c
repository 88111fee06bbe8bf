/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One of everything: each MAP operation in each version with its answer, each
 * error, rejects and aborts; CAP; each Diameter command and result.
 *
 * 3GPP TS 29.002 17, TS 29.078; RFC 6733, TS 29.272 7.
 */
#include "mkcap.h"

/* The roles in Diameter turned round: what the home network sends. */
static struct build_ids
home_ids(const struct build_ids *ids)
{
	struct build_ids home = *ids;

	home.v[BUILD_ID_ORIGIN_HOST] = ids->v[BUILD_ID_DEST_HOST];
	home.v[BUILD_ID_ORIGIN_REALM] = ids->v[BUILD_ID_DEST_REALM];
	home.v[BUILD_ID_DEST_HOST] = ids->v[BUILD_ID_ORIGIN_HOST];
	home.v[BUILD_ID_DEST_REALM] = ids->v[BUILD_ID_ORIGIN_REALM];
	return home;
}

/* The operations on supplementary services name their subscriber here only. */
static const char *
open_pdu(const struct map_form *f)
{
	if (f->ac == 18 || f->ac == 19)
		return "a0{80:imsi@96 81:vlr}";
	return NULL;
}

static const char *
form_ac(const struct map_form *f, char *text, size_t size)
{
	return f->cap_ac != NULL ? f->cap_ac :
	    map_ac(text, size, f->ac, f->version);
}

static void
begin_put(struct lab *lab, struct path *p, const struct map_form *f)
{
	const struct build_ids *ids = &build_ids_default;
	struct sccp_head h = lab_head(f->from, f->to, ids);
	struct wbuf *w = lab_buffer(lab, LAB_TCAP);
	char ac[32];
	struct tcap_head t = { .type = TCAP_BEGIN, .otid = ++lab->transaction,
	    .ac = form_ac(f, ac, sizeof(ac)), .user = open_pdu(f), .ids = ids };
	size_t at, part;

	if (f->version > 1 || f->cap_ac != NULL)
		t.dialogue = TCAP_AARQ;
	at = tcap_open(w, &t);
	part = tcap_components(w);
	tcap_invoke(w, 1, f->op, f->argument, ids);
	ber_close(w, part);
	ber_close(w, at);
	lab_tcap(lab, p, 0, &h, wbuf_cur(w));
}

/* The End of the dialogue begun last, up to its components. */
static size_t
end_open(struct lab *lab, const struct map_form *f, char *ac, size_t size)
{
	struct tcap_head t = { .type = TCAP_END, .dtid = lab->transaction,
	    .ac = form_ac(f, ac, size), .ids = &build_ids_default };

	if (f->version > 1 || f->cap_ac != NULL)
		t.dialogue = TCAP_AARE;
	return tcap_open(lab_buffer(lab, LAB_TCAP), &t);
}

static void
end_close(struct lab *lab, struct path *p, const struct map_form *f,
    size_t part, size_t at)
{
	struct sccp_head h = lab_head(f->to, f->from, &build_ids_default);
	struct wbuf *w = &lab->w[LAB_TCAP];

	ber_close(w, part);
	ber_close(w, at);
	lab_tcap(lab, p, 1, &h, wbuf_cur(w));
}

/* Operations that have no answer at all (class 4). */
static bool
answered(const struct map_form *f)
{
	static const uint8_t silent[] = { 33, 34, 37, 38, 41, 42, 49, 63 };
	size_t i;

	for (i = 0; i < sizeof(silent); i++)
		if (silent[i] == f->op)
			return false;
	return f->cap_ac == NULL;
}

static void
operations(struct lab *lab, struct path *p)
{
	struct wbuf *w = &lab->w[LAB_TCAP];
	const struct map_form *f;
	size_t i, at, part;
	char ac[32];

	for (i = 0; i < map_forms_count; i++) {
		f = &map_forms[i];
		begin_put(lab, p, f);
		if (!answered(f))
			continue;
		at = end_open(lab, f, ac, sizeof(ac));
		part = tcap_components(w);
		tcap_result(w, 1, f->op, f->result, &build_ids_default);
		end_close(lab, p, f, part, at);
	}
}

static void
errors(struct lab *lab, struct path *p)
{
	struct wbuf *w = &lab->w[LAB_TCAP];
	const struct map_error *e;
	const struct map_form *f;
	size_t i, at, part;
	char ac[32];

	for (i = 0; i < map_errors_count; i++) {
		e = &map_errors[i];
		f = map_form_find(e->op, e->version);
		if (f == NULL)
			continue;
		begin_put(lab, p, f);
		at = end_open(lab, f, ac, sizeof(ac));
		part = tcap_components(w);
		tcap_error(w, 1, e->error, e->parameter, &build_ids_default);
		end_close(lab, p, f, part, at);
	}
}

static void
rejects(struct lab *lab, struct path *p)
{
	static const uint8_t problems[] = { 3, 8, 3, 5 };
	const struct map_form *f = map_form_find(2, 3);
	struct wbuf *w = &lab->w[LAB_TCAP];
	unsigned int type, problem;
	size_t at, part;
	char ac[32];

	for (type = 0; type < 4; type++)
		for (problem = 0; problem < problems[type]; problem++) {
			begin_put(lab, p, f);
			at = end_open(lab, f, ac, sizeof(ac));
			part = tcap_components(w);
			tcap_reject(w, type == 0 ? -1000 : 1, type, problem);
			end_close(lab, p, f, part, at);
		}
}

/* Aborts of the provider, the user and MAP, and refusals of a context. */
static void
aborts(struct lab *lab, struct path *p)
{
	static const char *const user[] = {
		"a4{80=}", "a4{81=}", "a4{82=01}", "a4{82=00}",
		"a4{83=02}", "a5{0a=00}", "a5{0a=01}", "a3{0a=01}",
	};
	const struct map_form *f = map_form_find(2, 3);
	struct tcap_head t = { .type = TCAP_ABORT, .ids = &build_ids_default };
	struct wbuf *w = &lab->w[LAB_TCAP];
	struct sccp_head h;
	char ac[32];
	size_t i;

	for (i = 0; i < 5 + sizeof(user) / sizeof(user[0]) + 2; i++) {
		begin_put(lab, p, f);
		t.dtid = lab->transaction;
		t.dialogue = i < 5 ? TCAP_NO_DIALOGUE : TCAP_ABRT;
		t.p_abort = (int)i;
		t.user = NULL;
		if (i >= 5 && i - 5 < sizeof(user) / sizeof(user[0])) {
			t.user = user[i - 5];
		} else if (i >= 5) {
			t.dialogue = TCAP_REFUSED;
			t.diagnostic = (unsigned int)i % 2 + 1;
			t.ac = map_ac(ac, sizeof(ac), f->ac, 2);
			t.user = i % 2 != 0 ? "a3{0a=00}" : NULL;
		}
		w = lab_buffer(lab, LAB_TCAP);
		ber_close(w, tcap_open(w, &t));
		h = lab_head(f->to, f->from, &build_ids_default);
		lab_tcap(lab, p, 1, &h, wbuf_cur(w));
	}
}

static void
command(struct lab *lab, struct path *p, const struct diameter_form *f,
    const char *more, const char *result, bool success, uint8_t flags)
{
	const struct build_ids *ids = &build_ids_default;
	struct build_ids home = home_ids(ids);
	struct wbuf *w = lab_buffer(lab, LAB_TCAP);
	uint32_t id = ++lab->transaction;
	bool peer = f->usual == DIAMETER_PEER;
	struct diameter_head h = { (uint8_t)(peer ? 0x80 : 0xc0), f->code,
	    f->app, id, 0xe2e00000 + id };

	diameter_request(w, f, &h, f->from_home ? &home : ids, more);
	lab_sctp(lab, p, f->from_home, PPID_DIAMETER, wbuf_cur(w));
	w = lab_buffer(lab, LAB_TCAP);
	h.flags = (uint8_t)((peer ? 0 : 0x40) | flags);
	diameter_answer(w, f, &h, f->from_home ? ids : &home, result, success);
	lab_sctp(lab, p, !f->from_home, PPID_DIAMETER, wbuf_cur(w));
}

static void
commands(struct lab *lab, struct path *p)
{
	static const char *const more[] = {
		"621{622=1}", "301=5", "621{622=5 648=2 649:relay} 301=0",
		"282:relay 284{280:relay 33=00112233}", "55=3000000000",
	};
	static const char *const success[] = {
		"268=2001 621{622=1} 623{624=7 626=0 627=10 625=60}",
		"268=2001 650{651=0 652=32768 649:dhost}",
		"268=2001 621{622=4} 623{624=8 626=1 670=200 625=30}",
		"268=2001 301=3", "268=2002",
	};
	const struct diameter_form *f;
	size_t i;

	for (i = 0; i < diameter_forms_count; i++)
		command(lab, p, &diameter_forms[i], NULL, "268=2001", true, 0);
	f = diameter_form_find(316);
	for (i = 0; i < sizeof(more) / sizeof(more[0]); i++)
		command(lab, p, f, more[i], success[i], true, 0);
}

/* Each S6a command with each result that it may come back with. */
static void
results(struct lab *lab, struct path *p)
{
	static const char *const bad[] = {
		"268=3001", "268=3002", "268=3003",
		"268=3004 623{624=9 626=0 627=40 625=60}", "268=3005",
		"268=3006 292\"aaa://hss2.example.org\" 261=1", "268=3007",
		"268=3008", "268=3009", "268=3010", "268=4001", "268=4002",
		"268=5001", "268=5003", "268=5004 279{1407:plmn}",
		"268=5005 279{1:imsi}", "268=5006",
		"268=5012 281\"busy\" 294:relay", "268=5014",
		"297{266=10415 298=4181}",
		"297{266=10415 298=4182}", "297{266=10415 298=4201}",
		"297{266=10415 298=5001}", "297{266=10415 298=5001} 1614=0",
		"297{266=10415 298=5004}", "297{266=10415 298=5004} 1614=3",
		"297{266=10415 298=5012}", "297{266=10415 298=5420}",
		"297{266=10415 298=5420} 1614=1", "297{266=10415 298=5421}",
		"297{266=10415 298=5423}", "297{266=10415 298=5490}",
		"297{266=10415 298=5550}",
	};
	static const uint32_t codes[] = { 316, 317, 318, 319, 320, 321, 322,
	    323, 8388647 };
	size_t i, k;

	for (k = 0; k < sizeof(codes) / sizeof(codes[0]); k++)
		for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
			command(lab, p, diameter_form_find(codes[k]), NULL,
			    bad[i], false, bad[i][4] == '3' &&
			    bad[i][2] == '8' ? 0x20 : 0);
}

bool
mkcap_catalogue(const char *file)
{
	struct lab *lab = lab_open(file, WRITER_NG, 1);
	struct path ss7, diameter;

	if (lab == NULL)
		return false;
	path_make(&ss7, 4, 2905);
	path_make(&diameter, 4, 3868);
	operations(lab, &ss7);
	errors(lab, &ss7);
	rejects(lab, &ss7);
	aborts(lab, &ss7);
	commands(lab, &diameter);
	results(lab, &diameter);
	return lab_close(lab);
}
