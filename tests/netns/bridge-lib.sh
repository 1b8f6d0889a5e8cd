# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034
#
# Shared by the tests of skywarden-bridge: three namespaces of their own, a box
# between two hosts, and questions about them. The first line of a failure says
# what was expected.
#
# SKYWARDEN_BACKENDS names the backends to test; by default each that works.

set -u
export LC_ALL=C
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
program=$here/../../scripts/skywarden-bridge
python=$(command -v /usr/bin/python3 || command -v python3)

id=sw$$
lan=$id-lan box=$id-box up=$id-up
work=
backend=iptables
wrapper=()		# a command in which codes() runs the doctor

skip()
{
	echo "SKIPPED: $*"
	exit 77
}

fail()
{
	echo "FAILED: $*" >&2
	[ -z "$work" ] || { [ ! -e "$work/out" ] || cut -c 1-160 "$work/out"; } >&2
	exit 1
}

need()
{
	local tool

	for tool; do
		command -v "$tool" >/dev/null 2>&1 || skip "$tool is not installed"
	done
}

# Only what this test started and made.
clean_up()
{
	local name

	[ ! -e "$work/pids" ] || while read -r name; do
		kill "$name" 2>/dev/null
	done < "$work/pids"
	for name in $lan $box $up; do
		ip netns del "$name" 2>/dev/null
	done
	rm -rf "$work"
}

in_lan() { ip netns exec "$lan" "$@"; }
in_box() { ip netns exec "$box" "$@"; }
in_up() { ip netns exec "$up" "$@"; }

# lan:eth0 --- box:lan0   box:up0 --- up:eth0, without a bridge yet.
make_hosts()
{
	[ "$(id -u)" = 0 ] || skip "not root"
	need ip bridge unshare iptables ip6tables nft
	[ -n "$python" ] || skip "python3 is not installed"
	unshare -n true 2>/dev/null || skip "namespaces are not permitted"
	work=$(mktemp -d)
	trap clean_up EXIT
	trap 'exit 1' INT TERM
	export SKYWARDEN_RUN=$work/run
	ip netns add $lan && ip netns add $box && ip netns add $up ||
		skip "namespaces cannot be made"
	# Router solicitations and the like would blur the counters.
	for name in $lan $up; do
		ip -n $name link set lo up
		ip netns exec $name sh -c 'echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6' 2>/dev/null
	done
	ip -n $lan link add eth0 type veth peer name lan0 netns $box &&
		ip -n $up link add eth0 type veth peer name up0 netns $box ||
		skip "veth pairs cannot be made"
	ip -n $lan link set eth0 address 02:00:00:00:01:01 up
	ip -n $up link set eth0 address 02:00:00:00:02:02 up
	ip -n $box link set lan0 up
	ip -n $box link set up0 up
	ip -n $lan addr add 192.168.7.1/24 dev eth0
	ip -n $up addr add 192.168.7.2/24 dev eth0
	enable_ipv6 $lan fd00::1/64
	enable_ipv6 $up fd00::2/64
	# No ARP or neighbour discovery that the tests did not send.
	for words in "$lan 192.168.7.2 02:00:00:00:02:02" "$lan fd00::2 02:00:00:00:02:02" \
		"$up 192.168.7.1 02:00:00:00:01:01" "$up fd00::1 02:00:00:00:01:01"; do
		set -- $words
		ip -n "$1" neigh replace "$2" lladdr "$3" dev eth0 nud permanent
	done
}

enable_ipv6()
{
	ip netns exec "$1" sh -c '
		echo 0 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6
		echo 0 > /proc/sys/net/ipv6/conf/eth0/accept_ra
		echo 0 > /proc/sys/net/ipv6/conf/eth0/router_solicitations' 2>/dev/null
	ip -n "$1" addr add "$2" dev eth0 nodad
}

make_bridge()
{
	ip -n $box link add br0 type bridge forward_delay 0 mcast_snooping 0
	ip -n $box link set br0 up
	ip -n $box link set lan0 master br0
	ip -n $box link set up0 master br0
}

