/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Answers to every request of the catalogue: read back they mean what was to
 * be said, whatever becomes of the request on its way they are whole or not
 * there at all.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../dissectors/diameter.h"
#include "../fw/capture.h"
#include "../fw/pcapng_write.h"
#include "../sim/mkcap.h"
#include "answer_help.h"
#include "random.h"

enum { CASES = 2048, OCTETS = 1024, MUTATIONS = 60 };

/* A request as it stands on its link. */
struct request {
	uint8_t		 entry;		/* enum sig_entry */
	size_t		 len;
	uint8_t		 octets[OCTETS];
};

static struct request *request;
static unsigned nrequest;
static struct sig_msg m, back;

static void
collect(void *arg, const struct sig_msg *seen)
{
	struct request *r = &request[nrequest];

	(void)arg;
	if (seen->kind != SIG_KIND_REQUEST || seen->segmented ||
	    cur_left(&seen->octets) > OCTETS || nrequest == CASES)
		return;
	r->entry = (uint8_t)answer_entry(seen);
	r->len = cur_left(&seen->octets);
	memcpy(r->octets, seen->octets.p, r->len);
	nrequest++;
}

static void
load(void)
{
	char path[] = "/tmp/answer.XXXXXX", error[CAPTURE_ERROR_MAX];
	struct wire_conf conf = wire_conf_default;
	struct wire_frame f;
	struct capture *c;
	struct wire *wire;
	void *mem;

	conf.secret = 1;
	mem = aligned_alloc(64, (wire_size(&conf) + 63) / 64 * 64);
	request = calloc(CASES, sizeof(*request));
	ck_assert(mem != NULL && request != NULL);
	ck_assert_int_ge(mkstemp(path), 0);
	ck_assert(mkcap_catalogue(path));
	wire = wire_init(mem, &conf);
	c = capture_open(path, error);
	ck_assert_ptr_nonnull(c);
	while (capture_next(c, &f, error) == 1)
		wire_frame(wire, &f, collect, NULL);
	capture_close(c);
	unlink(path);
	free(mem);
	ck_assert_uint_gt(nrequest, 500);
}

static bool
same_text(const struct sig_value *a, struct cur text)
{
	return a != NULL && a->len == cur_left(&text) &&
	    memcmp(a->text, text.p, a->len) == 0;
}

static bool
same_address(const struct sig_addr *a, const struct sig_addr *b)
{
	return a->present == b->present && a->ssn == b->ssn &&
	    a->tt == b->tt && a->np == b->np && a->nai == b->nai &&
	    a->len == b->len && sig_digits_equal(&a->digits, &b->digits);
}

static void
means_diameter(const struct answer *a)
{
	const struct sig_value *v = sig_get(&m, SIG_SESSION_ID);
	uint32_t result, experimental;
	bool protocol;

	answer_results((enum reject_error)a->error, &result, &experimental);
	protocol = result / 1000 == 3;
	ck_assert_uint_eq(back.flags, (m.flags & DIAMETER_PROXIABLE) |
	    (protocol ? DIAMETER_ERROR : 0U));
	ck_assert_uint_eq(back.hbh, m.hbh);
	ck_assert_uint_eq(back.e2e, m.e2e);
	ck_assert_uint_eq(back.app, m.app);
	ck_assert_uint_eq(back.comp[0].code, m.comp[0].code);
	ck_assert_uint_eq(back.comp[0].op, m.comp[0].op);
	if (v != NULL)
		ck_assert(same_text(sig_get(&back, SIG_SESSION_ID),
		    cur_make(v->text, v->len)));
	ck_assert(same_text(sig_get(&back, SIG_ORIGIN_HOST), a->host));
	ck_assert(same_text(sig_get(&back, SIG_ORIGIN_REALM), a->realm));
	ck_assert(sig_has(&back, SIG_RESULT) == (result != 0));
	ck_assert(sig_has(&back, SIG_EXPERIMENTAL_RESULT) ==
	    (experimental != 0));
	if (result != 0)
		ck_assert_uint_eq(sig_get(&back, SIG_RESULT)->num, result);
	else
		ck_assert_uint_eq(sig_get(&back,
		    SIG_EXPERIMENTAL_RESULT)->num, experimental);
	ck_assert(!sig_has(&back, SIG_ROUTE_RECORD));
	ck_assert(sig_has(&back, SIG_PROXY_HOST) ==
	    sig_has(&m, SIG_PROXY_HOST));
}

static void
means_map(const struct answer *a)
{
	struct answer_map said = answer_map_find(m.comp[0].code,
	    (enum reject_error)a->error);
	const struct sig_comp *c = &back.comp[0];

	ck_assert_uint_eq(back.dialogue, SIG_DIALOGUE_END);
	ck_assert_uint_eq(back.ncomp, m.ncomp);
	ck_assert_uint_eq(c->kind, said.reject ? SIG_KIND_REJECT :
	    SIG_KIND_ERROR);
	ck_assert(c->has_invoke_id);
	ck_assert_int_eq(c->invoke_id, m.comp[0].invoke_id);
	ck_assert_int_eq(c->error, said.code);
	if (said.reject)
		ck_assert_uint_eq(c->problem_type, 1);
	ck_assert(back.has_ac == m.has_ac);
	ck_assert_uint_eq(back.ac, m.ac);
	ck_assert_uint_eq(back.ac_version, m.ac_version);
	ck_assert(back.has_ac_result == m.has_ac);
	ck_assert_uint_eq(back.ac_result, 0);
}

