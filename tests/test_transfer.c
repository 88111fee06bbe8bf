/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SS7 through the engine between the two links of a pair: octets that stay as
 * they were, verdicts that are carried out, what never goes on.
 */
#include "transfer_help.h"

enum { RETURN = 0x80, SCMG_SSN = 1 };

START_TEST(goes_on_unchanged)
{
	static const enum sccp_type type[] = { SCCP_UDT, SCCP_UDTS, SCCP_XUDT,
	    SCCP_XUDTS, SCCP_LUDT, SCCP_LUDTS };
	uint8_t octets[OCTETS_MAX];
	struct ask a = { .transparent = true };
	unsigned i;
	size_t n;

	world();
	for (i = 0; i < sizeof(type) / sizeof(type[0]); i++) {
		a.type = type[i];
		a.cls = i % 2;
		a.sls = (uint8_t)(3 * i);
		a.hops = 1;
		n = ask_make(octets, &a);
		take(&alpha, octets, n);
		ck_assert_uint_eq(home.nsent, i + 1);
		ck_assert(is_octets(peer_last(&home), octets, n));
		ck_assert_uint_eq(event_last()->v.action, ACTION_PASS);
		ck_assert_uint_eq(event_last()->v.direction, DIRECTION_IN);
		ck_assert_uint_eq(event_last()->link_in, L_ALPHA + 1);
		ck_assert_uint_eq(event_last()->link_out, L_HOME + 1);
	}
	ck_assert_uint_eq(sent_all(), i);
	/* those that tell of an error ask nothing */
	ck_assert_uint_eq(ended(END_PASSED), 3);
	ck_assert_uint_eq(totals().answers, 3);
	ck_assert_uint_eq(totals().stopped, 0);
	ck_assert_uint_eq(totals().sent_answers, 3);
	ck_assert_uint_eq(engine_open(engine), 0);
	world_end();
}
END_TEST

START_TEST(comes_back_unchanged)
{
	uint8_t octets[OCTETS_MAX];
	struct ask a = { .transparent = true, .response = true, .opc = PC_HOME,
	    .dpc = PC_ALPHA, .called = ALPHA_GT, .calling = HOME_GT };
	size_t n = ask_make(octets, &a);

	world();
	ask_alpha((struct ask){ .op = UL });
	take(&home, octets, n);
	ck_assert_uint_eq(alpha.nsent, 1);
	ck_assert(is_octets(peer_last(&alpha), octets, n));
	ck_assert_uint_eq(event_last()->v.direction, DIRECTION_OUT);
	ck_assert_uint_ne(event_last()->v.request, 0);
	ck_assert_uint_eq(totals().answers, 1);
	ck_assert_uint_eq(totals().sent_answers, 1);
	world_end();
}
END_TEST

/* Home's network could not deliver it: that closes it. */
START_TEST(comes_back_from_home)
{
	struct ask back = { .transparent = true, .opc = PC_HOME,
	    .dpc = PC_ALPHA, .called = ALPHA_GT, .calling = HOME_GT,
	    .type = SCCP_XUDTS, .cls = 1, .hops = 9 };
	uint8_t octets[OCTETS_MAX];
	uint64_t asked;
	size_t n;

	world();
	ask_alpha((struct ask){ .op = UL, .type = SCCP_XUDT, .cls = RETURN });
	asked = event_last()->v.serial;
	ck_assert(event_last()->v.waits);
	back.otid = 3;			/* of nobody's */
	n = ask_make(octets, &back);
	take(&home, octets, n);
	ck_assert_uint_eq(event_last()->v.request, 0);
	back.otid = 0;
	n = ask_make(octets, &back);
	take(&home, octets, n);
	ck_assert_uint_eq(event_last()->v.request, asked);
	ck_assert_uint_eq(alpha.nsent, 2);
	ck_assert(is_octets(peer_last(&alpha), octets, n));
	take(&home, octets, n);
	ck_assert_uint_eq(event_last()->v.request, 0);
	ck_assert_uint_eq(alpha.nsent, 3);
	world_end();
}
END_TEST

