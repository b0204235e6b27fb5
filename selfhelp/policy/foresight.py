"""Policy keys for forecasts and reminders: limits, lead times, wording, dates."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from selfhelp.core.records import record
from selfhelp.core.text import N_, Text
from selfhelp.policy.fields import (
    declare_checked_key,
    declare_key,
    declare_number,
    make_rejecting_validator,
    pairs_to_mapping,
)
from selfhelp.policy.unknown_words import make_unknown_word_message
from selfhelp.policy.usage_stats import is_folder_or_empty

FORESEEN = (
    "backup-age",
    "battery-wear",
    "certificate-expiry",
    "definitions-age",
    "device-return",
    "disk-trend",
    "password-expiry",
    "restart-due",
    "sync-age",
    "update-age",
    "warranty-end",
)
"""The IDs of the forecasts, as in `selfhelp.foresight.lookaheads`."""

LONGEST_WORDING = 200
MOST_DAYS = 365
_WORDING = r"([a-z]+(?:-[a-z]+)*)(?:\.([a-z]{2,3}))?"


def _is_date_or_empty(value: str) -> bool:
    """Return whether a value is empty, or a date such as 2027-03-31."""
    if not value:
        return True
    try:
        return len(value) == 10 and date.fromisoformat(value).year > 2000
    except ValueError:
        return False


_NO_DATE = make_rejecting_validator(N_("Enter a date such as 2027-03-31."))


def _find_days_mistake(lines: Sequence[str]) -> Text | None:
    for name, days in pairs_to_mapping(lines).items():
        if name not in FORESEEN:
            return make_unknown_word_message(name, FORESEEN)
        if not (days.isascii() and days.isdecimal() and int(days[:6]) <= MOST_DAYS):
            return N_("“{days}” isn't a number of days from 0 to {most}.", days=days[:40], most=MOST_DAYS)
    return next(
        (N_("“{line}” isn't in the form name=value.", line=o[:80]) for o in lines if "=" not in o), None
    )


def _find_wording_mistake(lines: Sequence[str]) -> Text | None:
    for line in lines:
        name, equals, words = line.partition("=")
        found = re.fullmatch(_WORDING, name.strip())
        if not equals or not words.strip():
            return N_("“{line}” isn't in the form name=value.", line=line[:80])
        if found is None or found[1] not in FORESEEN:
            return make_unknown_word_message(name.strip(), FORESEEN)
        if len(words) > LONGEST_WORDING or not words.isprintable():
            return N_("A reminder text can have at most {most} visible characters.", most=LONGEST_WORDING)
    return None


def _declare_ids(help: Text) -> tuple[str, ...]:  # noqa: A002
    return declare_key(
        (),
        help,
        allowed="a list of: " + ", ".join(FORESEEN),
        accepts=lambda v: set(v) <= set(FORESEEN),
        choices=FORESEEN,
    )


def _declare_days(help: Text) -> tuple[str, ...]:  # noqa: A002
    empty: tuple[str, ...] = ()
    return declare_checked_key(
        empty, help, allowed="a list of texts such as password-expiry=14", says=_find_days_mistake
    )


@record
class ForesightPolicy:
    """Forecasts, and from when on something counts as too old."""

    off: tuple[str, ...] = _declare_ids(N_("Forecasts to turn off."))
    backup_days: int = declare_number(
        14, 1, 365, N_("Age at which the last backup is reported as too old, in days.")
    )
    backup_file: str = declare_key(
        "",
        N_("File that the organisation's backup app changes with every backup. Only its date is read."),
        allowed="an absolute path such as C:\\ProgramData\\backup\\last.log or /var/log/backup.log",
        accepts=is_folder_or_empty,
        says=make_rejecting_validator(N_("Enter an absolute path.")),
    )
    sync_days: int = declare_number(
        7, 1, 365, N_("Time without OneDrive activity before file sync is reported as stopped, in days.")
    )
    update_days: int = declare_number(
        45,
        7,
        365,
        N_("Time without a successful system update before updates are reported as overdue, in days."),
    )
    definition_days: int = declare_number(
        7, 1, 90, N_("Age at which antivirus definitions are reported as too old, in days.")
    )
    return_date: str = declare_key(
        "",
        N_("Day on which the computer is to be returned or replaced."),
        allowed="a date such as 2027-03-31",
        accepts=_is_date_or_empty,
        says=_NO_DATE,
    )
    warranty_date: str = declare_key(
        "",
        N_("Last day of the computer's warranty."),
        allowed="a date such as 2027-03-31",
        accepts=_is_date_or_empty,
        says=_NO_DATE,
    )


@record
class RemindersPolicy:
    """Reminders before something expires, fills up or gets too old."""

    enabled: bool = declare_key(True, N_("Notify users of upcoming problems."), strict=False)
    off: tuple[str, ...] = _declare_ids(N_("Forecasts that are shown in the app without a reminder."))
    lead_days: tuple[str, ...] = _declare_days(
        N_("Lead time for showing a forecast and reminding users, in days before the due date.")
    )
    last_days: tuple[str, ...] = _declare_days(
        N_("Lead time for urgent daily reminders, in days before the due date.")
    )
    wording: tuple[str, ...] = declare_checked_key(
        (),
        N_("Custom reminder texts, for all languages or for one (such as password-expiry.fr)."),
        allowed="a list of texts such as password-expiry=Change your password at the portal.",
        says=_find_wording_mistake,
    )
    per_week: int = declare_number(
        3, 0, 7, N_("Maximum number of reminders in seven days, except urgent ones.")
    )
    sign_in_minutes: int = declare_number(
        15, 2, 240, N_("Delay before the first reminder after the app starts, in minutes.")
    )


def find_lead_days(lines: Sequence[str], id_: str, otherwise: int) -> int:
    """Return the number of days for an ID from lines such as ``password-expiry=14``."""
    return int(pairs_to_mapping(lines).get(id_, otherwise))


def find_reminder_wording(lines: Sequence[str], id_: str, language: str) -> str:
    """Return the organisation's wording of a reminder in a language, or for all languages, or ""."""
    table: Mapping[str, str] = pairs_to_mapping(lines)
    return table.get(f"{id_}.{language}") or table.get(id_, "")
