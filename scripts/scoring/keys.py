# SPDX-License-Identifier: GPL-2.0-or-later
"""Flow keys, times of events, and the error for input that cannot be used."""
import calendar
import ipaddress
from functools import lru_cache


class BadInput(Exception):
    """Says which file and line, and what is wrong there."""


@lru_cache(maxsize=None)
def packed(address):
    return ipaddress.ip_address(address).packed


def flow_key(proto, ip_a, port_a, ip_b, port_b):
    """The 5-tuple, the same from both ends; ValueError on what is no address or port."""
    ends = sorted([(packed(ip_a), int(port_a or 0)), (packed(ip_b), int(port_b or 0))])
    return (proto.lower(), *ends)


def address_of(end):
    """-> the text of the address of an end of a flow key."""
    return str(ipaddress.ip_address(end[0]))


@lru_cache(maxsize=64)
def _minute(text):
    year, month, day, hour, minute = (int(text[at:at + size]) for at, size in
                                      ((0, 4), (5, 2), (8, 2), (11, 2), (14, 2)))
    return calendar.timegm((year, month, day, hour, minute, 0))


def seconds_of(timestamp):
    """2026-01-02T03:04:05.678901+0000 as seconds since 1970; ValueError on others."""
    if len(timestamp) != 31 or timestamp[10] != "T" or timestamp[26:] != "+0000":
        raise ValueError(f"{timestamp!r} is no time")
    return _minute(timestamp[:16]) + float(timestamp[17:26])
