/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Countries: the file that is shipped, and files made up here.
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../dissectors/sig.h"
#include "../rules/state/geo.h"
#include "random.h"
#include "suite.h"

#define SHIPPED	"rules/countries.csv"

enum { COUNTRIES = 120, CIRCLES = 8, MCCS = 1000 };

static char dir[] = "/tmp/test_geo.XXXXXX", path[64];
static struct geo *shipped;

static void
start(void)
{
	char error[GEO_ERROR_MAX];

	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/f", dir);
	shipped = geo_load(SHIPPED, error);
	if (shipped == NULL)
		ck_abort_msg("%s", error);
	ck_assert_str_eq(error, "");
}

static void
stop(void)
{
	geo_free(shipped);
	unlink(path);
	rmdir(dir);
}

static void
put(const char *text, size_t len)
{
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(text, 1, len, f), len);
	ck_assert_int_eq(fclose(f), 0);
}

static struct geo *
load(const char *text)
{
	char error[GEO_ERROR_MAX];
	struct geo *g;

	put(text, strlen(text));
	g = geo_load(path, error);
	if (g == NULL)
		ck_abort_msg("%s", error);
	return g;
}

/* Which country a number belongs to, by its name; "" for none. */
static const char *
owner(const struct geo *g, const char *number)
{
	unsigned i, country, n = (unsigned)strlen(number);
	struct sig_digits d = { { 0, 0 } };

	for (i = 0; i < n && i < SIG_DIGITS_MAX; i++)
		d.w[i / 16] |= (uint64_t)(number[i] <= '9' ? number[i] - '0' :
		    number[i] - 'a' + 12) << 4 * (i % 16);
	country = geo_by_number(g, &d, n);
	return country != 0 ? geo_name(g, country) : "";
}

/* ---- the file that is shipped ---- */

static unsigned
named(const char *name)
{
	unsigned mcc, country;

	for (mcc = 0; mcc < MCCS; mcc++) {
		country = geo_by_mcc(shipped, mcc);
		if (country && strcmp(geo_name(shipped, country), name) == 0)
			return country;
	}
	ck_abort_msg("no country %s", name);
	return 0;
}

static unsigned
km(const char *a, const char *b)
{
	return geo_km(shipped, named(a), named(b));
}

static bool
near(const char *a, const char *b)
{
	return geo_near(shipped, named(a), named(b));
}

START_TEST(shipped_invariants)
{
	unsigned a, b, mcc, country, countries = 0, codes = 0, nears = 0, d;
	const struct geo *g = shipped;

	for (mcc = 0; mcc < MCCS + 9; mcc++) {
		country = geo_by_mcc(g, mcc);
		codes += country != 0;
		countries += country != 0 && country == mcc;
		if (country != 0 && (geo_by_mcc(g, country) != country ||
		    geo_name(g, country) == NULL))
			ck_abort_msg("mcc %u", mcc);
		if ((geo_name(g, mcc) != NULL) != (country == mcc && mcc != 0))
			ck_abort_msg("name of %u", mcc);
	}
	ck_assert_uint_eq(countries, geo_count(g));
	ck_assert_uint_eq(countries, 224);
	ck_assert_uint_eq(codes, 237);
	for (a = 0; a < MCCS; a++)
		for (b = 0; b < MCCS; b++) {
			d = geo_km(g, a, b);
			if (d != geo_km(g, b, a) || d > 20016 ||
			    geo_near(g, a, b) != geo_near(g, b, a))
				ck_abort_msg("%u and %u", a, b);
			if (d > 0 && (geo_near(g, a, b) || a == b ||
			    geo_name(g, a) == NULL || geo_name(g, b) == NULL))
				ck_abort_msg("%u km from %u to %u", d, a, b);
			nears += a != b && geo_near(g, a, b);
			if (a == b && geo_near(g, a, b) !=
			    (geo_name(g, a) != NULL))
				ck_abort_msg("%u is not near itself", a);
		}
	ck_assert_uint_gt(nears, 2 * 350);
	ck_assert_uint_lt(nears, 2 * 450);
}
END_TEST

/* Cities in the far corners of their countries.  Nobody is ever said to be
 * further away than he is. */
