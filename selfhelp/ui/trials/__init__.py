"""One file per kind of hands-on test."""

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
"""Module and class for each name in `selfhelp.catalog.manual_tests.TRIALS`."""


def build_test_panel(name: str, context: Context) -> TestPanel:
    """Create the panel of one hands-on test."""
    module, kind = STAGES[name]
    stage: TestPanel = getattr(importlib.import_module(f"{__name__}.{module}"), kind)(context)
    return stage
