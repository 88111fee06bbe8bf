/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The event of one message that was judged: what it is, what became of it, by
 * which rule and why.
 */
#ifndef FW_EVENT_H
#define FW_EVENT_H

#include <stdio.h>

#include "../rules/judge.h"
#include "../rules/notice.h"

enum { EVENT_COMMENT_MAX = 1024 };

/* One message with its verdict; what is NULL is left out. */
struct event {
	const char	*file;		/* it came from */
	const struct sig_msg *m;
	const struct ruleset *rules;
	const struct judge *judge;
	const struct verdict *v;
};

/* The rule that decided, and the first under monitor that would have; NULL. */
const struct conf_rule *event_rule(const struct event *);
const struct conf_rule *event_would(const struct event *);
/* The verdict was not carried out, for its list or its partner is under
 * monitor. */
bool	 event_monitor(const struct event *);
/* The network at the other side: where it comes from when it comes in, where
 * it goes to when it goes out; enum conf_owner. */
unsigned event_partner(const struct event *);

/* Is one of what only says: 1 << enum action, or enum conf_only; 0: all. */
bool	 event_selected(const struct event *, uint32_t only);

/* The object of json_message() with the verdict behind it. */
void	event_json(FILE *, const struct event *);
/* Members for the event of a request, without braces: its answer, or that there
 * was none in time, or that it reached nobody who could give one. */
void	event_answer(FILE *, const struct event *);
void	event_unanswered(FILE *);
void	event_undelivered(FILE *);
/* An object of its own: what happens between messages. */
void	event_notice(FILE *, const struct ruleset *, const struct notice *);
/* "drop: label - reason (file:line)", cut to size; for reading. */
void	event_comment(char text[EVENT_COMMENT_MAX], const struct event *);

#endif
