# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154,SC2086,SC2015,SC2034 # state and exit codes: base.sh
#
# Ports, bridge, addresses, sysctls: how to read them, make them and undo them.
# Nothing here reads /sys, because after "unshare -n" that shows another namespace.
# Standard error of "ip ... show" is discarded: it only complains about other
# namespaces that appear and vanish meanwhile.

valid_interface()
{
	[[ $1 =~ ^[A-Za-z0-9_.:-]{1,15}$ ]] && [[ $1 != . && $1 != .. ]]
}

link_exists()
{
	ip link show dev "$1" >/dev/null 2>&1
}

is_bridge()
{
	ip -o link show dev "$1" type bridge 2>/dev/null | grep -q .
}

# link_word IF WORD: print the word behind WORD in "ip -d link", nothing if there is none.
link_word()
{
	ip -o -d link show dev "$1" 2>/dev/null | awk -v word="$2" '{
		for (i = 1; i < NF; i++)
			if ($i == word) { print $(i + 1); exit }
	}'
}

master_of()
{
	link_word "$1" master
}

link_is_up()
{
	ip -o link show dev "$1" 2>/dev/null | grep -q '<[^>]*\bUP\b'
}

# ---- bridge ----------------------------------------------------------------

# Choose the bridge: set state[bridge] and state[made_bridge]. Changes nothing else.
choose_bridge()
{
	local name=$1 lan_master uplink_master port

	for port in "${state[lan]}" "${state[uplink]}"; do
		link_exists "$port" ||
			die $exit_config "$port: no such interface: see \"ip link\""
	done
	lan_master=$(master_of "${state[lan]}")
	uplink_master=$(master_of "${state[uplink]}")
	if [ -z "$lan_master$uplink_master" ]; then
		state[bridge]=${name:-skywarden0}
		state[made_bridge]=1
		link_exists "${state[bridge]}" &&
			die $exit_config "${state[bridge]}: exists, but the ports are not in it:" \
				"put both into it (ip link set PORT master ${state[bridge]})" \
				"or choose another --bridge"
		return 0
	fi
	[ "$lan_master" = "$uplink_master" ] ||
		die $exit_config "${state[lan]} is in \"$lan_master\", ${state[uplink]} in" \
			"\"$uplink_master\": put both into one bridge, or take both out" \
			"(ip link set PORT nomaster)"
	[ -z "$name" ] || [ "$name" = "$lan_master" ] ||
		die $exit_config "the ports are in bridge $lan_master, not $name:" \
			"use --bridge $lan_master or take them out"
	is_bridge "$lan_master" ||
		die $exit_config "$lan_master: not a bridge: take the ports out" \
			"(ip link set PORT nomaster)"
	state[bridge]=$lan_master
	state[made_bridge]=0
}

# Make the bridge, still without ports: rules come first, so that no packet crosses
# uninspected. With a forward_delay other than 0 a port learns for 15 s before it
# forwards. 802.1X, LLDP and other link-local groups are forwarded (0xfff8 is the
# largest mask that the kernel accepts; STP passes while our own STP is off).
ensure_bridge()
{
	local bridge=${state[bridge]} port

	[ "${state[made_bridge]}" = 1 ] || return 0
	link_exists "$bridge" && return 0
	for port in "${state[lan]}" "${state[uplink]}"; do
		remember_routes "$port"
	done
	for port in "${state[lan]}" "${state[uplink]}"; do
		remember_addresses "$port"
		link_is_up "$port" || remember link_down "$port"
	done
	remember bridge "$bridge"
	ip link add name "$bridge" type bridge stp_state 0 forward_delay 0 \
		mcast_snooping 0 group_fwd_mask 0xfff8 &&
		take_mac "$bridge" && ip link set dev "$bridge" up ||
		die $exit_failure "$bridge: cannot make the bridge: does the kernel have" \
			"its bridge module (modprobe bridge)?"
}

# Give the bridge the MAC of the port that has an address, so that leases and
# neighbour entries stay valid.
take_mac()
{
	local port mac=

	for port in "${state[lan]}" "${state[uplink]}"; do
		[ -z "$(addresses_of "$port")" ] || mac=$(link_word "$port" link/ether)
	done
	[ -z "$mac" ] || ip link set dev "$1" address "$mac"
}

