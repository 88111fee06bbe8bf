/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sinkhole from text: a line is a scope and a name, then words with their
 * values in any order, each at most once but for "op".
 */
#include <stdarg.h>
#include <string.h>

#include "sunk_impl.h"
#include "sunk_time.h"

enum { SHOWN_MAX = 40, PARTNER_MAX = 255, EXPECTED_MAX = 120 };

enum word { PARTNER, BY, WHY, STATE, SINCE, UNTIL, TERM, TIMES, MESSAGES,
	OCTETS, SUBSCRIBERS, FIRST, LAST, OP, WORDS };

/* Octets from p on; quoted ones without their quotes. */
struct token {
	const char	*p;
	size_t		 len;
	bool		 quoted;
};

struct reader {
	struct sunks	*t;
	const struct sunk_names *names;
	uint64_t	 now;
	void		(*error)(void *, unsigned, const char *);
	void		*arg;
	const char	*p, *end;	/* of the line, what is left */
	unsigned	 number;	/* of the line */
};

/* One line. */
struct line {
	struct sunk_entry e;		/* state: 0 until it was said */
	uint64_t	 until, term;	/* 0: not said */
	uint32_t	 said;		/* 1 << enum word */
	char		 partner[PARTNER_MAX + 1];
	struct token	 name;
};

/* ---- errors ---- */

/* With what stands there instead; octets that a terminal might take amiss are
 * question marks.  Always false. */
__attribute__((format(printf, 3, 4)))
static bool
refuse(struct reader *r, const struct token *k, const char *format, ...)
{
	char expected[EXPECTED_MAX], shown[SHOWN_MAX + 1];
	char sentence[SUNK_ERROR_MAX];
	size_t i, n = k->len < SHOWN_MAX ? k->len : SHOWN_MAX;
	va_list ap;

	for (i = 0; i < n; i++)
		shown[i] = k->p[i] >= ' ' && k->p[i] <= '~' ? k->p[i] : '?';
	shown[n] = '\0';
	va_start(ap, format);
	vsnprintf(expected, sizeof(expected), format, ap);
	va_end(ap);
	if (k->p == NULL)
		snprintf(sentence, sizeof(sentence), "expected %s", expected);
	else
		snprintf(sentence, sizeof(sentence), "expected %s, not \"%s\"",
		    expected, shown);
	r->error(r->arg, r->number, sentence);
	return false;
}

static bool
lacks(struct reader *r, const char *what)
{
	static const struct token nothing = { NULL, 0, false };

	return refuse(r, &nothing, "%s", what);
}

/* ---- tokens ---- */

static bool
blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* The next one of the line; false at its end. */
static bool
next(struct reader *r, struct token *k)
{
	while (r->p < r->end && blank(*r->p))
		r->p++;
	*k = (struct token){ NULL, 0, false };
	if (r->p == r->end || *r->p == '#')
		return false;
	k->quoted = *r->p == '"';
	r->p += k->quoted;
	k->p = r->p;
	while (r->p < r->end && (k->quoted ? *r->p != '"' : !blank(*r->p)))
		r->p++;
	k->len = (size_t)(r->p - k->p);
	if (k->quoted && r->p == r->end)
		k->quoted = false;	/* never closed: a word that none is */
	r->p += k->quoted;
	return true;
}

static bool
is(const struct token *k, const char *word)
{
	return !k->quoted && strlen(word) == k->len &&
	    memcmp(word, k->p, k->len) == 0;
}

static int
half(char c)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	const char *at = c == '\0' ? NULL : strchr(digits, c);

	if (at == NULL)
		return -1;
	return at - digits < 16 ? (int)(at - digits) : (int)(at - digits) - 6;
}

/* What quoted text stands for, in at most max octets; false: it is none. */
static bool
plain(const struct token *k, uint8_t *to, size_t max, size_t *len)
{
	size_t i, n = 0;
	int high, low;

	*len = 0;
	if (!k->quoted)
		return false;
	for (i = 0; i < k->len; i++, n++) {
		if (n == max || k->p[i] < ' ' || k->p[i] > '~')
			return false;
		to[n] = (uint8_t)k->p[i];
		if (k->p[i] != '\\')
			continue;
		if (k->len - i < 4 || k->p[i + 1] != 'x')
			return false;
		high = half(k->p[i + 2]);
		low = half(k->p[i + 3]);
		if (high < 0 || low < 0)
			return false;
		to[n] = (uint8_t)(high << 4 | low);
		i += 3;
	}
	*len = n;
	return true;
}

/* The same as terminated text without a zero in it. */
static bool
plain_text(const struct token *k, char *to, size_t max)
{
	size_t len;

	if (!plain(k, (uint8_t *)to, max, &len) ||
	    memchr(to, '\0', len) != NULL)
		return false;
	to[len] = '\0';
	return len > 0;
}

/* ---- values ---- */

typedef bool value(struct reader *, struct line *, const struct token *);

