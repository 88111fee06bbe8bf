/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What running inline needs of a configuration: what it becomes, that its words
 * are free for names, what is warned of.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "conf_text.h"
#include "suite.h"

#define SECOND	UINT64_C(1000000000)
#define NODE	"diameter { host a.example.org realm example.org "

/* ---- diameter ---- */

START_TEST(defaults)
{
	struct conf *c = parse("home { }");
	const struct conf_diameter *d = &c->diameter;

	ck_assert(!d->there && !c->run.there && !c->home.monitor);
	ck_assert_ptr_null(d->host);
	ck_assert_uint_eq(d->watchdog, 30 * SECOND);
	ck_assert_uint_eq(d->answer, 10 * SECOND);
	ck_assert_uint_eq(d->requests, 10000);
	ck_assert_uint_eq(d->connections, 1000);
	ck_assert_uint_eq(d->output, 4 * 1024 * 1024);
	ck_assert_uint_eq(d->message, 64 * 1024);
	ck_assert(!d->hide);
	ck_assert_uint_eq(c->run.state_every, 60 * SECOND);
	ck_assert_uint_eq(c->run.metrics.address.n, 0);
	conf_free(c);
	c = parse("home { }" NODE "}");
	ck_assert(c->diameter.there);
	ck_assert_uint_eq(c->diameter.at.column, 9);
	ck_assert_uint_eq(c->diameter.nlisten, 0);
	ck_assert_uint_eq(c->diameter.watchdog, 30 * SECOND);
	conf_free(c);
}
END_TEST

START_TEST(diameter)
{
	struct conf *c = parse("home { } diameter {\n"
	    "listen tcp 127.0.0.1 port 0 listen tls ::1 realm example.org\n"
	    "listen sctp { 192.0.2.1, 2001:db8::1 } port 65535 listen tcp\n"
	    "192.0.2.1 host \"fw1\" certificate \"a.pem\" key \"/b.pem\"\n"
	    "authority \"c/d.pem\" crl \"e.pem\" watchdog 10m answer 100ms\n"
	    "requests 1000000\n"
	    "connections 1 output 1G message 4096 hide hosts freediameter\n"
	    "\"fd.conf\" }");
	const struct conf_diameter *d = &c->diameter;

	ck_assert_str_eq(d->host, "fw1");
	ck_assert_str_eq(d->realm, "example.org");
	ck_assert_uint_eq(d->nlisten, 4);
	ck_assert_uint_eq(d->listen[0].transport, TRANSPORT_TCP);
	ck_assert_uint_eq(d->listen[0].port, 0);
	ck_assert_uint_eq(d->listen[0].at.line, 2);
	ck_assert_uint_eq(d->listen[0].at.column, 8);
	ck_assert_uint_eq(d->listen[1].transport, TRANSPORT_TLS);
	ck_assert_uint_eq(d->listen[1].port, 5658);
	ck_assert_uint_eq(d->listen[1].address.item[0].len, 16);
	ck_assert_uint_eq(d->listen[2].transport, TRANSPORT_SCTP);
	ck_assert_uint_eq(d->listen[2].port, 65535);
	ck_assert_uint_eq(d->listen[2].address.n, 2);
	ck_assert_uint_eq(d->listen[2].address.item[0].bits, 32);
	ck_assert_uint_eq(d->listen[2].address.item[1].bits, 128);
	ck_assert_uint_eq(d->listen[3].port, 3868);
	ck_assert_str_eq(d->certificate, "a.pem");
	ck_assert_str_eq(d->certificate_path, "some/dir/a.pem");
	ck_assert_str_eq(d->key_path, "/b.pem");
	ck_assert_str_eq(d->authority_path, "some/dir/c/d.pem");
	ck_assert_str_eq(d->crl, "e.pem");
	ck_assert_str_eq(d->crl_path, "some/dir/e.pem");
	ck_assert_uint_eq(d->watchdog, 600 * SECOND);
	ck_assert_uint_eq(d->answer, SECOND / 10);
	ck_assert_uint_eq(d->requests, 1000000);
	ck_assert_uint_eq(d->connections, 1);
	ck_assert_uint_eq(d->output, 1 << 30);
	ck_assert_uint_eq(d->message, 4096);
	ck_assert(d->hide);
	ck_assert_str_eq(d->freediameter, "fd.conf");
	ck_assert_str_eq(d->freediameter_path, "some/dir/fd.conf");
	conf_free(c);
}
END_TEST

