/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The policy that is Breakwater: the engine that stands between real networks,
 * fed with the lab's octets.
 *
 * Where the scenario names no configuration one is written from what an
 * operator would know of it: home, a partner for each network, classes by IMSI,
 * home's capacity.  Names in it are numbers: those of a scenario may be any text.
 * Answers are built as for any partner.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../fw/answer.h"
#include "../../rules/control.h"
#include "../../rules/judge.h"
#include "octets.h"

#define IMSI_DIGITS	15

struct engine {
	struct ruleset	*rules;
	struct judge	*judge;
	uint64_t	 now;
	char		 host[80], realm[64];
};

/* ---- the configuration ---- */

static void
put_realm(FILE *f, const char *plmn)
{
	fprintf(f, "epc.mnc%s%s.mcc%.3s.3gppnetwork.org",
	    strlen(plmn) == 5 ? "0" : "", plmn + 3, plmn);
}

static void
put_network(FILE *f, const char *plmn, const char *gt)
{
	fprintf(f, "\tplmn %.3s-%s\n\tgt %s*\n\trealm ", plmn, plmn + 3, gt);
	put_realm(f, plmn);
	fputs("\n\thost *.", f);
	put_realm(f, plmn);
	fputs("\n", f);
}

/* Numbers from "from" up to "to" as prefixes. */
static void
put_prefixes(FILE *f, uint64_t from, uint64_t to)
{
	uint64_t size;
	unsigned digits;

	while (from < to) {
		for (size = 1, digits = IMSI_DIGITS; digits > 5 &&
		    from % (size * 10) == 0 && size * 10 <= to - from;
		    digits--)
			size *= 10;
		fprintf(f, " %0*llu%s", (int)digits,
		    (unsigned long long)(from / size),
		    digits < IMSI_DIGITS ? "*" : "");
		from += size;
	}
}

static unsigned
highest(const struct scenario *s)
{
	unsigned i, best = 0;

	for (i = 1; i < s->classes; i++)
		if (s->cls[i].priority < s->cls[best].priority)
			best = i;
	return best;
}

static void
put_class(FILE *f, const struct scenario *s, unsigned i, double reserve)
{
	const struct scenario_population *p;
	unsigned k, n = 0;

	for (k = 0; k < s->populations; k++)
		n += s->population[k].cls == (int)i;
	if (n == 0)
		return;
	fprintf(f, "class c%u priority %u", i, s->cls[i].priority);
	if (i == highest(s) && reserve >= .005)
		fprintf(f, " reserve %.0f%%", 100 * reserve);
	fputs(" imsi {", f);
	for (k = 0; k < s->populations; k++) {
		p = &s->population[k];
		if (p->cls == (int)i)
			put_prefixes(f, p->imsi, p->imsi + p->count);
	}
	fputs(" }\n", f);
}

static void
put_conf(FILE *f, const struct scenario *s, double capacity, double reserve,
    double sink)
{
	uint64_t devices = scenario_devices(s);
	char gt[sizeof(s->home.gt)];
	unsigned i;

	snprintf(gt, sizeof(gt), "%.5s", s->home.gt);
	fputs("home {\n", f);
	put_network(f, s->home.plmn, gt);
	fputs("}\n", f);
	for (i = 0; i < s->networks; i++) {
		fprintf(f, "partner n%u {\n", i);
		put_network(f, s->network[i].plmn, s->network[i].gt);
		fputs("}\n", f);
	}
	for (i = 0; i < s->classes; i++)
		put_class(f, s, i, reserve);
	fprintf(f, "protect \"home\" {\n\tcapacity %lu/s\n\tdevices %lu\n}\n",
	    (unsigned long)(capacity < 1 ? 1 : capacity),
	    (unsigned long)(devices < 1000 ? 1000 : devices));
	fprintf(f, "memory {\n\tsubscribers %lu\n\ttransactions 100000\n"
	    "\tanswer 10s\n}\n", (unsigned long)(devices < 1000 ? 1000 :
	    devices));
	if (sink > 0)
		fprintf(f, "check flood enforce over %lu/s\n",
		    (unsigned long)(sink < 1 ? 1 : sink));
	fputs("screen in {\n\tdrop malformed label \"malformed\"\n", f);
	if (sink > 0)
		fputs("\tsink source finding flood label \"flood\"\n", f);
	fputs("\tpass op { authenticate update-location } imsi home\n"
	    "\tpass within update-location\n}\n"
	    "screen out { pass from home }\n", f);
}

