"""Softmax regression in integers: fast without a library, and with equal results on all systems.

Sums of floating-point numbers depend on their order, and `exp` and `log` on the system's C library. So the
values of features (marks in the code) and the errors of answers are rounded to fixed point, and all further
numbers are integers: every system and Python version computes the same weights.

It is fast because the weights of one feature for all answers are one large integer with 64 bits per answer
(lanes): multiplying a row by a value, or adding two rows, is one operation in Python. Lanes may be negative,
because a row is the sum of its shifted lanes. Sums and products of rows are correct as long as no lane
exceeds 63 bits (`_unpacked` rejects rows near that limit).
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

ROUNDS = 6
"""Number of passes over all phrases."""

STEP = 3
"""Step size of the first round; later rounds use smaller steps."""

FORGOTTEN = 70_000
"""Divisor of the weight decay n / FORGOTTEN per round for n phrases; the decay prevents overfitting."""

LEFT_OUT = 3
"""One feature in this many is dropped from a phrase, varying by round, so that no single word decides."""

FEWEST_MARKS = 6
"""Minimum number of features of a phrase from which features are dropped."""

LEAST_SHARE = 250
"""An answer with a share of less than one in this many learns nothing from another answer's phrase."""

VALUE_BITS, ERROR_BITS, SCALE_BITS, POWER_BITS = 12, 20, 16, 30
"""Fractional bits of a feature's value, an answer's error, the common scale, and a power of e."""

LANE = 64
LIMIT = 1 << 60
"""Limit for sums in a lane, well below 2 to the 63rd."""

FINENESS = 512
"""Number of steps into which one unit in an exponent is divided."""

FARTHEST = 8
"""Distance, as an exponent of e, from which an answer has no share."""

BIAS = round(0.1**0.5 * (1 << VALUE_BITS))
"""Value of the feature that every phrase has; its weight is the bias, learned at a tenth of the speed."""

SEEDS = 1 << 32
"""Number of possible seeds."""

MIXERS = [0x9E3779B1 * (2 * turn + 1) for turn in range(ROUNDS)]
"""Odd factors, one per round: a seed times the factor, modulo SEEDS, gives the position in the order."""

Marks = Sequence[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Example:
    """A phrase as numbers.

    Attributes:
        answer: the index of its answer.
        marks: the index and value (0 to 1) of each feature.
        seed: a number from 0 to SEEDS - 1 that depends on the phrase alone.
    """

    answer: int
    marks: Marks
    seed: int


@lru_cache(maxsize=1)
def _powers() -> tuple[int, ...]:
    """Return e to the minus k / FINENESS for each k; `Decimal` rounds correctly, unlike `math.exp`."""
    return tuple(int((Decimal(-k) / FINENESS).exp() * (1 << POWER_BITS)) for k in range(FINENESS * FARTHEST))


class Learner:
    """The weights during learning.

    Each row contains one feature's weights, in units of ``scale`` × 2 to the minus (VALUE_BITS + ERROR_BITS).
    Weight decay then changes only the scale, not each weight.
    """

    def __init__(self, answers: int, marks: int) -> None:
        self._rows = [0] * (marks + 1)  # the last is the bias
        self._total = [0] * (marks + 1)
        self._scale = 1 << SCALE_BITS
        self._middle = sum(1 << (LANE * place + LANE - 1) for place in range(answers))
        self._lanes = struct.Struct(f"<{answers}Q")

    def learn(self, examples: Sequence[Example]) -> None:
        """Learn from all examples, in another order each round.

        The order depends on the seeds, so a new phrase doesn't change the order of the others.
        """
        read = [(one.seed, one.answer, _fixed(one.marks)) for one in examples]
        bias = (len(self._rows) - 1, BIAS)
        for turn in range(ROUNDS):
            factor = MIXERS[turn]
            read.sort(key=lambda one: one[0] * factor % SEEDS)
            for seed, answer, marks in read:
                thinned = [*marks, bias]
                if len(marks) >= FEWEST_MARKS:
                    del thinned[(seed + turn) % LEFT_OUT : -1 : LEFT_OUT]
                self._step(answer, thinned, turn)
            self._scale -= self._scale * len(read) // (FORGOTTEN * (turn + 1))
            if turn >= ROUNDS // 2:
                self._add_up()

    def weights(self, scale: int) -> tuple[list[list[int]], list[int]]:
        """Return each feature's weights and the bias, multiplied by ``scale`` and rounded.

        They are the mean over the second half of the rounds, which depends less on the order of the phrases
        than the result of the last round.
        """
        whole = (ROUNDS - ROUNDS // 2) << (VALUE_BITS + ERROR_BITS + SCALE_BITS)
        half = whole // 2
        rows = [[(lane * scale + half) // whole for lane in self._unpacked(row)] for row in self._total]
        bias = [lane * BIAS * scale // (whole << VALUE_BITS) for lane in self._unpacked(self._total[-1])]
        return rows[:-1], bias

    def _step(self, answer: int, marks: Sequence[tuple[int, int]], turn: int) -> None:
        """Move the weights towards the answer of one phrase."""
        rows = self._rows
        sums = sum([rows[mark] * value for mark, value in marks], self._middle)
        change = self._change(self._lanes.unpack(sums.to_bytes(self._lanes.size, "little")), answer, turn)
        if change:
            for mark, value in marks:
                rows[mark] -= change * value

    def _change(self, sums: Sequence[int], answer: int, turn: int) -> int:
        """Return the change of the rows for a feature with the value one."""
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


def _fixed(marks: Marks) -> list[tuple[int, int]]:
    return [(mark, round(value * (1 << VALUE_BITS))) for mark, value in marks]
