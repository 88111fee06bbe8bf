/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SS7 through the engine: M3UA DATA between neighbours (RFC 4666 3.3.1).
 *
 * There are two ways to stand between.  A link with a pair is transparent: what
 * comes from one goes to the other, octet for octet.  Without a pair others
 * address us by a point code of ours, and the global title of the called party
 * tells the way on, as in a relay of Q.714 2.3.
 *
 * From a partner it goes to home, from home to a partner, and never back over
 * the link that it came from.  Dialogues go end to end: nothing is awaited.
 */
#ifndef FW_RUN_TRANSFER_H
#define FW_RUN_TRANSFER_H

#include "engine_impl.h"
#include "segments.h"

enum transfer_limit {
	TRANSFER_TRIES = 4,		/* ways that are asked to take one */
	TRANSFER_LABEL = 12,		/* octets before the SCCP message */
};

/* Return causes that no answer of a rule has (Q.713 3.12). */
enum transfer_cause {
	TRANSFER_NO_NATURE = 0,		/* no translation for such a number */
	TRANSFER_NO_TITLE = 1,		/* nor for this one */
	TRANSFER_UNEQUIPPED = 4,
	TRANSFER_NO_MTP = 5,
	TRANSFER_FULL = 6,
	TRANSFER_HOPS = 12,
	TRANSFER_SILENT = 255,		/* nothing is returned */
};

/* Where one goes. */
struct heading {
	const struct conf_route *route;	/* or NULL */
	struct way	*to;		/* or NULL: nobody is there */
	int		 link;		/* that it takes, or would; or
					 * LINK_UNKNOWN */
	uint8_t		 sls, hops;	/* hops: 0: stay as they are */
	bool		 relabel;
	bool		 ordered;	/* class 1: over this way or none */
	uint32_t	 ours;		/* with relabel: what it was sent to */
	enum engine_end	 end;		/* END_COUNT, or why it goes nowhere */
	uint8_t		 cause;		/* then: what is returned */
	const struct way *not[TRANSFER_TRIES];	/* those that were tried */
	unsigned	 nnot;
};

/* transfer.c */
void		 transfer_message(struct engine *, struct way *, uint8_t *,
		    size_t n);

/* transfer_held.c: segments. */
/* With the first way of SS7: takes memory; false: there is none. */
bool		 transfer_begin(struct engine *);
void		 transfer_end(struct engine *);
/* What is held of that way is given up; after each turn, what is overdue. */
void		 transfer_down(struct engine *, struct way *);
void		 transfer_turn(struct engine *);
/* The view of one that came over a way is in e->m; false: it waits for others,
 * or was given up.  *set: it is whole with these; NULL: it came alone. */
bool		 held_view(struct engine *, struct way *, const uint8_t *,
		    size_t n, struct segments_set **set, bool *conflict);

/* transfer_link.c */
/* A link is active, or is not any more; one process of it, beside others. */
void		 transfer_tell(struct engine *, struct way *, bool up);
void		 transfer_process(struct engine *, struct way *, bool up);
/* A link says that of a point code behind it, of which the low mask bits are
 * any; level: of SCON, 0 to 3. */
enum transfer_ssnm { TRANSFER_DUNA = 1, TRANSFER_DAVA = 2, TRANSFER_SCON = 4,
	TRANSFER_DUPU = 5, TRANSFER_DRST = 6 };	/* RFC 4666 3.1.2 */
void		 transfer_news(struct engine *, struct way *,
		    enum transfer_ssnm, unsigned mask, uint32_t pc,
		    unsigned level);

/* transfer_route.c */
/* NULL: no memory.  The rule set must outlive it. */
struct transfer	*transfer_new(const struct ruleset *);
void		 transfer_free(struct transfer *);
void		 transfer_add(struct transfer *, struct way *);
void		 transfer_remove(struct transfer *, struct way *);
/* Is that link one of a pair? */
bool		 transfer_paired(const struct transfer *, int link);
/* A point code of ours? */
bool		 transfer_is_ours(const struct transfer *, uint32_t pc);
/* lowest: hop counter of the segment that has the lowest. */
void		 transfer_find(const struct transfer *, const struct way *from,
		    const struct sig_msg *, unsigned lowest, struct heading *);
/* Over that link alone, because a rule says so. */
void		 transfer_only(const struct transfer *, const struct way *from,
		    const struct sig_msg *, int link, struct heading *);
/* Another way, where the one there was does not take it. */
bool		 transfer_other(const struct transfer *, const struct way *from,
		    struct heading *);
/* The OPC that the heading's way knows us by, and the DPC at its end. */
uint32_t	 transfer_opc(const struct transfer *, const struct heading *);
uint32_t	 transfer_dpc(const struct transfer *, const struct heading *);

/* police.c: is it one that never goes on, whatever the rules say? */
bool		 police_stops(const struct engine *, const struct way *from,
		    const struct sig_msg *);

#endif
