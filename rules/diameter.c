/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What has to stand together for inline Diameter: links with the statement
 * "diameter", whatever their order; addresses that we listen on; and links over
 * which anybody might come.
 */
#include <string.h>

#include "names.h"
#include "warn.h"

/* ---- links ---- */

static bool
has_certificate(const struct conf *conf)
{
	const struct conf_diameter *d = &conf->diameter;

	return d->certificate != NULL && d->key != NULL &&
	    d->authority != NULL;
}

static void
wants_certificate(const struct conf *conf, struct conf_errors *errors,
    struct conf_at at, const char *what)
{
	if (!has_certificate(conf))
		conf_error(errors, conf, at, "%s needs certificate, key"
		    " and authority in diameter { ... }", what);
}

/* freeDiameter knows its neighbours by name, and connects to them as its own
 * configuration says. */
static void
check_edge(const struct conf *conf, struct conf_errors *errors,
    const struct conf_link *l)
{
	size_t i;

	if (conf->diameter.freediameter == NULL)
		conf_error(errors, conf, l->at, "link \"%s\": edge"
		    " freediameter needs freediameter \"file\" in diameter"
		    " { ... }", l->name);
	if (l->host.n == 0)
		conf_error(errors, conf, l->at, "link \"%s\": edge"
		    " freediameter needs host: its neighbours are known by"
		    " name", l->name);
	for (i = 0; i < l->host.n; i++)
		if (l->host.item[i].wild)
			conf_error(errors, conf, l->host.item[i].at,
			    "expected the name of one host with edge"
			    " freediameter, not \"%s\"",
			    l->host.item[i].text);
	if (l->dials)
		conf_error(errors, conf, l->connect.at, "expected connect"
		    " or edge freediameter in link \"%s\", not both", l->name);
	if (l->tls)
		conf_error(errors, conf, l->at, "expected tls or edge"
		    " freediameter in link \"%s\", not both: freeDiameter's"
		    " own configuration says it", l->name);
}

static void
check_link(const struct conf *conf, struct conf_errors *errors,
    const struct conf_link *l)
{
	fit_values(conf, errors, &l->ip, SUBJECT_SRC);
	fit_values(conf, errors, &l->pc, SUBJECT_OPC);
	fit_values(conf, errors, &l->host, SIG_ORIGIN_HOST);
	if (l->freediameter) {
		check_edge(conf, errors, l);
		return;
	}
	if (l->tls && l->dials && l->connect.transport != TRANSPORT_TLS)
		conf_error(errors, conf, l->connect.at, "expected connect"
		    " tls in link \"%s\", which is over tls alone", l->name);
	else if (l->tls)
		wants_certificate(conf, errors, l->dials ? l->connect.at :
		    l->at, "tls");
	else if (l->dials && !conf->diameter.there)
		conf_error(errors, conf, l->connect.at, "connect needs"
		    " diameter { ... }, which is missing");
}

/* ---- what we listen on ---- */

/* Of all addresses of the host? */
static bool
is_any(const struct conf_item *it)
{
	static const uint8_t zeros[sizeof(it->address)];

	return memcmp(it->address, zeros, it->len) == 0;
}

static bool
share_address(const struct conf_end *a, const struct conf_end *b)
{
	const struct conf_item *x, *y;
	size_t i, k;

	for (i = 0; i < a->address.n; i++)
		for (k = 0; k < b->address.n; k++) {
			x = &a->address.item[i];
			y = &b->address.item[k];
			if (x->len == y->len && (is_any(x) || is_any(y) ||
			    memcmp(x->address, y->address, x->len) == 0))
				return true;
		}
	return false;
}

/* TLS is over TCP.  Port 0 is another one each time. */
static bool
collide(const struct conf_end *a, const struct conf_end *b)
{
	return (a->transport == TRANSPORT_SCTP) ==
	    (b->transport == TRANSPORT_SCTP) && a->port != 0 &&
	    a->port == b->port && share_address(a, b);
}

static void
check_listen(const struct conf *conf, struct conf_errors *errors,
    const struct conf_end *end, size_t before)
{
	const struct conf_diameter *d = &conf->diameter;
	char where[WHERE_MAX];
	size_t i;

	for (i = 0; i < before; i++)
		if (collide(&d->listen[i], end)) {
			conf_error(errors, conf, end->at, "address and"
			    " port %u are listened on already (%s)",
			    end->port, where_text(where, conf, end->at,
			    d->listen[i].at));
			return;
		}
}

void
diameter_check(const struct conf *conf, struct conf_errors *errors)
{
	const struct conf_diameter *d = &conf->diameter;
	size_t i;

	for (i = 0; i < conf->nlink; i++)
		check_link(conf, errors, &conf->link[i]);
	for (i = 0; i < d->nlisten; i++) {
		check_listen(conf, errors, &d->listen[i], i);
		if (d->listen[i].transport == TRANSPORT_TLS)
			wants_certificate(conf, errors, d->listen[i].at,
			    "listen tls");
	}
	if (conf->run.metrics.address.n > 0)
		check_listen(conf, errors, &conf->run.metrics, d->nlisten);
}

/* ---- warnings ---- */

static bool
is_wide(const struct conf_set *ip)
{
	size_t i;

	for (i = 0; i < ip->n; i++)
		if (ip->item[i].bits < ip->item[i].len * 8)
			return true;
	return false;
}

/* What a stranger need not have to come over it. */
static void
warn_link(const struct conf *conf, struct conf_errors *errors,
    const struct conf_link *l)
{
	if (l->dials || l->freediameter || l->host.n > 0 || l->pc.n > 0 ||
	    l->as != NULL)
		return;
	if (l->ip.n == 0)
		conf_error(errors, conf, l->at, "link \"%s\" has neither ip,"
		    " host nor connect: anybody may come over it", l->name);
	else if (!l->tls && is_wide(&l->ip))
		conf_error(errors, conf, l->at, "link \"%s\" has neither host"
		    " nor tls: whoever is in its networks may come over it",
		    l->name);
}

void
diameter_warn(const struct conf *conf, struct conf_errors *errors)
{
	size_t i;

	for (i = 0; conf->diameter.there && i < conf->nlink; i++)
		warn_link(conf, errors, &conf->link[i]);
}
