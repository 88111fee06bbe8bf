/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is remembered under one configuration, met under the next one.
 */
#include "../rules/context.h"
#include "../rules/state/far.h"
#include "../rules/state/habit.h"
#include "../rules/state/subscriber.h"
#include "judge_case.h"

#define BLUE_VLR	"99980000012"
#define HOME	"!home { plmn 001-01 gt 88210* realm " REALM_HOME " }\n"
#define RED	"partner \"red\" { plmn 999-70 gt 9997* realm " REALM_RED " }\n"
#define BLUE	"partner \"blue\" { plmn 999-80 gt 9998* realm " REALM_BLUE " }\n"
#define GREEN	"partner \"green\" { plmn 999-90 realm green.example.org }\n"
#define WATCHED								\
    "memory { }\ncheck previous-place enforce\ncheck unasked enforce\n"	\
    "screen in { drop finding previous-place label elsewhere\n"		\
    "drop finding unasked label unasked pass label fine }\n"

static uint64_t now;
static struct rules more;

static const char *
judge(const struct sig_msg *m)
{
	now += SECOND / 10;
	return rules_judge(&r, m, now);
}

static void
swap(const char *text)
{
	struct ruleset *old = r.rs;

	rules_open(&more, text);
	ck_assert(judge_swap(r.judge, more.rs));
	r.rs = more.rs;
	judge_free(more.judge);
	ruleset_free(old);
}

static const struct sig_msg *
ulr_of(uint32_t hbh)
{
	return input_diameter(&in, &(struct diameter_input){ .hbh = hbh });
}

/* Home's answer to ulr_of(). */
static const struct sig_msg *
ula(uint32_t hbh)
{
	const struct diameter_form *f = diameter_form_find(316);
	struct diameter_head h = { .flags = 0x40, .code = 316, .app = f->app,
	    .hbh = hbh, .e2e = hbh };
	struct build_ids ids = build_ids_default;
	struct wbuf w = wbuf_make(in.octets, sizeof(in.octets));

	ids.v[BUILD_ID_ORIGIN_HOST] = "hss1." REALM_HOME;
	ids.v[BUILD_ID_ORIGIN_REALM] = REALM_HOME;
	diameter_answer(&w, f, &h, &ids, "268=2001", true);
	input_read(&in, SIG_ENTRY_DIAMETER, &w, 0, 0);
	return &in.m;
}

/* What only the network that serves the subscriber may say. */
static const struct sig_msg *
ready(const char *vlr)
{
	return input_map(&in, &(struct map_input){ .op = 67, .vlr = vlr,
	    .calling = vlr, .argument = "a3{04:imsi 80:vlr}" });
}

static void
at_red(void)
{
	ck_assert_str_eq(judge(ulr_of(7)), "pass fine");
	ck_assert_str_eq(judge(ula(7)), "pass (no rules)");
}

struct seen {
	const char	*name;
	uint64_t	 asked;
};

static void
look_for(void *arg, const struct far *f)
{
	struct seen *s = arg;

	if (f->node.len == strlen(s->name) &&
	    memcmp(f->node.name, s->name, f->node.len) == 0)
		s->asked = f->asked + f->sent;
}

static uint64_t
asked_of(const char *name)
{
	struct seen s = { .name = name };

	memory_far(judge_memory(r.judge), false, look_for, &s);
	return s.asked;
}

/* Wherever partners stand, a place is where it was. */
START_TEST(places_go_by_name)
{
	static const char *const other[] = {
		HOME RED BLUE GREEN WATCHED, HOME BLUE RED WATCHED,
		HOME GREEN BLUE RED WATCHED, HOME RED WATCHED,
		HOME RED BLUE WATCHED,
	};
	uint64_t asked;
	size_t i;

	now = 1000 * SECOND;
	rules_open(&r, HOME RED BLUE WATCHED);
	at_red();
	asked = asked_of("red");
	ck_assert_uint_gt(asked, 0);
	for (i = 0; i < sizeof(other) / sizeof(other[0]); i++) {
		swap(other[i]);
		ck_assert_str_eq(judge(ready(BLUE_VLR)), "drop elsewhere");
		ck_assert_uint_eq(asked_of("red"), asked);
		ck_assert_str_eq(judge(ready("99970000012")), "pass fine");
		asked = asked_of("red");
	}
	rules_close(&r);
}
END_TEST

/* A network that is no partner any more is nobody's place, and does not become
 * that of who has its number. */
START_TEST(who_is_gone)
{
	now = 1000 * SECOND;
	rules_open(&r, HOME RED BLUE WATCHED);
	at_red();
	swap(HOME GREEN BLUE WATCHED);
	ck_assert_uint_eq(asked_of("blue"), 0);
	ck_assert_uint_eq(asked_of("green"), 0);
	ck_assert_str_eq(judge(ready(BLUE_VLR)), "pass fine");
	rules_close(&r);
}
END_TEST

/* What was asked before is answered after. */
START_TEST(open_requests)
{
	now = 1000 * SECOND;
	rules_open(&r, HOME RED BLUE WATCHED);
	ck_assert_str_eq(judge(ulr_of(9)), "pass fine");
	swap(HOME GREEN BLUE RED WATCHED);
	ck_assert_str_eq(judge(ula(9)), "pass (no rules)");
	ck_assert_uint_ne(r.v.request, 0);
	/* and that was a registration at red, by its new number */
	ck_assert_str_eq(judge(ready(BLUE_VLR)), "drop elsewhere");
	rules_close(&r);
}
END_TEST

/* Memory begins and ends with the word for it. */
START_TEST(with_and_without)
{
	now = 1000 * SECOND;
	rules_open(&r, HOME RED BLUE "screen in { pass label fine }\n");
	ck_assert_ptr_null(judge_memory(r.judge));
	swap(HOME RED BLUE WATCHED);
	at_red();
	ck_assert_str_eq(judge(ready(BLUE_VLR)), "drop elsewhere");
	swap(HOME RED BLUE "screen in { pass label fine }\n");
	ck_assert_ptr_null(judge_memory(r.judge));
	ck_assert_str_eq(judge(ready(BLUE_VLR)), "pass fine");
	rules_close(&r);
}
END_TEST

START_TEST(habits_are_counted_once_more)
{
	struct habits *a = habits_new(3, 1), *b = habits_new(3, 1);

	/* three others that use it make it usual for everybody */
	ck_assert(!habit_unusual(a, 0, 5, true, true));
	ck_assert(!habit_unusual(a, 1, 5, true, true));
	habit_keep(b, 2, a, 0);
	habit_keep(b, 1, a, 1);
	habit_keep(b, 7, a, 1);		/* nobody's */
	ck_assert(!habit_unusual(b, 2, 5, false, false));
	ck_assert(!habit_unusual(b, 1, 5, false, false));
	ck_assert(!habit_unusual(b, 0, 6, true, true));
	ck_assert(habit_unusual(b, 0, 5, false, false));
	habit_keep(b, 0, a, 1);
	ck_assert(!habit_unusual(b, 0, 5, false, false));
	habits_free(a);
	habits_free(b);
}
END_TEST

static void
add(TCase *tc)
{
	tcase_add_test(tc, places_go_by_name);
	tcase_add_test(tc, who_is_gone);
	tcase_add_test(tc, open_requests);
	tcase_add_test(tc, with_and_without);
	tcase_add_test(tc, habits_are_counted_once_more);
}

int
main(void)
{
	return judge_main("follow", add);
}
