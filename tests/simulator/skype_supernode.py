#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A client of 2006 that has become a supernode, and those outside who use it (R16).

    skype_supernode.py serve --address A [--port P] [--seconds N]
    skype_supernode.py use --address A --count N --node HOST:PORT [--seconds N] [--pace S]

serve answers probes of 18 bytes at its sticky port with 26 bytes or 51, at once, and
takes connections at the same port: an old-style handshake (R6), then each keep-alive
is answered. use is strangers on consecutive addresses, which must be local: each --pace
seconds (1) a new one probes, and connects if he is answered; then 2 bytes each --every
seconds (60), until one is not answered.

Prints one line, a JSON object: probes, other datagrams, connections and keep-alives that came;
use: probes asked and answered, connections tried, accepted and ended, because a keep-alive
was not answered. Exit: 0; 2 usage; 3 a port is taken.

Section numbers: skype-on-the-wire.md.
"""
import argparse
import asyncio
import ipaddress
import sys
import time
import zlib

import common
import talk

PROBE, OK, BUSY, KEEP = 18, 26, 51, 2  # bytes
PATIENCE = 3.0


class Supernode(asyncio.DatagramProtocol):
    def __init__(self, options):
        wire = talk.Wire(f"supernode {options.address} {options.seed}", common.Clock(options.speed))
        self.process = talk.Process(wire, options.address, options.port)
        self.result = {"program": "skype_supernode", "probed": 0, "others": 0, "accepted": 0, "kept": 0}

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, addr):
        probe = talk.type_of(data) == talk.PAYLOAD and len(data) == PROBE
        self.result["others"] += not probe
        if probe:
            self.result["probed"] += 1
            size = OK if self.process.shape.chance(1, 2) else BUSY
            self.transport.sendto(self.process.payload(size), addr)

    async def accept(self, reader, writer):
        end = talk.Talk(self.process, talk.SERVER, reader, writer)
        try:
            await end.answer(await end.hear(5))
            self.result["accepted"] += 1
            while True:
                await end.say(self.process.content.bytes(len(await end.hear_some())))
                self.result["kept"] += 1
        except talk.Closed:
            pass
        finally:
            end.close()


async def serve(options, stop):
    node = Supernode(options)
    where = options.address, options.port
    await asyncio.get_running_loop().create_datagram_endpoint(lambda: node, local_addr=where)
    await asyncio.start_server(node.accept, *where, backlog=256)
    if options.ready:
        with open(options.ready, "w", encoding="utf-8"):
            pass
    await common.wait(stop, options.seconds)
    return node.result


class Once(asyncio.DatagramProtocol):
    def __init__(self):
        self.answered = asyncio.Event()

    def datagram_received(self, data, addr):
        self.answered.set()


class Strangers:
    def __init__(self, options):
        self.options, self.clock, self.tasks = options, common.Clock(options.speed), common.Tasks()
        host, port = options.node.rsplit(":", 1)
        self.node = host, int(port)
        self.result = {"program": "skype_supernode", "asked": 0, "answered": 0, "tried": 0, "accepted": 0, "ended": 0}

    async def come(self, address):
        """One of them: a probe, and a connection that is kept."""
        port = 1025 + zlib.crc32(f"install {address}".encode()) % 60000
        process = talk.Process(talk.Wire(f"{address} {self.options.seed}", self.clock), address, port)
        if not await self.probe(process):
            return
        self.result["tried"] += 1
        try:
            end = talk.Talk(process, talk.CLIENT, *await self.clock.within(
                PATIENCE, asyncio.open_connection(*self.node, local_addr=(address, 0))))
            await self.clock.within(PATIENCE, end.begin_old("2006 short"))
        except (talk.Closed, asyncio.TimeoutError, OSError):
            return
        self.result["accepted"] += 1
        try:
            await self.keep(end)
        except (talk.Closed, asyncio.TimeoutError):
            self.result["ended"] += 1

    async def probe(self, process):
        """Is it answered?"""
        transport, once = await asyncio.get_running_loop().create_datagram_endpoint(
            Once, local_addr=(process.address, process.port), remote_addr=self.node)
        self.result["asked"] += 1
        transport.sendto(process.payload(PROBE))
        answered = await self.clock.wait(once.answered, PATIENCE)
        self.result["answered"] += answered
        transport.close()
        return answered

    async def keep(self, end):
        while True:
            await self.clock.sleep(self.options.every)
            await end.say(end.process.content.bytes(KEEP))
            await self.clock.within(PATIENCE, end.hear_some())


async def use(options, stop):
    strangers, first = Strangers(options), ipaddress.ip_address(options.address)
    end = strangers.clock.now() + options.seconds
    for number in range(options.count):
        if stop.is_set():
            break
        strangers.tasks.spawn(strangers.come(str(first + number)))
        await common.wait(stop, options.pace / options.speed)
    await strangers.clock.wait(stop, max(0, end - strangers.clock.now()))
    await strangers.tasks.end()
    return strangers.result


async def run(options):
    stop = common.stop_event()
    common.report(await (serve if options.what == "serve" else use)(options, stop))


def main():
    parser = argparse.ArgumentParser(description="a supernode, or strangers who use it", epilog="More: README.md")
    parser.add_argument("what", choices=("serve", "use"))
    parser.add_argument("--address", required=True, help="own; of the first stranger")
    parser.add_argument("--port", type=int, default=35990, help="sticky port of the supernode (35990)")
    parser.add_argument("--count", type=int, default=20, help="strangers, on consecutive addresses (20)")
    parser.add_argument("--node", help="HOST:PORT of the supernode that is used")
    parser.add_argument("--seconds", type=float, default=60, help="real ones to serve, simulated ones to use (60)")
    parser.add_argument("--pace", type=float, default=1, help="seconds between strangers (1)")
    parser.add_argument("--every", type=float, default=60, help="seconds between keep-alives (60)")
    parser.add_argument("--speed", type=float, default=1, help="simulated seconds in a real one (1)")
    parser.add_argument("--ready", help="file that is made when the ports are open")
    parser.add_argument("--seed", help="draw bytes from it; else from the clock")
    options = parser.parse_args()
    if options.what == "use" and not options.node:
        parser.error("use needs --node")
    options.seed = options.seed or str(time.time_ns())
    try:
        asyncio.run(run(options))
    except OSError as error:
        print(f"skype_supernode: {error}", file=sys.stderr)
        return common.NOT_POSSIBLE
    return common.GOOD


if __name__ == "__main__":
    sys.exit(main())
