/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The file, all numbers little endian:
 *
 *	8  "BWKEPT\r\n"
 *	4  version, 1
 *	4  number of entries
 *	8  octets of the whole file
 *	8  octets of the text of the sinkhole
 *	entries: 2 length of the table's name, 1 its type, 1 length of the
 *	   key, 8 end (ns since 1970, all ones: none), name, key
 *	lines of the sinkhole (rules/state/sunk.h)
 *	4  CRC-32 of everything before
 *
 * Tables are found by name and type, for the next configuration may have them
 * in another order.
 */
#include "kept.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../dissectors/wbuf.h"
#include "../../rules/block.h"
#include "../../rules/control.h"
#include "../../rules/judge.h"
#include "../../rules/state/sunk.h"
#include "../../rules/whole.h"
#include "../snapshot.h"
#include "say.h"

#define MAGIC		"BWKEPT\r\n"

enum {
	VERSION = 1,
	MAGIC_LEN = 8,
	HEAD_LEN = 32,
	ENTRY_LEN = 12,			/* without name and key */
	SUM_LEN = 4,
	OCTETS_MAX = 256 << 20,
};

struct head {
	uint32_t	 version, entries;
	uint64_t	 octets, sunk;
};

/* ---- names ---- */

static bool
path_of(const struct ruleset *rules, const char *end, char path[PATH_MAX])
{
	const char *state = ruleset_conf(rules)->run.state;
	int n;

	if (state == NULL)
		return false;
	n = snprintf(path, PATH_MAX, "%s.kept%s", state, end);
	return n > 0 && n < PATH_MAX;
}

/* ---- writing ---- */

/* A part of the file, in memory. */
struct part {
	FILE		*f;
	char		*text;
	size_t		 len;
};

struct writer {
	struct part	 entries, sunk;
	const struct conf_table *table;
	uint32_t	 n;
};

static bool
part_begin(struct part *p)
{
	p->f = open_memstream(&p->text, &p->len);
	return p->f != NULL;
}

/* False: no memory. */
static bool
part_end(struct part *p)
{
	bool fine = p->f != NULL && ferror(p->f) == 0;

	if (p->f != NULL)
		fine = fclose(p->f) == 0 && fine;
	p->f = NULL;
	return fine;
}

static void
put_entry(void *arg, const uint8_t *key, size_t len, uint64_t until)
{
	struct writer *w = arg;
	size_t name = strlen(w->table->name);
	uint8_t octets[ENTRY_LEN];
	struct wbuf b = wbuf_make(octets, sizeof(octets));

	wbuf_le16(&b, (unsigned)name);
	wbuf_u8(&b, w->table->type);
	wbuf_u8(&b, (unsigned)len);
	wbuf_le64(&b, until);
	(void)fwrite(octets, 1, b.len, w->entries.f);
	(void)fwrite(w->table->name, 1, name, w->entries.f);
	(void)fwrite(key, 1, len, w->entries.f);
	w->n++;
}

/* All of it, in its parts; false: no memory. */
static bool
gather(struct writer *w, const struct ruleset *rules, struct judge *judge,
    uint64_t now)
{
	const struct conf *conf = ruleset_conf(rules);
	bool fine = part_begin(&w->entries) && part_begin(&w->sunk);
	struct block *b;
	size_t i;

	for (i = 0; fine && i < conf->ntable; i++) {
		w->table = &conf->table[i];
		b = w->table->persist ? judge_block(judge, i) : NULL;
		if (b != NULL)
			block_walk(b, now, put_entry, w);
	}
	if (fine && judge_control(judge) != NULL)
		control_sunk_write(judge_control(judge), w->sunk.f);
	fine = part_end(&w->entries) && fine;
	return part_end(&w->sunk) && fine;
}

