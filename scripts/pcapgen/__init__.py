# SPDX-License-Identifier: GPL-2.0-or-later
"""Synthetic captures for our own tests; entry: scripts/make-pcaps.

dice      random bytes: Skype's weak generator, and ours
frames    checksums and headers: transport, network, link
files     pcap, pcapng and the label file
net       a simulated wire: time, hosts, TCP connections, flow labels
skype     one running Skype: what its datagrams and first TCP bytes relate
recipes   R1 to R10, R16, R17 of docs/skype-on-the-wire.md section 15
media     R11 to R15: calls, files, relays
office    traffic of everybody else
captures  the table of captures that make-pcaps writes
"""
