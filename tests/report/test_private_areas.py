"""Known names in pictures: found in one word or several, misread a little, and not where they are not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from selfhelp.core.errors import CancelledError, ProbeError
from selfhelp.core.model import Platform, PrivacyClass
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.machine.account import identity
from selfhelp.machine.capture import accessible_text, ocr
from selfhelp.machine.capture.ocr import OcrWord
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.report.private_areas import (
    PrivateArea,
    clip_areas_to_picture,
    exclude_known_areas,
    find_areas_on_screen,
    find_private_areas,
    read_known_names,
)

MACHINE = LocalMachine(Platform.LINUX)
NAMES = ("Marie Curie", "mcurie", "marie.curie@example.com", "ws-0042", "Zoé", "ana", "user", "X")


def line(text: str) -> Sequence[OcrWord]:
    """Words of ten pixels a character, on one line."""
    words, x = [], 0
    for part in text.split(" "):
        words.append(OcrWord(part, x, 100, 10 * len(part), 12))
        x += 10 * (len(part) + 1)
    return words


def found(monkeypatch: pytest.MonkeyPatch, *texts: str) -> Sequence[PrivateArea]:
    monkeypatch.setattr(ocr, "recognise_text_lines", lambda machine, picture: [line(text) for text in texts])
    return find_private_areas(MACHINE, b"PNG", NAMES, Progress())


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("hello Marie Curie said", "Marie Curie"),
        ("MARIE CURIE", "MARIE CURIE"),
        ("in C:\\Users\\mcurie\\x.docx now", "C:\\Users\\mcurie\\x.docx"),
        ("write to <marie.curie@example.com>", "<marie.curie@example.com>"),
        ("write to marie.curie@ example.com", "marie.curie@ example.com"),
        ("on ws-OO42 today", "ws-OO42"),
        ("Marle Curle", "Marle Curle"),
        ("Marne Curie", "Marne Curie"),
        ("Maric Curie", "Maric Curie"),
        ("dear Zoe", "Zoe"),
        ("(Zoé)", "(Zoé)"),
        ("mcurie@ws-0042:~$", "mcurie@ws-0042:~$"),
    ],
)
def test_a_name_is_found_as_it_was_read(monkeypatch: pytest.MonkeyPatch, text: str, covered: str) -> None:
    (area,) = found(monkeypatch, text)
    start = 10 * text.index(covered)
    assert area.x <= start
    assert area.x + area.width >= start + 10 * len(covered)
    assert area.width <= 10 * len(covered) + 4
    assert (area.y, area.height, area.source) == (98, 16, "ocr")


@pytest.mark.parametrize(
    "text",
    [
        "a banana",
        "Zoean words",
        "the user is here",
        "margin of error",
        "X marks it",
        "Marie bought curry",
        "",
    ],
)
def test_other_words_are_left_alone(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    assert not found(monkeypatch, text)


def test_a_name_does_not_go_over_the_end_of_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not found(monkeypatch, "here is Marie", "Curie is there")


def test_two_names_on_a_line_are_two_areas(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [area.word for area in found(monkeypatch, "mcurie on ws-0042")] == ["ws-0042", "mcurie"]


def test_a_hostile_picture_full_of_near_names_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(found(monkeypatch, "mariecuri" * 20_000), list)


def test_without_a_program_nothing_is_found_and_nothing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(machine: object, picture: bytes) -> object:
        raise ProbeError(N_("{program} isn't installed on this computer.", program="tesseract"))

    monkeypatch.setattr(ocr, "recognise_text_lines", missing)
    assert not find_private_areas(MACHINE, b"PNG", NAMES, Progress())


def test_without_names_no_program_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "recognise_text_lines", lambda machine, picture: pytest.fail("it was asked"))
    assert not find_private_areas(MACHINE, b"PNG", ("", "user", "ab"), Progress())


def test_the_scan_can_be_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(CancelledError):
        find_private_areas(MACHINE, b"PNG", NAMES, progress)


def test_the_names_of_this_computer_are_looked_for_and_ordinary_words_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = {
        PrivacyClass.PERSON: ["mcurie", "Marie Curie", "root", "al"],
        PrivacyClass.HOST: ["ws-0042", "pc"],
    }
    monkeypatch.setattr(identity, "read_identity_names", lambda machine: told)
    assert read_known_names(MACHINE) == ["Marie Curie", "mcurie", "ws-0042"]


# -- what was on the screen ------------------------------------------------------------------------


def test_areas_of_the_desktop_are_moved_into_the_picture_and_cut() -> None:
    """A picture of the second monitor, which begins left of and above the first one."""
    whole = [
        PrivateArea(-1900, -90, 50, 20, "a", "s"),
        PrivateArea(-10, 0, 50, 20, "b", "s"),
        PrivateArea(5, 5, 5, 5, "c", "s"),
    ]
    assert clip_areas_to_picture(whole, -1920, -100, 1920, 1080) == [
        PrivateArea(20, 10, 50, 20, "a", "s"),
        PrivateArea(1910, 100, 10, 20, "b", "s"),
    ]


def test_what_was_read_is_not_offered_twice() -> None:
    read = [PrivateArea(10, 10, 100, 20, "mcurie", "ocr")]
    seen = [
        PrivateArea(14, 12, 60, 14, "mcurie", "accessibility"),
        PrivateArea(10, 200, 60, 14, "mcurie", "accessibility"),
    ]
    assert exclude_known_areas(read, seen) == []
    assert exclude_known_areas(read, seen[1:]) == read


def test_a_name_in_a_text_of_the_screen_is_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ("Hello MCURIE", "bananas", "ana said", "C:\\Users\\mcurie\\x")

    def search(spans: accessible_text.Spans) -> Sequence[OcrWord]:
        return [OcrWord(name, a, 0, b - a, 9) for text in texts for a, b, name in spans(text)]

    monkeypatch.setattr(accessible_text, "find_visible_names", search)
    assert [(area.word, area.x) for area in find_areas_on_screen(NAMES)] == [
        ("MCURIE", 6),
        ("ana", 0),
        ("mcurie", 9),
    ]
    assert not find_areas_on_screen(("user", "x"))
