"""Tests for the user: a tone to hear, a recording of their voice, a test page. Nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from selfhelp.core.errors import NotOfferedError, ProbeError, SelfhelpError, StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import Command, Machine, Native

SECONDS = 3
"""How long a recording is."""

PLAYERS: Mapping[Platform, tuple[tuple[str, ...], ...]] = {
    Platform.LINUX: (("pw-play",), ("paplay",), ("aplay", "-q")),  # PipeWire, PulseAudio, ALSA
    Platform.MACOS: (("afplay",),),
}
"""Programs that play a WAV file whose path comes last, the likeliest first."""

RECORDERS: Mapping[Platform, tuple[tuple[str, ...], ...]] = {
    Platform.LINUX: (
        ("arecord", "-q", "-f", "S16_LE", "-r", "16000", "-d", str(SECONDS)),
        ("timeout", "--preserve-status", "-s", "INT", str(SECONDS), "parecord", "--file-format=wav"),
        ("timeout", "--preserve-status", "-s", "INT", str(SECONDS), "pw-record"),
    ),
}
"""Programs that record a WAV file of `SECONDS`; macOS and Windows come with none, so they are led to the
page of the settings that shows a level instead."""

_NO_SOUND = N_("The sound couldn't be played here. Check this computer's sound settings.")
_NO_RECORDING = N_("Sound couldn't be recorded here. Check this computer's sound settings.")


def play_sound(machine: Machine, file: Path) -> None:
    """Play a WAV file on the device that sound goes to, and wait until it is over.

    Windows is asked through `winsound` (Python's documentation); not tried on a real one.

    Raises:
        StepError: nothing here can play it.
    """
    if machine.platform is Platform.WINDOWS:
        machine.change(Native(play_on_windows, {"file": str(file)}))
    elif not _one_works(machine, PLAYERS[machine.platform], file):
        raise StepError(_NO_SOUND)


def record_microphone(machine: Machine, file: Path) -> None:
    """Record `SECONDS` of the default microphone into a WAV file.

    Raises:
        NotOfferedError: this system has no program for it.
        StepError: it could not be recorded.
    """
    recorders = RECORDERS.get(machine.platform)
    if recorders is None:
        raise NotOfferedError(N_("Speak and watch the level in the sound settings."))
    if not _one_works(machine, recorders, file):
        raise StepError(_NO_RECORDING)


def print_test_page(machine: Machine) -> None:
    """Print the system's own test page on the user's default printer.

    CUPS: lp(1) with the page that comes with cups-filters. Windows: printui, "rundll32 printui.dll,
    PrintUIEntry /?" (not tried on a real one).

    Raises:
        StepError: it was not accepted.
    """
    if machine.platform is Platform.WINDOWS:
        machine.change(Native(print_on_windows))
        return
    pages = ("/usr/share/cups/data/default-testpage.pdf", "/usr/share/cups/data/testprint")
    page = next((name for name in pages if Path(name).is_file()), None)
    if page is None or machine.change(Command(("lp", "--", page))).code != 0:
        raise StepError(N_("The test page wasn't accepted. Check your printers first."))


def _one_works(machine: Machine, programs: tuple[tuple[str, ...], ...], file: Path) -> bool:
    """Try the programs in turn; return whether one succeeded."""
    for program in programs:
        try:
            if machine.change(Command((*program, str(file)), timeout=SECONDS + 7)).code == 0:
                return True
        except SelfhelpError:  # not installed, or nothing to play on: the next one may work
            continue
    return False


def play_on_windows(file: str) -> Json:
    """Play a WAV file; returns when it is over."""
    from importlib import import_module

    winsound = import_module("winsound")
    winsound.PlaySound(file, winsound.SND_FILENAME)
    return True


def print_on_windows() -> Json:
    """Print Windows' test page on the default printer.

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
