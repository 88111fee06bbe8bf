/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hiding: AVPs of a message are copied one by one, some of them changed.
 *
 * Devices and their hosts are a table with one place for each hash: who comes
 * later takes it.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../../dissectors/diameter.h"
#include "../../dissectors/hash.h"
#include "../../dissectors/wbuf.h"
#include "../../rules/ruleset_impl.h"
#include "edge.h"
#include "hide.h"

enum {
	AVP_ORIGIN_HOST = 264, AVP_ROUTE_RECORD = 282, AVP_DEST_HOST = 293,
	AVP_ERROR_HOST = 294,
	AVP_HEAD = 8, AVP_FLAGS = 4, MUST = 0x40, HEADER = 20,
	MORE = 4096,			/* octets that names may add */
	NO_HOST = 0,			/* those that are known begin at 1 */
};

struct device {
	uint64_t	 key;
	uint16_t	 host;
};

struct home_host {
	size_t		 len;
	uint8_t		 name[EDGE_NAME_MAX];
};

struct hide {
	const struct ruleset *rules;
	struct cur	 us;
	uint64_t	 secret;
	struct wbuf	 out;
	unsigned	 nhost;
	struct home_host host[HIDE_HOSTS];
	struct device	 device[HIDE_DEVICES];
};

struct hide *
hide_new(const struct ruleset *rules, struct cur host, size_t message,
    uint64_t secret)
{
	struct hide *h = calloc(1, sizeof(*h));
	size_t size = 2 * message + MORE;
	uint8_t *octets = malloc(size);

	if (h == NULL || octets == NULL) {
		free(h);
		free(octets);
		return NULL;
	}
	h->out = wbuf_make(octets, size);
	h->secret = secret;
	h->nhost = 1;
	hide_follow(h, rules, host);
	return h;
}

void
hide_free(struct hide *h)
{
	if (h == NULL)
		return;
	free(h->out.p);
	free(h);
}

void
hide_follow(struct hide *h, const struct ruleset *rules, struct cur host)
{
	h->rules = rules;
	h->us = host;
}

/* ---- who is where ---- */

uint64_t
hide_device(const struct hide *h, const struct sig_msg *m)
{
	const struct sig_value *v = sig_get(m, SIG_IMSI);

	if (v == NULL)
		return 0;
	return hash_u64(hash_u64(hash_u64(h->secret, v->digits.w[0]),
	    v->digits.w[1]), v->len) | 1;
}

/* An AVP of c, whole without its padding, and where its data begin. */
static bool
take(struct cur *c, struct diameter_avp *a, struct cur *whole,
    struct cur *data)
{
	struct cur at = *c;
	size_t len;

	if (!diameter_avp_next(c, a))
		return false;
	len = (size_t)at.p[5] << 16 | (size_t)at.p[6] << 8 | at.p[7];
	*whole = *data = cur_take_most(&at, len);
	return cur_skip(data, whole->p[AVP_FLAGS] & 0x80 ? 12 :
	    AVP_HEAD);
}

/* What home sends names hosts of home, also such as nobody has written down. */
static bool
is_home(const struct hide *h, struct cur name)
{
	return owner_host(h->rules->owners, name.p, cur_left(&name)) <
	    OWNER_PARTNER;
}

/* The number of a home host; NO_HOST: there are too many. */
static unsigned
host_number(struct hide *h, struct cur name)
{
	size_t len = cur_left(&name);
	unsigned i;

	for (i = 1; i < h->nhost; i++)
		if (h->host[i].len == len &&
		    memcmp(h->host[i].name, name.p, len) == 0)
			return i;
	if (len == 0 || len > EDGE_NAME_MAX || h->nhost == HIDE_HOSTS)
		return NO_HOST;
	h->host[i].len = len;
	memcpy(h->host[i].name, name.p, len);
	h->nhost++;
	return i;
}

static struct device *
device_at(struct hide *h, uint64_t key)
{
	return &h->device[key >> 32 & (HIDE_DEVICES - 1)];
}

void
hide_learn(struct hide *h, uint64_t device, struct cur octets)
{
	struct diameter_avp a;
	struct cur c = octets, whole, data;
	unsigned host;

	if (device == 0 || !cur_skip(&c, HEADER))
		return;
	while (take(&c, &a, &whole, &data)) {
		if (a.code != AVP_ORIGIN_HOST || a.vendor != 0)
			continue;
		if (is_home(h, data) &&
		    (host = host_number(h, data)) != NO_HOST)
			*device_at(h, device) = (struct device){
			    .key = device, .host = (uint16_t)host };
		return;
	}
}

struct cur
hide_host(const struct hide *h, uint64_t device)
{
	const struct device *d =
	    &h->device[device >> 32 & (HIDE_DEVICES - 1)];

	if (device == 0 || d->key != device)
		return cur_make(NULL, 0);
	return cur_make(h->host[d->host].name, h->host[d->host].len);
}

/* ---- rewriting ---- */

static bool
is_hidden(const struct hide *h, const struct diameter_avp *a, struct cur data)
{
	return a->vendor == 0 && (a->code == AVP_ORIGIN_HOST ||
	    a->code == AVP_ROUTE_RECORD || a->code == AVP_ERROR_HOST) &&
	    is_home(h, data);
}

static bool
is_for_us(const struct hide *h, const struct diameter_avp *a, struct cur data)
{
	return a->vendor == 0 && a->code == AVP_DEST_HOST &&
	    cur_left(&data) == cur_left(&h->us) &&
	    strncasecmp((const char *)data.p, (const char *)h->us.p,
	    cur_left(&data)) == 0;
}

/* The same AVP with another name; without one it is left out. */
static void
name_put(struct wbuf *w, struct cur whole, struct cur name)
{
	size_t len = cur_left(&name);

	if (len == 0)
		return;
	wbuf_put(w, cur_take_most(&whole, AVP_FLAGS + 1));
	wbuf_be24(w, (uint32_t)(AVP_HEAD + len));
	wbuf_put(w, name);
	wbuf_fill(w, 0, -len & 3);
}

static struct cur
rewrite(struct hide *h, struct cur octets, struct cur name,
    bool (*changes)(const struct hide *, const struct diameter_avp *,
    struct cur))
{
	struct wbuf *w = &h->out;
	struct cur c = octets, at, whole, data;
	struct diameter_avp a;

	wbuf_reset(w);
	wbuf_put(w, cur_take_most(&c, HEADER));
	for (at = c; take(&c, &a, &whole, &data); at = c) {
		if (changes(h, &a, data))
			name_put(w, whole, name);
		else
			wbuf_put(w, cur_make(at.p, (size_t)(c.p - at.p)));
	}
	wbuf_put(w, c);
	wbuf_patch(w, 1, 3, w->len);
	return wbuf_cur(w);
}

struct cur
hide_out(struct hide *h, struct cur octets)
{
	return rewrite(h, octets, h->us, is_hidden);
}

struct cur
hide_in(struct hide *h, struct cur octets, struct cur host)
{
	return rewrite(h, octets, host, is_for_us);
}