static void
means_ss7(const struct answer *a)
{
	ck_assert(same_address(&back.called, &m.calling));
	ck_assert(same_address(&back.calling, &m.called));
	ck_assert_uint_eq(back.opc, m.dpc);
	ck_assert_uint_eq(back.dpc, m.opc);
	ck_assert_uint_eq(back.sls, m.sls);
	ck_assert_uint_eq(back.ni, m.ni);
	ck_assert_uint_eq(back.si, m.si);
	ck_assert(!back.sccp_return);
	ck_assert_uint_eq(back.dtid.len, m.otid.len);
	ck_assert_uint_eq(back.dtid.id, m.otid.id);
	if (m.proto == SIG_PROTO_MAP) {
		means_map(a);
		return;
	}
	ck_assert_uint_eq(back.dialogue, SIG_DIALOGUE_ABORT);
	ck_assert(back.u_abort);
}

/* What a request is, in one line, for when it fails. */
static void
tell(unsigned i, const struct answer *a)
{
	fprintf(stderr, "request %u: %s %s version %u, error %s: defect %s, "
	    "anomalies %llx\n", i, m.type != NULL ? m.type : "-",
	    m.comp[0].name != NULL ? m.comp[0].name : "-", m.ac_version,
	    conf_error_name(a->error), sig_defect_name(back.defect),
	    (unsigned long long)back.anomalies);
}

static void
check_meaning(unsigned i, enum reject_error error)
{
	const struct request *r = &request[i];
	struct answer a = answer_make(ANSWER_ERROR, error);
	struct wbuf w = wbuf_make(answer_mem, sizeof(answer_mem));

	ck_assert(answer_dissect((enum sig_entry)r->entry,
	    cur_make(r->octets, r->len), &m));
	ck_assert(answer_build(&m, &a, &w));
	ck_assert(answer_dissect((enum sig_entry)r->entry, wbuf_cur(&w),
	    &back));
	if (back.defect != SIG_DEFECT_NONE || back.anomalies != 0) {
		tell(i, &a);
		ck_abort_msg("an answer that is not clean");
	}
	if (m.proto == SIG_PROTO_DIAMETER)
		means_diameter(&a);
	else
		means_ss7(&a);
}

START_TEST(meaning)
{
	unsigned i, error;

	load();
	for (i = 0; i < nrequest; i++)
		for (error = 0; error < REJECT_SILENCE; error++)
			check_meaning(i, (enum reject_error)error);
	free(request);
}
END_TEST

/* Whatever m says: an answer is whole, and the outermost lengths of it are
 * true; the request's octets end before an unreadable page. */
static void
check_whole(enum sig_entry entry, const uint8_t *octets, size_t len)
{
	static const struct answer_overload report = { .sequence = 1,
	    .reduction = 10, .validity = 10 };
	const uint8_t *p = guard_put(octets, len);
	struct answer a = answer_make(ANSWER_ERROR, REJECT_BUSY);
	struct wbuf w;
	unsigned kind;

	(void)answer_dissect(entry, cur_make(p, len), &m);
	for (kind = 0; kind < ANSWER_KIND_COUNT; kind++) {
		a = answer_make((enum answer_kind)kind,
		    (enum reject_error)random_below(REJECT_SILENCE));
		a.overload = &report;
		a.version = (uint8_t)random_below(4);
		a.problem = a.cause = (uint8_t)random_below(5);
		w = wbuf_make(answer_mem, sizeof(answer_mem));
		if (!answer_build(&m, &a, &w)) {
			ck_assert_uint_eq(w.len, 0);
			continue;
		}
		ck_assert_uint_gt(w.len, 0);
		(void)answer_dissect(answer_entry(&m), wbuf_cur(&w), &back);
		ck_assert_uint_ne(back.kind, SIG_KIND_REQUEST);
		if (entry == SIG_ENTRY_DIAMETER)
			ck_assert_uint_eq((w.p[1] << 16 | w.p[2] << 8 |
			    w.p[3]), w.len);
		else if (kind != ANSWER_RETURN)
			ck_assert_msg(back.dialogue == SIG_DIALOGUE_END ||
			    back.dialogue == SIG_DIALOGUE_ABORT,
			    "dialogue %u", back.dialogue);
	}
	guard_free(p, len);
}

