/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mistakes in diameter, run, Diameter links and monitored partners: exactly
 * what is said about each.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "conf_text.h"
#include "suite.h"

#define NODE	"diameter { host a.example.org realm example.org "

/* What is written behind "home { }" in line 1, and what is said, line by line
 * without the name of the file. */
static const struct refused refused[] = {
	/* diameter */
	{ "diameter { }",
	    "2:1: expected host in diameter { ... }: who we say we are\n" },
	{ "diameter { host *.example.org realm \"x y\" }",
	    "2:17: expected the name of a host such as fw1.example.org,"
	    " not \"*.example.org\"\n"
	    "2:37: expected the name of a realm such as example.org, not"
	    " \"x y\"\n" },
	{ "diameter { host realm }",
	    "2:1: expected realm in diameter { ... }: who we say we are\n" },
	{ "diameter { realm any. host \"\" }",
	    "2:18: expected the name of a realm such as example.org, not"
	    " \"any.\"\n"
	    "2:28: expected the name of a host such as fw1.example.org,"
	    " not \"\"\n" },
	{ NODE "watchdog 5s answer }",
	    "2:58: expected a time from 6s to 10m, not \"5s\"\n"
	    "2:61: expected a time from 100ms to 60s after \"answer\"\n" },
	{ NODE "watchdog 601s answer 61s }",
	    "2:58: expected a time from 6s to 10m, not \"601s\"\n"
	    "2:70: expected a time from 100ms to 60s, not \"61s\"\n" },
	{ NODE "watchdog answer 99ms }",
	    "2:58: expected a time from 6s to 10m, not \"answer\"\n" },
	{ NODE "watchdog 30s 40s }",
	    "2:62: expected the next key, not \"40s\"\n" },
	{ NODE "watchdog { 30s } }",
	    "2:58: expected a time from 6s to 10m, not \"{\"\n" },
	{ NODE "watchdog <t> }",
	    "2:58: expected a value, host, realm, listen, certificate,"
	    " key, authority, crl, watchdog, answer, requests,"
	    " connections, output, message, hide, freediameter or \"}\", not"
	    " <t>\n" },
	{ NODE "requests 0 connections 100001 }",
	    "2:58: expected a number from 1 to 1000000, not \"0\"\n"
	    "2:72: expected a number from 1 to 100000, not \"100001\"\n" },
	{ NODE "output 63k message 17M }",
	    "2:56: expected a size from 64k to 1G, not \"63k\"\n"
	    "2:68: expected a size from 4k to 16M, not \"17M\"\n" },
	{ NODE "output 2G message 4m }",
	    "2:56: expected a size from 64k to 1G, not \"2G\"\n"
	    "2:67: expected a size from 4k to 16M, not \"4m\"\n" },
	{ NODE "hide everything }",
	    "2:54: expected hosts, not \"everything\"\n" },
	{ NODE "hide }",
	    "2:49: expected hosts after \"hide\"\n" },
	{ NODE "freediameter home.conf }",
	    "2:62: expected a path in quotes, not \"home.conf\"\n" },
	{ NODE "freediameter \"\" }",
	    "2:62: expected a path in quotes, not \"\"\n" },
	{ NODE "host b.example.org }",
	    "2:49: expected one value of host, not two\n" },
	{ NODE "foo 3 }",
	    "2:49: expected the next key, not \"foo\"\n" },
	{ NODE "answer 10s }\n"
	    "diameter { }",
	    "3:1: diameter is there twice: first in line 2\n" },
	{ "diameter { host a.example.org",
	    "2:30: expected \"}\" for the \"{\" of line 2, not the end of"
	    " the file\n" },
	{ "diameter {\n"
	    "\thost a.example.org\n"
	    "link b { }",
	    "4:1: expected \"}\" for the \"{\" of line 2 before \"link\"\n" },
	{ "diameter",
	    "2:1: expected \"{\" after \"diameter\"\n" },
	{ NODE "certificate \"a\" authority \"b\" }",
	    "2:1: expected key in diameter { ... }: certificate, key and"
	    " authority belong together\n" },
	{ NODE "crl \"a\" }",
	    "2:1: expected certificate in diameter { ... }: certificate,"
	    " key and authority belong together\n" },
	{ NODE "key \"a\" }",
	    "2:1: expected certificate in diameter { ... }: certificate,"
	    " key and authority belong together\n" },

	/* listening */
	{ NODE "listen }",
	    "2:49: expected tcp, sctp or tls after \"listen\"\n" },
	{ NODE "listen udp 192.0.2.1 }",
	    "2:56: expected tcp, sctp or tls, not \"udp\"\n" },
	{ NODE "listen tcp }",
	    "2:56: expected an address such as 192.0.2.1 or 2001:db8::1"
	    " after \"tcp\"\n" },
	{ NODE "listen tcp port 3868 }",
	    "2:60: expected an address such as 192.0.2.1 or 2001:db8::1,"
	    " not \"port\"\n" },
	{ NODE "listen tcp 192.0.2.0/24 }",
	    "2:60: expected an address such as 192.0.2.1 or 2001:db8::1,"
	    " not \"192.0.2.0/24\"\n" },
	{ NODE "listen tcp host.example.org }",
	    "2:60: expected an address such as 192.0.2.1 or 2001:db8::1,"
	    " not \"host.example.org\"\n" },
	{ NODE "listen tcp { 192.0.2.1 192.0.2.2 } }",
	    "2:72: expected one address: only sctp has several\n" },
	{ NODE "listen sctp { 192.0.2.1 192.0.2.2 192.0.2.1 } }",
	    "2:83: address 192.0.2.1 is there twice\n" },
	{ NODE "listen sctp { 192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.4"
	    " 192.0.2.5 192.0.2.6 192.0.2.7 192.0.2.8 192.0.2.9 } }",
	    "2:143: expected at most 8 of them after \"listen\"\n" },
	{ NODE "listen sctp { } }",
	    "2:63: expected a name or a text in quotes or \"{\", not"
	    " \"}\"\n" },
	{ NODE "listen tcp 192.0.2.1 prt 5 }",
	    "2:70: expected port or the next key, not \"prt\"\n" },
	{ NODE "listen tcp 192.0.2.1 port 65536 }",
	    "2:75: expected a number from 0 to 65535, not \"65536\"\n" },
	{ NODE "listen tcp 192.0.2.1 port }",
	    "2:70: expected a number from 0 to 65535 after \"port\"\n" },
	{ NODE "listen tls 192.0.2.1 }",
	    "2:56: listen tls needs certificate, key and authority in"
	    " diameter { ... }\n" },
	{ NODE "listen tls 192.0.2.1 certificate \"a\" key b authority"
	    " \"c\" }",
	    "2:90: expected a path in quotes, not \"b\"\n" },
	{ NODE "listen tcp 192.0.2.1\n"
	    "\tlisten tcp 192.0.2.1 port 3868 }",
	    "3:9: address and port 3868 are listened on already (line 2)\n" },
	{ NODE "listen tcp 0.0.0.0\n"
	    "\tlisten tcp 192.0.2.1 port 3868 }",
	    "3:9: address and port 3868 are listened on already (line 2)\n" },
	{ NODE "listen sctp { 192.0.2.1 192.0.2.2 }\n"
	    "\tlisten sctp { 192.0.2.3 192.0.2.2 } }",
	    "3:9: address and port 3868 are listened on already (line 2)\n" },
	{ NODE "listen tcp ::1 port 9468 }\n"
	    "run { metrics ::1 }",
	    "3:7: address and port 9468 are listened on already (line 2)\n" },

	/* links */
	{ "link a { connect }",
	    "2:10: expected tcp, sctp or tls after \"connect\"\n" },
	{ "link a { connect tcp port 5 }",
	    "2:22: expected an address such as 192.0.2.1 or 2001:db8::1,"
	    " not \"port\"\n" },
	{ "link a { connect tcp 192.0.2.1 port 0 }",
	    "2:37: expected a number from 1 to 65535, not \"0\"\n" },
	{ "link a { connect tcp 192.0.2.1 connect tcp 192.0.2.2 }",
	    "2:32: expected one value of connect, not two\n"
	    "2:18: connect needs diameter { ... }, which is missing\n" },
	{ "link a { connect tls 192.0.2.1 }",
	    "2:18: tls needs certificate, key and authority in diameter {"
	    " ... }\n" },
	{ "link a { connect tcp 192.0.2.1 }",
	    "2:18: connect needs diameter { ... }, which is missing\n" },
	{ "link a { tls foo }",
	    "2:14: expected the next key, not \"foo\"\n" },
	{ "link a { tls }",
	    "2:6: tls needs certificate, key and authority in diameter {"
	    " ... }\n" },
	{ NODE " }\n"
	    "link a { tls connect tcp 192.0.2.1 }",
	    "3:22: expected connect tls in link \"a\", which is over tls"
	    " alone\n" },
	{ "link a { edge }",
	    "2:10: expected freediameter after \"edge\"\n" },
	{ "link a { edge erlang }",
	    "2:15: expected freediameter, not \"erlang\"\n" },
	{ "link a { edge freediameter host b.example.org }",
	    "2:6: link \"a\": edge freediameter needs freediameter"
	    " \"file\" in diameter { ... }\n" },
	{ NODE "freediameter \"f\" }\n"
	    "link a { edge freediameter }",
	    "3:6: link \"a\": edge freediameter needs host: its neighbours"
	    " are known by name\n" },
	{ NODE "freediameter \"f\" }\n"
	    "link a { edge freediameter host { b.example.org *.example.org"
	    " } }",
	    "3:49: expected the name of one host with edge freediameter,"
	    " not \"*.example.org\"\n" },
	{ NODE "freediameter \"f\" }\n"
	    "link a { edge freediameter host b.example.org connect tcp"
	    " 192.0.2.1 }",
	    "3:55: expected connect or edge freediameter in link \"a\","
	    " not both\n" },
	{ NODE "freediameter \"f\" }\n"
	    "link a { tls edge freediameter host b.example.org }",
	    "3:6: expected tls or edge freediameter in link \"a\", not"
	    " both: freeDiameter's own configuration says it\n" },
	{ "link a { host any ip none pc any }",
	    "2:22: expected a value, not \"none\"\n"
	    "2:30: expected a value, not \"any\"\n"
	    "2:15: expected a value, not \"any\"\n" },
	{ "link a { host 3gpp }",
	    "2:15: expected a value, not \"3gpp\"\n" },
	{ "link a { port 5 }",
	    "2:10: expected ip, pc, host, connect, tls, edge, sigtran, pair"
	    " or \"}\", not \"port\"\n" },
	{ "link a { ip 192.0.2.1 ! }",
	    "2:23: expected ip, pc, host, connect, tls, edge, sigtran, pair"
	    " or \"}\", not \"!\"\n" },

	/* partners */
	{ "partner p { monitor yes }",
	    "2:21: expected plmn, imsi, msisdn, gt, mgt, realm, host, pc,"
	    " ip, link, state, rate, carries, trust, roaming, monitor, learn or"
	    " \"}\", not \"yes\"\n" },
	{ "partner p {\n"
	    "\tfoo\n"
	    "\tmonitor\n"
	    "}",
	    "3:2: expected plmn, imsi, msisdn, gt, mgt, realm, host, pc,"
	    " ip, link, state, rate, carries, trust, roaming, monitor, learn or"
	    " \"}\", not \"foo\"\n" },

	{ "partner p { learn scan }",
	    "2:19: expected plmn, imsi, msisdn, gt, mgt, realm, host, pc,"
	    " ip, link, state, rate, carries, trust, roaming, monitor, learn"
	    " or \"}\", not \"scan\"\n" },

	/* run */
	{ "run { user }",
	    "2:7: expected the name of a user after \"user\"\n" },
	{ "run { user \"a b\" }",
	    "2:12: expected the name of a user, not \"a b\"\n" },
	{ "run { user uuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu }",
	    "2:12: expected the name of a user, not"
	    " \"uuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu\"\n" },
	{ "run { events }",
	    "2:7: expected file, socket or syslog after \"events\"\n" },
	{ "run { events events }",
	    "2:14: expected file, socket or syslog, not \"events\"\n" },
	{ "run { events file }",
	    "2:14: expected a path in quotes after \"file\"\n" },
	{ "run { events file events.jsonl }",
	    "2:19: expected a path in quotes, not \"events.jsonl\"\n" },
	{ "run { events file \"x\" only { drop match } }",
	    "2:35: expected pass, steer, reject, sink, drop, monitor or"
	    " would, not \"match\"\n" },
	{ "run { events file \"x\" only }",
	    "2:23: expected pass, steer, reject, sink, drop, monitor or"
	    " would after \"only\"\n" },
	{ "run { events file \"x\" rotate 63k }",
	    "2:30: expected a size from 64k, not \"63k\"\n" },
	{ "run { events file \"x\" keep 5 }",
	    "2:7: expected rotate with keep: without it there are no older"
	    " files\n" },
	{ "run { events file \"x\" rotate 64k keep 1001 }",
	    "2:39: expected a number from 1 to 1000, not \"1001\"\n" },
	{ "run { events file \"x\" rotate 64k rotate 64k }",
	    "2:34: expected the next key, not \"rotate\"\n" },
	{ "run { events file \"x\" events file \"y\"\n"
	    "events socket \"x\" events file \"x\" only drop }",
	    "3:19: events to that path is there twice: first in line 2\n" },
	{ "run { events syslog\nevents syslog only drop }",
	    "3:1: events syslog is there twice: first in line 2\n" },
	{ "run { events syslog rotate 64k }",
	    "2:21: expected only or the next key, not \"rotate\"\n" },
	{ "run { events syslog pseudonyms }",
	    "2:21: expected only or the next key, not \"pseudonyms\"\n" },
	{ "run { events socket \"x\" rotate 64k }",
	    "2:25: expected only, pseudonyms or the next key, not"
	    " \"rotate\"\n" },
	{ "run { events file \"x\" pseudonyms pseudonyms }",
	    "2:34: expected the next key, not \"pseudonyms\"\n" },
	{ "run { ring \"x\" }",
	    "2:12: expected a size from 4k to 1G after \"x\"\n" },
	{ "run { ring \"x\" 4095 }",
	    "2:16: expected a size from 4k to 1G, not \"4095\"\n" },
	{ "run { ring 64M }",
	    "2:12: expected a path in quotes, not \"64M\"\n" },
	{ "run { status \"x\" control \"x\" }",
	    "2:18: expected different paths for control and status\n" },
	{ "run { control \"\" }",
	    "2:15: expected a path in quotes, not \"\"\n" },
	{ "run { metrics 127.0.0.0/8 }",
	    "2:15: expected an address such as 192.0.2.1 or 2001:db8::1,"
	    " not \"127.0.0.0/8\"\n" },
	{ "run { metrics tcp 127.0.0.1 }",
	    "2:15: expected an address such as 192.0.2.1 or 2001:db8::1,"
	    " not \"tcp\"\n" },
	{ "run { metrics { 127.0.0.1 127.0.0.2 } }",
	    "2:27: expected one address: only sctp has several\n" },
	{ "run { state \"x\" every 0s }",
	    "2:23: expected a time from 1s to 1d, not \"0s\"\n" },
	{ "run { state \"x\" each 5s }",
	    "2:17: expected every or the next key, not \"each\"\n" },
	{ "run { state \"x\" every 25h }",
	    "2:23: expected a time from 1s to 1d, not \"25h\"\n" },
	{ "run { on error }",
	    "2:10: expected failure, not \"error\"\n" },
	{ "run { on failure }",
	    "2:10: expected drop or pass after \"failure\"\n" },
	{ "run { on failure explode }",
	    "2:18: expected drop or pass, not \"explode\"\n" },
	{ "run { on failure drop on failure pass }",
	    "2:23: expected one value of on, not two\n" },
	{ "run { foo }",
	    "2:7: expected user, events, ring, control, status, metrics,"
	    " state, on or \"}\", not \"foo\"\n" },
	{ "run { }\n"
	    "run { user x }",
	    "3:1: run is there twice: first in line 2\n" },
	{ "run {\n"
	    "\tevents file \"x\" only { drop\n"
	    "\tuser x\n"
	    "\tstate \"x\"\n"
	    "}",
	    "4:2: expected a name or a text in quotes or \"}\", not"
	    " \"user\"\n" },
	{ "run foo",
	    "2:1: expected \"{\" after \"run\"\n" },
	{ "home { monitor }",
	    "2:1: home is there twice: first in line 1\n"
	    "2:8: expected monitor of a partner, of a screen or of a rule,"
	    " not of the home network\n" },
};

