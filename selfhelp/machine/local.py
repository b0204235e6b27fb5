"""This computer, answered for real: every program, file and setting is read and changed through here."""

from __future__ import annotations

import base64
import logging
import os
import stat
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from selfhelp.core.errors import (
    AnswerFailure,
    Cause,
    ProbeError,
    SelfhelpError,
    StepError,
    first_meaningful_line,
)
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import (
    Action,
    Command,
    File,
    Native,
    Output,
    PowerShell,
    PropertyList,
    Reading,
    Registry,
    Source,
    powershell,
)
from selfhelp.machine.organisation import PolicyTables

_log = logging.getLogger(__name__)

OPEN_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)  # a named pipe without a writer would hold us for ever
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)  # Windows
)

HIVES: Mapping[str, str] = {"HKLM": "HKEY_LOCAL_MACHINE", "HKCU": "HKEY_CURRENT_USER"}


class LocalMachine:
    """This computer. Foreign errors are translated here, at the border."""

    def __init__(self, platform: Platform, told: Callable[[], PolicyTables] = PolicyTables) -> None:
        """Create the machine; nothing is read yet.

        Args:
            platform: which system this is.
            told: returns what the organisation told this computer; without it, nothing.
        """
        self.platform = platform
        self._told = told
        self._sources: Mapping[type, Callable[[Any], Json]] = {
            File: read_file,
            PropertyList: read_property_list,
            Registry: read_registry,
            PowerShell: self._power_shell,
            Reading: self._reading,
        }

    def run(self, command: Command) -> Output:
        """Start a program that only reads, and wait for it.

        Raises:
            ProbeError: it is not installed, or did not end in time.
        """
        from selfhelp.machine import child  # loads subprocess, which an idle tray does not need

        return child.run(command, self.platform)

    def read(self, source: Source) -> Json:
        """Return plain data from a source.

        Raises:
            ProbeError: the source gave no usable answer.
        """
        try:
            return self._sources[type(source)](source)
        except SelfhelpError:
            raise
        except Exception as error:  # libraries raise what they like: whatever it is, it isn't an answer
            _log.info("no answer from %r", source, exc_info=True)
            message = N_("This computer returned an unexpected response.")
            raise ProbeError(message, detail=repr(error), why=_failure_cause(source, error)) from error

    def change(self, action: Action) -> Json:
        """Run an action that changes something. A `Command` returns its `Output`, whatever its exit status.

        Raises:
            StepError: it could not be done.
        """
        try:
            return self.run(action) if isinstance(action, Command) else self._call_function(action)
        except ProbeError as error:
            raise StepError(error.message, detail=error.detail) from error
        except SelfhelpError:
            raise
        except Exception as error:
            _log.info("not done: %r", action, exc_info=True)
            raise StepError(N_("This couldn't be done."), detail=repr(error)) from error

    def together(self, sources: Sequence[PowerShell], seconds: float) -> powershell.BatchResult:
        """Run several scripts in one Windows PowerShell process."""
        return powershell.run_batch(self.run, sources, seconds)

    def _reading(self, source: Reading) -> Json:
        if source.progress is None:
            return self._call_function(source)
        return self._call_function(source, progress=source.progress)

    def _call_function(self, asked: Reading | Native, **further: object) -> Json:
        if asked.told:
            further["told"] = self._told()
        return asked.function(**asked.params, **further)

    def _power_shell(self, source: PowerShell) -> Json:
        return self.together([source], source.timeout).answer_at(0)


def _failure_cause(source: Source, error: Exception) -> AnswerFailure:
    """Return why one of our own readings failed; the file isn't logged."""
    asked = source.name if isinstance(source, Reading) else type(source).__name__
    number = getattr(error, "winerror", None) or getattr(error, "errno", None)
    fact = type(error).__name__ + (f" {number}" if number else "")
    cause = Cause.DENIED if isinstance(error, PermissionError) else Cause.FAILED
    return AnswerFailure(asked, cause, fact, first_meaningful_line(str(error)))


def read_bytes(path: str, limit: int) -> bytes | None:
    """Return the start of a regular file, or None if there is none; ``~/`` is the user's home.

    A pipe, a device or a socket is never waited for.

    Raises:
        ProbeError: it is something else than a file.
        OSError: it cannot be read.
    """
    full = Path(path).expanduser() if path.startswith("~/") else Path(path)
    try:
        descriptor = os.open(full, OPEN_FLAGS)
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ProbeError(N_("{path} isn't a file.", path=path))
        return _read_at_most(descriptor, limit)
    finally:
        os.close(descriptor)


def _read_at_most(descriptor: int, limit: int) -> bytes:
    kept = bytearray()
    while len(kept) < limit and (block := os.read(descriptor, limit - len(kept))):
        kept += block
    return bytes(kept)


def read_file(source: File) -> str | None:
    """Return the text of a file, or None if there is none."""
    data = read_bytes(source.path, source.limit)
    return None if data is None else data.decode("utf-8", "replace")


def read_property_list(source: PropertyList) -> Json:
    """Return a macOS property list as plain data, or None if there is none."""
    import plistlib

    data = read_bytes(source.path, 10_000_000)
    return None if data is None else _plain(plistlib.loads(data))


def read_registry(source: Registry) -> Json:
    """Return one value of the Windows registry, or None if it doesn't exist.

    The 64-bit view is read whatever this program is; raw bytes come back in base 64.
    """
    winreg: Any = import_module("winreg")
    hive, _, path = source.key.partition("\\")
    try:
        access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
        with winreg.OpenKey(getattr(winreg, HIVES[hive]), path, 0, access) as key:
            return _plain(winreg.QueryValueEx(key, source.value)[0])
    except FileNotFoundError:
        return None


def _plain(value: Any) -> Json:
    """Convert a value of a property list or the registry to JSON data."""
    import plistlib

    match value:
        case dict():
            return {str(name): _plain(inner) for name, inner in value.items()}
        case list():
            return [_plain(inner) for inner in value]
        case bytes():
            return base64.b64encode(value).decode("ascii")
        case datetime():
            return f"{value.isoformat()}Z"  # property lists hold UTC
        case plistlib.UID():
            return int(value)
        case _:
            return value
