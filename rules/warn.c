/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a configuration may say, but hardly means.
 */
#include <string.h>
#include <strings.h>

#include "names.h"
#include "warn.h"

/* ---- networks ---- */

/* A partner that only has links may be a hub, which carries others. */
static void
warn_empty(const struct conf *conf, struct conf_errors *errors,
    const struct conf_network *n)
{
	if (network_has_identity(n) || n->carries.n > 0)
		return;
	if (n->link.n > 0)
		conf_error(errors, conf, n->at, "partner \"%s\" has links, but"
		    " neither identities nor partners that it carries",
		    n->name);
	else
		conf_error(errors, conf, n->at, "partner \"%s\" has no"
		    " identities: no message can come from it", n->name);
}

/* Are all names of the pattern in the realm, or under it? */
static bool
is_within(const struct conf_item *host, const struct conf_item *realm)
{
	const char *domain = realm->text + (realm->wild ? 2 : 0);
	size_t n = strlen(host->text), m = strlen(domain);

	/* behind the "*" of the host stands "." and a domain */
	return n >= m + 2 && host->text[n - m - 1] == '.' &&
	    strcasecmp(host->text + n - m, domain) == 0;
}

static void
warn_hosts(const struct conf *conf, struct conf_errors *errors,
    const struct conf_network *n)
{
	const struct conf_item *host;
	size_t i, k;

	for (i = 0; i < n->host.n && n->realm.n > 0; i++) {
		host = &n->host.item[i];
		if (!host->wild)
			continue;
		for (k = 0; k < n->realm.n; k++)
			if (is_within(host, &n->realm.item[k]))
				break;
		if (k == n->realm.n)
			conf_error(errors, conf, host->at, "host %s is wider"
			    " than the realms of %s%s%s", host->text,
			    n == &conf->home ? "" : "\"", n->name,
			    n == &conf->home ? "" : "\"");
	}
}

static void
warn_networks(const struct conf *conf, struct conf_errors *errors)
{
	const struct conf_network *n;
	size_t i;

	warn_hosts(conf, errors, &conf->home);
	if (!network_has_identity(&conf->home))
		conf_error(errors, conf, conf->home.at, "home has no"
		    " identities: nothing is known to be its own");
	for (i = 0; i < conf->npartner; i++) {
		n = &conf->partner[i];
		warn_empty(conf, errors, n);
		warn_hosts(conf, errors, n);
	}
}

/* ---- directions ---- */

static void
warn_screens(const struct conf *conf, struct conf_errors *errors)
{
	static const struct conf_at top = { 0, 1, 1 };

	if (conf->in.n == 0)
		conf_error(errors, conf, top, "screen in has no rules:"
		    " everything may come in");
	if (conf->out.n == 0)
		conf_error(errors, conf, top, "screen out has no rules:"
		    " everything may go out");
}

void
conf_warn(const struct conf *conf, struct conf_errors *errors)
{
	warn_screens(conf, errors);
	warn_networks(conf, errors);
	claims_warn(conf, errors);
	shadow_warn(conf, errors);
	admit_warn(conf, errors);
	unused_warn(conf, errors);
	needs_warn(conf, errors);
	diameter_warn(conf, errors);
	ss7_warn(conf, errors);
}
