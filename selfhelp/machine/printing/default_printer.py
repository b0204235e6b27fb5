"""The user's default printer, and changing it.

CUPS stores the user's choice in their lpoptions file (lpoptions(1)); the variables LPDEST and PRINTER
override it (lp(1)). Windows stores it per user as well, and changes it to the last printer used unless
``LegacyDefaultPrinterMode`` is 1 (Microsoft Learn, "Manage default printers"). macOS may use the last printer
too (System Settings, "Default printer"); that setting isn't changed. The Windows and macOS rows are untested.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import ChangedSinceError, ProbeError, StepError, UndoImpossibleError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, Machine, Native, Probe, Reading, Registry, Row, Step, powershell
from selfhelp.machine.command_output import to_int
from selfhelp.machine.printing.print_queues import DESTINATIONS

VARIABLES = ("LPDEST", "PRINTER")

LARGEST = 65_536
"""Maximum size in bytes of an lpoptions file stored in the journal; typical files have a few hundred."""

MODE_KEY = "HKCU\\Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows"
MODE = "LegacyDefaultPrinterMode"


# -- the user's choice ------------------------------------------------------------------------------


def find_lpoptions_file() -> Path:
    """Return the path of the user's CUPS options; for root, the path of the computer's options."""
    return Path("/etc/cups/lpoptions") if os.geteuid() == 0 else Path.home() / ".cups" / "lpoptions"


def read_chosen_printer() -> Json:
    """Return the default printers in the user's options file and in environment variables."""
    try:
        lines = find_lpoptions_file().read_text("utf-8", "replace")[:LARGEST].splitlines()
    except (FileNotFoundError, NotADirectoryError):
        lines = []
    named = [line.split() for line in lines if line.startswith("Default ")]
    variables = [os.environ.get(name, "") for name in VARIABLES]
    return {
        "file": named[0][1].partition("/")[0] if named and len(named[0]) > 1 else "",
        "variable": next((value for value in variables if value), ""),
    }


@dataclass(frozen=True, slots=True)
class PrinterChoice:
    """The default printer in the user's settings: in a file, and in a session variable (CUPS only)."""

    file: str = ""
    variable: str = ""


def _read_cups_choice(machine: Machine) -> PrinterChoice:
    return PrinterChoice(**machine.read(Reading(read_chosen_printer)))


CHOICE: Probe[PrinterChoice] = Probe(
    "which printer the person's own settings name",
    {
        Platform.LINUX: _read_cups_choice,
        Platform.MACOS: _read_cups_choice,
        Platform.WINDOWS: lambda _: (
            PrinterChoice()
        ),  # when Windows removes a printer, it is no longer the default
    },
)


FIRST_STAYS: Probe[bool] = Probe(
    "whether the first default printer can only be replaced, not removed",
    {
        Platform.LINUX: lambda _: False,
        Platform.MACOS: lambda _: False,
        Platform.WINDOWS: lambda _: True,
    },
)


# -- current settings, for undo ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PreviousChoice:
    """Settings before a change: CUPS' file (Base64, None if missing) or the two values of Windows."""

    file: str | None = None
    folder: bool = True
    printer: str = ""
    mode: int | None = None


def read_lpoptions_file() -> Json:
    """Return the content of the user's lpoptions file in Base64, and whether its folder exists.

    Raises:
        ProbeError: the path isn't a regular file of a plausible size, so it couldn't be restored exactly.
    """
    file = find_lpoptions_file()
    if not file.exists() and not file.is_symlink():
        return {"file": None, "folder": file.parent.is_dir()}
    if file.is_symlink() or not file.is_file() or file.stat().st_size > LARGEST:
        raise ProbeError(N_("Your printer settings aren't in a regular file, so they weren't changed."))
    return {"file": base64.b64encode(file.read_bytes()).decode("ascii"), "folder": True}


def _read_cups_settings(machine: Machine) -> PreviousChoice:
    return PreviousChoice(**machine.read(Reading(read_lpoptions_file)))


def _read_windows_settings(machine: Machine) -> PreviousChoice:
    names = [printer.name for printer in DESTINATIONS.read(machine) if printer.default]
    return PreviousChoice(printer="".join(names[:1]), mode=to_int(machine.read(Registry(MODE_KEY, MODE))))


BEFORE: Probe[PreviousChoice] = Probe(
    "the default printer's settings as they are",
    {
        Platform.LINUX: _read_cups_settings,
        Platform.MACOS: _read_cups_settings,
        Platform.WINDOWS: _read_windows_settings,
    },
)


