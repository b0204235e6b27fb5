"""Get help: her words, what was tried, a look at this computer, pictures and files; then the sheet."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, QTimer
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeySequence,
    QShortcut,
    QTextCursor,
)
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout

from selfhelp.errors import CancelledError, SelfhelpError
from selfhelp.progress import Progress
from selfhelp.report.triage import Affected, CanWork, answer
from selfhelp.text import N_
from selfhelp.ui import grab, picture_file, sighting, theme
from selfhelp.ui.camera import Camera
from selfhelp.ui.context import Context
from selfhelp.ui.parts.draft import ComputerCard, FilesCard, TriedCard
from selfhelp.ui.parts.pictures import PicturesCard
from selfhelp.ui.screens import Screen
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.section import Section
from selfhelp.ui.widgets.words import Words, holds_evidence

if TYPE_CHECKING:
    from selfhelp.case import Case
    from selfhelp.report.attached import Attached

WARM_MS = 1_000
"""Until the editor is loaded, so that the first picture is there as fast as every other one."""

_AFFECTED = tuple(Affected)
_CAN_WORK = tuple(CanWork)


class AskScreen(Screen):
    """The ticket form. The draft lives in the case, and is kept when the window closes."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.case: Case | None = None
        self._given = ""
        self.camera = Camera(context, self._shot, self._not_taken, self)
        self.setAcceptDrops(True)
        self._build()
        QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self).activated.connect(self._paste)
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self._go_on)

    # -- a screen ----------------------------------------------------------------------------------

    def title(self) -> str:
        """Return the heading."""
        return self.context.show(N_("Get help"))

    def retranslate(self) -> None:
        """Set every text again."""
        show = self.context.show
        about = N_("Say what you wanted to do and what happened instead. The help desk reads this first.")
        self._message.head(show(N_("What is wrong?")), show(about))
        self.words.setAccessibleName(show(N_("What is wrong?")))
        self.words.setPlaceholderText(
            show(N_("For example: since this morning nothing comes out of the printer."))
        )
        for label, box, name, answers in (
            (self._affected_label, self.affected, N_("Who is affected?"), _AFFECTED),
            (self._can_work_label, self.can_work, N_("Can you still work?"), _CAN_WORK),
        ):
            label.setText(show(name))
            box.setAccessibleName(show(name))
            texts = (found.text for found in map(answer, answers) if found)
            for index, text in enumerate((N_("No answer"), *texts)):
                box.setItemText(index, show(text))
        self.next.setText(show(N_("See what will be sent")))
        self._nothing_yet.setText(show(N_("Nothing is sent yet.")))
        self._refresh()

    def shown(self, **what: Any) -> None:
        """Begin with a case or with words, or come back to the draft, which never loses what is in it."""
        case, words = what.get("case"), what.get("words", "")
        if case is not None and case is not self.case:
            self._join(case)
        elif self.case is None or self.case.report:
            self._begin(self.context.app.new_case(words))
        elif words and not self.words.toPlainText().strip():
            self.words.setPlainText(words)
        had = self._pictures.count
        self._refresh()
        if not what and self._pictures.count > had:  # she comes back from the editor
            self.next.setFocus()
            self.reveal(self._pictures)
        else:
            self.words.setFocus()
        QTimer.singleShot(WARM_MS, self, self._prepare_editor)
        if what.get("picture"):
            QTimer.singleShot(0, self.camera.whole)  # once the window is there, to be hidden again

    def may_be_freed(self) -> bool:
        """Keep a draft that has anything of hers."""
        if self.case is None or self.case.report:
            return True
        return not (self.words.toPlainText().strip() or self.case.added())

    # -- the case ----------------------------------------------------------------------------------

    def _begin(self, case: Case) -> None:
        self.case = case
        self._given = case.message.body
        self.words.setPlainText(self._given)
        self.words.moveCursor(QTextCursor.MoveOperation.End)
        self.affected.setCurrentIndex(0)
        self.can_work.setCurrentIndex(0)
        self._computer.begin(case)

    def _join(self, case: Case) -> None:
        """Begin with a case; a draft that she worked on stays, and takes its words and runs along."""
        draft = self.case
        if draft is None or draft.report or self._is_untouched(draft):
            self._begin(case)
            return
        if case.words and case.words not in self.words.toPlainText():
            self.words.appendPlainText(case.words)
        for entry in case.runs:
            draft.add_run(entry.run)

    def _is_untouched(self, draft: Case) -> bool:
        return self.words.toPlainText() == self._given and not draft.added()

    def _typed(self) -> None:
        if self.case is None:
            return
        text = self.words.toPlainText()
        self.case.words = self.case.message.body = text
        if text.strip():
            self.case.message.subject = ""  # then the first line of her words is the subject

    def _answered(self) -> None:
        """Keep the answers in English, for the technician."""
        if self.case is not None:
            self.case.message.affected = (None, *_AFFECTED)[self.affected.currentIndex()]
            self.case.message.can_work = (None, *_CAN_WORK)[self.can_work.currentIndex()]

    def _go_on(self) -> None:
        """Show the sheet. Without words there is nothing to send; what is being collected is waited for."""
        if self.case is None:
            return
        if not self.words.toPlainText().strip():
            self.context.say(N_("Please say in a few words what is wrong."))
            self.words.setFocus()
        elif self._computer.looking:
            self.context.say(N_("This computer is still being looked at. Wait a moment, or press Stop."))
            self._computer.button.setFocus()
        else:
            self.context.open("sheet", case=self.case)

    # -- pictures and files ------------------------------------------------------------------------

    def _shot(self, picture: QImage) -> None:
        """Edit what was taken just now; the editor can ask which names were on the screen then."""
        seen, place = self.camera.sighting, picture.offset()
        area = (place.x(), place.y(), picture.width(), picture.height())
        names = None if seen is None else partial(seen.areas, *area)
        self.context.open("editor", case=self.case, picture=picture, seen=names)

    def _taken(self, picture: QImage) -> None:
        self.context.open("editor", case=self.case, picture=picture)

    def _not_taken(self, error: SelfhelpError) -> None:
        if not isinstance(error, CancelledError):
            self.context.say(error.message)

    def _paste(self) -> None:
        data: QMimeData | None = QGuiApplication.clipboard().mimeData()  # None where there is no clipboard
        self._offered(data or QMimeData())

    def _offered(self, data: QMimeData) -> None:
        """Take what was pasted or dropped: a picture is edited first, other files stay as they are."""
        files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        allowed = self._pictures_allowed()
        if len(files) == 1 and allowed:
            self._open_picture(files[0])
        elif files:
            self._take_files(files)
        elif not data.hasImage():
            self.context.say(N_("There is no picture and no file that could be added."))
        elif not allowed:
            self.context.say(grab.NOT_ALLOWED)
        else:
            self._take_picture(QImage(data.imageData()))

    def _take_picture(self, picture: QImage) -> None:
        if picture.isNull():  # a kind that Qt does not know
            self.context.say(N_("There is no picture and no file that could be added."))
            return
        try:
            picture_file.refuse_large(picture)
        except SelfhelpError as error:
            self._not_taken(error)
        else:
            self._taken(picture)

    def _open_picture(self, path: Path) -> None:
        """Edit a saved picture as one that was just taken; if it is none, it is a file as any other."""

        def found(picture: QImage | None) -> None:
            if picture is None:
                self._take_files([path])
            else:
                self._taken(picture)

        def failed(error: SelfhelpError) -> None:
            self._take_files([path])
            self._not_taken(error)

        def work(_progress: Progress) -> QImage | None:
            return picture_file.read(path) if picture_file.seems_picture(path) else None

        self.context.jobs.start(work, found, failed, owner=self)

    def _take_files(self, paths: Sequence[Path]) -> None:
        """Add files, opened elsewhere: a network drive that is gone must not hold the window up."""
        if self.case is not None:
            done = partial(self._have_files, self.case)
            self.context.jobs.start(partial(_opened, paths), done, self._not_taken, owner=self)

    def _have_files(self, case: Case, found: Sequence[Attached | SelfhelpError]) -> None:
        """Add them to the case that was open; one that cannot be added is told about, the others stay."""
        for one in found:
            try:
                if isinstance(one, SelfhelpError):
                    raise one
                case.add(one)
            except SelfhelpError as error:
                self.context.say(error.message)
        self._refresh()

    def _remove(self, key: str) -> None:
        if self.case is not None:
            self.case.remove(key)
            self._refresh()

    def _prepare_editor(self) -> None:
        """Load what the editor is made of elsewhere, then make it."""

        def load(_progress: Progress) -> None:
            import_module("selfhelp.ui.screens.editor")
            sighting.prepare()

        def loaded(_nothing: None) -> None:
            if self.isVisible():  # else she went on, and may never take a picture
                self.context.prepare("editor")

        if self._pictures_allowed():
            self.context.jobs.start(load, loaded, owner=self)

    def _pictures_allowed(self) -> bool:
        return self.context.app.policy.evidence.screenshots

    # -- Qt ----------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take pictures and files."""
        if holds_evidence(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add them."""
        event.acceptProposedAction()
        self._offered(event.mimeData())

    # -- parts -------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        self._computer.refresh()
        if self.case is not None:
            self._tried.refresh(self.case)
            if self._pictures_allowed():
                self._pictures.refresh(self.case)
            self._files.refresh(self.case)
        self._pictures.setVisible(self._pictures_allowed())

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_5, theme.SPACE_1, theme.SPACE_5, theme.SPACE_5)
        column.setSpacing(theme.SPACE_3)
        self._tried, self._computer = TriedCard(self.context), ComputerCard(self.context)
        self._pictures, self._files = PicturesCard(self.context, self.camera), FilesCard(self.context)
        for card in (self._message_card(), self._tried, self._computer, self._pictures, self._files):
            column.addWidget(card)
        self._pictures.pasted.connect(self._paste)
        self._pictures.removed.connect(self._remove)
        self._files.chosen.connect(self._take_files)
        self._files.removed.connect(self._remove)
        column.addLayout(self._foot())
        column.addStretch(1)

    def _message_card(self) -> Section:
        self._message, self.words = Section(), Words()
        self.words.setFixedHeight(self.words.fontMetrics().lineSpacing() * 5 + theme.SPACE_5)
        self.words.textChanged.connect(self._typed)
        self.words.offered.connect(self._offered)
        self.affected, self.can_work = QComboBox(), QComboBox()
        self._affected_label, self._can_work_label = PlainLabel("", "sub"), PlainLabel("", "sub")
        questions = QGridLayout()
        questions.setHorizontalSpacing(theme.SPACE_4)
        pairs = ((self._affected_label, self.affected), (self._can_work_label, self.can_work))
        for place, (label, box) in enumerate(pairs):
            box.addItems([""] * 4)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(6)
            questions.setColumnStretch(place, 1)
            box.currentIndexChanged.connect(self._answered)
            label.setBuddy(box)
            questions.addWidget(label, 0, place)
            questions.addWidget(box, 1, place)
        self._message.body.addWidget(self.words)
        self._message.body.addLayout(questions)
        return self._message

    def _foot(self) -> QHBoxLayout:
        self.next, self._nothing_yet = QPushButton(), PlainLabel("", "sub")
        self.next.setProperty("primary", True)
        self.next.clicked.connect(self._go_on)
        row = QHBoxLayout()
        row.addWidget(self._nothing_yet, 1)
        row.addWidget(self.next)
        return row


def _opened(paths: Sequence[Path], _progress: Progress) -> Sequence[Attached | SelfhelpError]:
    """Open files, in her order; in the place of one that cannot be opened stands why."""
    from selfhelp.report.attached import of_path

    found: list[Attached | SelfhelpError] = []
    for path in paths:
        try:
            found.append(of_path(path))
        except SelfhelpError as error:
            found.append(error)
    return found
