"""Known trouble is asked for seldom and conditionally, kept for offline, and found in the user's words."""

# mypy: disable-error-code="assignment"

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from selfhelp.core.errors import DeskUnreachableError, SelfhelpError, UnavailableError
from selfhelp.core.text import N_
from selfhelp.core.ticket import Incident, TicketDetails
from selfhelp.network.proxy_router import ProxyRouter
from selfhelp.tickets.following.affected_users import find_affected_ticket, report_affected_user
from selfhelp.tickets.following.incidents import (
    FetchedIncidents,
    IncidentService,
    create_feed_fetcher,
    find_matching_incidents,
)
from selfhelp.tickets.outbox.outbox import Outbox
from tests.report.desks import MemoryDesk, TurnedClock

NOW = 1_795_867_200.0
PRINTERS = Incident("p3", "The printers on floor 3 are down", words=["printer", "imprimante", "floor 3"])
VPN = Incident("vpn", "VPN connections break off", ticket="77")


class Source:
    """Answers what a test says, and counts."""

    def __init__(self, *incidents: Incident) -> None:
        self.fetch_incidents: list[Incident] | None = list(incidents)
        self.error: SelfhelpError | None = None
        self.marks: list[str] = []

    def __call__(self, mark: str) -> FetchedIncidents:
        self.marks.append(mark)
        if self.error:
            raise self.error
        return FetchedIncidents(self.fetch_incidents, f"etag-{len(self.marks)}\n")


class Time:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Time:
    return Time()


def made(tmp_path: Path, source: Source, clock: Time, name: str = "https://f.example") -> IncidentService:
    return IncidentService(tmp_path / "cache", name, source, 10, clock)


def test_it_is_asked_once_in_ten_minutes_also_by_another_program(tmp_path: Path, clock: Time) -> None:
    source = Source(PRINTERS)
    assert made(tmp_path, source, clock).refresh_incidents_if_stale() == [PRINTERS]
    assert list(made(tmp_path, source, clock).refresh_incidents_if_stale()) == [PRINTERS]
    assert source.marks == [""]
    clock.now += 601
    source.fetch_incidents = None
    assert list(made(tmp_path, source, clock).refresh_incidents_if_stale()) == [PRINTERS]
    assert source.marks == ["", "etag-1\n"]


def test_what_is_over_goes(tmp_path: Path, clock: Time) -> None:
    source = Source(PRINTERS)
    incidents = made(tmp_path, source, clock)
    incidents.refresh_incidents_if_stale()
    clock.now += 601
    source.fetch_incidents = []
    assert list(incidents.refresh_incidents_if_stale()) == []
    assert list(incidents.read_last_known_incidents()) == []


def test_offline_what_was_known_stays_for_a_day(tmp_path: Path, clock: Time) -> None:
    source = Source(PRINTERS)
    incidents = made(tmp_path, source, clock)
    incidents.refresh_incidents_if_stale()
    source.error = DeskUnreachableError(N_("away"))
    clock.now += 3600
    assert list(incidents.refresh_incidents_if_stale()) == [PRINTERS]
    assert list(incidents.refresh_incidents_if_stale()) == [PRINTERS]
    assert len(source.marks) == 2  # not again at once
    clock.now += 86_400
    assert list(incidents.refresh_incidents_if_stale()) == []


def test_another_source_does_not_count(tmp_path: Path, clock: Time) -> None:
    made(tmp_path, Source(PRINTERS), clock).refresh_incidents_if_stale()
    other = Source()
    assert list(made(tmp_path, other, clock, "https://other.example").refresh_incidents_if_stale()) == []
    assert other.marks == [""]


def test_a_clock_that_is_set_back_silences_nothing(tmp_path: Path, clock: Time) -> None:
    source = Source(PRINTERS)
    clock.now += 400 * 86_400
    made(tmp_path, source, clock).refresh_incidents_if_stale()
    clock.now = NOW
    made(tmp_path, source, clock).refresh_incidents_if_stale()
    assert len(source.marks) == 2


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"source": 3}', "\xff", "[" * 99_999])
def test_a_damaged_file_is_recreated(tmp_path: Path, clock: Time, text: str) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "incidents.json").write_text(text)
    assert list(made(tmp_path, Source(PRINTERS), clock).refresh_incidents_if_stale()) == [PRINTERS]


def test_a_folder_that_is_none_is_no_trouble(tmp_path: Path, clock: Time) -> None:
    (tmp_path / "cache").write_text("")
    assert list(made(tmp_path, Source(PRINTERS), clock).refresh_incidents_if_stale()) == [PRINTERS]


