/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzz target for the lower layers.  Input: one octet for the link type, then
 * frames, each with two octets before it: its length, of which the top four
 * bits move the clock and cut the frame off.
 */
#include <stdlib.h>

#include "../dissectors/wire.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const int links[] = { WIRE_ETHERNET, WIRE_RAW, WIRE_NULL, WIRE_LOOP,
	WIRE_LINUX_SLL, WIRE_LINUX_SLL2, WIRE_SCTP, WIRE_MTP2_PHDR,
	WIRE_MTP2, WIRE_MTP3, WIRE_SCCP, WIRE_IPV6 };

static uint64_t emitted;

/* Touch what a message points to. */
static void
emit(void *arg, const struct sig_msg *m)
{
	struct cur a = m->src, b = m->dst;
	uint8_t v;

	(void)arg;
	while (cur_u8(&a, &v))
		emitted += v;
	while (cur_u8(&b, &v))
		emitted += v;
	if (m->nlayers > SIG_LAYERS_MAX || m->defect >= SIG_DEFECT_COUNT)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct wire_conf conf = { .reasm_octets = 512 * 1024,
	    .reasm_sets = 16, .associations = 4, .streams = 4,
	    .stream_octets = 4096, .timeout = 30000000000, .secret = 99 };
	struct wire_frame f = { .ts = UINT64_C(1) << 60 };
	struct cur c = cur_make(data, size);
	static void *mem;
	struct wire *w;
	uint16_t len;
	uint8_t link;

	if (mem == NULL)
		mem = malloc(wire_size(&conf));
	if (mem == NULL || !cur_u8(&c, &link))
		return 0;
	f.link = links[link % (sizeof(links) / sizeof(links[0]))];
	w = wire_init(mem, &conf);
	while (cur_be16(&c, &len)) {
		uint8_t *copy;
		size_t n;

		f.octets = cur_take_most(&c, len & 0x0fff);
		n = cur_left(&f.octets);
		f.len = n + (len & 0x1000 ? 100 : 0);
		f.ts += len & 0x2000 ? UINT64_C(31000000000) : 1000;
		f.ts -= len & 0x4000 ? UINT64_C(50000000000) : 0;
		f.number++;
		/* a copy of its own, so that reading beyond is seen */
		copy = malloc(n > 0 ? n : 1);
		if (copy == NULL)
			return 0;
		for (size_t i = 0; i < n; i++)
			copy[i] = cur_at(&f.octets, i);
		f.octets = cur_make(copy, n);
		wire_frame(w, &f, emit, NULL);
		free(copy);
	}
	wire_finish(w, emit, NULL);
	if (wire_stats(w)->frames != f.number)
		abort();
	return 0;
}
