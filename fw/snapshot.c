/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The file of a snapshot, all numbers little endian:
 *
 *	8  "BWPLACES"
 *	4  version, 1
 *	4  number of names
 *	8  number of subscribers
 *	8  when it was saved
 *	8  octets of the whole file
 *	names, from network 0 on: 2 length, then so many octets
 *	subscribers: 8 IMSI, 8 IMEI, and for SS7 and Diameter each 4 seen,
 *	   2 network, 2 country (bits 0 to 9) and flags (from bit 10)
 *	4  CRC-32 of everything before
 */
#include "snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "../dissectors/cursor.h"
#include "../dissectors/wbuf.h"
#include "../rules/state/subscriber.h"

#define MAGIC	"BWPLACES"

enum {
	VERSION = 1,
	MAGIC_LEN = 8,
	HEAD_LEN = 40,
	SUBSCRIBER_LEN = 32,
	SUM_LEN = 4,
	COUNTRY_BITS = 10,
	BUFFER = 64 << 10,
};

struct head {
	uint32_t	 version, names;
	uint64_t	 subscribers, saved_at, octets;
};

static bool wrong(char *, const char *, const char *, ...)
    __attribute__((format(printf, 3, 4)));

/* The sentence, after as much of the path as leaves room for it. */
static bool
wrong(char *error, const char *path, const char *format, ...)
{
	int n = snprintf(error, SNAPSHOT_ERROR_MAX, "%.*s: ",
	    SNAPSHOT_ERROR_MAX / 2, path);
	va_list ap;

	va_start(ap, format);
	vsnprintf(error + n, (size_t)(SNAPSHOT_ERROR_MAX - n), format, ap);
	va_end(ap);
	return false;
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
	ssize_t n;

	f->sum = (uint32_t)crc32(f->sum, c.p, (uInt)cur_left(&c));
	while (f->error == 0 && cur_left(&c) > 0) {
		n = write(f->fd, c.p, cur_left(&c));
		if (n > 0)
			c.p += n;
		else if (n == 0)
			f->error = ENOSPC;
		else if (errno != EINTR)
			f->error = errno;
	}
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
put_le64(struct wbuf *w, uint64_t v)
{
	wbuf_uint(w, 8, __builtin_bswap64(v));
}

static void
put_head(struct writer *f, const struct head *h)
{
	struct wbuf *w = room(f, HEAD_LEN);

	wbuf_octets(w, MAGIC, MAGIC_LEN);
	wbuf_le32(w, h->version);
	wbuf_le32(w, h->names);
	put_le64(w, h->subscribers);
	put_le64(w, h->saved_at);
	put_le64(w, h->octets);
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

	put_le64(w, s->key);
	put_le64(w, s->imei);
	for (i = 0; i < PLACE_PROTOS; i++) {
		const struct place *p = &s->place[i];

		wbuf_le32(w, p->seen);
		wbuf_le16(w, p->network < f->names->n ? p->network : 0);
		wbuf_le16(w, (unsigned)(p->flags << COUNTRY_BITS | p->country));
	}
}

/* Returns errno of what failed, or 0. */
static int
write_all(int fd, const struct subscribers *t,
    const struct snapshot_names *names, const struct head *h)
{
	struct writer f = { .fd = fd, .names = names };

	f.w = wbuf_make(f.buffer, sizeof(f.buffer));
	put_head(&f, h);
	put_names(&f);
	subscribers_walk(t, put_subscriber, &f);
	flush(&f);
	wbuf_le32(&f.w, f.sum);
	flush(&f);
	if (f.error == 0 && fsync(fd) != 0)
		f.error = errno;
	return f.error;
}

static bool
head_make(struct head *h, const char *path, const struct subscribers *t,
    const struct snapshot_names *names, char *error)
{
	size_t i, len;

	if (names->n > SNAPSHOT_NAMES_MAX)
		return wrong(error, path, "%zu networks, and at most %d can "
		    "be saved", names->n, SNAPSHOT_NAMES_MAX);
	h->version = VERSION;
	h->names = (uint32_t)names->n;
	h->subscribers = subscribers_count(t);
	h->octets = HEAD_LEN + h->subscribers * SUBSCRIBER_LEN + SUM_LEN;
	for (i = 0; i < names->n; i++) {
		len = strlen(name_of(names, i));
		if (len > SNAPSHOT_NAME_MAX)
			return wrong(error, path, "the name of network %zu "
			    "has %zu octets, more than %d", i, len,
			    SNAPSHOT_NAME_MAX);
		h->octets += 2 + len;
	}
	return true;
}

/* The file aside, empty and locked; -1 and errno.  Its name is always the
 * same, so that a kill leaves one of them at most; the lock is for the case
 * that two processes save. */
static int
open_aside(const char *aside)
{
	int fd = open(aside, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW |
	    O_NONBLOCK, 0600), error = EBUSY;
	struct stat ours, there;

	if (fd < 0)
		return -1;
	/* renamed between open and lock: it is the snapshot of another */
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

/* Until this is done, a power failure may undo the renaming. */
static bool
sync_directory(const char *path, char *error)
{
	const char *slash = strrchr(path, '/');
	char name[PATH_MAX] = ".";
	bool fine;
	int fd;

	if (slash != NULL)
		snprintf(name, sizeof(name), "%.*s",
		    (int)(slash == path ? 1 : slash - path), path);
	fd = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	fine = fd >= 0 && fsync(fd) == 0;
	if (!fine)
		(void)wrong(error, path, "saved, but its directory cannot be "
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
	    memcmp(magic, MAGIC, MAGIC_LEN) == 0)))
		return true;
	return wrong(error, path, "is there and is no snapshot, so it is not "
	    "replaced");
}

