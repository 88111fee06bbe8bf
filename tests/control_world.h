/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of storm control share: a world with links, devices that ask,
 * and a home that answers.
 */
#ifndef TESTS_CONTROL_WORLD_H
#define TESTS_CONTROL_WORLD_H

#include "../rules/control.h"
#include "../rules/notice.h"
#include "../rules/state/admit.h"
#include "../rules/state/storm.h"
#include "judge_case.h"

enum {
	AIR = 318, ULR = 316,
	LINK_RED = 0x0a000001, LINK_BLUE = 0x0a000002, LINK_HSS = 0x0a000003,
	NOTICES = 64,
};

#define START	(UINT64_C(1700000000) * SECOND)
#define MS	(SECOND / 1000)

/* Devices 1..: meters and handsets, and 15 digits of those who are critical. */
#define CRITICAL_IMSI	"001019999999999"
#define MSISDN_ONLY	"30{80:msisdn 81=ff 82:smsc}"

#define CONTROL_PARTNERS						\
    "!home { plmn 001-01 gt 88210* realm " REALM_HOME " link hss }\n"	\
    "partner \"red\" { plmn 999-70 gt 9997* realm " REALM_RED		\
    " link red %s}\n"							\
    "partner \"blue\" { plmn 999-80 gt 9998* realm " REALM_BLUE		\
    " link blue }\n"							\
    "link red { ip 10.0.0.1 }\nlink blue { ip 10.0.0.2 }\n"		\
    "link hss { ip 10.0.0.3 }\n"					\
    "class health priority 1 critical imsi 001019* reserve 10%%\n"	\
    "class meter priority 9 imsi 001015*\n"				\
    "class handset priority 5\n"

#define MEMORY		"memory { subscribers 10000 }\n"
#define PROTECT		"protect \"home\" { capacity 10/s }\n"
#define PASS_ALL	"screen in { pass label fine }\n"

struct noticed {
	struct notice	 n[NOTICES];
	size_t		 count;
};

static struct noticed noticed;
static bool home_answers;		/* at once and well */
static struct rules more;		/* of another configuration */
static uint64_t now;
static uint32_t last;			/* id of the latest request */
static char world_text[4096];

static inline void
note(void *arg, const struct notice *n)
{
	(void)arg;
	if (n->type == NOTICE_UNANSWERED)
		return;
	ck_assert_uint_lt(noticed.count, NOTICES);
	noticed.n[noticed.count] = *n;
	noticed.n[noticed.count++].sunk = NULL;
}

/* red says what else there is of the partner red. */
static inline const char *
world_with(const char *red, const char *text)
{
	int n = snprintf(world_text, sizeof(world_text), CONTROL_PARTNERS
	    "%s", red, text);

	ck_assert(n > 0 && (size_t)n < sizeof(world_text));
	return world_text;
}

static inline void
world(const char *text)
{
	now = START;
	last = 0;
	noticed.count = 0;
	home_answers = true;
	rules_open(&r, world_with("", text));
	judge_notices(r.judge, note, NULL);
}

/* Another configuration from now on, all of it. */
static inline void
swap_all(const char *text)
{
	struct ruleset *old = r.rs;

	rules_open(&more, text);
	ck_assert(judge_swap(r.judge, more.rs));
	r.rs = more.rs;
	judge_free(more.judge);
	ruleset_free(old);
}

static inline void
swap(const char *red, const char *text)
{
	swap_all(world_with(red, text));
}

static inline size_t
notices_of(unsigned type)
{
	size_t i, n = 0;

	for (i = 0; i < noticed.count; i++)
		n += noticed.n[i].type == type;
	return n;
}

static inline const struct notice *
notice_last(unsigned type)
{
	size_t i;

	for (i = noticed.count; i-- > 0;)
		if (noticed.n[i].type == type)
			return &noticed.n[i];
	return NULL;
}

static inline void
pass_time(uint64_t ns)
{
	now += ns;
}

/* ---- answers ---- */

struct said {
	const char	*host, *realm, *result;
	uint32_t	 src, dst, hbh;
	bool		 success;
};

