"""The home page: a search field, and news that needs the user's attention."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.model import SuggestionKind
from selfhelp.core.text import N_, NN_, Text
from selfhelp.fixes import Category
from selfhelp.ui import theme
from selfhelp.ui.app_screen import AppScreen
from selfhelp.ui.context import Context
from selfhelp.ui.home.examples import Examples
from selfhelp.ui.home.first_steps_cards import FirstTimePanel
from selfhelp.ui.home.greeting import find_greeting
from selfhelp.ui.home.last_change import LastChange
from selfhelp.ui.home.notices_panel import NoticesPanel
from selfhelp.ui.home.search_answers import HELP, SHOWN, SearchAnswers
from selfhelp.ui.home.ticket_news import TicketNews
from selfhelp.ui.home.upcoming_panel import UpcomingPanel
from selfhelp.ui.images.mime_data import has_picture_or_files
from selfhelp.ui.navigation import (
    AskPage,
    BrowsePage,
    DiagnosisPage,
    EmergencyPage,
    FixPage,
    HealthPage,
    HomePage,
    TicketsPage,
    TicketTopicPage,
)
from selfhelp.ui.parts.catalog_loader import CatalogLoader
from selfhelp.ui.parts.contact_card import ContactLine
from selfhelp.ui.parts.footer import Footer
from selfhelp.ui.parts.health_panel import HealthPanel
from selfhelp.ui.parts.known_issues import KnownIssues
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.card_list import CardContent, CardList
from selfhelp.ui.widgets.delayed_call import call_soon
from selfhelp.ui.widgets.flow_layout import FlowLayout
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.misclick_guard import MisclickGuard
from selfhelp.ui.widgets.page_area import scroll_into_view
from selfhelp.ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from selfhelp.catalog.catalog import Catalog
    from selfhelp.tickets.case import Case

__all__ = ["HELP", "HomeScreen"]

NARROW = 560
"""Width of the page below which the margins are reduced, in logical pixels."""

SILENT_MS = 600
"""Milliseconds without a key press until the results are announced."""


class HomeScreen(AppScreen[HomePage]):
    """The screen with the search field and its results; without search text, with news and findings."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._mistake: Text | None = None
        self._case: Case | None = None
        self._case_words = self._wanted = ""
        self._will_look = False
        self._told = (True, False)
        self._loading = CatalogLoader(context, self)
        self._found = CardList()
        self._box = SearchBox(self._found)
        self._examples = Examples(context)
        self._overview = QWidget()
        self._steady = MisclickGuard(self)
        self._greeting, self._headline = PlainLabel("", "sub"), PlainLabel("", "headline")
        self._says = PlainLabel("", "sub")
        self._news = TicketNews(context, self._steady)
        self._health = HealthPanel(context, self._steady)
        self._upcoming = UpcomingPanel(context, self._steady)
        self._notices = NoticesPanel(context, self._steady)
        self._change = LastChange(context, self._steady)
        self._first = FirstTimePanel(context)
        self._trouble = KnownIssues(context, self._steady)
        self._contact, self._footer = ContactLine(context), Footer(context)
        self._answers = SearchAnswers(context, self._contact)
        self._browse, self._all_tickets, self._health_link = QPushButton(), QPushButton(), QPushButton()
        self._tell_later = QTimer(self, singleShot=True, interval=SILENT_MS)
        self._build_layout()
        self._connect_signals()

    def title(self) -> str:
        """Return the question above the search field."""
        return self.context.translate(QUESTION)

    def spoken_name(self) -> str:
        """Return "", because the focused search field has the same name."""
        return ""

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show = self.context.translate
        self._update_greeting()
        long, short = N_("Describe the problem in your own words"), N_("In your own words")
        self._box.update_placeholder(show(long), show(short))
        self._box.setAccessibleName(show(QUESTION))
        self._browse.setText(show(N_("Browse all fixes")))
        self._all_tickets.setText(show(N_("My tickets")))
        self._health_link.setText(show(N_("Computer health")))
        for part in (self._examples, self._news, self._health, self._change, self._first, self._trouble):
            part.retranslate()
        self._upcoming.retranslate()
        self._notices.retranslate()
        self._contact.update_contact_details()
        self._footer.retranslate()
        self._update_home_state()
        self._on_search_typed(self._box.text())

    def on_shown(self, destination: HomePage | None) -> None:
        """Focus the search field, and check the computer's health."""
        self._wanted = destination.fix if destination is not None else ""
        if destination is not None and destination.words:
            self._box.setText(destination.words)
        if destination is not None and destination.saved:
            self._box.clear()
            self._news.show_saved_ticket(destination.saved)
        if destination is None and self._case is not None and self._case.rejected_topics:
            self._on_search_typed(self._box.text())
        if destination is None or not destination.words:
            self._box.mark_as_old()
            self._update_contact_line()
        self._update_greeting()
        self._box.setFocus(Qt.FocusReason.OtherFocusReason)
        self._box.select_all_from_end()
        if not self.newly_opened:
            scroll_into_view(self._headline, self._box)  # the page may still be scrolled down
        self._will_look = True
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Start the checks after the first paint, because they would delay the paint."""
        super().paintEvent(event)
        if self._will_look:
            self._will_look = False
            call_soon(self, self._start_checks)

    def _start_checks(self) -> None:
        """Start loading the catalogue and checking the computer, the most relevant parts first."""
        self._news.refresh()
        self._change.refresh()
        self._trouble.load_issues()
        self._upcoming.refresh()
        self._notices.refresh()
        self._contact.update_contact_details()
        if self._answers.catalog is None:
            self._loading.start_loading(Category, self._answers.functions.load_phrases)
            self._found.prepare_cards(SHOWN)  # the first keys would wait otherwise
        else:
            self._footer.reload_facts()
            self._health.run_checks(self._answers.catalog)
            self._preselect_fix()

    def on_tickets_changed(self) -> None:
        """Refresh the ticket news on the page."""
        self._news.refresh()

    def on_window_activated(self) -> None:
        """Update the news, and check the computer again if its results are old."""
        self._news.update_times()
        if self._answers.catalog is not None:
            self._news.refresh()
            self._health.run_checks(self._answers.catalog)

    def on_reminders_changed(self) -> None:
        """Refresh the forecasts and notices on the page."""
        self._upcoming.refresh(again=True)
        self._notices.refresh()

    def on_hidden(self) -> None:
        """Stop announcing search results."""
        self._tell_later.stop()

    def has_primary_button(self) -> bool:
        """Return whether the button "Send again" is visible."""
        return self._news.has_unsent and not self._overview.isHidden()

    def shows_failed_attempt(self, ref: str) -> bool:
        """Return whether the banner for unsent messages is visible; it shows the reason."""
        return self.has_primary_button()

    def offers_help(self) -> bool:
        """Return whether the help desk is among the search results."""
        return not self._found.isHidden() and HELP in self._found.list_shown_keys()

    def make_help_case(self) -> Case | None:
        """Return the case for the typed text, or None if the text states no problem, such as "get help"."""
        words = self._box.text().strip()
        return self._make_case_for_text(words) if words and not self._answers.names_help(words) else None

    def can_be_freed(self) -> bool:
        """Return True, because a few words in the search field can be typed again."""
        return True

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept images and files for the help desk."""
        if has_picture_or_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the ticket form with the dropped files."""
        event.acceptProposedAction()
        self._open_ticket_form_with(event.mimeData())

    def _open_ticket_form_with(self, data: QMimeData) -> None:
        self.context.open(AskPage(offered=data, case=self.make_help_case()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Reduce the margins in a narrow window."""
        super().resizeEvent(event)
        narrow = event.size().width() < theme.scale_width(NARROW)
        inside = theme.SPACE_3 if narrow else theme.SPACE_6
        if self._hero.contentsMargins().left() != inside:
            self._hero.setContentsMargins(inside, inside, inside, theme.SPACE_4)
            beside = theme.SPACE_4 if narrow else theme.SPACE_5
            self._column.setContentsMargins(beside, theme.SPACE_1, beside, theme.SPACE_4)
            self._greeting.setVisible(not narrow)  # so that what needs attention is in sight
        if self._answers.ends_with_help is narrow:
            self._answers.ends_with_help = not narrow
            self._on_search_typed(self._box.text())

    # -- parts -------------------------------------------------------------------------------------

    def _update_greeting(self) -> None:
        """Set the greeting and the question."""
        show = self.context.translate
        self._greeting.setText(show(find_greeting(time.localtime().tm_hour)))
        self._headline.setText(show(QUESTION))

    def _build_layout(self) -> None:
        hero = QFrame()
        hero.setObjectName("hero")
        # From the outside in: a widget that gets a parent is styled again with all that it contains.
        self._column = QVBoxLayout(self)
        self._column.setSpacing(theme.SPACE_3)
        # Emergencies and links first: what arrives later doesn't move them.
        whole: Sequence[QWidget] = (
            *(hero, self._says, self._trouble),
            *(self._contact, self._found, self._overview),
        )
        for widget in whole:
            self._column.addWidget(widget)
        self._column.addStretch(1)
        self._column.addWidget(self._footer)
        self._hero = QVBoxLayout(hero)
        self._hero.setSpacing(theme.SPACE_2)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._greeting)
        words.addWidget(self._headline)
        self._hero.addLayout(words)
        self._hero.addWidget(self._box)
        self._hero.addWidget(self._change)  # in sight in a low window, and during a search
        self._hero.addWidget(self._examples)
        links = FlowLayout(spacing=theme.SPACE_1)
        for button in (self._browse, self._all_tickets, self._health_link):
            button.setProperty("link", True)
            links.addWidget(button)
        overview = QVBoxLayout(self._overview)
        overview.setContentsMargins(0, 0, 0, 0)
        overview.setSpacing(theme.SPACE_3)
        attention = (self._notices, self._news, self._health, self._upcoming)
        overview.addLayout(links)
        below: Sequence[QWidget] = (*attention, self._first)
        for part in below:
            overview.addWidget(part)

    def _connect_signals(self) -> None:
        self.setAcceptDrops(True)
        self._box.textChanged.connect(self._on_search_typed)
        self._box.offered.connect(self._open_ticket_form_with)
        self._box.returnPressed.connect(self._on_enter_pressed)
        self._examples.chosen.connect(self._set_search_text)
        self._found.chosen.connect(self._open_answer)
        self._found.left.connect(self._box.setFocus)
        self._health.emptied.connect(self._focus_search_if_needed)
        self._health.checked.connect(self._upcoming.hide_happened_forecasts)
        self._upcoming.changed.connect(self._health.add_forecasts)
        self._upcoming.emptied.connect(self._focus_search_if_needed)
        self._notices.emptied.connect(self._focus_search_if_needed)
        self._trouble.refreshed.connect(self._notices.refresh)
        self._change.undone.connect(self._on_change_undone)
        self._news.changed.connect(self._update_header)
        self._browse.clicked.connect(lambda: self.context.open(BrowsePage()))
        self._all_tickets.clicked.connect(lambda: self.context.open(TicketsPage()))
        self._health_link.clicked.connect(lambda: self.context.open(HealthPage()))
        self._tell_later.timeout.connect(self._announce_results)
        self._loading.indexed.connect(self._on_index_loaded)
        self._loading.loaded.connect(self._on_catalog_loaded)
        self._loading.failed.connect(self._on_catalog_failed)

    def _set_search_text(self, words: str) -> None:
        self._box.setText(words)
        self._box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _focus_search_if_needed(self) -> None:
        """Focus the search field if the focused widget is about to be removed."""
        focus = self.window().focusWidget()
        if focus is not None and (self._overview.isAncestorOf(focus) or self._change.isAncestorOf(focus)):
            self._box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_change_undone(self) -> None:
        """Run the checks again after an undo, because the fixed problem may be back."""
        self._focus_search_if_needed()
        self._health.invalidate_results()
        if self._answers.catalog is not None:
            self._health.run_checks(self._answers.catalog)

    def _update_header(self) -> None:
        """Update the header if its help button must appear or disappear."""
        told = self.has_primary_button(), self.offers_help()
        if told != self._told:
            self._told = told
            self.title_changed.emit()

    # -- what is offered ---------------------------------------------------------------------------

    def _on_index_loaded(self, catalog: Catalog) -> None:
        """Enable the search."""
        self._answers.index, self._mistake = catalog, None
        self._steady.call_now(self._update_results)
        self._footer.reload_facts()

    def _update_results(self) -> None:
        self._update_home_state()
        self._on_search_typed(self._box.text())

    def _on_catalog_loaded(self, catalog: Catalog) -> None:
        self._answers.catalog = catalog
        self._steady.call_now(partial(self._on_search_typed, self._box.text()))
        self._health.run_checks(catalog)
        self._preselect_fix()

    def _preselect_fix(self) -> None:
        """Select the fix named in a link; only the user can start the fix."""
        wanted, self._wanted = self._wanted, ""
        catalog = self._answers.catalog
        fix = catalog.fixes.get(wanted) if catalog and wanted else None
        if fix is None:
            if wanted:
                self.context.say(N_("This isn't available on this computer."))
            return
        card = self._answers.build_fix_card(fix.kind, fix)
        self._box.setText(card.title)
        others = [found for found in self._answers.find_answers(self._box.text()) if found.key != card.key]
        self._found.show_cards([card, *others][:SHOWN])
        self._found.focus_card(card.key)

    def _on_catalog_failed(self, error: SelfhelpError) -> None:
        """Show the reason why no fixes are available; the user can still contact the help desk."""
        self._mistake = error.user_message
        self._footer.reload_facts()
        self._health.record_failed_check(error)
        self._update_home_state()
        announce_politely(self._box, self._says.accessibleName())

    def _update_home_state(self) -> None:
        """Show the reason why the search isn't available, or the normal state."""
        index, says = self._answers.index, self._mistake
        if says is None and index is not None and not index.fix_titles:
            says = self.context.app.find_policy_mistake("fixes") or _NOTHING_OFFERED
        self._says.setText(self.context.translate(says or ""))
        self._says.setVisible(says is not None)
        self._browse.setVisible(says is None)

    # -- searching ---------------------------------------------------------------------------------

    def _on_search_typed(self, words: str) -> None:
        self._loading.pause_for_window()
        searching = bool(words.strip())
        self._examples.setVisible(not searching)
        self._trouble.filter_by_text(words)
        self._overview.setVisible(not searching)
        self._update_contact_line()
        contents: Sequence[CardContent] = self._find_answers(words) if searching else []
        if not searching:
            self._tell_later.stop()
            self._found.hide()
        elif [c.key for c in contents] != self._found.list_shown_keys():
            self._tell_later.start()
        self._found.show_cards(
            contents
        )  # out of sight the first time: the page is laid out once for all cards
        self._found.setVisible(searching)
        self._update_header()

    def _find_answers(self, words: str) -> Sequence[CardContent]:
        """Return the answers to a text; a topic that the user rejected for it isn't the first."""
        same = self._case is not None and self._case_words == words.strip()
        rejected = self._case.rejected_topics if self._case is not None and same else ()
        return self._answers.find_answers(words, rejected)

    def _update_contact_line(self) -> None:
        """Show the phone number and the buttons for emergencies, unless the user is searching."""
        self._contact.setVisible(self._box.is_old or not self._box.text().strip())

    def _announce_results(self) -> None:
        """Announce the results after the user has stopped typing."""
        contents = self._found.get_card_contents()
        if contents and self._box.hasFocus():
            first, count = contents[0].title, len(contents)
            sentence = NN_(
                "{count} suggestion: {first}", "{count} suggestions, first: {first}", count, first=first
            )
            announce_politely(self._box, self.context.translate(sentence))

    def _open_answer(self, key: str) -> None:
        kind, _, id_ = key.partition(":")
        match kind:
            case SuggestionKind.REFERRAL:
                self.context.open(TicketTopicPage(id_, case=self.make_help_case()))
            case "troubleshooter":
                self.context.open(DiagnosisPage(complaint=id_, case=self.make_help_case()))
            case SuggestionKind.CHECK:
                words = self._box.text().strip()
                self.context.open(DiagnosisPage(words, complaint=id_, case=self.make_help_case()))
            case "emergency":
                self.context.open(EmergencyPage(id_, self._box.text().strip()))
            case "diagnosis":
                self._open_diagnosis(self._box.text().strip())
            case SuggestionKind.FIX | SuggestionKind.PACK:
                self._health.invalidate_results()
                self.context.open(FixPage(id_, words=self._box.text().strip(), case=self.make_help_case()))
            case _ if not self._answers.functions.open_search_result(kind, id_):
                self.context.open(AskPage(self.make_help_case()))

    def _on_enter_pressed(self) -> None:
        """Open the first result; if the search index isn't loaded yet, open the diagnosis."""
        if self._answers.index is not None:
            self._found.open_card(0)
        elif self._answers.names_help(words := self._box.text().strip()):
            self.context.open(AskPage())
        elif words:
            self._open_diagnosis(words)

    def _open_diagnosis(self, words: str) -> None:
        """Open the diagnosis of the typed text."""
        self._health.invalidate_results()
        self.context.open(DiagnosisPage(words, case=self.make_help_case()))

    def _make_case_for_text(self, words: str) -> Case:
        """Return the case for a text; for an unchanged text, return the same case with all fixes tried."""
        if self._case is None or self._case.report or self._case_words != words:
            self._case, self._case_words = self.context.app.create_case(words), words
        return self._case


QUESTION = N_("What's wrong?")
_NOTHING_OFFERED = N_("Your organisation has turned off fixes on this computer. Contact the help desk.")
