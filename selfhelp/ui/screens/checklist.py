"""The setup of a new computer: verified steps, steps ticked by the user, and the next open step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from selfhelp.checklist.checklist_step import ChecklistStep
from selfhelp.checklist.progress import (
    ChecklistEntry,
    ChecklistProgress,
    StepState,
    assess_checklist_steps,
    count_done_checklist_steps,
    find_next_open_step,
)
from selfhelp.core.model import CheckResult
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.ui import links, theme
from selfhelp.ui.app_screen import AppScreen
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import AskPage, ChecklistPage, DiagnosisPage, FixPage, TicketTopicPage
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.label import shorten_to_one_line
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.primary_button import set_button_primary
from selfhelp.ui.widgets.section_frame import clear_layout
from selfhelp.ui.widgets.status_icons import BUSY, GOOD, NEXT, NOTE

if TYPE_CHECKING:
    from selfhelp.app.composition import App

SIGNS: Mapping[StepState, str] = {
    StepState.PROVEN: GOOD,
    StepState.TICKED: GOOD,
    StepState.OPEN: NEXT,
    StepState.UNCHECKED: BUSY,
}


@dataclass(frozen=True, slots=True)
class _ChecklistContents:
    """The loaded data of the checklist: the steps, the stored progress, and the checks' results."""

    steps: Sequence[ChecklistStep] = ()
    place: ChecklistProgress = field(default_factory=ChecklistProgress)
    results: Mapping[str, CheckResult] = field(default_factory=dict)


