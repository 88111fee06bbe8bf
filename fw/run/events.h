/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events of a running engine as JSON Lines: to files that are rotated, to unix
 * sockets, to syslog, as the configuration says ("events" of "run").
 *
 * Writing never waits.  What cannot be written, for a disk is full or nobody
 * reads, is counted as lost and told once for each change.
 */
#ifndef FW_RUN_EVENTS_H
#define FW_RUN_EVENTS_H

#include <stdbool.h>
#include <stdint.h>

struct conf;
struct event;
struct event_base;
struct events;
struct notice;
struct ruleset;

/* Opens all.  NULL after one sentence on standard error about each that
 * cannot be. */
struct events	*events_open(const struct conf *, struct event_base *);
void		 events_close(struct events *);
/* A message that was judged; the octets of its view are looked at only while
 * it is called. */
void		 events_message(struct events *, const struct event *);
/* What happens between messages, and requests without an answer. */
void		 events_notice(struct events *, const struct ruleset *,
		    const struct notice *);
/* After each turn of the loop. */
void		 events_turn(struct events *, uint64_t now);
/* Other rules: sinks that are the same go on.  False after a sentence for each
 * that cannot be opened, and then all stays as it was. */
bool		 events_swap(struct events *, const struct conf *);
/* Begins new files where others moved the old ones away. */
void		 events_reopen(struct events *);

struct events_counts {
	uint64_t	 written, lost;
};
void		 events_counts(const struct events *, struct events_counts *);

enum { EVENTS_TEXT_MAX = 512, EVENTS_ALIAS_MAX = 16 };

/* One sink after the other, from 0; false: no more. */
struct events_sink {
	const char	*name;		/* its path, or "syslog" */
	bool		 failing;	/* nothing can be written now */
	size_t		 waiting;	/* lines that wait for their answer */
	struct events_counts counts;
};
bool		 events_sink(const struct events *, size_t i,
		    struct events_sink *);

/* Messages by the network at the other side (enum conf_owner) and verdict (enum
 * action), whether anybody wanted them or not. */
uint64_t	 events_verdicts(const struct events *, unsigned owner,
		    unsigned action);
/* The capture of what was refused gets its frames, which also stay: a piece at
 * each turn, and its name when it is whole.  A sentence on what is done, or on
 * why not and false. */
bool		 events_ring(struct events *, char text[EVENTS_TEXT_MAX]);
/* What stands for a subscriber's number in syslog: a keyed hash, another one
 * after the next start. */
void		 events_alias(const struct events *, const char *digits,
		    size_t len, char alias[EVENTS_ALIAS_MAX]);

#endif
