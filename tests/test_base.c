/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages between neighbours, written and read; the watchdog's table against
 * the algorithm as RFC 3539 3.4.1 words it.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../dissectors/diameter.h"
#include "../dissectors/sig.h"
#include "../fw/run/base.h"
#include "../fw/run/watchdog.h"
#include "guard.h"
#include "random.h"
#include "suite.h"

static const struct base_self self = {
	.host = "fw1.home.example.org",
	.realm = "home.example.org",
	.state = 77,
	.address = { { { 127, 0, 0, 1 }, 4 }, { { 0x20, 1, 0x0d, 0xb8 }, 16 } },
	.naddress = 2,
};

enum { KINDS = 7 };

static const struct base_message asked = {
	.header = { .flags = DIAMETER_REQUEST, .length = 20,
	    .command = BASE_CE, .hop = 0x11223344, .end = 0x55667788 } };

static size_t
write_kind(int kind, uint8_t mem[BASE_WRITE_MAX])
{
	struct wbuf w = wbuf_make(mem, BASE_WRITE_MAX);
	struct base_message m = asked;

	switch (kind) {
	case 0:
		base_cer(&w, &self, 0x11223344, 0x55667788);
		break;
	case 1:
		base_cea(&w, &self, &asked, BASE_SUCCESS);
		break;
	case 2:
		base_dwr(&w, &self, 0x11223344, 0x55667788);
		break;
	case 3:
		m.header.command = BASE_DW;
		base_answer(&w, &self, &m.header, BASE_SUCCESS);
		break;
	case 4:
		base_dpr(&w, &self, 0x11223344, 0x55667788, BASE_DO_NOT_WANT);
		break;
	case 5:
		m.header.command = BASE_DP;
		base_answer(&w, &self, &m.header, BASE_SUCCESS);
		break;
	default:
		m.failed = 257;
		base_cea(&w, &self, &m, BASE_MISSING);
	}
	ck_assert(wbuf_ok(&w));
	return w.len;
}

static const struct {
	const char	*name;
	uint32_t	 result, cause;
	bool		 application;
} kinds[KINDS] = {
	{ "CER", 0, 0, true }, { "CEA", 2001, 0, true },
	{ "DWR", 0, 0, false }, { "DWA", 2001, 0, false },
	{ "DPR", 0, 2, false }, { "DPA", 2001, 0, false },
	{ "CEA", 5005, 0, true },
};

START_TEST(written_and_read)
{
	uint8_t mem[BASE_WRITE_MAX];
	size_t n = write_kind(_i, mem);
	struct base_message m;

	ck_assert_uint_eq(base_read(&m, cur_make(mem, n)), BASE_SUCCESS);
	ck_assert_str_eq(m.host, self.host);
	ck_assert_str_eq(m.realm, self.realm);
	ck_assert_uint_eq(m.header.hop, 0x11223344);
	ck_assert_uint_eq(m.header.end, 0x55667788);
	ck_assert_uint_eq(m.header.length, n);
	ck_assert_uint_eq(m.result, kinds[_i].result);
	ck_assert_uint_eq(m.cause, kinds[_i].cause);
	ck_assert(m.application == kinds[_i].application);
	ck_assert(m.security);
	ck_assert_uint_eq((m.header.flags & DIAMETER_REQUEST) == 0, _i % 2 ||
	    _i == 6);
}
END_TEST

/* Our own dissector finds nothing wrong with them. */
START_TEST(dissected)
{
	static struct sig_msg m;
	uint8_t mem[BASE_WRITE_MAX];
	size_t n = write_kind(_i, mem);

	memset(&m, 0, sizeof(m));
	ck_assert(sig_dissect(SIG_ENTRY_DIAMETER, cur_make(mem, n), NULL, &m));
	ck_assert_uint_eq(m.defect, 0);
	ck_assert_str_eq(diameter_command_name(text_be32(mem + 4) & 0xffffff,
	    (mem[4] & DIAMETER_REQUEST) != 0), kinds[_i].name);
}
END_TEST

/* Shorter ones are refused, and nothing behind them is looked at. */
START_TEST(every_prefix)
{
	uint8_t mem[BASE_WRITE_MAX];
	size_t n = write_kind(_i, mem), i;
	struct base_message m;
	const uint8_t *p;

	for (i = 0; i < n; i++) {
		p = guard_put(mem, i);
		ck_assert_uint_ne(base_read(&m, cur_make(p, i)), BASE_SUCCESS);
		guard_free(p, i);
		if (i < BASE_HEADER || i % 4 != 0)
			continue;
		/* the same with a length that fits: it reads what is there */
		p = guard_put(mem, i);
		mem[2] = (uint8_t)(i >> 8);
		mem[3] = (uint8_t)i;
		guard_free(p, i);
		p = guard_put(mem, i);
		ck_assert_uint_ge(base_read(&m, cur_make(p, i)),
		    BASE_SUCCESS);
		ck_assert_uint_lt(strlen(m.host), EDGE_NAME_MAX);
		guard_free(p, i);
		mem[2] = (uint8_t)(n >> 8);
		mem[3] = (uint8_t)n;
	}
}
END_TEST

