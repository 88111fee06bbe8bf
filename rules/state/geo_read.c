/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading countries: strict and bounded, the first mistake ends it.
 *
 * A file is lines, a line seven columns with ";" between them, a column
 * entries with one space between them.  Lines that begin with # and empty ones
 * are skipped.  Neighbours may be named before their own line, so they are
 * looked at after the last one.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "geo_impl.h"

enum column {
	MCC, ISO, LATITUDE, LONGITUDE, RADIUS, CALLING, NEIGHBOURS, COLUMNS
};

enum { SHOWN_MAX = 40, PATH_SHOWN_MAX = 120 };

/* Octets of the file, from p to before end. */
struct text {
	const char	*p, *end;
};

struct reader {
	struct geo	*g;
	const char	*path;
	char		*error;
	const char	*line_start;
	unsigned	 line;
	struct text	 column[COLUMNS];
	struct {			/* looked at last */
		struct text	 text;
		const char	*line_start;
		unsigned	 line;
	} neighbours[GEO_COUNTRIES_MAX];
};

/* Octets that a terminal might take amiss are shown as "?". */
__attribute__((format(printf, 3, 4)))
static bool
refuse(struct reader *r, struct text t, const char *format, ...)
{
	char expected[100], shown[SHOWN_MAX + 1];
	size_t i, n = (size_t)(t.end - t.p);
	va_list ap;

	n = n < SHOWN_MAX ? n : SHOWN_MAX;
	for (i = 0; i < n; i++)
		shown[i] = t.p[i] >= ' ' && t.p[i] <= '~' ? t.p[i] : '?';
	shown[n] = '\0';
	va_start(ap, format);
	vsnprintf(expected, sizeof(expected), format, ap);
	va_end(ap);
	snprintf(r->error, GEO_ERROR_MAX, "%.*s:%u:%zu: expected %s, not"
	    " \"%s\"", PATH_SHOWN_MAX, r->path, r->line,
	    (size_t)(t.p - r->line_start) + 1, expected, shown);
	return false;
}

static bool
refuse_file(struct reader *r, const char *what, const char *why)
{
	snprintf(r->error, GEO_ERROR_MAX, "%.*s: %s%s", PATH_SHOWN_MAX,
	    r->path, what, why);
	return false;
}

/* What is before the next separator; *rest moves behind it, and its p is NULL
 * after the last one. */
static struct text
next(struct text *rest, char separator)
{
	struct text t = *rest;
	const char *end;

	end = memchr(t.p, separator, (size_t)(t.end - t.p));
	if (end != NULL) {
		t.end = end;
		rest->p = end + 1;
	} else {
		rest->p = NULL;
	}
	return t;
}

static bool
digits(struct text t, size_t least, size_t most)
{
	size_t n = (size_t)(t.end - t.p);

	if (n < least || n > most)
		return false;
	for (; t.p < t.end; t.p++)
		if (*t.p < '0' || *t.p > '9')
			return false;
	return true;
}

/* Of a text that digits() has found to be short enough. */
static unsigned
value(struct text t)
{
	unsigned v = 0;

	for (; t.p < t.end; t.p++)
		v = v * 10 + (unsigned)(*t.p - '0');
	return v;
}

/* "-12.34": at most three digits, and six behind the point. */
static bool
decimal(struct text t, double *v)
{
	bool negative = t.p < t.end && *t.p == '-';
	struct text whole, rest;
	double unit = 1;

	rest.p = t.p + negative;
	rest.end = t.end;
	whole = next(&rest, '.');
	if (!digits(whole, 1, 3) || (rest.p != NULL && !digits(rest, 1, 6)))
		return false;
	*v = value(whole);
	for (; rest.p != NULL && rest.p < rest.end; rest.p++) {
		unit /= 10;
		*v += unit * (*rest.p - '0');
	}
	*v = negative ? -*v : *v;
	return true;
}

static bool
read_mccs(struct reader *r, struct geo_country *c)
{
	struct text t, rest = r->column[MCC];
	unsigned mcc;

	while (rest.p != NULL) {
		t = next(&rest, ' ');
		if (!digits(t, 3, 3) || (mcc = value(t)) == 0)
			return refuse(r, t, "a mobile country code of three"
			    " digits");
		if (r->g->by_mcc[mcc] != 0)
			return refuse(r, t, "a mobile country code that stands"
			    " here only");
		r->g->by_mcc[mcc] = (uint16_t)r->g->countries;
		if (c->mcc == 0)
			c->mcc = (uint16_t)mcc;
	}
	return true;
}

