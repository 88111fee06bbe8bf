/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What writing and reading a snapshot share: the form of the file, all numbers
 * little endian:
 *
 *	8  "BWPLACES"
 *	4  version, 3
 *	4  number of names
 *	8  number of subscribers
 *	8  when it was saved
 *	8  octets of the whole file
 *	8  number of MSISDNs; version 1 has neither it nor them
 *	names, from network 0 on: 2 length, then so many octets
 *	subscribers: 8 IMSI, 8 IMEI, and for SS7 and Diameter each 4 seen,
 *	   2 network, 2 country (bits 0 to 9) and flags (from bit 10; version 1
 *	   has PLACE_THERE and PLACE_GONE only, version 2 may have all)
 *	MSISDNs: 8 MSISDN, 8 IMSI
 *	4  CRC-32 of everything before
 */
#ifndef FW_SNAPSHOT_IMPL_H
#define FW_SNAPSHOT_IMPL_H

#include <stdbool.h>
#include <stdint.h>

#define SNAPSHOT_MAGIC	"BWPLACES"

enum {
	SNAPSHOT_VERSION = 3,
	SNAPSHOT_OLD = 1,		/* still read, as all since are */
	MAGIC_LEN = 8,
	HEAD_OLD_LEN = 40,
	HEAD_LEN = 48,
	SUBSCRIBER_LEN = 32,
	ALIAS_LEN = 16,
	SUM_LEN = 4,
	COUNTRY_BITS = 10,
	BUFFER = 64 << 10,
};

struct head {
	uint32_t	 version, names;
	uint64_t	 subscribers, saved_at, octets, aliases;
};

/* The sentence, after as much of the path as leaves room for it; false. */
bool	snapshot_wrong(char *error, const char *path, const char *format, ...)
	    __attribute__((format(printf, 3, 4)));

#endif
