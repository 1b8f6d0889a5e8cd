# SPDX-License-Identifier: GPL-2.0-or-later
"""A client's UDP: requests and answers, the NAK path, bursts of three years, hole
punching, voice and files.

Sections and recipes (R1...) are those of skype-on-the-wire.md.
"""
import asyncio

import talk

import places
from pcapgen.recipes import R4_SIZES, R4_SMALL

REPEATS = (2.05, 4.05, 4.0)  # section 2: after 2.05 and 6.1 s; then it counts as lost
FILE_GROUP, FILE_EVERY = 7, 0.0508  # 1370 bytes each: 185 kB/s (3.6)
PING_EVERY = 10.0
PUNCH_PORTS = 17


class Datagrams(asyncio.DatagramProtocol):
    def __init__(self, process, tasks, clock, cache):
        self.process, self.shape, self.tasks, self.clock, self.cache = process, process.shape, tasks, clock, cache
        self.socket = None
        self.asked = {}  # node -> the request that it owes an answer
        self.waiting = {}  # node -> future of its answer
        self.good = []  # nodes that have answered
        self.figures = {"sent": 0, "answers": 0, "naks": 0, "acks": 0, "fragments": 0}
        self.media = {"sent": 0, "received": 0}
        self.holes = 0

    async def open(self):
        self.socket, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: self, local_addr=(self.process.address, self.process.port))

    def close(self):
        self.socket.close()

    def send(self, node, data):
        self.figures["sent"] += 1
        self.socket.sendto(data, node)

    # -- requests ------------------------------------------------------------------

    async def ask(self, node, size, repeats=REPEATS):
        """A request, repeated with the same ID and CRC until it is answered.
        Return: the answer, or None."""
        request = None
        answer = self.waiting[node] = asyncio.get_running_loop().create_future()
        for delay in repeats:
            request = self.process.payload(size, like=request, again=request is not None)
            self.asked[node] = request
            self.send(node, request)
            await asyncio.wait([answer], timeout=delay / self.clock.speed)
            if answer.done():
                return answer.result()
        return None

    def datagram_received(self, data, addr):
        kind, request = talk.type_of(data), self.asked.get(addr)
        if kind == talk.NAK and request and data[:2] == request[:2]:
            self.figures["naks"] += 1
            self.send(addr, self.process.resend(request, data, talk.Process(self.process.net, *addr)))
            return
        if kind == talk.MEDIA:
            self.media["received"] += 1
            return
        if kind == talk.PAYLOAD and len(data) == 28 and addr[1] != places.PEER_PORT:
            self.holes += 1
        for name, its in (("acks", talk.ACK), ("fragments", talk.FRAGMENT), ("answers", talk.PAYLOAD)):
            self.figures[name] += kind == its
        if kind is not None and self.asked.pop(addr, None):
            if addr not in self.good:
                self.good.append(addr)
            if len(data) == 51:
                self.cache.learn(data)
            answer = self.waiting.pop(addr)
            if not answer.done():
                answer.set_result(data)

    def error_received(self, exc):
        pass

    # -- bursts at the start ---------------------------------------------------------

    async def burst_2006(self, good_answer):
        """R1: one probe, +1.08 s four, +6.1 s one, then each answer triggers the
        next. good_answer(node) is called 0.15 s after an answer of 26 bytes."""
        async def probe():
            node = self.cache.next()
            answer = await self.ask(node, 18)
            if answer and len(answer) == 26:
                self.clock.later(0.15, good_answer, node)
            return answer

        self.tasks.spawn(probe())
        await self.clock.sleep(1.08)
        for _ in range(4):
            self.tasks.spawn(probe())
        await self.clock.sleep(5.02)
        while True:
            await asyncio.wait([self.tasks.spawn(probe())], timeout=self.shape.ms(350, 1700) / 1e6 / self.clock.speed)
            await self.clock.sleep(self.shape.ms(1, 900) / 1e6)

    async def lists_2006(self):
        """R1's later part: 346 B of one CRC to 8, 12, 13 peers, then 31 B and 22 B."""
        await self.clock.sleep(3)
        for count in (8, 12, 13):
            like = None
            for _ in range(count):
                like = self.process.payload(346, like=like)
                self.send(self.cache.next(), like)
            await self.clock.sleep(2)
        for size, count in ((31, 20), (22, 3)):
            for _ in range(count):
                self.tasks.spawn(self.ask(self.cache.next(), size, REPEATS[:1]))
                await self.clock.sleep(self.shape.ms(20, 200) / 1e6)

    async def burst_2015(self, contacts, good_answer):
        """R3: 5 probes of 22..37 B each second for 16 s, then 2 or 3; contacts
        are asked 5 times, each 5.04 s."""
        async def probe():
            node = self.cache.next()
            if await self.ask(node, 18 + self.shape.between(4, 19), REPEATS[:1]):
                good_answer(node)

        self.tasks.spawn(self.contact_pings(contacts))
        tick = 0
        while True:
            for _ in range(5 if tick < 16 else self.shape.between(2, 3)):
                self.tasks.spawn(probe())
            tick += 1
            await self.clock.sleep(1.0)

    async def contact_pings(self, contacts):
        await self.clock.sleep(3.2)
        for _ in range(5):
            for contact in contacts:
                self.send(contact, self.process.payload(18))
            await self.clock.sleep(5.04)

    async def burst_2016(self):
        """Section 3.3: packets and destinations after 1, 5, 10 and 30 s; one early
        request is answered in fragments."""
        await self.clock.sleep(self.shape.ms(1700, 6100) / 1e6)
        nodes, sent = [], 0
        for (packets, peers), begin, end in zip(R4_SMALL, (0, 1, 5, 10), (1, 5, 10, 30)):
            gap = (end - begin) / max(1, packets - sent)
            while sent < packets:
                if not nodes or (len(nodes) < peers and self.shape.chance(peers - len(nodes), packets - sent)):
                    nodes.append(self.cache.next())
                    node = nodes[-1]
                else:
                    node = self.shape.pick(nodes)
                sent += 1
                self.tasks.spawn(self.ask(node, 47 if sent == 8 else self.shape.pick(R4_SIZES)[0]))
                await self.clock.sleep(gap * self.shape.between(80, 120) / 100)

    async def any_burst(self):
        """The stubborn one's: any sizes, any pace, long silences; nodes that have
        answered come first."""
        while True:
            for _ in range(self.shape.between(1, 12)):
                node = self.shape.pick(self.good) if self.good and self.shape.chance(1, 2) else self.cache.next()
                if self.shape.chance(1, 8):
                    node = node[0], self.shape.pick(places.CLOUD_PORTS + places.HOME_PORTS)
                self.tasks.spawn(self.ask(node, self.shape.between(18, 60), REPEATS[:self.shape.between(1, 3)]))
                await self.clock.sleep(self.shape.ms(0, 700) / 1e6)
            await self.clock.sleep(self.shape.ms(300, 25000) / 1e6)

    async def idle_2016(self):
        """R5: each 606 s a group of nodes, 33..37 B out and 20 B back."""
        while True:
            for _ in range(self.shape.between(25, 38)):
                self.tasks.spawn(self.ask(self.cache.next(), self.shape.between(33, 37)))
                await self.clock.sleep(self.shape.ms(0, 250) / 1e6)
            await self.clock.sleep(606)

    # -- a contact: punching, voice, files ---------------------------------------------

    async def punch(self, peer, private="10.121.2.203"):
        """R17: 28 B of one CRC to 17 successive ports of one address and a
        private one within a millisecond, three times 0.2 s apart."""
        base, like = peer[1] - self.shape.below(PUNCH_PORTS), None
        for _ in range(3):
            for node in [(private, 7009)] + [(peer[0], base + step) for step in range(PUNCH_PORTS)]:
                like = self.process.payload(28, like=like)
                self.send(node, like)
            await self.clock.sleep(0.2)

    async def session(self, peer, seconds):
        """Section 3.6, beside every session: set-up of 28, 27, 26 B and type D,
        then a 3-byte D each 10 s and a type 2 of 43..46 B each 10-30 s."""
        for size in (28, 27, 26):
            self.send(peer, self.process.payload(size))
            await self.clock.sleep(0.04)
            self.send(peer, self.process.media(self.shape.between(20, 40)))
            await self.clock.sleep(0.04)
        until, status = self.clock.now() + seconds, self.clock.now() + 2
        while self.clock.now() < until:
            self.send(peer, self.process.media(3))
            if self.clock.now() > status:
                self.send(peer, self.process.payload(self.shape.between(43, 46)))
                status += self.shape.ms(10000, 30000) / 1e6
            await self.clock.sleep(PING_EVERY)

    async def voice(self, peer, seconds, style):
        """R11, shape from literature: 67 B at 70/s (2006), or 115..190 B each 27-40 ms."""
        self.tasks.spawn(self.session(peer, seconds))
        await self.clock.sleep(0.5)
        until = self.clock.now() + seconds
        while self.clock.now() < until:
            size, gap = (67, 1 / 70) if style == "2006" else (
                self.shape.between(115, 190), self.shape.ms(27, 40) / 1e6)
            self.media["sent"] += 1
            self.socket.sendto(self.process.media(size), peer)
            await self.clock.sleep(gap)

    async def send_file(self, peer, seconds):
        """Section 3.6: 1370 B of type D in groups, each 50.8 ms, 27 B back for each.
        Return: bytes sent."""
        self.tasks.spawn(self.session(peer, seconds))
        await self.clock.sleep(0.3)
        begin, group = self.clock.now(), 0
        while group * FILE_EVERY < seconds:
            for _ in range(FILE_GROUP):
                self.media["sent"] += 1
                self.socket.sendto(self.process.media(talk.FILE_SIZE), peer)
            group += 1
            await self.clock.sleep(begin + group * FILE_EVERY - self.clock.now())
        return group * FILE_GROUP * talk.FILE_SIZE
