/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What operators, and rules, added while running, from one engine to the next:
 * entries of tables that say "persist", and sources that are sunk; and what
 * storms with "enter auto" have learned.
 *
 * It goes to STATE.kept beside the snapshot (keeper.h).  The file is written
 * aside and renamed, so that an engine that is killed leaves the old one or the
 * new one.
 */
#ifndef FW_RUN_KEPT_H
#define FW_RUN_KEPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct judge;
struct ruleset;

/* Before the first message.  Whatever is wrong with the file is told, and then
 * nothing of it is taken.  judge: or NULL, which has nothing. */
void	kept_load(const struct ruleset *, struct judge *, uint64_t now);
/* Entries and sources that a file would hold; 0 where the rules name none. */
size_t	kept_count(const struct ruleset *, struct judge *);
/* False after a sentence.  True also where the rules name no file. */
bool	kept_save(const struct ruleset *, struct judge *, uint64_t now);
/* By a child, or in the end: to the disk, should the power fail. */
void	kept_sync(const struct ruleset *);

#endif
