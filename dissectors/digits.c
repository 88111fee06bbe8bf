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

/* A PLMN identity with half octets above 9: digit by digit, fillers left out. */
static uint8_t
plmn_strange(uint32_t w, char *d, struct sig_msg *m)
{
	static const uint8_t order[] = { 0, 4, 8, 16, 20, 12 };
	uint8_t n = 0, half;
	size_t i;

	for (i = 0; i < sizeof(order); i++) {
		half = w >> order[i] & 0xf;
		if (half > 9 && !(half == 0xf && i == 5))
			sig_anomaly(m, SIG_ANOMALY_DIGITS);
		if (half != 0xf)
			d[n++] = digit_chars[half];
	}
	return n;
}

/* Half octets: MCC 1 to 3, MNC 3 or filler, MNC 1 and 2. */
void
digits_plmn(struct sig_msg *m, enum sig_field f, struct cur c)
{
	struct sig_value *v = sig_add(m, f);
	char d[8];
	uint32_t w, mnc3;

	if (v == NULL)
		return;
	if (cur_left(&c) < 3) {
		sig_anomaly(m, SIG_ANOMALY_DIGITS_LENGTH);
		return;
	}
	w = (uint32_t)(cur_word(&c) & 0xffffff);
	mnc3 = w >> 12 & 0xf;
	if (mnc3 == 0xf)
		w ^= 0xf000;
	if ((w >> 3) & ((w >> 2) | (w >> 1)) & 0x111111) {
		v->len = plmn_strange(mnc3 == 0xf ? w | 0xf000 : w, v->d, m);
		return;
	}
	digits_store(d, w);
	memcpy(v->d, d, 3);
	memcpy(v->d + 3, d + 4, 2);
	v->d[5] = d[3];
	v->len = mnc3 == 0xf ? 5 : 6;
}
