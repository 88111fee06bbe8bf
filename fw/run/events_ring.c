/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was refused, kept in a ring and written as pcapng: the octets of each
 * message in a packet from where it came from to us, with the sentence of its
 * event.
 *
 * The packets are made for the purpose, so that Wireshark opens them: of a
 * connection only ends and transport are as they were.
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
	PROTO_TCP = 6,
	PROTO_SCTP = 132,
	PPID_DIAMETER = 46,
	TCP_PSH_ACK = 0x18,
};

struct refused {
	struct ring	*ring;
	char		*path;
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

	if (r == NULL)
		return NULL;
	r->ring = ring_new((size_t)run->ring_octets);
	r->path = strdup(run->ring);
	r->octets = run->ring_octets;
	if (r->ring != NULL && r->path != NULL)
		return r;
	refused_free(r);
	return NULL;
}

void
refused_free(struct refused *r)
{
	if (r == NULL)
		return;
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
flow_of(const struct sig_msg *m, struct ip_flow *f)
{
	size_t len = cur_left(&m->src);

	*f = (struct ip_flow){ .version = len == 16 ? 6 : 4,
	    .sport = m->sport, .dport = m->dport };
	if ((len != 4 && len != 16) || cur_left(&m->dst) != len)
		return false;
	memcpy(f->src, m->src.p, len);
	memcpy(f->dst, m->dst.p, len);
	return true;
}

static void
sctp_put(struct wbuf *w, const struct ip_flow *f, uint32_t n, struct cur c)
{
	struct sctp_data d = { .tsn = n, .ssn = n, .ppid = PPID_DIAMETER,
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
	bool tcp = !has_layer(m, SIG_LAYER_SCTP);
	size_t len = cur_left(&m->octets);
	struct ip_flow flow;

	if (len == 0 || len > MESSAGE_MAX || !flow_of(m, &flow))
		return false;
	if (tcp)
		tcp_put(&chunk, &flow, r->seq, m->octets);
	else
		sctp_put(&chunk, &flow, r->seq, m->octets);
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

	if (e->v->action == ACTION_PASS || event_monitor(e))
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

/* Aside, and renamed when it is whole; it holds numbers of subscribers. */
static bool
write_aside(struct refused *r, const char *aside, char text[EVENTS_TEXT_MAX])
{
	int fd = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC |
	    O_NOFOLLOW, 0600);
	FILE *f = fd == -1 ? NULL : fdopen(fd, "w");
	bool fine;

	if (f == NULL) {
		if (fd != -1)
			close(fd);
		return fails(text, aside, strerror(errno));
	}
	(void)ring_write(r->ring, f, "breakwater run");
	fine = ferror(f) == 0;
	fine = fclose(f) == 0 && fine;
	fine = fine && rename(aside, r->path) == 0;
	if (fine)
		return true;
	(void)fails(text, r->path, strerror(errno));
	(void)unlink(aside);
	return false;
}

bool
refused_write(struct refused *r, char text[EVENTS_TEXT_MAX])
{
	char aside[PATH_MAX];
	int n = snprintf(aside, sizeof(aside), "%s.new", r->path);

	if (n < 0 || (size_t)n >= sizeof(aside))
		return fails(text, r->path, strerror(ENAMETOOLONG));
	if (!write_aside(r, aside, text))
		return false;
	(void)snprintf(text, EVENTS_TEXT_MAX, "%zu frames are in %.200s; %"
	    PRIu64 " older ones made room for them, %" PRIu64 " were above %d "
	    "in one second, %" PRIu64 " cannot be a packet",
	    ring_count(r->ring), r->path, ring_lost(r->ring), r->spared,
	    RATE, r->large);
	return true;
}
