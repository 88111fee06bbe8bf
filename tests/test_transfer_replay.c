/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The engine judges of SS7 what replay judges: another judge that is given the
 * same messages, segments put together by reassembly as of a capture, has the
 * same verdicts, under the shipped policy.
 */
#include "../dissectors/reasm.h"
#include "transfer_vectors.h"
#include "engine_replay.h"

enum { STEPS = 30000, OPEN = 256 };

#define POLICY REPLAY_POLICY						\
    "protect \"hlr\" { link \"home\" capacity 50/s }\n"

static struct reasm *reasm;
static unsigned segmented;

static void
compare(const struct event *e)
{
	static struct sig_msg m;

	memset(&m, 0, offsetof(struct sig_msg, proto));
	m.ts = now;
	m.link_in = (uint16_t)(from_link + 1);
	m.link_out = e->m->link_out;
	ck_assert_uint_eq(e->m->link_in, m.link_in);
	ck_assert(sig_dissect(SIG_ENTRY_M3UA, cur_make(octets, len), reasm,
	    &m));
	ck_assert_uint_eq(m.defect, e->m->defect);
	replay_judge(e, &m, true);
	segmented += m.segmented;
}

static void
given(struct peer *d)
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
talk(struct peer *d, struct ask a)
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
	replay_begin(POLICY, NULL, compare);
	event_hook = NULL;
	for (n = 0; n < L_COUNT; n++)
		peer_up(everyone[n]);
	links_judged = nnoted;
	event_hook = compare;
	nnotices = 0;
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
	ck_assert_uint_gt(segmented, STEPS / 10);
	ck_assert_uint_gt(answered, 100);
	replay_end(STEPS);
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
	return suite_main("transfer_replay", add);
}
