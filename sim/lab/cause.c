/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From an answer to the NAS cause that a node tells its device.
 *
 * 3GPP TS 29.272 annex A table A.1 for S6a, TS 29.010 for MAP; what the tables
 * leave open, and what vendors do otherwise, is the scenario's.
 */
#include "world.h"

enum { ANY = -1, NO_DIAGNOSTIC = -2, VENDOR = 10415 };

static const struct scenario_cause s6a[] = {
	/* error, experimental, map, diagnostic, cause */
	{ 5001, true, false, ANY, 8 },
	{ 5420, true, false, 1, 7 },	/* NO_GPRS_DATA_SUBSCRIBED */
	{ 5420, true, false, ANY, 15 },
	{ 5421, true, false, ANY, 13 },
	{ 5004, true, false, 2, 19 },	/* ODB_ALL_APN */
	{ 5004, true, false, 3, 14 },	/* ODB_HPLMN_APN */
	{ 5004, true, false, 4, 14 },	/* ODB_VPLMN_APN */
	{ 5004, true, false, ANY, 11 },
	{ 4181, true, false, ANY, 17 },
	{ 3002, false, false, ANY, 15 },
	{ 3003, false, false, ANY, 15 },
	{ 5003, false, false, ANY, 15 },
	{ 5012, false, false, ANY, 17 },
	{ 5004, false, false, ANY, 17 },
	{ 5001, false, false, ANY, 17 },
	{ 5005, false, false, ANY, 17 },
	{ 5006, false, false, ANY, 17 },
	{ 5009, false, false, ANY, 17 },
};

static const struct scenario_cause map_cs[] = {
	{ 1, false, true, ANY, 2 },	/* unknownSubscriber */
	{ 8, false, true, ANY, 11 },	/* roamingNotAllowed */
	{ 9, false, true, ANY, 3 },	/* illegalSubscriber */
	{ 12, false, true, ANY, 6 },	/* illegalEquipment */
	{ 34, false, true, ANY, 17 },	/* systemFailure */
	{ 35, false, true, ANY, 17 },
	{ 36, false, true, ANY, 17 },
	{ 51, false, true, ANY, 17 },	/* resourceLimitation */
};

/* What an answer says. */
struct saying {
	uint32_t	 error;
	bool		 experimental, map;
	int		 diagnostic;
};

static int
look_up(const struct scenario_cause *t, size_t n, const struct saying *s)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (t[i].error == s->error && t[i].map == s->map &&
		    (s->map || t[i].experimental == s->experimental) &&
		    (t[i].diagnostic == ANY ||
		    t[i].diagnostic == s->diagnostic))
			return t[i].cause;
	return -1;
}

static unsigned
cause_of(const struct scenario_network *n, enum lab_tech tech,
    const struct saying *s)
{
	int cause = look_up(n->cause, n->causes, s);

	if (cause >= 0)
		return (unsigned)cause;
	if (s->map) {
		cause = look_up(map_cs, sizeof(map_cs) / sizeof(map_cs[0]), s);
		if (cause == 2 && tech == LAB_TECH_MAP_PS)
			cause = 8;
	} else if (!s->experimental && s->error == 3004) {
		cause = n->cause_busy;
	} else {
		cause = look_up(s6a, sizeof(s6a) / sizeof(s6a[0]), s);
	}
	return cause >= 0 ? (unsigned)cause : n->cause_other;
}

static unsigned
diameter_cause(const struct scenario_network *n, const struct sig_msg *m)
{
	const struct sig_value *base = sig_get(m, SIG_RESULT);
	const struct sig_value *own = sig_get(m, SIG_EXPERIMENTAL_RESULT);
	const struct sig_value *vendor = sig_get(m, SIG_EXPERIMENTAL_VENDOR);
	const struct sig_value *why = sig_get(m, SIG_ERROR_DIAGNOSTIC);
	struct saying s = { .diagnostic = why == NULL ? NO_DIAGNOSTIC :
	    (int)(why->num & 0xffff) };

	if (base != NULL && base->num / 1000 == 2)
		return 0;
	if (base != NULL) {
		s.error = (uint32_t)base->num;
	} else if (own != NULL && (vendor == NULL || vendor->num == VENDOR)) {
		s.error = (uint32_t)own->num;
		s.experimental = true;
	}
	return cause_of(n, LAB_TECH_S6A, &s);
}

unsigned
nas_cause(const struct scenario_network *n, enum lab_tech tech,
    const struct sig_msg *m)
{
	struct saying s = { .map = true, .diagnostic = NO_DIAGNOSTIC };

	if (tech == LAB_TECH_S6A)
		return diameter_cause(n, m);
	if (m->kind == SIG_KIND_ANSWER || m->kind == SIG_KIND_REQUEST)
		return 0;
	if (m->kind == SIG_KIND_ERROR && m->ncomp > 0 && m->comp[0].has_error)
		s.error = (uint32_t)m->comp[0].error;
	else
		s.error = 34;		/* aborted, rejected, returned */
	return cause_of(n, tech, &s);
}

uint32_t
nas_timer(uint64_t ns)
{
	uint64_t s = (ns + LAB_S - 1) / LAB_S;

	if (s <= 62)
		return s < 2 ? 2 : (uint32_t)((s + 1) / 2 * 2);
	if (s <= 31 * 60)
		return (uint32_t)((s + 59) / 60 * 60);
	s = (s + 359) / 360 * 360;
	return s > 31 * 360 ? 31 * 360 : (uint32_t)s;
}
