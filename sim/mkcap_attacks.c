/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mkcap attacks: captures of what a roaming firewall must refuse and, as many,
 * of what looks like it and must pass.  Beside NAME.pcap stands NAME.tsv, one
 * line a message: frame, index within it, verdicts expected ("|" between
 * them), label expected or "-", and what it is.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>

#include "mkcap_attacks.h"

enum { PATH_TEXT_MAX = 1024, PORT_M3UA = 2905, PORT_DIAMETER = 3868 };

static const struct {
	const char	*name;
	void		(*fill)(struct set *);
} sets[] = {
	{ "cat1", set_cat1 }, { "cat2", set_cat2 }, { "cat3", set_cat3 },
	{ "spoofed", set_spoofed }, { "sms", set_sms },
	{ "camel", set_camel }, { "address", set_address },
	{ "evasion", set_evasion }, { "management", set_management },
	{ "flood", set_flood }, { "dialogues", set_dialogues },
	{ "within", set_within },
	{ "diameter", set_diameter },
	{ "diameter-checks", set_diameter_checks },
	{ "diameter-apps", set_diameter_apps },
};

void
set_label(struct set *s, enum expect expect, const char *label,
    const char *format, ...)
{
	static const char *const verdicts[] = {
		[PASS] = "pass", [REFUSE] = "drop|reject",
		[EITHER] = "pass|drop|reject",
	};
	uint64_t frame = (s->lab->ts - s->start) / s->lab->step;
	va_list ap;

	fprintf(s->labels, "%llu\t0\t%s\t%s\t", (unsigned long long)frame,
	    verdicts[expect],
	    label == NULL || expect != REFUSE ? "-" : label);
	va_start(ap, format);
	vfprintf(s->labels, format, ap);
	va_end(ap);
	putc('\n', s->labels);
}

/* Between a network's gateway and home. */
static void
gateway(struct path *p, uint8_t octet, uint16_t port)
{
	path_make(p, 4, port);
	p->flow[0].src[3] = p->flow[1].dst[3] = octet;
	p->label.opc = 1000U + octet;
	p->label.dpc = 2002;
}

static void
gateways(struct set *s)
{
	static const uint8_t octets[] = {
#define X(sym, letter, digits, plmn, realm, octet)	octet,
		NETS(X)
#undef X
	};
	unsigned i;

	for (i = 0; i < NETS_COUNT; i++) {
		gateway(&s->ss7[i], octets[i], PORT_M3UA);
		gateway(&s->sctp[i], octets[i], PORT_DIAMETER);
		gateway(&s->tcp[i], octets[i], PORT_DIAMETER);
	}
}

static bool
set_write(const char *directory, size_t i)
{
	struct set *s = calloc(1, sizeof(*s));
	char path[PATH_TEXT_MAX];
	bool ok = false;

	if (s == NULL)
		return false;
	snprintf(path, sizeof(path), "%s/%s.tsv", directory, sets[i].name);
	s->labels = fopen(path, "w");
	snprintf(path, sizeof(path), "%s/%s.pcap", directory, sets[i].name);
	s->lab = s->labels == NULL ? NULL :
	    lab_open(path, WRITER_MICRO, 1);
	if (s->lab != NULL) {
		s->start = s->lab->ts;
		nets_make(&s->nets);
		gateways(s);
		sets[i].fill(s);
		ok = lab_close(s->lab) && !s->failed;
	}
	if (s->labels != NULL) {
		ok = ferror(s->labels) == 0 && ok;
		ok = fclose(s->labels) == 0 && ok;
	}
	free(s);
	return ok;
}

bool
mkcap_attacks(const char *directory)
{
	size_t i;

	for (i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
		if (!set_write(directory, i))
			return false;
	return true;
}
