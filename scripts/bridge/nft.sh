# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154,SC2086,SC2015,SC2034 # state and exit codes: base.sh
#
# The table "bridge skywarden", which is ours alone. With the nft backend it counts
# and queues. With the iptables backend it counts frames that br_netfilter never
# shows to iptables (ARP, STP, QinQ, other ethertypes) and marks frames with their VLAN.
#
# Its hook is made once, at priority -200: at 0 br_netfilter hides every IP
# packet. Only "down" removes it, after the queues have drained, because removing
# a base chain drops every packet that waits in any queue of the namespace.
# For the same reason a probe never makes a base chain in this namespace, not
# even with "nft --check": the kernel hooks it before it discards it (0 of 10
# waiting packets were left on 6.18; with a chain without hook 10 of 10).

readonly nft_table="bridge skywarden"
readonly nft_counters="to_queue multicast broadcast arp stp other vlan qinq pppoe private
	arrived decided for_box link_local came own control left"

readonly nft_station_chains="arrived decided for_box link_local own control left"

nft_has_bridge()
{
	command -v nft >/dev/null 2>&1 &&
		nft -c add table bridge skywarden_probe 2>/dev/null
}

# Load the rule itself in a namespace that ends with the probe. Where no namespace
# can be made, load it in a chain without hook, which the kernel only checks.
nft_probe_queue()
{
	local rule="queue flags bypass to 0" modprobe_only

	nft_has_bridge || return 1
	# A new namespace cannot always load modules: ask for it from here first.
	for modprobe_only in nft_queue nf_tables; do
		modprobe -q "$modprobe_only" 2>/dev/null
	done
	if unshare -n true 2>/dev/null; then
		unshare -n nft -f - 2>/dev/null <<-END
		table bridge skywarden_probe {
			chain probe {
				type filter hook forward priority -200
				$rule
			}
		}
		END
	else
		nft -c -f - 2>/dev/null <<-END
		table bridge skywarden_probe { chain probe { $rule; }; }
		END
	fi
}

# nft_verdict EXPRESSION: print the verdict that follows the counter. EXPRESSION is
# the LAN host's address, so that all flows of a host reach one worker; the seed is
# the same in both directions. With the iptables backend it is "accept".
nft_verdict()
{
	local count=$((state[last_queue] - state[first_queue] + 1)) flags=

	if [ "${state[backend]}" != nft ]; then
		echo accept
		return
	fi
	[ "${state[on_absence]}" = block ] || flags="flags bypass "
	if [ "$count" = 1 ]; then
		echo "queue ${flags}to ${state[first_queue]}"
	else
		echo "queue ${flags}to jhash $1 mod $count seed ${state[seed]}" \
			"offset ${state[first_queue]}"
	fi
}

# nft_chain SIDE END: print the rules for frames that arrived on one port. END is 0
# when the source is the LAN host (frames from the LAN), else 1.
#
# "meta protocol" is the protocol behind one VLAN tag, which the kernel keeps
# outside the frame; a second tag or a PPPoE header is inside, so these look at
# the bytes from the network header on (@nh, bit offset, length):
#   second tag: TCI 2, ethertype 2, IP.  PPPoE: header 6, protocol 2, IP.
#
# PPPoE is matched by excluding all others: behind "meta protocol 0x8864" nft 1.0.6
# (Debian 12) loads a hash over such bytes and then aborts whenever it lists the table.
nft_chain()
{
	local side=$1 v4=$((96 + ($2 == 0 ? 0 : 32))) v6=$((64 + ($2 == 0 ? 0 : 128)))
	local mac address queued="counter name to_queue_$side"

	[ "$2" = 0 ] && address=saddr || address=daddr
	mac="ether $address"
	# The iptables backend counts to_queue in iptables, before its own queue.
	[ "${state[backend]}" = nft ] || queued=

	cat <<-END
	chain from_$side {
		counter name came_$side
		ether type { 8021q, 8021ad } counter name vlan_$side
		$(nft_vlan_mark)
		meta protocol arp counter name arp_$side accept
		ether daddr 01:80:c2:00:00:00 counter name stp_$side accept
		meta protocol != { ip, ip6, 8021q, 8021ad, 0x8864 } counter name other_$side accept
		meta pkttype multicast counter name multicast_$side accept
		meta pkttype broadcast counter name broadcast_$side accept
		meta protocol ip ip saddr { 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 } counter name private_$side
		meta protocol ip6 ip6 saddr fc00::/7 counter name private_$side
		meta protocol ip $queued $(nft_verdict "ip $address")
		meta protocol ip6 $queued $(nft_verdict "ip6 $address")
		meta protocol { 8021q, 8021ad } counter name qinq_$side
		meta protocol { 8021q, 8021ad } @nh,16,16 0x0800 $queued $(nft_verdict "@nh,$((32 + v4)),32")
		meta protocol { 8021q, 8021ad } @nh,16,16 0x86dd $queued $(nft_verdict "@nh,$((32 + v6)),128")
		meta protocol { 8021q, 8021ad } @nh,16,16 0x8864 @nh,80,16 { 0x0021, 0x0057 } $queued $(nft_verdict "$mac")
		meta protocol != 0x8864 counter name other_$side accept
		counter name pppoe_$side
		@nh,48,16 0x0021 $queued $(nft_verdict "@nh,$((64 + v4)),32")
		@nh,48,16 0x0057 $queued $(nft_verdict "@nh,$((64 + v6)),128")
		counter name other_$side accept
	}
	END
}