START_TEST(verdicts_are_carried_out)
{
	static const struct {
		const char	*imsi;
		enum engine_end	 end;
		int		 error;		/* answered so, or -1 */
	} cases[] = {
	    { IMSI_DROP, END_DROPPED, -1 },
	    { IMSI_REJECT, END_REFUSED, 36 },
	    { IMSI_SILENT, END_DROPPED, -1 },
	    { IMSI_SINK, END_SUNK, -1 },
	    { IMSI_SINK_TO, END_SUNK, -1 },
	    { IMSI_STEER, END_PASSED, -1 },
	    { IMSI_AWAY, END_REFUSED, 34 },
	};
	const struct sig_msg *m;
	uint8_t octets[OCTETS_MAX];
	struct ask a = { .transparent = true, .otid = 77, .sls = 5,
	    .type = SCCP_XUDT };
	bool lab_too;
	unsigned i;
	size_t n;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		world();
		a.imsi = cases[i].imsi;
		n = ask_make(octets, &a);
		take(&alpha, octets, n);
		ck_assert_uint_eq(ended(cases[i].end), 1);
		ck_assert_uint_eq(home.nsent, 0);
		lab_too = a.imsi == cases[4].imsi || a.imsi == cases[5].imsi;
		ck_assert_uint_eq(lab.nsent, lab_too);
		if (lab_too)
			ck_assert(is_octets(peer_last(&lab), octets, n));
		ck_assert_uint_eq(alpha.nsent, cases[i].error >= 0);
		if (cases[i].error >= 0) {
			m = read_sent(peer_last(&alpha));
			ck_assert_uint_eq(m->defect, 0);
			ck_assert_uint_eq(m->opc, PC_HOME);
			ck_assert_uint_eq(m->dpc, PC_ALPHA);
			ck_assert_uint_eq(m->sls, 5);
			ck_assert_uint_eq(m->sccp_type, SCCP_XUDT);
			ck_assert_uint_eq(m->dialogue, SIG_DIALOGUE_END);
			ck_assert_uint_eq(m->dtid.id, 78);
			ck_assert_uint_eq(m->kind, SIG_KIND_ERROR);
			ck_assert_int_eq(m->comp[0].error, cases[i].error);
			ck_assert_uint_eq(totals().sent_answers, 1);
		}
		world_end();
	}
}
END_TEST

/* A rule's own: the message itself, and to nobody who did not ask for it. */
START_TEST(comes_back_by_a_rule)
{
	static const enum sccp_type type[] = { SCCP_UDT, SCCP_XUDT, SCCP_LUDT };
	struct ask a = { .transparent = true, .imsi = IMSI_RETURN };
	const struct sig_msg *m;
	unsigned i;

	world();
	for (i = 0; i < sizeof(type) / sizeof(type[0]); i++) {
		a.type = type[i];
		a.cls = RETURN | 1;
		ask_alpha(a);
		ck_assert_uint_eq(ended(END_REFUSED), i + 1);
		ck_assert_uint_eq(alpha.nsent, i + 1);
		m = read_sent(peer_last(&alpha));
		ck_assert_uint_eq(m->sccp_type, type[i] + 1);
		ck_assert_uint_eq(m->cause, 7);
		ck_assert_uint_eq(m->opc, PC_HOME);
		ck_assert_uint_eq(m->dpc, PC_ALPHA);
		ck_assert_str_eq(m->type, "Begin");
		a.cls = 1;
		ask_alpha(a);
		ck_assert_uint_eq(ended(END_DROPPED), i + 1);
		ck_assert_uint_eq(alpha.nsent, i + 1);
	}
	ck_assert_uint_eq(home.nsent, 0);
	world_end();
}
END_TEST

static void
monitored(struct conf *c)
{
	c->in.monitor = true;
}

START_TEST(monitor_passes_all)
{
	static const char *const imsi[] = { IMSI_DROP, IMSI_REJECT,
	    IMSI_SILENT, IMSI_SINK_TO, IMSI_STEER, IMSI_AWAY };
	unsigned i;

	world_up(WORLD, monitored, false);
	for (i = 0; i < sizeof(imsi) / sizeof(imsi[0]); i++)
		ask_alpha((struct ask){ .imsi = imsi[i] });
	ck_assert_uint_eq(ended(END_PASSED), i);
	ck_assert_uint_eq(home.nsent, i);
	ck_assert_uint_eq(sent_all(), i);
	world_end();
}
END_TEST

