"""Notices: whom they are for, in which language, how long, and who signed them; whatever a feed holds."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfhelp.core.errors import UnavailableError
from selfhelp.machine.security import ed25519
from selfhelp.tickets.following.incident_feed import BYTES, notices_from_data, parse_feed, parse_notices
from selfhelp.tickets.following.incidents import FetchedIncidents, IncidentService
from selfhelp.tickets.following.notices import (
    MOST,
    Audience,
    Notice,
    NoticeImportance,
    notices_to_data,
    select_current_notices,
    sign_feed,
    verify_notice_envelope,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SEED, OTHER = bytes(range(32)), bytes(range(1, 33))
KEY = ed25519.derive_public_key(SEED).hex()
HERE = Audience("en")


def titles(notices: list[Notice], audience: Audience = HERE, now: datetime = NOW) -> list[str]:
    return [one.title for one in select_current_notices(notices, audience, now)]


def test_whom_it_is_for() -> None:
    told = [Notice("a", "All"), Notice("s", "Sales", groups=["Sales"]), Notice("p", "Paris", sites=["paris"])]
    assert titles(told) == ["All"]
    assert set(titles(told, Audience("en", ["SALES"]))) == {"All", "Sales"}
    assert set(titles(told, Audience("en", (), ["Paris"]))) == {"All", "Paris"}


def test_how_long() -> None:
    notice = Notice("a", "Today", begins=NOW, ends=NOW + DAY)
    assert titles([notice], now=NOW - DAY / 24) == []
    assert titles([notice]) == ["Today"]
    assert titles([notice], now=NOW + DAY) == []


def test_in_which_language() -> None:
    told = [
        Notice("a", "Bonjour", language="fr"),
        Notice("a", "Hello", language="en"),
        Notice("b", "Guten Tag", language="de"),
    ]
    assert set(titles(told, Audience("fr"))) == {"Bonjour", "Guten Tag"}
    assert set(titles(told, Audience("en"))) == {"Hello", "Guten Tag"}
    assert "Hello" in titles(told, Audience("it"))


def test_the_urgent_first_and_the_same_words_once() -> None:
    told = [
        Notice("1", "Lunch", importance=NoticeImportance.LOW),
        Notice("2", "Outage", importance=NoticeImportance.URGENT),
        Notice("3", "OUTAGE"),
        Notice("4", "Update"),
    ]
    assert titles(told) == ["Outage", "Update", "Lunch"]


def test_a_feed_carries_notices_beside_known_issues() -> None:
    rows = [
        {
            "id": "vpn",
            "title": "VPN",
            "from": "2026-11-24T10:00:00",
            "importance": "urgent",
            "acknowledge": True,
        },
        {"id": "over", "title": "Over", "until": "2026-11-01"},
        {"title": ""},
        "none",
    ]
    body = json.dumps({"incidents": [{"title": "Printers"}], "notices": rows}).encode()
    assert [one.title for one in parse_feed(body, NOW, 3)] == ["Printers"]
    (notice,) = parse_notices(body, NOW)
    assert (notice.id, notice.importance, notice.acknowledge) == ("vpn", NoticeImportance.URGENT, True)
    assert notices_from_data(notices_to_data([notice]), NOW) == [notice]
    assert parse_notices(b"<rss/>", NOW) == parse_notices(b"[]", NOW) == ()


def test_a_flood_is_bounded() -> None:
    rows = [
        {"id": str(n), "title": "x" * 10_000, "text": "y" * 10_000, "groups": ["g"] * 999}
        for n in range(9999)
    ]
    found = notices_from_data(rows, NOW)
    assert len(found) == MOST
    assert max(len(one.title) + len(one.text) for one in found) <= 2200
    assert max(len(one.groups) for one in found) <= 20
    assert parse_notices(b"{" + b" " * BYTES, NOW) == ()


@pytest.mark.slow
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "id",
                        "title",
                        "text",
                        "from",
                        "until",
                        "url",
                        "groups",
                        "sites",
                        "language",
                        "importance",
                        "acknowledge",
                    ]
                ),
                inner,
            )
        ),
    )
)
def test_hostile_feeds_are_harmless(data: object) -> None:
    for one in notices_from_data([data], NOW):  # type: ignore[list-item]
        assert one.title.isprintable()
        assert not set("\u202e\u2066\x07") & set(one.text + one.title)
        assert one.url == "" or one.url.startswith("https://")


def test_a_feed_that_must_be_signed() -> None:
    feed = b'{"notices": [{"title": "VPN"}]}'
    signed = sign_feed(feed, SEED)
    assert verify_notice_envelope(signed, [KEY.upper()]) == feed
    assert verify_notice_envelope(feed, []) == feed, "no keys: it need not be signed"
    other = sign_feed(feed, OTHER)
    changed = signed.replace(b"VPN", b"vpn")
    stolen = json.dumps({**json.loads(other), "key": KEY}).encode()
    for bad in (
        feed,
        other,
        changed,
        stolen,
        b"",
        b"[]",
        b'{"key": 1}',
        b"<rss/>",
        b'{"key":"x","signed":1}',
    ):
        with pytest.raises(UnavailableError):
            verify_notice_envelope(bad, [KEY])
    with pytest.raises(UnavailableError):
        verify_notice_envelope(signed, ["0" * 64])


def test_they_are_kept_for_offline_longer_than_incidents(tmp_path: Path) -> None:
    told = FetchedIncidents([], "mark", [Notice("a", "Read me offline")])
    clock = [NOW.timestamp()]
    service = IncidentService(tmp_path, "x", lambda mark: told, 10, lambda: clock[0])
    assert service.read_last_notices() == ()
    service.refresh_incidents_if_stale()
    clock[0] += 20 * 86_400
    assert [one.title for one in service.read_last_notices()] == ["Read me offline"]
    same = FetchedIncidents(None, "mark")
    again = IncidentService(tmp_path, "x", lambda mark: same, 10, lambda: clock[0])
    again.refresh_incidents_if_stale()
    assert [one.title for one in again.read_last_notices()] == ["Read me offline"], (
        "nothing new is nothing lost"
    )
