/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of the scenario reader share: keys of blocks as tables, from
 * which reading, printing, sweeps and what errors name all go.
 */
#ifndef SIM_LAB_SCENARIO_READ_IMPL_H
#define SIM_LAB_SCENARIO_READ_IMPL_H

#include "../../rules/lex.h"
#include "scenario_read.h"

enum key_kind {
	KEY_TIME,			/* uint64_t, ns */
	KEY_NEVER,			/* the same; 0 is "never" */
	KEY_SPAN,			/* two of them: "15m to 30m" */
	KEY_SPAN_NONE,			/* or 0 and 0: "none" */
	KEY_NUMBER,			/* unsigned, of any size */
	KEY_IMSI,			/* uint64_t of 15 digits */
	KEY_SHARE,			/* double, 0 to 1 */
	KEY_RATE,			/* double, a second */
	KEY_FACTOR,			/* double */
	KEY_WORD,			/* enum */
	KEY_TEXT,			/* array of char */
	KEY_PLMN,			/* digits; "999-70" */
	KEY_DIGITS,			/* even many */
	KEY_YES,			/* bool */
	KEY_CLASS, KEY_NETWORK, KEY_POPULATION,	/* int: a place */
	KEY_NETWORKS,			/* of a population */
	KEY_CAUSE,			/* of a network, one more */
	KEY_ARRIVAL,
	KEY_BEHAVIOUR,			/* of a population or an event */
	KEY_TECH,			/* of a population */
};

enum { KEYS_MAX = 32 };

struct key {
	const char	*name;
	enum key_kind	 kind;
	uint16_t	 offset, size;	/* in the struct of the block */
	double		 min, max;	/* numbers; how many digits */
	const char	*(*word)(unsigned);	/* NULL outside the list */
	unsigned	 only;		/* in events: 1 << enum lab_event */
	bool		 shown;		/* printed, whatever it is */
};

struct block {
	const char	*name;
	const struct key *key;
	size_t		 n;
};

/* scenario_read_keys.c */
extern const struct block block_scenario, block_home, block_network,
	block_population, block_behaviour, block_event, block_event_head,
	block_class, block_policy;
const struct key *key_find(const struct block *, const char *name,
		    unsigned only);

/* What is at hand while a key is read. */
struct reader {
	struct conf	*conf;		/* for its files and memory */
	struct conf_errors *errors;
	struct lex	*lex;
	struct scenario	*s;
	struct token	 t;		/* the next one */
	bool		 broken, memory;
	struct conf_at	 told;
	/* of the population or event that is being read */
	struct scenario_behaviour *behaviour;
	enum lab_tech	 tech;
	bool		 behaves;	/* "behaviour" was there */
};

/* scenario_read.c */
void		 read_next(struct reader *);
bool		 read_is(const struct reader *, const char *word);
bool		 read_is_word(const struct reader *);
bool		 read_is_end(const struct reader *);
bool		 read_begins_statement(const struct reader *);
void		 read_error(struct reader *, struct conf_at,
		    const char *format, ...)
		    __attribute__((format(printf, 3, 4)));
/* "expected ..., not "word""; always false. */
bool		 read_expected(struct reader *, const char *what);

/* scenario_read_block.c: the braces and what is in them, up to the next token
 * behind; and one key with its value (false: told), where seen has a place for
 * each key of the block.  only: the kind of event, as a bit. */
void		 read_block(struct reader *, const struct block *, void *base,
		    unsigned only);
bool		 read_key(struct reader *, const struct block *, void *base,
		    unsigned only, struct conf_at seen[]);

/* scenario_read_value.c: what stands behind the name of a key goes where base
 * is.  False: told. */
bool		 read_value(struct reader *, const struct key *, void *base);
bool		 read_time(struct reader *, uint64_t *);
bool		 read_share(struct reader *, double *);
bool		 read_factor(struct reader *, double *, double max);
/* The place of a word of the key's list; -1: none, told and passed. */
bool		 read_word(struct reader *, const struct key *, int *);
/* Digits with a fraction that text begins with; NULL: none; or what follows. */
const char	*decimal(const char *text, double *);

/* scenario_read_things.c: names, and what takes several words. */
bool		 read_things(struct reader *, const struct key *, void *base,
		    void *to);
/* The place in a list of the scenario; as it was where the name is unknown,
 * which is told. */
bool		 read_place(struct reader *, enum key_kind, int *);
bool		 read_name(struct reader *, char name[SCENARIO_NAME],
		    const char *what);
/* NULL: the list ends before it. */
const char	*key_place_name(const struct scenario *, enum key_kind, int);

/* scenario_read_expect.c: behind "expect". */
bool		 read_expect(struct reader *);

#endif
