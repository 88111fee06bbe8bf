/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who asked about a subscriber: sets of one cache line, chosen by a keyed hash
 * of the IMSI and ordered from the record written last to the oldest.
 */
#include "probe.h"

#include <stdlib.h>
#include <string.h>

#include "../../dissectors/hash.h"
#include "../../dissectors/prefetch.h"

enum {
	WAYS = 4,
	SET_OCTETS = 64,
};

struct set {
	struct probe	 way[WAYS];
};

_Static_assert(sizeof(struct set) == SET_OCTETS, "a cache line");

struct probes {
	struct set	*set;
	size_t		 mask, count;
	uint64_t	 secret, lost;
};

static struct set *
set_of(const struct probes *p, uint64_t imsi)
{
	return &p->set[hash_u64(p->secret, imsi) & p->mask];
}

/* The record of a subscriber and protocol; WAYS: there is none. */
static unsigned
way_of(const struct set *s, uint64_t imsi, unsigned proto)
{
	unsigned i;

	for (i = 0; i < WAYS; i++)
		if (s->way[i].imsi == imsi && s->way[i].proto == proto)
			break;
	return i;
}

struct probes *
probes_new(size_t max, uint64_t secret)
{
	struct probes *p;
	size_t sets = 1;

	if (max > SIZE_MAX / 4 / sizeof(struct probe))
		return NULL;
	while (sets * WAYS < max)
		sets *= 2;
	p = calloc(1, sizeof(*p));
	if (p == NULL)
		return NULL;
	p->set = aligned_alloc(SET_OCTETS, sets * sizeof(*p->set));
	if (p->set == NULL) {
		free(p);
		return NULL;
	}
	memset(p->set, 0, sets * sizeof(*p->set));
	p->mask = sets - 1;
	p->secret = secret;
	return p;
}

void
probes_free(struct probes *p)
{
	if (p == NULL)
		return;
	free(p->set);
	free(p);
}

void
probe_expect(const struct probes *p, uint64_t imsi)
{
	prefetch(set_of(p, imsi));
}

void
probe_add(struct probes *p, const struct probe *probe)
{
	struct set *s = set_of(p, probe->imsi);
	unsigned i = way_of(s, probe->imsi, probe->proto);

	if (probe->imsi == 0)
		return;
	if (i == WAYS) {
		i = WAYS - 1;
		if (s->way[i].imsi == 0)
			p->count++;
		else
			p->lost++;
	}
	memmove(&s->way[1], &s->way[0], i * sizeof(*s->way));
	s->way[0] = *probe;
}

void
probe_spend(struct probes *p, uint64_t imsi, unsigned proto)
{
	struct set *s = set_of(p, imsi);
	unsigned i = way_of(s, imsi, proto);

	if (imsi != 0 && i < WAYS)
		s->way[i].spent = true;
}

const struct probe *
probe_find(const struct probes *p, uint64_t imsi, unsigned proto)
{
	const struct set *s = set_of(p, imsi);
	unsigned i = way_of(s, imsi, proto);

	return imsi == 0 || i == WAYS ? NULL : &s->way[i];
}

size_t
probes_count(const struct probes *p)
{
	return p->count;
}

uint64_t
probes_lost(const struct probes *p)
{
	return p->lost;
}

size_t
probes_octets(const struct probes *p)
{
	return sizeof(*p) + (p->mask + 1) * sizeof(*p->set);
}
