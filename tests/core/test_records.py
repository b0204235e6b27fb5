"""A record behaves as a frozen dataclass."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Mapping
from typing import ClassVar

import pytest

from selfhelp.core.records import record


@record
class Printer:
    kind: ClassVar[str] = "printer"
    name: str
    floor: int = 0
    parts: Mapping[str, str] = dataclasses.field(default_factory=dict)
    note: str = dataclasses.field(default="", repr=False, compare=False)


def test_it_is_filled_by_place_and_by_name() -> None:
    one = Printer("Colour", floor=2)
    assert (one.name, one.floor, one.parts, one.note) == ("Colour", 2, {}, "")
    assert one.parts is not Printer("Colour").parts
    assert dataclasses.replace(one, floor=3) == Printer("Colour", 3)
    assert [item.name for item in dataclasses.fields(one)] == ["name", "floor", "parts", "note"]
    assert dataclasses.asdict(one) == {"name": "Colour", "floor": 2, "parts": {}, "note": ""}


@pytest.mark.parametrize(
    ("values", "named"),
    [((), {}), (("a",), {"name": "b"}), (("a",), {"colour": "red"}), (("a", 1, {}, "", 5), {})],
)
def test_what_does_not_fit_is_refused(values: tuple[object, ...], named: dict[str, object]) -> None:
    with pytest.raises(TypeError, match="Printer: "):
        Printer(*values, **named)  # type: ignore[arg-type]


def test_it_cannot_be_changed() -> None:
    one = Printer("Colour")
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.floor = 3  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.new = 3  # type: ignore[attr-defined]
    with pytest.raises(dataclasses.FrozenInstanceError):
        del one.floor
    assert one == Printer("Colour")


def test_it_is_compared_and_shown_by_its_fields() -> None:
    @record
    class Other:
        name: str

    assert Printer("a") == Printer("a")
    assert Printer("a") == Printer("a", note="not compared")
    assert Printer("a") != Printer("b")
    assert Other("a") != Printer("a")  # type: ignore[comparison-overlap]
    assert hash(Other("a")) == hash(Other("a"))
    assert len({Other("a"), Other("a"), Other("b")}) == 2
    assert repr(Printer("a", note="hidden")) == "Printer(name='a', floor=0, parts={})"


def test_it_can_be_copied() -> None:
    one = Printer("a", 1, {"b": "c"})
    assert copy.deepcopy(one) == one
    assert copy.copy(one) == one
    assert pickle.loads(pickle.dumps(one)) == one
