"""What was done on this computer, newest first, each with its way back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.model import FixRun, Outcome, Undo
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.engine.engine import told
from selfhelp.engine.journal import JournalEntry
from selfhelp.ui import states, theme
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import HomePage, JournalPage
from selfhelp.ui.parts.buttons import ButtonRow
from selfhelp.ui.screens import Screen
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.order import read_with_tab
from selfhelp.ui.widgets.panel import Panel
from selfhelp.ui.widgets.signs import BUSY, UNKNOWN, WARN

if TYPE_CHECKING:
    from selfhelp.fixes import Fix

SHOWN = 8
"""Runs that are shown at first, and how many more each time: one with long texts is laid out in 7 ms."""


class JournalScreen(Screen[JournalPage]):
    """A panel for each run."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._entries: Sequence[JournalEntry] | None = None
        self._trouble: Text | None = None
        self.empty, self.start = Panel(), QPushButton()
        self.start.clicked.connect(lambda: context.open(HomePage()))
        self._known: Mapping[str, Fix] = {}
        self._undoing, self._most = False, SHOWN
        self._intro = PlainLabel("", "sub")
        self._panels, self._runs = QVBoxLayout(), list[Panel]()
        self._panels.setSpacing(theme.SPACE_2)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_5, theme.SPACE_2, theme.SPACE_5, theme.SPACE_4)
        column.setSpacing(theme.SPACE_4)
        self.empty.column.addSpacing(theme.SPACE_2)
        self.empty.column.addWidget(self.start, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.empty)
        column.addWidget(self._intro)
        column.addLayout(self._panels)
        self.more = QPushButton()
        self.more.clicked.connect(self._show_more)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def title(self) -> str:
        """Return the heading."""
        return self.context.show(N_("What was done"))

    def retranslate(self) -> None:
        """Set every text again."""
        some = N_(
            "Everything this app looked at and changed on this computer. What can be undone has a button."
        )
        self._intro.setText(self.context.show(some))
        self._intro.setVisible(bool(self._entries))
        self._tell_empty()
        self.more.setText(self.context.show(N_("Show more")))
        here = self._here()
        self._runs.clear()
        while (item := self._panels.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._add((self._entries or ())[: self._most])
        if 0 <= here < len(self._runs):
            self._runs[here].setFocus()

    def _here(self) -> int:
        """Return at which run she is, or -1: its panel is made anew, and the focus would be nowhere."""
        focus = self.window().focusWidget()
        return next((n for n, run in enumerate(self._runs) if focus and _has(run, focus)), -1)

    def shown(self, destination: JournalPage | None) -> None:
        """Read the journal again, the newest first: many lines at once would hold the window up."""
        self._most = SHOWN
        self._look()

    def may_be_freed(self) -> bool:
        """Say yes: everything is on disk."""
        return not self._undoing

    # -- parts -------------------------------------------------------------------------------------

    def _look(self) -> None:
        self.context.jobs.start(self._read, self._have, self._not_read, owner=self)

    def _tell_empty(self) -> None:
        """Say that nothing was done yet, or that it is still being read, or cannot be."""
        show = self.context.show
        if self._trouble is not None:
            self.empty.fill(WARN, show(self._trouble), "")
        elif self._entries is None:
            self.empty.fill(BUSY, show(N_("Reading what was done…")), "")
        else:
            about = N_("What this app looks at and changes on this computer will be listed here.")
            self.empty.fill(UNKNOWN, show(N_("Nothing was done yet")), show(about))
        nothing = self._entries is not None and not self._entries and self._trouble is None
        self.empty.illustrate("ask" if nothing else "")
        self.empty.setVisible(not self._entries or self._trouble is not None)
        self.start.setText(show(N_("See what can be repaired")))
        self.start.setVisible(self._entries is not None and not self._entries)

    def _read(self, progress: Progress) -> Sequence[JournalEntry]:
        """Read what the panels need here, not on the window's thread: fixes and ways back are a file each."""
        app = self.context.app
        self._known = app.catalog.known
        entries = app.journal.runs()
        for entry in entries[:SHOWN]:
            list(entry.ways_back())
        return entries

    def _have(self, entries: Sequence[JournalEntry]) -> None:
        self._entries, self._trouble = entries, None
        self.retranslate()

    def _failed(self, error: SelfhelpError) -> None:
        self._undoing = False
        self.context.say(error.told)

    def _not_read(self, error: SelfhelpError) -> None:
        self._trouble = error.told
        self.retranslate()

    def _add(self, entries: Sequence[JournalEntry]) -> None:
        group = QWidget()  # shown as a whole: each panel by itself would lay out all those before it again
        column = QVBoxLayout(group)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._panels.spacing())
        for entry in entries:
            panel = self._panel(entry)
            column.addWidget(panel)
            self._runs.append(panel)
        self._panels.addWidget(group)
        group.show()  # a layout would do it later, and the list would flicker
        self.more.setVisible(self._most < len(self._entries or ()))

    def _show_more(self) -> None:
        first = self._most
        self._most += SHOWN
        self._add((self._entries or ())[first : self._most])

    def _panel(self, entry: JournalEntry) -> Panel:
        show = self.context.show
        sign, heading, _ = states.ended(entry.outcome, entry.before)
        fix = self._known.get(entry.id)
        seen = entry.before.finding
        title = show(fix.title) if fix else show(seen.summary) if seen else entry.id
        parts = [show(heading), self.context.translator.moment(entry.started)]
        if seen is not None and fix:
            parts.insert(0, show(N_("Found then: {what}", what=seen.summary)))
        panel = Panel()
        read_with_tab(panel)  # before its buttons: what would be put back stands in it
        panel.fill(sign, title, "\n".join([*parts[:-2], " · ".join(parts[-2:])]))
        panel.setAccessibleName(title)
        panel.setAccessibleDescription(panel.detail.accessibleName())
        if entry.undo is Undo.POSSIBLE:
            buttons = ButtonRow()
            button = buttons.add(lambda: self._undo(entry))
            button.setText(show(N_("Put it back")))
            button.setAccessibleName(show(N_("Put back: {title}", title=title)))
            panel.column.addWidget(buttons)
            for single in self._singly(entry):
                panel.column.addWidget(single)
        return panel

    def _singly(self, entry: JournalEntry) -> Iterator[ButtonRow]:
        """Yield a button for each way back, where a run has several."""
        ways = list(entry.ways_back())
        for number, step in reversed(ways) if len(ways) > 1 else ():
            if step is not None:
                row = ButtonRow()
                button = row.add(partial(self._undo, entry, number), link=True)
                button.setText(self.context.show(N_("Only this: {step}", step=step.sentence())))
                yield row

    def _undo(self, entry: JournalEntry, step: int | None = None) -> None:
        if self._undoing:
            return
        self._undoing = True
        app = self.context.app

        def work(progress: Progress) -> FixRun:
            return app.engine.undo(entry.run, progress, step=step, check=app.catalog.checks.get(entry.id))

        self.context.say(N_("Putting it back…"))
        self.context.jobs.start(work, self._undone, self._failed, owner=self)

    def _undone(self, run: FixRun) -> None:
        self._undoing = False
        _, heading, meaning = states.OUTCOMES[run.outcome]
        fine = run.outcome is Outcome.UNDONE
        self.context.say(told(run) or (meaning if fine else heading))
        self._look()  # she stays where she is


def _has(run: Panel, focus: QWidget) -> bool:
    return run is focus or run.isAncestorOf(focus)