START_TEST(refusals)
{
	refuse(refused[_i].text, refused[_i].errors);
}
END_TEST

/* A socket's path ends within 108 octets (unix(7)), as found from here. */
START_TEST(paths_of_sockets)
{
	static const char *const keys[] = { "control", "status",
	    "events socket" };
	static const char key_end[] = "\" }";
	struct conf_errors e = { NULL, 0, 0 };
	struct conf *c;
	char text[300], path[120], errors[120];
	size_t i, n;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		memset(path, 'a', sizeof(path));
		path[107] = '\0';
		n = (size_t)snprintf(text, sizeof(text),
		    "home { }\nrun { %s \"%s%s", keys[i], path, key_end);
		c = conf_parse("x", text, n, &e);
		ck_assert_ptr_nonnull(c);
		conf_free(c);
		ck_assert_ptr_null(conf_parse("d/x", text, n, &e));
		ck_assert_uint_eq(e.n, 1);
		conf_errors_free(&e);
		path[107] = 'a';
		path[108] = '\0';
		snprintf(text, sizeof(text), "run { %s \"%s%s", keys[i], path,
		    key_end);
		snprintf(errors, sizeof(errors), "2:%zu: expected a shorter"
		    " path: it has more than 107 octets\n",
		    strlen("run { ") + strlen(keys[i]) + 2);
		refuse(text, errors);
	}
}
END_TEST

