"""The page of a ticket topic: the user's words, an explanation, advice, and a link to the ticket form."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QVBoxLayout

from selfhelp.catalog.dangers import is_on_phone
from selfhelp.core.text import N_
from selfhelp.diagnosis.topic_words import describe_ticket_topic
from selfhelp.ticket_topics.ticket_topic import TicketTopic
from selfhelp.tickets.case import Case
from selfhelp.ui import theme
from selfhelp.ui.app_screen import AppScreen
from selfhelp.ui.context import Context
from selfhelp.ui.diagnosis.emergency_numbers import EmergencyNumbers
from selfhelp.ui.diagnosis.other_problems import OtherProblems
from selfhelp.ui.diagnosis.own_words import OwnWords
from selfhelp.ui.diagnosis.verdict_words import SEND_ANYWAY
from selfhelp.ui.navigation import AskPage, TicketsPage, TicketTopicPage
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.parts.contact_card import ContactCard
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.page_area import scroll_into_view
from selfhelp.ui.widgets.primary_button import set_button_primary
from selfhelp.ui.widgets.status_icons import NOTE, WARN
from selfhelp.ui.widgets.step_list import StepList, StepWords


class TicketTopicScreen(AppScreen[TicketTopicPage]):
    """The screen that explains a ticket topic, and opens the ticket form with its category."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._topic: TicketTopic | None = None
        self._id = ""
        self._case: Case | None = None
        self._own_words, self._meaning = OwnWords(context), MessagePanel()
        self._now = MessagePanel()
        self._steps = StepList(numbered=True)
        self._now.sign.hide()
        self._now.column.addWidget(self._steps)
        self.numbers, self.contact = EmergencyNumbers(context), ContactCard(context)
        self.contact.dialling_known.connect(self._update_primary_button)
        self.numbers.numbers_changed.connect(self._on_numbers_changed)
        self.others = OtherProblems(context)
        self._buttons = ButtonRow()
        self._tickets = self._buttons.add_button(lambda: context.open(TicketsPage()))
        self._help = self._buttons.add_button(self._open_help, primary=True)
        self._back = self._buttons.add_button(self._reject_topic)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_5, theme.SPACE_2, theme.SPACE_5, theme.SPACE_4)
        column.setSpacing(theme.SPACE_4)
        self.contact.remove_frame()
        for inner in (self.numbers, self.contact):
            self._meaning.column.addWidget(inner)
        for part in (self._own_words, self._meaning, self._now, self._buttons, self.others):
            column.addWidget(part)
        self._column = column
        column.addStretch(1)

    def title(self) -> str:
        """Return the topic's title."""
        return self.context.translate(self._topic.title) if self._topic else ""

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show, topic = self.context.translate, self._topic
        self._own_words.retranslate()
        self.others.retranslate()
        self._tickets.setText(show(N_("My tickets")))
        elsewhere = topic is not None and topic.other_device
        self._help.setText(show(SEND_ANYWAY if elsewhere else N_("Tell the help desk")))
        self._back.setText(show(N_("Something else")))
        if topic is None:
            return
        calls = topic.urgent and not topic.services  # in a fire, the emergency services come first
        contact = self.contact.find_current_contact()
        haste = contact.describe_urgency(other_device=topic.other_device) if calls else None
        words = self._case.words if self._case is not None else ""
        what, why = describe_ticket_topic(topic, self._id, on_phone=is_on_phone(words))
        reason = " ".join(show(text) for text in (why, haste) if text)
        self._meaning.show_message(WARN if topic.urgent else NOTE, show(what), reason)
        self._meaning.set_warning(topic.urgent)
        self._now.show_message(NOTE, show(N_("What to do now")), "")
        self._now.setVisible(bool(topic.now))
        self._tickets.setVisible(topic.my_tickets)
        self.contact.set_other_device(topic.other_device)
        self.contact.setVisible(self.contact.update_contact_details() and topic.urgent)
        beside = calls or not self.contact.isHidden()
        steps = contact.add_call_notes(topic.now, other_device=topic.other_device, beside_card=beside)
        self._steps.show_steps([StepWords(show(step), ()) for step in steps])
        self.numbers.show_services(topic.services)
        self.numbers.retranslate()
        self.contact.set_named(bool(topic.services))
        self._arrange_steps(buttons_first=topic.urgent and self.contact.isHidden())
        self._update_primary_button()

    def _arrange_steps(self, *, buttons_first: bool) -> None:
        """Place the buttons above the steps if it is urgent and no phone number is in sight."""
        self._column.removeWidget(self._buttons)
        place = self._column.indexOf(self._now)
        self._column.insertWidget(place if buttons_first else place + 1, self._buttons)
        upper, lower = (self._buttons, self._now) if buttons_first else (self._now, self._buttons)
        upper.stackUnder(lower)  # the tab order follows the layout

    @property
    def _first_button(self) -> QPushButton:
        """The button to "My tickets" if the topic concerns existing tickets, otherwise to the ticket form."""
        return self._tickets if self._topic is not None and self._topic.my_tickets else self._help

    def _update_primary_button(self) -> None:
        """Make the call primary if it dials or this computer can't report, else the first button."""
        saves = bool(self.numbers.rows)
        calls = self.contact.leads and self.contact.call.isVisibleTo(self) and not saves
        leads = not calls and not saves and not (self._topic is not None and self._topic.other_device)
        self.numbers.set_primary(saves)
        set_button_primary(self.contact.call, calls)
        for button in (self._tickets, self._help):
            set_button_primary(button, leads and button is self._first_button)

    def _on_numbers_changed(self) -> None:
        """Focus the first emergency number instead of the help desk."""
        self._update_primary_button()
        self.numbers.take_focus(self.contact.call, self._help, self._tickets)

    def on_shown(self, destination: TicketTopicPage | None) -> None:
        """Show a topic, and focus the primary button."""
        if destination is not None:
            self._topic = self.context.app.catalog.topics[destination.id]
            self._id, self._case = destination.id, destination.case
            self._own_words.show_description(self._case.words if self._case is not None else "", "")
            self.others.show_case(self._topic, self._case)
            self.title_changed.emit()
            self.retranslate()
        first = self.contact.call if self.contact.call.isVisibleTo(self) else self._first_button
        first.setFocus()
        step = self._steps.find_first_sentence()
        if destination is not None and self._topic is not None and self._topic.urgent and step is not None:
            scroll_into_view(self._own_words, step, first, self._meaning.heading)
        announce_politely(self, self._meaning.heading.text())

    def can_be_freed(self) -> bool:
        """Return True, because the screen holds no user input."""
        return True

    def make_help_case(self) -> Case | None:
        """Return the user's case, with this topic's category."""
        if self._topic is None:
            return None
        if self._case is None:
            self._case = self.context.app.create_case("")
        self._case.set_ticket_topic(self._topic.title, self._topic.category, self._id)
        return self._case

    def _reject_topic(self) -> None:
        """Return to the previous page, where this topic isn't the first answer any more."""
        if self._case is not None:
            self._case.rejected_topics.add(self._id)
        self.context.back()

    def _open_help(self) -> None:
        self.context.open(AskPage(self.make_help_case()))
