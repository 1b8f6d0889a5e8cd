# SPDX-License-Identifier: GPL-2.0-or-later
"""Figures as text."""
from . import truth


def table(head, rows):
    """Columns as wide as they need to be; the first to the left, others to the right."""
    rows = [[("-" if cell is None else str(cell)) for cell in row] for row in [head, *rows]]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    for row in rows:
        cells = [row[0].ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
        print("  " + "  ".join(cells).rstrip())


def percent(part):
    return None if part is None else f"{100 * part:.1f} %"


def times(spread, digits=0):
    """median/p95/worst"""
    if spread is None:
        return None
    return "/".join(f"{spread[key]:.{digits}f}" for key in ("median", "p95", "worst"))


def flow_row(name, figures):
    return [name, f"{figures['found']} of {figures['flows']}", percent(figures["flow_recall"]),
            percent(figures["byte_recall"]), figures["false_alarms"], percent(figures["flow_precision"]),
            percent(figures["byte_precision"]), times(figures["packets"]), times(figures["payloads"]),
            times(figures["seconds"], 2), figures["named_at_end"] or None]


FLOW_HEAD = ("", "found", "recall", "bytes", "alarms", "precision", "bytes", "packets", "payloads", "seconds", "at end")


def show_labelled(figures):
    print(f"{figures['captures']} captures, {figures['negative_flows']} flows of others in them, "
          f"{figures['false_alarms']} false alarms, "
          f"{figures['labelled_flows_without_record']} labelled flows without a record")
    print("\nFlows; packets, payloads and seconds until one is named: median/p95/worst")
    rows = [flow_row("all", figures["all"])]
    rows += [flow_row(name, one) for name, one in figures["by_class"].items()]
    rows.append(flow_row("mid, endpoint proven", figures["mid_of_proven_endpoints"]))
    table(FLOW_HEAD, rows)
    print("\nFlows by mechanism")
    table(FLOW_HEAD, [flow_row(name, one) for name, one in figures["by_role"].items()])
    show_hosts(figures["hosts"])
    show_activities(figures["activities"])
    print("\nReported for each kind of flow")
    for true, said in figures["confusion"].items():
        print(f"  {true}: " + ", ".join(f"{what} {count}" for what, count in sorted(said.items(), key=lambda i: -i[1])))


def show_hosts(hosts):
    print(f"\nHosts: {hosts['found']} of {hosts['hosts']} named, {hosts['false_alarms']} false alarms; "
          f"{hosts['named_by_second_datagram']} of {hosts['with_two_datagrams']} that sent two such datagrams "
          "by the second one")
    print(f"  whose login is in the capture: {hosts['logins_found']} of {hosts['logins']} named, "
          f"{hosts['logins_within_30_s']} within 30 s of it; seconds {times(hosts['login_seconds'], 1)}")
    table(("", "host", "named", "frame", "datagram", "seconds", "of login"),
          [(host["capture"], host["host"], "yes" if host["found"] else "NO", host["frame"], host["datagram"],
            host["seconds"], host["login_seconds"] if host["found"] else "missed" if host["login"] else None)
           for host in hosts["each"]])


def show_activities(activities):
    if not activities["by_activity"]:
        return
    print(f"\nActivities of hosts: {activities['right']} of {activities['windows']} windows of 10 s right "
          f"({percent(activities['share'])}); seconds that a stretch starts and ends late: median/p95/worst")
    table(("", "windows", "recall", "precision", "stretches", "met", "reported", "wrong", "starts late", "ends late"),
          [(name, one["windows"], percent(one["recall"]), percent(one["precision"]), one["intervals"], one["met"],
            one["intervals_said"], one["intervals_wrong"], times(one["start_late"], 1), times(one["end_late"], 1))
           for name, one in activities["by_activity"].items()])
    if activities["calls"]:
        print("\nCalls, as events of their own")
        table(("", "calls", "met", "reported", "wrong", "starts late", "ends late"),
              [(kind, one["intervals"], one["met"], one["intervals_said"], one["intervals_wrong"],
                times(one["start_late"], 1), times(one["end_late"], 1)) for kind, one in activities["calls"].items()])
    reported = sorted({said for row in activities["confusion"].values() for said in row})
    print("\nWindows: what a host did (down) and what was reported (across)")
    table(("", *reported), [(true, *(row.get(said) for said in reported))
                        for true, row in activities["confusion"].items()])


def show_negative(figures):
    print(f"{figures['negative_files']} captures without the application, {figures['negative_flows']} flows: "
          f"{figures['false_alarms']} false alarms, {figures['false_alarm_hosts']} hosts, "
          f"in {figures['files_with_false_alarms']} captures")
    for what in ("flows_by_application", "hosts_by_application", "flows_by_signature"):
        if figures[what]:
            print(f"  {what.replace('_', ' ')}: " + ", ".join(f"{name} {count}" for name, count in figures[what].items()))


def list_labelled(sums):
    for kind, rows in (("missed", sums.misses), ("false alarm", sums.alarms)):
        for capture, flow_class, row in rows:
            print(f"{kind}: {capture}: {flow_class}: {truth.describe(row)}: {row['why']}")
    for capture, host in sums.host_alarms:
        print(f"false alarm: {capture}: host {host}")


def list_negative(sums):
    for file, what, application, signatures in sums.alarms():
        print(f"named {application}: {file}: {what}: {', '.join(signatures) or 'endpoint'}")
