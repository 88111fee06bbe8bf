/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libFuzzer: Diameter messages.
 */
#include "../dissectors/sig.h"

#define FUZZ_ENTRY	SIG_ENTRY_DIAMETER
#include "fuzz_entry.h"
