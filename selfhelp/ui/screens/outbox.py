"""The outbox page: the items waiting to be sent, the reasons, and the actions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton, QVBoxLayout

from selfhelp.app.composition import App
from selfhelp.core.errors import SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import DeliveryState
from selfhelp.tickets.recipient import find_recipient, is_only_on_this_computer
from selfhelp.ui import theme
from selfhelp.ui.app_screen import AppScreen
from selfhelp.ui.context import Context
from selfhelp.ui.conversation.ticket_actions import delete_ticket, export_item, retry_sending
from selfhelp.ui.navigation import AskPage, OutboxPage, TicketsPage
from selfhelp.ui.outbox_lines import OutboxLine, list_undelivered_items
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.parts.outbox_item_card import OutboxItemCard
from selfhelp.ui.state_texts import (
    are_sent_automatically,
    describe_outlook,
    describe_retry,
    describe_unsent,
    join_sentences,
)
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.section_frame import order_by_layout, remove_widgets
from selfhelp.ui.widgets.status_icons import BUSY, NOTE, WARN
from selfhelp.ui.widgets.tab_order import make_text_tab_stop

SHOWN = 10
"""Number of cards shown at first and added by each click."""

Change = Callable[[App, Progress], object]


class OutboxScreen(AppScreen[OutboxPage]):
    """The screen with the tickets and replies that the help desk hasn't received, oldest first."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._waiting: Sequence[OutboxLine] | None = None
        self._kept = _Kept()
        self._trouble: Text | None = None
        self._point_at, self._left, self._most = "", "", SHOWN
        self.cards: dict[str, OutboxItemCard] = {}
        self._build_layout()

    # -- a screen ----------------------------------------------------------------------------------

    def title(self) -> str:
        """Return the page's heading in the current language."""
        return self.context.translate(N_("Outbox"))

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show = self.context.translate
        self.all.setText(show(N_("Send all again")))
        self.done.setText(show(N_("My tickets")))
        self.draft.setText(show(N_("Open draft")))
        for card in self.cards.values():
            card.show_item(card.waiting)
        self._update_summary()

    def on_shown(self, destination: OutboxPage | None) -> None:
        """Load the outbox, then set the focus, so that screen readers announce the page only once."""
        self._point_at = destination.report if destination is not None else self._left
        self.on_tickets_changed()
        if self._point_at in self.cards:
            self.cards[self._point_at].focus_first_button()
        elif self._waiting is not None:
            self._find_initial_focus().setFocus()

    def on_tickets_changed(self) -> None:
        """Load the outbox again."""
        self._trouble = None
        work = partial(_load_outbox, self.context.app)
        self.context.jobs.start_job(work, self._on_items_loaded, self._on_items_failed, owner=self)

    def on_hidden(self) -> None:
        """Remember the item whose button led to another page, for example to sign in."""
        focus = self.focusWidget()
        of_focus = (ref for ref, card in self.cards.items() if focus and card.isAncestorOf(focus))
        self._left = next(of_focus, "")

    def on_window_activated(self) -> None:
        """Update the times of the next attempts."""
        for card in self.cards.values():
            card.update_state()

    def shows_failed_attempt(self, ref: str) -> bool:
        """Return whether the item has a card; the card shows why an attempt failed."""
        return ref in self.cards

    def can_be_freed(self) -> bool:
        """Return whether no item's text is being edited."""
        return all(card.words.isHidden() for card in self.cards.values())

    # -- showing -----------------------------------------------------------------------------------

    def _on_items_loaded(self, loaded: tuple[Sequence[OutboxLine], _Kept]) -> None:
        waiting, self._kept = loaded
        before, self.cards = self.cards, {}
        self._waiting = waiting
        while any(one.ref == self._point_at for one in waiting[self._most :]):
            self._most += SHOWN
        for place, one in enumerate(waiting[: self._most]):
            card = before.pop(one.ref, None) or self._make_item_card(one)
            tried = card.waiting.attempt.sending and not one.attempt.sending
            card.show_item(one)
            if tried:
                announce_politely(self, card.describe())
            self.cards[one.ref] = card
            self._list.insertWidget(place, card)
            card.show()  # the layout would show it later, but it must take the focus now
        self._update_summary()
        focus = self.focusWidget()
        if any(gone.isAncestorOf(focus) for gone in before.values() if focus is not None):
            self._find_initial_focus().setFocus()  # before the focused widget is hidden
        remove_widgets(self._list, before.values())
        order_by_layout(self._list)
        if self._point_at in self.cards:
            self.cards[self._point_at].focus_first_button()
            self.scroll_to(self.cards[self._point_at])
        else:
            self.starts_at.emit(self._find_initial_focus())
        self._point_at = ""

    def _on_items_failed(self, error: SelfhelpError) -> None:
        self._trouble = error.user_message
        self._update_summary()

    def _update_summary(self) -> None:
        show, waiting = self.context.translate, self._waiting
        several = len(waiting or ()) > 1
        if not several and self.all.hasFocus():
            self._find_initial_focus().setFocus()  # before it is hidden
        self.all.setVisible(several)
        read = waiting is not None or self._trouble is not None
        self.done.setVisible(read)
        self.draft.setVisible(waiting is not None and self._kept.draft)
        self.panel.setFocusPolicy(Qt.FocusPolicy.TabFocus if read else Qt.FocusPolicy.NoFocus)
        for card in self.cards.values():
            card.set_primary_button(not several)
        self.more.setText(show(N_("Show more")))
        self.more.setVisible(len(waiting or ()) > self._most)
        if self._trouble is not None:
            self.panel.show_message(WARN, show(self._trouble), "")
        elif waiting is None:
            self.panel.show_message(BUSY, show(N_("Loading your outbox…")), "")
        elif not waiting:
            sign, text, about = _describe_empty(self.context.app, self._kept)
            self.panel.show_message(sign, show(text), show(about))
        else:
            automatic = are_sent_automatically(waiting)
            heading = show(describe_unsent([one.state for one in waiting], automatic=automatic))
            outlook = join_sentences(*map(show, describe_outlook(waiting, explained=False)))
            self.panel.show_message(BUSY if automatic else WARN, heading, outlook)
        self.panel.setAccessibleName(self.panel.heading.accessibleName())
        self.panel.setAccessibleDescription(self.panel.detail.accessibleName())

    def _find_initial_focus(self) -> QPushButton:
        """Return the button to focus first: "Send all again", the only item's, the draft's, or "Done"."""
        if not self.cards:
            return self.done if self.draft.isHidden() else self.draft
        return self.all if len(self._waiting or ()) > 1 else next(iter(self.cards.values())).buttons["send"]

    def _show_more_items(self) -> None:
        before = self._most
        self._most += SHOWN
        list(self.cards.values())[-1].focus_first_button()  # the button may be hidden, and has the focus
        self._on_items_loaded((self._waiting or (), self._kept))
        list(self.cards.values())[before].focus_first_button()

    def _make_item_card(self, waiting: OutboxLine) -> OutboxItemCard:
        card, ref = OutboxItemCard(self.context, waiting), waiting.ref
        card.again.connect(partial(self._retry_item, ref))
        card.exported.connect(partial(self._export_item, ref))
        card.deleted.connect(partial(self._change_outbox, partial(_delete_item, ref), DELETED))
        card.rewritten.connect(partial(self._rewrite_item, waiting))
        card.left_out.connect(partial(self._remove_item_file, waiting))
        return card

    # -- doing -------------------------------------------------------------------------------------

    def _change_outbox(self, change: Change, said: Text, *, then_send: bool = False) -> None:
        """Change the outbox on a pool thread, announce the change, and show the remaining items."""
        work = partial(change, self.context.app)
        self.context.jobs.start_job(
            work, partial(self._on_outbox_changed, said, then_send), self._on_outbox_change_failed, owner=self
        )

    def _on_outbox_changed(self, said: Text, then_send: bool, _nothing: object) -> None:
        announce_politely(self, self.context.translate(said))
        if then_send:
            self.context.deliver()
        self.on_tickets_changed()
        if not self.focusWidget():
            self.done.setFocus()

    def _on_outbox_change_failed(self, error: SelfhelpError) -> None:
        self.context.say(error.user_message)
        self.on_tickets_changed()

    def _retry_item(self, ref: str | None) -> None:
        state = self.cards[ref].waiting.state if ref in self.cards else DeliveryState.QUEUED
        self._change_outbox(partial(_retry_sending, ref), describe_retry(state)[1], then_send=True)

    def _rewrite_item(self, waiting: OutboxLine, text: str) -> None:
        self._change_outbox(partial(_rewrite_item_text, waiting, text), CHANGED, then_send=True)

    def _remove_item_file(self, waiting: OutboxLine, name: str) -> None:
        said = N_("{name} was removed. Sending…", name=name[:120])
        self._change_outbox(partial(_drop_item_file, waiting, name), said, then_send=True)

    def _export_item(self, ref: str) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.context.translate(N_("Choose a folder")))
        if chosen:
            work = partial(export_item, self.context.app, ref, Path(chosen))
            self.context.jobs.start_job(
                work, self._on_item_exported, self._on_outbox_change_failed, owner=self
            )

    def _on_item_exported(self, folder: Path) -> None:
        self.context.say(N_("Saved to {folder}.", folder=str(folder)[-200:]))

    # -- building ----------------------------------------------------------------------------------

    def _build_layout(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_5, theme.SPACE_1, theme.SPACE_5, theme.SPACE_5)
        column.setSpacing(theme.SPACE_3)
        self.panel, self._list, buttons = MessagePanel(), QVBoxLayout(), ButtonRow()
        self._list.setSpacing(theme.SPACE_3)
        self.all: QPushButton = buttons.add_button(lambda: self._retry_item(None), primary=True)
        self.draft: QPushButton = buttons.add_button(lambda: self.context.open(AskPage()))
        self.draft.hide()
        self.done: QPushButton = buttons.add_button(lambda: self.context.open(TicketsPage()))
        make_text_tab_stop(self.panel)
        column.addWidget(self.panel)
        column.addWidget(buttons)
        column.addLayout(self._list)
        self.more = QPushButton()
        self.more.clicked.connect(self._show_more_items)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What else is on this computer: tickets that no help desk has, tickets that one has, and a draft."""

    local: bool = False
    sent: bool = False
    draft: bool = False


def _load_outbox(app: App, progress: Progress) -> tuple[Sequence[OutboxLine], _Kept]:
    """Return the undelivered items; if there are none, also what else is on this computer."""
    from selfhelp.tickets.form.earlier_drafts import list_all_unsent_summaries

    waiting = list_undelivered_items(app, progress)
    if waiting:
        return waiting, _Kept()
    items = app.get_outbox().list_items()
    local = [item for item in items if is_only_on_this_computer(app.policy, app.places, item)]
    draft = list_all_unsent_summaries(app.drafts, app.earlier_drafts, app.get_outbox)
    return waiting, _Kept(bool(local), len(items) > len(local), bool(draft))


def _describe_empty(app: App, kept: _Kept) -> tuple[str, Text, Text | str]:
    """Return icon, heading and detail for an empty outbox: what stays on this computer.

    Nothing is said to have been sent: the user may have deleted it.
    """
    about: Text | str = ""
    if not find_recipient(app.policy).reaches_people:
        about = N_("Your tickets are saved on this computer. They aren't sent to a help desk.")
    elif kept.local and kept.sent:
        about = N_("Some tickets are saved only on this computer.")
    elif kept.local:
        about = N_("Your tickets are saved only on this computer. To send one, open it under “My tickets”.")
    elif kept.draft:
        about = N_("Nothing else is waiting to be sent.")
    heading = N_("Your draft hasn't been sent") if kept.draft else N_("Nothing is waiting to be sent")
    return NOTE, heading, about


CHANGED = N_("Changes saved. Sending…")
DELETED = N_("Deleted from this computer.")


def _retry_sending(ref: str | None, app: App, progress: Progress) -> None:
    retry_sending(app, ref, progress)


def _delete_item(ref: str, app: App, progress: Progress) -> None:
    delete_ticket(app, ref, progress)


def _rewrite_item_text(waiting: OutboxLine, text: str, app: App, _progress: Progress) -> None:
    app.get_outbox().edit_item_texts(waiting.ref, body=app.hide_secrets(text))
    _update_sent_record(waiting, app)


def _drop_item_file(waiting: OutboxLine, name: str, app: App, _progress: Progress) -> None:
    app.get_outbox().drop_item_file(waiting.ref, name)
    _update_sent_record(waiting, app)


def _update_sent_record(waiting: OutboxLine, app: App) -> None:
    """Update the sent record of an item after the item was changed."""
    if waiting.kind == "ticket":
        app.sent_records.add_record(app.get_outbox(), waiting.ref, app.policy.desk.connector)
