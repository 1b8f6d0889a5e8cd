# SPDX-License-Identifier: GPL-2.0-or-later
"""Where the datagrams of a flow were lost: before the bridge, in it, or behind it.

               cable              box               cable
    sender --> eth0 --> lan0 | came    left | up0 --> eth0 --> socket --> receiver
     sent      dropped          two chains      dropped      overflowed   received

Two chains of nft count each watched flow as it comes to the bridge and as it leaves it:
what comes and does not leave is lost by us, whatever the reason. A cable is a pair of
veth. Packets that cross it wait in a queue of the kernel's, one for each CPU, of 1000 packets
(net.core.netdev_max_backlog) from all network namespaces of the machine; when that is
full the packet is gone, and the end that sent it counts it as dropped; of a host's own
datagrams UDP does, too, as SndbufErrors. A socket counts what came when its buffer was
full. So a loss outside is explained by the counter of that very place, or not at all.

(100 simulated clients who are all blocked, of 2015: 7440 packets more in the second column of
/proc/net/softnet_stat, 3780 + 3660 dropped by the ends of the cables in lan and uplink; of
those 4 + 2 datagrams as UDP counts them, and 4 + 2 missing before the bridge.)
"""
import collections
import re
import shutil
import socket
import struct

from stage import NotPermitted

TABLE = "witness"
# The ends that send into the cables, by the side that a packet comes from: before the bridge, and behind it.
CABLES = {"lan": (("lan", "eth0"), ("box", "up0")), "uplink": (("uplink", "eth0"), ("box", "lan0"))}
SO_SNDBUFFORCE, SO_RCVBUFFORCE, SO_MEMINFO, DROPS = 32, 33, 55, 8  # the last: which of SO_MEMINFO's figures
BUFFER = 16 << 20
COUNTER = re.compile(r"counter (\w+) \{\s*packets (\d+)")

Flow = collections.namedtuple("Flow", "lan uplink port size", defaults=(None,))  # size of a payload, to count no other


# -- of a socket ------------------------------------------------------------------------

def overflowed(sock):
    """Datagrams that it had no room for; 0 where the kernel does not say."""
    try:
        return struct.unpack("9I", sock.getsockopt(socket.SOL_SOCKET, SO_MEMINFO, 36))[DROPS]
    except OSError:
        return 0


def enlarge(sock):
    """Its buffers, so that who has to wait for a CPU loses nothing by himself."""
    for force, plain in ((SO_SNDBUFFORCE, socket.SO_SNDBUF), (SO_RCVBUFFORCE, socket.SO_RCVBUF)):
        try:
            sock.setsockopt(socket.SOL_SOCKET, force, BUFFER)
        except PermissionError:
            sock.setsockopt(socket.SOL_SOCKET, plain, BUFFER)  # as much of it as the machine allows


# -- of the stage -----------------------------------------------------------------------

