/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libFuzzer: messages between neighbours, read and answered.  The first octet
 * is none of the message, as in fuzz_entry.h.
 */
#include <stdlib.h>

#include "../fw/run/base.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const struct base_self self = { .host = "fw.example.org",
	.realm = "example.org", .naddress = 1,
	.address = { { { 127, 0, 0, 1 }, 4 } } };

/* What we write has to be what we can read. */
static void
check(const struct wbuf *w)
{
	struct base_message m;

	if (!wbuf_ok(w) || base_read(&m, wbuf_cur(w)) != BASE_SUCCESS)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t mem[BASE_WRITE_MAX];
	struct wbuf w = wbuf_make(mem, sizeof(mem));
	struct base_message m;
	uint32_t result;

	if (size < 1)
		return 0;
	result = base_read(&m, cur_make(data + 1, size - 1));
	if (memchr(m.host, '\0', sizeof(m.host)) == NULL ||
	    memchr(m.realm, '\0', sizeof(m.realm)) == NULL ||
	    (result == BASE_SUCCESS && (*m.host == '\0' || *m.realm == '\0')))
		abort();
	base_cea(&w, &self, &m, result);
	check(&w);
	w = wbuf_make(mem, sizeof(mem));
	base_answer(&w, &self, &m.header, result);
	check(&w);
	w = wbuf_make(mem, sizeof(mem));
	base_busy(&w, &self, cur_make(data + 1, size - 1));
	if (wbuf_ok(&w) && w.len % 4 != 0)
		abort();
	return 0;
}
