#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Sends frames of every kind that a bridge meets, and counts what arrives.

    bridge_frames.py send IF [--count N] [--rate N] [--from ADDRESS] [--to ADDRESS] KIND...
    bridge_frames.py listen IF OUT      until SIGTERM; then "kind count" lines

Each frame holds its kind in its payload. IPv4 headers bear a good checksum,
because br_netfilter drops bad ones.
"""

import argparse
import ipaddress
import os
import signal
import socket
import struct
import sys
import time

ETH_P_ALL = 3
MARKER = b"SKYWARDEN-FRAME:"
BROADCAST = b"\xff" * 6


def checksum(data):
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def udp(payload):
    # No checksum: legal over IPv4, and IPv6's is not checked here.
    return struct.pack(">HHHH", 40000, 40001, 8 + len(payload), 0) + payload


def ipv4(payload, source, target):
    header = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), 0, 0, 64, 17,
                         0, source.packed, target.packed)
    return header[:10] + struct.pack(">H", checksum(header)) + header[12:] + payload


def ipv6(payload, source, target):
    return struct.pack(">IHBB16s16s", 6 << 28, len(payload), 17, 64,
                       source.packed, target.packed) + payload


def pppoe(protocol, payload):
    return struct.pack(">BBHHH", 0x11, 0, 7, len(payload) + 2, protocol) + payload


def tag(identifier, ethertype, payload):
    return struct.pack(">HH", identifier, ethertype) + payload


def frame(kind, options):
    """One frame, whole. The plain kinds may follow vlan-, qinq- and so on."""
    text = MARKER + kind.encode() + b";"
    addresses = (ipaddress.ip_address(options.source), ipaddress.ip_address(options.to))
    addresses6 = (ipaddress.ip_address("fd00::1"), ipaddress.ip_address("fd00::2"))
    v4 = ipv4(udp(text), *addresses)
    v6 = ipv6(udp(text), *addresses6)
    mdns = ipv4(udp(text), addresses[0], ipaddress.ip_address("224.0.0.251"))
    everyone = ipv4(udp(text), addresses[0], ipaddress.ip_address("255.255.255.255"))
    arp = struct.pack(">HHBBH", 1, 0x800, 6, 4, 1) + bytes(20) + text
    to = bytes.fromhex(options.mac)
    table = {
        "ipv4": (to, 0x0800, v4),
        "ipv6": (to, 0x86dd, v6),
        "multicast": (bytes.fromhex("01005e0000fb"), 0x0800, mdns),
        "broadcast": (BROADCAST, 0x0800, everyone),
        "vlan": (to, 0x8100, tag(77, 0x0800, v4)),
        "vlan6": (to, 0x8100, tag(77, 0x86dd, v6)),
        "qinq": (to, 0x88a8, tag(5, 0x8100, tag(77, 0x0800, v4))),
        "qinq6": (to, 0x88a8, tag(5, 0x8100, tag(77, 0x86dd, v6))),
        "pppoe": (to, 0x8864, pppoe(0x21, v4)),
        "pppoe6": (to, 0x8864, pppoe(0x57, v6)),
        "vlan-pppoe": (to, 0x8100, tag(77, 0x8864, pppoe(0x21, v4))),
        "lcp": (to, 0x8864, pppoe(0xc021, text)),
        "arp": (BROADCAST, 0x0806, arp),
        "lldp": (bytes.fromhex("0180c200000e"), 0x88cc, text),
        "stp": (bytes.fromhex("0180c2000000"), len(text) + 3, b"\x42\x42\x03" + text),
        "ipx": (to, 0x8137, text),
    }
    target, ethertype, payload = table[kind]
    source = bytes.fromhex(options.source_mac)
    return (target + source + struct.pack(">H", ethertype) + payload).ljust(60, b"\0")


def send(options):
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    sock.bind((options.interface, 0))
    for kind in options.kinds:
        for _ in range(options.count):
            sock.send(frame(kind, options))
            if options.rate:
                time.sleep(1 / options.rate)


def listen(options):
    counts = {}

    def finish(*_):
        with open(options.out + ".new", "w") as out:
            for kind, count in sorted(counts.items()):
                print(kind, count, file=out)
        os.rename(options.out + ".new", options.out)
        sys.exit(0)

    signal.signal(signal.SIGTERM, finish)
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    sock.bind((options.interface, ETH_P_ALL))
    open(options.out + ".ready", "w").close()
    while True:
        data, address = sock.recvfrom(65536)
        at = data.find(MARKER)
        if at < 0 or address[2] == socket.PACKET_OUTGOING:
            continue
        kind = data[at + len(MARKER):data.index(b";", at)].decode()
        counts[kind] = counts.get(kind, 0) + 1


def main():
    parser = argparse.ArgumentParser()
    verbs = parser.add_subparsers(required=True)
    verb = verbs.add_parser("send")
    verb.add_argument("interface")
    verb.add_argument("--count", type=int, default=1)
    verb.add_argument("--rate", type=float, help="frames a second, about")
    verb.add_argument("--from", dest="source", default="192.168.7.1")
    verb.add_argument("--to", default="198.51.100.2")
    verb.add_argument("--mac", default="02000000bbbb")
    verb.add_argument("--source-mac", default="02000000aaaa")
    verb.add_argument("kinds", nargs="+")
    verb.set_defaults(run=send)
    verb = verbs.add_parser("listen")
    verb.add_argument("interface")
    verb.add_argument("out")
    verb.set_defaults(run=listen)
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
