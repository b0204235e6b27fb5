"""A Mac that is pretended: its folders below one, and programs of its system that write down their calls."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.people import ROOT

SCRIPTS = ROOT / "installer" / "macos" / "scripts"
SYSTEM = ("launchctl", "chown", "pkgutil")
PLACES = ("/Applications", "/Library", "/private")


@dataclass
class Mac:
    """One Mac.

    Attributes:
        folder: stands for its root.
        desktops: accounts that are signed in to a desktop.
        trays: process and account of each tray that runs; the processes are real.
    """

    folder: Path
    desktops: Sequence[int] = ()
    trays: dict[int, int] = field(default_factory=dict)
    launchctl: int = 0

    def __post_init__(self) -> None:
        self.bin = self.folder / "bin"
        self.log = self.folder / "called"
        self.bin.mkdir(parents=True)
        self.log.touch()
        for name in SYSTEM:
            status = self.launchctl if name == "launchctl" else 0
            self._program(name, f'echo "{name} $*" >>{self.log}\nexit {status}')
        self._program("id", "echo 0")
        app = f"{self.folder}/Applications/selfhelp.app/Contents/MacOS/selfhelp"
        lines = ["shift; case $1 in uid=*)"]
        lines += [
            f"echo '  {uid} /System/Library/CoreServices/Finder.app/Contents/MacOS/Finder'"
            for uid in self.desktops
        ]
        lines += [
            f"echo '  {uid} /System/Library/CoreServices/Dock.app/Contents/MacOS/Dock'"
            for uid in self.desktops
        ]
        lines += [
            "echo '    0 /System/Library/CoreServices/loginwindow.app/Contents/MacOS/loginwindow'",
            ";; *)",
        ]
        # One that has ended stays a zombie until the test asks for its status.
        lines += [
            f"grep -qs '^State:.[^Z]' /proc/{pid}/status && echo '{pid} {uid} {app}'"
            for pid, uid in self.trays.items()
        ]
        lines += ["echo '1 0 /sbin/launchd'", ";; esac"]
        self._program("ps", "\n".join(lines))

    def _program(self, name: str, body: str) -> None:
        (self.bin / name).write_text(f"#!/bin/sh\n{body}\n")
        (self.bin / name).chmod(0o755)

    def at(self, place: str) -> Path:
        """Return where a place of the Mac is."""
        return self.folder / place.lstrip("/")

    def run(self, shell: str, script: Path, *arguments: str) -> Sequence[str]:
        """Run a script of the package on this Mac and return what it called; it must succeed."""
        copied = self.folder / "scripts"
        copied.mkdir(exist_ok=True)
        places = (SCRIPTS / "places.sh").read_text("utf-8")
        for place in PLACES:
            places = places.replace(f"={place}", f"={self.folder}{place}").replace(
                f'="{place}', f'="{self.folder}{place}'
            )
        places = places.replace("PATH=/usr/bin", f"PATH={self.bin}:/usr/bin")
        (copied / "places.sh").write_text(places)
        (copied / script.name).write_text(script.read_text("utf-8"))
        before = len(self.log.read_text().splitlines())
        done = subprocess.run(
            [shell, copied / script.name, *arguments], capture_output=True, text=True, timeout=60, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
        return [line.replace(str(self.folder), "") for line in self.log.read_text().splitlines()[before:]]