# -- steps -----------------------------------------------------------------------------------------


def _set_default_printer_cups(step: ChoosePrinter, machine: Machine, _: Progress) -> str:
    output = machine.change(Command(("lpoptions", "-d", step.printer)))
    if output.code != 0:
        raise StepError(N_("The default printer couldn't be changed."), detail=output.stderr.strip())
    return f"lpoptions -d {step.printer}"


WINDOWS_CHOOSE = (
    f"$ErrorActionPreference='Stop'; $c={powershell.INPUT};"
    "$k='HKCU:\\Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows';"
    "if($null -eq $c.mode){Remove-ItemProperty $k LegacyDefaultPrinterMode -ErrorAction SilentlyContinue}"
    "else{Set-ItemProperty $k LegacyDefaultPrinterMode ([int]$c.mode) -Type DWord};"
    "$p=Get-CimInstance Win32_Printer|Where-Object{$_.Name -eq $c.printer};"
    "if($p){exit [int](Invoke-CimMethod -InputObject $p -MethodName SetDefaultPrinter).ReturnValue};exit 2"
)
"""Constant script that sets the default printer, whose name is passed as data.

Source: Microsoft Learn, Win32_Printer.SetDefaultPrinter.
"""


def _set_default_printer_windows(step: ChoosePrinter, machine: Machine, _: Progress) -> str:
    return _run_windows_default_change(machine, step.printer, 1)


def _run_windows_default_change(machine: Machine, printer: str, mode: int | None) -> str:
    output = machine.change(
        powershell.build_command_with_data(WINDOWS_CHOOSE, {"printer": printer, "mode": mode})
    )
    if output.code != 0:
        raise StepError(N_("The default printer couldn't be changed."), detail=f"exit status {output.code}")
    return f"{MODE} {mode}, default {printer}"


@dataclass(frozen=True, slots=True)
class ChoosePrinter(Step):
    """Step that makes a printer the user's default.

    On Windows, the printer then stays the default until the user changes it.
    """

    printer: str

    name: ClassVar[str] = "choose-default-printer"
    duration: ClassVar[timedelta] = timedelta(seconds=2)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {
            Platform.LINUX: _set_default_printer_cups,
            Platform.MACOS: _set_default_printer_cups,
            Platform.WINDOWS: _set_default_printer_windows,
        }
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the printer."""
        return N_("Make {printer} your default printer.", printer=self.printer)

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that restores the current default printer settings."""
        now = BEFORE.read(machine)
        former = _find_default_printer(machine)
        return RestorePrinterChoice(now.file, now.folder, now.printer, now.mode, self.printer, former)

    def describe_change(self, back: Step | None) -> Text | None:
        """Return the former and the new default printer; only the new one if the former is unknown."""
        return describe_default_change(self.printer, back)

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the former default printer is the default again."""
        former = back.former if isinstance(back, RestorePrinterChoice) else ""
        if former:
            return _find_default_printer(machine) == former
        now = BEFORE.read(machine)
        return isinstance(back, RestorePrinterChoice) and (now.file, now.mode) == (back.file, back.mode)


class ChooseFirstPrinter(ChoosePrinter):
    """Step that makes a printer the default where there was none, and where that can't be undone.

    Windows has no function for it: SetDefaultPrinter without a name chooses any printer (Microsoft Learn).
    """

    name: ClassVar[str] = "choose-first-default-printer"
    risk: ClassVar[Text | None] = N_(
        "There's no default printer now. Windows can't return to that, but you can choose another printer."
    )
    make_undo_step = Step.make_undo_step


def describe_default_change(printer: Text | str, back: Step | None) -> Text:
    """Return the former and the new default printer; only the new one if the former is unknown."""
    former = back.former if isinstance(back, RestorePrinterChoice) else None
    if former is None:
        return N_("Default printer: {printer}", printer=printer)
    if former:
        return N_("Default printer: {former} → {printer}", former=former, printer=printer)
    return N_("Default printer: none → {printer}", printer=printer)


def _find_default_printer(machine: Machine) -> str:
    return next((printer.name for printer in DESTINATIONS.read(machine) if printer.default), "")


def _make_changed_since_error(ours: str, now: str) -> ChangedSinceError:
    """Return the error that the default printer isn't the one this app chose; ``now`` is "" for none."""
    message = N_("The default printer has been changed since: there is none now.")
    if now:
        message = N_("The default printer has been changed since: it's {printer} now.", printer=now)
    return ChangedSinceError(message, detail=f"{ours} was chosen, now {now or 'none'}", now=now)


