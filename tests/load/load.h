/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What stands opposite to Breakwater when its speed is measured: many MMEs in
 * one process, an HSS that answers at once, and a relay that only relays.
 */
#ifndef TESTS_LOAD_LOAD_H
#define TESTS_LOAD_LOAD_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum load_limit {
	LOAD_READ = 256 * 1024,		/* octets of one read */
	LOAD_MESSAGE = 64 * 1024,
	LOAD_CONNS_MAX = 1024,
	LOAD_CODES_MAX = 16,		/* different results */
};

enum {
	HEAD = 20,			/* octets, RFC 6733 3 */
	FLAG_REQUEST = 0x80,
	CODE_CER = 257,
	CODE_DWR = 280,
	CODE_DPR = 282,
	CODE_ULR = 316,
	CODE_AIR = 318,
};

/* ---- octets: wire.c ---- */

uint32_t	 get24(const uint8_t *);
uint32_t	 get32(const uint8_t *);
void		 put32(uint8_t *, uint32_t);

/* Octets in a growing room: [from, to) are there. */
struct octets {
	uint8_t		*p;
	size_t		 from, to, size;
};

/* Room for n more behind "to"; exits without memory. */
uint8_t		*octets_room(struct octets *, size_t n);
void		 octets_put(struct octets *, const void *, size_t n);
void		 octets_take(struct octets *, size_t n);
static inline size_t
octets_left(const struct octets *o)
{
	return o->to - o->from;
}

/* The next whole message, NULL: not all of it is there.  Exits when it cannot
 * be one. */
uint8_t		*message_next(struct octets *, size_t *len);
/* Result-Code, or Experimental-Result-Code; 0: none. */
unsigned	 message_result(const uint8_t *, size_t len);
/* AVP of a code on the top level: its first octet and its length with the
 * header, 0: not there. */
size_t		 message_avp(const uint8_t *, size_t len, uint32_t code,
		    const uint8_t **);

/* Who somebody is. */
struct identity {
	const char	*host, *realm;
};

/*
 * Messages of S6a as they are in the field: a ULR of 584 octets, a ULA of 940
 * (Session-Id of a usual length).  Each returns the length, in p of
 * LOAD_MESSAGE octets.
 */
size_t		 wire_capabilities(uint8_t *p, bool answer,
		    const struct identity *);
size_t		 wire_peer_answer(uint8_t *p, uint32_t code,
		    const struct identity *);
size_t		 wire_request(uint8_t *p, uint32_t code,
		    const struct identity *, const char *imsi,
		    const char *session);
size_t		 wire_answer(uint8_t *p, uint32_t code,
		    const struct identity *);

/* ---- sockets: socket.c ---- */

uint64_t	 now_ns(void);
/* "ADDRESS:PORT" or "PORT"; exits when it is no address of loopback and
 * others were not allowed. */
struct sockaddr_in address_of(const char *);
extern bool	 anywhere;
/* Connected within ms, and has exchanged capabilities; exits otherwise. */
int		 socket_peer(const struct sockaddr_in *,
		    const struct identity *, unsigned ms);
/* The same, and -1 when there is no success; the result then, 0: none. */
int		 socket_try(const struct sockaddr_in *,
		    const struct identity *, unsigned ms, unsigned *result);
int		 socket_listen(const struct sockaddr_in *);
void		 socket_ready(int fd);	/* no waiting, no Nagle */
/* False: the other side is gone.  Writes what it can. */
bool		 socket_flush(int fd, struct octets *);
/* Reads once. */
enum fill { FILL_GONE, FILL_ALL, FILL_MORE };
enum fill	 socket_fill(int fd, struct octets *);
extern volatile bool stopping;		/* a signal came */
void		 stop_on_signals(void);

/* ---- time taken: histogram.c ---- */

/* Logarithmic with 64 steps an octave: 1.6 per cent. */
struct histogram {
	uint64_t	 n, max;
	uint32_t	 step[64 * 40];
};

void		 histogram_add(struct histogram *, uint64_t ns);
uint64_t	 histogram_at(const struct histogram *, double share);

/* ---- roles; the arguments behind the role's name ---- */
int		 client_main(int, char **);
int		 server_main(int, char **);
int		 relay_main(int, char **);
int		 fault_main(int, char **);

#endif
