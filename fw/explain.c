/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * breakwater explain: one message, and every rule that it was held against.
 *
 * The messages before it are judged first, so that rates and tables stand as
 * they stood when it came.
 */
#define _GNU_SOURCE	/* getopt_long() that takes options behind files too */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "event.h"
#include "read.h"
#include "text.h"

enum { TEST_TEXT_MAX = 512, TEST_WIDTH = 40 };

struct explain {
	struct read	 read;
	const char	*conf, *file;
	uint64_t	 frame;		/* what is asked for */
	uint32_t	 idx;
	bool		 one;		/* only the message idx of the frame */
	bool		 help;
	struct ruleset	*rules;
	struct judge	*judge;
	uint64_t	 found;		/* messages of the frame */
	uint64_t	 shown;
	/* while one is shown */
	const struct sig_msg *m;
	bool		 begun;		/* a step was told */
	unsigned	 comp;		/* of the step before */
	size_t		 rule;
};

static const char usage[] =
    "usage: breakwater explain -c conf file frame[.idx]\n"
    "  -c conf  the rules to judge by\n"
    "Shows the messages of a frame of a capture, or one of them (from 0), and\n"
    "every rule that they are held against until one decides.\n";

/* What comes of a rule whose tests hold. */
static void
outcome_print(const struct judge_step *s, const struct conf_rule *r)
{
	const char *action = conf_action_name(r->action);

	if (s->decides)
		printf("    decides: %s\n", action);
	else if (r->monitor)
		printf("    would %s, but is under monitor\n", action);
	else if (r->action == ACTION_MATCH)
		puts("    matches, and leaves the decision to others");
	else if (r->back_off_auto)
		puts("    says how to answer when there is no room, and leaves "
		    "the decision to others");
	else if (r->action == ACTION_STEER)
		puts("    steers nobody away now");
	else
		printf("    would %s, but a check of it is only tested\n",
		    action);
}

/* The heading of a component and of a rule, where they begin. */
static void
step_head(struct explain *x, const struct judge_step *s)
{
	const struct conf *conf = ruleset_conf(x->rules);
	const struct conf_rule *r = ruleset_rule(x->rules, s->direction,
	    s->rule);
	const struct sig_comp *c = &x->m->comp[s->comp];

	if (x->begun && x->comp == s->comp && x->rule == s->rule)
		return;
	if (x->m->ncomp > 1 && (!x->begun || x->comp != s->comp))
		printf("component %u: %s%s%s\n", s->comp,
		    sig_kind_name(c->kind), c->name != NULL ? " " : "",
		    c->name != NULL ? c->name : "");
	x->begun = true;
	x->comp = s->comp;
	x->rule = s->rule;
	printf("%s:%u: ", conf->file[r->at.file].path, r->at.line);
	conf_print_rule(stdout, conf, r);
	putchar('\n');
}

static void
step(void *arg, const struct judge_step *s)
{
	struct explain *x = arg;
	const struct conf_rule *r = ruleset_rule(x->rules, s->direction,
	    s->rule);
	char text[TEST_TEXT_MAX];

	step_head(x, s);
	if (s->test >= 0) {
		conf_test_text(text, sizeof(text), ruleset_conf(x->rules),
		    &r->test[s->test]);
		printf("    %-3s  %-*s%s%s\n", s->holds ? "yes" : "no",
		    s->saw != NULL ? TEST_WIDTH : 0, text,
		    s->saw != NULL ? "  " : "",
		    s->saw != NULL ? s->saw : "");
	} else if (s->holds) {
		outcome_print(s, r);
	}
}

static void
ignore(void *arg, const struct judge_step *s)
{
	(void)arg;
	(void)s;
}

static void
owner_print(const char *before, const struct ruleset *rules, unsigned owner)
{
	if (owner == OWNER_NOBODY)
		printf("%snobody known", before);
	else if (owner == OWNER_HOME)
		printf("%shome", before);
	else
		printf("%s\"%s\"", before, ruleset_owner_name(rules, owner));
}

/* Who and over what, as the rules see it. */
static void
who_print(const struct explain *x, const struct verdict *v)
{
	const char *link = ruleset_link_name(x->rules, v->link);
	const char *class = ruleset_class_name(x->rules, v->cls);

	fputs(v->direction == DIRECTION_IN ? "in" : "out", stdout);
	owner_print(" from ", x->rules, v->from);
	owner_print(" to ", x->rules, v->to);
	if (link != NULL)
		printf(", over link \"%s\"", link);
	if (class != NULL)
		printf(", class %s", class);
	if (v->monitor)
		fputs(", under monitor", stdout);
	putchar('\n');
}

