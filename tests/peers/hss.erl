%% SPDX-License-Identifier: GPL-2.0-or-later
%% An HSS: knows every subscriber of 001-01, and sends what its standard input
%% asks for, as the steps of mme.erl.  TS 29.272 5.2.
%%
%%	erl -s hss main host=... realm=... listen=3868
-module(hss).
-export([main/1]).

main(Words) ->
	_ = node:main(fun answer/4, Words),
	serve(io:get_line("")).

%% The end of the input ends us.
serve(Line) when is_list(Line) ->
	case string:lexemes(Line, " \n") of
		[Command | Words] ->
			node:ask(Command, [begin
				[Key, Value] = string:split(W, "="),
				{Key, Value}
			end || W <- Words]);
		[] ->
			ok
	end,
	serve(io:get_line(""));
serve(_) ->
	diameter:stop_service(lab),
	diameter:stop(),
	halt(0).

answer('AIR', Imsi, _, _) ->
	{'AIA', known(Imsi, #{'Authentication-Info' =>
	    #{'E-UTRAN-Vector' => [#{'Item-Number' => 1,
		'RAND' => octets(16), 'XRES' => octets(8),
		'AUTN' => octets(16), 'KASME' => octets(32)}]}})};
answer('ULR', Imsi, _, _) ->
	%% No MSISDN: the dictionary of npm's diameter does not know it.
	{'ULA', known(Imsi, #{'ULA-Flags' => 1,
	    'Subscription-Data' => #{'Subscriber-Status' => 0,
		'Network-Access-Mode' => 2}})};
answer('PUR', _, _, _) ->
	{'PUA', #{'Result-Code' => 2001, 'PUA-Flags' => 1}};
answer('NOR', _, _, _) ->
	{'NOA', #{'Result-Code' => 2001}};
answer(_, _, _, _) ->
	silent.

known(Imsi, More) ->
	case string:prefix(Imsi, "00101") of
		nomatch ->
			#{'Experimental-Result' => #{'Vendor-Id' => 10415,
			    'Experimental-Result-Code' => 5001}};
		_ ->
			More#{'Result-Code' => 2001}
	end.

octets(N) ->
	binary:copy(<<16#5a>>, N).
