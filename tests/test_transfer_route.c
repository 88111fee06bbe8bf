/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SS7 through the engine by point codes of its own: global titles, fail-over,
 * load share, hop counters, and what comes back when there is no way.
 */
#include "transfer_help.h"

enum { RETURN = 0x80, HOPS = 12, SELECTIONS = 16, CANCEL_LOCATION = 3 };

/* The message, but for its label and hop counter. */
static void
same_but_label(const struct sent *s, const uint8_t *p, size_t n, bool hops)
{
	ck_assert_uint_eq(s->n, n);
	ck_assert(memcmp(s->p, p, LABEL_AT) == 0);
	ck_assert(memcmp(s->p + LABEL_AT + 8, p + LABEL_AT + 8,
	    SCCP_AT + 2 - LABEL_AT - 8) == 0);
	if (!hops)
		ck_assert_uint_eq(s->p[SCCP_AT + 2], p[SCCP_AT + 2]);
	ck_assert(memcmp(s->p + SCCP_AT + 3, p + SCCP_AT + 3,
	    n - SCCP_AT - 3) == 0);
}

START_TEST(by_title)
{
	static const struct {
		const char	*called;
		struct peer	*from, *to;
		unsigned	 dpc;
	} cases[] = {
	    { HOME_GT, &beta, &home1, PC_HOME },
	    { HOME_GT2, &beta, &home2, PC_HOME2 },
	    { "882107", &beta, &home2, PC_HOME2 },
	    { "88210", &beta, &home1, PC_HOME },
	    { HOME_GT2, &beta2, &home1, PC_HOME2 },	/* says where from */
	    { BETA_GT, &home1, &beta, PC_ALPHA2 },
	    { ALPHA_GT, &home1, &lab, PC_LAB },
	};
	uint8_t octets[OCTETS_MAX];
	struct ask a = { .sls = 0 };
	const struct sig_msg *m;
	unsigned i;
	size_t n;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		world();
		a.called = cases[i].called;
		n = ask_make(octets, &a);
		take(cases[i].from, octets, n);
		ck_assert_uint_eq(sent_all(), 1);
		ck_assert_uint_eq(cases[i].to->nsent, 1);
		same_but_label(peer_last(cases[i].to), octets, n, false);
		m = read_sent(peer_last(cases[i].to));
		ck_assert_uint_eq(m->opc, PC_US);
		ck_assert_uint_eq(m->dpc, cases[i].dpc);
		ck_assert_uint_eq(event_last()->link_out,
		    cases[i].to->link + 1);
		ck_assert_uint_eq(ended(END_PASSED), 1);
		world_end();
	}
}
END_TEST

/* The same selection by the same link; the others stay when one goes. */
START_TEST(load_share)
{
	unsigned sls, times, one, before[SELECTIONS];

	world();
	for (times = 0; times < 3; times++)
		for (sls = 0; sls < SELECTIONS; sls++) {
			one = home1.nsent;
			ask(&beta, (struct ask){ .sls = (uint8_t)sls });
			if (times == 0)
				before[sls] = home1.nsent - one;
			ck_assert_uint_eq(home1.nsent - one, before[sls]);
		}
	ck_assert_uint_eq(home1.nsent, home2.nsent);
	ck_assert_uint_eq(home1.nsent, 3 * SELECTIONS / 2);
	peer_down(&home1);
	one = home2.nsent;
	for (sls = 0; sls < SELECTIONS; sls++)
		ask(&beta, (struct ask){ .sls = (uint8_t)sls });
	ck_assert_uint_eq(home2.nsent - one, SELECTIONS);
	ck_assert_uint_eq(read_sent(peer_last(&home2))->dpc, PC_HOME2);
	peer_up(&home1);
	ask(&beta, (struct ask){ .sls = 0 });
	ck_assert_uint_eq(home1.nsent, 1);
	ck_assert_uint_eq(ended(END_PASSED), 4 * SELECTIONS + 1);
	world_end();
}
END_TEST

