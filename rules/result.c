/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an answer says: whether it grants what was asked, and if not, why.
 *
 * 3GPP TS 29.002 17.6 (errors), TS 29.272 7.4; RFC 6733 7.1 (Result-Code).
 */
#include "../dissectors/diameter.h"
#include "context_impl.h"

/* MAP error 1, TS 29.002 17.6.6; Experimental-Result 5001, TS 29.272 7.4.3. */
enum { MAP_UNKNOWN_SUBSCRIBER = 1, S6A_USER_UNKNOWN = 5001,
	RESULT_CLASS = 1000, RESULT_SUCCESS = 2, PURGE_SAYS = 3 };

static uint64_t
number(const struct sig_msg *m, enum sig_field f)
{
	const struct sig_value *v = sig_get(m, f);

	return v == NULL ? 0 : v->num;
}

/* TS 29.002 17.6: unknownSubscriber, facilityNotSupported, those that are not
 * allowed, mm-EventNotSupported. */
static bool
is_refusal(int32_t error)
{
	static const uint8_t errors[] = { MAP_UNKNOWN_SUBSCRIBER, 21, 49, 52,
	    53, 59, 60, 61, 62 };
	size_t i;

	for (i = 0; i < sizeof(errors); i++)
		if (error == errors[i])
			return true;
	return false;
}

bool
result_accepts(const struct sig_msg *m, unsigned comp)
{
	if (m->proto == SIG_PROTO_DIAMETER)
		return number(m, SIG_RESULT) / RESULT_CLASS == RESULT_SUCCESS;
	return m->comp[comp].kind == SIG_KIND_ANSWER;
}

bool
result_unknown(const struct sig_msg *m, unsigned comp)
{
	const struct sig_comp *c = &m->comp[comp];

	if (m->proto == SIG_PROTO_DIAMETER)
		return number(m, SIG_EXPERIMENTAL_RESULT) == S6A_USER_UNKNOWN;
	return c->kind == SIG_KIND_ERROR && c->has_error &&
	    c->error == MAP_UNKNOWN_SUBSCRIBER;
}

bool
result_knows(const struct sig_msg *m)
{
	uint64_t result = number(m, SIG_RESULT);
	unsigned i;

	if (m->proto == SIG_PROTO_DIAMETER)
		return sig_has(m, SIG_EXPERIMENTAL_RESULT) ? number(m,
		    SIG_EXPERIMENTAL_RESULT) != S6A_USER_UNKNOWN :
		    result / RESULT_CLASS == RESULT_SUCCESS;
	if (m->kind == SIG_KIND_ABORT)
		return false;
	for (i = 0; i < m->ncomp; i++)
		if (m->comp[i].kind == SIG_KIND_REJECT ||
		    (m->comp[i].kind == SIG_KIND_ERROR &&
		    m->comp[i].has_error && is_refusal(m->comp[i].error)))
			return false;
	return true;
}

/*
 * Home freezes the temporary identities when the node that lets go of him is
 * the one it has for him (TS 29.002 8.1.6, TS 29.272 5.2.1.3.3); about others
 * it only says yes.  Before version 3 of MAP it cannot say so.
 */
bool
result_lets_go(const struct sig_msg *m, unsigned ac_version)
{
	const struct sig_value *v;

	for (v = sig_get(m, SIG_FREEZE); v != NULL; v = sig_next(m, v))
		if (v->num != 0)
			return true;
	return m->proto == SIG_PROTO_MAP && ac_version < PURGE_SAYS;
}

uint32_t
result_error(const struct sig_msg *m, unsigned *domain)
{
	uint64_t result = number(m, SIG_RESULT);
	unsigned i;

	*domain = MEMORY_ERROR_RESULT;
	if (sig_has(m, SIG_EXPERIMENTAL_RESULT)) {
		*domain = number(m, SIG_EXPERIMENTAL_VENDOR) ==
		    DIAMETER_VENDOR_3GPP ? MEMORY_ERROR_3GPP :
		    MEMORY_ERROR_VENDOR;
		result = number(m, SIG_EXPERIMENTAL_RESULT);
	}
	if (m->proto == SIG_PROTO_DIAMETER)
		return result / RESULT_CLASS == RESULT_SUCCESS ? 0 :
		    (uint32_t)result;
	*domain = MEMORY_ERROR_MAP;
	for (i = 0; i < m->ncomp; i++)
		if (m->comp[i].kind == SIG_KIND_ERROR && m->comp[i].has_error)
			return (uint32_t)m->comp[i].error;
	return 0;
}
