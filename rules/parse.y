/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The grammar of breakwater.conf.
 *
 * Words of the language are tokens of their own; a value or a name that is one
 * of them stands in quotes, but for the few that sets need (home, link, gt,
 * error, reject).  Keys of link, diameter and run are such words inside these
 * alone: what follows one is a row of cells, which its builder reads.  After a
 * syntax error lex_resume() skips to the next statement, key or rule, so that
 * one mistake gives one sentence.
 *
 * A macro or an included file takes effect with the next token: the states
 * behind them have one reduction only, which the parser does before it asks
 * for that token.
 */
%code top {
#include "build.h"
#include "expect.h"
#include "row.h"
}

%code {
static int	yylex(YYSTYPE *, struct parse *);
static void	yyerror(struct parse *, const char *);
}

%define api.pure full
%define api.token.prefix {T_}
%define api.value.type {struct token}
%define parse.error custom
%define parse.lac full
%param { struct parse *p }
%expect 0

%token HOME "home" PARTNER "partner" TABLE "table" CATEGORY "category"
%token CLASS "class" LINK "link" PROTECT "protect" STORM "storm"
%token SCREEN "screen" INCLUDE "include" MEMORY "memory" CHECK "check"
%token BLACKLIST "blacklist" GREYLIST "greylist" PLMN "plmn" IMSI "imsi"
%token MSISDN "msisdn" GT "gt" MGT "mgt" REALM "realm" HOST "host" PC "pc"
%token IP "ip" STATE "state" RATE "rate" CARRIES "carries" TRUST "trust"
%token DRMP "drmp" ROAMING "roaming" OP "op" MAP_OP "map-op" CAP_OP "cap-op"
%token COMMAND "command" PRIORITY "priority" RESERVE "reserve" FLOOR "floor"
%token CAPACITY "capacity" LATENCY "latency" DEVICES "devices" ON "on"
%token PER "per" OVERALL "overall" ENTER "enter" LEAVE "leave" FOR "for"
%token AUTO "auto" SINKHOLE "sinkhole" TERM "term" LONGEST "longest"
%token PROBATION "probation" FILE "file" PERSIST "persist" SIZE "size"
%token TIMEOUT "timeout" ONLY "only" EXPIRES "expires"
%token SUBSCRIBERS "subscribers" TRANSACTIONS "transactions" SOURCES "sources"
%token ANSWER "answer" FORGET "forget" GEOGRAPHY "geography"
%token DIAMETER "diameter" RUN "run" SS7 "ss7" LINK_KEY "a key of link"
%token DIAMETER_KEY "a key of diameter" RUN_KEY "a key of run"
%token SS7_KEY "a key of ss7"
%token IN "in" OUT "out" MONITOR "monitor" LEARN "learn" LOG "log" LABEL "label" SET "set"
%token PASS "pass" MATCH "match" DROP "drop" REJECT "reject" SINK "sink"
%token SOURCE "source" SUBSCRIBER "subscriber" STEER "steer" TO "to"
%token AWAY "away" BACK_OFF "back-off" BLOCK "block" FASTER "faster"
%token THAN "than" SAME "same" UNDER "under" BEGINS "begins" BIT "bit"
%token CALLING "calling" CALLED "called" ERROR "error"
%token FIELD "a subject" BARE "malformed"
%token WORD "a word" STRING "a string" NAME "<name>" MACRO "a macro"
%token END_FILE "the end of the file" YYEOF 0 "the end"
/* A word behind "per calling" is a part of the address. */
%precedence ALONE
%precedence WORD
/* Never read: they tell what a word is for where nothing else would. */
%token A_NUMBER "a number" A_CHECK "a check" A_MODE "a mode"
/* Marks have their octets as codes, which lex.c returns. */
%token MARK_OPEN 123 "{" MARK_CLOSE 125 "}" MARK_COMMA 44 ","
%token PAREN_OPEN 40 "(" PAREN_CLOSE 41 ")" MARK_NOT 33 "!" MARK_IS 61 "="
%token MARK_LT 60 "<" MARK_GT 62 ">" LE "<=" GE ">="

%%

statements:
	%empty
	| statements statement
	| statements END_FILE
	| statements error {
		lex_resume(p->lex, LEX_STATEMENT);
		yyclearin;
		yyerrok;
	}
	;

