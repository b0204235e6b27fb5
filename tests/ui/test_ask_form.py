"""The ticket form: what is asked, what is told at the field, and a draft that nothing loses."""

# mypy: disable-error-code="unreachable"

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.languages import list_supported_languages
from selfhelp.core.paths import AppPaths
from selfhelp.core.progress import Progress
from selfhelp.tickets.form.classification import Classification
from selfhelp.tickets.form.earlier_drafts import (
    delete_draft_for_good,
    list_all_unsent_drafts,
    list_all_unsent_summaries,
)
from selfhelp.tickets.form.triage import Urgency
from selfhelp.ui.capture.pixels import encode_png
from selfhelp.ui.navigation import AskPage, HomePage
from selfhelp.ui.parts import autosave
from selfhelp.ui.screens import ask as module
from selfhelp.ui.screens.ask import AskScreen
from selfhelp.ui.screens.emergency import EmergencyScreen
from selfhelp.ui.screens.home import HomeScreen
from selfhelp.ui.screens.review import ReviewScreen
from selfhelp.ui.widgets.attachment_tiles import PictureTile
from selfhelp.ui.widgets.multiline_input import LONGEST
from selfhelp.ui.window import AppWindow
from tests.ui.desk_window import make_app, make_window, on_top, picture

POLICY = """
[ticket]
required = ["category", "can-work"]
questions = [
  "room|required|en=Which room are you in?|fr=Dans quelle pièce êtes-vous ?",
  "site|choice:north,south|required|for:printing|en=Which site?|fr=Quel site ?|en:north=North & east",
]
[support]
phone = "+33 1 23 45 67 89"
hours = ["24/7"]
location = ["en=Room 012", "fr=Salle 012"]
chat = "https://chat.example.com/?pc={computer}"
[outbox]
file_megabytes = 1
"""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(autosave, "SOON_MS", 10)
    monkeypatch.setattr(module, "PROPOSE_MS", 10)


@pytest.fixture
def ruled(places: AppPaths) -> AppPaths:
    places.machine_policy.mkdir(parents=True)
    (places.machine_policy / "policy.toml").write_text(POLICY, "utf-8")
    return places


def ask(window: AppWindow, destination: AskPage | None = None) -> AskScreen:
    window.open(destination or AskPage())
    screen = on_top(window)
    assert isinstance(screen, AskScreen)
    return screen


def fields(screen: AskScreen) -> dict[str, QWidget]:
    return {name: field.inner for name, field in screen._form.fields.items()}


def active(qtbot: QtBot, window: AppWindow) -> AppWindow:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def wrong(screen: AskScreen) -> list[str]:
    return [name for name, field in screen._form.fields.items() if field.wrong.isVisibleTo(screen)]


def kept(qtbot: QtBot, app: App, is_it: Callable[[str], bool]) -> None:
    """Wait until the draft on the disk has these words."""

    def check() -> bool:
        draft = app.drafts.read_draft()
        return is_it(draft.message.body if draft else "")

    qtbot.waitUntil(check, timeout=5_000)


# -- what is asked ---------------------------------------------------------------------------------


def test_what_is_missing_is_told_at_its_field_and_goes_when_it_is_there(
    qtbot: QtBot, ruled: AppPaths
) -> None:
    window = make_window(qtbot, make_app(ruled))
    screen = ask(window)
    qtbot.wait(20)
    screen.next.click()
    assert wrong(screen) == ["words", "can-work", "category", "answer:room"]
    assert screen.words.hasFocus()
    assert screen.words.accessibleDescription(), "a screen reader hears it at the field"
    qtbot.keyClicks(screen.words, "Nothing prints")
    screen.can_work.buttons["partly"].click()
    combo = fields(screen)["category"]
    assert isinstance(combo, QComboBox)
    combo.setCurrentIndex(combo.findData("printing"))
    combo.activated.emit(combo.currentIndex())
    qtbot.wait(20)
    assert wrong(screen) == ["answer:room"]
    assert "answer:site" in fields(screen), "it is asked for printers"
    screen.next.click()
    assert wrong(screen) == ["answer:room", "answer:site"]
    room = fields(screen)["answer:room"]
    assert isinstance(room, QLineEdit)
    assert room.hasFocus()
    qtbot.keyClicks(room, "2.14")
    site = fields(screen)["answer:site"]
    assert isinstance(site, QComboBox)
    assert [site.itemText(n) for n in range(3)] == ["No answer", "North & east", "south"]
    site.setCurrentIndex(1)
    site.activated.emit(1)
    qtbot.waitUntil(lambda: not screen._computer.is_collecting, timeout=10_000)
    screen.next.click()
    assert isinstance(on_top(window), ReviewScreen)
    assert screen.case is not None
    assert "Which room are you in: 2.14\nWhich site: North & east" in screen.case.build_letter().body


