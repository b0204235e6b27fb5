"""Replace facts by their declared privacy class, without patterns that recognise the values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import PurePath

from selfhelp.core.model import PrivacyClass
from selfhelp.report.redact.aliases import Aliases, find_whole_placeholders, is_placeholder
from selfhelp.report.redact.number_checks import make_mac_placeholder, parse_ip_address
from selfhelp.report.redact.positional_names import (
    is_universal_name,
    make_account_placeholder,
    make_serial_placeholder,
)
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import Rule, replace_group
from selfhelp.report.redact.word_lists import COMMON, FOLDERS, TECHNICAL

_SYSTEM_NAME = r"/dev/[\w/.-]+|[A-Za-z]:\\?|sd[a-z][0-9]*|nvme[0-9]\w*|(?:en|eth|wl|lo|tun|br)\w{0,12}"
_IN_HOME = (
    r"(?is)(?P<root>(?:(?:[^/\\]*[ :])?~|.*?(?:[/\\]home[/\\]|[/\\]Users[/\\])[^/\\]+))(?P<rest>[/\\].*)"
)

_QUEUE_HOST = r"(?i)(?:^\\\\|[ ]@[ ]|\((?:from|de|von)[ ])(?P<v>[^\s\\()]+)"
"""Pattern of the computer in the name of a shared or redirected printer queue."""
_SEPARATORS = str.maketrans("-_", "  ")

_WITH_MORE = r"^\[?(?P<bare>[0-9A-Fa-f:.]+?)\]?(?P<rest>%[\w.-]+)?(?P<more>/[0-9.]+|:[0-9]{1,5})?$"


def is_distinctive(value: str, reveals: PrivacyClass) -> bool:
    """Return whether a marked value is also replaced in free text: long, and not an ordinary word."""
    least = 4 if reveals is PrivacyClass.PERSON else 5
    if (
        len(value) < least
        or value.casefold() in COMMON | TECHNICAL
        or get_lazy_pattern(_SYSTEM_NAME).is_full_match(value)
    ):
        return False
    return reveals in (PrivacyClass.PERSON, PrivacyClass.HOST) or any(
        c.isdigit() or c in " -_'" for c in value
    )


def make_placeholder_for_fact(value: str, reveals: PrivacyClass, aliases: Aliases) -> str:
    """Return the placeholder of a marked value."""
    if not value.strip() or is_placeholder(value):
        return value
    match reveals:
        case PrivacyClass.PERSON:
            return _make_person_placeholder(value, aliases)
        case PrivacyClass.HOST:
            return _make_host_placeholder(value, aliases)
        case PrivacyClass.ADDRESS:
            return _change_matches(r"[^\s,;]+", value, lambda part: _make_address_placeholder(part, aliases))
        case PrivacyClass.HARDWARE:
            return make_serial_placeholder(aliases, value)
        case PrivacyClass.NETWORK:
            return _change_matches(r"[^\\]+", value, lambda part: aliases.make_placeholder("network", part))
        case _:
            return (
                value
                if get_lazy_pattern(_SYSTEM_NAME).is_full_match(value)
                else aliases.make_placeholder("device", value)
            )


def _make_person_placeholder(value: str, aliases: Aliases) -> str:
    user, at, domain = value.strip().rpartition("@")
    if at and user and domain:
        return aliases.make_email_placeholder(user, domain)
    domain, slash, user = value.strip().rpartition("\\")
    if slash and not is_universal_name(domain.split()[0] if domain.split() else ""):
        return f"{aliases.make_placeholder('dom', domain)}{slash}{make_account_placeholder(aliases, user)}"
    return value if slash else make_account_placeholder(aliases, value)


def _make_host_placeholder(value: str, aliases: Aliases) -> str:
    name = value.strip()
    if is_universal_name(name):
        return value
    address = parse_ip_address(name)
    return (
        aliases.make_ip_placeholder(address)
        if address is not None
        else aliases.make_full_host_placeholder(name)
    )


def _make_address_placeholder(value: str, aliases: Aliases) -> str:
    """Return the placeholder of an address, keeping its prefix length, interface or port."""
    parts = get_lazy_pattern(_WITH_MORE).match(value)
    address = parse_ip_address(parts["bare"]) if parts else None
    if parts is not None and address is not None:
        return f"{aliases.make_ip_placeholder(address)}{parts['rest']}{parts['more']}"
    if value.isdigit() or is_placeholder(value):
        return value
    return make_mac_placeholder(aliases, value) or _make_host_placeholder(value, aliases)


def redact_queue_name(value: str, aliases: Aliases, redact_text: Callable[[str], str]) -> str:
    """Return a printer queue's name with only people, computers and addresses in it replaced.

    ``HP-of-Jane-Smith`` is read with spaces, like a sentence: between dashes, a place isn't taken for a
    computer, and a person is recognised.

    Args:
        value: the name, without secrets and known names.
        aliases: the source of placeholders.
        redact_text: the function that redacts free text.
    """

    def replace_host(match: Match, aliases: Aliases) -> str:
        return replace_group(match, "v", _make_host_placeholder(match["v"], aliases))

    named = Rule("host", (), _QUEUE_HOST, replace_host).apply(value, aliases, Counter())
    done, parts = 0, []
    for start, end in [*find_whole_placeholders(named), (len(named), len(named))]:
        plain = named[done:start]
        spaced = plain.translate(_SEPARATORS)
        shown = redact_text(spaced)
        parts += [plain if shown == spaced else shown, named[start:end]]
        done = end
    return "".join(parts)


def redact_path(value: str, aliases: Aliases) -> str:
    """Return a path with the names below a home folder replaced; common folders and extensions stay."""
    found = get_lazy_pattern(_IN_HOME).match(value)
    if found is None:
        return value
    return found["root"] + _change_matches(
        r"[^/\\]+", found["rest"], lambda part: _make_file_placeholder(part, aliases)
    )


def _make_file_placeholder(name: str, aliases: Aliases) -> str:
    if name.casefold() in FOLDERS or is_placeholder(name) or name in {".", ".."} or "[" in name[:1]:
        return name
    ending = PurePath(name).suffix
    kept = ending if get_lazy_pattern(r"\.[A-Za-z0-9]{1,5}").is_full_match(ending) else ""
    return f"{aliases.make_placeholder('file', name)}{kept}"


def _change_matches(pattern: str, value: str, change: Callable[[str], str]) -> str:
    """Return a value with every match of a pattern changed."""

    def replace(match: Match, aliases: Aliases) -> str:
        return change(match[""])

    return Rule("", (), pattern, replace).apply(value, Aliases(b""), Counter())
