# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154,SC2086,SC2015 # state and exit codes: base.sh
#
# Sends new flows through the live bridge and counts those that come out. They
# never reach the network:
#
#   probe namespace [out] --- [probe port] -> LAN port, as if received
#                                               |
#                                            bridge, queue, daemon
#                                               |
#   probe namespace [out] --- [probe port] <- uplink port, before it sends
#
# Addresses are those that RFC 5737, 3849 and 7042 reserve for documentation.
# All that the probe makes ends with it. Needs cls_u32, act_mirred and clsact.

readonly probe_source=00:00:5e:00:53:5a probe_target=00:00:5e:00:53:5b
readonly probe_flows=3		# of each family
readonly probe_prefix=skyprobe	# of the port's name; a process number follows
probe_wait=5			# seconds until a flow counts as lost
probe_pid= probe_port= probe_pref=
probe_made_port= probe_made_fdb= probe_made_clsact=

# Sets probe_came; fails with the reason in probe_error. One probe at a time: two would
# count each other's flows. The next probe removes the remains of an interrupted one.
probe_run()
{
	local i

	probe_came=0 probe_error=
	probe_port=$probe_prefix$$
	exec 8> "$run_dir/probe.lock" && flock -w 30 8 || {
		probe_error="another doctor sends flows through the bridge"
		return 1
	}
	trap 'probe_end 2>/dev/null' EXIT
	trap 'exit 1' INT TERM HUP
	probe_make 2>/dev/null || {
		probe_end 2>/dev/null
		probe_error=${probe_error:-the kernel needs cls_u32 and act_mirred: modprobe -a sch_ingress cls_u32 act_mirred}
		return 1
	}
	probe_wait_for_link
	probe_send >/dev/null 2>&1
	for ((i = 0; i < probe_wait * 20; i++)); do
		{ read -r probe_came < "/sys/class/net/$probe_port/statistics/tx_packets"; } 2>/dev/null
		[ "$probe_came" -lt $((2 * probe_flows)) ] || break
		sleep 0.05
	done
	probe_end 2>/dev/null
}

probe_in_namespace()
{
	nsenter -t "$probe_pid" -n "$@"
}

probe_make()
{
	local uplink=${state[uplink]}

	[ "$(link_word "${state[bridge]}" vlan_filtering)" != 1 ] || {
		probe_error="the bridge filters VLANs"
		return 1
	}
	probe_remove_leftovers "$uplink"
	unshare -n sleep 30 >/dev/null 2>&1 8>&- 9>&- &
	probe_pid=$!
	probe_wait_for_namespace && ip link add "$probe_port" type veth \
		peer name out address $probe_source netns "$probe_pid" || return 1
	probe_made_port=1
	{ echo 1 > "/proc/sys/net/ipv6/conf/$probe_port/disable_ipv6"; } 2>/dev/null
	probe_in_namespace sh -c '
		echo 0 > /proc/sys/net/ipv6/conf/out/router_solicitations
		ip link set out up
		ip addr add 192.0.2.1/24 dev out
		ip addr add 2001:db8::1/64 dev out nodad' 2>/dev/null
	probe_in_namespace ip neigh replace 192.0.2.2 lladdr $probe_target dev out nud permanent &&
		probe_in_namespace ip neigh replace 2001:db8::2 lladdr $probe_target dev out nud permanent || return 1
	bridge fdb replace $probe_target dev "$uplink" master static || return 1
	probe_made_fdb=1
	tc qdisc add dev "$probe_port" clsact &&
		tc filter add dev "$probe_port" ingress protocol all u32 \
			match ether dst $probe_target action mirred ingress redirect dev "${state[lan]}" || return 1
	tc qdisc show dev "$uplink" clsact | grep -q clsact || {
		tc qdisc add dev "$uplink" clsact || return 1
		probe_made_clsact=1
	}
	probe_pref=$(probe_free_pref "$uplink")
	tc filter add dev "$uplink" egress pref "$probe_pref" protocol all u32 \
		match ether dst $probe_target action mirred egress redirect dev "$probe_port" &&
		ip link set "$probe_port" up
}

# Filters on the uplink port whose probe port is gone: of a probe that was killed.
probe_remove_leftovers()
{
	local pref

	for pref in $(tc filter show dev "$1" egress 2>/dev/null | awk -v ours="^$probe_prefix[0-9]+" '
		/ pref [0-9]+ / { for (i = 1; i < NF; i++) if ($i == "pref") pref = $(i + 1) }
		/Redirect to device/ {
			device = $0
			sub(/.*Redirect to device /, "", device)
			sub(/\).*/, "", device)
			if (device == "*" || device ~ ours) print pref
		}' | sort -u); do
		tc filter del dev "$1" egress pref "$pref"
	done
}

probe_wait_for_namespace()
{
	local i

	for ((i = 0; i < 100; i++)); do
		[ "$(readlink "/proc/$probe_pid/ns/net")" = "$(readlink /proc/self/ns/net)" ] || return 0
		sleep 0.02
	done
	return 1
}

# The kernel needs a moment to see the new link; what is sent before is lost there.
probe_wait_for_link()
{
	local i

	for ((i = 0; i < 100; i++)); do
		[[ $(probe_in_namespace ip -o link show out) == *"state UP"* ]] &&
			! probe_in_namespace ip -6 addr show dev out | grep -q 'tentative' &&
			probe_in_namespace ip -6 route get 2001:db8::2 >/dev/null 2>&1 && return
		sleep 0.05
	done
}

# The first preference that no filter of others has: ours is asked before theirs.
probe_free_pref()
{
	comm -23 <(seq 1 99 | sort) <(tc filter show dev "$1" egress |
		sed -n 's/.* pref \([0-9]*\) .*/\1/p' | sort -u) | sort -n | head -n 1
}

# A socket each, so that each datagram is a flow of its own.
probe_send()
{
	probe_in_namespace bash -c '
		for ((i = 0; i < '$probe_flows'; i++)); do
			echo probe > /dev/udp/192.0.2.2/9
			echo probe > /dev/udp/2001:db8::2/9
		done'
}

# Leaves nothing, whatever was made.
probe_end()
{
	local uplink=${state[uplink]}

	trap - EXIT INT TERM HUP
	[ -z "$probe_pref" ] || tc filter del dev "$uplink" egress pref "$probe_pref"
	[ -z "$probe_made_clsact" ] || [ -n "$(tc filter show dev "$uplink" egress; tc filter show dev "$uplink" ingress)" ] ||
		tc qdisc del dev "$uplink" clsact
	[ -z "$probe_made_port" ] || ip link del "$probe_port"
	[ -z "$probe_pid" ] || { kill "$probe_pid"; wait "$probe_pid"; }
	[ -z "$probe_made_fdb" ] || {
		bridge fdb del $probe_target dev "$uplink" master
		bridge fdb del $probe_source dev "${state[lan]}" master
	}
	probe_pid= probe_pref= probe_made_port= probe_made_fdb= probe_made_clsact=
	exec 8>&-
	return 0
}
