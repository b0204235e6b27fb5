"""The history: changes and remote sessions by day, followed by the other checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.model import FixRun, Outcome, Undo
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.engine.engine import make_outcome_message
from selfhelp.engine.journal import JournalEntry
from selfhelp.ui import state_texts, theme
from selfhelp.ui.app_screen import AppScreen
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import HomePage, JournalPage
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.widgets.expander import Expander
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.section_frame import clear_layout
from selfhelp.ui.widgets.status_icons import BUSY, GOOD, NOTE, UNKNOWN, WARN
from selfhelp.ui.widgets.tab_order import make_text_tab_stop

if TYPE_CHECKING:
    from selfhelp.fixes import Fix

SHOWN = 8
"""Number of runs shown at first and added by each click; laying out a long run takes 7 ms."""


class JournalScreen(AppScreen[JournalPage]):
    """The screen with a panel for each run: changes and remote sessions first."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._entries: Sequence[JournalEntry] | None = None
        self._trouble: Text | None = None
        self._known: Mapping[str, Fix] = {}
        self._undoing = self._arrived = False
        self._most, self._most_checks = SHOWN, SHOWN
        self._runs: dict[str, MessagePanel] = {}
        self._refused: dict[str, FixRun] = {}
        self._singly: dict[str, tuple[Expander, QWidget]] = {}
        self.empty, self.start = MessagePanel(), QPushButton()
        self.heading, self._intro = PlainLabel("", "h2"), PlainLabel("", "sub")
        self._changes, self._checks = QVBoxLayout(), QVBoxLayout()
        self.more, self.checks, self.more_checks = QPushButton(), Expander(), QPushButton()
        self._build_layout()

    # -- a screen ----------------------------------------------------------------------------------

    def title(self) -> str:
        """Return the page's heading in the current language."""
        return self.context.translate(N_("History"))

    def retranslate(self) -> None:
        """Update all text to the current language; the focus stays on the same run."""
        show, changes = self.context.translate, self._list_change_entries()
        here = self._find_focused_run()
        remote = any(entry.outcome is Outcome.STARTED for entry in changes)
        kept = any(entry.undo is not Undo.POSSIBLE for entry in changes)
        self.heading.setText(show(_AND_REMOTE if remote else _ALL_CHANGES if kept else _CHANGES))
        none = N_("There are no changes to undo.")
        self._intro.setText(show(none))
        self.heading.setVisible(bool(changes))
        self._intro.setVisible(bool(self._entries) and not changes)
        self._update_empty_state()
        self.more.setText(show(N_("Show more changes")))
        self.more_checks.setText(show(N_("Show more checks")))
        self._rebuild_panels(here)

    def on_shown(self, destination: JournalPage | None) -> None:
        """Load the journal again, and show the newest runs."""
        self._most = self._most_checks = SHOWN
        self.checks.set_expanded(False)
        self._arrived = True
        self._refused.clear()
        self._load_entries()

    def can_be_freed(self) -> bool:
        """Return whether no undo is running."""
        return not self._undoing

    # -- reading -----------------------------------------------------------------------------------

    def _load_entries(self) -> None:
        self.context.jobs.start_job(
            self._read_entries, self._on_entries_loaded, self._on_entries_failed, owner=self
        )

    def _read_entries(self, progress: Progress) -> Sequence[JournalEntry]:
        """Return the journal's runs; read the undo steps of the first runs in advance (pool thread)."""
        app = self.context.app
        self._known = app.catalog.all_fixes
        entries = app.journal.list_runs()
        for entry in [one for one in entries if _is_change_entry(one)][:SHOWN]:
            list(entry.list_undo_steps())
            entry.list_changes()
        return entries

    def _on_entries_loaded(self, entries: Sequence[JournalEntry]) -> None:
        self._entries, self._trouble = entries, None
        self.retranslate()
        changes, arrived, self._arrived = self._list_change_entries(), self._arrived, False
        if changes and arrived:  # not the button below all changes, which was there first
            self.starts_at.emit(self._runs[changes[0].run])

    def _on_undo_failed(self, error: SelfhelpError) -> None:
        self._undoing = False
        self.context.say(error.user_message)

    def _on_entries_failed(self, error: SelfhelpError) -> None:
        self._trouble = error.user_message
        self.retranslate()

    def _list_change_entries(self) -> Sequence[JournalEntry]:
        """Return the runs that changed something and the remote sessions, newest first."""
        changes = [entry for entry in self._entries or () if _is_change_entry(entry)]
        return sorted(changes, key=lambda entry: entry.changed, reverse=True)

    def _list_other_entries(self) -> Sequence[JournalEntry]:
        return [entry for entry in self._entries or () if not _is_change_entry(entry)]

    # -- showing -----------------------------------------------------------------------------------

    def _find_focused_run(self) -> str:
        """Return the ID of the focused run, or "", to restore the focus after rebuilding the panels."""
        focus = self.window().focusWidget()
        return next(
            (run for run, panel in self._runs.items() if focus and _contains_focused_run(panel, focus)), ""
        )

    def _update_empty_state(self) -> None:
        """Show the state of a list without runs: empty, loading or unreadable."""
        show = self.context.translate
        if self._trouble is not None:
            self.empty.show_message(WARN, show(self._trouble), "")
        elif self._entries is None:
            self.empty.show_message(BUSY, show(N_("Loading your history…")), "")
        else:
            about = N_(
                "Fixes that this app runs on this computer are listed here, with their checks and changes."
            )
            self.empty.show_message(UNKNOWN, show(N_("No history yet")), show(about))
        nothing = self._entries is not None and not self._entries and self._trouble is None
        self.empty.show_illustration("ask" if nothing else "")
        self.empty.setVisible(not self._entries or self._trouble is not None)
        self.start.setText(show(N_("Find a fix")))
        self.start.setVisible(self._entries is not None and not self._entries)

    def _rebuild_panels(self, here: str) -> None:
        """Rebuild the panels, and move the focus before the old panels are hidden."""
        old, changed = (
            [*_remove_layout_widgets(self._changes), *_remove_layout_widgets(self._checks)],
            self._list_change_entries(),
        )
        self._runs.clear()
        self._singly.clear()
        self._add_day_groups(changed[: self._most])
        self._rebuild_checks()
        if here in self._runs:
            self._runs[here].setFocus()
        for group in old:
            group.hide()
            group.deleteLater()
        self.more.setVisible(len(changed) > self._most)

    def _add_day_groups(self, entries: Sequence[JournalEntry]) -> None:
        for day, runs in groupby(entries, lambda entry: entry.changed.astimezone().date()):
            group, column = _make_entry_group()
            column.addWidget(PlainLabel(self._format_day(day), "author"))
            for entry in runs:
                column.addWidget(self._make_change_panel(entry))
            self._changes.addWidget(group)
            group.show()  # the layout would show it later, and the list would flicker

    def _rebuild_checks(self) -> None:
        """Recreate the panels of the other runs if their section is expanded."""
        show, others = self.context.translate, self._list_other_entries()
        clear_layout(self._checks)
        unfolded = self.checks.is_expanded
        fixed = any(entry.steps for entry in others)
        texts = (
            (N_("Hide checks and other fixes"), N_("Hide checks"))
            if unfolded
            else (N_("Show checks and other fixes"), N_("Show checks"))
        )
        self.checks.setText(show(texts[0] if fixed else texts[1]))
        self.checks.setVisible(bool(others))
        if unfolded:
            group, column = _make_entry_group()
            for entry in others[: self._most_checks]:
                column.addWidget(self._make_entry_panel(entry))
            self._checks.addWidget(group)
            group.show()
        self.more_checks.setVisible(unfolded and len(others) > self._most_checks)

    def _format_day(self, day: date) -> str:
        today = date.today()  # noqa: DTZ011 - the day that the user's calendar shows
        names = {today: N_("Today"), today - timedelta(days=1): N_("Yesterday")}
        return self.context.translate(names[day]) if day in names else self.context.translator.format_day(day)

    def _make_change_panel(self, entry: JournalEntry) -> MessagePanel:
        """Return the panel of a remote session, or of a change, with an Undo button if it can be undone."""
        panel = self._make_entry_panel(entry)
        if entry.outcome is Outcome.STARTED:
            self._set_panel_text(panel, NOTE, [panel.detail.text()])
            return panel
        if entry.change is not None:
            panel.heading.setText(self.context.translate(entry.change))
        if entry.undo is Undo.DONE:
            self._set_panel_text(panel, NOTE, list(self._iter_undone_lines(entry)))
            return panel
        sign = NOTE if entry.lost else state_texts.describe_run_ending(entry.outcome, entry.before)[0]
        self._set_panel_text(panel, sign, list(self._iter_change_lines(entry)))
        if entry.undo is Undo.POSSIBLE:
            self._add_undo_buttons(panel, entry)
        return panel

    def _iter_change_lines(self, entry: JournalEntry) -> Iterator[str]:
        """Yield when and what was changed, whether the goal was reached, and what an undo does."""
        show = self.context.translate
        yield show(N_("Changed on {time}.", time=entry.changed))
        changes = entry.list_changes()
        if entry.change is None and changes:
            yield show(N_("What was done:"))
            yield from (f"• {show(one)}" for one in changes)
        yield from self._list_goal_lines(entry, shown=entry.changed)
        if entry.undo is Undo.IMPOSSIBLE:
            yield from (show(one) for one in (entry.lost, _CANT_BE_UNDONE) if one is not None)
            return
        refused = self._refused.get(entry.run)
        if refused is not None and refused.message is not None:
            yield show(refused.message)
            return
        sentences = [show(step.describe_action()) for _number, step in entry.list_undo_steps() if step]
        if sentences:
            yield show(N_("Undoing this will:"))
            yield from (f"• {one}" for one in sentences)

    def _add_undo_buttons(self, panel: MessagePanel, entry: JournalEntry) -> None:
        """Add the button that undoes a run, a link to a newer change in its way, and a button per step."""
        show, buttons = self.context.translate, ButtonRow()
        refused = self._refused.get(entry.run)
        if refused is not None and refused.newer:
            link = buttons.add_button(partial(self._show_newer_change, refused.newer))
            link.setText(show(N_("Show the newer change")))
        button = buttons.add_button(partial(self._undo_entry, entry))
        button.setText(show(N_("Undo")))
        button.setAccessibleName(show(N_("Undo: {title}", title=panel.heading.text())))
        panel.column.addWidget(buttons)
        if sum(step is not None for _number, step in entry.list_undo_steps()) > 1:
            self._add_step_undo_buttons(panel, entry)

    def _show_newer_change(self, run: str) -> None:
        """Move the focus to the change that must be undone first."""
        changes = [entry.run for entry in self._list_change_entries()]
        if run not in changes:
            return
        while run not in self._runs:
            self._show_more_changes()
        self._runs[run].setFocus()

    def _iter_undone_lines(self, entry: JournalEntry) -> Iterator[str]:
        """Yield the times of a change and its undo, and a line for each step, to distinguish a fix's runs."""
        show, sentences = (
            self.context.translate,
            [step.describe_action() for step in entry.iter_performed_undo_steps()],
        )
        yield show(N_("Undone on {time}.", time=entry.ended))
        yield show(N_("Changed on {time}.", time=entry.changed))
        if sentences:
            yield show(N_("Steps taken to undo this:"))
            yield from (f"• {show(sentence)}" for sentence in sentences)

    def _make_entry_panel(self, entry: JournalEntry) -> MessagePanel:
        """Return a panel with the finding and the outcome of a run."""
        show, panel = self.context.translate, MessagePanel()
        sign, heading = state_texts.describe_past_run(entry.outcome, entry.before)
        fix, seen = self._known.get(entry.id), entry.before.finding
        title = show(fix.title) if fix else show(seen.summary) if seen else entry.id
        make_text_tab_stop(panel)  # before its buttons in the tab order, because it explains them
        panel.heading.setText(title)
        found = [show(N_("Found: {what}", what=seen.summary))] if seen is not None and fix else []
        ending = [f"{show(heading)} · {self._format_entry_time(entry)}"]
        if entry.goal is not None and entry.outcome is Outcome.HEALTHY:  # the goal's check says more
            sign, ending = GOOD, []
        lines = [*found, *ending, *self._list_goal_lines(entry)]
        self._set_panel_text(panel, sign, lines)
        self._runs[entry.run] = panel
        return panel

    def _list_goal_lines(self, entry: JournalEntry, shown: datetime | None = None) -> Sequence[str]:
        """Return what the check of the goal showed, and when; empty if it didn't pass.

        The time is left out if it is the same as the time ``shown`` above it.
        """
        if entry.goal is None or entry.goal_at is None:
            return []
        goal, moment = self.context.translate(entry.goal), self.context.translator.format_moment
        if shown is not None and moment(shown) == moment(entry.goal_at):
            return [goal]
        return [f"{goal} · {moment(entry.goal_at)}"]

    def _set_panel_text(self, panel: MessagePanel, sign: str, lines: Sequence[str]) -> None:
        panel.show_message(sign, panel.heading.text(), "\n".join(lines))
        panel.setAccessibleName(panel.heading.accessibleName())
        panel.setAccessibleDescription(panel.detail.accessibleName())

    def _format_entry_time(self, entry: JournalEntry) -> str:
        return self.context.translator.format_moment(entry.changed)

    def _add_step_undo_buttons(self, panel: MessagePanel, entry: JournalEntry) -> None:
        """Add collapsed buttons that each undo a single step."""
        show, steps, opener = self.context.translate, QWidget(), Expander()
        column = QVBoxLayout(steps)
        column.setContentsMargins(0, 0, 0, 0)
        for button in self._iter_undo_buttons(entry):
            column.addWidget(button)
        opener.setText(show(N_("Undo only part of this…")))
        opener.setAccessibleName(self.context.make_row_button_label(opener.text(), panel.heading.text()))
        opener.clicked.connect(partial(_toggle_expanded_part, opener, steps))
        steps.hide()
        panel.column.addWidget(opener, 0, Qt.AlignmentFlag.AlignLeft)
        panel.column.addWidget(steps)
        self._singly[entry.run] = opener, steps

    def _iter_undo_buttons(self, entry: JournalEntry) -> Iterator[ButtonRow]:
        for number, step in entry.list_undo_steps():
            if step is not None:
                row = ButtonRow()
                button = row.add_button(partial(self._undo_entry, entry, number), link=True)
                button.setText(
                    self.context.translate(N_("Undo only this step: {step}", step=step.describe_action()))
                )
                yield row

    def _show_more_changes(self) -> None:
        """Show more changes; move the focus before the button "Show more" is hidden."""
        before, self._most = self._most, self._most + SHOWN
        self._focus_entry(self._list_change_entries()[before - 1])
        self._add_day_groups(self._list_change_entries()[before : self._most])
        self.more.setVisible(len(self._list_change_entries()) > self._most)
        self._focus_entry(self._list_change_entries()[before])

    def _show_more_checks(self) -> None:
        before, self._most_checks = self._most_checks, self._most_checks + SHOWN
        self.checks.setFocus()
        self._rebuild_checks()
        self._focus_entry(self._list_other_entries()[before])

    def _focus_entry(self, entry: JournalEntry) -> None:
        panel = self._runs.get(entry.run)
        if panel is not None:
            panel.setFocus()

    def _toggle_checks(self) -> None:
        self.checks.set_expanded(not self.checks.is_expanded)
        self._most_checks = SHOWN
        self._rebuild_checks()

    # -- doing -------------------------------------------------------------------------------------

    def _undo_entry(self, entry: JournalEntry, step: int | None = None) -> None:
        if self._undoing:
            return
        self._undoing = True
        app = self.context.app

        def undo_run(progress: Progress) -> FixRun:
            return app.engine.undo(entry.run, progress, step=step, check=app.catalog.checks.get(entry.id))

        self.context.say(N_("Undoing…"))
        self.context.jobs.start_job(undo_run, self._on_run_undone, self._on_undo_failed, owner=self)

    def _on_run_undone(self, run: FixRun) -> None:
        self._undoing = False
        fine = run.outcome is Outcome.UNDONE
        _sign, heading, meaning = state_texts.OUTCOMES[run.outcome]
        if fine:
            self._refused.clear()
        else:
            self._refused[run.run] = run
        self.context.say(make_outcome_message(run) or (meaning if fine else heading))
        self._load_entries()  # the run keeps its position

    # -- building ----------------------------------------------------------------------------------

    def _build_layout(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_5, theme.SPACE_2, theme.SPACE_5, theme.SPACE_4)
        column.setSpacing(theme.SPACE_3)
        self._changes.setSpacing(theme.SPACE_4)
        self.start.setProperty("primary", True)
        self.start.clicked.connect(lambda: self.context.open(HomePage()))
        self.more.clicked.connect(self._show_more_changes)
        self.checks.clicked.connect(self._toggle_checks)
        self.more_checks.clicked.connect(self._show_more_checks)
        self.empty.column.addSpacing(theme.SPACE_2)
        self.empty.column.addWidget(self.start, 0, Qt.AlignmentFlag.AlignLeft)
        centre = Qt.AlignmentFlag.AlignHCenter
        for part in (self.empty, self.heading, self._intro):
            column.addWidget(part)
        column.addLayout(self._changes)
        column.addWidget(self.more, 0, centre)
        column.addWidget(self.checks, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(self._checks)
        column.addWidget(self.more_checks, 0, centre)
        column.addStretch(1)
        for button in (self.more, self.checks, self.more_checks):
            button.hide()


_CANT_BE_UNDONE = N_("This can't be undone.")
_CHANGES = N_("Changes you can undo")
_ALL_CHANGES = N_("Changes on this computer")
_AND_REMOTE = N_("Changes and remote sessions")


def _is_change_entry(entry: JournalEntry) -> bool:
    """Return whether the list of changes shows a run: a remote session, or any change of this computer.

    The undo may be impossible, have been done, or have failed for good.
    """
    changed = entry.has_changed_something or entry.undo is not Undo.IMPOSSIBLE or entry.lost is not None
    return changed or entry.outcome is Outcome.STARTED


def _make_entry_group() -> tuple[QWidget, QVBoxLayout]:
    """Return a container for several panels, so that adding them lays out the page only once."""
    group = QWidget()
    column = QVBoxLayout(group)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.SPACE_2)
    return group, column


def _remove_layout_widgets(layout: QVBoxLayout) -> Sequence[QWidget]:
    """Remove every widget from a layout, and return them."""
    widgets = [item.widget() for item in iter(lambda: layout.takeAt(0), None) if item is not None]
    return [widget for widget in widgets if widget is not None]


def _toggle_expanded_part(opener: Expander, part: QWidget) -> None:
    opener.set_expanded(part.isHidden())
    part.setVisible(opener.is_expanded)


def _contains_focused_run(run: MessagePanel, focus: QWidget) -> bool:
    return run is focus or run.isAncestorOf(focus)
