"""The child that takes a picture: it gets the session, and never the token."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from selfhelp.core.errors import UnavailableError
from selfhelp.machine.capture import screenshot_process


def test_the_token_stays_in_this_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spy = tmp_path / "python"
    spy.write_text(f"#!/bin/sh\nenv > {tmp_path}/env\n")
    spy.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(spy))
    monkeypatch.setenv("SELFHELP_TOKEN", "s3cr3t")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-9")
    assert screenshot_process.run_screenshot_cli(["-o", "x.png"]) == (0, "")
    seen = (tmp_path / "env").read_text()
    assert "WAYLAND_DISPLAY=wayland-9" in seen
    assert "s3cr3t" not in seen


def test_a_child_that_does_not_start_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    with pytest.raises(UnavailableError, match="couldn't be taken"):
        screenshot_process.run_screenshot_cli([])
