/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Places of home's subscribers: where the home network last accepted that
 * they are, and what speaks against where a message says they are.
 *
 * A place is a network, an owner of the configuration, with the country that
 * the message tells.  SS7 and Diameter have one each, for a device may be
 * registered over both.  Nothing here blocks for want of state: without a
 * place, or a country that the geography knows, nothing is found.
 */
#include "context_impl.h"

enum {
	FRESH = 60,			/* s */
	TOGETHER = 30,			/* s: a combined attach takes less */
};

/* ---- where a message says that its subscriber is ---- */

static unsigned
plmn_country(const struct geo *geo, const struct sig_digits *d)
{
	unsigned i, mcc = 0;

	for (i = 0; i < 3; i++)
		mcc = mcc * 10 + (unsigned)(d->w[0] >> (4 * i) & 0xf);
	return geo == NULL ? 0 : geo_by_mcc(geo, mcc);
}

/* A partner of one country is there; one of several is where its number is. */
static unsigned
number_country(const struct memory *m, unsigned owner,
    const struct sig_digits *d, unsigned len)
{
	if (owner < m->owners && m->country[owner] != 0)
		return m->country[owner];
	if (m->rs->geo == NULL)
		return 0;
	return geo_by_number(m->rs->geo, d, len);
}

static bool
claim_value(struct look *l, struct context *c, const struct sig_value *v)
{
	const struct memory *m = l->judge->recall;
	struct got g;
	unsigned owner;

	got_from(l, &g, v);
	owner = look_owner(l, &g);
	if (owner < OWNER_PARTNER)
		return false;
	c->network = (uint16_t)owner;
	c->country = (uint16_t)(v->type == SIG_TYPE_PLMN ?
	    plmn_country(m->rs->geo, &v->digits) :
	    number_country(m, owner, &v->digits, v->len));
	return true;
}

void
place_claim(struct look *l, struct context *c)
{
	const struct sig_msg *m = l->m;
	unsigned i;

	for (i = 0; i < VISITED_FIELDS; i++)
		if (sig_has(m, visited_fields[i]) &&
		    claim_value(l, c, sig_get(m, visited_fields[i])))
			return;
	if (l->from < OWNER_PARTNER)
		return;
	c->network = l->from;
	c->country = (uint16_t)number_country(l->judge->recall, l->from,
	    &m->calling.digits, m->calling.len);
}

/* ---- what speaks against it ---- */

static bool
is_there(const struct place *p)
{
	return p->network != 0 && !(p->flags & PLACE_GONE);
}

/* Is it registered in that network? */
bool
place_serves(const struct subscriber *s, unsigned network)
{
	unsigned i;

	for (i = 0; i < PLACE_PROTOS; i++)
		if (is_there(&s->place[i]) && s->place[i].network == network)
			return true;
	return false;
}

/* Category 3: whoever acts for a subscriber is where the subscriber is, or when
 * nobody has him any more, where he was last: before he is with another one, he
 * registers there. */
bool
place_elsewhere(const struct context *c)
{
	const struct place *p = c->who->place;
	bool there = is_there(&p[PLACE_SS7]) || is_there(&p[PLACE_DIAMETER]);
	bool known = false;
	unsigned i;

	for (i = 0; i < PLACE_PROTOS; i++) {
		if (p[i].network == 0 || (there && !is_there(&p[i])))
			continue;
		if (p[i].network == c->network)
			return false;
		known = true;
	}
	return known;
}

/* Networks of one partner may lie far apart. */
static bool
same_place(const struct place *p, const struct context *c)
{
	return p->network == c->network && (p->country == c->country ||
	    p->country == 0 || c->country == 0);
}