static inline void
answers(unsigned code, const struct said *s)
{
	const struct diameter_form *f = diameter_form_find(code);
	struct diameter_head h = { .flags = 0x40, .code = code, .app = f->app,
	    .hbh = s->hbh, .e2e = s->hbh };
	struct build_ids ids = build_ids_default;
	struct wbuf w = wbuf_make(in.octets, sizeof(in.octets));

	ids.v[BUILD_ID_ORIGIN_HOST] = s->host;
	ids.v[BUILD_ID_ORIGIN_REALM] = s->realm;
	diameter_answer(&w, f, &h, &ids, s->result, s->success);
	input_read(&in, SIG_ENTRY_DIAMETER, &w, s->src, s->dst);
	rules_judge(&r, &in.m, now);
}

/* Home's to the latest request; result: "268=2001 ...". */
static inline void
home_says_as(const char *host, unsigned code, const char *result)
{
	answers(code, &(struct said){ .host = host, .realm = REALM_HOME,
	    .result = result, .src = LINK_HSS, .dst = LINK_RED, .hbh = last,
	    .success = strncmp(result, "268=2001", 8) == 0 });
}

static inline void
home_says(unsigned code, const char *result)
{
	home_says_as("hss1." REALM_HOME, code, result);
}

/* ---- requests ---- */

static inline const char *
imsi_of(unsigned device)
{
	static char text[16];

	(void)snprintf(text, sizeof(text), "0010120%08u", device);
	return text;
}

static inline const char *
meter_of(unsigned device)
{
	static char text[16];

	(void)snprintf(text, sizeof(text), "0010150%08u", device);
	return text;
}

static inline bool
passed(void)
{
	return r.v.action == ACTION_PASS;
}

/* A request from red, with AVPs behind the others.  The verdict on it stays
 * the latest, though home may have answered. */
static inline bool
asks_with(const char *imsi, unsigned code, const char *avps)
{
	const struct sig_msg *m = input_diameter(&in, &(struct diameter_input){
	    .code = code, .imsi = imsi, .more = avps, .hbh = ++last,
	    .src = LINK_RED, .dst = LINK_HSS });
	struct verdict v;
	char said[sizeof(r.said)];

	rules_judge(&r, m, now);
	if (!passed() || !home_answers)
		return passed();
	v = r.v;
	memcpy(said, r.said, sizeof(said));
	home_says(code, "268=2001");
	r.v = v;
	memcpy(r.said, said, sizeof(said));
	return true;
}

static inline bool
asks(const char *imsi, unsigned code)
{
	return asks_with(imsi, code, NULL);
}

/* The same from blue, with an MME and SGSN of that number. */
static inline bool
asks_from_node(const char *imsi, unsigned code, const char *node)
{
	const struct sig_msg *m = input_diameter(&in, &(struct diameter_input){
	    .code = code, .imsi = imsi, .host = "mme1." REALM_BLUE,
	    .realm = REALM_BLUE, .plmn = "99980", .node = node, .hbh = ++last,
	    .src = LINK_BLUE, .dst = LINK_HSS });

	rules_judge(&r, m, now);
	return passed();
}

static inline bool
asks_from_blue(const char *imsi, unsigned code)
{
	return asks_from_node(imsi, code, "99980000014");
}

/* n devices from first on, in one second; how many were admitted. */
static inline unsigned
crowd(unsigned first, unsigned n, unsigned code)
{
	unsigned i, admitted = 0;

	for (i = 0; i < n; i++) {
		admitted += asks(imsi_of(first + i), code);
		pass_time(SECOND / n);
	}
	return admitted;
}

/* Takes what there is now. */
static inline void
fill(void)
{
	static unsigned filler = 50000000;
	unsigned i;

	for (i = 0; asks(imsi_of(filler++), ULR); i++)
		ck_assert_uint_lt(i, 100);
}

static inline struct control_group
group_now(void)
{
	struct control_group g;

	control_group(judge_control(r.judge), 0, now, &g);
	return g;
}

#endif
