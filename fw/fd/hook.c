/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where freeDiameter calls us: hooks, and routing of what comes and goes.
 *
 * Every hook is taken: the ones that it has for those nobody took write each
 * message out as text, under one lock.  Callbacks are short, for there is one
 * routing thread each way, and return 0: anything else ends freeDiameter.
 *
 * What a peer sends has to have a header that fits.  What is between neighbours
 * (CER, DWR, DPR) freeDiameter reads itself, so its AVPs have to stand in a row
 * and hold nothing that freeDiameter stumbles over; the rest it does not get to
 * see (raw.c).  Where that is not so the message loses its version, and
 * freeDiameter closes the connection as for any octets that are no message.
 */
#include "edge_fd.h"

#include <stdlib.h>
#include <string.h>

#include "../../dissectors/diameter.h"

enum { AVP_PROXY_INFO = 284, CER = 257, DWR = 280, DPR = 282 };

/* ---- what comes ---- */

static bool
head_fits(struct cur c)
{
	size_t n = cur_left(&c);
	uint32_t word;

	return n >= CHANNEL_MESSAGE_MIN && n % 4 == 0 && cur_be32(&c, &word) &&
	    word == ((uint32_t)1 << 24 | n);
}

/* The same that freeDiameter goes by (fd_msg_is_routable). */
static bool
between_neighbours(struct cur c)
{
	uint32_t command, app;

	if (!cur_skip(&c, 4) || !cur_be32(&c, &command) ||
	    !cur_be32(&c, &app) || app != 0)
		return false;
	command &= 0xffffff;
	return command == CER || command == DWR || command == DPR;
}

static bool
avps_fit(struct cur c)
{
	struct diameter_avp a;

	if (!cur_skip(&c, CHANNEL_MESSAGE_MIN))
		return false;
	while (cur_left(&c) > 0)
		if (!diameter_avp_next(&c, &a) || a.code == AVP_PROXY_INFO)
			return false;
	return true;
}

static void
octets_came(struct fd_hook_permsgdata *raw, struct fd_cnx_rcvdata *data)
{
	struct cur c = cur_make(data->buffer, data->length);
	bool fits;

	raw_wait();
	fits = head_fits(c) && raw != NULL;
	if (fits)
		fits = between_neighbours(c) ? avps_fit(c) :
		    raw_take(raw, data->buffer, data->length);
	if (fits)
		return;
	if (log_may())
		tell("octets from the home side that are no Diameter message");
	if (data->length > 0)
		data->buffer[0] = 0;
}

/* An answer to a request of the engine's: its octets as they came, or as
 * freeDiameter would have them where it made the answer.  Credit goes before
 * it, so that the engine can ask again at once. */
static void
answer_came(struct msg *msg)
{
	struct cur raw = raw_of(msg);
	struct msg *query = NULL;
	uint8_t *octets = NULL;
	uint32_t number;
	struct ask *a;
	size_t n = 0;
	bool open;

	if (fd_msg_answ_getq(msg, &query) != 0 ||
	    (a = ask_of(query)) == NULL)
		return;
	if (raw.p == NULL && fd_msg_bufferize(msg, &octets, &n) == 0)
		raw = cur_make(octets, n);
	pthread_mutex_lock(&a->edge->lock);
	open = a->used && !a->orphan && raw.p != NULL &&
	    neighbour_of(a->edge, a->number) != NULL;
	number = a->number;
	ask_end(a);
	if (open)
		pipe_message(a->edge, number, raw.p, cur_left(&raw),
		    a->hop_by_hop);
	pthread_mutex_unlock(&a->edge->lock);
	free(octets);
}

/* Everything that would be forwarded is taken. */
static int
forward(void *arg, struct msg **msg)
{
	struct edge *e = arg;
	struct msg *m = *msg;
	struct msg_hdr *head;
	struct cur raw;

	*msg = NULL;
	if (fd_msg_hdr(m, &head) == 0 &&
	    head->msg_flags & CMD_FLAG_REQUEST) {
		raw = raw_of(m);
		if (raw.p != NULL) {
			query_came(e, m, raw.p, cur_left(&raw));
			return 0;
		}
	} else {
		answer_came(m);
	}
	fd_msg_free(m);
	return 0;
}

/* ---- what goes ---- */

static struct rtd_candidate *
candidate_find(struct fd_list *candidates, const char *host)
{
	struct rtd_candidate *c;
	struct fd_list *li;

	for (li = candidates->next; li != candidates; li = li->next) {
		c = (struct rtd_candidate *)li;
		if (strncmp(host, c->diamid, c->diamidlen) == 0 &&
		    host[c->diamidlen] == '\0')
			return c;
	}
	return NULL;
}

