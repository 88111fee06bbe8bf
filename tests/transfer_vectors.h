/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every SCCP message of the catalogue as M3UA DATA, and a place for octets
 * whose end is the end of what may be read or written.
 */
#ifndef TESTS_TRANSFER_VECTORS_H
#define TESTS_TRANSFER_VECTORS_H

#include <sys/mman.h>
#include <unistd.h>

#include "../dissectors/wire.h"
#include "../fw/capture.h"
#include "../sim/mkcap.h"
#include "random.h"
#include "transfer_help.h"

enum { VECTORS_MAX = 4096, VECTOR_OCTETS = 1200, ARENA = 16384 };

struct vector {
	uint16_t	 n;
	uint8_t		 p[VECTOR_OCTETS];	/* the SCCP message */
};

static struct vector *vectors;
static unsigned nvector;

static void
vector_add(void *arg, const struct sig_msg *m)
{
	struct vector *v = &vectors[nvector];
	size_t n = cur_left(&m->sccp);

	(void)arg;
	if (m->sccp.p == NULL || n == 0 || n > VECTOR_OCTETS ||
	    nvector == VECTORS_MAX)
		return;
	v->n = (uint16_t)n;
	memcpy(v->p, m->sccp.p, n);
	nvector++;
}

static inline void
vectors_load(void)
{
	char path[] = "/tmp/transfer.XXXXXX", error[CAPTURE_ERROR_MAX];
	struct wire_conf conf = wire_conf_default;
	struct wire_frame f;
	struct capture *c;
	struct wire *wire;
	void *mem;

	mem = aligned_alloc(64, (wire_size(&conf) + 63) / 64 * 64);
	vectors = calloc(VECTORS_MAX, sizeof(*vectors));
	ck_assert(mem != NULL && vectors != NULL);
	nvector = 0;
	ck_assert_int_ge(mkstemp(path), 0);
	ck_assert(mkcap_catalogue(path));
	wire = wire_init(mem, &conf);
	c = capture_open(path, error);
	ck_assert_ptr_nonnull(c);
	while (capture_next(c, &f, error) == 1)
		wire_frame(wire, &f, vector_add, NULL);
	capture_close(c);
	unlink(path);
	free(mem);
	ck_assert_uint_gt(nvector, 400);
}

/* Around an SCCP message, or what is left of one. */
static inline size_t
vector_wrap(uint8_t p[OCTETS_MAX], const uint8_t *sccp, size_t n, uint32_t opc,
    uint32_t dpc, uint8_t sls)
{
	struct wbuf w = wbuf_make(p, OCTETS_MAX);
	struct mtp3_label l = { .opc = opc, .dpc = dpc, .ni = NI,
	    .si = SI_SCCP, .sls = sls };

	m3ua_build(&w, &l, NULL, cur_make(sccp, n));
	ck_assert(wbuf_ok(&w));
	return w.len;
}

/* As take(), without asking for memory. */
static inline void
give(struct peer *d, const uint8_t *octets, size_t n)
{
	static uint8_t *end;
	uint8_t *mem;

	if (end == NULL) {
		mem = mmap(NULL, 2 * ARENA, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		ck_assert(mem != MAP_FAILED);
		ck_assert_int_eq(mprotect(mem + ARENA, ARENA, PROT_NONE), 0);
		end = mem + ARENA;
	}
	memcpy(end - n, octets, n);
	engine_message(engine, d->way, end - n, n);
}

#endif
