"""The page with the computer's health by subject: the state, explanations, and buttons to fixes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.model import CheckResult, CheckState
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, NN_, Text
from selfhelp.engine.health import HealthState
from selfhelp.foresight.subject_texts import describe_subject
from selfhelp.ui import theme
from selfhelp.ui.app_screen import AppScreen
from selfhelp.ui.context import Context
from selfhelp.ui.diagnosis.check_lines import CheckLines
from selfhelp.ui.navigation import Destination, DiagnosisPage, FixPage, HealthPage, OutboxPage
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.screens.settings import ABOUT_TIDY
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.fold_line import Fold
from selfhelp.ui.widgets.label import PlainLabel, shorten_to_one_line
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.primary_button import set_button_primary
from selfhelp.ui.widgets.section_frame import clear_layout
from selfhelp.ui.widgets.status_icons import BUSY, GOOD, NOTE, UNKNOWN, WARN

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.core.ticket import DeliveryState
    from selfhelp.foresight.outlook import SubjectHealth

SIGNS: Mapping[HealthState, str] = {
    HealthState.FINE: GOOD,
    HealthState.NOTE: NOTE,
    HealthState.ATTENTION: WARN,
    HealthState.UNAVAILABLE: UNKNOWN,
}


class HealthScreen(AppScreen[HealthPage]):
    """The screen with a panel for each subject; subjects that need attention come first."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._state = HealthState.CHECKING
        self._subjects: Sequence[SubjectHealth] = ()
        self._looks: Mapping[str, Text] = {}
        self._mistake: Text | None = None
        self._waiting = False
        self._unsent: Sequence[DeliveryState] = ()
        self.panels: list[SubjectPanel] = []
        self.whole, buttons = MessagePanel(), ButtonRow()
        self.again = buttons.add_button(self._start_checks)
        self.unsent = buttons.add_button(lambda: context.open(OutboxPage()), link=True)
        self.whole.column.addWidget(buttons)
        self.tidy, choice = MessagePanel(), ButtonRow()
        self.tidy_on = choice.add_button(lambda: self._store_tidy_answer("yes"))
        self.tidy_off = choice.add_button(lambda: self._store_tidy_answer("no"), link=True)
        self.tidy.column.addWidget(choice)
        subjects = (
            QWidget()
        )  # a container, so that panels created later precede the following widgets in the tab order
        self._list = QVBoxLayout(subjects)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(theme.SPACE_3)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_5, theme.SPACE_2, theme.SPACE_5, theme.SPACE_4)
        column.setSpacing(theme.SPACE_3)
        column.addWidget(self.whole)
        column.addWidget(subjects)
        column.addWidget(self.tidy)
        column.addStretch(1)

    def title(self) -> str:
        """Return the page's heading in the current language."""
        return self.context.translate(N_("Computer health"))

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show = self.context.translate
        self.again.setText(show(N_("Check again")))
        self.unsent.setText(show(N_("Outbox")))
        self.tidy.show_message(NOTE, show(N_("Tidy up once a week?")), show(ABOUT_TIDY))
        self.tidy_on.setText(show(N_("Turn on")))
        self.tidy_off.setText(show(N_("No, thanks")))
        for button in (self.tidy_on, self.tidy_off):
            name = self.context.make_row_button_label(button.text(), show(N_("Weekly tidy-up")))
            button.setAccessibleName(name)
        self._update_tidy_offer()
        self._rebuild_panels()

    def on_shown(self, destination: HealthPage | None) -> None:
        """Start the checks."""
        self._start_checks()
        self.again.setFocus()

    def has_primary_button(self) -> bool:
        """Return whether a problem's solution is the primary button, rather than the header's "Get help"."""
        return any(one.state is HealthState.ATTENTION for one in self._subjects)

    def can_be_freed(self) -> bool:
        """Return True, because the checks can be run again."""
        return True

    # -- parts -------------------------------------------------------------------------------------

    def _update_tidy_offer(self) -> None:
        """Offer the weekly tidy-up until the user answers; the settings can change the answer later."""
        app = self.context.app
        self.tidy.setVisible(app.policy.fixes.weekly_tidy and not app.preferences.tidy)

    def _store_tidy_answer(self, answer: str) -> None:
        self.context.apply_preferences(self.context.app.preferences.copy_with_changes(tidy=answer), self)
        self.again.setFocus()
        self._update_tidy_offer()
        self.context.say(_TIDY_ON if answer == "yes" else _TIDY_OFF)

    def _start_checks(self) -> None:
        if self._waiting:
            return
        self._waiting = True
        self._update_summary()
        announce_politely(self, self.whole.heading.text())
        self.context.jobs.start_job(
            partial(_read_health, self.context.app), self._on_health_read, self._on_health_failed, owner=self
        )

    def _on_health_read(self, told: _LoadedHealth) -> None:
        self._waiting, self._mistake = False, None
        self._state, self._looks, self._unsent = told.state, told.looks, told.unsent
        self._subjects = sorted(told.subjects, key=lambda one: _RANK[one.state])
        self._rebuild_panels()
        announce_politely(self, f"{self.whole.heading.text()} {self.whole.detail.text()}")

    def _on_health_failed(self, error: SelfhelpError) -> None:
        self._waiting, self._mistake, self._state = False, error.user_message, HealthState.UNAVAILABLE
        self._rebuild_panels()

    def _rebuild_panels(self) -> None:
        self._update_summary()
        clear_layout(self._list)
        self.panels = [SubjectPanel(self.context, one, self._looks) for one in self._subjects]
        for panel in self.panels:
            self._list.addWidget(panel)
        if self.has_primary_button():
            set_button_primary(self.panels[0].solutions[0], True)
        self.title_changed.emit()

    def _update_summary(self) -> None:
        show = self.context.translate
        if self._waiting:
            self.whole.show_message(BUSY, show(N_("Checking this computer…")), "")
            return
        sign, heading = SIGNS.get(self._state, BUSY), self._describe_findings()
        if self._unsent and self._state is not HealthState.ATTENTION:
            count = len(self._unsent)
            unsent = NN_("{count} message hasn't been sent", "{count} messages haven't been sent", count)
            from selfhelp.ui.state_texts import describe_unconfirmed  # rarely needed

            sign, heading = WARN, describe_unconfirmed(self._unsent) or unsent
        self.unsent.setVisible(bool(self._unsent))
        self.whole.show_message(sign, show(heading), show(self._describe_extent()))

    def _describe_findings(self) -> Text:
        found = sum(one.state is CheckState.FOUND for one in self._list_results())
        if self._state is HealthState.ATTENTION:
            return NN_("{count} item needs your attention.", "{count} items need your attention.", found)
        return _HEADINGS.get(self._state) or NN_(
            "{count} item is worth knowing about.", "{count} items are worth knowing about.", found
        )

    def _describe_extent(self) -> Text | str:
        """Return a sentence about the checks: an error, that some are incomplete, or that they just ended."""
        if self._mistake is not None or not self._subjects:
            return self._mistake or ""
        if any(one.state is CheckState.INCONCLUSIVE for one in self._list_results()):
            return N_("Some checks couldn't be completed. Try again later.")
        return N_("We just checked.")

    def _list_results(self) -> Sequence[CheckResult]:
        return [one for subject in self._subjects for one in subject.results]


