# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154,SC2086,SC2015,SC2034 # state and exit codes: base.sh
#
# "doctor": check for faults that break an inline bridge and raise no error. It
# changes nothing. Each check is a function that calls found() once per finding; a
# check without a finding is reported as ok. skywarden-bridge(8) lists the codes.

findings=()		# "severity<TAB>code<TAB>meaning<TAB>command"
doctor_program=skywardend
check_ran=		# empty: the check was left out
doctor_pause=1		# seconds between the two readings of the counters

# In this order: can it work, is it set up, does it run.
readonly doctor_checks="kernel ports mtu stp settings rules forward chains
	queue unfed_queue shared_queue swapped offloads one_way tagged conntrack tracking crossing clock"

# found SEVERITY CODE MEANING COMMAND
found()
{
	local IFS=$'\t'

	findings+=("$*")
}

# Print the command that restores the settings of "up".
up_again()
{
	echo "skywarden-bridge up --lan ${state[lan]} --uplink ${state[uplink]}"
}

# ---- can it work -----------------------------------------------------------

check_kernel()
{
	local probe=1

	nft_probe_queue || probe=0
	if [ "${state[backend]}" = nft ]; then
		[ $probe = 1 ] || found bad KERNEL_NFT_QUEUE \
			"The kernel can no longer queue in the bridge family (CONFIG_NFT_QUEUE): after a reboot no packet is inspected." \
			"modprobe nft_queue"
		return
	fi
	[ $probe = 1 ] || found note KERNEL_NFT_QUEUE \
		"No nft queue in the bridge family (CONFIG_NFT_QUEUE): QinQ frames cannot be inspected and flows are balanced by address pair." \
		"modprobe nft_queue || uname -r  # and boot a kernel with CONFIG_NFT_QUEUE"
	if [ ! -e /proc/sys/$bridge_nf-call-iptables ]; then
		found bad KERNEL_BR_NETFILTER \
			"br_netfilter is not loaded (CONFIG_BRIDGE_NETFILTER): bridged packets never reach iptables." \
			"modprobe br_netfilter && $(up_again)"
	elif ! ipt_probe; then
		found bad KERNEL_NFQUEUE \
			"iptables cannot load NFQUEUE with physdev and pkttype: after a reboot no packet is inspected." \
			"modprobe -a xt_NFQUEUE xt_physdev xt_pkttype xt_comment"
	fi
}

# ---- ports -----------------------------------------------------------------

check_ports()
{
	local port

	is_bridge "${state[bridge]}" || {
		found bad BRIDGE_GONE "The bridge ${state[bridge]} does not exist any more: the network is cut here." "$(up_again)"
		return
	}
	link_is_up "${state[bridge]}" ||
		found bad BRIDGE_DOWN "The bridge ${state[bridge]} is down: the network is cut here." \
			"ip link set ${state[bridge]} up"
	for port in "${state[lan]}" "${state[uplink]}"; do
		if ! link_exists "$port"; then
			found bad PORT_GONE "$port does not exist any more: no traffic crosses." "ip link  # then plug it in, or: skywarden-bridge down"
		elif [ "$(master_of "$port")" != "${state[bridge]}" ]; then
			found bad PORT_LEFT "$port is no longer in ${state[bridge]}: no traffic crosses." \
				"ip link set $port master ${state[bridge]}"
		elif ! link_is_up "$port"; then
			found bad PORT_DOWN "$port is down: no traffic crosses." "ip link set $port up"
		elif ip -o link show dev "$port" 2>/dev/null | grep -q NO-CARRIER; then
			found bad PORT_NO_CARRIER "$port has no carrier: no cable, or the other end is off." \
				"ethtool $port  # look at \"Link detected\", then at the cable"
		fi
	done
}

check_mtu()
{
	local lan uplink

	lan=$(link_word "${state[lan]}" mtu)
	uplink=$(link_word "${state[uplink]}" mtu)
	[ -n "$lan" ] && [ -n "$uplink" ] && [ "$lan" != "$uplink" ] || return 0
	found bad MTU_MISMATCH \
		"${state[lan]} has MTU $lan, ${state[uplink]} has $uplink: a bridge drops packets that are too big and reports no error." \
		"ip link set $([ "$lan" -lt "$uplink" ] && echo "${state[lan]} mtu $uplink" || echo "${state[uplink]} mtu $lan")"
}