/* One that takes no more: of class 0 another one does, of class 1 none. */
START_TEST(full)
{
	uint8_t octets[OCTETS_MAX];
	struct ask a = { .cls = RETURN, .type = SCCP_XUDT };
	const struct sig_msg *m;
	size_t n = ask_make(octets, &a);

	world();
	home1.full = true;
	take(&beta, octets, n);
	ck_assert_uint_eq(home2.nsent, 1);
	same_but_label(peer_last(&home2), octets, n, true);
	ck_assert_uint_eq(read_sent(peer_last(&home2))->dpc, PC_HOME2);
	a.cls = RETURN | 1;
	ask(&beta, a);
	ck_assert_uint_eq(home2.nsent, 1);
	ck_assert_uint_eq(ended(END_NO_WAY), 1);
	m = read_sent(peer_last(&beta));
	ck_assert_uint_eq(m->sccp_type, SCCP_XUDTS);
	ck_assert_uint_eq(m->cause, 6);
	/* the label is turned round as it came, not as it was sent */
	ck_assert_uint_eq(m->opc, PC_US);
	ck_assert_uint_eq(m->dpc, PC_BETA);
	home2.full = true;
	ask(&beta, (struct ask){ .cls = RETURN });
	ck_assert_uint_eq(ended(END_NO_WAY), 2);
	m = read_sent(peer_last(&beta));
	ck_assert_uint_eq(m->cause, 6);
	ck_assert_uint_eq(m->dpc, PC_BETA);
	world_end();
}
END_TEST

START_TEST(hop_counter)
{
	static const unsigned type[] = { SCCP_XUDT, SCCP_LUDT, SCCP_XUDTS,
	    SCCP_LUDTS };
	unsigned i, hops, passed = 0;
	const struct sig_msg *m;

	world();
	for (i = 0; i < 4; i++)
		for (hops = 2; hops <= 15; hops++) {
			ask(&beta, (struct ask){ .type = type[i],
			    .hops = hops });
			m = read_sent(peer_last(&home1));
			ck_assert_uint_eq(m->hops, hops - 1 < HOPS ?
			    hops - 1 : HOPS);
			ck_assert_uint_eq(home1.nsent, ++passed);
		}
	ask(&beta, (struct ask){ .type = SCCP_XUDT, .hops = 1,
	    .cls = RETURN });
	ck_assert_uint_eq(home1.nsent, passed);
	m = read_sent(peer_last(&beta));
	ck_assert_uint_eq(m->sccp_type, SCCP_XUDTS);
	ck_assert_uint_eq(m->cause, 12);
	ask(&beta, (struct ask){ .type = SCCP_LUDT, .hops = 1 });
	ask(&beta, (struct ask){ .type = SCCP_XUDTS, .hops = 1, .cls = 1 });
	ck_assert_uint_eq(ended(END_LOOP), 2);
	ck_assert_uint_eq(totals().stopped, 1);
	ck_assert_uint_eq(beta.nsent, 1);
	world_end();
}
END_TEST

/* Of segments the counter of each, and none when one has gone round. */
START_TEST(hop_counter_of_segments)
{
	struct ask a = { .type = SCCP_XUDT, .segmented = true, .first = true,
	    .remaining = 1, .len = 40, .hops = 9 };
	struct ask b = { .type = SCCP_XUDT, .segmented = true, .at = 40,
	    .len = 40, .hops = 5 };

	world();
	ask(&beta, a);
	ask(&beta, b);
	ck_assert_uint_eq(home1.nsent, 2);
	ck_assert_uint_eq(home1.sent[0].p[SCCP_AT + 2], 8);
	ck_assert_uint_eq(home1.sent[1].p[SCCP_AT + 2], 4);
	ck_assert_uint_eq(home1.sent[0].p[LABEL_AT + 3], PC_US & 0xff);
	a.hops = 1;
	ask(&beta, a);
	ask(&beta, b);
	ck_assert_uint_eq(home1.nsent, 2);
	ck_assert_uint_eq(ended(END_LOOP), 1);
	world_end();
}
END_TEST

