/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What crossed the firewall of a run as a capture file, with virtual time.
 */
#ifndef SIM_LAB_COMMAND_PCAP_H
#define SIM_LAB_COMMAND_PCAP_H

#include <stdio.h>

#include "policy.h"

struct lab_pcap;

/* most: octets of messages that are written, those that come first.  NULL: no
 * memory.  f stays the caller's, as do its errors. */
struct lab_pcap	*lab_pcap_new(FILE *f, uint64_t most);
/* For run_options.tap; the argument is the struct lab_pcap. */
void		 lab_pcap_tap(void *, const struct policy_msg *,
		    bool by_policy);
/* How many messages there were and how many of them are in it. */
void		 lab_pcap_count(const struct lab_pcap *, uint64_t *all,
		    uint64_t *written);
void		 lab_pcap_free(struct lab_pcap *);

#endif
