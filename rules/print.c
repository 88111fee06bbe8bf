/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A configuration as canonical text, which parses to the same again.
 */
#include "out.h"
#include "words.h"

/* ---- rules ---- */

static void
put_reject(struct out *o, const struct conf_rule *r)
{
	out_put(o, " (%s", conf_error_name(r->error));
	if (r->back_off) {
		out_put(o, ", back-off ");
		if (r->back_off_auto)
			out_put(o, "auto");
		else
			out_time(o, r->back_off_ns);
	}
	out_put(o, ")");
}

static void
put_action(struct out *o, const struct conf_rule *r)
{
	static const char *const sinks[] = { [SINK_SOURCE] = "source",
	    [SINK_SUBSCRIBER] = "subscriber", [SINK_PARTNER] = "partner" };

	out_put(o, "%s", conf_action_name(r->action));
	if (r->sink != SINK_MESSAGE) {
		out_put(o, " %s", sinks[r->sink]);
		if (r->sink_ns > 0) {
			out_put(o, " for ");
			out_time(o, r->sink_ns);
		}
	}
	if (r->action == ACTION_REJECT) {
		put_reject(o, r);
	} else if (r->to != NULL) {
		out_put(o, " to ");
		out_quoted(o, r->to);
	} else if (r->action == ACTION_STEER) {
		out_put(o, " away (%lu in ", (unsigned long)r->steer_times);
		out_time(o, r->steer_ns);
		if (r->steer_network > 0)
			out_put(o, ", network %u", r->steer_network);
		if (r->steer_country > 0)
			out_put(o, ", country %u", r->steer_country);
		out_put(o, ")");
	}
}

static void
put_tests(struct out *o, const struct conf_test *t, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		out_put(o, " ");
		out_test(o, &t[i]);
	}
}

static void
put_rule(struct out *o, const struct conf_rule *r)
{
	put_action(o, r);
	put_tests(o, r->test, r->ntest);
	if (r->log)
		out_put(o, " log");
	if (r->monitor)
		out_put(o, " monitor");
	if (r->label != NULL) {
		out_put(o, " label ");
		out_quoted(o, r->label);
	}
	if (r->has_class) {
		out_put(o, " set class ");
		out_put(o, "%s", r->cls_name->text);
	}
}

static void
put_screen(struct out *o, const char *direction, const struct conf_screen *s)
{
	size_t i;

	if (!s->there)
		return;
	out_put(o, "\nscreen %s%s {\n", direction,
	    s->monitor ? " monitor" : "");
	for (i = 0; i < s->n; i++) {
		out_put(o, "\t");
		put_rule(o, &s->rule[i]);
		out_put(o, "\n");
	}
	out_put(o, "}\n");
}

/* ---- definitions ---- */

static void
put_key(struct out *o, const char *key, const struct conf_set *s,
    unsigned subject)
{
	if (s->n == 0)
		return;
	out_put(o, "\t%s ", key);
	out_set(o, s, subject);
	out_put(o, "\n");
}

static void
put_carries(struct out *o, const struct conf_set *s)
{
	size_t i;

	if (s->n == 0)
		return;
	out_put(o, "\tcarries%s", s->n != 1 ? " {" : "");
	for (i = 0; i < s->n; i++) {
		out_put(o, " ");
		out_quoted(o, s->item[i].text);
	}
	out_put(o, "%s\n", s->n != 1 ? " }" : "");
}

static void
put_network(struct out *o, const struct conf_network *net)
{
	put_key(o, "plmn", &net->plmn, SIG_VISITED_PLMN);
	put_key(o, "imsi", &net->imsi, SIG_IMSI);
	put_key(o, "msisdn", &net->msisdn, SIG_MSISDN);
	put_key(o, "gt", &net->gt, SUBJECT_CALLING_GT);
	put_key(o, "mgt", &net->mgt, SUBJECT_CALLING_GT);
	put_key(o, "realm", &net->realm, SIG_ORIGIN_REALM);
	put_key(o, "host", &net->host, SIG_ORIGIN_HOST);
	put_key(o, "pc", &net->pc, SUBJECT_OPC);
	put_key(o, "ip", &net->ip, SUBJECT_SRC);
	put_key(o, "link", &net->link, SUBJECT_VIA);
	if (net->state != STATE_ACTIVE)
		out_put(o, "\tstate %s\n", conf_state_name(net->state));
	if (net->rate > 0) {
		out_put(o, "\trate ");
		out_rate(o, net->rate, net->rate_ns);
		out_put(o, "\n");
	}
	put_carries(o, &net->carries);
	if (net->trust_drmp)
		out_put(o, "\ttrust drmp\n");
	if (net->roaming != ROAMING_BOTH)
		out_put(o, "\troaming %s\n", conf_roaming_name(net->roaming));
	if (net->monitor)
		out_put(o, net->learn ? "\tlearn\n" : "\tmonitor\n");
	out_put(o, "}\n");
}

