# SPDX-License-Identifier: GPL-2.0-or-later
"""One running Skype: what its datagrams and first TCP bytes relate.

Sections are those of docs/skype-on-the-wire.md. Nothing is enciphered:
cipher text cannot be told from random bytes, so it is drawn; only what a
detector without keys can see is kept. In a twin (net.related is False) each
relation is drawn too.
"""
import struct

from .dice import Lcg, Unrelated
from .frames import UDP, packed
from .net import SECOND, Tcp

SSL2_HELLO = bytes.fromhex(  # section 4.3, 56 bytes
    "80460103 01002d00 00001000 00050000 0400000a 00000900 00640000 62000008"
    "00000300 00060100 800700c0 03008006 00400200 80040080")
TLS_ANSWER = bytes.fromhex(  # section 4.3, 79 bytes
    "160301004a 02000046 0301 401be486 02ade029e17774e544b9c99cb431315e02dd779d154a9609ba5da870"
    "20 1ca0e4f64c6351ae2f8e4ee1e6766a0a88d5d8c55cae98c5e481f22a69bf9058 000500")
TYPE_FREE = 0x70  # bits 4-6 of the type byte are random (section 2)


class Process:
    """Address, sticky port, weak generator and packet ids of one client,
    node or server. The simulated wire is shared, the generator is its own."""

    def __init__(self, net, address, port, public=None):
        self.net, self.shape, self.content = net, net.shape, net.content
        self.address, self.port = address, port
        self.public = public or address
        self.random = Lcg(self.content.word()) if net.related and net.weak else Unrelated(self.content)
        self._ident = self.content.below(65536)
        self._nonces = {}
        self._busy_since = None

    # -- UDP (section 2) -----------------------------------------------------

    def next_ident(self):
        self._ident += 1 if self.shape.chance(1, 8) else 2
        return struct.pack(">H", self._ident & 0xFFFF)

    def _iv(self):
        """The generator's next word; now and then others drew before."""
        if self.shape.chance(1, 16):
            self.random.skip(self.shape.between(2, 8))
        if self._busy_since is not None:  # a remote node serves others, 20-50 steps a second
            self.random.skip((self.net.now - self._busy_since) * self.shape.between(20, 50) // SECOND)
            self._busy_since = self.net.now
        return struct.pack(">I", self.random.word())

    def serves_others(self):
        self._busy_since = self.net.now
        return self

    def _echo(self, data):
        """Bytes taken over from another packet; others in a twin."""
        return data if self.net.related else self.content.bytes(len(data))

    def _type(self, low):
        return bytes([low | self.content.below(256) & TYPE_FREE])

    def payload(self, size, like=None, again=False):
        """Type 2. @like: an earlier datagram of the same plain text; @again:
        a retransmit of it, with its ID too."""
        ident = self._echo(like[:2]) if like and again else self.next_ident()
        crc = self._echo(like[7:11]) if like else self.content.bytes(4)
        return ident + b"\x02" + self._iv() + crc + self.content.bytes(size - 11)

    def ack(self, request, peer):
        """Type 5: 11 bytes with the ID of the request."""
        return self._eleven(5, request, peer)

    def nak(self, request, peer):
        """Type 7, the same layout: could not be decrypted."""
        return self._eleven(7, request, peer)

    def _eleven(self, low, request, peer):
        if peer.address not in self._nonces:  # constant for a pair of nodes for a while
            self._nonces[peer.address] = self.content.bytes(4)
        seen_as = packed(peer.public)[-4:]
        return self._echo(request[:2]) + self._type(low) + self._echo(seen_as) + self._nonces[peer.address]

    def resend(self, original, nak, peer):
        """Type 3: five bytes longer, the same CRC, the NAK's nonce. It draws
        from the generator but shows nothing of it (section 1)."""
        self.random.word()
        return (self._echo(original[:2]) + self._type(3) + self.net.constant(b"\x01") + self._echo(nak[7:11])
                + self._echo(packed(peer.address)[-4:]) + self._echo(original[7:11])
                + self.content.bytes(len(original) - 11))

    def fragments(self, request, count, rest):
        """Type F: count-1 of 1355 bytes and the rest, each with its own ID, IV
        and CRC. In reply to: the request's ID."""
        out = []
        for number in range(count):
            last = number == count - 1
            out.append(self.next_ident() + self._type(0x0F) + self._echo(request[:2])
                       + bytes([number | (0x80 if last else 0)]) + b"\x02" + self._iv()
                       + self.content.bytes((rest if last else 1355) - 11))
        return out

    def media(self, size):
        """Type D: two bytes that look random, the type, cipher text. In a
        twin the type byte is never D, else 3-byte pings would relate."""
        head = self.content.bytes(2)
        if self.net.related:
            return head + self._type(0x0D) + self.content.bytes(size - 3)
        other = self.content.below(256)
        return head + bytes([other ^ 0x80 if other & 0x8F == 0x0D else other]) + self.content.bytes(size - 3)

    def send(self, peer, data, role="udp-signal", why=None, sure="high"):
        self.net.udp(self.address, self.port, peer.address, peer.port, data, media=role == "media")
        self.net.mark(UDP, self.address, self.port, peer.address, peer.port, role,
                      why or "type 2 datagrams with the IV chain of this host", sure)
        return data

    # -- first TCP bytes (section 4) --------------------------------------------

    def old_hello(self, size, kk=1):
        """R6: seed, 10-byte hello, and when @size > 15 the first message under
        the same keystream, which begins with generator bytes."""
        seed = struct.pack(">I", self.random.word())
        session = self.content.bytes(2)
        hello = session + bytes.fromhex("00000001000000") + bytes([kk])
        keystream = self.content.bytes(10)
        count = size - 16
        if count < 0:
            return (seed + xor(keystream, hello) + self.content.bytes(4))[:size]
        message = bytes([2 * (count + 1) + 1 & 0xFF, 3]) + self.random.bytes(count)
        first = xor(keystream, message[:10]) if self.net.related else self.content.bytes(min(10, len(message)))
        return seed + xor(keystream, hello) + first + self.content.bytes(max(0, len(message) - 10))

    def dh_hello(self, padding):
        """R7: a 48-byte public value and generator bytes."""
        return self.content.bytes(48) + self.random.bytes(padding)

    def fake_tls(self):
        """R9: 56 constant bytes and 16 generator bytes."""
        return SSL2_HELLO + self.random.bytes(16)

    def fake_tls_answer(self):
        """The 79 constant bytes; in a twin, time, random and session differ."""
        if self.net.related:
            return TLS_ANSWER
        return TLS_ANSWER[:11] + self.content.bytes(32) + b"\x20" + self.content.bytes(32) + TLS_ANSWER[76:]

    def connect(self, peer, port=None, source_port=None, rtt=None):
        """A TCP connection to @peer; its port by default."""
        source_port = source_port or self.shape.between(32768, 60999)
        return Tcp(self.net, self.address, source_port, peer.address, port or peer.port, rtt)


def xor(left, right):
    return bytes(a ^ b for a, b in zip(left, right))


def paddings(shape):
    """DH padding of client and server, 0..63 bytes each, as it comes: in one of a
    thousand flows neither side has the two bytes that show a relation."""
    return shape.between(0, 63), shape.between(0, 63)
