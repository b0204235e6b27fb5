"""Says what became of a text that a help desk was given."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.model import Json


def find_lost_text(what: str, held: Json, sent: str) -> Sequence[str]:
    """Return, in English, whether a text was shortened or changed; nothing if it is whole.

    Args:
        what: the text's name; one that begins with ``text`` is told to the user, see `USER_TEXTS`.
        held: as the desk gives it back; not a text where the desk does not show it.
        sent: as it was sent. Line ends and blanks around it do not count.
    """
    if not isinstance(held, str):
        return ()
    have, want = held.replace("\r\n", "\n").strip(), sent.replace("\r\n", "\n").strip()
    if have == want:
        return ()
    return (f"{what} shortened to {len(have)}" if want.startswith(have) else f"{what} changed",)
