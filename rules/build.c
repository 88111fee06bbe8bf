/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sets, values and statements of the configuration; rules are in build_rule.c.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "build.h"
#include "words.h"

enum { SENTENCE_MAX = 500 };

void
build_error(struct parse *p, struct conf_at at, const char *format, ...)
{
	char sentence[SENTENCE_MAX];
	va_list ap;

	va_start(ap, format);
	vsnprintf(sentence, sizeof(sentence), format, ap);
	va_end(ap);
	conf_error(p->errors, p->conf, at, "%s", sentence);
	p->told = at;
}

void
build_twice(struct parse *p, struct conf_at at, const char *what,
    struct conf_at first)
{
	bool other = first.file != at.file;

	build_error(p, at, "%s is there twice: first in line %u%s%s", what,
	    first.line, other ? " of " : "",
	    other ? p->conf->file[first.file].path : "");
}

const char *
build_shown(char shown[BUILD_SHOWN_MAX], const char *text)
{
	size_t n = strlen(text);

	if (n < BUILD_SHOWN_MAX)
		return memcpy(shown, text, n + 1);
	n = BUILD_SHOWN_MAX - sizeof("...");
	while (n > 0 && ((uint8_t)text[n] & 0xc0) == 0x80)
		n--;
	memcpy(shown, text, n);
	strcpy(shown + n, "...");
	return shown;
}

static void
no_memory(struct parse *p)
{
	if (!p->broken)
		build_error(p, lex_last(p->lex)->at,
		    "there is no memory for the rest");
	p->broken = true;
	lex_stop(p->lex);
}

void *
build_grow(struct parse *p, void *array, size_t n, size_t size)
{
	void *grown = conf_grow(p->conf, array, n, size);

	if (grown == NULL)
		no_memory(p);
	return grown;
}

/* ---- sets ---- */

void
build_set(struct parse *p, bool negated)
{
	p->nraw = 0;
	p->negated = negated;
	p->listed = false;
}

void
build_listed(struct parse *p)
{
	p->listed = true;
}

static struct raw *
raw_next(struct parse *p)
{
	size_t room = p->raw_room == 0 ? 16 : p->raw_room * 2;
	struct raw *grown;

	if (p->nraw == p->raw_room) {
		grown = realloc(p->raw, room * sizeof(*grown));
		if (grown == NULL) {
			no_memory(p);
			return NULL;
		}
		p->raw = grown;
		p->raw_room = room;
	}
	return &p->raw[p->nraw++];
}

void
build_raw(struct parse *p, enum raw_form form, const struct token *t)
{
	build_same(p, form, t, SUBJECT_COUNT);
}

void
build_same(struct parse *p, enum raw_form form, const struct token *t,
    unsigned subject)
{
	struct raw *raw = raw_next(p);

	if (raw != NULL)
		*raw = (struct raw){ (uint8_t)form, t->quoted,
		    (uint16_t)subject, t->at, t->text };
}

static bool
bit_item(struct parse *p, const struct raw *raw, struct conf_item *item)
{
	char shown[BUILD_SHOWN_MAX];

	item->kind = ITEM_BIT;
	if (word_number(raw->text, 63, &item->low))
		return true;
	build_error(p, raw->at, "expected a bit from 0 to 63, not \"%s\"",
	    build_shown(shown, raw->text));
	return false;
}

static bool
raw_item(struct parse *p, const struct raw *raw, unsigned subject,
    struct conf_item *item)
{
	static const uint8_t kinds[] = {
		[RAW_TABLE] = ITEM_TABLE, [RAW_PARTNER] = ITEM_PARTNER,
		[RAW_SAME] = ITEM_SAME, [RAW_UNDER] = ITEM_UNDER,
		[RAW_BEGINS] = ITEM_BEGINS,
	};
	char why[WORD_WHY_MAX];

	if (raw->form == RAW_WORD) {
		if (word_item(item, subject, raw->text, raw->quoted, why))
			return true;
		build_error(p, raw->at, "%s", why);
		return false;
	}
	if (raw->form == RAW_BIT)
		return bit_item(p, raw, item);
	item->kind = kinds[raw->form];
	item->index = raw->subject != SUBJECT_COUNT ? raw->subject : 0;
	return raw->form < RAW_SAME || raw->subject != SUBJECT_COUNT;
}

static bool
set_add(struct parse *p, struct conf_set *set, const struct conf_item *item)
{
	struct conf_item *grown = build_grow(p, set->item, set->n,
	    sizeof(*grown));

	if (grown == NULL)
		return false;
	set->item = grown;
	set->item[set->n++] = *item;
	return true;
}

