# SPDX-License-Identifier: GPL-2.0-or-later
"""Recipes R1 to R10, R16 and R17 of docs/skype-on-the-wire.md section 15.

Each function is a script of the simulated wire, or starts some. Sizes and
times come from net.shape, so that a twin has the same.
"""
import struct

from .frames import UDP
from .net import SECOND, Tcp
from .skype import Process, paddings

CLOUD_NETS = ("198.18.23", "198.18.77", "198.19.56", "198.19.235")  # stand for section 3.4's networks
LOGIN, EVENTS, CONTACTS, WEB = "192.0.2.17", "192.0.2.46", "192.0.2.80", "192.0.2.81"
RESOLVER = "10.255.255.253"
GATEWAY = "10.255.255.254"


def second(value):
    """Seconds as in the recipe, to whole microseconds."""
    return int(value * SECOND + 0.5)


# -- nodes ------------------------------------------------------------------

def cloud_nodes(net, count):
    """Data-centre supernodes of 2012 on: ports 40001-40036, some 443 and 33033."""
    hosts = net.shape.sample([f"{prefix}.{last}" for prefix in CLOUD_NETS for last in range(10, 60)], count)
    ports = [net.shape.pick((443, 33033)) if net.shape.chance(1, 12) else 40000 + net.shape.between(1, 36)
             for _ in hosts]
    return [Process(net, host, port).serves_others() for host, port in zip(hosts, ports)]


def home_nodes(net, count):
    """Other people's clients: any address, ports mostly above 1024."""
    hosts = net.shape.sample([f"{prefix}.{last}" for prefix in ("203.0.113", "198.51.100", "198.18.140")
                              for last in range(2, 250)], count)
    return [Process(net, host, net.shape.between(1025, 65535)).serves_others() for host in hosts]


def rtt(net):
    return net.shape.ms(45, 290)


# -- UDP exchanges ------------------------------------------------------------

def answered(net, client, peer, request, size, after=None):
    """@peer answers a request with type 2 of @size."""
    net.after(after or rtt(net), lambda: peer.send(client, peer.payload(size), "udp-probe"))


def nak_path(net, client, peer, request, size):
    """NAK, resend 0.1 ms later, then the answer (R1)."""
    started = net.now
    yield rtt(net)
    nak = peer.send(client, peer.nak(request, client), "udp-nak")
    yield 120
    client.send(peer, client.resend(request, nak, peer), "udp-nak")
    yield rtt(net)
    peer.send(client, peer.payload(size), "udp-nak")
    net.did(client.address, "signalling", started)


def acked(net, client, peer, request, after=None):
    net.after(after or rtt(net), lambda: peer.send(client, peer.ack(request, client), "udp-signal"))


def retransmits(net, client, peer, request):
    """Same ID, same CRC, new IV after 2.05 and 6.1 s (section 2)."""
    for delay in (2.05, 4.05):
        yield second(delay)
        client.send(peer, client.payload(len(request), like=request, again=True), "udp-probe")


# -- R1, R2: the login bursts of 2006 -------------------------------------------

def burst_2006(net, client, nodes, probe_size=lambda: 18, nak_share=(2, 51), kk=1, sizes=None):
    """R1: probes, answers that trigger the next, TCP after a good answer.
    Destinations after 1, 5, 10, 15, 30 s: about 1, 5, 12, 28, 39."""
    state = {"next": 0, "tcp": 0}

    def probe():
        peer = nodes[state["next"] % len(nodes)]
        state["next"] += 1
        request = client.send(peer, client.payload(probe_size()), "udp-probe")
        if net.shape.chance(*nak_share):
            net.spawn(nak_path(net, client, peer, request, net.shape.pick((51, 18, 53))))
            return 3 * rtt(net)
        fate = net.shape.below(51)
        if fate >= 34:
            return None
        wait = rtt(net)
        answered(net, client, peer, request, 26 if fate < 27 else 51 if fate < 31 else 18, wait)
        if fate < 27 and state["tcp"] < 4:
            state["tcp"] += 1
            net.spawn(old_style(net, client, peer, kk=kk, sizes=sizes() if sizes else None), wait + 150_000)
        return wait

    logged_in(net, client, 30)
    probe()
    yield second(1.08)
    for _ in range(4):
        probe()
        yield 70
    yield second(5.0)
    started = net.now
    while net.now - started < second(24):
        wait = probe()
        elapsed = net.now - started
        if elapsed < second(4):
            yield (wait or net.shape.ms(600, 1100)) + 500
        elif elapsed < second(9):
            yield (wait or net.shape.ms(350, 650)) + 500
        else:
            yield (wait or 0) + net.shape.ms(900, 1700)


