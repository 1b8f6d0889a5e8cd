# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154,SC2086,SC2015 # state and exit codes: base.sh
#
# Keeps packets that cross the bridge out of connection tracking.
#
# Where br_netfilter shows bridged packets to the box's IP hooks, one conntrack
# rule in the box tracks every flow that crosses. Three things go wrong then:
#   - A promiscuous bridge (tcpdump, ntopng, arpwatch) clones each packet. The
#     kernel drops a clone's original from a queue while its connection is not
#     confirmed: every new connection is lost (0 of 50 UDP flows, 0 of 3 TCP
#     connections, measured on 6.18).
#   - The connection table fills up with flows that are not the box's.
#   - Tracking puts fragments together and drops what it calls invalid.
#
# So the table "bridge skywarden_track" says "notrack" before br_netfilter acts,
# for unicast frames that enter by one of our ports and are not for the box:
#   own		the box's own addresses: bridge, ports and every other interface
#   attached	addresses that sent a frame through any other port of the bridge
#		(containers and virtual machines), learned by the kernel itself
# What the box sends, receives and routes keeps its connection tracking.
#
# It is a table of its own, because the kernel writes into "attached", and the
# table "bridge skywarden" is compared with what was loaded.

readonly track_table="bridge skywarden_track"
readonly track_attached_most=65536	# addresses behind other ports
readonly track_attached_time=1h		# after the last frame of an address

# Print the box's addresses, one a line: of all interfaces, and of the bridge's
# permanent entries.
track_own_macs()
{
	{
		ip -o link show 2>/dev/null | grep -o 'link/ether [0-9a-f:]*' | cut -d ' ' -f 2
		bridge fdb show br "${state[bridge]}" 2>/dev/null |
			awk '$0 ~ /permanent/ && $1 !~ /^(01|33|ff):/ { print $1 }'
	} | grep -v '^00:00:00:00:00:00$' | sort -u
}

track_rules()
{
	cat <<-END
	table $track_table {
		set own {
			type ether_addr
			elements = { $(track_own_macs | paste -sd ,) }
		}
		set attached {
			type ether_addr
			size $track_attached_most
			flags dynamic,timeout
			timeout $track_attached_time
		}
		chain prerouting {
			type filter hook prerouting priority -290; policy accept;
			iifname { "${state[lan]}", "${state[uplink]}" } goto crossing
			ether saddr & 01:00:00:00:00:00 == 00:00:00:00:00:00 update @attached { ether saddr }
		}
		chain crossing {
			ether daddr & 01:00:00:00:00:00 != 00:00:00:00:00:00 return
			ether daddr @own return
			ether daddr @attached return
			notrack
		}
	}
	END
}

# Our rules as nft prints them, without the addresses that the kernel learned.
track_listing()
{
	nft -s list table $track_table 2>/dev/null | awk '
		/set attached/ { attached = 1 }
		attached && /elements = / { skip = 1 }
		!skip { print }
		skip && /}/ { skip = 0 }
		/^\t}/ { attached = 0 }'
}

track_is_whole()
{
	[ -s "$run_dir/bridge.track" ] && track_listing | cmp -s - "$run_dir/bridge.track" &&
		grep -q "iifname { \"${state[lan]}\", \"${state[uplink]}\" }\|iifname { \"${state[uplink]}\", \"${state[lan]}\" }" \
			"$run_dir/bridge.track"
}

# The addresses to which frames that arrive by our ports can be sent: those of the bridge,
# of its ports and of what stands on it (VLANs, macvlan).
track_needed_macs()
{
	{
		ip -o link show dev "${state[bridge]}"
		ip -o link show | grep -F "@${state[bridge]}: "
	} 2>/dev/null | grep -o 'link/ether [0-9a-f:]*' | cut -d ' ' -f 2
	bridge fdb show br "${state[bridge]}" 2>/dev/null |
		awk '$0 ~ /permanent/ && $1 !~ /^(01|33|ff):/ { print $1 }'
}

# Return whether the table has the addresses that it needs now.
track_knows_own()
{
	local missing

	missing=$(comm -23 <(track_needed_macs | sort -u) <(nft list set $track_table own 2>/dev/null |
		grep -oE '([0-9a-f]{2}:){5}[0-9a-f]{2}' | sort -u))
	[ -z "$missing" ]
}

