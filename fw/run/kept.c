/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing what is kept: gathered in memory, written aside and renamed.
 */
#include "kept.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../dissectors/wbuf.h"
#include "../../rules/block.h"
#include "../../rules/control.h"
#include "../../rules/judge.h"
#include "../../rules/state/sunk.h"
#include "../../rules/whole.h"
#include "../snapshot.h"
#include "kept_impl.h"
#include "say.h"

bool
kept_path(const struct ruleset *rules, const char *end, char path[PATH_MAX])
{
	const char *state = ruleset_conf(rules)->run.state;
	int n;

	if (state == NULL)
		return false;
	n = snprintf(path, PATH_MAX, "%s.kept%s", state, end);
	return n > 0 && n < PATH_MAX;
}

/* A part of the file, in memory. */
struct part {
	FILE		*f;
	char		*text;
	size_t		 len;
};

struct writer {
	struct part	 entries, storms, sunk;
	const struct conf_table *table;
	uint32_t	 n, nstorm;
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
	uint8_t octets[KEPT_ENTRY_LEN];
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

static void
put_name(FILE *f, const char *name)
{
	(void)fwrite(name, 1, strlen(name), f);
}

static void
put_storm(void *arg, const char *storm, const char *partner,
    const float *usual)
{
	struct writer *w = arg;
	uint8_t octets[KEPT_STORM_LEN];
	struct wbuf b = wbuf_make(octets, sizeof(octets));
	unsigned i;

	for (i = 0; i < STORM_QUARTERS; i++)
		wbuf_le32(&b, usual[i] < 0 ? UINT32_MAX :
		    usual[i] > KEPT_USUAL_MAX ? KEPT_USUAL_MAX * 1000U :
		    (uint32_t)(usual[i] * 1000));
	(void)fputc((int)strlen(storm), w->storms.f);
	(void)fputc((int)strlen(partner), w->storms.f);
	put_name(w->storms.f, storm);
	put_name(w->storms.f, partner);
	(void)fwrite(octets, 1, b.len, w->storms.f);
	w->nstorm++;
}

/* All of it, in its parts; false: no memory. */
static bool
gather(struct writer *w, const struct ruleset *rules, struct judge *judge,
    uint64_t now)
{
	const struct conf *conf = ruleset_conf(rules);
	bool fine = part_begin(&w->entries) && part_begin(&w->storms) &&
	    part_begin(&w->sunk);
	struct block *b;
	size_t i;

	for (i = 0; fine && i < conf->ntable; i++) {
		w->table = &conf->table[i];
		b = w->table->persist ? judge_block(judge, i) : NULL;
		if (b != NULL)
			block_walk(b, now, put_entry, w);
	}
	if (fine && judge_control(judge) != NULL) {
		control_usual(judge_control(judge), put_storm, w);
		control_sunk_write(judge_control(judge), w->sunk.f);
	}
	fine = part_end(&w->entries) && fine;
	fine = part_end(&w->storms) && fine;
	return part_end(&w->sunk) && fine;
}

/* Returns errno, or 0. */
static int
write_all(int fd, const struct writer *w)
{
	const struct part *const parts[] = { &w->entries, &w->storms,
	    &w->sunk };
	uint64_t octets = KEPT_HEAD_LEN + w->entries.len + w->storms.len +
	    w->sunk.len + KEPT_SUM_LEN;
	uint8_t head[KEPT_HEAD_LEN], end[KEPT_SUM_LEN];
	struct wbuf h = wbuf_make(head, sizeof(head)),
	    e = wbuf_make(end, sizeof(end));
	uint32_t sum;
	unsigned i;
	int fail;

	if (octets > KEPT_OCTETS_MAX)
		return EFBIG;
	wbuf_octets(&h, KEPT_MAGIC, KEPT_MAGIC_LEN);
	wbuf_le32(&h, KEPT_VERSION);
	wbuf_le32(&h, w->n);
	wbuf_le64(&h, octets);
	wbuf_le64(&h, w->sunk.len);
	wbuf_le32(&h, w->nstorm);
	sum = snapshot_sum(0, head, KEPT_HEAD_LEN);
	fail = whole_write(fd, head, KEPT_HEAD_LEN);
	for (i = 0; i < 3; i++) {
		sum = snapshot_sum(sum, parts[i]->text, parts[i]->len);
		if (fail == 0)
			fail = whole_write(fd, parts[i]->text, parts[i]->len);
	}
	wbuf_le32(&e, sum);
	return fail != 0 ? fail : whole_write(fd, end, KEPT_SUM_LEN);
}

/* What another program, or a later version, has put there stays. */
static bool
is_ours(const char *path)
{
	uint8_t head[KEPT_MAGIC_LEN + 4];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n = fd < 0 ? 0 : read(fd, head, sizeof(head));
	struct cur c = cur_make(head, n < 0 ? 0 : (size_t)n);
	uint32_t version = 0;

	if (fd < 0)
		return errno == ENOENT;
	close(fd);
	return cur_begins(&c, KEPT_MAGIC, KEPT_MAGIC_LEN) && cur_skip(&c, KEPT_MAGIC_LEN) &&
	    cur_le32(&c, &version) && version <= KEPT_VERSION;
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

	if (judge == NULL || !kept_path(rules, "", path) ||
	    !kept_path(rules, ".new", aside))
		return true;
	/* nothing to keep, and no file that says otherwise: none is made */
	if (gather(&w, rules, judge, now))
		fail = w.n == 0 && w.nstorm == 0 && w.sunk.len == 0 &&
		    access(path, F_OK) != 0 ? 0 : replace(path, aside, &w);
	free(w.entries.text);
	free(w.storms.text);
	free(w.sunk.text);
	if (fail != 0)
		say("%s: cannot be saved, so what was blocked, steered or sunk "
		    "by hand, or learned of storms, does not outlive the "
		    "engine: %s", path,
		    fail == EBUSY ? "another process saves" : strerror(fail));
	return fail == 0;
}

void
kept_sync(const struct ruleset *rules)
{
	char path[PATH_MAX];
	int fd;

	if (!kept_path(rules, "", path))
		return;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return;
	(void)fsync(fd);
	close(fd);
}