/* The place of a name, from 1; 0: no country. */
static size_t
find(const struct geo *g, struct text t)
{
	size_t i;

	if (t.end - t.p != 2)
		return 0;
	for (i = 0; i < g->countries; i++)
		if (memcmp(g->country[i].name, t.p, 2) == 0)
			return i + 1;
	return 0;
}

static bool
read_name(struct reader *r, struct geo_country *c)
{
	struct text t = r->column[ISO];

	if (t.end - t.p != 2 || t.p[0] < 'A' || t.p[0] > 'Z' || t.p[1] < 'A' ||
	    t.p[1] > 'Z')
		return refuse(r, t, "two capital letters");
	if (find(r->g, t) != 0)
		return refuse(r, t, "a country that has no line yet");
	memcpy(c->name, t.p, 2);
	return true;
}

static bool
read_degrees(struct reader *r, struct text t, const char *what, int most,
    double *radians)
{
	double v;

	if (!decimal(t, &v))
		return refuse(r, t, "a %s in degrees as -12.34", what);
	if (v < -most || v > most)
		return refuse(r, t, "a %s from -%d to %d", what, most, most);
	*radians = v * (3.14159265358979323846 / 180);
	return true;
}

static bool
read_radius(struct reader *r, struct text t, double *km)
{
	if (!digits(t, 1, 5) || value(t) == 0 || value(t) > GEO_RADIUS_MAX)
		return refuse(r, t, "a radius from 1 to %d km", GEO_RADIUS_MAX);
	*km = value(t);
	return true;
}

/* The column that ends first is the one that was expected to go on. */
static bool
refuse_missing(struct reader *r, struct text *rest)
{
	unsigned k;
	struct text end;

	for (k = 0; k < 2 && rest[k].p != NULL; k++)
		;
	end = r->column[LATITUDE + k];
	end.p = end.end;
	return refuse(r, end, "as many latitudes, longitudes and radii");
}

static bool
read_circles(struct reader *r, struct geo_country *c)
{
	struct text rest[3], t[3];
	struct geo_circle *o;
	unsigned k;

	memcpy(rest, &r->column[LATITUDE], sizeof(rest));
	do {
		for (k = 0; k < 3; k++)
			t[k] = next(&rest[k], ' ');
		if (c->circles == GEO_CIRCLES_MAX)
			return refuse(r, t[0], "at most %d circles",
			    GEO_CIRCLES_MAX);
		o = &c->circle[c->circles++];
		if (!read_degrees(r, t[0], "latitude", 90, &o->latitude) ||
		    !read_degrees(r, t[1], "longitude", 180, &o->longitude) ||
		    !read_radius(r, t[2], &o->radius))
			return false;
	} while (rest[0].p != NULL && rest[1].p != NULL && rest[2].p != NULL);
	if (rest[0].p != NULL || rest[1].p != NULL || rest[2].p != NULL)
		return refuse_missing(r, rest);
	return true;
}

/* A node more, of zeroes; 0: no memory.  Moves the others. */
static size_t
node_new(struct geo *g)
{
	size_t room = g->room > 0 ? g->room * 2 : 1024;
	struct geo_node *node;

	if (g->nodes == g->room) {
		node = realloc(g->node, room * sizeof(*node));
		if (node == NULL)
			return 0;
		g->node = node;
		g->room = room;
	}
	memset(&g->node[g->nodes], 0, sizeof(g->node[0]));
	return g->nodes++;
}

static bool
add_calling(struct reader *r, struct text t)
{
	struct geo *g = r->g;
	const char *p;
	size_t at = 0, to;

	for (p = t.p; p < t.end; p++, at = to) {
		to = g->node[at].next[*p - '0'];
		if (to != 0)
			continue;
		if (g->nodes == GEO_NODES_MAX)
			return refuse(r, t, "fewer calling codes");
		if ((to = node_new(g)) == 0)
			return refuse_file(r, "no memory", "");
		g->node[at].next[*p - '0'] = (uint16_t)to;
	}
	if (g->node[at].country != 0)
		return refuse(r, t, "a calling code that stands here only");
	g->node[at].country = (uint16_t)g->countries;
	return true;
}

static bool
read_callings(struct reader *r)
{
	struct text t, rest = r->column[CALLING];

	if (rest.p == rest.end)		/* none: by its codes only */
		return true;
	while (rest.p != NULL) {
		t = next(&rest, ' ');
		if (!digits(t, 1, GEO_CALLING_MAX))
			return refuse(r, t, "a calling code of 1 to %d digits",
			    GEO_CALLING_MAX);
		if (!add_calling(r, t))
			return false;
	}
	return true;
}

