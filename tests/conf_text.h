/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texts of configurations in tests: parsed, refused, warned of.
 */
#ifndef TESTS_CONF_TEXT_H
#define TESTS_CONF_TEXT_H

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "../rules/conf.h"

#define CONF_PATH	"some/dir/x.conf"

/* A text behind "home { }" and a line break, and all that is said about it,
 * a sentence a line, without the name of the file. */
struct refused {
	const char	*text, *errors;
};

/* It has no mistake. */
static inline struct conf *
parse(const char *text)
{
	struct conf_errors e = { NULL, 0, 0 };
	struct conf *conf = conf_parse(CONF_PATH, text, strlen(text), &e);

	ck_assert_msg(conf != NULL, "%s\n%s", text, e.n > 0 ? e.line[0] : "");
	ck_assert_uint_eq(e.n, 0);
	conf_errors_free(&e);
	return conf;
}

/* What was said about a text in the file "name", and that is given back. */
static inline void
said_is(struct conf_errors *e, const char *name, const char *whole,
    const char *want)
{
	char said[4096] = "";
	size_t i, n = 0;

	for (i = 0; i < e->n; i++) {
		ck_assert_int_eq(strncmp(e->line[i], name, strlen(name)), 0);
		n += (size_t)snprintf(said + n, sizeof(said) - n, "%s\n",
		    e->line[i] + strlen(name));
		ck_assert_uint_lt(n, sizeof(said));
	}
	ck_assert_msg(strcmp(said, want) == 0, "%s\nsaid\n%s\nnot\n%s",
	    whole, said, want);
	conf_errors_free(e);
}

static inline void
refuse(const char *text, const char *errors)
{
	struct conf_errors e = { NULL, 0, 0 };
	char whole[2000];
	int n = snprintf(whole, sizeof(whole), "home { }\n%s", text);

	ck_assert_uint_lt((size_t)n, sizeof(whole));
	ck_assert_ptr_null(conf_parse("x", whole, strlen(whole), &e));
	said_is(&e, "x:", whole, errors);
}

/* Of a configuration that is fine, with the file's name for each. */
static inline void
warn(const char *text, const char *sentences)
{
	struct conf_errors e = { NULL, 0, 0 }, warnings = { NULL, 0, 0 };
	struct conf *c = conf_parse("a.conf", text, strlen(text), &e);

	ck_assert_msg(c != NULL, "%s", e.n > 0 ? e.line[0] : "");
	conf_warn(c, &warnings);
	said_is(&warnings, "", text, sentences);
	conf_free(c);
	conf_errors_free(&e);
}

/* Of what stands in line 2 and on, where home has links so named, and screens
 * that let nothing pass. */
static inline void
warn_links(const char *links, const char *text, const char *sentences)
{
	struct conf_errors e = { NULL, 0, 0 };
	char whole[1000];
	struct conf *c;
	int n = snprintf(whole, sizeof(whole), "home { plmn 001-01 link { %s }"
	    " }\n%s\nscreen in { drop }\nscreen out { drop }", links, text);

	ck_assert_uint_lt((size_t)n, sizeof(whole));
	c = parse(whole);
	conf_warn(c, &e);
	said_is(&e, CONF_PATH ":", whole, sentences);
	conf_free(c);
}

#endif