def lists_2006(net, client, nodes):
    """R1's later part: 346 B to 8, 12, 13 peers, 31 B asking for 18 B, 22 B
    asking for 650-690 B."""
    net.did(client.address, "signalling", net.now, net.now + second(10))
    for count in (8, 12, 13):
        like = None
        for peer in net.shape.sample(nodes, count):
            like = client.send(peer, client.payload(346, like=like), "udp-signal")
            acked(net, client, peer, like)
            yield net.shape.between(80, 350)
        yield second(2)
    for peer in net.shape.sample(nodes, 20):
        answered(net, client, peer, client.send(peer, client.payload(31), "udp-signal"), 18)
        yield net.shape.ms(20, 200)
    for peer in net.shape.sample(nodes, 3):
        answered(net, client, peer, client.send(peer, client.payload(22), "udp-signal"), net.shape.between(650, 690))
        yield net.shape.ms(30, 90)


# -- R3: a blocked client of 2015 -------------------------------------------------

def burst_blocked(net, client, nodes, contacts):
    """R3: 5 probes of 22-37 B each 1.0 s for 16 s, then 2-3 each second; no
    answers. Pings to contacts, 5 times each 5.04 s."""
    net.spawn(contact_pings(net, client, contacts), second(3.2))
    net.did(client.address, "login-tried", net.now, net.now + second(51))
    probes = iter(range(1000))
    for tick in range(51):
        for _ in range(5 if tick < 16 else net.shape.between(2, 3)):
            peer = nodes[next(probes) % len(nodes)]
            client.send(peer, client.payload(18 + net.shape.between(4, 19)), "udp-probe")
            yield 90
        yield SECOND - 500


def contact_pings(net, client, contacts):
    for _ in range(5):
        for peer in contacts:
            client.send(peer, client.payload(18), "udp-signal")
            yield 110
        yield second(5.04)


def port_mapping(net, client):
    """NAT-PMP for the sticky port and two M-SEARCH in the first milliseconds
    (section 3.1). A twin asks for another port."""
    port = client.port if net.related else client.port ^ 0x55
    source = net.shape.between(32768, 60999)
    request = b"\x00\x01\x00\x00" + struct.pack(">HHI", port, port, 3600)
    for kind in ("WANIPConnection", "WANPPPConnection"):
        search = (f"M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\nMX: 3\r\n"
                  f"ST: urn:schemas-upnp-org:service:{kind}:1\r\n\r\n")
        net.udp(client.address, source + 1, "239.255.255.250", 1900, search.encode())
        yield 210
    for delay in (0.25, 0.5, 1.0, 2.0):
        net.udp(client.address, source, GATEWAY, 5351, request)
        net.mark(UDP, client.address, source, GATEWAY, 5351, "nat-map", "NAT-PMP map request for the Skype port")
        yield second(delay)


# -- R4: an open login of 2016 ------------------------------------------------------

R4_SIZES = ((18, 26), (18, 26), (18, 26), (34, 20), (34, 20), (43, 17), (43, 17), (434, 455), (443, 455),
            (36, 21), (37, 21), (33, 20))
