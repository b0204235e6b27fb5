"""Replaces the placeholders of removed secrets with words in the user's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from selfhelp.core.text import N_, Text, Translator

_START = "[secret:"
"""The start of a placeholder, as written by `selfhelp.report.redact`, whose rules would delay the window."""

_PLACEHOLDER = re.compile(r"\[secret:([a-z-]*)[\]…]?")
"""Pattern of a placeholder; a shortened text may end inside it."""

_PASSWORD, _CODE = N_("password hidden"), N_("code hidden")
_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        "password": _PASSWORD,
        "url-login": _PASSWORD,
        "code": _CODE,
        "totp": _CODE,
        "recovery-key": _CODE,
        "card": N_("card number hidden"),
        "iban": N_("bank details hidden"),
        "account": N_("account number hidden"),
        "id-number": N_("ID number hidden"),
    }
)
_OTHER = N_("private value hidden")


def make_secrets_readable(text: str, translator: Translator) -> str:
    """Return a text in which "[secret:password]" reads "[password hidden]"."""
    if _START not in text:
        return text
    return _PLACEHOLDER.sub(lambda found: f"[{translator.translate(_LABELS.get(found[1], _OTHER))}]", text)
