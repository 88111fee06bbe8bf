/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The counts of a report, for those who print them.
 */
#ifndef FW_REPORT_IMPL_H
#define FW_REPORT_IMPL_H

#include "report.h"
#include "show.h"
#include "timeline.h"
#include "topn.h"

enum report_limit {
	REPORT_EXAMPLES = 3,
	REPORT_SOURCES = 1024,		/* slots of heavy hitters */
	REPORT_TOP = 20,		/* of them that are shown */
	REPORT_NAME = 40,		/* characters of a rule's place */
	REPORT_SERIES = 200,		/* findings with their own time line */
	REPORT_VERDICTS = ACTION_DROP + 1,
};

struct report_frame {
	const char	*file;		/* or NULL */
	uint64_t	 frame;
	uint32_t	 idx;
};

struct report_seen {
	uint64_t	 count;
	uint64_t	 first, last;	/* ns, valid when count > 0 */
	struct report_frame example[REPORT_EXAMPLES];	/* the first ones */
};

/* Beside a slot of heavy hitters; since the key took its slot. */
struct report_source {
	struct report_seen seen;
	uint16_t	 owner;		/* enum conf_owner */
	struct few	 finding;
};

/* One rule, or what stands for none: see report_rule_row(). */
struct report_rule {
	uint8_t		 direction;
	uint8_t		 why;		/* enum verdict_why */
	size_t		 number;	/* of the rule in its direction */
	const struct conf_rule *rule;	/* NULL unless WHY_RULE */
	struct report_seen decided;
	struct report_seen would;	/* under "monitor" */
	uint32_t	 finding;
};

/* All rules of one label; or one rule without; or no rule at all. */
struct report_finding {
	const char	*label;		/* or NULL */
	const struct report_rule *rule;	/* the first of them */
	struct report_seen seen;	/* refused or steered */
	uint64_t	 verdict[REPORT_VERDICTS];
	struct report_seen would;	/* a rule under "monitor" */
	struct few	 owner, op;
};

struct report_cell {
	uint64_t	 count, refused;
};

struct report_odd {			/* defects, anomalies */
	uint64_t	 count, passed;
};

struct report_label {
	const char	*text;
	uint32_t	 finding;
};

/* A line of a table in the order in which it is shown. */
struct report_row {
	uint64_t	 worst, count;
	uint32_t	 id;
};

struct report {
	const struct ruleset *rules;
	const struct judge *judge;	/* NULL: no message yet */
	uint64_t	 messages, first, last;
	uint64_t	 verdict[DIRECTION_COUNT][REPORT_VERDICTS];
	uint64_t	 watched[REPORT_VERDICTS];	/* not carried out */
	uint64_t	 would;
	uint64_t	 op[SIG_OP_COUNT][REPORT_VERDICTS];
	struct report_odd defect[SIG_DEFECT_COUNT];
	struct report_odd anomaly[SIG_ANOMALY_COUNT];

	size_t		 nowner;	/* enum conf_owner */
	uint64_t	 (*owner)[REPORT_VERDICTS];
	struct report_cell (*matrix)[SIG_OP_COUNT];	/* of each owner */

	/* rules in, rules out, then the default and "no rules" of each */
	size_t		 nrule, before[DIRECTION_COUNT];
	struct report_rule *rule;
	size_t		 file;		/* that most of them stand in */
	size_t		 nfinding;
	struct report_finding *finding;
	size_t		 nlabel;
	struct report_label *label;	/* sorted by address */

	struct topn	*talker;	/* sources of what was refused */
	struct report_source *talker_source;
	struct topn	*unowned;	/* far ends that nobody owns */
	struct report_source *unowned_source;

	/* series: verdicts, then findings up to REPORT_SERIES */
	struct timeline	*timeline;
	struct report_row *row;		/* room for any table */
};

static inline bool
report_refuses(unsigned action)
{
	return action == ACTION_DROP || action == ACTION_REJECT ||
	    action == ACTION_SINK;
}

static inline uint64_t
report_refused(const uint64_t verdict[REPORT_VERDICTS])
{
	return verdict[ACTION_DROP] + verdict[ACTION_REJECT] +
	    verdict[ACTION_SINK];
}

static inline uint64_t
report_sum(const uint64_t verdict[REPORT_VERDICTS])
{
	return report_refused(verdict) + verdict[ACTION_PASS] +
	    verdict[ACTION_STEER];
}

/* What of r->row has counted, worst first; returns how many.  The ids are those
 * of the array of the same name; each call writes over the last one's rows. */
size_t		 report_owner_rows(const struct report *);
size_t		 report_op_rows(const struct report *);
size_t		 report_rule_rows(const struct report *);
size_t		 report_finding_rows(const struct report *);
size_t		 report_odd_rows(const struct report *,
		    const struct report_odd *, size_t n);

/* Messages that the rule matched, also without deciding. */
uint64_t	 report_matches(const struct report *,
		    const struct report_rule *);
bool		 report_never(const struct report *,
		    const struct report_rule *);
/* The next rule from i on that never matched, one of a line; nrule: none. */
size_t		 report_never_next(const struct report *, size_t i);
/* Heavy hitters; when there are more than max, only those that are sure to have
 * come twice, for whoever changes his address fills the list otherwise. */
size_t		 report_sources(const struct topn *, struct topn_entry *,
		    size_t max);
/* Names; never NULL. */
const char	*report_owner_name(const struct report *, unsigned owner);
const char	*report_op_name(unsigned op);
/* "in 12", with the file when it is not that of most rules, cut so that the
 * whole has width characters (REPORT_NAME at most; 20 always do) and the line
 * stays; what it does: "drop", "would reject"; its label, or its tests. */
void		 report_rule_name(char *buf, size_t size, const struct report *,
		    size_t width, const struct report_rule *);
const char	*report_rule_action(const struct report_rule *);
const char	*report_rule_label(const struct report *,
		    const struct report_rule *);
const char	*report_finding_label(const struct report *,
		    const struct report_finding *);
/* The last part of a path, cut to width characters. */
const char	*report_file_name(char *buf, size_t size, size_t width,
		    const char *path);
/* When, as short as the span of the report allows: the day only where there are
 * several, parts of a second where there are few. */
const char	*report_time(char buf[SHOW_MAX], const struct report *,
		    uint64_t ts);
/* "12, 15.1", or "a.pcap 12, 15, b.pcap 3" when files are named. */
void		 report_examples(char *buf, size_t size,
		    const struct report_seen *);

#endif