check_stp()
{
	local port value

	for port in "${state[lan]}" "${state[uplink]}"; do
		# A port without carrier is "disabled"; check_ports reports the reason.
		value=$(bridge link show dev "$port" 2>/dev/null | sed -n 's/.* state \([a-z]*\).*/\1/p')
		case $value in
		blocking|listening|learning) ;;
		*) continue ;;
		esac
		found bad STP_BLOCKS "Spanning tree keeps $port in state $value: it forwards nothing; if a second path leads around this box, cut that first." \
			"ip link set ${state[bridge]} type bridge stp_state 0 && ip link set ${state[bridge]} type bridge forward_delay 0 && ip link set $port down && ip link set $port up"
	done
}

# ---- is it set -------------------------------------------------------------

check_settings()
{
	local kind name value now code meaning

	is_bridge "${state[bridge]}" || return 0	# check_ports reports it
	while read -r kind name value; do
		code=SETTING_CHANGED
		meaning="bridged packets no longer reach iptables and pass uninspected."
		if [ "$kind" = sysctl ]; then
			now=$(read_sysctl "$name")
		else
			now=$(link_word "${state[bridge]}" "$name")
			# The sysctl for all bridges has the same effect on ours.
			[ "$now" = "$value" ] ||
				now=$(read_sysctl "$bridge_nf-${name/nf_call_/call-}")
		fi
		case $name in
		*vlan*) code=VLAN_UNSEEN meaning="VLAN-tagged packets bypass the policy." ;;
		*pppoe*) code=PPPOE_UNSEEN meaning="PPPoE packets bypass the policy." ;;
		esac
		[ "$now" = "$value" ] ||
			found bad $code "$name is \"$now\", but \"up\" had set it to $value: $meaning" \
				"$(setting_command "$kind" "$name" "$value")"
	done < <(needed_settings)
}

setting_command()
{
	if [ "$1" = sysctl ]; then
		echo "sysctl -w ${2//\//.}=$3"
	else
		echo "ip link set ${state[bridge]} type bridge $2 $3"
	fi
}

check_rules()
{
	local tool severity=bad effect="packets may pass uninspected."

	[ "${state[backend]}" = nft ] || {
		severity=note
		effect="ARP, STP, QinQ and others pass uncounted."
	}
	if nft_has_bridge && ! nft_is_whole; then
		found $severity TABLE_CHANGED \
			"The nft table \"$nft_table\" is missing or changed: $effect" "$(up_again)"
	fi
	[ "${state[backend]}" = iptables ] || return 0
	for tool in iptables ip6tables; do
		check_ipt_rules "$tool"
	done
}

check_ipt_rules()
{
	local tool=$1 side rule words

	if ! ipt_chain_is_whole "$tool"; then
		found bad RULES_MISSING "The chain $ipt_chain of $tool's mangle table is missing or changed: packets pass uninspected." \
			"$(up_again)"
		return
	fi
	for side in lan uplink; do
		read -r -a words <<< "$(ipt_match $side) -m comment --comment skywarden -j $ipt_chain"
		ipt_run "$tool" -t mangle -C FORWARD "${words[@]}" 2>/dev/null && continue
		found bad RULES_MISSING "The jump from $tool's mangle FORWARD to $ipt_chain is missing: packets from the $side pass uninspected." \
			"$(up_again)"
		return
	done
	rule=$(ipt_rules_before "$tool" mangle "$ipt_chain" 'ACCEPT|DROP|RETURN|QUEUE|NFQUEUE')
	[ -z "$rule" ] ||
		found bad RULES_SHADOWED "A rule before ours in $tool's mangle FORWARD accepts, drops or queues packets that we should inspect: $rule" \
			"$tool -t mangle -D${rule#-A}"
}