START_TEST(no_way)
{
	static const struct {
		const char	*called;
		struct peer	*from;
		unsigned	 dpc;
		int		 cause;		/* -1: nothing comes back */
	} cases[] = {
	    { "4712345", &beta, 0, 1 },		/* no such title */
	    { ALPHA_GT, &beta, 0, 1 },		/* from partner to partner */
	    { HOME_GT, &home1, 0, 1 },		/* from home to home */
	    { "88210777", &beta, 0, 1 },	/* a whole number, to a partner */
	    { "", &beta, 0, 4 },		/* for us ourselves */
	    { HOME_GT, &beta, PC_HOME, -1 },	/* for another node */
	};
	const struct sig_msg *m;
	unsigned i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		world();
		ask(cases[i].from, (struct ask){ .called = cases[i].called,
		    .dpc = cases[i].dpc, .cls = RETURN });
		ck_assert_uint_eq(ended(END_NO_WAY), 1);
		ck_assert_uint_eq(sent_all(), cases[i].cause >= 0);
		if (cases[i].cause >= 0) {
			m = read_sent(peer_last(cases[i].from));
			ck_assert_uint_eq(m->sccp_type, SCCP_UDTS);
			ck_assert_int_eq(m->cause, cases[i].cause);
		}
		world_end();
	}
}
END_TEST

/* Numbers that are not international have no translation at all. */
START_TEST(nature_of_address)
{
	uint8_t octets[OCTETS_MAX];
	size_t n = ask_make(octets, &(struct ask){ .cls = RETURN });
	uint8_t *nature = &octets[SCCP_AT + 5 + 5];

	world();
	ck_assert_uint_eq(*nature, 4);
	*nature = 3;
	take(&beta, octets, n);
	ck_assert_uint_eq(ended(END_NO_WAY), 1);
	ck_assert_uint_eq(read_sent(peer_last(&beta))->cause, 0);
	*nature = 0;
	take(&beta, octets, n);
	ck_assert_uint_eq(ended(END_PASSED), 1);
	world_end();
}
END_TEST

START_TEST(by_point_code)
{
	uint8_t octets[OCTETS_MAX], mem[OCTETS_MAX];
	struct wbuf w = wbuf_make(mem, sizeof(mem)), sccp, m3ua;
	struct ask a = { .op = UL };
	struct cur data = ask_tcap(&w, &a);
	uint8_t inner[OCTETS_MAX];
	struct sccp_head h = ask_sccp(&a);
	struct mtp3_label l = { .opc = PC_BETA, .dpc = PC_US, .ni = NI,
	    .si = SI_SCCP };

	world();
	sccp = wbuf_make(inner, sizeof(inner));
	m3ua = wbuf_make(octets, sizeof(octets));
	h.called = (struct sccp_party){ .ssn = 6, .has_pc = true,
	    .pc = PC_HOME2, .on_ssn = true };
	sccp_build(&sccp, &h, data);
	m3ua_build(&m3ua, &l, NULL, wbuf_cur(&sccp));
	take(&beta, octets, m3ua.len);
	ck_assert_uint_eq(home2.nsent, 1);
	ck_assert_uint_eq(read_sent(peer_last(&home2))->dpc, PC_HOME2);
	ck_assert_uint_eq(read_sent(peer_last(&home2))->opc, PC_US);
	world_end();
}
END_TEST

static void
owned(struct conf *c)
{
	static struct conf_item own = { .kind = ITEM_NUMBER, .low = 258,
	    .high = 258 };

	c->link[L_HOME1].own = (struct conf_set){ &own, 1 };
}

/* Whoever answers to the OPC finds us on his own side. */
START_TEST(own_point_codes)
{
	const struct sig_msg *m;

	world_up(WORLD, owned, false);
	ask(&beta, (struct ask){ .called = "88210" });
	ck_assert_uint_eq(home1.nsent, 1);
	m = read_sent(peer_last(&home1));
	ck_assert_uint_eq(m->opc, 258);
	ck_assert_uint_eq(m->dpc, PC_HOME);
	/* of another link that takes it, or the one that was written to */
	home1.full = true;
	ask(&beta, (struct ask){ .called = "88210", .cls = RETURN });
	m = read_sent(peer_last(&home2));
	ck_assert_uint_eq(m->opc, PC_US);
	home2.full = true;
	ask(&beta, (struct ask){ .called = "88210", .cls = RETURN });
	m = read_sent(peer_last(&beta));
	ck_assert_uint_eq(m->opc, PC_US);
	ck_assert_uint_eq(m->cause, 6);
	world_end();
}
END_TEST

