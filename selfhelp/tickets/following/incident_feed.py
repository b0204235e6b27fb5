"""Reads a feed of known trouble: our JSON, RSS 2.0 or Atom. All in it is foreign, bounded and plain."""

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
from selfhelp.tickets.following.notices import Notice, importance_of
from selfhelp.tickets.outbox.outbox_database import storable_text

BYTES = 1_000_000
"""A larger feed is refused."""

MOST, TITLE, TEXT, WORDS, WORD = 50, 200, 2000, 30, 60
"""Incidents of a feed; characters of a title and a text; words of one, and characters of each."""

ELEMENTS, DEPTH = 20_000, 32
"""Of XML."""

RESOLVED = frozenset({"resolved", "closed", "solved"})
"""Categories that say an entry of RSS or Atom is over."""

TICKET = "ticket:"
"""What a category begins with that names the desk's own number."""

UNREADABLE = N_("The list of known issues can't be read. Contact your administrator.")


def parse_feed(body: bytes, now: datetime, days: int) -> Sequence[Incident]:
    """Return the feed's current entries, in order.

    Args:
        body: the feed.
        now: for what is over.
        days: how long an entry of RSS or Atom counts; JSON says ``until`` itself.

    Raises:
        UnavailableError: it is too large, damaged, or of no kind that is known.
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
    return _distinct(found)


def parse_notices(body: bytes, now: datetime) -> Sequence[Notice]:
    """Return the notices of a feed read by `parse_feed`; only our own JSON format has them."""
    start = body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if len(body) > BYTES or start != b"{":
        return ()
    try:
        return notices_from_data(json.loads(body.removeprefix(b"\xef\xbb\xbf")).get("notices"), now)
    except (ValueError, RecursionError):
        return ()


def notices_from_data(data: Json, now: datetime) -> Sequence[Notice]:
    """Return the notices of a list that aren't over, bounded; anything else is left out."""
    rows = data[: 4 * notices.MOST] if isinstance(data, list) else ()
    found = (_parse_notice(row) for row in rows if isinstance(row, dict))
    current = [one for one in found if one is not None and (one.ends is None or now < one.ends)]
    return list({(one.id, one.language): one for one in reversed(current)}.values())[::-1][: notices.MOST]


def incidents_to_data(incidents: Sequence[Incident]) -> Json:
    """Return incidents as plain data, in the form of our own feed."""
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
    """Return the incidents of a list in the form of our own feed; what isn't an incident is left out."""
    found = (
        (_parse_json_incident(one, now) for one in data if isinstance(one, dict))
        if isinstance(data, list)
        else ()
    )
    return _distinct(one for one in found if one is not None)


def bound_incident(incident: Incident) -> Incident | None:
    """Return an incident as it may be shown, or None if it has no title."""
    title = _to_one_line(incident.title)[:TITLE]
    if not title:
        return None
    words = [_to_one_line(word)[:WORD] for word in incident.words[:WORDS]]
    return Incident(
        id=_to_one_line(incident.id)[:TITLE] or title,
        title=title,
        text=_tidy(incident.text)[:TEXT].strip(),
        since=incident.since,
        url=safe_link(incident.url),
        ticket=_to_one_line(incident.ticket)[:80],
        words=[word for word in words if word],
    )


def safe_link(address: str) -> str:
    """Return an address that may be offered as a link (https only); else ""."""
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
    return bound_incident(
        Incident(
            id=_text(data.get("id")),
            title=_text(data.get("title")),
            text=_text(data.get("text")),
            since=_parse_time(data.get("since")),
            url=_text(data.get("url")),
            ticket=_text(data.get("ticket")),
            words=[_text(word) for word in words[:WORDS]] if isinstance(words, list) else (),
        )
    )


def _text(value: Json) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _parse_notice(data: Mapping[str, Json]) -> Notice | None:
    title = _to_one_line(_text(data.get("title")))[:TITLE]
    if not title:
        return None
    return Notice(
        id=_to_one_line(_text(data.get("id")))[:TITLE] or title,
        title=title,
        text=_tidy(_text(data.get("text")))[:TEXT].strip(),
        begins=_parse_time(data.get("from")),
        ends=_parse_time(data.get("until")),
        url=safe_link(_text(data.get("url"))),
        importance=importance_of(data.get("importance")),
        language=_to_one_line(_text(data.get("language")))[:10].casefold(),
        groups=_names(data.get("groups")),
        sites=_names(data.get("sites")),
        acknowledge=data.get("acknowledge") is True,
    )


def _names(value: Json) -> Sequence[str]:
    listed = value[: notices.AUDIENCE] if isinstance(value, list) else ()
    return [name for one in listed if (name := _to_one_line(_text(one))[:WORD])]


