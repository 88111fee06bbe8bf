/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages of a run as frames: one SCTP DATA chunk each, Diameter (RFC 6733
 * 2.1) and M3UA (RFC 4666 1.4.7) alike, in raw IP packets of pcapng.
 *
 * The octets of a message are those of the run; what stands below them is made
 * here, from the addresses that its view tells.  One row of TSNs serves all
 * associations: each of them sees its own numbers go up, with gaps.
 */
#include <stdlib.h>
#include <string.h>

#include "../../fw/pcapng_write.h"
#include "../build.h"
#include "command_pcap.h"

enum {
	PPID_M3UA = 3, PPID_DIAMETER = 46,
	PROTO_SCTP = 132,
	PACKET_MAX = 4096,		/* octets */
};

struct lab_pcap {
	struct pcapng_writer writer;
	struct pcapng_comments comments;
	uint64_t	 most, octets;
	uint64_t	 all, written;
	uint32_t	 tsn;
	uint8_t		 chunk[PACKET_MAX], packet[PACKET_MAX];
};

struct lab_pcap *
lab_pcap_new(FILE *f, uint64_t most)
{
	struct lab_pcap *p = calloc(1, sizeof(*p));

	if (p == NULL)
		return NULL;
	p->most = most;
	pcapng_write_begin(&p->writer, f, "breakwater sim");
	return p;
}

void
lab_pcap_free(struct lab_pcap *p)
{
	free(p);
}

static void
flow_of(struct ip_flow *flow, const struct sig_msg *m)
{
	size_t n = cur_left(&m->src);

	*flow = (struct ip_flow){ .version = 4, .sport = m->sport,
	    .dport = m->dport };
	if (n != 4 || cur_left(&m->dst) != n)
		return;			/* none in the view: 0.0.0.0 */
	memcpy(flow->src, m->src.p, n);
	memcpy(flow->dst, m->dst.p, n);
}

/* The packet, in p->packet; empty when it has no room there. */
static struct cur
packet(struct lab_pcap *p, const struct policy_msg *pm)
{
	const bool diameter = pm->view->proto == SIG_PROTO_DIAMETER;
	const struct sctp_data data = { .tsn = ++p->tsn, .flags = SCTP_WHOLE,
	    .ppid = diameter ? PPID_DIAMETER : PPID_M3UA, .stream = 1,
	    .ssn = p->tsn & 0xffff };
	const struct ip_piece whole = { .id = p->tsn & 0xffff };
	struct wbuf chunk = wbuf_make(p->chunk, sizeof(p->chunk));
	struct wbuf w = wbuf_make(p->packet, sizeof(p->packet));
	struct ip_flow flow;
	size_t at;

	flow_of(&flow, pm->view);
	at = sctp_open(&chunk, &flow, 1);
	sctp_data(&chunk, &data, pm->octets);
	sctp_close(&chunk, at);
	ip_build(&w, &flow, PROTO_SCTP, &whole, wbuf_cur(&chunk));
	return wbuf_ok(&chunk) ? wbuf_cur(&w) : cur_make(p->packet, 0);
}

void
lab_pcap_tap(void *arg, const struct policy_msg *pm, bool by_policy)
{
	struct lab_pcap *p = arg;
	struct wire_frame f = { .link = WIRE_RAW, .ts = pm->now };

	p->all++;
	if (p->octets + cur_left(&pm->octets) > p->most) {
		p->octets = p->most;	/* a smaller one is not let past */
		return;
	}
	f.octets = packet(p, pm);
	f.len = cur_left(&f.octets);
	if (f.len == 0)
		return;
	f.number = ++p->written;
	p->octets += cur_left(&pm->octets);
	p->comments.n = 0;
	if (by_policy)
		(void)pcapng_comment(&p->comments, "written by the policy");
	(void)pcapng_write_frame(&p->writer, &f, &p->comments);
}

void
lab_pcap_count(const struct lab_pcap *p, uint64_t *all, uint64_t *written)
{
	*all = p->all;
	*written = p->written;
}
