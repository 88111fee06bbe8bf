/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * wire.c, link.c, ip.c: from frames made here to units.
 */
#include "wire_help.h"

static void
link_put(int link)
{
	switch (link) {
	case WIRE_ETHERNET:
		put(0, 12);
		put(0x88a80005, 4);
		put(0x81000006, 4);
		put(0x0800, 2);
		break;
	case WIRE_LINUX_SLL:
		put(0, 14);
		put(0x0800, 2);
		break;
	case WIRE_LINUX_SLL2:
		put(0x0800, 2);
		put(0, 18);
		break;
	case WIRE_NULL:
		put(0x02000000, 4);
		break;
	case WIRE_LOOP:
		put(2, 4);
		break;
	}
}

static const struct {
	int		 link;
	const char	*layers;
	int		 entry;
} links[] = {
	{ WIRE_NULL, "null/ip/sctp", SIG_ENTRY_M3UA },
	{ WIRE_ETHERNET, "eth/vlan/vlan/ip/sctp", SIG_ENTRY_M3UA },
	{ WIRE_RAW_BSD, "ip/sctp", SIG_ENTRY_M3UA },
	{ WIRE_RAW_OPENBSD, "ip/sctp", SIG_ENTRY_M3UA },
	{ WIRE_RAW, "ip/sctp", SIG_ENTRY_M3UA },
	{ WIRE_LOOP, "null/ip/sctp", SIG_ENTRY_M3UA },
	{ WIRE_LINUX_SLL, "sll/ip/sctp", SIG_ENTRY_M3UA },
	{ WIRE_IPV4, "ip/sctp", SIG_ENTRY_M3UA },
	{ WIRE_LINUX_SLL2, "sll2/ip/sctp", SIG_ENTRY_M3UA },
	{ WIRE_SCTP, "sctp", SIG_ENTRY_M3UA },
	{ WIRE_MTP2_PHDR, "", SIG_ENTRY_MTP2 },
	{ WIRE_MTP2, "", SIG_ENTRY_MTP2 },
	{ WIRE_MTP3, "", SIG_ENTRY_MTP3 },
	{ WIRE_SCCP, "", SIG_ENTRY_SCCP },
};

/* Each link type, whole, then cut off at and ending at every octet. */
START_TEST(link_types)
{
	uint8_t copy[200];
	size_t n;
	int i = _i;

	ck_assert(wire_link_known(links[i].link));
	ck_assert(!wire_link_known(9999));
	frame.link = links[i].link;
	link_put(frame.link);
	if (links[i].entry == SIG_ENTRY_M3UA) {
		if (frame.link != WIRE_SCTP)
			ip4(132, 1, 2, 0, 0, 12 + 16 + M3UA_LEN);
		sctp(9, 9, 77);
		chunk(3, 1, 0, 3, m3ua(), M3UA_LEN);
	} else {
		put(0, 30);
	}
	n = npkt;
	memcpy(copy, pkt, n);
	ck_assert_uint_eq(send_all(), 1);
	ck_assert_int_eq(last()->entry, links[i].entry);
	ck_assert_str_eq(last()->layers, links[i].layers);
	ck_assert_uint_eq(last()->idx, 0);
	ck_assert_uint_eq(last()->frame, 1);
	ck_assert(!last()->cut);
	for (size_t len = 0; len < n; len++) {
		put_octets(copy, n);
		send_cut(n - len);
		if (nseen > 1)
			ck_assert(last()->cut);
		put_octets(copy, len);
		send_all();
		nseen = 1;
	}
	ck_assert_uint_eq(wire_stats(w)->cut_off, n);
	ck_assert_uint_eq(wire_stats(w)->frames, 2 * n + 1);
}
END_TEST

START_TEST(others)
{
	frame.link = WIRE_ETHERNET;
	put(0, 12);
	put(0x0806, 2);			/* ARP */
	put(0, 28);
	ck_assert_uint_eq(send_all(), 0);
	put(0, 12);
	put(0x0026, 2);			/* 802.3 */
	put(0, 50);
	ck_assert_uint_eq(send_all(), 0);
	frame.link = WIRE_RAW;
	ip4(17, 1, 2, 0, 0, 8);
	put(53, 8);
	ck_assert_uint_eq(send_all(), 0);
	ip4(132, 1, 2, 0, 0, 28);	/* SACK */
	sctp(2905, 2905, 5);
	put(0x03000010, 4);
	put(0, 12);
	ck_assert_uint_eq(send_all(), 0);
	ck_assert_uint_eq(sctp_send(1, 3, 0, 18, 36412, 9,
	    "\0\x0d\x40\x11\0\0\2\1", 8), 0);	/* S1AP */
	ck_assert_uint_eq(wire_stats(w)->other, 5);
	ck_assert_uint_eq(wire_stats(w)->bad, 0);
}
END_TEST

