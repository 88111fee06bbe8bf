/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What may stand together: items and the subject they are held against, tables
 * and subjects, rates and their keys.
 */
#include "names.h"
#include "words.h"

#define BIT(n)	(1U << (n))

_Static_assert(ITEM_PAIR < 32, "kinds of items are bits of a word");

enum {
	GT_TABLES = BIT(TABLE_GT),
	MSISDN_TABLES = BIT(TABLE_MSISDN) | BIT(TABLE_GT),
	NAME_TABLES = BIT(TABLE_HOST) | BIT(TABLE_REALM),
};

/* The types of tables whose entries are values of the subject, a bit each. */
static unsigned
tables(unsigned subject)
{
	switch (subject_type(subject)) {
	case TYPE_PLMN:
		return BIT(TABLE_PLMN);
	case TYPE_NAME:
		return NAME_TABLES;
	case TYPE_DIGITS:
		break;
	default:
		return 0;
	}
	switch (subject) {
	case SIG_IMSI:
	case SIG_HLR_ID:
	case SIG_USER_ID:
		return BIT(TABLE_IMSI);
	case SIG_IMEI:
		return BIT(TABLE_IMEI);
	case SIG_MSISDN:
	case SIG_ADDITIONAL_MSISDN:
	case SIG_CALLING_NUMBER:
	case SIG_CALLED_NUMBER:
	case SIG_FORWARDED_TO:
	case SIG_ROAMING_NUMBER:
		return MSISDN_TABLES;
	case SIG_DESTINATION_REFERENCE:
	case SIG_ORIGINATION_REFERENCE:
		return MSISDN_TABLES | BIT(TABLE_IMSI);
	default:
		return GT_TABLES;
	}
}

/* "imsi", "msisdn or gt" */
static const char *
tables_text(unsigned types, char text[64])
{
	unsigned i;
	size_t len = 0;

	text[0] = '\0';
	for (i = 0; i < TABLE_COUNT; i++)
		if (types & BIT(i) && len < 48)
			len += (size_t)snprintf(text + len, 64 - len, "%s%s",
			    len > 0 ? " or " : "", conf_table_type_name(i));
	return text;
}

static void
fit_table(const struct conf *conf, struct conf_errors *errors,
    const struct conf_item *it, unsigned subject)
{
	const struct conf_table *t = &conf->table[it->index];
	unsigned types = tables(subject);
	char text[64];

	if (types == 0)
		conf_error(errors, conf, it->at, "no table holds values of %s",
		    subject_name(subject));
	else if (!(types & BIT(t->type)))
		conf_error(errors, conf, it->at, "expected a table of type %s"
		    " for %s, not <%s> of type %s", tables_text(types, text),
		    subject_name(subject), t->name,
		    conf_table_type_name(t->type));
}

static bool
is_text(unsigned type)
{
	return type == TYPE_NAME || type == TYPE_TEXT;
}

/* Are values of both types the same kind of thing? */
static bool
alike(unsigned a, unsigned b)
{
	switch (a) {
	case TYPE_DIGITS:
	case TYPE_PLMN:
	case TYPE_ADDRESS:
		return a == b;
	case TYPE_NAME:
	case TYPE_TEXT:
		return is_text(b);
	case TYPE_NUMBER:
	case TYPE_PC:
		return b == TYPE_NUMBER || b == TYPE_PC;
	default:
		return false;
	}
}

/* "same", "under", "begins": the other subject is item.index. */
static bool
fits_other(const struct conf_item *it, unsigned type)
{
	unsigned other = subject_type(it->index);

	if (it->kind == ITEM_UNDER)
		return type == TYPE_NAME && other == TYPE_NAME;
	return alike(type, other) && (it->kind == ITEM_SAME || is_text(type));
}

static void
fit_other(const struct conf *conf, struct conf_errors *errors,
    const struct conf_item *it, unsigned subject)
{
	static const char *const words[] = { "same", "under", "begins" };

	if (!fits_other(it, subject_type(subject)))
		conf_error(errors, conf, it->at,
		    "%s and %s cannot be compared by \"%s\"",
		    subject_name(subject), subject_name(it->index),
		    words[it->kind - ITEM_SAME]);
}

