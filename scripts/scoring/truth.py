# SPDX-License-Identifier: GPL-2.0-or-later
"""Label files, activity files, and the hosts that they describe."""
import csv
import ipaddress
from collections import Counter
from pathlib import Path

from . import frames
from .keys import BadInput, flow_key

COLUMNS = ("proto", "ip_a", "port_a", "ip_b", "port_b", "packets", "bytes", "label", "why", "sure", "role")
DEEDS = ("host", "activity", "start", "end")
NAMES = ("dns", "tls-cloud", "http-version", "nat-map")  # roles that show a name or port only


def read_rows(path, columns):
    """-> the rows of a CSV file that has these columns."""
    try:
        with open(path, encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream, strict=True)
            absent = [column for column in columns if column not in (reader.fieldnames or ())]
            if absent:
                raise BadInput(f"{path}: no column {', '.join(absent)}")
            rows = []
            for row in reader:
                if any(row[column] is None for column in columns):
                    raise BadInput(f"{path}:{reader.line_num}: the line ends too early")
                rows.append(row)
            return rows
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadInput(f"{path}: not CSV: {error}") from error


def read_labels(path):
    """-> rows that say something: neither unknown nor of low confidence.

    Each gets its flow key and its class, see class_of()."""
    rows = []
    for number, row in enumerate(read_rows(path, COLUMNS), 2):
        try:
            row["key"], row["bytes"] = row_key(row), int(row["bytes"])
        except ValueError as error:
            raise BadInput(f"{path}: row {number}: {error}") from error
        row["class"] = "cloud" if "cloud" in Path(path).stem else class_of(row)
        if row["label"] != "unknown" and row["sure"] != "low":
            rows.append(row)
    return rows


def read_activities(path):
    """-> [(host, activity, start, end)], seconds since the capture's first packet."""
    deeds = []
    for number, row in enumerate(read_rows(path, DEEDS), 2):
        try:
            host = str(ipaddress.ip_address(row["host"]))
            start, end = float(row["start"]), float(row["end"])
        except ValueError as error:
            raise BadInput(f"{path}: row {number}: {error}") from error
        if not 0 <= start <= end:
            raise BadInput(f"{path}: row {number}: it ends before it starts")
        deeds.append((host, row["activity"], start, end))
    return deeds


def beside(capture):
    """-> (labels, activities) of a capture: next to it, or in labels/ next to its folder.

    BadInput if there are no labels; None for activities if there is no such file."""
    capture = Path(capture)
    places = (capture.parent, capture.parent.parent / "labels")
    found = [next((path for path in (place / f"{capture.stem}{end}" for place in places) if path.exists()), None)
             for end in (".csv", ".activities.csv")]
    if not found[0]:
        raise BadInput(f"{capture}: no labels: neither {' nor '.join(str(place / (capture.stem + '.csv')) for place in places)}")
    return found


def row_key(row):
    return flow_key(row["proto"], row["ip_a"], row["port_a"], row["ip_b"], row["port_b"])


def class_of(row):
    """udp; tcp from its SYN; mid: that began before; empty: without payload; names."""
    if row["role"] in NAMES:
        return "names"
    if row["proto"].lower() == "udp":
        return "udp"
    return {"from-syn": "tcp", "mid-stream": "mid"}.get(row.get("shape"), "empty")


def describe(row):
    return f"{row['proto']} {row['ip_a']}:{row['port_a']} <-> {row['ip_b']}:{row['port_b']} {row['role']}"


# -- hosts ---------------------------------------------------------------------

def host_of(labels, application="skype"):
    """-> the (address, port) that most UDP flows of the application share.

    Without such flows that of most flows by TCP, whose ports on the host differ: port 0."""
    ends = Counter()
    for row in labels:
        if row["label"] == application and row["class"] == "udp":
            ends.update([(row["ip_a"], int(row["port_a"])), (row["ip_b"], int(row["port_b"]))])
    if not ends:
        ends.update((row[ip], 0) for row in labels if row["label"] == application
                    for ip in ("ip_a", "ip_b"))
    return ends.most_common(1)[0][0] if ends else (None, 0)


def hosts_of(labels, deeds=(), application="skype"):
    """-> [(address, port)] of the hosts that run the application, by their flows.

    Those that are seen to do something, and where nothing is known of that, as few
    as have a part in every flow; names alone make no host."""
    flows = [row for row in labels if row["label"] == application and row["class"] != "names"]
    known, found = {deed[0] for deed in deeds}, []
    for host in sorted(known):
        of_host = [row for row in flows if host in (row["ip_a"], row["ip_b"])]
        ports = Counter(int(row[port]) for row in of_host if row["class"] == "udp"
                        for ip, port in (("ip_a", "port_a"), ("ip_b", "port_b")) if row[ip] == host)
        if of_host:
            found.append((host, ports.most_common(1)[0][0] if ports else 0))
    while flows and not known:
        host = host_of(flows, application)
        found.append(host)
        flows = [row for row in flows if host[0] not in (row["ip_a"], row["ip_b"])]
    return found


def proving_frames(labels, capture, host, application="skype"):
    """-> frame numbers of the host's datagrams of type 2 in flows of the application.

    Each holds an IV of the host's generator, so that the second one relates to the first."""
    keys = {row["key"] for row in labels if row["label"] == application and row["class"] in ("udp", "cloud")}
    return [number for number, source, dest, payload in frames.datagrams(capture)
            if source == host and len(payload) >= 17 and payload[2] == 2
            and flow_key("udp", *source, *dest) in keys]
