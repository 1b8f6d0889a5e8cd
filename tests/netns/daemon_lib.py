# SPDX-License-Identifier: GPL-2.0-or-later
"""Shared by the daemon-* tests: the stage of the simulator with traffic that
counts itself, the daemon's life, and its events.

A test is a function of a stage: it calls expect() and returns its summary. main()
gives it namespaces of its own and says the outcome in one line.
Exit: 0 good, 1 failed, 77 SKIPPED.
"""
import json
import os
import signal
import subprocess
import sys
import time

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
NETNS = os.path.join(ROOT, "tests", "netns")
sys.dont_write_bytecode = True
sys.path[:0] = [NETNS, os.path.join(ROOT, "tests", "simulator"), os.path.join(ROOT, "scripts")]

import stage as stages  # noqa: E402 pylint: disable=wrong-import-position

DAEMON, BRIDGE, Failed, NotPermitted = stages.DAEMON, stages.BRIDGE, stages.Failed, stages.NotPermitted
SLOWNESS = stages.SLOWNESS
BYSTANDER, SERVER = "10.3.0.20", "198.51.100.90"
SKYPE = f"""
signatures = [ "{ROOT}/conf/signatures/*.sig" ];
limits = {{ flows = 50000; }};
groups = ( {{ name = "students"; networks = [ "10.1.0.0/16" ]; }} );
"""
ACCEPT = SKYPE + "rules = ();\n"
DROP = SKYPE + ('rules = ( { name = "students-no-skype"; group = "students"; '
                'application = "skype"; action = "drop"; } );\n')


class Live(stages.Stage):
    def __init__(self, work, queues=1):
        super().__init__(work, queues)
        self.wrong = []

    # -- expectations -----------------------------------------------------------------

    def expect(self, what, good, got=""):
        if not good:
            self.wrong.append(f"{what}: {got}" if got != "" else what)
        return good

    # -- bridge and daemon --------------------------------------------------------------

    def attach_with(self, *words):
        """attach(), with more of skywarden-bridge's options."""
        done = self.run("box", BRIDGE, "up", "--lan", "lan0", "--uplink", "up0", "--bridge", "br0",
                        "--queues", self.queues, *words, check=False)
        if done.returncode == stages.NOT_PERMITTED or "can queue bridged packets neither" in done.stderr:
            raise NotPermitted(done.stderr.strip())
        if done.returncode:
            raise Failed(f"skywarden-bridge up: exit {done.returncode}: {done.stderr.strip()}")

    def start_daemon(self, configuration):
        for old in (("notify",), ("run", "counters.json"), ("log", "counters.json")):
            if os.path.exists(self.path(*old)):
                os.unlink(self.path(*old))
        super().start_daemon(configuration)

    def try_daemon(self, *words, before=(), daemon=DAEMON):
        """Runs it to its end, which should come soon; exit code and what it said."""
        command = ["ip", "netns", "exec", "box", *before, "timeout", "60", daemon, *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=90)
        return done.returncode, done.stderr

    def signal_and_wait(self, words):
        """SIGHUP, until the log says one of these once more; the new part of the log."""
        before = len(self.log())
        self.daemon.send_signal(signal.SIGHUP)
        self.wait_for(lambda: any(word in self.log()[before:] for word in words), f"reload: {words}", 10)
        return self.log()[before:]

    def queue_row(self, queue=0):
        """The kernel's own: waiting, dropped when full, dropped at the socket, last id."""
        text = self.run("box", "cat", "/proc/net/netfilter/nfnetlink_queue", check=False).stdout
        for row in map(str.split, text.splitlines()):
            if int(row[0]) == queue:
                return {"owner": int(row[1]), "waiting": int(row[2]), "full": int(row[5]), "user": int(row[6]),
                        "numbered": int(row[7])}
        return None

    def events(self, kind=None):
        """All events that were written as whole lines."""
        try:
            with open(self.path("log", "eve.json"), encoding="utf-8") as file:
                lines = [json.loads(line) for line in file.read().split("\n")[:-1]]
        except FileNotFoundError:
            return []
        return [event for event in lines if kind in (None, event["event_type"])]

    # -- traffic that counts itself -----------------------------------------------------

    def steady(self, name="steady", seconds=90 * SLOWNESS, rate=500, tcp=True):
        return Steady(self, name, seconds, rate, tcp)

    def wait_until_inspected(self, packets):
        """Wait until the daemon, whose counters are a second old, has counted as many packets."""
        self.wait_for(lambda: (self.counters() or {}).get("queue", {}).get("received", 0) >= packets,
                      f"{packets} packets are inspected")

    def crosses(self, name):
        """Send a short burst of 100 numbered packets; -> how many arrive, both ways."""
        steady = self.steady(name, seconds=0.4, rate=125, tcp=False)
        figures = steady.result()
        return figures["received"], figures["sent"]


