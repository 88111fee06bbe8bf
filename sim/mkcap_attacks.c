/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mkcap attacks: captures of what a roaming firewall must refuse and, as many,
 * of what looks like it and must pass.  Beside NAME.pcap stands NAME.tsv, one
 * line a message: frame, index within it, verdicts expected ("|" between
 * them), label expected or "-", and what it is.
 */
#include <stdarg.h>
#include <stdlib.h>

#include "../rules/owner.h"
#include "mkcap_attacks.h"

enum {
	PATH_TEXT_MAX = 1024,
	WHAT_TEXT_MAX = 512,
	PORT_M3UA = 2905, PORT_DIAMETER = 3868,
};

/* Between cases somebody listens to: what one leaves behind in rates and
 * tables is not to be met by the next when a capture of them is replayed. */
#define CASE_GAP	(UINT64_C(100) * 1000000)

static const struct {
	const char	*name;
	bool		 diameter;
	void		(*fill)(struct set *);
} sets[] = {
	{ "cat1", false, set_cat1 }, { "cat2", false, set_cat2 },
	{ "cat3", false, set_cat3 }, { "spoofed", false, set_spoofed },
	{ "sms", false, set_sms }, { "camel", false, set_camel },
	{ "address", false, set_address }, { "evasion", false, set_evasion },
	{ "management", false, set_management },
	{ "flood", false, set_flood }, { "dialogues", false, set_dialogues },
	{ "within", false, set_within },
	{ "diameter", true, set_diameter },
	{ "diameter-checks", true, set_diameter_checks },
	{ "diameter-apps", true, set_diameter_apps },
};

const size_t sets_count = sizeof(sets) / sizeof(sets[0]);

static void
label_write(const struct set *s, enum expect expect, const char *label,
    const char *what)
{
	static const char *const verdicts[] = {
		[PASS] = "pass", [REFUSE] = "drop|reject",
		[EITHER] = "pass|drop|reject", [USUALLY] = "pass",
	};

	fprintf(s->labels, "%llu\t0\t%s\t%s\t%s\n",
	    (unsigned long long)s->lab->frames, verdicts[expect],
	    label == NULL || expect != REFUSE ? "-" : label, what);
}

void
set_label(struct set *s, enum expect expect, const char *label,
    const char *format, ...)
{
	char what[WHAT_TEXT_MAX];
	va_list ap;

	va_start(ap, format);
	vsnprintf(what, sizeof(what), format, ap);
	va_end(ap);
	if (s->labels != NULL)
		label_write(s, expect, label, what);
	if (s->listener != NULL)
		s->listener->message(s->listener->arg, s->cls, expect, what);
}

bool
set_begin_unless(struct set *s, enum attack_class cls, const char *why)
{
	const struct listener *l = s->listener;

	s->cls = cls;
	if (l == NULL)
		return why == NULL;
	if (why != NULL) {
		l->lacks(l->arg, cls, why);
		return false;
	}
	s->lab->ts += CASE_GAP;
	l->begin(l->arg);
	return true;
}

/* Does the gateway carry what it must, or must not? */
static const char *
way_lacks(const struct set *s, enum attack_class cls, enum expect expect,
    const struct roles *r)
{
	const struct nets *n = s->nets;
	const struct net_gate *g = s->diameter ? &n->diameter[r->via] :
	    &n->ss7[r->via];
	unsigned from = n->who[r->from].owner;
	bool leads;

	if (g->lacks != NULL)
		return g->lacks;
	if (g->back_lacks != NULL && (cls == CLASS_DIALOGUES ||
	    cls == CLASS_OUT || cls == CLASS_MANAGEMENT ||
	    cls == CLASS_DHONEST))
		return g->back_lacks;
	if (from < OWNER_PARTNER || r->from == NET_DELTA)
		return NULL;
	leads = link_leads_to(n->owners, g->link, from);
	if ((cls == CLASS_SPOOFED || cls == CLASS_DSPOOFED) &&
	    expect == REFUSE)
		return leads ? "no link tells the sender apart" : NULL;
	return leads ? NULL : "the sender does not come by that link";
}

bool
set_begin(struct set *s, enum attack_class cls, enum expect expect,
    const struct roles *roles, const char *change)
{
	const char *why = nets_lack(s->nets, roles, change);

	if (why == NULL && s->nets->owners != NULL)
		why = way_lacks(s, cls, expect, roles);
	return set_begin_unless(s, cls, why);
}

void
gate_path(struct path *p, const struct net_gate *g, uint16_t port,
    unsigned number)
{
	path_make(p, g->version, port);
	p->flow[1].version = g->back_version;
	memcpy(p->flow[0].src, g->far, sizeof(g->far));
	memcpy(p->flow[0].dst, g->near, sizeof(g->near));
	memcpy(p->flow[1].src, g->back_near, sizeof(g->back_near));
	memcpy(p->flow[1].dst, g->back_far, sizeof(g->back_far));
	p->flow[0].sport = (uint16_t)(p->flow[0].sport + number);
	p->flow[1].dport = p->flow[0].sport;
	p->tag[0] += number << 16;
	p->tag[1] += number << 16;
	p->label.opc = g->opc;
	p->label.dpc = g->dpc;
}

static void
gateways(struct set *s)
{
	const struct nets *n = s->nets;
	unsigned i, number;

	for (i = 0; i < NETS_COUNT; i++) {
		number = n->owners == NULL ? 0 : i;
		gate_path(&s->ss7[i], &n->ss7[i], PORT_M3UA, number);
		gate_path(&s->sctp[i], &n->diameter[i], PORT_DIAMETER, number);
		gate_path(&s->tcp[i], &n->diameter[i], PORT_DIAMETER, number);
	}
}

/* The capture and its labels, or neither. */
static bool
set_open(struct set *s, size_t i, const char *directory)
{
	char path[PATH_TEXT_MAX];

	if (directory == NULL) {
		s->lab = lab_open(NULL, WRITER_MICRO, 1);
		return s->lab != NULL;
	}
	snprintf(path, sizeof(path), "%s/%s.tsv", directory, sets[i].name);
	s->labels = fopen(path, "w");
	if (s->labels == NULL)
		return false;
	snprintf(path, sizeof(path), "%s/%s.pcap", directory, sets[i].name);
	s->lab = lab_open(path, WRITER_MICRO, 1);
	return s->lab != NULL;
}

bool
set_is_diameter(size_t i)
{
	return sets[i].diameter;
}

const char *
set_name(size_t i)
{
	return sets[i].name;
}

bool
set_run(size_t i, const char *directory, const struct nets *nets,
    const struct listener *listener)
{
	struct set *s = calloc(1, sizeof(*s));
	bool ok = false;

	if (s == NULL)
		return false;
	s->nets = nets;
	s->listener = listener;
	s->diameter = sets[i].diameter;
	if (set_open(s, i, directory)) {
		if (listener != NULL) {
			s->lab->listen = listener->frame;
			s->lab->arg = listener->arg;
		}
		gateways(s);
		sets[i].fill(s);
		ok = lab_close(s->lab) && !s->failed;
	}
	if (s->labels != NULL) {
		ok = ferror(s->labels) == 0 && ok;
		ok = fclose(s->labels) == 0 && ok;
	}
	free(s);
	return ok;
}

bool
mkcap_attacks(const char *directory)
{
	struct nets *nets = calloc(1, sizeof(*nets));
	bool ok = nets != NULL;
	size_t i;

	if (ok)
		nets_make(nets);
	for (i = 0; ok && i < sets_count; i++)
		ok = set_run(i, directory, nets, NULL);
	free(nets);
	return ok;
}
