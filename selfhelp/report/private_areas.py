"""Finds areas of a screenshot that show known names of this user or this computer.

The areas are only proposed for redaction, and never complete: a screenshot may show more than names, and
small or unusual text can't be recognised.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selfhelp.core.errors import ProbeError
from selfhelp.core.progress import Progress
from selfhelp.machine import Machine
from selfhelp.machine.account import identity
from selfhelp.machine.capture import accessible_text, ocr
from selfhelp.machine.capture.accessible_text import ProgramInspection
from selfhelp.machine.capture.ocr import OcrWord
from selfhelp.report.redact.word_lists import COMMON, WELL_KNOWN

OCR, ACCESSIBILITY = "ocr", "accessibility"
SHORTEST = 3
"""Minimum length of a name, in characters; shorter names occur in too many words."""

ANYWHERE = 5
"""Minimum length of a name that is also found inside longer words (``C:\\Users\\mcurie\\…``)."""

FORGIVING = 8
"""Minimum length of a name in which one character may be misread."""

MARGIN = 2
"""Margin added around a word, in pixels, because letters may exceed the measured box."""

_LOOK_ALIKE = str.maketrans("0158|!", "olsbll") | {ord("i"): "l"}


@dataclass(frozen=True, slots=True)
class PrivateArea:
    """A part of a screenshot that shows a known name, in its pixels.

    Attributes:
        word: the name found there.
        source: how it was found: ``ocr`` or ``accessibility``.
    """

    x: int
    y: int
    width: int
    height: int
    word: str
    source: str


def find_private_areas(
    machine: Machine, picture: bytes, names: Sequence[str], progress: Progress
) -> Sequence[PrivateArea]:
    """Return the areas of a screenshot (PNG) that show one of the names.

    Returns nothing if no OCR engine is installed (`machine.capture.ocr`). Takes about three seconds for 3840
    × 2160 pixels, so call it on a background thread.

    Raises:
        CancelledError: the user cancelled.
    """
    wanted = _build_patterns(names)
    progress.check()
    if not wanted:
        return ()
    try:
        found = ocr.recognise_text_lines(machine, picture)
    except ProbeError:
        return ()
    progress.check()
    return [area for line in found for area in _find_names_in_line(line, wanted)]


def find_areas_on_screen(names: Sequence[str]) -> Sequence[PrivateArea]:
    """Return the desktop areas that show one of the names, in pixels; takes at most one second.

    Only X11, and only apps that support screen readers (`machine.capture.accessible_text`). A covered window
    counts as shown.
    """
    pattern = _build_exact_pattern(names)
    if pattern is None:
        return ()
    found = accessible_text.find_visible_names(
        lambda text: [(m.start(), m.end(), m[0]) for m in pattern.finditer(text)]
    )
    return [PrivateArea(word.x, word.y, word.width, word.height, word.text, ACCESSIBILITY) for word in found]


def inspect_shown_program(pid: int, names: Sequence[str], *, seconds: float = 1.0) -> ProgramInspection:
    """Return an app's private areas: password fields and occurrences of the names.

    Only X11, in pixels of the desktop; takes at most `seconds`.
    """
    pattern = _build_exact_pattern(names)

    def find_name_spans(text: str) -> Sequence[tuple[int, int, str]]:
        return [(m.start(), m.end(), m[0]) for m in pattern.finditer(text)] if pattern else ()

    return accessible_text.inspect_program_windows(pid, find_name_spans, seconds=seconds)


def find_name_in_text(text: str, names: Sequence[str]) -> str:
    """Return the first of the names that occurs in a text; "" if there is none."""
    pattern = _build_exact_pattern(names)
    found = pattern.search(text) if pattern else None
    return found[0] if found else ""


def clip_areas_to_picture(
    areas: Sequence[PrivateArea], x: int, y: int, width: int, height: int
) -> Sequence[PrivateArea]:
    """Return the desktop areas relative to a screenshot of part of the desktop, clipped to its size."""
    moved = []
    for area in areas:
        left, top = max(area.x - x, 0), max(area.y - y, 0)
        right, bottom = min(area.x - x + area.width, width), min(area.y - y + area.height, height)
        if right > left and bottom > top:
            moved.append(PrivateArea(left, top, right - left, bottom - top, area.word, area.source))
    return moved


def exclude_known_areas(areas: Sequence[PrivateArea], known: Sequence[PrivateArea]) -> Sequence[PrivateArea]:
    """Return the areas whose centre lies in none of the known areas."""
    return [area for area in areas if not any(_is_centre_inside(other, area) for other in known)]


def read_known_names(machine: Machine) -> Sequence[str]:
    """Return the names of this user and this computer to search for in screenshots."""
    told = identity.read_identity_names(machine)
    return sorted({name for values in told.values() for name in values if _is_name_searchable(name)})


def _is_name_searchable(name: str) -> bool:
    return len(_fold_text(name)) >= SHORTEST and name.casefold() not in COMMON | WELL_KNOWN


def _fold_text(text: str) -> str:
    """Return a text without spaces and accents, in lower case, with look-alike characters unified."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in spread if not (c.isspace() or unicodedata.combining(c))).translate(_LOOK_ALIKE)