/* Judged twice: who it concerns stands above the rules. */
static void
show(struct explain *x, const struct sig_msg *m)
{
	struct verdict v;
	struct event e = { .m = m, .rules = x->rules, .judge = x->judge,
	    .v = &v };
	char text[EVENT_COMMENT_MAX];

	if (x->shown++ > 0)
		putchar('\n');
	judge_explain(x->judge, m, m->ts, &v, ignore, x);
	text_header(stdout);
	text_message(stdout, m);
	event_json(stdout, &e);
	who_print(x, &v);
	x->m = m;
	x->begun = false;
	judge_explain(x->judge, m, m->ts, &v, step, x);
	event_comment(text, &e);
	printf("%s\n", text);
}

static void
message(void *arg, const struct sig_msg *m)
{
	struct explain *x = arg;
	struct verdict v;

	if (m->frame == x->frame) {
		x->found++;
		if (!x->one || m->idx == x->idx)
			show(x, m);
	}
	judge_message(x->judge, m, m->ts, &v);
}

/* A message that begins in the frame and is never whole comes later. */
static void
frame(void *arg, const struct wire_frame *f)
{
	struct explain *x = arg;

	x->read.stop = f->number >= x->frame && x->shown > 0;
}

/* "12" or "12.3". */
static bool
frame_parse(struct explain *x, const char *text)
{
	unsigned long long v = 0;
	char *end = NULL;

	errno = 0;
	if (text[0] >= '0' && text[0] <= '9')
		v = strtoull(text, &end, 10);
	if (end == NULL || errno != 0 || v == 0)
		return false;
	x->frame = v;
	if (*end == '\0')
		return true;
	if (*end != '.' || end[1] < '0' || end[1] > '9')
		return false;
	v = strtoull(end + 1, &end, 10);
	x->idx = (uint32_t)v;
	x->one = true;
	return errno == 0 && *end == '\0' && v <= UINT32_MAX;
}

static bool
lacks(const char *what)
{
	fprintf(stderr, "breakwater explain: expected %s\n", what);
	return false;
}

static bool
options(struct explain *x, int argc, char *argv[])
{
	static const struct option longs[] = {
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, ":c:h", longs, NULL)) != -1) {
		if (c == 'c') {
			x->conf = optarg;
		} else if (c == 'h') {
			x->help = true;
			return true;
		} else {
			command_option("explain", c, argv);
			return false;
		}
	}
	if (x->conf == NULL)
		return lacks("the rules to judge by: -c conf");
	if (argc - optind != 2)
		return lacks("a capture and the number of a frame");
	x->file = argv[optind];
	if (frame_parse(x, argv[optind + 1]))
		return true;
	fprintf(stderr, "breakwater explain: expected a frame such as 12 or "
	    "12.0, from 1, not \"%s\"\n", argv[optind + 1]);
	return false;
}

static void
nothing_shown(const struct explain *x)
{
	uint64_t frames = read_stats(&x->read)->frames;

	fprintf(stderr, "breakwater: %s: ", x->file);
	if (x->frame > frames)
		fprintf(stderr, "there are only %" PRIu64 " frames\n", frames);
	else if (x->found == 0)
		fprintf(stderr, "frame %" PRIu64 " completes no message\n",
		    x->frame);
	else
		fprintf(stderr, "frame %" PRIu64 " has messages 0 to %" PRIu64
		    " only\n", x->frame, x->found - 1);
}

static bool
run(struct explain *x)
{
	bool fine;

	x->rules = command_rules(x->conf);
	if (x->rules == NULL)
		return false;
	x->judge = judge_new(x->rules, command_secret);
	if (x->judge == NULL) {
		fprintf(stderr, "breakwater: no memory: %s\n",
		    strerror(errno));
		return false;
	}
	if (!read_open(&x->read, command_secret))
		return false;
	x->read.message = message;
	x->read.frame = frame;
	x->read.arg = x;
	fine = read_files(&x->read, 1, &x->file);
	if (x->shown == 0) {
		/* where a file ends that could not be read is told already */
		if (fine || x->frame <= read_stats(&x->read)->frames)
			nothing_shown(x);
		return false;
	}
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fprintf(stderr, "breakwater: writing output: %s\n",
		    strerror(errno));
		return false;
	}
	return fine;
}

int
explain_command(int argc, char *argv[])
{
	struct explain *x = calloc(1, sizeof(*x));
	int status = EXIT_FINE;

	if (x == NULL) {
		fprintf(stderr, "breakwater: no memory: %s\n",
		    strerror(errno));
		return EXIT_PROBLEM;
	}
	if (!options(x, argc, argv)) {
		fputs(usage, stderr);
		status = EXIT_USAGE;
	} else if (x->help) {
		fputs(usage, stdout);
	} else if (!run(x)) {
		status = EXIT_PROBLEM;
	}
	read_close(&x->read);
	judge_free(x->judge);
	ruleset_free(x->rules);
	free(x);
	return status;
}