uint64_t
place_speed(const struct memory *m, const struct context *c, uint64_t now)
{
	uint64_t s = now / NS_A_SECOND, fastest = 0, km, took;
	unsigned slack = m->rs->conf->check[CHECK_VELOCITY].slack, i;
	const struct place *p;

	if (m->rs->geo == NULL || c->who == NULL)
		return 0;
	for (i = 0; i < PLACE_PROTOS; i++)
		if (is_there(&c->who->place[i]) &&
		    same_place(&c->who->place[i], c))
			return 0;
	for (i = 0; i < PLACE_PROTOS; i++) {
		p = &c->who->place[i];
		if (p->network == 0 || p->seen > s)
			continue;	/* or the clock went back */
		km = geo_km(m->rs->geo, p->country, c->country);
		if (km <= slack)
			continue;
		took = s - p->seen > 0 ? s - p->seen : 1;
		km = (km - slack) * 3600 / took;
		fastest = km > fastest ? km : fastest;
	}
	return fastest;
}

/*
 * Active elsewhere a moment ago, over the other protocol: too far away; or that
 * network goes on with him as before, and this one, where he registered
 * meanwhile, does not register him again.  Who crosses a border and comes back
 * registers over there, and need not here, where his VLR still has him (TS
 * 23.012 4.1): so life over there without registering is what speaks against
 * it.  A switch that serves the guests of a neighbour's MME registers them in
 * the same moment (TS 23.272 5.2), and whoever only lets go of him does not say
 * that he is there.
 */
static bool
two_places(const struct memory *m, const struct context *c,
    const struct look *l)
{
	unsigned proto = place_proto(l->m->proto);
	const struct place *there = &c->who->place[!proto],
	    *here = &c->who->place[proto];
	bool served = is_there(here) && here->network == c->network;
	uint64_t s = l->now / NS_A_SECOND;

	if (!is_there(there) || there->network == c->network ||
	    there->seen > s || (s - there->seen) * NS_A_SECOND >
	    m->rs->conf->check[CHECK_TWO_PLACES].within)
		return false;
	if (served && !c->registers && !c->uses)
		return false;
	if (served && c->uses && here->seen < there->seen &&
	    there->flags & PLACE_STAYS && !(there->flags & PLACE_TOGETHER))
		return true;
	return m->rs->geo != NULL && geo_km(m->rs->geo, there->country,
	    c->country) > m->rs->conf->check[CHECK_VELOCITY].slack;
}

/* Somebody was refused over the other protocol just now, or the same network
 * was told who it is; and the subscriber is not the guest of who asks now.
 * Against another network than the one that was refused this counts once:
 * whoever tries and tries must not lock a subscriber out everywhere. */
static bool
pivot(const struct memory *m, const struct look *l, const struct context *c,
    unsigned proto)
{
	const struct conf_check *check = &m->rs->conf->check[CHECK_PIVOT];
	const struct probe *p = probe_find(m->probes, c->imsi, !proto);
	uint64_t s = l->now / NS_A_SECOND, within = check->within;
	bool own;

	if (p == NULL)
		return false;
	own = p->network == l->from;
	if (own && p->refused)
		within *= PIVOT_OWN;
	if (p->seen > s || (s - p->seen) * NS_A_SECOND > within ||
	    ((!p->refused || p->spent) && !own))
		return false;
	if (c->who == NULL || !(is_there(&c->who->place[PLACE_SS7]) ||
	    is_there(&c->who->place[PLACE_DIAMETER])))
		return p->refused && p->network == l->from;
	return !place_serves(c->who, c->network);
}

static bool
may_roam(const struct memory *m, unsigned network)
{
	unsigned roaming;

	if (network < OWNER_PARTNER)
		return true;
	roaming = m->rs->conf->partner[network - OWNER_PARTNER].roaming;
	return roaming == ROAMING_BOTH || roaming == ROAMING_OUT;
}

static uint32_t
bit(bool there, unsigned check)
{
	return there ? UINT32_C(1) << check : 0;
}

