"""Rules for account names and computers with a distinctive form: *jbielecki*, *rdsh4*, *mbx2.lormand.int*."""

# Patterns and lists of words read better on one line.
# ruff: noqa: E501
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from selfhelp.report.redact.aliases import Aliases, contains_placeholder
from selfhelp.report.redact.block_words import list_words_in_block
from selfhelp.report.redact.by_kind.host_places import OF_A_PRODUCT, OF_AN_ERROR
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_line_rule
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import Rule
from selfhelp.report.redact.vocabulary.host_names import is_certainly_host
from selfhelp.report.redact.vocabulary.login_names import (
    is_account_near_keyword,
    is_code_or_first_name,
    is_name_login,
    is_name_with_optional_initial,
)

_EDGES = ".,;:!?…'’"
_LONGEST = 100_000
"""Maximum length of a block that is read, in characters; longer lines are data."""


@dataclass(frozen=True, slots=True)
class _WordRule(Rule):
    """Rule that tests each word of a block once.

    Attributes:
        fits: returns whether a word is replaced wherever it stands alone.
    """

    fits: Callable[[str], bool] | None = None

    def apply(self, block: str, aliases: Aliases, counts: Counter[str]) -> str:
        """Return the block with the words that fit replaced."""
        if len(block) > _LONGEST or self.fits is None:
            return block
        found = {bare for word in list_words_in_block(block) if self.fits(bare := word.strip(_EDGES))}
        for word in sorted(word for word in found if not contains_placeholder(word)):
            new = (
                aliases.make_full_host_placeholder(word)
                if self.name == "host"
                else aliases.make_placeholder(self.name, word)
            )
            block = _replace_word(block, word, new, self.name, counts)
        return block


def _replace_word(text: str, word: str, new: str, name: str, counts: Counter[str]) -> str:
    """Return a text with a word replaced wherever nothing joins it to another word."""
    parts: list[str] = []
    place = at = 0
    while (at := text.find(word, at)) >= 0:
        end = at + len(word)
        if _is_whole_word(text, at, end):
            parts += (text[place:at], new)
            place = end
            counts[name] += 1
        at = end
    return "".join((*parts, text[place:]))


_VERSION = r" \((?:[<>=]{1,2} ?)?[0-9]+[.:)+-]"
"""Pattern for a version after a package name: *gcc-14 (= 14.2.0-13)*."""


def _is_whole_word(text: str, start: int, end: int) -> bool:
    """Return whether a word stands alone, outside names, file paths, addresses and calls."""
    first, following = text[start - 1 : start] if start else "", text[end : end + 2]
    if first.isalnum() or (first and first in "_-@.$"):
        return False
    if first == "/" and following[:1] != "/" and text[start - 2 : start] != "//":
        return False
    before = text[max(0, start - 40) : start]
    if any(get_lazy_pattern(thing).search(before) is not None for thing in (OF_AN_ERROR, OF_A_PRODUCT)):
        return False
    if following[:1] == "/" and following[1:].isdigit() and "." not in text[start:end]:
        return False  # a thread of the kernel: *ksoftirqd/0*
    if first == ":" and text[start - 2 : start - 1].isdigit():
        return False  # a port
    if following == " (" and get_lazy_pattern(_VERSION).match(text[end : end + 16]) is not None:
        return False  # a package
    return not (
        following[:1].isalnum()
        or (following[:1] and following[0] in "_-(@")
        or (following[:1] == "." and following[1:].isalnum())
    )


