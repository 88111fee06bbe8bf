/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SCTP: whose message a chunk carries, bundling, fragments, repetition.
 */
#include "suite.h"
#include "wire_help.h"

START_TEST(ppids)
{
	static const struct {
		uint32_t	 ppid;
		uint16_t	 port;
		bool		 diameter;
		int		 entry;
		bool		 odd;
	} t[] = {
		{ 2, 9, false, SIG_ENTRY_M2UA, false },
		{ 3, 9, false, SIG_ENTRY_M3UA, false },
		{ 4, 9, false, SIG_ENTRY_SUA, false },
		{ 5, 9, false, SIG_ENTRY_M2PA, false },
		{ 46, 9, true, SIG_ENTRY_DIAMETER, false },
		/* clear text under the name of DTLS */
		{ 47, 3868, true, SIG_ENTRY_DIAMETER, true },
		{ 0x2f000000, 3868, true, SIG_ENTRY_DIAMETER, true },
		/* the port and the octets agree against the PPID */
		{ 46, 2905, false, SIG_ENTRY_M3UA, true },
		{ 3, 3868, true, SIG_ENTRY_DIAMETER, true },
		{ 0x03000000, 9, false, SIG_ENTRY_M3UA, true },
		{ 0x2e000000, 9, true, SIG_ENTRY_DIAMETER, true },
		{ 0, 2904, false, SIG_ENTRY_M2UA, false },
		{ 0, 2905, false, SIG_ENTRY_M3UA, false },
		{ 0, 3565, false, SIG_ENTRY_M2PA, false },
		{ 0, 14001, false, SIG_ENTRY_SUA, false },
		{ 0, 3868, true, SIG_ENTRY_DIAMETER, false },
		{ 0, 9, true, SIG_ENTRY_DIAMETER, false },
		{ 0, 9, false, SIG_ENTRY_M3UA, false },
		{ 4000, 9, false, SIG_ENTRY_M3UA, true },
		{ 4000, 3868, true, SIG_ENTRY_DIAMETER, true },
		{ 18, 9, false, SIG_ENTRY_M3UA, true },
		{ 18, 9, true, SIG_ENTRY_DIAMETER, true },
		{ 18, 2905, false, SIG_ENTRY_M3UA, true },
	};

	for (unsigned i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		unsigned n = sctp_send(i, 3, 0, t[i].ppid, t[i].port, 9,
		    t[i].diameter ? dia(40, 1) : m3ua(),
		    t[i].diameter ? 40 : M3UA_LEN);

		ck_assert_uint_eq(n, t[i].entry == NO_ENTRY ? 0 : 1);
		if (n == 0)
			continue;
		ck_assert_int_eq(last()->entry, t[i].entry);
		ck_assert_uint_eq(last()->anomalies,
		    t[i].odd ? ANOMALY(PPID) : 0);
	}
}
END_TEST

/* Octets that are looked at: which of them matter. */
START_TEST(looks)
{
	uint8_t d[40];

	memcpy(d, m3ua(), M3UA_LEN);
	d[1] = 0xff;			/* spare */
	ck_assert_uint_eq(sctp_send(1, 3, 0, 18, 2905, 9, d, M3UA_LEN), 1);
	ck_assert_uint_eq(sctp_send(2, 3, 0, 18, 9, 9, d, M3UA_LEN), 1);
	ck_assert_uint_eq(sctp_send(3, 3, 0, 0, 9, 9, d, M3UA_LEN), 1);
	d[7]++;				/* length */
	ck_assert_uint_eq(sctp_send(4, 3, 0, 18, 9, 9, d, M3UA_LEN), 0);
	d[7]--;
	d[9]++;				/* tag */
	ck_assert_uint_eq(sctp_send(5, 3, 0, 18, 9, 9, d, M3UA_LEN), 0);
	memcpy(d, dia(40, 1), 40);
	d[3] = 36;
	ck_assert_uint_eq(sctp_send(6, 3, 0, 18, 9, 9, d, 40), 0);
}
END_TEST

