"""Every complaint names checks that exist, in order of cause; every fix belongs to one complaint."""

from __future__ import annotations

from functools import cache

import pytest

from selfhelp import checks, fixes
from selfhelp.catalog.discovery import iter_classes
from selfhelp.catalog.suggestions import Suggestion, Suggestions, load_index
from selfhelp.core.model import SuggestionKind
from selfhelp.core.text import ENGLISH, N_
from selfhelp.diagnosis.complaints import (
    find_complaint_of_check,
    get_complaint,
    interpret_suggestions,
    join_complaints,
    load_complaints,
)
from selfhelp.fixes import Category, Check, Fix
from selfhelp.troubleshooters.troubleshooter import list_troubleshooter_ids

NETWORK = ["net-captive-portal", "net-proxy", "net-dns", "net-no-internet"]
"""A login page hides all else; a name that isn't found is told more exactly than "no internet"."""

each = pytest.mark.parametrize("id_", list(load_complaints()))


@cache
def known() -> dict[str, type[Check]]:
    found = (cls for package in (fixes, checks) for cls in iter_classes(package, Check))  # type: ignore[type-abstract]
    return {cls.id: cls for cls in found}


def suggestions(
    *items: tuple[str, float, SuggestionKind], ladder: str | None = None, desk: bool = False
) -> Suggestions:
    return Suggestions([Suggestion(i, N_("x"), s, k) for i, s, k in items], desk, ladder)


@each
def test_it_names_checks_that_exist_and_a_goal(id_: str) -> None:
    one = load_complaints()[id_]
    assert {*one.checks, *one.goal, *one.fixes, *one.otherwise} <= known().keys()
    assert not set(one.otherwise) & {*one.checks, *one.also}
    assert set(one.fixes) <= set(one.checks)
    assert one.goal
    assert one.subject in list(Category)
    assert ENGLISH.translate(one.solved).endswith(".")


@each
def test_network_checks_are_ordered_by_cause(id_: str) -> None:
    places = [check for check in load_complaints()[id_].checks if check in NETWORK]
    assert places == [check for check in NETWORK if check in places]


@pytest.mark.parametrize("fix", sorted(id_ for id_, cls in known().items() if issubclass(cls, Fix)))
def test_every_fix_belongs_to_one_complaint(fix: str) -> None:
    assert len([id_ for id_, one in load_complaints().items() if fix in one.fixes]) == 1


@pytest.mark.parametrize("id_", [row["id"] for row in load_index("index.json") if row["kind"] == "check"])
def test_a_check_that_people_name_has_a_complaint_to_open(id_: str) -> None:
    assert id_ in load_complaints()[find_complaint_of_check(id_)].fixes


@pytest.mark.parametrize("id_", list_troubleshooter_ids())
def test_the_troubleshooters_are_complaints(id_: str) -> None:
    assert load_complaints()[id_].checks


def test_a_paused_printer_ranks_before_its_held_document() -> None:
    order = list(load_complaints()["printing"].checks)
    assert order.index("print-spooler") < order.index("print-offline") < order.index("print-stuck-queue")


def test_a_fix_of_a_pack_is_a_complaint_of_its_own() -> None:
    meant = interpret_suggestions(suggestions(("acme-vpn", 0.8, SuggestionKind.PACK)))
    assert meant.complaints == ("acme-vpn",)
    assert get_complaint("acme-vpn").checks == get_complaint("acme-vpn").goal == ("acme-vpn",)


def test_a_second_trouble_in_the_same_words_is_looked_into_as_well() -> None:
    camera = Suggestion("camera-not-working", N_("x"), 0.9, SuggestionKind.FIX, is_told=True)
    mail = Suggestion("outlook-search", N_("x"), 0.4, SuggestionKind.FIX)
    sound = Suggestion("audio-no-sound", N_("x"), 0.2, SuggestionKind.FIX, is_told=True)
    assert interpret_suggestions(Suggestions([camera, mail, sound], False)).complaints == ("camera", "sound")
    assert interpret_suggestions(Suggestions([camera, mail], False)).complaints == ("camera",)


def test_a_vague_complaint_is_its_troubleshooter() -> None:
    assert interpret_suggestions(
        suggestions(("net-slow", 0.5, SuggestionKind.FIX), ladder="slow")
    ).complaints == ("slow",)


def test_several_fixes_of_one_complaint_count_together() -> None:
    meant = interpret_suggestions(
        suggestions(
            ("audio-no-sound", 0.3, SuggestionKind.FIX),
            ("net-dns", 0.25, SuggestionKind.FIX),
            ("net-wifi", 0.25, SuggestionKind.FIX),
        )
    )
    assert meant.complaints == ("internet",)


def test_two_problems_in_one_sentence_are_both_looked_into() -> None:
    meant = interpret_suggestions(
        suggestions(
            ("audio-no-sound", 0.4, SuggestionKind.FIX), ("camera-not-working", 0.39, SuggestionKind.FIX)
        )
    )
    assert meant.complaints == ("sound", "camera")
    both = join_complaints(meant.complaints)
    assert set(load_complaints()["camera"].checks) < set(both.checks)
    assert len(both.checks) == len(set(both.checks))
    assert both.goal == load_complaints()["sound"].goal


def test_a_matching_topic_goes_straight_to_the_help_desk() -> None:
    meant = interpret_suggestions(
        suggestions(
            ("liquid-spill", 0.9, SuggestionKind.REFERRAL), ("usb-dock", 0.1, SuggestionKind.FIX), desk=True
        )
    )
    assert (meant.complaints, meant.topic, meant.ticket_first) == ((), "liquid-spill", True)


def test_a_topic_that_fits_as_well_is_prepared() -> None:
    near = interpret_suggestions(
        suggestions(
            ("print-offline", 0.5, SuggestionKind.FIX), ("printer-hardware", 0.4, SuggestionKind.REFERRAL)
        )
    )
    far = interpret_suggestions(
        suggestions(
            ("print-offline", 0.9, SuggestionKind.FIX), ("printer-hardware", 0.1, SuggestionKind.REFERRAL)
        )
    )
    assert (near.topic, far.topic) == ("printer-hardware", "")


def test_a_check_leads_to_its_complaint() -> None:
    assert find_complaint_of_check("print-stuck-queue") == "printing"
    assert find_complaint_of_check("can-print") == "printing"
    assert find_complaint_of_check("nothing") == ""
