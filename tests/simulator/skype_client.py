#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Skype clients as of 2016 that try to log in, and go on trying.

    skype_client.py --address 10.1.0.20 [--count N] [--seconds S] [...]

--count clients on consecutive addresses, which must be local. Each has one
weak generator behind all its random bytes, one UDP port for ever, and a cache
of supernodes. What one does:

    at once     TCP to a cached supernode, DH on port 400xx (4.2)
    +1.6 s      no answer: fake TLS to the same address, port 443 (4.3, 6)
    from 3 s    3 or 4 further supernodes each 2 to 6 s, the same two ways
    1.7-6.1 s   UDP: 10 datagrams to 8 nodes in a second, 35 to 15 in five (3.3);
                resends when a NAK comes; repeats after 2.05 and 6.1 s
    supernode   login server, DH on 33033; no answer: after 0.8 s the records of
                2015 on the same port, 0.43 s later on 443. Also tried, as it
                serves as a bootstrap node, when three batches have failed

A login has succeeded when the last message of the login server has arrived;
the client then stays for --stay seconds, and sends a file if told to. It fails
when --seconds are over. Result: per client the time of the first packet (UNIX
time), whether and how it got in, after how long, and what it tried.

It does not know what is done to its traffic, or by whom. --twin: the same with
truly random bytes everywhere. Not yet: other years, version check, names,
NAT-PMP, calls, a cache that learns, connections from other clients.

