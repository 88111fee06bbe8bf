/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Storm control by hand: an operator sinks a source, or lets one go.
 */
#include <stdlib.h>
#include <string.h>

#include "control_impl.h"
#include "state/number.h"
#include "state/sunk_time.h"

/* ---- names ---- */

static const char *
name_partner(void *arg, uint16_t partner)
{
	const struct control *c = arg;

	return partner < OWNER_PARTNER || partner >= c->rs->nowner ? NULL :
	    ruleset_owner_name(c->rs, partner);
}

static bool
find_partner(void *arg, const char *name, uint16_t *partner)
{
	const struct control *c = arg;
	unsigned i;

	for (i = OWNER_PARTNER; i < c->rs->nowner; i++)
		if (strcmp(ruleset_owner_name(c->rs, i), name) == 0) {
			*partner = (uint16_t)i;
			return true;
		}
	return false;
}

/* The key that a message from there would have. */
static uint64_t
key_of_node(const struct control *c, unsigned scope, const uint8_t *name,
    size_t len)
{
	struct sig_msg m;
	uint64_t pc;

	memset(&m, 0, sizeof(m));
	if (scope == SUNK_HOST) {
		m.proto = SIG_PROTO_DIAMETER;
		sig_add_text(&m, SIG_ORIGIN_HOST, cur_make(name, len));
	} else if (scope == SUNK_GT) {
		m.calling.present = m.calling.has_gt = true;
		m.calling.len = (uint8_t)len;
		if (!sig_digits_read(&m.calling.digits, name, len))
			return 0;
	} else {
		if (!sunk_number((const char *)name, len, &pc) ||
		    pc > UINT32_MAX)
			return 0;
		m.has_label = true;
		m.opc = (uint32_t)pc;
	}
	return context_source_key(c->secret, &m);
}

static bool
make_key(void *arg, struct sunk_source *s, const uint8_t *name, size_t len)
{
	const struct control *c = arg;
	struct sig_digits d;

	if (s->scope == SUNK_PARTNER)
		s->key = s->partner;
	else if (s->scope != SUNK_SUBSCRIBER)
		s->key = key_of_node(c, s->scope, name, len);
	else
		s->key = sig_digits_read(&d, name, len) ?
		    number_pack(&d, (unsigned)len) : 0;
	return s->key != 0;
}

static struct sunk_names
names_of(struct control *c)
{
	return (struct sunk_names){ c, name_partner, find_partner, make_key };
}

/* ---- orders ---- */

static void
note_error(void *arg, unsigned line, const char *sentence)
{
	char *error = arg;

	(void)line;
	if (error[0] == '\0')
		(void)snprintf(error, CONTROL_ERROR_MAX, "%s", sentence);
}

/* Reads one source into a table of its own. */
static bool
source_read(struct control *c, const char *text, uint64_t now,
    struct sunk_view *v, char error[CONTROL_ERROR_MAX])
{
	const struct conf_sinkhole *s = &c->rs->conf->sinkhole;
	const struct sunk_limits limits = { 1, s->term, s->longest,
	    s->probation };
	const struct sunk_names names = names_of(c);
	struct sunks *t = sunks_new(&limits, c->secret);
	bool fine;

	error[0] = '\0';
	fine = t != NULL && sunks_read(t, text, strlen(text), now, &names,
	    note_error, error) && sunks_count(t) == 1;
	if (fine)
		sunk_view(t, sunks_next(t, SUNK_NONE), v);
	else if (error[0] == '\0')
		(void)snprintf(error, CONTROL_ERROR_MAX, "%s", t == NULL ?
		    "no memory" : "expected a source");
	sunks_free(t);
	return fine;
}

static void
tell_all(struct control *c, const struct sunk_events *e)
{
	unsigned i;

	for (i = 0; i < e->n; i++)
		sink_tell(c, &e->event[i]);
}

bool
control_sink(struct control *c, const char *text, uint64_t now,
    char error[CONTROL_ERROR_MAX])
{
	struct sunk_events e;
	struct sunk_order o;
	struct sunk_view v;

	if (!source_read(c, text, now, &v, error))
		return false;
	o = (struct sunk_order){ .source = v.source, .name = v.name,
	    .len = v.len, .why = v.why[0] == '\0' ? NULL : v.why,
	    .term = v.until == SUNK_ALWAYS ? SUNK_ALWAYS : v.until - now,
	    .how = SUNK_BY_HAND, .whole = v.source.scope == SUNK_PARTNER };
	if (!sunk_add(c->sunks, &o, now, &e)) {
		(void)snprintf(error, CONTROL_ERROR_MAX,
		    "the sinkhole has no room for it");
		return false;
	}
	tell_all(c, &e);
	return true;
}

bool
control_release(struct control *c, const char *text, uint64_t now,
    char error[CONTROL_ERROR_MAX])
{
	struct sunk_events e;
	struct sunk_view v;

	if (!source_read(c, text, now, &v, error))
		return false;
	if (!sunk_remove(c->sunks, &v.source, now, &e)) {
		(void)snprintf(error, CONTROL_ERROR_MAX, "it is not sunk");
		return false;
	}
	tell_all(c, &e);
	return true;
}

void
control_forget(struct control *c, uint64_t imsi)
{
	steer_forget(c->steers, imsi);
}

void
control_sunk_write(struct control *c, FILE *f)
{
	const struct sunk_names names = names_of(c);

	(void)sunks_write(c->sunks, f, &names);
}

void
control_sunk_copy(struct control *to, struct control *from)
{
	char error[CONTROL_ERROR_MAX], *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);

	if (f == NULL)
		return;
	control_sunk_write(from, f);
	if (fclose(f) == 0)
		(void)control_sunk_read(to, text, len, from->ticked, error);
	free(text);
}

bool
control_sunk_read(struct control *c, const char *text, size_t len,
    uint64_t now, char error[CONTROL_ERROR_MAX])
{
	const struct sunk_names names = names_of(c);

	error[0] = '\0';
	return sunks_read(c->sunks, text, len, now, &names, note_error, error);
}
