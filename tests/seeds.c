/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Seeds for the fuzz targets out of captures: frames for fuzz_wire, and what
 * reaches each dissector for the target of its name.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../fw/capture.h"

bool	__real_m3ua_dissect(struct cur, struct reasm *, struct sig_msg *);
bool	__wrap_m3ua_dissect(struct cur, struct reasm *, struct sig_msg *);
bool	__real_sccp_dissect(struct cur, struct reasm *, struct sig_msg *);
bool	__wrap_sccp_dissect(struct cur, struct reasm *, struct sig_msg *);
void	__real_tcap_dissect(struct cur, struct sig_msg *);
void	__wrap_tcap_dissect(struct cur, struct sig_msg *);
void	__real_diameter_dissect(struct cur, struct sig_msg *);
void	__wrap_diameter_dissect(struct cur, struct sig_msg *);

enum { SEEDS_MAX = 400 };	/* of a kind and file: the rest is alike */

static const char *folder, *file;
static unsigned count;

/* One seed: octets to stand first, then c. */
static void
seed(const char *kind, const uint8_t *first, size_t n, struct cur c)
{
	char path[512];
	FILE *f;

	if (count++ > SEEDS_MAX)
		return;
	snprintf(path, sizeof(path), "%s/%s/%s-%u", folder, kind, file, count);
	f = fopen(path, "wb");
	if (f == NULL || fwrite(first, 1, n, f) != n ||
	    fwrite(c.p, 1, cur_left(&c), f) != cur_left(&c) ||
	    fclose(f) != 0) {
		fprintf(stderr, "seeds: %s: %s\n", path, strerror(errno));
		exit(1);
	}
}

static const uint8_t no_flags[1];	/* of fuzz_entry.h */

bool
__wrap_m3ua_dissect(struct cur c, struct reasm *r, struct sig_msg *m)
{
	seed("m3ua", no_flags, 1, c);
	return __real_m3ua_dissect(c, r, m);
}

bool
__wrap_sccp_dissect(struct cur c, struct reasm *r, struct sig_msg *m)
{
	seed("sccp", no_flags, 1, c);
	return __real_sccp_dissect(c, r, m);
}

void
__wrap_tcap_dissect(struct cur c, struct sig_msg *m)
{
	seed("tcap", no_flags, 1, c);
	__real_tcap_dissect(c, m);
}

void
__wrap_diameter_dissect(struct cur c, struct sig_msg *m)
{
	seed("diameter", no_flags, 1, c);
	__real_diameter_dissect(c, m);
}

static void
ignore(void *arg, const struct sig_msg *m)
{
	(void)arg;
	(void)m;
}

/* A frame as fuzz_wire takes it: link type, length of the frame. */
static void
frame_seed(const struct wire_frame *f)
{
	static const int links[] = { WIRE_ETHERNET, WIRE_RAW, WIRE_NULL,
		WIRE_LOOP, WIRE_LINUX_SLL, WIRE_LINUX_SLL2, WIRE_SCTP,
		WIRE_MTP2_PHDR, WIRE_MTP2, WIRE_MTP3, WIRE_SCCP, WIRE_IPV6 };
	size_t len = cur_left(&f->octets), i;
	uint8_t first[3];

	for (i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		if (links[i] == f->link)
			break;
	if (i == sizeof(links) / sizeof(links[0]) || len > 0xfff)
		return;
	first[0] = (uint8_t)i;
	first[1] = (uint8_t)(len >> 8);
	first[2] = (uint8_t)len;
	seed("wire", first, sizeof(first), f->octets);
}

int
main(int argc, char *argv[])
{
	static const char *const kinds[] = { "", "/wire", "/m3ua",
		"/sccp", "/tcap", "/diameter" };
	struct wire_conf conf = wire_conf_default;
	void *mem = malloc(wire_size(&conf));
	char error[CAPTURE_ERROR_MAX], path[512];
	struct capture *c;
	struct wire_frame f;
	struct wire *w;
	size_t i;
	int a;

	if (argc < 3 || mem == NULL) {
		fprintf(stderr, "usage: seeds folder capture ...\n");
		return 2;
	}
	folder = argv[1];
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", folder, kinds[i]);
		mkdir(path, 0777);
	}
	for (a = 2; a < argc; a++) {
		file = strrchr(argv[a], '/');
		file = file == NULL ? argv[a] : file + 1;
		c = capture_open(argv[a], error);
		if (c == NULL)
			continue;
		count = 0;
		w = wire_init(mem, &conf);
		while (capture_next(c, &f, error) == 1) {
			frame_seed(&f);
			wire_frame(w, &f, ignore, NULL);
		}
		capture_close(c);
	}
	free(mem);
	return 0;
}
