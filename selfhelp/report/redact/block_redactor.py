"""Redact one block of text in each of its readings: as shown, unescaped, decoded."""

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
"""Maximum number of nested encodings."""


class BlockRedactor:
    """Redactor of single blocks, with one set of rules and known names.

    Attributes:
        went_deeper: whether the last block had escapes or encoded parts. If not, and if it stayed unchanged,
            the rules alone decided, whatever names are known.
    """

    went_deeper = False

    def __init__(
        self, rules: Rules, aliases: Aliases, names: KnownNames | None, idle: IdleRules | None = None
    ) -> None:
        self._rules = rules
        self._aliases = aliases
        self._names = names
        self._idle = idle

    def redact_block(self, block: str, counts: Counter[str]) -> str:
        """Return an original block redacted; the caller replaces known names in plain text."""
        self.went_deeper = False
        return self._redact_shown_text(block, counts, 0)

    def _redact_shown_text(self, text: str, counts: Counter[str], depth: int) -> str:
        reading = normalisation.remove_formatting(text)
        if depth or reading is not None:
            self.went_deeper = True
        if reading is None:
            return self._redact_plain_and_decoded_text(text, counts, depth)
        clean = self._redact_plain_and_decoded_text(reading.text, counts, depth)
        if not depth and self._names is not None:
            clean = self._names.replace_names(clean, counts)
        return reading.restore_original(clean)

    def _redact_plain_and_decoded_text(self, text: str, counts: Counter[str], depth: int) -> str:
        """Return a text redacted by the rules, then its encoded parts, then its escapes.

        Base64 keeps neither case nor the order of names, so known names are also replaced in decoded parts.
        """
        if depth:
            text = hide_private_keys(text, counts)
        text = self._rules.apply(text, self._aliases, counts, None if depth else self._idle)
        if depth and self._names is not None:
            text = self._names.replace_names(text, counts)
        if depth == DEEPEST:
            return text
        text = encoded_content.redact_encoded_parts(
            text, lambda part: self._redact_shown_text(part, Counter(), depth + 1), counts
        )
        reading = normalisation.decode_escapes(text)
        if reading is None:
            return text
        return reading.restore_original(self._redact_shown_text(reading.text, counts, depth + 1))
