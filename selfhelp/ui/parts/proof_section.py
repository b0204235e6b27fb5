"""The section of the About page in which an administrator records a proof of the app's functions."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QSystemTrayIcon

from selfhelp.core.errors import SelfhelpError, StorageError
from selfhelp.core.progress import Progress
from selfhelp.core.text import ENGLISH, N_, Text
from selfhelp.ui import links
from selfhelp.ui.context import Context
from selfhelp.ui.jobs import BackgroundJob
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.flow_layout import FlowLayout
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.section_frame import SectionFrame
from selfhelp.ui.widgets.status_icons import BUSY, GOOD, UNKNOWN, WARN

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.proof import PersonAnswer, Proof, ProofFact


class ProofSection(SectionFrame):
    """A section that records a proof: progress, questions to the administrator, and the saved file."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._job: BackgroundJob[Proof] | None = None
        self._proof: Proof | None = None
        self._answers: list[PersonAnswer] = []
        self._questions: list[tuple[str, Text]] = []
        self._file: Path | None = None
        self.state = MessagePanel()
        self.begin, self.stop, self.folder = QPushButton(), QPushButton(), QPushButton()
        self.yes, self.no, self.skip = QPushButton(), QPushButton(), QPushButton()
        self.begin.clicked.connect(self._start_recording)
        self.stop.clicked.connect(self._cancel_recording)
        self.folder.clicked.connect(self._open_proof_folder)
        for button, answer in ((self.yes, "yes"), (self.no, "no"), (self.skip, "skipped")):
            button.clicked.connect(partial(self._record_proof_answer, answer))
        row = FlowLayout()
        for button in (self.yes, self.no, self.skip, self.stop, self.folder, self.begin):
            row.addWidget(button)
        self.body.addWidget(self.state)
        self.body.addLayout(row)
        self.state.hide()
        self._update_buttons(self.begin)

    @property
    def has_unsaved_results(self) -> bool:
        """Whether a recording or a question is open, so that leaving the page would lose results."""
        return self._job is not None or bool(self._questions)

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show = self._context.translate
        self.set_heading(
            show(N_("For administrators")),
            show(
                N_(
                    "Check this app's compatibility with this computer, and save the results in a "
                    "file that contains no names. Nothing will be changed or sent. This takes "
                    "about a minute."
                )
            ),
        )
        self.begin.setText(show(N_("Run compatibility check")))
        self.stop.setText(show(N_("Stop")))
        self.folder.setText(show(N_("Show in folder")))
        self.yes.setText(show(N_("Yes")))
        self.no.setText(show(N_("No")))
        self.skip.setText(show(N_("Not sure")))
        if self._questions:
            self._show_proof_question()

    def _start_recording(self) -> None:
        self._file = None
        self._show_proof_state(BUSY, N_("Checking this computer…"))
        self._update_buttons(self.stop)
        app = self._context.app
        self._job = self._context.jobs.start_job(
            lambda progress: record_proof(app, progress),
            self._on_proof_recorded,
            self._on_proof_failed,
            self._on_recording_progress,
            owner=self,
        )

    def _cancel_recording(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._show_proof_state(BUSY, N_("Stopping…"))

    def _on_recording_progress(self, text: Text, done: float | None) -> None:
        share = "" if done is None else f"{round(100 * done)}\N{NO-BREAK SPACE}%"
        self.state.show_message(BUSY, self._context.translate(text), share)

    def _on_proof_recorded(self, proof: Proof) -> None:
        from selfhelp.proof.questions import QUESTIONS

        self._job = None
        self._proof = dataclasses.replace(proof, facts=[*proof.facts, *_read_window_facts()])
        self._answers = []
        self._questions = [] if proof.stopped else list(QUESTIONS.items())
        if self._questions:
            self._show_proof_question()
            self.yes.setFocus()
        else:
            self._save_proof()

    def _show_proof_question(self) -> None:
        self._show_proof_state(UNKNOWN, self._questions[0][1])
        self._update_buttons(self.yes, self.no, self.skip)

    def _record_proof_answer(self, answer: str) -> None:
        from selfhelp.proof import PersonAnswer

        id_, question = self._questions.pop(0)
        self._answers.append(PersonAnswer(id_, ENGLISH.translate(question), answer))
        if self._questions:
            self._show_proof_question()
        else:
            self._save_proof()

    def _save_proof(self) -> None:
        if self._proof is None:
            return
        proof = dataclasses.replace(self._proof, people=self._answers)
        app = self._context.app
        self._show_proof_state(BUSY, N_("Saving…"))
        self._update_buttons()
        self._context.jobs.start_job(
            lambda _progress: save_proof(app, proof), self._on_proof_saved, self._on_proof_failed, owner=self
        )

    def _on_proof_saved(self, file: Path) -> None:
        self._file = file
        stopped = self._proof is not None and bool(self._proof.stopped)
        words = N_("Saved, but incomplete.") if stopped else N_("Saved. Nothing was sent.")
        self._show_proof_state(
            WARN if stopped else GOOD,
            words,
            N_("Review the file before you share it: {file}", file=str(file)),
        )
        self._update_buttons(self.folder, self.begin)
        self.folder.setFocus()

    def _on_proof_failed(self, error: SelfhelpError) -> None:
        self._job = None
        self._questions = []
        self._show_proof_state(WARN, error.user_message)
        self._update_buttons(self.begin)

    def _open_proof_folder(self) -> None:
        if self._file and not links.open_link(QUrl.fromLocalFile(str(self._file.parent))):
            self._context.say(N_("No app on this computer can open the folder."))

    def _show_proof_state(self, sign: str, text: Text, detail: Text | str = "") -> None:
        self.state.show_message(sign, self._context.translate(text), self._context.translate(detail))
        self.state.show()
        announce_politely(self, self.state.heading.text())

    def _update_buttons(self, *shown: QPushButton) -> None:
        for button in (self.yes, self.no, self.skip, self.stop, self.folder, self.begin):
            button.setVisible(button in shown)


def record_proof(app: App, progress: Progress) -> Proof:
    """Record a proof of this computer and return it; after a cancellation, with the results so far."""
    from selfhelp.proof.this_computer import create_proof_service

    return create_proof_service(app).create_proof(progress)


def save_proof(app: App, proof: Proof) -> Path:
    """Write a proof into the app's folder, and return its path.

    Raises:
        StorageError: the proof can't be written.
    """
    from selfhelp.proof import document
    from selfhelp.proof.this_computer import make_default_proof_path

    try:
        file = make_default_proof_path(app, proof)
    except OSError as error:
        message = N_("Couldn't write the file: {reason}", reason=str(error.strerror))
        raise StorageError(message, detail=repr(error)) from error
    document.write_proof(proof, file)
    return file


def _read_window_facts() -> list[ProofFact]:
    """Return the facts that only the GUI process has: tray support, displays, platform, colour scheme."""
    from selfhelp.proof import ProofFact

    style = QGuiApplication.styleHints()
    return [
        ProofFact("window-tray", QSystemTrayIcon.isSystemTrayAvailable()),
        ProofFact("window-screens", "; ".join(_describe_displays())),
        ProofFact("window-platform", QGuiApplication.platformName()),
        ProofFact("window-colours", style.colorScheme().name.casefold()),
    ]


def _describe_displays() -> Iterator[str]:
    for screen in QGuiApplication.screens():
        size = screen.size()
        yield f"{size.width()}x{size.height()}, scale {screen.devicePixelRatio():g}"
