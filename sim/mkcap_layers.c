/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The same few messages in every wrapping: one capture file a link type,
 * adaptation layer, SCCP message type, SCTP and TCP habit.
 *
 * tcpdump.org/linktypes; RFC 9260, RFC 8260, RFC 4666, 3331, 4165, 3868;
 * ITU-T Q.713, Q.703, Q.704.
 */
#include <errno.h>
#include <sys/stat.h>

#include "mkcap.h"

enum { PATH_LEN = 4096 };

/* A provideSubscriberInfo Begin, with its number in the transaction id. */
static struct cur
sample_tcap(struct lab *lab)
{
	const struct build_ids *ids = &build_ids_default;
	const struct map_form *f = map_form_find(70, 3);
	struct wbuf *w = lab_buffer(lab, LAB_TCAP);
	char ac[32];
	struct tcap_head t = { .type = TCAP_BEGIN, .dialogue = TCAP_AARQ,
	    .otid = ++lab->transaction, .ac = map_ac(ac, sizeof(ac), f->ac,
	    f->version), .ids = ids };
	size_t at = tcap_open(w, &t), part = tcap_components(w);

	tcap_invoke(w, 1, f->op, f->argument, ids);
	ber_close(w, part);
	ber_close(w, at);
	return wbuf_cur(w);
}

static struct cur
sample_sccp(struct lab *lab, bool ansi)
{
	struct sccp_head h = lab_head(6, 7, &build_ids_default);
	struct cur tcap = sample_tcap(lab);
	struct wbuf *w = lab_buffer(lab, LAB_SCCP);

	h.called.ansi = h.calling.ansi = ansi;
	h.called.gti = h.calling.gti = ansi ? 1 : 4;
	sccp_build(w, &h, tcap);
	return wbuf_cur(w);
}

static struct cur
sample_mtp3(struct lab *lab, bool ansi)
{
	struct mtp3_label l = { .opc = 1001, .dpc = 2002, .si = 3, .sls = 5,
	    .ni = 2, .ansi = ansi };
	struct cur sccp = sample_sccp(lab, ansi);
	struct wbuf *w = lab_buffer(lab, LAB_MTP3);

	if (ansi) {
		l.opc = 0x0a0b0c;
		l.dpc = 0x141516;
	}
	mtp3_build(w, &l, sccp);
	return wbuf_cur(w);
}

static struct cur
sample_m3ua(struct lab *lab)
{
	struct mtp3_label l = { .opc = 1001, .dpc = 2002, .si = 3, .sls = 5 };
	struct cur sccp = sample_sccp(lab, false);
	struct wbuf *w = lab_buffer(lab, LAB_XUA);

	m3ua_build(w, &l, NULL, sccp);
	return wbuf_cur(w);
}

static struct cur
sample_diameter(struct lab *lab)
{
	const struct diameter_form *f = diameter_form_find(321);
	struct wbuf *w = lab_buffer(lab, LAB_TCAP);
	uint32_t id = ++lab->transaction;
	struct diameter_head h = { 0xc0, f->code, f->app, id, id };

	diameter_request(w, f, &h, &build_ids_default, NULL);
	return wbuf_cur(w);
}

static void
ip_both(struct lab *lab, unsigned int version)
{
	struct path p;

	path_make(&p, version, 2905);
	lab_sctp(lab, &p, 0, PPID_M3UA, sample_m3ua(lab));
	path_make(&p, version, 3868);
	lab_sctp(lab, &p, 0, PPID_DIAMETER, sample_diameter(lab));
	lab_tcp(lab, &p, 0, sample_diameter(lab));
}

static void
link_any(struct lab *lab)
{
	ip_both(lab, 4);
	ip_both(lab, 6);
}

static void
link_vlan(struct lab *lab)
{
	lab->link.vlans = 1;
	link_any(lab);
}

static void
link_qinq(struct lab *lab)
{
	lab->link.vlans = 2;
	link_any(lab);
}

static void
link_swapped(struct lab *lab)
{
	lab->link.swapped = true;
	link_any(lab);
}

static void
link_ip4(struct lab *lab)
{
	ip_both(lab, 4);
}

static void
link_ip6(struct lab *lab)
{
	ip_both(lab, 6);
}

static void
sctp_alone(struct lab *lab)
{
	struct sctp_data d = { .tsn = 1, .ppid = PPID_M3UA,
	    .flags = SCTP_WHOLE };
	struct cur c = sample_m3ua(lab);
	struct wbuf *w = lab_buffer(lab, LAB_IP);
	struct path p;
	size_t at;

	path_make(&p, 4, 2905);
	at = sctp_open(w, &p.flow[0], p.tag[0]);
	sctp_data(w, &d, c);
	sctp_close(w, at);
	lab_raw(lab, wbuf_cur(w));
}

static void
mtp3_itu(struct lab *lab)
{
	lab_raw(lab, sample_mtp3(lab, false));
}

static void
mtp3_ansi(struct lab *lab)
{
	lab_raw(lab, sample_mtp3(lab, true));
}

