"""What will be sent: what is shown is what leaves, "saved" is only said once it is, the state is live."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from selfhelp.app import App
from selfhelp.case import Case
from selfhelp.errors import StorageError
from selfhelp.places import Places
from selfhelp.progress import Progress
from selfhelp.text import N_
from selfhelp.ui.pixels import to_png
from selfhelp.ui.screens.sheet import SheetScreen
from selfhelp.ui.widgets.preview import PreviewRow
from selfhelp.ui.window import Window
from tests.ui.desk_window import make_app, make_window, on_top, picture

WORDS = "Nothing prints <b>at all</b>\nsince this morning"


@pytest.fixture
def app(places: Places) -> App:
    return make_app(places)


@pytest.fixture
def case(app: App) -> Case:
    made = app.new_case(WORDS)
    made.take_snapshot(Progress())
    made.add_screenshot(to_png(picture()))
    return made


@pytest.fixture
def window(qtbot: QtBot, app: App) -> Window:
    return make_window(qtbot, app)


def sheet(qtbot: QtBot, window: Window, case: Case) -> SheetScreen:
    window.open("sheet", case=case)
    screen = on_top(window)
    assert isinstance(screen, SheetScreen)
    qtbot.waitUntil(lambda: bool(screen._items) and screen.send.isEnabled(), timeout=10_000)
    return screen


def rows(screen: SheetScreen) -> dict[str, PreviewRow]:
    return {row.switch.accessibleName(): row for row in screen._review.findChildren(PreviewRow)}


def files_sent(app: App, report: str) -> dict[str, bytes]:
    open_file, found = app.outbox().opener(report), {}
    for ref in app.outbox().ticket(report).files:
        with open_file(ref) as stream:
            found[ref.name] = stream.read()
    return found


def send(qtbot: QtBot, screen: SheetScreen, case: Case) -> None:
    screen.address.setText("marie@example.com")
    screen.send.click()
    qtbot.waitUntil(lambda: bool(case.report) and screen._standing is not None, timeout=10_000)


def test_every_item_is_there_with_its_text_as_plain_text(qtbot: QtBot, window: Window, case: Case) -> None:
    screen = sheet(qtbot, window, case)
    assert list(rows(screen)) == ["Your message", "Disks", "screenshot-1.png"]
    row = rows(screen)["Your message"]
    row.open.click()
    text = row.findChildren(QPlainTextEdit)[0].toPlainText()
    assert WORDS in text
    assert row.open.text() == "Hide"
    assert not row.switch.isEnabled(), "the message always goes"


def test_what_is_shown_is_what_is_sent(qtbot: QtBot, window: Window, app: App, case: Case) -> None:
    screen = sheet(qtbot, window, case)
    shown = {item.group: item.preview for item in screen._items}
    send(qtbot, screen, case)
    ticket = app.outbox().ticket(case.report)
    assert f"{ticket.subject}\n\n{ticket.body}" == shown["message"]
    assert files_sent(app, case.report)["screenshot-1.png"] == shown["picture"]
    assert ticket.requester == "marie@example.com"


def test_what_is_switched_off_is_not_sent(qtbot: QtBot, window: Window, app: App, case: Case) -> None:
    screen = sheet(qtbot, window, case)
    before = screen._total.text()
    rows(screen)["screenshot-1.png"].switch.click()
    rows(screen)["Disks"].switch.click()
    assert screen._total.text() != before
    send(qtbot, screen, case)
    assert files_sent(app, case.report) == {}


def test_saved_is_said_only_when_it_is(
    qtbot: QtBot, window: Window, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = sheet(qtbot, window, case)

    def full(self: Case) -> str:
        raise StorageError(N_("The disk is full."))

    monkeypatch.setattr(Case, "seal", full)
    screen.address.setText("marie@example.com")
    screen.send.click()
    qtbot.waitUntil(lambda: bool(window._notice.words.text()), timeout=10_000)
    assert window._notice.words.text() == "The disk is full."
    assert screen._review.isVisible(), "everything is still there to try again"
    assert screen.send.isEnabled()
    assert not screen._after.isVisible()


def test_the_state_is_live(qtbot: QtBot, window: Window, app: App, case: Case) -> None:
    screen = sheet(qtbot, window, case)
    with qtbot.waitSignal(window.saved, timeout=10_000):
        send(qtbot, screen, case)
    qtbot.waitUntil(lambda: "Saved" in screen._state.heading.text(), timeout=5000)
    assert screen.title() == "Your ticket"
    app.delivery().deliver_due()
    qtbot.waitUntil(lambda: "LOCAL-0001" in screen._state.heading.text(), timeout=10_000)
    assert screen.open.isVisible()
    assert not screen._again.isActive(), "nothing is looked at any more once it has arrived"


def test_a_click_twice_sends_once(qtbot: QtBot, window: Window, app: App, case: Case) -> None:
    screen = sheet(qtbot, window, case)
    screen.address.setText("marie@example.com")
    screen._send()
    screen._send()
    qtbot.waitUntil(lambda: screen._standing is not None, timeout=10_000)
    screen._send()
    assert len(app.outbox().items()) == 1


@pytest.mark.parametrize("address", ["", "marie", "a@b@c", "x y@example.com", "a@" + "b" * 400])
def test_a_wrong_address_is_refused_with_a_sentence(
    qtbot: QtBot, window: Window, app: App, case: Case, address: str
) -> None:
    screen = sheet(qtbot, window, case)
    screen.address.setText(address)
    screen._desk_knows = False
    screen._send()
    assert "e-mail address" in window._notice.words.text()
    assert not app.outbox().items()


def test_the_address_is_kept_for_the_next_time(qtbot: QtBot, window: Window, app: App, case: Case) -> None:
    send(qtbot, sheet(qtbot, window, case), case)
    assert app.preferences.email == "marie@example.com"


def test_after_sending_the_next_request_begins_anew(qtbot: QtBot, window: Window, case: Case) -> None:
    window.open("ask", case=case)
    send(qtbot, sheet(qtbot, window, case), case)
    window.open("ask")
    assert on_top(window).case is not case  # type: ignore[attr-defined]