/* Nobody else than the one that the engine chose. */
static void
choose(struct fd_list *candidates, struct rtd_candidate *wanted)
{
	struct fd_list *li;

	for (li = candidates->next; li != candidates; li = li->next)
		((struct rtd_candidate *)li)->score = FD_SCORE_NO_DELIVERY;
	wanted->score = FD_SCORE_FINALDEST;
}

/* The host of the neighbour that is to get it; false: it has gone, or this is
 * the second time, and freeDiameter fails over. */
static bool
wanted_get(struct ask *a, char host[EDGE_NAME_MAX])
{
	struct neighbour *b;
	bool first;

	pthread_mutex_lock(&a->edge->lock);
	first = a->used && !a->routed;
	b = neighbour_of(a->edge, a->number);
	if (!first && a->used)
		neighbour_gone(a->edge, a->number, CHANNEL_WHY_LOST);
	else if (b != NULL)
		memcpy(host, b->host, EDGE_NAME_MAX);
	a->routed = true;
	if (!first || b == NULL)
		ask_end(a);
	pthread_mutex_unlock(&a->edge->lock);
	return first && b != NULL;
}

/*
 * A peer that is open is no candidate where a Route-Record of the request
 * names it: that is nobody's fault here, and the request is refused.  One that
 * is not open has just gone.
 */
static int
route(void *arg, struct msg **msg, struct fd_list *candidates)
{
	struct ask *a = ask_of(*msg);
	struct rtd_candidate *wanted;
	char host[EDGE_NAME_MAX];
	struct edge *e = arg;

	if (a == NULL)
		return 0;
	if (wanted_get(a, host)) {
		wanted = candidate_find(candidates, host);
		if (wanted != NULL) {
			choose(candidates, wanted);
			return 0;
		}
		if (neighbour_open(host, strlen(host))) {
			ask_refuse(a, *msg, RESULT_UNABLE_TO_DELIVER);
		} else {
			pthread_mutex_lock(&e->lock);
			neighbour_gone(e, a->number, CHANNEL_WHY_LOST);
			ask_end(a);
			pthread_mutex_unlock(&e->lock);
		}
	}
	fd_msg_free(*msg);
	*msg = NULL;
	return 0;
}

/* ---- hooks ---- */

/* freeDiameter gives it up: the engine shall not wait for it. */
static void
dropped(struct msg *msg)
{
	struct msg *query = NULL;
	struct ask *a = ask_of(msg);

	if (a == NULL && msg != NULL && fd_msg_answ_getq(msg, &query) == 0 &&
	    (a = ask_of(query)) != NULL)
		msg = query;
	if (a != NULL)
		ask_refuse(a, msg, RESULT_UNABLE_TO_DELIVER);
}

/* Told once for each time that it was open; who is not known may be anybody,
 * and how often is theirs to choose. */
static void
peer_failed(struct edge *e, struct peer_hdr *peer, const char *why)
{
	if (peer != NULL && neighbour_failed(e, peer->info.pi_diamid,
	    peer->info.pi_diamidlen))
		tell("%s: %s", peer->info.pi_diamid,
		    why != NULL ? why : "connection lost");
}

static void
hook(enum fd_hook_type type, struct msg *msg, struct peer_hdr *peer,
    void *other, struct fd_hook_permsgdata *raw, void *arg)
{
	switch (type) {
	case HOOK_DATA_RECEIVED:
		octets_came(raw, other);
		break;
	case HOOK_MESSAGE_RECEIVED:
		if (raw != NULL && raw->p != NULL)
			raw_note(raw, msg);
		break;
	case HOOK_MESSAGE_DROPPED:
		dropped(msg);
		break;
	case HOOK_PEER_CONNECT_FAILED:
		peer_failed(arg, peer, other);
		break;
	default:
		break;
	}
}

bool
hooks_begin(struct edge *e)
{
	struct fd_hook_data_hdl *data = NULL;
	struct fd_hook_hdl *handle;
	struct fd_rt_fwd_hdl *fwd;
	struct fd_rt_out_hdl *out;
	uint32_t with = HOOK_MASK(HOOK_DATA_RECEIVED, HOOK_MESSAGE_RECEIVED),
	    all = (UINT32_C(2) << HOOK_LAST) - 1;

	/* the lowest priority is asked last, and has the last word */
	return raw_begin(&data) &&
	    fd_hook_register(with, hook, e, data, &handle) == 0 &&
	    fd_hook_register(all & ~with, hook, e, NULL, &handle) == 0 &&
	    fd_rt_fwd_register(forward, e, RT_FWD_ALL, &fwd) == 0 &&
	    fd_rt_out_register(route, e, -1000, &out) == 0;
}
