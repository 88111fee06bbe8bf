/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was remembered, for reports: how full the memories are, how far the
 * checks have come, who answers, and which sources stand out.
 */
#ifndef FW_REPORT_MEMORY_H
#define FW_REPORT_MEMORY_H

#include <stdio.h>

#include "show.h"

struct check_stats;
struct memory;
struct ruleset;

/* At most 100 columns wide; nothing when memory is NULL. */
void	report_memory_text(FILE *, const struct ruleset *,
	    const struct memory *);
/* Sections of a page. */
void	report_memory_html(FILE *, const struct ruleset *,
	    const struct memory *);

/* What both say: the mode of a check and how far it has learned; the findings
 * of a source (enum source_bit) by their names. */
void	report_mode_text(char text[SHOW_MAX], const struct ruleset *,
	    const struct check_stats *, unsigned check);
const char *report_found_names(char text[SHOW_MAX], unsigned found);

#endif
