#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Skype's side of the network: supernodes, login and event servers, contacts, and
the names, version check and port mapping that clients ask for.

    skype_net.py [--seconds N] [--speed N] [--ready FILE] [--twins NETWORK]

Answers on every local address, each with a generator of its own; give a
namespace many by `ip route add local 198.18.0.0/15 dev lo`.

    TCP and UDP 40001-40036   data-centre supernodes: section 4.2, UDP section 2, R4
    TCP and UDP, 24 others    supernodes of 2006 at home: 4.1, R1 (places.py has the ports)
    TCP 443, 80               any of them: fake TLS (4.3), old style (4.4), DH
    TCP 33033, 12350, 13392   login, events, contacts, each as of 2006, 2015 or 2016
    TCP and UDP 26578         a contact: who talks, and takes files (3.6)
    192.0.2.81 port 80        HTTP; elsewhere GET is answered by 404 (4.1)
    192.0.2.53, 192.0.2.254   names, a router that maps ports

Each is 45 to 290 ms away, which passes before its turn.

A login is answered by login servers only; a supernode passes one on when the
client asks it to. One probe in sixteen is answered by a NAK (its resend is
understood). Result, one JSON line: by client the connections accepted, those
that said something, supernode connections and logins completed; datagrams by
client and kind, and per sender of voice or a file what arrived in each
second. To clients of the --twins network it is a twin: nothing is related.

