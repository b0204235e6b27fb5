"""What will be sent: what is shown is what leaves, "saved" is only said once it is, the state is live."""

from __future__ import annotations

import dataclasses
import json
import re
import threading
import zipfile
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core import ticket_reference
from selfhelp.core.errors import DISK_FULL, ConfigurationError, StorageError, UsageError
from selfhelp.core.model import ChangeType, Item, SnapshotChange, SnapshotChanges, SnapshotSection
from selfhelp.core.paths import AppPaths
from selfhelp.core.preferences import Preferences
from selfhelp.core.progress import Progress
from selfhelp.core.text import ENGLISH, N_, Text
from selfhelp.core.ticket import DeliveryState
from selfhelp.helpdesk.toolkit.open_drafts import OPEN_IN_EMAIL_APP
from selfhelp.machine.keyring import system_keyring
from selfhelp.machine.keyring.credentials import Secrets
from selfhelp.network.failures import make_error_from_status
from selfhelp.policy.support import SupportPolicy
from selfhelp.tickets.case import Case
from selfhelp.tickets.delivery.retry_scheduler import RequestedAttempt
from selfhelp.tickets.letter import Letter
from selfhelp.tickets.letter_writer import LetterWriter
from selfhelp.tickets.outbox.stored_messages import message_to_json
from selfhelp.ui.capture.pixels import encode_png
from selfhelp.ui.navigation import (
    AskPage,
    ConversationPage,
    HomePage,
    OutboxPage,
    ReceiptsPage,
    ReviewPage,
    SettingsPage,
)
from selfhelp.ui.parts import replace_words_card
from selfhelp.ui.parts import saved_ticket_view as module
from selfhelp.ui.parts.facts_view import FactsView, _make_fact_item
from selfhelp.ui.parts.review_item_list import TextView
from selfhelp.ui.parts.ticket_lines import build_ticket_card, read_ticket_page
from selfhelp.ui.screens.ask import AskScreen
from selfhelp.ui.screens.fix import FixScreen
from selfhelp.ui.screens.home import HomeScreen
from selfhelp.ui.screens.receipts import ReceiptsScreen
from selfhelp.ui.screens.review import ReviewScreen
from selfhelp.ui.widgets.preview_row import PreviewRow
from selfhelp.ui.widgets.status_icons import WARN
from selfhelp.ui.window import SMALLEST, AppWindow
from tests.machine.keyring.test_credentials import Memory
from tests.ui.desk_window import make_app, make_window, on_top, picture, share_desk
from tests.ui.test_access import called, focusable, words
from tests.ui.test_screens import LOOKS, cut_off

WORDS = "Nothing prints <b>at all</b>\nsince this morning"


@pytest.fixture
def app(places: AppPaths) -> App:
    return make_app(places)


@pytest.fixture
def case(app: App) -> Case:
    made = app.create_case(WORDS)
    made.take_snapshot(Progress())
    made.add_screenshot(encode_png(picture()))
    return made


@pytest.fixture
def window(qtbot: QtBot, app: App) -> AppWindow:
    return make_window(qtbot, app)


def sheet(qtbot: QtBot, window: AppWindow, case: Case) -> ReviewScreen:
    window.open(ReviewPage(case))
    screen = on_top(window)
    assert isinstance(screen, ReviewScreen)
    window.activateWindow()  # keys reach an active window only
    qtbot.waitUntil(window.isActiveWindow)
    read(qtbot, screen)
    return screen


def read(qtbot: QtBot, screen: ReviewScreen) -> None:
    """Wait until the sheet was read after the latest change."""
    qtbot.waitUntil(lambda: not screen._reading and screen.send.isEnabled(), timeout=10_000)


def letter_of(screen: ReviewScreen) -> Letter:
    assert screen._letter is not None
    return screen._letter


def rows(screen: ReviewScreen) -> dict[str, PreviewRow]:
    return screen.items.rows


def files_sent(app: App, report: str) -> dict[str, bytes]:
    open_file, found = app.get_outbox().make_file_opener(report), {}
    for ref in app.get_outbox().read_ticket(report).files:
        with open_file(ref) as stream:
            found[ref.name] = stream.read()
    return found


def send(qtbot: QtBot, screen: ReviewScreen, case: Case) -> None:
    screen.address.setText("marie@example.com")
    screen.send.click()
    qtbot.waitUntil(lambda: bool(case.report) and screen.saved.standing is not None, timeout=10_000)


def test_every_item_is_there_with_its_text_as_plain_text(qtbot: QtBot, window: AppWindow, case: Case) -> None:
    screen = sheet(qtbot, window, case)
    assert list(rows(screen)) == ["message", "picture-1", "account", "computer", "report"]
    row = rows(screen)["message"]
    row.open.click()
    assert isinstance(row.content, TextView)
    assert WORDS in row.content.field.toPlainText()
    assert row.open.text() == "Hide"
    assert not row.switch.isEnabled(), "the message always goes"
    assert row.switch.accessibleName() == "Your message"


@pytest.mark.parametrize(
    ("said", "begins"),
    [
        ("Nothing prints\nsince Monday", "Nothing prints\nsince Monday"),
        ("It says that the tray is empty, but there is paper in it, and it was", "It says that the tray is"),
    ],
)
def test_the_message_row_shows_its_beginning(
    said: str, begins: str, qtbot: QtBot, window: AppWindow, app: App
) -> None:
    screen = sheet(qtbot, window, app.create_case(said))
    assert rows(screen)["message"].note.text().startswith(begins)


def opened(screen: ReviewScreen, key: str) -> FactsView:
    if key not in rows(screen):
        rows(screen)["report"].open.click()
    rows(screen)[key].open.click()
    view = rows(screen)[key].content
    assert isinstance(view, FactsView)
    return view


def listed(view: FactsView) -> dict[str, str]:
    lines = [view.list.topLevelItem(n) for n in range(view.list.topLevelItemCount())]
    return {line.text(0): line.text(1) for line in lines if line is not None}


def test_a_section_is_read_as_facts_and_its_exact_text_is_one_click_away(
    qtbot: QtBot, window: AppWindow, app: App, case: Case
) -> None:
    screen = sheet(qtbot, window, case)
    view = opened(screen, "section-quick")
    assert listed(view)["size"] == ENGLISH.format_size(5)
    assert view.text.isHidden()
    view.exact.click()
    send(qtbot, screen, case)
    assert view.text.toPlainText().encode() in files_sent(app, case.report)["report.json"]


def test_facts_for_the_help_desk_are_english_and_named_so_in_french(
    qtbot: QtBot, app: App, case: Case
) -> None:
    """One line read "default printer set non"."""
    app.language = "fr"
    facts = [Item("default printer set", False), Item("size", 1_500_000, "B")]
    assert case.snapshot is not None
    case.snapshot = dataclasses.replace(case.snapshot, sections=[SnapshotSection("quick", True, 1, facts)])
    screen = sheet(qtbot, make_window(qtbot, app), case)
    assert listed(opened(screen, "section-quick")) == {
        "default printer set": "no",
        "size": ENGLISH.format_size(1_500_000),
    }
    rows(screen)["message"].open.click()
    message = rows(screen)["message"].content
    assert isinstance(message, TextView)
    assert message.about.isVisible()
    assert "en anglais" in message.about.text()


