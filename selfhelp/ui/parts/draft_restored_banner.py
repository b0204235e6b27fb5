"""The banner for a restored draft, with a button to discard the draft or to restore a discarded draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.ui.context import Context
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.flow_layout import FlowLayout
from selfhelp.ui.widgets.label import shorten_to_one_line
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.status_icons import NOTE

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.tickets.case import Case


class DraftRestoredBanner(MessagePanel):
    """A banner about a restored, continued or discarded draft; hidden at first.

    Signals:
        discard_wanted: the user wants an empty form.
        set_aside: the user wants an empty form, and to keep the draft.
        brought_back: the user restored a discarded or stored draft; carries the draft.
    """

    discard_wanted = Signal()
    brought_back = Signal(object)
    set_aside = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._text: Text | None = None
        self._gone: Sequence[Text] = ()
        self._away: object = None
        self._found: Text | None = None
        self._about = ""
        self.button = QPushButton()
        self.button.setProperty("link", True)
        self.button.clicked.connect(self._on_button_clicked)
        self.aside = QPushButton()
        self.aside.setProperty("link", True)
        self.aside.clicked.connect(self.set_aside)
        buttons = FlowLayout()
        buttons.addWidget(self.aside)
        buttons.addWidget(self.button)
        self.column.addLayout(buttons)
        self.hide()

    def show_draft_restored(self, saved: datetime | None, gone: Sequence[Text] = ()) -> None:
        """Show the time when the restored draft was saved, and a message for each missing part."""
        back = (
            N_("Your draft from {time} has been restored.", time=saved)
            if saved
            else N_("Your draft has been restored.")
        )
        self._show_banner(back, gone)

    def show_draft_continued(self) -> None:
        """Show that the form contains the draft that the user has been writing."""
        self._show_banner(N_("You're continuing your draft."))

    def show_draft_found(self, draft: Case, saved: datetime | None, gone: Sequence[Text] = ()) -> None:
        """Show that the form's ticket isn't the stored draft, with its first words, and offer to restore it.

        Args:
            draft: the stored draft.
            saved: when it was saved; None if just now.
            gone: a message for each missing part.
        """
        self.show_draft_restored(saved, gone)  # what is shown after the button was clicked
        self._found = (
            N_("You have an unsent draft from {time}.", time=saved)
            if saved
            else N_("You have an unsent draft.")
        )
        self._away, self._about = draft, ""
        self._context.jobs.start_job(
            partial(_hide_secrets, self._context.app, draft.message.body), self._on_words_ready, owner=self
        )
        self.retranslate()
        announce_politely(self, self.heading.accessibleName())

    def _on_words_ready(self, words: str) -> None:
        self._about = shorten_to_one_line(words)
        self.retranslate()

    def _show_banner(self, text: Text, gone: Sequence[Text] = ()) -> None:
        self._text, self._gone, self._away, self._found = text, gone, None, None
        self.retranslate()
        self.show()
        announce_politely(self, self.heading.accessibleName())

    def show_draft_discarded(self, draft: object) -> None:
        """Show that the draft was discarded, and offer to restore it."""
        self._away, self._found = draft, None
        self.retranslate()
        self.button.setFocus()

    def forget_discarded_draft(self) -> None:
        """Release the discarded draft, and hide the banner."""
        if self._away is not None and self._found is None:
            self._away = self._text = None
            self.hide()

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show = self._context.translate
        self.aside.setText(show(N_("Write about something else")))
        self.aside.setVisible(self._found is None and self._away is None)
        if self._found is not None:
            self.show_message(NOTE, show(self._found), show(self._about))
            self.button.setText(show(N_("Restore")))
        elif self._away is not None:
            self.show_message(
                NOTE,
                show(N_("Your draft was discarded.")),
                show(N_("You can restore the draft until you leave this page.")),
            )
            self.button.setText(show(N_("Restore")))
        elif self._text is not None:
            self.show_message(NOTE, show(self._text), " ".join(map(show, self._gone)))
            self.button.setText(show(N_("Start over")))

    def _on_button_clicked(self) -> None:
        if self._away is None:
            self.discard_wanted.emit()
            return
        draft, self._away, self._found = self._away, None, None
        self.retranslate()
        self.brought_back.emit(draft)


def _hide_secrets(app: App, words: str, _progress: Progress) -> str:
    from selfhelp.app.unsent_items import hide_secrets

    return hide_secrets(app, [words])[0]
