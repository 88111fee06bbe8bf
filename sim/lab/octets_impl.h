/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Templates of messages: octets, and where what varies stands in them.
 */
#ifndef SIM_LAB_OCTETS_IMPL_H
#define SIM_LAB_OCTETS_IMPL_H

#include "octets.h"

enum octets_limit {
	TEMPLATE_OCTETS = 720,
	TEMPLATE_PATCHES = 24,
};

/* What stands at a patch. */
enum octets_patch {
	PATCH_IMSI_TEXT,		/* 15 octets */
	PATCH_IMSI_TBCD,		/* 8 */
	PATCH_IMEI_TEXT,		/* 14 */
	PATCH_IMEI_TBCD,		/* 7 */
	PATCH_NODE_TEXT,		/* 4 */
	PATCH_NODE_TBCD,		/* 2 */
	PATCH_SESSION,			/* 17: two words in hexadecimal */
	PATCH_ID,			/* 4 */
	PATCH_HOME_ID,			/* 4: home's end of a dialogue */
	PATCH_E2E,			/* 4 */
	PATCH_WAY,			/* 4: point code of the node's side */
	PATCH_SLS,			/* 1 */
	PATCH_CODE,			/* 4: result */
	PATCH_ERROR,			/* 1: MAP error */
};

struct template {
	uint16_t	 len;
	uint8_t		 patches;
	struct {
		uint16_t at;
		uint8_t	 what;
	} patch[TEMPLATE_PATCHES];
	uint8_t		 octets[TEMPLATE_OCTETS];
};

enum octets_failure_form {
	FAILURE_BASE,			/* Result-Code below 3000 or above */
	FAILURE_PROTOCOL,		/* 3xxx: E flag */
	FAILURE_EXPERIMENTAL,
	FAILURE_FORMS,
	FAILURE_MAP = FAILURE_BASE,	/* error without parameter */
	FAILURE_ROAMING = FAILURE_PROTOCOL, /* roamingNotAllowed */
};

/* Of one network. */
struct templates {
	struct template	 request[LAB_TECH_COUNT][STEPS][2];	/* with DOIC */
	struct template	 result[LAB_TECH_COUNT][STEPS][2];
	struct template	 failure[LAB_TECH_COUNT][STEPS][FAILURE_FORMS];
	struct template	 reset[LAB_TECH_COUNT], reset_done;
	uint32_t	 pc;
};

struct octets {
	unsigned	 networks;
	struct templates t[];
};

enum octets_number {
	PC_HOME = 2,
	PC_NETWORK = 1000,
	MAP_ERROR_ROAMING = 8,
};

/* octets_make.c */
void		 templates_make(struct templates *, const struct scenario *,
		    unsigned network);

#endif