# Cumulated packets and destinations after 1, 5, 10 and 30 s (section 3.3).
R4_SMALL = ((10, 8), (35, 15), (47, 26), (50, 28))
R4_LARGE = ((12, 8), (41, 18), (113, 82), (183, 120))
R4_MIDDLE = ((10, 8), (45, 26), (100, 76), (103, 77))


def burst_2016(net, client, nodes, counts=R4_SMALL):
    """R4: the counts of one real login, answers, one NAK path in sixteen, and
    one request that is answered in fragments."""
    sent = known = number = 0
    started = last = net.now
    for (packets, peers), begin, end in zip(counts, (0, 1, 5, 10), (1, 5, 10, 30)):
        gap = second(end - begin) // max(1, packets - sent)
        fresh = peers - known
        while sent < packets:
            if fresh and (known == 0 or net.shape.chance(fresh, packets - sent) or fresh >= packets - sent):
                peer, known, fresh = nodes[known], known + 1, fresh - 1
            else:
                peer = nodes[net.shape.below(known)]
            number += 1
            sent += request_2016(net, client, peer, number)
            last = net.now
            yield gap - gap // 8 + net.shape.below(gap // 4 + 1)
        yield max(0, started + second(end) - net.now)
    net.did(client.address, "signalling", started, last)


def request_2016(net, client, peer, number):
    """One request and what follows; how many datagrams the client sends."""
    size, answer = net.shape.pick(R4_SIZES)
    if number == 8:
        request = client.send(peer, client.payload(47), "udp-signal")
        net.spawn(fragment_answer(net, client, peer, request, 4, net.shape.between(300, 1200)), rtt(net))
        return 1
    request = client.send(peer, client.payload(size), "udp-probe")
    if number % 16 == 6:
        net.spawn(nak_path(net, client, peer, request, answer))
        return 2
    if number % 16 == 12:
        net.spawn(retransmits(net, client, peer, request))
        return 3
    if size == 43:
        acked(net, client, peer, request)
    else:
        answered(net, client, peer, request, answer)
    return 1


def fragment_answer(net, client, peer, request, count, rest):
    for part in peer.fragments(request, count, rest):
        peer.send(client, part, "udp-bulk", "type F fragments with the IV chain of the node")
        yield net.shape.between(150, 900)


# -- R5: idle ------------------------------------------------------------------------

def idle_udp(net, client, nodes, duration):
    """R5: each 606 s a group; a node comes again every 3rd or 4th group."""
    groups = net.shape.between(3, 4)
    turn = 0
    net.did(client.address, "idle", net.now, net.now + second(duration))
    while turn * 606 < duration:
        size = net.shape.between(25, 38)
        at = turn % groups * 38
        for peer in nodes[at:at + size]:
            net.spawn(idle_exchange(net, client, peer), net.shape.ms(0, 9000))
        turn += 1
        yield second(606)


def idle_exchange(net, client, peer):
    request = client.send(peer, client.payload(net.shape.between(33, 37)), "udp-signal")
    answered(net, client, peer, request, 20, net.shape.ms(60, 290))
    yield 0


def keep_alive(net, connection, size, every, count, both):
    """@size bytes up each @every seconds; the server answers @both or 2-4 B."""
    for _ in range(count):
        yield second(every)
        connection.send(True, net.content.bytes(size))
        if both or net.shape.chance(1, 3):
            yield connection.turn(False)
            connection.send(False, net.content.bytes(size if both else net.shape.between(2, 4)))
    connection.did("idle")


# -- R6: old style TCP --------------------------------------------------------------

R6_LONG = (14, 73, 25, 587, 16, 274, 11, 659, 45, 4)
R6_SHORT = (14, 37, 25, 578, 4, 56, 660)
R6_2015 = (57, 35, 17, 14, 14, 4, 777, 1024, 90, 557)
R6_2016 = ((28, 62, 12, 4), (45, 62, 11, 4), (73, 39, 11, 4))


