"""The sound tests, which play a tone, or record and play the user's voice."""

from __future__ import annotations

import tempfile
from pathlib import Path

from selfhelp.core.paths import find_resource, make_private_folder
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.machine.audio import device_test
from selfhelp.ui.trials.test_panel import READY, TestPanel


class Speaker(TestPanel):
    """A test panel that plays the packaged tone."""

    button = N_("Play the tone")

    def start_test(self) -> None:
        """Play the tone, left and then right."""
        machine, file = self.context.app.machine, find_resource("sounds/tone.wav")
        self.run_test_job(lambda _: device_test.play_sound(machine, file), N_("Playing…"), READY)


class Microphone(TestPanel):
    """A test panel that records and plays the user's voice, and always deletes the recording."""

    button = N_("Record and play")

    def start_test(self) -> None:
        """Record three seconds into a private folder, and play the recording."""
        machine, folder = self.context.app.machine, self.context.app.places.runtime

        def record_and_play(_progress: Progress) -> None:
            with tempfile.TemporaryDirectory(dir=make_private_folder(folder)) as own:
                file = Path(own) / "voice.wav"
                device_test.record_microphone(machine, file)
                device_test.play_sound(machine, file)

        self.run_test_job(
            record_and_play, N_("Speak now. We'll record for three seconds, then play it back."), READY
        )
