# SPDX-License-Identifier: GPL-2.0-or-later
"""Packets of captures, read apart from the daemon.

pcap and pcapng in either byte order; UDP and TCP in IPv4 or IPv6 behind Ethernet with
any VLAN tags, PPPoE or MPLS, Linux cooked or nothing. Tunnels and fragments are not seen.
"""
import ipaddress
import struct
from functools import lru_cache

from .keys import BadInput, flow_key

ETHERNET, RAW, COOKED = 1, 101, 113
VLAN_TAGS = (0x8100, 0x88a8, 0x9100)
IPV4, IPV6, PPPOE, MPLS = 0x0800, 0x86dd, 0x8864, 0x8847
TCP, UDP = 6, 17


def pcap_frames(data):
    """-> (link type, bytes) of every frame of a classic pcap, micro- or nanoseconds."""
    order = "<" if data[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    link_type, offset = struct.unpack_from(order + "I", data, 20)[0] & 0xffff, 24
    while offset + 16 <= len(data):
        length = struct.unpack_from(order + "I", data, offset + 8)[0]
        yield link_type, data[offset + 16:offset + 16 + length]
        offset += 16 + length


def pcapng_frames(data):
    """-> (link type, bytes) of every frame of a pcapng: enhanced, simple and old blocks."""
    offset, order, links = 0, "<", []
    while offset + 12 <= len(data):
        kind = data[offset:offset + 4]
        if kind == b"\x0a\x0d\x0d\x0a":
            order, links = "<" if data[offset + 8:offset + 12] == b"\x4d\x3c\x2b\x1a" else ">", []
        kind, size = struct.unpack_from(order + "II", data, offset)
        body = data[offset + 8:offset + size - 4]
        if kind == 1:
            links.append(struct.unpack_from(order + "H", body)[0])
        elif kind == 3:
            yield links[0], body[4:]
        elif kind in (2, 6):
            interface = struct.unpack_from(order + ("H" if kind == 2 else "I"), body)[0]
            length = struct.unpack_from(order + "I", body, 12)[0]
            yield links[interface], body[20:20 + length]
        offset += size


def network_packet(link_type, frame):
    """-> what follows the link header of a frame; nothing where that is not IP."""
    if link_type == RAW:
        return frame
    at = {ETHERNET: 12, COOKED: 14}.get(link_type)
    while at is not None and at + 2 <= len(frame):
        ether_type = int.from_bytes(frame[at:at + 2], "big")
        if ether_type not in VLAN_TAGS:
            return above_link(ether_type, frame[at + 2:])
        at += 4
    return b""


def above_link(ether_type, body):
    if ether_type == PPPOE:  # six bytes, then the protocol of PPP
        return body[8:] if body[6:8] in (b"\x00\x21", b"\x00\x57") else b""
    if ether_type == MPLS:
        end = next((at + 4 for at in range(0, len(body) - 3, 4) if body[at + 2] & 1), len(body))
        return body[end:]
    return body if ether_type in (IPV4, IPV6) else b""


def transport(packet):
    """-> (protocol, source address, dest address, what is behind the network header), or None.

    None for fragments, too. Padding of the link is cut off."""
    if len(packet) >= 20 and packet[0] >> 4 == 4:
        if int.from_bytes(packet[6:8], "big") & 0x3fff:
            return None
        start, size = (packet[0] & 15) * 4, int.from_bytes(packet[2:4], "big") or len(packet)
        return packet[9], packet[12:16], packet[16:20], packet[start:size]
    if len(packet) >= 40 and packet[0] >> 4 == 6:
        size = int.from_bytes(packet[4:6], "big") or len(packet)
        return packet[6], packet[8:24], packet[24:40], packet[40:40 + size]
    return None


def udp_payload(body):
    return body[8:int.from_bytes(body[4:6], "big")] if len(body) >= 8 else None


def tcp_payload(body):
    return body[(body[12] >> 4) * 4:] if len(body) >= 20 else None


PAYLOAD = {UDP: ("udp", udp_payload), TCP: ("tcp", tcp_payload)}


def packets(path):
    """-> (frame number from 1, "udp" or "tcp", source, dest, payload) of every packet;
    source and dest are (address, port)."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from error
    frames = pcapng_frames if data[:4] == b"\x0a\x0d\x0d\x0a" else pcap_frames
    for number, (link_type, frame) in enumerate(frames(data), 1):
        found = transport(network_packet(link_type, frame))
        if not found or found[0] not in PAYLOAD:
            continue
        name, payload_of = PAYLOAD[found[0]]
        payload = payload_of(found[3])
        if payload is not None:
            ports = struct.unpack_from(">HH", found[3])
            yield number, name, (text_of(found[1]), ports[0]), (text_of(found[2]), ports[1]), payload


@lru_cache(maxsize=None)
def text_of(address):
    return str(ipaddress.ip_address(address))


def datagrams(path):
    """-> (frame number from 1, source, dest, payload) of every datagram of a capture."""
    for number, name, source, dest, payload in packets(path):
        if name == "udp":
            yield number, source, dest, payload


def numbers(path):
    """-> {flow key: [(frame number, whether it has payload)]} of a capture."""
    found = {}
    for number, name, source, dest, payload in packets(path):
        found.setdefault(flow_key(name, *source, *dest), []).append((number, bool(payload)))
    return found
