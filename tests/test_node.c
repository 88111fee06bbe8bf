/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of nodes against a list that is searched from its start.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../rules/state/node.h"
#include "random.h"

enum { SIZE = 40, STEPS = 200000 };

/* The one heard last first. */
struct known {
	uint64_t	 key;
	bool		 marked;
};

static struct known known[SIZE];
static unsigned nknown;
static uint64_t lost;

static unsigned
known_find(uint64_t key)
{
	unsigned i;

	for (i = 0; i < nknown; i++)
		if (known[i].key == key)
			break;
	return i;
}

/* Who goes: the last plain one, or the last marked one when these are more than
 * half or all. */
static unsigned
known_victim(void)
{
	unsigned i, marked = 0, plain = SIZE, last = SIZE;

	for (i = 0; i < nknown; i++) {
		marked += known[i].marked;
		*(known[i].marked ? &last : &plain) = i;
	}
	return plain < SIZE && marked <= SIZE / 2 ? plain : last;
}

static bool
known_get(uint64_t key)
{
	unsigned i = known_find(key);
	bool fresh = i == nknown;
	struct known k = { key, false };

	if (!fresh) {
		k = known[i];
	} else if (nknown < SIZE) {
		nknown++;
	} else {
		i = known_victim();
		lost++;
	}
	memmove(&known[1], &known[0], i * sizeof(known[0]));
	known[0] = k;
	return fresh;
}

static void
compare(const struct nodes *t, const uint64_t *key)
{
	uint32_t place = NODE_NONE;
	unsigned marked, i;

	for (marked = 2; marked-- > 0;)
		for (i = 0; i < nknown; i++) {
			if (known[i].marked != marked)
				continue;
			place = nodes_next(t, place);
			ck_assert_uint_ne(place, NODE_NONE);
			ck_assert_uint_eq(key[place], known[i].key);
			ck_assert_uint_eq(nodes_find(t, known[i].key), place);
		}
	ck_assert_uint_eq(nodes_next(t, place), NODE_NONE);
	ck_assert_uint_eq(nodes_count(t), nknown);
	ck_assert_uint_eq(nodes_lost(t), lost);
}

/* mark: one in so many is marked; 0: none. */
static void
against_list(unsigned mark)
{
	struct nodes *t = nodes_new(SIZE, 0x5ec2e7);
	uint64_t key[SIZE] = { 0 }, k;
	uint32_t place;
	unsigned n;
	bool fresh;

	nknown = 0;
	lost = 0;
	seed = 0x5eed + mark;
	compare(t, key);
	for (n = 0; n < STEPS; n++) {
		k = random_below(random_below(3) ? SIZE * 3 : SIZE / 2);
		place = nodes_get(t, k, &fresh);
		ck_assert_uint_lt(place, SIZE);
		if (fresh != known_get(k))
			ck_abort_msg("step %u: %u", n, (unsigned)k);
		if (fresh)
			key[place] = k;
		ck_assert_uint_eq(key[place], k);
		if (mark > 0 && random_below(mark) == 0) {
			nodes_mark(t, place);
			known[0].marked = true;
		}
		if (n % 64 == 0)
			compare(t, key);
		k = random_below(SIZE * 3);
		if ((nodes_find(t, k) == NODE_NONE) != (known_find(k) ==
		    nknown))
			ck_abort_msg("step %u: %u", n, (unsigned)k);
	}
	ck_assert_uint_gt(lost, STEPS / 10);
	nodes_free(t);
}

START_TEST(nodes_against_list)
{
	against_list(0);
	against_list(1);
	against_list(2);
	against_list(50);
}
END_TEST

/* Those that are marked do not drive out the others, nor these those. */
START_TEST(half_stays_plain)
{
	struct nodes *t = nodes_new(100, 1);
	unsigned i, n;
	bool fresh;

	for (i = 0; i < 10; i++)
		(void)nodes_get(t, 1000 + i, &fresh);
	for (i = 0; i < 100000; i++) {
		nodes_mark(t, nodes_get(t, 5000 + i, &fresh));
		for (n = 0; n < 10 && i % 7 == 0; n++) {
			(void)nodes_get(t, 1000 + n, &fresh);
			ck_assert(!fresh);
		}
	}
	for (i = 0; i < 100000; i++)
		(void)nodes_get(t, 500000 + i, &fresh);
	for (i = n = 0; i < 100000; i++)
		n += nodes_find(t, 5000 + i) != NODE_NONE;
	ck_assert_uint_eq(n, 50);
	nodes_free(t);
}
END_TEST

START_TEST(sizes_and_keys)
{
	struct nodes *t = nodes_new(1, 1);
	bool fresh;

	ck_assert_uint_eq(nodes_find(t, 0), NODE_NONE);
	ck_assert_uint_eq(nodes_next(t, NODE_NONE), NODE_NONE);
	ck_assert_uint_eq(nodes_get(t, 0, &fresh), 0);
	ck_assert(fresh);
	nodes_mark(t, 0);
	nodes_mark(t, 0);
	ck_assert_uint_eq(nodes_get(t, UINT64_MAX, &fresh), 0);
	ck_assert(fresh);
	ck_assert_uint_eq(nodes_find(t, 0), NODE_NONE);
	ck_assert_uint_eq(nodes_lost(t), 1);
	ck_assert_uint_ge(nodes_octets(t), 24);
	nodes_free(t);
	nodes_free(NULL);
	ck_assert_ptr_null(nodes_new(0, 1));
	ck_assert_ptr_null(nodes_new(NODE_MAX + 1, 1));
	ck_assert_ptr_null(nodes_new(SIZE_MAX, 1));
}
END_TEST

START_TEST(names)
{
	uint8_t text[NODE_NAME_MAX + 9];
	struct node n = { .key = 7, .name = text, .partner = 3 };
	struct node_name name;

	memset(text, 'a', sizeof(text));
	memset(&name, 0xff, sizeof(name));
	n.len = sizeof(text);
	node_name_set(&name, &n);
	ck_assert_uint_eq(name.key, 7);
	ck_assert_uint_eq(name.partner, 3);
	ck_assert_uint_eq(name.len, NODE_NAME_MAX);
	ck_assert_mem_eq(name.name, text, NODE_NAME_MAX);
	n.len = 2;
	node_name_set(&name, &n);
	ck_assert_uint_eq(name.len, 2);
	ck_assert_mem_eq(name.name, "aa\0\0", 4);
	n.name = NULL;
	n.len = 0;
	node_name_set(&name, &n);
	ck_assert_uint_eq(name.len, 0);
	ck_assert_uint_eq(name.name[0], 0);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("node");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_test(t, nodes_against_list);
	tcase_add_test(t, half_stays_plain);
	tcase_add_test(t, sizes_and_keys);
	tcase_add_test(t, names);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
