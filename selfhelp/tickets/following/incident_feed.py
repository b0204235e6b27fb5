"""Parses a feed of known issues in JSON, RSS 2.0 or Atom; all content is external and limited."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from xml.parsers import expat

from selfhelp.core.errors import UnavailableError
from selfhelp.core.model import Json
from selfhelp.core.text import DIRECTIONS, N_
from selfhelp.core.ticket import Incident
from selfhelp.tickets.following import notices
from selfhelp.tickets.following.notices import Notice, parse_importance
from selfhelp.tickets.outbox.outbox_database import to_storable_text

BYTES = 1_000_000
"""Maximum size of a feed, in bytes."""

MOST, TITLE, TEXT, WORDS, WORD = 50, 200, 2000, 30, 60
"""Limits of a feed: number of incidents, lengths of title and text, keywords and keyword length."""

ELEMENTS, DEPTH = 20_000, 32
"""Maximum number of elements, and nesting depth, of an XML feed."""

RESOLVED = frozenset({"resolved", "closed", "solved"})
"""Categories that mark an RSS or Atom entry as resolved."""

TICKET = "ticket:"
"""Prefix of a category with the desk's ticket number."""

UNREADABLE = N_("The list of known issues can't be read. Contact your administrator.")


def parse_feed(body: bytes, now: datetime, days: int) -> Sequence[Incident]:
    """Return the feed's current incidents, in order.

    Args:
        body: the feed.
        now: the current time; expired entries are omitted.
        days: number of days for which an RSS or Atom entry applies; JSON has ``until``.

    Raises:
        UnavailableError: it is too large, damaged, or of an unknown format.
    """
    if len(body) > BYTES:
        raise UnavailableError(UNREADABLE, detail=f"{len(body)} bytes")
    start = body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start in (b"{", b"["):
        found = _parse_json_feed(body, now)
    elif start == b"<":
        found = _parse_xml_feed(body, now - timedelta(days=days))
    else:
        raise UnavailableError(UNREADABLE, detail="neither JSON nor XML")
    return _remove_duplicates(found)


def parse_notices(body: bytes, now: datetime) -> Sequence[Notice]:
    """Return the notices of a feed read by `parse_feed`; only the JSON format has them."""
    start = body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if len(body) > BYTES or start != b"{":
        return ()
    try:
        return notices_from_data(json.loads(body.removeprefix(b"\xef\xbb\xbf")).get("notices"), now)
    except (ValueError, RecursionError):
        return ()


def notices_from_data(data: Json, now: datetime) -> Sequence[Notice]:
    """Return the current notices of a list, within limits; invalid entries are omitted."""
    rows = data[: 4 * notices.MOST] if isinstance(data, list) else ()
    found = (_parse_notice(row) for row in rows if isinstance(row, dict))
    current = [one for one in found if one is not None and (one.ends is None or now < one.ends)]
    return list({(one.id, one.language): one for one in reversed(current)}.values())[::-1][: notices.MOST]


def incidents_to_data(incidents: Sequence[Incident]) -> Json:
    """Return incidents as plain data, in the format of the JSON feed."""
    return [
        {
            "id": one.id,
            "title": one.title,
            "text": one.text,
            "since": one.since.isoformat() if one.since else None,
            "url": one.url,
            "ticket": one.ticket,
            "words": list(one.words),
        }
        for one in incidents
    ]


def incidents_from_data(data: Json, now: datetime) -> Sequence[Incident]:
    """Return the incidents of a list in the format of the JSON feed; invalid entries are omitted."""
    found = (
        (_parse_json_incident(one, now) for one in data if isinstance(one, dict))
        if isinstance(data, list)
        else ()
    )
    return _remove_duplicates(one for one in found if one is not None)


def limit_incident_size(incident: Incident) -> Incident | None:
    """Return an incident cut to the limits, or None if it has no title."""
    title = _to_one_line(incident.title)[:TITLE]
    if not title:
        return None
    words = [_to_one_line(word)[:WORD] for word in incident.words[:WORDS]]
    return Incident(
        id=_to_one_line(incident.id)[:TITLE] or title,
        title=title,
        text=_strip_control_characters(incident.text)[:TEXT].strip(),
        since=incident.since,
        url=to_safe_link(incident.url),
        ticket=_to_one_line(incident.ticket)[:80],
        words=[word for word in words if word],
    )