def test_another_language_keeps_every_answer(qtbot: QtBot, ruled: AppPaths) -> None:
    app = make_app(ruled)
    window = make_window(qtbot, app)
    screen = ask(window, AskPage(words="x"))
    screen.can_work.buttons["no"].click()
    room = fields(screen)["answer:room"]
    qtbot.keyClicks(room, "2.14")
    app.language = "fr"
    app.__dict__.pop("translator", None)
    window.apply_preferences()
    assert screen._form.fields["answer:room"].name.text() == "Dans quelle pièce êtes-vous ? (obligatoire)"
    assert screen.can_work.get_chosen_key() == "no"
    assert screen.can_work.buttons["no"].text() == "Non"
    assert fields(screen)["answer:room"] is room
    assert screen.case is not None
    assert screen.case.message.answers == {"room": "2.14"}


def test_questions_side_by_side_start_on_one_line_when_only_one_wraps(qtbot: QtBot, places: AppPaths) -> None:
    """The second question stood half a line lower, in the middle beside three answers on two lines."""
    window = make_window(qtbot, make_app(places))
    window.resize(760, 700)
    screen = ask(window)
    first, second = (screen._form.fields[name] for name in ("affected", "can-work"))
    qtbot.waitUntil(lambda: first.inner.height() > second.inner.height())
    tops = [field.name.mapTo(screen, QPoint()).y() for field in (first, second)]
    assert tops[0] == tops[1]


def test_an_answer_is_taken_back_by_pressing_it_again(qtbot: QtBot, places: AppPaths) -> None:
    screen = ask(active(qtbot, make_window(qtbot, make_app(places))), AskPage(words="x"))
    assert screen.case is not None
    qtbot.mouseClick(screen.can_work.buttons["no"], Qt.MouseButton.LeftButton)
    assert screen.case.message.can_work is Urgency.NO
    qtbot.mouseClick(screen.can_work.buttons["no"], Qt.MouseButton.LeftButton)
    assert screen.case.message.can_work is None
    screen.can_work.buttons["yes"].setFocus()
    qtbot.keyClick(screen.can_work.buttons["yes"], Qt.Key.Key_Space)
    qtbot.keyClick(screen.can_work.buttons["yes"], Qt.Key.Key_Right)
    assert screen.case.message.can_work is Urgency.PARTLY, "arrow keys choose"


def test_the_description_proposes_a_category_the_user_can_change(qtbot: QtBot, places: AppPaths) -> None:
    screen = ask(make_window(qtbot, make_app(places)))
    assert screen.case is not None
    message, combo = screen.case.message, screen._form.category
    screen.words.setPlainText("my printer queue is stuck and nothing prints")
    qtbot.waitUntil(lambda: message.category == "printing", timeout=5_000)
    assert combo.currentData() == "printing"
    combo.setCurrentIndex(combo.findData("network"))
    combo.activated.emit(combo.currentIndex())
    screen.words.setPlainText("my printer queue is stuck and nothing prints at all")
    qtbot.wait(100)
    assert message.category == "network", "the user's choice is kept"