def restore_lpoptions_file(file: str | None, folder: bool, ours: str = "") -> Json:
    """Restore the lpoptions file, or remove it (and its folder) if there was none.

    Args:
        file: its previous content, in Base64; None if there was none.
        folder: whether its folder existed.
        ours: the printer this app chose; "" in a journal of an older version.

    Raises:
        ChangedSinceError: another printer was chosen since.
    """
    path = find_lpoptions_file()
    now = read_chosen_printer()["file"]
    if ours and now != ours:
        if read_lpoptions_file()["file"] == file:
            return True
        raise _make_changed_since_error(ours, now)
    if file is None:
        path.unlink(missing_ok=True)
        if not folder:
            with suppress(OSError):  # another file has been created there
                path.parent.rmdir()
        return True
    beside = path.with_name(f"{path.name}.selfhelp")
    beside.write_bytes(base64.b64decode(file))
    beside.replace(path)
    return True


def _require_former_printer(step: RestorePrinterChoice, machine: Machine) -> None:
    """Raise an error if the former default printer is gone: the present default must stay.

    Raises:
        StepError: the former default printer no longer exists.
    """
    printers = DESTINATIONS.read(machine) if step.former else ()
    if not step.former or any(printer.name == step.former for printer in printers):
        return
    now = next((printer.name for printer in printers if printer.default), "")
    gone = f"{step.former} is gone, default {now or 'none'}"
    if now:
        message = N_(
            "{former} is no longer available. Your default printer is still {printer}.",
            former=step.former,
            printer=now,
        )
        raise UndoImpossibleError(message, detail=gone)
    raise UndoImpossibleError(N_("{printer} is no longer available.", printer=step.former), detail=gone)


def _restore_printer_choice_cups(step: RestorePrinterChoice, machine: Machine, _: Progress) -> str:
    _require_former_printer(step, machine)
    machine.change(
        Native(restore_lpoptions_file, {"file": step.file, "folder": step.folder, "ours": step.chosen})
    )
    if step.former and _find_default_printer(machine) != step.former:  # the server's default has changed
        _set_default_printer_cups(ChoosePrinter(step.former), machine, Progress())
        return f"lpoptions -d {step.former}"
    return "lpoptions as before"


def _restore_printer_choice_windows(step: RestorePrinterChoice, machine: Machine, _: Progress) -> str:
    _require_former_printer(step, machine)
    now = BEFORE.read(machine).printer
    if not step.printer and now:
        message = N_(
            "Windows can't remove a default printer. Your default printer is still {printer}.", printer=now
        )
        raise UndoImpossibleError(message, detail="there was no default printer")
    if step.chosen and now not in (step.chosen, step.printer):
        raise _make_changed_since_error(step.chosen, now)
    return _run_windows_default_change(machine, step.printer, step.mode)


@dataclass(frozen=True, slots=True)
class RestorePrinterChoice(Step):
    """Step that undoes `ChoosePrinter`: restores the settings exactly, unless the user has changed them.

    Attributes:
        file, folder, printer, mode: as in `PreviousChoice`.
        chosen: the printer this app chose.
        former: the default printer before; "" for none, None in a journal of an older version.
    """

    file: str | None
    folder: bool
    printer: str
    mode: int | None
    chosen: str = ""
    former: str | None = None

    name: ClassVar[str] = "put-back-default-printer"
    duration: ClassVar[timedelta] = timedelta(seconds=2)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {
            Platform.LINUX: _restore_printer_choice_cups,
            Platform.MACOS: _restore_printer_choice_cups,
            Platform.WINDOWS: _restore_printer_choice_windows,
        }
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before restoring the printer, naming it if it is known."""
        if self.former:
            return N_("Make {printer} your default printer again.", printer=self.former)
        if self.former is None:
            return N_("Restore your previous default printer.")
        return N_("Remove the default printer again.")

    def get_expected_value(self) -> str:
        """Return the printer this app chose."""
        return self.chosen

    def describe_restored_state(self) -> Text | None:
        """Return which printer is the default again; None if an older version didn't store it."""
        if self.former:
            return N_("Your default printer is {printer} again.", printer=self.former)
        return None if self.former is None else N_("There's no default printer any more, as before.")
