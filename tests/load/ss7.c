/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Both ends of a relay of SS7: a network that subscribers come to, and home.
 * SCCP in IPA over TCP, each end the application server that the relay has by
 * that name; or in M3UA over SCTP.
 *
 * A number of dialogues is under way at any time, and each message is sent when
 * the one before it has come: so no queue of the relay's gets longer than that.
 * Each is compared with what was sent, and its way through the relay is timed.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "ss7.h"

enum { HEAD_OCTETS = 3, IPA_CCM = 0xfe, IPA_SCCP = 0xfd, PING = 0, PONG = 1,
	ID_GET = 4, ID_RESP = 5, ID_ACK = 6, UNIT_NAME = 1, NAME_OCTETS = 64,
	STALLED_OCTETS = 4096, STALL_TURN = 100, BEGIN_MS = 10000,
	LOOK_MS = 100, WINDOW_BITS = 15,
	NS_A_MS = 1000000, NS_A_SECOND = 1000000000, NS_A_US = 1000 };
_Static_assert(SS7_WINDOW_MAX == 1 << WINDOW_BITS, "a slot's number");

struct end {
	int		 fd;
	const char	*name;
	bool		 known;
	struct octets	 in, out;
	struct ss7_m3ua	 m3ua;
};

struct dialogue {
	uint32_t	 number;
	unsigned	 subscriber, step;	/* that is under way */
	uint64_t	 sent;
};

static struct ss7_script script;
static struct end end[SS7_SIDES];
static struct dialogue dialogue[SS7_WINDOW_MAX];
static unsigned window = 1, subscribers;
static uint32_t numbers;
static uint64_t warm, measured, gap, stall, now;	/* ns */
static bool measure, m3ua;
static uint64_t came, lost, wrong, unasked;
static struct histogram taken;

/* ---- IPA ---- */

static void
put(struct end *e, unsigned protocol, const void *p, size_t n)
{
	uint8_t head[HEAD_OCTETS] = { (uint8_t)(n >> 8), (uint8_t)n,
		(uint8_t)protocol };

	octets_put(&e->out, head, sizeof(head));
	octets_put(&e->out, p, n);
}

/* Whoever asks is told who we are. */
static void
management(struct end *e, unsigned what)
{
	static const uint8_t pong = PONG, ack = ID_ACK;
	size_t n = strlen(e->name) + 1;
	uint8_t id[4 + NAME_OCTETS] = { ID_RESP, 0, (uint8_t)(n + 1),
		UNIT_NAME };

	if (what == PING)
		put(e, IPA_CCM, &pong, 1);
	if (what == ID_GET) {
		memcpy(id + 4, e->name, n);
		put(e, IPA_CCM, id, 4 + n);
	}
	if (what == ID_ACK && !e->known) {
		e->known = true;
		put(e, IPA_CCM, &ack, 1);
	}
}

static void
end_open(struct end *e, const char *name, const char *port)
{
	static const int few = STALLED_OCTETS;
	struct sockaddr_in to;

	e->name = name;
	if (m3ua) {
		ss7_m3ua_open(&e->m3ua, name, port);
		e->fd = e->m3ua.fd;
		return;
	}
	to = address_of(port);
	if (strlen(name) >= NAME_OCTETS) {
		fprintf(stderr, "load: %s: too long a name\n", name);
		exit(2);
	}
	e->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (stall > 0)
		setsockopt(e->fd, SOL_SOCKET, SO_RCVBUF, &few, sizeof(few));
	if (e->fd == -1 || connect(e->fd, (const struct sockaddr *)&to,
	    sizeof(to)) != 0) {
		fprintf(stderr, "load: %s: %s\n", name, strerror(errno));
		exit(1);
	}
	socket_ready(e->fd);
}

/* ---- dialogues ---- */

static void
step_send(struct dialogue *d)
{
	const struct ss7_step *s = &script.step[d->step];
	uint8_t p[SS7_OCTETS_MAX];

	ss7_script_make(s, d->number, d->subscriber, p);
	if (m3ua)
		ss7_m3ua_send(&end[s->from].m3ua, p, s->len);
	else
		put(&end[s->from], IPA_SCCP, p, s->len);
	d->sent = now;
}