# -- RSS and Atom ----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Element:
    """An element of XML by its local name; its text includes that of nothing inside it."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    inside: list[_Element] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    def find_children(self, name: str) -> Iterator[_Element]:
        """Yield the elements of a name directly inside."""
        return (one for one in self.inside if one.name == name)

    def child_text(self, *names: str) -> str:
        """Return the text of the first element that has one of these names."""
        found = (one for name in names for one in self.find_children(name))
        return "".join(next(found, self.__class__("")).text).strip()


class _Builder:
    """Builds elements. A document type is refused: with it go entities, their bombs and foreign files."""

    def __init__(self) -> None:
        self.top = _Element("")
        self._open = [self.top]
        self._count = 0

    def start_element(self, name: str, attributes: Mapping[str, str]) -> None:
        """Handle the start of an element."""
        self._count += 1
        if self._count > ELEMENTS or len(self._open) > DEPTH:
            raise ValueError("more elements than a feed has")
        made = _Element(name.rpartition(" ")[2], attributes)
        self._open[-1].inside.append(made)
        self._open.append(made)

    def end_element(self, _name: str) -> None:
        """Handle the end of an element."""
        self._open.pop()

    def add_text(self, data: str) -> None:
        """Handle a piece of text."""
        self._open[-1].text.append(data)

    def refuse_declaration(self, *_: object) -> None:
        """Reject a document type or entity declaration."""
        raise ValueError("a document type is not read")


def _parse_xml_feed(body: bytes, since: datetime) -> Sequence[Incident]:
    top = _parse_tree(body)
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
    return [kept for one in current if (kept := bound_incident(one)) is not None]


def _parse_tree(body: bytes) -> _Element:
    builder = _Builder()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = builder.start_element
    parser.EndElementHandler = builder.end_element
    parser.CharacterDataHandler = builder.add_text
    parser.StartDoctypeDeclHandler = builder.refuse_declaration
    parser.EntityDeclHandler = builder.refuse_declaration
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # LookupError: an encoding no one knows
        raise UnavailableError(UNREADABLE, detail=repr(error)[:200]) from error
    return builder.top


def _parse_rss_item(item: _Element) -> tuple[Incident, bool]:
    """Return an item of RSS 2.0 (rssboard.org/rss-specification), and whether it is over."""
    labels = ["".join(one.text).strip() for one in item.find_children("category")]
    link = item.child_text("link")
    incident = Incident(
        id=item.child_text("guid") or link or item.child_text("title"),
        title=_strip_tags(item.child_text("title")),
        text=_strip_tags(item.child_text("description")),
        since=_mail_time(item.child_text("pubDate")),
        url=link,
        ticket=_ticket_in(labels),
        words=_words_in(labels),
    )
    return incident, _is_over(labels)


def _parse_atom_entry(entry: _Element) -> tuple[Incident, bool]:
    """Return an entry of Atom (RFC 4287), and whether it is over."""
    labels = [one.attributes.get("term", "") for one in entry.find_children("category")]
    links = [
        one.attributes.get("href", "")
        for one in entry.find_children("link")
        if one.attributes.get("rel", "alternate") == "alternate"
    ]
    incident = Incident(
        id=entry.child_text("id") or entry.child_text("title"),
        title=_strip_tags(entry.child_text("title")),
        text=_strip_tags(entry.child_text("summary", "content")),
        since=_parse_time(entry.child_text("published", "updated")),
        url=links[0] if links else "",
        ticket=_ticket_in(labels),
        words=_words_in(labels),
    )
    return incident, _is_over(labels)


def _ticket_in(labels: Sequence[str]) -> str:
    return next((one[len(TICKET) :].strip() for one in labels if one.lower().startswith(TICKET)), "")


def _words_in(labels: Sequence[str]) -> Sequence[str]:
    return [one for one in labels if not one.lower().startswith(TICKET)]


def _is_over(labels: Sequence[str]) -> bool:
    return any(one.casefold() in RESOLVED for one in labels)


# -- text and times --------------------------------------------------------------------------------


def _strip_tags(text: str) -> str:
    """Return text without the tags that feeds put into it."""
    return html.unescape(_TAG.sub(" ", text[: 10 * TEXT]))


_TAG = re.compile(r"<[^<>]*>")


def _to_one_line(text: str) -> str:
    return " ".join(_tidy(text).split())


def _tidy(text: str) -> str:
    """Return foreign text that can be kept and shown: no control and no direction characters."""
    cut = storable_text(text[: 10 * TEXT])
    return "".join(c if (c.isprintable() or c == "\n") and c not in DIRECTIONS else " " for c in cut)


def _parse_time(value: Json) -> datetime | None:
    with suppress(ValueError, OverflowError):
        read = datetime.fromisoformat(value) if isinstance(value, str) else None
        return read.astimezone(UTC) if read is not None and read.tzinfo else read and read.replace(tzinfo=UTC)
    return None


def _mail_time(value: str) -> datetime | None:
    with suppress(ValueError, TypeError, OverflowError, IndexError):
        read = parsedate_to_datetime(value)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    return None


def _distinct(incidents: Iterator[Incident] | Sequence[Incident]) -> Sequence[Incident]:
    """Return the first of each id, up to the limit."""
    found: dict[str, Incident] = {}
    for one in incidents:
        found.setdefault(one.id, one)
        if len(found) >= MOST:
            break
    return list(found.values())
