/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parts of the story share; for sim/story*.c only.
 */
#ifndef SIM_STORY_IMPL_H
#define SIM_STORY_IMPL_H

#include "story.h"

#define MS		UINT64_C(1000000)
#define SECOND		UINT64_C(1000000000)
#define MINUTE		(60 * SECOND)
#define HOUR		(60 * MINUTE)
#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

enum story_limits {
	MESSAGE_MAX = 1024,	/* octets of TCAP or Diameter */
	NAME_MAX_TEXT = 128,
	DIGITS_MAX = 16,
	HONEST_NODES = 3,	/* of each kind in a network, from 1 */
	FOREIGN_NODE = 6,	/* from here on nobody honest has it */
	VISITORS = 240,		/* partners' subscribers, at home */
	STORY_MIX = 5,		/* roles that guests choose from */
};

/* Application contexts (TS 29.002 17.3.2). */
enum {
	AC_UPDATE = 1, AC_CANCEL = 2, AC_ROAMING = 3, AC_IST = 4, AC_CC = 7,
	AC_RESET = 10, AC_AUTHENTICATE = 14, AC_DATA = 16, AC_SS = 18,
	AC_USSD = 19, AC_ROUTING_SM = 20, AC_MO = 21, AC_ALERT = 23,
	AC_READY = 24, AC_MT = 25, AC_PURGE = 27, AC_ENQUIRY = 28,
	AC_ANY_TIME = 29, AC_UPDATE_GPRS = 32, AC_FAILURE = 39, AC_EVENT = 42,
};

enum {
	OP_UPDATE = 2, OP_CANCEL = 3, OP_ROAMING = 4, OP_INSERT = 7,
	OP_DELETE = 8, OP_REGISTER = 10, OP_ERASE = 11, OP_ACTIVATE = 12,
	OP_INTERROGATE = 14, OP_FAILURE = 15, OP_PASSWORD = 17,
	OP_GET_PASSWORD = 18, OP_UPDATE_GPRS = 23, OP_RESET = 37, OP_MT = 44,
	OP_ROUTING_SM = 45, OP_MO = 46, OP_REPORT_SM = 47, OP_AUTHENTICATE = 56,
	OP_RESTORE = 57, OP_USSD = 59, OP_USSD_REQUEST = 60, OP_ALERT = 64,
	OP_READY = 66, OP_PURGE = 67, OP_ENQUIRY = 70, OP_ANY_TIME = 71,
	OP_STATUS = 74, OP_IST = 87, OP_EVENT = 89,
};

enum {
	SSN_HLR = 6, SSN_VLR = 7, SSN_MSC = 8, SSN_CAP = 146, SSN_SCF = 147,
	SSN_SGSN = 149,
};

enum {
	ULR = 316, CLR, AIR, IDR, DSR, PUR, RSR, NOR,
};

/* Messages that wait for their time, the earliest on top. */
struct waiting;

struct queue {
	struct waiting	**heap;
	size_t		 n, size;
	uint64_t	 order;
};

/* One of home's subscribers, who travels. */
enum kind {
	KIND_CS,		/* MAP, VLR */
	KIND_CS_PS,		/* and SGSN */
	KIND_LTE_CS,		/* S6a, and the VLR for calls */
	KIND_LTE,		/* S6a alone */
};

struct guest {
	uint32_t	 n;		/* tells his numbers */
	uint8_t		 kind;
	uint8_t		 place;		/* role; STORY_HOME: not abroad */
	uint8_t		 node;		/* which of its nodes */
	uint8_t		 to;		/* where he will be next */
	bool		 registered;	/* since the story began */
	bool		 detached;	/* purged, or on the way */
	bool		 dated;		/* comes to "to" at a time set */
	/* An attack that may pass has moved him: what is said of him later
	 * would be neither right nor wrong, so nothing is. */
	bool		 spoiled;
	uint64_t	 seen;		/* last time that home accepted him */
	uint64_t	 free;		/* left alone until then */
};

static inline bool
on_map(const struct guest *g)
{
	return g->kind <= KIND_LTE_CS;
}

static inline bool
on_s6a(const struct guest *g)
{
	return g->kind >= KIND_LTE_CS;
}

/* One of a partner's, at home. */
struct visitor {
	uint32_t	 n;
	uint8_t		 from;		/* role of his home network */
	uint8_t		 node;
	bool		 registered, lte;
	uint64_t	 free;
};

/* Something that a guest does at a time that was set. */
struct date {
	uint64_t	 at;
	uint32_t	 guest;
};

