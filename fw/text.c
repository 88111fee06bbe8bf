/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One message as one readable line: when, what, whom, from where to where, and
 * what is wrong with it.
 */
#include <inttypes.h>
#include <string.h>

#include "text.h"

enum column {			/* widths */
	WIDTH_FRAME = 8, WIDTH_PROTO = 9, WIDTH_KIND = 8, WIDTH_NAME = 28,
	WIDTH_SUBSCRIBER = 16, WIDTH_PARTY = 30,
};

/* A cell that is being put together. */
struct cell {
	char		 text[96];
	size_t		 len;
};

static void
cell_octets(struct cell *c, const void *octets, size_t len)
{
	const uint8_t *p = octets;

	for (; len > 0 && c->len + 1 < sizeof(c->text); len--, p++)
		c->text[c->len++] = *p >= 0x20 && *p < 0x7f ? (char)*p : '.';
	c->text[c->len] = '\0';
}

static void
cell_text(struct cell *c, const char *text)
{
	if (text != NULL)
		cell_octets(c, text, strlen(text));
}

static void
cell_digits(struct cell *c, const struct sig_digits *d, size_t len)
{
	char text[SIG_DIGITS_MAX];

	cell_octets(c, text, sig_digits_text(d, len, text));
}

static void
cell_uint(struct cell *c, uint64_t v)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%" PRIu64, v);
	cell_text(c, digits);
}

/* The cell, cut or padded to its column. */
static void
cell_print(FILE *f, const struct cell *c, int width)
{
	if (c->len <= (size_t)width)
		fprintf(f, "%-*s  ", width, c->text);
	else
		fprintf(f, "%.*s>  ", width - 1, c->text);
}

static void
frame_print(FILE *f, const struct sig_msg *m)
{
	struct cell c = { .len = 0 };
	uint64_t s = m->ts / 1000000000;

	cell_uint(&c, m->frame);
	if (m->idx > 0) {
		cell_text(&c, ".");
		cell_uint(&c, m->idx);
	}
	fprintf(f, "%*s  %02u:%02u:%02u.%06u  ", WIDTH_FRAME, c.text,
	    (unsigned)(s / 3600 % 24), (unsigned)(s / 60 % 60),
	    (unsigned)(s % 60), (unsigned)(m->ts / 1000 % 1000000));
}

static void
name_print(FILE *f, const struct sig_msg *m)
{
	struct cell c = { .len = 0 };
	unsigned i;

	for (i = 0; i < m->ncomp; i++) {
		if (i > 0)
			cell_text(&c, "+");
		if (m->comp[i].name != NULL)
			cell_text(&c, m->comp[i].name);
		else if (m->comp[i].has_code)
			cell_uint(&c, m->comp[i].code);
		else
			cell_text(&c, sig_kind_name(m->comp[i].kind));
	}
	if (m->ncomp == 0)
		cell_text(&c, m->type != NULL ? m->type : "-");
	cell_print(f, &c, WIDTH_NAME);
}

static void
subscriber_print(FILE *f, const struct sig_msg *m)
{
	static const enum sig_field fields[] = {
		SIG_IMSI, SIG_MSISDN, SIG_IMEI,
	};
	struct cell c = { .len = 0 };
	const struct sig_value *v;
	size_t i;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		v = sig_get(m, fields[i]);
		if (v == NULL || v->len == 0)
			continue;
		if (fields[i] == SIG_MSISDN)
			cell_text(&c, "+");
		cell_digits(&c, &v->digits, v->len);
		break;
	}
	cell_print(f, &c, WIDTH_SUBSCRIBER);
}

/* An SS7 party: its global title, or its point code, and its subsystem. */
static void
party(struct cell *c, const struct sig_addr *a, bool has_label, uint32_t pc)
{
	if (a->has_gt) {
		cell_digits(c, &a->digits, a->len);
	} else if (a->has_pc || has_label) {
		cell_text(c, "pc ");
		cell_uint(c, a->has_pc ? a->pc : pc);
	}
	if (a->has_ssn) {
		cell_text(c, ":");
		cell_uint(c, a->ssn);
	}
}

