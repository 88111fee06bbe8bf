/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Words that stand for values: one to one item of a set, by the type of the
 * subject that the set belongs to.
 *
 * ITU-T E.164, E.212; ITU-T Q.704 14.2 (point codes of 14 bits, 3-8-3); RFC
 * 1035 2.3.4 (length of names and labels); 3GPP TS 29.212 5.3.31 (RAT types).
 */
#include <arpa/inet.h>
#include <stdarg.h>
#include <string.h>

#include "domain.h"
#include "prefix.h"
#include "words.h"

enum word_limit {
	IMSI_DIGITS_MAX = 15,
	LABEL_MAX = 63,
	SHOWN_MAX = 48,			/* octets of a word in a sentence */
	PC_MAX = 0xffffff,
};

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

static const struct {
	const char	*word;
	uint8_t		 kind;		/* enum item_kind */
	uint8_t		 index;
} owner_words[] = {
	{ "home", ITEM_HOME, 0 },
	{ "origin", ITEM_ORIGIN, 0 },
	{ "link", ITEM_LINK, 0 },
	{ "unknown", ITEM_UNKNOWN, 0 },
	{ "active", ITEM_STATE, STATE_ACTIVE },
	{ "suspended", ITEM_STATE, STATE_SUSPENDED },
	{ "test", ITEM_STATE, STATE_TEST },
};

static const struct {
	const char	*word;
	unsigned	 number;
} rats[] = {
	{ "wlan", 0 },
	{ "utran", 1000 },
	{ "geran", 1001 },
	{ "eutran", 1004 },
	{ "nb-iot", 1005 },
	{ "lte-m", 1006 },
};

/* The largest number of a subject that has fewer bits than 32, or more. */
static const struct {
	uint16_t	 subject;
	uint64_t	 max;
} maxima[] = {
	{ SUBJECT_MAP_OP, 255 }, { SUBJECT_CAP_OP, 255 },
	{ SUBJECT_COMMAND, 0xffffff }, { SUBJECT_AC, 255 },
	{ SUBJECT_AC_VERSION, 255 }, { SUBJECT_ERROR, 255 },
	{ SUBJECT_COMPONENTS, SIG_COMPONENTS_MAX }, { SUBJECT_NI, 3 },
	{ SUBJECT_SI, 15 }, { SUBJECT_SLS, 255 }, { SUBJECT_ANSI, 1 },
	{ SUBJECT_SPORT, 65535 }, { SUBJECT_DPORT, 65535 },
	{ SUBJECT_SCCP_TYPE, 255 }, { SUBJECT_SCCP_CLASS, 15 },
	{ SUBJECT_SEGMENTED, 1 }, { SUBJECT_P_ABORT, 255 },
	{ SUBJECT_AC_RESULT, 255 }, { SUBJECT_INVOKE, 255 },
	{ SUBJECT_CALLING_ES, 15 }, { SUBJECT_CALLED_ES, 15 },
	{ SUBJECT_HOPS, 255 }, { SUBJECT_CAUSE, 255 },
	{ SUBJECT_CALLING_SSN, 255 }, { SUBJECT_CALLED_SSN, 255 },
	{ SUBJECT_CALLING_GTI, 15 }, { SUBJECT_CALLED_GTI, 15 },
	{ SUBJECT_CALLING_TT, 255 }, { SUBJECT_CALLED_TT, 255 },
	{ SUBJECT_CALLING_NP, 15 }, { SUBJECT_CALLED_NP, 15 },
	{ SUBJECT_CALLING_NAI, 127 }, { SUBJECT_CALLED_NAI, 127 },
	{ SIG_AFFECTED_PC, PC_MAX }, { SIG_AFFECTED_SSN, 255 },
	{ SIG_SS_CODE, 255 }, { SIG_OC_FEATURES, UINT64_MAX },
	{ SIG_OC_SEQUENCE, UINT64_MAX }, { SIG_LOAD_VALUE, UINT64_MAX },
};

