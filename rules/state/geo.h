/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Countries: which one a code or a number belongs to, and how much way lies
 * between two of them for certain.
 *
 * Read from a data file, see rules/countries.csv; all that can be worked out
 * is worked out when it is read.  Approximate and public: good enough to say
 * that nobody can have been in both within the hour, and for nothing finer.
 */
#ifndef RULES_STATE_GEO_H
#define RULES_STATE_GEO_H

#include <stdbool.h>
#include <stddef.h>

struct geo;
struct sig_digits;

enum { GEO_ERROR_MAX = 300 };

/*
 * The countries of a file; the caller's, for geo_free().  NULL with one
 * sentence in error: "path:line:column: expected ..., not \"...\"", the column
 * counted in octets from 1; without line and column when it cannot be read.
 */
struct geo	*geo_load(const char *path, char error[GEO_ERROR_MAX]);
void		 geo_free(struct geo *);
size_t		 geo_count(const struct geo *);

/*
 * A country is the number that its line begins with: its first mobile country
 * code (ITU-T E.212), 1 to 999.  0: not known; any other number that is no
 * country is taken as 0 by all of these.
 */
unsigned	 geo_by_mcc(const struct geo *, unsigned mcc);
/* By the longest calling code (ITU-T E.164) the number begins with; it is in
 * international form, len digits of it, those behind SIG_DIGITS_MAX unseen. */
unsigned	 geo_by_number(const struct geo *, const struct sig_digits *,
		    unsigned len);

/* Two letters (ISO 3166-1), until geo_free(); NULL when not known. */
const char	*geo_name(const struct geo *, unsigned country);
/* The same or neighbours; false when either is not known. */
bool		 geo_near(const struct geo *, unsigned a, unsigned b);
/*
 * Kilometres that lie between them for certain: the shortest great-circle way
 * from a circle of one to a circle of the other.  0 when near, when circles
 * overlap, and when either is not known.
 */
unsigned	 geo_km(const struct geo *, unsigned a, unsigned b);

#endif
