# SPDX-License-Identifier: GPL-2.0-or-later
# For scripts that put Breakwater between osmo-stp: configurations of these, and
# ours for their ports.  Behind lib.sh; dir and B are set.
#
# Between STPs and us it is IPA over TCP, which needs no SCTP of the kernel; or
# M3UA with SIGTRAN=m3ua.
# shellcheck shell=sh disable=SC2034,SC2154

m3ua='' over=tcp
[ "${SIGTRAN-}" != m3ua ] || m3ua=_m3ua over=sctp

# Ends the test where there is nothing to test with.
stp_there() {
	stp=$(command -v osmo-stp) || {
		echo "osmo-stp is not here"
		exit 77
	}
	[ -x "$B/breakwater-sigtran" ] || {
		echo "no breakwater-sigtran in $B"
		exit 77
	}
}

# stp_node NAME PC-OF-IT PC-THAT-IT-SENDS-TO: a neighbour of an STP, over IPA.
stp_node() {
	cat <<-END
	 as $1 ipa
	  routing-key 0 $2
	  point-code override dpc $3
	END
}
# stp_us NAME PC PC-THAT-IT-SENDS-TO CONTEXT PORT PORT-OF-IT: one over whichever
# of both.
stp_us() {
	[ -n "$m3ua" ] || {
		stp_node "$1" "$2" "$3"
		return
	}
	cat <<-END
	 asp $1 $6 $5 m3ua
	  local-ip 127.0.0.1
	  remote-ip 127.0.0.1
	 as $1 m3ua
	  asp $1
	  routing-key $4 $2
	 route-table system
	  update route $2 7.255.7 linkset $1
	END
}
# stp_begin NAME PORT PORT-OF-M3UA LOOPBACK, neighbours in NAME.nodes; its VTY
# has one port alone, so each has an address of its own for it.
stp_begin() {
	{
		cat <<-END
		line vty
		 no login
		 bind $4
		cs7 instance 0
		 network-indicator international
		 point-code 0.1.1
		END
		cat "$dir/$1.nodes"
		cat <<-END
		 listen ipa $2
		  local-ip 127.0.0.1
		  accept-asp-connections dynamic-permitted
		END
		[ -z "$m3ua" ] || cat <<-END
		 listen m3ua $3
		  local-ip 127.0.0.1
		  accept-asp-connections pre-configured
		END
	} >"$dir/$1.cfg"
	start "$1" "$stp" -c "$dir/$1.cfg"
	wait_port "$2"
}

# cs7_change NAME PORT PORT-OF-OURS PC-THERE
cs7_change() {
	sed -i "s|^ asp $1 2905 [0-9]*| asp $1 $2 $3|" "$cs7"
	[ -n "$m3ua" ] && return
	sed -i -e "s|^ asp $1 .*| asp $1 $2 0 ipa|;s|^ as $1 .*| as $1 ipa|" \
	    -e "/^ as $1 /,/routing-key/s|routing-key [0-9]* .*|&\\
  point-code override dpc $4|" -e "s|routing-key [0-9]*|routing-key 0|" "$cs7"
}

# peers_up LINK...: ctl show peers, until all of these are up.
peers_up() {
	tries=0
	while [ $tries -lt 100 ]; do
		"$B/breakwater" ctl -s "$dir/control" show peers \
		    >"$dir/peers.out" 2>&1
		up=0
		for link; do
			case $link in
			stp-*)	by=$over ;;
			*)	by=tcp ;;
			esac
			grep -Eq "^[^ ]+ +$link +$by +up " \
			    "$dir/peers.out" && up=$((up + 1))
		done
		[ $up -eq $# ] && return
		sleep 0.1
		tries=$((tries + 1))
	done
	echo "not all are up:"
	cat "$dir/peers.out"
	wrong=1
}
