/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Errors by name: of MAP (TS 29.002 17.6), of Diameter (RFC 6733 7.1), and of
 * 3GPP in its Experimental-Result (TS 29.272 7.4, TS 29.230).
 */
#include "report_far.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "../dissectors/diameter.h"
#include "../dissectors/map.h"
#include "../rules/context.h"
#include "../rules/state/far.h"

static const char *
name(const struct far_code *c, const char **whose)
{
	*whose = "Diameter";
	switch (c->domain) {
	case MEMORY_ERROR_MAP:
		*whose = "MAP";
		return map_error_name((int32_t)c->code);
	case MEMORY_ERROR_RESULT:
		return diameter_result_name(c->code, 0);
	case MEMORY_ERROR_3GPP:
		*whose = "3GPP";
		return diameter_result_name(c->code, DIAMETER_VENDOR_3GPP);
	default:
		*whose = "vendor's";
		return NULL;
	}
}

/* Falling; of equal ones the order is that of their codes, in every run. */
static int
order(const void *x, const void *y)
{
	const struct far_code *a = x, *b = y;

	if (a->count != b->count)
		return a->count < b->count ? 1 : -1;
	if (a->domain != b->domain)
		return a->domain < b->domain ? -1 : 1;
	return (a->code > b->code) - (a->code < b->code);
}

size_t
report_errors(const struct far *e, struct report_error errors[REPORT_ERRORS + 1])
{
	struct far_code code[FAR_CODES];
	const char *text, *whose;
	uint64_t rest = e->errors;
	size_t i, n = 0;

	for (i = 0; i < FAR_CODES; i++)
		code[i] = e->code[i];
	qsort(code, FAR_CODES, sizeof(code[0]), order);
	for (; n < REPORT_ERRORS && code[n].count > 0; n++) {
		text = name(&code[n], &whose);
		errors[n].count = code[n].count;
		snprintf(errors[n].text, sizeof(errors[n].text),
		    "%s %" PRIu32 "%s%s", whose, code[n].code,
		    text != NULL ? " " : "", text != NULL ? text : "");
		rest -= rest < code[n].count ? rest : code[n].count;
	}
	if (rest == 0)
		return n;
	errors[n].count = rest;
	snprintf(errors[n].text, sizeof(errors[n].text), "other errors");
	return n + 1;
}
