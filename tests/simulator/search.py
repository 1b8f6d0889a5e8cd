# SPDX-License-Identifier: GPL-2.0-or-later
"""How a client looks for a supernode and logs in: one class a style. Times are
measured or of the literature, sections are those of skype-on-the-wire.md.
"""
import places
from ways import RECORDS_443_AFTER, RECORDS_AFTER, TLS_AFTER, Way, dh, fake_tls, old, records

BATCHES_BEFORE_LOGIN = 3


class Search:
    """Common to all styles: log in as soon as a supernode is up, and at times without
    one, for the login servers' port also serves bootstrap nodes."""

    def __init__(self, client):
        self.client, self.shape, self.clock, self.tasks = client, client.shape, client.clock, client.tasks
        self.batches = 0

    async def run(self):
        self.tasks.spawn(self.log_in_when_connected())
        self.tasks.spawn(self.burst())
        await self.look()

    async def log_in_when_connected(self):
        client = self.client
        while True:
            await client.supernode_is_up.wait()
            while client.supernode_is_up.is_set():
                if client.logged_in.is_set():
                    return
                await self.clock.sleep(self.shape.ms(300, 1500) / 1e6)
                await client.log_in(self.login_ways())

    async def batch(self, count):
        """So many nodes at once."""
        self.batches += 1
        for _ in range(count):
            node = self.client.cache.next()
            self.tasks.spawn(self.node(node))
        if self.batches % BATCHES_BEFORE_LOGIN == 0 and not self.client.supernode_is_up.is_set():
            self.tasks.spawn(self.client.log_in(self.login_ways()))

    async def node(self, node):
        await self.client.supernode(self.node_ways(node), node)

    def searching(self):
        return not self.client.supernode_is_up.is_set()

    def login_server(self):
        return self.shape.pick(self.client.logins)


class Search2006(Search):
    """R1, and [baset]'s order when it fails: UDP, 5 s, TCP to the node's port, then
    80, then 443 ([ehlert]: the other way round), 6 s; four more rounds; then
    its user tries again. Without the login server a supernode passes the login on."""

    UDP, STEP, PAUSE, ROUNDS = 5.0, 3.0, 6.0, 5

    async def burst(self):
        self.tasks.spawn(self.client.udp.lists_2006())
        await self.client.udp.burst_2006(self.good_answer)

    def good_answer(self, node):
        if self.searching():
            self.tasks.spawn(self.client.supernode([Way(0, *node, "old", old(self.sizes()))], node))

    def sizes(self):
        return self.shape.pick(("2006 long", "2006 short"))

    async def look(self):
        while True:
            for _ in range(self.ROUNDS):
                if self.searching():
                    await self.batch(self.shape.between(1, 3))
                await self.clock.sleep(self.UDP + 2 * self.STEP + self.PAUSE)
            await self.clock.sleep(self.shape.ms(10000, 30000) / 1e6)

    async def node(self, node):
        self.tasks.spawn(self.client.udp.ask(node, 18))
        await self.clock.sleep(self.UDP)
        await super().node(node)

    def node_ways(self, node):
        ports = (80, 443) if self.shape.chance(1, 2) else (443, 80)
        return [Way(0, *node, "old", old(self.sizes()))] + [
            Way(self.STEP, node[0], port, f"old {port}", old(self.sizes())) for port in ports]

    def login_ways(self):
        node = self.client.cache.nodes[0]
        return [Way(0, self.login_server(), places.LOGIN_PORT, "records 33033", records(2006)),
                Way(5, self.login_server(), places.WEB_PORT, "records 80", records(2006)),
                Way(5, self.login_server(), places.TLS_PORT, "records 443", records(2006)),
                Way(5, *node, "old relayed login", old(self.sizes(), True))]


