/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counts over a run of messages.
 */
#include <inttypes.h>

#include "summary.h"

void
summary_add(struct summary *s, const struct sig_msg *m)
{
	uint64_t anomalies = m->anomalies;
	unsigned i;

	s->messages++;
	s->proto[m->proto]++;
	s->kind[m->proto][m->kind]++;
	for (i = 0; i < m->ncomp; i++)
		if (m->comp[i].op != SIG_OP_NONE)
			s->op[m->comp[i].op]++;
	s->defect[m->defect]++;
	for (; anomalies != 0; anomalies &= anomalies - 1)
		s->anomaly[__builtin_ctzll(anomalies)]++;
}

static void
line(FILE *f, const char *name, uint64_t count, const char *text)
{
	fprintf(f, "  %-32s %12" PRIu64 "%s%s\n", name, count,
	    text[0] != '\0' ? "  " : "", text);
}

/* By protocol, with requests and answers beside. */
static void
protocols(FILE *f, const struct summary *s)
{
	unsigned p, k;
	bool first;

	for (p = 0; p < SIG_PROTO_COUNT; p++) {
		if (s->proto[p] == 0)
			continue;
		fprintf(f, "  %-32s %12" PRIu64 "  ",
		    p == SIG_PROTO_NONE ? "unreadable" : sig_proto_name(p),
		    s->proto[p]);
		first = true;
		for (k = 1; k < SIG_KIND_COUNT; k++) {
			if (s->kind[p][k] == 0)
				continue;
			fprintf(f, "%s%s %" PRIu64, first ? "" : ", ",
			    sig_kind_name(k), s->kind[p][k]);
			first = false;
		}
		fputc('\n', f);
	}
}

static bool
any(const uint64_t *counts, unsigned from, unsigned n)
{
	for (; from < n; from++)
		if (counts[from] != 0)
			return true;
	return false;
}

static void
lower_layers(FILE *f, const struct wire_stats *w)
{
	const struct {
		const char	*name, *text;
		uint64_t	 count;
	} rows[] = {
		{ "no signalling", "", w->other },
		{ "broken lower layer", "IP or link header", w->bad },
		{ "cut off by the capture", "shorter than on the wire",
		    w->cut_off },
		{ "retransmitted", "SCTP chunks, TCP segments; seen once",
		    w->retransmitted },
		{ "TCP gaps", "octets that the capture lacks", w->tcp_lost },
		{ "given up for age", "parts that never came", w->expired },
		{ "given up for room", "memory for parts was full",
		    w->evicted },
		{ "still incomplete", "at the end", w->waiting },
	};
	size_t i;

	fprintf(f, "frames%41" PRIu64 "\n", w->frames);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].count != 0)
			line(f, rows[i].name, rows[i].count, rows[i].text);
}

void
summary_print(FILE *f, const struct summary *s, const struct wire_stats *w)
{
	unsigned i;

	lower_layers(f, w);
	fprintf(f, "messages%39" PRIu64 "\n", s->messages);
	protocols(f, s);
	if (any(s->op, 1, SIG_OP_COUNT))
		fputs("operations\n", f);
	for (i = 1; i < SIG_OP_COUNT; i++)
		if (s->op[i] != 0)
			line(f, sig_op_name(i), s->op[i], "");
	if (any(s->defect, 1, SIG_DEFECT_COUNT))
		fputs("defects\n", f);
	for (i = 1; i < SIG_DEFECT_COUNT; i++)
		if (s->defect[i] != 0)
			line(f, sig_defect_name(i), s->defect[i],
			    sig_defect_text(i));
	if (any(s->anomaly, 0, SIG_ANOMALY_COUNT))
		fputs("anomalies\n", f);
	for (i = 0; i < SIG_ANOMALY_COUNT; i++)
		if (s->anomaly[i] != 0)
			line(f, sig_anomaly_name(i), s->anomaly[i],
			    sig_anomaly_text(i));
}
