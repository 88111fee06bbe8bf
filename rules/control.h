/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Storm control around the rules: which storms there are, who is admitted to a
 * protected group and who is told to come later, which sources are sunk, which
 * devices are steered away.
 *
 * control_meet() stands before the rules: it counts, and diverts what comes
 * from a source that is sunk.  control_decide() stands behind them: what they
 * let through is admitted or refused with an appointment.  What home answers
 * comes by control_sent() and those after it.  All of it is in rules/state/;
 * here it meets the configuration.
 *
 * GSMA CLP.14 5.6.1 to 5.6.3.
 */
#ifndef RULES_CONTROL_H
#define RULES_CONTROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct conf_rule;
struct control;
struct look;
struct notice;
struct ruleset;
struct sig_msg;
struct sunks;
struct txn;
struct verdict;

enum { CONTROL_ERROR_MAX = 200 };

/* NULL when there is nothing to control, or no memory (*fine tells). */
struct control	*control_new(const struct ruleset *, uint64_t secret,
		    bool *fine);
void		 control_free(struct control *);
/* What goes on under another rule set: groups and storms that are the same by
 * name and numbers, what devices were told by those of the same name, what is
 * sunk, and what is steered when partners are the same. */
void		 control_keep(struct control *to, struct control *from);
void		 control_notices(struct control *,
		    void (*notice)(void *, const struct notice *), void *);

/* The message will be decided on soon: its memory is sent for. */
void		 control_expect(const struct look *);
/* True: diverted, and the verdict says so. */
bool		 control_meet(struct look *, struct verdict *);
void		 control_decide(struct look *, struct verdict *);
/* Was it refused for the hour alone, and not for what it is? */
bool		 control_turned_away(const struct look *,
		    const struct verdict *);

/* ---- for rules ---- */

bool		 control_storm(const struct look *, unsigned storm);
/* Per cent of the capacity of where it goes, or of the fullest group. */
unsigned	 control_load(const struct look *);
/* Is the device to be sent away once more?  Counts nothing. */
bool		 control_steers(const struct look *, const struct conf_rule *);
bool		 control_guards(const struct control *);

/* ---- what becomes of requests ---- */

/* One goes to home by that link, or it is not known by which. */
void		 control_sent(struct control *, int link, uint64_t now);
/* What it gets is the first word about it, from home's side. */
void		 control_answered(const struct look *, const struct txn *);
/* It comes back: home's network could not deliver it. */
void		 control_returned(const struct look *, const struct txn *);
void		 control_unanswered(struct control *, const struct txn *,
		    uint64_t now);
/* It did not go, after all; or home answered, and what it said is not known. */
void		 control_unsent(struct control *, const struct txn *,
		    uint64_t now);
void		 control_heard(struct control *, const struct txn *,
		    uint64_t now);
/* Home accepted a registration. */
void		 control_accepted(struct control *, const struct txn *,
		    uint64_t now);

/* ---- for reports ---- */

struct control_class {
	uint64_t	 admitted, refused, early;
};

struct control_group {
	const char	*name;
	double		 rate, full;	/* procedures per second: now, and as
					 * configured */
	const char	*why;		/* it is less, or NULL */
	double		 lowest;	/* that it was */
	const char	*lowest_why;	/* NULL: always full */
	uint64_t	 sent, failed;	/* requests, and what came to nothing */
	uint64_t	 kept, lost;	/* appointments, those nobody came to */
	size_t		 remembered, octets;
	struct control_class class[16];	/* by priority */
};

size_t		 control_groups(const struct control *);
void		 control_group(struct control *, size_t i, uint64_t now,
		    struct control_group *);
struct sunks	*control_sunks(struct control *);
size_t		 control_octets(struct control *, uint64_t now);

/* One detector of a storm. */
struct control_storm {
	uint32_t	 storm;		/* number of the configuration */
	uint16_t	 owner;		/* of those per partner; OWNER_NOBODY */
	uint8_t		 state;		/* enum storm_state */
	uint64_t	 since;		/* ns: the state */
	double		 rate, enter, leave;	/* per second */
};
void		 control_storms(const struct control *, uint64_t now,
		    void (*visit)(void *, const struct control_storm *),
		    void *);

/* What a device was told by a group. */
struct control_told {
	uint64_t	 when, until;	/* ns: when it shall come */
	uint8_t		 class, refused;
	bool		 booked;	/* with a slot of the schedule */
	bool		 admitted;	/* it is in; when: since then */
};
/* What each storm with "enter auto" has learned (storm_learned()), by its name
 * and that of a partner, "" where it is not per partner; and that is taught to
 * the storm of that name, if there is one that learns. */
typedef void	 control_usual_fn(void *, const char *storm,
		    const char *partner, const float *usual);
void		 control_usual(const struct control *, control_usual_fn *,
		    void *);
void		 control_teach(struct control *, const char *storm,
		    const char *partner, const float *usual);

/* In the network of an owner, by an IMSI of number_pack(); false: nothing that
 * is still true. */
bool		 control_told(struct control *, size_t group, unsigned from,
		    uint64_t imsi, uint64_t now, struct control_told *);
/* Devices that steering remembers, and those given up for want of room. */
size_t		 control_steered(const struct control *, uint64_t *evicted);

/* ---- by hand: hand.c ---- */

/*
 * A source in the words of a line of state/sunk.h, such as
 *
 *	host "mme1.example.org" partner "alpha" term 1h
 *
 * is sunk from now on, or goes.  False after a sentence, without its end.
 */
bool		 control_sink(struct control *, const char *text,
		    uint64_t now, char error[CONTROL_ERROR_MAX]);
bool		 control_release(struct control *, const char *text,
		    uint64_t now, char error[CONTROL_ERROR_MAX]);
/* The device of that IMSI was never steered away. */
void		 control_forget(struct control *, uint64_t imsi);
/* All that are sunk, in these words; and such a text is taken, but for lines
 * that are wrong now: false, and a sentence about the first. */
void		 control_sunk_write(struct control *, FILE *);
bool		 control_sunk_read(struct control *, const char *text,
		    size_t len, uint64_t now, char error[CONTROL_ERROR_MAX]);
/* One's into the other, but for those whose partner it does not know. */
void		 control_sunk_copy(struct control *to, struct control *from);

#endif
