/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was refused, kept in a ring and written as pcapng: the octets of each
 * message in a packet from where it came from to us, with the sentence of its
 * event.
 *
 * The packets are made for the purpose, so that Wireshark opens them: of a
 * connection only ends and transport are as they were.  Of SS7, where not even
 * these are known, all is between the unspecified address and itself; of a
 * message in segments the last one is kept.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../event.h"
#include "../frame.h"
#include "../pcapng_write.h"
#include "../ring.h"
#include "events_impl.h"

enum {
	OVERHEAD = 128,			/* octets below a message */
	MESSAGE_MAX = 65000,		/* that fit into a packet */
	RATE = 2000,			/* frames a second that are kept, so
					 * that a flood costs little and does
					 * not drive out all before it */
	PIECE = 1 << 18,		/* octets written between messages */
	PROTO_TCP = 6,
	PROTO_SCTP = 132,
	PPID_M3UA = 3,
	PPID_DIAMETER = 46,
	PORT_M3UA = 2905,
	TCP_PSH_ACK = 0x18,
};

struct refused {
	struct ring	*ring;
	char		*path, aside[PATH_MAX];
	FILE		*out;		/* while it is written, or NULL */
	struct pcapng_writer writer;
	struct ring_reader reader;
	uint64_t	 octets;	/* as configured */
	uint32_t	 seq;
	uint64_t	 second, kept;	/* in it */
	uint64_t	 spared, large;
	struct pcapng_comments comments;
	uint8_t		 chunk[MESSAGE_MAX + OVERHEAD];
	uint8_t		 frame[MESSAGE_MAX + OVERHEAD];
};

struct refused *
refused_new(const struct conf_run *run)
{
	struct refused *r = calloc(1, sizeof(*r));
	int n;

	if (r == NULL)
		return NULL;
	r->ring = ring_new((size_t)run->ring_octets);
	r->path = strdup(run->ring);
	r->octets = run->ring_octets;
	n = snprintf(r->aside, sizeof(r->aside), "%s.new", run->ring);
	if (r->ring != NULL && r->path != NULL && n > 0 &&
	    (size_t)n < sizeof(r->aside))
		return r;
	refused_free(r);
	return NULL;
}

void
refused_free(struct refused *r)
{
	if (r == NULL)
		return;
	refused_finish(r);
	ring_free(r->ring);
	free(r->path);
	free(r);
}

bool
refused_is(const struct refused *r, const struct conf_run *run)
{
	return r == NULL ? run->ring == NULL : run->ring != NULL &&
	    strcmp(r->path, run->ring) == 0 && r->octets == run->ring_octets;
}

/* ---- frames ---- */

static bool
has_layer(const struct sig_msg *m, enum sig_layer l)
{
	unsigned i;

	for (i = 0; i < m->base_layers; i++)
		if (m->layer[i] == l)
			return true;
	return false;
}

static bool
is_m3ua(const struct sig_msg *m)
{
	return m->nlayers > m->base_layers &&
	    m->layer[m->base_layers] == SIG_LAYER_M3UA;
}

static bool
flow_of(const struct sig_msg *m, struct ip_flow *f)
{
	size_t len = cur_left(&m->src);

	if (len == 0 && is_m3ua(m)) {
		*f = (struct ip_flow){ .version = 4, .sport = PORT_M3UA,
		    .dport = PORT_M3UA };
		return true;
	}

	*f = (struct ip_flow){ .version = len == 16 ? 6 : 4,
	    .sport = m->sport, .dport = m->dport };
	if ((len != 4 && len != 16) || cur_left(&m->dst) != len)
		return false;
	memcpy(f->src, m->src.p, len);
	memcpy(f->dst, m->dst.p, len);
	return true;
}

static void
sctp_put(struct wbuf *w, const struct ip_flow *f, uint32_t n, uint32_t ppid,
    struct cur c)
{
	struct sctp_data d = { .tsn = n, .ssn = n, .ppid = ppid,
	    .flags = SCTP_WHOLE };
	size_t at = sctp_open(w, f, 1);

	sctp_data(w, &d, c);
	sctp_close(w, at);
}

static void
tcp_put(struct wbuf *w, const struct ip_flow *f, uint32_t seq, struct cur c)
{
	struct tcp_segment s = { .seq = seq, .ack = 1, .flags = TCP_PSH_ACK };

	tcp_build(w, f, &s, c);
}