# -- a real feed -----------------------------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[Any]:
    class Feed(BaseHTTPRequestHandler):
        asked: list[dict[str, str]] = []  # noqa: RUF012
        body = b'{"incidents": [{"id": "p3", "title": "Printers"}]}'

        def do_GET(self) -> None:
            Feed.asked.append({k.lower(): v for k, v in self.headers.items()})
            same = self.headers.get("If-None-Match") == '"v1"'
            self.send_response(304 if same else 200)
            self.send_header("ETag", '"v1"')
            self.send_header("Last-Modified", "Sat, 28 Nov 2026 08:00:00 GMT")
            self.end_headers()
            if not same:
                self.wfile.write(Feed.body)

        def log_message(self, *_: object) -> None:
            pass

    Feed.asked = []
    served = HTTPServer(("127.0.0.1", 0), Feed)
    thread = threading.Thread(target=served.serve_forever, args=(0.005,))
    thread.start()
    served.feed = Feed  # type: ignore[attr-defined]
    yield served
    served.shutdown()
    thread.join()
    served.server_close()


def test_a_feed_is_asked_conditionally_and_without_a_sign_in(server: Any) -> None:
    fetch = create_feed_fetcher(f"http://127.0.0.1:{server.server_port}/feed.json", ProxyRouter(), 3)
    first = fetch("")
    assert first.incidents is not None
    assert [one.title for one in first.incidents] == ["Printers"]
    second = fetch(first.mark)
    assert second.incidents is None
    assert second.mark == first.mark
    assert server.feed.asked[1]["if-none-match"] == '"v1"'
    assert server.feed.asked[1]["if-modified-since"].startswith("Sat, 28 Nov")
    assert all("authorization" not in headers for headers in server.feed.asked)


def test_a_feed_that_is_too_large_is_refused(server: Any) -> None:
    server.feed.body = b'{"incidents": []' + b" " * 1_500_000 + b"}"
    with pytest.raises(UnavailableError):
        create_feed_fetcher(f"http://127.0.0.1:{server.server_port}/feed.json", ProxyRouter(), 3)("")


# -- the user's words -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "fits"),
    [
        ("my printer does nothing", ["p3"]),
        ("Printers!", ["p3"]),
        ("mon imprimante est en panne", ["p3"]),
        ("MES IMPRIMANTES", ["p3"]),
        ("nothing works on floor 3", ["p3"]),
        ("the floor is wet", []),
        ("vpn connection breaks", ["vpn"]),
        ("no sound", []),
        ("", []),
        ("the the is on", []),
    ],
)
def test_the_description_finds_the_incident(words: str, fits: list[str]) -> None:
    assert [one.id for one in find_matching_incidents([PRINTERS, VPN], words)] == fits


# -- me too ----------------------------------------------------------------------------------------


class Open(MemoryDesk):
    """Lets the user write to any ticket."""

    said: list[tuple[str, str]]

    def has_comment(self, number: str, ref: str) -> bool:
        return False

    def add_comment(self, number: str, ref: str, text: str, files: Any, open_file: Any) -> list[str]:
        self.said = [*getattr(self, "said", []), (number, text)]
        return []


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return Outbox(tmp_path / "outbox")


def deliver(outbox: Outbox, desk: MemoryDesk) -> None:
    from selfhelp.tickets.delivery.delivery_service import DeliveryService

    DeliveryService(outbox, desk, desk.clock).deliver_due_items()


def test_the_user_is_added_to_the_incident_if_allowed(outbox: Outbox) -> None:
    desk = Open(TurnedClock())
    for number in range(77):
        desk.tickets.append((0.0, Ticketed(number), {}))  # type: ignore[arg-type]
    report = report_affected_user(outbox, lambda: desk, VPN, "alice@example.test", TicketDetails())
    deliver(outbox, desk)
    assert desk.said == [("77", "I have this trouble as well. (alice@example.test)")]
    assert [ticket.ticket for ticket in outbox.list_sent_tickets()] == ["77"]
    assert report_affected_user(outbox, lambda: desk, VPN, "alice@example.test", TicketDetails()) == report
    deliver(outbox, desk)
    assert len(desk.said) == 1
    assert "submit" not in desk.log


class Ticketed:
    """A ticket of somebody else."""

    def __init__(self, number: int) -> None:
        self.ref, self.subject = f"other-{number}", "VPN"


def test_otherwise_a_short_ticket_refers_to_the_incident(outbox: Outbox) -> None:
    desk = MemoryDesk(TurnedClock())

    def refused(_number: str) -> Any:
        raise DeskUnreachableError(N_("away"))

    desk.fetch_status = refused  # type: ignore[method-assign, assignment]
    report = report_affected_user(
        outbox, lambda: desk, VPN, "alice@example.test", TicketDetails(login="alice")
    )
    assert find_affected_ticket(outbox, VPN) == report
    assert report_affected_user(outbox, lambda: desk, VPN, "alice@example.test", TicketDetails()) == report
    deliver(outbox, desk)
    ((_, ticket, _),) = desk.tickets
    assert ticket.details.incident == "77"
    assert ticket.details.login == "alice"
    assert ticket.files == []
    assert "as well" in ticket.body
    assert "77" in ticket.body


def test_an_incident_without_a_ticket_is_a_short_ticket(outbox: Outbox) -> None:
    def never() -> Any:
        raise AssertionError("nobody needs to be asked")

    report = report_affected_user(outbox, never, PRINTERS, "a@example.test", TicketDetails())
    assert outbox.read_ticket(report).details.incident == "p3"
    assert find_affected_ticket(outbox, VPN) == ""
