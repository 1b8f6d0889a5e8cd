# SPDX-License-Identifier: GPL-2.0-or-later
"""The dialogue of Skype's two ends over TCP: which end, how many bytes, which.

The bytes are those of scripts/pcapgen/skype.py, so that a simulated client and
a generated capture cannot differ. Nothing is enciphered; cipher text is random.

Real ends know from the cipher what a connection is for and where a message ends.
These know it from a hash of the random bytes that a client sends first: it draws
them again until the hash names its purpose, and both ends draw all sizes from
them. Nothing on the wire gives the simulation away.

Sections are those of skype-on-the-wire.md.
"""
import asyncio
import hashlib
import os
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "scripts"))

# pylint: disable=wrong-import-position
from pcapgen.dice import Dice  # noqa: E402
from pcapgen.recipes import (LOGIN_2006, LOGIN_2015, LOGIN_ANSWER, LOGIN_OPEN,  # noqa: E402
                             R6_2015, R6_2016, R6_LONG, R6_SHORT, record)
from pcapgen.skype import SSL2_HELLO, Process  # noqa: E402

TURN = 0.004  # real seconds between two segments of one side
CLIENT, SERVER = True, False
PUBLIC = 48  # bytes of a DH public value
SEEN = 14  # bytes that name the purpose: an old-style hello has no more


class Wire:
    """Stands where pcapgen has its simulated wire: its time is a clock's.

    With @related False everything random is really random: a twin, which has
    Skype's sizes and times but nothing that proves it.
    """

    def __init__(self, seed, clock, related=True):
        self.related, self.clock, self.weak = related, clock, True  # the generator of all years
        self.shape = Dice(f"shape {seed}")
        self.content = Dice(f"content {seed}")

    @property
    def now(self):
        """Microseconds."""
        return int(self.clock.now() * 1e6)

    def constant(self, data):
        return data if self.related else self.content.bytes(len(data))


# -- conversations ------------------------------------------------------------
# A list of (side, size, make): make(process) gives the bytes, None random ones.
# Positive sizes are the client's.

def random_steps(*sizes):
    return [(size > 0, abs(size), None) for size in sizes]


def supernode(dice):
    """Section 4.2: `>24..73 <27..71 >41 <3 <144 >4 >254..279 <4 <935..1250`."""
    return random_steps(dice.between(24, 73), -dice.between(27, 71), 41, -3, -144, 4, dice.between(254, 279), -4,
                        -dice.between(935, 1250))


def login(dice):
    """Section 4.2, port 33033: one request, one answer of 292 or 325 bytes."""
    requests = (dice.between(472, 494),) if dice.chance(1, 2) else (230, 245)
    return random_steps(*requests, -dice.pick((292, 325)))


def events(dice):
    """Section 4.2, port 12350."""
    return random_steps(
        dice.pick((119, 123)), -303, 404, -10, dice.pick((71, 75)), -20, dice.pick((36, 37)), dice.between(301, 393),
        dice.pick((90, 94)), -dice.between(310, 821), -dice.between(467, 473))


def peer(dice):
    """Section 4.2: `>24..73 <27..72 >13/16 <13..19 >14/31`."""
    return random_steps(dice.between(24, 73), -dice.between(27, 72), dice.pick((13, 16)), -dice.between(13, 19),
                        dice.pick((14, 31)), -4)


def relayed_login(_dice):
    """[ehlert]: a supernode passes the login on. The records' sizes (R10); the bytes are cipher text."""
    return random_steps(451, -232, 18, -67)


DH = {"supernode": (supernode,), "supernode+login": (supernode, relayed_login), "login": (login,),
      "events": (events,), "peer": (peer,)}
OLD = {"2006 long": R6_LONG, "2006 short": R6_SHORT, "2015": R6_2015,
       "2016 a": R6_2016[0], "2016 b": R6_2016[1], "2016 c": R6_2016[2]}
# "bare": a client that adds no padding to its public value, as no measured one does.
PURPOSES = tuple(("dh", name, padding) for name in DH for padding in ("padded", "bare")) + tuple(
    ("old", name, then) for name in OLD for then in ("", "login"))


def purpose_of(seen):
    """The purpose of a connection, by its first bytes."""
    return PURPOSES[hashlib.sha256(seen[:SEEN]).digest()[0] % len(PURPOSES)]


def drawn_for(purpose, draw):
    """The first of draw()'s that is for this purpose."""
    while True:
        data = draw()
        if purpose_of(data) == purpose:
            return data


def handshake(dice, padding):
    """48 bytes and 0..63 of the generator each way, then 8 each way, the
    server's joined to its first segment in one of three."""
    ours, theirs, joined = dice.between(0, 63), dice.between(0, 63), 8 if dice.chance(1, 3) else 0
    ours = 0 if padding == "bare" else ours
    steps = [(CLIENT, PUBLIC + ours, lambda process: process.random.bytes(ours)),  # the 48 are sent before
             (SERVER, PUBLIC + theirs + joined,
              lambda process: process.dh_hello(theirs) + process.content.bytes(joined)),
             (CLIENT, 8, None)]
    return steps if joined else steps + [(SERVER, 8, None)]


def dh_steps(purpose, public):
    dice = Dice(public.hex())
    steps = handshake(dice, purpose[2])
    for part in DH[purpose[1]]:
        steps += part(dice)
    return steps


