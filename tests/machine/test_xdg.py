"""Where a desktop keeps a person's things: a variable counts only where it names a whole path."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfhelp.machine import xdg


@pytest.mark.parametrize(
    ("value", "found"),
    [("/srv/anna", "/srv/anna"), ("", "/home/anna/.config"), ("etc", "/home/anna/.config")],
)
def test_relative_values_count_as_not_set(monkeypatch: pytest.MonkeyPatch, value: str, found: str) -> None:
    monkeypatch.setenv("HOME", "/home/anna")
    monkeypatch.setenv("XDG_CONFIG_HOME", value)
    assert xdg.find_config_folder() == Path(found)
