/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For how long the sinkhole keeps what rules sink.
 */
#include "build.h"
#include "out.h"
#include "words.h"

enum { TEXT_MAX = 200, SOURCES_MIN = 16, SOURCES_MAX = 1 << 20 };

#define SECOND	UINT64_C(1000000000)
#define DAY	(86400 * SECOND)

void
build_sinkhole(struct parse *p, const struct token *t)
{
	struct conf_sinkhole *s = &p->conf->sinkhole;

	if (s->there)
		build_twice(p, t->at, "sinkhole", s->at);
	s->there = true;
	s->at = t->at;
}

void
build_sinkhole_time(struct parse *p, enum sinkhole_time which,
    const struct token *t)
{
	static const char *const keys[] = { [SINKHOLE_TERM] = "term",
	    [SINKHOLE_LONGEST] = "longest",
	    [SINKHOLE_PROBATION] = "probation" };
	struct conf_sinkhole *s = &p->conf->sinkhole;
	uint64_t *const to[] = { &s->term, &s->longest, &s->probation }, ns;

	if (p->sinkhole_at[which].line != 0)
		build_error(p, t->at, "expected one value of %s, not two",
		    keys[which]);
	else if (!word_time(t->text, &ns) || ns < SECOND || ns > 365 * DAY)
		build_expected(p, t, "a time from 1s to 365d");
	else
		*to[which] = ns;
	p->sinkhole_at[which] = t->at;
}

void
build_sinkhole_sources(struct parse *p, const struct token *t)
{
	if (p->has_sources)
		build_error(p, t->at, "expected one value of sources, not"
		    " two");
	else
		p->conf->sinkhole.sources = (uint32_t)build_number(p, t,
		    SOURCES_MIN, SOURCES_MAX);
	p->has_sources = true;
}

void
build_sinkhole_end(struct parse *p)
{
	struct conf_at at = p->sinkhole_at[SINKHOLE_LONGEST];
	struct conf_sinkhole *s = &p->conf->sinkhole;
	char term[TEXT_MAX], longest[TEXT_MAX];
	struct out o;

	if (s->longest >= s->term)
		return;
	out_text(&o, term, sizeof(term));
	out_time(&o, s->term);
	out_text(&o, longest, sizeof(longest));
	out_time(&o, s->longest);
	build_error(p, at.line != 0 ? at : p->sinkhole_at[SINKHOLE_TERM],
	    "expected longest (%s) not to be less than term (%s)", longest,
	    term);
}