class Steady:
    """Numbered UDP both ways and a TCP transfer between two bystanders."""

    def __init__(self, stage, name, seconds, rate, tcp):
        self.stage, self.ends = stage, []
        for where, own, peer, role in (("uplink", SERVER, BYSTANDER, "answer"), ("lan", BYSTANDER, SERVER, "ask")):
            words = ["--own", own, "--peer", peer, "--role", role, "--seconds", str(seconds), "--rate", str(rate)]
            ready = stage.path(f"{name}-{role}.ready")
            self.ends.append(stage.start(where, f"{name}-{role}", sys.executable, os.path.join(NETNS, "steady.py"),
                                         *words, "--ready", ready, *(["--tcp"] if tcp else [])))
            stage.wait_for(lambda ready=ready: os.path.exists(ready), f"{name}-{role} is ready", 15)

    def pause(self, on):
        for end in self.ends:
            end.send_signal(signal.SIGSTOP if on else signal.SIGCONT)

    def stop(self):
        for end in self.ends:
            end.send_signal(signal.SIGTERM)
        return self.result()

    def result(self):
        far, near = (self.stage.result(end) for end in self.ends)
        sent, received = far["sent"] + near["sent"], far["received"] + near["received"]
        return {"sent": sent, "received": received, "lost": sent - received, "tcp_sent": near["tcp"],
                "tcp_received": far["tcp"], "tcp_wrong": far["wrong"], "retransmitted": near["retransmitted"],
                "ways": {"lan": (near["sent"], far["received"]), "uplink": (far["sent"], near["received"])},
                "overflowed": far["overflowed"] + near["overflowed"]}


def expect_whole(stage, figures, lost=0):
    """No packet lost, and the TCP transfer arrived as it was sent."""
    stage.expect("bystander packets lost", figures["lost"] <= lost, figures)
    expect_tcp_whole(stage, figures)


def expect_tcp_whole(stage, figures):
    """And that there was traffic at all."""
    stage.expect("bystander packets sent", figures["sent"] > 500, figures)
    stage.expect("TCP transfer", figures["tcp_sent"] == figures["tcp_received"] > 0 and not figures["tcp_wrong"],
                 figures)


def expect_no_drops(stage, wanted=None):
    """By our own counters, which are a second old at most."""
    queue = (stage.counters() or {}).get("queue", {})
    for name in ("kernel_dropped", "user_dropped", "late", "refused", "malformed"):
        stage.expect(f"queue.{name}", queue.get(name, 0) == 0, queue.get(name))
    if wanted:
        stage.expect("packets inspected", queue.get("received", 0) >= wanted, queue.get("received"))


def main(test, queues=1):
    """Runs test(stage) inside; it returns the summary."""
    name = os.path.basename(sys.argv[0])
    began = time.monotonic()

    def inside(work):
        stage = Live(work, queues)
        try:
            stage.make()
            summary = test(stage)
        except Failed as error:
            stage.wrong.append(str(error))
            summary = None
        if stage.wrong:
            print(f"{name}: FAILED: " + "; ".join(stage.wrong) + "\n" + stages.describe_end(stage))
            return 1
        print(f"{name}: ok: {summary} ({time.monotonic() - began:.0f} s)", flush=True)
        return 0

    try:
        sys.exit(stages.play(inside))
    except NotPermitted as why:
        print(f"SKIPPED: {why}")
        sys.exit(stages.NOT_PERMITTED)
