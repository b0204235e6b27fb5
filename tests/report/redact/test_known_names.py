"""Names known beforehand: a text is asked for what their spellings share, and no spelling is left out."""

from __future__ import annotations

from collections import Counter

from selfhelp.core.model import PrivacyClass
from selfhelp.report.redact.aliases import Aliases
from selfhelp.report.redact.known_names import KnownNames, _find_roots


def test_a_text_is_asked_for_what_needles_share() -> None:
    assert _find_roots(["20dupont", "dupont", "mdupont", "7421", "lise"]) == ["7421", "lise", "dupont"]


def test_every_spelling_is_found_also_behind_another() -> None:
    names = KnownNames({PrivacyClass.PERSON: ["mdupont", "Élise Dupont"]}, Aliases(b"k"))
    for spelling in ("mdupont", "dupont.elise", "DUPONT, Élise", "Élise_Dupont"):
        shown = names.hide(f"mdupont wrote: {spelling} did", Counter())
        assert "upont" not in shown.lower(), spelling
        assert "lise" not in shown.lower(), spelling


def test_only_needles_whose_root_is_there_are_looked_for() -> None:
    names = KnownNames({PrivacyClass.PERSON: ["mdupont", "Élise Dupont"]}, Aliases(b"k"))
    names.hide("", Counter())
    assert names._find_absent_roots("nothing here") == frozenset(names._roots)
    assert len(names._roots) * 4 < len(names._forms)
    assert "dupont" not in names._find_absent_roots("what dupont did")
