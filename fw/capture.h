/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Capture files: pcap (micro- and nanoseconds, both byte orders) and pcapng,
 * plain or gzip, from a path or standard input.
 */
#ifndef FW_CAPTURE_H
#define FW_CAPTURE_H

#include "../dissectors/wire.h"

struct capture;

enum { CAPTURE_ERROR_MAX = 512 };

/* "-" is standard input.  NULL on failure, with one sentence in error, which
 * holds CAPTURE_ERROR_MAX characters. */
struct capture	*capture_open(const char *path, char *error);
void		 capture_close(struct capture *);

/* The next frame, valid until the next call: 1; 0 at the end; -1 when the file
 * is damaged, with one sentence in error. */
int		 capture_next(struct capture *, struct wire_frame *, char *error);

/* How far through the file, 0 to 1; negative when that cannot be known. */
double		 capture_progress(const struct capture *);

#endif