struct words {				/* one word on its way */
	struct conf_item *item;
	unsigned	 subject;
	const char	*text;
	char		*why;
};

/* "..., not "word"": the word cut to a length and without control octets. */
static bool __attribute__((format(printf, 2, 3)))
refuse(const struct words *w, const char *format, ...)
{
	char shown[SHOWN_MAX + 4];
	size_t i, n;
	va_list ap;
	int len;

	for (i = 0; i < SHOWN_MAX && w->text[i] != '\0'; i++)
		shown[i] = (unsigned char)w->text[i] < ' ' ||
		    w->text[i] == 0x7f ? '?' : w->text[i];
	n = i;
	strcpy(shown + n, w->text[n] != '\0' ? "..." : "");
	va_start(ap, format);
	len = vsnprintf(w->why, WORD_WHY_MAX, format, ap);
	va_end(ap);
	if (len >= 0 && len < WORD_WHY_MAX)
		snprintf(w->why + len, WORD_WHY_MAX - (size_t)len,
		    ", not \"%s\"", shown);
	return false;
}

/* How many decimal digits text begins with. */
static size_t
digits(const char *text)
{
	return strspn(text, "0123456789");
}

static void
put_digits(struct conf_item *item, const char *text, size_t n)
{
	size_t i = item->len;

	item->len = (uint8_t)(i + n);
	for (; i < item->len; i++)
		item->digits.w[i / 16] |=
		    (uint64_t)(*text++ - '0') << (4 * (i % 16));
}

/* What a number of that subject looks like. */
static const char *
digits_example(unsigned subject)
{
	switch (subject) {
	case SIG_IMSI:
		return "an IMSI prefix such as 00101*";
	case SIG_MSISDN:
	case SIG_ADDITIONAL_MSISDN:
		return "an MSISDN prefix such as 88210*";
	case SIG_IMEI:
		return "an IMEI prefix such as 35000001*";
	case SUBJECT_CALLING_GT:
	case SUBJECT_CALLED_GT:
		return "a global title prefix such as 88210*";
	default:
		return "a number or prefix such as 88210*";
	}
}

/*
 * What follows the first 14 digits of an IMEI is a check digit in lists, a zero
 * or a version when it is sent: a whole one counts by those that are its own.
 * The first 8 alone are the type allocation code of a model (3GPP TS 23.003
 * 6.2).
 */
static bool
imei_item(const struct words *w)
{
	struct conf_item *it = w->item;

	if (it->prefix)
		return true;
	if (it->len != TAC_DIGITS && it->len < IMEI_DIGITS)
		return refuse(w, "expected an IMEI of 14 digits or more, 8"
		    " digits that tell a model, or a prefix such as"
		    " 35000001*");
	it->prefix = true;
	if (it->len > IMEI_DIGITS) {
		it->len = IMEI_DIGITS;
		it->digits.w[0] &= (UINT64_C(1) << 4 * IMEI_DIGITS) - 1;
	}
	return true;
}

static bool
digits_item(const struct words *w)
{
	size_t n = digits(w->text), max = w->subject == SIG_IMSI ?
	    (size_t)IMSI_DIGITS_MAX : (size_t)PREFIX_DIGITS_MAX;
	bool prefix = w->text[n] == '*';

	if (strcmp(w->text, "*") == 0)
		return refuse(w, "expected %s, or any in a test",
		    digits_example(w->subject));
	if (n == 0 || w->text[n + prefix] != '\0')
		return refuse(w, "expected %s", digits_example(w->subject));
	if (n > max)
		return refuse(w, "expected at most %zu digits", max);
	w->item->kind = ITEM_DIGITS;
	w->item->prefix = prefix;
	put_digits(w->item, w->text, n);
	return w->subject != SIG_IMEI || imei_item(w);
}

