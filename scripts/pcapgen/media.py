# SPDX-License-Identifier: GPL-2.0-or-later
"""Recipes R11 to R15 of docs/skype-on-the-wire.md section 15: calls, SkypeOut,
files, relays. Voice and video have their shape from literature (section 7);
set-up, keep-alives and file data are measured (section 3.6)."""
from .frames import UDP
from .net import SECOND
from .recipes import dh_start, exchange, second
from .skype import xor

SHAPE_WHY = "session flow between two sticky ports; shape from literature"


def both(net, left, right):
    return ((left, right), (right, left))


def session(net, left, right, duration):
    """The signalling of every session (section 3.6): set-up 28/27/26 B type 2
    and D, a 3-byte D each 10.0 s in each direction, type 2 of 43-46 B each
    10-30 s."""
    started = net.now
    for size in (28, 27, 26):
        left.send(right, left.payload(size), "media", SHAPE_WHY)
        yield net.shape.ms(30, 60)
        right.send(left, right.payload(size), "media", SHAPE_WHY)
        left.send(right, left.media(net.shape.between(20, 40)), "media", SHAPE_WHY)
        yield net.shape.ms(30, 60)
    for one, other in both(net, left, right):
        net.did(one.address, "signalling", started, net.now + second(duration))
        net.spawn(pings(net, one, other, duration), net.shape.ms(200, 3000))
        net.spawn(status(net, one, other, duration), net.shape.ms(1000, 5000))


def pings(net, one, other, duration):
    end = net.now + second(duration)
    while net.now < end:
        one.send(other, one.media(3), "media", SHAPE_WHY)
        yield second(10) - 150_000 + net.shape.ms(0, 300)


def status(net, one, other, duration):
    end = net.now + second(duration)
    while net.now < end:
        one.send(other, one.payload(net.shape.between(43, 46)), "media", SHAPE_WHY)
        yield net.shape.ms(10_000, 30_000)


def during(net, one, activity, script):
    """@script, noted as what @one does from its first turn to its end."""
    started = net.now
    yield from script
    net.did(one.address, activity, started)


# -- R11: voice ---------------------------------------------------------------

