/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between the files of "show".
 */
#ifndef FW_RUN_SHOW_IMPL_H
#define FW_RUN_SHOW_IMPL_H

#include "grid.h"
#include "operate_impl.h"

#define SHOW_COLUMNS(g, c, columns)					\
	grid_open((g), (c)->f, (c)->json, (columns),			\
	    sizeof(columns) / sizeof((columns)[0]))

/* "2026-11-21 08:00:01 UTC" and a newline. */
void		 show_when(FILE *, uint64_t ns);
/* NULL, with a sentence, where nothing is judged. */
struct judge	*call_judge(struct call *);
/* By number_pack(); false, with a sentence, when it is none. */
bool		 show_imsi(struct call *, const char *text, uint64_t *imsi);

#endif
