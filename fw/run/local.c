/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Answers that the engine gives itself (RFC 6733 6.2, 7).
 *
 * An agent that can not deliver speaks for itself; what a rule rejects is
 * answered as by home, as replay shows it.
 */
#include "../answer_write.h"
#include "engine_impl.h"

static bool
answer_send(struct engine *e, struct way *w, const struct answer *a)
{
	struct wbuf buf = wbuf_make(e->answer, sizeof(e->answer));
	struct iovec part;

	if (!w->up || !answer_build(&e->m, a, &buf))
		return false;
	part = (struct iovec){ .iov_base = buf.p, .iov_len = buf.len };
	if (w->ops->send(w->arg, &part, 1))
		w->counts.sent_answers++;
	return true;
}

void
local_error(struct engine *e, struct way *w, uint32_t result,
    const char *message)
{
	struct answer a = { .kind = ANSWER_ERROR, .result = result,
	    .host = e->host, .realm = e->realm, .message = message };

	(void)answer_send(e, w, &a);
}

bool
local_return(struct engine *e, struct way *w, unsigned cause)
{
	struct answer a = { .kind = ANSWER_RETURN, .cause = (uint8_t)cause };

	return answer_send(e, w, &a);
}

bool
local_verdict(struct engine *e, struct way *w, const struct event *event)
{
	struct answer_overload o;
	struct answer a;

	if (!answer_from_event(event, &a, &o))
		return false;
	if (e->hide != NULL && !w->home)
		a.host = e->host;
	return answer_send(e, w, &a);
}

void
local_ticket(struct engine *e, struct ticket *t, uint32_t result,
    const char *message)
{
	if (!asker_there(t))
		return;
	view_make(e, t->from, t->copy, t->kept);
	local_error(e, t->from, result, message);
}
