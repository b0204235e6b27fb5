"""One file, one problem that is always a ticket. To add one, copy a neighbour: nothing is registered.

Nothing here is repaired: the problem is recognised, the person hears what it means and what to do right
now, and the ticket form opens with the right category and evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selfhelp.core.text import Text
from selfhelp.fixes import Category


@dataclass(frozen=True, slots=True)
class Referral:
    """A problem only other people can solve; each file of this folder holds one as ``REFERRAL``.

    How people say it stands in ``resources/words/symptoms/<id>.toml``; the id is the file's name.

    Attributes:
        title: what it is, three to six words.
        category: where the ticket goes.
        meaning: what it means for the person, and why nothing is tried here.
        now: what to do right now, in order; may be empty.
        collectors: which sections of a snapshot a technician needs with it.
        urgent: whether somebody has to be phoned at once (theft, smoke, an attack).
    """

    title: Text
    category: Category
    meaning: Text
    now: Sequence[Text] = ()
    collectors: Sequence[str] = ()
    urgent: bool = False
