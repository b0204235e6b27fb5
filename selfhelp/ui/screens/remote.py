"""The page for remote support: verify the caller, read their permissions, start and end the tool."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout

from selfhelp.app.contact import find_contact_now
from selfhelp.core.errors import SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine.apps.remote_tools import INSECURE, NOT_INSTALLED
from selfhelp.remote.remote_support import CANNOT, OFF, SEES, RemoteSupport, ToolOffer, format_ticket_line
from selfhelp.remote.tools import RemoteTool
from selfhelp.tickets.following.call_details import CallDetails, list_call_details
from selfhelp.ui import links, theme
from selfhelp.ui.app_screen import AppScreen
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import AskPage, RemotePage
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.parts.remote_session_card import RemoteSessionCard
from selfhelp.ui.parts.verify_caller_card import VerifyCallerCard
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.section_frame import SectionFrame, clear_layout
from selfhelp.ui.widgets.status_icons import BUSY, UNKNOWN, WARN
from selfhelp.ui.widgets.tab_order import make_text_tab_stop

if TYPE_CHECKING:
    from selfhelp.app.composition import App


@dataclass(frozen=True, slots=True)
class _RemoteOptions:
    """The available remote support tools, and the tickets for which they may be used."""

    allowed: bool
    download: str
    offers: Sequence[ToolOffer]
    sheets: Sequence[CallDetails]
    phone: str = ""

    @property
    def can_start(self) -> bool:
        """Whether a tool can be started now, or downloaded and started then."""
        return bool(self.download) or any(offer.is_ready for offer in self.offers)


class RemoteScreen(AppScreen[RemotePage]):
    """The screen with the steps of remote support; a tool starts only after a click on its button."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._look: _RemoteOptions | None = None
        self._report, self._busy = "", False
        self._offer: ToolOffer | None = None
        self.state, self.caller, self.rules = MessagePanel(), VerifyCallerCard(context), SectionFrame()
        self.tools, self.started = SectionFrame(), RemoteSessionCard(context)
        self._rules, self._buttons = QGridLayout(), QVBoxLayout()
        self._rules.setColumnStretch(1, 1)
        make_text_tab_stop(self.caller)
        make_text_tab_stop(self.rules)
        self.rules.body.addLayout(self._rules)
        self.tools.body.addLayout(self._buttons)
        self.caller.chosen.connect(lambda: self.started.show_ticket(self.caller.chosen_ticket))
        self.started.told.connect(self._add_tool_id_to_ticket)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_5, theme.SPACE_2, theme.SPACE_5, theme.SPACE_4)
        column.setSpacing(theme.SPACE_4)
        for part in (self.state, self.caller, self.rules, self.tools, self.started):
            column.addWidget(part)
        column.addStretch(1)

    # -- a screen ----------------------------------------------------------------------------------

    def title(self) -> str:
        """Return the page's heading in the current language."""
        return self.context.translate(N_("Get remote help"))

    def retranslate(self) -> None:
        """Update all text to the current language."""
        self.caller.retranslate()
        self.started.retranslate()
        self._update_page()
        if self._look is not None:  # reload the texts in the new language
            self._load_options(self._on_options_loaded)

    def on_shown(self, destination: RemotePage | None) -> None:
        """Load the available tools."""
        if destination is not None and destination.report:
            self._report = destination.report
        self._load_options(self._on_first_options_loaded)

    def can_be_freed(self) -> bool:
        """Return whether no tool is being started."""
        return not self._busy

    # -- looking -----------------------------------------------------------------------------------

    def _load_options(self, have: Callable[[_RemoteOptions], None]) -> None:
        self.context.jobs.start_job(
            partial(_load_remote_options, self.context.app), have, self._on_options_failed, owner=self
        )

    def _on_options_loaded(self, look: _RemoteOptions) -> None:
        self._look = look
        meant = self.caller.chosen_ticket
        self.caller.show_tickets(look.sheets, self._report or (meant.report if meant else ""), look.phone)
        self._update_page()

    def _on_first_options_loaded(self, look: _RemoteOptions) -> None:
        self._on_options_loaded(look)
        self.started.show_ticket(self.caller.chosen_ticket)

    def _focus_first_tool(self) -> None:
        """Focus the first tool's button."""
        first = self._buttons.itemAt(0)
        row = first.widget() if first is not None else None
        if isinstance(row, ButtonRow) and not self.tools.isHidden():
            row.get_first_button().setFocus()

    def _on_options_failed(self, error: SelfhelpError) -> None:
        self.state.show_message(WARN, self.context.translate(error.user_message), "")
        self.state.show()

    def _update_page(self) -> None:
        """Show the parts of the page for the current state."""
        show, look = self.context.translate, self._look
        usable = look is not None and look.allowed
        for part in (self.caller, self.tools):
            part.setVisible(usable)
        self.rules.setVisible(look is not None and usable and look.can_start)
        self.started.setVisible(self._offer is not None)
        self.state.setVisible(not usable)
        if look is None:
            self.state.show_message(BUSY, show(N_("Loading…")), "")
        elif not look.allowed:
            self.state.show_message(UNKNOWN, show(OFF), "")
        else:
            self._rebuild_rules()
            self._rebuild_tools(look)

    def _rebuild_rules(self) -> None:
        show = self.context.translate
        self.rules.set_heading(show(N_("What the technician can see and do")))
        clear_layout(self._rules)
        rules = [show(text) for text in (*SEES, *CANNOT)]
        self.rules.setAccessibleDescription(" ".join(rules))
        for row, text in enumerate(rules):
            mark = PlainLabel("•")
            mark.setFixedWidth(mark.fontMetrics().horizontalAdvance("• "))
            self._rules.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
            self._rules.addWidget(PlainLabel(text), row, 1)

    def _rebuild_tools(self, look: _RemoteOptions) -> None:
        show = self.context.translate
        ready = [offer.tool for offer in look.offers if offer.is_ready]
        clear_layout(self._buttons)
        by_phone = N_("Call the help desk.")
        about = (
            N_("You start remote support yourself, and you can end it at any time.") if ready else by_phone
        )
        heading = (
            N_("Start when you're ready") if ready else N_("Remote support isn't available on this computer")
        )
        self.tools.set_heading(show(heading), show(about))
        row = ButtonRow()
        for number, tool in enumerate(ready):
            button = row.add_button(
                partial(self._start_tool, tool), primary=number == 0 and self._offer is None
            )
            words = show(N_("I agree: start {tool}", tool=tool.title))
            button.setText(words.replace("&", "&&"))  # a single & would underline a letter
            button.setAccessibleName(words)
            button.setEnabled(not self._busy)
        if look.download:
            page = row.add_button(
                partial(self._open_download_page, look.download), primary=not ready, link=bool(ready)
            )
            page.setText(show(N_("Get the tool from your organisation")))
        if ready or look.download:
            self._buttons.addWidget(row)
        for line in _list_obstacles(look.offers, every=not ready):
            self._buttons.addWidget(PlainLabel(show(line), "small"))

    # -- doing -------------------------------------------------------------------------------------

    def _start_tool(self, tool: RemoteTool) -> None:
        if self._busy:
            return
        self._busy = True
        sheet, handover = self.caller.chosen_ticket, self.context.app.remote_support
        number, reference = (sheet.number, sheet.reference) if sheet else ("", "")
        self._update_page()
        work = partial(_start_tool, handover, tool.id, number, reference)
        self.context.jobs.start_job(work, self._on_tool_started, self._on_start_failed, owner=self)

    def _on_tool_started(self, offer: ToolOffer) -> None:
        self._offer = offer
        self.started.show_started_tool(offer.tool)
        self._update_page()
        announce_politely(self, self.started.heading.accessibleName())
        self.scroll_to(self.started)
        work = partial(_read_tool_id, self.context.app.remote_support, offer)
        self.context.jobs.start_job(work, self._on_tool_id_read, self._on_tool_id_failed, owner=self)

    def _on_start_failed(self, error: SelfhelpError) -> None:
        self._busy = False
        self._update_page()
        self._focus_first_tool()
        self.context.say(error.user_message)

    def _on_tool_id_read(self, id_: str) -> None:
        self._busy = False
        self._update_page()
        self.started.show_tool_id(id_)
        self.scroll_to(self.started)

    def _on_tool_id_failed(self, _error: SelfhelpError) -> None:
        self._on_tool_id_read("")

    def _add_tool_id_to_ticket(self, id_: str) -> None:
        sheet = self.caller.chosen_ticket
        if self._offer is None:
            return
        if sheet is None:  # put the ID into the form, for the user to review
            self.context.open(AskPage(words=format_ticket_line(self._offer.tool, id_)))
            return
        work = partial(_store_id_in_ticket, self.context.app, sheet.report, self._offer.tool, id_)
        self.context.jobs.start_job(work, self._on_tool_id_sent, self._on_tool_id_send_failed, owner=self)

    def _on_tool_id_sent(self, _ref: str) -> None:
        self.started.show_id_added_to_ticket()
        self.context.say(N_("Added to your ticket."))
        self.context.deliver()

    def _on_tool_id_send_failed(self, error: SelfhelpError) -> None:
        self.started.retranslate()
        self.context.say(error.user_message)

    def _open_download_page(self, address: str) -> None:
        """Open the organisation's download page in the browser; the app itself downloads nothing."""
        target = links.find_allowed_ticket_url(address)
        if target is None or not links.open_link(target):
            self.context.say(N_("No app on this computer can open the page."))


