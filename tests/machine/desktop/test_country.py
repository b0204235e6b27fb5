"""The country of the emergency numbers: the place counts for more than the language."""

from __future__ import annotations

import plistlib
from pathlib import Path

import pytest

from selfhelp.core.model import Platform
from selfhelp.machine.desktop.country import COUNTRY, ZONES, find_country_of_zone, find_territory
from tests.fake_machine import FakeMachine

TABLE = (
    "# code\tcoordinates\tTZ\tcomments\n"
    "CH\t+4723+00832\tEurope/Zurich\n"
    "FR\t+4852+00220\tEurope/Paris\n"
    "US\t+404251-0740023\tAmerica/New_York\tEastern (most areas)\n"
)


def linux(zone: str, formats: str, session: str = "C", table: str = TABLE) -> FakeMachine:
    language = {"session": session, "formats": formats, "preferred": []}
    readings = {"time_zone.read_linked_time_zone": zone, "language.read_session_language": language}
    return FakeMachine(files={ZONES: table}, readings=readings)


@pytest.mark.parametrize(
    ("zone", "formats", "session", "country"),
    [
        ("Europe/Zurich", "fr_CH.UTF-8", "fr_CH.UTF-8", "CH"),
        ("Europe/Zurich", "en_US.UTF-8", "en_US.UTF-8", "CH"),  # 911 would ring nowhere
        ("America/New_York", "fr_FR.UTF-8", "fr_FR.UTF-8", "US"),
        ("Etc/UTC", "de_AT.UTF-8", "en_US.UTF-8", "AT"),
        ("Etc/UTC", "C.UTF-8", "fr_BE.UTF-8", "BE"),
        ("", "fr_FR@euro", "C", "FR"),
        ("Etc/UTC", "C.UTF-8", "C", ""),
    ],
)
def test_the_zone_decides_and_then_the_region(zone: str, formats: str, session: str, country: str) -> None:
    assert COUNTRY.read(linux(zone, formats, session)) == country


def test_without_a_table_of_zones_the_region_decides() -> None:
    assert COUNTRY.read(linux("Europe/Zurich", "de_CH.UTF-8", table="")) == "CH"


def test_windows_has_a_setting_of_its_own() -> None:
    """ "Romance Standard Time" is the zone of four countries."""
    chosen = {"Name": "CH", "LocaleName": "en-US", "PreferredUILanguages": ["en-US"]}
    assert COUNTRY.read(FakeMachine(Platform.WINDOWS, registry=chosen)) == "CH"
    assert COUNTRY.read(FakeMachine(Platform.WINDOWS, registry={"LocaleName": "de-AT"})) == "AT"


def test_macos_names_the_region_with_the_language() -> None:
    said = plistlib.dumps({"AppleLanguages": ["en-US"], "AppleLocale": "en_US@rg=chzzzz"}).decode()
    readings = {"time_zone.read_linked_time_zone": ""}
    machine = FakeMachine(Platform.MACOS, programs={"defaults": said}, readings=readings)
    assert COUNTRY.read(machine) == "CH"


@pytest.mark.parametrize(
    ("locale", "territory"),
    [
        ("de_CH.UTF-8", "CH"),
        ("zh-Hans-CN", "CN"),
        ("sr_Latn_RS", "RS"),
        ("en_001", ""),
        ("fr", ""),
        ("C.UTF-8", ""),
        ("POSIX", ""),
        ("", ""),
    ],
)
def test_the_territory_of_a_locale(locale: str, territory: str) -> None:
    assert find_territory(locale) == territory


@pytest.mark.skipif(not Path(ZONES).is_file(), reason="this system has no table of zones")
def test_the_systems_own_table_is_understood() -> None:
    table = Path(ZONES).read_text("utf-8")
    zones = {"Europe/Zurich": "CH", "Europe/Vaduz": "LI", "Indian/Reunion": "RE", "Etc/UTC": "", "": ""}
    assert {zone: find_country_of_zone(table, zone) for zone in zones} == zones
