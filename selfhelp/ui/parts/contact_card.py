"""The help desk's contact details: a card for urgent cases, and a line for the home page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from selfhelp.app.contact import (
    Contact,
    HelpDeskAvailability,
    LinkVariables,
    read_link_variables,
    use_non_breaking_spaces,
)
from selfhelp.core.errors import SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.ui import links, theme
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import EmergencyPage
from selfhelp.ui.widgets.card_list import CardContent
from selfhelp.ui.widgets.flow_layout import FlowLayout
from selfhelp.ui.widgets.icon_buttons import IconButton
from selfhelp.ui.widgets.label import PlainLabel, normalise_for_search
from selfhelp.ui.widgets.primary_button import set_button_primary
from selfhelp.ui.widgets.section_frame import SectionFrame

if TYPE_CHECKING:
    from selfhelp.app.composition import App

ENOUGH = 12
"""Minimum length of a typed text that may match the beginning of a button's label, in characters."""


DAY = 24 * 60 * 60
"""Maximum time until the opening status is updated, in seconds; a timer can't run for months."""

ALSO_SAID: Mapping[str, Sequence[str]] = {
    "work": ("i cannot work at all", "i cant work at all", "je ne peux plus travailler"),
    "mail": ("suspicious mail", "suspicious e-mail", "mail suspect", "e-mail suspect"),
    "device": ("stolen laptop", "lost laptop", "stolen phone", "lost phone", "telephone vole"),
}
"""Other names of the emergencies, folded by `normalise_for_search`."""


class ContactCard(SectionFrame):
    """A card with the help desk's phone number, opening hours, chat and location.

    The number is shown large. "Call" is offered only if an app on this computer can dial; otherwise the user
    can copy the number.

    Signals:
        dialling_known: this computer can dial.
    """

    dialling_known = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._ticket = self._reference = ""
        self._asked = self._is_urgent = self.dials = self._is_named = self._other_device = False
        self._name, self.number = PlainLabel(), PlainLabel("", "spoken")
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.standing, self.place = PlainLabel(), PlainLabel("", "sub")
        self.call, self.write, self.chat, self.map = (QPushButton() for _ in range(4))
        self.call.clicked.connect(self._call_or_copy_number)
        self.write.clicked.connect(lambda: self._open_link(self.find_current_contact().email_link))
        self.chat.clicked.connect(lambda: self._open_expanded_link("chat"))
        self.map.clicked.connect(lambda: self._open_expanded_link("map"))
        self._change = QTimer(self, singleShot=True)
        self._change.timeout.connect(self.update_contact_details)
        first, buttons = FlowLayout(spacing=theme.SPACE_3), FlowLayout()
        for part in (self.number, self.call):  # one line, so that the smallest window shows what follows
            first.addWidget(part)
        for button in (self.write, self.chat, self.map):
            buttons.addWidget(button)
        self.body.addWidget(self._name)
        self.body.addLayout(first)
        self.body.addWidget(self.standing)
        self.body.addLayout(buttons)
        self.body.addWidget(self.place)

    def remove_frame(self) -> None:
        """Remove the card's frame, margins and heading, for a card inside an urgent answer.

        The answer says to call, and on the smallest window the steps below stay in sight. While the help desk
        is closed, the card says what to do instead.
        """
        self.setObjectName("")
        self._is_urgent = True
        self.body.setContentsMargins(0, theme.SPACE_2, 0, theme.SPACE_2)
        self.body.setSpacing(theme.SPACE_1)
        self.heading.hide()

    def set_named(self, named: bool) -> None:
        """Set whether other numbers are shown above: a label then says whose number this is.

        The card then doesn't ask for a ticket, which isn't what to do first in a fire. Its number is smaller,
        so that the first step stays in sight below it on the smallest window.
        """
        if named != self._is_named:
            self._is_named = named
            self.number.setObjectName("h2" if named else "spoken")
            self.number.style().unpolish(self.number)
            self.number.style().polish(self.number)
            self.update_contact_details()

    def set_other_device(self, other_device: bool) -> None:
        """Set whether the user can't or mustn't send anything from this computer."""
        self._other_device = other_device

    @property
    def leads(self) -> bool:
        """Whether the button beside the number is primary: it dials, or nothing can be sent from here."""
        return self.dials or self._other_device

    def set_ticket(self, ticket: str = "", reference: str = "") -> None:
        """Set the ticket number and the reference for the variables in links."""
        self._ticket, self._reference = ticket, reference

    def update_contact_details(self) -> bool:
        """Update the contact details; return whether the policy contains any."""
        now, show = self.find_current_contact(), self._context.translate
        self.set_heading(show(now.make_contact_heading()))
        self._name.setText(show(N_("Help desk")))
        self.number.setText(use_non_breaking_spaces(now.phone))
        self.call.setText(show(N_("Call") if self.dials else N_("Copy")))
        said = N_("Call {phone}", phone=now.phone) if self.dials else N_("Copy {phone}", phone=now.phone)
        self.call.setAccessibleName(show(said))
        set_button_primary(self.call, self.leads and not self._is_named)
        self.number.setMinimumHeight(self.call.sizeHint().height())  # both are centred on one line
        self.write.setText(show(N_("Email {address}", address=now.email)))
        self.chat.setText(show(N_("Chat")))
        self.map.setText(show(N_("Show on a map")))
        tells = self._is_urgent and (now.after_hours or not self._is_named)
        urgent = now.describe_urgent_contact(other_device=self._other_device) if tells else None
        opening = (show(now.describe_availability() or ""), now.hours, show(urgent or ""))
        self.standing.setText(" ".join(part for part in opening if part))
        self.place.setText(now.place)
        for part, there in (
            (self._name, self._is_named and now.phone),
            (self.number, now.phone),
            (self.standing, self.standing.text()),
            (self.call, now.phone),
            (self.write, now.email and not (self._other_device and now.phone)),
            (self.chat, now.chat),
            (self.map, now.map),
            (self.place, now.place),
        ):
            part.setVisible(bool(there))
        if now.phone and not self._asked:
            self._asked = True
            work = partial(can_dial_numbers, self._context.app)
            self._context.jobs.start_job(work, self._on_dialler_checked, owner=self)
        _update_at_next_change(self._change, now)
        return bool(now)

    def _on_dialler_checked(self, dials: bool) -> None:
        """Show Call or Copy, depending on whether this computer can dial."""
        if dials:
            self.dials = True
            self.update_contact_details()
            self.dialling_known.emit()

    def _call_or_copy_number(self) -> None:
        """Call the number, or copy it to the clipboard."""
        now = self.find_current_contact()
        if self.dials:
            self._open_link(now.phone_link)
            return
        QApplication.clipboard().setText(now.phone)
        self._context.say(N_("Copied: {what}", what=now.phone))

    def find_current_contact(self, about: LinkVariables | None = None) -> Contact:
        """Return the current contact options, with the variables in links replaced."""
        reception = HelpDeskAvailability(self._context.app.policy.support)
        return reception.find_current_contact(self._context.translator.language, about)

    def _open_expanded_link(self, way: str) -> None:
        """Fill in a link's variables on a pool thread, then open it."""
        app = self._context.app

        def read_variables(_progress: Progress) -> LinkVariables:
            return read_link_variables(app.policy, app.machine, app.login, self._ticket, self._reference)

        def open_with_variables(about: LinkVariables) -> None:
            now = self.find_current_contact(about)
            self._open_link(now.chat if way == "chat" else now.map)

        self._context.jobs.start_job(read_variables, open_with_variables, owner=self)

    def _open_link(self, url: str) -> None:
        target = links.find_allowed_contact_url(url)
        if target is None or not links.open_link(target):
            self._context.say(
                N_("No app on this computer can open this link. Use your phone or your browser.")
            )


