"""Which programs that start with the session count, and which are proposed to be switched off."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from selfhelp.fixes.performance.perf_startup_apps import PerfStartupApps
from selfhelp.machine.desktop.startup_apps import StartupEntry
from selfhelp.machine.desktop.startup_switch import SwitchOffStartup
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.guidance.settings_pages import OpenPage
from selfhelp.machine.replay import ReplayMachine

FIX = PerfStartupApps()
Replay = Callable[[str], ReplayMachine]


@pytest.mark.parametrize(
    ("optional", "entry"),
    [
        (True, StartupEntry("Notes", "notes", "notes.desktop")),
        (True, StartupEntry("Steam", "steam", "steam.desktop", own=False)),
        (False, StartupEntry("Notes", "notes", "notes.desktop", own=False)),  # the system's own business
        (False, StartupEntry("Cisco AnyConnect", "client", "x.desktop")),
        (False, StartupEntry("ClamTk", "clamtk", "clamtk.desktop")),
        (False, StartupEntry("Déjà Dup", "deja-dup-monitor", "x.desktop")),
        (False, StartupEntry("OneDrive", "OneDrive.exe")),
        (False, StartupEntry("Intune", "intune-portal", "intune.desktop")),
        (False, StartupEntry("Realtek HD", "RtkNGUI64.exe")),
        (False, StartupEntry("Network", "nm-applet", "nm-applet.desktop")),
        (False, StartupEntry("Keyring", "gnome-keyring-daemon", "x.desktop")),
        (False, StartupEntry("Help", "selfhelp", "selfhelp.desktop")),
    ],
)
def test_what_a_person_may_do_without(optional: bool, entry: StartupEntry) -> None:
    assert entry.is_optional is optional


def test_only_harmless_ones_are_proposed(replay: Replay) -> None:
    finding = FIX.diagnose(replay("perf-startup-apps/debian-13--many"))
    assert finding is not None
    (question,) = FIX.list_questions(finding)
    assert {option.key for option in question.options if option.chosen} == {
        "discord.desktop",
        "spotify.desktop",
        "steam.desktop",
    }
    assert "nm-applet.desktop" not in {option.key for option in question.options}
    assert FIX.plan_steps(finding, {"program": ["clock.desktop"]}) == [
        SwitchOffStartup("clock.desktop", "clock")
    ]
    assert FIX.plan_steps(finding, {"program": []}) == []


def test_windows_is_led_to_its_own_list(replay: Replay) -> None:
    finding = FIX.diagnose(replay("perf-startup-apps/windows-11--many"))
    assert finding is not None
    assert FIX.list_questions(finding) == ()
    assert FIX.plan_steps(finding, {}) == [OpenPage("startup"), ByHand("startup-off")]
    assert "Spotify.exe (own, harmless)" in " ".join(finding.evidence.values())
    assert "OneDrive" not in str(finding.data)


def test_final_check_covers_the_chosen_startup_apps(replay: Replay) -> None:
    machine = replay("perf-startup-apps/debian-13--many")
    finding = FIX.diagnose(machine)
    assert finding is not None
    assert FIX.verify_outcome(machine, finding, {"program": ["switched-off-since.desktop"]}) is None
    left = FIX.verify_outcome(machine, finding, {"program": ["steam.desktop"]})
    assert left is not None
    assert [entry["file"] for entry in left.data["programs"]] == ["steam.desktop"]
