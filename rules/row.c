/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The row of cells behind a key, read one by one.
 */
#include <string.h>

#include "row.h"
#include "words.h"

enum { PORT_MAX = 65535, WHAT_MAX = 80 };

/* ---- the parser's part ---- */

void
row_begin(struct parse *p)
{
	p->row = NULL;
	p->nrow = 0;
}

void
row_add(struct parse *p, const struct token *t)
{
	struct token *grown = build_grow(p, p->row, p->nrow, sizeof(*grown));

	if (grown == NULL)
		return;
	p->row = grown;
	p->row[p->nrow++] = *t;
}

/* ---- cells ---- */

bool
row_start(struct row *r, struct parse *p, const struct token *key, unsigned n,
    bool often)
{
	bool before = (p->keys & 1U << n) != 0;

	*r = (struct row){ .p = p, .key = *key };
	p->keys |= 1U << n;
	if (!before || often)
		return true;
	build_error(p, key->at, "expected one value of %s, not two",
	    key->text);
	return false;
}

static const struct token *
peek(const struct row *r)
{
	return r->told || r->i == r->p->nrow ? NULL : &r->p->row[r->i];
}

/* Something is wrong and told.  What would have to fit what is left out is not
 * looked at then. */
static void
stop(struct row *r)
{
	r->told = r->p->broken = true;
}

bool
row_refuse(struct row *r, const char *what)
{
	if (!r->told)
		build_expected(r->p, &r->p->row[r->i - 1], what);
	stop(r);
	return false;
}

bool
row_word(struct row *r, const char *word)
{
	const struct token *t = peek(r);

	if (t == NULL || t->quoted || strcmp(t->text, word) != 0)
		return false;
	r->i++;
	return true;
}

/* There is no cell where one should be: it would stand behind this one. */
static void
missing(struct row *r, const char *what)
{
	const struct token *t = r->i == 0 ? &r->key : &r->p->row[r->i - 1];
	char shown[BUILD_SHOWN_MAX];

	if (!r->told)
		build_error(r->p, t->at, "expected %s after \"%s\"", what,
		    build_shown(shown, t->text));
	stop(r);
}

const struct token *
row_next(struct row *r, const char *what)
{
	const struct token *t = peek(r);

	if (t == NULL) {
		missing(r, what);
		return NULL;
	}
	r->i++;
	if (t->code != '{')
		return t;
	row_refuse(r, what);
	return NULL;
}

bool
row_other(struct row *r, const char *what)
{
	return row_next(r, what) != NULL && row_refuse(r, what);
}

bool
row_must(struct row *r, const char *word)
{
	return row_word(r, word) || row_other(r, word);
}

/* Braces within braces come from macros and mean nothing. */
size_t
row_cells(struct row *r, const char *what, const struct token *cell[],
    size_t max)
{
	const struct token *t = peek(r);
	unsigned depth = 0;
	size_t n = 0;

	if (t == NULL) {
		missing(r, what);
		return 0;
	}
	do {
		t = &r->p->row[r->i++];
		if (t->code == '{') {
			depth++;
		} else if (t->code == '}') {
			depth--;
		} else if (n == max) {
			build_error(r->p, t->at, "expected at most %zu of them"
			    " after \"%s\"", max, r->key.text);
			stop(r);
			return 0;
		} else {
			cell[n++] = t;
		}
	} while (depth > 0);
	return n;
}

bool
row_end(struct row *r, const char *what)
{
	char expected[WHAT_MAX];

	if (r->told || r->i == r->p->nrow)
		return !r->told;
	r->i++;
	snprintf(expected, sizeof(expected), "%sthe next key", what);
	return row_refuse(r, expected);
}

/* ---- values ---- */

bool
row_time(struct row *r, uint64_t min, uint64_t max, const char *what,
    uint64_t *to)
{
	const struct token *t = row_next(r, what);
	uint64_t ns;

	if (t == NULL)
		return false;
	if (!word_time(t->text, &ns) || ns < min || ns > max)
		return row_refuse(r, what);
	*to = ns;
	return true;
}