def sizes_14(net):
    """Version 1.4: T1 14, T2 22-29 (those from 24 on show the relation), T3 > 57, T4 in 4, 15, 16, 17."""
    return (14, net.shape.between(24, 29), net.shape.between(58, 120), net.shape.pick((4, 15, 16, 17)), 274, 11, 659, 45, 4)


def let_in(net, client, tried):
    """Note that an attempt since @tried, if any, has succeeded by now."""
    for activity in ("login-tried", "login") if tried is not None else ():
        net.did(client.address, activity, tried)


def old_style(net, client, peer, port=None, kk=1, sizes=None, role="supernode-tcp", later=3, keep=0, tried=None):
    """R6 over a new connection to @peer; with @keep, 2 B each 60 s after it. It
    lets in who @tried since then."""
    connection = client.connect(peer, port).mark(role, "old-style hello under a keystream that starts twice")
    yield from connection.open()
    yield from old_stream(net, connection, client, peer, kk, sizes or net.shape.pick((R6_LONG, R6_SHORT)), later, tried)
    if keep:
        yield from keep_alive(net, connection, 2, 60.0, keep, both=False)
        return
    yield from connection.close()


def old_stream(net, connection, client, peer, kk, sizes, later=0, tried=None):
    """R6's exchange: each side's first message is the hello; then @later
    exchanges of 13 B, answered by 48-82 B, and a tear-down of 19 B."""
    for index, size in enumerate(sizes):
        side = index % 2 == 0
        yield connection.turn(side) if index else 400
        sender = client if side else peer
        connection.send(side, sender.old_hello(size, kk) if index < 2 else net.content.bytes(size))
    let_in(net, client, tried)
    for _ in range(later):
        yield net.shape.ms(900, 9000)
        connection.send(True, net.content.bytes(13))
        yield connection.turn(False)
        connection.send(False, net.content.bytes(net.shape.pick((48, 75, 82))))
    if later:
        yield second(2)
        connection.send(True, net.content.bytes(19))
    connection.did("signalling")


# -- R7: DH ----------------------------------------------------------------------------

def dh_start(net, connection, client, peer, first_sizes=None):
    """48 + k each way, then exactly 8 each way; the server's 8 come with its
    first segment in one of three."""
    ours, theirs = paddings(net.shape)
    joined = net.shape.chance(1, 3)
    yield 300
    connection.send(True, client.dh_hello(ours))
    yield connection.turn(False)
    connection.send(False, peer.dh_hello(theirs) + (net.content.bytes(8) if joined else b""))
    yield connection.turn(True)
    connection.send(True, net.content.bytes(8))
    if not joined:
        yield connection.turn(False)
        connection.send(False, net.content.bytes(8))


def exchange(net, connection, sizes):
    """Random bytes in turns: positive sizes from the client, negative from the server."""
    for size in sizes:
        yield connection.turn(size > 0)
        connection.send(size > 0, net.content.bytes(abs(size)))


DH_WHY = "DH public value padded by generator bytes"


def dh_supernode(net, client, peer, pairs=4, keep=0, source_port=None, tried=None):
    """R7 to a supernode: `>41 <3 <144 >4 >270 <4 <1200`, then 44 / 4 / 87
    pairs, then @keep 2-byte segments each 120 s. It lets in who @tried since then."""
    connection = client.connect(peer, source_port=source_port).mark("supernode-tcp", DH_WHY)
    yield from connection.open()
    yield from dh_start(net, connection, client, peer)
    yield from exchange(net, connection, (net.shape.between(25, 73), -net.shape.between(27, 71), 41, -3, -144, 4,
                                          net.shape.between(254, 279), -4, -net.shape.between(935, 1250)))
    let_in(net, client, tried)
    for _ in range(pairs):
        yield net.shape.ms(800, 5000)
        yield from exchange(net, connection, (44, -4, -87))
    connection.did("signalling")
    yield from keep_alive(net, connection, 2, 120.0, keep, both=False)
    if not keep:
        yield from connection.close()


