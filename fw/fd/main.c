/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * breakwater-freediameter: freeDiameter between the engine and the home side.
 *
 *	breakwater-freediameter channel configuration
 *
 * channel is the number of a stream socket that is open (channel.h), the
 * configuration is freeDiameter's own (freeDiameter.conf): identity, peers,
 * TLS, SCTP.  It has to relay.  The process ends with its channel, on SIGTERM,
 * or where freeDiameter ends itself; the parent starts it again.
 */
#include "edge_fd.h"

#include <signal.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "../run/confine.h"

enum { STOP_SECONDS = 8, STOP_TICK_MS = 100, OVERDUE_MS = 1000 };

static struct edge edge = {
	.lock = PTHREAD_MUTEX_INITIALIZER,
	.more = PTHREAD_COND_INITIALIZER,
	.item_more = PTHREAD_COND_INITIALIZER,
	.item_fewer = PTHREAD_COND_INITIALIZER,
};

static void
stuck_check(struct edge *e, uint64_t now)
{
	uint64_t since;

	pthread_mutex_lock(&e->lock);
	since = e->sending_since;
	pthread_mutex_unlock(&e->lock);
	if (since != 0 && now > since && now - since > STUCK_SECONDS * NS)
		give_up("freeDiameter takes no messages any more");
}

static void
lost_tell(struct edge *e, uint64_t *told)
{
	uint64_t lost;

	pthread_mutex_lock(&e->lock);
	lost = e->lost;
	pthread_mutex_unlock(&e->lock);
	if (lost != *told)
		tell("%llu messages were too long or had no room towards the "
		    "engine", (unsigned long long)(lost - *told));
	*told = lost;
}

/* The engine takes us for dead when this thread hangs, for then freeDiameter
 * does. */
static void
alive_tell(struct edge *e)
{
	uint8_t frame[CHANNEL_HEADER];
	struct wbuf w = wbuf_make(frame, sizeof(frame));

	channel_head(&w, CHANNEL_ALIVE, 0, 0);
	pthread_mutex_lock(&e->lock);
	pipe_small(e, &w);
	pthread_mutex_unlock(&e->lock);
}

/* Looks at who is open, and less often at what is overdue. */
static void *
clock_thread(void *arg)
{
	static const struct timespec pause = { 0, CLOCK_MS * 1000000 };
	uint64_t now, next = 0, told = 0;
	struct edge *e = arg;
	bool ready;

	for (;;) {
		nanosleep(&pause, NULL);
		pthread_mutex_lock(&e->lock);
		ready = e->ready;
		pthread_mutex_unlock(&e->lock);
		if (!ready)
			continue;
		neighbours_look(e);
		now = clock_ns();
		stuck_check(e, now);
		if (now < next)
			continue;
		next = now + OVERDUE_MS * NS_MS;
		alive_tell(e);
		asks_overdue(e, now);
		queries_overdue(e, now);
		lost_tell(e, &told);
	}
	return NULL;
}

static void
signals_set(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
}

/* Signals come here alone.  A stop that takes too long is cut short. */
static void *
stop_thread(void *arg)
{
	static const struct timespec tick = { 0, STOP_TICK_MS * 1000000 };
	static const struct timespec most = { STOP_SECONDS, 0 };
	struct edge *e = arg;
	bool stop = false;
	sigset_t set;

	signals_set(&set);
	while (!stop && sigtimedwait(&set, NULL, &tick) == -1) {
		pthread_mutex_lock(&e->lock);
		stop = e->stop_asked;
		pthread_mutex_unlock(&e->lock);
	}
	pthread_mutex_lock(&e->lock);
	e->stopping = true;
	pthread_mutex_unlock(&e->lock);
	neighbours_look(e);
	log_ends();
	fd_core_shutdown();
	nanosleep(&most, NULL);
	give_up("freeDiameter does not end");
}

static void
signals_begin(void)
{
	sigset_t set;

	signal(SIGPIPE, SIG_IGN);
	signals_set(&set);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
}

/* NULL, or what could not be done. */
static const char *
begin(struct edge *e, int fd, const char *conf)
{
	pthread_t thread;

	log_begin();
	if (fd_core_initialize() != 0)
		return "freeDiameter can not be set up";
	log_begin();
	if (fd_core_parseconf(conf) != 0)
		return "its configuration can not be used";
	if (fd_g_config->cnf_flags.no_fwd)
		return "its configuration must not say NoRelay";
	if (!asks_begin(e) || !queries_begin(e) || !send_begin(e))
		return "no memory";
	if (!hooks_begin(e))
		return "freeDiameter does not take callbacks";
	if (!confine(CONFINE_EDGE))
		return "it may not run unconfined";
	if (fd_core_start() != 0 || fd_core_waitstartcomplete() != 0)
		return "freeDiameter does not start";
	log_runs();
	if (!pipe_begin(e, fd) ||
	    pthread_create(&thread, NULL, clock_thread, e) != 0 ||
	    pthread_create(&thread, NULL, stop_thread, e) != 0)
		return "no threads";
	return NULL;
}

int
main(int argc, char **argv)
{
	const char *wrong;
	int fd;

	if (argc != 3 || (fd = channel_socket(argv[1])) == -1) {
		tell("usage: breakwater-freediameter channel configuration");
		return 2;
	}
	signals_begin();
	wrong = begin(&edge, fd, argv[2]);
	if (wrong != NULL) {
		tell("%s: %s", argv[2], wrong);
		_exit(1);
	}
	fd_core_wait_shutdown_complete();
	pipe_end(&edge);
	/* threads of ours are still there: nothing is torn down under them */
	_exit(0);
}