# ipt_rules_before TOOL TABLE TARGET ENDINGS: print the first rule of FORWARD that
# ends in one of ENDINGS, stands before both of our rules to TARGET, and could
# match bridged packets (their interface is the bridge, their ports are ours).
ipt_rules_before()
{
	ipt_run "$1" -t "$2" -S FORWARD 2>/dev/null | awk -v target="$3" -v endings="^($4)$" \
		-v bridge="${state[bridge]}" -v lan="${state[lan]}" -v uplink="${state[uplink]}" '
	$1 != "-A" { next }
	$0 == "-A FORWARD -i " bridge " -m physdev --physdev-is-bridged -j " target { exit }
	{
		other = ending = ours = 0
		for (i = 3; i < NF; i++) {
			value = $(i + 1)
			if ($i ~ /^(-i|-o)$/ && $(i - 1) != "!" && value !~ /\+$/ && value != bridge)
				other = 1
			if ($i ~ /^--physdev-(in|out)$/ && value != lan && value != uplink)
				other = 1
			if ($i == "-j" && value ~ endings)
				ending = 1
			if ($i == "-j" && value == target && /--comment skywarden/)
				ours = 1
		}
	}
	ours { if (++seen == 2) exit; next }
	ending && !other { print; exit }'
}

# ---- FORWARD ---------------------------------------------------------------

check_forward()
{
	local tool

	bridge_passes_forward || return 0
	command -v iptables >/dev/null 2>&1 && for tool in $(ipt_flavours); do
		check_ipt_forward "$tool"
	done
	check_nft_forward
}

check_ipt_forward()
{
	local tool=$1 ours drop policy fix

	fix="$tool -I FORWARD 1 -i ${state[bridge]} -m physdev --physdev-is-bridged -j ACCEPT"
	# The rule of the command that we suggest opens FORWARD as well as our own rules.
	ours=$(ipt_run "$tool" -S FORWARD 2>/dev/null | awk -v fixed="${fix#* }" '
		/--comment skywarden -j ACCEPT/ { n++ }
		{ sub("^-A FORWARD", "-I FORWARD 1"); if ($0 == fixed) n += 2 }
		END { print n + 0 }')
	drop=$(ipt_rules_before "$tool" filter ACCEPT 'DROP|REJECT')
	policy=$(ipt_run "$tool" -S FORWARD 2>/dev/null | sed -n 's/^-P FORWARD //p')
	if [ -n "$drop" ]; then
		found bad FORWARD_DROPS "A rule in $tool's FORWARD drops bridged packets before our rule accepts them: $drop" "$fix"
	elif [ "$policy" = DROP ] && [ "$ours" -lt 2 ]; then
		found bad FORWARD_DROPS "The policy of $tool's FORWARD is DROP (container engines set it) and our accept rule is missing: the bridge is cut." "$fix"
	elif [ "$ours" -lt 2 ] && [ "${state[forward]}" = accept ]; then
		found note FORWARD_UNGUARDED "Our accept rule in $tool's FORWARD is missing: a container engine that starts later will cut the bridge." \
			"$(up_again)"
	fi
}

# Check the base chains of nft's own tables. check_ipt_forward covers those of iptables-nft.
check_nft_forward()
{
	local family table chain

	while read -r family table chain; do
		found bad FORWARD_DROPS "The policy of the nft chain \"$family $table $chain\" is drop, and it applies to bridged packets, too." \
			"nft insert rule $family $table $chain iifname ${state[bridge]} oifname ${state[bridge]} ct state untracked accept"
	done < <(nft_base_chains | awk '
		$1 ~ /^(ip|ip6|inet)$/ && $4 == "forward" && $6 == "drop" && $3 != "FORWARD" { print $1, $2, $3 }' |
		while read -r family table chain; do
			nft list chain "$family" "$table" "$chain" |
				grep -q "iifname \"${state[bridge]}\" oifname \"${state[bridge]}\" .*accept" ||
				echo "$family $table $chain"
		done)
}

# Print "family table chain hook priority policy", one base chain a line.
nft_base_chains()
{
	nft -y list chains 2>/dev/null | awk '
	$1 == "table" { family = $2; table = $3 }
	$1 == "chain" { chain = $2 }
	$1 == "type" {
		hook = priority = policy = ""
		for (i = 1; i < NF; i++) {
			value = $(i + 1)
			sub(";", "", value)
			if ($i == "hook") hook = value
			if ($i == "priority") priority = value
			if ($i == "policy") policy = value
		}
		print family, table, chain, hook, priority, policy
	}'
}

# Check other chains of the bridge family: packets that they drop never reach us,
# and packets that they queue go to another program first.
check_chains()
{
	local family table chain hook priority policy rules severity

	while read -r family table chain hook priority policy; do
		[ "$family" = bridge ] && [ "$table" != skywarden ] || continue
		case $hook in prerouting|forward|postrouting) ;; *) continue ;; esac
		rules=$(nft list chain bridge "$table" "$chain" 2>/dev/null |
			grep -v ' hook ' | grep -cE '\<(drop|queue)\>')
		[ "$policy" = drop ] || [ "$rules" -gt 0 ] || continue
		severity=note
		[ "$hook" = prerouting ] || { [ "$hook" = forward ] && [ "$priority" -le -200 ]; } ||
			[ "$policy" = drop ] && severity=bad
		found $severity CHAIN_HIDES \
			"The nft chain \"bridge $table $chain\" (hook $hook, priority $priority, policy $policy) drops or queues packets before we can inspect them." \
			"nft list chain bridge $table $chain  # if it is not needed: nft flush chain bridge $table $chain"
	done < <(nft_base_chains)
}

