/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Evidence: the latest frames of those that sources were sunk for, with who
 * sent them and why, in bounded memory, to be written as pcapng when asked for.
 */
#ifndef FW_RING_H
#define FW_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct pcapng_comments;
struct pcapng_writer;
struct wire_frame;
struct ring;

#define RING_OCTETS_MIN		((size_t)4 << 10)
#define RING_OCTETS_MAX		((size_t)1 << 30)
#define RING_OCTETS_DEFAULT	((size_t)16 << 20)

enum { RING_COMMENT_MAX = 2048 };

/* Frames, their comments and what is needed to keep them in order take octets
 * of memory, RING_OCTETS_MIN to RING_OCTETS_MAX.  NULL: no memory, or out of
 * range. */
struct ring	*ring_new(size_t octets);
void		 ring_free(struct ring *);

/* "from NAME: text" as one comment more.  The name comes from outside: what is
 * not printable is shown as a question mark; both are cut to size.  False when
 * there is no room for it. */
bool		 ring_comment(struct pcapng_comments *, const uint8_t *name,
		    size_t len, const char *text);
/* Copies a frame; the oldest ones go to make room.  False for one that is too
 * large for the ring, which counts as lost. */
bool		 ring_add(struct ring *, const struct wire_frame *,
		    const struct pcapng_comments *);
/* All of them, oldest first, to a stream that stays the caller's, as do its
 * errors; they also stay in the ring.  The number that could not be written,
 * for there are more link types than a file may have. */
size_t		 ring_write(const struct ring *, FILE *,
		    const char *application);

/*
 * The same a piece at a time, while frames come and go: those that there were at
 * the start, in pieces of about so many octets; true until all of these are
 * written that have not gone meanwhile.
 */
struct ring_reader {
	uint64_t	 next, end;	/* frames by their number */
	size_t		 at;
	size_t		 left_out;	/* for more link types than may be */
};
void		 ring_read_begin(const struct ring *, struct ring_reader *);
bool		 ring_read(const struct ring *, struct ring_reader *,
		    struct pcapng_writer *, size_t octets);

size_t		 ring_count(const struct ring *);	/* frames there are */
size_t		 ring_octets(const struct ring *);	/* that they take */
uint64_t	 ring_lost(const struct ring *);	/* frames that went */

/* "FILE" or "FILE:SIZE", with k, M or G for 2^10, 2^20, 2^30 octets: ends the
 * path at the colon and gives the size, or RING_OCTETS_DEFAULT.  A colon that
 * no digit follows belongs to the path.  False: no path, or the size is none
 * or out of range. */
bool		 ring_option(char *text, size_t *octets);

#endif
