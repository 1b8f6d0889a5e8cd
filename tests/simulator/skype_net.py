#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Skype's side of the network: supernodes, login and event servers, a peer.

    skype_net.py [--seconds N] [--ready FILE] [--twins NETWORK]

Answers on every local address, each with a generator of its own; give a
namespace many by `ip route add local 198.18.0.0/15 dev lo`. The port says what
an address is:

    TCP and UDP 40001-40036   supernodes: section 4.2, UDP section 2 and R4
    TCP 443                   the same behind fake TLS (4.3), or login records
    TCP 33033                 login: DH as of 2016, records as of 2015
    TCP 12350                 events, the same two ways
    UDP 26578                 a contact, who takes files (3.6)

One probe in sixteen is answered by a NAK (its resend is understood). Result:
logins and supernode connections completed by client, datagrams answered, and
per sender of a file what arrived in each second. To clients of the --twins network
it is a twin: nothing is related, all truly random.

Section numbers: skype-on-the-wire.md.
"""
import argparse
import asyncio
import collections
import ipaddress
import socket
import struct
import time

import common
import talk

IP_PKTINFO = getattr(socket, "IP_PKTINFO", 8)
ANSWERS = {18: 26, 34: 20, 43: 17, 434: 455, 443: 455, 36: 21, 37: 21, 33: 20}  # R4


class Network:
    def __init__(self, twins):
        self.twins = ipaddress.ip_network(twins) if twins else None
        self.nodes = {}
        self.result = {"program": "skype_net", "supernode_connections": collections.Counter(),
                       "logins": collections.Counter(), "datagrams": 0, "naks": 0, "files": {}}

    def node(self, address, port, client):
        """The process behind an address: its generator runs on for others, too."""
        related = self.twins is None or ipaddress.ip_address(client) not in self.twins
        key = address, port, related
        if key not in self.nodes:
            wire = talk.Wire(f"{address}:{port} {time.time_ns()}", related)
            self.nodes[key] = talk.Process(wire, address, port).serves_others()
        return self.nodes[key]

    # -- TCP ---------------------------------------------------------------------

    async def accept(self, reader, writer):
        address, port = writer.get_extra_info("sockname")[:2]
        client = writer.get_extra_info("peername")[0]
        end = talk.Talk(self.node(address, port, client), talk.SERVER, reader, writer)
        try:
            await asyncio.wait_for(self.serve(end, port, client), 60)
            await end.reader.read(1)  # the client closes, or goes on
        except (talk.Closed, asyncio.TimeoutError, OSError):
            pass
        finally:
            end.close()

    async def serve(self, end, port, client):
        first = await end.hear(5)
        if port == talk.TLS_PORT and first != talk.LOGIN_OPEN:
            first += await end.hear(67)
            await end.play(talk.fake_tls(first[56:]))
            self.result["supernode_connections"][client] += 1
        elif first == talk.LOGIN_OPEN:
            await end.play(talk.login_records(), begun=first)
            self.result["logins"][client] += port != talk.EVENTS_PORT
        else:
            first += await end.hear(43)
            conversation = {talk.LOGIN_PORT: talk.login, talk.EVENTS_PORT: talk.events}.get(port, talk.supernode)
            await end.play(conversation(first), begun=first)
            counted = {talk.login: "logins", talk.supernode: "supernode_connections"}.get(conversation)
            if counted:
                self.result[counted][client] += 1
            if conversation is talk.supernode:
                await self.pairs(end)

    async def pairs(self, end):
        """`>44 <4 <87`, as long as the client likes."""
        while True:
            await end.play(talk.random_steps(44, -4, -87))

    # -- UDP ---------------------------------------------------------------------

    def listen(self, port):
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        sock.setblocking(False)
        sock.bind(("0.0.0.0", port))
        asyncio.get_running_loop().add_reader(sock, self.receive, sock, port)

    def receive(self, sock, port):
        try:
            data, extra, _, client = sock.recvmsg(2048, 256)
        except OSError:
            return
        info = next((value for level, kind, value in extra if (level, kind) == (socket.IPPROTO_IP, IP_PKTINFO)), None)
        if info is None or len(data) < 3:
            return
        self.result["datagrams"] += 1
        local = socket.inet_ntoa(info[8:12])

        def send(answer):
            # Also the source address: the client must hear from whom it asked.
            try:
                sock.sendmsg([answer], [(socket.IPPROTO_IP, IP_PKTINFO, struct.pack("=I4s4s", 0, info[8:12], bytes(4)))],
                             0, client)
            except OSError:
                pass

        self.answer(self.node(local, port, client[0]), data, client, send)

    def answer(self, node, data, client, send):
        kind, shape = talk.type_of(data), node.shape
        peer = talk.Process(node.net, client[0], client[1])
        later = asyncio.get_running_loop().call_later
        rtt = shape.between(20, 90) / 1000
        if kind == talk.MEDIA and len(data) > 3:
            self.take_file(client[0], len(data))
            send(node.media(talk.FILE_ANSWER))
        elif kind == talk.RESEND:
            later(rtt, lambda: send(node.payload(26)))
        elif kind == talk.PAYLOAD and node.port in talk.NODE_PORTS and shape.chance(1, 16):
            self.result["naks"] += 1
            later(rtt, lambda: send(node.nak(data, peer)))
        elif kind == talk.PAYLOAD and len(data) == 43:
            later(rtt, lambda: send(node.ack(data, peer)))
        elif kind == talk.PAYLOAD and len(data) == 47:
            later(rtt, lambda: [send(part) for part in node.fragments(data, 4, shape.between(300, 1200))])
        elif kind == talk.PAYLOAD:
            later(rtt, lambda: send(node.payload(ANSWERS.get(len(data), 26))))

    def take_file(self, client, size):
        file = self.result["files"].setdefault(client, {"bytes": 0, "began": time.time(), "each_second": []})
        second = int(time.time() - file["began"])
        file["bytes"] += size
        file["each_second"] += [0] * (second + 1 - len(file["each_second"]))
        file["each_second"][second] += size


async def run(options):
    stop = common.stop_event()
    network = Network(options.twins)
    for port in (*talk.NODE_PORTS, talk.TLS_PORT, talk.LOGIN_PORT, talk.EVENTS_PORT):
        await asyncio.start_server(network.accept, "0.0.0.0", port, backlog=512)
    for port in (*talk.NODE_PORTS, talk.PEER_PORT):
        network.listen(port)
    if options.ready:
        with open(options.ready, "w", encoding="utf-8"):
            pass
    await common.wait(stop, options.seconds)
    common.report(network.result)


def main():
    parser = argparse.ArgumentParser(description="supernodes, login and event servers")
    parser.add_argument("--seconds", type=float, help="to serve; else until TERM")
    parser.add_argument("--ready", help="file that is made when all ports are open")
    parser.add_argument("--twins", help="network whose clients are answered with truly random bytes only")
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
