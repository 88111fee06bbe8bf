/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Captures read one after the other as one run of messages: what every command
 * that takes captures shares.
 */
#ifndef FW_READ_H
#define FW_READ_H

#include "../dissectors/wire.h"

/* Zero it, set what the caller sets, and read_open(). */
struct read {
	/* set by the caller; begin and frame may be NULL */
	wire_emit	*message;
	void		(*begin)(void *, const char *path);
	void		(*frame)(void *, const struct wire_frame *);
	void		*arg;
	bool		 progress;	/* a line on standard error */

	/* for the callbacks */
	const char	*file;		/* that the message came from */
	const struct wire_frame *now;	/* that was read last; NULL at the end
					 * of a run, when what is incomplete
					 * is given up */
	bool		 stop;		/* set it: enough was read */

	/* of read.c */
	struct wire	*wire;
	uint64_t	 last;		/* time of the frame before */
	int64_t		 shown;		/* ms, when progress was last shown */
};

/*
 * Takes memory.  The secret keys the hashes of reassembly, so that a stranger
 * who chose what is in the capture does not choose where it is kept.  False
 * after one sentence on standard error.
 */
bool	read_open(struct read *, uint64_t secret)
	    __attribute__((warn_unused_result));
void	read_close(struct read *);
/* A secret that nobody knows; false when there is none to be had. */
bool	read_secret(uint64_t *) __attribute__((warn_unused_result));

/*
 * Every file in turn: begin, then for each frame its messages, and then the
 * frame itself.  A message that was never complete comes when it is given up,
 * with the frame that began it.  False when a file could not be read to its
 * end, after one sentence on standard error.
 */
bool	read_files(struct read *, int n, const char *const path[]);
const struct wire_stats *read_stats(const struct read *);

#endif
