/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The row of tokens that the parser sees: from file after file, with macros
 * laid out, and with what an error has damaged skipped.
 *
 * A token is taken from the text or from the macro that is being laid out;
 * counted, which bounds what macros within macros can make; and its braces are
 * noted.  Skipping goes by those braces and by the beginnings of lines, on
 * which people put what begins a thing: one mistake gives one sentence.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "lex_impl.h"
#include "words.h"

enum { SENTENCE_MAX = 300 };

int
lex_fail(struct lex *lx, struct conf_at at, const char *format, ...)
{
	char sentence[SENTENCE_MAX];
	va_list ap;

	lx->failed = true;
	if (lx->quiet)
		return LEX_ERROR;
	va_start(ap, format);
	vsnprintf(sentence, sizeof(sentence), format, ap);
	va_end(ap);
	conf_error(lx->errors, lx->conf, at, "%s", sentence);
	return LEX_ERROR;
}

int
lex_fail_memory(struct lex *lx, struct conf_at at)
{
	lx->quiet = false;
	lex_stop(lx);
	return lex_fail(lx, at, "there is no memory for the rest");
}

/* ---- files ---- */

static bool
fail_file(struct lex *lx, const struct token *from, const char *name,
    const char *why)
{
	if (from == NULL)
		lex_fail(lx, (struct conf_at){ 0, 0, 0 }, "%s", why);
	else
		lex_fail(lx, from->at, "\"%.80s\" %s", name, why);
	return false;
}

/* The file becomes the one that is read. */
static void
push(struct lex *lx, struct source *s, const char *path,
    const struct token *from)
{
	s->file = (uint16_t)lx->conf->nfile;
	lx->conf->file[lx->conf->nfile].path = path;
	if (from != NULL)
		lx->conf->file[lx->conf->nfile].from = from->at;
	lx->conf->nfile++;
	lx->source[lx->nsource++] = *s;
}

static const char *
copy(struct lex *lx, const char *path)
{
	char *to = conf_alloc(lx->conf, strlen(path) + 1);

	return to == NULL ? NULL : strcpy(to, path);
}

bool
lex_text(struct lex *lx, const char *path, const char *text, size_t len)
{
	struct source s;

	if ((lx->conf->file[0].path = copy(lx, path)) == NULL)
		return fail_file(lx, NULL, path, "there is no memory");
	source_text(&s, path, text, len);
	push(lx, &s, lx->conf->file[0].path, NULL);
	return true;
}

bool
lex_file(struct lex *lx, const char *path)
{
	char why[SOURCE_WHY_MAX];
	struct source s;

	if ((lx->conf->file[0].path = copy(lx, path)) == NULL)
		return fail_file(lx, NULL, path, "there is no memory");
	if (!source_read(&s, path, lx->what, why))
		return fail_file(lx, NULL, path, why);
	push(lx, &s, lx->conf->file[0].path, NULL);
	return true;
}

const char *
lex_path(struct lex *lx, const struct token *name)
{
	return source_path(lx->conf, lx->conf->file[name->at.file].path,
	    name->text);
}

/* Is the file being read, further out? */
static bool
is_open(const struct lex *lx, const struct source *s)
{
	size_t i;

	for (i = 0; i < lx->nsource; i++)
		if (source_same(&lx->source[i], s))
			return true;
	return false;
}

void
lex_include(struct lex *lx, const struct token *name)
{
	char why[SOURCE_WHY_MAX];
	struct source s;
	const char *path;

	if (lx->nsource > CONF_DEPTH_MAX) {
		lex_fail(lx, name->at, "files include each other more than %d"
		    " deep", CONF_DEPTH_MAX);
	} else if (lx->conf->nfile == CONF_FILES_MAX) {
		lex_fail(lx, name->at, "there are more than %d files",
		    CONF_FILES_MAX);
	} else if ((path = lex_path(lx, name)) == NULL) {
		fail_file(lx, name, name->text, "has too long a path");
	} else if (!source_read(&s, path, lx->what, why)) {
		fail_file(lx, name, name->text, why);
	} else if (is_open(lx, &s)) {
		source_close(&s);
		fail_file(lx, name, name->text, "includes itself in the end");
	} else {
		push(lx, &s, path, name);
	}
}

struct lex *
lex_new(struct conf *conf, struct conf_errors *errors, const char *what)
{
	struct lex *lx = calloc(1, sizeof(*lx));

	if (lx == NULL)
		return NULL;
	lx->conf = conf;
	lx->errors = errors;
	lx->what = what;
	lx->last.text = lx->before.text = "";
	lex_words(lx);
	return lx;
}

