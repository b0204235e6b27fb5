"""Maps a ticket to GLPI's fields, requester and computer, and compares the stored fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from selfhelp.core.errors import DeskRefusedError
from selfhelp.core.model import Json
from selfhelp.core.ticket import ComputerId, ItilLevel, Ticket
from selfhelp.helpdesk.connectors.glpi.session import GlpiSession, to_integer
from selfhelp.helpdesk.toolkit import html_text
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.helpdesk.toolkit.correlation_id import append_correlation_id
from selfhelp.helpdesk.toolkit.escaping import escape_html_body
from selfhelp.helpdesk.toolkit.response_rows import get_object_or_empty, get_object_rows
from selfhelp.report.plain_text import escape_plain

INCIDENT = 1
TITLE = 255
"""Maximum length of a title, in characters; GLPI silently truncates it."""

ESCAPED = {**dict.fromkeys("<>&", 5), **dict.fromkeys("'\"\\", 2)}
"""Length of escaped characters in GLPI 10 (``Sanitizer``); GLPI truncates the title after escaping."""

LEVELS: Mapping[ItilLevel, str] = {ItilLevel.HIGH: "4", ItilLevel.MEDIUM: "3", ItilLevel.LOW: "2"}
"""GLPI's levels of urgency and impact, from 1 to 5; 1 and 5 are left to technicians."""

OURS = frozenset({"name", "content", "_users_id_requester", "_users_id_requester_notif", "items_id"})
"""Fields that policy can't set, because the app sets them."""

REQUESTER = 1
NAME, SERIAL, UUID = 1, 5, 47
"""IDs of a computer's search options (``src/Computer.php``, rawSearchOptions); 1 is always the name."""

ROWS = 50


@dataclass(frozen=True, slots=True)
class GlpiTarget:
    """The target and defaults of new tickets, as GLPI's IDs; 0 for GLPI's default."""

    entity: int = 0
    category: int = 0
    request_source: int = 0
    location: int = 0
    by_address: bool = False
    filing: ClassificationMapping = field(default_factory=ClassificationMapping)


@dataclass(frozen=True, slots=True)
class ComputerMatch:
    """The computer of a ticket: its ID, or the reason why there is none."""

    id: int = 0
    why: str = ""


