"""Files, pictures and texts that are dropped or pasted anywhere: taken, or refused with a reason."""

# mypy: disable-error-code="assignment"

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.paths import AppPaths
from selfhelp.tickets.case import Case
from selfhelp.tickets.form.added_file import MOST_FILES
from selfhelp.tickets.letter import Letter
from selfhelp.ui.navigation import (
    AskPage,
    ConversationPage,
    EmergencyPage,
    HelpPage,
    HomePage,
    JournalPage,
    ReviewPage,
    SettingsPage,
    TicketsPage,
)
from selfhelp.ui.screens.ask import AskScreen
from selfhelp.ui.screens.conversation import ConversationScreen
from selfhelp.ui.screens.editor import EditorScreen
from selfhelp.ui.screens.review import ReviewScreen
from selfhelp.ui.widgets.multiline_input import MultilineInput
from selfhelp.ui.window import AppWindow
from tests.people import ALICE, person
from tests.ui.desk_window import make_app, make_window, on_top, picture, share_desk
from tests.ui.pages import PAGES


@pytest.fixture
def app(places: AppPaths) -> App:
    return share_desk(make_app(places), places.data / "share")


@pytest.fixture
def window(qtbot: QtBot, app: App) -> AppWindow:
    window = make_window(qtbot, app)
    window.activateWindow()
    return window


def files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    data.setText("\n".join(map(str, paths)))  # as file managers do
    return data


def image(url: str = "", text: str = "") -> QMimeData:
    data = QMimeData()
    data.setImageData(picture())
    if url:
        data.setUrls([QUrl(url)])
    if text:
        data.setText(text)
    return data


def drop(widget: QWidget, data: QMimeData) -> bool:
    """Do what Qt does: offer it to the widget, then to what is around it, until somebody takes it."""
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    target: QWidget | None = widget
    while target is not None:
        if target.acceptDrops():
            enter = QDragEnterEvent(QPoint(5, 5), action, data, button, Qt.KeyboardModifier.NoModifier)
            enter.ignore()
            QApplication.sendEvent(target, enter)
            if enter.isAccepted():
                event = QDropEvent(QPointF(5, 5), action, data, button, Qt.KeyboardModifier.NoModifier)
                QApplication.sendEvent(target, event)
                return True
        target = target.parentWidget()
    return False


def form(qtbot: QtBot, window: AppWindow, names: list[str]) -> AskScreen:
    def has() -> bool:
        screen = on_top(window)
        return isinstance(screen, AskScreen) and screen.case is not None and titles(screen.case) == names

    qtbot.waitUntil(has, timeout=10_000)
    screen = on_top(window)
    assert isinstance(screen, AskScreen)
    return screen


def titles(case: Case) -> list[str]:
    return [str(item.title) for item in case.list_added_items()]


@pytest.fixture
def notes(tmp_path: Path) -> list[Path]:
    found = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for path in found:
        path.write_text("lines")
    return found


PLACES: dict[str, Callable[[AppWindow], QWidget]] = {
    "home: the box": lambda w: w._screens[HomePage]._box,  # type: ignore[attr-defined]
    "home": lambda w: w._screens[HomePage],
    "ask: the box": lambda w: w._screens[AskPage].words.viewport(),  # type: ignore[attr-defined]
    "ask": lambda w: w._screens[AskPage],
    "emergency: the box": lambda w: w._screens[EmergencyPage].words.viewport(),  # type: ignore[attr-defined]
    "emergency": lambda w: w._screens[EmergencyPage],
    "tickets": lambda w: w._screens[TicketsPage],
    "journal": lambda w: w._screens[JournalPage],
    "settings: a field": lambda w: w._screens[SettingsPage]._email,  # type: ignore[attr-defined]
    "help": lambda w: w._screens[HelpPage],
}


