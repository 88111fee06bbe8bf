/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * breakwater replay: captures in, a verdict for every message out.
 *
 * Time is that of the capture, secrets are always the same, and no clock is
 * read: the same capture under the same rules gives the same octets.
 */
#define _GNU_SOURCE	/* getopt_long() that takes options behind files too */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "answer_write.h"
#include "command.h"
#include "compare.h"
#include "event.h"
#include "evidence.h"
#include "output.h"
#include "pending.h"
#include "pcapng_write.h"
#include "read.h"
#include "report.h"
#include "report_control.h"
#include "report_memory.h"
#include "state.h"

struct replay {
	struct read	 read;
	const char	*conf, *other;		/* paths */
	const char	*events_path, *frames_path, *html_path;
	const char	*answers_path;
	const char	*load_path, *save_path, *ring_path;
	size_t		 ring_octets;
	uint32_t	 only;			/* 1 << enum action or conf_only */
	bool		 quiet, help;
	const char	**file;			/* captures */
	size_t		 nfile;

	struct ruleset	*rules, *other_rules;
	struct judge	*judge;
	struct report	*report;
	struct report_control *control;
	struct compare	*compare;
	struct outputs	 outputs;
	FILE		*events, *frames, *html, *ring, *answers;
	struct pending	*pending;	/* events whose answer may come */
	struct answer_writer *answer;
	struct pcapng_writer writer;
	struct pcapng_comments comments;
	bool		 selected;	/* something of the frame at hand */
	uint64_t	 frameless;	/* selected, yet never in a frame */
	struct evidence	*evidence;
};

static const char usage[] =
    "usage: breakwater replay -c conf [-q] [-o events] [-w capture] [-r page]\n"
    "                         [--only verdict,...] [--compare conf]\n"
    "                         [--load state] [--save state]\n"
    "                         [--ring capture[:size]]\n"
    "                         [--answers capture] file ...\n"
    "  -c conf         the rules to judge by\n"
    "  -o events       one JSON object a message\n"
    "  -w capture      the frames of the messages, with comments, as pcapng\n"
    "  -r page         the report as HTML\n"
    "  -q              no summary\n"
    "  --only verdict  what -o and -w write: pass, drop, reject, sink, steer,\n"
    "                  monitor (not carried out), would (but for monitor)\n"
    "  --compare conf  what other rules would treat differently\n"
    "  --load state    what an earlier run saved: where subscribers are\n"
    "  --save state    the same, for a later one\n"
    "  --ring capture  the latest frames that were sunk, as pcapng: what fits\n"
    "                  into size octets, or with k, M or G behind it (16M)\n"
    "  --answers capture  what is sent back to who was rejected, as pcapng\n"
    "A file is a pcap or pcapng capture, plain or gzip; - is standard input.\n";

/* The frame itself is written when all of its messages were judged. */
static void
frame_note(struct replay *r, const struct event *e)
{
	const struct wire_frame *now = r->read.now;
	char text[EVENT_COMMENT_MAX];

	if (now == NULL || now->number != e->m->frame || now->ts != e->m->ts) {
		r->frameless++;
		return;
	}
	event_comment(text, e);
	r->selected = true;
	(void)pcapng_comment(&r->comments, text);
}

static void
message(void *arg, const struct sig_msg *m)
{
	struct replay *r = arg;
	struct verdict v;
	struct event e = { .file = r->nfile > 1 ? r->read.file : NULL, .m = m,
	    .rules = r->rules, .judge = r->judge, .v = &v };

	judge_message(r->judge, m, m->ts, &v);
	if (r->events != NULL && v.request != 0) {
		event_answer(pending_stream(r->pending), &e);
		pending_answer(r->pending, v.request);
	}
	report_message(r->report, m, &v, r->judge, e.file);
	report_control_message(r->control, m, &v);
	if (r->compare != NULL)
		compare_message(r->compare, m, &v, e.file);
	if (r->evidence != NULL)
		evidence_message(r->evidence, &e, r->read.now);
	if (r->answer != NULL)
		answer_write(r->answer, &e);
	if ((r->events == NULL && r->frames == NULL) ||
	    !event_selected(&e, r->only))
		return;
	if (r->events != NULL) {
		event_json(pending_stream(r->pending), &e);
		pending_add(r->pending, v.serial, v.waits);
	}
	if (r->frames != NULL)
		frame_note(r, &e);
}

