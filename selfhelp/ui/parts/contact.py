"""How the help desk is reached right now: a card for who cannot work, a line for the foot of home."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from selfhelp.app.contact import About, Contact, Reception, known, unbroken
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.ui import links, theme
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import EmergencyPage
from selfhelp.ui.widgets.cards import Content
from selfhelp.ui.widgets.face import Face
from selfhelp.ui.widgets.flow import Flow
from selfhelp.ui.widgets.label import PlainLabel, folded
from selfhelp.ui.widgets.section import Section
from selfhelp.ui.widgets.signs import DrawnButton

ENOUGH = 12
"""Letters of a button that say which one she means."""


ALSO_SAID: Mapping[str, Sequence[str]] = {
    "work": ("i cannot work at all", "i cant work at all", "je ne peux plus travailler"),
    "mail": ("suspicious mail", "suspicious e-mail", "mail suspect", "e-mail suspect"),
    "device": ("stolen laptop", "lost laptop", "stolen phone", "lost phone", "telephone vole"),
}
"""What people also call these emergencies; as `folded` returns it."""


class ContactCard(Section):
    """Telephone, hours, chat, the way there; there is no card where the organisation gives nothing."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._ticket = self._reference = ""
        self.standing, self.place = PlainLabel(), PlainLabel("", "sub")
        self.number, self.copy = PlainLabel("", "spoken"), DrawnButton("copy")
        self.copy.clicked.connect(self._copy_number)
        self.call, self.write, self.chat, self.map = (QPushButton() for _ in range(4))
        self.call.setProperty("primary", True)
        self.call.clicked.connect(lambda: self._open(self._now().call))
        self.write.clicked.connect(lambda: self._open(self._now().write))
        self.chat.clicked.connect(lambda: self._open_with_facts("chat"))
        self.map.clicked.connect(lambda: self._open_with_facts("map"))
        buttons = Flow()
        for button in (self.call, self.write, self.chat, self.map):
            buttons.addWidget(button)
        dial = QHBoxLayout()
        dial.addWidget(self.number)
        dial.addWidget(self.copy)
        dial.addStretch(1)
        self.body.addWidget(self.standing)
        self.body.addLayout(dial)
        self.body.addLayout(buttons)
        self.body.addWidget(self.place)

    def carry(self, ticket: str = "", reference: str = "") -> None:
        """Let links carry a ticket's number and its reference."""
        self._ticket, self._reference = ticket, reference

    def refresh(self) -> bool:
        """Say how it stands now; return whether there is anything to show."""
        now, show = self._now(), self._context.show
        emergency = N_("Call {phone} (outside the hours)", phone=now.phone)
        self.head(show(N_("Reach the help desk now")))
        self.call.setText(show(emergency if now.after_hours else N_("Call {phone}", phone=now.phone)))
        self.write.setText(show(N_("Write to {address}", address=now.email)))
        self.chat.setText(show(N_("Chat")))
        self.map.setText(show(N_("Show on a map")))
        self.standing.setText(" ".join(part for part in (show(now.said() or ""), now.hours) if part))
        self.place.setText(now.place)
        self.number.setText(unbroken(now.phone))
        self.copy.setAccessibleName(show(N_("Copy the number")))
        self.copy.setToolTip(show(N_("Copy the number")))
        for part, there in (
            (self.standing, self.standing.text()),
            (self.call, now.phone),
            (self.number, now.phone),
            (self.copy, now.phone),
            (self.write, now.email),
            (self.chat, now.chat),
            (self.map, now.map),
            (self.place, now.place),
        ):
            part.setVisible(bool(there))
        return bool(now)

    def _now(self, about: About | None = None) -> Contact:
        reception = Reception(self._context.app.policy.support)
        return reception.now(self._context.translator.language, about)

    def _copy_number(self) -> None:
        """Copy the number, for a computer that can't dial."""
        phone = self._now().phone
        QApplication.clipboard().setText(phone)
        self._context.say(N_("Copied: {what}", what=phone[:200]))

    def _open_with_facts(self, way: str) -> None:
        """Ask this computer for its name and number elsewhere, then open the link."""
        app = self._context.app

        def ask(_progress: Progress) -> About:
            return known(app.policy, app.machine, app.login, self._ticket, self._reference)

        def have(about: About) -> None:
            now = self._now(about)
            self._open(now.chat if way == "chat" else now.map)

        self._context.jobs.start(ask, have, owner=self)

    def _open(self, url: str) -> None:
        target = links.contact(url)
        if target is None or not links.follow(target):
            self._context.say(N_("No app on this computer can open this. Use your phone or browser."))


class ContactLine(QWidget):
    """What can't wait, and the number to call now with whether someone is there, where there is one."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._words = PlainLabel("", "small")
        self.cannot_work, self.mail, self.device = Face("alarm"), Face("mail"), Face("device")
        row = Flow(spacing=theme.SPACE_1)
        for button, kind in ((self.cannot_work, "work"), (self.mail, "mail"), (self.device, "device")):
            button.setProperty("quiet", True)
            button.clicked.connect(partial(context.open, EmergencyPage(kind)))
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_1)
        column.addWidget(self._words)
        column.addLayout(row)

    def meant(self, words: str) -> Sequence[Content]:
        """Return a card for what cannot wait, where she typed what stands on its button."""
        typed, about = folded(words.strip()), self._context.show(N_("What to do now"))
        return [
            Content(f"emergency:{kind}", name, about, icon=icon)
            for button, kind, icon in (
                (self.cannot_work, "work", "headset"),
                (self.mail, "mail", "office-mail"),
                (self.device, "device", "hardware"),
            )
            if (name := button.accessibleName())
            and any(
                said in typed or (len(typed) >= ENOUGH and typed in said)
                for said in (folded(name), *ALSO_SAID[kind])
            )
        ]

    def refresh(self) -> None:
        """Say it as it is now."""
        show = self._context.show
        now = Reception(self._context.app.policy.support).now(self._context.translator.language)
        number = show(N_("Help desk: {phone}", phone=unbroken(now.phone))) if now.phone else ""
        self._words.setText(" · ".join(part for part in (number, show(now.said() or "")) if part))
        self._words.setVisible(bool(self._words.text()))
        self.cannot_work.name(show(N_("I can't work at all")))
        self.mail.name(show(N_("Suspicious email")))
        self.device.name(show(N_("Lost or stolen device")))
