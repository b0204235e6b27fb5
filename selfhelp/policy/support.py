"""Policy keys for contacting the help desk: telephone, hours, chat, location."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from selfhelp.core.errors import ConfigurationError
from selfhelp.core.languages import SOURCE_LANGUAGE
from selfhelp.core.text import N_, Text
from selfhelp.policy import opening_hours
from selfhelp.policy.fields import (
    declare_checked_key,
    declare_key,
    make_lines_validator,
    make_rejecting_validator,
)

VARIABLES = ("asset", "ticket", "reference", "computer", "login")
"""Names of the placeholders in a link, such as ``{asset}``."""

SCHEMES = frozenset({"https", "mailto", "tel"})
_PHONE = re.compile(r"\+?[0-9][0-9 ().\-/]{2,40}")
_EMAIL = re.compile(r"[^\s@<>,;:\"()\\?&]{1,64}@[^\s@<>,;:\"()\\?&]{1,189}")
_WORDS = re.compile(r"([a-z]{2})=(.{1,300})")
_PLACE = re.compile(r"\{([a-z_]*)\}")


def is_phone_or_empty(value: str) -> bool:
    """Return whether a value is a telephone number that can be dialled, or empty."""
    return not value or _PHONE.fullmatch(value) is not None


def is_email_or_empty(value: str) -> bool:
    """Return whether a value is an email address, or empty."""
    return not value or _EMAIL.fullmatch(value) is not None


def find_link_mistake(template: str) -> Text | None:
    """Return the mistake in a link with placeholders, or None."""
    if not template:
        return None
    from urllib.parse import urlsplit

    odd = next((name for name in _PLACE.findall(template) if name not in VARIABLES), None)
    if odd is not None or "{" in _PLACE.sub("", template) or "}" in _PLACE.sub("", template):
        allowed = ", ".join(VARIABLES)
        return N_("The placeholder “{name}” is unknown. Allowed: {allowed}", name=odd or "{", allowed=allowed)
    bare = _PLACE.sub("x", template)
    try:
        parts, foreign = urlsplit(bare), urlsplit(template)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return _NO_LINK
    plain = bare.isprintable() and " " not in bare and parts.username is None
    known = parts.scheme in SCHEMES and (bool(host) or parts.scheme != "https") and bool(parts.path or host)
    fixed = (parts.scheme, parts.netloc) == (foreign.scheme, foreign.netloc)
    return None if plain and known and fixed else _NO_LINK


_NO_LINK = N_("Enter a link starting with https:, mailto: or tel:, without a placeholder in the host name.")


def fill_link(template: str, values: dict[str, str]) -> str:
    """Return a link with its placeholders filled in, each escaped as one component (RFC 3986, 2.1)."""
    return _PLACE.sub(lambda found: _escape_component(values.get(found[1], "")), template)


def _escape_component(value: str) -> str:
    """Return a value escaped for a link. Dots alone become "", because they would change the path."""
    from urllib.parse import quote

    return quote(value, safe="") if value.strip(".") else ""


def select_support_text(lines: Sequence[str], language: str) -> str:
    """Return the text in a language, or the first text; lines are like ``en=Open on weekdays``."""
    found = {match[1]: match[2] for line in lines if (match := _WORDS.fullmatch(line))}
    return found.get(language) or found.get(SOURCE_LANGUAGE) or next(iter(found.values()), "")


def _find_time_zone_mistake(name: str) -> Text | None:
    try:
        opening_hours.find_time_zone(name)
    except ConfigurationError as error:
        return error.message
    return None


def find_localized_text_mistake(lines: Sequence[str]) -> Text | None:
    """Return the mistake in a list of texts such as en=Some text, or None."""
    odd = next((line for line in lines if not _WORDS.fullmatch(line) or not line.isprintable()), None)
    return None if odd is None else N_("“{line}” isn't in the form en=Some text.", line=odd[:80])


SOME_WORDS = "a list of texts such as en=Some text"
NO_EMAIL = make_rejecting_validator(N_("Enter an email address."))
_NO_PHONE = make_rejecting_validator(N_("Use only digits, spaces and + ( ) . - /"))
_PHONE_NUMBER = "a phone number such as +33 1 23 45 67 89"
SOME_LINK = "a link starting with https:, mailto: or tel:, with {asset} and other placeholders, see admin.md"


@dataclass(frozen=True, slots=True)
class SupportPolicy:
    """Contact details of the help desk."""

    phone: str = declare_key(
        "",
        N_("Phone number of the help desk."),
        allowed=_PHONE_NUMBER,
        accepts=is_phone_or_empty,
        says=_NO_PHONE,
    )
    emergency: str = declare_key(
        "",
        N_("Phone number outside opening hours."),
        allowed=_PHONE_NUMBER,
        accepts=is_phone_or_empty,
        says=_NO_PHONE,
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
