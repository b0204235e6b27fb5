"""One kind of parts of a Mac; the answers are from documentation, not recorded."""

from __future__ import annotations

import pytest

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Platform
from selfhelp.machine import Output
from selfhelp.machine.system_profiler import read_parts_of_kind
from tests.fake_machine import FakeMachine


def ask(answer: Output | str) -> object:
    machine = FakeMachine(Platform.MACOS, programs={"system_profiler": answer})
    return read_parts_of_kind(machine, "SPUSBDataType")


def test_the_parts_of_one_kind() -> None:
    assert ask('{"SPUSBDataType": [{"_name": "USB"}, 7]}') == [{"_name": "USB"}]


@pytest.mark.parametrize("text", ["", "{}", "[]", "7", "Fehler", '{"SPOther": []}', "[" * 100_000, "\x00"])
def test_what_is_no_answer_is_said_to_be_none(text: str) -> None:
    with pytest.raises(ProbeError, match="unexpected response"):
        ask(text)


def test_a_kind_that_this_macos_does_not_know() -> None:
    with pytest.raises(ProbeError):
        ask(Output(1, "", "system_profiler: invalid data type\n"))
