/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * breakwater dissect: captures in, one line a message out.
 */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
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

struct run {
	void		(*print)(FILE *, const struct sig_msg *);
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
	if (r->print != NULL)
		r->print(r->out, m);
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
	int rc = -1;

	if (c != NULL) {
		while ((rc = capture_next(c, &f, error)) == 1) {
			/* a file from earlier does not go on from the last */
			if (f.number == 1 && f.ts < r->last)
				wire_restart(r->wire);
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

static bool
options(struct run *r, int argc, char *argv[])
{
	int c;

	r->print = json_message;
	opterr = 0;
	while ((c = getopt(argc, argv, "qt")) != -1) {
		if (c == 'q')
			r->print = NULL;
		else if (c == 't')
			r->print = text_message;
		else {
			fprintf(stderr, "breakwater dissect: no option -%c\n",
			    optopt);
			return false;
		}
	}
	return optind < argc;
}

int
dissect_command(int argc, char *argv[])
{
	struct run *r = calloc(1, sizeof(*r));
	bool fine = true;

	if (r == NULL)
		return EXIT_PROBLEM;
	if (!options(r, argc, argv)) {
		fputs(usage, stderr);
		free(r);
		return EXIT_USAGE;
	}
	r->out = stdout;
	r->wire = wire_new();
	if (r->wire == NULL) {
		fprintf(stderr, "breakwater: no memory: %s\n",
		    strerror(errno));
		free(r);
		return EXIT_PROBLEM;
	}
	setvbuf(stdout, NULL, _IOFBF, OUTPUT_OCTETS);
	r->progress = isatty(STDERR_FILENO) != 0;
	if (r->print == text_message)
		text_header(stdout);
	for (; optind < argc && !ferror(stdout); optind++)
		fine = file_run(r, argv[optind]) && fine;
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fprintf(stderr, "breakwater: writing output: %s\n",
		    strerror(errno));
		fine = false;
	}
	summary_print(stderr, &r->summary, wire_stats(r->wire));
	free(r->wire);
	free(r);
	return fine ? EXIT_FINE : EXIT_PROBLEM;
}
