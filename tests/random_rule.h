/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random rules as text, of every kind of test.
 */
#ifndef TESTS_RANDOM_RULE_H
#define TESTS_RANDOM_RULE_H

#include "random_world.h"

/* ---- items and tests ---- */

static inline void
random_owner_item(struct random *r, struct random_text *t)
{
	static const char *const words[] = { "home", "origin", "link",
		"unknown", "active", "suspended", "test", "home", "origin",
		"link" };

	if (random_chance(r, 25))
		random_say(t, "partner \"%s\"", RANDOM_OF(r, world_partner));
	else
		random_say(t, "%s", RANDOM_OF(r, words));
}

static inline void
random_digits_item(struct random *r, struct random_text *t, unsigned subject)
{
	static const unsigned others[] = { SIG_IMSI, SIG_VLR, SIG_MSC,
		SUBJECT_CALLING_GT, SUBJECT_CALLED_GT, SIG_SMSC };
	static const char *const imei[] = { "3593*", "35938603",
		"35938603*", "359386030656800", "35938603065681",
		"3593870306568099", "9998*", "88210555000012" };
	const char *table = subject == SIG_IMSI ? "t-imsi" :
	    subject == SIG_MSISDN ? "t-msisdn" : subject == SIG_IMEI ?
	    "t-imei" : "t-gt";

	if (random_chance(r, 20))
		random_owner_item(r, t);
	else if (random_chance(r, 20))
		random_say(t, "<%s>", table);
	else if (random_chance(r, 15))
		random_say(t, "same %s", subject_name(RANDOM_OF(r, others)));
	else if (subject == SIG_IMSI)
		random_say(t, "%s", RANDOM_OF(r, world_imsi));
	else if (subject == SIG_IMEI)
		random_say(t, "%s", RANDOM_OF(r, imei));
	else if (random_chance(r, 20))
		random_say(t, "%s", RANDOM_OF(r, world_msisdn));
	else
		random_say(t, "%s", RANDOM_OF(r, world_gt));
}

static inline void
random_name_item(struct random *r, struct random_text *t)
{
	static const unsigned others[] = { SIG_ORIGIN_HOST, SIG_ORIGIN_REALM,
		SIG_DEST_REALM, SIG_ROUTE_RECORD, SIG_DEST_HOST };
	static const char *const words[] = { "same", "under", "begins" };

	if (random_chance(r, 20))
		random_owner_item(r, t);
	else if (random_chance(r, 20))
		random_say(t, "<%s>", random_chance(r, 50) ? "t-host" :
		    "t-realm");
	else if (random_chance(r, 10))
		random_say(t, "3gpp");
	else if (random_chance(r, 40))
		random_say(t, "%s %s", RANDOM_OF(r, words),
		    subject_name(RANDOM_OF(r, others)));
	else if (random_chance(r, 50))
		random_say(t, "%s", RANDOM_OF(r, world_realm));
	else
		random_say(t, "%s", RANDOM_OF(r, world_host));
}

static inline void
random_enum_item(struct random *r, struct random_text *t, unsigned subject)
{
	static const char *const flags[] = { "request", "proxiable", "error",
		"retransmitted" };
	const char *word = NULL;

	if (subject == SUBJECT_FLAGS) {
		random_say(t, "%s", RANDOM_OF(r, flags));
		return;
	}
	while (word == NULL || strcmp(word, "none") == 0 ||
	    subject_word_find(subject, word) < 0)
		word = subject_word(subject, random_below(r,
		    subject == SUBJECT_PROTO ? 5 : 7));
	random_say(t, "%s", word);
}

static inline void
random_number_item(struct random *r, struct random_text *t, unsigned subject)
{
	uint32_t n = random_below(r, 9);

	if (subject == SUBJECT_MAP_OP || subject == SUBJECT_CAP_OP)
		n = world_code[random_below(r, WORLD_MAP_CODES)];
	if (subject == SUBJECT_COMMAND || subject == SUBJECT_AVP)
		n = RANDOM_OF(r, world_code);
	if (subject == SUBJECT_NI)
		n %= 3;
	if (random_chance(r, 15))
		random_say(t, "bit %u", random_below(r, 4));
	else if (random_chance(r, 25))
		random_say(t, "%u-%u", n, subject == SUBJECT_NI ? 3 : n + 3);
	else
		random_say(t, "%u", n);
}

