"""The first screen: what is wrong, how this computer is, what helps most often, her tickets."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.model import Kind
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import (
    AskPage,
    DiagnosisPage,
    EmergencyPage,
    FixPage,
    HomePage,
    TicketTopicPage,
)
from selfhelp.ui.parts.catalog_loading import CatalogLoading
from selfhelp.ui.parts.contact import ContactLine
from selfhelp.ui.parts.first_steps import FirstTime
from selfhelp.ui.parts.footer import Footer
from selfhelp.ui.parts.health import HealthPanel, greeting
from selfhelp.ui.parts.known_trouble import KnownTrouble
from selfhelp.ui.parts.recent import RecentTickets
from selfhelp.ui.parts.subjects import picture_of
from selfhelp.ui.screens import Screen
from selfhelp.ui.widgets.announce import announce
from selfhelp.ui.widgets.cards import CardList, Content
from selfhelp.ui.widgets.groups import Group, Groups
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.search_box import SearchBox
from selfhelp.ui.widgets.soon import soon
from selfhelp.ui.widgets.steady import Steady
from selfhelp.ui.widgets.words import holds_evidence

if TYPE_CHECKING:
    from selfhelp.catalog.catalog import Catalog
    from selfhelp.catalog.suggestions import Suggestion
    from selfhelp.tickets.case import Case

SHOWN = 6
"""Suggestions shown; more would be a list to search, not an answer."""

COMMON: Mapping[Category, Sequence[str]] = {
    Category.ACCOUNT: ("troubleshooter:account", "fix:sso-refresh"),
    Category.NETWORK: ("fix:net-no-internet", "fix:net-vpn"),
    Category.PRINTING: ("fix:print-stuck-queue", "fix:print-offline"),
    Category.AUDIO_VIDEO: ("fix:audio-no-sound", "fix:mic-not-heard"),
    Category.FILES: ("fix:network-drive", "fix:file-recover"),
    Category.HARDWARE: (
        "troubleshooter:slow",
        "troubleshooter:check-my-computer",
        "troubleshooter:new-computer",
    ),
}
"""What service desks are asked most often, by subject; the rest of the catalogue is found by typing."""

HELP, TROUBLESHOOTER = "get-help", "troubleshooter"

NARROW = 560
"""Logical pixels, below which there is little room beside the question."""

SUBJECTS: Mapping[str, Category] = {
    "account": Category.ACCOUNT,
    "slow": Category.PERFORMANCE,
    "nothing-works": Category.OTHER,
    "check-my-computer": Category.HARDWARE,
    "new-computer": Category.HARDWARE,
}
"""What families of checks are about: the picture on their card."""


class HomeScreen(Screen[HomePage]):
    """Box and suggestions; while the box is empty, the overview."""

    says_itself = True

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._index: Catalog | None = None
        self._catalog: Catalog | None = None  # the same, once every file of it was read
        self._mistake: Text | None = None
        self._case: Case | None = None
        self._case_words = self._wanted = ""
        self._will_look = False
        self._loading = CatalogLoading(context, self)
        self._found = CardList()
        self._box = SearchBox(self._found)
        self._overview = QWidget()
        self._steady = Steady(self)
        self._health = HealthPanel(context, self._steady)
        self._first = FirstTime(context)
        self._common_heading = PlainLabel("", "h2")
        self._common = Groups()
        self._headline = PlainLabel("", "headline")
        self._tickets = RecentTickets(context, self._steady)
        self._trouble = KnownTrouble(context, self._steady)
        self._contact, self._footer = ContactLine(context), Footer(context)
        self._lay_out()
        self.setAcceptDrops(True)
        self._box.textChanged.connect(self._typed)
        self._box.offered.connect(self._offered)
        self._box.returnPressed.connect(lambda: self._found.choose(0))
        self._found.chosen.connect(self._choose)
        self._found.left.connect(self._box.setFocus)
        self._common.chosen.connect(self._choose)
        self._loading.indexed.connect(self._can_offer)
        self._loading.loaded.connect(self._loaded)
        self._loading.failed.connect(self._not_loaded)

    def title(self) -> str:
        """Return the question."""
        return self.context.show(N_("What is wrong?"))

    def retranslate(self) -> None:
        """Set every text again."""
        show = self.context.show
        self._greet()
        long, short = N_("In your own words, for example “printer stuck”"), N_("For example “printer stuck”")
        self._box.hint(show(long), show(short))
        self._box.setAccessibleName(show(N_("What is wrong?")))
        self._health.retranslate()
        self._first.retranslate()
        self._tickets.retranslate()
        self._trouble.retranslate()
        self._contact.refresh()
        self._footer.retranslate()
        self._show_common()
        self._typed(self._box.text())

    def shown(self, destination: HomePage | None) -> None:
        """Put the focus into the box and look how this computer is."""
        self._wanted = destination.fix if destination is not None else ""
        if destination is not None and destination.words:
            self._box.setText(destination.words)
        self._greet()
        self._box.setFocus(Qt.FocusReason.OtherFocusReason)
        self._box.selectAll()
        self._will_look = True
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Look once it is seen: work at the same time would slow the drawing down."""
        super().paintEvent(event)
        if self._will_look:
            self._will_look = False
            soon(self, self._look)

    def _look(self) -> None:
        """Begin to look: at what she waits for first."""
        self._tickets.look()
        self._trouble.look()
        self._contact.refresh()
        if self._catalog is None:
            self._loading.begin(COMMON)
        else:
            self._footer.look()
            self._health.look(self._catalog)
            self._preselect()

    def changed(self) -> None:
        """Show how her tickets stand now."""
        self._tickets.look()

    def for_help(self) -> Case | None:
        """Take her case along; without words there is none."""
        words = self._box.text().strip()
        return self._case_of(words) if words else None

    def may_be_freed(self) -> bool:
        """Say yes: a few words in a box can be typed again."""
        return True

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take pictures and files: they are for the help desk."""
        if holds_evidence(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the form with them."""
        event.acceptProposedAction()
        self._offered(event.mimeData())

    def _offered(self, data: QMimeData) -> None:
        self.context.open(AskPage(offered=data, case=self.for_help()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave less room at the sides of a narrow window."""
        super().resizeEvent(event)
        narrow = event.size().width() < theme.wide(NARROW)
        inside = theme.SPACE_4 if narrow else theme.SPACE_6
        if self._hero.contentsMargins().left() != inside:
            self._hero.setContentsMargins(inside, inside - theme.SPACE_1, inside, theme.SPACE_4)

    # -- parts -------------------------------------------------------------------------------------

    def _greet(self) -> None:
        """Greet her, and ask."""
        show = self.context.show
        hello = show(greeting(time.localtime().tm_hour))
        self._headline.setText(f"{hello} {show(N_('What is wrong?'))}")

    def _lay_out(self) -> None:
        hero = QFrame()
        hero.setObjectName("hero")
        self._hero = QVBoxLayout(hero)
        self._hero.setSpacing(theme.SPACE_3)
        for part in (self._headline, self._health.line, self._box, self._contact):
            self._hero.addWidget(part)
        overview = QVBoxLayout(self._overview)
        overview.setContentsMargins(0, 0, 0, 0)
        overview.setSpacing(theme.SPACE_5)
        common = QVBoxLayout()
        common.setSpacing(theme.SPACE_2)
        common.addWidget(self._common_heading)
        common.addWidget(self._common)
        overview.addWidget(self._health)
        overview.addWidget(self._tickets)
        overview.addWidget(self._first)
        overview.addLayout(common)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_5, theme.SPACE_1, theme.SPACE_5, theme.SPACE_4)
        column.setSpacing(theme.SPACE_4)
        column.addWidget(hero)
        column.addWidget(self._trouble)
        column.addWidget(self._found)
        column.addWidget(self._overview)
        column.addStretch(1)
        column.addWidget(self._footer)

    def _can_offer(self, catalog: Catalog) -> None:
        """Offer and find."""
        self._index, self._mistake = catalog, None
        self._steady.now(self._offer_anew)
        self._footer.look()

    def _offer_anew(self) -> None:
        self._show_common()
        self._typed(self._box.text())

    def _loaded(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._steady.now(partial(self._typed, self._box.text()))
        self._health.look(catalog)
        self._preselect()

    def _preselect(self) -> None:
        """Point at the fix that a link named; she starts it herself."""
        wanted, self._wanted = self._wanted, ""
        fix = self._catalog.fixes.get(wanted) if self._catalog and wanted else None
        if fix is None:
            if wanted:
                self.context.say(N_("This is not offered on this computer."))
            return
        card = self._fix_card(fix.kind, fix)
        self._box.setText(card.title)
        others = [found for found in self._suggestions(self._box.text()) if found.key != card.key]
        self._found.fill([card, *others][:SHOWN])
        self._found.point_at(card.key)

    def _show_common(self) -> None:
        self._common_heading.setText(self.context.show(self._says_of_common()))
        if self._index is None:
            return
        groups = []
        for category, keys in COMMON.items():
            cards = [card for key in keys if (card := self._common_card(key)) is not None]
            groups.append(Group(category, self._subject(category), cards))
        self._common.fill(groups)

    def _says_of_common(self) -> Text:
        """Return the heading of the frequent fixes, or why there are none yet, now, or at all."""
        if self._mistake is not None:
            return self._mistake
        if self._index is None:
            return N_("One moment…")
        return N_("Often helpful") if self._index.titles else _NOTHING_OFFERED

    def _not_loaded(self, error: SelfhelpError) -> None:
        """Say why nothing is offered; the help desk can be asked all the same."""
        self._mistake = error.told
        self._footer.look()
        self._health.failed(error)
        self._show_common()
        announce(self._box, self._common_heading.accessibleName())

    def _common_card(self, key: str) -> Content | None:
        """Return the card of a fix or troubleshooter, or None where it is not offered here."""
        kind, _, id_ = key.partition(":")
        if kind == TROUBLESHOOTER:
            return replace(self._troubleshooter_card(id_), sub="", icon="")
        title = self._index.titles.get(id_) if self._index else None
        return Content(key, self.context.show(title)) if title is not None else None

    def _subject(self, category: str) -> str:
        """Return how a category is called; its words are loaded with the catalogue, not with the window."""
        from selfhelp.tickets.form.form import OWN

        words = {str(known): text for known, text in OWN.items()}.get(category)
        return self.context.show(words) if words is not None else ""

    def _troubleshooter_card(self, id_: str) -> Content:
        from selfhelp.troubleshooters import troubleshooters

        family, show = troubleshooters()[id_], self.context.show
        return Content(
            f"{TROUBLESHOOTER}:{id_}",
            show(family.title),
            show(family.meaning),
            icon=SUBJECTS[id_],
        )

    def _fix_card(self, kind: Kind, fix: Fix) -> Content:
        show, icon = self.context.show, picture_of(fix.id, fix.category)
        return Content(f"{kind}:{fix.id}", show(fix.title), show(fix.looks), icon=icon)

    def _card(self, item: Suggestion) -> Content:
        """Return a suggestion: what it is, and what happens first."""
        show, catalog = self.context.show, self._catalog
        fix = catalog.fixes.get(item.id) if catalog else None
        if fix is not None:
            return self._fix_card(item.kind, fix)
        topic = catalog.topics.get(item.id) if catalog else None
        subject, said = (topic.category, show(_FOR_THE_DESK)) if topic else (Category.OTHER, "")
        icon = picture_of(item.id, subject)
        return Content(f"{item.kind}:{item.id}", show(item.title), said, icon=icon)

    def _typed(self, words: str) -> None:
        self._loading.give_way()
        searching = bool(words.strip())
        self._contact.setVisible(not searching)
        self._trouble.heed(words)
        self._overview.setVisible(not searching)
        contents = self._suggestions(words) if searching else []
        if searching and [c.key for c in contents] != self._found.keys():
            announce(self._box, contents[0].title)
        if not searching:
            self._found.hide()
        self._found.fill(contents)  # out of sight the first time: the page is laid out once for all cards
        self._found.setVisible(searching)

    def _suggestions(self, words: str) -> Sequence[Content]:
        """Return the cards for her words: best first; the help desk on top where nothing fits well."""
        show = self.context.show
        help_ = Content(
            HELP,
            show(N_("Get help")),
            show(N_("Ask the help desk. Your words go into the form.")),
            icon="headset",
        )
        if self._index is None:
            return [help_]
        found = self._index.suggest(words, SHOWN)
        check = Content("diagnosis", show(N_("Check what could cause this")), show(_CHECK), icon="lens")
        urgent, known = [*self._contact.meant(words), check], [self._card(item) for item in found.items]
        if found.ladder:  # vague words: look at the whole family first
            known.insert(0, self._troubleshooter_card(found.ladder))
        referred = bool(found.items) and found.items[0].kind is Kind.REFERRAL
        return [*urgent, *([help_, *known] if found.ticket_first and not referred else [*known, help_])]

    def _choose(self, key: str) -> None:
        kind, _, id_ = key.partition(":")
        match kind:
            case Kind.REFERRAL:
                self.context.open(TicketTopicPage(id_, case=self.for_help()))
            case "troubleshooter":
                self.context.open(DiagnosisPage(complaint=id_, case=self.for_help()))
            case "emergency":
                self.context.open(EmergencyPage(id_))
            case "diagnosis":
                self._diagnose(self._box.text().strip())
            case Kind.FIX | Kind.PACK:
                self.context.open(FixPage(id_, words=self._box.text().strip(), case=self.for_help()))
            case _:
                self.context.open(AskPage(self.for_help()))

    def _diagnose(self, words: str) -> None:
        """Check everything that could explain these words."""
        self.context.open(DiagnosisPage(words, case=self.for_help()))

    def _case_of(self, words: str) -> Case:
        """Return her case: the same one while her words stay, so that its ticket tells of every fix."""
        if self._case is None or self._case.report or self._case_words != words:
            self._case, self._case_words = self.context.app.new_case(words), words
        return self._case


_CHECK = N_("We check this computer and change nothing.")
_FOR_THE_DESK = N_("For the help desk. You see what to do until then.")
_NOTHING_OFFERED = N_("Your organisation offers no repairs on this computer. The help desk is there for you.")
