/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From tokens to the configuration: what the grammar does when it has
 * recognised something.  For the parser only.
 *
 * Sets are collected as raw items first, since what they may hold depends on
 * what stands before them.  A value that is wrong is told and left out, and
 * parsing goes on.
 */
#ifndef RULES_BUILD_H
#define RULES_BUILD_H

#include "lex.h"

enum build_limit {
	BUILD_SHOWN_MAX = 52,		/* a word in a sentence */
	BUILD_TESTS_MAX = 100,		/* of one rule or class */
	BUILD_LABEL_MAX = 128,		/* octets */
};

enum memory_size { MEMORY_SUBSCRIBERS, MEMORY_TRANSACTIONS, MEMORY_SOURCES };
enum sinkhole_time { SINKHOLE_TERM, SINKHOLE_LONGEST, SINKHOLE_PROBATION };
enum memory_time { MEMORY_ANSWER, MEMORY_FORGET };

/* What the next word of a check is. */
enum check_wants {
	WANTS_OPTION,
	WANTS_TIME,			/* behind "learn"; or an option */
	WANTS_THEN,			/* behind that; or an option */
	WANTS_MODE,			/* behind "then" */
	WANTS_VALUE,			/* behind an option */
	WANTS_NOTHING,			/* something was wrong and is told */
};

enum raw_form {
	RAW_WORD,			/* or a string */
	RAW_TABLE,
	RAW_PARTNER,
	RAW_SAME, RAW_UNDER, RAW_BEGINS,
	RAW_BIT,
};

struct raw {
	uint8_t		 form;		/* enum raw_form */
	bool		 quoted;
	uint16_t	 subject;	/* SAME, UNDER, BEGINS */
	struct conf_at	 at;
	const char	*text;
};

struct parse {
	struct conf	*conf;
	struct conf_errors *errors;
	struct lex	*lex;
	bool		 broken;	/* something is left out */
	struct conf_at	 told;		/* where the last error was */

	struct raw	*raw;		/* of the set at hand */
	size_t		 nraw, raw_room;
	bool		 negated, listed;

	struct conf_network *network;	/* home, or the next */
	struct conf_network partner;
	struct conf_table table;
	struct conf_at	 table_word;	/* what wants a file; line 0: none */
	struct conf_category category;
	struct conf_class class;
	struct conf_link link;
	struct conf_protect protect;
	struct conf_storm storm;
	bool		 has_on, has_enter, has_leave;
	struct conf_check check;
	uint8_t		 which;		/* enum check; CHECK_COUNT: none */
	uint8_t		 wants;		/* enum check_wants */
	uint8_t		 options;	/* enum check_option, those written */
	uint8_t		 option;	/* whose value comes next, ... */
	struct token	 word;		/* ... or "then": the word before */
	struct conf_memory memory;
	bool		 has_size[MEMORY_SOURCES + 1];
	struct conf_at	 time_at[MEMORY_FORGET + 1];	/* line 0: not there */
	struct conf_at	 sinkhole_at[SINKHOLE_PROBATION + 1];
	bool		 has_sources;
	struct token	*row;		/* what follows the key at hand */
	size_t		 nrow;
	uint32_t	 keys;		/* those that were there, a bit each */
	bool		 again;		/* the statement itself was, told */
	bool		 behind_route;	/* the last key of ss7 is a route ... */
	struct conf_route *route;	/* ... this one, or NULL: told */
	struct conf_screen *screen;
	struct conf_rule rule;
};

/* parse.y: reads all of it; false when that could not be done. */
bool		 parse_run(struct parse *);

/* "expected ..., not "word"" and alike at that place. */
void		 build_error(struct parse *, struct conf_at,
		    const char *format, ...)
		    __attribute__((format(printf, 3, 4)));
/* "expected ..., not "word"" */
void		 build_expected(struct parse *, const struct token *,
		    const char *what);
/* "X is there twice: first in line 2", or of another file. */
void		 build_twice(struct parse *, struct conf_at, const char *what,
		    struct conf_at first);
/* The word cut to size, in whole characters. */
const char	*build_shown(char shown[BUILD_SHOWN_MAX], const char *);

/* Sets: begin, items, and where they go. */
void		 build_set(struct parse *, bool negated);
void		 build_listed(struct parse *);
void		 build_raw(struct parse *, enum raw_form, const struct token *);
void		 build_same(struct parse *, enum raw_form, const struct token *,
		    unsigned subject);
/* The set at hand, as held against the subject, is added to what is there. */
void		 build_values(struct parse *, unsigned subject,
		    struct conf_set *);
/* The array with room for one more; NULL: no memory, and told. */
void		*build_grow(struct parse *, void *, size_t n, size_t size);

/* The things that a configuration has many of, each in its array. */
#define BUILD_APPEND(p, array, count, thing)				\
	do {								\
		void *grown_ = build_grow(p, array, count,		\
		    sizeof(thing));					\
									\
		if (grown_ != NULL) {					\
			array = grown_;					\
			array[count++] = thing;				\
		}							\
	} while (0)

/* One word each. */
void		 build_rate(struct parse *, const struct token *, uint32_t *,
		    uint64_t *);
