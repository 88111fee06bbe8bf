/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages of MAP, made once by ss7_script.py: each is copied, with numbers of
 * its own at the places of those that are told from all else.
 *
 * Q.713 3 and 4; Q.773 3.1.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ss7.h"

enum { DATA_AT = 4, OTID = 0x48, DTID = 0x49, TID = 2 + SS7_ID, NEAR = 0x80,
	IMSI_FIRST = 3, IMSI_DIGITS = 9,
	LINE_MAX_OCTETS = 2 * SS7_OCTETS_MAX + 8 };

static size_t
place(const struct ss7_step *s, const void *what, size_t n)
{
	const uint8_t *at = memmem(s->octets, s->len, what, n);

	return at == NULL ? 0 : (size_t)(at - s->octets);
}

static bool
step_read(struct ss7_step *s, const char *line)
{
	static const uint8_t imsi[SS7_IMSI] = { 0, 1, 1, 0x99, 0x99, 0x99,
		0x99, 0xf9 };
	unsigned octet;

	*s = (struct ss7_step){ .from = *line == '>' ? SS7_FAR : SS7_HOME };
	for (line += 2; sscanf(line, "%2x", &octet) == 1; line += 2) {
		if (s->len == SS7_OCTETS_MAX)
			return false;
		s->octets[s->len++] = (uint8_t)octet;
	}
	s->far = place(s, "\xf1\xf1\xf1\xf1", SS7_ID);
	s->near = place(s, "\xf2\xf2\xf2\xf2", SS7_ID);
	s->imsi = place(s, imsi, sizeof(imsi));
	return s->far != 0;
}

bool
ss7_script_read(struct ss7_script *script, const char *path)
{
	FILE *f = fopen(path, "r");
	char line[LINE_MAX_OCTETS];
	bool good = f != NULL;

	script->n = 0;
	while (good && fgets(line, sizeof(line), f) != NULL)
		good = script->n < SS7_STEPS_MAX &&
		    step_read(&script->step[script->n++], line);
	if (f != NULL)
		fclose(f);
	if (!good || script->n == 0 || script->step[0].from != SS7_FAR) {
		fprintf(stderr, "load: %s: no messages of ss7_script.py\n",
		    path);
		return false;
	}
	return true;
}

/* The last nine digits, in TBCD: the first of an octet is its low half. */
static void
imsi_put(uint8_t *p, unsigned subscriber)
{
	unsigned k, shift;

	for (k = IMSI_DIGITS; k-- > 0; subscriber /= 10) {
		shift = k % 2 * 4;
		p[IMSI_FIRST + k / 2] = (uint8_t)((subscriber % 10) << shift |
		    (p[IMSI_FIRST + k / 2] & 0xf0u >> shift));
	}
}

void
ss7_script_make(const struct ss7_step *s, uint32_t number, unsigned subscriber,
    uint8_t *p)
{
	memcpy(p, s->octets, s->len);
	put32(p + s->far, number);
	if (s->near != 0) {
		put32(p + s->near, number);
		p[s->near] |= NEAR;
	}
	if (s->imsi != 0)
		imsi_put(p + s->imsi, subscriber);
}

bool
ss7_script_number(const uint8_t *p, size_t n, uint32_t *number)
{
	size_t at;

	if (n < DATA_AT + 1)
		return false;
	at = DATA_AT + (size_t)p[DATA_AT] + 1;	/* behind its length */
	if (at + 2 > n)
		return false;
	at += p[at + 1] == 0x81 ? 3 : 2;
	if (at + TID > n || (p[at] != OTID && p[at] != DTID) ||
	    p[at + 1] != SS7_ID)
		return false;
	*number = get32(p + at + 2) & ~((uint32_t)NEAR << 24);
	return true;
}
