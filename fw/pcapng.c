/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pcapng files (draft-ietf-opsawg-pcapng): blocks of section, interface and
 * packet; others are stepped over.
 */
#include <stdlib.h>

#include "pcapng.h"

enum block {
	BLOCK_INTERFACE = 1, BLOCK_PACKET = 2, BLOCK_SIMPLE = 3,
	BLOCK_ENHANCED = 6,
};

enum option { OPTION_END = 0, OPTION_TSRESOL = 9, OPTION_TSOFFSET = 14 };

enum {
	BLOCK_MAX = 16 << 20,		/* octets; a larger one is damage */
	INTERFACES_MAX = 4096,
	BYTE_ORDER_MAGIC = 0x1a2b3c4d,
	HEAD = 8,			/* type and length */
};

struct interface {
	uint16_t	 link;
	uint8_t		 tsresol;	/* as in the option */
	uint32_t	 snaplen;
	int64_t		 tsoffset;	/* seconds */
};

struct pcapng {
	FILE		*f;
	bool		 big;		/* byte order of the section */
	uint8_t		*block;
	size_t		 size;
	struct interface *interfaces;
	uint32_t	 ninterfaces;
};

struct pcapng *
pcapng_open(FILE *f)
{
	struct pcapng *p = calloc(1, sizeof(*p));

	if (p == NULL)
		fclose(f);
	else
		p->f = f;
	return p;
}

void
pcapng_close(struct pcapng *p)
{
	if (p == NULL)
		return;
	fclose(p->f);
	free(p->block);
	free(p->interfaces);
	free(p);
}

static bool
get16(const struct pcapng *p, struct cur *c, uint16_t *v)
{
	return p->big ? cur_be16(c, v) : cur_le16(c, v);
}

static bool
get32(const struct pcapng *p, struct cur *c, uint32_t *v)
{
	return p->big ? cur_be32(c, v) : cur_le32(c, v);
}

static int
damage(char *error, const char *what)
{
	snprintf(error, CAPTURE_ERROR_MAX, "%s", what);
	return -1;
}

/* n octets more into the block at "at"; 0 at a clean end of the file. */
static int
fill(struct pcapng *p, size_t at, size_t n, char *error)
{
	size_t want = at + n;
	uint8_t *grown;

	if (want > p->size) {
		grown = realloc(p->block, want + 4096);
		if (grown == NULL)
			return damage(error, "no memory for a block");
		p->block = grown;
		p->size = want + 4096;
	}
	want = fread(p->block + at, 1, n, p->f);
	if (want == n)
		return 1;
	if (at == 0 && want == 0 && !ferror(p->f))
		return 0;
	return damage(error, "truncated");
}

/* A section header tells the byte order, before its length can be read. */
static int
section_order(struct pcapng *p, char *error)
{
	struct cur c;
	uint32_t magic;
	int rc = fill(p, HEAD, 4, error);

	if (rc <= 0)
		return rc;
	c = cur_make(p->block + HEAD, 4);
	p->big = cur_be32(&c, &magic) && magic == BYTE_ORDER_MAGIC;
	c = cur_make(p->block + HEAD, 4);
	if (!p->big && (!cur_le32(&c, &magic) || magic != BYTE_ORDER_MAGIC))
		return damage(error, "section without a byte order");
	p->ninterfaces = 0;
	return 1;
}

/* The next block: its type, and body as what stands between the lengths. */
static int
block_read(struct pcapng *p, uint32_t *type, struct cur *body, char *error)
{
	size_t have = HEAD;
	uint32_t len;
	struct cur c;
	int rc = fill(p, 0, HEAD, error);

	if (rc <= 0)
		return rc;
	c = cur_make(p->block, HEAD);
	if (!get32(p, &c, type))
		return -1;
	if (*type == PCAPNG_MAGIC) {
		if ((rc = section_order(p, error)) <= 0)
			return rc;
		have += 4;
	}
	c = cur_make(p->block + 4, 4);
	if (!get32(p, &c, &len) || len < HEAD + 4 || len < have + 4 ||
	    len % 4 != 0 || len > BLOCK_MAX)
		return damage(error, "block with an impossible length");
	if ((rc = fill(p, have, len - have, error)) <= 0)
		return rc;
	*body = cur_make(p->block + HEAD, len - HEAD - 4);
	return 1;
}

