/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What lex.c and tokens.c share.
 */
#ifndef RULES_LEX_IMPL_H
#define RULES_LEX_IMPL_H

#include "lex.h"
#include "source.h"

enum {
	LEX_SLOTS = 1024,		/* of the list of words */
	LEX_ERROR = 256,		/* T_YYerror, by POSIX yacc */
};

struct macro {
	const char	*name;
	struct conf_at	 at;
	struct token	*token;
	size_t		 n;
};

struct lex {
	struct conf	*conf;
	struct conf_errors *errors;
	const char	*what;		/* "a file of rules" */
	struct source	 source[CONF_DEPTH_MAX + 1];	/* the last is read */
	size_t		 nsource;
	size_t		 ntokens;
	bool		 failed, stopped;
	struct token	 last, before;

	struct macro	*macro;
	size_t		 nmacro;
	bool		 defining;	/* the last macro takes tokens */
	const struct token *play;	/* of the macro that is laid out */
	size_t		 nplay;
	struct conf_at	 play_at;
	bool		 play_first;

	unsigned	 depth;		/* of braces */
	struct conf_at	 open[LEX_OPEN_MAX];

	enum keys	 keys;		/* of the braces that we are in */

	bool		 quiet;		/* skipping */
	unsigned	 owed;		/* closing braces to be made up */
	bool		 has_back;
	struct token	 back;		/* given back by lex_resume() */
	struct conf_at	 resumed;	/* where that was */

	uint16_t	 slot[LEX_SLOTS];	/* index + 1 of a word, or 0 */
};

/* Tells what is wrong, unless skipping; both return LEX_ERROR. */
int		 lex_fail(struct lex *, struct conf_at, const char *format, ...)
		    __attribute__((format(printf, 3, 4)));
int		 lex_fail_memory(struct lex *, struct conf_at);

/* lex.c: the list of words; the next token of a text that is no macro. */
void		 lex_words(struct lex *);
int		 lex_text_token(struct lex *, struct source *, struct token *);

/* Codes, which tokens.c does not know: does the thing begin so? the end of
 * everything, or of one file? */
bool		 lex_begins(enum lex_resume, int code);
int		 lex_end(bool everything);

/* lex_text.c: may the octet stand in a word? the octet i from here, 0 behind
 * the end; the place. */
bool		 lex_is_word(char);
char		 lex_ahead(const struct source *, size_t i);
struct conf_at	 lex_here(const struct source *);
void		 lex_skip_space(struct source *);
/* Octets of a word from the one at i, counted from the next one. */
size_t		 lex_word_len(const struct source *, size_t i);
/* Octets of the UTF-8 sequence that begins p, no control character; 0: none. */
size_t		 lex_utf8_len(const char *p, size_t left);

/* tokens.c: plays "$name"; false: told. */
bool		 lex_macro_play(struct lex *, struct source *, struct token *);

#endif
