# SPDX-License-Identifier: GPL-2.0-or-later
"""Traffic that an attacker could send so that other hosts look like the application,
and what networks do to genuine clients: ports rewritten, one direction missing, proxies.

Forged flows are labelled with low confidence, so that they score neither way; flows
that they must not affect have their usual labels.
"""
from .frames import UDP
from .net import Tcp
from .recipes import (answered, burst_2006, burst_2016, cloud_nodes, dh_start, dh_supernode, exchange, home_nodes,
                      keep_alive, lists_2006, nak_path, old_stream, punch, second)
from .skype import Process

FORGED = ("forged", "a perfect chain that one direction only carries", "low")
RESOLVERS = ("203.0.113.53", "198.51.100.53", "198.18.140.53")


def plain_exchange(net, host, port, server, server_port, count=4):
    """Ordinary datagrams both ways."""
    for _ in range(count):
        net.udp(host, port, server, server_port, net.content.bytes(net.shape.between(30, 70)))
        yield net.shape.ms(20, 80)
        net.udp(server, server_port, host, port, net.content.bytes(net.shape.between(60, 300)))
        yield net.shape.ms(200, 900)


def plain_stream(net, host, server, server_port):
    """An ordinary connection: text both ways."""
    connection = Tcp(net, host, net.shape.between(32768, 60999), server, server_port)
    yield from connection.open()
    for _ in range(3):
        yield connection.turn(True)
        connection.send(True, b"NOOP of an ordinary protocol\r\n")
        yield connection.turn(False)
        connection.send(False, b"250 and its ordinary answer\r\n")
    yield from connection.close()


# -- who copies ---------------------------------------------------------------

def copies(net, source, port, dest, dest_port, count=1000):
    """One genuine datagram, byte for byte again and again."""
    datagram = Process(net, source, port).payload(18)
    for _ in range(count):
        net.udp(source, port, dest, dest_port, datagram)
        yield 2_000


# -- who forges -----------------------------------------------------------------

def forged_chain(net, source, port, dest, dest_port, count=200):
    """A perfect chain with a forged source address, which gets no answer."""
    forger = Process(net, source, port)
    net.mark(UDP, source, port, dest, dest_port, *FORGED)
    for _ in range(count):
        net.udp(source, port, dest, dest_port, forger.payload(net.shape.between(18, 37)))
        yield 5_000


def forged_first_word(net, client, resolver):
    """A request in the name of @resolver; the client refuses it as it would any
    other. The resolver gets the NAK and says nothing."""
    forger = Process(net, resolver, 53)
    net.mark(UDP, resolver, 53, client.address, client.port, *FORGED)
    for _ in range(20):
        request = forger.payload(18)
        net.udp(resolver, 53, client.address, client.port, request)
        yield 300
        net.udp(client.address, client.port, resolver, 53, client.nak(request, forger))
        yield 40_000


def forged_hello(net, source, server):
    """A handshake that is perfect and one way: the server resets what it does not know."""
    connection = Tcp(net, source, 40123, server, 80).mark(*FORGED)
    connection.joined()
    connection.send(True, Process(net, source, 40123).dh_hello(40), lost=True)
    yield 30_000
    connection.reset(client=False)


def real_client(net, client, nodes):
    """Some answered probes, which prove the client's port."""
    started = net.now
    for peer in nodes:
        answered(net, client, peer, client.send(peer, client.payload(18), "udp-probe"), 26)
        yield 60_000
    net.did(client.address, "signalling", started)


def hostile(net):
    """All of it beside one real client; what the others do stays theirs."""
    me = Process(net, "10.1.0.20", 35990, "203.0.113.5")
    net.spawn(real_client(net, me, cloud_nodes(net, 8)))
    net.spawn(copies(net, "10.1.0.61", 5061, "203.0.113.61", 6061))
    net.spawn(copies(net, "203.0.113.62", 6062, "10.1.0.62", 5062))
    net.spawn(forged_chain(net, "10.1.0.63", 5063, RESOLVERS[0], 53), second(1))
    net.spawn(forged_chain(net, RESOLVERS[1], 53, "10.1.0.64", 5064), second(1))
    net.spawn(forged_first_word(net, me, RESOLVERS[2]), second(1))
    net.spawn(forged_hello(net, "10.1.0.65", "203.0.113.80"), second(1))
    for index, resolver in enumerate(RESOLVERS):
        net.spawn(plain_exchange(net, "10.1.0.71", 5071 + index, resolver, 53), second(3))
        net.spawn(plain_stream(net, "10.1.0.72", resolver, 53), second(3))
    net.spawn(plain_exchange(net, "10.1.0.64", 5064, "203.0.113.90", 7000), second(3))
    net.spawn(plain_stream(net, "10.1.0.71", "203.0.113.80", 80), second(3))
    net.spawn(plain_exchange(net, "10.1.0.62", 5062, "203.0.113.91", 7001), second(3))


