/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was sunk, kept in a ring: the frame with a comment for each message of
 * it that was, saying from which node and why.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "evidence.h"
#include "pcapng_write.h"

enum { POINT_CODE_MAX = 16 };

struct evidence {
	struct ring	*ring;
	bool		 sunk;		/* one of the frame at hand was */
	uint64_t	 frameless;	/* sunk, yet never in a frame */
	struct pcapng_comments comments;
};

struct evidence *
evidence_new(size_t octets)
{
	struct evidence *e = calloc(1, sizeof(*e));

	if (e == NULL)
		return NULL;
	e->ring = ring_new(octets);
	if (e->ring != NULL)
		return e;
	free(e);
	return NULL;
}

void
evidence_free(struct evidence *e)
{
	if (e == NULL)
		return;
	ring_free(e->ring);
	free(e);
}

/* By the node that sent it: its host, its number or its point code. */
static bool
comment(struct pcapng_comments *c, const struct sig_msg *m, const char *text)
{
	const struct sig_value *host = sig_get(m, SIG_ORIGIN_HOST);
	char name[SIG_DIGITS_MAX + POINT_CODE_MAX];
	size_t len = 0;

	if (m->proto == SIG_PROTO_DIAMETER)
		return host == NULL ? ring_comment(c, NULL, 0, text) :
		    ring_comment(c, host->text, host->len, text);
	if (m->calling.has_gt)
		len = sig_digits_text(&m->calling.digits, m->calling.len,
		    name);
	if (len == 0 && (m->calling.has_pc || m->has_label))
		len = (size_t)snprintf(name, sizeof(name),
		    "point code %" PRIu32,
		    m->calling.has_pc ? m->calling.pc : m->opc);
	return ring_comment(c, (const uint8_t *)name, len, text);
}

void
evidence_message(struct evidence *e, const struct event *event,
    const struct wire_frame *now)
{
	const struct sig_msg *m = event->m;
	char text[EVENT_COMMENT_MAX];

	if (event->v->action != ACTION_SINK)
		return;
	if (now == NULL || now->number != m->frame || now->ts != m->ts) {
		e->frameless++;
		return;
	}
	event_comment(text, event);
	(void)comment(&e->comments, m, text);
	e->sunk = true;
}

void
evidence_frame(struct evidence *e, const struct wire_frame *f)
{
	if (e->sunk)
		(void)ring_add(e->ring, f, &e->comments);
	e->sunk = false;
	e->comments.n = 0;
}

static void
tell(const char *path, uint64_t n, const char *what)
{
	if (n > 0)
		fprintf(stderr, "breakwater: %s: %" PRIu64 " %s\n", path, n,
		    what);
}

void
evidence_write(const struct evidence *e, FILE *f, const char *path)
{
	size_t left_out = ring_write(e->ring, f, "breakwater replay");

	tell(path, ring_lost(e->ring),
	    "frames are not in it, for want of room: only the latest are");
	tell(path, left_out,
	    "frames are not in it, for there are too many link types");
	tell(path, e->frameless,
	    "messages were never complete in any frame and are not in it");
}