def dh_login(net, client):
    """R7 to the login server, port 33033: `>472 <325` or its other sizes."""
    server = Process(net, LOGIN, 33033)
    connection = client.connect(server).mark("login", DH_WHY)
    yield from connection.open()
    yield from dh_start(net, connection, client, server)
    if net.shape.chance(1, 2):
        yield from exchange(net, connection, (net.shape.between(472, 494), -net.shape.pick((292, 325))))
    else:
        yield from exchange(net, connection, (230, 245, -325))
    connection.did("login-tried", "login")
    yield from connection.close()


def dh_events(net, client, keep=0):
    """R7 to the event server, port 12350 (section 4.2); with @keep, 5 B both
    ways each 540.2 s."""
    server = Process(net, EVENTS, 12350)
    connection = client.connect(server).mark("event-server", DH_WHY)
    yield from connection.open()
    yield from dh_start(net, connection, client, server)
    yield from exchange(net, connection, (
        net.shape.pick((119, 123)), -303, 404, -10, net.shape.pick((71, 75)), -20, net.shape.pick((36, 37)),
        net.shape.between(301, 393), net.shape.pick((90, 94)), -net.shape.between(310, 821),
        -net.shape.between(467, 473)))
    connection.did("signalling")
    yield from keep_alive(net, connection, 5, 540.2, keep, both=True)
    if not keep:
        yield from connection.close()


def dh_contacts(net, client):
    server = Process(net, CONTACTS, 13392)
    connection = client.connect(server).mark("event-server", DH_WHY)
    yield from connection.open()
    yield from dh_start(net, connection, client, server)
    yield from exchange(net, connection, (net.shape.between(429, 1360), -19))
    connection.did("signalling")
    yield from connection.close()


def dh_peer(net, client, peer, keep=0):
    """A direct connection or a relay: `>24..73 <27..72 >13/16 <13..19 >14/31`, 4 B each 30 s."""
    connection = client.connect(peer).mark("peer-tcp", DH_WHY)
    yield from connection.open()
    yield from dh_start(net, connection, client, peer)
    yield from exchange(net, connection, (net.shape.between(24, 73), -net.shape.between(27, 72),
                                          net.shape.pick((13, 16)), -net.shape.between(13, 19),
                                          net.shape.pick((14, 31))))
    connection.did("signalling")
    yield from keep_alive(net, connection, 4, 30.0, keep, both=True)
    yield from connection.close()


# -- R8: the ladder of a blocked client, R9: fake TLS -------------------------------------

REPEATS = (0.14, 0.67, 1.53, 3.1, 5.9, 11.3, 18.9)  # seconds after the lost segment


def lost_tail(net, connection, data):
    """The middlebox drops this and every answer; the client repeats, then resets."""
    connection.send(True, data, lost=True)
    before = 0
    for at in REPEATS:
        yield second(at - before)
        connection.repeat(True, data)
        before = at
    yield second(2.4)
    connection.reset()


def blocked_dh(net, client, peer, role="supernode-tcp", port=None):
    """DH, cut after the server's first segment."""
    connection = client.connect(peer, port).mark(role, DH_WHY)
    yield from connection.open()
    ours, theirs = paddings(net.shape)
    yield 300
    connection.send(True, client.dh_hello(ours))
    yield connection.turn(False)
    connection.send(False, peer.dh_hello(theirs))
    yield connection.turn(True)
    yield from lost_tail(net, connection, net.content.bytes(8))
    connection.did("login-tried")


FAKE_WHY = "fixed SSLv2 hello with a challenge of generator bytes"


def fake_tls(net, client, peer, blocked=False, kk=0x0F):
    """R9: the 72 and 79 bytes, then R6 on both sides."""
    connection = client.connect(peer, 443).mark("tcp-443-fake-tls", FAKE_WHY)
    yield from connection.open()
    yield 300
    connection.send(True, client.fake_tls())
    yield connection.turn(False)
    connection.send(False, peer.fake_tls_answer())
    yield connection.turn(True)
    if blocked:
        yield from lost_tail(net, connection, client.old_hello(57, kk))
        connection.did("login-tried")
        return
    yield from old_stream(net, connection, client, peer, kk, R6_2015, later=2)
    yield from connection.close()