void		 build_time(struct parse *, const struct token *, uint64_t *);
void		 build_share(struct parse *, const struct token *, uint32_t *);
uint64_t	 build_number(struct parse *, const struct token *,
		    uint64_t min, uint64_t max);
/* NULL: no memory, and told. */
struct conf_item *build_item(struct parse *, enum item_kind,
		    const struct token *);

/* Statements: begun by their first words, ended when they are whole. */
void		 build_home(struct parse *, const struct token *);
void		 build_partner(struct parse *, const struct token *at,
		    const struct token *name);
void		 build_network_end(struct parse *);
void		 build_state(struct parse *, const struct token *);
void		 build_carries(struct parse *);
void		 build_roaming(struct parse *, const struct token *);
void		 build_monitor(struct parse *, const struct token *);
void		 build_learn(struct parse *, const struct token *);

void		 build_table(struct parse *, const struct token *name,
		    const struct token *type);
void		 build_table_values(struct parse *);
void		 build_table_file(struct parse *, const struct token *);
void		 build_table_only(struct parse *, const struct token *);
void		 build_table_expires(struct parse *, const struct token *);
void		 build_table_end(struct parse *);
void		 build_category(struct parse *, const struct token *);
/* Of the key whose token it is. */
void		 build_category_values(struct parse *, const struct token *);
void		 build_category_end(struct parse *);
void		 build_class(struct parse *, const struct token *name,
		    const struct token *priority);
void		 build_class_word(struct parse *, const struct token *);
void		 build_class_end(struct parse *);
void		 build_link(struct parse *, const struct token *);
void		 build_link_end(struct parse *);

/* build_storm.c; "protect" and "rate" may be NULL: of another scope, auto */
void		 build_protect(struct parse *, const struct token *);
void		 build_protect_capacity(struct parse *, const struct token *);
void		 build_protect_devices(struct parse *, const struct token *);
void		 build_protect_end(struct parse *, const struct token *);
void		 build_storm(struct parse *, const struct token *);
void		 build_storm_on(struct parse *);
void		 build_storm_per(struct parse *, enum storm_scope,
		    const struct token *protect);
void		 build_storm_enter(struct parse *, const struct token *rate);
void		 build_storm_enter_for(struct parse *, const struct token *);
void		 build_storm_leave(struct parse *, const struct token *rate);
void		 build_storm_leave_for(struct parse *, const struct token *);
void		 build_storm_end(struct parse *, const struct token *);

/* build_sinkhole.c */
void		 build_sinkhole(struct parse *, const struct token *);
void		 build_sinkhole_time(struct parse *, enum sinkhole_time,
		    const struct token *);
void		 build_sinkhole_sources(struct parse *, const struct token *);
void		 build_sinkhole_end(struct parse *);

/* build_diameter.c */
void		 build_link_key(struct parse *, const struct token *);
void		 build_diameter(struct parse *, const struct token *);
void		 build_diameter_key(struct parse *, const struct token *);
void		 build_diameter_end(struct parse *);

/* build_run.c */
void		 build_run(struct parse *, const struct token *);
void		 build_run_key(struct parse *, const struct token *);
void		 build_run_end(struct parse *);

/* build_ss7.c; what follows the key of a link */
struct row;
void		 build_link_sigtran(struct row *, struct conf_link *);
void		 build_link_pair(struct row *, struct conf_link *);
void		 build_ss7(struct parse *, const struct token *);
void		 build_ss7_key(struct parse *, const struct token *);
void		 build_ss7_end(struct parse *);

/* build_memory.c */
void		 build_memory(struct parse *, const struct token *);
void		 build_memory_size(struct parse *, enum memory_size,
		    const struct token *);
void		 build_memory_time(struct parse *, enum memory_time,
		    const struct token *);
void		 build_memory_geography(struct parse *, const struct token *);
void		 build_memory_end(struct parse *);
void		 build_check(struct parse *, const struct token *at,
		    const struct token *name, const struct token *mode);
void		 build_check_word(struct parse *, const struct token *);
void		 build_check_end(struct parse *);
void		 build_list(struct parse *, const struct token *,
		    enum device_list);

void		 build_screen(struct parse *, struct conf_screen *);
void		 build_rule(struct parse *, const struct token *, enum action);
void		 build_rule_end(struct parse *);
void		 build_reject(struct parse *, const struct token *);
void		 build_back_off(struct parse *, const struct token *error);
void		 build_label(struct parse *, const struct token *);
void		 build_set_class(struct parse *, const struct token *);
void		 build_sink(struct parse *, unsigned whom,
		    const struct token *time);
void		 build_steer(struct parse *, const struct token *times,
		    const struct token *time);
void		 build_steer_limit(struct parse *, const struct token *what,
		    const struct token *times);

/* Tests go to the rule, or to the class when the parser is in none. */
unsigned	 build_party(struct parse *, const struct token *side,
		    const struct token *part);
void		 build_test_set(struct parse *, const struct token *subject);
void		 build_test_bare(struct parse *, const struct token *subject,
		    const struct token *speed);
void		 build_test_compare(struct parse *, const struct token *subject,
		    enum conf_compare, const struct token *);
void		 build_test_rate(struct parse *, const struct token *at,
		    const struct token *rate, unsigned per);
void		 build_test_block(struct parse *, const struct token *table,
		    const struct token *time);

#endif