static void
few(struct conf *c)
{
	c->ss7.nroute = 1;
}

/* Other rules, other routes; neighbours stay. */
START_TEST(swapped)
{
	world();
	ck_assert(engine_swap(engine, world_rules(WORLD, few)));
	ask(&beta, (struct ask){ .called = HOME_GT2 });
	ck_assert_uint_eq(home1.nsent, 1);
	ask(&home1, (struct ask){ .called = BETA_GT });
	ck_assert_uint_eq(ended(END_NO_WAY), 1);
	ck_assert(engine_swap(engine, world_rules(WORLD, NULL)));
	ask(&home1, (struct ask){ .called = BETA_GT });
	ck_assert_uint_eq(beta.nsent, 1);
	world_end();
}
END_TEST

START_TEST(steered)
{
	const struct sig_msg *m;

	world();
	ask(&beta, (struct ask){ .imsi = IMSI_STEER });
	ck_assert_uint_eq(lab.nsent, 1);
	m = read_sent(peer_last(&lab));
	ck_assert_uint_eq(m->opc, PC_US);
	ck_assert_uint_eq(m->dpc, PC_LAB);
	ask(&beta, (struct ask){ .imsi = IMSI_SINK_TO });
	ck_assert_uint_eq(read_sent(peer_last(&lab))->dpc, PC_LAB);
	ck_assert_uint_eq(lab.nsent, 2);
	world_end();
}
END_TEST

/* Storm control hears of home's nodes, and not of a partner's. */
START_TEST(news_of_nodes)
{
	static const char guarded[] = WORLD
	    "protect \"hlr\" { link { \"home1\" \"home2\" } "
	    "capacity 10/s }\n";
	static const struct {
		struct peer	*from;
		enum way_event_what what;
		unsigned	 pc, level;
		const char	*name;
		bool		 heard;
	} cases[] = {
	    { &home1, WAY_EVENT_CONGESTED, PC_HOME, 2, "SCON", true },
	    { &home1, WAY_EVENT_CONGESTED, PC_HOME, 0, "SCON", false },
	    { &home1, WAY_EVENT_CONGESTED, PC_BETA, 2, "SCON", false },
	    { &home2, WAY_EVENT_UNAVAILABLE, PC_HOME2, 0, "DUNA", true },
	    { &home1, WAY_EVENT_AVAILABLE, PC_HOME, 0, "DAVA", false },
	    { &home1, WAY_EVENT_USER_UNAVAILABLE, PC_HOME, 0, "DUPU",
	    false },
	    { &home1, WAY_EVENT_RESTRICTED, PC_HOME, 0, "DRST", false },
	    { &beta, WAY_EVENT_CONGESTED, PC_HOME, 3, "SCON", false },
	    { &beta, WAY_EVENT_UNAVAILABLE, PC_HOME, 0, "DUNA", false },
	};
	unsigned i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		world_up(guarded, NULL, false);
		nnotices = nnoted = 0;
		engine_link(engine, cases[i].from->way, &(struct way_event){
		    .what = cases[i].what, .pc = cases[i].pc,
		    .level = (uint8_t)cases[i].level });
		ck_assert_uint_eq(nnoted, 1);
		ck_assert_str_eq(event_last()->type, cases[i].name);
		ck_assert_uint_eq(event_last()->v.action, ACTION_DROP);
		ck_assert_uint_eq(event_last()->link_in,
		    cases[i].from->link + 1);
		wait_for(2 * S);
		ask(&beta, (struct ask){ .otid = 1 });
		ck_assert_uint_eq(nnotices, cases[i].heard);
		world_end();
	}
}
END_TEST

static void
process_down(void)
{
	engine_link(engine, beta.way,
	    &(struct way_event){ .what = WAY_EVENT_ASP_DOWN });
}