START_TEST(unjudged_passes_all)
{
	world_up(WORLD, NULL, true);
	ask_alpha((struct ask){ .imsi = IMSI_DROP });
	ck_assert_uint_eq(ended(END_PASSED), 1);
	/* a segment at once, for nobody looks at the whole */
	ask_alpha((struct ask){ .type = SCCP_XUDT, .segmented = true,
	    .first = true, .remaining = 1, .len = 20 });
	ck_assert_uint_eq(ended(END_PASSED), 2);
	ck_assert_uint_eq(home.nsent, 2);
	ck_assert_uint_eq(nnoted, 0);
	world_end();
}
END_TEST

/* Who asked for it gets the message back (Q.714 4.2). */
START_TEST(nobody_at_the_other_side)
{
	const struct sig_msg *m;

	world();
	ask_alpha((struct ask){ .op = UL, .otid = 4 });
	ck_assert_uint_eq(undelivered, 0);
	peer_down(&home);
	ask_alpha((struct ask){ .op = UL, .otid = 6 });
	ck_assert_uint_eq(ended(END_NO_WAY), 1);
	ck_assert_uint_eq(sent_all(), 1);
	/* nobody will answer, so its event need not wait */
	ck_assert(event_last()->v.waits);
	ck_assert_uint_eq(undelivered, event_last()->v.serial);
	ask_alpha((struct ask){ .cls = RETURN, .type = SCCP_XUDT,
	    .otid = 8 });
	ck_assert_uint_eq(ended(END_NO_WAY), 2);
	ck_assert_uint_eq(undelivered, event_last()->v.serial);
	m = read_sent(peer_last(&alpha));
	ck_assert_uint_eq(m->sccp_type, SCCP_XUDTS);
	ck_assert_uint_eq(m->cause, 5);
	peer_up(&home);
	home.full = true;
	ask_alpha((struct ask){ .cls = RETURN });
	m = read_sent(peer_last(&alpha));
	ck_assert_uint_eq(m->sccp_type, SCCP_UDTS);
	ck_assert_uint_eq(m->cause, 6);
	/* never for what is a return itself */
	ask_alpha((struct ask){ .type = SCCP_UDTS, .cls = 1 });
	ck_assert_uint_eq(sent_all(), 2);
	ck_assert_uint_eq(totals().stopped, 1);
	world_end();
}
END_TEST

/* ---- what never goes on ---- */

static size_t
scmg_make(uint8_t octets[OCTETS_MAX], const struct ask *a, unsigned type,
    unsigned pc)
{
	uint8_t mem[64];
	struct wbuf w = wbuf_make(mem, sizeof(mem));
	struct ask with = *a;

	scmg_build(&w, type, 6, pc, 4);
	with.ssn = SCMG_SSN;
	return data_make(octets, &with, wbuf_cur(&w));
}

START_TEST(subsystems)
{
	static const struct {
		unsigned	 type, pc;
		bool		 passes;
	} cases[] = {
	    { 2, PC_HOME, false }, { 1, PC_HOME, false }, { 6, PC_HOME, false },
	    { 3, PC_HOME, false }, { 4, PC_HOME, false }, { 5, PC_HOME, false },
	    { 2, PC_HOME2, false }, { 2, PC_US, false },
	    { 2, PC_ALPHA, true }, { 1, PC_ALPHA, true }, { 6, PC_ALPHA, true },
	    { 3, PC_ALPHA, false }, { 4, PC_ALPHA, false }, { 9, PC_ALPHA, false },
	};
	struct ask a = { .transparent = true };
	uint8_t octets[OCTETS_MAX];
	uint64_t policed = 0;
	unsigned i;
	size_t n;

	world();
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		n = scmg_make(octets, &a, cases[i].type, cases[i].pc);
		home.nsent = 0;
		take(&alpha, octets, n);
		ck_assert_uint_eq(home.nsent, cases[i].passes);
		policed += !cases[i].passes;
		ck_assert_uint_eq(ended(END_POLICED), policed);
		ck_assert_uint_eq(event_last()->v.action, cases[i].passes ?
		    ACTION_PASS : ACTION_DROP);
		if (!cases[i].passes)
			ck_assert_uint_eq(event_last()->v.why, WHY_POLICED);
	}
	/* home tells what it likes */
	a.opc = PC_HOME;
	a.dpc = PC_ALPHA;
	n = scmg_make(octets, &a, 2, PC_HOME);
	take(&home, octets, n);
	ck_assert(is_octets(peer_last(&alpha), octets, n));
	/* to a node of our own it ends with us */
	n = scmg_make(octets, &(struct ask){ .ssn = SCMG_SSN }, 2, PC_BETA);
	take(&beta, octets, n);
	ck_assert_uint_eq(ended(END_POLICED), policed + 1);
	world_end();
}
END_TEST