START_TEST(sctp_bundle)
{
	ip4(132, 1, 2, 0, 0, 12 + 3 * 16 + 3 * M3UA_LEN);
	sctp(2905, 2905, 9);
	for (uint32_t i = 0; i < 3; i++)
		chunk(3, i, 0, 3, m3ua(), M3UA_LEN);
	ck_assert_uint_eq(send_all(), 3);
	ck_assert_uint_eq(seen[1].idx, 1);
	ck_assert_uint_eq(seen[2].idx, 2);
}
END_TEST

START_TEST(sctp_diameter_run)
{
	uint8_t d[200];

	memcpy(d, dia(40, 1), 40);
	memcpy(d + 40, dia(60, 2), 60);
	memset(d + 100, 0, 7);
	ck_assert_uint_eq(sctp_send(1, 3, 0, 46, 9, 9, d, 100), 2);
	ck_assert_uint_eq(seen[0].len, 40);
	ck_assert_uint_eq(seen[1].len, 60);
	ck_assert_uint_eq(seen[1].anomalies, 0);
	ck_assert_uint_eq(sctp_send(2, 3, 0, 46, 9, 9, d, 107), 2);
	ck_assert_uint_eq(seen[2].anomalies, 0);
	ck_assert_uint_eq(seen[3].anomalies, ANOMALY(TRAILING_OCTETS));
	/* one that ends too soon is still handed on */
	ck_assert_uint_eq(sctp_send(3, 3, 0, 46, 9, 9, d, 90), 2);
	ck_assert_uint_eq(seen[5].len, 50);
	memset(d, 0, 100);
	ck_assert_uint_eq(sctp_send(4, 3, 0, 46, 9, 9, d, 100), 1);
	ck_assert_uint_eq(seen[6].len, 100);
}
END_TEST

START_TEST(sctp_retransmission)
{
	uint8_t other[M3UA_LEN];

	memcpy(other, m3ua(), M3UA_LEN);
	other[20] ^= 1;
	ck_assert_uint_eq(sctp_send(1, 3, 0, 3, 2905, 9, m3ua(), 24), 1);
	ck_assert_uint_eq(sctp_send(1, 3, 0, 3, 2905, 9, m3ua(), 24), 0);
	ck_assert_uint_eq(sctp_send(1, 11, 0, 3, 2905, 9, m3ua(), 24), 0);
	ck_assert_uint_eq(wire_stats(w)->retransmitted, 2);
	ck_assert_uint_eq(sctp_send(1, 3, 0, 3, 2905, 9, other, 24), 1);
	ck_assert_uint_eq(last()->anomalies, ANOMALY(TSN_REUSED));
	/* another association, and another of the same tag 0 */
	ck_assert_uint_eq(sctp_send(1, 3, 0, 3, 2905, 10, m3ua(), 24), 1);
	ck_assert_uint_eq(sctp_send(1, 3, 0, 3, 2905, 0, m3ua(), 24), 1);
	ip4(132, 7, 8, 0, 0, 28 + M3UA_LEN);
	sctp(2905, 2905, 0);
	chunk(3, 1, 0, 3, m3ua(), M3UA_LEN);
	ck_assert_uint_eq(send_all(), 1);
	/* the same tag by another path is the same association */
	ip4(132, 7, 8, 0, 0, 28 + M3UA_LEN);
	sctp(2905, 2905, 10);
	chunk(3, 1, 0, 3, m3ua(), M3UA_LEN);
	ck_assert_uint_eq(send_all(), 0);
	/* the ring wraps; 1,024 later it is forgotten, not doubted */
	ck_assert_uint_eq(sctp_send(UINT32_MAX, 3, 0, 3, 9, 10, m3ua(), 24),
	    1);
	for (uint32_t i = 0; i < 1024; i++)
		ck_assert_uint_eq(sctp_send(i, 3, 0, 3, 9, 10, m3ua(), 24),
		    1);
	ck_assert_uint_eq(sctp_send(0, 3, 0, 3, 9, 10, m3ua(), 24), 0);
	ck_assert_uint_eq(sctp_send(UINT32_MAX, 3, 0, 3, 9, 10, m3ua(), 24),
	    1);
	ck_assert_uint_eq(last()->anomalies, 0);
}
END_TEST

