/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * breakwater audit: the attack set, built for the networks of a configuration
 * and judged by it, in memory.
 *
 * Every case, which is a message or a dialogue, meets rules that remember
 * nothing of the cases before it.
 */
#define _GNU_SOURCE	/* getopt_long() that takes options behind files too */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../fw/command.h"
#include "../fw/read.h"
#include "../rules/owner.h"
#include "audit.h"
#include "story.h"

enum {
	WHAT_MAX = 640,
	STORY_SLACK = 5,		/* per cent that may pass */
};

struct audit {
	const char	*conf, *directory;
	bool		 verbose, help;
	struct ruleset	*rules;		/* that judge goes by: ... */
	struct ruleset	*small, *large;
	struct owners	*owners;
	struct judge	*judge;
	struct read	 read;		/* its wire: frames to messages */
	struct nets	*ss7, *diameter;
	struct coverage coverage;
	char		*findings;	/* text of them */
	size_t		 nfindings;
	bool		 failed;
	struct {
		uint64_t	 n, blocked, would;
		struct outcome	 through;	/* one that got through */
	} flood;
	const char	*set;		/* at hand */
	uint64_t	 frames;	/* of it */
	/* of the messages since the last one that was expected */
	unsigned	 messages;
	struct outcome	 last;
};

static const char usage[] =
    "usage: breakwater audit -c conf [-v] [-w directory]\n"
    "  -c conf       the configuration to try\n"
    "  -v            tell attacks that pass and honest messages that are\n"
    "                blocked, by capture and frame, and what is not\n"
    "                applicable and why\n"
    "  -w directory  write what was tried as captures, with labels\n";

enum { GROUP_MEMORY = GROUP_EVASION + 1 };

static const char *const groups[] = {
	[GROUP_MAP] = "MAP and CAP, by category",
	[GROUP_DIAMETER] = "Diameter, by check",
	[GROUP_EVASION] = "evasions",
	[GROUP_MEMORY] = "what only memory finds",
};

static const struct {
	const char	*name;
	unsigned	 group;
} classes[] = {
#define X(sym, group, name)	{ name, GROUP_##group },
	CLASSES(X)
#undef X
};

static void
fail(struct audit *a, const char *why)
{
	if (!a->failed)
		fprintf(stderr, "breakwater audit: %s\n", why);
	a->failed = true;
}

/* A set could not be told; in a directory, where it is written. */
static void
fail_set(struct audit *a, const char *what)
{
	char text[PATH_MAX + 100];

	if (errno == 0 || a->directory == NULL) {
		fail(a, errno != 0 ? strerror(errno) : what);
		return;
	}
	snprintf(text, sizeof(text), "%s/%s.*: %s", a->directory, a->set,
	    strerror(errno));
	fail(a, text);
}

/* ---- what is built is judged ---- */

static void
begin(void *arg)
{
	struct audit *a = arg;

	judge_free(a->judge);
	a->judge = judge_new(a->rules, command_secret);
	if (a->judge == NULL)
		fail(a, "no memory");
}

static void
judged(void *arg, const struct sig_msg *m)
{
	struct audit *a = arg;
	struct outcome *o = &a->last;
	struct verdict v;
	const struct event e = { .m = m, .rules = a->rules, .judge = a->judge,
	    .v = &v };

	if (a->judge == NULL)
		return;
	judge_message(a->judge, m, m->ts, &v);
	/* who is steered away a few times comes in afterwards */
	o->passed = v.action == ACTION_PASS || v.action == ACTION_STEER ||
	    v.monitor;
	o->rule = event_rule(&e);
	o->would = event_would(&e);
	event_comment(o->text, &e);
	a->messages++;
}

static void
frame(void *arg, uint64_t ts, struct cur octets)
{
	struct audit *a = arg;
	const struct wire_frame f = { .link = WIRE_ETHERNET, .octets = octets,
	    .len = cur_left(&octets), .ts = ts, .number = ++a->frames };

	wire_frame(a->read.wire, &f, judged, a);
}

static void
lacks(void *arg, enum attack_class cls, const char *why)
{
	struct audit *a = arg;

	coverage_lacks(&a->coverage, cls, why);
}

/* ---- a flood is one attack: who limits it lets some of it in ---- */

static void
flood_note(struct audit *a)
{
	const struct outcome *o = &a->last;

	a->flood.n++;
	a->flood.blocked += !o->passed;
	a->flood.would += o->passed && o->would != NULL;
	if (o->passed)
		a->flood.through = *o;
}

