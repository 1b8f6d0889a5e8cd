# SPDX-License-Identifier: GPL-2.0-or-later
"""Shared by the programs of this folder: time, end, figures."""
import asyncio
import json
import signal
import sys
import time

GOOD, UNEXPECTED, USAGE, NOT_POSSIBLE = 0, 1, 2, 3  # exit codes; argparse has 2


class Clock:
    """Simulated time, which runs @speed times as fast. The kernel's timers do not."""

    def __init__(self, speed=1.0):
        self.speed = speed
        self._began = time.monotonic()

    def now(self):
        """Simulated seconds."""
        return (time.monotonic() - self._began) * self.speed

    async def sleep(self, seconds):
        await asyncio.sleep(max(0, seconds) / self.speed)

    async def within(self, seconds, work):
        """asyncio.wait_for(): TimeoutError after so many simulated seconds."""
        return await asyncio.wait_for(work, seconds / self.speed)

    async def wait(self, event, seconds=None):
        return await wait(event, None if seconds is None else seconds / self.speed)

    def later(self, seconds, call, *arguments):
        asyncio.get_running_loop().call_later(seconds / self.speed, call, *arguments)


class Tasks:
    """Tasks that run beside; all can be ended at once. Failures are kept."""

    def __init__(self):
        self.running, self.broken = set(), []

    def spawn(self, work):
        task = asyncio.ensure_future(work)
        self.running.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task):
        self.running.discard(task)
        if not task.cancelled() and task.exception():
            self.broken.append(task.exception())

    async def end(self):
        while self.running:  # wait_for() can lose a cancellation that comes with its result
            for task in list(self.running):
                task.cancel()
            await asyncio.wait(self.running, timeout=0.2)


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
