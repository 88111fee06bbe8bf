/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing pcapng files (draft-ietf-opsawg-pcapng): frames of any link type,
 * nanoseconds, a comment or several with each.
 */
#ifndef FW_PCAPNG_WRITE_H
#define FW_PCAPNG_WRITE_H

#include <stdio.h>

#include "../dissectors/wire.h"

enum pcapng_write_limit {
	PCAPNG_WRITE_LINKS = 32,	/* link types of one file */
	PCAPNG_WRITE_COMMENTS = 32768,	/* octets of those of one frame */
};

struct pcapng_writer {
	FILE		*f;
	uint32_t	 nlinks;
	int		 link[PCAPNG_WRITE_LINKS];	/* of the interfaces */
};

/* Comments of one frame; zero the count before the first. */
struct pcapng_comments {
	size_t		 n;		/* octets */
	uint8_t		 octets[PCAPNG_WRITE_COMMENTS];
};

/* A comment more, which is UTF-8; false when there is no room for it. */
bool	pcapng_comment(struct pcapng_comments *, const char *text);

/* The section header goes to f, which stays the caller's, as do its errors
 * (ferror).  The application that writes is named. */
void	pcapng_write_begin(struct pcapng_writer *, FILE *f,
	    const char *application);
/* One frame; false when it is of one link type more than a file may have. */
bool	pcapng_write_frame(struct pcapng_writer *, const struct wire_frame *,
	    const struct pcapng_comments *);

#endif