@pytest.mark.parametrize("place", PLACES)
def test_files_can_be_dropped_anywhere(
    qtbot: QtBot, window: AppWindow, notes: list[Path], place: str
) -> None:
    window.open(PAGES[place.partition(":")[0]]())
    target = PLACES[place](window)
    assert drop(target, files(*notes))
    form(qtbot, window, ["a.txt", "b.txt"])
    if isinstance(target, QLineEdit):
        assert target.text() == "", "no address of a file in a field for words"


@pytest.mark.slow
def test_existing_text_is_kept_with_a_dropped_file(
    qtbot: QtBot, window: AppWindow, notes: list[Path]
) -> None:
    window.open(HomePage())
    PLACES["home: the box"](window).setText("printer stuck")  # type: ignore[attr-defined]
    drop(PLACES["home: the box"](window), files(*notes))
    assert form(qtbot, window, ["a.txt", "b.txt"]).words.toPlainText() == "printer stuck"
    window.go_back()
    window.open(EmergencyPage("work"))
    PLACES["emergency"](window).words.setPlainText("It is black")  # type: ignore[attr-defined]
    drop(PLACES["emergency"](window), files(notes[0]))
    screen = form(qtbot, window, ["a.txt"])
    assert screen.words.toPlainText() == "It is black", "another problem is a ticket of its own"
    screen._back.button.click()
    assert form(qtbot, window, ["a.txt", "b.txt"]).words.toPlainText() == "printer stuck"


