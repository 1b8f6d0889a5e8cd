#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""One end of traffic whose rate is measured.

    shape_end.py send udp|tcp OWN PEER PORT WORD RATE SIZE
    shape_end.py receive udp|tcp OWN PORT READY

A sender sends packets of SIZE bytes of payload that begin with WORD, RATE bits a
second, or as fast as it may with tcp. A receiver writes "ready" to the file READY when
it listens, and "first" at the first byte. Both end at SIGTERM and print JSON: by source
address, the bits on the wire, link header included, in each slot of SLOT seconds of
CLOCK_MONOTONIC, which all processes of a machine share. So the rates of several flows
are taken over the same time, however long each of them took to start.
"""
import json
import os
import signal
import socket
import sys
import time

UDP_HEADERS = 14 + 20 + 8
TCP_HEADERS, TCP_PAYLOAD = 14 + 20 + 32, 1448
PATIENCE = 60.0 * float(os.environ.get("SKYWARDEN_SLOWNESS") or 1)  # for the first byte
SLOT = 0.05
stopped = False


def stop(*_):
    global stopped
    stopped = True


class Meter:
    """Bits of each source in each slot of time."""

    def __init__(self):
        self.bits = {}

    def add(self, source, bits):
        slots = self.bits.setdefault(source, {})
        slot = int(time.monotonic() / SLOT)
        slots[slot] = slots.get(slot, 0) + bits


def send_udp(own, peer, port, word, rate, size, meter):
    out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    out.bind((own, port))
    payload = word.encode().ljust(size, b".")
    bits = (size + UDP_HEADERS) * 8
    pause = bits / rate
    start = time.monotonic()
    sent = 0
    while not stopped:
        due = int((time.monotonic() - start) / pause) + 1
        for _ in range(min(due - sent, 200)):
            out.sendto(payload, (peer, port))
            sent += 1
            meter.add(own, bits)
        time.sleep(max(pause / 2, 0.001))


def send_tcp(own, peer, port, word, _rate, size, meter):
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as out:
        # BBR leaves a class unused now and then, to look for shorter ways
        out.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, b"reno")
        out.bind((own, 0))
        out.connect((peer, port))
        out.settimeout(0.2)
        payload = word.encode().ljust(size, b".")
        while not stopped:
            try:
                meter.add(own, out.send(payload) * 8)
            except TimeoutError:
                pass
        # do not wait until the shaper has sent what it holds
        out.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def receive_udp(own, port, meter, note):
    into = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    into.setsockopt(socket.SOL_SOCKET, 33, 8 << 20)  # SO_RCVBUFFORCE
    into.bind((own, port))
    into.settimeout(PATIENCE)
    note("ready")
    while not stopped:
        try:
            data, source = into.recvfrom(65536)
        except TimeoutError:
            if not meter.bits:
                raise
            continue
        if not meter.bits:
            note("first")
            into.settimeout(0.2)
        meter.add(source[0], (len(data) + UDP_HEADERS) * 8)


def receive_tcp(own, port, meter, note):
    listener = socket.create_server((own, port))
    listener.settimeout(PATIENCE)
    note("ready")
    into, source = listener.accept()
    into.settimeout(0.2)
    while not stopped:
        try:
            data = into.recv(65536)
        except TimeoutError:
            continue
        except ConnectionResetError:  # the sender was stopped first
            return
        if not data:
            return
        if not meter.bits:
            note("first")
        meter.add(source[0], len(data) * 8 * (1 + TCP_HEADERS / TCP_PAYLOAD))


def main(role, transport, *words):
    signal.signal(signal.SIGTERM, stop)
    meter = Meter()
    if role == "send":
        own, peer, port, word, rate, size = words
        what = send_udp if transport == "udp" else send_tcp
        what(own, peer, int(port), word, float(rate), int(size), meter)
    else:
        own, port, path = words
        what = receive_udp if transport == "udp" else receive_tcp
        with open(path, "w", encoding="utf-8") as file:
            what(own, int(port), meter, lambda text: (file.write(text), file.flush()))
    print(json.dumps(meter.bits))


main(*sys.argv[1:])