static void
process_up(void)
{
	engine_link(engine, beta.way,
	    &(struct way_event){ .what = WAY_EVENT_ASP_UP });
}

static void
link_down(void)
{
	if (beta.way == NULL)
		peer_up(&beta);
	peer_down(&beta);
}

static void
link_up(void)
{
	peer_down(&beta);
	peer_up(&beta);
}

static const struct {
	const char	*name;
	void		(*happens)(void);
} states[] = {
	{ "ASPDN", process_down }, { "ASPUP", process_up },
	{ "ASPIA", link_down }, { "ASPAC", link_up },
};

/* A link that comes and goes is judged; what a rule does then is done. */
START_TEST(a_rule_acts_on_links)
{
	char text[sizeof(WORLD_NETS) + 300];
	unsigned i;

	for (i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		snprintf(text, sizeof(text), WORLD_NETS "memory { }\n"
		    "screen in { sink partner for 10m op link-management "
		    "type \"%s\" via \"beta\" rate > 2/1m per via "
		    "label lost\npass }\nscreen out { pass }\n",
		    states[i].name);
		world_up(text, NULL, false);
		ask(&beta2, (struct ask){ .op = UL, .otid = 2 });
		ck_assert_uint_eq(ended(END_PASSED), 1);
		while (event_last()->v.action != ACTION_SINK && nnoted < 30) {
			states[i].happens();
			ck_assert_str_eq(event_last()->type, states[i].name);
			ck_assert_uint_eq(event_last()->link_in, L_BETA + 1);
			ck_assert_uint_eq(event_last()->v.from,
			    OWNER_PARTNER + 1);
		}
		ck_assert_str_eq(event_last()->v.label, "lost");
		/* the whole partner is heard no more, over any link */
		ask(&beta2, (struct ask){ .op = UL, .otid = 4 });
		ck_assert_uint_eq(ended(END_SUNK), 1);
		ck_assert_uint_eq(ended(END_PASSED), 1);
		world_end();
	}
}
END_TEST


/* It asks, and answers nothing: found, and a rule acts on it. */
START_TEST(a_link_that_only_sends)
{
	struct ask a = { .called = BETA_GT, .calling = HOME_GT,
	    .op = CANCEL_LOCATION };

	world_up(WORLD_NETS "memory { }\ncheck stalled enforce\nscreen in { "
	    "sink partner for 10m finding stalled label silent\npass }\n"
	    "screen out { pass }\n", NULL, false);
	for (a.otid = 10; a.otid < 20; a.otid += 2)
		ask(&home1, a);
	ck_assert_uint_eq(beta.nsent, 5);
	ask(&beta, (struct ask){ .otid = 100 });
	wait_for(31 * S);
	ask(&beta, (struct ask){ .otid = 102 });
	ck_assert_uint_eq(event_last()->v.found, 0);
	ck_assert_uint_eq(ended(END_PASSED), 7);
	ask(&beta, (struct ask){ .otid = 104 });
	ck_assert_uint_eq(event_last()->v.enforced,
	    UINT32_C(1) << CHECK_STALLED);
	ck_assert_str_eq(event_last()->v.label, "silent");
	ask(&beta2, (struct ask){ .otid = 106 });
	ck_assert_uint_eq(ended(END_SUNK), 2);
	world_end();
}
END_TEST

static void
add(TCase *t)
{
	tcase_add_test(t, by_title);
	tcase_add_test(t, load_share);
	tcase_add_test(t, full);
	tcase_add_test(t, hop_counter);
	tcase_add_test(t, hop_counter_of_segments);
	tcase_add_test(t, no_way);
	tcase_add_test(t, nature_of_address);
	tcase_add_test(t, by_point_code);
	tcase_add_test(t, own_point_codes);
	tcase_add_test(t, swapped);
	tcase_add_test(t, steered);
	tcase_add_test(t, news_of_nodes);
	tcase_add_test(t, a_rule_acts_on_links);
	tcase_add_test(t, a_link_that_only_sends);
}

int
main(void)
{
	return suite_main("transfer_route", add);
}
