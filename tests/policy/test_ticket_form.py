"""The organisation's own form: what it may say, and the sentence about each mistake."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfhelp.core.errors import ConfigurationError
from selfhelp.policy import files, ticket_form
from selfhelp.policy.ticket_form import FormQuestion, TranslatedWords

ROOM = "room|required|en=Which room are you in?|fr=Dans quelle pièce êtes-vous ?"
SITE = "site|choice:north,south|for:printing,disk-full|en=Which site?|en:north=North building|fr:north=Nord"


def test_a_question_to_write() -> None:
    found = ticket_form.parse_question(ROOM)
    assert (found.key, found.required, found.options) == ("room", True, {})
    assert found.words.get_text_in_language("fr") == "Dans quelle pièce êtes-vous ?"
    assert found.words.get_text_in_language("de") == "Which room are you in?"
    assert found.applies_to("anything")


def test_a_question_with_options_for_some_categories() -> None:
    found = ticket_form.parse_question(SITE)
    assert not found.required
    assert found.format_answer("north", "en") == "North building"
    assert found.format_answer("north", "fr") == "Nord"
    assert found.format_answer("south", "fr") == "south", "without words the name is shown"
    assert found.applies_to("printing")
    assert found.applies_to("", "disk-full")
    assert not found.applies_to("network", "wifi")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("", "must start with a name"),
        ("Room|en=Which?", "must start with a name"),
        ("a b|en=Which?", "must start with a name"),
        ("room", "text is missing"),
        ("room|requird|en=Which?", "requird"),
        ("room|en=", "1 to 120"),
        ("room|en=" + "x" * 121, "1 to 120"),
        ("room|en=A|en=B", "twice"),
        ("room|en=A\u202eB", "an invisible character"),
        ("room|choice:a|en=Which?", "2 to 60"),
        ("room|choice:a,a|en=Which?", "2 to 60"),
        ("room|choice:a,B|en=Which?", "“B”"),
        ("room|choice:a,b|choice:c,d|en=Which?", "or one list"),
        ("room|text|choice:a,b|en=Which?", "or one list"),
        ("room|choice:a,b|en=Which?|en:c=C", "option “c” is unknown"),
        ("room|for:|en=Which?", "isn't a name"),
        ("room|english=Which?", "english=Which?"),
    ],
)
def test_a_mistake_in_a_question_is_named(line: str, told: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        ticket_form.parse_question(line)
    assert told in str(caught.value)


def test_the_same_question_twice_and_too_many() -> None:
    with pytest.raises(ConfigurationError, match="twice"):
        ticket_form.parse_questions([ROOM, ROOM])
    with pytest.raises(ConfigurationError, match="At most 12"):
        ticket_form.parse_questions(f"q{n}|en=What?" for n in range(13))


@given(
    st.text(max_size=80)
    | st.lists(st.sampled_from(["a", "|", "choice:", "for:", "en=", ",", "é"])).map("".join)
)
def test_any_line_is_a_question_or_one_sentence(line: str) -> None:
    with suppress(ConfigurationError):
        assert isinstance(ticket_form.parse_question(line), FormQuestion)


def test_a_value_that_looks_like_a_name_stays_a_value() -> None:
    values = {"subject": "{login} {words}", "login": "anna"}
    assert ticket_form.fill_template("{subject} by {login}", values) == "{login} {words} by anna"


def test_words_without_english() -> None:
    assert TranslatedWords({"fr": "Salle"}).get_text_in_language("en") == "Salle"


# -- in a policy file ------------------------------------------------------------------------------


def problems(tmp_path: Path, text: str) -> list[tuple[str, str]]:
    file = tmp_path / "policy.toml"
    file.write_text(text, "utf-8")
    return [(p.key, str(p.message)) for p in files.read_policy_files([file], locked=True).problems]


@pytest.mark.parametrize(
    ("text", "key", "told"),
    [
        ('title = "[{category}]"', "ticket.title", "{subject}"),
        ('title = "{subject} {colour}"', "ticket.title", "“colour”"),
        ('title = "{subject} {description}"', "ticket.title", "“description”"),
        ('title = "{subject} {answer:room}"', "ticket.title", "answer:room"),
        ('title = "{subject} {"', "ticket.title", "brace"),
        ('title = "{subject.__class__} {subject}"', "ticket.title", "brace"),
        ('body = ["{facts}"]', "ticket.body", "{description}"),
        ('body = ["{description}", "{who}"]', "ticket.body", "“who”"),
        ('questions = ["room|requird|en=Where?"]', "ticket.questions", "requird"),
        ('categories = ["printing|de=Drucker", "printing|en=Printers"]', "ticket.categories", "twice"),
        ('required = ["colour"]', "ticket.required", "“colour”"),
    ],
)
def test_policy_check_names_key_and_mistake(tmp_path: Path, text: str, key: str, told: str) -> None:
    ((found, message),) = problems(tmp_path, f"[ticket]\n{text}\n")
    assert found == key
    assert told in message


def test_a_field_of_the_desk_takes_an_answer_that_there_is(tmp_path: Path) -> None:
    text = f'[ticket]\nquestions = ["{ROOM}"]\n[desk]\nfields = ["u_room={{answer:%s}}", "u_json={{}}"]\n'
    assert problems(tmp_path, text % "room") == []
    ((key, message),) = problems(tmp_path, text % "floor")
    assert key == "desk.fields"
    assert "answer:floor" in message


def test_a_right_form_is_right(tmp_path: Path) -> None:
    text = (
        '[ticket]\ntitle = "[{category}] {subject} {answer:room}"\n'
        f'questions = ["{ROOM}", "{SITE}"]\n'
        'body = ["{description}", "", "Room: {answer:room}", "{facts}"]\n'
        'categories = ["vehicle|fr=Véhicules"]\nrequired = ["category", "can-work"]\n'
    )
    assert problems(tmp_path, text) == []
