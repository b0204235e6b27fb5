"""The panel with upcoming problems of this computer, and the four answers to a reminder."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from selfhelp.core.errors import StorageError
from selfhelp.core.model import CheckResult, CheckState
from selfhelp.core.progress import Progress
from selfhelp.core.records import record
from selfhelp.core.text import N_, Text
from selfhelp.reminders import ReminderAnswer
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.widgets.label import PlainLabel, shorten_to_one_line
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.misclick_guard import MisclickGuard
from selfhelp.ui.widgets.section_frame import clear_layout, order_by_layout, remove_widgets
from selfhelp.ui.widgets.status_icons import NOTE, WARN

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.foresight.lookahead import Lookahead

FRESH = 60.0
"""Seconds for which results are reused, for example if the window is opened again."""

SHOWN = 2
"""Maximum number of forecasts shown, nearest first."""

LABELS: Mapping[ReminderAnswer, Text] = {
    ReminderAnswer.NOW: N_("Do it now"),
    ReminderAnswer.HOUR: N_("In an hour"),
    ReminderAnswer.TOMORROW: N_("Tomorrow"),
    ReminderAnswer.NEVER: N_("Don't remind me about this"),
}
_ANSWERED: Mapping[ReminderAnswer, Text] = {
    ReminderAnswer.HOUR: N_("We'll remind you in an hour."),
    ReminderAnswer.TOMORROW: N_("We'll remind you tomorrow morning."),
    ReminderAnswer.NEVER: N_("We won't remind you about this any more."),
}


@record
class UpcomingForecasts:
    """The near forecasts that the user hasn't postponed, and all forecast checks by ID."""

    forecasts: Sequence[CheckResult] = ()
    known: Mapping[str, Lookahead] = field(default_factory=dict)


class UpcomingPanel(QWidget):
    """A card for each of the nearest forecasts.

    Signals:
        changed: the forecasts have changed; carries the forecasts, and all forecast checks by ID.
        emptied: a card is about to be removed; it may have the focus.
    """

    changed = Signal(object, object)
    emptied = Signal()

    def __init__(self, context: Context, steady: MisclickGuard) -> None:
        super().__init__()
        self._context, self._steady = context, steady
        self._coming = UpcomingForecasts()
        self._looked = float("-inf")
        self._checks: Sequence[CheckResult] = ()
        self.cards: dict[str, ForecastCard] = {}
        self._heading, self._list = PlainLabel("", "h2"), QVBoxLayout()
        self._list.setSpacing(theme.SPACE_2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_2)
        column.addWidget(self._heading)
        column.addLayout(self._list)
        self.hide()

    def refresh(self, *, again: bool = False) -> None:
        """Load the forecasts of the daily check, and repeat the checks of the near forecasts.

        Args:
            again: do so even if the last refresh was less than `FRESH` seconds ago.
        """
        if not again and time.monotonic() - self._looked < FRESH:
            return
        self._looked = time.monotonic()
        self._context.jobs.start_job(
            partial(_load_near_forecasts, self._context.app), self._on_forecasts_loaded, owner=self
        )

    def hide_happened_forecasts(self, checks: Sequence[CheckResult]) -> None:
        """Hide forecasts of problems that have occurred: the checks have found them now."""
        self._checks = checks
        if self._coming.forecasts:
            self._steady.call_when_safe(self._update_cards)

    def retranslate(self) -> None:
        """Update all text to the current language."""
        clear_layout(self._list)
        self.cards = {}
        self._update_cards()

    # -- parts -------------------------------------------------------------------------------------

    def _on_forecasts_loaded(self, coming: UpcomingForecasts) -> None:
        self._coming = coming
        self.changed.emit(coming.forecasts, coming.known)
        self._steady.call_when_safe(self._update_cards)

    def _update_cards(self) -> None:
        shown = {one.id: one for one in self._list_current_forecasts()[:SHOWN]}
        self._heading.setText(self._context.translate(N_("Worth doing soon")))
        before, self.cards = self.cards, {}
        if before.keys() - shown.keys():
            self.emptied.emit()  # first: removing would move the focus to an arbitrary widget
        for place, one in enumerate(shown.values()):
            card = before.pop(one.id, None) or ForecastCard(
                self._context, partial(self._on_answer_chosen, one.id)
            )
            card.show_forecast(one)
            self.cards[one.id] = card
            self._list.insertWidget(place, card)
        remove_widgets(self._list, before.values())
        order_by_layout(self._list)
        self.setVisible(bool(shown))

    def _list_current_forecasts(self) -> Sequence[CheckResult]:
        if not self._coming.forecasts:
            return ()
        from selfhelp.foresight.outlook import drop_happened_forecasts

        held = drop_happened_forecasts(self._coming.forecasts, self._checks, self._coming.known)
        return sorted(held, key=_make_forecast_sort_key)

    def _on_answer_chosen(self, id_: str, answer: ReminderAnswer) -> None:
        context = self._context
        if answer is ReminderAnswer.NOW:
            from selfhelp.ui.parts.reminder_targets import open_reminder_target

            open_reminder_target(context.app, context.jobs, context.open, id_)
            return
        work = partial(save_answer, context.app, id_, answer)
        context.jobs.start_job(
            work,
            partial(self._on_answer_saved, id_, answer),
            lambda error: context.say(error.user_message),
            owner=self,
        )

    def _on_answer_saved(self, id_: str, answer: ReminderAnswer, _nothing: None) -> None:
        left = [one for one in self._coming.forecasts if one.id != id_]
        self._coming = replace(self._coming, forecasts=left)
        self._steady.call_now(self._update_cards)
        self.changed.emit(left, self._coming.known)
        self._context.say(_ANSWERED[answer])
        if answer is not ReminderAnswer.NEVER:
            self._context.put_off()


