# SPDX-License-Identifier: GPL-2.0-or-later
# For scripts that put Breakwater between real Diameter peers: names, free
# ports, certificates, configurations, and what was started ends again.
# The script sets dir, a folder of its own, before it reads this.
# shellcheck shell=sh disable=SC2034,SC2154

home_realm=epc.mnc001.mcc001.3gppnetwork.org
alpha_realm=epc.mnc070.mcc999.3gppnetwork.org
hss=hss1.$home_realm
home_dra=dra1.$home_realm
fw=fw1.$home_realm
mme=mme1.$alpha_realm
alpha_dra=dra1.$alpha_realm
: "${peers_here:=tests/peers}"
started=
export ERL_CRASH_DUMP=/dev/null

# Ends what was started here, whatever happened.
peers_end() {
	for pid in $started; do
		kill "$pid" 2>/dev/null || true
	done
	for pid in $started; do
		tries=0
		while kill -0 "$pid" 2>/dev/null && [ $tries -lt 50 ]; do
			sleep 0.1
			tries=$((tries + 1))
		done
		[ $tries -lt 50 ] || kill -9 "$pid" 2>/dev/null || true
	done
	rm -f "$dir/hss.in"
	started=
}
trap peers_end EXIT
trap 'exit 1' INT TERM HUP

# Free ports of loopback, as many as the argument says.
free_ports() {
	python3 -B "$peers_here/ports.py" "$1"
}

# Runs a command in the background, what it says in $dir/NAME.out.
start() {
	name=$1
	shift
	"$@" >"$dir/$name.out" 2>&1 &
	started="$started $!"
	pid=$!
}

# Waits until a line that fits stands in a file: so many seconds are usual, and
# a busy machine takes longer.
wait_line() {
	until=$(($(date +%s) + 6 * ${3:-10}))
	while ! grep -Eq -e "$2" "$1" 2>/dev/null; do
		if [ "$(date +%s)" -gt $until ]; then
			echo "no \"$2\" in $1:" >&2
			tail -n 20 "$1" >&2
			return 1
		fi
		sleep 0.05
	done
}

# Waits until somebody listens on a TCP port of loopback.
wait_port() {
	hex=$(printf ':%04X 00000000:0000 0A' "$1")
	until=$(($(date +%s) + 6 * ${2:-10}))
	while ! grep -q "$hex" /proc/net/tcp; do
		[ "$(date +%s)" -le $until ] || {
			echo "nobody listens on port $1" >&2
			return 1
		}
		sleep 0.05
	done
}

# ---- Erlang ----

