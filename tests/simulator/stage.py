# SPDX-License-Identifier: GPL-2.0-or-later
"""A LAN, a box and an uplink in network namespaces, for the demo and tests.

      lan                        box                        uplink
    +-------------+    +-----------------------+    +---------------------+
    | 10.0.0.0/8  |    |      br0 (bridge)     |    | 192.0.2.0/24        |
    | all local:  |    |     /            \\    |    | 198.18.0.0/15       |
    | one address o----o lan0              up0 o----o 198.51.100.0/24     |
    | a client    | eth0  |  queue 0, 1  |     | eth0| 203.0.113.0/24      |
    +-------------+    |  |  skywardend  |     |    | all local: servers  |
                       +-----------------------+    +---------------------+

Each side reaches the other's networks over one address on the link, so the bridge
needs no router and no address, and hundreds of hosts no neighbour entry each, of which
all namespaces of a machine together may have 1024. No real interface is touched: all namespaces (network, mount,
process) are children of one that ends with its first process, so nothing is left
behind, whatever ended it.

A program calls play(inside): it waits while a copy of it goes on inside.
"""
import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
SIMULATOR = os.path.join(ROOT, "tests", "simulator")
UPLINK_NETWORKS = ("192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24")
GATEWAYS = ("169.254.7.1", "169.254.7.2")  # the uplink's for the LAN, and the other way
WEB, DNS, CALL = "198.51.100.80", "198.51.100.53", "198.51.100.70"
TOOLS = ("ip", "unshare", "mount")
NOT_PERMITTED = 77
PR_SET_PDEATHSIG = 1
INSIDE = "SKYWARDEN_STAGE"  # the folder of this run, set inside
SLOWNESS = float(os.environ.get("SKYWARDEN_SLOWNESS") or 1)  # of an emulated machine: all patience, times this
LEAST_PATIENCE = 60  # seconds: a loaded machine may stop a process for many; only a failure waits so long
DAEMON = os.environ.get("SKYWARDEND") or os.path.join(os.environ.get("BUILD") or os.path.join(ROOT, "build"),
                                                      "skywardend")
BRIDGE = os.environ.get("SKYWARDEN_BRIDGE") or os.path.join(ROOT, "scripts", "skywarden-bridge")


class NotPermitted(Exception):
    """This machine does not let us: no namespaces, no queues."""


class Failed(Exception):
    """Something that should have worked did not."""


# -- outside ------------------------------------------------------------------------

def play(inside):
    """Run this program again, inside, where @inside is called with the folder of
    the run; its exit status. Raises NotPermitted outside, wherever it was noticed."""
    if INSIDE in os.environ:
        work = os.environ[INSIDE]
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one outside ends us all
        signal.signal(signal.SIGHUP, signal.SIG_DFL)  # nohup would have it ignored, and never seen
        try:
            os.nice(-10)  # or the machine's other work is what we measure
        except PermissionError:
            pass
        try:
            sys.exit(inside(work))
        except NotPermitted as why:
            with open(os.path.join(work, "not-permitted"), "w", encoding="utf-8") as file:
                file.write(str(why))
            sys.exit(NOT_PERMITTED)
    unshare = permitted_unshare()
    work = tempfile.mkdtemp(prefix="skywarden-stage.")
    os.chmod(work, 0o755)
    try:
        code = run_inside(unshare, work)
        if code == NOT_PERMITTED:
            with open(os.path.join(work, "not-permitted"), encoding="utf-8") as file:
                raise NotPermitted(file.read())
        return code
    finally:
        if os.environ.get("SKYWARDEN_KEEP"):
            print(f"The folder of the run: {work}")
        else:
            shutil.rmtree(work, ignore_errors=True)


def permitted_unshare():
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    for tool in TOOLS:
        if not shutil.which(tool):
            raise NotPermitted(f"{tool} is not installed")
    unshare = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child"]
    if os.geteuid() != 0:
        unshare[1:1] = ["--user", "--map-root-user"]
    probe = subprocess.run(unshare + ["sh", "-c", "mount -t tmpfs tmpfs /run && ip link add type veth"],
                           capture_output=True, text=True, check=False)
    if probe.returncode:
        raise NotPermitted("network namespaces are not permitted"
                           + (" without root" if os.geteuid() else "") + f": {probe.stderr.strip()}")
    return unshare


def run_inside(unshare, work):
    prctl = ctypes.CDLL(None).prctl

    def end(number, _):
        print(f"\nEnded by {signal.Signals(number).name}; all namespaces are gone.")
        sys.exit(128 + number)

    # It dies when we are killed, too.
    with subprocess.Popen(unshare + [sys.executable, *sys.argv], env={**os.environ, INSIDE: work},
                          preexec_fn=lambda: prctl(PR_SET_PDEATHSIG, signal.SIGKILL)) as child:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, end)
        try:
            return child.wait()
        finally:
            child.kill()  # and with it all that is inside


# -- inside -------------------------------------------------------------------------

