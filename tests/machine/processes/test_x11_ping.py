"""Pings of windows; that they find a window that does not answer is shown in the laboratory."""

from __future__ import annotations

import pytest

from selfhelp.machine.processes.x11_ping import find_unresponsive_pids


@pytest.mark.parametrize("display", ["", ":4711", "nowhere.invalid:0"])
def test_without_an_x_server_no_app_is_called_frozen(monkeypatch: pytest.MonkeyPatch, display: str) -> None:
    monkeypatch.setenv("DISPLAY", display)
    assert find_unresponsive_pids() == ()
