/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SCTP (RFC 9260) with DATA and I-DATA (RFC 8260): chunks, retransmissions,
 * fragments of user messages, and whose protocol the message is.
 *
 * One direction of an association is known by ports and verification tag; the
 * addresses count only where the tag is 0 or 1, as made-up captures have it,
 * because a retransmission may take another path.  Each direction remembers
 * the last 1,024 TSNs with a keyed hash of the chunk: the same TSN with the
 * same octets is a retransmission, with others it is read and marked.  INIT and
 * INIT ACK begin an association, whose TSNs are new even when its tag is not.
 *
 * Fragments in DATA chunks belong together by consecutive TSNs and nothing
 * else (RFC 9260 6.9): receivers do not compare their streams, so neither do
 * we.  The pieces of a run go under the TSN of the one that came first; runs
 * that a new fragment joins are merged.
 */
#include <string.h>

#include "hash.h"
#include "wire_impl.h"

enum sctp_chunk {
	CHUNK_DATA = 0,
	CHUNK_INIT = 1,
	CHUNK_INIT_ACK = 2,
	CHUNK_I_DATA = 64,
};

enum sctp_flags {
	FLAG_END = 1,
	FLAG_BEGIN = 2,
	FLAG_UNORDERED = 4,
	FLAGS_HASHED = 7,	/* the others may change on the way */
};

/* Payload protocol identifiers (IANA registry). */
enum sctp_ppid {
	PPID_M2UA = 2,
	PPID_M3UA = 3,
	PPID_SUA = 4,
	PPID_M2PA = 5,
	PPID_DIAMETER = 46,
	PPID_DIAMETER_DTLS = 47,
	PPID_ASSIGNED_MAX = 127,	/* well above what is assigned */
};

#define ANOMALY(a)	(UINT64_C(1) << SIG_ANOMALY_##a)

struct chunk {
	bool		 idata, cut;
	uint8_t		 flags;
	uint16_t	 stream;
	uint32_t	 tsn, mid, fsn, ppid;
	struct cur	 hashed;	/* from the stream on */
	struct cur	 ppid_data;	/* PPID and user data */
	struct cur	 data;
};

static int
entry_of_ppid(uint32_t ppid)
{
	switch (ppid) {
	case PPID_M2UA:
		return SIG_ENTRY_M2UA;
	case PPID_M3UA:
		return SIG_ENTRY_M3UA;
	case PPID_SUA:
		return SIG_ENTRY_SUA;
	case PPID_M2PA:
		return SIG_ENTRY_M2PA;
	case PPID_DIAMETER:
		return SIG_ENTRY_DIAMETER;
	}
	return ENTRY_NONE;
}

static int
entry_of_port(uint16_t port)
{
	switch (port) {
	case PORT_M2UA:
		return SIG_ENTRY_M2UA;
	case PORT_M3UA:
		return SIG_ENTRY_M3UA;
	case PORT_SUA:
		return SIG_ENTRY_SUA;
	case PORT_M2PA:
		return SIG_ENTRY_M2PA;
	case PORT_DIAMETER:
		return SIG_ENTRY_DIAMETER;
	}
	return ENTRY_NONE;
}

static int
entry_of_ports(const struct wire *w)
{
	int e = entry_of_port(w->m.dport);

	return e != ENTRY_NONE ? e : entry_of_port(w->m.sport);
}

static uint32_t
swap(uint32_t v)
{
	return v >> 24 | (v >> 8 & 0xff00) | (v & 0xff00) << 8 | v << 24;
}