static void
fit_alone(const struct conf *conf, struct conf_errors *errors,
    const struct conf_test *t, const struct conf_item *it)
{
	const char *word = it->kind == ITEM_ANY ? "any" : "none";

	if (t->negated)
		conf_error(errors, conf, it->at, "expected %s, not ! %s",
		    it->kind == ITEM_ANY ? "none" : "any", word);
	else if (t->set.n > 1 || t->compare != COMPARE_NONE)
		conf_error(errors, conf, it->at, "expected %s alone", word);
}

static void
fit_item(const struct conf *conf, struct conf_errors *errors,
    const struct conf_test *t, const struct conf_item *it)
{
	unsigned type = subject_type(t->subject);

	switch (it->kind) {
	case ITEM_ANY:
	case ITEM_NONE:
		fit_alone(conf, errors, t, it);
		break;
	case ITEM_HOME:
	case ITEM_ORIGIN:
	case ITEM_LINK:
	case ITEM_UNKNOWN:
	case ITEM_STATE:
	case ITEM_PARTNER:
		if (!word_has_owner(type))
			conf_error(errors, conf, it->at,
			    "values of %s belong to no network",
			    subject_name(t->subject));
		break;
	case ITEM_TABLE:
		fit_table(conf, errors, it, t->subject);
		break;
	case ITEM_SAME:
	case ITEM_UNDER:
	case ITEM_BEGINS:
		fit_other(conf, errors, it, t->subject);
		break;
	case ITEM_BIT:
		if (type != TYPE_NUMBER || it->low > 63)
			conf_error(errors, conf, it->at, "expected a bit from"
			    " 0 to 63 of a number");
		break;
	case ITEM_PAIR:
		conf_error(errors, conf, it->at, "expected an operation alone:"
		    " with an application context it stands in a category");
		break;
	default:
		break;
	}
}

static void
fit_rate(const struct conf *conf, struct conf_errors *errors,
    const struct conf_test *t)
{
	if (t->rate.partner)
		return;
	switch (subject_type(t->rate.per)) {
	case TYPE_DIGITS:
	case TYPE_PLMN:
	case TYPE_NAME:
	case TYPE_TEXT:
	case TYPE_OCTETS:
	case TYPE_ADDRESS:
	case TYPE_NUMBER:
	case TYPE_PC:
	case TYPE_OWNER:
	case TYPE_LINK:
		break;
	default:
		conf_error(errors, conf, t->at, "expected a rate per number,"
		    " name, address, from or via, not per %s",
		    subject_name(t->rate.per));
		return;
	}
	if (t->rate.block)
		fit_table(conf, errors, t->rate.table_name, t->rate.per);
}

void
fit_test(const struct conf *conf, struct conf_errors *errors,
    const struct conf_test *t)
{
	size_t i;

	for (i = 0; i < t->set.n; i++)
		fit_item(conf, errors, t, &t->set.item[i]);
	if (t->subject == SUBJECT_RATE)
		fit_rate(conf, errors, t);
}

/* Kinds of items that are values of the type themselves, a bit each. */
static uint64_t
values(unsigned subject)
{
	switch (subject_type(subject)) {
	case TYPE_DIGITS:
		return BIT(ITEM_DIGITS);
	case TYPE_PLMN:
		return BIT(ITEM_PLMN);
	case TYPE_NAME:
		return BIT(ITEM_NAME);
	case TYPE_ADDRESS:
		return BIT(ITEM_ADDRESS);
	case TYPE_NUMBER:
		return BIT(ITEM_NUMBER) |
		    (subject == SUBJECT_MAP_OP ? BIT(ITEM_PAIR) : 0);
	case TYPE_PC:
		return BIT(ITEM_NUMBER);
	case TYPE_LINK:
		return BIT(ITEM_VIA);
	case TYPE_OP:
		return BIT(ITEM_WORD) | BIT(ITEM_CATEGORY);
	default:
		return 0;
	}
}

void
fit_values(const struct conf *conf, struct conf_errors *errors,
    const struct conf_set *set, unsigned subject)
{
	const struct conf_item *it;
	size_t i;

	for (i = 0; i < set->n; i++) {
		it = &set->item[i];
		if (!(UINT64_C(1) << it->kind & values(subject)))
			conf_error(errors, conf, it->at, "expected a value,"
			    " not \"%.*s\"", CONF_NAME_MAX,
			    it->text != NULL ? it->text : "");
	}
}
