"""Sentences: marked in English, shown in the person's language, with foreign values left as they are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfhelp.core.languages import find_language_of_locale
from selfhelp.core.text import (
    N_,
    NN_,
    Size,
    Text,
    Translator,
    cut_text,
    get_clock_time,
    join_names,
    shorten_text,
    text_from_json,
    text_to_json,
)

EN, FR = Translator("en"), Translator("fr")


def test_values_fill_their_places_and_are_never_templates() -> None:
    assert (
        EN.translate(N_("The queue {name} is stuck.", name="{name} <b>")) == "The queue {name} <b> is stuck."
    )
    assert EN.translate(N_("{missing} stays")) == "{missing} stays"


def test_names_are_listed_as_in_a_sentence() -> None:
    assert EN.translate(join_names(["a"])) == "a"
    assert EN.translate(join_names(["a", "b", "<c>"])) == "a, b and <c>"
    assert FR.translate(join_names(["a", "b"])) == "a et b"
    assert EN.translate(join_names([*"abcdefg"])) == "a, b, c, d, e, and 2 more"


def test_counting() -> None:
    for count, expected in ((0, "0 days"), (1, "1 day"), (2, "2 days")):
        assert EN.translate(NN_("{count} day", "{count} days", count=count)) == expected
    assert FR.translate(NN_("{count} day", "{count} days", count=0)) == "0\N{NO-BREAK SPACE}jour"
    assert FR.translate(NN_("{count} day", "{count} days", count=3)) == "3\N{NO-BREAK SPACE}jours"


@pytest.mark.parametrize(
    ("count", "en", "fr"),
    [
        (0, "0 B", "0 o"),
        (999, "999 B", "999 o"),
        (1500, "2 kB", "2 ko"),
        (1_230_000_000, "1.2 GB", "1,2 Go"),
        (250_000_000_000, "250 GB", "250 Go"),
        (-1_500_000, "-1.5 MB", "-1,5 Mo"),
        (10**18, "1000000 TB", "1000000 To"),
    ],
)
def test_sizes(count: int, en: str, fr: str) -> None:
    assert EN.format_size(count).replace("\N{NO-BREAK SPACE}", " ") == en
    assert FR.format_size(count).replace("\N{NO-BREAK SPACE}", " ") == fr


def test_durations_and_moments() -> None:
    assert EN.translate(N_("{t}", t=timedelta(seconds=40))) == "40 s"
    assert EN.translate(N_("{t}", t=timedelta(seconds=60))) == "1 min"
    assert EN.translate(N_("{t}", t=timedelta(seconds=90))) == "1.5 min"
    assert FR.translate(N_("{t}", t=timedelta(seconds=90))) == "1,5\N{NO-BREAK SPACE}min"
    assert EN.translate(N_("{t}", t=timedelta(minutes=5))) == "5 min"
    assert FR.translate(N_("{t}", t=timedelta(days=3))) == "3\N{NO-BREAK SPACE}jours"
    moment = datetime(2026, 5, 4, 9, 7).astimezone()
    assert EN.translate(N_("{t}", t=moment)) == "4 May 2026, 09:07"  # 04/05 would be two days
    assert FR.translate(N_("{t}", t=moment)) == "04/05/2026 09:07"
    clock = N_("at {time}", time=get_clock_time(moment))
    assert (EN.translate(clock), Translator("de").translate(clock)) == ("at 09:07", "um 09:07")
    assert FR.translate(clock).replace("\N{NO-BREAK SPACE}", " ") == "à 9 h 07"
    eight = N_("at {time}", time=get_clock_time(moment.replace(hour=8, minute=0)))
    assert FR.translate(eight).replace("\N{NO-BREAK SPACE}", " ") == "à 8 h", (
        "a colleague doesn’t write “à 08:00”"
    )
    assert text_from_json(text_to_json(eight)) == eight


def test_an_unknown_language_is_english() -> None:
    assert Translator("xx").language == "en"
    assert [find_language_of_locale(x) for x in ("fr_CH.UTF-8", "fr-FR", "C", "", "POSIX", "sw_KE")] == [
        "fr",
        "fr",
        *["en"] * 4,
    ]


values = st.one_of(
    st.text(),
    st.integers(),
    st.builds(Size, st.integers()),
    st.timedeltas(),
    st.datetimes(timezones=st.just(UTC)),
)


@given(st.text(), st.dictionaries(st.sampled_from("abc"), values))
def test_a_sentence_survives_json(template: str, filled: dict[str, object]) -> None:
    text = Text(template, filled)
    again = text_from_json(text_to_json(text))
    assert isinstance(again, Text)
    assert EN.translate(again) == EN.translate(text)


@pytest.mark.parametrize(
    "junk", [None, 3, [], {}, {"template": 1}, {"template": "x", "values": 3, "plural": ""}]
)
def test_junk_from_a_file_never_raises(junk: object) -> None:
    assert isinstance(text_from_json(junk), str)


@pytest.mark.parametrize("stand_in", ["[secret:password]", "[mot de passe masqué]", "user-1a2b3c"])
def test_a_placeholder_is_never_cut(stand_in: str) -> None:
    text = f"My PIN is {stand_in} and more"
    for most in range(len(text) + 2):
        short = cut_text(text, most)
        assert len(short) <= most
        assert text.startswith(short)
        assert stand_in in short or stand_in[:1] not in short[len("My PIN is") :]


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("Only Finance. This is", 21, "Only Finance. This is"),
        ("Only Finance. This is", 18, "Only Finance…"),
        ("Only Finance. This is", 19, "Only Finance. This…"),
        ("a [mot de passe masqué].x", 24, "a…"),
        ("Donaudampfschifffahrt", 10, "Donaudamp…"),
    ],
)
def test_shortened_text_ends_after_a_word_and_says_that_it_is_shortened(
    text: str, most: int, short: str
) -> None:
    assert shorten_text(text, most) == short


def test_other_text_is_cut_where_it_must_be() -> None:
    assert cut_text("abcdef", 3) == "abc"
    assert cut_text("[" + "x" * 50 + "]", 10) == "[" + "x" * 9
    assert cut_text("[secret:password]", 5) == ""
