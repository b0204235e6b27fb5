"""The category that fits a ticket's text, and whether the text is still about the same problem."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from selfhelp.tickets.form.ticket_message import TicketMessage

if TYPE_CHECKING:
    from selfhelp.catalog.catalog import Catalog

NEAR = 3
"""Number of suggestions of which one shows that a text is about the same problem."""

_WORD = re.compile(r"\w{3,}")


@dataclass(frozen=True, slots=True)
class Classification:
    """The classification of a text.

    Attributes:
        category: the category that certainly fits, or "".
        is_same: whether the text may be about the message's problem or category.
    """

    category: str
    is_same: bool


def is_text_replaced(before: str, now: str) -> bool:
    """Return whether a text lacks at least half of the words of the text that was there before."""
    old, new = (set(_WORD.findall(text.casefold())) for text in (before, now))
    return bool(old) and bool(new) and 2 * len(old & new) <= len(old)


def classify_text(catalog: Catalog, words: str, message: TicketMessage) -> Classification:
    """Return the category of a text, compared with a message's problem and category."""
    found = catalog.suggest(words, NEAR)
    ids = [item.id for item in found.items]
    categories = [_find_category(catalog, id_) for id_ in ids]
    is_same = message.problem in ids or bool(message.category and message.category in categories)
    certain = bool(ids) and not found.ticket_first
    return Classification(categories[0] if certain else "", is_same)


def _find_category(catalog: Catalog, id_: str) -> str:
    known = catalog.topics.get(id_) or catalog.checks.get(id_) or catalog.all_fixes.get(id_)
    return str(known.category) if known is not None else ""