class ForecastCard(MessagePanel):
    """A card with a forecast, and a button for each answer to the forecast's reminder."""

    def __init__(self, context: Context, answer: Callable[[ReminderAnswer], None]) -> None:
        super().__init__()
        self._context = context
        row = ButtonRow()
        self.buttons: dict[ReminderAnswer, QPushButton] = {
            one: row.add_button(partial(answer, one), link=one is ReminderAnswer.NEVER) for one in LABELS
        }
        self.column.addWidget(row)

    def show_forecast(self, result: CheckResult) -> None:
        """Show a forecast on the card."""
        finding, show = result.finding, self._context.translate
        if finding is None:
            return
        summary = show(finding.summary)
        sign = WARN if finding.data.get("urgent") else NOTE
        self.show_message(sign, summary, show(finding.meaning) if finding.meaning else "")
        for answer, button in self.buttons.items():
            words = show(LABELS[answer])
            button.setText(words)
            button.setAccessibleName(
                shorten_to_one_line(self._context.make_row_button_label(words, summary), 200)
            )


def save_answer(app: App, key: str, answer: ReminderAnswer, _progress: Progress) -> None:
    """Store the answer to a reminder.

    Raises:
        StorageError: the answer couldn't be saved.
    """
    try:
        app.reminders.store_answer(key, answer, datetime.now(UTC))
    except OSError as error:
        message = N_("Your answer couldn't be saved on this computer.")
        raise StorageError(message, detail=repr(error)) from error


def _make_forecast_sort_key(result: CheckResult) -> tuple[bool, bool, int, str]:
    """Return a sort key: urgent and blocking forecasts first, overdue forecasts last."""
    data = result.finding.data if result.finding else {}
    days = data.get("days")
    left = days if isinstance(days, int) and days > 0 else 9_999
    return data.get("urgent") is not True, data.get("stops work") is not True, left, result.id


def _load_near_forecasts(app: App, progress: Progress) -> UpcomingForecasts:
    """Return the near forecasts; load no checks if the daily check found none."""
    now = datetime.now(UTC)
    if not (app.places.data / "outlook.json").is_file():
        return UpcomingForecasts()
    stored = app.forecast_store.load()
    near = [one for one in stored.list_fresh_forecasts(now) if one.state is CheckState.FOUND]
    hidden = app.reminders.open_book(now).list_hidden_keys(now) if near else frozenset()
    wanted = {one.id for one in near if one.id not in hidden}
    if not wanted:
        return UpcomingForecasts()
    from selfhelp.foresight.outlook import run_lookaheads

    known = app.create_lookaheads(now)
    seen = run_lookaheads(app.engine, {id_: one for id_, one in known.items() if id_ in wanted}, progress)
    by_id = {one.id: one for one in seen if one.state is not CheckState.INCONCLUSIVE}
    forecasts = [by_id.get(one.id, one) for one in near if one.id in wanted]
    return UpcomingForecasts([one for one in forecasts if one.state is CheckState.FOUND], known)
