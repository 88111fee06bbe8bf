/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The engine judges of SS7 what replay judges: another judge that is given the
 * same messages, segments put together by reassembly as of a capture, has the
 * same verdicts, under the shipped policy.
 */
#include "../dissectors/reasm.h"
#include "transfer_vectors.h"

enum { STEPS = 30000, OPEN = 256 };

#define POLICY WORLD_NETS						\
    "table <critical> imsi { 001010000000009 }\n"			\
    "class critical priority 1 critical imsi <critical>\n"		\
    "class other priority 9\n"						\
    "include \"rules/roaming.conf\"\n"					\
    "memory { subscribers 1000 transactions 2000 sources 100 }\n"	\
    "check unasked enforce\ncheck scan enforce over 20 within 10s\n"	\
    "protect \"hlr\" { link \"home\" capacity 50/s }\n"

static struct ruleset *rules;
static struct judge *judge;
static struct reasm *reasm;
static uint8_t octets[OCTETS_MAX];
static size_t len;
static unsigned from_link, compared, segmented, notices, answered;
static unsigned by_action[ACTION_COUNT];

static void
count_notice(void *arg, const struct notice *n)
{
	(void)arg;
	(void)n;
	notices++;
}

static void
same_verdict(const struct verdict *a, const struct verdict *b)
{
	ck_assert_int_eq(a->direction, b->direction);
	ck_assert_int_eq(a->link, b->link);
	ck_assert_int_eq(a->from, b->from);
	ck_assert_int_eq(a->to, b->to);
	ck_assert_int_eq(a->would, b->would);
	ck_assert_uint_eq(a->found, b->found);
	ck_assert_uint_eq(a->enforced, b->enforced);
	ck_assert_uint_eq(a->serial, b->serial);
	ck_assert_int_eq(a->waits, b->waits);
	ck_assert_int_eq(a->within, b->within);
	ck_assert_uint_eq(a->request, b->request);
	ck_assert_uint_eq(a->answer_ns, b->answer_ns);
	ck_assert_int_eq(a->admission, b->admission);
	if (a->why == WHY_POLICED) {
		ck_assert_int_eq(a->action, ACTION_DROP);
		return;
	}
	ck_assert_int_eq(a->action, b->action);
	ck_assert_int_eq(a->why, b->why);
	ck_assert_int_eq(a->cls, b->cls);
	ck_assert_int_eq(a->rule, b->rule);
	ck_assert_int_eq(a->error, b->error);
	ck_assert_uint_eq(a->back_off, b->back_off);
}

static void
compare(const struct event *e)
{
	static struct sig_msg m;
	struct verdict v;

	memset(&m, 0, offsetof(struct sig_msg, proto));
	m.ts = now;
	m.link_in = (uint16_t)(from_link + 1);
	m.link_out = e->m->link_out;
	ck_assert_uint_eq(e->m->link_in, m.link_in);
	ck_assert(sig_dissect(SIG_ENTRY_M3UA, cur_make(octets, len), reasm,
	    &m));
	ck_assert_uint_eq(m.defect, e->m->defect);
	judge_message(judge, &m, now, &v);
	same_verdict(e->v, &v);
	compared++;
	segmented += m.segmented;
	by_action[v.action]++;
	answered += v.request != 0;
}

static void
given(struct node *d)
{
	static struct sig_msg m;
	unsigned before = compared;

	from_link = d->link;
	take(d, octets, len);
	if (compared > before)
		return;
	/* it waits, there too */
	memset(&m, 0, offsetof(struct sig_msg, proto));
	m.ts = now;
	ck_assert(!sig_dissect(SIG_ENTRY_M3UA, cur_make(octets, len), reasm,
	    &m));
}

/* Whole, or in two segments, in either order. */
static void
talk(struct node *d, struct ask a)
{
	unsigned i, k = random_below(2);

	a.cls = k == 0 ? 0x80 : 0;
	if (random_below(3) != 0) {
		len = ask_make(octets, &a);
		given(d);
		return;
	}
	a.type = random_below(2) ? SCCP_XUDT : SCCP_LUDT;
	a.segmented = true;
	a.reference = a.otid;
	for (i = 0; i < 2; i++) {
		a.first = (i ^ k) == 0;
		a.remaining = a.first;
		a.at = a.first ? 0 : 30;
		a.len = 30;
		len = ask_make(octets, &a);
		given(d);
	}
}

static void
step_begin(uint32_t n)
{
	static const unsigned op[] = { UL, SRI_SM, ATI, 56, 4 };
	char imsi[16];
	struct ask a = { .transparent = true, .otid = n, .imsi = imsi,
	    .op = op[random_below(5)] };

	snprintf(imsi, sizeof(imsi), "%s%07u", random_below(10) ? "00101000" :
	    "99970000", random_below(60));
	if (a.op == 4)
		a.version = 3;
	if (random_below(10) == 0)
		a.calling = BETA_GT;
	talk(&alpha, a);
}

static void
step_end(uint32_t n)
{
	struct ask a = { .transparent = true, .response = true,
	    .otid = n - random_below(OPEN), .opc = PC_HOME, .dpc = PC_ALPHA,
	    .called = ALPHA_GT, .calling = HOME_GT, .op = UL };

	talk(&home, a);
}

static void
step_vector(void)
{
	const struct vector *v = &vectors[random_below(nvector)];
	bool up = random_below(2) != 0;

	len = vector_wrap(octets, v->p, v->n, up ? PC_ALPHA : PC_HOME,
	    up ? PC_HOME : PC_ALPHA, random_below(16));
	given(up ? &alpha : &home);
}

START_TEST(same_verdicts_as_replay)
{
	struct reasm_conf c = { .octets = 1 << 20, .sets = 64,
	    .timeout = UINT64_MAX };
	void *mem = malloc(reasm_size(&c));
	unsigned n;

	ck_assert(mem != NULL);
	vectors_load();
	seed = 0xca97;
	reasm = reasm_init(mem, &c);
	world_with(POLICY, NULL, false);
	rules = world_rules(POLICY, NULL);
	judge = judge_new(rules, 42);
	ck_assert(judge != NULL);
	judge_notices(judge, count_notice, NULL);
	nnotices = 0;
	event_hook = compare;
	for (n = 0; n < STEPS; n++) {
		if (n % 3 == 0)
			step_begin(n);
		else if (n % 3 == 1)
			step_end(n);
		else
			step_vector();
		now += random_below(S / 50);
		engine_time(engine, now);
	}
	ck_assert_uint_eq(notices, nnotices);
	ck_assert_uint_gt(by_action[ACTION_PASS], STEPS / 10);
	ck_assert_uint_gt(by_action[ACTION_DROP] + by_action[ACTION_REJECT],
	    STEPS / 100);
	ck_assert_uint_gt(segmented, STEPS / 10);
	ck_assert_uint_gt(answered, 100);
	event_hook = NULL;
	world_end();
	judge_free(judge);
	ruleset_free(rules);
	free(mem);
	free(vectors);
}
END_TEST

static void
add(TCase *t)
{
	tcase_add_test(t, same_verdicts_as_replay);
}

int
main(void)
{
	return transfer_main("transfer_replay", add);
}