undo_bridge()
{
	! link_exists "$1" || ip link del dev "$1" type bridge
}

undo_link_down()
{
	! link_exists "$1" || ip link set dev "$1" down
}

ensure_ports()
{
	local port

	for port in "${state[lan]}" "${state[uplink]}"; do
		link_exists "$port" ||
			die $exit_failure "$port: does not exist any more: see \"ip link\""
		if [ "$(master_of "$port")" != "${state[bridge]}" ]; then
			[ "${state[made_bridge]}" = 1 ] ||
				die $exit_failure "$port: no longer in ${state[bridge]}:" \
					"ip link set $port master ${state[bridge]}"
			remember port "$port" "${state[bridge]}"
			ip link set dev "$port" master "${state[bridge]}" ||
				die $exit_failure "$port: cannot be put into ${state[bridge]}:" \
					"remove it from its present master (ip -d link show $port)"
			ip link set dev "$port" up ||
				die $exit_failure "$port: cannot be set up: see dmesg"
			move_addresses "$port"
		fi
	done
}

undo_port()
{
	[ "$(master_of "$1")" != "$2" ] || ip link set dev "$1" nomaster
}

# A box that routes between the two ports is no place for a transparent bridge: it would
# join two networks, and the box would no longer route between them.
refuse_router()
{
	[ "${state[made_bridge]}" = 1 ] && [ -n "$(addresses_of "${state[lan]}")" ] &&
		[ -n "$(addresses_of "${state[uplink]}")" ] || return 0
	[ "$(read_sysctl net/ipv4/ip_forward)" = 1 ] ||
		[ "$(read_sysctl net/ipv6/conf/all/forwarding)" = 1 ] || return 0
	die $exit_config "${state[lan]} and ${state[uplink]} both have addresses and this box routes:" \
		"a bridge would join the two networks and end the routing between them." \
		"Use two ports without addresses, or --routed bridge if you want this"
}

# ---- addresses -------------------------------------------------------------

# Print "family address word..." a line, as "ip addr add" expects it. Link-local
# addresses are left out, because the kernel makes them for each interface; the
# lifetimes of leases are kept.
addresses_of()
{
	ip -o addr show dev "$1" 2>/dev/null | awk '
	($3 == "inet" || $3 == "inet6") && !/scope link/ && !/ temporary / {
		line = ($3 == "inet" ? "-4 " : "-6 ") $4
		for (i = 5; i <= NF; i++) {
			if ($i ~ /^(brd|peer|metric|valid_lft|preferred_lft)$/) {
				value = $(i + 1)
				sub("sec$", "", value)
				line = line " " $i " " value
			}
			if ($i ~ /^(nodad|noprefixroute|mngtmpaddr)$/)
				line = line " " $i
		}
		print line
	}'
}

# Print the routes, without those that the kernel or a router advertisement makes again.
routes_of()
{
	local family

	for family in -4 -6; do
		ip "$family" route show dev "$1" 2>/dev/null | sed -e '/ proto kernel/d' \
			-e '/ proto ra/d' -e '/^fe80::/d' -e '/^multicast/d' \
			-e 's/ \(linkdown\|dead\)//g' -e "s/^/$family /"
	done
}

remember_addresses()
{
	local words

	while read -r words; do
		remember_line address "$1" "$words"
	done < <(addresses_of "$1")
}