bool
row_size(struct row *r, uint64_t min, uint64_t max, const char *what,
    uint64_t *to)
{
	const struct token *t = row_next(r, what);
	uint64_t octets;

	if (t == NULL)
		return false;
	if (!word_size(t->text, &octets) || octets < min || octets > max)
		return row_refuse(r, what);
	*to = octets;
	return true;
}

bool
row_number(struct row *r, uint64_t min, uint64_t max, uint32_t *to)
{
	char what[WHAT_MAX];
	const struct token *t;
	uint64_t n;

	snprintf(what, sizeof(what), "a number from %llu to %llu",
	    (unsigned long long)min, (unsigned long long)max);
	if ((t = row_next(r, what)) == NULL)
		return false;
	if (!word_number(t->text, max, &n) || n < min)
		return row_refuse(r, what);
	*to = (uint32_t)n;
	return true;
}

bool
row_path(struct row *r, size_t max, const char **text, const char **path)
{
	const struct token *t = row_next(r, "a path in quotes");
	const char *found;

	if (t == NULL)
		return false;
	if (!t->quoted || t->text[0] == '\0')
		return row_refuse(r, "a path in quotes");
	found = lex_path(r->p->lex, t);
	if (found == NULL || strlen(found) > max) {
		build_error(r->p, t->at, "expected a shorter path: it has"
		    " more than %zu octets", max);
		stop(r);
		return false;
	}
	*text = t->text;
	*path = found;
	return true;
}

/* ---- ends of connections ---- */

static bool
is_one(const struct row *r, const struct conf_item *it,
    const struct conf_end *end)
{
	const struct conf_item *other;
	size_t i;

	for (i = 0; i < end->address.n; i++) {
		other = &end->address.item[i];
		if (other->len == it->len &&
		    memcmp(other->address, it->address, it->len) == 0) {
			build_error(r->p, it->at, "address %s is there twice",
			    it->text);
			return false;
		}
	}
	return true;
}

static bool
address_add(struct row *r, struct conf_end *end, const struct token *t,
    const char *what)
{
	char why[WORD_WHY_MAX];
	struct conf_item item, *grown;

	if (!word_item(&item, SUBJECT_SRC, t->text, true, why) ||
	    item.bits != item.len * 8) {
		build_expected(r->p, t, what);
		return false;
	}
	item.at = t->at;
	if (!is_one(r, &item, end) || (grown = build_grow(r->p,
	    end->address.item, end->address.n, sizeof(*grown))) == NULL)
		return false;
	end->address.item = grown;
	end->address.item[end->address.n++] = item;
	return true;
}

static bool
row_port(struct row *r, unsigned least, uint16_t *port)
{
	uint32_t n;

	if (!row_word(r, "port"))
		return true;
	if (!row_number(r, least, PORT_MAX, &n))
		return false;
	*port = (uint16_t)n;
	return true;
}

bool
row_address(struct row *r, struct conf_end *end, uint16_t port,
    unsigned least)
{
	static const char what[] =
	    "an address such as 192.0.2.1 or 2001:db8::1";
	const struct token *cell[CONF_ADDRESSES_MAX];
	size_t i, n = row_cells(r, what, cell, CONF_ADDRESSES_MAX);

	if (n > 1 && end->transport != TRANSPORT_SCTP) {
		build_error(r->p, cell[1]->at, "expected one address: only"
		    " sctp has several");
		stop(r);
	}
	for (i = 0; i < n && !r->told; i++)
		if (!address_add(r, end, cell[i], what))
			stop(r);
	end->port = port;
	return n > 0 && !r->told && row_port(r, least, &end->port);
}

bool
row_transport(struct row *r, struct conf_end *end, unsigned least)
{
	enum { PORT = 3868, PORT_TLS = 5658 };	/* RFC 6733 11.4 */
	static const char what[] = "tcp, sctp or tls";
	const struct token *t = row_next(r, what);
	int transport;

	if (t == NULL)
		return false;
	if ((transport = word_transport(t->text)) < 0)
		return row_refuse(r, what);
	*end = (struct conf_end){ .transport = (uint8_t)transport,
	    .at = t->at };
	return row_address(r, end, transport == TRANSPORT_TLS ? PORT_TLS :
	    PORT, least) && row_end(r, "port or ");
}