def other_generator(net):
    """All that a client shows, but for its generator: sizes, times, numbers and
    CRCs that come again, resends, fragments, punching."""
    net.weak = False
    me, nodes = Process(net, "10.1.0.20", 35990, "203.0.113.5"), home_nodes(net, 46)
    net.spawn(burst_2006(net, me, nodes, lambda: net.shape.between(18, 37), (1, 2)))
    net.spawn(burst_2016(net, Process(net, "10.1.0.21", 19717, "203.0.113.5"), cloud_nodes(net, 28)))
    net.spawn(lists_2006(net, me, nodes), second(33))
    net.spawn(punch(net, me, "203.0.113.77", "10.77.2.203"), second(5))
    for index, node in enumerate(cloud_nodes(net, 4)):
        net.spawn(dh_supernode(net, me, node, pairs=2, keep=2), second(index))


# -- what networks do -------------------------------------------------------------

def nat_ports(net):
    """A NAT inside gives each destination another port (section 16); a second
    client behind the same address."""
    for first_port, count in ((20000, 30), (30000, 12)):
        net.spawn(mapped_client(net, first_port, home_nodes(net, count)), net.shape.ms(0, 400))


def mapped_client(net, first_port, nodes):
    me, started = Process(net, "10.1.0.20", first_port, "203.0.113.5"), net.now
    for index, peer in enumerate(nodes):
        me.port = first_port + index * 7
        sure = "low" if index < 2 else "medium"
        why = "the IV chain of the address goes on from port to port" if index > 1 else "its chain has only begun"
        request = me.send(peer, me.payload(net.shape.between(18, 37)), "udp-probe", why, sure)
        mapped = Process(net, me.address, me.port)
        if index % 5 == 4:
            net.spawn(mapped_nak(net, me, mapped, peer, request))
        else:
            net.after(net.shape.ms(45, 290), peer.send, mapped, peer.payload(26), "udp-probe", why, sure)
        yield net.shape.ms(300, 700)
    net.did(me.address, "signalling", started)


def mapped_nak(net, client, mapped, peer, request):
    yield net.shape.ms(45, 200)
    nak = peer.send(mapped, peer.nak(request, mapped), "udp-nak")
    yield 120
    mapped.send(peer, client.resend(request, nak, peer), "udp-nak")


def one_way(net):
    """Only what the LAN sends is seen: the answers come another way."""
    inner = net.udp, net.tcp

    def udp(source, *rest, **more):
        if net.is_lan(source):
            inner[0](source, *rest, **more)

    def tcp(source, *rest):
        if net.is_lan(source):
            inner[1](source, *rest)

    net.udp, net.tcp = udp, tcp
    me = Process(net, "10.1.0.20", 19717, "203.0.113.5")
    net.spawn(real_client(net, me, home_nodes(net, 30)))
    for index, node in enumerate(cloud_nodes(net, 4)):
        net.spawn(nak_path(net, me, node, me.send(node, me.payload(27), "udp-probe"), 26), second(1 + index))
        net.spawn(one_way_dh(net, me, node), second(2 + index))


def one_way_dh(net, client, node):
    connection = client.connect(node).mark("supernode-tcp", "DH public value padded by generator bytes")
    yield from connection.open()
    connection.send(True, client.dh_hello(net.shape.between(8, 60)))
    yield connection.turn(True)
    connection.send(True, net.content.bytes(8))
    yield from exchange(net, connection, (41, -3, -144, 4))


