/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One message as one JSON object a line.
 */
#ifndef FW_JSON_H
#define FW_JSON_H

#include <stdio.h>

#include "../dissectors/sig.h"

/* An object under way, and whether a comma must stand before the next member.
 * Errors stay in the stream (ferror). */
struct json {
	FILE		*f;
	bool		 comma;
};

/* Writes the object and a newline.  The name of the file stands first, unless
 * it is NULL. */
void	json_message(FILE *, const struct sig_msg *, const char *file);

/* The same in steps, for more members behind those of the view. */
void	json_begin(struct json *, FILE *, const struct sig_msg *,
	    const char *file);
void	json_end(struct json *);
/* Text of ours, in UTF-8; nothing when it is NULL. */
void	json_text(struct json *, const char *name, const char *text);
void	json_uint(struct json *, const char *name, uint64_t);
void	json_true(struct json *, const char *name);
/* Names of ours as an array. */
void	json_texts(struct json *, const char *name, const char *const *text,
	    size_t n);
/* ns as seconds, and as milliseconds, both to the microsecond. */
void	json_time(struct json *, const char *name, uint64_t ns);
void	json_ms(struct json *, const char *name, uint64_t ns);

#endif
