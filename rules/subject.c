/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Subjects of tests: their names, types and lists of words.
 */
#include <string.h>

#include "../dissectors/diameter.h"
#include "check.h"
#include "subject.h"

struct word_list {
	const char *const *word;
	unsigned	 first, n;	/* below first: absence */
};

#define X(sym, name, type)						\
	[SUBJECT_##sym - SUBJECT_MALFORMED] = { name, TYPE_##type },
static const struct {
	const char	*name;
	uint8_t		 type;
} subjects[] = { SUBJECTS(X) };
#undef X

#define X(sym, name, ...)	[SIG_DEFECT_##sym] = name,
static const char *const defects[] = { SIG_DEFECTS(X) };
#undef X
#define X(sym, name, ...)	[SIG_ANOMALY_##sym] = name,
static const char *const anomalies[] = { SIG_ANOMALIES(X) };
#undef X
#define X(sym, name)	[SIG_PROTO_##sym] = name,
static const char *const protos[] = { SIG_PROTOS(X) };
#undef X
#define X(sym, name)	[SIG_LAYER_##sym] = name,
static const char *const layers[] = { SIG_LAYERS(X) };
#undef X
#define X(sym, name)	[SIG_KIND_##sym] = name,
static const char *const kinds[] = { SIG_KINDS(X) };
#undef X
static const char *const dialogues[] = {
	[SIG_DIALOGUE_NONE] = "none",
	[SIG_DIALOGUE_UNI] = "uni",
	[SIG_DIALOGUE_BEGIN] = "begin",
	[SIG_DIALOGUE_CONTINUE] = "continue",
	[SIG_DIALOGUE_END] = "end",
	[SIG_DIALOGUE_ABORT] = "abort",
};
static const char *const routing[] = { "gt", "ssn" };
#define X(sym, name, ...)	[CHECK_##sym] = name,
static const char *const checks[] = { CHECKS(X) };
#undef X
static const char *const lists[] = {
	[DEVICE_BLACK] = "black", [DEVICE_GREY] = "grey",
};

static const struct {
	const char	*name;
	unsigned	 bit;
} flags[] = {
	{ "request", DIAMETER_REQUEST },
	{ "proxiable", DIAMETER_PROXIABLE },
	{ "error", DIAMETER_ERROR },
	{ "retransmitted", DIAMETER_RETRANSMITTED },
};

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

/* Fields of text that hold the name of a node or of its realm. */
static bool
is_name(const char *field)
{
	static const char *const ends[] = { "_host", "_realm" };
	static const char *const nodes[] = { "mme_name", "sgsn_name",
	    "smsc_name", "node_name", "route_record" };
	size_t i, len = strlen(field);

	for (i = 0; i < COUNT(ends); i++)
		if (len > strlen(ends[i]) &&
		    strcmp(field + len - strlen(ends[i]), ends[i]) == 0)
			return true;
	for (i = 0; i < COUNT(nodes); i++)
		if (strcmp(field, nodes[i]) == 0)
			return true;
	return false;
}

static enum subject_type
field_type(enum sig_field f)
{
	switch (sig_field_type(f)) {
	case SIG_TYPE_DIGITS:
		return TYPE_DIGITS;
	case SIG_TYPE_PLMN:
		return TYPE_PLMN;
	case SIG_TYPE_OCTETS:
		return TYPE_OCTETS;
	case SIG_TYPE_IP:
		return TYPE_ADDRESS;
	case SIG_TYPE_UINT:
		return TYPE_NUMBER;
	case SIG_TYPE_TEXT:
		break;
	}
	return is_name(sig_field_name(f)) ? TYPE_NAME : TYPE_TEXT;
}

static struct word_list
word_list(unsigned subject)
{
	switch (subject) {
	case SUBJECT_DEFECT:
		return (struct word_list){ defects, 1, COUNT(defects) };
	case SUBJECT_ANOMALY:
		return (struct word_list){ anomalies, 0, COUNT(anomalies) };
	case SUBJECT_PROTO:
		return (struct word_list){ protos, 1, COUNT(protos) };
	case SUBJECT_KIND:
		return (struct word_list){ kinds, 1, COUNT(kinds) };
	case SUBJECT_LAYER:
		return (struct word_list){ layers, 0, COUNT(layers) };
	case SUBJECT_DIALOGUE:
		return (struct word_list){ dialogues, 1, COUNT(dialogues) };
	case SUBJECT_CALLING_RI:
	case SUBJECT_CALLED_RI:
		return (struct word_list){ routing, 0, COUNT(routing) };
	case SUBJECT_FINDING:
		return (struct word_list){ checks, 0, COUNT(checks) };
	case SUBJECT_DEVICE:
		return (struct word_list){ lists, 0, COUNT(lists) };
	default:
		return (struct word_list){ NULL, 0, 0 };
	}
}

static int
flag_find(const char *word)
{
	size_t i;

	for (i = 0; i < COUNT(flags); i++)
		if (strcmp(flags[i].name, word) == 0)
			return (int)flags[i].bit;
	return -1;
}

static const char *
flag_name(unsigned bit)
{
	size_t i;

	for (i = 0; i < COUNT(flags); i++)
		if (flags[i].bit == bit)
			return flags[i].name;
	return NULL;
}

const char *
subject_name(unsigned subject)
{
	if (subject < SUBJECT_MALFORMED)
		return sig_field_name((enum sig_field)subject);
	return subject < SUBJECT_COUNT ?
	    subjects[subject - SUBJECT_MALFORMED].name : NULL;
}

enum subject_type
subject_type(unsigned subject)
{
	if (subject < SUBJECT_MALFORMED)
		return field_type((enum sig_field)subject);
	return subject < SUBJECT_COUNT ?
	    subjects[subject - SUBJECT_MALFORMED].type : TYPE_FLAG;
}

int
subject_word_find(unsigned subject, const char *word)
{
	struct word_list list = word_list(subject);
	unsigned i;

	if (subject == SUBJECT_FLAGS)
		return flag_find(word);
	for (i = list.first; i < list.n; i++)
		if (strcmp(list.word[i], word) == 0)
			return (int)i;
	return -1;
}

const char *
subject_word(unsigned subject, unsigned number)
{
	struct word_list list = word_list(subject);

	if (subject == SUBJECT_FLAGS)
		return flag_name(number);
	return number < list.n ? list.word[number] : NULL;
}

const char *
check_name(unsigned check)
{
	return check < CHECK_COUNT ? checks[check] : NULL;
}

const char *
check_mode_name(unsigned mode)
{
	static const char *const names[CHECK_MODES] = {
		[CHECK_OFF] = "off", [CHECK_LEARN] = "learn",
		[CHECK_TEST] = "test", [CHECK_ENFORCE] = "enforce",
	};

	return mode < CHECK_MODES ? names[mode] : NULL;
}
