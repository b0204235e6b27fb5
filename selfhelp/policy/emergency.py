"""Policy keys for emergencies: a number of its own, and steps for suspicious emails and lost devices."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.languages import SOURCE_LANGUAGE
from selfhelp.core.records import record
from selfhelp.core.text import N_
from selfhelp.policy.fields import declare_checked_key, declare_key
from selfhelp.policy.link_templates import SOME_LINK, find_link_mistake
from selfhelp.policy.localized_texts import SOME_WORDS, find_localized_text_mistake
from selfhelp.policy.support import (
    NO_EMAIL,
    NO_PHONE,
    PHONE_NUMBER,
    is_email_or_empty,
    is_phone_or_empty,
)

MOST_STEPS = 9
"""Maximum number of steps shown in an emergency."""


def select_emergency_steps(lines: Sequence[str], language: str) -> Sequence[str]:
    """Return the steps in a language, in English, or in the first language; lines are like en=Do this."""
    by: dict[str, list[str]] = {}
    for line in lines:
        spoken, _, words = line.partition("=")
        by.setdefault(spoken, []).append(words.strip())
    found = by.get(language) or by.get(SOURCE_LANGUAGE) or next(iter(by.values()), [])
    return found[:MOST_STEPS]


@record
class Emergency:
    """The emergency number, and the steps for a suspicious email or lost device. Empty: the built-in ones."""

    phone: str = declare_key(
        "",
        N_("Phone number for a fire or a danger to life, such as security's. Empty: the country's numbers."),
        allowed=PHONE_NUMBER,
        accepts=is_phone_or_empty,
        says=NO_PHONE,
    )
    mail: tuple[str, ...] = declare_checked_key(
        (),
        N_("Steps for a suspicious email, one per line, by language. Empty: the built-in steps."),
        allowed=SOME_WORDS,
        says=find_localized_text_mistake,
    )
    mail_address: str = declare_key(
        "",
        N_("Email address for forwarding suspicious emails as attachments."),
        allowed="an address such as help@example.com",
        accepts=is_email_or_empty,
        says=NO_EMAIL,
    )
    mail_page: str = declare_checked_key(
        "", N_("Link to a page about suspicious emails."), allowed=SOME_LINK, says=find_link_mistake
    )
    device: tuple[str, ...] = declare_checked_key(
        (),
        N_("Steps for a lost or stolen device, one per line, by language. Empty: the built-in steps."),
        allowed=SOME_WORDS,
        says=find_localized_text_mistake,
    )
    device_page: str = declare_checked_key(
        "", N_("Link to a page for locking a lost device."), allowed=SOME_LINK, says=find_link_mistake
    )