static bool
frame_make(struct refused *r, const struct sig_msg *m, struct wire_frame *out)
{
	struct wbuf chunk = wbuf_make(r->chunk, sizeof(r->chunk));
	struct wbuf frame = wbuf_make(r->frame, sizeof(r->frame));
	bool ss7 = is_m3ua(m), tcp = !ss7 && !has_layer(m, SIG_LAYER_SCTP);
	size_t len = cur_left(&m->octets);
	struct ip_flow flow;

	if (len == 0 || len > MESSAGE_MAX || !flow_of(m, &flow))
		return false;
	if (tcp)
		tcp_put(&chunk, &flow, r->seq, m->octets);
	else
		sctp_put(&chunk, &flow, r->seq, ss7 ? PPID_M3UA :
		    PPID_DIAMETER, m->octets);
	r->seq += tcp ? (uint32_t)len : 1;
	ip_build(&frame, &flow, tcp ? PROTO_TCP : PROTO_SCTP, NULL,
	    wbuf_cur(&chunk));
	*out = (struct wire_frame){ .link = WIRE_RAW, .ts = m->ts,
	    .octets = wbuf_cur(&frame) };
	out->len = cur_left(&out->octets);
	return wbuf_ok(&chunk) && wbuf_ok(&frame);
}

void
refused_message(struct refused *r, const struct event *e)
{
	uint64_t second = e->m->ts / 1000000000;
	char text[EVENT_COMMENT_MAX];
	struct wire_frame frame;

	if (e->v->action == ACTION_PASS || event_monitor(e) ||
	    cur_left(&e->m->octets) == 0)
		return;
	if (second != r->second) {
		r->second = second;
		r->kept = 0;
	}
	if (r->kept == RATE) {
		r->spared++;
		return;
	}
	r->kept++;
	if (!frame_make(r, e->m, &frame)) {
		r->large++;
		return;
	}
	event_comment(text, e);
	r->comments.n = 0;
	(void)pcapng_comment(&r->comments, text);
	(void)ring_add(r->ring, &frame, &r->comments);
}

/* ---- as a file ---- */

static bool
fails(char text[EVENTS_TEXT_MAX], const char *path, const char *why)
{
	(void)snprintf(text, EVENTS_TEXT_MAX, "%.200s: %s: the frames stay in "
	    "memory", path, why);
	return false;
}

/* Aside, to be renamed when it is whole; it holds numbers of subscribers. */
static FILE *
open_aside(const struct refused *r, char text[EVENTS_TEXT_MAX])
{
	int fd = open(r->aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC |
	    O_NOFOLLOW, 0600);
	FILE *f = fd == -1 ? NULL : fdopen(fd, "w");

	if (f != NULL)
		return f;
	if (fd != -1)
		close(fd);
	(void)fails(text, r->aside, strerror(errno));
	return NULL;
}

/* Whole, or gone. */
static void
end_aside(struct refused *r)
{
	char text[EVENTS_TEXT_MAX];
	bool fine = ferror(r->out) == 0;

	fine = fclose(r->out) == 0 && fine;
	r->out = NULL;
	if (fine && rename(r->aside, r->path) == 0)
		return;
	(void)fails(text, r->path, strerror(errno));
	fprintf(stderr, "breakwater: %s\n", text);
	(void)unlink(r->aside);
}

bool
refused_write(struct refused *r, char text[EVENTS_TEXT_MAX])
{
	if (r->out != NULL) {
		(void)snprintf(text, EVENTS_TEXT_MAX, "%.200s is being "
		    "written already", r->path);
		return false;
	}
	r->out = open_aside(r, text);
	if (r->out == NULL)
		return false;
	pcapng_write_begin(&r->writer, r->out, "breakwater run");
	ring_read_begin(r->ring, &r->reader);
	(void)snprintf(text, EVENTS_TEXT_MAX, "%zu frames go into %.200s; %"
	    PRIu64 " older ones made room for them, %" PRIu64 " were above %d "
	    "in one second, %" PRIu64 " cannot be a packet",
	    ring_count(r->ring), r->path, ring_lost(r->ring), r->spared,
	    RATE, r->large);
	return true;
}

void
refused_turn(struct refused *r)
{
	if (r->out != NULL && (!ring_read(r->ring, &r->reader, &r->writer,
	    PIECE) || ferror(r->out)))
		end_aside(r);
}

void
refused_finish(struct refused *r)
{
	while (r->out != NULL)
		refused_turn(r);
}
