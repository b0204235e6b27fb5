"""Validates the plain values of policy keys: hosts, email addresses, folders, names, keys of packs.

Each ``find_…_mistake`` returns the mistake in a value, or None. An empty text is valid: the key isn't set.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import PurePosixPath, PureWindowsPath

from selfhelp.core.text import N_, Text

HOST, EMAIL = "a host name such as vpn.example.com", "an address such as help@example.com"
FOLDER = "an absolute path such as \\\\files.example.com\\tickets or /srv/tickets"
FILE = "an absolute path such as C:\\ProgramData\\selfhelp\\ca.pem or /etc/ssl/ca.pem"
"""Descriptions of the accepted values."""

_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?|_[\w-]{1,62}"
_HOST = rf"(?:{_LABEL})(?:\.(?:{_LABEL}))*\.?"
_LOCAL_PART = r"[^\s@<>,;:\"()\\?&]{1,64}"
PLACE = r"\{([^{}]*)\}"
"""Pattern of a placeholder, such as ``{login}``."""
_PACK_KEY = r"[0-9a-fA-F]{64}(?: +(\S+))?"
_MIN_VERSION = r"(?:\*|[a-z][a-z0-9]*(?:-[a-z0-9]+)*) *= *[0-9]{1,10}"


def is_host(value: str) -> bool:
    """Return whether a value is a host name or an IP address, without a port."""
    import ipaddress

    if len(value) <= 253 and re.fullmatch(_HOST, value) and not value.rpartition(".")[2].isdecimal():
        return True
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return True


def find_host_mistake(value: str) -> Text | None:
    """Return the mistake in a host name."""
    if not value or is_host(value):
        return None
    return N_("Enter only a host name, without https:// and without a port.")


def _is_email(value: str) -> bool:
    """Return whether a value is an email address."""
    local, _, host = value.rpartition("@")
    return re.fullmatch(_LOCAL_PART, local) is not None and len(host) <= 189 and is_host(host)


def find_email_mistake(value: str) -> Text | None:
    """Return the mistake in an email address."""
    return None if not value or _is_email(value) else N_("Enter an email address.")


def find_login_email_mistake(value: str) -> Text | None:
    """Return the mistake in an email address with the placeholder ``{login}``."""
    return find_placeholder_mistake(value, ("login",)) or find_email_mistake(re.sub(PLACE, "x", value))


def find_placeholder_mistake(value: str, names: Sequence[str]) -> Text | None:
    """Return the first unknown placeholder in a text."""
    odd = next((name for name in re.findall(PLACE, value) if name not in names), None)
    rest = re.sub(PLACE, "", value)
    if odd is None and "{" not in rest and "}" not in rest:
        return None
    named = odd[:40] if odd is not None else "{"
    return N_("The placeholder “{name}” is unknown. Allowed: {allowed}", name=named, allowed=", ".join(names))


def find_path_mistake(value: str) -> Text | None:
    """Return the mistake in an absolute path of any system."""
    whole = PurePosixPath(value).is_absolute() or PureWindowsPath(value).is_absolute()
    return None if not value or whole else N_("Enter an absolute path.")


def find_home_path_mistake(value: str) -> Text | None:
    """Return the mistake in an absolute path, or a path below the user's home folder (``~/``)."""
    return find_path_mistake(value.removeprefix("~") if value[:2] in ("~/", "~") else value)


def make_characters_validator(pattern: str) -> Callable[[str], Text | None]:
    """Return a validator of texts whose characters all match a pattern, such as ``[a-z]``."""
    known = re.compile(pattern)

    def find_character_mistake(value: str) -> Text | None:
        odd = next((character for character in value if not known.fullmatch(character)), None)
        return None if odd is None else N_("The character “{character}” isn't allowed here.", character=odd)

    return find_character_mistake


def make_list_validator(check: Callable[[str], Text | None]) -> Callable[[Sequence[str]], Text | None]:
    """Return a validator of a list whose lines must each be valid and not empty."""

    def find_line_mistake(lines: Sequence[str]) -> Text | None:
        for line in lines:
            wrong = check(line) if line.strip() else N_("A list entry is empty.")
            if wrong is not None:
                return N_("“{line}”: {reason}", line=line[:80], reason=wrong)
        return None

    return find_line_mistake


def find_pack_key_mistake(line: str) -> Text | None:
    """Return the mistake in a trusted public key with an optional last valid day."""
    found = re.fullmatch(_PACK_KEY, line.strip())
    if found is None:
        return N_("A key must be 64 hexadecimal digits long.")
    if found[1]:
        try:
            date.fromisoformat(found[1])
        except ValueError:
            return N_("“{day}” isn't a date such as 2027-12-31.", day=found[1][:40])
    return None


def find_min_version_mistake(line: str) -> Text | None:
    """Return the mistake in the minimum version of a pack."""
    valid = re.fullmatch(_MIN_VERSION, line.strip()) is not None
    return None if valid else N_("Enter a pack's ID and a whole number, such as vpn-reset=3.")


def find_bypass_mistake(line: str) -> Text | None:
    """Return the mistake in a host, domain or network that is reached without a proxy."""
    import ipaddress

    try:
        ipaddress.ip_network(line, strict=False)
    except ValueError:
        valid = re.fullmatch(r"[\w.*?-]+", line) is not None
        return None if valid else N_("Enter a host name, *.example.com, or a network such as 10.0.0.0/8.")
    return None


def find_zone_mistake(name: str) -> Text | None:
    """Return the mistake in a time zone in any system's own names; names of Windows have no “/”."""
    from selfhelp.core.errors import ConfigurationError
    from selfhelp.policy import opening_hours

    if "/" not in name:
        return make_characters_validator(r"[\w .+():-]")(name)
    try:
        opening_hours.find_time_zone(name)
    except ConfigurationError as error:
        return error.message
    return None
