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
#include <string.h>

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

#endif
