/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading a snapshot: once to see whether it is whole, once to see whether it
 * makes sense, and then for good.
 */
#include "snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "../dissectors/cursor.h"
#include "../rules/state/alias.h"
#include "../rules/state/number.h"
#include "../rules/state/subscriber.h"
#include "../rules/whole.h"
#include "snapshot_impl.h"

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
	size_t len = cur_left(&r->c), size, got;
	int fail;

	if (len >= n || r->left == 0)
		return true;
	memmove(r->buffer, r->c.p, len);
	size = sizeof(r->buffer) - len;
	if (r->left < size)
		size = (size_t)r->left;
	fail = whole_read(r->fd, r->buffer + len, size, &got);
	if (fail != 0)
		return snapshot_wrong(r->error, r->path, "%s", strerror(fail));
	if (got < size)
		return snapshot_wrong(r->error, r->path, "has become shorter "
		    "while it was read");
	r->sum = (uint32_t)crc32(r->sum, r->buffer + len, (uInt)size);
	r->left -= size;
	r->c = cur_make(r->buffer, len + size);
	return true;
}

static bool
damaged(struct reader *r, const char *what, uint64_t i)
{
	return snapshot_wrong(r->error, r->path, "is damaged: %s %llu is none", what,
	    (unsigned long long)i);
}

static bool
take_head(struct reader *r, uint64_t size)
{
	struct head *h = &r->head;

	h->aliases = 0;
	if (!have(r, HEAD_OLD_LEN))
		return false;
	if (!cur_begins(&r->c, SNAPSHOT_MAGIC, MAGIC_LEN) ||
	    !cur_skip(&r->c, MAGIC_LEN))
		return snapshot_wrong(r->error, r->path, "is no snapshot");
	if (!cur_le32(&r->c, &h->version) || !cur_le32(&r->c, &h->names) ||
	    !cur_le64(&r->c, &h->subscribers) ||
	    !cur_le64(&r->c, &h->saved_at) || !cur_le64(&r->c, &h->octets))
		return snapshot_wrong(r->error, r->path, "ends in its first %d octets",
		    HEAD_OLD_LEN);
	if (h->version < SNAPSHOT_OLD || h->version > SNAPSHOT_VERSION)
		return snapshot_wrong(r->error, r->path, "has version %lu, "
		    "and this program reads up to version %d",
		    (unsigned long)h->version, SNAPSHOT_VERSION);
	if (h->version != SNAPSHOT_OLD && (!have(r, 8) ||
	    !cur_le64(&r->c, &h->aliases)))
		return snapshot_wrong(r->error, r->path, "ends in its first "
		    "%d octets", HEAD_LEN);
	if (h->octets != size)
		return snapshot_wrong(r->error, r->path, "has %llu octets where it "
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

static unsigned
flags_known(const struct head *h)
{
	return h->version == SNAPSHOT_OLD ? PLACE_THERE | PLACE_GONE :
	    PLACE_FLAGS;
}

static bool
take_place(struct reader *r, struct place *p)
{
	uint16_t network, rest;
	uint32_t seen;

	if (!cur_le32(&r->c, &seen) || !cur_le16(&r->c, &network) ||
	    !cur_le16(&r->c, &rest) ||
	    ((unsigned)rest >> COUNTRY_BITS & ~flags_known(&r->head)) != 0 ||
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

	if (!cur_le64(&r->c, &s->key) || !number_valid(s->key) ||
	    !cur_le64(&r->c, &s->imei) ||
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
take_aliases(struct reader *r, struct aliases *a)
{
	uint64_t i, number, imsi;

	for (i = 0; i < r->head.aliases; i++) {
		if (!have(r, ALIAS_LEN))
			return false;
		if (!cur_le64(&r->c, &number) || !cur_le64(&r->c, &imsi) ||
		    !number_valid(number) || !number_valid(imsi))
			return damaged(r, "number", i);
		if (a != NULL)
			alias_set(a, number, imsi);
	}
	return true;
}

static bool
take_sum(struct reader *r)
{
	uint32_t sum, said;

	if (cur_left(&r->c) > 0 || r->left > 0)
		return snapshot_wrong(r->error, r->path, "is damaged: more follows "
		    "its last entry");
	sum = r->sum;
	r->left = SUM_LEN;
	if (!have(r, SUM_LEN))
		return false;
	if (!cur_le32(&r->c, &said) || said != sum)
		return snapshot_wrong(r->error, r->path, "is damaged: its octets do "
		    "not have the checksum that it says");
	return true;
}

/* A pass begins. */
static bool
read_head(struct reader *r, uint64_t size)
{
	if (lseek(r->fd, 0, SEEK_SET) != 0)
		return snapshot_wrong(r->error, r->path, "%s", strerror(errno));
	if (size < HEAD_OLD_LEN + SUM_LEN)
		return snapshot_wrong(r->error, r->path, "is no snapshot: %llu octets",
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
read_all(struct reader *r, uint64_t size, const struct snapshot_tables *t,
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
			merge(t->subscribers, &s);
	}
	if (!take_aliases(r, t == NULL ? NULL : t->aliases))
		return false;
	return take_sum(r);
}

static bool
load(struct reader *r, const struct snapshot_tables *t, snapshot_number *number,
    void *arg)
{
	struct stat st;

	if (fstat(r->fd, &st) != 0)
		return snapshot_wrong(r->error, r->path, "%s", strerror(errno));
	if (!S_ISREG(st.st_mode))
		return snapshot_wrong(r->error, r->path, "is no file");
	return read_sum(r, (uint64_t)st.st_size) &&
	    read_all(r, (uint64_t)st.st_size, NULL, number, arg) &&
	    read_all(r, (uint64_t)st.st_size, t, number, arg);
}

bool
snapshot_load(const char *path, const struct snapshot_tables *t,
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
		(void)snapshot_wrong(error, path, "%s", strerror(failed));
		errno = failed;
		return false;
	}
	r.number = calloc(SNAPSHOT_NAMES_MAX, sizeof(*r.number));
	fine = r.number != NULL ? load(&r, t, number, arg) :
	    snapshot_wrong(error, path, "%s", strerror(ENOMEM));
	if (fine)
		*saved_at = r.head.saved_at;
	free(r.number);
	close(r.fd);
	errno = 0;
	return fine;
}