class Stage:
    def __init__(self, work, queues=2):
        self.work = work
        self.queues = f"0:{queues - 1}" if queues > 1 else "0"
        self.daemon = self.ready = None
        self.log_path = self.path("skywardend.log")
        self._eve, self._eve_rest = None, ""

    def path(self, *names):
        return os.path.join(self.work, *names)

    def run(self, where, *command, check=True):
        done = subprocess.run(["ip", "netns", "exec", where, *command], capture_output=True, text=True, check=False)
        if check and done.returncode:
            raise Failed(f"{' '.join(command)}: {done.stderr.strip() or done.stdout.strip()}")
        return done

    def start(self, where, name, *command):
        """In the background; what it prints is kept under @name."""
        with open(self.path(f"{name}.out"), "wb") as out, open(self.path(f"{name}.err"), "wb") as err:
            process = subprocess.Popen(["ip", "netns", "exec", where, *command], stdin=subprocess.DEVNULL,
                                       stdout=out, stderr=err)
        process.label = name
        return process

    def make(self):
        """The three namespaces and a plain bridge."""
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run"], check=True)
        for where in ("lan", "box", "uplink"):
            self._ip("netns", "add", where)
            self._ip("-n", where, "link", "set", "lo", "up")
        for where, port in (("lan", "lan0"), ("uplink", "up0")):
            # Their own chatter would blur the counts; a bridge needs none of it.
            self.run(where, "sh", "-c", "echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6", check=False)
            self._ip("-n", where, "link", "add", "eth0", "type", "veth", "peer", "name", port, "netns", "box")
            self._ip("-n", where, "link", "set", "eth0", "up")
        self._ip("-n", "box", "link", "add", "br0", "type", "bridge", "forward_delay", "0", "mcast_snooping", "0")
        for port in ("lan0", "up0"):
            self._ip("-n", "box", "link", "set", port, "master", "br0")
        for link in ("lan0", "up0", "br0"):
            self._ip("-n", "box", "link", "set", link, "up")
        for local, remote, networks, gateway in (("uplink", "lan", UPLINK_NETWORKS, GATEWAYS[0]),
                                                 ("lan", "uplink", ("10.0.0.0/8",), GATEWAYS[1])):
            self._ip("-n", local, "route", "add", "local", gateway, "dev", "lo")
            for network in networks:
                self._ip("-n", local, "route", "add", "local", network, "dev", "lo")
                self._ip("-n", remote, "route", "add", network, "via", gateway, "dev", "eth0", "onlink")
        # A link that has just come up drops for up to a second what is sent on it.
        for where, link in (("lan", "eth0"), ("uplink", "eth0"), ("box", "lan0"), ("box", "up0"), ("box", "br0")):
            self.wait_for(lambda where=where, link=link: " state UP " in self.run(
                where, "ip", "-o", "link", "show", "dev", link).stdout, f"{link} in {where} is up", 5)

    @staticmethod
    def _ip(*words):
        done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotPermitted(f"ip {' '.join(words)}: {done.stderr.strip()}")

    # -- simulated programs ---------------------------------------------------------

    def simulate(self, where, name, program, *words):
        return self.start(where, name, sys.executable, os.path.join(SIMULATOR, program), *map(str, words))

    def result(self, process, seconds=60):
        """Its JSON object, once it has ended."""
        try:
            process.wait(seconds * SLOWNESS)
        except subprocess.TimeoutExpired:
            process.kill()
            raise Failed(f"{process.label} did not end") from None
        with open(self.path(f"{process.label}.out"), encoding="utf-8") as out:
            text = out.read()
        if process.returncode or not text:
            raise Failed(f"{process.label}: exit {process.returncode}: {tail(self.path(process.label + '.err'))}")
        return json.loads(text)

    def serve(self, *network_words):
        """All that the uplink has to offer; the Skype network is returned."""
        network = None
        for name, words in (("skype_net", network_words), ("web", ("serve", "--address", WEB)),
                            ("dns", ("serve", "--address", DNS)), ("call", ("answer", "--address", CALL))):
            process = self.simulate("uplink", name, f"{name}.py", *words, "--ready", self.path(f"{name}.ready"))
            network = network or process
        for name in ("skype_net", "web", "dns", "call"):
            self.wait_for(lambda name=name: os.path.exists(self.path(f"{name}.ready")), f"{name}.py serves", 10)
        return network

    @staticmethod
    def wait_for(condition, what, seconds=LEAST_PATIENCE):
        """Wait until the condition holds; the limit is there to end a test that has failed."""
        seconds = max(seconds, LEAST_PATIENCE) * SLOWNESS
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                raise Failed(f"not within {seconds:g} s: {what}")
            time.sleep(0.02)

    # -- bridge and daemon ------------------------------------------------------------

    def attach(self):
        done = self.run("box", BRIDGE, "up", "--lan", "lan0", "--uplink", "up0", "--bridge", "br0",
                        "--queues", self.queues, check=False)
        if done.returncode == NOT_PERMITTED or "can queue bridged packets neither" in done.stderr:
            raise NotPermitted(done.stderr.strip())
        if done.returncode:
            raise Failed(f"skywarden-bridge up: exit {done.returncode}: {done.stderr.strip()}")

    def detach(self):
        self.run("box", BRIDGE, "down")

    def pause(self, on):
        """Nothing crosses: also not what the kernel repeats for programs long gone."""
        for port in ("lan0", "up0"):
            self.run("box", "bridge", "link", "set", "dev", port, "state", "0" if on else "3")

    def queued(self):
        """Packets that the rules gave to the queue."""
        counters = json.loads(self.run("box", BRIDGE, "status", "--json").stdout)["counters"]
        return sum(counters[f"to_queue_{side}"]["packets"] for side in ("lan", "uplink"))

    def start_daemon(self, configuration):
        for folder in ("log", "run"):
            os.makedirs(self.path(folder), exist_ok=True)
            os.chmod(self.path(folder), 0o777)  # it gives up its privileges
        self.ready = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.ready.bind(self.path("notify"))
        os.chmod(self.path("notify"), 0o777)
        os.environ["NOTIFY_SOCKET"] = self.path("notify")
        self.write_configuration(configuration)
        with open(self.log_path, "wb") as log:
            self.daemon = subprocess.Popen(
                ["ip", "netns", "exec", "box", DAEMON, "-q", self.queues, "-c", self.path("skywarden.conf"),
                 "-l", self.path("log"), "--run-directory", self.path("run"), "-v"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        del os.environ["NOTIFY_SOCKET"]
        self._wait_until_ready(LEAST_PATIENCE)

    def _wait_until_ready(self, seconds):
        end = time.monotonic() + seconds * SLOWNESS
        self.ready.settimeout(0.1)
        while time.monotonic() < end:
            try:
                if b"READY=1" in self.ready.recv(4096):
                    self.ready.close()  # later messages are not read
                    return
            except TimeoutError:
                pass
            code = self.daemon.poll()
            if code is not None:
                raise (NotPermitted if code == NOT_PERMITTED else Failed)(f"skywardend: exit {code}: {self.log()}")
        raise Failed(f"skywardend was not ready after {seconds * SLOWNESS:g} s")

    def write_configuration(self, text):
        with open(self.path("skywarden.conf"), "w", encoding="utf-8") as file:
            file.write(text)

    def reload(self, configuration):
        """SIGHUP, and wait for the log to say that it took."""
        before = self.log().count("reload: running configuration")
        self.write_configuration(configuration)
        self.daemon.send_signal(signal.SIGHUP)
        self.wait_for(lambda: self.log().count("reload: running configuration") > before, "reload", 5)

    def stop_daemon(self):
        self.daemon.send_signal(signal.SIGTERM)
        try:
            return self.daemon.wait(LEAST_PATIENCE * SLOWNESS)
        except subprocess.TimeoutExpired:
            self.daemon.kill()
            raise Failed(f"skywardend did not stop within {LEAST_PATIENCE * SLOWNESS:g} s of TERM") from None

    def log(self):
        try:
            with open(self.log_path, encoding="utf-8", errors="replace") as log:
                return log.read()
        except OSError:
            return ""

    def counters(self):
        """Counters of the last second or two, as the daemon writes them."""
        for folder in ("run", "log"):
            try:
                with open(self.path(folder, "counters.json"), encoding="utf-8") as file:
                    return json.load(file)
            except FileNotFoundError:
                continue
            except json.JSONDecodeError:  # being written
                time.sleep(0.01)
                return self.counters()
        return None

    def settled_counters(self):
        """In a pause: counters that stand still for two seconds."""
        last, since, end = None, time.monotonic(), time.monotonic() + LEAST_PATIENCE * SLOWNESS
        while time.monotonic() < end:
            counters = self.counters()
            now = (counters or {}).get("queue")
            if now != last:
                last, since = now, time.monotonic()
            if counters and time.monotonic() - since > 2.2:
                return counters
            time.sleep(0.05)
        raise Failed("counters.json does not come, or does not settle")

    def new_alerts(self):
        """Alerts since the last call. Only whole lines are read."""
        if self._eve is None:
            try:
                self._eve = open(self.path("log", "eve.json"), encoding="utf-8")
            except FileNotFoundError:
                return []
        text = self._eve_rest + self._eve.read()
        lines = text.split("\n")
        self._eve_rest = lines.pop()
        return [event for event in map(json.loads, filter(None, lines)) if event["event_type"] == "alert"]


def tail(path, lines=12):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return "".join(file.readlines()[-lines:]).strip()
    except OSError:
        return ""


def describe_end(stage):
    """The end of the log, for a reader of a failure."""
    log = tail(stage.log_path, 20)
    return f"The last lines of skywardend's log:\n{log}" if log else "skywardend has logged nothing."
