/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One network after the other is made of a configuration.
 */
#ifndef SIM_AUDIT_NET_H
#define SIM_AUDIT_NET_H

#include "audit.h"

struct cast {
	struct nets	*n;
	const struct conf *conf;
	const struct owners *o;
	bool		 diameter;
};

/* Its numbers, names and addresses; with none of its own, nobody's. */
void		 cast_network(const struct cast *, enum net,
		    const struct conf_network *, unsigned owner);
/* Numbers and names that no network owns; before all others. */
void		 cast_nobody(const struct cast *);
/* There is none, and why; nobody's numbers and names. */
void		 cast_lacking(const struct cast *, enum net, const char *why);
/* What the network has of its own: 0 too little for the messages of the world
 * at hand, 1 enough, 2 enough for the other one as well. */
unsigned	 cast_worlds(const struct cast *, enum net);

#endif