/* A number is not soon used again. */
static void
dialogue_number(struct dialogue *d)
{
	d->number = (++numbers << WINDOW_BITS | (uint32_t)(d - dialogue)) &
	    INT32_MAX;
}

static void
dialogue_begin(struct dialogue *d)
{
	d->subscriber = subscribers++ % SS7_SUBSCRIBERS;
	d->step = 0;
	dialogue_number(d);
	step_send(d);
}

/* The next message; where the far side begins anew it is another dialogue. */
static void
dialogue_on(struct dialogue *d)
{
	if (++d->step == script.n) {
		dialogue_begin(d);
		return;
	}
	if (script.step[d->step].imsi != 0)
		dialogue_number(d);
	step_send(d);
}

static void
dialogues_look(void)
{
	unsigned i;

	for (i = 0; i < window; i++)
		if (now - dialogue[i].sent > NS_A_SECOND) {
			lost++;
			dialogue_begin(&dialogue[i]);
		}
}

static struct dialogue *waiting;	/* for the gap; there is only one */

static void
sccp_came(void *arg, const uint8_t *p, size_t n)
{
	const struct end *e = arg;
	const struct ss7_step *s;
	uint8_t want[SS7_OCTETS_MAX];
	struct dialogue *d;
	uint32_t number;

	if (!ss7_script_number(p, n, &number)) {
		wrong++;
		return;
	}
	d = &dialogue[number & (SS7_WINDOW_MAX - 1)];
	s = &script.step[d->step];
	if (d->number != number || d->sent == 0 || d == waiting ||
	    e != &end[!s->from]) {
		unasked++;
		return;
	}
	ss7_script_make(s, d->number, d->subscriber, want);
	wrong += n != s->len || memcmp(p, want, n) != 0;
	if (measure) {
		came++;
		histogram_add(&taken, now - d->sent);
	}
	if (gap > 0)
		waiting = d;
	else
		dialogue_on(d);
}

/* ---- turns ---- */

static bool
ipa_read(struct end *e)
{
	enum fill fill = socket_fill(e->fd, &e->in);
	const uint8_t *p;
	size_t n;

	while (octets_left(&e->in) >= HEAD_OCTETS) {
		p = e->in.p + e->in.from;
		n = (size_t)p[0] << 8 | p[1];
		if (octets_left(&e->in) < HEAD_OCTETS + n)
			break;
		if (p[2] == IPA_SCCP)
			sccp_came(e, p + HEAD_OCTETS, n);
		else if (p[2] == IPA_CCM && n > 0)
			management(e, p[HEAD_OCTETS]);
		octets_take(&e->in, HEAD_OCTETS + n);
	}
	return fill != FILL_GONE;
}

static void
end_read(struct end *e)
{
	bool there = m3ua ? ss7_m3ua_read(&e->m3ua, sccp_came, e) :
	    ipa_read(e);

	e->known |= m3ua && e->m3ua.known;
	if (!there) {
		fprintf(stderr, "load: %s: the relay has closed\n", e->name);
		exit(1);
	}
}

static void
ends_flush(void)
{
	unsigned i;

	for (i = 0; i < SS7_SIDES; i++)
		(void)socket_flush(end[i].fd, &end[i].out);
}

static void
turn(uint64_t wait)
{
	struct timespec t = { (time_t)(wait / NS_A_SECOND),
		(long)(wait % NS_A_SECOND) };
	struct pollfd f[SS7_SIDES];
	unsigned i;

	for (i = 0; i < SS7_SIDES; i++) {
		f[i].fd = end[i].fd;
		f[i].events = (short)(POLLIN |
		    (octets_left(&end[i].out) > 0 ? POLLOUT : 0));
		f[i].revents = 0;
	}
	(void)ppoll(f, SS7_SIDES, &t, NULL);
	now = now_ns();
	for (i = 0; i < SS7_SIDES; i++)
		if (f[i].revents & (POLLIN | POLLHUP | POLLERR))
			end_read(&end[i]);
	ends_flush();
}

static void
pause_until(uint64_t due)
{
	struct timespec t = { (time_t)(due / NS_A_SECOND),
		(long)(due % NS_A_SECOND) };

	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
	now = now_ns();
}

static void
gap_end(uint64_t due)
{
	struct dialogue *d = waiting;

	pause_until(due);
	waiting = NULL;
	dialogue_on(d);
	ends_flush();
}

