/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing a snapshot: aside, to the disk, and then under its name.
 */
#include "snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "../dissectors/wbuf.h"
#include "../rules/state/alias.h"
#include "../rules/state/subscriber.h"
#include "../rules/whole.h"
#include "snapshot_impl.h"

bool
snapshot_wrong(char *error, const char *path, const char *format, ...)
{
	int n = snprintf(error, SNAPSHOT_ERROR_MAX, "%.*s: ",
	    SNAPSHOT_ERROR_MAX / 2, path);
	va_list ap;

	va_start(ap, format);
	vsnprintf(error + n, (size_t)(SNAPSHOT_ERROR_MAX - n), format, ap);
	va_end(ap);
	return false;
}

uint32_t
snapshot_sum(uint32_t sum, const void *octets, size_t len)
{
	return (uint32_t)crc32_z(sum, octets, len);
}

/* ---- writing ---- */

struct writer {
	int		 fd;
	int		 error;		/* errno of the first failure, or 0 */
	uint32_t	 sum;
	const struct snapshot_names *names;
	struct wbuf	 w;
	uint8_t		 buffer[BUFFER];
};

/* What is in the buffer goes out, and into the sum. */
static void
flush(struct writer *f)
{
	struct cur c = wbuf_cur(&f->w);

	f->sum = (uint32_t)crc32(f->sum, c.p, (uInt)cur_left(&c));
	if (f->error == 0)
		f->error = whole_write(f->fd, c.p, cur_left(&c));
	wbuf_reset(&f->w);
}

static struct wbuf *
room(struct writer *f, size_t n)
{
	if (f->w.size - f->w.len < n)
		flush(f);
	return &f->w;
}

static void
put_head(struct writer *f, const struct head *h)
{
	struct wbuf *w = room(f, HEAD_LEN);

	wbuf_octets(w, SNAPSHOT_MAGIC, MAGIC_LEN);
	wbuf_le32(w, h->version);
	wbuf_le32(w, h->names);
	wbuf_le64(w, h->subscribers);
	wbuf_le64(w, h->saved_at);
	wbuf_le64(w, h->octets);
	wbuf_le64(w, h->aliases);
}

static const char *
name_of(const struct snapshot_names *names, size_t i)
{
	return names->name[i] == NULL ? "" : names->name[i];
}

static void
put_names(struct writer *f)
{
	size_t i, len;
	struct wbuf *w;

	for (i = 0; i < f->names->n; i++) {
		len = strlen(name_of(f->names, i));
		w = room(f, 2 + len);
		wbuf_le16(w, (unsigned)len);
		wbuf_octets(w, name_of(f->names, i), len);
	}
}

static void
put_subscriber(void *arg, const struct subscriber *s)
{
	struct writer *f = arg;
	struct wbuf *w = room(f, SUBSCRIBER_LEN);
	unsigned i;

	wbuf_le64(w, s->key);
	wbuf_le64(w, s->imei);
	for (i = 0; i < PLACE_PROTOS; i++) {
		const struct place *p = &s->place[i];

		wbuf_le32(w, p->seen);
		wbuf_le16(w, p->network < f->names->n ? p->network : 0);
		wbuf_le16(w, (unsigned)(p->flags << COUNTRY_BITS | p->country));
	}
}

static void
put_alias(void *arg, uint64_t number, uint64_t imsi)
{
	struct wbuf *w = room(arg, ALIAS_LEN);

	wbuf_le64(w, number);
	wbuf_le64(w, imsi);
}

/* Returns errno of what failed, or 0. */
static int
write_all(int fd, const struct snapshot_tables *t,
    const struct snapshot_names *names, const struct head *h)
{
	struct writer f = { .fd = fd, .names = names };

	f.w = wbuf_make(f.buffer, sizeof(f.buffer));
	put_head(&f, h);
	put_names(&f);
	subscribers_walk(t->subscribers, put_subscriber, &f);
	if (t->aliases != NULL)
		aliases_walk(t->aliases, put_alias, &f);
	flush(&f);
	wbuf_le32(&f.w, f.sum);
	flush(&f);
	if (f.error == 0 && fsync(fd) != 0)
		f.error = errno;
	return f.error;
}