uint32_t
place_checks(const struct look *l, struct context *c)
{
	struct memory *m = l->judge->recall;
	unsigned proto = place_proto(l->m->proto);
	const struct conf_check *velocity = &m->rs->conf->check[CHECK_VELOCITY];
	uint32_t found;

	found = bit(c->registers && !may_roam(m, c->network),
	    CHECK_NO_ROAMING) | bit(pivot(m, l, c, proto), CHECK_PIVOT);
	progress_note(c, CHECK_NO_ROAMING, true);
	progress_note(c, CHECK_PIVOT, c->who != NULL);
	progress_note(c, CHECK_PREVIOUS_PLACE, c->who != NULL);
	progress_note(c, CHECK_VELOCITY, c->who != NULL && c->country != 0);
	progress_note(c, CHECK_TWO_PLACES, c->who != NULL && c->country != 0);
	if (c->who == NULL)
		return found;
	return found | bit(c->acts && place_elsewhere(c),
	    CHECK_PREVIOUS_PLACE) |
	    bit(c->registers && place_speed(m, c, l->now) > velocity->speed,
	    CHECK_VELOCITY) |
	    bit(two_places(m, c, l), CHECK_TWO_PLACES);
}

/* ---- what is learned ---- */

/* Registered just now: what is cancelled is another node of that network. */
bool
place_fresh(const struct subscriber *s, unsigned proto, uint64_t now)
{
	return elapsed(now / NS_A_SECOND, s->place[proto].seen) < FRESH;
}

static uint32_t
seconds(uint64_t now)
{
	uint64_t s = now / NS_A_SECOND;

	return s > UINT32_MAX ? UINT32_MAX : (uint32_t)s;
}

/* Are the two networks of one country, and did he register with both at once,
 * now or when he came there? */
static bool
together(const struct place *p, const struct place *other,
    const struct txn *t, uint64_t now)
{
	if (!is_there(other) || other->network == t->network ||
	    other->country != t->country || t->country == 0)
		return false;
	if (p->network == t->network && p->flags & PLACE_TOGETHER &&
	    other->flags & PLACE_TOGETHER)
		return true;
	return !(other->flags & PLACE_STAYS) && other->seen <= seconds(now) &&
	    seconds(now) - other->seen <= TOGETHER;
}

void
place_learn(struct memory *m, const struct txn *t, uint64_t now)
{
	unsigned proto = place_proto(t->proto), mark;
	struct place *p, *other;
	struct subscriber *s;

	if (t->imsi == 0 || t->network < OWNER_PARTNER)
		return;
	s = subscriber_get(m->subscribers, t->imsi);
	p = &s->place[proto];
	other = &s->place[!proto];
	mark = together(p, other, t, now) ? PLACE_TOGETHER : 0;
	place_flags(other, (other->flags & ~(unsigned)PLACE_TOGETHER) | mark);
	place_set(p, seconds(now), t->network, t->country,
	    PLACE_THERE | mark);
	if (t->imei != 0)
		s->imei = t->imei;
}

void
place_refresh(struct memory *m, const struct txn *t, uint64_t now)
{
	struct subscriber *s = t->imsi == 0 ? NULL :
	    subscriber_find(m->subscribers, t->imsi);
	const struct place *other;
	struct place *p;

	if (s == NULL)
		return;
	p = &s->place[place_proto(t->proto)];
	other = &s->place[!place_proto(t->proto)];
	if (!is_there(p) || p->network != t->network)
		return;
	if (t->imei != 0)
		s->imei = t->imei;
	if (p->seen >= seconds(now))
		return;
	if (is_there(other) && other->network != p->network &&
	    other->seen >= p->seen)
		place_flags(p, p->flags | PLACE_STAYS);
	p->seen = seconds(now);
}

void
place_device(struct memory *m, uint64_t imsi, uint64_t imei, unsigned network)
{
	struct subscriber *s = imsi == 0 || imei == 0 ? NULL :
	    subscriber_find(m->subscribers, imsi);

	if (s != NULL && place_serves(s, network))
		s->imei = imei;
}

void
place_leave(struct memory *m, uint64_t imsi, unsigned proto, unsigned network)
{
	struct subscriber *s = imsi == 0 ? NULL :
	    subscriber_find(m->subscribers, imsi);

	if (s != NULL && s->place[proto].network == network)
		place_flags(&s->place[proto], PLACE_THERE | PLACE_GONE);
}
