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
    assert names._find_absent_shortest_needles("nothing here") == frozenset(names._roots)
    assert len(names._roots) * 4 < len(names._needles)
    assert "dupont" not in names._find_absent_shortest_needles("what dupont did")


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
