# SPDX-License-Identifier: GPL-2.0-or-later
# For the tests in this folder: a bridge in network namespaces of its own. No
# real interface is touched; everything goes away with the script, however it
# ends. A script sources it, calls netns_up, and ends with netns_done.
#
#	 namespace lan          namespace box           namespace up
#	+--------------+   +----------------------+   +---------------+
#	| lan0         |   |        br0           |   |          up0  |
#	| 10.99.0.1/24 +---+ port0    |    port1  +---+  10.99.0.2/24 |
#	| fd99::1/64   |   |  FORWARD -> NFQUEUE  |   |    fd99::2/64 |
#	+--------------+   +----------------------+   +---------------+
#
# Exit: 0 good, 1 failed, 77 SKIPPED.

set -u
name=$(basename "$0")
here=$(cd "$(dirname "$0")" && pwd)
build=${BUILD:-$here/../../build}
id=swq$$
lan=$id-lan box=$id-box up=$id-up
work=$(mktemp -d "/tmp/$name.XXXXXX")
failures=0
started=
slowness=${SKYWARDEN_SLOWNESS:-1} # of an emulated machine: all patience, times this

skip() {
	echo "$name: SKIPPED: $*"
	exit 77
}

# Ends what this script started, and what it made.
netns_down() {
	for pid in $started; do
		kill -9 "$pid" 2>/dev/null
	done
	for ns in $lan $box $up; do
		ip netns del "$ns" 2>/dev/null
	done
	rm -rf "$work"
}

# The kernel's ways to a queue from a bridge; sets $way.
choose_way() {
	if [ "${WAY:-}" != iptables ] && in_box nft -f - 2>/dev/null <<-EOF
		table bridge probe { chain c { type filter hook forward priority -200;
			udp dport 9 queue num 65000 bypass; }; }
		delete table bridge probe
	EOF
	then
		way=nft
		return
	fi
	for iptables in iptables-legacy iptables; do
		command -v $iptables >/dev/null || continue
		in_box $iptables -A FORWARD -m physdev --physdev-is-bridged \
			-j NFQUEUE --queue-num 65000 --queue-bypass 2>/dev/null &&
			in_box $iptables -F FORWARD &&
			[ -d /proc/sys/net/bridge ] && way=iptables && return
	done
	skip "neither nft queue in the bridge family nor br_netfilter with NFQUEUE"
}

in_lan() { ip netns exec "$lan" "$@"; }
in_box() { ip netns exec "$box" "$@"; }
in_up() { ip netns exec "$up" "$@"; }

# A host and the cable to its port of the bridge: namespace, interface, port, number.
connect() {
	ip link add "$2" netns "$1" type veth peer name "$3" netns "$box" &&
		ip -n "$1" addr add "10.99.0.$4/24" dev "$2" &&
		ip -n "$1" addr add "fd99::$4/64" dev "$2" nodad &&
		ip -n "$1" link set "$2" up &&
		ip -n "$1" link set lo up &&
		ip -n "$box" link set "$3" master br0 up
}

# Neighbours are fixed, so that every packet is one that a test sent.
know() {
	mac=$(ip -n "$3" -br link show "$4" | awk '{print $3}')
	ip -n "$1" neigh replace "10.99.0.$5" lladdr "$mac" dev "$2" nud permanent &&
		ip -n "$1" neigh replace "fd99::$5" lladdr "$mac" dev "$2" nud permanent
}

netns_up() {
	[ "$(id -u)" = 0 ] || skip "not root"
	unshare -n true 2>/dev/null || skip "no network namespaces"
	command -v ip >/dev/null || skip "no ip (iproute2)"
	trap netns_down EXIT
	trap 'exit 1' INT TERM HUP
	for ns in $lan $box $up; do
		ip netns add "$ns" || skip "ip netns add"
		ip netns exec "$ns" sysctl -qw net.ipv6.conf.all.accept_ra=0 \
			net.ipv6.conf.default.router_solicitations=0
	done
	choose_way
	ip -n "$box" link add br0 type bridge forward_delay 0 mcast_snooping 0 &&
		ip -n "$box" link set br0 up &&
		connect "$lan" lan0 port0 1 && connect "$up" up0 port1 2 &&
		know "$lan" lan0 "$up" up0 2 && know "$up" up0 "$lan" lan0 1 ||
		{ echo "$name: FAILED: no bridge"; exit 1; }
	in_lan ping -c 1 -W 2 10.99.0.2 >/dev/null 2>&1 || sleep 1
}

