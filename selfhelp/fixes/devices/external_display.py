"""A second display that stays dark or only mirrors the first."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.model import Answers, Finding
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.display.second_display import (
    EXTEND,
    SCREENS,
    ExtendDesktop,
    PluggedScreens,
    SwitchScreen,
)
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.guidance.settings_pages import OpenPage


class ExternalDisplay(Fix):
    """Turns on a display that is connected but off.

    An undetected display can't be distinguished from an absent display, so cable, input and dock are manual
    steps. On macOS only mirroring is detected. A laptop's own display behind a closed lid is off on purpose.
    """

    id = "external-display"
    title = N_("Fix the second display")
    category = Category.DEVICES
    looks = N_("Checking the connected displays…")
    cheap = False  # a display may be off on purpose
    collectors = ("displays", "hardware")
    prevention = N_(
        "Turn on the display before you connect it to the computer. Then wait until it "
        "shows an image. Don't buy adapters yourself; the help desk can recommend ones "
        "that work with your dock."
    )
    by_hand = ("screen-input", "screen-cable", "dock-cycle")

    def diagnose(self, machine: Machine) -> Finding | None:
        """Find a connected display that is dark or mirrored."""
        screens = SCREENS.read(machine)
        if screens.turned_off_external_displays:
            return _make_dark_finding(machine, screens)
        if screens.mirrored:
            return Finding(
                N_("Your second display shows the same image as the first."),
                N_(
                    "You can use the second display for more windows. We'll open the settings so that "
                    "you can change this."
                ),
                _collect_evidence(screens),
                {"trouble": "mirrored", "presenting": False},
            )
        return None

    def find_blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Return why the fix can't run during a presentation: the audience would see the displays change."""
        if finding.data["presenting"]:
            return N_("You're presenting. Check again when the presentation is over.")
        return None

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return a step that turns on the display if possible; otherwise steps that open the settings."""
        data = finding.data
        if data["trouble"] == "mirrored":
            return OpenPage("display"), ByHand("stop-mirroring")
        if not data["settable"]:
            return OpenPage("display"), ByHand("extend-screens")
        if data["divides"]:
            return (ExtendDesktop(EXTEND),)
        return [SwitchScreen(name, on=True, beside=data["beside"]) for name in data["dark"]]


def _make_dark_finding(machine: Machine, screens: PluggedScreens) -> Finding:
    beside = next((screen.name for screen in screens.found if screen.on), "")
    return Finding(
        N_(
            "The display {name} is connected but turned off.",
            name=screens.turned_off_external_displays[0].name,
        ),
        N_("The computer detects the display but isn't using it. We can turn it on.")
        if screens.settable
        else N_(
            "The computer detects the display but isn't using it. We'll open the settings so that "
            "you can turn it on."
        ),
        _collect_evidence(screens),
        {
            "trouble": "dark",
            "settable": screens.settable,
            "presenting": screens.presenting,
            "divides": machine.platform in ExtendDesktop.rows,
            "dark": [screen.name for screen in screens.turned_off_external_displays],
            "beside": beside,
        },
    )


def _collect_evidence(screens: PluggedScreens) -> dict[str, str]:
    facts = {
        f"screen {n}": f"{screen.name}: {'on' if screen.on else 'off'}"
        for n, screen in enumerate(screens.found, 1)
    }
    return facts | ({"topology": str(screens.topology)} if screens.topology else {})
