/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * breakwater dissect: captures in, one line a message out.
 */
#define _GNU_SOURCE	/* getopt() that takes options behind files too */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "capture.h"
#include "command.h"
#include "json.h"
#include "summary.h"
#include "text.h"

enum {
	PROGRESS_FRAMES = 8192,		/* between looks at the clock */
	PROGRESS_MS = 250,
	OUTPUT_OCTETS = 256 * 1024,
};

enum form { FORM_JSON, FORM_TEXT, FORM_NONE };

struct run {
	enum form	 form;
	const char	*file;		/* to name with messages, or NULL */
	FILE		*out;
	struct summary	 summary;
	struct wire	*wire;
	bool		 progress;
	int64_t		 shown;		/* ms, when progress was last shown */
	uint64_t	 last;		/* time of the frame before */
};

static const char usage[] =
    "usage: breakwater dissect [-qt] file ...\n"
    "  -q  only the summary\n"
    "  -t  readable lines instead of JSON\n"
    "A file is a pcap or pcapng capture, plain or gzip; - is standard input.\n";

static void
message(void *arg, const struct sig_msg *m)
{
	struct run *r = arg;

	summary_add(&r->summary, m);
	if (r->form == FORM_JSON)
		json_message(r->out, m, r->file);
	else if (r->form == FORM_TEXT)
		text_message(r->out, m);
}

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
progress(struct run *r, const struct capture *c, uint64_t frames)
{
	int64_t now = now_ms();
	double part = capture_progress(c);

	if (now - r->shown < PROGRESS_MS)
		return;
	r->shown = now;
	fprintf(stderr, "\r");
	if (part >= 0)
		fprintf(stderr, "%3.0f %%  ", part * 100);
	fprintf(stderr, "%llu frames, %llu messages ",
	    (unsigned long long)frames,
	    (unsigned long long)r->summary.messages);
	fflush(stderr);
}

/* One capture; false after one sentence on stderr. */
static bool
file_run(struct run *r, const char *path)
{
	char error[CAPTURE_ERROR_MAX];
	struct capture *c = capture_open(path, error);
	struct wire_frame f;
	const char *before = r->file;
	bool first = true;
	int rc = -1;

	if (r->file != NULL) {
		r->file = path;
		if (r->form == FORM_TEXT)
			text_file(r->out, path);
	}
	if (c != NULL) {
		while ((rc = capture_next(c, &f, error)) == 1) {
			/* a file from earlier does not go on from the last */
			if (first && f.ts <= r->last) {
				if (r->file != NULL)
					r->file = before;
				wire_finish(r->wire, message, r);
				if (r->file != NULL)
					r->file = path;
			}
			first = false;
			r->last = f.ts;
			wire_frame(r->wire, &f, message, r);
			if (r->progress && f.number % PROGRESS_FRAMES == 0)
				progress(r, c, f.number);
			if (ferror(r->out))
				break;
		}
		capture_close(c);
		if (r->progress && r->shown != 0)
			fprintf(stderr, "\r\033[K");
	}
	if (rc < 0) {
		fflush(r->out);
		fprintf(stderr, "breakwater: %s: %s\n",
		    strcmp(path, "-") == 0 ? "standard input" : path, error);
	}
	return rc >= 0;
}

/* The wire with its memory, from a conf with a secret of its own. */
static struct wire *
wire_new(void)
{
	struct wire_conf conf = wire_conf_default;
	void *mem;

	if (getrandom(&conf.secret, sizeof(conf.secret), 0) < 0)
		return NULL;
	mem = aligned_alloc(64, (wire_size(&conf) + 63) / 64 * 64);
	return mem == NULL ? NULL : wire_init(mem, &conf);
}

/* False when the arguments are no good; *help when they ask for it. */
static bool
options(struct run *r, int argc, char *argv[], bool *help)
{
	int c;

	opterr = 0;
	while ((c = getopt(argc, argv, "hqt")) != -1) {
		switch (c) {
		case 'h':
			*help = true;
			return true;
		case 'q':
			r->form = FORM_NONE;
			break;
		case 't':
			if (r->form != FORM_NONE)
				r->form = FORM_TEXT;
			break;
		default:
			fprintf(stderr, "breakwater dissect: no option -%c\n",
			    optopt != 0 ? optopt : '-');
			return false;
		}
	}
	if (argc - optind > 1)
		r->file = "";	/* several: messages tell theirs */
	return optind < argc;
}

/* Every file, then the summary. */
static bool
run_all(struct run *r, int n, char *paths[])
{
	bool fine = true;
	int i;

	setvbuf(r->out, NULL, _IOFBF, OUTPUT_OCTETS);
	/* a progress line would stand between the lines of a terminal */
	r->progress = isatty(STDERR_FILENO) &&
	    (r->form == FORM_NONE || !isatty(STDOUT_FILENO));
	if (r->form == FORM_TEXT)
		text_header(r->out);
	for (i = 0; i < n && !ferror(r->out); i++)
		fine = file_run(r, paths[i]) && fine;
	if (!ferror(r->out))
		wire_finish(r->wire, message, r);
	if (fflush(r->out) != 0 || ferror(r->out)) {
		fprintf(stderr, "breakwater: writing output: %s\n",
		    strerror(errno));
		fine = false;
	}
	summary_print(stderr, &r->summary, wire_stats(r->wire));
	return fine;
}

int
dissect_command(int argc, char *argv[])
{
	struct run *r = calloc(1, sizeof(*r));
	int status = EXIT_FINE;
	bool help = false;

	if (r == NULL || (r->wire = wire_new()) == NULL) {
		fprintf(stderr, "breakwater: no memory: %s\n",
		    strerror(errno));
		free(r);
		return EXIT_PROBLEM;
	}
	r->out = stdout;
	if (!options(r, argc, argv, &help)) {
		fputs(usage, stderr);
		status = EXIT_USAGE;
	} else if (help) {
		fputs(usage, stdout);
	} else if (!run_all(r, argc - optind, argv + optind)) {
		status = EXIT_PROBLEM;
	}
	free(r->wire);
	free(r);
	return status;
}
