"""Redaction against the forms of other scanners, and names behind codes and in other spellings."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from selfhelp.core.model import Item, PrivacyClass, Snapshot, SnapshotSection
from selfhelp.report.redact import Redactor
from tests.report.redaction_others import CONTEXTS, FIXED, HARMLESS, KEYWORDS


@pytest.mark.parametrize("name", FIXED)
def test_no_fixed_form_is_missed(name: str) -> None:
    for context, write in CONTEXTS.items():
        for _ in range(5):
            value = FIXED[name]()
            shown = Redactor({}).redact_text(write(value))
            assert value not in shown, context


@pytest.mark.parametrize("name", KEYWORDS)
def test_no_keyword_is_missed(name: str) -> None:
    shown = Redactor({}).redact_text(KEYWORDS[name]("Tr0ub4dor1a"))
    assert "Tr0ub4dor1a" not in shown
    assert base64.b64encode(b"bob:Tr0ub4dor1a").decode() not in shown


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_secret_stays(text: str) -> None:
    assert Redactor({}).redact_text(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "ACME\\7kqwertz logged on",
        '{"user": "ACME\\\\7kqwertz"}',
        '{"m": "{\\"user\\": \\"ACME\\\\\\\\7kqwertz\\"}"}',
        "x=ACME%5C7kqwertz&y=1",
    ],
)
def test_an_account_may_begin_with_a_digit(text: str) -> None:
    assert "7kqwertz" not in Redactor({}).redact_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"%{byte:02X}" for byte in "Solène Morvandiau".encode()),
        "".join(f"%{byte:02x}" for byte in b"smorvandiau"),
        base64.b64encode("MORVANDIAU Solène".encode()).decode(),
        base64.b64encode("x MORVANDIAU Solene".encode("utf-16-le")).decode(),
        "MORVANDIAU Solène".encode().hex(),
        "Solène   Morvandiau",
        "Kervadec-Wifi  2",
        "Kervadec-Wifi\n   2",
        "Kervadec-Wifi_2_report.docx",
    ],
)
def test_a_name_is_known_behind_codes_and_between_other_blanks(text: str) -> None:
    redactor = Redactor(
        {PrivacyClass.PERSON: ["Solène Morvandiau", "smorvandiau"], PrivacyClass.NETWORK: ["Kervadec-Wifi 2"]}
    )
    for shown in (redactor.redact_text(text), redactor.redact_text(f"log: {text} end")):
        assert text not in shown
        assert "docx" in shown or "docx" not in text


def of_host(name: str, sentence: str) -> str:
    facts = (
        Item("server", name, reveals=PrivacyClass.HOST),
        Item("said", sentence, reveals=PrivacyClass.TEXT),
    )
    shown = Redactor({}).redact_snapshot(Snapshot(datetime.now(UTC), [SnapshotSection("x", True, 1, facts)]))
    return str(shown.sections[0].items[1].value)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "host", ["login.hotel.example", "desk.example", "tickets.acme.example", "orders.acme.example"]
)
def test_the_first_word_of_a_foreign_host_stays_a_word(host: str) -> None:
    word = host.partition(".")[0]
    sentence = f"You can {word} here, or look at your {word}."
    assert of_host(host, sentence) == sentence
    assert host not in of_host(host, f"The page at {host} does not answer.")


def test_the_first_part_of_a_foreign_host_is_learned_where_it_is_a_name() -> None:
    assert "srv-files02" not in of_host("srv-files02.acme.example", "copied from SRV-FILES02 to here".lower())


def test_numbers_far_into_a_long_line_are_found() -> None:
    """Going back into a match is limited only where it was none."""
    numbers = [
        f"NO{98 - int(f'{n:011}232400') % 97:02}{n:011}" for n in range(10_000_000_000, 10_000_002_000)
    ]
    shown = Redactor({}).redact_text(" ".join(numbers))
    assert not any(number in shown for number in numbers)