static void
turns(uint64_t until)
{
	uint64_t looked = 0;

	for (now = now_ns(); now < until && !stopping; now = now_ns()) {
		turn((uint64_t)LOOK_MS * NS_A_MS);
		if (waiting != NULL)
			gap_end(now + gap);
		if (now - looked > (uint64_t)LOOK_MS * NS_A_MS) {
			dialogues_look();
			ends_flush();
			looked = now;
		}
	}
}

/* Until both are known, and one message has come through. */
static bool
begin(void)
{
	uint64_t until = now_ns() + (uint64_t)BEGIN_MS * NS_A_MS;

	for (now = now_ns(); now < until && !stopping &&
	    !(end[SS7_FAR].known && end[SS7_HOME].known); now = now_ns())
		turn((uint64_t)LOOK_MS * NS_A_MS);
	dialogue_begin(&dialogue[0]);
	while (now < until && !stopping && dialogue[0].step == 0 &&
	    waiting == NULL) {
		ends_flush();
		turn((uint64_t)LOOK_MS * NS_A_MS);
		if (now - dialogue[0].sent > (uint64_t)LOOK_MS * NS_A_MS)
			dialogue_begin(&dialogue[0]);
	}
	return now < until && !stopping;
}

/* With a stall nobody reads meanwhile: what was sent waits in the relay. */
static void
dialogues_begin(void)
{
	unsigned i;

	for (i = 1; i < window; i++) {
		dialogue_begin(&dialogue[i]);
		if (stall == 0 || i % STALL_TURN != 0)
			continue;
		ends_flush();
		pause_until(now + stall * STALL_TURN / window);
	}
	ends_flush();
}

static void
report(double seconds)
{
	printf("messages=%llu rate=%.0f p50=%.1f p99=%.1f max=%.0f lost=%llu "
	    "wrong=%llu unasked=%llu\n", (unsigned long long)came,
	    (double)came / seconds,
	    (double)histogram_at(&taken, 0.5) / NS_A_US,
	    (double)histogram_at(&taken, 0.99) / NS_A_US,
	    (double)taken.max / NS_A_US, (unsigned long long)lost,
	    (unsigned long long)wrong, (unsigned long long)unasked);
}

/* ---- exported ---- */

static bool
options(int argc, char **argv)
{
	int c;

	warm = measured = NS_A_SECOND;
	while ((c = getopt(argc, argv, "g:ms:t:u:w:")) != -1) {
		switch (c) {
		case 'g':
			gap = (uint64_t)(strtod(optarg, NULL) * NS_A_US);
			break;
		case 'm':
			m3ua = true;
			break;
		case 's':
			stall = (uint64_t)(strtod(optarg, NULL) * NS_A_MS);
			break;
		case 't':
			measured = (uint64_t)(strtod(optarg, NULL) *
			    NS_A_SECOND);
			break;
		case 'u':
			warm = (uint64_t)(strtod(optarg, NULL) * NS_A_SECOND);
			break;
		case 'w':
			window = (unsigned)strtoul(optarg, NULL, 10);
			break;
		default:
			return false;
		}
	}
	return argc - optind == 5 && window > 0 &&
	    window <= SS7_WINDOW_MAX && (gap == 0 || window == 1) &&
	    ss7_script_read(&script, argv[optind]);
}

int
ss7_main(int argc, char **argv)
{
	uint64_t since;

	if (!options(argc, argv)) {
		fprintf(stderr, "usage: load_diameter ss7 [-m] [-s stall] "
		    "[-u warm] [-t time] [-w window | -g gap] script\n"
		    "	far-name far-port home-name home-port\n");
		return 2;
	}
	stop_on_signals();
	end_open(&end[SS7_FAR], argv[optind + 1], argv[optind + 2]);
	end_open(&end[SS7_HOME], argv[optind + 3], argv[optind + 4]);
	if (!begin()) {
		fprintf(stderr, "load: nothing comes through\n");
		return 1;
	}
	dialogues_begin();
	turns(now + warm);
	lost = wrong = unasked = 0;
	measure = true;
	since = now_ns();
	turns(since + measured);
	report((double)(now_ns() - since) / NS_A_SECOND);
	return came > 0 ? 0 : 1;
}
