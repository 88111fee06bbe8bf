/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What one run of one policy gives.
 *
 * Times are ns of the virtual clock; LAB_NEVER stands where a thing did not
 * happen.  "Requests" are messages that open a procedure or go on with it;
 * a "procedure" is an authenticate with the update that follows it.
 */
#ifndef SIM_LAB_OUTCOME_H
#define SIM_LAB_OUTCOME_H

#include "scenario.h"

#define LAB_NEVER	UINT64_MAX

enum outcome_quantile {
	LAB_Q50, LAB_Q95, LAB_Q99, LAB_Q100, LAB_QUANTILES,
};
extern const double lab_quantiles[LAB_QUANTILES];	/* 0.5 .. 1 */

/* One second of the run, at the firewall and at home. */
struct outcome_second {
	uint32_t	 offered;	/* requests that open a procedure */
	uint32_t	 continuation;	/* requests that go on with one */
	uint32_t	 hostile;	/* of offered: floods and scans */
	uint32_t	 admitted;	/* of offered: sent on to home */
	uint32_t	 refused;	/* answered by the firewall */
	uint32_t	 discarded;	/* by the firewall */
	uint32_t	 lost;		/* on a link that is down */
	uint32_t	 throttled;	/* by nodes that honour DOIC */
	uint32_t	 answered;	/* answers by home that were awaited */
	uint32_t	 late;		/* nobody waited any more */
	uint32_t	 busy;		/* 3004, systemFailure by home */
	uint32_t	 dropped;	/* queue full, silently */
	uint32_t	 done;		/* procedures that ended well */
	uint32_t	 queue;		/* messages waiting at home, its end */
	uint32_t	 backing_off;	/* devices with a back-off running */
	uint32_t	 first;		/* devices that try the first time
					 * since they lost their registration */
	float		 good;		/* of done: an authentication alone, or
					 * an update, is a part of one */
	float		 capacity;	/* procedures */
	float		 load;		/* work that came, by capacity */
	float		 used;		/* work that was done, by capacity */
	float		 latency;	/* of home's answers, mean, s */
	float		 latency_most;
	/* devices registered, by class, at its end */
	uint32_t	 registered[SCENARIO_CLASSES];
};

struct outcome_class {
	uint32_t	 devices;	/* all of this class */
	uint32_t	 concerned;	/* lost their registration */
	uint32_t	 back;		/* and have it again */
	uint32_t	 dead;		/* will not try again by themselves */
	/* from the first attempt to the registration, of those back; LAB_NEVER
	 * where so many of those concerned are not */
	uint64_t	 delay[LAB_QUANTILES];
	uint64_t	 done[LAB_QUANTILES];	/* as below, of this class */
	uint64_t	 attempts;	/* procedures that devices began */
	uint64_t	 failures;	/* of these */
	uint64_t	 refused;	/* by the firewall */
	uint64_t	 refusals;	/* of those concerned */
	uint64_t	 work;		/* home's for it, ns of one server */
};

struct outcome {
	char		 policy[SCENARIO_NAME];
	enum lab_policy	 kind;
	uint64_t	 seed;
	uint64_t	 start;		/* first device lost its registration */
	uint64_t	 first;		/* first attempt after that */
	uint64_t	 end;		/* of the run */
	bool		 recovered;	/* all who are concerned are back */

	uint32_t	 seconds;
	struct outcome_second *second;	/* malloc'd */
	struct outcome_class cls[SCENARIO_CLASSES];

	uint32_t	 devices, concerned, back, dead;
	/* time from first until so many of those concerned were registered */
	uint64_t	 done[LAB_QUANTILES];
	/* bounds for done[], the same for every policy: see bound.h */
	uint64_t	 fluid[LAB_QUANTILES];
	uint64_t	 reachable[LAB_QUANTILES];

	uint64_t	 messages;	/* that crossed the firewall */
	uint64_t	 octets;	/* of them */
	uint64_t	 offered, continuation, hostile, admitted, refused,
			 discarded, lost, throttled, answered, late, busy,
			 dropped, succeeded;
	uint64_t	 retransmitted;	/* of offered and continuation */
	uint64_t	 unreadable;	/* answers of the policy that no node
					 * could read; a fault of ours */
	uint64_t	 attempts;	/* procedures that devices began */
	double		 messages_device;	/* by devices concerned */
	double		 refusals_device;
	uint32_t	 refusals_most;	/* of one device */
	uint64_t	 early;		/* refused: back before their time */
	double		 early_device;
	/* devices refused so many times; the last counts those above too */
	uint32_t	 refused_times[16];

	uint64_t	 work;		/* home's, ns of one server */
	uint64_t	 wasted;	/* of it, for nothing */
	uint64_t	 overload;	/* ns of seconds with load above 1.02 */
	/* from the third second with a refusal, or after first, on */
	double		 load_most;	/* greatest load of a second */
	double		 use_least;	/* least "used" under pressure */
	double		 goodput;	/* done until all are back / capacity */

	/* not the same twice: time of this computer */
	double		 policy_ns;	/* mean of a policy's decision */
	double		 run_seconds;
	uint64_t	 memory;	/* octets of the lab */
	uint64_t	 policy_memory;	/* and of the policy, if it tells */
};

/* Value of a metric in its unit (ns, or a plain number); false: there is none,
 * such as the delay of a class without devices.  NEVER is infinite. */
bool		 outcome_metric(const struct outcome *, enum lab_metric,
		    int cls, double quantile, double *value)
		    __attribute__((warn_unused_result));
void		 outcome_free(struct outcome *);	/* what is in it */

#endif