static bool
head_make(struct head *h, const char *path, const struct snapshot_tables *t,
    const struct snapshot_names *names, char *error)
{
	size_t i, len;

	if (names->n > SNAPSHOT_NAMES_MAX)
		return snapshot_wrong(error, path, "%zu networks, and at most %d can "
		    "be saved", names->n, SNAPSHOT_NAMES_MAX);
	h->version = SNAPSHOT_VERSION;
	h->names = (uint32_t)names->n;
	h->subscribers = subscribers_count(t->subscribers);
	h->aliases = t->aliases == NULL ? 0 : aliases_count(t->aliases);
	h->octets = HEAD_LEN + h->subscribers * SUBSCRIBER_LEN +
	    h->aliases * ALIAS_LEN + SUM_LEN;
	for (i = 0; i < names->n; i++) {
		len = strlen(name_of(names, i));
		if (len > SNAPSHOT_NAME_MAX)
			return snapshot_wrong(error, path, "the name of network %zu "
			    "has %zu octets, more than %d", i, len,
			    SNAPSHOT_NAME_MAX);
		h->octets += 2 + len;
	}
	return true;
}

int
snapshot_aside(const char *aside)
{
	int fd = open(aside, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW |
	    O_NONBLOCK, 0600), error = EBUSY;
	struct stat ours, there;

	if (fd < 0)
		return -1;
	/* renamed between open and lock: it is what another saved */
	if (flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &ours) == 0 &&
	    stat(aside, &there) == 0 && ours.st_ino == there.st_ino &&
	    ours.st_dev == there.st_dev && S_ISREG(ours.st_mode)) {
		if (ftruncate(fd, 0) == 0 && fchmod(fd, 0600) == 0)
			return fd;
		error = errno;
	}
	close(fd);
	errno = error;
	return -1;
}

static int
directory_open(const char *path)
{
	const char *slash = strrchr(path, '/');
	char name[PATH_MAX] = ".";

	if (slash != NULL)
		snprintf(name, sizeof(name), "%.*s",
		    (int)(slash == path ? 1 : slash - path), path);
	return open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

bool
snapshot_may_create(const char *path, char error[SNAPSHOT_ERROR_MAX])
{
	int fd = directory_open(path);
	bool fine = fd >= 0 && faccessat(fd, ".", W_OK | X_OK, 0) == 0;

	error[0] = '\0';
	if (!fine)
		(void)snapshot_wrong(error, path, "cannot be written in its "
		    "directory: %s", strerror(errno));
	if (fd >= 0)
		close(fd);
	return fine;
}

/* Until this is done, a power failure may undo the renaming. */
static bool
sync_directory(const char *path, char *error)
{
	int fd = directory_open(path);
	bool fine = fd >= 0 && fsync(fd) == 0;

	if (!fine)
		(void)snapshot_wrong(error, path, "saved, but its directory cannot be "
		    "brought to the disk: %s", strerror(errno));
	if (fd >= 0)
		close(fd);
	return fine;
}

bool
snapshot_may_replace(const char *path, char error[SNAPSHOT_ERROR_MAX])
{
	char magic[MAGIC_LEN];
	struct stat st;
	ssize_t n = 0;
	int fd;

	error[0] = '\0';
	if (stat(path, &st) != 0)
		return true;		/* or saving will say what is wrong */
	fd = S_ISREG(st.st_mode) ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	if (fd >= 0) {
		n = read(fd, magic, sizeof(magic));
		close(fd);
	}
	if (fd >= 0 && (n == 0 || (n == MAGIC_LEN &&
	    memcmp(magic, SNAPSHOT_MAGIC, MAGIC_LEN) == 0)))
		return true;
	return snapshot_wrong(error, path, "is there and is no snapshot, so it is not "
	    "replaced");
}

bool
snapshot_save(const char *path, const struct snapshot_tables *t,
    const struct snapshot_names *names, uint64_t now,
    char error[SNAPSHOT_ERROR_MAX])
{
	struct head h = { .saved_at = now };
	char aside[PATH_MAX];
	int fd, failed;

	error[0] = '\0';
	if (!snapshot_may_replace(path, error) ||
	    !head_make(&h, path, t, names, error))
		return false;
	if (strlen(path) + sizeof(".new") > sizeof(aside))
		return snapshot_wrong(error, path, "%s", strerror(ENAMETOOLONG));
	snprintf(aside, sizeof(aside), "%s.new", path);
	fd = snapshot_aside(aside);
	if (fd < 0)
		return snapshot_wrong(error, path, "cannot write its .new: %s",
		    errno == EBUSY ? "another process is saving" :
		    strerror(errno));
	failed = write_all(fd, t, names, &h);
	if (failed == 0 && rename(aside, path) != 0)
		failed = errno;
	if (failed != 0) {
		unlink(aside);
		(void)snapshot_wrong(error, path, "cannot be saved: %s",
		    strerror(failed));
	}
	close(fd);
	return failed == 0 && sync_directory(path, error);
}