static const struct city {
	const char	*country;
	double		 latitude, longitude;
} cities[] = {
	{ "US", 21.31, -157.86 }, { "US", 61.22, -149.90 },
	{ "US", 40.71, -74.01 }, { "US", 25.77, -80.19 },
	{ "US", 13.48, 144.75 }, { "US", 18.47, -66.11 },
	{ "CA", 47.56, -52.71 }, { "CA", 60.72, -135.05 },
	{ "CA", 82.50, -62.35 }, { "GB", 60.15, -1.14 }, { "GB", 50.12, -5.54 },
	{ "GB", 49.19, -2.11 }, { "FR", 41.92, 8.74 }, { "FR", 48.39, -4.49 },
	{ "FR", 48.58, 7.75 }, { "ES", 28.10, -15.41 }, { "ES", 41.39, 2.17 },
	{ "ES", 35.29, -2.94 }, { "PT", 37.74, -25.67 },
	{ "PT", 32.65, -16.91 }, { "PT", 38.72, -9.14 }, { "NO", 78.22, 15.64 },
	{ "NO", 59.91, 10.75 }, { "NO", 69.73, 30.05 }, { "IT", 37.08, 15.28 },
	{ "IT", 45.07, 7.69 }, { "IT", 35.50, 12.61 }, { "DE", 54.91, 8.31 },
	{ "DE", 48.14, 11.58 }, { "GR", 36.44, 28.22 }, { "GR", 39.62, 19.92 },
	{ "TR", 41.01, 28.98 }, { "TR", 38.50, 43.38 }, { "TR", 35.19, 33.36 },
	{ "CY", 34.68, 33.04 }, { "RU", 54.71, 20.51 }, { "RU", 43.12, 131.89 },
	{ "RU", 64.73, 177.51 }, { "RU", 55.76, 37.62 }, { "RU", 42.98, 47.50 },
	{ "JP", 43.06, 141.35 }, { "JP", 26.21, 127.68 },
	{ "JP", 27.09, 142.19 }, { "JP", 35.68, 139.69 },
	{ "CN", 39.47, 75.99 }, { "CN", 45.80, 126.53 },
	{ "CN", 18.25, 109.51 }, { "IN", 11.67, 92.74 }, { "IN", 8.08, 77.55 },
	{ "IN", 34.08, 74.80 }, { "ID", 5.55, 95.32 }, { "ID", -8.49, 140.40 },
	{ "ID", -10.18, 123.61 }, { "AU", -42.88, 147.33 },
	{ "AU", -12.46, 130.84 }, { "AU", -31.95, 115.86 },
	{ "AU", -29.06, 167.96 }, { "AU", -12.19, 96.83 },
	{ "AU", -10.42, 105.68 }, { "NZ", -36.85, 174.76 },
	{ "NZ", -43.95, -176.56 }, { "CL", -27.15, -109.43 },
	{ "CL", -53.16, -70.91 }, { "CL", -18.48, -70.31 },
	{ "EC", -0.74, -90.31 }, { "EC", -0.22, -78.51 },
	{ "BR", -7.12, -34.86 }, { "BR", -3.85, -32.42 },
	{ "BR", -9.97, -67.81 }, { "BR", -30.03, -51.23 },
	{ "AR", -54.81, -68.31 }, { "AR", -34.60, -58.38 },
	{ "CO", 12.58, -81.70 }, { "CO", 4.71, -74.07 },
	{ "MX", 32.53, -117.02 }, { "MX", 21.16, -86.85 },
	{ "GP", 4.92, -52.33 }, { "GP", 16.24, -61.53 },
	{ "CW", 12.11, -68.93 }, { "CW", 18.03, -63.05 },
	{ "GF", 4.92, -52.33 }, { "RE", -20.88, 55.45 },
	{ "RE", -12.78, 45.23 }, { "ZA", -33.92, 18.42 },
	{ "ZA", -22.35, 30.04 }, { "EG", 30.04, 31.24 },
	{ "MA", 23.68, -15.96 }, { "MA", 34.68, -1.91 },
	{ "SH", -7.93, -14.41 }, { "SH", -15.93, -5.72 },
	{ "SH", -37.07, -12.31 }, { "KI", 1.87, -157.36 },
	{ "KI", 1.33, 172.98 }, { "PF", -17.54, -149.57 },
	{ "PF", -8.91, -140.10 }, { "FJ", -18.14, 178.44 },
	{ "TO", -21.14, -175.20 }, { "MU", -19.68, 63.42 },
	{ "GQ", -1.41, 5.63 }, { "GQ", 1.86, 9.77 }, { "YE", 12.65, 54.03 },
	{ "MY", 5.98, 116.07 }, { "MY", 6.32, 99.85 }, { "IS", 64.15, -21.94 },
	{ "GL", 64.18, -51.72 }, { "SG", 1.29, 103.85 }, { "MT", 35.90, 14.51 },
	{ "VA", 41.90, 12.45 }, { "HK", 22.32, 114.17 },
};

