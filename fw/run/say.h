/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The log of the processes of "breakwater run": standard error, a sentence a
 * line.
 */
#ifndef FW_RUN_SAY_H
#define FW_RUN_SAY_H

/* "breakwater: sentence" as one piece, so that what several processes say does
 * not mix; cut to size. */
void	say(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
