/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who owns a number, a name, a point code or an address, and which links lead
 * to whom: the home and partner blocks of the configuration as tables.
 *
 * Owners are enum conf_owner: 0 nobody, 1 home, then the partners.
 */
#ifndef RULES_OWNER_H
#define RULES_OWNER_H

#include "conf.h"

struct owners;

enum { LINK_UNKNOWN = -1 };

/* NULL: no memory.  conf must outlive it. */
struct owners	*owners_new(const struct conf *);
void		 owners_free(struct owners *);
unsigned	 owners_count(const struct owners *);

/* By the numbers that belong to whom; field tells which kind of number (IMSI,
 * MSISDN, otherwise a global title). */
unsigned	 owner_digits(const struct owners *, unsigned field,
		    const struct sig_digits *, unsigned len);
unsigned	 owner_plmn(const struct owners *, const struct sig_digits *,
		    unsigned len);
/* A host, or a realm. */
unsigned	 owner_host(const struct owners *, const uint8_t *, size_t);
unsigned	 owner_realm(const struct owners *, const uint8_t *, size_t);
unsigned	 owner_pc(const struct owners *, uint32_t);
unsigned	 owner_address(const struct owners *, struct cur);
/* SCCP address: by its global title and numbering plan (ITU-T E.164, E.212,
 * E.214), without one by its point code, or by pc, that of the label. */
unsigned	 owner_party(const struct owners *, const struct sig_addr *,
		    bool has_label, uint32_t pc);

/* Is the address within the block of that many bits? */
bool		 address_within(const uint8_t *block, unsigned len,
		    unsigned bits, struct cur);

/* The owner, if nobody else than that one is behind the link. */
unsigned	 owner_of_link(const struct owners *, int link);
bool		 owner_has_links(const struct owners *, unsigned owner);
bool		 link_is_home(const struct owners *, int link);
/* May messages of the owner come over that link?  over: LINK_UNKNOWN when the
 * message came over none that is configured. */
bool		 link_leads_to(const struct owners *, int over, unsigned owner);
/* The link whose far side has that address and point code; either may be
 * missing.  LINK_UNKNOWN: none. */
int		 link_find(const struct owners *, struct cur address,
		    bool has_pc, uint32_t pc);

#endif
