#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Skype clients of 2006, 2015 or 2016 that try to log in, and go on trying.

    skype_client.py --address 10.1.0.20 [--style 2016] [--count N] [--seconds S] [...]

--count clients on consecutive addresses, which must be local. Each has one weak
generator behind all its random bytes, one UDP port for ever, and a cache of
supernodes that learns. README.md and search.py describe each style; --style stubborn tries everything documented in random order, at other
times, ports and paddings, waits long, and hops through --relay if there is one.

A login has succeeded when the last message of the login server has arrived; the
client then stays for --stay seconds, and does what it was told to (--punch, --voice,
--file). It fails when --seconds are over. Seconds are simulated ones: --speed 10
makes all that the client times ten times as fast. The kernel's TCP does not know.

It does not know what is done to its traffic. --twin: the same with
truly random bytes everywhere.

Prints one line, a JSON object: tried, succeeded, the seed, and per client the time
of its first packet (UNIX time), whether and by which way it got in, after how many
simulated seconds, and what it tried. Exit: 0; 1 if --expect does not hold; 2 usage;
3 an address is not local, or a port is taken.
"""
import argparse
import asyncio
import ipaddress
import resource
import sys
import time
import zlib

import common
import talk
import places
from datagrams import Datagrams
from errands import Errands
from search import SEARCHES
from ways import PEER_OLD_AFTER, Way, Ways, dh, old

STYLES = ("2006", "2015", "2016", "stubborn")
SUPERNODE_KEEP, EVENTS_KEEP, PEER_KEEP = (2, 120.0), (5, 540.2), (4, 30.0)  # section 4.5: bytes, seconds


class Client:
    def __init__(self, address, number, options):
        self.options, self.style, self.number = options, options.style, number
        self.clock, self.tasks = common.Clock(options.speed), common.Tasks()
        wire = talk.Wire(f"{address} {options.seed}", self.clock, not options.twin)
        port = 1025 + zlib.crc32(f"install {address}".encode()) % 60000
        self.process, self.shape = talk.Process(wire, address, port), wire.shape
        # A twin has servers of its own: a detector that is sure of Skype's may know it by them.
        self.logins = (places.TWIN_LOGIN,) if options.twin else places.LOGINS
        self.event_server = places.TWIN_EVENTS if options.twin else places.EVENTS
        self.cache = places.HostCache(self._nodes(), self.shape,
                                      options.cache and f"{options.cache}.{address}")
        self.ways = Ways(self.process, self.tasks, self.clock)
        self.udp = Datagrams(self.process, self.tasks, self.clock, self.cache)
        self.errands = Errands(self.process, self.clock, self.style) if self.style != "stubborn" else None
        self.search = SEARCHES[self.style](self)
        self.supernode_is_up, self.logged_in = asyncio.Event(), asyncio.Event()
        self.peer = (self.shape.pick(places.PEERS), places.PEER_PORT)
        self.first_packet = self.via = self.login_seconds = self.file = None
        self.login_attempts = self.supernodes = 0

    def _nodes(self):
        twin = self.options.twin
        homes, clouds = places.home_nodes(160 if twin else 80), places.cloud_nodes(60 if twin else 10)
        return {"2006": homes, "stubborn": homes + clouds}.get(self.style, clouds)

    # -- the run -------------------------------------------------------------------

    async def run(self):
        await self.clock.sleep(self.number * self.options.spread / max(1, self.options.count))
        await self.udp.open()
        try:
            self.first_packet, self.began = time.time(), self.clock.now()
            self.tasks.spawn(self.search.run())
            if self.errands:
                self.tasks.spawn(self.errands.run())
            if await self.clock.wait(self.logged_in, self.options.seconds):
                await self.afterwards(self.began + self.options.seconds)
        finally:
            await self.tasks.end()
            self.udp.close()
            self.cache.save()

    async def afterwards(self, deadline):
        """Events, keep-alives, and what the client was told to do with its contact."""
        options, work = self.options, []
        self.tasks.spawn(self.stay_with_events())
        if self.style == "2016" and options.stay > 600:
            self.tasks.spawn(self.udp.idle_2016())
        await self.clock.sleep(self.began + options.after - self.clock.now())
        if options.punch:
            await self.udp.punch(self.peer)
            work.append(self.tasks.spawn(self.meet()))
        if options.voice:
            work.append(self.tasks.spawn(self.udp.voice(self.peer, options.voice, self.style)))
        if options.file:
            self.file = {"bytes": await self.udp.send_file(self.peer, options.file)}
        if work:
            await asyncio.wait(work, timeout=max(0.1, deadline - self.clock.now()) / self.clock.speed)
        await self.clock.sleep(min(options.stay, deadline - self.clock.now()))

    # -- what searches call ------------------------------------------------------------

    async def supernode(self, ways, node=None):
        """A ladder to one supernode; the first that is up is kept, by its keep-alives."""
        self.supernodes += 1
        done = await self.ways.ladder(ways)
        if done is None:
            return
        way, end = done
        try:
            if "login" in way.name:
                self.got_in(way)
            if self.supernode_is_up.is_set():  # one is enough
                return
            if node:
                self.cache.worked(node)
            self.supernode_is_up.set()
            await self.keep(end, *SUPERNODE_KEEP, busy=self.style != "2006")
        except talk.Closed:
            self.supernode_is_up.clear()
        finally:
            end.close()

    async def keep(self, end, size, every, busy=False):
        """Keep-alives that must be answered; a supernode's come between 44 / 4 / 87."""
        quiet = self.clock.now()
        while True:
            await self.clock.sleep(self.shape.ms(800, 5000) / 1e6 if busy else every)
            ping = not busy or self.clock.now() - quiet > every
            quiet = self.clock.now() if ping else quiet
            await end.say(self.process.content.bytes(size if ping else 44))
            try:
                await self.clock.within(20, end.hear_some())
            except asyncio.TimeoutError as error:
                raise talk.Closed("no answer") from error

    async def log_in(self, ways):
        self.login_attempts += 1
        done = await self.ways.ladder(ways)
        if done:
            done[1].close()
            self.got_in(done[0])

    def got_in(self, way):
        if not self.logged_in.is_set():
            self.via, self.login_seconds = way.name, round(self.clock.now() - self.began, 3)
            self.logged_in.set()

    async def stay_with_events(self):
        end = await self.ways.attempt(Way(0, self.event_server, places.EVENTS_PORT, "events dh", dh("events")))
        if end:
            try:
                await self.keep(end, *EVENTS_KEEP)
            except talk.Closed:
                end.close()

    async def meet(self):
        """A direct connection to the contact: the ladder of section 6 for peers."""
        address = self.peer[0]
        done = await self.ways.ladder([
            Way(0, *self.peer, "peer dh", dh("peer")), Way(PEER_OLD_AFTER, *self.peer, "peer old", old("2016 a")),
            Way(3, address, places.TLS_PORT, "peer old 443", old("2016 b")),
            Way(3, address, places.WEB_PORT, "peer old 80", old("2016 c"))])
        if done:
            try:
                await self.keep(done[1], *PEER_KEEP)
            except talk.Closed:
                done[1].close()

    # -- what came of it -----------------------------------------------------------------

    def result(self):
        return {"address": self.process.address, "port": self.process.port, "style": self.style,
                "first_packet": self.first_packet, "succeeded": self.logged_in.is_set(), "via": self.via,
                "login_seconds": self.login_seconds, "supernodes_tried": self.supernodes,
                "supernode_is_up": self.supernode_is_up.is_set(), "login_attempts": self.login_attempts,
                "tcp": self.ways.figures(), "udp": self.udp.figures, "media": self.udp.media,
                "holes": self.udp.holes, "errands": self.errands and self.errands.figures, "file": self.file,
                "broken": [repr(error) for error in self.tasks.broken]}


