/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages for measuring, out of a capture that mkcap made: Ethernet, IPv4,
 * SCTP and one DATA chunk stand before each.
 */
#ifndef TESTS_BENCH_INPUT_H
#define TESTS_BENCH_INPUT_H

#include <string.h>

#include "../fw/capture.h"
#include "bench.h"

enum { BENCH_HEADERS = 14 + 20 + 12 + 16, BENCH_OCTETS_MAX = 2048 };

struct bench_input {
	size_t		 len;
	uint8_t		 octets[BENCH_OCTETS_MAX];
};

/* The first n messages of the capture; false after a sentence on stderr. */
static inline bool
bench_load(const char *path, struct bench_input *in, unsigned n)
{
	char error[CAPTURE_ERROR_MAX] = "fewer messages than wanted";
	struct capture *c = capture_open(path, error);
	struct wire_frame f;
	unsigned i = 0;

	while (c != NULL && i < n && capture_next(c, &f, error) == 1) {
		if (!cur_skip(&f.octets, BENCH_HEADERS) ||
		    cur_left(&f.octets) > BENCH_OCTETS_MAX)
			continue;
		in[i].len = cur_left(&f.octets);
		memcpy(in[i].octets, f.octets.p, in[i].len);
		i++;
	}
	capture_close(c);
	if (i < n)
		fprintf(stderr, "%s: %s\n", path, error);
	return i == n;
}

#endif
