# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154,SC2086,SC2015,SC2034 # state and exit codes: base.sh
#
# br_netfilter with iptables, for kernels that cannot queue in the bridge family.
# The queue rule is in table mangle, chain FORWARD, before the filter table: a
# packet that the daemon accepts still passes every other rule.
#
# This file also keeps FORWARD of the filter table open for this bridge: with
# br_netfilter bridged packets pass it, and container engines drop there.

readonly ipt_chain=SKYWARDEN
readonly bridge_nf=net/bridge/bridge-nf

ipt_run()
{
	local tool=$1

	shift
	"$tool" -w 5 "$@"
}

ipt_probe()
{
	command -v iptables >/dev/null 2>&1 && command -v ip6tables >/dev/null 2>&1 ||
		return 1
	load_br_netfilter || return 1
	unshare -n true 2>/dev/null || return 0	# "up" itself reports a failure
	# shellcheck disable=SC2016 # the inner shell's variable
	unshare -n sh -c '
		for tool in iptables ip6tables; do
			$tool -t mangle -A FORWARD -m physdev --physdev-is-bridged \
				-m pkttype --pkt-type unicast -m comment --comment skywarden \
				-j NFQUEUE --queue-num 0 --queue-bypass || exit 1
		done' 2>/dev/null
}

# Loading the module switches filtering on for every bridge of the machine. Switch
# that off again: our bridge has an attribute of its own.
load_br_netfilter()
{
	local name

	[ ! -e "/proc/sys/$bridge_nf-call-iptables" ] || return 0
	modprobe -q br_netfilter 2>/dev/null
	[ -e "/proc/sys/$bridge_nf-call-iptables" ] || return 1
	for name in iptables ip6tables arptables; do
		echo 0 > "/proc/sys/$bridge_nf-call-$name"
	done 2>/dev/null
	say "br_netfilter loaded: it stays loaded, switched off for all other bridges"
}

# ---- the queue -------------------------------------------------------------

# ipt_match SIDE: print the match of the jump in FORWARD: bridged packets between our ports.
ipt_match()
{
	local in=${state[lan]} out=${state[uplink]}

	[ "$1" = lan ] || { in=${state[uplink]}; out=${state[lan]}; }
	echo "-m physdev --physdev-in $in --physdev-out $out --physdev-is-bridged"
}

ipt_queue()
{
	local words="--queue-num ${state[first_queue]}"

	# The kernel balances by the pair of addresses, in order: both directions
	# of a flow reach the same worker. Never by CPU.
	[ "${state[first_queue]}" = "${state[last_queue]}" ] ||
		words="--queue-balance ${state[first_queue]}:${state[last_queue]}"
	[ "${state[on_absence]}" = block ] || words="$words --queue-bypass"
	echo "-j NFQUEUE $words"
}

# Print our chain as iptables itself prints it. A rule without target only counts;
# its comment is the counter's name.
ipt_rules()
{
	local side interface kind

	for side in lan uplink; do
		interface=${state[$side]}
		for kind in multicast broadcast; do
			echo "-A $ipt_chain -m physdev --physdev-in $interface -m pkttype" \
				"--pkt-type $kind -m comment --comment ${kind}_$side -j ACCEPT"
		done
		echo "-A $ipt_chain -m physdev --physdev-in $interface" \
			"-m comment --comment to_queue_$side"
		echo "-A $ipt_chain -m physdev --physdev-in $interface $(ipt_queue)"
	done
}

ipt_chain_is_whole()
{
	cmp -s <(ipt_run "$1" -t mangle -S $ipt_chain 2>/dev/null |
		sed 1d | tr -s ' ') <(ipt_rules)
}

# Make or repair the chain in one transaction; its counters then start again from 0.
ensure_ipt_queue()
{
	local tool=$1 side

	if ! ipt_chain_is_whole "$tool"; then
		remember ipt_chain "$tool"
		{
			echo "*mangle"
			echo ":$ipt_chain - [0:0]"
			ipt_rules
			echo COMMIT
		} | "$tool-restore" -w 5 --noflush 2>/dev/null ||
			die $exit_failure "$tool rejected the queue rules:" \
				"the kernel needs NFQUEUE, physdev, pkttype and comment" \
				"(modprobe xt_NFQUEUE xt_physdev xt_pkttype xt_comment)"
	fi
	for side in lan uplink; do
		ensure_ipt_rule "$tool" mangle "$side" $ipt_chain
	done
}