statement:
	home
	| partner
	| table		{ build_table_end(p); }
	| category
	| class		{ build_class_end(p); }
	| link
	| protect
	| storm		{ build_storm_end(p, &$1); }
	| sinkhole
	| memory
	| check		{ build_check_end(p); }
	| lists
	| diameter
	| run
	| ss7
	| screen
	| INCLUDE STRING { lex_include(p->lex, &$2); }
	| macro
	;

name:	WORD | STRING;
comma:	%empty | ",";

/* ---- macros ---- */

macro:
	MACRO "=" { lex_macro(p->lex, &$1); } definition
			{ lex_macro_end(p->lex); }
	;

definition:
	token		{ lex_macro_add(p->lex, &$1); }
	| "{"		{ lex_macro_add(p->lex, &$1); }
	  tokens "}"	{ lex_macro_add(p->lex, &$4); }
	;

tokens:	in_macro | tokens comma in_macro;

in_macro:
	token		{ lex_macro_add(p->lex, &$1); }
	| "{" tokens "}"
	;

token:
	WORD | STRING | NAME | FIELD | HOME | LINK | GT | IP | ERROR | REJECT
	| ANSWER | PARTNER | SAME | UNDER | BEGINS | BIT | CALLING | CALLED
	| PC | IMSI | MSISDN
	;

/* ---- sets ---- */

set:	not elem;

not:
	%empty		{ build_set(p, false); }
	| "!"		{ build_set(p, true); }
	;

elem:
	item
	| "{"		{ build_listed(p); }
	  elems "}"
	;

elems:	inner | elems comma inner;

inner:	item | "{" elems "}";

item:
	value
	| word		{ build_raw(p, RAW_WORD, &$1); }
	| NAME		{ build_raw(p, RAW_TABLE, &$1); }
	| PARTNER name	{ build_raw(p, RAW_PARTNER, &$2); }
	| SAME subject	{ build_same(p, RAW_SAME, &$2, $2.subject); }
	| UNDER subject	{ build_same(p, RAW_UNDER, &$2, $2.subject); }
	| BEGINS subject { build_same(p, RAW_BEGINS, &$2, $2.subject); }
	| BIT WORD	{ build_raw(p, RAW_BIT, &$2); }
	;

word:	HOME | LINK | GT | IP | ERROR | REJECT | ANSWER;

value:	name		{ build_raw(p, RAW_WORD, &$1); };

/* Sets of values alone, for networks, tables and so on. */
values:
	{ build_set(p, false); } values_inner
	;

values_list: values_inner | values_list comma values_inner;

values_inner: value | "{" values_list "}";

/* A key, or what stands where one should. */
lost_key:
	error {
		lex_resume(p->lex, LEX_KEY);
		yyclearin;
		yyerrok;
	}
	;

/* ---- networks ---- */

home:
	HOME "{"	{ build_home(p, &$1); }
	  network_keys "}"
	;

partner:
	PARTNER name "{" { build_partner(p, &$1, &$2); }
	  network_keys "}" { build_network_end(p); }
	;

network_keys: %empty | network_keys network_key;

network_key:
	PLMN values { build_values(p, SIG_VISITED_PLMN, &p->network->plmn); }
	| IMSI values	{ build_values(p, SIG_IMSI, &p->network->imsi); }
	| MSISDN values	{ build_values(p, SIG_MSISDN, &p->network->msisdn); }
	| GT values { build_values(p, SUBJECT_CALLING_GT, &p->network->gt); }
	| MGT values { build_values(p, SUBJECT_CALLING_GT, &p->network->mgt); }
	| REALM values {
		build_values(p, SIG_ORIGIN_REALM, &p->network->realm);
	}
	| HOST values	{ build_values(p, SIG_ORIGIN_HOST, &p->network->host); }
	| PC values	{ build_values(p, SUBJECT_OPC, &p->network->pc); }
	| IP values	{ build_values(p, SUBJECT_SRC, &p->network->ip); }
	| LINK values	{ build_values(p, SUBJECT_VIA, &p->network->link); }
	| STATE WORD	{ build_state(p, &$2); }
	| RATE WORD {
		build_rate(p, &$2, &p->network->rate, &p->network->rate_ns);
	}
	| CARRIES values { build_carries(p); }
	| TRUST DRMP	{ p->network->trust_drmp = true; }
	| ROAMING roaming { build_roaming(p, &$2); }
	| MONITOR	{ build_monitor(p, &$1); }
	| LEARN		{ build_learn(p, &$1); }
	| lost_key
	;

