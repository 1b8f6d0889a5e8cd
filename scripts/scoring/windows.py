# SPDX-License-Identifier: GPL-2.0-or-later
"""Activities: what a host did, compared with what was reported.

Time is cut into windows of ten seconds. A host's activity in a window is the
foremost of those that fill half of it; the same rule applies to the reported
activities. Intervals are compared, too, for activities shorter than a window.
"""
from collections import Counter, defaultdict

from .capture import names, span_of
from .keys import seconds_of
from .records import application_of

WINDOW = 10.0
SLACK = 10.0  # an interval is met by one of that name that is no further away

# When a host does several things at a time, the first of these counts (docs/captures.md).
CALLS = ("conference", "video-call", "voice-call")
ORDER = ("conference", "video-call", "voice-call", "file-transfer", "supernode", "relay", "login",
         "login-refused", "login-tried", "signalling", "idle")
RANK = {activity: rank for rank, activity in enumerate(ORDER)}


def foremost(activities):
    """-> the first of them in ORDER, others before all; None of none."""
    return min(activities, key=lambda activity: (RANK.get(activity, -1), activity), default=None)


# -- what was reported ------------------------------------------------------------

def said_of_hosts(events, application):
    """-> [(host, activity, start, end)] in seconds since the capture's first packet, of
    activities that ended; if none is reported, the activity of each flow at both of its ends."""
    return said(events, application, "activity") or said(events, application, "flow")


def said(events, application, kind):
    """The same from events of one kind: activity, call or flow."""
    first, _ = span_of(events)
    out = []
    for event in events:
        activity = event["skywarden"]["activity"] if event["event_type"] == kind else None
        if not activity or not names(application_of(event), application):
            continue
        if kind == "activity" and event["activity"]["state"] != "ended":
            continue
        hosts = (event["skywarden"]["host_ip"],) if kind == "activity" else (event["src_ip"], event["dest_ip"])
        start, end = (seconds_of(event[kind][key]) - first for key in ("start", "end"))
        out += [(host, activity, start, end) for host in hosts]
    return out


# -- windows ------------------------------------------------------------------------

def by_host(deeds):
    hosts = defaultdict(list)
    for host, activity, start, end in deeds:
        hosts[host].append((activity, start, end))
    return hosts


def filling(deeds, start, end):
    """-> the foremost activity that fills half of start..end; several stretches of it add up."""
    filled = Counter()
    for activity, begin, finish in deeds:
        filled[activity] += max(0.0, min(finish, end) - max(begin, start))
    return foremost([activity for activity, seconds in filled.items() if seconds * 2 >= end - start])


def cut(duration):
    """-> (start, end) of the windows of a capture; a rest of less than half a window is
    left out, but for a capture that has no more."""
    count = max(1, int((duration + WINDOW / 2) // WINDOW))
    return [(index * WINDOW, min((index + 1) * WINDOW, max(duration, 0.001))) for index in range(count)]


def windows(truth, said, duration):
    """-> Counter of (true activity, reported activity), None for nothing. Windows without
    either are not counted. Hosts that the truth does not list count only when it lists
    no host at all."""
    truth, said = by_host(truth), by_host(said)
    pairs = Counter()
    for host in truth.keys() or said.keys():
        for start, end in cut(duration):
            pair = filling(truth.get(host, ()), start, end), filling(said.get(host, ()), start, end)
            if pair != (None, None):
                pairs[pair] += 1
    return pairs


# -- intervals ------------------------------------------------------------------------

def joined(deeds):
    """The same, each host and activity in stretches that do not overlap."""
    out = []
    for host, activity, start, end in sorted(deeds):
        if out and out[-1][:2] == (host, activity) and start <= out[-1][3]:
            start, end = out[-1][2], max(end, out[-1][3])
            out.pop()
        out.append((host, activity, start, end))
    return out


def intervals(truth, said, hosts):
    """-> {activity: [true, met, said, unmet, start errors, end errors]}: how many there
    are of each, how many have one of the other side within SLACK, and by how many
    seconds the nearest begins and ends late. @hosts: those whose activities are known;
    reports on other hosts count only when none is known."""
    found = defaultdict(lambda: [0, 0, 0, 0, [], []])
    truth, said = joined(truth), joined(said)
    for host, activity, start, end in truth:
        tally = found[activity]
        tally[0] += 1
        near = [other for other in said if other[:2] == (host, activity)
                and other[2] <= end + SLACK and other[3] >= start - SLACK]
        if near:
            best = min(near, key=lambda other: abs(other[2] - start) + abs(other[3] - end))
            tally[1] += 1
            tally[4].append(round(best[2] - start, 3))
            tally[5].append(round(best[3] - end, 3))
    for host, activity, start, end in said:
        if hosts and host not in hosts:
            continue
        tally = found[activity]
        tally[2] += 1
        tally[3] += not any(other[:2] == (host, activity) and other[2] <= end + SLACK
                            and other[3] >= start - SLACK for other in truth)
    return found
