"""A list with one line for each check: its progress and result."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from selfhelp.core.model import CheckResult, CheckState
from selfhelp.core.text import N_, NN_, Text
from selfhelp.diagnosis.diagnosis import Event
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.widgets.accessible_roles import ITEM, LIST, set_accessible_role
from selfhelp.ui.widgets.label import PlainLabel, shorten_to_one_line
from selfhelp.ui.widgets.live_status_icon import LiveStatusIcon
from selfhelp.ui.widgets.status_icons import BUSY, GOOD, UNKNOWN, WARN
from selfhelp.ui.widgets.tab_order import make_text_tab_stop

LONGEST = 300
"""Maximum characters of a line's accessible name."""

SHOWN = 4
"""Number of lines shown while checks run; more lines would push the answer out of the window."""

SIGNS = {CheckState.HEALTHY: GOOD, CheckState.FOUND: WARN}
SAID = {
    GOOD: N_("No problem found"),
    WARN: N_("Problem found"),
    UNKNOWN: N_("Couldn't be checked"),
    BUSY: N_("Checking"),
}
"""Descriptions of each check's state, for screen readers."""

_NOT_HERE = N_("Not available on this computer")
_ENDS = ".… \N{NO-BREAK SPACE}"
"""Characters removed from the end of a progress sentence, in any language."""


class CheckLine(QWidget):
    """The line of one check: its state, its name, and its finding or the reason why it failed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        set_accessible_role(self, ITEM)
        self.sign, self.words, self.note = LiveStatusIcon(BUSY), PlainLabel(), PlainLabel("", "small")
        row, column = QHBoxLayout(self), QVBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_2)
        column.setContentsMargins(0, theme.SPACE_1, 0, 0)
        column.setSpacing(0)
        row.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        column.addWidget(self.words)
        column.addWidget(self.note)

    def show_state(self, words: str, note: str, sign: str, said: str) -> None:
        """Show the check's current state: its sentence, a note, an icon, and the state for screen readers."""
        self.sign.set_status_kind(sign)
        self.words.setText(words)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.setAccessibleName(shorten_to_one_line(f"{words.rstrip(_ENDS)}: {note or said}", LONGEST))


class CheckLines(QFrame):
    """The list of checks: one tab stop, which screen readers read as a whole."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setObjectName("list")
        set_accessible_role(self, LIST)
        make_text_tab_stop(self)
        self._context = context
        self._looks: dict[str, Text] = {}
        self._results: dict[str, CheckResult | None] = {}
        self.lines: dict[str, CheckLine] = {}
        self._all = False
        self.more = PlainLabel("", "small")
        self.more.setIndent(28 + theme.SPACE_2)  # below the words of the lines
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.SPACE_1)
        self._column.addWidget(self.more)

    def clear_check_lines(self) -> None:
        """Remove all lines."""
        for line in self.lines.values():
            line.hide()
            line.deleteLater()
        self._looks, self._results, self.lines, self._all = {}, {}, {}, False
        self._arrange_check_lines()

    def show_check_event(self, event: Event) -> None:
        """Show the start or end of a check."""
        self._looks[event.check] = event.looks
        self._results.pop(event.check, None)
        self._results[event.check] = event.result
        self._add_check_line(event.check)
        self._arrange_check_lines()

    def show_all_results(self, results: Sequence[CheckResult], looks: dict[str, Text]) -> None:
        """Show every check with its result, in the order of the answer."""
        self.clear_check_lines()
        self._all = True
        for result in results:
            self._looks[result.id] = looks[result.id]
            self._results[result.id] = result
            self._add_check_line(result.id)
        self._arrange_check_lines()

    def retranslate(self) -> None:
        """Update all text to the current language."""
        for id_ in self.lines:
            self._update_check_line(id_)
        self._arrange_check_lines()

    def _add_check_line(self, id_: str) -> None:
        if id_ not in self.lines:
            self.lines[id_] = CheckLine(self)
            self._column.addWidget(self.lines[id_])
        self._update_check_line(id_)

    def _update_check_line(self, id_: str) -> None:
        show, result = self._context.translate, self._results[id_]
        words = show(self._looks[id_]).rstrip(".…")
        if result is None:
            self.lines[id_].show_state(f"{words}…", "", BUSY, show(SAID[BUSY]))
            return
        sign = SIGNS.get(result.state, UNKNOWN)
        said = show(_NOT_HERE if result.state is CheckState.NOT_OFFERED else SAID[sign])
        finding = result.finding.summary if result.finding is not None else None
        note = finding or result.reason or (_NOT_HERE if result.state is CheckState.NOT_OFFERED else None)
        self.lines[id_].show_state(words, show(note) if note is not None else "", sign, said)

    def _arrange_check_lines(self) -> None:
        """Arrange ended checks before running checks; show only the last `SHOWN` until all have ended."""
        ended = [id_ for id_, result in self._results.items() if result is not None]
        busy = [id_ for id_, result in self._results.items() if result is None]
        order = [*ended, *busy]
        first = 0 if self._all else max(0, min(len(ended) - 1, len(order) - SHOWN))
        shown = order if self._all else order[first : first + SHOWN]
        for place, id_ in enumerate(order):
            self._column.removeWidget(self.lines[id_])
            self._column.insertWidget(place, self.lines[id_])
            self.lines[id_].setVisible(id_ in shown)
        left = len(order) - len(shown)
        self.more.setText(
            self._context.translate(NN_("{count} more check", "{count} more checks", count=left))
        )
        self.more.setVisible(bool(left))
        told = [self.lines[id_].accessibleName() for id_ in shown]
        self.setAccessibleName(self._context.translate(N_("Checks")))
        self.setAccessibleDescription(". ".join(told))