class Search2015(Search):
    """R3 and section 6: 3 or 4 nodes each 2-6 s from 15 s on, DH, after 1.60 s
    fake TLS to the same address. Login records at 33033, 12350, 443."""

    FIRST = 15.0
    CACHED = asking = False

    async def burst(self):
        await self.client.udp.burst_2015([(peer, places.PEER_PORT) for peer in places.PEERS], self.good_answer)

    def good_answer(self, node):
        """Assumed as of 2006: no capture of 2015 has an answer."""
        if self.searching() and not self.asking:
            self.asking = True
            self.tasks.spawn(self.client.supernode(self.node_ways(node), node))

    async def look(self):
        if self.CACHED:
            await self.batch(1)
        await self.clock.sleep(self.FIRST)
        while True:
            if self.searching():
                await self.batch(self.shape.between(3, 4))
            await self.clock.sleep(self.shape.ms(2000, 6000) / 1e6)

    def node_ways(self, node):
        return [Way(0, *node, "dh", dh("supernode")), Way(TLS_AFTER, node[0], places.TLS_PORT, "tls", fake_tls("2015"))]

    def login_ways(self):
        return [Way(0, self.login_server(), places.LOGIN_PORT, "records 33033", records(2015)),
                Way(RECORDS_AFTER, self.login_server(), places.EVENTS_PORT, "records 12350", records(2015)),
                Way(RECORDS_443_AFTER, self.login_server(), places.TLS_PORT, "records 443", records(2015))]


class Search2016(Search2015):
    """Section 3.3: a cached node by TCP first, UDP 1.7-6.1 s later. Login by DH
    at 33033; when it fails the records of 2015."""

    FIRST = 3.0
    CACHED = True

    async def burst(self):
        await self.client.udp.burst_2016()

    def login_ways(self):
        return [Way(0, self.login_server(), places.LOGIN_PORT, "dh 33033", dh("login")),
                Way(RECORDS_AFTER, self.login_server(), places.LOGIN_PORT, "records 33033", records(2015)),
                Way(RECORDS_443_AFTER, self.login_server(), places.TLS_PORT, "records 443", records(2015))]


class SearchStubborn(Search):
    """Everything that any year does, in any order, eight at a time: other
    ports and paddings, a connection held open before it is used, seconds or
    minutes of silence, a relay in the LAN. Any of it may end in a login."""

    HANDS = 8
    OLD = ("2006 long", "2006 short", "2015", "2016 a", "2016 b", "2016 c")

    async def burst(self):
        await self.client.udp.any_burst()

    async def look(self):
        for _ in range(self.HANDS):
            self.tasks.spawn(self.hand())

    async def hand(self):
        while not self.client.logged_in.is_set():
            way, hold = self.any_way(), 0
            if self.shape.chance(1, 4):
                hold = self.shape.ms(500, 60000) / 1e6
            end = await self.client.ways.attempt(way, hold)
            if end:
                if "login" in way.name:
                    self.client.got_in(way)
                elif not self.client.supernode_is_up.is_set():
                    self.client.supernode_is_up.set()
                end.close()
            longest = 60000 if self.shape.chance(1, 6) else 5000
            await self.clock.sleep(self.shape.ms(20, longest) / 1e6)

    def any_way(self):
        shape = self.shape
        relay = self.client.options.relay
        if relay and shape.chance(1, 8):
            address, port = relay.rsplit(":", 1)
            return self.stream(address, int(port), "relay ", True)
        if shape.chance(2, 5):
            return self.login_way()
        if shape.chance(1, 8):
            return Way(0, self.client.event_server, places.EVENTS_PORT, "events dh", dh("events", self.padding()))
        address, port = self.client.cache.next()
        if shape.chance(1, 3):
            port = shape.pick((443, 80, 33033, *places.CLOUD_PORTS[:3], *places.HOME_PORTS[:3]))
        return self.stream(address, port, "", shape.chance(2, 3))

    def padding(self):
        return "bare" if self.shape.chance(1, 4) else "padded"

    def stream(self, address, port, name, login):
        """To a supernode, which may pass a login on."""
        how = self.shape.below(3)
        suffix = " login" if login else ""
        if how == 0:
            if name:
                return Way(0, address, port, f"{name}dh login", dh("login", self.padding()))
            return Way(0, address, port, f"dh{suffix}",
                       dh("supernode+login" if login else "supernode", self.padding()))
        make = old if how == 1 or name else fake_tls
        return Way(0, address, port, f"{name}{'old' if make is old else 'tls'}{suffix}",
                   make(self.shape.pick(self.OLD), login))

    def login_way(self):
        shape, server = self.shape, self.login_server()
        port = shape.pick((33033, 33033, 443, 80, 12350, *places.CLOUD_PORTS[:2]))
        if shape.chance(1, 2):
            return Way(0, server, port, f"login dh {port}", dh("login", self.padding()))
        year = shape.pick((2006, 2015))
        return Way(0, server, port, f"login records {year} {port}", records(year))

    async def log_in_when_connected(self):
        """It never waits for a supernode."""


SEARCHES = {"2006": Search2006, "2015": Search2015, "2016": Search2016, "stubborn": SearchStubborn}
