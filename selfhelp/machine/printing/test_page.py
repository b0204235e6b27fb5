"""Prints the system's test page."""

from __future__ import annotations

from pathlib import Path

from selfhelp.core.errors import ProbeError, StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import Command, Machine, Native


def print_test_page(machine: Machine) -> None:
    """Print the system's test page on the user's default printer.

    CUPS: lp(1) with the page from cups-filters. Windows: printui, "rundll32 printui.dll, PrintUIEntry /?"
    (untested).

    Raises:
        StepError: the print job wasn't accepted.
    """
    if machine.platform is Platform.WINDOWS:
        machine.change(Native(_print_windows_test_page))
        return
    pages = ("/usr/share/cups/data/default-testpage.pdf", "/usr/share/cups/data/testprint")
    page = next((name for name in pages if Path(name).is_file()), None)
    if page is None or machine.change(Command(("lp", "--", page))).code != 0:
        raise StepError(N_("The test page couldn't be printed. Check your printers first."))


def _print_windows_test_page() -> Json:
    """Print the Windows test page on the default printer.

    Raises:
        ProbeError: there's no default printer.
    """
    from importlib import import_module

    from selfhelp.machine import child

    win32 = import_module("winreg")
    key = "Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows"
    with win32.OpenKey(win32.HKEY_CURRENT_USER, key) as found:
        printer = str(win32.QueryValueEx(found, "Device")[0]).split(",")[0]
    if not printer:
        raise ProbeError(N_("There's no default printer."))
    argv = ("rundll32.exe", "printui.dll,PrintUIEntry", "/k", "/n", printer)
    child.launch_detached(argv, Platform.WINDOWS)
    return printer
