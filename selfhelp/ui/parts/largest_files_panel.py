"""The user's largest folders and files, with links to the file manager."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.model import Finding, FixRun, LargeItem
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, NN_, Size, Text
from selfhelp.fixes import Check
from selfhelp.ui import links, theme
from selfhelp.ui.context import Context
from selfhelp.ui.jobs import BackgroundJob
from selfhelp.ui.navigation import FixPage
from selfhelp.ui.parts.fix_progress import ProgressPanel
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.label import PlainLabel, shorten_to_one_line

BY_CHOICE = "large-files"
"""ID of the fix that moves chosen files to the trash."""

MOST = 5
"""Maximum number of folders and files shown; the ticket lists more of them."""


class LargeRow(QWidget):
    """A folder or file with its size, and a button that opens its location."""

    def __init__(self, context: Context, item: LargeItem, parent: QWidget) -> None:
        super().__init__(parent)
        self.item, self._context = item, context
        self._place = item.path.removeprefix("~/")
        self.name, self.size_label, self.open = (
            PlainLabel(self._place),
            PlainLabel("", "small"),
            QPushButton(),
        )
        self.open.setProperty("link", True)
        self.open.clicked.connect(self._open_folder)
        row, words = QHBoxLayout(self), QVBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_3)
        words.setSpacing(0)
        words.addWidget(self.name)
        words.addWidget(self.size_label)
        row.addLayout(words, 1)
        row.addWidget(self.open, 0, Qt.AlignmentFlag.AlignVCenter)
        self.retranslate()

    def retranslate(self) -> None:
        """Update all text to the current language; the button's accessible name has the item and its size."""
        show = self._context.translate
        size = show(_format_item_size(self.item))
        self.size_label.setText(size)
        words = show(N_("Open folder"))
        self.open.setText(words)
        self.open.setAccessibleName(
            shorten_to_one_line(self._context.make_row_button_label(words, f"{self._place}, {size}"), 200)
        )

    def _open_folder(self) -> None:
        """Open the folder, or the folder that contains the file; never open the file itself."""
        place = Path.home().joinpath(*self.item.path.split("/")[1:])
        folder = place if self.item.folder else place.parent
        if not folder.is_dir():
            self._context.say(N_("{path} no longer exists.", path=self._place))
        elif not links.open_link(QUrl.fromLocalFile(str(folder))):
            self._context.say(N_("No app on this computer can open the folder."))


