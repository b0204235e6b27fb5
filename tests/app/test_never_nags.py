"""Reminders under bad conditions: everything at once, always "later", other zones, clocks, long absence.

Also a feed that lies, floods and repeats, in twenty-odd ways, through the whole path to the notification.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from selfhelp.app.background_round import MOST_URGENT
from selfhelp.core.errors import UnavailableError
from selfhelp.reminders import ReminderAnswer
from selfhelp.reminders.plan import MOST_IN_A_DAY
from selfhelp.tickets.following.incident_feed import parse_notices
from selfhelp.tickets.following.notices import (
    Audience,
    Notice,
    select_current_notices,
    sign_feed,
    verify_notice_envelope,
)
from tests.app.test_sixty_days import DAY, FED, HOUR, Life, broken, is_calm, live
from tests.foresight.pretended_computer import GIB, START, PretendedComputer


@pytest.fixture
def in_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], ZoneInfo]]:
    """Move this process to another time zone."""

    def move(name: str) -> ZoneInfo:
        monkeypatch.setenv("TZ", name)
        time.tzset()
        return ZoneInfo(name)

    yield move
    monkeypatch.undo()
    time.tzset()


def six_problems() -> PretendedComputer:
    """Password, certificate, disk, backup, updates and restart, all on the first day."""
    return replace(
        broken(),
        password_ends=lambda now: START + 2 * DAY,
        certificate_ends=lambda now: START + 2 * DAY,
        started=lambda now: START - 90 * DAY,
        free=lambda now: max(int(20 * GIB - 2 * GIB * ((now - START) / DAY)), GIB),
    )


def by_local_day(life: Life) -> Counter[str]:
    return Counter(at.astimezone().date().isoformat() for at, *_ in life.shown)


def assert_calm(life: Life) -> None:
    """At most three notifications a day of the user's own zone, one of them calm, and three calm a week."""
    assert all(count <= MOST_IN_A_DAY for count in by_local_day(life).values()), by_local_day(life)
    calm = [at for at, _, _, why in life.shown if is_calm(why)]
    assert max(Counter(at.astimezone().date() for at in calm).values(), default=0) <= 1
    for at in calm:
        assert sum(timedelta(0) <= other - at < 7 * DAY for other in calm) <= 3


# -- people ----------------------------------------------------------------------------------------


@pytest.mark.spread(2)
@pytest.mark.slow
@pytest.mark.parametrize("answer", [None, *ReminderAnswer])
def test_six_problems_at_once_never_come_as_six_notifications(
    tmp_path: Path, answer: ReminderAnswer | None
) -> None:
    life = live(tmp_path, six_problems())
    life.answer = lambda key, times: answer
    life.days(60)
    assert life.shown
    assert_calm(life)
    first = life.shown[0][1]
    assert first in {"password-expiry", "certificate-expiry", "disk-trend"}, "what stops work goes first"
    if answer is ReminderAnswer.NEVER:
        assert max(Counter(life.matters()).values()) == 1


@pytest.mark.spread(2)
@pytest.mark.slow
@pytest.mark.parametrize(
    "zone", ["Asia/Tokyo", "America/Los_Angeles", "Asia/Kathmandu", "Pacific/Kiritimati"]
)
def test_in_another_zone_a_day_is_the_user_s_day(
    tmp_path: Path, in_zone: Callable[[str], ZoneInfo], zone: str
) -> None:
    local = in_zone(zone)
    life = live(tmp_path, six_problems())
    life.answer = lambda key, times: ReminderAnswer.TOMORROW
    life.days(30, datetime(2026, 9, 1, 8, 30, tzinfo=local).astimezone(UTC))
    assert_calm(life)
    assert all(8 <= at.astimezone(local).hour <= 18 for at, *_ in life.shown)


@pytest.mark.parametrize("start", [datetime(2026, 10, 19, 8, 30), datetime(2026, 3, 23, 8, 30)])  # noqa: DTZ001
def test_when_the_clocks_change_tomorrow_is_still_tomorrow_morning(
    tmp_path: Path, in_zone: Callable[[str], ZoneInfo], start: datetime
) -> None:
    local = in_zone("Europe/Paris")
    life = live(tmp_path, six_problems())
    life.answer = lambda key, times: ReminderAnswer.TOMORROW
    for day in range(14):  # each day begins at half past eight by the clock on the wall
        life.days(1, (start + day * DAY).replace(tzinfo=local).astimezone(UTC))
    assert_calm(life)
    asked = [at.astimezone(local) for at, _, _, why in life.shown if why.startswith("asked for")]
    assert asked
    assert all(at.hour >= 9 for at in asked), "not in the night, and not before nine"


def test_a_traveller_is_not_told_twice_on_one_day(tmp_path: Path, in_zone: Callable[[str], ZoneInfo]) -> None:
    life = live(tmp_path, six_problems())
    for day, zone in enumerate(["Europe/Paris", "Asia/Tokyo", "America/Los_Angeles", "Europe/Paris"] * 4):
        local = in_zone(zone)
        life.days(1, datetime(2026, 9, 1 + day, 8, 30, tzinfo=local).astimezone(UTC))
    moments = [at for at, _, _, why in life.shown if why.startswith("near")]
    assert len(moments) > 1
    assert all(later - earlier >= 12 * HOUR for earlier, later in pairwise(moments))


