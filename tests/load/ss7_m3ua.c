/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * M3UA over SCTP, as an application server process: RFC 4666 3.3.1, 4.3.4.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/sctp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "ss7.h"

enum {
	M3UA_PPID = 3, ASP_UP = 0x01000301, ASP_UP_ACK = 0x01000304,
	ASP_ACTIVE = 0x01000401, ASP_ACTIVE_ACK = 0x01000403,
	DATA = 0x01000101, CONTEXT = 0x00060008, PROTOCOL_DATA = 0x0210,
	HEADER = 8, PARAMETER = 8, DATA_HEAD = 16, SI_SCCP = 3, NI = 0,
	MESSAGE_MAX = 2048, READS = 64,
};

static void
say(const struct ss7_m3ua *m, const uint8_t *p, size_t n, unsigned stream)
{
	/* what the kernel does not take is lost, and soon missed */
	(void)sctp_sendmsg(m->fd, p, n, NULL, 0, htonl(M3UA_PPID), 0,
	    (uint16_t)stream, 0, 0);
}

static void
manage(const struct ss7_m3ua *m, uint32_t kind, bool context)
{
	uint8_t p[HEADER + PARAMETER];
	size_t n = context ? sizeof(p) : HEADER;

	put32(p, kind);
	put32(p + 4, (uint32_t)n);
	put32(p + HEADER, CONTEXT);
	put32(p + HEADER + 4, m->context);
	say(m, p, n, 0);
}

void
ss7_m3ua_open(struct ss7_m3ua *m, const char *who, const char *port)
{
	struct sockaddr_in to = address_of(port), from = {
	    .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	unsigned local;
	int on = 1;

	if (sscanf(who, "%u/%u/%u/%u", &m->opc, &m->dpc, &m->context,
	    &local) != 4) {
		fprintf(stderr, "load: %s: expected opc/dpc/context/port\n",
		    who);
		exit(2);
	}
	from.sin_port = htons((uint16_t)local);
	m->fd = socket(AF_INET, SOCK_STREAM, IPPROTO_SCTP);
	if (m->fd == -1 ||
	    bind(m->fd, (struct sockaddr *)&from, sizeof(from)) != 0 ||
	    connect(m->fd, (struct sockaddr *)&to, sizeof(to)) != 0) {
		fprintf(stderr, "load: %s: %s\n", who, strerror(errno));
		exit(1);
	}
	setsockopt(m->fd, IPPROTO_SCTP, SCTP_NODELAY, &on, sizeof(on));
	fcntl(m->fd, F_SETFL, O_NONBLOCK);
	manage(m, ASP_UP, false);
}

void
ss7_m3ua_send(const struct ss7_m3ua *m, const uint8_t *octets, size_t n)
{
	uint8_t p[MESSAGE_MAX] = { 0 }, *data = p + HEADER + PARAMETER;
	size_t padded = n + (-n & 3);

	put32(p, DATA);
	put32(p + 4, (uint32_t)(HEADER + PARAMETER + DATA_HEAD + padded));
	put32(p + HEADER, CONTEXT);
	put32(p + HEADER + 4, m->context);
	put32(data, PROTOCOL_DATA << 16 | (uint32_t)(DATA_HEAD + n));
	put32(data + 4, m->opc);
	put32(data + 8, m->dpc);
	put32(data + 12, SI_SCCP << 24 | NI << 16);
	memcpy(data + DATA_HEAD, octets, n);
	say(m, p, HEADER + PARAMETER + DATA_HEAD + padded, 1);
}

/* Its user's octets, where the message is DATA. */
static void
came(struct ss7_m3ua *m, uint8_t *p, size_t n, ss7_taker *take, void *arg)
{
	size_t at, len;

	switch (get32(p)) {
	case ASP_UP_ACK:
		manage(m, ASP_ACTIVE, true);
		break;
	case ASP_ACTIVE_ACK:
		m->known = true;
		break;
	case DATA:
		for (at = HEADER; at + DATA_HEAD <= n; at += len + (-len & 3)) {
			len = get32(p + at) & 0xffff;
			if (len < 4 || at + len > n)
				return;
			if (get32(p + at) >> 16 == PROTOCOL_DATA &&
			    len >= DATA_HEAD)
				take(arg, p + at + DATA_HEAD, len - DATA_HEAD);
		}
		break;
	}
}

bool
ss7_m3ua_read(struct ss7_m3ua *m, ss7_taker *take, void *arg)
{
	uint8_t p[MESSAGE_MAX];
	unsigned i;
	int n, flags;

	for (i = 0; i < READS; i++) {
		flags = MSG_DONTWAIT;
		n = sctp_recvmsg(m->fd, p, sizeof(p), NULL, NULL, NULL,
		    &flags);
		if (n < 0)
			return errno == EAGAIN || errno == EINTR;
		if (n == 0)
			return false;
		if (!(flags & MSG_NOTIFICATION) && n >= HEADER)
			came(m, p, (size_t)n, take, arg);
	}
	return true;
}
