/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Connections over TLS from their first octet (RFC 6733 2.1, 13.1).
 *
 * Both sides show certificates of the authority that the configuration names,
 * and that of a neighbour has to name its Origin-Host.  OpenSSL writes to a
 * connection that is gone as to any other, so SIGPIPE has to be ignored.
 */
#include <string.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/bufferevent_ssl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "conn_tcp.h"
#include "peers_impl.h"
#include "tls.h"

enum { OUT_MAX = 256 * 1024 };		/* handed to TLS at a time */

/* As much as came up to now, a slice at a time; what is left comes with the
 * next turn of the loop. */
static bool
tls_readable(struct conn *c)
{
	struct evbuffer *in = bufferevent_get_input(c->bev);
	int n = evbuffer_remove(in, c->peers->buffer, CONN_READ);

	return n > 0 && conn_feed(c, c->peers->buffer, (size_t)n) &&
	    n == CONN_READ;
}

static void
came(struct bufferevent *bev, void *arg)
{
	struct conn *c = arg;

	(void)bev;
	c->peers->now = peers_now();
	engine_wake(c->peers->engine);
	if (!c->dead && c->held == 0)
		(void)tls_readable(c);
}

/* All that TLS had is gone. */
static void
drained(struct bufferevent *bev, void *arg)
{
	struct conn *c = arg;

	(void)bev;
	if (c->dead || c->state == PEER_CONNECTING)
		return;
	conn_sent(c, 0);
	conn_blocked(c, false);
	c->transport->flush(c);
	peer_flushed(c);
}

static void
happened(struct bufferevent *bev, short what, void *arg)
{
	struct conn *c = arg;

	ERR_clear_error();
	if (c->dead)
		return;
	if (what & BEV_EVENT_CONNECTED)
		conn_started(c);
	else if (what & BEV_EVENT_EOF)
		conn_fail(c, CONN_LOST, "closed by the neighbour");
	else if (c->state == PEER_CONNECTING)
		conn_fail(c, CONN_LOST, tls_why(bufferevent_openssl_get_ssl(
		    bev), bufferevent_get_openssl_error(bev)));
	else
		conn_fail(c, CONN_LOST, "connection lost");
}

/* Some of what TLS had went out. */
static void
moved(struct evbuffer *out, const struct evbuffer_cb_info *info, void *arg)
{
	struct conn *c = arg;

	(void)out;
	if (info->n_deleted > 0)
		c->progress = peers_now();
}

static bool
start(struct conn *c)
{
	SSL *s;

	tcp_no_delay(c->fd);
	if (c->peers->tls == NULL || (s = SSL_new(c->peers->tls)) == NULL)
		return false;
	c->bev = bufferevent_openssl_socket_new(c->peers->base, c->fd, s,
	    c->dialled ? BUFFEREVENT_SSL_CONNECTING :
	    BUFFEREVENT_SSL_ACCEPTING,
	    BEV_OPT_CLOSE_ON_FREE | BEV_OPT_DEFER_CALLBACKS);
	if (c->bev == NULL) {
		SSL_free(s);
		return false;
	}
	bufferevent_openssl_set_allow_dirty_shutdown(c->bev, 1);
	bufferevent_setcb(c->bev, came, drained, happened, c);
	bufferevent_setwatermark(c->bev, EV_READ, 0, CONN_READ);
	evbuffer_add_cb(bufferevent_get_output(c->bev), moved, c);
	return bufferevent_enable(c->bev, EV_READ | EV_WRITE) == 0;
}

static size_t
waiting(const struct conn *c)
{
	return c->bev == NULL ? 0 :
	    evbuffer_get_length(bufferevent_get_output(c->bev));
}

static void
flush(struct conn *c)
{
	struct output *o = &c->out;
	size_t n = o->end - o->at, has = waiting(c);

	if (n > 0 && has < OUT_MAX) {
		if (n > OUT_MAX - has)
			n = OUT_MAX - has;
		if (bufferevent_write(c->bev, o->p + o->at, n) != 0) {
			conn_fail(c, CONN_LOST, "no memory");
			return;
		}
		conn_sent(c, n);
	}
	conn_blocked(c, waiting(c) > 0);
}

static void
reading(struct conn *c, bool on)
{
	if (c->bev == NULL)
		return;
	if (c->dead) {
		bufferevent_setcb(c->bev, NULL, NULL, NULL, NULL);
		bufferevent_disable(c->bev, EV_READ | EV_WRITE);
	} else if (on) {
		bufferevent_enable(c->bev, EV_READ);
		bufferevent_trigger(c->bev, EV_READ, 0);
	} else {
		bufferevent_disable(c->bev, EV_READ);
	}
}

/* Closing the connection says as much. */
static void
tls_shut(struct conn *c)
{
	(void)c;
}

/* Says that it is over, if that goes at once, and waits for no answer. */
static void
end(struct conn *c)
{
	SSL *s;

	if (c->bev == NULL)
		return;
	s = bufferevent_openssl_get_ssl(c->bev);
	if (SSL_is_init_finished(s)) {
		SSL_set_shutdown(s, SSL_RECEIVED_SHUTDOWN);
		(void)SSL_shutdown(s);
		ERR_clear_error();
	}
	evbuffer_remove_cb(bufferevent_get_output(c->bev), moved, c);
	bufferevent_free(c->bev);
	c->bev = NULL;
	c->fd = -1;			/* closed with it */
}

static bool
certified(const struct conn *c, const char *host)
{
	SSL *s = bufferevent_openssl_get_ssl(c->bev);
	X509 *x = SSL_get1_peer_certificate(s);
	bool names;

	if (x == NULL || !tls_trusts(c->peers->tls, s)) {
		X509_free(x);
		return false;
	}
	names = X509_check_host(x, host, strlen(host),
	    X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS, NULL) == 1;
	X509_free(x);
	return names;
}

const struct transport transport_tls = {
	.name = "tls",
	.listen = tcp_listen,
	.dial = tcp_dial,
	.start = start,
	.readable = tls_readable,
	.flush = flush,
	.reading = reading,
	.waiting = waiting,
	.shut = tls_shut,
	.end = end,
	.certified = certified,
};
