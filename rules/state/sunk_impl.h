/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sinkhole inside: what sunk_table.c keeps, sunk.c changes and sunk_text.c
 * and sunk_read.c tell.
 */
#ifndef RULES_STATE_SUNK_IMPL_H
#define RULES_STATE_SUNK_IMPL_H

#include "../../dissectors/op.h"
#include "distinct.h"
#include "sunk.h"

enum {
	SUNK_CELLS = 64,	/* to count subscribers */
	SUNK_WAYS = 7,		/* sources of one cache line of the index */
};

/* Two ways through the entries: as they came, and as they were heard of. */
enum sunk_order_of { BY_AGE, BY_USE, SUNK_ORDERS };

struct sunk_link {
	uint32_t	 next, before;
};

struct sunk_chain {
	uint32_t	 first, last;
};

struct sunk_entry {
	struct sunk_source source;
	uint64_t	 end, span;	/* of the term or the probation; span
					 * SUNK_ALWAYS: has no end */
	uint64_t	 term, since;
	uint64_t	 serial;	/* rising; decides between equal ends */
	uint32_t	 heap;		/* where it stands there */
	uint32_t	 times;
	struct sunk_link link[SUNK_ORDERS];
	uint8_t		 state, how, len;
	bool		 cut;		/* the name was longer */

	uint64_t	 messages, octets, first, last;
	uint64_t	 op[SIG_OP_COUNT];
	uint32_t	 before;	/* subscribers, by what was read */
	struct distinct	 subscribers;
	uint32_t	 cell[SUNK_CELLS];
	char		 why[SUNK_WHY_MAX + 1];
	uint8_t		 name[SUNK_NAME_MAX];
};

struct sunk_bucket;

struct sunks {
	struct sunk_entry *entry;
	struct sunk_bucket *bucket;
	size_t		 mask;		/* of buckets */
	uint32_t	*heap;		/* places by end, the next one first */
	struct sunk_limits limits;
	uint64_t	 secret;
	uint64_t	 newest;	/* no term begins after it */
	uint64_t	 serial;
	uint32_t	 count, used;
	uint32_t	 spare;		/* places given back, by BY_AGE.next */
	uint32_t	 of_scope[SUNK_SCOPES];
	struct sunk_chain age;
	struct sunk_chain use[2];	/* 1: by hand */
	uint64_t	 lost;		/* given up, or not taken: no room */
};

static inline struct sunk_chain *
sunk_use(struct sunks *t, const struct sunk_entry *e)
{
	return &t->use[e->how == SUNK_BY_HAND];
}

/* ---- sunk_table.c ---- */

/* The bucket memory for max sources; false: none. */
bool		 sunk_table_init(struct sunks *);
void		 sunk_table_free(struct sunks *);
/* A zeroed entry of a source that is not there, last in all orders; there is
 * room for it. */
uint32_t	 sunk_table_put(struct sunks *, const struct sunk_source *,
		    unsigned how, uint64_t end);
void		 sunk_table_take(struct sunks *, uint32_t place);
/* Heard of now. */
void		 sunk_table_use(struct sunks *, uint32_t place);
/* Sunk by somebody else than before. */
void		 sunk_table_how(struct sunks *, uint32_t place, unsigned how);
/* Its end has changed. */
void		 sunk_table_end(struct sunks *, uint32_t place);

/* ---- sunk.c ---- */

/* Makes its text from what comes from outside. */
void		 sunk_name_set(struct sunk_entry *, const uint8_t *, size_t);
void		 sunk_why_set(struct sunk_entry *, const char *);

#endif
