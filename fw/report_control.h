/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What storm control did, for reports: storms, who was admitted to protected
 * groups, which sources were sunk, who was steered away.
 */
#ifndef FW_REPORT_CONTROL_H
#define FW_REPORT_CONTROL_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct judge;
struct notice;
struct ruleset;
struct sig_msg;
struct verdict;

struct report_control;

/* NULL: no memory. */
struct report_control *report_control_new(const struct ruleset *);
void	report_control_free(struct report_control *);

/* Each message and each notice, in their order. */
void	report_control_message(struct report_control *, const struct sig_msg *,
	    const struct verdict *);
void	report_control_notice(struct report_control *, const struct notice *);

/* Nothing when there is nothing to tell.  At most 100 columns wide. */
void	report_control_text(FILE *, const struct report_control *,
	    struct judge *);
/* A section of a page. */
void	report_control_html(FILE *, const struct report_control *,
	    struct judge *);

#endif