def to_safe_link(address: str) -> str:
    """Return an address if it may be shown as a link (https only), else ""."""
    try:
        parts = urlsplit(address.strip())
        host, _ = parts.hostname, parts.port
    except ValueError:
        return ""
    fine = parts.scheme == "https" and host and parts.username is None and address.strip().isprintable()
    return address.strip() if fine and len(address) <= 2000 and " " not in address.strip() else ""


# -- JSON ------------------------------------------------------------------------------------------


def _parse_json_feed(body: bytes, now: datetime) -> Sequence[Incident]:
    try:
        data = json.loads(body.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as error:
        raise UnavailableError(UNREADABLE, detail=repr(error)[:200]) from error
    listed = data.get("incidents") if isinstance(data, dict) else data
    if not isinstance(listed, list):
        raise UnavailableError(UNREADABLE, detail="no list of incidents")
    return incidents_from_data(listed, now)


def _parse_json_incident(data: Mapping[str, Json], now: datetime) -> Incident | None:
    until = _parse_time(data.get("until"))
    if until is not None and until <= now:
        return None
    words = data.get("words")
    return limit_incident_size(
        Incident(
            id=_to_text(data.get("id")),
            title=_to_text(data.get("title")),
            text=_to_text(data.get("text")),
            since=_parse_time(data.get("since")),
            url=_to_text(data.get("url")),
            ticket=_to_text(data.get("ticket")),
            words=[_to_text(word) for word in words[:WORDS]] if isinstance(words, list) else (),
        )
    )


def _to_text(value: Json) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _parse_notice(data: Mapping[str, Json]) -> Notice | None:
    title = _to_one_line(_to_text(data.get("title")))[:TITLE]
    if not title:
        return None
    return Notice(
        id=_to_one_line(_to_text(data.get("id")))[:TITLE] or title,
        title=title,
        text=_strip_control_characters(_to_text(data.get("text")))[:TEXT].strip(),
        begins=_parse_time(data.get("from")),
        ends=_parse_time(data.get("until")),
        url=to_safe_link(_to_text(data.get("url"))),
        importance=parse_importance(data.get("importance")),
        language=_to_one_line(_to_text(data.get("language")))[:10].casefold(),
        groups=_parse_names(data.get("groups")),
        sites=_parse_names(data.get("sites")),
        acknowledge=data.get("acknowledge") is True,
    )


def _parse_names(value: Json) -> Sequence[str]:
    listed = value[: notices.AUDIENCE] if isinstance(value, list) else ()
    return [name for one in listed if (name := _to_one_line(_to_text(one))[:WORD])]


# -- RSS and Atom ----------------------------------------------------------------------------------


@dataclass(slots=True)
class _FeedElement:
    """An XML element with its local name; its text excludes the text of child elements."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    inside: list[_FeedElement] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    def find_children(self, name: str) -> Iterator[_FeedElement]:
        """Yield the child elements with this name."""
        return (one for one in self.inside if one.name == name)

    def find_child_text(self, *names: str) -> str:
        """Return the text of the first child with one of these names."""
        found = (one for name in names for one in self.find_children(name))
        return "".join(next(found, self.__class__("")).text).strip()


class _FeedBuilder:
    """Builds XML elements; rejects document types, and so entity bombs and external files."""

    def __init__(self) -> None:
        self.top = _FeedElement("")
        self._open = [self.top]
        self._count = 0

    def start_element(self, name: str, attributes: Mapping[str, str]) -> None:
        """Handle the start of an element."""
        self._count += 1
        if self._count > ELEMENTS or len(self._open) > DEPTH:
            raise ValueError("more elements than a feed has")
        made = _FeedElement(name.rpartition(" ")[2], attributes)
        self._open[-1].inside.append(made)
        self._open.append(made)

    def end_element(self, _name: str) -> None:
        """Handle the end of an element."""
        self._open.pop()

    def add_text(self, data: str) -> None:
        """Handle a piece of text."""
        self._open[-1].text.append(data)

    def reject_declaration(self, *_: object) -> None:
        """Reject a document type or entity declaration."""
        raise ValueError("a document type is not read")


def _parse_xml_feed(body: bytes, since: datetime) -> Sequence[Incident]:
    top = _parse_xml_tree(body)
    items = [
        item
        for rss in top.find_children("rss")
        for channel in rss.find_children("channel")
        for item in channel.find_children("item")
    ]
    entries = [entry for feed in top.find_children("feed") for entry in feed.find_children("entry")]
    if (
        not items
        and not entries
        and not any(True for name in ("rss", "feed") for _ in top.find_children(name))
    ):
        raise UnavailableError(UNREADABLE, detail="neither RSS nor Atom")
    found = [_parse_rss_item(item) for item in items] + [_parse_atom_entry(entry) for entry in entries]
    current = (one for one, over in found if not over and (one.since is None or one.since >= since))
    return [kept for one in current if (kept := limit_incident_size(one)) is not None]


def _parse_xml_tree(body: bytes) -> _FeedElement:
    builder = _FeedBuilder()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = builder.start_element
    parser.EndElementHandler = builder.end_element
    parser.CharacterDataHandler = builder.add_text
    parser.StartDoctypeDeclHandler = builder.reject_declaration
    parser.EntityDeclHandler = builder.reject_declaration
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # LookupError: an encoding no one knows
        raise UnavailableError(UNREADABLE, detail=repr(error)[:200]) from error
    return builder.top


def _parse_rss_item(item: _FeedElement) -> tuple[Incident, bool]:
    """Return the incident of an RSS 2.0 item (rssboard.org/rss-specification), and its resolved flag."""
    labels = ["".join(one.text).strip() for one in item.find_children("category")]
    link = item.find_child_text("link")
    incident = Incident(
        id=item.find_child_text("guid") or link or item.find_child_text("title"),
        title=_strip_tags(item.find_child_text("title")),
        text=_strip_tags(item.find_child_text("description")),
        since=_parse_mail_time(item.find_child_text("pubDate")),
        url=link,
        ticket=_find_ticket_number(labels),
        words=_find_incident_words(labels),
    )
    return incident, _is_incident_resolved(labels)


def _parse_atom_entry(entry: _FeedElement) -> tuple[Incident, bool]:
    """Return the incident of an Atom entry (RFC 4287), and its resolved flag."""
    labels = [one.attributes.get("term", "") for one in entry.find_children("category")]
    links = [
        one.attributes.get("href", "")
        for one in entry.find_children("link")
        if one.attributes.get("rel", "alternate") == "alternate"
    ]
    incident = Incident(
        id=entry.find_child_text("id") or entry.find_child_text("title"),
        title=_strip_tags(entry.find_child_text("title")),
        text=_strip_tags(entry.find_child_text("summary", "content")),
        since=_parse_time(entry.find_child_text("published", "updated")),
        url=links[0] if links else "",
        ticket=_find_ticket_number(labels),
        words=_find_incident_words(labels),
    )
    return incident, _is_incident_resolved(labels)


def _find_ticket_number(labels: Sequence[str]) -> str:
    return next((one[len(TICKET) :].strip() for one in labels if one.lower().startswith(TICKET)), "")


def _find_incident_words(labels: Sequence[str]) -> Sequence[str]:
    return [one for one in labels if not one.lower().startswith(TICKET)]


def _is_incident_resolved(labels: Sequence[str]) -> bool:
    return any(one.casefold() in RESOLVED for one in labels)


# -- text and times --------------------------------------------------------------------------------


def _strip_tags(text: str) -> str:
    """Return text without HTML tags."""
    return html.unescape(_TAG.sub(" ", text[: 10 * TEXT]))


_TAG = re.compile(r"<[^<>]*>")


def _to_one_line(text: str) -> str:
    return " ".join(_strip_control_characters(text).split())


def _strip_control_characters(text: str) -> str:
    """Return text without control and bidirectional characters."""
    cut = to_storable_text(text[: 10 * TEXT])
    return "".join(c if (c.isprintable() or c == "\n") and c not in DIRECTIONS else " " for c in cut)


def _parse_time(value: Json) -> datetime | None:
    with suppress(ValueError, OverflowError):
        read = datetime.fromisoformat(value) if isinstance(value, str) else None
        return read.astimezone(UTC) if read is not None and read.tzinfo else read and read.replace(tzinfo=UTC)
    return None


def _parse_mail_time(value: str) -> datetime | None:
    with suppress(ValueError, TypeError, OverflowError, IndexError):
        read = parsedate_to_datetime(value)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    return None


def _remove_duplicates(incidents: Iterator[Incident] | Sequence[Incident]) -> Sequence[Incident]:
    """Return the incidents without later incidents of the same ID, up to the limit."""
    found: dict[str, Incident] = {}
    for one in incidents:
        found.setdefault(one.id, one)
        if len(found) >= MOST:
            break
    return list(found.values())
