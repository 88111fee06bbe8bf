/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One message as one JSON object (RFC 8259) a line.  Names are stable; what a
 * message does not carry is left out.  Octets of the wire that are no ASCII
 * become \u00xx, so that any input gives valid JSON.
 */
#define _GNU_SOURCE	/* fputs_unlocked */
#include <arpa/inet.h>
#include <inttypes.h>
#include <string.h>

#include "json.h"
#include "utf8.h"

static void
octet(FILE *f, uint8_t v)
{
	if (v < 0x20 || v >= 0x7f) {
		fprintf(f, "\\u%04x", v);
		return;
	}
	if (v == '"' || v == '\\')
		putc_unlocked('\\', f);
	putc_unlocked(v, f);
}

static void
string(FILE *f, const void *octets, size_t len)
{
	const uint8_t *p = octets;
	size_t i;

	putc_unlocked('"', f);
	for (i = 0; i < len; i++)
		octet(f, p[i]);
	putc_unlocked('"', f);
}

/* Names of files and of the configuration, terminated. */
static void
string_utf8(FILE *f, const char *text)
{
	const uint8_t *p = (const uint8_t *)text;
	size_t len = strlen(text), i, n;

	for (i = 0; i < len && p[i] >= 0x20 && p[i] < 0x7f; i++)
		;
	if (i == len) {
		string(f, text, len);
		return;
	}
	putc_unlocked('"', f);
	for (; *p != '\0'; p += n > 0 ? n : 1) {
		n = utf8_len(p);
		if (n < 2)
			octet(f, p[0]);
		else
			fwrite_unlocked(p, 1, n, f);
	}
	putc_unlocked('"', f);
}

static void
comma(struct json *j)
{
	if (j->comma)
		putc_unlocked(',', j->f);
	j->comma = true;
}

static void
key(struct json *j, const char *name)
{
	comma(j);
	putc_unlocked('"', j->f);
	fputs_unlocked(name, j->f);
	fputs_unlocked("\":", j->f);
}

static void
open_in(struct json *j, const char *name, char bracket)
{
	if (name != NULL)
		key(j, name);
	else
		comma(j);
	putc_unlocked(bracket, j->f);
	j->comma = false;
}

static void
close_in(struct json *j, char bracket)
{
	putc_unlocked(bracket, j->f);
	j->comma = true;
}

void
json_text(struct json *j, const char *name, const char *text)
{
	if (text == NULL)
		return;
	key(j, name);
	string_utf8(j->f, text);
}

void
json_texts(struct json *j, const char *name, const char *const *text, size_t n)
{
	size_t i;

	open_in(j, name, '[');
	for (i = 0; i < n; i++) {
		comma(j);
		string_utf8(j->f, text[i]);
	}
	close_in(j, ']');
}

void
json_time(struct json *j, const char *name, uint64_t ns)
{
	key(j, name);
	fprintf(j->f, "%" PRIu64 ".%06" PRIu64, ns / 1000000000,
	    ns / 1000 % 1000000);
}

void
json_ms(struct json *j, const char *name, uint64_t ns)
{
	key(j, name);
	fprintf(j->f, "%" PRIu64 ".%03" PRIu64, ns / 1000000,
	    ns / 1000 % 1000);
}

void
json_true(struct json *j, const char *name)
{
	key(j, name);
	fputs_unlocked("true", j->f);
}

void
json_uint(struct json *j, const char *name, uint64_t v)
{
	key(j, name);
	fprintf(j->f, "%" PRIu64, v);
}

static void
hex(FILE *f, const uint8_t *p, size_t len)
{
	size_t i;

	putc_unlocked('"', f);
	for (i = 0; i < len; i++)
		fprintf(f, "%02x", p[i]);
	putc_unlocked('"', f);
}

static void
digits(FILE *f, const struct sig_digits *d, size_t len)
{
	char text[SIG_DIGITS_MAX];

	string(f, text, sig_digits_text(d, len, text));
}

/* MCC-MNC. */
static void
plmn(FILE *f, const struct sig_digits *d, size_t len)
{
	char text[SIG_DIGITS_MAX];
	int n = (int)sig_digits_text(d, len, text);

	fprintf(f, "\"%.*s-%.*s\"", n < 3 ? n : 3, text, n > 3 ? n - 3 : 0,
	    text + 3);
}