class LargestFilesPanel(QWidget):
    """A list of the largest folders and files; it measures the remaining folders in the background."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._told: Finding | None = None
        self._finding: Finding | None = None
        self._complete: Finding | None = None
        self._run: FixRun | None = None
        self._job: BackgroundJob[Finding] | None = None
        self.rows: list[LargeRow] = []
        self.folders, self.files = PlainLabel("", "step"), PlainLabel("", "step")
        self.note, self.working = PlainLabel("", "sub"), ProgressPanel()
        self.choose = QPushButton()
        self.choose.setProperty("link", True)
        self.choose.clicked.connect(lambda: context.open(FixPage(BY_CHOICE)))
        self.working.stop.clicked.connect(self.stop_measuring)
        self._columns = QVBoxLayout(), QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.SPACE_2, 0, 0)
        column.setSpacing(theme.SPACE_1)
        for heading, rows in zip((self.folders, self.files), self._columns, strict=True):
            rows.setSpacing(theme.SPACE_1)
            rows.setContentsMargins(0, 0, 0, theme.SPACE_2)
            column.addWidget(heading)
            column.addLayout(rows)
        column.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.note)
        column.addWidget(self.working)
        self.clear_panel()

    def show_finding(self, check: Check, finding: Finding) -> None:
        """Show a finding's items, and measure the remaining folders if the finding is incomplete."""
        if finding is self._told:
            return
        self.clear_panel()
        self._told = finding
        self._show_largest(finding)
        if finding.unfinished:
            self._start_measuring(check, finding)

    def add_results_to_run(self, run: FixRun) -> None:
        """Add the measured items to a run's journal entry, now or after the measurement."""
        self._run = run if run.run else None
        self._record_measured_items()

    def stop_measuring(self) -> None:
        """Stop measuring; keep the items measured so far."""
        if self._job is not None:
            self._job.cancel()

    def clear_panel(self) -> None:
        """Clear and hide the panel, and ignore the results of a running measurement."""
        if self._job is not None:
            self._job.detach()
            self._job = None
        self._told = self._finding = self._complete = self._run = None
        self.working.clear_progress()
        self.hide()

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show = self._context.translate
        self.folders.setText(show(N_("Largest folders")))
        self.files.setText(show(N_("Largest files")))
        self.working.stop.setText(show(N_("Stop measuring")))
        self.choose.setText(show(N_("Choose what to move to the trash")))
        for row in self.rows:
            row.retranslate()
        unread = int((self._finding and self._finding.evidence.get(UNREAD)) or 0)
        self.note.setText(show(_make_unread_note(unread)) if unread else "")
        self.note.setVisible(bool(unread))

    @property
    def is_measuring(self) -> bool:
        """Whether a measurement is running."""
        return self._job is not None

    def _show_largest(self, finding: Finding) -> None:
        self._finding = finding
        for row in self.rows:
            row.deleteLater()
        folders = [item for item in finding.largest if item.folder][:MOST]
        files = [item for item in finding.largest if not item.folder][:MOST]
        self.rows = [LargeRow(self._context, item, self) for item in (*folders, *files)]
        for row in self.rows:
            self._columns[0 if row.item.folder else 1].addWidget(row)
        self.folders.setVisible(any(row.item.folder for row in self.rows))
        self.files.setVisible(any(not row.item.folder for row in self.rows))
        offered = BY_CHOICE in self._context.app.catalog.fixes
        self.choose.setVisible(offered and any(not row.item.folder for row in self.rows))
        self.retranslate()
        self.setVisible(bool(finding.largest) or finding.unfinished)

    def _start_measuring(self, check: Check, finding: Finding) -> None:
        engine = self._context.app.engine

        def complete_finding(progress: Progress) -> Finding:
            return engine.complete_finding(check, finding, progress)

        self.working.show()
        self._job = self._context.jobs.start_job(
            complete_finding, self._on_measured, self._on_measuring_failed, self._on_progress, owner=self
        )

    def _on_progress(self, text: Text, done: float | None) -> None:
        self.working.show_progress(self._context.translate(text), done)

    def _on_measured(self, finding: Finding) -> None:
        self._job = None
        self.working.clear_progress()
        self._show_largest(finding)
        self._complete = finding
        self._record_measured_items()
        if finding.largest:
            said = N_(
                "Finished. {path} takes up the most space: {size}.", **_make_row_values(finding.largest[0])
            )
            announce_politely(self, self._context.translate(said))

    def _on_measuring_failed(self, _error: SelfhelpError) -> None:
        """Keep the first results of the finding after the measurement has failed."""
        self._job = None
        self.working.clear_progress()

    def _record_measured_items(self) -> None:
        """Write the measured items to the journal on a pool thread, because the disk may be slow."""
        run, finding, journal = self._run, self._complete, self._context.app.journal
        if run is None or finding is None:
            return
        self._complete = None
        before = replace(run.before, finding=finding)
        self._context.jobs.start_job(
            lambda _progress: journal.update_first_check(run.run, before), owner=self
        )


UNREAD = "folders that could not be read"


def _make_unread_note(count: int) -> Text:
    return NN_(
        "{count} folder couldn't be read, so its size isn't included.",
        "{count} folders couldn't be read, so their sizes aren't included.",
        count,
    )


def _make_row_values(item: LargeItem) -> dict[str, str | Size]:
    return {"path": item.path.removeprefix("~/"), "size": Size(item.size)}


def _format_item_size(item: LargeItem) -> Text:
    """Return an item's size as text; for a folder, also the number of its files."""
    if not item.folder:
        return N_("{size}", size=Size(item.size))
    return NN_("{size} in {count} file", "{size} in {count} files", item.files, size=Size(item.size))
