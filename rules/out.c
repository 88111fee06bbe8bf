/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text that goes to a file or into memory; quantities and names in the words
 * that words.c and quantity.c read.
 */
#include <stdarg.h>
#include <string.h>

#include "out.h"

void
out_file(struct out *o, FILE *file)
{
	*o = (struct out){ file, NULL, 0, 0 };
}

void
out_text(struct out *o, char *text, size_t size)
{
	*o = (struct out){ NULL, text, size, 0 };
	if (size > 0)
		text[0] = '\0';
}

void
out_put(struct out *o, const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	if (o->file != NULL) {
		vfprintf(o->file, format, ap);
	} else if (o->len + 1 < o->size) {
		n = vsnprintf(o->text + o->len, o->size - o->len, format, ap);
		if (n > 0)
			o->len += (size_t)n;
		if (o->len >= o->size)
			o->len = o->size - 1;
	}
	va_end(ap);
}

void
out_quoted(struct out *o, const char *text)
{
	size_t n;

	out_put(o, "\"");
	while (*text != '\0') {
		n = strcspn(text, "\"\\");
		out_put(o, "%.*s", (int)n, text);
		text += n;
		if (*text != '\0')
			out_put(o, "\\%c", *text++);
	}
	out_put(o, "\"");
}

/* The largest unit that goes into it. */
static uint64_t
unit(uint64_t ns, const char **name)
{
	static const struct {
		const char	*name;
		uint64_t	 ns;
	} units[] = {
		{ "d", UINT64_C(86400000000000) },
		{ "h", UINT64_C(3600000000000) },
		{ "m", UINT64_C(60000000000) },
		{ "s", UINT64_C(1000000000) },
		{ "ms", UINT64_C(1000000) },
	};
	size_t i = 0;

	while (i + 1 < sizeof(units) / sizeof(units[0]) &&
	    ns % units[i].ns != 0)
		i++;
	*name = units[i].name;
	return ns / units[i].ns;
}

void
out_time(struct out *o, uint64_t ns)
{
	const char *name;
	uint64_t n = unit(ns, &name);

	out_put(o, "%llu%s", (unsigned long long)n, name);
}

void
out_size(struct out *o, uint64_t octets)
{
	static const char *const units[] = { "", "k", "M", "G" };
	size_t i = 0;

	while (octets > 0 && octets % 1024 == 0 &&
	    i + 1 < sizeof(units) / sizeof(units[0])) {
		octets /= 1024;
		i++;
	}
	out_put(o, "%llu%s", (unsigned long long)octets, units[i]);
}

void
out_rate(struct out *o, uint32_t count, uint64_t ns)
{
	const char *name;
	uint64_t n = unit(ns, &name);

	if (n == 1)
		out_put(o, "%lu/%s", (unsigned long)count, name);
	else
		out_put(o, "%lu/%llu%s", (unsigned long)count,
		    (unsigned long long)n, name);
}
