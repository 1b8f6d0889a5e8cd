#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""new_flows.py: opens new UDP flows and TCP connections, and counts those that arrive.

serve ADDRESS FLOWS CONNECTIONS FOLDER: listen on ports 7000 (UDP) and 7001 (TCP), touch
FOLDER/ready, and write "flows connections" to FOLDER/arrived when all have come, or when
FOLDER/gave-up exists, or after 30 seconds.
open ADDRESS FLOWS CONNECTIONS: exit with 0 when each connection got an answer.
"""

import pathlib
import select
import socket
import sys
import time


def family_of(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def serve(address, flows, connections, folder):
    folder = pathlib.Path(folder)
    udp = socket.socket(family_of(address), socket.SOCK_DGRAM)
    udp.bind((address, 7000))
    tcp = socket.create_server((address, 7001), family=family_of(address), backlog=50)
    (folder / "ready").touch()
    seen = answered = 0
    end = time.monotonic() + 30
    while (seen < flows or answered < connections) and time.monotonic() < end:
        for ready in select.select([udp, tcp], [], [], 0.1)[0]:
            if ready is udp:
                udp.recv(2000)
                seen += 1
            else:
                connection = tcp.accept()[0]
                connection.sendall(b"hi")
                connection.close()
                answered += 1
        if (folder / "gave-up").exists():
            break
    (folder / "arrived.new").write_text(f"{seen} {answered}\n")
    (folder / "arrived.new").rename(folder / "arrived")


def open_flows(address, flows, connections):
    for _ in range(flows):
        with socket.socket(family_of(address), socket.SOCK_DGRAM) as sock:
            sock.sendto(b"hello", (address, 7000))
        time.sleep(0.01)
    lost = 0
    for _ in range(connections):
        with socket.socket(family_of(address), socket.SOCK_STREAM) as sock:
            sock.settimeout(3)
            try:
                sock.connect((address, 7001))
                lost += sock.recv(2) != b"hi"
            except OSError:
                lost += 1
    time.sleep(0.3)
    return lost


if sys.argv[1] == "serve":
    serve(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5])
else:
    sys.exit(open_flows(sys.argv[2], int(sys.argv[3]), int(sys.argv[4])) != 0)
