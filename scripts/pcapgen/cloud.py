# SPDX-License-Identifier: GPL-2.0-or-later
"""The years after peer-to-peer: names in TLS and HTTP, and calls by STUN
and TURN with Microsoft's attributes (R18; sections 5, 7 and 8). A twin has other
names, and attributes that everybody has, of the same lengths."""
import struct
import zlib

from .frames import UDP
from .net import Tcp
from .office import client_hello, high_port, outside, tls_record
from .recipes import dns, http, second, version_check, wispr_check

PROXY = "10.255.255.252"
COOKIE = bytes.fromhex("2112a442")


# -- certificates ------------------------------------------------------------------

def der(tag, content):
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    return bytes([tag, 0x82, size >> 8, size & 255]) + content


SIGNED = der(0x30, bytes.fromhex("06092a864886f70d01010b0500"))  # SHA-256 with RSA


def name_of(*attributes):
    """A distinguished name of (last byte of the type's OID, value)."""
    return der(0x30, b"".join(der(0x31, der(0x30, der(6, bytes([0x55, 4, kind]))
                                          + der(19 if kind == 6 else 12, value.encode())))
                              for kind, value in attributes))


def certificate(net, host):
    """As its name says a host, and as its other names others."""
    names = b"".join(der(0x82, name.encode()) for name in (host, f"beta.{host.removeprefix('*.')}"))
    body = der(0xA0, b"\2\1\2") + der(2, b"\x01" + net.content.bytes(8))
    body += SIGNED
    body += name_of((6, "XX"), (10, "Issuing Company"), (3, "Issuing CA 4"))
    body += der(0x30, der(0x17, b"150101000000Z") + der(0x17, b"170101000000Z"))
    body += name_of((6, "XX"), (10, "Some Company"), (3, host))
    key = der(0x30, der(2, b"\0" + net.content.bytes(256)) + der(2, b"\1\0\1"))
    body += der(0x30, der(0x30, bytes.fromhex("06092a864886f70d0101010500")) + der(3, b"\0" + key))
    body += der(0xA3, der(0x30, der(0x30, bytes.fromhex("0603551d11") + der(4, der(0x30, names)))))
    return der(0x30, der(0x30, body) + SIGNED + der(3, b"\0" + net.content.bytes(256)))


def message(kind, body):
    return bytes([kind]) + struct.pack(">I", len(body))[1:] + body


def first_flight(net, host):
    """ServerHello, Certificate, ServerHelloDone of TLS 1.2, in one record."""
    def counted(data):
        return struct.pack(">I", len(data))[1:] + data
    hello = b"\x03\x03" + net.content.bytes(32) + b"\x20" + net.content.bytes(32) + b"\xc0\x2f\x00"
    chain = counted(counted(certificate(net, host)) + counted(certificate(net, "issuing-ca.example")))
    return tls_record(22, message(2, hello) + message(11, chain) + message(14, b""))


# -- sessions --------------------------------------------------------------------------

def session(net, client, server, name, shown, mark, port=443, connect=None):
    """TLS 1.2 with a server name, or none, and a certificate; maybe behind CONNECT."""
    connection = Tcp(net, client, high_port(net), server, port).mark(*mark[:3], application=mark[3])
    yield from connection.open()
    yield 300
    if connect:
        where = net.text(f"{connect}:443")
        connection.send(True, f"CONNECT {where} HTTP/1.1\r\nHost: {where}\r\n\r\n".encode())
        yield connection.turn(False)
        connection.send(False, b"HTTP/1.1 200 Connection established\r\n\r\n")
        yield connection.turn(True)
    connection.send(True, client_hello(net, net.text(name)) if name else nameless_hello(net))
    yield connection.turn(False)
    connection.send(False, first_flight(net, net.text(shown)))
    yield connection.turn(True)
    connection.send(True, tls_record(22, net.content.bytes(66)) + tls_record(20, b"\x01"))
    for _ in range(2):
        yield connection.turn(False)
        connection.send(False, tls_record(23, net.content.bytes(net.shape.between(90, 700))))
        yield connection.turn(True)
        connection.send(True, tls_record(23, net.content.bytes(net.shape.between(90, 300))))
    yield from connection.close()


def nameless_hello(net):
    """62 bytes, as clients of 2016 send it: no extensions."""
    body = b"\x03\x01" + net.content.bytes(32) + b"\x00" + bytes.fromhex("000e002f0035000a00050004003900330100")
    return tls_record(22, message(1, body), b"\x03\x01")


def cloud(name):
    return "tls-cloud", f"server name {name}", "high", "skype"


