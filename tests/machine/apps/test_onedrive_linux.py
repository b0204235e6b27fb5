"""The free OneDrive client: its set-up read without its secrets, its service started and stopped."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from selfhelp.core.errors import ProbeError, StepError
from selfhelp.core.model import Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.machine import Command, Output
from selfhelp.machine.apps import onedrive_linux
from selfhelp.machine.apps.onedrive_linux import (
    StartOneDriveService,
    StopOneDriveService,
    does_account_need_resync,
    read_onedrive_service_state,
    scan_onedrive_account,
)


@pytest.fixture
def place(own_home: Path) -> Path:
    place = own_home / "config" / "onedrive"
    place.mkdir(parents=True)
    return place


def test_an_empty_folder_is_no_use_of_it(place: Path) -> None:
    answer = scan_onedrive_account()
    assert (answer["used"], answer["signed"], answer["folder"]) == (False, False, "~/OneDrive")


def test_what_was_set_up_is_read_and_no_secret(place: Path) -> None:
    (place / "items.sqlite3").touch()
    assert scan_onedrive_account()["used"]
    (place / "refresh_token").touch()
    assert not scan_onedrive_account()["signed"], "an empty account is not signed in"
    (place / "refresh_token").write_text("s3cret")
    answer = scan_onedrive_account()
    assert answer["signed"]
    assert "s3cret" not in str(answer)
    assert answer["free"] > 0


@pytest.mark.parametrize(
    ("settings", "folder"),
    [
        ('sync_dir = "~/Work"\n', "~/Work"),
        ('# sync_dir = "~/No"\nsync_dir="~/My Files"', "~/My Files"),
        ('sync_dir = "HOME/Work"', "~/Work"),
        ('sync_dir = "/srv/shared"', "/srv/shared"),
        ('sync_dir = "relative"', "~/OneDrive"),
        ("sync_dir = \0\n$(reboot)", "~/OneDrive"),
    ],
)
def test_its_folder_is_read_from_its_settings(
    place: Path, own_home: Path, settings: str, folder: str
) -> None:
    (place / "config").write_text(settings.replace("HOME", str(own_home)))
    assert scan_onedrive_account()["folder"] == folder


class Session:
    """A session with systemd, whose service stands as a list says, one entry for each look."""

    platform = Platform.LINUX

    def __init__(self, *states: str, code: int = 0) -> None:
        self.states, self.code, self.told = list(states), code, list[tuple[str, ...]]()

    def run(self, command: Command) -> Output:
        if command.argv[0] == "onedrive":
            return Output(self.code, "")
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        return Output(0, f"LoadState=loaded\nActiveState={state}\n")

    def change(self, action: Command) -> Output:
        self.told.append(action.argv[2:])
        return Output(self.code, "")


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> Callable[[], float]:
    """A clock that goes on by a second whenever it is looked at."""
    now = iter(range(10**6))

    def tick() -> float:
        return float(next(now))

    monkeypatch.setattr(onedrive_linux.time, "monotonic", tick)
    monkeypatch.setattr(onedrive_linux.time, "sleep", lambda _: None)
    return tick


def test_it_is_started_and_stays() -> None:
    session = Session("failed", "activating", "active")
    assert StartOneDriveService().perform(session, Progress()) == "onedrive.service started"  # type: ignore[arg-type]
    assert session.told == [("start", "--no-block", "onedrive.service")]


def test_what_runs_is_left_alone() -> None:
    session = Session("active")
    assert StartOneDriveService().perform(session, Progress()) is None  # type: ignore[arg-type]
    assert session.told == []


@pytest.mark.parametrize(
    "states", [("inactive", "active", "failed"), ("inactive", "activating", "activating")]
)
def test_what_does_not_stay_is_said(states: tuple[str, ...]) -> None:
    with pytest.raises(StepError):
        StartOneDriveService().perform(Session(*states), Progress())  # type: ignore[arg-type]


def test_what_is_not_done_is_said() -> None:
    with pytest.raises(StepError):
        StartOneDriveService().perform(Session("inactive", code=1), Progress())  # type: ignore[arg-type]


def test_undo_stops_it() -> None:
    session = Session("active", "inactive")
    assert StartOneDriveService().make_undo_step(session) == StopOneDriveService()  # type: ignore[arg-type]
    assert StopOneDriveService().perform(session, Progress()) is not None  # type: ignore[arg-type]
    assert StopOneDriveService().perform(session, Progress()) is None  # type: ignore[arg-type]
    assert session.told == [("stop", "onedrive.service")]


class Nothing:
    """A computer without systemd, where the client is slow."""

    platform = Platform.LINUX

    def run(self, command: Command) -> Output:
        raise ProbeError(N_("Too slow."))


def test_no_answer_is_no_service_and_no_refusal() -> None:
    assert read_onedrive_service_state(Nothing()) == ""  # type: ignore[arg-type]
    assert not does_account_need_resync(Nothing())  # type: ignore[arg-type]


@pytest.mark.parametrize(("code", "refuses"), [(0, False), (1, False), (126, True), (78, True)])
def test_it_refuses_to_go_on_by_how_it_ends(code: int, refuses: bool) -> None:
    assert does_account_need_resync(Session("x", code=code)) is refuses  # type: ignore[arg-type]