static void
notice(void *arg, const struct notice *n)
{
	struct replay *r = arg;

	report_control_notice(r->control, n);
	if (r->events == NULL)
		return;
	if (n->type == NOTICE_UNANSWERED) {
		event_unanswered(pending_stream(r->pending));
		pending_answer(r->pending, n->serial);
		return;
	}
	event_notice(pending_stream(r->pending), r->rules, n);
	pending_add(r->pending, 0, false);
}

static void
frame(void *arg, const struct wire_frame *f)
{
	struct replay *r = arg;

	if (r->selected &&
	    !pcapng_write_frame(&r->writer, f, &r->comments))
		r->frameless++;
	r->selected = false;
	r->comments.n = 0;
	if (r->evidence != NULL)
		evidence_frame(r->evidence, f);
	r->read.stop = outputs_failed(&r->outputs);
}

/* What a word of --only selects; -1: nothing. */
static int
only_find(const char *word, size_t len)
{
	static const char *const more[] = { "monitor", "would" };
	const char *name;
	int i;

	for (i = 0; i < ONLY_COUNT; i++) {
		if (i == ACTION_MATCH)
			continue;
		name = i < ACTION_COUNT ? conf_action_name((unsigned)i) :
		    more[i - ACTION_COUNT];
		if (strlen(name) == len && memcmp(name, word, len) == 0)
			return i;
	}
	return -1;
}

static bool
only_parse(struct replay *r, const char *list)
{
	size_t len;
	int i;

	for (;; list += len + 1) {
		len = strcspn(list, ",");
		i = only_find(list, len);
		if (i < 0) {
			fprintf(stderr, "breakwater replay: --only: expected "
			    "pass, drop, reject, sink, steer, monitor or "
			    "would, not \"%.*s\"\n", (int)len, list);
			return false;
		}
		r->only |= UINT32_C(1) << i;
		if (list[len] == '\0')
			return true;
	}
}

enum { OPTION_ONLY = 256, OPTION_COMPARE, OPTION_LOAD, OPTION_SAVE,
	OPTION_RING, OPTION_ANSWERS };

static const struct option longs[] = {
	{ "only", required_argument, NULL, OPTION_ONLY },
	{ "compare", required_argument, NULL, OPTION_COMPARE },
	{ "load", required_argument, NULL, OPTION_LOAD },
	{ "save", required_argument, NULL, OPTION_SAVE },
	{ "ring", required_argument, NULL, OPTION_RING },
	{ "answers", required_argument, NULL, OPTION_ANSWERS },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static bool
ring_parse(struct replay *r, char *text)
{
	r->ring_path = text;
	if (ring_option(text, &r->ring_octets))
		return true;
	fprintf(stderr, "breakwater replay: --ring: expected a file, or "
	    "file:size with a size of 4k to 1G, not \"%s\"\n", text);
	return false;
}

/* One option; false after a sentence when it is no good. */
static bool
option(struct replay *r, int c, char *argv[])
{
	switch (c) {
	case 'c':
		r->conf = optarg;
		return true;
	case 'o':
		r->events_path = optarg;
		return true;
	case 'w':
		r->frames_path = optarg;
		return true;
	case 'r':
		r->html_path = optarg;
		return true;
	case 'q':
		r->quiet = true;
		return true;
	case 'h':
		r->help = true;
		return true;
	case OPTION_ONLY:
		return only_parse(r, optarg);
	case OPTION_COMPARE:
		r->other = optarg;
		return true;
	case OPTION_LOAD:
		r->load_path = optarg;
		return true;
	case OPTION_SAVE:
		r->save_path = optarg;
		return true;
	case OPTION_RING:
		return ring_parse(r, optarg);
	case OPTION_ANSWERS:
		r->answers_path = optarg;
		return true;
	default:
		command_option("replay", c, argv);
		return false;
	}
}

static bool
lacks(const char *what)
{
	fprintf(stderr, "breakwater replay: %s\n", what);
	return false;
}

static bool
options(struct replay *r, int argc, char *argv[])
{
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, ":c:ho:qr:w:", longs, NULL)) != -1)
		if (!option(r, c, argv))
			return false;
	if (r->help)
		return true;
	if (r->conf == NULL)
		return lacks("expected the rules to judge by: -c conf");
	if (optind == argc)
		return lacks("expected a capture");
	if (r->only != 0 && r->events_path == NULL && r->frames_path == NULL)
		return lacks("--only selects what -o and -w write; "
		    "expected one of them");
	r->file = calloc((size_t)(argc - optind), sizeof(*r->file));
	for (c = optind; r->file != NULL && c < argc; c++)
		r->file[r->nfile++] = argv[c];
	return true;
}

