/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From octets to tokens: files within files, macros, places.  For the parser
 * only.
 *
 * A token that cannot be read is told here and comes out as T_YYerror, upon
 * which the parser skips without a further word.
 */
#ifndef RULES_LEX_H
#define RULES_LEX_H

#include "conf.h"
#include "keys.h"

enum lex_limit {
	LEX_TOKENS_MAX = 1 << 20,	/* of all files, macros laid out */
	LEX_WORD_MAX = 300,		/* octets */
	LEX_STRING_MAX = 1000,
	LEX_MACROS_MAX = 1000,
	LEX_OPEN_MAX = 8,		/* braces in braces */
};

struct token {
	int		 code;		/* of the parser */
	uint16_t	 subject;	/* that it names, or SUBJECT_COUNT */
	bool		 quoted;
	bool		 first;		/* on its line */
	struct conf_at	 at;
	const char	*text;		/* of the configuration; as written but
					 * for quotes and <> */
};

/* What the parser goes on with after a syntax error. */
enum lex_resume {
	LEX_STATEMENT,			/* at top level */
	LEX_KEY,			/* in the braces of a statement */
	LEX_RULE,
};

struct lex;
struct parse;			/* build.h; in what bison declares */

/* Texts of tokens are allocated in the configuration. what: the files are to
 * be, for sentences.  NULL: no memory. */
struct lex	*lex_new(struct conf *, struct conf_errors *,
		    const char *what);
void		 lex_free(struct lex *);

/* The first file: read, or the text.  False: told. */
bool		 lex_file(struct lex *, const char *path);
bool		 lex_text(struct lex *, const char *path, const char *, size_t);
/* What follows comes from that file, relative to the one of the token. */
void		 lex_include(struct lex *, const struct token *path);

/* The next token; its code. */
int		 lex_next(struct lex *, struct token *);
/* The one that was read last, the one before it, and the innermost brace that
 * is open (line 0: none). */
const struct token *lex_last(const struct lex *);
const struct token *lex_before(const struct lex *);
struct conf_at	 lex_open(const struct lex *);
/* Skips what belongs to the thing that lex_last() does not fit into. */
void		 lex_resume(struct lex *, enum lex_resume);
/* Something could not be read, so that the rest tells less than all. */
bool		 lex_failed(const struct lex *);
/* Nothing more is read: what follows is the end. */
void		 lex_stop(struct lex *);
bool		 lex_stopped(const struct lex *);
/* Is it what a statement begins with? */
bool		 lex_begins_statement(const struct token *);
/* The end of a file or of all; <name>; a word that has a meaning of its own. */
bool		 lex_is_end(const struct token *);
bool		 lex_is_table(const struct token *);
bool		 lex_is_keyword(const struct token *);

/* Words that follow are taken as the keys of that statement. */
void		 lex_keys(struct lex *, enum keys);

/* A macro begins; its tokens follow. */
void		 lex_macro(struct lex *, const struct token *name);
void		 lex_macro_end(struct lex *);
void		 lex_macro_add(struct lex *, const struct token *);

/* The subject of that name, of one word or two; SUBJECT_COUNT: none. */
unsigned	 lex_subject(const struct lex *, const char *);
/* Is it a word that has no other meaning, so that it can be a name? */
bool		 lex_is_plain(const struct lex *, const char *);

/* The path of a file that the token, a string, names; NULL: no memory. */
const char	*lex_path(struct lex *, const struct token *);

/* conf.c: the array with room for one more behind its n entries; NULL: no
 * memory.  Start with NULL and 0. */
void		*conf_grow(struct conf *, void *, size_t n, size_t size);

#endif