/* Whose message it is; *anomalies when the PPID does not say so. */
static int
entry_of(const struct wire *w, uint32_t ppid, struct cur c,
    uint64_t *anomalies)
{
	int e = entry_of_ppid(ppid), port = entry_of_ports(w);

	*anomalies = 0;
	if (e != ENTRY_NONE && (port == ENTRY_NONE || port == e ||
	    look_entry(c) != port ||
	    (e != SIG_ENTRY_DIAMETER && port != SIG_ENTRY_DIAMETER &&
	    look_xua_common(c))))
		return e;
	if (ppid != 0)
		*anomalies = ANOMALY(PPID);
	if (e != ENTRY_NONE)
		return port;
	e = entry_of_ppid(swap(ppid));
	if (e != ENTRY_NONE)
		return e;
	if (ppid == PPID_DIAMETER_DTLS || swap(ppid) == PPID_DIAMETER_DTLS)
		return look_entry_strict(c, false);
	if (ppid == 0 || ppid > PPID_ASSIGNED_MAX)
		return port != ENTRY_NONE ? port : look_entry(c);
	/* another protocol's, and not ours unless everything says so */
	return port != ENTRY_NONE ? look_entry(c) :
	    look_entry_strict(c, false);
}

/* Could a fragment be ours?  Most of its message cannot be seen yet. */
static bool
fragment_ours(const struct wire *w, const struct chunk *k)
{
	bool first = k->flags & FLAG_BEGIN;

	return entry_of_ports(w) != ENTRY_NONE ||
	    (k->idata && !first) || k->ppid == 0 ||
	    k->ppid > PPID_ASSIGNED_MAX ||
	    entry_of_ppid(k->ppid) != ENTRY_NONE ||
	    (first && look_entry_strict(k->data, true) != ENTRY_NONE);
}

/* Would anybody miss it? */
static bool
fragment_quiet(const struct wire *w, const struct chunk *k)
{
	bool first = k->flags & FLAG_BEGIN;

	if (entry_of_ports(w) != ENTRY_NONE)
		return false;
	if (first && look_entry_strict(k->data, true) != ENTRY_NONE)
		return false;
	return (k->idata && !first) ||
	    (entry_of_ppid(k->ppid) == ENTRY_NONE &&
	    entry_of_ppid(swap(k->ppid)) == ENTRY_NONE);
}

/* Whole Diameter messages back to back. */
static void
diameter_split(struct wire *w, struct cur c, bool cut, uint64_t anomalies)
{
	struct cur head, unit;
	uint32_t len;
	uint8_t version;

	for (;;) {
		head = c;
		if (!cur_u8(&head, &version) || !cur_be24(&head, &len) ||
		    version != 1 || len < 20)
			len = UINT32_MAX;
		unit = cur_take_most(&c, len);
		/* what follows begins with a version and a length, or is no
		 * message */
		if (cur_left(&c) > 0 &&
		    (cur_peek(&c) != 1 || cur_left(&c) < 20)) {
			anomalies |= ANOMALY(TRAILING_OCTETS);
			c = cur_make(NULL, 0);
		}
		wire_unit(w, SIG_ENTRY_DIAMETER, unit,
		    cut && cur_left(&c) == 0, anomalies);
		if (cur_left(&c) == 0)
			return;
	}
}

/* A user message, whole or as much of it as was captured. */
static void
message_read(struct wire *w, int entry, struct cur c, bool cut,
    uint64_t anomalies)
{
	if (entry == SIG_ENTRY_DIAMETER)
		diameter_split(w, c, cut, anomalies);
	else if (entry != ENTRY_NONE)
		wire_unit(w, (enum sig_entry)entry, c, cut, anomalies);
}

static uint64_t
direction_named(uint64_t h, uint16_t sport, uint16_t dport, uint32_t vtag)
{
	return hash_u64(h, (uint64_t)vtag << 32 | (uint32_t)sport << 16 |
	    dport);
}

static uint64_t
direction_of(const struct wire *w, uint32_t vtag)
{
	return direction_named(vtag < 2 ? wire_flow(w, false) :
	    w->conf.secret, w->m.sport, w->m.dport, vtag);
}

enum tsn_seen { TSN_NEW, TSN_AGAIN, TSN_REUSED };

/* Of struct tsn.high. */
enum tsn_bits {
	TSN_HIGH = 0xffffff,
	TSN_FLAGS = 24,			/* shift */
	TSN_FRAGMENT = 0x80,		/* beside the flags of the chunk */
};

