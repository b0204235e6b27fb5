"""The page about the app: version, licences, log files, and diagnostics that can be copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QVBoxLayout

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.policy.emergency import select_emergency_steps
from selfhelp.ui import links, theme
from selfhelp.ui.app_screen import AppScreen
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import AboutPage
from selfhelp.ui.parts.organisation_links import LinkSection
from selfhelp.ui.parts.organisation_logo import show_organisation_logo
from selfhelp.ui.parts.proof_section import ProofSection
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.expander import Expander
from selfhelp.ui.widgets.flow_layout import FlowLayout
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.logo import LogoView
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.section_frame import SectionFrame
from selfhelp.ui.widgets.status_icons import BUSY, GOOD, WARN

if TYPE_CHECKING:
    from selfhelp.app.composition import App

LICENCES_HEIGHT = 220

UPDATES = N_("Your organisation installs updates. This app never updates itself.")


class AboutScreen(AppScreen[AboutPage]):
    """The screen with the app's version, diagnostics, log files and licences."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._asking = False
        self._licences = ""
        self.version, self.state, self.parts = SectionFrame(), MessagePanel(), SectionFrame()
        self.logo, self.links, self.proof = LogoView(), LinkSection(context), ProofSection(context)
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
        self.copy.clicked.connect(self._copy_diagnostics)
        self.folder.clicked.connect(self._open_log_folder)
        self.show_parts.clicked.connect(self._toggle_licences)
        self._build_layout()

    def title(self) -> str:
        """Return the page's heading in the current language."""
        return self.context.translate(N_("About"))

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show, app = self.context.translate, self.context.app
        name = show(N_("Self-help {version}", version=app.version))
        whose = app.policy.organisation.name
        here = show(N_("Set up by {organisation}.", organisation=whose)) if whose else ""
        self.version.set_heading(name, " ".join(filter(None, (here, self._describe_update_policy()))))
        self.update_logo()
        self.links.update_links()
        self.proof.retranslate()
        self.log.setText(show(N_("Log files: {folder}", folder=str(app.places.log))))
        self.copy.setText(show(N_("Copy diagnostics")))
        self.folder.setText(show(N_("Open folder")))
        self.parts.set_heading(
            show(N_("Licences")),
            show(N_("This app is free software under the Apache License 2.0. It uses these components.")),
        )
        self.show_parts.setText(show(N_("Hide list") if self.text.isVisibleTo(self) else N_("Show list")))
        self.show_parts.set_expanded(self.text.isVisibleTo(self))
        self.text.setAccessibleName(show(N_("Licences")))

    def _describe_update_policy(self) -> str:
        """Return the sentence about the installation of new versions: the organisation's or the default."""
        own = select_emergency_steps(self.context.app.policy.app.updates, self.context.translator.language)
        return own[0] if own else self.context.translate(UPDATES)

    def on_shown(self, destination: AboutPage | None) -> None:
        """Focus "Copy diagnostics"."""
        self.state.hide()
        self.retranslate()
        self.copy.setFocus()

    def update_logo(self) -> None:
        """Show the organisation's logo for the current background; show nothing without a logo."""
        show_organisation_logo(self.logo, self.context.app)
        self.logo.setVisible(self.logo.has_picture)

    def on_colours_changed(self) -> None:
        """Update the logo to the new background."""
        self.update_logo()

    def can_be_freed(self) -> bool:
        """Return whether the screen can be deleted: not while it has an unsaved proof."""
        return not self.proof.has_unsaved_results

    # -- diagnostics -------------------------------------------------------------------------------

    def _copy_diagnostics(self) -> None:
        """Examine this installation like `selfhelp doctor`, on a pool thread, and copy the result."""
        if self._asking:
            return
        self._asking = True
        self.state.show_message(BUSY, self.context.translate(N_("Checking this installation…")), "")
        self.state.show()
        app = self.context.app
        self.context.jobs.start_job(
            lambda progress: _read_diagnostics(app, progress),
            self._on_diagnostics_loaded,
            self._on_reading_failed,
            owner=self,
        )

    def _on_diagnostics_loaded(self, found: tuple[str, int]) -> None:
        text, wrong = found
        self._asking = False
        QApplication.clipboard().setText(text)
        words = (
            N_("Some components are missing. The text you copied lists them.")
            if wrong
            else N_("No components are missing.")
        )
        self.state.show_message(
            WARN if wrong else GOOD,
            self.context.translate(N_("Copied. Paste it into an email or ticket.")),
            self.context.translate(words),
        )
        announce_politely(self, f"{self.state.heading.text()} {self.state.detail.text()}")

    def _on_reading_failed(self, error: SelfhelpError) -> None:
        self._asking = False
        self.state.show_message(WARN, self.context.translate(error.user_message), "")
        announce_politely(self, self.state.heading.text())

    # -- the rest ----------------------------------------------------------------------------------

    def _open_log_folder(self) -> None:
        if not links.open_link(QUrl.fromLocalFile(str(self.context.app.places.log))):
            self.context.say(N_("No app on this computer can open the folder."))

    def _toggle_licences(self) -> None:
        if self.text.isVisibleTo(self):
            self.text.hide()
        elif self._licences:
            self._show_licences(self._licences)
        else:
            self.context.jobs.start_job(
                _read_licences, self._show_licences, self._on_reading_failed, owner=self
            )
        self.retranslate()

    def _show_licences(self, text: str) -> None:
        self._licences = text or "–"
        self.text.setPlainText(self._licences)
        self.text.show()
        self.text.setFocus()
        self.retranslate()
        self.scroll_to(self.text)

    def _build_layout(self) -> None:
        doors = FlowLayout()
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
        for part in (self.version, self.state, self.links, self.parts, self.proof):
            column.addWidget(part)
        column.addStretch(1)


def _read_diagnostics(app: App, _progress: Progress) -> tuple[str, int]:
    """Return a redacted English text with this installation's state, and the number of faulty parts."""
    from selfhelp.core.text import ENGLISH
    from selfhelp.doctor import PartStatus
    from selfhelp.doctor.examination import examine_installation

    lines = examine_installation(app)
    said = "\n".join(f"{line.state:<14} {line.id:<12} {ENGLISH.translate(line.text)}" for line in lines)
    return app.create_redactor().redact_text(said), sum(line.state is PartStatus.MISSING for line in lines)


def _read_licences(_progress: Progress) -> str:
    from selfhelp.app.licences import list_installed_components, read_packaged_licences

    listed = "\n".join(f"{part.name} {part.version}  {part.licence}" for part in list_installed_components())
    return read_packaged_licences() or listed