# ---- does it run -----------------------------------------------------------

check_queue()
{
	local queue effect severity

	effect="packets pass uninspected (on_absence = pass)."
	[ "${state[on_absence]}" = pass ] ||
		effect="every IP packet is dropped: the network is cut (on_absence = block)."
	for queue in $(our_queues); do
		if ! queue_is_bound "$queue"; then
			found bad QUEUE_UNBOUND "No process listens on queue $queue: $effect" \
				"systemctl restart skywarden"
		elif [ -n "$(queue_row "$queue" | awk '$6 + $7 > 0')" ]; then
			found note QUEUE_DROPS "Queue $queue has dropped packets: the daemon is too slow or its buffers are too small." \
				"skywarden-bridge status  # compare; more queues: skywarden-bridge down, up --queues 0:3"
		fi
	done
}

# Find queues that the daemon serves and no rule of ours feeds: bridge.conf and the unit differ.
check_unfed_queue()
{
	local queue owner first=${state[first_queue]} last=${state[last_queue]}

	while read -r queue; do
		owner=$(queue_owner "$queue")
		[ "${owner#* }" = "$doctor_program" ] || continue
		found note QUEUE_UNFED \
			"$doctor_program serves queue $queue, but the rules feed only $first to $last: a worker has nothing to do." \
			"grep queues /etc/skywarden/bridge.conf; systemctl cat skywarden | grep -e -q  # the two must agree"
	done < <(awk -v first="$first" -v last="$last" '$1 < first || $1 > last { print $1 }' \
		/proc/net/netfilter/nfnetlink_queue 2>/dev/null)
}

# Print "pid name" of the process that holds a queue.
queue_owner()
{
	local inode pid

	inode=$(queue_row "$1" | while read -r _ port _; do
		awk -v port="$port" '$2 == 12 && $3 == port { print $10 }' /proc/net/netlink
	done)
	[ -n "$inode" ] || return 0
	pid=$(find /proc/[0-9]*/fd -lname "socket:\\[$inode\\]" 2>/dev/null | head -n 1 | cut -d / -f 3)
	[ -z "$pid" ] || echo "$pid $(cat "/proc/$pid/comm")"
}

check_shared_queue()
{
	local queue owners rule pid name

	owners=$(for queue in $(our_queues); do queue_owner "$queue"; done | sort -u)
	while read -r pid name; do
		[ -z "$pid" ] || [[ $name == "${doctor_program:0:15}"* ]] ||
			found bad QUEUE_FOREIGN "Process $pid ($name) holds one of our queues instead of $doctor_program: it decides about our packets." \
				"kill $pid  # or other queues: skywarden-bridge down, up --queues N"
	done <<< "$owners"
	rule=$(foreign_queue_rules | head -n 1)
	[ -z "$rule" ] ||
		found bad QUEUE_SHARED "A rule of another program sends packets to our queue, too: $rule" \
			"skywarden-bridge down && $(up_again) --queues $((state[last_queue] + 1))"
}

