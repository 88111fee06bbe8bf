/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The octets that a message of a peer's was made of.
 *
 * One hook has the octets, another one the message; what links them is data
 * that freeDiameter keeps with the message and shows to hooks alone.  So it
 * lies in a table as well, by the address of the message, until that is freed.
 * The octets are freeDiameter's, which keeps them as long as the message.
 *
 * The count of messages that live is what holds back a peer that sends faster
 * than they are dealt with: freeDiameter's queue of received ones has no end.
 */
#include "edge_fd.h"

#include <stdatomic.h>
#include <stdint.h>
#include <unistd.h>

enum { BUCKETS = 1 << 12, WAIT_US = 1000, WAITS_MAX = 2000 };

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
	if (r->msg == NULL)
		return;
	pthread_mutex_lock(&lock);
	for (at = bucket_of(r->msg); *at != NULL; at = &(*at)->next)
		if (*at == r) {
			*at = r->next;
			break;
		}
	pthread_mutex_unlock(&lock);
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