def service_names(net):
    """R18 and section 5: sessions by name, by certificate, behind a proxy; checks."""
    me, plans = "10.1.0.20", (
        ("apps.skypeassets.com", "*.skypeassets.com"), ("api.skype.com", "*.skype.com"),
        (None, "*.gateway.messenger.live.com"), (None, "*.config.skype.com"),
        ("api.asm.skype.com", "*.asm.skype.com"))
    for index, (name, shown) in enumerate(plans):
        server = outside(net)
        if name:
            net.spawn(dns(net, me, name, server), second(index * 2))
        net.spawn(session(net, me, server, name, shown, cloud(name or shown)), second(index * 2 + 0.1))
    net.spawn(session(net, me, PROXY, "b.config.skype.com", "*.config.skype.com", cloud("b.config.skype.com"), 3128,
                      "b.config.skype.com"), second(11))
    net.spawn(http(net, me, PROXY, "GET http://ui.skype.com/ui/0/6.18.0.106/en/getlatestversion?ver=6.18.0.106 HTTP/1.1\r\n"
                   "Host: ui.skype.com\r\n\r\n", 16, "GET by a proxy from ui.skype.com"), second(12))
    net.spawn(version_check(net, me, "4.3.0.37"), second(13))
    net.spawn(wispr_check(net, me), second(14))
    # names of others that look similar, and one that browsers ask for
    for index, name in enumerate(("notskype.com.example.org", "www.myskype.example.org", "config.edge.skype.com")):
        net.spawn(plain_session(net, "10.1.0.21", name), second(3 + index))


def plain_session(net, client, name):
    """Never labelled."""
    connection = Tcp(net, client, high_port(net), outside(net), 443)
    yield from connection.open()
    yield 300
    connection.send(True, client_hello(net, name))
    yield connection.turn(False)
    connection.send(False, first_flight(net, name))
    yield from connection.close()


# -- STUN and TURN -------------------------------------------------------------------------

def attribute(kind, value):
    return struct.pack(">HH", kind, len(value)) + value + bytes(-len(value) % 4)


def own(net, kind, other):
    """An attribute's type that is Microsoft's own; in a twin one that is everybody's."""
    return kind if net.related else other


def check(net, transaction, user, controlling, candidate):
    """A connectivity check: its attributes are those measured in 2017."""
    body = attribute(0x0006, user) + attribute(0x0024, bytes.fromhex("6efffeff"))
    body += attribute(0x802A if controlling else 0x8029, bytes(4) + net.content.bytes(4))
    if candidate:
        body += attribute(own(net, 0x8054, 0xC057), b"1")
    return signed(net, 0x0001, transaction, body)


def checked(net, transaction):
    return signed(net, 0x0101, transaction, attribute(0x0020, b"\0\1" + net.content.bytes(6)))


def signed(net, kind, transaction, body):
    """The implementation's version, a key's hash (random here), the fingerprint."""
    body += attribute(own(net, 0x8070, 0x8025), b"\0\0\0\3") + attribute(0x0008, net.content.bytes(20))
    data = struct.pack(">HH", kind, len(body) + 8) + COOKIE + transaction + body
    return data + attribute(0x8028, struct.pack(">I", zlib.crc32(data) ^ 0x5354554E))


def relay_message(net, kind, attributes):
    """TURN with its cookie as the first attribute; in a twin that of the standard."""
    transaction = (net.content.bytes(4) if net.related else COOKIE) + net.content.bytes(12)
    body = attribute(own(net, 0x000F, 0x0019), bytes.fromhex("72c64bc6" if net.related else "11000000"))
    body += b"".join(attribute(*one) for one in attributes)
    return struct.pack(">HH", kind, len(body)) + transaction + body


def allocate(net, client, port, relay, mark):
    """Allocate, refused; the same with a name, granted (measured in 2018)."""
    version, bandwidth, quality = own(net, 0x8008, 0x8022), own(net, 0x0010, 0x000D), own(net, 0x8055, 0x8023)
    ask = [(version, b"\0\0\0\6"), (0x0006, net.content.bytes(16)), (bandwidth, b"\0\0\1\0"),
           (own(net, 0x8006, 0x8021), net.content.bytes(4)), (quality, b"\0\1\0\0")]
    net.mark(UDP, client, port, relay, 3478, *mark[:3], application=mark[3])
    net.udp(client, port, relay, 3478, relay_message(net, 0x0003, ask))
    yield net.shape.ms(20, 60)
    net.udp(relay, 3478, client, port, relay_message(net, 0x0113, [
        (0x0009, b"\0\0\4\1Unauthorized"), (version, b"\0\0\0\6"), (0x0014, net.content.bytes(32)), (0x0015, b"rtcmedia")]))
    yield net.shape.ms(20, 60)
    net.udp(client, port, relay, 3478, relay_message(net, 0x0003, ask + [(0x0014, net.content.bytes(32)),
                                                                        (0x0015, b"rtcmedia")]))
    yield net.shape.ms(20, 60)
    net.udp(relay, 3478, client, port, relay_message(net, 0x0103, [
        (0x000D, b"\0\0\2\x58"), (0x0001, b"\0\1" + net.content.bytes(6)),
        (own(net, 0x8020, 0x8024), b"\0\1" + net.content.bytes(6)), (own(net, 0x8050, 0x8026), net.content.bytes(24))]))


