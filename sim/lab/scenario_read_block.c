/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Blocks of scenarios: keys with their values, in braces.
 */
#include "scenario_read_impl.h"

enum { LIST_MAX = 420 };

/* "a, b, c or "}"" */
static const char *
expected_key(char list[LIST_MAX], const struct block *b, unsigned only)
{
	size_t i, n = 0;

	for (i = 0; i < b->n; i++)
		if (b->key[i].only == 0 || (b->key[i].only & only))
			n += (size_t)snprintf(list + n, LIST_MAX - n, "%s%s",
			    n > 0 ? ", " : "", b->key[i].name);
	snprintf(list + n, LIST_MAX - n, "%s\"}\"", n > 0 ? " or " : "");
	return list;
}

/* To the next key or the end of these braces; depth: of braces that stand open
 * within them. */
static void
resume_key(struct reader *r, const struct block *b, unsigned only)
{
	unsigned depth = 0;

	for (; !read_is_end(r); read_next(r)) {
		if (depth == 0 && (read_is(r, "}") || (r->t.first &&
		    read_is_word(r) && key_find(b, r->t.text, only) != NULL &&
		    r->t.at.line != r->told.line)))
			return;
		if (r->t.first && r->t.at.column == 1 &&
		    read_begins_statement(r))
			return;
		if (read_is(r, "{"))
			depth++;
		else if (read_is(r, "}"))
			depth--;
	}
}

bool
read_key(struct reader *r, const struct block *b, void *base, unsigned only,
    struct conf_at seen[])
{
	const struct key *k = read_is_word(r) ? key_find(b, r->t.text, only) :
	    NULL;
	char list[LIST_MAX];
	size_t i;

	if (k == NULL)
		return read_expected(r, expected_key(list, b, only));
	i = (size_t)(k - b->key);
	if (seen[i].line != 0 && k->kind != KEY_CAUSE)
		read_error(r, r->t.at, "%s is there twice: first in line %u",
		    k->name, seen[i].line);
	seen[i] = r->t.at;
	read_next(r);
	return read_value(r, k, base);
}

void
read_block(struct reader *r, const struct block *b, void *base, unsigned only)
{
	struct conf_at open = r->t.at, seen[KEYS_MAX] = { { 0, 0, 0 } };

	read_next(r);
	while (!read_is(r, "}")) {
		if (read_is_end(r)) {
			read_error(r, r->t.at, "expected \"}\" for the \"{\" of"
			    " line %u, not the end of the file", open.line);
			return;
		}
		if (r->t.first && r->t.at.column == 1 &&
		    read_begins_statement(r) &&
		    key_find(b, r->t.text, only) == NULL) {
			read_error(r, r->t.at, "expected \"}\" for the \"{\" of"
			    " line %u before \"%s\"", open.line, r->t.text);
			return;
		}
		if (!read_key(r, b, base, only, seen))
			resume_key(r, b, only);
	}
	read_next(r);
}
