# SPDX-License-Identifier: GPL-2.0-or-later
"""A simulated wire, seen at the bridge between a LAN and its router.

Everybody on it is a script: a Python generator that sends, then yields the
microseconds to wait. All scripts share one clock, so what they draw from a
generator they draw in the order of the wire.
"""
import heapq

from . import frames
from .dice import Dice
from .frames import ACK, FIN, PSH, RST, SYN, TCP, UDP

SECOND = 1_000_000
MSS = 1420  # fits every tunnel here
LAN_DELAY = 180  # from the bridge to a LAN host and back


class Flow:
    """The label of one 5-tuple; initiator is its first sender."""

    def __init__(self):
        self.ends = None
        self.packets = self.bytes = 0
        self.syn = self.payload = False
        self.label = None  # (role, why, sure) of the application, else None
        self.application = None  # which; None: the one that the captures are about


class Net:
    """The wire of one capture.

    @shape draws sizes and times, @content draws bytes: a twin shares the
    first and not the second. @related is False in a twin.
    """

    def __init__(self, name, related=True, links=None):
        self.related = related
        self.weak = True  # False: all relations but the generator's; then nothing is the application's
        self.shape = Dice(f"shape {name}")
        self.content = Dice(f"content {name}" if related else f"content {name}-twin")
        self.links = links or [frames.Link()]
        self.mss = min(MSS, min(link.mtu for link in self.links) - 40)
        self.now = 0
        self.frames = []  # (microseconds, interface, what the capture holds, bytes on the wire)
        self.slice = None  # bytes that it holds of a frame of media; None: all
        self.until = None  # microseconds; the capture is cut off there; None: it has it all
        self.flows = {}
        self.deeds = []  # (host, activity, start, end), see did()
        self._queue, self._turn = [], 0
        self._idents, self._ttls, self._interfaces = {}, {}, {}

    # -- time ------------------------------------------------------------

    def after(self, delay, call, *arguments):
        heapq.heappush(self._queue, (self.now + delay, self._turn, call, arguments))
        self._turn += 1

    def spawn(self, script, delay=0):
        self.after(delay, self._resume, script)

    def _resume(self, script):
        delay = next(script, None)
        if delay is not None:
            self.after(delay, self._resume, script)

    def run(self):
        while self._queue and (self.until is None or self._queue[0][0] <= self.until):
            self.now, _, call, arguments = heapq.heappop(self._queue)
            call(*arguments)

    # -- frames ------------------------------------------------------------

    def attach(self, host, interface):
        """Show all traffic of @host on another interface than the first."""
        self._interfaces[host] = interface

    def udp(self, source, source_port, dest, dest_port, payload, media=False):
        body = frames.udp(source, source_port, dest, dest_port, payload)
        self._emit(source, source_port, dest, dest_port, UDP, body, 0, bool(payload), self.slice if media else None)

    def tcp(self, source, source_port, dest, dest_port, seq, ack, flags, window, payload=b""):
        body = frames.tcp(source, source_port, dest, dest_port, seq, ack, flags, window, payload, self.mss)
        self._emit(source, source_port, dest, dest_port, TCP, body, flags, bool(payload))

    def flow(self, protocol, source, source_port, dest, dest_port):
        ends = sorted([(frames.packed(source), source_port), (frames.packed(dest), dest_port)])
        return self.flows.setdefault((protocol, *map(tuple, ends)), Flow())

    def _emit(self, source, source_port, dest, dest_port, protocol, body, flags, payload, keep=None):
        interface = self._interfaces.get(source, self._interfaces.get(dest, 0))
        link = self.links[interface]
        flow = self.flow(protocol, source, source_port, dest, dest_port)
        if flow.ends is None:
            flow.ends = (source, source_port, dest, dest_port)
        flow.syn |= flags & (SYN | ACK) == SYN
        flow.payload |= payload
        inbound = not self.is_lan(source)
        for packet in frames.ip_packets(source, dest, protocol, self._ttl(source), self._ident(source), body, link.mtu):
            frame = link.wrap(self._mac(source), self._mac(dest), packet, inbound)
            self.frames.append((self.now, interface, frame[:keep], len(frame)))
            flow.packets += 1
            flow.bytes += len(frame)

    @staticmethod
    def is_lan(address):
        return address.startswith(("10.", "2001:db8:1:"))

    def _mac(self, address):
        return frames.mac(address if self.is_lan(address) else "10.255.255.254")

    def _ident(self, host):
        before = self._idents.get(host)
        if before is None:
            before = self.shape.below(65536)
        self._idents[host] = (before + 1) & 0xFFFF
        return before

    def _ttl(self, host):
        if host not in self._ttls:
            self._ttls[host] = 64 if self.is_lan(host) else self.shape.pick((64, 128)) - self.shape.between(8, 20)
        return self._ttls[host]

    # -- names and labels ----------------------------------------------------

    def text(self, words):
        """Words that give the application away; of the same size in a twin."""
        if not self.related:
            for name, other in (("skype.com", "a.example"), ("skype.net", "a.example"), ("skype", "kiosk"),
                                ("Skype", "Hotel"), ("getlatestversion", "frontpage.html.x"),
                                ("gateway.messenger.live", "gateway.messages.shops"), ("teams.microsoft", "sales.wholesale")):
                words = words.replace(name, other)
        return words

    def constant(self, data):
        """Constant bytes of the application; random ones in a twin."""
        return data if self.related else self.content.bytes(len(data))

    def mark(self, protocol, source, source_port, dest, dest_port, role, why, sure="high", application=None):
        """Label a flow as the application's (as the twin's, when unrelated)."""
        flow = self.flow(protocol, source, source_port, dest, dest_port)
        flow.label = flow.label or (role, why, sure)
        flow.application = flow.application or application

    # -- what hosts do ---------------------------------------------------------

    def did(self, host, activity, start, end=None):
        """Note what a LAN host did, from @start to @end, by default until now.
        The bridge sees only a part of outside hosts' traffic, so these are not noted."""
        if self.is_lan(host) and self.related and self.weak:
            self.deeds.append((host, activity, start, self.now if end is None else end))

    def activities(self):
        """-> (host, activity, start, end), merged where they touch and cut to the
        capture; microseconds since its first packet."""
        first, last = self.frames[0][0], self.frames[-1][0]
        merged = []
        for host, activity, start, end in sorted(self.deeds):
            start, end = max(start, first) - first, min(end, last) - first
            if merged and merged[-1][:2] == (host, activity) and start <= merged[-1][3]:
                start, end = merged[-1][2], max(end, merged[-1][3])
                merged.pop()
            if start < end:
                merged.append((host, activity, start, end))
        # who was let in tries no more, whatever still knocks elsewhere
        succeeded = {(host, start): end for host, activity, start, end in merged if activity == "login"}
        merged = [(host, activity, start, min(end, succeeded.get((host, start), end)) if activity == "login-tried" else end)
                  for host, activity, start, end in merged]
        return sorted(merged, key=lambda deed: (frames.packed(deed[0]), deed[2:], deed[1]))

    def rows(self, application="skype"):
        ordered = [(key, flow) for key, flow in self.flows.items() if flow.packets]
        for (protocol, _, _), flow in ordered:
            role, why, sure = flow.label or ("other", "ordinary traffic", "high")
            label = flow.application or application if flow.label and self.related and self.weak else f"not-{application}"
            if flow.label and not self.related:
                role, why, sure = "other", f"twin of {role}: same sizes and times, no relation", "high"
            elif flow.label and not self.weak:
                role, why, sure = "other", f"like {role}, by another generator", "high"
            shape = "udp"
            if protocol == TCP:
                shape = "no-payload" if not flow.payload else "from-syn" if flow.syn else "mid-stream"
            yield {"proto": "tcp" if protocol == TCP else "udp", "ip_a": flow.ends[0], "port_a": flow.ends[1],
                   "ip_b": flow.ends[2], "port_b": flow.ends[3], "packets": flow.packets, "bytes": flow.bytes,
                   "label": label, "why": why, "sure": sure, "role": role, "shape": shape}


