/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libFuzzer: M3UA messages.
 */
#include "../dissectors/sig.h"

#define FUZZ_ENTRY	SIG_ENTRY_M3UA
#include "fuzz_entry.h"
