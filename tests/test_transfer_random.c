/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SS7 through the engine, whatever it is given: each message ends once, home is
 * reached by nothing that never goes on, and memory stays as it is.
 */
#include <malloc.h>

#include "transfer_vectors.h"

enum { ROUNDS = 100000, WARM = 2000, CHANGES = 6 };

static uint8_t octets[OCTETS_MAX];
static size_t len;

static bool
is_connectionless(uint8_t type)
{
	return type == SCCP_UDT || type == SCCP_UDTS ||
	    (type >= SCCP_XUDT && type <= SCCP_LUDTS);
}

START_TEST(every_vector)
{
	static struct sig_msg m;
	unsigned i, went, held = 0, passed = 0;
	bool goes;

	vectors_load();
	world_up(WORLD_NETS "screen in { pass }\nscreen out { pass }\n",
	    NULL, false);
	for (i = 0; i < nvector; i++) {
		len = vector_wrap(octets, vectors[i].p, vectors[i].n,
		    PC_ALPHA, PC_HOME, i % 16);
		memset(&m, 0, offsetof(struct sig_msg, proto));
		if (!sig_dissect(SIG_ENTRY_M3UA, cur_make(octets, len), NULL,
		    &m) || m.defect == SIG_DEFECT_REASSEMBLY) {
			held++;
			continue;
		}
		went = home.nsent;
		take(&alpha, octets, len);
		goes = is_connectionless(m.sccp_type) &&
		    m.proto != SIG_PROTO_SCMG;
		ck_assert_uint_eq(home.nsent - went, goes);
		if (goes)
			ck_assert(is_octets(peer_last(&home), octets, len));
		passed += goes;
	}
	ck_assert_uint_gt(passed, 400);
	ck_assert_uint_lt(held, 100);
	world_end();
	free(vectors);
}
END_TEST

/* ---- hostile octets ---- */

/* Bits, octets, lengths: up to CHANGES of them from a place on. */
static void
change(uint8_t *p, size_t *n, size_t from, size_t most)
{
	static const uint8_t odd[] = { 0, 1, 2, 4, 0x10, 0x7f, 0x80, 0x81,
	    0xfe, 0xff };
	unsigned k = 1 + random_below(CHANGES);
	size_t at;

	for (; k > 0 && *n > from; k--) {
		at = from + random_below((unsigned)(*n - from));
		switch (random_below(6)) {
		case 0:
			p[at] ^= (uint8_t)(1 << random_below(8));
			break;
		case 1:
			p[at] = (uint8_t)random_below(256);
			break;
		case 2:
			p[at] = odd[random_below(sizeof(odd))];
			break;
		case 3:
			*n = at;
			break;
		case 4:
			if (*n + 16 <= most) {
				memset(p + *n, (int)random_below(256), 16);
				*n += 1 + random_below(16);
			}
			break;
		default:
			memmove(p + at, p + at + (*n - at) / 2,
			    *n - at - (*n - at) / 2);
			break;
		}
	}
}

/* A message of that neighbour's; every fourth is a segment. */
static size_t
message(struct peer *from, uint8_t *p)
{
	const struct vector *v = &vectors[random_below(nvector)];
	bool pair = from == &alpha || from == &home;
	struct ask a = { .transparent = pair, .type = random_below(2) ?
	    SCCP_XUDT : SCCP_LUDT, .segmented = true,
	    .first = random_below(2) != 0, .remaining = random_below(3),
	    .reference = random_below(8), .at = random_below(40), .len = 20,
	    .imsi = random_below(4) ? IMSI_FINE : IMSI_SINK_TO };
	uint32_t opc = pair ? PC_ALPHA : PC_BETA,
	    dpc = pair ? PC_HOME : PC_US;

	if (random_below(4) == 0)
		return ask_make(p, &a);
	return vector_wrap(p, v->p, v->n, opc, dpc, random_below(16));
}

/* Nothing for a neighbour on the same side, and nothing for home that never
 * goes on. */
