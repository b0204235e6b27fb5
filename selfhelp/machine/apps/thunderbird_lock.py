"""Thunderbird's profile lock: the process that created it, and removing it.

The lock is the link ``lock`` in the profile, ``ADDRESS:+PID`` of the computer and process that opened it. The
plus means that the file ``.parentlock`` is locked as well, so that Thunderbird detects a stale lock itself.
Without the plus it relies on the PID alone: it doesn't start while any process has this PID, or if the
address is another computer's (nsProfileLock.cpp; tested with Thunderbird 153 on Debian 13).
"""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Machine, Native, Reading, Row, Step
from selfhelp.machine.apps.known_apps import PROGRAMS, read_program_name, require_program_closed
from selfhelp.machine.apps.thunderbird import find_mail_profile_folder

MARK = re.compile(r"[0-9a-fA-F.:]{1,60}:\+?[0-9]{1,10}")
"""Pattern of a lock's target: an address and a PID."""


@dataclass(frozen=True, slots=True)
class ThunderbirdLock:
    """A profile lock, and the state of the process that created it.

    Attributes:
        target: the target of the link. External text.
        held: whether Thunderbird detects a stale lock itself (the plus).
        ours: whether the address is this computer's.
        program: the program with this PID now; "" if there is none.
    """

    target: str
    held: bool
    ours: bool
    program: str

    @property
    def blocks_start(self) -> bool:
        """Whether the lock keeps Thunderbird from starting; valid only while Thunderbird isn't running."""
        return not self.held and (bool(self.program) or not self.ours)


def scan_profile_lock() -> Json:
    """Return the profile's lock, or None if there is none."""
    folder = find_mail_profile_folder()
    try:
        target = str((folder / "lock").readlink()) if folder else ""
    except OSError:  # none, or another file of this name, which Thunderbird replaces
        return None
    address, colon, number = target.rpartition(":")
    if not colon or not MARK.fullmatch(target):
        return None
    return {
        "target": target,
        "held": number.startswith("+"),
        "ours": address == _find_own_address(),
        "program": read_program_name(int(number.lstrip("+"))),
    }


def _find_own_address() -> str:
    """Return this computer's address as Thunderbird looks it up: by the computer's own host name."""
    try:
        return socket.gethostbyname(socket.gethostname())
    except OSError:
        return "127.0.0.1"


def read_profile_lock(machine: Machine) -> ThunderbirdLock | None:
    """Return the lock, or None if there is none.

    Raises:
        ProbeError: the lock couldn't be read.
    """
    answer = machine.read(Reading(scan_profile_lock))
    return None if answer is None else ThunderbirdLock(**answer)


def remove_lock_link(target: str) -> Json:
    """Remove the lock if it is unchanged; return false if it no longer exists.

    Raises:
        StepError: the lock has changed since.
    """
    folder = find_mail_profile_folder()
    if folder is None or not os.path.lexists(folder / "lock"):
        return False
    if str((folder / "lock").readlink()) != target:
        raise StepError(N_("Thunderbird was opened in the meantime. Check again."), detail=target)
    (folder / "lock").unlink()
    return True


def restore_lock_link(target: str) -> Json:
    """Create the lock link with this target again; return true.

    Raises:
        StepError: the target isn't a valid lock, or another lock exists.
    """
    folder = find_mail_profile_folder()
    if folder is None or not MARK.fullmatch(target) or os.path.lexists(folder / "lock"):
        raise StepError(N_("Thunderbird was opened in the meantime. Check again."), detail=target[:80])
    (folder / "lock").symlink_to(target)
    return True


def _remove_lock_of_step(step: RemoveMailLock, machine: Machine, _: Progress) -> str | None:
    require_program_closed(machine, "thunderbird")
    return (
        f"removed {step.target}"
        if machine.change(Native(remove_lock_link, {"target": step.target}))
        else None
    )


def _restore_lock_of_step(step: RestoreMailLock, machine: Machine, _: Progress) -> str:
    require_program_closed(machine, "thunderbird")
    machine.change(Native(restore_lock_link, {"target": step.target}))
    return f"made again: {step.target}"


@dataclass(frozen=True, slots=True)
class RemoveMailLock(Step):
    """Step that removes Thunderbird's stale lock; Thunderbird must be closed."""

    target: str

    name: ClassVar[str] = "remove-mail-lock"
    duration: ClassVar[timedelta] = timedelta(seconds=2)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.LINUX: _remove_lock_of_step})

    def describe_action(self) -> Text:
        """Return the sentence shown before removing the lock file."""
        return N_("Remove the lock file of {program}.", program=PROGRAMS["thunderbird"].title)

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that creates the lock file again."""
        return RestoreMailLock(self.target)


@dataclass(frozen=True, slots=True)
class RestoreMailLock(Step):
    """Step that restores a lock that was removed."""

    target: str

    name: ClassVar[str] = "restore-mail-lock"
    duration: ClassVar[timedelta] = timedelta(seconds=2)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.LINUX: _restore_lock_of_step})

    def describe_action(self) -> Text:
        """Return the sentence shown before restoring the lock file."""
        return N_("Restore the lock file of {program}.", program=PROGRAMS["thunderbird"].title)
