/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libFuzzer: text to configuration; what is one prints as text that is one
 * again, and prints the same.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../rules/conf.h"

/* Nothing that it includes is there. */
#define PATH	"/nowhere/at/all/fuzz.conf"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static char *
print(const struct conf *conf, size_t *len)
{
	char *text = NULL;
	FILE *f = open_memstream(&text, len);

	if (f == NULL)
		abort();
	conf_print(f, conf);
	if (fclose(f) != 0)
		abort();
	return text;
}

/* Every error is one line that says where. */
static void
check_errors(const struct conf_errors *e)
{
	size_t i;

	for (i = 0; i < e->n; i++)
		if (strncmp(e->line[i], PATH ":", strlen(PATH ":")) != 0 ||
		    strpbrk(e->line[i], "\n\t") != NULL)
			abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct conf_errors errors = { NULL, 0, 0 };
	struct conf *first, *second;
	char *text, *again;
	size_t len, len_again;

	first = conf_parse(PATH, (const char *)data, size, &errors);
	if ((first == NULL) != (errors.n > 0))
		abort();
	check_errors(&errors);
	conf_errors_free(&errors);
	if (first == NULL)
		return 0;
	conf_warn(first, &errors);
	check_errors(&errors);
	conf_errors_free(&errors);

	text = print(first, &len);
	second = conf_parse(PATH, text, len, &errors);
	if (second == NULL)
		abort();
	again = print(second, &len_again);
	if (len != len_again || memcmp(text, again, len) != 0)
		abort();
	free(text);
	free(again);
	conf_free(first);
	conf_free(second);
	return 0;
}
