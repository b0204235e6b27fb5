"""The sound of a real PipeWire is muted, turned down, or comes out of the wrong device."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.inside import inside
from tests.lab.sound_service import HEADSET, SCREEN, plug, sound_service, wait_for
from tests.lab.table import Table
from tests.people import Person

pytestmark = pytest.mark.lab

WITHOUT_PACTL = "mount --bind /dev/null /usr/bin/pactl; echo ready; exec sleep 300"


@pytest.fixture
def anna(alice: Person) -> Iterator[Desk]:
    """Anna with a headset plugged in."""
    with sound_service(alice) as desk:
        plug(desk, HEADSET)
        yield desk


def volume(desk: Desk) -> str:
    return desk.run("pactl", "get-sink-volume", "casque")


def mute(desk: Desk) -> str:
    return desk.run("pactl", "get-sink-mute", "casque")


def test_a_muted_headset_is_unmuted_and_restored(anna: Desk, table: Table) -> None:
    anna.run("pactl", "set-sink-mute", "casque", "1")
    anna.run("pactl", "set-sink-volume", "casque", "1000", "3001")
    before = volume(anna)
    assert "3001" in before
    assert mute(anna) == "Mute: yes"
    check = anna.fix("check", "audio-no-sound")
    assert check["state"] == "found"
    assert "Écouteurs <b>" in check["summary"]  # the name people know, as plain text
    run = anna.fix("fix", "audio-no-sound")
    assert run["outcome"] == "fixed"
    assert mute(anna) == "Mute: no"
    assert "30%" in volume(anna)
    assert anna.fix("undo", run["run"])["outcome"] == "undone"
    assert (mute(anna), volume(anna)) == ("Mute: yes", before)
    table.row(
        "muted and turned down headset",
        proven="pactl get-sink-mute",
        found="audio-no-sound",
        repaired="off mute, 30 %",
        undone="pactl get-sink-volume",
    )


def test_what_another_program_mutes_again_is_not_called_repaired(anna: Desk) -> None:
    anna.run("pactl", "set-sink-mute", "casque", "1")
    again = ["sh", "-c", "while sleep 0.2; do pactl set-sink-mute casque 1; done"]
    other = anna.person.start(again, anna.environment)
    try:
        assert anna.fix("fix", "audio-no-sound")["outcome"] == "not-fixed"
    finally:
        other.terminate()
        other.wait(60)


def test_the_sound_goes_from_the_screen_to_the_headset_and_back(anna: Desk, table: Table) -> None:
    plug(anna, SCREEN)
    anna.run("pactl", "set-default-sink", "ecran")
    assert anna.run("pactl", "get-default-sink") == "ecran"
    run = anna.fix("fix", "audio-no-sound")
    assert run["outcome"] == "fixed"
    assert anna.run("pactl", "get-default-sink") == "casque"
    assert anna.fix("undo", run["run"])["outcome"] == "undone"
    assert anna.run("pactl", "get-default-sink") == "ecran"
    assert anna.fix("check", "audio-no-sound")["state"] == "found"
    table.row(
        "sound comes out of the screen",
        proven="pactl get-default-sink",
        found="audio-no-sound",
        repaired="headset chosen",
        undone="pactl get-default-sink",
    )


@needs_root
def test_pipewires_own_tools_will_do(alice: Person, table: Table) -> None:
    with inside(alice, WITHOUT_PACTL) as who, sound_service(alice) as desk:
        plug(desk, HEADSET)
        plug(desk, SCREEN)
        desk.run("pactl", "set-default-sink", "casque")
        desk.run("pactl", "set-sink-mute", "casque", "1")
        desk.run("pactl", "set-sink-volume", "casque", "1000")
        before = volume(desk)
        bare = Desk(who, {**desk.environment, "XDG_RUNTIME_DIR": str(alice.home / "run")})
        assert bare.person.run(["pactl", "info"]).returncode != 0
        check = bare.fix("check", "audio-no-sound")
        assert "Écouteurs <b>" in check["summary"]
        run = bare.fix("fix", "audio-no-sound")
        assert run["outcome"] == "fixed"
        assert (mute(desk), "30%" in volume(desk)) == ("Mute: no", True)
        assert bare.fix("undo", run["run"])["outcome"] == "undone"
        assert mute(desk) == "Mute: yes"
        assert abs(percent(volume(desk)) - percent(before)) <= 1
        desk.run("pactl", "set-sink-mute", "casque", "0")
        desk.run("pactl", "set-sink-volume", "casque", "50%")
        desk.run("pactl", "set-default-sink", "ecran")
        assert bare.fix("fix", "audio-no-sound")["outcome"] == "fixed"
        assert desk.run("pactl", "get-default-sink") == "casque"
    table.row(
        "muted headset, without PulseAudio's tools",
        proven="pactl get-sink-mute",
        found="audio-no-sound",
        repaired="wpctl: off mute, 30 %",
        undone="pactl get-sink-volume",
    )


def programs(desk: Desk) -> list[tuple[str, bool]]:
    listed = json.loads(desk.run("pactl", "-f", "json", "list", "sink-inputs"))
    return [(str(stream["index"]), stream["mute"]) for stream in listed]


def test_a_muted_program_is_heard_again_and_muted_again(anna: Desk, table: Table) -> None:
    with anna.person.start(["pacat", "--playback", "/dev/zero"], anna.environment) as player:
        try:
            wait_for(lambda: bool(programs(anna)))
            assert anna.fix("check", "audio-no-sound")["state"] == "healthy"
            ((number, _),) = programs(anna)
            anna.run("pactl", "set-sink-input-mute", number, "1")
            wait_for(lambda: programs(anna) == [(number, True)])
            run = anna.fix("fix", "audio-no-sound")
            assert run["outcome"] == "fixed"
            assert programs(anna) == [(number, False)]
            assert anna.fix("undo", run["run"])["outcome"] == "undone"
            assert programs(anna) == [(number, True)]
        finally:
            player.terminate()
    table.row(
        "one program is muted",
        proven="pactl list sink-inputs",
        found="audio-no-sound",
        repaired="off mute",
        undone="pactl list sink-inputs",
    )


def percent(text: str) -> int:
    return int(text.partition("%")[0].rpartition("/")[2])


def test_the_display_can_still_be_chosen(anna: Desk) -> None:
    plug(anna, SCREEN)
    anna.run("pactl", "set-default-sink", "ecran")
    run = anna.fix("fix", "audio-no-sound", "device=ecran")
    assert run["outcome"] == "not-fixed"
    assert anna.run("pactl", "get-default-sink") == "ecran"


def test_a_headset_at_half_volume_is_healthy(anna: Desk) -> None:
    anna.run("pactl", "set-sink-volume", "casque", "50%")
    assert anna.fix("check", "audio-no-sound")["state"] == "healthy"


def test_without_any_speaker_the_app_says_so(alice: Person) -> None:
    with sound_service(alice) as desk:
        check = desk.fix("check", "audio-no-sound")
    assert check["state"] == "found"
    assert "No speakers" in check["summary"]


def test_a_computer_without_sound_has_nothing_to_repair(alice: Person) -> None:
    assert Desk(alice).fix("check", "audio-no-sound")["state"] == "not-offered"