START_TEST(what_is_no_connectionless_message)
{
	static const char *const name[] = { "CR", "CC", "CREF", "RLSD", "RLC",
	    "DT1", "DT2", "AK" };
	uint8_t octets[OCTETS_MAX];
	struct wbuf w;
	unsigned i;
	size_t n;

	world_up(WORLD, monitored, false);
	n = ask_make(octets, &(struct ask){ .transparent = true });
	for (i = 1; i <= 8; i++) {
		octets[SCCP_AT] = (uint8_t)i;
		take(&alpha, octets, n);
		ck_assert_str_eq(event_last()->type, name[i - 1]);
		ck_assert_uint_eq(event_last()->v.action, ACTION_DROP);
	}
	octets[SCCP_AT] = SCCP_UDT;
	octets[LABEL_AT + 8] = 5;		/* ISUP */
	take(&alpha, octets, n);
	take(&home, octets, n);
	w = wbuf_make(octets, OCTETS_MAX);
	xua_build(&w, 2, 1, cur_make("\0\022\0\010\0\0\003\352", 8));
	take(&alpha, octets, w.len);		/* DUNA */
	take(&alpha, octets, 1);
	ck_assert_uint_eq(ended(END_POLICED), 12);
	ck_assert_uint_eq(sent_all(), 0);
	world_end();
}
END_TEST

/* What is open of others is nothing of ours. */
START_TEST(going_out_of_service)
{
	unsigned i;

	world();
	ask_alpha((struct ask){ .type = SCCP_XUDT, .segmented = true,
	    .first = true, .remaining = 1, .len = 20 });
	engine_stop(engine);
	ck_assert(engine_stopped(engine));
	ask_alpha((struct ask){ .op = UL });
	ck_assert_uint_eq(home.nsent, 1);
	engine_turn(engine);
	for (i = 0; i < L_COUNT; i++)
		ck_assert(everyone[i]->closed);
	ck_assert_uint_eq(ended(END_INCOMPLETE), 1);
	ck_assert_uint_eq(nnotices, 2 * L_COUNT);
	world_end();
}
END_TEST

START_TEST(for_operators)
{
	struct engine_way w;
	unsigned i;

	world();
	ask_alpha((struct ask){ .type = SCCP_XUDT, .segmented = true,
	    .first = true, .remaining = 1, .len = 20 });
	engine_link(engine, beta.way,
	    &(struct way_event){ .what = WAY_EVENT_ASP_DOWN });
	for (i = 0; engine_way(engine, i, &w); i++) {
		ck_assert(w.up);
		ck_assert_str_eq(w.host, everyone[i]->host);
		ck_assert_uint_eq(w.held, i == L_ALPHA);
		ck_assert_uint_eq(w.news, 1u + (i == L_BETA));
	}
	ck_assert_uint_eq(i, L_COUNT);
	world_end();
}
END_TEST

static void
add(TCase *t)
{
	tcase_add_test(t, going_out_of_service);
	tcase_add_test(t, for_operators);
	tcase_add_test(t, goes_on_unchanged);
	tcase_add_test(t, comes_back_unchanged);
	tcase_add_test(t, comes_back_from_home);
	tcase_add_test(t, verdicts_are_carried_out);
	tcase_add_test(t, comes_back_by_a_rule);
	tcase_add_test(t, monitor_passes_all);
	tcase_add_test(t, unjudged_passes_all);
	tcase_add_test(t, nobody_at_the_other_side);
	tcase_add_test(t, subsystems);
	tcase_add_test(t, what_is_no_connectionless_message);
}

int
main(void)
{
	return suite_main("transfer", add);
}
