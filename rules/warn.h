/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kinds of warnings, a file each.
 */
#ifndef RULES_WARN_H
#define RULES_WARN_H

#include "conf.h"

/* shadow.c: rules that are never reached. */
void		 shadow_warn(const struct conf *, struct conf_errors *);
/* admit.c: partners that nothing lets in, operations let in by mistake. */
void		 admit_warn(const struct conf *, struct conf_errors *);
/* unused.c: what is defined and never named. */
void		 unused_warn(const struct conf *, struct conf_errors *);
/* needs.c: what never holds for want of memory and what belongs to it. */
void		 needs_warn(const struct conf *, struct conf_errors *);
/* diameter.c: links that strangers may come over. */
void		 diameter_warn(const struct conf *, struct conf_errors *);
/* ss7.c: links from which nothing leads on. */
void		 ss7_warn(const struct conf *, struct conf_errors *);

#endif
