"""How fast the computer is: a neighbour that comes and goes, and a computer that is slow all the time."""

from __future__ import annotations

from itertools import cycle

import pytest

from tests import speed
from tests.speed import Speed

SPAN = Speed.PIECES


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ([1.0], 1.0),
        ([0.5], 1.0),  # a quicker computer is its own measure
        ([1.0] * 3 * SPAN + [2.0] * SPAN + [1.0] * SPAN, 2.0),
        ([1.5], 1.5),  # slower than usual from the start
        ([100.0], Speed.MOST),
    ],
    ids=["usual", "quick", "neighbour", "slow", "no measure any more"],
)
def test_how_many_times_longer_something_takes(
    monkeypatch: pytest.MonkeyPatch, pieces: list[float], expected: float
) -> None:
    began, later = min(pieces), cycle(pieces)
    monkeypatch.setattr(speed, "_piece_of_work", lambda: began * Speed.USUAL)
    measured = Speed()
    monkeypatch.setattr(speed, "_piece_of_work", lambda: next(later) * Speed.USUAL)
    assert measured.slowness() == pytest.approx(expected)