static void
mtp2_plain(struct lab *lab)
{
	struct cur c = sample_mtp3(lab, false);
	struct wbuf *w = lab_buffer(lab, LAB_IP);

	mtp2_build(w, 1, 2, c);
	lab_raw(lab, wbuf_cur(w));
}

static void
mtp2_phdr(struct lab *lab)
{
	struct cur c = sample_mtp3(lab, false);
	struct wbuf *w = lab_buffer(lab, LAB_IP);

	wbuf_be32(w, 0x00000001);	/* received, no annex A, link 1 */
	mtp2_build(w, 1, 2, c);
	lab_raw(lab, wbuf_cur(w));
}

static void
xua_all(struct lab *lab)
{
	struct xua_extra x = { .has_rc = true, .has_na = true, .rc = 100,
	    .na = 7 };
	struct mtp3_label l = { .opc = 1001, .dpc = 2002, .si = 3, .sls = 5 };
	struct sccp_head h = lab_head(6, 7, &build_ids_default);
	struct wbuf *w;
	struct path p;
	struct cur c;

	path_make(&p, 4, 2905);
	c = sample_sccp(lab, false);
	w = lab_buffer(lab, LAB_XUA);
	m3ua_build(w, &l, &x, c);
	lab_sctp(lab, &p, 0, PPID_M3UA, wbuf_cur(w));
	w = lab_buffer(lab, LAB_XUA);
	xua_build(w, 3, 1, cur_make("\0\x11\0\x08\0\0\0\x01", 8));
	lab_sctp(lab, &p, 0, PPID_M3UA, wbuf_cur(w));
	w = lab_buffer(lab, LAB_XUA);	/* SCON, level 2 */
	xua_build(w, 2, 4, cur_make("\0\x12\0\x08\0\0\x03\xe9"
	    "\x02\x05\0\x08\0\0\0\x02", 16));
	lab_sctp(lab, &p, 1, PPID_M3UA, wbuf_cur(w));
	path_make(&p, 4, 2904);
	c = sample_mtp3(lab, false);
	w = lab_buffer(lab, LAB_XUA);
	m2ua_build(w, 1, c);
	lab_sctp(lab, &p, 0, PPID_M2UA, wbuf_cur(w));
	path_make(&p, 4, 3565);
	c = sample_mtp3(lab, false);
	w = lab_buffer(lab, LAB_XUA);
	m2pa_build(w, 1, 2, c);
	lab_sctp(lab, &p, 0, PPID_M2PA, wbuf_cur(w));
	path_make(&p, 4, 14001);
	c = sample_tcap(lab);
	w = lab_buffer(lab, LAB_XUA);
	sua_build(w, &h, &x, c);
	lab_sctp(lab, &p, 0, PPID_SUA, wbuf_cur(w));
	h.type = SCCP_UDTS;
	h.cls = 1;
	c = sample_tcap(lab);
	w = lab_buffer(lab, LAB_XUA);
	sua_build(w, &h, &x, c);
	lab_sctp(lab, &p, 1, PPID_SUA, wbuf_cur(w));
}

static void
sccp_one(struct lab *lab, const struct sccp_head *h)
{
	struct cur c = sample_tcap(lab);
	struct wbuf *w = lab_buffer(lab, LAB_SCCP);

	sccp_build(w, h, c);
	lab_raw(lab, wbuf_cur(w));
}

static void
sccp_types(struct lab *lab)
{
	static const enum sccp_type types[] = { SCCP_UDT, SCCP_XUDT,
	    SCCP_LUDT, SCCP_UDTS, SCCP_XUDTS, SCCP_LUDTS };
	struct sccp_head h = lab_head(6, 7, &build_ids_default);
	struct wbuf *w;
	unsigned int i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		h.type = types[i];
		h.cls = types[i] == SCCP_UDT ? 0x81 : i < 3 ? 0 : (uint8_t)i;
		h.importance = i == 1 ? 4 : 0;
		sccp_one(lab, &h);
	}
	h = lab_head(6, 7, &build_ids_default);
	for (i = 1; i <= 4; i++) {
		h.called.gti = (uint8_t)i;
		h.calling.gti = (uint8_t)i;
		sccp_one(lab, &h);
	}
	h.called = (struct sccp_party){ .ssn = 7, .on_ssn = true,
	    .has_pc = true, .pc = 2002 };
	sccp_one(lab, &h);
	for (i = 1; i <= 6; i++) {
		w = lab_buffer(lab, LAB_TCAP);
		scmg_build(w, i, 6, 1001, 3);
		h.called = h.calling = (struct sccp_party){ .ssn = 1,
		    .on_ssn = true };
		h.calling.ssn = 1;
		sccp_build(lab_buffer(lab, LAB_SCCP), &h, wbuf_cur(w));
		lab_raw(lab, wbuf_cur(&lab->w[LAB_SCCP]));
	}
}

