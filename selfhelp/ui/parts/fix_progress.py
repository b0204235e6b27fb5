"""The vertical path of a fix: its six stops, with the current stop and its progress."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from selfhelp.core.model import CheckState, Finding, FixRun, Outcome
from selfhelp.core.text import N_, Text
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.status_icons import ASK, BAD, BUSY, GOOD, NEXT, NOTE, OFF, UNKNOWN, WARN
from selfhelp.ui.widgets.stepper import Stepper, StepperStop

LOOK, FOUND, PLAN, DO, CHECK, END = "look", "found", "plan", "do", "check", "end"

NAMES: dict[str, Text] = {
    LOOK: N_("Check"),
    FOUND: N_("What we found"),
    PLAN: N_("Proposed fix"),
    DO: N_("Fix"),
    CHECK: N_("Check the result"),
    END: N_("Result"),
}
"""Titles of the stops, by name."""

SAID: dict[str, Text] = {
    NEXT: N_("Pending"),
    BUSY: N_("In progress"),
    ASK: N_("Action needed"),
    GOOD: N_("Done"),
    WARN: N_("Problem found"),
    NOTE: N_("Problem found"),
    BAD: N_("Failed"),
    UNKNOWN: N_("Unknown"),
    OFF: N_("Skipped"),
}
"""Descriptions of each stop's state, for screen readers."""


