/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SCTP (RFC 9260) with DATA and I-DATA (RFC 8260): chunks, retransmissions,
 * fragments of user messages, and whose protocol the message is.
 *
 * One direction of an association is known by ports and verification tag; the
 * addresses count only where the tag is 0 or 1, as made-up captures have it,
 * because a retransmission may take another path.  Each direction remembers
 * the last 1,024 TSNs with a keyed hash of the chunk: the same TSN with the
 * same octets is a retransmission, with others it is read and marked.
 */
#include <string.h>

#include "hash.h"
#include "wire_impl.h"

enum sctp_chunk {
	CHUNK_DATA = 0,
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

enum { ENTRY_NONE = -1 };

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

/* Message classes of the adaptation layers that are defined, and how many
 * types each has (RFC 4666 3.1.2, RFC 3331, RFC 3868, RFC 4165). */
static const struct {
	uint8_t		 low, high;	/* types */
	uint8_t		 entry;
} xua_classes[] = {
	[0] = { 0, 1, SIG_ENTRY_M3UA },		/* management */
	[1] = { 1, 1, SIG_ENTRY_M3UA },		/* transfer */
	[2] = { 1, 6, SIG_ENTRY_M3UA },		/* network management */
	[3] = { 1, 6, SIG_ENTRY_M3UA },		/* ASP state */
	[4] = { 1, 4, SIG_ENTRY_M3UA },		/* ASP traffic */
	[5] = { 1, 0, SIG_ENTRY_M3UA },		/* Q.921: not ours */
	[6] = { 1, 15, SIG_ENTRY_M2UA },	/* MTP2 user */
	[7] = { 1, 2, SIG_ENTRY_SUA },		/* connectionless */
	[8] = { 1, 11, SIG_ENTRY_SUA },		/* connection-oriented */
	[9] = { 1, 4, SIG_ENTRY_M3UA },		/* routing keys */
	[10] = { 1, 4, SIG_ENTRY_M2UA },	/* interface identifiers */
	[11] = { 1, 2, SIG_ENTRY_M2PA },
};

/* What the octets are by their own look, strictly. */
static int
entry_of_look(struct cur c)
{
	uint32_t len, left = (uint32_t)cur_left(&c);
	uint8_t version, spare, class, type;

	if (wire_diameter_header(c, &len) && len <= left)
		return SIG_ENTRY_DIAMETER;
	if (!cur_u8(&c, &version) || !cur_u8(&c, &spare) ||
	    !cur_u8(&c, &class) || !cur_u8(&c, &type) || !cur_be32(&c, &len))
		return ENTRY_NONE;
	if (version != 1 || spare != 0 || len < 8 || len > left ||
	    left - len > 3 ||
	    class >= sizeof(xua_classes) / sizeof(xua_classes[0]) ||
	    type < xua_classes[class].low || type > xua_classes[class].high)
		return ENTRY_NONE;
	return xua_classes[class].entry;
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
	int e = entry_of_ppid(ppid), port;

	*anomalies = 0;
	if (e != ENTRY_NONE || ppid == PPID_DIAMETER_DTLS ||
	    swap(ppid) == PPID_DIAMETER_DTLS)
		return e;
	if (ppid != 0)
		*anomalies = ANOMALY(PPID);
	e = entry_of_ppid(swap(ppid));
	if (e != ENTRY_NONE)
		return e;
	port = entry_of_ports(w);
	if (ppid == 0 || ppid > PPID_ASSIGNED_MAX)
		return port != ENTRY_NONE ? port : entry_of_look(c);
	/* another protocol's, and not ours unless everything says so */
	return port != ENTRY_NONE ? entry_of_look(c) : ENTRY_NONE;
}

/* Could fragments with this PPID be ours?  Nothing of them can be seen yet. */
static bool
fragment_ours(const struct wire *w, uint32_t ppid)
{
	return entry_of_ports(w) != ENTRY_NONE || ppid == 0 ||
	    ppid > PPID_ASSIGNED_MAX || entry_of_ppid(ppid) != ENTRY_NONE;
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
direction_of(const struct wire *w, uint32_t vtag)
{
	uint32_t ports = (uint32_t)w->m.sport << 16 | w->m.dport;
	uint64_t h = w->conf.secret;

	if (vtag < 2)
		h = wire_flow(w, false);
	return hash_u64(h, (uint64_t)vtag << 32 | ports);
}

enum tsn_seen { TSN_NEW, TSN_AGAIN, TSN_REUSED };

static enum tsn_seen
tsn_check(struct wire *w, uint64_t direction, const struct chunk *k)
{
	bool fresh, evicted;
	struct assoc *a;
	struct tsn *t;
	uint32_t i, high = (k->tsn / WIRE_TSNS) + 1, bit;
	uint32_t hash;
	enum tsn_seen seen = TSN_NEW;

	a = &w->assoc[lru_get(&w->assocs, direction, &fresh, &evicted)];
	if (fresh)
		a->clear = 0;
	i = k->tsn % WIRE_TSNS;
	bit = UINT32_C(1) << i / WIRE_TSN_BLOCK;
	if ((a->clear & bit) == 0) {
		memset(&a->ring[i / WIRE_TSN_BLOCK * WIRE_TSN_BLOCK], 0,
		    WIRE_TSN_BLOCK * sizeof(a->ring[0]));
		a->clear |= bit;
	}
	t = &a->ring[i];
	hash = (uint32_t)hash_octets(hash_u64(direction, k->flags &
	    FLAGS_HASHED), k->hashed.p, cur_left(&k->hashed));
	if (t->high == high)
		seen = t->hash == hash ? TSN_AGAIN : TSN_REUSED;
	t->high = high;
	t->hash = hash;
	return seen;
}

static void
fragment_read(struct wire *w, uint64_t direction, const struct chunk *k,
    uint64_t anomalies)
{
	bool first = k->flags & FLAG_BEGIN;
	struct {
		uint64_t	 direction;
		uint32_t	 mid;
		uint16_t	 stream, kind;
	} key = { direction, k->mid, k->stream,
	    (uint16_t)((k->flags & FLAG_UNORDERED) | k->idata) };
	/* the first one brings the PPID along */
	struct reasm_piece p = { .at = k->idata ? k->fsn : k->tsn, .span = 1,
	    .first = first, .last = k->flags & FLAG_END,
	    .octets = first ? k->ppid_data : k->data };
	struct cur whole;
	uint64_t more;
	uint32_t ppid;
	int entry;

	w->used = true;
	switch (reasm_add(w->sctp, &key, sizeof(key), w->ts, &p, &whole)) {
	case REASM_MORE:
		return;
	case REASM_AGAIN:
		w->stats.retransmitted++;
		return;
	case REASM_WHOLE:
		if (!cur_be32(&whole, &ppid))
			return;
		entry = entry_of(w, ppid, whole, &more);
		message_read(w, entry, whole, false, anomalies | more);
		return;
	case REASM_TOO_LONG:
		wire_defect(w, SIG_DEFECT_TOO_LONG, SIG_PROTO_NONE, false,
		    anomalies);
		return;
	case REASM_CONFLICT:
		break;
	}
	wire_defect(w, SIG_DEFECT_REASSEMBLY, SIG_PROTO_NONE, false,
	    anomalies | ANOMALY(OVERLAP));
	/* it may as well be the first of a later message */
	(void)reasm_add(w->sctp, &key, sizeof(key), w->ts, &p, &whole);
}

static void
data_read(struct wire *w, uint32_t vtag, const struct chunk *k)
{
	bool whole = (k->flags & (FLAG_BEGIN | FLAG_END)) ==
	    (FLAG_BEGIN | FLAG_END);
	uint64_t anomalies = 0, direction;
	bool first = k->flags & FLAG_BEGIN;
	int entry = ENTRY_NONE;

	if (whole || k->cut) {
		entry = entry_of(w, first ? k->ppid : 0, k->data, &anomalies);
		if (entry == ENTRY_NONE)
			return;
	} else if ((first || !k->idata) && !fragment_ours(w, k->ppid)) {
		return;
	}
	w->used = true;
	if (k->cut) {
		if (first)
			message_read(w, entry, k->data, true, anomalies);
		return;
	}
	direction = direction_of(w, vtag);
	switch (tsn_check(w, direction, k)) {
	case TSN_AGAIN:
		w->stats.retransmitted++;
		return;
	case TSN_REUSED:
		anomalies |= ANOMALY(TSN_REUSED);
		break;
	case TSN_NEW:
		break;
	}
	if (whole)
		message_read(w, entry, k->data, false, anomalies);
	else
		fragment_read(w, direction, k, anomalies);
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
		memset(&k, 0, sizeof(k));
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