/* Octets changed, left out, put in twice. */
static size_t
mutate(uint8_t *octets, const struct request *r)
{
	unsigned i, n = 1 + random_below(4);
	size_t len = r->len, at, more;

	memcpy(octets, r->octets, len);
	for (i = 0; i < n && len > 1; i++) {
		at = random_below((unsigned)len);
		more = random_below((unsigned)(len - at)) % 24;
		switch (random_below(4)) {
		case 0:
			octets[at] ^= (uint8_t)(1u << random_below(8));
			break;
		case 1:
			octets[at] = (uint8_t)random_below(256);
			break;
		case 2:
			memmove(octets + at, octets + at + more,
			    len - at - more);
			len -= more;
			break;
		default:
			if (len + more > OCTETS + 128)
				break;
			memmove(octets + at + more, octets + at, len - at);
			len += more;
		}
	}
	return len;
}

START_TEST(hostile)
{
	static uint8_t octets[OCTETS + 128];
	const struct request *r;
	unsigned i, k;
	size_t n;

	load();
	for (i = 0; i < nrequest; i += 1 + (i > 200 ? 9 : 2)) {
		r = &request[i];
		for (n = 0; n <= r->len; n++)
			check_whole((enum sig_entry)r->entry, r->octets, n);
		for (k = 0; k < MUTATIONS; k++) {
			n = mutate(octets, r);
			check_whole((enum sig_entry)r->entry, octets, n);
		}
	}
	free(request);
}
END_TEST

/* ---- for tshark: what replay does not show ---- */

static struct pcapng_writer captured;

static void
capture_frame(int link, struct cur octets)
{
	static const struct pcapng_comments none;
	struct wire_frame f = { .link = link, .octets = octets,
	    .len = cur_left(&octets) };

	ck_assert(pcapng_write_frame(&captured, &f, &none));
}

static void
capture_diameter(struct cur answer)
{
	static uint8_t mem[2][ANSWER_MAX + 128];
	static struct tcp_segment segment = { .seq = 1, .ack = 1,
	    .flags = 0x18 };
	struct ip_flow flow = { .version = 4, .src = { 192, 0, 2, 1 },
	    .dst = { 192, 0, 2, 2 }, .sport = 3868, .dport = 40000 };
	struct wbuf tcp = wbuf_make(mem[0], sizeof(mem[0]));
	struct wbuf ip = wbuf_make(mem[1], sizeof(mem[1]));

	tcp_build(&tcp, &flow, &segment, answer);
	segment.seq += (uint32_t)cur_left(&answer);
	ip_build(&ip, &flow, 6, NULL, wbuf_cur(&tcp));
	capture_frame(WIRE_RAW, wbuf_cur(&ip));
}

/* What a kind says beside its error; tshark does not know all arguments of old
 * operations, so only the usual one comes back in a service message. */
static bool
capture_said(struct answer *a)
{
	static const struct answer_overload report = { .sequence = 9,
	    .reduction = 30, .validity = 120 };

	a->overload = &report;
	a->has_drmp = a->has_diagnostic = true;
	a->drmp = 3;
	a->diagnostic = 1;
	a->message = "later, please";
	a->problem = PROBLEM_RESOURCE;
	a->cause = RETURN_SUBSYSTEM_CONGESTION;
	return a->kind != ANSWER_RETURN || (m.comp[0].code == 2 &&
	    m.ac_version == 2);
}

static unsigned
capture_answers(enum answer_kind kind, enum reject_error error)
{
	struct answer a = answer_make(kind, error);
	struct wbuf w;
	unsigned i, n = 0;

	for (i = 0; i < nrequest; i++) {
		ck_assert(answer_dissect((enum sig_entry)request[i].entry,
		    cur_make(request[i].octets, request[i].len), &m));
		/* a context of nobody is refused */
		if (i % 3 == 0 && m.has_ac && kind == ANSWER_ERROR)
			m.ac = m.proto = 0;
		/* the catalogue asks for no return */
		m.sccp_return = kind == ANSWER_RETURN;
		w = wbuf_make(answer_mem, sizeof(answer_mem));
		if (!capture_said(&a) || !answer_build(&m, &a, &w))
			continue;
		n++;
		(void)answer_dissect((enum sig_entry)request[i].entry,
		    wbuf_cur(&w), &back);
		if (request[i].entry == SIG_ENTRY_DIAMETER)
			capture_diameter(wbuf_cur(&w));
		else
			capture_frame(WIRE_SCCP, back.sccp);
	}
	return n;
}

START_TEST(capture)
{
	const char *path = getenv("ANSWER_CAPTURE");
	unsigned kind, error;
	FILE *f;

	if (path == NULL)
		return;
	f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	pcapng_write_begin(&captured, f, "test");
	load();
	for (kind = 0; kind < ANSWER_KIND_COUNT; kind++)
		ck_assert_uint_gt(capture_answers((enum answer_kind)kind,
		    REJECT_BUSY), 0);
	for (error = 0; error < REJECT_SILENCE; error++)
		ck_assert_uint_gt(capture_answers(ANSWER_ERROR,
		    (enum reject_error)error), 0);
	ck_assert_int_eq(fclose(f), 0);
	free(request);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("answer_all");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_set_timeout(t, 120);
	tcase_add_test(t, meaning);
	tcase_add_test(t, hostile);
	tcase_add_test(t, capture);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