class ProgressPanel(QWidget):
    """A progress bar with a sentence and a Stop button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.now, self.bar, self.stop = PlainLabel("", "sub"), QProgressBar(), QPushButton()
        self.bar.setTextVisible(False)
        row, words = QHBoxLayout(self), QVBoxLayout()
        row.setContentsMargins(0, theme.SPACE_1, 0, 0)
        row.setSpacing(theme.SPACE_4)
        words.addWidget(self.now)
        words.addWidget(self.bar)
        row.addLayout(words, 1)
        row.addWidget(self.stop, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_progress(self, sentence: str, done: float | None) -> None:
        """Show a sentence, and the progress from 0 to 1 or None if unknown."""
        self.now.setText(sentence)
        self.now.setVisible(bool(sentence))
        self.bar.setRange(0, 0 if done is None else 100)
        self.bar.setValue(0 if done is None else round(done * 100))

    def clear_progress(self) -> None:
        """Hide and reset the panel."""
        self.hide()
        self.show_progress("", 0.0)


class FixProgress(Stepper):
    """The six stops of a fix.

    Signals:
        moved: the current stop changed; carries its `StepperStop`.
    """

    moved = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__(list(NAMES))
        self._context = context
        self._where = LOOK
        self._found_sign = WARN
        self._said: dict[str, tuple[Text | str, Text | str]] = {}

    @property
    def current_stage_name(self) -> str:
        """The name of the current stop."""
        return self._where

    def get_current_stage(self) -> StepperStop:
        """Return the current stop."""
        return self.stops[self._where]

    def retranslate(self) -> None:
        """Set the names, texts and states of all stops in the current language."""
        for name, stop in self.stops.items():
            stop.name.setText(self._context.translate(NAMES[name]))
            self.set_stage_text(name, *self._said.get(name, ("", "")))
            self._set_step_status(name, stop.icon_kind)

    def set_stage_text(self, name: str, heading: Text | str, detail: Text | str = "") -> None:
        """Set a stop's heading and detail, which are translated again if the language changes."""
        self._said[name] = heading, detail
        self.stops[name].set_texts(self._context.translate(heading), self._context.translate(detail))

    def set_current_detail(self, detail: Text) -> None:
        """Set the detail of the current stop."""
        self.set_stage_text(self._where, "", detail)

    def restart(self, looks: Text) -> None:
        """Go to the first stop, and clear the texts of all stops."""
        for name, stop in self.stops.items():
            self.set_stage_text(name, "")
            stop.setVisible(name == LOOK)
        self.set_stage_text(LOOK, looks)
        self._go_to_stage(LOOK)

    def show_finding(self, finding: Finding) -> None:
        """Show the finding at the current stop, and move on to the proposed fix."""
        self._found_sign = _find_finding_icon_kind(finding)
        self.set_stage_text(FOUND, finding.summary, finding.meaning or "")
        self.stops[FOUND].show()
        if self._where == LOOK:
            self._go_to_stage(PLAN)

    def advance_to_stage(self, name: str) -> None:
        """Move to a stop."""
        if self._where != name:
            self._go_to_stage(name)

    def show_user_turn(self) -> None:
        """Show that the fix waits for an answer or a manual step of the user."""
        self._set_step_status(self._where, ASK)

    def show_fix_continuing(self) -> None:
        """Show that the fix continues after the user's answer."""
        self._set_step_status(self._where, BUSY)

    def show_ending(self, run: FixRun, sign: str) -> None:
        """Show the result of each stop that was reached.

        Args:
            run: the ended run.
            sign: the kind of icon for its outcome.
        """
        found, performed = run.before.state is CheckState.FOUND, bool(run.steps)
        chosen = performed or run.outcome is Outcome.RESTART_NEEDED  # to restart later is a choice as well
        checked = performed and run.after is not None and run.outcome is not Outcome.UNDONE
        kinds = {
            LOOK: GOOD if run.before.state in (CheckState.FOUND, CheckState.HEALTHY) else UNKNOWN,
            FOUND: _find_finding_icon_kind(run.before.finding) if found else "",
            PLAN: (GOOD if chosen else OFF) if found and self.stops[PLAN].is_reached else "",
            DO: _find_fix_icon_kind(run) if performed else "",
            CHECK: _find_recheck_icon_kind(run, sign) if checked else "",
            END: sign,
        }
        self._go_to_stage(END)
        for name, kind in kinds.items():
            self.stops[name].setVisible(bool(kind))
            self._set_step_status(name, kind or NEXT)
        self.update_connectors()

    def show_failure(self, sentence: Text) -> None:
        """Show the reason why the fix couldn't run, at the current stop."""
        self.set_stage_text(self._where, sentence)
        self._set_step_status(self._where, BAD)
        self.update_connectors()

    # -- parts -------------------------------------------------------------------------------------

    def _go_to_stage(self, where: str) -> None:
        """Make a stop the current stop, and mark the earlier stops as done."""
        self._where = where
        names = list(NAMES)
        here = names.index(where)
        for place, name in enumerate(names):
            passed = self._found_sign if name == FOUND else GOOD
            self._set_step_status(name, passed if place < here else BUSY if place == here else NEXT)
            if place >= here:
                self.stops[name].setVisible(place == here)
        if here:  # the first stop's details don't matter any more
            heading, detail = self._said.get(LOOK, ("", ""))
            self.set_stage_text(LOOK, "", heading or detail)
        self.update_connectors()
        self.moved.emit(self.get_current_stage())

    def _set_step_status(self, name: str, kind: str) -> None:
        said = SAID.get(kind, SAID[NEXT])
        self.stops[name].set_stage_status(kind, self._context.translate(said), now=name == self._where)


def _find_finding_icon_kind(finding: Finding | None) -> str:
    """Return a finding's kind of icon: a note if the user asked for the change, otherwise a warning."""
    return NOTE if finding is not None and finding.on_request else WARN


def _find_fix_icon_kind(run: FixRun) -> str:
    results = {step.result for step in run.steps}
    if "failed" in results:
        return BAD
    return OFF if run.outcome is Outcome.CANCELLED else GOOD


def _find_recheck_icon_kind(run: FixRun, sign: str) -> str:
    """Return the kind of icon for the check after the fix.

    The check may pass although the user's complaint isn't solved yet.
    """
    if run.after is None or run.after.state not in (CheckState.HEALTHY, CheckState.FOUND):
        return UNKNOWN
    if run.after.state is CheckState.FOUND:  # before a restart nothing has failed
        return WARN if run.outcome is Outcome.RESTART_NEEDED else BAD
    return GOOD if sign == GOOD else WARN