/* Nine tenths are what a limit of a tenth of it leaves out.  How much a number
 * may ask is for the operator to say: who only watches has said nothing yet. */
static void
flood_end(struct audit *a)
{
	const uint64_t n = a->flood.n, blocked = a->flood.blocked;
	char what[128];

	if (n == 0)
		return;
	snprintf(what, sizeof(what), "somebody asks about a thousand numbers: "
	    "%" PRIu64 " of %" PRIu64 " questions blocked", blocked, n);
	a->flood.through.passed = 10 * blocked < 9 * n;
	if (a->flood.through.passed &&
	    10 * (blocked + a->flood.would) >= 9 * n)
		coverage_lacks(&a->coverage, CLASS_ENUMERATION,
		    "the rule against it is under monitor");
	else
		coverage_message(&a->coverage, CLASS_ENUMERATION, true,
		    &a->flood.through, what);
	memset(&a->flood, 0, sizeof(a->flood));
}

static void
expected(void *arg, enum attack_class cls, enum expect expect,
    const char *what)
{
	struct audit *a = arg;
	char text[WHAT_MAX];

	if (a->messages != 1)
		fail(a, "a message of the set did not come to be");
	a->messages = 0;
	if (expect == EITHER || expect == USUALLY)
		return;
	if (cls == CLASS_ENUMERATION && expect == REFUSE) {
		flood_note(a);
		return;
	}
	snprintf(text, sizeof(text), "%s %" PRIu64 ": %s", a->set, a->frames,
	    what);
	coverage_message(&a->coverage, cls, expect == REFUSE, &a->last, text);
}

static bool
sets_run(struct audit *a)
{
	const struct listener l = { .arg = a, .begin = begin,
	    .message = expected, .lacks = lacks, .frame = frame };
	size_t i;

	for (i = 0; i < sets_count && !a->failed; i++) {
		a->set = set_name(i);
		a->frames = 0;
		errno = 0;
		if (!set_run(i, a->directory, set_is_diameter(i) ?
		    a->diameter : a->ss7, &l)) {
			fail_set(a, "the set could not be built");
			return false;
		}
		flood_end(a);
		wire_finish(a->read.wire, judged, a);
		a->messages = 0;
	}
	return !a->failed;
}

static bool
story_run(struct audit *a)
{
	const struct listener l = { .arg = a, .begin = begin,
	    .message = expected, .lacks = lacks, .frame = frame };

	judge_free(a->judge);
	a->judge = NULL;
	a->rules = a->large;
	a->set = "memory";
	a->frames = 0;
	errno = 0;
	if (!story_audit(ruleset_conf(a->large), a->owners, a->directory, &l))
		fail_set(a, "the story could not be told");
	return !a->failed;
}

/* ---- the command ---- */

static bool
options(struct audit *a, int argc, char *argv[])
{
	static const struct option longs[] = {
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, ":c:hvw:", longs, NULL)) != -1)
		switch (c) {
		case 'c':
			a->conf = optarg;
			break;
		case 'h':
			a->help = true;
			break;
		case 'v':
			a->verbose = true;
			break;
		case 'w':
			a->directory = optarg;
			break;
		default:
			command_option("audit", c, argv);
			return false;
		}
	if (a->help)
		return true;
	if (a->conf == NULL || optind != argc) {
		fprintf(stderr, "breakwater audit: %s\n", a->conf == NULL ?
		    "expected the configuration to try: -c conf" :
		    "expected nothing behind the options");
		return false;
	}
	return true;
}

static bool
classes_make(struct coverage *t)
{
	size_t i;

	t->nclass = CLASSES_COUNT + STORY_CLASS_COUNT;
	t->class = calloc(t->nclass, sizeof(*t->class));
	for (i = 0; t->class != NULL && i < CLASSES_COUNT; i++) {
		t->class[i].name = classes[i].name;
		t->class[i].group = classes[i].group;
	}
	for (; t->class != NULL && i < t->nclass; i++) {
		t->class[i].name = story_class_name((unsigned)i -
		    CLASSES_COUNT);
		t->class[i].group = GROUP_MEMORY;
		t->class[i].slack = STORY_SLACK;
	}
	return t->class != NULL;
}

static void
most(uint32_t *n, uint32_t limit)
{
	if (*n > limit)
		*n = limit;
}

/*
 * With no more room for memories than what is tried needs, which for one case
 * is next to nothing; it is made anew each time.  Checks learn no longer than
 * the story is honest: what they do afterwards is what is asked about.
 */
