%% SPDX-License-Identifier: GPL-2.0-or-later
%% A Diameter node of the Erlang/OTP application "diameter": what mme.erl and
%% hss.erl have in common.  RFC 6733; 3GPP TS 29.272 7.2.
%%
%% Settings come as key=value words:
%%	host realm	who we are
%%	connect		PORT or ADDRESS:PORT, once for each
%%	listen		the same
%%	transport	tcp (the default) or sctp
%%	tls		NAME of NAME.pem and NAME.key beside ca.pem: over TLS
%%	timeout		milliseconds for one answer
%%	up		milliseconds until an MME must have a neighbour
%% Of two with the same key the last one counts.
%% Each result is one line on standard output.
-module(node).
-export([main/2, ask/2, wait/2, setting/2, dictionary/1, say/2]).
-export([peer_up/3, peer_down/3, pick_peer/4, prepare_request/3,
    prepare_retransmit/3, handle_answer/4, handle_error/4, handle_request/3]).

-define(S6A, 16777251).
-define(TGPP, 10415).

%% Writes the dictionary as a module into a folder.
dictionary([File, Folder]) ->
	{ok, [Forms]} = diameter_make:codec(File, [forms, return]),
	{ok, Name, Code} = compile:forms(Forms, []),
	ok = file:write_file(filename:join(Folder,
	    atom_to_list(Name) ++ ".beam"), Code),
	halt(0).

%% Settings are taken from the front of the words; the rest are the steps.
main(Answer, Words) ->
	{Settings, Steps} = lists:splitwith(fun is_setting/1, Words),
	Set = lists:reverse([pair(W) || W <- Settings]),
	persistent_term:put(node_answer, Answer),
	persistent_term:put(node_set, Set),
	persistent_term:put(node_main, self()),
	ok = diameter:start(),
	ok = diameter:start_service(lab, service(Set)),
	[add(listen, V, Set) || {"listen", V} <- Set],
	[add(connect, V, Set) || {"connect", V} <- Set],
	say("ready", []),
	Steps.

is_setting(Word) ->
	lists:member($=, Word).

pair(Word) ->
	[Key, Value] = string:split(Word, "="),
	{Key, Value}.

setting(Key, Default) ->
	proplists:get_value(Key, persistent_term:get(node_set), Default).

say(Format, Values) ->
	io:format(Format ++ "~n", Values).

service(Set) ->
	[{'Origin-Host', proplists:get_value("host", Set)},
	 {'Origin-Realm', proplists:get_value("realm", Set)},
	 {'Host-IP-Address', [{127, 0, 0, 1}]},
	 {'Vendor-Id', ?TGPP},
	 {'Product-Name', "lab"},
	 {'Supported-Vendor-Id', [?TGPP]},
	 {'Vendor-Specific-Application-Id',
	  [[{'Vendor-Id', ?TGPP}, {'Auth-Application-Id', [?S6A]}]]},
	 {string_decode, false},
	 {decode_format, map},
	 {application, [{alias, s6a}, {dictionary, s6a}, {module, ?MODULE},
	    {answer_errors, callback}, {call_mutates_state, false}]}].

add(Kind, Where, Set) ->
	{Address, Port} = end_point(Where),
	Module = case proplists:get_value("transport", Set, "tcp") of
		"tcp" -> diameter_tcp;
		"sctp" -> diameter_sctp
	end,
	{ok, _} = diameter:add_transport(lab, {Kind,
	    [{transport_module, Module},
	     {transport_config, config(Kind, Address, Port) ++
		tls(proplists:get_value("tls", Set))},
	     {connect_timer, 300}, {watchdog_timer, 6000}]}).

config(listen, Address, Port) ->
	[{ip, Address}, {port, Port}, {reuseaddr, true}];
config(connect, Address, Port) ->
	[{raddr, Address}, {rport, Port}, {ip, Address}, {port, 0},
	 {reuseaddr, true}].

%% From the first octet on, RFC 6733 13.1.
tls(undefined) ->
	[];
tls(Name) ->
	{ok, _} = application:ensure_all_started(ssl),
	[{ssl_options, true},
	 {certfile, Name ++ ".pem"}, {keyfile, Name ++ ".key"},
	 {cacertfile, filename:join(filename:dirname(Name), "ca.pem")},
	 {verify, verify_peer}, {server_name_indication, disable}].

end_point(Where) ->
	case string:split(Where, ":", trailing) of
		[Port] ->
			{{127, 0, 0, 1}, list_to_integer(Port)};
		[Text, Port] ->
			{ok, Address} = inet:parse_address(Text),
			{Address, list_to_integer(Port)}
	end.

%% Until so many neighbours are open; false: not in time.
wait(0, _) ->
	true;
wait(N, Ms) ->
	receive
		{up, _} -> wait(N - 1, Ms)
	after Ms ->
		false
	end.

%% ---- asking ----

%% A step is a command and what differs from the usual, "air imsi=001...".
ask(Command, Set) ->
	Imsi = proplists:get_value("imsi", Set, "001010000000001"),
	Message = [name(Command) | request(Command, Imsi, Set)],
	Ms = list_to_integer(setting("timeout", "5000")),
	Result = diameter:call(lab, s6a, Message, [{timeout, Ms}]),
	say("~s ~s ~s", [Command, Imsi, result(Result)]).

