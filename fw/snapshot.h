/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is known of subscribers in a file, from one run to the next.
 *
 * The file is written aside as PATH.new and renamed when all of it is on the
 * disk, so that PATH is the old one or the new one at any moment.  It holds
 * IMSIs: only its owner may read it.
 */
#ifndef FW_SNAPSHOT_H
#define FW_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct aliases;
struct subscribers;

enum {
	SNAPSHOT_ERROR_MAX = 512,
	SNAPSHOT_NAME_MAX = 255,	/* octets of the name of a network */
	SNAPSHOT_NAMES_MAX = 65536,
};

/* What is saved and loaded. */
struct snapshot_tables {
	struct subscribers *subscribers;
	struct aliases	*aliases;	/* or NULL: none */
};

/* name[i] is that of network number i, of which 0 is none; NULL: no name.  A
 * place in a network without a name is kept without its network. */
struct snapshot_names {
	const char *const *name;
	size_t		 n;
};

/* The number that a network has now, 0: it is not known any more. */
typedef uint16_t snapshot_number(void *, const char *name);

/* May a snapshot get that name?  False, with one sentence: it is the name of
 * something else, such as a capture or a configuration. */
bool		 snapshot_may_replace(const char *path,
		    char error[SNAPSHOT_ERROR_MAX])
		    __attribute__((warn_unused_result));
/* Is its directory there, and may files be made in it?  False, with one
 * sentence. */
bool		 snapshot_may_create(const char *path,
		    char error[SNAPSHOT_ERROR_MAX])
		    __attribute__((warn_unused_result));
/* The file that is written and then renamed, empty and locked until it is
 * closed; -1 and errno, EBUSY when another process saves.  Its name is always
 * the same, so that a kill leaves one of them at most. */
int		 snapshot_aside(const char *path);
/* now comes back from snapshot_load() as it is.  False: one sentence in error,
 * and the old file stays, unless the sentence is about the directory. */
bool		 snapshot_save(const char *path, const struct snapshot_tables *,
		    const struct snapshot_names *, uint64_t now,
		    char error[SNAPSHOT_ERROR_MAX])
		    __attribute__((warn_unused_result));

/*
 * Adds what the file holds; where a subscriber is there already, his later
 * places count.  Two passes: the tables are left alone until the file was read
 * to its end and found whole.  False: one sentence in error, and the tables are
 * as they were (unless the file changes or the disk fails in the second pass,
 * when they may have some of the file); errno is ENOENT when there is no file.
 */
bool		 snapshot_load(const char *path, const struct snapshot_tables *,
		    snapshot_number *, void *arg, uint64_t *saved_at,
		    char error[SNAPSHOT_ERROR_MAX])
		    __attribute__((warn_unused_result));

/* The checksum (CRC-32) that such files end with, of so many octets more; 0 to
 * begin with. */
uint32_t	 snapshot_sum(uint32_t sum, const void *octets, size_t);

#endif
