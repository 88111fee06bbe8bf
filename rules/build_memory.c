/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is remembered, the checks that need it, and the lists of devices.
 *
 * The words behind the name of a check are none of the language's, so that
 * they stay free for names: what each of them is follows from the one before.
 */
#include <string.h>

#include "build.h"
#include "out.h"
#include "words.h"

enum { TEXT_MAX = 200, OVER_MAX = 1000 * 1000 };

#define SECOND	UINT64_C(1000000000)
#define HOUR	(3600 * SECOND)

/* ---- memory ---- */

/* It may stand more than once: a policy says what it needs, and whoever
 * includes it how much. */
void
build_memory(struct parse *p, const struct token *t)
{
	p->memory = p->conf->memory;
	if (!p->memory.there)
		p->memory.at = t->at;
}

static void
twice_in_memory(struct parse *p, const struct token *t, const char *key)
{
	build_error(p, t->at, "expected one value of %s, not two", key);
}

void
build_memory_size(struct parse *p, enum memory_size which,
    const struct token *t)
{
	static const struct {
		const char	*key;
		uint32_t	 min, max;
	} sizes[] = {
		[MEMORY_SUBSCRIBERS] = { "subscribers", 1000, 100000000 },
		[MEMORY_TRANSACTIONS] = { "transactions", 100, 10000000 },
		[MEMORY_SOURCES] = { "sources", 100, 1000000 },
	};
	struct conf_memory *m = &p->memory;
	uint32_t *const to[] = { &m->subscribers, &m->transactions,
	    &m->sources };

	if (p->has_size[which]) {
		twice_in_memory(p, t, sizes[which].key);
		return;
	}
	p->has_size[which] = true;
	*to[which] = (uint32_t)build_number(p, t, sizes[which].min,
	    sizes[which].max);
}

void
build_memory_time(struct parse *p, enum memory_time which,
    const struct token *t)
{
	static const struct {
		const char	*key;
		uint64_t	 min, max;
		const char	*what;
	} times[] = {
		[MEMORY_ANSWER] = { "answer", SECOND, HOUR,
		    "a time from 1s to 1h" },
		[MEMORY_FORGET] = { "forget", 10 * SECOND, 48 * HOUR,
		    "a time from 10s to 48h" },
	};
	uint64_t ns;

	if (p->time_at[which].line != 0) {
		twice_in_memory(p, t, times[which].key);
		return;
	}
	p->time_at[which] = t->at;
	if (!word_time(t->text, &ns) || ns < times[which].min ||
	    ns > times[which].max)
		build_expected(p, t, times[which].what);
	else if (which == MEMORY_ANSWER)
		p->memory.answer = ns;
	else
		p->memory.forget = ns;
}

void
build_memory_geography(struct parse *p, const struct token *t)
{
	if (p->memory.geography != NULL)
		twice_in_memory(p, t, "geography");
	p->memory.geography = t->text;
	p->memory.geography_at = t->at;
	p->memory.path = lex_path(p->lex, t);
	if (p->memory.path == NULL)
		build_error(p, t->at, "expected a shorter path");
}

void
build_memory_end(struct parse *p)
{
	char answer[TEXT_MAX], forget[TEXT_MAX];
	struct conf_memory *m = &p->memory;
	struct conf_at at = p->time_at[MEMORY_FORGET];
	struct out o;

	if (m->forget < m->answer) {
		out_text(&o, answer, sizeof(answer));
		out_time(&o, m->answer);
		out_text(&o, forget, sizeof(forget));
		out_time(&o, m->forget);
		build_error(p, at.line != 0 ? at : p->time_at[MEMORY_ANSWER],
		    "expected forget (%s) not to be less than answer (%s)",
		    forget, answer);
	}
	m->there = true;
	p->conf->memory = *m;
}

/* ---- checks ---- */

static unsigned
takes(unsigned check)
{
#define X(sym, name, learn, options, ...)	[CHECK_##sym] = options,
	static const uint8_t options[] = { CHECKS(X) };
#undef X

	return options[check];
}

static const struct {
	const char	*word;
	uint8_t		 bits;		/* enum check_option */
	const char	*value;
} options[] = {
	{ "coverage", CHECK_TAKES_COVERAGE, "a share such as 90%" },
	{ "speed", CHECK_TAKES_SPEED, "a speed such as 1000km/h" },
	{ "slack", CHECK_TAKES_SLACK, "a distance such as 100km" },
	{ "within", CHECK_TAKES_WITHIN, "a time such as 500ms, 3s or 10m" },
	{ "over", CHECK_TAKES_OVER | CHECK_TAKES_RATE, "" },
};

enum { OPTIONS = sizeof(options) / sizeof(options[0]) };

/* "a, b or c" out of what is joined one by one. */
static void
join(char text[TEXT_MAX], size_t i, size_t n, const char *word)
{
	size_t len = strlen(text);

	snprintf(text + len, TEXT_MAX - len, "%s%s", i == 0 ? "" :
	    i + 1 == n ? " or " : ", ", word);
}

static void
refuse_name(struct parse *p, const struct token *t)
{
	char text[TEXT_MAX] = "";
	unsigned i;

	for (i = 0; i < CHECK_COUNT; i++)
		join(text, i, CHECK_COUNT, check_name(i));
	build_expected(p, t, text);
}

