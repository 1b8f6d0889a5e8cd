# SPDX-License-Identifier: GPL-2.0-or-later
"""Ordinary traffic that must never alarm, most of it chosen because something
in it looks like Skype: byte 2 equal to 02, random bytes, 20 ms packets, small
datagrams to many hosts (section 12 of docs/skype-on-the-wire.md)."""
import struct

from .net import SECOND, Tcp
from .recipes import RESOLVER, dns, http, second

WEB_NAMES = ("www.example.org", "mail.example.com", "cdn.example.net", "intranet.example", "news.example.org")


def outside(net):
    return f"{net.shape.pick(('198.51.100', '203.0.113', '198.18.200'))}.{net.shape.between(2, 250)}"


def high_port(net):
    return net.shape.between(32768, 60999)


# -- TCP ------------------------------------------------------------------------

def client_hello(net, name):
    """TLS 1.2/1.3 ClientHello with a server name and a key share."""
    host = name.encode()
    extensions = struct.pack(">HHHBH", 0, len(host) + 5, len(host) + 3, 0, len(host)) + host
    extensions += bytes.fromhex("000a00040002001d 000d000800060403080404 01 002b0005040304 0303".replace(" ", ""))
    extensions += bytes.fromhex("00330026002400 1d0020".replace(" ", "")) + net.content.bytes(32)
    ciphers = bytes.fromhex("130113021303c02bc02fc02cc030")
    body = b"\x03\x03" + net.content.bytes(32) + b"\x20" + net.content.bytes(32)
    body += struct.pack(">H", len(ciphers)) + ciphers + b"\x01\x00" + struct.pack(">H", len(extensions)) + extensions
    return tls_record(22, b"\x01" + struct.pack(">I", len(body))[1:] + body, b"\x03\x01")


def tls_record(kind, body, version=b"\x03\x03"):
    return bytes([kind]) + version + struct.pack(">H", len(body)) + body


def server_hello(net):
    body = b"\x03\x03" + net.content.bytes(32) + b"\x20" + net.content.bytes(32) + b"\x13\x01\x00"
    extensions = bytes.fromhex("002b00020304 00330024001d0020".replace(" ", "")) + net.content.bytes(32)
    body += struct.pack(">H", len(extensions)) + extensions
    return tls_record(22, b"\x02" + struct.pack(">I", len(body))[1:] + body)


def tls(net, client, name, answers):
    server = outside(net)
    yield from dns(net, client, name, server)
    connection = Tcp(net, client, high_port(net), server, 443)
    yield from connection.open()
    yield 300
    connection.send(True, client_hello(net, name))
    yield connection.turn(False)
    connection.send(False, server_hello(net) + tls_record(20, b"\x01")
                    + tls_record(23, net.content.bytes(net.shape.between(900, 2600))))
    yield connection.turn(True)
    connection.send(True, tls_record(20, b"\x01") + tls_record(23, net.content.bytes(53)))
    for _ in range(answers):
        connection.send(True, tls_record(23, net.content.bytes(net.shape.between(90, 600))))
        yield connection.turn(False)
        connection.send(False, tls_record(23, net.content.bytes(net.shape.between(300, 1700))))
        yield connection.turn(True) + net.shape.ms(10, 3000)
    yield from connection.close()


def web(net, client, name):
    server = outside(net)
    yield from dns(net, client, name, server)
    yield from http(net, client, server, f"GET /page HTTP/1.1\r\nHost: {name}\r\nUser-Agent: office/1.0\r\n\r\n",
                    net.shape.between(400, 3000))


def random_stream(net, client, sizes, port=None):
    """Obfuscated P2P: random from the first byte, in sizes that Skype has too."""
    connection = Tcp(net, client, high_port(net), outside(net), port or net.shape.between(1025, 65535))
    yield from connection.open()
    yield 300
    for index, size in enumerate(sizes):
        connection.send(index % 2 == 0, net.content.bytes(size))
        yield connection.turn(index % 2 == 1)
    yield from connection.close()


def irc(net, client):
    connection = Tcp(net, client, high_port(net), outside(net), 6667)
    yield from connection.open()
    yield 300
    connection.send(True, b"NICK clerk\r\nUSER clerk 0 * :Clerk\r\n")
    for number in range(9):
        yield net.shape.ms(2000, 5000)
        connection.send(False, f"PING :server{number}\r\n".encode())
        yield connection.turn(True)
        connection.send(True, f"PONG :server{number}\r\n".encode())
    yield from connection.close()


# -- UDP ------------------------------------------------------------------------

def talk(net, client, port, server, server_port, pairs):
    """(request, answer or None, microseconds to the next) in turn."""
    for request, answer, gap in pairs:
        net.udp(client, port, server, server_port, request)
        delay = net.shape.ms(15, 120)
        if answer is not None:
            net.after(delay, net.udp, server, server_port, client, port, answer)
        yield max(gap, delay + 1000)