def old_steps(purpose):
    """Section 4.1: each side's first message is a hello, and garbage if it is long enough."""
    sizes = OLD[purpose[1]]
    steps = [(SERVER, sizes[1], lambda process: process.old_hello(sizes[1], kk=15))]
    steps += [(index % 2 == 0, size, None) for index, size in enumerate(sizes) if index >= 2]
    return steps + (relayed_login(None) if purpose[2] else [])


def old_hello(process, purpose):
    """The client's; the generator's part of it does not change while the rest is drawn."""
    before = getattr(process.random, "state", None)

    def draw():
        if before is not None:
            process.random.state = before
        return process.old_hello(OLD[purpose[1]][0], kk=15)

    return drawn_for(purpose, draw)


def login_records(year):
    """R10: `1603010000`, `1703010000`, the request, three records. The server
    reads what it needs to know from the lengths."""
    head, length = (LOGIN_2006, 0xCD) if year == 2006 else (bytes.fromhex(LOGIN_2015.format(0xDF)), 0xDF)
    second = 241 if year == 2006 else 223

    def request(process):
        return (process.net.constant(head) + process.content.bytes(length + 5 - len(head))
                + record(process.net, second))

    return [(CLIENT, 5, lambda process: process.net.constant(LOGIN_OPEN)),
            (SERVER, 5, lambda process: process.net.constant(LOGIN_ANSWER)),
            (CLIENT, length + 5 + second, request), *records_end()]


def records_end():
    def one(size):
        return lambda process: record(process.net, size)

    return [(SERVER, 232, one(232)), (CLIENT, 18, one(18)), (SERVER, 67, one(67))]


# -- playing them -----------------------------------------------------------------

class Closed(Exception):
    """The other side is gone, or never said what it had to."""


class Talk:
    """One end of a TCP connection, and what it has said and heard."""

    def __init__(self, process, side, reader, writer, rtt=None):
        """@rtt: simulated seconds before each turn, for an end that is far away."""
        self.process, self.side, self.rtt = process, side, rtt
        self.reader, self.writer = reader, writer
        self.heard = 0  # bytes

    async def hear(self, size):
        try:
            data = await self.reader.readexactly(size)
        except (asyncio.IncompleteReadError, OSError) as error:
            raise Closed(str(error)) from error
        self.heard += size
        return data

    async def hear_some(self):
        """Whatever comes next: one segment, as a rule."""
        try:
            data = await self.reader.read(65536)
        except OSError as error:
            raise Closed(str(error)) from error
        if not data:
            raise Closed("end")
        self.heard += len(data)
        return data

    async def say(self, data):
        try:
            self.writer.write(data)
            await self.writer.drain()
        except OSError as error:
            raise Closed(str(error)) from error

    async def play(self, steps):
        """Every step in turn."""
        before = None
        for side, size, make in steps:
            if side == self.side:
                if before == side:
                    await asyncio.sleep(TURN)  # a segment of its own
                elif self.rtt:
                    await self.process.net.clock.sleep(self.rtt)
                await self.say(make(self.process) if make else self.process.content.bytes(size))
            else:
                await self.hear(size)
            before = side

    def close(self):
        self.writer.close()

    # what a client begins with

    async def begin_dh(self, name, padding="padded"):
        purpose = ("dh", name, padding)
        public = drawn_for(purpose, lambda: self.process.content.bytes(PUBLIC))
        steps = dh_steps(purpose, public)
        await self.say(public + steps[0][2](self.process))
        await self.play(steps[1:])

    async def begin_old(self, name, login_too=False):
        purpose = ("old", name, "login" if login_too else "")
        await self.say(old_hello(self.process, purpose))
        await self.play(old_steps(purpose))

    async def begin_fake_tls(self, name, login_too=False):
        """Section 4.3: the fixed hellos, then an old-style stream inside."""
        await self.say(self.process.fake_tls())
        await self.hear(79)
        await self.begin_old(name, login_too)

    async def begin_records(self, year):
        await self.play(login_records(year))

    # what a server answers with

    async def answer(self, first):
        """@first: the five bytes heard so far. Return: the purpose."""
        if first == LOGIN_OPEN:
            return await self.answer_records()
        if first == SSL2_HELLO[:5]:
            return await self.answer_fake_tls(first)
        return await self.answer_stream(first)

    async def answer_fake_tls(self, first):
        await self.hear(72 - len(first))
        await self.say(self.process.fake_tls_answer())
        return await self.answer_stream(b"")

    async def answer_stream(self, first):
        first += await self.hear(SEEN - len(first))
        purpose = purpose_of(first)
        if purpose[0] == "dh":
            first += await self.hear(PUBLIC - SEEN)
            steps = dh_steps(purpose, first)
            await self.hear(steps[0][1] - PUBLIC)
            await self.play(steps[1:])
        else:
            await self.hear(OLD[purpose[1]][0] - SEEN)
            await self.play(old_steps(purpose))
        return purpose

    async def answer_records(self):
        await self.say(self.process.net.constant(LOGIN_ANSWER))
        for _ in range(2):
            head = await self.hear(5)
            await self.hear(struct.unpack(">H", head[3:])[0])
        await self.play(records_end())
        return ("records", "login", "")


# -- datagrams ------------------------------------------------------------------------

PAYLOAD, RESEND, ACK, NAK, MEDIA, FRAGMENT = 2, 3, 5, 7, 0xD, 0xF
FILE_SIZE, FILE_ANSWER = 1370, 27  # section 3.6


def type_of(datagram):
    return datagram[2] & 0x8F if len(datagram) >= 3 else None
