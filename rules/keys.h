/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Keys that are words of the language inside one statement only, so that they
 * stay free for names everywhere else.  For the parser only.
 */
#ifndef RULES_KEYS_H
#define RULES_KEYS_H

#include <stdbool.h>

/* Which statement's braces we are in. */
enum keys { KEYS_NONE, KEYS_LINK, KEYS_DIAMETER, KEYS_RUN, KEYS_SS7,
	KEYS_COUNT };

/* X(symbol, word, whether values follow it) */
#define LINK_KEYS(X)							\
X(CONNECT, "connect", true)						\
X(TLS, "tls", false)							\
X(EDGE, "edge", true)							\
X(SIGTRAN, "sigtran", true)						\
X(PAIR, "pair", true)

#define DIAMETER_KEYS(X)						\
X(HOST, "host", true)							\
X(REALM, "realm", true)							\
X(LISTEN, "listen", true)						\
X(CERTIFICATE, "certificate", true)					\
X(KEY, "key", true)							\
X(AUTHORITY, "authority", true)						\
X(CRL, "crl", true)							\
X(WATCHDOG, "watchdog", true)						\
X(ANSWER, "answer", true)						\
X(REQUESTS, "requests", true)						\
X(CONNECTIONS, "connections", true)					\
X(OUTPUT, "output", true)						\
X(MESSAGE, "message", true)						\
X(HIDE, "hide", true)							\
X(FREEDIAMETER, "freediameter", true)

#define RUN_KEYS(X)							\
X(USER, "user", true)							\
X(EVENTS, "events", true)						\
X(RING, "ring", true)							\
X(CONTROL, "control", true)						\
X(STATUS, "status", true)						\
X(METRICS, "metrics", true)						\
X(STATE, "state", true)							\
X(ON, "on", true)

#define SS7_KEYS(X)							\
X(SIGTRAN, "sigtran", true)						\
X(PC, "pc", true)							\
X(HOPS, "hops", true)							\
X(ROUTE, "route", true)

#define X(sym, ...)	LINK_##sym,
enum link_key { LINK_KEYS(X) LINK_KEYS_END };
#undef X
#define X(sym, ...)	DIAMETER_##sym,
enum diameter_key { DIAMETER_KEYS(X) DIAMETER_KEYS_END };
#undef X
#define X(sym, ...)	RUN_##sym,
enum run_key { RUN_KEYS(X) RUN_KEYS_END };
#undef X
#define X(sym, ...)	SS7_##sym,
enum ss7_key { SS7_KEYS(X) SS7_KEYS_END };
#undef X

/* The key of that name, in one of the enums above; -1: none. */
int	keys_find(enum keys, const char *);
/* Do values follow it? */
bool	keys_takes(enum keys, int key);

#endif
