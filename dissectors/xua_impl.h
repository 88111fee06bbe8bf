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
/* The next parameter; false at the end. */
bool	xua_param(struct cur *c, struct xua_param *, struct sig_msg *);
/* A message that carries no user data; always true. */
bool	xua_management(struct cur c, const struct xua *, struct sig_msg *);

#endif
