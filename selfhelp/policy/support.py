"""Policy keys for contacting the help desk: telephone, hours, chat, location."""

from __future__ import annotations

import re

from selfhelp.core.errors import ConfigurationError
from selfhelp.core.records import record
from selfhelp.core.text import N_, Text
from selfhelp.policy import opening_hours
from selfhelp.policy.fields import (
    declare_checked_key,
    declare_key,
    make_lines_validator,
    make_rejecting_validator,
)
from selfhelp.policy.link_templates import SOME_LINK, find_link_mistake
from selfhelp.policy.localized_texts import SOME_WORDS, find_localized_text_mistake
from selfhelp.policy.text_formats import find_email_mistake

_PHONE = r"\+?[0-9][0-9 ().\-/]{2,40}"


def is_phone_or_empty(value: str) -> bool:
    """Return whether a value is a telephone number that can be dialled, or empty."""
    return not value or (re.fullmatch(_PHONE, value) is not None and sum(map(str.isdigit, value)) > 2)


def is_email_or_empty(value: str) -> bool:
    """Return whether a value is an email address, or empty."""
    return find_email_mistake(value) is None


def _find_time_zone_mistake(name: str) -> Text | None:
    try:
        opening_hours.find_time_zone(name)
    except ConfigurationError as error:
        return error.message
    return None


NO_EMAIL = make_rejecting_validator(N_("Enter an email address."))
NO_PHONE = make_rejecting_validator(N_("Use only digits, spaces and + ( ) . - /"))
PHONE_NUMBER = "a phone number such as +33 1 23 45 67 89"


@record
class SupportPolicy:
    """Contact details of the help desk."""

    phone: str = declare_key(
        "",
        N_("Phone number of the help desk."),
        allowed=PHONE_NUMBER,
        accepts=is_phone_or_empty,
        says=NO_PHONE,
    )
    emergency: str = declare_key(
        "",
        N_("Phone number outside opening hours."),
        allowed=PHONE_NUMBER,
        accepts=is_phone_or_empty,
        says=NO_PHONE,
    )
    email: str = declare_key(
        "",
        N_("Email address of the help desk."),
        allowed="an address such as help@example.com",
        accepts=is_email_or_empty,
        says=NO_EMAIL,
    )
    chat: str = declare_checked_key(
        "", N_("Link to the help desk's chat."), allowed=SOME_LINK, says=find_link_mistake
    )
    map: str = declare_checked_key(
        "", N_("Link to a map showing the help desk."), allowed=SOME_LINK, says=find_link_mistake
    )
    location: tuple[str, ...] = declare_checked_key(
        (),
        N_("Location of the help desk, by language."),
        allowed=SOME_WORDS,
        says=find_localized_text_mistake,
    )
    hours: tuple[str, ...] = declare_checked_key(
        (),
        N_("Opening hours, in the time zone of the help desk."),
        allowed="a list of texts such as Mo-Fr 08:00-18:00",
        says=make_lines_validator(opening_hours.parse_opening_times),
    )
    hours_note: tuple[str, ...] = declare_checked_key(
        (),
        N_("Note on the opening hours, by language."),
        allowed=SOME_WORDS,
        says=find_localized_text_mistake,
    )
    holidays: tuple[str, ...] = declare_checked_key(
        (),
        N_("Days when the help desk is closed."),
        allowed="a list of dates such as 2026-12-24, 12-25 or 2026-12-24/2027-01-02",
        says=make_lines_validator(opening_hours.parse_holidays),
    )
    time_zone: str = declare_checked_key(
        "",
        N_("Time zone of the help desk, such as Europe/Paris. Empty: the time zone of each computer."),
        allowed="a time zone of the IANA database",
        says=_find_time_zone_mistake,
    )
