/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who a neighbour is: the link that it belongs to, by its address, by its
 * certificate and by what it says, in that order of trust.
 */
#include <string.h>
#include <strings.h>

#include "../../rules/domain.h"
#include "../../rules/owner.h"
#include "peers_impl.h"

bool
ident_same_name(const char *a, const char *b)
{
	return strcasecmp(a, b) == 0;
}

/* Does Diameter of ours come over it at all?  Links of point codes alone and
 * those of libosmo-sigtran carry SS7, and those of freeDiameter have their own
 * edge. */
static bool
is_ours(const struct conf_link *l)
{
	return !l->freediameter && l->as == NULL &&
	    (l->pc.n == 0 || l->ip.n > 0 || l->host.n > 0 || l->dials);
}

static bool
address_fits(const struct conf_link *l, const uint8_t *p, size_t len)
{
	size_t i;

	for (i = 0; i < l->ip.n; i++)
		if (address_within(l->ip.item[i].address, l->ip.item[i].len,
		    l->ip.item[i].bits, cur_make(p, len)))
			return true;
	return l->ip.n == 0;
}

static bool
name_fits(const struct conf_item *it, const char *name)
{
	const uint8_t *n = (const uint8_t *)name, *text;
	size_t len = strlen(name);

	text = (const uint8_t *)it->text + (it->wild ? 2 : 0);
	if (!it->wild)
		return ident_same_name(it->text, name);
	return domain_under(n, len, text, strlen(it->text) - 2) &&
	    len > strlen(it->text) - 2;
}

static bool
host_fits(const struct peers *ps, int link, const char *host,
    const char *realm)
{
	const struct conf_link *l = &ps->conf->link[link];
	size_t i;

	for (i = 0; i < l->host.n; i++)
		if (name_fits(&l->host.item[i], host))
			return true;
	return l->host.n == 0 && link_leads_to(ps->owners, link,
	    owner_realm(ps->owners, (const uint8_t *)realm, strlen(realm)));
}

static bool
link_fits(const struct conn *c, int link, const char *host, const char *realm)
{
	const struct conf_link *l = &c->peers->conf->link[link];

	return is_ours(l) && (!l->tls || c->transport == &transport_tls) &&
	    (c->dialled || address_fits(l, c->src, c->address_len)) &&
	    host_fits(c->peers, link, host, realm);
}

int
ident_link(const struct conn *c, const char *host, const char *realm)
{
	size_t i;

	if (c->transport == &transport_tls && !conn_certified(c, host))
		return -1;
	if (c->dialled)
		return link_fits(c, c->link, host, realm) ? c->link : -1;
	for (i = 0; i < c->peers->conf->nlink; i++)
		if (link_fits(c, (int)i, host, realm))
			return (int)i;
	return -1;
}

bool
ident_address(const struct peers *ps, const uint8_t *p, size_t len)
{
	size_t i;

	for (i = 0; i < ps->conf->nlink; i++)
		if (is_ours(&ps->conf->link[i]) &&
		    address_fits(&ps->conf->link[i], p, len))
			return true;
	return false;
}

/* A link with one host dials that one; any other dials whoever has the address
 * that it connects to. */
bool
ident_dialled(const struct conn *c)
{
	const struct conf_link *l = &c->peers->conf->link[c->link];
	const struct conf_set *a = &l->connect.address;
	size_t i;

	if (l->host.n == 1 && !l->host.item[0].wild)
		return name_fits(&l->host.item[0], c->host);
	for (i = 0; i < a->n; i++)
		if (a->item[i].len == c->address_len &&
		    memcmp(a->item[i].address, c->src, c->address_len) == 0)
			return true;
	return false;
}
