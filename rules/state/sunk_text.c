/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sinkhole as text: words, and a line a source.
 */
#include <inttypes.h>
#include <string.h>

#include "sunk_impl.h"
#include "sunk_time.h"

static const char *const scopes[SUNK_SCOPES] = {
	"host", "gt", "pc", "subscriber", "partner",
};
static const char *const hows[SUNK_HOWS] = { "rule", "finding", "hand" };
static const char *const states[SUNK_STATES] = {
	"none", "diverted", "probation",
};
static const char *const changes[SUNK_CHANGES] = {
	"begun", "again", "probed", "released", "removed", "evicted",
};

const char *
sunk_scope_name(unsigned scope)
{
	return scope < SUNK_SCOPES ? scopes[scope] : NULL;
}

const char *
sunk_how_name(unsigned how)
{
	return how < SUNK_HOWS ? hows[how] : NULL;
}

const char *
sunk_state_name(unsigned state)
{
	return state < SUNK_STATES ? states[state] : NULL;
}

const char *
sunk_change_name(unsigned change)
{
	return change < SUNK_CHANGES ? changes[change] : NULL;
}

/* In quotes, with what would not stand there by itself as \xHH. */
static void
quoted(FILE *f, const uint8_t *p, size_t len)
{
	putc('"', f);
	for (; len > 0; len--, p++) {
		if (*p < ' ' || *p > '~' || *p == '"' || *p == '\\')
			fprintf(f, "\\x%02x", *p);
		else
			putc(*p, f);
	}
	putc('"', f);
}

static void
when(FILE *f, const char *word, uint64_t ns)
{
	char text[SUNK_TIME_MAX];

	sunk_time_text(ns, text);
	fprintf(f, " %s %s", word, text);
}

static void
lasting(FILE *f, const struct sunk_view *v)
{
	char text[SUNK_TIME_MAX];

	when(f, "since", v->since);
	if (v->until == SUNK_ALWAYS) {
		fputs(" until removed", f);
		return;
	}
	when(f, "until", v->until);
	sunk_term_text(v->term, text);
	fprintf(f, " term %s", text);
}

static void
seen(FILE *f, const struct sunk_view *v)
{
	unsigned i;

	if (v->messages == 0)
		return;
	fprintf(f, " messages %" PRIu64 " octets %" PRIu64 " subscribers %"
	    PRIu32, v->messages, v->octets, v->subscribers);
	when(f, "first", v->first);
	when(f, "last", v->last);
	for (i = 0; i < v->nop; i++)
		fprintf(f, " op %s %" PRIu64, sig_op_name(v->op[i].op),
		    v->op[i].count);
}

bool
sunk_write(FILE *f, const struct sunk_view *v, const struct sunk_names *names)
{
	const char *partner = names->partner_name(names->arg,
	    v->source.partner);
	bool whole = !v->cut && partner != NULL;

	if (!whole)
		fprintf(f, "# %s: ", v->cut ? "the name is longer" :
		    "a partner without a name");
	fprintf(f, "%s ", sunk_scope_name(v->source.scope));
	quoted(f, v->name, v->len);
	if (v->source.scope != SUNK_PARTNER && partner != NULL) {
		fputs(" partner ", f);
		quoted(f, (const uint8_t *)partner, strlen(partner));
	}
	fprintf(f, " by %s", sunk_how_name(v->how));
	if (v->why[0] != '\0') {
		fputs(" why ", f);
		quoted(f, (const uint8_t *)v->why, strlen(v->why));
	}
	fprintf(f, " state %s", sunk_state_name(v->state));
	lasting(f, v);
	fprintf(f, " times %" PRIu32, v->times);
	seen(f, v);
	putc('\n', f);
	return whole;
}

size_t
sunks_write(const struct sunks *t, FILE *f, const struct sunk_names *names)
{
	uint32_t place = SUNK_NONE;
	struct sunk_view v;
	size_t lost = 0;

	while ((place = sunks_next(t, place)) != SUNK_NONE) {
		sunk_view(t, place, &v);
		lost += !sunk_write(f, &v, names);
	}
	return lost;
}