# Print the rules of iptables and nft that lead to one of our queues and are not ours.
foreign_queue_rules()
{
	{
		for tool in $(command -v iptables >/dev/null 2>&1 && ipt_flavours); do
			"$tool-save" 2>/dev/null | grep -e '-j NFQUEUE' | grep -v "^-A $ipt_chain " |
				sed "s/^/$tool /"
		done
		nft list ruleset 2>/dev/null | awk '
			$1 == "table" { table = $2 " " $3; ours = table == "bridge skywarden" }
			$1 == "table" { ours = ours || $3 ~ /^(mangle|filter|raw|nat|security)$/ && $2 ~ /^ip6?$/ }
			$1 == "chain" { chain = $2 }
			!ours && / queue / { print "nft", table, chain, $0 }'
	} | awk -v first="${state[first_queue]}" -v last="${state[last_queue]}" '{
		line = $0
		low = high = 0		# "queue" alone is queue 0
		if (match($0, /(queue-num|queue-balance|queue num|queue to|bypass to|fanout to) [0-9]+([:-][0-9]+)?/)) {
			text = substr($0, RSTART, RLENGTH)
			sub(/.* /, "", text)
			n = split(text, part, /[:-]/)
			low = part[1]
			high = part[n]
		}
		gsub(/[ \t]+/, " ", line)
		if (low + 0 <= last + 0 && high + 0 >= first + 0) print line
	}'
}

# ---- does it inspect all traffic -------------------------------------------

# Three signs, the most reliable first: the port on which the gateway's MAC was
# learned; the side of the private addresses; the number of stations on each side.
# The last one is only a hint, because the LAN may be behind a router of its own.
check_swapped()
{
	local gateway mac port lan_macs uplink_macs sign='' severity=bad

	gateway=$(ip -4 route show default dev "${state[bridge]}" 2>/dev/null | awk '$2 == "via" { print $3; exit }')
	[ -n "$gateway" ] || gateway=$(ip -6 route show default dev "${state[bridge]}" 2>/dev/null | awk '$2 == "via" { print $3; exit }')
	[ -z "$gateway" ] || mac=$(ip neigh show "$gateway" dev "${state[bridge]}" 2>/dev/null | sed -n 's/.*lladdr \([^ ]*\).*/\1/p')
	[ -z "${mac:-}" ] || port=$(learned_macs | awk -v mac="$mac" '$1 == mac { print $2 }')
	case ${port:-} in
	"${state[uplink]}") return 0 ;;
	"${state[lan]}") sign="the default gateway $gateway ($mac) answers on ${state[lan]}" ;;
	esac
	lan_macs=$(learned_macs | grep -c " ${state[lan]}\$")
	uplink_macs=$(learned_macs | grep -c " ${state[uplink]}\$")
	if [ -z "$sign" ] && private_is_outside; then
		sign="private addresses come from ${state[uplink]} and none from ${state[lan]}"
	fi
	if [ -z "$sign" ] && [ "$uplink_macs" -ge 4 ] && [ "$uplink_macs" -gt $((2 * lan_macs)) ]; then
		severity=note
		sign="$uplink_macs stations are on ${state[uplink]}, $lan_macs on ${state[lan]}"
	fi
	[ -z "$sign" ] ||
		found $severity PORTS_SWAPPED "LAN and uplink look swapped: $sign; the policy then takes the wrong end as the local one." \
			"skywarden-bridge down && skywarden-bridge up --lan ${state[uplink]} --uplink ${state[lan]}"
}

# Wait for 20 packets, so that a single stray packet does not decide.
private_is_outside()
{
	[ "${counters[private_uplink packets]:-0}" -ge 20 ] &&
		[ "${counters[private_lan packets]:-0}" = 0 ] &&
		[ "${counters[to_queue_lan packets]:-0}" -ge 20 ]
}

# Print "MAC port" of each station that the bridge has learned.
learned_macs()
{
	bridge fdb show br "${state[bridge]}" 2>/dev/null |
		awk '/ master / && !/ permanent/ { print $1, $3 }' | sort -u
}

