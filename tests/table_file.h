/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A table of the configuration and the file of its entries, for tests.
 */
#ifndef TESTS_TABLE_FILE_H
#define TESTS_TABLE_FILE_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../rules/table.h"
#include "../rules/words.h"

enum { ITEMS = 8 };

static char dir[] = "/tmp/test_table.XXXXXX", path[64];
static struct conf conf;
static struct conf_table want;
static struct conf_errors errors;
static struct conf_item items[ITEMS];

static inline void
set_up(void)
{
	memset(&conf, 0, sizeof(conf));
	memset(&errors, 0, sizeof(errors));
	conf.file[0].path = "breakwater.conf";
	conf.nfile = 1;
	want = (struct conf_table){ .name = "t", .at = { 0, 3, 7 },
	    .file = "entries", .file_at = { 0, 9, 4 } };
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/entries", dir);
	want.path = path;
}

static inline void
tear_down(void)
{
	conf_errors_free(&errors);
	(void)unlink(path);
	(void)rmdir(dir);
}

static inline void
put(const char *text, size_t len)
{
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(text, 1, len, f), len);
	ck_assert_int_eq(fclose(f), 0);
}

static inline void
inline_entry(unsigned subject, const char *text)
{
	char why[WORD_WHY_MAX];
	struct conf_item *it = &items[want.set.n];

	ck_assert_msg(word_item(it, subject, text, false, why), "%s", why);
	it->at = (struct conf_at){ 0, (uint16_t)(10 + want.set.n), 3 };
	want.set.item = items;
	want.set.n++;
}

static inline struct table *
load(enum table_type type, const char *text)
{
	want.type = (uint8_t)type;
	if (text != NULL)
		put(text, strlen(text));
	else
		want.path = NULL;
	return table_load(&conf, &want, &errors);
}

static inline struct sig_digits
digits(const char *text)
{
	struct sig_digits d = { { 0, 0 } };
	size_t i;

	for (i = 0; text[i] != '\0'; i++)
		d.w[i / 16] |= (uint64_t)(text[i] - '0') << 4 * (i % 16);
	return d;
}

static inline bool
has(const struct table *t, const char *text)
{
	struct sig_digits d = digits(text);

	return table_has_digits(t, &d, (unsigned)strlen(text), 0);
}

/* The sentences, of which each begins with the path of the file. */
static inline void
refused(enum table_type type, const char *text, size_t len,
    const char *const *sentence, size_t n)
{
	char whole[512];
	size_t i;

	want.type = (uint8_t)type;
	put(text, len);
	ck_assert_ptr_null(table_load(&conf, &want, &errors));
	ck_assert_uint_eq(errors.n, n);
	for (i = 0; i < n; i++) {
		snprintf(whole, sizeof(whole), "%s%s", path, sentence[i]);
		ck_assert_str_eq(errors.line[i], whole);
	}
	conf_errors_free(&errors);
	memset(&errors, 0, sizeof(errors));
}

#endif
