"""What a person tries says of itself what did not work."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfhelp.errors import StepError, UnavailableError
from selfhelp.machine import Output, tryout
from selfhelp.model import Platform
from selfhelp.text import N_


class Linux:
    """A Linux where every program answers with this code; None: none is installed."""

    platform = Platform.LINUX

    def __init__(self, code: int | None) -> None:
        self._code = code

    def change(self, _: object) -> Output:
        if self._code is None:
            raise UnavailableError(N_("not installed"))
        return Output(self._code, "", "")


@pytest.mark.parametrize("code", [1, None])
def test_a_recording_that_fails_is_not_called_a_sound_that_cannot_be_played(code: int | None) -> None:
    with pytest.raises(StepError, match="recorded"):
        tryout.record(Linux(code), Path("x.wav"))  # type: ignore[arg-type]
    with pytest.raises(StepError, match="played"):
        tryout.play(Linux(code), Path("x.wav"))  # type: ignore[arg-type]


def test_one_program_that_works_is_enough() -> None:
    tryout.record(Linux(0), Path("x.wav"))  # type: ignore[arg-type]
    tryout.play(Linux(0), Path("x.wav"))  # type: ignore[arg-type]