/* Returns errno, or 0. */
static int
write_all(int fd, const struct writer *w)
{
	uint64_t octets = HEAD_LEN + w->entries.len + w->sunk.len + SUM_LEN;
	uint8_t head[HEAD_LEN], end[SUM_LEN];
	struct wbuf h = wbuf_make(head, sizeof(head)),
	    e = wbuf_make(end, sizeof(end));
	uint32_t sum;
	int fail;

	if (octets > OCTETS_MAX)
		return EFBIG;
	wbuf_octets(&h, MAGIC, MAGIC_LEN);
	wbuf_le32(&h, VERSION);
	wbuf_le32(&h, w->n);
	wbuf_le64(&h, octets);
	wbuf_le64(&h, w->sunk.len);
	sum = snapshot_sum(0, head, HEAD_LEN);
	sum = snapshot_sum(sum, w->entries.text, w->entries.len);
	sum = snapshot_sum(sum, w->sunk.text, w->sunk.len);
	wbuf_le32(&e, sum);
	fail = whole_write(fd, head, HEAD_LEN);
	if (fail == 0)
		fail = whole_write(fd, w->entries.text, w->entries.len);
	if (fail == 0)
		fail = whole_write(fd, w->sunk.text, w->sunk.len);
	return fail != 0 ? fail : whole_write(fd, end, SUM_LEN);
}

/* What another program, or a later version, has put there stays. */
static bool
is_ours(const char *path)
{
	uint8_t head[MAGIC_LEN + 4];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n = fd < 0 ? 0 : read(fd, head, sizeof(head));
	struct cur c = cur_make(head, n < 0 ? 0 : (size_t)n);
	uint32_t version = 0;

	if (fd < 0)
		return errno == ENOENT;
	close(fd);
	return cur_begins(&c, MAGIC, MAGIC_LEN) && cur_skip(&c, MAGIC_LEN) &&
	    cur_le32(&c, &version) && version <= VERSION;
}

/* Returns errno, or 0. */
static int
replace(const char *path, const char *aside, const struct writer *w)
{
	int fd, fail;

	if (!is_ours(path))
		return EEXIST;
	fd = snapshot_aside(aside);
	if (fd < 0)
		return errno;
	fail = write_all(fd, w);
	if (fail == 0 && rename(aside, path) != 0)
		fail = errno;
	if (fail != 0)
		(void)unlink(aside);
	/* not before it has its name: so long it is locked */
	if (close(fd) != 0 && fail == 0)
		fail = errno;
	return fail;
}

size_t
kept_count(const struct ruleset *rules, struct judge *judge)
{
	const struct conf *conf = ruleset_conf(rules);
	struct block *b;
	size_t i, n = 0;

	if (judge == NULL || conf->run.state == NULL)
		return 0;
	for (i = 0; i < conf->ntable; i++) {
		b = conf->table[i].persist ? judge_block(judge, i) : NULL;
		/* those that have ended and are not gone yet are many, too */
		n += b == NULL ? 0 : block_count(b, 0);
	}
	if (judge_control(judge) != NULL)
		n += sunks_count(control_sunks(judge_control(judge)));
	return n;
}

bool
kept_save(const struct ruleset *rules, struct judge *judge, uint64_t now)
{
	struct writer w = { .n = 0 };
	char path[PATH_MAX], aside[PATH_MAX];
	int fail = ENOMEM;

	if (judge == NULL || !path_of(rules, "", path) ||
	    !path_of(rules, ".new", aside))
		return true;
	/* nothing to keep, and no file that says otherwise: none is made */
	if (gather(&w, rules, judge, now))
		fail = w.n == 0 && w.sunk.len == 0 && access(path, F_OK) != 0 ?
		    0 : replace(path, aside, &w);
	free(w.entries.text);
	free(w.sunk.text);
	if (fail != 0)
		say("%s: cannot be saved, so what was blocked, steered or sunk "
		    "by hand does not outlive the engine: %s", path,
		    fail == EBUSY ? "another process saves" : strerror(fail));
	return fail == 0;
}

void
kept_sync(const struct ruleset *rules)
{
	char path[PATH_MAX];
	int fd;

	if (!path_of(rules, "", path))
		return;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return;
	(void)fsync(fd);
	close(fd);
}

/* ---- reading ---- */

/* The octets, the caller's to free; NULL and a reason, which is NULL where
 * there is no file. */
static uint8_t *
read_octets(const char *path, size_t *len, const char **why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	uint8_t *p = NULL;

	*len = 0;
	*why = fd < 0 && errno == ENOENT ? NULL : strerror(errno);
	if (fd < 0)
		return NULL;
	*why = "is no file of this program's, or too large";
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_size >= HEAD_LEN + SUM_LEN && st.st_size <= OCTETS_MAX) {
		*why = "no memory";
		p = malloc((size_t)st.st_size);
	}
	if (p != NULL && (whole_read(fd, p, (size_t)st.st_size, len) != 0 ||
	    *len < (size_t)st.st_size)) {
		*why = "cannot be read";
		free(p);
		p = NULL;
	}
	close(fd);
	return p;
}