static void
many(const char *before, const char *each, int n, const char *errors)
{
	static char text[20000];
	struct conf_errors e = { NULL, 0, 0 };
	size_t len = (size_t)snprintf(text, sizeof(text), "home { }%s",
	    before);
	struct conf *c;
	int i;

	for (i = 0; i < n; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, each,
		    i + 1);
	len += (size_t)snprintf(text + len, sizeof(text) - len, " }");
	c = conf_parse("x", text, len, &e);
	ck_assert_int_eq(c == NULL, *errors != '\0');
	ck_assert(e.n == (*errors != '\0') && (e.n == 0 ||
	    strstr(e.line[0], errors) != NULL));
	conf_free(c);
	conf_errors_free(&e);
}

START_TEST(as_many_as_there_may_be)
{
	many(NODE, " listen tcp 127.0.0.1 port %d", CONF_LISTEN_MAX, "");
	many(NODE, " listen tcp 127.0.0.1 port %d", CONF_LISTEN_MAX + 1,
	    ": there is one listen too many: 64 are the most");
	many(" run {", " events file \"%d\"", CONF_EVENTS_MAX, "");
	many(" run {", " events file \"%d\"", CONF_EVENTS_MAX + 1,
	    ": there is one events too many: 16 are the most");
}
END_TEST

static void
add(TCase *t)
{
	tcase_add_loop_test(t, refusals, 0,
	    sizeof(refused) / sizeof(refused[0]));
	tcase_add_test(t, paths_of_sockets);
	tcase_add_test(t, as_many_as_there_may_be);
}

int
main(void)
{
	return suite_main("conf inline errors", add);
}
