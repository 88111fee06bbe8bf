/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The inside of the parent process: what its files share.
 */
#ifndef FW_RUN_PARENT_IMPL_H
#define FW_RUN_PARENT_IMPL_H

#include "child.h"
#include "notify.h"
#include "privilege.h"

struct conf;
struct ruleset;

enum { ENGINE, EDGE, SIGTRAN, CHILDREN };

/* Children that are edges: from the first one on. */
enum { EDGES = EDGE };

struct parent {
	const char	*conf;
	struct ruleset	*rules;
	struct privilege privilege;
	struct notify	 notify;
	struct child	 child[CHILDREN];
	char		 program[CHILD_PATH_MAX];	/* of an edge */
	int		 signals, notes;	/* -1 */
	bool		 served;	/* the first engine was ready */
	bool		 serving;	/* this one is */
	bool		 reload;	/* as soon as it is */
	bool		 unjudged;
	bool		 stopping;
	int		 status;	/* in the end */
	uint64_t	 alive, told, watched;	/* last time */
};

const struct conf *parent_conf(const struct parent *);

/* ---- parent_child.c: starting, ending ---- */

void	parent_engine_start(struct parent *, uint64_t now);
/* i: EDGE or SIGTRAN */
void	parent_edge_start(struct parent *, unsigned i, uint64_t now);
bool	parent_edge_wanted(const struct parent *, unsigned i);
/* The configuration file of its stack, or NULL: there is to be no such edge. */
const char *parent_edge_file(const struct conf *, unsigned i);
/* Where its program is.  False after a sentence. */
bool	parent_edge_program(struct parent *, unsigned i);
/* Children that have ended: what follows from it. */
void	parent_reap(struct parent *, uint64_t now);
/* Asks all to end, in their order, for that exit status. */
void	parent_stop(struct parent *, int status, uint64_t now);
/* Another file of its stack, or none: the edge begins anew. */
void	parent_edge_anew(struct parent *, unsigned i, uint64_t now);
/* Kills what was to end and does not. */
void	parent_overdue(struct parent *, uint64_t now);

/* ---- parent_listen.c ---- */

/* What the engine has said. */
void	parent_listen(struct parent *, uint64_t now);

#endif