def ladder_node(net, client, peer, tried=None):
    """DH to the node, fake TLS to its port 443 after 1.60 s. A node that leaks
    gives a whole DH session (measured after 51 and 71 s) to who @tried since then."""
    if tried is not None:
        yield from dh_supernode(net, client, peer, pairs=2, tried=tried)
        return
    net.spawn(blocked_dh(net, client, peer))
    yield second(1.60) + net.shape.ms(0, 10)
    yield from fake_tls(net, client, peer, blocked=True)


def ladder(net, client, nodes, first=15, leak_at=53, leaks=True):
    """R8: batches of 3-4 nodes each 2-6 s from @first, until one leaks, or none does."""
    nodes = iter(nodes)
    yield second(first)
    started = net.now
    while net.now - started < second(leak_at - first):
        for _ in range(net.shape.between(3, 4)):
            peer = next(nodes, None)
            if peer is None:
                break
            net.spawn(ladder_node(net, client, peer))
            yield net.shape.ms(1, 20)
        yield net.shape.ms(3500, 6000)
    net.did(client.address, "login-tried", started - second(first))
    if leaks:
        net.spawn(ladder_node(net, client, next(nodes), tried=started - second(first)))


def ladder_peer(net, client, peer):
    """A contact: DH, after 1.11 s old style to the same port."""
    net.spawn(blocked_dh(net, client, peer, "peer-tcp"))
    yield second(1.11)
    connection = client.connect(peer).mark("peer-tcp", "old-style hello under a keystream that starts twice")
    yield from connection.open()
    yield 400
    yield from lost_tail(net, connection, client.old_hello(57, 0x0F))
    connection.did("login-tried")


def ladder_events(net, client):
    """Events: DH on 12350, after 0.8 s the login record there, after 0.43 s on 443."""
    server = Process(net, EVENTS, 12350)
    net.spawn(blocked_dh(net, client, server, "event-server"))
    yield second(0.8)
    net.spawn(blocked_record(net, client, server, 12350))
    yield second(0.43)
    yield from blocked_record(net, client, server, 443)


def blocked_record(net, client, server, port):
    connection = client.connect(server, port).mark("event-server", "first payload is exactly 1603010000")
    yield from connection.open()
    yield 300
    yield from lost_tail(net, connection, net.constant(LOGIN_OPEN))
    connection.did("login-tried")


def ladder_2004(net, client, nodes):
    """The order of the first paper (0.97): UDP, 5 s, TCP to the node's port,
    then 80, then 443, 6 s; the fourth round gets through on port 80."""
    started = net.now
    for turn in range(4):
        for peer in nodes:
            client.send(peer, client.payload(18), "udp-probe")
            yield 100
        yield second(5)
        for port in (None, 80, 443):
            if turn == 3 and port == 80:
                yield from old_style(net, client, nodes[0], 80, kk=3, later=1, tried=started)
                return
            connection = client.connect(nodes[turn % len(nodes)], port)
            connection.mark("supernode-tcp", "unanswered step of the ladder", "medium")
            yield from connection.knock((second(3), second(3)))
        yield second(6)


