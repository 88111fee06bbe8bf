/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mkcap memory: the story of sim/story.h in the world of tests/memory, as one
 * capture, so that what one message leaves behind is there for the next.
 * Beside memory.pcap stands memory.tsv, one line a message as those of mkcap
 * attacks have; what it is begins with its class.
 *
 * With a seed it is another story, a hard one (sim/story.h): at another time of
 * day, of more or fewer people, with parts given to other networks.
 *
 * The networks of distant countries are invented: their MCCs are real, for the
 * way between them, their MNCs and numbers are not.
 */
#include <stdlib.h>

#include "mkcap.h"
#include "story.h"

enum { PATH_TEXT_MAX = 1024, PORT_M3UA = 2905, PORT_DIAMETER = 3868 };

/* 1 January 2026, 00:00 UTC */
#define MEMORY_START	(UINT64_C(1767225600) * 1000000000)

static const struct story_plan world = {
	.net = {
		[STORY_HOME] = { .name = "home", .gt = "88210", .mgt = "88210",
		    .plmn = "00101", .msisdn = "88210555",
		    .realm = "epc.mnc001.mcc001.3gppnetwork.org",
		    .via = STORY_HOME, .ip_version = 4,
		    .ip = { 192, 0, 2, 1 }, .pc = 2002 },
		[STORY_NEAR] = { .name = "near", .gt = "4499",
		    .plmn = "23499", .mgt = "4499",
		    .realm = "epc.mnc099.mcc234.3gppnetwork.org",
		    .via = STORY_NEAR, .ip_version = 4,
		    .ip = { 198, 51, 100, 10 }, .pc = 1010 },
		[STORY_NEIGHBOUR] = { .name = "neighbour", .gt = "3399",
		    .plmn = "20899", .mgt = "3399",
		    .realm = "epc.mnc099.mcc208.3gppnetwork.org",
		    .via = STORY_NEIGHBOUR, .ip_version = 4,
		    .ip = { 198, 51, 100, 20 }, .pc = 1020 },
		[STORY_FAR] = { .name = "far", .gt = "8199",
		    .plmn = "44099",
		    .realm = "epc.mnc099.mcc440.3gppnetwork.org",
		    .via = STORY_FAR, .ip_version = 4,
		    .ip = { 198, 51, 100, 30 }, .pc = 1030 },
		[STORY_FARTHER] = { .name = "farther", .gt = "6199",
		    .plmn = "50599",
		    .realm = "epc.mnc099.mcc505.3gppnetwork.org",
		    .via = STORY_FARTHER, .ip_version = 4,
		    .ip = { 198, 51, 100, 40 }, .pc = 1040 },
		[STORY_BEHIND] = { .name = "behind", .gt = "99960",
		    .plmn = "999123",
		    .realm = "epc.mnc123.mcc999.3gppnetwork.org",
		    .via = STORY_HUB, .ip_version = 4,
		    .ip = { 198, 51, 100, 70 }, .pc = 1070 },
		[STORY_HUB] = { .name = "hub", .gt = "99930",
		    .plmn = "99930", .realm = "ipx.example.org",
		    .via = STORY_HUB, .ip_version = 4,
		    .ip = { 198, 51, 100, 70 }, .pc = 1070 },
		[STORY_SUSPENDED] = { .name = "suspended", .gt = "99950",
		    .plmn = "99950",
		    .realm = "epc.mnc050.mcc999.3gppnetwork.org",
		    .via = STORY_SUSPENDED, .ip_version = 4,
		    .ip = { 198, 51, 100, 50 }, .pc = 1050 },
		[STORY_CLOSED] = { .name = "closed", .gt = "99940",
		    .plmn = "99940",
		    .realm = "epc.mnc040.mcc999.3gppnetwork.org",
		    .via = STORY_CLOSED, .ip_version = 4,
		    .ip = { 198, 51, 100, 60 }, .pc = 1060 },
		[STORY_RIVAL] = { .name = "rival", .gt = "4498",
		    .plmn = "23498",
		    .realm = "epc.mnc098.mcc234.3gppnetwork.org",
		    .via = STORY_RIVAL, .ip_version = 4,
		    .ip = { 198, 51, 100, 80 }, .pc = 1080 },
	},
	.km = {
		[STORY_NEAR] = { [STORY_FAR] = 9000,
		    [STORY_FARTHER] = 14500 },
		[STORY_RIVAL] = { [STORY_FAR] = 9000,
		    [STORY_FARTHER] = 14500 },
		[STORY_NEIGHBOUR] = { [STORY_FAR] = 9300,
		    [STORY_FARTHER] = 14300 },
		[STORY_FAR] = { [STORY_NEAR] = 9000, [STORY_NEIGHBOUR] = 9300,
		    [STORY_FARTHER] = 6800 },
		[STORY_FARTHER] = { [STORY_NEAR] = 14500,
		    [STORY_NEIGHBOUR] = 14300, [STORY_FAR] = 6800 },
	},
	.start = MEMORY_START,
	.seed = 4,
};

