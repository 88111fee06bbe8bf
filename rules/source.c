/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files of the language: read whole, at most CONF_FILE_OCTETS.
 */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "source.h"
#include "whole.h"
#include "words.h"

static void
source_start(struct source *s, const struct stat *st)
{
	s->pos = s->line_start = 0;
	s->line = 1;
	s->begun = false;
	s->known = st != NULL;
	if (st != NULL) {
		s->dev = st->st_dev;
		s->ino = st->st_ino;
	}
}

/* It is this, and not what is expected. */
static bool
other(char *why, const char *is, const char *what)
{
	snprintf(why, SOURCE_WHY_MAX, "%s; expected %s", is, what);
	return false;
}

static bool
unreadable(char *why, int error)
{
	snprintf(why, SOURCE_WHY_MAX, "cannot be read: %s", strerror(error));
	return false;
}

static bool
read_open(struct source *s, int fd, const struct stat *st, const char *what,
    char *why)
{
	char *memory, is[48];
	int fail;

	if (S_ISDIR(st->st_mode))
		return other(why, "is a directory", what);
	if (!S_ISREG(st->st_mode) && !S_ISFIFO(st->st_mode))
		return other(why, "is no regular file", what);
	if ((memory = malloc(CONF_FILE_OCTETS + 1)) == NULL)
		return unreadable(why, errno);
	/* and one octet more, if there is one */
	fail = whole_read(fd, memory, CONF_FILE_OCTETS + 1, &s->len);
	if (fail != 0) {
		free(memory);
		return unreadable(why, fail);
	}
	if (s->len > CONF_FILE_OCTETS) {
		free(memory);
		snprintf(is, sizeof(is), "has more than %d octets",
		    CONF_FILE_OCTETS);
		return other(why, is, what);
	}
	s->text = s->memory = memory;
	source_start(s, st);
	return true;
}

/* Does not wait for somebody to open the other end of a pipe. */
bool
source_read(struct source *s, const char *path, const char *what, char *why)
{
	struct stat st;
	bool done;
	int fd;

	memset(s, 0, sizeof(*s));
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return unreadable(why, errno);
	if (fstat(fd, &st) < 0 || fcntl(fd, F_SETFL, 0) < 0)
		done = unreadable(why, errno);
	else
		done = read_open(s, fd, &st, what, why);
	close(fd);
	return done;
}

void
source_text(struct source *s, const char *path, const char *text, size_t len)
{
	struct stat st;

	memset(s, 0, sizeof(*s));
	s->text = text;
	s->len = len;
	source_start(s, stat(path, &st) == 0 ? &st : NULL);
}

void
source_close(struct source *s)
{
	free(s->memory);
	s->memory = NULL;
}

bool
source_same(const struct source *a, const struct source *b)
{
	return a->known && b->known && a->dev == b->dev && a->ino == b->ino;
}

const char *
source_path(struct conf *conf, const char *from, const char *name)
{
	const char *slash = strrchr(from, '/');
	size_t dir = 0, n = strlen(name);
	char *path;

	if (name[0] != '/' && slash != NULL)
		dir = (size_t)(slash - from) + 1;
	if (dir + n >= SOURCE_PATH_MAX ||
	    (path = conf_alloc(conf, dir + n + 1)) == NULL)
		return NULL;
	memcpy(path, from, dir);
	memcpy(path + dir, name, n);
	return path;
}
