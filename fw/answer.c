/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The answer that a rejected message gets: which builder makes it.
 */
#include "answer_impl.h"
#include "../dissectors/sig.h"

void
answer_results(enum reject_error error, uint32_t *result,
    uint32_t *experimental)
{
#define X(sym, name, map, base, tgpp)	[REJECT_##sym] = { base, tgpp },
	static const uint16_t codes[REJECT_COUNT][2] = { REJECT_ERRORS(X) };
#undef X

	*result = codes[error][0];
	*experimental = codes[error][1];
}

static bool
sane(const struct answer *a)
{
	return a->kind < ANSWER_KIND_COUNT && a->error < REJECT_SILENCE &&
	    a->problem <= 7 && a->drmp < 16 &&
	    a->diagnostic < ANSWER_DIAGNOSTIC_COUNT;
}

static bool
build(const struct sig_msg *m, const struct answer *a, struct wbuf *w)
{
	if (!sane(a) || m->nlayers <= m->base_layers)
		return false;
	switch (m->layer[m->base_layers]) {
	case SIG_LAYER_DIAMETER:
		return answer_diameter(m, a, w);
	case SIG_LAYER_TCAP:
		return answer_tcap(m, a, w);
	default:
		return answer_ss7(m, a, w);
	}
}

bool
answer_build(const struct sig_msg *m, const struct answer *a, struct wbuf *w)
{
	if (w->len == 0 && build(m, a, w) && wbuf_ok(w))
		return true;
	w->len = 0;
	return false;
}
