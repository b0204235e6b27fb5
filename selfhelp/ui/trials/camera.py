"""The camera's own page of the settings: this app never takes its picture."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.machine.guidance.settings_pages import OpenPage
from selfhelp.ui.trials.stage import Stage


class Camera(Stage):
    """Opens the page on which the system shows the camera."""

    button = N_("Open the camera's settings")

    def begin(self) -> None:
        """Open it."""
        machine = self.context.app.machine
        self.work(
            lambda progress: OpenPage("camera-privacy").perform(machine, progress),
            N_("Opening…"),
            N_("Look at the picture there, then come back here."),
        )