# Compiles the peers into $dir/erl; false where there is no "diameter".
erlang_ready() {
	command -v erlc >/dev/null || return 1
	[ -s "$dir/erl/s6a.beam" ] && return 0
	mkdir -p "$dir/erl"
	erlc -o "$dir/erl" "$peers_here"/*.erl >"$dir/erlc.out" 2>&1 &&
	    timeout 60 erl -noshell -pa "$dir/erl" -eval \
	    "node:dictionary([\"$peers_here/s6a.dia\", \"$dir/erl\"])" \
	    >>"$dir/erlc.out" 2>&1
}

# erlang MODULE key=value ...
erlang() {
	module=$1
	shift
	exec erl -noshell -noinput -pa "$dir/erl" -eval \
	    "$module:main(init:get_plain_arguments())" -extra "$@"
}

# An HSS that also does what is written into descriptor 7: hss_start
# [key=value ...]
hss_start() {
	rm -f "$dir/hss.in"
	mkfifo "$dir/hss.in"
	erl -noshell -pa "$dir/erl" -eval \
	    "hss:main(init:get_plain_arguments())" \
	    -extra "host=$hss" "realm=$home_realm" "$@" \
	    <"$dir/hss.in" >"$dir/hss.out" 2>&1 7>&- &
	started="$started $!"
	exec 7<>"$dir/hss.in"
	wait_line "$dir/hss.out" '^ready' 20
}

# mme_run NAME key=value ... steps: until its steps are over.
mme_run() {
	name=$1
	shift
	(erlang mme "host=$mme" "realm=$alpha_realm" "$@") \
	    >"$dir/$name.out" 2>&1 7>&-
}

# ---- freeDiameter ----

# Its parser asks for certificates of its name even where TLS is not used.
certificates() {
	[ -s "$dir/fd.pem" ] && return
	openssl genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048 \
	    -out "$dir/fd.dh" 2>/dev/null
	openssl req -x509 -newkey rsa:2048 -nodes \
	    -days 2 -subj /CN=lab.example.org -keyout "$dir/fd.key" \
	    -addext "subjectAltName=DNS:*.$home_realm,DNS:*.$alpha_realm" \
	    -out "$dir/fd.pem" 2>/dev/null
}

# An authority of our own, and NAME.pem with NAME.key of each host named:
# authority NAME=HOST ...
authority() {
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=lab \
	    -keyout "$dir/ca.key" -out "$dir/ca.pem" 2>/dev/null
	for pair; do
		openssl req -newkey rsa:2048 -nodes -subj /CN=lab \
		    -addext "subjectAltName=DNS:${pair#*=}" \
		    -keyout "$dir/${pair%%=*}.key" -out "$dir/lab.csr" \
		    2>/dev/null &&
		    openssl x509 -req -days 2 -in "$dir/lab.csr" \
		    -CA "$dir/ca.pem" -CAkey "$dir/ca.key" -CAcreateserial \
		    -copy_extensions copy -out "$dir/${pair%%=*}.pem" \
		    2>/dev/null
	done
}

# fd_conf NAME HOST REALM PORT, then HOST:PORT of neighbours to connect to, or
# HOST alone of those that connect to us: a plain relay.  $fd_sctp: with SCTP.
fd_conf() {
	file=$dir/$1.fd.conf
	cat >"$file" <<-END
	Identity = "$2";
	Realm = "$3";
	Port = $4;
	SecPort = 0;
	ListenOn = "127.0.0.1";
	No_IPv6;
	${fd_sctp-No_SCTP;}
	TLS_Cred = "$dir/fd.pem", "$dir/fd.key";
	TLS_CA = "$dir/fd.pem";
	TLS_DH_File = "$dir/fd.dh";
	TwTimer = 6;
	TcTimer = 1;
	AppServThreads = 1;
	LoadExtension = "/usr/lib/freeDiameter/acl_wl.fdx" : "$dir/$1.acl";
	END
	: >"$dir/$1.acl"
	shift 4
	for neighbour; do
		case $neighbour in
		*:*)	cat >>"$file" <<-END
			ConnectPeer = "${neighbour%:*}" {
				ConnectTo = "127.0.0.1";
				Port = ${neighbour##*:};
				No_TLS; ${fd_sctp-No_SCTP;}
			};
			END
			;;
		*)	echo "ALLOW_IPSEC $neighbour" \
			    >>"${file%.fd.conf}.acl" ;;
		esac
	done
}

# fd_start NAME PORT
fd_start() {
	start "$1" freeDiameterd -c "$dir/$1.fd.conf"
	wait_port "$2"
}

# ---- Breakwater ----

# bw_conf PORT HSSPORT: rules/inline.conf for this folder and these ports.
bw_conf() {
	mkdir -p "$dir/rules"
	cp rules/*.conf rules/*.csv rules/*.list "$dir/rules/"
	sed -e "s|127.0.0.1 port 3868|127.0.0.1 port $1|" \
	    -e "s|127.0.0.1 port 3870|127.0.0.1 port $2|" \
	    -e "/^	user/d" -e "/^	metrics/d" -e "/^	state/d" \
	    -e "s|/var/log/breakwater|$dir|;s|/run/breakwater|$dir|" \
	    rules/inline.conf >"$dir/rules/live.conf"
}

# bw_change EXPRESSION ...: of sed, to that configuration.
bw_change() {
	for expression; do
		sed -i -e "$expression" "$dir/rules/live.conf"
	done
}
# Events of what was refused alone.
bw_quiet() {
	bw_change 's/events\.jsonl" /&only { drop reject } /'
}
# bw_edge NAME: the HSS is behind freeDiameter within Breakwater, which has the
# configuration that fd_conf made of that name.
bw_edge() {
	bw_change 's|^	connect	tcp.*|	edge freediameter|' \
	    "s|^	watchdog|	freediameter \"$dir/$1.fd.conf\"\n&|"
}

# bw_start NAME PORT: until it listens.
bw_start() {
	start "$1" "$B/breakwater" run -c "$dir/rules/live.conf"
	bw=$pid
	wait_port "$2" 20
}

# Ends it gracefully and says so when it does not.
bw_stop() {
	kill "$bw" 2>/dev/null
	wait "$bw"
	left=$?
	[ $left -eq 0 ] || echo "breakwater run ended with status $left" >&2
	return $left
}

# ---- what is expected ----

wrong=0
# expect FILE LINE: a line that is exactly so stands in it.
expect() {
	grep -Fqx "$2" "$1" && return
	printf 'no line "%s" in %s:\n' "$2" "$1"
	tail -n 20 "$1"
	wrong=1
}
# expect_none FILE PATTERN
expect_none() {
	grep -Eq -e "$2" "$1" || return 0
	printf 'a line with "%s" in %s:\n' "$2" "$1"
	grep -E "$2" "$1" | head -n 5
	wrong=1
}
# event FIELD...: one event has all of these, each NAME=VALUE as it is in JSON.
event() {
	python3 - "$dir/events.jsonl" "$@" <<-'END' || wrong=1
	import json, sys
	want = dict(w.split("=", 1) for w in sys.argv[2:])
	for line in open(sys.argv[1]):
	    e = json.loads(line)
	    if all(str(e.get(k)) == v for k, v in want.items()):
	        sys.exit(0)
	print("no event with", want)
	sys.exit(1)
	END
}