class Side:
    """One end of a TCP connection."""

    def __init__(self, address, port, seq, window, delay):
        self.address, self.port, self.window = address, port, window
        self.seq = seq      # next to send
        self.heard = 0      # next expected from the other side
        self.told = 0       # last acknowledged to the other side
        self.delay = delay  # from the bridge to this end and back


class Tcp:
    """One connection, as the bridge sees it.

    A script opens it, sends from either side (True: the one that opened it)
    and yields turn() where a side answers what it has just received.
    """

    def __init__(self, net, client, client_port, server, server_port, rtt=None):
        self.net = net
        self.since = net.now  # when what it does began, see did()
        rtt = rtt or net.shape.ms(40, 180)
        self.sides = {
            True: Side(client, client_port, net.content.word(), 29200, LAN_DELAY if net.is_lan(client) else rtt),
            False: Side(server, server_port, net.content.word(), 64240, LAN_DELAY if net.is_lan(server) else rtt)}

    def mark(self, role, why, sure="high", application=None):
        client, server = self.sides[True], self.sides[False]
        self.net.mark(TCP, client.address, client.port, server.address, server.port, role, why, sure, application)
        return self

    def did(self, *activities):
        """Note what the opening host did over it since then, or since the last note."""
        for activity in activities:
            self.net.did(self.sides[True].address, activity, self.since)
        self.since = self.net.now

    def turn(self, client):
        """Until this side's answer to what was just sent to it is seen."""
        side = self.sides[client]
        return side.delay + 120 + self.net.shape.below(side.delay // 16 + 300)

    def _segment(self, client, flags, payload=b"", seq=None):
        side, other = self.sides[client], self.sides[not client]
        ack = side.heard if flags & ACK else 0
        self.net.tcp(side.address, side.port, other.address, other.port,
                     side.seq if seq is None else seq, ack, flags, side.window, payload)
        side.told = side.heard

    def open(self):
        client, server = self.sides[True], self.sides[False]
        self._segment(True, SYN)
        client.seq += 1
        yield self.turn(False)
        server.heard = client.seq
        self._segment(False, SYN | ACK)
        server.seq += 1
        yield self.turn(True)
        client.heard = server.seq
        self._segment(True, ACK)

    def joined(self):
        """As if the capture began long after the handshake."""
        self.sides[True].heard = self.sides[True].told = self.sides[False].seq
        self.sides[False].heard = self.sides[False].told = self.sides[True].seq
        return self

    def knock(self, delays):
        """SYNs that get no answer."""
        for delay in delays:
            self._segment(True, SYN)
            yield delay

    def send(self, client, data, lost=False):
        """Data from one side; @lost: it never arrives and gets no answer."""
        side, other = self.sides[client], self.sides[not client]
        mss = self.net.mss
        for at in range(0, len(data), mss):
            part = data[at:at + mss]
            self._segment(client, PSH | ACK if at + mss >= len(data) else ACK, part)
            side.seq += len(part)
            if not lost:
                self.net.after(other.delay, self._arrive, not client, side.seq)

    def repeat(self, client, data):
        """Retransmit the last @data, lost again."""
        self._segment(client, PSH | ACK, data, self.sides[client].seq - len(data))

    def _arrive(self, client, seq):
        side = self.sides[client]
        side.heard = seq
        if side.heard - side.told >= 2 * self.net.mss:
            self._segment(client, ACK)
        else:
            self.net.after(40_000, self._delayed_ack, client)

    def _delayed_ack(self, client):
        side = self.sides[client]
        if side.told < side.heard:
            self._segment(client, ACK)

    def close(self, client=True):
        """FIN from this side, FIN from the other, the last ACK."""
        yield 50_000 + max(side.delay for side in self.sides.values())
        for who in (client, not client):
            side, other = self.sides[who], self.sides[not who]
            self._segment(who, FIN | ACK)
            side.seq += 1
            yield self.turn(not who)
            other.heard = side.seq
        self._segment(client, ACK)

    def reset(self, client=True):
        self._segment(client, RST | ACK)