# Packets of br_netfilter reach the queue without their tag, so the mark carries the
# VLAN's number. No nft expression copies a number into the mark, so a map holds all
# 4094 (one look-up).
nft_vlan_mark()
{
	[ "${state[backend]}" = iptables ] && [ "${state[vlan_marks]:-1}" = 1 ] || return 0
	echo "ether type 8021q meta mark set vlan id map @vlan_marks"
}

nft_vlan_map()
{
	[ -n "$(nft_vlan_mark)" ] || return 0
	echo "map vlan_marks { typeof vlan id : meta mark"
	echo "elements = {"
	awk 'BEGIN { for (i = 1; i < 4095; i++) printf "%d : %d,", i, i }'
	echo "} }"
}

nft_table_text()
{
	local name side

	echo "table $nft_table {"
	for name in $nft_counters; do
		for side in lan uplink; do
			echo "counter ${name}_$side { comment \"packets and bytes from the $side\"; }"
		done
	done
	nft_vlan_map
	nft_chain lan 0
	nft_chain uplink 1
	cat <<-END
		chain forward {
			type filter hook forward priority -200; policy accept;
			iifname "${state[lan]}" oifname "${state[uplink]}" goto from_lan
			iifname "${state[uplink]}" oifname "${state[lan]}" goto from_uplink
		}
	END
	nft_dscp
	nft_stations
	echo "}"
}

# The daemon cannot write into a waiting packet: large ones have no checksum yet. So
# it puts the DSCP into six bits of the mark and sets a seventh. Packets with that
# bit cost a look-up, all others a comparison.
readonly dscp_flag=0x400000 dscp_shift=16

nft_dscp()
{
	local value

	[ "${state[dscp_marks]:-1}" = 1 ] || return 0
	for ((value = 0; value < 64; value++)); do
		echo "chain dscp_$value { ip dscp set $value; ip6 dscp set $value; }"
	done
	cat <<-END
	chain dscp_of_mark {
		meta mark & $((dscp_flag | 63 << dscp_shift)) vmap { $(
			for ((value = 0; value < 64; value++)); do
				echo "$((dscp_flag | value << dscp_shift)) : goto dscp_$value,"
			done) }
	}
	END
}

nft_dscp_jump()
{
	[ "${state[dscp_marks]:-1}" = 1 ] || return 0
	echo "oifname { \"${state[lan]}\", \"${state[uplink]}\" } meta mark & $dscp_flag != 0 goto dscp_of_mark"
}

nft_dscp_chains()
{
	[ "${state[dscp_marks]:-1}" = 1 ] || return 0
	echo dscp_of_mark
	seq -f dscp_%g 0 63
}

