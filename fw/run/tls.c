/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Our certificate, and whose certificates count (RFC 6733 13.1; RFC 5280).
 *
 * With "crl" every certificate of a chain is looked up in the list of whoever
 * issued it: an authority whose list is not there, or is out of date, vouches
 * for nobody any more.
 */
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "../../rules/conf.h"
#include "say.h"
#include "tls.h"

enum { DEPTH_MAX = 4 };			/* of a chain of certificates */

static bool
tls_error(const char *what, const char *path)
{
	const char *reason = ERR_reason_error_string(ERR_get_error());

	say("%s \"%s\" cannot be used: %s", what, path,
	    reason != NULL ? reason : "it is not what it should be");
	ERR_clear_error();
	return false;
}

/* Lists that are out of date are told: whom they are about cannot come in. */
static void
crls_tell(X509_STORE *store, const char *path)
{
	STACK_OF(X509_OBJECT) *all = X509_STORE_get0_objects(store);
	const ASN1_TIME *until;
	X509_CRL *crl;
	char *name;
	int i;

	for (i = 0; i < sk_X509_OBJECT_num(all); i++) {
		crl = X509_OBJECT_get0_X509_CRL(sk_X509_OBJECT_value(all, i));
		until = crl == NULL ? NULL : X509_CRL_get0_nextUpdate(crl);
		if (until == NULL || X509_cmp_current_time(until) > 0)
			continue;
		name = X509_NAME_oneline(X509_CRL_get_issuer(crl), NULL, 0);
		say("crl \"%s\" is out of date: nobody whom %s vouches for is "
		    "let in over TLS", path, name != NULL ? name :
		    "its issuer");
		OPENSSL_free(name);
	}
}

static bool
crls_load(SSL_CTX *x, const char *path)
{
	X509_STORE *store = SSL_CTX_get_cert_store(x);
	X509_LOOKUP *l = X509_STORE_add_lookup(store, X509_LOOKUP_file());

	if (l == NULL || X509_load_crl_file(l, path, X509_FILETYPE_PEM) < 1 ||
	    X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK |
	    X509_V_FLAG_CRL_CHECK_ALL) != 1)
		return tls_error("crl", path);
	crls_tell(store, path);
	return true;
}

static bool
load(SSL_CTX *x, const struct conf_diameter *d)
{
	if (SSL_CTX_use_certificate_chain_file(x, d->certificate_path) != 1)
		return tls_error("certificate", d->certificate_path);
	if (SSL_CTX_use_PrivateKey_file(x, d->key_path, SSL_FILETYPE_PEM) != 1
	    || SSL_CTX_check_private_key(x) != 1)
		return tls_error("key", d->key_path);
	if (SSL_CTX_load_verify_locations(x, d->authority_path, NULL) != 1)
		return tls_error("authority", d->authority_path);
	return d->crl_path == NULL || crls_load(x, d->crl_path);
}

struct ssl_ctx_st *
tls_context(const struct conf_diameter *d)
{
	static const unsigned char id[] = "breakwater";
	SSL_CTX *x;

	if (d->certificate_path == NULL || d->key_path == NULL ||
	    d->authority_path == NULL) {
		say("TLS needs a certificate, a key and an "
		    "authority");
		return NULL;
	}
	x = SSL_CTX_new(TLS_method());
	if (x == NULL) {
		say("no memory for TLS");
		return NULL;
	}
	SSL_CTX_set_verify(x, SSL_VERIFY_PEER |
	    SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	SSL_CTX_set_verify_depth(x, DEPTH_MAX);
	/* a cut connection is no forged end: messages say how long they are */
	SSL_CTX_set_options(x, SSL_OP_NO_RENEGOTIATION |
	    SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET |
	    SSL_OP_IGNORE_UNEXPECTED_EOF);
	SSL_CTX_set_mode(x, SSL_MODE_RELEASE_BUFFERS);
	/* nobody comes again without showing a certificate */
	SSL_CTX_set_session_cache_mode(x, SSL_SESS_CACHE_OFF);
	(void)SSL_CTX_set_num_tickets(x, 0);
	if (SSL_CTX_set_min_proto_version(x, TLS1_2_VERSION) != 1 ||
	    SSL_CTX_set_session_id_context(x, id, sizeof(id) - 1) != 1 ||
	    !load(x, d)) {
		SSL_CTX_free(x);
		return NULL;
	}
	return x;
}

void
tls_context_free(struct ssl_ctx_st *x)
{
	SSL_CTX_free(x);
}

/* Time does not count: who was let in stays when a certificate, or a list,
 * grows old, and is asked for a new one when it comes again. */
static bool
verify(X509_STORE_CTX *v)
{
	X509_STORE_CTX_set_flags(v, X509_V_FLAG_NO_CHECK_TIME);
	return X509_verify_cert(v) == 1;
}

bool
tls_trusts(struct ssl_ctx_st *x, struct ssl_st *s)
{
	X509_STORE_CTX *v;
	X509 *cert;
	bool fine;

	if (SSL_get_verify_result(s) != X509_V_OK)
		return false;
	if (SSL_get_SSL_CTX(s) == x)
		return true;
	v = X509_STORE_CTX_new();
	cert = SSL_get1_peer_certificate(s);
	fine = x != NULL && v != NULL && cert != NULL &&
	    X509_STORE_CTX_init(v, SSL_CTX_get_cert_store(x), cert,
	    SSL_get_peer_cert_chain(s)) == 1 &&
	    X509_STORE_CTX_set_default(v, SSL_is_server(s) ? "ssl_client" :
	    "ssl_server") == 1 && verify(v);
	X509_STORE_CTX_free(v);
	X509_free(cert);
	ERR_clear_error();
	return fine;
}

const char *
tls_why(struct ssl_st *s, unsigned long error)
{
	long result = SSL_get_verify_result(s);
	const char *reason;

	if (result != X509_V_OK)
		return X509_verify_cert_error_string(result);
	reason = error != 0 ? ERR_reason_error_string(error) : NULL;
	return reason != NULL ? reason : "no TLS between us";
}