struct story {
	const struct story_plan *plan;
	story_emit	*emit;
	void		*arg;
	uint64_t	 now, end, random;
	uint32_t	 tid, hbh, session;
	uint8_t		 places[STORY_MIX], kinds[STORY_MIX];	/* of 100 */
	bool		 failed;
	struct queue	 queue;
	struct guest	*guest;
	unsigned	 guests;
	struct visitor	*visitor;
	unsigned	 visitors;
	struct date	*date;
	size_t		 dates, dates_max;
};

/* What is said is an example of. */
struct scene {
	uint8_t		 cls, expect;
	const char	*what;
};

/* Identities for one procedure. */
struct names {
	struct build_ids ids;
	char		 text[BUILD_ID_COUNT][NAME_MAX_TEXT];
	char		 e214[DIGITS_MAX];
};

/* A TCAP dialogue between a partner and home. */
struct talk {
	struct story	*s;
	struct scene	 scene;
	uint64_t	 ts;		/* of the next message */
	struct names	*names;
	uint8_t		 via;
	uint8_t		 opener;	/* 0: the far side, 1: home */
	uint8_t		 ac, version;
	const char	*cap_ac;	/* instead of ac, or NULL */
	/* Of the opener and of the responder. */
	uint32_t	 id[2];
	uint8_t		 id_len[2];
	uint8_t		 ssn[2];
	const char	*gt[2];
	/* Under which number the responder is called first, and its plan;
	 * NULL: his own. */
	const char	*called;
	uint8_t		 called_np;
	bool		 accepted;
	bool		 no_reference;
};

/* A Diameter request and its answer. */
struct ask {
	struct story	*s;
	struct scene	 scene;
	uint64_t	 ts;
	struct names	*names;
	uint8_t		 role, via;
	uint8_t		 way;		/* 0: the far side asks */
	bool		 again;		/* T flag */
	uint32_t	 code, hbh, e2e;
	char		 session[NAME_MAX_TEXT + 32];
};

/* story_queue.c.  Takes a copy; a message of which the time has passed is
 * handed out as soon as the clock moves. */
void		 queue_put(struct story *, const struct story_message *);
/* Everything up to that time, and the clock stands there. */
void		 queue_run(struct story *, uint64_t until);
void		 queue_free(struct queue *);

/* story_names.c */
uint64_t	 story_random(struct story *, uint64_t below);
/* true in so many of a hundred */
bool		 story_chance(struct story *, unsigned percent);
bool		 role_map(const struct story *, unsigned role);
bool		 role_diameter(const struct story *, unsigned role);
/* Does anybody abroad have it? */
bool		 anybody_map(const struct story *);
bool		 anybody_diameter(const struct story *);
/* By SS7 in so many of a hundred, and always where there is nothing else. */
bool		 by_map(struct story *, unsigned percent);
/* A role of a visited network that fits the kind; STORY_HOME: none. */
bool		 role_fits(const struct story *, unsigned role, unsigned kind);
/* One of those that take guests, other than that one; STORY_HOME: none. */
unsigned	 role_other(struct story *, unsigned than, unsigned kind);
/* Subscriber n of one network as a guest of that node of another. */
void		 story_names_make(struct names *, struct story *, unsigned home,
		    uint32_t n, unsigned visited, unsigned node);
void		 names_subscriber(struct names *, const struct story *,
		    unsigned home, uint32_t n);
/* An identity of a node in any network. */
void		 names_set(struct names *, const struct story *, enum build_id,
		    unsigned role, unsigned node);

/* story_talk.c */
void		 talk_make(struct talk *, struct story *, struct names *,
		    const struct scene *, unsigned role, bool from_home,
		    unsigned ac, unsigned version);
/* Other parties than those usual for the context. */
void		 talk_ssn(struct talk *, unsigned from, unsigned to);
/* Home is called by the subscriber's E.214 number, where that is known. */
void		 talk_e214(struct talk *);
/* By his own number, as those do who look for him. */
void		 talk_by_number(struct talk *);
/* Components as a pattern; side 0 is the opener. */
void		 talk_say(struct talk *, unsigned side, enum tcap_type,
		    const char *components);
void		 talk_invoke(struct talk *, unsigned side, enum tcap_type,
		    unsigned op, const char *argument);
void		 talk_result(struct talk *, unsigned side, enum tcap_type,
		    unsigned op, const char *value);
void		 talk_error(struct talk *, unsigned side, unsigned error,
		    const char *parameter);
/* By the provider; or the user refuses the context's version. */
void		 talk_abort(struct talk *, unsigned side);
void		 talk_refuse(struct talk *, unsigned side);
/* The next message comes that much later. */
void		 talk_wait(struct talk *, uint64_t ns);
/* Begin and End. */
void		 talk_ask(struct talk *, unsigned op, const char *argument,
		    const char *value);

