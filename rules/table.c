/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Named tables: inline entries and those of a file.
 *
 * 3GPP TS 23.003 6.2 (IMEI).
 */
#include "table.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domain.h"
#include "prefix.h"
#include "words.h"

enum {
	ENTRY_MAX = 300,		/* octets of an entry in a file */
	IMEI_DIGITS = 14,		/* that tell one from others */
	COLUMN_MAX = UINT16_MAX,
};

struct table {
	uint8_t		 type;		/* enum table_type */
	struct prefix	*numbers;	/* one of the two is there */
	struct domain	*names;
	size_t		 from_file;
};

/* A file that is being read. */
struct file {
	FILE		*stream;
	const struct conf *conf;
	const struct conf_table *want;
	struct conf_errors *errors;
	struct conf	 itself;	/* names the file in sentences */
	struct conf_at	 at;
	size_t		 column;
	bool		 quoted;
	bool		 begun;		/* an entry or a heading was there */
	bool		 fine;
	unsigned	 refused;
	int		 strange;	/* octet of the word, -1: none */
	size_t		 len;		/* of the word, may be more than kept */
	char		 word[ENTRY_MAX + 1];
};

static bool
holds_names(unsigned type)
{
	return type == TABLE_HOST || type == TABLE_REALM;
}

/*
 * What follows the first 14 digits of an IMEI is a check digit in lists, a zero
 * or a version when it is sent: a whole IMEI counts by those that are its own.
 */
static enum prefix_result
add_number(struct table *t, const struct conf_item *it)
{
	unsigned len = it->len;
	bool whole = !it->prefix;

	if (t->type == TABLE_IMEI && whole && len >= IMEI_DIGITS) {
		len = IMEI_DIGITS;
		whole = false;
	}
	return prefix_add(t->numbers, &it->digits, len, whole, 0);
}

/* False: no memory. */
static bool
add(struct table *t, const struct conf_item *it)
{
	const char *name = it->text + (it->wild ? 2 : 0);	/* "*." */

	if (t->names == NULL)
		return add_number(t, it) != PREFIX_NO_MEMORY;
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
		} else if (!add(t, &want->set.item[i])) {
			conf_error(errors, conf, want->at,
			    "there is no memory for table <%s>", want->name);
			return false;
		}
	}
	return fine;
}

/* ---- the file ---- */

static int
file_octet(struct file *f)
{
	int c = getc_unlocked(f->stream);

	f->column += f->column < COLUMN_MAX;
	return c;
}

static void
file_refuse(struct file *f, const char *why)
{
	conf_error(f->errors, &f->itself, f->at, "%s", why);
	f->fine = false;
	f->refused++;
}

static bool
ends_word(const struct file *f, int c)
{
	if (c == EOF || c == '\n')
		return true;
	return f->quoted ? c == '"' : c == ',' || c == ';' || c == '#' ||
	    c == ' ' || (c >= '\t' && c <= '\r');
}

/* The word of a line, which may be empty; c is its first octet.  Leaves the
 * octet that ended it. */
static int
read_word(struct file *f, int c)
{
	f->at.column = (uint16_t)f->column;
	f->len = 0;
	f->strange = -1;
	f->quoted = c == '"';
	if (f->quoted)
		c = file_octet(f);
	for (; !ends_word(f, c); c = file_octet(f)) {
		if (f->strange < 0 && (c < ' ' || c > '~'))
			f->strange = c;
		if (f->len < ENTRY_MAX)
			f->word[f->len] = (char)c;
		f->len++;
	}
	f->word[f->len < ENTRY_MAX ? f->len : ENTRY_MAX] = '\0';
	return c;
}

/* The word of the next line that has one; false at the end. */
static bool
next_word(struct file *f)
{
	int c;

	for (;;) {
		f->at.line++;
		f->column = 0;
		do
			c = file_octet(f);
		while (c == ' ' || c == '\t' || c == '\r');
		if (c == EOF)
			return false;
		f->len = 0;
		if (c != '\n' && c != '#') {
			c = read_word(f, c);
			while (c != '\n' && c != EOF)
				c = file_octet(f);
			return true;
		}
		while (c != '\n' && c != EOF)
			c = file_octet(f);
	}
}

/* Letters and what joins them: no number can be meant. */
static bool
is_heading(const char *word)
{
	if (!isalpha((unsigned char)word[0]))
		return false;
	return word[strcspn(word, "0123456789*")] == '\0';
}

static void
add_word(struct table *t, struct file *f)
{
	char why[WORD_WHY_MAX];
	struct conf_item it;
	bool first = !f->begun;

	f->begun = true;
	if (f->strange >= 0) {
		snprintf(why, sizeof(why), "unexpected octet 0x%02x",
		    (unsigned)f->strange);
		file_refuse(f, why);
	} else if (f->len > ENTRY_MAX) {
		snprintf(why, sizeof(why), "expected an entry of at most %d "
		    "octets", ENTRY_MAX);
		file_refuse(f, why);
	} else if (!word_item(&it, word_table_subject(t->type), f->word, true,
	    why)) {
		if (!first || !is_heading(f->word))
			file_refuse(f, why);
	} else if (!add(t, &it)) {
		file_refuse(f, "there is no memory for more entries");
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
cannot_read(const struct file *f)
{
	char why[WORD_WHY_MAX];

	snprintf(why, sizeof(why), "cannot be read: %s", strerror(errno));
	return unreadable(f, why);
}

/* Three octets that some programs put in front of UTF-8. */
static void
skip_mark(struct file *f)
{
	int c = getc_unlocked(f->stream);

	if (c != 0xef) {
		(void)ungetc(c, f->stream);
		return;
	}
	if (getc_unlocked(f->stream) != 0xbb ||
	    getc_unlocked(f->stream) != 0xbf)
		rewind(f->stream);
}

static bool
read_entries(struct table *t, struct file *f)
{
	struct stat st;

	if (fstat(fileno(f->stream), &st) != 0)
		return cannot_read(f);
	if (!S_ISREG(st.st_mode) && !S_ISFIFO(st.st_mode))
		return unreadable(f, "is no file of entries");
	skip_mark(f);
	/* a file that is something else need not be read to its end */
	while (f->refused < CONF_ERRORS_MAX && next_word(f))
		add_word(t, f);
	if (ferror(f->stream))
		return cannot_read(f);
	return f->fine;
}

/* Does not wait for somebody to open the other end of a pipe. */
static FILE *
file_open(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	FILE *f;

	if (fd < 0)
		return NULL;
	if (fcntl(fd, F_SETFL, 0) == 0 && (f = fdopen(fd, "r")) != NULL)
		return f;
	close(fd);
	return NULL;
}

static bool
add_file(struct table *t, const struct conf *conf,
    const struct conf_table *want, struct conf_errors *errors)
{
	struct file f = { .conf = conf, .want = want, .errors = errors,
	    .fine = true };
	bool fine;

	f.itself.file[0].path = want->path;
	f.itself.nfile = 1;
	f.stream = file_open(want->path);
	if (f.stream == NULL)
		return cannot_read(&f);
	fine = read_entries(t, &f);
	fclose(f.stream);
	return fine;
}

static bool
seal(struct table *t)
{
	return t->names != NULL ? domain_seal(t->names) :
	    prefix_seal(t->numbers);
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
	}
	if (t == NULL || (t->names == NULL && t->numbers == NULL)) {
		conf_error(errors, conf, want->at,
		    "there is no memory for table <%s>", want->name);
		free(t);
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
    unsigned len)
{
	return t->numbers != NULL &&
	    prefix_find(t->numbers, d, len) != PREFIX_NOTHING;
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
