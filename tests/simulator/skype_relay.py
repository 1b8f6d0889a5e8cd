#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A host that relays for others (section 4.6): inside the LAN for a client that is
blocked, or for strangers outside who cannot reach each other.

    skype_relay.py serve --address A [--port P] [--seconds N]
    skype_relay.py use --address A --relay HOST:PORT [--seconds N] [--every S]

serve accepts connections on its sticky port, shakes hands (DH or old style) with a
generator of its own, opens a second connection to the client's destination, a login
server, a supernode or a contact, shakes hands there, and passes each segment on:
at once, the same size, never the same bytes. use is a stranger who holds a
connection to a contact through it, 20 bytes each --every seconds (1).

Prints one line, a JSON object: connections relayed, bytes by client and in all
(use: segments said and heard). Exit: 0; 2 usage; 3 a port is taken.

Section numbers: skype-on-the-wire.md.
"""
import argparse
import asyncio
import collections
import sys
import time

import common
import places
import talk

PING = 20  # bytes, about once a second when quiet


class Relay:
    def __init__(self, options):
        self.clock = common.Clock(options.speed)
        wire = talk.Wire(f"relay {options.address} {options.seed}", self.clock)
        self.process = talk.Process(wire, options.address, options.port)
        self.result = {"program": "skype_relay", "accepted": 0, "relayed": 0, "bytes": 0,
                       "by_client": collections.Counter()}

    def target(self, purpose):
        shape = self.process.shape
        if purpose[1] in ("login", "events"):
            port = places.LOGIN_PORT if purpose[1] == "login" else places.EVENTS_PORT
            return (shape.pick(places.LOGINS) if purpose[1] == "login" else places.EVENTS), port
        if purpose[1] == "peer":
            return shape.pick(places.PEERS), places.PEER_PORT
        return shape.pick(places.home_nodes() if purpose[0] == "old" else places.cloud_nodes())

    async def accept(self, reader, writer):
        client = writer.get_extra_info("peername")[0]
        inside, outside = talk.Talk(self.process, talk.SERVER, reader, writer), None
        self.result["accepted"] += 1
        try:
            purpose, first = await self.hear_purpose(inside)
            streams = await self.clock.within(20, asyncio.open_connection(
                *self.target(purpose), local_addr=(self.process.address, 0)))
            outside = talk.Talk(self.process, talk.CLIENT, *streams)
            await self.clock.within(40, self.shake_hands(inside, outside, purpose, first))
            self.result["relayed"] += 1
            await asyncio.wait([asyncio.ensure_future(self.pass_on(*ends, client)) for ends in
                                ((inside, outside), (outside, inside))], return_when=asyncio.FIRST_COMPLETED)
        except (talk.Closed, asyncio.TimeoutError, OSError):
            pass
        finally:
            for end in filter(None, (inside, outside)):
                end.close()

    @staticmethod
    async def hear_purpose(inside):
        first = await inside.hear(talk.SEEN)
        purpose = talk.purpose_of(first)
        if purpose[0] == "dh":
            first += await inside.hear(talk.PUBLIC - talk.SEEN)
        return purpose, first

    async def shake_hands(self, inside, outside, purpose, first):
        """On both sides, with the same sizes. Only the public value comes
        from the client: the simulation's way to name the purpose."""
        if purpose[0] == "dh":
            steps = talk.handshake(talk.Dice(first.hex()), purpose[2])
            await inside.hear(steps[0][1] - talk.PUBLIC)
            await outside.say(first + steps[0][2](self.process))
        else:
            steps = [None, talk.old_steps(purpose)[0]]
            await inside.hear(talk.OLD[purpose[1]][0] - talk.SEEN)
            await outside.say(talk.old_hello(self.process, purpose))
        await asyncio.gather(inside.play(steps[1:]), outside.play(steps[1:]))

    async def pass_on(self, one, other, client):
        try:
            while True:
                size = len(await one.hear_some())
                await other.say(self.process.content.bytes(size))
                self.result["bytes"] += size
                self.result["by_client"][client] += size
        except talk.Closed:
            pass


async def serve(options, stop):
    relay = Relay(options)
    server = await asyncio.start_server(relay.accept, options.address, options.port, backlog=256)
    if options.ready:
        with open(options.ready, "w", encoding="utf-8"):
            pass
    await common.wait(stop, options.seconds)
    server.close()
    return relay.result


async def use(options, stop):
    clock = common.Clock(options.speed)
    process = talk.Process(talk.Wire(f"stranger {options.address} {options.seed}", clock), options.address, 0)
    result = {"program": "skype_relay", "connected": False, "said": 0, "heard": 0}
    host, port = options.relay.rsplit(":", 1)
    until = clock.now() + options.seconds
    try:
        end = talk.Talk(process, talk.CLIENT, *await clock.within(20, asyncio.open_connection(
            host, int(port), local_addr=(options.address, 0))))
        await clock.within(20, end.begin_dh("peer"))
        result["connected"] = True
        while clock.now() < until and not stop.is_set():
            await end.say(process.content.bytes(PING))
            result["said"] += 1
            await clock.within(5, end.hear_some())
            result["heard"] += 1
            await clock.sleep(options.every)
    except (talk.Closed, asyncio.TimeoutError, OSError):
        pass
    return result


async def run(options):
    stop = common.stop_event()
    common.report(await (serve if options.what == "serve" else use)(options, stop))


def main():
    parser = argparse.ArgumentParser(description="a host that relays, or a stranger who uses it", epilog="More: README.md")
    parser.add_argument("what", choices=("serve", "use"))
    parser.add_argument("--address", required=True, help="own")
    parser.add_argument("--port", type=int, default=32143, help="sticky port of the relay (32143)")
    parser.add_argument("--relay", help="HOST:PORT of the relay that is used")
    parser.add_argument("--seconds", type=float, default=60, help="real ones to serve, simulated ones to use (60)")
    parser.add_argument("--every", type=float, default=1, help="seconds between segments (1)")
    parser.add_argument("--speed", type=float, default=1, help="simulated seconds in a real one (1)")
    parser.add_argument("--ready", help="file that is made when the port is open")
    parser.add_argument("--seed", help="draw bytes from it; else from the clock")
    options = parser.parse_args()
    if options.what == "use" and not options.relay:
        parser.error("use needs --relay")
    options.seed = options.seed or str(time.time_ns())
    try:
        asyncio.run(run(options))
    except OSError as error:
        print(f"skype_relay: {error}", file=sys.stderr)
        return common.NOT_POSSIBLE
    return common.GOOD


if __name__ == "__main__":
    sys.exit(main())
