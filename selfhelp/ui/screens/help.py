"""The guide in the user's language, with a full-text search; available offline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from selfhelp.app.guide import (
    PAGES,
    GuideArticle,
    GuideBlockType,
    GuideSectionText,
    contains_all_words,
    read_guide,
)
from selfhelp.core.text import N_
from selfhelp.ui import theme
from selfhelp.ui.app_screen import AppScreen
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import HelpPage
from selfhelp.ui.parts.guide_page import GuidePage
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.card_list import CardContent, CardList
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.page_area import PageArea
from selfhelp.ui.widgets.search_box import SearchBox
from selfhelp.ui.widgets.segmented_choice import SegmentedChoice
from selfhelp.ui.widgets.status_icons import UNKNOWN

_STEPS = {
    Qt.Key.Key_PageDown: 0.9,
    Qt.Key.Key_PageUp: -0.9,
    Qt.Key.Key_Down: 0.1,
    Qt.Key.Key_Up: -0.1,
}
"""Scroll distance for each key, as a fraction of the window's height."""

_SENTENCE_END = re.compile(r"(?<=[.?!]) (?=\w)")
MOST = 12
"""Maximum number of search results."""

LONGEST = 160
"""Maximum number of characters of the sentence in a search result."""


class HelpScreen(AppScreen[HelpPage]):
    """The screen with the guide: a search field, the list of pages, and the current page."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._guide: Sequence[GuideArticle] = ()
        self._language = ""
        self._built: dict[str, GuidePage] = {}
        self.found, self.nothing = CardList(), MessagePanel()
        self.box, self.pages = SearchBox(self.found), SegmentedChoice(PAGES)
        self.box.setObjectName("")  # as high as other fields, so that the Clear icon is centred
        self.box.setClearButtonEnabled(True)
        self.box.textChanged.connect(self._search_guide)
        self.box.returnPressed.connect(lambda: self.found.open_card(0))
        self.found.chosen.connect(self._open_section)
        self.found.left.connect(self.box.setFocus)
        self.pages.changed.connect(self._on_page_chosen)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(theme.SPACE_5, theme.SPACE_2, theme.SPACE_5, theme.SPACE_4)
        self.column.setSpacing(theme.SPACE_3)
        for part in (self.box, self.found, self.nothing, self.pages):
            self.column.addWidget(part)
        self.column.addStretch(1)

    # -- a screen ----------------------------------------------------------------------------------

    def title(self) -> str:
        """Return the page's heading in the current language."""
        return self.context.translate(N_("Help"))

    def retranslate(self) -> None:
        """Update all text to the current language, and load the pages again."""
        show = self.context.translate
        self.box.update_placeholder(show(N_("Search help")))
        self.box.setAccessibleName(show(N_("Search help")))
        self._load_guide()
        self.pages.set_texts(show(N_("Help")), [page.title for page in self._guide])
        if self._built:
            self._delete_pages()
            self._show_page(self.pages.get_chosen_key())
        self._search_guide(self.box.text())

    def on_shown(self, destination: HelpPage | None) -> None:
        """Show the section about the destination's screen; without a destination, show the current page."""
        about = destination.about if destination is not None else None
        wanted = about.name if about is not None else ""
        place = next((key for key, section in self._list_sections() if wanted in section.screens), "")
        if place:
            self._open_section(place)
        else:
            self._show_page(self.pages.get_chosen_key() or PAGES[0])
            self.box.setFocus()

    def can_be_freed(self) -> bool:
        """Return True, because the screen holds no user input."""
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll the page with the page and arrow keys, regardless of the focus."""
        area = self.window().findChild(PageArea, self.objectName())
        step = _STEPS.get(Qt.Key(event.key()), 0.0)
        if step and area is not None:
            bar = area.verticalScrollBar()
            bar.setValue(bar.value() + round(step * bar.pageStep()))
        else:
            super().keyPressEvent(event)

    # -- pages -------------------------------------------------------------------------------------

    def get_current_page(self) -> GuidePage:
        """Return the current page."""
        return self._built[self.pages.get_chosen_key()]

    def _load_guide(self) -> None:
        if self._language != self.context.translator.language:
            self._language = self.context.translator.language
            self._guide = read_guide(self._language)

    def _delete_pages(self) -> None:
        for page in self._built.values():
            page.hide()
            page.deleteLater()
        self._built.clear()

    def _show_page(self, name: str) -> None:
        self.pages.set_chosen_key(name)
        if name not in self._built:
            say = self.context.translator.apply_organisation_terms
            made = self._built[name] = GuidePage(self._find_article(name), self._language, say)
            for section in made.sections:
                section.entered.connect(partial(self._scroll_to_top_of, section))
            self.column.insertWidget(self.column.count() - 1, made)
        for other, page in self._built.items():
            page.setVisible(other == name)

    def _on_page_chosen(self) -> None:
        """Show the chosen page; a second click on the page's button keeps the choice."""
        name = self.pages.get_chosen_key() or next(
            n for n, page in self._built.items() if not page.isHidden()
        )
        self._show_page(name)
        announce_politely(self, self._find_article(name).title)

    def _find_article(self, name: str) -> GuideArticle:
        return next(page for page in self._guide if page.name == name)

    # -- finding -----------------------------------------------------------------------------------

    def _list_sections(self) -> Sequence[tuple[str, GuideSectionText]]:
        """Return all sections of the guide, each with the key of its card."""
        return [
            (f"{page.name}:{number}", section)
            for page in self._guide
            for number, section in enumerate(page.sections)
        ]

    def _search_guide(self, words: str) -> None:
        searching = bool(words.strip())
        hits = [
            (key, section)
            for key, section in self._list_sections()
            if searching and section.contains_words(words)
        ]
        before = self.found.list_shown_keys()
        self.found.show_cards([self._make_card(key, section, words) for key, section in hits[:MOST]])
        self.found.setVisible(bool(hits))
        self.nothing.setVisible(searching and not hits)
        self.pages.setVisible(not searching)
        for name, page in self._built.items():
            page.setVisible(not searching and name == self.pages.get_chosen_key())
        if searching and not hits:
            show = self.context.translate
            self.nothing.show_message(
                UNKNOWN,
                show(N_("No matches in help.")),
                show(N_("Try another word, or contact the help desk.")),
            )
            announce_politely(self.box, self.nothing.heading.text())
        elif searching and self.found.list_shown_keys() != before:
            announce_politely(self.box, hits[0][1].heading)

    def _make_card(self, key: str, section: GuideSectionText, words: str) -> CardContent:
        """Return the card of a section: its heading, its page, and the first matching sentence."""
        told = (part.text for part in section.parts if part.kind is not GuideBlockType.PICTURE)
        said = [sentence for text in told for sentence in _SENTENCE_END.split(text)]
        fitting = [text for text in said if any(contains_all_words(word, text) for word in words.split())]
        sentence = self.context.translator.apply_organisation_terms((fitting or said or [""])[0])
        short = sentence if len(sentence) <= LONGEST else f"{sentence[:LONGEST]}…"
        return CardContent(key, section.heading, self._find_article(section.page).title, line=short)

    def _open_section(self, key: str) -> None:
        """Show the page of a section, and focus the section."""
        name, _, number = key.partition(":")
        self.box.clear()
        self._show_page(name)
        section = self._built[name].sections[int(number)]
        section.setFocus(Qt.FocusReason.TabFocusReason)

    def _scroll_to_top_of(self, section: QWidget) -> None:
        """Scroll to the top of a section, even if the section is higher than the window."""
        area = self.window().findChild(PageArea, self.objectName())
        if area is not None:
            top = area.verticalScrollBar().setValue
            area.scroll_later(section, lambda: top(section.mapTo(self, QPoint()).y()))