def test_after_three_weeks_asleep_there_is_no_burst(tmp_path: Path) -> None:
    life = live(tmp_path, broken())
    life.answer = lambda key, times: ReminderAnswer.TOMORROW
    life.days(10)
    woken = START + 31 * DAY
    assert life.round(woken, timedelta(minutes=1)).shown is None, "just awake"
    life.days(10, woken)
    assert_calm(life)
    after = Counter(at.date() for at, *_ in life.shown if at >= woken)
    assert after[woken.date()] <= MOST_IN_A_DAY


# -- a hostile feed --------------------------------------------------------------------------------

SEED = bytes(range(32))
OTHER = bytes(32)


def entry(**fields: object) -> dict[str, object]:
    return {"id": "vpn", "title": "VPN maintenance", "text": "On Sunday.", **fields}


def feed(*rows: object, **more: object) -> bytes:
    return json.dumps({"incidents": [], "notices": list(rows), **more}).encode()


def others(answer: int, count: int, **fields: object) -> list[dict[str, object]]:
    """Return so many notices that no other answer has."""
    return [entry(id=f"{answer}-{n}", title=f"N {answer} {n}", **fields) for n in range(count)]


def _signed_wrong(body: bytes) -> bytes:
    envelope = json.loads(sign_feed(body, SEED))
    return json.dumps({**envelope, "signed": envelope["signed"].replace("Sunday", "Monday")}).encode()


MARKUP = "<b>VPN</b> <img src=x onerror=alert(1)> &lt;script&gt; <a href='javascript:1'>click</a>"
TRICKS = "\u202eVPN\u2066 \x1b[31m\x07\r\nFrom: IT\u200b"

VARIANTS: dict[str, tuple[Callable[[int], bytes], int, int]] = {
    # what it sends in its n-th answer; how many notifications 20 days may bring at least and at most
    "the same every time": (lambda n: feed(entry()), 1, 1),
    "the same twice in one answer": (lambda n: feed(entry(), entry()), 1, 1),
    "the same words under new ids": (lambda n: feed(entry(id=f"v{n}")), 1, 1),
    "the same words in other letters": (lambda n: feed(entry(id=f"v{n}", title="VPN MAINTENANCE")), 1, 1),
    "the same words with other spaces": (
        lambda n: feed(entry(title="VPN " + " " * n + "maintenance", id=n)), 1, 1,
    ),
    "the same id with new words": (lambda n: feed(entry(title=f"VPN {n}")), 1, 1),
    "fifty new ones each time": (lambda n: feed(*others(n, 50)), 1, 20),
    "fifty urgent ones each time": (
        lambda n: feed(
            *others(n, 50, importance="urgent")
        ), 1, 20,
    ),
    "twenty thousand": (lambda n: feed(*(entry(id=i, title=f"N {i}") for i in range(20_000))), 0, 1),
    "one stays while others flood": (
        lambda n: feed(entry(), *others(n, 49)), 1, 20,
    ),
    "one stays while others flood, and the flood ends": (
        lambda n: feed(entry(), *others(n, 49 if n < 60 else 0)),
        1, 3,
    ),
    "huge words": (lambda n: feed(entry(title="x" * 500_000, text="y" * 500_000)), 0, 1),
    "markup": (lambda n: feed(entry(title=MARKUP)), 1, 1),
    "marks that turn and move text": (lambda n: feed(entry(title=TRICKS)), 1, 1),
    "over since long": (lambda n: feed(entry(until="1999-01-01T00:00:00Z")), 0, 0),
    "begins in a thousand years": (lambda n: feed(entry(**{"from": "3026-01-01T00:00:00Z"})), 0, 0),
    "ends before it begins": (
        lambda n: feed(entry(**{"from": "2027-01-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"})), 0, 0,
    ),
    "dates that are none": (
        lambda n: feed(
            entry(**{"from": "99999-99-99", "until": {"a": 1}}), entry(**{"from": 1e308, "id": 2})
        ), 0, 1,
    ),
    "fields of other kinds": (
        lambda n: feed(entry(title=["a"], text=7, id={}, groups="all", url=3, importance=[])), 0, 1,
    ),
    "addresses that run": (lambda n: feed(entry(url="javascript:alert(1)")), 1, 1),
    "for others": (lambda n: feed(entry(groups=["finance"])), 0, 0),
    "nested without end": (lambda n: b'{"notices":' + b"[" * 50_000 + b"]" * 50_000 + b"}", 0, 0),
    "no JSON": (lambda n: b"\xff\xfe{notices", 0, 0),
    "a page of HTML": (lambda n: b"<html><body>Sign in to the hotel</body></html>", 0, 0),
    "an id that is another file": (lambda n: feed(entry(id="../../reminders.json")), 1, 1),
    "an empty id": (lambda n: feed(entry(id=""), entry(id="", text="Other.")), 1, 1),
}  # fmt: skip


