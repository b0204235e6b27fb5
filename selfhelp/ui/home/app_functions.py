"""The app's functions and the organisation's links as search results."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from selfhelp.core.text import N_
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import (
    AboutPage,
    AskPage,
    BrowsePage,
    ChecklistPage,
    Destination,
    HealthPage,
    HelpPage,
    JournalPage,
    NoticesPage,
    OutboxPage,
    PrivacyPage,
    ReceiptsPage,
    RemotePage,
    SettingsPage,
    SignInPage,
    TicketsPage,
    WelcomePage,
)
from selfhelp.ui.widgets.card_list import CardContent
from selfhelp.ui.widgets.label import normalise_for_search

if TYPE_CHECKING:
    from selfhelp.catalog.app_functions import FunctionFinder, PhrasedTarget

FUNCTION, LINK = "function", "link"
"""Key prefixes of the cards for app functions and for links."""

SHORT = 3
"""Maximum length of the words in a link's title that the search ignores, in characters."""

OPENS: Mapping[str, Destination] = {
    "about": AboutPage(),
    "browse": BrowsePage(),
    "checklist": ChecklistPage(),
    "health": HealthPage(),
    "help": HelpPage(),
    "journal": JournalPage(),
    "language": SettingsPage("language"),
    "notices": NoticesPage(),
    "outbox": OutboxPage(),
    "own-data": SettingsPage("own-data"),
    "privacy": PrivacyPage(),
    "receipts": ReceiptsPage(),
    "remote": RemotePage(),
    "screenshot": AskPage(picture=True),
    "settings": SettingsPage(),
    "sign-in": SignInPage(),
    "theme": SettingsPage("theme"),
    "tickets": TicketsPage(),
    "welcome": WelcomePage(),
}
"""The page that each function in ``resources/app-functions.toml`` opens."""

ICONS: Mapping[str, str] = {"screenshot": "camera", "remote": "headset", "sign-in": "account"}


class AppFunctions:
    """Searches and opens the app's functions and the organisation's links."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._finder: FunctionFinder | None = None

    def load_phrases(self, between: Callable[[], object] = lambda: None) -> None:
        """Load the functions' search phrases; slow at first, so call this on a pool thread.

        Args:
            between: called before each function, so that the caller can pause for other work.
        """
        from selfhelp.catalog.app_functions import FunctionFinder

        finder = FunctionFinder(self._iter_targets(between))
        finder.find_functions("undo")  # loads lazily; the first key would wait otherwise
        self._finder = finder

    def _iter_targets(self, between: Callable[[], object]) -> Iterator[PhrasedTarget]:
        """Yield the functions and links; the search prepares each before it asks for the next."""
        from selfhelp.catalog.app_functions import PhrasedTarget, load_app_functions
        from selfhelp.ui.parts.organisation_links import read_organisation_links

        for one in load_app_functions().values():
            if self._is_function_offered(one.opens):
                between()
                phrases = [p for phrases in one.phrases.values() for p in phrases]
                yield PhrasedTarget(f"{FUNCTION}:{one.id}", phrases, patterns=one.patterns)
        for place, link in enumerate(read_organisation_links(self._context.app.policy)):
            hints = [word for word in link.title.split() if len(word) > SHORT]
            yield PhrasedTarget(f"{LINK}:{place}", [link.title], hints)

    def find_function_cards(
        self, words: str, *, is_complaint: bool = False
    ) -> tuple[Sequence[CardContent], Sequence[CardContent]]:
        """Return the cards of certain matches, and the cards of possible matches.

        In a complaint, words that mean a function only together, such as "new" and "first", prove nothing.
        """
        if self._finder is None or not words.strip():
            return [], []
        from selfhelp.catalog.app_functions import FITTING, SURE

        least = SURE if is_complaint else FITTING
        fitting = self._finder.find_functions(words)
        return (
            [self._make_card(key) for key, share in fitting if share >= least],
            [self._make_card(key) for key, share in fitting if share < least],
        )

    def find_named_card(self, words: str) -> CardContent | None:
        """Return the card of the function whose name the user has typed, or None."""
        from selfhelp.catalog.app_functions import load_app_functions

        if self._finder is None:
            return None
        show, typed = self._context.translate, normalise_for_search(words.strip())
        for one in load_app_functions().values():
            if normalise_for_search(show(one.title)) == typed and self._is_function_offered(one.opens):
                return self._make_card(f"{FUNCTION}:{one.id}")
        return None

    def open_search_result(self, kind: str, id_: str) -> bool:
        """Open the function or link of a search result; return False for another kind of result."""
        from selfhelp.catalog.app_functions import load_app_functions
        from selfhelp.ui.parts.organisation_links import open_organisation_link, read_organisation_links

        if kind == FUNCTION:
            self._context.open(OPENS[load_app_functions()[id_].opens])
        elif kind == LINK:
            open_organisation_link(self._context, read_organisation_links(self._context.app.policy)[int(id_)])
        return kind in (FUNCTION, LINK)

    def _make_card(self, key: str) -> CardContent:
        from selfhelp.catalog.app_functions import load_app_functions
        from selfhelp.ui.parts.organisation_links import read_organisation_links

        show, (kind, _, id_) = self._context.translate, key.partition(":")
        if kind == LINK:
            title = read_organisation_links(self._context.app.policy)[int(id_)].title
            return CardContent(key, title, show(N_("Link from your organisation")), icon="browser")
        one = load_app_functions()[id_]
        return CardContent(key, show(one.title), show(one.about), icon=ICONS.get(one.opens, "program"))

    def _is_function_offered(self, opens: str) -> bool:
        policy = self._context.app.policy
        allowed = {
            "screenshot": policy.evidence.screenshots,
            "remote": policy.remote.enabled,
            "checklist": policy.checklist.enabled,
        }
        return allowed.get(opens, True)
