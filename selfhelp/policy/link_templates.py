"""Links with placeholders, such as ``{asset}``, in policy keys: finds mistakes, and fills links in."""

from __future__ import annotations

import re

from selfhelp.core.text import N_, Text
from selfhelp.policy.text_formats import PLACE, find_placeholder_mistake, is_host

VARIABLES = ("asset", "ticket", "reference", "computer", "login")
"""Names of the placeholders in a link, such as ``{asset}``."""

SCHEMES = frozenset({"https", "mailto", "tel"})


def find_link_mistake(template: str) -> Text | None:
    """Return the mistake in a link with placeholders, or None."""
    if not template:
        return None
    from urllib.parse import urlsplit

    if (unknown := find_placeholder_mistake(template, VARIABLES)) is not None:
        return unknown
    bare = re.sub(PLACE, "x", template)
    try:
        parts, foreign = urlsplit(bare), urlsplit(template)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return _NO_LINK
    plain = bare.isprintable() and " " not in bare and parts.username is None
    known = (
        parts.scheme in SCHEMES
        and (parts.scheme != "https" or is_host(host or ""))
        and bool(parts.path or host)
    )
    fixed = (parts.scheme, parts.netloc) == (foreign.scheme, foreign.netloc)
    return None if plain and known and fixed else _NO_LINK


_NO_LINK = N_("Enter a link starting with https:, mailto: or tel:, without a placeholder in the host name.")


def fill_link(template: str, values: dict[str, str]) -> str:
    """Return a link with its placeholders filled in, each escaped as one component (RFC 3986, 2.1)."""
    return re.sub(PLACE, lambda found: _escape_component(values.get(found[1], "")), template)


def _escape_component(value: str) -> str:
    """Return a value escaped for a link. Dots alone become "", because they would change the path."""
    from urllib.parse import quote

    return quote(value, safe="") if value.strip(".") else ""


SOME_LINK = "a link starting with https:, mailto: or tel:, with {asset} and other placeholders, see admin.md"
