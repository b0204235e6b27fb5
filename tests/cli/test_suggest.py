"""selfhelp suggest: what it lists is a match, and only without any it says that nothing was found."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfhelp.cli import main


@pytest.mark.parametrize(
    ("words", "is_found"), [("asdf qwer", True), ("I want to talk to a person", False), ("help", False)]
)
def test_nothing_is_listed_and_then_not_found(
    own_home: Path, capsys: pytest.CaptureFixture[str], words: str, is_found: bool
) -> None:
    assert main.run(["suggest", words, "--lang", "en"]) == 0
    *listed, last = capsys.readouterr().out.splitlines()
    assert bool(listed) is is_found
    assert last.endswith("o contact the help desk, run: selfhelp send --help")
    assert ("No matching fix found." in last) is not is_found