bridge_up()
{
	in_box "$program" up --lan lan0 --uplink up0 --backend "$backend" "$@" \
		> "$work/out" 2>&1
}

bridge_down()
{
	in_box "$program" down > "$work/out" 2>&1
}

# start NAMESPACE COMMAND...: in the background, ended with the test.
start()
{
	local name=$1

	shift
	ip netns exec "$name" "$@" &
	echo $! >> "$work/pids"
	started=$!
}

# patience SECONDS: sleeps, longer where all is slow (an emulated machine).
patience()
{
	sleep "$(awk "BEGIN { print $1 * ${SKYWARDEN_SLOWNESS:-1} }")"
}

# settle NAMESPACE: wait until nothing waits in a queue and no more frames arrive.
settle()
{
	local last='' now i

	for ((i = 0; i < 100 * ${SKYWARDEN_SLOWNESS:-1}; i++)); do
		now=$(ip netns exec "$1" cat /sys/class/net/eth0/statistics/rx_packets
			in_box awk '{ sum += $3 } END { print sum + 0 }' /proc/net/netfilter/nfnetlink_queue)
		[ "$now" != "$last" ] || [ "${now##*[!0-9]}" != 0 ] || return 0
		last=$now
		sleep 0.3
	done
}

wait_for_file()
{
	local i

	for ((i = 0; i < 1200 * ${SKYWARDEN_SLOWNESS:-1}; i++)); do
		[ ! -e "$1" ] || return 0
		sleep 0.05
	done
	fail "$1 did not come"
}

# listener [OPTION...]: the queue program; its log is $work/queue.log.
listener()
{
	rm -f "$work/bound"
	start $box "$python" "$here/accept_queue.py" --ready "$work/bound" \
		--log "$work/queue.log" "$@"
	listener=$started
	wait_for_file "$work/bound"
}

listener_stop()
{
	kill "$listener" 2>/dev/null
	wait "$listener" 2>/dev/null
}

frames()
{
	local side=$1

	shift
	ip netns exec "$side" "$python" "$here/bridge_frames.py" send eth0 "$@" ||
		fail "frames could not be sent: $*"
}

# cross FROM TO COUNT KIND...: sends and leaves "kind count" lines in $work/seen.
cross()
{
	local from=$1 to=$2 count=$3

	shift 3
	rm -f "$work/seen" "$work/seen.ready"
	start "$to" "$python" "$here/bridge_frames.py" listen eth0 "$work/seen"
	wait_for_file "$work/seen.ready"
	frames "$from" --count "$count" "$@"
	settle "$to"
	kill "$started"
	wait "$started" 2>/dev/null
	wait_for_file "$work/seen"
}

seen()
{
	awk -v kind="$1" '$1 == kind { n = $2 } END { print n + 0 }' "$work/seen"
}

expect_seen()
{
	[ "$(seen "$1")" = "$2" ] || fail "$backend: of $1 frames $2 should arrive, not $(seen "$1")"
}

# counter NAME: packets, as the documented command gives them.
counter()
{
	in_box "$program" status --json | "$python" -c '
import json, sys
print(json.load(sys.stdin)["counters"][sys.argv[1]]["packets"])' "$1"
}

expect_counter()
{
	local value

	value=$(counter "$1")
	[ "$value" = "$2" ] || fail "$backend: counter $1 should be $2, not $value"
}

# The state to compare before and after: links, addresses, routes, sysctls, rules. Counters and indexes are left out, and so are the empty
# tables that iptables itself leaves behind.
picture()
{
	in_box sh -c '
		ip -o addr show | sed -e "s/ valid_lft.*//" -e "s/ tentative//" -e "s/ *\\\\ *$//" -e "s/^[0-9]*: //" | sort
		ip -o -d link show | grep -v "^[0-9]*: lo" |
			sed -e "s/^[0-9]*: //" -e "s/ hello_timer.*group_fwd_mask/ group_fwd_mask/" \
			    -e "s/ state [A-Z]* / /" -e "s/qlen [0-9]*//" -e "s/bridge_id.*mcast_query_use_ifaddr//" | sort
		ip -4 route; ip -6 route
		grep -r . /proc/sys/net/bridge /proc/sys/net/ipv4/ip_forward 2>/dev/null
		iptables-save; ip6tables-save' 2>/dev/null |
		grep -v -e '^#' -e '^\*' -e '^:[A-Z]* ACCEPT' -e '^COMMIT' |
		sed -e 's/\[[0-9:]*\]//'
	in_box nft list tables bridge 2>/dev/null
}