static bool
read_columns(struct reader *r, struct text line)
{
	struct text rest = line, end = line;
	unsigned n = 0;

	end.p = end.end;
	while (rest.p != NULL && n < COLUMNS)
		r->column[n++] = next(&rest, ';');
	if (rest.p != NULL)
		return refuse(r, rest, "the end of the line after %d columns",
		    COLUMNS);
	if (n < COLUMNS)
		return refuse(r, end, "%d columns with \";\" between them",
		    COLUMNS);
	return true;
}

static bool
read_line(struct reader *r, struct text line)
{
	struct geo *g = r->g;
	struct geo_country *c;
	size_t place = g->countries;

	r->line_start = line.p;
	r->line++;
	if (line.p == line.end || *line.p == '#')
		return true;
	if (place == GEO_COUNTRIES_MAX)
		return refuse(r, line, "at most %d countries",
		    GEO_COUNTRIES_MAX);
	if (!read_columns(r, line))
		return false;
	c = &g->country[place];
	if (!read_name(r, c))
		return false;
	g->countries++;
	r->neighbours[place].text = r->column[NEIGHBOURS];
	r->neighbours[place].line_start = line.p;
	r->neighbours[place].line = r->line;
	return read_mccs(r, c) && read_circles(r, c) && read_callings(r);
}

static bool
read_neighbours(struct reader *r, size_t of)
{
	struct text t, rest = r->neighbours[of].text;
	size_t place;

	r->line = r->neighbours[of].line;
	r->line_start = r->neighbours[of].line_start;
	while (rest.p != NULL && rest.p < rest.end) {
		t = next(&rest, ' ');
		if ((place = find(r->g, t)) == 0)
			return refuse(r, t, "a country of this file");
		if (--place == of)
			return refuse(r, t, "another country than its own");
		if (*geo_cell(r->g, of, place) != 0)
			return refuse(r, t, "each neighbour once");
		*geo_cell(r->g, of, place) = GEO_NEAR;
	}
	if (rest.p != NULL && rest.p > r->neighbours[of].text.p)
		return refuse(r, rest, "a country of this file");
	return true;
}

/* Both or neither; a second walk, when all have been read. */
static bool
check_neighbours(struct reader *r, size_t of)
{
	struct text t, rest = r->neighbours[of].text;

	r->line = r->neighbours[of].line;
	r->line_start = r->neighbours[of].line_start;
	while (rest.p != NULL && rest.p < rest.end) {
		t = next(&rest, ' ');
		if (*geo_cell(r->g, find(r->g, t) - 1, of) == 0)
			return refuse(r, t, "a country that names %s as well",
			    r->g->country[of].name);
	}
	return true;
}

static bool
read_text(struct reader *r, struct text file)
{
	struct geo *g = r->g;
	struct text line = { file.p, file.p };
	size_t i;

	if (node_new(g) != 0 || g->nodes != 1)
		return refuse_file(r, "no memory", "");
	while (file.p != NULL && file.p < file.end) {
		line = next(&file, '\n');
		if (!read_line(r, line))
			return false;
	}
	line.p = r->line_start = line.end;
	r->line++;
	if (g->countries == 0)
		return refuse(r, line, "a country at least");
	g->cell = calloc(g->countries * g->countries, sizeof(*g->cell));
	if (g->cell == NULL)
		return refuse_file(r, "no memory", "");
	for (i = 0; i < g->countries; i++)
		if (!read_neighbours(r, i))
			return false;
	for (i = 0; i < g->countries; i++)
		if (!check_neighbours(r, i))
			return false;
	return true;
}

/* All of it and one octet more, if there is one. */
static bool
read_file(struct reader *r, char *to, size_t *len)
{
	FILE *f = fopen(r->path, "rbe");
	bool done;

	if (f == NULL)
		return refuse_file(r, "cannot be read: ", strerror(errno));
	errno = 0;
	*len = fread(to, 1, GEO_OCTETS_MAX + 1, f);
	done = !ferror(f);
	if (!done)
		refuse_file(r, "cannot be read: ", strerror(errno));
	fclose(f);
	if (done && *len > GEO_OCTETS_MAX)
		return refuse_file(r, "expected at most 1 MiB", "");
	return done;
}

bool
geo_read(struct geo *g, const char *path, char error[GEO_ERROR_MAX])
{
	struct reader *r = calloc(1, sizeof(*r));
	char *octets = malloc(GEO_OCTETS_MAX + 1);
	struct text file;
	bool done = false;
	size_t len = 0;

	if (r == NULL || octets == NULL) {
		snprintf(error, GEO_ERROR_MAX, "no memory for countries");
		goto out;
	}
	r->g = g;
	r->path = path;
	r->error = error;
	if (read_file(r, octets, &len)) {
		file.p = octets;
		file.end = octets + len;
		done = read_text(r, file);
	}
out:
	free(octets);
	free(r);
	return done;
}
