"""Defines an operation: its commands by platform, its parameters, and its required permission."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from selfhelp.core.model import Platform
from selfhelp.core.text import Text

SYSTEMD = "/run/systemd/system"
"""Path that exists if systemd runs the computer (sd_booted(3))."""


class TrustLevel(StrEnum):
    """The permission needed for an operation."""

    HARMLESS = "harmless"
    """For every user at the computer, without a password."""
    ADMIN = "admin"
    """For administrators only, who type a password."""


PROVES_ADMINISTRATOR = frozenset({Platform.LINUX, Platform.WINDOWS})
"""Platforms whose transport proves an administrator: polkit was asked for this operation, or the access
list of a scheduled task lets no one else start it. The macOS socket only proves an account."""


@dataclass(frozen=True, slots=True)
class ChoiceParameter:
    """A parameter whose value is one of several fixed words."""

    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IntParameter:
    """A parameter whose value is a whole number between two inclusive bounds."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class ListParameter:
    """A parameter chosen by fingerprint from names that the helper reads itself (`parameters`)."""

    list: str


Parameter = ChoiceParameter | IntParameter | ListParameter


@dataclass(frozen=True, slots=True)
class PlatformCommand:
    """The commands of an operation on one platform.

    Attributes:
        commands: programs with an absolute path and fixed arguments, run one after the other regardless of
            the previous result. An argument ``{name}`` is replaced by that parameter, ``{name.queue}`` by the
            print queue of a printer's address.
        params: its parameters.
        needs: a path that exists if this command is available; empty if the first program suffices.
        timeout: seconds that each program may take.
    """

    commands: tuple[tuple[str, ...], ...]
    params: Mapping[str, Parameter] = field(default_factory=dict)
    needs: str = ""
    timeout: float = 30.0


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the helper.

    Attributes:
        id: its ID in steps and policy.
        title: its description for users and administrators.
        ways: its commands by platform; if there are several, the first available one is used.
        trust: the permission needed.
        hourly: maximum number of runs per hour.
        undo: ID of the reverse operation, or empty.
    """

    id: str
    title: Text
    ways: Mapping[Platform, tuple[PlatformCommand, ...]]
    trust: TrustLevel = TrustLevel.HARMLESS
    hourly: int = 6
    undo: str = ""


def make_systemctl_command(verb: str, *units: str) -> PlatformCommand:
    """Return a systemctl command with ``--no-ask-password``, as the helper can't answer (systemctl(1))."""
    return PlatformCommand(
        (("/usr/bin/systemctl", "--no-ask-password", verb, *units),), needs=SYSTEMD, timeout=60
    )


def make_powershell_command(script: str, timeout: float = 60) -> PlatformCommand:
    """Return a command that runs a constant script in the system's own PowerShell."""
    program = "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe"
    options = ("-NoLogo", "-NoProfile", "-NonInteractive", "-Command")
    return PlatformCommand(
        ((program, *options, f"$ErrorActionPreference='Stop'; {script}"),), timeout=timeout
    )


def map_commands_by_platform(
    linux: tuple[PlatformCommand, ...] = (),
    macos: PlatformCommand | None = None,
    windows: PlatformCommand | None = None,
) -> Mapping[Platform, tuple[PlatformCommand, ...]]:
    """Return the commands by platform; platforms without commands are omitted."""
    rows = {
        Platform.LINUX: linux,
        Platform.MACOS: (macos,) if macos else (),
        Platform.WINDOWS: (windows,) if windows else (),
    }
    return MappingProxyType({platform: some for platform, some in rows.items() if some})