Section numbers: skype-on-the-wire.md.
"""
import argparse
import asyncio
import collections
import ipaddress
import resource
import socket
import struct
import sys
import time

import common
import places
import talk

IP_PKTINFO = getattr(socket, "IP_PKTINFO", 8)
ANSWERS = {18: 26, 34: 20, 43: 17, 434: 455, 443: 455, 36: 21, 37: 21, 33: 20, 31: 18}  # R4, R1
TCP_PORTS = (*places.CLOUD_PORTS, *places.HOME_PORTS, places.TLS_PORT, places.WEB_PORT, places.LOGIN_PORT,
             places.EVENTS_PORT, places.CONTACTS_PORT, places.PEER_PORT)
UDP_PORTS = (*places.CLOUD_PORTS, *places.HOME_PORTS, places.PEER_PORT, places.LOGIN_PORT)
LONGEST = 120  # simulated seconds that a conversation may take to its end
KEPT = 1500  # and without a keep-alive after it
ANSWER_44 = (4, 87)
RTT = (45, 290)  # ms, section 15


class Network:
    def __init__(self, options):
        self.clock = common.Clock(options.speed)
        self.twins = ipaddress.ip_network(options.twins) if options.twins else None
        self.nodes = {}
        self.seed = options.seed
        self.counts = {name: collections.Counter() for name in
                       ("accepted", "spoke", "supernode_connections", "logins", "datagrams")}
        self.media, self.naks = {}, 0

    def node(self, address, port, client):
        """The process behind an address: its generator runs on for others, too."""
        related = self.twins is None or ipaddress.ip_address(client) not in self.twins
        key = address, port, related
        if key not in self.nodes:
            wire = talk.Wire(f"{address}:{port} {self.seed}", self.clock, related)
            self.nodes[key] = talk.Process(wire, address, port).serves_others()
        return self.nodes[key]

    # -- TCP ---------------------------------------------------------------------

    async def accept(self, reader, writer):
        address, port = writer.get_extra_info("sockname")[:2]
        client = writer.get_extra_info("peername")[0]
        self.counts["accepted"][client] += 1
        node = self.node(address, port, client)
        end = talk.Talk(node, talk.SERVER, reader, writer, node.shape.between(*RTT) / 1000)
        try:
            await self.clock.within(LONGEST, self.serve(end, address, client))
            while True:
                await self.clock.within(KEPT, self.keep(end))
        except (talk.Closed, asyncio.TimeoutError, OSError):
            pass
        finally:
            self.counts["spoke"][client] += end.heard > 0
            end.close()

    async def serve(self, end, address, client):
        first = await end.hear(5)
        if first[:4] == b"GET ":
            await self.http(end, address)
            raise talk.Closed("answered")
        kind, name, then = await end.answer(first)
        if kind == "records" or name == "login":
            if not address.startswith("192.0.2."):
                raise talk.Closed("no login server")
            self.counts["logins"][client] += end.process.port != places.EVENTS_PORT or kind == "records"
        elif then == "login" or name == "supernode+login":
            self.counts["logins"][client] += 1
        if name.startswith("supernode") or kind == "old":
            self.counts["supernode_connections"][client] += 1

    async def keep(self, end):
        """Keep-alives and what comes between, by their sizes (4.2, 4.5)."""
        size = len(await end.hear_some())
        shape = end.process.shape
        for answer in ANSWER_44 if size == 44 else (size if size > 2 else shape.between(2, 4),):
            await end.say(end.process.content.bytes(answer))
            await asyncio.sleep(talk.TURN)

    @staticmethod
    async def http(end, address):
        await end.hear_some()
        if address == places.WEB:
            await end.say(b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 16\r\n\r\n0123456789abcdef")
        else:
            await end.say(b"HTTP/1.0 404 Not Found\r\n\r\n")

    # -- UDP ---------------------------------------------------------------------

    def listen(self, port, answer, address="0.0.0.0"):
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        sock.setblocking(False)
        sock.bind((address, port))
        asyncio.get_running_loop().add_reader(sock, self.receive, sock, port, answer)

    def receive(self, sock, port, answer):
        try:
            data, extra, _, client = sock.recvmsg(2048, 256)
        except OSError:
            return
        info = next((value for level, kind, value in extra if (level, kind) == (socket.IPPROTO_IP, IP_PKTINFO)), None)
        if info is None or len(data) < 3:
            return

        def send(reply):
            # Also the source address: the client must get the answer from the address that it asked.
            try:
                sock.sendmsg([reply], [(socket.IPPROTO_IP, IP_PKTINFO, struct.pack("=I4s4s", 0, info[8:12], bytes(4)))],
                             0, client)
            except OSError:
                pass

        answer(socket.inet_ntoa(info[8:12]), port, data, client, send)

    def skype(self, local, port, data, client, send):
        node, kind = self.node(local, port, client[0]), talk.type_of(data)
        self.counts["datagrams"][client[0]] += 1
        shape, rtt = node.shape, node.shape.between(*RTT) / 1000
        peer = talk.Process(node.net, client[0], client[1])

        def later(make):
            self.clock.later(rtt, lambda: send(make()))

        if kind == talk.MEDIA:
            if len(data) > 3:
                self.take_media(client[0], len(data))
            send(node.media(talk.FILE_ANSWER if len(data) == talk.FILE_SIZE else len(data)))
        elif kind == talk.RESEND:
            later(lambda: node.payload(26))
        elif kind == talk.PAYLOAD and port != places.PEER_PORT and shape.chance(1, 16):
            self.naks += 1
            later(lambda: node.nak(data, peer))
        elif kind == talk.PAYLOAD and len(data) in (43, 346):
            later(lambda: node.ack(data, peer))
        elif kind == talk.PAYLOAD and len(data) == 47:
            self.clock.later(rtt, lambda: [send(part) for part in node.fragments(data, 4, shape.between(300, 1200))])
        elif kind == talk.PAYLOAD and port in places.HOME_PORTS and len(data) == 18:
            self.home_probe(node, later)
        elif kind == talk.PAYLOAD:
            size = shape.between(650, 690) if len(data) == 22 and port in places.HOME_PORTS else ANSWERS.get(len(data), 26)
            later(lambda: node.payload(28 if len(data) == 28 else size))

    @staticmethod
    def home_probe(node, later):
        """R1: of 51 probes 27 get "ok", 4 "busy, try these", 3 another 18 bytes, 17 nothing."""
        fate = node.shape.below(51)
        if fate < 34:
            later(lambda: node.payload(26 if fate < 27 else 51 if fate < 31 else 18))

    def take_media(self, client, size):
        media = self.media.setdefault(client, {"bytes": 0, "packets": 0, "began": time.time(), "each_second": []})
        second = int(time.time() - media["began"])
        media["bytes"] += size
        media["packets"] += 1
        media["each_second"] += [0] * (second + 1 - len(media["each_second"]))
        media["each_second"][second] += size

    # -- names and the router --------------------------------------------------------

    @staticmethod
    def name(_local, _port, data, _client, send):
        """Every name is the web server's; the question is repeated."""
        send(data[:2] + bytes.fromhex("81800001000100000000") + data[12:]
             + b"\xc0\x0c\0\1\0\1" + struct.pack(">IH", 300, 4) + socket.inet_aton(places.WEB))

    @staticmethod
    def map_port(_local, _port, data, _client, send):
        """NAT-PMP: the port that was asked for."""
        if len(data) == 12:
            inside, outside, lifetime = struct.unpack_from(">HHI", data, 4)
            send(struct.pack(">BBHIHHI", 0, data[1] | 0x80, 0, int(time.monotonic()), inside, outside or inside,
                             lifetime))

    async def open(self):
        for port in TCP_PORTS:
            await asyncio.start_server(self.accept, "0.0.0.0", port, backlog=512, reuse_port=True)
        for port in UDP_PORTS:
            self.listen(port, self.skype)
        for address, port, answer in ((places.RESOLVER, 53, self.name), (places.GATEWAY, 5351, self.map_port)):
            try:
                self.listen(port, answer, address)
            except OSError:  # not local here, and never asked for
                pass

    def result(self):
        return {"program": "skype_net", "seed": self.seed, "naks": self.naks, "media": self.media, **self.counts}


async def run(options):
    stop = common.stop_event()
    network = Network(options)
    await network.open()
    if options.ready:
        with open(options.ready, "w", encoding="utf-8"):
            pass
    await common.wait(stop, options.seconds)
    common.report(network.result())


def main():
    parser = argparse.ArgumentParser(description="supernodes, login and event servers", epilog="More: README.md")
    parser.add_argument("--seconds", type=float, help="real ones, to serve; else until TERM")
    parser.add_argument("--speed", type=float, default=1, help="simulated seconds in a real one (1)")
    parser.add_argument("--ready", help="file that is made when all ports are open")
    parser.add_argument("--twins", help="network whose clients are answered with truly random bytes only")
    parser.add_argument("--seed", help="draw answers from it; else from the clock")
    options = parser.parse_args()
    options.seed = options.seed or str(time.time_ns())
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    try:
        asyncio.run(run(options))
    except OSError as error:
        print(f"skype_net: {error}", file=sys.stderr)
        return common.NOT_POSSIBLE
    return common.GOOD


if __name__ == "__main__":
    sys.exit(main())