/* Three segments, in the order that the digits say. */
static void
sccp_segments(struct lab *lab, const char *order)
{
	struct sccp_head h = lab_head(6, 7, &build_ids_default);
	struct cur tcap = sample_tcap(lab), part, rest;
	size_t third = cur_left(&tcap) / 3 + 1;
	struct wbuf *w;
	unsigned int i;

	h.type = SCCP_XUDT;
	h.cls = 1;
	h.segmented = true;
	h.reference = lab->transaction;
	for (; *order != '\0'; order++) {
		i = (unsigned int)(*order - '0');
		rest = tcap;
		if (!cur_skip(&rest, i * third))
			continue;
		part = cur_take_most(&rest, third);
		h.first = i == 0;
		h.remaining = (uint8_t)(2 - i);
		w = lab_buffer(lab, LAB_SCCP);
		sccp_build(w, &h, part);
		lab_raw(lab, wbuf_cur(w));
	}
}

static void
sccp_segmented(struct lab *lab)
{
	sccp_segments(lab, "012");
	sccp_segments(lab, "0112");
	sccp_segments(lab, "012");
}

static void
sccp_ansi(struct lab *lab)
{
	struct mtp3_label l = { .opc = 0x0a0b0c, .dpc = 0x141516, .si = 3,
	    .ni = 2, .sls = 5, .ansi = true };
	struct sccp_head h = lab_head(6, 7, &build_ids_default);
	struct wbuf *w;
	unsigned int i;

	h.called.ansi = h.calling.ansi = true;
	for (i = 1; i <= 2; i++) {
		h.called.gti = h.calling.gti = (uint8_t)i;
		h.calling.has_pc = i == 2;
		h.calling.pc = 0x0a0b0c;
		w = &lab->w[LAB_SCCP];
		sccp_build(lab_buffer(lab, LAB_SCCP), &h, sample_tcap(lab));
		mtp3_build(lab_buffer(lab, LAB_MTP3), &l, wbuf_cur(w));
		lab_raw(lab, wbuf_cur(&lab->w[LAB_MTP3]));
	}
}

static const struct layer {
	const char	*name;
	int		 link;
	enum writer_format format;
	void		(*make)(struct lab *);
} layers[] = {
	{ "ethernet.pcap", 1, WRITER_MICRO, link_any },
	{ "ethernet_nano.pcap", 1, WRITER_NANO, link_any },
	{ "ethernet_swapped.pcap", 1, WRITER_MICRO_SWAPPED, link_any },
	{ "ethernet_nano_swapped.pcap", 1, WRITER_NANO_SWAPPED, link_any },
	{ "ethernet.pcapng", 1, WRITER_NG, link_any },
	{ "vlan.pcap", 1, WRITER_MICRO, link_vlan },
	{ "qinq.pcap", 1, WRITER_MICRO, link_qinq },
	{ "sll.pcap", 113, WRITER_MICRO, link_any },
	{ "sll2.pcap", 276, WRITER_MICRO, link_any },
	{ "null.pcap", 0, WRITER_MICRO, link_any },
	{ "null_swapped.pcap", 0, WRITER_MICRO_SWAPPED, link_swapped },
	{ "loop.pcap", 108, WRITER_MICRO, link_any },
	{ "raw.pcap", 101, WRITER_MICRO, link_any },
	{ "ipv4.pcap", 228, WRITER_MICRO, link_ip4 },
	{ "ipv6.pcap", 229, WRITER_MICRO, link_ip6 },
	{ "sctp.pcap", 248, WRITER_MICRO, sctp_alone },
	{ "mtp2.pcap", 140, WRITER_MICRO, mtp2_plain },
	{ "mtp2_phdr.pcap", 139, WRITER_MICRO, mtp2_phdr },
	{ "mtp3.pcap", 141, WRITER_MICRO, mtp3_itu },
	{ "mtp3_ansi.pcap", 141, WRITER_MICRO, mtp3_ansi },
	{ "sccp_ansi.pcap", 141, WRITER_MICRO, sccp_ansi },
	{ "sccp.pcap", 142, WRITER_MICRO, sccp_types },
	{ "sccp_segments.pcap", 142, WRITER_MICRO, sccp_segmented },
	{ "xua.pcap", 1, WRITER_MICRO, xua_all },
	{ "sctp_chunks.pcap", 1, WRITER_MICRO, layer_sctp_chunks },
	{ "sctp_fragments.pcap", 1, WRITER_MICRO, layer_sctp_fragments },
	{ "sctp_idata.pcap", 1, WRITER_MICRO, layer_sctp_idata },
	{ "ip_fragments.pcap", 1, WRITER_MICRO, layer_ip_fragments },
	{ "tcp.pcap", 1, WRITER_MICRO, layer_tcp },
};

bool
mkcap_layers(const char *directory)
{
	char path[PATH_LEN];
	struct lab *lab;
	bool ok = true;
	size_t i;

	if (mkdir(directory, 0777) != 0 && errno != EEXIST)
		return false;
	for (i = 0; ok && i < sizeof(layers) / sizeof(layers[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", directory,
		    layers[i].name);
		lab = lab_open(path, layers[i].format, layers[i].link);
		if (lab == NULL)
			return false;
		layers[i].make(lab);
		ok = lab_close(lab);
	}
	errno = ok ? 0 : errno;
	return ok;
}