class GlpiClassification:
    """Converts tickets to GLPI's fields and compares the stored values."""

    def __init__(self, session: GlpiSession, place: GlpiTarget) -> None:
        self._session = session
        self._place = place
        self._computers: dict[ComputerId, ComputerMatch] = {}

    def make_ticket_fields(self, ticket: Ticket) -> Mapping[str, Json]:
        """Return the fields of a new ticket; the text is escaped because GLPI shows it as HTML."""
        filed: dict[str, Json] = {"type": INCIDENT}
        filed.update(
            {
                n: _make_json_value(said)
                for n, said in self._place.filing.map_extra_fields(ticket).items()
                if n not in OURS
            }
        )
        filed.update(self._map_classification_ids(ticket))
        filed.update(self._build_requester_fields(ticket))
        computer = self.find_computer(ticket.details.computer)
        if computer.id:
            filed["items_id"] = {"Computer": [computer.id]}
        filed["name"] = _truncate_title(ticket.subject)
        filed["content"] = escape_html_body(_make_ticket_text(ticket))
        return filed

    def _map_classification_ids(self, ticket: Ticket) -> Mapping[str, int]:
        filing = self._place.filing
        given = {
            "itilcategories_id": to_integer(filing.map_category(ticket)) or self._place.category,
            "urgency": to_integer(filing.map_urgency(ticket, LEVELS)),
            "impact": to_integer(filing.map_impact(ticket, LEVELS)),
            "requesttypes_id": self._place.request_source,
            "locations_id": self._place.location,
            "entities_id": self._place.entity,
        }
        return {name: value for name, value in given.items() if value}

    def _build_requester_fields(self, ticket: Ticket) -> Mapping[str, Json]:
        """Return the requester's fields, which GLPI doesn't fill in (exchanges 15 and 16)."""
        if self._place.by_address and "@" in ticket.requester:
            told: Json = {"use_notification": [1], "alternative_email": [ticket.requester]}
            return {"_users_id_requester": 0, "_users_id_requester_notif": told}
        mine = self._session.fetch_current_user().id
        return {"_users_id_requester": mine} if mine else {}

    # -- the computer ------------------------------------------------------------------------------

    def find_computer(self, wanted: ComputerId) -> ComputerMatch:
        """Return the computer by serial number, UUID or name, if the match is unique.

        GLPI links it while creating the ticket (``items_id``, ``CommonITILObject::handleItemsIdInput``), so
        no right to change tickets is needed, only the right to see computers. A ticket never fails because of
        it.
        """
        if not (wanted.serial or wanted.uuid or wanted.name):
            return ComputerMatch()
        if wanted not in self._computers:
            self._computers[wanted] = self._look_up_computer(wanted)
        return self._computers[wanted]

    def _look_up_computer(self, wanted: ComputerId) -> ComputerMatch:
        why = "computer not found"
        keys = ((SERIAL, wanted.serial), (UUID, wanted.uuid), (NAME, wanted.name))
        for option, value in keys:
            if not value.strip():
                continue
            try:
                same = self._search_computers(option, value.strip())
            except DeskRefusedError:
                return ComputerMatch(0, "computer not linked: no right to see computers")
            if option == NAME and wanted.serial:  # the name may have moved on to another machine
                same = [row for row in same if _normalise_cell(row, SERIAL) in ("", wanted.serial.casefold())]
            if len(same) == 1:
                return ComputerMatch(to_integer(same[0].get("2")))
            why = "computer not linked: several have its number" if same else why
        return ComputerMatch(0, why)

    def _search_computers(self, option: int, value: str) -> list[Mapping[str, Json]]:
        query = {
            "criteria[0][field]": str(option),
            "criteria[0][searchtype]": "contains",
            "criteria[0][value]": f"^{value}$",
            "forcedisplay[0]": "2",
            "forcedisplay[1]": str(NAME),
            "forcedisplay[2]": str(SERIAL),
            "forcedisplay[3]": str(UUID),
            "range": f"0-{ROWS - 1}",
        }
        found = get_object_rows(get_object_or_empty(self._session.get("/search/Computer", query)).get("data"))
        return [
            row
            for row in found
            if _normalise_cell(row, option) == value.casefold() and to_integer(row.get("2"))
        ]

    # -- altered fields --------------------------------------------------------------------------

    def iter_altered_fields(self, number: str, ticket: Ticket) -> Iterator[str]:
        """Read the ticket back and yield the fields that differ from those sent."""
        held = get_object_or_empty(self._session.get(f"/Ticket/{number}", {"get_hateoas": "false"}))
        yield from _iter_altered_texts(held, ticket)
        for name, value in self._map_classification_ids(ticket).items():
            if to_integer(held.get(name)) != value:
                yield f"{_NAMES[name]}: {value} became {held.get(name)}"
        yield from self._iter_altered_extra_fields(ticket, held)
        yield from self._iter_category_faults(number, ticket, held)
        if not self._has_requester(number):
            yield "requester: nobody"
        yield from self._iter_computer_faults(number, ticket.details.computer)

    def _iter_altered_extra_fields(self, ticket: Ticket, held: Mapping[str, Json]) -> Iterator[str]:
        """Yield altered policy fields; names that begin with ``_`` are commands, not stored fields."""
        for name, said in self._place.filing.map_extra_fields(ticket).items():
            if name in OURS or name.startswith("_"):
                continue
            if name not in held:
                yield f"field {name}: GLPI has none of that name"
            elif str(held[name]) != said:
                yield f"field {name}: {said[:80]} became {str(held[name])[:80]}"

    def _iter_category_faults(self, number: str, ticket: Ticket, held: Mapping[str, Json]) -> Iterator[str]:
        """Yield a nonexistent category: GLPI stores any ID, so the name is checked (exchange 79)."""
        given = self._place.filing.map_category(ticket)
        if given and not to_integer(given):
            yield f"category: {given[:80]} is not a number"
        if not to_integer(held.get("itilcategories_id")):
            return
        query = {"get_hateoas": "false", "expand_dropdowns": "true"}
        name = str(
            get_object_or_empty(self._session.get(f"/Ticket/{number}", query)).get("itilcategories_id") or ""
        )
        if not name.replace("&nbsp;", "").replace("\xa0", "").strip() or name.isdecimal():
            yield f"category: {held.get('itilcategories_id')} does not exist"

    def _has_requester(self, number: str) -> bool:
        """Return whether a requester is set; True if the user isn't allowed to see it."""
        try:
            people = get_object_rows(self._session.get(f"/Ticket/{number}/Ticket_User"))
        except DeskRefusedError:
            return True
        return any(to_integer(person.get("type")) == REQUESTER for person in people)

    def _iter_computer_faults(self, number: str, wanted: ComputerId) -> Iterator[str]:
        found = self.find_computer(wanted)
        if not found.id:
            yield from filter(None, [found.why])
            return
        try:
            items = get_object_rows(self._session.get(f"/Ticket/{number}/Item_Ticket"))
        except DeskRefusedError:
            yield "computer: GLPI does not let us see whether it is linked"
            return
        linked = {to_integer(item.get("items_id")) for item in items if item.get("itemtype") == "Computer"}
        if found.id not in linked:
            yield "computer not linked"


_NAMES: Mapping[str, str] = {
    "itilcategories_id": "category",
    "urgency": "urgency",
    "impact": "impact",
    "requesttypes_id": "request source",
    "locations_id": "location",
    "entities_id": "entity",
}


def _truncate_title(subject: str) -> str:
    """Return a subject as one line, shortened to GLPI's limit."""
    line = " ".join(escape_plain(subject).split())
    if _compute_escaped_length(line) <= TITLE:
        return line
    while _compute_escaped_length(line) >= TITLE:
        line = line[:-1]
    return f"{line}…"


def _compute_escaped_length(line: str) -> int:
    return sum(ESCAPED.get(character, 1) for character in line)


def _make_ticket_text(ticket: Ticket) -> str:
    """Return a ticket's text with its correlation ID, and the whole subject if the title is truncated."""
    whole_subject = f"{ticket.subject}\n\n" if _has_long_subject(ticket) else ""
    return append_correlation_id(f"{whole_subject}{ticket.body}", ticket.ref)


def _has_long_subject(ticket: Ticket) -> bool:
    return _compute_escaped_length(" ".join(escape_plain(ticket.subject).split())) > TITLE


def _iter_altered_texts(held: Mapping[str, Json], ticket: Ticket) -> Iterator[str]:
    name = str(held.get("name") or "")
    if _has_long_subject(ticket):
        yield f"title shortened to {TITLE}"
    elif name != _truncate_title(ticket.subject):
        yield "title changed"
    kept = html_text.html_to_text(str(held.get("content") or ""))
    if "".join(kept.split()) != "".join(escape_plain(_make_ticket_text(ticket)).split()):
        yield "text changed"


def _make_json_value(text: str) -> Json:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else text


def _normalise_cell(row: Mapping[str, Json], option: int) -> str:
    return str(row.get(str(option)) or "").strip().casefold()