# The counters that the meter compares to locate losses: one for each station of a
# frame's way through the bridge. Between two stations only one cause is possible.
#	arrived		the port gave it to the bridge
#	decided		every other prerouting rule let it pass (br_netfilter's
#			checks too)
#	for_box		for the box alone; link_local: consumed by the bridge
#	came		to cross; counted in from_$side above
#	own, control	sent by the box, by the bridge itself (not through "left")
#	left		handed to the port that sends it
nft_stations()
{
	local group="01:80:c2:00:00:00-01:80:c2:00:00:0f"

	nft_station arrived prerouting -300 iifname ""
	nft_station decided prerouting 300 iifname ""
	nft_station for_box input 300 iifname "meta pkttype host"
	nft_station link_local input 301 iifname "ether daddr $group"
	nft_station own output 300 oifname "ether daddr != $group"
	nft_station control output 301 oifname "ether daddr $group"
	nft_station left postrouting 300 oifname ""
}

# nft_station NAME HOOK PRIORITY KEY MATCH
nft_station()
{
	cat <<-END
	chain $1 {
		type filter hook $2 priority $3; policy accept;
		$4 "${state[lan]}" $5 counter name $1_lan
		$4 "${state[uplink]}" $5 counter name $1_uplink
		$([ "$1" != left ] || nft_dscp_jump)
	}
	END
}

# Replace rules of ours that exist already in the same transaction: the hook and
# the counters stay, and no queued packet is lost.
nft_transaction()
{
	local chain

	echo "table $nft_table {"
	echo "chain from_lan { }; chain from_uplink { };"
	echo "chain forward { type filter hook forward priority -200; policy accept; };"
	nft_stations | grep -v counter	# flushing wants the chains there
	for chain in $(nft_dscp_chains); do
		echo "chain $chain { };"
	done
	echo "}"
	for chain in forward from_lan from_uplink $nft_station_chains $(nft_dscp_chains); do
		echo "flush chain $nft_table $chain"
	done
	nft_table_text
}

nft_listing()
{
	nft -s list table $nft_table 2>/dev/null
}

# Return whether the table exists, even when nft cannot list its contents.
nft_has_table()
{
	nft list tables bridge 2>/dev/null | grep -qx "table $nft_table"
}

nft_is_whole()
{
	[ -s "$run_dir/bridge.nft" ] && nft_listing | cmp -s - "$run_dir/bridge.nft"
}

ensure_nft_table()
{
	local error

	if nft_is_whole; then
		return 0
	fi
	[ "${#undo_log[@]}" != 0 ] && [[ " ${undo_log[*]} " == *" nft_table "* ]] ||
		! nft_has_table ||
		die $exit_failure "nft table \"$nft_table\" exists and is not in $state_file:" \
			"the state of an earlier run is lost: nft delete table $nft_table"
	remember nft_table skywarden
	error=$(nft_transaction | nft -f - 2>&1) ||
		die $exit_failure "nft rejected the table \"$nft_table\":" \
			"${error%%$'\n'*}: see \"skywarden-bridge doctor\""
	nft_listing > "$run_dir/bridge.nft" || say "nft has loaded the table \"$nft_table\"" \
		"but cannot list it: status, meter and doctor cannot read it"
}

# Stop the flow of packets, let the queues drain, then remove the hook.
undo_nft_table()
{
	rm -f "$run_dir/bridge.nft"
	nft_has_table || return 0
	nft flush chain $nft_table forward 2>/dev/null
	wait_for_queues
	nft delete table $nft_table
}

# Wait at most a second: a listener that hangs must not block "down".
wait_for_queues()
{
	local i

	for ((i = 0; i < 20; i++)); do
		awk '$3 > 0 { waiting = 1 } END { exit waiting }' \
			/proc/net/netfilter/nfnetlink_queue 2>/dev/null && return 0
		[ -e /proc/net/netfilter/nfnetlink_queue ] || return 0
		sleep 0.05
	done
	say "packets still wait in a queue: the kernel drops them with the hook"
}

# Print "name packets bytes" a line.
nft_read_counters()
{
	nft list counters table $nft_table 2>/dev/null | awk '
		$1 == "counter" { name = $2 }
		$1 == "packets" { print name, $2, $4 }'
}
