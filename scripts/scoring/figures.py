# SPDX-License-Identifier: GPL-2.0-or-later
"""Sums over captures, as one dictionary that JSON can carry."""
from collections import Counter, defaultdict

from . import windows
from .capture import names, span_of
from .keys import address_of
from .records import application_of, event_key


def share(part, whole):
    return round(part / whole, 4) if whole else None


def spread(values):
    """-> median, 95th percentile and worst of a list; None of an empty one."""
    if not values:
        return None
    values = sorted(values)
    at = lambda part: round(values[min(len(values) - 1, int(part * len(values)))], 3)
    return {"count": len(values), "median": at(0.5), "p95": at(0.95), "worst": round(values[-1], 3)}


class Tally:
    """Flows of one class or role."""

    def __init__(self):
        self.found = self.flows = self.bytes_found = self.bytes = self.alarms = self.alarm_bytes = 0
        self.late = 0  # named only when they ended
        self.seconds, self.packets, self.payloads = [], [], []

    def add(self, flow):
        size = flow.row["bytes"]
        if not flow.wanted:
            self.alarms += flow.hit
            self.alarm_bytes += flow.hit * size
            return
        self.flows, self.bytes = self.flows + 1, self.bytes + size
        self.found, self.bytes_found = self.found + flow.hit, self.bytes_found + flow.hit * size
        self.late += flow.hit and flow.seconds is None
        for values, value in ((self.seconds, flow.seconds), (self.packets, flow.packets),
                              (self.payloads, flow.payloads)):
            if value is not None:
                values.append(value)

    def figures(self):
        return {"found": self.found, "flows": self.flows, "flow_recall": share(self.found, self.flows),
                "byte_recall": share(self.bytes_found, self.bytes), "false_alarms": self.alarms,
                "flow_precision": share(self.found, self.found + self.alarms),
                "byte_precision": share(self.bytes_found, self.bytes_found + self.alarm_bytes),
                "named_at_end": self.late, "packets": spread(self.packets),
                "payloads": spread(self.payloads), "seconds": spread(self.seconds)}


class Labelled:
    """Sums over labelled captures; add() each, then figures()."""

    def __init__(self, application="skype"):
        self.application = application
        self.captures, self.hosts, self.misses, self.alarms, self.host_alarms = [], [], [], [], []
        self.classes, self.roles = defaultdict(Tally), defaultdict(Tally)
        self.total, self.known, self.negatives, self.absent = Tally(), Tally(), 0, 0
        self.said = defaultdict(Counter)  # label and role -> what was reported for the flow
        self.windows, self.intervals, self.calls, self.without_activities = Counter(), {}, {}, 0

    def add(self, capture):
        line = {"capture": capture.name, "flows": 0, "found": 0, "false_alarms": 0}
        for flow in capture.flows:
            self.add_flow(capture, flow, line)
        for flow in capture.known():
            self.known.add(flow)
        hosts = capture.hosts()
        line |= {"hosts": len(hosts), "hosts_found": sum(host["found"] for host in hosts)}
        self.hosts += hosts
        self.host_alarms += [(capture.name, host) for host in capture.host_alarms()]
        self.add_activities(capture, line)
        self.captures.append(line)

    def add_flow(self, capture, flow, line):
        kind, role = flow.row["class"], flow.row["role"]
        self.classes[kind].add(flow)
        self.roles[role if flow.wanted else "(other)"].add(flow)
        self.total.add(flow)
        self.absent += not flow.recorded
        said = f"{flow.said} {flow.activity or '-'}" if flow.said else "nothing"
        self.said[f"{self.application} {role}" if flow.wanted else flow.row["label"]][said] += 1
        if flow.wanted:
            line["flows"], line["found"] = line["flows"] + 1, line["found"] + flow.hit
            if not flow.hit:
                self.misses.append((capture.name, kind, flow.row))
        else:
            self.negatives += 1
            line["false_alarms"] += flow.hit
            if flow.hit:
                self.alarms.append((capture.name, kind, flow.row))

    def add_activities(self, capture, line):
        if capture.deeds is None:
            self.without_activities += 1
            return
        first, last = span_of(capture.events)
        said = windows.said_of_hosts(capture.events, self.application)
        pairs = windows.windows(capture.deeds, said, last - first)
        self.windows += pairs
        line["windows"] = sum(pairs.values())
        line["windows_right"] = sum(count for (true, told), count in pairs.items() if true == told)
        calls = [deed for deed in capture.deeds if deed[1] in windows.CALLS]
        told = windows.said(capture.events, self.application, "call")
        for sums, true, told in ((self.intervals, capture.deeds, said), (self.calls, calls, told)):
            for activity, tally in windows.intervals(true, told, {deed[0] for deed in capture.deeds}).items():
                known = sums.setdefault(activity, [0, 0, 0, 0, [], []])
                sums[activity] = [old + new for old, new in zip(known, tally)]

    # -- the sums ---------------------------------------------------------------

    def figures(self):
        return {"captures": len(self.captures), "negative_flows": self.negatives,
                "false_alarms": len(self.alarms), "labelled_flows_without_record": self.absent,
                "all": self.total.figures(),
                "by_class": {name: tally.figures() for name, tally in sorted(self.classes.items())
                             if tally.flows or tally.alarms},
                "by_role": {name: tally.figures() for name, tally in sorted(self.roles.items())
                            if tally.flows or tally.alarms},
                "mid_of_proven_endpoints": self.known.figures(),
                "hosts": self.host_figures(), "activities": self.activity_figures(),
                "confusion": {true: dict(said) for true, said in sorted(self.said.items())},
                "by_capture": self.captures}

    def host_figures(self):
        found = [host for host in self.hosts if host["found"]]
        shown = [host for host in self.hosts if host["second_datagram"]]
        logins = [host for host in self.hosts if host["login"]]
        return {"hosts": len(self.hosts), "found": len(found), "recall": share(len(found), len(self.hosts)),
                "false_alarms": len(self.host_alarms),
                "with_two_datagrams": len(shown),
                "named_by_second_datagram": sum(host["found"] and host["frame"] <= host["second_datagram"]
                                                for host in shown),
                "seconds": spread([host["seconds"] for host in found if host["seconds"] is not None]),
                "logins": len(logins), "logins_found": sum(host["found"] for host in logins),
                "logins_within_30_s": len([host for host in logins if host["found"] and host["login_seconds"] <= 30]),
                "login_seconds": spread([host["login_seconds"] for host in logins if host["found"]]),
                "each": self.hosts}

    def activity_figures(self):
        right = sum(count for (true, said), count in self.windows.items() if true == said)
        total = sum(self.windows.values())
        each = {}
        for activity in sorted({one for pair in self.windows for one in pair if one} | self.intervals.keys()):
            true = sum(count for pair, count in self.windows.items() if pair[0] == activity)
            said = sum(count for pair, count in self.windows.items() if pair[1] == activity)
            both = self.windows[activity, activity]
            each[activity] = {"windows": true, "said": said, "right": both, "recall": share(both, true),
                              "precision": share(both, said),
                              **stretches(self.intervals.get(activity, [0, 0, 0, 0, [], []]))}
        return {"windows": total, "right": right, "share": share(right, total),
                "captures_without": self.without_activities, "by_activity": each,
                "calls": {kind: stretches(tally) for kind, tally in sorted(self.calls.items())},
                "confusion": confusion(self.windows)}