roaming: WORD | IN | OUT;

/* ---- tables, categories, classes ---- */

table:
	TABLE NAME table_type { build_table(p, &$2, &$3); }
	| table "{"	{ build_set(p, false); }
	  values_list "}" { build_table_values(p); }
	| table FILE STRING { build_table_file(p, &$3); }
	| table PERSIST	{ p->table.persist = true; }
	| table SIZE WORD {
		p->table.size = (uint32_t)build_number(p, &$3, 1,
		    10 * 1000 * 1000);
	}
	| table TIMEOUT WORD { build_time(p, &$3, &p->table.timeout); }
	| table ONLY name { build_table_only(p, &$3); }
	| table EXPIRES	{ build_table_expires(p, &$2); }
	;

table_type:
	IMSI | MSISDN | GT | FIELD | HOST | REALM | PLMN | WORD
	;

category:
	CATEGORY name "{" { build_category(p, &$2); }
	  category_keys "}" { build_category_end(p); }
	;

category_keys: %empty | category_keys category_key;

category_key: category_set values { build_category_values(p, &$1); } | lost_key;

category_set: OP | MAP_OP | CAP_OP | COMMAND;

class:
	CLASS name PRIORITY WORD { build_class(p, &$2, &$4); }
	| class test
	| class WORD	{ build_class_word(p, &$2); }
	| class RESERVE WORD { build_share(p, &$3, &p->class.reserve); }
	| class FLOOR WORD {
		build_rate(p, &$3, &p->class.floor, &p->class.floor_ns);
	}
	;

/* ---- links, protected groups, storms ---- */

link:
	LINK name "{"	{ build_link(p, &$2); }
	  link_keys "}"	{ build_link_end(p); }
	;

link_keys: %empty | link_keys link_key;

link_key:
	IP values	{ build_values(p, SUBJECT_SRC, &p->link.ip); }
	| PC values	{ build_values(p, SUBJECT_OPC, &p->link.pc); }
	| HOST values	{ build_values(p, SIG_ORIGIN_HOST, &p->link.host); }
	| LINK_KEY row	{ build_link_key(p, &$1); }
	| lost_key
	;

protect:
	PROTECT name "{" { build_protect(p, &$2); }
	  protect_keys "}" { build_protect_end(p, &$6); }
	;

protect_keys: %empty | protect_keys protect_key;

protect_key:
	LINK values	{ build_values(p, SUBJECT_VIA, &p->protect.link); }
	| CAPACITY WORD	{ build_protect_capacity(p, &$2); }
	| LATENCY WORD	{ build_time(p, &$2, &p->protect.latency); }
	| DEVICES WORD	{ build_protect_devices(p, &$2); }
	| lost_key	{ p->protect.capacity = 1; } /* not told missing, too */
	;

storm:
	STORM name	{ build_storm(p, &$2); $$ = $2; }
	| storm ON values { build_storm_on(p); }
	| storm PER PARTNER { build_storm_per(p, STORM_PARTNER, NULL); }
	| storm PER OVERALL { build_storm_per(p, STORM_OVERALL, NULL); }
	| storm PER PROTECT name { build_storm_per(p, STORM_PROTECT, &$4); }
	| storm ENTER enter FOR WORD { build_storm_enter_for(p, &$5); }
	| storm LEAVE leave FOR WORD { build_storm_leave_for(p, &$5); }
	;

enter:
	WORD		{ build_storm_enter(p, &$1); }
	| AUTO		{ build_storm_enter(p, NULL); }
	;

leave:
	WORD		{ build_storm_leave(p, &$1); }
	| AUTO		{ build_storm_leave(p, NULL); }
	;

sinkhole:
	SINKHOLE "{"	{ build_sinkhole(p, &$1); }
	  sinkhole_keys "}" { build_sinkhole_end(p); }
	;

