/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What writing and reading what is kept share: the form of the file, all numbers
 * little endian:
 *
 *	8  "BWKEPT\r\n"
 *	4  version, 2
 *	4  number of entries
 *	8  octets of the whole file
 *	8  octets of the text of the sinkhole
 *	4  number of storms that have learned; version 1 has neither it nor them
 *	entries: 2 length of the table's name, 1 its type, 1 length of the
 *	   key, 8 end (ns since 1970, all ones: none), name, key
 *	storms: 1 length of its name, 1 of its partner's, 0: none, names, and
 *	   for each quarter of the day 4 usual rate, in thousandths of one a
 *	   second, all ones: not known
 *	lines of the sinkhole (rules/state/sunk.h)
 *	4  CRC-32 of everything before
 *
 * Tables are found by name and type, storms by name, for the next configuration
 * may have them in another order.
 */
#ifndef FW_RUN_KEPT_IMPL_H
#define FW_RUN_KEPT_IMPL_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "../../rules/state/storm.h"

struct ruleset;

#define KEPT_MAGIC	"BWKEPT\r\n"

enum kept_form {
	KEPT_VERSION = 2,
	KEPT_MAGIC_LEN = 8,
	KEPT_HEAD_OLD_LEN = 32,
	KEPT_HEAD_LEN = 36,
	KEPT_ENTRY_LEN = 12,			/* without name and key */
	KEPT_STORM_LEN = 4 * STORM_QUARTERS,	/* without lengths and names */
	KEPT_SUM_LEN = 4,
	KEPT_USUAL_MAX = 4000000,		/* per second */
	KEPT_OCTETS_MAX = 256 << 20,
};

struct kept_head {
	uint32_t	 version, entries, storms;
	uint64_t	 octets, sunk;
};

/* STATE.kept and what follows; false: the rules name no file. */
bool	kept_path(const struct ruleset *, const char *end, char path[PATH_MAX]);

#endif
