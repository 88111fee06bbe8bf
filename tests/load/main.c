/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Load for Diameter relays: client, server, a bare relay, and peers
 * with a fault, in one program; and both ends of a relay of SS7.
 * It speaks to loopback unless it is called with --anywhere first.
 */
#include <stdio.h>
#include <string.h>

#include "load.h"
#include "ss7.h"

static const struct {
	const char	*name;
	int		(*main)(int, char **);
} roles[] = {
	{ "client", client_main },
	{ "server", server_main },
	{ "relay", relay_main },
	{ "fault", fault_main },
	{ "ss7", ss7_main },
};

int
main(int argc, char **argv)
{
	size_t i;

	if (argc > 1 && strcmp(argv[1], "--anywhere") == 0) {
		anywhere = true;
		argc--;
		argv++;
	}
	for (i = 0; argc > 1 && i < sizeof(roles) / sizeof(roles[0]); i++)
		if (strcmp(argv[1], roles[i].name) == 0)
			return roles[i].main(argc - 1, argv + 1);
	fprintf(stderr, "usage: load_diameter [--anywhere] client|server|relay|"
	    "fault|ss7 ...\n");
	return 2;
}