sinkhole_keys: %empty | sinkhole_keys sinkhole_key;

sinkhole_key:
	TERM WORD	{ build_sinkhole_time(p, SINKHOLE_TERM, &$2); }
	| LONGEST WORD	{ build_sinkhole_time(p, SINKHOLE_LONGEST, &$2); }
	| PROBATION WORD {
		build_sinkhole_time(p, SINKHOLE_PROBATION, &$2);
	}
	| SOURCES amount { build_sinkhole_sources(p, &$2); }
	| lost_key
	;

/* ---- memory, checks, lists of devices ---- */

memory:
	MEMORY "{"	{ build_memory(p, &$1); }
	  memory_keys "}" { build_memory_end(p); }
	;

memory_keys: %empty | memory_keys memory_key;

memory_key:
	SUBSCRIBERS amount { build_memory_size(p, MEMORY_SUBSCRIBERS, &$2); }
	| TRANSACTIONS amount {
		build_memory_size(p, MEMORY_TRANSACTIONS, &$2);
	}
	| SOURCES amount { build_memory_size(p, MEMORY_SOURCES, &$2); }
	| ANSWER WORD	{ build_memory_time(p, MEMORY_ANSWER, &$2); }
	| FORGET WORD	{ build_memory_time(p, MEMORY_FORGET, &$2); }
	| GEOGRAPHY STRING { build_memory_geography(p, &$2); }
	| lost_key
	;

amount:	WORD | A_NUMBER;

/* Words that follow the name are told apart by what they stand behind. */
check:
	CHECK check_name mode { build_check(p, &$1, &$2, &$3); }
	| check WORD	{ build_check_word(p, &$2); }
	| check FIELD	{ build_check_word(p, &$2); }
	| check LEARN	{ build_check_word(p, &$2); }
	;

check_name: WORD | A_CHECK;
mode:	WORD | LEARN | A_MODE;

lists:
	BLACKLIST tables { build_list(p, &$1, DEVICE_BLACK); }
	| GREYLIST tables { build_list(p, &$1, DEVICE_GREY); }
	;

tables:
	{ build_set(p, false); } tables_inner
	;

tables_list: tables_inner | tables_list comma tables_inner;

tables_inner: listed | "{" tables_list "}";

listed:	NAME		{ build_raw(p, RAW_TABLE, &$1); };

/* ---- inline ---- */

diameter:
	DIAMETER "{"	{ build_diameter(p, &$1); }
	  diameter_keys "}" { build_diameter_end(p); }
	;

diameter_keys: %empty | diameter_keys diameter_key;

diameter_key: DIAMETER_KEY row { build_diameter_key(p, &$1); } | lost_key;

run:
	RUN "{"		{ build_run(p, &$1); }
	  run_keys "}"	{ build_run_end(p); }
	;

run_keys: %empty | run_keys run_key;

run_key: RUN_KEY row { build_run_key(p, &$1); } | lost_key;

ss7:
	SS7 "{"		{ build_ss7(p, &$1); }
	  ss7_keys "}"	{ build_ss7_end(p); }
	;

ss7_keys: %empty | ss7_keys ss7_key;

ss7_key: SS7_KEY row { build_ss7_key(p, &$1); } | lost_key;

row:	%empty { row_begin(p); } | row cell;

cell:
	name		{ row_add(p, &$1); }
	| "{"		{ row_add(p, &$1); }
	  cells "}"	{ row_add(p, &$4); }
	;

cells:	cell | cells comma cell;

/* ---- rules ---- */

screen:	SCREEN direction watch "{" rules "}";

direction:
	IN		{ build_screen(p, &p->conf->in); }
	| OUT		{ build_screen(p, &p->conf->out); }
	;

watch:	%empty | MONITOR { p->screen->monitor = true; };

rules:
	%empty
	| rules rule	{ build_rule_end(p); }
	| rules error {
		lex_resume(p->lex, LEX_RULE);
		yyclearin;
		yyerrok;
	}
	;

rule:	action | rule option;

