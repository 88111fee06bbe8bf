/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A ring of frames: records one behind the other in one piece of memory, each
 * whole, so that what is left at the end is skipped when the next one does not
 * fit there.
 */
#include <stdlib.h>
#include <string.h>

#include "pcapng_write.h"
#include "ring.h"
#include "utf8.h"

enum { NAME_MAX_SHOWN = 255 };

/* Behind it its comments, as they are written, and its octets. */
struct record {
	uint64_t	 ts;
	uint64_t	 len;		/* on the wire */
	uint32_t	 comments;	/* octets */
	uint32_t	 caplen;
	int32_t		 link;
};

struct ring {
	uint8_t		*memory;
	size_t		 size;
	size_t		 head, tail;	/* the oldest; behind the newest */
	size_t		 end;		/* of what is there behind the head */
	bool		 wrapped;	/* the tail is before the head */
	size_t		 count, used;
	uint64_t	 first;		/* number of the oldest */
	uint64_t	 lost;
};

struct ring *
ring_new(size_t octets)
{
	struct ring *r;

	if (octets < RING_OCTETS_MIN || octets > RING_OCTETS_MAX ||
	    (r = calloc(1, sizeof(*r))) == NULL)
		return NULL;
	r->size = octets - sizeof(*r);
	r->memory = malloc(r->size);
	if (r->memory == NULL) {
		free(r);
		return NULL;
	}
	return r;
}

void
ring_free(struct ring *r)
{
	if (r == NULL)
		return;
	free(r->memory);
	free(r);
}

static size_t
record_size(const struct record *k)
{
	return sizeof(*k) + k->comments + k->caplen;
}

static struct record
record_at(const struct ring *r, size_t at)
{
	struct record k;

	memcpy(&k, r->memory + at, sizeof(k));
	return k;
}

static void
drop_oldest(struct ring *r)
{
	struct record k = record_at(r, r->head);

	r->head += record_size(&k);
	r->used -= record_size(&k);
	r->count--;
	r->first++;
	r->lost++;
	if (r->wrapped && r->head == r->end) {
		r->head = 0;
		r->wrapped = false;
	}
}

/* Puts the tail where so many octets are free. */
static void
room_make(struct ring *r, size_t size)
{
	for (;;) {
		if (r->count == 0) {
			r->head = r->tail = 0;
			r->wrapped = false;
			return;
		}
		if ((r->wrapped ? r->head : r->size) - r->tail >= size)
			return;
		if (r->wrapped) {
			drop_oldest(r);
			continue;
		}
		r->end = r->tail;
		r->tail = 0;
		r->wrapped = true;
	}
}

bool
ring_add(struct ring *r, const struct wire_frame *f,
    const struct pcapng_comments *c)
{
	size_t caplen = cur_left(&f->octets), size;
	struct record k = { .ts = f->ts, .len = f->len, .link = f->link,
	    .comments = (uint32_t)c->n, .caplen = (uint32_t)caplen };
	uint8_t *to;

	size = sizeof(k) + c->n;
	if (size > r->size || caplen > r->size - size) {
		r->lost++;
		return false;
	}
	size += caplen;
	room_make(r, size);
	to = r->memory + r->tail;
	memcpy(to, &k, sizeof(k));
	memcpy(to + sizeof(k), c->octets, c->n);
	if (caplen > 0)
		memcpy(to + sizeof(k) + c->n, f->octets.p, caplen);
	r->tail += size;
	r->used += size;
	r->count++;
	return true;
}

void
ring_read_begin(const struct ring *r, struct ring_reader *k)
{
	*k = (struct ring_reader){ .next = r->first,
	    .end = r->first + r->count, .at = r->head };
}

static void
record_write(const struct ring *r, size_t at, struct ring_reader *k,
    struct pcapng_writer *w)
{
	struct record rec = record_at(r, at);
	struct wire_frame frame = { .link = rec.link, .ts = rec.ts,
	    .len = rec.len, .octets = cur_make(r->memory + at + sizeof(rec) +
	    rec.comments, rec.caplen) };
	struct pcapng_comments c;

	c.n = rec.comments;
	memcpy(c.octets, r->memory + at + sizeof(rec), c.n);
	k->left_out += !pcapng_write_frame(w, &frame, &c);
}

bool
ring_read(const struct ring *r, struct ring_reader *k,
    struct pcapng_writer *w, size_t octets)
{
	struct record rec;
	size_t done = 0;

	if (k->next <= r->first) {	/* those before it have gone */
		k->next = r->first;
		k->at = r->head;
	}
	for (; k->next < k->end && done < octets; k->next++) {
		/* behind what is at the end the first ones stand */
		if (r->wrapped && k->at == r->end)
			k->at = 0;
		rec = record_at(r, k->at);
		record_write(r, k->at, k, w);
		k->at += record_size(&rec);
		done += record_size(&rec);
	}
	return k->next < k->end;
}

size_t
ring_write(const struct ring *r, FILE *f, const char *application)
{
	struct ring_reader k;
	struct pcapng_writer w;

	pcapng_write_begin(&w, f, application);
	ring_read_begin(r, &k);
	while (ring_read(r, &k, &w, r->size))
		;
	return k.left_out;
}

/* What is no UTF-8, or was until it was cut, becomes question marks. */
static void
clean(char *text)
{
	size_t n;

	for (; *text != '\0'; text += n) {
		n = utf8_len((const uint8_t *)text);
		if (n == 0) {
			*text = '?';
			n = 1;
		}
	}
}

bool
ring_comment(struct pcapng_comments *c, const uint8_t *name, size_t len,
    const char *text)
{
	char shown[NAME_MAX_SHOWN + 1], all[RING_COMMENT_MAX];
	size_t i;

	len = len < NAME_MAX_SHOWN ? len : NAME_MAX_SHOWN;
	for (i = 0; i < len; i++)
		shown[i] = name[i] >= ' ' && name[i] <= '~' ?
		    (char)name[i] : '?';
	shown[len] = '\0';
	snprintf(all, sizeof(all), "from %s: %.*s",
	    len > 0 ? shown : "a node without a name",
	    RING_COMMENT_MAX - NAME_MAX_SHOWN - 64, text);
	clean(all);
	return pcapng_comment(c, all);
}

size_t
ring_count(const struct ring *r)
{
	return r->count;
}

size_t
ring_octets(const struct ring *r)
{
	return r->used;
}

uint64_t
ring_lost(const struct ring *r)
{
	return r->lost;
}

bool
ring_option(char *text, size_t *octets)
{
	char *colon = strrchr(text, ':'), *end;
	static const char units[] = "kMG";
	unsigned shift = 0;
	const char *unit;
	size_t n = 0;

	*octets = RING_OCTETS_DEFAULT;
	if (colon == NULL || colon[1] < '0' || colon[1] > '9')
		return text[0] != '\0';
	for (end = colon + 1; *end >= '0' && *end <= '9'; end++)
		if (n <= RING_OCTETS_MAX)
			n = n * 10 + (size_t)(*end - '0');
	unit = *end == '\0' ? NULL : strchr(units, *end);
	if (unit != NULL) {
		shift = 10 * (unsigned)(unit - units + 1);
		end++;
	}
	if (*end != '\0' || n > RING_OCTETS_MAX >> shift ||
	    n << shift < RING_OCTETS_MIN || colon == text)
		return false;
	*octets = n << shift;
	*colon = '\0';
	return true;
}
