"""The microphone of a real PipeWire is muted, not the one in use, or forbidden by GNOME's privacy switch."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.lab.conftest import Desk
from tests.lab.sound_service import HEADSET, MICROPHONE, plug, sound_service
from tests.lab.table import Table
from tests.people import Person

pytestmark = pytest.mark.lab

PRIVACY = ("org.gnome.desktop.privacy", "disable-microphone")


@pytest.fixture
def anna(alice: Person) -> Iterator[Desk]:
    """Anna with a headset and a microphone, which the user's programs use."""
    with sound_service(alice) as desk:
        plug(desk, HEADSET)
        plug(desk, MICROPHONE)
        desk.run("pactl", "set-default-source", "micro")
        yield desk


def test_a_muted_microphone_is_unmuted_and_restored(anna: Desk, table: Table) -> None:
    anna.run("pactl", "set-source-mute", "micro", "1")
    assert anna.run("pactl", "get-source-mute", "micro") == "Mute: yes"
    volume = anna.run("pactl", "get-source-volume", "micro")
    assert anna.fix("check", "mic-not-heard")["state"] == "found"
    run = anna.fix("fix", "mic-not-heard")
    assert run["outcome"] == "fixed"
    assert anna.run("pactl", "get-source-mute", "micro") == "Mute: no"
    assert anna.run("pactl", "get-source-volume", "micro") == volume
    assert anna.fix("undo", run["run"])["outcome"] == "undone"
    assert anna.run("pactl", "get-source-mute", "micro") == "Mute: yes"
    table.row(
        "muted microphone",
        proven="pactl get-source-mute",
        found="mic-not-heard",
        repaired="off mute",
        undone="pactl get-source-mute",
    )


def test_a_microphone_at_zero_is_turned_up_and_restored(anna: Desk, table: Table) -> None:
    anna.run("pactl", "set-source-volume", "micro", "0", "777")
    before = anna.run("pactl", "get-source-volume", "micro")
    assert "777" in before
    run = anna.fix("fix", "mic-not-heard")
    assert run["outcome"] == "fixed"
    assert "80%" in anna.run("pactl", "get-source-volume", "micro")
    assert anna.fix("undo", run["run"])["outcome"] == "undone"
    assert anna.run("pactl", "get-source-volume", "micro") == before
    table.row(
        "microphone turned down to nothing",
        proven="pactl get-source-volume",
        found="mic-not-heard",
        repaired="80 %",
        undone="pactl get-source-volume",
    )


def test_the_wrong_microphone_is_changed_and_restored(anna: Desk, table: Table) -> None:
    anna.run("pactl", "set-default-source", "casque.monitor")
    assert anna.run("pactl", "get-default-source") == "casque.monitor"
    run = anna.fix("fix", "mic-not-heard")
    assert run["outcome"] == "fixed"
    assert anna.run("pactl", "get-default-source") == "micro"
    assert anna.fix("undo", run["run"])["outcome"] == "undone"
    assert anna.run("pactl", "get-default-source") == "casque.monitor"
    table.row(
        "no real microphone is chosen",
        proven="pactl get-default-source",
        found="mic-not-heard",
        repaired="microphone chosen",
        undone="pactl get-default-source",
    )


def test_the_privacy_switch_is_opened_and_restored(anna: Desk, table: Table) -> None:
    anna.run("gsettings", "set", *PRIVACY, "true")
    run = anna.fix("fix", "mic-not-heard")
    assert run["outcome"] == "fixed"
    assert anna.run("gsettings", "get", *PRIVACY) == "false"
    assert anna.fix("undo", run["run"])["outcome"] == "undone"
    assert anna.run("gsettings", "get", *PRIVACY) == "true"
    table.row(
        "programs may not use the microphone",
        proven="gsettings get … disable-microphone",
        found="mic-not-heard",
        repaired="allowed",
        undone="gsettings get … disable-microphone",
    )


def test_a_microphone_that_works_is_healthy(anna: Desk) -> None:
    assert anna.fix("check", "mic-not-heard")["state"] == "healthy"
