/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libFuzzer: TCAP messages up to MAP and CAP.
 */
#include "../dissectors/sig.h"

#define FUZZ_ENTRY	SIG_ENTRY_TCAP
#include "fuzz_entry.h"
