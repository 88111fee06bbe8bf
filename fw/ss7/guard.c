/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between peers and the library: its calls for octets come here first.
 *
 * libosmo-sigtran 1.6.0 trusts what it reads.  It prints texts that end
 * nowhere, reads labels that are shorter than a label, and aborts where a
 * traffic mode is not what it thought, or where it has no room for what it
 * writes.  It routes by itself, between the application servers of an instance,
 * what is for no point code of its own; tells other peers what one says of
 * point codes, and an MTP user nothing of it; and loses NI and MP of what it
 * gives to a user, and from whom it came.
 *
 * So the program defines functions that the library calls of others, or of
 * itself across its own table of symbols, and the dynamic linker takes those of
 * a program first; guard_begin() makes sure of that (more are in stream.c):
 *
 *	sctp_recvmsg		octets are checked (m3ua.h); what is no good, or
 *				is ours alone, is given to the library as of a
 *				protocol that it does not know
 *	ipa_msg_recv_buffered	IPA: who it is
 *	osmo_ss7_pc_is_local	what comes is for us, whatever its DPC, so
 *				nothing is routed past the engine
 *
 * What is certain of a message then: the process that it came from, by its
 * association; the application server, by the routing context where there is
 * one, else by being the only one of that process, or the first.  Its label is
 * what the peer wrote: for the engine to judge.  Over IPA there is no label:
 * OPC and DPC are of the configuration, SLS, NI and MP are nothing.
 */
#define _GNU_SOURCE			/* RTLD_NEXT */
#include "edge_ss7.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <netinet/sctp.h>
#include <sys/socket.h>

#include <osmocom/gsm/ipa.h>
#include <osmocom/netif/stream.h>

enum { PPID_M3UA = 3, PPID_NOBODYS = 0x7fffffff };

static struct edge *edge;
static struct ingress came;
static bool sending;

static int (*next_ipa)(int, struct msgb **, struct msgb **);

/* ---- who it is ---- */

struct osmo_fd *
guard_ofd(const struct osmo_ss7_asp *asp)
{
	if (asp->server != NULL)
		return osmo_stream_srv_get_ofd(asp->server);
	return asp->client != NULL ? osmo_stream_cli_get_ofd(asp->client) :
	    NULL;
}

static struct osmo_ss7_asp *
asp_of(int fd)
{
	struct osmo_ss7_instance *inst;
	struct osmo_ss7_asp *asp;
	struct osmo_fd *ofd;

	llist_for_each_entry(inst, &osmo_ss7_instances, list)
		llist_for_each_entry(asp, &inst->asp_list, list) {
			ofd = guard_ofd(asp);
			if (ofd != NULL && ofd->fd == fd)
				return asp;
		}
	return NULL;
}

static struct osmo_ss7_as *
as_of(struct osmo_ss7_asp *asp, const struct m3ua *m)
{
	struct osmo_ss7_as *as;

	llist_for_each_entry(as, &asp->inst->as_list, list)
		if (osmo_ss7_as_has_asp(as, asp) && (m == NULL ||
		    !m->has_context ||
		    as->cfg.routing_key.context == m->context))
			return as;
	return NULL;
}

bool
guard_came(struct ingress *in)
{
	*in = came;
	came = (struct ingress){ .asp = NULL };
	return in->asp != NULL && in->as != NULL;
}

/* ---- M3UA ---- */

static const struct {
	enum m3ua_kind	 kind;
	enum way_event_what what;
} ssnm[] = {
	{ M3UA_UNAVAILABLE, WAY_EVENT_UNAVAILABLE },
	{ M3UA_AVAILABLE, WAY_EVENT_AVAILABLE },
	{ M3UA_CONGESTION, WAY_EVENT_CONGESTED },
	{ M3UA_USER_UNAVAILABLE, WAY_EVENT_USER_UNAVAILABLE },
	{ M3UA_RESTRICTED, WAY_EVENT_RESTRICTED },
};

enum { SSNM = sizeof(ssnm) / sizeof(ssnm[0]) };

static void
events_came(struct osmo_ss7_asp *asp, const struct m3ua *m,
    enum way_event_what what)
{
	struct way_event e = { .what = what, .level = m->level };
	unsigned i;

	for (i = 0; i < m->naffected; i++) {
		e.mask = (uint8_t)(m->affected[i] >> 24);
		e.pc = m->affected[i] & M3UA_PC_MAX;
		neighbour_event(edge, asp, &e);
	}
}

/* DATA that the library may have, and by whom it is. */
static bool
data_fits(struct osmo_ss7_asp *asp, const struct m3ua *m)
{
	struct osmo_ss7_as *as = as_of(asp, m);

	if (!osmo_ss7_asp_active(asp))
		lose(edge, CHANNEL_LOSS_STATE);
	else if (as == NULL)
		lose(edge, CHANNEL_LOSS_SERVER);
	else if (m->label.si != M3UA_SCCP || cur_left(&m->data) == 0)
		lose(edge, CHANNEL_LOSS_USER);
	else if (cur_left(&m->data) + M3UA_DATA_HEAD > CHANNEL_M3UA_MAX)
		lose(edge, CHANNEL_LOSS_LENGTH);
	else
		came = (struct ingress){ .asp = asp, .as = as,
		    .ni = m->label.ni, .mp = m->label.mp };
	return came.asp != NULL;
}

