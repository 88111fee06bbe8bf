/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What operators are told of neighbours: who came, who went, who was not let
 * in and why.  A stranger cannot make us tell more than a few lines in a while.
 */
#include <arpa/inet.h>
#include <stdio.h>

#include "peers_impl.h"
#include "say.h"

enum { LINES_MAX = 20, ADDRESS_TEXT = INET6_ADDRSTRLEN + 24 };

#define WINDOW	(10 * SEC)

/* One line less in this while; false: there have been enough.  Neighbours have
 * their own, whatever strangers do. */
static bool
may_tell(const struct conn *c)
{
	bool known = c->host != NULL || c->dialled;
	struct told *t = &c->peers->told[known];
	uint64_t now = peers_now();

	if (now - t->from >= WINDOW) {
		if (t->more > 0)
			say("%u more lines about %s are left out", t->more,
			    known ? "neighbours" : "strangers");
		*t = (struct told){ .from = now };
	}
	if (t->lines == LINES_MAX) {
		t->more++;
		return false;
	}
	t->lines++;
	return true;
}

/* "192.0.2.1 port 3868, tcp" */
static const char *
address_text(char text[ADDRESS_TEXT], const struct conn *c)
{
	char address[INET6_ADDRSTRLEN] = "?";

	inet_ntop(c->address_len == 16 ? AF_INET6 : AF_INET, c->src, address,
	    sizeof(address));
	snprintf(text, ADDRESS_TEXT, "%s port %u, %s", address,
	    (unsigned)c->sport, c->transport->name);
	return text;
}

void
tell_open(struct conn *c)
{
	char text[ADDRESS_TEXT];

	if (may_tell(c))
		say("link \"%s\": %s is open (%s)",
		    c->peers->conf->link[c->link].name, c->host,
		    address_text(text, c));
}

void
tell_stranger(struct conn *c, const char *host, const char *realm)
{
	bool named = c->transport != &transport_tls ||
	    conn_certified(c, host);
	const char *why = named ? "no link leads there" :
	    "its certificate does not name it";
	char text[ADDRESS_TEXT];

	c->told = true;
	if (may_tell(c))
		say("%s of %s is not let in (%s): %s", host, realm,
		    address_text(text, c), why);
}

/* The first attempts that fail one after the other, then ever fewer. */
static bool
is_worth_it(const struct conn *c)
{
	unsigned n = c->dial != NULL ? c->dial->tries : 0;

	return (n & (n - 1)) == 0;
}

void
tell_gone(struct conn *c)
{
	const char *link = c->link == -1 ? "?" :
	    c->peers->conf->link[c->link].name;
	char text[ADDRESS_TEXT];

	if (c->told || c->peers->stopping || (c->dialled && !is_worth_it(c)) ||
	    !may_tell(c))
		return;
	if (c->host != NULL)
		say("link \"%s\": %s is gone: %s (%s)", link, c->host, c->why,
		    address_text(text, c));
	else if (c->dialled)
		say("link \"%s\" has no connection: %s", link, c->why);
	else
		say("a connection is closed: %s (%s)", c->why,
		    address_text(text, c));
}
