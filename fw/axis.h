/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the lines and marks of an axis stand: at round values.
 */
#ifndef FW_AXIS_H
#define FW_AXIS_H

#include <stdint.h>

/* Distance of the lines of an axis that reaches to max: at most four fit. */
uint64_t	 axis_step(uint64_t max);
/* Distance of the marks on an axis of time, ns, which takes in so many of them
 * at most. */
uint64_t	 axis_time_step(uint64_t span, unsigned ticks);

#endif