/* INIT or INIT ACK from a side that wants to be sent to under that tag. */
static void
init_send(uint8_t type, uint16_t sport, uint16_t dport, uint32_t tag,
    size_t missing)
{
	ip4(132, 2, 1, 0, 0, 12 + 20);
	sctp(sport, dport, type == 1 ? 0 : 77);
	put(type, 1);
	put(0, 1);
	put(20, 2);
	put(tag, 4);
	put(0, 4);			/* window */
	put(0x00010001, 4);		/* streams */
	put(1, 4);			/* first TSN */
	ck_assert_uint_eq(send_cut(missing), 0);
}

/* Who begins anew under the same tag, ports and TSNs loses no message. */
START_TEST(sctp_begins_anew)
{
	ip4(132, 1, 2, 0, 0, 28 + M3UA_LEN);
	sctp(3000, 2905, 9);
	chunk(3, 1, 0, 3, m3ua(), M3UA_LEN);
	ck_assert_uint_eq(send_all(), 1);
	for (uint8_t type = 1; type <= 2; type++) {
		/* that of another, the other way, and a piece of one */
		init_send(type, 2905, 3000, 10, 0);
		init_send(type, 3000, 2905, 9, 0);
		init_send(type, 2905, 3000, 9, 14);
		ip4(132, 1, 2, 0, 0, 28 + M3UA_LEN);
		sctp(3000, 2905, 9);
		chunk(3, 1, 0, 3, m3ua(), M3UA_LEN);
		ck_assert_uint_eq(send_all(), 0);
		init_send(type, 2905, 3000, 9, 0);
		ip4(132, 1, 2, 0, 0, 28 + M3UA_LEN);
		sctp(3000, 2905, 9);
		chunk(3, 1, 0, 3, m3ua(), M3UA_LEN);
		ck_assert_uint_eq(send_all(), 1);
		ck_assert_uint_eq(last()->anomalies, 0);
	}
}
END_TEST

START_TEST(sctp_fragments)
{
	const uint8_t *d = dia(3000, 5);

	/* across the wrap of the TSN, out of order, one doubled */
	ck_assert_uint_eq(sctp_send(0, 0, 4, 46, 9, 9, d + 1000, 1000), 0);
	ck_assert_uint_eq(sctp_send(1, 1, 4, 46, 9, 9, d + 2000, 1000), 0);
	ck_assert_uint_eq(sctp_send(0, 0, 4, 46, 9, 9, d + 1000, 1000), 0);
	ck_assert_uint_eq(wire_stats(w)->waiting, 1);
	ck_assert_uint_eq(sctp_send(UINT32_MAX, 2, 4, 46, 9, 9, d, 1000), 1);
	ck_assert_int_eq(last()->entry, SIG_ENTRY_DIAMETER);
	ck_assert_uint_eq(last()->sum, sum_of(cur_make(d, 3000)));
	ck_assert_uint_eq(wire_stats(w)->retransmitted, 1);
	/* never finished: given up by time */
	ck_assert_uint_eq(sctp_send(9, 0, 5, 46, 9, 9, d, 1000), 0);
	frame.ts += 60 * SEC;
	ck_assert_uint_eq(sctp_send(20, 2, 6, 46, 9, 9, d, 1000), 1);
	ck_assert_uint_eq(last()->defect, SIG_DEFECT_REASSEMBLY);
	ck_assert_uint_eq(wire_stats(w)->expired, 1);
	/* contradiction */
	ck_assert_uint_eq(sctp_send(20, 2, 6, 46, 9, 9, d + 1, 1000), 1);
	ck_assert_uint_eq(last()->defect, SIG_DEFECT_REASSEMBLY);
	ck_assert(last()->anomalies & ANOMALY(TSN_REUSED));
	/* another protocol's fragments take no room */
	ck_assert_uint_eq(sctp_send(30, 2, 7, 18, 9, 9, d + 20, 1000), 0);
	ck_assert_uint_eq(wire_stats(w)->other, 1);
	/* unless they begin as ours do */
	ck_assert_uint_eq(sctp_send(40, 2, 7, 18, 9, 9, d, 1500), 0);
	ck_assert_uint_eq(sctp_send(41, 1, 7, 18, 9, 9, d + 1500, 1500), 1);
	ck_assert_int_eq(last()->entry, SIG_ENTRY_DIAMETER);
	ck_assert_uint_eq(last()->anomalies, ANOMALY(PPID));
}
END_TEST

