/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was judged, counted and shown: by verdict, network, operation, rule,
 * label, source and time; as text for a terminal and as one HTML file.
 *
 * Memory is taken at the start and does not grow with the messages.
 */
#ifndef FW_REPORT_H
#define FW_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "../dissectors/wire.h"
#include "../rules/judge.h"

struct judge;
struct memory;
struct report_control;
struct report;

/* What the head of the HTML page says.  Whatever is NULL is left out. */
struct report_head {
	const char	*title;		/* NULL: "Breakwater replay" */
	const char	*conf;		/* path of the configuration */
	const char	*const *file;	/* nfile captures */
	size_t		 nfile;
	const struct wire_stats *wire;
	const struct memory *memory;
	const struct report_control *control;	/* with judge, or NULL */
	struct judge	*judge;
};

/* The rule set outlives the report.  NULL: no memory. */
struct report	*report_new(const struct ruleset *);
void		 report_free(struct report *);

/*
 * One message with its verdict.  Allocates nothing.  The judge and the name of
 * the file, which examples tell (NULL: only one file, no need to name it),
 * outlive the report; the message need not.
 */
void		 report_message(struct report *, const struct sig_msg *,
		    const struct verdict *, const struct judge *,
		    const char *file);

/* At most 100 columns wide.  wire may be NULL.  Errors stay in the stream. */
void		 report_text(FILE *, const struct report *,
		    const struct wire_stats *wire);
/* A page that needs nothing but itself; the same input gives the same octets.
 * head may be NULL.  False: no memory, or the stream failed. */
bool		 report_html(FILE *, const struct report *,
		    const struct report_head *);

#endif
