/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Neighbours that the watchdog gave up, until they are well again
 * (RFC 3539 3.4.1: one that was down opens again as REOPEN).
 *
 * A few at a time: where more fail at once, the others are taken for well when
 * they come back.
 */
#include <string.h>

#include "../../dissectors/hash.h"
#include "peers_impl.h"

static uint64_t
failed_key(const struct peers *ps, const struct conn *c)
{
	const char *link = ps->conf->link[c->link].name;
	uint64_t key = ps->secret;
	const char *p;

	for (p = c->host; *p != '\0'; p++)
		key = hash_u64(key, (unsigned char)
		    (*p >= 'A' && *p <= 'Z' ? *p | 0x20 : *p));
	return hash_octets(key, (const uint8_t *)link, strlen(link)) | 1;
}

static unsigned
failed_find(const struct peers *ps, uint64_t key)
{
	unsigned i;

	for (i = 0; i < ps->nfailed; i++)
		if (ps->failed[i].key == key)
			break;
	return i;
}

bool
peer_has_failed(const struct peers *ps, const struct conn *c)
{
	return ps->nfailed > 0 &&
	    failed_find(ps, failed_key(ps, c)) < ps->nfailed;
}

void
peer_set_failed(struct peers *ps, const struct conn *c, bool failed)
{
	uint64_t key;
	unsigned i;

	if (!failed && ps->nfailed == 0)
		return;
	key = failed_key(ps, c);
	i = failed_find(ps, key);
	if (!failed && i < ps->nfailed)
		ps->failed[i] = ps->failed[--ps->nfailed];
	else if (failed && i == ps->nfailed && i < FAILED_MAX)
		ps->failed[ps->nfailed++].key = key;
}