static void
interface_options(const struct pcapng *p, struct cur c, struct interface *i)
{
	uint16_t code, len;
	uint32_t low, high;
	struct cur v;

	while (get16(p, &c, &code) && get16(p, &c, &len) &&
	    code != OPTION_END && cur_take(&c, len, &v)) {
		if (code == OPTION_TSRESOL && len == 1) {
			i->tsresol = cur_peek(&v);
		} else if (code == OPTION_TSOFFSET && len == 8 &&
		    get32(p, &v, p->big ? &high : &low) &&
		    get32(p, &v, p->big ? &low : &high)) {
			i->tsoffset = (int64_t)((uint64_t)high << 32 | low);
		}
		if (!cur_skip(&c, (4u - len % 4u) % 4u))
			return;
	}
}

static int
interface_add(struct pcapng *p, struct cur c, char *error)
{
	struct interface *grown, *i;
	uint16_t reserved;

	if (p->ninterfaces == INTERFACES_MAX)
		return damage(error, "more interfaces than anybody has");
	grown = realloc(p->interfaces,
	    (p->ninterfaces + 1) * sizeof(*p->interfaces));
	if (grown == NULL)
		return damage(error, "no memory for an interface");
	p->interfaces = grown;
	i = &p->interfaces[p->ninterfaces];
	*i = (struct interface){ .tsresol = 6 };
	if (!get16(p, &c, &i->link) || !get16(p, &c, &reserved) ||
	    !get32(p, &c, &i->snaplen))
		return damage(error, "interface block too short");
	interface_options(p, c, i);
	p->ninterfaces++;
	return 1;
}

/* Ticks of an interface as ns since 1970, if_tsresol as in the draft. */
static uint64_t
nanoseconds(const struct interface *i, uint64_t ticks)
{
	unsigned n = i->tsresol & 0x7f;
	uint64_t per = 1, rest, ns;

	if (i->tsresol & 0x80) {
		/* finer than any clock: keep 32 bits of the second */
		for (; n > 32; n--)
			ticks >>= 1;
		per <<= n;
		rest = ticks & (per - 1);
		ns = rest * UINT64_C(1000000000) / per;
		return (ticks >> n) * UINT64_C(1000000000) + ns +
		    (uint64_t)i->tsoffset * UINT64_C(1000000000);
	}
	for (; n > 9 && ticks > 0; n--)
		ticks /= 10;
	for (; n < 9; n++)
		ticks *= 10;
	return ticks + (uint64_t)i->tsoffset * UINT64_C(1000000000);
}

static int
packet(struct pcapng *p, uint32_t type, struct cur c, struct wire_frame *f,
    char *error)
{
	uint32_t number = 0, high = 0, low = 0, caplen, len;
	uint16_t short_number, drops;
	struct interface *i;

	if (type == BLOCK_ENHANCED && !get32(p, &c, &number))
		return damage(error, "packet block too short");
	if (type == BLOCK_PACKET) {
		if (!get16(p, &c, &short_number) || !get16(p, &c, &drops))
			return damage(error, "packet block too short");
		number = short_number;
	}
	if (number >= p->ninterfaces)
		return damage(error,
		    "packet of an interface that is not there");
	i = &p->interfaces[number];
	if (type == BLOCK_SIMPLE) {
		if (!get32(p, &c, &len))
			return damage(error, "packet block too short");
		caplen = i->snaplen != 0 && len > i->snaplen ? i->snaplen : len;
		if (caplen > cur_left(&c))
			caplen = (uint32_t)cur_left(&c);
	} else if (!get32(p, &c, &high) || !get32(p, &c, &low) ||
	    !get32(p, &c, &caplen) || !get32(p, &c, &len)) {
		return damage(error, "packet block too short");
	}
	if (!cur_take(&c, caplen, &f->octets))
		return damage(error, "packet longer than its block");
	f->link = i->link;
	f->len = len > caplen ? len : caplen;
	f->ts = nanoseconds(i, (uint64_t)high << 32 | low);
	return 1;
}

int
pcapng_next(struct pcapng *p, struct wire_frame *f, char *error)
{
	struct cur body;
	uint32_t type;
	int rc;

	while ((rc = block_read(p, &type, &body, error)) == 1) {
		switch (type) {
		case BLOCK_INTERFACE:
			if ((rc = interface_add(p, body, error)) < 0)
				return rc;
			break;
		case BLOCK_PACKET:
		case BLOCK_SIMPLE:
		case BLOCK_ENHANCED:
			return packet(p, type, body, f, error);
		default:
			break;
		}
	}
	return rc;
}
