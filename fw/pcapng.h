/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pcapng files (draft-ietf-opsawg-pcapng).  libpcap refuses a file whose
 * interfaces differ in link type or snapshot length, which merging makes every
 * day; so these are read here, and libpcap reads the rest.
 */
#ifndef FW_PCAPNG_H
#define FW_PCAPNG_H

#include <stdio.h>

#include "capture.h"

enum { PCAPNG_MAGIC = 0x0a0d0d0a };	/* the same in both byte orders */

struct pcapng;

/* Takes f, which stands at the magic number.  NULL: no memory, f closed. */
struct pcapng	*pcapng_open(FILE *f);
void		 pcapng_close(struct pcapng *);
/* As capture_next(), but for the number of the frame; on -1 the error says
 * what is wrong, without the name of the file. */
int		 pcapng_next(struct pcapng *, struct wire_frame *, char *error);

#endif
