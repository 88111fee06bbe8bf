/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who a process is, and what it may have.
 */
#ifndef FW_RUN_PRIVILEGE_H
#define FW_RUN_PRIVILEGE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct privilege {
	bool		 drop;		/* becomes this user: */
	uid_t		 uid;
	gid_t		 gid;
};

/* user: or NULL.  Only root becomes somebody else.  False after a sentence:
 * there is no such user. */
bool	privilege_find(struct privilege *, const char *user);
/* For the process that starts the others: it keeps what that takes, for good.
 * False after a sentence. */
bool	privilege_parent(void);
/* For good: user, capabilities, core files, debuggers, new files for nobody
 * else.  Root without a user to become keeps its name, and of its capabilities
 * the one to open any file.  False after a sentence. */
bool	privilege_drop(const struct privilege *);
/* Room for so many descriptors, or for what there is; before dropping. */
void	privilege_files(uint64_t n);

#endif
