"""The search results of the home page: fixes, ticket topics and app functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from selfhelp.core.model import SuggestionKind
from selfhelp.core.text import N_
from selfhelp.fixes import Category, Fix
from selfhelp.tickets.form.form import OWN
from selfhelp.ui.context import Context
from selfhelp.ui.home.app_functions import AppFunctions
from selfhelp.ui.parts.category_pictures import picture_name
from selfhelp.ui.parts.contact_card import ContactLine
from selfhelp.ui.widgets.card_list import CardContent

if TYPE_CHECKING:
    from selfhelp.catalog.catalog import Catalog
    from selfhelp.catalog.suggestions import Suggestion

SHOWN = 6
"""Answers shown at most; more would be a list to search."""

WEAK, WEAKEST = 0.05, 0.02
"""A fix is left out below this share of the best score, or below this score. On tests/data/complaints.tsv no
right answer is lost by it, and a list has 1.3 fixes."""

BESIDE_A_FUNCTION = 0.6
"""The score below which a fix isn't worth showing where the words name a function of the app."""

HELP, CHECK = "get-help", "diagnosis"


class SearchAnswers:
    """Makes the cards.

    Attributes:
        index: the catalogue, once its index was read; only the help desk is offered before that.
        catalog: the same, once every file of it was read.
        functions: what the app can do.
    """

    def __init__(self, context: Context, contact: ContactLine) -> None:
        self._context, self._contact = context, contact
        self.index: Catalog | None = None
        self.catalog: Catalog | None = None
        self.functions = AppFunctions(context)

    def find_answers(self, words: str) -> Sequence[CardContent]:
        """Return the cards for words: the check of everything that could be the cause, then the best matches.

        What the words name exactly, such as a function of the app or an emergency, stands before that; if
        nothing fits well, the help desk follows at once.
        """
        if self.index is None:
            return [self._help()]
        found = self.index.suggest(words, SHOWN)
        sure, perhaps = self.functions.found(words)
        best = max((item.score for item in found.items), default=0.0)
        least = max(WEAK * best, BESIDE_A_FUNCTION if sure else WEAKEST)
        fixes = [self._card(item) for item in found.items if item.score >= least]
        check = [self._check()] if fixes or not sure else []
        first = [*self._contact.emergency_cards(words), *sure, *check]
        referred = bool(found.items) and found.items[0].kind is SuggestionKind.REFERRAL
        if found.ticket_first and not referred:
            return [*first, self._help(), *fixes, *perhaps][:SHOWN]
        return [*[*first, *fixes, *perhaps][: SHOWN - 1], self._help()]

    def fix(self, kind: SuggestionKind, fix: Fix) -> CardContent:
        """Return the card of a fix."""
        show, icon = self._context.translate, picture_name(fix.id, fix.category)
        return CardContent(f"{kind}:{fix.id}", show(fix.title), show(OWN[fix.category]), icon=icon)

    # -- parts -------------------------------------------------------------------------------------

    def _help(self) -> CardContent:
        show = self._context.translate
        about = N_("Write to the help desk. We'll include your words.")
        return CardContent(HELP, show(N_("Get help")), show(about), icon="headset")

    def _check(self) -> CardContent:
        show = self._context.translate
        about = N_("We check this computer and change nothing.")
        return CardContent(CHECK, show(N_("Check what could cause this")), show(about), icon="lens")

    def _card(self, item: Suggestion) -> CardContent:
        """Return a suggestion: what it is, and what it is about."""
        show, catalog = self._context.translate, self.catalog
        fix = catalog.fixes.get(item.id) if catalog else None
        if fix is not None:
            return self.fix(item.kind, fix)
        topic = catalog.topics.get(item.id) if catalog else None
        subject, said = (topic.category, show(_FOR_THE_DESK)) if topic else (Category.OTHER, "")
        icon = picture_name(item.id, subject)
        return CardContent(f"{item.kind}:{item.id}", show(item.title), said, icon=icon)


_FOR_THE_DESK = N_("For the help desk. We'll show you what to do in the meantime.")
