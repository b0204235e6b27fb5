"""What time it is by web pages of our own: old caches, login pages and rubbish are not believed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfhelp.core.errors import ProbeError
from selfhelp.machine.clock import http_time
from tests.faults import bad_server, http

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DATE = f"Date: {format_datetime(NOON, usegmt=True)}"


def answer(*headers: str, status: int = 200, body: bytes = b"success\n") -> bytes:
    return http(status, body, "text/plain", *headers)


@pytest.mark.parametrize("ahead", [0, 600, -86_400 * 400])
def test_the_offset_is_measured_and_has_the_right_sign(ahead: int) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=ahead), usegmt=True)
    with bad_server(answer(f"Date: {date}")) as server:
        said = http_time.measure_http_offset([["http://nobody.invalid/", "success"], [server.url, "success"]])
    assert said["server"] == server.url
    assert said["offset"] == pytest.approx(-ahead, abs=3)


def test_what_a_cache_kept_is_as_much_older_as_it_says() -> None:
    assert http_time.parse_date_header(answer(DATE, "Age: 300"), "success") == NOON.timestamp() + 300


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(answer(DATE, body=b"<h1>Welcome to our hotel</h1>"), id="login page"),
        pytest.param(answer(DATE, "Location: http://login.example/", status=302), id="sent elsewhere"),
        pytest.param(answer(DATE, status=503), id="error"),
        pytest.param(answer(), id="no date"),
        pytest.param(answer("Date: yesterday"), id="no time"),
        pytest.param(answer("Date: Sun, 99 Mar 2026 12:00:00 GMT"), id="no such day"),
        pytest.param(answer("X: 1") + DATE.encode(), id="in the body"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_an_answer_not_to_rely_on_is_none(data: bytes) -> None:
    assert http_time.parse_date_header(data, "success") is None


@given(st.binary(max_size=80), st.binary(max_size=20))
def test_any_response_is_judged(date: bytes, age: bytes) -> None:
    data = b"HTTP/1.1 200 OK\r\nDate: " + date + b" GMT\r\nAge: " + age + b"\r\n\r\nsuccess"
    moment = http_time.parse_date_header(data, "success")
    assert moment is None or isinstance(moment, float)


def test_no_time_source_is_inconclusive() -> None:
    with bad_server(answer()) as server, pytest.raises(ProbeError, match="No time server responded"):
        http_time.measure_http_offset([[server.url, "success"]])
