"""Hands-on tests of sound: a tone and a voice recording. Nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from selfhelp.core.errors import NotOfferedError, SelfhelpError, StepError
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
        machine.change(Native(_play_sound_windows, {"file": str(file)}))
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


def _play_with_first_program(machine: Machine, programs: tuple[tuple[str, ...], ...], file: Path) -> bool:
    """Run the programs in turn until one succeeds; return whether a program succeeded."""
    for program in programs:
        try:
            if machine.change(Command((*program, str(file)), timeout=SECONDS + 7)).code == 0:
                return True
        except SelfhelpError:  # not installed, or no device: the next program may work
            continue
    return False


def _play_sound_windows(file: str) -> Json:
    """Play a WAV file; return when it ends."""
    from importlib import import_module

    winsound = import_module("winsound")
    winsound.PlaySound(file, winsound.SND_FILENAME)
    return True
