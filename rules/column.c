/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Octet by octet, so that a line may be of any length.
 *
 * RFC 4180 (CSV), from which this differs: a quote within quotes ends them.
 */
#include "column.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum {
	PLACE_MAX = UINT16_MAX,		/* further to the right is there, too */
	ANY_MARK = -2,			/* whichever ends the first column */
};

static int
next_octet(struct columns *c)
{
	c->at += c->at < PLACE_MAX;
	return getc_unlocked(c->stream);
}

static bool
is_end(int octet)
{
	return octet == EOF || octet == '\n';
}

static bool
is_blank(int octet)
{
	return octet == ' ' || (octet >= '\t' && octet <= '\r' &&
	    octet != '\n');
}

static int
skip_blanks(struct columns *c, int octet)
{
	while (is_blank(octet))
		octet = next_octet(c);
	return octet;
}

/* mark: what ends columns of this line, an octet or ANY_MARK. */
static bool
ends(const struct column *col, int octet, int mark)
{
	if (is_end(octet))
		return true;
	if (col->quoted)
		return octet == '"';
	if (octet == '#' || octet == mark)
		return true;
	if (mark == ANY_MARK && (octet == ',' || octet == ';'))
		return true;
	return (mark == ANY_MARK || mark == ' ') && is_blank(octet);
}

static void
clear(struct column *col, size_t at)
{
	col->at = (uint16_t)at;
	col->len = 0;
	col->strange = -1;
	col->quoted = col->open = false;
	col->text[0] = '\0';
}

static void
trim(struct column *col)
{
	while (col->len > 0 && col->len <= COLUMN_OCTETS &&
	    is_blank((uint8_t)col->text[col->len - 1]))
		col->len--;
	col->text[col->len < COLUMN_OCTETS ? col->len : COLUMN_OCTETS] = '\0';
}

/* From its first octet; returns the one that ended it, behind quotes the one
 * that follows. */
static int
read_column(struct columns *c, struct column *col, int octet, int mark)
{
	clear(col, c->at);
	col->quoted = octet == '"';
	if (col->quoted)
		octet = next_octet(c);
	for (; !ends(col, octet, mark); octet = next_octet(c)) {
		if (col->strange < 0 && (octet < ' ' || octet > '~') &&
		    (mark == ANY_MARK || !is_blank(octet)))
			col->strange = octet;
		if (col->len < COLUMN_OCTETS)
			col->text[col->len] = (char)octet;
		col->len++;
	}
	col->open = col->quoted && octet != '"';
	if (!col->quoted)
		trim(col);
	else
		col->text[col->len < COLUMN_OCTETS ? col->len :
		    COLUMN_OCTETS] = '\0';
	return col->quoted && octet == '"' ? next_octet(c) : octet;
}

/* To the first octet of the next column, or the end of the line. */
static int
find_next(struct columns *c, int octet, int mark)
{
	while (!is_end(octet) && octet != '#' && octet != mark &&
	    !(mark == ' ' && is_blank(octet)))
		octet = next_octet(c);
	if (octet == mark && mark != ' ')
		octet = next_octet(c);
	return skip_blanks(c, octet);
}

static void
read_line(struct columns *c, int octet)
{
	unsigned i;
	int mark;

	octet = read_column(c, &c->column[0], octet, ANY_MARK);
	if (c->n > 1)
		octet = skip_blanks(c, octet);
	mark = octet == ',' || octet == ';' ? octet : ' ';
	for (i = 1; i < c->n; i++) {
		/* white space before this one is behind us already */
		if (i > 1 || mark != ' ')
			octet = find_next(c, octet, mark);
		if (is_end(octet) || octet == '#')
			clear(&c->column[i], c->at);
		else
			octet = read_column(c, &c->column[i], octet, mark);
	}
	while (!is_end(octet))
		octet = next_octet(c);
}

bool
columns_next(struct columns *c)
{
	int octet;

	for (;;) {
		c->line++;
		c->at = 0;
		octet = skip_blanks(c, next_octet(c));
		if (octet == EOF)
			return false;
		if (octet != '\n' && octet != '#') {
			read_line(c, octet);
			return true;
		}
		while (!is_end(octet))
			octet = next_octet(c);
	}
}

/* ---- the file ---- */

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

static void
cannot_read(char why[COLUMNS_WHY_MAX])
{
	snprintf(why, COLUMNS_WHY_MAX, "cannot be read: %s", strerror(errno));
}

/* Three octets that some programs put in front of UTF-8. */
static void
skip_mark(FILE *stream)
{
	int octet = getc_unlocked(stream);

	if (octet != 0xef) {
		(void)ungetc(octet, stream);
		return;
	}
	if (getc_unlocked(stream) != 0xbb || getc_unlocked(stream) != 0xbf)
		rewind(stream);
}

bool
columns_open(struct columns *c, const char *path, unsigned n,
    char why[COLUMNS_WHY_MAX])
{
	struct stat st;

	memset(c, 0, sizeof(*c));
	c->n = n;
	if ((c->stream = file_open(path)) == NULL) {
		cannot_read(why);
		return false;
	}
	if (fstat(fileno(c->stream), &st) != 0) {
		cannot_read(why);
	} else if (!S_ISREG(st.st_mode) && !S_ISFIFO(st.st_mode)) {
		snprintf(why, COLUMNS_WHY_MAX, "is no file of entries");
	} else {
		skip_mark(c->stream);
		return true;
	}
	columns_close(c);
	return false;
}

void
columns_close(struct columns *c)
{
	fclose(c->stream);
	c->stream = NULL;
}

bool
columns_failed(const struct columns *c, char why[COLUMNS_WHY_MAX])
{
	if (!ferror(c->stream))
		return false;
	cannot_read(why);
	return true;
}