START_TEST(broken_layers)
{
	/* IPv4 header length; then total length below it */
	ip4(132, 1, 2, 0, 0, 12);
	sctp(2905, 2905, 5);
	pkt[0] = 0x44;
	ck_assert_uint_eq(send_all(), 1);
	ck_assert_uint_eq(last()->defect, SIG_DEFECT_IP_HEADER);
	ck_assert_str_eq(last()->layers, "ip");
	ip4(6, 1, 2, 0, 0, 20);
	put(0, 20);
	pkt[3] = 19;
	ck_assert_uint_eq(send_all(), 0);	/* nobody's ports */
	/* SCTP chunk longer than the packet, and shorter than its header */
	ip4(132, 1, 2, 0, 0, 16);
	sctp(2905, 2905, 5);
	put(0x00030100, 4);
	ck_assert_uint_eq(send_all(), 1);
	ck_assert_uint_eq(last()->defect, SIG_DEFECT_SCTP_CHUNK);
	ip4(132, 1, 2, 0, 0, 16);
	sctp(2905, 2905, 5);
	put(0x00030003, 4);
	ck_assert_uint_eq(send_all(), 1);
	ck_assert_uint_eq(last()->defect, SIG_DEFECT_SCTP_CHUNK);
	/* DATA without data */
	ck_assert_uint_eq(sctp_send(1, 3, 0, 3, 2905, 9, m3ua(), 0), 1);
	ck_assert_uint_eq(last()->defect, SIG_DEFECT_EMPTY);
	/* TCP data offset */
	ip4(6, 1, 2, 0, 0, 20);
	put(3868, 2);
	put(40000, 2);
	put(0, 8);
	put(0x4010, 2);
	put(0, 6);
	ck_assert_uint_eq(send_all(), 1);
	ck_assert_uint_eq(last()->defect, SIG_DEFECT_TCP_HEADER);
	ck_assert_uint_eq(wire_stats(w)->bad, 6);
}
END_TEST

START_TEST(ip4_shapes)
{
	/* options, Ethernet trailer, total length 0, length beyond the end */
	put(0x4600, 2);
	put(24 + 28 + M3UA_LEN, 2);
	put(0, 5);
	put(132, 1);
	put(0, 2);
	put(1, 8);
	put(0x01010101, 4);
	put(0, 2);
	npkt = 24;
	sctp(2905, 2905, 9);
	chunk(3, 1, 0, 3, m3ua(), M3UA_LEN);
	put(0, 6);
	ck_assert_uint_eq(send_all(), 1);
	ck_assert_uint_eq(last()->len, M3UA_LEN);
	ip4(132, 1, 2, 0, 0, 28 + M3UA_LEN);
	sctp(2905, 2905, 9);
	chunk(3, 2, 0, 3, m3ua(), M3UA_LEN);
	pkt[2] = pkt[3] = 0;
	ck_assert_uint_eq(send_all(), 1);
	ck_assert(!last()->cut);
	ip4(132, 1, 2, 0, 0, 500);
	sctp(2905, 2905, 9);
	chunk(3, 3, 0, 3, m3ua(), M3UA_LEN);
	chunk(3, 4, 0, 3, m3ua(), M3UA_LEN);
	npkt -= 4;
	ck_assert_uint_eq(send_all(), 2);
	ck_assert(!seen[nseen - 2].cut);
	ck_assert(last()->cut);
	ck_assert_uint_eq(last()->len, M3UA_LEN - 4);
	ck_assert_uint_eq(last()->idx, 1);
}
END_TEST

