# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154,SC2086,SC2015,SC2034 # state and exit codes: base.sh
#
# "status": print the settings of "up" and the counters since then.

declare -A counters=()		# "to_queue_lan packets" -> number
readonly counter_names="to_queue multicast broadcast arp stp other vlan qinq pppoe private"

read_counters()
{
	local name packets bytes

	counters=()
	while read -r name packets bytes; do
		counters[$name packets]=$packets
		counters[$name bytes]=$bytes
	done < <(nft_read_counters; [ "${state[backend]}" != iptables ] || ipt_read_counters)
}

# Print the sum of both directions of one counter.
counted()
{
	echo $((${counters[$1_lan packets]:-0} + ${counters[$1_uplink packets]:-0}))
}

# Columns of /proc/net/netfilter/nfnetlink_queue: number, port id, waiting, copy
# mode, copy range, dropped by the queue, dropped by the socket, last id, 1.
queue_row()
{
	awk -v number="$1" '$1 == number' /proc/net/netfilter/nfnetlink_queue 2>/dev/null
}

queue_is_bound()
{
	[ -n "$(queue_row "$1")" ]
}

our_queues()
{
	seq "${state[first_queue]}" "${state[last_queue]}"
}

command_status()
{
	local json=

	while [ $# != 0 ]; do
		case $1 in
		--json) json=1 ;;
		*) usage_error "status: unknown argument \"$1\"" ;;
		esac
		shift
	done
	need_root status
	state_load || {
		[ -z "$json" ] || echo '{"up":false}'
		die $exit_failure "not up: run \"skywarden-bridge up\""
	}
	read_counters
	if [ -n "$json" ]; then
		status_json
	else
		status_table
	fi
	rules_are_whole || {
		say "rules are missing or changed: packets pass uninspected: run \"$(up_again)\""
		exit $exit_failure
	}
}

# Return whether all rules that feed the queue are as "up" made them.
rules_are_whole()
{
	local tool side words

	if [ "${state[backend]}" = nft ]; then
		nft_is_whole
		return
	fi
	for tool in iptables ip6tables; do
		ipt_chain_is_whole "$tool" || return 1
		for side in lan uplink; do
			read -r -a words <<< "$(ipt_match $side) -m comment --comment skywarden -j $ipt_chain"
			ipt_run "$tool" -t mangle -C FORWARD "${words[@]}" 2>/dev/null || return 1
		done
	done
}

status_json()
{
	local name side queue comma=

	printf '{"up":true'
	for name in bridge lan uplink backend on_absence forward; do
		printf ',"%s":%s' "$name" "$(json_string "${state[$name]}")"
	done
	printf ',"made_bridge":%s' "$([ "${state[made_bridge]}" = 1 ] && echo true || echo false)"
	printf ',"rules":%s' "$(rules_are_whole && echo '"whole"' || echo '"changed"')"
	printf ',"queues":['
	for queue in $(our_queues); do
		printf '%s' "$comma"
		queue_row "$queue" | awk -v number="$queue" '
			{ printf "{\"queue\":%d,\"bound\":true,\"waiting\":%d,\"dropped_full\":%d,\"dropped_socket\":%d}", $1, $3, $6, $7; found = 1 }
			END { if (!found) printf "{\"queue\":%d,\"bound\":false}", number }'
		comma=,
	done
	printf '],"counters":{'
	comma=
	for name in $counter_names; do
		for side in lan uplink; do
			printf '%s"%s_%s":{"packets":%s,"bytes":%s}' "$comma" "$name" "$side" \
				"${counters[${name}_$side packets]:-0}" "${counters[${name}_$side bytes]:-0}"
			comma=,
		done
	done
	printf '}}\n'
}

status_table()
{
	local name queue

	printf '%-12s %s\n' bridge "${state[bridge]}$([ "${state[made_bridge]}" = 1 ] && echo " (made by us)")" \
		LAN "${state[lan]}" uplink "${state[uplink]}" backend "${state[backend]}" \
		"on absence" "${state[on_absence]}" \
		rules "$(rules_are_whole && echo "as made" || echo "MISSING or changed: packets pass unseen")"
	for queue in $(our_queues); do
		printf '%-12s %s\n' "queue $queue" "$(queue_row "$queue" | awk '
			{ printf "bound, %d waiting, %d dropped by the queue, %d by the socket", $3, $6, $7; found = 1 }
			END { if (!found) print "NOT bound: the daemon is not running" }')"
	done
	printf '\n%-12s %15s %18s %15s %18s\n' "" "LAN packets" bytes "uplink packets" bytes
	for name in $counter_names; do
		printf '%-12s %15s %18s %15s %18s\n' "$name" \
			"${counters[${name}_lan packets]:-0}" "${counters[${name}_lan bytes]:-0}" \
			"${counters[${name}_uplink packets]:-0}" "${counters[${name}_uplink bytes]:-0}"
	done
	echo
	echo "to_queue goes to the daemon; multicast, broadcast, arp, stp and other bypass it;"
	echo "vlan, qinq, pppoe and private (addresses) count frames that are in one of these, too."
}