/* Of the pieces of one message. */
enum mark { MARK_DIFFERS = 1, MARK_REUSED = 2 };

/* What names the pieces of one message. */
struct fragment_key {
	uint64_t	 direction;
	uint32_t	 id;		/* a TSN; I-DATA: the message number */
	uint16_t	 stream, kind;
};

static struct assoc *
assoc_get(struct wire *w, uint64_t direction)
{
	bool fresh, evicted;
	struct assoc *a;

	a = &w->assoc[lru_get(&w->assocs, direction, &fresh, &evicted)];
	if (fresh)
		a->clear = 0;
	return a;
}

static uint32_t
tsn_high(uint32_t tsn)
{
	return tsn / WIRE_TSNS + 1;
}

static enum tsn_seen
tsn_check(struct assoc *a, uint64_t direction, const struct chunk *k)
{
	uint32_t i = k->tsn % WIRE_TSNS, high = tsn_high(k->tsn), bit, hash;
	struct tsn *t = &a->ring[i];
	enum tsn_seen seen = TSN_NEW;

	bit = UINT32_C(1) << i / WIRE_TSN_BLOCK;
	if ((a->clear & bit) == 0) {
		memset(&a->ring[i / WIRE_TSN_BLOCK * WIRE_TSN_BLOCK], 0,
		    WIRE_TSN_BLOCK * sizeof(a->ring[0]));
		a->clear |= bit;
	}
	hash = (uint32_t)hash_octets(hash_u64(direction, k->flags &
	    FLAGS_HASHED), k->hashed.p, cur_left(&k->hashed));
	if ((t->high & TSN_HIGH) == high && t->hash == hash)
		return TSN_AGAIN;
	if ((t->high & TSN_HIGH) == high)
		seen = TSN_REUSED;
	t->high = high;		/* no fragment until fragment_set() */
	t->hash = hash;
	return seen;
}

/* Does this TSN hold a fragment?  *flags are those of its chunk. */
static bool
fragment_at(const struct assoc *a, uint32_t tsn, uint8_t *flags)
{
	uint32_t i = tsn % WIRE_TSNS, high = a->ring[i].high;

	*flags = (uint8_t)(high >> TSN_FLAGS);
	return (a->clear >> i / WIRE_TSN_BLOCK & 1) != 0 &&
	    (high & TSN_HIGH) == tsn_high(tsn) && (*flags & TSN_FRAGMENT);
}

static bool
fragment_before(const struct assoc *a, const struct chunk *k)
{
	uint8_t flags;

	return (k->flags & FLAG_BEGIN) == 0 &&
	    fragment_at(a, k->tsn - 1, &flags) && (flags & FLAG_END) == 0;
}

static bool
fragment_behind(const struct assoc *a, const struct chunk *k)
{
	uint8_t flags;

	return (k->flags & FLAG_END) == 0 &&
	    fragment_at(a, k->tsn + 1, &flags) && (flags & FLAG_BEGIN) == 0;
}

/* Does the fragment differ from its neighbour in what they should share? */
static bool
fragment_differs(const struct assoc *a, uint32_t tsn, const struct chunk *k)
{
	const struct tsn_fragment *f = &a->fragment[tsn % WIRE_TSNS];
	uint8_t flags;

	return fragment_at(a, tsn, &flags) && (f->stream != k->stream ||
	    f->ssn != (uint16_t)k->mid ||
	    ((flags ^ k->flags) & FLAG_UNORDERED));
}

/* Find the set of a DATA fragment and note it with the TSN; true when the
 * fragment is not what its neighbours are. */
static bool
fragment_set(struct wire *w, struct assoc *a, const struct chunk *k,
    struct fragment_key *key)
{
	bool before = fragment_before(a, k), behind = fragment_behind(a, k);
	struct tsn_fragment *f = &a->fragment[k->tsn % WIRE_TSNS];
	struct fragment_key other = *key;
	uint32_t tsn = k->tsn;
	uint8_t flags;

