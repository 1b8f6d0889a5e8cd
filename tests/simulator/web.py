#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Web transfers, and how fast they were.

    web.py serve --address A [--port 80] [--ready FILE]
    web.py fetch --address OWN --server A [--port 80] [--seconds N] [--megabytes M] [--pause S]

Fetches one object after another over HTTP/1.1, a connection each, at full
speed, with a pause between. Result: transfers, those that failed, bytes, and the
median and the slowest rate of a transfer in Mbit/s (payload, from the request
to the last byte).
"""
import argparse
import signal
import socket
import threading
import time

import common

CHUNK = bytes(1 << 18)


# -- server ---------------------------------------------------------------------

def serve(options):
    listener = socket.create_server((options.address, options.port), backlog=64, reuse_port=True)
    if options.ready:
        with open(options.ready, "w", encoding="utf-8"):
            pass
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=answer, args=(connection,), daemon=True).start()


def answer(connection):
    """GET /N gives N megabytes."""
    with connection:
        try:
            connection.settimeout(30)
            request = connection.recv(4096).split()
            size = int(request[1].lstrip(b"/")) << 20
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n"
                               b"Content-Length: %d\r\nConnection: close\r\n\r\n" % size)
            for _ in range(0, size, len(CHUNK)):
                connection.sendall(CHUNK)
        except (OSError, ValueError, IndexError):
            pass


# -- client ---------------------------------------------------------------------

def fetch(options):
    rates, failed, total = [], 0, 0
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    end = time.monotonic() + options.seconds
    while time.monotonic() < end and not stopped.is_set():
        began = time.monotonic()
        try:
            size = one(options)
            rates.append(size * 8 / 1e6 / (time.monotonic() - began))
            total += size
        except OSError:
            failed += 1
        stopped.wait(options.pause)
    common.report({"program": "web", "transfers": len(rates), "failed": failed, "bytes": total,
                   "megabits": common.rounded(common.share(rates, 0.5), 1),
                   "slowest_megabits": common.rounded(min(rates, default=None), 1)})


def one(options):
    buffer = bytearray(1 << 20)
    with socket.create_connection((options.server, options.port), 10, (options.address, 0)) as connection:
        connection.sendall(b"GET /%d HTTP/1.1\r\nHost: www.example.net\r\n\r\n" % options.megabytes)
        head = b""
        while b"\r\n\r\n" not in head:
            part = connection.recv(4096)
            if not part:
                raise OSError("closed early")
            head += part
        got = len(head) - head.index(b"\r\n\r\n") - 4
        while count := connection.recv_into(buffer):
            got += count
    if got != options.megabytes << 20:
        raise OSError("cut short")
    return got


def main():
    parser = argparse.ArgumentParser(description="web transfers")
    parser.add_argument("role", choices=("serve", "fetch"))
    parser.add_argument("--address", required=True, help="our own")
    parser.add_argument("--server")
    parser.add_argument("--port", type=int, default=80)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--megabytes", type=int, default=4, help="of one object")
    parser.add_argument("--pause", type=float, default=0.2, help="seconds between transfers")
    parser.add_argument("--ready")
    options = parser.parse_args()
    (serve if options.role == "serve" else fetch)(options)


if __name__ == "__main__":
    main()
