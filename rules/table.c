/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Named tables: inline entries and those of a file.
 */
#include "table.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "column.h"
#include "domain.h"
#include "ending.h"
#include "prefix.h"
#include "words.h"

enum {
	FILE_ENTRIES_MAX = 10 * 1000 * 1000,
};

/* Columns of a file. */
enum { COLUMN_ENTRY, COLUMN_ONLY, COLUMN_UNTIL };

#define SECOND	UINT64_C(1000000000)

struct table {
	uint8_t		 type;		/* enum table_type */
	struct prefix	*numbers;	/* one of the two is there */
	struct domain	*names;
	struct ending	*ending;	/* while loading, when entries end */
	size_t		 from_file;
};

/* A file that is being read. */
struct file {
	struct columns	 columns;
	const struct conf *conf;
	const struct conf_table *want;
	struct conf_errors *errors;
	struct conf	 itself;	/* names the file in sentences */
	bool		 begun;		/* an entry or a heading was there */
	bool		 fine;
	unsigned	 refused;
};

static bool
holds_names(unsigned type)
{
	return type == TABLE_HOST || type == TABLE_REALM;
}

static bool
add_number(struct table *t, const struct conf_item *it, uint32_t until)
{
	if (t->ending != NULL)
		return ending_add(t->ending, &it->digits, it->len, !it->prefix,
		    until);
	return prefix_add(t->numbers, &it->digits, it->len, !it->prefix,
	    ENDING_NEVER) != PREFIX_NO_MEMORY;
}

/* False: no memory. */
static bool
add(struct table *t, const struct conf_item *it, uint32_t until)
{
	const char *name = it->text + (it->wild ? 2 : 0);	/* "*." */

	if (t->names == NULL)
		return add_number(t, it, until);
	return domain_add(t->names, (const uint8_t *)name, strlen(name),
	    it->wild, 0) != DOMAIN_NO_MEMORY;
}

static bool
is_entry(const struct table *t, const struct conf_item *it)
{
	if (t->names != NULL)
		return it->kind == ITEM_NAME;
	return it->kind == (t->type == TABLE_PLMN ? ITEM_PLMN : ITEM_DIGITS);
}

static bool
add_inline(struct table *t, const struct conf *conf,
    const struct conf_table *want, struct conf_errors *errors)
{
	bool fine = true;
	size_t i;

	for (i = 0; i < want->set.n; i++) {
		if (!is_entry(t, &want->set.item[i])) {
			conf_error(errors, conf, want->set.item[i].at,
			    "expected an entry of a table of type %s, "
			    "not \"%s\"", conf_table_type_name(want->type),
			    want->set.item[i].text);
			fine = false;
		} else if (!add(t, &want->set.item[i], ENDING_NEVER)) {
			conf_error(errors, conf, want->at,
			    "there is no memory for table <%s>", want->name);
			return false;
		}
	}
	return fine;
}

/* ---- the file ---- */

static void
file_refuse(struct file *f, const struct column *col, const char *why)
{
	const struct conf_at at = { 0, col->at, f->columns.line };

	conf_error(f->errors, &f->itself, at, "%s", why);
	f->fine = false;
	f->refused++;
}

/* Letters and what joins them: no number can be meant. */
static bool
is_heading(const char *word)
{
	if (!isalpha((unsigned char)word[0]))
		return false;
	return word[strcspn(word, "0123456789*")] == '\0';
}

/* Octets that are no text, or too many of them; false: told. */
static bool
is_readable(struct file *f, const struct column *col, const char *what)
{
	char why[WORD_WHY_MAX];

	if (col->strange >= 0)
		snprintf(why, sizeof(why), "unexpected octet 0x%02x",
		    (unsigned)col->strange);
	else if (col->len > COLUMN_OCTETS)
		snprintf(why, sizeof(why), "expected %s of at most %d octets",
		    what, COLUMN_OCTETS);
	else
		return true;
	file_refuse(f, col, why);
	return false;
}

/* A quote that is forgotten takes the rest of the line, and with it what says
 * whether the line counts; false: told. */
static bool
is_closed(struct file *f)
{
	unsigned i;

	for (i = 0; i < f->columns.n; i++)
		if (f->columns.column[i].open) {
			file_refuse(f, &f->columns.column[i], "expected a"
			    " quote at the end of this column");
			return false;
		}
	return true;
}

/* The third column; false: told. */
static bool
read_end(struct file *f, uint32_t *until)
{
	const struct column *col = &f->columns.column[COLUMN_UNTIL];
	char why[WORD_WHY_MAX];

	*until = ENDING_NEVER;
	if (!f->want->expires || (col->len == 0 && !col->quoted))
		return true;
	if (!is_readable(f, col, "a date"))
		return false;
	if (ending_date(col->text, until))
		return true;
	snprintf(why, sizeof(why), "expected a date such as 2026-12-31 or"
	    " 2026-12-31T23:59:59Z, not \"%.40s\"", col->text);
	file_refuse(f, col, why);
	return false;
}