	key->id = tsn;
	if (behind)
		key->id = a->fragment[(tsn + 1) % WIRE_TSNS].set;
	if (before) {
		other.id = key->id;
		key->id = a->fragment[(tsn - 1) % WIRE_TSNS].set;
	}
	if (before && behind && other.id != key->id) {
		reasm_merge(w->sctp, key, &other, sizeof(other));
		while (fragment_at(a, ++tsn, &flags) &&
		    a->fragment[tsn % WIRE_TSNS].set == other.id)
			a->fragment[tsn % WIRE_TSNS].set = key->id;
	}
	*f = (struct tsn_fragment){ key->id, k->stream, (uint16_t)k->mid };
	a->ring[k->tsn % WIRE_TSNS].high |= (uint32_t)(TSN_FRAGMENT |
	    (k->flags & FLAGS_HASHED)) << TSN_FLAGS;
	return (before && fragment_differs(a, k->tsn - 1, k)) ||
	    (behind && fragment_differs(a, k->tsn + 1, k));
}

static uint64_t
marks_anomalies(uint8_t marks)
{
	return (marks & MARK_DIFFERS ? ANOMALY(SCTP_FRAGMENT) : 0) |
	    (marks & MARK_REUSED ? ANOMALY(TSN_REUSED) : 0);
}

static void
fragment_read(struct wire *w, uint64_t direction, struct assoc *a,
    const struct chunk *k, bool reused)
{
	bool first = k->flags & FLAG_BEGIN;
	struct fragment_key key = { direction, k->mid, k->stream,
	    (uint16_t)((k->flags & FLAG_UNORDERED) | k->idata) };
	/* the first one brings the PPID along */
	struct reasm_piece p = { .at = k->idata ? k->fsn : k->tsn, .span = 1,
	    .first = first, .last = k->flags & FLAG_END,
	    .quiet = fragment_quiet(w, k), .marks = reused ? MARK_REUSED : 0,
	    .octets = first ? k->ppid_data : k->data };
	struct cur whole;
	uint64_t anomalies;
	uint32_t ppid;
	uint8_t marks;
	int entry;

	if (!k->idata) {
		key.stream = key.kind = 0;
		if (fragment_set(w, a, k, &key))
			p.marks |= MARK_DIFFERS;
	}
	switch (reasm_add(w->sctp, &key, sizeof(key), w->ts, &p, &whole)) {
	case REASM_MORE:
		return;
	case REASM_AGAIN:
		w->stats.retransmitted++;
		return;
	case REASM_WHOLE:
		(void)reasm_tag(w->sctp, &marks);
		if (!cur_be32(&whole, &ppid))
			return;
		entry = entry_of(w, ppid, whole, &anomalies);
		message_read(w, entry, whole, false,
		    anomalies | marks_anomalies(marks));
		return;
	case REASM_TOO_LONG:
		wire_defect(w, SIG_DEFECT_TOO_LONG, SIG_PROTO_NONE, false,
		    marks_anomalies(p.marks));
		return;
	case REASM_CONFLICT:
		break;
	}
	wire_defect(w, SIG_DEFECT_REASSEMBLY, SIG_PROTO_NONE, false,
	    marks_anomalies(p.marks) | ANOMALY(OVERLAP));
	/* it may as well be the first of a later message */
	(void)reasm_add(w->sctp, &key, sizeof(key), w->ts, &p, &whole);
}