void
build_values(struct parse *p, unsigned subject, struct conf_set *set)
{
	struct conf_item item;
	size_t i;

	for (i = 0; i < p->nraw; i++) {
		memset(&item, 0, sizeof(item));
		if (!raw_item(p, &p->raw[i], subject, &item))
			continue;
		item.at = p->raw[i].at;
		item.text = p->raw[i].text;
		if (!set_add(p, set, &item))
			return;
	}
}

/* ---- single words ---- */

void
build_expected(struct parse *p, const struct token *t, const char *what)
{
	char shown[BUILD_SHOWN_MAX];

	build_error(p, t->at, "expected %s, not \"%s\"", what,
	    build_shown(shown, t->text));
}

void
build_rate(struct parse *p, const struct token *t, uint32_t *count,
    uint64_t *ns)
{
	if (!word_rate(t->text, count, ns))
		build_expected(p, t, "a rate such as 400/s or 20/m");
}

void
build_time(struct parse *p, const struct token *t, uint64_t *ns)
{
	if (!word_time(t->text, ns))
		build_expected(p, t, "a time such as 500ms, 3s or 10m");
}

void
build_share(struct parse *p, const struct token *t, uint32_t *percent)
{
	if (!word_share(t->text, percent))
		build_expected(p, t, "a share such as 10%");
}

uint64_t
build_number(struct parse *p, const struct token *t, uint64_t min,
    uint64_t max)
{
	char shown[BUILD_SHOWN_MAX];
	uint64_t n;

	if (word_number(t->text, max, &n) && n >= min)
		return n;
	build_error(p, t->at, "expected a number from %llu to %llu, not"
	    " \"%s\"", (unsigned long long)min, (unsigned long long)max,
	    build_shown(shown, t->text));
	return min;
}

struct conf_item *
build_item(struct parse *p, enum item_kind kind, const struct token *t)
{
	struct conf_item *item = conf_alloc(p->conf, sizeof(*item));

	if (item == NULL) {
		no_memory(p);
		return NULL;
	}
	item->kind = (uint8_t)kind;
	item->text = t->text;
	item->at = t->at;
	return item;
}

/* ---- networks ---- */

void
build_home(struct parse *p, const struct token *t)
{
	struct conf_network *home = &p->conf->home;

	if (p->conf->has_home)
		build_twice(p, t->at, "home", home->at);
	else
		*home = (struct conf_network){ .name = "home", .at = t->at };
	p->conf->has_home = true;
	p->network = home;
}

void
build_partner(struct parse *p, const struct token *at,
    const struct token *name)
{
	p->partner = (struct conf_network){ .name = name->text, .at = at->at };
	p->network = &p->partner;
}

void
build_network_end(struct parse *p)
{
	struct conf_network *grown;

	if (p->network != &p->partner)
		return;
	if ((grown = build_grow(p, p->conf->partner, p->conf->npartner,
	    sizeof(*grown))) == NULL)
		return;
	p->conf->partner = grown;
	p->conf->partner[p->conf->npartner++] = p->partner;
}

void
build_state(struct parse *p, const struct token *t)
{
	int state = word_state(t->text);

	if (p->network != &p->partner)
		build_error(p, t->at, "expected a state of a partner: the home"
		    " network is always active");
	else if (state < 0)
		build_expected(p, t, "active, suspended or test");
	else
		p->network->state = (uint8_t)state;
}

void
build_roaming(struct parse *p, const struct token *t)
{
	int roaming = word_roaming(t->text);

	if (p->network != &p->partner)
		build_error(p, t->at, "expected roaming of a partner: the home"
		    " network roams with each of them as that one says");
	else if (roaming < 0)
		build_expected(p, t, "both, in, out or none");
	else
		p->network->roaming = (uint8_t)roaming;
}

void
build_monitor(struct parse *p, const struct token *t)
{
	if (p->network != &p->partner)
		build_error(p, t->at, "expected monitor of a partner, of a"
		    " screen or of a rule, not of the home network");
	else
		p->network->monitor = true;
}

/* Under monitor, and what it does is learned. */
void
build_learn(struct parse *p, const struct token *t)
{
	if (p->network != &p->partner)
		build_error(p, t->at, "expected learn of a partner or of a"
		    " check, not of the home network");
	else
		p->network->monitor = p->network->learn = true;
}

void
build_carries(struct parse *p)
{
	struct conf_item item;
	size_t i;

	for (i = 0; i < p->nraw; i++) {
		item = (struct conf_item){ .kind = ITEM_PARTNER,
		    .at = p->raw[i].at, .text = p->raw[i].text };
		if (!set_add(p, &p->network->carries, &item))
			return;
	}
}