static struct ruleset *
rules_load(const char *path, bool small)
{
	struct conf_errors errors = { .n = 0 };
	struct conf *conf = conf_load(path, &errors);
	struct ruleset *rules = NULL;
	unsigned i;

	if (conf != NULL) {
		most(&conf->memory.subscribers, small ? 1000 : 100000);
		most(&conf->memory.transactions, small ? 100 : 100000);
		most(&conf->sinkhole.sources, 100);
		for (i = 0; i < conf->nprotect; i++)
			conf->protect[i].devices = 1000;
		most(&conf->memory.sources, small ? 100 : 10000);
		for (i = 0; !small && i < CHECK_COUNT; i++)
			if (conf->check[i].learn_ns > STORY_LEARNING)
				conf->check[i].learn_ns = STORY_LEARNING;
	}
	if (conf != NULL)
		rules = ruleset_build(conf, &errors);
	command_errors("", &errors);
	return rules;
}

static bool
prepare(struct audit *a)
{
	const struct conf *conf;

	a->small = a->rules = rules_load(a->conf, true);
	a->large = a->small == NULL ? NULL : rules_load(a->conf, false);
	if (a->large == NULL)
		return false;
	conf = ruleset_conf(a->small);
	a->owners = owners_new(conf);
	a->ss7 = calloc(1, sizeof(*a->ss7));
	a->diameter = calloc(1, sizeof(*a->diameter));
	if (a->verbose)
		a->coverage.findings = open_memstream(&a->findings,
		    &a->nfindings);
	if (a->owners == NULL || a->ss7 == NULL || a->diameter == NULL ||
	    !classes_make(&a->coverage) ||
	    (a->verbose && a->coverage.findings == NULL)) {
		fail(a, "no memory");
		return false;
	}
	nets_of_conf(a->ss7, conf, a->owners, false);
	nets_of_conf(a->diameter, conf, a->owners, true);
	if (a->directory != NULL && mkdir(a->directory, 0777) != 0 &&
	    errno != EEXIST) {
		fprintf(stderr, "breakwater: %s: %s\n", a->directory,
		    strerror(errno));
		return false;
	}
	return read_open(&a->read, command_secret);
}

/* Who plays whom: a reader of the findings needs to know. */
static void
cast_print(const struct nets *n, const char *world)
{
	unsigned i;

	for (i = 0; i < NETS_COUNT; i++)
		if (i != NET_HOME && i != NET_NOBODY &&
		    n->who[i].lacks == NULL)
			printf("%s: %c is \"%s\"\n", world, net_letter(
			    (enum net)i), n->who[i].name);
}

static int
results(struct audit *a)
{
	size_t tried, open = coverage_open(&a->coverage, &tried);

	coverage_print(stdout, &a->coverage, groups);
	if (a->verbose) {
		cast_print(a->ss7, "SS7");
		cast_print(a->diameter, "Diameter");
		fflush(a->coverage.findings);
		fwrite(a->findings, 1, a->nfindings, stdout);
		coverage_reasons(stdout, &a->coverage);
	}
	coverage_warn(stdout, &a->coverage, ruleset_conf(a->rules));
	if (tried == 0)
		printf("nothing could be tried: that takes \"home\" and a "
		    "partner, each with plmn, and gt or realm\n");
	else
		printf("%zu of %zu classes are open\n", open, tried);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fprintf(stderr, "breakwater: writing output: %s\n",
		    strerror(errno));
		return EXIT_PROBLEM;
	}
	return open > 0 || tried == 0 ? EXIT_PROBLEM : EXIT_FINE;
}

static void
audit_free(struct audit *a)
{
	if (a->coverage.findings != NULL)
		fclose(a->coverage.findings);
	free(a->findings);
	coverage_free(&a->coverage);
	read_close(&a->read);
	judge_free(a->judge);
	free(a->ss7);
	free(a->diameter);
	owners_free(a->owners);
	ruleset_free(a->small);
	ruleset_free(a->large);
	free(a);
}


int
audit_command(int argc, char *argv[])
{
	struct audit *a = calloc(1, sizeof(*a));
	int status = EXIT_PROBLEM;

	if (a == NULL) {
		fprintf(stderr, "breakwater: no memory: %s\n",
		    strerror(errno));
		return EXIT_PROBLEM;
	}
	if (!options(a, argc, argv)) {
		fputs(usage, stderr);
		status = EXIT_USAGE;
	} else if (a->help) {
		fputs(usage, stdout);
		status = EXIT_FINE;
	} else if (prepare(a) && sets_run(a) && story_run(a)) {
		status = results(a);
	}
	audit_free(a);
	return status;
}
