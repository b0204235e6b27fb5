"""The first screen: what is wrong, how this computer is, what helps most often, her tickets."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QMimeData, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from selfhelp.errors import SelfhelpError
from selfhelp.fixes import Category
from selfhelp.model import Kind
from selfhelp.progress import Progress
from selfhelp.text import N_, Text
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.parts.contact import ContactLine
from selfhelp.ui.parts.first_steps import FirstTime
from selfhelp.ui.parts.footer import Footer
from selfhelp.ui.parts.health import HealthPanel
from selfhelp.ui.parts.known_trouble import KnownTrouble
from selfhelp.ui.parts.recent import RecentTickets
from selfhelp.ui.screens import Screen
from selfhelp.ui.widgets.announce import announce
from selfhelp.ui.widgets.cards import CardList, Content
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.line import Line
from selfhelp.ui.widgets.tiles import Tiles
from selfhelp.ui.widgets.words import holds_evidence

if TYPE_CHECKING:
    from selfhelp.case import Case
    from selfhelp.catalog import Catalog

log = logging.getLogger(__name__)

SHOWN = 6
"""Suggestions shown; more would be a list to search, not an answer."""

COMMON = (
    "ladder:account",
    "fix:net-no-internet",
    "fix:print-stuck-queue",
    "ladder:slow",
    "fix:mic-not-heard",
    "fix:network-drive",
    "ladder:check-my-computer",
    "ladder:new-computer",
)
"""What service desks are asked most often, in this order; the rest of the catalogue is found by typing."""

HELP, LADDER, CHECK_UP = "get-help", "ladder", "check-my-computer"

LADDER_SUBJECTS: Mapping[str, Category] = {
    "account": Category.ACCOUNT,
    "slow": Category.PERFORMANCE,
    "nothing-works": Category.OTHER,
    "check-my-computer": Category.HARDWARE,
    "new-computer": Category.HARDWARE,
}
"""What families of checks are about, on their tile."""

SOON_MS = 30


class SearchBox(Line):
    """The box. Arrow down goes to the suggestions, Escape empties it."""

    def __init__(self, cards: CardList) -> None:
        super().__init__()
        self._cards = cards
        self.setObjectName("search")
        self.setMaxLength(2000)

    def event(self, event: QEvent) -> bool:
        """Keep Escape for the box while there is something in it; the window would take it as "Back"."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self.text():
            if event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
            return super().event(event)
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Follow the keys that a list of suggestions has everywhere."""
        if event.key() == Qt.Key.Key_Down and self._cards.keys():
            self._cards.enter()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class HomeScreen(Screen):
    """Box and suggestions; while the box is empty, the overview."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._catalog: Catalog | None = None
        self._mistake: Text | None = None
        self._case: Case | None = None
        self._case_words = self._wanted = ""
        self._found = CardList()
        self._box = SearchBox(self._found)
        self._overview = QWidget()
        self._health = HealthPanel(context)
        self._first = FirstTime(context)
        self._common_heading = PlainLabel("", "h2")
        self._common = Tiles()
        self._tickets = RecentTickets(context)
        self._trouble = KnownTrouble(context)
        self._contact, self._footer = ContactLine(context), Footer(context)
        self._lay_out()
        self.setAcceptDrops(True)
        self._box.textChanged.connect(self._typed)
        self._box.offered.connect(self._offered)
        self._box.returnPressed.connect(lambda: self._found.choose(0))
        self._found.chosen.connect(self._choose)
        self._found.left.connect(self._box.setFocus)
        self._common.chosen.connect(self._choose)

    def title(self) -> str:
        """Return the question."""
        return self.context.show(N_("What is wrong?"))

    def retranslate(self) -> None:
        """Set every text again."""
        show = self.context.show
        self._box.setPlaceholderText(show(N_("In your own words, for example “printer stuck”")))
        self._box.setAccessibleName(show(N_("What is wrong?")))
        self._health.retranslate()
        self._first.retranslate()
        self._tickets.retranslate()
        self._trouble.retranslate()
        self._contact.refresh()
        self._footer.retranslate()
        self._show_common()
        self._typed(self._box.text())

    def shown(self, **what: Any) -> None:
        """Put the focus into the box and look how this computer is."""
        if what.get("words"):
            self._box.setText(what["words"])
        self._wanted = what.get("fix", "")
        self._box.setFocus(Qt.FocusReason.OtherFocusReason)
        self._box.selectAll()
        QTimer.singleShot(SOON_MS, self, self._look)

    def _look(self) -> None:
        """Begin to look, after the window has been drawn: work would slow it down."""
        if self._catalog is None:
            self.context.jobs.start(self._load, self._loaded, self._not_loaded, owner=self)
        else:
            self._health.look(self._catalog)
            self._preselect()
        self._tickets.look()
        self._trouble.look()
        self._footer.look()
        self._contact.refresh()

    def changed(self) -> None:
        """Show how her tickets stand now."""
        self._tickets.look()

    def for_help(self) -> Mapping[str, Any]:
        """Take her case along; without words there is none."""
        words = self._box.text().strip()
        return {"case": self._case_of(words)} if words else {}

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
        self.context.open("ask", offered=data, **self.for_help())

    # -- parts -------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
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
        column.setContentsMargins(theme.SPACE_5, theme.SPACE_2, theme.SPACE_5, theme.SPACE_4)
        column.setSpacing(theme.SPACE_4)
        column.addWidget(self._health.line)
        column.addWidget(self._box)
        column.addWidget(self._contact)
        column.addWidget(self._trouble)
        column.addWidget(self._found)
        column.addWidget(self._overview)
        column.addStretch(1)
        column.addWidget(self._footer)

    def _load(self, progress: Progress) -> Catalog:
        catalog = self.context.app.catalog
        catalog.suggest("")  # builds the ranking, so that the first key is answered as fast as the next
        for part in ("selfhelp.case", "selfhelp.report.form.form", "PySide6.QtSvg"):
            import_module(part)  # so that "Get help" and the tiles are there at once, too
        log.debug("%d repairs", len(catalog.fixes))  # a file each: read here, not on the window's thread
        return catalog

    def _loaded(self, catalog: Catalog) -> None:
        self._catalog, self._mistake = catalog, None
        self._show_common()
        self._typed(self._box.text())
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
        self._box.setText(self.context.show(fix.title))
        card = Content(f"{fix.kind}:{wanted}", self.context.show(fix.title))
        others = [found for found in self._suggestions(self._box.text()) if found.key != card.key]
        self._found.fill([card, *others][:SHOWN])
        self._found.point_at(card.key)

    def _show_common(self) -> None:
        self._common_heading.setText(self.context.show(self._says_of_common()))
        if self._catalog is None:
            return
        self._common.fill([card for key in COMMON if (card := self._common_card(key)) is not None])

    def _says_of_common(self) -> Text:
        """Return the heading of the frequent fixes, or why there are none yet, now, or at all."""
        if self._mistake is not None:
            return self._mistake
        if self._catalog is None:
            return N_("One moment…")
        return N_("Often helpful") if self._catalog.fixes else _NOTHING_OFFERED

    def _not_loaded(self, error: SelfhelpError) -> None:
        """Say why nothing is offered; the help desk can be asked all the same."""
        self._mistake = error.message
        self._health.failed(error)
        self._show_common()
        announce(self._box, self._common_heading.accessibleName())

    def _common_card(self, key: str) -> Content | None:
        """Return the card of a fix or ladder, or None where it is not offered here."""
        kind, _, id_ = key.partition(":")
        if kind == LADDER:
            return self._ladder_card(id_, short=True)
        fix = self._catalog.fixes.get(id_) if self._catalog else None
        if fix is None:
            return None
        return Content(key, self.context.show(fix.title), self._subject(fix.category), icon=fix.category)

    def _subject(self, category: str) -> str:
        """Return how a category is called; its words are loaded with the catalogue, not with the window."""
        from selfhelp.report.form.form import OWN

        words = {str(known): text for known, text in OWN.items()}.get(category)
        return self.context.show(words) if words is not None else ""

    def _ladder_card(self, id_: str, *, short: bool = False) -> Content:
        from selfhelp.ladders import ladders

        ladder, show = ladders()[id_], self.context.show
        subject = LADDER_SUBJECTS[id_]
        said = self._subject(subject) if short else show(ladder.meaning)
        icon = Category.SECURITY if id_ == CHECK_UP else subject  # the shield with a tick
        return Content(f"{LADDER}:{id_}", show(ladder.title), said, icon=icon)

    def _typed(self, words: str) -> None:
        searching = bool(words.strip())
        self._trouble.heed(words)
        self._overview.setVisible(not searching)
        self._found.setVisible(searching)
        contents = self._suggestions(words) if searching else []
        if searching and [c.key for c in contents] != self._found.keys():
            announce(self._box, contents[0].title)
        self._found.fill(contents)

    def _suggestions(self, words: str) -> Sequence[Content]:
        """Return the cards for her words: best first; the help desk on top where nothing fits well."""
        show = self.context.show
        help_ = Content(
            HELP, show(N_("Get help")), show(N_("Ask the help desk. Your words go into the form."))
        )
        if self._catalog is None:
            return [help_]
        found = self._catalog.suggest(words, SHOWN)
        known = [Content(f"{item.kind}:{item.id}", show(item.title)) for item in found.items]
        if found.ladder:  # vague words: look at the whole family first
            known.insert(0, self._ladder_card(found.ladder))
        referred = bool(found.items) and found.items[0].kind is Kind.REFERRAL
        return [help_, *known] if found.ticket_first and not referred else [*known, help_]

    def _choose(self, key: str) -> None:
        kind, _, id_ = key.partition(":")
        match kind:
            case Kind.REFERRAL:
                self.context.open("referral", id=id_, **self.for_help())
            case "ladder":
                self.context.open("ladder", id=id_, **self.for_help())
            case Kind.FIX | Kind.PACK:
                self.context.open("fix", id=id_, words=self._box.text().strip(), **self.for_help())
            case _:
                self.context.open("ask", **self.for_help())

    def _case_of(self, words: str) -> Case:
        """Return her case: the same one while her words stay, so that its ticket tells of every fix."""
        if self._case is None or self._case.report or self._case_words != words:
            self._case, self._case_words = self.context.app.new_case(words), words
        return self._case


_NOTHING_OFFERED = N_("Your organisation offers no repairs on this computer. The help desk is there for you.")
