/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The octets that a message of a peer's was made of, and what freeDiameter gets
 * to see of them.
 *
 * freeDiameter reads some AVPs of what it routes by its dictionary, answers by
 * itself what it does not like, and ends itself where that fails in a way that
 * it did not think of: a Proxy-Info that can not be read is enough.  So the
 * octets are kept here and freeDiameter's are painted over: their header
 * stays, but that no request is an error or of no application; of AVPs it gets
 * a Destination-Realm and one that nobody knows.  Everything is forwarded then,
 * that is, comes to us, and the engine judges what really came.
 *
 * One hook has the octets, another one the message; what links them is data
 * that freeDiameter keeps with the message and shows to hooks alone.  So it
 * lies in a table as well, by the address of the message, until that is freed.
 *
 * The count of messages that live is what holds back a peer that sends faster
 * than they are dealt with: freeDiameter's queue of received ones has no end.
 */
#include "edge_fd.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BUCKETS = 1 << 12, WAIT_US = 1000, WAITS_MAX = 2000,
	HEADER = CHANNEL_MESSAGE_MIN, AVP_HEADER = 8, AVP_DEST_REALM = 283 };

#define AVP_UNKNOWN	UINT32_C(0xfffffff0)

static struct fd_hook_permsgdata *bucket[BUCKETS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_int live;

/* Addresses that malloc() gives; no stranger chooses them. */
static struct fd_hook_permsgdata **
bucket_of(const struct msg *msg)
{
	return &bucket[((uintptr_t)msg >> 4) * UINT64_C(0x9e3779b97f4a7c15)
	    >> 52 & (BUCKETS - 1)];
}

static void
raw_new(struct fd_hook_permsgdata *r)
{
	(void)r;
	atomic_fetch_add_explicit(&live, 1, memory_order_relaxed);
}

static void
raw_free(struct fd_hook_permsgdata *r)
{
	struct fd_hook_permsgdata **at;

	atomic_fetch_sub_explicit(&live, 1, memory_order_relaxed);
	if (r->msg != NULL) {
		pthread_mutex_lock(&lock);
		for (at = bucket_of(r->msg); *at != NULL; at = &(*at)->next)
			if (*at == r) {
				*at = r->next;
				break;
			}
		pthread_mutex_unlock(&lock);
	}
	free(r->p);
}

/* n octets, 20 of them a header; the rest is painted over. */
static void
paint(uint8_t *p, size_t n)
{
	static const uint8_t realm[] = { 'n', 'o', 'n', 'e' };
	struct wbuf w = wbuf_make(p + HEADER, n - HEADER);
	size_t rest = n - HEADER;
	uint64_t app;

	app = (uint64_t)p[8] << 24 | (uint64_t)p[9] << 16 | p[10] << 8 | p[11];
	if (p[4] & CMD_FLAG_REQUEST) {
		p[4] &= (uint8_t)~CMD_FLAG_ERROR;
		if (app == 0 || app == UINT32_MAX)
			memcpy(p + 8, "\0\0\0\1", 4);
	}
	if (rest >= 2 * AVP_HEADER + sizeof(realm)) {
		wbuf_be32(&w, AVP_DEST_REALM);
		wbuf_be32(&w, (uint32_t)AVP_FLAG_MANDATORY << 24 |
		    (AVP_HEADER + sizeof(realm)));
		wbuf_octets(&w, realm, sizeof(realm));
		rest -= w.len;
	}
	if (rest >= AVP_HEADER) {
		wbuf_be32(&w, AVP_UNKNOWN);
		wbuf_be32(&w, (uint32_t)rest);
	}
	wbuf_fill(&w, 0, w.size - w.len);
}

bool
raw_take(struct fd_hook_permsgdata *r, uint8_t *p, size_t n)
{
	r->p = malloc(n);
	if (r->p == NULL)
		return false;
	memcpy(r->p, p, n);
	r->n = n;
	paint(p, n);
	return true;
}

bool
raw_begin(struct fd_hook_data_hdl **handle)
{
	return fd_hook_data_register(sizeof(struct fd_hook_permsgdata),
	    raw_new, raw_free, handle) == 0;
}

void
raw_note(struct fd_hook_permsgdata *r, struct msg *msg)
{
	struct fd_hook_permsgdata **at = bucket_of(msg);

	pthread_mutex_lock(&lock);
	r->msg = msg;
	r->next = *at;
	*at = r;
	pthread_mutex_unlock(&lock);
}

struct cur
raw_of(struct msg *msg)
{
	struct fd_hook_permsgdata *r;
	struct cur c = { NULL, NULL };

	pthread_mutex_lock(&lock);
	for (r = *bucket_of(msg); r != NULL && r->msg != msg; r = r->next)
		continue;
	if (r != NULL)
		c = cur_make(r->p, r->n);
	pthread_mutex_unlock(&lock);
	return c;
}

/* In the thread that receives: a peer that is not read from sends no more.  Not
 * for ever, for its watchdog waits behind. */
void
raw_wait(void)
{
	unsigned i;

	for (i = 0; i < WAITS_MAX && atomic_load_explicit(&live,
	    memory_order_relaxed) > LIVE_MAX; i++)
		usleep(WAIT_US);
}
