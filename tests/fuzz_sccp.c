/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libFuzzer: SCCP messages, with their segments.
 */
#include "../dissectors/sig.h"

#define FUZZ_ENTRY	SIG_ENTRY_SCCP
#include "fuzz_entry.h"