def test_the_form_repeats_what_the_topics_page_asked_for(qtbot: QtBot, places: AppPaths) -> None:
    """Users forgot the path by then, and the help desk had to ask for it."""
    app = make_app(places)
    window, case = make_window(qtbot, app), app.create_case("I need access to a folder")
    assert not ask(window)._form.needs.isVisible(), "no topic"
    share = app.catalog.topics["access-to-share"]
    case.set_ticket_topic(share.title, share.category, "access-to-share")
    screen = ask(window, AskPage(case))
    needs = screen._form.needs
    assert needs.isVisible()
    assert needs.text().startswith("• Give the full path or address")
    assert needs.text().count("•") == len(share.ticket) == 2
    assert "full path" in screen.words.accessibleDescription()
    assert needs.y() < screen._form.fields["words"].y()


def test_a_late_proposal_does_not_change_the_view(qtbot: QtBot, places: AppPaths) -> None:
    window = make_window(qtbot, make_app(places))
    screen = ask(window)
    assert screen.case is not None
    window.open(HomePage())
    screen._on_text_classified("", Classification("printing", False))
    assert screen.case.message.category == ""
    window.open(AskPage())
    screen._on_text_classified("", Classification("printing", False))
    assert screen.case.message.category == "printing"


# -- what the user puts in ------------------------------------------------------------------------------


def test_huge_pasted_text_is_cut_immediately_with_a_message(qtbot: QtBot, places: AppPaths) -> None:
    window = make_window(qtbot, make_app(places))
    screen = ask(window, AskPage(words="before "))
    data = QMimeData()
    data.setText("line é\n" + "x" * 5_000_000)
    begun = time.monotonic()
    screen.words.insertFromMimeData(data)
    assert time.monotonic() - begun < 2
    assert len(screen.words.toPlainText()) == LONGEST
    assert screen.words.toPlainText().startswith("before line é\n")
    assert "too long" in window._notice.words.text()


def test_a_file_over_the_limit_is_refused_when_it_is_added(
    qtbot: QtBot, ruled: AppPaths, tmp_path: Path
) -> None:
    window = make_window(qtbot, make_app(ruled))
    screen = ask(window, AskPage(words="x"))
    (tmp_path / "big.iso").write_bytes(bytes(1_000_001))
    (tmp_path / "small.txt").write_text("x")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in ("big.iso", "small.txt")])
    screen.words.insertFromMimeData(data)
    case = screen.case
    assert case is not None
    qtbot.waitUntil(lambda: len(case.list_added_items()) == 1, timeout=5_000)
    assert [item.title for item in case.list_added_items()] == ["small.txt"]
    told = window._notice.words.text()
    assert "big.iso" in told
    assert "The limit is 1.0\xa0MB per file." in told


def test_what_is_dropped_on_the_first_screen_goes_into_the_form(
    qtbot: QtBot, places: AppPaths, tmp_path: Path
) -> None:
    window = make_window(qtbot, make_app(places))
    home = on_top_of_home(window)
    (tmp_path / "note.txt").write_text("x")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "note.txt"))])
    where, copy, left = QPoint(5, 5), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    entered = QDragEnterEvent(where, copy, data, left, Qt.KeyboardModifier.NoModifier)
    home.dragEnterEvent(entered)
    assert entered.isAccepted()
    home.dropEvent(QDropEvent(where, copy, data, left, Qt.KeyboardModifier.NoModifier))
    screen = on_top(window)
    assert isinstance(screen, AskScreen)
    qtbot.waitUntil(lambda: [i.title for i in screen.case.list_added_items()] == ["note.txt"], timeout=5_000)  # type: ignore[union-attr]
    words = QMimeData()
    words.setText("only words")
    entered = QDragEnterEvent(where, copy, words, left, Qt.KeyboardModifier.NoModifier)
    entered.ignore()
    home.dragEnterEvent(entered)
    assert not entered.isAccepted()


# -- a draft ---------------------------------------------------------------------------------------