static bool
counts(const struct file *f)
{
	const struct column *col = &f->columns.column[COLUMN_ONLY];

	return f->want->only == NULL || (col->len <= COLUMN_OCTETS &&
	    strcasecmp(col->text, f->want->only) == 0);
}

static void
add_line(struct table *t, struct file *f)
{
	const struct column *col = &f->columns.column[COLUMN_ENTRY];
	char why[WORD_WHY_MAX];
	struct conf_item it;
	bool first = !f->begun;
	uint32_t until;

	f->begun = true;
	if (!is_closed(f) || !counts(f) || !is_readable(f, col, "an entry"))
		return;
	if (!word_item(&it, word_table_subject(t->type), col->text, true,
	    why)) {
		if (!first || !is_heading(col->text))
			file_refuse(f, col, why);
	} else if (!read_end(f, &until)) {
		return;
	} else if (t->from_file == FILE_ENTRIES_MAX) {
		file_refuse(f, col, "there are more than 10000000 entries");
		f->refused = CONF_ERRORS_MAX;
	} else if (!add(t, &it, until)) {
		file_refuse(f, col, "there is no memory for more entries");
		f->refused = CONF_ERRORS_MAX;
	} else {
		t->from_file++;
	}
}

static bool
unreadable(const struct file *f, const char *why)
{
	conf_error(f->errors, f->conf, f->want->file_at,
	    "table <%s>: \"%s\" %s", f->want->name, f->want->path, why);
	return false;
}

static bool
add_file(struct table *t, const struct conf *conf,
    const struct conf_table *want, struct conf_errors *errors)
{
	struct file f = { .conf = conf, .want = want, .errors = errors,
	    .fine = true };
	char why[COLUMNS_WHY_MAX];

	f.itself.file[0].path = want->path;
	f.itself.nfile = 1;
	if (!columns_open(&f.columns, want->path, want->expires ?
	    COLUMN_UNTIL + 1 : want->only != NULL ? COLUMN_ONLY + 1 :
	    COLUMN_ENTRY + 1, why))
		return unreadable(&f, why);
	/* a file that is something else need not be read to its end */
	while (f.refused < CONF_ERRORS_MAX && columns_next(&f.columns))
		add_line(t, &f);
	if (columns_failed(&f.columns, why))
		f.fine = unreadable(&f, why);
	columns_close(&f.columns);
	return f.fine;
}

static bool
seal(struct table *t)
{
	if (t->names != NULL)
		return domain_seal(t->names);
	if (t->ending != NULL && !ending_give(t->ending, t->numbers))
		return false;
	ending_free(t->ending);
	t->ending = NULL;
	return prefix_seal(t->numbers);
}

struct table *
table_load(const struct conf *conf, const struct conf_table *want,
    struct conf_errors *errors)
{
	struct table *t = calloc(1, sizeof(*t));
	bool fine;

	if (t != NULL) {
		t->type = want->type;
		if (holds_names(t->type))
			t->names = domain_new();
		else
			t->numbers = prefix_new();
		if (want->expires && t->numbers != NULL)
			t->ending = ending_new();
	}
	if (t == NULL || (t->names == NULL && t->numbers == NULL) ||
	    (want->expires && t->ending == NULL)) {
		conf_error(errors, conf, want->at,
		    "there is no memory for table <%s>", want->name);
		table_free(t);
		return NULL;
	}
	fine = add_inline(t, conf, want, errors);
	if (want->path != NULL)
		fine = add_file(t, conf, want, errors) && fine;
	if (fine && !seal(t)) {
		conf_error(errors, conf, want->at,
		    "there is no memory for table <%s>", want->name);
		fine = false;
	}
	if (!fine) {
		table_free(t);
		return NULL;
	}
	return t;
}

void
table_free(struct table *t)
{
	if (t == NULL)
		return;
	prefix_free(t->numbers);
	domain_free(t->names);
	ending_free(t->ending);
	free(t);
}

size_t
table_count(const struct table *t)
{
	return t->names != NULL ? domain_count(t->names) :
	    prefix_count(t->numbers);
}

size_t
table_file_count(const struct table *t)
{
	return t->from_file;
}

bool
table_has_digits(const struct table *t, const struct sig_digits *d,
    unsigned len, uint64_t now)
{
	uint32_t until = t->numbers == NULL ? (uint32_t)PREFIX_NOTHING :
	    prefix_find(t->numbers, d, len);

	if (until == PREFIX_NOTHING)
		return false;
	return until == ENDING_NEVER || now / SECOND < until;
}

void
table_expect_digits(const struct table *t, const struct sig_digits *d,
    unsigned len)
{
	if (t->numbers != NULL)
		prefix_expect(t->numbers, d, len);
}

bool
table_has_name(const struct table *t, const uint8_t *name, size_t len)
{
	return t->names != NULL &&
	    domain_find(t->names, name, len) != DOMAIN_NOTHING;
}
