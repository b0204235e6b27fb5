"""The camera test, which opens the system's camera settings; the app takes no image."""

from __future__ import annotations

from selfhelp.core.text import N_
from selfhelp.machine.guidance.settings_pages import OpenPage
from selfhelp.ui.trials.test_panel import TestPanel


class Camera(TestPanel):
    """A test panel that opens the system page with the camera's image."""

    button = N_("Open the camera's settings")

    def start_test(self) -> None:
        """Open the camera settings."""
        machine = self.context.app.machine
        self.run_test_job(
            lambda progress: OpenPage("camera-privacy").perform(machine, progress),
            N_("Opening…"),
            N_("Check the camera image in the settings, then come back here."),
        )
