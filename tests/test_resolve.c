/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names that are not there, there twice, or do not fit; identities that two
 * networks have: exactly what is said about them.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "../rules/conf.h"
#include "suite.h"

static void
refuse(const char *text, const char *sentences)
{
	struct conf_errors errors = { NULL, 0, 0 };
	struct conf *conf = conf_parse("a.conf", text, strlen(text), &errors);
	char all[4096] = "";
	size_t i, len = 0;

	for (i = 0; i < errors.n && len < sizeof(all); i++)
		len += (size_t)snprintf(all + len, sizeof(all) - len, "%s\n",
		    errors.line[i]);
	ck_assert_str_eq(all, sentences);
	ck_assert_ptr_null(conf);
	conf_errors_free(&errors);
}

START_TEST(definitions)
{
	refuse("link a { }", "a.conf:1:1: expected home { ... }: the home"
	    " network is missing\n");
	refuse("home { }\npartner uk { }\n\npartner uk { gt 99* }",
	    "a.conf:4:1: partner \"uk\" is there twice: first in line 2\n");
	refuse("home { } table <a> gt table <a> imsi",
	    "a.conf:1:29: table <a> is there twice: first in line 1\n");
	refuse("home { } class a priority 1 imsi any class a priority 2",
	    "a.conf:1:44: class a is there twice: first in line 1\n");
	refuse("home { } partner \"home\" { }", "a.conf:1:10: expected another"
	    " name: \"home\" is the home network\n");
	refuse("home { } category reset { }", "a.conf:1:19: expected another"
	    " name: \"reset\" is an operation\n");
	refuse("home { } link \"\" { }", "a.conf:1:15: expected a name of 1 to"
	    " 64 octets\n");
	refuse("home { } class a priority 1 class b priority 2",
	    "a.conf:1:35: expected tests: class a (line 1) is the one of the"
	    " others already\n");
	refuse("home { } class a priority 1 imsi any reserve 60%\n"
	    "class b priority 2 reserve 41%", "a.conf:2:7: expected reserves of"
	    " at most 100% in all classes together, not 101%\n");
	refuse("home { } class a priority 1 rate > 1/s per from",
	    "a.conf:1:29: expected a test other than rate: it cannot tell which"
	    " class a message is of\n");
	refuse("home { } link h { } protect a { link h capacity 1/s }\n"
	    "protect b { link h capacity 1/s }", "a.conf:2:18: link \"h\" is"
	    " protected by \"a\" already (line 1)\n");
	refuse("home { }\nprotect a { capacity 1/s } protect b { capacity 2/s }",
	    "a.conf:2:36: expected link in protect \"b\": \"a\" protects all of"
	    " home already (line 2)\n");
	refuse("home { } category a { op b }\ncategory b { op { reset c } }\n"
	    "category c { op a }", "a.conf:3:17: category c contains itself by"
	    " way of a\n");
	refuse("home { } category a { op any }", "a.conf:1:26: expected a"
	    " value, not \"any\"\n");
	refuse("home { } partner a { carries { b a } }\npartner b { }",
	    "a.conf:1:34: expected another partner: \"a\" need not carry"
	    " itself\n");
}
END_TEST

START_TEST(references)
{
	refuse("home { link a } partner b { carries c link d }\n"
	    "storm s on { reset e } per protect f enter 1/s for 1s"
	    " leave 1/s for 1s\n"
	    "screen in {\n"
	    "\tdrop imsi <g> from partner h via i op j class k\n"
	    "\tdrop during l class > m\n"
	    "\tsink to n rate > 1/s per calling block in <o>\n"
	    "\tmatch set class p\n}",
	    "a.conf:1:13: link \"a\" is not defined\n"
	    "a.conf:1:44: link \"d\" is not defined\n"
	    "a.conf:1:37: partner \"c\" is not defined\n"
	    "a.conf:2:20: \"e\" is neither an operation nor a category\n"
	    "a.conf:2:36: protect \"f\" is not defined\n"
	    "a.conf:4:12: table <g> is not defined\n"
	    "a.conf:4:29: partner \"h\" is not defined\n"
	    "a.conf:4:35: link \"i\" is not defined\n"
	    "a.conf:4:40: \"j\" is neither an operation nor a category\n"
	    "a.conf:4:48: class k is not defined\n"
	    "a.conf:5:14: storm \"l\" is not defined\n"
	    "a.conf:5:24: class m is not defined\n"
	    "a.conf:6:44: table <o> is not defined\n"
	    "a.conf:6:10: link \"n\" is not defined\n"
	    "a.conf:7:18: class p is not defined\n");
}
END_TEST