# rules FIRST[:LAST] [bypass]: all IP to one host that crosses the bridge is
# queued. Multicast passes before it, as in the product, so that the kernel's own
# packets (MLD) do not disturb the counts.
rules() {
	if [ $way = nft ]; then
		in_box nft -f - <<-EOF
			table bridge sw { chain c { type filter hook forward priority -200;
				meta pkttype { broadcast, multicast } accept;
				ether type { ip, ip6, 8021q, 8021ad } counter queue ${2:+flags bypass} to $(echo "$1" | tr : -); }; }
		EOF
		return
	fi
	in_box sysctl -qw net.bridge.bridge-nf-call-iptables=1 \
		net.bridge.bridge-nf-call-ip6tables=1
	case $1 in
	*:*) to="--queue-balance $1" ;;
	*) to="--queue-num $1" ;;
	esac
	for family in $iptables $(echo $iptables | sed s/ip/ip6/); do
		in_box $family -A FORWARD -m pkttype --pkt-type multicast -j ACCEPT
		in_box $family -A FORWARD -m physdev --physdev-is-bridged \
			-j NFQUEUE $to ${2:+--queue-bypass}
	done
}

# Takes them away. No packet may wait: with nft, it would be dropped.
rules_off() {
	if [ $way = nft ]; then
		in_box nft delete table bridge sw
		return
	fi
	for family in $iptables $(echo $iptables | sed s/ip/ip6/); do
		in_box $family -F FORWARD
	done
}

# Packets that met the rule.
rule_packets() {
	if [ $way = nft ]; then
		in_box nft list table bridge sw | sed -n 's/.*counter packets \([0-9]*\).*/\1/p'
		return
	fi
	for family in $iptables $(echo $iptables | sed s/ip/ip6/); do
		in_box $family -L FORWARD -v -x -n
	done | awk '/NFQUEUE/ {sum += $1} END {print sum + 0}'
}

# pump_start ARGUMENTS: the queue program; returns when its queues are bound.
pump_start() {
	: >"$work/pump"
	ip netns exec "$box" "$build/tests/netns/queue_pump" "$@" \
		>"$work/pump" 2>"$work/pump.log" &
	pump=$!
	started="$started $pump"
	wait_for "$work/pump" ready && return
	fail "the pump is not ready: $(cat "$work/pump.log")"
	exit 1
}

pump_stop() {
	kill -TERM $pump
	wait $pump || fail "the pump: $(cat "$work/pump.log")"
}

# figure NAME: what the pump counted.
figure() {
	sed -n "s/^$1=//p" "$work/pump"
}

# sink NAME ARGUMENTS...: starts a receiver in namespace up.
sink() {
	into=$work/$1
	shift
	: >"$into"
	ip netns exec "$up" python3 "$here/traffic.py" sink "$@" >"$into" &
	started="$started $!"
	wait_for "$into" ready || fail "no sink: $*"
}

# sunk NAME: what it got, once it has ended by itself.
sunk() {
	wait_for "$work/$1" got
	sed -n 's/^got //p' "$work/$1"
}

send() {
	in_lan timeout $((120 * slowness)) python3 "$here/traffic.py" send "$@"
}

wait_for() {
	for _ in $(seq $((1200 * slowness))); do
		grep -q "^$2" "$1" && return 0
		sleep 0.05
	done
	return 1
}

fail() {
	echo "$name: FAILED: $*"
	failures=$((failures + 1))
}

# expect WHAT GOT OPERATOR WANTED: test(1)'s integer operators.
expect() {
	[ -n "$2" ] && [ "$2" "$3" "$4" ] && return
	fail "$1: ${2:-nothing}, wanted $3 $4"
}

# netns_done SUMMARY: the outcome in one line.
netns_done() {
	[ $failures = 0 ] || exit 1
	echo "$name: ok: $* ($way)"
	exit 0
}
