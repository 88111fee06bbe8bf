/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ourselves as a Diameter node, and the keys of links that are about Diameter;
 * what has to stand together in both is looked at in diameter.c.
 *
 * RFC 3539 3.4.1 (Tw not below six seconds); RFC 6733 3 (a length has 24 bits).
 */
#include "row.h"
#include "source.h"
#include "words.h"

enum { REQUESTS_MAX = 1000 * 1000, CONNECTIONS_MAX = 100 * 1000 };

#define MS	UINT64_C(1000000)
#define SECOND	(1000 * MS)
#define K	UINT64_C(1024)
#define M	(1024 * K)

/* ---- links ---- */

/* What is wrong with a row has been told when it was read. */
void
build_link_key(struct parse *p, const struct token *t)
{
	enum link_key key = (enum link_key)keys_find(KEYS_LINK, t->text);
	struct row r;

	if (!row_start(&r, p, t, key, false))
		return;
	switch (key) {
	case LINK_CONNECT:
		p->link.dials = row_transport(&r, &p->link.connect, 1);
		break;
	case LINK_TLS:
		p->link.tls = row_end(&r, "");
		break;
	case LINK_SIGTRAN:
		build_link_sigtran(&r, &p->link);
		break;
	case LINK_PAIR:
		build_link_pair(&r, &p->link);
		break;
	default:
		p->link.freediameter = row_must(&r, "freediameter") &&
		    row_end(&r, "");
	}
}

/* ---- diameter ---- */

void
build_diameter(struct parse *p, const struct token *t)
{
	struct conf_diameter *d = &p->conf->diameter;

	p->again = d->there;
	if (d->there)
		build_twice(p, t->at, "diameter", d->at);
	d->there = true;
	d->at = t->at;
	p->keys = 0;
	lex_keys(p->lex, KEYS_DIAMETER);
}

static void
name_key(struct row *r, unsigned subject, const char *what, const char **to)
{
	const struct token *t = row_next(r, what);
	char why[WORD_WHY_MAX];
	struct conf_item item;

	if (t == NULL)
		return;
	if (!word_item(&item, subject, t->text, true, why) || item.wild)
		row_refuse(r, what);
	else if (row_end(r, ""))
		*to = t->text;
}

static void
listen_key(struct row *r)
{
	struct conf_diameter *d = &r->p->conf->diameter;
	struct conf_end end, *grown;

	if (!row_transport(r, &end, 0))
		return;
	if (d->nlisten == CONF_LISTEN_MAX) {
		build_error(r->p, r->key.at, "there is one listen too many: %d"
		    " are the most", CONF_LISTEN_MAX);
		return;
	}
	if ((grown = build_grow(r->p, d->listen, d->nlisten,
	    sizeof(*grown))) == NULL)
		return;
	d->listen = grown;
	d->listen[d->nlisten++] = end;
}

static void
path_key(struct row *r, const char **text, const char **path)
{
	const char *written, *found;

	if (!row_path(r, SOURCE_PATH_MAX, &written, &found) || !row_end(r, ""))
		return;
	*text = written;
	*path = found;
}

static void
size_key(struct row *r, uint64_t min, uint64_t max, const char *what,
    uint32_t *to)
{
	uint64_t octets;

	if (row_size(r, min, max, what, &octets) && row_end(r, ""))
		*to = (uint32_t)octets;
}

static void
time_key(struct row *r, uint64_t min, uint64_t max, const char *what,
    uint64_t *to)
{
	uint64_t ns;

	if (row_time(r, min, max, what, &ns) && row_end(r, ""))
		*to = ns;
}

static void
number_key(struct row *r, uint64_t max, uint32_t *to)
{
	uint32_t n;

	if (row_number(r, 1, max, &n) && row_end(r, ""))
		*to = n;
}

