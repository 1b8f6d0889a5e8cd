#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Traffic for the tests of this folder, bounded in number and in time.

traffic.py sink udp|tcp 4|6 PORT [IDLE]    prints "ready", then "got N" when
                                          nothing came for IDLE s (default 2)
traffic.py send udp|tcp 4|6 PORT COUNT [SIZE [PER_SECOND]]
                                          COUNT datagrams, or COUNT bytes
traffic.py send vlan TAGS PORT COUNT      raw UDP in frames with these tags,
                                          "77" or "77,5" (outer first)

All patience is times SKYWARDEN_SLOWNESS, for emulated machines.
"""
import os
import socket
import struct
import sys
import time

HOST = {"4": "10.99.0.2", "6": "fd99::2"}
FAMILY = {"4": socket.AF_INET, "6": socket.AF_INET6}
SLOWNESS = float(os.environ.get("SKYWARDEN_SLOWNESS") or 1)
FIRST_S = 30 * SLOWNESS  # a sink's patience before anything comes


def sink_udp(family, port, idle):
    s = socket.socket(FAMILY[family], socket.SOCK_DGRAM)
    s.setsockopt(socket.SOL_SOCKET, 33, 64 << 20)  # SO_RCVBUFFORCE
    s.bind((HOST[family], port))
    print("ready", flush=True)
    count = 0
    s.settimeout(FIRST_S)
    try:
        while True:
            s.recv(65536)
            count += 1
            if count == 1:
                s.settimeout(idle)
    except socket.timeout:
        pass
    return count


def sink_tcp(family, port, idle):
    listener = socket.socket(FAMILY[family], socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((HOST[family], port))
    listener.listen()
    listener.settimeout(FIRST_S)
    print("ready", flush=True)
    count = 0
    try:
        s, _ = listener.accept()
        s.settimeout(max(idle, 10))
        while True:
            data = s.recv(1 << 20)
            if not data:
                break
            # Every byte says where it belongs, by its position.
            if data[0] != count % 251:
                return -1
            count += len(data)
    except socket.timeout:
        pass
    return count


def send_udp(family, port, count, size, per_second):
    s = socket.socket(FAMILY[family], socket.SOCK_DGRAM)
    # Packets in a bridge-family queue still weigh on their sender's socket: with
    # the usual buffer it would stop after 278.
    s.setsockopt(socket.SOL_SOCKET, 32, 64 << 20)  # SO_SNDBUFFORCE
    s.connect((HOST[family], port))
    start = time.monotonic()
    for i in range(count):
        s.send(struct.pack("!I", i) + bytes(size - 4))
        while per_second and (time.monotonic() - start) * per_second < i:
            time.sleep(0.001)


def send_tcp(family, port, count):
    s = socket.create_connection((HOST[family], port), timeout=FIRST_S)
    period = bytes(range(251)) * 4096
    sent = 0
    while sent < count:
        at = sent % 251
        sent += s.send(period[at:at + min(len(period) - at, count - sent)])
    s.shutdown(socket.SHUT_WR)


def checksum(header):
    total = sum(struct.unpack("!%dH" % (len(header) // 2), header))
    total = (total & 0xffff) + (total >> 16)
    return ~(total + (total >> 16)) & 0xffff


def send_vlan(tags, port, count):
    s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    s.bind(("lan0", 0))
    udp = struct.pack("!HHHH", 4000, port, 8 + 32, 0) + bytes(32)
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 1, 0, 64, 17, 0,
                     bytes([10, 99, 0, 1]), bytes([10, 99, 0, 2]))
    ip = ip[:10] + struct.pack("!H", checksum(ip)) + ip[12:]
    types = [0x88a8] * (len(tags) - 1) + [0x8100]
    link = bytes([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1])
    for kind, tag in zip(types, tags):
        link += struct.pack("!HH", kind, tag)
    for _ in range(count):
        s.send(link + struct.pack("!H", 0x0800) + ip + udp)
        time.sleep(0.0005)


def main(argv):
    if argv[0] == "sink":
        idle = SLOWNESS * (float(argv[4]) if len(argv) > 4 else 2)
        receive = sink_udp if argv[1] == "udp" else sink_tcp
        print("got", receive(argv[2], int(argv[3]), idle), flush=True)
    elif argv[1] == "vlan":
        send_vlan([int(tag) for tag in argv[2].split(",")], int(argv[3]),
                  int(argv[4]))
    elif argv[1] == "udp":
        size = int(argv[5]) if len(argv) > 5 else 64
        per_second = int(argv[6]) if len(argv) > 6 else 20000
        send_udp(argv[2], int(argv[3]), int(argv[4]), size, per_second)
    else:
        send_tcp(argv[2], int(argv[3]), int(argv[4]))


main(sys.argv[1:])