undo_ipt_chain()
{
	command -v "$1" >/dev/null 2>&1 || return 0
	ipt_run "$1" -t mangle -S $ipt_chain >/dev/null 2>&1 || return 0
	ipt_run "$1" -t mangle -F $ipt_chain && ipt_run "$1" -t mangle -X $ipt_chain
}

# ensure_ipt_rule TOOL TABLE SIDE TARGET: insert it first in FORWARD, unless it exists.
ensure_ipt_rule()
{
	local tool=$1 table=$2 side=$3 target=$4 words

	read -r -a words <<< "$(ipt_match "$side") -m comment --comment skywarden -j $target"
	ipt_run "$tool" -t "$table" -C FORWARD "${words[@]}" 2>/dev/null && return 0
	remember ipt_rule "$tool/$table/$side" "$tool" "$table" "${words[@]}"
	ipt_run "$tool" -t "$table" -I FORWARD 1 "${words[@]}" 2>/dev/null ||
		die $exit_failure "$tool rejected a rule in $table FORWARD:" \
			"the kernel needs physdev and comment (modprobe xt_physdev xt_comment)"
}

undo_ipt_rule()
{
	local tool=$2 table=$3

	shift 3
	command -v "$tool" >/dev/null 2>&1 || return 0
	ipt_run "$tool" -t "$table" -C FORWARD "$@" 2>/dev/null || return 0
	ipt_run "$tool" -t "$table" -D FORWARD "$@"
}

# ---- FORWARD of the filter table -------------------------------------------

# Print the iptables commands that hold rules here: the system's own, and the other
# flavour if its filter table is in use. Do not call the legacy tool to find out: a
# call would make its tables.
ipt_flavours()
{
	echo iptables ip6tables
	if iptables -V 2>/dev/null | grep -q nf_tables; then
		! grep -qs '^filter$' /proc/net/ip_tables_names || echo iptables-legacy
		! grep -qs '^filter$' /proc/net/ip6_tables_names || echo ip6tables-legacy
	elif command -v iptables-nft >/dev/null 2>&1; then
		! nft list table ip filter >/dev/null 2>&1 || echo iptables-nft
		! nft list table ip6 filter >/dev/null 2>&1 || echo ip6tables-nft
	fi
}

# Return whether packets of this bridge pass the host's FORWARD.
bridge_passes_forward()
{
	local bridge=${state[bridge]}

	[ -e "/proc/sys/$bridge_nf-call-iptables" ] || return 1
	[ "${state[backend]}" = iptables ] ||
		[ "$(read_sysctl $bridge_nf-call-iptables)" = 1 ] ||
		[ "$(read_sysctl $bridge_nf-call-ip6tables)" = 1 ] ||
		[ "$(link_word "$bridge" nf_call_iptables)" = 1 ]
}

ensure_forward_accept()
{
	local tool side

	[ "${state[forward]}" = accept ] && bridge_passes_forward &&
		command -v iptables >/dev/null 2>&1 || return 0
	for tool in $(ipt_flavours); do
		for side in lan uplink; do
			ensure_ipt_rule "$tool" filter "$side" ACCEPT
		done
	done
}

# ---- sysctls ---------------------------------------------------------------

# Print "kind name value" a line: the settings that the bridge needs while it is up.
needed_settings()
{
	[ "${state[backend]}" = iptables ] || return 0
	echo sysctl $bridge_nf-filter-vlan-tagged 1
	echo sysctl $bridge_nf-filter-pppoe-tagged 1
	echo attribute nf_call_iptables 1
	echo attribute nf_call_ip6tables 1
}

ensure_settings()
{
	local kind name value

	while read -r kind name value; do
		"ensure_$kind" "$name" "$value"
	done < <(needed_settings)
}

# Print "name packets bytes" a line, IPv4 and IPv6 together.
ipt_read_counters()
{
	local tool

	for tool in iptables ip6tables; do
		ipt_run "$tool" -t mangle -nvxL $ipt_chain 2>/dev/null
	done | awk '
		match($0, /\/\* [a-z_]+ \*\//) {
			name = substr($0, RSTART + 3, RLENGTH - 6)
			packets[name] += $1
			bytes[name] += $2
		}
		END { for (name in packets) print name, packets[name], bytes[name] }'
}