def port_80(net, client, nodes, idle):
    """The same order for a cached node that is reached on port 80; then @idle seconds of nothing."""
    for peer in nodes:
        client.send(peer, client.payload(18), "udp-probe")
        yield 100
    yield second(5)
    connection = client.connect(nodes[0]).mark("supernode-tcp", "unanswered step of the ladder", "medium")
    yield from connection.knock((second(3), second(3)))
    net.spawn(old_style(net, client, nodes[0], 80, kk=3, later=1, keep=idle // 60))
    logged = second(8)
    for activity in ("login-tried", "login"):
        net.did(client.address, activity, 0, net.now + logged)
    net.did(client.address, "idle", net.now + logged, net.now + logged + second(idle))


# -- R10: login records --------------------------------------------------------------------

LOGIN_OPEN, LOGIN_ANSWER = bytes.fromhex("1603010000"), bytes.fromhex("1703010000")
LOGIN_2006 = bytes.fromhex("16030100cd4103000980400408c001")
LOGIN_2015 = "160301 00{:02x} 42cdefe740d72f1dc0"


def record(net, size):
    """A record of @size bytes in all, 17 03 01 and its length."""
    return net.constant(b"\x17\x03\x01") + struct.pack(">H", size - 5) + net.content.bytes(size - 5)


def login_records(net, client, server, era, role="login"):
    """R10: 5/5/451/232/18/67 in 2006; in 2015 df, eb or f0 and other records."""
    connection = client.connect(server).mark(role, "first payload is exactly 1603010000, answer 1703010000")
    yield from connection.open()
    yield 300
    connection.send(True, net.constant(LOGIN_OPEN))
    yield connection.turn(False)
    connection.send(False, net.constant(LOGIN_ANSWER))
    yield connection.turn(True)
    if era == 2006:
        head = net.constant(LOGIN_2006)
        connection.send(True, head + net.content.bytes(195) + record(net, 241))
        answers = (232, 18, 67)
    else:
        length = net.shape.pick((0xDF, 0xEB, 0xF0))
        head = net.constant(bytes.fromhex(LOGIN_2015.format(length)))
        connection.send(True, head + net.content.bytes(length + 5 - len(head)) + record(net, net.shape.between(180, 320)))
        answers = (net.shape.between(220, 360), 18, 67)
    for index, size in enumerate(answers):
        side = index % 2 == 1
        yield connection.turn(side)
        connection.send(side, record(net, size))
    connection.did(*("login-tried", "login") if role == "login" else ("signalling",))
    yield from connection.close()


# -- names and version checks (section 5) -----------------------------------------------------

def dns_name(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"


def dns(net, client, name, address, role="dns", resolver=RESOLVER):
    """A query and its answer; labelled only when the name is the application's."""
    asked = net.text(name)
    source = net.shape.between(32768, 60999)
    ident = net.content.bytes(2)
    question = dns_name(asked) + b"\x00\x01\x00\x01"
    net.udp(client, source, resolver, 53, ident + bytes.fromhex("01000001000000000000") + question)
    if "skype" in name:
        net.mark(UDP, client, source, resolver, 53, role, f"query for {asked}")
    yield net.shape.ms(4, 40)
    answer = b"\xc0\x0c\x00\x01\x00\x01" + struct.pack(">IH", 300, 4) + bytes(map(int, address.split(".")))
    net.udp(resolver, 53, client, source, ident + bytes.fromhex("81800001000100000000") + question + answer)


def http(net, client, server, request, answer_size, mark=None):
    """One request; the answer is a 200 with @answer_size bytes in all."""
    connection = Tcp(net, client, net.shape.between(32768, 60999), server, 80)
    if mark:
        connection.mark("http-version", mark)
    yield from connection.open()
    yield 300
    connection.send(True, net.text(request).encode())
    yield connection.turn(False)
    head = f"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {answer_size:5}\r\n\r\n"
    connection.send(False, head.encode() + b"0123456789abcdef" * (answer_size // 16))
    yield from connection.close(False)


def version_check(net, client, version):
    """getlatestversion at ui.skype.com, one a start."""
    yield from dns(net, client, "ui.skype.com", WEB)
    token = net.content.bytes(16).hex()
    yield from http(net, client, WEB, f"GET /ui/2/{version}/en/getlatestversion?ver={version}&uhash={token} HTTP/1.1\r\n"
                    "User-Agent: Skype\r\nHost: ui.skype.com\r\nCache-Control: no-cache\r\n\r\n", 16, "Host ui.skype.com")


def wispr_check(net, client):
    """The hotspot check of 2016, 65 B."""
    yield from dns(net, client, "conn.skype.com", WEB)
    yield from http(net, client, WEB, "GET / HTTP/1.0\r\nHost: conn.skype.com\r\nUser-Agent: Skype WISPr\r\n\r\n",
                    240, "Host conn.skype.com")


# -- a whole 2016 login -----------------------------------------------------------------------

def logged_in(net, client, seconds):
    """Note a login that succeeds, from now on: tried, and what came of it."""
    for activity in ("login-tried", "login"):
        net.did(client.address, activity, net.now, net.now + second(seconds))


def login_2016(net, client, counts=R4_SMALL, pairs=4, names=True, keep=0, web=True):
    """R4 and R7 together: TCP to the cached node first, UDP 1.7 s later,
    login server, event server, contacts."""
    nodes = cloud_nodes(net, counts[-1][1] * 2 // 3 + 2)
    nodes += home_nodes(net, counts[-1][1] + 2 - len(nodes))
    logged_in(net, client, 1.9 + 10)
    if names:
        net.spawn(version_names(net, client.address, "37.0.3.4.2"))
        net.spawn(port_mapping(net, client), second(1.6))
    net.spawn(dh_supernode(net, client, nodes[0], pairs, keep), second(0.2))
    net.spawn(burst_2016(net, client, nodes[1:], counts), second(1.9))
    net.spawn(dh_login(net, client), second(2.1))
    net.spawn(dh_events(net, client), second(4.0))
    if web:
        net.spawn(wispr_check(net, client.address), second(4.5))
        net.spawn(dh_contacts(net, client), second(6.0))
        net.spawn(version_check(net, client.address, "4.3.0.37"), second(9.0))
    return nodes


def version_names(net, client, prefix):
    """Version reversed, platform digit, rstN.r.skype.net (section 5)."""
    for number in net.shape.sample(range(16), 3):
        yield from dns(net, client, f"{prefix}.rst{number}.r.skype.net", f"198.18.23.{10 + number}")
        yield net.shape.ms(1, 30)


# -- R16: a supernode with fan-in ----------------------------------------------------------------

def supernode(net, node, clients, newcomers, duration):
    """R16: inbound R6 handshakes, 2 B each 120 s each, UDP probes from new
    addresses answered at once."""
    net.did(node.address, "supernode", net.now, net.now + second(duration))
    for index, client in enumerate(clients):
        net.spawn(fan_in(net, node, client), second(1) + index * second(40) // len(clients) + net.shape.ms(0, 500))
    for peer in newcomers:
        yield second(duration) // len(newcomers) - SECOND // 2 + net.shape.ms(0, 900)
        request = peer.send(node, peer.payload(18), "udp-probe")
        answered(net, peer, node, request, net.shape.pick((26, 51)), 2_000)


def fan_in(net, node, client):
    connection = client.connect(node).mark("peer-tcp", "old-style hello under a keystream that starts twice")
    yield from connection.open()
    yield from old_stream(net, connection, client, node, 3, R6_SHORT[:6])
    since = connection.since
    yield from keep_alive(net, connection, 2, 120.0, 1, both=False)
    net.did(node.address, "supernode", since)


# -- R17: NAT punching -----------------------------------------------------------------------------

def punch(net, client, peer_address, private):
    """R17: 28 B of the same CRC to 17 successive ports and one private address
    within 1 ms, three times 0.2 s apart; then the port that was right answers."""
    base = net.shape.between(20000, 60000)
    guesses = [Process(net, peer_address, base + index) for index in range(17)]
    guesses.insert(0, Process(net, private, net.shape.between(1025, 60000)))
    like = None
    net.did(client.address, "signalling", net.now, net.now + second(0.7))
    for _ in range(3):
        for peer in guesses:
            like = client.send(peer, client.payload(28, like=like), "udp-signal", "28 B of one CRC to guessed ports")
            yield 45
        yield second(0.2) - 45 * len(guesses)
    answered(net, client, guesses[9], like, 28)