def snmp(net, client):
    """Byte 2 is 02 (the INTEGER tag of the version) in each message."""
    def message(kind, extra):
        ident = net.content.bytes(2)
        pdu = b"\x02\x02" + ident + b"\x02\x01\x00\x02\x01\x00" + bytes.fromhex("300e300c06082b060102010103000500") + extra
        body = b"\x02\x01\x01\x04\x06public" + bytes([kind, len(pdu)]) + pdu
        return b"\x30" + bytes([len(body)]) + body
    return talk(net, client, high_port(net), "10.255.0.9", 161,
                [(message(0xA0, b""), message(0xA2, b""), SECOND) for _ in range(12)])


def capwap(net, client):
    """CAPWAP echo: with WBID 1 (802.11) the third byte of the header is 02."""
    def message(kind, number):
        element = struct.pack(">HHIH", 37, 36, 14179, 1) + net.content.bytes(30)
        return (bytes.fromhex("0010020000000000") + struct.pack(">IBHB", kind, number, 3 + len(element), 0) + element)
    return talk(net, client, 5246, "10.255.0.10", 5246,
                [(message(13, number), message(14, number), 3 * SECOND) for number in range(8)])


def radius(net, client):
    """Access-Request; bytes 2 and 3 are the length, so 02 from 512 bytes on."""
    def message(code, ident, state):
        size = 20 + 4 * (2 + state)
        states = b"".join(bytes([33, 2 + state]) + net.content.bytes(state) for _ in range(4))
        return struct.pack(">BBH", code, ident, size) + net.content.bytes(16) + states
    return talk(net, client, high_port(net), "10.255.0.11", 1812,
                [(message(1, ident, 128), message(2, ident, 125), 4 * SECOND) for ident in range(40, 50)])


def dnscrypt(net, client):
    """Random client magic and nonce; now and then byte 2 happens to be 02."""
    magic = net.content.bytes(2) + b"\x02" + net.content.bytes(5)
    return talk(net, client, high_port(net), outside(net), 443,
                [(magic + net.content.bytes(network), b"r6fnvWj8" + net.content.bytes(network + 40), 2 * SECOND)
                 for network in (304, 304, 368, 304, 560, 304)])


def id_plus_two(net, client):
    """A rising 16-bit number, then 02, then a random word, to many hosts: the
    shape of Skype's probes without the chain."""
    number, port = net.content.below(60000), high_port(net)
    for _ in range(20):
        number += 2
        payload = struct.pack(">HB", number, 2) + net.content.bytes(15)
        yield from talk(net, client, port, outside(net), net.shape.between(1025, 65535), [(payload, None, 300_000)])


def quic(net, client):
    """Version 1: an Initial each way, then short headers."""
    ids = net.content.bytes(8), net.content.bytes(8)

    def initial(head):
        return head + b"\x00" + struct.pack(">H", 0x4000 | 1200 - len(head) - 3) + net.content.bytes(1200 - len(head) - 3)

    pairs = [(initial(b"\xc3\x00\x00\x00\x01\x08" + ids[0] + b"\x00"),
              initial(b"\xc1\x00\x00\x00\x01\x00\x08" + ids[1]), 30_000)]
    for _ in range(14):
        pairs.append((b"\x43" + ids[1] + net.content.bytes(net.shape.between(25, 400)),
                      b"\x5d" + net.content.bytes(net.shape.between(200, 700)), net.shape.ms(20, 2500)))
    return talk(net, client, high_port(net), outside(net), 443, pairs)


def dtls(kind, body):
    """One handshake message in one record."""
    message = bytes([kind]) + struct.pack(">I", len(body))[1:] + bytes(5) + struct.pack(">I", len(body))[1:] + body
    return b"\x16\xfe\xff" + bytes(8) + struct.pack(">H", len(message)) + message


def rtp_call(net, client, seconds):
    """STUN and DTLS first, then SRTP each 20 ms both ways."""
    port, peer, peer_port = high_port(net), outside(net), high_port(net)
    cookie = bytes.fromhex("2112a442")
    for _ in range(3):
        transaction = net.content.bytes(12)
        yield from talk(net, client, port, peer, peer_port, [(
            b"\x00\x01\x00\x08" + cookie + transaction + b"\x00\x24\x00\x04" + net.content.bytes(4),
            b"\x01\x01\x00\x0c" + cookie + transaction + b"\x00\x20\x00\x08\x00\x01" + net.content.bytes(6), 200_000)])
    hello = dtls(1, b"\xfe\xfd" + net.content.bytes(32) + bytes.fromhex("00000002c02b0100"))
    verify = dtls(3, b"\xfe\xff\x14" + net.content.bytes(20))
    yield from talk(net, client, port, peer, peer_port, [(hello, verify, 100_000)])
    sources = net.content.bytes(4), net.content.bytes(4)
    start = net.content.below(30000)
    for number in range(seconds * 50):
        for source, (one, two) in zip(sources, (((client, port), (peer, peer_port)), ((peer, peer_port), (client, port)))):
            head = b"\x80\x6f" + struct.pack(">HI", start + number & 0xFFFF, (start + number) * 960) + source
            net.udp(*one, *two, head + net.content.bytes(net.shape.between(50, 90)))
            yield 9_800 + net.shape.below(400)


