/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files that a command writes, none of which may be one that it reads.
 *
 * What grows while the run goes on is written to its name at once, so that
 * others can follow it; what is of use only when whole is written aside.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output.h"

enum { OUTPUT_OCTETS = 256 * 1024 };

static const char aside_suffix[] = ".part";

static bool
is_standard(const char *path)
{
	return strcmp(path, "-") == 0;
}

/* Only a regular file can be spoilt by writing what is read from it. */
static bool
regular(const char *path, int standard, struct stat *st)
{
	int rc = is_standard(path) ? fstat(standard, st) : stat(path, st);

	return rc == 0 && S_ISREG(st->st_mode);
}

bool
outputs_has(const struct outputs *o, const char *path)
{
	struct stat st;
	bool there = regular(path, STDOUT_FILENO, &st);
	size_t i;

	for (i = 0; i < o->n; i++)
		if (strcmp(o->list[i].path, path) == 0 ||
		    (there && o->list[i].dev == st.st_dev &&
		    o->list[i].ino == st.st_ino))
			return true;
	return false;
}

/* Is it one of the inputs? */
static bool
input_same(const char *path, const char *const input[], size_t n)
{
	struct stat out, in;
	size_t i;

	if (!regular(path, STDOUT_FILENO, &out))
		return false;
	for (i = 0; i < n; i++)
		if (regular(input[i], STDIN_FILENO, &in) &&
		    in.st_dev == out.st_dev && in.st_ino == out.st_ino)
			return true;
	return false;
}

/* False when the name does not fit. */
static bool
aside_name(char name[OUTPUT_PATH_MAX], const char *path)
{
	int n = snprintf(name, OUTPUT_PATH_MAX, "%s%s", path, aside_suffix);

	return n > 0 && n < OUTPUT_PATH_MAX;
}

static FILE *
refused(const char *path, const char *why)
{
	fprintf(stderr, "breakwater: %s: %s\n",
	    is_standard(path) ? "standard output" : path, why);
	return NULL;
}

/* A name that is free or stands for a regular file can be given to another;
 * devices, pipes and links are written to as they are. */
static bool
replaceable(const char *path)
{
	struct stat st;

	return !is_standard(path) &&
	    (lstat(path, &st) < 0 || S_ISREG(st.st_mode));
}

/* What lies at the name may be somebody's link to another file: a new file in
 * its place, or none. */
static FILE *
aside_open(const char *name)
{
	FILE *f;
	int fd;

	(void)unlink(name);
	fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
	    0666);
	if (fd < 0)
		return NULL;
	f = fdopen(fd, "w");
	if (f == NULL)
		close(fd);
	return f;
}

FILE *
output_open(struct outputs *o, const char *path, bool aside,
    const char *const input[], size_t n)
{
	char name[OUTPUT_PATH_MAX];
	struct output *new = &o->list[o->n];
	struct stat st;

	aside = aside && replaceable(path) && aside_name(name, path);
	if (input_same(path, input, n) ||
	    (aside && input_same(name, input, n)))
		return refused(path, "is read from; it cannot be written to");
	if (o->n == OUTPUTS_MAX || outputs_has(o, path) ||
	    (aside && outputs_has(o, name)))
		return refused(path, "is written to already");
	*new = (struct output){ .path = path, .aside = aside };
	new->f = is_standard(path) ? stdout : aside ? aside_open(name) :
	    fopen(path, "we");
	if (new->f == NULL)
		return refused(aside && errno == EEXIST ? name : path,
		    strerror(errno));
	setvbuf(new->f, NULL, _IOFBF, OUTPUT_OCTETS);
	if (fstat(fileno(new->f), &st) == 0 && S_ISREG(st.st_mode)) {
		new->dev = st.st_dev;
		new->ino = st.st_ino;
	}
	o->n++;
	return new->f;
}

bool
outputs_failed(struct outputs *o)
{
	bool failed = false;
	size_t i;

	for (i = 0; i < o->n; i++) {
		if (!ferror(o->list[i].f))
			continue;
		failed = true;
		if (o->list[i].error == 0)
			o->list[i].error = errno;
	}
	return failed;
}

/* Flushes and closes; false with errno set. */
static bool
stream_close(struct output *o)
{
	bool written;

	errno = 0;
	written = fflush(o->f) == 0 && !ferror(o->f);
	if (o->error == 0)
		o->error = errno;
	if (o->f != stdout && fclose(o->f) != 0 && written) {
		o->error = errno;
		written = false;
	}
	errno = o->error != 0 ? o->error : EIO;
	return written;
}

static bool
output_close(struct output *o, bool fine)
{
	char name[OUTPUT_PATH_MAX];
	bool written = stream_close(o);
	int error = errno;

	if (o->aside && aside_name(name, o->path)) {
		if (!written || !fine) {
			(void)unlink(name);
		} else if (rename(name, o->path) != 0) {
			written = false;
			error = errno;
		}
	}
	if (!written)
		(void)refused(o->path, strerror(error));
	return written;
}

bool
outputs_close(struct outputs *o, bool fine)
{
	bool written = true;
	size_t i;

	for (i = 0; i < o->n; i++)
		written = output_close(&o->list[i], fine) && written;
	o->n = 0;
	return written;
}