def test_a_draft_comes_back_in_a_new_app_with_its_picture(qtbot: QtBot, ruled: AppPaths) -> None:
    app = make_app(ruled)
    screen = ask(make_window(qtbot, app))
    screen.words.setPlainText("half a sentence")
    screen.can_work.buttons["no"].click()
    assert screen.case is not None
    screen.case.add_screenshot(encode_png(picture()))
    screen._on_files_added()
    kept(qtbot, app, lambda words: words == "half a sentence")
    qtbot.waitUntil(lambda: len(list(app.drafts.folder.glob("*.png"))) == 1)

    window = make_window(qtbot, make_app(ruled))  # nothing of the first app is asked again
    again = ask(window)
    qtbot.waitUntil(lambda: again.words.toPlainText() == "half a sentence", timeout=5_000)
    assert again.can_work.get_chosen_key() == "no"
    assert len(again.findChildren(PictureTile)) == 1
    assert "has been restored" in again._back.heading.text()
    assert again._back.isVisible()


def test_new_words_start_a_new_ticket_and_the_draft_can_be_restored(qtbot: QtBot, places: AppPaths) -> None:
    app = make_app(places)
    old = app.create_case("a bigger monitor, please")
    old.message.category = "hardware"
    app.drafts.store_draft(old.make_draft())
    screen = ask(make_window(qtbot, make_app(places)), AskPage(words="no internet on our floor"))
    qtbot.waitUntil(screen._back.isVisible, timeout=5_000)
    assert screen.words.toPlainText() == "no internet on our floor"
    assert screen.case is not None
    assert (screen.case.message.subject, screen.case.message.category) == ("no internet on our floor", "")
    assert "unsent draft from" in screen._back.heading.text()

    screen._back.button.click()
    assert screen.words.toPlainText() == "a bigger monitor, please"
    assert screen.case.message.category == "hardware"
    assert "has been restored" in screen._back.heading.text()
    screen._back.button.click()
    assert screen.words.toPlainText() == "", "an empty form"
    assert [one.case.words for one in screen._list_drafts_beside()] == ["no internet on our floor"]


def test_something_else_is_written_without_discarding_the_draft(qtbot: QtBot, places: AppPaths) -> None:
    """With a draft, "Get help" only offered to discard it."""
    app = make_app(places)
    app.drafts.store_draft(app.create_case("a bigger monitor, please").make_draft())
    screen = ask(make_window(qtbot, make_app(places)))
    qtbot.waitUntil(lambda: screen.words.toPlainText() == "a bigger monitor, please", timeout=5_000)
    assert screen._back.aside.text() == "Write about something else"
    screen._back.aside.click()
    assert screen.words.toPlainText() == ""
    assert [one.case.words for one in screen._list_drafts_beside()] == ["a bigger monitor, please"]
    assert screen._back.button.text() == "Restore", "the way back"
    assert screen._back.aside.isHidden()
    screen.words.appendPlainText("no internet")
    unsent = partial(list_all_unsent_drafts, app.drafts, app.earlier_drafts, app.get_outbox)
    both = ["a bigger monitor, please", "no internet"]
    screen._keeper.save_draft_now()
    qtbot.waitUntil(lambda: sorted(one.message.body for one in unsent()) == both, timeout=5_000)


def test_starting_over_discards_only_the_text_in_the_form(qtbot: QtBot, places: AppPaths) -> None:
    app = make_app(places)
    app.drafts.store_draft(app.create_case("a bigger monitor, please").make_draft())
    window = make_window(qtbot, make_app(places))
    screen = ask(window, AskPage(words="no internet on our floor"))
    qtbot.waitUntil(screen._back.isVisible, timeout=5_000)
    qtbot.keyClicks(screen.words, "Since noon. ")
    typed = screen.words.toPlainText()
    assert "Since noon." in typed
    screen._back.button.click()  # Restore
    screen._back.button.click()  # Start over
    assert screen.words.toPlainText() == "", "the button doesn't bring another text"
    window.go_back()
    unsent = partial(list_all_unsent_drafts, app.drafts, app.earlier_drafts, app.get_outbox)
    qtbot.waitUntil(lambda: [one.message.body for one in unsent()] == [typed], timeout=5_000)
    assert ask(window).words.toPlainText() == typed
    again = ask(make_window(qtbot, make_app(places)))
    qtbot.waitUntil(lambda: again.words.toPlainText() == typed, timeout=5_000)


