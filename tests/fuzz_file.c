/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libFuzzer: a whole capture file, from its first octet to the last message.
 */
#define _GNU_SOURCE	/* memfd_create */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../fw/capture.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
ignore(void *arg, const struct sig_msg *m)
{
	*(uint64_t *)arg += m->nval;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void *memory;
	struct wire_conf conf = wire_conf_default;
	char error[CAPTURE_ERROR_MAX], path[64];
	struct capture *c;
	struct wire_frame f;
	struct wire *w;
	uint64_t sum = 0;
	int fd;

	conf.reasm_octets = 256 * 1024;
	conf.reasm_sets = 16;
	conf.associations = conf.streams = 16;
	if (memory == NULL && (memory = malloc(wire_size(&conf))) == NULL)
		abort();
	fd = memfd_create("fuzz", 0);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	c = capture_open(path, error);
	if (c != NULL) {
		w = wire_init(memory, &conf);
		while (capture_next(c, &f, error) == 1)
			wire_frame(w, &f, ignore, &sum);
		capture_close(c);
	}
	close(fd);
	return 0;
}