@pytest.mark.spread(3)
@pytest.mark.slow
@pytest.mark.parametrize("name", VARIANTS)
def test_a_hostile_feed_shows_nothing_twice_and_nothing_as_markup(tmp_path: Path, name: str) -> None:
    answer, least, most = VARIANTS[name]
    life = _fed(tmp_path, answer)
    life.days(20)
    assert_calm(life)
    assert least <= len(life.shown) <= most, life.shown
    texts = [text for _, key, text, why in life.shown if why.endswith("notice")]
    assert "flood" not in name or "VPN maintenance" not in texts, (
        "no notice among so many is shown twice, even if it is never shown"
    )
    assert len(set(texts)) == len(texts), "nothing twice"
    for text in texts:
        assert len(text) <= 300
        assert text.isprintable()
        assert not set("\u202e\u2066\u200b\x1b") & set(text)


def _fed(tmp_path: Path, answer: Callable[[int], bytes], keys: Sequence[str] = ()) -> Life:
    life, asked = live(tmp_path, PretendedComputer(), FED), [0]

    def told(now: datetime) -> Sequence[Notice]:
        asked[0] += 1
        try:
            body = verify_notice_envelope(answer(asked[0]), keys)
        except UnavailableError:
            return ()
        return select_current_notices(parse_notices(body, now), Audience("en"), now)

    life.around.told = told
    return life


def test_after_a_flood_a_feed_is_heard_again_a_month_later(tmp_path: Path) -> None:
    life = _fed(
        tmp_path,
        lambda n: feed(*others(n, 50)) if n < 20 else feed(entry()),
    )
    life.days(20)
    assert "VPN maintenance" not in [text for _, _, text, _ in life.shown]
    life.days(5, START + 40 * DAY)
    assert [text for _, _, text, _ in life.shown].count("VPN maintenance") == 1


def test_in_a_flood_urgent_notices_are_still_heard(tmp_path: Path) -> None:
    outage = entry(id="outage", title="Building closed", importance="urgent")
    life = _fed(tmp_path, lambda n: feed(*others(n, 49), *([outage] if n > 30 else [])))
    life.days(20)
    (told,) = [(at, why) for at, _, text, why in life.shown if text == "Building closed"]
    assert told[1] == "urgent notice"
    assert_calm(life)
    flooded = [text for at, _, text, _ in life.shown if at > told[0]]
    assert flooded == [], "only what is urgent"


@pytest.mark.slow
def test_a_flood_that_calls_itself_urgent_is_heard_ten_times_a_month_and_nothing_twice(
    tmp_path: Path,
) -> None:
    life = _fed(tmp_path, lambda n: feed(*others(n % 97, 50, importance="urgent")))
    life.days(60)
    moments = [at for at, *_ in life.shown]
    for at in moments:
        assert sum(timedelta(0) <= other - at < 30 * DAY for other in moments) <= MOST_URGENT
    assert len(moments) > MOST_URGENT, "a month later it is heard again"
    titles = [text for _, _, text, _ in life.shown if text.startswith("N ")]
    assert len(set(titles)) == len(titles)
    assert max(by_local_day(life).values()) == 1


SIGNED: dict[str, tuple[Callable[[bytes], bytes], int]] = {
    "signed": (lambda body: sign_feed(body, SEED), 1),
    "not signed": (lambda body: body, 0),
    "signed with another key": (lambda body: sign_feed(body, OTHER), 0),
    "changed after it was signed": (_signed_wrong, 0),
    "another's signature with our key": (
        lambda body: json.dumps(
            {**json.loads(sign_feed(body, OTHER)), "key": json.loads(sign_feed(body, SEED))["key"]}
        ).encode(), 0,
    ),
    "no signature": (
        lambda body: json.dumps({**json.loads(sign_feed(body, SEED)), "signature": ""}).encode(), 0,
    ),
    "a second feed beside the signed one": (
        lambda body: json.dumps({**json.loads(sign_feed(feed(), SEED)), **json.loads(body)}).encode(), 0,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SIGNED)
def test_where_a_signature_is_wanted_only_what_is_signed_is_shown(tmp_path: Path, name: str) -> None:
    wrap, count = SIGNED[name]
    key = str(json.loads(sign_feed(b"{}", SEED))["key"])
    life = _fed(tmp_path, lambda n: wrap(feed(entry())), [key])
    life.days(5)
    assert len(life.shown) == count


@pytest.mark.parametrize("jump", [-400 * DAY, -DAY, 400 * DAY])
def test_a_clock_that_jumps_shows_no_notice_again(tmp_path: Path, jump: timedelta) -> None:
    life = _fed(tmp_path, lambda n: feed(entry()))
    life.days(3)
    life.days(3, START + 3 * DAY + jump)
    life.days(3, START + 6 * DAY)
    assert len(life.shown) == 1