def bittorrent(net, client):
    """DHT queries to many, uTP with one."""
    port, ident = high_port(net), net.content.bytes(20)
    for _ in range(10):
        query = b"d1:ad2:id20:" + ident + b"6:target20:" + net.content.bytes(20) + b"e1:q9:find_node1:t2:aa1:y1:qe"
        answer = b"d1:rd2:id20:" + net.content.bytes(20) + b"5:nodes52:" + net.content.bytes(52) + b"e1:t2:aa1:y1:re"
        yield from talk(net, client, port, outside(net), net.shape.between(1025, 65535), [(query, answer, 300_000)])
    connection = net.content.bytes(2)
    pairs = []
    for number in range(20):
        head = struct.pack(">2s2sIIIHH", b"\x01\x02" if number % 3 else b"\x41\x00", connection,
                           net.content.word(), number * 900, 1 << 18, number, number)
        pairs.append((head + net.content.bytes(net.shape.pick((0, 0, 300))), head + net.content.bytes(500), 100_000))
    yield from talk(net, client, port, outside(net), net.shape.between(1025, 65535), pairs)


def wireguard(net, client):
    key = net.content.bytes(4)
    pairs = [(b"\x01\0\0\0" + net.content.bytes(144), b"\x02\0\0\0" + net.content.bytes(88), 100_000)]
    for number in range(20):
        head = b"\x04\0\0\0" + key + struct.pack("<Q", number)
        pairs.append((head + net.content.bytes(16 * net.shape.between(3, 12)), head + net.content.bytes(16 * 6),
                      net.shape.ms(100, 3000)))
    return talk(net, client, 51820, outside(net), 51820, pairs)


def ntp(net, client):
    return talk(net, client, 123, outside(net), 123,
                [(b"\x23\x00\x06\xe9" + bytes(36) + net.content.bytes(8), b"\x24\x02\x02\xe9" + net.content.bytes(44),
                  16 * SECOND) for _ in range(3)])


def game(net, client, seconds):
    """Small packets each 20 ms up, 50 ms down; a counter, flags and state."""
    port, server = high_port(net), outside(net)
    for number in range(seconds * 50):
        net.udp(client, port, server, 27015, struct.pack("<IB", number, 0x0D) + net.content.bytes(net.shape.between(20, 44)))
        if number % 3 == 0:
            net.udp(server, 27015, client, port, struct.pack("<IB", number, 0x0D) + net.content.bytes(net.shape.between(40, 120)))
        yield 20_000 - 200 + net.shape.below(400)


def heartbeat(net, client):
    """3-byte datagrams each 10 s whose third byte is not of type D."""
    return talk(net, client, high_port(net), outside(net), 7000, [(b"hb" + bytes([0x31]), b"ok1", 10 * SECOND)] * 5)


# -- together ------------------------------------------------------------------------

def desk(net, client, seconds=55, pages=3):
    """Traffic of any office computer."""
    for name in net.shape.sample(WEB_NAMES, pages):
        net.spawn(tls(net, client, name, net.shape.between(1, 3)), net.shape.ms(0, 1000 * (seconds - 12)))
    net.spawn(web(net, client, net.shape.pick(WEB_NAMES)), net.shape.ms(0, 1000 * (seconds - 12)))
    net.spawn(quic(net, client), net.shape.ms(0, 1000 * (seconds - 12)))
    net.spawn(ntp(net, client), net.shape.ms(0, 3000))


def office(net, clients):
    """60 s of everything above, on four hosts."""
    first, second_host, third, fourth = clients
    for client in clients[:3]:
        desk(net, client)
    for script in (snmp, capwap, radius, heartbeat):
        net.spawn(script(net, fourth), net.shape.ms(0, 5000))
    net.spawn(ntp(net, fourth), second(27))
    net.spawn(dnscrypt(net, first), second(2))
    net.spawn(id_plus_two(net, first), second(8))
    net.spawn(rtp_call(net, second_host, 3), second(6))
    net.spawn(bittorrent(net, third), second(1))
    net.spawn(wireguard(net, third), second(3))
    net.spawn(game(net, third, 4), second(20))
    net.spawn(irc(net, first), second(1))
    for sizes in ((14, 73, 25, 587, 16, 274), (72, 79, 57, 35, 17), (68, 97, 41, 3, 144), (96, 96, 300, 1200)):
        net.spawn(random_stream(net, second_host, sizes, 443 if sizes[0] == 72 else None), net.shape.ms(0, 50_000))
    for number in range(6):
        net.spawn(dns(net, fourth, f"host{number}.example.org", "198.51.100.7", resolver=RESOLVER), net.shape.ms(0, 50_000))
