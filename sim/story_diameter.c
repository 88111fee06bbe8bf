/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Diameter requests of the story, and their answers.
 *
 * RFC 6733 3, 6.2, 8.8; 3GPP TS 29.272 7.2.
 */
#include "story_impl.h"

enum {
	S6A = 16777251,
	REQUEST = 0x80, PROXIABLE = 0x40, ERROR = 0x20, AGAIN = 0x10,
	PATTERN_MAX = 1024,
};

void
ask_make(struct ask *a, struct story *s, struct names *n,
    const struct scene *scene, unsigned role, bool from_home, uint32_t code)
{
	memset(a, 0, sizeof(*a));
	a->s = s;
	a->scene = *scene;
	a->names = n;
	a->ts = s->now;
	a->role = (uint8_t)role;
	a->via = (uint8_t)s->plan->net[role].via;
	a->way = from_home;
	a->code = code;
	names_set(n, s, BUILD_ID_RELAY, a->via, 1);
	a->hbh = ++s->hbh;
	a->e2e = 0x9e000000U + a->hbh;
	snprintf(a->session, sizeof(a->session), "%s;1767225600;%u",
	    n->text[code == CLR || code == IDR || code == DSR || code == RSR ?
	    BUILD_ID_HSS_NAME : BUILD_ID_MME_NAME], ++s->session);
}

void
ask_wait(struct ask *a, uint64_t ns)
{
	a->ts += ns;
}

/* Who the message is from and to: base and visited node, by the command. */
static struct build_ids
ends(const struct ask *a, bool answer)
{
	struct build_ids ids = a->names->ids;
	bool of_base = a->code == CLR || a->code == IDR || a->code == DSR ||
	    a->code == RSR;
	const char *mme = ids.v[BUILD_ID_MME_NAME];
	const char *mme_realm = ids.v[BUILD_ID_MME_REALM];
	const char *hss = ids.v[BUILD_ID_HSS_NAME];
	const char *hss_realm = ids.v[BUILD_ID_HSS_REALM];
	bool from_base = of_base != answer;

	ids.v[BUILD_ID_SESSION] = a->session;
	ids.v[BUILD_ID_ORIGIN_HOST] = from_base ? hss : mme;
	ids.v[BUILD_ID_ORIGIN_REALM] = from_base ? hss_realm : mme_realm;
	ids.v[BUILD_ID_DEST_HOST] = from_base ? mme : hss;
	ids.v[BUILD_ID_DEST_REALM] = from_base ? mme_realm : hss_realm;
	return ids;
}

static void
send(struct ask *a, bool answer, uint8_t flags, const char *pattern)
{
	uint8_t mem[MESSAGE_MAX];
	struct wbuf w = wbuf_make(mem, sizeof(mem));
	struct diameter_head h = { flags, a->code, S6A, a->hbh, a->e2e };
	struct build_ids ids = ends(a, answer);
	struct story_message m = { .ts = a->ts, .via = a->via,
	    .way = a->way != answer, .proto = STORY_DIAMETER,
	    .expect = a->scene.expect, .cls = a->scene.cls,
	    .what = a->scene.what };
	size_t at = diameter_open(&w, &h);

	avp_pattern(&w, pattern, &ids);
	/* who comes by a hub brings its name along (RFC 6733 6.7.1) */
	if (!answer && m.way == 0 && a->via != a->role)
		avp_pattern(&w, "282:relay", &ids);
	diameter_close(&w, at);
	m.octets = wbuf_cur(&w);
	queue_put(a->s, &m);
	a->ts += (20 + story_random(a->s, 180)) * MS;
}

void
ask_request(struct ask *a, const char *avps)
{
	char text[PATTERN_MAX];

	snprintf(text, sizeof(text), "263:session 260{266=10415 258=%u} 277=1 "
	    "264:ohost 296:orealm %s283:drealm %s", S6A,
	    a->code == ULR || a->code == AIR ? "" : "293:dhost ", avps);
	send(a, false, (uint8_t)(REQUEST | PROXIABLE | (a->again ? AGAIN : 0)),
	    text);
}

void
ask_answer(struct ask *a, const char *result)
{
	char text[PATTERN_MAX];

	snprintf(text, sizeof(text), "263:session 260{266=10415 258=%u} "
	    "277=1 264:ohost 296:orealm %s", S6A, result);
	send(a, true, (uint8_t)(PROXIABLE |
	    (strncmp(result, "268=3", 5) == 0 ? ERROR : 0)), text);
}