static bool
value_partner(struct reader *r, struct line *l, const struct token *k)
{
	if (!plain_text(k, l->partner, PARTNER_MAX) || !r->names->partner(
	    r->names->arg, l->partner, &l->e.source.partner))
		return refuse(r, k, "the name of a partner in quotes");
	return true;
}

static bool
value_by(struct reader *r, struct line *l, const struct token *k)
{
	unsigned i;

	for (i = 0; i < SUNK_HOWS; i++)
		if (is(k, sunk_how_name(i))) {
			l->e.how = (uint8_t)i;
			return true;
		}
	return refuse(r, k, "rule, finding or hand");
}

static bool
value_why(struct reader *r, struct line *l, const struct token *k)
{
	return plain_text(k, l->e.why, SUNK_WHY_MAX) ||
	    refuse(r, k, "a reason of at most %d octets in quotes",
	    SUNK_WHY_MAX);
}

static bool
value_state(struct reader *r, struct line *l, const struct token *k)
{
	if (is(k, "diverted"))
		l->e.state = SUNK_DIVERTED;
	else if (is(k, "probation"))
		l->e.state = SUNK_PROBATION;
	else
		return refuse(r, k, "diverted or probation");
	return true;
}

static bool
time_of(struct reader *r, const struct token *k, uint64_t *to)
{
	return (!k->quoted && sunk_time(k->p, k->len, to)) ||
	    refuse(r, k, "a time such as 2026-01-31T12:00:00Z");
}

static bool
value_since(struct reader *r, struct line *l, const struct token *k)
{
	return time_of(r, k, &l->e.since);
}

static bool
value_until(struct reader *r, struct line *l, const struct token *k)
{
	if (is(k, "removed")) {
		l->until = SUNK_ALWAYS;
		return true;
	}
	return (!k->quoted && sunk_time(k->p, k->len, &l->until)) ||
	    refuse(r, k, "a time such as 2026-01-31T12:00:00Z, or removed");
}

static bool
value_term(struct reader *r, struct line *l, const struct token *k)
{
	return (!k->quoted && sunk_term(k->p, k->len, &l->term)) ||
	    refuse(r, k, "how long, such as 30s, 90m, 12h or 7d");
}

static bool
number_of(struct reader *r, const struct token *k, uint64_t least,
    uint64_t max, uint64_t *to)
{
	return (!k->quoted && sunk_number(k->p, k->len, to) && *to >= least &&
	    *to <= max) || refuse(r, k, "a number");
}

static bool
value_times(struct reader *r, struct line *l, const struct token *k)
{
	uint64_t v = 0;
	bool fine = number_of(r, k, 1, UINT32_MAX, &v);

	l->e.times = (uint32_t)v;
	return fine;
}

static bool
value_messages(struct reader *r, struct line *l, const struct token *k)
{
	return number_of(r, k, 0, UINT64_MAX, &l->e.messages);
}

static bool
value_octets(struct reader *r, struct line *l, const struct token *k)
{
	return number_of(r, k, 0, UINT64_MAX, &l->e.octets);
}

static bool
value_subscribers(struct reader *r, struct line *l, const struct token *k)
{
	uint64_t v = 0;
	bool fine = number_of(r, k, 0, UINT32_MAX, &v);

	l->e.before = (uint32_t)v;
	return fine;
}

static bool
value_first(struct reader *r, struct line *l, const struct token *k)
{
	return time_of(r, k, &l->e.first);
}

static bool
value_last(struct reader *r, struct line *l, const struct token *k)
{
	return time_of(r, k, &l->e.last);
}

/* The operation, and behind it how often. */
static bool
value_op(struct reader *r, struct line *l, const struct token *k)
{
	struct token count;
	unsigned op;

	for (op = SIG_OP_NONE + 1; op < SIG_OP_COUNT; op++)
		if (is(k, sig_op_name((enum sig_op)op)))
			break;
	if (op == SIG_OP_COUNT)
		return refuse(r, k, "the name of an operation");
	if (l->e.op[op] != 0)
		return refuse(r, k, "each operation once");
	if (!next(r, &count))
		return lacks(r, "a number behind the operation");
	return number_of(r, &count, 1, UINT64_MAX, &l->e.op[op]);
}

static const struct {
	const char	*word;
	value		*value;
} words[WORDS] = {
	[PARTNER] = { "partner", value_partner },
	[BY] = { "by", value_by },
	[WHY] = { "why", value_why },
	[STATE] = { "state", value_state },
	[SINCE] = { "since", value_since },
	[UNTIL] = { "until", value_until },
	[TERM] = { "term", value_term },
	[TIMES] = { "times", value_times },
	[MESSAGES] = { "messages", value_messages },
	[OCTETS] = { "octets", value_octets },
	[SUBSCRIBERS] = { "subscribers", value_subscribers },
	[FIRST] = { "first", value_first },
	[LAST] = { "last", value_last },
	[OP] = { "op", value_op },
};

/* ---- lines ---- */

