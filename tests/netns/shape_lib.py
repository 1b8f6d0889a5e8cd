# SPDX-License-Identifier: GPL-2.0-or-later
"""Shared by the shape-* tests: applications that a word gives away, traffic of a
known rate between any two addresses, and what tc says of the ports.
"""
import json
import os
import sys

from daemon_lib import NETNS

WORDS = ("slow", "middle", "fast", "voice", "bulk")
UPLINK = "198.51.100.90"
END = os.path.join(NETNS, "shape_end.py")
HANDLE = "5ca1:"


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
    """From one end to the other; down is to the LAN. Its own port and word."""

    count = 0

    def __init__(self, stage, word, bps, size=1000, seconds=10.0, skip=2.0, down=False, tcp=False, lan="10.1.0.20"):
        Traffic.count += 1
        self.stage, port = stage, str(5000 + Traffic.count)
        transport = "tcp" if tcp else "udp"
        near, far = ("uplink", "lan") if down else ("lan", "uplink")
        own, peer = (UPLINK, lan) if down else (lan, UPLINK)
        ready = stage.path(f"ready-{port}")
        self.to = stage.start(far, f"to-{port}", sys.executable, END, "receive", transport, peer, port, str(skip),
                              str(seconds), ready)
        stage.wait_for(lambda: os.path.exists(ready) and os.path.getsize(ready), "the receiver is ready", 10)
        self.source = own
        self.start = stage.start(near, f"from-{port}", sys.executable, END, "send", transport, own, peer, port, word,
                                 str(bps), str(size), str(seconds + skip + 1))

    def bps(self):
        """As it came; it goes on sending."""
        return self.stage.result(self.to, 100).get(self.source, 0)

    def stop(self):
        self.start.kill()
        self.start.wait()


def rates(*traffic):
    """-> bit/s of each, before the first of them stops: until then they compete."""
    got = [it.bps() for it in traffic]
    for it in traffic:
        it.stop()
    return got


def expect_near(stage, what, got, want, percent=5):
    stage.expect(f"{what}: {want} within {percent} %", abs(got - want) * 100 <= want * percent, f"{got:.0f}")
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
