"""Get remote help, in the window: nothing starts before its button; the id is shown, then told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.app.contact import use_non_breaking_spaces
from selfhelp.core.model import Json, Platform
from selfhelp.core.paths import AppPaths
from selfhelp.machine import Action, Command, Native, Output, Reading, Source
from selfhelp.machine.apps.remote_tools import find_trusted_tool
from selfhelp.policy.help_desk import HelpDeskPolicy
from selfhelp.policy.policy import Policy
from selfhelp.policy.remote_support import RemotePolicy
from selfhelp.policy.support import SupportPolicy
from selfhelp.tickets.following.caller_verification import make_verification_words
from selfhelp.ui import links, theme
from selfhelp.ui.navigation import ConversationPage, JournalPage, RemotePage
from selfhelp.ui.screens.ask import AskScreen
from selfhelp.ui.screens.conversation import ConversationScreen
from selfhelp.ui.screens.journal import JournalScreen
from selfhelp.ui.screens.remote import RemoteScreen
from selfhelp.ui.window import AppWindow
from tests.ui.desk_window import make_app, make_window
from tests.ui.fakes import HOSTILE, SilentMachine
from tests.ui.test_screens import LOOKS, cut_off

LINE = "helper|Acme Helper|linux=/opt/helper/run|arguments=--note={ticket}|id=--get-id"


class Box(SilentMachine):
    """Has one tool; keeps what was started."""

    def __init__(self) -> None:
        super().__init__(Platform.LINUX)
        self.says, self.obstacle = "1 234 567 890", ""
        self.started: list[Json] = []
        self.asked = 0

    def read(self, source: Source) -> Json:
        if isinstance(source, Reading) and source.function is find_trusted_tool:
            mine = source.params["paths"] == ["/opt/helper/run"] and not self.obstacle
            return {
                "program": "/opt/helper/run" if mine else "",
                "obstacle": "" if mine else self.obstacle or "not-installed",
            }
        return super().read(source)

    def run(self, command: Command) -> Output:
        if command.argv != ("/opt/helper/run", "--get-id"):
            return super().run(command)
        self.asked += 1
        return Output(0, self.says)

    def change(self, action: Action) -> Json:
        assert isinstance(action, Native)
        self.started.append([action.params["program"], *action.params["arguments"]])
        return True


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def app(places: AppPaths, box: Box, monkeypatch: pytest.MonkeyPatch) -> App:
    monkeypatch.setattr("selfhelp.remote.remote_support.PATIENCE", 0.05)
    monkeypatch.setattr(
        "selfhelp.remote.remote_support.RemoteSupport.read_tool_id_when_ready.__defaults__", (0.05,)
    )
    app = make_app(places)
    app.machine = box
    allow(app)
    return app


def allow(app: App, **remote: Json) -> None:
    policy = Policy(remote=RemotePolicy(**{"tools": (LINE,), **remote}))
    app.__dict__["loaded_policy"] = replace(app.loaded_policy, policy=policy)


def sealed(app: App, words: str = "Nothing prints") -> str:
    case = app.create_case(words)
    case.message.requester = "a@example.com"
    return case.save_to_outbox(case.build_letter())


def opened(qtbot: QtBot, app: App, report: str = "") -> tuple[AppWindow, RemoteScreen]:
    window = make_window(qtbot, app)
    window.open(RemotePage(report))
    screen = window.get_current_screen()
    assert isinstance(screen, RemoteScreen)
    qtbot.waitUntil(lambda: screen._look is not None)
    return window, screen


def button(part: QWidget, starts: str) -> QPushButton:
    for _ in range(3):
        QApplication.processEvents()  # the layout shows what was put into it
    found = [b for b in part.findChildren(QPushButton) if b.text().startswith(starts) and b.isVisibleTo(part)]
    assert len(found) == 1, [b.text() for b in part.findChildren(QPushButton)]
    return found[0]


def start(qtbot: QtBot, screen: RemoteScreen) -> None:
    button(screen.tools, "I agree: start").click()
    qtbot.waitUntil(lambda: screen._offer is not None and not screen._busy)


def test_the_words_of_the_ticket_and_the_warning(qtbot: QtBot, app: App, box: Box) -> None:
    report = sealed(app)
    _window, screen = opened(qtbot, app, report=report)
    assert screen.caller.words.text() == " ".join(make_verification_words(report, "en"))
    assert "never asks for your password" in screen.caller.never.text()
    assert not box.started
    assert not box.asked


def test_without_a_ticket_the_user_is_asked_to_call(qtbot: QtBot, app: App) -> None:
    _window, screen = opened(qtbot, app)
    assert screen.caller.words.isHidden()
    assert "hang up" in screen.caller.how.text()


def test_a_click_starts_it_with_the_ticket_and_its_id_goes_into_it(qtbot: QtBot, app: App, box: Box) -> None:
    report = sealed(app)
    app.create_delivery_service().deliver(report, 5)
    window, screen = opened(qtbot, app, report=report)
    start(qtbot, screen)
    assert box.started == [["/opt/helper/run", "--note=LOCAL-0001"]]
    assert screen.started.id.text() == "1 234 567 890"
    assert screen.started.id.accessibleName() == "1 2 3 4 5 6 7 8 9 0"
    button(screen.started, "Copy").click()
    assert QApplication.clipboard().text() == "1234567890"
    assert not app.get_outbox().list_replies(report), "nothing is sent without consent"
    with qtbot.waitSignal(window.saved):
        screen.started.add.click()
    (reply,) = app.get_outbox().list_replies(report)
    assert reply.text == "Remote help: I started Acme Helper on this computer. Its id is 1234567890."
    assert not screen.started.add.isEnabled()
    (entry,) = app.journal.list_runs()
    assert (entry.id, entry.outcome) == ("remote-helper", "started")


def test_the_history_shows_the_start(qtbot: QtBot, app: App) -> None:
    window, screen = opened(qtbot, app)
    start(qtbot, screen)
    window.open(JournalPage())
    journal = window.get_current_screen()
    assert isinstance(journal, JournalScreen)
    qtbot.waitUntil(lambda: bool(journal._entries))
    journal.checks.click()  # what changed nothing that could be undone is folded away
    labels = [label.text() for label in journal.findChildren(QLabel)]
    assert "Remote support with Acme Helper" in labels
    assert not [b for b in journal.findChildren(QPushButton) if b.text() == "Undo"]


def test_an_unknown_id_can_be_typed_and_is_validated(qtbot: QtBot, app: App, box: Box) -> None:
    box.says = "Permission denied!"
    report = sealed(app)
    _window, screen = opened(qtbot, app, report=report)
    start(qtbot, screen)
    started = screen.started
    assert started.field.isVisible()
    for text in ("", "secret", "12345", "12 34 5x"):
        started.field.setText(text)
        assert not started.add.isEnabled(), text
    started.field.clear()
    QTest.keyClicks(started.field, "987 654 321")
    started.add.click()
    qtbot.waitUntil(lambda: bool(app.get_outbox().list_replies(report)))
    assert app.get_outbox().list_replies(report)[0].text.endswith("987654321.")


def test_without_a_ticket_the_id_goes_into_the_form(qtbot: QtBot, app: App, box: Box) -> None:
    window, screen = opened(qtbot, app)
    start(qtbot, screen)
    assert box.started == [["/opt/helper/run"]]
    screen.started.add.click()
    form = window.get_current_screen()
    assert isinstance(form, AskScreen)
    assert not app.get_outbox().list_items(), "nothing is sent by it"
    assert "Its id is 1234567890." in form.case.words


def test_another_ticket_has_other_words(qtbot: QtBot, app: App) -> None:
    first, second = sealed(app, "One"), sealed(app, "Two")
    _window, screen = opened(qtbot, app, report=first)
    assert screen.caller.words.text() == " ".join(make_verification_words(first, "en"))
    screen.caller.tickets.setCurrentIndex(
        next(n for n, s in enumerate(screen.caller._sheets) if s.report == second)
    )
    assert screen.caller.words.text() == " ".join(make_verification_words(second, "en"))
    assert screen.started._sheet is not None
    assert screen.started._sheet.report == second


def test_the_number_to_call_back_is_the_organisations(qtbot: QtBot, app: App) -> None:
    policy = Policy(remote=app.policy.remote, support=SupportPolicy(phone="+33 1 23 45 67 89"))
    app.__dict__["loaded_policy"] = replace(app.loaded_policy, policy=policy)
    _window, screen = opened(qtbot, app)
    assert use_non_breaking_spaces("+33 1 23 45 67 89") in screen.caller.back.text(), "on one line"


def test_remote_help_from_a_ticket(qtbot: QtBot, app: App) -> None:
    policy = Policy(remote=app.policy.remote, desk=HelpDeskPolicy(connector="rt"))  # someone who can help
    app.__dict__["loaded_policy"] = replace(app.loaded_policy, policy=policy)
    sealed(app, "Another one")
    report = sealed(app)
    sealed(app, "A third one")
    window = make_window(qtbot, app)
    window.open(ConversationPage(report))
    talk = window.get_current_screen()
    assert isinstance(talk, ConversationScreen)
    qtbot.waitUntil(lambda: talk.remote.isVisible())
    talk.remote.click()
    screen = window.get_current_screen()
    assert isinstance(screen, RemoteScreen)
    qtbot.waitUntil(lambda: screen._look is not None)
    assert screen.caller.words.text() == " ".join(make_verification_words(report, "en"))


def test_switched_off(qtbot: QtBot, app: App) -> None:
    allow(app, enabled=False)
    window, screen = opened(qtbot, app)
    assert "doesn't offer remote support" in screen.state.heading.text()
    for part in (screen.caller, screen.rules, screen.tools, screen.started):
        assert part.isHidden()
    assert not window._menu[RemotePage()].isVisible()


def test_nothing_installed_leads_to_the_page_of_the_organisation(
    qtbot: QtBot, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow(app, tools=(), download="https://get.example.com/help")
    followed: list[str] = []
    monkeypatch.setattr(links, "open_link", lambda target: bool(followed.append(target.toString()) or True))
    _window, screen = opened(qtbot, app)
    button(screen.tools, "Get the tool").click()
    assert followed == ["https://get.example.com/help"]


def test_without_a_tool_the_page_is_short(qtbot: QtBot, app: App, box: Box) -> None:
    """It said what a technician sees during a session that can't take place, and one line for each tool."""
    allow(app, tools=(LINE, LINE.replace("helper", "other").replace("Helper", "Other")))
    box.obstacle = "not-installed"
    _window, screen = opened(qtbot, app)
    assert screen.rules.isHidden()
    lines = [label.text() for label in screen.tools.findChildren(QLabel) if "Acme" in label.text()]
    assert lines == ["Not installed: Acme Helper, Acme Other, TeamViewer, AnyDesk, RustDesk"]


