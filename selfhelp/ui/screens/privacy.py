"""What IT can see and do on this computer, with collapsed details."""

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
from selfhelp.privacy import INTRO, TITLE, PrivacyTopic, summarise_privacy
from selfhelp.ui import links, theme
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import PrivacyPage
from selfhelp.ui.parts.buttons import ButtonRow
from selfhelp.ui.parts.privacy_topic_card import PrivacyTopicCard
from selfhelp.ui.screens import AppScreen
from selfhelp.ui.widgets.announce import announce_politely
from selfhelp.ui.widgets.find_box import FindBox
from selfhelp.ui.widgets.label import PlainLabel, fold_for_search
from selfhelp.ui.widgets.order import make_tab_readable
from selfhelp.ui.widgets.panel import MessagePanel
from selfhelp.ui.widgets.section import SectionFrame, clear_layout
from selfhelp.ui.widgets.signs import BUSY, UNKNOWN, WARN
from selfhelp.ui.widgets.soon import call_soon

if TYPE_CHECKING:
    from selfhelp.app.composition import App

NAME = "privacy.html"

FIRST = "never"
"""The topic that is never folded."""

LONGEST = 100
"""Characters of a word that is looked for; a page that was pasted is none."""


class PrivacyScreen(AppScreen[PrivacyPage]):
    """Three sentences, what is never done, and below, folded, every topic with a box that finds a word."""

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
        self.box.textChanged.connect(self._find)
        buttons = ButtonRow()
        self.page = buttons.add_button(self._open_page)
        self.save = buttons.add_button(self._choose_file)
        for button in (self.page, self.save):
            button.setEnabled(False)  # until there is something to write
        self._lay_out(buttons)

    @property
    def is_complete(self) -> bool:
        """Whether all topics have been loaded."""
        return self._topics is not None and not self._making

    # -- a screen ----------------------------------------------------------------------------------

    def title(self) -> str:
        """Return the heading."""
        return self.context.translate(TITLE)

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show = self.context.translate
        for label, sentence in zip(self._sentences, summarise_privacy(self.context.app.policy), strict=True):
            label.setText(show(sentence))
        said = " ".join(label.accessibleName() for label in self._sentences)
        self.short.setAccessibleName(said)
        self._intro.setText(show(INTRO))
        self._name_details()
        self.box.set_labels(show(N_("Find on this page")), show(N_("Clear")))
        self.page.setText(show(N_("Print preview")))
        self.save.setText(show(N_("Export as HTML…")))
        for card in self.cards:
            card.retranslate()
        if self._topics is None or self.box.text():
            self._find(self.box.text())

    def shown(self, destination: PrivacyPage | None) -> None:
        """Read everything again; the focus is on the three sentences, so that they are heard."""
        self.context.jobs.start_job(
            partial(_topics, self.context.app), self._on_loaded, self._on_failed, owner=self
        )
        self.short.setFocus()

    def can_be_freed(self) -> bool:
        """Return True: it holds no user input."""
        return True

    # -- parts -------------------------------------------------------------------------------------

    def _on_loaded(self, topics: Sequence[PrivacyTopic]) -> None:
        """Show the topics; expanded ones stay as they are."""
        if topics != self._topics:
            self._topics = topics
            self._show()

    def _on_failed(self, error: SelfhelpError) -> None:
        self.state.show_message(WARN, self.context.translate(error.user_message), "")
        self.state.show()

    def _show(self) -> None:
        """Create the cards one by one: all at once blocked the window for 50 to 110 ms (measured)."""
        clear_layout(self._first)
        clear_layout(self._list)
        self.cards = []
        self._to_come = sorted(self._topics or (), key=lambda topic: topic.id != FIRST)
        if not self._making:
            self._making = True
            self._make_next()

    def _make_next(self) -> None:
        if self._to_come:
            card = PrivacyTopicCard(self.context, self._to_come.pop(0))
            first = not self.cards
            self.cards.append(card)
            (self._first if first else self._list).addWidget(card)
            call_soon(self, self._make_next)
            return
        self._making = False
        for button in (self.page, self.save):
            button.setEnabled(True)
        self._find(self.box.text())

    def unfold(self) -> None:
        """Show or hide the details."""
        self._more.setVisible(self._more.isHidden())
        self._name_details()

    def _name_details(self) -> None:
        hidden = self._more.isHidden()
        self.details.setText(self.context.translate(N_("Show details") if hidden else N_("Hide details")))

    def _find(self, word: str) -> None:
        show = self.context.translate
        wanted = fold_for_search(word.strip()[:LONGEST])
        found = sum([card.filter_by_word(wanted) for card in self.cards])
        if self._topics is None:
            self.state.show_message(BUSY, show(N_("Reading…")), "")
        elif not found:
            about = N_("Try another word, or contact the help desk.")
            self.state.show_message(UNKNOWN, show(N_("No matches on this page.")), show(about))
        self.state.setVisible(not found)
        if word.strip() and self._topics is not None:
            announce_politely(self.box, show(NN_("{count} sentence", "{count} sentences", found)))

    def _lay_out(self, buttons: ButtonRow) -> None:
        for layout in (self._first, self._list):
            layout.setSpacing(theme.SPACE_4)
            layout.setContentsMargins(0, 0, 0, 0)
        make_tab_readable(self.short)
        self.short.heading.hide()
        self.short.body.setSpacing(theme.SPACE_3)
        for label in self._sentences:
            self.short.body.addWidget(label)
        self.details.setProperty("link", True)
        self.details.clicked.connect(self.unfold)
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

    def _open_page(self) -> None:
        """Write the page to the cache, where it can be deleted at any time, and open it in the browser."""
        file = self.context.app.places.cache / NAME
        self._write(file, partial(self._written_to_open, file))

    def _written_to_open(self, file: Path, _nothing: None) -> None:
        if not links.open_link(QUrl.fromLocalFile(str(file))):
            self.context.say(N_("No app on this computer can open the page."))

    def _choose_file(self) -> None:
        title = self.context.translate(N_("Export as HTML…"))
        chosen, _ = QFileDialog.getSaveFileName(self, title, str(Path.home() / NAME), "HTML (*.html)")
        if chosen:
            self.export_to_file(Path(chosen))

    def export_to_file(self, file: Path) -> None:
        """Write the page into a file, elsewhere."""
        self._write(file, lambda _nothing: self.context.say(N_("Saved to {path}.", path=str(file))))

    def _write(self, file: Path, then: Any) -> None:
        if self._topics is None:
            return
        work = partial(_write, self.context.app, file, self._topics)
        self.context.jobs.start_job(
            work, then, lambda error: self.context.say(error.user_message), owner=self
        )


def _topics(app: App, _progress: Progress) -> Sequence[PrivacyTopic]:
    return app.privacy_topics()


def _write(app: App, file: Path, topics: Sequence[PrivacyTopic], _progress: Progress) -> None:
    from selfhelp.privacy.sheet import write_html

    write_html(file, topics, app.translator)
