"""The numbers of the emergency services in the user's country, each with "Call" or "Copy"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from selfhelp.app.composition import App
from selfhelp.app.contact import make_phone_link, use_non_breaking_spaces
from selfhelp.core.emergency_numbers import EmergencyNumber, EmergencyService
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.ui import links, theme
from selfhelp.ui.context import Context
from selfhelp.ui.parts.contact_card import can_dial_numbers
from selfhelp.ui.widgets.flow_layout import FlowLayout
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.primary_button import set_button_primary


@dataclass(frozen=True, slots=True)
class _FoundNumbers:
    """The numbers to show, and whether this computer can dial them."""

    numbers: Sequence[EmergencyNumber]
    dials: bool


class _NumberRow(QWidget):
    """Who answers, the number in large type, a button, and on the same line which other number works."""

    def __init__(self, context: Context, number: EmergencyNumber, *, dials: bool) -> None:
        super().__init__()
        self._context, self._number, self._dials = context, number, dials
        self.who, self.phone, self.button = PlainLabel(), PlainLabel("", "spoken"), QPushButton()
        self.also = PlainLabel()
        self.also.setVisible(bool(number.also))
        self.phone.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.phone.setText(use_non_breaking_spaces(number.phone))
        self.button.clicked.connect(self._call_or_copy)
        line = FlowLayout(spacing=theme.SPACE_3)
        for part in (self.phone, self.button, self.also):
            line.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_1)
        column.addWidget(self.who)
        column.addLayout(line)
        self.retranslate()

    def retranslate(self) -> None:
        show, phone = self._context.translate, self._number.phone
        self.who.setText(show(self._number.label))
        self.also.setText(show(N_("{phone} also works.", phone=self._number.also)))
        self.button.setText(show(N_("Call") if self._dials else N_("Copy")))
        said = N_("Call {phone}", phone=phone) if self._dials else N_("Copy {phone}", phone=phone)
        for part in (self.phone, self.also):  # all are centred on one line
            part.setMinimumHeight(self.button.sizeHint().height())
        self.button.setAccessibleName(show(said))
        also = self.also.text() if self._number.also else ""
        self.button.setAccessibleDescription(f"{self.who.text()} {also}".strip())

    def _call_or_copy(self) -> None:
        phone = self._number.phone
        target = links.find_allowed_contact_url(make_phone_link(phone)) if self._dials else None
        if target is not None and links.open_link(target):
            return
        QApplication.clipboard().setText(phone)
        self._context.say(N_("Copied: {what}", what=phone))


class EmergencyNumbers(QWidget):
    """The numbers of emergency services; hidden while they aren't known, as in an unknown country.

    Signals:
        numbers_changed: other numbers are shown, or none.
    """

    numbers_changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._services: Sequence[EmergencyService] = ()
        self.rows: list[_NumberRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, theme.SPACE_2, 0, theme.SPACE_2)
        self._column.setSpacing(theme.SPACE_2)
        self.hide()

    def show_services(self, services: Sequence[EmergencyService]) -> None:
        """Look up and show the numbers of services; with none, hide all numbers."""
        if services == self._services:
            return
        self._services = services
        self._show_numbers(services, _FoundNumbers((), dials=False))
        if services:
            work = partial(_find_numbers, self._context.app, services)
            self._context.jobs.start_job_now(work, partial(self._show_numbers, services), owner=self)

    def set_primary(self, primary: bool) -> None:
        """Set whether the button of the first number is the page's primary button."""
        for row in self.rows[:1]:
            set_button_primary(row.button, primary)

    def take_focus(self, *others: QWidget) -> bool:
        """Move the focus from one of ``others`` to the first number's button; return whether it moved."""
        if not self.rows or self.window().focusWidget() not in others:  # also in an inactive window
            return False
        self.rows[0].button.setFocus()
        return True

    def retranslate(self) -> None:
        """Update all text to the current language."""
        for row in self.rows:
            row.retranslate()

    def _show_numbers(self, services: Sequence[EmergencyService], found: _FoundNumbers) -> None:
        if services != self._services:
            return
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [_NumberRow(self._context, number, dials=found.dials) for number in found.numbers]
        for row in self.rows:
            self._column.addWidget(row)
        self.setVisible(bool(self.rows))
        self.numbers_changed.emit()


def _find_numbers(app: App, services: Sequence[EmergencyService], progress: Progress) -> _FoundNumbers:
    numbers = app.find_emergency_numbers(services)
    return _FoundNumbers(numbers, dials=bool(numbers) and can_dial_numbers(app, progress))
