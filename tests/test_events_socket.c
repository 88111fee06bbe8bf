/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events of a running engine to sockets and to syslog: collectors that come,
 * go and do not read.
 */
#define _GNU_SOURCE	/* open_memstream(), asprintf(), accept4() */
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>

#include "events_help.h"

enum { PATIENCE = 60 };			/* seconds, of a busy machine */

/* ---- sockets ---- */

static int
collector(const char *where, int type)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, type | SOCK_NONBLOCK, 0);

	snprintf(sa.sun_path, sizeof(sa.sun_path), "%s", where);
	unlink(where);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&sa, sizeof(sa)), 0);
	if (type == SOCK_STREAM)
		ck_assert_int_eq(listen(fd, 4), 0);
	return fd;
}

/* Who comes, when he does. */
static int
collect(int fd)
{
	time_t until = time(NULL) + PATIENCE;
	int got;

	do {
		event_base_loop(base, EVLOOP_NONBLOCK);
		got = accept4(fd, NULL, NULL, SOCK_NONBLOCK);
		if (got == -1)
			usleep(1000);
	} while (got == -1 && time(NULL) < until);
	ck_assert_int_ne(got, -1);
	return got;
}

static size_t
drink(int fd, char *text, size_t size)
{
	ssize_t n = read(fd, text, size - 1);

	n = n < 0 ? 0 : n;
	text[n] = '\0';
	return (size_t)n;
}

START_TEST(a_collector_comes_goes_and_comes)
{
	static char text[BIG];
	const char *where;
	int fd, got;

	world_open();
	listen_in();			/* nobody is there */
	begin_to(EVENTS_SOCKET, where = path("collector"), DROPPED);
	request(true);
	turn();
	fd = collector(where, SOCK_STREAM);
	got = collect(fd);
	drink(got, text, sizeof(text));
	ck_assert_uint_eq(lines_of(text), 1);
	request(true);
	turn();
	drink(got, text, sizeof(text));
	ck_assert_uint_eq(lines_of(text), 1);
	close(got);
	request(true);
	turn();
	turn();
	request(true);
	turn();
	got = collect(fd);
	turn();
	drink(got, text, sizeof(text));
	ck_assert_uint_ge(lines_of(text), 1);	/* one may have gone before
						 * we knew */
	whole(text);
	ck_assert_uint_eq(counts().lost, 0);
	world_close();
	heard(4, NULL, NULL);
	close(got);
	close(fd);
	tidy();
}
END_TEST

START_TEST(a_collector_that_does_not_read)
{
	static char text[BIG];
	struct events_counts c;
	const char *where;
	size_t i, n = 0;
	int fd, got;

	world_open();
	where = path("collector");
	fd = collector(where, SOCK_STREAM);
	listen_in();
	begin_to(EVENTS_SOCKET, where, DROPPED);
	got = collect(fd);
	for (i = 0; i < 6000; i++) {
		request(true);
		turn();
	}
	c = counts();
	ck_assert_uint_gt(c.lost, 1000);
	for (i = 0; i < 500; i++) {	/* it begins to */
		drink(got, text, sizeof(text));
		n += lines_of(text);
		turn();
	}
	c = counts();
	ck_assert_uint_eq(c.written + c.lost, 6000);
	ck_assert_uint_eq(n, c.written);
	world_close();
	heard(2, NULL, NULL);
	close(got);
	close(fd);
	tidy();
}
END_TEST

/* ---- syslog ---- */

START_TEST(sentences_to_syslog)
{
	char text[2048], alias[EVENTS_ALIAS_MAX], alias2[EVENTS_ALIAS_MAX];
	const char *where;
	int fd, i;

	world_open();
	where = path("log");
	fd = collector(where, SOCK_DGRAM);
	events_log_path = where;
	begin_to(EVENTS_SYSLOG, NULL, DROPPED);
	request(false);
	ck_assert_uint_eq(drink(fd, text, sizeof(text)), 0);
	request(true);
	ck_assert_uint_gt(drink(fd, text, sizeof(text)), 0);
	ck_assert_int_eq(strncmp(text, "<29>", 4), 0);
	ck_assert_ptr_nonnull(strstr(text, " breakwater["));
	ck_assert_ptr_nonnull(strstr(text, "]: drop: bad - imsi 0010122* "
	    "(test.conf:"));
	ck_assert_ptr_nonnull(strstr(text, "; update-location request of red "
	    "over red from mme1."));
	/* no number of a subscriber, but always the same for him */
	ck_assert_ptr_null(strstr(text, "001012200000002"));
	events_alias(events, "001012200000002", 15, alias);
	events_alias(events, "001012200000003", 15, alias2);
	ck_assert_str_ne(alias, alias2);
	ck_assert_ptr_nonnull(strstr(text, alias));
	/* nobody reads: lost at once */
	last = 0;
	while (counts().lost == 0 && last < 400)
		request(true);
	ck_assert_uint_gt(counts().lost, 0);
	close(fd);
	fd = collector(where, SOCK_DGRAM);
	request(true);
	pass_time(SECOND);
	request(true);
	ck_assert_uint_gt(drink(fd, text, sizeof(text)), 0);
	/* more than anybody would read: their number */
	for (i = 0; i < EVENTS_SENTENCES + 50; i++) {
		request(true);
		(void)drink(fd, text, sizeof(text));
	}
	pass_time(SECOND);
	request(true);
	ck_assert_uint_gt(drink(fd, text, sizeof(text)), 0);
	ck_assert_ptr_nonnull(strstr(text, "]: 51 events more were above "));
	world_close();
	close(fd);
	tidy();
}
END_TEST

static void
add(TCase *tc)
{
	tcase_add_test(tc, a_collector_comes_goes_and_comes);
	tcase_add_test(tc, a_collector_that_does_not_read);
	tcase_add_test(tc, sentences_to_syslog);
}

int
main(void)
{
	return suite_main("events socket", add);
}
