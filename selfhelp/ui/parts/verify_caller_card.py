"""The card for verifying a caller with the two verification words of a ticket."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from selfhelp.app.contact import use_non_breaking_spaces
from selfhelp.core.text import N_
from selfhelp.remote.remote_support import NEVER_ASKED
from selfhelp.tickets.following.call_details import CallDetails
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.widgets.dropdown import Dropdown
from selfhelp.ui.widgets.label import PlainLabel, shorten_to_one_line
from selfhelp.ui.widgets.section_frame import SectionFrame

SUBJECT = 60
"""Maximum characters of a subject in the list of tickets."""


class VerifyCallerCard(SectionFrame):
    """A ticket's verification words, and a warning about questions that genuine callers never ask.

    Signals:
        chosen: another ticket was chosen.
    """

    chosen = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._sheets: Sequence[CallDetails] = ()
        self._phone = ""
        self.label, self.tickets = PlainLabel("", "sub"), Dropdown()
        self.tickets.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.tickets.setMinimumContentsLength(12)
        self.label.setBuddy(self.tickets)
        self.words, self.how = PlainLabel("", "spoken"), PlainLabel()
        self.number, self.never = PlainLabel("", "sub"), PlainLabel("", "banner")
        self.back = PlainLabel()
        self.never.setContentsMargins(theme.SPACE_3, theme.SPACE_2, theme.SPACE_3, theme.SPACE_2)
        for part in (self.label, self.tickets, self.how, self.words, self.number, self.back, self.never):
            self.body.addWidget(part)
        self.tickets.currentIndexChanged.connect(self._on_ticket_changed)

    @property
    def chosen_ticket(self) -> CallDetails | None:
        """The chosen ticket, or None without tickets."""
        index = self.tickets.currentIndex()
        return self._sheets[index] if 0 <= index < len(self._sheets) else None

    def show_tickets(self, sheets: Sequence[CallDetails], report: str, phone: str) -> None:
        """Show the user's tickets, and choose a ticket.

        Args:
            sheets: the user's tickets.
            report: reference of the ticket to choose; if the card doesn't list it, the first ticket is
                chosen.
            phone: the help desk's own number, to call back; "" if unknown.
        """
        self._sheets, self._phone = sheets, phone
        self.tickets.blockSignals(True)
        self.tickets.clear()
        for sheet in sheets:
            name, subject = (
                shorten_to_one_line(sheet.spoken_number, 40),
                shorten_to_one_line(self._context.translate(sheet.subject), SUBJECT),
            )
            self.tickets.addItem(self._context.make_row_button_label(name, subject))
        index = next((n for n, sheet in enumerate(sheets) if sheet.report == report), 0)
        self.tickets.setCurrentIndex(index if sheets else -1)
        self.tickets.blockSignals(False)
        self.retranslate()

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show, sheet = self._context.translate, self.chosen_ticket
        self.set_heading(show(N_("Verify the caller")))
        self.label.setText(show(N_("Ticket")))
        for part in (self.label, self.tickets):
            part.setVisible(len(self._sheets) > 1)
        words = sheet.words if sheet else None
        self.words.setText(" ".join(words) if words else "")
        self.words.setVisible(bool(words))
        self.how.setText(show(_SAYS if words else _UNKNOWN))
        back = N_(
            "If in doubt, hang up and call the help desk: {phone}", phone=use_non_breaking_spaces(self._phone)
        )
        self.back.setText(show(back))
        self.back.setVisible(bool(self._phone))
        number = N_("Your ticket: {number}", number=sheet.spoken_number[:80]) if sheet else None
        self.number.setText(show(number) if number else "")
        self.number.setVisible(number is not None)
        self.never.setText(show(NEVER_ASKED))
        said = (self.how, self.words, self.number, self.back, self.never)
        self.setAccessibleDescription(" ".join(part.accessibleName() for part in said if not part.isHidden()))

    def _on_ticket_changed(self) -> None:
        self.retranslate()
        self.chosen.emit()


_SAYS = N_("A genuine caller knows these verification words. Ask for them. Never say them first.")
_UNKNOWN = N_(
    "This ticket has no verification words. If someone called you, hang up and call the help desk "
    "on the number you know."
)