check_offloads()
{
	local port

	command -v ethtool >/dev/null 2>&1 || {
		found note OFFLOADS_UNKNOWN "ethtool is not installed: large receive offload cannot be checked." \
			"apt-get install ethtool"
		return
	}
	for port in "${state[lan]}" "${state[uplink]}"; do
		ethtool -k "$port" 2>/dev/null | grep -q '^large-receive-offload: on' &&
			found bad OFFLOAD_LRO "$port merges received packets irreversibly (LRO): a bridge then forwards packets that are too big, or loses them." \
				"ethtool -K $port lro off"
	done
}

# A direction without any packet since "up" is bad. A direction that is silent only
# now may be a one-sided stream, so that is a note.
check_one_way()
{
	local lan=${counters[to_queue_lan packets]:-0} uplink=${counters[to_queue_uplink packets]:-0}

	[ "$doctor_pause" = 0 ] || {
		sleep "$doctor_pause"
		read_counters
	}
	one_way bad "since up" "${counters[to_queue_lan packets]:-0}" "${counters[to_queue_uplink packets]:-0}" ||
		one_way note "in the last $doctor_pause s" $((${counters[to_queue_lan packets]:-0} - lan)) \
			$((${counters[to_queue_uplink packets]:-0} - uplink))
	return 0
}

# one_way SEVERITY WHEN LAN UPLINK
one_way()
{
	local silent=

	[ "$3" -ge 20 ] && [ "$4" = 0 ] && silent=uplink
	[ "$4" -ge 20 ] && [ "$3" = 0 ] && silent=lan
	[ -n "$silent" ] || return 1
	found "$1" ONE_WAY "Packets cross in one direction only ($2: $3 from the LAN, $4 from the uplink): the other direction bypasses this box or is lost." \
		"tcpdump -c 20 -ni ${state[$silent]}  # shows whether traffic bypasses our rules"
}

check_tagged()
{
	[ "${state[backend]}" = iptables ] && [ "$(counted qinq)" -gt 0 ] || return 0
	found bad QINQ_UNSEEN "$(counted qinq) frames with two VLAN tags passed uninspected: the iptables backend cannot see into them." \
		"skywarden-bridge down && $(up_again) --backend nft"
}

check_conntrack()
{
	local count max dropped

	count=$(read_sysctl net/netfilter/nf_conntrack_count) || return 0
	max=$(read_sysctl net/netfilter/nf_conntrack_max) || return 0
	[ "$max" = 0 ] || [ $((count * 10)) -lt $((max * 9)) ] ||
		found bad CONNTRACK_FULL "The connection tracking table holds $count of $max entries: when it is full, new flows are dropped." \
			"sysctl -w net.netfilter.nf_conntrack_max=$((max * 4))"
	# The file has hexadecimal figures, a line per CPU; its header names the columns.
	dropped=$(conntrack_drops)
	[ "${dropped:-0}" = 0 ] ||
		found note CONNTRACK_DROPS "Connection tracking has dropped $dropped packets (table full, invalid or clashing)." \
			"grep . /proc/net/stat/nf_conntrack  # rules that use it: nft list ruleset | grep 'ct '"
}

# Connection tracking of packets that cross: see conntrack.sh.
check_tracking()
{
	if clones_are_lost; then
		found bad CONNTRACK_CLONES \
			"${state[bridge]} is promiscuous and packets that cross are tracked: the kernel drops the first packets of every new connection." \
			"$(up_again)"
	elif nft_has_bridge && ! track_is_whole; then
		found bad CONNTRACK_TRACKED \
			"The nft table \"$track_table\" is missing or changed: where the box tracks connections, those that cross are tracked, and a promiscuous bridge loses all new ones." \
			"$(up_again)"
	elif nft_has_bridge && ! track_knows_own; then
		found bad CONNTRACK_ADDRESS \
			"An interface has an address that the nft table \"$track_table\" does not know: connections to it are not tracked, and rules on their state refuse them." \
			"$(up_again)"
	fi
}

