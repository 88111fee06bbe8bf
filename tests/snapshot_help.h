/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What tests of snapshots share: a directory of their own, and people whose
 * entries differ in all that can differ.
 */
#ifndef TESTS_SNAPSHOT_HELP_H
#define TESTS_SNAPSHOT_HELP_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../fw/snapshot.h"
#include "../rules/state/alias.h"
#include "../rules/state/subscriber.h"

enum { MANY = 20000 };

#define NOW	UINT64_C(1700000000123456789)

static char dir[] = "/tmp/snapshot-XXXXXX";
static char path[64], aside[80];
static char error[SNAPSHOT_ERROR_MAX];

static inline bool
directory_make(void)
{
	if (mkdtemp(dir) == NULL)
		return false;
	snprintf(path, sizeof(path), "%s/places", dir);
	snprintf(aside, sizeof(aside), "%s.new", path);
	return true;
}

static inline void
directory_remove(void)
{
	unlink(aside);
	unlink(path);
	rmdir(dir);
}

static inline uint64_t
imsi(uint64_t i)
{
	return UINT64_C(15) << 56 | (UINT64_C(1010000000000) + i);
}

/* All that can differ does. */
static inline void
person(struct subscriber *s, unsigned i)
{
	s->imei = i % 3 ? UINT64_C(14) << 56 | (35000000000000 + i) : 0;
	place_set(&s->place[PLACE_SS7], 1700000000 + i, i % 3, i % 1000,
	    5 * i % 16);
	place_set(&s->place[PLACE_DIAMETER], 4000000000 - i, (i + 1) % 3,
	    1000 - i % 1000, (i + 1) % 16);
}

static inline struct subscribers *
people(unsigned n, uint64_t secret)
{
	struct subscribers *t = subscribers_new(n, secret);
	unsigned i;

	ck_assert_ptr_nonnull(t);
	for (i = 0; i < n; i++)
		person(subscriber_get(t, imsi(i)), i);
	return t;
}

/* Subscribers alone. */
static inline const struct snapshot_tables *
alone(struct subscribers *t)
{
	static struct snapshot_tables all;

	all = (struct snapshot_tables){ t, NULL };
	return &all;
}

static const char *const names[] = { NULL, "alpha", "beta \xc3\xa9" };
static const struct snapshot_names three = { names, 3 };

/* The same numbers again. */
static inline uint16_t
as_before(void *arg, const char *name)
{
	uint16_t i;

	(void)arg;
	for (i = 1; i < 3; i++)
		if (strcmp(name, names[i]) == 0)
			return i;
	ck_abort_msg("network \"%s\"", name);
}

static inline bool
save(struct subscribers *t, uint64_t now)
{
	return snapshot_save(path, alone(t), &three, now, error);
}

static inline bool
load(struct subscribers *t, uint64_t *at)
{
	return snapshot_load(path, alone(t), as_before, NULL, at, error);
}

static inline void
must_save(struct subscribers *t, uint64_t now)
{
	if (!save(t, now))
		ck_abort_msg("%s", error);
	ck_assert_str_eq(error, "");
	ck_assert_int_ne(access(aside, F_OK), 0);
}

static inline void
must_load(struct subscribers *t, uint64_t now)
{
	uint64_t at;

	if (!load(t, &at))
		ck_abort_msg("%s", error);
	ck_assert_str_eq(error, "");
	ck_assert_uint_eq(at, now);
}

static inline void
holds_people(const struct subscribers *t, unsigned n)
{
	const struct subscriber *s;
	struct subscriber want;
	unsigned i;

	ck_assert_uint_eq(subscribers_count(t), n);
	for (i = 0; i < n; i++) {
		memset(&want, 0, sizeof(want));
		want.key = imsi(i);
		person(&want, i);
		s = subscriber_look(t, imsi(i));
		if (s == NULL || memcmp(s, &want, sizeof(want)) != 0)
			ck_abort_msg("subscriber %u of %u", i, n);
	}
}

#endif
