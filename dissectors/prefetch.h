/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory that will be wanted soon is sent for; any address will do.
 *
 * A function that does nothing else has no effect in the eyes of gcc, which
 * leaves out the calls of it.  The instruction without text keeps them.
 */
#ifndef DISSECTORS_PREFETCH_H
#define DISSECTORS_PREFETCH_H

static inline void
prefetch(const void *p)
{
	__builtin_prefetch(p);
	__asm__ volatile ("");
}

#endif