# New flows through the bridge, as a user would open them: see probe.sh. Another bad
# finding explains a loss better.
check_crossing()
{
	local lost

	! printf '%s\n' "${findings[@]}" | grep ^bad | grep -qv $'^bad\tCONNTRACK_' || {
		check_ran=
		return
	}
	probe_run || {
		found note PROBE_IMPOSSIBLE "No flow could be sent through the bridge for a test: $probe_error." \
			"skywarden-bridge meter --seconds 10 --check"
		return
	}
	lost=$((2 * probe_flows - probe_came))
	[ "$lost" -le 0 ] || found bad PROBE_LOST \
		"$lost of $((2 * probe_flows)) new flows that were sent through the bridge did not come out: new connections are lost here, or a rule of the policy drops them." \
		"skywarden-bridge meter --seconds 10 --check"
}

conntrack_drops()
{
	local -a names values
	local i total=0

	{
		read -r -a names
		while read -r -a values; do
			for i in "${!names[@]}"; do
				case ${names[i]} in
				insert_failed|drop|early_drop) total=$((total + 16#${values[i]})) ;;
				esac
			done
		done
	} < <(cat /proc/net/stat/nf_conntrack 2>/dev/null)
	echo $total
}

# Policies have hours and records have times, so the clock must be right.
check_clock()
{
	local now up_since

	now=$(date +%s)
	up_since=$(stat -c %Y "$state_file" 2>/dev/null || echo 0)
	[ "$now" -ge $((up_since - 60)) ] ||
		found bad CLOCK_BACK "The clock is earlier than the time of \"up\": it was set back, or it is wrong; hours in policies and times in records are wrong." \
			"timedatectl set-ntp true"
	[ "$(timedatectl show -p NTPSynchronized --value 2>/dev/null)" != no ] ||
		found note CLOCK_UNSYNCED "The clock is not synchronised: times in records may be off." \
			"timedatectl set-ntp true"
}

# ----------------------------------------------------------------------------

command_doctor()
{
	local json=

	while [ $# != 0 ]; do
		case $1 in
		--json) json=1 ;;
		--pause|--program)
			[ $# -ge 2 ] || usage_error "$1: needs a value"
			if [ "$1" = --pause ]; then
				[[ $2 =~ ^[0-9]{1,4}$ ]] || usage_error "--pause: whole seconds, got \"$2\""
				doctor_pause=$2
			else
				doctor_program=$2
			fi
			shift ;;
		*) usage_error "doctor: unknown argument \"$1\"" ;;
		esac
		shift
	done
	need_root doctor
	need_tool ip bridge
	examine
	if [ -n "$json" ]; then
		findings_json
	else
		findings_table
	fi
	! printf '%s\n' "${findings[@]}" | grep -q ^bad || exit $exit_failure
}

examine()
{
	local name before

	state_load || {
		found bad NOT_UP "The bridge is not set up: no packet is inspected." \
			"skywarden-bridge up --lan IF --uplink IF"
		return
	}
	read_counters
	for name in $doctor_checks; do
		before=${#findings[@]}
		check_ran=1
		"check_$name"
		[ ${#findings[@]} != "$before" ] || [ -z "$check_ran" ] || found ok "${name^^}" "nothing found" ""
	done
}

findings_table()
{
	local severity code meaning command

	while IFS=$'\t' read -r severity code meaning command; do
		printf '%-5s %-18s %s\n' "$severity" "$code" "$meaning"
		[ -z "$command" ] || printf '%-24s fix: %s\n' "" "$command"
	done < <(printf '%s\n' "${findings[@]}")
}

findings_json()
{
	local severity code meaning command comma=

	printf '{"findings":['
	while IFS=$'\t' read -r severity code meaning command; do
		printf '%s{"severity":"%s","code":"%s","meaning":%s,"command":%s}' "$comma" \
			"$severity" "$code" "$(json_string "$meaning")" \
			"$([ -z "$command" ] && echo null || json_string "$command")"
		comma=,
	done < <(printf '%s\n' "${findings[@]}")
	printf '],"bad":%d,"notes":%d}\n' "$(printf '%s\n' "${findings[@]}" | grep -c ^bad)" \
		"$(printf '%s\n' "${findings[@]}" | grep -c ^note)"
}
