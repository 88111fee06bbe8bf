/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers in binary coded decimal.
 */
#include "digits.h"

static const char digit_chars[16] = {
	'0', '1', '2', '3', '4', '5', '6', '7',
	'8', '9', '*', '#', 'a', 'b', 'c', 'f',
};

/* One half octet after the other. */
static uint8_t
unpack_each(struct cur c, struct sig_msg *m, char *d)
{
	uint8_t n = 0, octet, half;
	int i;

	while (cur_u8(&c, &octet)) {
		for (i = 0; i < 2; i++) {
			half = i == 0 ? octet & 0xf : octet >> 4;
			if (half == 0xf) {
				if (i == 0 || cur_left(&c) > 0)
					sig_anomaly(m, SIG_ANOMALY_DIGITS);
				return n;
			}
			if (half > 9)
				sig_anomaly(m, SIG_ANOMALY_DIGITS);
			d[n++] = digit_chars[half];
		}
	}
	return n;
}

uint8_t
digits_unpack_slow(struct cur c, struct sig_msg *m, char *d)
{
	if (cur_left(&c) > SIG_DIGITS_MAX / 2) {
		sig_anomaly(m, SIG_ANOMALY_DIGITS_LENGTH);
		c = cur_take_most(&c, SIG_DIGITS_MAX / 2);
	}
	return unpack_each(c, m, d);
}

void
digits_isup(struct sig_msg *m, enum sig_field f, struct cur c)
{
	struct sig_value *v = sig_add(m, f);
	uint8_t nature, plan;

	if (v == NULL)
		return;
	if (!cur_u8(&c, &nature) || !cur_u8(&c, &plan)) {
		sig_anomaly(m, SIG_ANOMALY_DIGITS_LENGTH);
		return;
	}
	v->nai = nature & 0x7f;
	v->np = plan >> 4 & 7;
	v->len = digits_unpack(c, m, v->d);
	if (nature & 0x80 && v->len > 0 && v->len == 2 * cur_left(&c))
		v->len--;
}

void
digits_plmn(struct sig_msg *m, enum sig_field f, struct cur c)
{
	struct sig_value *v = sig_add(m, f);
	uint8_t o[3], half[6];
	int i, n = 0;

	if (v == NULL)
		return;
	if (!cur_u8(&c, &o[0]) || !cur_u8(&c, &o[1]) || !cur_u8(&c, &o[2])) {
		sig_anomaly(m, SIG_ANOMALY_DIGITS_LENGTH);
		return;
	}
	half[0] = o[0] & 0xf;
	half[1] = o[0] >> 4;
	half[2] = o[1] & 0xf;
	half[3] = o[2] & 0xf;
	half[4] = o[2] >> 4;
	half[5] = o[1] >> 4;
	for (i = 0; i < 6; i++) {
		if (half[i] > 9 && !(i == 5 && half[i] == 0xf))
			sig_anomaly(m, SIG_ANOMALY_DIGITS);
		if (half[i] != 0xf)
			v->d[n++] = digit_chars[half[i]];
	}
	v->len = (uint16_t)n;
}