static inline void
random_item(struct random *r, struct random_text *t, unsigned subject)
{
	switch (subject_type(subject)) {
	case TYPE_DIGITS:
		random_digits_item(r, t, subject);
		break;
	case TYPE_PLMN:
		if (random_chance(r, 40))
			random_owner_item(r, t);
		else
			random_say(t, "%s", random_chance(r, 20) ? "<t-plmn>" :
			    RANDOM_OF(r, world_plmn));
		break;
	case TYPE_NAME:
		random_name_item(r, t);
		break;
	case TYPE_TEXT:
		if (random_chance(r, 40))
			random_say(t, "%s origin_host", random_chance(r, 50) ?
			    "begins" : "same");
		else
			random_say(t, "\"%s\"", RANDOM_OF(r, world_text));
		break;
	case TYPE_ADDRESS:
		if (random_chance(r, 40))
			random_owner_item(r, t);
		else
			random_say(t, "%s", RANDOM_OF(r, world_ip));
		break;
	case TYPE_NUMBER:
		random_number_item(r, t, subject);
		break;
	case TYPE_PC:
		random_say(t, "%s", RANDOM_OF(r, world_pc));
		break;
	case TYPE_OWNER:
		random_owner_item(r, t);
		break;
	case TYPE_LINK:
		random_say(t, "\"%s\"", RANDOM_OF(r, world_link));
		break;
	case TYPE_OP:
		random_say(t, "%s", random_chance(r, 30) ?
		    random_chance(r, 50) ? "cat-a" : "cat-b" :
		    RANDOM_OF(r, world_op));
		break;
	case TYPE_ENUM:
		random_enum_item(r, t, subject);
		break;
	case TYPE_CLASS:
		random_say(t, "%s", RANDOM_OF(r, world_class));
		break;
	case TYPE_STORM:
		random_say(t, "\"reg\"");
		break;
	default:
		abort();
	}
}

static const unsigned random_subjects[] = { SIG_IMSI, SIG_IMSI, SIG_MSISDN,
	SIG_IMEI, SIG_VLR, SIG_MSC, SIG_SMSC, SIG_TMSI, SIG_VISITED_PLMN,
	SIG_HOST_ADDRESS, SIG_ORIGIN_HOST, SIG_ORIGIN_REALM, SIG_DEST_HOST,
	SIG_DEST_REALM, SIG_ROUTE_RECORD, SIG_SESSION_ID, SIG_APN, SIG_RAT,
	SIG_IDR_FLAGS, SUBJECT_MALFORMED, SUBJECT_DEFECT, SUBJECT_ANOMALY,
	SUBJECT_PROTO, SUBJECT_MESSAGE_TYPE, SUBJECT_KIND, SUBJECT_DIALOGUE,
	SUBJECT_FLAGS, SUBJECT_LAYER, SUBJECT_SI, SUBJECT_SLS, SUBJECT_INVOKE,
	SUBJECT_OTID, SUBJECT_SCCP_TYPE, SUBJECT_SPORT,
	SUBJECT_OP, SUBJECT_OP, SUBJECT_MAP_OP, SUBJECT_CAP_OP, SUBJECT_COMMAND,
	SUBJECT_APP, SUBJECT_AC, SUBJECT_AC_VERSION, SUBJECT_ERROR,
	SUBJECT_COMPONENTS, SUBJECT_AVP, SUBJECT_FROM, SUBJECT_FROM,
	SUBJECT_TO, SUBJECT_VIA, SUBJECT_VISITED, SUBJECT_SRC, SUBJECT_DST,
	SUBJECT_OPC, SUBJECT_DPC, SUBJECT_NI, SUBJECT_HOPS, SUBJECT_CAUSE,
	SUBJECT_CALLING_GT, SUBJECT_CALLING_SSN, SUBJECT_CALLING_PC,
	SUBJECT_CALLING_RI, SUBJECT_CALLING_GTI, SUBJECT_CALLING_TT,
	SUBJECT_CALLING_NP, SUBJECT_CALLING_NAI, SUBJECT_CALLED_GT,
	SUBJECT_CALLED_SSN, SUBJECT_CALLED_PC, SUBJECT_CALLED_RI,
	SUBJECT_CALLED_GTI, SUBJECT_CALLED_TT, SUBJECT_CALLED_NP,
	SUBJECT_CALLED_NAI, SUBJECT_CLASS, SUBJECT_CLASS, SUBJECT_DURING,
	SUBJECT_MOVED, SUBJECT_LOAD };

static inline void
random_set(struct random *r, struct random_text *t, unsigned subject)
{
	size_t i, n = random_chance(r, 50) ? 1 : 1 + random_below(r, 4);

	random_say(t, " %s", random_chance(r, 30) ? "! " : "");
	if (n > 1)
		random_say(t, "{ ");
	for (i = 0; i < n; i++) {
		random_say(t, "%s", i > 0 ? ", " : "");
		random_item(r, t, subject);
	}
	if (n > 1)
		random_say(t, " }");
}