def test_a_fact_is_removed_and_restored_by_keyboard(
    qtbot: QtBot, window: AppWindow, app: App, case: Case
) -> None:
    screen = sheet(qtbot, window, case)
    view = opened(screen, "section-quick")
    assert not view.remove.isEnabled()
    line = view.list.findItems("owner", Qt.MatchFlag.MatchExactly)[0]
    view.list.setCurrentItem(line)
    view.list.setFocus()
    qtbot.keyClick(view.list, Qt.Key.Key_Delete)
    read(qtbot, screen)
    assert set(listed(view)) == {"size"}
    screen.replacing.undo.click()
    read(qtbot, screen)
    assert set(listed(view)) == {"size", "owner"}
    view.list.setCurrentItem(view.list.findItems("owner", Qt.MatchFlag.MatchExactly)[0])
    view.remove.click()
    read(qtbot, screen)
    send(qtbot, screen, case)
    files = files_sent(app, case.report)
    assert b"owner" not in files["report.json"].lower() + files["report.html"].lower()


def test_a_line_is_removed_from_the_message(qtbot: QtBot, window: AppWindow, app: App, case: Case) -> None:
    screen = sheet(qtbot, window, case)
    rows(screen)["message"].open.click()
    view = rows(screen)["message"].content
    assert isinstance(view, TextView)
    view.field.find("since this morning")
    view.remove.click()
    read(qtbot, screen)
    assert "this morning" not in view.field.toPlainText()
    send(qtbot, screen, case)
    assert "this morning" not in app.get_outbox().read_ticket(case.report).body


def test_a_password_is_shown_as_hidden_and_is_not_sent(qtbot: QtBot, window: AppWindow, app: App) -> None:
    """The help desk got "[secret:password]", which the review had shown as "[password hidden]"."""
    case = app.create_case("I can't sign in.\nMy password is Tr0ub4dor&3x\nPlease help.")
    case.take_snapshot(Progress())
    screen = sheet(qtbot, window, case)
    row = rows(screen)["message"]
    assert "My password is [password hidden]\nPlease" in row.note.accessibleName()
    assert screen.items.removed_secrets.isVisible()
    assert "We've hidden it, so it won't be sent." in screen.items.removed_secrets.text()
    row.open.click()
    view = row.content
    assert isinstance(view, TextView)
    assert "My password is [password hidden]\n" in view.field.toPlainText()
    assert "My password is [password hidden]\n" in letter_of(screen).body, "what is shown is sent"
    view.field.find("password hidden")
    view.remove.click()
    read(qtbot, screen)
    assert "password hidden" not in view.field.toPlainText(), "the line can be removed as it is shown"
    assert "My password" not in letter_of(screen).body


def test_without_a_secret_nothing_is_said_of_one(qtbot: QtBot, window: AppWindow, case: Case) -> None:
    assert not sheet(qtbot, window, case).items.removed_secrets.isVisible()


