"""What is coming on the first screen: the four answers, the same data as the tray, and no contradiction."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.progress import Progress
from selfhelp.engine.health import HealthState
from selfhelp.foresight.outlook import FILE, StoredOutlook, run_lookaheads
from selfhelp.policy.policy import OrganisationPolicy
from selfhelp.reminders import ReminderAnswer
from selfhelp.ui import theme
from selfhelp.ui.home.upcoming_panel import ForecastCard, UpcomingPanel
from selfhelp.ui.navigation import AskPage, FixPage
from selfhelp.ui.parts.reminder_targets import find_reminder_target
from selfhelp.ui.screens.ask import AskScreen
from selfhelp.ui.screens.home import HomeScreen
from selfhelp.ui.window import AppWindow
from tests.foresight.pretended_computer import PretendedComputer
from tests.ui.fakes import Printer
from tests.ui.pages import Make
from tests.ui.test_screens import cut_off

DAY = timedelta(days=1)


@pytest.fixture
def computer(app: App, printer: Printer) -> PretendedComputer:
    """A computer whose password ends in five days, and whose last backup is old."""
    printer.stuck = False
    now = datetime.now(UTC)
    ends = now.replace(hour=0, minute=0, second=0, microsecond=0) + 6 * DAY
    computer = PretendedComputer(
        now=now, password_ends=lambda now: ends, backed_up=lambda now: now - 40 * DAY
    )
    app.machine = computer
    app.__dict__.pop("engine", None)
    look(app)
    return computer


def look(app: App) -> None:
    """Do what the daily check does."""
    now = datetime.now(UTC)
    seen = run_lookaheads(app.engine, app.create_lookaheads(now), Progress())
    app.forecast_store.save(StoredOutlook(now, seen, ()))


def home_of(window: AppWindow) -> HomeScreen:
    screen = window.get_current_screen()
    assert isinstance(screen, HomeScreen)
    return screen


def panel_of(window: AppWindow, qtbot: QtBot, cards: int = 2) -> UpcomingPanel:
    panel = home_of(window)._upcoming
    qtbot.waitUntil(lambda: len(panel.cards) == cards)
    return panel


def tall(window: AppWindow) -> AppWindow:
    """Make room: a click on what is out of sight goes elsewhere."""
    window.resize(920, 1000)
    return window


def said(window: AppWindow) -> str:
    return " ".join(label.text() for label in window._notice.findChildren(QLabel))


def press(panel: UpcomingPanel, id_: str, answer: ReminderAnswer, qtbot: QtBot) -> None:
    button = panel.cards[id_].buttons[answer]
    button.setFocus()  # not the mouse: a click right after something moved is taken for a slip
    qtbot.keyClick(button, Qt.Key.Key_Space)


def test_what_is_near_is_shown_the_password_first(
    make_window: Make, qtbot: QtBot, computer: PretendedComputer
) -> None:
    panel = panel_of(make_window(), qtbot)
    assert list(panel.cards) == ["password-expiry", "backup-age"]
    assert panel.cards["password-expiry"].heading.text().startswith("Your password expires in ")
    assert "locked out" in panel.cards["password-expiry"].detail.text()
    assert [b.text() for b in panel.cards["backup-age"].buttons.values()] == [
        "Do it now",
        "In an hour",
        "Tomorrow",
        "Don't remind me about this",
    ]
    assert panel.cards["backup-age"].buttons[ReminderAnswer.NOW].accessibleName() == (
        "Do it now: Your files were last backed up 40 days ago."
    )


def test_nothing_is_shown_where_nothing_is_near(make_window: Make, qtbot: QtBot, app: App) -> None:
    app.forecast_store.save(StoredOutlook(datetime.now(UTC), (), ()))
    panel = home_of(make_window())._upcoming
    qtbot.wait(100)
    assert panel.isHidden()


def test_what_was_settled_since_the_daily_check_is_gone(
    make_window: Make, qtbot: QtBot, computer: PretendedComputer
) -> None:
    computer.password_ends = lambda now: now + 90 * DAY
    panel = panel_of(make_window(), qtbot, 1)
    assert list(panel.cards) == ["backup-age"]


def test_the_tray_hears_the_same_state_as_the_screen_shows(
    make_window: Make, qtbot: QtBot, computer: PretendedComputer
) -> None:
    window = tall(make_window())
    told: list[HealthState] = []
    window.looked.connect(told.append)
    panel = panel_of(window, qtbot)
    qtbot.waitUntil(lambda: told[-1:] == [HealthState.NOTE])
    press(panel, "password-expiry", ReminderAnswer.NEVER, qtbot)
    qtbot.waitUntil(lambda: list(panel.cards) == ["backup-age"])
    press(panel, "backup-age", ReminderAnswer.NEVER, qtbot)
    qtbot.waitUntil(panel.isHidden)
    qtbot.waitUntil(lambda: told[-1] is HealthState.FINE)


@pytest.mark.parametrize("answer", [ReminderAnswer.HOUR, ReminderAnswer.TOMORROW, ReminderAnswer.NEVER])
def test_an_answer_is_kept_said_and_hides_the_card(
    make_window: Make, qtbot: QtBot, app: App, computer: PretendedComputer, answer: ReminderAnswer
) -> None:
    window = tall(make_window())
    panel = panel_of(window, qtbot)
    later: list[None] = []
    window.put_off.connect(lambda: later.append(None))
    press(panel, "backup-age", answer, qtbot)
    qtbot.waitUntil(lambda: "backup-age" not in panel.cards)
    now = datetime.now(UTC)
    assert app.reminders.open_book(now).list_hidden_keys(now) == {"backup-age"}
    assert said(window).startswith("We")
    assert bool(later) is (answer is not ReminderAnswer.NEVER)
    window.open(FixPage("print-stuck-queue"))
    window.go_back()
    qtbot.wait(100)
    assert list(panel.cards) == ["password-expiry"]


def test_an_answer_that_cannot_be_kept_is_said_and_the_card_stays(
    make_window: Make, qtbot: QtBot, app: App, computer: PretendedComputer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left")

    panel = panel_of(window := tall(make_window()), qtbot)
    monkeypatch.setattr(type(app.reminders), "store_answer", full)
    press(panel, "backup-age", ReminderAnswer.NEVER, qtbot)
    qtbot.waitUntil(lambda: "couldn't be saved" in said(window))
    assert "backup-age" in panel.cards


def test_the_focus_is_not_lost_with_the_card(
    make_window: Make, qtbot: QtBot, computer: PretendedComputer
) -> None:
    window = tall(make_window())
    panel = panel_of(window, qtbot)
    panel.cards["backup-age"].buttons[ReminderAnswer.NEVER].setFocus()
    qtbot.keyClick(panel.cards["backup-age"].buttons[ReminderAnswer.NEVER], Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "backup-age" not in panel.cards)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is home_of(window)._box)


def test_now_leads_to_the_page_the_fix_or_the_help_desk(app: App, computer: PretendedComputer) -> None:
    assert find_reminder_target(app, "password-expiry").settings == "sign-in"
    assert find_reminder_target(app, "backup-age").screen == AskPage(
        words="Your files were last backed up 40 days ago."
    )
    assert find_reminder_target(app, "backup-age").settings == "", "GNOME and KDE have no such page"
    page = OrganisationPolicy(reset_page="https://id.example.com/reset")
    app.loaded_policy = replace(app.loaded_policy, policy=replace(app.policy, organisation=page))
    assert find_reminder_target(app, "password-expiry").address == "https://id.example.com/reset"


def test_now_on_the_card_opens_the_form_with_words(
    make_window: Make, qtbot: QtBot, computer: PretendedComputer
) -> None:
    window = tall(make_window())
    press(panel_of(window, qtbot), "backup-age", ReminderAnswer.NOW, qtbot)
    qtbot.waitUntil(lambda: isinstance(window.get_current_screen(), AskScreen))
    screen = window.get_current_screen()
    assert isinstance(screen, AskScreen)
    texts = [box.toPlainText() for box in screen.findChildren(QPlainTextEdit)]
    assert "Your files were last backed up 40 days ago." in texts


def test_a_damaged_file_shows_nothing(make_window: Make, qtbot: QtBot, app: App) -> None:
    app.places.data.mkdir(parents=True, exist_ok=True)
    (app.places.data / FILE).write_bytes(b'{"at": "2026", "forecasts": [{}]}')
    panel = home_of(make_window())._upcoming
    qtbot.wait(100)
    assert panel.isHidden()


LOOKS: list[tuple[str, str, tuple[int, int]]] = [
    ("light", "en", (920, 720)),
    ("dark", "fr", (920, 720)),
    ("contrast", "en", (920, 720)),
    ("light", "fr", (400, 560)),
    ("dark", "en", (400, 560)),
]


@pytest.mark.spread(2)
@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[1]}-{look[2][0]}")
def test_pictures(
    look: tuple[str, str, tuple[int, int]],
    make_window: Make,
    qtbot: QtBot,
    qapp: QApplication,
    app: App,
    computer: PretendedComputer,
    pictures: Path,
) -> None:
    scheme, language, size = look
    app.preferences = app.preferences.copy_with_changes(language=language, theme=scheme)
    window = make_window()
    window.apply_preferences()
    window.resize(*size)
    panel_of(window, qtbot)
    home_of(window).scroll_to(next(iter(home_of(window).findChildren(ForecastCard))))
    qtbot.wait(150)
    assert cut_off(window, qtbot) == []
    assert window.grab().save(str(pictures / f"upcoming-{scheme}-{language}-{size[0]}.png"))
    window.close()
    theme.apply_theme(qapp, "light")
