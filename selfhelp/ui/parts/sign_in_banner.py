"""A banner for tickets that wait for a sign-in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from selfhelp.core.text import N_, NN_
from selfhelp.core.ticket import DeliveryState
from selfhelp.network.failures import is_proxy_sign_in_needed
from selfhelp.tickets.outbox.stored_text import is_waiting_for_keyring, is_waiting_for_sign_in
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import SignInPage
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.signs import WARN

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
        waiting = [item for item in items if is_waiting_for_sign_in(item.stage, item.reason)]
        behind = [item for item in items if is_proxy_sign_in_needed(item.reason)]
        self._proxy = not waiting and bool(behind)
        count = len(waiting) or len(behind)
        self.setVisible(count > 0)
        if not count:
            return
        reason = (waiting or behind)[0].reason
        heading = NN_("Sign in to send {count} ticket", "Sign in to send {count} tickets", count=count)
        if any(item.state is DeliveryState.UNKNOWN for item in waiting):
            heading = NN_(
                "{count} ticket is waiting for you to sign in",
                "{count} tickets are waiting for you to sign in",
                count=count,
            )
        if waiting and all(is_waiting_for_keyring(item.stage, item.reason) for item in waiting):
            heading = NN_(
                "Unlock your keyring to send {count} ticket",
                "Unlock your keyring to send {count} tickets",
                count=count,
            )
        self.show_message(WARN, show(heading), show(reason) if reason is not None else "")
        self.go.setText(show(N_("Sign in")))

    def _open_sign_in(self) -> None:
        self._context.open(SignInPage(ask_proxy=self._proxy))
