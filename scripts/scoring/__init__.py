# SPDX-License-Identifier: GPL-2.0-or-later
"""Compare what the daemon reported with the labels; entry: scripts/score.

keys        flow keys, times, the error for bad input
truth       label and activity files, and whose hosts they are about
records     EVE events, from files or from a replay
frames      packets of captures, read apart from the daemon
capture     one labelled capture and its events: flows, hosts, times
windows     activities: 10-second windows, beginnings and ends
figures     sums over captures, negatives, as one dictionary
show        the same as a table
"""
