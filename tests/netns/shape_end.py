#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""One end of traffic whose rate is measured.

    shape_end.py send udp|tcp OWN PEER PORT WORD RATE SIZE SECONDS
    shape_end.py receive udp|tcp OWN PORT FROM SECONDS READY

A sender sends packets of SIZE bytes of payload that begin with WORD, RATE bits a
second, or as fast as it may with tcp. It ends after SECONDS. A receiver counts what
comes, from FROM seconds after the first byte on, for SECONDS, and prints JSON: bits
a second on the wire, link header included, by source address.
"""
import json
import os
import socket
import sys
import time

UDP_HEADERS = 14 + 20 + 8
TCP_HEADERS, TCP_PAYLOAD = 14 + 20 + 32, 1448
PATIENCE = 20.0 * float(os.environ.get("SKYWARDEN_SLOWNESS") or 1)


def send_udp(own, peer, port, word, rate, size, seconds):
    out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    out.bind((own, port))
    payload = word.encode().ljust(size, b".")
    pause = (size + UDP_HEADERS) * 8 / rate
    start = time.monotonic()
    sent = 0
    while time.monotonic() < start + seconds:
        due = int((time.monotonic() - start) / pause) + 1
        for _ in range(min(due - sent, 200)):
            out.sendto(payload, (peer, port))
            sent += 1
        time.sleep(max(pause / 2, 0.001))
    return {"packets": sent}


def send_tcp(own, peer, port, word, _rate, size, seconds):
    end = time.monotonic() + seconds
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as out:
        # BBR leaves a class unused now and then, to look for shorter ways
        out.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, b"reno")
        out.settimeout(seconds)
        out.bind((own, 0))
        out.connect((peer, port))
        sent = 0
        payload = word.encode().ljust(size, b".")
        while time.monotonic() < end:
            try:
                sent += out.send(payload)
            except TimeoutError:
                break
        # what still waits at the shaper would take its time
        out.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    return {"bytes": sent}


class Meter:
    """Bits of each source in a window after the first byte of all."""

    def __init__(self, skip, seconds):
        self.skip, self.seconds, self.first, self.bits = skip, seconds, None, {}

    def add(self, source, bits):
        now = time.monotonic()
        self.first = self.first or now
        since = now - self.first - self.skip
        if 0 <= since < self.seconds:
            self.bits[source] = self.bits.get(source, 0) + bits
        return since < self.seconds

    def result(self):
        return {source: bits / self.seconds for source, bits in self.bits.items()}


def receive_udp(own, port, meter, ready):
    into = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    into.setsockopt(socket.SOL_SOCKET, 33, 8 << 20)  # SO_RCVBUFFORCE
    into.bind((own, port))
    into.settimeout(PATIENCE)
    ready()
    going = True
    while going:
        data, source = into.recvfrom(65536)
        going = meter.add(source[0], (len(data) + UDP_HEADERS) * 8)


def receive_tcp(own, port, meter, ready):
    listener = socket.create_server((own, port))
    listener.settimeout(PATIENCE)
    ready()
    into, source = listener.accept()
    into.settimeout(PATIENCE)
    going = True
    while going:
        data = into.recv(65536)
        going = data and meter.add(source[0], len(data) * 8 * (1 + TCP_HEADERS / TCP_PAYLOAD))


def main(role, transport, *words):
    if role == "send":
        own, peer, port, word, rate, size, seconds = words
        what = send_udp if transport == "udp" else send_tcp
        print(json.dumps(what(own, peer, int(port), word, float(rate), int(size), float(seconds))))
        return
    own, port, skip, seconds, path = words
    meter = Meter(float(skip), float(seconds))
    what = receive_udp if transport == "udp" else receive_tcp
    with open(path, "w", encoding="utf-8") as file:
        what(own, int(port), meter, lambda: (file.write("ready"), file.flush()))
    print(json.dumps(meter.result()))


main(*sys.argv[1:])