/* c is left behind the head, and ends where the sum begins. */
static const char *
read_head(struct cur *c, struct head *h)
{
	size_t len = cur_left(c);
	struct cur all = *c, end;
	uint32_t sum;

	/* who reads the file has seen to it that it has a head and a sum */
	if (!cur_begins(c, MAGIC, MAGIC_LEN) || !cur_skip(c, MAGIC_LEN) ||
	    !cur_le32(c, &h->version) || !cur_le32(c, &h->entries) ||
	    !cur_le64(c, &h->octets) || !cur_le64(c, &h->sunk))
		return "is not what this program saves";
	if (h->version != VERSION)
		return "has another version than this program reads";
	if (h->octets != len)
		return "is damaged: it has another length than it says";
	if (!cur_take(&all, len - SUM_LEN, &end) || !cur_le32(&all, &sum) ||
	    sum != snapshot_sum(0, end.p, cur_left(&end)))
		return "is damaged: its checksum is another";
	if (!cur_take(c, cur_left(c) - SUM_LEN, &end))
		return "is damaged";
	*c = end;
	return NULL;
}

static struct block *
block_of(const struct ruleset *rules, struct judge *judge, struct cur name,
    unsigned type)
{
	const struct conf *conf = ruleset_conf(rules);
	const struct conf_table *t;
	size_t i;

	for (i = 0; i < conf->ntable; i++) {
		t = &conf->table[i];
		if (t->persist && t->type == type &&
		    strlen(t->name) == cur_left(&name) &&
		    memcmp(t->name, name.p, cur_left(&name)) == 0)
			return judge_block(judge, i);
	}
	return NULL;
}

/* One entry; rules NULL: to look only.  False: it is none. */
static bool
take_entry(struct cur *c, const struct ruleset *rules, struct judge *judge,
    uint64_t now)
{
	struct cur name, key;
	struct block *b;
	uint8_t type, len;
	uint16_t n;
	uint64_t until;

	if (!cur_le16(c, &n) || !cur_u8(c, &type) || !cur_u8(c, &len) ||
	    !cur_le64(c, &until) || n == 0 || n > CONF_NAME_MAX || len == 0 ||
	    !cur_take(c, n, &name) || !cur_take(c, len, &key))
		return false;
	b = rules == NULL ? NULL : block_of(rules, judge, name, type);
	return b == NULL || block_add(b, key.p, cur_left(&key), now, until);
}

static bool
take_entries(struct cur *c, uint32_t n, const struct ruleset *rules,
    struct judge *judge, uint64_t now)
{
	for (; n > 0; n--)
		if (!take_entry(c, rules, judge, now))
			return false;
	return true;
}

/* Nothing is taken before all of it was looked at.  NULL, or what is wrong. */
static const char *
load(struct cur c, const struct ruleset *rules, struct judge *judge,
    uint64_t now)
{
	struct control *k = judge_control(judge);
	char error[CONTROL_ERROR_MAX];
	struct head h;
	const char *why = read_head(&c, &h);
	struct cur look = c;

	if (why != NULL)
		return why;
	if (!take_entries(&look, h.entries, NULL, NULL, now) ||
	    cur_left(&look) != h.sunk)
		return "is damaged: its parts do not add up";
	(void)take_entries(&c, h.entries, rules, judge, now);
	if (k != NULL && h.sunk > 0 && !control_sunk_read(k,
	    (const char *)c.p, cur_left(&c), now, error))
		say("not every source that was sunk is known: %s", error);
	return NULL;
}

void
kept_load(const struct ruleset *rules, struct judge *judge, uint64_t now)
{
	char path[PATH_MAX];
	const char *why;
	uint8_t *p;
	size_t len;

	if (judge == NULL || !path_of(rules, "", path))
		return;
	p = read_octets(path, &len, &why);
	if (p != NULL)
		why = load(cur_make(p, len), rules, judge, now);
	free(p);
	if (why != NULL)
		say("%s %s; nothing of it is blocked, steered or sunk", path,
		    why);
}