/* Every file that a configuration was read from, behind those there are. */
static size_t
conf_inputs(const struct ruleset *rules, const char **list, size_t n)
{
	const struct conf *conf = ruleset_conf(rules);
	size_t i;

	for (i = 0; i < conf->nfile; i++)
		list[n++] = conf->file[i].path;
	for (i = 0; i < conf->ntable; i++)
		if (conf->table[i].path != NULL)
			list[n++] = conf->table[i].path;
	return n;
}

static bool
outputs_open(struct replay *r, const char *const *input, size_t n)
{
	struct outputs *o = &r->outputs;

	if (r->events_path != NULL && (r->events = output_open(o,
	    r->events_path, false, input, n)) == NULL)
		return false;
	if (r->frames_path != NULL && (r->frames = output_open(o,
	    r->frames_path, false, input, n)) == NULL)
		return false;
	if (r->html_path != NULL && (r->html = output_open(o,
	    r->html_path, true, input, n)) == NULL)
		return false;
	if (r->ring_path != NULL && (r->ring = output_open(o,
	    r->ring_path, true, input, n)) == NULL)
		return false;
	if (r->ring != NULL)
		r->evidence = evidence_new(r->ring_octets);
	if (r->answers_path != NULL && (r->answers = output_open(o,
	    r->answers_path, false, input, n)) == NULL)
		return false;
	if (r->answers != NULL)
		r->answer = answer_writer_new(r->answers, "breakwater replay");
	if (r->events != NULL)
		r->pending = pending_new(r->events);
	if ((r->ring != NULL && r->evidence == NULL) ||
	    (r->answers != NULL && r->answer == NULL) ||
	    (r->events != NULL && r->pending == NULL)) {
		fprintf(stderr, "breakwater: no memory\n");
		return false;
	}
	if (r->frames != NULL)
		pcapng_write_begin(&r->writer, r->frames, "breakwater replay");
	return true;
}

/* Opens what is written, which must be nothing that is read. */
static bool
outputs_check_open(struct replay *r)
{
	const struct conf *a = ruleset_conf(r->rules);
	const struct conf *b = r->other_rules == NULL ? NULL :
	    ruleset_conf(r->other_rules);
	size_t max = r->nfile + a->nfile + a->ntable, n;
	const char **input;
	bool fine;

	if (b != NULL)
		max += b->nfile + b->ntable;
	input = calloc(max, sizeof(*input));
	if (input == NULL) {
		fprintf(stderr, "breakwater: no memory\n");
		return false;
	}
	for (n = 0; n < r->nfile; n++)
		input[n] = r->file[n];
	n = conf_inputs(r->rules, input, n);
	if (r->other_rules != NULL)
		n = conf_inputs(r->other_rules, input, n);
	fine = outputs_open(r, input, n);
	free(input);
	return fine;
}

static bool
prepare(struct replay *r)
{
	r->rules = command_rules(r->conf);
	if (r->rules == NULL)
		return false;
	if (r->other != NULL &&
	    (r->other_rules = command_rules(r->other)) == NULL)
		return false;
	r->judge = judge_new(r->rules, command_secret);
	r->report = report_new(r->rules);
	r->control = report_control_new(r->rules);
	if (r->other_rules != NULL)
		r->compare = compare_new(r->rules, r->other_rules,
		    command_secret);
	if (r->file == NULL || r->judge == NULL || r->report == NULL ||
	    r->control == NULL ||
	    (r->other_rules != NULL && r->compare == NULL)) {
		fprintf(stderr, "breakwater: no memory: %s\n",
		    strerror(errno));
		return false;
	}
	judge_notices(r->judge, notice, r);
	if (r->load_path != NULL && !state_load(r->load_path, r->rules,
	    judge_memory(r->judge)))
		return false;
	if (r->save_path != NULL && (!state_may_save(r->save_path,
	    judge_memory(r->judge)) || !state_may_create(r->save_path)))
		return false;
	return read_open(&r->read, command_secret) && outputs_check_open(r);
}

