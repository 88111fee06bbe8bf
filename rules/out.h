/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text that goes to a file or into memory, and the words of the language that
 * stand for quantities and names.
 */
#ifndef RULES_OUT_H
#define RULES_OUT_H

#include "conf.h"

struct out {
	FILE		*file;		/* or NULL */
	char		*text;		/* cut to size, always terminated */
	size_t		 size, len;
};

void		 out_file(struct out *, FILE *);
void		 out_text(struct out *, char *text, size_t size);

void		 out_put(struct out *, const char *format, ...)
		    __attribute__((format(printf, 2, 3)));
void		 out_quoted(struct out *, const char *);
void		 out_time(struct out *, uint64_t ns);
void		 out_size(struct out *, uint64_t octets);
void		 out_rate(struct out *, uint32_t count, uint64_t ns);

/* print_test.c: items in the words of the subject; in braces unless there is
 * one. */
void		 out_items(struct out *, const struct conf_set *,
		    unsigned subject);
void		 out_set(struct out *, const struct conf_set *,
		    unsigned subject);
void		 out_test(struct out *, const struct conf_test *);

/* print_diameter.c: the keys of a link that are about running inline;
 * statements. */
void		 out_link(struct out *, const struct conf_link *);
void		 out_diameter(struct out *, const struct conf_diameter *);
void		 out_ss7(struct out *, const struct conf_ss7 *);
void		 out_run(struct out *, const struct conf_run *);

#endif
