#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""DNS questions, how many were lost and how long the answers took.

    dns.py serve --address A [--ready FILE]
    dns.py ask --address OWN --server A [--seconds N] [--every S]

A question each --every seconds, from a new port each; lost when no answer came within
20 seconds, of which a slow machine may need many. Result: asked, lost, and the time to
the answer in ms: median and the value that 99 % stay below.
"""
import argparse
import asyncio
import random
import struct

import common

PATIENCE = 20.0
NAMES = ("www", "mail", "news", "static", "img", "api", "cdn", "login", "docs", "maps")


def question(ident):
    name = f"{random.choice(NAMES)}{random.randrange(1000)}.example.net"
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    return struct.pack(">6H", ident, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">2H", 1, 1)


def answer(query):
    """An A record for whatever was asked."""
    head = query[:2] + struct.pack(">5H", 0x8180, 1, 1, 0, 0)
    return head + query[12:] + struct.pack(">3HIH", 0xC00C, 1, 1, 300, 4) + bytes((192, 0, 2, random.randrange(256)))


class Server(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, addr):
        if len(data) > 12:
            self.transport.sendto(answer(data), addr)


class Asker(asyncio.DatagramProtocol):
    def __init__(self, ident):
        self.ident = ident
        self.answered = asyncio.get_running_loop().create_future()

    def datagram_received(self, data, addr):
        if data[:2] == struct.pack(">H", self.ident) and not self.answered.done():
            self.answered.set_result(asyncio.get_running_loop().time())


async def ask_one(options, times):
    loop = asyncio.get_running_loop()
    ident = random.randrange(65536)
    transport, asker = await loop.create_datagram_endpoint(
        lambda: Asker(ident), local_addr=(options.address, 0), remote_addr=(options.server, 53))
    began = loop.time()
    transport.sendto(question(ident))
    try:
        times.append((await asyncio.wait_for(asker.answered, PATIENCE) - began) * 1000)
    except asyncio.TimeoutError:
        pass
    transport.close()


async def ask(options):
    stop, times, work = common.stop_event(), [], []
    loop = asyncio.get_running_loop()
    began = loop.time()
    while loop.time() < began + options.seconds and not stop.is_set():
        work.append(asyncio.ensure_future(ask_one(options, times)))
        await asyncio.sleep(max(0, began + len(work) * options.every - loop.time()))
    await asyncio.gather(*work)
    common.report({"program": "dns", "asked": len(work), "lost": len(work) - len(times),
                   "median_ms": common.rounded(common.share(times, 0.5)),
                   "p99_ms": common.rounded(common.share(times, 0.99))})


async def serve(options):
    stop = common.stop_event()
    await asyncio.get_running_loop().create_datagram_endpoint(Server, local_addr=(options.address, 53))
    if options.ready:
        with open(options.ready, "w", encoding="utf-8"):
            pass
    await stop.wait()


def main():
    parser = argparse.ArgumentParser(description="DNS questions")
    parser.add_argument("role", choices=("serve", "ask"))
    parser.add_argument("--address", required=True, help="our own")
    parser.add_argument("--server")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--every", type=float, default=0.02, help="seconds between questions")
    parser.add_argument("--ready")
    options = parser.parse_args()
    asyncio.run(serve(options) if options.role == "serve" else ask(options))


if __name__ == "__main__":
    main()
