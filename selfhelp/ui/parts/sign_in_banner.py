"""A banner for tickets that wait for a sign-in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from selfhelp.core.text import N_
from selfhelp.network.failures import is_proxy_sign_in_needed
from selfhelp.tickets.outbox.stored_messages import is_waiting_for_sign_in
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import SignInPage
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.state_texts import describe_outlook, describe_unsent, join_sentences
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.status_icons import WARN

if TYPE_CHECKING:
    from selfhelp.tickets.outbox.outbox import OutboxItem


class SignInBanner(MessagePanel):
    """A banner with the number of items that wait for a sign-in; hidden if no item does."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._proxy = False
        buttons = ButtonRow()
        self.go = buttons.add_button(self._open_sign_in, primary=True)
        self.column.addWidget(buttons)
        self.hide()

    def show_waiting_items(self, items: Sequence[OutboxItem]) -> None:
        """Show the number of items that wait for a sign-in; hide the banner if no item does."""
        show = self._context.translate
        signing = [item for item in items if is_waiting_for_sign_in(item.stage, item.reason)]
        waiting = signing or [item for item in items if is_proxy_sign_in_needed(item.reason)]
        self._proxy = not signing and bool(waiting)
        self.setVisible(bool(waiting))
        if not waiting:
            return
        heading = describe_unsent([item.state for item in waiting], automatic=False)
        reasons = dict.fromkeys(item.reason for item in waiting if item.reason is not None)
        told = [*reasons, *describe_outlook(waiting)]
        self.show_message(WARN, show(heading), join_sentences(*map(show, told)))
        self.go.setText(show(N_("Sign in")))

    def _open_sign_in(self) -> None:
        self._context.open(SignInPage(ask_proxy=self._proxy))
