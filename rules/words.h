/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Words of the language that stand for values: one word to one item or number.
 * For the parser only.
 */
#ifndef RULES_WORDS_H
#define RULES_WORDS_H

#include "conf.h"

enum { WORD_WHY_MAX = 160 };

/*
 * The word as an item of a set that the subject is held against (for the keys
 * of networks: SIG_IMSI, SIG_MSISDN, SUBJECT_CALLING_GT, SIG_VISITED_PLMN,
 * SIG_ORIGIN_REALM, SIG_ORIGIN_HOST, SUBJECT_OPC, SUBJECT_SRC, SUBJECT_VIA).
 * Sets all but item.at; text outlives the item and becomes item.text (of a
 * wild name with its "*.").  Where the word is a name, index stays 0 for
 * conf_resolve().  A quoted word is never one of the language's: any, none,
 * home, origin, link, unknown, active, suspended, test, 3gpp.  Items of two
 * words (partner "x", same s, under s, begins s, bit n) and <tables> are the
 * parser's: kind, index (subject or number in low) and text (the name).
 * Whole IMEIs become prefixes of the digits that are their own, type allocation
 * codes those of all devices of the model.
 * False with "expected ..., not "..."" in why, which holds WORD_WHY_MAX.
 */
bool	word_item(struct conf_item *, unsigned subject, const char *text,
	    bool quoted, char *why);
/* Do values of that enum subject_type belong to networks? */
bool	word_has_owner(unsigned subject_type);
/* The subject whose words the entries of a table are. */
unsigned	word_table_subject(unsigned table_type);

/* "400/s", "5/10s"; "3s", "500ms", "1d"; "10%"; "1000km/h"; "100km"; "12".
 * False when the word is none or does not fit. */
bool	word_rate(const char *, uint32_t *count, uint64_t *ns);
bool	word_time(const char *, uint64_t *ns);
bool	word_share(const char *, uint32_t *percent);
bool	word_speed(const char *, uint32_t *km_per_h);
bool	word_distance(const char *, uint32_t *km);
/* "64k", "4M", "1G", or octets as they are; k is 1024. */
bool	word_size(const char *, uint64_t *octets);
bool	word_number(const char *, uint64_t max, uint64_t *);
/* The number of 0 to max that text begins with; returns what follows it, or
 * NULL. */
const char *word_number_and(const char *text, uint64_t max, uint64_t *);
/* enum reject_error, enum table_type, enum conf_state, enum conf_roaming, enum
 * conf_transport, enum conf_only, enum check, enum check_mode; -1: none. */
int	word_error(const char *);
int	word_table_type(const char *);
int	word_state(const char *);
int	word_roaming(const char *);
int	word_transport(const char *);
int	word_only(const char *);
int	word_check(const char *);
int	word_check_mode(const char *);

/*
 * resolve.c: looks every name of the configuration up, finds what is there
 * twice; false when there were errors.  It finds names in the text of items:
 * conf_rule.cls_name and to_link, conf_rate.table_name, conf_storm.protect_name
 * (STORM_PROTECT), and for "class > name" the one ITEM_CLASS item of the set.
 * It completes conf_rule.cls, conf_rate.table, conf_storm.protect and
 * conf_test.number (of a compared class).
 */
bool	conf_resolve(struct conf *, struct conf_errors *);

/* conf.c: memory that is freed with the configuration, zeroed; NULL: none. */
void	*conf_alloc(struct conf *, size_t);

#endif