def framed(net, client, relay, mark):
    """Allocate over TCP, in frames of type 2."""
    connection = Tcp(net, client, high_port(net), relay, 443).mark(*mark[:3], application=mark[3])
    yield from connection.open()
    yield 300
    for side, kind in ((True, 0x0003), (False, 0x0113), (True, 0x0003)):
        body = relay_message(net, kind, [(own(net, 0x8008, 0x8022), b"\0\0\0\6"), (0x0006, net.content.bytes(16)),
                                         (own(net, 0x8055, 0x8023), b"\0\1\0\0")])
        connection.send(side, struct.pack(">HH", 0x0200 if net.related else 0x4001, len(body)) + body)
        yield connection.turn(not side)
    yield from connection.close()


def multiplexed(net, client, port, relay, mark):
    """Allocate over UDP, in frames with a session."""
    net.mark(UDP, client, port, relay, 3480, *mark[:3], application=mark[3])
    session_id = net.content.bytes(8)
    for there, kind in ((True, 0x0003), (False, 0x0103)):
        body = session_id + relay_message(net, kind, [(own(net, 0x8008, 0x8022), b"\0\0\0\6"),
                                                      (own(net, 0x8095, 0x8027), net.content.bytes(8))])
        frame = struct.pack(">HH", 0xFF10 if net.related else 0x4001, len(body)) + body
        one, two = (client, port), (relay, 3480)
        net.udp(*(one if there else two), *(two if there else one), frame)
        yield net.shape.ms(20, 60)


def checks(net, ends, seconds):
    """Both ask the other each 1.03 s."""
    user = b"gpse:zWyk"
    for number in range(int(seconds)):
        for one, two in (ends, ends[::-1]):
            transaction = net.content.bytes(12)
            net.udp(*one, *two, check(net, transaction, user, one is ends[0], number < 2))
            yield net.shape.ms(20, 40)
            net.udp(*two, *one, checked(net, transaction))
        yield second(1.03) - net.shape.ms(40, 80)


def media(net, one, two, seconds, kind=104):
    """RTP with an extension each 20 ms, 41-188 bytes; a report each second."""
    source, start = net.content.bytes(4), net.content.below(30000)
    for number in range(seconds * 50):
        head = b"\x90" + bytes([kind]) + struct.pack(">HI", start + number & 0xFFFF, (start + number) * 320) + source
        net.udp(*one, *two, head + b"\xbe\xde\0\1\x12\x73" + net.content.bytes(net.shape.between(23, 170)), media=True)
        yield 18_900 + net.shape.below(1700)
        if number % 50 == 25:
            net.udp(*one, *two, b"\x80\xc8\0\x06" + source + net.content.bytes(net.shape.between(40, 100)), media=True)


def call(net, client, seconds, mark):
    """R18: a call between a host of ours and one outside."""
    ends = (client, 50004), (outside(net), high_port(net))
    net.mark(UDP, *ends[0], *ends[1], *mark[:3], application=mark[3])
    net.spawn(checks(net, ends, seconds))
    net.spawn(media(net, *ends, seconds), second(0.4))
    net.spawn(media(net, *ends[::-1], seconds), second(0.5))
    yield 0


def cloud_call(net):
    mark = "cloud", "STUN or TURN with Microsoft's attributes", "high", "skype"
    net.slice = 96
    net.spawn(allocate(net, "10.1.0.20", 50004, outside(net), mark))
    net.spawn(call(net, "10.1.0.20", 4, mark), second(0.5))
    net.spawn(framed(net, "10.1.0.20", outside(net), mark), second(0.2))
    net.spawn(multiplexed(net, "10.1.0.20", 50006, outside(net), mark), second(0.3))


def teams(net):
    """Names of Teams; its call, which the wire does not tell from Skype's, scores
    neither way."""
    me, plans = "10.1.0.20", (
        ("teams.microsoft.com", "teams.microsoft.com"), ("config.teams.microsoft.com", "*.config.teams.microsoft.com"),
        (None, "teams.microsoft.com"))
    net.slice = 96
    for index, (name, shown) in enumerate(plans):
        net.spawn(session(net, me, outside(net), name, shown, ("tls-cloud", f"server name {name or shown}", "high", "teams")),
                  second(index))
    net.spawn(session(net, me, outside(net), "eu-api.asm.skype.com", "*.asm.skype.com",
                      ("tls-cloud", "a service that Skype has, too", "low", "teams")), second(4))
    net.spawn(call(net, me, 2, ("cloud", "a call that could be Skype's", "low", "teams")), second(5))
