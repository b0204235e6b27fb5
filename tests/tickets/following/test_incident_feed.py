"""Feeds of known trouble: three kinds, hostile ones, and what of them is over."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from selfhelp.core.errors import UnavailableError
from selfhelp.core.ticket import Incident
from selfhelp.tickets.following.incident_feed import (
    BYTES,
    MOST,
    TEXT,
    incidents_from_data,
    incidents_to_data,
    parse_feed,
    to_safe_link,
)

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def read(body: str | bytes) -> list[Incident]:
    return list(parse_feed(body.encode() if isinstance(body, str) else body, NOW, 3))


def ours(**more: Any) -> str:
    one = {"id": "p3", "title": "The printers on floor 3 are down", **more}
    return json.dumps({"schema": 1, "incidents": [one]})


def rss(item: str) -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{item}</channel></rss>'


def atom(entry: str) -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry>{entry}</entry></feed>'


def test_our_own_json() -> None:
    (one,) = read(
        ours(
            text="We work on it.",
            since="2026-11-28T08:00:00+01:00",
            url="https://status.example.com/p3",
            ticket=1234,
            words=["printer", "floor 3"],
        )
    )
    assert one.since == datetime(2026, 11, 28, 7, tzinfo=UTC)
    assert (one.ticket, one.words, one.url) == (
        "1234",
        ["printer", "floor 3"],
        "https://status.example.com/p3",
    )


@pytest.mark.parametrize(("until", "shown"), [("2026-11-28T11:59Z", 0), ("2026-11-28T12:01Z", 1), ("no", 1)])
def test_what_is_over_is_not_shown(until: str, shown: int) -> None:
    assert len(read(ours(until=until))) == shown


def test_rss() -> None:
    (one,) = read(
        rss(
            "<item><guid>g1</guid><title>VPN &amp; mail</title><link>https://s.example.com/1</link>"
            "<description>&lt;p&gt;We &lt;b&gt;work&lt;/b&gt; on it.&lt;/p&gt;</description>"
            "<pubDate>Sat, 28 Nov 2026 09:00:00 +0100</pubDate>"
            "<category>vpn</category><category>ticket:INC0012</category></item>"
        )
    )
    assert (one.id, one.title, one.ticket, one.words) == ("g1", "VPN & mail", "INC0012", ["vpn"])
    assert "<" not in one.text
    assert "work" in one.text
    assert one.since == datetime(2026, 11, 28, 8, tzinfo=UTC)


def test_atom() -> None:
    (one,) = read(
        atom(
            "<id>tag:1</id><title>Phones</title><summary>Down</summary><updated>2026-11-28T10:00:00Z</updated>"
            '<link rel="self" href="https://s.example.com/self"/><link href="https://s.example.com/2"/>'
            '<category term="phone"/><category term="Ticket: 77"/>'
        )
    )
    assert (one.title, one.url, one.ticket, one.words) == (
        "Phones",
        "https://s.example.com/2",
        "77",
        ["phone"],
    )


def test_old_and_resolved_entries_are_over() -> None:
    old = (NOW - timedelta(days=4)).isoformat()
    assert read(atom(f"<id>1</id><title>a</title><updated>{old}</updated>")) == []
    assert read(rss("<item><title>a</title><category>Resolved</category></item>")) == []
    assert len(read(rss("<item><title>a</title></item>"))) == 1


def test_nothing_known_is_no_error() -> None:
    assert read('{"incidents": []}') == []
    assert read("[]") == []
    assert read(rss("")) == []


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<rss><channel><item><title>&b;</title></item></channel></rss>"
)
FILE = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    "<rss><channel><item><title>&f;</title></item></channel></rss>"
)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "   ",
        "hello",
        "{",
        '{"incidents": {}}',
        "3",
        "<html><body>sign in</body></html>",
        "<rss><channel>",
        BOMB,
        FILE,
        '<!DOCTYPE html SYSTEM "http://evil.example/x.dtd"><rss><channel/></rss>',
        "<a>" * 40 + "</a>" * 40,
        "<rss>" + "<a/>" * 30_000 + "</rss>",
        "[" * 100_000,
        b"\x00\xff\xfe" * 50,
        '<?xml version="1.0" encoding="nobody-knows"?><rss><channel/></rss>',
        " " * (BYTES + 1) + "{}",
        "<rss><channel><item><title>&undefined;</title></item></channel></rss>",
    ],
)
def test_what_is_no_feed_is_a_sentence(body: str | bytes) -> None:
    with pytest.raises(UnavailableError):
        read(body)


def test_foreign_text_is_plain_and_bounded() -> None:
    (one,) = read(
        ours(
            title="<b>x</b>\u202e\x07\n y" + "t" * 9999,
            text="z" * 99_999,
            words=["w" * 999] * 99 + [None, 3],
            url="https://ok.example/" + "u" * 9999,
            ticket="n" * 999,
        )
    )
    assert one.title.startswith("<b>x</b> y") or one.title.startswith("<b>x</b>  y")
    assert "\u202e" not in one.title
    assert len(one.title) <= 200
    assert len(one.text) <= TEXT
    assert len(one.words) <= 30
    assert all(len(word) <= 60 for word in one.words)
    assert one.url == ""
    assert len(one.ticket) <= 80


@pytest.mark.parametrize(
    "wrong", [None, 3, [], "x", {"title": 5}, {"title": ["x"]}, {"id": "x"}, {"title": "  "}]
)
def test_an_entry_that_is_none_is_left_out(wrong: Any) -> None:
    found = read(json.dumps({"incidents": [wrong, {"title": "good"}]}))
    assert [one.title for one in found if one.title != "5"] == ["good"]


def test_each_id_once_and_not_too_many() -> None:
    assert len(read(json.dumps([{"id": "a", "title": "1"}, {"id": "a", "title": "2"}]))) == 1
    assert len(read(json.dumps([{"id": str(n), "title": "x"} for n in range(999)]))) == MOST


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://s.example.com/a?b=c#d", True),
        ("http://s.example.com", False),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("https://u:p@s.example.com", False),
        ("https://[::1", False),
        ("https://s.example.com/a b", False),
        ("https:///x", False),
        ("https://s.example.com:99999", False),
    ],
)
def test_only_https_pages_are_kept(url: str, kept: bool) -> None:
    assert bool(to_safe_link(url)) is kept


def test_what_is_kept_is_read_again() -> None:
    found = read(ours(text="t", since="2026-11-28T08:00:00Z", ticket="7", words=["a"]))
    assert list(incidents_from_data(json.loads(json.dumps(incidents_to_data(found))), NOW)) == found


def test_tags_without_end_take_no_time() -> None:
    assert read(rss(f"<item><title>a</title><description>{'&lt;' * 200_000}</description></item>"))
