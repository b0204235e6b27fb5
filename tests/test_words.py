"""The wording check: bad sentences are found, good ones pass, and the baseline only shrinks."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from tests.people import ROOT


@pytest.fixture(scope="module")
def words() -> ModuleType:
    spec = spec_from_file_location("words", ROOT / "tools" / "words.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules["words"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "bad",
    [
        "This cannot be undone.",
        "The printer is not ready.",
        "Wi-Fi does not work.",
        "Switch Wi-Fi off.",
        "Bluetooth was switched on.",
        "Look whether it helped",
        "Looking whether your printers are ready",
        "Somebody else uses the file.",
        "Nobody answered.",
        "Everybody can read it.",
        "It starts by itself.",
        "Type your password, and press Enter at once.",
        "Start anew",
        "If something is wrong all the same, get help.",
        "Whoever asks for your password isn't from IT.",
        "What was looked at goes along.",
        "No name of a site is found: there is no answer.",
        "Put it back",
        "It is fixed",
        "Your company set this.",
        "Add your e-mail address.",
        "Drop the picture",
        "Close other programs.",
        "Give this id to the technician.",
        "The help desk can take over from here.",
        "Try again later, or ask the help desk.",
        "She can send it later.",
        "Show her name.",
        "Nothing was sent " + "and more was said " * 6 + "so that no reader can follow it.",
    ],
)
def test_a_bad_sentence_is_found(words: ModuleType, bad: str) -> None:
    assert list(words.of_message(bad))


@pytest.mark.parametrize(
    "good",
    [
        "This can't be undone.",
        "Turn off Wi-Fi.",
        "Check for a mute switch on the headset.",
        "Checking your printers…",
        "Someone else is using {file}.",
        "Just me",
        "Your ticket was sent, but one attachment was rejected: {names}.",
        "Give this ID to the technician.",
        "Contact the help desk.",
        "There is no longer enough space.",
        "The mail server is busy. We'll try again later.",
        "Additional fields of every ticket, such as Owner=alice.",
        "One idea per sentence. " * 20,
    ],
)
def test_a_good_sentence_passes(words: ModuleType, good: str) -> None:
    assert list(words.of_message(good)) == []


def test_reference_text_of_administrators_has_no_contractions(words: ModuleType) -> None:
    assert list(words.of_message("The value cannot be read.", "selfhelp/policy/loader.py")) == []
    assert list(words.of_message("Everybody's value.", "selfhelp/policy/loader.py"))


def test_what_a_docstring_or_a_page_quotes_is_not_its_own(words: ModuleType) -> None:
    assert list(words.of_docstring('Say "she left" and `her_name`.')) == []
    assert len(list(words.of_docstring("Return her name and his."))) == 2
    assert len(list(words.of_docstring("Switch off what the person chose."))) == 2
    assert list(words.of_docstring("The name of the person.", "selfhelp/report/redact/told_names.py")) == []
    assert list(words.of_document("Run `selfhelp id`.\n\n```\nshe, her\n```\n<!-- she -->\n")) == []
    assert list(words.of_document("| the user | she signs in |\n")) == [
        "“she”: the user, they, in “she signs in”"
    ]
    assert list(words.of_document("- One item of a list\n- " + "and a word " * 9))


def test_english_for_technicians_is_checked_without_a_mark(words: ModuleType) -> None:
    code = (
        '"""Somebody."""\nA = "Nothing comes out until somebody sees to it."\nB = f"{a} stands out"\n'
        'N_("Somebody else")\nlog.warning("nobody is there")\nC = "reads"\n'
    )
    found = list(words.texts_of_report(code))
    assert sorted(found) == ["Nothing comes out until somebody sees to it.", "{x} stands out"]
    assert all(list(words.of_report(text)) for text in (*found, "The person's words", "no way out"))
    assert list(words.of_report("The help desk isn't responding")) == []


def test_texts_are_told_apart(words: ModuleType) -> None:
    code = '"""What a module is."""\nA = N_("One")\nB = NN_("{n} day", "{n} days", n)\n"""Why."""\nC = "no"\n'
    assert sorted(words.texts_of_code(code)) == [
        ("docstring", "What a module is."),
        ("docstring", "Why."),
        ("message", "One"),
        ("message", "{n} day"),
        ("message", "{n} days"),
    ]
    assert list(words.texts_of_resource({"a": {"text": "Try it.", "icon": "plug"}, "b": ["Open it."]})) == [
        "Try it.",
        "Open it.",
    ]


def test_a_file_may_have_fewer_complaints_than_before_but_never_more(words: ModuleType) -> None:
    found = [words.Complaint("a.py", str(n), "x") for n in range(3)] + [words.Complaint("new.py", "n", "x")]
    assert {one.file for one in words.beyond(found, {"a.py": 3})} == {"new.py"}
    assert {one.file for one in words.beyond(found, {"a.py": 2, "new.py": 1})} == {"a.py"}
    assert words.lowered({"a.py": 2, "b.py": 4, "gone.py": 1}, {"a.py": 3, "b.py": 1, "new.py": 9}) == {
        "a.py": 2,
        "b.py": 1,
    }


def test_the_figures_count_what_must_not_occur(words: ModuleType, tmp_path: Path) -> None:
    code = tmp_path / "selfhelp" / "one.py"
    code.parent.mkdir()
    code.write_text(
        '"""Ask her."""\nA = N_("Somebody cannot switch Wi-Fi off by itself.")\n'
        'B = N_("Look whether ' + "this and that, " * 7 + 'is done.")\n',
        "utf-8",
    )
    for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"):
        (tmp_path / name).write_text("", "utf-8")
    assert list(words.figures(tmp_path).values()) == [2, 1, 1, 1, 1, 1, 1, 1]


@pytest.mark.slow
def test_no_message_contains_what_the_figures_count(words: ModuleType) -> None:
    total, *counts, long, pronouns = words.figures().values()
    assert total > 3000
    assert {*counts, pronouns} == {0}
    assert long <= total * words.LONG_SHARE
