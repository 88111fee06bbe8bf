/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Running a scenario under one policy, on a virtual clock.
 *
 * One thread; the same scenario, policy and seed give the same outcome, but for
 * the fields that outcome.h names.  All memory is given back at the end.
 */
#ifndef SIM_LAB_RUN_H
#define SIM_LAB_RUN_H

#include "outcome.h"
#include "policy.h"

struct run_progress {
	uint64_t	 now, length;	/* virtual, ns */
	uint64_t	 messages;
	uint32_t	 concerned, back;
	double		 home;		/* load of the last second */
};

struct run_options {
	/* the real engine; NULL: not there, and its policy is refused */
	const struct policy_ops *breakwater;
	/* each virtual second; false stops the run there.  Or NULL. */
	bool		 (*progress)(void *, const struct run_progress *);
	/* each message where it enters the firewall, and each that the policy
	 * writes; NULL: none */
	void		 (*tap)(void *, const struct policy_msg *,
		    bool by_policy);
	void		*arg;
	/* ns of this computer, for outcome.policy_ns; NULL: not measured */
	uint64_t	 (*clock)(void);
};

/*
 * Runs policy (a place in the scenario's list) and fills in the outcome, which
 * outcome_free() empties.  The bounds in it are left LAB_NEVER, see bound.h.
 * The scenario has passed scenario_check().  False: no memory, or the policy
 * could not be opened; the outcome is empty then.
 */
bool		 run_policy(const struct scenario *, unsigned policy,
		    const struct run_options *, struct outcome *)
		    __attribute__((warn_unused_result));

#endif
