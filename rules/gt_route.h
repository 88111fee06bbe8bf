/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a called global title leads, of the routes of "ss7".
 *
 * Those count that have no "from" or one that names the link, and whose prefix
 * the number begins with.  The longest prefix decides; a whole number counts
 * before every prefix; of two that are the same the one with "from".  So a
 * longer prefix from any link is before a shorter one from this link.
 *
 * Built once, then only read.  A look-up costs two of rules/prefix.h, however
 * many routes there are.
 */
#ifndef RULES_GT_ROUTE_H
#define RULES_GT_ROUTE_H

#include "conf.h"

struct gt_routes;

/* Links are looked up, and less than nlink.  The configuration has to stay.
 * NULL: no memory. */
struct gt_routes *gt_routes_new(const struct conf_ss7 *, size_t nlink);
void		 gt_routes_free(struct gt_routes *);

/* The route of a number that has come over that link (-1: over none that is
 * known); NULL: there is none. */
const struct conf_route *gt_route_find(const struct gt_routes *,
		    const struct sig_digits *, unsigned len, int from_link);

#endif
