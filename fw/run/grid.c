/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rows of columns as text or JSON.
 */
#include <stdlib.h>
#include <string.h>

#include "../show.h"
#include "grid.h"

enum { CELL_MAX = 512 };

void
grid_open(struct grid *g, FILE *f, bool json, const struct grid_column *column,
    size_t n)
{
	*g = (struct grid){ .f = f, .json = json, .column = column, .n = n,
	    .j = { .f = f } };
}

static void
pad(struct grid *g, const char *text, size_t width)
{
	int room = g->column[g->at].width;
	size_t want = (size_t)abs(room), left = width < want ?
	    want - width : 0;

	if (g->at > 0)
		putc(' ', g->f);
	if (room < 0)
		fprintf(g->f, "%*s", (int)left, "");
	fputs(text, g->f);
	if (room > 0 && g->at + 1 < g->n)
		fprintf(g->f, "%*s", (int)left, "");
}

void
grid_begin(struct grid *g)
{
	size_t i;

	g->skip = g->rows++ >= GRID_ROWS;
	g->at = 0;
	if (g->skip)
		return;
	if (g->json) {
		g->j.comma = false;
		putc('{', g->f);
		return;
	}
	for (i = 0; g->rows == 1 && i < g->n; i++, g->at++)
		pad(g, g->column[i].head, strlen(g->column[i].head));
	if (g->rows == 1)
		putc('\n', g->f);
	g->at = 0;
}

static bool
is_member(struct grid *g)
{
	return g->json && !g->skip;
}

static const char *
name_of(const struct grid *g)
{
	return g->column[g->at].name;
}

static void
cell(struct grid *g, const char *text)
{
	char buf[CELL_MAX];
	size_t width = (size_t)abs(g->column[g->at].width);

	if (!g->json && !g->skip) {
		show_text(buf, sizeof(buf), width, text, strlen(text), true);
		pad(g, buf, show_width(buf));
	}
	g->at++;
}

void
grid_text(struct grid *g, const char *text)
{
	if (is_member(g))
		json_text(&g->j, name_of(g), text);
	cell(g, text == NULL ? "-" : text);
}

void
grid_count(struct grid *g, uint64_t n)
{
	char buf[SHOW_MAX];

	if (is_member(g))
		json_uint(&g->j, name_of(g), n);
	show_count(buf, n);
	if (strlen(buf) > (size_t)abs(g->column[g->at].width))
		show_compact(buf, n);
	cell(g, buf);
}

void
grid_rate(struct grid *g, double rate)
{
	grid_count(g, rate > 0 ? (uint64_t)(rate + .5) : 0);
}

void
grid_time(struct grid *g, uint64_t ns)
{
	char a[SHOW_MAX], b[SHOW_MAX], text[2 * SHOW_MAX + 1];

	if (is_member(g) && ns != 0)
		json_time(&g->j, name_of(g), ns);
	(void)snprintf(text, sizeof(text), "%s %s", show_date(a, ns),
	    show_clock(b, ns, 0));
	cell(g, ns == 0 ? "-" : text);
}

void
grid_span(struct grid *g, uint64_t ns)
{
	char buf[SHOW_MAX];

	if (is_member(g))
		json_ms(&g->j, name_of(g), ns);
	cell(g, show_span(buf, ns));
}

void
grid_more(struct grid *g, const char *name, uint64_t n)
{
	if (is_member(g))
		json_uint(&g->j, name, n);
}

void
grid_end(struct grid *g)
{
	if (g->skip)
		return;
	if (g->json)
		json_end(&g->j);
	else
		putc('\n', g->f);
}

void
grid_close(struct grid *g, const char *none)
{
	if (g->json)
		return;
	if (g->rows == 0)
		fprintf(g->f, "%s\n", none);
	else if (g->rows > GRID_ROWS)
		fprintf(g->f, "and %zu more\n", g->rows - GRID_ROWS);
}