ping_across()
{
	in_lan ping -q -c 2 -i 0.05 -W 1 192.168.7.2 >/dev/null &&
		in_lan ping -q -c 2 -i 0.05 -W 1 fd00::2 >/dev/null
}

# A doctor's patient: an existing bridge, up, with its listener.
healthy()
{
	make_bridge
	bridge_up "$@" || fail "$backend: up"
	listener
	ping_across || fail "$backend: ping"
	codes > "$work/baseline"
	! grep -q '^bad' "$work/baseline" || fail "$backend: a healthy box should have no bad finding: $(cat "$work/baseline")"
}

# "severity code" of all findings that are not ok; the doctor's own exit code.
codes()
{
	in_box "${wrapper[@]}" "$program" doctor --json \
		--program "${expected_program:-python}" \
		--pause "${pause:-0}" > "$work/out" 2> "$work/errors"
	doctor_exit=$?
	[ ! -s "$work/errors" ] || fail "doctor complained: $(cat "$work/errors")"
	"$python" -c '
import json, sys
for finding in json.load(open(sys.argv[1]))["findings"]:
    if finding["severity"] != "ok":
        print(finding["severity"], finding["code"])
        assert finding["meaning"] and finding["command"]' "$work/out" | sort -u
	return $doctor_exit
}

# expect_finding "SEVERITY CODE": that, beside what the healthy box had, and no more.
expect_finding()
{
	local exit_code

	codes > "$work/codes"
	exit_code=$?
	diff <(sort -u "$work/baseline" <(echo "$1")) "$work/codes" > "$work/diff" ||
		fail "$backend: the doctor should find $1: $(cat "$work/diff")"
	[ "$exit_code" = "$(grep -c -m 1 ^bad "$work/codes")" ] || fail "$backend: exit code $exit_code"
}

# The command that the finding names, run as it stands.
mend()
{
	local command

	command=$("$python" -c '
import json, sys
for finding in json.load(open(sys.argv[1]))["findings"]:
    if finding["code"] == sys.argv[2]:
        print(finding["command"])
        break' "$work/out" "$1")
	PATH=$(dirname "$program"):$PATH in_box sh -c "$command" > "$work/mended" 2>&1 ||
		fail "$backend: \"$command\" failed: $(cat "$work/mended")"
}

expect_healthy()
{
	codes > "$work/codes"
	diff "$work/baseline" "$work/codes" > "$work/diff" ||
		fail "$backend: should be healthy again: $(cat "$work/diff")"
}

# stub TOOL TEXT: a tool of that name, first in the PATH; TEXT may run the real
# one as "$real".
stub()
{
	mkdir -p "$work/bin"
	printf '#!/bin/sh\nreal=%s\n%s\n' "$(command -v "$1")" "$2" > "$work/bin/$1"
	chmod +x "$work/bin/$1"
	PATH=$work/bin:$PATH
}

# for_each_backend FUNCTION: in turn, each with hosts of its own. A function
# that has nothing to test with a backend returns 77.
for_each_backend()
{
	local tested=0

	for backend in ${SKYWARDEN_BACKENDS:-iptables nft}; do
		make_hosts
		if [ "$backend" = nft ] && ! nft_can_queue; then
			echo "(nft not tested: this kernel has no queue in the bridge family)"
		else
			"$1"
			[ $? = 77 ] || tested=1
		fi
		clean_up
	done
	[ "$tested" = 1 ] || skip "no backend of \"${SKYWARDEN_BACKENDS:-iptables nft}\" works here, or it has nothing to test"
}

nft_can_queue()
{
	unshare -n nft add table bridge t \; add chain bridge t c \
		'{ type filter hook forward priority -200; }' \; \
		add rule bridge t c queue to 0 2>/dev/null
}
