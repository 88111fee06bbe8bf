/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who we are, as neighbours are told (RFC 6733 5.3).
 */
#include <string.h>

#include "../../rules/conf.h"
#include "peers_impl.h"

static bool
is_any(const struct conf_item *it)
{
	static const uint8_t any[16];

	return memcmp(it->address, any, it->len) == 0;
}

static void
tell_address(struct base_self *s, const struct conf_item *it)
{
	unsigned i;

	if (is_any(it) || s->naddress == BASE_ADDRESSES_MAX)
		return;
	for (i = 0; i < s->naddress; i++)
		if (s->address[i].len == it->len &&
		    memcmp(s->address[i].octets, it->address, it->len) == 0)
			return;
	memcpy(s->address[s->naddress].octets, it->address, it->len);
	s->address[s->naddress++].len = it->len;
}

/* The addresses that we listen on; none where that is any. */
void
self_set(struct base_self *s, const struct conf_diameter *d)
{
	size_t i, k;

	s->host = d->host;
	s->realm = d->realm;
	s->naddress = 0;
	for (i = 0; i < d->nlisten; i++)
		for (k = 0; k < d->listen[i].address.n; k++)
			tell_address(s, &d->listen[i].address.item[k]);
}

struct base_self
peer_self(const struct conn *c)
{
	struct base_self s = c->peers->self;

	if (s.naddress > 0)
		return s;
	s.naddress = 1;
	s.address[0].len = c->address_len == 16 ? 16 : 4;
	memcpy(s.address[0].octets, c->dst, sizeof(c->dst));
	return s;
}
