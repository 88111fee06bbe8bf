/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counts over a run of messages, and their table at the end.
 */
#ifndef FW_SUMMARY_H
#define FW_SUMMARY_H

#include <stdio.h>

#include "../dissectors/wire.h"

struct summary {
	uint64_t	 messages;
	uint64_t	 proto[SIG_PROTO_COUNT];
	uint64_t	 kind[SIG_PROTO_COUNT][SIG_KIND_COUNT];
	uint64_t	 op[SIG_OP_COUNT];
	uint64_t	 defect[SIG_DEFECT_COUNT];
	uint64_t	 anomaly[SIG_ANOMALY_COUNT];
};

void	summary_add(struct summary *, const struct sig_msg *);
void	summary_print(FILE *, const struct summary *,
	    const struct wire_stats *);

#endif