def voice_2004(net, one, other, talk, hold):
    """v0.97: 67 B, 70 packets/s each way, no silence gaps; 3/s on hold."""
    for seconds, gap in ((talk, SECOND // 70), (hold, SECOND // 3)):
        for _ in range(second(seconds) // gap):
            one.send(other, one.media(67), "media", SHAPE_WHY)
            yield gap - 300 + net.shape.below(600)


def voice_isac(net, one, other, seconds):
    """1.4-3: size = (rate * dt + 8) * RF + 4; one change of dt and RF."""
    for frame_ms, redundancy in ((30, 1), (60, 2)):
        for _ in range(seconds * 500 // frame_ms):
            rate = net.shape.between(14_000, 28_000)
            one.send(other, one.media((rate * frame_ms // 8000 + 8) * redundancy + 4), "media", SHAPE_WHY)
            yield frame_ms * 1000 - 800 + net.shape.below(1600)


def voice_silk(net, one, other, seconds):
    """2.x-4: 115-190 B each 27-40 ms."""
    end = net.now + second(seconds)
    while net.now < end:
        one.send(other, one.media(net.shape.between(115, 190)), "media", SHAPE_WHY)
        yield net.shape.ms(27, 40)


def talk(net, one, other, parts):
    """Parts of (seconds, microseconds between packets, least and most bytes)."""
    for seconds, gap, low, high in parts:
        for _ in range(second(seconds) // gap):
            one.send(other, one.media(net.shape.between(low, high)), "media", SHAPE_WHY)
            yield gap - gap // 32 + net.shape.below(gap // 16)


# Section 7: microseconds between packets, least and most bytes of one.
V097, V097_HOLD = (SECOND // 70, 67, 67), (SECOND // 3, 67, 67)
ILBC_30 = (30_000, 62, 62)    # 13.3 kbit/s, under the overhead of iSAC's formula
SILK_20 = (20_000, 35, 100)   # 6-40 kbit/s and some bytes
SVOPC = (33_500, 115, 190)


def isac(frame_ms, redundancy, least=10_000, most=32_000):
    """(rate * dt + 8) * RF + 4."""
    low, high = (((rate * frame_ms // 8000) + 8) * redundancy + 4 for rate in (least, most))
    return frame_ms * 1000, low, high


def call(net, left, right, voice, *arguments, duration=32, activity="voice-call"):
    """R11: a session, and voice both ways after the set-up; noted as @activity."""
    net.spawn(session(net, left, right, duration))
    for one, other in both(net, left, right):
        net.spawn(during(net, one, activity, voice(net, one, other, *arguments)),
                  second(1.5) + net.shape.ms(0, 30))


# -- R12: video ---------------------------------------------------------------

def video(net, one, other, seconds, frames_a_second):
    """R12: 400-490 and 800-980 B packets; the frame rate drops at half time."""
    started = net.now
    for part in (0, 1):
        gap = SECOND // (frames_a_second >> part)
        for _ in range(second(seconds) // 2 // gap):
            for _ in range(net.shape.between(1, 2)):
                low, high = net.shape.pick(((400, 490), (800, 980)))
                one.send(other, one.media(net.shape.between(low, high)), "media", SHAPE_WHY)
            yield gap - 2000 + net.shape.below(4000)
    net.did(one.address, "video-call", started)


# -- R13: SkypeOut ------------------------------------------------------------

def skypeout(net, client, gateway, seconds, low=25, high=66):
    """R13: one pair of equal small datagrams, pairs of 7 B with 4 constant
    bytes, then 29-70 B each 20 ms with those; byte 5 is random."""
    started = net.now
    role, why = "media", "SkypeOut gateway port 12340, 4 constant bytes; shape from literature"
    session_bytes = {True: net.content.bytes(4), False: net.content.bytes(4)}

    def out(up, data):
        one, other = (client, gateway) if up else (gateway, client)
        net.udp(one.address, one.port, other.address, other.port, data, media=True)
        net.mark(UDP, client.address, client.port, gateway.address, gateway.port, role, why, "medium")

    def head(up):
        return session_bytes[up] if net.related else net.content.bytes(4)

    def twice(up, data):
        out(up, data)
        net.after(160, out, up, data if net.related else net.content.bytes(len(data)))

    for up in (True, False):
        twice(up, net.content.bytes(net.shape.between(1, 9)))
        yield net.shape.ms(40, 70)
    for _ in range(3):
        for up in (True, False):
            twice(up, head(up) + net.content.bytes(3))
            yield net.shape.ms(40, 70)
    session_bytes[True] = net.content.bytes(4)  # changes once at the start
    for _ in range(second(seconds) // 20_000):
        for up in (True, False):
            out(up, head(up) + net.content.bytes(net.shape.between(low, high)))
            yield 9_500 + net.shape.below(1000)
    net.did(client.address, "voice-call", started)


# -- R14: file transfer -----------------------------------------------------------

def file_transfer(net, sender, receiver, packets):
    """R14: 1370 B in groups of 2-10 each 50 ms, 27 B back each. The n-th
    packets of both directions use one keystream: bytes 4..15 agree."""
    header = net.content.bytes(12)
    streams = []

    def stream(number):
        while len(streams) <= number:
            streams.append(net.content.bytes(12))
        return xor(streams[number], header) if net.related else net.content.bytes(12)

    def data(one, number, size):
        head = one.media(4)
        return head + stream(number) + net.content.bytes(size - 16)

    number, started = 0, net.now
    while number < packets:
        for _ in range(min(net.shape.between(2, 10), packets - number)):
            sender.send(receiver, data(sender, number, 1370), "media", "file data, one keystream for both directions")
            net.after(900, lambda n=number: receiver.send(sender, data(receiver, n, 27), "media"))
            number += 1
            yield 120
        yield 50_800
    for end in (sender, receiver):
        net.did(end.address, "file-transfer", started)


def relayed_file(net, client, relay, seconds):
    """A file through a relay: about 1 kB/s over R7's TCP."""
    connection = client.connect(relay).mark("peer-tcp", "DH public value padded by generator bytes")
    yield from connection.open()
    yield from dh_start(net, connection, client, relay)
    yield from exchange(net, connection, (31, -40, 13, -19))
    connection.did("signalling")
    started = net.now
    for _ in range(seconds):
        connection.send(True, net.content.bytes(net.shape.between(900, 1100)))
        yield connection.turn(False)
        connection.send(False, net.content.bytes(12))
        yield SECOND - 100_000
    connection.did("file-transfer")
    net.did(relay.address, "file-transfer", started)  # where we are asked to take it
    yield from connection.close()


# -- R15: relay ---------------------------------------------------------------------

def relay(net, node, caller, callee, quiet, talk):
    """R15: @node passes segments between two TCP flows on its sticky port
    within 0.05-2 ms, same size, fresh bytes. The twin is late by 5-60 ms and
    changes sizes."""
    inbound = caller.connect(node).mark("peer-tcp", "leg of a relay; DH handshake")
    yield from inbound.open()
    yield from dh_start(net, inbound, caller, node)
    outbound = node.connect(callee, source_port=node.port).mark("peer-tcp", "leg of a relay; DH handshake")
    yield from outbound.open()
    yield from dh_start(net, outbound, node, callee)
    yield second(0.4)

    def forward(leg, side, size):
        if net.related:
            net.after(net.shape.between(50, 2000), lambda: leg.send(side, net.content.bytes(size)))
        else:
            other = max(4, size - 7 + net.content.below(30))
            net.after(net.shape.between(50, 2000) + net.content.ms(5, 60),
                      lambda: leg.send(side, net.content.bytes(other)))

    def talker(leg, side, other_leg, other_side, gap, size, seconds):
        end = net.now + second(seconds)
        while net.now < end:
            count = size()
            leg.send(side, net.content.bytes(count))
            forward(other_leg, other_side, count)
            yield gap()

    net.did(node.address, "signalling", inbound.since)
    net.did(node.address, "relay", net.now, net.now + second(quiet + 1 + talk))
    legs = ((inbound, True, outbound, True), (outbound, False, inbound, False))
    for leg in legs:
        net.spawn(talker(*leg, lambda: net.shape.ms(800, 1200), lambda: 20, quiet), net.shape.ms(0, 400))
        net.spawn(talker(*leg, lambda: net.shape.ms(54, 66), lambda: net.shape.between(150, 240), talk), second(quiet + 1))
    for peer in (caller, callee):
        net.spawn(relay_pings(net, node, peer, quiet + talk))
    yield second(quiet + talk + 3)
    net.spawn(inbound.close())
    net.spawn(outbound.close())


def relay_pings(net, node, peer, seconds):
    """UDP 22 B with both ends beside it."""
    for _ in range(seconds // 5):
        node.send(peer, node.payload(22), "udp-signal")
        yield net.shape.ms(60, 200)
        peer.send(node, peer.payload(22), "udp-signal")
        yield second(5)
