# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154,SC2086,SC2015,SC2034 # state and exit codes: base.sh
#
# "meter": count the packets that came to cross, and how many of them were
# inspected, passed uninspected or were dropped, and why. It only reads.
#
#   port -> arrived -> decided -> came -> [rule, queue, daemon] -> left -> port
#              |          |                       |                  |
#           "before"   "kept",                 "policy",          "port"
#                      for the box             "queue", "socket"...
#
# All counters are the kernel's own, exact and current, except those of the daemon,
# which are up to two seconds old. "unexplained" is the loss between two stations
# that no cause accounts for. The differences are summed without sign, so that two
# of them cannot cancel each other.
#
# The unit is the rules' unit: a packet that holds several of the wire (GSO) is
# one. A physical port counts packets of the wire: there the difference is "merged",
# and the port's own sum cannot be checked.

readonly daemon_lag=2.2		# seconds until the daemon has written all its figures
declare -A now=() was=() sum=() begin=()
meter_stop=
daemon_unread=		# the counters file is there and cannot be read

# Packet counters of our rules, by their name in "counters".
readonly meter_rules="came to_queue multicast broadcast arp stp other
	arrived decided for_box link_local own control left"
readonly meter_queue="kernel_last_id kernel_dropped socket_dropped"
readonly meter_daemon="received passed gaps user_dropped drop queue_full"
readonly meter_port="rx tx rx_dropped tx_dropped"

# ---- one reading -----------------------------------------------------------

meter_read()
{
	local name

	was=()
	for name in "${!now[@]}"; do
		was[$name]=${now[$name]}
	done
	now=()
	meter_read_ports
	meter_read_daemon
	[ -n "${was[owner]:-}" ] || meter_read_queues
	read_counters
	for name in $meter_rules; do
		now[$name]=$((${counters[${name}_lan packets]:-0} + ${counters[${name}_uplink packets]:-0}))
	done
	# Read the queues after the rules, but before them in the first reading: then a
	# packet on its way does not look like one that passed uninspected.
	[ -z "${was[owner]:-}" ] || meter_read_queues
	now[qdisc]=$(meter_qdisc_drops)
}

meter_read_ports()
{
	local side folder name value

	for side in lan uplink; do
		folder=/sys/class/net/${state[$side]}
		for name in rx_packets tx_packets rx_dropped tx_dropped; do
			value=0
			read -r value < "$folder/statistics/$name" 2>/dev/null
			name=${name%_packets}
			now[$name]=$((${now[$name]:-0} + value))
		done
	done 2>/dev/null
}

# The port's queueing discipline may drop packets, too.
meter_qdisc_drops()
{
	local side

	for side in lan uplink; do
		tc -s qdisc show dev "${state[$side]}" root 2>/dev/null
	done | sed -n 's/.*(dropped \([0-9]*\),.*/\1/p' | awk '{ n += $1 } END { print n + 0 }'
}