struct memory {
	struct story_plan plan;
	struct lab	*lab;
	FILE		*labels;
	uint64_t	 frames;
	struct path	 ss7[STORY_ROLE_COUNT], sctp[STORY_ROLE_COUNT];
};

/* Between that gateway and home; every association has tags of its own. */
static void
path_to(struct path *p, const struct story_plan *plan, unsigned role,
    uint16_t port)
{
	const struct story_net *far = &plan->net[role];
	const struct story_net *home = &plan->net[STORY_HOME];

	path_make(p, 4, port);
	memcpy(p->flow[0].src, far->ip, sizeof(far->ip));
	memcpy(p->flow[1].dst, far->ip, sizeof(far->ip));
	memcpy(p->flow[0].dst, home->ip, sizeof(home->ip));
	memcpy(p->flow[1].src, home->ip, sizeof(home->ip));
	p->tag[0] += role << 20;
	p->tag[1] += role << 20;
	p->label.opc = far->pc;
	p->label.dpc = home->pc;
}

static void
label_put(struct memory *m, const struct story_message *said)
{
	static const char *const verdicts[] = {
		[STORY_PASS] = "pass", [STORY_REFUSE] = "drop|reject",
		[STORY_EITHER] = "pass|drop|reject",
	};

	fprintf(m->labels, "%llu\t0\t%s\t-\t%s: %s, %s %s\n",
	    (unsigned long long)m->frames, verdicts[said->expect],
	    story_class_name(said->cls), said->what,
	    said->way == 0 ? "from" : "to", story_role_name(said->via));
}

/* One message: the frames it takes, and its label at the last of them. */
static void
memory_put(void *arg, const struct story_message *said)
{
	struct memory *m = arg;
	struct sccp_head head = said->head;

	m->lab->ts = said->ts;
	if (said->proto == STORY_DIAMETER)
		lab_sctp(m->lab, &m->sctp[said->via], said->way, PPID_DIAMETER,
		    said->octets);
	else
		lab_tcap(m->lab, &m->ss7[said->via], said->way, &head,
		    said->octets);
	m->frames += (m->lab->ts - said->ts) / m->lab->step;
	label_put(m, said);
}

/* Two networks play each other's parts: they are at the end of their own ways,
 * and as far from everybody as they are. */
static void
swap(struct story_plan *p, unsigned a, unsigned b)
{
	const struct story_net net = p->net[a];
	unsigned role, km;

	p->net[a] = p->net[b];
	p->net[b] = net;
	p->net[a].via = a;
	p->net[b].via = b;
	for (role = 0; role < STORY_ROLE_COUNT; role++) {
		if (role == a || role == b)
			continue;
		km = p->km[role][a];
		p->km[role][a] = p->km[a][role] = p->km[role][b];
		p->km[role][b] = p->km[b][role] = km;
	}
}

static void
plan_make(struct story_plan *p, unsigned long seed)
{
	*p = world;
	if (seed == 0)
		return;
	p->hard = true;
	p->seed = seed;
	p->start += seed * 7919 % 86400 * UINT64_C(1000000000);
	p->subscribers = 1600 + (unsigned)(seed * 613 % 2800);
	p->procedures = 10000 + (unsigned)(seed * 3571 % 9000);
	if (seed % 2 != 0)
		swap(p, STORY_FAR, STORY_FARTHER);
}

static bool
memory_tell(struct memory *m, const char *path)
{
	unsigned role;
	bool ok;

	m->lab = lab_open(path, WRITER_MICRO, 1);
	if (m->lab == NULL)
		return false;
	m->lab->step = 1000;	/* segments of one message */
	for (role = 0; role < STORY_ROLE_COUNT; role++) {
		path_to(&m->ss7[role], &m->plan, role, PORT_M3UA);
		path_to(&m->sctp[role], &m->plan, role, PORT_DIAMETER);
	}
	ok = story_tell(&m->plan, memory_put, m);
	return lab_close(m->lab) && ok;
}

bool
mkcap_memory(const char *directory, unsigned long seed)
{
	struct memory *m = calloc(1, sizeof(*m));
	char path[PATH_TEXT_MAX];
	bool ok = false;

	if (m == NULL)
		return false;
	plan_make(&m->plan, seed);
	snprintf(path, sizeof(path), "%s/memory.tsv", directory);
	m->labels = fopen(path, "w");
	if (m->labels != NULL) {
		snprintf(path, sizeof(path), "%s/memory.pcap", directory);
		ok = memory_tell(m, path);
		ok = ferror(m->labels) == 0 && ok;
		ok = fclose(m->labels) == 0 && ok;
	}
	free(m);
	return ok;
}