def mid_stream(net):
    """Connections that began before the capture. To 12 nodes that UDP proves in
    it, before or after; to our own port; and to 4 nodes that nothing proves."""
    me, other = Process(net, "10.1.0.20", 19717, "203.0.113.5"), "10.1.0.21"
    nodes = cloud_nodes(net, 16)
    net.spawn(real_client(net, me, nodes[:12]), second(1))
    for index, node in enumerate(nodes):
        host = me.address if index % 3 else other
        proven = index < 12
        joined = Tcp(net, host, net.shape.between(32768, 60999), node.address, node.port).joined().mark(
            "supernode-tcp", "joined; its address and port is proven by UDP" if proven
            else "joined; nothing proves it", "medium" if proven else "low")
        net.spawn(keep_alive(net, joined, 2, 120.0, 2, both=False), -second(119.5) if index % 2 else second(3))
    for index, peer in enumerate(home_nodes(net, 8)):
        joined = Tcp(net, peer.address, net.shape.between(32768, 60999), me.address, me.port).joined().mark(
            "peer-tcp", "joined; to the port that UDP proves", "medium")
        net.spawn(keep_alive(net, joined, 4, 30.0, 2, both=True), second(index))


# -- proxies ------------------------------------------------------------------------

PROXY = "10.255.255.252"


def behind_connect(net, client, peer, rest):
    """HTTP CONNECT; then @rest as if there were no proxy."""
    connection = Tcp(net, client.address, net.shape.between(32768, 60999), PROXY, 3128).mark(
        "proxy", "handshake behind CONNECT")
    yield from connection.open()
    where = f"{peer.address}:{peer.port}"
    connection.send(True, f"CONNECT {where} HTTP/1.1\r\nHost: {where}\r\n\r\n".encode())
    yield connection.turn(False)
    connection.send(False, b"HTTP/1.1 200 Connection established\r\n\r\n")
    yield connection.turn(True)
    yield from rest(net, connection, client, peer)
    connection.did("signalling")
    yield from connection.close()


def behind_socks(net, client, peer, rest, password=None):
    """SOCKS 5, without authentication or with a name and a @password (RFC 1929)."""
    connection = Tcp(net, client.address, net.shape.between(32768, 60999), PROXY, 1080).mark(
        "proxy", "handshake behind SOCKS 5")
    yield from connection.open()
    connection.send(True, b"\x05\x02\x00\x02" if password else b"\x05\x01\x00")
    yield connection.turn(False)
    connection.send(False, b"\x05\x02" if password else b"\x05\x00")
    yield connection.turn(True)
    if password:
        connection.send(True, b"\x01\x07student" + bytes([len(password)]) + password)
        yield connection.turn(False)
        connection.send(False, b"\x01\x00")
        yield connection.turn(True)
    address = bytes(int(part) for part in peer.address.split("."))
    connection.send(True, b"\x05\x01\x00\x01" + address + peer.port.to_bytes(2, "big"))
    yield connection.turn(False)
    connection.send(False, b"\x05\x00\x00\x01" + address + peer.port.to_bytes(2, "big"))
    yield connection.turn(True)
    yield from rest(net, connection, client, peer)
    connection.did("signalling")
    yield from connection.close()


def behind_socks_password(net, client, peer, rest):
    yield from behind_socks(net, client, peer, rest, b"correct horse")


def behind_socks4(net, client, peer, rest):
    connection = Tcp(net, client.address, net.shape.between(32768, 60999), PROXY, 1080).mark(
        "proxy", "handshake behind SOCKS 4")
    yield from connection.open()
    address = peer.port.to_bytes(2, "big") + bytes(int(part) for part in peer.address.split("."))
    connection.send(True, b"\x04\x01" + address + b"student\x00")
    yield connection.turn(False)
    connection.send(False, b"\x00\x5a" + address)
    yield connection.turn(True)
    yield from rest(net, connection, client, peer)
    yield from connection.close()


def old_rest(net, connection, client, peer):
    yield from old_stream(net, connection, client, peer, 0x0F, (57, 35, 17, 14, 14, 4))


def proxies(net):
    me = Process(net, "10.1.0.20", 13021, "203.0.113.5")
    ways = (behind_socks, behind_connect, behind_socks4, behind_socks_password)
    for index, peer in enumerate(cloud_nodes(net, 8)):
        net.spawn(ways[index % 4](net, me, peer, dh_start if index < 4 else old_rest), second(index * 2))
