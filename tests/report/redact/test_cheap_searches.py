"""Searches that would find nothing in a log are left out, and nothing is missed."""

from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor, positional_names
from selfhelp.report.redact.by_shape import network_shapes
from selfhelp.report.redact.re2_patterns import PatternForms, get_lazy_pattern
from selfhelp.report.redact.rules import make_deviation_pattern

LINE = "Nov 24 16:00:11 {} myapp[7]: unit loaded, state changed\n"
DONE = LINE.format("host-3f9a2c") * 40


def test_lines_whose_computer_is_replaced_are_not_read_again() -> None:
    assert get_lazy_pattern(network_shapes._LOGGED).search(DONE) is not None
    assert not network_shapes._has_unreplaced_host(DONE)


@pytest.mark.parametrize(
    "name", ["pc-7", "ho-12", "hos-12", "hosts-12", "host-1", "host-3f9", "host-3f9a2-c", "host-lab-12"]
)
def test_one_line_with_another_computer_is_enough(name: str) -> None:
    text = DONE + LINE.format(name) + DONE
    assert get_lazy_pattern(network_shapes._LOGGED).search(LINE.format(name)) is not None
    assert network_shapes._has_unreplaced_host(text)
    assert f" {name} " not in Redactor({}, key=b"k").redact_text(text)


UNITS = '{"unit": "user@1000.service"} Started user@42.service for all.\n' * 20


def test_numbered_units_are_not_taken_for_email_addresses_one_by_one() -> None:
    assert get_lazy_pattern(positional_names._MAIL).search(UNITS) is not None
    assert not positional_names._may_contain_email_address(UNITS)


@pytest.mark.parametrize(
    "address",
    [
        "jo@1.services",
        "jo@1.service.org",
        "jo@1.service-x.org",
        "jo@12x.de",
        "jo@s.de",
        "jo%40s.de",
        "jo@1.serv",
    ],
)
def test_an_email_address_among_units_is_found(address: str) -> None:
    for text in (UNITS + address, UNITS + address + " " + UNITS):
        assert positional_names._may_contain_email_address(text)
        assert address not in Redactor({}, key=b"k").redact_text(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("ab1", False), ("ab1c", False), ("b", True), ("a", True), ("abc", True), ("", True)],
)
def test_a_deviation_is_found_only_where_the_characters_differ(text: str, expected: bool) -> None:
    pattern = PatternForms(f"^{make_deviation_pattern(('a', 'b', '0-9'))}")
    assert (pattern.search(text) is not None) is expected
