# SPDX-License-Identifier: GPL-2.0-or-later
"""Headers and checksums, from the transport down to the link."""
import ipaddress
import struct
from functools import lru_cache

TCP, UDP = 6, 17
FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
ETHERNET, RAW, SLL = 1, 101, 113  # LINKTYPE_ values of pcap files


@lru_cache(maxsize=None)
def packed(address):
    return ipaddress.ip_address(address).packed


def checksum(data):
    """RFC 1071."""
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    total = (total & 0xFFFF) + (total >> 16)
    total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def transport_checksum(source, dest, protocol, segment):
    source, dest = packed(source), packed(dest)
    if len(source) == 4:
        pseudo = source + dest + struct.pack(">BBH", 0, protocol, len(segment))
    else:
        pseudo = source + dest + struct.pack(">IHBB", len(segment), 0, 0, protocol)
    return checksum(pseudo + segment)


def udp(source, source_port, dest, dest_port, payload):
    header = struct.pack(">HHH", source_port, dest_port, 8 + len(payload))
    total = transport_checksum(source, dest, UDP, header + b"\0\0" + payload)
    return header + struct.pack(">H", total or 0xFFFF) + payload


def tcp(source, source_port, dest, dest_port, seq, ack, flags, window, payload=b"", mss=1460):
    options = b""
    if flags & SYN:  # MSS, SACK permitted
        options = struct.pack(">BBH", 2, 4, mss) + bytes.fromhex("01010402")
    head = struct.pack(">HHIIBBH", source_port, dest_port, seq & 0xFFFFFFFF, ack & 0xFFFFFFFF,
                       (20 + len(options)) << 2, flags, window)
    segment = head + b"\0\0\0\0" + options + payload
    total = transport_checksum(source, dest, TCP, segment)
    return head + struct.pack(">HH", total, 0) + options + payload


def ipv4(source, dest, protocol, ttl, ident, body, offset=0, more=False):
    """One packet or fragment; @offset in bytes. TCP segments fit, and carry DF."""
    flags = 0x2000 if more else (0x4000 if protocol == TCP else 0)
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(body), ident, flags | offset >> 3, ttl,
                       protocol, 0, packed(source), packed(dest))
    return head[:10] + struct.pack(">H", checksum(head)) + head[12:] + body


def ipv6(source, dest, protocol, ttl, body):
    return struct.pack(">IHBB", 0x60000000, len(body), protocol, ttl) + packed(source) + packed(dest) + body


def ip_packets(source, dest, protocol, ttl, ident, body, mtu):
    """One packet, or the IPv4 fragments of it when it does not fit @mtu."""
    if len(packed(source)) == 16:
        return [ipv6(source, dest, protocol, ttl, body)]
    if 20 + len(body) <= mtu:
        return [ipv4(source, dest, protocol, ttl, ident, body)]
    step = (mtu - 20) // 8 * 8
    return [ipv4(source, dest, protocol, ttl, ident, body[at:at + step], at, at + step < len(body))
            for at in range(0, len(body), step)]


def mac(address):
    """A locally administered one, made of the address."""
    return b"\x02\x00" + packed(address)[-4:]


class Link:
    """A way to carry IP packets: the link type and the header before them."""

    def __init__(self, kind="ethernet", mtu=1500):
        self.kind, self.mtu = kind, mtu
        self.type = {"sll": SLL, "raw": RAW}.get(kind, ETHERNET)

    def wrap(self, source_mac, dest_mac, packet, inbound):
        ethertype = 0x86DD if packet[0] >> 4 == 6 else 0x0800
        if self.kind == "raw":
            return packet
        if self.kind == "sll":
            return struct.pack(">HHH6sHH", 0 if inbound else 4, 1, 6, source_mac, 0, ethertype) + packet
        frame = dest_mac + source_mac + self._tags(ethertype, packet) + packet
        return frame + bytes(max(0, 60 - len(frame)))  # Ethernet pads

    def _tags(self, ethertype, packet):
        last = struct.pack(">H", ethertype)
        if self.kind == "vlan":
            return struct.pack(">HH", 0x8100, 77) + last
        if self.kind == "qinq":
            return struct.pack(">HHHH", 0x88A8, 300, 0x8100, 77) + last
        if self.kind == "pppoe":
            ppp = 0x0057 if ethertype == 0x86DD else 0x0021
            return struct.pack(">HBBHHH", 0x8864, 0x11, 0, 0x1A2B, len(packet) + 2, ppp)
        if self.kind == "mpls":  # two labels; the second ends the stack
            return struct.pack(">HII", 0x8847, 18001 << 12 | 62, 24002 << 12 | 1 << 8 | 62)
        return last
