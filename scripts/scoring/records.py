# SPDX-License-Identifier: GPL-2.0-or-later
"""EVE events: from files that the daemon wrote, or from a replay."""
import json
import os
import re
import subprocess
import sys

from .keys import BadInput, flow_key, seconds_of

FINDING = ("application", "activity", "signatures")  # keys of every finding
OF_FLOWS = ("timestamp", "proto", "src_ip", "src_port", "dest_ip", "dest_port", "skywarden")
NEEDED = {"flow": (*OF_FLOWS, "flow"), "alert": (*OF_FLOWS, "pcap_cnt"), "call": (*OF_FLOWS, "call"),
          "activity": ("timestamp", "activity", "skywarden")}


class ReplayFailed(Exception):
    """The daemon failed; holds how it ended and its last messages."""


# -- events from lines -------------------------------------------------------

def read_events(path):
    """-> the events of a file, of standard input for "-"."""
    try:
        if path == "-":
            return parse_events(sys.stdin, "standard input")
        with open(path, encoding="utf-8", errors="replace") as stream:
            return parse_events(stream, path)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from error


def parse_events(lines, name):
    events = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            event = json.loads(line)
        except ValueError as error:
            raise BadInput(f"{name}:{number}: not JSON: {error}") from error
        events.append(checked(event, f"{name}:{number}"))
    return events


def checked(event, where):
    """The event, if it has the keys that are read later."""
    if not isinstance(event, dict) or not isinstance(event.get("event_type"), str):
        raise BadInput(f"{where}: not an event: no event_type")
    kind = event["event_type"]
    if kind not in NEEDED:
        return event
    absent = [key for key in NEEDED[kind] if key not in event]
    finding = event.get("skywarden")
    if not absent and not isinstance(finding, dict):
        raise BadInput(f"{where}: skywarden is no object")
    absent += [f"skywarden.{key}" for key in FINDING if not absent and key not in finding]
    if not absent and finding.get("subject") == "host" and "host_ip" not in finding:
        absent = ["skywarden.host_ip"]
    if absent:
        raise BadInput(f"{where}: {kind} event without {', '.join(absent)}")
    try:
        if kind != "activity":
            event_key(event)
        seconds_of(event["timestamp"])
        if kind != "alert":
            seconds_of(event[kind]["start"]), seconds_of(event[kind]["end"])
    except KeyError as error:
        raise BadInput(f"{where}: {kind} event without {kind}.{error.args[0]}") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise BadInput(f"{where}: {error}") from error
    return event


def event_key(event):
    return flow_key(event["proto"], event["src_ip"], event["src_port"], event["dest_ip"], event["dest_port"])


def application_of(event):
    return event["skywarden"]["application"]


# -- events from a replay ------------------------------------------------------

# A finding of a sanitizer needs another exit code than an unreadable capture.
ENVIRONMENT = {name: os.environ.get(name, "") + ":exitcode=99"
               for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS")}


def run_daemon(daemon, options, paths):
    """@options: of the command line, or the name of a configuration."""
    command = [daemon, *(["-c", options] if isinstance(options, str) else options), "-o", "json"]
    for path in paths:
        command += ["-r", str(path)]
    try:
        return subprocess.run(command, capture_output=True, text=True, errors="replace",
                              check=False, env=os.environ | ENVIRONMENT)
    except OSError as error:
        raise ReplayFailed(f"{daemon}: {error.strerror}") from error


def failure(run):
    """-> ReplayFailed with how a run ended and the end of its stderr."""
    ended = f"signal {-run.returncode}" if run.returncode < 0 else f"exit {run.returncode}"
    return ReplayFailed("\n    ".join([f"the daemon ended with {ended}:", *run.stderr.splitlines()[-8:]]))


def events_of(run):
    try:
        return parse_events(run.stdout.splitlines(), "output of the daemon")
    except BadInput as error:
        raise ReplayFailed(str(error)) from error


def replay(daemon, options, *paths):
    """-> the events of a replay of captures that can all be read to their ends."""
    run = run_daemon(daemon, options, paths)
    if run.returncode:
        raise failure(run)
    return events_of(run)


def replay_what_can_be_read(daemon, options, *paths):
    """-> the events, {path: why} of files not read, {path: why} of those not read to the end.

    Any other message, or another reason for the exit code, is an error."""
    run = run_daemon(daemon, options, paths)
    refused, cut = {}, {}
    for line in run.stderr.splitlines():
        said = re.fullmatch(r"skywardend: (.*?): cannot read it( to its end)?: (.*)", line)
        if not said:
            raise failure(run)
        (cut if said[2] else refused)[said[1]] = said[3]
    if run.returncode != bool(refused or cut):
        raise failure(run)
    return events_of(run), refused, cut
