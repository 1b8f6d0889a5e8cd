# SPDX-License-Identifier: GPL-2.0-or-later
"""One labelled capture and what the daemon reported of it: flows, hosts, time to detection."""
from bisect import bisect_right
from pathlib import Path
from types import SimpleNamespace

from . import frames, truth
from .keys import address_of, seconds_of
from .records import application_of, event_key


LOGIN_ROLES = ("login", "supernode-tcp", "tcp-443-fake-tls")


def span_of(events):
    """-> (first, last) second of the capture; (0, 0) where there is none."""
    for event in events:
        capture = (event.get("stats") or {}).get("capture") or {}
        if "first" in capture:
            return seconds_of(capture["first"]), seconds_of(capture["last"])
    return 0.0, 0.0


def names(found, application):
    """Does the found application (or None) mean this one? skype-cloud is skype, too."""
    return found is not None and (found == application or found.startswith(application + "-"))


class Capture:
    """@rows and @deeds as truth.read_labels() and read_activities() give them (@deeds
    None: not known), @events of a run that read this capture and no other, @path for
    packets to detection, or None."""

    def __init__(self, name, rows, events, deeds=None, path=None, application="skype"):
        self.name, self.rows, self.events, self.deeds = name, rows, events, deeds
        self.path, self.application = path, application
        self.records = flow_records(events, application)
        self.alerts = first_alerts(events, application)
        self.numbers = frames.numbers(path) if path else {}
        self.flows = [self.flow(row) for row in rows]

    def flow(self, row):
        """The result of one labelled flow: see Flow below for the fields."""
        record, alert = self.records.get(row["key"]), self.alerts.get(row["key"])
        said = application_of(record.event) if record else None
        flow = SimpleNamespace(
            row=row, wanted=row["label"] == self.application, recorded=record is not None,
            hit=names(said, self.application), said=said,
            activity=record.event["skywarden"]["activity"] if record and said else None,
            seconds=None, packets=None, payloads=None)
        if flow.hit and alert:
            flow.seconds = max(0.0, seconds_of(alert["timestamp"]) - record.first)
            self.count_packets(flow, alert["pcap_cnt"])
        return flow

    def count_packets(self, flow, frame):
        """How many of the flow's packets, and of those with payload, until @frame."""
        numbers = self.numbers.get(flow.row["key"])
        if numbers:
            flow.packets = bisect_right(numbers, frame, key=lambda entry: entry[0])
            flow.payloads = sum(payload for _, payload in numbers[:flow.packets])

    # -- flows that began before the capture -----------------------------------

    def known(self):
        """-> the flows of class mid an end of which another flow had proven before
        they ended."""
        proven = {}
        for flow in self.flows:
            alert = self.alerts.get(flow.row["key"])
            if flow.hit and alert and flow.row["class"] in ("udp", "tcp"):
                for end in flow.row["key"][1:]:
                    proven[end] = min(proven.get(end, 1e18), seconds_of(alert["timestamp"]))
        found = []
        for flow in self.flows:
            record = self.records.get(flow.row["key"])
            if flow.wanted and flow.row["class"] == "mid" and record:
                if any(proven.get(end, 1e18) <= record.last for end in flow.row["key"][1:]):
                    found.append(flow)
        return found

    # -- hosts -------------------------------------------------------------------

    def hosts(self):
        """-> for each host that runs the application: whether it was named, at which
        of its proving datagrams, and how long after its first packet of that kind."""
        alerts = host_alerts(self.events, self.application)
        return [self.host(address, port, alerts.get(address))
                for address, port in truth.hosts_of(self.rows, self.deeds or (), self.application)]

    def host(self, address, port, alert):
        own = truth.proving_frames(self.rows, Path(self.path), (address, port), self.application) if self.path else []
        began = min((self.records[flow.row["key"]].first for flow in self.flows
                     if flow.wanted and flow.recorded and flow.row["class"] != "names"
                     and address in (flow.row["ip_a"], flow.row["ip_b"])), default=None)
        login = self.login_of(address)
        host = {"capture": self.name, "host": address, "found": alert is not None, "frame": None,
                "datagram": None, "datagrams": len(own), "second_datagram": own[1] if len(own) > 1 else None,
                "seconds": None, "login": login is not None, "login_seconds": None}
        if alert:
            host["frame"] = alert["pcap_cnt"]
            host["datagram"] = bisect_right(own, alert["pcap_cnt"]) if own else None
            if began is not None:
                host["seconds"] = round(max(0.0, seconds_of(alert["timestamp"]) - began), 3)
            if login is not None:
                host["login_seconds"] = round(max(0.0, seconds_of(alert["timestamp"]) - login), 3)
        return host

    def login_of(self, address):
        """-> the second at which the host's login begins, None when it is not in the
        capture. Without an activity file it is the first connection to a supernode or
        login server whose beginning is there."""
        if self.deeds is not None:
            begins = [start for host, activity, start, _ in self.deeds
                      if host == address and activity == "login-tried"]
            return min(begins) + span_of(self.events)[0] if begins else None
        return min((self.records[flow.row["key"]].first for flow in self.flows
                    if flow.wanted and flow.recorded and flow.row["role"] in LOGIN_ROLES
                    and flow.row.get("shape") == "from-syn" and address == flow.row["ip_a"]), default=None)

    def host_alarms(self):
        """-> named hosts that take part in no flow of the application and in no flow of
        unknown label."""
        ours = {ip for row in self.rows if row["label"] == self.application for ip in (row["ip_a"], row["ip_b"])}
        others = {address_of(end) for row in self.rows for end in row["key"][1:]} - ours
        return sorted(set(host_alerts(self.events, self.application)) & others)


# -- events by flow and host --------------------------------------------------------

def flow_records(events, application="skype"):
    """-> {flow key: event, first and last second}; of several records of a 5-tuple
    the event that names the application, or anything."""
    records = {}
    for event in events:
        if event["event_type"] != "flow":
            continue
        key = event_key(event)
        first, last = (seconds_of(event["flow"][end]) for end in ("start", "end"))
        known = records.get(key)
        if known is None:
            records[key] = SimpleNamespace(event=event, first=first, last=last)
            continue
        known.first, known.last = min(known.first, first), max(known.last, last)
        rank = lambda one: (names(application_of(one), application), application_of(one) is not None)
        if rank(event) > rank(known.event):
            known.event = event
    return records


def subject_alerts(events, application, subject):
    return (event for event in events
            if event["event_type"] == "alert" and event["skywarden"].get("subject") == subject
            and names(application_of(event), application))


def first_alerts(events, application="skype"):
    """-> {flow key: its first alert}."""
    alerts = {}
    for event in subject_alerts(events, application, "flow"):
        alerts.setdefault(event_key(event), event)
    return alerts


def host_alerts(events, application="skype"):
    """-> {address: the first alert that names this host}."""
    alerts = {}
    for event in subject_alerts(events, application, "host"):
        alerts.setdefault(event["skywarden"]["host_ip"], event)
    return alerts
