"""The printer that documents go to when no one chooses: what the user chose, and changing it.

CUPS keeps a person's choice in their lpoptions file (lpoptions(1)); the variables LPDEST and PRINTER come
before it (lp(1)). Windows keeps it per person as well, and changes it to the last printer used unless
``LegacyDefaultPrinterMode`` is 1 (Microsoft Learn, "Manage default printers"). macOS may use the last
printer too (System Settings, "Default printer"); that setting is left as it is. The Windows and macOS rows
were not tried on real ones.
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

from selfhelp.core.errors import ProbeError, StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, Machine, Native, Probe, Reading, Registry, Row, Step, powershell
from selfhelp.machine.command_output import to_int
from selfhelp.machine.printing.print_queues import DESTINATIONS

VARIABLES = ("LPDEST", "PRINTER")

LARGEST = 65_536
"""Bytes of an lpoptions file that the journal takes; an ordinary one has some hundred."""

MODE_KEY = "HKCU\\Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows"
MODE = "LegacyDefaultPrinterMode"


# -- what the user chose ---------------------------------------------------------------------------


def find_options_file() -> Path:
    """Return the path of the user's CUPS options; for root, those of the whole computer."""
    return Path("/etc/cups/lpoptions") if os.geteuid() == 0 else Path.home() / ".cups" / "lpoptions"


def read_chosen_printer() -> Json:
    """Return the printer that the user's own file names, and the one that a variable names."""
    try:
        lines = find_options_file().read_text("utf-8", "replace")[:LARGEST].splitlines()
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


def _cups_choice(machine: Machine) -> PrinterChoice:
    return PrinterChoice(**machine.read(Reading(read_chosen_printer)))


CHOICE: Probe[PrinterChoice] = Probe(
    "which printer the person's own settings name",
    {
        Platform.LINUX: _cups_choice,
        Platform.MACOS: _cups_choice,
        Platform.WINDOWS: lambda _: (
            PrinterChoice()
        ),  # Windows forgets a printer together with its being the default
    },
)


# -- what the way back has to know -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PreviousChoice:
    """The current settings: CUPS' file (base 64, or None if there is none) or Windows' two values."""

    file: str | None = None
    folder: bool = True
    printer: str = ""
    mode: int | None = None


def read_options_file() -> Json:
    """Return the user's lpoptions file, and whether its folder exists.

    Raises:
        ProbeError: it isn't a plain file of a usual size, so it could not be restored as it was.
    """
    file = find_options_file()
    if not file.exists() and not file.is_symlink():
        return {"file": None, "folder": file.parent.is_dir()}
    if file.is_symlink() or not file.is_file() or file.stat().st_size > LARGEST:
        raise ProbeError(N_("Your printer settings aren't in a regular file, so they weren't changed."))
    return {"file": base64.b64encode(file.read_bytes()).decode("ascii"), "folder": True}


def _cups_before(machine: Machine) -> PreviousChoice:
    return PreviousChoice(**machine.read(Reading(read_options_file)))


def _windows_before(machine: Machine) -> PreviousChoice:
    names = [printer.name for printer in DESTINATIONS.read(machine) if printer.default]
    return PreviousChoice(printer="".join(names[:1]), mode=to_int(machine.read(Registry(MODE_KEY, MODE))))


BEFORE: Probe[PreviousChoice] = Probe(
    "the default printer's settings as they are",
    {Platform.LINUX: _cups_before, Platform.MACOS: _cups_before, Platform.WINDOWS: _windows_before},
)


# -- steps -----------------------------------------------------------------------------------------


def _cups_choose(step: ChoosePrinter, machine: Machine, _: Progress) -> str:
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
"""Constant; the printer's name comes in as data (Microsoft Learn, Win32_Printer.SetDefaultPrinter)."""


def _windows_choose(step: ChoosePrinter, machine: Machine, _: Progress) -> str:
    return _windows_set(machine, step.printer, 1)


def _windows_set(machine: Machine, printer: str, mode: int | None) -> str:
    output = machine.change(powershell.command_with_data(WINDOWS_CHOOSE, {"printer": printer, "mode": mode}))
    if output.code != 0:
        raise StepError(N_("The default printer couldn't be changed."), detail=f"exit status {output.code}")
    return f"{MODE} {mode}, default {printer}"


@dataclass(frozen=True, slots=True)
class ChoosePrinter(Step):
    """Makes a printer the user's default. On Windows it then stays the default until they change it."""

    printer: str

    name: ClassVar[str] = "choose-default-printer"
    duration: ClassVar[timedelta] = timedelta(seconds=2)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {Platform.LINUX: _cups_choose, Platform.MACOS: _cups_choose, Platform.WINDOWS: _windows_choose}
    )

    def sentence(self) -> Text:
        """Return the sentence that names the printer."""
        return N_("Make {printer} your default printer.", printer=self.printer)

    def undo_step(self, machine: Machine) -> Step | None:
        """Return the step that restores the present settings."""
        now = BEFORE.read(machine)
        return RestorePrinterChoice(now.file, now.folder, now.printer, now.mode, self.printer)


CHANGED = N_("This setting has changed since then, so it was left as it is.")


def restore_options_file(file: str | None, folder: bool, ours: str = "") -> Json:
    """Restore the lpoptions file, or remove it (and its folder) if there was none.

    Args:
        file: what it held, in base 64; None if there was none.
        folder: whether its folder was there.
        ours: the printer that was chosen from here; empty in a journal of an older version.

    Raises:
        StepError: the user has chosen another one since.
    """
    path = find_options_file()
    now = read_chosen_printer()["file"]
    if ours and now != ours:
        if read_options_file()["file"] == file:
            return True
        raise StepError(CHANGED, detail=f"{ours} was chosen, now {now or 'none'}")
    if file is None:
        path.unlink(missing_ok=True)
        if not folder:
            with suppress(OSError):  # something else lies there by now
                path.parent.rmdir()
        return True
    beside = path.with_name(f"{path.name}.selfhelp")
    beside.write_bytes(base64.b64decode(file))
    beside.replace(path)
    return True


def _cups_put_back(step: RestorePrinterChoice, machine: Machine, _: Progress) -> str:
    machine.change(
        Native(restore_options_file, {"file": step.file, "folder": step.folder, "ours": step.chosen})
    )
    return "lpoptions as before"


def _windows_put_back(step: RestorePrinterChoice, machine: Machine, _: Progress) -> str:
    now = BEFORE.read(machine).printer
    if step.chosen and now not in (step.chosen, step.printer):
        raise StepError(CHANGED, detail=f"{step.chosen} was chosen, now {now or 'none'}")
    return _windows_set(machine, step.printer, step.mode)


@dataclass(frozen=True, slots=True)
class RestorePrinterChoice(Step):
    """The undo of `ChoosePrinter`: the settings as they were, to the byte, unless they changed them.

    Attributes:
        file, folder, printer, mode: as in `PreviousChoice`.
        chosen: the printer that was chosen from here.
    """

    file: str | None
    folder: bool
    printer: str
    mode: int | None
    chosen: str = ""

    name: ClassVar[str] = "put-back-default-printer"
    duration: ClassVar[timedelta] = timedelta(seconds=2)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {
            Platform.LINUX: _cups_put_back,
            Platform.MACOS: _cups_put_back,
            Platform.WINDOWS: _windows_put_back,
        }
    )

    def sentence(self) -> Text:
        """Return the sentence for restoring the printer."""
        return N_("Restore your previous default printer.")
