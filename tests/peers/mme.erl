%% SPDX-License-Identifier: GPL-2.0-or-later
%% An MME: connects, carries out its steps and ends.  TS 29.272 5.2.
%%
%%	erl -s mme main host=... realm=... connect=3868 air imsi=... , ulr ...
%%
%% A step is a command with key=value words behind it, and ends at a comma.
%% "listen" as a step waits that many milliseconds for requests from home.
-module(mme).
-export([main/1]).

main(Words) ->
	Steps = node:main(fun answer/4, Words),
	case node:wait(1, list_to_integer(node:setting("up", "10000"))) of
		true -> run(Steps);
		false -> node:say("no-connection", [])
	end,
	diameter:stop_service(lab),
	diameter:stop(),
	halt(0).

run([]) ->
	ok;
run([Command | Words]) ->
	{Step, Rest} = lists:splitwith(fun(W) -> W =/= "," end, Words),
	step(Command, [pair(W) || W <- Step]),
	run(case Rest of
		[] -> [];
		["," | Next] -> Next
	end).

pair(Word) ->
	[Key, Value] = string:split(Word, "="),
	{Key, Value}.

step("listen", Set) ->
	timer:sleep(list_to_integer(proplists:get_value("ms", Set, "1000")));
step(Command, Set) ->
	node:ask(Command, Set).

%% What home may ask of us.
answer('CLR', _, _, _) ->
	{'CLA', #{'Result-Code' => 2001}};
answer('IDR', _, _, _) ->
	{'IDA', #{'Result-Code' => 2001, 'IDA-Flags' => 0}};
answer(_, _, _, _) ->
	silent.