/* The page; false after one sentence, and then what was there before stays. */
static bool
page(struct replay *r, bool read)
{
	struct report_head head = { .conf = r->conf, .file = r->file,
	    .nfile = r->nfile, .wire = read_stats(&r->read),
	    .memory = judge_memory(r->judge), .control = r->control,
	    .judge = r->judge };

	if (r->html == NULL)
		return true;
	if (head.wire->frames == 0 && !read) {
		fprintf(stderr, "breakwater: %s: not written, for there was "
		    "no frame to report on\n", r->html_path);
		return false;
	}
	if (report_html(r->html, r->report, &head))
		return true;
	/* what cannot be written is told when it is closed */
	if (!outputs_failed(&r->outputs))
		fprintf(stderr, "breakwater: %s: no memory for the report\n",
		    r->html_path);
	return false;
}

/* On standard output, unless that carries something else. */
static void
summary(struct replay *r)
{
	FILE *f = outputs_has(&r->outputs, "-") ? stderr : stdout;

	if (!r->quiet) {
		report_text(f, r->report, read_stats(&r->read));
		report_control_text(f, r->control, r->judge);
		report_memory_text(f, r->rules, judge_memory(r->judge));
	}
	if (r->compare != NULL)
		compare_text(f, r->compare);
	if (r->frameless > 0)
		fprintf(stderr, "breakwater: %s: %" PRIu64 " messages were "
		    "never complete in any frame and are not in it\n",
		    r->frames_path, r->frameless);
	if (r->answer != NULL && answer_writer_silent(r->answer) > 0)
		fprintf(stderr, "breakwater: %s: %" PRIu64 " rejected messages "
		    "can have no answer and are not in it\n", r->answers_path,
		    answer_writer_silent(r->answer));
}

static bool
run(struct replay *r)
{
	bool fine, whole;

	r->read.message = message;
	r->read.frame = frame;
	r->read.arg = r;
	/* a progress line would stand between the lines of a terminal */
	r->read.progress = !r->quiet && isatty(STDERR_FILENO) &&
	    !(outputs_has(&r->outputs, "-") && isatty(STDOUT_FILENO));
	fine = read_files(&r->read, (int)r->nfile, r->file);
	if (r->pending != NULL)
		pending_flush(r->pending);
	whole = page(r, fine);
	if (r->ring != NULL)
		evidence_write(r->evidence, r->ring, r->ring_path);
	summary(r);
	fine = outputs_close(&r->outputs, whole) && whole && fine;
	if (fine && r->save_path != NULL)
		fine = state_save(r->save_path, r->rules,
		    judge_memory(r->judge));
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fprintf(stderr, "breakwater: writing output: %s\n",
		    strerror(errno));
		fine = false;
	}
	return fine;
}

static void
replay_free(struct replay *r)
{
	(void)outputs_close(&r->outputs, false);
	read_close(&r->read);
	answer_writer_free(r->answer);
	pending_free(r->pending);
	evidence_free(r->evidence);
	compare_free(r->compare);
	report_free(r->report);
	report_control_free(r->control);
	judge_free(r->judge);
	ruleset_free(r->other_rules);
	ruleset_free(r->rules);
	free(r->file);
	free(r);
}

int
replay_command(int argc, char *argv[])
{
	struct replay *r = calloc(1, sizeof(*r));
	int status = EXIT_FINE;

	if (r == NULL) {
		fprintf(stderr, "breakwater: no memory: %s\n",
		    strerror(errno));
		return EXIT_PROBLEM;
	}
	if (!options(r, argc, argv)) {
		fputs(usage, stderr);
		status = EXIT_USAGE;
	} else if (r->help) {
		fputs(usage, stdout);
	} else if (!prepare(r) || !run(r)) {
		status = EXIT_PROBLEM;
	}
	replay_free(r);
	return status;
}
