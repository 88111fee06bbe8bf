/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between the files of answers.
 */
#ifndef FW_ANSWER_IMPL_H
#define FW_ANSWER_IMPL_H

#include "answer.h"

/* SCCP and what carries it, with the TCAP answer or the returned data. */
bool	answer_ss7(const struct sig_msg *, const struct answer *,
	    struct wbuf *) __attribute__((warn_unused_result));

#endif
