/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files of the language: whole in memory, one within the other.
 */
#ifndef RULES_SOURCE_H
#define RULES_SOURCE_H

#include <sys/types.h>

#include "conf.h"

enum { SOURCE_WHY_MAX = 120, SOURCE_PATH_MAX = 4096 };

struct source {
	const char	*text;
	size_t		 len, pos;
	size_t		 line_start;
	uint32_t	 line;
	uint16_t	 file;		/* index into conf.file */
	bool		 begun;		/* a token stands on this line */
	bool		 known;		/* dev and ino are those of a file */
	dev_t		 dev;
	ino_t		 ino;
	char		*memory;
};

/* Opens and reads a file whole; false with what is wrong with it in why,
 * which holds SOURCE_WHY_MAX, and that it is to be "what". */
bool		 source_read(struct source *, const char *path,
		    const char *what, char *why);
/* The text, which stays the caller's, under that path. */
void		 source_text(struct source *, const char *path, const char *,
		    size_t);
void		 source_close(struct source *);
bool		 source_same(const struct source *, const struct source *);

/* Name as seen from the file "from"; allocated in the configuration.  NULL:
 * no memory, or longer than SOURCE_PATH_MAX. */
const char	*source_path(struct conf *, const char *from, const char *name);

#endif
