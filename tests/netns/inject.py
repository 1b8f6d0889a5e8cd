# SPDX-License-Identifier: GPL-2.0-or-later
"""Puts the frames of a capture onto both sides of a stage's bridge, at its pace.

Each frame leaves from the side that it belongs to: senders with a LAN address from
the namespace lan, others from uplink. MACs are made such that the bridge learns
both sides, and that no host takes the frame for its own; IPv4 headers get a fresh
checksum, because br_netfilter drops frames with bad ones.
"""
import ctypes
import ipaddress
import os
import socket
import struct
import time

CLONE_NEWNET = 0x40000000
LAN_MAC, UPLINK_MAC = bytes.fromhex("02000000aa01"), bytes.fromhex("02000000bb02")
HOME = [ipaddress.ip_network(text) for text in
        ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "fc00::/7", "fe80::/10")]
TAGS = (0x8100, 0x88A8)


def read_pcap(path, until=None):
    """[(seconds since the first, frame)], and the file's bytes up to there."""
    with open(path, "rb") as file:
        data = file.read()
    order = "<" if data[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    unit = 1e9 if data[:4] in (b"\x4d\x3c\xb2\xa1", b"\xa1\xb2\x3c\x4d") else 1e6
    at, frames, first = 24, [], None
    while at < len(data):
        seconds, part, caplen, _ = struct.unpack_from(order + "IIII", data, at)
        when = seconds + part / unit
        first = when if first is None else first
        if until is not None and when - first > until:
            break
        frames.append((when - first, data[at + 16:at + 16 + caplen]))
        at += 16 + caplen
    return frames, data[:at]


def checksum(header):
    total = sum(struct.unpack(f">{len(header) // 2}H", header))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def prepare(frame):
    """(whether it is the LAN's, the frame as it is to be sent); None: not IP."""
    at = 12
    while struct.unpack_from(">H", frame, at)[0] in TAGS:
        at += 4
    kind, at = struct.unpack_from(">H", frame, at)[0], at + 2
    if kind == 0x0800:
        length = (frame[at] & 15) * 4
        header = bytearray(frame[at:at + length])
        header[10:12] = b"\0\0"
        header[10:12] = struct.pack(">H", checksum(header))
        frame = frame[:at] + bytes(header) + frame[at + length:]
        source = ipaddress.ip_address(bytes(header[12:16]))
    elif kind == 0x86DD:
        source = ipaddress.ip_address(frame[at + 8:at + 24])
    else:
        return None
    is_lan = any(source in network for network in HOME if network.version == source.version)
    macs = UPLINK_MAC + LAN_MAC if is_lan else LAN_MAC + UPLINK_MAC
    return is_lan, (macs + frame[12:]).ljust(60, b"\0")


def socket_in(where, *kind):
    """A socket in that namespace of the stage; we stay in ours."""
    libc = ctypes.CDLL(None, use_errno=True)
    with open("/proc/self/ns/net", "rb") as own, open(f"/run/netns/{where}", "rb") as other:
        if libc.setns(other.fileno(), CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "setns")
        try:
            return socket.socket(*kind)
        finally:
            libc.setns(own.fileno(), CLONE_NEWNET)


def open_in(where, listen=False):
    """A packet socket on eth0 there; it hears all frames, or none."""
    sock = socket_in(where, socket.AF_PACKET, socket.SOCK_RAW, 0)
    sock.bind(("eth0", 3 if listen else 0))
    return sock


def inject(frames, pace=1.0):
    """Sends (seconds, frame) at @pace times their speed; (sent, the most seconds late)."""
    sockets = {True: open_in("lan"), False: open_in("uplink")}
    ready = [(when / pace, prepare(frame)) for when, frame in frames]
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})  # one processor: no frame overtakes another
    sent, late, began = 0, 0.0, time.monotonic() + 0.05
    try:
        for when, what in ready:
            if what is None:
                continue
            while (left := began + when - time.monotonic()) > 0:
                time.sleep(left)
            late = max(late, -left)
            sockets[what[0]].send(what[1])
            sent += 1
    finally:
        os.sched_setaffinity(0, before)
        for sock in sockets.values():
            sock.close()
    return sent, late