static void
look(const struct peer *from, const unsigned before[L_COUNT])
{
	const struct peer *d;
	const struct sig_value *pc;
	static struct sig_msg m;
	unsigned i, k;

	for (i = 0; i < L_COUNT; i++) {
		d = everyone[i];
		ck_assert_uint_le(d->nsent - before[i], 16);
		if (d != from && d != &lab && (i <= L_HOME2) ==
		    (from->link <= L_HOME2))
			ck_assert_uint_eq(d->nsent, before[i]);
		if (d == from || i > L_HOME2)
			continue;
		for (k = before[i]; k < d->nsent; k++) {
			memset(&m, 0, offsetof(struct sig_msg, proto));
			(void)sig_dissect(SIG_ENTRY_M3UA,
			    cur_make(d->sent[k % SENT_MAX].p,
			    d->sent[k % SENT_MAX].n), NULL, &m);
			ck_assert(m.sccp.p != NULL);
			ck_assert(is_connectionless(m.sccp_type));
			if (m.proto != SIG_PROTO_SCMG)
				continue;
			pc = sig_get(&m, SIG_AFFECTED_PC);
			ck_assert(pc != NULL && pc->num != PC_HOME &&
			    pc->num != PC_HOME2 && pc->num != PC_US);
		}
	}
}

static size_t
memory(void)
{
	struct mallinfo2 i = mallinfo2();

	return i.uordblks + i.hblkhd;
}

static void
round_of(bool payload, uint64_t *given)
{
	static struct peer *const from[] = { &alpha, &alpha, &beta, &beta,
	    &beta2, &home, &home1 };
	struct peer *d = from[random_below(7)];
	unsigned before[L_COUNT], i;
	uint8_t sccp[OCTETS_MAX];
	struct way_counts c;
	size_t n;

	len = message(d, octets);
	if (payload) {
		n = len - SCCP_AT;
		memcpy(sccp, octets + SCCP_AT, n);
		change(sccp, &n, 0, VECTOR_OCTETS + 16);
		len = vector_wrap(octets, sccp, n, d == &alpha || d == &home ?
		    PC_ALPHA : PC_BETA, d == &alpha || d == &home ? PC_HOME :
		    PC_US, random_below(16));
	} else {
		change(octets, &len, 0, sizeof(octets));
	}
	for (i = 0; i < L_COUNT; i++)
		before[i] = everyone[i]->nsent;
	give(d, octets, len);
	look(d, before);
	(*given)++;
	c = totals();
	ck_assert_uint_le(c.requests + c.answers, *given);
	if (random_below(50) == 0)
		wait_for(random_below(4 * (unsigned)S));
	if (random_below(500) == 0) {
		d = everyone[random_below(L_COUNT)];
		peer_down(d);
		peer_up(d);
	}
	if (random_below(100) == 0)
		everyone[random_below(L_COUNT)]->full ^= true;
}

static void
hostile(bool payload)
{
	uint64_t given = 0;
	size_t used = 0;
	unsigned i;

	vectors_load();
	seed = payload ? 0x55c7 : 0x3aa1;
	world();
	for (i = 0; i < ROUNDS; i++) {
		if (i == WARM)
			used = memory();
		round_of(payload, &given);
		if (i % 64 == 0)
			balance();
	}
	wait_for(30 * S);
	ck_assert_uint_eq(memory(), used);
	balance();
	ck_assert_uint_gt(ended(END_PASSED), ROUNDS / 50);
	ck_assert_uint_gt(ended(END_INCOMPLETE), 0);
	ck_assert_uint_gt(ended(END_POLICED), 0);
	ck_assert_uint_gt(ended(END_NO_WAY), 0);
	world_end();
	free(vectors);
}

START_TEST(hostile_m3ua)
{
	hostile(false);
}
END_TEST

START_TEST(hostile_sccp)
{
	hostile(true);
}
END_TEST

static void
add(TCase *t)
{
	tcase_add_test(t, every_vector);
	tcase_add_test(t, hostile_m3ua);
	tcase_add_test(t, hostile_sccp);
}

int
main(void)
{
	return suite_main("transfer_random", add);
}
