# SPDX-License-Identifier: GPL-2.0-or-later
"""Flow records against labels; shared by the tests beside this file."""
import csv
import ipaddress
import json
import os
import re
import subprocess
from collections import Counter

import frames


def flow_key(proto, ip_a, port_a, ip_b, port_b):
    ends = sorted([(ipaddress.ip_address(ip_a).packed, int(port_a or 0)),
                   (ipaddress.ip_address(ip_b).packed, int(port_b or 0))])
    return (proto.lower(), *ends)


class ReplayFailed(Exception):
    """The daemon did not end as it should; says how, and its last words."""


# What a sanitizer finds must not end like a capture that cannot be read.
ENVIRONMENT = {name: os.environ.get(name, "") + ":exitcode=99"
               for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS")}


def run_daemon(daemon, config, paths):
    command = [daemon, "-c", config, "-o", "json"]
    for path in paths:
        command += ["-r", str(path)]
    return subprocess.run(command, capture_output=True, text=True, errors="replace",
                          check=False, env=os.environ | ENVIRONMENT)


def failure(run):
    """-> ReplayFailed with how a run ended and the end of its stderr."""
    ended = f"signal {-run.returncode}" if run.returncode < 0 else f"exit {run.returncode}"
    return ReplayFailed("\n    ".join([f"the daemon ended with {ended}:", *run.stderr.splitlines()[-8:]]))


def events_of(run):
    try:
        return [json.loads(line) for line in run.stdout.splitlines()]
    except ValueError as error:
        raise ReplayFailed(f"the daemon wrote what is not JSON: {error}") from error


def replay(daemon, config, *paths):
    """-> the events of a replay of captures that can all be read to their ends."""
    run = run_daemon(daemon, config, paths)
    if run.returncode:
        raise failure(run)
    return events_of(run)


def replay_what_can_be_read(daemon, config, *paths):
    """-> the events, {path: why} of files not read, {path: why} of those not read to the end.

    Nothing else may be said or be the reason of an exit code."""
    run = run_daemon(daemon, config, paths)
    refused, cut = {}, {}
    for line in run.stderr.splitlines():
        said = re.fullmatch(r"skywardend: (.*?): not read( to the end)?: (.*)", line)
        if not said:
            raise failure(run)
        (cut if said[2] else refused)[said[1]] = said[3]
    if run.returncode != bool(refused or cut):
        raise failure(run)
    return events_of(run), refused, cut


def event_key(event):
    return flow_key(event["proto"], event["src_ip"], event["src_port"],
                    event["dest_ip"], event["dest_port"])


def found_flows(events):
    """-> {flow key: application or None}; an application of any record of the 5-tuple counts."""
    flows = {}
    for event in events:
        if event["event_type"] == "flow":
            key = event_key(event)
            flows[key] = flows.get(key) or event["skywarden"]["application"]
    return flows


def read_labels(path):
    """-> rows that say something: neither unknown nor of low confidence."""
    with open(path, encoding="utf-8") as stream:
        return [row for row in csv.DictReader(stream)
                if row["label"] != "unknown" and row["sure"] != "low"]


def class_of(row):
    if row["role"] in ("dns", "tls-cloud", "http-version", "nat-map", "http"):
        return "names"
    if row["proto"].lower() == "udp":
        return "udp"
    return {"from-syn": "tcp", "mid-stream": "mid"}.get(row.get("shape"), "empty")


def score(labels, events, application="skype"):
    """-> (found by class, flows by class, misses, false alarms)."""
    flows, found, total, misses, alarms = found_flows(events), Counter(), Counter(), [], []
    for row in labels:
        hit = flows.get(row_key(row)) == application
        if row["label"] != application:
            if hit:
                alarms.append(row)
            continue
        kind = class_of(row)
        total[kind] += 1
        found[kind] += hit
        if not hit:
            misses.append((kind, row))
    return found, total, misses, alarms


def row_key(row):
    return flow_key(row["proto"], row["ip_a"], row["port_a"], row["ip_b"], row["port_b"])


def host_of(labels, application="skype"):
    """-> the (address, port) that most UDP flows of the application share.

    Without such flows that of most flows by TCP, whose ports on the host differ: port 0."""
    ends = Counter()
    for row in labels:
        if row["label"] == application and class_of(row) == "udp":
            ends.update([(row["ip_a"], int(row["port_a"])), (row["ip_b"], int(row["port_b"]))])
    if not ends:
        ends.update((row[ip], 0) for row in labels if row["label"] == application
                    for ip in ("ip_a", "ip_b"))
    return ends.most_common(1)[0][0] if ends else (None, 0)


def proving_frames(labels, capture, host, application="skype"):
    """-> frame numbers of the host's datagrams of type 2 in flows of the application.

    Each holds an IV of the host's generator, so that the second one relates to the first."""
    keys = {row_key(row) for row in labels
            if row["label"] == application and class_of(row) == "udp"}
    return [number for number, source, dest, payload in frames.datagrams(capture)
            if source == host and len(payload) >= 17 and payload[2] == 2
            and flow_key("udp", *source, *dest) in keys]


def named_at(events, address):
    """-> the frame at which the host was first named, or None."""
    return min((event["pcap_cnt"] for event in events
                if event["event_type"] == "alert" and event["skywarden"]["subject"] == "host"
                and event["skywarden"]["host_ip"] == address), default=None)


def describe(row):
    return f"{row['proto']} {row['ip_a']}:{row['port_a']} <-> {row['ip_b']}:{row['port_b']} {row['role']}"
