#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The smallest queue program: binds queues and gives one verdict to all.

Standard library only, so that a test needs no build. With --log it writes a
line per packet: "queue=0 hook=2 hw=0800 mark=0 len=84 hex=4500...".
"""

import argparse
import os
import signal
import socket
import struct
import sys

NETLINK_NETFILTER = 12
NFQNL = 3 << 8
MSG_PACKET, MSG_VERDICT, MSG_CONFIG = NFQNL | 0, NFQNL | 1, NFQNL | 2
NFQA_PACKET_HDR, NFQA_VERDICT_HDR, NFQA_MARK, NFQA_PAYLOAD = 1, 2, 3, 10
NFQA_CFG_CMD, NFQA_CFG_PARAMS = 1, 2
CMD_BIND, COPY_PACKET = 1, 2
NLMSG_ERROR, NLM_F_REQUEST, NLM_F_ACK = 2, 1, 4


def attribute(kind, value):
    padding = -len(value) % 4
    return struct.pack("=HH", len(value) + 4, kind) + value + bytes(padding)


def message(kind, queue, attributes, flags=NLM_F_REQUEST):
    body = struct.pack(">BBH", 0, 0, queue) + attributes
    return struct.pack("=IHHII", len(body) + 16, kind, flags, 0, 0) + body


def ask(sock, queue, attributes):
    """Sends one configuration message and dies with the kernel's answer."""
    sock.send(message(MSG_CONFIG, queue, attributes, NLM_F_REQUEST | NLM_F_ACK))
    while True:
        answer = sock.recv(65536)
        if struct.unpack_from("=H", answer, 4)[0] != NLMSG_ERROR:
            continue    # a packet that came before the answer
        error = -struct.unpack_from("=i", answer, 16)[0]
        if error:
            sys.exit(f"accept_queue: queue {queue}: {os.strerror(error)}")
        return


def attributes_of(body):
    offset = 4
    while offset + 4 <= len(body):
        size, kind = struct.unpack_from("=HH", body, offset)
        if size < 4:
            return
        yield kind & 0x7fff, body[offset + 4:offset + size]
        offset += (size + 3) & ~3


def messages_of(data):
    offset = 0
    while offset + 16 <= len(data):
        size, kind = struct.unpack_from("=IH", data, offset)
        if size < 16:
            return
        yield kind, data[offset + 16:offset + size]
        offset += (size + 3) & ~3


def judge(sock, body, verdict, log):
    values = dict(attributes_of(body))
    queue = struct.unpack_from(">H", body, 2)[0]
    number, protocol, hook = struct.unpack(">IHB", values[NFQA_PACKET_HDR][:7])
    if log:
        mark = int.from_bytes(values.get(NFQA_MARK, b""), "big")
        payload = values.get(NFQA_PAYLOAD, b"")
        log.write(f"queue={queue} hook={hook} hw={protocol:04x} mark={mark} "
                  f"len={len(payload)} hex={payload[:128].hex()}\n")
        log.flush()
    sock.send(message(MSG_VERDICT, queue, attribute(
        NFQA_VERDICT_HDR, struct.pack(">II", verdict, number))))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--queues", default="0", help="N or N:M")
    parser.add_argument("--verdict", choices=["drop", "accept"], default="accept")
    parser.add_argument("--log")
    parser.add_argument("--ready", help="file made when every queue is bound")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))

    sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_NETFILTER)
    sock.bind((0, 0))
    first, _, last = options.queues.partition(":")
    for queue in range(int(first), int(last or first) + 1):
        ask(sock, queue, attribute(NFQA_CFG_CMD, struct.pack(">BBH", CMD_BIND, 0, 0)))
        ask(sock, queue, attribute(NFQA_CFG_PARAMS, struct.pack(">IB", 65535, COPY_PACKET)))
    log = open(options.log, "a") if options.log else None
    if options.ready:
        open(options.ready, "w").close()
    verdict = 1 if options.verdict == "accept" else 0
    while True:
        try:
            data = sock.recv(1 << 20)
        except OSError:     # ENOBUFS: packets were lost, and the next come
            continue
        for kind, body in messages_of(data):
            if kind == MSG_PACKET:
                judge(sock, body, verdict, log)


if __name__ == "__main__":
    main()
