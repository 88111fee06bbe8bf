/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Over which way a request goes on (RFC 6733 6.1.4 to 6.1.6, 5.5.4).
 *
 * The realm that it is for has an owner, and the owner has links, in the order
 * of the configuration: his own, then those of hubs that carry him.  The first
 * link with an open way takes it, so that what went elsewhere comes back when a
 * better link does.  Of several ways of one link a session keeps to one; a way
 * that leads to the very host that is asked for comes before all others.
 *
 * From a partner it goes to home, from home to a partner, and never back over
 * the link that it came from.
 */
#ifndef FW_RUN_ROUTE_H
#define FW_RUN_ROUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../dissectors/cursor.h"

struct routes;
struct ruleset;
struct sig_msg;
struct way;

enum route_limit { ROUTE_TRIES = 4 };	/* ways that are asked to take one */

struct route_ask {
	unsigned	 owner;		/* enum conf_owner: who it is for */
	int		 only;		/* that link alone, or LINK_UNKNOWN */
	const struct way *from;
	struct cur	 host;		/* Destination-Host, or nothing */
	uint64_t	 host_hash, session;
	/* Those that have been tried. */
	const struct way *not[ROUTE_TRIES];
	unsigned	 nnot;
};

/* The rule set must outlive it.  NULL: no memory. */
struct routes	*routes_new(const struct ruleset *, uint64_t secret);
void		 routes_free(struct routes *);

/* A way whose link and host are known is open, or no more. */
void		 route_add(struct routes *, struct way *);
void		 route_remove(struct routes *, struct way *);
/* Of a host's name, whatever its case. */
uint64_t	 route_host(const struct routes *, const uint8_t *, size_t);

/* Who the request is for, all else with it. */
void		 route_ask(const struct routes *, const struct way *from,
		    const struct sig_msg *, struct route_ask *);
/* The host that is asked for is another one. */
void		 route_ask_host(const struct routes *, struct route_ask *,
		    struct cur host);
/* NULL: nobody is there. */
struct way	*route_find(const struct routes *, const struct route_ask *);
/* The link that it would take first; LINK_UNKNOWN: none leads there. */
int		 route_link(const struct routes *, const struct route_ask *);
/* In words, when route_find() found nobody; static. */
const char	*route_why(const struct routes *, const struct route_ask *);

#endif
