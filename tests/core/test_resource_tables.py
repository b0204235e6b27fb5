"""A mistake in the data that people edit is named with its file and key."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pytest

from selfhelp.core.resource_tables import (
    ResourceError,
    ResourceTable,
    list_resource_ids,
    parse_record,
    parse_records,
    read_record,
)
from selfhelp.core.text import ENGLISH, Text

GOOD = """
title = "A title"
kind = "round"
steps = ["Do this.", "Then that."]
fixes = ["one", "two"]
urgent = true
panels = { GNOME = "network" }
"""


class Kind(StrEnum):
    ROUND = "round"
    SQUARE = "square"


@dataclass(frozen=True, slots=True)
class Thing:
    title: Text
    kind: Kind
    steps: tuple[Text, ...]
    fixes: tuple[str, ...]
    urgent: bool
    address: str
    panels: dict[str, str]
    phone: str = ""
    other: Kind | None = None


def thing(table: ResourceTable) -> Thing:
    return Thing(
        table.read_sentence("title"),
        table.read_choice("kind", Kind),
        table.read_sentences("steps"),
        table.read_words("fixes", needed=True),
        table.read_flag("urgent"),
        table.read_word("address", ""),
        dict(table.read_words_by_name("panels", ("GNOME", "KDE"))),
        table.read_phone("phone"),
        table.read_optional_choice("other", Kind),
    )


def test_a_good_file_is_read_and_what_may_be_missing_has_a_default() -> None:
    steps = (Text("Do this."), Text("Then that."))
    assert parse_record(GOOD, "a.toml", thing) == Thing(
        Text("A title"), Kind.ROUND, steps, ("one", "two"), True, "", {"GNOME": "network"}
    )
    least = parse_record('title = "A title"\r\nkind = "square"\r\nfixes = ["one"]\r\n', "a.toml", thing)
    assert least == Thing(Text("A title"), Kind.SQUARE, (), ("one",), False, "", {})
    more = parse_record(f'phone = "0800 1110111"\nother = "square"\n{GOOD}', "a.toml", thing)
    assert (more.phone, more.other) == ("0800 1110111", Kind.SQUARE)


@pytest.mark.parametrize(
    ("line", "key", "mistake"),
    [
        ("", "title", "missing"),
        ("", "fixes", "missing"),
        ("title = 7", "title", "a sentence"),
        ('title = ""', "title", "a sentence"),
        ('title = "A  title"', "title", "a sentence"),
        ('title = "A title "', "title", "a sentence"),
        ('title = """A\ntitle"""', "title", "a sentence"),
        ('title = "A {title}"', "title", "a sentence"),
        ('kind = "oval"', "kind", "one of round, square"),
        ("kind = []", "kind", "one of round, square"),
        ('steps = "Do this."', "steps", "a list"),
        ('steps = ["Do this.", 3]', "steps", "a list"),
        ('fixes = ["one two"]', "fixes", "a list of words"),
        ('fixes = ["one", "one"]', "fixes", "“one” stands twice"),
        ("fixes = []", "fixes", "a list of words"),
        ("urgent = 1", "urgent", "true or false"),
        ('address = ""', "address", "a word"),
        ('address = "a b"', "address", "a word"),
        ('phone = ""', "phone", "digits"),
        ('phone = "+41 1"', "phone", "digits"),
        ("phone = 112", "phone", "digits"),
        ('other = "oval"', "other", "one of round, square"),
        ('panels = "network"', "panels", "a table"),
        ('panels = { XFCE = "network" }', "panels.XFCE", "unknown; known are "),
        ('panels = { KDE = "" }', "panels.KDE", "a word"),
        ('tilte = "A title"', "tilte", "unknown; known are address, fixes, "),
    ],
)
def test_a_mistake_is_named_with_its_file_and_key(line: str, key: str, mistake: str) -> None:
    name = line.partition(" ")[0] or key
    lines = [old for old in GOOD.splitlines() if not old.startswith(f"{name} =")]
    with pytest.raises(ResourceError) as raised:
        parse_record("\n".join([*lines, line]), "things/a.toml", thing)
    assert raised.value.detail.startswith(f"things/a.toml: {key}: {mistake}")
    assert "things/a.toml" in ENGLISH.translate(raised.value.user_message)


def test_in_a_file_of_several_the_table_is_named_too() -> None:
    text = '[second]\nat = "2"\n[first]\nat = "1"\n'
    assert parse_records(text, "a.toml", lambda id_, table: (id_, table.read_word("at"))) == {
        "second": ("second", "2"),
        "first": ("first", "1"),
    }
    assert [*parse_records(text, "a.toml", lambda id_, table: table.read_word("at"))] == ["second", "first"]
    for wrong, said in (
        ("[first]\n", "a.toml: first.at: missing"),
        ('[first]\nat = "1"\non = "2"\n', "a.toml: first.on: unknown; known are at"),
        ('at = "1"\n', "a.toml: at: a table"),
        ("[First_one]\n", "a.toml: First_one: a table with a name like"),
    ):
        with pytest.raises(ResourceError) as raised:
            parse_records(wrong, "a.toml", lambda id_, table: table.read_word("at"))
        assert raised.value.detail.startswith(said)


def test_invalid_or_missing_toml_raises_the_apps_error() -> None:
    for text in ("title = ", 'title = "A"\ntitle = "B"\n', "a = " + "[" * 9_000):
        with pytest.raises(ResourceError, match=r"a\.toml"):
            parse_record(text, "a.toml", thing)
    with pytest.raises(ResourceError, match=r"topics/nothing\.toml"):
        read_record("topics/nothing.toml", thing)


def test_ids_are_the_names_of_the_files() -> None:
    assert {"phishing", "vpn-access"} <= set(list_resource_ids("topics"))
    assert list_resource_ids("topics") == tuple(sorted(list_resource_ids("topics")))
