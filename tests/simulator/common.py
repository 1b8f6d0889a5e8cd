# SPDX-License-Identifier: GPL-2.0-or-later
"""What the programs of this folder share: their end, and their figures."""
import asyncio
import json
import signal
import sys


def stop_event():
    """An event that TERM or INT sets: programs end early and still report."""
    event = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, event.set)
    return event


async def wait(event, seconds=None):
    """Until the event, or that many seconds; whether the event came."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except asyncio.TimeoutError:
        return False
    return True


def report(result):
    """The one JSON object that each program prints, at its end."""
    json.dump(result, sys.stdout)
    sys.stdout.write("\n")
    sys.stdout.flush()


def share(values, part):
    """The value below which @part of all are; None without values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else None


def rounded(value, digits=3):
    return None if value is None else round(value, digits)