class Witness:
    """Counts the flows in the box of @stage, by name, from now on."""

    def __init__(self, stage, flows, needed=False):
        """Without nft there are no counts, and no loss is explained; @needed: skip the test then."""
        self.stage, self.flows = stage, list(flows)
        path = stage.path("witness.nft")
        with open(path, "w", encoding="utf-8") as file:
            file.write(self._table(flows.values()))
        counts = shutil.which("nft") and stage.run("box", "nft", "-f", path, check=False).returncode == 0
        if needed and not counts:
            raise NotPermitted("nft cannot count in the bridge family")

    @staticmethod
    def _table(flows):
        lines = [f"table bridge {TABLE} {{"]
        for hook, priority, place in (("prerouting", -310, "came"), ("postrouting", 310, "left")):
            rules = [f"chain {place} {{ type filter hook {hook} priority {priority};"]
            for number, flow in enumerate(flows):
                size = f"udp length {flow.size + 8} " if flow.size else ""
                for side, own, peer, port in (("lan", flow.lan, flow.uplink, "dport"),
                                              ("uplink", flow.uplink, flow.lan, "sport")):
                    counter = f"{place}_{side}_{number}"
                    lines.append(f"counter {counter} {{ packets 0 bytes 0; }}")
                    rules.append(f"ip saddr {own} ip daddr {peer} udp {port} {flow.port} {size}counter name {counter};")
            lines += rules + ["}"]
        return "\n".join(lines + ["}", ""])

    def look(self):
        """All counts of now: {(name, side): (came, left)}, and what was lost in each cable."""
        text = self.stage.run("box", "nft", "list", "counters", "table", "bridge", TABLE, check=False).stdout
        counts = {name: int(packets) for name, packets in COUNTER.findall(text)}
        flows = {(name, side): (counts[f"came_{side}_{number}"], counts[f"left_{side}_{number}"])
                 for number, name in enumerate(self.flows) for side in CABLES} if counts else {}
        return flows, {end: self._dropped(*end) for ends in CABLES.values() for end in ends}

    def all_left(self, seconds):
        """Waits until all has left that has come. Return: how much."""
        def came_and_left():
            flows, _ = self.look()
            return [sum(counts) for counts in zip(*flows.values())]

        self.stage.wait_for(lambda: len(set(came_and_left())) == 1, "what came to the bridge has left it", seconds)
        return came_and_left()[0]

    def _dropped(self, where, link):
        """Packets that this end of a cable has dropped; of a host's own, datagrams."""
        text = self.stage.run(where, "cat", "/proc/net/dev", "/proc/net/snmp", check=False).stdout
        if where == "box":
            return int(re.search(rf"^ *{link}:(.*)$", text, re.M)[1].split()[11])
        names, figures = (line.split() for line in text.splitlines() if line.startswith("Udp: "))
        return int(figures[names.index("SndbufErrors")])


class Account:
    """Where what watched flows lost between two looks of a witness was lost, in words: what the
    kernel's backlog had no room for, as the cables count, and what nothing explains."""

    def __init__(self, before, after):
        self.flows = {key: tuple(now - then for now, then in zip(after[0][key], before[0][key])) for key in after[0]}
        self.dropped = {end: after[1][end] - before[1][end] for end in after[1]}  # and not yet the reason of a loss
        self.explained, self.unexplained = [], []

    def add(self, name, side, sent, received):
        """Add one direction, from @side."""
        what = f"{name} from {side}"
        if sent == received:
            return
        if not self.flows:
            self._lost(f"{what}, which was not watched", sent - received, ())
            return
        came, left = self.flows[name, side]
        self._lost(f"{what} before the bridge", sent - came, CABLES[side][:1])
        self._lost(f"{what} in the bridge", came - left, ())
        self._lost(f"{what} behind the bridge", left - received, CABLES[side][1:])

    def add_call(self, name, result):
        """Add the result of call.py, from the LAN."""
        self.add(name, "lan", result["sent"], result["sent"] - result["lost_up"])
        self.add(name, "uplink", result["received"] + result["lost_down"], result["received"])

    def add_dns(self, name, result):
        """Add the result of dns.py, from the LAN: each question has an answer."""
        asked, answered = result["asked"], result["asked"] - result["lost"]
        if asked == answered:
            return
        if not self.flows:
            self._lost(f"{name}, which was not watched", asked - answered, ())
            return
        (came, left), (back, out) = self.flows[name, "lan"], self.flows[name, "uplink"]
        self._lost(f"{name}: questions before the bridge", asked - came, CABLES["lan"][:1])
        self._lost(f"{name}: answers behind the bridge", out - answered, CABLES["uplink"][1:])
        self._lost(f"{name} in the bridge", came - left + back - out, ())
        self._lost(f"{name} beyond the bridge", left - back, CABLES["lan"][1:] + CABLES["uplink"][:1])

    def _lost(self, where, count, cables):
        for end in cables:
            known = max(0, min(count, self.dropped[end]))
            if known:
                self.dropped[end] -= known
                count -= known
                self.explained.append(f"{known} of {where}")
        if count:
            self.unexplained.append(f"{count} of {where}")