def _update_at_next_change(timer: QTimer, now: Contact) -> None:
    """Start a timer that ends when the help desk opens or closes, or after a day; stop it without hours."""
    changes = now.standing.changes if now.standing is not None else None
    if changes is None:
        timer.stop()
        return
    ahead = max((changes - datetime.now(UTC)).total_seconds(), 0) + 1
    timer.start(round(min(ahead, DAY) * 1000))


def can_dial_numbers(app: App, _progress: Progress) -> bool:
    """Return whether an app on this computer can dial; False if the check fails."""
    from selfhelp.machine.apps.telephone import DIALLER

    try:
        return DIALLER.read(app.machine)
    except SelfhelpError:
        return False


class ContactLine(QWidget):
    """A line with the emergency topics, and the help desk's number and opening hours."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._words = PlainLabel("", "small")
        self._change = QTimer(self, singleShot=True)
        self._change.timeout.connect(self.update_contact_details)
        self.cannot_work, self.mail, self.device = (
            IconButton("alarm"),
            IconButton("mail"),
            IconButton("device"),
        )
        row = FlowLayout(spacing=theme.SPACE_1)
        for button, kind in ((self.cannot_work, "work"), (self.mail, "mail"), (self.device, "device")):
            button.setProperty("quiet", True)
            button.clicked.connect(partial(context.open, EmergencyPage(kind)))
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_1)
        column.addWidget(self._words)
        column.addLayout(row)

    def make_emergency_cards(self, words: str) -> Sequence[CardContent]:
        """Return the cards of the emergencies that match the typed text."""
        typed, about = normalise_for_search(words.strip()), self._context.translate(N_("What to do now"))
        return [
            CardContent(f"emergency:{kind}", name, about, icon=icon)
            for button, kind, icon in (
                (self.cannot_work, "work", "headset"),
                (self.mail, "mail", "office-mail"),
                (self.device, "device", "hardware"),
            )
            if (name := button.accessibleName())
            and any(
                said in typed or (len(typed) >= ENOUGH and typed in said)
                for said in (normalise_for_search(name), *ALSO_SAID[kind])
            )
        ]

    def describe_number(self) -> str:
        """Return the help desk's phone number with a label; "" without a number."""
        now = self._find_current_contact()
        return self._context.translate(now.format_phone_with_label()) if now.phone else ""

    def describe_number_after_hours(self) -> str:
        """Return the number outside opening hours with a label; "" without one, or if it is shown anyway."""
        number = self._context.app.policy.support.emergency
        if not number or self._find_current_contact().after_hours:
            return ""
        contact = Contact(phone=number, after_hours=True)
        return self._context.translate(contact.format_phone_with_label())

    def _find_current_contact(self) -> Contact:
        reception = HelpDeskAvailability(self._context.app.policy.support)
        return reception.find_current_contact(self._context.translator.language)

    def update_contact_details(self) -> None:
        """Update the contact details and labels."""
        show = self._context.translate
        now, number = self._find_current_contact(), self.describe_number()
        self._words.setText(
            " · ".join(part for part in (number, show(now.describe_availability() or "")) if part)
        )
        self._words.setVisible(bool(self._words.text()))
        _update_at_next_change(self._change, now)
        self.cannot_work.set_label(show(N_("I can't work at all")))
        self.mail.set_label(show(N_("Suspicious email")))
        self.device.set_label(show(N_("Lost or stolen device")))
