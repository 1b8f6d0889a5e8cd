# SPDX-License-Identifier: GPL-2.0-or-later
"""Shared by the shape-* tests: applications that a word gives away, traffic of a
known rate between any two addresses, and what tc says of the ports.
"""
import json
import os
import signal
import sys
import time

from daemon_lib import NETNS

WORDS = ("slow", "middle", "fast", "voice", "bulk")
UPLINK = "198.51.100.90"
END = os.path.join(NETNS, "shape_end.py")
HANDLE = "5ca1:"
SLOT = 0.05  # as in shape_end.py


def signatures():
    rows = "".join(f'{{ name = "{word}"; about = "a"; source = "b"; application = "{word}"; '
                   f'match = [ "bytes[0] == \'{word}\'" ]; '
                   f'then = {{ evidence = {{ kind = "constant"; weight = 30; }}; }}; }},' for word in WORDS)
    names = ", ".join(f'{{ name = "{word}"; }}' for word in WORDS)
    return f"applications = ( {names} );\nsignatures = ( {rows[:-1]} );\n"


def configuration(stage, classes, rules, link=""):
    """Rules are pairs of application and what follows in the rule."""
    path = stage.path("words.sig")
    with open(path, "w", encoding="utf-8") as file:
        file.write(signatures())
    rows = ", ".join(f'{{ name = "rule-{word}"; application = "{word}"; {rest} }}' for word, rest in rules)
    return (f'signatures = [ "{path}" ];\nlimits = {{ flows = 50000; }};\n'
            f'link = {{ lan = "lan0"; uplink = "up0"; {link} }};\n'
            f"classes = ( {classes} );\nrules = ( {rows} );\n")


class Traffic:
    """A flow from one end to the other; down is to the LAN. It has a port and a word of its own."""

    count = 0

    def __init__(self, stage, word, bps, size=1000, seconds=10.0, skip=2.0, down=False, tcp=False, lan="10.1.0.20"):
        Traffic.count += 1
        self.stage, port, self.tcp = stage, str(5000 + Traffic.count), tcp
        self.seconds, self.skip = seconds, skip
        transport = "tcp" if tcp else "udp"
        near, far = ("uplink", "lan") if down else ("lan", "uplink")
        self.source, peer = (UPLINK, lan) if down else (lan, UPLINK)
        self.ready = stage.path(f"ready-{port}")
        self.to = stage.start(far, f"to-{port}", sys.executable, END, "receive", transport, peer, port, self.ready)
        self.wait_for("ready")
        self.start = stage.start(near, f"from-{port}", sys.executable, END, "send", transport, self.source, peer, port,
                                 word, str(bps), str(size))

    def wait_for(self, word):
        """Until the receiver is ready, or the first byte came."""
        def noted():
            try:
                with open(self.ready, encoding="utf-8") as file:
                    return word in file.read()
            except FileNotFoundError:
                return False

        self.stage.wait_for(noted, f"the receiver at {self.ready}: {word}", 60)

    def stop(self):
        """End both; return what each end counted, by slot."""
        counts = []
        for end in (self.start, self.to):
            end.send_signal(signal.SIGTERM)
            counts.append(self.stage.result(end, 100).get(self.source, {}))
        return counts


class Rate(float):
    """Bits a second that arrived; .offered were sent in the same time (TCP offers whatever passes)."""

    offered = float("inf")


def rates(*traffic, begin=None):
    """Stop all of it and return the rate of each flow, all over the same time: from begin on, or from now on."""
    for it in traffic:
        it.wait_for("first")
    begin = begin or time.monotonic() + max(it.skip for it in traffic)
    first = int(begin / SLOT) + 1
    last = max(int(time.monotonic() / SLOT), first + int(max(it.seconds for it in traffic) / SLOT))
    time.sleep(max(0, (last + 2) * SLOT - time.monotonic()))
    got = []
    for it, (sent, came) in [(it, it.stop()) for it in traffic]:
        window = (last - first) * SLOT
        bps, offered = (sum(bits for slot, bits in count.items() if first <= int(slot) < last) / window
                        for count in (came, sent))
        got.append(Rate(bps))
        if not it.tcp:
            got[-1].offered = offered
    return got


def total(measured):
    """Return the rate of several flows together."""
    both = Rate(sum(measured))
    both.offered = sum(rate.offered for rate in measured)
    return both


def expect_near(stage, what, got, want, percent=5):
    """A rate is never more than wanted, and only less when a loaded machine could not send as much."""
    least = min(want, got.offered)
    stage.expect(f"{what}: {want} within {percent} %",
                 least * (100 - percent) <= got * 100 <= want * (100 + percent), f"{got:.0f} of {got.offered:.0f}")
    return f"{what} {(got - want) * 100 / want:+.1f} %"


def qdiscs(stage, port):
    return json.loads(stage.run("box", "tc", "-s", "-j", "qdisc", "show", "dev", port).stdout or "[]")


def root_of(stage, port):
    """Kind and handle of the root qdisc."""
    for row in qdiscs(stage, port):
        if row.get("root"):
            return row["kind"], row["handle"]
    return None, None


def is_ours(stage, port):
    return root_of(stage, port) == ("htb", HANDLE)


def classes_of(stage, port):
    """By classid; tc of some versions cannot print classes as JSON."""
    rows = stage.run("box", "tc", "class", "show", "dev", port).stdout.splitlines()
    return {words[2]: dict(zip(words[3::2], words[4::2])) | {"line": " ".join(words)}
            for words in map(str.split, rows) if words[:2] == ["class", "htb"]}