START_TEST(fitting)
{
	refuse("home { } table <i> imsi table <g> gt table <h> host\n"
	    "screen in {\n"
	    "\tdrop calling gt <i> imsi <g> imei <g> src <g> msisdn <g>\n"
	    "\tdrop origin_realm <h> visited_plmn <h> destination_reference"
	    " { <i> <g> }\n"
	    "\tdrop imsi { any home } vlr ! none\n"
	    "\tdrop vlr same origin_host origin_host { same user_name"
	    " under user_name }\n"
	    "\tdrop session_id begins imsi dpc same affected_pc\n"
	    "\tdrop op reset rate > 1/s per op\n"
	    "\tdrop rate > 1/s per from rate > 1/s per via block in <g>\n"
	    "\tdrop rate > 1/s per imsi block in <g>\n"
	    "\tdrop map-op 9/15 kind partner x imsi bit 3\n"
	    "}\npartner x { gt 99* }",
	    "a.conf:3:18: expected a table of type gt for calling gt, not <i>"
	    " of type imsi\n"
	    "a.conf:3:27: expected a table of type imsi for imsi, not <g> of"
	    " type gt\n"
	    "a.conf:3:36: expected a table of type imei for imei, not <g> of"
	    " type gt\n"
	    "a.conf:3:44: no table holds values of src\n"
	    "a.conf:4:37: expected a table of type plmn for visited_plmn, not"
	    " <h> of type host\n"
	    "a.conf:5:14: expected any alone\n"
	    "a.conf:5:31: expected any, not ! none\n"
	    "a.conf:6:16: vlr and origin_host cannot be compared by \"same\"\n"
	    "a.conf:6:63: origin_host and user_name cannot be compared by"
	    " \"under\"\n"
	    "a.conf:7:25: session_id and imsi cannot be compared by"
	    " \"begins\"\n"
	    "a.conf:8:16: expected a rate per number, name, address, from or"
	    " via, not per op\n"
	    "a.conf:9:55: no table holds values of via\n"
	    "a.conf:9:27: expected one rate in a rule, not two\n"
	    "a.conf:10:36: expected a table of type imsi for imsi, not <g> of"
	    " type gt\n"
	    "a.conf:11:14: expected an operation alone: with an application"
	    " context it stands in a category\n"
	    "a.conf:11:32: values of kind belong to no network\n"
	    "a.conf:11:43: expected a bit from 0 to 63 of a number\n");
}
END_TEST

START_TEST(claims)
{
	refuse("home { plmn 001-01 gt { 88210* 882115 } realm a.org }\n"
	    "partner uk { gt { 8821* 88210* 882115 } imsi 00101* }\n"
	    "partner de { plmn 001-01 pc { 2-100-1 } ip 192.0.2.0/24\n"
	    "\thost { *.A.org b.org } realm c.org }\n"
	    "partner fr { realm C.ORG host b.org pc 4897 ip 192.0.2.0/24\n"
	    "\tmsisdn 8821* mgt 1* }",
	    "a.conf:2:25: prefix 88210 belongs to home already (line 1)\n"
	    "a.conf:2:32: number 882115 belongs to home already (line 1)\n"
	    "a.conf:2:46: prefix 00101 belongs to home already (line 1)\n"
	    "a.conf:3:19: PLMN 001-01 belongs to home already (line 1)\n"
	    "a.conf:4:9: host *.A.org belongs to home already (line 1)\n"
	    "a.conf:5:20: realm C.ORG belongs to \"de\" already (line 4)\n"
	    "a.conf:5:31: host b.org belongs to \"de\" already (line 4)\n"
	    "a.conf:5:40: point code 4897 belongs to \"de\" already"
	    " (line 3)\n"
	    "a.conf:5:48: network 192.0.2.0/24 belongs to \"de\" already"
	    " (line 3)\n"
	    "a.conf:6:9: prefix 8821 belongs to \"uk\" already (line 2)\n");
}
END_TEST

static void
add(TCase *tc)
{
	tcase_add_test(tc, definitions);
	tcase_add_test(tc, references);
	tcase_add_test(tc, fitting);
	tcase_add_test(tc, claims);
}

int
main(void)
{
	return suite_main("resolve", add);
}
