/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random numbers, the same for the same seed, and the small world that random
 * configurations and views take their values from: small enough that tests are
 * true about half of the time.
 */
#ifndef TESTS_RANDOM_WORLD_H
#define TESTS_RANDOM_WORLD_H

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../rules/conf.h"

enum { RANDOM_RULES = 300, RANDOM_RULE_TEXT = 2000, RANDOM_HEAD = 16000,
	RANDOM_PAD_TEXT = 40 };

/* xorshift64* */
struct random {
	uint64_t	 s;
};

static inline uint64_t
random_next(struct random *r)
{
	r->s ^= r->s >> 12;
	r->s ^= r->s << 25;
	r->s ^= r->s >> 27;
	return r->s * UINT64_C(0x2545f4914f6cdd1d);
}

static inline unsigned
random_below(struct random *r, size_t n)
{
	return (unsigned)((random_next(r) >> 33) % n);
}

/* True n times in a hundred. */
static inline bool
random_chance(struct random *r, unsigned n)
{
	return random_below(r, 100) < n;
}

#define RANDOM_COUNT(a)	(sizeof(a) / sizeof((a)[0]))
#define RANDOM_OF(r, a)	((a)[random_below(r, RANDOM_COUNT(a))])

/* ---- the world ---- */

static const char *const world_plmn[] = { "001-01", "999-70", "999-71",
	"999-700", "999-80", "001-02", "999-81", "999-810" };
static const char *const world_imsi[] = { "0010", "001015*", "9997*", "999702*",
	"999705*", "99971123*", "9998*", "99981012345*", "999810123456789",
	"00101999*", "999701", "99970555*" };
static const char *const world_gt[] = { "88210*", "882105*", "8821*", "9997*",
	"99970*", "999701*", "9997012*", "9998*", "99980*", "999801234",
	"99970123456", "88215*", "882155501*", "9*", "99981*", "8821055501" };
static const char *const world_msisdn[] = { "882109*", "99972*", "999721*",
	"99982*", "999829*", "88216*", "882169*", "9998212345" };
static const char *const world_mgt[] = { "99973*", "999731*", "99983*",
	"882107*", "88217*", "999*" };
static const char *const world_realm[] = { "home.example.org",
	"one.example.org", "sub.one.example.org", "*.two.example.org",
	"epc.mnc070.mcc999.3gppnetwork.org", "three.example.org",
	"epc.mnc001.mcc001.3gppnetwork.org", "two.example.org" };
static const char *const world_host[] = { "hss1.home.example.org",
	"*.dra.one.example.org", "mme1.sub.one.example.org",
	"*.ipx.example.org", "*.mme.epc.mnc070.mcc999.3gppnetwork.org",
	"hss9.three.example.org", "*.x.dra.one.example.org" };
static const char *const world_ip[] = { "192.0.2.0/24", "192.0.2.128/25",
	"198.51.100.0/24", "198.51.100.7", "203.0.113.0/28", "2001:db8::/32",
	"2001:db8:1::/48", "203.0.113.64/26" };
static const char *const world_pc[] = { "2-100-1", "2-100-2", "3-1-0", "4711",
	"17", "20000" };
static const char *const world_partner[] = { "alpha", "beta", "gamma",
	"delta", "hub" };
static const char *const world_link[] = { "l-home", "l-one", "l-two",
	"l-ipx", "l-spare" };
static const char *const world_class[] = { "healthcare", "meter", "handset" };
static const char *const world_text[] = { "one", "mme1.sub.one.example.org",
	"Two", "one;1;2" };
static const char *const world_op[] = { "update-location", "authenticate",
	"cancel-location", "process-ussd", "any-time-interrogation", "purge",
	"reset", "mt-forward-sm", "link-management" };
static const uint32_t world_code[] = { 2, 3, 9, 45, 59, 71, 316, 318 };
enum { WORLD_MAP_CODES = 6 };		/* the first are MAP's, too */

/* Whole intervals: a part of a nanosecond may be rounded. */
static const char *const world_rate[] = { "1/s", "2/s", "5/10s", "4/2s" };

/* ---- text ---- */

struct random_conf {
	char		 head[RANDOM_HEAD];
	char		 rule[RANDOM_RULES][RANDOM_RULE_TEXT];
	bool		 out[RANDOM_RULES];	/* of "screen out" */
	bool		 gone[RANDOM_RULES];	/* left out by shrinking */
	bool		 has_out, watch_in, watch_out, rates, blocks;
	size_t		 nrule;
	size_t		 pad;		/* rules before that hold for nothing */
};

struct random_text {
	char		*p;
	size_t		 size, len;
};

static inline void __attribute__((format(printf, 2, 3)))
random_say(struct random_text *t, const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(t->p + t->len, t->size - t->len, format, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= t->size - t->len)
		abort();
	t->len += (size_t)n;
}

#endif
