/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One message as one readable line.
 */
#ifndef FW_TEXT_H
#define FW_TEXT_H

#include <stdio.h>

#include "../dissectors/sig.h"

/* A line that names the columns of text_message(). */
void	text_header(FILE *);
/* A line that names the file of the messages that follow. */
void	text_file(FILE *, const char *file);
/* Writes the line and a newline; errors stay in the stream (ferror).  Octets
 * that are not printable ASCII are shown as dots. */
void	text_message(FILE *, const struct sig_msg *);

#endif
