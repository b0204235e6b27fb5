"""A Windows that is only imitated: starts programs under Wine, with a screen and a registry of their own."""

from __future__ import annotations

import csv
import json
import os
import re
import select
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

PROGRAMS = "C:\\Program Files\\selfhelp"


class Wine:
    """One imitated computer, with one person who is an administrator."""

    def __init__(self, prefix: Path, display: str) -> None:
        self.prefix = prefix
        self.drive = prefix / "drive_c"
        self.installed = self.drive / "Program Files" / "selfhelp"
        self.machine = self.drive / "ProgramData" / "selfhelp"
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.environment = {
            **kept,
            "DISPLAY": display,
            "WINEPREFIX": str(prefix),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml=",
        }

    def run(
        self, *argv: str, timeout: float = 180, told: bytes = b"", **more: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a program to its end; it reads ``told``, and ``more`` goes into its environment."""
        with TemporaryFile() as out, TemporaryFile() as err:  # a pipe would stay open in what it starts
            done = subprocess.run(
                ["wine", *argv],
                env={**self.environment, **more},
                input=told,
                stdout=out,
                stderr=err,
                timeout=timeout,
                check=False,
            )
            said = [_read(stream) for stream in (out, err)]
        return subprocess.CompletedProcess(argv, done.returncode, *said)

    def start(self, *argv: str) -> subprocess.Popen[bytes]:
        """Start a program that stays."""
        nowhere = subprocess.DEVNULL
        command = ["wine", *argv]
        return subprocess.Popen(command, env=self.environment, stdin=nowhere, stdout=nowhere, stderr=nowhere)

    def selfhelp(
        self, *words: str, timeout: float = 180, told: bytes = b"", **more: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command of the installed program."""
        return self.run(f"{PROGRAMS}\\selfhelp.exe", *words, timeout=timeout, told=told, **more)

    def told(self, *words: str) -> Any:
        """Return what a command of the installed program says as JSON."""
        done = self.selfhelp(*words, "--json")
        try:
            return json.loads(done.stdout)
        except ValueError:
            raise AssertionError((words, done.returncode, done.stdout[-2000:], done.stderr[-2000:])) from None

    def msiexec(self, *words: str) -> int:
        """Have the installer do something without a question; its log is beside the prefix."""
        log = path_of(self.prefix.parent / "msi.log")
        return self.run("msiexec", *words, "/qn", "/l*v", log, timeout=300).returncode

    def registry(self, key: str) -> Mapping[str, str]:
        """Return the values of a key, also of one in the 64-bit view; none where it is not there."""
        done = self.run("reg", "query", key)
        found = re.findall(r"^    (.+?)    REG_\w+    ?(.*?)\r?$", done.stdout, re.MULTILINE)
        return dict(found) if done.returncode == 0 else {}

    def running(self, program: str) -> Sequence[int]:
        """Return the processes of a program of ours in this prefix."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                line = (folder / "cmdline").read_bytes().decode("utf-8", "replace").replace("\0", " ")
                ours = f"WINEPREFIX={self.prefix}".encode() in (folder / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            if ours and line.startswith(f"{PROGRAMS}\\{program}"):
                found.append(int(folder.name))
        return found

    def numbers(self, program: str) -> Sequence[int]:
        """Return the numbers that Windows gives the processes of a program of ours."""
        lines = self.run("tasklist", "/fo", "csv", "/nh").stdout.splitlines()
        return [int(row[1]) for row in csv.reader(lines) if row and row[0].lower() == program]

    def files(self) -> frozenset[str]:
        """Return what lies on the drive; what Wine and Windows keep for themselves is left out."""
        own = re.compile(
            r"/Temp/|/windows/(Installer|temp|inf|logs|Prefetch)/|/(INetCache|Recent)/", re.IGNORECASE
        )
        names = (p.relative_to(self.drive).as_posix() for p in self.drive.rglob("*") if not p.is_symlink())
        return frozenset(name for name in names if not own.search(f"/{name}/"))

    def end(self) -> None:
        """End everything that runs in this prefix."""
        for option in ("-k", "-w"):
            subprocess.run(["wineserver", option], env=self.environment, check=False, timeout=60)


def _read(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode("utf-8", "replace").replace("\r\n", "\n")


def path_of(path: Path) -> str:
    """Return a path of ours as Wine names it."""
    return "Z:" + str(path.resolve()).replace("/", "\\")


@contextmanager
def screen() -> Iterator[str]:
    """Give a screen of its own, with someone who shows signs where there is one; yields its name."""
    reading, writing = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(writing),
        "-screen",
        "0",
        "1280x800x24",
        "-nolisten",
        "tcp",
        "-noreset",
    ]
    nowhere = subprocess.DEVNULL
    server = subprocess.Popen(command, pass_fds=[writing], stdout=nowhere, stderr=nowhere)
    os.close(writing)
    try:
        assert select.select([reading], [], [], 20)[0], "Xvfb did not start"
        display = ":"
        while not display.endswith("\n"):  # it writes the number and the newline separately
            display += os.read(reading, 64).decode()
        with tray_of(display.strip()):
            yield display.strip()
    finally:
        os.close(reading)
        server.terminate()
        server.wait(60)


@contextmanager
def tray_of(display: str) -> Iterator[None]:
    """Show signs on a screen."""
    if shutil.which("stalonetray") is None:
        yield
        return
    nowhere = subprocess.DEVNULL
    host = subprocess.Popen(
        ["stalonetray"], env={**os.environ, "DISPLAY": display}, stdout=nowhere, stderr=nowhere
    )
    try:
        yield
    finally:
        host.terminate()
        host.wait(60)