/* A point code that somebody wants to know about: the library answers, but for
 * one alone. */
static bool
audit_fits(const struct osmo_ss7_asp *asp, const struct m3ua *m)
{
	return osmo_ss7_asp_active(asp) && m->naffected == 1 &&
	    m->affected[0] <= M3UA_PC_MAX;
}

/* Whether the library may have the message. */
static bool
message_fits(struct osmo_ss7_asp *asp, uint8_t *p, size_t n)
{
	struct m3ua m;
	unsigned i;

	if (m3ua_check(p, n, &m) != NULL) {
		lose(edge, CHANNEL_LOSS_FORM);
		return false;
	}
	if (m.kind == M3UA_DATA)
		return data_fits(asp, &m);
	if (n > OTHER_MAX) {
		lose(edge, CHANNEL_LOSS_LENGTH);
		return false;
	}
	if (m.kind == M3UA_AUDIT)
		return audit_fits(asp, &m);
	if (m.kind == M3UA_NOTIFY)
		neighbour_status(edge, asp, m.status);
	for (i = 0; i < SSNM; i++)
		if (ssnm[i].kind == m.kind) {
			if (osmo_ss7_asp_active(asp))
				events_came(asp, &m, ssnm[i].what);
			return false;
		}
	if (m.kind >> 8 != M3UA_REGISTER >> 8)
		return true;
	lose(edge, CHANNEL_LOSS_REGISTER);
	return false;
}

/* Declared by <netinet/sctp.h>. */
int
sctp_recvmsg(int fd, void *p, size_t size, struct sockaddr *from,
    socklen_t *from_len, struct sctp_sndrcvinfo *info, int *flags)
{
	struct osmo_ss7_asp *asp;
	int n;

	came = (struct ingress){ .asp = NULL };
	n = sctp_next(fd, p, size, from, from_len, info, flags);
	if (n <= 0 || flags == NULL || info == NULL ||
	    (*flags & MSG_NOTIFICATION))
		return n;
	if (!(*flags & MSG_EOR)) {
		lose(edge, CHANNEL_LOSS_LENGTH);
		info->sinfo_ppid = htonl(PPID_NOBODYS);
		if (sctp_rest(fd))
			return n;
		errno = EMSGSIZE;	/* the association ends */
		return -1;
	}
	asp = asp_of(fd);
	sctp_more(asp != NULL ? guard_ofd(asp) : NULL);
	if (asp == NULL || info->sinfo_ppid != htonl(PPID_M3UA) ||
	    !message_fits(asp, p, (size_t)n))
		info->sinfo_ppid = htonl(PPID_NOBODYS);
	return n;
}

/* ---- IPA ---- */

/* Declared by <osmocom/gsm/ipa.h>. */
int
ipa_msg_recv_buffered(int fd, struct msgb **msg, struct msgb **part)
{
	struct osmo_ss7_asp *asp = asp_of(fd);
	int n;

	stream_read_begin(asp != NULL ? guard_ofd(asp) : NULL);
	n = next_ipa(fd, msg, part);
	stream_read_end();
	came = (struct ingress){ .asp = n > 0 ? asp : NULL };
	if (came.asp != NULL) {
		came.as = as_of(asp, NULL);
		came.ni = asp->inst->cfg.network_indicator & 3;
	}
	return n;
}

/* ---- the library itself ---- */

/* Declared by <osmocom/sigtran/osmo_ss7.h>. */
bool
osmo_ss7_pc_is_local(struct osmo_ss7_instance *inst, uint32_t pc)
{
	(void)inst;
	(void)pc;
	return !sending;
}

void
guard_sends(bool does)
{
	sending = does;
}

/* What a peer sends of protocols that are not ours, or that was not to be seen,
 * would be written out. */
static int
nobodys(struct osmo_ss7_asp *asp, int ppid, struct msgb *msg)
{
	(void)asp;
	(void)ppid;
	(void)msg;
	return 0;
}

bool
guard_next(const char *name, void *function, size_t size)
{
	void *p = dlsym(RTLD_NEXT, name);

	memcpy(function, &p, size);
	return p != NULL;
}

bool
guard_is_first(const char *name)
{
	Dl_info ours, found;
	void *p = dlsym(RTLD_DEFAULT, name);

	return p != NULL && dladdr(p, &found) != 0 &&
	    dladdr(&edge, &ours) != 0 && found.dli_fbase == ours.dli_fbase;
}

bool
guard_begin(struct edge *e)
{
	edge = e;
	osmo_ss7_register_rx_unknown_cb(nobodys);
	if (sctp_begin() && streams_begin() &&
	    guard_next("ipa_msg_recv_buffered", &next_ipa, sizeof(next_ipa)) &&
	    guard_is_first("ipa_msg_recv_buffered") &&
	    guard_is_first("osmo_ss7_pc_is_local"))
		return true;
	tell("libosmo-sigtran cannot be guarded as it is linked here");
	return false;
}