static void
put_link(struct out *o, const struct conf_link *l)
{
	out_put(o, "link ");
	out_quoted(o, l->name);
	out_put(o, " {\n");
	put_key(o, "ip", &l->ip, SUBJECT_SRC);
	put_key(o, "pc", &l->pc, SUBJECT_OPC);
	out_link(o, l);
	out_put(o, "}\n");
}

static void
put_table(struct out *o, const struct conf_table *t)
{
	out_put(o, "table <%s> %s", t->name, conf_table_type_name(t->type));
	if (t->set.n > 0) {
		out_put(o, " { ");
		out_items(o, &t->set, word_table_subject(t->type));
		out_put(o, " }");
	}
	if (t->file != NULL) {
		out_put(o, " file ");
		out_quoted(o, t->file);
	}
	if (t->only != NULL) {
		out_put(o, " only ");
		out_quoted(o, t->only);
	}
	if (t->expires)
		out_put(o, " expires");
	if (t->persist)
		out_put(o, " persist");
	if (t->size > 0)
		out_put(o, " size %lu", (unsigned long)t->size);
	if (t->timeout > 0) {
		out_put(o, " timeout ");
		out_time(o, t->timeout);
	}
	out_put(o, "\n");
}

static void
put_category(struct out *o, const struct conf_category *c)
{
	out_put(o, "category ");
	out_put(o, "%s", c->name);
	out_put(o, " {\n");
	put_key(o, "op", &c->op, SUBJECT_OP);
	put_key(o, "map-op", &c->map_op, SUBJECT_MAP_OP);
	put_key(o, "cap-op", &c->cap_op, SUBJECT_CAP_OP);
	put_key(o, "command", &c->command, SUBJECT_COMMAND);
	out_put(o, "}\n");
}

static void
put_class(struct out *o, const struct conf_class *c)
{
	out_put(o, "class ");
	out_put(o, "%s", c->name);
	out_put(o, " priority %u%s%s", c->priority,
	    c->critical ? " critical" : "", c->listed ? " listed" : "");
	put_tests(o, c->test, c->ntest);
	if (c->reserve > 0)
		out_put(o, " reserve %lu%%", (unsigned long)c->reserve);
	if (c->floor > 0) {
		out_put(o, " floor ");
		out_rate(o, c->floor, c->floor_ns);
	}
	out_put(o, "\n");
}

static void
put_protect(struct out *o, const struct conf_protect *p)
{
	out_put(o, "protect ");
	out_quoted(o, p->name);
	out_put(o, " {\n");
	if (p->link.n > 0)
		put_key(o, "link", &p->link, SUBJECT_VIA);
	if (p->capacity > 0) {
		out_put(o, "\tcapacity ");
		out_rate(o, p->capacity, p->capacity_ns);
		out_put(o, "\n");
	}
	if (p->latency > 0) {
		out_put(o, "\tlatency ");
		out_time(o, p->latency);
		out_put(o, "\n");
	}
	if (p->devices > 0)
		out_put(o, "\tdevices %lu\n", (unsigned long)p->devices);
	out_put(o, "}\n");
}

static void
put_threshold(struct out *o, const char *word, uint32_t count, uint64_t ns,
    uint64_t hold)
{
	out_put(o, " %s ", word);
	if (count > 0)
		out_rate(o, count, ns);
	else
		out_put(o, "auto");
	if (hold > 0) {
		out_put(o, " for ");
		out_time(o, hold);
	}
}

static void
put_storm(struct out *o, const struct conf_storm *s)
{
	out_put(o, "storm ");
	out_quoted(o, s->name);
	if (s->op.n > 0) {
		out_put(o, " on ");
		out_set(o, &s->op, SUBJECT_OP);
	}
	switch (s->scope) {
	case STORM_OVERALL:
		out_put(o, " per overall");
		break;
	case STORM_PARTNER:
		out_put(o, " per partner");
		break;
	default:
		out_put(o, " per protect ");
		out_quoted(o, s->protect_name->text);
	}
	put_threshold(o, "enter", s->auto_enter ? 0 : s->enter, s->enter_ns,
	    s->enter_for);
	put_threshold(o, "leave", s->auto_leave ? 0 : s->leave, s->leave_ns,
	    s->leave_for);
	out_put(o, "\n");
}

static void
put_sinkhole(struct out *o, const struct conf_sinkhole *s)
{
	if (!s->there)
		return;
	out_put(o, "\nsinkhole {\n\tterm ");
	out_time(o, s->term);
	out_put(o, "\n\tlongest ");
	out_time(o, s->longest);
	out_put(o, "\n\tprobation ");
	out_time(o, s->probation);
	out_put(o, "\n\tsources %lu\n}\n", (unsigned long)s->sources);
}

static void
put_partner(struct out *o, const struct conf_network *net)
{
	out_put(o, "partner ");
	out_quoted(o, net->name);
	out_put(o, " {\n");
	put_network(o, net);
}

