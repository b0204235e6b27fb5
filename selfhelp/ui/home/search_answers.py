"""The search results of the home page: fixes, ticket topics and app functions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from selfhelp.core.model import SuggestionKind
from selfhelp.core.text import N_
from selfhelp.fixes import Category, Fix
from selfhelp.ui.context import Context
from selfhelp.ui.home.app_functions import AppFunctions
from selfhelp.ui.parts.category_pictures import find_icon_name
from selfhelp.ui.parts.contact_card import ContactLine
from selfhelp.ui.widgets.card_list import CardContent
from selfhelp.ui.widgets.label import normalise_for_search

if TYPE_CHECKING:
    from selfhelp.catalog.catalog import Catalog
    from selfhelp.catalog.dangers import PersonalMatter
    from selfhelp.catalog.suggestions import Suggestion

SHOWN = 6
"""Maximum number of results."""

WEAK, WEAKEST = 0.05, 0.02
"""Minimum score of a fix: as a fraction of the best score, and absolute.

With these values, no correct answer in tests/data/complaints.tsv is lost, and searches show 1.3 fixes on
average.
"""

BESIDE_A_FUNCTION = 0.6
"""Minimum score of a fix in a search that also matches a function of the app."""

FOLLOW_UP = "ticket-follow-up"
"""ID of the ticket topic about a sent ticket; the app's functions show it as well."""

HELP, CHECK = "get-help", "diagnosis"