def test_a_program_that_others_can_change_says_why_and_has_no_button(
    qtbot: QtBot, app: App, box: Box
) -> None:
    box.obstacle = "insecure"
    _window, screen = opened(qtbot, app)
    assert not [b for b in screen.tools.findChildren(QPushButton) if "start" in b.text()]


def test_keyboard_and_names(qtbot: QtBot, app: App) -> None:
    sealed(app, HOSTILE)
    sealed(app)
    window, screen = opened(qtbot, app)
    window.activateWindow()
    start(qtbot, screen)
    wanted = {screen.started.add, screen.started.copy, screen.caller.tickets, button(screen.tools, "I agree")}
    reached = set()
    for _ in range(30):
        focus = QApplication.focusWidget()
        assert focus is not None
        reached.add(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert wanted <= reached
    seen = QAccessible.queryAccessibleInterface(screen.started.add)
    assert "ticket" in seen.text(QAccessible.Text.Name)


@pytest.mark.spread(2)
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[1]}-{look[2][0]}")
@pytest.mark.parametrize("state", ["ready", "started"])
def test_pictures(
    qtbot: QtBot,
    qapp: QApplication,
    app: App,
    pictures: Path,
    look: tuple[str, str, tuple[int, int]],
    state: str,
) -> None:
    scheme, language, size = look
    app.language = language
    app.preferences = app.preferences.copy_with_changes(language=language, theme=scheme)
    sealed(app)
    theme.apply_theme(qapp, scheme)
    window, screen = opened(qtbot, app, report=sealed(app, "My printer on floor 3 does not print anything"))
    window.resize(*size)
    if state == "started":
        next(b for b in screen.tools.findChildren(QPushButton) if "Acme" in b.text()).click()
        qtbot.waitUntil(lambda: screen._offer is not None and not screen._busy)
        qtbot.wait(50)
        screen.started.add.setFocus()
    qtbot.wait(80)
    assert (window.width(), window.height()) == size
    assert cut_off(window, qtbot) == []
    assert window.grab().save(str(pictures / f"remote-{state}-{scheme}-{language}-{size[0]}.png"))
    theme.apply_theme(qapp, "light")
