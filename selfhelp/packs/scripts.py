"""Runs a pack's scripts with the user's own rights, from the verified bytes instead of a file.

A check script exits with 0 (healthy), 1 (found; its output has details), or anything else (inconclusive). A
fix script exits with 0 on success.
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
"""Time limit of a check script, in seconds."""
REPAIR = 300.0
SAID = 400
"""Maximum length of a script's stored output, in characters."""
POWERSHELL = f"Invoke-Expression {powershell.INPUT}"
"""Constant PowerShell command; the script is passed as input data.

Where the organisation has a script policy, it runs under that (Microsoft Learn, about_Language_Modes).
"""


def _build_shell_command(text: str, timeout: float) -> Command:
    return Command(("/bin/sh", "-c", text, "selfhelp-pack"), timeout=timeout)


def _build_powershell_command(text: str, timeout: float) -> Command:
    return powershell.build_command_with_data(POWERSHELL, text, timeout)


INTERPRETERS: Mapping[Platform, Callable[[str, float], Command]] = MappingProxyType(
    {
        Platform.LINUX: _build_shell_command,
        Platform.MACOS: _build_shell_command,
        Platform.WINDOWS: _build_powershell_command,
    }
)


def run_check_script(machine: Machine, text: str) -> str | None:
    """Return the output of a check script if it found a problem, else None.

    Raises:
        ProbeError: it was inconclusive.
    """
    output = machine.run(INTERPRETERS[machine.platform](text, LOOK))
    if output.code == HEALTHY:
        return None
    if output.code != FOUND:
        message = N_("Your organisation's check couldn't be completed.")
        raise ProbeError(message, detail=f"exit {output.code}: {output.stderr[:SAID]}")
    return _truncate_script_output(output.stdout)


def _truncate_script_output(said: str) -> str:
    """Return the start of a script's output, without control characters."""
    return "".join(letter if letter.isprintable() else " " for letter in said.strip()[:SAID])


def _run_fix_script(step: RunScript, machine: Machine, _: Progress) -> str:
    output = machine.change(INTERPRETERS[machine.platform](step.text, REPAIR))
    if output.code != 0:
        message = N_("Your organisation's script failed. Contact the help desk.")
        raise StepError(message, detail=f"exit {output.code}: {_truncate_script_output(output.stderr)}")
    return f"{step.script}: exit 0"


@dataclass(frozen=True, slots=True)
class RunScript(Step):
    """Step that runs a script of a pack; its description is the pack's own."""

    pack: str
    version: int
    script: str
    publisher: str
    said: str
    lasts: timedelta
    text: str = field(repr=False)

    name: ClassVar[str] = "pack-script"
    risk: ClassVar[Text | None] = N_("Changes made by this script can't be undone from here.")
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(dict.fromkeys(Platform, _run_fix_script))

    def describe_action(self) -> Text:
        """Return the script's description with the name of its author."""
        return N_("{sentence} (script by {publisher})", sentence=self.said, publisher=self.publisher)

    def to_view(self) -> StepView:
        """Return the step as shown to the user, with the duration set by the pack."""
        return StepView(
            self.describe_action(), self.risk, self.lasts, self.undoable, self.admin, self.by_hand
        )

    def to_json(self) -> Json:
        """Return the script's identity without its content, so that a journal can't run scripts."""
        digest = hashlib.sha256(self.text.encode("utf-8")).hexdigest()
        params = {"pack": self.pack, "version": self.version, "script": self.script, "sha256": digest}
        return {"step": self.name, "params": params}
