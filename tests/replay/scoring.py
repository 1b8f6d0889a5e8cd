# SPDX-License-Identifier: GPL-2.0-or-later
"""Flow records against labels; shared by the tests beside this file."""
import csv
import ipaddress
import json
import subprocess
from collections import Counter


def flow_key(proto, ip_a, port_a, ip_b, port_b):
    ends = sorted([(ipaddress.ip_address(ip_a).packed, int(port_a or 0)),
                   (ipaddress.ip_address(ip_b).packed, int(port_b or 0))])
    return (proto.lower(), *ends)


def replay(daemon, config, *paths):
    """-> the events of a replay; files that cannot be read are left to the caller's tests."""
    command = [daemon, "-c", config, "-o", "json"]
    for path in paths:
        command += ["-r", str(path)]
    lines = subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()
    return [json.loads(line) for line in lines]


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
        key = flow_key(row["proto"], row["ip_a"], row["port_a"], row["ip_b"], row["port_b"])
        hit = flows.get(key) == application
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


def describe(row):
    return f"{row['proto']} {row['ip_a']}:{row['port_a']} <-> {row['ip_b']}:{row['port_b']} {row['role']}"
