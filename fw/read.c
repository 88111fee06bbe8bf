/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Captures read one after the other as one run of messages.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "capture.h"
#include "read.h"

enum {
	PROGRESS_FRAMES = 8192,		/* between looks at the clock */
	PROGRESS_MS = 250,
};

bool
read_secret(uint64_t *secret)
{
	return getrandom(secret, sizeof(*secret), 0) == sizeof(*secret);
}

bool
read_open(struct read *r, uint64_t secret)
{
	struct wire_conf conf = wire_conf_default;
	void *mem;

	conf.secret = secret;
	mem = aligned_alloc(64, (wire_size(&conf) + 63) / 64 * 64);
	if (mem == NULL) {
		fprintf(stderr, "breakwater: no memory: %s\n",
		    strerror(errno));
		return false;
	}
	r->wire = wire_init(mem, &conf);
	return true;
}

void
read_close(struct read *r)
{
	free(r->wire);
	r->wire = NULL;
}

const struct wire_stats *
read_stats(const struct read *r)
{
	return wire_stats(r->wire);
}

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
progress(struct read *r, const struct capture *c, uint64_t frames)
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
	    (unsigned long long)wire_stats(r->wire)->messages);
	fflush(stderr);
}

/* The first frame of a file: one from earlier does not go on from the file
 * before, whose last messages then still come under its name. */
static void
first_frame(struct read *r, const char *path, uint64_t ts)
{
	if (ts <= r->last)
		wire_finish(r->wire, r->message, r->arg);
	r->file = path;
}

/* 0 at the end of the file or when enough was read, -1 as capture_next(). */
static int
frames_read(struct read *r, struct capture *c, const char *path, char *error)
{
	struct wire_frame f;
	bool first = true;
	int rc = 0;

	while (!r->stop && (rc = capture_next(c, &f, error)) == 1) {
		if (first)
			first_frame(r, path, f.ts);
		first = false;
		r->last = f.ts;
		r->now = &f;
		wire_frame(r->wire, &f, r->message, r->arg);
		if (r->frame != NULL)
			r->frame(r->arg, &f);
		r->now = NULL;
		if (r->progress && f.number % PROGRESS_FRAMES == 0)
			progress(r, c, f.number);
	}
	return rc < 0 ? -1 : 0;
}

static bool
file_read(struct read *r, const char *path)
{
	char error[CAPTURE_ERROR_MAX];
	struct capture *c = capture_open(path, error);
	int rc = -1;

	if (r->begin != NULL)
		r->begin(r->arg, path);
	if (c != NULL) {
		rc = frames_read(r, c, path, error);
		capture_close(c);
		if (r->progress && r->shown != 0)
			fprintf(stderr, "\r\033[K");
	}
	if (rc < 0) {
		fflush(NULL);
		fprintf(stderr, "breakwater: %s: %s\n",
		    strcmp(path, "-") == 0 ? "standard input" : path, error);
	}
	return rc >= 0;
}

bool
read_files(struct read *r, int n, const char *const path[])
{
	bool fine = true;
	int i;

	for (i = 0; i < n && !r->stop; i++)
		fine = file_read(r, path[i]) && fine;
	if (!r->stop)
		wire_finish(r->wire, r->message, r->arg);
	return fine;
}
