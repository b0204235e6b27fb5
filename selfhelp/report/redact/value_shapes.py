"""What a value looks like: a secret, a placeholder, something a program refers to, a random token."""

# A pattern reads better on one line.
# ruff: noqa: E501
from __future__ import annotations

import math
from collections import Counter

from selfhelp.report.redact.aliases import is_stand_in
from selfhelp.report.redact.re2_patterns import compiled
from selfhelp.report.redact.words import NO_SECRET

_NO_VALUE = (
    r"\)|\+ |/(?:[\w.-]+/)+[\w.-]*[%$]?\w?$|/(?:bin|etc|usr|var|run|home|opt|tmp|dev|proc|root)(?:/|$)"
)
"""What closes a bracket, and paths of files."""
_REFERENCE = r"(?:this|self|props|config|settings|options|args|params|env|process\.env|req|request)\.\w+[\w.]*[,);]*$|[A-Z]+_[A-Z_]+$|[a-z_]\w*\.[A-Z][A-Za-z]*[,)]?$|[a-z_]\w*\.\w+\(|\$\{?\w+\}?$|%\w+%$|\{\{|<[\w -]+>$|[\w.]+\(\)?$"
_AMOUNT = r"[0-9][0-9 .,\x{a0}\x{202f}]*(?:€|£|[$]|%|(?i:eur|usd|gbp|chf))"
"""What something costs, or a share."""
CODE = (
    r"(?:new|await|async|self|this|raise|return|lambda|function|typeof|null|nil|undefined|const|let|var|def|fn|func|class|if|else|for|not|try|yield|break|continue|pass|throw|throws|final|static|void|readonly|optional|import|from|assert|del|print|echo|write|read|none)[,;:)}\]]*$"
    r"|[A-Za-z_$@][\w$]*(?:(?:\.|->|::|\?\.)\w+)*[!?]?[(\[<]|[a-zA-Z_]\w*=[^=\s]\S*$|[A-Za-z_$]\w*(?:(?:\.|->|::)[A-Za-z_]\w*)+[,;:)}\]]*$|\$[({\w]|0x[0-9a-fA-F]+[,)]|[A-Z][a-z]+-[A-Z][A-Za-z]+$|\\?[(\[{]|[&|]{1,2}$|<|=|@\w+$|%[({sdr]|-[a-zA-Z]$|[*&]\w+"
)
"""How values of programs begin: calls, attributes, references, words of a language."""
PLAIN = r"[A-Za-z][a-z]*(?:[-_ ][A-Za-z][a-z]*)*[,;:)}\]]*"


def is_value(value: str) -> bool:
    """Tell a secret from a placeholder, a reference, or a word such as *required*."""
    bare = value.strip(" .,;:!?()[]{}*\"'\\_-…")
    if not bare or is_stand_in(value) or not any(c.isalnum() for c in value):
        return False
    first = bare.casefold().split()[0].rstrip(",.;:!")
    if bare.casefold() in NO_SECRET or first in NO_SECRET or not set(bare) - set("xX•?"):
        return False
    if value[0] in ")+/" and compiled(_NO_VALUE).match(value) is not None:
        return False
    if value[:4] in ("http", "file") and compiled(r"(?:https?|file)://[^?@\s]*$").match(value) is not None:
        return False
    if value[0].isdigit() and value[-1] in "€£$%rRdDpPfF" and compiled(_AMOUNT).full(value):
        return False
    looks = value[0] in "$%{<" or value[-1] in "()" or "." in value or "_" in value
    return not looks or compiled(_REFERENCE).match(value) is None


def looks_drawn(value: str) -> bool:
    """A password may hold a bracket: it has digits, and letters of both sizes or signs, before it."""
    head = value.split("(", maxsplit=1)[0].split("[", maxsplit=1)[0].split("<", maxsplit=1)[0]
    return (
        len(head) >= 6
        and any(c.isdigit() for c in head)
        and (head.lower() != head or any(c in "!#$%&*+?@^~" for c in head))
        and not compiled(r"[\w.]+").full(head)
    )


def is_mixed(value: str) -> bool:
    """Tell what is no plain word."""
    bare = value.rstrip(".,;:!?)»\"'")
    return any(not c.isalpha() and c not in "-'’" for c in bare) or (
        bare[1:].lower() != bare[1:] and bare.upper() != bare
    )


def is_random(value: str) -> bool:
    """Tell a long mixed token by its letters, digits and entropy; paths and UUIDs are none."""
    if (
        compiled(r"[A-Z]?[a-z_-]+[0-9]{0,2}").full(value)
        or value.count("/") > 3
        or value.count(".") > 2
        or compiled("[0-9a-fA-F-]{36}").full(value)
    ):
        return False
    if not any(c.isdigit() for c in value) or not any(c.isalpha() for c in value):
        return False
    shares = [n / len(value) for n in Counter(value).values()]
    return -sum(share * math.log2(share) for share in shares) >= 3.3
