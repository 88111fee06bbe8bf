/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mkcap: make captures of signalling traffic, the same ones every time.
 */
#include <errno.h>
#include <stdlib.h>

#include "mkcap.h"

enum { EXIT_USAGE = 2 };

static int
usage(void)
{
	fputs("usage: mkcap demo FILE\n"
	    "       mkcap catalogue FILE\n"
	    "       mkcap layers DIRECTORY\n"
	    "       mkcap attacks DIRECTORY\n"
	    "       mkcap memory DIRECTORY [SEED]\n"
	    "       mkcap s6a COUNT FILE\n"
	    "       mkcap map COUNT FILE\n", stderr);
	return EXIT_USAGE;
}

static bool
count_parse(const char *text, unsigned long *count)
{
	char *end;

	errno = 0;
	*count = strtoul(text, &end, 10);
	return errno == 0 && text[0] >= '0' && text[0] <= '9' && *end == '\0';
}

int
main(int argc, char **argv)
{
	unsigned long count;
	const char *mode = argc > 1 ? argv[1] : "";
	bool ok;

	errno = 0;
	if (argc == 3 && strcmp(mode, "demo") == 0) {
		ok = mkcap_demo(argv[2]);
	} else if (argc == 3 && strcmp(mode, "catalogue") == 0) {
		ok = mkcap_catalogue(argv[2]);
	} else if (argc == 3 && strcmp(mode, "layers") == 0) {
		ok = mkcap_layers(argv[2]);
	} else if (argc == 3 && strcmp(mode, "attacks") == 0) {
		ok = mkcap_attacks(argv[2]);
	} else if (argc == 3 && strcmp(mode, "memory") == 0) {
		ok = mkcap_memory(argv[2], 0);
	} else if (argc == 4 && strcmp(mode, "memory") == 0 &&
	    count_parse(argv[3], &count) && count > 0) {
		ok = mkcap_memory(argv[2], count);
	} else if (argc == 4 && count_parse(argv[2], &count) &&
	    strcmp(mode, "s6a") == 0) {
		ok = mkcap_s6a(count, argv[3]);
	} else if (argc == 4 && count_parse(argv[2], &count) &&
	    strcmp(mode, "map") == 0) {
		ok = mkcap_map(count, argv[3]);
	} else {
		return usage();
	}
	if (!ok) {
		fprintf(stderr, "mkcap: %s: %s\n", argv[argc - 1],
		    errno != 0 ? strerror(errno) : "could not be written");
		return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}