action:
	PASS		{ build_rule(p, &$1, ACTION_PASS); }
	| MATCH		{ build_rule(p, &$1, ACTION_MATCH); }
	| DROP		{ build_rule(p, &$1, ACTION_DROP); }
	| sink
	| sink whom	{ build_sink(p, $2.code, NULL); }
	| sink whom FOR WORD { build_sink(p, $2.code, &$4); }
	| steer
	| steer AWAY "(" WORD IN WORD { build_steer(p, &$4, &$6); }
	  steer_limits ")"
	| REJECT "("	{ build_rule(p, &$1, ACTION_REJECT); }
	  reject ")"
	;

sink:	SINK		{ build_rule(p, &$1, ACTION_SINK); };

whom:
	SOURCE		{ $$.code = SINK_SOURCE; }
	| SUBSCRIBER	{ $$.code = SINK_SUBSCRIBER; }
	| PARTNER	{ $$.code = SINK_PARTNER; }
	;

steer:	STEER		{ build_rule(p, &$1, ACTION_STEER); };

/* "network" and "country" are free for names. */
steer_limits:
	%empty
	| steer_limits comma WORD WORD { build_steer_limit(p, &$3, &$4); }
	;

reject:
	WORD		{ build_reject(p, &$1); }
	| WORD		{ build_reject(p, &$1); }
	  comma BACK_OFF back_off { build_back_off(p, &$1); }
	;

back_off:
	AUTO		{ p->rule.back_off_auto = true; }
	| WORD		{ build_time(p, &$1, &p->rule.back_off_ns); }
	;

option:
	test
	| CLASS set	{ build_test_set(p, &$1); }
	| CLASS compare name { build_test_compare(p, &$1, $2.code, &$3); }
	| LOG		{ p->rule.log = true; }
	| MONITOR	{ p->rule.monitor = true; }
	| LABEL name	{ build_label(p, &$2); }
	| SET CLASS name { build_set_class(p, &$3); }
	;

/* ---- tests ---- */

test:
	subject set	{ build_test_set(p, &$1); }
	| subject compare amount { build_test_compare(p, &$1, $2.code, &$3); }
	| BARE		{ build_test_bare(p, &$1, NULL); }
	| BARE FASTER THAN WORD { build_test_bare(p, &$1, &$4); }
	| RATE ">" PARTNER { build_test_rate(p, &$1, NULL, SUBJECT_FROM); }
	| RATE ">" WORD PER key {
		build_test_rate(p, &$1, &$3, $5.subject);
	}
	  block
	;

compare:
	"<"		{ $$.code = COMPARE_LT; }
	| LE		{ $$.code = COMPARE_LE; }
	| ">"		{ $$.code = COMPARE_GT; }
	| GE		{ $$.code = COMPARE_GE; }
	;

subject:
	FIELD | IMSI | MSISDN | DRMP | OP | MAP_OP | CAP_OP | COMMAND | TO
	| ERROR
	| CALLING part	{ $$ = $1; $$.subject = build_party(p, &$1, &$2); }
	| CALLED part	{ $$ = $1; $$.subject = build_party(p, &$1, &$2); }
	;

part:	GT | PC | WORD;

key:
	subject
	| side		{ $$ = $1; $$.subject = build_party(p, &$1, NULL); }
	;

side:	CALLING %prec ALONE | CALLED %prec ALONE;

block:
	%empty
	| BLOCK IN NAME	{ build_test_block(p, &$3, NULL); }
	| BLOCK IN NAME FOR WORD { build_test_block(p, &$3, &$5); }
	;

%%

static int
yyreport_syntax_error(const yypcontext_t *context, struct parse *p)
{
	yysymbol_kind_t token[YYNTOKENS];
	const char *name[YYNTOKENS];
	int i, n;

	if (!expect_wanted(p))
		return 0;
	n = yypcontext_expected_tokens(context, token, YYNTOKENS);
	for (i = 0; i < n; i++)
		name[i] = yysymbol_name(token[i]);
	expect_tell(p, name, n < 0 ? 0 : (size_t)n);
	return 0;
}

static void
yyerror(struct parse *p, const char *why)
{
	(void)why;	/* of the parser's own limits, which are in English */
	expect_too_deep(p);
}

static int
yylex(YYSTYPE *value, struct parse *p)
{
	return lex_next(p->lex, value);
}

bool
parse_run(struct parse *p)
{
	return yyparse(p) == 0;
}