bool
snapshot_save(const char *path, const struct subscribers *t,
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
		return wrong(error, path, "%s", strerror(ENAMETOOLONG));
	snprintf(aside, sizeof(aside), "%s.new", path);
	fd = open_aside(aside);
	if (fd < 0)
		return wrong(error, path, "cannot write its .new: %s",
		    errno == EBUSY ? "another process is saving" :
		    strerror(errno));
	failed = write_all(fd, t, names, &h);
	if (failed == 0 && rename(aside, path) != 0)
		failed = errno;
	if (failed != 0) {
		unlink(aside);
		(void)wrong(error, path, "cannot be saved: %s",
		    strerror(failed));
	}
	close(fd);
	return failed == 0 && sync_directory(path, error);
}

/* ---- reading ---- */

struct reader {
	int		 fd;
	uint64_t	 left;		/* octets not yet in the buffer */
	uint32_t	 sum;
	struct head	 head;
	uint16_t	*number;	/* of networks now, by that of then */
	struct cur	 c;		/* of the buffer, not yet taken */
	const char	*path;
	char		*error;
	uint8_t		 buffer[BUFFER];
};

/* At least n octets are in the buffer, or all that are left. */
static bool
have(struct reader *r, size_t n)
{
	size_t len = cur_left(&r->c), size;
	ssize_t got;

	if (len >= n)
		return true;
	memmove(r->buffer, r->c.p, len);
	while (len < n && r->left > 0) {
		size = sizeof(r->buffer) - len;
		got = read(r->fd, r->buffer + len,
		    r->left < size ? (size_t)r->left : size);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return wrong(r->error, r->path, "%s", strerror(errno));
		if (got == 0)
			return wrong(r->error, r->path, "has become shorter "
			    "while it was read");
		r->sum = (uint32_t)crc32(r->sum, r->buffer + len, (uInt)got);
		len += (size_t)got;
		r->left -= (uint64_t)got;
	}
	r->c = cur_make(r->buffer, len);
	return true;
}

static bool
take_le64(struct cur *c, uint64_t *v)
{
	uint32_t low, high;
	bool fine = cur_le32(c, &low) && cur_le32(c, &high);

	*v = fine ? (uint64_t)high << 32 | low : 0;
	return fine;
}

static bool
damaged(struct reader *r, const char *what, uint64_t i)
{
	return wrong(r->error, r->path, "is damaged: %s %llu is none", what,
	    (unsigned long long)i);
}

static bool
take_head(struct reader *r, uint64_t size)
{
	struct head *h = &r->head;

	if (!have(r, HEAD_LEN))
		return false;
	if (!cur_begins(&r->c, MAGIC, MAGIC_LEN) ||
	    !cur_skip(&r->c, MAGIC_LEN))
		return wrong(r->error, r->path, "is no snapshot");
	if (!cur_le32(&r->c, &h->version) || !cur_le32(&r->c, &h->names) ||
	    !take_le64(&r->c, &h->subscribers) ||
	    !take_le64(&r->c, &h->saved_at) || !take_le64(&r->c, &h->octets))
		return wrong(r->error, r->path, "ends in its first %d octets",
		    HEAD_LEN);
	if (h->version != VERSION)
		return wrong(r->error, r->path, "has version %lu, and this "
		    "program reads version %d", (unsigned long)h->version,
		    VERSION);
	if (h->octets != size)
		return wrong(r->error, r->path, "has %llu octets where it "
		    "says %llu", (unsigned long long)size,
		    (unsigned long long)h->octets);
	return true;
}

/* number: NULL, to look only. */
static bool
take_names(struct reader *r, snapshot_number *number, void *arg)
{
	char name[SNAPSHOT_NAME_MAX + 1];
	struct cur text;
	uint16_t len;
	uint32_t i;

	if (r->head.names > SNAPSHOT_NAMES_MAX)
		return damaged(r, "number of names", r->head.names);
	for (i = 0; i < r->head.names; i++) {
		if (!have(r, 2 + SNAPSHOT_NAME_MAX))
			return false;
		if (!cur_le16(&r->c, &len) || len > SNAPSHOT_NAME_MAX ||
		    !cur_take(&r->c, len, &text) ||
		    (len > 0 && memchr(text.p, '\0', len) != NULL))
			return damaged(r, "name", i);
		if (number == NULL || i == 0)
			continue;
		if (len > 0)
			memcpy(name, text.p, len);
		name[len] = '\0';
		r->number[i] = len > 0 ? number(arg, name) : 0;
	}
	return true;
}