_TOPIC = r"(?i)(?:^|[^\pL])(?:log-?ins?|logged|logon|logs? (?:on|in)|locked?|unlock\w*|accounts?|users?(?:name|id)?|sign(?:s|ed)?[ -]in|credentials?|passwords?|access|rights|permissions|groups?|sessions?|profiles?|mailbox\w*|welcome|owner|alias(?:es)?|joiners?|starters?|leavers?|copy of|samid|identity|mention\w*|distribution list|mailing list|verteiler\pL*|liste de diffusion|assigned|allowusers|reset|sudoers?|principal|owners?|shared? (?:with|by)|saved by|lock file|vpn|members?|comptes?|identifiants?|utilisateurs?|droits|acc(?:è|e)s|mot de passe|mdp|bo(?:î|i)te|groupes?|membres?|profil|connect(?:é|er|ée)|verrouill\pL+|kont[oe]n?|benutzer\pL*|kennung|anmeld\pL*|angemeldet|rechte|kennwort|passwort|gesperrt|zugang|zugriff|postfach|profil)(?:[^\pL]|\z)"
_NEEDS = (
    "log", "lock", "account", "user", "sign", "credential", "password", "access", "right", "permission", "group", "session", "profil", "mailbox",
    "welcome", "owner", "alias", "joiner", "starter", "leaver", "copy of", "samid", "identity", "mention", "distribution", "mailing", "verteiler", "diffusion", "assigned", "reset", "sudoer", "principal", "shared", "saved", "vpn", "member", "compte", "identifiant", "utilisateur", "droits", "accès", "acces", "passe", "mdp", "boîte", "boite",
    "membre", "connect", "verrou", "kont", "benutzer", "kennung", "anmeld", "angemeldet", "rechte", "kennwort", "passwort", "gesperrt", "zug", "postfach",
)  # fmt: skip
_CANDIDATE = r"(?:^|[\s\"'“”«»„(,;:<>\[|=@])(?P<v>[a-z]{4,16}[0-9]{0,3}|[a-z]{1,14}[._-][a-z]{3,16}[0-9]{0,3}|[A-Z]{5,14}[0-9]{0,3}|[a-z]{1,3}[0-9]{4,7}|[a-z]{3,14}[._-][a-z][0-9]{0,2})(?:[\s\"'“”«»’),;:!?<>\]|]|\.(?:\s|\z)|\z)"


def _find_logins(line: Line) -> Iterator[ReplacedPart]:
    """Yield the lowercase or uppercase names in a line about accounts: *rights as bergt*."""
    topics = [found.span() for found in get_lazy_pattern(_TOPIC).finditer(line.text)]
    place = 0
    while (found := get_lazy_pattern(_CANDIDATE).search(line.text[place:])) is not None:
        start, end = place + found.start("v"), place + found.end("v")
        place = end
        before = line.text[:start]
        if (
            get_lazy_pattern(r"(?i)(?:process|processus|prozess|package|paquet|paket)[ ]\z").search(before)
            is not None
        ):
            continue  # a program
        if found["v"] in ("AUTORITE", "AUTHORITY") and line.text[end : end + 4] == " NT\\":
            continue  # the accounts of Windows, in French
        if get_lazy_pattern(r"SIG[A-Z]{2,6}").is_full_match(found["v"]):
            continue  # a signal
        if (
            get_lazy_pattern(r"[ ](?:for[ ]\p{Lu}|[0-9]+\.[0-9])").match(line.text[end : end + 12])
            is not None
        ):
            continue  # a product: *SAPGUI for Windows*
        if get_lazy_pattern(r"[ =:]{1,3}0x[0-9A-Fa-f]").match(line.text[end : end + 8]) is not None:
            continue  # the type of an error code: *HRESULT 0x80070005*
        if (
            is_name_with_optional_initial(found["v"])
            or is_account_near_keyword(found["v"])
            or is_code_or_first_name(found["v"])
        ) and any(low - _NEAR < end and start < high + _NEAR for low, high in topics):
            yield ReplacedPart(line.start + start, line.start + end, "user")


_NEAR = 60
"""Maximum distance of a name from a word for accounts, in characters."""


def _replace_nothing(match: Match, aliases: Aliases) -> None:
    return None


def rules() -> tuple[Rule, ...]:
    """Return the rules for account names and computers with a distinctive form."""
    return (
        _WordRule("user", (), r"[a-z]{4}", _replace_nothing, sieve=bool, fits=is_name_login),
        make_line_rule("user", _NEEDS, _TOPIC, _find_logins),
        _WordRule("host", (), r"[0-9]", _replace_nothing, sieve=bool, fits=is_certainly_host),
    )
