/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the SIGTRAN adaptation layers have in common: header and parameters
 * (RFC 4666 3.1, 3.2).
 */
#ifndef DISSECTORS_XUA_IMPL_H
#define DISSECTORS_XUA_IMPL_H

#include "sig.h"

struct xua {
	uint8_t		 class, type;
};

struct xua_name {
	uint8_t		 class, type;
	const char	*name;
};

struct xua_param {
	uint16_t	 tag;
	struct cur	 v;
};

/* c becomes what is behind the header; false and a defect when it is none. */
bool	xua_header(struct cur *c, struct xua *, struct sig_msg *);
/* A parameter that does not fit, or lacks its padding; c and the parameter
 * are those that xua_param() found. */
bool	xua_param_odd(struct cur *c, struct xua_param *, struct sig_msg *);

/* The next parameter; false at the end. */
static inline bool
xua_param(struct cur *c, struct xua_param *p, struct sig_msg *m)
{
	struct cur odd_c = *c;
	struct xua_param odd_p;
	uint16_t len;
	bool found;

	if (cur_left(c) == 0)
		return false;
	if (cur_be16(c, &p->tag) && cur_be16(c, &len) && len >= 4 &&
	    cur_take(c, len - 4u, &p->v) && cur_skip(c, -len & 3u))
		return true;
	found = xua_param_odd(&odd_c, &odd_p, m);
	*c = odd_c;
	*p = odd_p;
	return found;
}

/* A message that carries no user data; always true. */
bool	xua_management(struct cur c, const struct xua *, struct sig_msg *);

#endif
