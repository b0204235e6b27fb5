"""Softmax regression in whole numbers: fast without a library, and the same everywhere.

Sums of floating-point numbers depend on their order, and `exp` and `log` on the system's C library. Here the
values of marks and the errors of answers are rounded to fixed point, and all that follows is whole numbers,
so that every machine and every Python make the same weights.

It is fast because the weights of one mark for all answers are one large integer, 64 bits an answer ("lanes"):
multiplying a row by a value, or adding two rows, is one operation of Python. Lanes may be negative: a row is
the plain sum of its lanes, each shifted to its place, and sums and products of such sums stay right as long
as no lane outgrows its 63 bits (`_unpacked` refuses rows that come near).
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

ROUNDS = 6
"""How often all phrases are gone through."""

STEP = 3
"""How far the first round goes; the later ones go shorter."""

FORGOTTEN = 70_000
"""A round forgets the share n / FORGOTTEN of each weight, n phrases being learned; the later ones less. So no
phrase is learned by heart."""

LEFT_OUT = 3
"""One mark in so many is left out of a phrase, others in each round: nothing that is learned may rest on a
single word, since the next person says it with another."""

FEWEST_MARKS = 6
"""Of a phrase with fewer marks nothing is left out: the rest would be anyone's."""

LEAST_SHARE = 250
"""An answer with a smaller share than one in so many learns nothing from a phrase of another."""

VALUE_BITS, ERROR_BITS, SCALE_BITS, POWER_BITS = 12, 20, 16, 30
"""Bits after the point: of a mark's value, of an answer's error, of the common scale, of a power of e."""

LANE = 64
LIMIT = 1 << 60
"""No sum in a lane may come near 2 to the 63rd."""

CHANCE = 1
"""Another number gives another order, and other weights that are as good."""

FINENESS = 512
"""Steps into which one unit of an exponent is divided."""

FARTHEST = 8
"""An answer that is so much less likely (e to its minus) has no share at all."""

BIAS = round(0.1**0.5 * (1 << VALUE_BITS))
"""The value of the mark that every phrase has: what it learns is the bias, at a tenth of the speed."""

Marks = Sequence[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Example:
    """A phrase as numbers: its answer's position, and its marks' positions and values, 0…1.

    Attributes:
        phrase: what decides when it is read and what is left out of it, whatever other phrases there are.
    """

    answer: int
    marks: Marks
    phrase: str


@lru_cache(maxsize=1)
def _powers() -> tuple[int, ...]:
    """Return e to the minus k / FINENESS for each k; `Decimal` rounds correctly, unlike `math.exp`."""
    return tuple(int((Decimal(-k) / FINENESS).exp() * (1 << POWER_BITS)) for k in range(FINENESS * FARTHEST))


class Learner:
    """The weights while they are learned.

    Each row is one mark's, in units of ``scale`` × 2 to the minus (VALUE_BITS + ERROR_BITS): forgetting is
    one change of the scale instead of one of each weight.
    """

    def __init__(self, answers: int, marks: int) -> None:
        self._rows = [0] * (marks + 1)  # the last is the bias
        self._total = [0] * (marks + 1)
        self._scale = 1 << SCALE_BITS
        self._middle = sum(1 << (LANE * place + LANE - 1) for place in range(answers))
        self._lanes = struct.Struct(f"<{answers}Q")

    def learn(self, examples: Sequence[Example]) -> None:
        """Go through all examples, in an order that comes from their own words.

        A phrase that is added leaves the order of the others as it is. In an order by position, a dozen
        phrases about something else changed the answer to one sentence in fifty.
        """
        read = [(one.answer, _fixed(one.marks)) for one in examples]
        bias = (len(self._rows) - 1, BIAS)
        for turn in range(ROUNDS):
            drawn = [_chance(one.phrase, turn) for one in examples]
            for place in sorted(range(len(read)), key=drawn.__getitem__):
                answer, marks = read[place]
                thinned = [*marks, bias]
                if len(marks) >= FEWEST_MARKS:
                    del thinned[drawn[place] % LEFT_OUT : -1 : LEFT_OUT]
                self._step(answer, thinned, turn)
            self._scale -= self._scale * len(read) // (FORGOTTEN * (turn + 1))
            if turn >= ROUNDS // 2:
                self._add_up()

    def weights(self, scale: int) -> tuple[list[list[int]], list[int]]:
        """Return each mark's weights and the bias, times ``scale`` and rounded.

        They are the mean over the second half of the rounds, which depends less on the order of the phrases
        than where the last round ended.
        """
        whole = (ROUNDS - ROUNDS // 2) << (VALUE_BITS + ERROR_BITS + SCALE_BITS)
        half = whole // 2
        rows = [[(lane * scale + half) // whole for lane in self._unpacked(row)] for row in self._total]
        bias = [lane * BIAS * scale // (whole << VALUE_BITS) for lane in self._unpacked(self._total[-1])]
        return rows[:-1], bias

    def _step(self, answer: int, marks: Sequence[tuple[int, int]], turn: int) -> None:
        """Move the weights towards one phrase's answer."""
        rows = self._rows
        sums = sum([rows[mark] * value for mark, value in marks], self._middle)
        change = self._change(self._lanes.unpack(sums.to_bytes(self._lanes.size, "little")), answer, turn)
        if change:
            for mark, value in marks:
                rows[mark] -= change * value

    def _change(self, sums: Sequence[int], answer: int, turn: int) -> int:
        """Return by how much the rows change for a mark of value one."""
        table, top = _powers(), max(sums)
        point = 2 * VALUE_BITS + ERROR_BITS + SCALE_BITS
        nearest, finer = top - (FARTHEST << point) // self._scale, self._scale * FINENESS
        powers = {
            place: table[(top - one) * finer >> point] for place, one in enumerate(sums) if one > nearest
        }
        whole = sum(powers.values())
        least = whole // LEAST_SHARE
        right = powers.pop(answer, 0)
        errors = [(place, power) for place, power in powers.items() if power > least]
        if whole - right > least:
            errors.append((answer, right - whole))
        if not errors:
            return 0
        stride, below = STEP << (ERROR_BITS + SCALE_BITS), whole * self._scale * (turn + 1)
        lanes = [1 << (LANE - 1)] * len(sums)  # as in `_middle`: with it no lane is negative
        for place, error in errors:
            lanes[place] += error * stride // below
        return int.from_bytes(self._lanes.pack(*lanes), "little") - self._middle

    def _add_up(self) -> None:
        self._total = [total + row * self._scale for total, row in zip(self._total, self._rows, strict=True)]

    def _unpacked(self, row: int) -> list[int]:
        lanes = self._lanes.unpack((row + self._middle).to_bytes(self._lanes.size, "little"))
        numbers = [lane - (1 << (LANE - 1)) for lane in lanes]
        if max(map(abs, numbers)) >= LIMIT:
            raise OverflowError("a weight outgrew its place: lower STEP or ERROR_BITS in tools/learning.py")
        return numbers


def _chance(phrase: str, turn: int) -> int:
    """Return a number that is as good as drawn, and the same everywhere."""
    return int.from_bytes(hashlib.blake2b(f"{CHANCE}{turn} {phrase}".encode(), digest_size=8).digest(), "big")


def _fixed(marks: Marks) -> list[tuple[int, int]]:
    return [(mark, round(value * (1 << VALUE_BITS))) for mark, value in marks]
