"""One block of text looked at in every way it can be read: as shown, behind escapes, behind codes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from selfhelp.report.redact import encoded_content, normalisation
from selfhelp.report.redact.aliases import Aliases
from selfhelp.report.redact.private_keys import hide_private_keys
from selfhelp.report.redact.rules import Rules

if TYPE_CHECKING:
    from selfhelp.report.redact.idle_rules import IdleRules
    from selfhelp.report.redact.known_names import KnownNames

DEEPEST = 3
"""How often what was decoded is decoded again."""


class Look:
    """Looks at blocks with one set of rules and one person's names."""

    def __init__(
        self, rules: Rules, aliases: Aliases, names: KnownNames | None, idle: IdleRules | None = None
    ) -> None:
        self._rules = rules
        self._aliases = aliases
        self._names = names
        self._idle = idle

    def at(self, block: str, counts: Counter[str]) -> str:
        """Return a block of the original text redacted; names in clear text are left to the caller."""
        return self._at(block, counts, 0)

    def _at(self, text: str, counts: Counter[str], depth: int) -> str:
        reading = normalisation.plain(text)
        if reading is None:
            return self._through(text, counts, depth)
        clean = self._through(reading.text, counts, depth)
        if not depth and self._names is not None:
            clean = self._names.hide(clean, counts)
        return reading.restore(clean)

    def _through(self, text: str, counts: Counter[str], depth: int) -> str:
        """Rules, then what is coded, then what is escaped.

        A code has no case and no order of names, so names are looked for behind escapes and codes, too.
        """
        if depth:
            text = hide_private_keys(text, counts)
        text = self._rules.apply(text, self._aliases, counts, None if depth else self._idle)
        if depth and self._names is not None:
            text = self._names.hide(text, counts)
        if depth == DEEPEST:
            return text
        text = encoded_content.look(text, lambda part: self._at(part, Counter(), depth + 1), counts)
        reading = normalisation.decoded(text)
        if reading is None:
            return text
        return reading.restore(self._at(reading.text, counts, depth + 1))