void
lex_free(struct lex *lx)
{
	if (lx == NULL)
		return;
	while (lx->nsource > 0)
		source_close(&lx->source[--lx->nsource]);
	free(lx);
}

/* ---- macros ---- */

static struct macro *
macro_find(struct lex *lx, const char *name)
{
	size_t i;

	for (i = 0; i < lx->nmacro; i++)
		if (strcmp(lx->macro[i].name, name) == 0)
			return &lx->macro[i];
	return NULL;
}

bool
lex_macro_play(struct lex *lx, struct source *s, struct token *t)
{
	const struct macro *m;
	char name[CONF_NAME_MAX + 1];
	size_t n = lex_word_len(s, 1);

	snprintf(name, sizeof(name), "%.*s", (int)(n > CONF_NAME_MAX ?
	    CONF_NAME_MAX : n), s->text + s->pos + 1);
	s->pos += n + 1;
	m = n > CONF_NAME_MAX ? NULL : macro_find(lx, name);
	if (m != NULL && lx->defining && m == &lx->macro[lx->nmacro - 1]) {
		lex_fail(lx, t->at, "macro $%s stands in its own definition",
		    name);
		lx->macro[lx->nmacro - 1].n = 0;	/* told: not again */
		lx->defining = false;
		return false;
	}
	if (n == 0)
		lex_fail(lx, t->at, "expected the name of a macro after $");
	else if (m == NULL)
		lex_fail(lx, t->at, "macro $%s is not defined before this",
		    name);
	if (m == NULL || m->n == 0)	/* the latter was told */
		return false;
	lx->play = m->token;
	lx->nplay = m->n;
	lx->play_at = t->at;
	lx->play_first = t->first;
	return true;
}