_RANK = {state: rank for rank, state in enumerate((HealthState.ATTENTION, HealthState.NOTE))} | {
    HealthState.UNAVAILABLE: 2,
    HealthState.FINE: 3,
}
_HEADINGS: Mapping[HealthState, Text] = {
    HealthState.FINE: N_("Nothing needs your attention."),
    HealthState.UNAVAILABLE: N_("This computer couldn't be checked."),
    HealthState.CHECKING: N_("Checking this computer…"),
}


_TIDY_ON = N_("The weekly tidy-up is on. You can turn it off in the settings.")
_TIDY_OFF = N_("The weekly tidy-up stays off. You can turn it on in the settings.")


class SubjectPanel(MessagePanel):
    """A panel for one subject: its state, its findings with buttons to fixes, and collapsed details."""

    def __init__(self, context: Context, health: SubjectHealth, looks: Mapping[str, Text]) -> None:
        super().__init__()
        self.subject, self.solutions = health.subject, list[QPushButton]()
        show = context.translate
        heading = show(describe_subject(health))
        self.show_message(SIGNS[health.state], heading, "")
        self.setAccessibleName(heading)
        found = [one for one in health.results if one.state is CheckState.FOUND]
        for result in found:
            row = _HealthFindingRow(context, result)
            self.column.addWidget(row)
            self.solutions.append(row.open)
        self.rest = Fold()
        others = [one for one in health.results if one.state is not CheckState.FOUND]
        words = NN_("{count} more check", "{count} more checks", len(others))
        if health.state is HealthState.FINE:
            words = N_("What we checked")
        elif not found:
            words = NN_("{count} check", "{count} checks", len(others))
        self.rest.set_labels(show(words), show(N_("Expanded")), show(N_("Collapsed")))
        lines = CheckLines(context)
        lines.show_all_results(others, {one.id: looks[one.id] for one in others})
        self.rest.body.addWidget(lines)
        self.column.addWidget(self.rest)
        self.rest.setVisible(bool(others))