static struct conf *
conf_write(const struct scenario *s, const struct scenario_policy *policy,
    struct conf_errors *errors)
{
	double capacity = policy->limit > 0 ? policy->limit :
	    s->home.capacity;
	struct conf *conf = NULL;
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);

	if (f == NULL)
		return NULL;
	put_conf(f, s, capacity, policy->reserve, policy->sink);
	if (fclose(f) == 0)
		conf = conf_parse("the lab's own rules", text, len, errors);
	free(text);
	return conf;
}

static struct ruleset *
rules_new(const struct policy_env *env)
{
	struct conf_errors errors;
	struct ruleset *rules;
	struct conf *conf;
	size_t i;

	memset(&errors, 0, sizeof(errors));
	conf = env->conf->conf[0] != '\0' ? conf_load(env->conf->conf,
	    &errors) : conf_write(env->scenario, env->conf, &errors);
	rules = conf == NULL ? NULL : ruleset_build(conf, &errors);
	for (i = 0; i < errors.n; i++)
		fprintf(stderr, "%s\n", errors.line[i]);
	conf_errors_free(&errors);
	return rules;
}

/* ---- the engine ---- */

static void
engine_close(void *arg)
{
	struct engine *e = arg;

	judge_free(e->judge);
	ruleset_free(e->rules);
	free(e);
}

static void *
engine_open(const struct policy_env *env)
{
	const char *plmn = env->scenario->home.plmn;
	struct engine *e = calloc(1, sizeof(*e));

	if (e == NULL)
		return NULL;
	snprintf(e->realm, sizeof(e->realm),
	    "epc.mnc%s%s.mcc%.3s.3gppnetwork.org",
	    strlen(plmn) == 5 ? "0" : "", plmn + 3, plmn);
	snprintf(e->host, sizeof(e->host), "hss1.%s", e->realm);
	e->rules = rules_new(env);
	e->judge = e->rules == NULL ? NULL : judge_new(e->rules, env->seed);
	if (e->judge != NULL)
		return e;
	engine_close(e);
	return NULL;
}

static enum policy_verdict
refuse(struct engine *e, const struct policy_msg *pm, const struct verdict *v,
    struct wbuf *w)
{
	struct answer_overload report = { .sequence = v->sequence,
	    .reduction = v->reduction, .validity = v->validity };
	struct answer a = { .kind = ANSWER_ERROR, .error = v->error,
	    .host = cur_make((const uint8_t *)e->host, strlen(e->host)),
	    .realm = cur_make((const uint8_t *)e->realm, strlen(e->realm)),
	    .overload = v->overload ? &report : NULL };

	if (v->error == REJECT_SILENCE)
		return POLICY_DISCARD;
	return answer_build(pm->view, &a, w) ? POLICY_ANSWER : POLICY_DISCARD;
}

static enum policy_verdict
engine_message(void *arg, const struct policy_msg *pm, struct wbuf *w)
{
	struct engine *e = arg;
	struct verdict v;

	e->now = pm->now;
	judge_message(e->judge, pm->view, pm->now, &v);
	switch (v.action) {
	case ACTION_PASS:
		return POLICY_FORWARD;
	case ACTION_REJECT:
	case ACTION_STEER:
		return refuse(e, pm, &v, w);
	default:
		return POLICY_DISCARD;
	}
}

static void
engine_figures(void *arg, struct policy_figures *f)
{
	struct control *c = judge_control(((struct engine *)arg)->judge);
	struct engine *e = arg;
	struct control_group g;
	size_t i;
	unsigned k;

	*f = (struct policy_figures){ .memory = c == NULL ? 0 :
	    control_octets(c, e->now) };
	for (i = 0; c != NULL && i < control_groups(c); i++) {
		control_group(c, i, e->now, &g);
		f->slots_lost += g.lost;
		for (k = 0; k < 16; k++)
			f->early += g.class[k].early;
	}
}

const struct policy_ops policy_breakwater_ops = {
	.open = engine_open, .request = engine_message,
	.answer = engine_message, .figures = engine_figures,
	.close = engine_close,
};
