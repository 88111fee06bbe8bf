/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What stands between the visited networks and home: a policy.
 *
 * It sees each message as octets with their view and says what becomes of it.
 * It knows what an operator knows: the scenario's classes and populations by
 * IMSI, networks and home's capacity at the start; not what devices or nodes
 * think.  What it decides follows from what it was shown and from its seed.
 */
#ifndef SIM_LAB_POLICY_H
#define SIM_LAB_POLICY_H

#include "../../dissectors/sig.h"
#include "../../dissectors/wbuf.h"
#include "scenario.h"

struct octets;

enum policy_limit {
	POLICY_ANSWER_MAX = 2048,	/* octets of an answer's buffer */
};

enum policy_verdict {
	POLICY_FORWARD,
	POLICY_ANSWER,		/* with the octets that were written */
	POLICY_DISCARD,
};

/* A message where it enters the firewall. */
struct policy_msg {
	/* Diameter: the message; MAP: M3UA with all above it */
	struct cur	 octets;
	/* whole view of them; src, dst, ports and layers are set, see octets.h
	 * for the addresses of networks */
	const struct sig_msg *view;
	uint16_t	 network;	/* place of the visited network */
	uint8_t		 way;		/* 0 or 1: its link, retries use both */
	bool		 from_home;
	uint64_t	 now;		/* ns; the virtual clock */
};

struct policy_env {
	const struct scenario *scenario;
	const struct scenario_policy *conf;
	/* makes answers, octets.h; may be used from all calls */
	const struct octets *octets;
	uint64_t	 seed;
};

struct policy_figures {
	uint64_t	 memory;	/* octets, or 0 */
	uint64_t	 early;		/* refused before their time */
	uint64_t	 kept;		/* appointments kept */
	uint64_t	 slots_lost;	/* given and not used */
};

struct policy_ops {
	/* NULL: no memory, or the configuration is wrong, which it has told */
	void		*(*open)(const struct policy_env *);
	/*
	 * From a visited network.  ANSWER: w (empty, POLICY_ANSWER_MAX) holds
	 * what goes back; an overflow there counts as DISCARD.
	 */
	enum policy_verdict (*request)(void *, const struct policy_msg *,
		    struct wbuf *w);
	/*
	 * From home.  ANSWER: w holds what goes on in its stead.  NULL: all go
	 * on as they are.
	 */
	enum policy_verdict (*answer)(void *, const struct policy_msg *,
		    struct wbuf *w);
	/* Every 100 ms.  NULL: none. */
	void		 (*tick)(void *, uint64_t now);
	/* Or NULL. */
	void		 (*figures)(void *, struct policy_figures *);
	void		 (*close)(void *);
};

/* The policies of the lab itself; NULL for breakwater, which is joined by
 * run_options.breakwater. */
const struct policy_ops *policy_ops(enum lab_policy);
extern const struct policy_ops policy_doic_ops, policy_breakwater_ops;

#endif