class _HealthFindingRow(QWidget):
    """A finding: the problem, the reason why it matters, and a button that opens the fix."""

    def __init__(self, context: Context, result: CheckResult) -> None:
        super().__init__()
        from selfhelp.foresight.outlook import explain_result

        show, finding, reason = context.translate, result.finding, explain_result(result)
        summary = show(finding.summary) if finding is not None else result.id
        self.summary, self.reason = PlainLabel(summary), PlainLabel(show(reason) if reason else "", "sub")
        row = ButtonRow()
        self.open = row.add_button(lambda: _open_health_result(context, result.id))
        words = show(N_("Show solution"))
        self.open.setText(words)
        self.open.setAccessibleName(shorten_to_one_line(context.make_row_button_label(words, summary), 200))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.SPACE_1, 0, 0)
        column.setSpacing(theme.SPACE_1)
        for part in (self.summary, self.reason, row):
            column.addWidget(part)
        self.reason.setVisible(
            reason is not None
        )  # after it has a parent: otherwise it would open as a window


def _open_health_result(context: Context, id_: str) -> None:
    """Open the page for a check's result: its fix, its diagnosis, or the target of its forecast."""
    catalog = context.app.catalog
    if id_ in catalog.fixes:
        page: Destination = FixPage(id_)
    elif id_ in catalog.checks:
        page = DiagnosisPage(complaint=id_)
    else:
        from selfhelp.ui.parts.reminder_targets import open_reminder_target

        open_reminder_target(context.app, context.jobs, context.open, id_)
        return
    context.open(page)


@dataclass(frozen=True, slots=True)
class _LoadedHealth:
    """The computer's state, its subjects, the checks' progress sentences, and the unsent items' states."""

    state: HealthState
    subjects: Sequence[SubjectHealth]
    looks: Mapping[str, Text]
    unsent: Sequence[DeliveryState]


def _read_health(app: App, progress: Progress) -> _LoadedHealth:
    from selfhelp.foresight.outlook import check_health

    checks, ahead = app.catalog.overview_checks, app.create_lookaheads()
    state, subjects = check_health(app.engine, checks, ahead, progress)
    return _LoadedHealth(
        state,
        subjects,
        {id_: one.looks for id_, one in {**checks, **ahead}.items()},
        _list_unsent_states(app),
    )


def _list_unsent_states(app: App) -> Sequence[DeliveryState]:
    """Return unknown or queued for each item that couldn't be sent; none if the outbox can't be read."""
    from selfhelp.tickets.outbox.overdue_items import find_unsent_items

    try:
        if not (app.places.data / "outbox").is_dir():
            return ()
        return find_unsent_items(app.get_outbox(), obstacle=app.find_current_obstacle()).states
    except SelfhelpError:
        return ()
