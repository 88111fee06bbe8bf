/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers in binary coded decimal.
 */
#include "digits.h"

/* One half octet after the other. */
static uint8_t
unpack_each(struct cur c, struct sig_msg *m, struct sig_digits *d)
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
			d->w[n / 16] |= (uint64_t)half << (4 * (n % 16));
			n++;
		}
	}
	return n;
}

uint8_t
digits_unpack_slow(struct cur c, struct sig_msg *m, struct sig_digits *d)
{
	*d = (struct sig_digits){ { 0, 0 } };
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
	v->digits = (struct sig_digits){ { 0, 0 } };
	if (!cur_u8(&c, &nature) || !cur_u8(&c, &plan)) {
		sig_anomaly(m, SIG_ANOMALY_DIGITS_LENGTH);
		return;
	}
	v->nai = nature & 0x7f;
	v->np = plan >> 4 & 7;
	v->len = digits_unpack(c, m, &v->digits);
	if (nature & 0x80 && v->len == 2 * cur_left(&c))
		v->len = digits_drop_last(&v->digits, (uint8_t)v->len);
}

/* Half octets: MCC 1 to 3, MNC 3 or filler, MNC 1 and 2. */
void
digits_plmn(struct sig_msg *m, enum sig_field f, struct cur c)
{
	struct sig_value *v = sig_add(m, f);
	uint32_t w, mnc3;

	if (v == NULL)
		return;
	v->digits = (struct sig_digits){ { 0, 0 } };
	if (cur_left(&c) < 3) {
		sig_anomaly(m, SIG_ANOMALY_DIGITS_LENGTH);
		return;
	}
	w = c.p[0] | (uint32_t)c.p[1] << 8 | (uint32_t)c.p[2] << 16;
	mnc3 = w >> 12 & 0xf;
	w = (w & 0xfff) | (w >> 4 & 0xff000);
	v->len = 5;
	if (mnc3 != 0xf) {
		w |= mnc3 << 20;
		v->len = 6;
	}
	if (digits_strange(w))
		sig_anomaly(m, SIG_ANOMALY_DIGITS);
	v->digits.w[0] = w;
}
