"""Runs a pack's scripts with the user's own rights, from the bytes that were proven, never from a file.

A script that looks ends with 0 (nothing wrong), 1 (found; what it printed says what), or anything else
(it could not be seen). One that repairs ends with 0 if it did.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import ProbeError, StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress, StepView
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, Machine, Row, Step, powershell

HEALTHY, FOUND = 0, 1
LOOK = 20.0
"""Seconds a script that looks may take."""
REPAIR = 300.0
SAID = 400
"""Characters of what a script printed that are kept."""
POWERSHELL = f"Invoke-Expression {powershell.INPUT}"
"""Constant; the script comes in as data, so its length, its quotes and its accents do not matter.

Where the organisation has a script policy, it runs under that (Microsoft Learn, about_Language_Modes).
"""


def _shell(text: str, timeout: float) -> Command:
    return Command(("/bin/sh", "-c", text, "selfhelp-pack"), timeout=timeout)


def _powershell(text: str, timeout: float) -> Command:
    return powershell.command_with_data(POWERSHELL, text, timeout)


INTERPRETERS: Mapping[Platform, Callable[[str, float], Command]] = MappingProxyType(
    {Platform.LINUX: _shell, Platform.MACOS: _shell, Platform.WINDOWS: _powershell}
)


def run_check_script(machine: Machine, text: str) -> str | None:
    """Run a script that looks; returns what it printed where something is wrong, or None.

    Raises:
        ProbeError: it ended in another way.
    """
    output = machine.run(INTERPRETERS[machine.platform](text, LOOK))
    if output.code == HEALTHY:
        return None
    if output.code != FOUND:
        message = N_("Your organisation's check couldn't be completed.")
        raise ProbeError(message, detail=f"exit {output.code}: {output.stderr[:SAID]}")
    return printable_start(output.stdout)


def printable_start(said: str) -> str:
    """Return the start of what a script printed, without control characters."""
    return "".join(letter if letter.isprintable() else " " for letter in said.strip()[:SAID])


def _run(step: RunScript, machine: Machine, _: Progress) -> str:
    output = machine.change(INTERPRETERS[machine.platform](step.text, REPAIR))
    if output.code != 0:
        message = N_("Your organisation's script failed. Contact the help desk.")
        raise StepError(message, detail=f"exit {output.code}: {printable_start(output.stderr)}")
    return f"{step.script}: exit 0"


@dataclass(frozen=True, slots=True)
class RunScript(Step):
    """Runs a script of a pack; what it does is the pack's own word, and so is how to take it back."""

    pack: str
    version: int
    script: str
    publisher: str
    said: str
    lasts: timedelta
    text: str = field(repr=False)

    name: ClassVar[str] = "pack-script"
    risk: ClassVar[Text | None] = N_("Changes made by this script can't be undone from here.")
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(dict.fromkeys(Platform, _run))

    def sentence(self) -> Text:
        """Return the script's description and its author."""
        return N_("{sentence} (script by {publisher})", sentence=self.said, publisher=self.publisher)

    def to_view(self) -> StepView:
        """Return the step's view, with the duration from the pack."""
        return StepView(self.sentence(), self.risk, self.lasts, self.undoable, self.admin, self.by_hand)

    def to_json(self) -> Json:
        """Return which script it was, without its content: nothing is ever run from a journal."""
        digest = hashlib.sha256(self.text.encode("utf-8")).hexdigest()
        params = {"pack": self.pack, "version": self.version, "script": self.script, "sha256": digest}
        return {"step": self.name, "params": params}