enum { CITIES = sizeof(cities) / sizeof(cities[0]) };

/* By the angle of two arrows from the middle of the earth; no haversine. */
static double
angle_km(double lat1, double lon1, double lat2, double lon2)
{
	const double rad = atan(1) / 45;
	double a[3] = { cos(lat1 * rad) * cos(lon1 * rad),
	    cos(lat1 * rad) * sin(lon1 * rad), sin(lat1 * rad) };
	double b[3] = { cos(lat2 * rad) * cos(lon2 * rad),
	    cos(lat2 * rad) * sin(lon2 * rad), sin(lat2 * rad) };
	double x = a[1] * b[2] - a[2] * b[1], y = a[2] * b[0] - a[0] * b[2];
	double z = a[0] * b[1] - a[1] * b[0];

	return 6371 * atan2(sqrt(x * x + y * y + z * z),
	    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]);
}

START_TEST(shipped_never_too_far)
{
	const struct city *a, *b;
	unsigned d, useful = 0;
	double real;

	for (a = cities; a < cities + CITIES; a++)
		for (b = cities; b < a; b++) {
			d = km(a->country, b->country);
			real = angle_km(a->latitude, a->longitude, b->latitude,
			    b->longitude);
			if (d > real + 1)
				ck_abort_msg("%s %s: %u km of %.0f",
				    a->country, b->country, d, real);
			useful += d > real / 2;
		}
	/* and it is no empty promise */
	ck_assert_uint_gt(useful, CITIES * (CITIES - 1) / 2 / 2);
}
END_TEST

START_TEST(shipped_distances)
{
	static const struct {
		const char	*a, *b;
		unsigned	 least, most;
	} known[] = {
		/* Scotland to Hokkaido, Cape York to Acre and so on */
		{ "GB", "JP", 7500, 8600 }, { "AU", "BR", 9500, 12500 },
		{ "DE", "FR", 0, 0 }, { "GB", "GB", 0, 0 },
		{ "GB", "US", 3000, 4600 }, { "IS", "NZ", 15500, 17600 },
		{ "SG", "MT", 9000, 9900 }, { "IT", "GB", 250, 700 },
		{ "US", "CU", 0, 150 }, { "US", "RU", 0, 0 },
		{ "ES", "NZ", 16000, 19800 }, { "GP", "FR", 5000, 6900 },
		{ "IN", "ZA", 5500, 7000 }, { "NL", "CH", 100, 450 },
	};
	unsigned i, d;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		d = km(known[i].a, known[i].b);
		if (d < known[i].least || d > known[i].most)
			ck_abort_msg("%s %s: %u km", known[i].a, known[i].b, d);
	}
}
END_TEST

START_TEST(shipped_neighbours)
{
	ck_assert(near("DE", "FR") && near("GB", "FR") && near("DK", "SE"));
	ck_assert(near("ES", "MA") && near("US", "CA") && near("MX", "US"));
	ck_assert(near("SG", "MY") && near("HK", "CN") && near("LS", "ZA"));
	ck_assert(near("GP", "GF") && near("US", "PR") && near("VA", "IT"));
	ck_assert(!near("IT", "MT") && !near("DE", "GB") && !near("ES", "IT"));
	ck_assert(!near("PT", "FR") && !near("CN", "JP") && !near("US", "CU"));
	ck_assert(!near("NP", "BD") && !near("IS", "GL") && !near("AU", "NZ"));
}
END_TEST

