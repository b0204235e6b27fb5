"""What a person tries says of itself what did not work."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfhelp.core.errors import StepError, UnavailableError
from selfhelp.core.model import Platform
from selfhelp.core.text import N_
from selfhelp.machine import Output
from selfhelp.machine.audio import device_test


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
        device_test.record_microphone(Linux(code), Path("x.wav"))  # type: ignore[arg-type]
    with pytest.raises(StepError, match="played"):
        device_test.play_sound(Linux(code), Path("x.wav"))  # type: ignore[arg-type]


def test_one_program_that_works_is_enough() -> None:
    device_test.record_microphone(Linux(0), Path("x.wav"))  # type: ignore[arg-type]
    device_test.play_sound(Linux(0), Path("x.wav"))  # type: ignore[arg-type]