static bool
take_place(struct reader *r, struct place *p)
{
	uint16_t network, rest;
	uint32_t seen;

	if (!cur_le32(&r->c, &seen) || !cur_le16(&r->c, &network) ||
	    !cur_le16(&r->c, &rest) || rest >> COUNTRY_BITS > PLACE_FLAGS ||
	    (network != 0 && network >= r->head.names))
		return false;
	place_set(p, seen, r->number[network], rest & PLACE_COUNTRY_MAX,
	    (unsigned)rest >> COUNTRY_BITS);
	return true;
}

static bool
take_subscriber(struct reader *r, struct subscriber *s)
{
	unsigned i;

	if (!take_le64(&r->c, &s->key) || !number_valid(s->key) ||
	    !take_le64(&r->c, &s->imei) ||
	    (s->imei != 0 && !number_valid(s->imei)))
		return false;
	for (i = 0; i < PLACE_PROTOS; i++)
		if (!take_place(r, &s->place[i]))
			return false;
	return true;
}

static void
merge(struct subscribers *t, const struct subscriber *from)
{
	struct subscriber *to = subscriber_get(t, from->key);
	unsigned i;

	if (to->imei == 0)
		to->imei = from->imei;
	for (i = 0; i < PLACE_PROTOS; i++)
		if (to->place[i].flags == 0 ||
		    from->place[i].seen > to->place[i].seen)
			to->place[i] = from->place[i];
}

static bool
take_sum(struct reader *r)
{
	uint32_t sum, said;

	if (cur_left(&r->c) > 0 || r->left > 0)
		return wrong(r->error, r->path, "is damaged: more follows "
		    "its last subscriber");
	sum = r->sum;
	r->left = SUM_LEN;
	if (!have(r, SUM_LEN))
		return false;
	if (!cur_le32(&r->c, &said) || said != sum)
		return wrong(r->error, r->path, "is damaged: its octets do "
		    "not have the checksum that it says");
	return true;
}

/* A pass begins. */
static bool
read_head(struct reader *r, uint64_t size)
{
	if (lseek(r->fd, 0, SEEK_SET) != 0)
		return wrong(r->error, r->path, "%s", strerror(errno));
	if (size < HEAD_LEN + SUM_LEN)
		return wrong(r->error, r->path, "is no snapshot: %llu octets",
		    (unsigned long long)size);
	r->left = size - SUM_LEN;
	r->sum = 0;
	r->c = cur_make(r->buffer, 0);
	return take_head(r, size);
}

/* The first pass: of a file that is damaged nothing is believed, and so it is
 * said first that it is. */
static bool
read_sum(struct reader *r, uint64_t size)
{
	if (!read_head(r, size))
		return false;
	do {
		r->c = cur_make(r->buffer, 0);
		if (!have(r, 1))
			return false;
	} while (cur_left(&r->c) > 0);
	return take_sum(r);
}

/* Another one.  t: NULL, to look only. */
static bool
read_all(struct reader *r, uint64_t size, struct subscribers *t,
    snapshot_number *number, void *arg)
{
	struct subscriber s;
	uint64_t i;

	if (!read_head(r, size) || !take_names(r, t == NULL ? NULL : number,
	    arg))
		return false;
	for (i = 0; i < r->head.subscribers; i++) {
		if (!have(r, SUBSCRIBER_LEN))
			return false;
		if (!take_subscriber(r, &s))
			return damaged(r, "subscriber", i);
		if (t != NULL)
			merge(t, &s);
	}
	return take_sum(r);
}

static bool
load(struct reader *r, struct subscribers *t, snapshot_number *number,
    void *arg)
{
	struct stat st;

	if (fstat(r->fd, &st) != 0)
		return wrong(r->error, r->path, "%s", strerror(errno));
	if (!S_ISREG(st.st_mode))
		return wrong(r->error, r->path, "is no file");
	return read_sum(r, (uint64_t)st.st_size) &&
	    read_all(r, (uint64_t)st.st_size, NULL, number, arg) &&
	    read_all(r, (uint64_t)st.st_size, t, number, arg);
}

bool
snapshot_load(const char *path, struct subscribers *t,
    snapshot_number *number, void *arg, uint64_t *saved_at,
    char error[SNAPSHOT_ERROR_MAX])
{
	struct reader r = { .path = path, .error = error };
	bool fine;
	int failed;

	error[0] = '\0';
	*saved_at = 0;
	r.fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (r.fd < 0) {
		failed = errno;
		(void)wrong(error, path, "%s", strerror(failed));
		errno = failed;
		return false;
	}
	r.number = calloc(SNAPSHOT_NAMES_MAX, sizeof(*r.number));
	fine = r.number != NULL ? load(&r, t, number, arg) :
	    wrong(error, path, "%s", strerror(ENOMEM));
	if (fine)
		*saved_at = r.head.saved_at;
	free(r.number);
	close(r.fd);
	errno = 0;
	return fine;
}