meter_read_queues()
{
	read -r "now[owner]" "now[waiting]" "now[kernel_dropped]" "now[socket_dropped]" "now[kernel_last_id]" < <(
		awk -v first="${state[first_queue]}" -v last="${state[last_queue]}" '
			$1 >= first && $1 <= last {
				owner = owner ":" $2
				waiting += $3; full += $6; socket += $7; id += $8
			}
			END { print owner ? owner : "-", waiting + 0, full + 0, socket + 0, id + 0 }' \
			/proc/net/netfilter/nfnetlink_queue 2>/dev/null || echo - 0 0 0 0)
}

# Read the daemon's file, which holds one "name": value a line below a group's name.
meter_read_daemon()
{
	local group name value

	now[run]=
	for name in $meter_daemon; do
		now[$name]=0
	done
	while read -r group name value; do
		case $group.$name in
		process.started_us) now[run]=$value ;;
		queue.received|queue.passed|queue.gaps|queue.user_dropped|verdict.drop|shape.queue_full)
			now[$name]=$value ;;
		esac
	done < <(awk -F '[": ,]+' '
		/\{/ { group = $2; next }
		NF > 2 { print group, $2, $3 }' "$daemon_file" 2>/dev/null)
	[ -e "$daemon_file" ] && [ -z "${now[run]}" ] || return 0
	# The file exists but has no counters: it is not readable for us, or another file.
	# Keep the last values; the increase since then is unknown, not 0.
	[ -n "$daemon_unread" ] ||
		say "$daemon_file: cannot be read as the daemon's counters: drops by the policy are unknown from now on"
	daemon_unread=1
	now[run]=${was[run]:-}
	for name in $meter_daemon; do
		now[$name]=${was[$name]:-0}
	done
}

# ---- sums ------------------------------------------------------------------

# grow NAME: add the increase since the last reading. A counter that went back has
# started again from 0.
grow()
{
	local more=$((now[$1] - ${was[$1]:-0}))

	[ "$more" -ge 0 ] || more=${now[$1]}
	sum[$1]=$((${sum[$1]:-0} + more))
	step[$1]=$more
}

grow_anew()
{
	step[$1]=${now[$1]}
	sum[$1]=$((${sum[$1]:-0} + now[$1]))
}

# Add the newest reading to the sums; "step" holds the increase.
meter_add()
{
	local name

	declare -gA step=()
	for name in $meter_rules $meter_port qdisc; do
		grow $name
	done
	for name in $meter_queue; do
		[ "${now[owner]}" = "${was[owner]}" ] && grow $name || grow_anew $name
	done
	for name in $meter_daemon; do
		[ "${now[run]}" = "${was[run]}" ] && grow $name || grow_anew $name
	done
	meter_add_unseen
	# Packets that are only late make "unseen" shrink later: show its highest value.
	sum[seen_most]=${sum[unseen_shown]:-0}
	step[beside]=$((step[multicast] + step[broadcast] + step[arp] + step[stp] + step[other]))
	step[unseen]=$((step[unseen_full] + step[unseen_absent] + step[gaps] - step[user_dropped] + step[passed]))
	step[inspected]=$((step[kernel_last_id] - now[waiting] + ${was[waiting]:-0} - step[gaps] - step[passed] - step[correction]))
	step[policy]=$((step[drop] - step[queue_full]))
	step[lost]=$((step[came] + step[own] - step[left]))
	for name in beside unseen inspected policy unseen_full unseen_absent unknown; do
		sum[$name]=$((${sum[$name]:-0} + step[$name]))
	done
}

# Find out why a packet that met the rule got no number: the queue was full and let
# it pass, or no daemon was bound. The last figures of a daemon that ends are lost:
# packets of that second count as "unknown".
meter_add_unseen()
{
	local known from

	step[unseen_full]=0 step[unseen_absent]=0 step[unknown]=0 step[correction]=0
	if [ "${was[owner]}" = - ]; then
		step[unseen_absent]=$((step[to_queue] - step[kernel_last_id] - step[kernel_dropped]))
	elif [ "${now[owner]}" = "${was[owner]}" ]; then
		step[unseen_full]=$((step[to_queue] - step[kernel_last_id] - step[kernel_dropped]))
	else
		[ "${now[run]}" = "${was[run]}" ] && from=now || from=was
		local -n last=$from
		known=$((last[received] + last[gaps] + last[passed]))
		# Packets that have a number but are missing in the daemon's last figures are
		# unknown, too; packets that its figures count beyond those were inspected.
		step[correction]=$((was[kernel_last_id] - known))
		[ -n "${was[run]}" ] || step[correction]=${was[waiting]}
		step[unknown]=$((step[to_queue] - step[kernel_last_id] - step[kernel_dropped] + step[correction]))
		sum[ends]=$((${sum[ends]:-0} + 1))
	fi
}

# ---- causes ----------------------------------------------------------------

magnitude()
{
	echo $(($1 < 0 ? -($1) : $1))
}

is_physical()
{
	[ -e "/sys/class/net/${state[lan]}/device" ] || [ -e "/sys/class/net/${state[uplink]}/device" ]
}

# Split the sums into causes.
meter_explain()
{
	local rest entering leaving

	# an earlier split of the same sums
	sum[unseen]=$((${sum[unseen]:-0} + ${sum[clones]:-0}))
	sum[unseen_full]=$((${sum[unseen_full]:-0} + ${sum[clones_full]:-0}))
	sum[unseen_absent]=$((${sum[unseen_absent]:-0} + ${sum[clones]:-0} - ${sum[clones_full]:-0}))

	sum[waiting]=$((now[waiting] - ${begin[waiting]:-0}))
	sum[before]=$((sum[arrived] - sum[decided]))
	sum[kept]=$((sum[decided] - sum[came] - sum[for_box]))
	sum[crossed]=$((sum[left] - sum[own]))
	sum[bundled]=$((sum[to_queue] + sum[multicast] + sum[broadcast] + sum[arp] + sum[stp] + sum[other]))
	# The counters of two backends are read one after the other: ignore a surplus
	# within the slack.
	sum[rest_beside]=$((sum[came] - sum[bundled]))
	[ "${sum[rest_beside]}" -gt "${sum[slack]:-0}" ] || sum[rest_beside]=0
	for name in unseen unseen_full unseen_absent; do
		[ "${sum[$name]:-0}" -ge 0 ] || sum[$name]=0
	done

	rest=$((sum[came] - sum[crossed] - sum[policy] - sum[queue_full] -
		sum[kernel_dropped] - sum[socket_dropped] - sum[waiting]))
	sum[ended]=0
	if [ "${sum[ends]:-0}" -gt 0 ] && [ "$rest" -gt 0 ]; then
		sum[ended]=$((rest < sum[unknown] ? rest : sum[unknown]))
	fi
	rest=$((rest - sum[ended]))
	meter_explain_clones

	entering=$((sum[rx] - sum[arrived]))
	sum[taken]=$((entering < sum[link_local] ? entering : sum[link_local]))
	[ "${sum[taken]}" -ge 0 ] || sum[taken]=0
	entering=$((entering - sum[taken]))
	leaving=$((sum[left] + sum[control] - sum[tx] - sum[tx_dropped] - sum[qdisc]))
	sum[merged]=0 sum[own_port]=0
	if is_physical; then
		sum[merged]=$((entering - leaving))
		entering=0 leaving=0
	elif [ "$leaving" -lt 0 ]; then
		# Sent by the port itself, not through the bridge: LLDP, or its own IPv6.
		sum[own_port]=$((-leaving)) leaving=0
	fi
	sum[unexplained]=$(($(magnitude $rest) + $(magnitude $entering) + $(magnitude $leaving) +
		(sum[kept] < 0 ? -sum[kept] : 0) + (sum[before] < 0 ? -sum[before] : 0)))
}

# Count packets that met the rule, got no number and did not leave: the kernel rejects
# clones of connections that are not confirmed (conntrack.sh). They did not pass.
meter_explain_clones()
{
	local refused

	sum[clones]=0 sum[clones_full]=0
	[ "$rest" -gt 0 ] && clones_are_lost || return 0
	refused=$((sum[unseen_full] + sum[unseen_absent]))
	sum[clones]=$((rest < refused ? rest : refused))
	sum[clones_full]=$((sum[clones] < sum[unseen_full] ? sum[clones] : sum[unseen_full]))
	rest=$((rest - sum[clones]))
	sum[unseen]=$((sum[unseen] - sum[clones]))
	sum[unseen_full]=$((sum[unseen_full] - sum[clones_full]))
	sum[unseen_absent]=$((sum[unseen_absent] - sum[clones] + sum[clones_full]))
}

# ---- output ----------------------------------------------------------------

readonly meter_columns="came beside to_queue inspected unseen waiting policy queue_full kernel_dropped socket_dropped lost"

meter_say_header()
{
	printf '%6s %10s %8s %10s %10s %8s %8s %8s %8s %8s %8s %8s\n' \
		second "came" beside "to queue" inspected unseen waiting \
		policy "sh.full" "q.full" "socket" "lost"
}

meter_say_step()
{
	local name comma=

	step[waiting]=${now[waiting]}
	step[unseen]=$((sum[unseen] > sum[seen_most] ? sum[unseen] - sum[seen_most] : 0))
	sum[unseen_shown]=$((${sum[unseen_shown]:-0} + step[unseen]))
	if [ -n "$json" ]; then
		printf '{"type":"second","second":%d' "$second"
		for name in $meter_columns; do
			printf ',"%s":%d' $name "${step[$name]}"
		done
		printf ',"daemon":%s}\n' "$([ "${now[owner]}" = - ] && echo false || echo true)"
		return
	fi
	[ $((second % 20)) != 0 ] || meter_say_header
	printf '%6d %10d %8d %10d %10d %8d %8d %8d %8d %8d %8d %8d%s\n' "$second" \
		"${step[came]}" "${step[beside]}" "${step[to_queue]}" "${step[inspected]}" \
		"${step[unseen]}" "${step[waiting]}" "${step[policy]}" "${step[queue_full]}" \
		"${step[kernel_dropped]}" "${step[socket_dropped]}" "${step[lost]}" \
		"$([ "${now[owner]}" != - ] || echo "  no daemon")"
}

# Values that only the daemon's own counters give.
readonly meter_from_daemon="received policy queue_full"

meter_total_json()
{
	local name

	printf '{"type":"total","seconds":%d' "$second"
	for name in rx tx came to_queue multicast broadcast arp stp other rest_beside \
		inspected received unseen unseen_full unseen_absent unknown waiting crossed \
		policy queue_full kernel_dropped socket_dropped ended clones before kept for_box taken \
		rx_dropped tx_dropped qdisc own control own_port merged slack unexplained; do
		if [ -n "$daemon_unread" ] && [[ " $meter_from_daemon " == *" $name "* ]]; then
			printf ',"%s":null' $name
		else
			printf ',"%s":%d' $name "${sum[$name]:-0}"
		fi
	done
	printf '}\n'
}

line()
{
	[ "$2" = 0 ] && [ -n "${3:-}" ] || printf '%-58s %12d\n' "$1" "$2"
}

meter_total_text()
{
	echo
	line "Received on both ports" "${sum[rx]}"
	line "  for the box itself" "${sum[for_box]}"
	line "  taken by the bridge (link-local groups)" "${sum[taken]}"
	line "  kept: receiver on the same side, or group not wanted" "${sum[kept]}"
	line "Came to cross" "${sum[came]}"
	line "  to the queue" "${sum[to_queue]}"
	line "    inspected" "${sum[inspected]}"
	line "    passed uninspected" "${sum[unseen]}"
	line "      because the queue was full" "${sum[unseen_full]}" quiet
	line "      because the socket's buffer was full, or at a start" \
		"$((sum[unseen] - sum[unseen_full] - sum[unseen_absent]))" quiet
	line "      because no daemon was running" "${sum[unseen_absent]}" quiet
	line "    unknown: arrived when a daemon ended" "${sum[unknown]}" quiet
	line "  not queued: multicast" "${sum[multicast]}"
	line "  not queued: broadcast" "${sum[broadcast]}"
	line "  not queued: ARP" "${sum[arp]}"
	line "  not queued: STP" "${sum[stp]}"
	line "  not queued: other than IP" "${sum[other]}"
	line "  not queued: IP that the rule cannot match (QinQ)" "${sum[rest_beside]}" quiet
	line "Crossed" "${sum[crossed]}"
	echo "Did not cross"
	if [ -n "$daemon_unread" ]; then
		printf '%-58s %12s\n' "  dropped by policy" unknown
	else
		line "  dropped by policy" "${sum[policy]}"
		line "  dropped by policy: a shaped rule's queue was full" "${sum[queue_full]}"
	fi
	line "  dropped by the queue: full" "${sum[kernel_dropped]}"
	line "  dropped by the socket: its buffer was full" "${sum[socket_dropped]}"
	line "  dropped by the kernel: waiting when the daemon ended" "${sum[ended]}"
	line "  dropped by connection tracking: promiscuous bridge (doctor)" "${sum[clones]}" quiet
	line "  dropped before the bridge: bad header, or a foreign rule" "${sum[before]}"
	line "  dropped by the ports, receiving (not received, above)" "${sum[rx_dropped]}"
	line "  dropped by the ports, sending (crossed, above)" "$((sum[tx_dropped] + sum[qdisc]))"
	line "  waiting in the queue" "${sum[waiting]}"
	line "Sent on both ports" "${sum[tx]}"
	line "  by the box itself" "$((sum[own] + sum[control] + sum[own_port]))"
	line "  merged on the wire side of the ports (offloads)" "${sum[merged]}" quiet
	[ "${sum[slack]}" = 0 ] ||
		echo "(traffic went on: up to ${sum[slack]} packets came between two readings)"
	echo "unexplained: ${sum[unexplained]}"
}

# ---- the command -----------------------------------------------------------

# Packets that crossed while we read, and packets that the daemon had not counted
# yet, may explain a difference: tolerate that much ("slack").
meter_settle()
{
	local rx=${now[rx]} drop=${sum[drop]:-0} name

	meter_read_again
	sum[slack]=$((2 * (now[rx] - rx)))
	for name in waiting rx tx rx_dropped tx_dropped; do
		now[$name]=${was[$name]}
	done
	[ -n "${now[run]}" ] || return 0
	sleep $daemon_lag
	for name in "${!now[@]}"; do was[$name]=${now[$name]}; done
	meter_read_daemon
	if [ "${now[run]}" = "${was[run]}" ]; then
		for name in $meter_daemon; do
			grow $name
		done
		sum[policy]=$((sum[drop] - sum[queue_full]))
	fi
	[ "${sum[slack]}" = 0 ] || sum[slack]=$((sum[slack] + sum[drop] - drop))
	meter_explain
	[ "${sum[unexplained]}" -gt "${sum[slack]}" ] || sum[unexplained]=0
}

meter_read_again()
{
	local rx tx

	was=()
	for name in "${!now[@]}"; do was[$name]=${now[$name]}; done
	now[rx]=0 now[tx]=0 now[rx_dropped]=0 now[tx_dropped]=0
	meter_read_ports
}

command_meter()
{
	local seconds=0 json='' check='' second=0 name
	local daemon_file=$run_dir/counters.json

	# the runtime directory of the systemd unit belongs to the daemon
	[ ! -d "$run_dir/daemon" ] || daemon_file=$run_dir/daemon/counters.json
	while [ $# != 0 ]; do
		case $1 in
		--json) json=1 ;;
		--check) check=1 ;;
		--seconds|--daemon-counters)
			[ $# -ge 2 ] || usage_error "$1: needs a value"
			[ "$1" = --seconds ] && seconds=$2 || daemon_file=$2
			shift ;;
		*) usage_error "meter: unknown argument \"$1\"" ;;
		esac
		shift
	done
	[[ $seconds =~ ^[0-9]{1,6}$ ]] || usage_error "--seconds: expected a number, got \"$seconds\""
	seconds=$((10#$seconds))
	need_root meter
	need_tool nft
	state_load || die $exit_failure "not up: run \"skywarden-bridge up\""
	nft_has_table || die $exit_failure "the nft table \"$nft_table\" is gone: another program" \
		"removed it (nft flush ruleset): run \"skywarden-bridge up\" again"
	nft list counter $nft_table came_lan >/dev/null 2>&1 ||
		die $exit_failure "the rules have no meter: an older version made them:" \
			"run \"skywarden-bridge up\" again"
	[ -e "$daemon_file" ] ||
		say "$daemon_file: does not exist (yet): drops by the policy are unknown:" \
			"start skywardend with --run-directory $(dirname "$daemon_file")"
	trap 'meter_stop=1' INT TERM
	meter_run
	meter_explain
	meter_settle
	[ -n "$json" ] && meter_total_json || meter_total_text
	[ -z "$check" ] || [ "${sum[unexplained]}" = 0 ] || exit $exit_failure
	return 0
}

meter_run()
{
	local began

	meter_read
	for name in "${!now[@]}"; do begin[$name]=${now[$name]}; done
	# Packets from here on are counted.
	[ -n "$json" ] && echo '{"type":"begin"}' || meter_say_header
	began=$EPOCHREALTIME
	while [ -z "$meter_stop" ] && { [ "$seconds" = 0 ] || [ "$second" -lt "$seconds" ]; }; do
		second=$((second + 1))
		# Reading takes time, too: wait for the next full second of the clock.
		sleep "$(awk -v began="$began" -v now="$EPOCHREALTIME" -v n="$second" \
			'BEGIN { left = began + n - now; print (left > 0 ? left : 0) }')" &
		wait $! 2>/dev/null
		meter_read
		meter_add
		meter_say_step
	done
}