class ChecklistScreen(AppScreen[ChecklistPage]):
    """The screen with a card for each setup step; it scrolls to the first open step."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._known, self._waiting = _ChecklistContents(), False
        self.cards: dict[str, StepCard] = {}
        self.whole, buttons = MessagePanel(), ButtonRow()
        self.again = buttons.add_button(self._check_steps)
        self.whole.column.addWidget(buttons)
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.SPACE_2)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_5, theme.SPACE_2, theme.SPACE_5, theme.SPACE_4)
        column.setSpacing(theme.SPACE_3)
        column.addWidget(self.whole)
        column.addLayout(self._list)
        column.addStretch(1)

    def title(self) -> str:
        """Return the page's heading in the current language."""
        return self.context.translate(N_("Set up a new computer"))

    def retranslate(self) -> None:
        """Update all text to the current language."""
        self.again.setText(self.context.translate(N_("Check again")))
        self._rebuild_cards()

    def on_shown(self, destination: ChecklistPage | None) -> None:
        """Show the stored progress, then run the checks again, because a step may be completed by now."""
        self.again.setFocus()
        self.context.jobs.start_job(
            partial(_load_checklist, self.context.app), self._on_state_loaded, owner=self
        )

    def has_primary_button(self) -> bool:
        """Return whether a step has the primary button."""
        return find_next_open_step(self._list_applicable_entries()) is not None

    def can_be_freed(self) -> bool:
        """Return True, because all of the screen's data is on disk."""
        return True

    # -- parts -------------------------------------------------------------------------------------

    def _list_applicable_entries(self) -> Sequence[ChecklistEntry]:
        entries = assess_checklist_steps(self._known.steps, self._known.place, self._known.results)
        return [one for one in entries if one.state is not StepState.NOT_HERE]

    def _on_state_loaded(self, known: _ChecklistContents) -> None:
        self._known = known
        self._rebuild_cards()
        if not known.steps:
            return
        going_on = find_next_open_step(self._list_applicable_entries())
        if going_on is not None and (known.place.proven or known.place.ticked):
            self.scroll_to(self.cards[going_on.step.id])
        self._check_steps()

    def _check_steps(self) -> None:
        if self._waiting:
            return
        self._waiting = True
        self._update_summary()
        work = partial(_verify_steps, self.context.app, self._known.steps)
        self.context.jobs.start_job(work, self._on_steps_checked, self._on_checking_failed, owner=self)

    def _on_steps_checked(self, told: tuple[ChecklistProgress, Mapping[str, CheckResult]]) -> None:
        self._waiting = False
        self._known = _ChecklistContents(self._known.steps, *told)
        if self.cards.keys() == {one.step.id for one in self._list_applicable_entries()}:
            self._update_cards()
        else:  # a step isn't needed here
            self._rebuild_cards()
        announce_politely(self, self.whole.heading.text())

    def _on_checking_failed(self, error: Exception) -> None:
        self._waiting = False
        self._update_summary()
        self.context.say(getattr(error, "user_message", N_("This computer couldn't be checked.")))

    def _rebuild_cards(self) -> None:
        clear_layout(self._list)
        self.cards = {}
        for entry in self._list_applicable_entries():
            card = StepCard(self.context, partial(self._store_tick, entry.step))
            self.cards[entry.step.id] = card
            self._list.addWidget(card)
        self._update_cards()

    def _update_cards(self) -> None:
        entries = self._list_applicable_entries()
        first = find_next_open_step(entries)
        for entry in entries:
            self.cards[entry.step.id].show_entry(entry, leads=entry is first)
        self._update_summary()
        self.title_changed.emit()

    def _update_summary(self) -> None:
        show, entries = self.context.translate, self._list_applicable_entries()
        done, all_ = count_done_checklist_steps(entries)
        self.again.setVisible(bool(entries))
        if not entries:
            self.whole.show_message(NOTE, show(N_("Your organisation doesn't use this checklist.")), "")
            return
        heading = N_("{done} of {count} steps done", done=done, count=all_)
        if done == all_:
            heading = N_("Everything is set up.")
        detail = N_("You can stop at any time. Your progress is saved.")
        sign = BUSY if self._waiting else GOOD if done == all_ else NOTE
        self.whole.show_message(sign, show(heading), show(_CHECKING if self._waiting else detail))

    def _store_tick(self, step: ChecklistStep, on: bool) -> None:
        work = partial(_save_tick, self.context.app, step.id, on)
        self.context.jobs.start_job(
            work, self._on_tick_stored, lambda error: self.context.say(error.user_message), owner=self
        )

    def _on_tick_stored(self, place: ChecklistProgress) -> None:
        self._known = _ChecklistContents(self._known.steps, place, self._known.results)
        self._update_cards()
        announce_politely(self, self.whole.heading.text())


_CHECKING = N_("Checking this computer…")


class StepCard(MessagePanel):
    """A card for one step: its state, its instructions, and a button to tick a step that has no check."""

    def __init__(self, context: Context, tick: Callable[[bool], None]) -> None:
        super().__init__()
        self._context, self._tick = context, tick
        self._entry: ChecklistEntry | None = None
        self.row = ButtonRow()
        self.go = self.row.add_button(self._open_step)
        self.done = self.row.add_button(lambda: self._toggle_tick(on=True))
        self.reopen = self.row.add_button(lambda: self._toggle_tick(on=False), link=True)
        self.help = self.row.add_button(self._open_help, link=True)
        self.column.addWidget(self.row)

    def show_entry(self, entry: ChecklistEntry, *, leads: bool) -> None:
        """Show the state of a step; ``leads`` gives it the primary button."""
        show, self._entry = self._context.translate, entry
        title = show(entry.step.title)
        self.show_message(SIGNS[entry.state], title, "\n".join(self._describe_entry(entry)))
        self.setAccessibleName(title)
        open_ = entry.state is StepState.OPEN
        way = _make_step_button_text(self._context.app, entry)
        wanted: Mapping[QPushButton, tuple[Text, bool]] = {
            self.go: (way or N_("Open"), open_ and way is not None),
            self.done: (N_("I've done this"), open_ and entry.can_be_ticked),
            self.reopen: (N_("Not done yet"), entry.state is StepState.TICKED),
            self.help: (N_("Help with this step"), open_),
        }
        for button, (words, visible) in wanted.items():
            button.setText(show(words))
            button.setAccessibleName(
                shorten_to_one_line(self._context.make_row_button_label(show(words), title), 200)
            )
            button.setVisible(visible)
        self.row.setVisible(any(visible for _, visible in wanted.values()))
        set_button_primary(self.go, leads and way is not None)
        set_button_primary(self.done, leads and way is None)

    def _describe_entry(self, entry: ChecklistEntry) -> Sequence[str]:
        show, finding = self._context.translate, entry.result.finding if entry.result else None
        if entry.state is StepState.OPEN:
            found = show(finding.summary) if finding is not None else ""
            return [line for line in (found, show(entry.step.about)) if line]
        return [show(_SAID[entry.state])]

    def _toggle_tick(self, *, on: bool) -> None:
        self._tick(on)

    def _open_step(self) -> None:
        if self._entry is not None:
            _open_step_target(self._context, self._entry)

    def _open_help(self) -> None:
        if self._entry is None:
            return
        step, catalog = self._entry.step, self._context.app.catalog
        if step.topic and step.topic in catalog.topics:
            self._context.open(TicketTopicPage(step.topic))
        else:
            self._context.open(AskPage(words=self._context.translate(step.title)))