/* What may follow where t stands. */
static void
refuse_word(struct parse *p, const struct token *t, const char *first)
{
	char text[TEXT_MAX] = "";
	size_t i, n = first != NULL, k = 0;

	for (i = 0; i < OPTIONS; i++)
		n += (options[i].bits & takes(p->which)) != 0;
	n++;
	if (first != NULL)
		join(text, k++, n, first);
	for (i = 0; i < OPTIONS; i++)
		if (options[i].bits & takes(p->which))
			join(text, k++, n, options[i].word);
	join(text, k, n, "the next statement");
	build_expected(p, t, text);
	p->wants = WANTS_NOTHING;
}

void
build_check(struct parse *p, const struct token *at,
    const struct token *name, const struct token *mode)
{
	char what[TEXT_MAX];
	int which = word_check(name->text), found = word_check_mode(mode->text);

	p->which = (uint8_t)(which < 0 ? CHECK_COUNT : which);
	p->wants = WANTS_NOTHING;
	p->options = 0;
	if (which < 0) {
		refuse_name(p, name);
		return;
	}
	p->check = p->conf->check[which];
	if (p->check.written) {
		snprintf(what, sizeof(what), "check %s", name->text);
		build_twice(p, at->at, what, p->check.at);
		return;
	}
	if (found < 0) {
		build_expected(p, mode, "off, learn, test or enforce");
		return;
	}
	p->check.at = at->at;
	p->check.mode = p->check.then = (uint8_t)found;
	p->check.learn_ns = 0;
	p->wants = found == CHECK_LEARN ? WANTS_TIME : WANTS_OPTION;
}

static void
option_word(struct parse *p, const struct token *t, const char *first)
{
	size_t i = 0;

	while (i < OPTIONS && strcmp(options[i].word, t->text) != 0)
		i++;
	if (i == OPTIONS) {
		refuse_word(p, t, first);
	} else if (!(options[i].bits & takes(p->which))) {
		build_error(p, t->at, "check %s has no %s",
		    check_name(p->which), t->text);
		p->wants = WANTS_NOTHING;
	} else if (p->options & options[i].bits) {
		build_error(p, t->at, "expected one %s in check %s, not two",
		    t->text, check_name(p->which));
		p->wants = WANTS_NOTHING;
	} else {
		p->options |= options[i].bits;
		p->option = (uint8_t)i;
		p->word = *t;
		p->wants = WANTS_VALUE;
	}
}

/* "10m", upon which it enforces if nothing else is said; or an option. */
static void
learn_word(struct parse *p, const struct token *t)
{
	if (t->text[0] < '0' || t->text[0] > '9') {
		option_word(p, t, "a time such as 10m");
		return;
	}
	build_time(p, t, &p->check.learn_ns);
	p->check.then = CHECK_ENFORCE;
	p->wants = WANTS_THEN;
}

static void
then_word(struct parse *p, const struct token *t)
{
	if (strcmp(t->text, "then") != 0) {
		option_word(p, t, "then");
		return;
	}
	p->word = *t;
	p->wants = WANTS_MODE;
}

static void
mode_word(struct parse *p, const struct token *t)
{
	int mode = word_check_mode(t->text);

	p->wants = WANTS_OPTION;
	if (mode == CHECK_TEST || mode == CHECK_ENFORCE) {
		p->check.then = (uint8_t)mode;
		return;
	}
	build_expected(p, t, "test or enforce");
	p->wants = WANTS_NOTHING;
}

static void
over_word(struct parse *p, const struct token *t)
{
	struct conf_check *c = &p->check;

	if (takes(p->which) & CHECK_TAKES_RATE)
		build_rate(p, t, &c->over, &c->over_ns);
	else
		c->over = (uint32_t)build_number(p, t, 1, OVER_MAX);
}

static void
value_word(struct parse *p, const struct token *t)
{
	struct conf_check *c = &p->check;
	bool fine = true;

	p->wants = WANTS_OPTION;
	switch (options[p->option].bits) {
	case CHECK_TAKES_COVERAGE:
		fine = word_share(t->text, &c->coverage);
		break;
	case CHECK_TAKES_SPEED:
		fine = word_speed(t->text, &c->speed);
		break;
	case CHECK_TAKES_SLACK:
		fine = word_distance(t->text, &c->slack);
		break;
	case CHECK_TAKES_WITHIN:
		fine = word_time(t->text, &c->within);
		break;
	default:
		over_word(p, t);
	}
	if (!fine)
		build_expected(p, t, options[p->option].value);
}

void
build_check_word(struct parse *p, const struct token *t)
{
	switch (p->wants) {
	case WANTS_OPTION:
		option_word(p, t, NULL);
		break;
	case WANTS_TIME:
		learn_word(p, t);
		break;
	case WANTS_THEN:
		then_word(p, t);
		break;
	case WANTS_MODE:
		mode_word(p, t);
		break;
	case WANTS_VALUE:
		value_word(p, t);
		break;
	default:
		break;
	}
}

void
build_check_end(struct parse *p)
{
	const char *word = p->word.text;

	if (p->wants == WANTS_MODE)
		build_error(p, p->word.at, "expected test or enforce after"
		    " then");
	else if (p->wants == WANTS_VALUE)
		build_error(p, p->word.at, "expected a value after %s", word);
	if (p->which == CHECK_COUNT)
		return;
	p->check.written = true;
	p->conf->check[p->which] = p->check;
}

/* ---- lists of devices ---- */

void
build_list(struct parse *p, const struct token *t, enum device_list list)
{
	struct conf *c = p->conf;
	struct conf_at *at = list == DEVICE_BLACK ? &c->black_at : &c->grey_at;

	if (at->line != 0) {
		build_twice(p, t->at, t->text, *at);
		return;
	}
	*at = t->at;
	build_values(p, SIG_IMEI, list == DEVICE_BLACK ? &c->black : &c->grey);
}