async def run(options):
    stop = common.stop_event()
    first = ipaddress.ip_address(options.address)
    clients = [Client(str(first + number), number, options) for number in range(options.count)]
    work = asyncio.gather(*(client.run() for client in clients))
    ended = asyncio.ensure_future(stop.wait())
    await asyncio.wait((work, ended), return_when=asyncio.FIRST_COMPLETED)
    if work.done():
        work.result()
    results = [client.result() for client in clients]
    succeeded = sum(result["succeeded"] for result in results)
    common.report({"program": "skype_client", "style": options.style, "seed": options.seed, "speed": options.speed,
                   "tried": len(results), "succeeded": succeeded, "clients": results})
    wanted = {None: succeeded, "all": len(results), "none": 0}[options.expect]
    broken = any(result["broken"] for result in results)
    return common.GOOD if succeeded == wanted and not broken else common.UNEXPECTED


def arguments():
    parser = argparse.ArgumentParser(description="Skype clients that try to log in", epilog="More: README.md")
    parser.add_argument("--address", required=True, help="of the first client")
    parser.add_argument("--style", choices=STYLES, default="2016", help="year, or all ways in any order (2016)")
    parser.add_argument("--count", type=int, default=1, help="clients, on consecutive addresses (1)")
    parser.add_argument("--seconds", type=float, default=30, help="to go on trying (30)")
    parser.add_argument("--speed", type=float, default=1, help="simulated seconds in a real one (1)")
    parser.add_argument("--spread", type=float, default=0, help="seconds over which the clients start (0)")
    parser.add_argument("--stay", type=float, default=1, help="seconds, once logged in (1)")
    parser.add_argument("--after", type=float, default=0, help="seconds after the start, for what follows")
    parser.add_argument("--punch", action="store_true", help="once in, a hole and a connection to a contact")
    parser.add_argument("--voice", type=float, default=0, help="seconds of voice to a contact, once in")
    parser.add_argument("--file", type=float, default=0, help="seconds of sending a file, once in")
    parser.add_argument("--relay", help="ADDRESS:PORT of a host of the LAN that relays; for the stubborn")
    parser.add_argument("--cache", help="file name in front of each client's node cache; else none is kept")
    parser.add_argument("--expect", choices=("all", "none"), help="exit with 1 unless so many get in")
    parser.add_argument("--seed", default=None, help="draw sizes, times and bytes from it; else from the clock")
    parser.add_argument("--twin", action="store_true", help="nothing related, all truly random")
    return parser


def main():
    options = arguments().parse_args()
    options.seed = options.seed or str(time.time_ns())
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # 40 sockets a client
    try:
        return asyncio.run(run(options))
    except OSError as error:
        print(f"skype_client: {error}", file=sys.stderr)
        return common.NOT_POSSIBLE


if __name__ == "__main__":
    sys.exit(main())
