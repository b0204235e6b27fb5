"""Telephone numbers for an emergency, by country, from ``resources/emergency-numbers.toml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from selfhelp.core.resource_tables import ResourceTable, read_records
from selfhelp.core.text import N_, Text

FILE = "emergency-numbers.toml"


class EmergencyService(StrEnum):
    """Who is called in an emergency."""

    RESCUE = "rescue"
    FIRE = "fire"
    POLICE = "police"
    CRISIS = "crisis"  # someone to talk to in despair


@dataclass(frozen=True, slots=True)
class EmergencyNumber:
    """A telephone number, as it is dialled in its country, and who answers it.

    Attributes:
        service: who is needed.
        label: who answers.
        phone: the number.
        also: another number that reaches the service, such as 112 beside a national number; "" for none.
    """

    service: EmergencyService
    label: Text
    phone: str
    also: str = ""


@dataclass(frozen=True, slots=True)
class CountryNumbers:
    """The emergency numbers of a country; "" if the country has no such number, or it isn't known."""

    country: Text
    territories: Sequence[str] = ()
    number: str = ""
    also: str = ""
    fire: str = ""
    ambulance: str = ""
    police: str = ""
    crisis: str = ""

    def find_number(self, service: EmergencyService) -> EmergencyNumber | None:
        """Return the number of a service, or else the number for all services; None without either."""
        name = self.country
        own = {
            EmergencyService.RESCUE: (self.number, N_("Emergency services ({country})", country=name)),
            EmergencyService.FIRE: (self.fire, N_("Fire brigade ({country})", country=name)),
            EmergencyService.POLICE: (self.police, N_("Police ({country})", country=name)),
            EmergencyService.CRISIS: (
                self.crisis,
                N_("Someone to talk to, at any hour ({country})", country=name),
            ),
        }
        phone, label = own[service]
        if not phone and service is EmergencyService.RESCUE:
            phone, label = self.ambulance, N_("Ambulance ({country})", country=name)
        if not phone and service is not EmergencyService.CRISIS:
            phone, label = own[EmergencyService.RESCUE]
        general = () if service is EmergencyService.CRISIS else (self.number, self.also)
        also = next((number for number in general if number and number != phone), "")
        return EmergencyNumber(service, label, phone, also) if phone else None


@cache
def load_emergency_numbers() -> Mapping[str, CountryNumbers]:
    """Return the emergency numbers by country code in lowercase.

    Raises:
        ResourceError: the file is missing or invalid.
    """
    return read_records(FILE, numbers_from_table)


def list_emergency_numbers(
    services: Sequence[EmergencyService], country: str, own: str = ""
) -> Sequence[EmergencyNumber]:
    """Return the numbers of services that are known, in the given order.

    Args:
        services: who is needed.
        country: the ISO 3166 code of a country, or "".
        own: the organisation's number, which replaces the country's except the crisis line; "" for none.

    Raises:
        ResourceError: the file of the numbers is missing or invalid.
    """
    code = country.lower()
    known = load_emergency_numbers()
    here = known.get(code) or next((one for one in known.values() if code in one.territories), None)
    found = (
        EmergencyNumber(service, N_("Your organisation's emergency number"), own)
        if own and service is not EmergencyService.CRISIS
        else here and here.find_number(service)
        for service in services
    )
    return [number for number in found if number]


def describe_call(number: EmergencyNumber) -> Text:
    """Return the sentence that says whom to call at which number, and which other number works."""
    if number.also:
        return N_(
            "{who}: call {phone}. {also} also works.",
            who=number.label,
            phone=number.phone,
            also=number.also,
        )
    return N_("{who}: call {phone}.", who=number.label, phone=number.phone)


def numbers_from_table(_code: str, table: ResourceTable) -> CountryNumbers:
    """Return the numbers described by a country's table."""
    return CountryNumbers(
        country=table.read_sentence("country"),
        territories=table.read_words("territories"),
        number=table.read_phone("number"),
        also=table.read_phone("also"),
        fire=table.read_phone("fire"),
        ambulance=table.read_phone("ambulance"),
        police=table.read_phone("police"),
        crisis=table.read_phone("crisis"),
    )