START_TEST(links)
{
	struct conf *c = parse("home { link e } partner p { monitor link a }"
	    " partner q { }\n"
	    "link a { ip 198.51.100.0/28 host dra1.example.org tls }\n"
	    "link b { connect sctp { 192.0.2.9 192.0.2.10 } host { \"tls\""
	    " *.example.net } }\n"
	    "link d { connect tls 192.0.2.9 port 1 }\n"
	    "link e { edge freediameter host hss1.example.org pc 5 }\n"
	    NODE "certificate \"a\" key \"b\" authority \"c\""
	    " freediameter \"d\" }");
	const struct conf_link *l = c->link;

	ck_assert(c->partner[0].monitor && !c->partner[1].monitor);
	ck_assert(l[0].tls && !l[0].dials && !l[0].freediameter);
	ck_assert_uint_eq(l[0].host.n, 1);
	ck_assert(!l[1].tls && l[1].dials);
	ck_assert_uint_eq(l[1].connect.transport, TRANSPORT_SCTP);
	ck_assert_uint_eq(l[1].connect.address.n, 2);
	ck_assert_uint_eq(l[1].connect.port, 3868);
	ck_assert_str_eq(l[1].host.item[0].text, "tls");
	ck_assert(l[1].host.item[1].wild);
	ck_assert(l[2].tls && l[2].dials);
	ck_assert_uint_eq(l[2].connect.port, 1);
	ck_assert(l[3].freediameter && !l[3].tls && !l[3].dials);
	ck_assert_uint_eq(l[3].pc.n, 1);
	conf_free(c);
}
END_TEST

/* ---- run ---- */

START_TEST(process)
{
	struct conf *c = parse("home { } run { user nobody control \"c\""
	    " status \"/run/s\" ring \"r.pcapng\" 4k metrics 127.0.0.1"
	    " state \"st\" on failure pass\n"
	    "events file \"e\" keep 1000 only { drop would } rotate 64k\n"
	    "events socket \"s\" events syslog only monitor events file"
	    " \"/all\" rotate 1G }");
	const struct conf_run *run = &c->run;
	const struct conf_events *e = run->events;

	ck_assert(run->there && run->failure_pass);
	ck_assert_str_eq(run->user, "nobody");
	ck_assert_str_eq(run->control, "some/dir/c");
	ck_assert_str_eq(run->control_text, "c");
	ck_assert_str_eq(run->status, "/run/s");
	ck_assert_str_eq(run->ring, "some/dir/r.pcapng");
	ck_assert_uint_eq(run->ring_octets, 4096);
	ck_assert_uint_eq(run->metrics.port, 9468);
	ck_assert_uint_eq(run->metrics.transport, TRANSPORT_TCP);
	ck_assert_str_eq(run->state, "some/dir/st");
	ck_assert_uint_eq(run->state_every, 60 * SECOND);
	ck_assert_uint_eq(run->nevents, 4);
	ck_assert_uint_eq(e[0].to, EVENTS_FILE);
	ck_assert_str_eq(e[0].path, "some/dir/e");
	ck_assert_uint_eq(e[0].only, 1 << ACTION_DROP | 1 << ONLY_WOULD);
	ck_assert_uint_eq(e[0].rotate, 65536);
	ck_assert_uint_eq(e[0].keep, 1000);
	ck_assert_uint_eq(e[1].to, EVENTS_SOCKET);
	ck_assert_uint_eq(e[1].only, 0);
	ck_assert_uint_eq(e[2].to, EVENTS_SYSLOG);
	ck_assert_ptr_null(e[2].path);
	ck_assert_uint_eq(e[2].only, 1 << ONLY_MONITOR);
	ck_assert_uint_eq(e[3].keep, 5);
	conf_free(c);
	c = parse("home { } run { metrics ::1 port 0 state \"s\" every 1d on"
	    " failure drop }");
	ck_assert_uint_eq(c->run.metrics.port, 0);
	ck_assert_uint_eq(c->run.state_every, 86400 * SECOND);
	ck_assert(!c->run.failure_pass);
	conf_free(c);
}
END_TEST

/* ---- names ---- */

/* Text with each @ replaced by the word. */
static struct conf *
parse_with(const char *word, const char *text)
{
	char whole[2000];
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += (size_t)snprintf(whole + n, sizeof(whole) - n, "%.*s",
		    *text == '@' ? (int)strlen(word) : 1,
		    *text == '@' ? word : text);
	return parse(whole);
}

static const char *const words[] = { "run", "diameter", "connect", "tls",
	"tcp", "sctp", "edge", "freediameter", "listen", "port",
	"certificate", "key", "authority", "crl", "watchdog", "requests",
	"connections", "output", "message", "hide", "hosts", "user", "events",
	"ring", "control", "status", "metrics", "every", "failure", "rotate",
	"keep", "socket", "syslog", "would", "ss7", "sigtran", "as",
	"instance", "pair", "route" };