START_TEST(shipped_codes)
{
	const struct geo *g = shipped;

	ck_assert_uint_eq(geo_by_mcc(g, 235), 234);
	ck_assert_uint_eq(geo_by_mcc(g, 316), 310);
	ck_assert_uint_eq(geo_by_mcc(g, 431), 424);
	ck_assert_uint_eq(geo_by_mcc(g, 441), 440);
	/* tests and what is nowhere */
	ck_assert_uint_eq(geo_by_mcc(g, 0), 0);
	ck_assert_uint_eq(geo_by_mcc(g, 1), 0);
	ck_assert_uint_eq(geo_by_mcc(g, 901), 0);
	ck_assert_uint_eq(geo_by_mcc(g, 999), 0);
	ck_assert_uint_eq(geo_by_mcc(g, 1234), 0);
	ck_assert_uint_eq(geo_by_mcc(g, (unsigned)-1), 0);
	/* 235 is a code of the country 234, and no country */
	ck_assert_ptr_null(geo_name(g, 235));
	ck_assert(!geo_near(g, 235, 234) && !geo_near(g, 0, 0));
	ck_assert(!geo_near(g, 70000, 70000));
	ck_assert_uint_eq(geo_km(g, 235, 505), 0);
	ck_assert_uint_gt(geo_km(g, 234, 505), 8000);
	ck_assert_uint_eq(geo_km(g, 0, 505), 0);
	ck_assert_uint_eq(geo_km(g, (unsigned)-1, 505), 0);
}
END_TEST

START_TEST(shipped_numbers)
{
	static const char *const known[][2] = {
		{ "447785016005", "GB" }, { "4", "" }, { "44", "GB" },
		{ "12025550100", "US" }, { "1", "US" }, { "12", "US" },
		{ "16135550100", "CA" }, { "12425550100", "BS" },
		{ "17875550100", "PR" }, { "18765550100", "JM" },
		{ "16715550100", "US" }, { "18005550100", "US" },
		{ "79161234567", "RU" }, { "77011234567", "KZ" },
		{ "76", "KZ" }, { "7", "RU" }, { "39335123456", "IT" },
		{ "390669812345", "VA" }, { "390669", "IT" },
		{ "390549123456", "SM" }, { "378123456", "SM" },
		{ "599912345", "CW" }, { "17215550100", "CW" },
		{ "594694000000", "GF" }, { "596696000000", "GP" },
		{ "970599000000", "IL" }, { "383441234567", "XK" },
		{ "262639000000", "RE" }, { "852", "HK" }, { "86138", "CN" },
		{ "88210123456", "" }, { "8835100", "" }, { "99123", "" },
		{ "800123", "" }, { "", "" }, { "a44", "" }, { "4a4", "" },
		{ "44a", "GB" }, { "12a4", "US" }, { "0044", "" },
		{ "44123456789012345678901234567890", "GB" },
	};
	struct sig_digits d = { { UINT64_MAX, UINT64_MAX } };
	unsigned i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(owner(shipped, known[i][0]), known[i][1]) != 0)
			ck_abort_msg("%s: \"%s\"", known[i][0],
			    owner(shipped, known[i][0]));
	ck_assert_uint_eq(geo_by_number(shipped, &d, UINT32_MAX), 0);
	d.w[0] = d.w[1] = UINT64_C(0x4444444444444444);
	ck_assert_uint_eq(geo_by_number(shipped, &d, UINT32_MAX), 234);
	ck_assert_uint_eq(geo_by_number(shipped, &d, 1), 0);
	ck_assert_uint_eq(geo_by_number(shipped, &d, 0), 0);
}
END_TEST

/* ---- files made up ---- */

START_TEST(small_file)
{
	struct geo *g = load("# nothing\n\n"
	    "999;XX;0;-0.0;100;991 99;XY\n"
	    "001 002;XY;0.00 -90;20.5 0;100 50;99107;XX\n"
	    "003;XZ;0;180;1;;");
	unsigned d;

	ck_assert_uint_eq(geo_count(g), 3);
	ck_assert_uint_eq(geo_by_mcc(g, 2), 1);
	ck_assert_uint_eq(geo_by_mcc(g, 3), 3);
	ck_assert_str_eq(geo_name(g, 1), "XY");
	ck_assert(geo_near(g, 1, 999) && !geo_near(g, 3, 999));
	ck_assert_uint_eq(geo_km(g, 1, 999), 0);	/* near */
	d = geo_km(g, 3, 999);		/* half way round, less 101 */
	ck_assert(d >= 19913 && d <= 19914);
	d = geo_km(g, 3, 1);		/* by the south pole */
	ck_assert(d >= 9956 && d <= 9957);
	ck_assert_str_eq(owner(g, "9"), "");
	ck_assert_str_eq(owner(g, "990"), "XX");
	ck_assert_str_eq(owner(g, "99106"), "XX");
	ck_assert_str_eq(owner(g, "991071"), "XY");
	geo_free(g);
	geo_free(NULL);
}
END_TEST

