/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * breakwater dissect: captures in, one line a message out.
 */
#define _GNU_SOURCE	/* getopt_long() that takes options behind files too */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "json.h"
#include "read.h"
#include "summary.h"
#include "text.h"

enum { OUTPUT_OCTETS = 256 * 1024 };

enum form { FORM_JSON, FORM_TEXT, FORM_NONE };

struct run {
	struct read	 read;
	enum form	 form;
	bool		 several;	/* files: messages tell theirs */
	FILE		*out;
	struct summary	 summary;
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
		json_message(r->out, m, r->several ? r->read.file : NULL);
	else if (r->form == FORM_TEXT)
		text_message(r->out, m);
}

static void
begin(void *arg, const char *path)
{
	struct run *r = arg;

	if (r->several && r->form == FORM_TEXT)
		text_file(r->out, path);
}

/* There is no use in reading on when nothing can be written. */
static void
frame(void *arg, const struct wire_frame *f)
{
	struct run *r = arg;

	(void)f;
	r->read.stop = ferror(r->out) != 0;
}

/* False when the arguments are no good; *help when they ask for it. */
static bool
options(struct run *r, int argc, char *argv[], bool *help)
{
	static const struct option longs[] = {
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, "hqt", longs, NULL)) != -1) {
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
			command_option("dissect", c, argv);
			return false;
		}
	}
	r->several = argc - optind > 1;
	if (optind == argc)
		fputs("breakwater dissect: expected a capture\n", stderr);
	return optind < argc;
}

/* Every file, then the summary. */
static bool
run_all(struct run *r, int n, char *paths[])
{
	bool fine;

	setvbuf(r->out, NULL, _IOFBF, OUTPUT_OCTETS);
	/* a progress line would stand between the lines of a terminal */
	r->read.progress = isatty(STDERR_FILENO) &&
	    (r->form == FORM_NONE || !isatty(STDOUT_FILENO));
	r->read.message = message;
	r->read.begin = begin;
	r->read.frame = frame;
	r->read.arg = r;
	if (r->form == FORM_TEXT)
		text_header(r->out);
	fine = read_files(&r->read, n, (const char *const *)paths);
	if (fflush(r->out) != 0 || ferror(r->out)) {
		fprintf(stderr, "breakwater: writing output: %s\n",
		    strerror(errno));
		fine = false;
	}
	summary_print(stderr, &r->summary, read_stats(&r->read));
	return fine;
}

int
dissect_command(int argc, char *argv[])
{
	struct run *r = calloc(1, sizeof(*r));
	int status = EXIT_FINE;
	bool help = false;
	uint64_t secret;

	if (r == NULL || !read_secret(&secret)) {
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
	} else if (!read_open(&r->read, secret) ||
	    !run_all(r, argc - optind, argv + optind)) {
		status = EXIT_PROBLEM;
	}
	read_close(&r->read);
	free(r);
	return status;
}
