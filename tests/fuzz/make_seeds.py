#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Seeds for the fuzzers, made from nothing: make_seeds.py DIRECTORY

Writes DIRECTORY/packet_decode/* (link type, bytes not captured, frame),
DIRECTORY/packet_name/* (transport, bytes not captured, payload),
DIRECTORY/packet_{dns,tls,x509,http}/* (payload),
DIRECTORY/io_pcapng/* (whole capture files), DIRECTORY/io_pcap_file/* (size of batches,
whole capture file), DIRECTORY/language_load/* (the
shipped files and those of the tests) and DIRECTORY/signature_expression/*
(where it stands, expression).
"""
import glob
import itertools
import json
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
    "tls.name ends 'a.b' or tls.certificate like '*.#.a**'", "http.method == 'GET'",
    "not dns.name starts 'x' and http.path like '/#/*/**'",
    "tlv(20, 2, 2, 4, 0x8070) in 1..9 and tlv.size(0, 1, 1, 1, 5) >= 2",
]


def expressions():
    """Those of the shipped files, and one of each kind."""
    found = list(EXPRESSIONS)
    for name in glob.glob(os.path.join(HERE, "../../conf/signatures/*.sig")):
        with open(name, encoding="utf-8") as file:
            found += re.findall(r'"([^"]*(?:==|\bin\b|=|>)[^"]*)"', file.read())
    return found


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


def counted(size, content):
    return len(content).to_bytes(size, "big") + content


def der(tag, content):
    size = len(content)
    return bytes([tag, size] if size < 128 else [tag, 0x82, size >> 8, size & 255]) + content


def record(*messages):
    return b"\x16\3\1" + counted(2, b"".join(
        bytes([kind]) + counted(3, body) for kind, body in messages))


def certificate():
    name = der(0x31, der(0x30, der(6, b"\x55\4\3") + der(12, b"*.example.org")))
    other = der(0x30, der(6, b"\x55\x1d\x11") + der(4, der(0x30, der(0x82, b"b.example"))))
    parts = der(0xa0, b"\2\1\2") + b"\2\1\7" + der(0x30, b"") * 3
    return [der(0x30, der(0x30, parts + subject + der(0x30, b"") +
                          der(0xa3, der(0x30, other))))
            for subject in (der(0x30, name), der(0x30, b""))]


def names():
    """name -> (1 over TCP, payload)"""
    question = bytes.fromhex("123401000001000000000000") + \
        b"\3www\7example\3org\0" + bytes([0, 1, 0, 1])
    hello = b"\3\3" + bytes(32) + b"\0\0\2\0\5\1\0" + \
        counted(2, b"\0\x0b\0\2\1\0\0\0" + counted(2, counted(2, b"\0" + counted(2, b"a.example"))))
    found = {"query": (0, question), "answer": (0, question[:2] + b"\x81\x80" + question[4:]),
             "stream": (1, counted(2, question)), "hello": (1, record((1, hello)))}
    for number, one in enumerate(certificate()):
        chain = counted(3, counted(3, one))
        found[f"flight{number}"] = (1, record((2, bytes(38)), (11, chain)))
        found[f"records{number}"] = (1, record((2, bytes(38))) + record((11, chain)))
    for number, text in enumerate((
            "GET /a?b HTTP/1.1\r\nHost: a.example:80\r\nUser-Agent: x\r\n\r\n",
            "POST http://a.example/b HTTP/1.0\n\n", "CONNECT a.example:443 HTTP/1.1\r\n\r\n")):
        found[f"request{number}"] = (1, text.encode())
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
    for name, (tcp, payload) in names().items():
        write(os.path.join(sys.argv[1], "packet_name"), name, bytes([tcp, 0]) + payload)
        for protocol in ("dns", "tls", "http"):
            write(os.path.join(sys.argv[1], f"packet_{protocol}"), name, payload)
    for number, one in enumerate(certificate()):
        write(os.path.join(sys.argv[1], "packet_x509"), f"{number}", one)
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
    for number, (order, magic) in enumerate(itertools.product("<>", (0xa1b2c3d4, 0xa1b23c4d))):
        write(os.path.join(sys.argv[1], "io_pcap_file"), f"{number}",
              bytes([number * 3]) + pcap(order, magic, 1))
    load = os.path.join(sys.argv[1], "language_load")
    for name in glob.glob(os.path.join(HERE, "../../conf/signatures/*.sig")) \
            + glob.glob(os.path.join(HERE, "../signature/*.sig")):
        with open(name, "rb") as file:
            write(load, os.path.basename(name), file.read())
    for name in glob.glob(os.path.join(HERE, "../config/*.in")):
        with open(name, "rb") as file:
            write(os.path.join(sys.argv[1], "config_ruleset"), os.path.basename(name), file.read())
    for name in ("Europe/Berlin", "Asia/Kolkata", "Africa/Casablanca", "America/Nuuk"):
        path = os.path.join("/usr/share/zoneinfo", name)
        if os.path.exists(path):
            with open(path, "rb") as file:
                write(os.path.join(sys.argv[1], "policy_zone"), name.replace("/", "-"), file.read())
    for number, text in enumerate(("10.1.2.3 alice students,vpn 2026-11-20T18:00:00+01:00", "# a comment",
                                   "02:00:5e:10:00:01 - a,b 1790000000", "2001:db8::1 bob")):
        write(os.path.join(sys.argv[1], "identity_line"), str(number), text.encode())
    count = {"quota": "q", "unit": "bytes", "per": "user", "kind": "user", "who": "alice", "used": 5,
             "from_us": 1577833200000000, "until_us": 1580511600000000, "last_us": 0}
    for number, more in enumerate(([], [{}], [{}, {"unit": "call_minutes", "per": "host", "kind": "host",
                                                   "who": "2001:db8::1", "last_us": 1577836804921799}],
                                   [{"per": "group", "kind": "group", "who": "students"}])):
        text = json.dumps({"version": 1, "saved_us": 7, "counts": [{**count, **it} for it in more]})
        write(os.path.join(sys.argv[1], "run_quota_file"), str(number), text.encode())
    words = os.path.join(sys.argv[1], "signature_expression")
    for number, text in enumerate(expressions()):
        for place in range(5):
            write(words, f"{number}-{place}", bytes([place]) + text.encode())


main()
