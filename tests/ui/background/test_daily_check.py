"""The daily look, the last looks after a restart, and the mark on the sign in the tray."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from selfhelp.core.model import Platform
from selfhelp.core.paths import AppPaths
from selfhelp.core.text import Translator
from selfhelp.engine.health import HealthState, LastCheckStore
from selfhelp.policy import policy
from selfhelp.reminders import NOTICE
from selfhelp.reminders.book import ReminderStore
from selfhelp.ui.background import daily_check
from selfhelp.ui.background.daily_check import DailyCheckScheduler
from selfhelp.ui.main import AppSession
from selfhelp.ui.tray import notifications, reminder_notification
from selfhelp.ui.tray.notifications import NotificationAction
from selfhelp.ui.tray.status_icon import WORDS, draw_icon_with_badge
from selfhelp.ui.tray.tray_icon import load_app_icon


@pytest.fixture
def session(qapp: QApplication, places: AppPaths) -> Iterator[AppSession]:
    made = AppSession(qapp, places, Translator("en"))
    yield made
    made.shut_down()


def answering(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answer: str) -> Path:
    """Let the look be a program that prints this; returns the file that says how often it ran."""
    ran = tmp_path / "ran"
    code = f"import sys; open({str(ran)!r}, 'a').write('x'); print({answer!r})"
    monkeypatch.setattr(daily_check, "make_restart_command", lambda: (sys.executable, "-c", code))
    return ran


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ('{"schema": 1, "health": "attention", "checks": []}', HealthState.ATTENTION),
        ('{"schema": 1, "error": {"code": "x", "message": "y"}}', HealthState.UNAVAILABLE),
        ("not json", HealthState.UNAVAILABLE),
    ],
)
def test_a_look_is_shown_and_kept(
    qtbot: QtBot,
    session: AppSession,
    places: AppPaths,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    answer: str,
    state: HealthState,
) -> None:
    answering(monkeypatch, tmp_path, answer)
    DailyCheckScheduler(session, places, session).check_if_due()
    qtbot.waitUntil(lambda: session.tray._state is state)
    assert LastCheckStore(places.data).state is state
    assert str(WORDS[state]) in session.tray._make_tool_tip_text()


def test_once_a_day_is_enough(
    qtbot: QtBot, session: AppSession, places: AppPaths, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ran = answering(monkeypatch, tmp_path, '{"health": "fine"}')
    LastCheckStore(places.data).save(HealthState.NOTE, datetime.now(UTC) - timedelta(hours=2))
    looking = DailyCheckScheduler(session, places, session)
    looking.check_if_due()
    assert session.tray._state is HealthState.NOTE
    LastCheckStore(places.data).save(HealthState.NOTE, datetime.now(UTC) - timedelta(hours=25))
    looking.check_if_due()
    looking.check_if_due()  # while it is being looked at
    qtbot.waitUntil(lambda: session.tray._state is HealthState.FINE)
    assert ran.read_text() == "x"


def test_a_look_that_cannot_start_says_that_nothing_was_seen(
    qtbot: QtBot, session: AppSession, places: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daily_check, "make_restart_command", lambda: ("/nowhere/selfhelp",))
    DailyCheckScheduler(session, places, session).check_if_due()
    qtbot.waitUntil(lambda: session.tray._state is HealthState.UNAVAILABLE)


def test_every_state_but_fine_has_its_own_badge(qapp: QApplication) -> None:
    def picture(state: HealthState) -> bytes:
        image = draw_icon_with_badge(load_app_icon(), state).pixmap(48).toImage()
        return bytes(image.constBits())

    assert picture(HealthState.FINE) == bytes(load_app_icon().pixmap(48).toImage().constBits())
    assert len({picture(state) for state in HealthState}) == len(HealthState)
    assert set(WORDS) == set(HealthState)


def test_statistics_follow_the_daily_check_if_policy_names_a_destination(
    qtbot: QtBot, session: AppSession, places: AppPaths, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ran = tmp_path / "asked"
    code = f"import sys; open({str(ran)!r}, 'a').write(' '.join(sys.argv[1:]) + chr(10))"
    monkeypatch.setattr(daily_check, "make_restart_command", lambda: (sys.executable, "-c", code))
    looking = DailyCheckScheduler(session, places, session)
    looking.check_if_due()
    qtbot.waitUntil(lambda: looking._process is None and ran.exists())
    assert ran.read_text() == "health --background --running 0 --json\n"
    rules = policy.UsageStats(mode="https", url="https://counts.example.com")
    session.app.loaded_policy = replace(
        session.app.loaded_policy, policy=replace(session.app.policy, usage_stats=rules)
    )
    looking._send_usage_stats()
    qtbot.waitUntil(lambda: "usage-stats send --due\n" in ran.read_text())


def test_the_timer_goes_off_once_an_hour_at_most_and_every_few_hours_at_least(
    session: AppSession, places: AppPaths
) -> None:
    looking, now = DailyCheckScheduler(session, places, session), datetime.now(UTC)
    for wait, hours in ((timedelta(minutes=1), 1), (timedelta(hours=2), 2), (timedelta(hours=20), 4)):
        LastCheckStore(places.data).save(HealthState.FINE, now, now + wait)
        looking._schedule_next_check()
        assert abs(looking._timer.remainingTime() - hours * 3_600_000) < 60_000


def test_a_look_of_the_window_does_not_put_off_what_is_planned(session: AppSession, places: AppPaths) -> None:
    now = datetime.now(UTC)
    LastCheckStore(places.data).save(HealthState.FINE, now - timedelta(hours=20), now + timedelta(hours=2))
    DailyCheckScheduler(session, places, session).store_health_state(HealthState.NOTE)
    store = LastCheckStore(places.data)
    assert store.state is HealthState.NOTE
    assert timedelta(hours=1) < store.compute_time_until_due(now) <= timedelta(hours=2)


def test_while_the_computer_saves_power_nothing_is_started(
    qtbot: QtBot, session: AppSession, places: AppPaths, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ran = answering(monkeypatch, tmp_path, '{"health": "fine", "wait": 3600}')
    asked: list[bool] = []
    monkeypatch.setattr(type(session.app), "is_saving_power", lambda _app: asked.append(True) or True)
    looking = DailyCheckScheduler(session, places, session)
    looking.check_if_due()
    qtbot.waitUntil(lambda: bool(asked))
    qtbot.wait(100)
    assert not ran.exists()
    assert abs(looking._timer.remainingTime() - 3_600_000) < 60_000


def test_a_reminder_has_its_four_answers_and_they_are_kept(
    qtbot: QtBot, session: AppSession, places: AppPaths, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shown: list[tuple[str, list[NotificationAction]]] = []
    monkeypatch.setitem(
        notifications._WAYS,
        Platform.LINUX,
        lambda _session, text, actions: shown.append((text, list(actions))),
    )
    told = {"key": "backup-age", "title": "", "text": "Your files <b>were</b> last backed up 40 days ago."}
    answering(monkeypatch, tmp_path, json.dumps({"health": "note", "wait": 7200, "reminder": told}))
    looking = session.daily_check
    looking.check_if_due()
    qtbot.waitUntil(lambda: bool(shown))
    ((text, actions),) = shown
    assert text == "Your files <b>were</b> last backed up 40 days ago."
    labels = ["Do it now", "In an hour", "Tomorrow", "Don't remind me about this"]
    assert [str(action.label) for action in actions] == labels
    actions[1].run()
    store = ReminderStore(session.app.places.data)
    qtbot.waitUntil(lambda: store.open_book(datetime.now(UTC)).get_entry("backup-age").until is not None)
    qtbot.waitUntil(
        lambda: LastCheckStore(places.data).compute_time_until_due(datetime.now(UTC)) > timedelta(minutes=59)
    )
    assert session.window is None


def test_a_notice_leads_to_its_page_and_has_no_answers(
    session: AppSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[tuple[str, list[NotificationAction]]] = []
    monkeypatch.setitem(
        notifications._WAYS,
        Platform.LINUX,
        lambda _session, text, actions: shown.append((text, list(actions))),
    )
    reminder_notification.notify_reminder(session, f"{NOTICE}abc", "Notice from IT", "VPN maintenance")
    ((text, actions),) = shown
    assert (text, [str(action.label) for action in actions]) == ("Notice from IT: VPN maintenance", ["Show"])


def test_where_notifications_have_no_buttons_a_click_opens_the_first_screen(
    session: AppSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[list[NotificationAction]] = []
    monkeypatch.setattr(
        reminder_notification,
        "show_desktop_notification",
        lambda _session, _text, actions: shown.append(list(actions)),
    )
    monkeypatch.setattr(session.app.machine, "platform", Platform.WINDOWS)
    reminder_notification.notify_reminder(session, "backup-age", "", "Your files")
    ((action,),) = shown
    assert str(action.label) == "Show"


def test_after_a_sleep_it_is_as_after_signing_in(
    qtbot: QtBot, session: AppSession, places: AppPaths, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ran = tmp_path / "asked"
    code = f"import sys; open({str(ran)!r}, 'a').write(' '.join(sys.argv[1:]) + chr(10))"
    monkeypatch.setattr(daily_check, "make_restart_command", lambda: (sys.executable, "-c", code))
    looking = DailyCheckScheduler(session, places, session)
    looking._started -= 7200
    looking._clocks = (
        looking._clocks[0] - 8 * 3600,
        looking._clocks[1] - 60,
    )  # eight hours, of which one minute
    looking.check_if_due()
    qtbot.waitUntil(lambda: ran.exists() and bool(ran.read_text()))
    assert "--running 0 " in ran.read_text()
    assert not looking._has_computer_slept()


def test_the_first_look_comes_at_another_moment_on_each_computer(
    session: AppSession, places: AppPaths
) -> None:
    looking, waits = DailyCheckScheduler(session, places, session), set()
    for _ in range(20):
        looking.start_scheduling()
        waits.add(round(looking._timer.remainingTime(), -3))
    assert len(waits) > 10
    assert min(waits) >= daily_check.FIRST_MS - 1000
    assert max(waits) <= daily_check.FIRST_MS + daily_check.SPREAD_MS


def test_what_was_open_is_opened_again_at_the_start_and_said(
    qtbot: QtBot, session: AppSession, places: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    from selfhelp.app import reopen_programs

    said: list[str] = []
    monkeypatch.setattr(reopen_programs, "reopen_programs", lambda _app, _progress: 2)
    monkeypatch.setitem(
        notifications._WAYS, Platform.LINUX, lambda _session, text, _actions: said.append(text)
    )
    DailyCheckScheduler(session, places, session).start_scheduling()
    qtbot.wait(50)
    assert said == [], "nothing was noted"
    places.data.mkdir(parents=True, exist_ok=True)
    (places.data / "reopen.json").write_text("{}")
    DailyCheckScheduler(session, places, session).start_scheduling()
    qtbot.waitUntil(lambda: said == ["After the restart, we reopened 2 apps."])