START_TEST(mutated)
{
	uint8_t mem[BASE_WRITE_MAX], out[BASE_WRITE_MAX];
	struct base_message m;
	unsigned i, k, fine = 0, refused = 0;
	const uint8_t *p;
	struct wbuf w;
	size_t n;

	seed = 0x5eed + (unsigned)_i;
	for (i = 0; i < 2000; i++) {
		n = write_kind(_i, mem);
		for (k = 0; k <= random_below(5); k++)
			mem[4 + random_below((unsigned)n - 4)] =
			    (uint8_t)random_below(256);
		p = guard_put(mem, n);
		if (base_read(&m, cur_make(p, n)) == BASE_SUCCESS)
			fine++;
		else
			refused++;
		w = wbuf_make(out, sizeof(out));
		base_busy(&w, &self, cur_make(p, n));
		if (wbuf_ok(&w))
			ck_assert_uint_eq(text_be32(out) & 0xffffff, w.len);
		guard_free(p, n);
	}
	ck_assert_uint_gt(fine, 50);
	ck_assert_uint_gt(refused, 50);
}
END_TEST

START_TEST(busy)
{
	uint8_t in[400], out[BASE_WRITE_MAX];
	struct wbuf r = wbuf_make(in, sizeof(in));
	struct wbuf w = wbuf_make(out, sizeof(out));

	wbuf_be32(&r, UINT32_C(1) << 24);
	wbuf_be32(&r, UINT32_C(0xc0) << 24 | 316);
	wbuf_be32(&r, DIAMETER_APP_S6A);
	wbuf_be32(&r, 5);
	wbuf_be32(&r, 6);
	wbuf_octets(&r, "\0\0\1\7\x40\0\0\x0bses", 11);
	wbuf_u8(&r, 0);
	wbuf_octets(&r, "\0\0\1\x1c\x40\0\0\x0a" "pi", 10);
	wbuf_be16(&r, 0);
	wbuf_patch(&r, 1, 3, r.len);
	base_busy(&w, &self, wbuf_cur(&r));
	ck_assert(wbuf_ok(&w));
	ck_assert_uint_eq(out[4], 0x60);	/* P, E */
	ck_assert_mem_eq(out + 5, in + 5, 15);
	ck_assert_mem_eq(out + 20, in + 20, 12);
	ck_assert_mem_eq(out + 32, "\0\0\1\x0c\x40\0\0\x0c\0\0\x0b\xbc", 12);
	ck_assert_mem_eq(out + w.len - 12, in + 32, 12);
	w = wbuf_make(out, 60);
	base_busy(&w, &self, wbuf_cur(&r));
	ck_assert(!wbuf_ok(&w));
}
END_TEST

START_TEST(headers)
{
	uint8_t p[BASE_HEADER] = { 1, 0, 0, 20 };
	struct base_header h;

	ck_assert(base_header(&h, p, 20));
	p[0] = 0;
	ck_assert(!base_header(&h, p, 20));
	p[0] = 1;
	p[3] = 16;
	ck_assert(!base_header(&h, p, 20));
	p[3] = 24;
	ck_assert(!base_header(&h, p, 20));
	ck_assert(base_header(&h, p, 24));
	p[3] = 23;
	ck_assert(!base_header(&h, p, 24));
}
END_TEST

/* A name too long, or said twice. */
START_TEST(names)
{
	char name[300];
	struct base_self s = self;
	uint8_t mem[BASE_WRITE_MAX];
	struct base_message m;
	struct wbuf w;
	size_t n;

	for (n = 1; n < 270; n++) {
		memset(name, 'a', n);
		name[n] = '\0';
		s.host = name;
		w = wbuf_make(mem, sizeof(mem));
		base_cer(&w, &s, 1, 2);
		ck_assert(wbuf_ok(&w));
		ck_assert_uint_eq(base_read(&m, wbuf_cur(&w)),
		    n < EDGE_NAME_MAX ? BASE_SUCCESS : BASE_INVALID_VALUE);
		ck_assert_uint_eq(m.failed, n < EDGE_NAME_MAX ? 0 : 264);
	}
	w = wbuf_make(mem, sizeof(mem));
	base_cer(&w, &self, 1, 2);
	wbuf_octets(&w, "\0\0\1\x08\x40\0\0\x0c" "evil", 12);
	wbuf_patch(&w, 1, 3, w.len);
	ck_assert_uint_eq(base_read(&m, wbuf_cur(&w)), BASE_INVALID_VALUE);
	ck_assert_str_eq(m.host, self.host);
}
END_TEST

