/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One message as one JSON object a line.
 */
#ifndef FW_JSON_H
#define FW_JSON_H

#include <stdio.h>

#include "../dissectors/sig.h"

/* Writes the object and a newline; errors stay in the stream (ferror).  The
 * name of the file stands first, unless it is NULL. */
void	json_message(FILE *, const struct sig_msg *, const char *file);

#endif
