/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Dialogues of MAP between the two ends of a relay of SS7, and what came of
 * them.
 */
#ifndef TESTS_LOAD_SS7_H
#define TESTS_LOAD_SS7_H

#include "load.h"

enum ss7_limit {
	SS7_STEPS_MAX = 16,		/* messages of a subscriber */
	SS7_OCTETS_MAX = 300,		/* of one */
	SS7_WINDOW_MAX = 32768,
	SS7_SUBSCRIBERS = 100000,
	SS7_ID = 4,			/* octets of a transaction's number */
	SS7_IMSI = 8,			/* of one in TBCD */
};

enum ss7_side { SS7_FAR, SS7_HOME, SS7_SIDES };

/* One message of the dialogues; where its numbers stand, 0: nowhere. */
struct ss7_step {
	enum ss7_side	 from;
	size_t		 len, far, near, imsi;
	uint8_t		 octets[SS7_OCTETS_MAX];
};

struct ss7_script {
	struct ss7_step	 step[SS7_STEPS_MAX];
	unsigned	 n;
};

/* Lines of ss7_script.py; false after a sentence. */
bool		 ss7_script_read(struct ss7_script *, const char *path);
/* A step's octets for who is the number-th, in p of SS7_OCTETS_MAX. */
void		 ss7_script_make(const struct ss7_step *, uint32_t number,
		    unsigned subscriber, uint8_t *p);
/* Whose message that is: the number; false: nobody's. */
bool		 ss7_script_number(const uint8_t *, size_t n, uint32_t *);

/* An application server process, ss7_m3ua.c. */
struct ss7_m3ua {
	int		 fd;
	unsigned	 opc, dpc, context;
	bool		 known;		/* to the relay, as active */
};
typedef void	 ss7_taker(void *, const uint8_t *, size_t);

/* who: "opc/dpc/context/port", numbers, and the port is ours; exits when that
 * can not be done. */
void		 ss7_m3ua_open(struct ss7_m3ua *, const char *who,
		    const char *port);
void		 ss7_m3ua_send(const struct ss7_m3ua *, const uint8_t *,
		    size_t n);
/* Gives what came to who takes it; false: the association is over. */
bool		 ss7_m3ua_read(struct ss7_m3ua *, ss7_taker *, void *arg);

int		 ss7_main(int, char **);

#endif
