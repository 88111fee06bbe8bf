/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which tests imply others: for warnings, so never said when in doubt.
 */
#ifndef RULES_COVER_H
#define RULES_COVER_H

#include "conf.h"

struct cover {
	const struct conf *conf;
	const bool	*changes;	/* by table: rules add to it */
	bool		 classes_change; /* rules set classes */
	uint64_t	 left;		/* comparisons; 0: no longer asked */
};

/* Does the operation, or a neutral operation of the category, belong to it? */
bool		 cover_op(const struct conf *, const struct conf_set *,
		    unsigned op);
/* Whenever all tests of inner hold for a component, do those of outer? */
bool		 cover_rule(struct cover *, const struct conf_rule *outer,
		    const struct conf_rule *inner);
/* A rule whose test on a subject holds when any value satisfies it. */
static inline bool
rule_refuses(const struct conf_rule *r)
{
	return r->action == ACTION_DROP || r->action == ACTION_REJECT ||
	    r->action == ACTION_SINK ||
	    (r->action == ACTION_STEER && r->steer_times > 0);
}

/* No rule behind it is tried once its tests hold. */
static inline bool
rule_decides(const struct conf_rule *r)
{
	return r->action != ACTION_MATCH && !r->monitor &&
	    (r->action != ACTION_STEER || r->to != NULL) &&
	    !r->back_off_auto;
}

#endif