/* A value as JSON: a number or a string by its type. */
static void
value(FILE *f, const struct sig_value *v)
{
	char text[INET6_ADDRSTRLEN];

	switch ((enum sig_type)v->type) {
	case SIG_TYPE_DIGITS:
		digits(f, &v->digits, v->len);
		break;
	case SIG_TYPE_PLMN:
		plmn(f, &v->digits, v->len);
		break;
	case SIG_TYPE_TEXT:
		string(f, v->text, v->len);
		break;
	case SIG_TYPE_OCTETS:
		hex(f, v->text, v->len);
		break;
	case SIG_TYPE_IP:
		if ((v->len == 4 || v->len == 16) &&
		    inet_ntop(v->len == 4 ? AF_INET : AF_INET6, v->text, text,
		    sizeof(text)) != NULL)
			string(f, text, strlen(text));
		else
			hex(f, v->text, v->len);
		break;
	case SIG_TYPE_UINT:
		fprintf(f, "%" PRIu64, v->num);
		break;
	}
}

/* The first value of each field of one component (or of all: comp < 0). */
static void
values(struct json *j, const struct sig_msg *m, int comp)
{
	uint64_t done[2] = { 0, 0 };
	const struct sig_value *v;
	unsigned i;

	for (i = 0; i < m->nval; i++) {
		v = &m->val[i];
		if ((comp >= 0 && v->comp != comp) ||
		    v->field == SIG_ROUTE_RECORD ||
		    done[v->field / 64] >> (v->field % 64) & 1)
			continue;
		done[v->field / 64] |= UINT64_C(1) << (v->field % 64);
		key(j, sig_field_name(v->field));
		value(j->f, v);
	}
}

/* Every value of a field, from v on. */
static void
value_list(struct json *j, const char *name, const struct sig_msg *m,
    const struct sig_value *v)
{
	open_in(j, name, '[');
	for (; v != NULL; v = sig_next(m, v)) {
		comma(j);
		value(j->f, v);
	}
	close_in(j, ']');
}

/* Fields that stand more than once: what stands behind the first value. */
static void
more(struct json *j, const struct sig_msg *m)
{
	const struct sig_value *v;
	bool any = false;
	unsigned f;

	for (f = 0; f < SIG_FIELD_COUNT; f++) {
		v = sig_get(m, f);
		if (v == NULL || f == SIG_ROUTE_RECORD ||
		    (v = sig_next(m, v)) == NULL)
			continue;
		if (!any)
			open_in(j, "more", '{');
		any = true;
		value_list(j, sig_field_name(f), m, v);
	}
	if (any)
		close_in(j, '}');
}

static void
endpoint(struct json *j, const char *name, struct cur ip, uint16_t port)
{
	char text[INET6_ADDRSTRLEN];
	size_t len = cur_left(&ip);

	if ((len != 4 && len != 16) || inet_ntop(len == 4 ? AF_INET : AF_INET6,
	    ip.p, text, sizeof(text)) == NULL)
		return;
	key(j, name);
	fprintf(j->f, len == 4 ? "\"%s:%u\"" : "\"[%s]:%u\"", text, port);
}

static void
address(struct json *j, const char *name, const struct sig_addr *a)
{
	if (!a->present)
		return;
	open_in(j, name, '{');
	if (a->has_gt) {
		key(j, "gt");
		digits(j->f, &a->digits, a->len);
	}
	if (a->has_ssn)
		json_uint(j, "ssn", a->ssn);
	if (a->has_pc)
		json_uint(j, "pc", a->pc);
	json_text(j, "ri", a->on_ssn ? "ssn" : "gt");
	if (a->has_gt) {
		json_uint(j, "gti", a->gti);
		json_uint(j, "nai", a->nai);
		json_uint(j, "np", a->np);
		json_uint(j, "tt", a->tt);
	}
	close_in(j, '}');
}

static void
tid(struct json *j, const char *name, const struct sig_tid *t)
{
	if (t->len == 0)
		return;
	key(j, name);
	fprintf(j->f, "\"%0*" PRIx32 "\"", t->len < 4 ? 2 * t->len : 8,
	    t->id);
}

/* An object identifier in dotted form (X.690 8.19). */
static void
object_identifier(struct json *j, const char *name, struct cur c)
{
	uint64_t arc = 0;
	uint8_t v;
	bool first = true;

	key(j, name);
	putc_unlocked('"', j->f);
	while (cur_u8(&c, &v)) {
		arc = arc << 7 | (v & 0x7f);
		if (v & 0x80)
			continue;
		if (first)
			fprintf(j->f, "%u.%" PRIu64,
			    (unsigned)(arc < 80 ? arc / 40 : 2),
			    arc < 80 ? arc % 40 : arc - 80);
		else
			fprintf(j->f, ".%" PRIu64, arc);
		first = false;
		arc = 0;
	}
	putc_unlocked('"', j->f);
}

static const char *const problem_types[] = {
	"general", "invoke", "result", "error",
};