static void
limit_key(struct row *r, enum diameter_key key, struct conf_diameter *d)
{
	switch (key) {
	case DIAMETER_WATCHDOG:
		time_key(r, 6 * SECOND, 600 * SECOND, "a time from 6s to 10m",
		    &d->watchdog);
		break;
	case DIAMETER_ANSWER:
		time_key(r, 100 * MS, 60 * SECOND, "a time from 100ms to 60s",
		    &d->answer);
		break;
	case DIAMETER_REQUESTS:
		number_key(r, REQUESTS_MAX, &d->requests);
		break;
	case DIAMETER_CONNECTIONS:
		number_key(r, CONNECTIONS_MAX, &d->connections);
		break;
	case DIAMETER_OUTPUT:
		size_key(r, 64 * K, 1024 * M, "a size from 64k to 1G",
		    &d->output);
		break;
	default:
		size_key(r, 4 * K, 16 * M, "a size from 4k to 16M",
		    &d->message);
	}
}

void
build_diameter_key(struct parse *p, const struct token *t)
{
	enum diameter_key key =
	    (enum diameter_key)keys_find(KEYS_DIAMETER, t->text);
	struct conf_diameter *d = &p->conf->diameter;
	struct row r;

	if (!row_start(&r, p, t, key, key == DIAMETER_LISTEN))
		return;
	switch (key) {
	case DIAMETER_HOST:
		name_key(&r, SIG_ORIGIN_HOST,
		    "the name of a host such as fw1.example.org", &d->host);
		break;
	case DIAMETER_REALM:
		name_key(&r, SIG_ORIGIN_REALM,
		    "the name of a realm such as example.org", &d->realm);
		break;
	case DIAMETER_LISTEN:
		listen_key(&r);
		break;
	case DIAMETER_CERTIFICATE:
		path_key(&r, &d->certificate, &d->certificate_path);
		break;
	case DIAMETER_KEY:
		path_key(&r, &d->key, &d->key_path);
		break;
	case DIAMETER_AUTHORITY:
		path_key(&r, &d->authority, &d->authority_path);
		break;
	case DIAMETER_CRL:
		path_key(&r, &d->crl, &d->crl_path);
		break;
	case DIAMETER_FREEDIAMETER:
		path_key(&r, &d->freediameter, &d->freediameter_path);
		break;
	case DIAMETER_HIDE:
		d->hide = row_must(&r, "hosts") && row_end(&r, "");
		break;
	default:
		limit_key(&r, key, d);
	}
}

/* The first of keys that is not there, although the others are; NULL: they all
 * are, or none. */
static const char *
without(const struct parse *p, const enum diameter_key *keys, size_t n,
    bool all)
{
	static const char *const names[] = {
#define X(sym, name, ...)	[DIAMETER_##sym] = name,
		DIAMETER_KEYS(X)
#undef X
	};
	const char *missing = NULL;
	size_t i, there = 0;

	for (i = 0; i < n; i++)
		if (p->keys & 1U << keys[i])
			there++;
		else if (missing == NULL)
			missing = names[keys[i]];
	return there > 0 || all ? missing : NULL;
}

void
build_diameter_end(struct parse *p)
{
	static const enum diameter_key names[] = { DIAMETER_HOST,
	    DIAMETER_REALM }, files[] = { DIAMETER_CERTIFICATE, DIAMETER_KEY,
	    DIAMETER_AUTHORITY };
	struct conf_at at = p->conf->diameter.at;
	const char *missing;

	lex_keys(p->lex, KEYS_NONE);
	if (p->again || p->broken)	/* what is missing may be lost */
		return;
	if ((missing = without(p, names, 2, true)) != NULL)
		build_error(p, at, "expected %s in diameter { ... }: who we"
		    " say we are", missing);
	if ((missing = without(p, files, 3, p->keys &
	    1U << DIAMETER_CRL)) != NULL)
		build_error(p, at, "expected %s in diameter { ... }:"
		    " certificate, key and authority belong together",
		    missing);
}
