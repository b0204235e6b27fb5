"""Whom to call in an emergency, by country; no digits where they aren't known."""

from __future__ import annotations

import re

import pytest

from selfhelp.core.emergency_numbers import (
    EmergencyService,
    describe_call,
    list_emergency_numbers,
    load_emergency_numbers,
)

RESCUE, FIRE, POLICE, CRISIS = EmergencyService


def phones(country: str, *services: EmergencyService, own: str = "") -> list[str]:
    return [number.phone for number in list_emergency_numbers(services, country, own)]


@pytest.mark.parametrize(
    ("country", "rescue", "fire", "police", "crisis"),
    [
        ("CH", "112", "118", "117", "143"),
        ("FR", "112", "18", "17", "3114"),
        ("RE", "112", "18", "17", "3114"),
        ("DE", "112", "112", "110", "0800 1110111"),
        ("AT", "112", "122", "133", "142"),
        ("GB", "999", "999", "999", "116 123"),
        ("US", "911", "911", "911", "988"),
        ("NO", "113", "110", "112", ""),
        ("BE", "112", "112", "112", ""),
        ("JP", "119", "119", "110", ""),
    ],
)
def test_the_numbers_of_a_country(country: str, rescue: str, fire: str, police: str, crisis: str) -> None:
    assert phones(country, RESCUE, FIRE, POLICE) == [rescue, fire, police]
    assert phones(country, CRISIS) == ([crisis] if crisis else [])


@pytest.mark.parametrize(
    ("country", "rescue", "fire", "police"),
    [
        ("FR", "", "112", "112"),
        ("RE", "", "112", "112"),
        ("CH", "", "112", "112"),
        ("AT", "", "112", "112"),
        ("DE", "", "", "112"),
        ("NO", "112", "112", ""),
        ("GB", "112", "112", "112"),
        ("IE", "999", "999", "999"),
        ("BE", "", "", ""),
        ("US", "", "", ""),
        ("JP", "", "", ""),
    ],
)
def test_112_is_named_beside_a_national_number(country: str, rescue: str, fire: str, police: str) -> None:
    """In France, only 18 was shown for a fire: a visitor knows 112 alone."""
    numbers = list_emergency_numbers((RESCUE, FIRE, POLICE, CRISIS), country)
    also = {number.service: number.also for number in numbers}
    assert also.pop(CRISIS, "") == "", "112 is no crisis line"
    assert also == {RESCUE: rescue, FIRE: fire, POLICE: police}


def test_the_organisations_number_stands_alone() -> None:
    """An outside number may need a prefix on its telephones."""
    assert {number.also for number in list_emergency_numbers((RESCUE, FIRE), "FR", "2222")} == {""}


def test_an_unknown_country_has_no_digits() -> None:
    assert phones("", *EmergencyService) == phones("ZZ", *EmergencyService) == []


def test_the_organisations_number_comes_instead_except_of_the_crisis_line() -> None:
    assert phones("CH", *EmergencyService, own="2222") == ["2222", "2222", "2222", "143"]
    assert phones("", *EmergencyService, own="2222") == ["2222"] * 3


def test_the_sentence_names_who_answers_and_where() -> None:
    def said(country: str, service: EmergencyService) -> str:
        return str(describe_call(list_emergency_numbers((service,), country)[0]))

    assert said("CH", FIRE) == "Fire brigade (Switzerland): call 118. 112 also works."
    assert said("DE", FIRE) == "Emergency services (Germany): call 112.", "one number for all"
    assert said("JP", RESCUE) == "Ambulance (Japan): call 119."
    assert said("FR", CRISIS) == "Someone to talk to, at any hour (France): call 3114."


def test_every_country_can_be_helped_in_every_danger() -> None:
    known = load_emergency_numbers()
    assert len(known) > 30
    for code in known:
        assert re.fullmatch("[a-z]{2}", code)
        assert all(len(phones(code, service)) == 1 for service in (RESCUE, FIRE, POLICE)), code