def test_a_word_is_counted_replaced_and_told(
    qtbot: QtBot, window: AppWindow, app: App, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(
        replace_words_card, "announce_politely", lambda _widget, sentence: told.append(sentence)
    )
    screen = sheet(qtbot, window, case)
    qtbot.keyClick(screen, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert screen.replacing.word.hasFocus()
    qtbot.keyClicks(screen.replacing.word, "MORNING")
    qtbot.waitUntil(lambda: "1" in screen.replacing.result.text(), timeout=10_000)
    qtbot.keyClick(screen.replacing.word, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.replacing.undo.isVisible(), timeout=10_000)
    read(qtbot, screen)
    assert told[-1] == "1 replaced."
    assert "since this …" in str(letter_of(screen).items[0].preview)
    qtbot.keyClicks(screen.replacing.word, "x")
    screen.replacing.go.click()
    qtbot.waitUntil(lambda: "Not found" in screen.replacing.result.text(), timeout=10_000)
    screen.replacing.undo.click()
    read(qtbot, screen)
    assert "morning" in str(letter_of(screen).items[0].preview)
    assert not screen.replacing.undo.isVisible()


def test_what_was_read_only_in_part_says_so(qtbot: QtBot, window: AppWindow, case: Case) -> None:
    assert case.snapshot is not None
    broken = SnapshotSection("load", False, 1, reason="<b>no</b> answer")
    case.snapshot = dataclasses.replace(case.snapshot, sections=(*case.snapshot.sections, broken))
    screen = sheet(qtbot, window, case)
    assert "1 couldn't be read" in rows(screen)["report"].note.text()
    rows(screen)["report"].open.click()
    assert "<b>no</b> answer" in rows(screen)["section-load"].note.text()


def test_the_form_names_the_sections_that_could_not_be_read(
    qtbot: QtBot, window: AppWindow, case: Case
) -> None:
    """ "1 section couldn't be read" didn't say which, and its details opened below the footer."""
    assert case.snapshot is not None
    sections = [dataclasses.replace(one, ok=False, reason="no answer") for one in case.snapshot.sections]
    case.snapshot = dataclasses.replace(case.snapshot, sections=sections)
    window.resize(400, 560)
    window.open(AskPage(case))
    form = on_top(window)
    assert isinstance(form, AskScreen)
    line = form._computer
    qtbot.waitUntil(lambda: "1 section couldn't be read" in line.state.text(), timeout=10_000)
    line.details.click()
    assert line._about.text().startswith("Couldn't be read: Disks\n")
    about = line._about
    qtbot.waitUntil(lambda: about.visibleRegion().boundingRect().height() == about.height(), timeout=10_000)


def test_the_changes_are_not_counted_as_a_section(qtbot: QtBot, window: AppWindow, case: Case) -> None:
    """The privacy page counted 27 kinds of information, and the review 28 sections."""
    assert case.snapshot is not None
    changed = [SnapshotChange("quick", "size", ChangeType.ADDED, "x")]
    changes = SnapshotChanges(case.snapshot.created, changed)
    case.snapshot = dataclasses.replace(case.snapshot, changes=changes)
    screen = sheet(qtbot, window, case)
    assert "changes" in {item.key for item in letter_of(screen).items}
    assert rows(screen)["report"].note.text() == "1 section. Names are replaced."


def test_reasons_written_by_the_app_are_translated(qtbot: QtBot, app: App, case: Case) -> None:
    assert case.snapshot is not None
    ours = SnapshotSection("network", False, 1, reason="Couldn't check this computer's network.")
    theirs = SnapshotSection("load", False, 1, reason="exit {code}")
    case.snapshot = dataclasses.replace(case.snapshot, sections=[ours, theirs])
    app.language = "fr"
    screen = sheet(qtbot, make_window(qtbot, app), case)
    rows(screen)["report"].open.click()
    assert "Impossible de vérifier le réseau" in rows(screen)["section-network"].note.text()
    assert "exit {code}" in rows(screen)["section-load"].note.text()
    assert {"exit {code}", ours.reason} <= {
        item.section.reason for item in letter_of(screen).items if item.section
    }


def test_review_shortcuts_do_nothing_after_sending(qtbot: QtBot, window: AppWindow, case: Case) -> None:
    screen = sheet(qtbot, window, case)
    screen.replacing.open_and_focus()
    qtbot.keyClicks(screen.replacing.word, "MORNING")
    screen.replacing.go.click()
    qtbot.waitUntil(lambda: not screen.replacing.undo.isHidden())  # what the window heard, not what was done
    read(qtbot, screen)
    send(qtbot, screen, case)
    before = QApplication.focusWidget()
    for key in (Qt.Key.Key_F, Qt.Key.Key_Z, Qt.Key.Key_Return):
        qtbot.keyClick(screen, key, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is before, "focus must stay on the visible field"
    assert case.review.undoable_changes == 1, "and what was sent is not undone"


def test_who_comes_back_in_another_language_finds_open_what_was_open(
    qtbot: QtBot, window: AppWindow, app: App, case: Case
) -> None:
    screen = sheet(qtbot, window, case)
    rows(screen)["report"].open.click()
    rows(screen)["section-quick"].open.click()
    window.open(SettingsPage())
    for language, word in (("fr", "Masquer"), ("en", "Hide")):
        app.language = language
        app.__dict__.pop("translator", None)
        window.apply_preferences()  # first while the review is hidden, then while it is visible
        if window.get_current_screen() is not screen:
            window.go_back()
        qtbot.waitUntil(partial(says, screen, word))
        assert rows(screen)["report"].is_expanded


def says(screen: ReviewScreen, word: str) -> bool:
    quick = rows(screen).get("section-quick")
    return quick is not None and quick.is_expanded and quick.open.text() == word


def test_the_fields_for_replacing_begin_and_end_where_others_do(
    qtbot: QtBot, window: AppWindow, case: Case
) -> None:
    window.resize(SMALLEST)
    screen = sheet(qtbot, window, case)
    screen.replacing.open_and_focus()
    qtbot.wait(50)
    ours, other = screen.replacing, screen._who
    assert ours.word.mapTo(screen, QPoint()).x() == screen.address.mapTo(screen, QPoint()).x()
    below = ours.height() - ours.word.mapTo(ours, ours.word.rect().bottomLeft()).y()
    assert below == other.height() - screen.address.mapTo(other, screen.address.rect().bottomLeft()).y()


def test_without_facts_there_is_only_the_message(qtbot: QtBot, window: AppWindow, app: App) -> None:
    screen = sheet(qtbot, window, app.create_case(WORDS))
    assert list(rows(screen)) == ["message", "account", "computer"]


def test_all_facts_are_switched_off_with_one_click(
    qtbot: QtBot, window: AppWindow, app: App, case: Case
) -> None:
    assert case.snapshot is not None
    more = SnapshotSection("load", True, 1, [Item("load", 1)])
    case.snapshot = dataclasses.replace(case.snapshot, sections=(*case.snapshot.sections, more))
    screen = sheet(qtbot, window, case)
    over = rows(screen)["report"].switch
    rows(screen)["report"].open.click()
    rows(screen)["section-load"].switch.click()
    read(qtbot, screen)
    assert over.checkState() is Qt.CheckState.PartiallyChecked
    over.click()
    read(qtbot, screen)
    assert over.checkState() is Qt.CheckState.Checked
    over.click()
    read(qtbot, screen)
    assert not rows(screen)["section-quick"].switch.isChecked()
    send(qtbot, screen, case)
    assert set(files_sent(app, case.report)) == {"screenshot-1.png"}


def test_an_excluded_section_is_remembered(qtbot: QtBot, window: AppWindow, app: App, case: Case) -> None:
    view = opened(sheet(qtbot, window, case), "section-quick")
    view.never.click()
    qtbot.waitUntil(lambda: Preferences.load(app.places.config).skip_sections == ("quick",))
    case.take_snapshot(Progress())
    assert case.snapshot is not None
    assert not case.snapshot.sections
    view.never.click()
    qtbot.waitUntil(lambda: Preferences.load(app.places.config).skip_sections == ())


def test_a_file_that_changed_is_shown_again_and_not_sent(
    qtbot: QtBot, window: AppWindow, app: App, case: Case, tmp_path: Path
) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("reviewed")
    case.add_file(file)
    screen = sheet(qtbot, window, case)
    assert "unchanged" in rows(screen)["file-2"].note.text()
    file.write_text("not reviewed")
    screen.address.setText("marie@example.com")
    screen.send.click()
    qtbot.waitUntil(lambda: "Review" in window._notice.words.text(), timeout=10_000)
    assert not app.get_outbox().list_items()
    read(qtbot, screen)
    send(qtbot, screen, case)
    assert files_sent(app, case.report)["notes.txt"] == b"not reviewed"


def test_the_reference_can_be_read_out(qtbot: QtBot, window: AppWindow, case: Case) -> None:
    screen = sheet(qtbot, window, case)
    send(qtbot, screen, case)
    code = ticket_reference.shorten_reference(case.report)
    assert screen.saved.code.text() == code
    assert screen.saved.code.accessibleName() == " ".join(code), "letter by letter"
    assert code in screen.saved.qr.accessibleName()
    image = screen.saved.qr.grab().toImage()
    dots, size = (
        ticket_reference.make_qr_matrix(code),
        image.width() // (len(ticket_reference.make_qr_matrix(code)) + 8),
    )
    start = (image.width() - size * len(dots)) // 2
    drawn = [
        [
            image.pixelColor(start + x * size + size // 2, start + y * size + size // 2).lightness() < 128
            for x in range(len(dots))
        ]
        for y in range(len(dots))
    ]
    assert drawn == [list(row) for row in dots]


def test_what_is_shown_is_what_is_sent(qtbot: QtBot, window: AppWindow, app: App, case: Case) -> None:
    screen = sheet(qtbot, window, case)
    shown = {item.group: item.preview for item in letter_of(screen).items}
    send(qtbot, screen, case)
    ticket = app.get_outbox().read_ticket(case.report)
    assert f"{ticket.subject}\n\n{ticket.body}" == shown["message"]
    assert files_sent(app, case.report)["screenshot-1.png"] == shown["picture"]
    assert ticket.requester == "marie@example.com"


def test_the_ticket_is_written_once_between_the_review_and_the_outbox(
    qtbot: QtBot, window: AppWindow, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    written, write = [], LetterWriter.write_letter

    def counting(self: LetterWriter) -> Letter:
        written.append(write(self))
        return written[-1]

    monkeypatch.setattr(LetterWriter, "write_letter", counting)
    screen = sheet(qtbot, window, case)
    assert case.count_word_uses("morning") == 1, "searching reads what is shown"
    send(qtbot, screen, case)
    assert len(written) == 1
    assert letter_of(screen).items is written[0].items


def test_a_change_in_the_review_shows_and_sends_a_new_letter(
    qtbot: QtBot, window: AppWindow, app: App, case: Case
) -> None:
    screen = sheet(qtbot, window, case)
    first = letter_of(screen)
    rows(screen)["picture-1"].switch.click()
    read(qtbot, screen)
    assert letter_of(screen) is not first
    send(qtbot, screen, case)
    assert [file.name for file in letter_of(screen).files] == list(files_sent(app, case.report))
    assert "screenshot-1.png" not in files_sent(app, case.report)


def test_what_is_switched_off_is_not_sent(qtbot: QtBot, window: AppWindow, app: App, case: Case) -> None:
    screen = sheet(qtbot, window, case)
    rows(screen)["picture-1"].switch.click()
    rows(screen)["report"].switch.click()
    read(qtbot, screen)
    send(qtbot, screen, case)
    assert files_sent(app, case.report) == {}


def test_saved_is_said_only_when_it_is(
    qtbot: QtBot, window: AppWindow, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = sheet(qtbot, window, case)

    def full(self: Case, letter: Letter) -> str:
        raise StorageError(N_("The disk is full."))

    monkeypatch.setattr(Case, "save_to_outbox", full)
    screen.address.setText("marie@example.com")
    screen.send.click()
    qtbot.waitUntil(lambda: bool(window._notice.words.text()), timeout=10_000)
    assert window._notice.words.text() == "The disk is full. Try again, or contact the help desk."
    assert screen.items.isVisible(), "everything is still there to try again"
    assert screen.send.isEnabled()
    assert not screen.saved.isVisible()


def test_a_full_disk_leads_to_freeing_space_and_back_to_the_ticket(
    qtbot: QtBot, window: AppWindow, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = sheet(qtbot, window, case)

    def full(self: Case, letter: Letter) -> str:
        raise StorageError(DISK_FULL)

    monkeypatch.setattr(Case, "save_to_outbox", full)
    screen.address.setText("marie@example.com")
    screen.send.click()
    qtbot.waitUntil(lambda: window._notice.action.isVisible(), timeout=10_000)
    assert window._notice.action.text() == "Free up disk space"
    window._notice.action.click()
    assert isinstance(window.get_current_screen(), FixScreen)
    window.go_back()
    assert window.get_current_screen() is screen
    window.show_message(N_("Something else."))
    qtbot.waitUntil(lambda: window._notice.words.text() == "Something else.")
    assert not window._notice.action.isVisible()


def test_the_state_is_live(qtbot: QtBot, window: AppWindow, app: App, case: Case) -> None:
    screen = sheet(qtbot, window, case)
    with qtbot.waitSignal(window.saved, timeout=10_000):
        send(qtbot, screen, case)
    qtbot.waitUntil(lambda: "Saved" in screen.saved.state.heading.text(), timeout=5000)
    assert screen.title() == "Your ticket"
    app.create_delivery_service().deliver_due_items()
    qtbot.waitUntil(
        lambda: not screen.saved.again.isActive() and screen.saved.open.isVisible(), timeout=10_000
    )
    assert not screen.saved.again.isActive(), "nothing is looked at any more once it has arrived"


def with_desk(app: App, **support: object) -> App:
    """An app whose organisation has a help desk."""
    desk = app.policy.desk
    glpi = dataclasses.replace(desk.glpi, url="https://help.example.com/glpi")
    desk = dataclasses.replace(desk, connector="glpi", glpi=glpi)
    policy = dataclasses.replace(app.policy, desk=desk, support=SupportPolicy(**support))  # type: ignore[arg-type]
    app.__dict__["loaded_policy"] = dataclasses.replace(app.loaded_policy, policy=policy)
    return app


def all_texts(part: QWidget) -> str:
    labels = [label for label in part.findChildren(QLabel) if label.isVisibleTo(part)]
    return " ".join(label.accessibleName() or label.text() for label in labels)


def test_who_gets_it_comes_first(qtbot: QtBot, app: App, case: Case) -> None:
    screen = sheet(qtbot, make_window(qtbot, with_desk(app)), case)
    assert screen._state.heading.text() == "To: IT help desk at help.example.com"
    assert screen._state.y() < screen.items.y()
    assert screen.send.text() == "Send"
    assert not re.search(r"[0-9] ?(kB|MB|bytes)", all_texts(screen)), "sizes are details"
    small = rows(screen)["picture-1"].findChild(QToolButton)
    assert small is not None
    assert small.isVisible()
    rows(screen)["picture-1"].open.click()
    assert not small.isVisible(), "the large picture is below"
    assert re.search(r"screenshot-1.png, .*B", rows(screen)["picture-1"].note.text())


def with_keyring(app: App, keyring: Memory) -> App:
    """An app with a help desk whose sign-in is kept in this keyring."""
    server = with_desk(app).policy.desk.find_kind_and_host()
    app.__dict__["secrets"] = Secrets({}, keyring, server)
    return app


SIGN_IN = {
    "en": "To send your ticket, you'll need to sign in to the help desk.",
    "fr": "Pour envoyer votre ticket, vous devrez vous identifier auprès de l’assistance.",
    "de": "Um Ihr Ticket zu senden, müssen Sie sich am Helpdesk anmelden.",
}


@pytest.mark.parametrize("language", SIGN_IN)
def test_a_missing_sign_in_is_said_before_the_ticket_is_sent(
    qtbot: QtBot, places: AppPaths, language: str
) -> None:
    """It was only said once "Send" had been pressed."""
    app = with_keyring(make_app(places, language=language), Memory())
    screen = sheet(qtbot, make_window(qtbot, app), app.create_case(WORDS))
    qtbot.waitUntil(lambda: screen._total.text() == SIGN_IN[language], timeout=10_000)
    assert screen._total.isVisible()
    assert screen.send.accessibleDescription() == SIGN_IN[language]
    app.secrets.store_token("1-29-right")
    screen.on_shown(None)  # the user comes back from the sign-in page
    qtbot.waitUntil(lambda: screen._total.text() != SIGN_IN[language], timeout=10_000)
    assert screen.send.accessibleDescription() == ""


class SlowMemory(Memory):
    """A keyring that answers when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.go, self.threads = threading.Event(), set[threading.Thread]()

    def get_password(self, service: str, username: str) -> str | None:
        self.threads.add(threading.current_thread())
        self.go.wait(20)
        return super().get_password(service, username)


def test_a_slow_keyring_does_not_hold_the_review(qtbot: QtBot, app: App, case: Case) -> None:
    keyring = SlowMemory()
    screen = sheet(qtbot, make_window(qtbot, with_keyring(app, keyring)), case)
    qtbot.waitUntil(lambda: bool(keyring.threads), timeout=10_000)
    assert screen._total.text() == "Nothing has been sent yet."
    assert screen.send.isEnabled()
    keyring.go.set()
    qtbot.waitUntil(lambda: screen._total.text() == SIGN_IN["en"], timeout=10_000)
    assert threading.main_thread() not in keyring.threads


def test_the_review_shows_the_message_and_large_images_without_a_click(
    qtbot: QtBot, window: AppWindow, app: App
) -> None:
    case = app.create_case("The printer says that the tray is empty.\nThere is paper in it.")
    case.add_screenshot(encode_png(picture()), hidden=1)
    case.add_screenshot(encode_png(picture()))
    screen = sheet(qtbot, window, case)
    note = rows(screen)["message"].note
    assert note.text() == case.message.body
    first, second = rows(screen)["picture-1"], rows(screen)["picture-2"]
    assert (first.note.text(), second.note.text()) == (
        "1 area redacted",
        "Nothing redacted – check for names",
    )
    (face,) = first.findChildren(QToolButton)
    assert face.width() >= 240


def test_without_a_help_desk_it_says_so_before_and_after(
    qtbot: QtBot, window: AppWindow, app: App, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = sheet(qtbot, window, case)
    assert screen._state.heading.text() == "To a folder on this computer – no help desk is set up"
    assert screen.send.text() == "Save ticket"
    send(qtbot, screen, case)
    app.create_delivery_service().deliver_due_items()
    screen.saved.reload_delivery_state()
    qtbot.waitUntil(lambda: bool(screen.saved._folder), timeout=10_000)
    qtbot.waitUntil(lambda: "no one has been notified" in all_texts(screen), timeout=10_000)
    words = all_texts(screen)
    assert "Saved on this computer" in words
    assert "help desk has received" not in words
    assert "LOCAL-" not in words, "its number means nothing to anyone"
    screen.saved.save_archive(tmp_path / "ticket.zip")
    qtbot.waitUntil((tmp_path / "ticket.zip").is_file, timeout=10_000)
    with zipfile.ZipFile(tmp_path / "ticket.zip") as archive:
        assert {"report.json", "screenshot-1.png"} <= {Path(name).name for name in archive.namelist()}
    opened: list[QUrl] = []
    monkeypatch.setattr("selfhelp.ui.links.open_link", lambda url: opened.append(url) or True)
    screen.saved.print.click()
    qtbot.waitUntil(lambda: bool(opened), timeout=10_000)
    page = Path(opened[0].toLocalFile()).read_text("utf-8")
    assert "Nothing prints &lt;b&gt;at all&lt;/b&gt;" in page


def test_the_number_of_a_closed_help_desk_says_so(qtbot: QtBot, app: App, case: Case) -> None:
    """It stood on the page without a word; the hours were elsewhere."""
    tomorrow = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")[(datetime.now().astimezone().weekday() + 1) % 7]
    closed = {"hours": (f"{tomorrow} 08:00-09:00",), "phone": "+33 1 23 45 67 89"}
    window = make_window(qtbot, with_desk(app, **closed))
    screen = sheet(qtbot, window, case)
    send(qtbot, screen, case)
    card = screen.saved._contact
    qtbot.waitUntil(card.number.isVisible)
    assert card.standing.isVisible()
    assert card.standing.text() == "The help desk is closed. It opens again tomorrow at 08:00."
    assert all_texts(screen).count("It opens again") == 1


def test_after_sending_there_is_one_number_and_what_happens_next(
    qtbot: QtBot, app: App, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_always = {"hours": ("24/7",), "phone": "+33 1 23 45 67 89"}
    window = make_window(qtbot, with_desk(app, **open_always))
    screen = sheet(qtbot, window, case)
    send(qtbot, screen, case)
    saved = screen.saved
    assert saved.standing is not None
    created = saved.standing.created - timedelta(minutes=1)
    queued = saved.standing._replace(
        state=DeliveryState.QUEUED, stage=DeliveryState.QUEUED, ticket="", reason=None, created=created
    )
    saved._on_delivery_state_read(module.SavedTicketState(queued))
    assert saved.state.heading.text() == "Not sent yet."
    assert "will be sent automatically" in saved.state.detail.text()
    assert not saved.number.isVisible()
    words = ("queen", "javelin")
    arrived = saved.standing._replace(
        state=DeliveryState.DELIVERED, stage=DeliveryState.DELIVERED, ticket="4711", reason=None
    )
    saved._on_delivery_state_read(module.SavedTicketState(arrived, "", words))
    assert (saved.state.heading.text(), saved.number.text()) == ("Sent", "4711")
    saved._on_delivery_state_read(module.SavedTicketState(arrived, "", words, incomplete=True))
    assert (saved.state.heading.text(), saved.state.sign.kind) == ("Sent, but files are missing", WARN)
    saved._on_delivery_state_read(module.SavedTicketState(arrived, "", words))
    qtbot.wait(20)  # Qt shows what was added to a layout a moment later
    told = all_texts(screen)
    assert "The help desk will reply to marie@example.com." in told
    assert "The help desk is always open." in told
    code = ticket_reference.shorten_reference(case.report)
    assert code not in told
    assert "queen" not in told
    saved.more.click()
    assert code.replace("", " ").strip() in all_texts(screen)
    assert "queen javelin" in all_texts(screen)
    assert not saved.keep.isVisible(), "IT has it"


CALL_TOO = "Call the help desk as well"


def test_after_an_urgent_ticket_the_user_is_told_to_call_as_well(qtbot: QtBot, app: App, case: Case) -> None:
    window = make_window(qtbot, with_desk(app, hours=("24/7",), phone="+33 1 23 45 67 89"))
    case.set_ticket_topic(None, "security", "phishing")
    screen = sheet(qtbot, window, case)
    assert rows(screen)["urgent"].note.text() == "The help desk should act on it immediately"
    send(qtbot, screen, case)
    qtbot.wait(20)
    assert CALL_TOO in all_texts(screen)
    assert screen.saved.standing is not None
    screen.saved._on_delivery_state_read(module.SavedTicketState(screen.saved.standing))
    assert CALL_TOO not in screen.saved.next.accessibleDescription(), "only if the topic is urgent"
    closed = (datetime.now(UTC) + timedelta(days=3)).strftime("%a")[:2] + " 08:00-18:00"
    with_desk(app, hours=(closed,), phone="+33 1 23 45 67 89")
    screen.saved._on_delivery_state_read(module.SavedTicketState(screen.saved.standing, urgent=True))
    assert CALL_TOO not in screen.saved.next.accessibleDescription(), "no one would answer"


def test_a_message_that_is_only_open_in_the_email_app_is_not_called_sent(
    qtbot: QtBot, app: App, case: Case
) -> None:
    screen = sheet(qtbot, make_window(qtbot, with_desk(app)), case)
    send(qtbot, screen, case)
    read_as(screen, DeliveryState.DELIVERED, OPEN_IN_EMAIL_APP)
    saved = screen.saved
    assert (saved.state.sign.kind, saved.state.heading.text()) == (
        WARN,
        "Opened in your email app. Send it there.",
    )
    qtbot.wait(20)  # Qt shows what was added to a layout a moment later
    told = all_texts(screen)
    assert "Once you've sent the message" in told
    assert "This app can't check whether it was sent." in told
    assert "You'll see the reply here" not in told


def test_the_reference_and_the_words_are_explained_only_if_a_help_desk_has_them(
    qtbot: QtBot, app: App, case: Case
) -> None:
    screen = sheet(qtbot, make_window(qtbot, with_desk(app)), case)
    send(qtbot, screen, case)
    saved, words = screen.saved, ("queen", "javelin")
    assert saved.standing is not None

    def explained(state: DeliveryState) -> tuple[bool, bool, bool]:
        item = saved.standing._replace(state=state, stage=state, reason=None)  # type: ignore[union-attr]
        saved._on_delivery_state_read(module.SavedTicketState(item, "", words))
        parts = (saved.card.about, saved.spoken, saved._words_about)
        about, spoken, must_say = (not part.isHidden() for part in parts)
        return about, spoken, must_say

    saved.more.click()
    assert explained(DeliveryState.QUEUED) == (True, False, False), "it will be found once it is sent"
    assert explained(DeliveryState.ATTENTION) == (False, False, False)
    assert explained(DeliveryState.DELIVERED) == (True, True, True)
    saved.more.click()
    assert saved.more.text() == "Reference and verification words"
    app.__dict__.pop("loaded_policy")  # no help desk
    assert explained(DeliveryState.DELIVERED) == (False, False, False)
    assert saved.more.text() == "Reference"


BLOCKED = N_("You don't have permission to write to the tickets folder, /desk. Contact your administrator.")


def read_as(
    screen: ReviewScreen,
    state: DeliveryState,
    reason: Text | None,
    *,
    sending: bool = False,
    tried: bool = False,
) -> None:
    standing = screen.saved.standing
    assert standing is not None
    item = standing._replace(state=state, stage=state, ticket="", reason=reason, attempts=3)
    failed = datetime.now(UTC) if tried else None
    attempt = RequestedAttempt(sending, failed)
    screen.saved._on_delivery_state_read(module.SavedTicketState(item, attempt=attempt))


def test_the_sent_items_are_offered_only_for_what_was_sent(qtbot: QtBot, app: App, case: Case) -> None:
    """An attempt that failed made an unsent ticket look like one of the sent items."""
    screen = sheet(qtbot, make_window(qtbot, with_desk(app)), case)
    send(qtbot, screen, case)
    offered = {}
    for state in DeliveryState:
        read_as(screen, state, None)
        offered[state] = screen.saved.receipt.isVisible()
    assert {state for state, on in offered.items() if on} == {
        DeliveryState.DELIVERED,
        DeliveryState.UNKNOWN,
    }


@pytest.mark.parametrize(
    ("state", "reason", "button", "outlook"),
    [
        (DeliveryState.QUEUED, BLOCKED, "Send again", "will then be sent automatically."),
        (DeliveryState.ATTENTION, BLOCKED, "Send again", "won't be sent until you send it again."),
        (DeliveryState.EXPIRED, None, "Send again", "won't be sent until you send it again."),
        (DeliveryState.SIGN_IN_NEEDED, N_("Sign in again."), "Sign in", "will then be sent automatically."),
        (
            DeliveryState.SIGN_IN_NEEDED,
            system_keyring.LOCKED,
            "Send again",
            "will then be sent automatically.",
        ),
    ],
)
def test_a_ticket_that_needs_someone_does_not_promise_to_be_sent_without_them(
    qtbot: QtBot,
    app: App,
    case: Case,
    state: DeliveryState,
    reason: Text | None,
    button: str,
    outlook: str,
) -> None:
    """One card said "Saved – will be sent", the next "You don't need to do anything"."""
    screen = sheet(qtbot, make_window(qtbot, with_desk(app)), case)
    send(qtbot, screen, case)
    read_as(screen, state, reason)
    qtbot.wait(20)
    told = all_texts(screen)
    assert "Not sent." in told
    assert f"Your message is saved on this computer and {outlook}" in told
    for promise in ("will be sent", "don't need to do", "Next try"):
        assert promise not in told
    saved = screen.saved
    assert (saved.send.isVisible(), saved.send.text()) == (True, button)
    assert [part.property("primary") for part in (saved.send, saved.done)] == [True, False]


def test_the_primary_button_has_the_focus_once_a_ticket_needs_a_sign_in(
    qtbot: QtBot, app: App, case: Case
) -> None:
    """The focus stayed on "Done", so that Enter left the page with the ticket unsent."""
    screen = sheet(qtbot, make_window(qtbot, with_desk(app)), case)
    send(qtbot, screen, case)
    saved = screen.saved
    assert saved.done.hasFocus()
    read_as(screen, DeliveryState.SIGN_IN_NEEDED, N_("Sign in again."))
    assert saved.send.text() == "Sign in"
    assert saved.send.hasFocus()
    saved.more.setFocus()
    read_as(screen, DeliveryState.QUEUED, None)
    read_as(screen, DeliveryState.SIGN_IN_NEEDED, N_("Sign in again."))
    assert saved.more.hasFocus(), "the user has moved it"


def test_a_ticket_is_being_sent_before_it_waits_for_the_help_desk(
    qtbot: QtBot, app: App, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It said that the help desk couldn't be reached before that was tried."""
    screen = sheet(qtbot, make_window(qtbot, with_desk(app)), case)
    send(qtbot, screen, case)
    assert screen.saved.state.heading.text() == "Sending…"
    assert screen.saved.standing is not None
    unknown = DeliveryState.UNKNOWN
    asked = screen.saved.standing._replace(state=unknown, stage=unknown, attempts=1, reason=None)
    screen.saved._on_delivery_state_read(module.SavedTicketState(asked))
    assert screen.saved.state.heading.text() == "Sending…", "its request is under way"
    monkeypatch.setattr(module, "FIRST_ATTEMPT", timedelta(0))
    screen.saved.reload_delivery_state()
    qtbot.waitUntil(lambda: screen.saved.state.heading.text() == "Not sent yet.")


def test_a_ticket_that_is_too_large_leads_to_where_a_file_is_removed(
    qtbot: QtBot, app: App, case: Case
) -> None:
    window = make_window(qtbot, with_desk(app))
    screen = sheet(qtbot, window, case)
    send(qtbot, screen, case)
    assert not screen.saved.outbox.isVisible()
    read_as(screen, DeliveryState.SIGN_IN_NEEDED, N_("Sign in again."))
    assert not screen.saved.outbox.isVisible()
    read_as(screen, DeliveryState.ATTENTION, make_error_from_status(413, {}, b"", safe=False).message)
    assert "Remove the largest file" in all_texts(screen)
    assert screen.saved.outbox.isVisible()
    screen.saved.outbox.click()
    assert window._history[-1] is OutboxPage


def test_open_ticket_shows_the_conversation(qtbot: QtBot, app: App, case: Case) -> None:
    """It opened the browser, though the page says that the reply will be here too."""
    window = make_window(qtbot, with_desk(app))
    screen = sheet(qtbot, window, case)
    send(qtbot, screen, case)
    standing = screen.saved.standing
    assert standing is not None
    url = "https://help.example.com/glpi/front/ticket.form.php?id=7"
    screen.saved._on_delivery_state_read(module.SavedTicketState(standing._replace(url=url)))
    assert not screen.saved.open.isVisible(), "there's no ticket before it has a number"
    item = standing._replace(
        state=DeliveryState.DELIVERED, stage=DeliveryState.DELIVERED, ticket="7", url=url
    )
    screen.saved._on_delivery_state_read(module.SavedTicketState(item))
    assert (screen.saved.open.isVisible(), screen.saved.open.text()) == (True, "Open ticket")
    screen.saved.open.click()
    assert window._history[-1] is ConversationPage


def test_sending_again_from_the_ticket_announces_how_it_ends(
    qtbot: QtBot, app: App, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(module, "announce_politely", lambda _part, text: said.append(text))
    screen = sheet(qtbot, make_window(qtbot, with_desk(app)), case)
    send(qtbot, screen, case)
    saved = screen.saved
    read_as(screen, DeliveryState.QUEUED, BLOCKED)
    assert said[-1].startswith("Not sent. You don't have permission")
    saved.send.setFocus()
    saved.send.click()
    assert saved.state.heading.text() == "Sending…"
    assert saved.send.hasFocus()
    assert (saved.send.text(), saved.send.property("primary")) == ("Sending…", False), "not to be sent twice"
    assert said[-1] == "Sending…"
    read_as(screen, DeliveryState.QUEUED, BLOCKED, sending=True)
    assert saved.state.heading.text() == "Sending…"
    read_as(screen, DeliveryState.QUEUED, BLOCKED, tried=True)
    assert saved.state.heading.text().startswith("Not sent.")
    assert "Contact your administrator." in said[-1], "the same failure once more"
    for heard in (said[-1], saved.state.detail.text()):
        assert "Sending failed again at " in heard
    read_as(screen, DeliveryState.DELIVERED, None)
    assert said[-1].startswith("Sent")
    assert saved.done.hasFocus()
    assert saved.send.isHidden()


def test_an_account_name_is_not_filled_in_as_an_address(qtbot: QtBot, app: App, case: Case) -> None:
    screen = sheet(qtbot, make_window(qtbot, app), case)
    screen._on_address_found("marie.curie")
    assert screen.address.text() == ""
    screen._send_ticket()
    qtbot.waitUntil(lambda: bool(case.report), timeout=10_000)
    assert app.get_outbox().read_ticket(case.report).requester == "marie.curie", (
        "the help desk knows the account"
    )
    assert app.preferences.email == ""


def test_back_from_a_saved_ticket_leads_to_the_first_screen(
    qtbot: QtBot, window: AppWindow, case: Case
) -> None:
    """The form would be empty: was the ticket saved?"""
    window.open(AskPage(case))
    send(qtbot, sheet(qtbot, window, case), case)
    window.go_back()
    assert isinstance(on_top(window), HomeScreen)


@pytest.mark.parametrize("way", ["done", "back"])
def test_after_a_ticket_the_first_screen_is_empty_and_shows_the_ticket(
    qtbot: QtBot, app: App, case: Case, way: str
) -> None:
    """It showed the old complaint with its suggestions, and no word of the ticket."""
    window = make_window(qtbot, with_desk(app))
    window.open(HomePage())
    home = on_top(window)
    assert isinstance(home, HomeScreen)
    home._box.setText("nothing prints")
    screen = sheet(qtbot, window, case)
    send(qtbot, screen, case)
    app.get_outbox().store.execute("UPDATE reports SET state = 'delivered', number = '4711'")
    if way == "done":
        screen.saved.done.click()
    else:
        window.go_back()
    assert isinstance(on_top(window), HomeScreen)
    assert home._box.text() == ""
    qtbot.waitUntil(home._news.replies.isVisible, timeout=10_000)
    (card,) = home._news.replies.get_card_contents()
    assert card.title.startswith("Your ticket: “Nothing prints <b>at all</b>")
    assert card.sub == "Sent. Ticket 4711"
    home._news.replies.chosen.emit(card.key)
    assert window._history[-1] is ConversationPage


def test_on_the_first_screen_and_in_the_list_it_is_not_called_sent_either(
    qtbot: QtBot, app: App, case: Case
) -> None:
    window = make_window(qtbot, with_desk(app))
    window.open(HomePage())
    home = on_top(window)
    assert isinstance(home, HomeScreen)
    screen = sheet(qtbot, window, case)
    send(qtbot, screen, case)
    reason = message_to_json(OPEN_IN_EMAIL_APP)
    query = "UPDATE reports SET state = 'delivered', number = '4711', reason = ?"
    app.get_outbox().store.execute(query, (reason,))
    screen.saved.done.click()
    qtbot.waitUntil(home._news.replies.isVisible, timeout=10_000)
    (card,) = home._news.replies.get_card_contents()
    assert card.sub == "Opened in your email app. Send it there."
    (line,) = read_ticket_page(app, 10, Progress()).lines
    listed = build_ticket_card(home.context, line)
    assert listed.sub.startswith("Opened in your email app. Send it there.")
    assert "4711" not in listed.sub


def test_without_a_help_desk_the_user_is_led_to_saving_a_file(qtbot: QtBot, places: AppPaths) -> None:
    app = make_app(places)
    case = app.create_case(WORDS)
    case.take_snapshot(Progress())
    screen = sheet(qtbot, make_window(qtbot, app), case)
    assert screen.title() == "Review and save"
    screen._send_ticket()
    qtbot.waitUntil(lambda: screen.saved.standing is not None, timeout=10_000)
    saved = screen.saved
    assert [button.property("primary") for button in (saved.keep, saved.done)] == [True, False]
    assert saved.keep.hasFocus()


def test_a_closed_help_desk_is_not_to_be_called_now(qtbot: QtBot, places: AppPaths) -> None:
    app, later = make_app(places), datetime.now(UTC) + timedelta(days=3)
    hours = f"{['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'][later.weekday()]} 08:00-18:00"
    support = SupportPolicy(phone="+33 1 23 45 67 89", hours=(hours,))
    policy = dataclasses.replace(app.policy, support=support)
    app.__dict__["loaded_policy"] = dataclasses.replace(app.loaded_policy, policy=policy)
    case = app.create_case(WORDS)
    case.take_snapshot(Progress())
    screen = sheet(qtbot, make_window(qtbot, app), case)
    screen._send_ticket()
    qtbot.waitUntil(lambda: screen.saved.standing is not None, timeout=10_000)
    qtbot.wait(20)
    contact = screen.saved._contact
    assert contact.heading.text() == "Call the help desk when it opens"
    assert contact.standing.isVisible(), "nothing else shows the hours here"
    told = all_texts(screen)
    assert "No help desk is set up" not in told, "its number is below"
    assert "no one has been notified" in told


def test_a_click_twice_sends_once(qtbot: QtBot, window: AppWindow, app: App, case: Case) -> None:
    screen = sheet(qtbot, window, case)
    screen.address.setText("marie@example.com")
    screen._send_ticket()
    screen._send_ticket()
    qtbot.waitUntil(lambda: screen.saved.standing is not None, timeout=10_000)
    screen._send_ticket()
    assert len(app.get_outbox().list_items()) == 1


@pytest.mark.parametrize("address", ["", "marie", "a@b@c", "x y@example.com", "a@" + "b" * 400])
def test_a_wrong_address_is_refused_with_a_sentence(
    qtbot: QtBot, window: AppWindow, app: App, case: Case, address: str
) -> None:
    screen = sheet(qtbot, window, case)
    screen.address.setText(address)
    screen._desk_knows_user = False
    screen._send_ticket()
    assert "email address" in window._notice.words.text()
    assert not app.get_outbox().list_items()


def test_an_address_that_is_required_is_marked_before_sending(
    qtbot: QtBot, window: AppWindow, case: Case
) -> None:
    screen = sheet(qtbot, window, case)
    screen._on_address_found("")
    screen._desk_knows_user = False
    screen.retranslate()
    assert screen._who.heading.text() == "Your email address (required)"
    assert screen.address.accessibleName() == "Your email address (required)"
    screen._on_address_found("marie.curie")
    assert screen._who.heading.text() == "Your email address", "the help desk knows the account"


@pytest.mark.parametrize("known", [True, False])
def test_an_address_is_not_called_required_before_it_is_known_to_be(
    qtbot: QtBot, window: AppWindow, app: App, case: Case, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    """It said "(required)" until the help desk responded, and the ticket was sent without an address."""
    go_on = threading.Event()

    def find_slowly(_app: App) -> str:
        go_on.wait(20)
        if known:
            return "marie.curie"
        raise ConfigurationError(N_("The help desk needs your email address."))

    monkeypatch.setattr(App, "find_requester_address", find_slowly)
    screen = sheet(qtbot, window, case)
    try:
        assert screen._who.heading.text() == "Your email address"
        screen.send.click()
        qtbot.wait(50)
        assert not app.get_outbox().list_items(), "it waits for the answer"
    finally:
        go_on.set()
    if known:
        qtbot.waitUntil(lambda: screen.saved.standing is not None, timeout=10_000)
        return
    qtbot.waitUntil(window._notice.isVisible, timeout=10_000)
    assert screen._who.heading.text() == "Your email address (required)"
    assert screen.address.hasFocus()
    assert not app.get_outbox().list_items()


def test_the_question_for_an_address_goes_once_it_is_answered(
    qtbot: QtBot, window: AppWindow, case: Case
) -> None:
    """It stayed at the foot of the window, also below the saved ticket."""
    screen = sheet(qtbot, window, case)
    screen.address.setText("")
    screen._desk_knows_user = False
    screen._send_ticket()
    assert window._notice.isVisible()
    screen.address.setText("marie@")
    assert window._notice.isVisible()
    screen.address.setText("marie@example.com")
    assert not window._notice.isVisible()


def test_the_address_is_kept_for_the_next_time(qtbot: QtBot, window: AppWindow, app: App, case: Case) -> None:
    send(qtbot, sheet(qtbot, window, case), case)
    assert app.preferences.email == "marie@example.com"


def test_while_it_is_saved_it_says_so_keeps_the_focus_and_is_saved_once(
    qtbot: QtBot, window: AppWindow, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen, go_on, sealed, seal = (
        sheet(qtbot, window, case),
        threading.Event(),
        list[int](),
        Case.save_to_outbox,
    )

    def slow(self: Case, letter: Letter) -> str:
        sealed.append(1)
        go_on.wait(20)
        return seal(self, letter)

    monkeypatch.setattr(Case, "save_to_outbox", slow)
    screen.address.setText("marie@example.com")
    screen.send.setFocus()
    screen.send.click()
    try:
        assert screen._total.text() == "Saving your ticket…"
        assert screen.send.hasFocus()
        screen.send.click()
        window.go_back()
        assert on_top(window) is screen
    finally:
        go_on.set()
    qtbot.waitUntil(screen.saved.isVisible, timeout=10_000)
    assert sealed == [1]


def test_after_sending_the_next_request_starts_empty(qtbot: QtBot, window: AppWindow, case: Case) -> None:
    window.open(AskPage(case=case))
    send(qtbot, sheet(qtbot, window, case), case)
    window.open(AskPage())
    assert on_top(window).case is not case  # type: ignore[attr-defined]


def test_an_edited_picture_is_the_one_that_is_shown_and_sent(
    qtbot: QtBot, window: AppWindow, app: App, case: Case
) -> None:
    screen = sheet(qtbot, window, case)
    rows(screen)["picture-1"].open.click()
    before = rows(screen)["picture-1"]
    with qtbot.waitSignal(screen.items.picture_chosen):
        before.content.findChildren(QPushButton)[0].click()  # type: ignore[union-attr]
    assert on_top(window).objectName() == "editor"
    case.replace_picture("picture-1", encode_png(picture(40, 30)))
    window.go_back()
    assert on_top(window) is screen
    read(qtbot, screen)
    assert rows(screen)["picture-1"] is not before, "the small picture is the new one"
    assert letter_of(screen).items[-1].preview == encode_png(picture(40, 30))


def test_a_hasty_key_in_the_review_sends_nothing(
    qtbot: QtBot, window: AppWindow, app: App, case: Case
) -> None:
    screen = sheet(qtbot, window, case)
    screen.address.setText("marie@example.com")
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return):
        qtbot.keyClick(QApplication.focusWidget(), key)
    assert not case.report
    assert not app.get_outbox().list_items()


def test_send_pressed_while_it_is_read_again_waits_for_it(
    qtbot: QtBot, window: AppWindow, app: App, case: Case
) -> None:
    screen = sheet(qtbot, window, case)
    screen.address.setText("marie@example.com")
    rows(screen)["picture-1"].switch.click()
    assert screen._reading
    screen.send.click()
    qtbot.waitUntil(lambda: screen.saved.standing is not None, timeout=10_000)
    assert "screenshot-1.png" not in files_sent(app, case.report)


def test_nothing_opens_a_window_of_its_own(qtbot: QtBot, window: AppWindow, case: Case) -> None:
    screen = sheet(qtbot, window, case)
    for row in list(rows(screen).values()):
        if not row.open.isHidden():
            row.open.click()
    screen.replacing.open_and_focus()
    send(qtbot, screen, case)
    shown = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    assert shown == [window]


def test_nothing_can_be_sent_without_a_review(
    qtbot: QtBot, window: AppWindow, app: App, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Case) -> None:
        raise UsageError(N_("notes.txt doesn't exist or can't be read."))

    monkeypatch.setattr(Case, "build_letter", broken)
    window.open(ReviewPage(case))
    screen = on_top(window)
    assert isinstance(screen, ReviewScreen)
    qtbot.waitUntil(lambda: "notes.txt" in screen._state.heading.text(), timeout=10_000)
    assert not screen.page.footer.isVisible()
    screen._send_ticket()
    assert not app.get_outbox().list_items()


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[1]}-{look[2][0]}")
def test_no_text_is_cut_off_however_small_the_window(
    qtbot: QtBot, app: App, case: Case, tmp_path: Path, look: tuple[str, str, tuple[int, int]]
) -> None:
    scheme, language, size = look
    share_desk(app, tmp_path / "shared")
    app.language = ""
    app.preferences = app.preferences.copy_with_changes(language=language, theme=scheme)
    (tmp_path / "Rechnung-2026-11-24.pdf").write_bytes(b"%PDF")
    case.add_file(tmp_path / "Rechnung-2026-11-24.pdf")
    case.message.body += f"\nmy password is {'hunter' + '22x!'}"
    window = make_window(qtbot, app)
    window.apply_preferences()
    window.resize(*size)
    screen = sheet(qtbot, window, case)
    screen.replacing.open_and_focus()
    rows(screen)["report"].open.click()
    qtbot.wait(80)
    assert (window.width(), window.height()) == size
    assert cut_off(window, qtbot) == []
    send(qtbot, screen, case)
    app.create_delivery_service().deliver(case.report, 5)
    qtbot.wait(80)
    assert cut_off(window, qtbot) == []
    window.open(ReceiptsPage(report=case.report))
    receipts = on_top(window)
    assert isinstance(receipts, ReceiptsScreen)
    qtbot.waitUntil(lambda: bool(receipts._lines), timeout=10_000)
    qtbot.wait(80)
    assert cut_off(window, qtbot) == []
    window.open(SettingsPage())
    qtbot.wait(80)
    assert cut_off(window, qtbot) == []


def test_everything_unfolded_is_named_and_reached_by_tab(qtbot: QtBot, window: AppWindow, case: Case) -> None:
    screen = sheet(qtbot, window, case)
    for key in ("message", "picture-1", "report", "section-quick"):
        rows(screen)[key].open.click()
    screen.replacing.open_and_focus()
    screen.replacing.go.setEnabled(True)
    wanted = set(focusable(window))
    assert [words(widget) for widget in wanted if not called(widget).strip()] == []
    reached: set[QWidget] = set()
    for _ in range(2 * len(wanted) + 5):
        focus = QApplication.focusWidget()
        assert focus is not None
        reached.add(focus)
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    assert [words(widget) for widget in wanted - reached] == []


def test_what_changed_is_read_line_by_line(qtbot: QtBot, window: AppWindow, app: App, case: Case) -> None:
    assert case.snapshot is not None
    changed = [
        SnapshotChange("quick", "owner", ChangeType.CHANGED, "", "a", "b"),
        SnapshotChange("quick", "size", ChangeType.ADDED, "x"),
    ]
    changes = SnapshotChanges(case.snapshot.created, changed)
    case.snapshot = dataclasses.replace(case.snapshot, changes=changes)
    screen = sheet(qtbot, window, case)
    view = opened(screen, "changes")
    assert not view.never.isVisible()
    top = view.list.topLevelItem(0)
    assert top is not None
    assert [top.child(n).text(0) for n in range(top.childCount())] == ["owner", "size"]
    view.list.setCurrentItem(top.child(0))
    view.remove.click()
    read(qtbot, screen)
    send(qtbot, screen, case)
    (left,) = json.loads(files_sent(app, case.report)["report.json"])["changes"]["items"]
    assert left["kind"] == "size"


def test_a_tool_tip_of_foreign_text_is_no_markup() -> None:
    """Qt takes a tool tip that looks like HTML for HTML, and would fetch its picture from elsewhere."""
    line = _make_fact_item("name", '<img src="//host/share/x.png">&', None)
    assert line.toolTip(1) == "<qt>&lt;img src=&quot;//host/share/x.png&quot;&gt;&amp;</qt>"