def _list_obstacles(offers: Sequence[ToolOffer], *, every: bool) -> Sequence[Text]:
    """Return why tools can't be started; with ``every``, also one line of those that aren't installed."""
    lines = [
        N_("{tool}: {reason}", tool=offer.tool.title, reason=offer.found.unavailable_reason or OFF)
        for offer in offers
        if offer.found.obstacle == INSECURE
    ]
    absent = [offer.tool.title for offer in offers if offer.found.obstacle == NOT_INSTALLED]
    return [*lines, N_("Not installed: {tools}", tools=", ".join(absent))] if every and absent else lines


def _load_remote_options(app: App, _progress: Progress) -> _RemoteOptions:
    handover = app.remote_support
    sheets = list_call_details(app.get_outbox(), app.translator.language) if handover.is_allowed else ()
    phone = find_contact_now(app).phone
    return _RemoteOptions(handover.is_allowed, handover.download_page, handover.list_offers(), sheets, phone)


def _start_tool(
    handover: RemoteSupport, id_: str, number: str, reference: str, _progress: Progress
) -> ToolOffer:
    return handover.start_remote_tool(id_, number, reference)


def _read_tool_id(handover: RemoteSupport, offer: ToolOffer, progress: Progress) -> str:
    return handover.read_tool_id_when_ready(offer, progress)


def _store_id_in_ticket(app: App, report: str, tool: RemoteTool, id_: str, _progress: Progress) -> str:
    return app.remote_support.add_id_to_ticket(app.get_outbox(), report, tool, id_)
