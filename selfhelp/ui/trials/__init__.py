"""The widgets of the hands-on tests, one file per kind of test."""

from __future__ import annotations

import importlib

from selfhelp.ui.context import Context
from selfhelp.ui.trials.test_panel import TestPanel

STAGES = {
    "screen": ("colours", "Colours"),
    "keyboard": ("keys", "Keys"),
    "pointer": ("targets", "Targets"),
    "speaker": ("sound", "Speaker"),
    "microphone": ("sound", "Microphone"),
    "camera": ("camera", "Camera"),
    "printer": ("page", "SamplePage"),
}
"""Module and class of the test panel for each name in `selfhelp.catalog.manual_tests.TRIALS`."""


def build_test_panel(name: str, context: Context) -> TestPanel:
    """Return a new panel for the hands-on test with this name."""
    module, kind = STAGES[name]
    stage: TestPanel = getattr(importlib.import_module(f"{__name__}.{module}"), kind)(context)
    return stage
