/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between the files of events: where they go.
 *
 * A sink takes whole lines into a spool, which is bounded, and writes what it
 * can when it is told to flush; what finds no room in the spool is lost.
 */
#ifndef FW_RUN_EVENTS_IMPL_H
#define FW_RUN_EVENTS_IMPL_H

#include <stdio.h>

#include "../../rules/conf.h"
#include "events.h"
#include "wait.h"

enum events_limit {
	EVENTS_SINKS = 32,
	EVENTS_SPOOL = 1 << 20,		/* octets that wait to be written */
	EVENTS_WORDS_MAX = 900,		/* of a line to syslog: RFC 3164 4.1
					 * allows 1024 with its head */
	EVENTS_KEY = 32,
	EVENTS_SENTENCES = 500,		/* to syslog, a second */
};

#define EVENTS_RETRY	UINT64_C(250000000)	/* ns, of a file that fails */

/* Octets to be written, whole lines: from line on those of which nothing is
 * known to have arrived, up to sent what was given away. */
struct spool {
	char		*p;
	size_t		 line, sent, end;
};

bool		 spool_new(struct spool *);
/* False: no room. */
bool		 spool_add(struct spool *, const char *, size_t);
static inline size_t
spool_left(const struct spool *s)
{
	return s->end - s->sent;
}
/* So many octets more were given away; how many lines that completes. */
uint64_t	 spool_sent(struct spool *, size_t);
/* A line that was cut in two is to be written again. */
void		 spool_back(struct spool *);
uint64_t	 spool_lines(const struct spool *);

struct refused;
struct sink;
struct tally;

struct sink_ops {
	/* False after a sentence. */
	bool		(*open)(struct sink *);
	void		(*close)(struct sink *);
	/* A line: into the spool, or away. */
	void		(*line)(struct sink *, const char *, size_t);
	void		(*flush)(struct sink *);
	void		(*reopen)(struct sink *);
};

struct sink {
	const struct sink_ops *ops;
	struct conf_events conf;	/* its path is ours */
	char		*path;
	struct event_base *base;
	struct wait	*wait;		/* of requests for answers; or NULL */
	struct spool	 spool;
	struct events_counts counts;
	int		 fd;		/* -1: closed */
	bool		 failing, seen;
	uint64_t	 lost_before;	/* when it began to fail */
	uint64_t	 now, tried;	/* ns */
	/* of a file */
	bool		 regular;
	uint64_t	 size, limit;
	/* of a socket */
	struct event	*writable, *readable, *timer;
	unsigned	 attempt;
	/* of syslog */
	uint64_t	 second;	/* of the date */
	char		 date[24];
	uint64_t	 told_second, spared;
	unsigned	 told;
};

extern const struct sink_ops sink_file, sink_socket, sink_syslog;
extern const char *events_log_path;	/* where syslog listens */

/* Nothing can be written, and again: told at the change alone. */
void		 sink_fails(struct sink *, const char *why);
void		 sink_works(struct sink *);
/* The line of those that have a spool. */
void		 sink_spool(struct sink *, const char *, size_t);

/* All of them. */
struct events {
	struct event_base *base;
	struct sink	*sink[EVENTS_SINKS];
	size_t		 n;
	bool		 silent;	/* there is nobody to format for */
	struct refused	*refused;	/* or NULL */
	struct tally	*tally;
	FILE		*stream;	/* one event, in memory */
	char		*text;
	size_t		 len;
	FILE		*hidden_stream;	/* the same with pseudonyms */
	char		*hidden;
	size_t		 hidden_len;
	uint64_t	 now, longest;
	struct events_counts gone;	/* of sinks that are no more */
	struct evp_mac_ctx_st *mac;	/* keyed, for numbers of subscribers */
};

/* events_words.c: one readable line for syslog, without its newline. */
struct event;
struct notice;
struct ruleset;
size_t		 events_words(char text[EVENTS_WORDS_MAX],
		    const struct events *, const struct event *);
size_t		 events_notice_words(char text[EVENTS_WORDS_MAX],
		    const struct events *, const struct ruleset *,
		    const struct notice *);

/* events_hidden.c: the event in text goes to hidden, with pseudonyms in place
 * of numbers of subscribers. */
void		 events_hide(struct events *, const struct event *);
void		 events_hide_notice(struct events *, const struct notice *);

/* events_ring.c */
struct refused	*refused_new(const struct conf_run *);
void		 refused_free(struct refused *);
/* Other rules: NULL where there is no memory; the same when it goes on. */
bool		 refused_is(const struct refused *, const struct conf_run *);
void		 refused_message(struct refused *, const struct event *);
/* Begins to write; false after a sentence.  A piece more; all of it. */
bool		 refused_write(struct refused *, char text[EVENTS_TEXT_MAX]);
void		 refused_turn(struct refused *);
void		 refused_finish(struct refused *);

#endif
