#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Install the missing packages that the build needs, on Debian and Ubuntu. With
# --check also those for the tests, with --lint for `make lint`, with --live for the
# live demo, with --vm for the tests on another kernel. Prints what it installs.
set -eu

packages="gcc make pkg-config libc6-dev libpcap-dev libconfig-dev
	libjansson-dev nettle-dev libcap-ng-dev libmnl-dev
	libnetfilter-queue-dev python3 tzdata"
[ "${1:-}" = --check ] && packages="$packages libcmocka-dev clang
	libclang-rt-14-dev python3-jsonschema mandoc universal-ctags
	iproute2 iptables ebtables nftables ethtool iputils-ping procps kmod"
[ "${1:-}" = --lint ] && packages="$packages clang-format cppcheck mandoc
	universal-ctags git"
[ "${1:-}" = --vm ] && packages="$packages qemu-system-x86 cpio kmod busybox
	iproute2 iptables nftables ethtool iputils-ping procps util-linux"
[ "${1:-}" = --live ] && packages="$packages iproute2 iptables nftables
	ebtables kmod procps"

command -v dpkg-query >/dev/null 2>&1 || {
	echo "install-packages: not Debian or Ubuntu: install the equivalents of:" $packages
	exit 0
}
missing=
for package in $packages; do
	status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) || status=
	[ "$status" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

echo "install-packages: installing:$missing"
sudo=
if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null 2>&1 || {
		echo "install-packages: run as root: apt-get install$missing" >&2
		exit 1
	}
	sudo=sudo
fi
$sudo apt-get update -qq || echo "install-packages: cannot update the package lists; trying without" >&2
$sudo env DEBIAN_FRONTEND=noninteractive \
	apt-get install -y -qq --no-install-recommends $missing >/dev/null
