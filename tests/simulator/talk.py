# SPDX-License-Identifier: GPL-2.0-or-later
"""What Skype's two ends say to each other over TCP: who, how many bytes, which.

The bytes are those of scripts/pcapgen/skype.py, so that a simulated client and
a generated capture cannot differ. Nothing is enciphered; cipher text is random.

Real ends know from the cipher where a message ends. These draw all sizes of a
connection from the random bytes that its client sends first, each for itself:
nothing on the wire gives them away, and segments may join or split.

Sections are those of skype-on-the-wire.md.
"""
import asyncio
import os
import struct
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "scripts"))

# pylint: disable=wrong-import-position
from pcapgen.dice import Dice  # noqa: E402
from pcapgen.recipes import (CLOUD_NETS, EVENTS, LOGIN, LOGIN_2015, LOGIN_ANSWER, LOGIN_OPEN,  # noqa: E402,F401
                             R4_SIZES, R4_SMALL, R6_LONG, R6_SHORT, record)
from pcapgen.skype import Process  # noqa: E402

LOGIN_PORT, EVENTS_PORT, TLS_PORT = 33033, 12350, 443
NODE_PORTS = range(40001, 40037)
PEER = "203.0.113.77"  # somebody to send files to
PEER_PORT = 26578
TURN = 0.004  # seconds between two segments of one side
CLIENT, SERVER = True, False


class Wire:
    """Stands where pcapgen has its simulated wire: real time, dice of its own.

    With @related False everything random is really random: a twin, which has
    Skype's sizes and times but nothing that proves it.
    """

    def __init__(self, seed, related=True):
        self.related = related
        self.shape = Dice(f"shape {seed}")
        self.content = Dice(f"content {seed}")

    @property
    def now(self):
        """Microseconds."""
        return time.monotonic_ns() // 1000

    def constant(self, data):
        return data if self.related else self.content.bytes(len(data))


# -- conversations ------------------------------------------------------------
# A list of (side, size, make): make(process) gives the bytes, None random ones.

def supernode(first):
    """Section 4.2: `>8 <8 >24..73 <27..71 >41 <3 <144 >4 >254..279 <4 <935..1250`."""
    dice = Dice(first.hex())
    return handshake(dice) + random_steps(
        dice.between(24, 73), -dice.between(27, 71), 41, -3, -144, 4, dice.between(254, 279), -4,
        -dice.between(935, 1250))


def login(first):
    """Section 4.2, port 33033: one request, one answer of 292 or 325 bytes."""
    dice = Dice(first.hex())
    requests = (dice.between(472, 494),) if dice.chance(1, 2) else (230, 245)
    return handshake(dice) + random_steps(*requests, -dice.pick((292, 325)))


def events(first):
    """Section 4.2, port 12350."""
    dice = Dice(first.hex())
    return handshake(dice) + random_steps(
        dice.pick((119, 123)), -303, 404, -10, dice.pick((71, 75)), -20, dice.pick((36, 37)), dice.between(301, 393),
        dice.pick((90, 94)), -dice.between(310, 821), -dice.between(467, 473))


def handshake(dice):
    """48 bytes and 0..63 of the generator each way, then 8 each way, the
    server's joined to its first segment in one of three."""
    ours, theirs, joined = dice.between(0, 63), dice.between(0, 63), 8 if dice.chance(1, 3) else 0
    steps = [(CLIENT, 48 + ours, lambda process: process.random.bytes(ours)),  # the 48 are sent before
             (SERVER, 48 + theirs + joined, lambda process: process.dh_hello(theirs) + process.content.bytes(joined)),
             (CLIENT, 8, None)]
    return steps if joined else steps + [(SERVER, 8, None)]


def random_steps(*sizes):
    """Positive sizes from the client, negative from the server."""
    return [(size > 0, abs(size), None) for size in sizes]


def fake_tls(challenge):
    """Section 4.3: the fixed hellos, then an old-style stream (4.1) inside."""
    dice = Dice(challenge.hex())
    sizes = dice.pick((R6_LONG, R6_SHORT))
    steps = [(SERVER, 79, Process.fake_tls_answer)]
    for index, size in enumerate(sizes):
        make = old_hello(size) if index < 2 else None
        steps.append((index % 2 == 0, size, make))
    return steps


def old_hello(size):
    return lambda process: process.old_hello(size, kk=15)


def login_records():
    """R10 as of 2015: `1603010000`, `1703010000`, the request, three records."""
    def request(process):
        head = process.net.constant(bytes.fromhex(LOGIN_2015.format(0xDF)))
        return head + process.content.bytes(0xDF + 5 - len(head)) + record(process.net, 223)

    def one(size):
        return lambda process: record(process.net, size)

    return [(CLIENT, 5, lambda process: process.net.constant(LOGIN_OPEN)),
            (SERVER, 5, lambda process: process.net.constant(LOGIN_ANSWER)),
            (CLIENT, 451, request), (SERVER, 232, one(232)), (CLIENT, 18, one(18)), (SERVER, 67, one(67))]


# -- playing them -----------------------------------------------------------------

class Closed(Exception):
    """The other side is gone, or never said what it had to."""


class Talk:
    """One end of a TCP connection, and what it has said and heard."""

    def __init__(self, process, side, reader, writer):
        self.process, self.side = process, side
        self.reader, self.writer = reader, writer

    async def hear(self, size):
        try:
            return await self.reader.readexactly(size)
        except (asyncio.IncompleteReadError, OSError) as error:
            raise Closed(str(error)) from error

    async def say(self, data):
        try:
            self.writer.write(data)
            await self.writer.drain()
        except OSError as error:
            raise Closed(str(error)) from error

    async def play(self, steps, begun=b""):
        """Every step in turn; @begun was heard (or is to be said) of the first."""
        before = None
        for side, size, make in steps:
            if side == self.side:
                if before == side:
                    await asyncio.sleep(TURN)  # a segment of its own
                data = make(self.process) if make else self.process.content.bytes(size)
                await self.say(begun + data)
            else:
                await self.hear(size - len(begun))
            before, begun = side, b""

    # what a client begins with

    async def begin_dh(self, conversation):
        public = self.process.content.bytes(48)
        await self.play(conversation(public), begun=public)

    async def begin_fake_tls(self):
        hello = self.process.fake_tls()
        await self.say(hello)
        await self.play(fake_tls(hello[56:]))

    async def begin_records(self):
        await self.play(login_records())

    def close(self):
        self.writer.close()


# -- datagrams ------------------------------------------------------------------------

PAYLOAD, RESEND, ACK, NAK, MEDIA, FRAGMENT = 2, 3, 5, 7, 0xD, 0xF
FILE_SIZE, FILE_ANSWER = 1370, 27  # section 3.6


def type_of(datagram):
    return datagram[2] & 0x8F if len(datagram) >= 3 else None


def ident_of(datagram):
    return struct.unpack_from(">H", datagram)[0]
