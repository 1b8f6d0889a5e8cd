# SPDX-License-Identifier: GPL-2.0-or-later
"""Random numbers: the same on every run and every machine.

Integers only: a float would bring in rounding of the platform's own.
"""
import random


class Dice:
    """The generator's own numbers, from a seed in words."""

    def __init__(self, seed):
        self._bits = random.Random(int.from_bytes(seed.encode(), "big")).getrandbits

    def bytes(self, count):
        return self._bits(8 * count).to_bytes(count, "big") if count else b""

    def word(self):
        return self._bits(32)

    def below(self, limit):
        return self._bits(32) * limit >> 32

    def between(self, low, high):
        """low..high, both included."""
        return low + self.below(high - low + 1)

    def ms(self, low, high):
        """A time of low..high milliseconds, in microseconds."""
        return self.between(low * 1000, high * 1000)

    def chance(self, part, whole):
        return self.below(whole) < part

    def pick(self, choices):
        return choices[self.below(len(choices))]

    def sample(self, choices, count):
        """count different ones, in random order."""
        left = list(choices)
        return [left.pop(self.below(len(left))) for _ in range(count)]


class Lcg:
    """Skype's own weak generator, one a process (section 1)."""

    def __init__(self, start):
        self.state = start

    def word(self):
        self.state = (self.state * 0x10DCD + 0x4271) & 0xFFFFFFFF
        return self.state

    def byte(self):
        return self.word() & 0xFF

    def bytes(self, count):
        return bytes(self.byte() for _ in range(count))

    def skip(self, steps):
        for _ in range(steps):
            self.word()


class Unrelated:
    """The twin's replacement of the generator: the same calls, no relation."""

    def __init__(self, dice):
        self._dice = dice

    def word(self):
        return self._dice.word()

    def bytes(self, count):
        return self._dice.bytes(count)

    def skip(self, steps):
        pass