def test_a_draft_restored_after_starting_over_keeps_the_others(qtbot: QtBot, places: AppPaths) -> None:
    app = make_app(places)
    window = make_window(qtbot, app)
    screen = ask(window, AskPage(case=app.create_case("I need access to the HR folder")))
    screen.words.appendPlainText("First draft.")
    ask(window, AskPage(case=app.create_case("My desk phone is dead")))
    screen.words.appendPlainText("Second draft.")
    first, second = screen._stored, screen.case
    assert first is not None
    assert second is not None
    screen._discard_draft()
    screen._back.button.click()  # Restore
    assert screen.case is second
    assert [one.case for one in screen._list_drafts_beside() if one.case is not second] == [first.case]


def test_a_draft_beside_a_new_ticket_stays_and_comes_back_in_a_blank_form(
    qtbot: QtBot, places: AppPaths
) -> None:
    app = make_app(places)
    app.drafts.store_draft(app.create_case("the old words").make_draft())
    window = make_window(qtbot, make_app(places))
    screen = ask(window, AskPage(words="the new words"))
    qtbot.waitUntil(screen._back.isVisible, timeout=5_000)
    window.open(HomePage())
    qtbot.wait(100)
    kept(qtbot, app, lambda words: words == "the old words")
    assert ask(window, AskPage()).words.toPlainText() == "the old words"
    assert "has been restored" in screen._back.heading.text()


def test_a_draft_beside_a_ticket_survives_its_sending(qtbot: QtBot, places: AppPaths) -> None:
    app = make_app(places)
    app.drafts.store_draft(app.create_case("the old words").make_draft())
    case = app.create_case("the new words")
    case.save_to_outbox(case.build_letter())
    app.drafts.delete_sent_draft(app.get_outbox)
    assert app.drafts.read_draft() is not None


def test_words_that_the_user_never_edited_are_no_draft(qtbot: QtBot, places: AppPaths) -> None:
    app = make_app(places)
    window = make_window(qtbot, app)
    screen = ask(window, AskPage(words="a bigger monitor, please"))
    qtbot.waitUntil(lambda: screen._keeper._looked)
    window.open(HomePage())
    qtbot.wait(100)
    assert app.drafts.read_draft() is None
    ask(window, AskPage(words="a bigger monitor, please")).can_work.buttons["no"].click()
    kept(qtbot, app, lambda words: words == "a bigger monitor, please")


