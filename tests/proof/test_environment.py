"""A proof names the system, and says where it is Wine."""

from __future__ import annotations

from typing import Any

import pytest

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Platform
from selfhelp.core.text import N_
from selfhelp.machine import PowerShell, Reading, Registry, Source
from selfhelp.machine.system import program_environment
from selfhelp.proof.environment import read_environment
from tests.proof.computers import Computer

OWN = {
    "packaged": True,
    "python": "3.13.0",
    "desktop": "",
    "display_server": "",
    "wine": "",
    "system": "Windows 11",
    "build": "10.0.26100",
    "architecture": "AMD64",
}


class Windows(Computer):
    def __init__(self, wine: str = "", power_shell: bool = True) -> None:
        super().__init__(Platform.WINDOWS)
        self._wine, self._run_script = wine, power_shell

    def read(self, source: Source) -> Any:
        if isinstance(source, Registry):
            return {"DisplayVersion": "24H2", "UBR": 1742, "LocaleName": "fr-FR"}.get(source.value)
        if isinstance(source, Reading):
            kernel = {"name": "PC", "release": "11", "architecture": "AMD64", "booted": None}
            read = {"locale": "", "zone": "", "desktop": "", **kernel}
            return read if "kernel" in source.name else {**OWN, "wine": self._wine}
        assert isinstance(source, PowerShell)
        if not self._run_script:
            raise ProbeError(N_("Blocked."))
        return [{"Caption": "Microsoft Windows 11 Pro", "Version": "10.0.26100", "Model": "Latitude 5440"}]


@pytest.mark.parametrize(
    ("computer", "system", "build"),
    [
        (Windows(), "Windows 11 Pro 24H2", "10.0.26100.1742"),
        (Windows(power_shell=False), "Windows 11", "10.0.26100"),
        (Windows(wine="10.0"), "Wine 10.0", "10.0.26100.1742"),
    ],
)
def test_the_system_is_named(computer: Windows, system: str, build: str) -> None:
    told = read_environment(computer)
    assert (told["system"], told["build"], told["architecture"]) == (system, build, "AMD64")
    assert "name" not in told


def test_this_program_knows_what_it_runs_in(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_SESSION_TYPE", "WAYLAND_DISPLAY", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    told = program_environment.read_program_environment("linux")
    assert (told["display_server"], told["wine"], told["packaged"]) == ("x11", "", False)
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert program_environment.read_program_environment("linux")["display_server"] == "wayland"
    monkeypatch.setenv("XDG_SESSION_TYPE", "tty")
    assert program_environment.read_program_environment("linux")["display_server"] == "tty"
