"""The local computer: runs programs, reads files and settings, and makes changes."""

from __future__ import annotations

import base64
import logging
import os
import stat
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selfhelp.core.errors import (
    AnswerFailure,
    Cause,
    ProbeError,
    SelfhelpError,
    StepError,
    find_first_meaningful_line,
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
)
from selfhelp.machine.organisation import PolicyTables

if TYPE_CHECKING:
    from selfhelp.machine.powershell import BatchResult

_log = logging.getLogger(__name__)

OPEN_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)  # opening a named pipe without a writer would block for ever
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)  # Windows
)

HIVES: Mapping[str, str] = {"HKLM": "HKEY_LOCAL_MACHINE", "HKCU": "HKEY_CURRENT_USER"}


class LocalMachine:
    """The local computer; errors of libraries are raised as this app's own errors."""

    def __init__(self, platform: Platform, told: Callable[[], PolicyTables] = PolicyTables) -> None:
        """Create the machine without reading anything.

        Args:
            platform: the system to read.
            told: returns the organisation's settings for this computer; by default, empty settings.
        """
        self.platform = platform
        self._told = told
        self._sources: Mapping[type, Callable[[Any], Json]] = {
            File: _read_file,
            PropertyList: _read_property_list,
            Registry: _read_registry,
            PowerShell: self._run_script,
            Reading: self._read_source,
        }

    def run(self, command: Command) -> Output:
        """Run a program that only reads, wait for it to end, and return its output.

        Raises:
            ProbeError: the program isn't installed, or timed out.
        """
        from selfhelp.machine import child  # loads subprocess, which an idle tray app doesn't need

        return child.run(command, self.platform)

    def read(self, source: Source) -> Json:
        """Read a source and return plain data.

        Raises:
            ProbeError: the source couldn't be read.
        """
        try:
            return self._sources[type(source)](source)
        except SelfhelpError:
            raise
        except Exception as error:  # libraries raise arbitrary exceptions; each one means there's no answer
            _log.info("no answer from %r", source, exc_info=True)
            message = N_("This computer returned an unexpected response.")
            raise ProbeError(message, detail=repr(error), why=_find_failure_cause(source, error)) from error

    def change(self, action: Action) -> Json:
        """Run an action that changes the computer.

        A `Command` returns its `Output`, whatever its exit status.

        Raises:
            StepError: the change failed.
        """
        try:
            return self.run(action) if isinstance(action, Command) else self._call_function(action)
        except ProbeError as error:
            raise StepError(error.message, detail=error.detail) from error
        except SelfhelpError:
            raise
        except Exception as error:
            _log.info("not done: %r", action, exc_info=True)
            raise StepError(N_("The action couldn't be completed."), detail=repr(error)) from error

    def run_scripts(self, sources: Sequence[PowerShell], seconds: float) -> BatchResult:
        """Run several scripts in one Windows PowerShell process, and return their results."""
        from selfhelp.machine import powershell  # only for Windows

        return powershell.run_batch(self.run, sources, seconds)

    def _read_source(self, source: Reading) -> Json:
        if source.progress is None:
            return self._call_function(source)
        return self._call_function(source, progress=source.progress)

    def _call_function(self, asked: Reading | Native, **further: object) -> Json:
        if asked.told:
            further["told"] = self._told()
        return asked.function(**asked.params, **further)

    def _run_script(self, source: PowerShell) -> Json:
        return self.run_scripts([source], source.timeout).get_answer_at(0)


def _find_failure_cause(source: Source, error: Exception) -> AnswerFailure:
    """Return the reason why a reading failed, for the log; file paths are left out."""
    asked = source.name if isinstance(source, Reading) else type(source).__name__
    number = getattr(error, "winerror", None) or getattr(error, "errno", None)
    fact = type(error).__name__ + (f" {number}" if number else "")
    cause = Cause.DENIED if isinstance(error, PermissionError) else Cause.FAILED
    return AnswerFailure(asked, cause, fact, find_first_meaningful_line(str(error)))


def read_bytes(path: str, limit: int) -> bytes | None:
    """Return the start of a regular file, or None if it doesn't exist; ``~/`` is the user's home.

    Never blocks on a pipe, a device or a socket.

    Raises:
        ProbeError: the path isn't a regular file.
        OSError: the file can't be read.
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


def _read_file(source: File) -> str | None:
    """Return the text of a file, or None if it doesn't exist."""
    data = read_bytes(source.path, source.limit)
    return None if data is None else data.decode("utf-8", "replace")


def _read_property_list(source: PropertyList) -> Json:
    """Return a macOS property list as plain data, or None if it doesn't exist."""
    import plistlib

    data = read_bytes(source.path, 10_000_000)
    return None if data is None else _to_json_data(plistlib.loads(data))


def _read_registry(source: Registry) -> Json:
    """Return one value of the Windows registry, or None if it doesn't exist.

    Always uses the 64-bit view; binary values are returned in Base64.
    """
    winreg: Any = import_module("winreg")
    hive, _, path = source.key.partition("\\")
    try:
        access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
        with winreg.OpenKey(getattr(winreg, HIVES[hive]), path, 0, access) as key:
            return _to_json_data(winreg.QueryValueEx(key, source.value)[0])
    except FileNotFoundError:
        return None


def _to_json_data(value: Any) -> Json:
    """Return a value of a property list or the registry as JSON data."""
    import plistlib

    match value:
        case dict():
            return {str(name): _to_json_data(inner) for name, inner in value.items()}
        case list():
            return [_to_json_data(inner) for inner in value]
        case bytes():
            return base64.b64encode(value).decode("ascii")
        case datetime():
            return f"{value.isoformat()}Z"  # property lists store UTC
        case plistlib.UID():
            return int(value)
        case _:
            return value
