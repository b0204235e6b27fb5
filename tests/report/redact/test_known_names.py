"""Names known beforehand: a text is asked for what their spellings share, and no spelling is left out."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter

import pytest

from selfhelp.core.model import PrivacyClass
from selfhelp.report.redact import spellings
from selfhelp.report.redact.aliases import Aliases
from selfhelp.report.redact.known_names import KnownNames, _find_shortest_needles
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.vocabulary.name_parts import LONG_TEXT, NameParts


def test_a_text_is_asked_for_what_needles_share() -> None:
    assert _find_shortest_needles(["20dupont", "dupont", "mdupont", "7421", "lise"]) == [
        "7421",
        "lise",
        "dupont",
    ]


def test_every_spelling_is_found_also_behind_another() -> None:
    names = KnownNames({PrivacyClass.PERSON: ["mdupont", "Élise Dupont"]}, Aliases(b"k"))
    for spelling in ("mdupont", "dupont.elise", "DUPONT, Élise", "Élise_Dupont"):
        shown = names.replace_names(f"mdupont wrote: {spelling} did", Counter())
        assert "upont" not in shown.lower(), spelling
        assert "lise" not in shown.lower(), spelling


def test_only_needles_whose_root_is_there_are_looked_for() -> None:
    names = KnownNames({PrivacyClass.PERSON: ["mdupont", "Élise Dupont"]}, Aliases(b"k"))
    names.replace_names("", Counter())
    assert names._list_spellings_in_text("nothing here", frozenset()) == []
    assert len(names._roots) * 4 < len(names._needles)
    assert any(form.text == "dupont" for form in names._list_spellings_in_text("dupont did", frozenset()))


def test_a_long_text_is_asked_once_for_all_parts_of_names() -> None:
    parts = NameParts(["dupont", "pc-7421", "lise", "martin", "7421"])
    filler = "nothing at all " * LONG_TEXT
    assert parts.find_absent("what martin did") == frozenset(), "too short a text to be asked"
    assert parts.find_absent(filler) == {"dupont", "pc-7421", "lise", "martin", "7421"}
    assert parts.find_absent(f"{filler} mar\\r\\ntin pc-\n  7421 du\\\npont") == {"lise"}


@pytest.mark.parametrize(
    "name", ["E\\n lise Dupont", "Dupont,\r\n  Élise", "mdu\\\npont", "pc-7\n421", "PC-7421"]
)
def test_a_name_in_a_long_text_is_replaced_as_in_a_short_one(name: str) -> None:
    known = {
        PrivacyClass.PERSON: ["mdupont", "Élise Dupont"],
        PrivacyClass.HOST: ["pc-7421.corp.example.com"],
    }
    short = KnownNames(known, Aliases(b"k")).replace_names(f"x {name} y", Counter())
    filler = "what is this\n" * LONG_TEXT
    assert KnownNames(known, Aliases(b"k")).replace_names(f"{filler}x {name} y", Counter()) == filler + short


def test_a_family_name_is_never_replaced_before_a_spelling_that_it_is_part_of() -> None:
    names = KnownNames({PrivacyClass.PERSON: ["mdupont", "Élise Dupont"]}, Aliases(b"k"))
    known = [f"x={names.find_placeholder(name)}" for name in ("Élise Dupont", "mdupont")]
    for spelling in spellings.list_name_spellings("Élise Dupont", "user"):
        assert names.replace_names(f"x={spelling}", Counter()) in known, spelling


@pytest.mark.parametrize("seed", ["0", "4", "5"])
def test_spellings_of_one_length_always_have_the_same_order(seed: str) -> None:
    code = (
        "import sys; from selfhelp.report.redact import spellings;"
        "sys.stdout.buffer.write('|'.join(spellings.list_name_spellings('Élise Dupont', 'user')).encode())"
    )
    env = {**os.environ, "PYTHONHASHSEED": seed}
    told = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=True).stdout
    assert told.decode() == "|".join(spellings.list_name_spellings("Élise Dupont", "user"))


def test_a_name_that_lines_cut_is_found_by_a_part_without_accents_or_without_any() -> None:
    names = KnownNames({PrivacyClass.PERSON: ["Élise Dupont", "Лилия Ёлкина"]}, Aliases(b"k"))
    for cut in ("Éli\nse Dup\nont", r"É\\\nlise Dup\\\\nont", "Лил\nия Ёлки\nна"):
        shown = names.replace_names(f"by {cut}, signed", Counter())
        assert get_lazy_pattern(r"by user-[0-9a-f]{6}, signed").is_full_match(shown), cut