/* ---- the others ---- */

void
build_table(struct parse *p, const struct token *name,
    const struct token *type)
{
	int number = word_table_type(type->text);

	if (number < 0) {	/* then its entries and uses tell nothing */
		build_expected(p, type, "imsi, msisdn, gt, imei, host, realm or"
		    " plmn");
		p->broken = true;
		number = TABLE_COUNT;
	}
	p->table = (struct conf_table){ .name = name->text, .at = name->at,
	    .type = (uint8_t)number };
	p->table_word = (struct conf_at){ 0, 0, 0 };
}

void
build_table_values(struct parse *p)
{
	if (p->table.type != TABLE_COUNT)
		build_values(p, word_table_subject(p->table.type),
		    &p->table.set);
}

void
build_table_file(struct parse *p, const struct token *t)
{
	p->table.file = t->text;
	p->table.file_at = t->at;
	p->table.path = lex_path(p->lex, t);
	if (p->table.path == NULL)
		build_error(p, t->at, "expected a shorter path");
}

void
build_table_only(struct parse *p, const struct token *t)
{
	size_t n = strlen(t->text);

	if (n == 0 || n > CONF_NAME_MAX)
		build_error(p, t->at, "expected a word of 1 to %d octets in"
		    " the second column of the file", CONF_NAME_MAX);
	p->table.only = t->text;
	if (p->table_word.line == 0)
		p->table_word = t->at;
}

void
build_table_expires(struct parse *p, const struct token *t)
{
	if (p->table.type == TABLE_HOST || p->table.type == TABLE_REALM)
		build_error(p, t->at, "expected a table of numbers for expires:"
		    " entries of type %s do not end",
		    conf_table_type_name(p->table.type));
	p->table.expires = true;
	if (p->table_word.line == 0)
		p->table_word = t->at;
}

void
build_table_end(struct parse *p)
{
	if (p->table_word.line != 0 && p->table.file == NULL)
		build_error(p, p->table_word, "expected file \"path\" in table"
		    " <%s>: \"%s\" is about its columns", p->table.name,
		    p->table.only != NULL ? "only" : "expires");
	BUILD_APPEND(p, p->conf->table, p->conf->ntable, p->table);
}

/* Classes and categories are printed without quotes. */
static void
plain(struct parse *p, const struct token *t)
{
	if (!lex_is_plain(p->lex, t->text))
		build_expected(p, t, "a name that is one word and none of the"
		    " language");
}

void
build_category(struct parse *p, const struct token *name)
{
	plain(p, name);
	p->category = (struct conf_category){ .name = name->text,
	    .at = name->at };
}

void
build_category_values(struct parse *p, const struct token *key)
{
	struct conf_category *c = &p->category;

	build_values(p, key->subject, key->subject == SUBJECT_OP ? &c->op :
	    key->subject == SUBJECT_MAP_OP ? &c->map_op :
	    key->subject == SUBJECT_CAP_OP ? &c->cap_op : &c->command);
}

void
build_category_end(struct parse *p)
{
	BUILD_APPEND(p, p->conf->category, p->conf->ncategory, p->category);
}

void
build_class(struct parse *p, const struct token *name,
    const struct token *priority)
{
	plain(p, name);
	p->class = (struct conf_class){ .name = name->text, .at = name->at,
	    .priority = (uint8_t)build_number(p, priority, 0,
	    CONF_PRIORITY_MAX) };
	p->screen = NULL;
}

void
build_class_word(struct parse *p, const struct token *t)
{
	if (strcmp(t->text, "critical") == 0)
		p->class.critical = true;
	else if (strcmp(t->text, "listed") == 0)
		p->class.listed = true;
	else
		build_expected(p, t, "critical, listed, reserve, floor, a test"
		    " or the next statement");
}

void
build_class_end(struct parse *p)
{
	if (p->class.listed && !p->class.critical)
		build_error(p, p->class.at, "expected critical in class %s:"
		    " others are held to the lists of devices without"
		    " \"listed\"", p->class.name);
	BUILD_APPEND(p, p->conf->class, p->conf->nclass, p->class);
}

void
build_link(struct parse *p, const struct token *name)
{
	p->link = (struct conf_link){ .name = name->text, .at = name->at };
	p->keys = 0;
	lex_keys(p->lex, KEYS_LINK);
}

void
build_link_end(struct parse *p)
{
	lex_keys(p->lex, KEYS_NONE);
	if (p->link.dials && p->link.connect.transport == TRANSPORT_TLS)
		p->link.tls = true;
	BUILD_APPEND(p, p->conf->link, p->conf->nlink, p->link);
}