/* Two messages of four fragments each, in any order, the TSNs wrapping; _i & 1:
 * the fragments lie about sequence number and order. */
START_TEST(sctp_fragments_any)
{
	static uint8_t d[2][400];
	unsigned order[8], k, t;
	bool lie = _i & 1;

	srand((unsigned)_i);
	memcpy(d[0], dia(400, 1), 400);
	memcpy(d[1], dia(400, 2), 400);
	for (unsigned i = 0; i < 8; i++)
		order[i] = i;
	for (unsigned i = 8; i > 1; i--) {
		k = (unsigned)rand() % i;
		t = order[k];
		order[k] = order[i - 1];
		order[i - 1] = t;
	}
	for (unsigned i = 0; i < 8; i++) {
		unsigned m = order[i] / 4, part = order[i] % 4;
		uint8_t flags = (uint8_t)((part == 0 ? 2 : 0) |
		    (part == 3) | (lie && part == 2 ? 4 : 0));

		sctp_send(UINT32_MAX - 5 + order[i], flags,
		    (uint16_t)(lie ? part : m), 46, 3868, 9, d[m] + 100 * part,
		    100);
	}
	ck_assert_uint_eq(nseen, 2);
	for (unsigned i = 0; i < 2; i++) {
		unsigned m = seen[i].first[15] == 1 ? 0 : 1;

		ck_assert_uint_eq(seen[i].sum, sum_of(cur_make(d[m], 400)));
		ck_assert_uint_eq(seen[i].anomalies,
		    lie ? ANOMALY(SCTP_FRAGMENT) : 0);
	}
	ck_assert(seen[0].sum != seen[1].sum);
	finish(0);
}
END_TEST

START_TEST(sctp_idata)
{
	const uint8_t *d = dia(300, 5);

	for (uint32_t i = 0; i < 3; i++) {
		ip4(132, 1, 2, 0, 0, 12 + 20 + 100);
		sctp(9, 9, 5);
		put(64, 1);
		put(i == 0 ? 2 : i == 2 ? 1 : 0, 1);
		put(120, 2);
		put(100 + i, 4);
		put(1, 4);
		put(77, 4);
		put(i == 0 ? 46 : i, 4);
		put_octets(d + 100 * i, 100);
		ck_assert_uint_eq(send_all(), i == 2 ? 1 : 0);
	}
	ck_assert_int_eq(last()->entry, SIG_ENTRY_DIAMETER);
	ck_assert_uint_eq(last()->sum, sum_of(cur_make(d, 300)));
}
END_TEST

START_TEST(sctp_eviction)
{
	struct wire_conf conf = wire_conf_default;

	conf.associations = 4;
	wire_new(&conf);
	for (uint32_t tag = 10; tag < 15; tag++)
		ck_assert_uint_eq(sctp_send(1, 3, 0, 3, 9, tag, m3ua(), 24),
		    1);
	ck_assert_uint_eq(wire_stats(w)->evicted, 1);
	ck_assert_uint_eq(sctp_send(1, 3, 0, 3, 9, 11, m3ua(), 24), 0);
	ck_assert_uint_eq(sctp_send(1, 3, 0, 3, 9, 10, m3ua(), 24), 1);
	/* 11 was used last but one, so 12 went */
	ck_assert_uint_eq(sctp_send(1, 3, 0, 3, 9, 11, m3ua(), 24), 0);
	ck_assert_uint_eq(sctp_send(1, 3, 0, 3, 9, 12, m3ua(), 24), 1);
	ck_assert_uint_eq(last()->anomalies, 0);
}
END_TEST

static void
add(TCase *t)
{
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, ppids);
	tcase_add_test(t, looks);
	tcase_add_test(t, sctp_bundle);
	tcase_add_test(t, sctp_diameter_run);
	tcase_add_test(t, sctp_retransmission);
	tcase_add_test(t, sctp_begins_anew);
	tcase_add_test(t, sctp_fragments);
	tcase_add_loop_test(t, sctp_fragments_any, 0, 200);
	tcase_add_test(t, sctp_idata);
	tcase_add_test(t, sctp_eviction);
}

int
main(void)
{
	return suite_main("sctp", add);
}