class SearchAnswers:
    """Creates the cards of the search results.

    Attributes:
        index: the catalogue, once its index is loaded; until then, only the help desk is offered.
        catalog: the catalogue, once all its files are loaded.
        functions: the app's functions.
        ends_with_help: whether the help desk is the last card; in a small window, only the header offers the
          help desk.
    """

    def __init__(self, context: Context, contact: ContactLine) -> None:
        self._context, self._contact = context, contact
        self.index: Catalog | None = None
        self.catalog: Catalog | None = None
        self.ends_with_help = True
        self.functions = AppFunctions(context)

    def find_answers(self, words: str, rejected: Collection[str] = ()) -> Sequence[CardContent]:
        """Return the cards for a text; if the text is the name of a function, the function comes first.

        The ticket topics whose IDs are ``rejected`` come after the other answers.
        """
        last = {HELP: 2} | {f"{SuggestionKind.REFERRAL}:{id_}": 1 for id_ in rejected}
        cards = self._find_best_answers(words)
        if rejected:
            cards = sorted(cards, key=lambda card: last.get(card.key, 0))
        named = self._find_named_card(words)
        return [named, *[card for card in cards if card.key != named.key]][:SHOWN] if named else cards

    def names_help(self, words: str) -> bool:
        """Return whether a text only asks for help, such as "get help", and states no problem."""
        from selfhelp.catalog.courtesies import asks_for_help
        from selfhelp.catalog.query_parser import normalise

        title = normalise_for_search(self._context.translate(_GET_HELP))
        return normalise_for_search(words.strip()) == title or asks_for_help(normalise(words))

    def _find_best_answers(self, words: str) -> Sequence[CardContent]:
        """Return the cards for a text: the check of all possible causes, then the best fixes and topics.

        Exact matches, such as an emergency or a function of the app, come first. What only a person can
        answer, such as an order or a danger, leads to the help desk before any check. If the user only asks
        to talk to a person, the help desk comes first.
        """
        if self.index is None:
            return [self._build_help_card()]
        found = self.index.suggest(words, SHOWN)
        if found.personal is not None:
            return [*self._contact.make_emergency_cards(words), self._build_personal_card(found.personal)]
        if found.asks_for_person:
            functions, _ = self.functions.find_function_cards(words, is_complaint=True)
            return [*self._contact.make_emergency_cards(words), self._build_call_card(), *functions]
        best = max((item.score for item in found.items), default=0.0)
        about_a_ticket = bool(found.items) and found.items[0].id == FOLLOW_UP
        complaint = bool(found.dangers) or (best >= BESIDE_A_FUNCTION and not about_a_ticket)
        sure, perhaps = self.functions.find_function_cards(words, is_complaint=complaint)
        least = max(WEAK * best, BESIDE_A_FUNCTION if sure else WEAKEST)
        likely = [item for item in found.items if item.score >= least]
        careful = sorted(likely, key=lambda item: item.caution is not None)
        fixes = [self._build_item_card(item) for item in careful]
        check = [self._build_check_card()] if fixes or not sure else []
        emergencies = self._contact.make_emergency_cards(words)
        referred = bool(found.items) and found.items[0].kind is SuggestionKind.REFERRAL and not found.is_weak
        if found.ticket_first and not referred:
            return [*emergencies, *sure, *check, self._build_help_card(), *fixes, *perhaps][:SHOWN]
        topic, others = (fixes[:1], fixes[1:]) if found.ticket_first else ([], fixes)
        first = [*topic, *sure] if complaint else [*sure, *topic]
        last = [self._build_help_card()] if self.ends_with_help else []
        return [*[*emergencies, *first, *check, *others, *perhaps][: SHOWN - 1], *last]

    def build_fix_card(self, kind: SuggestionKind, fix: Fix) -> CardContent:
        """Return the card of a fix."""
        from selfhelp.tickets.form.form import OWN  # not needed for the first window

        show, icon = self._context.translate, find_icon_name(fix.id, fix.category)
        about = show(fix.caution or OWN[fix.category])
        return CardContent(f"{kind}:{fix.id}", show(fix.title), about, icon=icon)

    # -- parts -------------------------------------------------------------------------------------

    def _build_help_card(self) -> CardContent:
        show = self._context.translate
        about = N_("Write to the help desk. We'll include your description.")
        return CardContent(HELP, show(_GET_HELP), show(about), icon="headset")

    def _find_named_card(self, words: str) -> CardContent | None:
        """Return the card of the function that the text names, or None."""
        if self.index is None or not words.strip():
            return None
        function = self.functions.find_named_card(words)
        return self._build_help_card() if function is None and self.names_help(words) else function

    def _build_call_card(self) -> CardContent:
        """Return the card that leads to the help desk, with its phone numbers if the policy has any."""
        card, number = self._build_help_card(), self._contact.describe_number()
        late = self._contact.describe_number_after_hours()
        return replace(card, sub=number or late, line=late or card.sub) if number or late else card

    def _build_personal_card(self, matter: PersonalMatter) -> CardContent:
        """Return the card that says who can help, and opens the page that says the same."""
        from selfhelp.catalog.dangers import PERSONAL_ANSWERS  # not needed for the first window

        summary, who_helps = PERSONAL_ANSWERS[matter]
        show = self._context.translate
        return CardContent(CHECK, show(summary), show(who_helps), icon="headset")

    def _build_check_card(self) -> CardContent:
        show = self._context.translate
        about = N_("We'll check this computer without changing anything.")
        return CardContent(CHECK, show(N_("Look for possible causes")), show(about), icon="lens")

    def _build_item_card(self, item: Suggestion) -> CardContent:
        """Return the card of a suggestion from the catalogue."""
        show, catalog = self._context.translate, self.catalog
        fix = catalog.fixes.get(item.id) if catalog else None
        if fix is not None:
            return self.build_fix_card(item.kind, fix)
        topic = catalog.topics.get(item.id) if catalog else None
        said = show(_FOR_THE_DESK) if topic else show(item.caution) if item.caution else ""
        subject = topic.category if topic else Category.OTHER
        icon = find_icon_name(item.id, subject)
        return CardContent(f"{item.kind}:{item.id}", show(item.title), said, icon=icon)


_GET_HELP = N_("Get help")
_FOR_THE_DESK = N_("This is one for the help desk. We'll show you what to do in the meantime.")