/* A packet of one big M3UA message, in three IP fragments. */
START_TEST(ip_fragments)
{
	static uint8_t all[3000], big[2900];
	static const int order[6][3] = { { 0, 1, 2 }, { 0, 2, 1 },
	    { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
	bool six = _i >= 6;
	size_t n;

	memcpy(big, m3ua(), M3UA_LEN);
	sctp(2905, 2905, 9);
	chunk(3, 1, 0, 3, big, sizeof(big));
	n = npkt;
	memcpy(all, pkt, n);
	npkt = 0;
	for (int k = 0; k < 3; k++) {
		size_t i = (size_t)order[_i % 6][k], from = i * 1400;
		size_t len = i == 2 ? n - from : 1400;
		bool more = i < 2;

		if (six) {
			put(0x60000000, 4);
			put(len + 16, 2);
			put(0x0040, 2);		/* hop-by-hop */
			put(0, 32);
			put(44, 1);
			put(0, 7);
			put(0x8400, 2);
			put(from | more, 2);
			put(1234, 4);
			pkt[48] = 132;
		} else {
			ip4(132, 1, 2, 7, (uint16_t)(from / 8 |
			    (more ? 0x2000 : 0)), len);
		}
		put_octets(all + from, len);
		ck_assert_uint_eq(send_all(), k == 2 ? 1 : 0);
	}
	ck_assert_uint_eq(last()->len, sizeof(big));
	ck_assert_uint_eq(last()->sum, sum_of(cur_make(big, sizeof(big))));
	ck_assert_str_eq(last()->layers, six ? "ip6/sctp" : "ip/sctp");
	ck_assert_uint_eq(last()->frame, 3);
	ck_assert_uint_eq(wire_stats(w)->other, 0);
}
END_TEST

START_TEST(ip_fragments_bad)
{
	ip4(132, 1, 2, 7, 0x2000, 64);
	put(0, 64);
	ck_assert_uint_eq(send_all(), 0);
	ck_assert_uint_eq(wire_stats(w)->waiting, 1);
	ip4(132, 1, 2, 7, 0x2004, 64);
	put(0, 64);
	pkt[20] = 1;
	ck_assert_uint_eq(send_all(), 1);
	ck_assert_uint_eq(last()->defect, SIG_DEFECT_IP_FRAGMENT);
	/* not a multiple of 8; beyond 64 KiB */
	ip4(132, 1, 2, 8, 0x2000, 63);
	put(0, 63);
	ck_assert_uint_eq(send_all(), 1);
	ip4(132, 1, 2, 8, 0x1fff, 64);
	put(0, 64);
	ck_assert_uint_eq(send_all(), 1);
	ck_assert_uint_eq(last()->defect, SIG_DEFECT_IP_FRAGMENT);
	ck_assert_uint_eq(wire_stats(w)->waiting, 0);
}
END_TEST

START_TEST(ip6_extensions)
{
	for (unsigned n = 0; n < 20; n++) {
		put(0x60000000, 4);
		put(8 * n + 28 + M3UA_LEN, 2);
		put(n == 0 ? 132 : 60, 1);
		put(64, 1);
		put(1, 32);
		for (unsigned i = 0; i < n; i++) {
			put(i + 1 == n ? 132 : 60, 1);
			put(0, 7);
		}
		sctp(2905, 2905, 9);
		chunk(3, n, 0, 3, m3ua(), M3UA_LEN);
		ck_assert_uint_eq(send_all(), 1);
		ck_assert_uint_eq(last()->defect, n <= 16 ? SIG_DEFECT_NONE :
		    SIG_DEFECT_IP_HEADER);
	}
	ck_assert_uint_eq(wire_stats(w)->bad, 3);
}
END_TEST

/* As many VLAN tags, as many authentication headers over IPv4. */
START_TEST(tags_and_headers)
{
	for (unsigned n = 0; n < 12; n++) {
		frame.link = WIRE_ETHERNET;
		put(0, 12);
		for (unsigned i = 0; i < n; i++)
			put(0x81000001, 4);
		put(0x0800, 2);
		ip4(132, 1, 2, 0, 0, 28 + M3UA_LEN);
		sctp(2905, 2905, 9);
		chunk(3, n, 0, 3, m3ua(), M3UA_LEN);
		ck_assert_uint_eq(send_all(), 1);
		ck_assert_uint_eq(last()->defect, n <= 8 ? SIG_DEFECT_NONE :
		    SIG_DEFECT_IP_HEADER);
	}
	put(0, 12);			/* nothing of ours below */
	for (unsigned i = 0; i < 12; i++)
		put(0x81000001, 4);
	put(0x0800, 2);
	ip4(17, 1, 2, 0, 0, 20);
	put(53, 20);
	ck_assert_uint_eq(send_all(), 0);
	frame.link = WIRE_RAW;
	for (unsigned n = 0; n < 20; n++) {
		ip4(n == 0 ? 132 : 51, 1, 2, 0, 0, 24 * n + 28 + M3UA_LEN);
		for (unsigned i = 0; i < n; i++) {
			put(i + 1 == n ? 132 : 51, 1);
			put(4, 1);
			put(0, 22);
		}
		sctp(2905, 2905, 9);
		chunk(3, 100 + n, 0, 3, m3ua(), M3UA_LEN);
		ck_assert_uint_eq(send_all(), 1);
		ck_assert_uint_eq(last()->defect, n <= 16 ? SIG_DEFECT_NONE :
		    SIG_DEFECT_IP_HEADER);
	}
}
END_TEST

/* IPv6: the first fragment tells the protocol, whatever the others say. */
START_TEST(ip6_fragments_protocol)
{
	uint8_t all[100];
	size_t n;

	sctp(2905, 2905, 9);
	chunk(3, 1, 0, 3, m3ua(), M3UA_LEN);
	n = npkt;
	memcpy(all, pkt, n);
	npkt = 0;
	for (size_t from = 0; from < n; from += 24) {
		size_t len = n - from < 24 ? n - from : 24;

		put(0x60000000, 4);
		put(8 + len, 2);
		put(0x2c40, 2);
		put(1, 32);
		put(from == 0 ? 132 : 17, 1);
		put(0, 1);
		put(from | (from + len < n), 2);
		put(99, 4);
		put_octets(all + from, len);
		ck_assert_uint_eq(send_all(), from + len < n ? 0 : 1);
	}
	ck_assert_int_eq(last()->entry, SIG_ENTRY_M3UA);
	ck_assert_uint_eq(last()->len, M3UA_LEN);
}
END_TEST

/* What never becomes whole is told, at its time or at the end. */
START_TEST(given_up)
{
	const uint8_t *d = dia(3000, 5);
	const struct seen *s;

	ck_assert_uint_eq(sctp_send(7, 2, 5, 46, 3868, 9, d, 1000), 0);
	ck_assert_uint_eq(sctp_send(8, 0, 5, 46, 3868, 9, d, 1000), 0);
	ck_assert_uint_eq(sctp_send(9, 3, 0, 3, 2905, 9, m3ua(), 24), 1);
	s = finish(1);
	ck_assert_uint_eq(s->defect, SIG_DEFECT_REASSEMBLY);
	ck_assert_uint_eq(s->frame, 1);
	ck_assert_uint_eq(s->sport, 3868);
	ck_assert_str_eq(s->layers, "ip/sctp");
	ck_assert_uint_eq(wire_stats(w)->waiting, 1);
	finish(0);
	/* by age: before the message that makes it known */
	ck_assert_uint_eq(sctp_send(7, 2, 5, 46, 3868, 9, d, 1000), 0);
	frame.ts += 60 * SEC;
	ck_assert_uint_eq(sctp_send(30, 2, 5, 46, 3868, 9, d, 1000), 1);
	ck_assert_uint_eq(last()->defect, SIG_DEFECT_REASSEMBLY);
	ck_assert_uint_eq(last()->frame, 4);
	finish(1);
	/* IP: ours, TCP on other ports, TCP on ours, something else */
	ip4(132, 1, 2, 7, 0x2000, 64);
	put(0, 64);
	ck_assert_uint_eq(send_all(), 0);
	finish(1);
	for (uint16_t port = 3867; port < 3869; port++) {
		ip4(6, 1, 2, 8, 0x2000, 64);
		put(40000, 2);
		put(port, 2);
		put(0, 60);
		ck_assert_uint_eq(send_all(), 0);
		finish(port == 3868);
	}
	ip4(17, 1, 2, 9, 0x2000, 64);
	put(0, 64);
	ck_assert_uint_eq(send_all(), 0);
	finish(0);
	/* fragments that nothing says are ours */
	ck_assert_uint_eq(sctp_send(7, 2, 5, 0, 9, 9, d + 20, 1000), 0);
	finish(0);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("wire");
	TCase *t = tcase_create("wire");
	SRunner *sr;
	int failures;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, link_types, 0,
	    sizeof(links) / sizeof(links[0]));
	tcase_add_test(t, others);
	tcase_add_test(t, broken_layers);
	tcase_add_test(t, ip4_shapes);
	tcase_add_loop_test(t, ip_fragments, 0, 12);
	tcase_add_test(t, ip_fragments_bad);
	tcase_add_test(t, ip6_extensions);
	tcase_add_test(t, tags_and_headers);
	tcase_add_test(t, ip6_fragments_protocol);
	tcase_add_test(t, given_up);
	suite_add_tcase(s, t);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failures = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failures != 0;
}
