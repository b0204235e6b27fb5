"""Replace facts by their privacy class, which says what a value is, so that no pattern has to guess."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import PurePath

from selfhelp.core.model import PrivacyClass
from selfhelp.report.redact.aliases import Aliases, is_stand_in
from selfhelp.report.redact.numbers import ip, mac
from selfhelp.report.redact.positional_names import account, plainly_known, serial
from selfhelp.report.redact.re2_patterns import Match, compiled
from selfhelp.report.redact.rules import Rule
from selfhelp.report.redact.words import COMMON, FOLDERS, TECHNICAL

_SYSTEM_NAME = r"/dev/[\w/.-]+|[A-Za-z]:\\?|sd[a-z][0-9]*|nvme[0-9]\w*|(?:en|eth|wl|lo|tun|br)\w{0,12}"
_IN_HOME = (
    r"(?is)(?P<root>(?:(?:[^/\\]*[ :])?~|.*?(?:[/\\]home[/\\]|[/\\]Users[/\\])[^/\\]+))(?P<rest>[/\\].*)"
)

_WITH_MORE = r"^\[?(?P<bare>[0-9A-Fa-f:.]+?)\]?(?P<rest>%[\w.-]+)?(?P<more>/[0-9.]+|:[0-9]{1,5})?$"


def is_distinctive(value: str, reveals: PrivacyClass) -> bool:
    """Return whether a marked value is also replaced in free text: long, and not an ordinary word."""
    least = 4 if reveals is PrivacyClass.PERSON else 5
    if len(value) < least or value.casefold() in COMMON | TECHNICAL or compiled(_SYSTEM_NAME).full(value):
        return False
    return reveals in (PrivacyClass.PERSON, PrivacyClass.HOST) or any(
        c.isdigit() or c in " -_'" for c in value
    )


def stand_in(value: str, reveals: PrivacyClass, aliases: Aliases) -> str:
    """Return the stand-in of a marked value."""
    if not value.strip() or is_stand_in(value):
        return value
    match reveals:
        case PrivacyClass.PERSON:
            return _make_person_stand_in(value, aliases)
        case PrivacyClass.HOST:
            return _make_host_stand_in(value, aliases)
        case PrivacyClass.ADDRESS:
            return _change_matches(r"[^\s,;]+", value, lambda part: _make_address_stand_in(part, aliases))
        case PrivacyClass.HARDWARE:
            return serial(aliases, value)
        case PrivacyClass.NETWORK:
            return _change_matches(r"[^\\]+", value, lambda part: aliases.of("network", part))
        case _:
            return value if compiled(_SYSTEM_NAME).full(value) else aliases.of("device", value)


def _make_person_stand_in(value: str, aliases: Aliases) -> str:
    user, at, domain = value.strip().rpartition("@")
    if at and user and domain:
        return aliases.mail(user, domain)
    domain, slash, user = value.strip().rpartition("\\")
    if slash and not plainly_known(domain.split()[0] if domain.split() else ""):
        return f"{aliases.of('dom', domain)}{slash}{account(aliases, user)}"
    return value if slash else account(aliases, value)


def _make_host_stand_in(value: str, aliases: Aliases) -> str:
    name = value.strip()
    if plainly_known(name):
        return value
    address = ip(name)
    return aliases.address(address) if address is not None else aliases.full_host(name)


def _make_address_stand_in(value: str, aliases: Aliases) -> str:
    """Return the stand-in of an address, keeping its prefix length, interface or port."""
    parts = compiled(_WITH_MORE).match(value)
    address = ip(parts["bare"]) if parts else None
    if parts is not None and address is not None:
        return f"{aliases.address(address)}{parts['rest']}{parts['more']}"
    if value.isdigit() or is_stand_in(value):
        return value
    return mac(aliases, value) or _make_host_stand_in(value, aliases)


def path(value: str, aliases: Aliases) -> str:
    """Return a path with the names below a home folder replaced; common folders and extensions stay."""
    found = compiled(_IN_HOME).match(value)
    if found is None:
        return value
    return found["root"] + _change_matches(
        r"[^/\\]+", found["rest"], lambda part: _make_file_stand_in(part, aliases)
    )


def _make_file_stand_in(name: str, aliases: Aliases) -> str:
    if name.casefold() in FOLDERS or is_stand_in(name) or name in {".", ".."} or "[" in name[:1]:
        return name
    ending = PurePath(name).suffix
    kept = ending if compiled(r"\.[A-Za-z0-9]{1,5}").full(ending) else ""
    return f"{aliases.of('file', name)}{kept}"


def _change_matches(pattern: str, value: str, change: Callable[[str], str]) -> str:
    """Return a value with every match of a pattern changed."""

    def replace(match: Match, aliases: Aliases) -> str:
        return change(match[""])

    return Rule("", (), pattern, replace).apply(value, Aliases(b""), Counter())
