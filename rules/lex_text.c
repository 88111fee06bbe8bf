/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The octets of a text: white space, words, characters.
 *
 * RFC 3629 4 (UTF-8).
 */
#include <string.h>

#include "lex_impl.h"

bool
lex_is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || (c != '\0' && strchr("_.:*/+-%", c));
}

char
lex_ahead(const struct source *s, size_t i)
{
	return i < s->len - s->pos ? s->text[s->pos + i] : '\0';
}

struct conf_at
lex_here(const struct source *s)
{
	size_t column = s->pos - s->line_start + 1;

	return (struct conf_at){ s->file,
	    (uint16_t)(column > UINT16_MAX ? UINT16_MAX : column), s->line };
}

static void
skip_comment(struct source *s)
{
	const char *end = memchr(s->text + s->pos, '\n', s->len - s->pos);

	s->pos = end == NULL ? s->len : (size_t)(end - s->text);
}

/* Three octets that some programs put in front of UTF-8: no column. */
static void
skip_byte_order(struct source *s)
{
	if (s->len >= 3 && memcmp(s->text, "\xef\xbb\xbf", 3) == 0)
		s->pos = s->line_start = 3;
}

void
lex_skip_space(struct source *s)
{
	char c;

	if (s->pos == 0)
		skip_byte_order(s);
	while (s->pos < s->len) {
		c = s->text[s->pos];
		if (c == '#') {
			skip_comment(s);
			continue;
		}
		if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
			return;
		s->pos++;
		if (c == '\n') {
			s->line++;
			s->line_start = s->pos;
			s->begun = false;
		}
	}
}

size_t
lex_word_len(const struct source *s, size_t i)
{
	size_t n = i;

	while (lex_is_word(lex_ahead(s, n)))
		n++;
	return n - i;
}

size_t
lex_utf8_len(const char *p, size_t left)
{
	static const uint32_t least[] = { 0, 0, 0xa0, 0x800, 0x10000 };
	uint8_t first = (uint8_t)*p;
	size_t i, n = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
	uint32_t c = first & (0x7fU >> n);

	if (first < 0xc2 || first > 0xf4 || left < n)
		return 0;
	for (i = 1; i < n; i++) {
		if (((uint8_t)p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | ((uint8_t)p[i] & 0x3f);
	}
	return c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff) ?
	    0 : n;
}
