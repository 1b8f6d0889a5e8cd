#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A call: RTP-like UDP both ways, 160 bytes each 20 ms, and what was lost.

    call.py answer --address A [--port 5004] [--ready FILE]
    call.py dial --address OWN --peer A [--port 5004] [--seconds N]

The end that hangs up says so; the other end answers how many packets it has sent and received.
Result, of the dialler: sent and lost_up, received and lost_down (without an answer to
its hanging up: as far as the packets said that came), jitter as in RFC 3550 in ms, the
longest silence in ms, and overflowed, what came when a socket's buffer was full: its own and the answerer's.
"""
import argparse
import asyncio
import random
import struct

import common
import witness

EVERY = 0.02
HANG_UP = 5.0  # seconds of silence, which a slow machine may make
HEADER = struct.Struct(">BBHIII")  # RTP, and the count of packets received
SIZE = 172
OVER, OVER_EVERY = struct.Struct(">III"), 0.1  # shorter than a header: packets sent, received, overflowed


class Stream:
    """One direction each: what we send, what we have got."""

    def __init__(self):
        self.ssrc = random.getrandbits(32)
        self.sent = self.received = self.heard = self.highest = 0
        self.jitter = self.silence = 0.0
        self.last = None  # arrival and sending time of the last packet
        self.over = False

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
    """Talks to any caller until it hangs up, or some time after its last packet."""

    def __init__(self):
        self.calls = {}

    def connection_made(self, transport):
        self.transport = transport
        witness.enlarge(transport.get_extra_info("socket"))

    def datagram_received(self, data, addr):
        call = self.calls.get(addr)
        if len(data) == OVER.size and call:
            call.over = True
            self.transport.sendto(OVER.pack(call.sent, call.received, self.overflowed()), addr)
        if len(data) < HEADER.size:
            return
        if not call:
            call = self.calls[addr] = Stream()
            asyncio.ensure_future(self.answer(addr))
        call.take(data)

    def overflowed(self):
        return witness.overflowed(self.transport.get_extra_info("socket"))

    async def answer(self, addr):
        call, loop = self.calls[addr], asyncio.get_running_loop()

        def silent():
            return call.last is not None and loop.time() > call.last[0] + HANG_UP

        await talk(call, lambda data: self.transport.sendto(data, addr), lambda: not call.over and not silent())
        while not silent():  # what is late is counted, too
            await asyncio.sleep(OVER_EVERY)
        del self.calls[addr]


class Dialler(asyncio.DatagramProtocol):
    def __init__(self):
        self.stream = Stream()
        self.far = None  # what the other says at the end

    def connection_made(self, transport):
        witness.enlarge(transport.get_extra_info("socket"))

    def datagram_received(self, data, addr):
        if len(data) == OVER.size:
            self.far = OVER.unpack(data)
        elif len(data) >= HEADER.size:
            self.stream.take(data)


async def hang_up(transport, call):
    """Until both agree on what came, or nothing more will. Return: sent and received by the other, overflowed."""
    loop, stream = asyncio.get_running_loop(), call.stream
    end = loop.time() + HANG_UP
    while loop.time() < end and (call.far is None or call.far[:2] != (stream.received, stream.sent)):
        transport.sendto(OVER.pack(stream.sent, stream.received, 0))
        await asyncio.sleep(OVER_EVERY)
    return call.far or (stream.highest, stream.heard, 0)


async def dial(options):
    stop, loop = common.stop_event(), asyncio.get_running_loop()
    transport, call = await loop.create_datagram_endpoint(
        Dialler, local_addr=(options.address, 0), remote_addr=(options.peer, options.port))
    stream, end = call.stream, loop.time() + options.seconds
    await talk(stream, transport.sendto, lambda: loop.time() < end and not stop.is_set())
    far_sent, far_received, overflowed = await hang_up(transport, call)
    overflowed += witness.overflowed(transport.get_extra_info("socket"))
    common.report({"program": "call", "sent": stream.sent, "lost_up": stream.sent - far_received,
                   "received": stream.received, "lost_down": far_sent - stream.received, "overflowed": overflowed,
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