static bool
is_macro_name(const char *name)
{
	static const char octets[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
	size_t n = strlen(name);

	return n <= CONF_NAME_MAX && strspn(name, octets) == n;
}

/* A macro that must not be is not entered, but for one that has no tokens:
 * what names it was told already. */
void
lex_macro(struct lex *lx, const struct token *name)
{
	const struct macro *m = macro_find(lx, name->text);
	struct macro *grown;

	lx->defining = false;
	if (!is_macro_name(name->text)) {
		lex_fail(lx, name->at, "expected a macro name of at most %d"
		    " letters, digits, _ and -", CONF_NAME_MAX);
	} else if (m != NULL) {
		lex_fail(lx, name->at, "macro $%s is there twice: first in line"
		    " %u", name->text, m->at.line);
	} else if (lx->nmacro == LEX_MACROS_MAX) {
		lex_fail(lx, name->at, "there are more than %d macros",
		    LEX_MACROS_MAX);
	} else if ((grown = conf_grow(lx->conf, lx->macro, lx->nmacro,
	    sizeof(*grown))) == NULL) {
		lex_fail_memory(lx, name->at);
	} else {
		lx->macro = grown;
		lx->macro[lx->nmacro++] = (struct macro){ .name = name->text,
		    .at = name->at };
		lx->defining = true;
	}
}

void
lex_macro_add(struct lex *lx, const struct token *t)
{
	struct macro *m;
	struct token *grown;

	if (!lx->defining)
		return;
	m = &lx->macro[lx->nmacro - 1];
	if ((grown = conf_grow(lx->conf, m->token, m->n, sizeof(*grown))) ==
	    NULL) {
		lex_fail_memory(lx, t->at);
		return;
	}
	m->token = grown;
	m->token[m->n++] = *t;
}

void
lex_macro_end(struct lex *lx)
{
	lx->defining = false;
}

/* ---- one token after the other ---- */

/* The code; -1: a macro is to be laid out now. */
static int
take_text(struct lex *lx, struct token *t)
{
	struct source *s = &lx->source[lx->nsource - 1];

	lex_skip_space(s);
	t->at = lex_here(s);
	t->first = !s->begun;
	s->begun = true;
	if (s->pos < s->len && s->text[s->pos] == '$')
		return lex_macro_play(lx, s, t) ? -1 : LEX_ERROR;
	if (s->pos < s->len)
		return lex_text_token(lx, s, t);
	if (lx->nsource == 1)
		return lex_end(true);
	source_close(s);
	lx->nsource--;
	return lex_end(false);
}

static int
take_macro(struct lex *lx, struct token *t)
{
	*t = *lx->play++;
	lx->nplay--;
	t->at = lx->play_at;
	t->first = lx->play_first;
	lx->play_first = false;
	return t->code;
}

/* The next token, wherever it comes from. */
static int
take(struct lex *lx, struct token *t)
{
	int code;

	*t = (struct token){ .subject = SUBJECT_COUNT, .text = "",
	    .at = lx->last.at };
	if (lx->stopped)
		return lex_end(true);
	if (++lx->ntokens > LEX_TOKENS_MAX) {
		lx->quiet = false;
		lex_fail(lx, t->at, "there are more than %d words in all files",
		    LEX_TOKENS_MAX);
		lex_stop(lx);
		return lex_end(true);
	}
	if (lx->nplay == 0 && (code = take_text(lx, t)) >= 0)
		return code;
	return take_macro(lx, t);
}

/* Notes a brace; one too many within others is no token. */
static int
note_brace(struct lex *lx, const struct token *t)
{
	if (t->code == '{') {
		if (lx->depth++ >= LEX_OPEN_MAX)
			return lex_fail(lx, t->at, "braces stand more than %d"
			    " deep in each other", LEX_OPEN_MAX);
		lx->open[lx->depth - 1] = t->at;
	} else if (t->code == '}' && lx->depth > 0) {
		lx->depth--;
	}
	return t->code;
}

int
lex_next(struct lex *lx, struct token *t)
{
	if (lx->owed > 0) {
		lx->owed--;
		*t = (struct token){ .code = '}', .text = "}",
		    .subject = SUBJECT_COUNT, .at = lx->back.at };
	} else if (lx->has_back) {
		lx->has_back = false;
		*t = lx->back;
	} else {
		t->code = take(lx, t);
	}
	t->code = note_brace(lx, t);
	lx->before = lx->last;
	lx->last = *t;
	return t->code;
}

const struct token *
lex_last(const struct lex *lx)
{
	return &lx->last;
}

const struct token *
lex_before(const struct lex *lx)
{
	return &lx->before;
}

struct conf_at
lex_open(const struct lex *lx)
{
	return lx->depth == 0 || lx->depth > LEX_OPEN_MAX ?
	    (struct conf_at){ 0, 0, 0 } : lx->open[lx->depth - 1];
}

bool
lex_failed(const struct lex *lx)
{
	return lx->failed;
}

void
lex_stop(struct lex *lx)
{
	lx->stopped = true;
	lx->nplay = 0;
	lx->has_back = false;
}

bool
lex_stopped(const struct lex *lx)
{
	return lx->stopped;
}

bool
lex_begins_statement(const struct token *t)
{
	return lex_begins(LEX_STATEMENT, t->code);
}

/* ---- after an error ---- */

static bool
same_place(struct conf_at a, struct conf_at b)
{
	return a.file == b.file && a.line == b.line && a.column == b.column;
}

/* The token comes again, at that depth, after so many braces. */
static void
give_back(struct lex *lx, const struct token *t, unsigned depth, unsigned owed)
{
	lx->back = *t;
	lx->has_back = true;
	lx->depth = depth;
	lx->owed = owed;
	lx->resumed = t->at;
}

/* Can the parser go on with t, when it waits for that?  Then t is given back.
 * inside: 1 when what it waits for stands in braces. */
static bool
fits(struct lex *lx, enum lex_resume what, unsigned inside,
    const struct token *t)
{
	bool begins = t->first && lex_begins(what, t->code);
	bool statement = t->first && t->at.column == 1 &&
	    lex_begins(LEX_STATEMENT, t->code);

	if (t->code == lex_end(true) || t->code == lex_end(false))
		give_back(lx, t, inside, inside);
	else if (inside == 1 && t->code == '}' && lx->depth == 0)
		give_back(lx, t, inside, 0);
	else if (same_place(t->at, lx->resumed))
		return false;
	else if (statement)			/* a brace was forgotten */
		give_back(lx, t, inside, inside);
	else if (begins && (what == LEX_RULE || lx->depth == inside))
		give_back(lx, t, inside, 0);
	else
		return false;
	return true;
}

/* A token that was given back once does not fit again, so that each call gets
 * further. */
void
lex_resume(struct lex *lx, enum lex_resume what)
{
	unsigned inside = what == LEX_STATEMENT ? 0 : 1;
	struct token t = lx->last;

	lx->failed = lx->quiet = true;
	while (!fits(lx, what, inside, &t))
		lex_next(lx, &t);
	lx->quiet = false;
}
