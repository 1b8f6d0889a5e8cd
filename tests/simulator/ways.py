# SPDX-License-Identifier: GPL-2.0-or-later
"""A client's TCP: one attempt, and ladders of them with their measured times.

Sections are those of skype-on-the-wire.md.
"""
import asyncio
import collections

import talk

GIVE_UP = 22.0  # section 6: a flow is given up after 20-25 s
TLS_AFTER, PEER_OLD_AFTER = 1.6, 1.11
RECORDS_AFTER, RECORDS_443_AFTER = 0.8, 0.43

# One way to reach a node: seconds after the one before began (while that goes
# on), address, port, a name for the figures, and how to talk: how(end).
Way = collections.namedtuple("Way", "delay address port name how")


def dh(name, padding="padded"):
    return lambda end: end.begin_dh(name, padding)


def old(name, login=False):
    return lambda end: end.begin_old(name, login)


def fake_tls(name, login=False):
    return lambda end: end.begin_fake_tls(name, login)


def records(year):
    return lambda end: end.begin_records(year)


class Ways:
    """Counts what was tried and how far it came, by name."""

    def __init__(self, process, tasks, clock):
        self.process, self.tasks, self.clock = process, tasks, clock
        self.tried, self.connected, self.heard, self.done = (collections.Counter() for _ in range(4))

    async def attempt(self, way, hold=0):
        """One connection, held open for so long before anything is sent. Return:
        the end when the whole dialogue took place, else None."""
        self.tried[way.name] += 1
        try:
            streams = await self.clock.within(GIVE_UP, asyncio.open_connection(
                way.address, way.port, local_addr=(self.process.address, 0)))
        except (OSError, asyncio.TimeoutError):
            return None
        self.connected[way.name] += 1
        end = talk.Talk(self.process, talk.CLIENT, *streams)
        good = False
        try:
            await self.clock.sleep(hold)
            await self.clock.within(GIVE_UP, way.how(end))
            good = True
        except (talk.Closed, asyncio.TimeoutError):
            return None
        finally:
            self.heard[way.name] += end.heard > 0
            if not good:
                end.close()
        self.done[way.name] += 1
        return end

    async def ladder(self, ways):
        """Each way in turn. Return: (way, end) of the first that succeeds, or None."""
        tries = {}
        try:
            for way in ways:
                done = await self._first_good(tries, way.delay)
                if done:
                    return done
                tries[self.tasks.spawn(self.attempt(way))] = way
            return await self._first_good(tries, GIVE_UP)
        finally:
            for task in tries:
                if not task.done():
                    task.cancel()

    async def _first_good(self, tries, seconds):
        until = self.clock.now() + seconds
        while True:
            for task, way in tries.items():
                if task.done() and not task.cancelled() and not task.exception() and task.result():
                    return way, task.result()
            pending = {task for task in tries if not task.done()}
            left = until - self.clock.now()
            if left <= 0:
                return None
            if not pending:
                await self.clock.sleep(left)
                return None
            await asyncio.wait(pending, timeout=left / self.clock.speed, return_when=asyncio.FIRST_COMPLETED)

    def figures(self):
        return {"tried": sum(self.tried.values()), "connected": sum(self.connected.values()),
                "answered": sum(self.heard.values()), "done": sum(self.done.values()), "by_way": dict(self.tried)}
