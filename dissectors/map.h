/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MAP (3GPP TS 29.002): operations, application contexts, errors.
 */
#ifndef DISSECTORS_MAP_H
#define DISSECTORS_MAP_H

#include "ber.h"
#include "param.h"

/* What an operation carries, by the form of its outermost element. */
struct map_form {
	const struct param_spec *sequence;	/* SEQUENCE */
	const struct param_spec *tagged;	/* [3] SEQUENCE of version 3 */
	uint8_t		 bare;		/* enum param_type of a bare string */
	uint8_t		 bare_field;	/* enum sig_field */
	bool		 has_bare;
};

struct map_op {
	const char	*name;		/* as in TS 29.002 17.5 */
	uint8_t		 op;		/* enum sig_op */
	bool		 version1;	/* exists in version 1 */
	bool		 subscriber;	/* its argument must name one */
	const struct map_form *argument, *result;
};

/* An application context (TS 29.002 17.3.3). */
struct map_ac {
	const char	*name;
	uint8_t		 highest;	/* version */
	uint8_t		 ops[8];	/* of either side, 0 ends */
};

enum { MAP_OPS = 127, MAP_ACS = 48 };

/* map_tab.c; entries without a name are none. */
extern const struct map_op	 map_ops[MAP_OPS];
extern const struct map_ac	 map_acs[MAP_ACS];

/* By code; NULL when the tables have none. */
static inline const struct map_op *
map_op_find(uint32_t code)
{
	return code < MAP_OPS && map_ops[code].name != NULL ?
	    &map_ops[code] : NULL;
}

static inline const struct map_ac *
map_ac_find(uint8_t ac)
{
	return ac < MAP_ACS && map_acs[ac].name != NULL ? &map_acs[ac] : NULL;
}

const char		*map_error_name(int32_t code);
/* The parameter of an error, or NULL. */
const struct param_spec	*map_error_spec(int32_t code);

/* An application context was named. */
void	map_context(uint8_t ac, uint8_t version, struct sig_msg *);
/* Names and values of one component; arg may be NULL. */
void	map_component(struct sig_comp *, const struct ber *arg,
	    struct sig_msg *);
/* What only the whole message tells. */
void	map_check(struct sig_msg *);

#endif
