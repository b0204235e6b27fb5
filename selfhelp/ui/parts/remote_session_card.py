"""The card of a started remote support tool: the tool's ID, and instructions to end the session."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication

from selfhelp.core.text import N_, Text
from selfhelp.machine.apps.remote_tools import format_tool_id, normalise_tool_id
from selfhelp.remote.tools import CODE, RemoteTool
from selfhelp.tickets.following.call_details import CallDetails
from selfhelp.ui.context import Context
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.line_input import LineInput
from selfhelp.ui.widgets.section_frame import SectionFrame


class RemoteSessionCard(SectionFrame):
    """The ID of a started tool, with buttons to copy the ID or add it to a ticket.

    Signals:
        told: the user wants to add the ID to a ticket; carries the ID.
    """

    told = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.tool: RemoteTool | None = None
        self._id, self._reading, self._added = "", False, False
        self._sheet: CallDetails | None = None
        self.id, self.field = PlainLabel("", "code"), LineInput()
        self.id.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.field.setMaxLength(20)
        self.field.textChanged.connect(self._on_id_typed)
        self.typing, self.ending = PlainLabel("", "sub"), PlainLabel()
        self.typing.setBuddy(self.field)
        buttons = ButtonRow()
        self.add = buttons.add_button(self._request_adding_id, primary=True)
        self.copy = buttons.add_button(self._copy_tool_id)
        for part in (self.id, self.typing, self.field, buttons, self.ending):
            self.body.addWidget(part)

    @property
    def tool_id(self) -> str:
        """The tool's ID, read from the tool or typed by the user; "" if unknown."""
        return self._id or normalise_tool_id(self.field.text())

    def show_started_tool(self, tool: RemoteTool) -> None:
        """Show that a tool was started, while its ID is being read."""
        self.tool, self._id, self._added = tool, "", False
        self._reading = not tool.own_code
        self.field.clear()
        self.retranslate()

    def show_tool_id(self, id_: str) -> None:
        """Show the tool's ID; for "", show a field for the user to type the ID."""
        self._id, self._reading = id_, False
        self.retranslate()
        announce_politely(self, self.about.accessibleName())
        if self.tool is not None and self.tool.own_code:
            return
        (self.add if id_ else self.field).setFocus()

    def show_id_added_to_ticket(self) -> None:
        """Show that the ID was added to the ticket."""
        self._added = True
        self.retranslate()
        self.copy.setFocus()

    def show_ticket(self, sheet: CallDetails | None) -> None:
        """Show the ticket to which the ID can be added; None stands for a new ticket."""
        self._sheet = sheet
        self._added = False
        self.retranslate()

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show, tool = self._context.translate, self.tool
        if tool is None:
            return
        self.set_heading(
            show(N_("{tool} has started.", tool=tool.title)), show(self._make_next_instruction(tool))
        )
        self.id.setText(format_tool_id(self._id))
        self.id.setAccessibleName(" ".join(self._id))  # read out digit by digit
        typed = not (self._id or self._reading or tool.own_code)
        self.id.setVisible(bool(self._id))
        for part in (self.typing, self.field):
            part.setVisible(typed)
        self.typing.setText(show(N_("ID shown in the tool's window")))
        self.ending.setText(show(N_("To end the session: {how}", how=tool.ending)))
        self._update_buttons()

    def _update_buttons(self) -> None:
        """Show the buttons that the state allows."""
        show, tool = self._context.translate, self.tool
        waits = self._reading or tool is None or tool.own_code
        name = self._sheet.spoken_number[:40] if self._sheet else ""
        add = N_("Add the ID to ticket {number}", number=name) if name else N_("Create a ticket with this ID")
        text = N_("Added to your ticket") if self._added else add
        self.add.setText(show(text).replace("&", "&&"))
        self.add.setAccessibleName(show(text))
        self.add.setVisible(not waits)
        self.add.setEnabled(bool(self.tool_id) and not self._added)
        self.copy.setText(show(N_("Copy the ID")))
        self.copy.setVisible(not waits and bool(self.tool_id))

    def _make_next_instruction(self, tool: RemoteTool) -> Text:
        if tool.own_code:
            return CODE
        if self._reading:
            return N_("Getting the ID…")
        if self._id:
            return N_(
                "Give this ID to the technician and no one else. The help desk never needs your password."
            )
        return N_("The ID is shown in the tool's window. Give it to the technician and no one else.")

    def _on_id_typed(self) -> None:
        self._update_buttons()

    def _request_adding_id(self) -> None:
        self.add.setEnabled(False)
        self.told.emit(self.tool_id)

    def _copy_tool_id(self) -> None:
        QApplication.clipboard().setText(self.tool_id)
        self._context.say(N_("Copied."))