Section numbers: skype-on-the-wire.md.
"""
import argparse
import asyncio
import ipaddress
import time
import zlib

import common
import talk

RECORDS_AFTER, RECORDS_443_AFTER, TLS_AFTER = 0.8, 0.43, 1.6
GIVE_UP = 22.0  # section 6: a flow is given up after 20-25 s
BATCHES_FROM, BATCHES_BEFORE_LOGIN = 3.0, 3
FILE_GROUP, FILE_EVERY = 7, 0.0508  # 1370 bytes each: 185 kB/s (3.6)


class Client(asyncio.DatagramProtocol):
    def __init__(self, address, number, options):
        self.options = options
        wire = talk.Wire(f"{address} {options.seed or time.time_ns()}", not options.twin)
        port = 1025 + zlib.crc32(f"install {address}".encode()) % 60000
        self.process = talk.Process(wire, address, port)
        # A twin has servers of its own: whoever is sure of Skype's may know it by them.
        self.login_server = "192.0.2.18" if options.twin else talk.LOGIN
        self.event_server = "192.0.2.47" if options.twin else talk.EVENTS
        self.shape = wire.shape
        self.number = number
        self.nodes = self.host_cache()
        self.asked = {}  # ID -> datagram and node
        self.udp = None
        self.supernode_is_up = asyncio.Event()
        self.logged_in = asyncio.Event()
        self.tasks = set()
        self.result = {"address": address, "port": port, "first_packet": None, "succeeded": False,
                       "login_seconds": None, "via": None, "supernodes_tried": 0, "login_attempts": 0,
                       "udp": {"sent": 0, "answers": 0, "naks": 0}, "file": None}

    def host_cache(self):
        """Supernodes that a former run has left."""
        first = 60 if self.options.twin else 10
        hosts = self.shape.sample([f"{prefix}.{first + last}" for prefix in talk.CLOUD_NETS for last in range(50)], 60)
        return [(host, self.shape.pick(talk.NODE_PORTS)) for host in hosts]

    def spawn(self, work):
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    # -- the run -------------------------------------------------------------------

    async def run(self):
        await asyncio.sleep(self.number * self.options.spread / max(1, self.options.count))
        loop = asyncio.get_running_loop()
        self.udp, _ = await loop.create_datagram_endpoint(
            lambda: self, local_addr=(self.process.address, self.process.port))
        self.result["first_packet"] = time.time()
        deadline = loop.time() + self.options.seconds
        self.spawn(self.find_supernode())
        self.spawn(self.udp_burst())
        self.spawn(self.log_in_when_connected())
        if await common.wait(self.logged_in, self.options.seconds):
            await self.afterwards(deadline)
        for task in list(self.tasks):
            task.cancel()
        self.udp.close()

    async def afterwards(self, deadline):
        if self.options.file:
            begin = self.result["first_packet"] + self.options.file_after - time.time()
            await asyncio.sleep(max(0, begin))
            await self.send_file()
        left = deadline - asyncio.get_running_loop().time()
        await asyncio.sleep(max(0, min(self.options.stay, left)))

    # -- TCP ---------------------------------------------------------------------

    async def attempt(self, address, port, how):
        """One connection: whether all was said that had to be, and the end."""
        try:
            streams = await asyncio.wait_for(
                asyncio.open_connection(address, port, local_addr=(self.process.address, 0)), GIVE_UP)
        except (OSError, asyncio.TimeoutError):
            return None
        end = talk.Talk(self.process, talk.CLIENT, *streams)
        try:
            await asyncio.wait_for(how(end), GIVE_UP)
            return end
        except (talk.Closed, asyncio.TimeoutError):
            end.close()
            return None
        except asyncio.CancelledError:
            end.close()
            raise

    async def ladder(self, steps):
        """Each (delay, address, port, how) begins that long after the one
        before, while that goes on. The end of the first that succeeds, or None."""
        tries = set()
        try:
            for delay, address, port, how in steps:
                done = await self.first_good(tries, delay)
                if done:
                    return done
                tries.add(self.spawn(self.attempt(address, port, how)))
            return await self.first_good(tries, GIVE_UP)
        finally:
            for task in tries:
                if not task.done():
                    task.cancel()

    @staticmethod
    async def first_good(tries, seconds):
        pending, until = {task for task in tries if not task.done()}, time.monotonic() + seconds
        while True:
            for task in tries:
                if task.done() and not task.cancelled() and task.result():
                    return task.result()
            left = until - time.monotonic()
            if left <= 0:
                return None
            if not pending:
                await asyncio.sleep(left)
                return None
            _, pending = await asyncio.wait(pending, timeout=left, return_when=asyncio.FIRST_COMPLETED)

    async def find_supernode(self):
        nodes = iter(self.nodes * 50)
        self.spawn(self.supernode(*next(nodes)))
        await asyncio.sleep(BATCHES_FROM)
        batch = 0
        while not self.supernode_is_up.is_set() and not self.logged_in.is_set():
            for _ in range(self.shape.between(3, 4)):
                self.spawn(self.supernode(*next(nodes)))
            batch += 1
            if batch % BATCHES_BEFORE_LOGIN == 0:
                self.spawn(self.log_in())
            await common.wait(self.supernode_is_up, self.shape.ms(2000, 6000) / 1e6)

    async def supernode(self, address, port):
        self.result["supernodes_tried"] += 1
        end = await self.ladder([
            (0, address, port, lambda end: end.begin_dh(talk.supernode)),
            (TLS_AFTER, address, talk.TLS_PORT, talk.Talk.begin_fake_tls)])
        if end is None:
            return
        if self.supernode_is_up.is_set():  # one is enough
            end.close()
            return
        self.supernode_is_up.set()
        try:
            while True:
                await asyncio.sleep(self.shape.ms(800, 5000) / 1e6)
                await end.play(talk.random_steps(44, -4, -87))
        except talk.Closed:
            self.supernode_is_up.clear()
        finally:
            end.close()

    async def log_in_when_connected(self):
        await self.supernode_is_up.wait()
        while not self.logged_in.is_set():
            await asyncio.sleep(self.shape.ms(300, 1500) / 1e6)
            await self.log_in()

    async def log_in(self):
        self.result["login_attempts"] += 1
        used = []

        def way(name, how):
            async def play(end):
                await how(end)
                used.append(name)
            return play

        end = await self.ladder([
            (0, self.login_server, talk.LOGIN_PORT, way("dh:33033", lambda end: end.begin_dh(talk.login))),
            (RECORDS_AFTER, self.login_server, talk.LOGIN_PORT, way("records:33033", talk.Talk.begin_records)),
            (RECORDS_443_AFTER, self.login_server, talk.TLS_PORT, way("records:443", talk.Talk.begin_records))])
        if end is None or self.logged_in.is_set():
            return
        end.close()
        self.result.update(succeeded=True, via=used[0],
                           login_seconds=round(time.time() - self.result["first_packet"], 3))
        self.logged_in.set()
        self.spawn(self.attempt(self.event_server, talk.EVENTS_PORT, lambda end: end.begin_dh(talk.events)))

    # -- UDP ---------------------------------------------------------------------

    async def udp_burst(self):
        """Section 3.3: packets and destinations after 1, 5, 10 and 30 s."""
        await asyncio.sleep(self.shape.ms(1700, 6100) / 1e6)
        sent = known = 0
        for (packets, peers), begin, end in zip(talk.R4_SMALL, (0, 1, 5, 10), (1, 5, 10, 30)):
            gap = (end - begin) / max(1, packets - sent)
            while sent < packets:
                fresh = known < peers and (known == 0 or self.shape.chance(peers - known, packets - sent))
                known += fresh
                node = self.nodes[known - 1] if fresh else self.nodes[self.shape.below(known)]
                sent += 1
                # One early request is answered in fragments.
                self.spawn(self.ask(node, 47 if sent == 8 else self.shape.pick(talk.R4_SIZES)[0]))
                await asyncio.sleep(gap * self.shape.between(80, 120) / 100)

    async def ask(self, node, size):
        """A request, repeated with the same ID and CRC until it is answered."""
        request = None
        for delay in (2.05, 4.05, 0):
            request = self.process.payload(size, like=request, again=request is not None)
            self.asked[node] = request
            self.send(node, request)
            await asyncio.sleep(delay)
            if self.asked.get(node) is not request:
                return

    def send(self, node, data):
        self.result["udp"]["sent"] += 1
        self.udp.sendto(data, node)

    def datagram_received(self, data, addr):
        kind, request = talk.type_of(data), self.asked.get(addr)
        if kind == talk.NAK and request and data[:2] == request[:2]:
            self.result["udp"]["naks"] += 1
            self.send(addr, self.process.resend(request, data, talk.Process(self.process.net, *addr)))
            self.asked.pop(addr)
        elif kind == talk.MEDIA:
            self.result["file"]["acknowledged"] += 1
        elif kind is not None:
            self.result["udp"]["answers"] += 1
            self.asked.pop(addr, None)

    def error_received(self, exc):
        pass

    # -- a file to a contact (3.6) -------------------------------------------------

    async def send_file(self):
        peer = (talk.PEER, talk.PEER_PORT)
        self.result["file"] = {"bytes": 0, "acknowledged": 0}
        for size in (28, 27, 26):
            self.send(peer, self.process.payload(size))
            await asyncio.sleep(0.1)
        loop = asyncio.get_running_loop()
        begin, group = loop.time(), 0
        while group * FILE_EVERY < self.options.file:
            for _ in range(FILE_GROUP):
                self.udp.sendto(self.process.media(talk.FILE_SIZE), peer)
                self.result["file"]["bytes"] += talk.FILE_SIZE
            group += 1
            if group % 200 == 0:  # type 2 beside it, each 10-30 s
                self.send(peer, self.process.payload(self.shape.between(43, 46)))
            await asyncio.sleep(max(0, begin + group * FILE_EVERY - loop.time()))


async def run(options):
    stop = common.stop_event()
    first = ipaddress.ip_address(options.address)
    clients = [Client(str(first + number), number, options) for number in range(options.count)]
    work = asyncio.gather(*(client.run() for client in clients))
    ended = asyncio.ensure_future(stop.wait())
    await asyncio.wait((work, ended), return_when=asyncio.FIRST_COMPLETED)
    if work.done():
        work.result()
    results = [client.result for client in clients]
    common.report({"program": "skype_client", "tried": len(results),
                   "succeeded": sum(result["succeeded"] for result in results), "clients": results})


def main():
    parser = argparse.ArgumentParser(description="Skype clients that try to log in")
    parser.add_argument("--address", required=True, help="of the first client")
    parser.add_argument("--count", type=int, default=1, help="clients, on consecutive addresses")
    parser.add_argument("--seconds", type=float, default=30, help="to go on trying")
    parser.add_argument("--spread", type=float, default=0, help="seconds over which the clients start")
    parser.add_argument("--stay", type=float, default=1, help="seconds, once logged in")
    parser.add_argument("--file", type=float, default=0, help="seconds of sending a file, once logged in")
    parser.add_argument("--file-after", type=float, default=0, help="seconds after the start")
    parser.add_argument("--seed", help="draw sizes and bytes from it; else from the clock")
    parser.add_argument("--twin", action="store_true", help="nothing related, all truly random")
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
