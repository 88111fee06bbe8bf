/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events to a file that is rotated by its size: FILE, FILE.1 (the one before),
 * FILE.2 and so on.
 *
 * A file holds whole lines: when the disk is full, what was written of the last
 * one is cut off again.
 */
#define _GNU_SOURCE	/* memrchr() */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "events_impl.h"

static bool
file_open(struct sink *s)
{
	struct stat st;
	int fd;

	/* nor does a pipe without a reader hold us up */
	fd = open(s->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC |
	    O_NONBLOCK | O_NOCTTY, 0640);
	if (fd == -1 || fstat(fd, &st) == -1) {
		fprintf(stderr, "breakwater: %s: %s\n", s->path,
		    strerror(errno));
		if (fd != -1)
			close(fd);
		return false;
	}
	s->fd = fd;
	s->regular = S_ISREG(st.st_mode);
	s->size = s->regular && st.st_size > 0 ? (uint64_t)st.st_size : 0;
	s->limit = s->conf.rotate;
	return true;
}

static void
file_close(struct sink *s)
{
	if (s->fd != -1)
		close(s->fd);
	s->fd = -1;
}

/* FILE.k to FILE.k+1; that there is none is no trouble. */
static bool
move(const struct sink *s, uint32_t k)
{
	char from[PATH_MAX], to[PATH_MAX];
	int n;

	n = k == 0 ? snprintf(from, sizeof(from), "%s", s->path) :
	    snprintf(from, sizeof(from), "%s.%" PRIu32, s->path, k);
	if (n < 0 || (size_t)n >= sizeof(from))
		return false;
	n = snprintf(to, sizeof(to), "%s.%" PRIu32, s->path, k + 1);
	if (n < 0 || (size_t)n >= sizeof(to))
		return false;
	if (s->conf.keep == 0)
		return unlink(from) == 0;
	return rename(from, to) == 0 || (k > 0 && errno == ENOENT);
}

/* Begins a new file; where that cannot be it goes on with the old one, and
 * tries again when that has grown as much once more. */
static void
rotate(struct sink *s)
{
	uint32_t k = s->conf.keep;
	bool fine = true;
	int fd = s->fd;

	while (fine && k > 1)
		fine = move(s, --k);
	fine = fine && move(s, 0);
	if (!fine)
		fprintf(stderr, "breakwater: %s: cannot be rotated: %s\n",
		    s->path, strerror(errno));
	if (fine && file_open(s)) {
		close(fd);
		return;
	}
}

/* Octets, whole lines but perhaps for the first, that still fit into the file;
 * 0: none. */
static size_t
chunk(const struct sink *s)
{
	const char *p = s->spool.p + s->spool.sent, *nl;
	size_t left = spool_left(&s->spool);

	if (s->limit == 0 || !s->regular || s->spool.sent != s->spool.line ||
	    s->size + left <= s->limit)
		return left;
	nl = s->size >= s->limit ? NULL :
	    memrchr(p, '\n', (size_t)(s->limit - s->size));
	if (nl != NULL)
		return (size_t)(nl - p) + 1;
	if (s->size > 0)
		return 0;
	nl = memchr(p, '\n', left);
	return nl == NULL ? left : (size_t)(nl - p) + 1;
}

/* What was written of the last line goes again. */
static void
cut_back(struct sink *s)
{
	size_t part = s->spool.sent - s->spool.line;

	if (part == 0 || !s->regular ||
	    ftruncate(s->fd, (off_t)(s->size - part)) == -1)
		return;
	s->size -= part;
	spool_back(&s->spool);
}

static void
file_flush(struct sink *s)
{
	ssize_t n;
	size_t max;

	if (s->failing && s->now > s->tried &&
	    s->now - s->tried < EVENTS_RETRY)
		return;
	while (spool_left(&s->spool) > 0) {
		max = chunk(s);
		if (max == 0) {
			rotate(s);
			while (chunk(s) == 0)	/* it was not: it grows */
				s->limit += s->conf.rotate;
			continue;
		}
		n = write(s->fd, s->spool.p + s->spool.sent, max);
		if (n <= 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			s->tried = s->now;
			sink_fails(s, strerror(n == 0 ? ENOSPC : errno));
			cut_back(s);
			return;
		}
		s->size += (uint64_t)n;
		s->counts.written += spool_sent(&s->spool, (size_t)n);
	}
	sink_works(s);
}

/* The old one, when the new one cannot be opened. */
static void
file_reopen(struct sink *s)
{
	int fd = s->fd;

	file_flush(s);
	cut_back(s);
	if (file_open(s))
		close(fd);
}

const struct sink_ops sink_file = { file_open, file_close, sink_spool,
	file_flush, file_reopen };