@pytest.mark.parametrize("place", ["home: the box", "ask: the box", "emergency: the box"])
def test_files_and_pictures_can_be_pasted(
    qtbot: QtBot, window: AppWindow, notes: list[Path], place: str
) -> None:
    window.open(PAGES[place.partition(":")[0]]())
    target = PLACES[place](window)
    target = target if isinstance(target, QLineEdit) else target.parentWidget()
    QGuiApplication.clipboard().setMimeData(files(*notes))
    qtbot.keyClick(target, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    form(qtbot, window, ["a.txt", "b.txt"])
    window.open(HomePage())
    window.open(PAGES[place.partition(":")[0]]())
    QGuiApplication.clipboard().setMimeData(image())
    qtbot.keyClick(target, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: isinstance(on_top(window), EditorScreen), timeout=10_000)


def test_words_stay_words(qtbot: QtBot, window: AppWindow) -> None:
    window.open(HomePage())
    box = PLACES["home: the box"](window)
    assert isinstance(box, QLineEdit)
    QGuiApplication.clipboard().setText("printer stuck")
    qtbot.keyClick(box, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert box.text() == "printer stuck"
    window.open(AskPage())
    words = PLACES["ask: the box"](window).parentWidget()
    assert isinstance(words, MultilineInput)
    page = QMimeData()
    page.setUrls([QUrl("https://example.com/page")])
    words.insertFromMimeData(page)
    words.insertFromMimeData(image(text=" from a document"))
    assert "https://example.com/page from a document" in words.toPlainText()
    assert not drop(window._header, page), "there is nothing to be done with it, so it is not taken"


def test_a_picture_out_of_a_browser_is_a_picture(qtbot: QtBot, window: AppWindow) -> None:
    window.open(AskPage())
    assert drop(PLACES["ask: the box"](window), image(url="https://example.com/x.png"))
    qtbot.waitUntil(lambda: isinstance(on_top(window), EditorScreen), timeout=10_000)


def test_a_file_dropped_on_the_review_is_attached_to_that_ticket(
    qtbot: QtBot, window: AppWindow, app: App, notes: list[Path]
) -> None:
    window.open(AskPage(words="another problem"))
    window.open(EmergencyPage("mail"))
    PLACES["emergency"](window).words.setPlainText("odd mail")  # type: ignore[attr-defined]
    case = app.create_case("the one on the sheet")
    window.open(ReviewPage(case))
    screen = on_top(window)
    assert isinstance(screen, ReviewScreen)
    qtbot.waitUntil(lambda: screen._letter is not None, timeout=10_000)
    assert drop(screen.items, files(*notes))
    shown = form(qtbot, window, ["a.txt", "b.txt"])
    assert "the one on the sheet" in shown.words.toPlainText()


WRONG: dict[str, Callable[[Path], Path]] = {
    "Photos is a folder. Compress it into a ZIP file": lambda at: made(at / "Photos"),
    "huge.bin is too large": lambda at: huge(at / "huge.bin"),
    "gone.txt doesn't exist or can't be read": lambda at: at / "gone.txt",
}


def made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def huge(path: Path) -> Path:
    with path.open("wb") as file:
        file.truncate(900_000_000)  # a hole: it takes no room
    return path


@pytest.mark.parametrize("told", WRONG)
def test_what_cannot_be_added_is_said_and_the_rest_is_there(
    qtbot: QtBot, window: AppWindow, tmp_path: Path, notes: list[Path], told: str
) -> None:
    window.open(AskPage(words="x"))
    drop(PLACES["ask"](window), files(notes[0], WRONG[told](tmp_path), notes[1]))
    screen = form(qtbot, window, ["a.txt", "b.txt"])
    assert told in window._notice.words.text()
    assert screen.words.toPlainText() == "x"


def test_several_reasons_are_one_sentence(
    qtbot: QtBot, window: AppWindow, tmp_path: Path, notes: list[Path]
) -> None:
    window.open(AskPage())
    wrong = [make(tmp_path) for make in WRONG.values()]
    drop(PLACES["ask"](window), files(*wrong, notes[0]))
    form(qtbot, window, ["a.txt"])
    assert window._notice.words.text().startswith("3 of 4 items couldn't be added. Photos is a folder.")


def test_two_hundred_files_are_not_taken_blindly(qtbot: QtBot, window: AppWindow, tmp_path: Path) -> None:
    many = [tmp_path / f"{number:03}.txt" for number in range(200)]
    for path in many:
        path.write_text("x")
    window.open(AskPage())
    drop(PLACES["ask"](window), files(*many))
    form(qtbot, window, [path.name for path in many[:MOST_FILES]])
    told = window._notice.words.text()
    assert told.startswith(
        "150 of 200 items couldn't be added. There are already 50 attachments, which is the limit."
    )
    assert "ZIP" in told


RIGHTS = """
import sys
from pathlib import Path
from selfhelp.core.errors import UsageError
from selfhelp.tickets.form.added_file import open_added_file
try:
    open_added_file(Path(sys.argv[1]))
except UsageError as error:
    print(error)
"""


def test_an_unreadable_file_is_reported_as_such() -> None:
    with person(ALICE) as alice:
        told = alice.run([sys.executable, "-c", RIGHTS, "/etc/shadow"])
    assert "You don't have permission to read shadow." in told.stdout, told.stderr


def answering(qtbot: QtBot, window: AppWindow, app: App) -> ConversationScreen:
    report = app.get_outbox().save_ticket(Letter("No sound", "Silent", "marie@example.com"))
    app.create_delivery_service().deliver_due_items()
    window.open(ConversationPage(report))
    screen = on_top(window)
    assert isinstance(screen, ConversationScreen)
    qtbot.waitUntil(lambda: screen.box.isVisible() and not screen._asking, timeout=10_000)
    return screen


def test_files_in_a_conversation_go_into_the_answer(
    qtbot: QtBot, window: AppWindow, app: App, notes: list[Path]
) -> None:
    screen = answering(qtbot, window, app)
    for target in (screen.messages, screen.box.words.viewport()):
        assert drop(target, files(notes[0]))
    draft = screen.box.draft
    assert draft is not None
    qtbot.waitUntil(lambda: len(draft.list_added_items()) == 2, timeout=10_000)
    assert on_top(window) is screen


def test_where_an_answer_takes_no_files_that_is_said(
    qtbot: QtBot, window: AppWindow, app: App, notes: list[Path]
) -> None:
    screen = answering(qtbot, window, app)
    screen.box.attach.hide()
    for data in (files(*notes), image()):
        assert drop(screen.messages, data)
        assert window._notice.words.text().startswith("Files can't be added to this reply.")
        window._notice.hide()
    assert on_top(window) is screen, "it is about this ticket, so it does not begin another one"