/* An empty line before the first of many. */
static void
apart(struct out *o, size_t i)
{
	if (i == 0)
		out_put(o, "\n");
}

static void
put_networks(struct out *o, const struct conf *conf)
{
	size_t i;

	if (conf->has_home) {
		out_put(o, "home {\n");
		put_network(o, &conf->home);
	}
	for (i = 0; i < conf->nlink; i++) {
		apart(o, i);
		put_link(o, &conf->link[i]);
	}
	for (i = 0; i < conf->npartner; i++) {
		apart(o, i);
		put_partner(o, &conf->partner[i]);
	}
}

/* ---- memory ---- */

static void
put_memory(struct out *o, const struct conf_memory *m)
{
	if (!m->there)
		return;
	out_put(o, "\nmemory {\n\tsubscribers %lu\n\ttransactions %lu\n"
	    "\tsources %lu\n\tanswer ", (unsigned long)m->subscribers,
	    (unsigned long)m->transactions, (unsigned long)m->sources);
	out_time(o, m->answer);
	out_put(o, "\n\tforget ");
	out_time(o, m->forget);
	if (m->geography != NULL) {
		out_put(o, "\n\tgeography ");
		out_quoted(o, m->geography);
	}
	out_put(o, "\n}\n");
}

static void
put_mode(struct out *o, const struct conf_check *c)
{
	out_put(o, " %s", check_mode_name(c->mode));
	if (c->learn_ns == 0)
		return;
	out_put(o, " ");
	out_time(o, c->learn_ns);
	out_put(o, " then %s", check_mode_name(c->then));
}

/* With what it takes, although that may be what it has without it. */
static void
put_check(struct out *o, const char *name, unsigned takes,
    const struct conf_check *c)
{
	out_put(o, "check %s", name);
	put_mode(o, c);
	if (takes & CHECK_TAKES_COVERAGE)
		out_put(o, " coverage %lu%%", (unsigned long)c->coverage);
	if (takes & CHECK_TAKES_SPEED)
		out_put(o, " speed %lukm/h", (unsigned long)c->speed);
	if (takes & CHECK_TAKES_SLACK)
		out_put(o, " slack %lukm", (unsigned long)c->slack);
	if (takes & CHECK_TAKES_WITHIN) {
		out_put(o, " within ");
		out_time(o, c->within);
	}
	if (takes & CHECK_TAKES_OVER)
		out_put(o, " over %lu", (unsigned long)c->over);
	if (takes & CHECK_TAKES_RATE) {
		out_put(o, " over ");
		out_rate(o, c->over, c->over_ns);
	}
	out_put(o, "\n");
}

static void
put_checks(struct out *o, const struct conf *conf)
{
	bool any = false;

#define X(sym, name, learn, takes, ...)					\
	if (conf->check[CHECK_##sym].written) {				\
		out_put(o, "%s", any ? "" : "\n");			\
		put_check(o, name, takes, &conf->check[CHECK_##sym]);	\
		any = true;						\
	}
	CHECKS(X)
#undef X
}

static void
put_list(struct out *o, const char *name, const struct conf_set *list)
{
	if (list->n == 0)
		return;
	out_put(o, "%s ", name);
	out_set(o, list, SIG_IMEI);
	out_put(o, "\n");
}

static void
put_definitions(struct out *o, const struct conf *conf)
{
	size_t i;

	for (i = 0; i < conf->ntable; i++) {
		apart(o, i);
		put_table(o, &conf->table[i]);
	}
	put_list(o, "blacklist", &conf->black);
	put_list(o, "greylist", &conf->grey);
	for (i = 0; i < conf->ncategory; i++) {
		apart(o, i);
		put_category(o, &conf->category[i]);
	}
	for (i = 0; i < conf->nclass; i++) {
		apart(o, i);
		put_class(o, &conf->class[i]);
	}
	for (i = 0; i < conf->nprotect; i++) {
		apart(o, i);
		put_protect(o, &conf->protect[i]);
	}
	for (i = 0; i < conf->nstorm; i++) {
		apart(o, i);
		put_storm(o, &conf->storm[i]);
	}
	put_sinkhole(o, &conf->sinkhole);
}

void
conf_print(FILE *file, const struct conf *conf)
{
	struct out o;

	out_file(&o, file);
	put_networks(&o, conf);
	out_diameter(&o, &conf->diameter);
	out_ss7(&o, &conf->ss7);
	out_run(&o, &conf->run);
	put_memory(&o, &conf->memory);
	put_checks(&o, conf);
	put_definitions(&o, conf);
	put_screen(&o, "in", &conf->in);
	put_screen(&o, "out", &conf->out);
}

void
conf_print_rule(FILE *file, const struct conf *conf,
    const struct conf_rule *r)
{
	struct out o;

	(void)conf;
	out_file(&o, file);
	put_rule(&o, r);
}
