/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Certificates of connections over TLS, by OpenSSL.
 */
#ifndef FW_RUN_TLS_H
#define FW_RUN_TLS_H

#include <stdbool.h>

struct conf_diameter;
struct ssl_ctx_st;
struct ssl_st;

/* NULL after a sentence. */
struct ssl_ctx_st *tls_context(const struct conf_diameter *);
void		 tls_context_free(struct ssl_ctx_st *);
/* Would whoever is at the other end, and shook hands under this context or one
 * before it, be trusted under this one: not revoked, and of an authority that
 * still counts? */
bool		 tls_trusts(struct ssl_ctx_st *, struct ssl_st *);
/* Why there was no handshake: static.  error: of OpenSSL, or 0. */
const char	*tls_why(struct ssl_st *, unsigned long error);

#endif
