/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts of "breakwater audit": the networks of a configuration put in place
 * of the fixed ones, and what became of every message counted by class.
 */
#ifndef SIM_AUDIT_H
#define SIM_AUDIT_H

#include "../fw/event.h"
#include "mkcap_attacks.h"

struct conf;
struct owners;

/*
 * The networks that the configuration has, for messages of one of the two
 * worlds.  Roles that no network of it can play are left out, and the numbers
 * of nobody are such that nobody owns.  conf and owners must outlive it.
 */
void		 nets_of_conf(struct nets *, const struct conf *,
		    const struct owners *, bool diameter);
/* One network of it, in the place of "net" in a nets_of_conf(); which messages
 * it has numbers and names for. */
void		 net_of_conf(struct nets *, enum net, const struct conf *,
		    const struct owners *, unsigned owner, bool *ss7,
		    bool *diameter);
/* audit_gate.c: over which links a network comes, and home is reached. */
void		 gate_find(struct net_gate *, const struct conf *,
		    const struct owners *, unsigned owner, bool carried,
		    bool diameter);
/* Who carries the network and has links; NULL: nobody. */
const struct conf_network *gate_carrier(const struct conf *, unsigned owner,
		    unsigned *carrier);

/*
 * audit_story.c: the story of sim/story.h among the networks of the
 * configuration.  Its classes are numbered from CLASSES_COUNT on.  false: no
 * memory, or it could not be written.
 */
bool		 story_audit(const struct conf *, const struct owners *,
		    const char *directory, const struct listener *);

/* What became of one message. */
struct outcome {
	bool		 passed;
	const struct conf_rule *rule;	/* that decided; NULL: none did */
	const struct conf_rule *would;	/* under monitor; NULL: none */
	char		 text[EVENT_COMMENT_MAX];	/* with the reason */
};

/* What became of those of a class. */
struct tally {
	uint64_t	 blocked, passed;	/* attacks */
	uint64_t	 fine, refused;		/* honest: passed, blocked */
	uint64_t	 lacking;		/* cases not applicable */
};

struct reason {				/* why they are not */
	const char	*why;		/* static */
	uint64_t	 n;
};

enum { AUDIT_REASONS_MAX = 24, AUDIT_RULES_MAX = 64 };

struct audit_class {
	const char	*name;
	unsigned	 group;
	unsigned	 slack;		/* per cent that may pass */
	struct tally	 count;
	struct reason	 reason[AUDIT_REASONS_MAX];
	size_t		 nreason;
};

/* A rule that blocked honest messages. */
struct blocker {
	const struct conf_rule *rule;	/* NULL: none let them in */
	uint64_t	 n;
	char		*first;		/* what it was */
};

struct coverage {
	struct audit_class *class;
	size_t		 nclass;
	struct blocker	 blocker[AUDIT_RULES_MAX];
	size_t		 nblocker;
	uint64_t	 more;		/* beyond these rules */
	FILE		*findings;	/* each is told there; or NULL */
};

/* audit_coverage.c */
void		 coverage_lacks(struct coverage *, size_t cls,
		    const char *why);
/* A message that should be refused (attack), or should pass. */
void		 coverage_message(struct coverage *, size_t cls, bool attack,
		    const struct outcome *, const char *what);
/* names: of the groups. */
void		 coverage_print(FILE *, const struct coverage *,
		    const char *const groups[]);
void		 coverage_reasons(FILE *, const struct coverage *);
void		 coverage_warn(FILE *, const struct coverage *,
		    const struct conf *);
/* Classes in which an attack passed; tried: in which there was any. */
size_t		 coverage_open(const struct coverage *, size_t *tried);
void		 coverage_free(struct coverage *);

#endif