static void
data_read(struct wire *w, uint32_t vtag, const struct chunk *k)
{
	bool whole = (k->flags & (FLAG_BEGIN | FLAG_END)) ==
	    (FLAG_BEGIN | FLAG_END);
	uint64_t anomalies = 0, direction = direction_of(w, vtag);
	bool first = k->flags & FLAG_BEGIN;
	int entry = ENTRY_NONE;
	struct assoc *a;
	enum tsn_seen seen;

	if (whole || k->cut) {
		entry = entry_of(w, first ? k->ppid : 0, k->data, &anomalies);
		if (entry == ENTRY_NONE)
			return;
	} else if (!fragment_ours(w, k)) {
		/* unless it goes on from one that is */
		uint32_t i = lru_find(&w->assocs, direction);

		if (i == LRU_NIL || !fragment_before(&w->assoc[i], k))
			return;
	}
	w->used = true;
	if (k->cut) {
		if (first)
			message_read(w, entry, k->data, true, anomalies);
		return;
	}
	a = assoc_get(w, direction);
	seen = tsn_check(a, direction, k);
	if (seen == TSN_AGAIN) {
		w->stats.retransmitted++;
		return;
	}
	if (!whole)
		fragment_read(w, direction, a, k, seen == TSN_REUSED);
	else
		message_read(w, entry, k->data, false, anomalies |
		    (seen == TSN_REUSED ? ANOMALY(TSN_REUSED) : 0));
	wire_lost(w, w->sctp);
}

/* The fields of a DATA or I-DATA chunk behind its length. */
static bool
data_parse(struct cur c, struct chunk *k)
{
	uint16_t ssn;

	if (!cur_be32(&c, &k->tsn))
		return false;
	k->hashed = c;
	if (!cur_be16(&c, &k->stream) || !cur_be16(&c, &ssn) ||
	    (k->idata && !cur_be32(&c, &k->mid)))
		return false;
	if (!k->idata)
		k->mid = ssn;
	k->ppid_data = c;
	if (!cur_be32(&c, &k->ppid))
		return false;
	k->fsn = k->flags & FLAG_BEGIN ? 0 : k->ppid;
	k->data = c;
	return true;
}

/* The tag that whoever sends INIT or INIT ACK wants to be sent to under (RFC
 * 9260 3.3.2): what is known of the direction towards it is another
 * association's.  Takes no place for one of which nothing is known. */
static void
init_read(struct wire *w, struct cur c)
{
	uint32_t tag, i;

	if (!cur_be32(&c, &tag) || tag < 2)
		return;
	i = lru_find(&w->assocs, direction_named(w->conf.secret, w->m.dport,
	    w->m.sport, tag));
	if (i != LRU_NIL)
		w->assoc[i].clear = 0;
}

static void
chunk_broken(struct wire *w, enum sig_defect d, bool cut)
{
	w->bad = !cut;
	wire_defect(w, d, SIG_PROTO_NONE, cut, 0);
}

void
sctp_read(struct wire *w, struct cur c, bool cut)
{
	uint32_t vtag;
	struct chunk k;
	struct cur value, padding;
	uint16_t len;
	uint8_t type;

	wire_layer(w, SIG_LAYER_SCTP);
	if (!cur_be16(&c, &w->m.sport) || !cur_be16(&c, &w->m.dport) ||
	    !cur_be32(&c, &vtag) || !cur_skip(&c, 4)) {
		chunk_broken(w, SIG_DEFECT_SCTP_CHUNK, cut);
		return;
	}
	while (cur_left(&c) > 0) {
		if (!cur_u8(&c, &type) || !cur_u8(&c, &k.flags) ||
		    !cur_be16(&c, &len) || len < 4) {
			chunk_broken(w, SIG_DEFECT_SCTP_CHUNK, cut);
			return;
		}
		k.cut = (size_t)len - 4 > cur_left(&c);
		if (k.cut && !cut) {
			chunk_broken(w, SIG_DEFECT_SCTP_CHUNK, false);
			return;
		}
		value = cur_take_most(&c, (size_t)len - 4);
		padding = cur_take_most(&c, -(size_t)len % 4);
		(void)padding;
		if (type == CHUNK_INIT || type == CHUNK_INIT_ACK)
			init_read(w, value);
		if (type != CHUNK_DATA && type != CHUNK_I_DATA)
			continue;
		k.idata = type == CHUNK_I_DATA;
		if (!data_parse(value, &k))
			chunk_broken(w, SIG_DEFECT_SCTP_CHUNK, k.cut);
		else if (cur_left(&k.data) == 0)
			chunk_broken(w, SIG_DEFECT_EMPTY, k.cut);
		else
			data_read(w, vtag, &k);
	}
}
