"""What an operation of the helper is: its ways by system, its parameters, and who may have it done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from selfhelp.core.model import Platform
from selfhelp.core.text import Text

SYSTEMD = "/run/systemd/system"
"""It exists where systemd runs the computer (sd_booted(3))."""


class TrustLevel(StrEnum):
    """Who may have it done."""

    HARMLESS = "harmless"
    """Anyone who sits at the computer, without a password."""
    ADMIN = "admin"
    """Only an administrator, who types a password."""


PROVES_ADMINISTRATOR = frozenset({Platform.LINUX, Platform.WINDOWS})
"""Where the way to the helper proves an administrator: polkit was asked for this very operation, or the
access list of a scheduled task lets no one else start it. The socket of macOS proves an account, no more."""


@dataclass(frozen=True, slots=True)
class ChoiceParameter:
    """A parameter that is one of these words."""

    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IntParameter:
    """A parameter that is a whole number between two bounds, both allowed."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class ListParameter:
    """A parameter that is a name the helper reads itself, chosen by its fingerprint (`lists`)."""

    list: str


Parameter = ChoiceParameter | IntParameter | ListParameter


@dataclass(frozen=True, slots=True)
class PlatformCommand:
    """The commands of an operation on one platform.

    Attributes:
        commands: programs with an absolute path and fixed arguments, run one after the other whatever
            the one before said. An argument ``{name}`` stands for the parameter of this name,
            ``{name.queue}`` for the print queue that belongs to a printer's address.
        params: what it takes.
        needs: a path that exists where this way works; empty: the first program is enough.
        timeout: seconds that each program may take.
    """

    commands: tuple[tuple[str, ...], ...]
    params: Mapping[str, Parameter] = field(default_factory=dict)
    needs: str = ""
    timeout: float = 30.0


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing the helper does.

    Attributes:
        id: as a step and a policy spell it.
        title: what it does, for the user and the administrator.
        ways: by system; if there are several, the first that this computer has.
        trust: who may have it done.
        hourly: how often in an hour.
        undo: the operation that is the way back, or empty.
    """

    id: str
    title: Text
    ways: Mapping[Platform, tuple[PlatformCommand, ...]]
    trust: TrustLevel = TrustLevel.HARMLESS
    hourly: int = 6
    undo: str = ""


def systemctl_command(verb: str, *units: str) -> PlatformCommand:
    """Return a systemctl command; ``--no-ask-password``, because no one is there to answer (systemctl(1))."""
    return PlatformCommand(
        (("/usr/bin/systemctl", "--no-ask-password", verb, *units),), needs=SYSTEMD, timeout=60
    )


def powershell_command(script: str, timeout: float = 60) -> PlatformCommand:
    """Return a PowerShell command: a constant script for the system's own PowerShell."""
    program = "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe"
    options = ("-NoLogo", "-NoProfile", "-NonInteractive", "-Command")
    return PlatformCommand(
        ((program, *options, f"$ErrorActionPreference='Stop'; {script}"),), timeout=timeout
    )


def commands_by_platform(
    linux: tuple[PlatformCommand, ...] = (),
    macos: PlatformCommand | None = None,
    windows: PlatformCommand | None = None,
) -> Mapping[Platform, tuple[PlatformCommand, ...]]:
    """Return the ways by system, without the systems that have none."""
    rows = {
        Platform.LINUX: linux,
        Platform.MACOS: (macos,) if macos else (),
        Platform.WINDOWS: (windows,) if windows else (),
    }
    return MappingProxyType({platform: some for platform, some in rows.items() if some})
