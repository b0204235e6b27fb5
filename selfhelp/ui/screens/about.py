"""About the app: its version, licences, log files, and diagnostics that can be copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QVBoxLayout

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.policy.emergency import steps_of
from selfhelp.ui import links, theme
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import AboutPage
from selfhelp.ui.parts.own_links import LinkSection
from selfhelp.ui.parts.own_logo import show_own
from selfhelp.ui.screens import Screen
from selfhelp.ui.widgets.announce import announce
from selfhelp.ui.widgets.expander import Expander
from selfhelp.ui.widgets.flow import Flow
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.logo import Logo
from selfhelp.ui.widgets.panel import Panel
from selfhelp.ui.widgets.section import Section
from selfhelp.ui.widgets.signs import BUSY, GOOD, WARN

if TYPE_CHECKING:
    from selfhelp.app.composition import App

LICENCES_HEIGHT = 220

UPDATES = N_("Your organisation installs updates. This app never updates itself.")


class AboutScreen(Screen[AboutPage]):
    """Version, diagnostics, log, licences."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._asking = False
        self._licences = ""
        self.version, self.state, self.parts = Section(), Panel(), Section()
        self.logo, self.links = Logo(), LinkSection(context)
        self.log = PlainLabel("", "sub")
        self.log.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.copy, self.folder, self.show_parts = QPushButton(), QPushButton(), Expander()
        self.copy.setProperty("primary", True)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(LICENCES_HEIGHT)
        self.text.hide()
        self.copy.clicked.connect(self._examine)
        self.folder.clicked.connect(self._open_folder)
        self.show_parts.clicked.connect(self._toggle)
        self._lay_out()

    def title(self) -> str:
        """Return the heading."""
        return self.context.show(N_("About"))

    def retranslate(self) -> None:
        """Set every text again."""
        show, app = self.context.show, self.context.app
        name = show(N_("Self-help {version}", version=app.version))
        whose = app.policy.organisation.name
        here = show(N_("Set up by {organisation}.", organisation=whose)) if whose else ""
        self.version.head(name, " ".join(filter(None, (here, self._who_updates()))))
        self.show_logo()
        self.links.refresh()
        self.log.setText(show(N_("Log files: {folder}", folder=str(app.places.log))))
        self.copy.setText(show(N_("Copy diagnostics")))
        self.folder.setText(show(N_("Open folder")))
        self.parts.head(
            show(N_("Licences")),
            show(N_("This app is free software under the Apache License 2.0. It uses these components.")),
        )
        self.show_parts.setText(show(N_("Hide list") if self.text.isVisibleTo(self) else N_("Show list")))
        self.show_parts.expand(self.text.isVisibleTo(self))
        self.text.setAccessibleName(show(N_("Licences")))

    def _who_updates(self) -> str:
        """Return who brings new versions, in the organisation's words or ours."""
        own = steps_of(self.context.app.policy.app.updates, self.context.translator.language)
        return own[0] if own else self.context.show(UPDATES)

    def shown(self, destination: AboutPage | None) -> None:
        """Put the focus on what the help desk asks for on the phone."""
        self.state.hide()
        self.retranslate()
        self.copy.setFocus()

    def show_logo(self) -> None:
        """Show the organisation's logo, where it has one, on the ground of the moment."""
        show_own(self.logo, self.context.app)
        self.logo.setVisible(self.logo.is_there)

    def restyled(self) -> None:
        """Show the logo for another ground."""
        self.show_logo()

    def may_be_freed(self) -> bool:
        """Say yes: nothing of the user's is on it."""
        return True

    # -- diagnostics -------------------------------------------------------------------------------

    def _examine(self) -> None:
        """Look at this installation as `selfhelp doctor` does, elsewhere, and copy what it says."""
        if self._asking:
            return
        self._asking = True
        self.state.fill(BUSY, self.context.show(N_("Checking this installation…")), "")
        self.state.show()
        app = self.context.app
        self.context.jobs.start(
            lambda progress: diagnostics(app, progress), self._have, self._failed, owner=self
        )

    def _have(self, found: tuple[str, int]) -> None:
        text, wrong = found
        self._asking = False
        QApplication.clipboard().setText(text)
        words = N_("Something is missing. The copied text says what.") if wrong else N_("Nothing is missing.")
        self.state.fill(
            WARN if wrong else GOOD,
            self.context.show(N_("Copied. Paste it into an email or ticket.")),
            self.context.show(words),
        )
        announce(self, f"{self.state.heading.text()} {self.state.detail.text()}")

    def _failed(self, error: SelfhelpError) -> None:
        self._asking = False
        self.state.fill(WARN, self.context.show(error.told), "")
        announce(self, self.state.heading.text())

    # -- the rest ----------------------------------------------------------------------------------

    def _open_folder(self) -> None:
        if not links.follow(QUrl.fromLocalFile(str(self.context.app.places.log))):
            self.context.say(N_("No app on this computer can open the folder."))

    def _toggle(self) -> None:
        if self.text.isVisibleTo(self):
            self.text.hide()
        elif self._licences:
            self._tell(self._licences)
        else:
            self.context.jobs.start(_licence_text, self._tell, self._failed, owner=self)
        self.retranslate()

    def _tell(self, text: str) -> None:
        self._licences = text or "–"
        self.text.setPlainText(self._licences)
        self.text.show()
        self.text.setFocus()
        self.retranslate()
        self.reveal(self.text)

    def _lay_out(self) -> None:
        doors = Flow()
        for button in (self.copy, self.folder):
            doors.addWidget(button)
        self.version.body.insertWidget(0, self.logo)
        self.version.body.addWidget(self.log)
        self.version.body.addLayout(doors)
        self.parts.body.addWidget(self.show_parts, 0, Qt.AlignmentFlag.AlignLeft)
        self.parts.body.addWidget(self.text)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_5, theme.SPACE_2, theme.SPACE_5, theme.SPACE_4)
        column.setSpacing(theme.SPACE_4)
        for part in (self.version, self.state, self.links, self.parts):
            column.addWidget(part)
        column.addStretch(1)


def diagnostics(app: App, _progress: Progress) -> tuple[str, int]:
    """Return how this installation is, in English and without names, and how many parts are missing."""
    from selfhelp.core.text import ENGLISH
    from selfhelp.doctor import Health
    from selfhelp.doctor.examination import examine

    lines = examine(app)
    said = "\n".join(f"{line.state:<14} {line.id:<12} {ENGLISH.show(line.text)}" for line in lines)
    return app.redactor().text(said), sum(line.state is Health.MISSING for line in lines)


def _licence_text(_progress: Progress) -> str:
    from selfhelp.app.licences import packaged, parts

    listed = "\n".join(f"{part.name} {part.version}  {part.licence}" for part in parts())
    return packaged() or listed
