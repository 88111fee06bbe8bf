/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading what was kept: all of it is looked at before any of it is taken.
 */
#include "kept.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../rules/block.h"
#include "../../rules/control.h"
#include "../../rules/judge.h"
#include "../../rules/whole.h"
#include "../snapshot.h"
#include "kept_impl.h"
#include "say.h"

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
	    st.st_size >= KEPT_HEAD_OLD_LEN + KEPT_SUM_LEN &&
	    st.st_size <= KEPT_OCTETS_MAX) {
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
read_head(struct cur *c, struct kept_head *h)
{
	size_t len = cur_left(c);
	struct cur all = *c, end;
	uint32_t sum;

	/* who reads the file has seen to it that it has a head and a sum */
	if (!cur_begins(c, KEPT_MAGIC, KEPT_MAGIC_LEN) || !cur_skip(c, KEPT_MAGIC_LEN) ||
	    !cur_le32(c, &h->version) || !cur_le32(c, &h->entries) ||
	    !cur_le64(c, &h->octets) || !cur_le64(c, &h->sunk))
		return "is not what this program saves";
	if (h->version == 0 || h->version > KEPT_VERSION)
		return "has another version than this program reads";
	h->storms = 0;
	if (h->version > 1 && !cur_le32(c, &h->storms))
		return "is damaged";
	if (h->octets != len)
		return "is damaged: it has another length than it says";
	if (!cur_take(&all, len - KEPT_SUM_LEN, &end) || !cur_le32(&all, &sum) ||
	    sum != snapshot_sum(0, end.p, cur_left(&end)))
		return "is damaged: its checksum is another";
	if (!cur_take(c, cur_left(c) - KEPT_SUM_LEN, &end))
		return "is damaged";
	*c = end;
	return NULL;
}

/* A name of ours, as text; false: it is none. */
static bool
take_name(struct cur *c, size_t len, char name[CONF_NAME_MAX + 1])
{
	struct cur octets;

	if (len > CONF_NAME_MAX || !cur_take(c, len, &octets) ||
	    memchr(octets.p, '\0', len) != NULL)
		return false;
	memcpy(name, octets.p, len);
	name[len] = '\0';
	return true;
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

/* What one storm has learned; k NULL: to look only.  False: it is not. */
static bool
take_storm(struct cur *c, struct control *k)
{
	char storm[CONF_NAME_MAX + 1], partner[CONF_NAME_MAX + 1];
	float usual[STORM_QUARTERS];
	uint8_t len, partner_len;
	uint32_t rate;
	unsigned i;

	if (!cur_u8(c, &len) || !cur_u8(c, &partner_len) ||
	    !take_name(c, len, storm) || !take_name(c, partner_len, partner))
		return false;
	for (i = 0; i < STORM_QUARTERS; i++) {
		if (!cur_le32(c, &rate))
			return false;
		usual[i] = rate == UINT32_MAX ? -1 : (float)rate / 1000;
	}
	if (k != NULL)
		control_teach(k, storm, partner, usual);
	return true;
}

static bool
take_storms(struct cur *c, uint32_t n, struct control *k)
{
	for (; n > 0; n--)
		if (!take_storm(c, k))
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
	struct kept_head h;
	const char *why = read_head(&c, &h);
	struct cur look = c;

	if (why != NULL)
		return why;
	if (!take_entries(&look, h.entries, NULL, NULL, now) ||
	    !take_storms(&look, h.storms, NULL) || cur_left(&look) != h.sunk)
		return "is damaged: its parts do not add up";
	(void)take_entries(&c, h.entries, rules, judge, now);
	(void)take_storms(&c, h.storms, k);
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

	if (judge == NULL || !kept_path(rules, "", path))
		return;
	p = read_octets(path, &len, &why);
	if (p != NULL)
		why = load(cur_make(p, len), rules, judge, now);
	free(p);
	if (why != NULL)
		say("%s %s; nothing of it is blocked, steered or sunk", path,
		    why);
}