struct made {
	double		 latitude[CIRCLES], longitude[CIRCLES];
	unsigned	 radius[CIRCLES], circles;
	bool		 near[COUNTRIES];
};

static struct made made[COUNTRIES];

static void
make_up(void)
{
	unsigned a, b, k;

	memset(made, 0, sizeof(made));
	for (a = 0; a < COUNTRIES; a++) {
		made[a].circles = random_below(CIRCLES) + 1;
		for (k = 0; k < made[a].circles; k++) {
			made[a].latitude[k] = random_below(18001) / 100. - 90;
			made[a].longitude[k] = random_below(36001) / 100. - 180;
			made[a].radius[k] = random_below(500) + 1;
		}
		for (b = 0; b < a; b++)
			made[a].near[b] = made[b].near[a] = !random_below(20);
	}
}

static void
write_made(void)
{
	FILE *f = fopen(path, "w");
	unsigned a, b, k;

	ck_assert_ptr_nonnull(f);
	for (a = 0; a < COUNTRIES; a++) {
		fprintf(f, "%03u;%c%c;", a + 1, 'A' + a / 26, 'A' + a % 26);
		for (k = 0; k < made[a].circles; k++)
			fprintf(f, "%s%.2f", k > 0 ? " " : "",
			    made[a].latitude[k]);
		for (k = 0; k < made[a].circles; k++)
			fprintf(f, "%c%.2f", k > 0 ? ' ' : ';',
			    made[a].longitude[k]);
		for (k = 0; k < made[a].circles; k++)
			fprintf(f, "%c%u", k > 0 ? ' ' : ';',
			    made[a].radius[k]);
		fprintf(f, ";8821%03u;", a);
		for (b = 0, k = 0; b < COUNTRIES; b++)
			if (made[a].near[b])
				fprintf(f, "%s%c%c", k++ > 0 ? " " : "",
				    'A' + b / 26, 'A' + b % 26);
		fputc('\n', f);
	}
	ck_assert_int_eq(fclose(f), 0);
}

static double
made_km(const struct made *a, const struct made *b)
{
	double d, least = 1e9;
	unsigned i, k;

	for (i = 0; i < a->circles; i++)
		for (k = 0; k < b->circles; k++) {
			d = angle_km(a->latitude[i], a->longitude[i],
			    b->latitude[k], b->longitude[k]) - a->radius[i] -
			    b->radius[k];
			least = d < least ? d : least;
		}
	return least > 0 ? least : 0;
}

START_TEST(made_up_against_oracle)
{
	unsigned a, b, round, zero = 0;
	char error[GEO_ERROR_MAX];
	struct geo *g;
	double want;

	seed = 0x5eed;
	for (round = 0; round < 3; round++) {
		make_up();
		write_made();
		g = geo_load(path, error);
		if (g == NULL)
			ck_abort_msg("%s", error);
		for (a = 0; a < COUNTRIES; a++)
			for (b = 0; b < COUNTRIES; b++) {
				want = a == b || made[a].near[b] ? 0 :
				    made_km(&made[a], &made[b]);
				zero += want < 1;
				if (fabs(geo_km(g, a + 1, b + 1) + .5 - want)
				    > .51 && want > 0)
					ck_abort_msg("%u %u: %f", a, b, want);
				if (geo_near(g, a + 1, b + 1) !=
				    (a == b || made[a].near[b]))
					ck_abort_msg("%u near %u", a, b);
			}
		geo_free(g);
	}
	ck_assert_uint_gt(zero, COUNTRIES * 10);
	ck_assert_uint_lt(zero, COUNTRIES * COUNTRIES * 2);
}
END_TEST

static void
add(TCase *t)
{
	tcase_add_unchecked_fixture(t, start, stop);
	tcase_add_test(t, shipped_invariants);
	tcase_add_test(t, shipped_never_too_far);
	tcase_add_test(t, shipped_distances);
	tcase_add_test(t, shipped_neighbours);
	tcase_add_test(t, shipped_codes);
	tcase_add_test(t, shipped_numbers);
	tcase_add_test(t, small_file);
	tcase_add_test(t, made_up_against_oracle);
}

int
main(void)
{
	return suite_main("geo", add);
}
