# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2086,SC2015
#
# Messages, exit codes, JSON strings, and the state file. The state file holds the
# settings and a journal of undo steps. Each step is written before the change that
# it undoes, so that "down" can undo a killed "up"; each undo function therefore
# accepts that the change was never made. Sourced by skywarden-bridge.

readonly exit_failure=1 exit_usage=2 exit_permission=77 exit_config=78

run_dir=${SKYWARDEN_RUN:-/run/skywarden}
state_file=$run_dir/bridge.state

say()
{
	printf 'skywarden-bridge: %s\n' "$*" >&2
}

# die CODE WORDS...: print the message and exit; the EXIT trap of "up" undoes its changes.
die()
{
	local code=$1

	shift
	say "$@"
	exit "$code"
}

need_root()
{
	[ "$(id -u)" = 0 ] ||
		die $exit_permission "$1: not permitted: run it as root"
}

need_tool()
{
	local tool

	for tool; do
		command -v "$tool" >/dev/null 2>&1 ||
			die $exit_failure "$tool: not found: apt-get install $(package_of "$tool")"
	done
}

package_of()
{
	case $1 in
	ip|bridge) echo iproute2 ;;
	nft) echo nftables ;;
	iptables*|ip6tables*) echo iptables ;;
	unshare) echo util-linux ;;
	*) echo "$1" ;;
	esac
}

# json_string TEXT: print it quoted; our texts hold no control characters but newlines.
json_string()
{
	local text=$1

	text=${text//\\/\\\\}
	text=${text//\"/\\\"}
	text=${text//$'\t'/ }
	printf '"%s"' "${text//$'\n'/ }"
}

# ---- state -----------------------------------------------------------------

# The settings of "up": bridge, lan, uplink, first_queue, last_queue, on_absence,
# backend, forward, seed, made_bridge.
declare -A state=()
undo_log=()		# "verb argument...", oldest first
new_from=0		# entries from here on were made by this run

state_load()
{
	local verb rest line=0

	state=()
	undo_log=()
	new_from=0
	[ -e "$state_file" ] || return 1
	# The undo steps run as root, so accept only a file that root owns.
	[ -O "$state_file" ] && [ ! -L "$state_file" ] ||
		die $exit_failure "$state_file: not owned by this user, or a link: delete it and clean up by hand"
	while read -r verb rest; do
		line=$((line + 1))
		case $verb in
		set) state["${rest%% *}"]=${rest#* } ;;
		undo) undo_log+=("$rest") ;;
		''|'#'*) ;;
		*) die $exit_failure "$state_file:$line: unknown word \"$verb\":" \
			"restore the file, or clean up by hand and delete it" ;;
		esac
	done < "$state_file"
	new_from=${#undo_log[@]}
	[ -n "${state[bridge]:-}" ] ||
		die $exit_failure "$state_file: names no bridge: delete it and clean up by hand"
}

state_save()
{
	local key entry

	mkdir -p "$run_dir" && {
		echo "# Written by skywarden-bridge; \"down\" undoes it from the last line up."
		for key in "${!state[@]}"; do
			echo "set $key ${state[$key]}"
		done | sort
		for entry in "${undo_log[@]}"; do
			echo "undo $entry"
		done
	} > "$state_file.new" && mv "$state_file.new" "$state_file" ||
		die $exit_failure "$state_file: cannot write: is $run_dir writable and not full?"
}

# remember VERB KEY REST...: note an undo step, once per verb and key. The first
# entry holds the original values, so a repair does not overwrite it.
remember()
{
	local entry

	for entry in "${undo_log[@]}"; do
		[ "${entry%% *}" = "$1" ] || continue
		entry=${entry#* }
		[ "${entry%% *}" != "$2" ] || return 0
	done
	undo_log+=("$*")
	state_save
}

# Like remember, for verbs that may have several entries (addresses, routes).
remember_line()
{
	local entry

	for entry in "${undo_log[@]}"; do
		[ "$entry" != "$*" ] || return 0
	done
	undo_log+=("$*")
	state_save
}

# undo_from N: undo the entries from the last one down to number N. An entry that
# fails is reported and kept, so that "down" can be run again.
undo_from()
{
	local i verb words kept=() failed=0

	for ((i = ${#undo_log[@]} - 1; i >= $1; i--)); do
		read -r -a words <<< "${undo_log[i]}"
		verb=${words[0]}
		"undo_$verb" "${words[@]:1}" || {
			say "could not undo: ${undo_log[i]}"
			kept=("${undo_log[i]}" "${kept[@]}")
			failed=1
		}
	done
	undo_log=("${undo_log[@]:0:$1}" "${kept[@]}")
	return $failed
}