static bool
plmn_item(const struct words *w)
{
	size_t mcc = digits(w->text), mnc;

	if (mcc != 3 || w->text[3] != '-')
		return refuse(w, "expected a PLMN such as 001-01");
	mnc = digits(w->text + 4);
	if (mnc < 2 || mnc > 3 || w->text[4 + mnc] != '\0')
		return refuse(w, "expected a PLMN such as 001-01: three digits"
		    " of MCC, two or three of MNC");
	w->item->kind = ITEM_PLMN;
	put_digits(w->item, w->text, mcc);
	put_digits(w->item, w->text + 4, mnc);
	return true;
}

/* Labels of letters, digits, "-" and "_", joined by single dots. */
static bool
is_domain(const char *text)
{
	static const char octets[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
	size_t n;

	for (;;) {
		n = strspn(text, octets);
		if (n == 0 || n > LABEL_MAX)
			return false;
		if (text[n] == '\0')
			return true;
		if (text[n] != '.')
			return false;
		text += n + 1;
	}
}

static bool
name_item(const struct words *w)
{
	bool wild = strncmp(w->text, "*.", 2) == 0;
	const char *name = w->text + (wild ? 2 : 0);
	bool every = strcmp(w->text, "*") == 0;

	if (strlen(name) > DOMAIN_NAME_MAX)
		return refuse(w, "expected a name of at most %d octets",
		    DOMAIN_NAME_MAX);
	if (!is_domain(name))
		return refuse(w, "expected a %s such as %s%s",
		    strstr(subject_name(w->subject), "realm") != NULL ?
		    "realm" : "host", "mme.example.org or *.example.org",
		    every ? ", or any in a test" : "");
	w->item->kind = ITEM_NAME;
	w->item->wild = wild;
	return true;
}

/* Octets of a network in IPv4 or IPv6: all behind its bits are zero? */
static bool
is_network(const uint8_t *address, unsigned len, unsigned bits)
{
	unsigned i;

	for (i = bits; i < len * 8; i++)
		if (address[i / 8] >> (7 - i % 8) & 1)
			return false;
	return true;
}

static bool
refuse_host_bits(const struct words *w, unsigned bits)
{
	uint8_t net[16];
	char shown[INET6_ADDRSTRLEN];
	unsigned i;

	memcpy(net, w->item->address, sizeof(net));
	for (i = bits; i < w->item->len * 8U; i++)
		net[i / 8] &= (uint8_t)~(0x80 >> (i % 8));
	if (inet_ntop(w->item->len == 4 ? AF_INET : AF_INET6, net, shown,
	    sizeof(shown)) == NULL)
		shown[0] = '\0';
	return refuse(w, "expected the network %s/%u", shown, bits);
}

static bool
address_item(const struct words *w)
{
	static const char example[] =
	    "expected an address or network such as 192.0.2.0/24 or"
	    " 2001:db8::/32";
	char host[INET6_ADDRSTRLEN];
	struct conf_item *item = w->item;
	size_t n = strcspn(w->text, "/");
	uint64_t bits;

	if (n >= sizeof(host))
		return refuse(w, example);
	memcpy(host, w->text, n);
	host[n] = '\0';
	if (inet_pton(AF_INET, host, item->address) == 1)
		item->len = 4;
	else if (inet_pton(AF_INET6, host, item->address) == 1)
		item->len = 16;
	else
		return refuse(w, example);
	bits = item->len * 8U;
	if (w->text[n] == '/' &&
	    (!word_number(w->text + n + 1, bits, &bits)))
		return refuse(w, "expected /0 to /%u behind the address",
		    item->len * 8U);
	if (!is_network(item->address, item->len, (unsigned)bits))
		return refuse_host_bits(w, (unsigned)bits);
	item->kind = ITEM_ADDRESS;
	item->bits = (uint8_t)bits;
	return true;
}

static uint64_t
number_max(unsigned subject)
{
	size_t i;

	if (subject_type(subject) == TYPE_PC)
		return PC_MAX;
	for (i = 0; i < COUNT(maxima); i++)
		if (maxima[i].subject == subject)
			return maxima[i].max;
	return UINT32_MAX;
}

static bool
rat_item(const struct words *w)
{
	size_t i;

	for (i = 0; i < COUNT(rats); i++)
		if (strcmp(w->text, rats[i].word) == 0) {
			w->item->kind = ITEM_NUMBER;
			w->item->low = w->item->high = rats[i].number;
			return true;
		}
	return refuse(w, "expected eutran, nb-iot, lte-m, utran, geran, wlan or"
	    " a number");
}

/* "5", "3-9", and of MAP operations "9/15". */
static bool
number_item(const struct words *w)
{
	const char *rest = w->text + digits(w->text);
	uint64_t max = number_max(w->subject);
	bool pair = w->subject == SUBJECT_MAP_OP && *rest == '/';
	struct conf_item *item = w->item;

	if (w->subject == SIG_RAT && rest == w->text)
		return rat_item(w);
	if (rest == w->text || (*rest != '\0' && *rest != '-' && !pair))
		return refuse(w, "expected a number such as 7 or 3-9");
	if (word_number_and(w->text, max, &item->low) == NULL ||
	    (*rest != '\0' && !word_number(rest + 1, max, &item->high)))
		return refuse(w, "expected %s from 0 to %llu",
		    *rest == '\0' ? "a number" : "numbers",
		    (unsigned long long)max);
	if (*rest == '\0')
		item->high = item->low;
	if (!pair && item->high < item->low)
		return refuse(w, "expected the lower number first");
	item->kind = pair ? ITEM_PAIR : ITEM_NUMBER;
	return true;
}

/* "2-100-1" has 3, 8 and 3 bits; a plain number has up to 24. */
static bool
pc_item(const struct words *w)
{
	static const char example[] = "expected a point code such as 2-100-1,"
	    " or a number up to 16777215";
	static const unsigned max[] = { 7, 255, 7 };
	const char *p = w->text;
	uint64_t part[3];
	size_t i;

	w->item->kind = ITEM_NUMBER;
	if (word_number(p, PC_MAX, &w->item->low)) {
		w->item->high = w->item->low;
		return true;
	}
	for (i = 0; i < 3; i++) {
		p = word_number_and(p, max[i], &part[i]);
		if (p == NULL || *p != (i < 2 ? '-' : '\0'))
			return refuse(w, example);
		p++;
	}
	w->item->low = w->item->high = part[0] << 11 | part[1] << 3 | part[2];
	return true;
}

static bool
op_item(const struct words *w)
{
	unsigned op;

	for (op = SIG_OP_NONE + 1; op < SIG_OP_COUNT; op++)
		if (strcmp(sig_op_name((enum sig_op)op), w->text) == 0) {
			w->item->kind = ITEM_WORD;
			w->item->index = op;
			return true;
		}
	w->item->kind = ITEM_CATEGORY;
	return true;
}

/* One of a list of words; short lists are told in full. */
static bool
enum_item(const struct words *w)
{
	int found = subject_word_find(w->subject, w->text);

	if (found >= 0) {
		w->item->kind = ITEM_WORD;
		w->item->index = (uint32_t)found;
		return true;
	}
	switch (w->subject) {
	case SUBJECT_DIALOGUE:
		return refuse(w, "expected uni, begin, continue, end or abort");
	case SUBJECT_FLAGS:
		return refuse(w, "expected request, proxiable, error or"
		    " retransmitted");
	case SUBJECT_CALLING_RI:
	case SUBJECT_CALLED_RI:
		return refuse(w, "expected gt or ssn");
	case SUBJECT_KIND:
		return refuse(w, "expected request, answer, error, reject,"
		    " abort, continue or notice");
	case SUBJECT_PROTO:
		return refuse(w, "expected a protocol such as map, cap or"
		    " diameter");
	case SUBJECT_DEFECT:
		return refuse(w, "expected a defect such as ber-length");
	case SUBJECT_LAYER:
		return refuse(w, "expected a layer such as sctp");
	case SUBJECT_FINDING:
		return refuse(w, "expected a check such as velocity");
	case SUBJECT_DEVICE:
		return refuse(w, "expected black or grey");
	default:
		return refuse(w, "expected an anomaly such as long-tid");
	}
}

static bool
name_of_ours(const struct words *w, unsigned kind)
{
	size_t n = strlen(w->text);

	if (n == 0 || n > CONF_NAME_MAX)
		return refuse(w, "expected a name of 1 to %d octets",
		    CONF_NAME_MAX);
	w->item->kind = (uint8_t)kind;
	return true;
}

static bool
text_item(const struct words *w, bool quoted)
{
	if (!quoted)
		return refuse(w, "expected a text in quotes such as"
		    " \"internet\"");
	w->item->kind = ITEM_TEXT;
	return true;
}

/* Words of the language that stand in sets of many types. */
static bool
reserved_item(const struct words *w, unsigned type)
{
	size_t i;

	if (strcmp(w->text, "any") == 0 || strcmp(w->text, "none") == 0) {
		w->item->kind = w->text[0] == 'a' ? ITEM_ANY : ITEM_NONE;
		return true;
	}
	if (type == TYPE_NAME && strcmp(w->text, "3gpp") == 0) {
		w->item->kind = ITEM_REALM_FORM;
		return true;
	}
	for (i = 0; word_has_owner(type) && i < COUNT(owner_words); i++)
		if (strcmp(w->text, owner_words[i].word) == 0) {
			w->item->kind = owner_words[i].kind;
			w->item->index = owner_words[i].index;
			return true;
		}
	return false;
}

static bool
typed_item(const struct words *w, unsigned type, bool quoted)
{
	switch (type) {
	case TYPE_DIGITS:
		return digits_item(w);
	case TYPE_PLMN:
		return plmn_item(w);
	case TYPE_NAME:
		return name_item(w);
	case TYPE_TEXT:
		return text_item(w, quoted);
	case TYPE_ADDRESS:
		return address_item(w);
	case TYPE_NUMBER:
		return number_item(w);
	case TYPE_PC:
		return pc_item(w);
	case TYPE_OP:
		return op_item(w) && (w->item->kind == ITEM_WORD ||
		    name_of_ours(w, ITEM_CATEGORY));
	case TYPE_ENUM:
		return enum_item(w);
	case TYPE_LINK:
		return name_of_ours(w, ITEM_VIA);
	case TYPE_CLASS:
		return name_of_ours(w, ITEM_CLASS);
	case TYPE_STORM:
		return name_of_ours(w, ITEM_STORM);
	case TYPE_OWNER:
		return refuse(w, "expected home, origin, link, unknown, active,"
		    " suspended, test or partner \"name\"");
	default:
		return refuse(w, "expected any or none");
	}
}

bool
word_item(struct conf_item *item, unsigned subject, const char *text,
    bool quoted, char *why)
{
	struct words w = { item, subject, text, why };
	unsigned type = subject_type(subject);

	memset(item, 0, sizeof(*item));
	item->text = text;
	why[0] = '\0';
	if (!quoted && reserved_item(&w, type))
		return true;
	if (typed_item(&w, type, quoted))
		return true;
	memset(item, 0, sizeof(*item));
	return false;
}

bool
word_has_owner(unsigned type)
{
	return type == TYPE_DIGITS || type == TYPE_PLMN ||
	    type == TYPE_NAME || type == TYPE_OWNER || type == TYPE_ADDRESS;
}

unsigned
word_table_subject(unsigned table_type)
{
	static const uint16_t subjects[TABLE_COUNT] = {
		[TABLE_IMSI] = SIG_IMSI,
		[TABLE_MSISDN] = SIG_MSISDN,
		[TABLE_GT] = SUBJECT_CALLING_GT,
		[TABLE_IMEI] = SIG_IMEI,
		[TABLE_HOST] = SIG_ORIGIN_HOST,
		[TABLE_REALM] = SIG_ORIGIN_REALM,
		[TABLE_PLMN] = SIG_VISITED_PLMN,
	};

	return table_type < TABLE_COUNT ? subjects[table_type] : SIG_IMSI;
}
