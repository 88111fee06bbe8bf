/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The other name of a subscriber: his IMSI, by the MSISDN that home told the
 * network that serves him.
 *
 * Sixteen octets each, twenty with the room that a hash table needs.  A number
 * has eight places where it may be; when they are taken it gets that of the
 * one which was told longest ago in four of them.
 */
#ifndef RULES_STATE_ALIAS_H
#define RULES_STATE_ALIAS_H

#include <stddef.h>
#include <stdint.h>

struct aliases;

/* Room for max of them.  NULL: no memory, or far too many. */
struct aliases	*aliases_new(size_t max, uint64_t secret);
void		 aliases_free(struct aliases *);
/* This number will be asked for: its memory is sent for. */
void		 alias_expect(const struct aliases *, uint64_t number);
/* Both by number_pack(); 0 is nobody's.  What is told last counts. */
void		 alias_set(struct aliases *, uint64_t number, uint64_t imsi);
/* 0: not known. */
uint64_t	 alias_find(const struct aliases *, uint64_t number);
/* Every one, in no order but this: of a set the one told longest ago first, so
 * that setting them again in this order leaves it. */
void		 aliases_walk(const struct aliases *,
		    void (*visit)(void *, uint64_t number, uint64_t imsi),
		    void *);
size_t		 aliases_count(const struct aliases *);
uint64_t	 aliases_lost(const struct aliases *);	/* given up when full */
size_t		 aliases_octets(const struct aliases *);

#endif
