/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tickets against a list of what is open.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "../fw/run/ticket.h"
#include "random.h"

enum { MAX = 300, STEPS = 100000, NAMES = 40, LONG = TICKET_COPY_MAX + 100 };

/* One that is open, in the order in which it was opened. */
struct open {
	uint32_t	 id;
	uint64_t	 name;
	uint8_t		 octet;
	size_t		 len;
};

static struct open open[MAX];
static unsigned nopen;
static struct tickets *tickets;
static uint8_t octets[LONG];

static void
step_open(unsigned max)
{
	size_t len = random_below(10) ? 20 + random_below(800) :
	    random_below(LONG);
	struct ticket *t;
	struct open *o;

	memset(octets, (int)random_below(256), len);
	t = ticket_open(tickets, octets, len);
	ck_assert((t == NULL) == (nopen >= max));
	if (t == NULL)
		return;
	ck_assert_uint_eq(t->len, len);
	o = &open[nopen++];
	*o = (struct open){ .id = ticket_id(tickets, t), .len = len,
	    .octet = len > 0 ? octets[0] : 0 };
	ck_assert_uint_ne(o->id, ticket_nobody());
	if (random_below(3) > 0) {
		o->name = 1 + random_below(NAMES);
		ticket_name(tickets, t, o->name);
	}
}

static void
step_close(void)
{
	unsigned i = random_below(2) ? 0 : random_below(nopen);
	struct ticket *t = ticket_find(tickets, open[i].id);
	struct way *to = (struct way *)(void *)&nopen;
	size_t n = 0;

	ck_assert(t != NULL);
	while (n < t->kept && t->copy[n] == open[i].octet)
		n++;
	ck_assert_uint_eq(n, open[i].len < TICKET_COPY_MAX ? open[i].len :
	    TICKET_COPY_MAX);
	t->to = to;
	ck_assert(!ticket_late(tickets, open[i].id, to));
	ticket_close(tickets, t);
	ck_assert(ticket_find(tickets, open[i].id) == NULL);
	ck_assert(ticket_late(tickets, open[i].id, to));
	ck_assert(!ticket_late(tickets, open[i].id, NULL));
	memmove(open + i, open + i + 1, (nopen - i - 1) * sizeof(*open));
	nopen--;
}

/* The order, and the latest of each name. */
static void
look(void)
{
	struct ticket *t = ticket_first(tickets);
	uint32_t latest[NAMES + 1];
	unsigned i;

	memset(latest, 0xff, sizeof(latest));
	for (i = 0; i < nopen; i++, t = ticket_next(tickets, t)) {
		if (t != ticket_find(tickets, open[i].id))
			ck_abort_msg("another order");
		latest[open[i].name] = open[i].id;
	}
	ck_assert(t == NULL);
	ck_assert_uint_eq(tickets_open(tickets), nopen);
	for (i = 1; i <= NAMES; i++) {
		t = ticket_named(tickets, i);
		if (latest[i] == UINT32_MAX ? t != NULL :
		    t == NULL || ticket_id(tickets, t) != latest[i])
			ck_abort_msg("name %u", i);
	}
}

START_TEST(against_a_list)
{
	unsigned n, max = MAX / 3;

	seed = 0x71c;
	tickets = tickets_new(max);
	ck_assert(tickets != NULL);
	for (n = 0; n < STEPS; n++) {
		if (random_below(100) < (n / 10000 % 2 ? 53U : 47U))
			step_open(max);
		else if (nopen > 0)
			step_close();
		tickets_turn(tickets);
		if (n % 16 == 0)
			look();
		if (n % 20000 == 19999) {
			max = MAX / 4 + random_below(MAX * 3 / 4);
			ck_assert(tickets_resize(tickets, max));
		}
	}
	while (nopen > 0)
		step_close();
	look();
	tickets_free(tickets);
}
END_TEST

/* Identifiers come again late. */
START_TEST(identifiers_differ)
{
	uint32_t first, id;
	struct ticket *t;
	unsigned n;

	tickets = tickets_new(10);
	t = ticket_open(tickets, octets, 20);
	first = ticket_id(tickets, t);
	ticket_close(tickets, t);
	for (n = 1; n < 1U << (32 - TICKET_BITS); n++) {
		t = ticket_open(tickets, octets, 20);
		id = ticket_id(tickets, t);
		if (id == first || ticket_find(tickets, first) != NULL)
			ck_abort_msg("%u came again after %u", id, n);
		ticket_close(tickets, t);
	}
	ck_assert(ticket_find(tickets, UINT32_MAX) == NULL);
	ck_assert(ticket_find(tickets, ticket_nobody()) == NULL);
	tickets_free(tickets);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("ticket");
	TCase *t = tcase_create("ticket");
	SRunner *r;
	int failed;

	tcase_add_test(t, against_a_list);
	tcase_add_test(t, identifiers_differ);
	tcase_set_timeout(t, 60);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
