/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libFuzzer: one Diameter message; the first octet says whether it was cut.
 */
#include <stdlib.h>

#include "../dissectors/diameter.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* Every value of the view must point to readable memory. */
static unsigned
view_read(const struct sig_msg *m)
{
	const struct sig_value *v;
	unsigned sum = 0, i, n;

	for (i = 0; i < m->nval; i++) {
		v = &m->val[i];
		if (v->type == SIG_TYPE_UINT)
			continue;
		for (n = 0; n < v->len; n++)
			sum += v->type == SIG_TYPE_TEXT ||
			    v->type == SIG_TYPE_OCTETS ||
			    v->type == SIG_TYPE_IP ?
			    v->text[n] : (uint8_t)v->d[n];
	}
	return sum;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct sig_msg m;
	static volatile unsigned sink;
	struct cur c = cur_make(data, size);
	uint8_t first;

	if (!cur_u8(&c, &first))
		return 0;
	m.nlayers = 0;
	m.cut = first & 1;
	sig_reset(&m);
	diameter_dissect(c, &m);
	sink = view_read(&m);
	(void)sink;
	if (m.kind == SIG_KIND_NONE && m.defect == SIG_DEFECT_NONE)
		abort();
	return 0;
}
