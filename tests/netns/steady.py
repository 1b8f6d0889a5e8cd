#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""One end of steady traffic that counts itself.

    steady.py --role ask|answer --own A --peer B [--port N] [--seconds S] [--rate N]
              [--ready FILE] [--tcp]

Numbered UDP packets both ways, --rate a second each, on the beat; with --tcp, the
asking end also sends a stream at about 1 MB/s in which every byte says where it
belongs. After --seconds, or TERM, an end sends no more, and reports when nothing
has come for two seconds: sent, received (different numbers), tcp (bytes),
wrong (reads that were not where they belong), retransmitted (TCP segments), overflowed
(what came when the socket's buffer was full).
"""
import argparse
import json
import os
import selectors
import signal
import socket
import struct
import sys
import time

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "simulator"))

import witness  # noqa: E402 pylint: disable=wrong-import-position

PERIOD = bytes(range(251)) * 300
TCP_CHUNK, TCP_EVERY = 20000, 0.02
SLOWNESS = float(os.environ.get("SKYWARDEN_SLOWNESS") or 1)
SILENCE, PATIENCE = 2.0 * SLOWNESS, 15.0 * SLOWNESS
NUMBER = struct.Struct(">I")
PADDING = bytes(120)
RETRANSMITTED = 100  # offset of tcpi_total_retrans in struct tcp_info


class End:
    def __init__(self, options):
        self.options, self.going = options, True
        self.sent, self.heard = 0, set()
        self.tcp = self.wrong = self.retransmitted = 0
        self.select = selectors.DefaultSelector()
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        witness.enlarge(self.udp)  # we are not to lose any ourselves
        self.udp.bind((options.own, options.port))
        self.udp.setblocking(False)
        self.select.register(self.udp, selectors.EVENT_READ, self.read_udp)
        self.stream = self.listener = None
        self.next_chunk, self.pending = 0.0, 0
        if options.tcp and options.role == "answer":
            self.listener = socket.create_server((options.own, options.port))
            self.listener.setblocking(False)
            self.select.register(self.listener, selectors.EVENT_READ, self.accept)
        if options.ready:
            with open(options.ready, "w", encoding="utf-8"):
                pass

    def stop(self, *_):
        self.going = False

    # -- receiving ---------------------------------------------------------------------

    def read_udp(self):
        while True:
            try:
                data = self.udp.recv(2048)
            except BlockingIOError:
                return
            except ConnectionError:
                continue  # a receiver was not there yet
            self.heard.add(NUMBER.unpack_from(data)[0])
            self.last = time.monotonic()

    def accept(self):
        self.stream, _ = self.listener.accept()
        self.stream.setblocking(False)
        self.select.register(self.stream, selectors.EVENT_READ, self.read_stream)

    def read_stream(self):
        data = self.stream.recv(65536)
        self.last = time.monotonic()
        if not data:
            self.select.unregister(self.stream)
            return
        at = self.tcp % 251
        self.wrong += data != PERIOD[at:at + len(data)]
        self.tcp += len(data)

    # -- sending -----------------------------------------------------------------------

    def send(self, now):
        due = int((now - self.began) * self.options.rate)
        if due - self.sent > 200:  # after a stop: go on at the beat, and do not catch up at once
            self.began += (due - self.sent - 1) / self.options.rate
        while self.sent < due and self.going:
            try:
                self.udp.sendto(NUMBER.pack(self.sent) + PADDING, (self.options.peer, self.options.port))
            except ConnectionError:
                continue  # of an earlier packet
            except BlockingIOError:
                break
            self.sent += 1
            due = min(due, self.sent + 200)

    def send_stream(self, now):
        if self.options.role == "answer" or not self.stream or now < self.next_chunk:
            return
        at = self.tcp % 251
        try:
            self.tcp += self.stream.send(PERIOD[at:at + TCP_CHUNK])
        except BlockingIOError:
            pass
        self.next_chunk = now + TCP_EVERY

    def wait_for_the_other(self):
        """Wait: packets sent before the other end is ready would be lost without a fault."""
        end = time.monotonic() + min(PATIENCE, self.options.seconds + 3)
        while self.going and not self.heard and time.monotonic() < end:
            for key, _ in self.select.select(0.1):
                key.data()

    def connect(self):
        if self.options.tcp and self.options.role == "ask":
            self.stream = socket.create_connection((self.options.peer, self.options.port), 20, (self.options.own, 0))
            self.stream.setblocking(False)

    def close(self):
        """The last bytes go out; the other end sees the end."""
        if not self.stream or self.options.role != "ask":
            return
        self.stream.shutdown(socket.SHUT_WR)

    def run(self):
        self.connect()
        if self.options.role == "answer":
            self.wait_for_the_other()
        self.began = self.last = time.monotonic()
        while self.going:
            now = time.monotonic()
            if now - self.began >= self.options.seconds:
                self.stop()
            self.send(now)
            self.send_stream(now)
            for key, _ in self.select.select(0.001):
                key.data()
        self.close()
        end = time.monotonic() + PATIENCE
        self.last = time.monotonic()
        while time.monotonic() < min(end, self.last + SILENCE):
            for key, _ in self.select.select(0.1):
                key.data()
        if self.stream:
            info = self.stream.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 104)
            self.retransmitted = struct.unpack_from("=I", info, RETRANSMITTED)[0]


def main():
    parser = argparse.ArgumentParser(description="steady traffic")
    parser.add_argument("--role", choices=("ask", "answer"), required=True)
    parser.add_argument("--own", required=True)
    parser.add_argument("--peer", required=True)
    parser.add_argument("--port", type=int, default=7007)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rate", type=float, default=500)
    parser.add_argument("--ready")
    parser.add_argument("--tcp", action="store_true")
    options = parser.parse_args()
    end = End(options)
    signal.signal(signal.SIGTERM, end.stop)
    end.run()
    json.dump({"sent": end.sent, "received": len(end.heard), "tcp": end.tcp, "wrong": end.wrong,
               "retransmitted": end.retransmitted, "overflowed": witness.overflowed(end.udp)}, sys.stdout)
    print()


main()