/* ---- watchdog ---- */

/* The pseudo-code of RFC 3539 3.4.1, with what it does as letters: S sets the
 * timer, A asks, o and b open and bring back, f fails over, c closes, t throws
 * away. */
struct naive {
	enum watchdog_state state;
	bool		 pending;
	int		 n;
	char		 did[8];
};

static void
did(struct naive *v, const char *what)
{
	strcat(v->did, what);
}

static void
naive_receive(struct naive *v, bool dwa)
{
	if (dwa)
		v->pending = false;
	switch (v->state) {
	case WATCHDOG_OKAY:
		did(v, "S");
		break;
	case WATCHDOG_SUSPECT:
		v->state = WATCHDOG_OKAY;
		did(v, "Sb");
		break;
	case WATCHDOG_REOPEN:
		if (!dwa) {
			did(v, "t");
		} else if (v->n == 2) {
			v->state = WATCHDOG_OKAY;
			did(v, "o");
		} else {
			v->n++;
		}
		break;
	case WATCHDOG_DOWN:
		did(v, "t");
		break;
	default:
		break;
	}
}

static void
naive_time(struct naive *v)
{
	switch (v->state) {
	case WATCHDOG_OKAY:
		did(v, "S");
		if (!v->pending) {
			did(v, "A");
			v->pending = true;
		} else {
			v->state = WATCHDOG_SUSPECT;
			did(v, "f");
		}
		break;
	case WATCHDOG_SUSPECT:
		v->state = WATCHDOG_DOWN;
		did(v, "c");
		break;
	case WATCHDOG_REOPEN:
		if (!v->pending) {
			did(v, "SA");
			v->pending = true;
		} else if (v->n < 0) {
			v->state = WATCHDOG_DOWN;
			did(v, "c");
		} else {
			v->n = -1;
			did(v, "S");
		}
		break;
	default:
		break;
	}
}

static void
naive_up(struct naive *v)
{
	if (v->state == WATCHDOG_INITIAL) {
		v->state = WATCHDOG_OKAY;
		did(v, "So");
	} else if (v->state == WATCHDOG_DOWN) {
		v->state = WATCHDOG_REOPEN;
		v->n = 0;
		v->pending = true;
		did(v, "SA");
	}
}

static void
text_of(char text[8], unsigned act)
{
	static const char letters[] = "SAofbct";
	static const char order[] = "SAofbct";
	size_t i, n = 0;

	for (i = 0; i < sizeof(letters) - 1; i++)
		if (act & 1U << i)
			text[n++] = order[i];
	text[n] = '\0';
}

static int
compare(const void *a, const void *b)
{
	return *(const char *)a - *(const char *)b;
}

START_TEST(watchdog_table)
{
	struct watchdog w;
	struct naive v;
	char text[8];
	unsigned i, step, e, seen[WATCHDOG_STATES] = { 0 };

	seed = 0x5eed;
	for (i = 0; i < 3000; i++) {
		watchdog_init(&w, i % 2);
		v = (struct naive){ .state = i % 2 ? WATCHDOG_DOWN :
		    WATCHDOG_INITIAL };
		for (step = 0; step < 40; step++) {
			e = step == 0 ? WATCHDOG_UP :
			    WATCHDOG_DWA + random_below(3);
			v.did[0] = '\0';
			if (e == WATCHDOG_UP)
				naive_up(&v);
			else if (e == WATCHDOG_TIME)
				naive_time(&v);
			else
				naive_receive(&v, e == WATCHDOG_DWA);
			text_of(text, watchdog_event(&w, e));
			qsort(text, strlen(text), 1, compare);
			qsort(v.did, strlen(v.did), 1, compare);
			ck_assert_str_eq(text, v.did);
			ck_assert_uint_eq(w.state, v.state);
			ck_assert(w.pending == v.pending);
			seen[w.state]++;
			if (w.state == WATCHDOG_DOWN)
				break;
		}
	}
	for (i = WATCHDOG_OKAY; i < WATCHDOG_STATES; i++)
		ck_assert_uint_gt(seen[i], 100);
}
END_TEST

static void
add(TCase *t)
{
	tcase_add_loop_test(t, written_and_read, 0, KINDS);
	tcase_add_loop_test(t, dissected, 0, KINDS);
	tcase_add_loop_test(t, every_prefix, 0, KINDS);
	tcase_add_loop_test(t, mutated, 0, KINDS);
	tcase_add_test(t, busy);
	tcase_add_test(t, headers);
	tcase_add_test(t, names);
	tcase_add_test(t, watchdog_table);
}

int
main(void)
{
	return suite_main("base", add);
}