static void
component(struct json *j, const struct sig_comp *c)
{
	if (c->op != SIG_OP_NONE)
		json_text(j, "op", sig_op_name(c->op));
	if (c->has_code)
		json_uint(j, "code", c->code);
	if (c->kind != SIG_KIND_ERROR || !c->has_error)
		json_text(j, "name", c->name);
	if (c->has_invoke_id) {
		key(j, "invoke");
		fprintf(j->f, "%d", c->invoke_id);
	}
	if (c->has_error) {
		key(j, "error");
		fprintf(j->f, "%" PRId32, c->error);
		if (c->kind == SIG_KIND_REJECT)
			json_text(j, "problem",
			    problem_types[c->problem_type & 3]);
		else
			json_text(j, "error_name", c->name);
	}
}

static void
components(struct json *j, const struct sig_msg *m)
{
	unsigned i;

	if (m->ncomp < 2)
		return;
	open_in(j, "components", '[');
	for (i = 0; i < m->ncomp; i++) {
		open_in(j, NULL, '{');
		json_text(j, "kind", sig_kind_name(m->comp[i].kind));
		component(j, &m->comp[i]);
		values(j, m, (int)i);
		close_in(j, '}');
	}
	close_in(j, ']');
}

static void
layers(struct json *j, const struct sig_msg *m)
{
	unsigned i;

	key(j, "layers");
	putc_unlocked('"', j->f);
	for (i = 0; i < m->nlayers; i++) {
		if (i > 0)
			putc_unlocked('/', j->f);
		fputs_unlocked(sig_layer_name(m->layer[i]), j->f);
	}
	putc_unlocked('"', j->f);
}

static void
ss7(struct json *j, const struct sig_msg *m)
{
	if (m->has_label) {
		json_uint(j, "opc", m->opc);
		json_uint(j, "dpc", m->dpc);
	}
	address(j, "calling", &m->calling);
	address(j, "called", &m->called);
	if (m->has_cause)
		json_uint(j, "cause", m->cause);
	tid(j, "otid", &m->otid);
	tid(j, "dtid", &m->dtid);
	if (m->has_ac) {
		object_identifier(j, "ac", m->ac_oid);
		json_text(j, "ac_name", m->ac_name);
		if (m->ac_version != 0)
			json_uint(j, "ac_version", m->ac_version);
	}
	if (m->has_ac_result)
		json_uint(j, "ac_result", m->ac_result);
	if (m->has_p_abort)
		json_uint(j, "p_abort", m->p_abort);
}

static void
diameter(struct json *j, const struct sig_msg *m)
{
	if (m->proto != SIG_PROTO_DIAMETER)
		return;
	json_uint(j, "app", m->app);
	json_text(j, "app_name", m->app_name);
	json_uint(j, "hbh", m->hbh);
	json_uint(j, "e2e", m->e2e);
}

static void
trouble(struct json *j, const struct sig_msg *m)
{
	unsigned i;

	if (m->defect != SIG_DEFECT_NONE)
		json_text(j, "defect", sig_defect_name(m->defect));
	if (m->anomalies == 0)
		return;
	open_in(j, "anomalies", '[');
	for (i = 0; i < SIG_ANOMALY_COUNT; i++) {
		if (m->anomalies >> i & 1) {
			comma(j);
			string(j->f, sig_anomaly_name(i),
			    strlen(sig_anomaly_name(i)));
		}
	}
	close_in(j, ']');
}

void
json_begin(struct json *j, FILE *f, const struct sig_msg *m, const char *file)
{
	*j = (struct json){ .f = f };
	putc_unlocked('{', f);
	json_text(j, "file", file);
	json_uint(j, "frame", m->frame);
	json_uint(j, "idx", m->idx);
	json_time(j, "ts", m->ts);
	json_text(j, "proto", sig_proto_name(m->proto));
	layers(j, m);
	endpoint(j, "src", m->src, m->sport);
	endpoint(j, "dst", m->dst, m->dport);
	json_text(j, "kind", sig_kind_name(m->kind));
	json_text(j, "type", m->type);
	if (m->ncomp > 0)
		component(j, &m->comp[0]);
	ss7(j, m);
	diameter(j, m);
	values(j, m, -1);
	if (sig_has(m, SIG_ROUTE_RECORD))
		value_list(j, "route_record", m, sig_get(m, SIG_ROUTE_RECORD));
	more(j, m);
	components(j, m);
	trouble(j, m);
}

void
json_end(struct json *j)
{
	fputs_unlocked("}\n", j->f);
}

void
json_message(FILE *f, const struct sig_msg *m, const char *file)
{
	struct json j;

	json_begin(&j, f, m, file);
	json_end(&j);
}