/* What could be a name without quotes can be one. */
START_TEST(words_are_free)
{
	struct conf *c = parse_with(words[_i], "@ = @ mine = { @ $@ }\n"
	    "home { link @ host { $mine } } link @ { ip 192.0.2.1 }\n"
	    "partner\n@ { link @ }\n"
	    "table <@> gt size 5 table <t> host { @ } category\n@\n{ op"
	    " reset }\n"
	    "class @ priority 1 class v priority 2 from partner @\n"
	    "protect @ { link @ capacity 1/s }\n"
	    "storm @ on @ per protect @ enter 1/s for 1s leave 1/s for 1s\n"
	    "partner v { carries @ }\n"
	    "screen in { drop class @ during @ via @ label @\n"
	    "match set class @\ndrop origin_host { @ <t> }\nsteer to @ }");

	ck_assert_str_eq(c->link[0].name, words[_i]);
	ck_assert_str_eq(c->partner[0].name, words[_i]);
	ck_assert_str_eq(c->category[0].name, words[_i]);
	ck_assert_str_eq(c->class[0].name, words[_i]);
	ck_assert_str_eq(c->protect[0].name, words[_i]);
	ck_assert_str_eq(c->in.rule[0].label, words[_i]);
	ck_assert_str_eq(c->in.rule[3].to, words[_i]);
	ck_assert_uint_eq(c->home.host.n, 2);
	ck_assert(!c->run.there && !c->diameter.there && !c->ss7.there);
	conf_free(c);
}
END_TEST

/* The statements behind whatever may stand before them. */
START_TEST(statements_begin_anywhere)
{
	static const char *const before[] = { "home { }", "home { }\n",
	    "home { } # comment\n", "home { } x = run\n",
	    "home { } link ss7 { }",
	    "home { } class c priority 1 from link\n",
	    "home { } class c priority 1 from ! link ",
	    "home { } class c priority 1 calling gt link\n",
	    "home { } class c priority 1 from { home link }\n",
	    "home { } storm s on reset enter 1/s for 1s leave 1/s for 1s per"
	    " partner\n", "home { } table <t> gt\n",
	    "home { } check unasked test\n", "home { } blacklist <t> table <t>"
	    " imei ", "home { } link run { ip 192.0.2.1 } " };
	char text[300];
	struct conf *c;
	size_t i;

	for (i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
		snprintf(text, sizeof(text), "%srun # {\n\n{ } diameter\t{"
		    " host a.example.org realm b } ss7{sigtran\"f\"}",
		    before[i]);
		c = parse(text);
		ck_assert_msg(c->run.there && c->diameter.there &&
		    c->ss7.there, "%s", text);
		conf_free(c);
	}
}
END_TEST

/* Inside their braces no other word means anything, and keys that stand where
 * a value must are values. */
START_TEST(words_inside)
{
	struct conf *c = parse("where = 127.0.0.1 home { } run { user drop"
	    " events file \"user\" on failure drop metrics $where }\n"
	    "diameter { realm realm host host listen tcp $where port 1 }\n"
	    "link a { connect tcp { $where } ip $where }");

	ck_assert_str_eq(c->run.user, "drop");
	ck_assert_str_eq(c->diameter.realm, "realm");
	ck_assert_str_eq(c->diameter.host, "host");
	ck_assert_uint_eq(c->run.metrics.address.item[0].address[0], 127);
	ck_assert_uint_eq(c->link[0].connect.address.n, 1);
	ck_assert_uint_eq(c->link[0].ip.n, 1);
	conf_free(c);
	c = parse("home { } run { user state state \"state\" }");
	ck_assert_str_eq(c->run.user, "state");
	conf_free(c);
}
END_TEST

/* ---- warnings ---- */

/* Links a, b and c are home's. */
static void
warned(const char *text, const char *sentences)
{
	warn_links("a b c", text, sentences);
}

#define CERTIFIED	"certificate \"a\" key \"b\" authority \"c\" "	\
	"freediameter \"d\" }\n"
#define ANYBODY		" has neither ip, host nor connect: anybody "	\
	"may come over it\n"
#define WIDE		" has neither host nor tls: whoever is in its "	\
	"networks may come over it\n"

START_TEST(strangers)
{
	warned(NODE "}\nlink a { } link b { ip 192.0.2.1 } link c { pc 1 }",
	    "3:6: link \"a\"" ANYBODY);
	warned("link a { } link b { ip 192.0.2.0/24 } link c { }", "");
	warned(NODE CERTIFIED "link a { tls } link b { tls host b.example.org }"
	    " link c { edge freediameter host c.example.org }",
	    "3:6: link \"a\"" ANYBODY);
	warned(NODE CERTIFIED "link a { connect tcp 192.0.2.1 } link b { ip"
	    " { 192.0.2.1 198.51.100.0/31 } }\nlink c { ip 2001:db8::/32"
	    " tls }", "3:39: link \"b\"" WIDE);
	warned(NODE CERTIFIED "link a { ip 192.0.2.0/24 pc 1 } link b { ip"
	    " 192.0.2.0/24 host *.example.org } link c { ip 2001:db8::/127 }",
	    "3:84: link \"c\"" WIDE);
}
END_TEST

static void
add(TCase *t)
{
	tcase_add_test(t, defaults);
	tcase_add_test(t, diameter);
	tcase_add_test(t, links);
	tcase_add_test(t, process);
	tcase_add_loop_test(t, words_are_free, 0,
	    sizeof(words) / sizeof(words[0]));
	tcase_add_test(t, statements_begin_anywhere);
	tcase_add_test(t, words_inside);
	tcase_add_test(t, strangers);
}

int
main(void)
{
	return suite_main("conf inline", add);
}
