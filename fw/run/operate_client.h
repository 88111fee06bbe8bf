/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Operators at the control sockets.
 */
#ifndef FW_RUN_OPERATE_CLIENT_H
#define FW_RUN_OPERATE_CLIENT_H

#include "operate.h"

struct clients;

/* The environment is copied.  NULL: no memory. */
struct clients	*clients_new(struct event_base *, const struct operate_env *,
		    uint64_t started);
/* Goes when a reload that is under way has ended, for it calls back. */
void		 clients_free(struct clients *);
/* Takes fd, and closes it when there are too many. */
void		 clients_add(struct clients *, int fd, bool may_change);

#endif