def test_a_picture_added_before_the_draft_was_back_is_not_lost(
    qtbot: QtBot, places: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(places)
    app.drafts.store_draft(app.create_case("the old words").make_draft())
    genuine = autosave._restore_drafts

    def slow(app: App, progress: Progress) -> Sequence[autosave.RestoredDraft] | None:
        time.sleep(0.3)
        return genuine(app, progress)

    monkeypatch.setattr(autosave, "_restore_drafts", slow)
    screen = ask(make_window(qtbot, make_app(places)))
    assert screen.case is not None
    screen.case.add_screenshot(encode_png(picture()))
    screen.can_work.buttons["no"].click()
    qtbot.waitUntil(lambda: screen.words.toPlainText() == "the old words", timeout=5_000)
    assert len(screen.case.list_added_items()) == 1
    assert screen.can_work.get_chosen_key() == "no"


def test_a_draft_is_never_written_over_before_it_was_read(
    qtbot: QtBot, places: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(places)
    app.drafts.store_draft(app.create_case("the old words").make_draft())
    genuine = autosave._restore_drafts

    def slow(app: App, progress: Progress) -> Sequence[autosave.RestoredDraft] | None:
        time.sleep(0.3)
        return genuine(app, progress)

    monkeypatch.setattr(autosave, "_restore_drafts", slow)
    window = make_window(qtbot, make_app(places))
    screen = ask(window)
    qtbot.keyClicks(screen.words, "typed meanwhile")
    window.open(HomePage())
    qtbot.waitUntil(lambda: screen.words.toPlainText() == "the old words\ntyped meanwhile", timeout=5_000)
    kept(qtbot, app, lambda words: words == "the old words\ntyped meanwhile")


def test_starting_over_can_be_undone_until_leaving(qtbot: QtBot, places: AppPaths) -> None:
    app = make_app(places)
    app.drafts.store_draft(app.create_case("the old words").make_draft())
    window = make_window(qtbot, make_app(places))
    screen = ask(window)
    qtbot.waitUntil(screen._back.isVisible, timeout=5_000)
    screen._back.button.click()
    assert screen.words.toPlainText() == ""
    screen._back.button.click()
    assert screen.words.toPlainText() == "the old words"
    screen._back.button.click()
    window.open(HomePage())
    qtbot.waitUntil(lambda: app.drafts.read_draft() is None, timeout=5_000)
    screen = ask(window)
    assert screen.words.toPlainText() == ""
    assert not screen._back.isVisible()


def test_quitting_immediately_keeps_the_last_letter(
    qtbot: QtBot, places: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(autosave, "SOON_MS", 60_000)
    app = make_app(places)
    screen = ask(make_window(qtbot, app))
    qtbot.waitUntil(lambda: screen._keeper._looked)
    qtbot.keyClicks(screen.words, "last letter")
    assert app.drafts.read_draft() is None
    application = QApplication.instance()
    assert application is not None
    application.aboutToQuit.emit()  # type: ignore[attr-defined]
    draft = app.drafts.read_draft()
    assert draft is not None
    assert draft.message.body == "last letter"


def test_closing_the_window_keeps_it(qtbot: QtBot, places: AppPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(autosave, "SOON_MS", 60_000)
    app = make_app(places)
    window = make_window(qtbot, app)
    screen = ask(window)
    qtbot.keyClicks(screen.words, "closing")
    window.close()
    kept(qtbot, app, lambda words: words == "closing")


def test_what_was_sent_is_no_draft_any_more(qtbot: QtBot, places: AppPaths) -> None:
    app = make_app(places)
    window = make_window(qtbot, app)
    screen = ask(window)
    qtbot.keyClicks(screen.words, "send me")
    kept(qtbot, app, lambda words: words == "send me")
    qtbot.waitUntil(lambda: not screen._computer.is_collecting, timeout=10_000)
    screen.next.click()
    sheet = on_top(window)
    assert isinstance(sheet, ReviewScreen)
    qtbot.waitUntil(lambda: "message" in sheet.items.rows, timeout=10_000)
    sheet.address.setText("marie@example.com")
    sheet.send.click()
    qtbot.waitUntil(lambda: bool(screen.case and screen.case.report), timeout=10_000)
    qtbot.waitUntil(lambda: not (app.drafts.folder / "draft.json").exists(), timeout=5_000)
    qtbot.wait(50)
    assert app.drafts.read_draft() is None
    assert ask(window).words.toPlainText() == ""


def test_a_disk_that_takes_nothing_is_told_and_the_form_goes_on(
    qtbot: QtBot, places: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(places)
    window = make_window(qtbot, app)
    screen = ask(window)

    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("selfhelp.tickets.form.draft_store.durable_files.write_private_file", full)
    qtbot.keyClicks(screen.words, "x")
    qtbot.waitUntil(lambda: "couldn't be saved" in window._notice.words.text(), timeout=5_000)
    assert screen.words.toPlainText() == "x"


# -- who cannot work -------------------------------------------------------------------------------


def test_who_cannot_work_is_told_how_to_call_and_has_the_shortest_form(qtbot: QtBot, ruled: AppPaths) -> None:
    window = make_window(qtbot, make_app(ruled))
    home = on_top_of_home(window)
    home._contact.cannot_work.click()
    shortest = on_top(window)
    assert isinstance(shortest, EmergencyScreen)
    shortest.more.click()
    screen = on_top(window)
    assert isinstance(screen, AskScreen)
    assert screen._contact.isVisible()
    assert screen._contact.call.text() == "Copy"
    assert screen._contact.pos().y() < screen._form.pos().y(), "first of all"
    assert screen.can_work.get_chosen_key() == "no"
    assert not screen._pictures.isVisible()
    screen._more.click()
    assert screen._pictures.isVisible()


def test_the_phone_number_is_shown_if_work_is_impossible(qtbot: QtBot, ruled: AppPaths) -> None:
    screen = ask(make_window(qtbot, make_app(ruled)), AskPage(words="x"))
    assert not screen._contact.isVisible()
    screen.can_work.buttons["no"].click()
    assert screen._contact.isVisible()
    screen.can_work.buttons["partly"].click()
    assert not screen._contact.isVisible()


def test_without_a_number_there_is_no_card(qtbot: QtBot, places: AppPaths) -> None:
    screen = ask(make_window(qtbot, make_app(places)), AskPage(cannot_work=True))
    assert not screen._contact.isVisible()


def test_a_link_carries_this_computer_and_opens_nothing_but_a_page(
    qtbot: QtBot, ruled: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("selfhelp.ui.links.open_link", lambda url: opened.append(url.toString()) or True)
    screen = ask(make_window(qtbot, make_app(ruled)), AskPage(cannot_work=True))
    screen._contact.dials = True
    screen._contact.call.click()
    screen._contact.chat.click()
    qtbot.waitUntil(lambda: len(opened) == 2, timeout=5_000)
    assert opened[0] == "tel:+33123456789"
    assert opened[1].startswith("https://chat.example.com/?pc=")
    assert not opened[1].endswith("=")


def test_without_a_network_the_form_says_what_becomes_of_the_ticket(
    qtbot: QtBot, ruled: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "is_computer_offline", lambda: True)
    local = ask(make_window(qtbot, make_app(ruled)), AskPage(words="x"))
    assert "saved on this computer" in local._nothing_yet.text(), "a folder needs no network"
    policy = (ruled.machine_policy / "policy.toml").read_text("utf-8")
    (ruled.machine_policy / "policy.toml").write_text(f'[desk]\nconnector = "rt"\n{policy}', "utf-8")
    screen = ask(make_window(qtbot, make_app(ruled)), AskPage(words="x"))
    assert "sent automatically" in screen._nothing_yet.text()


# -- hands and eyes --------------------------------------------------------------------------------


def test_the_keyboard_goes_from_top_to_bottom_and_everything_has_a_name(
    qtbot: QtBot, ruled: AppPaths
) -> None:
    screen = ask(active(qtbot, make_window(qtbot, make_app(ruled))), AskPage(words="x"))
    qtbot.waitUntil(lambda: not screen._computer.is_collecting, timeout=10_000)
    screen.words.setFocus()
    screen.can_work.buttons["no"].click()
    screen._form.category.setCurrentIndex(screen._form.category.findData("printing"))
    screen._form.category.activated.emit(screen._form.category.currentIndex())
    for cannot_work in (False, True):
        screen._set_short_form(cannot_work)
        screen._update_parts()
        qtbot.wait(50)
        (screen._contact.call if cannot_work else screen.words).setFocus()
        seen: list[QWidget] = []
        while (widget := QApplication.focusWidget()) is not screen.next:
            assert widget is not None
            assert len(seen) < 30, "the Tab key never comes to the last button"
            seen.append(widget)
            qtbot.keyClick(widget, Qt.Key.Key_Tab)
        tops = [w.mapTo(screen, w.rect().topLeft()).y() for w in seen]
        assert tops == sorted(tops)
        assert {screen.words, *(fields(screen)[f"answer:{key}"] for key in ("room", "site"))} <= set(seen)
        assert screen._contact.call in seen
        assert all(w.accessibleName() or getattr(w, "text", str)() for w in seen)


@pytest.mark.parametrize("language", list_supported_languages())
def test_it_fits_the_smallest_window_with_every_field(qtbot: QtBot, ruled: AppPaths, language: str) -> None:
    window = make_window(qtbot, make_app(ruled, language=language))
    window.resize(window.minimumSize())
    screen = ask(window, AskPage(cannot_work=True))
    screen.case.message.category = "printing"  # type: ignore[union-attr]
    screen._form.show_case(screen.case)  # type: ignore[arg-type]
    screen.next.click()
    screen._more.click()
    qtbot.wait(50)
    assert screen.minimumSizeHint().width() <= 400 - 12


def on_top_of_home(window: AppWindow) -> HomeScreen:
    window.open(HomePage())
    home = on_top(window)
    assert isinstance(home, HomeScreen)
    return home


def store_two_drafts(app: App) -> tuple[str, str]:
    """Store a current and an earlier draft; return their references."""
    now, earlier = (
        app.create_case(words).make_draft() for words in ("My desk phone is dead", "A bigger monitor, please")
    )
    app.earlier_drafts.store_drafts([earlier])
    app.drafts.store_draft(now)
    return now.ref, earlier.ref


def test_a_draft_chosen_from_the_list_is_opened_and_the_others_stay(qtbot: QtBot, places: AppPaths) -> None:
    now, earlier = store_two_drafts(make_app(places))
    window = make_window(qtbot, make_app(places))
    screen = ask(window, AskPage(draft=earlier))
    qtbot.waitUntil(lambda: screen.words.toPlainText() == "A bigger monitor, please", timeout=5_000)
    assert "has been restored" in screen._back.heading.text()
    window.open(HomePage())
    ask(window, AskPage(draft=now))
    assert screen.words.toPlainText() == "My desk phone is dead"
    assert [one.case.ref for one in screen._list_drafts_beside() if one.case is not screen.case] == [earlier]
    screen.words.appendPlainText("Since noon.")
    window.open(HomePage())
    ask(window, AskPage(draft=now))
    assert screen.words.toPlainText() == "My desk phone is dead\nSince noon.", "it is in the form already"
    ask(window, AskPage(draft=earlier))
    assert screen.words.toPlainText() == "A bigger monitor, please"
    other = next(one.case for one in screen._list_drafts_beside() if one.case is not screen.case)
    assert other.message.body == "My desk phone is dead\nSince noon.", "nothing that was typed is lost"


@pytest.mark.parametrize("which", [0, 1])
def test_a_draft_that_was_deleted_from_the_list_does_not_come_back(
    qtbot: QtBot, places: AppPaths, which: int
) -> None:
    """The form that had it in memory would store it again."""
    app = make_app(places)
    both = store_two_drafts(make_app(places))
    window = make_window(qtbot, app)
    screen = ask(window, AskPage(draft=both[0]))
    qtbot.waitUntil(lambda: bool(screen._earlier), timeout=5_000)
    screen.words.appendPlainText("Since noon.")
    window.open(HomePage())
    kept(qtbot, app, lambda words: "Since noon." in words)
    delete_draft_for_good(app.drafts, app.earlier_drafts, both[which])
    screen._keeper.save_draft_now()
    qtbot.waitUntil(lambda: not screen._keeper._writing)
    stored = list_all_unsent_summaries(app.drafts, app.earlier_drafts, app.get_outbox)
    assert [one.ref for one in stored] == [both[1 - which]]
    ask(window, AskPage())
    assert screen.case is not None
    assert both[which] not in [screen.case.ref, *(one.case.ref for one in screen._list_drafts_beside())]
    assert screen.case.ref == both[1 - which], "the other one continues"


def test_the_only_draft_that_was_deleted_leaves_an_empty_form(qtbot: QtBot, places: AppPaths) -> None:
    app = make_app(places)
    window = make_window(qtbot, app)
    screen = ask(window)
    screen.words.setPlainText("half a sentence")
    kept(qtbot, app, lambda words: words == "half a sentence")
    assert screen.case is not None
    window.open(HomePage())
    delete_draft_for_good(app.drafts, app.earlier_drafts, screen.case.ref)
    screen._keeper.save_draft_now()
    qtbot.waitUntil(lambda: not screen._keeper._writing)
    assert app.drafts.read_summary() is None
    assert ask(window, AskPage()).words.toPlainText() == ""
