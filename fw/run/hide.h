/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of home hosts, hidden from partners ("hide hosts").
 *
 * What goes out to a partner names us instead: Origin-Host, Route-Record and
 * Error-Reporting-Host (RFC 6733 6.3, 6.7.1, 7.4), unless it is a partner's.
 * A request that comes for us by Destination-Host is for the home host that
 * last spoke about its subscriber, or else for whichever serves the realm, and
 * then names no host.  Session-Id stays as it is: both sides compare it.
 */
#ifndef FW_RUN_HIDE_H
#define FW_RUN_HIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../dissectors/cursor.h"

struct hide;
struct ruleset;
struct sig_msg;

enum hide_limit {
	HIDE_DEVICES = 1 << 16,		/* whose last host is known */
	HIDE_HOSTS = 256,		/* of home that are known */
};

/* host: ours; message: octets of the longest one.  Both the rule set and the
 * name must outlive it or the next hide_follow().  NULL: no memory. */
struct hide	*hide_new(const struct ruleset *, struct cur host,
		    size_t message, uint64_t secret);
void		 hide_free(struct hide *);
void		 hide_follow(struct hide *, const struct ruleset *,
		    struct cur host);

/* Whom a message is about, hashed; 0: nobody. */
uint64_t	 hide_device(const struct hide *, const struct sig_msg *);
/* A message of home's is about that device. */
void		 hide_learn(struct hide *, uint64_t device, struct cur octets);
/* The host that a request for us is for; nothing: any. */
struct cur	 hide_host(const struct hide *, uint64_t device);

/*
 * The message as it goes out to a partner, or in to home (a request for us, and
 * host as hide_host() said).  The octets are those given when nothing changes,
 * and else of the hide, up to its next call.  Nothing: it has no room.
 */
struct cur	 hide_out(struct hide *, struct cur octets);
struct cur	 hide_in(struct hide *, struct cur octets, struct cur host);

#endif