static inline void
random_test_of(struct random *r, struct random_text *t, unsigned subject)
{
	static const char *const signs[] = { "<", "<=", ">", ">=" };
	enum subject_type type = subject_type(subject);

	random_say(t, " %s", subject_name(subject));
	if (subject == SUBJECT_MOVED && random_chance(r, 50))
		random_say(t, " faster than 1000km/h");
	else if (subject == SUBJECT_LOAD)
		random_say(t, " > 80%%");
	else if (type == TYPE_FLAG || type == TYPE_MOVED)
		return;
	else if (type == TYPE_OCTETS || random_chance(r, 8))
		random_say(t, random_chance(r, 50) ? " any" : " none");
	else if (type == TYPE_CLASS && random_chance(r, 50))
		random_say(t, " %s %s", RANDOM_OF(r, signs),
		    RANDOM_OF(r, world_class));
	else if (type == TYPE_NUMBER && random_chance(r, 30))
		random_say(t, " %s %u", RANDOM_OF(r, signs),
		    subject == SUBJECT_NI ? random_below(r, 4) :
		    random_below(r, 9));
	else
		random_set(r, t, subject);
}

/* For a class: its own subject is none of them. */
static inline void
random_test(struct random *r, struct random_text *t, bool of_class)
{
	unsigned subject;

	do
		subject = RANDOM_OF(r, random_subjects);
	while (of_class && subject == SUBJECT_CLASS);
	random_test_of(r, t, subject);
}

static inline void
random_rate(struct random *r, struct random_text *t, bool block)
{
	static const struct {
		const char	*per, *table;
	} keys[] = {
		{ "calling", "t-gt" }, { "called", "t-gt" },
		{ "imsi", "t-imsi" }, { "msisdn", "t-msisdn" },
		{ "origin_host", "t-host" }, { "vlr", "t-gt" },
		{ "from", NULL }, { "via", NULL }, { "rat", NULL },
		{ "visited_plmn", "t-plmn" }, { "opc", NULL },
	};
	size_t i = random_below(r, RANDOM_COUNT(keys));

	if (random_chance(r, 15)) {
		random_say(t, " rate > partner");
		return;
	}
	random_say(t, " rate > %s per %s", RANDOM_OF(r, world_rate),
	    keys[i].per);
	if (block && keys[i].table != NULL && i != 9 && random_chance(r, 60)) {
		random_say(t, " block in <%s>", keys[i].table);
		if (random_chance(r, 70))
			random_say(t, " for %us", 1 + random_below(r, 5));
	}
}

/* ---- rules ---- */

static inline const char *
random_action(struct random *r)
{
	static const char *const actions[] = { "pass", "pass", "pass", "match",
		"match", "match", "drop", "drop", "reject (busy)",
		"reject (not-allowed, back-off 10s)",
		"reject (unable, back-off auto)", "sink", "sink to \"l-spare\"",
		"steer to \"l-two\"" };

	return RANDOM_OF(r, actions);
}

enum random_bias { BIAS_NONE, BIAS_LITERAL, BIAS_RATE };

static inline void
random_tests(struct random *r, struct random_text *t, enum random_bias bias)
{
	static const unsigned literal[] = { SIG_IMSI, SUBJECT_CALLING_GT,
		SUBJECT_CALLED_GT, SIG_VLR };
	static const char *const blocked[] = { " calling gt <t-gt>",
		" imsi <t-imsi>", " vlr <t-gt>", " origin_host <t-host>",
		" msisdn <t-msisdn>", "" };
	unsigned n, subject = RANDOM_OF(r, literal);

	if (bias == BIAS_LITERAL && random_chance(r, 80)) {
		random_say(t, " %s %s", subject_name(subject),
		    random_chance(r, 10) ? "! " : "");
		if (subject == SIG_IMSI)
			random_say(t, "%s", RANDOM_OF(r, world_imsi));
		else
			random_say(t, "%s", RANDOM_OF(r, world_gt));
		n = random_below(r, 2);
	} else if (bias == BIAS_RATE) {
		random_say(t, "%s", RANDOM_OF(r, blocked));
		n = random_chance(r, 20);
	} else
		n = random_chance(r, 2) ? 0 : 1 + random_below(r, 3);
	while (n-- > 0)
		random_test(r, t, false);
}

static inline void
random_rule(struct random *r, struct random_conf *c, size_t i,
    enum random_bias bias)
{
	struct random_text t = { c->rule[i], RANDOM_RULE_TEXT, 0 };
	bool monitor = random_chance(r, 8);
	const char *action = random_action(r);

	c->out[i] = c->has_out && random_chance(r, 30);
	random_say(&t, "%s", action);
	random_tests(r, &t, bias);
	if (c->rates && random_chance(r, bias == BIAS_RATE ? 60 : 25))
		random_rate(r, &t, c->blocks && !monitor);
	if (monitor)
		random_say(&t, " monitor");
	if (random_chance(r, 10))
		random_say(&t, " log");
	if (random_chance(r, 50))
		random_say(&t, " label \"r%zu\"", i);
	if (strcmp(action, "match") == 0 && random_chance(r, 50))
		random_say(&t, " set class %s", RANDOM_OF(r, world_class));
}

#endif
