#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Seeds for the fuzzers, made from nothing: make_seeds.py DIRECTORY

Writes DIRECTORY/packet_decode/* (link type, bytes not captured, frame),
DIRECTORY/io_pcapng/* (whole capture files), DIRECTORY/signature_load/* (the
shipped files and those of the tests) and DIRECTORY/signature_expression/*
(where it stands, expression).
"""
import glob
import os
import re
import struct
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
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


EXPRESSIONS = [
    "size == size + 5 - 1 * 2 << 1 >> 1 & 0xff ^ 3 | 4", "le16[-4] in {1, 3..5}",
    "le32[end-8] != 0 and not u8[end-1] == 1 or (u16[0] < 2)",
    "bytes contains 'ab'", "bytes[-3] != h'0? ?1:ff'", "x[5] ^= 1", "x[-1] = 0",
    "x.run(g, 0..end) >= 3", "relations(g, 48..end-8) == 2",
    "run(g, 1..9) >= 1", "x.u16[2] == x.le16[4]", "x.bytes contains h'00'",
    "y = bytes[-8..end]", "u32[3] follows e by w within 1..64",
    "u8[0] == any d of reverse", "since(e of dest) in 1.5s..20min",
    "since(f) <= 10ms", "known of reverse >= 20", "h of dest == h",
    "iat > 5us and iat.mean < 1h and iat.deviation < 2s and age < 3s",
    "rate of reverse >= 1000", "size.mean > 3 and size.deviation < 9",
    "packets > 1 and payloads of reverse > 0 and flow.bytes < 10000",
    "sizes[1] == sizes[8] and iats[5] < 1s and directions[2] == 1",
    "tcp.flags & 0x18 == 0x18", "position == 1 and turn in 1..3",
    "source.address == dest.address or source.port == dest.port",
    "u32[0] == 192.0.2.1", "next(w, u32[0]) == u32[4]",
    "at least 2 of (size > 3; u8[0] == 0; f == 1)", "1s..2s", "10s",
]


def expressions():
    """Those of the shipped files, and one of each kind."""
    found = list(EXPRESSIONS)
    for name in glob.glob(os.path.join(HERE, "../../conf/signatures/*.sig")):
        with open(name, encoding="utf-8") as file:
            found += re.findall(r'"([^"]*(?:==|\bin\b|=|>)[^"]*)"', file.read())
    return found


def write(directory, name, content):
    os.makedirs(directory, exist_ok=True)
    with open(os.path.join(directory, name), "wb") as file:
        file.write(content)


def main():
    decode = os.path.join(sys.argv[1], "packet_decode")
    files = os.path.join(sys.argv[1], "io_pcapng")
    for name, (link, frame) in FRAMES.items():
        write(decode, name, struct.pack(">HH", link, 0) + frame)
    write(files, "little", pcapng("<"))
    write(files, "big", pcapng(">"))
    write(files, "sections", pcapng("<") + pcapng(">"))
    write(files, "classic", pcap("<", 0xa1b2c3d4, 1))
    write(files, "nano", pcap(">", 0xa1b23c4d, 12))
    load = os.path.join(sys.argv[1], "signature_load")
    for name in glob.glob(os.path.join(HERE, "../../conf/signatures/*.sig")) \
            + glob.glob(os.path.join(HERE, "../signature/*.sig")):
        with open(name, "rb") as file:
            write(load, os.path.basename(name), file.read())
    words = os.path.join(sys.argv[1], "signature_expression")
    for number, text in enumerate(expressions()):
        for place in range(5):
            write(words, f"{number}-{place}", bytes([place]) + text.encode())


main()