name("air") -> 'AIR';
name("ulr") -> 'ULR';
name("clr") -> 'CLR';
name("idr") -> 'IDR';
name("pur") -> 'PUR';
name("nor") -> 'NOR'.

request(Command, Imsi, Set) ->
	Host = proplists:get_value("origin-host", Set, setting("host", "")),
	Realm = proplists:get_value("origin-realm", Set, setting("realm", "")),
	Usual = #{'Session-Id' => diameter:session_id(Host),
	    'Vendor-Specific-Application-Id' => application(),
	    'Auth-Session-State' => 1,
	    'Origin-Host' => Host,
	    'Origin-Realm' => Realm,
	    'Destination-Realm' => proplists:get_value("destination-realm",
		Set, "epc.mnc001.mcc001.3gppnetwork.org"),
	    'User-Name' => Imsi},
	To = case proplists:get_value("destination-host", Set) of
		undefined -> #{};
		Name -> #{'Destination-Host' => Name}
	end,
	maps:merge(maps:merge(Usual, To), own(Command,
	    plmn(proplists:get_value("plmn", Set, "99970")))).

application() ->
	#{'Vendor-Id' => ?TGPP, 'Auth-Application-Id' => [?S6A]}.

%% TS 29.272 7.3.9: as TS 24.008 writes it, the third digit of MNC high.
plmn([A, B, C, D, E]) ->
	plmn([A, B, C, D, E, $? ]);
plmn([A, B, C, D, E, F]) ->
	<<(B - $0):4, (A - $0):4, (F - $0):4, (C - $0):4, (E - $0):4,
	    (D - $0):4>>.

own("air", Plmn) ->
	#{'Visited-PLMN-Id' => Plmn,
	    'Requested-EUTRAN-Authentication-Info' =>
		#{'Number-Of-Requested-Vectors' => 1,
		  'Immediate-Response-Preferred' => 0}};
own("ulr", Plmn) ->
	#{'Visited-PLMN-Id' => Plmn, 'RAT-Type' => 1004, 'ULR-Flags' => 34,
	    'Terminal-Information' => #{'IMEI' => <<"35938603065680">>,
		'Software-Version' => <<"01">>}};
own("clr", _) ->
	#{'Cancellation-Type' => 2};
own("idr", _) ->
	#{'Subscription-Data' => #{'Subscriber-Status' => 0}};
own("pur", _) ->
	#{};
own("nor", _) ->
	#{'NOR-Flags' => 1}.

result({ok, Code}) when is_integer(Code) ->
	integer_to_list(Code);
result({ok, {experimental, Code}}) ->
	"experimental-" ++ integer_to_list(Code);
result({error, timeout}) ->
	"timeout";
result({error, no_connection}) ->
	"no-connection";
result(Other) ->
	io_lib:format("~0p", [Other]).

%% ---- what "diameter" calls ----

peer_up(_, {_, Caps}, State) ->
	{_, {_, Host}} = origin(Caps),
	say("up ~s", [Host]),
	persistent_term:get(node_main) ! {up, Host},
	State.

peer_down(_, {_, Caps}, State) ->
	{_, {_, Host}} = origin(Caps),
	say("down ~s", [Host]),
	State.

%% Of #diameter_caps{}, whose header file is not in every package.
origin(Caps) ->
	{element(3, Caps), element(2, Caps)}.

pick_peer([Peer | _], _, _, _) ->
	{ok, Peer};
pick_peer([], _, _, _) ->
	false.

prepare_request(Packet, _, _) ->
	{send, Packet}.

prepare_retransmit(Packet, _, _) ->
	{send, Packet}.

%% #diameter_packet{header, avps, msg, bin, errors, transport_data}
handle_answer(Packet, _, _, _) ->
	{ok, code(element(4, Packet))}.

code([_ | Fields]) ->
	case maps:get('Result-Code', Fields, undefined) of
		undefined ->
			#{'Experimental-Result' := Result} = Fields,
			{experimental, maps:get('Experimental-Result-Code',
			    plain(Result))};
		[Code] -> Code;
		Code -> Code
	end.

plain([Map]) -> Map;
plain(Map) -> Map.

handle_error(Reason, _, _, _) ->
	{error, Reason}.

handle_request(Packet, _, _) ->
	[Name | Fields] = element(4, Packet),
	#{'Origin-Host' := Host, 'Origin-Realm' := Realm,
	    'Session-Id' := Session} = Fields,
	Imsi = plain_text(maps:get('User-Name', Fields, "-")),
	say("got ~s ~s from ~s", [string:lowercase(atom_to_list(Name)), Imsi,
	    Host]),
	Answer = persistent_term:get(node_answer),
	case Answer(Name, Imsi, Host, Realm) of
		silent ->
			discard;
		{AnswerName, More} ->
			{reply, [AnswerName | maps:merge(#{
			    'Session-Id' => Session,
			    'Vendor-Specific-Application-Id' => application(),
			    'Auth-Session-State' => 1,
			    'Origin-Host' => setting("host", ""),
			    'Origin-Realm' => setting("realm", "")}, More)]}
	end.

plain_text([Text]) -> Text;
plain_text(Text) -> Text.
