"""Programs that are playing sound, and unmuting a program that is muted separately.

Linux: pactl(1), "sink inputs". On Windows and macOS, single programs aren't checked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import ProbeError, StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, Machine, Probe, Row, Step
from selfhelp.machine.command_output import to_int, to_objects, to_text


@dataclass(frozen=True, slots=True)
class AudioStream:
    """Sound output of one program. ``number`` is the sound service's ID, ``program`` is external text."""

    number: int
    program: str
    muted: bool


def _read_audio_streams_linux(machine: Machine) -> Sequence[AudioStream]:
    """Return the streams reported by PulseAudio's tool; none if it isn't installed.

    Raises:
        ProbeError: the tool failed.
    """
    try:
        output = machine.run(Command(("pactl", "-f", "json", "list", "sink-inputs"), timeout=5))
    except ProbeError:
        return ()
    try:
        listed = to_objects(json.loads(output.stdout))
    except ValueError as error:
        message = N_("This computer returned an unexpected response.")
        raise ProbeError(message, detail=output.stderr[:300]) from error
    return [
        _parse_stream(number, entry) for entry in listed if (number := to_int(entry.get("index"))) is not None
    ]


def _parse_stream(number: int, entry: Mapping[str, Json]) -> AudioStream:
    about = entry.get("properties")
    about = about if isinstance(about, dict) else {}
    name = to_text(about.get("application.name")) or to_text(about.get("media.name")) or str(number)
    return AudioStream(number, name, entry.get("mute") is True)


STREAMS: Probe[Sequence[AudioStream]] = Probe(
    "programs that play sound",
    {
        Platform.LINUX: _read_audio_streams_linux,
        Platform.MACOS: lambda machine: (),
        Platform.WINDOWS: lambda machine: (),
    },
)


def _set_stream_mute(step: MuteProgram, machine: Machine, _: Progress) -> str | None:
    """Mute or unmute the stream, unless its number now belongs to another program; return the command."""
    if not any(
        (s.number, s.program) == (step.number, step.program) for s in _read_audio_streams_linux(machine)
    ):
        return None
    argv = ("pactl", "set-sink-input-mute", str(step.number), str(int(step.on)))
    output = machine.change(Command(argv))
    if output.code != 0:
        raise StepError(N_("The sound settings couldn't be changed."), detail=output.stderr.strip()[:500])
    return " ".join(argv)


@dataclass(frozen=True, slots=True)
class MuteProgram(Step):
    """Step that mutes or unmutes a program; does nothing if it no longer plays.

    Attributes:
        number: the stream's number.
        program: its name.
        on: whether to mute it.
    """

    number: int
    program: str
    on: bool

    name: ClassVar[str] = "mute-program"
    duration: ClassVar[timedelta] = timedelta(seconds=2)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.LINUX: _set_stream_mute})

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the program."""
        if self.on:
            return N_("Mute {program}.", program=self.program)
        return N_("Unmute {program}.", program=self.program)

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that restores the former mute state."""
        return MuteProgram(self.number, self.program, not self.on)

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the program is muted as before, or no longer plays."""
        playing = [s for s in STREAMS.read(machine) if (s.number, s.program) == (self.number, self.program)]
        return all(stream.muted is not self.on for stream in playing)
