/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An authority of the test's own and certificates by it, as PEM files.
 */
#ifndef TESTS_TLS_HELP_H
#define TESTS_TLS_HELP_H

#include <check.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>

struct authority {
	EVP_PKEY	*key;
	X509		*cert;
};

static inline void
pem_write(const char *dir, const char *name, X509 *x, EVP_PKEY *key)
{
	char path[300];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	if (x != NULL)
		ck_assert_int_eq(PEM_write_X509(f, x), 1);
	else
		ck_assert_int_eq(PEM_write_PrivateKey(f, key, NULL, NULL, 0,
		    NULL, NULL), 1);
	fclose(f);
}

static inline void
extend(X509 *x, int nid, const char *value)
{
	X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, NULL, nid, value);

	ck_assert_ptr_nonnull(e);
	ck_assert_int_eq(X509_add_ext(x, e, -1), 1);
	X509_EXTENSION_free(e);
}

/* dns: "DNS:name", or NULL for one that has its name in the subject alone.
 * Without an authority it signs itself and is one. */
static inline X509 *
certificate(const struct authority *a, EVP_PKEY *key, const char *cn,
    const char *dns)
{
	static long serial;
	X509 *x = X509_new();
	X509_NAME *name = X509_get_subject_name(x);

	X509_set_version(x, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(x), ++serial);
	X509_gmtime_adj(X509_getm_notBefore(x), -3600);
	X509_gmtime_adj(X509_getm_notAfter(x), 86400);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
	    (const unsigned char *)cn, -1, -1, 0);
	X509_set_issuer_name(x, a == NULL ? name :
	    X509_get_subject_name(a->cert));
	X509_set_pubkey(x, key);
	if (a == NULL)
		extend(x, NID_basic_constraints, "critical,CA:TRUE");
	if (dns != NULL)
		extend(x, NID_subject_alt_name, dns);
	ck_assert_int_ne(X509_sign(x, a == NULL ? key : a->key, EVP_sha256()),
	    0);
	return x;
}

static inline struct authority
authority_make(const char *cn)
{
	struct authority a;

	a.key = EVP_EC_gen("P-256");
	ck_assert_ptr_nonnull(a.key);
	a.cert = certificate(NULL, a.key, cn, NULL);
	return a;
}

static inline void
authority_free(struct authority *a)
{
	X509_free(a->cert);
	EVP_PKEY_free(a->key);
}

/* NAME.pem and NAME.key in the folder. */
static inline void
certificate_files(const struct authority *a, const char *dir,
    const char *name, const char *cn, const char *dns)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *x = certificate(a, key, cn, dns);
	char file[100];

	snprintf(file, sizeof(file), "%s.pem", name);
	pem_write(dir, file, x, NULL);
	snprintf(file, sizeof(file), "%s.key", name);
	pem_write(dir, file, NULL, key);
	X509_free(x);
	EVP_PKEY_free(key);
}

/* Of the authority, with the certificate in NAME.pem revoked unless that is
 * NULL; it is good for so many seconds from now. */
static inline void
crl_file(const struct authority *a, const char *dir, const char *file,
    const char *revoked, long seconds)
{
	X509_CRL *crl = X509_CRL_new();
	ASN1_TIME *from = X509_gmtime_adj(NULL, -86400),
	    *until = X509_gmtime_adj(NULL, seconds);
	X509_REVOKED *r;
	char path[300];
	X509 *x;
	FILE *f;

	ck_assert(X509_CRL_set_version(crl, 1));
	ck_assert(X509_CRL_set_issuer_name(crl,
	    X509_get_subject_name(a->cert)));
	ck_assert(X509_CRL_set1_lastUpdate(crl, from));
	ck_assert(X509_CRL_set1_nextUpdate(crl, until));
	if (revoked != NULL) {
		snprintf(path, sizeof(path), "%s/%s.pem", dir, revoked);
		ck_assert_ptr_nonnull(f = fopen(path, "r"));
		ck_assert_ptr_nonnull(x = PEM_read_X509(f, NULL, NULL, NULL));
		fclose(f);
		r = X509_REVOKED_new();
		ck_assert(X509_REVOKED_set_serialNumber(r,
		    X509_get_serialNumber(x)));
		ck_assert(X509_REVOKED_set_revocationDate(r, from));
		ck_assert(X509_CRL_add0_revoked(crl, r));
		X509_free(x);
	}
	ck_assert_int_ne(X509_CRL_sign(crl, a->key, EVP_sha256()), 0);
	snprintf(path, sizeof(path), "%s/%s", dir, file);
	ck_assert_ptr_nonnull(f = fopen(path, "w"));
	ck_assert(PEM_write_X509_CRL(f, crl));
	fclose(f);
	ASN1_TIME_free(from);
	ASN1_TIME_free(until);
	X509_CRL_free(crl);
}

#endif
