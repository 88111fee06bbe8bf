/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * breakwater-sigtran: libosmo-sigtran between the engine and nodes of SS7.
 *
 *	breakwater-sigtran channel configuration
 *
 * channel is the number of a stream socket that is open (channel.h), the
 * configuration is an Osmocom VTY file with instances of cs7: processes and
 * application servers (M3UA, IPA), and routes, each to an application server.
 * Its VTY listens on loopback.  The process ends with its channel, on SIGTERM,
 * or where the library ends it; the parent starts it again.
 */
#include "edge_ss7.h"

#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <osmocom/core/fsm.h>
#include <osmocom/core/talloc.h>
#include <osmocom/core/timer.h>
#include <osmocom/vty/command.h>
#include <osmocom/vty/logging.h>
#include <osmocom/vty/ports.h>
#include <osmocom/vty/telnet_interface.h>
#include <osmocom/vty/vty.h>

#include "../run/confine.h"

static struct edge edge;
static volatile sig_atomic_t signalled;

static const char *const losses[CHANNEL_LOSS_COUNT] = {
#define X(sym, word, text)	text,
	CHANNEL_LOSS(X)
#undef X
};

void
lose(struct edge *e, enum channel_loss loss)
{
	if (e->lost[loss] < UINT32_MAX)
		e->lost[loss]++;
}

/* To the engine, which counts them, and to whoever reads the log. */
static void
losses_tell(struct edge *e)
{
	static const uint32_t none[CHANNEL_LOSS_COUNT];
	uint8_t frame[CHANNEL_HEADER + sizeof(none)];
	struct wbuf w = wbuf_make(frame, sizeof(frame));
	unsigned i;

	if (memcmp(e->lost, none, sizeof(none)) == 0)
		return;
	channel_losses_put(&w, e->lost);
	if (!pipe_small(e, &w))
		return;			/* with those of the next second */
	for (i = 0; i < CHANNEL_LOSS_COUNT; i++)
		if (e->lost[i] > 0)
			tell("%lu not passed on: %s",
			    (unsigned long)e->lost[i], losses[i]);
	memset(e->lost, 0, sizeof(e->lost));
}

/* The engine takes us for dead when the loop hangs. */
static void
second(void *arg)
{
	static struct osmo_timer_list timer;
	uint8_t frame[CHANNEL_HEADER];
	struct wbuf w = wbuf_make(frame, sizeof(frame));
	struct edge *e = arg;

	channel_head(&w, CHANNEL_ALIVE, 0, 0);
	(void)pipe_small(e, &w);
	losses_tell(e);
	osmo_timer_setup(&timer, second, e);
	osmo_timer_schedule(&timer, 1, 0);
}

static void
stop(int sig)
{
	(void)sig;
	signalled = 1;
}

/* poll() ends with a signal, and a timer wakes it soon when it came before. */
static void
signals_begin(void)
{
	struct sigaction act = { .sa_handler = stop };

	(void)signal(SIGPIPE, SIG_IGN);
	sigemptyset(&act.sa_mask);
	(void)sigaction(SIGTERM, &act, NULL);
	(void)sigaction(SIGINT, &act, NULL);
}

static bool
is_loopback(const char *address)
{
	return strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0;
}

/* NULL, or what could not be done. */
static const char *
vty_begin(void *context, const char *conf)
{
	static struct vty_app_info info = {
		.name = "breakwater-sigtran", .version = "",
		.go_parent_cb = osmo_ss7_vty_go_parent,
	};

	info.tall_ctx = context;
	vty_init(&info);
	logging_vty_add_cmds();
	osmo_fsm_log_addr(false);
	if (osmo_ss7_init() != 0)
		return "libosmo-sigtran can not be set up";
	osmo_ss7_vty_init_sg(context);
	if (vty_read_config_file(conf, NULL) != 0)
		return "its configuration can not be used";
	if (!is_loopback(vty_get_bind_addr()))
		return "its VTY must be on loopback (\"line vty\", \"bind\")";
	if (telnet_init_dynif(context, NULL, vty_get_bind_addr(),
	    vty_get_bind_port(OSMO_VTY_PORT_STP)) != 0)
		return "its VTY has no port (\"line vty\", \"bind\")";
	return NULL;
}

static const char *
begin(struct edge *e, int fd, const char *conf)
{
	void *context = talloc_named_const(NULL, 0, "breakwater-sigtran");
	const char *wrong;

	if (context == NULL || msgb_talloc_ctx_init(context, 0) == NULL)
		return "no memory";
	log_begin(context);
	if (!guard_begin(e))
		return "it would not be guarded";
	wrong = vty_begin(context, conf);
	if (wrong != NULL)
		return wrong;
	if (!users_begin(e))
		return "it leads nowhere";
	if (!pipe_begin(e, fd))
		return "no memory for the channel";
	return confine(CONFINE_SIGTRAN) ? NULL : "it may not run unconfined";
}

int
main(int argc, char **argv)
{
	const char *wrong;
	int fd;

	if (argc != 3 || (fd = channel_socket(argv[1])) == -1) {
		tell("usage: breakwater-sigtran channel configuration");
		return 2;
	}
	signals_begin();
	wrong = begin(&edge, fd, argv[2]);
	if (wrong != NULL) {
		tell("%s: %s", argv[2], wrong);
		_exit(1);
	}
	second(&edge);
	while (!edge.stop && !signalled) {
		(void)osmo_select_main(0);
		streams_read();
		neighbours_look(&edge);
		streams_flush();
		pipe_turn(&edge);
	}
	neighbours_stop(&edge);
	losses_tell(&edge);
	pipe_end(&edge);
	/* the kernel says goodbye for what the library has open */
	_exit(0);
}
