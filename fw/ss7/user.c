/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The MTP user for SCCP, of every instance: what comes goes to the engine as
 * M3UA DATA, what the engine has goes out as MTP-TRANSFER.req (Q.701 8.1).
 *
 * The primitive names no application server.  From whom a message is says the
 * guard; where one goes to the library finds by its DPC, so that is looked up
 * before, and one that would go elsewhere is not sent.
 */
#include "edge_ss7.h"

#include <string.h>

#include <osmocom/sigtran/mtp_sap.h>
#include <osmocom/sigtran/sigtran_sap.h>

enum { CHECK_PC = 1, CHECK_SLS = 0xa5 };

static struct edge *edge;
static unsigned checked;		/* messages of ourselves that came */

/* SIO of Q.704 14.2, with MP where the library has it. */
static uint8_t
sio_of(const struct m3ua_label *l)
{
	return (uint8_t)(l->ni << 6 | l->mp << 4 | l->si);
}

/* ---- from the library ---- */

static void
transfer_came(const struct osmo_mtp_transfer_param *t, const uint8_t *p,
    size_t n)
{
	struct m3ua_label l = { .opc = t->opc, .dpc = t->dpc,
	    .si = M3UA_SCCP, .sls = t->sls };
	struct neighbour *b;
	struct ingress in;

	if (!guard_came(&in)) {
		checked++;	/* or it is nobody's */
		return;
	}
	b = neighbour_as(edge, in.as);
	if (b == NULL || !b->up) {
		lose(edge, CHANNEL_LOSS_STATE);
		return;
	}
	if (n == 0 || n > CHANNEL_M3UA_MAX - M3UA_DATA_HEAD) {
		lose(edge, CHANNEL_LOSS_LENGTH);
		return;
	}
	l.ni = in.ni;
	l.mp = in.mp;
	if (b->credit < channel_cost(n) ||
	    !pipe_message(edge, b->number, &l, p, n))
		lose(edge, CHANNEL_LOSS_CREDIT);
	else
		b->credit -= channel_cost(n);
}

/* PAUSE, RESUME and STATUS come to no user in 1.6.0; the guard sees what they
 * are made of. */
static int
primitive(struct osmo_prim_hdr *oph, void *arg)
{
	struct osmo_mtp_prim *p = (struct osmo_mtp_prim *)oph;
	struct msgb *msg = oph->msg;

	(void)arg;
	if (OSMO_PRIM_HDR(oph) == OSMO_PRIM(OSMO_MTP_PRIM_TRANSFER,
	    PRIM_OP_INDICATION) && msg->l2h != NULL)
		transfer_came(&p->u.transfer, msgb_l2(msg), msgb_l2len(msg));
	msgb_free(msg);
	return 0;
}

/* ---- to the library ---- */

static struct msgb *
request_make(const struct osmo_mtp_transfer_param *t, struct cur data)
{
	struct osmo_mtp_prim *p;
	struct msgb *msg = msgb_alloc((uint16_t)(sizeof(*p) +
	    cur_left(&data)), "MTP-TRANSFER.req");

	if (msg == NULL)
		return NULL;
	msg->l1h = msgb_put(msg, sizeof(*p));
	p = (struct osmo_mtp_prim *)(void *)msg->l1h;
	memset(p, 0, sizeof(*p));
	osmo_prim_init(&p->oph, MTP_SAP_USER, OSMO_MTP_PRIM_TRANSFER,
	    PRIM_OP_REQUEST, msg);
	p->u.transfer = *t;
	msg->l2h = msgb_put(msg, (unsigned)cur_left(&data));
	memcpy(msg->l2h, data.p, cur_left(&data));
	return msg;
}

struct msgb *
user_request(const struct m3ua *m)
{
	struct osmo_mtp_transfer_param t = { .opc = m->label.opc,
	    .dpc = m->label.dpc, .sls = m->label.sls,
	    .sio = sio_of(&m->label) };

	return request_make(&t, m->data);
}

static size_t
length_max(const struct osmo_ss7_as *as)
{
	return as->cfg.proto == OSMO_SS7_ASP_PROT_IPA ? SCCP_MAX_IPA :
	    CHANNEL_M3UA_MAX - M3UA_DATA_HEAD;
}

/* What keeps one from that neighbour, or CHANNEL_LOSS_COUNT. */
static enum channel_loss
hindrance(const struct osmo_ss7_as *as, uint32_t dpc, size_t n)
{
	const struct osmo_ss7_route *route;

	/* over IPA the library makes a route to our own point code */
	route = dpc == as->inst->cfg.primary_pc ? NULL :
	    osmo_ss7_route_lookup(as->inst, dpc);
	if (route == NULL || route->dest.as != as)
		return CHANNEL_LOSS_ROUTE;
	return n > length_max(as) ? CHANNEL_LOSS_LENGTH : CHANNEL_LOSS_COUNT;
}

void
user_send(struct edge *e, struct neighbour *b, struct msgb *msg)
{
	struct osmo_mtp_prim *p = (struct osmo_mtp_prim *)(void *)msg->l1h;
	enum channel_loss loss = hindrance(b->as, p->u.transfer.dpc,
	    msgb_l2len(msg));

	if (loss != CHANNEL_LOSS_COUNT) {
		lose(e, loss);
		msgb_free(msg);
		return;
	}
	guard_sends(true);
	(void)osmo_ss7_user_mtp_xfer_req(b->as->inst, p);
	guard_sends(false);
}

/* ---- exported ---- */

/* A message of ours comes back to us: the library calls both the user and the
 * guard. */
static bool
comes_back(struct osmo_ss7_instance *inst)
{
	static const struct osmo_mtp_transfer_param t = { .opc = CHECK_PC,
	    .dpc = CHECK_PC, .sls = CHECK_SLS, .sio = M3UA_SCCP };
	static const uint8_t octet;
	struct msgb *msg = request_make(&t, cur_make(&octet, 1));
	unsigned before = checked;

	if (msg == NULL)
		return false;
	(void)osmo_ss7_user_mtp_xfer_req(inst,
	    (struct osmo_mtp_prim *)(void *)msg->l1h);
	return checked == before + 1;
}

bool
users_begin(struct edge *e)
{
	struct osmo_ss7_instance *inst;
	struct osmo_ss7_user *user;
	unsigned n = 0;

	edge = e;
	llist_for_each_entry(inst, &osmo_ss7_instances, list) {
		if (inst->cfg.id > INSTANCE_MAX) {
			tell("cs7 instance %u: up to %u are known",
			    inst->cfg.id, INSTANCE_MAX);
			return false;
		}
		user = &e->user[inst->cfg.id];
		*user = (struct osmo_ss7_user){ .inst = inst,
		    .name = "breakwater", .prim_cb = primitive };
		if (osmo_ss7_user_register(inst, M3UA_SCCP, user) != 0 ||
		    !comes_back(inst)) {
			tell("cs7 instance %u does not take us for its user "
			    "of SCCP", inst->cfg.id);
			return false;
		}
		n++;
	}
	if (n == 0)
		tell("there is no cs7 instance");
	return n > 0;
}
