"""The page on the data that IT can see and the actions that IT can take, with collapsed details."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QFileDialog, QPushButton, QVBoxLayout, QWidget

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, NN_
from selfhelp.privacy import PrivacyTopic
from selfhelp.privacy.topics import INTRO, TITLE, summarise_privacy
from selfhelp.ui import links, theme
from selfhelp.ui.app_screen import AppScreen
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import PrivacyPage
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.parts.privacy_topic_card import PrivacyTopicCard
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.delayed_call import call_soon
from selfhelp.ui.widgets.find_box import FindBox
from selfhelp.ui.widgets.label import PlainLabel, normalise_for_search
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.section_frame import SectionFrame, clear_layout
from selfhelp.ui.widgets.status_icons import BUSY, UNKNOWN, WARN
from selfhelp.ui.widgets.tab_order import make_text_tab_stop

if TYPE_CHECKING:
    from selfhelp.app.composition import App

NAME = "privacy.html"

FIRST = "never"
"""ID of the topic that is always visible."""

LONGEST = 100
"""Maximum number of characters of a search."""


class PrivacyScreen(AppScreen[PrivacyPage]):
    """The screen with three sentences, a list of actions that never happen, and searchable topics."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._topics: Sequence[PrivacyTopic] | None = None
        self.cards: list[PrivacyTopicCard] = []
        self._to_come: list[PrivacyTopic] = []
        self._making = False
        self.short, self._sentences = SectionFrame(), [PlainLabel("", "h2") for _ in range(3)]
        self._first = QVBoxLayout()
        self.details, self._more = QPushButton(), QWidget()
        self._intro, self.state = PlainLabel("", "sub"), MessagePanel()
        self.box, self._list = FindBox(), QVBoxLayout()
        self.box.textChanged.connect(self._filter_topics)
        buttons = ButtonRow()
        self.page = buttons.add_button(self._open_in_browser)
        self.save = buttons.add_button(self._choose_export_file)
        for button in (self.page, self.save):
            button.setEnabled(False)  # until there is something to write
        self._build_layout(buttons)

    @property
    def is_complete(self) -> bool:
        """Whether all topics have been loaded and shown."""
        return self._topics is not None and not self._making

    # -- a screen ----------------------------------------------------------------------------------

    def title(self) -> str:
        """Return the page's heading in the current language."""
        return self.context.translate(TITLE)

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show = self.context.translate
        for label, sentence in zip(self._sentences, summarise_privacy(), strict=True):
            label.setText(show(sentence))
        said = " ".join(label.accessibleName() for label in self._sentences)
        self.short.setAccessibleName(said)
        self._intro.setText(show(INTRO))
        self._update_details_label()
        self.box.set_accessible_labels(show(N_("Find on this page")), show(N_("Clear")))
        self.page.setText(show(N_("Print preview")))
        self.save.setText(show(N_("Export as HTML…")))
        for card in self.cards:
            card.retranslate()
        if self._topics is None or self.box.text():
            self._filter_topics(self.box.text())

    def on_shown(self, destination: PrivacyPage | None) -> None:
        """Load the topics again, and focus the three sentences, so that screen readers read them."""
        self.context.jobs.start_job(
            partial(_load_privacy_topics, self.context.app),
            self._on_topics_loaded,
            self._on_topics_failed,
            owner=self,
        )
        self.short.setFocus()

    def can_be_freed(self) -> bool:
        """Return True, because the screen holds no user input."""
        return True

    # -- parts -------------------------------------------------------------------------------------

    def _on_topics_loaded(self, topics: Sequence[PrivacyTopic]) -> None:
        """Show the topics if they have changed."""
        if topics != self._topics:
            self._topics = topics
            self._rebuild_cards()

    def _on_topics_failed(self, error: SelfhelpError) -> None:
        self.state.show_message(WARN, self.context.translate(error.user_message), "")
        self.state.show()

    def _rebuild_cards(self) -> None:
        """Create the cards one by one; creating all cards together blocks the window for up to 110 ms."""
        clear_layout(self._first)
        clear_layout(self._list)
        self.cards = []
        self._to_come = sorted(self._topics or (), key=lambda topic: topic.id != FIRST)
        if not self._making:
            self._making = True
            self._create_next_card()

    def _create_next_card(self) -> None:
        if self._to_come:
            card = PrivacyTopicCard(self.context, self._to_come.pop(0))
            first = not self.cards
            self.cards.append(card)
            (self._first if first else self._list).addWidget(card)
            call_soon(self, self._create_next_card)
            return
        self._making = False
        for button in (self.page, self.save):
            button.setEnabled(True)
        self._filter_topics(self.box.text())

    def toggle_details(self) -> None:
        """Show or hide the details."""
        self._more.setVisible(self._more.isHidden())
        self._update_details_label()

    def _update_details_label(self) -> None:
        hidden = self._more.isHidden()
        self.details.setText(self.context.translate(N_("Show details") if hidden else N_("Hide details")))

    def _filter_topics(self, word: str) -> None:
        show = self.context.translate
        wanted = normalise_for_search(word.strip()[:LONGEST])
        found = sum([card.filter_by_word(wanted) for card in self.cards])
        if self._topics is None:
            self.state.show_message(BUSY, show(N_("Loading…")), "")
        elif not found:
            about = N_("Try another word, or contact the help desk.")
            self.state.show_message(UNKNOWN, show(N_("No matches on this page.")), show(about))
        self.state.setVisible(not found)
        if word.strip() and self._topics is not None:
            announce_politely(self.box, show(NN_("{count} match", "{count} matches", found)))

    def _build_layout(self, buttons: ButtonRow) -> None:
        for layout in (self._first, self._list):
            layout.setSpacing(theme.SPACE_4)
            layout.setContentsMargins(0, 0, 0, 0)
        make_text_tab_stop(self.short)
        self.short.heading.hide()
        self.short.body.setSpacing(theme.SPACE_3)
        for label in self._sentences:
            self.short.body.addWidget(label)
        self.details.setProperty("link", True)
        self.details.clicked.connect(self.toggle_details)
        never, topics = QWidget(), QWidget()
        never.setLayout(self._first)
        topics.setLayout(self._list)
        more, column = QVBoxLayout(self._more), QVBoxLayout(self)
        more.setContentsMargins(0, 0, 0, 0)
        more.setSpacing(theme.SPACE_4)
        for part in (self._intro, self.box, self.state, topics, buttons):
            more.addWidget(part)
        self._more.hide()
        column.setContentsMargins(theme.SPACE_5, theme.SPACE_2, theme.SPACE_5, theme.SPACE_4)
        column.setSpacing(theme.SPACE_4)
        column.addWidget(self.short)
        column.addWidget(never)
        column.addWidget(self.details, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._more)
        column.addStretch(1)

    # -- as a page ---------------------------------------------------------------------------------

    def _open_in_browser(self) -> None:
        """Write the page to the cache folder, and open it in the browser."""
        file = self.context.app.places.cache / NAME
        self._start_writing(file, partial(self._open_written_page, file))

    def _open_written_page(self, file: Path, _nothing: None) -> None:
        if not links.open_link(QUrl.fromLocalFile(str(file))):
            self.context.say(N_("No app on this computer can open the page."))

    def _choose_export_file(self) -> None:
        title = self.context.translate(N_("Export as HTML…"))
        chosen, _ = QFileDialog.getSaveFileName(self, title, str(Path.home() / NAME), "HTML (*.html)")
        if chosen:
            self.export_to_file(Path(chosen))

    def export_to_file(self, file: Path) -> None:
        """Write the page to a file, on a pool thread."""
        self._start_writing(file, lambda _nothing: self.context.say(N_("Saved to {path}.", path=str(file))))

    def _start_writing(self, file: Path, then: Any) -> None:
        if self._topics is None:
            return
        work = partial(_write_privacy_page, self.context.app, file, self._topics)
        self.context.jobs.start_job(
            work, then, lambda error: self.context.say(error.user_message), owner=self
        )


def _load_privacy_topics(app: App, _progress: Progress) -> Sequence[PrivacyTopic]:
    return app.collect_privacy_topics()


def _write_privacy_page(app: App, file: Path, topics: Sequence[PrivacyTopic], _progress: Progress) -> None:
    from selfhelp.privacy.html_export import write_privacy_html

    write_privacy_html(file, topics, app.translator)
