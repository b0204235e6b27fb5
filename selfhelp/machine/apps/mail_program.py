"""Opens a message in the user's own email program, where they can send it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import StepError
from selfhelp.core.model import Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, Machine, Native, Row, Step
from selfhelp.machine.guidance.settings_pages import open_address_with_default_app


def _open_mail_program_windows(step: OpenMail, machine: Machine, _progress: Progress) -> str:
    machine.change(Native(open_address_with_default_app, {"address": step.target}))
    return step.target


def _open_mail_program_macos(step: OpenMail, machine: Machine, _progress: Progress) -> str:
    return _run_or_raise(machine, ("open", step.target))


def _open_mail_program_linux(step: OpenMail, machine: Machine, _progress: Progress) -> str:
    return _run_or_raise(machine, ("xdg-open", step.target))


def _run_or_raise(machine: Machine, argv: tuple[str, str]) -> str:
    if machine.change(Command(argv)).code != 0:
        raise StepError(N_("No email app could be opened."), detail=argv[1][:200])
    return argv[1]


@dataclass(frozen=True, slots=True)
class OpenMail(Step):
    """Step that opens a draft (an ``.eml`` file of this app) or a ``mailto:`` address, without a shell."""

    target: str

    name: ClassVar[str] = "open-mail"
    duration: ClassVar[timedelta] = timedelta(seconds=5)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {
            Platform.WINDOWS: _open_mail_program_windows,
            Platform.MACOS: _open_mail_program_macos,
            Platform.LINUX: _open_mail_program_linux,
        }
    )

    def __post_init__(self) -> None:
        """Raise an error for any other target, because it could be a program.

        Raises:
            StepError: the target is neither a draft nor a ``mailto:`` address.
        """
        draft = self.target.endswith(".eml") and not self.target.startswith("-")
        if not self.target.isprintable() or not (draft or self.target.startswith("mailto:")):
            raise StepError(N_("This message can't be opened."), detail=self.target[:200])

    def describe_action(self) -> Text:
        """Return the sentence shown before opening the message."""
        return N_("Open the message in your email app.")
