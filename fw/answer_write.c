/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The answers to rejected messages as a capture.
 *
 * RFC 9260 3.3.1, RFC 4666 1.4.7 (streams), RFC 6733 2.1.
 */
#include <stdlib.h>

#include "../dissectors/hash.h"
#include "answer_write.h"
#include "frame.h"
#include "pcapng_write.h"

enum {
	FLOWS = 1024,			/* pairs of ends whose numbers rise */
	FLOW_KEY_MAX = 16 + 16 + 4 + 1,
	OVERHEAD = 128,			/* octets below an answer */
	PROTO_TCP = 6,
	PROTO_SCTP = 132,
	PPID_M3UA = 3,
	PPID_DIAMETER = 46,
	TCP_PSH_ACK = 0x18,
	STREAM_M3UA = 1,		/* 0 is for its management */
	ETHERTYPE_IP4 = 0x0800,
	ETHERTYPE_IP6 = 0x86dd,
};

/* One that another pair of ends takes over begins again. */
struct flow {
	uint64_t	 key;		/* 0: free */
	uint32_t	 seq;		/* TSN or sequence number, next */
	uint32_t	 ssn;
};

struct answer_writer {
	struct pcapng_writer pcapng;
	struct pcapng_comments comments;
	struct flow	 flow[FLOWS];
	uint64_t	 silent;
	uint8_t		 answer[ANSWER_MAX];
	uint8_t		 chunk[ANSWER_MAX + OVERHEAD];
	uint8_t		 frame[ANSWER_MAX + OVERHEAD];
};

/* ---- what is said, and as whom ---- */

static struct cur
text_of(const struct sig_msg *m, enum sig_field f)
{
	const struct sig_value *v = sig_get(m, f);

	return v == NULL || v->type != SIG_TYPE_TEXT ? cur_make(NULL, 0) :
	    cur_make(v->text, v->len);
}

/* The first that is a name and not a pattern. */
static struct cur
name_of(const struct conf_set *set)
{
	size_t i;

	for (i = 0; i < set->n; i++)
		if (set->item[i].kind == ITEM_NAME && !set->item[i].wild)
			return cur_make(set->item[i].text,
			    strlen(set->item[i].text));
	return cur_make(NULL, 0);
}

static struct cur
either(struct cur a, struct cur b)
{
	return cur_left(&a) > 0 ? a : b;
}

/* A device that is steered away hears of a system failure, which bars nothing
 * (TS 29.272 annex A); one for which there is no room, what was chosen.  What
 * comes back undelivered gives no reason, which is cause 7. */
static bool
error_of(const struct event *e, struct answer *a, struct answer_overload *o)
{
	const struct conf_rule *rule = event_rule(e);
	const struct verdict *v = e->v;

	if (event_monitor(e))
		return false;
	if (v->action == ACTION_STEER) {
		a->error = REJECT_UNABLE;
		return rule != NULL && rule->steer_times > 0;
	}
	if (v->action != ACTION_REJECT || v->error == REJECT_SILENCE)
		return false;
	a->error = v->error;
	if (v->error == REJECT_UNDELIVERED) {
		a->kind = e->m->sccp.p != NULL ? ANSWER_RETURN : ANSWER_ERROR;
		a->cause = RETURN_UNQUALIFIED;
		a->error = REJECT_NO_ROUTE;
	}
	*o = (struct answer_overload){ .sequence = v->sequence,
	    .reduction = v->reduction, .validity = v->validity };
	a->overload = v->overload ? o : NULL;
	return true;
}

bool
answer_from_event(const struct event *e, struct answer *a,
    struct answer_overload *o)
{
	const struct conf_network *home = &ruleset_conf(e->rules)->home;

	*a = (struct answer){ .kind = ANSWER_ERROR };
	if (!error_of(e, a, o))
		return false;
	a->host = text_of(e->m, SIG_DEST_HOST);
	a->realm = text_of(e->m, SIG_DEST_REALM);
	if (e->v->direction == DIRECTION_IN) {
		a->host = either(name_of(&home->host), a->host);
		a->realm = either(name_of(&home->realm), a->realm);
	}
	a->host = either(a->host, a->realm);
	return true;
}

/* ---- packets ---- */

static bool
has_layer(const struct sig_msg *m, enum sig_layer l)
{
	unsigned i;

	for (i = 0; i < m->base_layers; i++)
		if (m->layer[i] == l)
			return true;
	return false;
}

static struct flow *
flow_find(struct answer_writer *w, const struct ip_flow *f, bool tcp)
{
	uint8_t octets[FLOW_KEY_MAX];
	struct flow *flow;
	uint64_t key;

	memcpy(octets, f->src, 16);
	memcpy(octets + 16, f->dst, 16);
	memcpy(octets + 32, &f->sport, 2);
	memcpy(octets + 34, &f->dport, 2);
	octets[36] = tcp;
	key = hash_octets(HASH_C, octets, sizeof(octets)) | 1;
	flow = &w->flow[key >> 32 & (FLOWS - 1)];
	if (flow->key != key)
		*flow = (struct flow){ .key = key, .seq = 1 };
	return flow;
}