remember_routes()
{
	local words

	# A route through a gateway needs the route to the gateway. The journal is undone
	# from its last line up, so write routes through gateways first.
	while read -r words; do
		remember_line route "$1" "$words"
	done < <(routes_of "$1" | sort -k 3,3 -s | awk '
		/ via / { print; next } { rest[++n] = $0 }
		END { for (i = 1; i <= n; i++) print rest[i] }')
}

# Move addresses and routes from the port to the bridge.
move_addresses()
{
	local port=$1 bridge=${state[bridge]} routes words address nodad

	routes=$(routes_of "$port")
	while read -r -a words; do
		address=${words[1]}
		# This host has just had the address: duplicate detection would only delay it.
		nodad=()
		[ "${words[0]}" = -4 ] || nodad=(nodad)
		ip "${words[0]}" addr del "$address" dev "$port" &&
			add_address "$bridge" "${words[@]}" "${nodad[@]}" ||
			die $exit_failure "$address: cannot be moved from $port to $bridge"
		say "$address: moved from $port to $bridge"
	done < <(addresses_of "$port")
	[ -z "$routes" ] || while read -r -a words; do
		ip "${words[0]}" route replace "${words[@]:1}" dev "$bridge" ||
			die $exit_failure "route ${words[*]:1}: cannot be moved to $bridge"
	done < <(grep -v ' via ' <<< "$routes"; grep ' via ' <<< "$routes")
}

# add_address IF FAMILY ADDRESS WORD...
add_address()
{
	local interface=$1 family=$2

	shift 2
	ip "$family" addr replace "$@" dev "$interface"
}

# Tell the neighbours the card that has the addresses now: otherwise they keep the old
# one until their entries age. The kernel announces them when the card's address is set, to the
# same value, too; a card that refuses this while it is up needs arping.
announce_addresses()
{
	local interface=$1 mac name family address _
	local -A before=()

	mac=$(link_word "$interface" link/ether)
	[ -n "$mac" ] && [ -n "$(addresses_of "$interface")" ] || return 0
	for name in ipv4/conf/$interface/arp_notify ipv6/conf/$interface/ndisc_notify; do
		[ "$(read_sysctl "net/$name")" = 0 ] || continue
		before[$name]=0
		{ echo 1 > "/proc/sys/net/$name"; } 2>/dev/null
	done
	ip link set dev "$interface" address "$mac" 2>/dev/null || while read -r family address _; do
		[ "$family" != -4 ] || ! command -v arping >/dev/null 2>&1 ||
			arping -q -c 1 -U -I "$interface" "${address%/*}" 2>/dev/null
	done < <(addresses_of "$interface")
	for name in "${!before[@]}"; do
		{ echo "${before[$name]}" > "/proc/sys/net/$name"; } 2>/dev/null
	done
	return 0
}

undo_address()
{
	! link_exists "$1" || add_address "$@"
}

undo_route()
{
	local interface=$1 family=$2

	shift 2
	! link_exists "$interface" || ip "$family" route replace "$@" dev "$interface"
}

# ---- sysctls and bridge attributes -----------------------------------------

read_sysctl()
{
	cat "/proc/sys/$1" 2>/dev/null
}

ensure_sysctl()
{
	local name=$1 value=$2 old

	old=$(read_sysctl "$name") ||
		die $exit_failure "/proc/sys/$name: not there: modprobe br_netfilter"
	[ "$old" != "$value" ] || return 0
	remember sysctl "$name" "$old" "$value"
	# Hide the shell's own message about a read-only /proc/sys; ours says more.
	{ echo "$value" > "/proc/sys/$name"; } 2>/dev/null ||
		die $exit_failure "/proc/sys/$name: cannot be written: is /proc/sys read-only (container)?"
}

# Restore a sysctl only if it still has our value: a later change is another
# program's decision.
undo_sysctl()
{
	local name=$1 old=$2 ours=$3 now

	now=$(read_sysctl "$name") || return 0
	if [ "$now" = "$ours" ]; then
		{ echo "$old" > "/proc/sys/$name"; } 2>/dev/null
	else
		[ "$now" = "$old" ] || say "/proc/sys/$name is $now, not $ours as set by \"up\": left unchanged"
	fi
}

# Set attributes of this bridge alone, where the kernel has them: a sysctl would
# change every other bridge of the machine, too.
ensure_attribute()
{
	local name=$1 value=$2 bridge=${state[bridge]} old

	old=$(link_word "$bridge" "$name")
	[ "$old" != "$value" ] || return 0
	remember attribute "$name" "$bridge" "${old:-0}" "$value"
	ip link set dev "$bridge" type bridge "$name" "$value" ||
		die $exit_failure "$bridge: cannot set $name: modprobe br_netfilter"
}

undo_attribute()
{
	local name=$1 bridge=$2 old=$3 ours=$4

	[ "$(link_word "$bridge" "$name")" != "$ours" ] ||
		ip link set dev "$bridge" type bridge "$name" "$old"
}
