"""Compares a text stored by a help desk with the text sent."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.model import Json


def find_lost_text(what: str, held: Json, sent: str) -> Sequence[str]:
    """Return English descriptions of changes to a stored text; empty if it is intact.

    Args:
        what: the text's name; ``text`` is shown to the user, see `USER_TEXTS`.
        held: the stored value; not a string if the desk doesn't return it.
        sent: the text sent; line breaks and surrounding white space are ignored.
    """
    if not isinstance(held, str):
        return ()
    have, want = held.replace("\r\n", "\n").strip(), sent.replace("\r\n", "\n").strip()
    if have == want:
        return ()
    return (f"{what} shortened to {len(have)}" if want.startswith(have) else f"{what} changed",)