def _build_patterns(names: Sequence[str]) -> Sequence[tuple[str, re.Pattern[str]]]:
    """Return the patterns to search a folded line for, longest name first."""
    telling = sorted(filter(_is_name_searchable, names), key=len, reverse=True)
    return [(name, re.compile(_build_pattern(_fold_text(name)))) for name in telling]


def _build_pattern(folded: str) -> str:
    """Return a pattern for a name: exact, or with one misread character if long enough.

    An inner character may be read as none or two ("rn" for "m"). The first and the last may not be read as
    two, because one of the two would belong to the neighbouring word.
    """
    if len(folded) < FORGIVING:
        return re.escape(folded)
    spots = range(1, len(folded) - 1)
    inside = (re.escape(folded[:at]) + ".{0,2}" + re.escape(folded[at + 1 :]) for at in spots)
    return "|".join((re.escape(folded), *inside, "." + re.escape(folded[1:]), re.escape(folded[:-1]) + "."))


def _build_exact_pattern(names: Sequence[str]) -> re.Pattern[str] | None:
    """Return a pattern for names in text that needs no OCR; None if no name is searchable."""
    telling = sorted(filter(_is_name_searchable, names), key=len, reverse=True)
    loose = [re.escape(name) for name in telling if len(_fold_text(name)) >= ANYWHERE]
    whole = [rf"\b{re.escape(name)}\b" for name in telling if len(_fold_text(name)) < ANYWHERE]
    return re.compile("|".join((*loose, *whole)), re.IGNORECASE) if telling else None


def _is_centre_inside(one: PrivateArea, other: PrivateArea) -> bool:
    """Return whether the centre of ``one`` lies inside ``other``."""
    x, y = one.x + one.width // 2, one.y + one.height // 2
    return other.x <= x < other.x + other.width and other.y <= y < other.y + other.height


def _find_names_in_line(
    line: Sequence[OcrWord], wanted: Sequence[tuple[str, re.Pattern[str]]]
) -> Iterator[PrivateArea]:
    """Yield the area of each name in one line, including all words it touches."""
    folded = [_fold_text(word.text) for word in line]
    owner = [number for number, text in enumerate(folded) for _ in text]
    text, taken = "".join(folded), set[int]()
    for name, pattern in wanted:
        for match in pattern.finditer(text):
            hit = set(owner[match.start() : match.end()])
            if hit and not hit & taken and _is_whole_word(match, owner):
                taken |= hit
                yield _compute_bounding_area([line[number] for number in sorted(hit)], name)


def _is_whole_word(match: re.Match[str], owner: Sequence[int]) -> bool:
    """Return whether a match is a whole word; required for short names only."""
    start, end, text = match.start(), match.end(), match.string
    if end - start >= ANYWHERE:
        return True
    before = start > 0 and owner[start - 1] == owner[start] and text[start - 1].isalnum()
    after = end < len(text) and owner[end] == owner[end - 1] and text[end].isalnum()
    return not (before or after)


def _compute_bounding_area(words: Sequence[OcrWord], name: str) -> PrivateArea:
    left, top = (max(0, min(edge) - MARGIN) for edge in ([w.x for w in words], [w.y for w in words]))
    right = max(word.x + word.width for word in words) + MARGIN
    bottom = max(word.y + word.height for word in words) + MARGIN
    return PrivateArea(left, top, right - left, bottom - top, name, OCR)
