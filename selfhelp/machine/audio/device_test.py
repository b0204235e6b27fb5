"""Hands-on tests: a tone, a voice recording and a printed test page. Nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from selfhelp.core.errors import NotOfferedError, ProbeError, SelfhelpError, StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import Command, Machine, Native

SECONDS = 3
"""Length of a recording, in seconds."""

PLAYERS: Mapping[Platform, tuple[tuple[str, ...], ...]] = {
    Platform.LINUX: (("pw-play",), ("paplay",), ("aplay", "-q")),  # PipeWire, PulseAudio, ALSA
    Platform.MACOS: (("afplay",),),
}
"""Commands that play a WAV file, the most common first; the path of the file comes last."""

RECORDERS: Mapping[Platform, tuple[tuple[str, ...], ...]] = {
    Platform.LINUX: (
        ("arecord", "-q", "-f", "S16_LE", "-r", "16000", "-d", str(SECONDS)),
        ("timeout", "--preserve-status", "-s", "INT", str(SECONDS), "parecord", "--file-format=wav"),
        ("timeout", "--preserve-status", "-s", "INT", str(SECONDS), "pw-record"),
    ),
}
"""Commands that record a WAV file of `SECONDS`.

macOS and Windows have no such command; the user is shown the settings page with the input level instead.
"""

_NO_SOUND = N_("The sound couldn't be played. Check this computer's sound settings.")
_NO_RECORDING = N_("No sound could be recorded. Check this computer's sound settings.")


def play_sound(machine: Machine, file: Path) -> None:
    """Play a WAV file on the default device, and wait until it ends.

    Windows uses `winsound` (Python's documentation); untested on Windows.

    Raises:
        StepError: no program could play it.
    """
    if machine.platform is Platform.WINDOWS:
        machine.change(Native(play_sound_windows, {"file": str(file)}))
    elif not _play_with_first_program(machine, PLAYERS[machine.platform], file):
        raise StepError(_NO_SOUND)


def record_microphone(machine: Machine, file: Path) -> None:
    """Record `SECONDS` of the default microphone to a WAV file.

    Raises:
        NotOfferedError: this system has no program for it.
        StepError: recording failed.
    """
    recorders = RECORDERS.get(machine.platform)
    if recorders is None:
        raise NotOfferedError(N_("Open the sound settings, speak, and watch the input level."))
    if not _play_with_first_program(machine, recorders, file):
        raise StepError(_NO_RECORDING)


def print_test_page(machine: Machine) -> None:
    """Print the system's test page on the user's default printer.

    CUPS: lp(1) with the page from cups-filters. Windows: printui, "rundll32 printui.dll, PrintUIEntry /?"
    (untested).

    Raises:
        StepError: the print job wasn't accepted.
    """
    if machine.platform is Platform.WINDOWS:
        machine.change(Native(print_windows_test_page))
        return
    pages = ("/usr/share/cups/data/default-testpage.pdf", "/usr/share/cups/data/testprint")
    page = next((name for name in pages if Path(name).is_file()), None)
    if page is None or machine.change(Command(("lp", "--", page))).code != 0:
        raise StepError(N_("The test page couldn't be printed. Check your printers first."))


def _play_with_first_program(machine: Machine, programs: tuple[tuple[str, ...], ...], file: Path) -> bool:
    """Run the programs in turn until one succeeds; return whether a program succeeded."""
    for program in programs:
        try:
            if machine.change(Command((*program, str(file)), timeout=SECONDS + 7)).code == 0:
                return True
        except SelfhelpError:  # not installed, or no device: the next one may work
            continue
    return False


def play_sound_windows(file: str) -> Json:
    """Play a WAV file; return when it ends."""
    from importlib import import_module

    winsound = import_module("winsound")
    winsound.PlaySound(file, winsound.SND_FILENAME)
    return True


def print_windows_test_page() -> Json:
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
