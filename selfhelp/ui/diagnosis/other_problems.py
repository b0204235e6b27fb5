"""The card below a ticket topic with the other problems that the user described."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QPushButton

from selfhelp.core.text import N_, Text
from selfhelp.diagnosis.complaints import find_complaints_beside_topic
from selfhelp.ticket_topics.ticket_topic import TicketTopic
from selfhelp.tickets.case import Case
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import DiagnosisPage
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.status_icons import NOTE


class OtherProblems(MessagePanel):
    """A card with a button for the checks of each other problem; hidden without one."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._shown: Mapping[str, Text] = {}
        self.buttons: list[QPushButton] = []
        self._button_row = ButtonRow()
        self.column.addWidget(self._button_row)
        self.hide()

    def show_case(self, topic: TicketTopic, case: Case | None) -> None:
        """Show the problems in the user's words that aren't about the topic's subject."""
        words = case.words if case is not None else ""
        found = self._context.app.catalog.suggest(words)
        self._shown = find_complaints_beside_topic(found, topic.category)
        for button in self.buttons:
            button.hide()
            button.deleteLater()
        self.buttons = [self._add_button(id_, case) for id_ in self._shown]
        self.retranslate()
        self.setVisible(bool(self._shown))

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show = self._context.translate
        self.show_message(NOTE, show(N_("You also mentioned another problem")), "")
        for title, button in zip(self._shown.values(), self.buttons, strict=True):
            button.setText(show(title))

    def _add_button(self, id_: str, case: Case | None) -> QPushButton:
        page = DiagnosisPage(complaint=id_, case=case)
        return self._button_row.add_button(lambda: self._context.open(page))