_SAID: Mapping[StepState, Text] = {
    StepState.PROVEN: N_("Done. We checked it."),
    StepState.TICKED: N_("You marked this as done."),
    StepState.UNCHECKED: N_("Checking…"),
}


def _make_step_button_text(app: App, entry: ChecklistEntry) -> Text | None:
    """Return the label of the button that opens the step's target, or None without a target."""
    step = entry.step
    if step.page:
        return N_("Open page")
    if step.check in app.catalog.checks and entry.result is not None and entry.result.finding is not None:
        return N_("Fix")
    return N_("Open settings") if step.settings and _has_settings_page(app, step.settings) else None


def _has_settings_page(app: App, name: str) -> bool:
    from selfhelp.machine.guidance.settings_pages import has_settings_page

    return has_settings_page(name, app.machine.platform)


def _open_step_target(context: Context, entry: ChecklistEntry) -> None:
    """Open the step's target: the organisation's page, a fix or a settings page; report failures."""
    step, app = entry.step, context.app
    if step.page:
        target = links.find_allowed_ticket_url(step.page)
        if target is None or not links.open_link(QUrl(target)):
            context.say(N_("No app on this computer can open the page."))
    elif step.check in app.catalog.checks and entry.result is not None and entry.result.finding is not None:
        fixable = app.catalog.is_finding_fixable(step.check, entry.result.finding)
        context.open(FixPage(step.check) if fixable else DiagnosisPage(complaint=step.check))
    elif step.settings:
        from selfhelp.machine.guidance.settings_pages import OpenPage

        def open_settings_page(progress: Progress) -> None:
            OpenPage(step.settings).perform(app.machine, progress)

        context.jobs.start_job(open_settings_page, failed=lambda error: context.say(error.user_message))


def _load_checklist(app: App, _progress: Progress) -> _ChecklistContents:
    from selfhelp.checklist.step_verification import drop_missing_checks

    steps = drop_missing_checks(app.list_checklist_steps(), app.catalog.checks, app.create_lookaheads())
    return _ChecklistContents(steps, app.checklist_store.load())


def _verify_steps(
    app: App, steps: Sequence[ChecklistStep], progress: Progress
) -> tuple[ChecklistProgress, Mapping[str, CheckResult]]:
    return app.verify_checklist(steps, progress)


def _save_tick(app: App, id_: str, on: bool, _progress: Progress) -> ChecklistProgress:
    place = app.checklist_store.load().add_tick(id_, datetime.now(UTC), on=on)
    app.checklist_store.save(place)
    return place