/* story_diameter.c */
void		 ask_make(struct ask *, struct story *, struct names *,
		    const struct scene *, unsigned role, bool from_home,
		    uint32_t code);
void		 ask_request(struct ask *, const char *avps);
/* result: "268=2001", and what else the answer carries. */
void		 ask_answer(struct ask *, const char *result);
void		 ask_wait(struct ask *, uint64_t ns);

/* story_register.c: each returns when it is over.  What home knew of him before
 * is cancelled where he was. */
uint64_t	 register_authenticate(struct story *, const struct scene *,
		    struct names *, unsigned role, bool sgsn, uint64_t at);
uint64_t	 map_update(struct story *, const struct scene *,
		    struct names *, unsigned role, bool sgsn,
		    const struct guest *was, uint64_t at);
uint64_t	 map_cancel(struct story *, const struct guest *was,
		    bool sgsn, uint64_t at);
uint64_t	 s6a_authenticate(struct story *, const struct scene *,
		    struct names *, unsigned role, uint64_t at);
uint64_t	 s6a_update(struct story *, const struct scene *,
		    struct names *, unsigned role, const struct guest *was,
		    uint64_t at);
uint64_t	 s6a_cancel(struct story *, const struct guest *was,
		    uint64_t at);
/* He registers there with all that his kind has. */
uint64_t	 guest_move(struct story *, struct guest *, unsigned to,
		    uint64_t at);
/* He registers once more where he is. */
uint64_t	 guest_again(struct story *, struct guest *, uint64_t at);
/* He is gone: purged where he was, or called home. */
uint64_t	 guest_purge(struct story *, struct guest *, uint64_t at);
uint64_t	 guest_home(struct story *, struct guest *, uint64_t at);
void		 guest_names(struct names *, struct story *,
		    const struct guest *);
extern const struct scene scene_honest;
/* The same with other words where it is honest. */
struct scene	 scene_say(const struct scene *, const char *what);

/* story_honest.c: the i-th kind of honest doing, by or about a guest; returns
 * when it is over, 0: it is nothing for him. */
extern const size_t honest_count;
uint64_t	 honest_do(struct story *, struct guest *, size_t i,
		    uint64_t at);
/* One of them, by their shares. */
uint64_t	 honest_any(struct story *, struct guest *, uint64_t at);

/* That centre asks for the way to him. */
uint64_t	 honest_enquiry(struct story *, const struct guest *,
		    unsigned role, unsigned node, uint64_t at);
/* His VLR has forgotten him. */
uint64_t	 honest_restore(struct story *, struct guest *, uint64_t at);

/* story_crowd.c: many at once, and a centre that always asks for many. */
void		 crowd_fly(struct story *);
void		 crowd_restart(struct story *);
void		 crowd_campaign(struct story *);

/* story_visitor.c: partners' subscribers at home, and what is about nobody. */
void		 visitor_do(struct story *, struct visitor *);
/* All that a network does about its subscribers at home, once. */
void		 visitor_each(struct story *, unsigned from);
/* The ends of dialogues that began before the story. */
void		 visitor_before(struct story *);

/* story.c */
/* He comes to where "to" says, then; one date at a time. */
void		 date_set(struct story *, struct guest *, uint64_t at);

/* story_attack.c, story_dialogue.c, story_source.c: one example of that class,
 * from now on, where there is somebody to be had for it. */
void		 attack_do(struct story *, unsigned cls);
void		 dialogue_do(struct story *, unsigned cls);
void		 source_do(struct story *, unsigned cls);
/* A guest whose place is known, at rest, of one of these kinds (1 << KIND_...)
 * and places (1 << STORY_...); he is left alone for a while.  Or NULL. */
struct guest	*victim(struct story *, unsigned kinds, unsigned roles);
/* A node of that network that nobody honest has, mostly. */
unsigned	 attacker_node(struct story *);

/* story_border.c: something honest that looks like two places. */
void		 border_do(struct story *);
/* story_hard.c: one example of a class of the hard story, or of its own kind of
 * an easy one; and what is loud in the hour of learning. */
void		 hard_do(struct story *, unsigned cls);
void		 hard_learning(struct story *, unsigned turn);

enum {
	ON_MAP = 1 << KIND_CS | 1 << KIND_CS_PS | 1 << KIND_LTE_CS,
	ON_S6A = 1 << KIND_LTE_CS | 1 << KIND_LTE,
	ANYWHERE = (1 << STORY_ROLE_COUNT) - 1,
	DISTANT = 2000,		/* km: no way within two hours */
};

#endif
