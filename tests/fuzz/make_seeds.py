#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Seeds for the fuzzers, made from nothing: make_seeds.py DIRECTORY

Writes DIRECTORY/packet_decode/* (link type, bytes not captured, frame) and
DIRECTORY/io_pcapng/* (whole capture files).
"""
import os
import struct
import sys

UDP = struct.pack(">HHHH", 5000, 3478, 20, 0) + b"hello, world"
TCP = struct.pack(">HHIIBBHHH", 40000, 443, 1, 2, 0x60, 0x18, 0, 0, 0) + \
    bytes(4) + b"hello, world"


def ip4(protocol, payload, fragment=0x4000):
    return struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), 7, fragment,
                       64, protocol, 0) + bytes([192, 0, 2, 1, 192, 0, 2, 2]) \
        + payload


def ip6(protocol, payload):
    return struct.pack(">IHBB", 0x60000000, len(payload), protocol, 64) + \
        bytes([0x20, 1, 0xd, 0xb8]) + bytes(11) + b"\1" + \
        bytes([0x20, 1, 0xd, 0xb8]) + bytes(11) + b"\2" + payload


def ethernet(kind, payload):
    return bytes(12) + struct.pack(">H", kind) + payload


EXTENSIONS = bytes([43, 0] + [0] * 6) + bytes([60, 0] + [0] * 6) + \
    bytes([44, 0] + [0] * 6) + bytes([51, 0, 0, 0, 0, 0, 0, 9]) + \
    bytes([135, 1] + [0] * 10) + bytes([17, 0] + [0] * 6) + UDP
MPLS = struct.pack(">II", 100 << 12 | 64, 200 << 12 | 0x140)
PPPOE = struct.pack(">HHH", 0x1100, 1, 2 + 20 + len(UDP))

FRAMES = {
    "udp4": (1, ethernet(0x0800, ip4(17, UDP)) + bytes(6)),
    "tcp4": (1, ethernet(0x0800, ip4(6, TCP))),
    "udp6": (1, ethernet(0x86dd, ip6(17, UDP))),
    "first": (1, ethernet(0x0800, ip4(17, UDP, 0x2000))),
    "later": (1, ethernet(0x0800, ip4(17, UDP, 0x2001))),
    "extensions": (12, ip6(0, EXTENSIONS)),
    "qinq": (1, ethernet(0x88a8, struct.pack(">HHHH", 7, 0x8100, 8, 0x0800)
                         + ip4(17, UDP))),
    "mpls": (1, ethernet(0x8847, MPLS + ip4(17, UDP))),
    "pppoe": (1, ethernet(0x8864, PPPOE + b"\0\x21" + ip4(17, UDP))),
    "snap": (1, ethernet(50, b"\xaa\xaa\3\0\0\0\x08\0" + ip4(17, UDP))),
    "sll": (113, bytes(14) + b"\x08\0" + ip4(17, UDP)),
    "sll2": (276, b"\x86\xdd" + bytes(18) + ip6(17, UDP)),
    "null": (0, b"\2\0\0\0" + ip4(17, UDP)),
    "loop": (108, b"\0\0\0\x1e" + ip6(17, UDP)),
    "ppp": (9, b"\xff\3\0\x57" + ip6(17, UDP)),
    "ipv4": (228, ip4(17, UDP)),
    "ipv6": (229, ip6(6, TCP)),
}


def block(order, kind, body):
    body += bytes(-len(body) % 4)
    size = struct.pack(order + "I", len(body) + 12)
    return struct.pack(order + "I", kind) + size + body + size


def option(order, code, value):
    return struct.pack(order + "HH", code, len(value)) + value + \
        bytes(-len(value) % 4)


def section(order):
    return block(order, 0x0a0d0d0a,
                 struct.pack(order + "IHHq", 0x1a2b3c4d, 1, 0, -1))


def interface(order, link, tick=None):
    body = struct.pack(order + "HHI", link, 0, 0)
    body += option(order, 2, b"eth0")
    if tick is not None:
        body += option(order, 9, bytes([tick]))
        body += option(order, 14, struct.pack(order + "q", -3600))
    return block(order, 1, body + option(order, 0, b""))


def pcapng(order):
    frames = list(FRAMES.values())
    out = section(order)
    out += interface(order, 1) + interface(order, 101, 9)
    out += interface(order, 113, 0x8a)
    for kind, (_, frame) in enumerate(frames[:6]):
        out += block(order, 6, struct.pack(order + "IIIII", kind % 3, 1, kind,
                                           len(frame), len(frame)) + frame)
    frame = frames[0][1]
    out += block(order, 3, struct.pack(order + "I", len(frame)) + frame)
    out += block(order, 2, struct.pack(order + "HHIIII", 0, 0, 1, 2,
                                       len(frame), len(frame)) + frame)
    out += block(order, 5, bytes(12)) + block(order, 0x0bad, b"custom")
    return out


def pcap(order, magic, link):
    out = struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 65535, link)
    for second, (_, frame) in enumerate(FRAMES.values()):
        out += struct.pack(order + "IIII", second, 5, len(frame), len(frame))
        out += frame
    return out


def attribute(kind, content):
    """A netlink attribute, in this machine's order and padded to 4."""
    out = struct.pack("=HH", 4 + len(content), kind) + content
    return out + bytes(-len(out) % 4)


def queue_message(protocol, family, payload):
    out = struct.pack("=BBH", family, 0, 0)
    out += attribute(1, struct.pack(">IHB", 7, protocol, 2))
    out += attribute(5, struct.pack(">I", 3)) + attribute(7, bytes([0, 0, 0, 4]))
    out += attribute(3, bytes(4)) + attribute(4, bytes(7) + b"\1" + bytes(8))
    out += attribute(9, struct.pack(">HHQ", 6, 0, 5))
    out += attribute(0x8000 | 19, attribute(2, b"\0\x4d") + attribute(1, b"\x81\0"))
    out += attribute(20, bytes(14)) + attribute(14, struct.pack(">I", 3))
    out += attribute(13, struct.pack(">I", 60000)) + attribute(10, payload)
    return struct.pack("=IHHII", 16 + len(out), 0x300, 0, 0, 0) + out


def queue_answer(error):
    out = struct.pack("=i", error) + struct.pack("=IHHII", 32, 0x301, 1, 0, 0)
    return struct.pack("=IHHII", 16 + len(out), 2, 0, 0, 0) + out


def write(directory, name, content):
    os.makedirs(directory, exist_ok=True)
    with open(os.path.join(directory, name), "wb") as file:
        file.write(content)


def main():
    decode = os.path.join(sys.argv[1], "packet_decode")
    files = os.path.join(sys.argv[1], "io_pcapng")
    for name, (link, frame) in FRAMES.items():
        write(decode, name, struct.pack(">HH", link, 0) + frame)
    queue = os.path.join(sys.argv[1], "io_nfqueue")
    for name, (link, frame) in FRAMES.items():
        if link == 1:
            write(queue, name, queue_message(int.from_bytes(frame[12:14], "big"),
                                             7, frame[14:]))
    write(queue, "answer", queue_answer(-2))
    write(queue, "several", queue_answer(0) + queue_message(0x800, 2, bytes(40)))
    write(queue, "table", b"    0   4242     3 2  128     0     0        7  1\n")
    write(files, "little", pcapng("<"))
    write(files, "big", pcapng(">"))
    write(files, "sections", pcapng("<") + pcapng(">"))
    write(files, "classic", pcap("<", 0xa1b2c3d4, 1))
    write(files, "nano", pcap(">", 0xa1b23c4d, 12))


main()