/* A host or realm, without the domain that nearly all have in common. */
static void
field_cell(struct cell *c, const struct sig_msg *m, enum sig_field first,
    enum sig_field second)
{
	static const char common[] = ".3gppnetwork.org";
	const struct sig_value *v = sig_get(m, first);
	size_t len, tail = sizeof(common) - 1;

	if (v == NULL)
		v = sig_get(m, second);
	if (v == NULL)
		return;
	len = v->len;
	if (len > tail && memcmp(v->text + len - tail, common, tail) == 0)
		len -= tail;
	cell_octets(c, v->text, len);
}

static void
parties_print(FILE *f, const struct sig_msg *m)
{
	struct cell from = { .len = 0 }, to = { .len = 0 };

	if (m->proto == SIG_PROTO_DIAMETER) {
		field_cell(&from, m, SIG_ORIGIN_HOST, SIG_ORIGIN_REALM);
		field_cell(&to, m, SIG_DEST_HOST, SIG_DEST_REALM);
	} else {
		party(&from, &m->calling, m->has_label, m->opc);
		party(&to, &m->called, m->has_label, m->dpc);
	}
	if (from.len == 0)
		cell_text(&from, "-");
	if (to.len == 0)
		cell_text(&to, "-");
	cell_print(f, &from, WIDTH_PARTY);
	cell_print(f, &to, WIDTH_PARTY);
}

static void
number_print(FILE *f, const struct sig_msg *m, enum sig_field field)
{
	if (sig_has(m, field))
		fprintf(f, " %s=%" PRIu64, sig_field_name(field),
		    sig_get(m, field)->num);
}

static void
plmn_print(FILE *f, const struct sig_msg *m, enum sig_field field)
{
	const struct sig_value *v = sig_get(m, field);
	char text[SIG_DIGITS_MAX];

	if (v == NULL || v->len < 5)
		return;
	(void)sig_digits_text(&v->digits, v->len, text);
	fprintf(f, " %s=%.3s-%.*s", sig_field_name(field), text,
	    v->len - 3, text + 3);
}

static void
notes_print(FILE *f, const struct sig_msg *m)
{
	unsigned i;

	if (m->has_ac && m->ac_name != NULL)
		fprintf(f, " %s-v%u", m->ac_name, m->ac_version);
	plmn_print(f, m, SIG_VISITED_PLMN);
	number_print(f, m, SIG_RESULT);
	number_print(f, m, SIG_EXPERIMENTAL_RESULT);
	if (m->ncomp > 0 && m->comp[0].has_error)
		fprintf(f, " error=%" PRId32, m->comp[0].error);
	if (m->has_cause)
		fprintf(f, " cause=%u", m->cause);
	if (m->has_p_abort)
		fprintf(f, " p_abort=%u", m->p_abort);
	if (m->defect != SIG_DEFECT_NONE)
		fprintf(f, " DEFECT:%s", sig_defect_name(m->defect));
	for (i = 0; i < SIG_ANOMALY_COUNT; i++)
		if (m->anomalies >> i & 1)
			fprintf(f, " !%s", sig_anomaly_name(i));
}

void
text_header(FILE *f)
{
	fprintf(f, "%*s  %-15s  %-*s  %-*s  %-*s  %-*s  %-*s  %-*s   %s\n",
	    WIDTH_FRAME, "frame", "time (UTC)", WIDTH_PROTO, "protocol",
	    WIDTH_KIND, "kind", WIDTH_NAME, "name", WIDTH_SUBSCRIBER,
	    "subscriber", WIDTH_PARTY, "from", WIDTH_PARTY, "to", "notes");
}

void
text_message(FILE *f, const struct sig_msg *m)
{
	frame_print(f, m);
	fprintf(f, "%-*s  %-*s  ", WIDTH_PROTO, sig_proto_name(m->proto),
	    WIDTH_KIND, sig_kind_name(m->kind));
	name_print(f, m);
	subscriber_print(f, m);
	parties_print(f, m);
	notes_print(f, m);
	putc('\n', f);
}

void
text_file(FILE *f, const char *file)
{
	fprintf(f, "== %s\n", file);
}