static bool
scope_and_name(struct reader *r, struct line *l, const struct token *k)
{
	uint8_t name[SUNK_NAME_MAX];
	unsigned i;
	size_t len;

	for (i = 0; i < SUNK_SCOPES && !is(k, sunk_scope_name(i)); i++)
		;
	if (i == SUNK_SCOPES)
		return refuse(r, k, "host, gt, pc, subscriber or partner");
	l->e.source.scope = (uint8_t)i;
	if (!next(r, &l->name))
		return lacks(r, "a name in quotes");
	if (!plain(&l->name, name, SUNK_NAME_MAX, &len) || len == 0)
		return refuse(r, &l->name, "a name in quotes, of at most %d"
		    " octets", SUNK_NAME_MAX);
	sunk_name_set(&l->e, name, len);
	if (i != SUNK_PARTNER)
		return true;
	l->said |= 1U << PARTNER;
	return value_partner(r, l, &l->name);
}

static bool
words_read(struct reader *r, struct line *l)
{
	struct token word, k;
	unsigned i;

	while (next(r, &word)) {
		for (i = 0; i < WORDS && !is(&word, words[i].word); i++)
			;
		if (i == WORDS)
			return refuse(r, &word, "partner, by, why, state, since,"
			    " until, term or what was counted");
		if (i != OP && l->said >> i & 1)
			return refuse(r, &word, "each word once");
		l->said |= 1U << i;
		if (!next(r, &k))
			return refuse(r, &word, "a value behind the last word");
		if (!words[i].value(r, l, &k))
			return false;
	}
	return true;
}

/* From when to when.  What is left to run may be more than the term: an
 * operator has changed the one and not the other. */
static bool
lasts(struct reader *r, struct line *l)
{
	uint64_t left, least;

	if (!(l->said >> UNTIL & 1))
		l->until = l->term == 0 ? SUNK_ALWAYS :
		    l->term > UINT64_MAX - r->now ? UINT64_MAX :
		    r->now + l->term;
	if (l->until == SUNK_ALWAYS) {
		l->e.end = l->e.span = l->e.term = SUNK_ALWAYS;
		if (l->term != 0)
			return lacks(r, "a time behind until, or no term");
		return l->e.state == SUNK_DIVERTED ||
		    lacks(r, "until and when the probation ends");
	}
	left = l->until > r->now ? l->until - r->now : 0;
	if (l->term == 0)
		l->term = left;
	if (l->term == 0)
		return lacks(r, "a time to come behind until, or a term");
	least = l->e.state == SUNK_DIVERTED ? l->term :
	    r->t->limits.probation;
	l->e.end = l->until;
	l->e.term = l->term;
	l->e.span = left > least ? left : least;
	return true;
}

static void
add(struct reader *r, const struct line *l)
{
	struct sunks *t = r->t;
	uint32_t place = sunk_table_put(t, &l->e.source, l->e.how, l->e.end);
	struct sunk_entry *e = &t->entry[place];
	struct sunk_entry fresh = *e;

	*e = l->e;
	e->serial = fresh.serial;
	e->heap = fresh.heap;
	memcpy(e->link, fresh.link, sizeof(e->link));
	/* the latest time at which it can have begun */
	if (e->span != SUNK_ALWAYS && r->now > t->newest)
		t->newest = r->now;
}

static bool
line_read(struct reader *r, struct line *l)
{
	struct token k;

	memset(l, 0, sizeof(*l));
	l->e.how = SUNK_BY_HAND;
	l->e.state = SUNK_DIVERTED;
	l->e.since = r->now;
	l->e.times = 1;
	if (!next(r, &k))
		return true;
	if (!scope_and_name(r, l, &k) || !words_read(r, l))
		return false;
	if (!(l->said >> PARTNER & 1))
		return lacks(r, "partner and whose source it is");
	if (!r->names->key(r->names->arg, &l->e.source, l->e.name, l->e.len) ||
	    l->e.source.key == 0)
		return refuse(r, &l->name, "the name of a %s",
		    sunk_scope_name(l->e.source.scope));
	if (!lasts(r, l))
		return false;
	if (sunk_find(r->t, &l->e.source) != SUNK_NONE)
		return refuse(r, &l->name, "each source once");
	if (r->t->count == r->t->limits.max)
		return refuse(r, &l->name, "at most %zu sources",
		    r->t->limits.max);
	add(r, l);
	return true;
}

bool
sunks_read(struct sunks *t, const char *text, size_t len, uint64_t now,
    const struct sunk_names *names,
    void (*error)(void *, unsigned line, const char *sentence), void *arg)
{
	struct reader r = { .t = t, .names = names, .now = now,
	    .error = error, .arg = arg, .number = 1 };
	struct line l;
	bool fine = true;
	const char *end;
	size_t n;

	for (; len > 0; len -= n, text += n, r.number++) {
		end = memchr(text, '\n', len);
		n = end == NULL ? len : (size_t)(end - text) + 1;
		r.p = text;
		r.end = text + n - (end != NULL);
		fine = line_read(&r, &l) && fine;
	}
	return fine;
}