def stretches(tally):
    return {"intervals": tally[0], "met": tally[1], "intervals_said": tally[2], "intervals_wrong": tally[3],
            "start_late": spread(tally[4]), "end_late": spread(tally[5])}


def confusion(pairs):
    table = defaultdict(dict)
    for (true, said), count in sorted(pairs.items(), key=str):
        table[true or "nothing"][said or "nothing"] = count
    return dict(table)


class Negative:
    """Sums over captures without the application. add() all events of a run.

    Every application counts that anything was named as; @application is only the one
    of "false_alarms"."""

    def __init__(self, application="skype"):
        self.application = application
        self.files, self.flows, self.named, self.hosts = set(), set(), {}, {}

    def add(self, events, name=None):
        """@name: of the capture, for events that do not say it."""
        for event in events:
            file = event.get("pcap_filename", name)
            self.files.add(file)
            if event["event_type"] == "flow":
                self.flows.add((file, event_key(event)))
            if event["event_type"] in ("flow", "alert") and application_of(event):
                self.add_named(file, event)

    def add_named(self, file, event):
        finding, application = event["skywarden"], application_of(event)
        if finding.get("subject") == "host":
            self.hosts[file, finding["host_ip"], application] = tuple(finding["signatures"])
        else:
            self.named[file, event_key(event), application] = tuple(finding["signatures"])

    def figures(self):
        ours = {key: signatures for key, signatures in self.named.items() if names(key[2], self.application)}
        hosts = [key for key in self.hosts if names(key[2], self.application)]
        count = lambda values: dict(sorted(Counter(values).items(), key=lambda item: (-item[1], item[0])))
        return {"negative_files": len(self.files), "negative_flows": len(self.flows),
                "false_alarms": len({key[:2] for key in ours}),
                "files_with_false_alarms": len({key[0] for key in ours} | {key[0] for key in hosts}),
                "false_alarm_hosts": len({key[:2] for key in hosts}),
                "flows_by_application": count(key[2] for key in self.named),
                "hosts_by_application": count(key[2] for key in self.hosts),
                "flows_by_signature": count(name for names_ in self.named.values() for name in names_ or ("(endpoint)",)),
                }

    def alarms(self):
        """-> (file, what, application, signatures) of everything that was named."""
        flows = [(file, f"{key[0]} {address_of(key[1])}:{key[1][1]} <-> {address_of(key[2])}:{key[2][1]}",
                  application, signatures) for (file, key, application), signatures in self.named.items()]
        return flows + [(file, f"host {host}", application, signatures)
                        for (file, host, application), signatures in self.hosts.items()]
