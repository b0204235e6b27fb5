"""Test words for the form of a person's name: ``first.last``, ``LAST_First``, ``Last First``, *J. Last*."""

# Patterns and lists of words read better on one line.
# ruff: noqa: E501, SIM905
from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from selfhelp.report.redact.aliases import contains_placeholder
from selfhelp.report.redact.vocabulary.given_names import GIVEN_NAMES
from selfhelp.report.redact.word_lists import COMMON, TECHNICAL

_JOINTS = re.compile(r"[._ ,+-]+|%20")
_LONGEST = 60

SHARED_NAMES = frozenset(
    "public all default everyone shared share common commun partage partages system admin administrator administrateur "
    "root guest invite test tests temp tmp home user users me self new old list lists search index login logout signin "
    "settings profile profiles template templates modele modeles archive archives backup backups service services data "
    "desktop bureau documents downloads main master current latest team teams equipe group groups groupe groupes local "
    "localhost staff support helpdesk info contact none null undefined anonymous unknown inconnu add edit create delete "
    "view update export import count id ids name names photos photo images api v1 v2 json html php asp aspx jsp page pages "
    "directory annuaire organigramme help about sites site docs doc public-shared lost found ubuntu vagrant runner jenkins "
    "daemon bin sys sync games lp mail news uucp proxy www-data nobody nogroup irc gnats sshd messagebus polkitd avahi postfix mysql postgres "
    "redis nginx apache cups colord rtkit pulse gdm lightdm sddm dnsmasq ntp chrony uuidd tss statd rpc git ftp http docker operator "
    "administration networkservice localservice systemprofile defaultuser0 wdagutilityaccount allusers information informationen".split()
)
"""Folders, accounts and pages that belong to no one."""


def fold_text(text: str) -> str:
    """Return a text in lowercase without accents."""
    plain = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


@cache
def _load_folded_given_names() -> frozenset[str]:
    return frozenset(map(fold_text, GIVEN_NAMES))


def is_given_name(word: str) -> bool:
    """Return whether a word is a given name, with or without accents and capitals."""
    small = fold_text(word)
    return small in _load_folded_given_names() and small not in TECHNICAL


@lru_cache(maxsize=4096)
def is_person(text: str) -> bool:
    """Return whether a text of two to four words is a person: one is a given name, the others are names.

    ``j.dupont``, with one letter before the dot, counts; ``e.g`` and ``v1.2`` don't.
    """
    if not 3 < len(text) <= _LONGEST or contains_placeholder(text):
        return False
    words = [word for word in _JOINTS.split(text) if word and not word.isdigit()]
    if not 2 <= len(words) <= 4 or not all(word.isalpha() or "'" in word or "’" in word for word in words):
        return False
    if any(fold_text(word) in TECHNICAL or fold_text(word) in SHARED_NAMES for word in words):
        return False
    return any(map(is_given_name, words)) and not all(fold_text(word) in COMMON for word in words)


@lru_cache(maxsize=4096)
def is_account(text: str) -> bool:
    """Return whether a text has the form of an organisation's account name and isn't a system account.

    Only for places where an account name is expected, since most short words pass.
    """
    small = fold_text(text)
    if not 2 < len(text) <= 40 or small in SHARED_NAMES or small in COMMON or contains_placeholder(text):
        return False
    return re.fullmatch(r"[a-z][a-z0-9]*(?:[._-][a-z0-9]+){0,3}", small) is not None and not small.startswith(
        "systemd"
    )
