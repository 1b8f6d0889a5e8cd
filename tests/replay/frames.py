# SPDX-License-Identifier: GPL-2.0-or-later
"""Datagrams of captures, read apart from the daemon; shared by the tests beside this file.

pcap and pcapng in either byte order; UDP in IPv4 or IPv6 right behind Ethernet with
any VLAN tags, Linux cooked or nothing. What lies in tunnels or fragments is not seen.
"""
import ipaddress
import struct

ETHERNET, RAW, COOKED = 1, 101, 113
VLAN_TAGS = (0x8100, 0x88a8, 0x9100)


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
            return frame[at + 2:] if ether_type in (0x0800, 0x86dd) else b""
        at += 4
    return b""


def udp_datagram(packet):
    """-> ((address, port), (address, port), payload), or None."""
    if len(packet) >= 20 and packet[0] >> 4 == 4:
        start = (packet[0] & 15) * 4
        if packet[9] != 17 or int.from_bytes(packet[6:8], "big") & 0x3fff:
            return None
        addresses = packet[12:16], packet[16:20]
    elif len(packet) >= 40 and packet[0] >> 4 == 6 and packet[6] == 17:
        start, addresses = 40, (packet[8:24], packet[24:40])
    else:
        return None
    if len(packet) < start + 8:
        return None
    ports_and_size = struct.unpack_from(">HHH", packet, start)
    source, dest = ((str(ipaddress.ip_address(address)), port)
                    for address, port in zip(addresses, ports_and_size))
    return source, dest, packet[start + 8:start + ports_and_size[2]]


def datagrams(path):
    """-> (frame number from 1, source, dest, payload) of every datagram of a capture."""
    data = path.read_bytes()
    frames = pcapng_frames if data[:4] == b"\x0a\x0d\x0d\x0a" else pcap_frames
    for number, (link_type, frame) in enumerate(frames(data), 1):
        found = udp_datagram(network_packet(link_type, frame))
        if found:
            yield number, *found