/* From where the message was sent to, to where it came from. */
static bool
flow_back(const struct sig_msg *m, struct ip_flow *f)
{
	size_t len = cur_left(&m->src);

	*f = (struct ip_flow){ .version = len == 16 ? 6 : 4,
	    .sport = m->dport, .dport = m->sport };
	if ((len != 4 && len != 16) || cur_left(&m->dst) != len)
		return false;
	memcpy(f->src, m->dst.p, len);
	memcpy(f->dst, m->src.p, len);
	return true;
}

static void
sctp_put(struct wbuf *w, const struct sig_msg *m, const struct ip_flow *f,
    struct flow *flow, struct cur answer)
{
	bool m3ua = m->layer[m->base_layers] == SIG_LAYER_M3UA;
	struct sctp_data d = { .tsn = flow->seq++, .ssn = flow->ssn++,
	    .ppid = m3ua ? PPID_M3UA : PPID_DIAMETER,
	    .stream = m3ua ? STREAM_M3UA : 0, .flags = SCTP_WHOLE };
	/* associations between the same ports tell apart by their tags */
	size_t at = sctp_open(w, f, (uint32_t)flow->key);

	sctp_data(w, &d, answer);
	sctp_close(w, at);
}

static void
tcp_put(struct wbuf *w, const struct ip_flow *f, struct flow *flow,
    struct cur answer)
{
	struct tcp_segment s = { .seq = flow->seq, .ack = 1,
	    .flags = TCP_PSH_ACK };

	tcp_build(w, f, &s, answer);
	flow->seq += (uint32_t)cur_left(&answer);
}

/* In what an answer goes back; M2PA and its like end at the next node, so that
 * what they carried goes as an SCCP message. */
static int
link_of(const struct sig_msg *m, struct ip_flow *f)
{
	switch (m->layer[m->base_layers]) {
	case SIG_LAYER_M3UA:
	case SIG_LAYER_DIAMETER:
		return flow_back(m, f) && (has_layer(m, SIG_LAYER_SCTP) ||
		    has_layer(m, SIG_LAYER_TCP)) ? WIRE_ETHERNET : -1;
	case SIG_LAYER_TCAP:
		return -1;
	default:
		return WIRE_SCCP;
	}
}

static void
packet_put(struct answer_writer *w, const struct sig_msg *m,
    const struct ip_flow *f, struct cur answer, struct wbuf *frame)
{
	struct link_form ethernet = { .link = WIRE_ETHERNET };
	struct wbuf chunk = wbuf_make(w->chunk, sizeof(w->chunk));
	bool tcp = has_layer(m, SIG_LAYER_TCP);

	if (tcp)
		tcp_put(&chunk, f, flow_find(w, f, tcp), answer);
	else
		sctp_put(&chunk, m, f, flow_find(w, f, tcp), answer);
	link_build(frame, &ethernet, f->version == 6 ? ETHERTYPE_IP6 :
	    ETHERTYPE_IP4);
	ip_build(frame, f, tcp ? PROTO_TCP : PROTO_SCTP, NULL,
	    wbuf_cur(&chunk));
}

struct answer_writer *
answer_writer_new(FILE *f, const char *application)
{
	struct answer_writer *w = calloc(1, sizeof(*w));

	if (w != NULL)
		pcapng_write_begin(&w->pcapng, f, application);
	return w;
}

void
answer_writer_free(struct answer_writer *w)
{
	free(w);
}

void
answer_write(struct answer_writer *w, const struct event *e)
{
	struct wbuf answer = wbuf_make(w->answer, sizeof(w->answer));
	struct wbuf frame = wbuf_make(w->frame, sizeof(w->frame));
	struct wire_frame out = { .ts = e->m->ts };
	char text[EVENT_COMMENT_MAX];
	struct ip_flow flow;
	struct answer_overload o;
	struct answer a;

	if (!answer_from_event(e, &a, &o))
		return;
	if (!answer_build(e->m, &a, &answer) ||
	    (out.link = link_of(e->m, &flow)) == -1) {
		w->silent++;
		return;
	}
	if (out.link == WIRE_SCCP)
		wbuf_put(&frame, wbuf_cur(&answer));
	else
		packet_put(w, e->m, &flow, wbuf_cur(&answer), &frame);
	out.octets = wbuf_cur(&frame);
	out.len = cur_left(&out.octets);
	event_comment(text, e);
	w->comments.n = 0;
	(void)pcapng_comment(&w->comments, text);
	if (!pcapng_write_frame(&w->pcapng, &out, &w->comments))
		w->silent++;
}

uint64_t
answer_writer_silent(const struct answer_writer *w)
{
	return w->silent;
}