# Call it before the queue's rules are made, so that "down" removes this hook after
# the queues are empty.
ensure_untracked()
{
	local error

	! nft_has_bridge || {
		remember_track_table
		! track_is_whole || ! track_knows_own || return 0
		error=$({
			echo "table $track_table {"
			echo "set own { type ether_addr; }"
			echo "chain prerouting { type filter hook prerouting priority -290; policy accept; }"
			echo "chain crossing { }; }"
			echo "flush chain $track_table prerouting"
			echo "flush chain $track_table crossing"
			echo "flush set $track_table own"
			track_rules
		} | nft -f - 2>&1) && {
			track_listing > "$run_dir/bridge.track"
			return 0
		}
		# the table of an older run stays in the journal and "down" removes it
		track_fallback "nft rejected \"notrack\" (${error%%$'\n'*})"
		return
	}
	track_fallback "nft cannot use the bridge family"
}

# First in the journal, so that "down" removes this hook last: removing a base chain drops
# what waits in any queue, and an older version's journal has the queue's rules already.
remember_track_table()
{
	local entry

	for entry in "${undo_log[@]}"; do
		[ "${entry%% *}" != track_table ] || return 0
	done
	undo_log=("track_table skywarden_track" "${undo_log[@]}")
	# A failing "up" of an older version's bridge leaves it to "down".
	[ "$new_from" = 0 ] || new_from=$((new_from + 1))
	state_save
}

undo_track_table()
{
	rm -f "$run_dir/bridge.track"
	! nft list tables bridge 2>/dev/null | grep -qx "table $track_table" ||
		nft delete table $track_table
}

# Without nft only the receiver's IP address shows that a packet is for the box.
# Packets that the box routes have other receivers: if it routes, leave tracking on.
track_fallback()
{
	local tool side forwarding

	bridge_passes_forward || return 0
	for tool in iptables ip6tables; do
		command -v $tool >/dev/null 2>&1 || continue
		forwarding=ipv4/ip_forward
		[ $tool = iptables ] || forwarding=ipv6/conf/all/forwarding
		if [ "$(read_sysctl net/$forwarding)" = 1 ]; then
			say "$1, and the box routes: packets that cross stay in the box's" \
				"connection tracking. With a conntrack rule and a promiscuous" \
				"bridge every new connection is lost: apt-get install nftables"
			continue
		fi
		for side in lan uplink; do
			track_fallback_rule $tool "${state[$side]}"
		done
	done
}

track_fallback_rule()
{
	local tool=$1 port=$2 rule

	rule="-m physdev --physdev-in $port -m addrtype ! --dst-type LOCAL -m comment --comment skywarden -j CT --notrack"
	ipt_run "$tool" -t raw -C PREROUTING $rule 2>/dev/null && return 0
	remember track_rule "$tool/$port" "$tool" "$rule"
	ipt_run "$tool" -t raw -A PREROUTING $rule 2>/dev/null ||
		say "$tool rejected \"CT --notrack\": packets that cross stay in the box's" \
			"connection tracking: modprobe -a iptable_raw ip6table_raw xt_CT xt_addrtype"
}

undo_track_rule()
{
	local tool=$2

	shift 2
	command -v "$tool" >/dev/null 2>&1 || return 0
	ipt_run "$tool" -t raw -C PREROUTING "$@" 2>/dev/null || return 0
	ipt_run "$tool" -t raw -D PREROUTING "$@"
}

# Return whether packets that cross are kept out of connection tracking.
crossing_is_untracked()
{
	track_is_whole && return 0
	local side

	for side in lan uplink; do
		ipt_run iptables -t raw -C PREROUTING -m physdev --physdev-in "${state[$side]}" \
			-m addrtype ! --dst-type LOCAL -m comment --comment skywarden \
			-j CT --notrack 2>/dev/null || return 1
	done
}

# Return whether the bridge clones each packet for a listener on it.
bridge_is_promiscuous()
{
	local flags

	{ read -r flags < "/sys/class/net/${state[bridge]}/flags"; } 2>/dev/null &&
		[ $((flags & 0x100)) != 0 ]
}

# Return whether new connections that cross are dropped by the kernel now.
clones_are_lost()
{
	bridge_passes_forward && bridge_is_promiscuous && ! crossing_is_untracked &&
		[ -e /proc/sys/net/netfilter/nf_conntrack_count ]
}
