/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The inside of an index; for index.c and literal.c only.
 */
#ifndef RULES_INDEX_IMPL_H
#define RULES_INDEX_IMPL_H

#include "domain.h"
#include "look.h"
#include "prefix.h"

enum index_dimension { INDEX_OP, INDEX_KIND, INDEX_FROM, INDEX_SOUND,
	INDEX_FIXED };
enum {
	INDEX_LITERALS = 12,		/* subjects whose values rules name */
	INDEX_SMALL = 20,		/* subjects with small numbers */
	INDEX_FIELDS = SIG_FIELD_COUNT + 1,	/* and "visited" */
	SMALL_ABSENT = 256,		/* values of a small number */
	SMALL_BEYOND,
	SMALL_VALUES,
};

/* A row of bits a value, and its summary. */
struct dim {
	size_t		 values;
	uint64_t	*bits, *summary;
};

/* Values: a place in the sorted entries, then "no entry" and "absent". */
struct literal {
	uint16_t	 subject;
	uint8_t		 keep;		/* digits of an entry */
	struct prefix	*numbers;	/* entries; NULL: not a dimension */
	struct domain	*names;
	size_t		 n;
	struct dim	 dim;
};

/* A number of an octet, or nearly always less than 256. */
struct small {
	uint16_t	 subject;
	struct dim	 dim;
};

/* A field, by its bits in sig_msg.seen; the one row is for its absence. */
struct presence {
	uint64_t	 seen[2];
	struct dim	 dim;
};

/* What a literal dimension says of a message: nothing, because it has several
 * values; a row of its own; or one that many messages share. */
enum literal_state { LITERAL_SEVERAL, LITERAL_ENTRY, LITERAL_NO_ENTRY,
	LITERAL_ABSENT };
enum { LITERAL_BITS = 2 };		/* of a state */

/* All of a message that fixed dimensions, small numbers and presence see, and
 * the states of literals, the first one lowest. */
enum { INDEX_KEY_FIXED = 6, INDEX_KEY_STATES = 6, INDEX_KEY_WORDS };
struct index_key {
	uint64_t	 w[INDEX_KEY_WORDS];
};

struct index {
	size_t		 words, swords;	/* of a row, of its summary */
	struct dim	 fixed[INDEX_FIXED];
	struct small	 small[INDEX_SMALL];
	size_t		 nsmall;
	struct presence	 *presence;
	size_t		 npresence;
	struct literal	 literal[INDEX_LITERALS];
	size_t		 nliteral;	/* that are dimensions */
	struct index_key asked;		/* what of a key the rules ask for */
};

/* index.c */
bool		 dim_new(struct dim *, const struct index *, size_t values);
void		 dim_allow(struct dim *, const struct index *, size_t value,
		    size_t rule);
void		 dim_summarize(struct dim *, const struct index *);

void		 dim_free(struct dim *);

/* The rows of the message but for those of literal entries, as one row and its
 * summary. */
void		 index_narrow(const struct index *, const struct look *,
		    uint64_t states, uint64_t *bits, uint64_t *summary);

/* memory.c */
void		 index_key_asked(struct index *);
void		 index_recall(const struct index *, struct index_memory *,
		    const struct look *, uint64_t states, const uint64_t **bits,
		    const uint64_t **summary);

/* small.c: small numbers that the rules test, and what they need to be there.
 * False: no memory. */
bool		 small_new(struct index *, const struct rule_list *);
bool		 presence_new(struct index *, const struct rule_list *);
/* Is that test decided by its subject's small number? */
bool		 small_decides(const struct index *, const struct test *);
bool		 small_asked(const struct index *, unsigned subject);
size_t		 small_value(const struct small *, const struct look *);

/* literal.c: false when there is no memory; a subject that few rules name, or
 * with too many values, makes no dimension. */
bool		 literal_new(struct literal *, const struct index *,
		    uint16_t subject, const struct rule_list *);
void		 literal_free(struct literal *);
/* The value for a message, unless it has several. */
enum literal_state literal_value(const struct literal *, const struct look *,
		    size_t *value);

#endif
