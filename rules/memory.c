/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Remembering what the rows of a message left: a table with one place a hash,
 * the newest of equal hashes stays.  A sender who makes every message differ
 * makes each of them cost its rows again, which is bounded by their number.
 */
#include <stdlib.h>

#include "../dissectors/hash.h"
#include "index_impl.h"

enum {
	MEMORY_PLACES = 1024,		/* with rows that are short ... */
	MEMORY_WORDS = 1 << 16,		/* ... or so many words of rows */
};

struct cell {
	struct index_key key;
	bool		 full;
};

struct index_memory {
	size_t		 mask;
	struct cell	*place;
	uint64_t	*row;		/* bits and summary of each place */
};

struct index_memory *
index_memory_new(const struct index *x)
{
	struct index_memory *m = calloc(1, sizeof(*m));
	size_t row = x->words + x->swords, places = MEMORY_PLACES;

	if (m == NULL)
		return NULL;
	while (places > 16 && places * row > MEMORY_WORDS)
		places /= 2;
	m->mask = places - 1;
	m->place = calloc(places, sizeof(*m->place));
	m->row = calloc(places * row + 1, sizeof(*m->row));
	if (m->place != NULL && m->row != NULL)
		return m;
	index_memory_free(m);
	return NULL;
}

void
index_memory_free(struct index_memory *m)
{
	if (m == NULL)
		return;
	free(m->place);
	free(m->row);
	free(m);
}

/* Word 1 and 2 of a key: an SCCP address and an octet more. */
static uint64_t
party_word(const struct sig_addr *a, bool flag, uint8_t more)
{
	unsigned flags = a->present | 2U * a->has_pc | 4U * a->has_ssn |
	    8U * a->has_gt | 16U * a->on_ssn | 32U * flag;

	return flags | (uint64_t)a->ssn << 8 | (uint64_t)a->gti << 16 |
	    (uint64_t)a->tt << 24 | (uint64_t)a->np << 32 |
	    (uint64_t)a->nai << 40 | (uint64_t)more << 48;
}

/* Diameter has no parties, and nothing of what stands beside them. */
static inline void
key_make(struct index_key *k, const struct look *l, uint64_t states)
{
	const struct sig_msg *m = l->m;
	const struct sig_comp *c = look_comp(l);
	bool parties = m->proto != SIG_PROTO_DIAMETER;

	k->w[0] = look_op(l) | look_kind(l) << 8 | (unsigned)m->proto << 16 |
	    (uint64_t)m->dialogue << 24 | (uint64_t)look_sound(l) << 32 |
	    (uint64_t)m->ncomp << 40 | (uint64_t)m->ni << 48 |
	    (uint64_t)m->has_label << 56;
	k->w[1] = parties ? party_word(&m->calling, m->has_cause, m->cause) :
	    0;
	k->w[2] = parties ? party_word(&m->called, m->has_ac, m->hops) : 0;
	k->w[3] = l->from | (uint64_t)m->ac << 16 |
	    (uint64_t)m->ac_version << 24 |
	    (uint64_t)(c != NULL && c->has_code) << 32 |
	    (c == NULL || c->code > 0xffff ? UINT64_C(0xffff) : c->code) << 40;
	k->w[4] = m->seen[0];
	k->w[5] = m->seen[1];
	k->w[INDEX_KEY_STATES] = states;
}

static inline bool
key_same(const struct index_key *a, const struct index_key *b)
{
	uint64_t d = 0;
	size_t i;

	for (i = 0; i < INDEX_KEY_WORDS; i++)
		d |= a->w[i] ^ b->w[i];
	return d == 0;
}

static uint64_t
octet(unsigned shift)
{
	return UINT64_C(0xff) << shift;
}

/* A mask of what the rows depend on; what no rule asks for is left out, so
 * that messages which differ in nothing else find the same place. */
void
index_key_asked(struct index *x)
{
	static const struct {
		uint16_t	 subject;
		uint8_t		 word, shift;
	} small[] = {
		{ SUBJECT_DIALOGUE, 0, 24 }, { SUBJECT_COMPONENTS, 0, 40 },
		{ SUBJECT_NI, 0, 48 }, { SUBJECT_NI, 0, 56 },
		{ SUBJECT_CALLING_SSN, 1, 8 }, { SUBJECT_CALLING_GTI, 1, 16 },
		{ SUBJECT_CALLING_TT, 1, 24 }, { SUBJECT_CALLING_NP, 1, 32 },
		{ SUBJECT_CALLING_NAI, 1, 40 }, { SUBJECT_CAUSE, 1, 48 },
		{ SUBJECT_CALLED_SSN, 2, 8 }, { SUBJECT_CALLED_GTI, 2, 16 },
		{ SUBJECT_CALLED_TT, 2, 24 }, { SUBJECT_CALLED_NP, 2, 32 },
		{ SUBJECT_CALLED_NAI, 2, 40 }, { SUBJECT_HOPS, 2, 48 },
		{ SUBJECT_AC, 3, 16 }, { SUBJECT_AC_VERSION, 3, 24 },
	};
	uint64_t *w = x->asked.w;
	size_t i;

	w[0] = 0xffffff | octet(32);
	w[1] = w[2] = 0xff;
	w[3] = 0xffff;
	for (i = 0; i < sizeof(small) / sizeof(small[0]); i++)
		if (small_asked(x, small[i].subject))
			w[small[i].word] |= octet(small[i].shift);
	if (small_asked(x, SUBJECT_MAP_OP) || small_asked(x, SUBJECT_CAP_OP))
		w[3] |= UINT64_C(0xffffff) << 32;
	for (i = 0; i < x->npresence; i++) {
		w[4] |= x->presence[i].seen[0];
		w[5] |= x->presence[i].seen[1];
	}
}

void
index_recall(const struct index *x, struct index_memory *m,
    const struct look *l, uint64_t states, const uint64_t **bits,
    const uint64_t **summary)
{
	struct index_key k;
	struct cell *p;
	uint64_t hash, *row;
	size_t i;

	key_make(&k, l, states);
	for (i = 0; i < INDEX_KEY_FIXED; i++)
		k.w[i] &= x->asked.w[i];
	hash = hash_fold(k.w[0] ^ HASH_A, k.w[1] ^ HASH_B) ^
	    hash_fold(k.w[2] ^ HASH_B, k.w[3] ^ HASH_C) ^
	    hash_fold(k.w[4] ^ HASH_C, k.w[5] ^ states << 32 ^ HASH_D);
	i = (size_t)(hash ^ hash >> 32) & m->mask;
	p = &m->place[i];
	row = m->row + i * (x->words + x->swords);
	if (!p->full || !key_same(&p->key, &k)) {
		index_narrow(x, l, states, row, row + x->words);
		p->key = k;
		p->full = true;
	}
	*bits = row;
	*summary = row + x->words;
}
