#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A call: RTP-like UDP both ways, 160 bytes each 20 ms, and what was lost.

    call.py answer --address A [--port 5004] [--ready FILE]
    call.py dial --address OWN --peer A [--port 5004] [--seconds N]

Each packet says how many its sender has received so far, so that the dialler
knows the loss of both directions when it hangs up. Result, of the dialler: sent
and lost_up, received and lost_down (of those between the first and the last
that came), jitter as in RFC 3550 in ms, and the longest silence in ms.
"""
import argparse
import asyncio
import random
import struct

import common

EVERY = 0.02
HANG_UP = 5.0  # seconds of silence, which a slow machine may make
HEADER = struct.Struct(">BBHIII")  # RTP, and the count
SIZE = 172


class Stream:
    """One direction each: what we send, what we have got."""

    def __init__(self):
        self.ssrc = random.getrandbits(32)
        self.sent = self.received = self.heard = self.highest = 0
        self.jitter = self.silence = 0.0
        self.last = None  # arrival and sending time of the last packet

    def packet(self):
        data = HEADER.pack(0x80, 0, self.sent & 0xFFFF, self.sent * 160, self.ssrc, self.received)
        self.sent += 1
        return data + random.randbytes(SIZE - HEADER.size)

    def take(self, data):
        _, _, _, stamp, _, self.heard = HEADER.unpack_from(data)
        now, number = asyncio.get_running_loop().time(), stamp // 160
        self.received += 1
        self.highest = max(self.highest, number + 1)
        if self.last:
            gap = now - self.last[0]
            self.silence = max(self.silence, gap)
            self.jitter += (abs(gap - (number - self.last[1]) * EVERY) - self.jitter) / 16
        self.last = (now, number)


async def talk(stream, send, goes_on):
    """Packets on the beat of 20 ms, however late one was."""
    loop = asyncio.get_running_loop()
    began, beat = loop.time(), 0
    while goes_on():
        send(stream.packet())
        beat += 1
        await asyncio.sleep(max(0, began + beat * EVERY - loop.time()))


class Answerer(asyncio.DatagramProtocol):
    """Talks to whoever calls, until some time after the last packet."""

    def __init__(self):
        self.calls = {}

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, addr):
        if len(data) < HEADER.size:
            return
        if addr not in self.calls:
            self.calls[addr] = Stream()
            asyncio.ensure_future(self.answer(addr))
        self.calls[addr].take(data)

    async def answer(self, addr):
        stream, loop = self.calls[addr], asyncio.get_running_loop()
        await talk(stream, lambda data: self.transport.sendto(data, addr),
                   lambda: stream.last is None or loop.time() < stream.last[0] + HANG_UP)
        del self.calls[addr]


class Dialler(asyncio.DatagramProtocol):
    def __init__(self):
        self.stream = Stream()

    def datagram_received(self, data, addr):
        if len(data) >= HEADER.size:
            self.stream.take(data)


async def dial(options):
    stop, loop = common.stop_event(), asyncio.get_running_loop()
    transport, call = await loop.create_datagram_endpoint(
        Dialler, local_addr=(options.address, 0), remote_addr=(options.peer, options.port))
    stream, end = call.stream, loop.time() + options.seconds
    await talk(stream, transport.sendto, lambda: loop.time() < end and not stop.is_set())
    end = loop.time() + 2
    while stream.heard < stream.sent and loop.time() < end:  # the last counts arrive
        await asyncio.sleep(0.05)
    common.report({"program": "call", "sent": stream.sent, "lost_up": stream.sent - stream.heard,
                   "received": stream.received, "lost_down": stream.highest - stream.received,
                   "jitter_ms": round(stream.jitter * 1000, 3), "silence_ms": round(stream.silence * 1000, 1)})


async def answer(options):
    stop = common.stop_event()
    await asyncio.get_running_loop().create_datagram_endpoint(Answerer, local_addr=(options.address, options.port))
    if options.ready:
        with open(options.ready, "w", encoding="utf-8"):
            pass
    await stop.wait()


def main():
    parser = argparse.ArgumentParser(description="a call")
    parser.add_argument("role", choices=("answer", "dial"))
    parser.add_argument("--address", required=True, help="our own")
    parser.add_argument("--peer")
    parser.add_argument("--port", type=int, default=5004)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--ready")
    options = parser.parse_args()
    asyncio.run(dial(options) if options.role == "dial" else answer(options))


if __name__ == "__main__":
    main()
