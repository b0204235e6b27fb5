"""A tone to hear, and the person's own voice to hear back."""

from __future__ import annotations

import tempfile
from pathlib import Path

from selfhelp.core.paths import private, resource
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.machine.audio import device_test
from selfhelp.ui.trials.stage import READY, Stage


class Speaker(Stage):
    """Plays the packaged tone."""

    button = N_("Play the tone")

    def begin(self) -> None:
        """Play it, left and then right."""
        machine, file = self.context.app.machine, resource("sounds/tone.wav")
        self.work(lambda _: device_test.play(machine, file), N_("Playing…"), READY)


class Microphone(Stage):
    """Records, plays, and deletes the recording, whatever happens."""

    button = N_("Record and play")

    def begin(self) -> None:
        """Record a few seconds into a folder only she can read."""
        machine, folder = self.context.app.machine, self.context.app.places.runtime

        def record(_progress: Progress) -> None:
            with tempfile.TemporaryDirectory(dir=private(folder)) as own:
                file = Path(own) / "voice.wav"
                device_test.record(machine, file)
                device_test.play(machine, file)

        self.work(record, N_("Speak now. It is recorded for three seconds, then played."), READY)
