# SPDX-License-Identifier: GPL-2.0-or-later
"""Where Skype's servers, nodes and contacts are, and a client's memory of nodes.

Addresses are of the documentation's and benchmarks' networks. A node's port follows
from its address, so that client and network agree without a list.
"""
import json
import os
import zlib

import talk  # noqa: F401 pylint: disable=unused-import # it finds pcapgen
from pcapgen.recipes import CLOUD_NETS

LOGINS = ("192.0.2.17", "192.0.2.19")
EVENTS, CONTACTS, WEB, RESOLVER, GATEWAY = "192.0.2.46", "192.0.2.80", "192.0.2.81", "192.0.2.53", "192.0.2.254"
TWIN_LOGIN, TWIN_EVENTS = "192.0.2.18", "192.0.2.47"
LOGIN_PORT, EVENTS_PORT, CONTACTS_PORT, TLS_PORT, WEB_PORT = 33033, 12350, 13392, 443, 80
CLOUD_PORTS = tuple(range(40001, 40037))  # section 3.4
# Any ports in 2006, mostly above 1024 (3.4); a listener can have only some.
HOME_PORTS = tuple(1025 + zlib.crc32(b"home %d" % number) % 60000 for number in range(24))
HOME_NETS = ("198.18.140", "203.0.113")
PEERS = tuple(f"203.0.113.{last}" for last in (77, 78, 79))  # contacts
PEER_PORT = 26578
CACHE = 200  # nodes that a client remembers, at most


def cloud_nodes(first=10):
    """Data-centre supernodes of 2012 on."""
    hosts = [f"{prefix}.{last}" for prefix in CLOUD_NETS for last in range(first, first + 50)]
    return [(host, CLOUD_PORTS[zlib.crc32(host.encode()) % len(CLOUD_PORTS)]) for host in hosts]


def home_nodes(first=80):
    """Other people's clients."""
    hosts = [f"{prefix}.{last}" for prefix in HOME_NETS for last in range(first, first + 80)]
    return [(host, HOME_PORTS[zlib.crc32(host.encode()) % len(HOME_PORTS)]) for host in hosts]


def nodes_told(answer, nodes):
    """The nodes that a "busy, try these" of 51 bytes names; it is cipher text."""
    return talk.Dice(answer.hex()).sample(nodes, 2)


class HostCache:
    """Supernodes that former runs have left: the one that worked last is tried
    first, one that failed goes to the end, answers name new ones."""

    def __init__(self, nodes, shape, path=None):
        self.path = path
        self.all = nodes
        self.nodes = shape.sample(nodes, min(60, len(nodes)))
        if path and os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                known = [tuple(node) for node in json.load(file)]
            self.nodes = known + [node for node in self.nodes if node not in known]

    def next(self):
        """The best; it goes to the end until it has worked."""
        node = self.nodes.pop(0)
        self.nodes.append(node)
        return node

    def worked(self, node):
        if node in self.nodes:
            self.nodes.remove(node)
        self.nodes.insert(0, node)

    def learn(self, answer):
        for node in nodes_told(answer, self.all):
            if node not in self.nodes and len(self.nodes) < CACHE:
                self.nodes.insert(1, node)

    def save(self):
        if self.path:
            with open(self.path, "w", encoding="utf-8") as file:
                json.dump(self.nodes, file)
